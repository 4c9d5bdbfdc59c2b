//! The model as XHTML: the rows and cells of tables.

use super::blocks::{Spacing, Writer};
use crate::model::{Alignment, Cell, Resolved, Row};

/// What a cell that heads others heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Its column, in the head of a table.
    Column,
    /// Its row, in the body.
    Row,
}

impl Scope {
    /// As HTML has it.
    fn name(self) -> &'static str {
        match self {
            Self::Column => "col",
            Self::Row => "row",
        }
    }
}

impl Writer<'_> {
    /// Rows of a table's head or its body.
    pub fn rows(&mut self, rows: &[Row<Resolved>], columns: &[Alignment], scope: Scope) {
        for (index, row) in rows.iter().enumerate() {
            self.element("tr", &row.attributes, &[]);
            let mut column = 0;
            for cell in &row.cells {
                let alignment = cell.alignment.or(columns.get(column).copied()).unwrap_or(Alignment::Default);
                column = column.saturating_add(cell.colspan as usize);
                // A cell can cover no row that is not there.
                let left = rows.len() - index;
                self.cell(cell, alignment, scope, (cell.rowspan as usize).min(left));
            }
            self.xhtml.close().line();
        }
    }

    fn cell(&mut self, cell: &Cell<Resolved>, alignment: Alignment, scope: Scope, rowspan: usize) {
        let class = match alignment {
            Alignment::Default => None,
            Alignment::Left => Some("left"),
            Alignment::Center => Some("center"),
            Alignment::Right => Some("right"),
        };
        let (colspan, rows) = (cell.colspan.to_string(), rowspan.to_string());
        // An empty cell heads nothing.
        let header = cell.header && !cell.blocks.is_empty();
        let pairs = [
            ("class", class),
            ("scope", header.then_some(scope.name())),
            ("colspan", (cell.colspan > 1).then_some(colspan.as_str())),
            ("rowspan", (rowspan > 1).then_some(rows.as_str())),
        ];
        self.element(if header { "th" } else { "td" }, &cell.attributes, &pairs);
        let outer = self.in_header;
        self.in_header |= header;
        self.blocks(&cell.blocks, Spacing::of(&cell.blocks));
        self.in_header = outer;
        self.xhtml.close();
    }
}
