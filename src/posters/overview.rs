//! The overview: all phases in order, on one sheet.

use serde::Serialize;

use super::content::{self, Fact, Sign};
use super::{Draft, Sheet};
use crate::book::Book;
use crate::theme::PhaseColours;

/// The pictograms of one phase that the theme has a choice of: it shows six at most, and those
/// whose labels are not too long for the room.
const MOST_PICTOGRAMS: usize = 12;

/// What `poster-overview.typ` receives beside what all posters do.
#[derive(Serialize)]
struct Data {
    title: String,
    bearing: f64,
    motto: Option<String>,
    panels: Vec<Panel>,
}

/// One phase.
#[derive(Serialize)]
struct Panel {
    number: usize,
    name: String,
    colours: PhaseColours,
    purpose: Option<String>,
    facts: Vec<Fact>,
    pictograms: Vec<Sign>,
}

/// One, for a book that has phases.
pub(super) fn drafts(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    of_path("overview", book, sheet)
}

/// The same as a frieze.
pub(super) fn frieze(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    of_path("frieze", book, sheet)
}

fn of_path(name: &str, book: &Book, sheet: &Sheet) -> Vec<Draft> {
    let panels: Vec<_> = book
        .phases
        .iter()
        .enumerate()
        .filter_map(|(i, phase)| {
            let chapter = book.chapters.get(phase.chapter)?;
            let mut pictograms = content::pictograms(book, chapter);
            pictograms.truncate(MOST_PICTOGRAMS);
            Some(Panel {
                number: i + 1,
                name: content::tidy(&phase.name),
                colours: phase.colours,
                // The shorter of the two says enough here.
                purpose: chapter
                    .subtitle
                    .as_deref()
                    .and_then(content::some)
                    .or_else(|| content::purpose(chapter)),
                facts: content::facts(chapter),
                pictograms,
            })
        })
        .collect();
    if panels.is_empty() {
        return Vec::new();
    }
    let metadata = &book.metadata;
    let title = content::tidy(&metadata.title);
    let data = Data {
        bearing: sheet.face.bearing(&title),
        title: title.clone(),
        motto: metadata.subtitle.as_deref().and_then(content::some),
        panels,
    };
    vec![Draft::of_book(name, metadata, title, &data)]
}
