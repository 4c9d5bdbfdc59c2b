//! What the pages of a phase leave to do: the worksheet of the phase.
//!
//! A section's subject (see [`subject`]) says what becomes of it:
//!
//! * sections of **outputs** and of **activities** give boxes to tick: one for
//!   each item of their lists and each pictogram, and none for prose, whose
//!   sentences say more than what there is to do;
//! * sections of **questions** give each item of their lists with room for an
//!   answer; without lists, each of their paragraphs that asks something. A
//!   section without a subject whose heading is a question is such a question;
//! * task lists give boxes to tick, in whatever section they stand.
//!
//! Everything stands under the heading of its section, in the order of the pages.

mod subject;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::{Book, Chapter};
use crate::model::{Block, BlockKind, Direction, ListItem, Picture, Resolved, plain_text};
use crate::sentence::first_sentence;
use crate::theme::PhaseColours;
pub use subject::Subject;

/// The worksheet of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Worksheet {
    /// Position in [`Book::phases`].
    pub phase: usize,
    /// Position in [`Book::chapters`] of the chapter that the phase opens with.
    pub chapter: usize,
    /// The chapter's title.
    pub title: String,
    /// The chapter's subtitle.
    pub subtitle: Option<String>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The direction of writing.
    pub direction: Direction,
    /// The phase's colours.
    pub colours: PhaseColours,
    /// What there is to do, section by section.
    pub sections: Vec<Section>,
}

/// What a section leaves to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The words of its heading; of its chapter, where it has none.
    pub heading: String,
    /// Which sort it is of.
    pub subject: Subject,
    /// What there is to do, at least one thing.
    pub tasks: Vec<Task>,
}

/// Something to tick or to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its words.
    pub words: String,
    /// Whether the page says that it is done.
    pub done: bool,
    /// Its pictogram: a position in [`Book::pictures`].
    pub picture: Option<usize>,
}

/// The worksheets of a book, one for each phase, in order. A phase whose pages
/// leave nothing to do has one without sections.
pub fn worksheets(book: &Book) -> Vec<Worksheet> {
    let sheet = |(position, phase): (usize, &super::Phase)| {
        let opening = book.chapters.get(phase.chapter)?;
        let pages = book.chapters.iter().enumerate().filter(|(at, _)| phase_of(book, *at) == Some(position));
        Some(Worksheet {
            phase: position,
            chapter: phase.chapter,
            title: opening.title.clone(),
            subtitle: opening.subtitle.clone(),
            language: opening.language.clone(),
            direction: opening.direction,
            colours: phase.colours,
            sections: pages.flat_map(|(_, page)| sections(page)).collect(),
        })
    };
    book.phases.iter().enumerate().filter_map(sheet).collect()
}

/// The phase of a chapter: its own, else that of the chapter it is a part of.
fn phase_of(book: &Book, chapter: usize) -> Option<usize> {
    let around = |at: &usize| book.chapters.get(*at).and_then(|chapter| chapter.within);
    std::iter::successors(Some(chapter), around).find_map(|at| book.chapters.get(at)?.phase)
}

fn sections(page: &Chapter) -> Vec<Section> {
    let mut reading = Reading {
        page,
        open: Vec::new(),
        heading: page.title.clone(),
        subject: None,
        listed: Vec::new(),
        asked: Vec::new(),
        tasks: Vec::new(),
        sections: Vec::new(),
    };
    reading.blocks(&page.blocks);
    reading.close();
    reading.sections
}

/// The reading of one page.
struct Reading<'a> {
    page: &'a Chapter,
    /// The headings that the reading is below, each with its level and subject.
    open: Vec<(u8, Option<Subject>)>,
    heading: String,
    subject: Option<Subject>,
    /// What lists and pictograms of the section say.
    listed: Vec<Task>,
    /// What its paragraphs ask.
    asked: Vec<Task>,
    /// What its task lists say.
    tasks: Vec<Task>,
    sections: Vec<Section>,
}

