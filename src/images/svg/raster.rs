//! What a drawing costs in pixels. Filters are drawn so in any format, since PDF has nothing for
//! them: their canvas, and each of their steps, takes memory and time by the pixel. So do the
//! pictures within, and on a screen and in a poster's PNG every shape and every dash of a line.

use std::iter::successors;

use usvg::filter::Kind;
use usvg::tiny_skia_path::{PathSegment, Point};
use usvg::{ClipPath, Group, ImageKind, Mask, Node, Paint, Path, Rect, Tree};

/// Nanoseconds that the filters of a drawing may take, as reckoned below.
const MOST_TIME: f64 = 2e9;
/// Bytes that the canvases of one filter may take.
const MOST_BYTES: f64 = (448_u32 << 20) as f64;
/// How often a drawing may cover itself: shapes that lie on each other, and layers that shine through.
const MOST_COVERS: f64 = 2_000.0;
/// Dashes of all its lines.
const MOST_DASHES: f64 = 200_000.0;
/// Clips within clips. PDF/A lets graphics states be kept 28 deep (ISO 19005-2, 6.1.13), of which
/// the page takes some.
const MOST_CLIPS: usize = 20;
/// How wide a drawing is shown, in points: as a pictogram of a poster at least, and at most as
/// wide as a handbook's column.
const SHOWN: [f64; 2] = [200.0, 500.0];
/// Points to the pixel of a drawing, and pixels to the point of a filter.
const POINTS: f64 = 0.75;
const FINENESS: f64 = 4.0;
/// The largest canvas of a filter, in pixels a side.
const LARGEST: f64 = 5_000.0;

/// Goes through what the PDF draws; `picture` looks at each picture within, and says what is
/// wrong with it.
pub(crate) fn check(tree: &Tree, picture: &mut dyn FnMut(&[u8]) -> Result<(), String>) -> Result<(), String> {
    let width = f64::from(tree.size().width().max(tree.size().height()));
    let shown = (width * POINTS).clamp(SHOWN[0], SHOWN[1]);
    let mut plate = RasterCost {
        scale: shown * FINENESS / width,
        area: f64::from(tree.size().width()) * f64::from(tree.size().height()),
        time: 0.0,
        overdraw: 0.0,
        dashes: 0.0,
        picture,
    };
    plate.lines(tree.root(), 0)
}

struct RasterCost<'p> {
    /// Pixels to the unit of the drawing.
    scale: f64,
    /// The drawing's own size, in square units.
    area: f64,
    /// Nanoseconds so far.
    time: f64,
    overdraw: f64,
    dashes: f64,
    picture: &'p mut dyn FnMut(&[u8]) -> Result<(), String>,
}

