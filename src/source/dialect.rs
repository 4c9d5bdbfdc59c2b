//! kramdown's marks, taken in before the Markdown parser sees the text.
//!
//! What is read: attribute lists of blocks (`{: #id .class key="v"}` on a line
//! of its own), their definitions (`{:name: …}`), abbreviations (`*[GDS]: …`),
//! `{:toc}`, `{::comment}`, `{::nomarkdown}`, `{::options}`, `markdown="1"` in
//! HTML, and headings without a space (`##What`). A list item without a space
//! (`-Refine`) is mended, tables are brought to one form ([`tables`]), and words in angle brackets
//! stay words ([`super::angle_brackets`]). Attribute lists of items and spans are read where
//! the parser meets them.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::attributes::{AttributeList, parse_prefix, parse_words};
use super::markdown::Dialect;
use super::rewrite::Rewritten;
use super::tables::{self, TableRemark};
use crate::model::Attributes;

/// An attribute list on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockAttributes {
    /// Bytes of the prepared text.
    pub range: Range<usize>,
    /// What it says, definitions taken in.
    pub attributes: Attributes,
}

/// Something noticed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Bytes of the text that the remark was made on; see [`Prepared`].
    pub span: crate::model::Span,
    /// What it is.
    pub what: RemarkKind,
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// `##What`
    HeadingWithoutSpace,
    /// `-Refine`
    ItemWithoutSpace(char),
    /// `{::options …}` and others that are read and do nothing.
    Extension(String),
    /// A word in an attribute list that is none of its forms.
    Word(String),
    /// A name in an attribute list that nothing defines.
    Reference(String),
    /// `{::comment}` that never ends.
    Unclosed(String),
    /// A table that GitHub would not read so.
    Table(TableRemark),
    /// `<Enter>`: a word in angle brackets, and how often the page has it.
    TypedTag { name: String, count: usize },
    /// `<Tabs>`: a component of a program that is not here, and how often the page has it.
    Component { name: String, count: usize, empty: bool },
}

/// A text that is ready for the Markdown parser.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The text.
    pub text: Rewritten,
    /// Attribute lists of blocks.
    pub lists: Vec<BlockAttributes>,
    /// Abbreviations with what they stand for.
    pub abbreviations: BTreeMap<String, String>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}

/// Takes in kramdown's marks.
pub fn prepare(text: Rewritten, dialect: Dialect) -> Prepared {
    if !dialect.kramdown {
        return Prepared { text, ..Prepared::default() };
    }
    let mut remarks = Vec::new();
    let text = extensions(text, dialect, &mut remarks);
    let text = markdown_in_html(text, dialect);
    let text = spaces(text, dialect, &mut remarks);
    let text = super::angle_brackets::prepare(text, dialect, &mut remarks);
    let text = grids_and_tables(text, dialect, &mut remarks);
    let mut prepared = Prepared { text, remarks, ..Prepared::default() };
    lists_and_abbreviations(&mut prepared, dialect);
    prepared
}

/// The ranges of code and raw HTML, in which no mark is a mark.
fn protected(text: &str, dialect: Dialect, html: bool) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, dialect.options()).into_offset_iter() {
        let protects = match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => true,
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => html,
            _ => false,
        };
        if protects {
            ranges.push(range);
        }
    }
    ranges
}

fn is_protected(ranges: &[Range<usize>], offset: usize) -> bool {
    // Ranges come in order and do not overlap, save that HTML inlines may stand inside nothing.
    let index = ranges.partition_point(|range| range.end <= offset);
    ranges.get(index).is_some_and(|range| range.start <= offset)
}

