//! CommonMark and GitHub's extensions, example by example: the specification's
//! Markdown goes through the reader and out of the EPUB's XHTML writer, and is
//! compared with the specification's HTML, both parsed by HTML's own rules.
//!
//! The examples are those of the pulldown-cmark crate, read from the sources that it
//! was compiled from.

use std::fs;
use std::path::{Path, PathBuf};

use phasebook::source::{Brackets, Dialect};

use crate::common::fragment::written;
use crate::common::html::{COMMONMARK, normal, uncoloured};

/// The suite among the sources that the crate in this very test was compiled from. The compiler
/// lists those in a makefile beside the test. Asking Cargo (`cargo metadata`) takes the sources of
/// every package of the workspace, and building the program fetches only its own.
fn examples_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let beside = fs::read_dir(test.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let library = Path::new(&format!("pulldown-cmark-{}", locked("pulldown-cmark"))).join("src/lib.rs");
    let sources: Vec<PathBuf> = beside
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("pulldown_cmark-") && name.ends_with(".d")
        })
        .flat_map(|list| {
            let list = fs::read_to_string(list).unwrap();
            // Each source is a rule of its own; spaces of a path are escaped.
            let rules = list.lines().filter_map(|line| line.strip_suffix(':'));
            rules.map(|path| PathBuf::from(path.replace("\\ ", " "))).collect::<Vec<_>>()
        })
        .filter(|source| source.ends_with(&library) && source.is_file())
        .collect();
    let library = sources.first().expect("the sources that the test was compiled from are there");
    library.with_file_name("../tests/suite")
}

/// The version of a crate in Cargo.lock.
fn locked(name: &str) -> String {
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let package = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap().1;
    package.split_once('"').unwrap().0.to_owned()
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
        let ours = normal(&uncoloured(&written(&example.markdown, dialect)), &COMMONMARK);
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
    let dialect = Dialect { smart_punctuation: false, brackets: Brackets::Words, ..Dialect::default() };
    for (file, count, deliberate) in [
        // A rule of too few cells is made as long as its headings, and a row with too many cells
        // keeps them: GitHub would print bars, or nothing, where somebody typed words. Both are named.
        ("gfm_table.rs", 9, &[6, 7][..]),
        ("gfm_strikethrough.rs", 3, &[]),
        ("gfm_tasklist.rs", 2, &[]),
    ] {
        let (different, all, report) = differing(file, dialect);
        assert_eq!(all, count);
        assert_eq!(different, deliberate, "{report}");
    }
}

/// Examples that differ besides where pages are read with every mark of the dialect.
const OF_THE_DIALECT: [(usize, &str); 21] = [
    (96, "a page that begins with `---` has front matter"),
    (98, "a page that begins with `---` has front matter"),
    (150, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (161, "what stands directly behind an end tag is Markdown, as kramdown reads it"),
    (180, "an instruction to another program is left out and named"),
    (182, "a section of plain characters gives its words"),
    (191, "within an element that has its end tag an indented tag is HTML, as kramdown reads it"),
    (201, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (261, "an item without its space is an item, with a warning"),
    (297, "bullets under a number that are indented too little belong to it, with a warning"),
    (367, "an item without its space is an item, with a warning"),
    (488, "an address with a space is an address, as kramdown reads it, with a warning"),
    (524, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (536, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (608, "bare addresses are links, as GitHub has them"),
    (611, "bare addresses are links, as GitHub has them"),
    (613, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (614, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (615, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (623, "a name in angle brackets that is no element's is a word, and stands as typed"),
    (629, "a section of plain characters gives its words"),
];

/// The dialect that pages are read in is CommonMark, save for what kramdown's
/// marks and GitHub's extensions add.
#[test]
fn the_dialect_of_pages_keeps_to_commonmark() {
    let dialect = Dialect { smart_punctuation: false, brackets: Brackets::Words, ..Dialect::default() };
    let (different, all, report) = differing("spec.rs", dialect);
    assert_eq!(all, 652);
    let mut expected: Vec<usize> =
        DELIBERATE.iter().chain(&OF_THE_DIALECT).map(|(number, _)| *number).collect();
    expected.sort_unstable();
    assert_eq!(different, expected, "{report}");
}
