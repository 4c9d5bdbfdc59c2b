//! Worksheets to fill in on a screen, judged by readers that are not ours.

use std::fs;
use std::path::Path;

use crate::common::judges::{self, Built, python, root};

const FILE: &str = "worksheets-fillable.pdf";

/// A field, as outside readers find it.
struct Field {
    name: String,
    kind: String,
    label: String,
    page: usize,
}

/// The fields of a form, in the order of reading. Nothing is wrong with them.
fn fields(file: &str) -> Vec<Field> {
    let said = python(&["tests/judges/fields.py", file]);
    let (wrong, lines): (Vec<&str>, Vec<&str>) =
        said.lines().filter(|line| !line.is_empty()).partition(|line| line.starts_with("wrong: "));
    assert!(wrong.is_empty(), "{file}: {wrong:#?}");
    let field = |line: &str| {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [name, kind, label, page] = parts[..] else { panic!("{line}") };
        let page = page.parse().unwrap();
        Field { name: name.to_owned(), kind: kind.to_owned(), label: label.to_owned(), page }
    };
    lines.into_iter().map(field).collect()
}

/// The form of a built site, of which screen readers and strict ones think well.
fn form(built: &Built) -> Vec<Field> {
    let file = built.path(FILE);
    assert_eq!(python(&["tests/judges/pdf_ua.py", &file]).trim(), "PASS 0 errors 0 warnings", "{file}");
    judges::run("qpdf", &["--check", &file]);
    fields(&file)
}

fn build(more: &[&str]) -> Built {
    let built = Built::new(root(), &[&["--only", "epub", "--fillable"], more].concat());
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    built
}

#[test]
fn everything_to_write_and_to_tick_is_a_field_with_its_words() {
    for paper in ["a4", "a5", "letter"] {
        let built = build(&["--paper", paper, "--worksheet"]);
        let all = form(&built);
        let of = |page: &str| all.iter().filter(|field| field.name.starts_with(page)).collect::<Vec<_>>();
        for page in ["discovery/", "alpha/", "beta/", "live/", "retirement/"] {
            let names: Vec<&str> = of(page).iter().map(|field| field.name.as_str()).collect();
            let heads = ["service", "team", "day"].map(|name| format!("{page}{name}"));
            assert_eq!(names[..3], heads.each_ref().map(String::as_str), "{paper}");
        }
        let beta = of("beta/");
        let labels: Vec<&str> = beta.iter().map(|field| field.label.as_str()).collect();
        assert_eq!(
            labels[..5],
            [
                "Beta: Service",
                "Beta: Team",
                "Beta: Date",
                "Questions to answer: Can people finish without help, and do they get the right result?",
                "Questions to answer: What happens to each case after the last screen?",
            ]
        );
        assert!(labels.contains(&"Outputs: Working service"), "{labels:#?}");
        assert_eq!(beta[3].name, "beta/can-people-finish-without-help-and-do", "{paper}");
        let count = |kind: &str| beta.iter().filter(|field| field.kind.starts_with(kind)).count();
        assert_eq!(count("tick"), 16, "{paper}");
        assert!(count("words ") >= 6 && count("line ") == 3, "{paper}");
        // Type is of a size to read, and grows with the paper.
        let size = if paper == "a5" { "words 3 10.5" } else { "words 3 11.9" };
        assert_eq!(beta[3].kind, size, "{paper}");
        // The sheets take as much paper as those for pens, which are what they were.
        let pages = |name: &str| {
            let said = judges::run("pdfinfo", &[&built.path(name)]);
            let line = said.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
            line.parse::<usize>().unwrap()
        };
        assert!(pages(FILE) <= pages("worksheets.pdf"), "{paper}: {} pages", pages(FILE));
        assert!(all.iter().all(|field| (1..=pages(FILE)).contains(&field.page)), "{paper}");
    }
}

#[test]
fn themes_greys_and_trimmed_paper_have_the_same_fields() {
    let usual: Vec<String> =
        form(&build(&["--pages", "alpha,live"])).into_iter().map(|field| field.name).collect();
    for more in [
        &["--theme", "plain"][..],
        &["--theme", "swiss"],
        &["--theme", "night", "--paper", "a5"],
        &["--theme", "large-print"],
        &["--greyscale"],
        &["--bleed", "3"],
        &["--paper", "100x150mm"],
    ] {
        let built = build(&[&["--pages", "alpha,live"], more].concat());
        assert!(!built.exists("worksheets.pdf"), "only the form was asked for");
        let found = form(&built);
        // Room that is left on a page is for notes.
        let names = |names: &[String]| {
            names.iter().filter(|name| !name.ends_with("/notes")).cloned().collect::<Vec<_>>()
        };
        let all: Vec<String> = found.iter().map(|field| field.name.clone()).collect();
        assert_eq!(names(&all), names(&usual), "{more:?}");
        if more.contains(&"large-print") {
            let sizes = found
                .iter()
                .filter_map(|field| field.kind.strip_prefix("words ")?.split(' ').nth(1)?.parse().ok());
            assert!(
                sizes.clone().count() > 3 && sizes.clone().all(|size: f64| size >= 16.0),
                "smaller than the theme allows"
            );
        }
        if more == ["--greyscale"] {
            let pages = python(&["tests/judges/greys.py", &built.path(FILE)]);
            assert!(pages.lines().all(|line| line.ends_with(" grey")), "{pages}");
            let again = build(&[&["--pages", "alpha,live"], more].concat());
            assert!(fs::read(built.path(FILE)).unwrap() == fs::read(again.path(FILE)).unwrap());
        }
    }
}

