//! The words that the book explains, gathered at its end: the terms of its
//! definition lists and its abbreviations, each with links to where it stands.

use std::collections::{BTreeMap, VecDeque};

use super::blocks::{Spacing, Writer};
use super::document::local;
use super::printed::{self, Mark};
use super::values::{TERM, fragment, language};
use super::xhtml::Xhtml;
use super::{chapter_file, pages};
use crate::book::Book;
use crate::model::{Attributes, BlockKind, Definition, Inline, Resolved, plain_text};
use crate::pagination::is_letter;

/// A word that a chapter explains.
#[derive(Debug, PartialEq, Eq)]
pub struct Explained {
    /// The word.
    term: String,
    /// What it means.
    meaning: String,
    /// The link to where it stands, within the chapter.
    fragment: String,
}

impl Writer<'_> {
    /// A definition list, its terms ready to be linked to.
    pub fn definitions(&mut self, entries: &[Definition<Resolved>], attributes: &Attributes) {
        self.element("dl", attributes, &[]);
        for entry in entries {
            // HTML wants both of either.
            if entry.terms.is_empty() {
                self.xhtml.open("dt", &[]).close();
            }
            let meaning =
                match entry.meanings.first().and_then(|blocks| blocks.first()).map(|block| &block.kind) {
                    Some(BlockKind::Paragraph { content }) => plain_text(content),
                    _ => String::new(),
                };
            for term in &entry.terms {
                let id = self.explain(&term.content, &meaning, &term.attributes);
                self.element("dt", &term.attributes, &[("id", id.as_deref())]);
                self.inlines(&term.content);
                self.xhtml.close();
            }
            for meaning in &entry.meanings {
                self.xhtml.open("dd", &[]);
                self.blocks(meaning, Spacing::of(meaning));
                self.xhtml.close().line();
            }
            if entry.meanings.is_empty() {
                self.xhtml.open("dd", &[]).close().line();
            }
        }
        self.xhtml.close();
    }

    /// An abbreviation. Where a chapter first uses it, the glossary can link to it.
    pub fn abbreviation(&mut self, expansion: &str, content: &[Inline<Resolved>], attributes: &Attributes) {
        let known = self.explained.iter().any(|word| word.meaning == expansion.trim());
        let id = if known { None } else { self.explain(content, expansion, attributes) };
        self.element("abbr", attributes, &[("title", Some(expansion)), ("id", id.as_deref())]);
        self.inlines(content);
        self.xhtml.close();
    }

    /// Notes a word with its meaning. The id is what its element needs, where
    /// the page has given it none.
    fn explain(
        &mut self,
        term: &[Inline<Resolved>],
        meaning: &str,
        attributes: &Attributes,
    ) -> Option<String> {
        let (term, meaning) = (plain_text(term).trim().to_owned(), meaning.trim().to_owned());
        if term.is_empty() || meaning.is_empty() || !self.in_book() {
            return None;
        }
        let (fragment, id) = match &attributes.id {
            Some(id) => (fragment(id), None),
            None => {
                let id = format!("{TERM}{}", self.explained.len() + 1);
                (format!("#{id}"), Some(id))
            }
        };
        self.explained.push(Explained { term, meaning, fragment });
        id
    }
}

/// The page of the words that the chapters explain; none where they explain none.
pub fn glossary<'a>(
    book: &Book,
    chapters: impl Iterator<Item = &'a [Explained]>,
    mut marks: VecDeque<Mark>,
) -> Option<String> {
    // In the order of the alphabet, as far as letters' numbers tell it.
    let mut words: BTreeMap<(String, &str), Vec<(usize, &Explained)>> = BTreeMap::new();
    for (position, explained) in chapters.enumerate() {
        for word in explained {
            words.entry((word.term.to_lowercase(), &word.meaning)).or_default().push((position, word));
        }
    }
    if words.is_empty() {
        return None;
    }
    let own = local(&book.metadata.language);
    let mut page = Xhtml::default();
    page.open(
        "section",
        &[
            ("epub:type", Some("glossary")),
            ("role", Some("doc-glossary")),
            ("aria-labelledby", Some("glossary")),
        ],
    )
    .line();
    printed::at_start(&mut marks, &mut page);
    page.leaf("h1", &own.with(&[("id", Some("glossary"))]), own.glossary).line();
    page.open("dl", &[]).line();
    for ((term, meaning), places) in &words {
        let Some((position, word)) = places.first() else { continue };
        let chapter = book.chapters.get(*position).map_or("", |chapter| chapter.language.as_str());
        let lang = language(chapter).filter(|_| chapter != book.metadata.language);
        let lang = [("lang", lang.as_deref()), ("xml:lang", lang.as_deref())];
        let letters = word.term.chars().filter(|c| is_letter(*c)).count();
        page.open("dt", &[&[("epub:type", Some("glossterm"))], &lang[..]].concat());
        printed::explained(&mut marks, (term, meaning), 0, &word.term, &mut page);
        page.close().open("dd", &[&[("epub:type", Some("glossdef"))], &lang[..]].concat());
        printed::explained(&mut marks, (term, meaning), letters, &word.meaning, &mut page);
        for (index, (position, word)) in places.iter().enumerate() {
            let Some(chapter) = book.chapters.get(*position) else { continue };
            let href = format!("chapters/{}{}", chapter_file(*position, &chapter.slug), word.fragment);
            page.text(if index == 0 { " " } else { ", " });
            page.leaf("a", &[("href", Some(href.as_str()))], &chapter.title);
        }
        page.close().line();
    }
    page.close().line();
    printed::all(marks, &mut page);
    page.close();
    Some(pages::page(book, own.glossary, "glossary", page))
}
