//! The EPUB: a book in, an EPUB 3 out.
//!
//! epub-builder makes the container and settles which files there are, in what
//! order. What it cannot say, such as accessibility metadata, landmarks with
//! names, sections in the navigation and identifiers that are no UUID, is
//! written here: [`package`] and [`navigation`] take the place of its own
//! documents as files pass through the [`archive`].
//!
//! The standard followed is EPUB 3.3 (W3C Recommendation, 2023) with EPUB
//! Accessibility 1.1.

mod access;
mod archive;
mod blocks;
mod changes;
mod code;
mod document;
mod fonts;
mod formulas;
mod glossary;
mod index;
mod inlines;
mod navigation;
mod onix;
mod package;
mod pages;
mod printed;
mod stable;
mod style;
mod tables;
mod values;
mod xhtml;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::OnceLock;

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};

use crate::book::{Book, Index, Lists};
pub use crate::images::portable::portable;
pub use crate::images::scale::{MOST, fitted};
use crate::model::{Block, Note, Resolved};
use crate::parallel;
use crate::theme::files::STYLESHEET;
use crate::verify::{self, CONFORMANCE};
use access::{Access, Claim};
use archive::Contents;
use blocks::{Seen, Writer};
use changes::CHANGES;
use fonts::{Fonts, Wanted};
use index::INDEX;
use navigation::Around;
use package::Item;
pub use printed::PrintEdition;
use printed::{COLOPHON, GLOSSARY, Mark, Marks};
#[cfg(test)]
pub(crate) use style::of_all as stylesheet_of;

/// How the EPUB is to be made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The cover as a PNG; without one the book opens with its title page.
    pub cover: Option<Vec<u8>>,
    /// The printed book whose pages are marked; without one there are no marks.
    pub print: Option<PrintEdition>,
    /// Whether the book ends with an index of the places where its terms stand;
    /// where nothing is said, it does if it explains at least [`crate::book::ENTRIES`]. The
    /// printed book is to be asked for the same.
    pub index: Option<bool>,
    /// Whether shops are to be told of it in ONIX.
    pub onix: bool,
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

/// An EPUB, and what is to be said of it.
#[derive(Debug, Clone, Default)]
pub struct Epub {
    /// The file.
    pub bytes: Vec<u8>,
    /// What of the book's fonts could not be put into it, and what it could not claim.
    pub remarks: Vec<String>,
    /// What shops are told of it, in ONIX, where that is asked for.
    pub onix: Option<String>,
}

/// The file of a chapter, beside the other chapters.
pub(crate) fn chapter_file(position: usize, slug: &str) -> String {
    format!("{:02}-{slug}.xhtml", position + 1)
}

/// The lists at the end of the book. The words of an index that is a glossary, too, stand there alone.
fn lists(options: &Options) -> Lists {
    Lists { index: options.index, glossary: true }
}

/// Makes the EPUB. The error is the archive's, and does not depend on the book.
pub fn epub(book: &Book, options: &Options) -> Result<Epub, Error> {
    let indexed = crate::book::indexed(Cow::Borrowed(book), lists(options));
    let opening = if options.cover.is_some() { Opening::Cover } else { Opening::TitlePage };
    Text::new(&indexed, opening, options)?.packed(options.cover.as_deref(), options)
}

/// The same with a cover that is drawn meanwhile, in the place of that of `options`. The outer error is
/// that of `draw`.
pub fn with_cover<E: Send>(
    book: &Book,
    options: &Options,
    draw: impl FnOnce() -> Result<Vec<u8>, E> + Send,
) -> Result<Result<Epub, Error>, E> {
    let indexed = OnceLock::new();
    let index = || crate::book::indexed(Cow::Borrowed(book), lists(options));
    let write = || Text::new(indexed.get_or_init(index), Opening::Cover, options);
    let (text, cover) = parallel::both(write, draw);
    let packed = cover.map(|cover| text?.packed(Some(&cover), options));
    if let Some((Cow::Owned(marked), _)) = indexed.into_inner() {
        parallel::discard(marked);
    }
    packed
}

