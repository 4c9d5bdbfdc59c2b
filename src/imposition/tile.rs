//! A poster cut into sheets for an office printer.
//!
//! # How sheets meet
//!
//! A printer cannot reach the edge of the paper, so each sheet shows a window
//! of the poster within the printer's margin. Neighbouring windows overlap. Each
//! sheet is cut on its left and at its top in the middle of that overlap, and laid
//! onto its neighbour, whose half of the overlap is for glue. So the marks to cut by
//! lie where every printer can print them, and nothing of them is seen in the end:
//! they fall away with the cut, or the next sheet hides them.
//!
//! # How many sheets
//!
//! Windows of length *p* that overlap by *o* cover *n*·(*p* − *o*) + *o*. So a
//! poster of length *L* needs ⌈(*L* − *o*) / (*p* − *o*)⌉ of them, which is the
//! least that can do it and leaves none empty. Both ways of turning the sheet
//! are tried.
//!
//! Where a last row or column would show a narrow strip alone, [`whole`] makes the poster
//! smaller by that strip: an A1 across needs a fourth row of A4 for 14 mm, and 9 sheets are
//! enough for one that is composed 580 mm high.

use std::cmp::Ordering;

use serde_json::json;

use crate::fonts::Font;
use crate::paper::{Length, Paper};
use crate::typeset::{Fault, Job, Typeset};

/// How to cut a poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The printer's sheet, either way up.
    pub sheet: Paper,
    /// How far neighbouring sheets overlap.
    pub overlap: Length,
    /// What the printer cannot reach, on each side.
    pub margin: Length,
    /// Whether cut marks are printed. An overlap below 3 mm has no room for them.
    pub marks: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { sheet: Paper::A4, overlap: Length::whole_mm(10), margin: Length::whole_mm(5), marks: true }
    }
}

/// What to cut.
#[derive(Debug, Clone, Copy)]
pub struct Poster<'a> {
    /// The file; its first page is the poster.
    pub pdf: &'a [u8],
    /// The size of that page.
    pub paper: Paper,
    /// What to call it on each sheet.
    pub name: &'a str,
    /// A BCP 47 language tag, for the words of the first page.
    pub language: &'a str,
    /// Names the result for good; see [`Job::pdf`].
    pub identifier: &'a str,
    /// Faces beside the program's own.
    pub fonts: &'a [Font],
}

/// Which sheets a poster needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The sheet, turned as it is used.
    pub sheet: Paper,
    /// Sheets beside one another.
    pub columns: u32,
    /// Sheets one above another.
    pub rows: u32,
}

impl Plan {
    /// How many sheets there are, without the page that shows how to assemble them.
    pub fn sheets(self) -> u32 {
        self.columns * self.rows
    }
}

/// The most sheets for one poster. More is a slip of the pen, such as a
/// margin that leaves a window of a millimetre.
const MOST_SHEETS: u64 = 400;

/// The fewest sheets that show all of `poster`. The error says what leaves no window.
pub fn plan(poster: Paper, options: &Options) -> Result<Plan, String> {
    let upright = options.sheet.portrait();
    let across = options.sheet.landscape();
    let count = |sheet: Paper| -> Option<Plan> {
        let columns = windows(poster.width(), sheet.width(), options)?;
        let rows = windows(poster.height(), sheet.height(), options)?;
        (columns * rows <= MOST_SHEETS).then_some(Plan { sheet, columns: columns as u32, rows: rows as u32 })
    };
    // Upright wins where turning saves nothing.
    [upright, across].into_iter().filter_map(count).min_by_key(|plan| plan.sheets()).ok_or_else(|| {
        format!(
            "expected a sheet with room for the poster on at most {MOST_SHEETS} of them, found {} with a margin of {} and an overlap of {}",
            options.sheet, options.margin, options.overlap
        )
    })
}

/// The widest strip that a poster gives up to save a row or a column of sheets: a part of what a
/// sheet adds, and of the poster's side.
const STRIP: (u64, u64) = (4, 20);

