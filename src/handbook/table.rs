//! The places of a table's cells.
//!
//! The engine refuses a table whose spans collide or stick out, and fills short
//! rows from the next. Pages have such tables, so every cell is given its place
//! here, spans are cut to fit, and gaps are filled.

use serde_json::{Map, Value, json};

/// Gives each cell of `table` its `x` and `y`, cuts spans to fit, and fills
/// gaps with empty cells. `columns` comes out as wide as the widest row.
pub(super) fn place(table: &mut Map<String, Value>) {
    let stated = table.get("columns").and_then(Value::as_array).map_or(0, Vec::len);
    let width = rows(table, "head").chain(rows(table, "body")).map(breadth).max().unwrap_or(0).max(stated);
    if let Some(Value::Array(columns)) = table.get_mut("columns") {
        columns.resize(width, json!("default"));
    }
    let mut first = 0;
    for part in ["head", "body"] {
        if let Some(Value::Array(rows)) = table.get_mut(part) {
            place_rows(rows, first, width);
            first += rows.len();
        }
    }
}

fn rows<'a>(table: &'a Map<String, Value>, part: &str) -> impl Iterator<Item = &'a Value> {
    table.get(part).and_then(Value::as_array).into_iter().flatten()
}

/// How many columns a row's own cells cover.
fn breadth(row: &Value) -> usize {
    row.get("cells").and_then(Value::as_array).into_iter().flatten().map(|cell| span(cell, "colspan")).sum()
}

/// A span, between 1 and what a table can sensibly have.
fn span(cell: &Value, name: &str) -> usize {
    let span = cell.get(name).and_then(Value::as_u64).unwrap_or(1);
    usize::try_from(span).unwrap_or(1).clamp(1, 1000)
}

fn place_rows(rows: &mut [Value], first: usize, width: usize) {
    let height = rows.len();
    let mut taken = vec![vec![false; width]; height];
    for y in 0..height {
        let Some(Value::Array(cells)) = rows[y].get_mut("cells") else { continue };
        let mut placed = Vec::with_capacity(cells.len());
        for mut cell in std::mem::take(cells) {
            // Spans from above may have pushed the row beyond the table's
            // edge; its last cells then share the last place that is free.
            let Some(x) = taken[y].iter().position(|taken| !taken) else {
                append(&mut placed, cell);
                continue;
            };
            let free = taken[y][x..].iter().take_while(|taken| !**taken).count();
            let across = span(&cell, "colspan").min(free);
            let down = span(&cell, "rowspan").min(height - y);
            for row in &mut taken[y..y + down] {
                row[x..x + across].fill(true);
            }
            set(&mut cell, x, first + y, across, down);
            placed.push(cell);
        }
        while let Some(x) = taken[y].iter().position(|taken| !taken) {
            taken[y][x] = true;
            let mut cell = json!({ "header": false, "alignment": null, "blocks": [] });
            set(&mut cell, x, first + y, 1, 1);
            placed.push(cell);
        }
        if let Some(Value::Array(cells)) = rows[y].get_mut("cells") {
            *cells = placed;
        }
    }
}

fn set(cell: &mut Value, x: usize, y: usize, across: usize, down: usize) {
    if let Value::Object(cell) = cell {
        cell.insert("x".to_owned(), json!(x));
        cell.insert("y".to_owned(), json!(y));
        cell.insert("colspan".to_owned(), json!(across));
        cell.insert("rowspan".to_owned(), json!(down));
    }
}

/// Adds a cell's blocks to the cell before it, so that no word is lost.
fn append(placed: &mut [Value], mut cell: Value) {
    let blocks = cell.get_mut("blocks").map(Value::take);
    let last = placed.last_mut().and_then(|last| last.get_mut("blocks"));
    if let (Some(Value::Array(last)), Some(Value::Array(blocks))) = (last, blocks) {
        last.extend(blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(across: u32, down: u32) -> Value {
        json!({ "colspan": across, "rowspan": down, "blocks": ["b"] })
    }

    fn placed(mut table: Value) -> Vec<(u64, u64, u64, u64)> {
        if let Value::Object(table) = &mut table {
            place(table);
        }
        let mut places = Vec::new();
        for part in ["head", "body"] {
            for row in table[part].as_array().into_iter().flatten() {
                for cell in row["cells"].as_array().into_iter().flatten() {
                    let [x, y, across, down] =
                        ["x", "y", "colspan", "rowspan"].map(|key| cell[key].as_u64().unwrap_or(99));
                    places.push((x, y, across, down));
                }
            }
        }
        places
    }

    #[test]
    fn short_rows_are_filled() {
        let table = json!({
            "columns": ["left", "left"],
            "head": [{ "cells": [cell(2, 1)] }],
            "body": [{ "cells": [cell(1, 1)] }],
        });
        assert_eq!(placed(table), [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn spans_that_stick_out_are_cut() {
        let table = json!({
            "columns": ["left", "left"],
            "head": [],
            "body": [{ "cells": [cell(1, 9), cell(1, 1)] }, { "cells": [cell(1, 1)] }],
        });
        assert_eq!(placed(table), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn no_cell_is_lost_or_placed_twice() {
        let table = json!({
            "columns": [],
            "head": [],
            "body": [{ "cells": [cell(1, 2), cell(1, 1)] }, { "cells": [cell(1, 1), cell(1, 1)] }],
        });
        // The second row is pushed out by the span from above: its last cell
        // joins the one before.
        assert_eq!(placed(table), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }
}
