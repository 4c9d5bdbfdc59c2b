//! What is said of pages of the handbook that hold little, at the line that they begin with.

use crate::book::Book;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::handbook::ThinPage;

/// A diagnostic for each thin page.
pub(super) fn diagnose(book: &Book, pages: &[ThinPage]) -> Vec<Diagnostic> {
    let diagnose = |page: &ThinPage| {
        let chapter = book.chapters.get(page.chapter)?;
        let (label, lines) = (&page.label, page.lines);
        let (message, hint) = if page.goes_on {
            (
                format!("page {label} of the handbook is mostly empty: what follows does not fit on it"),
                "move what follows, or put a paragraph before it".to_owned(),
            )
        } else {
            let plural = if lines == 1 { "" } else { "s" };
            (
                format!("page {label} of the handbook holds little: about {lines} line{plural}"),
                format!("take about {lines} line{plural} out of the chapter, and the page goes"),
            )
        };
        Some(Diagnostic::new(&rules::THIN_PAGE, &chapter.place.source, page.span, message).hint(hint))
    };
    pages.iter().filter_map(diagnose).collect()
}
