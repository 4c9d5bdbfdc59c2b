//! The handbook for the print shop, judged by readers that are not ours.

use crate::common::judges;

use std::fs;

use crate::common::judges::{Built, python, root, words};

fn line<'a>(seen: &'a str, name: &str) -> &'a str {
    let found = seen.lines().find_map(|line| line.trim_start().strip_prefix(name));
    found.unwrap_or_else(|| panic!("no {name} in {seen}")).trim_start_matches(':').trim()
}

#[test]
fn the_print_shop_gets_inks_bleed_marks_and_boxes_on_every_page() {
    for (options, boxes) in [
        (&["--paper", "a4"][..], "TrimBox 210.0 x 297.0, BleedBox 216.0 x 303.0, MediaBox 234.0 x 321.0"),
        (
            &["--paper", "170x240mm", "--two-sided", "--bleed", "5"],
            "TrimBox 170.0 x 240.0, BleedBox 180.0 x 250.0, MediaBox 198.0 x 268.0",
        ),
    ] {
        let built = Built::new(root(), &[&["--only", "handbook", "--print-shop"], options].concat());
        assert_eq!((built.status, built.faults().as_str()), (0, ""));
        let file = built.path("handbook-print.pdf");
        let seen = python(&["tests/judges/prepress.py", &file]);
        assert_eq!(line(&seen, "boxes"), boxes);
        assert_eq!(line(&seen, "concentric"), "yes");
        // Pictograms and the boxes of tasks are in inks as well.
        assert_eq!(line(&seen, "colours"), "DeviceCMYK, Separation All");
        assert!(line(&seen, "ink").parse::<u32>().unwrap() <= 280, "{seen}");
        assert!(line(&seen, "fonts").ends_with(" embedded") && !seen.contains("not embedded"), "{seen}");
        assert!(line(&seen, "bleed").parse::<f64>().unwrap() > 0.98, "{seen}");
        let marks: f64 = line(&seen, "outside").parse().unwrap();
        assert!(marks > 0.0 && marks < 0.03, "marks, and nothing else: {seen}");
        judges::run("qpdf", &["--check", &file]);
        assert_eq!(python(&["tests/judges/pdf_ua.py", &file]).trim(), "PASS 0 errors 0 warnings");

        // The summary says what the outside readers find.
        let preflight = fs::read_to_string(built.path("handbook-preflight.txt")).unwrap();
        assert!(built.stdout.contains(&preflight), "{}", built.stdout);
        for (name, size) in boxes.split(", ").map(|it| it.split_once(' ').unwrap()) {
            let size = size.replace(".0", "").replace('x', "×");
            assert!(line(&preflight, name).starts_with(&size), "{name}: {preflight}");
        }
        assert_eq!(line(&preflight, "most ink"), format!("{}%", line(&seen, "ink")));
        let pages = judges::run("pdfinfo", &[&file]);
        assert_eq!(line(&preflight, "pages"), line(&pages, "Pages"), "{preflight}");

        // The same words on the same pages as in the handbook for everybody.
        let text = |name: &str| -> Vec<Vec<String>> {
            // In the order of the file, since words that a line's end divides are put together.
            let read = judges::run("pdftotext", &["-raw", &built.path(name), "-"]);
            let page = |page: &str| {
                let lines = page.lines().filter(|line| !line.ends_with("· CMYK"));
                let mut words = words(&lines.collect::<Vec<_>>().join("\n"));
                words.sort();
                words
            };
            read.split('\u{c}').map(page).collect()
        };
        for (number, (made, plain)) in text("handbook-print.pdf").iter().zip(text("handbook.pdf")).enumerate()
        {
            assert!(*made == plain, "page {}: {made:?}", number + 1);
        }
    }
}

#[test]
fn every_construct_can_be_printed_in_inks() {
    let site = root().join("tests/epub/site");
    let built = Built::new(&site, &["--only", "handbook", "--print-shop", "--greyscale"]);
    let file = built.path("handbook-print.pdf");
    let seen = python(&["tests/judges/prepress.py", &file]);
    assert_eq!(line(&seen, "concentric"), "yes");
    // In greys there is black ink alone.
    assert!(line(&seen, "ink").parse::<u32>().unwrap() <= 100, "{seen}");
    judges::run("qpdf", &["--check", &file]);
    let pages = python(&["tests/judges/greys.py", &file]);
    assert!(pages.lines().all(|line| line.ends_with(" grey")), "{pages}");
    for form in ["handbook.pdf", "handbook-print.pdf"] {
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path(form)]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{form}");
    }
}
