//! The phase posters of one build, solved at once: posters that hang side by side have one title
//! zone, one size of mottos, one top of the cells, one cell and one size of labels.
//!
//! [`measuring`](super::measuring) says of each poster how high its parts are at every size that
//! the series may choose. [`solve`] tries those sizes on all posters together and takes what loses
//! least, then what shows most. So the poster that holds most decides for all, down to the
//! smallest sizes that can be read; past those each poster leaves out what has no room, in the
//! order that the theme states.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::fitting;
use super::labels::{LabelHeights, MeasuredLabels};

/// The measures of a sheet, as `poster-phase-type.typ` has them. Lengths are in millimetres.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Geometry {
    /// Whether words and pictograms stand one above the other.
    tall: bool,
    /// A hundredth of the sheet's short side.
    unit: f64,
    /// The sizes of type that is read from the sheet's distance, from a step closer and from close by.
    pub far: f64,
    pub step: f64,
    pub near: f64,
    /// The least side of a pictogram.
    picture: f64,
    /// The white between cells.
    between: f64,
    /// The safe margin.
    pub margin: f64,
    /// The lower end of the cells beside words.
    foot: f64,
    /// The width of the column of words.
    pub words: f64,
    /// The white after the leading line, after a part, after the last part.
    after_lead: f64,
    after: IndexMap<String, f64>,
    after_last: f64,
    /// Cells by the number of columns, from 1.
    pub cells: Vec<CellWidth>,
    /// The sizes of the leading line and of labels, as parts of `far`, the largest first.
    pub leads: Vec<f64>,
    pub labels: Vec<f64>,
    /// The white between lines of labels, and the height of a line: parts of the size of type.
    pub label_leading: f64,
    pub line: f64,
    /// What parts may take of the height at most.
    pub most: Most,
    pub name: NameZone,
    pub fact: FactWhite,
}

/// What parts may take of the height at most: longer ones are left out.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Most {
    /// The name's zone.
    pub name: f64,
    pub lead: f64,
    pub purpose: f64,
    pub facts: f64,
}

/// The measures of a name.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct NameZone {
    /// The largest size.
    pub size: f64,
    /// The room for letters that hang down, and the white after that.
    pub hanging: f64,
    pub after: f64,
}

/// The white of facts that stand in a row.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct FactWhite {
    /// The side of the sign before each.
    pub sign: f64,
    /// The white after the sign, and between two facts.
    pub gutter: f64,
    pub white: f64,
}

/// How wide a cell is.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct CellWidth {
    w: f64,
    pad: f64,
}

impl CellWidth {
    /// What its label has of that.
    pub fn room(self) -> f64 {
        self.w - 2.0 * self.pad
    }
}

/// What one poster needs. Lengths are in millimetres.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    /// Where the name's zone ends at the earliest.
    pub zone: f64,
    /// Where the parts beneath the pictograms end, or words beside them.
    pub bottom: f64,
    /// The parts above the pictograms and beneath them, in their order.
    pub above: Vec<String>,
    pub beneath: Vec<String>,
    pub lead: Option<Lead>,
    /// The heights of the other parts, save the list. One that is too long for a poster is missing.
    pub parts: IndexMap<&'static str, f64>,
    /// The height of the list by the number of its items, from 1.
    pub list: Vec<f64>,
    pub pictograms: usize,
    /// The labels whose heights follow from their widths.
    pub labels: Vec<fitting::Words>,
    /// What is measured of labels, by the number of columns, from 1.
    pub cells: Vec<MeasuredLabels>,
}

/// The line that leads, and its height at each size; none where it is too long.
#[derive(Debug, Clone)]
pub(super) struct Lead {
    /// The part that it is.
    pub part: &'static str,
    pub heights: Vec<Option<f64>>,
}

/// The measures that all posters of a series share. Lengths are in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Shared {
    /// The foot of the title zone, from the sheet's upper edge.
    pub zone: f64,
    /// The size of the leading line, as a part of the smallest.
    pub lead: f64,
    /// The top of the cells, from the sheet's upper edge.
    pub top: f64,
    /// Cells beside one another.
    pub columns: usize,
    /// The height of a cell.
    pub cell: f64,
    /// The side of a pictogram.
    pub side: f64,
    /// The size of labels, as a part of the smallest.
    pub label: f64,
    /// The room of a label.
    pub label_height: f64,
    /// The white between a pictogram and its label.
    pub apart: f64,
}

