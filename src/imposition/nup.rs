//! Several pages on one side of a sheet, for reading.

use super::{Document, Placed, Rect, SheetSide, impose};
use crate::paper::Paper;
use crate::typeset::Fault;

/// How many pages stand on a side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Up {
    /// Two, side by side; A4 pages become A5.
    Two,
    /// Four, in two rows; A4 pages become A6.
    Four,
}

impl Up {
    /// Columns and rows, for pages that are taller than wide.
    fn grid(self) -> (usize, usize) {
        match self {
            Self::Two => (2, 1),
            Self::Four => (2, 2),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Two => "two pages on a side",
            Self::Four => "four pages on a side",
        }
    }
}

/// How several pages stand on a side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NUpOptions {
    /// How many there are.
    pub up: Up,
    /// Whether rows begin on the right, as for pages that are read from right to left.
    pub rtl: bool,
}

/// Sets the pages two or four to a side of `sheet`, as large as fits, in reading
/// order: along the rows.
///
/// The sheet is turned so that the pages stand upright and become largest. Like a
/// booklet, the file is for the printer and claims neither PDF/UA nor PDF/A.
///
/// The error lists every fault that the engine found.
pub fn n_up(document: &Document<'_>, sheet: Paper, options: NUpOptions) -> Result<Vec<u8>, Vec<Fault>> {
    let NUpOptions { up, rtl } = options;
    let wide = document.page.width() > document.page.height();
    let (columns, rows) = if wide { (up.grid().1, up.grid().0) } else { up.grid() };
    // Two pages that stand want a sheet that lies, and the other way round; four
    // want one like themselves.
    let sheet = if wide == (up == Up::Four) { sheet.landscape() } else { sheet.portrait() };
    let cell = (sheet.width().to_mm() / columns as f64, sheet.height().to_mm() / rows as f64);
    let size = document.fit(cell.0, cell.1);
    let per_side = columns * rows;

    let sides: Vec<SheetSide> = (0..document.pages)
        .step_by(per_side)
        .map(|first| {
            let pages = (first..document.pages.min(first + per_side)).map(|page| {
                let (row, column) = ((page - first) / columns, (page - first) % columns);
                let column = if rtl { columns - 1 - column } else { column };
                let (x, y) = (column as f64 * cell.0, row as f64 * cell.1);
                Placed {
                    page,
                    cell: Rect { x, y, width: cell.0, height: cell.1 },
                    x: x + (cell.0 - size.0) / 2.0,
                    y: y + (cell.1 - size.1) / 2.0,
                    turned: false,
                }
            });
            SheetSide { pages: pages.collect(), lines: Vec::new() }
        })
        .collect();
    impose(document, sheet, size, &sides, up.name())
}
