//! Characters that no format can carry, and marks in numbers that no writing needs, however they
//! are written: as themselves, as a reference (`&#1;`), or as an escape of YAML (`"\x01"`). They
//! are left out and named where they stand.

use std::ops::Range;

use serde_json::Value;

use unicode_normalization::char::is_combining_mark;

use super::Reporter;
use super::dom::{Detail, Dom, DomContent};
use super::rewrite::Rewritten;
use crate::diagnostic::rules;
use crate::fonts::is_unseen;
use crate::limits;
use crate::model::Span;

/// At the start of a file it says how the file is written. Within a text it is left over from files
/// that were put together, and PDF/A forbids it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether a character can be carried by no format.
pub(crate) fn is_control(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
        || matches!(character, BYTE_ORDER_MARK | '\u{fffe}' | '\u{ffff}')
}

/// Takes such characters out of a text, and tells the first. Marks beyond the number that any
/// writing needs fall away with them.
pub(crate) fn take_out(text: &mut String) -> Option<char> {
    take_out_of_run(text, &mut Pile::default())
}

/// The same for a text that goes on where another ended, with the marks that piled up there.
fn take_out_of_run(text: &mut String, pile: &mut Pile) -> Option<char> {
    let first = text.chars().find(|character| is_control(*character));
    text.retain(|character| !is_control(character) && pile.takes(character));
    first
}

/// Whether a character is a mark or is not seen, so that many in a row say nothing and take the
/// layout engine minutes. Control characters are left out one by one.
fn piles_up(character: char) -> bool {
    // Most text is ASCII, in which there is none.
    if character.is_ascii() {
        return false;
    }
    let unseen = is_unseen(character) && !character.is_whitespace() && !is_control(character);
    unseen || is_combining_mark(character)
}

/// How many of them stand in a row.
#[derive(Default)]
struct Pile {
    count: usize,
}

impl Pile {
    /// Whether the next character of a text is taken.
    fn takes(&mut self, character: char) -> bool {
        self.count = if piles_up(character) { self.count + 1 } else { 0 };
        self.count <= limits::MARKS
    }
}

/// Takes such characters and piles out of every text of a value, and tells the first character.
pub(super) fn take_out_of_value(value: &mut Value) -> Option<char> {
    match value {
        Value::String(text) => take_out(text),
        Value::Array(items) => items.iter_mut().fold(None, |first, item| first.or(take_out_of_value(item))),
        Value::Object(entries) => {
            entries.values_mut().fold(None, |first, entry| first.or(take_out_of_value(entry)))
        }
        _ => None,
    }
}

/// What is said of such a character.
pub(crate) fn message(character: char) -> String {
    let what = if character == BYTE_ORDER_MARK { "byte-order mark" } else { "control character" };
    format!("the {what} U+{:04X} is left out", u32::from(character))
}

pub(super) fn report(character: char, span: Span, reporter: &mut Reporter<'_>) {
    reporter.report(&rules::CONTROL_CHARACTER, span, message(character)).hint("take it out");
}

/// Names those that a page is typed with, once for each line that has some, and returns the ranges
/// of all of them.
pub(super) fn in_source(text: &str, reporter: &mut Reporter<'_>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut named = None;
    for (start, character) in text.char_indices().filter(|(_, character)| is_control(*character)) {
        let span = Span::new(start, start + character.len_utf8());
        ranges.push(span.range());
        let line = text[..start].rfind('\n');
        if named != Some(line) {
            named = Some(line);
            report(character, span, reporter);
        }
    }
    ranges
}

/// Names each run of marks and unseen characters beyond the number that any writing needs, and
/// returns the ranges of what is too much.
pub(super) fn piles_in_source(text: &str, reporter: &mut Reporter<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut count, mut from) = (0, 0);
    let end = std::iter::once((text.len(), '\n'));
    for (at, character) in text.char_indices().chain(end) {
        if piles_up(character) {
            count += 1;
            if count == limits::MARKS + 1 {
                from = at;
            }
            continue;
        }
        if count > limits::MARKS {
            let (span, most) = (Span::new(from, at), limits::MARKS);
            reporter
                .report(
                    &rules::PILED_MARKS,
                    span,
                    format!("{count} marks or unseen characters in a row; those after {most} are left out"),
                )
                .hint("take them out");
            ranges.push(span.range());
        }
        count = 0;
    }
    ranges
}

/// Takes out what references name, and marks that pile up where nothing but markup stands between
/// them. What stands in code is no reference, so this asks the tree.
pub(super) fn in_tree(dom: &mut Dom, text: &Rewritten, reporter: &mut Reporter<'_>) {
    let mut found: Vec<(char, Range<usize>)> = Vec::new();
    let mut piles: Vec<Range<usize>> = Vec::new();
    let mut pile = Pile::default();
    let order: Vec<usize> = dom.descendants(0).collect();
    for id in order {
        let node = &mut dom.nodes[id];
        let first = match &mut node.content {
            DomContent::Text(words) => {
                let before = words.len();
                let first = take_out_of_run(words, &mut pile);
                if first.is_none() && words.len() < before {
                    piles.push(node.range.clone());
                }
                first
            }
            DomContent::Element { attributes, .. } => {
                attributes.iter_mut().fold(None, |first, (_, value)| first.or(take_out(value)))
            }
            DomContent::Nothing => None,
        };
        found.extend(first.map(|character| (character, node.range.clone())));
    }
    for mark in &mut dom.marks {
        let first = match &mut mark.detail {
            Detail::Address { target, title } => take_out(target).or(take_out(title)),
            Detail::Code { language, title, .. } => {
                let (language, title) = (language.as_mut(), title.as_mut());
                language.and_then(take_out).or(title.and_then(take_out))
            }
            Detail::Note(words) => take_out(words),
            _ => None,
        };
        found.extend(first.map(|character| (character, mark.range.clone())));
    }
    for (character, within) in found {
        let place = reference(&text.text, &within, character).unwrap_or(within);
        report(character, text.span(place), reporter);
    }
    // Of a pile that goes on and on, the first piece is enough.
    let mut end = 0;
    for range in piles {
        if range.start > end {
            let most = limits::MARKS;
            let message =
                format!("more than {most} marks or unseen characters in a row; the others are left out");
            reporter.report(&rules::PILED_MARKS, text.span(range.clone()), message).hint("take them out");
        }
        end = range.end;
    }
}

/// Where a range of a text names a character by its number.
fn reference(text: &str, within: &Range<usize>, character: char) -> Option<Range<usize>> {
    let part = text.get(within.clone())?;
    part.match_indices("&#").find_map(|(at, mark)| {
        let number = &part[at + mark.len()..];
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let behind = digits.trim_start_matches(|c: char| c.is_digit(radix));
        let digits = &digits[..digits.len() - behind.len()];
        let end = part.len() - behind.strip_prefix(';').unwrap_or(behind).len();
        (u32::from_str_radix(digits, radix) == Ok(u32::from(character)))
            .then(|| within.start + at..within.start + end)
    })
}
