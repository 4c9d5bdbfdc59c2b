//! Marks at the head of a line: headings and items without a space, kramdown's end of block, and
//! colons that define nothing.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::dialect::{Remark, RemarkKind, is_protected, protected};
use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// What stands for kramdown's end of block: a comment ends any block and is one itself.
const END_OF_BLOCK: &str = "<!-- -->";

/// `^` on a line of its own ends the block above it.
pub(super) fn ends_of_blocks(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains('^') {
        return text;
    }
    let ranges = protected(&text.text, dialect);
    let mut edits = Vec::new();
    let mut at = 0;
    for line in text.text.split_inclusive('\n') {
        if line.starts_with('^') && line.trim_end() == "^" && !is_protected(&ranges, at) {
            edits.push((at..at + 1, END_OF_BLOCK.to_owned()));
        }
        at += line.len();
    }
    text.edit(edits)
}

/// Two backslashes at a line's end break the line.
pub(super) fn backslashes(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains("\\\\\n") {
        return text;
    }
    let ranges = protected(&text.text, dialect);
    let ends = text.text.match_indices("\\\\\n").filter(|(at, _)| {
        // Three or more are signs of their own.
        !text.text[..*at].ends_with('\\') && !is_protected(&ranges, *at)
    });
    let edits = ends.map(|(at, _)| (at..at + 1, String::new())).collect();
    text.edit(edits)
}

/// `:tada: Thanks` defines nothing: a space or a tab must follow the colon.
pub(super) fn colons(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains("\n:") && !text.text.contains(" :") {
        return text;
    }
    let mut edits = Vec::new();
    for (event, range) in Parser::new_ext(&text.text, dialect.options()).into_offset_iter() {
        if let Event::Start(Tag::DefinitionListDefinition) = event
            && let Some(colon) = text.text[range.clone()].find(':')
            && !text.text[range.start + colon + 1..].starts_with([' ', '\t', '\n', '\r'])
        {
            let at = range.start + colon;
            edits.push((at..at, "\\".to_owned()));
        }
    }
    text.edit(edits)
}

/// What the Markdown parser makes of a text, as far as marks at the head of a line must respect it.
#[derive(Default)]
struct Standard {
    /// Code and raw HTML.
    protected: Vec<Range<usize>>,
    /// Headings that are underlined, and tables.
    taken: Vec<Range<usize>>,
    /// Where emphasis begins.
    emphasis: Vec<usize>,
    /// Whether a heading stands there that has its space.
    headings: bool,
}

impl Standard {
    fn of(text: &str, dialect: Dialect) -> Self {
        let mut standard = Self { protected: protected(text, dialect), ..Self::default() };
        for (event, range) in Parser::new_ext(text, dialect.options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) if text[range.start..].starts_with('#') => {
                    standard.headings = true;
                }
                Event::Start(Tag::Heading { .. } | Tag::Table(_)) => standard.taken.push(range),
                Event::Start(Tag::Emphasis | Tag::Strong) => standard.emphasis.push(range.start),
                _ => {}
            }
        }
        standard
    }

    /// Whether the standard reads something else than words at a byte.
    fn reads(&self, at: usize) -> bool {
        is_protected(&self.protected, at)
            || is_protected(&self.taken, at)
            || self.emphasis.binary_search(&at).is_ok()
    }
}

/// A line that may be a heading or an item, but for a space.
struct Candidate {
    /// Where the line's mark begins.
    start: usize,
    /// Where the space is missing.
    at: usize,
    what: RemarkKind,
    /// Whether words with a capital follow.
    capital: bool,
    /// Whether nothing stands above it.
    first: bool,
}

/// `##What` becomes `## What`, `-Refine` becomes `- Refine`.
pub(super) fn spaces(text: Rewritten, dialect: Dialect, remarks: &mut Vec<Remark>) -> Rewritten {
    let mut candidates = candidates(&text.text);
    if candidates.is_empty() {
        return text;
    }
    let standard = Standard::of(&text.text, dialect);
    candidates.retain(|candidate| !standard.reads(candidate.start));
    // `#word` may be a heading or a tag of words: a page that writes its headings with a space,
    // or has no others, means a tag.
    let alike = candidates
        .iter()
        .any(|candidate| candidate.what == RemarkKind::HeadingWithoutSpace && hashes(candidate) > 1);
    let mut edits = Vec::new();
    for candidate in candidates {
        let single = candidate.what == RemarkKind::HeadingWithoutSpace && hashes(&candidate) == 1;
        let is_heading = !standard.headings && candidate.capital && (alike || candidate.first);
        let mut span = text.span(candidate.at..candidate.at + 1);
        span.end = span.start;
        if !single || is_heading {
            edits.push((candidate.at..candidate.at, " ".to_owned()));
            remarks.push(Remark { span, what: candidate.what });
        } else if candidate.capital {
            remarks.push(Remark { span, what: RemarkKind::HashWithoutSpace });
        }
    }
    text.edit(edits)
}

fn hashes(candidate: &Candidate) -> usize {
    candidate.at - candidate.start
}

/// The lines that may be headings or items.
fn candidates(text: &str) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut at = 0;
    // Whether a block may begin on this line, and whether anything stands above it.
    let (mut open, mut first) = (true, true);
    for line in text.split_inclusive('\n') {
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
        let is_first = std::mem::take(&mut first);
        if indented {
            open = false;
            continue;
        }
        let candidate = |at, what| Candidate { start, at, what, capital: false, first: is_first };
        if open && (1..=6).contains(&hashes) && after.is_some_and(char::is_alphabetic) {
            let capital = after.is_some_and(|c| !c.is_lowercase());
            let candidate = candidate(start + hashes, RemarkKind::HeadingWithoutSpace);
            candidates.push(Candidate { capital, ..candidate });
        } else if open && let Some(mark) = item_without_space(trimmed) {
            candidates.push(candidate(start + 1, RemarkKind::ItemWithoutSpace(mark)));
        } else {
            // Under a heading or another item a block begins; under a paragraph it does not.
            open = (1..=6).contains(&hashes) || is_item(trimmed);
        }
    }
    candidates
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

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> String {
        spaces(Rewritten::tail(text, 0, 0), Dialect::default(), &mut Vec::new()).text
    }

    #[test]
    fn what_the_standard_reads_otherwise_stays() {
        for text in ["*Note: first\nsecond.*\n", "-a\n---\n", "-a | b\n--|--\n", "`a\n-b`\n"] {
            assert_eq!(spaced(text), text);
        }
        assert_eq!(spaced("*Note\n*Two\n"), "* Note\n* Two\n");
    }

    #[test]
    fn a_hash_before_a_word_is_a_heading_only_among_such() {
        assert_eq!(spaced("#Title\n\n##What\n"), "# Title\n\n## What\n");
        for text in ["#ask-design on Slack\n", "# One\n\n#Two\n", "Words.\n\n#Two\n"] {
            assert_eq!(spaced(text), text);
        }
    }

    #[test]
    fn a_colon_without_a_space_defines_nothing() {
        let read = |text: &str| colons(Rewritten::tail(text, 0, 0), Dialect::default()).text;
        assert_eq!(read("Term\n:tada: Thanks\n"), "Term\n\\:tada: Thanks\n");
        assert_eq!(read("Term\n: meaning\n"), "Term\n: meaning\n");
    }
}
