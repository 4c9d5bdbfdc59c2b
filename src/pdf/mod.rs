//! What is done to finished PDFs: they are opened, changed, and written anew, the same for the same.

pub mod x4;

use lopdf::{Document, LoadOptions};

/// The most bytes that one stream of a file unpacks to: several times what a page's largest picture takes.
const STREAM: usize = 1 << 30;

/// Opens a file that the layout engine wrote. The error says what a reader cannot follow.
pub fn open(pdf: &[u8]) -> Result<Document, String> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    Document::load_mem_with_options(pdf, options).map_err(|error| format!("the PDF cannot be read: {error}"))
}

/// The bytes of a document: its objects by their numbers, and one table of them.
pub fn written(mut document: Document) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| format!("the PDF cannot be written: {error}"))?;
    Ok(bytes)
}
