//! One part of the text, laid out ahead of the document around it.

use std::sync::Arc;

use typst_layout::{Page, PagedIntrospector};

use super::view::Elsewhere;
use super::{Bench, Earlier, Kept, Laid, Place, Press};
use crate::typeset::Job;

/// Chapters that share pages.
pub(crate) struct Ahead {
    /// Their positions in the book.
    pub chapters: Vec<usize>,
    /// Their pages, with the numbers that these have in the document.
    pub pages: Vec<Page>,
    /// Where their elements stand on those.
    pub places: Arc<PagedIntrospector>,
    part: usize,
    kept: Kept,
}

impl Earlier {
    /// Takes in a part that was laid out ahead.
    pub(crate) fn keep(&mut self, ahead: &Ahead) {
        self.0.insert(ahead.part, ahead.kept.clone());
    }
}

impl Job {
    /// Lays out the part that a chapter is in, among those that an earlier layout has. Where one of them is not
    /// known, page numbers are a guess. None where the theme gives no parts, and where something is wrong with
    /// the chapter.
    pub(crate) fn ahead(&self, chapter: usize, earlier: &Earlier) -> Option<Ahead> {
        let job = self.asking_for_parts()?;
        let (press, _) = Press::text_alone(Bench { job: &job, keeps: true })?;
        let own = press.parts.iter().position(|part| part.chapters.contains(&chapter))?;
        let is_same = |at: usize| {
            let chapters = &press.parts.get(at)?.chapters;
            earlier.0.get(&at).filter(|kept| kept.chapters == *chapters)
        };
        let mut laid: Vec<Laid> =
            (0..press.parts.len()).map(|at| is_same(at).map(|kept| Arc::clone(&kept.made))).collect();
        let mut elsewhere = Elsewhere::new(&press.parts);
        for at in press.at(Place::Text) {
            laid[at].iter().for_each(|made| elsewhere.learn(at, made));
        }
        press.settle(&[own], &mut laid, &mut elsewhere, &mut Earlier::default())?;
        let made = laid[own].take().filter(|made| made.faults.is_empty())?;
        let first = elsewhere.first(own);
        let numbered = |(at, page): (usize, &Page)| Page { number: (first + at) as u64, ..page.clone() };
        Some(Ahead {
            chapters: press.parts[own].chapters.clone(),
            pages: made.pages.iter().enumerate().map(numbered).collect(),
            places: Arc::clone(made.places.as_ref()?),
            part: own,
            kept: press.parts[own].kept(made),
        })
    }
}
