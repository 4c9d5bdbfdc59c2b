//! What the words of a table's columns ask for in width.
//!
//! The theme measures a few words instead of every cell: those with the most
//! characters decide how narrow a column may get, and the longest line how wide
//! it would like to be.

use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

/// How many of a column's longest words the theme measures: letters differ in width.
const WORDS: usize = 3;

/// Words of more characters are divided; they ask for as much as one of so many.
const LONGEST: usize = 24;

/// Code of up to so many bytes is set in one piece.
const WHOLE_CODE: usize = 12;

/// Adds `wants` to a placed `table`: for each column its longest `words`, and in
/// `line` the characters of its longest line. Cells that span columns ask for nothing.
pub(super) fn measure(table: &mut Map<String, Value>) {
    let count = table.get("columns").and_then(Value::as_array).map_or(0, Vec::len);
    let mut columns: Vec<Column> = (0..count).map(|_| Column::default()).collect();
    for (part, heads) in [("head", true), ("body", false)] {
        for cell in table.get(part).and_then(Value::as_array).into_iter().flatten().flat_map(cells) {
            let number = |key| cell.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let (Some(x), Some(1)) = (number("x"), number("colspan")) else { continue };
            let Some(column) = columns.get_mut(x) else { continue };
            let bold = heads || cell.get("header").and_then(Value::as_bool) == Some(true);
            column.line = 0;
            column.walk(cell.get("blocks").unwrap_or(&Value::Null), bold);
            column.end_line();
        }
    }
    let wants = columns.into_iter().map(|column| {
        let word = |word: &Word| json!({ "text": word.text, "bold": word.bold });
        json!({ "words": column.words.iter().map(word).collect::<Vec<_>>(), "line": column.longest })
    });
    table.insert("wants".to_owned(), wants.collect());
}

fn cells(row: &Value) -> impl Iterator<Item = &Value> {
    row.get("cells").and_then(Value::as_array).into_iter().flatten()
}

struct Word {
    text: String,
    characters: usize,
    bold: bool,
}

#[derive(Default)]
struct Column {
    words: Vec<Word>,
    /// The characters of the line at hand, and of the longest so far.
    line: usize,
    longest: usize,
}

impl Column {
    fn walk(&mut self, value: &Value, bold: bool) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.walk(value, bold)),
            Value::Object(node) => {
                let text = node.get("text").and_then(Value::as_str);
                match (node.get("type").and_then(Value::as_str), text) {
                    (Some("text"), Some(text)) => self.text(text, bold),
                    (Some("code"), Some(text)) if text.len() <= WHOLE_CODE => self.text(text, bold),
                    (Some("code"), Some(text)) => self.line += text.len(),
                    (Some("soft-break"), _) => self.line += 1,
                    (Some("line-break" | "paragraph" | "list" | "heading"), _) => self.end_line(),
                    _ => {}
                }
                let bold = bold || node.get("type").and_then(Value::as_str) == Some("strong");
                for key in ["content", "blocks", "items", "label"] {
                    if let Some(inner) = node.get(key) {
                        self.walk(inner, bold);
                    }
                }
            }
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.longest = self.longest.max(std::mem::take(&mut self.line));
    }

    fn text(&mut self, text: &str, bold: bool) {
        self.line += text.graphemes(true).count();
        // A line may end behind these, besides at spaces.
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '–' | '—')) {
            let word: String = word.graphemes(true).take(LONGEST).collect();
            let characters = word.graphemes(true).count();
            let least = self.words.last().filter(|_| self.words.len() == WORDS);
            if characters == 0 || least.is_some_and(|least| least.characters >= characters) {
                continue;
            }
            if self.words.iter().any(|known| known.text == word && known.bold >= bold) {
                continue;
            }
            let at = self.words.partition_point(|known| known.characters >= characters);
            self.words.insert(at, Word { text: word, characters, bold });
            self.words.truncate(WORDS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_words_of_each_column_are_found() {
        let cell = |x: u64, text: &str| {
            json!({ "x": x, "y": 0, "colspan": 1, "rowspan": 1, "header": false,
                "blocks": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] })
        };
        let mut table = json!({
            "columns": ["default", "default"],
            "head": [{ "cells": [cell(0, "Phase"), cell(1, "What")] }],
            "body": [{ "cells": [cell(0, "Retirement"), cell(1, "the end-of-life of a service")] }],
        });
        measure(table.as_object_mut().unwrap());
        let words = |x: usize| -> Vec<&str> {
            let words = table["wants"][x]["words"].as_array().unwrap();
            words.iter().map(|word| word["text"].as_str().unwrap()).collect()
        };
        assert_eq!(words(0), ["Retirement", "Phase"]);
        assert_eq!(words(1), ["service", "What", "life"]);
        assert_eq!(table["wants"][1]["line"], 28);
    }
}
