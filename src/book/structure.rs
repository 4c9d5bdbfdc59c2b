//! How chapters hang together beyond their order: which stand within another,
//! and which speak of another.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Chapter;
use crate::model::visit::{self, Visit};
use crate::model::{Inline, InlineKind, Resolved, Target};
use crate::paths;

/// Settles [`Chapter::within`] and [`Chapter::linked_from`] of all chapters.
pub(crate) fn settle(chapters: &mut [Chapter]) {
    // The whole book is within it, so that no chapter has to be.
    let all: Vec<String> = chapters.iter().map(|chapter| chapter.path.clone()).collect();
    let root = paths::root_index(all.iter().map(String::as_str));
    let indexes = paths::indexes(all.iter().map(String::as_str));
    for at in 0..chapters.len() {
        chapters[at].within = within(chapters, at, root, &indexes);
    }
    let speaks: Vec<BTreeSet<usize>> = chapters
        .par_iter()
        .map(|chapter| {
            let mut mentions = Mentions::default();
            visit::blocks(&chapter.blocks, &mut mentions);
            chapter.notes.iter().for_each(|note| visit::blocks(&note.blocks, &mut mentions));
            mentions.chapters
        })
        .collect();
    for chapter in chapters.iter_mut() {
        chapter.linked_from.clear();
    }
    for (from, mentions) in speaks.iter().enumerate() {
        for to in mentions.iter().filter(|to| **to != from) {
            if let Some(chapter) = chapters.get_mut(*to) {
                chapter.linked_from.push(from);
            }
        }
    }
}

/// The index page of the folder that a page stands in, or of the nearest folder
/// above that has one. A page beside a folder of its name counts as that folder's, too. Only where nothing else comes between the two in the
/// book: a chapter that was moved away by its order is no longer within.
fn within(chapters: &[Chapter], at: usize, root: Option<usize>, indexes: &BTreeSet<&str>) -> Option<usize> {
    let path = &chapters[at].path;
    let mut folder = paths::folder(path);
    if indexes.contains(path.as_str()) {
        folder = paths::folder(folder);
    }
    let mut open = at.checked_sub(1);
    // From the chapter before, outwards: what is open where this one begins.
    while let Some(index) = open {
        let candidate = chapters[index].path.as_str();
        let held = match indexes.contains(candidate) {
            true => paths::folder(candidate).to_owned(),
            false => paths::bare(candidate).to_owned(),
        };
        if Some(index) != root && (folder == held || paths::is_below(folder, &held)) {
            return Some(index);
        }
        open = chapters[index].within;
    }
    None
}

#[derive(Default)]
struct Mentions {
    chapters: BTreeSet<usize>,
}

impl Visit<Resolved> for Mentions {
    fn inline(&mut self, inline: &Inline<Resolved>) {
        if let InlineKind::Link { target: Target::Chapter { chapter, .. }, .. } = &inline.kind {
            self.chapters.insert(*chapter);
        }
    }
}
