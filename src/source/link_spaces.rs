//! Addresses with spaces, such as `[plan](my plan.md)`: CommonMark reads no link there, kramdown
//! does. An address is what ends in a file's ending or has the form of a path; other words in
//! round brackets stay words.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::dialect::{Remark, RemarkKind, is_protected, protected};
use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// How far a label may reach back.
const LABEL_BYTES: usize = 2_000;

/// How long an address may be, with its title.
const ADDRESS_BYTES: usize = 2_000;

/// Puts addresses with spaces in `<…>`.
pub(super) fn addresses(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    let source = &text.text;
    apart(&text, dialect, remarks);
    let mut found: Vec<(usize, Range<usize>)> =
        source.match_indices("](").filter_map(|(at, _)| Some((at, address(source, at + 2)?))).collect();
    if found.is_empty() {
        return text;
    }
    let protected = protected(source, dialect);
    let read: Vec<usize> = Parser::new_ext(source, dialect.options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })))
        .map(|(_, range)| range.start)
        .collect();
    found.retain(|(at, address)| {
        let Some(label) = label(source, *at).filter(|_| !is_protected(&protected, *at)) else { return false };
        let picture = source[..label].ends_with('!');
        let begun = label - usize::from(picture);
        let plain = read.binary_search(&begun).is_err() && read.binary_search(&label).is_err();
        plain && (picture || is_address(&source[address.clone()]))
    });
    let mut edits = Vec::new();
    for (_, address) in found {
        let mended = source[address.clone()].replace(' ', "%20");
        remarks.push(Remark { span: text.span(address.clone()), what: RemarkKind::AddressWithSpace(mended) });
        edits.push((address.start..address.start, "<".to_owned()));
        edits.push((address.end..address.end, ">".to_owned()));
    }
    text.edit(edits)
}

/// Names `[words] (address)`, which is no link: words in brackets, one space, and an address alone. It is
/// stricter than [`is_address`], since prose has brackets beside brackets.
fn apart(text: &Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) {
    let source = &text.text;
    let mut found: Vec<usize> = source.match_indices("] (").map(|(at, _)| at).collect();
    found.retain(|at| {
        let inside = source[at + 3..].split([')', '\n']).next().unwrap_or("");
        let web = ["http://", "https://", "mailto:", "#"].iter().any(|head| inside.starts_with(head));
        let page =
            [".md", ".html"].iter().any(|ending| inside.split('#').next().unwrap_or("").ends_with(ending));
        (web || page)
            && !inside.contains(char::is_whitespace)
            && source[at + 3 + inside.len()..].starts_with(')')
            && label(source, *at).is_some_and(|label| !source[label..*at].contains("](") && label + 1 < *at)
    });
    if found.is_empty() {
        return;
    }
    let protected = protected(source, dialect);
    found.retain(|at| !is_protected(&protected, *at));
    remarks.extend(
        found
            .into_iter()
            .map(|at| Remark { span: text.span(at + 1..at + 2), what: RemarkKind::SpaceBeforeAddress }),
    );
}

/// The address that begins at a byte, where it has a space: up to the bracket that closes it, or
/// to a title.
fn address(text: &str, from: usize) -> Option<Range<usize>> {
    let end = text.floor_char_boundary(from + ADDRESS_BYTES);
    let line = text[from..end].split('\n').next().unwrap_or("");
    let mut depth = 0;
    let mut end = None;
    for (at, character) in line.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = Some(at);
                break;
            }
            ')' => depth -= 1,
            ' ' if line[at + 1..].starts_with(['"', '\'']) => {
                // A title, and the bracket behind it.
                let quote = line.as_bytes()[at + 1] as char;
                let rest = line[at + 2..].rfind(quote).map(|close| &line[at + 3 + close..])?;
                end = rest.trim_start().starts_with(')').then_some(at);
                break;
            }
            '<' | '>' | '\\' => return None,
            _ => {}
        }
    }
    let said = &line[..end?];
    let address = said.trim();
    let start = from + said.len() - said.trim_start().len();
    address.contains(' ').then_some(start..start + address.len())
}

/// Where the label begins whose closing bracket stands at a byte.
fn label(text: &str, close: usize) -> Option<usize> {
    let from = text.floor_char_boundary(close.saturating_sub(LABEL_BYTES));
    let mut depth = 0;
    let mut previous = ' ';
    for (at, character) in text[from..close].char_indices().rev() {
        match character {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(from + at).filter(|at| !text[..*at].ends_with('\\')),
            '[' => depth -= 1,
            // A paragraph ends at a blank line.
            '\n' if previous == '\n' => return None,
            _ => {}
        }
        previous = character;
    }
    None
}

/// Whether words have the form of an address: a path or a file's name, with or without a fragment.
fn is_address(words: &str) -> bool {
    let file = words.split(['#', '?']).next().unwrap_or("");
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending = (1..=5).contains(&ending.len())
        && ending.starts_with(|c: char| c.is_ascii_alphabetic())
        && ending.chars().all(|c| c.is_ascii_alphanumeric());
    has_ending
        || words.contains("://")
        || words.starts_with(['/', '#'])
        || words.starts_with("./")
        || words.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        addresses(Rewritten::tail(text, 0, 0), Dialect::default(), &mut Vec::new()).text
    }

    #[test]
    fn addresses_with_spaces_are_found() {
        assert_eq!(read("[plan](my plan.md)"), "[plan](<my plan.md>)");
        assert_eq!(read("![Team](team photo)"), "![Team](<team photo>)");
        assert_eq!(read("[plan]( my plan.md \"The plan\")"), "[plan]( <my plan.md> \"The plan\")");
        assert_eq!(read("[![a](b c.png)](d.md)"), "[![a](<b c.png>)](d.md)");
        assert_eq!(read("[a](b (1) c.md)"), "[a](<b (1) c.md>)");
    }

    #[test]
    fn other_words_in_brackets_stay() {
        for text in [
            "[a](see the note)",
            "[a](b.md \"c d\")",
            "`[a](b c.md)`",
            "a](b c.md)",
            "[a](<b c.md>)",
            "[a](b c.md",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
