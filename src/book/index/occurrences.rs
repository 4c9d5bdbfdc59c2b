//! Where terms stand: found in the text, and marked there.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use unicode_script::{Script, UnicodeScript};

use super::Occurrence;
use super::headwords::is_english;
use super::terms::{Listed, Terms, in_capitals};
use crate::book::Chapter;
use crate::model::visit::{self, Line, VisitMut};
use crate::model::{Attributes, Block, BlockKind, Inline, InlineKind, Resolved, Span};
use crate::names;

/// What the ids of anchors begin with; a number follows.
const ID: &str = "index-";

/// The chapters of a book with an anchor before each place where a term stands, and the places of each
/// term, in the order of the terms.
pub(crate) fn marked(chapters: &[Chapter], marks: &Marks) -> (Vec<Chapter>, Vec<Vec<Occurrence>>) {
    let terms = &marks.terms;
    let mut places = vec![Vec::new(); terms.terms.len()];
    let numbered: Vec<(usize, &Chapter)> = chapters.iter().enumerate().collect();
    let marked = numbered.into_par_iter().map(|(chapter, page)| {
        let mut page = page.clone();
        let found = marks.mark(chapter, &mut page);
        (page, found)
    });
    let marked: Vec<(Chapter, Vec<(usize, Occurrence)>)> = marked.collect();
    let mut chapters = Vec::with_capacity(marked.len());
    for (page, found) in marked {
        found.into_iter().for_each(|(term, place)| places[term].push(place));
        chapters.push(page);
    }
    // A term that no list defines is explained where it is spelled out: at its first place.
    for (places, term) in places.iter_mut().zip(&terms.terms) {
        if term.listed != Listed::Named
            && !places.iter().any(|place| place.main)
            && let Some(first) = places.first_mut()
        {
            first.main = true;
        }
    }
    (chapters, places)
}

/// What a line does that is a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// It names it.
    Named,
    /// It explains it.
    Explained,
}

/// Words to look for.
struct Form {
    /// The position of their term.
    term: usize,
    words: String,
}

/// The ids that a chapter has already.
struct Ids(BTreeSet<String>);

impl VisitMut<Resolved> for Ids {
    fn attributes(&mut self, _span: Span, attributes: &mut Attributes) {
        self.0.extend(attributes.id.clone());
    }
}

/// What is looked for in all chapters.
pub(crate) struct Marks {
    pub(super) terms: Terms,
    forms: Vec<Form>,
    search: AhoCorasick,
}

impl Marks {
    /// None where there is more to look for than can be looked for at once.
    pub(super) fn new(terms: Terms) -> Option<Self> {
        let each = terms.terms.iter().enumerate();
        let forms: Vec<Form> = each
            .flat_map(|(term, about)| {
                about.forms.iter().map(move |words| Form { term, words: words.clone() })
            })
            .collect();
        // Letters of either case are one to the search; `Marking::fits` tells them apart.
        let search = AhoCorasick::new(forms.iter().map(|form| form.words.to_lowercase())).ok()?;
        Some(Self { terms, forms, search })
    }

    /// Marks a chapter. Gives the places, each with the position of its term.
    pub(crate) fn mark(&self, chapter: usize, page: &mut Chapter) -> Vec<(usize, Occurrence)> {
        let mut ids = Ids(BTreeSet::new());
        visit::blocks_mut(&mut page.blocks, &mut ids);
        page.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut ids));
        let language = page.language.clone();
        let mut marking = Marking {
            wanted: self,
            places: Vec::new(),
            chapter,
            language,
            in_note: false,
            ids: ids.0,
            count: 0,
        };
        visit::blocks_mut(&mut page.blocks, &mut marking);
        marking.in_note = true;
        page.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut marking));
        marking.places
    }
}

struct Marking<'a> {
    wanted: &'a Marks,
    /// The places that were found, each with the position of its term.
    places: Vec<(usize, Occurrence)>,
    chapter: usize,
    language: String,
    in_note: bool,
    ids: BTreeSet<String>,
    count: usize,
}

