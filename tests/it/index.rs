//! The index and the list of pictograms, held against the pages that they name.

use crate::common::judges;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use phasebook::book::{self, Entry};
use phasebook::build::{Project, locate};

use crate::common::judges::{Built, python, root};

fn accessible(file: &str) {
    assert_eq!(python(&["tests/judges/pdf_ua.py", file]).trim(), "PASS 0 errors 0 warnings", "{file}");
}

/// For each term what the index says, what the text has, and whether all links lead there.
fn held(file: &str, terms: &[&str]) -> Vec<(String, String)> {
    let said = python(&[&["tests/judges/index.py", file], terms].concat());
    said.lines()
        .map(|line| {
            let parts: Vec<&str> = line.split(" | ").collect();
            assert_eq!(parts[3], "links ok", "{said}");
            let pages = |part: &str| part.split_once(' ').map(|(_, pages)| pages.to_owned()).unwrap();
            (pages(parts[1]), pages(parts[2]))
        })
        .collect()
}

#[test]
fn our_own_index_names_every_page_of_its_terms() {
    for options in [&["--paper", "a4"][..], &["--paper", "a5", "--two-sided"]] {
        let built = Built::new(root(), &[&["--only", "handbook"], options].concat());
        assert_eq!((built.status, built.faults().as_str()), (0, ""));
        let file = built.path("handbook.pdf");
        accessible(&file);
        for (index, text) in held(&file, &["Assumption", "Private beta", "Public beta", "WCAG", "User need"])
        {
            assert!(!index.is_empty());
            assert_eq!(index, text);
        }
    }
}

/// A site whose chapters each say a term, on pages that follow one another. The last explains `more` words.
fn site(folder: &Path, configuration: &str, chapters: usize, more: usize) {
    fs::write(folder.join("phasebook.yaml"), format!("title: Terms\nlanguage: de\n{configuration}")).unwrap();
    for n in 0..chapters {
        let mut page = format!("---\ntitle: Kapitel {n}\norder: {n}\n---\n\nDer Öltank {n}. ");
        if [0, 1, 3].contains(&n) {
            page.push_str("Ein Zeiger. ");
        }
        if n == 2 {
            page.push_str("\n\nÖltank\n: Wo Öl ist.\n\nZeiger\n: Was zeigt.\n\nähnlich\n: Fast gleich.\n");
        }
        if n + 1 == chapters {
            (0..more).for_each(|n| page.push_str(&format!("\n\nWort {n}\n: Das {n}. Wort.\n")));
        }
        fs::write(folder.join(format!("{n}.md")), page).unwrap();
    }
}

#[test]
fn pages_in_a_row_are_ranges_and_main_places_stand_out() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "index: true\n", 9, 25);
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    let file = built.path("handbook.pdf");
    accessible(&file);
    // In the order of the file: column by column.
    let text = judges::run("pdftotext", &["-raw", &file, "-"]);
    let index = text.rsplit("Register").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    // Chapters are a page each; the third explains.
    assert!(index.contains("Öltank 1, 2, 3, 4–9"), "{index}");
    assert!(index.contains("Zeiger 1, 2, 3, 4"), "{index}");
    let at = |word: &str| index.find(word).unwrap_or_else(|| panic!("{word} in {index}"));
    assert!(at("ähnlich") < at("Öltank") && at("Öltank") < at("Zeiger"));
    assert!(at("A ") < at("ähnlich") && index.contains("O Öltank"), "{index}");
    let bold = python(&["tests/judges/bold.py", &file]);
    // The other words are explained at the end.
    let early = bold.split_whitespace().filter(|page| !["9", "10"].contains(page));
    assert_eq!(early.collect::<Vec<_>>(), ["3", "3", "3"], "{bold}");
    let again = Built::new(folder.path(), &["--only", "handbook"]);
    assert!(fs::read(&file).unwrap() == fs::read(again.path("handbook.pdf")).unwrap());
}

