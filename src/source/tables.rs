//! Tables as people type them, brought to the one form that the Markdown parser knows.
//!
//! The parser reads GitHub's tables: a row of headings, a rule, rows of as many cells.
//! kramdown and pandoc know more, and writers slip. Here every such table gets the cells,
//! the rule and the row of headings that it lacks, so that no cell is lost:
//!
//! * a row with more cells than the headings gives the table a column more;
//! * a rule of fewer or more cells than the headings is made as long as they are;
//! * rows without headings get an empty row of them, which [`super::lower`] takes out again;
//! * rules at the top, between bodies (`|---`) and before a footer (`|===`) are taken out;
//! * a bar in code (`` `a|b` ``) is part of its cell where the row has too many cells without;
//! * a row that begins with an empty cell keeps it, where the other rows begin without a bar;
//! * `: Caption` under a table is set off from its rows;
//! * a grid (`+---+---+`) becomes rows and columns.

use std::ops::Range;

use super::dialect::{Remark, RemarkKind};
use super::marks::{columns, item};
use super::rewrite::Rewritten;

/// What was made of a table that GitHub would not read so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableRemark {
    /// A row has more cells than the headings: how many it has, and how many they are.
    Surplus { cells: usize, headings: usize },
    /// The rule has another number of cells than the headings.
    Rule { cells: usize, headings: usize },
    /// No row of headings.
    NoHeadings,
    /// A grid of pluses and dashes.
    Grid,
}

/// The most cells that are added to a table: what needs more is no table.
const ADDED_CELLS: usize = 50_000;

/// Brings tables to the parser's form. `is_protected` tells whether a place is code or raw HTML.
pub fn prepare(
    text: Rewritten,
    is_protected: &dyn Fn(usize) -> bool,
    remarks: &mut Vec<Remark>,
) -> Rewritten {
    if !text.text.contains('|') {
        return text;
    }
    let mut edits = Edits::default();
    let lines = lines(&text.text);
    let mut at = 0;
    while at < lines.len() {
        let taken = if is_protected(lines[at].body.start) {
            0
        } else if is_grid_rule(lines[at].text) {
            grid(&lines[at..], &mut edits)
        } else {
            run(&lines[at..]).map_or(0, |count| {
                table(&lines[at..at + count], lines.get(at + count), &mut edits);
                count
            })
        };
        at += taken.max(1);
    }
    remarks.extend(
        edits
            .remarks
            .into_iter()
            .map(|(range, what)| Remark { span: text.span(range), what: RemarkKind::Table(what) }),
    );
    if edits.changes.is_empty() { text } else { text.edit(edits.changes) }
}

#[derive(Default)]
struct Edits {
    changes: Vec<(Range<usize>, String)>,
    remarks: Vec<(Range<usize>, TableRemark)>,
    added: usize,
}

/// A line with what stands before it in a list or a quotation.
struct Line<'t> {
    /// The whole line with its end.
    whole: Range<usize>,
    /// Bytes of the body, without blanks at its ends.
    body: Range<usize>,
    /// The body.
    text: &'t str,
    /// Marks of quotations, blanks and marks of the items that begin here, before the body.
    before: &'t str,
    /// Whether an item of a list begins with this line.
    begins_item: bool,
}

impl Line<'_> {
    /// What a further line begins with that is to stand where this one does.
    fn margin(&self) -> String {
        match self.begins_item {
            true => self.before.replace(|c: char| !matches!(c, ' ' | '\t' | '>'), " "),
            false => self.before.to_owned(),
        }
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let marked = line.trim_start_matches([' ', '\t', '>']);
            let body = behind_marks(marked);
            let start = at + line.len() - body.len();
            let trimmed = body.trim_end();
            let whole = at..at + line.len();
            at += line.len();
            Line {
                begins_item: body.len() < marked.len(),
                before: &line[..line.len() - body.len()],
                whole,
                body: start..start + trimmed.len(),
                text: trimmed,
            }
        })
        .collect()
}

/// What stands behind the marks of the items that a line begins, where that is the edge of a table;
/// else the whole line.
fn behind_marks(line: &str) -> &str {
    let mut rest = line;
    while let Some(behind) = item(rest).and_then(|column| rest.get(column..)) {
        rest = behind.trim_start();
    }
    if rest.starts_with('|') || is_grid_rule(rest.trim_end()) { rest } else { line }
}

/// `|---|:--:|`, or with `=` for a footer; kramdown lets `+` stand where columns meet.
fn is_rule(line: &str) -> bool {
    line.contains(['|', '+'])
        && line.contains(['-', '='])
        && line.chars().all(|c| matches!(c, '|' | '+' | '-' | '=' | ':' | ' ' | '\t'))
        && (!line.starts_with(['-', '+']) || line.contains('|'))
}