/// The size to compose a poster at so that whole sheets show it: `poster` itself, or a little
/// less on a side where that saves a row or a column.
pub fn whole(poster: Paper, options: &Options) -> Paper {
    let shorter = |sheet: Paper| -> Option<Paper> {
        let width = whole_side(poster.width(), sheet.width(), options)?;
        let height = whole_side(poster.height(), sheet.height(), options)?;
        Paper::custom(width, height).ok()
    };
    let sheets = |paper: Paper| plan(paper, options).map_or(u32::MAX, Plan::sheets);
    let area = |paper: Paper| paper.width().to_mm() * paper.height().to_mm();
    let ways = [options.sheet.portrait(), options.sheet.landscape()].into_iter().filter_map(shorter);
    ways.fold(poster, |best, way| match sheets(way).cmp(&sheets(best)) {
        Ordering::Less => way,
        Ordering::Equal if area(way) > area(best) => way,
        _ => best,
    })
}

/// A side without what its last window would show of it, if that is little.
fn whole_side(side: Length, sheet: Length, options: &Options) -> Option<Length> {
    let Windows { window, advance, overlap } = Windows::of(sheet, options)?;
    let (long, advance) = (micrometres(side), advance?);
    let strip = if long > window { (long - overlap) % advance } else { 0 };
    if strip == 0 || strip > advance / STRIP.0 || strip > long / STRIP.1 {
        return Some(side);
    }
    Length::mm((long - strip) as f64 / 1000.0).ok()
}

/// How many windows cover `length`, in whole micrometres so that an exact fit is one.
fn windows(length: Length, sheet: Length, options: &Options) -> Option<u64> {
    let Windows { window, advance, overlap } = Windows::of(sheet, options)?;
    let length = micrometres(length);
    if length <= window {
        return Some(1);
    }
    let advance = advance?;
    Some((length - overlap).div_ceil(advance))
}

/// What sheets show of a poster along one side, in micrometres.
struct Windows {
    /// What one sheet shows.
    window: u64,
    /// What each sheet after the first adds; none where the overlap leaves nothing.
    advance: Option<u64>,
    overlap: u64,
}

impl Windows {
    /// None where the margins leave nothing of the sheet.
    fn of(sheet: Length, options: &Options) -> Option<Self> {
        let [sheet, margin, overlap] = [sheet, options.margin, options.overlap].map(micrometres);
        let window = sheet.checked_sub(2 * margin)?;
        let advance = window.checked_sub(overlap).filter(|advance| *advance > 0);
        Some(Self { window, advance, overlap })
    }
}

fn micrometres(length: Length) -> u64 {
    (length.to_mm() * 1000.0).round() as u64
}

/// The theme's file.
const THEME: [(&str, &str); 2] = [
    ("/theme/poster-tiles.typ", include_str!("../../assets/theme/poster-tiles.typ")),
    ("/theme/handbook-words.typ", include_str!("../../assets/theme/handbook-words.typ")),
];

