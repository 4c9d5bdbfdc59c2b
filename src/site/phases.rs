//! Which pages are phases, and their colours.

use std::collections::BTreeSet;

use super::groups::Groups;
use super::settle::PageDraft;
use crate::book::Phase;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, rules};
use crate::model::{Block, BlockKind, Span, Written};
use crate::theme::{PhaseColours, Theme};
use crate::{names, paths};

/// The phases of a book in order, and for each page which of them it is.
///
/// Where no page says that it is one, the groups of pages play their part.
pub(super) fn phases(
    config: &Config,
    drafts: &[PageDraft],
    theme: &Theme,
) -> (Vec<Phase>, Vec<Option<usize>>) {
    let own = if config.phases.is_some() { Default::default() } else { own_phases(drafts, theme) };
    if !own.0.is_empty() {
        return own;
    }
    match Groups::of(config, drafts) {
        Some(groups) => of_groups(groups, drafts, theme),
        None => own,
    }
}

/// The groups of pages as phases.
fn of_groups(groups: Groups, drafts: &[PageDraft], theme: &Theme) -> (Vec<Phase>, Vec<Option<usize>>) {
    let mut sequence = theme.sequence.iter().cycle();
    let phases = groups.names.iter().enumerate().filter_map(|(group, name)| {
        let slug = names::slug(name);
        let colours =
            known_colours(theme, &slug).or_else(|| sequence.next().copied()).unwrap_or(theme.neutral);
        Some(Phase { slug, name: name.clone(), chapter: groups.opening(group, drafts)?, colours })
    });
    (phases.collect(), groups.of_pages.clone())
}

/// The phases that pages say they are.
fn own_phases(drafts: &[PageDraft], theme: &Theme) -> (Vec<Phase>, Vec<Option<usize>>) {
    let mut phases: Vec<Phase> = Vec::new();
    let said: Vec<Said> = drafts.iter().map(|draft| said(draft, theme)).collect();
    // How pages look that say which phase they are.
    let of_phases: BTreeSet<Option<&str>> = std::iter::zip(drafts, &said)
        .filter(|(_, said)| matches!(said, Said::Phase(_)))
        .map(|(draft, _)| layout(draft))
        .collect();
    let indexes = paths::indexes(drafts.iter().map(|draft| draft.page.source.path.as_str()));
    let mut unknown = theme.sequence.iter().cycle();
    let of_pages = std::iter::zip(drafts, said)
        .enumerate()
        .map(|(chapter, (draft, said))| {
            let slug = phase_of(draft, said, theme, &of_phases, &indexes)?;
            if let Some(known) = phases.iter().position(|phase| phase.slug == slug) {
                return Some(known);
            }
            let colours =
                known_colours(theme, &slug).or_else(|| unknown.next().copied()).unwrap_or(theme.neutral);
            phases.push(Phase { slug, name: draft.title.clone(), chapter, colours });
            Some(phases.len() - 1)
        })
        .collect();
    (phases, of_pages)
}

fn known_colours(theme: &Theme, slug: &str) -> Option<PhaseColours> {
    theme.phases.iter().find(|(name, _)| names::slug(name) == slug).map(|(_, colours)| *colours)
}

/// The position among the phases that the theme knows of the one that a page is, if it is one.
pub(super) fn rank(draft: &PageDraft, theme: &Theme) -> Option<usize> {
    let slug = match said(draft, theme) {
        Said::Phase(slug) => slug,
        Said::None => return None,
        Said::Nothing => draft.slug.clone(),
    };
    theme.phases.keys().position(|name| names::slug(name) == slug)
}

/// Names phases and states that are one slip of the hand away from those that are known.
pub(super) fn misspelt(drafts: &[PageDraft], theme: &Theme, diagnostics: &mut Vec<Diagnostic>) {
    for draft in drafts {
        let front = &draft.page.front;
        let mut report = |span: Span, typed: &str, meant: &str| {
            let message = format!("`{typed}` is none that is known");
            diagnostics.push(
                Diagnostic::new(&rules::FRONT_MATTER_VALUE, &draft.page.source, span, message)
                    .hint(format!("did you mean `{meant}`")),
            );
        };
        if let (Said::Phase(slug), Some(typed)) =
            (said(draft, theme), front.phase.as_ref().or(front.class.as_ref()))
            && known_colours(theme, &slug).is_none()
            && let Some(meant) = theme.phases.keys().find(|known| names::is_slip(&slug, known))
        {
            report(typed.span, &typed.value, &typed.value.replace(&slug, meant));
        }
        if let Some(status) = front.status.as_ref().filter(|status| {
            !status.value.eq_ignore_ascii_case("draft") && names::is_slip(&status.value, "draft")
        }) {
            report(status.span, &status.value, "draft");
        }
    }
}

/// What a page's front matter says of its phase.
enum Said {
    /// It is the phase with this slug.
    Phase(String),
    /// It is none.
    None,
    Nothing,
}

fn said(draft: &PageDraft, theme: &Theme) -> Said {
    let front = &draft.page.front;
    if let Some(phase) = &front.phase {
        let phase = phase.value.trim();
        let none = ["", "false", "no", "none"].iter().any(|none| phase.eq_ignore_ascii_case(none));
        return if none { Said::None } else { Said::Phase(names::slug(phase)) };
    }
    for class in front.class.iter().flat_map(|class| class.value.split_whitespace()) {
        match class.strip_suffix("-phase") {
            Some(phase) if !phase.is_empty() => return Said::Phase(names::slug(phase)),
            _ if known_colours(theme, &names::slug(class)).is_some() => {
                return Said::Phase(names::slug(class));
            }
            _ => {}
        }
    }
    Said::Nothing
}

/// The slug of the phase that a page is, from what it says and where the pages that say theirs
/// have the layouts `of_phases`.
fn phase_of(
    draft: &PageDraft,
    said: Said,
    theme: &Theme,
    of_phases: &BTreeSet<Option<&str>>,
    indexes: &BTreeSet<&str>,
) -> Option<String> {
    match said {
        Said::Phase(slug) => return Some(slug),
        Said::None => return None,
        Said::Nothing => {}
    }
    // An index shows the phases without being one.
    if indexes.contains(draft.page.source.path.as_str()) {
        return None;
    }
    // Guidance has pictograms too. Beside pages that say which phase they are, only their like is a phase.
    let alike = of_phases.is_empty() || of_phases.contains(&layout(draft));
    let shown = alike && has_pictograms(&draft.page.blocks);
    (shown || known_colours(theme, &draft.slug).is_some()).then(|| draft.slug.clone())
}

/// The layout that a page's front matter names.
fn layout(draft: &PageDraft) -> Option<&str> {
    draft.page.front.all.get("layout")?.as_str()
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
