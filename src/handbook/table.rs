//! The places of a table's cells.
//!
//! The engine refuses a table whose spans collide or stick out, and fills short
//! rows from the next. Pages have such tables, so every cell is given its place
//! here, spans are cut to fit, and gaps are filled.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Gives each cell of `table` its `x` and `y`, cuts spans to fit, and fills
/// gaps with empty cells. Columns and rows in which no cell begins are closed
/// up, and `columns` gets as many entries as there are.
pub(super) fn place(table: &mut Map<String, Value>) {
    let mut parts = ["head", "body"].map(|part| match table.get_mut(part).map(Value::take) {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    });
    let mut places = Vec::new();
    let mut first = 0;
    for rows in &mut parts {
        places.extend(slots(rows, first));
        first += rows.len();
    }
    let columns: BTreeSet<usize> = places.iter().map(|slot| slot.x).collect();
    let rows: BTreeSet<usize> = places.iter().map(|slot| slot.y).collect();
    let mut places = places.iter();
    let mut next_row = 0;
    let mut taken = BTreeSet::new();
    for (part, rows_of_part) in ["head", "body"].into_iter().zip(&mut parts) {
        // Rows without a cell that begins in them are gone from `rows`.
        rows_of_part.retain(|row| cells(row).is_some_and(|cells| !cells.is_empty()));
        for row in rows_of_part.iter_mut() {
            let Some(Value::Array(cells)) = row.get_mut("cells") else { continue };
            for (cell, slot) in cells.iter_mut().zip(&mut places) {
                let x = columns.range(..slot.x).count();
                let across = columns.range(slot.x..slot.x + slot.across).count();
                let down = rows.range(slot.y..slot.y + slot.down).count();
                for row in next_row..next_row + down {
                    taken.extend((x..x + across).map(|column| (row, column)));
                }
                set(cell, x, next_row, across, down);
            }
            next_row += 1;
        }
        let from = next_row - rows_of_part.len();
        for (row, y) in rows_of_part.iter_mut().zip(from..) {
            let Some(Value::Array(cells)) = row.get_mut("cells") else { continue };
            for x in (0..columns.len()).filter(|x| !taken.contains(&(y, *x))) {
                let mut cell = json!({ "header": false, "alignment": null, "blocks": [] });
                set(&mut cell, x, y, 1, 1);
                cells.push(cell);
            }
        }
        table.insert(part.to_owned(), json!(std::mem::take(rows_of_part)));
    }
    // The alignments of the columns that are left.
    let stated = match table.get_mut("columns").map(Value::take) {
        Some(Value::Array(stated)) => stated,
        _ => Vec::new(),
    };
    let left = columns.iter().map(|x| stated.get(*x).cloned().unwrap_or_else(|| json!("default")));
    table.insert("columns".to_owned(), left.collect());
}

/// Where a cell begins and how far it reaches.
struct Slot {
    x: usize,
    y: usize,
    across: usize,
    down: usize,
}

fn cells(row: &Value) -> Option<&Vec<Value>> {
    row.get("cells").and_then(Value::as_array)
}

/// Places the cells of `rows`, the first of which is row `first`, as browsers
/// do: each in the first column that is free.
fn slots(rows: &[Value], first: usize) -> Vec<Slot> {
    let mut slots = Vec::new();
    // For each column, the row from which it is free.
    let mut free_from: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let y = first + index;
        let mut x = 0;
        for cell in cells(row).into_iter().flatten() {
            while free_from.get(x).is_some_and(|free| *free > y) {
                x += 1;
            }
            let room = free_from.iter().skip(x).take_while(|free| **free <= y).count();
            // Beyond the last column there is all the room in the world.
            let open = x + room >= free_from.len();
            let across = if open { span(cell, "colspan") } else { span(cell, "colspan").min(room) };
            let down = span(cell, "rowspan").min(rows.len() - index);
            if free_from.len() < x + across {
                free_from.resize(x + across, 0);
            }
            free_from[x..x + across].fill(y + down);
            slots.push(Slot { x, y, across, down });
            x += across;
        }
    }
    slots
}

/// A span, between 1 and what browsers allow.
fn span(cell: &Value, name: &str) -> usize {
    let span = cell.get(name).and_then(Value::as_u64).unwrap_or(1);
    usize::try_from(span).unwrap_or(1).clamp(1, 1000)
}

fn set(cell: &mut Value, x: usize, y: usize, across: usize, down: usize) {
    if let Value::Object(cell) = cell {
        cell.insert("x".to_owned(), json!(x));
        cell.insert("y".to_owned(), json!(y));
        cell.insert("colspan".to_owned(), json!(across));
        cell.insert("rowspan".to_owned(), json!(down));
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
            "body": [{ "cells": [cell(1, 1)] }, { "cells": [cell(1, 1), cell(1, 1)] }],
        });
        assert_eq!(placed(table), [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (0, 2, 1, 1), (1, 2, 1, 1)]);
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
    fn a_cell_pushed_out_makes_a_column() {
        let table = json!({
            "columns": [],
            "head": [],
            "body": [{ "cells": [cell(1, 2), cell(1, 1)] }, { "cells": [cell(1, 1), cell(1, 1)] }],
        });
        let places = placed(table);
        assert_eq!(places, [(0, 0, 1, 2), (1, 0, 1, 1), (2, 0, 1, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
    }

    #[test]
    fn columns_and_rows_in_which_nothing_begins_are_closed_up() {
        let table = json!({
            "columns": ["left", "left", "right"],
            "head": [],
            "body": [{ "cells": [cell(9, 3)] }, { "cells": [] }, { "cells": [cell(1, 1)] }],
        });
        assert_eq!(placed(table), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }
}
