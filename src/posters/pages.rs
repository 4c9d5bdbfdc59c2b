//! The posters of one page beside the phase's own: its name, one pictogram, its questions, its
//! checklist and a canvas of its sections. And the frieze of all phases.

use serde::Serialize;

use super::content::{self, Sign, tidy};
use super::{Draft, Sheet, theme_data};
use crate::book::passages::{walk, words_of};
use crate::book::{Book, Chapter};
use crate::model::{BlockKind, InlineKind, ListItem, Resolved, plain_text};
use crate::theme::PhaseColours;

/// What a poster of one page receives beside what all posters do.
#[derive(Serialize)]
struct Data {
    title: String,
    bearing: f64,
    /// The phase's, from 1; none for other pages.
    number: Option<usize>,
    colours: PhaseColours,
    /// The heading that the items stand under.
    about: Option<String>,
    items: Vec<String>,
    sign: Option<Sign>,
}

/// Items and the heading above the first of them.
#[derive(Default)]
pub(super) struct Items {
    heading: Option<String>,
    items: Vec<String>,
}

/// The chapters that a poster of their own may be about, with their positions: phases, or all
/// pages of a book that has none.
fn pages(book: &Book) -> impl Iterator<Item = (usize, &Chapter)> {
    let all = book.phases.is_empty();
    let chapters = book.chapters.iter().enumerate();
    chapters.filter(move |(_, chapter)| (all || chapter.phase.is_some()) && !chapter.poster.none)
}

/// A draft for each chapter that `choose` finds something in.
fn drafts<'a>(
    book: &'a Book,
    sheet: &Sheet,
    ending: &str,
    chapters: impl Iterator<Item = (usize, &'a Chapter)>,
    choose: impl Fn(&Chapter) -> Option<(Items, Option<Sign>)>,
) -> Vec<Draft> {
    let names = super::chapter_names(book);
    let draft = |(position, chapter): (usize, &Chapter)| {
        let (Items { heading, items }, sign) = choose(chapter)?;
        let title = tidy(&chapter.title);
        // What is set largest.
        let head = heading.as_ref().or(sign.as_ref().map(|sign| &sign.label)).unwrap_or(&title);
        let data = Data {
            bearing: sheet.face.bearing(head),
            title: title.clone(),
            number: chapter.phase.map(|phase| phase + 1),
            colours: chapter.colours,
            about: heading,
            items,
            sign,
        };
        Some(Draft {
            name: format!("{}{ending}", names[position]),
            chapter: Some(position),
            title,
            language: chapter.language.clone(),
            direction: chapter.direction,
            data: theme_data(&data),
        })
    };
    chapters.filter_map(draft).collect()
}

/// One for each phase: its name.
pub(super) fn names(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    drafts(book, sheet, "-name", pages(book), |_| Some((Items::default(), None)))
}

/// One for each page with pictograms: the first of them.
pub(super) fn symbols(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    let chapters = book.chapters.iter().enumerate().filter(|(_, chapter)| !chapter.poster.none);
    drafts(book, sheet, "-symbol", chapters, |chapter| {
        let sign = content::pictograms(book, chapter).into_iter().next()?;
        Some((Items::default(), Some(sign)))
    })
}

/// One for each page that asks something.
pub(super) fn questions(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    drafts(book, sheet, "-questions", pages(book), |chapter| questions_of(chapter).map(|found| (found, None)))
}

/// One for each page with tasks, or with a list of outputs.
pub(super) fn checklists(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    drafts(book, sheet, "-checklist", pages(book), |chapter| checklist_of(chapter).map(|found| (found, None)))
}

/// One for each page with two sections or more.
pub(super) fn canvases(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    drafts(book, sheet, "-canvas", pages(book), |chapter| sections_of(chapter).map(|found| (found, None)))
}

/// The titles of the pages that might have a poster of what `find` finds, and have nothing for one.
pub(super) fn without(book: &Book, find: fn(&Chapter) -> Option<Items>) -> Vec<String> {
    pages(book)
        .filter(|(_, chapter)| find(chapter).is_none())
        .map(|(_, chapter)| tidy(&chapter.title))
        .collect()
}

/// Whether a text ends as questions do, in the scripts that have a mark for them.
fn asks(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '’', '»', ')', ' ', '*']);
    end.ends_with(['?', '？', '؟', '\u{37e}', '՞', '፧'])
}

/// The items of a chapter's lists that `take` keeps, with the heading above the first.
fn items(chapter: &Chapter, take: impl Fn(&ListItem<Resolved>, &str) -> bool) -> Option<Items> {
    let mut heading = None;
    let mut found = Items::default();
    walk(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading { content, .. } => heading = content::some(&plain_text(content)),
        BlockKind::List { items, .. } => {
            for item in items {
                let Some(words) = words_of(&item.blocks).as_deref().and_then(content::some) else { continue };
                if take(item, &words) {
                    if found.items.is_empty() {
                        found.heading.clone_from(&heading);
                    }
                    found.items.push(words);
                }
            }
        }
        _ => {}
    });
    (!found.items.is_empty()).then_some(found)
}

/// The questions of a chapter: those in its lists, else its headings that ask.
pub(super) fn questions_of(chapter: &Chapter) -> Option<Items> {
    items(chapter, |_, words| asks(words)).or_else(|| {
        let asked = headings(chapter, |_| true).into_iter().filter(|words| asks(words)).collect::<Vec<_>>();
        (!asked.is_empty()).then_some(Items { heading: None, items: asked })
    })
}

/// The tasks of a chapter, done or not; else its outputs.
pub(super) fn checklist_of(chapter: &Chapter) -> Option<Items> {
    items(chapter, |item, _| item.task.is_some()).or_else(|| {
        let outputs = content::outputs(chapter)?;
        Some(Items { heading: Some(outputs.heading), items: outputs.items })
    })
}

/// The sections of a chapter, where there are two or more.
fn sections_of(chapter: &Chapter) -> Option<Items> {
    let sections = headings(chapter, |level| level == 2);
    (sections.len() > 1).then_some(Items { heading: None, items: sections })
}

/// The words of headings of some levels. Those that lead to another page are no sections.
fn headings(chapter: &Chapter, of: impl Fn(u8) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    walk(&chapter.blocks, &mut |block| {
        if let BlockKind::Heading { level, content, .. } = &block.kind
            && of(*level)
            && !content.iter().all(|inline| matches!(inline.kind, InlineKind::Link { .. }))
        {
            found.extend(content::some(&plain_text(content)));
        }
    });
    found
}
