//! Posters for the print shop, the office printer and the screen, judged by
//! readers that are not ours.

use crate::common::judges;

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::common::judges::{Built, python};
use image::{ImageFormat, Rgb, RgbImage};

/// A photograph: no two pixels alike.
fn photograph(side: u32) -> Vec<u8> {
    png(&RgbImage::from_fn(side, side, |x, y| {
        let n = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761);
        Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    }))
}

/// A sky: no pixel is much like those far away, and each like its neighbours.
fn sky() -> Vec<u8> {
    png(&RgbImage::from_fn(250, 250, |x, y| Rgb([x as u8, y as u8, 200])))
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A site of one phase with one picture and any number of drawings.
fn site(folder: &Path, config: &str, picture: &[u8], drawings: usize) {
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166"/></svg>"##;
    fs::write(folder.join("photo.png"), picture).unwrap();
    fs::write(folder.join("sign.svg"), drawing).unwrap();
    fs::write(folder.join("phasebook.yaml"), config).unwrap();
    let mut page =
        "---\ntitle: Beta\nphase: beta\n---\n\nBeta builds it.\n\n<ul class=\"phase-activities\">\n\
                    <li><img src=\"photo.png\" /> The team</li>\n"
            .to_owned();
    for n in 0..drawings {
        let _ = writeln!(page, "<li><img src=\"sign.svg\" /> Sign {n}</li>");
    }
    page.push_str("</ul>\n");
    fs::write(folder.join("beta.md"), page).unwrap();
}

#[test]
fn a_picture_of_too_few_pixels_is_named_with_the_size_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\n", &photograph(200), 3);
    let built = Built::new(folder.path(), &["--only", "posters", "--poster-size", "a1"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    // At the place of the picture, and once: the overview shows it as well.
    assert!(built.stderr.contains("beta.md:9:15"), "{}", built.stderr);
    assert_eq!(built.stderr.matches("warning[low-resolution]").count(), 1, "{}", built.stderr);
    let number = |before: &str, after: &str| -> f64 {
        let rest = built.stderr.split_once(before).unwrap_or_else(|| panic!("{}", built.stderr)).1;
        rest.split_once(after).unwrap().0.parse().unwrap()
    };
    let said = number("prints at ", " dpi");
    let found = python(&["tests/judges/resolution.py", &built.path("posters/beta.pdf")]);
    let seen: f64 = found.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((seen.floor() - said).abs() < 0.5, "said {said}, MuPDF finds {seen}");
    // The size that it needs is the size that is enough.
    let needed = number("save it with ", " × ");
    for (side, warnings) in [(needed as u32 - 1, 1), (needed as u32, 0)] {
        fs::write(folder.path().join("photo.png"), photograph(side)).unwrap();
        let built = Built::new(folder.path(), &["--only", "posters", "--poster-size", "a1"]);
        assert_eq!(built.stderr.matches("low-resolution").count(), warnings, "{side}: {}", built.stderr);
    }
    // Pages and configurations may let it pass, as they may any rule.
    site(folder.path(), "title: Phases\nrules:\n  low-resolution: allow\n", &photograph(200), 3);
    let built = Built::new(folder.path(), &["--poster-size", "a1"]);
    assert!(!built.stderr.contains("low-resolution"), "{}", built.stderr);
}

#[test]
fn the_code_on_a_poster_leads_to_its_page() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\nurl: https://handbook.example.org/phases\n", &photograph(300), 5);
    for (size, way) in
        [("a3", None), ("a3", Some("--landscape")), ("a0", None), ("500x500mm", None), ("letter", None)]
    {
        let mut options = vec!["--only", "posters", "--poster-size", size];
        options.extend(way);
        let built = Built::new(folder.path(), &options);
        let paths = ["posters/beta.pdf", "posters/overview.pdf"].map(|name| built.path(name));
        let read = python(&["tests/judges/qr.py", &paths[0], &paths[1]]);
        let codes: Vec<Vec<&str>> = read.lines().map(|line| line.split_whitespace().collect()).collect();
        let said: Vec<_> = codes.iter().map(|code| (code[0], code[2], code[3])).collect();
        let expected = [
            ("beta.pdf", "Q", "https://handbook.example.org/phases/beta.html"),
            ("overview.pdf", "Q", "https://handbook.example.org/phases"),
        ];
        assert_eq!(said, expected, "{size} {way:?}");
        for code in &codes {
            // 20 mm at A3, and in proportion.
            assert!(code[1].parse::<f64>().unwrap() * 297.0 >= 20.0, "{size}: {code:?}");
        }
        for path in paths {
            let text = judges::run("pdftotext", &[&path, "-"]).replace(char::is_whitespace, "");
            assert!(text.contains("handbook.example.org/phases"), "{size}: {text}");
            if size == "a3" {
                assert_eq!(python(&["tests/judges/pdf_ua.py", &path]).trim(), "PASS 0 errors 0 warnings");
            }
            let verdict = python(&["tests/judges/poster_geometry.py", &path]);
            assert!(verdict.trim().ends_with("ok"), "{size}: {verdict}");
        }
    }
    // Without an address there is nothing to lead to.
    site(folder.path(), "title: Phases\n", &photograph(300), 5);
    let built = Built::new(folder.path(), &["--only", "posters"]);
    assert_eq!(python(&["tests/judges/qr.py", &built.path("posters/beta.pdf")]), "");
}

#[test]
fn pictures_of_posters_show_what_the_pdf_does() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases & <names>\nurl: https://example.org\n", &photograph(300), 5);
    let all = ["--only", "posters", "--poster-format", "pdf,svg,png"];
    let build = |more: &[&str]| {
        let built = Built::new(folder.path(), &[&all[..], more].concat());
        assert_eq!(built.status, 0, "{}", built.stderr);
        built
    };
    // Width, height and resolution: what is asked for, to the pixel.
    for (options, picture) in [
        (&["--pixels", "1081"][..], "png 1081 1529 92.5"),
        (&["--dpi", "72", "--landscape"], "png 1191 842 72.0"),
        (&["--dpi", "100", "--poster-size", "letter"], "png 850 1100 100.0"),
    ] {
        let built = build(options);
        for poster in ["beta", "overview"] {
            let file = |ending: &str| built.path(&format!("posters/{poster}.{ending}"));
            let judge = "tests/judges/poster_pictures.py";
            let seen = python(&[judge, &file("pdf"), &file("png"), &file("svg")]);
            let lines: Vec<&str> = seen.lines().collect();
            assert_eq!(lines.len(), 2, "{seen}");
            assert!(lines[0].starts_with(picture), "{poster}: {seen}");
            for line in &lines {
                let apart: f64 = line
                    .split(' ')
                    .nth(if line.starts_with("png") { 4 } else { 2 })
                    .unwrap()
                    .parse()
                    .unwrap();
                assert!(apart < 0.001, "{poster}: {seen}");
            }
            assert!(lines[1].starts_with("svg en "), "{seen}");
            assert!(lines[1].contains("Phases & <names> |"), "{seen}");
            assert!(poster == "overview" || lines[1].contains("Sign 3"), "{seen}");
            let code = python(&["tests/judges/qr.py", &file("png")]);
            assert!(
                code.trim().ends_with(if poster == "beta" { "example.org/beta.html" } else { "example.org" }),
                "{code}"
            );
        }
    }
    let (first, second) = (build(&[]), build(&[]));
    for name in ["posters/beta.svg", "posters/beta.png", "posters/beta.pdf"] {
        assert!(
            fs::read(first.path(name)).unwrap() == fs::read(second.path(name)).unwrap(),
            "{name} differs"
        );
    }
    // Only what is asked for, and nothing that cannot be.
    let built = Built::new(folder.path(), &["--only", "posters", "--poster-format", "svg"]);
    assert!(built.exists("posters/beta.svg") && !built.exists("posters/beta.pdf"));
    for (options, message) in [
        (&["--pixels", "300000", "--poster-format", "png"][..], "at most 140 million pixels"),
        (&["--dpi", "90"], "add `--poster-format png`"),
    ] {
        let built = Built::new(folder.path(), options);
        assert_eq!(built.status, 2);
        assert!(built.stderr.contains(message) && !built.exists(""), "{}", built.stderr);
    }
}