/// What one poster keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub lead: bool,
    pub purpose: bool,
    pub facts: bool,
    /// Items of the list, from the first.
    pub items: usize,
    /// Pictograms, from the first.
    pub pictograms: usize,
}

/// What a choice costs, the gravest first: pictograms, broken words, facts, purposes, items.
type Loss = (usize, usize, usize, usize, usize);

/// The most places for the top of the cells that are tried.
const MOST_TOPS: usize = 12;

/// How much smaller than they could be pictograms may get for words beside them.
const GRACE: f64 = 0.85;

/// How high a cell may be, as a part of its width.
const TOWER: f64 = 1.6;

/// From this side on, pictograms need no more room: hundredths of the short side.
const AMPLE: f64 = 10.0;

/// How much the size of labels and full rows are worth beside the side of pictograms, which counts
/// 1; and the size of the leading line, up to the size from which larger is no better.
const MINOR: f64 = 0.3;
const LEADING: f64 = 0.8;
const LARGE_LEAD: f64 = 2.0;

/// How the words of labels are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Each on one line.
    Whole,
    /// Broken where they are too wide.
    Broken,
}

/// Sizes that the series may choose.
#[derive(Clone, Copy)]
struct Choice {
    lead: usize,
    columns: usize,
    /// Position in [`Geometry::labels`].
    label: usize,
    words: Words,
    /// The height of the highest label of the series.
    label_height: f64,
    top: f64,
}

/// A poster's plans with the room that they take, at one size of the leading line.
struct Ways<'a> {
    poster: &'a Measured,
    /// The fullest first.
    plans: Vec<Way>,
}

struct Way {
    plan: Plan,
    loss: (usize, usize, usize),
    above: f64,
    beneath: f64,
}

/// What follows from the measures of a series.
pub(super) enum Solution {
    /// What the posters share, and what each keeps.
    Solved(Shared, Vec<Plan>),
    /// Words have to be broken, and how high labels are then is not known of all posters.
    BreaksWords,
}

/// Solves a series; none where there are no posters.
pub(super) fn solve(geometry: &Geometry, posters: &[Measured]) -> Option<Solution> {
    if posters.is_empty() {
        return None;
    }
    let zone = posters.iter().map(|poster| poster.zone).fold(0.0, f64::max);
    let labels = posters.iter().map(|poster| poster.label_heights(geometry)).collect();
    let series = Series { geometry, zone, posters, labels };
    let leads: Vec<usize> = (0..geometry.leads.len()).filter(|size| series.has_lead(*size)).collect();
    let ways: Vec<(usize, Vec<Ways>)> = leads.into_iter().map(|size| (size, series.ways(size))).collect();
    let choices: Vec<(Choice, &[Ways])> = ways
        .iter()
        .flat_map(|(size, ways)| series.choices(*size, ways).into_iter().map(move |it| (it, &ways[..])))
        .collect();
    // What pictograms could have if no words stood beside them, with whole words if that can be.
    let bare = |words: Words| {
        let choices = choices.iter().filter(|(choice, _)| choice.words == words);
        choices.filter_map(|(choice, ways)| series.bare_side(*choice, ways)).fold(0.0, f64::max)
    };
    let whole = bare(Words::Whole);
    let most = if whole >= geometry.picture { whole } else { bare(Words::Broken) };
    let wanted = (GRACE * most).min(AMPLE * geometry.unit).max(geometry.picture);
    let mut best: Option<(Loss, f64, Shared, Vec<Plan>)> = None;
    for (choice, ways) in &choices {
        let Some((loss, worth, shared, plans)) = series.with(*choice, ways, wanted) else { continue };
        let better =
            best.as_ref().is_none_or(|(least, most, ..)| loss < *least || loss == *least && worth > *most);
        if better {
            best = Some((loss, worth, shared, plans));
        }
    }
    // Whole words that show all pictograms are better than any broken ones.
    let is_whole =
        whole >= geometry.picture && best.as_ref().is_some_and(|(loss, ..)| loss.0 == 0 && loss.1 == 0);
    let is_known = is_whole || posters.iter().all(Measured::is_complete);
    if !is_known {
        return Some(Solution::BreaksWords);
    }
    let (shared, plans) =
        best.map_or_else(|| series.words_alone(&ways), |(_, _, shared, plans)| (shared, plans));
    Some(Solution::Solved(shared, plans))
}