/// What the book opens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Cover,
    TitlePage,
}

/// The files of a package before they are packed, without the picture of the cover.
struct Text<'a> {
    book: &'a Book,
    package: Package<'a>,
    seen: Seen,
}

impl<'a> Text<'a> {
    fn new(
        (book, index): &'a (Cow<'_, Book>, Option<Index>),
        opening: Opening,
        options: &Options,
    ) -> Result<Self, Error> {
        let merged = index.as_ref().is_some_and(|index| index.merged);
        let with_cover = opening == Opening::Cover;
        let words = document::local(&book.metadata.language);
        let printed = options.print.as_ref().map_or(&[][..], |print| &print.pages);
        let first = if with_cover { "cover.xhtml" } else { "title.xhtml" };
        let mut marks = Marks::new(book, printed, first);
        let mut package = Package::new()?;
        package.stylesheet()?;
        for picture in &book.pictures {
            package.resource(
                format!("images/{}", picture.name),
                picture.bytes.as_slice(),
                picture.media.mime(),
                None,
            )?;
        }
        if with_cover {
            package.cover(book, marks.of("cover.xhtml"))?;
        }
        package.page(
            "title.xhtml",
            pages::title(book, marks.of("title.xhtml")),
            Some(("title-page", words.title_page)),
        )?;
        let files = book.chapters.iter().enumerate().map(|(position, chapter)| {
            (position, marks.of(&format!("chapters/{}", chapter_file(position, &chapter.slug))))
        });
        let chapters =
            parallel::map(files.collect(), |(position, marks)| pages::chapter(book, position, marks));
        let seen = chapters.iter().fold(Seen::default(), |seen, chapter| seen.or(chapter.seen));
        if merged || chapters.iter().all(|chapter| chapter.explained.is_empty()) {
            marks.without_glossary();
        }
        let explained = chapters.iter().filter(|_| !merged).map(|chapter| chapter.explained.as_slice());
        let glossary = glossary::glossary(book, explained, marks.of(GLOSSARY));
        let sections: Vec<_> = chapters.iter().map(|chapter| &chapter.sections).collect();
        let index = index.as_ref().map(|index| (index, marks.of(INDEX)));
        let changes = changes::page(book);
        let title = if merged { words.glossary } else { words.index };
        let called = index.is_some().then_some(title);
        let (has_changes, has_glossary) = (changes.is_some(), glossary.is_some());
        let around =
            Around { cover: with_cover, changes: has_changes, glossary: has_glossary, index: called };
        // A page to read as well, behind the title page.
        let before = marks.of("nav.xhtml");
        let (index, navigation) = rayon::join(
            || index.map(|(index, marks)| index::page(book, index, &sections, marks)),
            || navigation::navigation(book, around, before, &marks.list),
        );
        package.made("nav.xhtml", "application/xhtml+xml", navigation);
        // "Go to the contents" of devices that know no landmarks.
        package.items.last_mut().expect("it was just made").guide = Some(("toc", words.contents));
        package.made("toc.ncx", package::NCX, String::new());
        if let Some(changes) = changes {
            package.page(CHANGES, changes, None)?;
        }
        for (position, (written, chapter)) in chapters.into_iter().zip(book.chapters.iter()).enumerate() {
            let file = format!("chapters/{}", chapter_file(position, &chapter.slug));
            package.page(&file, written.text, (position == 0).then_some(("text", words.start)))?;
        }
        if let Some(glossary) = glossary {
            package.page(GLOSSARY, glossary, Some(("glossary", words.glossary)))?;
        }
        if let Some(index) = index {
            package.page(INDEX, index, Some(("index", title)))?;
        }
        let colophon = pages::colophon(book, marks.of(COLOPHON));
        package.page(COLOPHON, colophon, Some(("colophon", words.colophon)))?;
        let positions = package.positions();
        let text = navigation::ncx(book, around, &marks.list, &|to| package.place(&positions, to));
        package.contents.insert("OEBPS/toc.ncx".into(), Contents::Text(text));
        Ok(Self { book, package, seen })
    }

    /// Adds the cover, the fonts and the package document, and packs it all.
    fn packed(self, cover: Option<&[u8]>, options: &Options) -> Result<Epub, Error> {
        let Text { book, mut package, seen } = self;
        if let Some(cover) = cover {
            package.contents.insert(format!("OEBPS/{}", pages::COVER), Contents::Bytes(cover.into()));
        }
        let remarks = package.type_set(book)?;
        let access = Access::of(book, &package.items, seen, options.print.as_ref());
        let Package { builder, items, contents } = package;
        let mut packed = Vec::new();
        builder.generate(&mut packed)?;
        let pack = |access: &Access| {
            let mut contents = contents.clone();
            let opf = package::package(book, &items, access);
            contents.insert("OEBPS/content.opf".into(), Contents::Text(opf));
            archive::pack(packed.clone(), contents).map_err(|error| Error(error.to_string()))
        };
        let (bytes, access, against) = claimed(&pack, access)?;
        let onix = options.onix.then(|| onix::message(book, &access));
        Ok(Epub { bytes, remarks: remarks.into_iter().chain(against).collect(), onix })
    }
}