/// `{::comment}`, `{::nomarkdown}`, `{::options}`.
fn extensions(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    if !text.text.contains("{::") {
        return text;
    }
    let ranges = protected(&text.text, dialect, false);
    let mut edits = Vec::new();
    let mut ahead = Ahead::default();
    let mut from = 0;
    while let Some(at) = text.text[from..].find("{::").map(|at| at + from) {
        from = at + 3;
        if is_protected(&ranges, at) {
            continue;
        }
        let Some(end) = text.text[at..].find('}').map(|end| at + end + 1) else { break };
        let inside = &text.text[at + 3..end - 1];
        let closed = inside.ends_with('/');
        let name = inside.split([' ', '/']).next().unwrap_or("").to_owned();
        from = end;
        let span = text.span(at..end);
        if closed || name == "options" {
            edits.push((at..end, String::new()));
            remarks.push(Remark { span, what: RemarkKind::Extension(name) });
            continue;
        }
        let closing = format!("{{:/{name}}}");
        let close = [closing.as_str(), "{:/}"]
            .iter()
            .filter_map(|mark| ahead.find(&text.text, mark, end).map(|at| (at, at + mark.len())))
            .min();
        let Some((close, after)) = close else {
            edits.push((at..end, String::new()));
            remarks.push(Remark { span, what: RemarkKind::Unclosed(name) });
            continue;
        };
        match name.as_str() {
            "comment" => {
                edits.push((at..after, String::new()));
                from = after;
            }
            // What it holds is HTML or plain text; both are read as they stand.
            "nomarkdown" => {
                edits.push((at..end, String::new()));
                edits.push((close..after, String::new()));
            }
            _ => {
                edits.push((at..end, String::new()));
                edits.push((close..after, String::new()));
                remarks.push(Remark { span, what: RemarkKind::Extension(name) });
            }
        }
    }
    text.edit(edits)
}

fn grids_and_tables(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    if !dialect.extensions || !text.text.contains('|') {
        return text;
    }
    let ranges = protected(&text.text, dialect, true);
    tables::prepare(text, &|at| is_protected(&ranges, at), remarks)
}

/// Where marks stand next. What was found is remembered, so that thousands of
/// marks that open do not each look through the rest of the page.
#[derive(Default)]
struct Ahead {
    found: BTreeMap<String, Option<usize>>,
}

impl Ahead {
    /// The first place of `mark` from `from` on; `from` never falls.
    fn find(&mut self, text: &str, mark: &str, from: usize) -> Option<usize> {
        match self.found.get(mark) {
            Some(None) => None,
            Some(Some(at)) if *at >= from => Some(*at),
            _ => {
                let at = text[from..].find(mark).map(|at| from + at);
                self.found.insert(mark.to_owned(), at);
                at
            }
        }
    }
}

/// `markdown="1"`: what the element holds is Markdown. Blank lines around it
/// make it so, and what is indented with the tag is brought to the margin.
fn markdown_in_html(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains("markdown=") {
        return text;
    }
    let ranges = protected(&text.text, dialect, false);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (at, _) in text.text.match_indices("markdown=") {
        if is_protected(&ranges, at) {
            continue;
        }
        let value = text.text[at + 9..].trim_start_matches(['"', '\'']);
        if !["1", "block", "span"].iter().any(|v| value.starts_with(v)) {
            continue;
        }
        let Some(open) = text.text[..at].rfind('<') else { continue };
        let Some(end) = text.text[at..].find('>').map(|end| at + end + 1) else { continue };
        let name: String = text.text[open + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() || text.text[open..at].contains('>') {
            continue;
        }
        let Some(close) = closing_tag(&text.text, end, &name) else { continue };
        edits.push((end..end, "\n\n".to_owned()));
        edits.push((close..close, "\n\n".to_owned()));
        let indent = text.text[end..close]
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.len() - line.trim_start_matches(' ').len())
            .min()
            .unwrap_or(0);
        if indent > 0 {
            for (newline, _) in text.text[end..close].match_indices('\n') {
                let line = end + newline + 1;
                let width =
                    text.text[line..close].len() - text.text[line..close].trim_start_matches(' ').len();
                edits.push((line..line + width.min(indent), String::new()));
            }
        }
    }
    text.edit(edits)
}

/// Where the tag that closes `name` begins, nested elements of that name passed over.
fn closing_tag(text: &str, from: usize, name: &str) -> Option<usize> {
    let (opening, closing) = (format!("<{name}"), format!("</{name}"));
    let mut depth = 0;
    for (at, _) in text[from..].match_indices('<').map(|(at, s)| (at + from, s)) {
        if text[at..].starts_with(&closing) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        } else if text[at..].starts_with(&opening) {
            depth += 1;
        }
    }
    None
}

