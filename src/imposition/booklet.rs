//! Booklets: pages in the order in which folded sheets bring them back.

use super::{Document, Line, Placed, Rect, SheetSide, fault, impose};
use crate::paper::{Length, Paper};
use crate::typeset::Fault;

/// How a booklet is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookletOptions {
    /// Pages in a signature, a multiple of four: sheets folded and nested within
    /// one another, to be sewn or glued to the next. None is one block for all
    /// pages, to be stapled through the fold.
    pub signature: Option<u32>,
    /// How far each sheet pushes the next one inside it out of the fold, about
    /// the thickness of the paper. The pages of inner sheets move towards the
    /// fold by as much, so that all outer margins are alike once trimmed; what
    /// colour at the edge leaves bare is trimmed off.
    pub creep: Length,
    /// Whether the outer sides of sheets show where to fold, and the outermost
    /// where to staple or in which order to gather the signatures.
    pub marks: bool,
    /// Whether the booklet opens from the left, as books do that are read from
    /// right to left.
    pub rtl: bool,
}

impl Default for BookletOptions {
    fn default() -> Self {
        Self { signature: None, creep: Length::ZERO, marks: true, rtl: false }
    }
}

/// One side of a sheet with two pages, by their positions from 0. None is a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The page on the left half.
    pub left: Option<usize>,
    /// The page on the right half.
    pub right: Option<usize>,
}

/// The sides of the sheets in printing order: each sheet's outer side, then its
/// inner side, from the outermost sheet of a signature to its innermost.
///
/// The sheets are to be turned over their short edge, so that both sides stand
/// upright. Blanks come only at the end. The last signature has no more sheets
/// than its pages need. A `signature` that is not a multiple of four is rounded
/// up to the next; none makes one block of all pages.
pub fn booklet_order(pages: usize, signature: Option<usize>) -> Vec<Side> {
    signatures(pages, signature).into_iter().flatten().flat_map(|sheet| sheet.sides).collect()
}

/// A sheet that is to be folded, with its place among those nested with it.
struct Sheet {
    /// 0 is the outermost.
    depth: u32,
    /// The outer side, and the inner one.
    sides: [Side; 2],
}

fn signatures(pages: usize, signature: Option<usize>) -> Vec<Vec<Sheet>> {
    let whole = pages.div_ceil(4) * 4;
    let block = signature.map_or(whole, |pages| pages.div_ceil(4) * 4).max(4);
    let page = |number: usize| (number < pages).then_some(number);
    (0..whole)
        .step_by(block)
        .map(|first| {
            let end = (first + block).min(whole);
            // A sheet carries the two next pages from the front and the two next from the back.
            (first..)
                .step_by(2)
                .zip((first..end).rev().step_by(2))
                .take((end - first) / 4)
                .zip(0..)
                .map(|((front, back), depth)| Sheet {
                    depth,
                    sides: [
                        Side { left: page(back), right: page(front) },
                        Side { left: page(front + 1), right: page(back - 1) },
                    ],
                })
                .collect()
        })
        .collect()
}

/// The part of a page's width that creep may move it by. Themes keep their inner
/// margins wider than that, so nothing is lost in the fold.
const MOST_CREEP: f64 = 0.05;

/// The length of the ticks that show the fold, from the sheet's edge, in mm.
const TICK: f64 = 4.0;
/// The thickness of ticks, in mm: a hairline of a quarter of a point.
const HAIRLINE: f64 = 0.09;
/// The length of a staple's mark, in mm: half of the crown of a 26/6 staple.
const STAPLE: f64 = 6.0;
/// Where the staples go, as parts of the sheet's height.
const STAPLES: [f64; 2] = [0.25, 0.75];
/// The height and the thickness of a mark on a signature's back, in mm.
const COLLATION: (f64, f64) = (5.0, 1.0);

