//! The handbook and the EPUB, two forms of one book: the pages of the one are marked in the other.

use std::borrow::Cow;

use uuid::Uuid;

use super::failure::{Cause, failed};
use crate::book::Book;
use crate::diagnostic::Diagnostic;
use crate::epub::{self, PrintEdition};
use crate::handbook::{self, Handbook, LaidOut};
use crate::parallel;
use crate::report::Style;
use crate::typeset::Fault;

/// Which forms are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forms {
    /// The handbook.
    pub handbook: bool,
    /// The EPUB.
    pub epub: bool,
    /// The handbook's pages marked in the EPUB, for which the handbook has to
    /// be laid out even where it is not wanted.
    pub pages: bool,
    /// What shops are told of the EPUB.
    pub onix: bool,
    /// Whether the book is long, and nothing else is made beside it or after it that the engine
    /// is to remember it for.
    pub once: bool,
}

/// The forms that were made.
#[derive(Default)]
pub struct Edition {
    /// The handbook.
    pub handbook: Option<Handbook>,
    /// The EPUB.
    pub epub: Option<Vec<u8>>,
    /// What shops are told of the EPUB.
    pub onix: Option<String>,
    /// What is to be said of them.
    pub remarks: Vec<String>,
    /// The faults of pages that came to light.
    pub found: Vec<Diagnostic>,
}

/// Makes the forms that are wanted. `printed` is the book with its pictures
/// made ready for paper.
pub fn make(
    printed: &Book,
    book: &Book,
    options: &handbook::Options,
    forms: Forms,
) -> Result<Edition, Cause> {
    let lay_out = if forms.once { handbook::lay_out_once } else { handbook::lay_out_fitted };
    let has_pages = forms.handbook || forms.epub && forms.pages;
    // The layout does not keep all cores busy to its end.
    let ready = || {
        let (book, found) = epub::fitted(book);
        (epub::portable(book), found)
    };
    let (laid_out, ready) =
        parallel::both(|| has_pages.then(|| lay_out(printed, options)), || forms.epub.then(ready));
    let mut edition = Edition::default();
    let laid_out = match laid_out {
        Some(Ok(laid_out)) => Some(laid_out),
        Some(Err(faults)) if forms.handbook => return Err(failed("the handbook", faults)),
        // An EPUB without page numbers is worth more than none.
        Some(Err(faults)) => {
            let why = failed("the handbook", faults).in_theme(&book.theme).to_message(&Style::default());
            edition.remarks.push(format!("the EPUB has no pages of the print edition: {why}"));
            None
        }
        None => None,
    };
    let print = laid_out
        .as_ref()
        .filter(|_| forms.epub && forms.pages)
        .map(|laid_out| print(laid_out, book, options));
    let make = |(ready, found): (Cow<'_, Book>, Vec<Diagnostic>)| {
        let options = epub::Options { cover: None, print, index: options.index, onix: forms.onix };
        (epub::with_cover(&ready, &options, || handbook::cover(book)), found)
    };
    let write = || laid_out.filter(|_| forms.handbook).map(LaidOut::write);
    let (handbook, epub) = parallel::both(write, || ready.map(make));
    edition.handbook = handbook.transpose().map_err(|faults: Vec<Fault>| failed("the handbook", faults))?;
    if let Some((epub, found)) = epub {
        let epub = epub.map_err(|faults| failed("the cover", faults))?;
        let epub = epub.map_err(|error| format!("the EPUB could not be made: {error}"))?;
        edition.epub = Some(epub.bytes);
        edition.onix = epub.onix;
        edition.remarks.extend(epub.remarks);
        edition.found = found;
    }
    Ok(edition)
}

/// The print edition: its pages, and its ISBN or else a name that is another
/// for each paper, since other paper has other pages.
fn print(laid_out: &LaidOut<'_>, book: &Book, options: &handbook::Options) -> PrintEdition {
    let sides = if options.two_sided { "two-sided" } else { "one-sided" };
    let name = format!("{}\nhandbook\n{}\n{sides}", book.metadata.identifier, options.paper);
    let identifier = match &book.metadata.print_isbn {
        Some(isbn) => format!("urn:isbn:{isbn}"),
        None => Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string(),
    };
    PrintEdition { identifier, pages: laid_out.pages() }
}
