//! The handbook's pages as the preview shows them.

use std::time::Duration;

use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument};

use super::page_hash::{self, Known};
use crate::book::{Book, Chapter};
use crate::names;

/// The handbook's pages.
pub struct Sheets {
    /// The pages as they are laid out.
    pub document: PagedDocument,
    /// A name for each page's looks: the same for the same looks.
    pub looks: Vec<u128>,
    /// The page on which each chapter of the book opens.
    openings: Vec<Option<usize>>,
    /// How long it took to lay them out.
    pub(super) took: Duration,
}

/// The position of the page on which a label stands.
fn page_of(document: &PagedDocument, label: &str) -> Option<usize> {
    let label = Label::new(PicoStr::intern(label))?;
    let introspector = document.introspector();
    let found = introspector.query_first(&Selector::Label(label))?;
    Some(introspector.position(found.location()?)?.page.get() - 1)
}

impl Sheets {
    pub(super) fn new(book: &Book, document: PagedDocument, known: &mut Known, took: Duration) -> Self {
        let looks = page_hash::of(document.pages(), known);
        let opening = |chapter: &Chapter| page_of(&document, &names::label(&chapter.slug));
        let openings = book.chapters.iter().map(opening).collect();
        Self { document, looks, openings, took }
    }

    /// The number that is printed on the page of a label.
    pub(super) fn folio(&self, label: &str) -> Option<u64> {
        Some(self.document.pages().get(page_of(&self.document, &names::label(label))?)?.number)
    }

    /// The position of a page, by its looks.
    pub fn position(&self, look: u128) -> Option<usize> {
        self.looks.iter().position(|own| *own == look)
    }

    /// The position in the book of the chapter that a page belongs to; none for
    /// the pages before the first.
    pub fn chapter(&self, page: usize) -> Option<usize> {
        let begun = |opening: &Option<usize>| opening.is_some_and(|opening| opening <= page);
        self.openings.iter().rposition(begun)
    }

    /// A page as a drawing.
    pub fn svg(&self, page: usize) -> String {
        self.document.pages().get(page).map(drawing).unwrap_or_default()
    }
}

/// A page as a drawing.
pub(super) fn drawing(page: &Page) -> String {
    typst_svg::svg(page, &typst_svg::SvgOptions::default())
}
