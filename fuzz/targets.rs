//! What the fuzzers hand bytes to. Each must take any bytes: it panics only where the
//! program is wrong. `tests/fuzz.rs` runs the same for a short while without a fuzzer.

use phasebook::book::Book;
use phasebook::config::Config;
use phasebook::files::{Files, Memory};
use phasebook::site;
use phasebook::source::{self, Settings};
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

/// Reads and settles the pages of a site, whose first is `page.md`.
fn settled(files: &dyn Files, config: &Config) -> Book {
    let pages: Vec<_> = ["page.md", "other.md"]
        .iter()
        .filter(|path| files.size(path).is_ok())
        .map(|path| source::read(files, path, &Settings::default()))
        .collect();
    let number = pages.len();
    let book = site::settle(files, config, pages).book.expect("a book of its pages");
    assert_eq!(book.chapters.len(), number, "a page disappeared");
    book
}

/// Front matter, and the configuration of a site.
pub fn front_matter(bytes: &[u8]) {
    let page = [b"---\n", bytes, b"\n---\n\nText.\n"].concat();
    let files = Memory::new([("page.md", page.as_slice()), ("phasebook.yaml", bytes)]);
    let (config, _) = site::configure(&files, "");
    settled(&files, &config);
}

/// A page, linked from another.
pub fn reader(bytes: &[u8]) {
    let other = b"---\ntitle: Other\n---\n\n[Page](page.md#x)\n";
    settled(&Memory::new([("page.md", bytes), ("other.md", other)]), &Config::default());
}

/// Markup in a page, which must be well-formed in the EPUB.
pub fn html(bytes: &[u8]) {
    let page = [b"---\ntitle: Page\n---\n\n<div>\n", bytes].concat();
    let book = settled(&Memory::new([("page.md", page)]), &Config::default());
    for chapter in &book.chapters {
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
    settled(&files, &Config::default())
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
    let book = settled(&Memory::new([("page.md", page)]), &Config::default());
    handbook::handbook(&book, &handbook::Options::default()).expect("a handbook");
    posters::posters(&book, &posters::Options::default()).expect("posters");
    epub::epub(&book, &epub::Options::default()).expect("an EPUB");
    // Else a fuzzer would meet the engine's memory and not its own.
    comemo::evict(2);
}