#[test]
fn the_print_shop_gets_inks_bleed_marks_and_boxes() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\nurl: https://example.org\n", &photograph(200), 3);
    for (options, boxes) in [
        (
            &["--poster-size", "a3"][..],
            "TrimBox 297.0 x 420.0, BleedBox 303.0 x 426.0, MediaBox 321.0 x 444.0",
        ),
        (
            &["--poster-size", "a2", "--landscape", "--bleed", "5"],
            "TrimBox 594.0 x 420.0, BleedBox 604.0 x 430.0, MediaBox 622.0 x 448.0",
        ),
    ] {
        let all = ["--only", "posters", "--print-shop"];
        let built = Built::new(folder.path(), &[&all[..], options].concat());
        assert_eq!(built.status, 0, "{}", built.stderr);
        let preflight = fs::read_to_string(built.path("posters/preflight.txt")).unwrap();
        assert!(built.stdout.contains(&preflight), "{}", built.stdout);
        for poster in ["beta", "overview"] {
            let file = built.path(&format!("posters/{poster}-print.pdf"));
            let seen = python(&["tests/judges/prepress.py", &file]);
            let line = |name: &str| -> &str {
                let found = seen.lines().find_map(|line| line.strip_prefix(name));
                found.unwrap_or_else(|| panic!("no {name} in {seen}")).trim_start_matches(": ")
            };
            assert_eq!(line("boxes"), boxes);
            assert_eq!(line("concentric"), "yes");
            // The photograph keeps its colours for the print shop to convert; all else is ink.
            let colours: Vec<&str> = line("colours").split(", ").collect();
            let (pictures, inks): (Vec<&str>, Vec<&str>) =
                colours.iter().partition(|c| c.starts_with("picture"));
            assert_eq!(inks, ["DeviceCMYK", "Separation All"], "{seen}");
            assert_eq!(pictures.len(), 1, "{seen}");
            assert!(line("ink").parse::<u32>().unwrap() <= 280, "{seen}");
            assert!(line("fonts").ends_with(" embedded") && !line("fonts").contains("not"), "{seen}");
            assert!(line("bleed").parse::<f64>().unwrap() > 0.98, "{seen}");
            let marks: f64 = line("outside").parse().unwrap();
            assert!(marks > 0.0 && marks < 0.03, "marks, and nothing else: {seen}");
            judges::run("qpdf", &["--check", &file]);
            assert_eq!(python(&["tests/judges/pdf_ua.py", &file]).trim(), "PASS 0 errors 0 warnings");
            assert!(python(&["tests/judges/qr.py", &file]).contains("https://example.org"));
            // The summary says what the outside readers find.
            let part = preflight.split("\n\n").find(|part| part.starts_with(&format!("{poster}\n"))).unwrap();
            let said = |name: &str| {
                let found = part.lines().find_map(|line| line.trim_start().strip_prefix(name));
                found.unwrap_or_else(|| panic!("no {name} in {part}")).trim().to_owned()
            };
            for (name, size) in boxes.split(", ").map(|it| it.split_once(' ').unwrap()) {
                let size = size.replace(".0", "").replace('x', "×");
                assert!(said(name).starts_with(&size), "{name}: {part}");
            }
            assert_eq!(said("most ink"), format!("{}%", line("ink")));
            let fonts = judges::run("pdffonts", &[&file]);
            for font in said("fonts").trim_end_matches(" (embedded)").split(", ") {
                assert!(fonts.contains(font), "{font}: {fonts}");
            }
            assert_eq!(said("colours"), "DeviceCMYK, RGB (pictures), Separation All (marks)");
            assert!(
                said("pictures").starts_with("photo.png: ") && said("pictures").contains("RGB"),
                "{part}"
            );
        }
        // The poster for everybody stays as it is.
        let verdict = python(&["tests/judges/poster_geometry.py", &built.path("posters/beta.pdf")]);
        assert!(verdict.trim().ends_with("ok"), "{verdict}");
    }
}

