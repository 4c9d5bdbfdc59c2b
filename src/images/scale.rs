//! Pictures of more pixels than stores take, made smaller.
//!
//! All others go into the EPUB as they came: nothing is encoded again without need.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType as Rows, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageResult, Pixel};
use pic_scale::{
    ImageSize, ImageStore, ImageStoreMut, PicScaleError, Resampling, ResamplingFunction, Scaler,
};
use rayon::prelude::*;

use super::pixels::write;
use crate::book::{Book, MediaType, StoredPicture};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;

/// The most pixels of a picture in the EPUB. Stores that name a bound name this one or a
/// higher one, and no screen that people read on shows more.
pub const MOST: u64 = 4_000_000;

/// The most pixels of a picture beside which others are made smaller.
const LARGE: u64 = 25_000_000;

/// How faithful a JPEG is, of 100: steps are not seen, and the file is not much larger
/// than a camera's.
const QUALITY: u8 = 90;

/// The book with pictures of at most [`MOST`] pixels, and a diagnostic for each that was
/// made smaller. WebP, which neither Kindle nor old devices show, is JPEG or PNG in it. Drawings have no
/// pixels; what moves stays as it came.
pub fn fitted(book: &Book) -> (Cow<'_, Book>, Vec<Diagnostic>) {
    // Several at once, save those that are large in memory.
    let pixels = |picture: &StoredPicture| u64::from(picture.width) * u64::from(picture.height);
    let (large, usual): (Vec<_>, Vec<_>) =
        book.pictures.iter().enumerate().partition(|(_, picture)| pixels(picture) > LARGE);
    let make = |(at, picture): (usize, &StoredPicture)| Some((at, smaller(picture)?));
    let mut smaller: Vec<(usize, StoredPicture)> = usual.into_par_iter().filter_map(make).collect();
    smaller.extend(large.into_iter().filter_map(make));
    smaller.sort_by_key(|(at, _)| *at);
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
    if (before.width, before.height) == (after.width, after.height) {
        return None;
    }
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
    let many = u64::from(picture.width) * u64::from(picture.height) > MOST;
    if !many && picture.media != MediaType::Webp {
        return None;
    }
    let mut media = picture.media;
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
        MediaType::Webp => {
            let exact = is_exact(&picture.bytes);
            let decoder = WebPDecoder::new(bytes).ok()?;
            if decoder.has_animation() {
                return None;
            }
            media = if exact || decoder.color_type().has_alpha() { MediaType::Png } else { MediaType::Jpeg };
            redrawn(decoder, |image, profile, out| match media {
                MediaType::Png => write(PngEncoder::new(out), image, profile),
                _ => write(JpegEncoder::new_with_quality(out, QUALITY), image, profile),
            })
        }
        MediaType::Gif | MediaType::Svg => return None,
    }
    .ok()?;
    let (width, height) = (image.width(), image.height());
    // What stands before the ending is unique in the book.
    let stem = picture.name.rsplit_once('.').map_or(picture.name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}.{}", media.extension());
    Some(StoredPicture { name, media, bytes: Arc::new(bytes), width, height, ..picture.clone() })
}

/// Whether a WebP was written without loss: its pixels are in a chunk of that kind.
fn is_exact(bytes: &[u8]) -> bool {
    let mut at = 12;
    while let Some([kind @ .., a, b, c, d]) = bytes.get(at..at + 8) {
        match kind {
            b"VP8L" => return true,
            b"VP8 " => return false,
            _ => {}
        }
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        at = at.saturating_add(8).saturating_add(length.next_multiple_of(2));
    }
    false
}

/// Draws a picture again and writes it with its colour profile.
fn redrawn(
    mut decoder: impl ImageDecoder,
    write: impl FnOnce(&DynamicImage, Option<Vec<u8>>, &mut Vec<u8>) -> ImageResult<()>,
) -> ImageResult<(DynamicImage, Vec<u8>)> {
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder)?;
    let image = resized(image, within);
    let mut out = Vec::new();
    write(&image, profile, &mut out)?;
    Ok((image, out))
}

/// A picture at the size that `to` makes of its own, eight bits to the channel.
fn resized(image: DynamicImage, to: impl Fn(u32, u32) -> (u32, u32)) -> DynamicImage {
    let (width, height) = to(image.width(), image.height());
    if (width, height) == (image.width(), image.height()) {
        return image;
    }
    let scaler = Scaler::new(ResamplingFunction::Lanczos3);
    let target = ImageSize::new(width as usize, height as usize);
    let source = ImageSize::new(image.width() as usize, image.height() as usize);
    let image = match image {
        DynamicImage::ImageLuma8(_)
        | DynamicImage::ImageLumaA8(_)
        | DynamicImage::ImageRgb8(_)
        | DynamicImage::ImageRgba8(_) => image,
        deep if deep.color().has_alpha() => deep.to_rgba8().into(),
        deep => deep.to_rgb8().into(),
    };
    let scaled = match &image {
        DynamicImage::ImageLuma8(it) => {
            scaled(it, scaler.plan_planar_resampling(source, target)).map(DynamicImage::ImageLuma8)
        }
        DynamicImage::ImageLumaA8(it) => {
            scaled(it, scaler.plan_gray_alpha_resampling(source, target, true)).map(DynamicImage::ImageLumaA8)
        }
        DynamicImage::ImageRgb8(it) => {
            scaled(it, scaler.plan_rgb_resampling(source, target)).map(DynamicImage::ImageRgb8)
        }
        DynamicImage::ImageRgba8(it) => {
            scaled(it, scaler.plan_rgba_resampling(source, target, true)).map(DynamicImage::ImageRgba8)
        }
        _ => None,
    };
    // Lines of millions of pixels are not for SIMD.
    scaled.unwrap_or_else(|| image.resize_exact(width, height, FilterType::Triangle))
}

fn scaled<P: Pixel<Subpixel = u8>, const N: usize>(
    image: &ImageBuffer<P, Vec<u8>>,
    plan: Result<Arc<Resampling<u8, N>>, PicScaleError>,
) -> Option<ImageBuffer<P, Vec<u8>>> {
    let plan = plan.ok()?;
    let source =
        ImageStore::from_slice(image.as_raw(), image.width() as usize, image.height() as usize).ok()?;
    let size = plan.target_size();
    let mut target = ImageStoreMut::alloc(size.width, size.height);
    plan.resample(&source, &mut target).ok()?;
    let pixels = target.as_bytes().to_vec();
    ImageBuffer::from_raw(u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?, pixels)
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
