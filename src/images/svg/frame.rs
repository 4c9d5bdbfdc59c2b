//! The box of a drawing, to which browsers clip it (SVG 2, 8.2 and CSS Overflow 3, 3.3: the `overflow` of the
//! outermost element is hidden), and nothing else does.

use std::sync::{Arc, LazyLock};

use svgtypes::{Align, AspectRatio, ViewBox};
use usvg::fontdb::Database;
use usvg::roxmltree::{Document, Node as Element};
use usvg::{ClipPath, Group, Node, Rect, Tree};

use super::super::lettering;
use crate::fonts::BUILTIN;

/// How far a drawing may reach beyond its box, of its longer side: the half of a line along its edge
/// is not worth a change.
const NEAR: f32 = 0.005;
/// How much of a word may: the book's letters may be wider than those of the program that drew it.
const OF_WORDS: f32 = 1.0 / 3.0;
/// The name of the box.
const NAME: &str = "box-of-the-drawing";

/// Fonts to measure words with.
pub(super) fn shelf() -> Arc<Database> {
    static SHELF: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(lettering::shelf(&BUILTIN)));
    Arc::clone(&SHELF)
}

/// The drawing clipped to its box; none where it does not reach beyond it.
pub(super) fn clipped(text: &str, tree: &Tree) -> Option<String> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let near = NEAR * width.max(height);
    let inside = Rect::from_ltrb(-near, -near, width + near, height + near)?;
    if !reaches_out(tree.root(), inside) {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    let drawn = |child: &Element| {
        child.is_element() && !matches!(child.tag_name().name(), "title" | "desc" | "metadata")
    };
    let from = root.children().find(drawn)?.range().start;
    let to = root.last_child()?.range().end;
    let [x, y, width, height] = shown(root, width.into(), height.into());
    let mut name = NAME.to_owned();
    while text.contains(&name) {
        name.push('-');
    }
    let (before, rest) = text.split_at(from);
    let (content, after) = rest.split_at(to - from);
    Some(format!(
        "{before}<clipPath id=\"{name}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath>\
         <g clip-path=\"url(#{name})\">{content}</g>{after}"
    ))
}

/// What is seen of a drawing of such a width and height, in its own units: where it begins, its
/// width and height.
fn shown(root: Element, width: f64, height: f64) -> [f64; 4] {
    let view = root.attribute("viewBox").and_then(|view| view.parse::<ViewBox>().ok());
    let Some(view) = view else { return [0.0, 0.0, width, height] };
    let aspect = root.attribute("preserveAspectRatio").and_then(|it| it.parse::<AspectRatio>().ok());
    let aspect = aspect.unwrap_or_default();
    let (across, down) = match aspect.align {
        Align::None => return [view.x, view.y, view.w, view.h],
        Align::XMinYMin => (0.0, 0.0),
        Align::XMidYMin => (0.5, 0.0),
        Align::XMaxYMin => (1.0, 0.0),
        Align::XMinYMid => (0.0, 0.5),
        Align::XMidYMid => (0.5, 0.5),
        Align::XMaxYMid => (1.0, 0.5),
        Align::XMinYMax => (0.0, 1.0),
        Align::XMidYMax => (0.5, 1.0),
        Align::XMaxYMax => (1.0, 1.0),
    };
    let (by_width, by_height) = (width / view.w, height / view.h);
    let scale = if aspect.slice { by_width.max(by_height) } else { by_width.min(by_height) };
    let (wide, high) = (width / scale, height / scale);
    [view.x - (wide - view.w) * across, view.y - (high - view.h) * down, wide, high]
}