#[test]
fn the_sheets_of_a_cut_poster_make_it_again() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\nurl: https://example.org\n", &sky(), 7);
    for (sheet, size, overlap, margin, more) in [
        ("a4", "210x297", "10", "5", &[][..]),
        ("a4", "210x297", "15", "4", &["--landscape", "--overlap", "15", "--printer-margin", "4"]),
        ("letter", "215.9x279.4", "10", "5", &["--no-marks"]),
        ("a3", "297x420", "0", "6.5", &["--overlap", "0", "--printer-margin", "6.5"]),
    ] {
        let all = ["--only", "posters", "--poster-size", "a1", "--tile", sheet];
        let built = Built::new(folder.path(), &[&all[..], more].concat());
        assert_eq!(built.status, 0, "{}", built.stderr);
        // What is cut may be composed a little smaller, to whole sheets: the first page says how large.
        let words = judges::run("pdftotext", &["-l", "1", &built.path("posters/beta-tiles.pdf"), "-"]);
        let sides: Vec<&str> = words
            .lines()
            .find(|line| line.ends_with(" mm") && line.contains("sheets"))
            .and_then(|line| line.rsplit(" · ").next())
            .map(|size| size.trim_end_matches(" mm").split(" × ").collect())
            .unwrap_or_default();
        let sides = format!("{}x{}mm", sides[0], sides[1]);
        let more: &[&str] = if more.contains(&"--landscape") { &["--landscape"] } else { &[] };
        let same = ["--only", "posters", "--poster-size", &sides];
        let same = Built::new(folder.path(), &[&same[..], more].concat());
        assert_eq!(same.status, 0, "{}", same.stderr);
        for poster in ["beta", "overview"] {
            let whole = same.path(&format!("posters/{poster}.pdf"));
            let tiles = built.path(&format!("posters/{poster}-tiles.pdf"));
            let verdict = python(&["tests/judges/tiles.py", &whole, &tiles, size, overlap, margin]);
            assert!(verdict.trim().ends_with("ok"), "{sheet} {more:?}: {verdict}");
        }
    }
    // Marks lie where a printer can print, and where nobody sees them in the end.
    for (more, marked) in [(&[][..], true), (&["--no-marks"], false), (&["--overlap", "2"], false)] {
        // Whole sheets with either overlap, so that the poster is not composed anew.
        let all = ["--only", "posters", "--tile", "a4", "--poster-size", "420x500mm"];
        let built = Built::new(folder.path(), &[&all[..], more].concat());
        let [whole, tiles] = ["", "-tiles"].map(|end| built.path(&format!("posters/beta{end}.pdf")));
        let overlap = more.get(1).unwrap_or(&"10");
        let verdict = python(&["tests/judges/margin.py", &whole, &tiles, overlap, "5"]);
        let lines: Vec<&str> = verdict.lines().collect();
        if more.is_empty() || more[0] == "--no-marks" {
            assert_eq!(lines[0], "margin white", "{more:?}");
        }
        let pages: usize = judges::run("pdfinfo", &[&tiles])
            .lines()
            .find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())
            .unwrap();
        // Every sheet meets another.
        assert_eq!(lines[1], format!("marks {}", if marked { pages - 1 } else { 0 }), "{more:?}: {verdict}");
    }
}

#[test]
fn the_first_sheet_shows_a_wrong_scale() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "title: Phases\n", &sky(), 7);
    let all = ["--only", "posters", "--poster-size", "a1", "--landscape", "--tile", "a4"];
    let built = Built::new(folder.path(), &all);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let tiles = built.path("posters/beta-tiles.pdf");
    // Nine sheets and how to assemble them; a fourth row would show 14 mm.
    assert!(
        judges::run("pdfinfo", &[&tiles])
            .lines()
            .any(|line| line.starts_with("Pages:") && line.ends_with(" 10"))
    );
    let verdict = python(&["tests/judges/scale.py", &tiles]);
    assert_eq!(verdict.trim(), "square 50.0 50.0, bar 100.0");
}
