//! What has changed in a book since an earlier edition of it.
//!
//! Both are compared as books, so that another way to type the same is no change. [`units`] divides
//! chapters into what is compared as one; [`align`] finds what each unit was, here or in another
//! chapter; [`marks`] finds the words that differ, by a library that ends by how much it has compared
//! and never by a clock, and puts marks into the model.
//!
//! What the marks say: text that stands elsewhere is not new; addresses of links are not compared, nor
//! what stands around the text, such as team and duration.

mod align;
mod marks;
#[cfg(test)]
mod tests;
mod units;

use std::collections::BTreeSet;

use crate::book::{self, Book, ChangedPlace, Chapter, PageChanges, PlaceChange, Revision};
use crate::model::visit::{self, VisitMut};
use crate::model::{Attributes, Change, Resolved, Span};
use crate::names;
use align::{Alignment, Origin, Text, align};
use marks::Marks;
use units::{Pictures, Unit, each, told, units};

/// What the ids of marks begin with; a number follows.
const ID: &str = "change-";
/// How many words a list of changes shows of one.
const SHOWN: usize = 12;

/// The book with what has changed in it marked; none where nothing has. `since` is what readers call
/// the earlier edition.
pub fn mark(book: &Book, earlier: &Book, since: &str) -> Option<Book> {
    let [old_pictures, new_pictures] = Pictures::of([earlier, book]);
    let (mut book, mut earlier) = (book.clone(), earlier.clone());
    let texts = |book: &mut Book, pictures: &Pictures| -> Vec<Text> {
        let text = |chapter: &mut Chapter| Text {
            units: units(chapter, pictures),
            path: chapter.path.clone(),
            slug: chapter.slug.clone(),
        };
        book.chapters_mut().iter_mut().map(text).collect()
    };
    let (old, new) = (texts(&mut earlier, &old_pictures), texts(&mut book, &new_pictures));
    let alignment = align(&old, &new);
    for (at, chapter) in book.chapters_mut().iter_mut().enumerate() {
        let marks = marks_of(at, &alignment, &old, &new);
        let title = alignment.chapters[at].and_then(|was| earlier.chapters.get(was)).map(|was| &was.title);
        chapter.changes = PageChanges {
            is_new: alignment.chapters[at].is_none(),
            title_was: title.filter(|title| **title != chapter.title).cloned(),
            places: apply(chapter, &new[at].units, &marks),
        };
    }
    let kept: BTreeSet<usize> = alignment.chapters.iter().flatten().copied().collect();
    let removed = earlier.chapters.iter().enumerate().filter(|(at, _)| !kept.contains(at));
    let removed: Vec<String> = removed.map(|(_, chapter)| chapter.title.clone()).collect();
    if removed.is_empty() && book.chapters.iter().all(|chapter| chapter.changes.is_empty()) {
        return None;
    }
    book.revision = Some(Revision { since: since.to_owned(), removed });
    book::numbers::settle(book.chapters_mut());
    Some(book)
}

/// The marks of each unit of a chapter.
fn marks_of(at: usize, alignment: &Alignment, old: &[Text], new: &[Text]) -> Vec<Marks> {
    let units = &new[at].units;
    let mut marks: Vec<Marks> = Vec::with_capacity(units.len());
    for (unit, origin) in units.iter().zip(&alignment.origins[at]) {
        marks.push(match *origin {
            _ if unit.tokens.is_empty() => Marks::default(),
            Origin::Kept => Marks::default(),
            Origin::New => Marks::whole(Change::Passage),
            Origin::Was(_) if !unit.line => Marks::whole(Change::Words),
            Origin::Was((chapter, was)) => Marks::between(&old[chapter].units[was].tokens, &unit.tokens),
        });
    }
    for (gone, (_, before)) in alignment.gone.iter().filter(|(_, (chapter, _))| *chapter == at) {
        let words = told(&old[gone.0].units[gone.1].tokens);
        leave(units, &mut marks, *before, words);
    }
    marks
}

/// Notes that words are gone that stood before a unit: at a line that can say so.
fn leave(units: &[Unit], marks: &mut [Marks], before: usize, words: String) {
    let is_passage = marks.get(before).is_some_and(|marks| marks.whole == Some(Change::Passage));
    if is_passage && units[before].line {
        return marks[before].replaced.push(words);
    }
    let fits = |at: &usize| units[*at].line && !units[*at].heading;
    let behind = (0..before.min(units.len())).rev().find(|at| units[*at].line);
    let next = Some(before).filter(|at| *at < units.len()).filter(fits);
    // Not in a heading, where another line is as near.
    match (behind, next) {
        (Some(at), next) if fits(&at) || next.is_none() => marks[at].behind.push(words),
        (_, Some(at)) => marks[at].before.push(words),
        _ => {
            if let Some(at) = (before..units.len()).find(|at| units[*at].line) {
                marks[at].before.push(words);
            }
        }
    }
}

/// Puts the marks into a chapter, and lists their places.
fn apply(chapter: &mut Chapter, units: &[Unit], marks: &[Marks]) -> Vec<ChangedPlace> {
    let mut ids = Ids::default();
    visit::blocks_mut(&mut chapter.blocks, &mut ids);
    chapter.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut ids));
    let mut places = Vec::new();
    // The last passage that is new: its position and its section.
    let (mut at, mut last, mut count) = (0_usize, None, 0);
    let mut all = units.iter().zip(marks);
    each(chapter, &mut |slot| {
        at += 1;
        let Some((unit, marks)) = all.next().filter(|(_, marks)| !marks.is_empty()) else { return };
        let id = names::unique(&format!("{ID}{}", count + 1), 2, &mut ids.0);
        count += 1;
        marks.apply(slot, &id);
        let kind = match &marks.whole {
            Some(Change::Passage) => PlaceChange::New,
            None if marks.is_removal() => PlaceChange::Removed,
            _ => PlaceChange::Reworded,
        };
        let place = ChangedPlace {
            id,
            section: unit.section.clone(),
            kind,
            words: shortened(&marks.words(&unit.tokens)),
        };
        // Of new passages one after another the list has the first.
        if !(place.kind == PlaceChange::New && last.as_ref() == Some(&(at - 1, place.section.clone()))) {
            places.push(place.clone());
        }
        if place.kind == PlaceChange::New {
            last = Some((at, place.section));
        }
    });
    places
}

/// The first of some words.
fn shortened(words: &str) -> String {
    let mut all = words.split_whitespace();
    let first: Vec<&str> = all.by_ref().take(SHOWN).collect();
    let rest = if all.next().is_some() { " …" } else { "" };
    format!("{}{rest}", first.join(" "))
}

/// The ids that a chapter has already.
#[derive(Default)]
struct Ids(BTreeSet<String>);

impl VisitMut<Resolved> for Ids {
    fn attributes(&mut self, _span: Span, attributes: &mut Attributes) {
        self.0.extend(attributes.id.clone());
    }
}
