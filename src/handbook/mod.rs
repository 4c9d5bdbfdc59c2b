//! The handbook: a book in, a PDF out.
//!
//! The theme in `assets/theme/` is a set of Typst files that walk the book as
//! data. [`input`] turns the book into the files that the theme reads: one for
//! the book, one for each chapter, and the pictures. [`prepare`] makes the
//! [printed stage](crate::model::printed) of the model and works out, in
//! document order, what only the whole book can tell: which notes are new,
//! which abbreviations have not been spelled out, which addresses have not been
//! shown. The theme then needs no state, and the layout of one chapter does not
//! wait for another's.
//!
//! Nothing here touches disk, clock or network, and nothing from a page is ever
//! markup. `docs/theme-input.md` describes what the theme receives.

mod anchors;
mod columns;
mod facing;
mod grey;
mod input;
mod manuscript;
mod mentions;
mod note_marks;
mod outer_column;
mod prepare;
mod print;
mod shop;
mod table;
mod thin;
mod worksheet;

pub use facing::Facing;
pub(crate) use manuscript::Manuscript;
pub use shop::{for_print_shop, wrap_cover};
pub use thin::{Fit, ThinPage};
pub use worksheet::Filling;

#[cfg(test)]
mod constructs;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use crate::book::{Book, Lists};
use crate::fonts::to_type_with;
use crate::pagination::{self, PrintedPage};
use crate::paper::{Length, Paper};
use crate::parallel;
use crate::pdf::fields::{Form, with_fields};
use crate::print::preflight::Preflight;
use crate::print::resolution::{self, Shown};
use crate::typeset::{Fault, Job, Typeset};

/// How the handbook is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The size of a page, after trimming.
    pub paper: Paper,
    /// Whether pages are printed on both sides of a leaf: margins mirror, and
    /// chapters open on right-hand pages.
    pub two_sided: bool,
    /// Whether sheets of four pages are made of it, to be folded: what is left of the last one
    /// is then there for notes.
    pub folded: bool,
    /// How far colour that reaches the edge goes beyond it, for a print shop to
    /// trim. The pages then have a `TrimBox`.
    pub bleed: Length,
    /// Whether colours become greys.
    pub greyscale: bool,
    /// Whether the book ends with the words that it explains: the terms of its
    /// definition lists and its abbreviations, with their pages.
    pub glossary: bool,
    /// Whether the book ends with an index of the places where its terms stand;
    /// where nothing is said, it does if it explains at least [`crate::book::ENTRIES`].
    pub index: Option<bool>,
    /// Whether a list of the pictograms follows the contents.
    pub pictograms: bool,
    /// Where the book is in two languages, which chapters face which.
    pub facing: Option<Facing>,
    /// Whether a title page follows the cover; where nothing is said, long books that are printed
    /// on both sides have one.
    pub title_page: Option<bool>,
    /// Whether phases open with a spread: on the left what they are, on the right what they make and
    /// a list to tick.
    pub phase_spread: bool,
    /// Whether it has its covers; they are apart where its leaves are glued into one.
    pub covers: bool,
    /// The chapters whose pages differ from the book's, by their positions.
    pub fits: BTreeMap<usize, Fit>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            two_sided: false,
            folded: false,
            bleed: Length::ZERO,
            greyscale: false,
            glossary: true,
            index: None,
            pictograms: false,
            facing: None,
            title_page: None,
            phase_spread: false,
            covers: true,
            fits: BTreeMap::new(),
        }
    }
}

/// A handbook.
#[derive(Debug)]
pub struct Handbook {
    /// The file: PDF/UA-1, and PDF/A-2a, or for the print shop PDF/X-4 where it gives its profile.
    pub pdf: Vec<u8>,
    /// The pictures of pixels, with their resolution on paper.
    pub shown: Vec<Shown>,
    /// The pages that hold little.
    pub thin: Vec<ThinPage>,
    /// What the print shop is to know of the file, where it is for one.
    pub preflight: Option<Preflight>,
    /// What the engine remarked on the way, such as a font that is not there.
    pub remarks: Vec<Fault>,
}

/// The standards that the handbook claims.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// Makes the handbook. The error lists every fault that the engine found.
pub fn handbook(book: &Book, options: &Options) -> Result<Handbook, Vec<Fault>> {
    lay_out_fitted(book, options)?.write()
}

