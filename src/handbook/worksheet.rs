//! The worksheets, as the theme receives them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::input::picture_path;
use crate::book::{Book, Section, Subject, Task, Worksheet};

/// `/worksheets.json`: what [`crate::book::worksheets`] found, with the pictures'
/// files in the place of their positions.
pub(super) fn sheets(book: &Book, sheets: &[Worksheet]) -> Value {
    sheets.iter().map(|sheet| self::sheet(book, sheet)).collect()
}

/// What a phase's opening spread shows of its worksheet, by the chapter that the phase opens with: what
/// has pictograms, and lists of tasks. A phase that has neither has no spread.
pub(super) fn by_chapter(book: &Book) -> BTreeMap<usize, Vec<Value>> {
    let mut out = BTreeMap::new();
    for sheet in crate::book::worksheets(book) {
        let shows = |section: &&Section| {
            section.subject == Subject::Tasks || section.tasks.iter().any(|task| task.picture.is_some())
        };
        let sections: Vec<Value> = sheet.sections.iter().filter(shows).map(|it| section(book, it)).collect();
        if !sections.is_empty() {
            out.insert(sheet.chapter, sections);
        }
    }
    out
}

fn section(book: &Book, section: &Section) -> Value {
    let tasks: Vec<_> = section.tasks.iter().map(|task| self::task(book, task)).collect();
    json!({ "heading": section.heading, "subject": section.subject, "tasks": tasks })
}

fn sheet(book: &Book, sheet: &Worksheet) -> Value {
    // The model has only string keys, so this cannot fail.
    let mut value = serde_json::to_value(sheet).unwrap_or_default();
    value["sections"] = sheet.sections.iter().map(|section| self::section(book, section)).collect();
    value
}

fn task(book: &Book, task: &Task) -> Value {
    let picture = task.picture.and_then(|at| book.pictures.get(at));
    let picture =
        picture.map(|it| json!({ "file": picture_path(&it.name), "width": it.width, "height": it.height }));
    json!({ "words": task.words, "done": task.done, "picture": picture })
}
