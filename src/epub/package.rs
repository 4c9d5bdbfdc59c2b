//! The package document: what the book is, what files it has, in what order
//! they are read.
//!
//! epub-builder 0.8.3 renders one too, but from templates that have no word for
//! accessibility, subtitles or identifiers that are no UUID, that let characters
//! pass which XML forbids, and that give the language the first author's id.
//! So the document is written here, and takes the place of that one.

use super::access::Access;
use super::values::language;
use super::xhtml::Xhtml;
use crate::book::Book;
use crate::model::Direction;

/// The time that undated books were last changed, since EPUB 3 wants one and
/// the clock must not tell: the first that ZIP archives can name.
const UNDATED: &str = "1980-01-01";

/// A file of the publication.
pub struct Item {
    /// Its path below the package document.
    pub path: String,
    /// Its media type.
    pub media: &'static str,
    /// What it is besides, in EPUB's words.
    pub properties: Option<&'static str>,
    /// Whether it is one of the pages, in reading order.
    pub page: bool,
    /// What it is to devices that know no landmarks, and its name for people.
    pub guide: Option<(&'static str, &'static str)>,
}

impl Item {
    /// The item's name within the document: its path, as XML names go.
    fn id(&self) -> String {
        let mut id = "item-".to_owned();
        id.extend(self.path.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }));
        id
    }
}

/// Writes `content.opf`.
pub fn package(book: &Book, items: &[Item], access: &Access) -> String {
    let metadata = &book.metadata;
    let tag = language(&metadata.language);
    let direction = match metadata.direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    };
    let mut opf = Xhtml::default();
    opf.open(
        "package",
        &[
            ("xmlns", Some("http://www.idpf.org/2007/opf")),
            ("version", Some("3.0")),
            ("unique-identifier", Some("identifier")),
            // Reserved since EPUB 3.3; checkers of older versions want it declared.
            ("prefix", access.certification().map(|_| "a11y: http://www.idpf.org/epub/vocab/package/a11y/#")),
            ("xml:lang", Some(tag.as_deref().unwrap_or("und"))),
            ("dir", Some(direction)),
        ],
    )
    .line();
    opf.open("metadata", &[("xmlns:dc", Some("http://purl.org/dc/elements/1.1/"))]).line();
    describe(&mut opf, book);
    access.describe(&mut opf);
    // Devices older than EPUB 3 look for the cover here.
    if let Some(cover) = items.iter().find(|item| item.properties == Some("cover-image")) {
        opf.void("meta", &[("name", Some("cover")), ("content", Some(&cover.id()))]).line();
    }
    opf.close().line();

    opf.open("manifest", &[]).line();
    let mut ids = std::collections::BTreeSet::new();
    let mut named = Vec::new();
    for item in items {
        let mut id = item.id();
        while !ids.insert(id.clone()) {
            id.push('-');
        }
        let pairs = [
            ("id", Some(id.as_str())),
            ("href", Some(item.path.as_str())),
            ("media-type", Some(item.media)),
            ("properties", item.properties),
        ];
        opf.void("item", &pairs).line();
        named.push((item, id));
    }
    opf.close().line();

    let ncx = named.iter().find(|(item, _)| item.media == NCX).map(|(_, id)| id.as_str());
    opf.open("spine", &[("toc", ncx), ("page-progression-direction", Some(direction))]).line();
    for (_, id) in named.iter().filter(|(item, _)| item.page) {
        opf.void("itemref", &[("idref", Some(id.as_str()))]).line();
    }
    opf.close().line();

    opf.open("guide", &[]).line();
    for item in items {
        if let Some((kind, title)) = item.guide {
            let pairs = [("type", Some(kind)), ("title", Some(title)), ("href", Some(item.path.as_str()))];
            opf.void("reference", &pairs).line();
        }
    }
    opf.close().line();
    opf.close();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", opf.finish())
}

/// The media type of the contents for readers older than EPUB 3.
pub const NCX: &str = "application/x-dtbncx+xml";

/// Who wrote what, when, and what it is about.
fn describe(opf: &mut Xhtml, book: &Book) {
    let metadata = &book.metadata;
    opf.leaf("dc:identifier", &[("id", Some("identifier"))], &metadata.identifier).line();
    if metadata.identifier.starts_with("urn:isbn:") {
        // ONIX code list 5: an ISBN of 13 digits, or of 10.
        let digits = metadata.identifier.bytes().filter(u8::is_ascii_digit).count();
        let pairs = [("scheme", Some("onix:codelist5"))];
        refine(opf, "#identifier", "identifier-type", &pairs, if digits == 13 { "15" } else { "02" });
    }
    opf.leaf("dc:title", &[("id", Some("title"))], &metadata.title).line();
    refine(opf, "#title", "title-type", &[], "main");
    if let Some(subtitle) = said(&metadata.subtitle) {
        opf.leaf("dc:title", &[("id", Some("subtitle"))], subtitle).line();
        refine(opf, "#subtitle", "title-type", &[], "subtitle");
    }
    opf.leaf("dc:language", &[], language(&metadata.language).as_deref().unwrap_or("und")).line();
    for (index, author) in metadata.authors.iter().filter(|author| is_said(author)).enumerate() {
        let id = format!("author-{}", index + 1);
        opf.leaf("dc:creator", &[("id", Some(&id))], author).line();
        refine(opf, &format!("#{id}"), "role", &[("scheme", Some("marc:relators"))], "aut");
    }
    let contributors = metadata.contributors.iter().filter(|contributor| is_said(&contributor.name));
    for (index, contributor) in contributors.enumerate() {
        let id = format!("contributor-{}", index + 1);
        opf.leaf("dc:contributor", &[("id", Some(&id))], &contributor.name).line();
        refine(opf, &format!("#{id}"), "role", &[("scheme", Some("marc:relators"))], contributor.role.code());
    }
    if let Some(series) = metadata.series.as_ref().filter(|series| is_said(&series.title)) {
        let pairs = [("property", Some("belongs-to-collection")), ("id", Some("series"))];
        opf.leaf("meta", &pairs, &series.title).line();
        refine(opf, "#series", "collection-type", &[], "series");
        if let Some(number) = &series.number {
            refine(opf, "#series", "group-position", &[], number);
        }
    }
    for (name, value) in [
        ("dc:publisher", &metadata.publisher),
        ("dc:date", &metadata.date),
        ("dc:description", &metadata.description),
        ("dc:rights", &metadata.rights),
        ("dc:source", &metadata.url),
    ] {
        if let Some(value) = said(value) {
            opf.leaf(name, &[], value).line();
        }
    }
    for subject in metadata.subjects.iter().filter(|subject| is_said(subject)) {
        opf.leaf("dc:subject", &[], subject).line();
    }
    let day = metadata.date.as_deref().filter(|day| is_day(day)).unwrap_or(UNDATED);
    property(opf, "dcterms:modified", &format!("{day}T00:00:00Z"));
}

