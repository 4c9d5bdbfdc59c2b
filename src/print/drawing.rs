//! Drawings as shapes in inks.
//!
//! The layout engine embeds SVG as RGB, which a press would convert as it
//! likes. A drawing of plain shapes can be handed to the theme instead, with
//! each colour in the theme's inks.

use serde::Serialize;
use usvg::tiny_skia_path::PathSegment;
use usvg::{BlendMode, FillRule, Group, LineCap, LineJoin, Node, Opacity, Paint, PaintOrder};

use crate::images::lettering;
use crate::theme::{Colour, Ink, Theme};

/// A drawing, in its own units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drawing {
    width: f32,
    height: f32,
    shapes: Vec<Shape>,
}

/// A shape, filled and then stroked.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Shape {
    fill: Option<Ink>,
    even_odd: bool,
    stroke: Option<Stroke>,
    path: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Stroke {
    ink: Ink,
    thickness: f32,
    cap: &'static str,
    join: &'static str,
    miter_limit: f32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "to", content = "at", rename_all = "lowercase")]
enum Segment {
    Move([f32; 2]),
    Line([f32; 2]),
    Quad([f32; 4]),
    Curve([f32; 6]),
    Close,
}

/// The shapes of an SVG file; none where it cannot be read, or has what inks
/// cannot say: colours that flow or shine through, masks, pictures, text.
pub fn drawing(svg: &[u8], theme: &Theme) -> Option<Drawing> {
    // Words need fonts, and without any would not be there at all.
    if lettering::has_words(svg) {
        return None;
    }
    let tree = usvg::Tree::from_data(svg, &usvg::Options::default()).ok()?;
    let mut shapes = Vec::new();
    collect(tree.root(), theme, &mut shapes)?;
    Some(Drawing { width: tree.size().width(), height: tree.size().height(), shapes })
}

fn collect(group: &Group, theme: &Theme, shapes: &mut Vec<Shape>) -> Option<()> {
    let plain = group.opacity() == Opacity::ONE
        && group.blend_mode() == BlendMode::Normal
        && group.clip_path().is_none()
        && group.mask().is_none()
        && group.filters().is_empty();
    if !plain {
        return None;
    }
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, theme, shapes)?,
            Node::Path(path) if path.is_visible() => shapes.extend(shape(path, theme)?),
            Node::Path(_) => {}
            Node::Image(_) | Node::Text(_) => return None,
        }
    }
    Some(())
}

/// One shape, or two where the stroke lies under the fill.
fn shape(path: &usvg::Path, theme: &Theme) -> Option<Vec<Shape>> {
    let transform = path.abs_transform();
    // A stroke that is thicker one way than another is no stroke of ours.
    let (across, down) = transform.get_scale();
    let skewed = (transform.sx * transform.kx + transform.ky * transform.sy).abs() > 1e-3 * across * down;
    let segments = segments(&path.data().clone().transform(transform)?);
    let fill = match path.fill() {
        Some(fill) => Some(ink(fill.paint(), fill.opacity(), theme)?),
        None => None,
    };
    let stroke = match path.stroke() {
        Some(stroke) => {
            if skewed || (across - down).abs() > 1e-3 * across || stroke.dasharray().is_some() {
                return None;
            }
            Some(Stroke {
                ink: ink(stroke.paint(), stroke.opacity(), theme)?,
                thickness: stroke.width().get() * across,
                cap: match stroke.linecap() {
                    LineCap::Butt => "butt",
                    LineCap::Round => "round",
                    LineCap::Square => "square",
                },
                join: match stroke.linejoin() {
                    LineJoin::Miter | LineJoin::MiterClip => "miter",
                    LineJoin::Round => "round",
                    LineJoin::Bevel => "bevel",
                },
                miter_limit: stroke.miterlimit().get(),
            })
        }
        None => None,
    };
    let even_odd = path.fill().is_some_and(|fill| fill.rule() == FillRule::EvenOdd);
    let whole = Shape { fill, even_odd, stroke, path: segments };
    if path.paint_order() == PaintOrder::StrokeAndFill && whole.fill.is_some() && whole.stroke.is_some() {
        let under = Shape { fill: None, ..whole.clone() };
        return Some(vec![under, Shape { stroke: None, ..whole }]);
    }
    Some(vec![whole])
}

fn ink(paint: &Paint, opacity: Opacity, theme: &Theme) -> Option<Ink> {
    match paint {
        Paint::Color(colour) if opacity == Opacity::ONE => {
            Some(theme.ink(Colour { rgb: [colour.red, colour.green, colour.blue] }))
        }
        _ => None,
    }
}

fn segments(path: &usvg::tiny_skia_path::Path) -> Vec<Segment> {
    path.segments()
        .map(|segment| match segment {
            PathSegment::MoveTo(p) => Segment::Move([p.x, p.y]),
            PathSegment::LineTo(p) => Segment::Line([p.x, p.y]),
            PathSegment::QuadTo(a, p) => Segment::Quad([a.x, a.y, p.x, p.y]),
            PathSegment::CubicTo(a, b, p) => Segment::Curve([a.x, a.y, b.x, b.y, p.x, p.y]),
            PathSegment::Close => Segment::Close,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(inside: &str) -> Option<Drawing> {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{inside}</svg>"#);
        drawing(svg.as_bytes(), &Theme::builtin())
    }

    #[test]
    fn plain_shapes_have_inks() {
        let made = drawn(r##"<g fill="#ffd166" transform="translate(4 2) scale(2)"><path d="M0 0h10v10z" stroke="#1d2433" stroke-width="3"/></g>"##).unwrap();
        let shape = &made.shapes[0];
        assert_eq!(shape.fill.map(|ink| ink.cmyk), Some([0, 20, 70, 0]));
        assert_eq!(
            shape.stroke.as_ref().map(|stroke| (stroke.ink.cmyk[3], stroke.thickness)),
            Some((90, 6.0))
        );
        assert_eq!(shape.path[1], Segment::Line([24.0, 2.0]));
    }

    #[test]
    fn what_inks_cannot_say_stays_as_it_is() {
        for inside in [
            r#"<g opacity="0.5"><path d="M0 0h9v9z"/></g>"#,
            r#"<path d="M0 0h9v9z" fill-opacity="0.5"/>"#,
            r#"<defs><linearGradient id="g"><stop offset="0"/><stop offset="1" stop-color="red"/></linearGradient></defs><path d="M0 0h9v9z" fill="url(#g)"/>"#,
            r#"<path d="M0 0h9" stroke="red" stroke-dasharray="1 2"/>"#,
            r#"<path d="M0 0h9v9z"/><text y="9">Words</text>"#,
            r#"<g transform="scale(1 3)"><path d="M0 0h9" stroke="red"/></g>"#,
        ] {
            assert_eq!(drawn(inside), None, "{inside}");
        }
        assert_eq!(drawing(b"<svg", &Theme::builtin()), None);
    }

    #[test]
    fn every_pictogram_of_the_program_can_be_printed_in_inks() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictograms");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "svg")) {
            assert!(
                drawing(&std::fs::read(&file).unwrap(), &Theme::builtin()).is_some(),
                "{}",
                file.display()
            );
        }
    }
}
