//! The blocks that marks stand for, written as elements that the reader of HTML knows:
//! `pb-admonition`, `pb-details` and `pb-figure`, each with an optional `pb-title` at its head.

use super::kinds::Kind;
use super::pairs::{Pair, named};
use crate::source::inline::is_length;

/// A block that holds others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// The element.
    pub element: &'static str,
    /// Its attributes, unescaped.
    pub attributes: Vec<(&'static str, String)>,
    /// Its title, which may hold inline Markdown.
    pub title: Option<String>,
}

impl Container {
    /// A passage set apart, called `name` by the page. A title of its own wins over
    /// the word for its kind; an empty one stands for none.
    pub fn admonition(kind: &Kind, title: Option<&str>) -> Self {
        let title = title.map(str::to_owned).or_else(|| kind.title.map(str::to_owned));
        let mut attributes = vec![("sort", kind.sort.label().to_lowercase())];
        if title.as_deref().is_some_and(|title| title.trim().is_empty()) {
            attributes.push(("untitled", String::new()));
        }
        let title = title.filter(|title| !title.trim().is_empty());
        Self { element: "pb-admonition", attributes, title }
    }

    /// A passage that screens fold away.
    pub fn details(title: &str) -> Self {
        Self { element: "pb-details", title: some(title), ..Self::default() }
    }

    /// One of several passages of which screens show one at a time.
    pub fn tab(title: &str) -> Self {
        Self { attributes: vec![("class", "tab".to_owned())], ..Self::details(title) }
    }

    /// Something shown, with a caption.
    pub fn figure(caption: &str) -> Self {
        Self { element: "pb-figure", title: some(caption), ..Self::default() }
    }

    /// Blocks that share attributes.
    pub fn division(classes: &str) -> Self {
        Self { element: "div", ..Self::default() }.with("class", classes)
    }

    /// The same with an attribute more, unless it says nothing.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = value.trim();
        if value.is_empty() {
            return self;
        }
        match self.attributes.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) if name == "class" => {
                old.push(' ');
                old.push_str(value);
            }
            _ => self.attributes.push((name, value.to_owned())),
        }
        self
    }

    /// The lines that open it, behind `margin` each.
    pub fn open(&self, margin: &str) -> String {
        let mut text = format!("\n\n{margin}<{}", self.element);
        for (name, value) in &self.attributes {
            text.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        text.push_str(">\n\n");
        if let Some(title) = &self.title {
            text.push_str(&format!("{margin}<pb-title>{}</pb-title>\n\n", one_line(title)));
        }
        text
    }

    /// The lines that close it.
    pub fn close(&self, margin: &str) -> String {
        format!("\n\n{margin}</{}>\n\n", self.element)
    }
}

fn some(title: &str) -> Option<String> {
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as it may stand within a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace(['\n', '\r'], " ")
}

/// A text as it may stand among the words of a page, where it is not Markdown.
pub fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_{}[]<>#|~$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// An address as it may stand between the parentheses of a link.
pub fn address(address: &str) -> String {
    let address = address.trim().replace(['\n', '\r'], "").replace('<', "%3C").replace('>', "%3E");
    format!("<{address}>")
}

/// A link with its words.
pub fn link(words: &str, target: &str) -> String {
    format!("[{}]({})", words.replace('[', "\\[").replace(']', "\\]"), address(target))
}

/// The attributes that say how large a picture is.
const SIZES: [&str; 4] = ["width", "max-width", "height", "style"];

/// A picture with the size that parameters ask for.
pub fn image(target: &str, alt: &str, parameters: &[Pair]) -> String {
    let sizes = SIZES.iter().filter_map(|name| Some((*name, named(parameters, &[name])?)));
    sized(target, alt, sizes)
}

/// A picture with its sizes by their names in HTML; what is no size falls away.
pub fn sized<'s>(target: &str, alt: &str, sizes: impl Iterator<Item = (&'s str, &'s str)>) -> String {
    let alt = one_line(alt).replace('[', "\\[").replace(']', "\\]");
    let said: Vec<String> = sizes
        .filter(|(name, value)| *name == "style" || is_length(value))
        .map(|(name, value)| format!("{name}=\"{}\"", value.trim().replace(['"', '{', '}', '\n', '\r'], " ")))
        .collect();
    let said = if said.is_empty() { String::new() } else { format!("{{: {}}}", said.join(" ")) };
    format!("![{alt}]({}){said}", address(target))
}

/// A film or another thing that only a screen plays, as a block.
pub fn media(target: &str, words: &str) -> String {
    let title = if words.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(words)) };
    format!("\n\n<iframe src=\"{}\"{title}></iframe>\n\n", escape(target))
}

/// A block of code, behind a fence longer than any within.
pub fn code(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}
