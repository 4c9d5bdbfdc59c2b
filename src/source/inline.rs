//! From the tree of HTML's rules to the model: inlines.

use super::attributes::set;
use super::dom::{Detail, DomContent, NodeId};
use super::lower::{Folder, MAX_DEPTH};
use super::words::{push_break, trim};
use crate::model::{Attributes, Image, Inline, InlineKind, Node, Written};

impl Folder<'_> {
    /// The inlines that nodes make, white space folded as HTML folds it.
    pub(super) fn inlines(&mut self, nodes: &[NodeId], depth: usize) -> Vec<Inline<Written>> {
        let mut content = Vec::new();
        for node in nodes {
            self.inline(*node, depth, false, &mut content);
        }
        trim(content)
    }

    fn inner(&mut self, node: NodeId, depth: usize, linked: bool) -> Vec<Inline<Written>> {
        let mut content = Vec::new();
        for child in self.dom.nodes[node].children.clone() {
            self.inline(child, depth + 1, linked, &mut content);
        }
        content
    }

    fn inline(&mut self, node: NodeId, depth: usize, linked: bool, out: &mut Vec<Inline<Written>>) {
        let dom = self.dom;
        let (name, mark) = match &dom.nodes[node].content {
            DomContent::Nothing => return,
            DomContent::Text(text) => {
                let range = dom.nodes[node].range.clone();
                let span = self.text.span(range);
                return self.words.push(text, span, linked, out);
            }
            DomContent::Element { name, .. } => (name.as_str(), dom.mark(node)),
        };
        let span = self.span(node);
        if depth >= MAX_DEPTH {
            self.result.too_deep.get_or_insert(span);
            for leaf in dom.descendants(node) {
                if let DomContent::Text(text) = &dom.nodes[leaf].content {
                    self.words.push(text, span, linked, out);
                }
            }
            return;
        }
        let attributes = self.attributes(node);
        let kind = match name {
            "em" | "i" | "cite" | "dfn" | "var" => {
                InlineKind::Emphasis { content: self.inner(node, depth, linked) }
            }
            "strong" | "b" => InlineKind::Strong { content: self.inner(node, depth, linked) },
            "del" | "s" | "strike" => InlineKind::Strikethrough { content: self.inner(node, depth, linked) },
            "ins" => InlineKind::Inserted { content: self.inner(node, depth, linked) },
            "mark" => InlineKind::Highlight { content: self.inner(node, depth, linked) },
            "sub" => InlineKind::Subscript { content: self.inner(node, depth, linked) },
            "sup" => InlineKind::Superscript { content: self.inner(node, depth, linked) },
            "q" => InlineKind::Quoted { content: self.inner(node, depth, linked) },
            "kbd" => InlineKind::Keyboard { content: self.inner(node, depth, linked) },
            "code" | "samp" | "tt" => {
                let mut text = String::new();
                for leaf in dom.descendants(node) {
                    if let DomContent::Text(words) = &dom.nodes[leaf].content {
                        text.push_str(words);
                    }
                }
                InlineKind::Code { text: text.replace(['\n', '\r'], " ") }
            }
            "a" => {
                let (target, title) = match mark.map(|mark| &mark.detail) {
                    Some(Detail::Address { target, title }) => (Some(target.clone()), Some(title.clone())),
                    _ => (
                        dom.attribute(node, "href").map(|href| href.trim().to_owned()),
                        dom.attribute(node, "title").map(str::to_owned),
                    ),
                };
                match target {
                    Some(target) => InlineKind::Link {
                        target,
                        title: title.filter(|title| !title.is_empty()),
                        content: self.inner(node, depth, true),
                    },
                    None => InlineKind::Span { content: self.inner(node, depth, linked) },
                }
            }
            "img" => InlineKind::Image(self.image(node)),
            "abbr" | "acronym" => match dom.attribute(node, "title").map(str::trim) {
                Some(title) if !title.is_empty() => InlineKind::Abbreviation {
                    expansion: title.to_owned(),
                    content: self.inner(node, depth, linked),
                },
                _ => InlineKind::Span { content: self.inner(node, depth, linked) },
            },
            "pb-note" => return self.note(node, out),
            "br" => return push_break(span, out),
            "input" => {
                // A box at the head of an item is the item's own.
                return;
            }
            "wbr" => return self.words.push("\u{200b}", span, true, out),
            "rt" => {
                let mut content = vec![Node::new(span, InlineKind::Text { text: " (".into() })];
                content.extend(self.inner(node, depth, linked));
                content.push(Node::new(span, InlineKind::Text { text: ")".into() }));
                InlineKind::Span { content }
            }
            "rp" => return,
            _ if super::lower::is_block(name) => {
                // A block where only inlines may stand: its words, apart from their neighbours.
                self.words.push(" ", span, true, out);
                for child in dom.nodes[node].children.clone() {
                    self.inline(child, depth + 1, linked, out);
                }
                return self.words.push(" ", span, true, out);
            }
            // Elements that carry only style, and those that are none of HTML's, fall away.
            _ => InlineKind::Span { content: self.inner(node, depth, linked) },
        };
        match kind {
            InlineKind::Span { content } if attributes.is_empty() => out.extend(content),
            InlineKind::Emphasis { content } | InlineKind::Strong { content }
                if content.is_empty() && attributes.id.is_none() => {}
            // What tree construction leaves of a link that was split.
            InlineKind::Link { content, .. }
                if content.is_empty() && attributes.id.is_none() && mark.is_none() => {}
            kind => out.push(Node::with(span, attributes, kind)),
        }
    }

    fn image(&mut self, node: NodeId) -> Image<Written> {
        let dom = self.dom;
        let (picture, title) = match dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Address { target, title }) => (target.clone(), Some(title.clone())),
            _ => (
                dom.attribute(node, "src")
                    .or_else(|| dom.attribute(node, "data-src"))
                    .unwrap_or("")
                    .trim()
                    .to_owned(),
                dom.attribute(node, "title").map(str::to_owned),
            ),
        };
        let mut said = Attributes::default();
        if let Some(mark) = dom.mark(node) {
            said.merge(mark.attributes.clone());
        }
        let pair = |key: &str| said.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        let width = dom.attribute(node, "width").or(pair("width"));
        Image {
            picture,
            alt: dom.attribute(node, "alt").or(pair("alt")).unwrap_or("").trim().to_owned(),
            title: title.filter(|title| !title.trim().is_empty()),
            width: width.and_then(|w| w.trim().trim_end_matches("px").parse().ok()),
        }
    }

    fn note(&mut self, node: NodeId, out: &mut Vec<Inline<Written>>) {
        let Some(mark) = self.dom.mark(node) else { return };
        let Detail::Note(label) = &mark.detail else { return };
        let span = self.span(node);
        let index = match self.labels.iter().position(|known| known == label) {
            Some(index) => index,
            None => {
                self.labels.push(label.clone());
                self.labels.len() - 1
            }
        };
        let mut attributes = Attributes::default();
        if let Some(id) = self.dom.attribute(node, "id") {
            set(&mut attributes, "id", id);
        }
        out.push(Node::with(span, attributes, InlineKind::Note { note: index }));
    }
}
