//! A book with every construct, in three languages, before checkers of EPUB
//! that are not ours.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::common::judges::{Built, corpus, python, root};

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
fn nothing_scrolls_sideways_or_is_faint_on_any_screen_and_the_type_is_the_books() {
    judged("tests/judges/screens.py", |last| {
        let numbers: Vec<usize> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
        // Signs of boxes and arrows, which the families of the theme lack, and the Japanese title are the device's.
        matches!(numbers[..], [views, 0, own, all] if views > 0 && own * 10 > all * 9)
    });
}

#[test]
fn nothing_is_in_it_that_stores_and_devices_refuse_or_spoil() {
    judged("tests/judges/epub_safe.py", |last| {
        last.ends_with("documents 0 faults") && !last.starts_with("0 ")
    });
}

#[test]
fn nothing_that_shops_and_old_devices_are_known_for_is_in_it() {
    judged("tests/judges/epub_shops.py", |last| last.ends_with("pages 0 faults") && !last.starts_with("0 "));
}

/// Drawings that one reader or another shows wrongly: no size, percentages, a style sheet, words, references
/// by `href`, the colour of the text around.
const ODD_DRAWINGS: [(&str, &str); 5] = [
    ("viewBox=\"0 0 24 24\"", "<path d=\"M4 4h16v16H4z\" fill=\"none\" stroke=\"currentColor\"/>"),
    (
        "width=\"100%\" height=\"100%\" viewBox=\"0 0 200 100\"",
        "<rect width=\"100%\" height=\"100%\" fill=\"#eee\"/><circle cx=\"50%\" cy=\"50%\" r=\"40%\"/>",
    ),
    ("width=\"300\" height=\"150\"", "<circle cx=\"150\" cy=\"75\" r=\"60\"/>"),
    ("", "<path d=\"M10 10L90 90\" stroke=\"black\"/>"),
    (
        "width=\"120pt\" height=\"80pt\" viewBox=\"0 0 120 80\"",
        "<style>.a{fill:none;stroke:#000}@media (prefers-color-scheme: dark){.a{stroke:#fff}}</style>\
         <defs><g id=\"s\"><rect class=\"a\" x=\"5\" y=\"5\" width=\"30\" height=\"30\"/></g></defs><use href=\"#s\" x=\"40\"/>\
         <text x=\"10\" y=\"70\" font-size=\"12\"><tspan x=\"10\" y=\"55\">one</tspan><tspan x=\"10\" y=\"70\">two</tspan></text>",
    ),
];

#[test]
fn what_readers_are_known_to_stumble_over_is_mended_in_the_epub_and_stays_in_sight() {
    let site = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        fs::create_dir_all(site.path().join("src")).unwrap();
        fs::write(site.path().join(name), bytes).unwrap();
    };
    // Parts have names and no pages of their own.
    write("book.toml", b"[book]\ntitle = \"Odd things\"\nlanguage = \"de\"\n");
    write(
        "src/SUMMARY.md",
        "# Summary\n\n# Erster Teil\n\n- [Eins](eins.md)\n  - [Zwei](zwei.md)\n".as_bytes(),
    );
    let mut page = String::from(
        "# Eins\n\n## 1. Größe: α/β\n\nSee [the letters](#1-größe-αβ) and [two](zwei.md#mañana).\n\n\
         ![Dot](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==)\n\n\
         ```mermaid\nflowchart LR\n  A[Needs of many people] -->|yes| B{Worth it?}\n```\n\n",
    );
    for (at, (root, inside)) in ODD_DRAWINGS.iter().enumerate() {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {root}>{inside}</svg>");
        write(&format!("src/odd-{at}.svg"), svg.as_bytes());
        page.push_str(&format!("![Drawing {at}](odd-{at}.svg)\n\n"));
    }
    let lines = image::RgbaImage::from_fn(64, 64, |x, y| {
        image::Rgba([0, 0, 0, if x.abs_diff(y) < 6 { 255 } else { 0 }])
    });
    for ending in ["png", "webp"] {
        lines.save(site.path().join("src").join(format!("lines.{ending}"))).unwrap();
        page.push_str(&format!("![Lines as {ending}](lines.{ending})\n\n"));
    }
    write("src/eins.md", page.as_bytes());
    write("src/zwei.md", "# Zwei\n\n## Mañana\n\nWords.\n".as_bytes());
    let built = Built::new(site.path(), &["--only", "epub"]);
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    let book = built.path("handbook.epub");
    for (judge, verdict) in [
        ("tests/judges/epub_shops.py", "6 pages 0 faults"),
        ("tests/judges/epub_safe.py", "6 documents 0 faults"),
        ("tests/judges/epub_check.py", "0 fatal 0 errors 0 warnings"),
    ] {
        let said = python(&[judge, &book]);
        assert_eq!(said.lines().last(), Some(verdict), "{said}");
    }
    // As they are drawn with no font of the book's and on a black ground, beside what the site has.
    let said = python(&["tests/judges/epub_dark.py", &book]);
    assert_eq!(said.lines().last(), Some("9 pictures 0 faults"), "{said}");
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