/// `+---+---+`, or `+===+===+` under headings.
fn is_grid_rule(line: &str) -> bool {
    line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains("--") | line.contains("==")
        && line.chars().all(|c| matches!(c, '+' | '-' | '=' | ':'))
}

fn is_row(line: &str) -> bool {
    line.contains('|') && !cells(line, Bars::InCode).is_empty()
}

/// Which bars part cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bars {
    /// All that no backslash stands before, as GitHub has it.
    All,
    /// Those outside code, as kramdown has it.
    InCode,
}

/// The cells of a row, as bytes of the line, and none where it has no bar.
fn cells(line: &str, bars: Bars) -> Vec<Range<usize>> {
    let found = separators(line, bars);
    if found.is_empty() {
        return Vec::new();
    }
    let mut cells = Vec::with_capacity(found.len() + 1);
    let mut from = 0;
    for bar in &found {
        if *bar > 0 || from > 0 {
            cells.push(from..*bar);
        }
        from = bar + 1;
    }
    if from < line.len() {
        cells.push(from..line.len());
    }
    cells
}

fn separators(line: &str, bars: Bars) -> Vec<usize> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'|' => found.push(at),
            b'`' if bars == Bars::InCode => {
                let ticks = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                let close = closing_ticks(bytes, at + ticks, ticks);
                at = close.unwrap_or(at) + ticks - 1;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where the run of as many backticks begins that closes code.
fn closing_ticks(bytes: &[u8], mut at: usize, ticks: usize) -> Option<usize> {
    while at < bytes.len() {
        if bytes[at] == b'`' {
            let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
            if run == ticks {
                return Some(at);
            }
            at += run;
        } else {
            at += 1;
        }
    }
    None
}

/// How many of the first lines may be one table.
fn run(lines: &[Line<'_>]) -> Option<usize> {
    let first = &lines[0];
    let begins = |line: &Line<'_>| line.text.starts_with('|') || is_rule(line.text);
    if !is_row(first.text) && !is_rule(first.text) {
        return None;
    }
    // A table without bars at its edges begins above its rule alone.
    if !begins(first) && !lines.get(1).is_some_and(|rule| is_rule(rule.text) && rule.text.contains('|')) {
        return None;
    }
    let count = together(lines).take_while(|line| is_row(line.text) || is_rule(line.text)).count();
    (count > 1).then_some(count)
}

/// The lines that stand in the same quotation and the same item of a list as the first.
fn together<'l, 't>(lines: &'l [Line<'t>]) -> impl Iterator<Item = &'l Line<'t>> {
    let quotes = |line: &Line<'_>| line.before.matches('>').count();
    let first = &lines[0];
    let column = if first.begins_item { columns_of(first.before) } else { 0 };
    lines.iter().enumerate().map_while(move |(at, line)| {
        let same = quotes(line) == quotes(first) && !line.begins_item && columns_of(line.before) >= column;
        (at == 0 || same).then_some(line)
    })
}

/// How many columns stand before a line's body.
fn columns_of(before: &str) -> usize {
    columns(&before.replace(|c: char| !matches!(c, ' ' | '\t'), " "))
}

/// The row of headings, as the rows under it look at it.
#[derive(Debug, Clone, Copy)]
struct Headings {
    /// How many cells it has.
    count: usize,
    /// Whether it begins without a bar.
    bare: bool,
}

fn table(lines: &[Line<'_>], after: Option<&Line<'_>>, edits: &mut Edits) {
    let rules: Vec<bool> = lines.iter().map(|line| is_rule(line.text)).collect();
    let top = rules.iter().take_while(|rule| **rule).count();
    let Some(first) = lines.get(top) else { return };
    let headed = rules.get(top + 1).copied().unwrap_or(false) && !lines[top + 1].text.contains('=');
    let rows: Vec<&Line<'_>> =
        lines[top..].iter().zip(&rules[top..]).filter(|(_, rule)| !**rule).map(|(line, _)| line).collect();
    let all_begin = rows.iter().all(|row| row.text.starts_with('|'));
    let wide = |row: &&Line<'_>| {
        cells(row.text, Bars::InCode).len() > 1 || row.text.len() > 1 && row.text.ends_with('|')
    };
    // Without a rule, bars at every row's head are what tells a table from prose and from lines of verse.
    if !headed && !(all_begin && rows.iter().all(wide) && (rows.len() > 1 || rules.contains(&true))) {
        return;
    }
    for (at, line) in lines.iter().enumerate() {
        if rules[at] && !(headed && at == top + 1) {
            // The mark of an item stays, before the next line.
            let range = match lines.get(at + 1).filter(|_| line.begins_item) {
                Some(next) => line.body.start..next.body.start,
                None => line.whole.clone(),
            };
            edits.changes.push((range, String::new()));
        }
    }
    let headings = if headed { headings(first, &lines[top + 1]) } else { 0 };
    let above = Headings { count: headings, bare: headed && !first.text.starts_with('|') };
    let mut widest = headings;
    for row in rows.iter().skip(usize::from(headed)) {
        let count = row_cells(row, above, edits);
        if count > widest && headed && widest == headings {
            edits.remarks.push((row.body.clone(), TableRemark::Surplus { cells: count, headings }));
        }
        widest = widest.max(count);
    }
    if headed {
        escape_bars(first, headings, edits);
        head(first, &lines[top + 1], headings, widest, edits);
    } else {
        let margin = lines[0].margin();
        let row = format!("|{}\n", "   |".repeat(widest));
        let rule = format!("{margin}|{}\n{margin}", "---|".repeat(widest));
        let start = first.body.start;
        edits.changes.push((start..start, row + &rule));
        edits.remarks.push((first.body.clone(), TableRemark::NoHeadings));
    }
    if let Some(after) = after.filter(|after| caption(after.text).is_some()) {
        edits.changes.push((after.whole.start..after.whole.start, format!("{}\n", after.before.trim_end())));
    }
}

/// How many headings a row has: as many as GitHub sees where its rule has as many.
fn headings(row: &Line<'_>, rule: &Line<'_>) -> usize {
    let all = cells(row.text, Bars::All).len();
    if all == ruled(rule) { all } else { cells(row.text, Bars::InCode).len() }
}

/// How many cells a rule has.
fn ruled(rule: &Line<'_>) -> usize {
    cells(&rule.text.replace('+', "|"), Bars::All).len()
}

/// The words of `: Caption` and `Table: Caption`.
pub fn caption(line: &str) -> Option<&str> {
    let words = line.strip_prefix("Table:").or_else(|| line.strip_prefix(':'))?;
    let words = words.strip_prefix([' ', '\t'])?.trim();
    (!words.is_empty()).then_some(words)
}

/// How many cells a row has, and what it takes for the parser to see as many.
fn row_cells(row: &Line<'_>, headings: Headings, edits: &mut Edits) -> usize {
    let all = cells(row.text, Bars::All).len();
    let outside = cells(row.text, Bars::InCode).len();
    let count = if all > headings.count && outside < all {
        escape_bars(row, outside, edits);
        outside
    } else {
        all
    };
    // `  | Lead` under `Name | Role`: the bar parts two cells, the first of which is empty.
    if headings.bare && row.text.starts_with('|') && count < headings.count {
        edits.changes.push((row.body.start..row.body.start, "| ".to_owned()));
        return count + 1;
    }
    count
}

/// Puts a backslash before the bars in a row's code, where the row has `wanted` cells then.
fn escape_bars(row: &Line<'_>, wanted: usize, edits: &mut Edits) {
    if cells(row.text, Bars::All).len() == wanted {
        return;
    }
    let outside = separators(row.text, Bars::InCode);
    for bar in separators(row.text, Bars::All) {
        if outside.binary_search(&bar).is_err() {
            let at = row.body.start + bar;
            edits.changes.push((at..at, "\\".to_owned()));
        }
    }
}

/// Makes the headings and the rule under them as long as the longest row.
fn head(first: &Line<'_>, rule: &Line<'_>, headings: usize, widest: usize, edits: &mut Edits) {
    let ruled = ruled(rule);
    if ruled != headings {
        edits.remarks.push((rule.body.clone(), TableRemark::Rule { cells: ruled, headings }));
    }
    let width = widest.max(ruled);
    edits.added += (width - headings) + (width - ruled);
    if edits.added > ADDED_CELLS {
        return;
    }
    let longer = |line: &Line<'_>, has: usize, cell: &str, edits: &mut Edits| {
        if has < width {
            let open = if line.text.ends_with('|') && !line.text.ends_with("\\|") { "" } else { "|" };
            let added = format!("{open}{}", cell.repeat(width - has));
            edits.changes.push((line.body.end..line.body.end, added));
        }
    };
    longer(first, headings, "   |", edits);
    for (at, _) in rule.text.match_indices('+') {
        let at = rule.body.start + at;
        edits.changes.push((at..at + 1, "|".to_owned()));
    }
    longer(rule, ruled, "---|", edits);
}

