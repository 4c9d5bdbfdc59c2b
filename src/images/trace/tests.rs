//! Drawings whose form is known are drawn in pixels, traced, and compared at
//! ten times that size with what they were.

use std::path::Path;

use image::{ImageFormat, RgbaImage};
use proptest::prelude::*;

use crate::images::trace::*;

fn draw(svg: &str, scale: f32) -> RgbaImage {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    let size = tree.size().to_int_size();
    let side = |length: u32| (length as f32 * scale).round() as u32;
    let mut map = tiny_skia::Pixmap::new(side(size.width()), side(size.height())).unwrap();
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut map.as_mut());
    let pixels = map.pixels().iter().map(|pixel| pixel.demultiply());
    let bytes = pixels.flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect();
    RgbaImage::from_raw(map.width(), map.height(), bytes).unwrap()
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn svg(inside: &str) -> String {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{inside}</svg>"#)
}

const GROUND: &str = r##"<path fill="#fff" d="M0 0h100v100H0z"/>"##;

/// The share of pixels that are clearly different at ten times the size.
fn apart_when_large(original: &str) -> f64 {
    let trace = trace(&png(&draw(original, 1.0))).expect("it is flat");
    assert!(trace.difference.is_faithful(), "{:?}", trace.difference);
    let large = draw(original, 10.0);
    let large: Vec<Rgba> = large.pixels().map(|pixel| pixel.0).collect();
    let traced = trace.svg.replace(r#"width="100" height="100""#, r#"width="1000" height="1000""#);
    difference(&traced, &large, 1000, 1000).unwrap().apart
}

#[test]
fn pictograms_are_at_any_size_what_they_were_before_they_were_pixels() {
    for (what, inside, most) in [
        ("a circle", r##"<circle cx="47.3" cy="51.8" r="30.4" fill="#904187"/>"##, 0.002),
        (
            "slanting bars",
            r##"<path fill="#1b75bc" d="M20.3 80 40.9 20.2h9.3L29.6 80zM60 20l30 30-30 30z"/>"##,
            0.002,
        ),
        (
            "a thin ring",
            r##"<circle cx="50.4" cy="49.7" r="40" fill="#d54680"/><circle cx="50.4" cy="49.7" r="25" fill="none" stroke="#fff" stroke-width="1.3"/>"##,
            0.008,
        ),
        (
            "two colours that touch",
            r##"<rect x="10.5" y="20.2" width="50" height="60" rx="9" fill="#1aadee"/><circle cx="62" cy="62" r="25.3" fill="#1b75bc"/>"##,
            0.002,
        ),
        (
            "letters",
            r##"<path fill="#1d2433" d="M20 80V20h14l18 36 18-36h14v60H72V42L57 72H47L32 42v38z"/>"##,
            0.003,
        ),
    ] {
        for ground in ["", GROUND] {
            let apart = apart_when_large(&svg(&format!("{ground}{inside}")));
            assert!(apart <= most, "{what}: {apart:.5}");
        }
    }
}

#[test]
fn neighbours_leave_no_light_between_them() {
    // Both stand on black, which must not shine through the seam.
    let picture = svg(
        r##"<path d="M0 0h100v100H0z"/><path fill="#f0d030" d="M10 10h41.5L38.2 90H10z"/><path fill="#30a0f0" d="M51.5 10H90v80H38.2z"/>"##,
    );
    let trace = trace(&png(&draw(&picture, 1.0))).unwrap();
    let large = draw(&trace.svg, 8.0);
    for y in 120..680 {
        let dark = (120..680).filter(|x| large.get_pixel(*x, y).0[1] < 100).count();
        assert_eq!(dark, 0, "row {y}");
    }
}

#[test]
fn what_is_not_flat_stays_as_it_is() {
    let slope = RgbaImage::from_fn(100, 100, |x, y| image::Rgba([x as u8 * 2, y as u8 * 2, 90, 255]));
    let noise = RgbaImage::from_fn(64, 64, |x, y| {
        let n = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761) >> 24;
        image::Rgba([n as u8, (n * 3) as u8, (n * 7) as u8, 255])
    });
    let shaded = draw(
        &svg(
            r##"<defs><linearGradient id="g"><stop stop-color="#fff"/><stop offset="1" stop-color="#237"/></linearGradient></defs><circle cx="50" cy="50" r="45" fill="url(#g)"/>"##,
        ),
        1.0,
    );
    let one_colour = RgbaImage::from_pixel(40, 40, image::Rgba([9, 9, 9, 255]));
    for picture in [slope, noise, shaded, one_colour, RgbaImage::new(4, 4), RgbaImage::new(600, 20)] {
        let trace = trace(&png(&picture)).filter(|trace| trace.difference.is_faithful());
        assert_eq!(trace.map(|trace| trace.difference), None);
    }
    assert_eq!(trace(b"not a picture"), None);
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn the_pictograms_of_real_pages_are_traced_faithfully() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus/phases-2013/service-manual/assets/images/pictograms");
    let entries = std::fs::read_dir(folder).expect("the sample pages");
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 14);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let name = file.file_name().unwrap().display().to_string();
        let traced = trace(&bytes).unwrap_or_else(|| panic!("{name} is flat"));
        assert!(traced.difference.is_faithful(), "{name}: {:?}", traced.difference);
        // A drawing of lines and curves, not of steps.
        assert!(traced.svg.len() < 6000, "{name}: {} bytes", traced.svg.len());
        assert_eq!(trace(&bytes).unwrap(), traced, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_picture_is_taken(
        width in 12u32..40,
        height in 12u32..40,
        palette in prop::collection::vec(any::<[u8; 4]>(), 2..5),
        blots in prop::collection::vec((0u32..40, 0u32..40, 1u32..12, 0usize..5), 0..9),
    ) {
        let mut picture = RgbaImage::from_pixel(width, height, image::Rgba(palette[0]));
        for (x, y, side, colour) in blots {
            let colour = image::Rgba(palette[colour % palette.len()]);
            for (x, y) in (0..side * side).map(|n| (x + n % side, y + n / side)) {
                if x < width && y < height {
                    picture.put_pixel(x, y, colour);
                }
            }
        }
        if let Some(trace) = trace(&png(&picture)) {
            prop_assert!(usvg::Tree::from_str(&trace.svg, &usvg::Options::default()).is_ok());
        }
    }
}
