//! Files for a press: PDF/X-4 and the cover around leaves, judged by readers that are not ours.

use std::fs;
use std::path::Path;

use image::{GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use phasebook::print::profile::Profile;

use crate::common::judges::{Built, phasebook, python, root, run};
use crate::common::profile::{Made, press};

/// A drawing with what inks cannot say: colours that flow and shine through, a mask, words.
const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120"><defs><linearGradient id="g">
<stop offset="0" stop-color="#d00"/><stop offset="1" stop-color="#00d" stop-opacity="0.3"/></linearGradient>
<mask id="m"><rect width="300" height="120" fill="#fff" opacity="0.6"/></mask></defs>
<rect width="150" height="60" fill="url(#g)"/><g opacity="0.5"><rect x="100" y="20" width="100" height="60" fill="#0a0"/>
<rect x="150" y="30" width="100" height="60"/></g><rect x="200" y="10" width="90" height="30" mask="url(#m)" fill="#888"/>
<text x="100" y="110" font-size="20">Black words</text></svg>"##;

/// A site with links, notes, photographs, greys, drawings and a diagram, and the profile of a press.
fn site(folder: &Path, config: &str) {
    fs::write(folder.join("press.icc"), press()).unwrap();
    let photo = RgbImage::from_fn(300, 200, |x, y| Rgb([x as u8, y as u8, (x * y) as u8]));
    photo.save_with_format(folder.join("photo.png"), ImageFormat::Png).unwrap();
    let grey = GrayImage::from_fn(300, 200, |x, y| Luma([(x + y) as u8]));
    grey.save_with_format(folder.join("grey.png"), ImageFormat::Png).unwrap();
    fs::write(folder.join("drawing.svg"), DRAWING).unwrap();
    fs::write(folder.join("phasebook.yaml"), config).unwrap();
    let beta = "---\ntitle: Beta\nphase: beta\n---\n\nSee [the next](live.md) and [more](https://example.org).[^1]\n\n\
        [^1]: A note.\n\n![A photograph](photo.png)\n\n![Greys](grey.png)\n\n![A drawing](drawing.svg)\n\n\
        ```mermaid\nflowchart LR\n  A[Start] --> B[End]\n```\n\n\
        <ul class=\"phase-activities\"><li><img src=\"photo.png\" /> The team</li><li><img src=\"drawing.svg\" /> Sign</li></ul>\n";
    fs::write(folder.join("beta.md"), beta).unwrap();
    fs::write(folder.join("live.md"), "---\ntitle: Live\nphase: live\n---\n\nWords.\n").unwrap();
}

const CONFIG: &str = "title: Colours\nlanguage: en\npublisher: An office\nurl: https://example.org\n\
                      rules:\n  low-resolution: off\n  thin-page: off\n  poster-pictograms: off\n";

/// The files of a build for the press, by their paths below it.
const FILES: [&str; 5] = [
    "handbook-print.pdf",
    "handbook-cover-print.pdf",
    "posters/beta-print.pdf",
    "posters/overview-print.pdf",
    "cards/deck-print.pdf",
];

#[test]
fn files_for_a_press_are_pdf_x_4_and_still_read_aloud() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), CONFIG);
    let icc = folder.path().join("press.icc");
    let options =
        ["--only", "handbook,posters,cards", "--print-shop", "--wrap-cover", "--icc", icc.to_str().unwrap()];
    let built = Built::new(folder.path(), &options);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let paths = FILES.map(|file| built.path(file));
    let mut arguments = vec!["tests/judges/pdf_x.py"];
    arguments.extend(paths.iter().map(String::as_str));
    let seen = python(&arguments);
    let of_all = |name: &str| -> Vec<String> {
        let lines = seen.lines().filter_map(|line| line.split_once(&format!("{name}: ")));
        lines.map(|(_, said)| said.to_owned()).collect()
    };
    assert_eq!(of_all(" standard"), ["PDF/X-4, PDF-1.6, trapped False"; 5], "{seen}");
    assert_eq!(of_all("  against"), ["nothing"; 5], "{seen}");
    assert!(of_all("  boxes").iter().all(|said| said.ends_with("; nested; 1 kind of page")), "{seen}");
    assert!(
        of_all("  intent")
            .iter()
            .all(|said| said.starts_with("PROOF1, CMYK prtr, Proof press, coated, sha256 ")),
        "{seen}"
    );
    // What is no ink is calibrated, and black is black ink alone.
    for spaces in of_all("  spaces") {
        assert!(!spaces.contains("DeviceRGB") && !spaces.contains("ICCBased GRAY"), "{seen}");
    }
    assert!(
        of_all("  spaces")[0].contains("picture ICCBased RGB")
            && of_all("  spaces")[0].contains("picture DeviceGray"),
        "{seen}"
    );
    assert!(seen.contains("  black: 0 0/0/0/1"), "{seen}");
    for path in &paths {
        run("qpdf", &["--check", path]);
        assert_eq!(python(&["tests/judges/pdf_ua.py", path]).trim(), "PASS 0 errors 0 warnings", "{path}");
        let verified = phasebook(&["verify", path]);
        let said = String::from_utf8(verified.stdout).unwrap();
        assert!(
            verified.status.success() && said.contains("PDF/X-4: holds") && said.contains("PDF/UA-1: holds"),
            "{said}"
        );
    }
    let text = run("pdftotext", &[&paths[0], "-"]);
    assert!(text.contains("See the next") && text.contains("Black words"), "links leave their words: {text}");
    let preflight = fs::read_to_string(built.path("handbook-preflight.txt")).unwrap();
    assert!(
        preflight.contains("standard    PDF/X-4, for Proof press, coated") && preflight.contains("sRGB"),
        "{preflight}"
    );
    // The same for the same.
    let again = Built::new(folder.path(), &options);
    for file in FILES {
        assert!(fs::read(built.path(file)).unwrap() == fs::read(again.path(file)).unwrap(), "{file} differs");
    }
    // Without the profile nothing is claimed that cannot be held.
    let plain = Built::new(folder.path(), &["--only", "handbook", "--print-shop"]);
    let said = String::from_utf8(phasebook(&["verify", &plain.path("handbook-print.pdf")]).stdout).unwrap();
    assert!(!said.contains("PDF/X"), "{said}");
}

