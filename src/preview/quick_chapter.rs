//! A draft: one chapter as it is now, laid out before the book around it.
//!
//! A long book takes longer to lay out than a writer's eye forgives. The
//! chapter that was saved is set alone, among the skeletons of the others and
//! with the page numbers of the last edition that was laid out, and is shown at once.
//! The next edition follows, and where they look alike nothing on the screen moves.

use std::sync::Mutex;

use typst_layout::Page as Sheet;

use super::Snapshot;
use super::drafts::Drafts;
use super::page_hash::{self, Known};
use super::pages::Sheets;
use super::snapshot::of_page;
use crate::handbook::{self, Alone};
use crate::images::trace::{self, Printed};
use crate::parallel::{self, lock};
use crate::site;
use crate::source::Page;

/// A chapter's pages before the book around it is laid out.
pub struct Draft {
    /// The number of the edition that it follows.
    pub edition: u64,
    /// The position of the chapter.
    pub chapter: usize,
    /// The number on its first page.
    pub folio: u64,
    /// A number for what its page was read from: the same for the same.
    pub read: u128,
    /// Its pages.
    pub pages: Vec<Sheet>,
    /// What they look like.
    pub looks: Vec<u128>,
}

impl Draft {
    /// Lays out the chapter of a page, which is given with the skeletons of the edition's others,
    /// within so many seconds. Page numbers come from an edition that was laid out, or are a guess.
    /// None where the chapter's place in the book is another than in the edition.
    pub(super) fn new(
        edition: &Snapshot,
        numbers: (Option<&Sheets>, &Mutex<Drafts>),
        (path, pages): (&str, Vec<Page>),
        seconds: u64,
    ) -> Option<Self> {
        let before = edition.book().ok()?;
        let page = pages.iter().find(|page| page.source.path == path)?.source.clone();
        let files = crate::files::Folder::new(&edition.place.root).ok()?;
        let mut book = site::settle(&files, &edition.project.config, pages).book?;
        let chapter = book.chapters.iter().position(|chapter| chapter.path == path)?;
        let same =
            |at: usize| book.chapters.get(at).map(|c| &c.slug) == before.chapters.get(at).map(|c| &c.slug);
        if book.chapters.len() != before.chapters.len() || !same(chapter) {
            return None;
        }
        // A site's own theme may be older than drafts, and would lay out the whole book.
        if book.theme.files.own("handbook.typ").is_some_and(|own| !own.text.contains("alone")) {
            return None;
        }
        // What is worked out from the words of all pages.
        book.fonts = before.fonts.clone();
        let (sheets, drafts) = numbers;
        let folios = |label: &str| sheets?.folio(label);
        let folio = match sheets {
            Some(sheets) => sheets.folio(&book.chapters[chapter].slug)?,
            None => lock(drafts).folio(chapter),
        };
        let alone = Alone { chapter, folio, folios: &folios };
        let options = edition.options().ok()?;
        let lay_out = || {
            let book = trace::crisp(&book, Printed::OnPages);
            Some(handbook::layout_alone(&book, &options, &alone).ok()?.product)
        };
        // Where the whole book is being laid out, its parts keep all other threads.
        let document = edition.drafting((&page, seconds), || parallel::apart(lay_out))?;
        let pages = document.pages().get(1..)?.to_vec();
        let looks = page_hash::of(&pages, &mut Known::default());
        Some(Self { edition: edition.number, chapter, folio, read: of_page(&page), pages, looks })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Open, Preview};

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

    #[test]
    fn a_draft_looks_like_the_chapter_in_the_book() {
        let site = site();
        let preview = Preview::new(&Open::site(site.path()));
        assert!(preview.refresh());
        preview.shown().edition.unwrap().handbook().unwrap();
        for (at, name) in ["1-alpha.md", "2-beta.md", "3-live.md"].into_iter().enumerate() {
            let path = site.path().canonicalize().unwrap().join(name);
            let text =
                fs::read_to_string(&path).unwrap().replacen("Several words", &format!("Words {at}"), 3);
            fs::write(&path, text).unwrap();
            let draft = preview.sketch(&path).expect("a draft");
            assert_eq!(draft.chapter, at);
            assert!(draft.looks.len() > 1, "{name} is of one page");
            assert!(preview.refresh());
            let edition = preview.shown().edition.unwrap();
            let sheets = edition.handbook().unwrap();
            let own = |page: &usize| sheets.chapter(*page) == Some(at);
            // The last chapter is followed by no glossary here.
            let looks: Vec<u128> =
                (0..sheets.looks.len()).filter(own).map(|page| sheets.looks[page]).collect();
            assert_eq!(draft.looks, looks, "{name}");
        }
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
