//! What a section of a page says, in units that a card keeps or leaves out whole: sentences, and
//! the items of lists.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;
use serde_json::Value;

use crate::book::passages::{some, tidy};
use crate::model::{Block, BlockKind, ListItem, ListMarker, Resolved, plain_text};
use crate::sentence::sentences;

/// A sentence, or another piece of text that is shown whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Its words.
    pub text: String,
    /// How long it stays: of two, the one with the greater rank goes first.
    pub rank: usize,
}

impl Unit {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), rank: 0 }
    }
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Marker {
    /// With numbers.
    Number,
    /// With bullets.
    Bullet,
    /// With boxes to tick.
    Box,
    /// With what stands before it: the number of a card.
    Label,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Passage {
    /// Sentences that follow one another.
    Text {
        /// The sentences.
        units: Vec<Unit>,
    },
    /// A heading within the section.
    Head {
        /// Its words.
        units: Vec<Unit>,
    },
    /// A list.
    Items {
        /// How its items are marked.
        marker: Marker,
        /// The number of the first.
        start: i64,
        /// What stands before each item, for [`Marker::Label`].
        labels: Vec<String>,
        /// The sentences of each item.
        items: Vec<Vec<Unit>>,
    },
}

impl Passage {
    /// Its units, in their order.
    pub fn units(&self) -> Vec<&Unit> {
        match self {
            Self::Text { units } | Self::Head { units } => units.iter().collect(),
            Self::Items { items, .. } => items.iter().flatten().collect(),
        }
    }

    /// Its units, in their order, each with whether it only leads to the next: headings do, and
    /// sentences before a list.
    pub fn units_mut(&mut self) -> Vec<(bool, &mut Unit)> {
        let (head, units): (bool, Vec<&mut Unit>) = match self {
            Self::Text { units } => (false, units.iter_mut().collect()),
            Self::Head { units } => (true, units.iter_mut().collect()),
            Self::Items { items, .. } => (false, items.iter_mut().flatten().collect()),
        };
        units.into_iter().map(|unit| (head || unit.text.ends_with([':', '：']), unit)).collect()
    }
}

/// What a section says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Its parts, none of them empty.
    pub passages: Vec<Passage>,
    /// How many parts it has that no card can show: tables, code, pictures, formulas.
    pub others: usize,
}

impl Told {
    /// Of a few sentences.
    pub fn of_text(text: &str) -> Self {
        let units: Vec<Unit> = sentences(&tidy(text)).map(Unit::new).collect();
        let passages = if units.is_empty() { Vec::new() } else { vec![Passage::Text { units }] };
        Self { passages, others: 0 }
    }

    /// Of a list.
    pub fn of_items<'a>(marker: Marker, items: impl IntoIterator<Item = &'a str>) -> Self {
        let items = items.into_iter().map(|item| sentences(&tidy(item)).map(Unit::new).collect());
        let items: Vec<Vec<Unit>> = items.filter(|item: &Vec<Unit>| !item.is_empty()).collect();
        let mut told = Self::default();
        told.push_items(marker, 1, items);
        told
    }

    /// Of a value of the front matter, which is Markdown.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::of_text(&plain(text)),
            Value::Number(number) => Self::of_text(&number.to_string()),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().filter_map(Value::as_str).map(plain).collect();
                Self::of_items(Marker::Bullet, items.iter().map(String::as_str))
            }
            _ => Self::default(),
        }
    }

    /// Of blocks of a page.
    pub fn of_blocks<'a>(blocks: impl IntoIterator<Item = &'a Block<Resolved>>) -> Self {
        let mut told = Self::default();
        blocks.into_iter().for_each(|block| told.block(block));
        told
    }

    fn push_items(&mut self, marker: Marker, start: i64, items: Vec<Vec<Unit>>) {
        if !items.is_empty() {
            self.passages.push(Passage::Items { marker, start, labels: Vec::new(), items });
        }
    }

    fn block(&mut self, block: &Block<Resolved>) {
        match &block.kind {
            BlockKind::Paragraph { content } => match some(&plain_text(content)) {
                Some(text) => self.passages.append(&mut Self::of_text(&text).passages),
                None => self.others += 1,
            },
            BlockKind::Heading { content, .. } => {
                let units: Vec<Unit> =
                    some(&plain_text(content)).iter().map(|text| Unit::new(text)).collect();
                if !units.is_empty() {
                    self.passages.push(Passage::Head { units });
                }
            }
            BlockKind::List { marker, items, .. } => self.list(marker, items),
            BlockKind::Definitions { entries } => {
                for entry in entries {
                    let terms: Vec<String> =
                        entry.terms.iter().filter_map(|term| some(&plain_text(&term.content))).collect();
                    if !terms.is_empty() {
                        self.passages.push(Passage::Head { units: vec![Unit::new(&terms.join(", "))] });
                    }
                    entry.meanings.iter().flatten().for_each(|block| self.block(block));
                }
            }
            BlockKind::Quote { blocks }
            | BlockKind::Admonition { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Division { blocks }
            | BlockKind::Changed { blocks, .. } => blocks.iter().for_each(|block| self.block(block)),
            BlockKind::Navigation { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
            BlockKind::Code { .. }
            | BlockKind::Table { .. }
            | BlockKind::Figure { .. }
            | BlockKind::Pictograms { .. }
            | BlockKind::PhaseDiagram { .. }
            | BlockKind::Media { .. } => self.others += 1,
        }
    }

    fn list(&mut self, marker: &ListMarker, items: &[ListItem<Resolved>]) {
        let mut made = Vec::new();
        for item in items {
            // What stands within an item follows it, sentence by sentence.
            let inside = Self::of_blocks(&item.blocks);
            self.others += inside.others;
            let units: Vec<Unit> = inside.passages.iter().flat_map(Passage::units).cloned().collect();
            if !units.is_empty() {
                made.push(units);
            }
        }
        let tasks = !items.is_empty() && items.iter().all(|item| item.task.is_some());
        let (marker, start) = match marker {
            _ if tasks => (Marker::Box, 1),
            ListMarker::Bullet => (Marker::Bullet, 1),
            ListMarker::Number { start, .. } => (Marker::Number, *start),
        };
        self.push_items(marker, start, made);
    }
}

/// The words of Markdown within a line or a few, such as a value of the front matter.
pub fn plain(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION)
    {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Item) | Event::End(TagEnd::Paragraph) => {
                words.push(' ');
            }
            _ => {}
        }
    }
    tidy(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_front_matter_are_words() {
        assert_eq!(
            plain("Ask \"Why?\" [five](x) *times* — or `more`.\n"),
            "Ask “Why?” five times — or more."
        );
        let told = Told::of_value(&serde_json::json!(["One. Two.", "Three", ""]));
        let Passage::Items { items, .. } = &told.passages[0] else { panic!("{told:?}") };
        assert_eq!(items.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
