//! kramdown's marks, taken in before the Markdown parser sees the text.
//!
//! What is read: attribute lists of blocks (`{: #id .class key="v"}` on a line
//! of its own), their definitions (`{:name: …}`), abbreviations (`*[GDS]: …`),
//! `{:toc}`, `{::comment}`, `{::nomarkdown}` and `{::options}` here; HTML to its end tag and
//! `markdown="1"` ([`html_blocks`]), marks at the head of a line ([`line_marks`]), addresses with
//! spaces ([`link_spaces`]), bullets under numbers ([`indents`]), tables ([`tables`]) and words in
//! angle brackets ([`angle_brackets`]) in files of their own.
//! Attribute lists of items and spans are read where the parser meets them.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::attributes::{AttributeList, parse_prefix, parse_words};
use super::markdown::Dialect;
use super::rewrite::Rewritten;
use super::tables::{self, TableRemark};
use super::{angle_brackets, html_blocks, indents, line_marks, link_spaces, scripts};
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
    /// `#What` where it is no heading.
    HashWithoutSpace,
    /// `[plan](my plan.md)`, with the address as it should be.
    AddressWithSpace(String),
    /// A space between the words of a link and its address.
    SpaceBeforeAddress,
    /// Bullets under a number that stand too far left, with how many spaces are missing.
    BulletBesideNumber(usize),
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
    let text = html_blocks::ask_for_markdown(text, dialect);
    let text = extensions(text, dialect, &mut remarks);
    let text = line_marks::ends_of_blocks(text, dialect);
    let text = line_marks::backslashes(text, dialect);
    let text = html_blocks::ends_of_html(text, dialect);
    // What elements hold is Markdown before names in angle brackets are looked for, which are none in code.
    let text = html_blocks::markdown_attributes(text, dialect);
    let text = angle_brackets::prepare(text, dialect, &mut remarks);
    // What is brought to the margin may hold elements that ask for Markdown.
    let text = html_blocks::markdown_attributes(text, dialect);
    let text = html_blocks::to_end_tags(text, dialect);
    let text = html_blocks::markdown_attributes(text, dialect);
    let text = html_blocks::to_end_tags(text, dialect);
    let text = line_marks::spaces(text, dialect, &mut remarks);
    let text = line_marks::colons(text, dialect);
    let text = link_spaces::addresses(text, dialect, &mut remarks);
    let text = grids_and_tables(text, dialect, &mut remarks);
    let text = scripts::scripts(text, dialect);
    let text = indents::bullets_under_numbers(text, dialect, &mut remarks);
    let mut prepared = Prepared { text, remarks, ..Prepared::default() };
    lists_and_abbreviations(&mut prepared, dialect);
    prepared
}

/// The ranges of code and raw HTML, in which no mark is a mark.
pub(super) fn protected(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    ranges(text, dialect, |event| {
        is_code(event) || matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_))
    })
}

/// The ranges of code alone.
fn code(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    ranges(text, dialect, is_code)
}

fn is_code(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_))
}

fn ranges(text: &str, dialect: Dialect, of: impl Fn(&Event<'_>) -> bool) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, dialect.options()).into_offset_iter();
    events.filter(|(event, _)| of(event)).map(|(_, range)| range).collect()
}

pub(super) fn is_protected(ranges: &[Range<usize>], offset: usize) -> bool {
    // Ranges come in order and do not overlap, save that HTML inlines may stand inside nothing.
    let index = ranges.partition_point(|range| range.end <= offset);
    ranges.get(index).is_some_and(|range| range.start <= offset)
}

/// `{::comment}`, `{::nomarkdown}`, `{::options}`.
fn extensions(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    if !text.text.contains("{::") {
        return text;
    }
    let ranges = code(&text.text, dialect);
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
            if inside.contains("parse_block_html") {
                continue;
            }
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
    let ranges = protected(&text.text, dialect);
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

/// Attribute lists of blocks, their definitions, and abbreviations. All become
/// blank, so that offsets stay.
fn lists_and_abbreviations(prepared: &mut Prepared, dialect: Dialect) {
    let text = &prepared.text.text;
    if !text.contains("{:") && !text.contains("*[") {
        return;
    }
    // A list directly under raw HTML is still inside its block for the parser,
    // so raw HTML protects nothing here.
    let ranges = code(text, dialect);
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
