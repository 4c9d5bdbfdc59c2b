//! Where the pages of the print edition begin.
//!
//! The theme marks each run of text that it sets with the number of the node
//! that begins it: a `metadata` element labelled `<printed>`. The laid-out pages
//! are walked here: each mark opens a run, and the lines that follow are matched
//! with the run's own letters, so that a run that goes on over the page is found
//! there to the letter. What the theme adds of its own (page numbers behind
//! links, the numbers of notes and lists, running heads) matches nothing and is
//! passed over.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::Value;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::model::Numbering;
use typst_layout::{Page, PagedDocument};

use crate::model::{Block, BlockKind, Inline, InlineKind, Settled};
use crate::site::Book;

/// A page of the print edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedPage {
    /// Its number as printed, such as `14` or `iv`.
    pub label: String,
    /// Where in the book it begins. A page without text of its own (one left
    /// blank, one that holds only notes) begins where the next one does.
    pub begins: Begins,
}

/// Where in the book a printed page begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begins {
    /// With the cover.
    Cover,
    /// In the table of contents.
    Contents,
    /// In a chapter.
    Chapter {
        /// Position in [`Book::chapters`].
        chapter: usize,
        /// The block or inline, by its number; 0 for the chapter's opening.
        node: u32,
        /// How many of its [letters](is_letter) stand on pages before.
        letters: usize,
    },
    /// Among the words that the book explains.
    Words {
        /// Position among them.
        word: usize,
        /// The word.
        term: String,
        /// What it means.
        meaning: String,
        /// How many of the letters of both stand on pages before.
        letters: usize,
    },
    /// In the index.
    Index {
        /// The first entry that begins on the page, by its position among all.
        entry: usize,
    },
}

/// Whether a character counts: white space comes and goes at the ends of lines,
/// and what is unseen may not reach the page.
pub fn is_letter(character: char) -> bool {
    let unseen = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    !character.is_whitespace() && !character.is_control() && !unseen
}

/// The byte of `text` before which `letters` letters stand.
pub fn byte_at(text: &str, letters: usize) -> usize {
    text.char_indices().filter(|(_, c)| is_letter(*c)).nth(letters).map_or(text.len(), |(at, _)| at)
}

/// Every page of a handbook in order, with its number and where it begins.
pub fn pages(book: &Book, document: &PagedDocument) -> Vec<PrintedPage> {
    let mut walk = Walk { runs: Runs::of(book), begun: BTreeSet::new(), open: Vec::new(), first: None };
    let mut begins: Vec<Option<Begins>> = document.pages().iter().map(|page| walk.page(page)).collect();
    // Pages without text of their own go with the next; behind the last, with the one before.
    for at in (0..begins.len().saturating_sub(1)).rev() {
        if begins[at].is_none() {
            begins[at] = begins[at + 1].clone();
        }
    }
    let mut latest = Begins::Cover;
    document
        .pages()
        .iter()
        .zip(begins)
        .map(|(page, begins)| {
            latest = begins.unwrap_or_else(|| latest.clone()).max(latest.clone());
            PrintedPage { label: label(page), begins: latest.clone() }
        })
        .collect()
}

/// A page's number as printed.
fn label(page: &Page) -> String {
    match &page.numbering {
        Some(Numbering::Pattern(pattern)) => pattern.apply(None, &[page.number]).ok().map(String::from),
        _ => None,
    }
    .unwrap_or_else(|| page.number.to_string())
}

/// A run of text: the inlines of one block, or the text of a block of code.
#[derive(Debug, Clone, Default)]
struct Run {
    /// The letters, each with whether a word begins with it.
    letters: Vec<(char, bool)>,
    /// The nodes that hold them, each with the position of its first.
    leaves: Vec<(u32, usize)>,
    /// Whether the next letter goes on a word.
    within: bool,
}

