//! Whether a list is tight but for kramdown's attribute lists.
//!
//! The Markdown parser sees an attribute list as a blank line, and a blank line
//! between items makes their list loose. kramdown does not count the line as
//! one, so neither do we.

use std::ops::Range;

use super::dialect::BlockAttributes;

/// The lines of a text that hold nothing, and those that held an attribute list.
#[derive(Debug, Default)]
pub struct Gaps {
    /// Where each line begins that was typed blank.
    blank: Vec<usize>,
    /// Where each attribute list stood.
    lists: Vec<usize>,
}

impl Gaps {
    /// Looks through a text. Without attribute lists there is nothing to know.
    pub fn new(text: &str, lists: &[BlockAttributes]) -> Self {
        let mut gaps = Self::default();
        if lists.is_empty() {
            return gaps;
        }
        gaps.lists = lists.iter().map(|list| list.range.start).collect();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let body = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
            if body.is_empty() && !contains(&gaps.lists, at..at + line.len()) {
                gaps.blank.push(at);
            }
            at += line.len();
        }
        gaps
    }

    /// Whether attribute lists are the only gaps within a list that stands at `range`.
    pub fn only_attribute_lists(&self, text: &str, range: &Range<usize>) -> bool {
        let body = text[range.clone()].trim_end().len();
        let range = range.start..range.start + body;
        contains(&self.lists, range.clone()) && !contains(&self.blank, range)
    }
}

/// Whether one of the offsets, which come in order, lies in the range.
fn contains(offsets: &[usize], range: Range<usize>) -> bool {
    let first = offsets.partition_point(|offset| *offset < range.start);
    offsets.get(first).is_some_and(|offset| *offset < range.end)
}
