//! Which block an attribute list on a line of its own belongs to.
//!
//! kramdown's rule: the block directly before it, without a blank line
//! between; else the block directly after. Where several blocks meet there, the column of the
//! list tells which is meant: the outermost that begins in that column.

use std::ops::Range;

use super::dialect::BlockAttributes;
use super::dom::{Dom, DomContent};
use crate::model::Attributes;

/// What attribute lists belong to.
#[derive(Debug, Default)]
pub struct Attached {
    /// What blocks get, by their positions.
    pub blocks: Vec<(usize, Attributes)>,
    /// What raw HTML gets, by its positions.
    pub html: Vec<(usize, Attributes)>,
    /// The ranges of lists that stand beside nothing.
    pub nowhere: Vec<Range<usize>>,
}

/// Tells which blocks and which raw HTML attribute lists belong to.
pub fn attach(
    text: &str,
    lists: &[BlockAttributes],
    blocks: &[Range<usize>],
    html: &[Range<usize>],
) -> Attached {
    let mut attached = Attached::default();
    if lists.is_empty() {
        return attached;
    }
    let lines = Lines::new(text);
    let places: Vec<Place> = blocks.iter().chain(html).map(|range| lines.place(text, range)).collect();
    let list_lines: Vec<usize> = lists.iter().map(|list| lines.line(list.range.start)).collect();
    for (list, line) in lists.iter().zip(&list_lines) {
        let column = lines.column(list.range.start);
        // Lists stand one under another; they all belong to the same block.
        let mut above = *line;
        while above > 0 && list_lines.binary_search(&(above - 1)).is_ok() {
            above -= 1;
        }
        let mut below = *line;
        while list_lines.binary_search(&(below + 1)).is_ok() {
            below += 1;
        }
        let before = choose(&places, column, |place| above > 0 && place.last_line + 1 == above);
        let chosen = before.or_else(|| {
            // A list may stand at the head of a quotation that another list above it means.
            choose(&places, column, |place| (line + 1..=below + 1).contains(&place.first_line))
        });
        match chosen {
            Some(index) if index < blocks.len() => attached.blocks.push((index, list.attributes.clone())),
            Some(index) => attached.html.push((index - blocks.len(), list.attributes.clone())),
            None => attached.nowhere.push(list.range.clone()),
        }
    }
    attached
}

/// Candidates come outermost first, as the parser opens them.
fn choose(places: &[Place], column: usize, fits: impl Fn(&Place) -> bool) -> Option<usize> {
    let fitting = || places.iter().enumerate().filter(|(_, place)| fits(place));
    fitting()
        .find(|(_, place)| place.column == column)
        .or_else(|| fitting().filter(|(_, place)| place.column <= column).last())
        .or_else(|| fitting().next())
        .map(|(index, _)| index)
}

/// Where a block stands.
struct Place {
    first_line: usize,
    last_line: usize,
    column: usize,
}

/// The starts of a text's lines.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    fn column(&self, offset: usize) -> usize {
        offset - self.starts[self.line(offset)]
    }

    fn place(&self, text: &str, range: &Range<usize>) -> Place {
        // Blank lines at a block's end are not the block, nor are quote marks on them.
        let body = text[range.clone()].trim_end_matches(|c: char| c.is_whitespace() || c == '>');
        let last = range.start + body.len().saturating_sub(1);
        Place {
            first_line: self.line(range.start),
            last_line: self.line(last),
            column: self.column(range.start),
        }
    }
}

/// Gives attributes to the first element of the raw HTML that begins at `start`.
pub fn attach_to_html(dom: &mut Dom, start: usize, said: Attributes) {
    let Some(node) = dom.nodes.iter_mut().find(|node| {
        // The fragment's own root was there before anything was read.
        let typed = matches!(&node.content, DomContent::Element { name, mark: None, .. } if name != "html");
        node.range.start >= start && typed && node.parent.is_some()
    }) else {
        return;
    };
    if let DomContent::Element { attributes, .. } = &mut node.content {
        let mut push = |key: &str, value: String| match attributes.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) if key == "class" => {
                old.push(' ');
                old.push_str(&value);
            }
            Some((_, old)) => *old = value,
            None => attributes.push((key.to_owned(), value)),
        };
        if let Some(id) = said.id {
            push("id", id);
        }
        for class in said.classes {
            push("class", class);
        }
        if let Some(lang) = said.lang {
            push("lang", lang);
        }
        for (key, value) in said.pairs {
            push(&key, value);
        }
    }
}
