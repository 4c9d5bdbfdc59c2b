//! What each phase poster of a build needs, measured before any of them is drawn, and what it is
//! given once the series is solved.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fitting::{Asked, Copyfit, Fit, Style, Words};
use super::labels::MeasuredLabels;
use super::series::{self, CellWidth, Geometry, Lead, Measured, Plan, Shared, Solution};
use super::{Common, Draft, Kind, MANY, PosterKind, address, forget_after, sheet_job};
use crate::parallel;
use crate::qr;
use crate::typeset::{Fault, Functions};

/// The theme's file that says how the words of a phase's poster are set.
pub(super) const TYPE: &str = "/theme/poster-phase-type.typ";

/// What a poster says that is measured, as the theme reads it.
#[derive(Debug, Deserialize)]
struct Said {
    title: String,
    motto: Option<String>,
    purpose: Option<String>,
    facts: Vec<Fact>,
    pictograms: Vec<Pictogram>,
    list: Option<List>,
    path: Vec<Step>,
    order: Value,
    draft: bool,
}

#[derive(Debug, Deserialize, serde::Serialize)]
struct Fact {
    kind: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Pictogram {
    label: String,
}

#[derive(Debug, Deserialize)]
struct Step {
    name: String,
    lit: bool,
}

#[derive(Debug, Deserialize)]
struct List {
    heading: String,
    items: Vec<String>,
}

impl Said {
    /// The part that leads, and its words: the motto, or the purpose where there is none.
    fn lead(&self) -> Option<(&'static str, &str)> {
        let motto = self.motto.as_deref().map(|words| ("motto", words));
        motto.or_else(|| self.purpose.as_deref().map(|words| ("purpose", words)))
    }
}

/// Where the parts of a poster go. Lengths are in millimetres.
#[derive(Debug, Deserialize)]
struct Places {
    above: Vec<String>,
    beneath: Vec<String>,
    bottom: f64,
    /// The height of the path.
    path: f64,
    /// The width of the name.
    name: f64,
    /// Where a code in the corner ends.
    corner: Option<f64>,
}

/// A name as large as its zone allows. Lengths are in millimetres.
#[derive(Debug, Clone, Copy)]
struct Name {
    whole: bool,
    size: f64,
    /// The height of its lines.
    capitals: f64,
    /// How far its letters hang down.
    sunk: f64,
    /// What is kept free beneath it.
    beneath: f64,
    /// Where all of that ends.
    end: f64,
}

/// How far letters rise above their lines and sink below them, for type of size 1.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Beyond {
    above: f64,
    below: f64,
}

/// How the posters in one language are set, and the measures of their sheet.
pub(super) struct Setting {
    pub copyfit: Copyfit,
    geometry: Geometry,
}

impl Setting {
    pub fn of(common: Common<'_>, draft: &Draft) -> Asked<Self> {
        let theme = Functions::of(sheet_job(common, TYPE, draft))?;
        let geometry = theme.constant("geometry")?;
        Ok(Self { copyfit: Copyfit::of(theme)?, geometry })
    }

    /// The size of the largest name in so much room.
    fn name_size(&self, title: &str, width: f64, (room, most): (f64, f64)) -> Asked<f64> {
        let mut least = 0.0;
        for share in [2.2, 1.6, 1.2] {
            least = share * self.geometry.far;
            let sizes = (least, least.max(most));
            if let Some(size) = self.copyfit.largest(Style::Title, title, (width, room), sizes)? {
                return Ok(size);
            }
            if self.copyfit.fit(Style::Title, title, least, width)?.height <= room {
                return Ok(least);
            }
        }
        // The smallest is there for every name.
        Ok(least)
    }

    /// The largest name in so much room.
    fn name_in(&self, title: &str, width: f64, room: (f64, f64)) -> Asked<Name> {
        let (copyfit, geometry) = (&self.copyfit, &self.geometry);
        let size = self.name_size(title, width, room)?;
        let Fit { whole, height } = copyfit.fit(Style::Title, title, size, width)?;
        let Beyond { above, below } = copyfit.theme.call("beyond-lines", &[json!(title)])?;
        let (risen, sunk) = (above * size, below * size);
        let beneath = geometry.name.hanging.max(sunk) + geometry.name.after;
        let end = geometry.margin + risen + height + beneath;
        Ok(Name { whole, size, capitals: height, sunk, beneath, end })
    }

