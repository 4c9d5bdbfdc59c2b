//! A chapter in units: what is compared as one, and marked as one.
//!
//! A unit is a line of words, whatever it is the line of, or a block that has no words to mark. How it
//! was typed is no part of it: a paragraph that became the item of a list is the same unit.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::book::{Book, Chapter, is_unspaced};
use crate::model::{Block, BlockKind, Image, Inline, InlineKind, Picture, Resolved, Row, plain_text};

/// The pictures of two books, each by a number that only pictures of the same bytes share.
pub(super) struct Pictures(Vec<usize>);

impl Pictures {
    /// Those of each book.
    pub fn of(books: [&Book; 2]) -> [Self; 2] {
        let mut numbers: BTreeMap<&[u8], usize> = BTreeMap::new();
        books.map(|book| {
            let number = |bytes| {
                let next = numbers.len();
                *numbers.entry(bytes).or_insert(next)
            };
            Self(book.pictures.iter().map(|picture| picture.bytes.as_slice()).map(number).collect())
        })
    }

    /// What a picture is compared by: what it shows, and what is said of it.
    fn name(&self, image: &Image<Resolved>) -> String {
        let shown = match image.picture {
            Picture::Stored { picture } => self.0.get(picture).copied(),
            Picture::Missing => None,
        };
        format!("{AN_OBJECT}{shown:?} {}", image.alt)
    }
}

/// What stands in a line for a picture or a formula.
const AN_OBJECT: char = '\u{fffc}';

/// A word of a line, or what stands in one for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The word with its punctuation.
    pub text: String,
    /// Where it begins in the line, in bytes.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Token {
    /// Whether it is the picture that a line is the label of.
    pub fn is_beside(&self) -> bool {
        self.start == self.end
    }
}

/// What is compared as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its words.
    pub tokens: Vec<Token>,
    /// What it is compared by.
    pub key: String,
    /// Whether it is a line, in which words can be marked.
    pub line: bool,
    /// Whether it is a heading.
    pub heading: bool,
    /// The words of the heading that it stands below.
    pub section: Option<String>,
}

/// The place of a unit, to change it.
pub(super) enum Slot<'a> {
    /// A line; a picture that it is the label of.
    Line(&'a mut Vec<Inline<Resolved>>, Option<&'a Image<Resolved>>),
    /// A heading.
    Heading(&'a mut Vec<Inline<Resolved>>),
    /// A block without words to mark.
    Block(&'a mut Block<Resolved>),
}

/// The units of a chapter, those of its notes last and below no heading.
pub(super) fn units(chapter: &mut Chapter, pictures: &Pictures) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut section = None;
    let mut in_text = lines_of_text(chapter);
    each(chapter, &mut |slot| {
        // Notes stand where they are referred to.
        section = section.take().filter(|_| in_text > 0);
        in_text = in_text.saturating_sub(1);
        let (tokens, key, line, heading) = match slot {
            Slot::Line(content, image) => {
                let mut tokens = tokens(content, pictures);
                tokens.extend(image.map(|image| Token { text: pictures.name(image), start: 0, end: 0 }));
                let key = joined(&tokens);
                (tokens, key, true, false)
            }
            Slot::Heading(content) => {
                section = Some(plain_text(content).split_whitespace().collect::<Vec<_>>().join(" "));
                let tokens = tokens(content, pictures);
                let key = joined(&tokens);
                (tokens, key, true, true)
            }
            Slot::Block(block) => {
                let text = block_text(block, pictures);
                let tokens = text.split_whitespace();
                let tokens = tokens.map(|word| Token { text: word.to_owned(), start: 0, end: 0 }).collect();
                (tokens, text, false, false)
            }
        };
        units.push(Unit { tokens, key, line, heading, section: section.clone() });
    });
    units
}

/// How many units a chapter has without its notes.
fn lines_of_text(chapter: &mut Chapter) -> usize {
    let mut count = 0;
    blocks(&mut chapter.blocks, &mut |_| count += 1);
    count
}

