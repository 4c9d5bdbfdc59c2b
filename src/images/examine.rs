//! What bytes are, and what of them can be shown.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{ImageFormat, ImageReader};

use super::pixels;
use super::svg::{self, Refused};
use crate::book::MediaType;
use crate::diagnostic::rules::{self, Rule};

/// The largest file that is read, in bytes.
pub(crate) const LARGEST_FILE: u64 = 64 << 20;
/// The largest picture that is used, in pixels.
pub(super) const LARGEST_PICTURE: u64 = 100_000_000;

/// What is to be said of a picture.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Finding {
    pub(crate) fn new(rule: &'static Rule, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { rule, message: message.into(), hint: hint.into() }
    }
}

/// A picture that every format can show.
pub(crate) struct Examined {
    /// What its bytes are.
    pub media: MediaType,
    /// The file, changed only where a format could not show it.
    pub bytes: Vec<u8>,
    /// Width in pixels, or in user units for drawings.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Whether it may be of few flat colours, so that tracing it is worth a try.
    pub flat: bool,
    /// Whether it flashes more than three times in a second (WCAG 2.2, 2.3.1).
    pub flashes: bool,
    /// Whether the file was of another type before.
    pub rewritten: bool,
    /// What was changed or is amiss.
    pub findings: Vec<Finding>,
}

/// Finds out what bytes are, and makes of them what can be shown. `name` is what the picture is
/// called in messages, such as `` `team.png` ``. The error says why it cannot be shown.
pub(crate) fn examine(name: &str, bytes: Vec<u8>) -> Result<Examined, Finding> {
    // Decoders of pictures have panicked on files that no program writes.
    catch_unwind(AssertUnwindSafe(|| known(name, bytes))).unwrap_or_else(|_| {
        Err(Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{} cannot be read: its decoder gave up", called(name)),
            "save the picture again",
        ))
    })
}

/// A picture's name at the start of a message.
pub(super) fn called(name: &str) -> String {
    if name.starts_with('`') { format!("the picture {name}") } else { name.to_owned() }
}

fn known(name: &str, bytes: Vec<u8>) -> Result<Examined, Finding> {
    if bytes.is_empty() {
        return Err(Finding::new(&rules::BROKEN_IMAGE, format!("{name} is empty"), "save the picture again"));
    }
    match image::guess_format(&bytes) {
        Ok(ImageFormat::Png) => pixels::examine(&called(name), MediaType::Png, bytes),
        Ok(ImageFormat::Jpeg) => pixels::examine(&called(name), MediaType::Jpeg, bytes),
        Ok(ImageFormat::Gif) => pixels::examine(&called(name), MediaType::Gif, bytes),
        Ok(ImageFormat::WebP) => pixels::examine(&called(name), MediaType::Webp, bytes),
        _ if svg::looks_like(&bytes) => drawing(name, bytes),
        _ => Err(unknown(name, &bytes)),
    }
}

/// Kinds of pictures that are not read: how their files begin, at which byte, what they are
/// called, and what to save them as.
const OTHERS: [(usize, &[u8], &str, &str); 19] = [
    (4, b"ftypavif", "AVIF", "PNG or JPEG"),
    (4, b"ftypavis", "AVIF", "PNG or JPEG"),
    (4, b"ftyphei", "HEIC", "JPEG"),
    (4, b"ftyphev", "HEIC", "JPEG"),
    (4, b"ftypmif1", "HEIF", "JPEG"),
    (4, b"ftypmsf1", "HEIF", "JPEG"),
    (0, b"BM", "BMP", "PNG"),
    (0, b"II*\0", "TIFF", "PNG, or a photograph as JPEG"),
    (0, b"MM\0*", "TIFF", "PNG, or a photograph as JPEG"),
    (0, b"\xff\x0a", "JPEG XL", "JPEG"),
    (4, b"JXL \r\n", "JPEG XL", "JPEG"),
    (4, b"jP  \r\n", "JPEG 2000", "JPEG"),
    (0, b"8BPS", "Photoshop document", "PNG or JPEG"),
    (0, b"%PDF", "PDF", "SVG, or PNG"),
    (0, b"%!PS", "PostScript", "SVG"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript", "SVG"),
    (0, b"\0\0\x01\0", "ICO", "PNG"),
    (0, b"\xd7\xcd\xc6\x9a", "WMF", "SVG"),
    (0, b"\x1f\x8b", "compressed SVG", "SVG without compression"),
];

fn unknown(name: &str, bytes: &[u8]) -> Finding {
    let kind = OTHERS.iter().find(|(at, mark, ..)| bytes.get(*at..).is_some_and(|b| b.starts_with(mark)));
    match kind {
        Some((_, _, kind, instead)) => Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{name} is a picture of type {kind}, which is not read"),
            format!("save it as {instead}"),
        ),
        None if bytes.starts_with(b"version https://git-lfs") => Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{name} is not the picture, but what Git LFS keeps in its place"),
            "run `git lfs pull`",
        ),
        None => Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{name} is not a picture"),
            "save it as PNG, JPEG, GIF, WebP or SVG",
        ),
    }
}

