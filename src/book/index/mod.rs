//! The index: the terms of a book, each with every place where the book says it.
//!
//! [`terms`] are what definition lists and abbreviations explain, what pages mark
//! with the class `term`, and what headings and pictograms name; [`headwords`] tells
//! which words those are, and which are one term. [`occurrences`] finds what is explained
//! in the text, and the others where they stand, and puts an anchor before each: an empty
//! span with an id, which every backend knows already. [`collation`] sorts entries as
//! dictionaries of the book's language do, and puts letters over them. `docs/indexes.md`
//! has the rules.

mod collation;
mod headwords;
mod occurrences;
mod terms;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{Book, numbers};
use terms::{Listed, Terms};

pub(crate) use occurrences::{Marks, is_unspaced};

/// How many terms that the book explains make an index worth its page.
pub const ENTRIES: usize = 6;

/// Index and glossary of fewer terms than this are one section.
pub const MERGED: usize = 25;

/// Which lists a book is to end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lists {
    /// Whether there is to be an index; where nothing is said, there is one if the book explains
    /// at least [`ENTRIES`] terms.
    pub index: Option<bool>,
    /// Whether there is to be a glossary.
    pub glossary: bool,
}

/// An index, in the order in which it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    /// The entries, by the letter that stands over them.
    pub groups: Vec<Group>,
    /// Whether its entries say what they mean, in the place of a glossary.
    pub merged: bool,
}

impl Entry {
    /// Its words, without those of the entry that it stands below.
    pub fn shown(&self) -> &str {
        self.term.get(self.stem..).unwrap_or(&self.term).trim_start()
    }
}

impl Index {
    /// How many entries there are, without those below others.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.entries.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Entries of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The letter; empty over entries that begin with none, and in scripts that
    /// have no alphabet.
    pub letter: String,
    /// The entries, at least one.
    pub entries: Vec<Entry>,
}

/// A term with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The term, as a page that explains it writes it.
    pub term: String,
    /// How many bytes of it the entry says that it stands below.
    pub stem: usize,
    /// What it stands for, for an abbreviation.
    pub expansion: Option<String>,
    /// What it means, where the index is a glossary, too.
    pub meanings: Vec<String>,
    /// The chapter that has it first, whose language it is in. A position in
    /// [`Book::chapters`].
    pub chapter: usize,
    /// Whether it stands for something else in each chapter, as a heading does that several have.
    pub by_chapter: bool,
    /// Where it stands, in the order of the book, at least once.
    pub places: Vec<Occurrence>,
    /// The entries whose words begin with those of this one.
    pub below: Vec<Entry>,
}

/// A place where a term stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Position in [`Book::chapters`].
    pub chapter: usize,
    /// The id of the empty span before the word, or at the beginning of its line in
    /// a note. Unique in its chapter.
    pub id: String,
    /// Whether the term is explained here.
    pub main: bool,
}

/// The index of a book, and the book with the anchors that the index leads to.
/// The same book always gives the same ids.
pub fn index(book: &Book) -> (Book, Index) {
    let made = made(book, terms::gather(book), Meanings::LeftOut);
    made.map_or_else(|| (book.clone(), Index::default()), |(book, index, _)| (book, index))
}

/// A book with the anchors of its index, where it is to have one.
pub fn indexed(book: Cow<'_, Book>, wanted: Lists) -> (Cow<'_, Book>, Option<Index>) {
    let (book, made) = with_marks(book, wanted);
    (book, made.map(|(index, _)| index))
}

/// The same with what marks its chapters.
pub(crate) fn with_marks(book: Cow<'_, Book>, wanted: Lists) -> (Cow<'_, Book>, Option<(Index, Marks)>) {
    if wanted.index == Some(false) {
        return (book, None);
    }
    let terms = terms::gather(&book);
    let merged = wanted.glossary
        && terms.terms.len() < MERGED
        && terms.terms.iter().any(|term| term.expansion.is_some() || !term.meanings.is_empty());
    let explained = terms.terms.iter().filter(|term| term.listed == Listed::Explained).count();
    if wanted.index.is_none() && explained < ENTRIES {
        return (book, None);
    }
    let meanings = if merged { Meanings::Told } else { Meanings::LeftOut };
    match made(&book, terms, meanings) {
        Some((marked, index, marks)) if !index.is_empty() => (Cow::Owned(marked), Some((index, marks))),
        _ => (book, None),
    }
}

/// Whether entries say what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meanings {
    Told,
    LeftOut,
}

fn made(book: &Book, mut terms: Terms, meanings: Meanings) -> Option<(Book, Index, Marks)> {
    let merged = meanings == Meanings::Told;
    terms.retain(|term| term.listed > Listed::Glossary || merged && !term.meanings.is_empty());
    let marks = Marks::new(terms)?;
    let (mut chapters, places) = occurrences::marked(&book.chapters, &marks);
    numbers::settle(&mut chapters);
    let book = book.with(chapters);
    let entries = marks.terms.terms.iter().zip(places);
    // What a glossary says is not lost where its term stands within another alone.
    let entries = entries.filter(|(term, places)| {
        !places.is_empty() || merged && (term.expansion.is_some() || !term.meanings.is_empty())
    });
    let entries = entries
        .map(|(term, places)| Entry {
            by_chapter: term.heads
                && term.listed == Listed::Named
                && places.iter().any(|place| place.chapter != term.chapter),
            term: term.words.clone(),
            stem: 0,
            expansion: term.expansion.clone(),
            meanings: if merged { term.meanings.clone() } else { Vec::new() },
            chapter: term.chapter,
            places,
            below: Vec::new(),
        })
        .collect();
    let groups = collation::grouped(entries, &book.metadata.language);
    Some((book, Index { groups, merged }, marks))
}
