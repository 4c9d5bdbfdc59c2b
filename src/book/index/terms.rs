//! What the index lists: the words that the book explains, and what its headings and pictograms name.

use std::collections::{BTreeMap, BTreeSet};

use super::headwords::{self, headword, is_verb, long_and_short};
use crate::book::Book;
use crate::model::visit::{self, Visit};
use crate::model::{Block, BlockKind, Definition, Inline, InlineKind, Resolved, plain_text};

/// The class of a passage that is a term.
const CLASS: &str = "term";
/// The class of a definition list whose terms are not for the index.
const NONE: &str = "no-index";
/// A heading in more chapters than this is a rubric of the book.
const RUBRIC: usize = 8;

/// A term to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Its words, with single spaces.
    pub words: String,
    /// What it stands for, for an abbreviation.
    pub expansion: Option<String>,
    /// What definition lists say that it means, and further expansions.
    pub meanings: Vec<String>,
    /// The words that are looked for in the text. There are none for what stands only where a
    /// whole line says it: see [`Terms::line`].
    pub forms: Vec<String>,
    /// The chapter that has it first.
    pub chapter: usize,
    /// Where it may stand.
    pub listed: Listed,
    /// Whether a heading says it.
    pub heads: bool,
}

/// Where a term may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Listed {
    /// In a glossary: a verb, code, what a page keeps out of the index.
    Glossary,
    /// In the index, since a heading or a label says it.
    Named,
    /// In the index, since a page explains it.
    Explained,
}

/// The terms of a book.
pub(crate) struct Terms {
    /// In the order in which the book has them, each once.
    pub terms: Vec<Term>,
    /// The terms by what their forms have in common, see [`headwords::key`].
    keys: BTreeMap<String, usize>,
}

impl Terms {
    /// The terms without those that `keep` does not want.
    pub fn retain(&mut self, keep: impl Fn(&Term) -> bool) {
        let mut places = Vec::with_capacity(self.terms.len());
        let mut count = 0;
        for term in &self.terms {
            places.push(keep(term).then_some(count));
            count += usize::from(keep(term));
        }
        self.terms.retain(keep);
        let moved = |(key, at): (String, usize)| Some((key, (*places.get(at)?)?));
        self.keys = std::mem::take(&mut self.keys).into_iter().filter_map(moved).collect();
    }

    /// The term that a whole line says, where it is not looked for in the text.
    pub fn line(&self, content: &[Inline<Resolved>], language: &str) -> Option<usize> {
        let at = *self.keys.get(&headwords::key(&words_of(content), language))?;
        self.terms.get(at).filter(|term| term.forms.is_empty()).map(|_| at)
    }

    /// The same for a heading or the label of a pictogram.
    pub fn named(&self, content: &[Inline<Resolved>], language: &str) -> Option<usize> {
        let words = headword(&words_of(content), language).filter(|_| !has_code(content))?;
        let at = *self.keys.get(&headwords::key(&words, language))?;
        self.terms.get(at).filter(|term| term.forms.is_empty()).map(|_| at)
    }
}

/// The terms in the order in which the book has them.
pub(crate) fn gather(book: &Book) -> Terms {
    let mut gathering = Gathering {
        chapter: 0,
        language: String::new(),
        terms: Vec::new(),
        keys: BTreeMap::new(),
        named: Vec::new(),
    };
    for (chapter, page) in book.chapters.iter().enumerate() {
        gathering.chapter = chapter;
        gathering.language.clone_from(&page.language);
        visit::blocks(&page.blocks, &mut gathering);
        page.notes.iter().for_each(|note| visit::blocks(&note.blocks, &mut gathering));
    }
    gathering.name();
    let Gathering { terms, keys, .. } = gathering;
    let mut all = Terms { terms, keys };
    // What was joined with another is empty.
    all.retain(|term| !term.words.is_empty());
    all
}

/// Whether a term is written in capitals alone, such as "IT": in small letters it
/// is another word.
pub(crate) fn in_capitals(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

/// What says a term by naming something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Heading,
    Label,
}

/// What a heading or a label names.
struct Named {
    words: String,
    key: String,
    chapter: usize,
    heads: bool,
}

struct Gathering {
    chapter: usize,
    language: String,
    terms: Vec<Term>,
    keys: BTreeMap<String, usize>,
    named: Vec<Named>,
}

impl Gathering {
    /// Takes words that the book explains.
    fn take(&mut self, content: &[Inline<Resolved>], expansion: Option<&str>, meaning: &str, listed: Listed) {
        let words = words_of(content);
        if !words.chars().any(char::is_alphanumeric) {
            return;
        }
        let listed = if has_code(content) { Listed::Glossary } else { listed };
        let expansion = expansion.map(str::trim).filter(|text| !text.is_empty());
        let (head, long) = match (expansion, long_and_short(&words)) {
            (None, Some((long, short))) => (short.to_owned(), Some(long.to_owned())),
            _ => (words.clone(), expansion.map(str::to_owned)),
        };
        let at = self.of(&head, long.as_deref());
        let term = &mut self.terms[at];
        if long.is_some() && term.expansion.is_none() {
            (term.words, term.expansion) = (head.clone(), long.clone());
        }
        let further = long.filter(|long| term.expansion.as_ref() != Some(long) && expansion.is_some());
        for meaning in further.into_iter().chain(Some(meaning.to_owned()).filter(|text| !text.is_empty())) {
            if !term.meanings.contains(&meaning) {
                term.meanings.push(meaning);
            }
        }
        term.listed = term.listed.max(listed);
        if listed == Listed::Explained {
            let spelled = term.expansion.clone().filter(|_| head != words);
            for form in [Some(head), spelled].into_iter().flatten() {
                if !term.forms.contains(&form) {
                    term.forms.push(form);
                }
            }
        }
    }

