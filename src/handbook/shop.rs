//! The handbook for the print shop: its pages, and a cover that goes around them.

use std::borrow::Cow;

use serde_json::json;

use super::{Handbook, Options, STANDARDS, handbook_job, input, job_of};
use crate::book::Book;
use crate::paper::{Length, Paper};
use crate::print::Press;
use crate::print::preflight::Preflight;
use crate::print::resolution;
use crate::print::spine::{LETTERED, Thickness, Turn};
use crate::typeset::{Fault, Job, Noted, Typeset};

/// The handbook for the print shop: colours are inks, those at the edge go beyond it by the press's
/// bleed, and marks stand around each page. The error lists every fault that the engine found.
pub fn for_print_shop(book: &Book, options: &Options, press: &Press) -> Result<Handbook, Vec<Fault>> {
    let options = &Options { bleed: press.bleed, ..options.clone() };
    let (book, job) = handbook_job(book, options);
    let sheet = Sheet { name: "handbook", paper: options.paper, about: String::new() };
    let (shop, _) = finished(&book, job, press, &sheet, "/print")?;
    Ok(shop)
}

/// The cover of a book whose leaves are glued: back, spine and front on one sheet, to go around
/// `leaves` of such paper. The error lists every fault that the engine found.
pub fn wrap_cover(
    book: &Book,
    options: &Options,
    press: &Press,
    (leaves, thickness): (usize, Thickness),
) -> Result<Handbook, Vec<Fault>> {
    let options = &Options { bleed: press.bleed, covers: false, two_sided: true, ..options.clone() };
    let book = &super::inked(Cow::Borrowed(book), options);
    let spine = thickness.of(leaves);
    let wide = Length::mm(2.0 * options.paper.width().to_mm() + spine.to_mm());
    let paper = wide.and_then(|width| Paper::custom(width, options.paper.height()));
    let paper = paper.map_err(|message| vec![Fault::saying(message)])?;
    let mut job = job_of("/theme/handbook-wrap.typ", book, input::cover(book, options));
    let turn = Turn::of(&book.metadata.language, book.metadata.direction);
    job.json("/wrap.json", &json!({ "spine": spine, "turn": turn, "lettered": spine >= LETTERED }));
    let sheet = Sheet { name: "cover", paper, about: format!(" · spine {spine}") };
    let (mut cover, notes) = finished(book, job, press, &sheet, "/print/cover")?;
    if spine < LETTERED {
        let message = format!("the spine is {spine} wide, and has words from {LETTERED} on");
        cover.remarks.push(Fault::saying(message));
    }
    for part in notes.iter().filter_map(serde_json::Value::as_str) {
        let message = format!("the spine ({spine}) has no room for the {part}");
        cover.remarks.push(Fault::saying(message));
    }
    if let Some(preflight) = &mut cover.preflight {
        preflight.spine = Some(format!("{spine} ({leaves} leaves of {thickness} mm)"));
    }
    Ok(cover)
}

/// What a file for the print shop is printed on.
struct Sheet {
    name: &'static str,
    /// After trimming.
    paper: Paper,
    /// More for the line beside the marks.
    about: String,
}

/// Lays a job out for a press, and gives back what the theme noted. `identifier` follows the book's in
/// that of the file.
fn finished(
    book: &Book,
    mut job: Job,
    press: &Press,
    sheet: &Sheet,
    identifier: &str,
) -> Result<(Handbook, Vec<serde_json::Value>), Vec<Fault>> {
    let Sheet { name, paper, about } = sheet;
    let (width, height) = (paper.width().to_mm(), paper.height().to_mm());
    let label = format!("{name} · {width} × {height} mm{about} · + {} · CMYK", press.bleed);
    let pictures = book.pictures.iter().chain(book.logo.pictures());
    let drawings = pictures.map(|picture| (input::picture_path(&picture.name), picture));
    job.json("/press.json", &crate::print::marked(&book.theme, drawings, press.bleed, &label));
    let identifier = format!("{}{identifier}", book.metadata.identifier);
    let Typeset { product, remarks } = job.pdf_with_notes(&identifier, &STANDARDS[1..], "left-out")?;
    let Noted { pdf, document, notes } = product;
    let pdf = press.finished(&pdf, &book.theme)?;
    let shown = resolution::shown(book, &document);
    let preflight = Some(Preflight::of(name, &document, (*paper, press), book, &shown));
    Ok((Handbook { pdf, shown, thin: Vec::new(), preflight, remarks }, notes))
}
