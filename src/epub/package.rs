//! What the package document says of the book.

use epub_builder::{EpubBuilder, ZipLibrary};

use super::xhtml::escape;
use crate::model::Direction;
use crate::site::Book;

/// The time that undated books were last changed, since EPUB 3 wants one and
/// the clock must not tell: the first that ZIP archives can name.
const UNDATED: &str = "1980-01-01";

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}

/// Fills in what epub-builder can say.
pub fn describe(builder: &mut EpubBuilder<ZipLibrary>, book: &Book) {
    let metadata = &book.metadata;
    builder.set_title(metadata.title.as_str());
    builder.set_languages(vec![metadata.language.clone()]);
    builder.set_authors(metadata.authors.clone());
    builder.set_toc_name("Contents");
    builder.set_generator(format!("phasebook {}", env!("CARGO_PKG_VERSION")));
    if let Some(description) = &metadata.description {
        builder.set_description(vec![description.clone()]);
    }
    builder.set_subjects(metadata.subjects.clone());
    if let Some(rights) = &metadata.rights {
        builder.set_license(rights.as_str());
    }
    let day = metadata.date.as_deref().unwrap_or(UNDATED);
    builder.set_modified_date(format!("{day}T00:00:00Z").parse().unwrap_or_default());
}

/// What epub-builder cannot say, put before the end of `metadata`.
fn more(book: &Book, cover: bool) -> String {
    let metadata = &book.metadata;
    let mut lines = vec!["<meta refines=\"#title\" property=\"title-type\">main</meta>".to_owned()];
    if let Some(subtitle) = &metadata.subtitle {
        lines.push(format!("<dc:title id=\"subtitle\">{}</dc:title>", escaped(subtitle)));
        lines.push("<meta refines=\"#subtitle\" property=\"title-type\">subtitle</meta>".to_owned());
    }
    for (name, value) in
        [("dc:publisher", &metadata.publisher), ("dc:date", &metadata.date), ("dc:source", &metadata.url)]
    {
        if let Some(value) = value {
            lines.push(format!("<{name}>{}</{name}>", escaped(value)));
        }
    }
    // EPUB Accessibility 1.1, section 2. No conformance is claimed: that is for
    // whoever has had the book assessed.
    let visual = cover || !book.pictures.is_empty();
    let mut modes = vec![("schema:accessMode", "textual")];
    if visual {
        modes.push(("schema:accessMode", "visual"));
    }
    modes.push(("schema:accessModeSufficient", "textual"));
    for feature in
        ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA"]
    {
        modes.push(("schema:accessibilityFeature", feature));
    }
    if visual {
        modes.push(("schema:accessibilityFeature", "alternativeText"));
    }
    modes.push(("schema:accessibilityHazard", "none"));
    modes.push((
        "schema:accessibilitySummary",
        "Chapters, sections and notes can be reached from the contents and from one another. Pictograms stand \
         beside labels that say the same in words. Colours and type give way to the reader's own.",
    ));
    lines.extend(
        modes.iter().map(|(property, value)| format!("<meta property=\"{property}\">{value}</meta>")),
    );
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

/// Completes the package document that epub-builder rendered: identifiers that
/// are no UUID, metadata it has no word for, and a language element without the
/// id that the first author has as well.
pub fn finish(opf: &str, placeholder: uuid::Uuid, book: &Book, cover: bool) -> String {
    let metadata = &book.metadata;
    let direction = match metadata.direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    };
    // The language and direction of what the package itself says.
    let package = format!("<package xml:lang=\"{}\" dir=\"{direction}\" ", escaped(&metadata.language));
    opf.replacen(&format!("urn:uuid:{placeholder}"), &escaped(&metadata.identifier), 1)
        .replacen("<package ", &package, 1)
        .replacen("<dc:title>", "<dc:title id=\"title\">", 1)
        .replace("<dc:language id=\"epub-creator-0\">", "<dc:language>")
        // The contents are a page to read as well, behind the title page.
        .replacen(
            "<itemref idref=\"id_title.xhtml\"/>",
            "<itemref idref=\"id_title.xhtml\"/>\n    <itemref idref=\"nav\"/>",
            1,
        )
        .replacen("  </metadata>", &format!("{}  </metadata>", more(book, cover)), 1)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Options, epub, fixture};
    use std::io::{Cursor, Read};

    /// The package document of a book.
    fn package(more: &str) -> String {
        let bytes = epub(&fixture::book(more), &Options::default()).expect("an EPUB");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        archive.by_name("OEBPS/content.opf").expect("a package").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn the_package_says_title_and_subtitle_language_and_direction() {
        let text = package("language: ar\ndirection: rtl");
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
        assert!(
            package("identifier: urn:isbn:9780000000002").contains(">urn:isbn:9780000000002</dc:identifier>")
        );
    }
}
