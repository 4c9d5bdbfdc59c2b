//! Walks over a page's tree in the order of its source: [`Visit`] to read it, [`VisitMut`] to change it.

use crate::model::{
    Attributes, Block, BlockKind, Image, Inline, InlineKind, NavigationLink, Row, Span, Stage,
};

/// What a line of text is to the block that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A paragraph, a heading, a caption, a label.
    Text,
    /// A term of a definition list.
    Term,
}

/// What to read at the places of a tree. Everything defaults to nothing.
pub trait Visit<S: Stage> {
    /// The whole of a line, before what it holds.
    fn line(&mut self, _line: Line, _content: &[Inline<S>]) {}
    /// Anything that carries attributes, before what it holds.
    fn attributes(&mut self, _span: Span, _attributes: &Attributes) {}
    /// A block, before what it holds.
    fn block(&mut self, _block: &Block<S>) {}
    /// An inline, before what it holds.
    fn inline(&mut self, _inline: &Inline<S>) {}
    /// A picture, with the span of what holds it.
    fn image(&mut self, _span: Span, _image: &Image<S>) {}
    /// A link to a neighbouring page.
    fn navigation(&mut self, _link: &NavigationLink<S>) {}
}

/// What to change at the places of a tree. Everything defaults to nothing.
pub trait VisitMut<S: Stage> {
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
    /// Where a link leads, after what has it.
    fn target(&mut self, _target: &mut S::Target) {}
}

/// Visits blocks and all that they hold.
pub fn blocks<S: Stage>(blocks: &[Block<S>], visitor: &mut dyn Visit<S>) {
    for each in blocks {
        block(each, visitor);
    }
}

