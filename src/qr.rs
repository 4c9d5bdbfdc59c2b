//! The way back: a QR code with the address of the page that a poster or a card is made from.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use serde::Serialize;

/// A QR code (ISO/IEC 18004), as the theme draws it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Code {
    /// What it says: an absolute address.
    pub address: String,
    /// What stands beneath it: the address without its scheme.
    pub words: String,
    /// How many modules it has on a side, without the quiet zone.
    pub modules: usize,
    /// The dark modules of each row, as runs: where each begins and how long it is.
    pub rows: Vec<Vec<(usize, usize)>>,
}

/// The code of an address, with a quarter of it to spare for dirt and damage
/// (error correction Q); none for addresses that are not absolute, or longer
/// than a code can say.
pub fn code(address: &str) -> Option<Code> {
    let words = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let segments = QrSegment::make_segments(address);
    let quartile = QrCodeEcc::Quartile;
    let made = QrCode::encode_segments_advanced(&segments, quartile, Version::MIN, Version::MAX, None, false);
    let made = made.ok()?;
    let rows = (0..made.size()).map(|y| runs((0..made.size()).map(|x| made.get_module(x, y)))).collect();
    Some(Code {
        address: address.to_owned(),
        words: words.trim_end_matches('/').to_owned(),
        modules: made.size() as usize,
        rows,
    })
}

fn runs(row: impl Iterator<Item = bool>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in row.enumerate().filter(|(_, dark)| *dark) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == at => *length += 1,
            _ => runs.push((at, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_have_a_code() {
        for other in
            ["", "/beta.html", "mailto:a@example.org", "beta", &format!("https://{}", "x".repeat(3000))]
        {
            assert!(code(other).is_none(), "{other}");
        }
        let made = code("https://example.org/phases/").unwrap();
        assert_eq!(made.words, "example.org/phases");
        assert_eq!(made.rows.len(), made.modules);
        // The finder patterns at the top: seven dark modules on either side.
        let top = &made.rows[0];
        assert_eq!((top[0], *top.last().unwrap()), ((0, 7), (made.modules - 7, 7)));
    }
}
