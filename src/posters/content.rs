//! What the posters take from a book, in the form that the theme receives.

use serde::Serialize;

use crate::book::{Book, Chapter, Subject};
use crate::model::{Block, BlockKind, Pictogram, Picture, Resolved, plain_text};
use crate::sentence::first_sentence;
use crate::theme::PhaseColours;

/// A pictogram with its label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sign {
    /// The file's name below `/pictures/`; none where the picture is missing.
    pub picture: Option<String>,
    /// What it shows.
    pub alt: String,
    /// Its label.
    pub label: String,
}

/// Team or duration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// `team` or `duration`: which sign stands before it.
    pub kind: &'static str,
    /// What the page says.
    pub text: String,
}

/// A short list under its heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outputs {
    /// The heading's words.
    pub heading: String,
    /// The items' words.
    pub items: Vec<String>,
}

/// A phase on the path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// The phase's name.
    pub name: String,
    /// Its colours.
    pub colours: PhaseColours,
    /// Whether the poster is about this phase.
    pub lit: bool,
}

/// The most phases on the path of one poster: more of them would be dots on a line.
const MOST_STEPS: usize = 24;

/// All phases in order, with `lit` marked, and the names of those too far from it to
/// be on the path; where none is lit, too far from the first. One phase alone is no path.
pub fn path(book: &Book, lit: Option<usize>) -> (Vec<Step>, Vec<String>) {
    let count = book.phases.len();
    if count < 2 {
        return Default::default();
    }
    let first = lit.unwrap_or(0).saturating_sub(MOST_STEPS / 2).min(count.saturating_sub(MOST_STEPS));
    let near = first..count.min(first + MOST_STEPS);
    let step = |i: usize| Step {
        number: i + 1,
        name: tidy(&book.phases[i].name),
        colours: book.phases[i].colours,
        lit: lit == Some(i),
    };
    // Those before and those after, each by the first and the last.
    let far = [0..near.start, near.end..count].into_iter().filter_map(|range| {
        let (first, last) = (range.start, range.end.checked_sub(1)?);
        let name = |i: usize| tidy(&book.phases[i].name);
        match last.checked_sub(first) {
            None => None,
            Some(0) => Some(name(first)),
            Some(_) => Some(format!("{} … {}", name(first), name(last))),
        }
    });
    let far = far.collect();
    (near.map(step).collect(), far)
}

/// Team and duration, where the page says them.
pub fn facts(chapter: &Chapter) -> Vec<Fact> {
    [("team", &chapter.team), ("duration", &chapter.duration)]
        .into_iter()
        .filter_map(|(kind, text)| Some(Fact { kind, text: some(text.as_deref()?)? }))
        .collect()
}

/// What a chapter is for, in a sentence: its description, else the first
/// sentence of its first paragraph.
pub fn purpose(chapter: &Chapter) -> Option<String> {
    if let Some(description) = chapter.description.as_deref().and_then(some) {
        return Some(description);
    }
    chapter.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph { content } => some(first_sentence(&tidy(&plain_text(content)))),
        _ => None,
    })
}

/// All of a chapter's pictograms, in order, however deep they stand.
pub fn pictograms(book: &Book, chapter: &Chapter) -> Vec<Sign> {
    let mut signs = Vec::new();
    walk(&chapter.blocks, &mut |block| {
        if let BlockKind::Pictograms { items } = &block.kind {
            signs.extend(items.iter().map(|item| sign(book, item)));
        }
    });
    signs
}

fn sign(book: &Book, item: &Pictogram<Resolved>) -> Sign {
    let alt = tidy(&item.image.alt);
    let label = some(&plain_text(&item.label)).unwrap_or_else(|| alt.clone());
    let picture = match item.image.picture {
        Picture::Stored { picture } => book.pictures.get(picture).map(|p| p.name.clone()),
        Picture::Missing => None,
    };
    // PDF/UA asks that a picture says something, and the label is what it shows.
    let alt = if alt.is_empty() { label.clone() } else { alt };
    Sign { picture, alt, label }
}

/// The list under the heading that the page names for its poster, else the
/// first list under a heading that speaks of outputs, else the first list
/// under the heading that the pictograms stand under.
pub fn outputs(chapter: &Chapter) -> Option<Outputs> {
    let (mut heading, mut subject) = (String::new(), None);
    let mut by_name = None;
    let mut beside = None;
    // The first list since the last heading.
    let mut list: Option<Outputs> = None;
    walk(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading { content, .. } => {
            heading = tidy(&plain_text(content));
            subject = Subject::of(&block.attributes, &heading, &chapter.language);
            list = None;
        }
        BlockKind::List { items, .. } if list.is_none() => {
            let items: Vec<_> = items.iter().filter_map(|item| some(&words_of(&item.blocks)?)).collect();
            if items.is_empty() {
                return;
            }
            let found = Outputs { heading: heading.clone(), items };
            let wished = chapter.poster.list.as_ref().map(|wished| wished.to_lowercase());
            let name = heading.to_lowercase();
            if by_name.is_none() && wished.map_or(subject == Some(Subject::Outputs), |wished| name == wished)
            {
                by_name = Some(found.clone());
            }
            list = Some(found);
        }
        BlockKind::Pictograms { .. } if beside.is_none() => beside = list.clone(),
        _ => {}
    });
    by_name.or(beside).filter(|outputs| !outputs.heading.is_empty())
}

/// The words of the first paragraph among `blocks`.
fn words_of(blocks: &[Block<Resolved>]) -> Option<String> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph { content } => Some(plain_text(content)),
        BlockKind::Division { blocks } => words_of(blocks),
        _ => None,
    })
}

/// Visits blocks in document order. Lists, tables and notes are not entered:
/// what stands in them is part of them.
fn walk<'a>(blocks: &'a [Block<Resolved>], visit: &mut dyn FnMut(&'a Block<Resolved>)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::Quote { blocks }
            | BlockKind::Admonition { blocks, .. }
            | BlockKind::Figure { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Division { blocks } => walk(blocks, visit),
            _ => {}
        }
    }
}

/// More letters than any sheet has room for, in type that is read from across a room.
const MOST_LETTERS: usize = 4_000;

/// The text with single spaces; none if nothing is left. One that fits no sheet is cut: the theme
/// leaves it out and says so, and need not set all of it for that, at one size after another.
pub fn some(text: &str) -> Option<String> {
    let mut text = tidy(text);
    if let Some((end, _)) = text.char_indices().nth(MOST_LETTERS) {
        text.truncate(end);
        text.push('…');
    }
    (!text.is_empty()).then_some(text)
}

/// The text with single spaces and none around it, and without the characters
/// that no font draws.
pub fn tidy(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}
