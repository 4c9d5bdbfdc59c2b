//! Walking a page's tree in the order of its source.

use crate::model::{
    Attributes, Block, BlockKind, Image, Inline, InlineKind, NavigationLink, Row, Span, Stage,
};

/// What a line of text is to the block that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A paragraph, a heading, a caption, a label.
    Text,
    /// A term of a definition list.
    Term,
}

/// What to do at the places of a tree. Everything defaults to nothing.
pub(crate) trait Visitor<S: Stage> {
    /// The whole of a line, before what it holds.
    fn line(&mut self, _line: Line, _content: &mut Vec<Inline<S>>) {}
    /// Anything that carries attributes, before what it holds.
    fn attributes(&mut self, _span: Span, _attributes: &mut Attributes) {}
    /// A block, before what it holds.
    fn block(&mut self, _block: &mut Block<S>) {}
    /// An inline, before what it holds.
    fn inline(&mut self, _inline: &mut Inline<S>) {}
    /// A picture, with the span of what holds it.
    fn image(&mut self, _span: Span, _image: &mut Image<S>) {}
    /// A link to a neighbouring page.
    fn navigation(&mut self, _link: &mut NavigationLink<S>) {}
}

/// Visits blocks and all that they hold.
pub(crate) fn blocks<S: Stage>(blocks: &mut [Block<S>], visitor: &mut dyn Visitor<S>) {
    for each in blocks {
        block(each, visitor);
    }
}

fn block<S: Stage>(node: &mut Block<S>, visitor: &mut dyn Visitor<S>) {
    visitor.attributes(node.span, &mut node.attributes);
    visitor.block(node);
    let span = node.span;
    match &mut node.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => {
            line(Line::Text, content, visitor);
        }
        BlockKind::List { items, .. } => {
            for item in items {
                visitor.attributes(item.span, &mut item.attributes);
                blocks(&mut item.blocks, visitor);
            }
        }
        BlockKind::Definitions { entries } => {
            for entry in entries {
                for term in &mut entry.terms {
                    visitor.attributes(term.span, &mut term.attributes);
                    line(Line::Term, &mut term.content, visitor);
                }
                for meaning in &mut entry.meanings {
                    blocks(meaning, visitor);
                }
            }
        }
        BlockKind::Quote { blocks: held } | BlockKind::Division { blocks: held } => blocks(held, visitor),
        BlockKind::Admonition { title, blocks: held, .. } => {
            if let Some(title) = title {
                line(Line::Text, title, visitor);
            }
            blocks(held, visitor);
        }
        BlockKind::Table { caption, head, body, .. } => {
            line(Line::Text, caption, visitor);
            for Row { attributes, cells } in head.iter_mut().chain(body) {
                let start = cells.first().map_or(span, |cell| cell.span);
                visitor.attributes(start, attributes);
                for cell in cells {
                    visitor.attributes(cell.span, &mut cell.attributes);
                    blocks(&mut cell.blocks, visitor);
                }
            }
        }
        BlockKind::Figure { blocks: held, caption } => {
            blocks(held, visitor);
            line(Line::Text, caption, visitor);
        }
        BlockKind::Details { summary, blocks: held } => {
            line(Line::Text, summary, visitor);
            blocks(held, visitor);
        }
        BlockKind::Pictograms { items } => {
            for item in items {
                visitor.attributes(item.span, &mut item.attributes);
                visitor.image(item.span, &mut item.image);
                line(Line::Text, &mut item.label, visitor);
            }
        }
        BlockKind::PhaseDiagram { image } => visitor.image(span, image),
        BlockKind::Navigation { links } => links.iter_mut().for_each(|link| visitor.navigation(link)),
        BlockKind::Code { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
    }
}

fn line<S: Stage>(kind: Line, content: &mut Vec<Inline<S>>, visitor: &mut dyn Visitor<S>) {
    visitor.line(kind, content);
    inlines(content, visitor);
}

/// Visits inlines and all that they hold.
pub(crate) fn inlines<S: Stage>(content: &mut [Inline<S>], visitor: &mut dyn Visitor<S>) {
    for node in content {
        visitor.attributes(node.span, &mut node.attributes);
        visitor.inline(node);
        if let InlineKind::Image(image) = &mut node.kind {
            visitor.image(node.span, image);
        }
        if let Some(content) = node.kind.content_mut() {
            inlines(content, visitor);
        }
    }
}
