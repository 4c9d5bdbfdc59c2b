//! The drafts that stand for pages of the handbook until the book around them is laid out.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst_layout::Page;

use super::quick_chapter::Draft;

/// Drafts, by the positions of their first chapters. Each is known by a number, and later ones have
/// higher numbers.
#[derive(Default)]
pub(super) struct Drafts {
    last: u64,
    of: BTreeMap<usize, (u64, Arc<Draft>)>,
}

impl Drafts {
    /// Puts a draft in the place of earlier ones of its chapters.
    pub fn add(&mut self, draft: Arc<Draft>) {
        let Some(first) = draft.chapters.first().copied() else { return };
        self.last += 1;
        self.of.retain(|_, (_, other)| other.chapters.iter().all(|at| !draft.chapters.contains(at)));
        self.of.insert(first, (self.last, draft));
    }

    /// Whether a chapter has a draft of a page that reads so.
    pub fn has(&self, chapter: usize, read: u128) -> bool {
        self.of.values().any(|(_, draft)| {
            draft.chapters.iter().zip(&draft.read).any(|(at, own)| *at == chapter && *own == Some(read))
        })
    }

    /// Those with numbers above `told`, in the order of their numbers.
    pub fn since(&self, told: u64) -> Vec<(u64, Arc<Draft>)> {
        let mut since: Vec<_> = self.of.values().filter(|(number, _)| *number > told).cloned().collect();
        since.sort_by_key(|(number, _)| *number);
        since
    }

    /// A page, by its looks.
    pub fn page(&self, look: u128) -> Option<Page> {
        self.of.values().find_map(|(_, draft)| {
            let at = draft.looks.iter().position(|own| *own == look)?;
            draft.pages.get(at).cloned()
        })
    }

    /// Forgets what an edition that is laid out has overtaken: drafts that follow earlier editions.
    pub fn overtake(&mut self, edition: u64) {
        self.of.retain(|_, (_, draft)| draft.edition >= edition);
    }

    /// Forgets all: chapters have other positions now.
    pub fn clear(&mut self) {
        self.of.clear();
    }
}
