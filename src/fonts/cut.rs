//! Fonts cut down to some characters, for files that carry fonts as they are.
//!
//! (A PDF needs no more than glyphs, and the layout engine cuts those itself. What
//! reads an EPUB maps characters to glyphs and shapes them, so here the tables for
//! that stay: `cmap`, `GSUB`, `GPOS`, `GDEF`.)

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use read_fonts::collections::IntSet;
use read_fonts::types::{NameId, Tag};
use read_fonts::{FontRef, TableProvider};
use skera::{DEFAULT_DROP_TABLES, DEFAULT_LAYOUT_FEATURES, Plan, SubsetFlags, subset_font};

use super::Font;

/// The largest font file that is taken whole where it cannot be cut down, in bytes.
pub const WHOLE: usize = 1 << 20;

/// Why a font is not to be had in a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Its maker does not allow it: `fsType` in OpenType's table `OS/2`.
    Permission,
    /// It cannot be cut down, and is larger than [`WHOLE`] or one of a collection.
    Size,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permission => "its maker does not allow embedding",
            Self::Size => "it cannot be cut down to the book's characters",
        })
    }
}

/// What a maker allows: the bits of `fsType` (OpenType 1.9.1, `OS/2`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Permission {
    Any,
    Whole,
    None,
}

impl Permission {
    fn of(bits: u16) -> Self {
        const RESTRICTED: u16 = 0x0002;
        const NOT_CUT: u16 = 0x0100;
        const ONLY_BITMAPS: u16 = 0x0200;
        // Of several of the lowest bits the mildest counts; files that may only be looked at
        // and printed (0x0004) are what ebooks are.
        if bits & 0x000e == RESTRICTED || bits & ONLY_BITMAPS != 0 {
            Self::None
        } else if bits & NOT_CUT != 0 {
            Self::Whole
        } else {
            Self::Any
        }
    }
}

/// Whether a maker allows that others type with a face that is in a file, and that the file has a part
/// of it; and whether that part can be had.
pub fn may_be_typed_with(face: &Font) -> bool {
    const EDITABLE: u16 = 0x0008;
    let Ok(font) = FontRef::from_index(face.data(), face.index()) else { return false };
    let bits = font.os2().map_or(0, |table| table.fs_type());
    let allowed = bits & 0x000e == 0 || bits & EDITABLE != 0;
    allowed && Permission::of(bits) == Permission::Any && font.table_data(Tag::new(b"glyf")).is_some()
}

/// A font file with these characters of a face and what kerns and shapes them; the whole
/// file, where it cannot be cut down but is small.
pub fn cut<'a>(face: &'a Font, characters: &BTreeSet<char>) -> Result<Cow<'a, [u8]>, Refusal> {
    let whole = face.data().as_slice();
    let font = FontRef::from_index(whole, face.index()).map_err(|_| Refusal::Size)?;
    // Fonts that do not say are of a time when all could be embedded.
    let permission = Permission::of(font.os2().map_or(0, |table| table.fs_type()));
    // skera knows no outlines but those of TrueType, and copies the others.
    let can_be_cut = permission == Permission::Any && font.table_data(Tag::new(b"glyf")).is_some();
    match permission {
        Permission::None => return Err(Refusal::Permission),
        _ if can_be_cut => {
            if let Some(cut) = subset(&font, characters) {
                return Ok(Cow::Owned(cut));
            }
        }
        _ => {}
    }
    let collection = whole.starts_with(b"ttcf");
    (!collection && whole.len() <= WHOLE).then_some(Cow::Borrowed(whole)).ok_or(Refusal::Size)
}

fn subset(font: &FontRef<'_>, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let characters: IntSet<u32> = characters.iter().map(|character| u32::from(*character)).collect();
    let mut every_script = IntSet::empty();
    every_script.invert();
    // The family's name, the copyright and the licence stay with the font.
    let mut names = IntSet::empty();
    names.insert_range(NameId::new(0)..=NameId::new(17));
    let plan = Plan::new(
        &IntSet::empty(),
        &characters,
        font,
        SubsetFlags::SUBSET_FLAGS_NOTDEF_OUTLINE | SubsetFlags::SUBSET_FLAGS_NO_HINTING,
        &DEFAULT_DROP_TABLES.iter().copied().collect(),
        &every_script,
        &DEFAULT_LAYOUT_FEATURES.iter().copied().collect(),
        &names,
        // English, as Windows numbers languages.
        &[0x0409].into_iter().collect(),
    );
    subset_font(font, &plan).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{BUILTIN, faces};
    use super::*;

    #[test]
    fn fonts_keep_their_name_and_the_characters_and_little_else() {
        let characters: BTreeSet<char> = (' '..='~').chain("Çé–Ωж".chars()).collect();
        for face in BUILTIN.iter() {
            let cut = cut(face, &characters).unwrap();
            assert!(cut.len() < face.data().len() / 2, "{}: {}", face.info().family, cut.len());
            let small = faces(cut.into_owned()).next().unwrap();
            for character in characters.iter().copied().chain(['ň']) {
                let has = |face: &Font| face.info().coverage.contains(u32::from(character));
                assert_eq!(has(&small), character != 'ň' && has(face), "{character}");
            }
            assert_eq!(small.info().family, face.info().family);
            assert_eq!(small.info().variant, face.info().variant);
        }
    }

    #[test]
    fn makers_are_obeyed() {
        for (bits, permission) in [
            (0x0000, Permission::Any),
            (0x0002, Permission::None),
            (0x0004, Permission::Any),
            (0x0008, Permission::Any),
            (0x000a, Permission::Any),
            (0x0108, Permission::Whole),
            (0x0208, Permission::None),
        ] {
            assert_eq!(Permission::of(bits), permission, "{bits:#06x}");
        }
        // The same font with another word of its maker.
        let mut bytes = BUILTIN[0].data().to_vec();
        let table = FontRef::new(&bytes).unwrap();
        let record = table.table_directory().table_records().iter().find(|r| r.tag() == Tag::new(b"OS/2"));
        let at = record.unwrap().offset() as usize + 8;
        let characters = BTreeSet::from(['a']);
        for (bits, expected) in [(0x0002_u16, Err(Refusal::Permission)), (0x0100, Ok(bytes.len()))] {
            bytes[at..at + 2].copy_from_slice(&bits.to_be_bytes());
            let face = faces(bytes.clone()).next().unwrap();
            assert_eq!(cut(&face, &characters).map(|file| file.len()), expected);
        }
    }
}