/// Makes a booklet: two pages on each side of `sheet`, whose long side lies
/// across and is folded in the middle.
///
/// Print on both sides, turned over the short edge; fold the sheets together (or
/// each signature by itself) and fasten them at the fold. Pages that are larger
/// than half a sheet become smaller.
///
/// The booklet is for the printer and the handbook for readers: pages become
/// pictures of themselves, so tags, links and the outline are not carried over,
/// and the file claims neither PDF/UA nor PDF/A.
///
/// The error lists every fault that the engine found, or names the option that
/// cannot be honoured.
pub fn booklet(
    document: &Document<'_>,
    sheet: Paper,
    options: &BookletOptions,
) -> Result<Vec<u8>, Vec<Fault>> {
    if let Some(pages) = options.signature.filter(|pages| *pages == 0 || pages % 4 != 0) {
        return Err(fault(format!(
            "expected the pages of a signature to be a multiple of 4, found {pages}; \
             a folded sheet has four pages"
        )));
    }
    let signature = options.signature.map(|pages| usize::try_from(pages).unwrap_or(usize::MAX / 8));
    let signatures = signatures(document.pages, signature);
    let sheet = sheet.landscape();
    let (middle, height) = (sheet.width().to_mm() / 2.0, sheet.height().to_mm());
    let size = document.fit(middle, height);

    let deepest = signatures.iter().flatten().map(|sheet| sheet.depth).max().unwrap_or(0);
    let most = f64::from(deepest) * options.creep.to_mm();
    if most > MOST_CREEP * size.0 {
        return Err(fault(format!(
            "a creep of {} moves the innermost of {} sheets by {most:.1} mm, which takes the text into the \
             fold; use smaller signatures or at most {:.2} mm",
            options.creep,
            deepest + 1,
            // Down to what can be typed, so that the advice can be followed.
            (MOST_CREEP * size.0 / f64::from(deepest) * 100.0).floor() / 100.0,
        )));
    }

    let mut sides = Vec::new();
    let count = signatures.len();
    for (index, signature) in signatures.iter().enumerate() {
        for sheet in signature {
            let shift = f64::from(sheet.depth) * options.creep.to_mm();
            for (inside, side) in [false, true].into_iter().zip(sheet.sides) {
                let (left, right) =
                    if options.rtl { (side.right, side.left) } else { (side.left, side.right) };
                let halves = [(left, 0.0, middle - size.0 + shift), (right, middle, middle - shift)];
                let pages = halves
                    .into_iter()
                    .filter_map(|(page, cell, x)| {
                        Some(Placed {
                            page: page?,
                            cell: Rect { x: cell, y: 0.0, width: middle, height },
                            x,
                            y: (height - size.1) / 2.0,
                            turned: false,
                        })
                    })
                    .collect();
                let mut lines = Vec::new();
                if options.marks && !inside {
                    lines.extend(fold_ticks(middle, height));
                    if sheet.depth == 0 {
                        lines.extend(match options.signature {
                            None => staples(middle, height),
                            Some(_) => collation(middle, height, index, count),
                        });
                    }
                }
                sides.push(SheetSide { pages, lines });
            }
        }
    }
    impose(document, sheet, size, &sides, "booklet")
}

/// Where to fold: ticks at the head and the foot.
fn fold_ticks(x: f64, height: f64) -> Vec<Line> {
    [0.0, height - TICK].map(|y| Line { from: (x, y), to: (x, y + TICK), thickness: HAIRLINE }).to_vec()
}

/// Where to staple: lines along the fold, as long as a staple is wide.
fn staples(x: f64, height: f64) -> Vec<Line> {
    STAPLES
        .map(|part| {
            let y = height * part;
            Line { from: (x, y - STAPLE), to: (x, y + STAPLE), thickness: 2.0 * HAIRLINE }
        })
        .to_vec()
}