/// Posters that are solved together.
struct Series<'a> {
    geometry: &'a Geometry,
    zone: f64,
    posters: &'a [Measured],
    /// The heights of the labels of each poster by the number of columns, from 1.
    labels: Vec<Vec<LabelHeights>>,
}

impl Measured {
    /// Whether it is known how high the labels are with words broken.
    pub fn is_complete(&self) -> bool {
        self.cells.iter().all(MeasuredLabels::is_complete)
    }

    fn label_heights(&self, geometry: &Geometry) -> Vec<LabelHeights> {
        let cells = self.cells.iter().zip(&geometry.cells);
        let heights = |(measured, cell): (&MeasuredLabels, &CellWidth)| {
            LabelHeights::new(geometry, cell.room(), &self.labels, measured)
        };
        cells.map(heights).collect()
    }
}

impl Series<'_> {
    /// Whether every leading line has the size. The smallest is there for all: what is too long
    /// for it is left out.
    fn has_lead(&self, size: usize) -> bool {
        let has = |poster: &Measured| {
            poster.lead.as_ref().is_none_or(|lead| lead.heights.get(size).is_some_and(Option::is_some))
        };
        size + 1 == self.geometry.leads.len() || self.posters.iter().all(has)
    }

    fn ways(&self, lead: usize) -> Vec<Ways<'_>> {
        let ways = |poster| Ways { poster, plans: plans(self.geometry, poster, lead) };
        self.posters.iter().map(ways).collect()
    }

    /// All that can be chosen at one size of the leading line.
    fn choices(&self, lead: usize, ways: &[Ways]) -> Vec<Choice> {
        let most = self.posters.iter().map(|poster| poster.pictograms).max().unwrap_or(0);
        let tops = self.tops(ways);
        let last = self.geometry.labels.len() - 1;
        let mut choices = Vec::new();
        for columns in 1..=most.min(self.geometry.cells.len()) {
            let height = |size: usize, words: Words| -> Option<f64> {
                self.labels.iter().try_fold(0.0, |highest: f64, poster| {
                    let labels = poster.get(columns - 1)?;
                    let whole = *labels.sizes.get(size)?;
                    Some(highest.max(match words {
                        Words::Whole => whole?,
                        Words::Broken => whole.or(labels.broken)?,
                    }))
                })
            };
            let whole = |size| Some((size, Words::Whole, height(size, Words::Whole)?));
            let mut labels: Vec<(usize, Words, f64)> = (0..=last).filter_map(whole).collect();
            if labels.iter().all(|(size, ..)| *size != last) {
                labels.extend(height(last, Words::Broken).map(|height| (last, Words::Broken, height)));
            }
            for (label, words, label_height) in labels {
                let choice = |top: &f64| Choice { lead, columns, label, words, label_height, top: *top };
                choices.extend(tops.iter().map(choice));
            }
        }
        choices
    }

    /// Where cells may begin: after what some poster has above them.
    fn tops(&self, ways: &[Ways]) -> Vec<f64> {
        if !self.geometry.tall {
            return vec![self.zone];
        }
        let mut tops: Vec<f64> =
            ways.iter().flat_map(|ways| &ways.plans).map(|way| self.zone + way.above).collect();
        tops.sort_by(f64::total_cmp);
        tops.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
        if tops.len() <= MOST_TOPS {
            return tops;
        }
        (0..MOST_TOPS).map(|at| tops[at * (tops.len() - 1) / (MOST_TOPS - 1)]).collect()
    }

    /// The height of a cell for a picture of a side, and the white above its label.
    fn cell(&self, choice: Choice, side: f64) -> (f64, f64) {
        let size = self.geometry.labels[choice.label] * self.geometry.far;
        let pad = self.geometry.cells[choice.columns - 1].pad;
        let (label, white) = if choice.label_height > 0.0 {
            (choice.label_height, (0.7 * size).max(0.6 * pad))
        } else {
            (0.0, 0.0)
        };
        let below = if label > 0.0 { 0.2 * size } else { 0.0 };
        (side + 2.0 * pad + label + white + below, white)
    }

    /// The largest picture in a cell of so many columns.
    fn widest(&self, choice: Choice) -> f64 {
        let cell = self.geometry.cells[choice.columns - 1];
        0.9 * cell.room()
    }

    /// What is free for the cells of a poster beside or above a way.
    fn free(&self, poster: &Measured, way: &Way, top: f64) -> f64 {
        if self.geometry.tall { poster.bottom - top - way.beneath } else { self.geometry.foot - top }
    }

    /// The height of a cell where so many of them fill the room of a poster.
    fn height(&self, count: usize, columns: usize, free: f64) -> f64 {
        let rows = count.div_ceil(columns).max(1) as f64;
        (free + self.geometry.between) / rows - self.geometry.between
    }

    /// The side of pictures in a cell of a height.
    fn side(&self, choice: Choice, height: f64) -> f64 {
        (height - self.cell(choice, 0.0).0).min(self.widest(choice))
    }

    /// Whether the words of a way have room.
    fn has_room(&self, poster: &Measured, way: &Way, top: f64) -> bool {
        let hair = 1e-6;
        if self.geometry.tall {
            self.zone + way.above <= top + hair
        } else {
            self.zone + way.above <= poster.bottom + self.geometry.after_last + hair
        }
    }

    /// The side of pictures if every poster shows little else.
    fn bare_side(&self, choice: Choice, ways: &[Ways]) -> Option<f64> {
        ways.iter().try_fold(f64::INFINITY, |least, ways| {
            let way = ways.plans.last()?;
            if !self.has_room(ways.poster, way, choice.top) {
                return None;
            }
            let free = self.free(ways.poster, way, choice.top);
            let height = self.height(ways.poster.pictograms, choice.columns, free);
            Some(least.min(self.side(choice, height)))
        })
    }

    /// The series with a choice, where pictures are to have the side `wanted`: what is lost, how
    /// much is seen, and what each poster keeps.
    fn with(&self, choice: Choice, ways: &[Ways], wanted: f64) -> Option<(Loss, f64, Shared, Vec<Plan>)> {
        if self.widest(choice) < wanted {
            return None;
        }
        let between = self.geometry.between;
        let needed = self.cell(choice, wanted).0;
        let mut loss = (0, usize::from(choice.words == Words::Broken), 0, 0, 0);
        let mut plans = Vec::with_capacity(ways.len());
        let mut height = f64::INFINITY;
        let (mut shown, mut cells) = (0, 0);
        for ways in ways {
            let poster = ways.poster;
            let rows = poster.pictograms.div_ceil(choice.columns) as f64;
            let fits = |way: &&Way| {
                self.has_room(poster, way, choice.top)
                    && rows * (needed + between) - between <= self.free(poster, way, choice.top) + 1e-6
            };
            let (way, count) = match ways.plans.iter().find(fits) {
                Some(way) => (way, poster.pictograms),
                None => {
                    let last = ways.plans.last().filter(|way| self.has_room(poster, way, choice.top))?;
                    let free = self.free(poster, last, choice.top);
                    let rows = ((free + between + 1e-6) / (needed + between)).floor().max(0.0) as usize;
                    (last, poster.pictograms.min(rows * choice.columns))
                }
            };
            loss.0 += poster.pictograms - count;
            loss.2 += way.loss.0;
            loss.3 += way.loss.1;
            loss.4 += way.loss.2;
            if count > 0 {
                let free = self.free(poster, way, choice.top);
                height = height.min(self.height(count, choice.columns, free));
                shown += count;
                cells += count.div_ceil(choice.columns) * choice.columns;
            }
            plans.push(Plan { pictograms: count, ..way.plan });
        }
        if shown == 0 {
            return None;
        }
        let (shared, side) = self.shared(choice, height);
        let even = shown as f64 / cells as f64;
        let worth = side * (shared.label * even).powf(MINOR) * shared.lead.min(LARGE_LEAD).powf(LEADING);
        Some((loss, worth, shared, plans))
    }

    fn shared(&self, choice: Choice, height: f64) -> (Shared, f64) {
        let side = self.side(choice, height);
        let (least, apart) = self.cell(choice, side);
        // A cell is no tower.
        let cell = height.min((TOWER * self.geometry.cells[choice.columns - 1].w).max(least));
        let shared = Shared {
            zone: self.zone,
            lead: self.geometry.leads[choice.lead],
            top: choice.top,
            columns: choice.columns,
            cell,
            side,
            label: self.geometry.labels[choice.label],
            label_height: choice.label_height,
            apart,
        };
        (shared, side)
    }

    /// Where no poster has room for a pictogram: the words that have room.
    fn words_alone(&self, ways: &[(usize, Vec<Ways>)]) -> (Shared, Vec<Plan>) {
        let lead = self.geometry.leads.len() - 1;
        let label = self.geometry.labels.len() - 1;
        let top = self.zone;
        let choice = Choice { lead, columns: 1, label, words: Words::Broken, label_height: 0.0, top };
        let plans = ways.last().map(|(_, ways)| {
            let bare = |ways: &Ways| {
                let way = ways.plans.last();
                let fits = way.is_some_and(|way| self.zone + way.above <= ways.poster.bottom);
                Plan {
                    lead: fits && way.is_some_and(|way| way.plan.lead),
                    purpose: false,
                    facts: false,
                    items: 0,
                    pictograms: 0,
                }
            };
            ways.iter().map(bare).collect()
        });
        (self.shared(choice, 0.0).0, plans.unwrap_or_default())
    }
}

