//! The book without colour, for presses and printers that have none.
//!
//! Each colour becomes the grey of the same luminance, so every contrast stays
//! what it was. Phases are then told apart by what is there anyway: their
//! number and its place on the path, the height of their tab, their name.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use crate::site::{Book, MediaType, StoredPicture};
use crate::theme::{Colour, PhaseColours, Theme};

/// The same book in greys.
pub(super) fn book(book: &Book) -> Book {
    let mut book = book.clone();
    theme(&mut book.theme);
    for chapter in &mut book.chapters {
        shades(&mut chapter.colours);
    }
    for phase in &mut book.phases {
        shades(&mut phase.colours);
    }
    for picture in &mut book.pictures {
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
    ] {
        *colour = grey(*colour);
    }
    shades(&mut theme.neutral);
    theme.phases.values_mut().chain(&mut theme.sequence).for_each(shades);
}

fn shades(colours: &mut PhaseColours) {
    for colour in [&mut colours.ground, &mut colours.on, &mut colours.tint, &mut colours.ink] {
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

/// The colours that an SVG writes as `#rgb` or `#rrggbb`. Others stay.
fn svg(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('#') {
        out.push_str(&rest[..at]);
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let word = &rest[at..at + 1 + digits];
        let full = match digits {
            3 => Cow::Owned(
                word.chars().flat_map(|c| std::iter::repeat_n(c, if c == '#' { 1 } else { 2 })).collect(),
            ),
            _ => Cow::Borrowed(word),
        };
        // `url(#abc)` looks like a colour and is not.
        let reference = rest[..at].ends_with("url(") || rest[..at].ends_with("href=\"");
        match Colour::try_from(full.into_owned()) {
            Ok(colour) if !reference => out.push_str(&grey(colour).to_string()),
            _ => out.push_str(word),
        }
        rest = &rest[at + 1 + digits..];
    }
    out.push_str(rest);
    Some(out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_stay_readable() {
        let mut greys = Theme::builtin();
        theme(&mut greys);
        let ink = greys.colours.ink;
        for colours in greys.phases.values().chain(&greys.sequence).chain([&greys.neutral]) {
            let pairs = [(colours.on, colours.ground), (colours.ink, colours.tint), (ink, colours.tint)];
            for (text, ground) in pairs {
                assert!(text.contrast(ground) >= 4.5, "{text} on {ground}: {:.2}", text.contrast(ground));
            }
        }
    }

    #[test]
    fn drawings_lose_their_colours_and_nothing_else() {
        let drawn = br##"<a fill="#ff0000" stroke="#0f0" style="x:url(#abc)">#1 of 2</a>"##;
        let expected = r##"<a fill="#7f7f7f" stroke="#dcdcdc" style="x:url(#abc)">#1 of 2</a>"##;
        assert_eq!(svg(drawn).map(|bytes| String::from_utf8(bytes).unwrap()), Some(expected.to_owned()));
    }
}
