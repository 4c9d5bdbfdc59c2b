//! What the posters take from a book, in the form that the theme receives.

use serde::Serialize;

pub use crate::book::passages::{Fact, Sign, facts, pictograms, purpose, some, tidy};
use crate::book::passages::{walk, words_of};
use crate::book::{Book, Chapter, Subject};
use crate::model::{BlockKind, plain_text};
use crate::theme::PhaseColours;

/// A short list under its heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outputs {
    /// The heading's words.
    pub heading: String,
    /// The items' words.
    pub items: Vec<String>,
}

/// A phase on the path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// The phase's name.
    pub name: String,
    /// Its colours.
    pub colours: PhaseColours,
    /// Whether the poster is about this phase.
    pub lit: bool,
}

/// The most phases on the path of one poster: more of them would be dots on a line.
const MOST_STEPS: usize = 24;

/// All phases in order, with `lit` marked, and the names of those too far from it to
/// be on the path; where none is lit, too far from the first. One phase alone is no path.
pub fn path(book: &Book, lit: Option<usize>) -> (Vec<Step>, Vec<String>) {
    let count = book.phases.len();
    if count < 2 {
        return Default::default();
    }
    let first = lit.unwrap_or(0).saturating_sub(MOST_STEPS / 2).min(count.saturating_sub(MOST_STEPS));
    let near = first..count.min(first + MOST_STEPS);
    let step = |i: usize| Step {
        number: i + 1,
        name: tidy(&book.phases[i].name),
        colours: book.phases[i].colours,
        lit: lit == Some(i),
    };
    // Those before and those after, each by the first and the last.
    let far = [0..near.start, near.end..count].into_iter().filter_map(|range| {
        let (first, last) = (range.start, range.end.checked_sub(1)?);
        let name = |i: usize| tidy(&book.phases[i].name);
        match last.checked_sub(first) {
            None => None,
            Some(0) => Some(name(first)),
            Some(_) => Some(format!("{} … {}", name(first), name(last))),
        }
    });
    let far = far.collect();
    (near.map(step).collect(), far)
}

/// The list under the heading that the page names for its poster, else the
/// first list under a heading that speaks of outputs, else the first list
/// under the heading that the pictograms stand under.
pub fn outputs(chapter: &Chapter) -> Option<Outputs> {
    let (mut heading, mut subject) = (String::new(), None);
    let mut by_name = None;
    let mut beside = None;
    // The first list since the last heading.
    let mut list: Option<Outputs> = None;
    walk(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading { content, .. } => {
            heading = tidy(&plain_text(content));
            subject = Subject::of(&block.attributes, &heading, &chapter.language);
            list = None;
        }
        BlockKind::List { items, .. } if list.is_none() => {
            let items: Vec<_> = items.iter().filter_map(|item| some(&words_of(&item.blocks)?)).collect();
            if items.is_empty() {
                return;
            }
            let found = Outputs { heading: heading.clone(), items };
            let wished = chapter.poster.list.as_ref().map(|wished| wished.to_lowercase());
            let name = heading.to_lowercase();
            if by_name.is_none() && wished.map_or(subject == Some(Subject::Outputs), |wished| name == wished)
            {
                by_name = Some(found.clone());
            }
            list = Some(found);
        }
        BlockKind::Pictograms { .. } if beside.is_none() => beside = list.clone(),
        _ => {}
    });
    by_name.or(beside).filter(|outputs| !outputs.heading.is_empty())
}
