//! Sites in several languages: a book for each, or one in two, judged by readers that are not ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::judges::{Built, phasebook, python, run};

/// A site of files by their paths.
fn site(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    folder
}

/// So many sentences, each another one, so that no line passes for a running head: `rate` tells how much
/// longer a language is than the other.
fn sentences(count: usize, words: &str, rate: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    let part = |at: usize, part: usize| format!("{}{}{} {words}", letter(count), letter(at), letter(part));
    let sentence = |at: usize| {
        format!("Case {}.", (0..rate).map(|number| part(at, number)).collect::<Vec<_>>().join(", "))
    };
    (0..count).map(sentence).collect::<Vec<_>>().join(" ")
}

/// A handbook in English and French, of which the French pages are longer and one is not translated.
fn handbook() -> tempfile::TempDir {
    let page = |title: &str, headings: [&str; 4], words: &str, rate: usize| {
        let mut text = format!("---\ntitle: {title}\n---\n\n{}\n", sentences(3, words, rate));
        for (at, heading) in headings.iter().enumerate() {
            let body = sentences(6 + 9 * at, words, rate);
            text.push_str(&format!("\n## {heading}\n\n{body}\n\n- {words}\n- {words}\n"));
        }
        text
    };
    let english = "the team builds the service with those who use it";
    let french = "l’équipe construit le service avec celles et ceux qui l’emploient";
    let link = |to: &str| format!("See [the other]({to}).\n");
    site(&[
        ("phasebook.yaml", "title: The handbook\nlanguages:\n  en:\n  fr:\n    title: Le guide\n".to_owned()),
        ("en/index.md", format!("---\ntitle: Welcome\n---\n\n{}", link("alpha.md"))),
        ("en/alpha.md", page("Alpha", ["Why", "Steps", "Team", "Costs"], english, 1)),
        ("en/beta.md", page("Beta", ["Aim", "Work", "People", "Risks"], english, 1)),
        ("en/live.md", format!("---\ntitle: Live\n---\n\nOnly in English. {}", link("beta.md"))),
        (
            "fr/index.md",
            format!("---\ntitle: Bienvenue\n---\n\n[In English](../en/index.md). {}", link("alpha.md")),
        ),
        ("fr/alpha.md", page("Alpha", ["Raisons", "Étapes", "Équipe", "Coûts"], french, 2)),
        ("fr/beta.md", page("Bêta", ["But", "Travail", "Gens", "Risques"], french, 2)),
    ])
}

fn arguments<'a>(site: &'a Path, out: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["build", site.to_str().unwrap(), "--out", out.to_str().unwrap()];
    all.extend(more);
    all
}

