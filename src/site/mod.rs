//! The site: pages in, one book out, in which every default is set.
//!
//! [`discover`] finds the pages; [`settle`] makes of the pages that [`crate::source`]
//! has read one [`Book`](crate::book::Book) and reports all that is wrong.
//! Settling never fails and does no more than read files below the site root.

mod addresses;
mod brand;
mod diagrams;
mod discover;
mod fields;
mod glyphs;
mod groups;
mod headings;
mod library;
mod metadata;
mod neighbours;
mod order;
mod phases;
mod pictures;
mod resolve;
mod resources;
mod settle;
#[cfg(test)]
mod tests;

pub use discover::{discover, is_page};
pub use metadata::{language, language_of_path};
pub use settle::{Settlement, settle};
