//! A draft: one chapter as it is now, laid out before the book around it.
//!
//! A long book takes longer to lay out than a writer's eye forgives. The
//! chapter that was saved is set alone, among the skeletons of the others and
//! with the page numbers of the last edition, and is shown at once. The next
//! edition follows, and where they look alike nothing on the screen moves.

use std::path::Path;
use std::time::Duration;

use typst_layout::Page;

use super::Edition;
use super::looks::{self, Known};
use super::reading::Reader;
use crate::handbook::{self, Alone};
use crate::{site, trace};

/// What is laid out in less time is not worth a draft.
const SOON: Duration = Duration::from_millis(120);

/// A chapter's pages before the book around it is laid out.
pub struct Draft {
    /// Counts drafts, so that the same one is not told twice.
    pub number: u64,
    /// The position of the chapter.
    pub chapter: usize,
    /// Its pages.
    pub pages: Vec<Page>,
    /// What they look like.
    pub looks: Vec<u128>,
}

impl Draft {
    /// Lays out the chapter whose page is the file `changed`. None where that is
    /// no page of the last edition, where its place in the book has changed, and
    /// where nobody would wait for the whole.
    pub(super) fn new(number: u64, edition: &Edition, reader: &Reader, changed: &Path) -> Option<Self> {
        let sheets = edition.made_handbook().filter(|sheets| sheets.took >= SOON)?;
        let before = edition.book().ok()?;
        let path = changed.strip_prefix(&edition.site.root).ok()?.to_str()?;
        let pages = reader.pages_around(path, edition)?;
        let files = crate::files::Folder::new(&edition.site.root).ok()?;
        let mut book = site::settle(&files, &edition.site.config, pages).book?;
        let chapter = book.chapters.iter().position(|chapter| chapter.path == path)?;
        let same =
            |at: usize| book.chapters.get(at).map(|c| &c.slug) == before.chapters.get(at).map(|c| &c.slug);
        if book.chapters.len() != before.chapters.len() || !same(chapter) {
            return None;
        }
        // What is worked out from the words of all pages.
        book.fonts = before.fonts.clone();
        let folios = |label: &str| sheets.folio(label);
        let folio = sheets.folio(&book.chapters[chapter].slug)?;
        let alone = Alone { chapter, folio, folios: &folios };
        let document =
            handbook::layout_alone(&trace::crisp(&book), &edition.options().ok()?, &alone).ok()?.product;
        let pages = document.pages().get(1..)?.to_vec();
        let looks = looks::of(&pages, &mut Known::default());
        Some(Self { number, chapter, pages, looks })
    }
}
