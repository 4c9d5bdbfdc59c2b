//! A page as a translation leaves it: sections, and their parts in order.

use super::align::aligned;
use super::values::{self, Values};
use crate::model::visit::{self, Line, Visit};
use crate::model::{Block, BlockKind, Inline, InlineKind, Span, Written, plain_text};
use crate::source::Page;

/// What stands below one heading, or before the first.
#[derive(Debug)]
pub(super) struct Section {
    /// The heading's level; 0 before the first.
    pub level: u8,
    /// Where the heading stands; the front matter before the first.
    pub span: Span,
    /// The heading's words.
    pub title: String,
    /// What stands below it.
    pub parts: Vec<Part>,
    /// What translations leave as it is.
    values: Values,
}

/// A paragraph or what else stands by itself.
#[derive(Debug)]
pub(super) struct Part {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// How many letters it has.
    pub letters: usize,
    /// What translations leave as it is.
    pub values: Values,
}

/// What a part of a section is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Item,
    Table { rows: usize, columns: usize },
    Code,
    Picture,
    Note,
}

impl Kind {
    /// Whether both are of one sort.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether writers put two of them together or divide one.
    pub fn can_be_joined(&self) -> bool {
        matches!(self, Self::Paragraph | Self::Item)
    }

    /// So many of them, and the verb that follows.
    pub fn name(&self, count: usize) -> (String, &'static str) {
        let (one, many) = match self {
            Self::Paragraph => ("a paragraph", "paragraphs"),
            Self::Item => ("an item of a list", "items of a list"),
            Self::Table { .. } => ("a table", "tables"),
            Self::Code => ("a block of code", "blocks of code"),
            Self::Picture => ("a picture", "pictures"),
            Self::Note => ("a note", "notes"),
        };
        if count == 1 { (one.to_owned(), "is") } else { (format!("{count} {many}"), "are") }
    }
}

/// The smaller of two counts by the larger.
fn ratio(a: usize, b: usize) -> f64 {
    if a.max(b) == 0 { 1.0 } else { a.min(b) as f64 / a.max(b) as f64 }
}

impl Section {
    /// How many letters it has, those of its heading left out.
    pub fn letters(&self) -> usize {
        self.parts.iter().map(|part| part.letters).sum()
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self.level {
            0 => "what stands before the first heading".to_owned(),
            _ => format!("the section `{}`", self.title),
        }
    }

    /// How much two sections are alike.
    pub fn likeness(&self, other: &Self) -> f64 {
        if (self.level == 0) != (other.level == 0) {
            return 0.0;
        }
        let pairs =
            aligned(&self.parts, &other.parts, |a, b| if a.kind.is_like(&b.kind) { 1.0 } else { 0.0 });
        let same = pairs.iter().filter(|pair| matches!(pair, (Some(_), Some(_)))).count();
        let all = self.parts.len() + other.parts.len();
        let shape = if all == 0 { 1.0 } else { 2.0 * same as f64 / all as f64 };
        let values = self.values.likeness(&other.values).unwrap_or(shape);
        let sum = 1.0 + 2.0 * shape + 2.0 * values + ratio(self.letters(), other.letters());
        // A section under a heading of another level is hardly the same one.
        if self.level == other.level { sum } else { sum / 4.0 }
    }
}

impl Part {
    /// How much two parts are alike.
    pub fn likeness(&self, other: &Self) -> f64 {
        if !self.kind.is_like(&other.kind) {
            return 0.0;
        }
        let length = ratio(self.letters, other.letters);
        1.0 + length + 2.0 * self.values.likeness(&other.values).unwrap_or(length)
    }
}

/// The sections of a page.
pub(super) fn sections(page: &Page) -> Vec<Section> {
    let mut outline = Outline { sections: vec![section(0, page.front.span, String::new())] };
    outline.blocks(&page.blocks, &Kind::Paragraph);
    for note in &page.notes {
        outline.blocks(&note.blocks, &Kind::Note);
    }
    for section in &mut outline.sections {
        section.values = Values::sum(section.parts.iter().map(|part| &part.values));
    }
    if outline.sections[0].parts.is_empty() {
        outline.sections.remove(0);
    }
    outline.sections
}

