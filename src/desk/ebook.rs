//! The EPUB as the desk shows it: the file, and what is packed in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use hyper::body::Bytes;
use typst::utils::hash128;

use crate::epub;
use crate::site::Book;

/// The EPUB.
pub struct Ebook {
    /// A name for what is in it.
    pub look: u128,
    /// The file.
    pub bytes: Vec<u8>,
    /// The files that are packed in it, by their paths.
    pub files: BTreeMap<String, Bytes>,
    /// The pages in the order of reading, each with the position of its chapter.
    pub spine: Vec<(String, Option<usize>)>,
}

impl Ebook {
    /// Unpacks an EPUB of a book.
    pub(super) fn new(book: &Book, bytes: Vec<u8>) -> zip::result::ZipResult<Self> {
        let files = unpacked(&bytes)?;
        Ok(Self { look: hash128(&bytes), spine: spine(book, &files), bytes, files })
    }
}

fn spine(book: &Book, files: &BTreeMap<String, Bytes>) -> Vec<(String, Option<usize>)> {
    let page = |name: &str| (format!("OEBPS/{name}"), None);
    let before = ["cover.xhtml", "title.xhtml", "nav.xhtml"].map(page);
    let chapters = book.chapters.iter().enumerate();
    let chapters = chapters
        .map(|(at, chapter)| (format!("OEBPS/chapters/{}", epub::chapter_file(at, &chapter.slug)), Some(at)));
    let after = ["glossary.xhtml", "colophon.xhtml"].map(page);
    before.into_iter().chain(chapters).chain(after).filter(|(name, _)| files.contains_key(name)).collect()
}

fn unpacked(epub: &[u8]) -> zip::result::ZipResult<BTreeMap<String, Bytes>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub))?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        files.insert(file.name().to_owned(), bytes.into());
    }
    Ok(files)
}
