//! What is added to finished PDFs that the layout engine has no words for.
//!
//! A file is read as objects, changed, and written with the same numbers in the same order, so that
//! the same file comes of the same file.

pub mod fields;
mod typing;
pub mod x4;

use lopdf::{Dictionary, Document, LoadOptions, Object};

use crate::typeset::streams;

/// The most bytes that one stream of a file unpacks to: several times what a page's largest picture takes.
const STREAM: usize = 1 << 30;

/// Reads a PDF that the layout engine wrote as objects. The error is a message for people.
pub fn open(pdf: &[u8]) -> Result<Document, String> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    Document::load_mem_with_options(pdf, options).map_err(|error| format!("the PDF cannot be read: {error}"))
}

/// Writes objects as a PDF with one table of objects, in the order of their numbers. The error is a
/// message for people.
pub fn write(mut document: Document) -> Result<Vec<u8>, String> {
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).map_err(|error| format!("the PDF cannot be written: {error}"))?;
    Ok(streams::ended(pdf))
}

/// The entry of a dictionary, wherever it stands.
pub fn entry<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    document.dereference(dictionary.get(key).ok()?).ok().map(|(_, object)| object)
}

/// Whether an entry of a dictionary is this name.
pub fn is_name(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}
