//! Groups of pages in the place of phases, and words that front matter keeps to itself.

use super::*;

/// A page with a field in its front matter.
fn with(path: &str, title: &str, name: &str, value: &str) -> Draft {
    let mut draft = page(path, title);
    let span = draft.write(&format!("{name}: {value}"));
    draft.front.places.insert(name.to_owned(), span);
    draft.front.all.insert(name.to_owned(), value.into());
    draft
}

fn phases(book: &Book) -> Vec<(&str, &str)> {
    book.phases
        .iter()
        .map(|phase| (phase.name.as_str(), book.chapters[phase.chapter].title.as_str()))
        .collect()
}

fn plays() -> Vec<Draft> {
    vec![
        page("index.md", "The plays"),
        with("a.md", "Ask", "category", "discover"),
        with("b.md", "Begin", "category", "make"),
        with("c.md", "Make", "category", "Make"),
        with("d.md", "Draw", "category", "Discover"),
        with("e.md", "End", "category", "Check"),
        with("f.md", "Feel", "category", "Check"),
    ]
}

#[test]
fn a_field_that_parts_the_pages_plays_the_part_of_phases() {
    let book = site(plays()).0;
    assert_eq!(phases(&book), [("Discover", "Ask"), ("Make", "Make"), ("Check", "End")]);
    let order: Vec<&str> = book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(order, ["The plays", "Ask", "Draw", "Begin", "Make", "End", "Feel"]);
}

#[test]
fn pages_without_the_field_stand_with_those_of_their_folder() {
    let mut pages = vec![page("index.md", "The plays")];
    for group in ["Ask", "Build", "Check"] {
        let folder = group.to_lowercase();
        pages.push(page(&format!("{folder}/index.md"), group));
        pages.push(with(&format!("{folder}/b.md"), &format!("{group} b"), "section", group));
        pages.push(with(&format!("{folder}/c.md"), &format!("{group} c"), "section", group));
        pages.push(page(&format!("{folder}/a.md"), &format!("{group} a")));
    }
    let book = site(pages).0;
    assert_eq!(phases(&book), [("Ask", "Ask"), ("Build", "Build"), ("Check", "Check")]);
    let order: Vec<&str> = book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    let expected = [
        "The plays",
        "Ask",
        "Ask a",
        "Ask b",
        "Ask c",
        "Build",
        "Build a",
        "Build b",
        "Build c",
        "Check",
        "Check a",
        "Check b",
        "Check c",
    ];
    assert_eq!(order, expected);
}

#[test]
fn folders_do_where_there_are_enough_of_them() {
    let pages = |folders: &[&str]| {
        let all = folders.iter().flat_map(|folder| {
            ["one", "two"].map(|name| page(&format!("{folder}/{name}.md"), &format!("{folder} {name}")))
        });
        site(all.collect()).0
    };
    let book = pages(&["1-plan", "2-do", "3-look"]);
    assert_eq!(phases(&book), [("Plan", "1-plan one"), ("Do", "2-do one"), ("Look", "3-look one")]);
    assert!(pages(&["plan", "do"]).phases.is_empty());
}

#[test]
fn words_that_nothing_prints_are_named_once() {
    let pages = vec![
        with("a.md", "Ask", "why", "To learn what people need"),
        with("b.md", "Begin", "why", "To get going with it"),
        with("c.md", "Cook", "meta_text", "Some words for search engines"),
        with("d.md", "Do", "colour", "dark red"),
    ];
    let (_, found) = site(pages);
    let found: Vec<&String> = found.iter().filter(|line| line.contains("field-unprinted")).collect();
    assert_eq!(
        found,
        [
            "a.md:2:1: field-unprinted: the words of the field `why` are not printed, here and on another page \
          (write `fields: [why]` in phasebook.yaml to print it on its pages)"
        ]
    );
}