    /// The term of some words, and of what they stand for; a new one where there is none.
    fn of(&mut self, words: &str, long: Option<&str>) -> usize {
        let key = headwords::key(words, &self.language);
        let at = match self.keys.get(&key) {
            Some(at) => *at,
            None => {
                let (words, chapter) = (words.to_owned(), self.chapter);
                let (forms, meanings, listed) = (Vec::new(), Vec::new(), Listed::Glossary);
                self.terms.push(Term {
                    words,
                    expansion: None,
                    meanings,
                    forms,
                    chapter,
                    listed,
                    heads: false,
                });
                self.keys.insert(key, self.terms.len() - 1);
                self.terms.len() - 1
            }
        };
        // Two long forms of one short one are two things.
        let own = |term: &Term| term.expansion.as_deref().is_none_or(|own| Some(own) == long);
        let Some(long) = long.filter(|_| own(&self.terms[at])) else { return at };
        let long = headwords::key(long, &self.language);
        match self.keys.get(&long) {
            Some(other) if *other != at => self.join(at, *other),
            Some(_) => at,
            None => {
                self.keys.insert(long, at);
                at
            }
        }
    }

    /// Makes one term of two: the first of them that the book has.
    fn join(&mut self, one: usize, other: usize) -> usize {
        let (kept, gone) = (one.min(other), one.max(other));
        let empty = Term {
            words: String::new(),
            expansion: None,
            meanings: Vec::new(),
            forms: Vec::new(),
            chapter: 0,
            listed: Listed::Glossary,
            heads: false,
        };
        let from = std::mem::replace(&mut self.terms[gone], empty);
        let term = &mut self.terms[kept];
        if let Some(expansion) = from.expansion
            && term.expansion.is_none()
        {
            (term.words, term.expansion) = (from.words, Some(expansion));
        }
        term.meanings.extend(from.meanings);
        term.forms.extend(from.forms);
        term.listed = term.listed.max(from.listed);
        for at in self.keys.values_mut().filter(|at| **at == gone) {
            *at = kept;
        }
        kept
    }

    /// Notes what a heading or a label names.
    fn note(&mut self, content: &[Inline<Resolved>], says: Says) {
        let heads = says == Says::Heading;
        if let Some(words) = headword(&words_of(content), &self.language)
            && !has_code(content)
        {
            let key = headwords::key(&words, &self.language);
            self.named.push(Named { words, key, chapter: self.chapter, heads });
        }
    }

    /// Makes terms of what headings and labels name, save rubrics and what is explained.
    fn name(&mut self) {
        let mut chapters: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for named in &self.named {
            chapters.entry(&named.key).or_default().insert(named.chapter);
        }
        for Named { words, key, chapter, heads } in &self.named {
            let few = chapters.get(key.as_str()).is_some_and(|chapters| chapters.len() <= RUBRIC);
            if !few {
                continue;
            }
            match self.keys.get(key) {
                Some(at) => {
                    let term = &mut self.terms[*at];
                    term.heads |= heads;
                    term.listed = term.listed.max(Listed::Named);
                }
                None => {
                    self.keys.insert(key.clone(), self.terms.len());
                    self.terms.push(Term {
                        words: words.clone(),
                        expansion: None,
                        meanings: Vec::new(),
                        forms: Vec::new(),
                        chapter: *chapter,
                        listed: Listed::Named,
                        heads: *heads,
                    });
                }
            }
        }
    }

    fn definition(&mut self, entry: &Definition<Resolved>, listed: Listed) {
        let first = entry.meanings.first().and_then(|blocks| blocks.first());
        let meaning = match first.map(|block| &block.kind) {
            Some(
                BlockKind::Paragraph { content }
                | BlockKind::Heading { content, .. }
                | BlockKind::Media { content, .. },
            ) => plain_text(content).trim().to_owned(),
            _ => String::new(),
        };
        for term in &entry.terms {
            let verb = is_verb(&words_of(&term.content), &self.language);
            self.take(&term.content, None, &meaning, if verb { Listed::Glossary } else { listed });
        }
    }
}

impl Visit<Resolved> for Gathering {
    fn block(&mut self, block: &Block<Resolved>) {
        match &block.kind {
            BlockKind::Definitions { entries } => {
                let out = block.attributes.has_class(NONE);
                let listed = if out { Listed::Glossary } else { Listed::Explained };
                entries.iter().for_each(|entry| self.definition(entry, listed));
            }
            BlockKind::Heading { content, .. } => self.note(content, Says::Heading),
            BlockKind::Pictograms { items } => {
                items.iter().for_each(|item| self.note(&item.label, Says::Label))
            }
            _ => {}
        }
    }

    fn inline(&mut self, inline: &Inline<Resolved>) {
        if let InlineKind::Abbreviation { expansion, content } = &inline.kind {
            self.take(content, Some(expansion), "", Listed::Explained);
        } else if inline.attributes.has_class(CLASS) {
            self.take(std::slice::from_ref(inline), None, "", Listed::Explained);
        }
    }
}

fn words_of(content: &[Inline<Resolved>]) -> String {
    plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether there is something that is no word: it is not found in the text.
fn has_code(content: &[Inline<Resolved>]) -> bool {
    content.iter().any(|inline| match &inline.kind {
        InlineKind::Code { .. } | InlineKind::Formula(_) | InlineKind::Image(_) => true,
        other => has_code(other.content().unwrap_or_default()),
    })
}
