//! A book with every construct, in three languages, before checkers of EPUB
//! that are not ours.

#[path = "common/judges.rs"]
mod judges;

use std::fs;
use std::sync::OnceLock;

use judges::{Built, corpus, python, root};

/// Languages with a title each, and the direction that the package then has.
const BOOKS: [(&str, &str, &str); 3] = [
    ("en-GB", "The phases", "ltr"),
    ("ar", "مراحل بناء الخدمات", "rtl"),
    ("ja", "サービスづくりの段階", "ltr"),
];

/// The books, built once, in the order of [`BOOKS`]; then `content/`.
fn books() -> &'static [(String, Built)] {
    static BUILT: OnceLock<Vec<(String, Built)>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut books: Vec<(String, Built)> = BOOKS
            .iter()
            .map(|(language, title, direction)| {
                let site = tempfile::tempdir().unwrap();
                fs::create_dir(site.path().join("pictures")).unwrap();
                for file in ["constructs.md", "other.md", "pictures/sign.svg"] {
                    fs::copy(root().join("tests/epub/site").join(file), site.path().join(file)).unwrap();
                }
                let config = format!(
                    "title: {title}\nsubtitle: A & B\nauthor: [Ada Ample, Bo Brief]\nlanguage: {language}\n\
                     direction: {direction}\norder: [constructs, other]\ndate: 2026-03-14\nindex: true\n\
                     isbn: 978-3-16-148410-0\nprint-isbn: 0-306-40615-2\n\
                     series: {{title: Ways of work, number: 2}}\n\
                     contributors: {{editor: Cy Clear, illustrator: [Di Draw, Ed Etch]}}\n"
                );
                fs::write(site.path().join("phasebook.yaml"), config).unwrap();
                // Paper then has the words that the screen has.
                let options = ["--only", "handbook,epub", "--system-fonts"];
                ((*language).to_owned(), Built::new(site.path(), &options))
            })
            .collect();
        books.push(("content".to_owned(), Built::new(root(), &["--only", "handbook,epub"])));
        books
    })
}

/// The last line of what a judge says of each book must be this.
fn judged(script: &str, verdict: impl Fn(&str) -> bool) {
    for (name, built) in books() {
        assert!(built.exists("handbook.epub"), "{name}: {}", built.stderr);
        let said = python(&[script, &built.path("handbook.epub")]);
        assert!(said.trim().lines().last().is_some_and(&verdict), "{name}: {said}");
    }
}

#[test]
fn epubcheck_finds_nothing() {
    judged("tests/judges/epub_check.py", |last| last == "0 fatal 0 errors 0 warnings");
}

#[test]
fn ace_finds_nothing() {
    judged("tests/judges/ace.py", |last| last == "pass 0 violations");
}

#[test]
fn the_html_checker_finds_nothing() {
    judged("tests/judges/nu.py", |last| last.ends_with("documents 0 errors 0 warnings"));
}

#[test]
fn nothing_scrolls_sideways_or_is_faint_on_any_screen() {
    judged("tests/judges/screens.py", |last| last.ends_with("views 0 faults") && !last.starts_with("0 "));
}

#[test]
fn nothing_is_in_it_that_stores_and_devices_refuse_or_spoil() {
    judged("tests/judges/epub_safe.py", |last| {
        last.ends_with("documents 0 faults") && !last.starts_with("0 ")
    });
}

/// Says of a book whether every page of its handbook is marked where it begins.
fn paged(name: &str, built: &Built, least: usize) {
    assert!(built.exists("handbook.epub"), "{name}: {}", built.stderr);
    let files = [built.path("handbook.pdf"), built.path("handbook.epub")];
    let said = python(&["tests/judges/printed_pages.py", &files[0], &files[1]]);
    let last = said.lines().last().unwrap_or_default();
    let pages = last.strip_suffix(" pages 0 faults").and_then(|pages| pages.parse::<usize>().ok());
    assert!(pages.is_some_and(|pages| pages >= least), "{name}: {said}");
}

#[test]
fn every_page_of_the_handbook_is_marked_where_it_begins() {
    for (name, built) in books() {
        paged(name, built, 6);
    }
    let only = ["--only", "handbook,epub", "--system-fonts"];
    for paper in [&["--two-sided"][..], &["--paper", "a5"], &["--paper", "a5", "--two-sided"]] {
        paged("content", &Built::new(root(), &[&only, paper].concat()), 25);
        for (site, least) in [(root().join("tests/epub/site"), 6)].into_iter().chain(corpus().zip(Some(12))) {
            paged("the pages", &Built::new(&site, &[&only, paper].concat()), least);
        }
    }
}

#[test]
fn the_epub_alone_has_the_pages_of_the_handbook_only_if_asked() {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join("one.md"), "---\ntitle: One\n---\n\nA page.\n").unwrap();
    let pages = |options: &[&str]| {
        let built = Built::new(site.path(), options);
        assert_eq!(built.status, 0, "{}", built.stderr);
        python(&["tests/judges/package.py", &built.path("handbook.epub")])
            .lines()
            .filter(|line| line.starts_with("page ") || line.contains("page"))
            .count()
    };
    assert_eq!(pages(&["--only", "epub"]), 0);
    let asked = pages(&["--only", "epub", "--page-list"]);
    assert!(asked > 4, "{asked}");
    assert_eq!(pages(&[]), asked);
    fs::write(site.path().join("phasebook.yaml"), "epub: {page-list: false}\n").unwrap();
    assert_eq!(pages(&[]), 0);
}

#[test]
fn the_package_says_who_had_a_part_and_what_it_is_part_of() {
    let (_, english) = &books()[0];
    let said = python(&["tests/judges/package.py", &english.path("handbook.epub")]);
    for line in [
        "identifier urn:isbn:9783161484100 identifier-type=15",
        "creator Ada Ample role=aut",
        "contributor Cy Clear role=edt",
        "contributor Ed Etch role=ill",
        "belongs-to-collection Ways of work collection-type=series group-position=2",
        "pageBreakSource urn:isbn:0306406152",
        "source urn:isbn:0306406152 source-of=pagination",
        "schema:accessibilityFeature pageBreakMarkers",
        "schema:accessibilityFeature pageNavigation",
        "schema:accessibilityFeature index",
    ] {
        assert!(said.lines().any(|found| found == line), "no `{line}` in\n{said}");
    }
}

#[test]
fn the_index_leads_to_every_term_where_it_stands() {
    for (name, built) in books() {
        let said = python(&["tests/judges/epub_index.py", &built.path("handbook.epub")]);
        let last = said.lines().last().unwrap_or_default();
        assert!(last.ends_with("links 0 faults") && !last.starts_with("0 "), "{name}: {said}");
    }
}
