//! The navigation document, and the NCX for readers older than it.

use super::chapter_file;
use super::pages::{document, local};
use super::values::{fragment, language};
use super::xhtml::Xhtml;
use crate::model::{Block, BlockKind, Settled, plain_text};
use crate::site::Book;

/// Sections of a chapter that stand in the contents: fragment and words.
fn sections(blocks: &[Block<Settled>]) -> Vec<(String, String)> {
    let heading = |block: &Block<Settled>| match &block.kind {
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

/// `nav.xhtml`: contents and landmarks.
pub fn navigation(book: &Book, cover: bool, glossary: bool) -> String {
    let mut nav = Xhtml::default();
    let words = local(&book.metadata.language);
    nav.open(
        "nav",
        &[("epub:type", Some("toc")), ("role", Some("doc-toc")), ("aria-labelledby", Some("toc-title"))],
    );
    nav.leaf("h1", &words.with(&[("id", Some("toc-title"))]), words.contents).line();
    nav.open("ol", &[]).line();
    let parts = parts(book);
    for position in &parts.outermost {
        entry(&mut nav, book, &parts, *position);
    }
    if glossary {
        nav.open("li", &[])
            .leaf("a", &words.with(&[("href", Some("glossary.xhtml"))]), words.glossary)
            .close()
            .line();
    }
    nav.open("li", &[])
        .leaf("a", &words.with(&[("href", Some("colophon.xhtml"))]), words.colophon)
        .close()
        .line();
    nav.close().close().line();

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
    if cover {
        landmark("cover", "cover.xhtml", words.cover);
    }
    landmark("titlepage", "title.xhtml", words.title_page);
    landmark("toc", "nav.xhtml", words.contents);
    if let Some(first) = first {
        landmark("bodymatter", &first, words.start);
    }
    if glossary {
        landmark("glossary", "glossary.xhtml", words.glossary);
    }
    landmark("colophon", "colophon.xhtml", words.colophon);
    nav.close().close().line();
    let metadata = &book.metadata;
    document(words.contents, &metadata.language, metadata.direction, "stylesheet.css", "nav", &nav.finish())
}

/// `toc.ncx` (NCX 2005-1): chapters, their sections and the chapters within them.
pub fn ncx(book: &Book, cover: bool, glossary: bool) -> String {
    // Sections are a level below the deepest chapters.
    let deepest = (0..book.chapters.len()).map(|position| book.depth(position)).max();
    let depth = (deepest.unwrap_or(0) + 2).to_string();
    let mut ncx = Xhtml::default();
    ncx.open("ncx", &[("xmlns", Some("http://www.daisy.org/z3986/2005/ncx/")), ("version", Some("2005-1"))])
        .line();
    ncx.open("head", &[]).line();
    for (name, content) in [
        ("dtb:uid", book.metadata.identifier.as_str()),
        ("dtb:depth", depth.as_str()),
        ("dtb:totalPageCount", "0"),
        ("dtb:maxPageNumber", "0"),
    ] {
        ncx.void("meta", &[("name", Some(name)), ("content", Some(content))]).line();
    }
    ncx.close().line();
    ncx.open("docTitle", &[]).leaf("text", &[], &book.metadata.title).close().line();
    ncx.open("navMap", &[]).line();
    let mut order = 0;
    let mut point = |ncx: &mut Xhtml, words: &str, source: &str| {
        order += 1;
        let (id, place) = (format!("point-{order}"), order.to_string());
        ncx.open("navPoint", &[("id", Some(&id)), ("playOrder", Some(&place))]);
        ncx.open("navLabel", &[]).leaf("text", &[], words).close();
        ncx.void("content", &[("src", Some(source))]);
    };
    if cover {
        point(&mut ncx, local(&book.metadata.language).cover, "cover.xhtml");
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
    if glossary {
        point(&mut ncx, local(&book.metadata.language).glossary, "glossary.xhtml");
        ncx.close().line();
    }
    ncx.close();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", ncx.finish())
}
