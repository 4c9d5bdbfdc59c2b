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

use crate::paper::Length;

/// The bleed that print shops ask for where they say nothing else.
pub const USUAL_BLEED: Length = Length::whole_mm(3);

/// How far marks reach beyond the bleed.
pub const MARKS: Length = Length::whole_mm(9);
