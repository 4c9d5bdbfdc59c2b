//! The scripts of the world, with fonts from Debian's fonts-noto-core and
//! fonts-noto-cjk: what outside readers find in the files.

use crate::common::judges;

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::judges::{phasebook, python, root};

/// A page in each script, in the order of their names.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("tests/scripts/site/pages"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    pages
}

/// Builds a site into a folder, and gives the exit status and what was said.
fn build(site: &Path, out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut arguments = vec!["build", site.to_str().unwrap(), "--out", out.to_str().unwrap()];
    arguments.extend(more);
    let output = phasebook(&arguments);
    judges::holds_its_claims(out);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn file(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// The accessibility checker finds nothing but that a letter of Arabic has five
/// forms and more, which it takes for a fault in the font.
fn accessible(pdf: &str) {
    let verdict = python(&["tests/judges/pdf_ua.py", pdf]);
    let mut lines: Vec<&str> = verdict.lines().collect();
    let last = lines.pop().unwrap_or_default();
    assert!(last.contains(" 0 errors "), "{verdict}");
    for line in lines {
        assert!(line.contains("TXT-004") && line.contains("Arabic"), "{line}");
    }
}

#[test]
fn every_script_is_shaped_broken_and_read_back() {
    let out = tempfile::tempdir().unwrap();
    let site = root().join("tests/scripts/site");
    let (status, said) = build(&site, out.path(), &["--only", "handbook,epub", "--system-fonts"]);
    // The fonts for Chinese, Japanese and Korean are too large for the EPUB.
    assert!(status == Some(0) && said.lines().all(|line| line.contains("CJK")), "{said}");

    let pages = pages();
    assert_eq!(pages.len(), 9);
    let handbook = file(out.path(), "handbook.pdf");
    let script = root().join("tests/judges/scripts.py");
    let mut arguments = vec![script.to_str().unwrap(), handbook.as_str()];
    arguments.extend(pages.iter().map(|page| page.to_str().unwrap()));
    let verdict = python(&arguments);
    assert_eq!(verdict.lines().last(), Some("sound"), "{verdict}");

    accessible(&handbook);
    let verdict = python(&["tests/judges/epub_check.py", &file(out.path(), "handbook.epub")]);
    assert_eq!(verdict.lines().last(), Some("0 fatal 0 errors 0 warnings"), "{verdict}");

    // Chinese, Japanese and Korean share characters and not their forms.
    let fonts = judges::run("pdffonts", &[&handbook]);
    for family in ["NotoSerifCJKsc", "NotoSerifCJKjp", "NotoSerifCJKkr", "NotoNaskhArabic", "NotoSerifThai"] {
        assert!(fonts.contains(family), "{family}: {fonts}");
    }

    let again = tempfile::tempdir().unwrap();
    build(&site, again.path(), &["--only", "handbook,epub", "--system-fonts"]);
    for name in ["handbook.pdf", "handbook.epub"] {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(read(out.path()) == read(again.path()), "{name} differs from build to build");
    }
}

#[test]
fn a_book_in_arabic_is_sound() {
    let out = tempfile::tempdir().unwrap();
    let site = root().join("docs/samples/arabic");
    let (status, said) = build(&site, out.path(), &["--system-fonts"]);
    assert_eq!(status, Some(0), "{said}");
    accessible(&file(out.path(), "handbook.pdf"));
    let text = judges::run("pdftotext", &[&file(out.path(), "handbook.pdf"), "-"]);
    for word in ["المحتويات", "المرحلة", "الفريق", "المدة", "تحذير", "مارس", "صفحة"]
    {
        assert!(text.contains(word), "our own word {word} is not in\n{text}");
    }
    let verdict = python(&["tests/judges/epub_check.py", &file(out.path(), "handbook.epub")]);
    assert_eq!(verdict.lines().last(), Some("0 fatal 0 errors 0 warnings"), "{verdict}");
}

/// A site of one page; with a font of the system's in its own `fonts/`, where one is named.
fn one_page(text: &str, font: Option<&str>) -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join("page.md"), format!("---\ntitle: A page\n---\n\n{text}\n")).unwrap();
    if let Some(font) = font {
        fs::create_dir(site.path().join("fonts")).unwrap();
        let name = Path::new(font).file_name().unwrap();
        fs::copy(font, site.path().join("fonts").join(name)).expect("`make tools` installs Noto fonts");
    }
    site
}

