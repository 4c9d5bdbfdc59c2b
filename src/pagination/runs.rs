//! The text of a book in runs, each of which paper sets as one.

use std::collections::BTreeMap;

use super::is_letter;
use crate::book::Book;
use crate::model::{Block, BlockKind, Inline, InlineKind, Resolved};

/// A run of text: the inlines of one block, or the text of a block of code.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    /// The letters, each with whether a word begins with it.
    pub letters: Vec<(char, bool)>,
    /// The nodes that hold them, each with the position of its first.
    leaves: Vec<(u32, usize)>,
    /// Whether the next letter goes on a word.
    pub within: bool,
}

impl Run {
    pub(super) fn push(&mut self, number: u32, text: &str) {
        self.leaves.push((number, self.letters.len()));
        self.text(text);
    }

    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            if is_letter(character) {
                self.letters.push((character, !self.within));
                self.within = character.is_alphanumeric();
            } else if character.is_whitespace() {
                self.within = false;
            }
        }
    }

    fn inlines(&mut self, content: &[Inline<Resolved>]) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text { text } | InlineKind::Code { text } => self.push(inline.number, text),
                InlineKind::SoftBreak | InlineKind::LineBreak => self.within = false,
                other => self.inlines(other.content().unwrap_or_default()),
            }
        }
    }

    /// The node that holds a letter, and the letter's position in it.
    pub(super) fn leaf(&self, letter: usize) -> Option<(u32, usize)> {
        self.leaves
            .iter()
            .take_while(|(_, start)| *start <= letter)
            .last()
            .map(|(number, start)| (*number, letter - start))
    }

    /// The first letter of the word that a letter is in.
    pub(super) fn word(&self, letter: usize) -> usize {
        (0..=letter.min(self.letters.len().saturating_sub(1)))
            .rev()
            .find(|at| self.letters[*at].1)
            .unwrap_or(letter)
    }

    /// Where `text` goes on from `from`; a question mark stands for whatever no font has.
    pub(super) fn matches(&self, from: usize, text: &[char]) -> bool {
        self.letters.get(from..from + text.len()).is_some_and(|letters| {
            letters.iter().zip(text).all(|((letter, _), set)| letter == set || *set == '?')
        })
    }
}

/// The runs of a book, by chapter and the number of the node that begins them.
pub(super) struct Runs(pub BTreeMap<(usize, u32), Run>);

impl Runs {
    pub(super) fn of(book: &Book) -> Self {
        let mut runs = Self(BTreeMap::new());
        for (at, chapter) in book.chapters.iter().enumerate() {
            runs.blocks(at, &chapter.blocks);
        }
        runs
    }

    fn blocks(&mut self, chapter: usize, blocks: &[Block<Resolved>]) {
        for block in blocks {
            self.block(chapter, block);
        }
    }

    fn inlines(&mut self, chapter: usize, content: &[Inline<Resolved>]) {
        if let Some(first) = content.first() {
            let mut run = Run::default();
            run.inlines(content);
            self.0.insert((chapter, first.number), run);
        }
    }

    fn block(&mut self, chapter: usize, block: &Block<Resolved>) {
        match &block.kind {
            BlockKind::Paragraph { content }
            | BlockKind::Heading { content, .. }
            | BlockKind::Media { content, .. } => self.inlines(chapter, content),
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| self.blocks(chapter, &item.blocks));
            }
            BlockKind::Definitions { entries } => {
                for entry in entries {
                    entry.terms.iter().for_each(|term| self.inlines(chapter, &term.content));
                    entry.meanings.iter().for_each(|meaning| self.blocks(chapter, meaning));
                }
            }
            BlockKind::Quote { blocks }
            | BlockKind::Division { blocks }
            | BlockKind::Changed { blocks, .. } => {
                self.blocks(chapter, blocks);
            }
            BlockKind::Code { text, .. } => {
                let mut run = Run::default();
                run.push(block.number, text);
                self.0.insert((chapter, block.number), run);
            }
            BlockKind::Admonition { title, blocks, .. } => {
                self.inlines(chapter, title.as_deref().unwrap_or_default());
                self.blocks(chapter, blocks);
            }
            BlockKind::Table { caption, head, body, .. } => {
                self.inlines(chapter, caption);
                for cell in head.iter().chain(body).flat_map(|row| &row.cells) {
                    self.blocks(chapter, &cell.blocks);
                }
            }
            BlockKind::Figure { blocks, caption } => {
                self.blocks(chapter, blocks);
                self.inlines(chapter, caption);
            }
            BlockKind::Pictograms { items } => {
                items.iter().for_each(|item| self.inlines(chapter, &item.label));
            }
            BlockKind::Details { summary, blocks } => {
                self.inlines(chapter, summary);
                self.blocks(chapter, blocks);
            }
            BlockKind::PhaseDiagram { .. }
            | BlockKind::Navigation { .. }
            | BlockKind::Contents
            | BlockKind::ThematicBreak => {}
        }
    }
}
