//! What the faces' own numbers say: how high capitals are, how much white stands
//! before letters, how far those of other scripts reach.

use std::collections::BTreeSet;

use serde::Serialize;
use typst::layout::Abs;
use typst::text::{FontInstance, FontStretch, FontStyle, FontVariant, FontVariations, FontWeight};

use unicode_normalization::is_nfd;
use unicode_script::{Script, UnicodeScript};

use crate::book::Book;
use crate::fonts::{BUILTIN, Families, Family, Font};

/// How far the letters of a line reach above the line they stand on, and below
/// it, as parts of the size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct VerticalExtent {
    above: f64,
    below: f64,
}

/// What characters of Chinese, Japanese and Korean fill: the em, 0.88 of it above
/// the line. What their faces say beyond that is white between lines.
const EM: VerticalExtent = VerticalExtent { above: 0.88, below: 0.12 };

/// The families for the display type of a language, the first before the others.
pub fn families(book: &Book, language: &str) -> Vec<Family> {
    let all = Families::by_language(&book.theme.fonts, &book.metadata.language, &book.fonts);
    match Families::of_language(&all, language) {
        Some(families) => families.display.clone(),
        None => [&book.theme.fonts.display, &book.theme.fonts.text]
            .map(|name| Family { name: name.clone(), latin: false })
            .to_vec(),
    }
}

/// How far the letters of `text` reach where they do more than capitals do: those
/// of scripts that hang from a line, stand on one another or carry marks; none for
/// Latin, Cyrillic and Greek, whose capitals are the measure.
pub fn reach(book: &Book, families: &[Family], text: &str) -> Option<VerticalExtent> {
    let letters: BTreeSet<char> = text.chars().filter(|letter| reaches_further(*letter)).collect();
    let reaches = letters.into_iter().filter_map(|letter| match letter.script() {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Hangul => Some(EM),
        _ => {
            let face = instance(font(book, families, letter)?);
            let face = face.ttf();
            let shape = face.glyph_bounding_box(face.glyph_index(letter)?)?;
            let part = |units: i16| f64::from(units) / f64::from(face.units_per_em());
            // Marks move up and down with the letters that they stand on.
            Some(VerticalExtent { above: part(shape.y_max) + ROOM, below: ROOM - part(shape.y_min) })
        }
    });
    reaches.reduce(|a, b| VerticalExtent { above: a.above.max(b.above), below: a.below.max(b.below) })
}

/// Whether a text has capitals with marks, which reach into the line above.
pub fn has_marked_capitals(text: &str) -> bool {
    text.chars()
        .any(|letter| letter.is_uppercase() && !letter.is_ascii() && !is_nfd(letter.encode_utf8(&mut [0; 4])))
}

/// The room for marks above and below the highest and the lowest letters, as a part
/// of the size.
const ROOM: f64 = 0.08;

/// Whether a letter is higher or deeper than those that the theme is drawn for.
fn reaches_further(letter: char) -> bool {
    // Two marks on one letter, as Vietnamese has them.
    let stacked = ('\u{1ea0}'..='\u{1ef9}').contains(&letter);
    let script = letter.script();
    stacked
        || !matches!(
            script,
            Script::Latin | Script::Greek | Script::Cyrillic | Script::Common | Script::Inherited
        )
}

/// The weight of a poster's name.
const BOLDEST: FontWeight = FontWeight::EXTRABOLD;

/// A face whose numbers can be asked for.
fn instance(font: &Font) -> FontInstance {
    let variant = FontVariant::new(FontStyle::Normal, BOLDEST, FontStretch::NORMAL);
    font.clone().instantiate(variant, Abs::pt(100.0), &FontVariations::default())
}

/// The font that shows a letter of display type.
fn font<'a>(book: &'a Book, families: &[Family], letter: char) -> Option<&'a Font> {
    let covers = |font: &&Font| font.info().coverage.contains(u32::from(letter));
    families.iter().filter(|family| !family.latin || letter.script() == Script::Latin).find_map(|family| {
        let named = |font: &&Font| font.info().family.eq_ignore_ascii_case(&family.name);
        BUILTIN.iter().chain(&book.fonts).filter(named).find(covers)
    })
}

/// The boldest upright face of the theme's display family.
pub struct Face {
    instance: Option<FontInstance>,
}

impl Face {
    /// The face for a book's posters.
    pub fn of(book: &Book) -> Self {
        let instance = BUILTIN
            .iter()
            .chain(&book.fonts)
            .filter(|font| font.info().family.eq_ignore_ascii_case(&book.theme.fonts.display))
            .filter(|font| font.info().variant.style == FontStyle::Normal)
            .min_by_key(|font| font.info().variant.weight.distance(BOLDEST))
            .map(instance);
        Self { instance }
    }

    /// The height of capitals, as a part of the size.
    pub fn cap_height(&self) -> f64 {
        let measured = self.instance.as_ref().map(|face| face.metrics().cap_height.get());
        // Most faces are near 0.7; a face without the number, or with nonsense, counts as one of them.
        measured.filter(|height| (0.4..1.0).contains(height)).unwrap_or(0.7)
    }

    /// The white before the first letter of `text`, as a part of the size. At
    /// the size of a poster's name it would show as an indent. Of words that
    /// may begin a line, the one with the least white counts, so that none
    /// stands out.
    pub fn bearing(&self, text: &str) -> f64 {
        let letters = text.split([' ', '-']).filter_map(|word| word.chars().next());
        let least =
            letters.map(|letter| self.bearing_of(letter).unwrap_or(0.0)).fold(f64::INFINITY, f64::min);
        if least.is_finite() { least.clamp(0.0, 0.15) } else { 0.0 }
    }

    fn bearing_of(&self, letter: char) -> Option<f64> {
        let face = self.instance.as_ref()?.ttf();
        let units = f64::from(face.glyph_hor_side_bearing(face.glyph_index(letter)?)?);
        Some(units / f64::from(face.units_per_em()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_with_marks_are_told_apart() {
        for (text, marked) in
            [("Übersicht", true), ("überall", false), ("ÆSOP", false), ("É", true), ("調査 A", false)]
        {
            assert_eq!(has_marked_capitals(text), marked, "{text}");
        }
    }
}
