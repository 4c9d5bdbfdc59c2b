//! Bullets under a number that are indented, though not as far as the number's words: CommonMark
//! reads a list beside the numbers, and the numbers begin anew behind it. They are read as the
//! item's own.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::dialect::{Remark, RemarkKind};
use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// A list of numbers that has just ended.
struct Numbers {
    /// Where the last item begins.
    item: usize,
    end: usize,
    depth: usize,
    /// The number that would follow.
    next: u64,
}

/// Bullets that stand beside the numbers they are meant for.
struct Bullets {
    range: Range<usize>,
    /// The column of the number, and by how much they are too far left.
    column: usize,
    missing: usize,
    depth: usize,
    /// Whether a blank line parts them from the number; then only a number that follows tells
    /// that they are meant for it.
    parted: bool,
    next: u64,
}

/// Indents such bullets as far as the words of the number above.
pub(super) fn bullets_under_numbers(
    text: Rewritten,
    dialect: Dialect,
    remarks: &mut Vec<Remark>,
) -> Rewritten {
    let source = &text.text;
    let mut found: Vec<Bullets> = Vec::new();
    let mut open: Vec<(Option<u64>, usize, u64)> = Vec::new();
    let mut before: Option<Numbers> = None;
    let mut waiting: Option<Bullets> = None;
    for (event, mut range) in Parser::new_ext(source, dialect.options()).into_offset_iter() {
        // Blanks before a mark may be counted to it.
        let blanks = source[range.clone()].len() - source[range.clone()].trim_start_matches(' ').len();
        range.start += blanks;
        match event {
            Event::Start(Tag::List(first)) => {
                let depth = open.len();
                if let Some(bullets) = waiting.take_if(|bullets| bullets.depth == depth)
                    && first == Some(bullets.next)
                {
                    found.push(bullets);
                }
                let numbers = before.take().filter(|numbers| first.is_none() && numbers.depth == depth);
                if let Some(bullets) = numbers.and_then(|numbers| beside(source, &numbers, &range)) {
                    if bullets.parted { waiting = Some(bullets) } else { found.push(bullets) }
                }
                open.push((first, range.start, 0));
            }
            Event::Start(Tag::Item) => {
                before = None;
                if let Some((_, item, count)) = open.last_mut() {
                    *item = range.start;
                    *count += 1;
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((Some(first), item, count)) = open.pop() {
                    let next = first.saturating_add(count);
                    before = Some(Numbers { item, end: range.end, depth: open.len(), next });
                } else {
                    before = None;
                }
            }
            Event::End(_) => {}
            _ => {
                before = None;
                waiting = waiting.filter(|bullets| bullets.depth < open.len());
            }
        }
    }
    let mut edits = Vec::new();
    for bullets in &found {
        let mut span = text.span(bullets.range.start..bullets.range.start + 1);
        span.end = span.start;
        remarks.push(Remark { span, what: RemarkKind::BulletBesideNumber(bullets.missing) });
        indent(source, bullets, &mut edits);
    }
    text.edit(edits)
}

/// The bullets of a list that begins directly behind numbers, farther right than the number and
/// not as far as its words.
fn beside(text: &str, numbers: &Numbers, list: &Range<usize>) -> Option<Bullets> {
    let between = text.get(numbers.item..list.start)?;
    let parted = {
        let words = between.trim_end_matches(|c: char| c.is_whitespace() || c == '>');
        between[words.len()..].matches('\n').count() > 1
    };
    let gap = text.get(numbers.end.min(list.start)..list.start)?;
    if !gap.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() {
        return None;
    }
    let column_of = |at: usize| at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let item = &text[numbers.item..];
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let words = item.get(digits + 1..)?;
    let blanks = words.len() - words.trim_start_matches(' ').len();
    let column = column_of(numbers.item);
    let content = column + digits + 1 + blanks.clamp(1, 4);
    let bullet = column_of(list.start);
    (column < bullet && bullet < content).then(|| Bullets {
        range: list.clone(),
        column,
        missing: content - bullet,
        depth: numbers.depth,
        parted,
        next: numbers.next,
    })
}

fn indent(text: &str, bullets: &Bullets, edits: &mut Vec<(Range<usize>, String)>) {
    let mut at = text[..bullets.range.start].rfind('\n').map_or(0, |newline| newline + 1);
    for line in text[at..bullets.range.end].split_inclusive('\n') {
        let head = line.as_bytes().get(bullets.column).copied();
        if matches!(head, Some(b' ' | b'\t')) && text.is_char_boundary(at + bullets.column) {
            let place = at + bullets.column;
            edits.push((place..place, " ".repeat(bullets.missing)));
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        bullets_under_numbers(Rewritten::tail(text, 0, 0), Dialect::default(), &mut Vec::new()).text
    }

    #[test]
    fn bullets_of_two_spaces_are_the_items_own() {
        assert_eq!(read("1. a\n  - b\n    c\n2. d\n"), "1. a\n   - b\n     c\n2. d\n");
        assert_eq!(read("1. a\n\n  - b\n\n2. d\n"), "1. a\n\n   - b\n\n2. d\n");
    }

    #[test]
    fn other_lists_stay_where_they_are() {
        for text in [
            "1. a\n- b\n",
            "1. a\n   - b\n",
            "1. a\n\n - b\n - c\n",
            "- a\n - b\n",
            "1. a\n\nx\n\n - b\n2. c\n",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
