//! The navigation document, and the NCX for readers older than it.

use std::collections::{BTreeMap, VecDeque};

use rayon::prelude::*;

use super::changes::CHANGES;
use super::chapter_file;
use super::document::{Document, Local, local};
use super::index::INDEX;
use super::printed::{self, COLOPHON, GLOSSARY, Mark};
use super::values::{fragment, language};
use super::xhtml::Xhtml;
use crate::book::Book;
use crate::model::{Block, BlockKind, Resolved, plain_text};

/// The pages that a book has around its chapters, beside those that every book has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around {
    /// The cover.
    pub cover: bool,
    /// What has changed since an earlier edition.
    pub changes: bool,
    /// The words that the book explains.
    pub glossary: bool,
    /// The index, with what it is called.
    pub index: Option<&'static str>,
}

/// Sections of a chapter that stand in the contents: fragment and words.
fn sections(blocks: &[Block<Resolved>]) -> Vec<(String, String)> {
    let heading = |block: &Block<Resolved>| match &block.kind {
        BlockKind::Heading { level: 2, content } => {
            let words = plain_text(content).trim().to_owned();
            let id = block.attributes.id.as_deref()?;
            (!words.is_empty()).then(|| (fragment(id), words))
        }
        _ => None,
    };
    blocks.iter().filter_map(heading).collect()
}

/// The chapters within each chapter, in the order of the book.
struct Parts {
    within: Vec<Vec<usize>>,
    outermost: Vec<usize>,
}

fn parts(book: &Book) -> Parts {
    let mut parts = Parts { within: vec![Vec::new(); book.chapters.len()], outermost: Vec::new() };
    for (position, chapter) in book.chapters.iter().enumerate() {
        match chapter.within.and_then(|at| parts.within.get_mut(at)) {
            Some(parts) => parts.push(position),
            None => parts.outermost.push(position),
        }
    }
    parts
}

/// A chapter's entry in the contents: its sections, then the chapters within it.
fn entry(nav: &mut Xhtml, book: &Book, parts: &Parts, position: usize) {
    let Some(chapter) = book.chapters.get(position) else { return };
    let file = format!("chapters/{}", chapter_file(position, &chapter.slug));
    let lang = language(&chapter.language).filter(|_| chapter.language != book.metadata.language);
    let lang = lang.as_deref();
    nav.open("li", &[("lang", lang), ("xml:lang", lang)]);
    nav.leaf("a", &[("href", Some(&file))], &chapter.title);
    let sections = sections(&chapter.blocks);
    let within = &parts.within[position];
    if !sections.is_empty() || !within.is_empty() {
        nav.line().open("ol", &[]).line();
        for (id, words) in sections {
            let href = format!("{file}{id}");
            nav.open("li", &[]).leaf("a", &[("href", Some(&href))], &words).close().line();
        }
        for part in within {
            entry(nav, book, parts, *part);
        }
        nav.close();
    }
    nav.close().line();
}

/// `nav.xhtml`: contents, landmarks, and the pages of the printed book, each
/// with the address of its mark. `marks` are those of the printed contents.
pub fn navigation(
    book: &Book,
    around: Around,
    marks: VecDeque<Mark>,
    printed: &[(String, String)],
) -> String {
    let mut nav = Xhtml::default();
    printed::all(marks, &mut nav);
    let words = local(&book.metadata.language);
    nav.open(
        "nav",
        &[("epub:type", Some("toc")), ("role", Some("doc-toc")), ("aria-labelledby", Some("toc-title"))],
    );
    nav.leaf("h1", &words.with(&[("id", Some("toc-title"))]), words.contents).line();
    nav.open("ol", &[]).line();
    if around.changes {
        let pairs = words.with(&[("href", Some(CHANGES))]);
        nav.open("li", &[]).leaf("a", &pairs, &words.changes.title).close().line();
    }
    let parts = parts(book);
    for of_one_part in parts.outermost.chunk_by(|a, b| book.chapters[*a].part == book.chapters[*b].part) {
        let part = of_one_part.first().and_then(|first| book.part_begun_by(*first));
        if let Some(part) = part {
            // Kindle wants every entry to lead somewhere.
            let begins = of_one_part.first().and_then(|first| Some((first, book.chapters.get(*first)?)));
            let file =
                begins.map(|(first, chapter)| format!("chapters/{}", chapter_file(*first, &chapter.slug)));
            nav.open("li", &[]).leaf("a", &[("href", file.as_deref())], part).line().open("ol", &[]).line();
        }
        for position in of_one_part {
            entry(&mut nav, book, &parts, *position);
        }
        if part.is_some() {
            nav.close().close().line();
        }
    }
    for (is_there, file, title) in [
        (around.glossary, GLOSSARY, words.glossary),
        (around.index.is_some(), INDEX, around.index.unwrap_or_default()),
        (true, COLOPHON, words.colophon),
    ] {
        if is_there {
            nav.open("li", &[]).leaf("a", &words.with(&[("href", Some(file))]), title).close().line();
        }
    }
    nav.close().close().line();

    landmarks(&mut nav, book, around);
    if !printed.is_empty() {
        page_list(&mut nav, words, printed);
    }
    let metadata = &book.metadata;
    let (language, direction) = (&metadata.language, metadata.direction);
    Document { title: words.contents, language, direction, folder: "", class: "nav" }.around(&nav.finish())
}

