//! The pages of the print edition, in the text and in the navigation.
//!
//! Each page of the handbook has a mark where it begins: at its word where a
//! paragraph goes on over the page, else before its block. The navigation
//! document lists the marks (EPUB 3.3, section 5.4.2.5), and so does the NCX.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use super::blocks::Writer;
use super::chapter_file;
use super::index::INDEX;
use super::values::PAGE;
use super::xhtml::Xhtml;
use crate::book::Book;
use crate::model::{Block, BlockKind, CodeLines, Inline, Resolved};
use crate::pagination::{Begins, PrintedPage, byte_at};

/// The printed book whose pages are marked.
#[derive(Debug, Clone, Default)]
pub struct PrintEdition {
    /// A URN that names it: its ISBN, or a UUIDv5 of stable names.
    pub identifier: String,
    /// Its pages in order.
    pub pages: Vec<PrintedPage>,
}

/// The file of the explained words.
pub const GLOSSARY: &str = "glossary.xhtml";
/// The file of the colophon.
pub const COLOPHON: &str = "colophon.xhtml";

/// The mark of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    id: String,
    label: String,
    begins: Begins,
}

impl Mark {
    /// Writes the mark: nothing to see, announced with the page's number.
    fn write(&self, xhtml: &mut Xhtml) {
        let pairs = [
            ("epub:type", Some("pagebreak")),
            ("role", Some("doc-pagebreak")),
            ("id", Some(self.id.as_str())),
            ("aria-label", Some(self.label.as_str())),
        ];
        xhtml.leaf("span", &pairs, "");
    }

    /// Whether the page begins before the first letter of `node` is read.
    fn before(&self, at: u32) -> bool {
        match self.begins {
            Begins::Chapter { node, letters, .. } => node < at || (node == at && letters == 0),
            _ => true,
        }
    }

    /// How many letters of `node` the pages before have, where the page begins in it.
    fn within(&self, at: u32) -> Option<usize> {
        match self.begins {
            Begins::Chapter { node, letters, .. } if node == at => Some(letters),
            _ => None,
        }
    }
}

/// The marks of a book, by the file that they stand in.
#[derive(Debug, Default)]
pub struct Marks {
    files: BTreeMap<String, VecDeque<Mark>>,
    /// Every page in order: its number and the address of its mark.
    pub list: Vec<(String, String)>,
}

impl Marks {
    /// Tells which page stands in which file. `first` is the file that the book opens with.
    pub fn new(book: &Book, pages: &[PrintedPage], first: &str) -> Self {
        let mut marks = Self::default();
        let mut ids = BTreeSet::new();
        for page in pages {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
            let mut id = format!("{PAGE}{}", page.label.chars().map(plain).collect::<String>());
            while !ids.insert(id.clone()) {
                id.push('-');
            }
            let file = match &page.begins {
                Begins::Cover => first.to_owned(),
                Begins::Title => "title.xhtml".to_owned(),
                Begins::Contents => "nav.xhtml".to_owned(),
                Begins::Chapter { chapter, .. } => {
                    let slug = book.chapters.get(*chapter).map_or("", |chapter| chapter.slug.as_str());
                    format!("chapters/{}", chapter_file(*chapter, slug))
                }
                Begins::Words { .. } => GLOSSARY.to_owned(),
                Begins::Index { .. } => INDEX.to_owned(),
                Begins::Colophon => COLOPHON.to_owned(),
            };
            marks.list.push((page.label.clone(), format!("{file}#{id}")));
            let mark = Mark { id, label: page.label.clone(), begins: page.begins.clone() };
            marks.files.entry(file).or_default().push_back(mark);
        }
        marks
    }

    /// Moves the marks of the explained words to the colophon, which then
    /// follows the text.
    pub fn without_glossary(&mut self) {
        let marks = self.of(GLOSSARY);
        for (_, address) in &mut self.list {
            if let Some(id) = address.strip_prefix(GLOSSARY) {
                *address = format!("{COLOPHON}{id}");
            }
        }
        self.files.entry(COLOPHON.to_owned()).or_default().extend(marks);
    }

