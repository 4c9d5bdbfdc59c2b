//! What the index lists: the words that the book explains.

use indexmap::IndexMap;

use crate::book::Book;
use crate::model::visit::{self, Visit};
use crate::model::{Block, BlockKind, Inline, InlineKind, Resolved, plain_text};

/// The class of a passage that is a term.
const CLASS: &str = "term";
/// The class of a definition list whose terms are not for the index.
const NONE: &str = "no-index";

/// A term to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Its words, with single spaces.
    pub words: String,
    /// What it stands for, for an abbreviation.
    pub expansion: Option<String>,
    /// The chapter that explains it first.
    pub chapter: usize,
}

/// The terms in the order in which the book explains them, each once.
pub(crate) fn gather(book: &Book) -> Vec<Term> {
    let mut gathering = Gathering { chapter: 0, terms: IndexMap::new() };
    for (chapter, page) in book.chapters.iter().enumerate() {
        gathering.chapter = chapter;
        visit::blocks(&page.blocks, &mut gathering);
        page.notes.iter().for_each(|note| visit::blocks(&note.blocks, &mut gathering));
    }
    gathering.terms.into_values().collect()
}

/// Whether a term is written in capitals alone, such as "IT": in small letters it
/// is another word.
pub(crate) fn in_capitals(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

/// What terms that are the same have in common.
pub(crate) fn key(words: &str) -> String {
    if in_capitals(words) { words.to_owned() } else { words.to_lowercase() }
}

struct Gathering {
    chapter: usize,
    terms: IndexMap<String, Term>,
}

impl Gathering {
    fn take(&mut self, content: &[Inline<Resolved>], expansion: Option<&str>) {
        let words = plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.chars().any(char::is_alphanumeric) {
            return;
        }
        let expansion = expansion.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let chapter = self.chapter;
        let term = self.terms.entry(key(&words)).or_insert_with(|| Term { words, expansion: None, chapter });
        if term.expansion.is_none() {
            term.expansion = expansion;
        }
    }
}

impl Visit<Resolved> for Gathering {
    fn block(&mut self, block: &Block<Resolved>) {
        if let BlockKind::Definitions { entries } = &block.kind
            && !block.attributes.has_class(NONE)
        {
            entries.iter().flat_map(|entry| &entry.terms).for_each(|term| self.take(&term.content, None));
        }
    }

    fn inline(&mut self, inline: &Inline<Resolved>) {
        if let InlineKind::Abbreviation { expansion, content } = &inline.kind {
            self.take(content, Some(expansion));
        } else if inline.attributes.has_class(CLASS) {
            self.take(std::slice::from_ref(inline), None);
        }
    }
}