    /// A name whose letters stay within its zone, with what rises above capitals and hangs down.
    fn name(&self, title: &str, width: f64) -> Asked<Name> {
        let (zone, measures) = (self.geometry.most.name, self.geometry.name);
        let mut room = zone - self.geometry.margin - measures.hanging - measures.after;
        let mut name = self.name_in(title, width, (room, measures.size))?;
        for _ in 0..4 {
            if name.end <= zone && name.sunk <= measures.hanging {
                break;
            }
            room -= (name.end - zone).max(0.0);
            if room < 0.2 * zone {
                break;
            }
            let most = name.size * (measures.hanging / name.sunk.max(POINT)).min(1.0);
            let smaller = self.name_in(title, width, (room, most))?;
            if smaller.size >= name.size {
                break;
            }
            name = smaller;
        }
        Ok(name)
    }

    /// The leading line and how high it is at each size; none where it is too long for that. What is too long
    /// at one size is so at the next.
    fn lead(&self, said: &Said) -> Asked<Option<Lead>> {
        let (copyfit, geometry) = (&self.copyfit, &self.geometry);
        let Some((part, words)) = said.lead() else { return Ok(None) };
        let widest = copyfit.widest(Style::Motto, words)?;
        let mut heights = vec![None; geometry.leads.len()];
        for (at, share) in geometry.leads.iter().enumerate().rev() {
            let size = share * geometry.far;
            let is_least = at + 1 == geometry.leads.len();
            if !is_least && widest * size > geometry.words {
                break;
            }
            let height = if said.draft {
                copyfit.theme.call("draft-lead-height", &[json!(words), json!(size)])?
            } else {
                copyfit.fit(Style::Motto, words, size, geometry.words)?.height
            };
            // Long ones are a little smaller before they are higher.
            if height <= if is_least { geometry.most.lead } else { 0.75 * geometry.most.lead } {
                heights[at] = Some(height);
            } else if !is_least {
                break;
            }
        }
        Ok(Some(Lead { part, heights }))
    }

    /// How wide each of the facts is, in millimetres, where they stand in a row.
    fn facts_in_a_row(&self, facts: &[Fact]) -> Asked<Option<Vec<f64>>> {
        let Geometry { far, words: width, fact, .. } = &self.geometry;
        let texts: Vec<&str> = facts.iter().map(|it| it.text.as_str()).collect();
        let widths = self.copyfit.widths(Style::Semibold, &texts)?;
        let widths: Vec<f64> = widths.into_iter().map(|wide| wide * far).collect();
        let whites = widths.len().saturating_sub(1) as f64 * fact.white;
        let row = widths.iter().map(|wide| fact.sign + fact.gutter + wide).sum::<f64>() + whites;
        Ok((row <= *width).then_some(widths))
    }

    fn facts_height(&self, facts: &[Fact]) -> Asked<f64> {
        match self.facts_in_a_row(facts)? {
            // A sign is higher than its line.
            Some(_) => Ok(self.geometry.fact.sign),
            None => self.copyfit.theme.call("facts-height", &[json!(facts)]),
        }
    }

    /// How wide the names on a path are, for type of size 1.
    fn steps(&self, path: &[Step]) -> Asked<Vec<f64>> {
        let width = |Step { name, lit }: &Step| {
            let style = if *lit { Style::Extrabold } else { Style::Semibold };
            Ok(self.copyfit.widths(style, &[name])?[0])
        };
        path.iter().map(width).collect()
    }

    /// How high the first items of a list are: one of them, two, and so on.
    fn list_heights(&self, List { heading, items }: &List) -> Asked<Vec<f64>> {
        self.copyfit.theme.call("list-heights", &[json!(heading), json!(items)])
    }

