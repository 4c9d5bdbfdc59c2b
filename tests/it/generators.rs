//! Site generators judge how their sites are read: the words of a page's main part are those of its
//! chapter, in the same order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use phasebook::generators::names;
use serde::Deserialize;

use crate::common::judges::{Built, python, root, run};

/// A page's words: as its generator makes it, and as the book has it.
#[derive(Debug, Deserialize)]
struct Words {
    #[serde(default)]
    site: Vec<String>,
    #[serde(default)]
    book: Vec<String>,
}

/// Whether a program is there. Where it is not, the test says so on standard error.
fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("NOT TESTED: `{program}` is not installed");
    }
    there
}

/// The words of every page that a generator made into `made`, beside those of the book.
fn compare(site: &Path, made: &Path) -> BTreeMap<String, Words> {
    let built = Built::new(site, &["--only", "epub"]);
    let judge = root().join("tests/judges/site_words.py");
    let paths = [judge.to_str().unwrap(), made.to_str().unwrap(), &built.path("handbook.epub")];
    serde_json::from_str(&python(&paths)).unwrap()
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn jekyll_finds_the_same_words() {
    if !is_there("jekyll") {
        return;
    }
    // Apart from this repository, whose own configuration would be the site's.
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    copy(&root().join("tests/generators/jekyll"), &site);
    let made = tempfile::tempdir().unwrap();
    let out = made.path().to_str().unwrap();
    run(
        "jekyll",
        &[
            "build",
            "--quiet",
            "--disable-disk-cache",
            "--source",
            site.to_str().unwrap(),
            "--destination",
            out,
        ],
    );
    let pages = compare(&site, made.path());
    let titles: Vec<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(
        titles,
        [
            "A note",
            "Loops and filters",
            "News of the day",
            "Plain HTML",
            "Start here",
            "The first play",
            "The second play"
        ]
    );
    for (title, words) in &pages {
        assert_eq!(words.site.join(" "), words.book.join(" "), "{title}");
    }
}

#[test]
fn the_guide_to_generators_has_each() {
    let guide = std::fs::read_to_string(root().join("docs/generators.md")).unwrap();
    let told: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let (told, known): (BTreeSet<&str>, BTreeSet<&str>) = (told.into_iter().collect(), names().collect());
    assert_eq!(told, known, "docs/generators.md has a part for each generator, and for no other");
}