impl Run {
    fn push(&mut self, number: u32, text: &str) {
        self.leaves.push((number, self.letters.len()));
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            if is_letter(character) {
                self.letters.push((character, !self.within));
                self.within = character.is_alphanumeric();
            } else if character.is_whitespace() {
                self.within = false;
            }
        }
    }

    fn inlines(&mut self, content: &[Inline<Settled>]) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text { text } | InlineKind::Code { text } => self.push(inline.number, text),
                InlineKind::SoftBreak | InlineKind::LineBreak => self.within = false,
                other => self.inlines(other.content().unwrap_or_default()),
            }
        }
    }

    /// The node that holds a letter, and the letter's position in it.
    fn leaf(&self, letter: usize) -> Option<(u32, usize)> {
        self.leaves
            .iter()
            .take_while(|(_, start)| *start <= letter)
            .last()
            .map(|(number, start)| (*number, letter - start))
    }

    /// The first letter of the word that a letter is in.
    fn word(&self, letter: usize) -> usize {
        (0..=letter.min(self.letters.len().saturating_sub(1)))
            .rev()
            .find(|at| self.letters[*at].1)
            .unwrap_or(letter)
    }

    /// Where `text` goes on from `from`; a question mark stands for whatever no font has.
    fn matches(&self, from: usize, text: &[char]) -> bool {
        self.letters.get(from..from + text.len()).is_some_and(|letters| {
            letters.iter().zip(text).all(|((letter, _), set)| letter == set || *set == '?')
        })
    }
}

/// The runs of a book, by chapter and the number of the node that begins them.
struct Runs(BTreeMap<(usize, u32), Run>);

impl Runs {
    fn of(book: &Book) -> Self {
        let mut runs = Self(BTreeMap::new());
        for (at, chapter) in book.chapters.iter().enumerate() {
            runs.blocks(at, &chapter.blocks);
        }
        runs
    }

    fn blocks(&mut self, chapter: usize, blocks: &[Block<Settled>]) {
        for block in blocks {
            self.block(chapter, block);
        }
    }

    fn inlines(&mut self, chapter: usize, content: &[Inline<Settled>]) {
        if let Some(first) = content.first() {
            let mut run = Run::default();
            run.inlines(content);
            self.0.insert((chapter, first.number), run);
        }
    }

    fn block(&mut self, chapter: usize, block: &Block<Settled>) {
        match &block.kind {
            BlockKind::Paragraph { content }
            | BlockKind::Heading { content, .. }
            | BlockKind::Media { content, .. } => self.inlines(chapter, content),
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| self.blocks(chapter, &item.blocks));
            }
            BlockKind::Definitions { entries } => {
                for entry in entries {
                    entry.terms.iter().for_each(|term| self.inlines(chapter, &term.content));
                    entry.meanings.iter().for_each(|meaning| self.blocks(chapter, meaning));
                }
            }
            BlockKind::Quote { blocks }
            | BlockKind::Admonition { blocks, .. }
            | BlockKind::Division { blocks } => self.blocks(chapter, blocks),
            BlockKind::Code { text, .. } => {
                let mut run = Run::default();
                run.push(block.number, text);
                self.0.insert((chapter, block.number), run);
            }
            BlockKind::Table { caption, head, body, .. } => {
                self.inlines(chapter, caption);
                for cell in head.iter().chain(body).flat_map(|row| &row.cells) {
                    self.blocks(chapter, &cell.blocks);
                }
            }
            BlockKind::Figure { blocks, caption } => {
                self.blocks(chapter, blocks);
                self.inlines(chapter, caption);
            }
            BlockKind::Pictograms { items } => {
                items.iter().for_each(|item| self.inlines(chapter, &item.label));
            }
            BlockKind::Details { summary, blocks } => {
                self.inlines(chapter, summary);
                self.blocks(chapter, blocks);
            }
            BlockKind::PhaseDiagram { .. }
            | BlockKind::Navigation { .. }
            | BlockKind::Contents
            | BlockKind::ThematicBreak => {}
        }
    }
}

