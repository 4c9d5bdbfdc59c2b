//! The index: each term with the sections in which the book says it, as links.

use std::collections::{BTreeMap, VecDeque};

use super::chapter_file;
use super::document::local;
use super::pages;
use super::printed::{self, Mark};
use super::values::{fragment, language};
use super::xhtml::Xhtml;
use crate::book::{Book, Entry, Index, Occurrence};

/// The file of the index.
pub const INDEX: &str = "index.xhtml";

/// The words of the heading over each empty anchor of a chapter, by the anchor's
/// id. What stands before the first heading is not among them.
pub type Sections = BTreeMap<String, String>;

/// The page of the index. `sections` are those of each chapter.
pub fn page(book: &Book, index: &Index, sections: &[&Sections], marks: VecDeque<Mark>) -> String {
    let mut lines = Lines { book, sections, marks, next: 0 };
    let own = local(&book.metadata.language);
    let mut page = Xhtml::default();
    let pairs =
        [("epub:type", Some("index")), ("role", Some("doc-index")), ("aria-labelledby", Some("index"))];
    page.open("section", &pairs).line();
    lines.mark(&mut page);
    let title = if index.merged { own.glossary } else { own.index };
    page.leaf("h1", &own.with(&[("id", Some("index"))]), title).line();
    page.leaf("p", &own.with(&[("class", Some("index-note"))]), own.index_links).line();
    for group in &index.groups {
        lines.mark(&mut page);
        if !group.letter.is_empty() && !index.merged {
            page.leaf("h2", &[], &group.letter).line();
        }
        page.open("ul", &[("class", Some("index"))]).line();
        for entry in &group.entries {
            lines.entry(entry, &mut page);
        }
        page.close().line();
    }
    printed::all(lines.marks, &mut page);
    page.close();
    pages::page(book, title, "index", page)
}

/// The lines of the index that have a term, in their order.
struct Lines<'a> {
    book: &'a Book,
    sections: &'a [&'a Sections],
    /// The pages of the printed index that have not begun.
    marks: VecDeque<Mark>,
    /// The number of the next line.
    next: usize,
}

impl Lines<'_> {
    /// Marks the pages that begin with the next line.
    fn mark(&mut self, page: &mut Xhtml) {
        printed::before_entry(&mut self.marks, self.next, page);
    }

    /// A term with what it means, and under it a line for each chapter that says it and the terms
    /// that begin with its words.
    fn entry(&mut self, entry: &Entry, page: &mut Xhtml) {
        page.open("li", &[]);
        self.mark(page);
        self.next += 1;
        let lang = foreign(self.book, entry.chapter);
        let lang = lang.as_deref();
        page.open("span", &[("class", Some("index-term")), ("lang", lang), ("xml:lang", lang)]);
        page.text(entry.shown());
        if let Some(expansion) = &entry.expansion {
            page.text(" (").text(expansion).text(")");
        }
        page.close().line();
        for meaning in &entry.meanings {
            let pairs = [("class", Some("index-meaning")), ("lang", lang), ("xml:lang", lang)];
            page.leaf("p", &pairs, meaning).line();
        }
        if !entry.places.is_empty() || !entry.below.is_empty() {
            page.open("ul", &[]).line();
            for places in entry.places.chunk_by(|a, b| a.chapter == b.chapter) {
                self.chapter(entry, places, page);
            }
            entry.below.iter().for_each(|below| self.entry(below, page));
            page.close();
        }
        page.close().line();
    }

    /// The places of a term in one chapter: the chapter's title, which leads to what
    /// stands before its first section, and each section once.
    fn chapter(&mut self, entry: &Entry, places: &[Occurrence], page: &mut Xhtml) {
        let Some(first) = places.first() else { return };
        let Some(chapter) = self.book.chapters.get(first.chapter) else { return };
        let file = format!("chapters/{}", chapter_file(first.chapter, &chapter.slug));
        // A section that is called as the term needs no name behind the chapter's.
        let section = |place: &Occurrence| {
            let words = self.sections.get(place.chapter)?.get(&place.id)?;
            (!words.eq_ignore_ascii_case(&entry.term)).then_some(words.as_str())
        };
        let mut runs: Vec<(Option<&str>, &str, bool)> = Vec::new();
        for place in places {
            match runs.iter_mut().find(|(words, ..)| *words == section(place)) {
                // Where a term is explained is the place to go to.
                Some(run) if place.main && !run.2 => *run = (run.0, &place.id, true),
                Some(_) => {}
                None => runs.push((section(place), &place.id, place.main)),
            }
        }
        let link = |page: &mut Xhtml, words: &str, id: &str, main: bool| {
            let href = format!("{file}{}", fragment(id));
            let pairs = [("href", Some(href.as_str()))];
            page.open("a", &pairs);
            if main { page.leaf("strong", &[], words) } else { page.text(words) }.close();
        };
        let lang = foreign(self.book, first.chapter);
        let lang = lang.as_deref();
        page.open("li", &[("lang", lang), ("xml:lang", lang)]);
        // In print these chapters have lines of their own.
        if entry.by_chapter {
            self.mark(page);
            self.next += 1;
        }
        match runs.iter().find(|(words, ..)| words.is_none()) {
            Some((_, id, main)) => link(page, &chapter.title, id, *main),
            None => {
                page.leaf("span", &[("class", Some("index-chapter"))], &chapter.title);
            }
        }
        for (words, id, main) in runs {
            if let Some(words) = words {
                page.text(" · ");
                link(page, words, id, main);
            }
        }
        page.close().line();
    }
}

/// The language of a chapter, where it is not the book's.
fn foreign(book: &Book, chapter: usize) -> Option<std::borrow::Cow<'_, str>> {
    let chapter = book.chapters.get(chapter)?;
    language(&chapter.language).filter(|_| chapter.language != book.metadata.language)
}
