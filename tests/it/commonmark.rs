//! CommonMark and GitHub's extensions, example by example: the specification's
//! Markdown goes through the reader and out of the EPUB's XHTML writer, and is
//! compared with the specification's HTML, both parsed by HTML's own rules.
//!
//! The examples are those of the pulldown-cmark crate, read from its sources
//! where cargo keeps them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use phasebook::source::Dialect;

use crate::common::fragment::written;
use crate::common::html::{COMMONMARK, normal};

/// Where cargo keeps the sources of pulldown-cmark.
fn examples_folder() -> PathBuf {
    // What other systems would need was never fetched, so this one is named.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", host, "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let package =
        metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "pulldown-cmark").unwrap();
    PathBuf::from(package["manifest_path"].as_str().unwrap()).with_file_name("tests").join("suite")
}

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// Examples are written as `let original = r##"…"##; let expected = r##"…"##;`.
fn examples(file: &str) -> Vec<Example> {
    let text = fs::read_to_string(examples_folder().join(file)).unwrap();
    let strings: Vec<&str> =
        text.split("r##\"").skip(1).map(|rest| rest.split("\"##").next().unwrap()).collect();
    strings
        .chunks_exact(2)
        .enumerate()
        .map(|(index, pair)| Example {
            number: index + 1,
            markdown: pair[0].to_owned(),
            html: pair[1].to_owned(),
        })
        .collect()
}

/// Examples that differ, each with the reason why they should.
const DELIBERATE: [(usize, &str); 7] = [
    (148, "what stands in `<pre>` is preformatted to its end, also behind a blank line"),
    (156, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (157, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (158, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (167, "`<del>` around paragraphs becomes a deletion within each of them"),
    (186, "words behind a division are a paragraph of their own, not a part of the one in it"),
    (491, "a tag that nobody knows falls away with its attributes"),
];

/// Compares all examples of a file; returns the numbers that differ, and how many there are.
fn differing(file: &str, dialect: Dialect) -> (Vec<usize>, usize, String) {
    let examples = examples(file);
    let mut different = Vec::new();
    let mut report = String::new();
    for example in &examples {
        let ours = normal(&written(&example.markdown, dialect), &COMMONMARK);
        let theirs = normal(&example.html, &COMMONMARK);
        if ours != theirs {
            let Example { number, markdown, .. } = example;
            report += &format!("== {file} {number}\n{markdown}\n-- expected\n{theirs}\n-- made\n{ours}\n\n");
            different.push(*number);
        }
    }
    (different, examples.len(), report)
}

#[test]
fn the_specification_of_commonmark() {
    let (different, all, report) = differing("spec.rs", Dialect::commonmark());
    assert_eq!(all, 652);
    let expected: Vec<usize> = DELIBERATE.iter().map(|(number, _)| *number).collect();
    assert_eq!(different, expected, "{report}");
}

#[test]
fn githubs_extensions() {
    let dialect = Dialect { smart_punctuation: false, title_references: false, ..Dialect::default() };
    for (file, count) in [("gfm_table.rs", 9), ("gfm_strikethrough.rs", 3), ("gfm_tasklist.rs", 2)] {
        let (different, all, report) = differing(file, dialect);
        assert_eq!(all, count);
        assert!(different.is_empty(), "{report}");
    }
}

/// Examples that differ besides where pages are read with every mark of the dialect.
const OF_THE_DIALECT: [(usize, &str); 12] = [
    (96, "a page that begins with `---` has front matter"),
    (98, "a page that begins with `---` has front matter"),
    (180, "an instruction to another program is left out and named"),
    (182, "a section of plain characters gives its words"),
    (191, "within an element that has its end tag an indented tag is HTML, as kramdown reads it"),
    (261, "an item without its space is an item, with a warning"),
    (297, "bullets under a number that are indented too little belong to it, with a warning"),
    (367, "an item without its space is an item, with a warning"),
    (488, "an address with a space is an address, as kramdown reads it, with a warning"),
    (608, "bare addresses are links, as GitHub has them"),
    (611, "bare addresses are links, as GitHub has them"),
    (629, "a section of plain characters gives its words"),
];

/// The dialect that pages are read in is CommonMark, save for what kramdown's
/// marks and GitHub's extensions add.
#[test]
fn the_dialect_of_pages_keeps_to_commonmark() {
    let dialect = Dialect { smart_punctuation: false, title_references: false, ..Dialect::default() };
    let (different, all, report) = differing("spec.rs", dialect);
    assert_eq!(all, 652);
    let mut expected: Vec<usize> =
        DELIBERATE.iter().chain(&OF_THE_DIALECT).map(|(number, _)| *number).collect();
    expected.sort_unstable();
    assert_eq!(different, expected, "{report}");
}
