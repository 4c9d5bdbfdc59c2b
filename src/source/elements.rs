//! Which element of the tree a mark of Markdown opens and closes.

use std::sync::LazyLock;

use pulldown_cmark::{Alignment as MarkdownAlignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};
use regex::Regex;

use super::code_lines;
use super::dom::Detail;
use crate::model::{AdmonitionSort, Alignment, CodeLines};

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// An element's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// It stands on lines of its own.
    Block(&'static str),
    /// It stands in a line.
    Inline(&'static str),
    /// Raw HTML, which names its elements itself.
    Html,
}

/// What the cells of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cells {
    /// They head columns.
    Header,
    /// They stand under headings.
    Data,
}

impl Cells {
    fn name(self) -> &'static str {
        match self {
            Self::Header => "th",
            Self::Data => "td",
        }
    }
}

/// The element that a mark opens; a table's head is a row here.
pub(super) fn opened(tag: &Tag<'_>, cells: Cells) -> Name {
    Name::Block(match tag {
        Tag::Paragraph => "p",
        Tag::Heading { level, .. } => HEADINGS[*level as usize - 1],
        Tag::BlockQuote(None) => "blockquote",
        Tag::BlockQuote(Some(_)) => "pb-alert",
        Tag::CodeBlock(_) => "pb-code",
        Tag::HtmlBlock => return Name::Html,
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::FootnoteDefinition(_) => "pb-footnote",
        Tag::DefinitionList => "dl",
        Tag::DefinitionListTitle => "dt",
        Tag::DefinitionListDefinition => "dd",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => cells.name(),
        inline => return Name::Inline(opened_inline(inline)),
    })
}

fn opened_inline(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "del",
        Tag::Superscript => "sup",
        Tag::Subscript => "sub",
        Tag::Link { .. } => "a",
        Tag::Image { .. } => "img",
        _ => "span",
    }
}

/// The element that the end of a mark closes; a table's head is a row here.
pub(super) fn closed(tag: TagEnd, cells: Cells) -> Name {
    Name::Block(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => HEADINGS[level as usize - 1],
        TagEnd::BlockQuote(None) => "blockquote",
        TagEnd::BlockQuote(Some(_)) => "pb-alert",
        TagEnd::CodeBlock => "pb-code",
        TagEnd::HtmlBlock => return Name::Html,
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::FootnoteDefinition => "pb-footnote",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        TagEnd::Table => "table",
        TagEnd::TableHead | TagEnd::TableRow => "tr",
        TagEnd::TableCell => cells.name(),
        TagEnd::Emphasis => return Name::Inline("em"),
        TagEnd::Strong => return Name::Inline("strong"),
        TagEnd::Strikethrough => return Name::Inline("del"),
        TagEnd::Superscript => return Name::Inline("sup"),
        TagEnd::Subscript => return Name::Inline("sub"),
        TagEnd::Link => return Name::Inline("a"),
        _ => return Name::Inline("span"),
    })
}

/// What a mark says that no tag can say, save for lists and links.
pub(super) fn detail(tag: &Tag<'_>) -> Detail {
    match tag {
        Tag::BlockQuote(Some(kind)) => Detail::Admonition(match kind {
            BlockQuoteKind::Note => AdmonitionSort::Note,
            BlockQuoteKind::Tip => AdmonitionSort::Tip,
            BlockQuoteKind::Important => AdmonitionSort::Important,
            BlockQuoteKind::Warning => AdmonitionSort::Warning,
            BlockQuoteKind::Caution => AdmonitionSort::Caution,
        }),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            let lines = code_lines::of_info(info);
            Detail::Code { language: code_language(info), title: code_title(info), lines }
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => {
            Detail::Code { language: None, title: None, lines: CodeLines::default() }
        }
        Tag::FootnoteDefinition(label) => Detail::Note(label_of(label)),
        Tag::Table(columns) => Detail::Columns(columns.iter().map(alignment).collect()),
        _ => Detail::None,
    }
}