    /// The heights of the parts beside the line that leads and the list.
    fn part_heights(&self, said: &Said, places: &Places) -> Asked<IndexMap<&'static str, f64>> {
        let geometry = &self.geometry;
        let mut parts = IndexMap::new();
        if let (Some(_), Some(purpose)) = (&said.motto, &said.purpose) {
            let height = self.copyfit.fit(Style::Text, purpose, geometry.step, geometry.words)?.height;
            parts.insert("purpose", height);
        }
        if !said.facts.is_empty() {
            parts.insert("facts", self.facts_height(&said.facts)?);
        }
        parts.retain(|part, height| {
            *height <= if *part == "facts" { geometry.most.facts } else { geometry.most.purpose }
        });
        if places.above.iter().chain(&places.beneath).any(|part| part == "path") {
            parts.insert("path", places.path);
        }
        Ok(parts)
    }

    /// Whether a label is far longer than its neighbours: at the least size it stands on more than
    /// three lines of a third of the width, or a word of it is wider than half of that.
    fn is_long(&self, label: &str) -> Asked<bool> {
        let (copyfit, Geometry { far, cells, .. }) = (&self.copyfit, &self.geometry);
        let [Some(half), Some(third)] = [cells.get(1), cells.get(2)].map(|cell| cell.map(|it| it.room()))
        else {
            return Ok(false);
        };
        if label.len() <= 16 {
            return Ok(false);
        }
        if copyfit.widest(Style::Label, label)? * far > half {
            return Ok(true);
        }
        let three = far * (3.0 * self.geometry.line + 2.0 * self.geometry.label_leading);
        Ok(match copyfit.words(Style::Label, label)? {
            Some(words) => words.lines(*far, third) > 3,
            None => copyfit.fit(Style::Label, label, *far, third)?.height > 1.02 * three,
        })
    }

    /// The labels that have sizes of their own, so that one of them costs neither the others' size nor words
    /// elsewhere on the posters.
    fn singular(&self, labels: &[Pictogram]) -> Asked<BTreeSet<String>> {
        let mut long = Vec::new();
        for Pictogram { label } in labels {
            if self.is_long(label)? {
                long.push(label.clone());
            }
        }
        let are_few = labels.len() > 2 && long.len() <= (labels.len() / 4).max(1);
        Ok(if are_few { long.into_iter().collect() } else { BTreeSet::new() })
    }
}

/// A point, in millimetres.
const POINT: f64 = 25.4 / 72.0;

/// A poster of the series.
struct Member<'a> {
    setting: &'a Setting,
    said: Said,
    name: Name,
    /// The width of the name, in millimetres.
    name_width: f64,
    /// The labels that have sizes of their own.
    singular: BTreeSet<String>,
    /// Those of the series' size, as words where their lines break between words alone.
    labels: Vec<(String, Option<Words>)>,
}

impl<'a> Member<'a> {
    fn of(common: Common<'_>, draft: &Draft, setting: &'a Setting) -> Asked<(Self, Measured)> {
        let said = common.themed.as_read(&draft.data);
        let said: Said = said.map_err(|error| vec![Fault::saying(error.to_string())])?;
        let Setting { copyfit, geometry } = setting;
        let code = address(common, draft).and_then(qr::code);
        let code = code.map(|it| json!({ "address": it.address, "words": it.words, "modules": it.modules }));
        let steps = json!(said.path.len());
        let places: Places = copyfit.theme.call("places", &[said.order.clone(), steps, json!(code)])?;
        let name = setting.name(&said.title, places.name)?;
        let list = said.list.as_ref().map(|it| setting.list_heights(it));
        let parts = setting.part_heights(&said, &places)?;
        let (lead, list) = (setting.lead(&said)?, list.transpose()?.unwrap_or_default());
        let singular = setting.singular(&said.pictograms)?;
        let of_series = said.pictograms.iter().map(|it| &it.label).filter(|label| !singular.contains(*label));
        let labels = of_series.map(|label| Ok((label.clone(), copyfit.words(Style::Label, label)?)));
        let labels = labels.collect::<Asked<_>>()?;
        let member = Self { setting, said, name, name_width: places.name, singular, labels };
        let cell = |cell: &CellWidth| member.measured_labels(geometry, cell.room());
        let measured = Measured {
            zone: name.end.max(places.corner.unwrap_or(0.0)),
            bottom: places.bottom,
            above: places.above,
            beneath: places.beneath,
            lead,
            parts,
            list,
            pictograms: member.said.pictograms.len(),
            labels: member.labels.iter().filter_map(|(_, words)| words.clone()).collect(),
            cells: geometry.cells.iter().map(cell).collect::<Asked<_>>()?,
        };
        Ok((member, measured))
    }

