//! Drawings as engines show them that know a part of SVG 1.1, which EPUBs are read on.
//!
//! Apple Books has none without a size, or with references by `href`; old engines and converters take no
//! style sheet within a drawing, no percentages, and set its words in a font that is not the book's, since
//! a picture has no part in the fonts of its page. Such drawings are written again as shapes.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use usvg::fontdb::{Database, Source};
use usvg::roxmltree::{Document, Node};

use crate::book::{Book, MediaType, StoredPicture};
use crate::fonts::{BUILTIN, Font};

/// The elements of plain drawings.
const PLAIN: &str = " svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop \
    clipPath title desc metadata ";
/// Attributes that say how large something is, or where.
const MEASURES: &str = " x y x1 y1 x2 y2 cx cy r rx ry fx fy width height stroke-width stroke-dashoffset ";

/// The book with drawings that any device shows. All other pictures are left alone.
pub fn portable(book: Cow<'_, Book>) -> Cow<'_, Book> {
    let families = &book.theme.fonts;
    let shelf = LazyLock::new(|| {
        let mut shelf = shelved(BUILTIN.iter().chain(&book.fonts));
        shelf.set_serif_family(&families.text);
        shelf.set_sans_serif_family(&families.display);
        shelf.set_monospace_family(&families.code);
        shelf.set_cursive_family(&families.display);
        shelf.set_fantasy_family(&families.display);
        Arc::new(shelf)
    });
    let redrawn = |picture: &StoredPicture| {
        let drawn = picture.media == MediaType::Svg && !is_portable(&picture.bytes);
        let options = || usvg::Options {
            fontdb: Arc::clone(&shelf),
            // As the layout engine sets words that name no family.
            font_family: families.display.clone(),
            ..usvg::Options::default()
        };
        drawn.then(|| as_shapes(&picture.bytes, &options())).flatten()
    };
    let pictures: Vec<Option<Vec<u8>>> = book.pictures.par_iter().map(redrawn).collect();
    if pictures.iter().all(Option::is_none) {
        drop(shelf);
        return book;
    }
    drop(shelf);
    let mut book = book.into_owned();
    for (picture, bytes) in book.pictures.iter_mut().zip(pictures) {
        if let Some(bytes) = bytes {
            picture.bytes = Arc::new(bytes);
        }
    }
    Cow::Owned(book)
}

/// Fonts as drawings look for them.
pub(super) fn shelved<'f>(fonts: impl Iterator<Item = &'f Font>) -> Database {
    let mut shelf = Database::new();
    let mut known = BTreeSet::new();
    for font in fonts {
        // A collection's faces share their file.
        if known.insert(font.data().as_slice().as_ptr()) {
            shelf.load_font_source(Source::Binary(Arc::new(font.data().clone())));
        }
    }
    shelf
}

/// The drawing as shapes, with its words as outlines; none where it cannot be read.
pub(super) fn as_shapes(svg: &[u8], options: &usvg::Options<'_>) -> Option<Vec<u8>> {
    let tree = usvg::Tree::from_data(svg, options).ok()?;
    // A hundredth of a pixel is not seen.
    let plain = usvg::WriteOptions {
        preserve_text: false,
        coordinates_precision: 3,
        indent: usvg::Indent::None,
        attributes_indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    };
    let (width, height) = (tree.size().width(), tree.size().height());
    let text = tree.to_string(&plain);
    // Its size alone does not say how to scale it.
    Some(text.replacen("<svg ", &format!("<svg viewBox=\"0 0 {width} {height}\" "), 1).into_bytes())
}

/// Whether every device shows a drawing as it is.
fn is_portable(svg: &[u8]) -> bool {
    let text = std::str::from_utf8(svg).unwrap_or_default();
    let Ok(document) = Document::parse(text.trim_start_matches('\u{feff}')) else { return true };
    let root = document.root_element();
    let sized = ["width", "height"].iter().all(|side| root.attribute(*side).is_some_and(is_length));
    sized && root.has_attribute("viewBox") && root.descendants().filter(Node::is_element).all(is_plain)
}