#[test]
fn each_language_has_a_handbook_an_ebook_and_posters_of_its_own() {
    let site = handbook();
    let built = Built::new(site.path(), &["--poster-kind", "overview"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let missing = "`en/live.md` has no translation into `fr`, and stands in that book as it is";
    assert!(built.stderr.contains(missing), "{}", built.stderr);
    // The way to the same page in another language is no fault.
    assert!(!built.stderr.contains("link-"), "{}", built.stderr);
    let mut identifiers = Vec::new();
    for (language, own, other) in [("en", "Contents", "Sommaire"), ("fr", "Sommaire", "Contents")] {
        let text = built.pdf_text(&format!("{language}/handbook.pdf"));
        assert!(text.contains(own) && !text.contains(other), "{language}: {text}");
        let lang = "import sys, pikepdf; pdf = pikepdf.open(sys.argv[1]); print(pdf.Root.Lang)";
        assert_eq!(python(&["-c", lang, &built.path(&format!("{language}/handbook.pdf"))]).trim(), language);
        let package = "import sys, zipfile; book = zipfile.ZipFile(sys.argv[1]); \
                       print([book.read(name).decode() for name in book.namelist() if name.endswith('.opf')][0])";
        let package = python(&["-c", package, &built.path(&format!("{language}/handbook.epub"))]);
        assert!(package.contains(&format!("<dc:language>{language}</dc:language>")), "{package}");
        let identifier = package.split("<dc:identifier").nth(1).unwrap().split("</").next().unwrap();
        identifiers.push(identifier.to_owned());
    }
    let french = built.pdf_text("fr/handbook.pdf");
    assert!(french.contains("Le guide") && french.contains("Cette page n’est pas traduite."), "{french}");
    assert!(french.contains("Only in English."), "{french}");
    // Catalogues tell the books apart.
    assert_ne!(identifiers[0], identifiers[1]);
}

#[test]
fn one_language_alone_leaves_the_others_as_they_are() {
    let site = handbook();
    let out = tempfile::tempdir().unwrap();
    let build = |more: &[&str]| phasebook(&arguments(site.path(), out.path(), more));
    assert!(build(&["--only", "epub"]).status.success());
    let read = |path: &str| fs::read(out.path().join(path)).unwrap();
    let before: BTreeMap<&str, Vec<u8>> =
        ["en/handbook.epub", "fr/handbook.epub"].map(|path| (path, read(path))).into();
    let made = build(&["--only", "epub", "--languages", "fr"]);
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(said.contains("fr/handbook.epub") && !said.contains("en/handbook.epub"), "{said}");
    for (path, bytes) in before {
        assert!(read(path) == bytes, "{path} is another");
    }
    let none = build(&["--languages", "de"]);
    let said = String::from_utf8(none.stderr).unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(said.contains("no page of") && said.contains("there are pages in `en`, `fr`"), "{said}");
}

#[test]
fn pages_of_two_languages_face_each_other() {
    let site = handbook();
    for paper in ["a4", "a5"] {
        let built = Built::new(site.path(), &["--parallel", "en,fr", "--paper", paper]);
        assert_eq!(built.status, 0, "{}", built.stderr);
        let file = built.path("en-fr/handbook.pdf");
        assert_eq!(python(&["tests/judges/pdf_ua.py", &file]).trim(), "PASS 0 errors 0 warnings");
        run("qpdf", &["--check", &file]);
        let found = python(&["tests/judges/facing.py", &file]);
        let line = |name: &str| found.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        assert_eq!((line("left "), line("right "), line("layout ")), ("en", "fr", "TwoPageRight"));
        let labels: Vec<&str> = line("labels ").split(' ').collect();
        let numbers: Vec<String> = (1..=labels.len()).map(|number| number.to_string()).collect();
        assert_eq!(labels, numbers, "pages are numbered as they lie");
        let bookmark = |line: &str| {
            let mut parts = line.splitn(3, ' ');
            let level: usize = parts.next()?.parse().ok()?;
            Some((level, parts.next()?.parse::<usize>().ok()?, parts.next()?.to_owned()))
        };
        let bookmarks: Vec<(usize, usize, String)> = found.lines().filter_map(bookmark).collect();
        let (left, right) = bookmarks.split_at(bookmarks.iter().position(|one| one.2 == "Sommaire").unwrap());
        let titles =
            |side: &[(usize, usize, String)]| side.iter().map(|one| one.2.clone()).collect::<Vec<_>>();
        assert_eq!(
            titles(left),
            [
                "Contents", "Welcome", "Alpha", "Why", "Steps", "Team", "Costs", "Beta", "Aim", "Work",
                "People", "Risks", "Live"
            ]
        );
        assert_eq!(
            titles(right),
            [
                "Sommaire",
                "Bienvenue",
                "Alpha",
                "Raisons",
                "Étapes",
                "Équipe",
                "Coûts",
                "Bêta",
                "But",
                "Travail",
                "Gens",
                "Risques",
                "Live"
            ]
        );
        for ((_, page, original), (_, facing, translation)) in left.iter().zip(right) {
            assert_eq!((page % 2, page + 1), (0, *facing), "{paper}: {original} and {translation}");
        }
        let text = built.pdf_text("en-fr/handbook.pdf");
        assert_eq!(text.matches("Only in English.").count(), 1, "what is not translated stands once");
        assert!(text.contains("Cette page n’est pas traduite."), "{text}");
        // Sections are as long as they are: no page is blank but at the ends of chapters.
        assert!(labels.len() < if paper == "a4" { 40 } else { 60 }, "{} pages", labels.len());
    }
}

#[test]
fn a_book_in_two_languages_is_a_handbook_and_nothing_else() {
    let site = handbook();
    let out = tempfile::tempdir().unwrap();
    for (more, said) in [
        (&["--parallel", "en,fr", "--only", "posters"][..], "`--only` does not go with `--parallel`"),
        (&["--parallel", "en,fr", "--handout", "booklet"], "`--handout` does not go with `--parallel`"),
        (&["--parallel", "en"], "`--parallel` takes two languages, such as `en,fr`, found `en`"),
        (&["--parallel", "en,en"], "`--parallel` takes two languages"),
        (&["--parallel", "en,de"], "there are pages in `en`, `fr`"),
        (&["--languages", "x"], "`x` is not a language tag"),
    ] {
        let made = phasebook(&arguments(site.path(), out.path(), more));
        let error = String::from_utf8(made.stderr).unwrap();
        assert_eq!(made.status.code(), Some(2), "{more:?}");
        assert!(error.contains(said), "{more:?}: {error}");
    }
    assert!(fs::read_dir(out.path()).unwrap().next().is_none(), "nothing was written");
}

#[test]
fn the_same_pages_give_the_same_bytes_in_every_language() {
    let site = handbook();
    for more in [&["--only", "handbook,epub"][..], &["--parallel", "en,fr"]] {
        let builds = [(); 2].map(|()| {
            let out = tempfile::tempdir().unwrap();
            assert!(phasebook(&arguments(site.path(), out.path(), more)).status.success());
            fs::read(out.path().join(".phasebook")).unwrap()
        });
        assert!(builds[0] == builds[1], "{more:?}");
    }
}
