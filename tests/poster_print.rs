//! Posters for the print shop, the office printer and the screen, judged by
//! readers that are not ours.

#[path = "common/judges.rs"]
mod judges;

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use judges::{Built, python};

/// A photograph: no two pixels alike.
fn photograph(side: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(side, side, |x, y| {
        let n = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761);
        Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A site of one phase with one picture and any number of drawings.
fn site(folder: &Path, config: &str, picture: &[u8], drawings: usize) {
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166"/></svg>"##;
    fs::write(folder.join("photo.png"), picture).unwrap();
    fs::write(folder.join("sign.svg"), drawing).unwrap();
    fs::write(folder.join("phasebook.yaml"), config).unwrap();
    let mut page =
        "---\ntitle: Beta\nphase: beta\n---\n\nBeta builds it.\n\n<ul class=\"phase-activities\">\n\
                    <li><img src=\"photo.png\" /> The team</li>\n"
            .to_owned();
    for n in 0..drawings {
        let _ = writeln!(page, "<li><img src=\"sign.svg\" /> Sign {n}</li>");
    }
    page.push_str("</ul>\n");
    fs::write(folder.join("beta.md"), page).unwrap();
}

#[test]
fn a_picture_of_too_few_pixels_is_named_with_the_size_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\n", &photograph(200), 3);
    let built = Built::new(folder.path(), &["--only", "posters", "--poster-size", "a1"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    // At the place of the picture, and once: the overview shows it as well.
    assert!(built.stderr.contains("beta.md:9:15"), "{}", built.stderr);
    assert_eq!(built.stderr.matches("warning[low-resolution]").count(), 1, "{}", built.stderr);
    let number = |before: &str, after: &str| -> f64 {
        let rest = built.stderr.split_once(before).unwrap_or_else(|| panic!("{}", built.stderr)).1;
        rest.split_once(after).unwrap().0.parse().unwrap()
    };
    let said = number("prints at ", " dpi");
    let found = python(&["tests/judges/resolution.py", &built.path("posters/beta.pdf")]);
    let seen: f64 = found.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((seen.floor() - said).abs() < 0.5, "said {said}, MuPDF finds {seen}");
    // The size that it needs is the size that is enough.
    let needed = number("save it with ", " × ");
    for (side, warnings) in [(needed as u32 - 1, 1), (needed as u32, 0)] {
        fs::write(folder.path().join("photo.png"), photograph(side)).unwrap();
        let built = Built::new(folder.path(), &["--only", "posters", "--poster-size", "a1"]);
        assert_eq!(built.stderr.matches("low-resolution").count(), warnings, "{side}: {}", built.stderr);
    }
    // Pages and configurations may let it pass, as they may any rule.
    site(folder.path(), "title: Phases\nrules:\n  low-resolution: allow\n", &photograph(200), 3);
    let built = Built::new(folder.path(), &["--poster-size", "a1"]);
    assert!(!built.stderr.contains("low-resolution"), "{}", built.stderr);
}
