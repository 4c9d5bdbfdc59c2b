//! From the tree of HTML's rules to the model: inlines.

use super::attributes::set;
use super::dom::{Detail, DomContent, NodeId};
use super::formula;
use super::lower::{Folder, MAX_DEPTH};
use super::marks::formulas::{self, ELEMENT};
use super::words::{Within, push_break, trim};
use crate::model::formula::Place;
use crate::model::{Attributes, Image, Inline, InlineKind, Node, Span, Written};

impl Folder<'_> {
    /// The inlines that nodes make, white space folded as HTML folds it.
    pub(super) fn inlines(&mut self, nodes: &[NodeId], depth: usize) -> Vec<Inline<Written>> {
        let mut content = Vec::new();
        for node in nodes {
            self.inline(*node, depth, Within::Text, &mut content);
        }
        trim(content)
    }

    fn inner(&mut self, node: NodeId, depth: usize, within: Within) -> Vec<Inline<Written>> {
        let mut content = Vec::new();
        for child in self.dom.nodes[node].children.clone() {
            self.inline(child, depth + 1, within, &mut content);
        }
        content
    }

    #[allow(clippy::too_many_lines, reason = "one match over the elements of a line")]
    fn inline(&mut self, node: NodeId, depth: usize, within: Within, out: &mut Vec<Inline<Written>>) {
        let dom = self.dom;
        let (name, mark) = match &dom.nodes[node].content {
            DomContent::Nothing => return,
            DomContent::Text(text) => {
                let range = dom.nodes[node].range.clone();
                let span = self.text.span(range);
                return self.words.push(text, span, within, out);
            }
            DomContent::Element { name, .. } => (name.as_str(), dom.mark(node)),
        };
        let span = self.span(node);
        if depth >= MAX_DEPTH {
            self.result.too_deep.get_or_insert(span);
            for leaf in dom.descendants(node) {
                if let DomContent::Text(text) = &dom.nodes[leaf].content {
                    self.words.push(text, span, within, out);
                }
            }
            return;
        }
        let attributes = self.attributes(node);
        let kind = match name {
            "em" | "i" | "cite" | "dfn" | "var" => {
                InlineKind::Emphasis { content: self.inner(node, depth, within) }
            }
            "strong" | "b" => InlineKind::Strong { content: self.inner(node, depth, within) },
            "del" | "s" | "strike" => InlineKind::Strikethrough { content: self.inner(node, depth, within) },
            "ins" => InlineKind::Inserted { content: self.inner(node, depth, within) },
            "mark" => InlineKind::Highlight { content: self.inner(node, depth, within) },
            "sub" => InlineKind::Subscript { content: self.inner(node, depth, within) },
            "sup" => InlineKind::Superscript { content: self.inner(node, depth, within) },
            "q" => InlineKind::Quoted { content: self.inner(node, depth, within) },
            "kbd" => InlineKind::Keyboard { content: self.inner(node, depth, Within::Keys) },
            "code" | "samp" | "tt" => self.inline_code(node),
            "a" => self.link(node, depth, within),
            "img" => InlineKind::Image(self.image(node)),
            "abbr" | "acronym" => match dom.attribute(node, "title").map(str::trim) {
                Some(title) if !title.is_empty() => InlineKind::Abbreviation {
                    expansion: title.to_owned(),
                    content: self.inner(node, depth, within),
                },
                _ => InlineKind::Span { content: self.inner(node, depth, within) },
            },
            "pb-note" => return self.note(node, out),
            ELEMENT => self.formula(node, span),
            "br" => return push_break(span, out),
            // A box at the head of an item is the item's own.
            "input" => return,
            "wbr" => return self.words.push("\u{200b}", span, within, out),
            "rt" => {
                let mut content = vec![Node::new(span, InlineKind::Text { text: " (".into() })];
                content.extend(self.inner(node, depth, within));
                content.push(Node::new(span, InlineKind::Text { text: ")".into() }));
                InlineKind::Span { content }
            }
            "rp" => return,
            _ if super::lower::is_block(name) => {
                // A block where only inlines may stand: its words, apart from their neighbours.
                self.words.push(" ", span, within, out);
                for child in dom.nodes[node].children.clone() {
                    self.inline(child, depth + 1, within, out);
                }
                return self.words.push(" ", span, within, out);
            }
            // Elements that carry only style, and those that are none of HTML's, fall away.
            _ => InlineKind::Span { content: self.inner(node, depth, within) },
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

    /// Code: all the words in it, on one line.
    fn inline_code(&self, node: NodeId) -> InlineKind<Written> {
        let dom = self.dom;
        let mut text = String::new();
        for leaf in dom.descendants(node) {
            if let DomContent::Text(words) = &dom.nodes[leaf].content {
                text.push_str(words);
            }
        }
        InlineKind::Code { text: text.replace(['\n', '\r'], " ") }
    }

    /// A link, or what an `a` without an address holds.
    fn link(&mut self, node: NodeId, depth: usize, within: Within) -> InlineKind<Written> {
        let dom = self.dom;
        let (target, title) = match dom.mark(node).map(|mark| &mark.detail) {
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
                content: self.inner(node, depth, Within::Link),
            },
            None => InlineKind::Span { content: self.inner(node, depth, within) },
        }
    }

    /// A formula; what cannot be read is shown as typed.
    fn formula(&mut self, node: NodeId, span: Span) -> InlineKind<Written> {
        let place = match self.dom.attribute(node, "place") {
            Some("display") => Place::Display,
            _ => Place::Line,
        };
        let tex = formulas::tex(self.dom.attribute(node, "tex").unwrap_or_default());
        match formula::read(&tex, place) {
            Ok(formula) => InlineKind::Formula(formula),
            Err(unread) => {
                self.result.unread_formulas.push((span, unread));
                InlineKind::Code { text: tex.split_whitespace().collect::<Vec<_>>().join(" ") }
            }
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
        let mut asked = Size::default();
        for (name, value) in ["max-width", "width", "height", "style"]
            .map(|name| (name, dom.attribute(node, name).or(pair(name))))
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
        {
            asked.take(name, value);
        }
        let Size { width, percent, height } = asked;
        Image {
            picture,
            alt: dom.attribute(node, "alt").or(pair("alt")).unwrap_or("").trim().to_owned(),
            description: None,
            title: title.filter(|title| !title.trim().is_empty()),
            width,
            percent,
            height,
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

/// The size that a page asks for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Size {
    /// In CSS pixels.
    width: Option<u32>,
    /// In hundredths of the room that there is.
    percent: Option<u32>,
    /// In CSS pixels.
    height: Option<u32>,
}

impl Size {
    /// Takes what an attribute, or a property of a style, says; the last counts.
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "style" => {
                // The width itself goes before the most that it may be.
                let declared = value.split(';').filter_map(|it| it.split_once(':'));
                let mut all: Vec<(String, &str)> =
                    declared.map(|(name, value)| (name.trim().to_ascii_lowercase(), value)).collect();
                all.sort_by_key(|(name, _)| name != "max-width");
                all.iter()
                    .filter(|(name, _)| name != "style")
                    .for_each(|(name, value)| self.take(name, value));
            }
            "width" | "max-width" => match length(value) {
                // All the room there is, which no picture exceeds.
                Some(Length::Percent(percent)) if name == "max-width" && percent >= 100 => {}
                Some(Length::Percent(percent)) => (self.percent, self.width) = (Some(percent), None),
                Some(Length::Pixels(pixels)) => (self.percent, self.width) = (None, Some(pixels)),
                None => {}
            },
            "height" => {
                if let Some(Length::Pixels(pixels)) = length(value) {
                    self.height = Some(pixels);
                }
            }
            _ => {}
        }
    }
}

enum Length {
    Pixels(u32),
    Percent(u32),
}

/// Whether a text is a size that pictures can have.
pub(super) fn is_length(value: &str) -> bool {
    length(value).is_some()
}

/// A length of HTML or CSS; none where it is zero, or of no size that pictures can have.
fn length(value: &str) -> Option<Length> {
    let value = value.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
    let split = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let number: f64 = value[..split].parse().ok()?;
    // CSS Values and Units 4, 6.2; letters are taken for the usual 16 pixels.
    let pixels = match value[split..].trim() {
        "" | "px" => 1.0,
        "%" => {
            let percent = number.round().clamp(0.0, 100.0) as u32;
            return (percent > 0).then_some(Length::Percent(percent));
        }
        "pt" => 4.0 / 3.0,
        "pc" | "em" | "rem" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    let pixels = (number * pixels).round();
    (1.0..=100_000.0).contains(&pixels).then_some(Length::Pixels(pixels as u32))
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_are_those_of_html_and_css() {
        for (name, value, width, percent, height) in [
            ("width", "300", Some(300), None, None),
            ("width", "300px", Some(300), None, None),
            ("width", "50%", None, Some(50), None),
            ("width", "2in", Some(192), None, None),
            ("width", "auto", None, None, None),
            ("width", "0", None, None, None),
            ("height", "40", None, None, Some(40)),
            ("style", "width:30%; height:auto", None, Some(30), None),
            ("style", "max-width: 100%", None, None, None),
            ("style", "width: 120px; MAX-WIDTH: 50%", Some(120), None, None),
            ("style", "float: left", None, None, None),
            ("style", "style:style", None, None, None),
        ] {
            let mut size = Size::default();
            size.take(name, value);
            assert_eq!(size, Size { width, percent, height }, "{name}={value}");
        }
    }
}
