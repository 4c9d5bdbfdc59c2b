//! The user's guide: a site like any other, and the first that a reader judges the
//! program by.

use std::fs;

use crate::common::judges::{Built, python, root};

#[test]
fn the_guide_is_a_site_without_a_fault_that_everybody_can_read() {
    let built = Built::new(&root().join("docs/guide"), &["--worksheet", "--handout", "booklet"]);
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    let phases = ["hand-out", "hang-up", "overview", "publish", "wall-chart", "write"];
    assert_eq!(built.posters(), phases.map(|name| format!("posters/{name}.pdf")));
    let documents = ["handbook.pdf", "worksheets.pdf"].map(str::to_owned);
    for pdf in documents.iter().chain(&built.posters()) {
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path(pdf)]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{pdf}");
    }
    let verdict = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert_eq!(verdict.lines().last(), Some("0 fatal 0 errors 0 warnings"), "{verdict}");
    let text = built.pdf_text("handbook.pdf");
    for said in ["A booklet on every chair", "From a print shop", "--printer-margin 8", "Words used"] {
        assert!(text.contains(said), "the handbook does not say “{said}”");
    }
}

#[test]
fn every_pictogram_of_the_guide_is_on_a_page() {
    let guide = root().join("docs/guide");
    let pages: String = fs::read_dir(guide.join("pages"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for entry in fs::read_dir(guide.join("pictograms")).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.to_str().unwrap();
        assert!(pages.contains(&format!("/pictograms/{name}")), "{name} is on no page");
    }
}
