//! The site: pages in, one book out, in which every default is settled.

mod book;

pub use book::{Book, Chapter, MediaType, Metadata, Phase, StoredPicture};
