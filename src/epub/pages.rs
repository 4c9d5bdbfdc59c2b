//! The pages of the EPUB: cover, title page, chapters, colophon.

use std::collections::VecDeque;

use super::blocks::{Seen, Writer};
use super::document::{Document, local};
use super::glossary::Explained;
use super::index::Sections;
use super::printed::{self, Mark};
use super::values::TITLE;
use super::xhtml::Xhtml;
use crate::book::Book;

/// A page of the book's own, beside the stylesheet.
pub fn page(book: &Book, title: &str, class: &str, body: Xhtml) -> String {
    let metadata = &book.metadata;
    let (language, direction) = (&metadata.language, metadata.direction);
    Document { title, language, direction, folder: "", class }.around(&body.finish())
}

/// The picture on the cover.
pub const COVER: &str = "cover.png";

/// The page that shows the cover.
pub fn cover(book: &Book, marks: VecDeque<Mark>) -> String {
    let mut body = Xhtml::default();
    printed::all(marks, &mut body);
    body.open("div", &[("epub:type", Some("cover"))]);
    let alt = match &book.metadata.subtitle {
        Some(subtitle) => format!("{}: {subtitle}", book.metadata.title),
        None => book.metadata.title.clone(),
    };
    body.void("img", &[("role", Some("doc-cover")), ("src", Some(COVER)), ("alt", Some(&alt))]);
    page(book, &book.metadata.title, "cover", body)
}

/// The title page.
pub fn title(book: &Book, marks: VecDeque<Mark>) -> String {
    let metadata = &book.metadata;
    let mut body = Xhtml::default();
    printed::all(marks, &mut body);
    body.open("section", &[("epub:type", Some("titlepage")), ("aria-labelledby", Some("title"))]).line();
    body.leaf("h1", &[("id", Some("title"))], &metadata.title).line();
    if let Some(subtitle) = &metadata.subtitle {
        body.leaf("p", &[("class", Some("subtitle"))], subtitle).line();
    }
    for author in &metadata.authors {
        body.leaf("p", &[("class", Some("author"))], author).line();
    }
    if !book.phases.is_empty() {
        body.open("ol", &[("class", Some("path"))]).line();
        for phase in &book.phases {
            let class = format!("phase-{}", phase.slug);
            let href = book
                .chapters
                .get(phase.chapter)
                .map(|chapter| format!("chapters/{}", super::chapter_file(phase.chapter, &chapter.slug)));
            body.open("li", &[("class", Some(&class))]);
            body.leaf("a", &[("href", href.as_deref())], &phase.name).close().line();
        }
        body.close().line();
    }
    for (role, names) in metadata.by_role() {
        let own = local(&metadata.language);
        body.open("p", &[("class", Some("contributor"))]);
        body.leaf("span", &own.with(&[]), own.role(role));
        body.text(": ").text(&names.join(", ")).close().line();
    }
    for line in [&metadata.edition, &metadata.publisher, &metadata.date].into_iter().flatten() {
        body.leaf("p", &[("class", Some("imprint"))], line).line();
    }
    page(book, &metadata.title, "title", body)
}

