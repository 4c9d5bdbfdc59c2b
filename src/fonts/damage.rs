//! Fonts whose table of characters (`cmap`, OpenType 1.9.1) is damaged. Whoever lists the
//! characters of such a table goes on for minutes, and one damaged byte is enough.

use read_fonts::tables::cmap::CmapSubtable;
use read_fonts::{FontRef, TableProvider};

/// One past the last character of Unicode, and so the most that one table of a font lists.
const CHARACTERS: u64 = 0x11_0000;
/// The most characters that the tables of a file list together: each of a dozen faces has three.
const MOST: u64 = 40 * CHARACTERS;

/// Why the fonts of a file cannot be used; none where they can, or where it holds no font.
pub fn damage(file: &[u8]) -> Option<&'static str> {
    let mut listed = 0;
    for font in FontRef::fonts(file).flatten() {
        // A face without the table has no characters, and sets nothing.
        let Ok(cmap) = font.cmap() else { continue };
        let tables = cmap.encoding_records().iter().filter_map(|it| it.subtable(cmap.offset_data()).ok());
        for table in tables {
            let count = characters(&table)?;
            if count > CHARACTERS {
                return Some("its table of characters (`cmap`) lists more than Unicode has");
            }
            listed += count;
        }
    }
    (listed > MOST).then_some("its tables of characters (`cmap`) list more than a font can have")
}

/// How many characters a table lists, each as often as it does.
fn characters(table: &CmapSubtable) -> Option<u64> {
    let ranges = |ranges: &mut dyn Iterator<Item = (u32, u32)>| {
        ranges.map(|(start, end)| u64::from(end.saturating_sub(start)) + 1).sum::<u64>()
    };
    Some(match table {
        CmapSubtable::Format4(it) => {
            let starts = it.start_code().iter().map(|code| u32::from(code.get()));
            let ends = it.end_code().iter().map(|code| u32::from(code.get()));
            ranges(&mut starts.zip(ends))
        }
        CmapSubtable::Format8(it) => {
            ranges(&mut it.groups().iter().map(|group| (group.start_char_code(), group.end_char_code())))
        }
        CmapSubtable::Format12(it) => {
            ranges(&mut it.groups().iter().map(|group| (group.start_char_code(), group.end_char_code())))
        }
        CmapSubtable::Format13(it) => {
            ranges(&mut it.groups().iter().map(|group| (group.start_char_code(), group.end_char_code())))
        }
        // The others are as long as what they list.
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::FONTS;

    #[test]
    fn whole_fonts_are_taken_and_ranges_without_end_are_not() {
        for font in FONTS {
            assert_eq!(damage(font), None);
        }
        assert_eq!(damage(b"no font"), None);
        let (mut font, at) = FONTS
            .iter()
            .find_map(|font| Some((font.to_vec(), groups(font)?)))
            .expect("one of the fonts has a table of format 12");
        // The end of the first range, beyond all characters.
        font[at + 4..at + 8].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(damage(&font).is_some());
    }

    /// Where the groups of a table of format 12 begin in a file.
    fn groups(font: &[u8]) -> Option<usize> {
        let table = FontRef::new(font).ok()?;
        let record = table.table_directory().table_records().iter().find(|it| it.tag() == *b"cmap")?;
        let start = record.offset() as usize;
        let cmap = table.cmap().ok()?;
        cmap.encoding_records().iter().find_map(|it| {
            matches!(it.subtable(cmap.offset_data()), Ok(CmapSubtable::Format12(_)))
                .then(|| start + it.subtable_offset().to_u32() as usize + 16)
        })
    }
}
