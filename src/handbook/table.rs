//! The places of a table's cells.
//!
//! The engine refuses a table whose spans collide or stick out, and fills short
//! rows from the next. Pages have such tables, so every cell is given its place
//! here, spans are cut to fit, and gaps are filled.

use std::collections::BTreeSet;

use crate::model::Alignment;
use crate::model::printed::{Cell, Row, Table};

/// A table of more columns fits no page and is set as a list, where a gap is nothing.
const MOST_COLUMNS: usize = 200;

/// Gives each cell of `table` its `x` and `y`, cuts spans to fit, and fills
/// gaps with empty cells. Columns and rows in which no cell begins are closed
/// up, and `columns` gets as many entries as there are.
pub(super) fn place(table: &mut Table) {
    let mut places = slots(&table.head, 0);
    places.extend(slots(&table.body, table.head.len()));
    let columns: BTreeSet<usize> = places.iter().map(|slot| slot.x).collect();
    let rows: BTreeSet<usize> = places.iter().map(|slot| slot.y).collect();
    let mut places = places.iter();
    let mut next_row = 0;
    let mut taken = BTreeSet::new();
    for part in [&mut table.head, &mut table.body] {
        // Rows without a cell that begins in them are gone from `rows`.
        part.retain(|row| !row.cells.is_empty());
        for row in part.iter_mut() {
            for (cell, slot) in row.cells.iter_mut().zip(&mut places) {
                (cell.x, cell.y) = (columns.range(..slot.x).count(), next_row);
                cell.colspan = columns.range(slot.x..slot.x + slot.across).count();
                cell.rowspan = rows.range(slot.y..slot.y + slot.down).count();
                for row in next_row..next_row + cell.rowspan {
                    taken.extend((cell.x..cell.x + cell.colspan).map(|column| (row, column)));
                }
            }
            next_row += 1;
        }
        if columns.len() > MOST_COLUMNS {
            continue;
        }
        let from = next_row - part.len();
        for (row, y) in part.iter_mut().zip(from..) {
            let gaps = (0..columns.len()).filter(|x| !taken.contains(&(y, *x)));
            row.cells.extend(gaps.map(|x| Cell { x, y, colspan: 1, rowspan: 1, ..Cell::default() }));
        }
    }
    // The alignments of the columns that are left.
    let left = columns.iter().map(|x| table.columns.get(*x).copied().unwrap_or(Alignment::Default));
    table.columns = left.collect();
}

/// Where a cell begins and how far it reaches.
struct Slot {
    x: usize,
    y: usize,
    across: usize,
    down: usize,
}

/// Places the cells of `rows`, the first of which is row `first`, as browsers
/// do: each in the first column that is free.
fn slots(rows: &[Row], first: usize) -> Vec<Slot> {
    let mut slots = Vec::new();
    // For each column, the row from which it is free.
    let mut free_from: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let y = first + index;
        let mut x = 0;
        for cell in &row.cells {
            while free_from.get(x).is_some_and(|free| *free > y) {
                x += 1;
            }
            let room = free_from.iter().skip(x).take_while(|free| **free <= y).count();
            // Beyond the last column there is all the room in the world.
            let open = x + room >= free_from.len();
            let across = if open { span(cell.colspan) } else { span(cell.colspan).min(room) };
            let down = span(cell.rowspan).min(rows.len() - index);
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
fn span(span: usize) -> usize {
    span.clamp(1, 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(usize, usize)]) -> Row {
        let cell = |&(colspan, rowspan): &(usize, usize)| Cell { colspan, rowspan, ..Cell::default() };
        Row { cells: cells.iter().map(cell).collect(), ..Row::default() }
    }

    fn table(columns: &[Alignment], head: Vec<Row>, body: Vec<Row>) -> Table {
        Table { columns: columns.to_vec(), head, body, ..Table::default() }
    }

    fn placed(mut table: Table) -> Vec<(usize, usize, usize, usize)> {
        place(&mut table);
        let cells = table.head.iter().chain(&table.body).flat_map(|row| &row.cells);
        cells.map(|cell| (cell.x, cell.y, cell.colspan, cell.rowspan)).collect()
    }

    #[test]
    fn short_rows_are_filled() {
        let table = table(
            &[Alignment::Left, Alignment::Left],
            vec![row(&[(2, 1)])],
            vec![row(&[(1, 1)]), row(&[(1, 1), (1, 1)])],
        );
        assert_eq!(placed(table), [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (0, 2, 1, 1), (1, 2, 1, 1)]);
    }

    #[test]
    fn spans_that_stick_out_are_cut() {
        let table = table(&[Alignment::Left; 2], vec![], vec![row(&[(1, 9), (1, 1)]), row(&[(1, 1)])]);
        assert_eq!(placed(table), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn a_cell_pushed_out_makes_a_column() {
        let table = table(&[], vec![], vec![row(&[(1, 2), (1, 1)]), row(&[(1, 1), (1, 1)])]);
        let places = placed(table);
        assert_eq!(places, [(0, 0, 1, 2), (1, 0, 1, 1), (2, 0, 1, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
    }

    #[test]
    fn columns_and_rows_in_which_nothing_begins_are_closed_up() {
        let columns = [Alignment::Left, Alignment::Left, Alignment::Right];
        let mut table = table(&columns, vec![], vec![row(&[(9, 3)]), row(&[]), row(&[(1, 1)])]);
        assert_eq!(placed(table.clone()), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
        place(&mut table);
        assert_eq!(table.columns, [Alignment::Left, Alignment::Default]);
    }

    #[test]
    fn gaps_are_filled_where_a_page_may_be_wide_enough() {
        for (rows, cells) in [(20, 20 * 20), (300, 300)] {
            let table = table(&[], vec![], (0..rows).map(|_| row(&[(1, 1000)])).collect());
            // Each cell covers what is left of the rows, so each row begins a column further on.
            let covered: usize = if rows > MOST_COLUMNS { 0 } else { (0..rows).sum() };
            assert_eq!(placed(table).len() + covered, cells, "{rows} rows");
        }
    }
}
