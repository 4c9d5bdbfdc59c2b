//! Effective resolution: how many pixels of a picture stand on an inch of paper.
//!
//! A screen shows about 100 of them; print needs more. The eye tells pixels
//! apart up to about 300 per inch at reading distance; half of that is what
//! print shops ask for on posters, which are read from further away.

use typst::layout::{Frame, FrameItem, Transform};
use typst::visualize::{Image, ImageKind, RasterImage};
use typst_layout::PagedDocument;

use crate::book::Book;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;

/// The least that prints well, in pixels per inch.
pub const LEAST: f64 = 150.0;

/// A picture of pixels where it is largest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// Position in [`Book::pictures`].
    pub picture: usize,
    /// How many of its pixels stand on an inch; of its two sides, the lesser.
    pub dpi: f64,
    /// Its size on paper, in mm.
    pub size: (f64, f64),
}

impl Shown {
    /// The size in pixels at which it would print at [`LEAST`].
    pub fn needed(self) -> (u32, u32) {
        let pixels = |mm: f64| (mm / 25.4 * LEAST - 1e-6).ceil() as u32;
        (pixels(self.size.0), pixels(self.size.1))
    }
}

/// The pictures of pixels that a document shows, each where it is largest, in
/// the order of the book.
pub fn shown(book: &Book, document: &PagedDocument) -> Vec<Shown> {
    let mut largest: Vec<Option<Shown>> = vec![None; book.pictures.len()];
    for page in document.pages() {
        walk(&page.frame, Transform::identity(), &mut |raster, width, height| {
            // One picture under two names would be the same picture.
            let Some(picture) = book.pictures.iter().position(|p| **p.bytes == **raster.data()) else {
                return;
            };
            // Turned pictures keep their pixels' shape, so the engine's own measures serve.
            let (across, down) = (f64::from(raster.width()), f64::from(raster.height()));
            let dpi = (across / width).min(down / height) * 72.0;
            let mm = 25.4 / 72.0;
            let here = Shown { picture, dpi, size: (width * mm, height * mm) };
            if largest[picture].is_none_or(|before| here.dpi < before.dpi) {
                largest[picture] = Some(here);
            }
        });
    }
    largest.into_iter().flatten().collect()
}

fn walk(frame: &Frame, transform: Transform, visit: &mut impl FnMut(&RasterImage, f64, f64)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, transform.pre_concat(group.transform), visit),
            FrameItem::Image(image, size, _) => {
                let Some(raster) = raster(image) else { continue };
                let across = transform.sx.get().hypot(transform.ky.get());
                let down = transform.kx.get().hypot(transform.sy.get());
                let (width, height) = (size.x.to_pt() * across, size.y.to_pt() * down);
                if width > 0.0 && height > 0.0 {
                    visit(raster, width, height);
                }
            }
            _ => {}
        }
    }
}

fn raster(image: &Image) -> Option<&RasterImage> {
    match image.kind() {
        ImageKind::Raster(raster) => Some(raster),
        _ => None,
    }
}

/// What is to be said of pictures below [`LEAST`], at the place where `chapter`,
/// else the first that does, shows each. `sheet` is what they stand on, such
/// as "the handbook".
pub fn diagnose(book: &Book, chapter: Option<usize>, shown: &[Shown], sheet: &str) -> Vec<Diagnostic> {
    let path = chapter.and_then(|chapter| book.chapters.get(chapter)).map(|chapter| chapter.path.as_str());
    let poor = shown.iter().filter(|shown| shown.dpi < LEAST);
    poor.filter_map(|shown| {
        let picture = book.pictures.get(shown.picture)?;
        let (width, height) = shown.needed();
        // Pictures that are made as small as their pixels allow are less by a part of one across or down.
        if picture.width >= width && picture.height >= height {
            return None;
        }
        let own = picture.places.iter().find(|place| Some(place.source.path.as_str()) == path);
        let place = own.or_else(|| {
            let kept = |path: &str| book.chapters.iter().any(|chapter| chapter.path == path);
            picture.places.iter().find(|place| kept(&place.source.path)).or(picture.places.first())
        })?;
        let name = picture.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("the picture");
        let message = format!(
            "`{name}` has {} × {} pixels and prints at {:.0} dpi in {sheet}, less than {LEAST}",
            picture.width,
            picture.height,
            shown.dpi.floor()
        );
        let hint = format!(
            "save it with {width} × {height} pixels or more, or put an SVG of the same name beside it"
        );
        Some(Diagnostic::new(&rules::LOW_RESOLUTION, &place.source, place.span, message).hint(hint))
    })
    .collect()
}