/// The last page: who, when, what may be done with it.
pub fn colophon(book: &Book, marks: VecDeque<Mark>) -> String {
    let metadata = &book.metadata;
    let words = local(&metadata.language);
    let mut body = Xhtml::default();
    printed::all(marks, &mut body);
    body.open(
        "section",
        &[
            ("epub:type", Some("colophon")),
            ("role", Some("doc-colophon")),
            ("aria-labelledby", Some("colophon")),
        ],
    )
    .line();
    body.leaf("h1", &words.with(&[("id", Some("colophon"))]), words.colophon).line();
    for line in [&metadata.description, &metadata.edition, &metadata.rights].into_iter().flatten() {
        body.leaf("p", &[], line).line();
    }
    if let Some(licence) = &metadata.licence {
        body.open("p", &[]);
        match &licence.url {
            Some(url) => body.leaf("a", &[("rel", Some("license")), ("href", Some(url))], &licence.name),
            None => body.text(&licence.name),
        };
        body.close().line();
    }
    for line in metadata.address.iter().chain(&metadata.url) {
        body.leaf("p", &[], line).line();
    }
    body.leaf("p", &[], &metadata.identifier).line();
    let fonts = crate::fonts::notices(&book.theme.fonts, &book.fonts);
    body.leaf("p", &[("lang", Some("en")), ("xml:lang", Some("en"))], &fonts).line();
    let made = format!("Made with phasebook {}.", env!("CARGO_PKG_VERSION"));
    body.leaf("p", &[("lang", Some("en")), ("xml:lang", Some("en"))], &made).line();
    page(book, words.colophon, "colophon", body)
}

/// A chapter, written.
#[derive(Debug, Default)]
pub struct Written {
    /// Its page.
    pub text: String,
    /// What it has, as far as the package speaks of it.
    pub seen: Seen,
    /// The words that it explains.
    pub explained: Vec<Explained>,
    /// Under which of its headings anchors stand.
    pub sections: Sections,
}

/// Writes a chapter.
pub fn chapter(book: &Book, position: usize, marks: VecDeque<Mark>) -> Written {
    let Some(chapter) = book.chapters.get(position) else { return Written::default() };
    let words = local(&chapter.language);
    let mut writer = Writer::new(Some(book), position, chapter.notes.len());
    writer.marks = marks;
    let phase = chapter.phase.and_then(|index| book.phases.get(index).map(|phase| (index, phase)));
    let class = phase.map_or_else(|| "neutral".to_owned(), |(_, phase)| format!("phase-{}", phase.slug));
    let xhtml = &mut writer.xhtml;
    xhtml.open(
        "section",
        &[
            ("epub:type", Some("chapter")),
            ("role", Some("doc-chapter")),
            ("class", Some(&class)),
            ("aria-labelledby", Some(TITLE)),
        ],
    );
    xhtml.line();
    writer.marks_before(1);
    let xhtml = &mut writer.xhtml;
    xhtml.open("header", &[("class", Some("opener"))]).line();
    // One phase alone has no place among others.
    if let Some((index, _)) = phase
        && book.phases.len() > 1
    {
        let marker = words
            .phase
            .replace("{n}", &(index + 1).to_string())
            .replace("{of}", &book.phases.len().to_string());
        xhtml.leaf("p", &words.with(&[("class", Some("marker"))]), &marker).line();
    }
    if chapter.draft {
        xhtml.leaf("p", &words.with(&[("class", Some("draft"))]), words.draft).line();
    }
    xhtml.leaf("h1", &[("id", Some(TITLE))], &chapter.title).line();
    if let Some(subtitle) = &chapter.subtitle {
        xhtml.leaf("p", &[("class", Some("subtitle")), ("role", Some("doc-subtitle"))], subtitle).line();
    }
    xhtml.close().line();
    if chapter.team.is_some() || chapter.duration.is_some() {
        xhtml.open("dl", &[("class", Some("facts"))]).line();
        for (name, value) in [(words.team, &chapter.team), (words.duration, &chapter.duration)] {
            if let Some(value) = value {
                xhtml
                    .open("div", &[])
                    .leaf("dt", &words.with(&[]), name)
                    .leaf("dd", &[], value)
                    .close()
                    .line();
            }
        }
        xhtml.close().line();
    }
    writer.sections(&chapter.blocks);
    writer.marks_before(u32::MAX);
    writer.section = None;
    writer.notes(&chapter.notes);
    let body = writer.xhtml.finish();
    let (language, direction) = (&chapter.language, chapter.direction);
    let text = Document { title: &chapter.title, language, direction, folder: "../", class: "chapter" }
        .around(&body);
    Written { text, seen: writer.seen, explained: writer.explained, sections: writer.anchors }
}
