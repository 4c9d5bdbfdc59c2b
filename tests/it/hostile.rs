//! Sites that no writer would make.
#![cfg(unix)]

use crate::common::judges;

use std::fs;

/// What of a row is the same on every computer: the case, what became of it, and the rules.
fn verdict(row: &str) -> Option<[&str; 3]> {
    let mut columns = row.trim_start_matches("| ").split(" | ").map(str::trim);
    Some([columns.next()?, columns.next()?, columns.next()?])
}

#[test]
fn no_page_takes_the_book_or_the_computer_with_it() {
    let said = judges::python(&["tests/judges/hostile.py", env!("CARGO_BIN_EXE_phasebook")]);
    let (rows, last) = said.trim_end().rsplit_once('\n').unwrap();
    assert!(last.ends_with(" cases 0 bad"), "{said}");
    // As docs/limits.md says; `make hostile` writes it again.
    let documented = fs::read_to_string(judges::root().join("docs/limits.md")).unwrap();
    let table = documented.split("<!-- table -->\n").nth(1).unwrap().split("<!-- end -->").next().unwrap();
    let documented: Vec<_> = table.lines().skip(2).filter_map(verdict).collect();
    let found: Vec<_> = rows.lines().filter_map(verdict).collect();
    assert!(found.len() >= 60, "{said}");
    assert_eq!(found, documented);
}