/// What is typed is there for other readers, and stands on the lines: how many fields hold it, and how
/// many have it on their lines.
fn filled(file: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let said = python(&["tests/judges/filled.py", file, folder.path().to_str().unwrap()]);
    let (found, wrong) = said.trim_end().split_once('\n').unwrap_or((said.trim_end(), ""));
    assert_eq!(wrong, "", "{said}");
    found.to_owned()
}

#[test]
fn what_one_reader_fills_in_others_read_and_find_on_the_lines() {
    for paper in ["a4", "a5"] {
        let built = build(&["--paper", paper]);
        let all = fields(&built.path(FILE));
        let lines = all.iter().filter(|field| field.kind.starts_with("words ")).count();
        assert!(lines >= 20, "{paper}: {lines}");
        assert_eq!(
            filled(&built.path(FILE)),
            format!("{} held, {lines} on their lines", all.len()),
            "{paper}"
        );
    }
}

fn site(folder: &Path, page: &str) {
    fs::write(folder.join("phasebook.yaml"), "title: Phases\nlanguage: en\nfillable-worksheets: true\n")
        .unwrap();
    fs::write(folder.join("beta.md"), page).unwrap();
}

#[test]
fn pages_from_right_to_left_and_pages_without_tasks() {
    let folder = tempfile::tempdir().unwrap();
    // Latin letters, so that no other fonts are needed: the direction is the page's.
    site(
        folder.path(),
        "---\ntitle: Beta\nphase: beta\nlang: ar\ndir: rtl\n---\n\n## Outputs\n\n- [ ] one\n- [x] two\n- [ ] one\n\n## Questions\n\n- three?\n",
    );
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet"]);
    assert!(built.exists("worksheets.pdf"), "{}", built.stderr);
    let kinds: Vec<(String, String)> = form(&built)
        .into_iter()
        .map(|field| (field.name, field.kind.split(' ').next().unwrap().to_owned()))
        .collect();
    let kinds: Vec<(&str, &str)> = kinds.iter().map(|(name, kind)| (name.as_str(), kind.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("beta/service", "line"),
            ("beta/team", "line"),
            ("beta/day", "line"),
            ("beta/one", "tick"),
            ("beta/two", "ticked"),
            ("beta/one-2", "tick"),
            ("beta/three", "words"),
            ("beta/notes", "words"),
        ]
    );
    assert_eq!(filled(&built.path(FILE)), "8 held, 2 on their lines");

    site(folder.path(), "---\ntitle: Beta\nphase: beta\n---\n\nWe build it.\n");
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet"]);
    assert_eq!(built.stderr.matches("note[empty-worksheet]").count(), 1, "{}", built.stderr);
    let labels: Vec<String> = form(&built).into_iter().map(|field| field.label).collect();
    assert_eq!(labels, ["Beta: Service", "Beta: Team", "Beta: Date", "Beta: Notes"]);
    // The setting makes no worksheets by itself.
    let built = Built::new(folder.path(), &["--only", "epub"]);
    assert!(!built.exists(FILE) && !built.exists("worksheets.pdf"));
}

#[test]
fn a_theme_that_knows_no_fields_is_named_and_the_rest_is_built() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "---\ntitle: Beta\nphase: beta\n---\n\n## Outputs\n\n- [ ] one\n");
    let theme = folder.path().join("look");
    let made = judges::phasebook(&["new", "--theme", theme.to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let path = theme.join("worksheet.typ");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("link(\"field:\"", "link(\"https://example.org/\"")).unwrap();
    let built = Built::new(folder.path(), &["--only", "epub", "--worksheet", "--theme", "look"]);
    assert!(built.stderr.contains("the theme has no places for fields"), "{}", built.stderr);
    assert!(built.exists("handbook.epub") && built.exists("worksheets.pdf"), "{}", built.stderr);
    assert!(!built.exists(FILE), "{}", built.stderr);
}
