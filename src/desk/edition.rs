//! An edition: the book as it was at one moment, and what is made of it, each
//! part only when somebody looks at it.

use std::borrow::Cow;
use std::sync::OnceLock;

use typst::utils::hash128;
use typst_layout::PagedDocument;

use crate::cli::build::Site;
use crate::handbook;
use crate::paper::Paper;
use crate::posters::{self, Poster};
use crate::site::Book;
use crate::typeset::Fault;
use crate::{epub, trace};

/// The book as it was at one moment.
pub struct Edition {
    /// Editions of one desk are counted from 1.
    pub number: u64,
    /// The site as it was read.
    pub site: Site,
    printed: OnceLock<Option<Book>>,
    handbook: OnceLock<Result<Sheets, String>>,
    epub: OnceLock<Result<Vec<u8>, String>>,
    posters: OnceLock<Result<Vec<Poster>, String>>,
}

/// The handbook's pages.
pub struct Sheets {
    /// The pages as they are laid out.
    pub document: PagedDocument,
    /// A name for each page's looks: the same for the same looks.
    pub looks: Vec<u128>,
}

impl Edition {
    /// How many faults there are.
    pub fn site_faults(&self) -> usize { self.site.diagnostics.len() }

    pub(super) fn new(number: u64, site: Site) -> Self {
        Self {
            number,
            site,
            printed: OnceLock::new(),
            handbook: OnceLock::new(),
            epub: OnceLock::new(),
            posters: OnceLock::new(),
        }
    }

    /// The book with its pictures as print has them.
    fn printed(&self) -> Result<&Book, String> {
        let book = self.site.book.as_ref().ok_or("there is nothing to show")?;
        let crisp = self.printed.get_or_init(|| match trace::crisp(book) {
            Cow::Borrowed(_) => None,
            Cow::Owned(book) => Some(book),
        });
        Ok(crisp.as_ref().unwrap_or(book))
    }

    /// The handbook's pages, as the PDF has them. The error is a message for the user.
    pub fn handbook(&self) -> Result<&Sheets, String> {
        let made = self.handbook.get_or_init(|| {
            let paper = self.site.paper.as_deref().map(Paper::parse).transpose()?.unwrap_or(Paper::A4);
            let options = handbook::Options { paper, ..handbook::Options::default() };
            let document = handbook::layout(self.printed()?, &options).map_err(|faults| told(&faults))?.product;
            let looks = document.pages().iter().map(|page| hash128(page)).collect();
            Ok(Sheets { document, looks })
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The EPUB, as a build writes it. The error is a message for the user.
    pub fn epub(&self) -> Result<&[u8], String> {
        let made = self.epub.get_or_init(|| {
            let book = self.site.book.as_ref().ok_or("there is nothing to show")?;
            let cover = handbook::cover(book).map_err(|faults| told(&faults))?;
            epub::epub(book, &epub::Options { cover: Some(cover) }).map_err(|error| error.to_string())
        });
        made.as_deref().map_err(Clone::clone)
    }

    /// The posters, as a build writes them. The error is a message for the user.
    pub fn posters(&self) -> Result<&[Poster], String> {
        let made = self.posters.get_or_init(|| {
            let size = self.site.poster_size.as_deref().map(Paper::parse).transpose()?.unwrap_or(Paper::A3);
            let options = posters::Options { size, landscape: self.site.landscape, press: None };
            posters::posters(self.printed()?, &options).map_err(|faults| told(&faults))
        });
        made.as_deref().map_err(Clone::clone)
    }
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}