/// The landmarks of the publication (EPUB 3.3, 5.4.2.3).
fn landmarks(nav: &mut Xhtml, book: &Book, around: Around) {
    let words = local(&book.metadata.language);
    nav.open(
        "nav",
        &[
            ("epub:type", Some("landmarks")),
            ("aria-labelledby", Some("landmarks-title")),
            ("hidden", Some("hidden")),
        ],
    );
    nav.leaf("h2", &words.with(&[("id", Some("landmarks-title"))]), words.landmarks).line();
    nav.open("ol", &[]).line();
    let first = book.chapters.first().map(|chapter| format!("chapters/{}", chapter_file(0, &chapter.slug)));
    let mut landmark = |kind: &str, href: &str, words: &str| {
        nav.open("li", &[])
            .leaf("a", &[("epub:type", Some(kind)), ("href", Some(href))], words)
            .close()
            .line();
    };
    if around.cover {
        landmark("cover", "cover.xhtml", words.cover);
    }
    landmark("titlepage", "title.xhtml", words.title_page);
    landmark("toc", "nav.xhtml", words.contents);
    if let Some(first) = first {
        landmark("bodymatter", &first, words.start);
    }
    if around.glossary {
        landmark("glossary", GLOSSARY, words.glossary);
    }
    if let Some(title) = around.index {
        landmark("index", INDEX, title);
    }
    landmark("colophon", COLOPHON, words.colophon);
    nav.close().close().line();
}

/// The pages of the printed book (EPUB 3.3, 5.4.2.4).
fn page_list(nav: &mut Xhtml, words: Local, printed: &[(String, String)]) {
    let pairs = [
        ("epub:type", Some("page-list")),
        ("role", Some("doc-pagelist")),
        ("aria-labelledby", Some("pages-title")),
        ("hidden", Some("hidden")),
    ];
    nav.open("nav", &pairs);
    nav.leaf("h2", &words.with(&[("id", Some("pages-title"))]), words.pages).line();
    nav.open("ol", &[]).line();
    for (label, address) in printed {
        nav.open("li", &[]).leaf("a", &[("href", Some(address))], label).close().line();
    }
    nav.close().close().line();
}

/// `toc.ncx` (NCX 2005-1): chapters, their sections and the chapters within
/// them, and the pages of the printed book. `place` tells where in the reading
/// order an address leads, since entries are numbered in that order.
pub fn ncx(
    book: &Book,
    around: Around,
    printed: &[(String, String)],
    place: &(dyn Fn(&str) -> (usize, usize) + Sync),
) -> String {
    let mut addresses = Vec::new();
    write_ncx(book, around, printed, &mut |address| {
        addresses.push(address.to_owned());
        0
    });
    let placed = addresses.into_par_iter().map(|address| (place(&address), address));
    let mut addresses: Vec<((usize, usize), String)> = placed.collect();
    addresses.par_sort();
    addresses.dedup();
    let order: BTreeMap<String, usize> =
        addresses.into_iter().zip(1..).map(|((_, address), order)| (address, order)).collect();
    write_ncx(book, around, printed, &mut |address| order.get(address).copied().unwrap_or_default())
}

