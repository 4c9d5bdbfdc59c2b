//! What a page looks like, as a number.
//!
//! Two pages that look alike have the same number, whatever else the engine
//! keeps in them: where in the theme a letter comes from, which element begins
//! where. So a page that has not changed is not fetched again, and one that was
//! laid out alone is known again in the whole book.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use typst::layout::{Frame, FrameItem};
use typst::model::Destination;
use typst::text::TextItem;
use typst::utils::hash128;
use typst_layout::Page;

/// The looks of pages, by all that the engine keeps in them: most pages are the
/// very ones that they were before.
pub(super) type Known = HashMap<u128, u128>;

/// The looks of pages. What is known of others is forgotten.
pub(super) fn of(pages: &[Page], known: &mut Known) -> Vec<u128> {
    let mut now = Known::with_capacity(pages.len());
    let looks = pages
        .iter()
        .map(|page| {
            let (kept, look) = seen(page, known);
            now.insert(kept, look);
            look
        })
        .collect();
    *known = now;
    looks
}

/// The looks of pages that are to be forgotten again.
pub(super) fn of_some(pages: &[Page], known: &Known) -> Vec<u128> {
    pages.iter().map(|page| seen(page, known).1).collect()
}

/// Names all that the engine keeps in a page, and what the page looks like.
fn seen(page: &Page, known: &Known) -> (u128, u128) {
    let kept = hash128(&(&page.frame, &page.fill, page.bleed));
    (kept, known.get(&kept).copied().unwrap_or_else(|| look(page)))
}

/// What is seen of something.
struct Seen<T>(T);

fn look(page: &Page) -> u128 {
    hash128(&(page.bleed, &page.fill, Seen(&page.frame)))
}

impl Hash for Seen<&Frame> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let frame = self.0;
        (frame.size(), frame.kind()).hash(state);
        for (at, item) in frame.items() {
            // What is not seen has no place either.
            if !matches!(item, FrameItem::Tag(_)) {
                (at, Seen(item)).hash(state);
            }
        }
        // Where a frame ends is part of what it is.
        state.write_u8(u8::MAX);
    }
}

impl Hash for Seen<&FrameItem> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self.0).hash(state);
        match self.0 {
            FrameItem::Group(group) => {
                let label = group.label.map(|label| label.resolve());
                (group.transform, &group.clip, label, Seen(&group.frame)).hash(state);
            }
            FrameItem::Text(text) => Seen(text).hash(state),
            FrameItem::Shape(shape, _) => shape.hash(state),
            FrameItem::Image(image, size, _) => (image, size).hash(state),
            FrameItem::Link(Destination::Url(address), size) => (address, size).hash(state),
            FrameItem::Link(_, size) => size.hash(state),
            FrameItem::Tag(_) => {}
        }
    }
}

impl Hash for Seen<&TextItem> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let TextItem { font, size, fill, stroke, lang: _, region: _, text, glyphs } = self.0;
        (font, size, fill, stroke, text, glyphs.len()).hash(state);
        for glyph in glyphs {
            (glyph.id, glyph.x_advance, glyph.x_offset, glyph.y_advance, glyph.y_offset).hash(state);
        }
    }
}
