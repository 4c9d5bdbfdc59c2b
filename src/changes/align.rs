//! Which unit of a book was which of an earlier edition.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::marks::hunks;
use super::units::Unit;

/// The units of a chapter, and how it is named.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The path of its page.
    pub path: String,
    /// Its name in ids.
    pub slug: String,
    /// Its units.
    pub units: Vec<Unit>,
}

/// Where a unit is: its chapter, and its position in it.
pub(super) type Place = (usize, usize);

/// What a unit of this edition was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The same, here or elsewhere.
    Kept,
    /// Another.
    Was(Place),
    /// Nothing: it is new.
    New,
}

/// A book beside an earlier edition of it.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// The chapter that each chapter was; none for a new one.
    pub chapters: Vec<Option<usize>>,
    /// What each unit was.
    pub origins: Vec<Vec<Origin>>,
    /// The units that are gone, each with the place before which it stood. Those of chapters that are
    /// gone are not among them.
    pub gone: Vec<(Place, Place)>,
}

/// The words that a run of units has at least for it to have been moved rather than written again:
/// "yes" in one cell and in another is no move.
const MOVED: usize = 4;
/// The words up to which a unit is short: in the place of another it is that one, whatever it says.
const SHORT: usize = 6;
/// How many pairs are compared at most to find what became of something.
const PAIRS: usize = 40_000;
/// How much of their words two units share if one became the other, in hundredths.
const ALIKE: usize = 50;
/// The same where they stood apart.
const MUCH_ALIKE: usize = 75;
/// The words of a unit that is looked for elsewhere.
const LONG: usize = 8;
/// How many places are tried from which a run of units may have come.
const PLACES: usize = 8;

/// Compares a book with an earlier one.
pub(super) fn align(old: &[Text], new: &[Text]) -> Alignment {
    let chapters = chapters(old, new);
    let mut aligner = Aligner {
        old,
        new,
        origins: new.iter().map(|text| vec![Origin::Kept; text.units.len()]).collect(),
        lost: BTreeSet::new(),
    };
    let kept: BTreeSet<usize> = chapters.iter().flatten().copied().collect();
    for (at, text) in old.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        aligner.lost.extend((0..text.units.len()).map(|unit| (at, unit)));
    }
    let mut found = Vec::new();
    for (at, was) in chapters.iter().enumerate() {
        let Some(was) = *was else {
            aligner.origins[at].fill(Origin::New);
            continue;
        };
        let keys = |text: &'_ Text| text.units.iter().map(|unit| unit.key.clone()).collect::<Vec<_>>();
        let (before, after) = (keys(&old[was]), keys(&new[at]));
        for (before, after) in hunks(before.iter().map(String::as_str), after.iter().map(String::as_str)) {
            aligner.lost.extend(before.clone().map(|unit| (was, unit)));
            after.clone().for_each(|unit| aligner.origins[at][unit] = Origin::New);
            found.push(Hunk { old: was, before, new: at, after });
        }
    }
    aligner.moved();
    let places: Vec<(Place, Place)> = found.iter().flat_map(|hunk| aligner.pair(hunk)).collect();
    aligner.found_elsewhere();
    let gone = places.into_iter().filter(|(old, _)| aligner.lost.contains(old)).collect();
    Alignment { chapters, origins: aligner.origins, gone }
}

/// Which chapter each chapter was: by path, by name, then by what they say.
fn chapters(old: &[Text], new: &[Text]) -> Vec<Option<usize>> {
    let mut free: BTreeSet<usize> = (0..old.len()).collect();
    let mut pairs = vec![None; new.len()];
    let rules: [fn(&Text, &Text) -> bool; 2] = [|a, b| a.path == b.path, |a, b| a.slug == b.slug];
    for is_same in rules {
        for (at, text) in new.iter().enumerate() {
            if pairs[at].is_none() {
                pairs[at] = free.iter().copied().find(|was| is_same(&old[*was], text));
                pairs[at].iter().for_each(|was| _ = free.remove(was));
            }
        }
    }
    let nameless: Vec<usize> = (0..new.len()).filter(|at| pairs[*at].is_none()).collect();
    if nameless.len().saturating_mul(free.len()) > PAIRS {
        return pairs;
    }
    let keys = |text: &'_ Text| text.units.iter().map(|unit| unit.key.clone()).collect::<BTreeSet<String>>();
    for at in nameless {
        let own = keys(&new[at]);
        let alike = |was: &usize| {
            let other = keys(&old[*was]);
            200 * own.intersection(&other).count() / (own.len() + other.len()).max(1)
        };
        let best =
            free.iter().copied().map(|was| (alike(&was), was)).max_by_key(|(alike, was)| (*alike, !*was));
        if let Some((_, was)) = best.filter(|(alike, _)| *alike >= ALIKE) {
            pairs[at] = Some(was);
            free.remove(&was);
        }
    }
    pairs
}

