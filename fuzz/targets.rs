//! What the fuzzers hand bytes to. Each must take any bytes: it panics only where the
//! program is wrong. `tests/fuzz.rs` runs the same for a short while without a fuzzer.

use phasebook::book::Book;
use phasebook::build::{Project, ReadOptions};
use phasebook::files::{Files, Memory};
use phasebook::site;
use phasebook::{epub, handbook, posters};

/// A target with its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
#[allow(dead_code)]
pub const TARGETS: [Target; 6] = [
    ("front_matter", front_matter),
    ("reader", reader),
    ("html", html),
    ("svg", svg),
    ("image", image),
    ("book", book),
];

/// Reads a site. Every page must become a chapter; without pages there is no book.
fn read(files: &dyn Files) -> Option<Book> {
    let project = Project::read(files, &ReadOptions::default()).ok()?;
    let book = project.book.expect("a book of its pages");
    let pages = site::discover(files, &project.config).len();
    assert_eq!(book.chapters.len(), pages, "a page disappeared");
    Some(book)
}

/// The book of a site that has pages.
fn book_of(files: &dyn Files) -> Book {
    read(files).expect("there are pages")
}

/// Front matter, and the configuration of a site.
pub fn front_matter(bytes: &[u8]) {
    let page = [b"---\n", bytes, b"\n---\n\nText.\n"].concat();
    let files = Memory::new([("page.md", page.as_slice()), ("phasebook.yaml", bytes)]);
    // The configuration may name a folder without pages.
    let _ = read(&files);
}

/// A page, linked from another.
pub fn reader(bytes: &[u8]) {
    let other = b"---\ntitle: Other\n---\n\n[Page](page.md#x)\n";
    book_of(&Memory::new([("page.md", bytes), ("other.md", other)]));
}

/// Markup in a page, which must be well-formed in the EPUB.
pub fn html(bytes: &[u8]) {
    let page = [b"---\ntitle: Page\n---\n\n<div>\n", bytes].concat();
    let book = book_of(&Memory::new([("page.md", page)]));
    for chapter in book.chapters.iter() {
        let fragment = epub::fragment(&chapter.blocks, &chapter.notes, Some(&book));
        let page = format!(
            "<body xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">{fragment}</body>"
        );
        if let Err(error) = roxmltree::Document::parse(&page) {
            assert!(matches!(error, roxmltree::Error::NodesLimitReached), "{error} in {page}");
        }
    }
}

/// A page that shows a picture.
fn shown(name: &str, bytes: &[u8]) -> Book {
    let page = format!("---\ntitle: Page\n---\n\n![A](picture.{name})\n");
    let files = Memory::new([("page.md", page.as_bytes()), (&format!("picture.{name}"), bytes)]);
    book_of(&files)
}

/// A drawing, as far as the handbook.
pub fn svg(bytes: &[u8]) {
    let book = shown("svg", bytes);
    handbook::handbook(&book, &handbook::Options::default()).expect("a handbook");
}

/// A picture of any kind, as far as the handbook and the EPUB.
pub fn image(bytes: &[u8]) {
    let book = shown("png", bytes);
    epub::fitted(&book);
    handbook::handbook(&book, &handbook::Options::default()).expect("a handbook");
}

/// A whole build in memory.
pub fn book(bytes: &[u8]) {
    let page = [b"---\ntitle: Page\nclass: beta-phase\n---\n\n", bytes].concat();
    let book = book_of(&Memory::new([("page.md", page)]));
    handbook::handbook(&book, &handbook::Options::default()).expect("a handbook");
    posters::posters(&book, &posters::Options::default()).expect("posters");
    epub::epub(&book, &epub::Options::default()).expect("an EPUB");
    // Else a fuzzer would meet the engine's memory and not its own.
    comemo::evict(2);
}
