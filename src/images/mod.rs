//! Pictures: what a file holds, made into what every format can show.
//!
//! [`examine`] takes the bytes of a file once: it measures them, decodes them to see that they
//! can be, turns photographs the right way up, turns inks into the colours of screens, and drops
//! what no format can carry. What it changes or refuses comes back in words. [`trace`] makes
//! small flat pictograms into drawings, [`scale`] large pictures smaller, [`portable`]
//! drawings plain.

mod animation;
mod examine;
mod inks;
mod jpeg;
pub(crate) mod lettering;
mod pixels;
pub(crate) mod portable;
mod profile;
pub(crate) mod scale;
pub(crate) mod svg;
pub mod trace;

pub(crate) use examine::{Examined, Finding, LARGEST_FILE, examine};