fn block<S: Stage>(node: &Block<S>, visitor: &mut dyn Visit<S>) {
    visitor.attributes(node.span, &node.attributes);
    visitor.block(node);
    let span = node.span;
    match &node.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => {
            line(Line::Text, content, visitor);
        }
        BlockKind::List { items, .. } => {
            for item in items {
                visitor.attributes(item.span, &item.attributes);
                blocks(&item.blocks, visitor);
            }
        }
        BlockKind::Definitions { entries } => {
            for entry in entries {
                for term in &entry.terms {
                    visitor.attributes(term.span, &term.attributes);
                    line(Line::Term, &term.content, visitor);
                }
                for meaning in &entry.meanings {
                    blocks(meaning, visitor);
                }
            }
        }
        BlockKind::Quote { blocks: held }
        | BlockKind::Division { blocks: held }
        | BlockKind::Changed { blocks: held, .. } => blocks(held, visitor),
        BlockKind::Admonition { title, blocks: held, .. } => {
            if let Some(title) = title {
                line(Line::Text, title, visitor);
            }
            blocks(held, visitor);
        }
        BlockKind::Table { caption, head, body, .. } => {
            line(Line::Text, caption, visitor);
            for Row { attributes, cells } in head.iter().chain(body) {
                let start = cells.first().map_or(span, |cell| cell.span);
                visitor.attributes(start, attributes);
                for cell in cells {
                    visitor.attributes(cell.span, &cell.attributes);
                    blocks(&cell.blocks, visitor);
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
                visitor.attributes(item.span, &item.attributes);
                visitor.image(item.span, &item.image);
                line(Line::Text, &item.label, visitor);
            }
        }
        BlockKind::PhaseDiagram { image } => visitor.image(span, image),
        BlockKind::Navigation { links } => links.iter().for_each(|link| visitor.navigation(link)),
        BlockKind::Code { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
    }
}

fn line<S: Stage>(kind: Line, content: &[Inline<S>], visitor: &mut dyn Visit<S>) {
    visitor.line(kind, content);
    inlines(content, visitor);
}

/// Visits inlines and all that they hold.
pub fn inlines<S: Stage>(content: &[Inline<S>], visitor: &mut dyn Visit<S>) {
    for node in content {
        visitor.attributes(node.span, &node.attributes);
        visitor.inline(node);
        if let InlineKind::Image(image) = &node.kind {
            visitor.image(node.span, image);
        }
        if let Some(content) = node.kind.content() {
            inlines(content, visitor);
        }
    }
}

/// Visits blocks and all that they hold, to change them.
pub fn blocks_mut<S: Stage>(blocks: &mut [Block<S>], visitor: &mut dyn VisitMut<S>) {
    for each in blocks {
        block_mut(each, visitor);
    }
}

fn block_mut<S: Stage>(node: &mut Block<S>, visitor: &mut dyn VisitMut<S>) {
    visitor.attributes(node.span, &mut node.attributes);
    visitor.block(node);
    let span = node.span;
    if let BlockKind::Media { target, .. } = &mut node.kind {
        visitor.target(target);
    }
    match &mut node.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => {
            line_mut(Line::Text, content, visitor);
        }
        BlockKind::List { items, .. } => {
            for item in items {
                visitor.attributes(item.span, &mut item.attributes);
                blocks_mut(&mut item.blocks, visitor);
            }
        }
        BlockKind::Definitions { entries } => {
            for entry in entries {
                for term in &mut entry.terms {
                    visitor.attributes(term.span, &mut term.attributes);
                    line_mut(Line::Term, &mut term.content, visitor);
                }
                for meaning in &mut entry.meanings {
                    blocks_mut(meaning, visitor);
                }
            }
        }
        BlockKind::Quote { blocks: held }
        | BlockKind::Division { blocks: held }
        | BlockKind::Changed { blocks: held, .. } => blocks_mut(held, visitor),
        BlockKind::Admonition { title, blocks: held, .. } => {
            if let Some(title) = title {
                line_mut(Line::Text, title, visitor);
            }
            blocks_mut(held, visitor);
        }
        BlockKind::Table { caption, head, body, .. } => {
            line_mut(Line::Text, caption, visitor);
            for Row { attributes, cells } in head.iter_mut().chain(body) {
                let start = cells.first().map_or(span, |cell| cell.span);
                visitor.attributes(start, attributes);
                for cell in cells {
                    visitor.attributes(cell.span, &mut cell.attributes);
                    blocks_mut(&mut cell.blocks, visitor);
                }
            }
        }
        BlockKind::Figure { blocks: held, caption } => {
            blocks_mut(held, visitor);
            line_mut(Line::Text, caption, visitor);
        }
        BlockKind::Details { summary, blocks: held } => {
            line_mut(Line::Text, summary, visitor);
            blocks_mut(held, visitor);
        }
        BlockKind::Pictograms { items } => {
            for item in items {
                visitor.attributes(item.span, &mut item.attributes);
                visitor.image(item.span, &mut item.image);
                line_mut(Line::Text, &mut item.label, visitor);
            }
        }
        BlockKind::PhaseDiagram { image } => visitor.image(span, image),
        BlockKind::Navigation { links } => {
            for link in links {
                visitor.navigation(link);
                visitor.target(&mut link.target);
            }
        }
        BlockKind::Code { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
    }
}

fn line_mut<S: Stage>(kind: Line, content: &mut Vec<Inline<S>>, visitor: &mut dyn VisitMut<S>) {
    visitor.line(kind, content);
    inlines_mut(content, visitor);
}

/// Visits inlines and all that they hold, to change them.
pub fn inlines_mut<S: Stage>(content: &mut [Inline<S>], visitor: &mut dyn VisitMut<S>) {
    for node in content {
        visitor.attributes(node.span, &mut node.attributes);
        visitor.inline(node);
        match &mut node.kind {
            InlineKind::Image(image) => visitor.image(node.span, image),
            InlineKind::Link { target, .. } => visitor.target(target),
            _ => {}
        }
        if let Some(content) = node.kind.content_mut() {
            inlines_mut(content, visitor);
        }
    }
}
