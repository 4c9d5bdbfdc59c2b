//! Every place that the reader names is a place of its source, in whole characters.

use phasebook::diagnostic::Diagnostic;
use phasebook::model::{Block, BlockKind, Written};
use phasebook::source::Page;

/// Holds the places of blocks against the page's sources.
pub fn blocks_are_sound(page: &Page, blocks: &[Block<Written>]) {
    for block in blocks {
        let text = &page.source_of(block.span).text;
        assert!(text.get(block.span.range()).is_some(), "{:?} is no place in {text:?}", block.span);
        match &block.kind {
            BlockKind::Quote { blocks } | BlockKind::Division { blocks } => blocks_are_sound(page, blocks),
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| blocks_are_sound(page, &item.blocks));
            }
            _ => {}
        }
    }
}

/// Holds the places of diagnostics, and of the edits that they offer, against their sources.
pub fn diagnostics_are_sound(diagnostics: &[Diagnostic]) {
    for fault in diagnostics {
        let place = &fault.place;
        for span in std::iter::once(place.span).chain(fault.edits.iter().map(|edit| edit.span)) {
            let text = &place.source.text;
            assert!(text.get(span.range()).is_some(), "{fault:?} in {text:?}");
        }
    }
}
