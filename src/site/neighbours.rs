//! Who stands beside whom: the pages' own previous and next links, else the
//! book's order.

use std::sync::Arc;

use crate::book::Chapter;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::model::{Block, BlockKind, NavigationDirection, Resolved, Span, Target};

/// Settles the neighbours of all chapters. `places` has, for each, its source
/// and the span of its front matter.
pub(super) fn settle(
    chapters: &mut [Chapter],
    places: &[(Arc<Source>, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let neighbours: Vec<_> = chapters.iter().map(|chapter| navigation(&chapter.blocks)).collect();
    lonely(chapters, &neighbours, places, diagnostics);
    let number = chapters.len();
    for (at, (chapter, (previous, next))) in chapters.iter_mut().zip(neighbours).enumerate() {
        let other = |neighbour: Neighbour| neighbour.flatten().filter(|other| *other != at);
        chapter.previous = other(previous).or(at.checked_sub(1));
        chapter.next = other(next).or((at + 1 < number).then_some(at + 1));
    }
}

type Neighbour = Option<Option<usize>>;

/// What a page's own navigation names before and after it: nothing, a page
/// that is not in the book, or a chapter.
fn navigation(blocks: &[Block<Resolved>]) -> (Neighbour, Neighbour) {
    let mut found = (None, None);
    find_navigation(blocks, &mut found);
    found
}

fn find_navigation(blocks: &[Block<Resolved>], found: &mut (Neighbour, Neighbour)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Navigation { links } => {
                for link in links {
                    let chapter = match &link.target {
                        Target::Chapter { chapter, .. } => Some(*chapter),
                        _ => None,
                    };
                    match link.direction {
                        NavigationDirection::Previous => found.0.get_or_insert(chapter),
                        NavigationDirection::Next => found.1.get_or_insert(chapter),
                    };
                }
            }
            BlockKind::Division { blocks } => find_navigation(blocks, found),
            _ => {}
        }
    }
}

/// Says which phases stand apart from a sequence that the others make.
fn lonely(
    chapters: &[Chapter],
    neighbours: &[(Neighbour, Neighbour)],
    places: &[(Arc<Source>, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let phases: Vec<usize> = (0..chapters.len()).filter(|at| chapters[*at].phase.is_some()).collect();
    let alone: Vec<usize> = phases.iter().copied().filter(|at| neighbours[*at] == (None, None)).collect();
    let linked = phases.len() - alone.len();
    // Pages without such links are a choice where most have none.
    if linked < 2 || linked < alone.len() {
        return;
    }
    for at in alone {
        let (source, span) = &places[at];
        diagnostics.push(
            Diagnostic::new(
                &rules::PHASE_WITHOUT_NEIGHBOUR,
                source,
                *span,
                format!("the phase `{}` links to no neighbour, and the other phases do", chapters[at].title),
            )
            .hint("end the page with `## [Next: …](…)` or `## [Previously: …](…)`"),
        );
    }
}
