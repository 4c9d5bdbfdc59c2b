//! Site generators judge how their sites are read: the words of a page's main part are those of its
//! chapter, in the same order. `tests/generators` has a site for each.

use std::collections::BTreeSet;
use std::io::Write;

use phasebook::generators::names;
use serde::Deserialize;

use crate::common::judges::{Built, python, root};

/// A chapter's title, its words, and the words of the page that the generator made.
#[derive(Debug, Deserialize)]
struct Chapter {
    title: String,
    book: String,
    site: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Compared {
    missing: Option<String>,
    chapters: Vec<Chapter>,
    pages: Vec<String>,
}

/// Builds a site with its own generator and with phasebook, and compares the words. `titles` are those
/// of the chapters in order.
#[track_caller]
fn check(generator: &str, titles: &[&str]) {
    // Apart from this repository, whose own configuration would be the site's.
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    copy(&root().join("tests/generators").join(generator), &site);
    let built = Built::new(&site, &["--only", "epub"]);
    assert!(!built.stderr.contains("foreign-mark"), "{}", built.stderr);
    let judge = root().join("tests/judges/generator.py");
    let epub = built.path("handbook.epub");
    let said = python(&[judge.to_str().unwrap(), generator, site.to_str().unwrap(), &epub]);
    let compared: Compared = serde_json::from_str(&said).unwrap();
    let found: Vec<&str> = compared.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(found, titles, "{generator}");
    if let Some(program) = compared.missing {
        // Past what the test harness holds back, so that nobody takes this for a comparison.
        let line = format!("NOT COMPARED: {program} is not installed; `make tools` installs it\n");
        return std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    for Chapter { title, book, site } in compared.chapters {
        assert_eq!(Some(book), site, "{generator}: {title}");
    }
    assert_eq!(compared.pages, [""; 0], "{generator}: pages without a chapter");
}

/// Copies a folder with all that is in it.
fn copy(from: &std::path::Path, to: &std::path::Path) {
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
    let titles = [
        "Start here",
        "Loops and filters",
        "The second play",
        "The first play",
        "News of the day",
        "A note",
        "Plain HTML",
    ];
    check("jekyll", &titles);
}

#[test]
fn hugo_finds_the_same_words() {
    check("hugo", &["Welcome", "The part", "The first page", "The second page"]);
}

#[test]
fn mkdocs_finds_the_same_words() {
    check("mkdocs", &["Welcome", "Passages", "Words in lines"]);
}

#[test]
fn mdbook_finds_the_same_words() {
    let titles = ["Before all", "The start", "Including", "Deeper", "Marks", "After all"];
    check("mdbook", &titles);
}

#[test]
fn eleventy_finds_the_same_words() {
    check("eleventy", &["Start here", "Components", "The first way", "The second way"]);
}

#[test]
fn docusaurus_finds_the_same_words() {
    check("docusaurus", &["Welcome", "Notices", "Tabs and others", "The last page"]);
}

#[test]
fn the_guide_to_generators_has_each() {
    let guide = std::fs::read_to_string(root().join("docs/generators.md")).unwrap();
    let told: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let (told, known): (BTreeSet<&str>, BTreeSet<&str>) = (told.into_iter().collect(), names().collect());
    assert_eq!(told, known, "docs/generators.md has a part for each generator, and for no other");
}