/// Packs the book with the claim that it conforms, where somebody certifies that and this program
/// finds nothing against it; else without.
fn claimed<'a>(
    pack: &dyn Fn(&Access) -> Result<Vec<u8>, Error>,
    access: Access<'a>,
) -> Result<(Vec<u8>, Access<'a>, Option<String>), Error> {
    let mut remark = None;
    let claims = access.with(Claim::Made);
    if claims.certification().is_some() {
        let bytes = pack(&claims)?;
        let against = match verify::examine(&bytes) {
            Ok(examined) => examined.against(),
            Err(why) => Some(format!("it {why}")),
        };
        let Some(against) = against else { return Ok((bytes, claims, None)) };
        remark = Some(format!(
            "the EPUB does not claim to be {CONFORMANCE}, though `accessibility: certified-by` is set: {against}"
        ));
    }
    Ok((pack(&access)?, access, remark))
}

/// What epub-builder is handed in the place of contents; see [`archive`].
const NOTHING: &[u8] = b"";

/// The stylesheet's file, which every device reads.
const STYLE: &str = "stylesheet.css";
/// The whole stylesheet, which comes after it: old engines drop it.
const NEWER: &str = "newer.css";

/// A package in the making: its files in order, with their contents.
struct Package<'a> {
    builder: EpubBuilder<ZipLibrary>,
    items: Vec<Item>,
    contents: BTreeMap<String, Contents<'a>>,
}

impl<'a> Package<'a> {
    fn new() -> Result<Self, Error> {
        let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
        builder.epub_version(EpubVersion::V30);
        Ok(Self { builder, items: Vec::new(), contents: BTreeMap::new() })
    }

    /// The stylesheets' place; [`Self::type_set`] writes them.
    fn stylesheet(&mut self) -> Result<(), Error> {
        self.builder.stylesheet(NOTHING)?;
        self.made(STYLE, "text/css", String::new());
        self.resource(NEWER.to_owned(), NOTHING, "text/css", None)
    }

    /// Adds the fonts that the pages need, and the stylesheets that name them. What is
    /// to be said of them is returned.
    fn type_set(&mut self, book: &'a Book) -> Result<Vec<String>, Error> {
        let texts = || self.contents.values().filter_map(Contents::text);
        let rules = book.theme.files.text(STYLESHEET);
        let characters = fonts::characters(&texts().chain(rules).collect::<Vec<_>>());
        let has_code = texts().any(|text| ["<code", "<pre", "<kbd"].iter().any(|tag| text.contains(tag)));
        let fonts = Fonts::of(book, &Wanted { characters, has_code });
        let mut css = style::stylesheet(&book.theme, &fonts);
        style::phases(&mut css, &book.phases, &book.theme);
        self.contents.insert(format!("OEBPS/{STYLE}"), Contents::Text(stable::stable(&css)));
        self.contents.insert(format!("OEBPS/{NEWER}"), Contents::Text(css));
        let remarks = fonts.remarks();
        for face in fonts.faces {
            self.resource(format!("fonts/{}", face.file), face.bytes, face.media, None)?;
        }
        Ok(remarks)
    }

