//! A draft: one chapter as it is now, laid out before the book around it.
//!
//! A long book takes longer to lay out than a writer's eye forgives. The
//! chapter that was saved takes its place in the manuscript of the last edition, and the part of the book that it is
//! in is laid out ahead, among the others as they were laid out last. It is shown at once.
//! The next edition follows, and where they look alike nothing on the screen moves.

use std::sync::Arc;

use typst_layout::Page as Sheet;

use super::Snapshot;
use super::pages::{Sheets, last_opened, page_of};
use super::snapshot::of_page;
use crate::diagnostic::Source;
use crate::names;
use crate::parallel;
use crate::site;
use crate::source::Page;
use crate::typeset::{Ahead, Job};

/// The pages of a chapter, and of those that share them, before the book around them is laid out.
pub struct Draft {
    /// The number of the edition that it follows.
    pub edition: u64,
    /// The positions of its chapters, in order.
    pub chapters: Vec<usize>,
    /// A number for what each of them was read from, the same for the same, where that is known.
    pub read: Vec<Option<u128>>,
    /// Its pages.
    pub pages: Vec<Sheet>,
    /// The chapter to which each page belongs: the last that opens on it or before.
    pub of: Vec<usize>,
    /// What the pages look like.
    pub looks: Vec<u128>,
}

impl Draft {
    /// Lays out the chapter of a page that has changed, within so many seconds. It is given with the
    /// skeletons of the edition's other pages. None where the chapter's place in the book is another than in
    /// the edition.
    pub(super) fn of_page(
        edition: &Snapshot,
        (path, pages): (&str, Vec<Page>),
        seconds: u64,
    ) -> Option<Self> {
        let before = edition.book().ok()?;
        let page = pages.iter().find(|page| page.source.path == path)?.source.clone();
        let files = crate::files::Folder::new(&edition.place.root).ok()?;
        let mut config = edition.project.config.clone();
        // Words that skeletons do not have may order the pages.
        Arc::make_mut(&mut config.site).order =
            before.chapters.iter().map(|page| page.path.clone()).collect();
        let book = site::settle(&files, &config, pages).book?;
        let chapter = book.chapters.iter().position(|chapter| chapter.path == path)?;
        let same =
            |at: usize| book.chapters.get(at).map(|c| &c.slug) == before.chapters.get(at).map(|c| &c.slug);
        if book.chapters.len() != before.chapters.len() || !same(chapter) {
            return None;
        }
        let manuscript = edition.manuscript()?;
        let job = || manuscript.with(book, chapter, &before.pictures);
        Self::of_job(edition, (chapter, &page), seconds, job)
    }

    /// Lays out a chapter of an edition, within so many seconds.
    pub(super) fn of_chapter(edition: &Snapshot, chapter: usize, seconds: u64) -> Option<Self> {
        let page = edition.source(chapter)?;
        let manuscript = edition.manuscript()?;
        Self::of_job(edition, (chapter, page), seconds, || manuscript.job.clone())
    }

    /// Lays out a chapter, whose page is given as it reads, of a job that has its text.
    fn of_job(
        edition: &Snapshot,
        (chapter, page): (usize, &Source),
        seconds: u64,
        job: impl FnOnce() -> Job + Send,
    ) -> Option<Self> {
        let earlier = edition.parts();
        let lay_out = || job().ahead(chapter, &earlier);
        // Where the whole book is being laid out, its parts keep all other threads.
        let ahead = edition.drafting((page, seconds), || parallel::apart(lay_out))?;
        edition.keep(&ahead);
        let Ahead { chapters, pages, places, .. } = ahead;
        let all = &edition.book().ok()?.chapters;
        let opening = |at: &usize| page_of(&places, &names::label(&all.get(*at)?.slug));
        let openings: Vec<Option<usize>> = chapters.iter().map(opening).collect();
        let of = |page: usize| chapters[last_opened(&openings, page).unwrap_or(0)];
        let read = |at: &usize| if *at == chapter { Some(page) } else { edition.source(*at) };
        Some(Self {
            edition: edition.number,
            read: chapters.iter().map(|at| read(at).map(of_page)).collect(),
            of: (0..pages.len()).map(of).collect(),
            looks: edition.looks(&pages),
            pages,
            chapters,
        })
    }