/// Lays the handbook out, and up to twice more where pages that hold little may go: with pages a line
/// longer in those chapters, then with paragraphs closer too. What has fewer such pages is kept. The
/// error lists every fault that the engine found.
pub fn lay_out_fitted<'a>(book: &'a Book, options: &Options) -> Result<LaidOut<'a>, Vec<Fault>> {
    let mut best = lay_out(book, options)?;
    let mut thin = thin::pages(&best.book, &best.document);
    let mut fits = BTreeMap::new();
    for _ in 0..TRIES {
        let tried = thin::fits(&best.book, &thin, &fits);
        if tried == fits {
            break;
        }
        fits = tried;
        let next = lay_out(book, &Options { fits: fits.clone(), ..options.clone() })?;
        let left = thin::pages(&next.book, &next.document);
        let fewer = left.len() < thin.len() && next.document.pages().len() <= best.document.pages().len();
        if fewer {
            (best, thin) = (next, left);
        }
    }
    Ok(best)
}

/// How often a book is laid out again so that pages that hold little go.
const TRIES: usize = 2;

/// Lays the handbook out without writing it: what its pages hold is then known.
/// The error lists every fault that the engine found.
pub fn lay_out<'a>(book: &'a Book, options: &Options) -> Result<LaidOut<'a>, Vec<Fault>> {
    if options.facing.is_some() {
        return facing::lay_out(book, options, |book, options| LaidOut::of(book, options, Job::layout));
    }
    LaidOut::of(book, options, Job::layout)
}

/// The same for a long book that is laid out once, as [`Job::layout_once`] has it.
pub fn lay_out_once<'a>(book: &'a Book, options: &Options) -> Result<LaidOut<'a>, Vec<Fault>> {
    if options.facing.is_some() {
        return lay_out(book, options);
    }
    LaidOut::of(book, options, Job::layout_once)
}

/// What the engine makes of a job.
type Made = Result<Typeset<PagedDocument>, Vec<Fault>>;

/// A handbook, laid out.
pub struct LaidOut<'a> {
    book: Cow<'a, Book>,
    job: Job,
    /// What follows the book's identifier in that of the file.
    identifier: &'static str,
    document: PagedDocument,
    remarks: Vec<Fault>,
    /// The pages in the order of the file, where that is another than the document's.
    order: Option<Vec<usize>>,
}

impl<'a> LaidOut<'a> {
    /// The handbook of a book.
    fn of(book: &'a Book, options: &Options, layout: impl FnOnce(&Job) -> Made) -> Result<Self, Vec<Fault>> {
        let (book, job) = handbook_job(book, options);
        Self::named(book, job, layout)
    }

    /// A handbook whose file has the book's name.
    fn named(book: Cow<'a, Book>, job: Job, layout: impl FnOnce(&Job) -> Made) -> Result<Self, Vec<Fault>> {
        let mut laid = Self::new(book, job, "", layout)?;
        // On paper a question mark stands for what no font has; programs that list files need no font.
        let (info, metadata) = (laid.document.info_mut(), &laid.book.metadata);
        info.title = Some(metadata.title.as_str().into());
        info.author = metadata.authors.iter().map(|author| author.as_str().into()).collect();
        Ok(laid)
    }

    fn new(
        book: Cow<'a, Book>,
        job: Job,
        identifier: &'static str,
        layout: impl FnOnce(&Job) -> Made,
    ) -> Result<Self, Vec<Fault>> {
        let Typeset { product, remarks } = layout(&job)?;
        Ok(Self { book, job, identifier, document: product, remarks, order: None })
    }

    /// The pages alone.
    pub fn document(self) -> PagedDocument {
        self.document
    }

    /// Every page in order, with its number and where it begins. The numbers of nodes
    /// are those of the book with its [index](site::indexed), where it has one.
    pub fn pages(&self) -> Vec<PrintedPage> {
        pagination::pages(&self.book, &self.document)
    }

    /// Writes the PDF. The error lists every fault that the engine found.
    pub fn write(self) -> Result<Handbook, Vec<Fault>> {
        let identifier = format!("{}{}", self.book.metadata.identifier, self.identifier);
        let write = || self.job.write(&self.document, &identifier, &STANDARDS);
        let look =
            || (resolution::shown(&self.book, &self.document), thin::pages(&self.book, &self.document));
        let (pdf, (shown, thin)) = parallel::both(write, look);
        let pdf = pdf?;
        if let Some(order) = &self.order {
            let fault = || vec![Fault::saying("the pages of the file cannot be put in order")];
            let pdf = facing::reordered(pdf, order).ok_or_else(fault)?;
            // Pages that wait for the other language hold little of themselves.
            return Ok(Handbook { pdf, shown, thin: Vec::new(), preflight: None, remarks: self.remarks });
        }
        Ok(Handbook { pdf, shown, thin, preflight: None, remarks: self.remarks })
    }
}