/// Words with single spaces between them.
pub(super) fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The same for people to read: without what stands for pictures.
pub(super) fn told(tokens: &[Token]) -> String {
    let shown = |token: &Token| match token.text.split_once(AN_OBJECT) {
        Some((_, rest)) => rest.split_once(' ').map_or("", |(_, said)| said).to_owned(),
        None => token.text.clone(),
    };
    let words: Vec<String> = tokens.iter().map(shown).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// What a block without words to mark is compared by.
fn block_text(block: &Block<Resolved>, pictures: &Pictures) -> String {
    match &block.kind {
        BlockKind::Code { text, .. } => text.clone(),
        BlockKind::PhaseDiagram { image } => pictures.name(image),
        BlockKind::Media { content, .. } => plain_text(content),
        BlockKind::Paragraph { content } => joined(&tokens(content, pictures)),
        BlockKind::Figure { blocks, caption } => {
            let shown = blocks.iter().map(|block| block_text(block, pictures));
            shown.chain([joined(&tokens(caption, pictures))]).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

/// Visits the units of a chapter in the order of reading, those of its notes last.
pub(super) fn each(chapter: &mut Chapter, visit: &mut dyn FnMut(Slot<'_>)) {
    blocks(&mut chapter.blocks, visit);
    chapter.notes.iter_mut().for_each(|note| blocks(&mut note.blocks, visit));
}

fn blocks(all: &mut [Block<Resolved>], visit: &mut dyn FnMut(Slot<'_>)) {
    all.iter_mut().for_each(|block| self::block(block, visit));
}

fn block(block: &mut Block<Resolved>, visit: &mut dyn FnMut(Slot<'_>)) {
    if is_shown(block) {
        return visit(Slot::Block(block));
    }
    match &mut block.kind {
        BlockKind::Paragraph { content } => visit(Slot::Line(content, None)),
        BlockKind::Heading { content, .. } => visit(Slot::Heading(content)),
        BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(&mut item.blocks, visit)),
        BlockKind::Definitions { entries } => {
            for entry in entries {
                entry.terms.iter_mut().for_each(|term| visit(Slot::Line(&mut term.content, None)));
                entry.meanings.iter_mut().for_each(|meaning| blocks(meaning, visit));
            }
        }
        BlockKind::Quote { blocks: held }
        | BlockKind::Division { blocks: held }
        | BlockKind::Changed { blocks: held, .. } => blocks(held, visit),
        BlockKind::Admonition { title, blocks: held, .. } => {
            title
                .iter_mut()
                .filter(|title| !title.is_empty())
                .for_each(|title| visit(Slot::Line(title, None)));
            blocks(held, visit);
        }
        BlockKind::Table { caption, head, body, .. } => {
            line(caption, visit);
            for Row { cells, .. } in head.iter_mut().chain(body) {
                cells.iter_mut().for_each(|cell| blocks(&mut cell.blocks, visit));
            }
        }
        BlockKind::Figure { blocks: held, caption } => {
            blocks(held, visit);
            line(caption, visit);
        }
        BlockKind::Details { summary, blocks: held } => {
            line(summary, visit);
            blocks(held, visit);
        }
        BlockKind::Pictograms { items } => {
            // One without a label is called what its picture shows, and a label of marks would end that.
            for item in items.iter_mut().filter(|item| !item.label.is_empty()) {
                visit(Slot::Line(&mut item.label, Some(&item.image)));
            }
        }
        BlockKind::Code { .. } | BlockKind::PhaseDiagram { .. } | BlockKind::Media { .. } => {}
        BlockKind::Navigation { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
    }
}

fn line(content: &mut Vec<Inline<Resolved>>, visit: &mut dyn FnMut(Slot<'_>)) {
    if !content.is_empty() {
        visit(Slot::Line(content, None));
    }
}

/// Whether a block is shown as a whole, so that its words cannot be marked.
fn is_shown(block: &Block<Resolved>) -> bool {
    match &block.kind {
        BlockKind::Code { .. } | BlockKind::PhaseDiagram { .. } | BlockKind::Media { .. } => true,
        BlockKind::Paragraph { content } => is_object(content),
        BlockKind::Figure { blocks, .. } => !blocks.is_empty() && blocks.iter().all(is_shown),
        _ => false,
    }
}

/// Whether inlines are one picture or formula alone, perhaps in a link.
fn is_object(content: &[Inline<Resolved>]) -> bool {
    let mut rest =
        content.iter().filter(|one| !matches!(one.kind, InlineKind::SoftBreak | InlineKind::LineBreak));
    let (Some(one), None) = (rest.next(), rest.next()) else { return false };
    match &one.kind {
        InlineKind::Image(_) | InlineKind::Formula(_) => true,
        other => other.content().is_some_and(is_object),
    }
}

/// The text of a line, with what stands in it for pictures and formulas.
#[derive(Default)]
struct Text {
    text: String,
    /// What is compared in the place of an object, by its place.
    objects: BTreeMap<usize, String>,
}

impl Text {
    fn gather(&mut self, content: &[Inline<Resolved>], pictures: &Pictures) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text { text } | InlineKind::Code { text } => self.text.push_str(text),
                InlineKind::SoftBreak | InlineKind::LineBreak => self.text.push(' '),
                InlineKind::Formula(formula) => self.object(format!("{AN_OBJECT} {}", formula.tex)),
                InlineKind::Image(image) => self.object(pictures.name(image)),
                InlineKind::Note { .. } => {}
                other => self.gather(other.content().unwrap_or_default(), pictures),
            }
        }
    }

    fn object(&mut self, name: String) {
        self.objects.insert(self.text.len(), name);
        self.text.push(AN_OBJECT);
    }

    fn token(&self, start: usize, end: usize) -> Token {
        let mut text = String::new();
        for (at, character) in self.text[start..end].char_indices() {
            match self.objects.get(&(start + at)) {
                Some(name) => text.push_str(name),
                None => text.push(character),
            }
        }
        Token { text, start, end }
    }
}

/// How many bytes of a line an inline has.
pub(super) fn length(inline: &Inline<Resolved>) -> usize {
    match &inline.kind {
        InlineKind::Text { text } | InlineKind::Code { text } => text.len(),
        InlineKind::SoftBreak | InlineKind::LineBreak => 1,
        InlineKind::Formula(_) | InlineKind::Image(_) => AN_OBJECT.len_utf8(),
        InlineKind::Note { .. } => 0,
        other => other.content().unwrap_or_default().iter().map(length).sum(),
    }
}

/// The words of a line, as spaces part them; in scripts that put none between words, the characters.
fn tokens(content: &[Inline<Resolved>], pictures: &Pictures) -> Vec<Token> {
    let mut line = Text::default();
    line.gather(content, pictures);
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, cluster) in line.text.grapheme_indices(true) {
        let first = cluster.chars().next().unwrap_or(' ');
        if first.is_whitespace() || is_unspaced(first) {
            tokens.extend(start.take().map(|start| line.token(start, at)));
            if !first.is_whitespace() {
                tokens.push(line.token(at, at + cluster.len()));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    tokens.extend(start.map(|start| line.token(start, line.text.len())));
    tokens
}