/// Makes rows of a grid whose columns are the same from top to bottom. Returns how many
/// lines it takes.
fn grid(lines: &[Line<'_>], edits: &mut Edits) -> usize {
    let first = &lines[0];
    let margin = first.margin();
    let count = together(lines)
        .enumerate()
        .take_while(|(at, line)| {
            (*at == 0 || line.before == margin) && (is_grid_rule(line.text) || line.text.starts_with('|'))
        })
        .count();
    if count < 3 || !is_grid_rule(lines[count - 1].text) {
        return count;
    }
    let edges: Vec<usize> = columns_with(first.text, |c| c == '+');
    let mut rows: Vec<Vec<String>> = vec![vec![String::new(); edges.len() - 1]];
    let mut headed = false;
    for line in &lines[1..count] {
        if is_grid_rule(line.text) {
            if columns_with(line.text, |c| c == '+') != edges {
                return count;
            }
            headed |= line.text.contains('=') && rows.len() == 1;
            rows.push(vec![String::new(); edges.len() - 1]);
            continue;
        }
        let bars = columns_with(line.text, |c| c == '|');
        if edges.iter().any(|edge| !bars.contains(edge)) {
            return count;
        }
        let characters: Vec<char> = line.text.chars().collect();
        let cells = rows.last_mut().into_iter().flatten();
        for (cell, edge) in cells.zip(edges.windows(2)) {
            let words: String = characters[edge[0] + 1..edge[1]].iter().collect();
            let words = words.trim().replace('|', "\\|");
            if !cell.is_empty() && !words.is_empty() {
                // A list in a cell keeps its lines.
                let item = words.starts_with(['-', '*', '+']) && words[1..].starts_with(' ');
                cell.push_str(if item { "<br>" } else { " " });
            }
            cell.push_str(&words);
        }
    }
    rows.pop();
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head = match headed {
        true => row(&rows.remove(0)),
        false => format!("|{}\n", "   |".repeat(edges.len() - 1)),
    };
    let mut made = format!("{head}{margin}|{}\n", "---|".repeat(edges.len() - 1));
    rows.iter().for_each(|cells| made.push_str(&format!("{margin}{}", row(cells))));
    let last = &lines[count - 1];
    edits.changes.push((first.body.start..last.whole.end, made));
    edits.remarks.push((first.body.clone(), TableRemark::Grid));
    count
}

/// The columns, in characters, in which a mark stands.
fn columns_with(line: &str, is_mark: impl Fn(char) -> bool) -> Vec<usize> {
    line.chars().enumerate().filter(|(_, c)| is_mark(*c)).map(|(column, _)| column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(text: &str) -> String {
        prepare(Rewritten::tail(text, 0, 0), &|_| false, &mut Vec::new()).text
    }

    #[test]
    fn tables_get_what_the_parser_needs() {
        for (typed, read) in [
            ("|a|b|\n|-|-|\n|1|2|3|\n", "|a|b|   |\n|-|-|---|\n|1|2|3|\n"),
            ("a | b\n--|--\n | 2\n", "a | b\n--|--\n | | 2\n"),
            ("| a | b |\n| c | d |\n", "|   |   |\n|---|---|\n| a | b |\n| c | d |\n"),
            ("|--|--|\n| a | b |\n", "|   |   |\n|---|---|\n| a | b |\n"),
            ("|a|b|\n|-+-|\n|1|2|\n|===|\n|3|4|\n", "|a|b|\n|-|-|\n|1|2|\n|3|4|\n"),
            ("|a|b|\n|-|-|\n|`x|y`|2|\n", "|a|b|\n|-|-|\n|`x\\|y`|2|\n"),
            ("|a|b|c|\n|-|-|\n|1|2|3|\n", "|a|b|c|\n|-|-|---|\n|1|2|3|\n"),
            ("> |a|b|\n> |c|d|\n", "> |   |   |\n> |---|---|\n> |a|b|\n> |c|d|\n"),
            ("- |a|b|\n  |-|-|\n  |1|2|3|\n", "- |a|b|   |\n  |-|-|---|\n  |1|2|3|\n"),
            ("1. - |a|b|\n     |c|d|\n", "1. - |   |   |\n     |---|---|\n     |a|b|\n     |c|d|\n"),
            ("> - |-|-|\n>   |a|b|\n", "> - |   |   |\n>   |---|---|\n>   |a|b|\n"),
            ("- +--+--+\n  |a |b |\n  +--+--+\n", "- |   |   |\n  |---|---|\n  | a | b |\n"),
            ("|a|\n|-|\n|1|\n: Words\n", "|a|\n|-|\n|1|\n\n: Words\n"),
            (
                "+--+---+\n|a |b  |\n|c |   |\n+==+===+\n|1 |2|3|\n+--+---+\n",
                "| a c | b |\n|---|---|\n| 1 | 2\\|3 |\n",
            ),
        ] {
            assert_eq!(prepared(typed), read, "{typed}");
        }
    }

    #[test]
    fn what_is_no_table_stays() {
        for text in [
            "| The limerick packs laughs\n| into space\n",
            "a | b\nc | d\n",
            "|x| is positive\n",
            "|a|b|\n|-|-|\n|1|\n",
            "- a\n- b | c\n",
            "- |x| is positive\n- |y| is not\n",
            "- |x| is positive\n| and so on |\n",
            "+---+ not a grid\n",
        ] {
            assert_eq!(prepared(text), text);
        }
    }
}
