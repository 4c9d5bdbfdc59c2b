//! Words and pictograms of chapters, for what is composed rather than flowed: posters and cards.

use serde::Serialize;

use super::{Book, Chapter};
use crate::model::{Block, BlockKind, Pictogram, Picture, Resolved, plain_text};
use crate::sentence::first_sentence;

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

/// The words of the first paragraph among `blocks`.
pub fn words_of(blocks: &[Block<Resolved>]) -> Option<String> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph { content } => Some(plain_text(content)),
        BlockKind::Division { blocks } => words_of(blocks),
        _ => None,
    })
}

/// Visits blocks in document order. Lists, tables and notes are not entered:
/// what stands in them is part of them.
pub fn walk<'a>(blocks: &'a [Block<Resolved>], visit: &mut dyn FnMut(&'a Block<Resolved>)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::Quote { blocks }
            | BlockKind::Admonition { blocks, .. }
            | BlockKind::Figure { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Division { blocks }
            | BlockKind::Changed { blocks, .. } => walk(blocks, visit),
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
