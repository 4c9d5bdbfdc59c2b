//! What the display face's own numbers say: how high its capitals are, and how
//! much white stands before its letters.

use typst::layout::Abs;
use typst::text::{FontInstance, FontStretch, FontStyle, FontVariant, FontVariations, FontWeight};

use crate::fonts::BUILTIN;
use crate::site::Book;

/// The boldest upright face of the theme's display family.
pub struct Face {
    instance: Option<FontInstance>,
}

impl Face {
    /// The face for a book's posters.
    pub fn of(book: &Book) -> Self {
        let weight = FontWeight::EXTRABOLD;
        let variant = FontVariant::new(FontStyle::Normal, weight, FontStretch::NORMAL);
        let instance = BUILTIN
            .iter()
            .chain(&book.fonts)
            .filter(|font| font.info().family.eq_ignore_ascii_case(&book.theme.fonts.display))
            .filter(|font| font.info().variant.style == FontStyle::Normal)
            .min_by_key(|font| font.info().variant.weight.distance(weight))
            .map(|font| font.clone().instantiate(variant, Abs::pt(100.0), &FontVariations::default()));
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
