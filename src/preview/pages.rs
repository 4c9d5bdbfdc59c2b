//! The handbook's pages as the preview shows them.

use std::time::Duration;

use typst::foundations::{Content, Label, Selector};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::{Page, PagedDocument, PagedIntrospector};

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
    /// The first page behind the last chapter, where the theme says where that ends.
    behind: Option<usize>,
    /// How long it took to lay them out.
    pub(super) took: Duration,
}

/// The position of the page on which a label stands.
pub(super) fn page_of(places: &PagedIntrospector, label: &str) -> Option<usize> {
    page_on(places, &places.query_first(&Selector::Label(named(label)?))?)
}

/// The last of some chapters that opens on a page or before, by the pages on which they open.
pub(super) fn last_opened(openings: &[Option<usize>], page: usize) -> Option<usize> {
    openings.iter().rposition(|opening| opening.is_some_and(|opening| opening <= page))
}

fn page_on(places: &PagedIntrospector, element: &Content) -> Option<usize> {
    Some(places.position(element.location()?)?.page.get() - 1)
}

fn named(label: &str) -> Option<Label> {
    Label::new(PicoStr::intern(label))
}

/// What the theme marks the end of each run of chapters with.
const END: &str = "text-end";

impl Sheets {
    pub(super) fn new(book: &Book, document: PagedDocument, known: &mut Known, took: Duration) -> Self {
        let looks = page_hash::of(document.pages(), known);
        let opening = |chapter: &Chapter| page_of(document.introspector(), &names::label(&chapter.slug));
        let openings: Vec<Option<usize>> = book.chapters.iter().map(opening).collect();
        let places = document.introspector();
        let ends = named(END).map(|end| places.query(&Selector::Label(end))).unwrap_or_default();
        let last = openings.last().copied().flatten();
        let ends = ends.iter().filter_map(|end| page_on(places, end));
        let behind = last.and_then(|last| ends.filter(|end| *end >= last).min()).map(|end| end + 1);
        Self { document, looks, openings, behind, took }
    }

    /// The position of a page, by its looks.
    pub fn position(&self, look: u128) -> Option<usize> {
        self.looks.iter().position(|own| *own == look)
    }

    /// The pages behind the last chapter, which are counted as its own, with what they look like.
    pub(super) fn behind(&self) -> impl Iterator<Item = (&Page, u128)> {
        let from = self.behind.unwrap_or(self.looks.len());
        self.document.pages().iter().zip(self.looks.iter().copied()).skip(from)
    }

    /// The position in the book of the chapter that a page belongs to; none for
    /// the pages before the first.
    pub fn chapter(&self, page: usize) -> Option<usize> {
        last_opened(&self.openings, page)
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