/// Units that stand in the place of others.
struct Hunk {
    old: usize,
    before: Range<usize>,
    new: usize,
    after: Range<usize>,
}

/// Finds what each unit was.
struct Aligner<'a> {
    old: &'a [Text],
    new: &'a [Text],
    origins: Vec<Vec<Origin>>,
    /// The units of the earlier edition of which nobody knows what they became.
    lost: BTreeSet<Place>,
}

impl Aligner<'_> {
    fn is_new(&self, (chapter, unit): Place) -> bool {
        self.origins.get(chapter).and_then(|origins| origins.get(unit)) == Some(&Origin::New)
    }

    fn was(&mut self, (chapter, unit): Place, was: Place, origin: Origin) {
        self.origins[chapter][unit] = origin;
        self.lost.remove(&was);
    }

    /// Finds runs of units that stand elsewhere now.
    fn moved(&mut self) {
        let old = self.old;
        let mut places: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        for (chapter, unit) in &self.lost {
            places.entry(&old[*chapter].units[*unit].key).or_default().push((*chapter, *unit));
        }
        for (chapter, text) in self.new.iter().enumerate() {
            for (at, unit) in text.units.iter().enumerate() {
                if !self.is_new((chapter, at)) {
                    continue;
                }
                let from = places.get(unit.key.as_str()).into_iter().flatten();
                let from: Vec<Place> =
                    from.filter(|place| self.lost.contains(place)).take(PLACES).copied().collect();
                let runs = from.into_iter().map(|from| (self.run(from, (chapter, at)), from));
                let Some((length, from)) =
                    runs.max_by_key(|(length, from)| (*length, std::cmp::Reverse(*from)))
                else {
                    continue;
                };
                let words: usize = text.units[at..at + length].iter().map(|unit| unit.tokens.len()).sum();
                if words >= MOVED {
                    for step in 0..length {
                        self.was((chapter, at + step), (from.0, from.1 + step), Origin::Kept);
                    }
                }
            }
        }
    }

    /// How many units from one place on are new here and lost there, and the same.
    fn run(&self, (old, from): Place, (new, at): Place) -> usize {
        let same = |step: &usize| {
            let pair = (self.old[old].units.get(from + step), self.new[new].units.get(at + step));
            matches!(pair, (Some(old), Some(new)) if old.key == new.key)
                && self.lost.contains(&(old, from + step))
                && self.is_new((new, at + step))
        };
        (0..).take_while(same).count()
    }

    /// Pairs what is left of a hunk. Gives the places before which lost units stood.
    fn pair(&mut self, hunk: &Hunk) -> Vec<(Place, Place)> {
        let before: Vec<usize> =
            hunk.before.clone().filter(|unit| self.lost.contains(&(hunk.old, *unit))).collect();
        let after: Vec<usize> = hunk.after.clone().filter(|unit| self.is_new((hunk.new, *unit))).collect();
        let mut pairs = self.most_alike(hunk, &before, &after);
        pairs.extend(self.short_between(hunk, (&before, &after), &pairs));
        pairs.sort_unstable();
        for (old, new) in &pairs {
            self.was(
                (hunk.new, after[*new]),
                (hunk.old, before[*old]),
                Origin::Was((hunk.old, before[*old])),
            );
        }
        let mut places = Vec::new();
        let mut next = pairs.iter().peekable();
        for (at, old) in before.iter().enumerate() {
            while next.peek().is_some_and(|(paired, _)| *paired <= at) {
                next.next();
            }
            let behind = pairs.iter().rev().find(|(paired, _)| *paired < at).map_or(0, |(_, new)| new + 1);
            let until = next.peek().map_or(after.len(), |(_, new)| *new);
            // Before what is new between its neighbours; else behind the one before it.
            let stood = after[behind.min(after.len())..until.max(behind).min(after.len())].first();
            let last = behind.checked_sub(1).and_then(|last| after.get(last)).map(|last| last + 1);
            let stood = stood.copied().or(last).unwrap_or(hunk.after.start);
            places.push(((hunk.old, *old), (hunk.new, stood)));
        }
        places
    }

    /// The pairs, in the order of both, that have most words in common.
    fn most_alike(&self, hunk: &Hunk, before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
        let (rows, columns) = (before.len(), after.len());
        let alike = |row: usize, column: usize| {
            let (old, new) =
                (&self.old[hunk.old].units[before[row]], &self.new[hunk.new].units[after[column]]);
            likeness(old, new)
        };
        if rows * columns > PAIRS {
            return (0..rows.min(columns)).filter(|at| alike(*at, *at) >= ALIKE).map(|at| (at, at)).collect();
        }
        let likes: Vec<Vec<usize>> =
            (0..rows).map(|row| (0..columns).map(|column| alike(row, column)).collect()).collect();
        // The most that can be had from each place on.
        let mut best = vec![vec![0; columns + 1]; rows + 1];
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let like = likes[row][column];
                let both = if like >= ALIKE { like + best[row + 1][column + 1] } else { 0 };
                best[row][column] = both.max(best[row + 1][column]).max(best[row][column + 1]);
            }
        }
        let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
        while row < rows && column < columns {
            let like = likes[row][column];
            if like >= ALIKE && best[row][column] == like + best[row + 1][column + 1] {
                pairs.push((row, column));
                (row, column) = (row + 1, column + 1);
            } else if best[row][column] == best[row + 1][column] {
                row += 1;
            } else {
                column += 1;
            }
        }
        pairs
    }

    /// Pairs short units that stand between the same neighbours, as many as there were: cells, headings.
    fn short_between(
        &self,
        hunk: &Hunk,
        (before, after): (&[usize], &[usize]),
        pairs: &[(usize, usize)],
    ) -> Vec<(usize, usize)> {
        let ends = pairs.iter().copied().chain([(before.len(), after.len())]);
        let mut found = Vec::new();
        let (mut old, mut new) = (0, 0);
        for (next_old, next_new) in ends {
            if next_old - old == next_new - new {
                found.extend((old..next_old).zip(new..next_new));
            }
            (old, new) = (next_old + 1, next_new + 1);
        }
        found.retain(|(old, new)| {
            let (old, new) =
                (&self.old[hunk.old].units[before[*old]], &self.new[hunk.new].units[after[*new]]);
            old.line == new.line && (!old.line || old.tokens.len().min(new.tokens.len()) <= SHORT)
        });
        found
    }

    /// Finds units that stand elsewhere now and have changed as well.
    fn found_elsewhere(&mut self) {
        let long = |unit: &Unit| unit.line && unit.tokens.len() >= LONG;
        let lost: Vec<Place> =
            self.lost.iter().copied().filter(|(at, unit)| long(&self.old[*at].units[*unit])).collect();
        let mut new = Vec::new();
        for (at, text) in self.new.iter().enumerate() {
            let units = (0..text.units.len()).filter(|unit| long(&text.units[*unit]));
            new.extend(units.map(|unit| (at, unit)).filter(|place| self.is_new(*place)));
        }
        if lost.len().saturating_mul(new.len()) > PAIRS {
            return;
        }
        for (at, unit) in new {
            let like = |was: &Place| likeness(&self.old[was.0].units[was.1], &self.new[at].units[unit]);
            let lost = lost.iter().filter(|was| self.lost.contains(*was));
            let best = lost.map(|was| (like(was), std::cmp::Reverse(*was))).max();
            if let Some((_, was)) = best.filter(|(like, _)| *like >= MUCH_ALIKE) {
                self.was((at, unit), was.0, Origin::Was(was.0));
            }
        }
    }
}

/// How much of their words two units share, in hundredths.
fn likeness(one: &Unit, other: &Unit) -> usize {
    if one.line != other.line {
        return 0;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    one.tokens.iter().for_each(|token| *counts.entry(&token.text).or_default() += 1);
    let mut shared = 0;
    for token in &other.tokens {
        if let Some(count) = counts.get_mut(token.text.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    200 * shared / (one.tokens.len() + other.tokens.len()).max(1)
}