/// Writes the NCX, in which `order` numbers each address.
fn write_ncx(
    book: &Book,
    around: Around,
    printed: &[(String, String)],
    order: &mut dyn FnMut(&str) -> usize,
) -> String {
    let mut ncx = Xhtml::default();
    ncx.open("ncx", &[("xmlns", Some("http://www.daisy.org/z3986/2005/ncx/")), ("version", Some("2005-1"))])
        .line();
    ncx_head(&mut ncx, book, printed);
    ncx.open("docTitle", &[]).leaf("text", &[], &book.metadata.title).close().line();
    ncx.open("navMap", &[]).line();
    let mut points = 0;
    let mut point = |ncx: &mut Xhtml, words: &str, source: &str| {
        points += 1;
        let (id, place) = (format!("point-{points}"), order(source).to_string());
        ncx.open("navPoint", &[("id", Some(&id)), ("playOrder", Some(&place))]);
        ncx.open("navLabel", &[]).leaf("text", &[], words).close();
        ncx.void("content", &[("src", Some(source))]);
    };
    if around.cover {
        point(&mut ncx, local(&book.metadata.language).cover, "cover.xhtml");
        ncx.close().line();
    }
    if around.changes {
        point(&mut ncx, &local(&book.metadata.language).changes.title, CHANGES);
        ncx.close().line();
    }
    // Chapters are open while those within them are written.
    let mut open: Vec<usize> = Vec::new();
    for (position, chapter) in book.chapters.iter().enumerate() {
        while open.last().copied() != chapter.within.filter(|at| open.contains(at)) {
            open.pop();
            ncx.close().line();
        }
        let file = format!("chapters/{}", chapter_file(position, &chapter.slug));
        point(&mut ncx, &chapter.title, &file);
        for (id, words) in sections(&chapter.blocks) {
            point(&mut ncx, &words, &format!("{file}{id}"));
            ncx.close();
        }
        open.push(position);
    }
    for _ in open {
        ncx.close().line();
    }
    let words = local(&book.metadata.language);
    for (title, file) in [(around.glossary.then_some(words.glossary), GLOSSARY), (around.index, INDEX)] {
        if let Some(title) = title {
            point(&mut ncx, title, file);
            ncx.close().line();
        }
    }
    ncx.close().line();
    if !printed.is_empty() {
        ncx_pages(&mut ncx, &book.metadata.language, printed, order);
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", ncx.finish())
}

/// The head of the NCX: the identifier, how deep it is, and how many pages it lists.
fn ncx_head(ncx: &mut Xhtml, book: &Book, printed: &[(String, String)]) {
    // Sections are a level below the deepest chapters.
    let deepest = (0..book.chapters.len()).map(|position| book.depth(position)).max();
    let depth = (deepest.unwrap_or(0) + 2).to_string();
    let total = printed.len().to_string();
    let most =
        printed.iter().filter_map(|(label, _)| label.parse::<u32>().ok()).max().unwrap_or(0).to_string();
    ncx.open("head", &[]).line();
    for (name, content) in [
        ("dtb:uid", book.metadata.identifier.as_str()),
        ("dtb:depth", depth.as_str()),
        ("dtb:totalPageCount", total.as_str()),
        ("dtb:maxPageNumber", most.as_str()),
    ] {
        ncx.void("meta", &[("name", Some(name)), ("content", Some(content))]).line();
    }
    ncx.close().line();
}

/// The pages of the printed book, numbered by `order`.
fn ncx_pages(
    ncx: &mut Xhtml,
    language: &str,
    printed: &[(String, String)],
    order: &mut dyn FnMut(&str) -> usize,
) {
    ncx.open("pageList", &[]).line();
    ncx.open("navLabel", &[]).leaf("text", &[], local(language).pages).close().line();
    for (at, (label, address)) in printed.iter().enumerate() {
        let (id, place) = (format!("target-{}", at + 1), order(address).to_string());
        // Pages before the text have Roman numbers.
        let number = label.parse::<u32>().is_ok();
        let pairs = [
            ("id", Some(id.as_str())),
            ("type", Some(if number { "normal" } else { "front" })),
            ("value", number.then_some(label.as_str())),
            ("playOrder", Some(place.as_str())),
        ];
        ncx.open("pageTarget", &pairs);
        ncx.open("navLabel", &[]).leaf("text", &[], label).close();
        ncx.void("content", &[("src", Some(address))]).close().line();
    }
    ncx.close().line();
}
