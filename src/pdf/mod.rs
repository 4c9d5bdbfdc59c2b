//! What is added to a finished PDF that the layout engine has no words for.
//!
//! The file is read as objects, changed, and written with the same numbers in the same order, so that
//! the same file comes of the same file.

pub mod fields;
mod typing;

use lopdf::Document;

use crate::typeset::streams;

/// Reads a PDF as objects. The error is a message for people.
pub fn open(pdf: &[u8]) -> Result<Document, String> {
    Document::load_mem(pdf).map_err(|error| format!("the finished PDF cannot be read: {error}"))
}

/// Writes objects as a PDF with one table of objects, in the order of their numbers. The error is a
/// message for people.
pub fn write(mut document: Document) -> Result<Vec<u8>, String> {
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).map_err(|error| format!("the PDF cannot be written: {error}"))?;
    Ok(streams::ended(pdf))
}
