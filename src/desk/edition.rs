//! An edition: the book as it was at one moment, and what is made of it, each
//! part only when somebody looks at it.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use super::ebook::Ebook;
use super::looks::Known;
use super::reading::Sources;
use super::sheets::Sheets;
use crate::cli::PaperArgs;
use crate::cli::build::{self, Site};
use crate::cli::edition::{self, Forms};
use crate::diagnostic::Diagnostic;
use crate::handbook;
use crate::parallel::lock;
use crate::posters::{self, Poster};
use crate::site::Book;
use crate::trace;
use crate::typeset::Fault;

/// The book as it was at one moment.
pub struct Edition {
    /// Editions of one desk are counted from 1.
    pub number: u64,
    /// The site as it was read.
    pub(super) site: Site,
    pub(super) sources: Sources,
    printed: OnceLock<Option<Book>>,
    handbook: OnceLock<Result<Sheets, String>>,
    epub: OnceLock<Result<Ebook, String>>,
    posters: OnceLock<Result<Vec<Poster>, String>>,
    /// What the pages of editions before this looked like.
    looks: Arc<Mutex<Known>>,
}

/// For how many editions the engine remembers what it has worked out.
const EDITIONS: usize = 6;

impl Edition {
    /// Everything that is wrong with the pages.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.site.diagnostics
    }

    pub(super) fn new(number: u64, site: Site, sources: Sources, looks: Arc<Mutex<Known>>) -> Self {
        Self {
            number,
            site,
            sources,
            printed: OnceLock::new(),
            handbook: OnceLock::new(),
            epub: OnceLock::new(),
            posters: OnceLock::new(),
            looks,
        }
    }

    /// The book. The error is a message for the user.
    pub fn book(&self) -> Result<&Book, String> {
        self.site.book.as_ref().ok_or_else(|| "there is nothing to show".to_owned())
    }

    /// The book with its pictures as print has them.
    fn printed(&self) -> Result<&Book, String> {
        let book = self.book()?;
        let crisp = self.printed.get_or_init(|| match trace::crisp(book) {
            Cow::Borrowed(_) => None,
            Cow::Owned(book) => Some(book),
        });
        Ok(crisp.as_ref().unwrap_or(book))
    }

    /// The handbook's pages, as the PDF has them. The error is a message for the user.
    pub fn handbook(&self) -> Result<&Sheets, String> {
        let made = self.handbook.get_or_init(|| {
            let begun = Instant::now();
            let options = self.options()?;
            let laid_out = handbook::lay_out(self.printed()?, &options).map_err(|faults| told(&faults))?;
            // What no edition of late has used is let go; without this, memory grows with every edit.
            comemo::evict(EDITIONS);
            Ok(Sheets::new(self.book()?, laid_out.document(), &mut lock(&self.looks), begun.elapsed()))
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// How the handbook is made where nobody says otherwise.
    pub(super) fn options(&self) -> Result<handbook::Options, String> {
        build::handbook_options(&self.site, &PaperArgs::default())
    }

    /// The EPUB, as a build writes it. The error is a message for the user.
    pub fn epub(&self) -> Result<&Ebook, String> {
        let made = self.epub.get_or_init(|| {
            let book = self.book()?;
            // The pages of the handbook are marked in it, as in a build of everything.
            let pages = self.site.config.publishing.page_list.unwrap_or(true);
            let forms = Forms { handbook: false, epub: true, pages, once: false };
            let printed = if pages { self.printed()? } else { book };
            let made = edition::make(printed, book, &self.options()?, forms);
            let made = made.map_err(|failure| failure.told(&book.theme, &self.site.prefix))?;
            let bytes = made.epub.ok_or("there is no EPUB")?;
            Ebook::new(book, bytes).map_err(|error| error.to_string())
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The handbook's pages, where somebody has looked at them.
    pub fn made_handbook(&self) -> Option<&Sheets> {
        self.handbook.get()?.as_ref().ok()
    }

    /// The EPUB, where somebody has looked at it.
    pub fn made_epub(&self) -> Option<&Ebook> {
        self.epub.get()?.as_ref().ok()
    }

    /// The posters, as a build writes them. The error is a message for the user.
    pub fn posters(&self) -> Result<&[Poster], String> {
        let made = self.posters.get_or_init(|| {
            let options = build::site_posters(&self.site)?;
            posters::posters(self.printed()?, &options).map_err(|faults| told(&faults))
        });
        made.as_deref().map_err(Clone::clone)
    }
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}
