//! The worksheets, as the theme receives them.

use serde_json::{Value, json};

use super::input::picture_path;
use crate::book::{Book, Task, Worksheet};

/// `/worksheets.json`: what [`crate::book::worksheets`] found, with the pictures'
/// files in the place of their positions.
pub(super) fn sheets(book: &Book, sheets: &[Worksheet]) -> Value {
    sheets.iter().map(|sheet| self::sheet(book, sheet)).collect()
}

fn sheet(book: &Book, sheet: &Worksheet) -> Value {
    // The model has only string keys, so this cannot fail.
    let mut value = serde_json::to_value(sheet).unwrap_or_default();
    value["sections"] = sheet
        .sections
        .iter()
        .map(|section| {
            let tasks: Vec<_> = section.tasks.iter().map(|task| self::task(book, task)).collect();
            json!({ "heading": section.heading, "subject": section.subject, "tasks": tasks })
        })
        .collect();
    value
}

fn task(book: &Book, task: &Task) -> Value {
    let picture = task.picture.and_then(|at| book.pictures.get(at));
    let picture =
        picture.map(|it| json!({ "file": picture_path(&it.name), "width": it.width, "height": it.height }));
    json!({ "words": task.words, "done": task.done, "picture": picture })
}