/// A number above nought, in pixels or in a unit of print.
fn is_length(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &value[number.len()..];
    number.parse::<f64>().is_ok_and(|number| number > 0.0 && number.is_finite())
        && ["", "px", "pt", "mm", "cm", "in"].contains(&unit)
}

fn is_plain(node: Node<'_, '_>) -> bool {
    // What is not SVG is metadata of the program that drew it.
    if node.tag_name().namespace() != Some("http://www.w3.org/2000/svg") {
        return true;
    }
    let named = |list: &str, name: &str| list.contains(&format!(" {name} "));
    let root = node.parent_element().is_none();
    named(PLAIN, node.tag_name().name())
        && node.attributes().all(|attribute| {
            let (name, value) = (attribute.name(), attribute.value());
            let measured = !root && named(MEASURES, name) && value.ends_with('%');
            let later = ["currentColor", "currentcolor", "var(", "calc(", "rgba(", "hsl"];
            !measured && name != "href" && !later.iter().any(|word| value.contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(root: &str, inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" {root}>{inside}</svg>"
        )
    }

    #[test]
    fn plain_drawings_stay_and_all_others_are_told() {
        let sized = "width=\"10\" height=\"10pt\" viewBox=\"0 0 10 10\"";
        for inside in [
            "<path d=\"M0 0h1\" style=\"fill:red\"/>",
            "<g fill=\"none\"><circle cx=\"1\" cy=\"2\" r=\"1\" transform=\"scale(2)\" fill=\"url(#a)\"/></g>",
        ] {
            assert!(is_portable(drawing(sized, inside).as_bytes()), "{inside}");
        }
        for inside in [
            "<style>path{fill:red}</style><path d=\"M0 0h1\"/>",
            "<text>One</text>",
            "<use xlink:href=\"#a\"/>",
            "<rect width=\"50%\" height=\"1\"/>",
            "<path stroke=\"currentColor\" d=\"M0 0h1\"/>",
            "<path fill=\"rgba(0,0,0,.5)\" d=\"M0 0h1\"/>",
            "<linearGradient href=\"#a\"/>",
            "<switch><g/></switch>",
        ] {
            assert!(!is_portable(drawing(sized, inside).as_bytes()), "{inside}");
        }
        for root in [
            "",
            "viewBox=\"0 0 10 10\"",
            "width=\"100%\" height=\"100%\" viewBox=\"0 0 10 10\"",
            "width=\"10\" height=\"10\"",
            "width=\"10em\" height=\"10\" viewBox=\"0 0 10 10\"",
            "width=\"0\" height=\"10\" viewBox=\"0 0 10 10\"",
        ] {
            assert!(!is_portable(drawing(root, "").as_bytes()), "{root}");
        }
    }

    #[test]
    fn what_is_written_again_is_portable() {
        let odd = "<style>.a{stroke:red}</style><defs><g id=\"s\"><rect class=\"a\" width=\"50%\" height=\"4\"/></g></defs>\
            <use href=\"#s\"/><text x=\"1\" y=\"9\">One <tspan dy=\"1\">two</tspan></text>\
            <path d=\"M0 0h1\" stroke=\"currentColor\"/>";
        let options = usvg::Options { fontdb: Arc::new(shelved(BUILTIN.iter())), ..usvg::Options::default() };
        for root in ["", "viewBox=\"-5 -5 20 20\"", "width=\"100%\" height=\"50%\" viewBox=\"0 0 20 10\""] {
            let shapes = as_shapes(drawing(root, odd).as_bytes(), &options).expect("it can be read");
            assert!(is_portable(&shapes), "{}", String::from_utf8_lossy(&shapes));
            assert!(!String::from_utf8_lossy(&shapes).contains("<text"));
        }
    }
}
