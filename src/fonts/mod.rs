//! The fonts that a book is set from: the program's own, those of the site's
//! `fonts/`, and where that is wanted those of the computer.
//!
//! Which family sets which language is settled here, in an order that depends
//! on nothing but the fonts: see [`Families`].

mod families;
pub mod scripts;
pub mod system;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::foundations::Bytes;
pub use typst::text::Font;

pub use families::{Families, Family};

use crate::theme::FONTS;

/// The fonts that come with the program, parsed once.
pub static BUILTIN: LazyLock<Vec<Font>> =
    LazyLock::new(|| FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect());

/// The faces in a font file; none where it is no font.
pub fn faces(file: Vec<u8>) -> impl Iterator<Item = Font> {
    Font::iter(Bytes::new(file))
}

/// Tells of characters whether one of some fonts has them, and remembers.
#[derive(Debug, Default)]
pub struct Repertoire<'a> {
    fonts: Vec<&'a Font>,
    known: BTreeMap<char, bool>,
}

impl<'a> Repertoire<'a> {
    /// The program's own fonts, and `fonts`.
    pub fn new(fonts: &'a [Font]) -> Self {
        Self { fonts: BUILTIN.iter().chain(fonts).collect(), known: BTreeMap::new() }
    }

    /// Whether a character can be shown. Those that shape or part others without
    /// being seen need no font (Unicode's `Default_Ignorable_Code_Point`, the most
    /// of it, and spaces).
    pub fn shows(&mut self, character: char) -> bool {
        let unseen = matches!(character,
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}');
        let fonts = &self.fonts;
        let has = |character| fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)));
        character.is_ascii() || unseen || *self.known.entry(character).or_insert_with_key(|key| has(*key))
    }
}
