//! Cards on office sheets: as many as a sheet has room for, with marks to cut by, and each back
//! behind its front.

use super::{Document, Line, Placed, Rect, SheetSide, fault, impose};
use crate::paper::{Length, Paper};
use crate::typeset::Fault;

/// The edge over which the printer, or a hand, turns the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flip {
    /// The long edge: the usual setting of printers.
    #[default]
    Long,
    /// The short edge.
    Short,
}

impl Flip {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
        }
    }
}

/// How cards are placed on sheets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CardOptions {
    /// The sheet, either way up.
    pub sheet: Paper,
    /// The edge of a sheet that the printer cannot reach.
    pub margin: Length,
    /// The edge over which the sheet is turned.
    pub flip: Flip,
    /// How far backs are moved, to the right and down as one looks at them, in mm: printers seldom
    /// print both sides in the same place.
    pub offset: (f64, f64),
}

/// The most bleed that cards have on sheets; between cards that stand close there is less.
pub const BLEED: Length = Length::whole_mm(2);

/// The room for marks beside the cards, in mm, where there is any.
const MARKS: f64 = 5.0;
/// How far a mark stays away from the colour, and how long it is, in mm.
const MARK: (f64, f64) = (0.5, 2.5);
/// The thickness of marks, in mm: a hairline of a quarter of a point.
const HAIRLINE: f64 = 0.09;
/// What millimetres may be apart that are the same.
const CLOSE: f64 = 1e-6;

/// Where the cards of a sheet stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The sheet, as its cards stand upright.
    pub sheet: Paper,
    /// Cards beside one another.
    pub columns: usize,
    /// Cards above one another.
    pub rows: usize,
    /// The white between columns and between rows, in mm.
    pub gap: (f64, f64),
    /// The place of the first card, in mm from the top left corner.
    first: (f64, f64),
    /// The size of a card, in mm.
    card: (f64, f64),
}

impl Plan {
    /// How many cards a sheet has.
    pub fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// How far colour goes beyond the cards, across and down: to the middle of the gap.
    fn bleed(&self) -> (f64, f64) {
        let most = BLEED.to_mm();
        ((self.gap.0 / 2.0).min(most), (self.gap.1 / 2.0).min(most))
    }

    /// The top left corner of the card at a position, in mm.
    fn corner(&self, at: usize) -> (f64, f64) {
        let (row, column) = (at / self.columns, at % self.columns);
        let along = |first: f64, n: usize, size: f64, gap: f64| first + n as f64 * (size + gap);
        (
            along(self.first.0, column, self.card.0, self.gap.0),
            along(self.first.1, row, self.card.1, self.gap.1),
        )
    }
}

/// The fewest sheets: the way up at which a sheet has the most cards. The error says that it has
/// room for none.
pub fn plan(card: Paper, options: &CardOptions) -> Result<Plan, String> {
    let ways = [options.sheet.portrait(), options.sheet.landscape()];
    let plans = ways.map(|sheet| plan_on(card, sheet, options.margin.to_mm()));
    let best = plans.into_iter().flatten().reduce(|a, b| if b.count() > a.count() { b } else { a });
    best.ok_or_else(|| {
        format!(
            "a card of {card} does not fit on a sheet of {} with a margin of {}",
            options.sheet, options.margin
        )
    })
}

fn plan_on(card: Paper, sheet: Paper, margin: f64) -> Option<Plan> {
    let along = |sheet: Length, card: Length| {
        let (sheet, card) = (sheet.to_mm(), card.to_mm());
        let room = sheet - 2.0 * margin;
        let count = ((room + CLOSE) / card).floor() as usize;
        // The white is shared by what stands between the cards and what is left for marks.
        let between = count.saturating_sub(1);
        let spare = room - 2.0 * MARKS - count as f64 * card;
        let gap = if between == 0 { 0.0 } else { (spare / between as f64).clamp(0.0, 2.0 * BLEED.to_mm()) };
        let first = (sheet - count as f64 * card - between as f64 * gap) / 2.0;
        (count, gap, first)
    };
    let (columns, across, left) = along(sheet.width(), card.width());
    let (rows, down, top) = along(sheet.height(), card.height());
    (columns > 0 && rows > 0).then_some(Plan {
        sheet,
        columns,
        rows,
        gap: (across, down),
        first: (left, top),
        card: (card.width().to_mm(), card.height().to_mm()),
    })
}

