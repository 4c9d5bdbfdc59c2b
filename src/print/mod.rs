//! What a print shop needs of a page: colour beyond the edge, marks to cut and
//! to align by, boxes that say which is which, inks, and a summary.
//!
//! The theme's part is `assets/theme/press.typ`. The layout engine writes the
//! `MediaBox` and the `TrimBox`; [`boxes`] adds the `BleedBox` between them.
//! [`drawing`] makes pictograms into shapes that can be printed in inks, and
//! [`preflight`] says what a file holds.
//!
//! The terms are those of ISO 15930 (PDF/X). That standard is not claimed: it
//! wants the profile of the press, which only the print shop knows.

pub mod boxes;
pub mod drawing;
pub mod preflight;
pub mod resolution;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::book::{MediaType, StoredPicture};
use crate::paper::Length;
use crate::theme::{Colour, Theme};

/// The bleed that print shops ask for where they say nothing else.
pub const USUAL_BLEED: Length = Length::whole_mm(3);

/// How far marks reach beyond the bleed.
pub const MARKS: Length = Length::whole_mm(9);

/// What `press.typ` receives for a page of any document: the theme's colours in
/// inks, those of `pictures` that can be drawn in inks, by their names, and the
/// line that says what the sheet is.
pub fn marked<'a>(
    theme: &Theme,
    pictures: impl Iterator<Item = (String, &'a StoredPicture)>,
    bleed: Length,
    label: &str,
) -> Value {
    let ink = |colour: Colour| (colour.to_string(), json!(theme.ink(colour)));
    let svg = pictures.filter(|(_, picture)| picture.media == MediaType::Svg);
    let drawn = svg.filter_map(|(name, picture)| Some((name, drawing::drawing(&picture.bytes, theme)?)));
    json!({
        "bleed": bleed,
        "marks": MARKS,
        "inks": theme.all_colours().into_iter().map(ink).collect::<Map<_, _>>(),
        "drawings": drawn.collect::<IndexMap<_, _>>(),
        "label": label,
    })
}