    /// The height of the highest of some labels in type of `size`.
    fn highest(&self, labels: &[&str], size: f64, room: f64) -> Asked<f64> {
        labels.iter().try_fold(0.0, |highest: f64, label| {
            Ok(highest.max(self.setting.copyfit.fit(Style::Label, label, size, room)?.height))
        })
    }

    /// The labels of which a word may be wider than `room` at the least size.
    fn breaking(&self, geometry: &Geometry, room: f64) -> Vec<&str> {
        let may_break = |words: &Words| words.widest() * geometry.far > room;
        let labels = self.labels.iter().filter(|(_, words)| words.as_ref().is_none_or(may_break));
        labels.map(|(label, _)| label.as_str()).collect()
    }

    /// What has to be measured of labels in cells whose labels have `room`.
    fn measured_labels(&self, geometry: &Geometry, room: f64) -> Asked<MeasuredLabels> {
        let others = self.labels.iter().filter(|(_, words)| words.is_none());
        let others: Vec<&str> = others.map(|(label, _)| label.as_str()).collect();
        let widest = others.iter().try_fold(0.0, |widest: f64, label| {
            Ok::<_, Vec<Fault>>(widest.max(self.setting.copyfit.widest(Style::Label, label)?))
        })?;
        let at = |share: &f64| {
            let size = share * geometry.far;
            if widest * size > room { Ok(None) } else { self.highest(&others, size, room).map(Some) }
        };
        let sizes = if others.is_empty() { &[][..] } else { &geometry.labels };
        let singular: Vec<&str> = self.singular.iter().map(String::as_str).collect();
        Ok(MeasuredLabels {
            own: self.highest(&singular, geometry.near, room)?,
            others: sizes.iter().map(at).collect::<Asked<_>>()?,
            broken: self.breaking(geometry, room).is_empty().then_some(0.0),
        })
    }

    /// How high labels are in cells of every width with words broken. That takes long, and few series break words.
    fn broken_heights(&self, geometry: &Geometry) -> Asked<Vec<f64>> {
        let height = |cell: &CellWidth| {
            let room = cell.room();
            self.highest(&self.breaking(geometry, room), geometry.far, room)
        };
        geometry.cells.iter().map(height).collect()
    }

    /// What the poster's drawing is given: what it keeps at the measures of the series, and how words are set.
    fn plan(&self, measured: &Measured, shared: &Shared, plan: Plan) -> Asked<Value> {
        let Self { setting, said, name, name_width, .. } = self;
        let Setting { copyfit, geometry } = setting;
        let width = |style: Style, words: &str, size: f64| copyfit.evened(style, words, size, geometry.words);
        let lead = match (said.lead(), &measured.lead) {
            (Some((_, words)), Some(lead)) if plan.lead => {
                let height = geometry.leads.iter().zip(&lead.heights).find(|(size, _)| **size == shared.lead);
                let height = height.and_then(|(_, height)| *height);
                let even = width(Style::Motto, words, shared.lead * geometry.far)?;
                // What a draft says of itself stands on the last line.
                let even = even.map(|even| (true, Some(even).filter(|_| !said.draft)));
                let (whole, width) = even.unwrap_or((false, None));
                Some(json!({ "height": height, "width": width, "whole": whole }))
            }
            _ => None,
        };
        let purpose = match &said.purpose {
            Some(words) if plan.purpose => {
                let width = width(Style::Text, words, geometry.step)?;
                let height = measured.parts.get("purpose");
                Some(json!({ "height": height, "width": width, "whole": width.is_some() }))
            }
            _ => None,
        };
        let facts = match measured.parts.get("facts") {
            Some(height) if plan.facts => {
                Some(json!({ "height": height, "widths": setting.facts_in_a_row(&said.facts)? }))
            }
            _ => None,
        };
        let list = plan.items.checked_sub(1).and_then(|last| measured.list.get(last));
        let labels = said.pictograms.iter().take(plan.pictograms).map(|it| self.label(&it.label, shared));
        let name_width = copyfit.evened(Style::Title, &said.title, name.size, *name_width)?;
        Ok(json!({
            "name": {
                "whole": name.whole, "width": name_width,
                "size": name.size, "capitals": name.capitals, "beneath": name.beneath,
            },
            "lead": lead,
            "purpose": purpose,
            "facts": facts,
            "steps": setting.steps(&said.path)?,
            "list": list.map(|height| json!({ "height": height })),
            "items": plan.items,
            "pictograms": plan.pictograms,
            "labels": labels.collect::<Asked<Vec<_>>>()?,
        }))
    }

