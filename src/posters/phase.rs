//! The poster of one phase, or of any other page with pictograms.

use serde::Serialize;

use super::content::{self, Fact, Outputs, Sign, Step};
use super::{Draft, Sheet};
use crate::book::{Book, PosterPart};
use crate::theme::PhaseColours;

/// The most pictograms that one poster shows.
const MOST_PICTOGRAMS: usize = 16;

/// The most items of its short list.
const MOST_ITEMS: usize = 8;

/// What `poster-phase.typ` receives beside what all posters do.
#[derive(Serialize)]
struct Data {
    title: String,
    bearing: f64,
    motto: Option<String>,
    purpose: Option<String>,
    colours: PhaseColours,
    facts: Vec<Fact>,
    pictograms: Vec<Sign>,
    list: Option<Outputs>,
    path: Vec<Step>,
    /// The parts from the top to the foot.
    order: Vec<PosterPart>,
    draft: bool,
    /// What is left out before anything is measured.
    surplus: Vec<(&'static str, String)>,
}

/// One for each chapter with a pictogram in it.
pub(super) fn drafts(book: &Book, sheet: &Sheet) -> Vec<Draft> {
    let names = super::chapter_names(book);
    let chapters = book.chapters.iter().enumerate();
    chapters
        .filter_map(|(position, chapter)| {
            let mut pictograms = content::pictograms(book, chapter);
            let wishes = &chapter.poster;
            if pictograms.is_empty() || wishes.none {
                return None;
            }
            let mut surplus = Vec::new();
            let more = pictograms.drain(MOST_PICTOGRAMS.min(pictograms.len())..);
            surplus.extend(more.map(|sign| ("pictogram", sign.label)));
            let mut list = content::outputs(chapter).filter(|_| wishes.shows(PosterPart::List));
            if let Some(list) = &mut list {
                let more = list.items.drain(MOST_ITEMS.min(list.items.len())..);
                surplus.extend(more.map(|item| ("list-item", item)));
            }
            let (path, far) = if wishes.shows(PosterPart::Path) {
                content::path(book, chapter.phase)
            } else {
                Default::default()
            };
            surplus.extend(far.into_iter().map(|names| ("path-name", names)));
            let title = content::tidy(&chapter.title);
            let data = Data {
                bearing: sheet.face.bearing(&title),
                title: title.clone(),
                motto: wishes
                    .motto
                    .as_deref()
                    .or(chapter.subtitle.as_deref())
                    .filter(|_| wishes.shows(PosterPart::Motto))
                    .and_then(content::some),
                purpose: content::purpose(chapter).filter(|_| wishes.shows(PosterPart::Purpose)),
                colours: chapter.colours,
                facts: if wishes.shows(PosterPart::Facts) { content::facts(chapter) } else { Vec::new() },
                pictograms,
                list,
                path,
                order: wishes.order(),
                draft: chapter.draft,
                surplus,
            };
            Some(Draft::new(
                names[position].clone(),
                Some(position),
                title,
                &chapter.language,
                chapter.direction,
                &data,
            ))
        })
        .collect()
}