/// A run that the page has begun and not ended.
struct Open {
    begins: Begins,
    run: Run,
    /// The letters that have been set.
    set: usize,
    /// Whether the last line of it ended within a word.
    hyphen: bool,
    /// Whether this page has anything of it.
    here: bool,
}

/// What stands on one line, from the left, and the marks before it and within it.
#[derive(Default)]
struct Line {
    y: f64,
    texts: Vec<Vec<char>>,
    hyphen: bool,
    marks: Vec<Begins>,
}

/// The walk over a handbook's pages.
struct Walk {
    runs: Runs,
    /// The runs and places that were met. Heads of tables come again on each page.
    begun: BTreeSet<Begins>,
    open: Vec<Open>,
    /// The first place on the page.
    first: Option<Begins>,
}

impl Walk {
    fn page(&mut self, page: &Page) -> Option<Begins> {
        let mut lines = Lines::default();
        lines.frame(&page.frame, Transform::identity());
        self.first = None;
        for open in &mut self.open {
            open.here = false;
        }
        let mut lines = lines.finish().into_iter().peekable();
        while let Some(line) = lines.next() {
            // From right to left, the mark that opens a line's run is the line's
            // last: it then counts as the next line's.
            let next = lines.peek().map_or(&[][..], |next| &next.marks);
            self.line(&line, next);
        }
        // What this page has nothing of will not go on behind it.
        self.open.retain(|open| open.here);
        self.first.take()
    }

    fn meet(&mut self, place: Begins) {
        if self.first.as_ref().is_none_or(|first| place < *first) {
            self.first = Some(place);
        }
    }

    fn mark(&mut self, mark: &Begins) {
        if matches!(mark, Begins::Cover | Begins::Contents | Begins::Index { .. }) {
            return self.meet(mark.clone());
        }
        if !self.begun.insert(mark.clone()) {
            return;
        }
        let run = match mark {
            Begins::Chapter { chapter, node, .. } => self.runs.0.remove(&(*chapter, *node)),
            Begins::Words { term, meaning, .. } => {
                let mut run = Run::default();
                run.push(1, term);
                run.within = false;
                run.text(meaning);
                Some(run)
            }
            Begins::Cover | Begins::Contents | Begins::Index { .. } => None,
        };
        match run.filter(|run| !run.letters.is_empty()) {
            Some(run) => {
                self.open.push(Open { begins: mark.clone(), run, set: 0, hyphen: false, here: true });
            }
            None => self.meet(mark.clone()),
        }
    }

    fn line(&mut self, line: &Line, next: &[Begins]) {
        line.marks.iter().for_each(|mark| self.mark(mark));
        let mut left: Vec<&[char]> = line.texts.iter().map(Vec::as_slice).collect();
        self.take(&mut left);
        if !left.is_empty() && !next.is_empty() {
            next.iter().for_each(|mark| self.mark(mark));
            self.take(&mut left);
        }
        // Where letters were lost, a longer stretch of the line tells where the run goes on.
        left.retain(|text| text.len() >= 8 && !self.find(text));
        if line.hyphen
            && let Some(open) = self.open.iter_mut().rev().find(|open| open.here && open.set > 0)
        {
            open.hyphen = true;
        }
    }

    /// Takes from `left` what goes on an open run, again and again: from right
    /// to left, what is read first stands last.
    fn take(&mut self, left: &mut Vec<&[char]>) {
        loop {
            let before = left.len();
            left.retain(|text| {
                let goes_on = |open: &Open| open.run.matches(open.set, text);
                match self.open.iter().position(goes_on) {
                    Some(at) => {
                        self.set(at, self.open[at].set, text.len());
                        false
                    }
                    None => true,
                }
            });
            if left.len() == before || left.is_empty() {
                return;
            }
        }
    }

    /// Looks for a text a little further on in the open runs.
    fn find(&mut self, text: &[char]) -> bool {
        for at in 0..self.open.len() {
            let open = &self.open[at];
            let end = open.run.letters.len().min(open.set + 600);
            if let Some(from) = (open.set..end).find(|from| open.run.matches(*from, text)) {
                self.set(at, from, text.len());
                return true;
            }
        }
        false
    }

