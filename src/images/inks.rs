//! JPEG in printing inks, as the colours of screens.

use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::jpeg;

/// A JPEG of four components in RGB, and in words how its inks were turned into colours: by the
/// profile that it carries, else by the arithmetic of PDF 1.7 (10.3.5), in which each ink takes its
/// share of light away. None where it cannot be decoded.
pub(super) fn to_rgb(bytes: &[u8]) -> Option<(DynamicImage, &'static str)> {
    let options =
        DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let space = decoder.input_colorspace()?;
    let (width, height) = decoder.dimensions()?;
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let mut samples = decoder.decode().ok()?;
    if samples.len() != width * height * 4 {
        return None;
    }
    if space == ColorSpace::YCCK {
        samples.chunks_exact_mut(4).for_each(inks_of_ycck);
    }
    if jpeg::frame(bytes)?.adobe {
        samples.iter_mut().for_each(|sample| *sample = 255 - *sample);
    }
    let (rgb, how) = match decoder.icc_profile().and_then(|profile| by_profile(&profile, &samples)) {
        Some(rgb) => (rgb, "by the profile that it carries"),
        None => (samples.chunks_exact(4).flat_map(by_arithmetic).collect(), "without a profile to go by"),
    };
    let image = RgbImage::from_raw(u32::try_from(width).ok()?, u32::try_from(height).ok()?, rgb)?;
    Some((DynamicImage::ImageRgb8(image), how))
}

/// Luminance and two differences as three inks; black stays (ITU-T T.872, 6.5.3).
fn inks_of_ycck(sample: &mut [u8]) {
    let [y, cb, cr] = [f32::from(sample[0]), f32::from(sample[1]) - 128.0, f32::from(sample[2]) - 128.0];
    let rgb = [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb];
    for (ink, light) in sample.iter_mut().zip(rgb) {
        // The cast saturates.
        *ink = 255 - light.round() as u8;
    }
}

fn by_profile(profile: &[u8], inks: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Cmyk {
        return None;
    }
    let screen = ColorProfile::new_srgb();
    // Four channels of one byte each, whatever they are called.
    let transform = profile
        .create_transform_8bit(Layout::Rgba, &screen, Layout::Rgb, TransformOptions::default())
        .ok()?;
    let mut rgb = vec![0; inks.len() / 4 * 3];
    transform.transform(inks, &mut rgb).ok()?;
    Some(rgb)
}

fn by_arithmetic(inks: &[u8]) -> [u8; 3] {
    let left = |ink: u8| 255 - u32::from(ink);
    let black = left(inks[3]);
    [0, 1, 2].map(|n| ((left(inks[n]) * black + 127) / 255) as u8)
}