/// Cuts a poster: first a page that shows how to assemble it, then the sheets,
/// row by row. The error lists every fault that the engine found.
pub fn tiles(poster: &Poster<'_>, options: &Options) -> Result<Typeset<Vec<u8>>, Vec<Fault>> {
    let plan = plan(poster.paper, options).map_err(|message| vec![Fault::saying(message)])?;
    let mut job = Job::new("/theme/poster-tiles.typ", poster.fonts);
    job.words();
    for (path, text) in THEME {
        job.file(path, text);
    }
    job.file("/poster.pdf", poster.pdf.to_vec());
    job.json(
        "/tiles.json",
        &json!({
            "sheet": { "width": plan.sheet.width(), "height": plan.sheet.height() },
            "poster": { "width": poster.paper.width(), "height": poster.paper.height() },
            "columns": plan.columns,
            "rows": plan.rows,
            "overlap": options.overlap,
            "margin": options.margin,
            "marks": options.marks,
            "name": poster.name,
            "language": poster.language,
        }),
    );
    // The engine embeds no PDF in one that claims PDF/UA. These sheets are for a
    // printer; the poster itself is the accessible file.
    job.pdf(poster.identifier, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(sheet: &str, overlap: u32, margin: u32) -> Options {
        Options {
            sheet: Paper::parse(sheet).unwrap(),
            overlap: Length::whole_mm(overlap),
            margin: Length::whole_mm(margin),
            marks: true,
        }
    }

    /// Puts windows down until the length is covered.
    fn counted(length: f64, window: f64, overlap: f64) -> u32 {
        let (mut end, mut count) = (window, 1);
        while end + 1e-9 < length {
            end += window - overlap;
            count += 1;
        }
        count
    }

    #[test]
    fn sheets_are_as_few_as_can_be() {
        for poster in ["a0", "a1", "a2", "a3", "594x841mm", "500x700mm", "190x277mm", "191x277mm"] {
            for sheet in ["a4", "letter", "a3"] {
                for (overlap, margin) in [(10, 5), (0, 0), (15, 10), (5, 3)] {
                    let options = options(sheet, overlap, margin);
                    let paper = Paper::parse(poster).unwrap();
                    let plan = plan(paper, &options).unwrap();
                    let ways = [options.sheet.portrait(), options.sheet.landscape()].map(|sheet| {
                        let count = |length: Length, side: Length| {
                            counted(
                                length.to_mm(),
                                side.to_mm() - 2.0 * f64::from(margin),
                                f64::from(overlap),
                            )
                        };
                        count(paper.width(), sheet.width()) * count(paper.height(), sheet.height())
                    });
                    assert_eq!(plan.sheets(), *ways.iter().min().unwrap(), "{poster} on {sheet}");
                    // The last window of each row and column shows something that no other does.
                    let advance = |side: Length| side.to_mm() - 2.0 * f64::from(margin) - f64::from(overlap);
                    let last =
                        |count: u32, side: Length| f64::from(count - 1) * advance(side) + f64::from(overlap);
                    if plan.columns > 1 {
                        assert!(last(plan.columns, plan.sheet.width()) < paper.width().to_mm());
                    }
                    if plan.rows > 1 {
                        assert!(last(plan.rows, plan.sheet.height()) < paper.height().to_mm());
                    }
                }
            }
        }
    }

    #[test]
    fn a_narrow_strip_is_worth_no_row() {
        let options = options("a4", 10, 5);
        for (poster, composed, sheets) in [
            ("841x594mm", "841x580mm", 9),
            ("594x841mm", "580x841mm", 9),
            ("420x594mm", "420x580mm", 6),
            // Whole sheets already, a strip too wide to give up, and a poster on one sheet.
            ("841x580mm", "841x580mm", 9),
            ("420x640mm", "420x640mm", 8),
            ("200x287mm", "200x287mm", 1),
        ] {
            let [poster, composed] = [poster, composed].map(|size| Paper::parse(size).unwrap());
            assert_eq!(whole(poster, &options), composed, "{poster}");
            assert_eq!(plan(composed, &options).unwrap().sheets(), sheets, "{poster}");
        }
    }

    #[test]
    fn a_poster_that_fits_is_one_sheet() {
        let plan = plan(Paper::parse("200x287mm").unwrap(), &Options::default()).unwrap();
        assert_eq!((plan.columns, plan.rows), (1, 1));
    }

    #[test]
    fn any_name_and_language_is_cut_the_same_way_twice() {
        let mut job = Job::new("/main.typ", &[]);
        job.file("/main.typ", b"#set page(width: 594mm, height: 841mm)\nposter".as_slice());
        let pdf = job.pdf("test", &[]).unwrap().product;
        let paper = Paper::parse("a1").unwrap();
        for language in ["en", "de", "xx-not-a-language", ""] {
            let poster = Poster {
                pdf: &pdf,
                paper,
                name: "Beta *#x*",
                language,
                identifier: "test/tiles",
                fonts: &[],
            };
            let made = tiles(&poster, &Options::default()).unwrap();
            assert!(made.remarks.is_empty(), "{:?}", made.remarks);
            assert!(made.product == tiles(&poster, &Options::default()).unwrap().product, "{language}");
        }
    }

    #[test]
    fn sheets_without_a_window_are_refused() {
        for (sheet, overlap, margin) in
            [("a4", 10, 150), ("a4", 220, 5), ("50x50mm", 10, 19), ("50x50mm", 10, 20)]
        {
            assert!(
                plan(Paper::parse("a0").unwrap(), &options(sheet, overlap, margin)).is_err(),
                "{sheet} {overlap} {margin}"
            );
        }
    }
}
