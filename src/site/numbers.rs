//! Numbers for the nodes of a chapter, in the order of reading.

use super::book::Chapter;
use super::walk::{self, Visitor};
use crate::model::{Block, Inline, Settled};

/// Gives every block and inline of each chapter its number, from 1; what the
/// notes hold comes last.
pub(super) fn settle(chapters: &mut [Chapter]) {
    for chapter in chapters {
        let mut numbers = Numbers::default();
        walk::blocks(&mut chapter.blocks, &mut numbers);
        chapter.notes.iter_mut().for_each(|note| walk::blocks(&mut note.blocks, &mut numbers));
    }
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

impl Visitor<Settled> for Numbers {
    fn block(&mut self, block: &mut Block<Settled>) {
        block.number = self.next();
    }

    fn inline(&mut self, inline: &mut Inline<Settled>) {
        inline.number = self.next();
    }
}
