//! The book without colour, for presses and printers that have none.
//!
//! Each colour becomes the grey of the same luminance, so every contrast stays
//! what it was. Phases are then told apart by what is there anyway: their
//! number and its place on the path, the height of their tab, their name.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use usvg::roxmltree::Document;

use crate::book::{Book, MediaType, StoredPicture};
use crate::theme::{Colour, PhaseColours, Theme};

/// The same book in greys.
pub(super) fn book(book: &Book) -> Book {
    let mut book = book.clone();
    theme(&mut book.theme);
    for chapter in book.chapters_mut() {
        shades(&mut chapter.colours);
    }
    for phase in &mut book.phases {
        shades(&mut phase.colours);
    }
    let logo = book.logo.light.iter_mut().chain(&mut book.logo.dark);
    for picture in book.pictures.iter_mut().chain(logo) {
        self::picture(picture);
    }
    book
}

fn theme(theme: &mut Theme) {
    let colours = &mut theme.colours;
    for colour in [
        &mut colours.ink,
        &mut colours.paper,
        &mut colours.muted,
        &mut colours.rule,
        &mut colours.wash,
        &mut colours.link,
        &mut colours.card,
        &mut colours.mark,
        &mut theme.cover.ground,
        &mut theme.cover.on,
    ] {
        *colour = grey(*colour);
    }
    theme.all_shades_mut().for_each(shades);
}

fn shades(colours: &mut PhaseColours) {
    let PhaseColours { ground, on, tint, ink, bar } = colours;
    for colour in [ground, on, tint, ink, bar] {
        *colour = grey(*colour);
    }
}

/// The grey of the same relative luminance.
fn grey(colour: Colour) -> Colour {
    let y = colour.luminance();
    let channel = if y <= 0.003_130_8 { y * 12.92 } else { 1.055 * y.powf(1.0 / 2.4) - 0.055 };
    // From 0 to 1, hence from 0 to 255.
    let level = (channel * 255.0).round() as u8;
    Colour { rgb: [level; 3] }
}

/// A picture in greys. One that cannot be read stays as it is.
fn picture(picture: &mut StoredPicture) {
    let changed = match picture.media {
        MediaType::Svg => svg(&picture.bytes),
        MediaType::Png | MediaType::Jpeg | MediaType::Gif | MediaType::Webp => raster(&picture.bytes),
    };
    if let Some(bytes) = changed {
        if picture.media != MediaType::Svg {
            picture.media = MediaType::Png;
            // The engine goes by the ending.
            picture.name.push_str(".png");
        }
        picture.bytes = Arc::new(bytes);
    }
}

