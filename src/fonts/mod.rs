//! The fonts that a book is set from: the program's own, those of the site's
//! `fonts/`, and where that is wanted those of the computer.
//!
//! Which family sets which language is settled here, in an order that depends
//! on nothing but the fonts: see [`Families`].

pub mod cut;
mod damage;
mod families;
mod packed;
pub mod scripts;
pub mod system;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
pub use typst::text::Font;
use typst::text::{FontInstance, FontStyle, FontVariations, FontWeight};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

pub use damage::damage;
pub use families::{Families, Family};
pub use packed::unpacked;

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

/// The face that forms are filled in with: the regular one of a family, among the program's own fonts
/// and `fonts`, where [its maker allows that](cut::may_be_typed_with); else that of the program's own text.
pub fn to_type_with(family: &str, fonts: &[Font]) -> Option<Font> {
    let own = crate::theme::Theme::builtin().fonts.text;
    let regular = |family: &str| {
        let faces = BUILTIN.iter().chain(fonts).filter(|font| {
            let info = font.info();
            info.family.eq_ignore_ascii_case(family) && info.variant.style == FontStyle::Normal
        });
        let apart = |font: &&Font| font.info().variant.weight.distance(FontWeight::REGULAR);
        faces.filter(|font| cut::may_be_typed_with(font)).min_by_key(apart).cloned()
    };
    regular(family).or_else(|| regular(&own))
}

/// What the licences of the theme's fonts want said where they are, in the fonts' own words.
pub fn notices(theme: &crate::theme::Families, fonts: &[Font]) -> String {
    let mut families: Vec<&str> = vec![&theme.text, &theme.display];
    families.dedup();
    let notices: Vec<_> = families.iter().map(|family| (*family, notice(family, fonts))).collect();
    let named = |(family, notice): &(&str, Notice)| match &notice.copyright {
        Some(copyright) => format!("{family} ({})", copyright.trim().trim_end_matches('.')),
        None => (*family).to_owned(),
    };
    let open = |notice: &Notice| {
        notice.licence.as_ref().is_some_and(|licence| licence.contains("Open Font License"))
    };
    if notices.iter().all(|(_, notice)| open(notice)) {
        let names: Vec<String> = notices.iter().map(named).collect();
        let (fonts, are) = if names.len() == 1 { ("font", "is") } else { ("fonts", "are") };
        return format!(
            "The {fonts} {} {are} embedded under the SIL Open Font License, Version 1.1, https://openfontlicense.org.",
            names.join(" and ")
        );
    }
    let sentence = |noted: &(&str, Notice)| {
        let licence =
            noted.1.licence.as_deref().map(|licence| format!(" {}", licence.trim())).unwrap_or_default();
        format!("The font {} is embedded.{licence}", named(noted))
    };
    notices.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// Tells of characters whether one of some fonts has them, and remembers.
#[derive(Debug, Clone, Default)]
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

    /// Whether a font has the character itself.
    pub fn has(&mut self, character: char) -> bool {
        let fonts = &self.fonts;
        *self.known.entry(character).or_insert_with(|| fonts.iter().any(|font| has(font, character)))
    }

    /// Whether a character can be shown. Those that shape or part others without
    /// being seen need no font (Unicode's `Default_Ignorable_Code_Point`, the most
    /// of it, and spaces).
    pub fn shows(&mut self, character: char) -> bool {
        character.is_ascii() || is_unseen(character) || stand_in(character).is_some() || self.has(character)
    }

    /// The letters of a text that no font has together with their marks, though
    /// each sign is in some font: the place of each, in bytes, and its words.
    pub fn torn<'t>(&mut self, text: &'t str) -> Vec<(usize, &'t str)> {
        let clusters = |from: usize, part: &'t str| {
            part.grapheme_indices(true).map(move |(at, cluster)| (from + at, cluster))
        };
        beyond_ascii(text)
            .flat_map(|(from, part)| clusters(from, part))
            .filter(|(_, cluster)| cluster.chars().nth(1).is_some() && !cluster.is_ascii())
            // A mark on a quotation mark is a mark alone, in the files that themes read.
            .filter(|(_, cluster)| !cluster.starts_with('"') && !self.is_whole(cluster))
            .collect()
    }

    fn is_whole(&mut self, cluster: &str) -> bool {
        if let Some(known) = self.clusters.get(cluster) {
            return *known;
        }
        let varies = |character: char| stand_in(character).is_some_and(|like| like.is_empty());
        let seen = |character: &char| !is_unseen(*character) && !varies(*character);
        let composed: Vec<char> = cluster.nfc().filter(seen).collect();
        let whole = composed.len() < 2
            || composed.iter().any(|character| !self.shows(*character))
            || self.fonts.iter().any(|font| composed.iter().all(|character| has(font, *character)));
        self.clusters.insert(cluster.to_owned(), whole);
        whole
    }
}