/// Whether anything of a group that is seen is outside a box.
fn reaches_out(group: &Group, inside: Rect) -> bool {
    let within = |it: Rect| {
        it.left() >= inside.left()
            && it.right() <= inside.right()
            && it.top() >= inside.top()
            && it.bottom() <= inside.bottom()
    };
    // What is clipped to a part of the box is seen there alone.
    let part = |clip: &ClipPath| {
        clip.root().abs_bounding_box().transform(group.abs_transform().pre_concat(clip.transform()))
    };
    if group.clip_path().and_then(part).is_some_and(within) {
        return false;
    }
    if !group.filters().is_empty() {
        return !within(group.abs_layer_bounding_box().to_rect());
    }
    group.children().iter().any(|child| match child {
        Node::Group(group) => reaches_out(group, inside),
        Node::Path(path) => path.is_visible() && !within(path.abs_stroke_bounding_box()),
        Node::Image(image) => image.is_visible() && !within(image.abs_bounding_box()),
        Node::Text(words) => {
            let words = words.abs_bounding_box();
            let out = |before: f32, after: f32, long: f32| before.max(after) > long * OF_WORDS;
            out(inside.left() - words.left(), words.right() - inside.right(), words.width())
                || out(inside.top() - words.top(), words.bottom() - inside.bottom(), words.height())
        }
    })
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{Pixmap, Transform};

    use super::*;

    /// The drawing clipped, and how much of what it draws is within its box and outside, in pixels
    /// of a canvas that is three times as wide and high.
    fn drawn(svg: &str) -> (Option<String>, [usize; 2]) {
        let options = usvg::Options { fontdb: shelf(), ..usvg::Options::default() };
        let tree = Tree::from_str(svg, &options).unwrap();
        let clipped = clipped(svg, &tree);
        let tree = Tree::from_str(clipped.as_deref().unwrap_or(svg), &options).unwrap();
        let (width, height) = (tree.size().width(), tree.size().height());
        let mut canvas = Pixmap::new(3 * width as u32, 3 * height as u32).unwrap();
        resvg::render(&tree, Transform::from_translate(width, height), &mut canvas.as_mut());
        let across = canvas.width();
        let mut counts = [0, 0];
        for (at, pixel) in canvas.pixels().iter().enumerate().filter(|(_, pixel)| pixel.alpha() > 0) {
            let (x, y) = (at as u32 % across, at as u32 / across);
            let inside = (across / 3..2 * across / 3).contains(&x)
                && (canvas.height() / 3..2 * canvas.height() / 3).contains(&y);
            counts[usize::from(!inside)] += usize::from(pixel.alpha() > 0);
        }
        (clipped, counts)
    }

    #[test]
    fn what_reaches_beyond_the_box_is_not_seen() {
        let rect = "<title>Box</title><rect x=\"-50\" y=\"10\" width=\"300\" height=\"10\"/>";
        for (attributes, inside) in [
            ("width=\"100\" height=\"60\"", 1000),
            ("width=\"100\" height=\"60\" viewBox=\"0 0 50 30\"", 2000),
            // The box is wider than what the view shows: all of it is seen.
            ("width=\"100\" height=\"30\" viewBox=\"0 0 30 30\"", 1000),
            ("width=\"100\" height=\"30\" viewBox=\"0 0 50 30\" preserveAspectRatio=\"none\"", 1000),
            ("width=\"40\" height=\"40\" viewBox=\"0 0 80 40\" preserveAspectRatio=\"xMinYMin slice\"", 400),
        ] {
            let (clipped, [within, without]) =
                drawn(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}>{rect}</svg>"));
            assert_eq!((within, without), (inside, 0), "{attributes}: {clipped:?}");
            // Once is enough.
            assert_eq!(drawn(&clipped.unwrap()).0, None);
        }
    }

    #[test]
    fn what_stays_within_it_is_left_as_it_is() {
        for inside in [
            "<rect width=\"100\" height=\"60\"/>",
            "<text x=\"60\" y=\"40\" font-size=\"20\">Word</text>",
            "<clipPath id=\"a\"><rect width=\"9\" height=\"9\"/></clipPath><g clip-path=\"url(#a)\"><rect width=\"900\" height=\"9\"/></g>",
        ] {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"60\">{inside}</svg>"
            );
            assert_eq!(drawn(&svg).0, None, "{inside}");
        }
        let parked = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"60\"><text x=\"150\" y=\"40\">Parked</text></svg>";
        assert_eq!(drawn(parked).1, [0, 0]);
    }
}
