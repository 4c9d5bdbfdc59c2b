//! Captions that stand as a paragraph beside their table, as pandoc has them.

use super::tables;
use crate::model::{Block, BlockKind, InlineKind, Node, Written};

/// Gives each table without a caption the paragraph beside it that begins with `: ` or
/// `Table: `: the one behind it, else, with `Table: `, the one before. An id of the paragraph is
/// the table's.
pub fn take(mut blocks: Vec<Block<Written>>) -> Vec<Block<Written>> {
    let mut at = 0;
    while at < blocks.len() {
        let behind = at > 0 && waits(&blocks[at - 1]);
        let before =
            blocks.get(at + 1).is_some_and(waits) && says(&blocks[at]).is_some_and(|mark| mark.len() > 1);
        if says(&blocks[at]).is_none() || !(behind || before) {
            at += 1;
            continue;
        }
        let Node { kind: BlockKind::Paragraph { content }, attributes, .. } = blocks.remove(at) else {
            continue;
        };
        let table = if behind { at - 1 } else { at };
        let id = &mut blocks[table].attributes.id;
        *id = id.take().or(attributes.id);
        if let BlockKind::Table { caption, .. } = &mut blocks[table].kind {
            *caption = content;
            if let Some(Node { kind: InlineKind::Text { text }, .. }) = caption.first_mut() {
                let mark = if text.starts_with(':') { ":" } else { TABLE };
                *text = text[mark.len()..].trim_start().to_owned();
            }
        }
        at = table + 1;
    }
    blocks
}

const TABLE: &str = "Table:";

fn waits(block: &Block<Written>) -> bool {
    matches!(&block.kind, BlockKind::Table { caption, .. } if caption.is_empty())
}

/// The mark with which a paragraph calls itself a caption.
fn says(block: &Block<Written>) -> Option<&'static str> {
    let BlockKind::Paragraph { content } = &block.kind else { return None };
    let Some(Node { kind: InlineKind::Text { text }, .. }) = content.first() else { return None };
    // The words may be emphasised, and then stand in the next inline.
    let whole =
        tables::caption(text).is_some() || (content.len() > 1 && matches!(text.as_str(), ": " | "Table: "));
    whole.then_some(if text.starts_with(':') { ":" } else { TABLE })
}
