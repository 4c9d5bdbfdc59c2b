//! Sites that no writer would make.
#![cfg(unix)]

#[path = "common/judges.rs"]
mod judges;

#[test]
fn no_page_takes_the_book_or_the_computer_with_it() {
    let said = judges::python(&["tests/judges/hostile.py", env!("CARGO_BIN_EXE_phasebook")]);
    let last = said.lines().last().unwrap_or_default();
    assert!(last.ends_with(" cases 0 bad"), "{said}");
    for (case, rule) in [
        ("100,000 links", "page-size"),
        ("a title of 100,000 letters", "title-length"),
        ("a letter with 100,000 accents", "piled-marks"),
        ("SVG: a script", "unsafe-svg"),
        ("SVG: a billion laughs", "unsafe-svg"),
    ] {
        let row = said.lines().find(|row| row.starts_with(&format!("{case} |")));
        assert!(row.is_some_and(|row| row.contains(&format!("`{rule}`"))), "{case}: {row:?}");
    }
}
