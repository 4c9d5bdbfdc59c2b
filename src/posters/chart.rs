//! The wall chart: every pictogram of the book with what it means, phase by phase.

use serde::Serialize;

use super::content::{self, Sign};
use super::{Draft, Sheet};
use crate::book::Book;
use crate::theme::PhaseColours;
use crate::words;

/// What `poster-chart.typ` receives beside what all posters do.
#[derive(Serialize)]
struct Data {
    title: String,
    bearing: f64,
    groups: Vec<Group>,
}

/// The pictograms of one phase, or of another page.
#[derive(Serialize)]
struct Group {
    /// The phase's, from 1; none for other pages.
    number: Option<usize>,
    name: String,
    colours: PhaseColours,
    signs: Vec<Meaning>,
}

/// A pictogram, its label, and what it shows where the page says that in other words.
#[derive(Serialize, PartialEq)]
struct Meaning {
    #[serde(flatten)]
    sign: Sign,
    shows: Option<String>,
}

/// One, for a book that has pictograms.
pub(super) fn drafts(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    let groups: Vec<Group> = book
        .chapters
        .iter()
        .filter_map(|chapter| {
            let mut signs: Vec<Meaning> = Vec::new();
            for sign in content::pictograms(book, chapter) {
                let shows =
                    Some(sign.alt.clone()).filter(|alt| alt.to_lowercase() != sign.label.to_lowercase());
                let meaning = Meaning { sign, shows };
                // A page that shows one twice explains it once.
                if !signs.contains(&meaning) {
                    signs.push(meaning);
                }
            }
            let phase = chapter.phase.and_then(|at| Some((at + 1, book.phases.get(at)?)));
            let name = phase.map_or(&chapter.title, |(_, phase)| &phase.name);
            let group = Group {
                number: phase.map(|(number, _)| number),
                name: content::tidy(name),
                colours: chapter.colours,
                signs,
            };
            (!group.signs.is_empty()).then_some(group)
        })
        .collect();
    if groups.is_empty() {
        return Vec::new();
    }
    let metadata = &book.metadata;
    let title = content::tidy(&metadata.title);
    let own = words::of(&metadata.language).1;
    let data = Data { bearing: sheet.face.bearing(&own.pictograms), title: title.clone(), groups };
    vec![Draft::of_book("wall-chart", metadata, title, &data)]
}