#[test]
fn black_words_are_on_the_black_plate_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = "title: Words\ntheme: plain\nprint-shop:\n  icc: press.icc\nrules:\n  low-resolution: off\n  thin-page: off\n";
    site(folder.path(), config);
    for page in ["beta.md", "live.md"] {
        fs::remove_file(folder.path().join(page)).unwrap();
    }
    let words = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60"><text x="10" y="40" font-size="20">Black</text>
        <path d="M0 50h300" stroke="black"/><rect x="200" width="50" height="50" fill="gray" opacity="0.5"/></svg>"#;
    fs::write(folder.path().join("words.svg"), words).unwrap();
    let page = "# Words\n\nOnly words, in **black**.\n\n![Words](words.svg)\n\n![Greys](grey.png)\n\n| a | b |\n|---|---|\n| c | d |\n";
    fs::write(folder.path().join("words.md"), page).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook", "--print-shop"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let plates = python(&["tests/judges/plates.py", &built.path("handbook-print.pdf")]);
    let inks: Vec<(&str, u32)> = plates
        .lines()
        .flat_map(|line| line.split_once(": ").unwrap().1.split(", "))
        .map(|part| part.split_once(' ').map(|(ink, covered)| (ink, covered.parse().unwrap())).unwrap())
        .collect();
    assert!(inks.len() >= 8, "{plates}");
    assert!(inks.iter().all(|(ink, covered)| *ink == "Black" || *covered == 0), "{plates}");
    assert!(inks.iter().any(|(ink, covered)| *ink == "Black" && *covered > 20), "{plates}");
}

