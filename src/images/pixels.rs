//! Pictures of pixels: measured, decoded once, and written again where a format could not show
//! them as they are.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits};

use super::examine::{Examined, Finding, LARGEST_PICTURE};
use super::{animation, inks, jpeg, profile, trace};
use crate::book::MediaType;
use crate::diagnostic::rules;
use crate::names;

/// The most that a picture's pixels may take in memory, in bytes: as many of three channels of 8 bits
/// as the largest picture has.
const LARGEST_UNPACKED: u64 = 300 << 20;
/// How faithful a photograph is that is written again, of 100.
const QUALITY: u8 = 92;

/// Measures and decodes a picture; `name` is what it is called at the start of a message. A picture
/// cut short measures well and then stops the layout of the whole book, so it is decoded here once.
pub(super) fn examine(name: &str, media: MediaType, bytes: Vec<u8>) -> Result<Examined, Finding> {
    let mut findings = Vec::new();
    let (bytes, dropped) = profile::without_unusable(media, bytes);
    findings.extend(dropped.map(|why| {
        Finding::new(
            &rules::PICTURE_COLOURS,
            format!("{name} has a colour profile that {why}; it is shown without it"),
            "save it again with a profile such as sRGB, or without one",
        )
    }));
    let mut decoder = decoder(name, &bytes)?;
    let frame = (media == MediaType::Jpeg).then(|| jpeg::frame(&bytes)).flatten().unwrap_or_default();
    if frame.cut_short {
        findings.push(Finding::new(
            &rules::TRUNCATED_IMAGE,
            format!("{name} ends before its last line; what is missing is grey"),
            "copy or save the picture again",
        ));
    }
    if frame.components == 4 {
        return converted(name, &bytes, findings);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| broken(name, &error))?;
    let decoded = Decoded { image, orientation, profile };
    upright(name, media, bytes, decoded, findings)
}

/// A picture's pixels, and how they are to be turned.
struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
}

/// A decoder of a picture that is not too large.
fn decoder<'b>(name: &str, bytes: &'b [u8]) -> Result<impl ImageDecoder + use<'b>, Finding> {
    let broken = |error: &dyn std::fmt::Display| broken(name, error);
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| broken(&e))?;
    let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
    let ((width, height), unpacked) = (decoder.dimensions(), decoder.total_bytes());
    let too_much = if u64::from(width) * u64::from(height) > LARGEST_PICTURE {
        Some("more than the 100 million that are drawn".to_owned())
    } else if unpacked > LARGEST_UNPACKED {
        Some(format!("{} MiB unpacked, more than {}", unpacked >> 20, LARGEST_UNPACKED >> 20))
    } else {
        None
    };
    if let Some(too_much) = too_much {
        return Err(Finding::new(
            &rules::HUGE_IMAGE,
            format!("{name} has {width} × {height} pixels, {too_much}"),
            "scale the picture down",
        ));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * LARGEST_UNPACKED);
    decoder.set_limits(limits).map_err(|error| broken(&error))?;
    Ok(decoder)
}

fn broken(name: &str, error: &dyn std::fmt::Display) -> Finding {
    Finding::new(
        &rules::BROKEN_IMAGE,
        format!("{name} cannot be read: {}", names::lower_first(&error.to_string())),
        "save the picture again",
    )
}

/// The picture as it is; one that its camera says to turn is turned, for readers that do not
/// follow that.
fn upright(
    name: &str,
    before: MediaType,
    bytes: Vec<u8>,
    decoded: Decoded,
    findings: Vec<Finding>,
) -> Result<Examined, Finding> {
    let Decoded { mut image, orientation, profile } = decoded;
    let (media, bytes) = if orientation == Orientation::NoTransforms {
        (before, bytes)
    } else {
        image.apply_orientation(orientation);
        let media = if before == MediaType::Jpeg { before } else { MediaType::Png };
        (media, encoded(name, &image, media, profile)?)
    };
    let still = matches!(media, MediaType::Png | MediaType::Webp);
    let motion = animation::motion(media, &bytes);
    Ok(Examined {
        media,
        width: image.width(),
        height: image.height(),
        flat: still && !motion.moves && trace::may_be_flat(&image),
        flashes: motion.flashes,
        rewritten: media != before,
        bytes,
        findings,
    })
}

/// A JPEG in inks, in the colours of screens: no browser is sure to show it, and PDF/A wants to
/// know the press.
fn converted(name: &str, bytes: &[u8], mut findings: Vec<Finding>) -> Result<Examined, Finding> {
    let Some((image, how)) = inks::to_rgb(bytes) else {
        return Err(broken(name, &"its inks cannot be decoded"));
    };
    findings.push(Finding::new(
        &rules::PICTURE_COLOURS,
        format!("{name} is in printing inks (CMYK); it is shown in RGB, {how}"),
        "save it as RGB, if its colours matter",
    ));
    let mut image = image;
    let orientation = decoder(name, bytes)?.orientation().unwrap_or(Orientation::NoTransforms);
    image.apply_orientation(orientation);
    let bytes = encoded(name, &image, MediaType::Jpeg, None)?;
    Ok(Examined {
        media: MediaType::Jpeg,
        bytes,
        width: image.width(),
        height: image.height(),
        flat: false,
        flashes: false,
        rewritten: false,
        findings,
    })
}

fn encoded(
    name: &str,
    image: &DynamicImage,
    media: MediaType,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, Finding> {
    let mut bytes = Vec::new();
    let written = if media == MediaType::Jpeg {
        write(JpegEncoder::new_with_quality(&mut bytes, QUALITY), image, profile)
    } else {
        write(PngEncoder::new(&mut bytes), image, profile)
    };
    written.map_err(|error| broken(name, &error))?;
    Ok(bytes)
}

/// Writes a picture with its colour profile.
pub(super) fn write(
    mut encoder: impl ImageEncoder,
    image: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> image::ImageResult<()> {
    if let Some(profile) = profile {
        // A format without profiles would have had none to begin with.
        let _ = encoder.set_icc_profile(profile);
    }
    image.write_with_encoder(encoder)
}
