//! A site's own theme: what it changes, what it leaves, and what is said of its faults.

use crate::common::judges;

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::judges::{Built, phasebook};
use tempfile::TempDir;

const OUTPUTS: [&str; 5] =
    ["handbook.pdf", "handbook.epub", "posters/beta.pdf", "posters/overview.pdf", "worksheets.pdf"];

/// What a configuration says of a theme of the site's own.
const OWN_THEME: &str = "theme: look\n";

/// A site of one phase, with what its configuration says of the theme.
fn site(folder: &Path, theme: &str) {
    fs::write(folder.join("phasebook.yaml"), format!("title: Phases\nlanguage: en\n{theme}")).unwrap();
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166"/></svg>"##;
    fs::write(folder.join("sign.svg"), drawing).unwrap();
    let page = "---\ntitle: Beta\nphase: beta\n---\n\nBeta builds it.\n\n## Outputs\n\n\
                <ul class=\"phase-activities\">\n<li><img src=\"sign.svg\" /> The team</li>\n</ul>\n";
    fs::write(folder.join("beta.md"), page).unwrap();
}

fn new_theme(folder: &Path) {
    let made = phasebook(&["new", "--theme", folder.to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// A site of one phase with a copy of the theme, and where that is.
fn themed() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), OWN_THEME);
    let look = folder.path().join("look");
    new_theme(&look);
    (folder, look)
}

