//! The EPUB: a book in, an EPUB 3 out.
//!
//! epub-builder makes the package: container, manifest, spine. What it cannot
//! say, such as accessibility metadata, landmarks with names, sections in the
//! navigation and identifiers that are no UUID, is written here and put in its
//! place as files pass through the [`archive`].
//!
//! The standard followed is EPUB 3.3 (W3C Recommendation, 2023) with EPUB
//! Accessibility 1.1.

mod archive;
mod blocks;
mod inlines;
mod navigation;
mod package;
mod pages;
mod style;
mod xhtml;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, PageDirection, ReferenceType, ZipLibrary};

use crate::model::{Block, Direction, Note, Settled};
use crate::site::Book;
use crate::theme::FONTS;
use archive::Contents;
use blocks::Writer;

/// How the EPUB is to be made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The cover as a PNG; without one the book opens with its title page.
    pub cover: Option<Vec<u8>>,
}

/// Why no EPUB could be made.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<epub_builder::Error> for Error {
    fn from(error: epub_builder::Error) -> Self {
        Self(error.to_string())
    }
}

/// The fonts that are embedded, by position in [`FONTS`]: file name, family
/// token, weight and style.
const EMBEDDED: [(usize, &str, Family, u16, &str); 5] = [
    (0, "text-regular.ttf", Family::Text, 400, "normal"),
    (1, "text-italic.ttf", Family::Text, 400, "italic"),
    (2, "text-bold.ttf", Family::Text, 700, "normal"),
    (5, "display-semibold.ttf", Family::Display, 600, "normal"),
    (6, "display-extrabold.ttf", Family::Display, 800, "normal"),
];

/// Which of the theme's families a font is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Display,
}

/// The file of a chapter, beside the other chapters.
pub(crate) fn chapter_file(position: usize, slug: &str) -> String {
    format!("{:02}-{slug}.xhtml", position + 1)
}

/// Makes the EPUB. The error is the archive's, and does not depend on the book.
pub fn epub(book: &Book, options: &Options) -> Result<Vec<u8>, Error> {
    let metadata = &book.metadata;
    let uuid =
        metadata.identifier.strip_prefix("urn:uuid:").and_then(|text| uuid::Uuid::parse_str(text).ok());
    let uuid = uuid.unwrap_or_default();
    let with_cover = options.cover.is_some();
    let words = pages::local(&metadata.language);

    let mut package = Package::new()?;
    package.builder.epub_version(EpubVersion::V30);
    package.builder.epub_direction(match metadata.direction {
        Direction::Ltr => PageDirection::Ltr,
        Direction::Rtl => PageDirection::Rtl,
    });
    package.builder.set_uuid(uuid);
    package::describe(&mut package.builder, book);

    let mut css = style::stylesheet(&book.theme);
    style::phases(&mut css, &book.phases);
    package.builder.stylesheet(NOTHING)?;
    package.contents.insert("OEBPS/stylesheet.css".into(), Contents::Text(css));
    for (font, name, ..) in EMBEDDED {
        package.resource(format!("fonts/{name}"), FONTS[font], "font/ttf")?;
    }
    for picture in &book.pictures {
        package.resource(format!("images/{}", picture.name), &picture.bytes, picture.media.mime())?;
    }
    if let Some(cover) = &options.cover {
        let path = "images/cover-page.png";
        package.builder.add_cover_image(path, NOTHING, "image/png")?;
        package.contents.insert(format!("OEBPS/{path}"), Contents::Bytes(cover));
        package.page("cover.xhtml", pages::cover(book), Some((ReferenceType::Cover, words.cover)))?;
    }
    package.page("title.xhtml", pages::title(book), Some((ReferenceType::TitlePage, words.title_page)))?;
    for (position, chapter) in book.chapters.iter().enumerate() {
        let file = format!("chapters/{}", chapter_file(position, &chapter.slug));
        package.page(&file, pages::chapter(book, position), None)?;
    }
    package.page("colophon.xhtml", pages::colophon(book), Some((ReferenceType::Colophon, words.colophon)))?;

    let navigation = navigation::navigation(book, with_cover);
    package.contents.insert("OEBPS/nav.xhtml".into(), Contents::Text(navigation));
    let ncx = navigation::ncx(book, with_cover);
    package.contents.insert("OEBPS/toc.ncx".into(), Contents::Text(ncx));
    let finish = move |opf: String| package::finish(&opf, uuid, book, with_cover);
    package.contents.insert("OEBPS/content.opf".into(), Contents::Changed(Box::new(finish)));

    let mut packed = Vec::new();
    package.builder.generate(&mut packed)?;
    archive::pack(packed, package.contents).map_err(|error| Error(error.to_string()))
}

/// What epub-builder is handed in the place of contents; see [`archive`].
const NOTHING: &[u8] = b"";

/// A package in the making, with the contents of its files.
struct Package<'a> {
    builder: EpubBuilder<ZipLibrary>,
    contents: BTreeMap<String, Contents<'a>>,
}

impl<'a> Package<'a> {
    fn new() -> Result<Self, Error> {
        Ok(Self { builder: EpubBuilder::new(ZipLibrary::new()?)?, contents: BTreeMap::new() })
    }

    fn resource(&mut self, path: String, bytes: &'a [u8], media: &str) -> Result<(), Error> {
        self.builder.add_resource(&path, NOTHING, media)?;
        self.contents.insert(format!("OEBPS/{path}"), Contents::Bytes(bytes));
        Ok(())
    }

    /// A page of the spine; `landmark` names it for devices that read the guide.
    fn page(
        &mut self,
        path: &str,
        text: String,
        landmark: Option<(ReferenceType, &str)>,
    ) -> Result<(), Error> {
        let mut content = EpubContent::new(path, NOTHING);
        if let Some((kind, name)) = landmark {
            content = content.reftype(kind).title(name);
        }
        self.builder.add_content(content)?;
        self.contents.insert(format!("OEBPS/{path}"), Contents::Text(text));
        Ok(())
    }
}

/// Blocks and notes as XHTML, without a page around them: what stands between
/// the tags of `body`. Pictures are found in `book`; without one their words
/// stand in their place.
pub fn fragment(blocks: &[Block<Settled>], notes: &[Note<Settled>], book: Option<&Book>) -> String {
    let mut writer = Writer::new(book, 0, notes.len());
    writer.blocks(blocks, false);
    writer.notes(notes);
    writer.xhtml.finish()
}
