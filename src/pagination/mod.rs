//! Where the pages of the print edition begin.
//!
//! The theme marks each run of text that it sets with the number of the node
//! that begins it: a `metadata` element labelled `<printed>`. The laid-out pages
//! are walked here: each mark opens a run, and the lines that follow are matched
//! with the run's own letters, so that a run that goes on over the page is found
//! there to the letter. What the theme adds of its own (page numbers behind
//! links, the numbers of notes and lists, running heads) matches nothing and is
//! passed over.

mod lines;
mod runs;
mod thin;

use std::collections::BTreeSet;

use typst::layout::Transform;
use typst::model::Numbering;
use typst_layout::{Page, PagedDocument};

use crate::book::Book;
use lines::{Line, Lines};
use runs::{Run, Runs};
pub use thin::{ThinPage, thin};

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
    /// With the title page.
    Title,
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
    /// With the back cover or the imprint, which are the colophon on screens.
    Colophon,
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
        if !matches!(mark, Begins::Chapter { .. } | Begins::Words { .. }) {
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
            _ => None,
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
        left.retain(|text| text.iter().filter(|c| **c != '?').count() >= 8 && !self.find(text));
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
            // Other words may have been taken for its first letters.
            let start = if open.set < text.len() { 0 } else { open.set };
            if let Some(from) = (start..end).find(|from| open.run.matches(*from, text)) {
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
