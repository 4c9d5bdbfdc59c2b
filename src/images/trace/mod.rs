//! Tracing: a small pictogram of flat colours, drawn in pixels, becomes a
//! drawing that is sharp at any size.
//!
//! 1. [`palette`] finds the flat colours, and for each pixel how much of it
//!    each of them covers: at an edge a pixel is a mixture of two.
//! 2. [`field`] finds from that where edges run, finer than pixels.
//! 3. [`outline`] follows them, and [`curve`] draws them as straight lines,
//!    circles and smooth curves with true corners.
//! 4. The drawing is drawn in pixels again and compared with the picture.
//!    Where it is not faithful, the picture stays as it is.
//!
//! The same picture gives the same drawing.

mod curve;
mod field;
mod outline;
mod palette;
#[cfg(test)]
mod tests;
mod worth;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use image::ImageReader;
use kurbo::{BezPath, PathEl, Point};
use rayon::prelude::*;
use resvg::{tiny_skia, usvg};

use crate::book::{Book, MediaType, StoredPicture};
use field::Field;
use palette::Rgba;
pub use worth::Printed;
pub(crate) use worth::may_be_flat;

/// The longest side of a picture that is traced, in pixels. Larger ones are
/// photographs, or sharp enough as they are.
const LONGEST: u32 = 512;
/// The shortest side: less tells nothing of a shape.
const SHORTEST: u32 = 12;
/// Samples for each pixel, along each side, at which edges are sought.
const SCALE: usize = 4;
/// How far a colour reaches under the one that lies on it, in samples, so that
/// no light shows between them: half a pixel.
const TRAP: isize = 2;
/// How far, in the mean, a faithful drawing may be from its picture. Edges in
/// pixels are seldom clean: what programs for pictures sharpen has halos.
const MEAN: f64 = 0.03;
/// The share of pixels that may be clearly different.
const APART: f64 = 0.04;
/// What is clearly different: a fifth of full scale.
const CLEARLY: f64 = 0.2;

/// A picture as a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The drawing, as SVG.
    pub svg: String,
    /// How far it is from the picture at the picture's own size.
    pub difference: Difference,
}

/// How far two pictures of the same size are apart. Of the four channels of a
/// pixel, the one that is furthest apart counts; 1 is full scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The mean of all pixels.
    pub mean: f64,
    /// The share of pixels that are clearly different, by more than a fifth.
    pub apart: f64,
}

impl Difference {
    /// Whether one may stand for the other.
    pub fn is_faithful(self) -> bool {
        self.mean <= MEAN && self.apart <= APART
    }
}

/// The drawing of a picture, whatever its difference; none where the picture
/// cannot be read, is too large or too small, or is not of flat colours.
pub fn trace(bytes: &[u8]) -> Option<Trace> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    if width.max(height) > LONGEST || width.min(height) < SHORTEST {
        return None;
    }
    let picture = image::load_from_memory(bytes).ok()?;
    if !may_be_flat(&picture) {
        return None;
    }
    let picture = picture.to_rgba8();
    let pixels: Vec<Rgba> = picture.pixels().map(|pixel| pixel.0).collect();
    let svg = drawing(&pixels, width as usize, height as usize)?;
    let difference = difference(&svg, &pixels, width, height)?;
    Some(Trace { svg, difference })
}

/// The book with a drawing in the place of each picture that is printed larger than its pixels can
/// bear and can be traced faithfully.
pub fn crisp(book: &Book, printed: Printed) -> Cow<'_, Book> {
    let worth: Vec<usize> = worth::worth(book, printed).into_iter().collect();
    let drawn = |at: usize| Some((at, drawn(&book.pictures[at])?));
    let drawings: Vec<(usize, StoredPicture)> = worth.into_par_iter().filter_map(drawn).collect();
    if drawings.is_empty() {
        return Cow::Borrowed(book);
    }
    let mut crisp = book.clone();
    for (at, drawing) in drawings {
        crisp.pictures[at] = drawing;
    }
    Cow::Owned(crisp)
}