fn section(level: u8, span: Span, title: String) -> Section {
    Section { level, span, title, parts: Vec::new(), values: Values::default() }
}

struct Outline {
    sections: Vec<Section>,
}

impl Outline {
    /// Takes blocks; paragraphs among them count as what holds them.
    fn blocks(&mut self, blocks: &[Block<Written>], paragraph: &Kind) {
        blocks.iter().for_each(|block| self.block(block, paragraph));
    }

    fn block(&mut self, block: &Block<Written>, paragraph: &Kind) {
        match &block.kind {
            BlockKind::Heading { level, content } if *paragraph == Kind::Paragraph => {
                self.sections.push(section(*level, block.span, plain_text(content)));
            }
            BlockKind::Heading { .. } | BlockKind::Media { .. } => self.part(paragraph.clone(), block),
            BlockKind::Changed { change, .. } => match *change {},
            BlockKind::Paragraph { content } => {
                let picture = |inline: &Inline<Written>| match inline.kind {
                    InlineKind::Image(_) | InlineKind::SoftBreak => true,
                    InlineKind::Link { ref content, .. } => {
                        matches!(content.as_slice(), [Inline { kind: InlineKind::Image(_), .. }])
                    }
                    _ => false,
                };
                let alone = !content.is_empty() && content.iter().all(picture);
                self.part(if alone { Kind::Picture } else { paragraph.clone() }, block);
            }
            BlockKind::PhaseDiagram { .. } => self.part(Kind::Picture, block),
            BlockKind::Code { .. } => self.part(Kind::Code, block),
            BlockKind::Table { columns, head, body, .. } => {
                let kind = Kind::Table { rows: head.len() + body.len(), columns: columns.len() };
                self.part(kind, block);
            }
            BlockKind::Pictograms { items } => {
                for item in items {
                    let values = values::of_inlines(&item.label);
                    let letters = plain_text(&item.label).chars().count();
                    self.push(Part { kind: Kind::Item, span: item.span, letters, values });
                }
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    let kind = if *paragraph == Kind::Note { Kind::Note } else { Kind::Item };
                    self.blocks(&item.blocks, &kind);
                }
            }
            BlockKind::Definitions { entries } => {
                for entry in entries {
                    for term in &entry.terms {
                        let values = values::of_inlines(&term.content);
                        let letters = plain_text(&term.content).chars().count();
                        self.push(Part { kind: Kind::Item, span: term.span, letters, values });
                    }
                    entry.meanings.iter().for_each(|meaning| self.blocks(meaning, paragraph));
                }
            }
            BlockKind::Quote { blocks }
            | BlockKind::Division { blocks }
            | BlockKind::Admonition { blocks, .. }
            | BlockKind::Figure { blocks, .. }
            | BlockKind::Details { blocks, .. } => self.blocks(blocks, paragraph),
            BlockKind::Navigation { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
        }
    }

    fn part(&mut self, kind: Kind, block: &Block<Written>) {
        let values = values::of_block(block);
        let letters = letters(block);
        self.push(Part { kind, span: block.span, letters, values });
    }

    fn push(&mut self, part: Part) {
        if let Some(section) = self.sections.last_mut() {
            section.parts.push(part);
        }
    }
}

/// How many letters a block has.
fn letters(block: &Block<Written>) -> usize {
    struct Sum(usize);
    impl Visit<Written> for Sum {
        fn line(&mut self, _line: Line, content: &[Inline<Written>]) {
            self.0 += plain_text(content).chars().filter(|c| !c.is_whitespace()).count();
        }
    }
    let mut sum = Sum(0);
    visit::blocks(std::slice::from_ref(block), &mut sum);
    sum.0
}
