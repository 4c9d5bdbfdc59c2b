//! The markers of a JPEG file (ITU-T T.81, annex B): how many components it has, and whether it
//! ends.

/// What the markers of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Frame {
    /// Components of a pixel: 1 for grey, 3 for colours, 4 for inks.
    pub components: u8,
    /// Whether Adobe's marker is there, whose inks are stored the other way round.
    pub adobe: bool,
    /// Whether the file ends within its picture.
    pub cut_short: bool,
}

/// Reads the markers of a file; none where it does not begin as a JPEG does.
pub(super) fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut found = Frame { cut_short: true, ..Frame::default() };
    for (marker, segment) in (Segments { bytes: bytes.strip_prefix(b"\xff\xd8")? }) {
        match marker {
            0xd9 => found.cut_short = false,
            // Those of frames, save those of tables and of arithmetic coding.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                found.components = segment.get(5).copied().unwrap_or_default();
            }
            0xee => found.adobe |= segment.starts_with(b"Adobe"),
            _ => {}
        }
    }
    Some(found)
}

/// The segments of a file up to the end of its picture, each with its marker and without its length.
struct Segments<'b> {
    bytes: &'b [u8],
}

impl<'b> Iterator for Segments<'b> {
    type Item = (u8, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        // Up to the next marker stands what is coded, in which `FF 00` is a byte and `FF D0` to
        // `FF D7` are places to start again.
        let marker = self
            .bytes
            .windows(2)
            .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7))?;
        let code = self.bytes[marker + 1];
        self.bytes = &self.bytes[marker + 2..];
        if code == 0xd9 {
            self.bytes = &[];
            return Some((code, &[]));
        }
        let length = usize::from(u16::from_be_bytes([*self.bytes.first()?, *self.bytes.get(1)?]));
        let segment = self.bytes.get(2..length)?;
        self.bytes = &self.bytes[length..];
        Some((code, segment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_its_end_is_told_from_a_whole_one() {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(9, 9).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        let bytes = bytes.into_inner();
        assert_eq!(frame(&bytes), Some(Frame { components: 3, adobe: false, cut_short: false }));
        assert!(frame(&bytes[..bytes.len() - 2]).unwrap().cut_short);
        // What cameras add behind the picture is no part of it.
        assert!(!frame(&[bytes.as_slice(), b"\xff\xe0more"].concat()).unwrap().cut_short);
        assert_eq!(frame(b"GIF89a"), None);
    }
}
