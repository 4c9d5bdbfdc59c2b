//! The tasks of a build, each made by itself.

use super::book::Forms;
use super::options::Options;
use super::request::{Handout, Product, Request};
use crate::config::Publishing;
use crate::handbook::Filling;

/// One thing to make, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Book(Forms),
    Posters,
    Cards,
    Typst,
    Handout(Handout),
    Worksheets(Filling),
}

impl Task {
    /// The names of the documents that it makes, for progress. Posters name themselves.
    pub fn documents(&self) -> &'static [&'static str] {
        match self {
            Self::Book(Forms { handbook: true, epub: true, .. }) => &["handbook", "EPUB"],
            Self::Book(Forms { handbook: true, .. }) => &["handbook"],
            Self::Book(_) => &["EPUB"],
            Self::Posters => &[],
            Self::Cards => &["cards"],
            Self::Typst => &["sources for Typst"],
            Self::Handout(Handout::Booklet) => &["booklet"],
            Self::Handout(Handout::TwoUp) => &["two pages on a side"],
            Self::Handout(Handout::FourUp) => &["four pages on a side"],
            Self::Worksheets(Filling::ByHand) => &["worksheets"],
            Self::Worksheets(Filling::OnScreen) => &["fillable worksheets"],
        }
    }

    /// Whether it has the text of the book, in which changes are marked.
    pub fn has_running_text(&self) -> bool {
        match self {
            Self::Book(_) | Self::Typst | Self::Handout(_) => true,
            Self::Posters | Self::Cards | Self::Worksheets(_) => false,
        }
    }

    /// Whether it lays pages out, rather than an EPUB alone.
    pub fn is_on_paper(&self) -> bool {
        !matches!(self, Self::Book(Forms { handbook: false, pages: false, .. }))
    }
}

/// The forms of a book that a request asks for, or the configuration.
pub fn forms(request: &Request, publishing: &Publishing) -> Forms {
    let handbook = request.wants(Product::Handbook);
    Forms {
        handbook,
        epub: request.wants(Product::Epub),
        pages: request.page_list || publishing.page_list.unwrap_or(handbook),
        onix: request.onix || publishing.onix.as_ref().is_some_and(|onix| onix.value),
        once: false,
    }
}

/// The tasks, the largest sheets first, so that low-resolution warnings name those.
pub fn tasks(options: &Options, forms: Forms) -> Vec<Task> {
    let request = &options.request;
    let mut tasks = Vec::new();
    tasks.extend(request.wants(Product::Posters).then_some(Task::Posters));
    tasks.extend(request.wants(Product::Cards).then_some(Task::Cards));
    tasks.extend((forms.handbook || forms.epub).then_some(Task::Book(forms)));
    tasks.extend(options.handouts.iter().copied().map(Task::Handout));
    tasks.extend(request.wants(Product::Typst).then_some(Task::Typst));
    tasks.extend(request.worksheet.then_some(Task::Worksheets(Filling::ByHand)));
    tasks.extend(options.fillable.then_some(Task::Worksheets(Filling::OnScreen)));
    tasks
}
