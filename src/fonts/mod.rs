//! The fonts that a book is set from: the program's own, those of the site's
//! `fonts/`, and where that is wanted those of the computer.
//!
//! Which family sets which language is settled here, in an order that depends
//! on nothing but the fonts: see [`Families`].

pub mod cut;
mod families;
pub mod scripts;
pub mod system;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
pub use typst::text::Font;
use typst::text::{FontInstance, FontVariations};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

pub use families::{Families, Family};

use crate::theme::FONTS;

/// The fonts that come with the program, parsed once.
pub static BUILTIN: LazyLock<Vec<Font>> =
    LazyLock::new(|| FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect());

/// The faces in a font file; none where it is no font.
pub fn faces(file: Vec<u8>) -> impl Iterator<Item = Font> {
    Font::iter(Bytes::new(file))
}

/// What a font says of its rights (OpenType `name` table, ids 0 and 13).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// Who holds the copyright.
    pub copyright: Option<String>,
    /// Under what licence it is.
    pub licence: Option<String>,
}

/// What the first face of a family says of its rights, among the program's own fonts and `fonts`.
pub fn notice(family: &str, fonts: &[Font]) -> Notice {
    const COPYRIGHT: u16 = 0;
    const LICENCE: u16 = 13;
    let mut faces = BUILTIN.iter().chain(fonts);
    let Some(face) = faces.find(|font| font.info().family.eq_ignore_ascii_case(family)) else {
        return Notice::default();
    };
    let variant = face.info().variant;
    let drawn = face.clone().instantiate(variant, Abs::pt(10.0), &FontVariations::default());
    let said = |id: u16| {
        let names = drawn.ttf().names().into_iter().filter(|name| name.name_id == id && name.is_unicode());
        names.filter_map(|name| name.to_string()).find(|name| !name.trim().is_empty())
    };
    Notice { copyright: said(COPYRIGHT), licence: said(LICENCE) }
}

/// Tells of characters whether one of some fonts has them, and remembers.
#[derive(Debug, Default)]
pub struct Repertoire {
    fonts: Vec<(Font, FontInstance)>,
    known: BTreeMap<char, bool>,
    clusters: BTreeMap<String, bool>,
}

impl Repertoire {
    /// The program's own fonts, and `fonts`.
    pub fn new(fonts: &[Font]) -> Self {
        let drawn = |font: &Font| {
            let variant = font.info().variant;
            (font.clone(), font.clone().instantiate(variant, Abs::pt(10.0), &FontVariations::default()))
        };
        Self {
            fonts: BUILTIN.iter().chain(fonts).map(drawn).collect(),
            known: BTreeMap::new(),
            clusters: BTreeMap::new(),
        }
    }

    /// Whether a character can be shown. Those that shape or part others without
    /// being seen need no font (Unicode's `Default_Ignorable_Code_Point`, the most
    /// of it, and spaces).
    pub fn shows(&mut self, character: char) -> bool {
        let fonts = &self.fonts;
        character.is_ascii()
            || is_unseen(character)
            || *self.known.entry(character).or_insert_with(|| fonts.iter().any(|font| has(font, character)))
    }

    /// The letters of a text that no font has together with their marks, though
    /// each sign is in some font: the place of each, in bytes, and its words.
    pub fn torn<'t>(&mut self, text: &'t str) -> Vec<(usize, &'t str)> {
        text.grapheme_indices(true)
            .filter(|(_, cluster)| cluster.chars().nth(1).is_some() && !cluster.is_ascii())
            // A mark on a quotation mark is a mark alone, in the files that themes read.
            .filter(|(_, cluster)| !cluster.starts_with('"') && !self.is_whole(cluster))
            .collect()
    }

    fn is_whole(&mut self, cluster: &str) -> bool {
        if let Some(known) = self.clusters.get(cluster) {
            return *known;
        }
        let composed: Vec<char> = cluster.nfc().filter(|character| !is_unseen(*character)).collect();
        let whole = composed.len() < 2
            || composed.iter().any(|character| !self.shows(*character))
            || self.fonts.iter().any(|font| composed.iter().all(|character| has(font, *character)));
        self.clusters.insert(cluster.to_owned(), whole);
        whole
    }
}

/// Whether a character shapes or parts others without being seen.
pub fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a font has a character. A font's table may name a character and
/// give it the glyph that stands for none.
fn has((font, drawn): &(Font, FontInstance), character: char) -> bool {
    font.info().coverage.contains(u32::from(character))
        && drawn.ttf().glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
}