/// `##What` becomes `## What`, `-Refine` becomes `- Refine`.
fn spaces(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    let mut candidates = Vec::new();
    let mut at = 0;
    // Whether a block may begin on this line.
    let mut open = true;
    for line in text.text.split_inclusive('\n') {
        let body = line.trim_start_matches(' ');
        let start = at + line.len() - body.len();
        at += line.len();
        let trimmed = body.trim_end();
        let hashes = trimmed.len() - trimmed.trim_start_matches('#').len();
        let after = trimmed.trim_start_matches('#').chars().next();
        let indented = line.len() - body.len() > 3;
        if trimmed.is_empty() {
            open = true;
            continue;
        }
        if indented {
            open = false;
            continue;
        }
        if open && (1..=6).contains(&hashes) && after.is_some_and(char::is_alphabetic) {
            candidates.push((start + hashes, RemarkKind::HeadingWithoutSpace));
            open = true;
        } else if open && let Some(mark) = item_without_space(trimmed) {
            candidates.push((start + 1, RemarkKind::ItemWithoutSpace(mark)));
            open = true;
        } else {
            // Under a heading or another item a block begins; under a paragraph it does not.
            open = (1..=6).contains(&hashes) || is_item(trimmed);
        }
    }
    if candidates.is_empty() {
        return text;
    }
    let ranges = protected(&text.text, dialect, true);
    candidates.retain(|(at, _)| !is_protected(&ranges, *at));
    let edits = candidates.iter().map(|(at, _)| (*at..*at, " ".to_owned())).collect();
    remarks.extend(candidates.into_iter().map(|(at, what)| {
        let mut span = text.span(at..at + 1);
        span.end = span.start;
        Remark { span, what }
    }));
    text.edit(edits)
}

/// The mark of a line such as `-Refine design`. Numbers, rules, options and
/// emphasis are none.
fn item_without_space(line: &str) -> Option<char> {
    let mark = line.chars().next().filter(|c| matches!(c, '-' | '+' | '*'))?;
    let rest = &line[1..];
    let first = rest.chars().next()?;
    // `*word*` is emphasis, and `-word` alone may be a negative or an option.
    let closed = mark == '*' && rest.contains('*');
    (first.is_alphabetic() && !closed).then_some(mark)
}

fn is_item(line: &str) -> bool {
    let mut characters = line.chars();
    matches!(characters.next(), Some('-' | '+' | '*')) && matches!(characters.next(), Some(' ' | '\t') | None)
}

/// Attribute lists of blocks, their definitions, and abbreviations. All become
/// blank, so that offsets stay.
fn lists_and_abbreviations(prepared: &mut Prepared, dialect: Dialect) {
    let text = &prepared.text.text;
    if !text.contains("{:") && !text.contains("*[") {
        return;
    }
    // A list directly under raw HTML is still inside its block for the parser,
    // so raw HTML protects nothing here.
    let ranges = protected(text, dialect, false);
    let mut found: Vec<(Range<usize>, AttributeList)> = Vec::new();
    let mut definitions: BTreeMap<String, AttributeList> = BTreeMap::new();
    let mut blanks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_start_matches([' ', '\t', '>']);
        let offset = start + line.len() - body.len();
        let trimmed = body.trim_end();
        if trimmed.starts_with("{:") && !is_protected(&ranges, offset) {
            let range = offset..offset + trimmed.len();
            if let Some((name, list)) = definition(trimmed) {
                definitions.insert(name, list);
                blanks.push(range);
            } else if let Some((list, length)) = parse_prefix(trimmed)
                && length == trimmed.len()
            {
                found.push((range.clone(), list));
                blanks.push(range);
            }
        } else if let Some(rest) = trimmed.strip_prefix("*[")
            && !is_protected(&ranges, offset)
            && let Some((short, long)) = rest.split_once("]:")
            && !short.trim().is_empty()
        {
            prepared.abbreviations.insert(short.trim().to_owned(), long.trim().to_owned());
            blanks.push(offset..offset + trimmed.len());
        }
    }
    for (range, list) in found {
        let span = prepared.text.span(range.clone());
        let mut attributes = Attributes::default();
        for name in &list.references {
            match definitions.get(name) {
                Some(definition) => attributes.merge(definition.attributes.clone()),
                None if name == "toc" => attributes.pairs.push(("toc".to_owned(), String::new())),
                None => prepared.remarks.push(Remark { span, what: RemarkKind::Reference(name.clone()) }),
            }
        }
        attributes.merge(list.attributes);
        for word in list.refused {
            prepared.remarks.push(Remark { span, what: RemarkKind::Word(word) });
        }
        prepared.lists.push(BlockAttributes { range, attributes });
    }
    prepared.text.blank(&blanks);
}

/// `{:name: …}` defines an attribute list.
fn definition(line: &str) -> Option<(String, AttributeList)> {
    let inside = line.strip_prefix("{:")?.strip_suffix('}')?;
    let (name, words) = inside.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    is_name.then(|| (name.to_owned(), parse_words(words)))
}
