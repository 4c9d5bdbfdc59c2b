//! The model as XHTML: the rows and cells of tables.

use super::blocks::{Spacing, Writer};
use crate::model::visit::{self, Line, Visit};
use crate::model::{Alignment, Block, Cell, Inline, Resolved, Row, plain_text};

/// The width that a narrow screen has for a table, in characters.
const NARROW: usize = 46;

/// What the air between two columns takes, in characters.
const AIR: usize = 2;

/// A column of sentences is no narrower, in characters.
const SENTENCE: usize = 14;

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

/// The names of the columns of a table that is too wide for narrow screens, where each row then is a stack of
/// values with their names. None where it is not, where a column with values has no name, and where cells
/// cover several rows or columns, which a stack cannot show.
pub fn names_in_stacks(head: &[Row<Resolved>], body: &[Row<Resolved>]) -> Option<Vec<String>> {
    let [head] = head else { return None };
    let single = |cell: &Cell<Resolved>| cell.colspan == 1 && cell.rowspan == 1;
    let cells = || body.iter().chain([head]).flat_map(|row| row.cells.iter().enumerate());
    if body.is_empty() || !cells().all(|(_, cell)| single(cell)) {
        return None;
    }
    let mut widths = vec![0; head.cells.len()];
    for (column, cell) in cells() {
        let (longest, all) = extents(&cell.blocks);
        let width = widths.get_mut(column)?;
        *width = longest.max(all.min(SENTENCE)).max(*width);
    }
    let names: Vec<String> = head.cells.iter().map(|cell| words(&cell.blocks)).collect();
    // The first column may be what a row is called.
    let named = names.iter().zip(&widths).skip(1).all(|(name, width)| !name.is_empty() || *width == 0);
    let wide = widths.iter().map(|width| width + AIR).sum::<usize>() > NARROW;
    (wide && named && names.len() > 1).then_some(names)
}

/// The words of blocks, on one line.
fn words(blocks: &[Block<Resolved>]) -> String {
    struct Words(String);
    impl Visit<Resolved> for Words {
        fn line(&mut self, _: Line, content: &[Inline<Resolved>]) {
            self.0 += &plain_text(content);
            self.0.push(' ');
        }
    }
    let mut words = Words(String::new());
    visit::blocks(blocks, &mut words);
    words.0.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters of the longest word, and of all.
fn extents(blocks: &[Block<Resolved>]) -> (usize, usize) {
    let words = words(blocks);
    let length = |word: &str| word.chars().count();
    (words.split(' ').map(length).max().unwrap_or(0), length(&words))
}

/// What a table says of one of its cells.
struct Said<'a> {
    alignment: Alignment,
    scope: Scope,
    rowspan: usize,
    /// The name of its column, where it stands with it.
    name: Option<&'a String>,
}

impl Writer<'_> {
    /// Rows of a table's head or its body. Cells of tables that become stacks carry the `names` of their columns.
    pub fn rows(
        &mut self,
        rows: &[Row<Resolved>],
        columns: &[Alignment],
        scope: Scope,
        names: Option<&[String]>,
    ) {
        for (index, row) in rows.iter().enumerate() {
            self.element("tr", &row.attributes, &[]);
            let mut column = 0;
            for (at, cell) in row.cells.iter().enumerate() {
                let alignment = cell.alignment.or(columns.get(column).copied()).unwrap_or(Alignment::Default);
                column = column.saturating_add(cell.colspan as usize);
                // A cell can cover no row that is not there.
                let left = rows.len() - index;
                let name = names.and_then(|names| names.get(at)).filter(|_| !cell.blocks.is_empty());
                let said = Said { alignment, scope, rowspan: (cell.rowspan as usize).min(left), name };
                self.cell(cell, &said);
            }
            self.xhtml.close().line();
        }
    }

    fn cell(&mut self, cell: &Cell<Resolved>, said: &Said<'_>) {
        let &Said { alignment, scope, rowspan, name } = said;
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
            ("data-name", name.map(String::as_str).filter(|name| !name.is_empty())),
        ];
        self.element(if header { "th" } else { "td" }, &cell.attributes, &pairs);
        let outer = self.in_header;
        self.in_header |= header;
        self.blocks(&cell.blocks, Spacing::of(&cell.blocks));
        self.in_header = outer;
        self.xhtml.close();
    }
}
