//! Runs of words: white space, abbreviations, bare addresses.

use std::collections::BTreeMap;

use crate::model::{Inline, InlineKind, Node, Span, Written};

/// What is looked for in words.
pub struct Words<'a> {
    abbreviations: &'a BTreeMap<String, String>,
    /// Whether `https://…` and `www.…` in running text become links, as GitHub has it.
    bare_links: bool,
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

impl<'a> Words<'a> {
    /// What is looked for on a page.
    pub fn new(abbreviations: &'a BTreeMap<String, String>, bare_links: bool) -> Self {
        Self { abbreviations, bare_links }
    }

    /// Adds text to inlines. Runs of white space become one space, or a soft
    /// break where a line ends; none stands at a line's head.
    pub fn push(&self, text: &str, span: Span, linked: bool, out: &mut Vec<Inline<Written>>) {
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
            self.run(&rest[..end], span, linked, out);
            rest = &rest[end..];
        }
    }

    /// A run without white space to fold.
    fn run(&self, mut run: &str, span: Span, linked: bool, out: &mut Vec<Inline<Written>>) {
        while !run.is_empty() {
            let next =
                [self.abbreviation(run), if self.bare_links && !linked { bare_link(run) } else { None }]
                    .into_iter()
                    .flatten()
                    .min_by_key(|found| found.start);
            let Some(found) = next else { return push_text(run, span, out) };
            push_text(&run[..found.start], span, out);
            let words = &run[found.start..found.end];
            let content = vec![Node::new(span, InlineKind::Text { text: words.to_owned() })];
            out.push(Node::new(
                span,
                match found.what {
                    What::Abbreviation(expansion) => InlineKind::Abbreviation { expansion, content },
                    What::Link(target) => InlineKind::Link { target, title: None, content },
                },
            ));
            run = &run[found.end..];
        }
    }

    fn abbreviation(&self, run: &str) -> Option<Found> {
        self.abbreviations
            .iter()
            .filter_map(|(short, long)| {
                let start = run.match_indices(short.as_str()).map(|(at, _)| at).find(|at| {
                    let before = run[..*at].chars().next_back();
                    let after = run[at + short.len()..].chars().next();
                    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
                })?;
                Some(Found { start, end: start + short.len(), what: What::Abbreviation(long.clone()) })
            })
            // Of two that begin together the longer is meant.
            .min_by_key(|found| (found.start, usize::MAX - found.end))
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
fn bare_link(run: &str) -> Option<Found> {
    for (start, scheme) in ["https://", "http://", "www."]
        .iter()
        .flat_map(|scheme| run.match_indices(scheme))
        .collect::<std::collections::BTreeSet<_>>()
    {
        let before = run[..start].chars().next_back();
        if before.is_some_and(|c| {
            !is_space(c) && !matches!(c, '*' | '_' | '~' | '(' | '"' | '\u{201c}' | '\u{2018}')
        }) {
            continue;
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
            continue;
        }
        let target = if scheme == "www." { format!("http://{link}") } else { link.to_owned() };
        return Some(Found { start, end: start + link.len(), what: What::Link(target) });
    }
    None
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
