//! The handbook's pages as the desk shows them.

use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::utils::{PicoStr, hash128};
use typst_layout::PagedDocument;

use crate::site::Book;

/// The handbook's pages.
pub struct Sheets {
    /// The pages as they are laid out.
    pub document: PagedDocument,
    /// A name for each page's looks: the same for the same looks.
    pub looks: Vec<u128>,
    /// The page on which each chapter of the book opens.
    openings: Vec<Option<usize>>,
}

impl Sheets {
    pub(super) fn new(book: &Book, document: PagedDocument) -> Self {
        let looks = document.pages().iter().map(|page| hash128(&(&page.frame, page.number))).collect();
        let introspector = document.introspector();
        let opening = |slug: &str| {
            let label = Label::new(PicoStr::intern(slug))?;
            let found = introspector.query_first(&Selector::Label(label))?;
            Some(introspector.position(found.location()?)?.page.get() - 1)
        };
        let openings = book.chapters.iter().map(|chapter| opening(&chapter.slug)).collect();
        Self { document, looks, openings }
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
        let page = self.document.pages().get(page);
        page.map(|page| typst_svg::svg(page, &typst_svg::SvgOptions::default())).unwrap_or_default()
    }
}
