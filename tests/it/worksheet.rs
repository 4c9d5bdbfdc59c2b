//! Worksheets, judged by readers that are not ours.

use crate::common::judges;

use std::fs;
use std::path::Path;

use crate::common::judges::{Built, python, root};

/// What an outside reader finds on the sheet of a phase.
struct Sheet {
    title: String,
    pages: usize,
    boxes: usize,
    lines: usize,
    words: String,
}

fn sheets(file: &str, boxes: &[&str]) -> Vec<Sheet> {
    let found = python(&[&["tests/judges/worksheet.py", file], boxes].concat());
    let sheet = |line: &str| {
        let parts: Vec<&str> = line.splitn(5, " | ").collect();
        let number = |at: usize| parts[at].rsplit(' ').next().unwrap().parse().unwrap();
        Sheet {
            title: parts[0].to_owned(),
            pages: number(1),
            boxes: number(2),
            lines: number(3),
            words: parts[4].to_owned(),
        }
    };
    found.lines().map(sheet).collect()
}

fn accessible(file: &str) {
    assert_eq!(python(&["tests/judges/pdf_ua.py", file]).trim(), "PASS 0 errors 0 warnings", "{file}");
    judges::run("qpdf", &["--check", file]);
}

#[test]
fn each_phase_has_its_tasks_and_room_to_write() {
    for paper in ["a4", "a5", "letter"] {
        let built = Built::new(root(), &["--only", "epub", "--worksheet", "--paper", paper]);
        assert_eq!((built.status, built.stderr.as_str()), (0, ""));
        let file = built.path("worksheets.pdf");
        accessible(&file);
        let sheets = sheets(&file, &["To do"]);
        let titles: Vec<&str> = sheets.iter().map(|sheet| sheet.title.as_str()).collect();
        assert_eq!(titles, ["Discovery", "Alpha", "Beta", "Live", "Retirement"]);
        let beta = &sheets[2];
        // Eight outputs, eight things to have done; activities are told in sentences.
        assert_eq!(beta.boxes, 16, "{paper}");
        assert!(!beta.words.contains("Rehearse bad days."), "{paper}: {}", beta.words);
        // Six questions, two lines each.
        assert!(beta.lines >= 12, "{paper}: {}", beta.lines);
        for words in ["Can staff keep up when the work doubles?", "Working service"] {
            assert!(beta.words.contains(words), "{paper}: {words} in {}", beta.words);
        }
        assert!(sheets.iter().all(|sheet| sheet.pages <= 3), "{paper}");
        assert!(!built.exists("handbook.pdf"));
    }
}

#[test]
fn worksheets_in_greys_and_for_some_phases() {
    let build =
        || Built::new(root(), &["--only", "epub", "--worksheet", "--greyscale", "--pages", "alpha,live"]);
    let built = build();
    let file = built.path("worksheets.pdf");
    accessible(&file);
    assert_eq!(sheets(&file, &[]).len(), 2);
    let pages = python(&["tests/judges/greys.py", &file]);
    assert!(pages.lines().all(|line| line.ends_with(" grey")), "{pages}");
    assert!(fs::read(&file).unwrap() == fs::read(build().path("worksheets.pdf")).unwrap());
}

fn site(folder: &Path, name: &str, page: &str) {
    fs::write(folder.join("phasebook.yaml"), "title: Phases\nlanguage: en\n").unwrap();
    fs::write(folder.join(name), page).unwrap();
}

#[test]
fn a_phase_without_tasks_is_named_and_has_room_for_notes() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "beta.md", "---\ntitle: Beta\nphase: beta\n---\n\nWe build it.\n");
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet"]);
    assert_eq!(built.status, 0);
    assert!(
        built.stderr.contains("note[empty-worksheet]") && built.stderr.contains("beta.md"),
        "{}",
        built.stderr
    );
    let file = built.path("worksheets.pdf");
    let sheets = sheets(&file, &["To do"]);
    assert!(sheets[0].boxes == 0 && sheets[0].lines >= 15, "{} lines", sheets[0].lines);
    // Without a phase there is nothing to make a sheet for.
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "about.md", "---\ntitle: About\n---\n\nWords.\n");
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet"]);
    assert!(built.status == 0 && built.stderr.contains("no page is a phase"), "{}", built.stderr);
    assert!(!built.exists("worksheets.pdf"));
}

#[test]
fn long_sheets_break_between_tasks_and_lose_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut page =
        "---\ntitle: Unternehmensarchitekturgrundsatzentscheidung\nphase: beta\n---\n\n## Outputs\n\n"
            .to_owned();
    for n in 0..150 {
        page.push_str(&format!(
            "- [{}] task{n} {}\n",
            if n % 3 == 0 { "x" } else { " " },
            "words ".repeat(n % 40)
        ));
    }
    page.push_str("\n## Questions\n\n");
    for n in 0..40 {
        page.push_str(&format!("- question{n} {}?\n", "words ".repeat(n)));
    }
    site(folder.path(), "beta.md", &page);
    for paper in ["a4", "a5", "100x150mm"] {
        let built = Built::new(folder.path(), &["--only", "epub", "--worksheet", "--paper", paper]);
        assert_eq!(built.status, 0, "{}", built.stderr);
        let file = built.path("worksheets.pdf");
        let sheet = sheets(&file, &["To do", "Done"]).remove(0);
        assert_eq!(sheet.boxes, 150);
        let words: Vec<&str> = sheet.words.split(' ').collect();
        for n in 0..150 {
            assert!(words.contains(&format!("task{n}").as_str()), "{paper}: task{n}");
        }
        assert!(words.contains(&"question39") && sheet.lines >= 80, "{paper}: {}", sheet.lines);
    }
}

#[test]
fn right_to_left_sheets_begin_on_the_right() {
    let folder = tempfile::tempdir().unwrap();
    // Latin letters, so that no other fonts are needed: the direction is the page's.
    let page =
        "---\ntitle: Beta\nphase: beta\nlang: ar\ndir: rtl\n---\n\n## Outputs\n\n- [ ] one\n- [ ] two\n";
    site(folder.path(), "beta.md", page);
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet"]);
    let file = built.path("worksheets.pdf");
    accessible(&file);
    let boxes = judges::run("pdftotext", &["-bbox", &file, "-"]);
    let line = boxes.lines().find(|line| line.contains(">one<")).unwrap();
    let x: f64 = line.split("xMin=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!(x > 450.0, "{line}");
}