/// What a poster may keep, the fullest first: list items go from the last, then the purpose where
/// a motto says it shorter, then team and duration.
fn plans(geometry: &Geometry, poster: &Measured, lead: usize) -> Vec<Way> {
    let has = |part: &str| poster.parts.contains_key(part);
    let led = poster.lead.as_ref().is_some_and(|line| line.heights.get(lead).is_some_and(Option::is_some));
    let full = Plan {
        lead: led,
        purpose: has("purpose"),
        facts: has("facts"),
        items: poster.list.len(),
        pictograms: 0,
    };
    let mut plans: Vec<Plan> = (0..=full.items).rev().map(|items| Plan { items, ..full }).collect();
    if full.purpose {
        plans.push(Plan { items: 0, purpose: false, ..full });
    }
    if full.facts {
        plans.push(Plan { items: 0, purpose: false, facts: false, ..full });
    }
    let way = |plan: Plan| {
        let lost = |kept: bool, had: bool| usize::from(had && !kept);
        let loss = (lost(plan.facts, full.facts), lost(plan.purpose, full.purpose), full.items - plan.items);
        let tall = |names: &[String]| stretch((geometry, poster), names, plan, lead);
        Way { plan, loss, above: tall(&poster.above), beneath: tall(&poster.beneath) }
    };
    plans.into_iter().map(way).collect()
}

/// How high a stretch of parts is, with the white after it.
fn stretch((geometry, poster): (&Geometry, &Measured), names: &[String], plan: Plan, lead: usize) -> f64 {
    let part = |name: &String| -> Option<(f64, f64)> {
        let after = geometry.after.get(name).copied().unwrap_or(0.0);
        if let Some(line) = poster.lead.as_ref().filter(|line| line.part == name) {
            let height = line.heights.get(lead).copied().flatten()?;
            return plan.lead.then_some((height, geometry.after_lead));
        }
        match name.as_str() {
            "purpose" if !plan.purpose => None,
            "facts" if !plan.facts => None,
            "list" => Some((*poster.list.get(plan.items.checked_sub(1)?)?, after)),
            _ => Some((*poster.parts.get(name.as_str())?, after)),
        }
    };
    let parts: Vec<(f64, f64)> = names.iter().filter_map(part).collect();
    let Some((_, last)) = parts.last() else { return 0.0 };
    parts.iter().map(|(height, after)| height + after).sum::<f64>() - last + geometry.after_last
}
