//! What files claim: every product holds it, as the documents tell, and files that do not are
//! objected to, by the judge and by `phasebook verify`.

use crate::common::judges::{Built, against_claims, phasebook, python, root};

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

#[test]
fn what_a_claim_forbids_is_found() {
    let built = Built::new(&root().join("content"), &["--only", "handbook"]);
    let folder = tempfile::tempdir().unwrap();
    let spoiled =
        python(&["tests/judges/broken.py", &built.path("handbook.pdf"), folder.path().to_str().unwrap()]);
    let spoiled: Vec<(&str, &str)> = spoiled.lines().filter_map(|line| line.rsplit_once(' ')).collect();
    assert_eq!(spoiled.len(), 13, "{spoiled:?}");
    let files: Vec<PathBuf> = spoiled.iter().map(|(path, _)| path.into()).collect();
    let found = against_claims(&files);
    for (path, profile) in spoiled {
        let name = path.rsplit('/').next().unwrap();
        let against = format!("{name} {profile} ");
        assert!(
            found.iter().any(|line| line.starts_with(&against)),
            "nothing against {against}in {found:#?}"
        );
    }
}

/// A kind of file and what it claims: the table of `docs/verify.md`.
fn claims_told() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("docs/verify.md")).unwrap();
    let table = text.split("| file | claims |").nth(1).expect("the table").lines().skip(2);
    let rows = table.take_while(|line| line.starts_with("| `")).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        (cells[0].trim_matches('`').to_owned(), cells[1].trim_matches('|').trim().to_owned())
    });
    rows.collect()
}

/// The kind of a file, as the table has it: the longest pattern that fits.
fn kind<'k>(path: &str, kinds: &'k [(String, String)]) -> &'k (String, String) {
    let fits = |pattern: &str| match pattern.split_once('*') {
        Some((before, after)) => path.starts_with(before) && path.ends_with(after),
        None => path == pattern,
    };
    let fitting = kinds.iter().filter(|(pattern, _)| fits(pattern));
    fitting.max_by_key(|(pattern, _)| pattern.len()).unwrap_or_else(|| panic!("{path} is in no row"))
}

/// PDFs and EPUBs below a folder, by their paths in it.
fn documents(folder: &Path, below: &str, all: &mut Vec<String>) {
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten() {
        let path = Path::new(below).join(entry.unwrap().file_name()).to_str().unwrap().to_owned();
        if folder.join(&path).is_dir() {
            documents(folder, &path, all);
        } else if path.ends_with(".pdf") || path.ends_with(".epub") {
            all.push(path);
        }
    }
    all.sort();
}