    /// Takes the marks of a file, in order.
    pub fn of(&mut self, file: &str) -> VecDeque<Mark> {
        self.files.remove(file).unwrap_or_default()
    }
}

/// Writes marks one after another.
pub fn all(marks: VecDeque<Mark>, xhtml: &mut Xhtml) {
    for mark in marks {
        mark.write(xhtml);
        xhtml.line();
    }
}

/// Writes the marks of the pages that begin with the first explained word: they
/// have the heading, too.
pub fn at_start(marks: &mut VecDeque<Mark>, xhtml: &mut Xhtml) {
    let first = |mark: &Mark| matches!(mark.begins, Begins::Words { word: 0, letters: 0, .. });
    while marks.front().is_some_and(first) {
        marks.pop_front().into_iter().for_each(|mark| mark.write(xhtml));
    }
}

/// Writes the marks of the pages that begin before or with an entry of the index.
pub fn before_entry(marks: &mut VecDeque<Mark>, number: usize, xhtml: &mut Xhtml) {
    let before = |mark: &Mark| !matches!(mark.begins, Begins::Index { entry } if entry > number);
    while marks.front().is_some_and(before) {
        marks.pop_front().into_iter().for_each(|mark| mark.write(xhtml));
    }
}

/// Words, with the marks of the pages that begin within them: those of the
/// explained word at `word` that fall on its letters from `from` on.
pub fn explained(marks: &mut VecDeque<Mark>, key: (&str, &str), from: usize, text: &str, xhtml: &mut Xhtml) {
    let mut written = 0;
    let last = from + text.chars().filter(|c| crate::pagination::is_letter(*c)).count();
    while let Some(mark) = marks.front() {
        let at = match &mark.begins {
            Begins::Words { term, meaning, letters, .. } => {
                match (term.to_lowercase().as_str(), meaning.as_str()).cmp(&key) {
                    std::cmp::Ordering::Less => from,
                    std::cmp::Ordering::Equal if *letters < last => *letters,
                    _ => break,
                }
            }
            _ => from,
        };
        let at = byte_at(text, at.saturating_sub(from)).max(written);
        xhtml.text(&text[written..at]);
        mark.write(xhtml);
        written = at;
        marks.pop_front();
    }
    xhtml.text(&text[written..]);
}

/// The number of the node that a block's text begins with.
pub fn first(block: &Block<Resolved>) -> u32 {
    let of_blocks = |blocks: &[Block<Resolved>]| blocks.first().map(first);
    let inner = match &block.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => first_of(content),
        BlockKind::List { items, .. } => items.first().and_then(|item| of_blocks(&item.blocks)),
        BlockKind::Definitions { entries } => entries.first().and_then(|entry| {
            entry
                .terms
                .first()
                .and_then(|term| first_of(&term.content))
                .or_else(|| of_blocks(entry.meanings.first()?))
        }),
        BlockKind::Quote { blocks } | BlockKind::Division { blocks } | BlockKind::Changed { blocks, .. } => {
            of_blocks(blocks)
        }
        BlockKind::Admonition { title, blocks, .. } => {
            title.as_deref().and_then(first_of).or_else(|| of_blocks(blocks))
        }
        BlockKind::Table { caption, head, body, .. } => {
            first_of(caption).or_else(|| of_blocks(&head.iter().chain(body).next()?.cells.first()?.blocks))
        }
        BlockKind::Figure { blocks, caption } => of_blocks(blocks).or_else(|| first_of(caption)),
        BlockKind::Details { summary, blocks } => first_of(summary).or_else(|| of_blocks(blocks)),
        BlockKind::Pictograms { items } => items.first().and_then(|item| first_of(&item.label)),
        BlockKind::Code { .. }
        | BlockKind::PhaseDiagram { .. }
        | BlockKind::Navigation { .. }
        | BlockKind::Contents
        | BlockKind::ThematicBreak => None,
    };
    inner.unwrap_or(block.number)
}

