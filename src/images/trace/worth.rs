//! Which pictures are worth tracing: those that a build prints larger than their pixels can bear,
//! and that a quick look takes for flat.

use std::collections::{BTreeMap, BTreeSet};

use image::{DynamicImage, GenericImageView};

use super::{LONGEST, SHORTEST};
use crate::book::Book;
use crate::model::visit::{self, Visit};
use crate::model::{Block, BlockKind, Image, Picture, Resolved, Span};

/// Where a build prints pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// On pages, pictograms on tiles.
    OnPages,
    /// On posters, too, pictograms as large as the sheet has room for.
    OnPosters,
}

/// From how many pixels a side on a pictogram is sharp on a tile of a page: 26 mm at 300 to the inch.
const TILE: u32 = 307;
/// Up to how many pixels a side on a picture is an icon, which lines of text hold.
const ICON: u32 = 64;
/// How many rows of a picture are looked at.
const ROWS: u32 = 48;
/// The most shades, of 4096, in the rows that are looked at: seven colours and what lies between
/// each two of them at edges. A photograph has hundreds in its first rows.
const MOST_SHADES: usize = 160;
/// How many of the most frequent shades are taken for flat colours, and the least share of pixels
/// that have them.
const FREQUENT: usize = 16;
const LEAST_FREQUENT: f32 = 0.7;
/// The most edges of a row in the mean. Lines of text have more.
const MOST_EDGES: usize = 48;

/// Whether a picture may be of flat colours. A photograph or a screenshot is turned down after a
/// few rows.
pub(crate) fn may_be_flat(image: &DynamicImage) -> bool {
    let (width, height) = image.dimensions();
    if width.max(height) > LONGEST || width.min(height) < SHORTEST {
        return false;
    }
    let mut shades: BTreeMap<u16, usize> = BTreeMap::new();
    let (mut edges, mut seen, mut rows) = (0, 0, 0);
    for y in (0..height).step_by(height.div_ceil(ROWS) as usize) {
        let mut before = None;
        let mut within = false;
        for x in 0..width {
            let [r, g, b, a] = image.get_pixel(x, y).0.map(|channel| u16::from(channel >> 4));
            let shade = if a == 0 { 0 } else { (r << 8 | g << 4 | b) | (a << 12) };
            *shades.entry(shade).or_default() += 1;
            // Several pixels that differ in a row are one edge.
            let differs = before.is_some_and(|before| before != shade);
            edges += usize::from(differs && !within);
            within = differs;
            before = Some(shade);
        }
        (seen, rows) = (seen + width as usize, rows + 1);
        if shades.len() > MOST_SHADES {
            return false;
        }
    }
    let mut counts: Vec<usize> = shades.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let frequent: usize = counts.iter().take(FREQUENT).sum();
    frequent as f32 >= LEAST_FREQUENT * seen as f32 && edges <= MOST_EDGES * rows
}

/// The positions of the pictures that are worth tracing.
pub(super) fn worth(book: &Book, printed: Printed) -> BTreeSet<usize> {
    let flat = |picture: &usize| book.pictures.get(*picture).is_some_and(|it| it.flat);
    if !book.pictures.iter().any(|picture| picture.flat) {
        return BTreeSet::new();
    }
    let mut uses = Uses { pictograms: BTreeSet::new(), others: BTreeSet::new() };
    for chapter in book.chapters.iter() {
        visit::blocks(&chapter.blocks, &mut uses);
        chapter.notes.iter().for_each(|note| visit::blocks(&note.blocks, &mut uses));
    }
    let side = |picture: &usize| book.pictures[*picture].width.max(book.pictures[*picture].height);
    let tiles = uses
        .pictograms
        .into_iter()
        .filter(flat)
        .filter(|it| printed == Printed::OnPosters || side(it) < TILE);
    let icons = uses.others.into_iter().filter(flat).filter(|it| side(it) <= ICON);
    tiles.chain(icons).collect()
}

/// The pictures that pictograms show, and those that text shows.
struct Uses {
    pictograms: BTreeSet<usize>,
    others: BTreeSet<usize>,
}

impl Visit<Resolved> for Uses {
    fn block(&mut self, block: &Block<Resolved>) {
        let BlockKind::Pictograms { items } = &block.kind else { return };
        self.pictograms.extend(items.iter().filter_map(|item| stored(&item.image)));
    }

    fn image(&mut self, _span: Span, image: &Image<Resolved>) {
        self.others.extend(stored(image));
    }
}

fn stored(image: &Image<Resolved>) -> Option<usize> {
    match image.picture {
        Picture::Stored { picture } => Some(picture),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photographs_and_screenshots_are_turned_down_and_icons_are_not() {
        let noise = |x: u32, y: u32| (x * 7919 + y * 104_729) % 251;
        let photograph = DynamicImage::ImageRgb8(image::RgbImage::from_fn(400, 400, |x, y| {
            image::Rgb([(x / 2) as u8, (y / 2) as u8, noise(x, y) as u8])
        }));
        assert!(!may_be_flat(&photograph));
        let text = DynamicImage::ImageLuma8(image::GrayImage::from_fn(500, 300, |x, y| {
            image::Luma([if noise(x / 2, y / 2) % 2 == 0 { 0 } else { 255 }])
        }));
        assert!(!may_be_flat(&text));
        let icon = DynamicImage::ImageRgba8(image::RgbaImage::from_fn(200, 200, |x, y| {
            let far = f64::from(x).hypot(f64::from(y));
            image::Rgba([20, 80, 120, ((150.0 - far).clamp(0.0, 1.0) * 255.0) as u8])
        }));
        assert!(may_be_flat(&icon));
        assert!(!may_be_flat(&icon.resize_exact(600, 600, image::imageops::FilterType::Nearest)));
    }
}
