//! Which addresses find room in the outer column of a page, beside the lines that have their links.
//!
//! Where lines and pages end is known to the layout alone. So a page is taken to hold fewer
//! letters than it does, and to have less than half of its column for addresses; what is beyond
//! that goes to the foot, where any number finds room on this page and the next.

use std::collections::VecDeque;

/// The letters of a page that is full of text.
const PAGE: usize = 2700;
/// The lines of addresses that the letters of a page may have, of some 66 in its column.
const LINES: usize = 40;
/// The letters of an address that a line of the column holds.
const LETTERS: usize = 17;
/// The lines that an address may take; longer ones are read better at the foot.
const LONGEST: usize = 5;
/// The lines of the column that something wide may fill.
const WIDE: usize = 10;

/// The addresses beside the text of the last page's letters.
#[derive(Debug, Default)]
pub(super) struct OuterColumn {
    /// Where each stands, in letters from the chapter's beginning, and the lines that it takes.
    recent: VecDeque<(usize, usize)>,
}

impl OuterColumn {
    /// Takes an address of so many letters at a place in the text, if there is room.
    pub fn takes(&mut self, place: usize, letters: usize) -> bool {
        while self.recent.front().is_some_and(|(before, _)| before + PAGE < place) {
            self.recent.pop_front();
        }
        let lines = letters.div_ceil(LETTERS).max(1);
        let taken: usize = self.recent.iter().map(|(_, lines)| lines).sum();
        let takes = lines <= LONGEST && taken + lines <= LINES;
        if takes {
            self.recent.push_back((place, lines));
        }
        takes
    }

    /// Gives up lines at a place to something as wide as text and column.
    pub fn fill(&mut self, place: usize) {
        self.recent.push_back((place, WIDE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowded_addresses_go_to_the_foot() {
        let mut column = OuterColumn::default();
        // A list of links: forty lines of addresses find room, and more once a page is past.
        let taken = (0..100).filter(|item| column.takes(item * 30, 17)).count();
        assert_eq!(taken, 40 + 9);
        assert!(column.takes(100_000, 40));
        assert!(!column.takes(200_000, LETTERS * LONGEST + 1));
        (0..4).for_each(|_| column.fill(200_000));
        assert!(!column.takes(200_000, LETTERS));
    }
}
