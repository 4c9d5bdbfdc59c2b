//! The index: the terms of a book, each with every place where the book says it.
//!
//! [`terms`] are what definition lists and abbreviations explain, and what pages
//! mark with the class `term`. [`occurrences`] finds them in the text and puts an
//! anchor before each: an empty span with an id, which every backend knows
//! already. [`collation`] sorts entries as dictionaries of the book's language do,
//! and puts letters over them.

mod collation;
mod occurrences;
mod terms;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{Book, numbers};

pub(crate) use occurrences::is_unspaced;

/// How many entries make an index worth its page.
pub const ENTRIES: usize = 6;

/// An index, in the order in which it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    /// The entries, by the letter that stands over them.
    pub groups: Vec<Group>,
}

impl Index {
    /// How many entries there are.
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
    /// What it stands for, for an abbreviation.
    pub expansion: Option<String>,
    /// The chapter that explains it first, whose language it is in. A position in
    /// [`Book::chapters`].
    pub chapter: usize,
    /// Where it stands, in the order of the book, at least once.
    pub places: Vec<Occurrence>,
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
    let mut book = book.clone();
    let terms = terms::gather(&book);
    let places = occurrences::mark(&mut book, &terms);
    let entries = terms.into_iter().zip(places).filter(|(_, places)| !places.is_empty());
    let entries = entries
        .map(|(term, places)| Entry {
            term: term.words,
            expansion: term.expansion,
            chapter: term.chapter,
            places,
        })
        .collect();
    let groups = collation::grouped(entries, &book.metadata.language);
    numbers::settle(&mut book.chapters);
    (book, Index { groups })
}

/// A book with the anchors of its index, where it is to have one: where nothing is
/// said, it does if there are at least [`ENTRIES`].
pub fn indexed(book: Cow<'_, Book>, wanted: Option<bool>) -> (Cow<'_, Book>, Option<Index>) {
    if wanted != Some(false) {
        let (marked, index) = index(&book);
        if !index.is_empty() && (wanted.is_some() || index.len() >= ENTRIES) {
            return (Cow::Owned(marked), Some(index));
        }
    }
    (book, None)
}
