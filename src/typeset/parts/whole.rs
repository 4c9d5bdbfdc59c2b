//! All parts, joined.

use ecow::EcoVec;
use typst::introspection::Introspector;
use typst::model::DocumentInfo;
use typst_layout::{Page, PagedDocument};

use super::view::{Numbers, View};
use super::{Laid, LaidOut, Part, Place};

/// A document of all parts that are laid out, in their order, with the pages that stay blank.
pub(super) struct Whole {
    pub document: PagedDocument,
}

impl Whole {
    pub(super) fn new(parts: &[Part], laid: &[Laid], blank: &Page) -> Self {
        let mut pages: EcoVec<Page> = EcoVec::new();
        let mut info = DocumentInfo::default();
        // Pages before the text are numbered by themselves.
        let mut number = 0;
        let mut before = true;
        for (part, made) in parts.iter().zip(laid) {
            let Some(made) = made else { continue };
            if part.begins.wants_blank(number) {
                number += 1;
                let numbering = pages.last().and_then(|page| page.numbering.clone());
                pages.push(Page { number: number as u64, numbering, ..blank.clone() });
            }
            if before && part.place != Place::Before {
                (before, number) = (false, 0);
            }
            for page in &made.pages {
                number += 1;
                pages.push(Page { number: number as u64, ..page.clone() });
            }
            info = made.info.clone();
        }
        Self { document: PagedDocument::new(pages, info) }
    }

    /// What the parts around the text see.
    pub(super) fn view(&self) -> View<'_> {
        View {
            own: Some(self.document.introspector()),
            numbers: Numbers::Own(self.document.pages()),
            elsewhere: None,
        }
    }

    /// Whether a part is laid out, and what it says of the whole holds.
    pub(super) fn suits(&self, part: Option<&LaidOut>) -> bool {
        part.is_some_and(|made| made.asked.validate(&self.view() as &dyn Introspector))
    }
}
