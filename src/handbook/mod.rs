//! The handbook: a book in, a PDF out.
//!
//! The theme in `assets/theme/` is a set of Typst files that walk the book as
//! data. [`input`] turns the book into the files that the theme reads: one for
//! the book, one for each chapter, and the pictures. [`prepare`] works out, in
//! document order, what only the whole book can tell: which notes are new,
//! which abbreviations have not been spelled out, which addresses have not been
//! shown. The theme then needs no state, and the layout of one chapter does not
//! wait for another's.
//!
//! Nothing here touches disk, clock or network, and nothing from a page is ever
//! markup. `docs/theme-input.md` describes what the theme receives.

mod anchors;
mod grey;
mod input;
mod mentions;
mod nesting;
mod prepare;
mod table;

#[cfg(test)]
mod constructs;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use crate::paper::{Length, Paper};
use crate::resolution::{self, Shown};
use crate::site::Book;
use crate::typeset::{Fault, Job, Typeset};

/// How the handbook is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The size of a page, after trimming.
    pub paper: Paper,
    /// Whether pages are printed on both sides of a leaf: margins mirror, and
    /// chapters open on right-hand pages.
    pub two_sided: bool,
    /// How far colour that reaches the edge goes beyond it, for a print shop to
    /// trim. The pages then have a `TrimBox`.
    pub bleed: Length,
    /// Whether colours become greys.
    pub greyscale: bool,
    /// Whether the book ends with the words that it explains: the terms of its
    /// definition lists and its abbreviations, with their pages.
    pub glossary: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { paper: Paper::A4, two_sided: false, bleed: Length::ZERO, greyscale: false, glossary: true }
    }
}

/// A handbook.
#[derive(Debug)]
pub struct Handbook {
    /// The file: PDF/A-2a and PDF/UA-1.
    pub pdf: Vec<u8>,
    /// The pictures of pixels, with their resolution on paper.
    pub shown: Vec<Shown>,
    /// What the engine remarked on the way, such as a font that is not there.
    pub remarks: Vec<Fault>,
}

/// The standards that the handbook claims.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// The theme's files, by the names under which they see one another.
const THEME: [(&str, &str); 9] = [
    ("/theme/epub-cover.typ", include_str!("../../assets/theme/epub-cover.typ")),
    ("/theme/handbook.typ", include_str!("../../assets/theme/handbook.typ")),
    ("/theme/handbook-base.typ", include_str!("../../assets/theme/handbook-base.typ")),
    ("/theme/handbook-cover.typ", include_str!("../../assets/theme/handbook-cover.typ")),
    ("/theme/handbook-chapter.typ", include_str!("../../assets/theme/handbook-chapter.typ")),
    ("/theme/handbook-glossary.typ", include_str!("../../assets/theme/handbook-glossary.typ")),
    ("/theme/handbook-path.typ", include_str!("../../assets/theme/handbook-path.typ")),
    ("/theme/handbook-words.typ", include_str!("../../assets/theme/handbook-words.typ")),
    ("/theme/blocks.typ", include_str!("../../assets/theme/blocks.typ")),
];

/// Lays the handbook out, for who wants its pages rather than a file. The
/// error lists every fault that the engine found.
pub fn layout(book: &Book, options: &Options) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
    let grey;
    let book = if options.greyscale {
        grey = self::grey::book(book);
        &grey
    } else {
        book
    };
    job("/theme/handbook.typ", book, options).layout()
}

/// A chapter that is laid out without the others, as it is among them.
pub struct Alone<'a> {
    /// Its position in the book.
    pub chapter: usize,
    /// The number on its first page.
    pub folio: u64,
    /// The numbers on the pages of labels in other chapters.
    pub folios: &'a dyn Fn(&str) -> Option<u64>,
}

/// Lays one chapter out. The first page is to be thrown away: it holds what the
/// chapter's links lead to. The error lists every fault that the engine found.
pub fn layout_alone(
    book: &Book,
    options: &Options,
    alone: &Alone,
) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
    job_of("/theme/handbook.typ", book, input::files_alone(book, options, alone)).layout()
}

/// Makes the handbook. The error lists every fault that the engine found.
pub fn handbook(book: &Book, options: &Options) -> Result<Handbook, Vec<Fault>> {
    let grey;
    let book = if options.greyscale {
        grey = self::grey::book(book);
        &grey
    } else {
        book
    };
    let job = job("/theme/handbook.typ", book, options);
    let laid_out = job.layout()?;
    let pdf = job.write(&laid_out.product, &book.metadata.identifier, &STANDARDS)?;
    let shown = resolution::shown(book, &laid_out.product);
    Ok(Handbook { pdf, shown, remarks: laid_out.remarks })
}

/// The cover alone, for ebooks: a PNG of 1,600 by 2,560 pixels, the shape that
/// shops ask for. The error lists every fault that the engine found.
pub fn cover(book: &Book) -> Result<Vec<u8>, Vec<Fault>> {
    let paper = Paper::custom(Length::whole_mm(150), Length::whole_mm(240)).unwrap_or(Paper::A5);
    job("/theme/epub-cover.typ", book, &Options { paper, ..Options::default() }).png(1600)
}

/// The theme and everything that it reads.
fn job(main: &str, book: &Book, options: &Options) -> Job {
    job_of(main, book, input::files(book, options))
}

fn job_of(main: &str, book: &Book, files: Vec<input::File>) -> Job {
    let mut job = Job::new(main, &book.fonts);
    job.words();
    for (path, text) in THEME {
        job.file(path, text);
    }
    for file in files {
        if file.path.ends_with(".json") {
            job.json_text(&file.path, file.bytes.as_ref().to_vec());
        } else {
            job.file(&file.path, file.bytes);
        }
    }
    job
}
