//! Imposition: the pages of a PDF placed on sheets.
//!
//! This part knows pages and sheets, not documents. Rust decides what stands
//! where; `sheet.typ` has the layout engine place each page as a picture, so a
//! page is embedded once however often it is shown, and stays text and lines.
//!
//! A page that is placed loses its tags, links and outline: what is made here is
//! for the printer, and the file that it was made from is for readers.

mod booklet;
pub mod cards;
mod nup;
pub mod tile;

pub use booklet::{BookletOptions, Side, booklet, booklet_order};
pub use nup::{NUpOptions, Up, n_up};

use serde::Serialize;
use serde_json::json;
use typst::layout::{Frame, FrameItem};
use typst::visualize::ImageKind;

use crate::paper::Paper;
use crate::typeset::{Fault, Job};

/// A PDF whose pages are to be placed. All have one size and no bleed.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The file.
    pub pdf: &'a [u8],
    /// How many pages it has; see [`page_count`].
    pub pages: usize,
    /// The size of a page.
    pub page: Paper,
    /// The title. What is made says of itself what it is: `Title – booklet`.
    pub title: &'a str,
    /// A BCP 47 language tag: what is read aloud of the sheets is in it.
    pub language: &'a str,
    /// What names the document for good, so that the same input gives the same file.
    pub identifier: &'a str,
}

impl Document<'_> {
    /// The largest size, in mm, at which a page fits into a cell. Pages never
    /// become larger than they were set.
    fn fit(&self, width: f64, height: f64) -> (f64, f64) {
        let page = (self.page.width().to_mm(), self.page.height().to_mm());
        let scale = (width / page.0).min(height / page.1).min(1.0);
        (page.0 * scale, page.1 * scale)
    }
}

/// How many pages a PDF has. The error says that it is not a PDF that can be read.
pub fn page_count(pdf: &[u8]) -> Result<usize, Vec<Fault>> {
    // The engine's reader is not public; the pages that it placed know their document.
    let mut job = Job::new("/first.typ", &[]);
    job.file("/first.typ", r#"#image("/pages.pdf")"#).file("/pages.pdf", pdf.to_vec());
    let laid_out = job.layout()?.product;
    laid_out
        .pages()
        .iter()
        .find_map(|page| pages_of(&page.frame))
        .ok_or_else(|| fault("the pages could not be read".to_owned()))
}

/// How many pages the PDF has of which a page stands in the frame.
fn pages_of(frame: &Frame) -> Option<usize> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => pages_of(&group.frame),
        FrameItem::Image(image, ..) => match image.kind() {
            ImageKind::Pdf(page) => Some(page.document().num_pages()),
            _ => None,
        },
        _ => None,
    })
}

/// A rectangle on the sheet, in mm from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// A page on the sheet. What leaves the cell is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Placed {
    /// The position from 0.
    page: usize,
    cell: Rect,
    /// The page's left edge, in mm from the sheet's.
    x: f64,
    /// The page's top edge, in mm from the sheet's.
    y: f64,
    /// Whether the page stands on its head.
    turned: bool,
}

/// A mark: a black line, in mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Line {
    from: (f64, f64),
    to: (f64, f64),
    thickness: f64,
}

/// One side of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct SheetSide {
    pages: Vec<Placed>,
    lines: Vec<Line>,
}

/// Places pages of `size` (mm) on sheets. `kind` says what the result is.
fn impose(
    document: &Document<'_>,
    sheet: Paper,
    size: (f64, f64),
    sides: &[SheetSide],
    kind: &str,
) -> Result<Vec<u8>, Vec<Fault>> {
    // The engine takes a language of two or three letters and a region of two.
    let letters = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut tag = document.language.split('-');
    let language = tag.next().filter(letters).filter(|name| (2..=3).contains(&name.len())).unwrap_or("en");
    let region = tag.find(|part| part.len() == 2 && letters(part));
    let mut job = Job::new("/sheet.typ", &[]);
    job.file("/sheet.typ", include_str!("sheet.typ")).file("/pages.pdf", document.pdf.to_vec()).json(
        "/sheets.json",
        &json!({
            "title": format!("{} – {kind}", document.title),
            "language": language.to_ascii_lowercase(),
            "region": region,
            "width": sheet.width(),
            "height": sheet.height(),
            "page": [size.0, size.1],
            "sides": sides,
        }),
    );
    // No standard: the engine refuses to embed pages in a file that claims one.
    Ok(job.pdf(&format!("{}-{kind}", document.identifier), &[])?.product)
}

/// A fault of what was asked, rather than of a file.
fn fault(message: String) -> Vec<Fault> {
    vec![Fault::saying(message)]
}
