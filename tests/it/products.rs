//! The main job, from the command line to what people hold in their hands,
//! judged by readers and validators that are not ours.

use crate::common::judges;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::common::judges::{Built, corpus, python, root, run, words};

/// `content/`, built once for all tests of this file.
fn content() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| Built::new(root(), &[]))
}

/// The sample pages, built once; none where they are not to be had.
fn real_pages() -> Option<&'static Built> {
    static BUILT: OnceLock<Option<Built>> = OnceLock::new();
    BUILT.get_or_init(|| corpus().map(|corpus| Built::new(&corpus, &[]))).as_ref()
}

fn all() -> Vec<&'static Built> {
    std::iter::once(content()).chain(real_pages()).collect()
}

#[test]
fn our_own_handbook_builds_without_a_fault() {
    let built = content();
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert_eq!(built.stderr, "", "nothing is to be said of our own pages");
    for name in ["handbook.pdf", "handbook.epub"] {
        assert!(built.exists(name), "{name}");
        assert!(built.stdout.contains(name), "{}", built.stdout);
    }
    let expected = ["alpha", "beta", "discovery", "live", "overview", "retirement"];
    assert_eq!(built.posters(), expected.map(|name| format!("posters/{name}.pdf")));
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn real_pages_build_and_every_fault_is_named_at_its_line() {
    let built = real_pages().expect("the sample pages");
    assert_eq!(built.status, 1, "the pages have real faults\n{}", built.stderr);
    let expected = ["alpha", "beta", "discovery", "live", "overview"];
    assert_eq!(built.posters(), expected.map(|name| format!("posters/{name}.pdf")));

    let corpus = corpus().unwrap();
    let output = judges::phasebook(&["check", corpus.to_str().unwrap(), "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8(output.stderr).unwrap();
    for (place, rule) in [
        ("phases/beta.md:15:1:", "missing-word"),
        ("phases/beta.md:16:2:", "list-item-space"),
        ("phases/beta.md:17:2:", "list-item-space"),
        ("phases/beta.md:20:1:", "list-glued"),
        ("phases/beta.md:24:1:", "label-as-heading"),
        ("phases/beta.md:25:1:", "list-glued"),
        ("phases/beta.md:25:3:", "undefined-reference"),
        ("phases/beta.md:36:1:", "empty-section"),
        ("phases/discovery.md:24:1:", "list-glued"),
        ("phases/discovery.md:36:1:", "list-glued"),
        ("phases/discovery.md:40:40:", "dead-link"),
        ("phases/index.md:17:33:", "missing-image"),
        ("phases/index.md:20:1:", "lines-as-list"),
    ] {
        let found = report.lines().any(|line| line.contains(place) && line.contains(&format!("[{rule}]")));
        assert!(found, "no {rule} at {place} in\n{report}");
    }
    for page in ["index", "discovery", "alpha", "beta", "live"] {
        let found = report
            .lines()
            .any(|line| line.contains(&format!("phases/{page}.md")) && line.contains("[draft-page]"));
        assert!(found, "nothing says that {page} is a draft\n{report}");
    }
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn chapters_come_in_the_order_of_the_links() {
    let built = real_pages().expect("the sample pages");
    let text = built.pdf_text("handbook.pdf");
    // The first sentences of the pages, after the contents.
    let starts = [
        "Building a great digital service",
        "The discovery phase is your chance",
        "When designing a digital system",
        "The objective of this phase",
        "You’ve been building a service",
    ];
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let places: Vec<usize> = starts
        .iter()
        .map(|start| flat.find(start).unwrap_or_else(|| panic!("`{start}` is not in the handbook")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    for gone in ["Previously:", "Next:", "link-list", "phase-activities"] {
        assert!(!flat.contains(gone), "`{gone}` reached the reader");
    }
}

/// The words of the sample page that are not navigation, taken from its text
/// without our reader.
fn sample_words() -> Vec<String> {
    let page = fs::read_to_string(corpus().expect("the sample pages").join("service-manual/phases/beta.md"))
        .unwrap();
    let body = page.splitn(3, "---\n").nth(2).unwrap();
    let mut text = String::new();
    for line in body.lines().filter(|line| !line.starts_with("## [")) {
        let mut in_tag = false;
        for character in line.chars() {
            match character {
                '<' => in_tag = true,
                '>' => in_tag = false,
                other if !in_tag => text.push(other),
                _ => {}
            }
        }
        text.push('\n');
    }
    words(&text)
}

fn count(words: &[String]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word.as_str()).or_insert(0) += 1;
    }
    counts
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn every_word_of_the_sample_page_is_on_paper_and_on_screen() {
    let (built, sample) = (real_pages().expect("the sample pages"), sample_words());
    assert!(sample.len() > 150, "{} words", sample.len());
    let paper = words(&built.pdf_text("handbook.pdf"));
    let screen = words(&python(&["tests/judges/epub_text.py", &built.path("handbook.epub")]));
    for (name, found) in [("the handbook", paper), ("the EPUB", screen)] {
        let found = count(&found);
        for (word, times) in count(&sample) {
            assert!(found.get(word).copied().unwrap_or(0) >= times, "`{word}` is missing from {name}");
        }
    }
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn every_pictogram_stands_with_its_label() {
    let built = real_pages().expect("the sample pages");
    // 6 on alpha, 6 on beta, 5 on discovery, 3 on live.
    let found = python(&["tests/judges/pictograms.py", &built.path("handbook.pdf")]);
    let labels = [
        "List of user needs",
        "User personas",
        "Rough wireframes",
        "Stakeholder interviews",
        "Team size",
        "User story backlog",
        "Design and build",
        "Working prototype",
        "Show and tell",
        "Retrospective",
        "Team size",
        "User story backlog",
        "Design and build",
        "Working service",
        "Show and tell",
        "Retrospective",
        "Team size",
        "Live service",
        "User feedback",
        "Team size",
    ];
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels {
        *expected.entry(label).or_insert(0) += 1;
    }
    for (label, times) in expected {
        let seen = found.lines().filter(|line| *line == label).count();
        assert!(seen >= times, "`{label}` stands {seen} times under a picture, not {times}\n{found}");
    }
}

#[test]
fn the_handbook_passes_the_accessibility_checker() {
    for built in all() {
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path("handbook.pdf")]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings");
        for poster in built.posters() {
            let verdict = python(&["tests/judges/pdf_ua.py", &built.path(&poster)]);
            assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{poster}");
        }
    }
}

#[test]
fn the_epub_passes_epubcheck() {
    for built in all() {
        let verdict = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
        assert_eq!(verdict.lines().last(), Some("0 fatal 0 errors 0 warnings"), "{verdict}");
    }
}

#[test]
fn every_font_is_embedded_and_subset_and_every_file_is_sound() {
    for built in all() {
        let mut files = built.posters();
        files.push("handbook.pdf".into());
        for file in files {
            let path = built.path(&file);
            run("qpdf", &["--check", &path]);
            let fonts = run("pdffonts", &[&path]);
            let rows: Vec<&str> = fonts.lines().skip(2).collect();
            assert!(!rows.is_empty(), "{file} has no fonts");
            for row in rows {
                // … emb sub uni object ID: the last five columns.
                let columns: Vec<&str> = row.split_whitespace().rev().collect();
                assert_eq!((columns[4], columns[3]), ("yes", "yes"), "{file}: {row}");
            }
        }
    }
}

#[test]
fn the_handbook_says_what_it_is() {
    let built = content();
    let info = run("pdfinfo", &[&built.path("handbook.pdf")]);
    for part in ["The Phase Handbook", "Tagged:          yes", "(595.28 x 841.89 pts|A4)"] {
        let any = part.trim_matches(['(', ')']).split('|').any(|p| info.contains(p));
        assert!(any, "{part}\n{info}");
    }
    let outline = python(&["tests/judges/outline.py", &built.path("handbook.pdf")]);
    let chapters: Vec<&str> = outline.lines().filter_map(|line| line.strip_prefix("1 ")).collect();
    for title in ["Discovery", "Alpha", "Beta", "Live", "Retirement"] {
        assert!(chapters.contains(&title), "{title} is not in the outline\n{outline}");
    }
    // Links inside the book say their page, and the page is the right one.
    let checked = python(&["tests/judges/page_references.py", &built.path("handbook.pdf")]);
    let (right, all) = checked.trim().split_once(" of ").unwrap();
    assert_eq!(right, all, "{checked}");
    assert!(all.parse::<usize>().unwrap() >= 10, "only {all} references say their page");
}

#[test]
fn posters_keep_everything_inside_and_apart() {
    for built in all() {
        for poster in built.posters() {
            let verdict = python(&["tests/judges/poster_geometry.py", &built.path(&poster)]);
            assert!(verdict.trim().ends_with("ok"), "{poster}: {verdict}");
            let info = run("pdfinfo", &[&built.path(&poster)]);
            assert!(
                info.contains("841.89 x 1190.55") || info.contains("1190.55 x 841.89"),
                "{poster}: {info}"
            );
            assert!(
                info.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")),
                "{poster}: {info}"
            );
        }
    }
}

fn failing(site: &Path, status: i32, message: &str) -> Built {
    let built = Built::new(site, &[]);
    assert_eq!(built.status, status, "{}", built.stderr);
    assert!(built.stderr.contains(message), "no `{message}` in\n{}", built.stderr);
    built
}

#[test]
fn what_cannot_be_built_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let built = failing(&folder.path().join("missing"), 2, "does not exist");
    assert!(!built.exists(""));
    let built = failing(folder.path(), 2, "there are no pages");
    assert!(!built.exists(""));
}

#[test]
fn a_broken_page_is_named_and_the_rest_still_builds() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("good.md", b"---\ntitle: Good\n---\n\nAll is well here.\n");
    write("latin.md", b"---\ntitle: Latin\n---\n\nIn the caf\xe9.\n");
    let built = failing(folder.path(), 1, "latin.md:5:11");
    assert!(built.stderr.contains("not UTF-8"), "{}", built.stderr);
    assert!(built.pdf_text("handbook.pdf").contains("In the café."));

    fs::remove_file(folder.path().join("latin.md")).unwrap();
    write("yaml.md", b"---\ntitle: Kept\n{{{ nothing\n---\n\nThe text stays.\n");
    let built = failing(folder.path(), 1, "yaml.md:3:1");
    let text = built.pdf_text("handbook.pdf");
    for kept in ["The text stays.", "All is well here.", "Kept"] {
        assert!(text.contains(kept), "`{kept}` is not in\n{text}");
    }
}

#[test]
fn a_book_may_say_a_thing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let page = "---\ntitle: Words\n---\n\nAPI\n: A way in.\n\nSLA\n: A promise.\n\nAPI again.\n";
    for name in ["one.md", "two.md", "three.md"] {
        fs::write(folder.path().join(name), page).unwrap();
    }
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert_eq!(
        built.pdf_text("handbook.pdf").matches("A promise.").count(),
        3,
        "each chapter keeps its words"
    );
}