/// The worksheets.
#[derive(Debug)]
pub struct Worksheets {
    /// All in one file.
    pub file: Handbook,
    /// The chapters of phases that leave nothing to do, by their positions.
    pub empty: Vec<usize>,
}

/// Makes the worksheets: for each phase a sheet with what its pages leave to do.
/// There are none where the book has no phase. The error lists every fault that the
/// engine found.
pub fn worksheets(
    book: &Book,
    options: &Options,
    filling: Filling,
) -> Result<Option<Worksheets>, Vec<Fault>> {
    let book = inked(Cow::Borrowed(book), options);
    let sheets = crate::book::worksheets(&book);
    if sheets.is_empty() {
        return Ok(None);
    }
    let mut job = job("/theme/worksheet.typ", &book, options);
    let mut values = worksheet::sheets(&book, &sheets);
    let (fields, identifier) = match filling {
        Filling::ByHand => (Vec::new(), "/worksheets"),
        Filling::OnScreen => (worksheet::numbered(&book, &sheets, &mut values), "/worksheets/fillable"),
    };
    job.json("/worksheets.json", &values);
    let empty = sheets.iter().filter(|sheet| sheet.sections.is_empty()).map(|sheet| sheet.chapter).collect();
    let (ink, face) = (book.theme.colours.ink.rgb, to_type_with(&book.theme.fonts.text, &book.fonts));
    let mut file = LaidOut::new(book, job, identifier, Job::layout)?.write()?;
    if let (Filling::OnScreen, Some(face)) = (filling, face) {
        file.pdf = with_fields(&file.pdf, &Form { fields: &fields, face: &face, ink })
            .map_err(|message| vec![Fault::saying(message)])?;
    }
    Ok(Some(Worksheets { file, empty }))
}

/// The book in the inks that are asked for.
fn inked<'a>(book: Cow<'a, Book>, options: &Options) -> Cow<'a, Book> {
    if options.greyscale { Cow::Owned(grey::book(&book)) } else { book }
}

/// What the layout engine is given for the handbook: paths, which begin with `/`,
/// and what stands there. The document is `/theme/handbook.typ`.
pub fn sources(book: &Book, options: &Options) -> Vec<(String, Bytes)> {
    handbook_job(book, options).1.files()
}

/// The book in its inks and with the anchors of its index, and all that the theme reads.
fn handbook_job<'a>(book: &'a Book, options: &Options) -> (Cow<'a, Book>, Job) {
    let Manuscript { book, job, .. } = Manuscript::new(Cow::Borrowed(book), options);
    (book, job)
}

/// The lists at the end of the book.
fn lists(options: &Options) -> Lists {
    Lists { index: options.index, glossary: options.glossary }
}

/// The cover alone, for ebooks: a PNG of 1,600 by 2,560 pixels, the shape that
/// shops ask for. The error lists every fault that the engine found.
pub fn cover(book: &Book) -> Result<Vec<u8>, Vec<Fault>> {
    let paper = Paper::custom(Length::whole_mm(150), Length::whole_mm(240)).unwrap_or(Paper::A5);
    let input = input::cover(book, &Options { paper, ..Options::default() });
    job_of(COVER, book, input).png(1600)
}

/// The document of the handbook.
pub(crate) const HANDBOOK: &str = "/theme/handbook.typ";

/// The document of the cover for ebooks.
pub(crate) const COVER: &str = "/theme/epub-cover.typ";

/// What says whether the handbook is wanted in parts; `null` where it has none.
const PARTS: &str = "/parts.json";

/// The theme and everything that it reads.
fn job(main: &str, book: &Book, options: &Options) -> Job {
    job_of(main, book, input::all(book, options).0)
}

fn job_of(main: &str, book: &Book, input: input::Input) -> Job {
    let mut job = Job::new(main, &book.fonts);
    job.theme(&book.theme);
    job.json("/index.json", &[(); 0]);
    job.json("/press.json", &());
    job.json(PARTS, &(main == HANDBOOK).then_some(false));
    put(&mut job, input);
    job
}

/// Puts what the theme reads into a job, in the place of what it has.
fn put(job: &mut Job, input: input::Input) {
    job.typed("/headings.json", input.headings.iter().map(|(label, words)| (&**label, &**words)));
    for file in input.files {
        if file.path.ends_with(".json") {
            job.json_text(&file.path, file.bytes.as_ref().to_vec());
        } else {
            job.picture(&file.path, file.bytes);
        }
    }
}
