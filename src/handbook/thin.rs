//! Pages of the handbook that hold little, with the lines of the source that they begin with.

use std::collections::BTreeMap;

use serde::Serialize;
use typst_layout::PagedDocument;

use crate::book::{Book, Chapter};
use crate::model::{Block, BlockKind, Inline, Resolved, Span, visit};
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
    /// The pages before it since the last that begins with a chapter, that one included.
    before: usize,
}

/// How the pages of a chapter differ from the book's, so that its last lines are no page of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// They are longer by a line.
    Longer,
    /// They are longer by a line, and paragraphs and the items of lists stand closer.
    LongerAndCloser,
}

/// How much closer paragraphs stand, in lines: `handbook-chapter.typ` has the same.
const PARAGRAPHS_CLOSER: f64 = 0.2;

/// How much closer the items of a list stand at least, in lines: `blocks.typ` halves their space.
const ITEMS_CLOSER: f64 = 0.1;

/// What may make pages go that hold little: those with which chapters end. A chapter of which one is
/// left in spite of what was `tried` gets what does more, and in the end nothing.
pub(super) fn fits(book: &Book, thin: &[ThinPage], tried: &BTreeMap<usize, Fit>) -> BTreeMap<usize, Fit> {
    let mut fits = tried.clone();
    for page in thin {
        match fit(book, page, tried.get(&page.chapter)) {
            Some(fit) => fits.insert(page.chapter, fit),
            None => fits.remove(&page.chapter),
        };
    }
    fits
}

fn fit(book: &Book, page: &ThinPage, tried: Option<&Fit>) -> Option<Fit> {
    let chapter = book.chapters.get(page.chapter).filter(|_| !page.goes_on)?;
    let closer: f64 = chapter.blocks.windows(2).map(|pair| closer(&pair[0], Some(&pair[1]))).sum::<f64>()
        + chapter.blocks.last().map_or(0.0, |last| closer(last, None));
    // The line that a page gains may be too short for what stands next.
    let (lines, longer) = (page.lines as f64, page.before as f64);
    match tried {
        None if lines <= longer => Some(Fit::Longer),
        // A page before it may end early for what must stay whole, and gain nothing by a line.
        None | Some(Fit::Longer) if closer > 0.0 && lines <= longer + closer => Some(Fit::LongerAndCloser),
        _ => None,
    }
}

/// By how many lines a block and the one behind it come closer.
fn closer(block: &Block<Resolved>, next: Option<&Block<Resolved>>) -> f64 {
    let is_paragraph = |block: &Block<Resolved>| matches!(block.kind, BlockKind::Paragraph { .. });
    match &block.kind {
        BlockKind::List { items, .. } => items.len().saturating_sub(1) as f64 * ITEMS_CLOSER,
        _ if is_paragraph(block) && next.is_some_and(is_paragraph) => PARAGRAPHS_CLOSER,
        _ => 0.0,
    }
}

/// The thin pages of a book's chapters, in order.
pub(super) fn pages(book: &Book, document: &PagedDocument) -> Vec<ThinPage> {
    let thin = pagination::thin(document).into_iter();
    let placed = thin.filter_map(|pagination::ThinPage { label, chapter, node, lines, goes_on, before }| {
        let span = span_of(book.chapters.get(chapter)?, node);
        Some(ThinPage { label, chapter, span, lines, goes_on, before })
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
