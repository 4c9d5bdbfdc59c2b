//! Pages of the handbook that hold little, with the lines of the source that they begin with.

use typst_layout::PagedDocument;

use crate::book::{Book, Chapter};
use crate::model::{Block, Inline, Resolved, Span, visit};
use crate::pagination;

/// A page of which less than a quarter is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThinPage {
    /// Its number as printed.
    pub label: String,
    /// The chapter that it is a page of, by its position.
    pub chapter: usize,
    /// Where what it begins with stands in the chapter's page.
    pub span: Span,
    /// About how many lines of text what is on it is high.
    pub lines: usize,
    /// Whether the chapter goes on behind it.
    pub goes_on: bool,
}

/// The thin pages of a book's chapters, in order.
pub(super) fn pages(book: &Book, document: &PagedDocument) -> Vec<ThinPage> {
    let thin = pagination::thin(document).into_iter();
    let placed = thin.filter_map(|pagination::ThinPage { label, chapter, node, lines, goes_on }| {
        let span = span_of(book.chapters.get(chapter)?, node);
        Some(ThinPage { label, chapter, span, lines, goes_on })
    });
    placed.collect()
}

/// Where a node of a chapter stands in its page; where the page begins, for what was included.
fn span_of(chapter: &Chapter, number: u32) -> Span {
    struct Search {
        number: u32,
        found: Option<Span>,
    }
    impl visit::Visit<Resolved> for Search {
        fn block(&mut self, block: &Block<Resolved>) {
            if block.number == self.number {
                self.found.get_or_insert(block.span);
            }
        }
        fn inline(&mut self, inline: &Inline<Resolved>) {
            if inline.number == self.number {
                self.found.get_or_insert(inline.span);
            }
        }
    }
    let mut search = Search { number, found: None };
    visit::blocks(&chapter.blocks, &mut search);
    search.found.filter(|span| span.source == 0).unwrap_or(chapter.place.span)
}
