//! Web fonts: TrueType and OpenType, packed as WOFF (W3C Recommendation, 2012) or WOFF2 (2024).

use std::borrow::Cow;

/// The most that the tables of a font unpack to, in bytes.
const LARGEST: usize = 64 << 20;

/// The font in a file, unpacked where it is a web font. The error says why it cannot be.
pub fn unpacked(file: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let broken = |error: wuff::WuffErr| format!("it is a web font that cannot be unpacked ({error:?})");
    if file.starts_with(b"wOF2") {
        return wuff::decompress_woff2(file).map(Cow::Owned).map_err(broken);
    }
    if !file.starts_with(b"wOFF") {
        return Ok(Cow::Borrowed(file));
    }
    // Several tables may be said to be the same bytes, so all of them together are bounded.
    let mut room = LARGEST;
    let mut table = |packed: &[u8], size: usize| {
        room = room.checked_sub(size).ok_or("its tables are too large")?;
        fdeflate::decompress_to_vec_bounded(packed, size).map_err(|_| "a table is damaged".into())
    };
    wuff::decompress_woff1_with_custom_z(file, &mut table).map(Cow::Owned).map_err(broken)
}