/// A mark on the back of a signature, lower for each that follows: on the
/// gathered block the marks make a stair, and one that is out of order breaks it.
fn collation(x: f64, height: f64, index: usize, count: usize) -> Vec<Line> {
    // Where the stair reaches the foot it begins again at the head.
    let steps = ((height - 4.0 * TICK) / COLLATION.0).max(1.0) as usize;
    let y = 2.0 * TICK + (index % steps) as f64 * COLLATION.0;
    let line = Line { from: (x, y), to: (x, y + COLLATION.0), thickness: COLLATION.1 };
    if count > 1 { vec![line] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A leaf of a folded pile: what one reads on its right-hand page, then on
    /// its back.
    type Leaf = [Option<usize>; 2];

    /// Folds printed sheets the way hands do, knowing nothing of how the order
    /// was made. A sheet turned over its short edge has, behind the left half of
    /// its front, the right half of its back. Folded with the front outside, its
    /// first leaf shows the right half of the front and, turned, what is printed
    /// behind it; the second leaf shows the right half of the back, which faced
    /// the fold, and behind it the left half of the front.
    fn fold(pile: &[[Side; 2]]) -> Vec<Leaf> {
        let Some(([front, back], within)) = pile.split_first() else { return Vec::new() };
        let mut leaves = vec![[front.right, back.left]];
        leaves.extend(fold(within));
        leaves.push([back.right, front.left]);
        leaves
    }

    /// Reads what was printed, taking `per_signature` sheets at a time from the pile.
    fn read(sides: &[Side], per_signature: usize) -> Vec<Option<usize>> {
        assert_eq!(sides.len() % 2, 0, "sheets have two sides");
        let sheets: Vec<[Side; 2]> = sides.chunks(2).map(|sheet| [sheet[0], sheet[1]]).collect();
        sheets.chunks(per_signature.max(1)).flat_map(fold).flatten().collect()
    }

    #[test]
    fn folded_sheets_read_in_order() {
        for pages in 1..=40 {
            for signature in [None, Some(4), Some(8), Some(12), Some(16), Some(32)] {
                let sides = booklet_order(pages, signature);
                let read = read(&sides, signature.map_or(usize::MAX, |pages| pages / 4));
                let whole = pages.div_ceil(4) * 4;
                // Blanks stand at the end and there are no more of them than a sheet needs.
                let expected: Vec<_> = (0..whole).map(|page| (page < pages).then_some(page)).collect();
                assert_eq!(read, expected, "{pages} pages, signature {signature:?}");
            }
        }
    }

    #[test]
    fn every_page_is_printed_once() {
        for pages in 0..=40 {
            for signature in [None, Some(4), Some(8), Some(12), Some(16), Some(32)] {
                let mut printed: Vec<_> = booklet_order(pages, signature)
                    .iter()
                    .flat_map(|side| [side.left, side.right])
                    .flatten()
                    .collect();
                printed.sort_unstable();
                assert_eq!(printed, (0..pages).collect::<Vec<_>>(), "{pages} pages, {signature:?}");
            }
        }
    }

    #[test]
    fn eight_pages_are_what_every_printer_knows() {
        let sides: Vec<_> =
            booklet_order(8, None).iter().map(|s| (s.left.unwrap() + 1, s.right.unwrap() + 1)).collect();
        assert_eq!(sides, [(8, 1), (2, 7), (6, 3), (4, 5)]);
    }

    #[test]
    fn marks_stand_on_the_fold_and_on_the_sheet() {
        let stairs: Vec<_> = (0..100).flat_map(|index| collation(148.5, 210.0, index, 100)).collect();
        assert!(stairs[0].from.1 < stairs[1].from.1, "each signature's mark is lower");
        let marks = [fold_ticks(148.5, 210.0), staples(148.5, 210.0), stairs].concat();
        assert_eq!(marks.len(), 104);
        for mark in marks {
            assert_eq!((mark.from.0, mark.to.0), (148.5, 148.5));
            assert!(0.0 <= mark.from.1 && mark.from.1 < mark.to.1 && mark.to.1 <= 210.0, "{mark:?}");
        }
        assert!(collation(148.5, 210.0, 0, 1).is_empty(), "a single signature needs no order");
    }

    fn refusal(options: &BookletOptions, pages: usize) -> String {
        let document = Document { pdf: b"", pages, page: Paper::A5, title: "", language: "", identifier: "" };
        booklet(&document, Paper::A4, options).unwrap_err()[0].to_string()
    }

    #[test]
    fn what_cannot_be_folded_is_refused() {
        for wrong in [0, 1, 6, 15] {
            let options = BookletOptions { signature: Some(wrong), ..BookletOptions::default() };
            assert!(refusal(&options, 16).contains("multiple of 4"), "{wrong}");
        }
        let options = BookletOptions { creep: Length::whole_mm(2), ..BookletOptions::default() };
        let message = refusal(&options, 40);
        assert!(message.contains("at most 0.82 mm"), "{message}");
    }
}
