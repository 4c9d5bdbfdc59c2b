//! Pictures of more pixels than stores take, made smaller.
//!
//! All others go into the EPUB as they came: nothing is encoded again without need.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType as Rows, PngDecoder, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageResult};

use crate::book::{Book, MediaType, StoredPicture};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;

/// The most pixels of a picture in the EPUB. Stores that name a bound name this one or a
/// higher one, and no screen that people read on shows more.
pub const MOST: u64 = 4_000_000;

/// How faithful a JPEG is, of 100: steps are not seen, and the file is not much larger
/// than a camera's.
const QUALITY: u8 = 90;

/// The book with pictures of at most [`MOST`] pixels, and a diagnostic for each that was
/// made smaller. Drawings have no pixels; what moves, and WebP, which can only be written
/// without loss here and would grow, stay as they came.
pub fn fitted(book: &Book) -> (Cow<'_, Book>, Vec<Diagnostic>) {
    // One after another: a picture of 100 million pixels is large in memory.
    let smaller: Vec<(usize, StoredPicture)> =
        book.pictures.iter().enumerate().filter_map(|(at, picture)| Some((at, smaller(picture)?))).collect();
    if smaller.is_empty() {
        return (Cow::Borrowed(book), Vec::new());
    }
    let mut book = book.clone();
    let mut found = Vec::new();
    for (at, picture) in smaller {
        found.extend(diagnose(&book.pictures[at], &picture));
        book.pictures[at] = picture;
    }
    (Cow::Owned(book), found)
}

fn diagnose(before: &StoredPicture, after: &StoredPicture) -> Option<Diagnostic> {
    let place = before.places.first()?;
    let name = before.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("the picture");
    let message = format!(
        "`{name}` has {} × {} pixels; the EPUB has it with {} × {}, the most that stores take",
        before.width, before.height, after.width, after.height
    );
    let hint = "save it with fewer pixels, if the handbook and the posters do not need them".to_owned();
    Some(Diagnostic::new(&rules::LARGE_PICTURE, &place.source, place.span, message).hint(hint))
}

/// A picture with fewer pixels; none where it has few enough, or cannot be read.
fn smaller(picture: &StoredPicture) -> Option<StoredPicture> {
    if u64::from(picture.width) * u64::from(picture.height) <= MOST {
        return None;
    }
    let bytes = Cursor::new(picture.bytes.as_slice());
    let (image, bytes) = match picture.media {
        MediaType::Png => {
            let decoder = PngDecoder::new(bytes).ok()?;
            if decoder.is_apng().ok()? {
                return None;
            }
            redrawn(decoder, |image, profile, out| {
                let encoder = PngEncoder::new_with_quality(out, CompressionType::Default, Rows::Adaptive);
                write(encoder, image, profile)
            })
        }
        MediaType::Jpeg => redrawn(JpegDecoder::new(bytes).ok()?, |image, profile, out| {
            write(JpegEncoder::new_with_quality(out, QUALITY), image, profile)
        }),
        MediaType::Gif | MediaType::Webp | MediaType::Svg => return None,
    }
    .ok()?;
    let (width, height) = (image.width(), image.height());
    Some(StoredPicture { bytes: Arc::new(bytes), width, height, ..picture.clone() })
}

/// Draws a picture again, the right way up, and writes it with its colour profile.
fn redrawn(
    mut decoder: impl ImageDecoder,
    write: impl FnOnce(&DynamicImage, Option<Vec<u8>>, &mut Vec<u8>) -> ImageResult<()>,
) -> ImageResult<(DynamicImage, Vec<u8>)> {
    // The profile of inks says nothing of the colours that they are turned into.
    let inks = decoder.original_color_type() == ExtendedColorType::Cmyk8;
    let profile = decoder.icc_profile().ok().flatten().filter(|_| !inks);
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    let (width, height) = within(image.width(), image.height());
    let image = image.resize_exact(width, height, FilterType::Lanczos3);
    let mut out = Vec::new();
    write(&image, profile, &mut out)?;
    Ok((image, out))
}

fn write(mut encoder: impl ImageEncoder, image: &DynamicImage, profile: Option<Vec<u8>>) -> ImageResult<()> {
    if let Some(profile) = profile {
        // A format without profiles would have had none to begin with.
        let _ = encoder.set_icc_profile(profile);
    }
    image.write_with_encoder(encoder)
}

/// The largest size of the same shape with at most [`MOST`] pixels.
fn within(width: u32, height: u32) -> (u32, u32) {
    let scale = (MOST as f64 / (f64::from(width) * f64::from(height))).sqrt().min(1.0);
    let side = |length: u32| ((f64::from(length) * scale).floor() as u32).max(1);
    let across = u64::from(side(width)).min(MOST);
    let down = u64::from(side(height)).min(MOST / across);
    (across as u32, down as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_shape_and_stay_within_the_bound() {
        assert_eq!(within(4000, 3000), (2309, 1732));
        assert_eq!(within(2000, 2000), (2000, 2000));
        for (width, height) in [(1, 90_000_000), (90_000_000, 1), (3, 50_000_000), (10_000, 10_000)] {
            let (across, down) = within(width, height);
            assert!(across > 0 && down > 0 && u64::from(across) * u64::from(down) <= MOST, "{across} {down}");
        }
    }
}