/// Places cards on sheets: the side of fronts, then the side of backs. `document` has a front and a
/// back in turn, and its pages are larger than `card` by [`BLEED`] on each side.
///
/// The file is for the printer, and claims neither PDF/UA nor PDF/A. The error lists every fault
/// that the engine found, or says that a sheet has room for no card.
pub fn cards(document: &Document<'_>, card: Paper, options: &CardOptions) -> Result<Vec<u8>, Vec<Fault>> {
    let plan = plan(card, options).map_err(fault)?;
    let count = document.pages / 2;
    let mut sides = Vec::new();
    for first in (0..count).step_by(plan.count()) {
        let on_sheet = first..count.min(first + plan.count());
        let fronts = on_sheet.clone().map(|at| front(&plan, at - first, 2 * at));
        let backs = on_sheet.map(|at| back(&plan, at - first, 2 * at + 1, options));
        sides.push(SheetSide { pages: fronts.collect(), lines: marks(&plan) });
        sides.push(SheetSide { pages: backs.collect(), lines: Vec::new() });
    }
    let bleed = 2.0 * BLEED.to_mm();
    impose(document, plan.sheet, (plan.card.0 + bleed, plan.card.1 + bleed), &sides, "cards")
}

/// A page with the corner of its card at a place. Its bleed reaches to the middle of the gap.
fn placed(plan: &Plan, page: usize, (x, y): (f64, f64)) -> Placed {
    let bleed = BLEED.to_mm();
    let (across, down) = plan.bleed();
    let cell = Rect {
        x: x - across,
        y: y - down,
        width: plan.card.0 + 2.0 * across,
        height: plan.card.1 + 2.0 * down,
    };
    Placed { page, cell, x: x - bleed, y: y - bleed, turned: false }
}

fn front(plan: &Plan, at: usize, page: usize) -> Placed {
    placed(plan, page, plan.corner(at))
}

/// A back where it falls on its front when the sheet is turned. Turned over its upright edge, left
/// and right change places; over the other one, the sheet has been turned on its head as well, and
/// with it each back.
fn back(plan: &Plan, at: usize, page: usize, options: &CardOptions) -> Placed {
    let (x, y) = plan.corner(at);
    let (width, height) = (plan.sheet.width().to_mm(), plan.sheet.height().to_mm());
    let upright = (options.flip == Flip::Long) == (height >= width);
    let (x, y) = if upright { (width - x - plan.card.0, y) } else { (x, height - y - plan.card.1) };
    let placed = placed(plan, page, (x + options.offset.0, y + options.offset.1));
    Placed { turned: !upright, ..placed }
}

/// Marks at the edges of the sheet, for each edge of a card.
fn marks(plan: &Plan) -> Vec<Line> {
    let last = plan.corner(plan.count() - 1);
    let (left, top) = plan.first;
    let (right, bottom) = (last.0 + plan.card.0, last.1 + plan.card.1);
    let mut lines = Vec::new();
    let mut line = |from, to| lines.push(Line { from, to, thickness: HAIRLINE });
    let (across, down) = plan.bleed();
    let (beside, above) = (across + MARK.0, down + MARK.0);
    for column in 0..plan.columns {
        let x = plan.corner(column).0;
        for x in [x, x + plan.card.0] {
            line((x, top - above), (x, top - above - MARK.1));
            line((x, bottom + above), (x, bottom + above + MARK.1));
        }
    }
    for row in 0..plan.rows {
        let y = plan.corner(row * plan.columns).1;
        for y in [y, y + plan.card.1] {
            line((left - beside, y), (left - beside - MARK.1, y));
            line((right + beside, y), (right + beside + MARK.1, y));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(sheet: Paper) -> CardOptions {
        CardOptions { sheet, margin: Length::whole_mm(5), flip: Flip::Long, offset: (0.0, 0.0) }
    }

    #[test]
    fn a_sheet_has_as_many_cards_as_it_has_room_for() {
        for (card, sheet, count, landscape) in [
            ("63x88mm", Paper::A4, 9, false),
            ("70x120mm", Paper::A4, 4, false),
            ("85x55mm", Paper::A4, 10, false),
            ("a6", Paper::A4, 2, true),
            ("a5", Paper::A4, 1, false),
            ("3x5in", Paper::LETTER, 4, false),
            ("63x88mm", Paper::LETTER, 9, false),
        ] {
            let plan = plan(Paper::parse(card).unwrap(), &options(sheet)).unwrap();
            let across = plan.sheet.width() > plan.sheet.height();
            assert_eq!((plan.count(), across), (count, landscape), "{card}: {plan:?}");
            // All of them are where the printer reaches.
            let last = plan.corner(plan.count() - 1);
            assert!(plan.first.0 >= 5.0 - CLOSE && plan.first.1 >= 5.0 - CLOSE, "{card}: {plan:?}");
            assert!(last.0 + plan.card.0 <= plan.sheet.width().to_mm() - 5.0 + CLOSE, "{card}");
            assert!(last.1 + plan.card.1 <= plan.sheet.height().to_mm() - 5.0 + CLOSE, "{card}");
        }
        assert!(plan(Paper::A3, &options(Paper::A4)).is_err());
    }
}