fn drawing(name: &str, bytes: Vec<u8>) -> Result<Examined, Finding> {
    let name = if name.starts_with('`') { format!("the drawing {name}") } else { "the drawing".to_owned() };
    let mut decoded = 0;
    let mut inner = |bytes: &[u8]| {
        decoded += pixels_of(bytes)?;
        if decoded > LARGEST_PICTURE {
            return Err("pictures of more than 100 million pixels".to_owned());
        }
        let media = match image::guess_format(bytes) {
            Ok(ImageFormat::Png) => MediaType::Png,
            Ok(ImageFormat::Jpeg) => MediaType::Jpeg,
            Ok(ImageFormat::Gif) => MediaType::Gif,
            Ok(ImageFormat::WebP) => MediaType::Webp,
            _ => return Err("a picture that is not read".to_owned()),
        };
        let made = pixels::examine("a picture within it", media, bytes.to_vec());
        let made = made.map_err(|finding| finding.message)?;
        Ok((made.bytes != bytes).then(|| (made.media.mime(), made.bytes)))
    };
    let mut pixels = 0;
    let weigh = |bytes: &[u8]| {
        pixels += pixels_of(bytes)?;
        let fits = pixels <= LARGEST_PICTURE;
        fits.then_some(()).ok_or_else(|| "its pictures have more than 100 million pixels".to_owned())
    };
    let made = svg::read(bytes, &mut inner, weigh).map_err(|refused| match refused {
        Refused::Unsafe(what) => Finding::new(
            &rules::UNSAFE_SVG,
            format!("{name} holds {what}"),
            "save it as plain SVG, without scripts and addresses",
        ),
        Refused::Broken(why) => Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{name} cannot be read: {why}"),
            "save the drawing again",
        ),
        Refused::Costly(why) => Finding::new(
            &rules::BROKEN_IMAGE,
            format!("{name} cannot be drawn: {why}"),
            "simplify the drawing, or save it as PNG",
        ),
    })?;
    let mut findings = Vec::new();
    if !made.report.unsafe_parts.is_empty() {
        let message = format!(
            "{name} holds {}, which a picture must not; it is shown without",
            list(&made.report.unsafe_parts)
        );
        let hint = "save it as plain SVG, without scripts and addresses";
        findings.push(Finding::new(&rules::UNSAFE_SVG, message, hint));
    }
    if !made.report.lost.is_empty() {
        let message = format!("{name} has {}", list(&made.report.lost));
        let hint = "see whether it looks right in the book, else export it as plain SVG";
        findings.push(Finding::new(&rules::SIMPLIFIED_DRAWING, message, hint));
    }
    Ok(Examined {
        media: MediaType::Svg,
        bytes: made.bytes,
        width: made.width,
        height: made.height,
        flat: false,
        flashes: false,
        rewritten: false,
        findings,
    })
}

/// How many pixels a picture within a drawing has.
fn pixels_of(bytes: &[u8]) -> Result<u64, String> {
    let unread = |_| "a picture that cannot be read".to_owned();
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let (width, height) =
        reader.map_err(image::ImageError::from).and_then(ImageReader::into_dimensions).map_err(unread)?;
    Ok(u64::from(width) * u64::from(height))
}

/// Some of many, in words.
fn list(all: &[String]) -> String {
    const MOST: usize = 4;
    let mut list = all.iter().take(MOST).cloned().collect::<Vec<_>>().join("; ");
    if all.len() > MOST {
        list.push_str(&format!("; and {} more", all.len() - MOST));
    }
    list
}