#[test]
fn pictures_of_too_many_pixels_are_smaller_and_all_others_stay_as_they_were() {
    let site = tempfile::tempdir().unwrap();
    let path = |name: &str| site.path().join(name);
    let shades = |x: u32, y: u32| image::Rgb([(x / 12) as u8, (y / 9) as u8, 128]);
    for (name, width, height) in
        [("large.png", 2600, 2000), ("wide.jpg", 3000, 1500), ("small.jpg", 300, 200)]
    {
        image::RgbImage::from_fn(width, height, shades).save(path(name)).unwrap();
    }
    let page = "---\ntitle: One\n---\n\n![A](large.png)\n\n![B](wide.jpg)\n\n![C](small.jpg)\n";
    fs::write(path("one.md"), page).unwrap();
    let built = Built::new(site.path(), &["--only", "epub"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let said =
        python(&["tests/judges/epub_pictures.py", &built.path("handbook.epub"), &path("").to_string_lossy()]);
    assert_eq!(
        said.trim(),
        "large.png 2280 x 1754 faithful\nsmall.jpg 300 x 200 same\nwide.jpg 2828 x 1414 faithful"
    );
    for (line, picture) in [(5, "`large.png` has 2600 × 2000"), (7, "`wide.jpg` has 3000 × 1500")] {
        assert!(built.stderr.contains(picture), "{}", built.stderr);
        assert!(built.stderr.contains(&format!("one.md:{line}:")), "{}", built.stderr);
    }
    assert!(!built.stderr.contains("small.jpg"), "{}", built.stderr);
}

#[test]
fn on_narrow_screens_wide_tables_are_stacks_with_the_names_of_their_columns() {
    let site = tempfile::tempdir().unwrap();
    let wide = "| Phase | Responsibilities | Accessibility | Infrastructure |\n|:--|:--|--:|:--|\n\
        | Alpha | prototypes | all | |\n| Beta | infrastructures | some | weekly |\n";
    let small = "| Word | Meaning |\n|---|---|\n| GDS | an office |\n";
    // A cell of two rows belongs to both, which a stack cannot show.
    let spans = "<table><tr><th>Responsibilities</th><th>Accessibility</th><th>Infrastructure</th></tr>\
        <tr><td rowspan=\"2\">both</td><td>x</td><td>y</td></tr><tr><td>u</td><td>v</td></tr></table>\n";
    fs::write(site.path().join("page.md"), format!("# Tables\n\n{wide}\n{small}\n{spans}")).unwrap();
    let built = Built::new(site.path(), &["--only", "epub"]);
    let said = python(&["tests/judges/epub_narrow.py", &built.path("handbook.epub"), "340,700"]);
    let names = "Phase,Responsibilities,Accessibility,Phase,Responsibilities,Accessibility,Infrastructure";
    assert_eq!(
        said,
        format!(
            "340 stack fits: {names}\n340 table fits: ,\n340 table fits: ,,,,\n\
             700 table fits: ,,,,,,,\n700 table fits: ,\n700 table fits: ,,,,\n"
        )
    );
}

/// The font files below a folder.
fn font_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(font_files(&path)),
            path if path.extension().is_some_and(|ending| ending == "ttf") => {
                found.push(path.to_string_lossy().into_owned());
            }
            _ => {}
        }
    }
    found
}

#[test]
fn fonts_are_cut_down_to_the_book_and_set_it_as_whole_ones_do() {
    let whole: Vec<String> = ["fonts", "/usr/share/fonts/truetype/noto"]
        .iter()
        .flat_map(|f| font_files(&root().join(f)))
        .collect();
    let scripts = Built::new(&root().join("tests/scripts/site"), &["--only", "epub", "--system-fonts"]);
    let ours = books().iter().map(|(name, built)| (name.as_str(), built, 9));
    // Nine of the theme, without those for code, and two of each script but Chinese, Japanese, Korean.
    for (name, built, fonts) in ours.chain([("scripts", &scripts, 30)]) {
        let book = built.path("handbook.epub");
        let arguments: Vec<&str> = ["tests/judges/epub_fonts.py", &book]
            .into_iter()
            .chain(whole.iter().map(String::as_str))
            .collect();
        let said = python(&arguments);
        let last = said.lines().last().unwrap_or_default();
        assert!(last.ends_with(" 0 faults"), "{name}: {said}");
        let number: usize = last.split(' ').next().unwrap().parse().unwrap();
        assert!(number >= fonts, "{name}: {said}");
        for line in said.lines().filter(|line| line.ends_with(" words")) {
            let numbers: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
            // Weight, size, size of the whole, characters, characters of the whole, words.
            assert!(numbers[1] * 2 < numbers[2] && numbers[5] > 0, "{name}: {line}");
        }
    }
    // They are the same in the next run.
    let again = Built::new(&root().join("tests/scripts/site"), &["--only", "epub", "--system-fonts"]);
    let bytes = |built: &Built| fs::read(built.path("handbook.epub")).unwrap();
    assert!(bytes(&again) == bytes(&scripts));
}

