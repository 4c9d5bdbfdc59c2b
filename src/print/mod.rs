//! What a print shop needs of a page: colour beyond the edge, marks to cut and
//! to align by, boxes that say which is which, inks, and a summary.
//!
//! The theme's part is `assets/theme/press.typ`. The layout engine writes the
//! `MediaBox` and the `TrimBox`; [`boxes`] adds the `BleedBox` between them.
//! [`drawing`] makes pictograms into shapes that can be printed in inks, and
//! [`preflight`] says what a file holds.
//!
//! The terms are those of ISO 15930 (PDF/X). PDF/X-4 is claimed where the profile of the
//! press is given, which only the print shop knows.

pub mod boxes;
pub mod drawing;
pub mod preflight;
pub mod profile;
pub mod resolution;
pub mod spine;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::book::{MediaType, StoredPicture};
use crate::paper::Length;
use crate::pdf::x4;
use crate::theme::{Colour, Theme};
use crate::typeset::Fault;
use profile::Profile;

/// The bleed that print shops ask for where they say nothing else.
pub const USUAL_BLEED: Length = Length::whole_mm(3);

/// How far marks reach beyond the bleed.
pub const MARKS: Length = Length::whole_mm(9);

/// What a print shop asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// How far colour goes beyond the edge.
    pub bleed: Length,
    /// The profile of the press; with it, files are PDF/X-4.
    pub profile: Option<Arc<Profile>>,
}

impl Press {
    /// A file that the layout engine wrote, as the print shop gets it. `theme` knows its colours in inks.
    pub fn finished(&self, pdf: &[u8], theme: &Theme) -> Result<Vec<u8>, Vec<Fault>> {
        let with_boxes = boxes::with_bleed_boxes(pdf, self.bleed.to_pt());
        let finished = with_boxes.and_then(|pdf| match &self.profile {
            None => Ok(pdf),
            Some(profile) => {
                let intent = x4::Intent {
                    profile: profile.bytes(),
                    description: &profile.description,
                    condition: profile.condition.as_deref(),
                };
                x4::claimed(&pdf, &intent, &|rgb| ink_of_lines(theme, Colour { rgb }))
            }
        });
        finished.map_err(|message| vec![Fault::saying(message)])
    }
}

/// The inks of what has one colour in a drawing. What has that of text is printed in black alone, as
/// text is.
fn ink_of_lines(theme: &Theme, colour: Colour) -> [u8; 4] {
    if colour == theme.colours.ink { [0, 0, 0, 100] } else { theme.ink(colour).cmyk }
}

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
