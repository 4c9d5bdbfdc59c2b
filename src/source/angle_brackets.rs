//! Names in angle brackets that are no elements.
//!
//! A browser drops a tag whose name it does not know, and so would the page lose
//! `<service-name>`, `<Enter>`, `List<String>` and `<<word>>`, which somebody typed to be
//! read. They are shown as typed. A name that opens and closes, and that is written as
//! components and custom elements are (`<Tabs>`, `<my-tabs>`, `<o:p>`, or with attributes), is
//! an element of a program that is not here: its tags fall away and what it holds stays.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::dialect::{Remark, RemarkKind};
use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// The elements of the HTML standard, those it has given up included, and the roots of
/// SVG and MathML, in alphabetical order.
const ELEMENTS: [&str; 148] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "command",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fencedframe",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "multicol",
    "nav",
    "nextid",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rbc",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// A tag in a text.
struct Tag<'t> {
    /// Bytes of the text.
    range: Range<usize>,
    name: &'t str,
    form: Form,
    attributes: bool,
    /// Whether Markdown's marks within it would be read, were it no tag.
    among_markdown: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Start,
    End,
    /// `<Tabs />`
    Empty,
}

/// What a page does with a name that is no element's.
#[derive(Default)]
struct Use {
    starts: usize,
    ends: usize,
    empty: usize,
    attributes: bool,
}

impl Use {
    /// Whether the name is that of a component, and not a word.
    fn is_component(&self, name: &str) -> bool {
        let paired = self.starts > 0 && self.ends > 0;
        let looks = name.starts_with(char::is_uppercase) || name.contains(['-', ':', '.']) || self.attributes;
        (paired || self.empty > 0) && looks
    }
}

/// Makes text of tags whose names are words.
pub fn prepare(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    if !tags(&text.text, 0..text.text.len()).any(|tag| is_unknown(tag.name)) {
        return text;
    }
    let found = unknown(&text.text, dialect);
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    for tag in &found {
        let seen = uses.entry(tag.name).or_default();
        match tag.form {
            Form::Start => seen.starts += 1,
            Form::End => seen.ends += 1,
            Form::Empty => seen.empty += 1,
        }
        seen.attributes |= tag.attributes;
    }
    let mut edits = Vec::new();
    let mut told: BTreeMap<&str, ()> = BTreeMap::new();
    for tag in &found {
        let seen = &uses[tag.name];
        let component = seen.is_component(tag.name);
        if !component {
            edits.extend(as_typed(&text.text, tag));
        }
        // Once for each name: a page of components has hundreds.
        if told.insert(tag.name, ()).is_none() {
            let count = seen.starts.max(seen.ends) + seen.empty;
            let name = tag.name.to_owned();
            let what = if component {
                RemarkKind::Component { name, count, empty: seen.starts == 0 }
            } else {
                RemarkKind::TypedTag { name, count }
            };
            remarks.push(Remark { span: text.span(tag.range.clone()), what });
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    if edits.is_empty() { text } else { text.edit(edits) }
}

/// What makes text of a tag: its bracket, and the marks of Markdown that stand in its attributes.
fn as_typed(text: &str, tag: &Tag<'_>) -> Vec<(Range<usize>, String)> {
    let start = tag.range.start;
    let mut edits = vec![(start..start + 1, "&lt;".to_owned())];
    if !tag.among_markdown {
        return edits;
    }
    // `[name]: <word>(more)` is no definition, and must not become one.
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..start].trim();
    if before.starts_with('[') && before.ends_with("]:") {
        let bracket = line + text[line..start].find('[').unwrap_or(0);
        edits.push((bracket..bracket, "\\".to_owned()));
    }
    let marks = text[start + 1..tag.range.end].char_indices().filter(|(_, c)| "[]()*_`~\\&^{}".contains(*c));
    edits.extend(marks.map(|(at, _)| (start + 1 + at..start + 1 + at, "\\".to_owned())));
    edits
}

/// The tags of unknown names that the Markdown parser takes for HTML, outside drawings and
/// formulas.
fn unknown(text: &str, dialect: Dialect) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut foreign: Option<&str> = None;
    let mut comment = false;
    let mut begun: Option<usize> = None;
    for (event, range) in Parser::new_ext(text, dialect.options()).into_offset_iter() {
        let inline = match event {
            Event::Start(pulldown_cmark::Tag::HtmlBlock) => {
                begun = Some(range.start);
                continue;
            }
            Event::Html(_) => false,
            Event::InlineHtml(_) => true,
            _ => continue,
        };
        for mut tag in outside_comments(text, range, &mut comment) {
            // Without the tag that begins it, a block is no HTML.
            let begins = begun.is_some_and(|at| text[at..tag.range.start].trim().is_empty());
            tag.among_markdown = inline || begins;
            match (foreign, tag.form) {
                (None, Form::Start) => {
                    foreign = ["svg", "math", "script", "style"]
                        .into_iter()
                        .find(|root| tag.name.eq_ignore_ascii_case(root));
                }
                (Some(root), Form::End) if tag.name.eq_ignore_ascii_case(root) => foreign = None,
                _ => {}
            }
            if foreign.is_none() && is_unknown(tag.name) {
                found.push(tag);
            }
        }
    }
    found
}

