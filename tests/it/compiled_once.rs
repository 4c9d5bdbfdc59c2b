//! The program and its tests share what is compiled: the layout engine, and the program's own library.

use crate::common::judges::root;

use std::collections::BTreeSet;
use std::process::Command;

/// Every crate that Cargo compiles for these kinds of dependency, with its features.
fn crates(edges: &str) -> BTreeSet<String> {
    let arguments =
        ["tree", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p} {f}", "--edges", edges];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

#[test]
fn tests_ask_no_more_of_the_crates_of_the_program() {
    let (program, tests) = (crates("normal,build"), crates("normal,build,dev"));
    assert!(program.len() > 300, "{program:?}");
    let again: Vec<_> = program.difference(&tests).collect();
    assert!(again.is_empty(), "compiled once more for the tests, with all that depends on them: {again:#?}");
}