/// Sides of the TrimBox, in millimetres, as poppler reads them.
fn trimmed(path: &str) -> (f64, f64) {
    let said = run("pdfinfo", &["-box", path]);
    let line = said.lines().find(|line| line.starts_with("TrimBox:")).unwrap();
    let sides: Vec<f64> = line.split_whitespace().skip(1).map(|side| side.parse().unwrap()).collect();
    ((sides[2] - sides[0]) * 25.4 / 72.0, (sides[3] - sides[1]) * 25.4 / 72.0)
}

fn pages(path: &str) -> f64 {
    let said = run("pdfinfo", &[path]);
    said.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
}

/// The words that stand across the page, by the way they run: down or up.
fn upright_words(path: &str) -> Vec<(String, String)> {
    let said = python(&["tests/judges/spine.py", path]);
    let lines = said.lines().map(|line| line.split_once(' ').unwrap());
    lines.map(|(way, words)| (way.to_owned(), words.to_owned())).collect()
}

#[test]
fn the_cover_goes_around_the_leaves_of_the_build() {
    for (options, paper, thickness) in [
        (&["--paper", "a5", "--paper-thickness", "0.4"][..], (148.0, 210.0), 0.4),
        (&["--paper", "a4", "--paper-thickness", "0.1144", "--theme", "swiss"], (210.0, 297.0), 0.1144),
        (
            &["--paper", "170x240mm", "--paper-thickness", "90x1.3", "--bleed", "5", "--theme", "plain"],
            (170.0, 240.0),
            0.117,
        ),
        (&["--paper", "a5", "--theme", "large-print"], (148.0, 210.0), 0.1),
        (&["--paper", "a5", "--theme", "night", "--paper-thickness", "0.5"], (148.0, 210.0), 0.5),
    ] {
        let built =
            Built::new(root(), &[&["--only", "handbook", "--print-shop", "--wrap-cover"], options].concat());
        assert_eq!(
            (built.status, built.faults().replace("note: the spine is", "").contains("note: ")),
            (0, false),
            "{}",
            built.stderr
        );
        let (leaves, cover) = (built.path("handbook-print.pdf"), built.path("handbook-cover-print.pdf"));
        // Both sides of each leaf are there, and none is a cover.
        let count = pages(&leaves);
        assert!(count % 2.0 == 0.0, "{options:?}: {count}");
        assert!(
            !run("pdftotext", &["-l", "1", &leaves, "-"]).contains("Retirement"),
            "the first page is the title's"
        );
        let (width, height) = trimmed(&cover);
        let spine = count / 2.0 * thickness;
        assert!(
            (width - 2.0 * paper.0 - spine).abs() < 0.01 && (height - paper.1).abs() < 0.01,
            "{options:?}: {width}"
        );
        let seen = python(&["tests/judges/prepress.py", &cover]);
        let line = |name: &str| seen.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
        assert_eq!(line("concentric: "), "yes");
        assert_eq!(line("colours: "), "DeviceCMYK, Separation All");
        assert!(line("bleed: ").parse::<f64>().unwrap() > 0.98, "{seen}");
        assert!(line("outside: ").parse::<f64>().unwrap() < 0.03, "{seen}");
        assert_eq!(python(&["tests/judges/pdf_ua.py", &cover]).trim(), "PASS 0 errors 0 warnings");
        // Words where there is room for them, and a note where not.
        let words = upright_words(&cover);
        if spine >= 6.0 {
            assert_eq!(words, [("down".to_owned(), "The Phase Handbook".to_owned())], "{options:?}");
        } else {
            assert!(
                words.is_empty() && built.stderr.contains("and has words from 6 mm on"),
                "{options:?} {words:?}"
            );
        }
        let told = fs::read_to_string(built.path("handbook-preflight.txt")).unwrap();
        assert!(told.contains(&format!("({} leaves of {thickness} mm)", count / 2.0)), "{told}");
    }
}

