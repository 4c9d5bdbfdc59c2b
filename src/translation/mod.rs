//! Whether a translation still says what its original says.
//!
//! Nobody here reads both languages. What is compared is what a translation leaves as it is: how
//! many sections, paragraphs, items and rows there are, in which order, and the numbers, addresses
//! and code in them. What the original has and the translation lacks is named at its line in both.

mod align;
mod dates;
mod outline;
mod values;

use crate::diagnostic::{Diagnostic, rules};
use crate::model::Span;
use crate::source::Page;
use align::aligned;
use outline::{Kind, Part, Section};

pub use align::levels;

/// How many sections of an original tell whether a page is its translation at all.
const TELLING: usize = 4;

/// How many pairs of parts are compared; pages of some five thousand parts are read by nobody.
const MOST_PAIRS: usize = 30_000_000;

/// What a translation lacks of its original, or has otherwise, in the order of the original.
pub fn compare(original: &Page, translation: &Page) -> Vec<Diagnostic> {
    let pages = Pages { original, translation };
    let mut found: Vec<Diagnostic> = dates::compare(original, translation).into_iter().collect();
    let (first, second) = (outline::sections(original), outline::sections(translation));
    let parts = |sections: &[Section]| sections.iter().map(|section| section.parts.len() + 1).sum::<usize>();
    if parts(&first).saturating_mul(parts(&second)) > MOST_PAIRS {
        return found;
    }
    let pairs = aligned(&first, &second, Section::likeness);
    let matched = pairs.iter().filter(|pair| matches!(pair, (Some(_), Some(_)))).count();
    if first.len() >= TELLING && matched * 2 < first.len() {
        found.push(pages.another_text(matched, first.len()));
        return found;
    }
    let rate = rate(&first, &second, &pairs);
    let mut before = translation.front.span;
    for pair in pairs {
        match (pair.0.map(|at| &first[at]), pair.1.map(|at| &second[at])) {
            (Some(section), Some(own)) => {
                pages.sections(section, own, rate, &mut found);
                before = own.span;
            }
            (Some(section), None) => found.push(pages.missing_section(section, before)),
            (None, Some(own)) => {
                found.push(pages.added_section(own));
                before = own.span;
            }
            (None, None) => {}
        }
    }
    found
}

/// How many letters a translation has for one of its original: the usual rate of its parts.
fn rate(first: &[Section], second: &[Section], pairs: &[(Option<usize>, Option<usize>)]) -> f64 {
    let mut rates: Vec<f64> = Vec::new();
    for (a, b) in pairs.iter().filter_map(|(a, b)| Some((&first[(*a)?], &second[(*b)?]))) {
        for (part, own) in aligned(&a.parts, &b.parts, Part::likeness) {
            if let (Some(part), Some(own)) = (part, own) {
                let (part, own) = (a.parts[part].letters, b.parts[own].letters);
                if part > 20 && own > 0 {
                    rates.push(own as f64 / part as f64);
                }
            }
        }
    }
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(1.0)
}

/// A page and its translation.
struct Pages<'a> {
    original: &'a Page,
    translation: &'a Page,
}

/// What to do about what a translation lacks.
const LACKS: &str =
    "translate it, or say `allow: [translation-behind]` in front matter if it is left out on purpose";
/// What to do about what differs.
const DIFFERS: &str = "compare the two, and correct the one that is wrong";

impl Pages<'_> {
    /// A diagnostic at a place of the translation that points at one of the original.
    fn at(&self, own: Span, there: Span, message: String, words: &str) -> Diagnostic {
        let source = self.translation.source_of(own);
        Diagnostic::new(&rules::TRANSLATION_BEHIND, source, own, message).related(
            self.original.source_of(there),
            there,
            words,
        )
    }

    fn another_text(&self, matched: usize, all: usize) -> Diagnostic {
        let path = &self.original.source.path;
        let message =
            format!("the page is another text than `{path}`: {matched} of its {all} sections correspond");
        Diagnostic::new(
            &rules::TRANSLATION_BEHIND,
            &self.translation.source,
            self.translation.front.span,
            message,
        )
        .hint("translate it anew, or take away what pairs the two")
    }

    fn missing_section(&self, section: &Section, before: Span) -> Diagnostic {
        let what = section.name();
        let message = format!("{what} of `{}` is missing in the translation", self.original.source.path);
        self.at(
            before,
            section.span,
            message,
            "it stands here in the original, and belongs behind the other place",
        )
        .hint(LACKS)
    }

    fn added_section(&self, own: &Section) -> Diagnostic {
        let message = format!("{} has no counterpart in `{}`", own.name(), self.original.source.path);
        Diagnostic::new(&rules::TRANSLATION_BEHIND, self.translation.source_of(own.span), own.span, message)
            .hint("take it out if the original has dropped it, or say `allow: [translation-behind]` in front matter")
    }

    /// What differs in two sections that correspond.
    fn sections(&self, section: &Section, own: &Section, rate: f64, found: &mut Vec<Diagnostic>) {
        let pairs = aligned(&section.parts, &own.parts, Part::likeness);
        let mut missing: Vec<&Part> = Vec::new();
        let (mut before, mut place) = (own.span, own.span);
        for (first, second) in pairs {
            match (first.map(|at| &section.parts[at]), second.map(|at| &own.parts[at])) {
                (Some(part), Some(translated)) => {
                    self.parts(part, translated, found);
                    before = translated.span;
                }
                (Some(part), None) => {
                    missing.push(part);
                    continue;
                }
                _ => {}
            }
            self.missing(&std::mem::take(&mut missing), (section, own), (place, rate), found);
            place = before;
        }
        self.missing(&missing, (section, own), (place, rate), found);
    }

    /// Names parts of the original that stand one behind another and have no counterpart. Paragraphs
    /// that were put together are none: the section is then as long as it should be.
    fn missing(
        &self,
        parts: &[&Part],
        (section, own): (&Section, &Section),
        (before, rate): (Span, f64),
        found: &mut Vec<Diagnostic>,
    ) {
        let mut rest = parts;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|part| part.kind.is_like(&first.kind)).count();
            let (alike, others) = rest.split_at(count);
            rest = others;
            let letters: usize = alike.iter().map(|part| part.letters).sum();
            let expected = (section.letters() as f64 - letters as f64 / 2.0) * rate;
            if first.kind.can_be_joined() && own.letters() as f64 > expected {
                continue;
            }
            let (name, verb) = first.kind.name(count);
            let message =
                format!("{name} of `{}` {verb} missing in the translation", self.original.source.path);
            let words = if count == 1 {
                "it stands here in the original"
            } else {
                "the first stands here in the original"
            };
            found.push(self.at(before, first.span, message, words).hint(LACKS));
        }
    }

    /// What differs in two parts that correspond.
    fn parts(&self, part: &Part, own: &Part, found: &mut Vec<Diagnostic>) {
        let mut differ = |message: String| {
            found.push(self.at(own.span, part.span, message, "the original").hint(DIFFERS));
        };
        if let (Kind::Table { rows, columns }, Kind::Table { rows: own_rows, columns: own_columns }) =
            (&part.kind, &own.kind)
            && (rows, columns) != (own_rows, own_columns)
        {
            differ(format!(
                "the table has {rows} rows of {columns} columns in the original, and {own_rows} of {own_columns} here"
            ));
        }
        for (what, there, here) in values::differences(&part.values, &own.values) {
            differ(format!("{what} differs from the original: {here} here, {there} there"));
        }
    }
}

#[cfg(test)]
mod tests;