/// A place in a line where a term stands: bytes of the line's text.
struct Found {
    form: usize,
    start: usize,
    end: usize,
}

impl VisitMut<Resolved> for Marking<'_> {
    fn block(&mut self, block: &mut Block<Resolved>) {
        match &mut block.kind {
            BlockKind::Heading { content, .. } => {
                let term = self.wanted.terms.named(content, &self.language);
                self.whole(term, Whole::Named, content);
            }
            BlockKind::Pictograms { items } => {
                for item in items {
                    let term = self.wanted.terms.named(&item.label, &self.language);
                    self.whole(term, Whole::Named, &mut item.label);
                }
            }
            BlockKind::Definitions { entries } => {
                for term in entries.iter_mut().flat_map(|entry| &mut entry.terms) {
                    let at = self.wanted.terms.line(&term.content, &self.language);
                    self.whole(at, Whole::Explained, &mut term.content);
                }
            }
            _ => {}
        }
    }

    fn line(&mut self, line: Line, content: &mut Vec<Inline<Resolved>>) {
        let mut text = Text::default();
        text.gather(content);
        let found = self.find(&text);
        if found.is_empty() {
            return;
        }
        let mut marks = Vec::new();
        for Found { form, start, end } in found {
            let (id, term) = (self.fresh(), self.wanted.forms[form].term);
            let whole = text.original[..start].trim().is_empty() && text.original[end..].trim().is_empty();
            let main = line == Line::Term && whole;
            self.places.push((term, Occurrence { chapter: self.chapter, id: id.clone(), main }));
            // A note stands on one page; its text stays in one piece.
            marks.push((if self.in_note { 0 } else { start }, id));
        }
        // From the end, so that what is to come keeps its place.
        let mut leaf = text.leaves.len();
        insert(content, &text.leaves, &mut leaf, &mut marks);
    }
}

impl Marking<'_> {
    fn fresh(&mut self) -> String {
        let id = names::unique(&format!("{ID}{}", self.count + 1), 2, &mut self.ids);
        self.count += 1;
        id
    }

    /// Puts the anchor of a term before a line that is the term.
    fn whole(&mut self, term: Option<usize>, line: Whole, content: &mut Vec<Inline<Resolved>>) {
        let main = line == Whole::Explained;
        let Some((term, first)) = term.zip(content.first()) else { return };
        let span = first.span;
        let id = self.fresh();
        self.places.push((term, Occurrence { chapter: self.chapter, id: id.clone(), main }));
        let attributes = Attributes { id: Some(id), ..Attributes::default() };
        content.insert(0, Inline::with(span, attributes, InlineKind::Span { content: Vec::new() }));
    }

    /// Where terms stand, none within another.
    fn find(&self, text: &Text) -> Vec<Found> {
        let mut found: Vec<Found> = self
            .wanted
            .search
            .find_overlapping_iter(&text.lower)
            .map(|found| Found {
                form: found.pattern().as_usize(),
                start: text.origin(found.start()),
                end: text.origin(found.end()),
            })
            .filter(|found| self.fits(found, &text.original))
            .collect();
        found.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
        let mut end = 0;
        found.retain(|found| {
            let free = found.start >= end;
            if free {
                end = found.end;
            }
            free
        });
        found
    }

    /// Whether it is the term that stands there, and not a part of another word.
    fn fits(&self, found: &Found, text: &str) -> bool {
        let Some(words) = text.get(found.start..found.end) else { return false };
        let form = self.wanted.forms[found.form].words.as_str();
        if in_capitals(form) && words != form {
            return false;
        }
        let (before, after) = (&text[..found.start], &text[found.end..]);
        let apart = |edge: Option<char>, next: Option<char>| match (edge, next) {
            (Some(edge), Some(next)) => {
                !edge.is_alphanumeric() || !next.is_alphanumeric() || is_unspaced(edge) || is_unspaced(next)
            }
            _ => true,
        };
        let ends = |after: &str| apart(words.chars().next_back(), after.chars().next());
        let plural = || {
            is_english(&self.language)
                && ["s", "es"].iter().any(|end| after.strip_prefix(end).is_some_and(ends))
        };
        apart(words.chars().next(), before.chars().next_back()) && (ends(after) || plural())
    }
}

