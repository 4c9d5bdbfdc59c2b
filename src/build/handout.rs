//! The handbook's pages on office sheets.

use super::failure::{Cause, failed};
use super::options::Options;
use super::output::Output;
use super::request::Handout;
use crate::book::Book;
use crate::handbook;
use crate::imposition::{self, BookletOptions, Document, NUpOptions, Up};
use crate::model::Direction;
use crate::paper::{Length, Paper};

/// Makes a handout.
pub fn make(kind: Handout, book: &Book, all: &Options) -> Result<Output, Cause> {
    let (options, asked) = (&all.handbook, &all.request.handout);
    let sheet = sheet(options.paper);
    // Sheets of the office are not trimmed, so bleed would only show the neighbour's colour.
    let mut options = handbook::Options { bleed: Length::ZERO, ..options.clone() };
    if kind == Handout::Booklet {
        // Set again for the smaller page: type keeps its size, where scaled pages would lose a third of it.
        options.paper = half(sheet)?;
        options.two_sided = true;
        options.folded = true;
    }
    let name = match kind {
        Handout::Booklet => "the booklet",
        Handout::TwoUp | Handout::FourUp => "the handout",
    };
    let pdf = handbook::handbook(book, &options).map_err(|faults| failed(name, faults))?.pdf;
    let document = Document {
        pdf: &pdf,
        pages: imposition::page_count(&pdf).map_err(|faults| failed(name, faults))?,
        page: options.paper,
        title: &book.metadata.title,
        language: &book.metadata.language,
        identifier: &book.metadata.identifier,
    };
    let rtl = book.metadata.direction == Direction::Rtl;
    let n_up = |up| imposition::n_up(&document, sheet, NUpOptions { up, rtl });
    let (path, made) = match kind {
        Handout::Booklet => {
            let options = BookletOptions { signature: asked.signature, creep: asked.creep, marks: true, rtl };
            ("handbook-booklet.pdf", imposition::booklet(&document, sheet, &options))
        }
        Handout::TwoUp => ("handbook-2up.pdf", n_up(Up::Two)),
        Handout::FourUp => ("handbook-4up.pdf", n_up(Up::Four)),
    };
    let bytes = made.map_err(|faults| failed(name, faults))?;
    Ok(Output { path: path.to_owned(), bytes })
}

/// What is in the printer's tray: Letter where the handbook is set on Letter, else A4.
fn sheet(paper: Paper) -> Paper {
    if paper.portrait() == Paper::LETTER { Paper::LETTER } else { Paper::A4 }
}

/// A page of a sheet that is folded once. Half of A4 is A5, to the millimetre
/// below (ISO 216).
fn half(sheet: Paper) -> Result<Paper, String> {
    if sheet == Paper::A4 {
        return Ok(Paper::A5);
    }
    let across = Length::mm(sheet.height().to_mm() / 2.0)?;
    Paper::custom(across, sheet.width())
}