/// What is claimed of a book that somebody certifies, by its page's text: the package's lines, what the
/// build said, and the book.
fn certified(page: &str, options: &[&str]) -> (String, Built) {
    let site = tempfile::tempdir().unwrap();
    let config = "title: One\nlanguage: cy-GB\npublisher: The Phase Office\nisbn: 978-3-16-148410-0\n\
        print-isbn: 0-306-40615-2\ndate: 2026-03-14\nauthors: [Ada Ample, Bo Brief]\nsubjects: [a & b, c]\n\
        description: A small book.\nsubtitle: And its signs\nseries: {title: Ways of work, number: 2}\n\
        contributors: {translator: Cy Clear, funder: The Fund}\n\
        math: true\nindex: false\naccessibility: {certified-by: The Phase Office, credential: Auditor, date: 2026-03-15, \
        report: \"https://example.org/r\", contact: access@example.org}\n";
    fs::write(site.path().join("phasebook.yaml"), config).unwrap();
    fs::copy(root().join("tests/epub/site/pictures/sign.svg"), site.path().join("sign.svg")).unwrap();
    fs::write(site.path().join("one.md"), format!("---\ntitle: One\n---\n\n## Two\n\n{page}\n")).unwrap();
    let built = Built::new(site.path(), options);
    assert!(built.exists("handbook.epub"), "{}", built.stderr);
    let package = python(&["tests/judges/package.py", &built.path("handbook.epub")]);
    (package, built)
}

#[test]
fn conformance_is_claimed_by_name_and_only_where_nothing_is_against_it() {
    let (package, built) = certified("![A sign](sign.svg) and $a^2$", &["--onix"]);
    for line in [
        "dcterms:conformsTo EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
        "schema:accessibilityFeature MathML",
        "schema:accessibilityFeature alternativeText",
        "schema:accessibilityFeature pageNavigation",
    ] {
        assert!(package.lines().any(|found| found.starts_with(line)), "no `{line}` in\n{package}");
    }
    assert!(package.contains(" a11y:certifiedBy=The Phase Office"), "{package}");
    for (judge, verdict) in [
        ("tests/judges/epub_check.py", "0 fatal 0 errors 0 warnings"),
        ("tests/judges/ace.py", "pass 0 violations"),
    ] {
        let said = python(&[judge, &built.path("handbook.epub")]);
        assert_eq!(said.lines().last(), Some(verdict), "{said}");
    }
    let onix = fs::read_to_string(built.path("onix.xml")).unwrap();
    let mut codes: Vec<&str> =
        onix.split("<ProductFormFeatureValue>").skip(1).map(|rest| &rest[..2]).collect();
    codes.sort_unstable();
    let wanted = "00 00 04 10 10 11 13 14 17 19 22 29 30 32 36 41 52 53 82 85 88 90 91 96 99";
    assert_eq!(codes.join(" "), wanted, "{onix}");

    let (package, silent) = certified("![](sign.svg)", &["--onix", "--only", "epub"]);
    assert!(!package.contains("conformsTo") && !package.contains("certifiedBy"), "{package}");
    let said =
        "though `accessibility: certified-by` is set: the metadata say that words alone are not enough";
    assert!(silent.stderr.contains(said), "{}", silent.stderr);
    let onix = fs::read_to_string(silent.path("onix.xml")).unwrap();
    let limited = "<ProductFormFeatureValue>09</ProductFormFeatureValue>";
    assert!(onix.contains(limited) && !onix.contains(">82<") && !onix.contains(">52<"), "{onix}");

    // EDItEUR's schemas, with the order of elements and the code lists.
    let files = [built.path("onix.xml"), silent.path("onix.xml")];
    let verdict = python(&["tests/judges/onix.py", &files[0], &files[1]]);
    assert_eq!(verdict.trim(), "2 messages 0 errors");
}