#[test]
fn few_terms_have_one_section_with_meanings_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "index: true\n", 9, 0);
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    let file = built.path("handbook.pdf");
    accessible(&file);
    let text = judges::run("pdftotext", &["-raw", &file, "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Öltank Wo Öl ist. 1, 2, 3, 4–9"), "{text}");
    assert!(text.contains("Zeiger Was zeigt. 1, 2, 3, 4"), "{text}");
    assert!(!text.contains("Register"), "{text}");
    let names = judges::run("unzip", &["-l", &built.path("handbook.epub")]);
    assert!(names.contains("index.xhtml") && !names.contains("glossary.xhtml"), "{names}");
    let page = judges::run("unzip", &["-p", &built.path("handbook.epub"), "OEBPS/index.xhtml"]);
    for said in ["Öltank", "Wo Öl ist.", "Was zeigt.", "Fast gleich."] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let said = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert!(said.trim().ends_with("0 fatal 0 errors 0 warnings"), "{said}");
}

#[test]
fn the_configuration_decides_whether_there_is_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let has_index = |configuration: &str| {
        site(folder.path(), configuration, 4, 0);
        let built = Built::new(folder.path(), &["--only", "handbook"]);
        assert!(built.status < 2, "{}", built.stderr);
        // With the words that the book explains, which are few.
        (built.pdf_text("handbook.pdf").contains("Fett gesetzte"), built.stderr)
    };
    // Three terms are too few, unless it is asked for.
    assert!(!has_index("").0);
    assert!(has_index("index: true\n").0);
    assert!(!has_index("index: false\n").0);
    let (_, said) = has_index("index: often\n");
    assert!(said.contains("expected `true` or `false`") && said.contains("phasebook.yaml:3"), "{said}");
}

#[test]
fn pictograms_are_listed_with_their_pages() {
    for options in [&["--paper", "a4"][..], &["--paper", "a5", "--two-sided"]] {
        let all = ["--only", "handbook", "--list-of-pictograms"];
        let built = Built::new(root(), &[&all[..], options].concat());
        let file = built.path("handbook.pdf");
        accessible(&file);
        assert_eq!(python(&["tests/judges/pictogram_list.py", &file]).trim(), "40 of 40, pictures");
    }
    let plain = Built::new(root(), &["--only", "handbook"]);
    assert!(!plain.pdf_text("handbook.pdf").contains("Pictograms"));
}

/// Words as terms that are one term have them.
fn folded(words: &str) -> String {
    let words = words.to_lowercase().replace('-', " ");
    words.strip_suffix('s').unwrap_or(&words).to_owned()
}

#[test]
#[ignore = "needs the sites of ../shared/corpus; `make test` runs it where they are"]
fn real_books_have_terms_in_their_indexes_and_each_once() {
    for (name, least, there) in [
        ("methods", 10, &["Closed card sort", "Retrospective"][..]),
        ("ux-guide", 40, &["Confirmation bias", "Framing effect"]),
        ("agile", 1, &[]),
        ("standard", 1, &[]),
        ("qa-of-code", 1, &[]),
    ] {
        let place = locate::find(&root().join("../shared/corpus/sites").join(name), None).unwrap();
        let project = Project::read(&place.files, &place.read_options().unwrap()).unwrap();
        let (_, index) = book::index(&project.book.unwrap());
        let entries: Vec<&Entry> = index.groups.iter().flat_map(|group| &group.entries).collect();
        let terms: Vec<&str> = entries.iter().map(|entry| entry.term.as_str()).collect();
        assert!(terms.len() >= least, "{name}: {} entries", terms.len());
        there.iter().for_each(|term| assert!(terms.contains(term), "{name}: {term} in {terms:?}"));
        for verb in ["Build", "Use", "Run", "Make", "Create", "Get", "Stop", "Using", "Building", "Running"] {
            assert!(!terms.iter().any(|term| term.eq_ignore_ascii_case(verb)), "{name}: {verb}");
        }
        let once: BTreeSet<String> = terms.iter().map(|term| folded(term)).collect();
        assert_eq!(once.len(), terms.len(), "{name}: {terms:?}");
        let told = entries.iter().filter(|entry| !entry.places.iter().any(|place| place.main));
        for entry in told {
            let clause = entry.term.ends_with(['?', '.', '!', ':'])
                || [" is ", " are ", " you ", " we "].iter().any(|word| entry.term.contains(word));
            assert!(!clause, "{name}: {}", entry.term);
        }
    }
}
