//! All parts, joined.

use ecow::EcoVec;
use typst::introspection::Introspector;
use typst::model::DocumentInfo;
use typst_layout::{Page, PagedDocument};

use super::view::{Numbers, View};
use super::{Asked, LaidOut, Part, Place};

/// A document of all parts that are laid out, in their order, with the pages that stay blank.
pub(super) struct Whole {
    pub document: PagedDocument,
    /// The number of each page.
    numbers: Vec<usize>,
}

impl Whole {
    pub(super) fn new(parts: &[Part], laid: &[Option<LaidOut>], blank: &Page) -> Self {
        let (mut pages, mut numbers) = (EcoVec::new(), Vec::new());
        let mut info = DocumentInfo::default();
        // Pages before the text are numbered by themselves.
        let mut number = 0;
        let mut place = Place::Before;
        let mut add = |page: &Page, number: usize, blank: bool| {
            let mut page = page.clone();
            if blank {
                page.numbering = pages.last().and_then(|page: &Page| page.numbering.clone());
            }
            page.number = number as u64;
            pages.push(page);
            numbers.push(number);
        };
        for (part, made) in parts.iter().zip(laid) {
            let Some(made) = made else { continue };
            if part.begins.wants_blank(number) {
                number += 1;
                add(blank, number, true);
            }
            if place == Place::Before && part.place != Place::Before {
                number = 0;
            }
            place = part.place;
            for page in &made.pages {
                number += 1;
                add(page, number, false);
            }
            info = made.info.clone();
        }
        Self { document: PagedDocument::new(pages, info), numbers }
    }

    /// What the parts around the text see.
    pub(super) fn view(&self) -> View<'_> {
        View {
            own: Some(self.document.introspector()),
            numbers: Numbers::Each(&self.numbers),
            elsewhere: None,
        }
    }

    /// Whether it answers what a part asked as that was answered.
    pub(super) fn answers(&self, asked: &Asked) -> bool {
        asked.validate(&self.view() as &dyn Introspector)
    }
}
