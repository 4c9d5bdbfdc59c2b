//! Colour profiles (ICC) in the files of pictures: whether they can be read, and the file without
//! them where not. Nothing else of a file is touched.

use std::borrow::Cow;

use fdeflate::{BoundedDecompressionError, decompress_to_vec_bounded};
use moxcms::ColorProfile;

use crate::book::MediaType;

/// The largest profile that is kept, in bytes. Those of presses have 2 MB; a PNG can pack 1.5 GB
/// into a file of 1.5 MB.
const LARGEST: usize = 4 << 20;

/// The file without a profile that cannot be used, and why it cannot, to follow "a colour profile
/// that …".
pub(super) fn without_unusable(media: MediaType, bytes: Vec<u8>) -> (Vec<u8>, Option<String>) {
    let parts = match media {
        MediaType::Png => png_parts(&bytes),
        MediaType::Jpeg => jpeg_parts(&bytes),
        MediaType::Webp => webp_parts(&bytes),
        MediaType::Gif | MediaType::Svg => None,
    };
    let Some(Parts { profile, rest }) = parts else { return (bytes, None) };
    let why = match profile {
        Ok(profile) if profile.len() > LARGEST => too_large(),
        Ok(profile) => match ColorProfile::new_from_slice(&profile) {
            Ok(_) => return (bytes, None),
            Err(_) => "cannot be read".to_owned(),
        },
        Err(why) => why,
    };
    (rest.concat(), Some(why))
}

fn too_large() -> String {
    format!("has more than {} MiB", LARGEST >> 20)
}

/// A file taken apart.
struct Parts<'b> {
    /// The profile, or why there is none.
    profile: Result<Cow<'b, [u8]>, String>,
    /// All else, in order.
    rest: Vec<Cow<'b, [u8]>>,
}

/// A PNG with the chunk `iCCP`: a name, a zero, the method and packed bytes (PNG, 11.3.2.3).
fn png_parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = usize::try_from(u32::from_be_bytes(head[..4].try_into().ok()?)).ok()?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let data = bytes.get(at + 8..end - 4)?;
        match &head[4..] {
            b"iCCP" => {
                let rest = [&bytes[..at], bytes.get(end..)?].map(Cow::Borrowed).to_vec();
                return Some(Parts { profile: unpacked(data).map(Cow::Owned), rest });
            }
            // No profile may stand behind these.
            b"PLTE" | b"IDAT" | b"IEND" => return None,
            _ => at = end,
        }
    }
    None
}

fn unpacked(chunk: &[u8]) -> Result<Vec<u8>, String> {
    let unreadable = || "cannot be unpacked".to_owned();
    let name = chunk.iter().position(|byte| *byte == 0).ok_or_else(unreadable)?;
    let packed = chunk.get(name + 2..).ok_or_else(unreadable)?;
    decompress_to_vec_bounded(packed, LARGEST).map_err(|error| match error {
        BoundedDecompressionError::OutputTooLarge { .. } => too_large(),
        BoundedDecompressionError::DecompressionError { .. } => unreadable(),
    })
}

/// A JPEG with its profile in segments `APP2`, each with its number (ICC.1:2022, B.4).
fn jpeg_parts(bytes: &[u8]) -> Option<Parts<'_>> {
    const NAME: &[u8] = b"ICC_PROFILE\0";
    let mut pieces = Vec::new();
    let (mut rest, mut from, mut at) = (Vec::new(), 0, 2);
    while let Some([0xff, code, high, low]) = bytes.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let Some(segment) = bytes.get(at + 4..end).filter(|_| *code != 0xda) else { break };
        if let (0xe2, Some(piece)) = (*code, segment.strip_prefix(NAME))
            && let [number, _, data @ ..] = piece
        {
            pieces.push((*number, data));
            rest.push(Cow::Borrowed(&bytes[from..at]));
            from = end;
        }
        at = end;
    }
    if pieces.is_empty() {
        return None;
    }
    rest.push(Cow::Borrowed(&bytes[from..]));
    pieces.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = pieces.iter().flat_map(|(_, data)| data.iter().copied()).collect();
    Some(Parts { profile: Ok(Cow::Owned(profile)), rest })
}

/// A WebP with the chunk `ICCP`, which a bit of `VP8X` announces (RFC 9649, 2.7).
fn webp_parts(bytes: &[u8]) -> Option<Parts<'_>> {
    const ANNOUNCED: u8 = 0x20;
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = usize::try_from(u32::from_le_bytes(head[4..].try_into().ok()?)).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
        if &head[..4] == b"ICCP" {
            let mut before = bytes[..at].to_vec();
            let gone = u32::try_from(end - at).ok()?;
            let whole = u32::from_le_bytes(before.get(4..8)?.try_into().ok()?);
            before[4..8].copy_from_slice(&whole.saturating_sub(gone).to_le_bytes());
            if before.get(12..16) == Some(b"VP8X") {
                *before.get_mut(20)? &= !ANNOUNCED;
            }
            let profile = Cow::Borrowed(bytes.get(at + 8..at + 8 + length)?);
            let rest = vec![Cow::Owned(before), Cow::Borrowed(bytes.get(end..)?)];
            return Some(Parts { profile: Ok(profile), rest });
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, ImageFormat};

    use super::*;

    fn with_profile(media: MediaType, profile: Vec<u8>) -> Vec<u8> {
        let image = image::DynamicImage::new_rgb8(4, 3);
        let mut bytes = Vec::new();
        match media {
            MediaType::Png => {
                let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
                super::super::pixels::write(encoder, &image, Some(profile)).unwrap();
            }
            MediaType::Jpeg => {
                let encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
                super::super::pixels::write(encoder, &image, Some(profile)).unwrap();
            }
            _ => {
                let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
                encoder.set_icc_profile(profile).unwrap();
                image.write_with_encoder(encoder).unwrap();
            }
        }
        bytes
    }

    #[test]
    fn profiles_that_cannot_be_used_are_dropped_and_the_picture_stays() {
        let good = ColorProfile::new_srgb().encode().unwrap();
        for media in [MediaType::Png, MediaType::Jpeg, MediaType::Webp] {
            let kept = with_profile(media, good.clone());
            assert_eq!(without_unusable(media, kept.clone()), (kept, None));
            for (profile, why) in
                [(vec![7; 900], "cannot be read"), (vec![0; LARGEST + 1], "has more than 4 MiB")]
            {
                let spoiled = with_profile(media, profile);
                let (rest, said) = without_unusable(media, spoiled);
                assert_eq!(said.as_deref(), Some(why), "{media:?}");
                assert!(rest.len() < 1000, "{media:?}: {}", rest.len());
                let format = ImageFormat::from_mime_type(media.mime()).unwrap();
                let image = image::load_from_memory_with_format(&rest, format).unwrap();
                assert_eq!((image.width(), image.height()), (4, 3), "{media:?}");
                assert_eq!(without_unusable(media, rest.clone()), (rest, None));
            }
        }
    }
}