/// The parts of a text that are not ASCII, with the places where they begin: each with the character
/// before it, which may bear its first mark, and the one behind it. Most of a text is ASCII, and to
/// part that into letters takes long.
fn beyond_ascii(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let first = from + bytes[from..].iter().position(|byte| !byte.is_ascii())?;
        let is_ascii = |at: usize| bytes.get(at).is_none_or(u8::is_ascii);
        let mut end = first;
        while !is_ascii(end) || !is_ascii(end + 1) {
            end += 1;
        }
        let (start, end) = (first.saturating_sub(1).max(from), (end + 1).min(text.len()));
        from = end;
        Some((start, &text[start..end]))
    })
}

/// What looks the same as a character that few fonts have, or says the same: a hyphen that
/// does not break, degrees, ligatures, square units, full-width letters. Empty for what only
/// varies the sign before it, such as the tone of a hand or the cap of a key.
pub fn stand_in(character: char) -> Option<String> {
    match character {
        // The joiners keep the line from breaking there.
        '\u{2011}' => Some("\u{2060}-\u{2060}".to_owned()),
        '\u{2010}' => Some("-".to_owned()),
        '\u{2015}' => Some("\u{2014}".to_owned()),
        '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' => Some(String::new()),
        '\u{2100}'..='\u{214f}'
        | '\u{3371}'..='\u{33df}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{ff01}'..='\u{ff5e}' => {
            let plain: String = std::iter::once(character).nfkc().collect();
            let latin = |sign: char| sign.is_ascii() || matches!(sign, '°' | 'μ' | 'µ' | 'Ω' | 'Å');
            (plain.chars().all(latin) && !plain.contains(character)).then_some(plain)
        }
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_parted_as_in_the_whole_text() {
        let texts = [
            "",
            "plain",
            "é",
            "e\u{301}",
            "ae\u{301}b",
            "cafe\u{301} e\u{301}",
            "\u{301}a\u{301}",
            "a\u{600}1",
            "1\u{20e3}2\u{fe0f}\u{20e3}",
            "x 👩\u{200d}🚀y\u{308} z",
            "ü, ö\u{323}; a",
            "\"\u{301}\" क\u{94d}षि",
            "a\u{308}b\u{308}",
            "日本 e\u{301}",
        ];
        let several = |(at, cluster): (usize, &str)| {
            (cluster.chars().nth(1).is_some() && !cluster.is_ascii()).then(|| (at, cluster.to_owned()))
        };
        for text in texts {
            let whole: Vec<_> = text.grapheme_indices(true).filter_map(several).collect();
            let parted: Vec<_> = beyond_ascii(text)
                .flat_map(|(from, part)| {
                    part.grapheme_indices(true).map(move |(at, cluster)| (from + at, cluster))
                })
                .filter_map(several)
                .collect();
            assert_eq!(parted, whole, "{text:?}");
        }
    }

    #[test]
    fn what_looks_the_same_stands_in() {
        for (character, expected) in [
            ('\u{2011}', Some("\u{2060}-\u{2060}")),
            ('℃', Some("°C")),
            ('ﬁ', Some("fi")),
            ('㎡', Some("m2")),
            ('\u{20e3}', Some("")),
            ('✓', None),
            ('発', None),
        ] {
            assert_eq!(stand_in(character).as_deref(), expected, "{character}");
        }
    }

    #[test]
    fn signs_of_everyday_pages_can_be_shown() {
        let mut repertoire = Repertoire::new(&[]);
        for sign in "✓✗✔✘☐☑★☆→⇒●○◦①⑩℃№✅❌⚠💡🚀🎉📌📝🔒👍❓➜↩∈⊂⌘⏎\u{2011}\u{2212}".chars()
        {
            assert!(repertoire.shows(sign), "{sign}");
        }
    }
}
