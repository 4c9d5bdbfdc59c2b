//! Runs of words: white space, abbreviations, bare addresses.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::iter::Peekable;

use aho_corasick::AhoCorasick;

use super::markdown::Dialect;
use super::quotes::{self, Before};
use crate::model::{Inline, InlineKind, Node, Span, Written};

/// What is looked for in words.
pub struct Words<'a> {
    /// The expansions of abbreviations, as they are numbered in the search.
    expansions: Vec<&'a str>,
    /// Finds abbreviations; none where the page has none.
    search: Option<AhoCorasick>,
    /// Whether `https://…` and `www.…` in running text become links, as GitHub has it.
    bare_links: bool,
    /// Whether hyphens between spaces become dashes.
    dashes: bool,
}

/// What words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Running text, in which bare addresses become links.
    Text,
    /// A link, which can hold no other.
    Link,
    /// Keys, which stay as they were typed.
    Keys,
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

impl<'a> Words<'a> {
    /// What is looked for on a page.
    pub fn new(abbreviations: &'a BTreeMap<String, String>, dialect: &Dialect) -> Self {
        let search = if abbreviations.is_empty() {
            None
        } else {
            // The search fails for more words than fit into memory; they are then not marked.
            AhoCorasick::new(abbreviations.keys()).ok()
        };
        Self {
            expansions: abbreviations.values().map(String::as_str).collect(),
            search,
            bare_links: dialect.extensions,
            dashes: dialect.smart_punctuation,
        }
    }

    /// Adds text to inlines. Runs of white space become one space, or a soft
    /// break where a line ends; none stands at a line's head.
    pub fn push(&self, text: &str, span: Span, within: Within, out: &mut Vec<Inline<Written>>) {
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            if blank > 0 {
                let kind = if rest[..blank].contains('\n') {
                    InlineKind::SoftBreak
                } else {
                    InlineKind::Text { text: " ".into() }
                };
                if !ends_blank(out) {
                    match (&kind, out.last_mut()) {
                        (InlineKind::Text { .. }, Some(Node { kind: InlineKind::Text { text }, .. })) => {
                            text.push(' ')
                        }
                        _ => out.push(Node::new(span, kind)),
                    }
                }
                rest = &rest[blank..];
                continue;
            }
            // One run reaches to the next line's end or the next run of blanks.
            let end = run_end(rest);
            self.run(&rest[..end], span, within, out);
            rest = &rest[end..];
        }
    }

    /// A run without white space to fold.
    fn run(&self, run: &str, span: Span, within: Within, out: &mut Vec<Inline<Written>>) {
        let before = if ends_blank(out) { Before::Space } else { Before::Nothing };
        let run = &*if self.dashes && within != Within::Keys {
            quotes::dashed(run, before)
        } else {
            Cow::Borrowed(run)
        };
        let mut abbreviations = self.abbreviations(run).into_iter().peekable();
        let wanted = self.bare_links && within == Within::Text;
        let mut links = wanted.then(|| bare_links(run)).into_iter().flatten().peekable();
        let mut at = 0;
        while let Some(found) = next(&mut abbreviations, &mut links, at) {
            push_text(&run[at..found.start], span, out);
            let words = &run[found.start..found.end];
            let content = vec![Node::new(span, InlineKind::Text { text: words.to_owned() })];
            out.push(Node::new(
                span,
                match found.what {
                    What::Abbreviation(expansion) => InlineKind::Abbreviation { expansion, content },
                    What::Link(target) => InlineKind::Link { target, title: None, content },
                },
            ));
            at = found.end;
        }
        push_text(&run[at..], span, out);
    }

    /// The abbreviations in a run, by where they begin; of two that begin together the
    /// longer comes first, since it is meant.
    fn abbreviations(&self, run: &str) -> Vec<Found> {
        let whole = |start: usize, end: usize| {
            let before = run[..start].chars().next_back();
            let after = run[end..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        };
        let found = self.search.iter().flat_map(|search| search.find_overlapping_iter(run));
        let mut found: Vec<_> = found.filter(|found| whole(found.start(), found.end())).collect();
        found.sort_by_key(|found| (found.start(), Reverse(found.end())));
        let abbreviation = |found: aho_corasick::Match| Found {
            start: found.start(),
            end: found.end(),
            what: What::Abbreviation(self.expansions[found.pattern()].to_owned()),
        };
        found.into_iter().map(abbreviation).collect()
    }
}

/// What is found next at `at` or after it; an abbreviation rather than a link.
fn next(
    abbreviations: &mut Peekable<impl Iterator<Item = Found>>,
    links: &mut Peekable<impl Iterator<Item = Found>>,
    at: usize,
) -> Option<Found> {
    while abbreviations.next_if(|found| found.start < at).is_some() {}
    while links.next_if(|found| found.start < at).is_some() {}
    match (abbreviations.peek(), links.peek()) {
        (Some(short), Some(link)) if link.start < short.start => links.next(),
        (Some(_), _) => abbreviations.next(),
        (None, _) => links.next(),
    }
}