#[test]
fn what_no_font_has_is_named_with_its_place_and_package() {
    for (text, place, character, package) in [
        ("One مرحلة.", "page.md:5:5", "`م` (U+0645, Arabic)", "fonts-noto-core (Noto Naskh Arabic)"),
        ("A 段階.", "page.md:5:3", "`段` (U+6BB5, Chinese, Japanese or Korean)", "fonts-noto-cjk"),
        ("ไทย", "page.md:5:1", "`ไ` (U+0E44, Thai)", "fonts-noto-core (Noto Serif Thai)"),
        (
            "By name: &#x92C;",
            "page.md:5:1",
            "`ब` (U+092C, Devanagari)",
            "fonts-noto-core (Noto Serif Devanagari)",
        ),
        ("Odd: ꙮ", "page.md:5:6", "`ꙮ` (U+A66E, Cyrillic)", "fonts-noto-core (Noto Sans)"),
    ] {
        let site = one_page(text, None);
        let out = tempfile::tempdir().unwrap();
        let output = phasebook(&["check", site.path().to_str().unwrap(), "--format", "short"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        let (status, drawn) = build(site.path(), out.path(), &["--only", "handbook"]);
        assert_eq!(status, Some(1), "the rest of the book is built: {drawn}");
        for part in [character, package, "--system-fonts"] {
            assert!(drawn.contains(part), "{part}: {drawn}");
        }
        assert!(said.contains(place), "{place}: {said}");
        let text = judges::run("pdftotext", &[&file(out.path(), "handbook.pdf"), "-"]);
        assert!(text.contains('?'), "{text}");
    }
}

#[test]
fn what_no_font_has_keeps_its_place_in_bookmarks_and_in_the_title_of_the_file() {
    let site = one_page("", None);
    let page = "---\ntitle: Page ꙮ\n---\n\nWords.\n\n## Part ꙮ\n\nWords.\n\n### Plain\n\nWords.\n";
    std::fs::write(site.path().join("page.md"), page).unwrap();
    std::fs::write(site.path().join("phasebook.yaml"), "title: Sign ꙮ book\nauthor: Ada ꙮ\n").unwrap();
    let out = tempfile::tempdir().unwrap();
    build(site.path(), out.path(), &["--only", "handbook"]);
    let said = judges::run("pdfinfo", &[&file(out.path(), "handbook.pdf")]);
    assert!(said.contains("Sign ꙮ book") && said.contains("Ada ꙮ"), "{said}");
    let said = python(&["tests/judges/outline.py", &file(out.path(), "handbook.pdf")]);
    assert!(said.contains("1 Page ꙮ\n2 Part ꙮ\n3 Plain\n"), "{said}");
}

/// Marks of one script on letters of another, and tables that promise a character and have none.
#[test]
fn nothing_becomes_an_empty_box() {
    for (text, said) in [
        ("A \u{915}\u{301} b.", "with its marks"),
        ("A \u{645}\u{308} b.", "with its marks"),
        ("A \u{2705} b.", ""),
        ("A \u{10d50} b.", "no font has"),
        ("A q\u{306}\u{331} b\u{3000}c.", ""),
        ("A m\u{30d}, **x\u{30d}**, `y\u{30d}` b.", ""),
    ] {
        let site = one_page(text, None);
        let out = tempfile::tempdir().unwrap();
        let (status, drawn) = build(site.path(), out.path(), &["--system-fonts", "--only", "handbook"]);
        assert_eq!(status, Some(i32::from(!said.is_empty())), "{drawn}");
        assert!(drawn.contains(said), "{drawn}");
        let verdict = python(&["tests/judges/scripts.py", &file(out.path(), "handbook.pdf")]);
        assert!(verdict.contains(" 0 empty boxes"), "{verdict}");
    }
}

/// A drawing's words are set in the book's fonts, in the handbook and on posters.
#[test]
fn the_words_of_drawings_are_shown_or_named() {
    let drawing = |words: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 60\"><text y=\"40\">{words}</text></svg>"
        )
    };
    for (words, named) in [
        ("Plan café Straße", false),
        ("e\u{301}\u{302} q\u{303} a\u{fe0f} b\u{feff} c\u{85} d\u{2028}", false),
        ("مَرْحَلَة لله", false),
        ("שָׁלוֹם", false),
        ("ขั้นตอน น้ำ", false),
        ("क्षि हिन्दी", false),
        ("段階 단계", false),
        ("&#xe000; plan", true),
    ] {
        let site = one_page("Text.\n\n<ul>\n<li><img src=\"d.svg\" alt=\"A plan\"> Plan</li>\n</ul>", None);
        fs::write(site.path().join("d.svg"), drawing(words)).unwrap();
        let out = tempfile::tempdir().unwrap();
        let (status, said) = build(site.path(), out.path(), &["--system-fonts"]);
        assert_eq!(said.contains("which the drawing `d.svg` writes, will print as `?`"), named, "{said}");
        assert_eq!(status, Some(i32::from(named)), "{said}");
        let verdict = python(&["tests/judges/scripts.py", &file(out.path(), "handbook.pdf")]);
        assert!(verdict.contains(" 0 empty boxes"), "{words}: {verdict}");
    }
    // Without fonts for them each script is named once, where the page shows the drawing.
    let site = one_page("![Plan](d.svg)", None);
    fs::write(site.path().join("d.svg"), drawing("段階 مرحلة")).unwrap();
    let output = phasebook(&["check", site.path().to_str().unwrap(), "--format", "short"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("missing-glyph")).collect();
    assert_eq!(lines.len(), 2, "{said}");
    for (line, letter) in lines.iter().zip(["`段`", "`م`"]) {
        assert!(line.contains("page.md:5:9") && line.contains(letter), "{said}");
    }
}

#[test]
fn the_sites_own_fonts_and_the_computers_show_it() {
    let arabic = "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf";
    for (font, more) in [(Some(arabic), &[][..]), (None, &["--system-fonts"][..])] {
        let site = one_page("One مرحلة.", font);
        let out = tempfile::tempdir().unwrap();
        let (status, said) = build(site.path(), out.path(), &[more, &["--only", "handbook"]].concat());
        assert_eq!((status, said.as_str()), (Some(0), ""));
        let text = judges::run("pdftotext", &[&file(out.path(), "handbook.pdf"), "-"]);
        assert!(text.contains("مرحلة"), "{text}");
    }
    // The configuration may say it instead.
    let site = one_page("One مرحلة.", None);
    fs::write(site.path().join("phasebook.yaml"), "system-fonts: true\n").unwrap();
    let out = tempfile::tempdir().unwrap();
    assert_eq!(build(site.path(), out.path(), &["--only", "handbook"]), (Some(0), String::new()));
}
