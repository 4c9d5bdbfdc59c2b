//! Handouts, judged by a reader that is not ours: imposed PDFs are read back,
//! folded, and compared with the pages that they were made from.

use crate::common::judges;

use std::fs;
use std::path::Path;

use phasebook::build::{Project, ReadOptions};
use phasebook::files::Folder;
use phasebook::handbook;
use phasebook::imposition::{BookletOptions, Document, NUpOptions, Up, booklet, n_up, page_count};
use phasebook::paper::{Length, Paper};
use phasebook::typeset::Job;

use crate::common::judges::{Built, phasebook, python, root};

/// A PDF of `count` pages. Each has words of its own in all four corners, so
/// that what is cut or stands elsewhere is missed, and no number that tells
/// its place.
fn pages(count: usize, paper: Paper) -> Vec<u8> {
    let mut job = Job::new("/pages.typ", &[]);
    job.json("/job.json", &serde_json::json!({ "paper": paper, "count": count }));
    job.file(
        "/pages.typ",
        r#"#let job = json("/job.json")
#set page(width: job.paper.width * 1mm, height: job.paper.height * 1mm, margin: 8mm)
#for n in range(job.count) {
  // Letters for a number, so that no two pages share a word.
  let name = str(n).clusters().map(it => "abcdefghij".at(int(it))).join()
  page[#grid(columns: (1fr, auto), rows: (1fr, auto),
    [head#name], [side#name], [foot#name], [edge#name])]
}"#,
    );
    job.pdf("pages", &[]).unwrap().product
}

fn document(pdf: &[u8], page: Paper) -> Document<'_> {
    let pages = page_count(pdf).unwrap();
    Document { pdf, pages, page, title: "Pages", language: "en-GB", identifier: "pages" }
}

/// The judge's findings: for each case, how far pages stand from their place, in mm.
fn judge(cases: &[String]) -> Vec<Vec<f64>> {
    let script = root().join("tests/judges/handout.py");
    let mut arguments = vec![script.to_str().unwrap()];
    arguments.extend(cases.iter().map(String::as_str));
    let said = python(&arguments);
    assert!(!said.contains("wrong"), "{said}");
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 2 * cases.len(), "{said}");
    lines
        .chunks(2)
        .map(|case| case[0].split(' ').filter_map(|it| it.split_once(':')?.1.parse().ok()).collect())
        .collect()
}

#[test]
fn booklets_of_1_to_40_pages_fold_into_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: String| folder.path().join(name).to_str().unwrap().to_owned();
    let mut cases = Vec::new();
    for count in 1..=40 {
        let pdf = pages(count, Paper::A5);
        let reader = path(format!("{count}.pdf"));
        fs::write(&reader, &pdf).unwrap();
        let document = document(&pdf, Paper::A5);
        assert_eq!(document.pages, count);
        for (signature, rtl) in
            [(None, false), (Some(4), false), (Some(12), false), (Some(16), false), (Some(16), true)]
        {
            let options = BookletOptions { signature, rtl, ..BookletOptions::default() };
            let block = signature.unwrap_or(0);
            let direction = if rtl { "rtl" } else { "ltr" };
            let made = path(format!("{count}-{block}-{direction}.pdf"));
            fs::write(&made, booklet(&document, Paper::A4, &options).unwrap()).unwrap();
            cases.push(format!("booklet,{block},{direction},{reader},{made}"));
        }
    }
    for (case, shifts) in cases.iter().zip(judge(&cases)) {
        assert!(!shifts.is_empty() && shifts.iter().all(|shift| shift.abs() < 0.02), "{case}: {shifts:?}");
    }
}

#[test]
fn two_and_four_stand_in_reading_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: String| folder.path().join(name).to_str().unwrap().to_owned();
    let mut cases = Vec::new();
    for count in [1, 2, 3, 4, 5, 9] {
        let pdf = pages(count, Paper::A4);
        let reader = path(format!("{count}.pdf"));
        fs::write(&reader, &pdf).unwrap();
        for (up, kind) in [(Up::Two, "2up"), (Up::Four, "4up")] {
            for (rtl, direction) in [(false, "ltr"), (true, "rtl")] {
                let made = path(format!("{count}-{kind}-{direction}.pdf"));
                let options = NUpOptions { up, rtl };
                fs::write(&made, n_up(&document(&pdf, Paper::A4), Paper::A4, options).unwrap()).unwrap();
                cases.push(format!("{kind},0,{direction},{reader},{made}"));
            }
        }
    }
    for (case, shifts) in cases.iter().zip(judge(&cases)) {
        assert!(shifts.iter().all(|shift| shift.abs() < 0.02), "{case}: {shifts:?}");
    }
}

#[test]
fn creep_moves_inner_pages_towards_the_fold() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let pdf = pages(16, Paper::A5);
    fs::write(path("pages.pdf"), &pdf).unwrap();
    let options = BookletOptions { creep: Length::mm(0.5).unwrap(), ..BookletOptions::default() };
    let made = booklet(&document(&pdf, Paper::A5), Paper::A4, &options).unwrap();
    fs::write(path("made.pdf"), made).unwrap();
    let shifts = judge(&[format!("booklet,0,ltr,{},{}", path("pages.pdf"), path("made.pdf"))]).remove(0);
    assert_eq!(shifts.len(), 16);
    for (place, shift) in shifts.iter().enumerate() {
        // Sheets have two leaves of two pages; the outermost carries pages 1, 2, 15 and 16.
        let depth = (place / 2).min((15 - place) / 2);
        // Pages to the right of the fold come first, third, …: they move to the left.
        let towards = if place % 2 == 0 { -1.0 } else { 1.0 };
        let expected = towards * 0.5 * depth as f64;
        assert!((shift - expected).abs() < 0.02, "page {}: {shift} for {expected}", place + 1);
    }
}