    /// The place of the cover, and the page that shows it.
    fn cover(&mut self, book: &Book, marks: VecDeque<Mark>) -> Result<(), Error> {
        // Not among the book's pictures, which have names of their own.
        self.resource(pages::COVER.to_owned(), NOTHING, "image/png", Some("cover-image"))?;
        let words = document::local(&book.metadata.language);
        self.page("cover.xhtml", pages::cover(book, marks), Some(("cover", words.cover)))
    }

    fn resource(
        &mut self,
        path: String,
        bytes: impl Into<Cow<'a, [u8]>>,
        media: &'static str,
        properties: Option<&'static str>,
    ) -> Result<(), Error> {
        self.builder.add_resource(&path, NOTHING, media)?;
        self.contents.insert(format!("OEBPS/{path}"), Contents::Bytes(bytes.into()));
        self.items.push(Item { path, media, properties, page: false, guide: None });
        Ok(())
    }

    /// A page of the spine; `guide` names it for devices that know no landmarks.
    fn page(
        &mut self,
        path: &str,
        text: String,
        guide: Option<(&'static str, &'static str)>,
    ) -> Result<(), Error> {
        self.builder.add_content(EpubContent::new(path, NOTHING))?;
        // Words of pages have no such sign: it is escaped there.
        let properties = text.contains("<math ").then_some("mathml");
        self.contents.insert(format!("OEBPS/{path}"), Contents::Text(text));
        let (path, media) = (path.to_owned(), "application/xhtml+xml");
        self.items.push(Item { path, media, properties, page: true, guide });
        Ok(())
    }

    /// The positions of all files.
    fn positions(&self) -> BTreeMap<&str, usize> {
        self.items.iter().enumerate().rev().map(|(at, item)| (item.path.as_str(), at)).collect()
    }

    /// Where in the reading order an address leads: the page's position, and
    /// the byte of it at which the element begins.
    fn place(&self, positions: &BTreeMap<&str, usize>, address: &str) -> (usize, usize) {
        let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
        let page = positions.get(path).copied().unwrap_or(usize::MAX);
        let mut id = " id=\"".to_owned();
        crate::xml::escape(&percent_encoding::percent_decode_str(fragment).decode_utf8_lossy(), &mut id);
        id.push('"');
        let byte = match self.contents.get(&format!("OEBPS/{path}")) {
            Some(Contents::Text(text)) if !fragment.is_empty() => text.find(&id).unwrap_or(0),
            _ => 0,
        };
        (page, byte)
    }

    /// A file that epub-builder makes too, and that takes the place of its own.
    fn made(&mut self, path: &str, media: &'static str, text: String) {
        self.contents.insert(format!("OEBPS/{path}"), Contents::Text(text));
        let nav = path == "nav.xhtml";
        self.items.push(Item {
            path: path.to_owned(),
            media,
            properties: nav.then_some("nav"),
            page: nav,
            guide: None,
        });
    }
}

/// Blocks and notes as XHTML, without a page around them: what stands between
/// the tags of `body`. Pictures are found in `book`; without one their words
/// stand in their place.
pub fn fragment(blocks: &[Block<Resolved>], notes: &[Note<Resolved>], book: Option<&Book>) -> String {
    let mut writer = Writer::new(book, 0, notes.len());
    writer.blocks(blocks, blocks::Spacing::Loose);
    writer.notes(notes);
    writer.xhtml.finish()
}