/// What `verify` says of files, as JSON.
fn verified(files: &[String]) -> (i32, Value) {
    let mut arguments = vec!["verify", "--format", "json"];
    arguments.extend(files.iter().map(String::as_str));
    let output = phasebook(&arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, "", "{files:?}");
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

/// Every kind of thing that is made, in the ways in which it differs.
const MADE: [&[&str]; 12] = [
    &["--worksheet", "--fillable", "--handout", "booklet,2up,4up", "--cards", "--page-list"],
    &["--only", "handbook", "--two-sided", "--list-of-pictograms", "--paper", "a5"],
    &[
        "--only",
        "handbook",
        "--greyscale",
        "--bleed",
        "3",
        "--paper",
        "300x420mm",
        "--worksheet",
        "--fillable",
    ],
    &["--theme", "plain"],
    &["--theme", "swiss", "--paper", "letter"],
    &["--theme", "night"],
    &["--theme", "large-print", "--worksheet", "--fillable"],
    &["--only", "handbook,posters,cards", "--print-shop", "--wrap-cover", "--poster-size", "a2"],
    &["--only", "posters", "--poster-size", "a1", "--tile", "a4", "--landscape"],
    &["--only", "posters", "--poster-kind", "wall-chart,name,symbol,questions,checklist,frieze"],
    &["--only", "posters", "--poster-kind", "canvas", "--poster-size", "a0"],
    &["--only", "cards", "--card-size", "poker", "--card-kind", "pages,pictograms,blank", "--flip", "short"],
];

#[test]
fn every_product_claims_what_the_documents_say_and_holds_it() {
    let kinds = claims_told();
    let mut seen = BTreeSet::new();
    let mut table = Vec::new();
    let scripts = root().join("tests/scripts/site");
    let content = MADE.iter().map(|options| (root(), *options));
    let all =
        content.chain([(scripts.as_path(), &["--system-fonts", "--only", "handbook,epub,posters"][..])]);
    for (site, options) in all {
        let out = tempfile::tempdir().unwrap();
        let folder = out.path().join("out");
        let mut arguments =
            vec!["build", site.to_str().unwrap(), "--quiet", "--out", folder.to_str().unwrap()];
        arguments.extend(options);
        let output = phasebook(&arguments);
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        let mut paths = Vec::new();
        documents(&folder, "", &mut paths);
        assert!(!paths.is_empty(), "{options:?}");
        let files: Vec<String> =
            paths.iter().map(|path| folder.join(path).to_str().unwrap().to_owned()).collect();
        let (status, report) = verified(&files);
        for (path, file) in paths.iter().zip(report["files"].as_array().unwrap()) {
            let (pattern, told) = kind(path, &kinds);
            let claims: Vec<&str> = file["claims"]
                .as_array()
                .unwrap()
                .iter()
                .map(|claim| claim["claim"].as_str().unwrap())
                .collect();
            let claims = if claims.is_empty() { "nothing".to_owned() } else { claims.join(", ") };
            assert_eq!(&claims, told, "{path} of {options:?}");
            seen.insert(pattern.clone());
            table.push(format!("{path} {options:?}: {claims}"));
        }
        assert_eq!(status, 0, "{options:?}: {report:#}");
    }
    let all: BTreeSet<String> = kinds.iter().map(|(pattern, _)| pattern.clone()).collect();
    assert_eq!(seen, all);
    assert!(table.len() > 60, "{table:#?}");
}

#[test]
fn files_that_are_broken_on_purpose_are_objected_to_in_words() {
    let built = Built::new(&root().join("content"), &["--only", "handbook,epub"]);
    let folder = tempfile::tempdir().unwrap();
    let spoiled =
        python(&["tests/judges/broken.py", &built.path("handbook.pdf"), folder.path().to_str().unwrap()]);
    let files: Vec<String> =
        spoiled.lines().filter_map(|line| line.rsplit_once(' ')).map(|(path, _)| path.to_owned()).collect();
    let (status, report) = verified(&files);
    assert_eq!(status, 1);
    for (path, file) in files.iter().zip(report["files"].as_array().unwrap()) {
        let name = Path::new(path).file_stem().unwrap().to_str().unwrap();
        let profile = if name.starts_with("ua1") { "PDF/UA-1" } else { "PDF/A-2a" };
        let claims = file["claims"].as_array().unwrap();
        let claim = claims.iter().find(|claim| claim["claim"] == profile).expect(profile);
        assert_eq!(claim["holds"], false, "{name}: {claim:#}");
        let findings = claim["findings"].as_array().unwrap();
        let said = |words: &str| {
            let found = findings.iter().find(|finding| finding["message"] == words);
            found.unwrap_or_else(|| panic!("{name}: no “{words}” in {findings:#?}"))
        };
        match name.split_once('-').unwrap().1 {
            "without_alternative_text" => {
                let figures = said("a picture has no alternative text");
                assert!(figures["count"].as_u64().unwrap() > 10, "{figures}");
                assert!(figures["places"].as_array().unwrap().len() > 3, "{figures}");
            }
            "without_embedded_fonts" => {
                let fonts = said("a font is not in the file");
                assert!(fonts["count"].as_u64().unwrap() > 2, "{fonts}");
                assert!(fonts["places"].as_array().unwrap().contains(&json!({ "page": 1 })), "{fonts}");
            }
            "without_its_title" => {
                said("the window would show the file's name in the place of the document's title");
            }
            "without_characters" => {
                said("it cannot be told which letter a sign is, so it cannot be copied or searched");
            }
            _ => assert!(!findings.is_empty()),
        }
    }
    let schema = root().join("docs/verify.schema.json");
    let json = folder.path().join("report.json");
    fs::write(&json, report.to_string()).unwrap();
    let verdict = python(&["tests/judges/schema.py", schema.to_str().unwrap(), json.to_str().unwrap()]);
    assert_eq!(verdict.trim(), "valid");

    // What is cut off ends with a message, and what is no such file with another.
    for (name, status) in [("handbook.pdf", &[1, 2][..]), ("handbook.epub", &[1, 2])] {
        let whole = fs::read(built.path(name)).unwrap();
        for part in [1, 3, 6, 9] {
            let path = folder.path().join(name);
            fs::write(&path, &whole[..whole.len() / 10 * part]).unwrap();
            let output = phasebook(&["verify", path.to_str().unwrap()]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(status.contains(&output.status.code().unwrap()), "{name} {part}: {output:?}");
            assert!(!said.contains("panicked"), "{said}");
        }
    }
    for path in ["nowhere.pdf", "README.md", "docs", "docs/cards.png"] {
        let output = phasebook(&["verify", path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(String::from_utf8(output.stdout).unwrap().starts_with(&format!("{path}: ")), "{path}");
    }
}