pub fn property(opf: &mut Xhtml, name: &str, value: &str) {
    opf.leaf("meta", &[("property", Some(name))], value).line();
}

pub fn refine(opf: &mut Xhtml, what: &str, name: &str, more: &[(&str, Option<&str>)], value: &str) {
    let pairs = [&[("refines", Some(what)), ("property", Some(name))], more].concat();
    opf.leaf("meta", &pairs, value).line();
}

pub fn said(value: &Option<String>) -> Option<&String> {
    value.as_ref().filter(|value| is_said(value))
}

/// EPUB refuses elements without words, and XML some characters.
fn is_said(value: &str) -> bool {
    value.chars().any(|c| !c.is_whitespace() && !c.is_control())
}

/// Whether text has the shape `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::super::{Options, epub, fixture};
    use super::*;
    use std::io::{Cursor, Read};

    /// The package document of a book.
    fn document(book: &Book) -> String {
        let bytes = epub(book, &Options::default()).expect("an EPUB").bytes;
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        archive.by_name("OEBPS/content.opf").expect("a package").read_to_string(&mut text).expect("text");
        text
    }

    fn of_config(more: &str) -> String {
        document(&fixture::book(more))
    }

    #[test]
    fn the_package_says_title_and_subtitle_language_and_direction() {
        let text = of_config("language: ar\ndirection: rtl");
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let root = document.root_element();
        let lang = ("http://www.w3.org/XML/1998/namespace", "lang");
        assert_eq!((root.attribute(lang), root.attribute("dir")), (Some("ar"), Some("rtl")));
        let titles: Vec<(&str, &str)> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "title")
            .map(|node| (node.attribute("id").unwrap_or(""), node.text().unwrap_or("")))
            .collect();
        assert_eq!(titles, [("title", "Phases & <signs>"), ("subtitle", "From first to last")]);
        let kind = |id: &str| {
            let about = |node: &roxmltree::Node<'_, '_>| {
                node.attribute("refines") == Some(id) && node.attribute("property") == Some("title-type")
            };
            document.descendants().find(about).and_then(|node| node.text()).unwrap_or("")
        };
        assert_eq!((kind("#title"), kind("#subtitle")), ("main", "subtitle"));
    }

    #[test]
    fn the_identifier_is_the_sites_own() {
        let text = of_config("identifier: urn:isbn:9780000000002");
        assert!(text.contains(">urn:isbn:9780000000002</dc:identifier>"), "{text}");
        assert!(text.contains("scheme=\"onix:codelist5\">15</meta>"), "{text}");
    }

    #[test]
    fn nothing_that_people_write_spoils_the_package() {
        let mut book = fixture::book("");
        let odd = "\u{1}]]> & <b> </metadata> {{title}} \u{ffff}".to_owned();
        book.metadata.title = odd.clone();
        book.metadata.identifier = "urn:x:\"\u{2}&".to_owned();
        book.metadata.authors = vec![odd.clone(), "\u{3} ".to_owned()];
        book.metadata.subjects = vec![odd.clone(), String::new()];
        book.metadata.rights = Some(odd);
        book.metadata.language = "not a language".to_owned();
        book.metadata.date = Some("next week".to_owned());
        let text = document(&book);
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        for node in document
            .descendants()
            .filter(|node| node.tag_name().namespace().is_some_and(|n| n.contains("purl")))
        {
            assert!(node.text().is_some_and(is_said), "{node:?} says nothing");
        }
        let modified =
            document.descendants().find(|node| node.attribute("property") == Some("dcterms:modified"));
        assert_eq!(modified.and_then(|node| node.text()), Some("1980-01-01T00:00:00Z"));
    }

    #[test]
    fn alternative_text_is_claimed_where_every_picture_has_words() {
        let mut book = fixture::book("");
        let claim = ">alternativeText<";
        assert!(document(&book).contains(claim));
        let silence = |block: &mut crate::model::Block<crate::model::Resolved>| {
            if let crate::model::BlockKind::PhaseDiagram { image } = &mut block.kind {
                image.alt.clear();
                image.picture = crate::model::Picture::Stored { picture: 0 };
            }
        };
        book.chapters_mut().iter_mut().flat_map(|chapter| &mut chapter.blocks).for_each(silence);
        let text = document(&book);
        assert!(!text.contains(claim) && text.contains("Some pictures have no description."), "{text}");
    }
}