fn drawn(picture: &StoredPicture) -> Option<StoredPicture> {
    // A GIF may move, and photographs are not flat.
    if !matches!(picture.media, MediaType::Png | MediaType::Webp) {
        return None;
    }
    let trace = trace(&picture.bytes).filter(|trace| trace.difference.is_faithful())?;
    Some(StoredPicture {
        // The whole name stays, so that no other picture has the same.
        name: format!("{}.svg", picture.name),
        media: MediaType::Svg,
        bytes: Arc::new(trace.svg.into_bytes()),
        ..picture.clone()
    })
}

fn drawing(pixels: &[Rgba], width: usize, height: usize) -> Option<String> {
    let layers = palette::layers(pixels, width, height)?;
    let fields: Vec<Field> = layers.coverage.iter().map(|coverage| field::edges(coverage, SCALE)).collect();
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">"#
    );
    let ground = layers.colours[0];
    if ground[3] > 0 {
        let _ = write!(svg, r#"<path d="M0,0H{width}V{height}H0Z"{}/>"#, fill(ground));
    }
    for (n, colour) in layers.colours.iter().enumerate().skip(1) {
        let mut shape = BezPath::new();
        for outline in outline::outlines(&shape_of(&fields, n)) {
            let points: Vec<Point> =
                outline.iter().map(|point| (point.to_vec2() / SCALE as f64).to_point()).collect();
            shape.extend(curve::curve(&points).iter().flatten());
        }
        if !shape.is_empty() {
            shape.elements_mut().iter_mut().for_each(round);
            let _ = write!(svg, r#"<path d="{}"{} fill-rule="evenodd"/>"#, shape.to_svg(), fill(*colour));
        }
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

/// Where a colour is drawn, as a field above zero: where it is seen, and a
/// little under its neighbours that are drawn after it.
fn shape_of(fields: &[Field], n: usize) -> Field {
    let own = &fields[n];
    let spread = own.spread(TRAP);
    let most = |fields: &[Field], at: usize| {
        fields.iter().map(|field| field.samples[at]).fold(f32::NEG_INFINITY, f32::max)
    };
    let mut shape = own.clone();
    for (at, sample) in shape.samples.iter_mut().enumerate() {
        let (earlier, later) = (most(&fields[..n], at), most(&fields[n + 1..], at));
        let seen = own.samples[at] - earlier.max(later);
        let under = (spread.samples[at] - 0.5).min(later - earlier);
        *sample = seen.max(under);
    }
    shape
}

/// Hundredths of a pixel are finer than any press.
fn round(element: &mut PathEl) {
    let round = |point: &mut Point| {
        *point = Point::new((point.x * 100.0).round() / 100.0, (point.y * 100.0).round() / 100.0);
    };
    match element {
        PathEl::MoveTo(a) | PathEl::LineTo(a) => round(a),
        PathEl::QuadTo(a, b) => [a, b].into_iter().for_each(round),
        PathEl::CurveTo(a, b, c) => [a, b, c].into_iter().for_each(round),
        PathEl::ClosePath => {}
    }
}

fn fill([r, g, b, a]: Rgba) -> String {
    let mut fill = format!(r##" fill="#{r:02x}{g:02x}{b:02x}""##);
    if a < 255 {
        let _ = write!(fill, r#" fill-opacity="{:.3}""#, f32::from(a) / 255.0);
    }
    fill
}

/// Draws the drawing at the picture's size and compares them.
fn difference(svg: &str, pixels: &[Rgba], width: u32, height: u32) -> Option<Difference> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).ok()?;
    let mut drawn = tiny_skia::Pixmap::new(width, height)?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut drawn.as_mut());
    let (mut sum, mut apart) = (0.0, 0);
    for (drawn, pixel) in drawn.pixels().iter().zip(pixels) {
        // Multiplied by alpha, since what cannot be seen has no colour.
        let [r, g, b, a] = pixel.map(f64::from);
        let pixel = [r * a / 255.0, g * a / 255.0, b * a / 255.0, a];
        let drawn = [drawn.red(), drawn.green(), drawn.blue(), drawn.alpha()].map(f64::from);
        let most = pixel.iter().zip(drawn).map(|(a, b)| (a - b).abs() / 255.0).fold(0.0, f64::max);
        sum += most;
        apart += usize::from(most > CLEARLY);
    }
    let count = pixels.len() as f64;
    Some(Difference { mean: sum / count, apart: apart as f64 / count })
}
