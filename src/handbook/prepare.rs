//! What only the whole book can tell, worked out in document order.
//!
//! Each chapter is made into the [printed stage](crate::model::printed) of the model, and two walks
//! complete it: [`Anchors`] gives labels and places notes, [`Mentions`] settles links, abbreviations
//! and terms by what has been mentioned before.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::anchors::Anchors;
use super::mentions::Mentions;
use super::print::Printer;
use crate::book::{Book, Chapter, PosterOptions};
use crate::model::printed::{Block, Section, VisitMut as _};
use crate::model::visit::{self, Line, Visit};
use crate::model::{self, BlockKind, Direction, Image, Inline, Resolved, Span, plain_text};
use crate::names;
use crate::theme::PhaseColours;

/// A chapter as the theme receives it.
#[derive(Default)]
pub(super) struct Prepared {
    /// The label of its opening.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Its headings in order.
    pub sections: Vec<Section>,
    /// Its pictograms in order, each once.
    pub signs: Vec<Sign>,
    /// How many characters its text has, pictures counted as a few lines each.
    pub extent: usize,
}

/// The characters that a picture takes the place of, about.
const PICTURE: usize = 600;

/// The extent of a chapter is known to so many characters. Then a word that changes leaves all as it was that
/// the theme reads but this one chapter, and the engine has made the rest before.
const TO: usize = 100;

/// How much a chapter has to print, in characters.
fn extent(chapter: &Chapter) -> usize {
    struct Sum(usize);
    impl Visit<Resolved> for Sum {
        fn line(&mut self, _line: Line, content: &[Inline<Resolved>]) {
            self.0 += plain_text(content).chars().count();
        }
        fn block(&mut self, block: &model::Block<Resolved>) {
            if let BlockKind::Code { text, .. } = &block.kind {
                self.0 += text.chars().count();
            }
        }
        fn image(&mut self, _span: Span, _image: &Image<Resolved>) {
            self.0 += PICTURE;
        }
    }
    let mut sum = Sum(0);
    visit::blocks(&chapter.blocks, &mut sum);
    match sum.0 {
        0 => 0,
        some => (some + TO / 2) / TO * TO + usize::from(some < TO / 2),
    }
}

/// A pictogram for the list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Sign {
    /// Position of its chapter.
    pub chapter: usize,
    /// The label that leads to it.
    pub label: String,
    /// Its label, else its alternative text.
    pub words: String,
    /// The path of its picture.
    pub file: String,
    /// The natural width.
    pub width: u32,
    /// The natural height.
    pub height: u32,
}

/// A word that the book explains.
#[derive(Debug, Default, Serialize)]
pub(super) struct Word {
    /// The word.
    pub term: String,
    /// What it means.
    pub meaning: String,
    /// The labels of where it is explained, and of where each chapter first uses it.
    pub labels: Vec<String>,
}

/// The words that the book explains, in the order of the alphabet.
pub(super) type Words = BTreeMap<(String, String), Word>;

/// Prepares every chapter of the book, and gathers the words that it explains.
/// Where pictograms are to be listed, each gets a label.
pub(super) fn chapters(book: &Book, pictograms: Pictograms) -> (Vec<Prepared>, Words) {
    // Openings come first, so that no id of a chapter can take their labels.
    let (openings, mut labels) = labels_of_openings(book);
    let printer = Printer { book };
    let mut prepared = Vec::with_capacity(openings.len());
    let printed = book.chapters.par_iter().map(|chapter| (printer.chapter(&chapter.blocks), extent(chapter)));
    let printed: Vec<(Vec<Block>, usize)> = printed.collect();
    for ((chapter, label), (mut blocks, extent)) in book.chapters.iter().zip(&openings).zip(printed) {
        let mut anchors = Anchors::new(printer, chapter, &mut labels, pictograms);
        anchors.blocks(&mut blocks);
        let sections = anchors.sections;
        let signs = Vec::new();
        let label = label.clone();
        prepared.push(Prepared { label, blocks, sections, signs, extent });
    }
    let mut expanded = BTreeSet::new();
    let mut words = Words::new();
    for (position, prepared) in prepared.iter_mut().enumerate() {
        let seen = (&mut expanded, &mut words);
        let mut mentions = Mentions::new((book, position), (&openings, &labels), &prepared.sections, seen);
        mentions.blocks(&mut prepared.blocks);
        prepared.signs = mentions.signs;
    }
    (prepared, words)
}

/// The labels of the chapters' openings, in order and as a set.
fn labels_of_openings(book: &Book) -> (Vec<String>, BTreeSet<String>) {
    let mut labels = BTreeSet::new();
    let openings = book.chapters.iter().map(|chapter| fresh(&mut labels, chapter.slug.clone())).collect();
    (openings, labels)
}

/// The chapters of the book without their texts.
pub(super) fn openings(book: &Book) -> Vec<Prepared> {
    let openings = labels_of_openings(book).0.into_iter();
    openings.map(|label| Prepared { label, ..Prepared::default() }).collect()
}

/// Whether the pictograms of a book are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pictograms {
    /// After the contents, so that each needs a label.
    Listed,
    /// Nowhere.
    Unlisted,
}

/// A chapter's file: the chapter as the book has it, with its text as paper shows it.
#[derive(Serialize)]
pub(super) struct ChapterFile<'a> {
    slug: &'a str,
    title: &'a str,
    subtitle: &'a Option<String>,
    description: &'a Option<String>,
    draft: bool,
    part: &'a Option<String>,
    phase: Option<usize>,
    colours: PhaseColours,
    team: &'a Option<String>,
    duration: &'a Option<String>,
    language: &'a str,
    direction: Direction,
    path: &'a str,
    address: &'a str,
    blocks: &'a [Block],
    /// Notes stand where they are referred to.
    notes: (),
    previous: Option<usize>,
    next: Option<usize>,
    within: Option<usize>,
    linked_from: &'a [usize],
    poster: &'a PosterOptions,
    front_matter: &'a Map<String, Value>,
}

impl<'a> ChapterFile<'a> {
    /// The file of a chapter.
    pub fn new(chapter: &'a Chapter, prepared: &'a Prepared) -> Self {
        // Named one by one, so that a new field does not compile until it is decided on.
        let Chapter { slug, title, subtitle, description, draft, phase, colours, team, .. } = chapter;
        let Chapter { duration, language, direction, path, address, previous, next, within, .. } = chapter;
        let Chapter { part, linked_from, poster, front_matter, .. } = chapter;
        Self {
            slug,
            title,
            subtitle,
            description,
            draft: *draft,
            part,
            phase: *phase,
            colours: *colours,
            team,
            duration,
            language,
            direction: *direction,
            path,
            address,
            blocks: &prepared.blocks,
            notes: (),
            previous: *previous,
            next: *next,
            within: *within,
            linked_from,
            poster,
            front_matter,
        }
    }
}

/// Takes `label`, or the first of its numbered variants that is free.
pub(super) fn fresh(labels: &mut BTreeSet<String>, label: String) -> String {
    let label = names::label(&label);
    let mut candidate = label.clone();
    let mut number = 2_u32;
    while !labels.insert(candidate.clone()) {
        candidate = format!("{label}-{number}");
        number += 1;
    }
    candidate
}