/// The tags in a range that stand in no comment; comments may go on in the next range.
fn outside_comments<'t>(text: &'t str, range: Range<usize>, comment: &mut bool) -> Vec<Tag<'t>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if *comment {
            let Some(end) = text[at..range.end].find("-->") else { break };
            at += end + 3;
            *comment = false;
        }
        let next = text[at..range.end].find("<!--").map_or(range.end, |next| at + next);
        found.extend(tags(text, at..next));
        *comment = next < range.end;
        at = if *comment { next + 4 } else { next };
    }
    found
}

/// The elements that the marks of site generators are rewritten to.
const OF_MARKS: [&str; 6] = ["pb-admonition", "pb-details", "pb-figure", "pb-formula", "pb-note", "pb-title"];

fn is_unknown(name: &str) -> bool {
    if OF_MARKS.contains(&name) {
        return false;
    }
    ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
}

/// What has the form of a tag.
fn tags(text: &str, range: Range<usize>) -> impl Iterator<Item = Tag<'_>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        while let Some(open) = text.get(at..range.end)?.find('<').map(|open| at + open) {
            at = open + 1;
            if let Some(tag) = tag(text, open, range.end) {
                at = tag.range.end;
                return Some(tag);
            }
        }
        None
    })
}

fn tag(text: &str, open: usize, limit: usize) -> Option<Tag<'_>> {
    let end_tag = text[open + 1..limit].starts_with('/');
    let from = open + 1 + usize::from(end_tag);
    let rest = &text[from..limit];
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')))
        .unwrap_or(rest.len());
    let name = &rest[..length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (offset, character) in rest[length..].char_indices() {
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '<') => return None,
            (None, '>') => {
                let said = rest[length..length + offset].trim();
                let form = match (end_tag, said.ends_with('/')) {
                    (true, _) => Form::End,
                    (false, true) => Form::Empty,
                    (false, false) => Form::Start,
                };
                let range = open..from + length + offset + 1;
                return Some(Tag {
                    range,
                    name,
                    form,
                    attributes: said.contains('='),
                    among_markdown: false,
                });
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_in_order() {
        assert!(ELEMENTS.is_sorted());
        assert!(!is_unknown("DIV") && !is_unknown("selectedcontent") && is_unknown("enter"));
    }

    #[test]
    fn words_in_angle_brackets_are_told_from_elements() {
        for (typed, read) in [
            ("Press <Enter>, then <b>go</b>.", "Press &lt;Enter>, then <b>go</b>."),
            ("A List<String> of <<words>>", "A List&lt;String> of <&lt;words>>"),
            ("<service-name>\n\n*is* its name", "&lt;service-name>\n\n*is* its name"),
            ("<name>Ann</name>", "&lt;name>Ann&lt;/name>"),
            ("[a <b-c d=\"](e)\">", "[a &lt;b-c d=\"\\]\\(e\\)\">"),
            ("<b-c d=\"*e*\">", "&lt;b-c d=\"\\*e\\*\">"),
            ("<p><b-c d=\"*e*\"></p>", "<p>&lt;b-c d=\"*e*\"></p>"),
            ("[a]: <bar>(baz)", "\\[a]: &lt;bar>(baz)"),
            ("<p>Call <number></p>", "<p>Call &lt;number></p>"),
            ("<Tabs>one</Tabs> <o:p></o:p> <x-y>z</x-y> <Card t=\"1\" />", ""),
            ("`<Enter>` and <!-- <Enter> --> and\n\n    <Enter>\n", ""),
            ("<svg><path d=\"M0\"/></svg> <math><mi>x</mi></math>", ""),
            ("<https://example.org> and <a@b.example> and 1 < 2 > 0", ""),
        ] {
            let made = prepare(Rewritten::tail(typed, 0, 0), Dialect::default(), &mut Vec::new());
            assert_eq!(made.text, if read.is_empty() { typed } else { read }, "{typed}");
        }
    }
}