impl RasterCost<'_> {
    fn spend(&mut self, time: f64) -> Result<(), String> {
        self.time += time;
        if self.time > MOST_TIME {
            return Err("its filters would take too long to draw".to_owned());
        }
        Ok(())
    }

    /// Takes note of a box that is painted so many times.
    fn cover(&mut self, painted: Rect, times: f64) -> Result<(), String> {
        self.overdraw += times * (area(painted) / self.area).min(1.0);
        if self.overdraw > MOST_COVERS {
            return Err(format!("its shapes lie on each other more than {MOST_COVERS} deep"));
        }
        Ok(())
    }

    /// Takes note of a line's dashes.
    fn dash(&mut self, path: &Path) -> Result<(), String> {
        let Some(dashes) = path.stroke().and_then(usvg::Stroke::dasharray) else { return Ok(()) };
        let period: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
        self.dashes += outline(path) / period * dashes.len() as f64 / 2.0;
        if self.dashes > MOST_DASHES {
            return Err(format!("its lines have more than {MOST_DASHES} dashes"));
        }
        Ok(())
    }

    /// What is drawn in lines, within so many clips.
    fn lines(&mut self, group: &Group, mut clips: usize) -> Result<(), String> {
        if !group.filters().is_empty() {
            return self.filtered(group);
        }
        if group.should_isolate() {
            self.cover(group.abs_bounding_box(), 3.0)?;
        }
        for clip in clip_paths(group) {
            clips += 1;
            if clips > MOST_CLIPS {
                return Err(format!(
                    "it clips within clips more than {MOST_CLIPS} deep, which PDF/A forbids"
                ));
            }
            self.lines(clip.root(), clips)?;
        }
        for mask in masks(group) {
            self.lines(mask.root(), 0)?;
        }
        for child in group.children() {
            match child {
                Node::Group(group) => self.lines(group, clips)?,
                Node::Path(path) => {
                    self.cover(path.abs_stroke_bounding_box(), 1.0)?;
                    self.dash(path)?;
                    for pattern in patterns(path) {
                        self.lines(pattern, 0)?;
                    }
                }
                Node::Image(image) => self.image(image.kind(), clips)?,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn image(&mut self, image: &ImageKind, clips: usize) -> Result<(), String> {
        match image {
            ImageKind::PNG(bytes)
            | ImageKind::JPEG(bytes)
            | ImageKind::GIF(bytes)
            | ImageKind::WEBP(bytes) => (self.picture)(bytes),
            ImageKind::SVG(tree) => self.lines(tree.root(), clips),
        }
    }

    /// A group that is drawn in pixels with its filters.
    fn filtered(&mut self, group: &Group) -> Result<(), String> {
        let layer = group.abs_layer_bounding_box();
        let (width, height) = (f64::from(layer.width()), f64::from(layer.height()));
        let scale = self.scale.min(LARGEST / width).min(LARGEST / height);
        let pixels = width * height * scale * scale;
        self.spend(pixels * 35.0)?;
        for filter in group.filters() {
            if pixels * 4.0 * (filter.primitives().len() + 2) as f64 > MOST_BYTES {
                return Err("its filters would take too much memory".to_owned());
            }
            for primitive in filter.primitives() {
                let each = match primitive.kind() {
                    Kind::Turbulence(it) => 100.0 * f64::from(it.num_octaves()),
                    Kind::ConvolveMatrix(it) => {
                        4.0 * f64::from(it.matrix().columns()) * f64::from(it.matrix().rows())
                    }
                    Kind::Morphology(it) => {
                        let across = f64::from(it.radius_x().get()) * scale * 2.0;
                        4.0 * across.max(1.0) * (f64::from(it.radius_y().get()) * scale * 2.0).max(1.0)
                    }
                    Kind::Image(it) => {
                        self.pixels(it.root(), scale, pixels)?;
                        40.0
                    }
                    _ => 40.0,
                };
                self.spend(pixels * each)?;
            }
        }
        self.content(group, scale, pixels)
    }

    /// A group on a canvas of so many pixels.
    fn pixels(&mut self, group: &Group, scale: f64, canvas: f64) -> Result<(), String> {
        if !group.filters().is_empty() {
            return self.filtered(group);
        }
        if group.should_isolate() {
            self.spend(canvas * 4.0)?;
        }
        for clip in clip_paths(group) {
            self.spend(canvas * 4.0)?;
            self.pixels(clip.root(), scale, canvas)?;
        }
        for mask in masks(group) {
            self.spend(canvas * 8.0)?;
            self.pixels(mask.root(), scale, canvas)?;
        }
        self.content(group, scale, canvas)
    }

    fn content(&mut self, group: &Group, scale: f64, canvas: f64) -> Result<(), String> {
        for child in group.children() {
            match child {
                Node::Group(group) => self.pixels(group, scale, canvas)?,
                Node::Path(path) => {
                    let area = area(path.abs_stroke_bounding_box()) * scale * scale;
                    self.spend(500.0 + 2.0 * area.min(canvas))?;
                    self.dash(path)?;
                    for pattern in patterns(path) {
                        self.spend(4.0 * area.min(canvas))?;
                        self.pixels(pattern, scale, canvas)?;
                    }
                }
                Node::Image(image) => {
                    self.spend(4.0 * canvas)?;
                    self.image(image.kind(), 0)?;
                }
                Node::Text(_) => {}
            }
        }
        Ok(())
    }
}

/// The area of a box, in square units.
fn area(of: Rect) -> f64 {
    f64::from(of.width()) * f64::from(of.height())
}

/// What a group is clipped to, with what that is clipped to in turn.
fn clip_paths(group: &Group) -> impl Iterator<Item = &ClipPath> {
    successors(group.clip_path(), |clip| clip.clip_path())
}

/// What a group is seen through, with what that is seen through in turn.
fn masks(group: &Group) -> impl Iterator<Item = &Mask> {
    successors(group.mask(), |mask| mask.mask())
}

/// How long a path is at most, in its own units: its curves lie within what controls them.
fn outline(path: &Path) -> f64 {
    let (mut length, mut at, mut start) = (0.0, Point::zero(), Point::zero());
    for segment in path.data().segments() {
        let through = match segment {
            PathSegment::MoveTo(to) => {
                (at, start) = (to, to);
                continue;
            }
            PathSegment::LineTo(to) => [to, to, to],
            PathSegment::QuadTo(control, to) => [control, to, to],
            PathSegment::CubicTo(first, second, to) => [first, second, to],
            PathSegment::Close => [start, start, start],
        };
        for to in through {
            length += f64::from(at.distance(to));
            at = to;
        }
    }
    length
}

/// What the patterns of a path draw.
fn patterns(path: &Path) -> impl Iterator<Item = &Group> {
    let paints = [path.fill().map(usvg::Fill::paint), path.stroke().map(usvg::Stroke::paint)];
    paints.into_iter().flatten().filter_map(|paint| match paint {
        Paint::Pattern(pattern) => Some(pattern.root()),
        _ => None,
    })
}
