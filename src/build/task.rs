//! What a build has to make.

use super::book::Forms;
use crate::cli::Handout;

/// One thing to make, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Book(Forms),
    Posters,
    Typst,
    Handout(Handout),
    Worksheets,
}

impl Task {
    /// What the documents that it makes are called while they are made. Posters name themselves.
    pub fn documents(&self) -> &'static [&'static str] {
        match self {
            Self::Book(Forms { handbook: true, epub: true, .. }) => &["handbook", "EPUB"],
            Self::Book(Forms { handbook: true, .. }) => &["handbook"],
            Self::Book(_) => &["EPUB"],
            Self::Posters => &[],
            Self::Typst => &["sources for Typst"],
            Self::Handout(Handout::Booklet) => &["booklet"],
            Self::Handout(Handout::TwoUp) => &["two pages on a side"],
            Self::Handout(Handout::FourUp) => &["four pages on a side"],
            Self::Worksheets => &["worksheets"],
        }
    }
}
