//! How wide words are in the fonts that set them.

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};
use typst::layout::Abs;
use typst::text::{FontBook, FontInstance, FontVariant, FontVariations, FontWeight};

use crate::fonts::{BUILTIN, Font};

/// Measures by a family, and by other fonts what it lacks.
pub(super) fn policy(family: &str, fonts: &[Font]) -> TextMeasurementPolicy {
    let fonts: Vec<Font> = BUILTIN.iter().chain(fonts).cloned().collect();
    let book = FontBook::from_fonts(&fonts);
    let family = family.to_lowercase();
    let chosen = |weight: u16| {
        let variant = FontVariant { weight: FontWeight::from_number(weight), ..FontVariant::default() };
        let first = book.select(&family, variant);
        let others = (0..fonts.len()).filter(|at| Some(*at) != first);
        let faces = first.into_iter().chain(others).filter_map(|at| fonts.get(at));
        faces.map(drawn).collect::<Vec<_>>()
    };
    let (plain, bold) = (chosen(400), chosen(700));
    let width = move |text: &str, style: &TextStyle| {
        let faces = if is_bold(style) { &bold } else { &plain };
        text.chars().map(|character| advance(faces, character)).sum::<f64>() * style.font_size
    };
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width);
    match MeasurementProfileId::new("book").and_then(|id| TextMeasurementProfileIdentity::new(id, "1")) {
        Ok(identity) => TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measurer)),
        Err(_) => TextMeasurementPolicy::default(),
    }
}

fn drawn(font: &Font) -> FontInstance {
    let variant = font.info().variant;
    font.clone().instantiate(variant, Abs::pt(10.0), &FontVariations::default())
}

fn is_bold(style: &TextStyle) -> bool {
    let weight = style.font_weight.as_deref().unwrap_or_default();
    matches!(weight, "bold" | "bolder") || weight.parse().is_ok_and(|weight: f64| weight >= 600.0)
}

/// How far a character moves those after it, in ems.
fn advance(faces: &[FontInstance], character: char) -> f64 {
    if character.is_control() || crate::fonts::is_unseen(character) && character != '\u{a0}' {
        return 0.0;
    }
    let of = |face: &FontInstance| {
        let face = face.ttf();
        let glyph = face.glyph_index(character).filter(|glyph| glyph.0 != 0)?;
        Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
    };
    faces.iter().find_map(of).unwrap_or(1.0)
}
