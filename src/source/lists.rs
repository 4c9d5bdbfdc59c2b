//! From the tree to the model: lists, grids of pictograms, and the page's own contents.

use super::dom::{Detail, NodeId};
use super::lower::{Folder, is_block};
use crate::model::{
    Attributes, Block, BlockKind, Image, Inline, InlineKind, ListItem, ListMarker, Node, Numbering,
    Pictogram, Span, Written,
};

impl Folder<'_> {
    /// A list, or the contents of the page that kramdown's `{:toc}` puts in the place of the item
    /// that it stands under, and of no other.
    pub(super) fn list_or_contents(
        &mut self,
        node: NodeId,
        mut attributes: Attributes,
        depth: usize,
        blocks: &mut Vec<Block<Written>>,
    ) {
        let span = self.span(node);
        let mut items = self.items(node);
        let Some(toc) = attributes.pairs.iter().position(|(key, _)| key == "toc") else {
            let kind = self.list(node, items, &attributes, depth);
            return blocks.push(Node::with(span, attributes, kind));
        };
        attributes.pairs.remove(toc);
        let replaced = items.pop();
        if !items.is_empty() {
            let replaced = replaced.map(|item| self.span(item));
            self.result.replaced_items.extend(replaced);
            // What is said of the contents is not said of the items above them.
            let kind = self.list(node, items, &Attributes::default(), depth);
            blocks.push(Node::new(span, kind));
        }
        blocks.push(Node::with(span, attributes, BlockKind::Contents));
    }

    fn items(&self, node: NodeId) -> Vec<NodeId> {
        // The end of a paragraph that an end tag has closed already is an empty paragraph beside the items.
        let is_void = |child: NodeId| {
            self.dom.name(child) == "p" && self.children(child).iter().all(|held| self.is_blank(*held))
        };
        let children = self.children(node).iter().copied();
        children.filter(|child| !self.is_blank(*child) && !is_void(*child)).collect()
    }

    fn list(
        &mut self,
        node: NodeId,
        items: Vec<NodeId>,
        attributes: &Attributes,
        depth: usize,
    ) -> BlockKind<Written> {
        if attributes.has_class("phase-activities") || attributes.has_class("pictograms") {
            match self.pictograms(&items) {
                Some(items) => return BlockKind::Pictograms { items },
                None => {
                    let span = self.span(node);
                    self.result.odd_pictograms.push(span);
                }
            }
        }
        let glued =
            matches!(self.dom.mark(node).map(|mark| &mark.detail), Some(Detail::List { tight: true }));
        let tight = glued
            || !items
                .iter()
                .any(|item| self.children(*item).iter().any(|child| self.dom.name(*child) == "p"));
        let marker = match self.dom.name(node) {
            "ol" => ListMarker::Number {
                start: self.dom.attribute(node, "start").and_then(start_of).unwrap_or(1),
                numbering: match self.dom.attribute(node, "type") {
                    Some("a") => Numbering::LowerAlpha,
                    Some("A") => Numbering::UpperAlpha,
                    Some("i") => Numbering::LowerRoman,
                    Some("I") => Numbering::UpperRoman,
                    _ => Numbering::Decimal,
                },
                reversed: self.dom.attribute(node, "reversed").is_some(),
            },
            _ => ListMarker::Bullet,
        };
        let items = items.into_iter().map(|item| self.item(item, depth)).collect();
        BlockKind::List { marker, tight, items }
    }

    fn item(&mut self, node: NodeId, depth: usize) -> ListItem<Written> {
        let task = match self.dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Task(done)) => Some(*done),
            _ => self.checkbox(node),
        };
        let blocks = match self.dom.name(node) {
            "li" => self.blocks_of(node, depth + 1),
            // Something else in a list is an item of its own.
            _ => self.blocks(&[node], depth + 1),
        };
        ListItem { span: self.span(node), attributes: self.attributes(node), task, blocks }
    }

    /// A raw HTML checkbox at the head of an item.
    fn checkbox(&self, node: NodeId) -> Option<bool> {
        let first = self.dom.descendants(node).find(|child| !self.is_blank(*child))?;
        let is_box = self.dom.name(first) == "input" && self.dom.attribute(first, "type") == Some("checkbox");
        is_box.then(|| self.dom.attribute(first, "checked").is_some())
    }

    /// A grid, where every item has exactly one picture and no list of its own.
    fn pictograms(&mut self, items: &[NodeId]) -> Option<Vec<Pictogram<Written>>> {
        let mut grid = Vec::new();
        for item in items {
            let pictures = self.dom.descendants(*item).filter(|node| self.dom.name(*node) == "img").count();
            let simple = !self.dom.descendants(*item).any(|node| {
                is_block(self.dom.name(node))
                    && !matches!(self.dom.name(node), "p" | "div" | "figure" | "figcaption")
            });
            if pictures != 1 || !simple || self.dom.name(*item) != "li" {
                return None;
            }
            let leaves = self.spliced(*item);
            let mut content = self.inlines(&leaves, 0);
            let image = take_image(&mut content)?;
            let label = super::words::trim(content);
            let (image, picture_span) = image;
            let mut attributes = self.attributes(*item);
            attributes.merge(Attributes::default());
            grid.push(Pictogram { span: picture_span, attributes, image, label });
        }
        (!grid.is_empty()).then_some(grid)
    }
}

/// Takes the first picture out of inlines, from however deep.
fn take_image(content: &mut Vec<Inline<Written>>) -> Option<(Image<Written>, Span)> {
    for index in 0..content.len() {
        if let InlineKind::Image(_) = &content[index].kind {
            let node = content.remove(index);
            let InlineKind::Image(image) = node.kind else { return None };
            *content = super::words::trim(std::mem::take(content));
            return Some((image, node.span));
        }
        if let Some(inner) = content[index].kind.content_mut()
            && let Some(found) = take_image(inner)
        {
            return Some(found);
        }
    }
    None
}

/// The number with which a list starts. Numerals have no letters for more than this.
fn start_of(text: &str) -> Option<i64> {
    const MOST: i64 = 1_000_000_000;
    Some(text.trim().parse::<i64>().ok()?.clamp(-MOST, MOST))
}