    /// How a label is set in the cells of the series.
    fn label(&self, label: &str, shared: &Shared) -> Asked<Value> {
        let Setting { copyfit, geometry } = self.setting;
        let room = geometry.cells[shared.columns - 1].room();
        let mut size = shared.label * geometry.far;
        if self.singular.contains(label) {
            while size > geometry.near
                && copyfit.fit(Style::Label, label, size, room)?.height > shared.label_height + 0.1 * POINT
            {
                size = geometry.near.max(0.94 * size);
            }
        }
        let width = copyfit.evened(Style::Label, label, size, room)?;
        Ok(json!({ "size": size, "width": width, "whole": width.is_some() }))
    }
}

/// What the series gives to a poster. Both are null for a kind that is no series.
#[derive(Debug, Clone, Default)]
pub(super) struct Measures {
    /// The measures that all posters share.
    pub series: Value,
    /// What the poster keeps at those, and how its words are set.
    pub plan: Value,
}

/// Measures the posters of a series side by side, and solves them at once.
pub(super) fn measures<'a>(
    drafts: &[(&PosterKind, Draft)],
    common: impl Fn(&PosterKind, &Draft) -> Common<'a> + Sync,
) -> Asked<Vec<Measures>> {
    let mut measures = vec![Measures::default(); drafts.len()];
    let members = drafts.iter().enumerate().filter(|(_, (kind, _))| kind.kind == Kind::Phase);
    let members: Vec<usize> = members.map(|(position, _)| position).collect();
    let mut settings = IndexMap::new();
    for (kind, draft) in members.iter().map(|position| &drafts[*position]) {
        if !settings.contains_key(&draft.tongue()) {
            settings.insert(draft.tongue(), Setting::of(common(kind, draft), draft)?);
        }
    }
    let Some((_, first)) = settings.first() else { return Ok(measures) };
    let measured = parallel::map(members.clone(), |position| {
        let (kind, draft) = &drafts[position];
        let measured = Member::of(common(kind, draft), draft, &settings[&draft.tongue()]);
        if drafts.len() > MANY {
            forget_after(position);
        }
        measured
    });
    let (series, mut measured): (Vec<Member>, Vec<Measured>) = all_of(measured)?.into_iter().unzip();
    let geometry = &first.geometry;
    let mut solution = series::solve(geometry, &measured);
    if matches!(solution, Some(Solution::BreaksWords)) {
        let unknown: Vec<usize> = (0..series.len()).filter(|at| !measured[*at].is_complete()).collect();
        let heights = parallel::map(unknown.clone(), |at| series[at].broken_heights(geometry));
        for (at, heights) in unknown.into_iter().zip(all_of(heights)?) {
            let cells = measured[at].cells.iter_mut().zip(heights);
            cells.for_each(|(cell, height)| cell.broken = Some(height));
        }
        solution = series::solve(geometry, &measured);
    }
    if let Some(Solution::Solved(shared, plans)) = solution {
        let given: Vec<usize> = (0..series.len()).collect();
        let plans = parallel::map(given, |at| series[at].plan(&measured[at], &shared, plans[at]));
        for (position, plan) in members.into_iter().zip(all_of(plans)?) {
            measures[position] = Measures { series: super::theme_data(&shared), plan };
        }
    }
    Ok(measures)
}

/// What was made of all posters, or every fault in them.
pub(super) fn all_of<T>(made: Vec<Asked<T>>) -> Asked<Vec<T>> {
    let (mut all, mut faults) = (Vec::with_capacity(made.len()), Vec::new());
    for one in made {
        match one {
            Ok(one) => all.push(one),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}