fn build(folder: &Path) -> Built {
    Built::new(folder, &["--worksheet", "--paper", "a5"])
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_copy_of_the_theme_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "");
    let plain = build(folder.path());
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    new_theme(&folder.path().join("look"));
    site(folder.path(), OWN_THEME);
    let themed = build(folder.path());
    assert_eq!(themed.status, 0, "{}", themed.stderr);
    for name in OUTPUTS {
        assert!(
            fs::read(plain.path(name)).unwrap() == fs::read(themed.path(name)).unwrap(),
            "{name} differs"
        );
    }
    // A copy never replaces anything.
    let again = phasebook(&["new", "--theme", folder.path().join("look").to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}

#[test]
fn a_token_changes_every_format() {
    let (folder, look) = themed();
    // What is deleted is built-in again.
    for name in ["handbook.typ", "poster.typ", "epub.css"] {
        fs::remove_file(look.join(name)).unwrap();
    }
    let before = build(folder.path());
    change(
        &look.join("tokens.json"),
        "\"beta\": { \"ground\": \"#ffd34e\"",
        "\"beta\": { \"ground\": \"#00c2a8\"",
    );
    let after = build(folder.path());
    assert_eq!((before.status, after.status), (0, 0), "{}", after.stderr);
    for name in ["handbook.pdf", "posters/beta.pdf", "posters/overview.pdf", "worksheets.pdf"] {
        let has = |built: &Built, colour: &str| {
            judges::python(&["tests/judges/colours.py", &built.path(name)]).lines().any(|line| line == colour)
        };
        assert!(has(&before, "#ffd34e") && !has(&before, "#00c2a8"), "{name}");
        assert!(has(&after, "#00c2a8") && !has(&after, "#ffd34e"), "{name}");
    }
    let style = judges::run("unzip", &["-p", &after.path("handbook.epub"), "*.css"]);
    assert!(style.contains("#00c2a8") && !style.contains("#ffd34e"));
}

#[test]
fn files_of_a_theme_change_what_they_lay_out() {
    let (folder, look) = themed();
    // A file of the theme's own, in a folder of its own, and a picture.
    fs::create_dir(look.join("parts")).unwrap();
    fs::write(
        look.join("parts/seal.typ"),
        "#let seal = [#image(\"seal.svg\", width: 5mm, alt: \"Seal\") Sealed]\n",
    )
    .unwrap();
    fs::copy(folder.path().join("sign.svg"), look.join("parts/seal.svg")).unwrap();
    change(&look.join("handbook-glossary.typ"), "#import", "#import \"parts/seal.typ\": seal\n#import");
    change(
        &look.join("handbook.typ"),
        "  cover\n",
        "  cover\n  import \"parts/seal.typ\": seal\n  page(seal)\n",
    );
    change(&look.join("epub.css"), "body.cover {", "body.cover { --sealed: 1;");
    let built = build(folder.path());
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert!(built.pdf_text("handbook.pdf").contains("Sealed"));
    assert!(judges::run("unzip", &["-p", &built.path("handbook.epub"), "*.css"]).contains("--sealed"));
}

#[test]
fn faults_are_named_at_the_line_of_the_theme() {
    for (file, from, to, place, said, lacks) in [
        (
            "handbook-cover.typ",
            "#let scale =",
            "#let scale = (",
            "look/handbook-cover.typ:",
            "unclosed delimiter",
            &["handbook.pdf", "handbook.epub", "worksheets.pdf"][..],
        ),
        (
            "handbook-chapter.typ",
            "#let count = max(1,",
            "#let count = maxx(1,",
            "look/handbook-chapter.typ:",
            "maxx",
            &["handbook.pdf"],
        ),
        (
            "poster-base.typ",
            "#let margin = mm(sheet.margin)",
            "#let margin = mm(sheet.margim)",
            "look/poster-base.typ:",
            "margim",
            &["posters/beta.pdf", "posters/overview.pdf"],
        ),
        (
            "worksheet.typ",
            "#let edge =",
            "#let edge = 1 + \"x\" //",
            "look/worksheet.typ:",
            "cannot add",
            &["worksheets.pdf"],
        ),
    ] {
        let (folder, look) = themed();
        change(&look.join(file), from, to);
        let text = fs::read_to_string(look.join(file)).unwrap();
        let line = text.lines().position(|line| line.starts_with(to.lines().next().unwrap())).unwrap() + 1;
        let built = build(folder.path());
        assert_eq!(built.status, 2, "{}", built.stderr);
        // Once, however many products it costs.
        assert_eq!(built.stderr.matches(&format!("{place}{line}:")).count(), 1, "{line}: {}", built.stderr);
        assert!(
            built.stderr.contains(said) && built.stderr.contains("error[theme-syntax]"),
            "{}",
            built.stderr
        );
        // The line itself is shown, and all that this file has no part in is written.
        assert!(built.stderr.contains(text.lines().nth(line - 1).unwrap().trim()), "{}", built.stderr);
        for name in OUTPUTS {
            assert_eq!(built.exists(name), !lacks.contains(&name), "{file}: {name}: {}", built.stderr);
        }
    }
}

#[test]
fn a_theme_reads_its_own_folder_alone_and_says_so() {
    for (line, said) in [
        ("#read(\"/../../secret.txt\")", "a theme can read only its own folder"),
        ("#read(\"/secret.txt\")", "a theme can read only its own folder"),
        ("#read(\"gone.txt\")", "the theme has no file `gone.txt`"),
        ("#import \"@preview/cetz:0.3.0\"", "Typst packages are not available; copy the file into the theme"),
    ] {
        let (folder, look) = themed();
        let blocks = fs::read_to_string(look.join("blocks.typ")).unwrap();
        fs::write(look.join("blocks.typ"), format!("{blocks}{line}\n")).unwrap();
        let built = Built::new(folder.path(), &["--only", "handbook"]);
        let first = built.stderr.lines().find(|line| line.starts_with("error[theme-syntax]: ")).unwrap();
        assert_eq!((built.status, first), (2, format!("error[theme-syntax]: {said}").as_str()));
    }
}

#[test]
fn a_theme_that_is_not_there_is_named_and_the_book_is_built() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), OWN_THEME);
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    assert!(
        built.stderr.contains("phasebook.yaml:3:8") && built.stderr.contains("phasebook new --theme"),
        "{}",
        built.stderr
    );
    let look = folder.path().join("look");
    new_theme(&look);
    change(&look.join("tokens.json"), "#1d2433", "dark");
    fs::write(look.join("blocks.typ"), [0xff, 0xfe, 0x00]).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    assert!(
        built.stderr.contains("look/tokens.json:3:") && built.stderr.contains("it is not UTF-8"),
        "{}",
        built.stderr
    );
    assert!(built.exists("handbook.pdf"));
}

#[test]
fn a_theme_without_end_is_ended_and_nothing_is_written() {
    for (limit, forever) in [
        (
            "layout-seconds: 1",
            "#for a in range(100000) { for b in range(100000) { let c = calc.rem(b, 7) } }",
        ),
        ("layout-megabytes: 300", "#let all = range(40000000).map(n => str(n))"),
    ] {
        let (folder, look) = themed();
        fs::write(look.join("handbook.typ"), forever).unwrap();
        let settings = format!("title: Phases\ntheme: look\nlimits:\n  {limit}\n");
        fs::write(folder.path().join("phasebook.yaml"), settings).unwrap();
        let built = Built::new(folder.path(), &["--only", "handbook"]);
        assert_eq!(built.status, 2, "{}", built.stderr);
        let said = [
            "the build took more than",
            "in the making: handbook",
            "the theme `look` is the site's own",
            "the longest pages: ",
            ".md (",
        ];
        for part in said.into_iter().chain(limit.split(':').next()) {
            assert!(built.stderr.contains(part), "no `{part}` in {}", built.stderr);
        }
        assert!(!built.exists("handbook.pdf"));
    }
}