/// Our own handbook, with every handout.
#[test]
fn the_handbook_is_imposed_without_loss() {
    let folded = ["--signature", "16", "--creep", "0.1"];
    let only = ["--only", "handbook", "--handout", "booklet,2up,4up"];
    let built = Built::new(root(), &[&only[..], &folded[..]].concat());
    assert_eq!((built.status, built.faults().as_str()), (0, ""));
    // The same pages in the order of reading, with those for notes before the back cover.
    let project = Project::read(&Folder::new(root()).unwrap(), &ReadOptions::default()).unwrap();
    let options =
        handbook::Options { paper: Paper::A5, two_sided: true, folded: true, ..handbook::Options::default() };
    let small = built.path("small.pdf");
    fs::write(&small, handbook::handbook(&project.book.unwrap(), &options).unwrap().pdf).unwrap();
    assert_eq!(page_count(&fs::read(&small).unwrap()).unwrap() % 4, 0);
    let reader = built.path("handbook.pdf");
    let shifts = judge(&[
        format!("booklet,16,ltr,{small},{}", built.path("handbook-booklet.pdf")),
        format!("2up,0,ltr,{reader},{}", built.path("handbook-2up.pdf")),
        format!("4up,0,ltr,{reader},{}", built.path("handbook-4up.pdf")),
    ]);
    let most = shifts[0].iter().fold(0.0_f64, |most, shift| most.max(shift.abs()));
    assert!((most - 0.3).abs() < 0.02, "four sheets of 0.1 mm: {most}");

    for name in ["handbook-booklet.pdf", "handbook-2up.pdf", "handbook-4up.pdf"] {
        judges::run("qpdf", &["--check", &built.path(name)]);
        let info = judges::run("pdfinfo", &[&built.path(name)]);
        assert!(info.lines().any(|line| line.starts_with("Title:") && line.contains(" – ")), "{info}");
    }

    let again = Built::new(root(), &[&only[..], &folded[..]].concat());
    let bytes = |built: &Built| fs::read(built.path("handbook-booklet.pdf")).unwrap();
    assert!(bytes(&built) == bytes(&again), "the same pages gave other bytes");
}

/// A site of one page, with what its configuration says.
fn site(folder: &Path, configuration: &str) {
    fs::write(folder.join("phasebook.yaml"), configuration).unwrap();
    fs::write(folder.join("alpha.md"), "---\ntitle: Alpha\n---\n\n## Try\n\nTry it.\n").unwrap();
}

fn page_size(built: &Built) -> String {
    let info = judges::run("pdfinfo", &[&built.path("handbook.pdf")]);
    info.lines().find(|line| line.starts_with("Page size:")).unwrap().to_owned()
}

#[test]
fn the_command_wins_over_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Small\npaper: a5\n");
    let only = ["--only", "handbook"];
    let configured = Built::new(folder.path(), &only);
    assert!(page_size(&configured).contains("419.528 x 595.276"), "{}", page_size(&configured));
    let told = Built::new(folder.path(), &["--only", "handbook", "--paper", "170x240mm", "--greyscale"]);
    assert!(page_size(&told).contains("481.89 x 680.315"), "{}", page_size(&told));

    site(folder.path(), "title: Small\npaper: a44\n");
    let wrong = Built::new(folder.path(), &only);
    assert_eq!(wrong.status, 1, "{}", wrong.stderr);
    assert!(
        wrong.stderr.contains("`a44`") && wrong.stderr.contains("phasebook.yaml:2:8"),
        "{}",
        wrong.stderr
    );
    // Until it is mended, the usual paper counts.
    assert!(page_size(&wrong).contains("A4"), "{}", page_size(&wrong));
}

/// Whoever has the sheets read aloud hears the accent of the handbook.
#[test]
fn sheets_name_the_language_of_the_handbook() {
    let pdf = pages(4, Paper::A5);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("booklet.pdf");
    let made = booklet(&document(&pdf, Paper::A5), Paper::A4, &BookletOptions::default()).unwrap();
    fs::write(&path, made).unwrap();
    let ask = "import pikepdf, sys; pdf = pikepdf.open(sys.argv[1]); print(pdf.Root.Lang)";
    assert_eq!(python(&["-c", ask, path.to_str().unwrap()]).trim(), "en-GB");
}

#[test]
fn letter_folds_into_halves_of_letter() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Small\npaper: letter\n");
    let built = Built::new(folder.path(), &["--only", "handbook", "--handout", "booklet", "--bleed", "3"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let info = judges::run("pdfinfo", &["-box", &built.path("handbook-booklet.pdf")]);
    assert!(info.contains("792 x 612 pts"), "{info}");
}

#[test]
fn wrong_measures_are_refused() {
    for (arguments, told) in [
        (["--signature", "6"], "multiple of 4"),
        (["--signature", "0"], "multiple of 4"),
        (["--signature", "16"], "add `--handout booklet`"),
        (["--creep", "-1"], "length"),
        (["--creep", "nan"], "length"),
        (["--bleed", "21"], "at most 20 mm"),
        (["--paper", "a44"], "expected a paper size"),
        (["--handout", "3up"], "booklet, 2up, 4up"),
    ] {
        let output = phasebook(&[&["build"][..], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(told), "{said}");
    }
}