#[test]
fn words_on_spines_run_as_the_books_of_a_language_have_them() {
    let folder = tempfile::tempdir().unwrap();
    let long = &"Ein Titel, der auf keinem Rücken dieser Stärke noch Platz finden kann ".repeat(8);
    for (language, title, ways) in [
        ("en", "Ways of working", &["down Ways of working", "down An office"][..]),
        ("nl", "Manieren van werken", &["down Manieren van werken", "down An office"]),
        ("de", "Arbeitsweisen", &["up Arbeitsweisen", "up An office"]),
        ("fr-CA", "Façons de travailler", &["up Façons de travailler", "up An office"]),
        ("de", long.trim(), &["up An office"]),
    ] {
        site(folder.path(), &format!("{CONFIG}print-shop:\n  wrap-cover: true\n  paper-thickness: 1\n"));
        let config = fs::read_to_string(folder.path().join("phasebook.yaml")).unwrap();
        let config = config
            .replace("title: Colours\nlanguage: en", &format!("title: \"{title}\"\nlanguage: {language}"));
        fs::write(folder.path().join("phasebook.yaml"), config).unwrap();
        for number in 1..=8 {
            let page = format!("---\ntitle: Page {number}\ntype: page\n---\n\nWords.\n");
            fs::write(folder.path().join(format!("page-{number}.md")), page).unwrap();
        }
        let built = Built::new(folder.path(), &["--only", "handbook", "--print-shop", "--paper", "a5"]);
        assert_eq!(built.status, 0, "{}", built.stderr);
        let words = upright_words(&built.path("handbook-cover-print.pdf"));
        let mut seen: Vec<String> = words.into_iter().map(|(way, words)| format!("{way} {words}")).collect();
        seen.sort_by_key(|line| line.ends_with("office"));
        assert_eq!(seen, ways, "{language}");
        let lacks = built.stderr.contains("has no room for the title");
        assert_eq!(lacks, title == long.trim(), "{}", built.stderr);
    }
}

/// Files that are no profile of a press, each with what is said of it.
fn wrong_profiles() -> Vec<(Vec<u8>, &'static str)> {
    let whole = press();
    let made =
        |class: &[u8; 4], space: &[u8; 4]| Made { class: *class, space: *space, ..Made::default() }.bytes();
    let mut garbled = whole.clone();
    // The offset of a table.
    garbled[128 + 4 + 12 * 3 + 4] = 0xff;
    vec![
        (b"title: no profile\n".to_vec(), "is no colour profile but a text"),
        (Vec::new(), "is no colour profile; it is empty"),
        (b"%PDF-1.7".to_vec(), "is no colour profile but a PDF"),
        (whole[..whole.len() / 2].to_vec(), "is cut off: it has "),
        (made(b"mntr", b"RGB "), "is the colour profile of a display for RGB"),
        (made(b"scnr", b"CMYK"), "is the colour profile of a scanner or a camera for CMYK"),
        (
            made(b"prtr", b"RGB "),
            "is the colour profile of a printer for RGB, and the files are in four inks",
        ),
        (Made { version: 5, ..Made::default() }.bytes(), "is a colour profile of version 5"),
        (garbled, "is a damaged colour profile"),
    ]
}