enum What {
    Abbreviation(String),
    Link(String),
}

struct Found {
    start: usize,
    end: usize,
    what: What,
}

/// GitHub's "autolinks extension": `http://`, `https://` and `www.` after white
/// space or an opening mark, without the punctuation at the end.
fn bare_links(run: &str) -> impl Iterator<Item = Found> {
    let mut starts: Vec<(usize, &str)> =
        ["https://", "http://", "www."].iter().flat_map(|scheme| run.match_indices(scheme)).collect();
    starts.sort_unstable();
    starts.into_iter().filter_map(|(start, scheme)| {
        let before = run[..start].chars().next_back();
        if before.is_some_and(|c| {
            !is_space(c) && !matches!(c, '*' | '_' | '~' | '(' | '"' | '\u{201c}' | '\u{2018}')
        }) {
            return None;
        }
        let length = run[start..].find(|c: char| is_space(c) || c == '<').unwrap_or(run.len() - start);
        let mut link = &run[start..start + length];
        loop {
            let trimmed = link.trim_end_matches([
                '?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', '\u{201d}', '\u{2019}', ';',
            ]);
            // A closing bracket belongs to the address only if one opens in it.
            let unbalanced =
                trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count();
            let next = if unbalanced { &trimmed[..trimmed.len() - 1] } else { trimmed };
            if next.len() == link.len() {
                break;
            }
            link = next;
        }
        let host = &link[scheme.len().min(link.len())..];
        if host.is_empty()
            || (scheme == "www." && !host.contains('.'))
            || !host.starts_with(char::is_alphanumeric)
        {
            return None;
        }
        let target = if scheme == "www." { format!("http://{link}") } else { link.to_owned() };
        Some(Found { start, end: start + link.len(), what: What::Link(target) })
    })
}

/// The end of a run: before a line's end, or before two blanks.
fn run_end(text: &str) -> usize {
    let mut previous = None;
    for (at, character) in text.char_indices() {
        if character != ' ' && is_space(character) {
            return previous.unwrap_or(at);
        }
        if character == ' ' {
            if let Some(before) = previous {
                return before;
            }
            previous = Some(at);
        } else {
            previous = None;
        }
    }
    previous.unwrap_or(text.len())
}

fn push_text(text: &str, span: Span, out: &mut Vec<Inline<Written>>) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(Node { kind: InlineKind::Text { text: before }, span: at, attributes, .. })
            if attributes.is_empty() =>
        {
            before.push_str(text);
            *at = at.join(span);
        }
        _ => out.push(Node::new(span, InlineKind::Text { text: text.to_owned() })),
    }
}

/// Adds a break that the writer wants kept; blanks before it fall away.
pub fn push_break(span: Span, out: &mut Vec<Inline<Written>>) {
    trim_end(out);
    out.push(Node::new(span, InlineKind::LineBreak));
}

/// Whether a blank would follow a blank, or stand at the head of a line.
fn ends_blank(content: &[Inline<Written>]) -> bool {
    match content.last().map(|node| &node.kind) {
        None => false,
        Some(InlineKind::Text { text }) => text.ends_with(' '),
        Some(InlineKind::SoftBreak | InlineKind::LineBreak) => true,
        Some(_) => false,
    }
}

fn trim_end(content: &mut Vec<Inline<Written>>) {
    while let Some(last) = content.last_mut() {
        match &mut last.kind {
            InlineKind::Text { text } => {
                let kept = text.trim_end_matches(is_space).len();
                text.truncate(kept);
                if !text.is_empty() {
                    return;
                }
            }
            InlineKind::SoftBreak => {}
            _ => return,
        }
        content.pop();
    }
}

/// Takes white space off both ends of a line of inlines.
pub fn trim(mut content: Vec<Inline<Written>>) -> Vec<Inline<Written>> {
    trim_end(&mut content);
    // A break that nothing follows breaks nothing.
    while matches!(content.last().map(|n| &n.kind), Some(InlineKind::LineBreak)) {
        content.pop();
        trim_end(&mut content);
    }
    let mut blank = 0;
    for node in &mut content {
        match &mut node.kind {
            InlineKind::Text { text } => {
                let start = text.len() - text.trim_start_matches(is_space).len();
                text.drain(..start);
                if !text.is_empty() {
                    break;
                }
            }
            InlineKind::SoftBreak => {}
            _ => break,
        }
        blank += 1;
    }
    content.drain(..blank);
    content
}
