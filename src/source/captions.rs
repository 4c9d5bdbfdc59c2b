//! Captions that stand as a paragraph beside their table, as pandoc has them.

use super::tables;
use crate::model::{Block, BlockKind, Inline, InlineKind, Node, Written};

/// Gives each table without a caption the paragraph beside it that begins with `: ` or
/// `Table: `: the one behind it, else, with `Table: `, the one before. An id of the paragraph is
/// the table's.
pub fn take(mut blocks: Vec<Block<Written>>) -> Vec<Block<Written>> {
    figures(&mut blocks);
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

/// Makes a figure of each picture or diagram with a caption behind it, and gives tables theirs.
fn figures(blocks: &mut Vec<Block<Written>>) {
    let mut at = 1;
    while at < blocks.len() {
        let shown = is_shown(&blocks[at - 1]);
        let fits = match &blocks[at].kind {
            BlockKind::Paragraph { .. } => shown,
            _ => shown || waits(&blocks[at - 1]),
        };
        let Some(caption) = caption(&blocks[at]).filter(|_| fits) else {
            at += 1;
            continue;
        };
        let Node { attributes, .. } = blocks.remove(at);
        if let BlockKind::Table { caption: own, .. } = &mut blocks[at - 1].kind {
            *own = caption;
            continue;
        }
        let shown = blocks.remove(at - 1);
        let span = shown.span;
        let kind = BlockKind::Figure { blocks: vec![shown], caption };
        blocks.insert(at - 1, Node::with(span, attributes, kind));
    }
}

/// The words of a caption: of a paragraph that begins with `Figure: `, or of a passage that is called
/// one (`/// caption`, as MkDocs has it).
fn caption(block: &Block<Written>) -> Option<Vec<Inline<Written>>> {
    match &block.kind {
        BlockKind::Paragraph { content } => {
            let Some(Node { kind: InlineKind::Text { text }, .. }) = content.first() else { return None };
            let rest = text.strip_prefix(FIGURE)?.trim_start().to_owned();
            let mut words = content.clone();
            words[0].kind = InlineKind::Text { text: rest };
            Some(words)
        }
        BlockKind::Division { blocks } => {
            let named = ["caption", "figure-caption", "table-caption"];
            let is_caption = block.attributes.classes.iter().any(|class| named.contains(&class.as_str()));
            match blocks.as_slice() {
                [Node { kind: BlockKind::Paragraph { content }, .. }] if is_caption => Some(content.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a block is a picture alone, or a diagram.
fn is_shown(block: &Block<Written>) -> bool {
    match &block.kind {
        BlockKind::Paragraph { content } => {
            let mut words = content.iter().filter(|inline| match &inline.kind {
                InlineKind::Text { text } => !text.trim().is_empty(),
                _ => true,
            });
            matches!(words.next(), Some(Node { kind: InlineKind::Image(_), .. })) && words.next().is_none()
        }
        BlockKind::Code { language, .. } => language.as_deref() == Some("mermaid"),
        _ => false,
    }
}

const TABLE: &str = "Table:";
const FIGURE: &str = "Figure: ";

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
