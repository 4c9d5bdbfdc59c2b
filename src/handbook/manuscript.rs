//! The manuscript: a book as it is given to the layout engine for its handbook. One chapter of it can be replaced.

use std::borrow::Cow;

use serde_json::Value;

use super::{HANDBOOK, LaidOut, Options, inked, input, job_of, lists, put};
use crate::book::{self, Book, Marks, StoredPicture, numbers};
use crate::parallel;
use crate::typeset::{Earlier, Fault, Job};

/// What the layout engine is given for the handbook of a book.
pub(crate) struct Manuscript<'a> {
    /// The book in its inks and with the anchors of its index.
    pub book: Cow<'a, Book>,
    /// All that the theme reads.
    pub job: Job,
    /// `/book.json`.
    about: Value,
    /// What marks the terms of its index.
    marks: Option<Marks>,
    options: Options,
}

impl<'a> Manuscript<'a> {
    /// That of a book.
    pub fn new(book: Cow<'a, Book>, options: &Options) -> Self {
        let mut wanted = lists(options);
        if options.facing.is_some() {
            // Terms in two languages make no index.
            wanted.index = Some(false);
        }
        let (book, index) = book::with_marks(inked(book, options), wanted);
        let merged = index.as_ref().is_some_and(|(index, _)| index.merged);
        let options = Options { glossary: options.glossary && !merged, ..options.clone() };
        let (input, about) = input::all(&book, &options);
        let mut job = job_of(HANDBOOK, &book, input);
        let marks = index.map(|(index, marks)| {
            job.json("/index.json", &input::index(&book, &index));
            marks
        });
        Self { book, job, about, marks, options }
    }

    /// What the theme reads where a chapter has another text: that of a book in which the other chapters may
    /// stand without theirs. `pictures` are the book's as they were before they were made ready for paper; those
    /// that are new are shown as they came.
    pub fn with(&self, book: Book, chapter: usize, pictures: &[StoredPicture]) -> Job {
        let mut book = inked(Cow::Owned(book), &self.options).into_owned();
        let mut new = Vec::new();
        for (at, picture) in book.pictures.iter_mut().enumerate() {
            let known = pictures.iter().position(|known| known.bytes == picture.bytes);
            match known.and_then(|known| self.book.pictures.get(known)) {
                Some(known) => picture.clone_from(known),
                None => {
                    picture.name = format!("ahead-{}", picture.name);
                    new.push(at);
                }
            }
        }
        if let (Some(marks), Some(page)) = (&self.marks, book.chapters_mut().get_mut(chapter)) {
            marks.mark(chapter, page);
            numbers::settle(std::slice::from_mut(page));
        }
        let mut input = input::chapter(&book, &self.options, (chapter, &self.about));
        input.files.extend(new.into_iter().map(|at| input::picture(&book.pictures[at])));
        let mut job = self.job.clone();
        put(&mut job, input);
        parallel::discard(book);
        job
    }

    /// Lays the handbook out, beginning with what a layout before a change has kept. The error lists every
    /// fault that the engine found.
    pub fn lay_out_again(&self, earlier: &mut Earlier) -> Result<LaidOut<'_>, Vec<Fault>> {
        LaidOut::named(Cow::Borrowed(&self.book), self.job.clone(), |job| job.layout_again(earlier))
    }
}