impl Reading<'_> {
    fn blocks(&mut self, blocks: &[Block<Resolved>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { level, content } => {
                    self.close();
                    self.open.retain(|(open, _)| open < level);
                    self.heading = tidy(&plain_text(content));
                    let own = Subject::of(&block.attributes, &self.heading, &self.page.language);
                    // A section within another is about the same, unless it says otherwise.
                    self.subject = own.or_else(|| self.open.last().and_then(|(_, subject)| *subject));
                    self.open.push((*level, self.subject));
                }
                BlockKind::List { items, .. } => self.list(block, items),
                BlockKind::Pictograms { items } => {
                    self.listed.extend(items.iter().filter_map(|item| {
                        let label = tidy(&plain_text(&item.label));
                        let words = if label.is_empty() { tidy(&item.image.alt) } else { label };
                        let picture = match item.image.picture {
                            Picture::Stored { picture } => Some(picture),
                            Picture::Missing => None,
                        };
                        (!words.is_empty()).then_some(Task { words, done: false, picture })
                    }));
                }
                BlockKind::Paragraph { content } => {
                    let words = tidy(first_sentence(&tidy(&plain_text(content))));
                    if asks(&words) {
                        self.asked.push(Task { words, done: false, picture: None });
                    }
                }
                BlockKind::Figure { blocks, .. } | BlockKind::Division { blocks } => self.blocks(blocks),
                // What stands aside is no task: quotations, warnings, folded passages.
                _ => {}
            }
        }
    }

    fn list(&mut self, block: &Block<Resolved>, items: &[ListItem<Resolved>]) {
        let own = Subject::named(&block.attributes);
        if let Some(own) = own.filter(|own| Some(*own) != self.subject) {
            // The list is about something else than its section.
            let tasks = items.iter().filter_map(task).collect();
            self.add(own, tasks);
            return;
        }
        for item in items {
            let Some(task) = task(item) else { continue };
            if item.task.is_some() { self.tasks.push(task) } else { self.listed.push(task) }
        }
    }

    /// Ends a section.
    fn close(&mut self) {
        let mut listed = std::mem::take(&mut self.listed);
        let asked = std::mem::take(&mut self.asked);
        let tasks = std::mem::take(&mut self.tasks);
        match self.subject {
            Some(Subject::Questions) if listed.is_empty() => listed = asked,
            Some(_) => {}
            None => {
                listed.clear();
                // Headings ask what the team has to answer for itself.
                if asks(&self.heading) && tasks.is_empty() {
                    let words = self.heading.clone();
                    self.question(Task { words, done: false, picture: None });
                }
            }
        }
        if let Some(subject) = self.subject {
            self.add(subject, listed);
        }
        self.add(Subject::Tasks, tasks);
    }

    /// A heading that is a question. Those that follow one another stand together,
    /// under the page's title.
    fn question(&mut self, task: Task) {
        let heading = &self.page.title;
        match self.sections.last_mut() {
            Some(last) if last.subject == Subject::Questions && last.heading == *heading => {
                last.tasks.push(task);
            }
            _ => self.sections.push(Section {
                heading: heading.clone(),
                subject: Subject::Questions,
                tasks: vec![task],
            }),
        }
    }

    fn add(&mut self, subject: Subject, tasks: Vec<Task>) {
        if !tasks.is_empty() {
            self.sections.push(Section { heading: self.heading.clone(), subject, tasks });
        }
    }
}

/// Whether a line asks something.
fn asks(words: &str) -> bool {
    words
        .trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', '»', ')'])
        .ends_with(['?', '؟', '？', '\u{37e}'])
}

/// What an item says in its first paragraph.
fn task(item: &ListItem<Resolved>) -> Option<Task> {
    let words = first_paragraph(&item.blocks)?;
    Some(Task { words, done: item.task.unwrap_or(false), picture: None })
}

fn first_paragraph(blocks: &[Block<Resolved>]) -> Option<String> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph { content } => {
            // What leads to a list below, or to the next item, leads nowhere here.
            let words = tidy(&plain_text(content));
            Some(words.trim_end_matches([':', ';', ',', '：', '；', '،', '؛']).trim_end().to_owned())
                .filter(|words| !words.is_empty())
        }
        BlockKind::Division { blocks } => first_paragraph(blocks),
        _ => None,
    })
}

/// Single spaces, and none around.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