/// The attributes that a mark itself gives: of a heading, or the name of code in Pandoc's braces.
pub(super) fn said<'t>(tag: &'t Tag<'_>) -> Vec<(&'t str, &'t str)> {
    match tag {
        Tag::Heading { id, classes, attrs, .. } => {
            let pairs = attrs.iter().map(|(key, value)| (&**key, value.as_deref().unwrap_or("")));
            let classes = classes.iter().map(|class| ("class", &**class));
            pairs.chain(classes).chain(id.iter().map(|id| ("id", &**id))).collect()
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            code_name(info).map(|name| ("id", name)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The name of a fence's code: `{#name .haskell}`.
fn code_name(info: &str) -> Option<&str> {
    let inside = info.trim_start().strip_prefix('{')?.split('}').next()?;
    inside.split_whitespace().find_map(|word| word.strip_prefix('#')).filter(|name| !name.is_empty())
}

/// The language that a fence names: its first word, or the first class in Pandoc's braces, without
/// what other programs glue to it, such as `rust,ignore` and `js{1,3}`.
fn code_language(info: &str) -> Option<String> {
    let word = match info.trim_start().strip_prefix('{') {
        Some(inside) => {
            let inside = inside.split('}').next().unwrap_or("");
            let words = || inside.split_whitespace();
            // A class that numbers the lines is none.
            let class =
                |word: &&str| word.starts_with('.') && !matches!(*word, ".numberLines" | ".number-lines");
            words().find(class).or_else(|| words().find(|word| !word.starts_with(['#', '.'])))?
        }
        None => info.split_whitespace().next()?,
    };
    let word = word.trim_start_matches('.');
    let end = word.find(['{', '}', ',', ':', '[', '=']).unwrap_or(word.len());
    Some(word[..end].to_owned()).filter(|language| !language.is_empty() && !word[end..].starts_with('='))
}

/// What a fence calls its code: `title="a.js"` (Docusaurus, MkDocs, Hugo), `filename="a.js"` (Quarto,
/// Nextra), `js:title=a.js` (Gatsby), or `[a.js]` at its end (VitePress).
fn code_title(info: &str) -> Option<String> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?:^|[\s{:,])(?:title|filename|caption)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"'}]+))|[\w}]\s*\[([^\[\]]+)\]$"#,
        )
        .expect("a valid pattern")
    });
    let found = NAMED.captures(info.trim())?;
    let title = (1..5).find_map(|group| found.get(group))?.as_str().trim();
    Some(title.to_owned()).filter(|title| !title.is_empty())
}

/// The label of a note in the form in which references find it: capitals and the number of
/// blanks tell none apart.
pub(super) fn label_of(label: &str) -> String {
    label.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alignment(alignment: &MarkdownAlignment) -> Alignment {
    match alignment {
        MarkdownAlignment::None => Alignment::Default,
        MarkdownAlignment::Left => Alignment::Left,
        MarkdownAlignment::Center => Alignment::Center,
        MarkdownAlignment::Right => Alignment::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_names_its_code() {
        for (info, name) in [
            ("{#mycode .haskell}", Some("mycode")),
            ("{.haskell #here}", Some("here")),
            ("haskell {1,3} #no", None),
            ("{#}", None),
        ] {
            assert_eq!(code_name(info), name, "{info}");
        }
    }

    #[test]
    fn a_fence_names_language_and_title() {
        let read =
            |info: &str| (code_language(info).unwrap_or_default(), code_title(info).unwrap_or_default());
        for (info, language, title) in [
            ("", "", ""),
            ("js", "js", ""),
            ("c++", "c++", ""),
            ("rust,ignore", "rust", ""),
            ("js {1,3} title=\"the file\"", "js", "the file"),
            ("js{1,3} filename='a.js'", "js", "a.js"),
            ("{.python filename=\"a.py\"}", "python", "a.py"),
            ("{python}", "python", ""),
            ("{#mycode .haskell .numberLines startFrom=\"100\"}", "haskell", ""),
            ("{ .yaml .annotate }", "yaml", ""),
            ("{.numberLines .c}", "c", ""),
            ("{#mycode}", "", ""),
            ("{r, echo=FALSE}", "r", ""),
            ("{key=value}", "", ""),
            ("js:title=src/a.js", "js", "src/a.js"),
            ("title=\"a b\"", "", "a b"),
            ("sh [npm]", "sh", "npm"),
            ("js subtitle=x", "js", ""),
        ] {
            assert_eq!(read(info), (language.to_owned(), title.to_owned()), "{info}");
        }
    }
}
