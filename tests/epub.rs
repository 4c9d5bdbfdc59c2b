//! A book with every construct, in three languages, before checkers of EPUB
//! that are not ours.

#[path = "common/judges.rs"]
mod judges;

use std::fs;
use std::sync::OnceLock;

use judges::{Built, python, root};

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
                     direction: {direction}\norder: [constructs, other]\ndate: 2026-03-14\n"
                );
                fs::write(site.path().join("phasebook.yaml"), config).unwrap();
                ((*language).to_owned(), Built::new(site.path(), &["--only", "epub"]))
            })
            .collect();
        books.push(("content".to_owned(), Built::new(root(), &["--only", "epub"])));
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
