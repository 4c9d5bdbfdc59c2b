//! Which pages are phases, and their colours.

use super::book::Phase;
use super::settle::Sheet;
use super::{names, paths};
use crate::model::{Block, BlockKind, Written};
use crate::theme::{PhaseColours, Theme};

/// The phases of a book in order, and for each page which of them it is.
pub(super) fn phases(sheets: &[Sheet], theme: &Theme) -> (Vec<Phase>, Vec<Option<usize>>) {
    let mut phases: Vec<Phase> = Vec::new();
    let mut unknown = theme.sequence.iter().cycle();
    let of_pages = sheets
        .iter()
        .enumerate()
        .map(|(chapter, sheet)| {
            let slug = phase_of(sheet, theme)?;
            if let Some(known) = phases.iter().position(|phase| phase.slug == slug) {
                return Some(known);
            }
            let colours =
                known_colours(theme, &slug).or_else(|| unknown.next().copied()).unwrap_or(theme.neutral);
            phases.push(Phase { slug, name: sheet.title.clone(), chapter, colours });
            Some(phases.len() - 1)
        })
        .collect();
    (phases, of_pages)
}

fn known_colours(theme: &Theme, slug: &str) -> Option<PhaseColours> {
    theme.phases.iter().find(|(name, _)| names::slug(name) == slug).map(|(_, colours)| *colours)
}

/// The slug of the phase that a page is.
fn phase_of(sheet: &Sheet, theme: &Theme) -> Option<String> {
    let front = &sheet.page.front;
    if let Some(phase) = &front.phase {
        let phase = phase.value.trim();
        let none = ["", "false", "no", "none"].iter().any(|none| phase.eq_ignore_ascii_case(none));
        return (!none).then(|| names::slug(phase));
    }
    for class in front.class.iter().flat_map(|class| class.value.split_whitespace()) {
        match class.strip_suffix("-phase") {
            Some(phase) if !phase.is_empty() => return Some(names::slug(phase)),
            _ if known_colours(theme, &names::slug(class)).is_some() => return Some(names::slug(class)),
            _ => {}
        }
    }
    // An index shows the phases without being one.
    if paths::is_index(&sheet.page.source.path) {
        return None;
    }
    if known_colours(theme, &sheet.slug).is_some() || has_pictograms(&sheet.page.blocks) {
        return Some(sheet.slug.clone());
    }
    None
}

fn has_pictograms(blocks: &[Block<Written>]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Pictograms { .. } => true,
        BlockKind::Division { blocks }
        | BlockKind::Figure { blocks, .. }
        | BlockKind::Details { blocks, .. } => has_pictograms(blocks),
        _ => false,
    })
}