    /// Puts behind the last chapter of the book what was behind it last, such as the index.
    pub(super) fn end_as(&mut self, edition: &Snapshot, last: &Sheets) {
        let count = edition.book().map_or(0, |book| book.chapters.len());
        let Some(chapter) = self.chapters.last().copied().filter(|chapter| chapter + 1 == count) else {
            return;
        };
        for (page, look) in last.behind() {
            self.pages.push(page.clone());
            self.looks.push(look);
            self.of.push(chapter);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::{Open, Preview};
    use super::*;

    /// A book whose chapters name one another's pages, and spell abbreviations out once.
    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let page = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let prose =
            "Several words that fill a line and then another one, until the page is full. ".repeat(40);
        page(
            "1-alpha.md",
            &format!(
                "---\ntitle: Alpha\nphase: alpha\n---\n\n{prose}\n\nThe GDS wrote it.\n\n*[GDS]: Digital Service\n"
            ),
        );
        page(
            "2-beta.md",
            &format!(
                "---\ntitle: Beta\nphase: beta\n---\n\n{{:toc}}\n\n## First\n\n{prose}\n\n<p id=\"here\">A place.</p>\n\n\
                 ## First\n\nWhat the GDS wrote is [live](3-live.md#plan), see [alpha](1-alpha.md) and [this](#here).[^1]\n\n\
                 {prose}\n\n[^1]: A note, with <https://example.org/>.\n\n*[GDS]: Digital Service\n"
            ),
        );
        page("3-live.md", &format!("# Live\n\n{prose}{prose}\n\n## Plan\n\nSee [beta](2-beta.md#first).\n"));
        folder
    }

    /// A preview of a site whose handbook somebody has looked at.
    fn looked_at(site: &Path) -> Preview {
        let preview = Preview::new(&Open::site(site));
        assert!(preview.refresh());
        preview.shown().edition.unwrap().handbook().unwrap();
        preview
    }

    /// Changes three sentences of a page, and gives its draft, which looks as the book does after it.
    fn edited(preview: &Preview, site: &Path, name: &str, words: &str) -> Arc<Draft> {
        let path = site.canonicalize().unwrap().join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("Several words", words, 3)).unwrap();
        let draft = preview.sketch(&path).expect("a draft");
        assert!(preview.refresh());
        let edition = preview.shown().edition.unwrap();
        let sheets = edition.handbook().unwrap();
        let own = |page: &usize| sheets.chapter(*page).is_some_and(|at| draft.chapters.contains(&at));
        let pages: Vec<usize> = (0..sheets.looks.len()).filter(own).collect();
        let looks: Vec<u128> = pages.iter().map(|page| sheets.looks[*page]).collect();
        assert_eq!(draft.looks, looks, "{name}");
        let of: Vec<usize> = pages.iter().filter_map(|page| sheets.chapter(*page)).collect();
        assert_eq!(draft.of, of, "{name}");
        draft
    }

    #[test]
    fn a_draft_looks_like_the_chapter_in_the_book() {
        let site = site();
        let preview = looked_at(site.path());
        for (at, name) in ["1-alpha.md", "2-beta.md", "3-live.md"].into_iter().enumerate() {
            let draft = edited(&preview, site.path(), name, &format!("Words {at}"));
            assert_eq!(draft.chapters, [at]);
            assert!(draft.looks.len() > 1, "{name} is of one page");
        }
    }

    /// A manual with an index, which is set smaller than other books, and whose short pages share pages of paper.
    fn manual() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let prose = "Several words that fill a line and then another one, until the page is full. ";
        for at in 0..45 {
            let much = if at < 5 { 1_300 } else { 12 };
            let term = if at < 8 { format!("Burndown{at}\n: A chart.\n\n") } else { String::new() };
            let page = format!(
                "# Chapter {at}\n\n{}\n\nA Burndown{} tells it.\n\n{term}## Step {at}\n\nSee [the next]({:02}.md).\n",
                prose.repeat(much),
                at % 8,
                (at + 1) % 45
            );
            fs::write(folder.path().join(format!("{at:02}.md")), page).unwrap();
        }
        folder
    }

    #[test]
    fn a_draft_looks_like_its_part_of_a_manual() {
        let site = manual();
        let preview = looked_at(site.path());
        // The last is followed by the index.
        for chapter in [20, 44] {
            let draft = edited(&preview, site.path(), &format!("{chapter:02}.md"), "Words");
            assert!(draft.chapters.len() > 1 && draft.chapters.contains(&chapter), "{:?}", draft.chapters);
        }
    }

    #[test]
    fn a_page_that_words_of_another_put_in_its_place_has_a_draft() {
        let site = tempfile::tempdir().unwrap();
        let page = |name: &str, text: &str| fs::write(site.path().join(name), text).unwrap();
        page("index.md", "# Start\n\nFirst [three](three.md), then [one](one.md) and [two](two.md).\n");
        for name in ["one", "two", "three"] {
            page(&format!("{name}.md"), &format!("# {name}\n\n{}\n", "Several words. ".repeat(400)));
        }
        let preview = looked_at(site.path());
        let draft = edited(&preview, site.path(), "three.md", "Some words");
        assert_eq!(draft.chapters, [1], "it comes behind the page that names it first");
    }

    #[test]
    fn a_page_that_changes_its_place_waits_for_the_book() {
        let site = site();
        let preview = Preview::new(&Open::site(site.path()));
        preview.refresh();
        let path = site.path().canonicalize().unwrap().join("2-beta.md");
        assert!(preview.sketch(&path).is_none(), "nobody looks");
        preview.shown().edition.unwrap().handbook().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("title: Beta", "title: Beta\nslug: another")).unwrap();
        assert!(preview.sketch(&path).is_none());
        assert!(preview.sketch(&site.path().join("4-none.md")).is_none());
        fs::remove_file(&path).unwrap();
        assert!(preview.sketch(&path).is_none());
    }
}