fn raster(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = image::load_from_memory(bytes).ok()?;
    let mut png = Cursor::new(Vec::new());
    // With its transparency.
    let grey = image::DynamicImage::ImageLumaA8(image.to_luma_alpha8());
    grey.write_to(&mut png, image::ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// The properties of SVG and CSS that are colours.
const COLOURS: [&str; 6] = ["fill", "stroke", "color", "stop-color", "flood-color", "lighting-color"];

/// A drawing with its colours as greys, whichever way they are written: as attributes, in
/// `style` attributes, in style sheets, and as pictures of pixels within it.
fn svg(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let document = Document::parse(text).ok()?;
    let mut changes: BTreeMap<usize, (usize, String)> = BTreeMap::new();
    let mut change = |range: Range<usize>, grey: Option<String>| {
        if let Some(grey) = grey {
            changes.insert(range.start, (range.end, grey));
        }
    };
    for node in document.descendants() {
        for attribute in node.attributes() {
            let range = attribute.range_value();
            if COLOURS.contains(&attribute.name()) {
                change(range.clone(), value(&text[range]));
            } else if attribute.name() == "style" {
                change(range.clone(), Some(declarations(&text[range])));
            } else if attribute.name() == "href" && node.has_tag_name((SVG, "image")) {
                change(range, within(attribute.value()));
            }
        }
        if node.is_text() && node.parent_element().is_some_and(|parent| parent.has_tag_name((SVG, "style"))) {
            change(node.range(), Some(declarations(&text[node.range()])));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (start, (end, grey)) in changes {
        out.push_str(&text[from..start]);
        out.push_str(&grey);
        from = end;
    }
    out.push_str(&text[from..]);
    Some(out.into_bytes())
}

/// The grey of a picture that stands within a drawing, as such an address too.
fn within(address: &str) -> Option<String> {
    let (kind, data) = address.trim().split_once(',')?;
    let coded = kind.starts_with("data:") && kind.to_ascii_lowercase().ends_with(";base64");
    let data: String = data.chars().filter(|c| coded && !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(data).ok()?;
    if kind.starts_with("data:image/svg") {
        return Some(format!("{kind},{}", STANDARD.encode(svg(&bytes)?)));
    }
    let grey = raster(&bytes)?;
    Some(format!("data:image/png;base64,{}", STANDARD.encode(grey)))
}

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

/// The declarations of a style sheet with their colours as greys.
fn declarations(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(colon) = rest.find(':') {
        let name = rest[..colon].trim_end();
        let name = &name[name.rfind(|c: char| !c.is_alphanumeric() && c != '-').map_or(0, |at| at + 1)..];
        out.push_str(&rest[..=colon]);
        rest = &rest[colon + 1..];
        if COLOURS.contains(&name.to_ascii_lowercase().as_str()) {
            let end = rest.find([';', '}', '!']).unwrap_or(rest.len());
            out.push_str(&value(&rest[..end]).unwrap_or_else(|| rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    out + rest
}

/// The grey of a colour as SVG and CSS write colours: by name, in hexadecimal, as
/// `rgb()` or `hsl()`. None for what is no colour, such as `none` and `url(#a)`.
fn value(written: &str) -> Option<String> {
    let colour: svgtypes::Color = written.trim().parse().ok()?;
    let [level, ..] = grey(Colour { rgb: [colour.red, colour.green, colour.blue] }).rgb;
    Some(match colour.alpha {
        u8::MAX => format!("#{level:02x}{level:02x}{level:02x}"),
        alpha => format!("rgba({level}, {level}, {level}, {:.3})", f64::from(alpha) / 255.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::contrast;

    #[test]
    fn greys_stay_readable() {
        let mut greys = Theme::builtin();
        theme(&mut greys);
        for pair in contrast::pairs(&greys) {
            assert!(pair.ratio() >= contrast::LEAST, "{pair:?}: {:.2}", pair.ratio());
        }
    }

    #[test]
    fn pictures_within_drawings_lose_their_colours_too() {
        let mut red = Cursor::new(Vec::new());
        let pixel = image::RgbImage::from_pixel(2, 3, image::Rgb([255, 0, 0]));
        pixel.write_to(&mut red, image::ImageFormat::Png).unwrap();
        let coded = STANDARD.encode(red.into_inner());
        let (head, tail) = coded.split_at(20);
        let drawing = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="data:image/png;base64,{head}
            {tail}" width="2"/><a x:href="data:,x"/></svg>"#
        );
        let grey = String::from_utf8(svg(drawing.as_bytes()).unwrap()).unwrap();
        let (before, rest) = grey.split_once("data:image/png;base64,").unwrap();
        let (data, after) = rest.split_once('"').unwrap();
        assert!(before.ends_with(r#"<image x:href=""#), "{before}");
        assert_eq!(after, r#" width="2"/><a x:href="data:,x"/></svg>"#);
        let found = image::load_from_memory(&STANDARD.decode(data).unwrap()).unwrap().to_rgb8();
        assert_eq!(found.dimensions(), (2, 3));
        assert!(found.pixels().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[1] == pixel.0[2]));
    }

    #[test]
    fn drawings_lose_their_colours_and_nothing_else() {
        for (drawn, expected) in [
            (
                r##"<a fill="#ff0000" stroke="#0f0">#1 of 2</a>"##,
                r##"<a fill="#7f7f7f" stroke="#dcdcdc">#1 of 2</a>"##,
            ),
            (r##"<a fill="red" stroke="rgb(0, 255, 0)"/>"##, r##"<a fill="#7f7f7f" stroke="#dcdcdc"/>"##),
            (r##"<a fill="hsla(0, 100%, 50%, 0.5)"/>"##, r##"<a fill="rgba(127, 127, 127, 0.502)"/>"##),
            (r##"<a fill="url(#abc)" stroke="none"/>"##, r##"<a fill="url(#abc)" stroke="none"/>"##),
            (
                r##"<a style="x:url(#abc); fill : Red;stroke:none"/>"##,
                r##"<a style="x:url(#abc); fill :#7f7f7f;stroke:none"/>"##,
            ),
            (
                "<style>.red{fill:red}a:hover{stop-color:#F00!important}</style>",
                "<style>.red{fill:#7f7f7f}a:hover{stop-color:#7f7f7f!important}</style>",
            ),
        ] {
            let whole = |inside: &str| format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>"#);
            let grey = svg(whole(drawn).as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(grey, Some(whole(expected)));
        }
    }
}