    /// Notes that the page has `count` letters of an open run, from `from` on.
    fn set(&mut self, at: usize, from: usize, count: usize) {
        let open = &mut self.open[at];
        let letter = if open.hyphen { open.run.word(from) } else { from };
        open.set = from + count;
        open.hyphen = false;
        open.here = true;
        let mut place = open.begins.clone();
        match &mut place {
            Begins::Chapter { node, letters, .. } if letter > 0 => {
                if let Some((leaf, within)) = open.run.leaf(letter) {
                    (*node, *letters) = (leaf, within);
                }
            }
            Begins::Words { letters, .. } => *letters = letter,
            _ => {}
        }
        if open.set >= open.run.letters.len() {
            self.open.remove(at);
        }
        self.meet(place);
    }
}

/// The lines of a page in the making.
#[derive(Default)]
struct Lines {
    done: Vec<Line>,
    line: Line,
    /// The running heads and the like that the walk is within.
    artifacts: Vec<Location>,
}

impl Lines {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let inner =
                        transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                    self.frame(&group.frame, inner);
                }
                FrameItem::Tag(tag) => self.tag(tag),
                FrameItem::Text(text) if self.artifacts.is_empty() => {
                    let y = Point::new(at.x, at.y).transform(transform).y.to_pt();
                    self.text(y, &text.text);
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, y: f64, text: &str) {
        // What is set above or below the line is still on it.
        if (y - self.line.y).abs() > 4.0 && !self.line.texts.is_empty() {
            self.end();
        }
        let letters: Vec<char> = text.chars().filter(|c| is_letter(*c)).collect();
        if letters.is_empty() {
            self.line.hyphen |= text.contains('\u{ad}');
            return;
        }
        if self.line.texts.is_empty() {
            self.line.y = y;
        }
        self.line.hyphen = text.ends_with('\u{ad}');
        self.line.texts.push(letters);
    }

    fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(element, _) if element.elem().name() == "artifact" => {
                self.artifacts.push(tag.location());
            }
            Tag::End(location, ..) => self.artifacts.retain(|open| open != location),
            Tag::Start(element, _) if self.artifacts.is_empty() => {
                let named = element.label().is_some_and(|label| label.resolve().as_str() == LABEL);
                let mark = element.to_packed::<MetadataElem>().filter(|_| named);
                if let Some(mark) = mark.and_then(|mark| mark_of(&mark.value)) {
                    if !self.line.texts.is_empty() {
                        self.end();
                    }
                    self.line.marks.push(mark);
                }
            }
            Tag::Start(..) => {}
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.end();
        self.done
    }
}

/// The label of the theme's marks.
const LABEL: &str = "printed";

/// What a mark of the theme says: `("cover",)`, `("contents",)`, a chapter's
/// position with a node's number, `("words", position, term, meaning)`, or
/// `("index", position)`.
fn mark_of(value: &Value) -> Option<Begins> {
    let Value::Array(parts) = value else { return None };
    let number = |at: usize| match parts.as_slice().get(at) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let words = |at: usize| match parts.as_slice().get(at) {
        Some(Value::Str(words)) => Some(words.as_str()),
        _ => None,
    };
    match words(0) {
        Some("cover") => Some(Begins::Cover),
        Some("contents") => Some(Begins::Contents),
        Some("index") => Some(Begins::Index { entry: usize::try_from(number(1)?).ok()? }),
        Some("words") => Some(Begins::Words {
            word: usize::try_from(number(1)?).ok()?,
            term: words(2)?.to_owned(),
            meaning: words(3)?.to_owned(),
            letters: 0,
        }),
        _ => Some(Begins::Chapter {
            chapter: usize::try_from(number(0)?).ok()?,
            node: u32::try_from(number(1)?).ok()?,
            letters: 0,
        }),
    }
}