/// Whether a character is of a script that puts no space between words.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(
        character.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
    )
}

/// The text of a line, for searching.
#[derive(Default)]
struct Text {
    /// As it stands, with spaces for ends of lines.
    original: String,
    /// In small letters.
    lower: String,
    /// For each byte of `lower`, the byte of `original` where its character begins; empty while all characters
    /// have one byte.
    origins: Vec<usize>,
    /// Where each text node begins in `original`.
    leaves: Vec<usize>,
}

impl Text {
    fn gather(&mut self, content: &[Inline<Resolved>]) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text { text } => {
                    self.leaves.push(self.original.len());
                    self.push_text(text);
                }
                InlineKind::SoftBreak | InlineKind::LineBreak => self.push(' '),
                // What stands here is no word of the line, and parts what is beside it.
                InlineKind::Code { .. } | InlineKind::Formula(_) | InlineKind::Image(_) => {
                    self.push('\u{fffc}')
                }
                InlineKind::Note { .. } => {}
                other => self.gather(other.content().unwrap_or_default()),
            }
        }
    }

    /// Most texts are ASCII, whose letters have one byte in either case.
    fn push_text(&mut self, text: &str) {
        if !text.is_ascii() {
            return text.chars().for_each(|character| self.push(character));
        }
        let at = self.original.len();
        self.original.push_str(text);
        if !self.origins.is_empty() {
            self.origins.extend(at..self.original.len());
        }
        let small =
            |character: char| if character.is_whitespace() { ' ' } else { character.to_ascii_lowercase() };
        self.lower.extend(text.chars().map(small));
    }

    fn push(&mut self, character: char) {
        let at = self.original.len();
        self.original.push(character);
        let from = self.lower.len();
        if !character.is_ascii() && self.origins.is_empty() {
            self.origins.extend(0..from);
        }
        // A space that must not break is a space to a term.
        if character.is_whitespace() {
            self.lower.push(' ')
        } else {
            self.lower.extend(character.to_lowercase())
        }
        if !(character.is_ascii() && self.origins.is_empty()) {
            self.origins.extend(std::iter::repeat_n(at, self.lower.len() - from));
        }
    }

    /// The byte of the text for one of the text in small letters.
    fn origin(&self, lower: usize) -> usize {
        if self.origins.is_empty() {
            return lower;
        }
        self.origins.get(lower).copied().unwrap_or(self.original.len())
    }
}

/// Puts anchors into text nodes, the last first. `leaf` counts the text nodes that
/// are left; `marks` are places in the line's text.
fn insert(
    content: &mut Vec<Inline<Resolved>>,
    leaves: &[usize],
    leaf: &mut usize,
    marks: &mut Vec<(usize, String)>,
) {
    for at in (0..content.len()).rev() {
        if let Some(inner) = content[at].kind.content_mut() {
            insert(inner, leaves, leaf, marks);
            continue;
        }
        if !matches!(content[at].kind, InlineKind::Text { .. }) {
            continue;
        }
        *leaf -= 1;
        let start = leaves[*leaf];
        while let Some((mark, id)) = marks.pop_if(|(mark, _)| *mark >= start) {
            let span = content[at].span;
            let attributes = Attributes { id: Some(id), ..Attributes::default() };
            let anchor = Inline::with(span, attributes, InlineKind::Span { content: Vec::new() });
            match &mut content[at] {
                Inline { kind: InlineKind::Text { text }, attributes, .. } if mark > start => {
                    let rest = text.split_off(mark - start);
                    let attributes = Attributes { id: None, ..attributes.clone() };
                    let rest = Inline::with(span, attributes, InlineKind::Text { text: rest });
                    content.splice(at + 1..at + 1, [anchor, rest]);
                }
                _ => content.insert(at, anchor),
            }
        }
    }
}
