//! The site: pages in, one book out, in which every default is settled.
//!
//! [`configure`] reads `phasebook.yaml`, [`discover`] finds the pages,
//! [`settle`] makes of the pages that [`crate::source`] has read one [`Book`]
//! and says all that is wrong, and [`select`] makes a smaller book of it.
//! [`index()`] finds every place where a book says one of its terms, [`worksheets`]
//! what its phases leave to do.
//! Settling never fails and does no more than read files below the site root.

mod addresses;
mod book;
mod config;
mod discover;
mod fold;
mod glyphs;
mod headings;
mod index;
mod library;
mod metadata;
mod names;
mod neighbours;
mod numbers;
mod order;
mod paths;
mod phases;
mod pictures;
mod poster;
mod resources;
mod select;
mod settle;
mod skeleton;
mod structure;
mod svg;
#[cfg(test)]
mod tests;
mod walk;
mod worksheet;
mod yaml;

pub use book::{Book, Chapter, Contributor, MediaType, Metadata, Phase, Role, Series, StoredPicture};
pub use config::{CONFIG_NAMES, Config, Level, Posters, Publishing, configure, settings};
pub use discover::{discover, is_page};
pub use index::{ENTRIES, Entry, Group, Index, Occurrence, index, indexed};
pub use metadata::date_from_epoch;
pub(crate) use names::slug;
pub use poster::{PosterPart, PosterWishes};
pub use select::{UnknownSlug, select};
pub use settle::{Settlement, settle};
pub use skeleton::skeleton;
pub use worksheet::{Section, Subject, Task, Worksheet, worksheets};