/// The number of the node that inlines begin with, the innermost.
pub fn first_of(content: &[Inline<Resolved>]) -> Option<u32> {
    let inline = content.first()?;
    inline.kind.content().and_then(first_of).or(Some(inline.number))
}

/// The number of the last node within an inline.
fn last_of(inline: &Inline<Resolved>) -> u32 {
    inline.kind.content().and_then(<[_]>::last).map_or(inline.number, last_of)
}

impl Writer<'_> {
    /// Writes the marks of the pages that begin before `content` or within it, for
    /// what is to be heard in one piece: a heading, a link.
    pub fn marks_around(&mut self, content: &[Inline<Resolved>]) {
        if let Some(last) = content.last().filter(|_| !self.marks.is_empty()) {
            self.marks_before(last_of(last).saturating_add(1));
        }
    }

    /// Writes the marks of the pages that begin before `node` is read.
    pub fn marks_before(&mut self, node: u32) {
        while self.marks.front().is_some_and(|mark| mark.before(node)) {
            self.marks.pop_front().into_iter().for_each(|mark| mark.write(&mut self.xhtml));
        }
    }

    /// The text of a node, with the marks of the pages that begin in it.
    pub fn marked_text(&mut self, node: u32, text: &str) {
        self.marked_parts(node, &Marked { text, parts: &[], lines: None });
    }

    /// The same, where parts of the text have classes.
    pub fn marked_parts(&mut self, node: u32, marked: &Marked) {
        let text = marked.text;
        self.marks_before(node);
        let mut written = 0;
        while let Some((mark, letters)) = self.marks.front().and_then(|mark| Some((mark, mark.within(node)?)))
        {
            let at = byte_at(text, letters).max(written);
            marked.write(&mut self.xhtml, written..at);
            mark.write(&mut self.xhtml);
            written = at;
            self.marks.pop_front();
        }
        marked.write(&mut self.xhtml, written..text.len());
    }
}

/// A text with what is to be told of its parts.
pub struct Marked<'a> {
    /// The text.
    pub text: &'a str,
    /// Parts that have a class, in their order.
    pub parts: &'a [(Range<usize>, &'a str)],
    /// What is asked for its lines.
    pub lines: Option<&'a CodeLines>,
}

impl Marked<'_> {
    /// Writes a range of it. A line that ends within is closed, one that goes on is closed by the next range.
    fn write(&self, xhtml: &mut Xhtml, range: Range<usize>) {
        let Some(lines) = self.lines.filter(|lines| **lines != CodeLines::default()) else {
            return write_parts(xhtml, self.text, range, self.parts);
        };
        let mut line = self.text[..range.start].matches('\n').count();
        let mut at = range.start;
        loop {
            let end = self.text[at..range.end].find('\n').map_or(range.end, |end| at + end);
            if at == 0 || self.text[..at].ends_with('\n') {
                let number = lines.first.map(|first| (first + line).to_string());
                let name = if lines.marked.contains(&line) { "mark" } else { "span" };
                xhtml.open(name, &[("class", Some("line")), ("data-line", number.as_deref())]);
            }
            write_parts(xhtml, self.text, at..end, self.parts);
            if end == self.text.len() || end < range.end {
                xhtml.close();
            }
            if end == range.end {
                return;
            }
            xhtml.line();
            (at, line) = (end + 1, line + 1);
        }
    }
}

/// A range of a text, with those of its parts that stand in it.
fn write_parts(xhtml: &mut Xhtml, text: &str, range: Range<usize>, parts: &[(Range<usize>, &str)]) {
    let mut written = range.start;
    for (part, class) in parts {
        let (start, end) = (part.start.max(written), part.end.min(range.end));
        if start >= end {
            continue;
        }
        xhtml.text(&text[written..start]).leaf("span", &[("class", Some(class))], &text[start..end]);
        written = end;
    }
    xhtml.text(&text[written..range.end.max(written)]);
}