#[test]
fn wrong_profiles_are_named_and_the_rest_is_built() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), CONFIG);
    for (bytes, what) in wrong_profiles() {
        fs::write(folder.path().join("press.icc"), &bytes).unwrap();
        let icc = folder.path().join("press.icc");
        let built = Built::new(
            folder.path(),
            &["--only", "handbook", "--print-shop", "--icc", icc.to_str().unwrap()],
        );
        assert_eq!(built.status, 2, "{what}: {}", built.stderr);
        assert!(built.stderr.contains(&format!("press.icc` {what}")), "{what}: {}", built.stderr);
        assert!(
            built.stderr.contains("help: ask the print shop for the ICC profile of its press"),
            "{}",
            built.stderr
        );
        assert!(built.exists("handbook.pdf") && !built.exists("handbook-print.pdf"), "{what}");
        // In the configuration it is named at its line.
        let other = tempfile::tempdir().unwrap();
        site(other.path(), &format!("{CONFIG}print-shop:\n  icc: press.icc\n"));
        fs::write(other.path().join("press.icc"), &bytes).unwrap();
        let built = Built::new(other.path(), &["--only", "handbook", "--print-shop"]);
        assert_eq!(built.status, 1, "{what}: {}", built.stderr);
        assert!(
            built.stderr.contains("phasebook.yaml:10:8") && built.stderr.contains(what),
            "{what}: {}",
            built.stderr
        );
        assert!(built.exists("handbook.pdf") && !built.exists("handbook-print.pdf"), "{what}");
    }
    for (path, what) in [("no.icc", "cannot be read: no such file"), (".", "cannot be read: it is no file")] {
        let built = Built::new(folder.path(), &["--only", "handbook", "--print-shop", "--icc", path]);
        assert!(built.status == 2 && built.stderr.contains(what), "{}", built.stderr);
    }
    site(folder.path(), &format!("{CONFIG}print-shop:\n  icc: ../press.icc\n"));
    let built = Built::new(folder.path(), &["--only", "handbook", "--print-shop"]);
    assert!(built.status == 1 && built.stderr.contains("leads out of the site"), "{}", built.stderr);
}

#[test]
fn any_bytes_are_a_profile_or_a_message() {
    let whole = press();
    assert_eq!(Profile::read(whole.clone()).unwrap().condition.as_deref(), Some("PROOF1"));
    let other = Made { target: Some("measured by hand"), ..Made::default() }.bytes();
    assert_eq!(Profile::read(other).unwrap().condition, None);
    let mut random = fastrand::Rng::with_seed(15930);
    for _ in 0..3000 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..8) {
            // The head and the list of tags decide what is read where.
            let most = if random.bool() { 300 } else { bytes.len() };
            let at = random.usize(..most);
            bytes[at] = random.u8(..);
        }
        if random.bool() {
            bytes.truncate(random.usize(..bytes.len()));
        }
        let _ = Profile::read(bytes);
    }
}

#[test]
fn options_without_what_they_are_for_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), CONFIG);
    for (options, message) in [
        (&["--wrap-cover"][..], "add `--print-shop`"),
        (&["--print-shop", "--paper-thickness", "0.1"], "add `--wrap-cover`"),
        (&["--print-shop", "--wrap-cover", "--only", "posters"], "add `handbook` to `--only`"),
        (&["--icc", "press.icc"], "--print-shop"),
        (&["--print-shop", "--wrap-cover", "--paper-thickness", "thick"], "such as `90x1.3`"),
        (&["--print-shop", "--wrap-cover", "--paper-thickness", "7"], "expected a leaf of 0.02 to 1 mm"),
    ] {
        let built = Built::new(folder.path(), options);
        assert!(built.status == 2 && built.stderr.contains(message), "{options:?}: {}", built.stderr);
    }
}

#[test]
fn verify_finds_what_is_no_pdf_x_4() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), &format!("{CONFIG}print-shop:\n  icc: press.icc\n"));
    let built = Built::new(folder.path(), &["--only", "handbook", "--print-shop"]);
    let out = tempfile::tempdir().unwrap();
    let spoiled = python(&[
        "tests/judges/broken_x.py",
        &built.path("handbook-print.pdf"),
        out.path().to_str().unwrap(),
    ]);
    let spoiled: Vec<(&str, &str)> = spoiled.lines().filter_map(|line| line.rsplit_once(' ')).collect();
    assert_eq!(spoiled.len(), 10);
    for (path, rule) in spoiled {
        let verified = phasebook(&["verify", path]);
        let said = String::from_utf8(verified.stdout).unwrap();
        assert_eq!(verified.status.code(), Some(1), "{rule}: {said}");
        assert!(said.contains(&format!("[{rule}]")), "{rule}: {said}");
    }
    // Bytes of strangers: an examination ends, whatever it says.
    let whole = fs::read(built.path("handbook-print.pdf")).unwrap();
    let mut random = fastrand::Rng::with_seed(15930);
    for _ in 0..40 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..200) {
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
        }
        let _ = phasebook::verify::examine(&bytes);
    }
}
