//! Numbers for the nodes of a chapter, in the order of reading.

use rayon::prelude::*;

use super::Chapter;
use crate::model::visit::{self, VisitMut};
use crate::model::{Block, Inline, Resolved};

/// Gives every block and inline of each chapter its number, from 1; what the
/// notes hold comes last.
pub(crate) fn settle(chapters: &mut [Chapter]) {
    chapters.par_iter_mut().for_each(|chapter| {
        let mut numbers = Numbers::default();
        visit::blocks_mut(&mut chapter.blocks, &mut numbers);
        chapter.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut numbers));
    });
}

#[derive(Default)]
struct Numbers {
    last: u32,
}

impl Numbers {
    fn next(&mut self) -> u32 {
        self.last = self.last.saturating_add(1);
        self.last
    }
}

impl VisitMut<Resolved> for Numbers {
    fn block(&mut self, block: &mut Block<Resolved>) {
        block.number = self.next();
    }

    fn inline(&mut self, inline: &mut Inline<Resolved>) {
        inline.number = self.next();
    }
}
