//! What surrounds the program: completions, manual pages, the schema of
//! `phasebook.yaml`, and the files that other tools read.

use crate::common::judges;

use std::collections::BTreeSet;
use std::fs;

use crate::common::judges::{phasebook, python, root, run};
use phasebook::config;
use phasebook::diagnostic::rules;
use phasebook::files::Folder;
use serde_json::{Value, json};

fn stdout(arguments: &[&str]) -> String {
    let output = phasebook(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What bash offers for a line that has been typed.
fn offered(script: &str, line: &[&str]) -> Vec<String> {
    let last = line.len() - 1;
    let words = line.join(" ");
    let before = if last > 0 { line[last - 1] } else { "" };
    let ask = format!(
        "{script}\nCOMP_WORDS=({words}); COMP_CWORD={last}; _phasebook phasebook '{}' '{before}'; echo \"${{COMPREPLY[@]}}\"",
        line[last]
    );
    run("bash", &["-c", &ask]).split_whitespace().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_their_values() {
    let script = stdout(&["completions", "bash"]);
    assert_eq!(offered(&script, &["phasebook", "bu"]), ["build"]);
    assert_eq!(offered(&script, &["phasebook", "build", "--poster-s"]), ["--poster-size"]);
    assert_eq!(offered(&script, &["phasebook", "build", "--only", "po"]), ["posters"]);
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        assert!(stdout(&["completions", shell]).contains("poster-size"), "{shell}");
    }
}

#[test]
fn every_command_and_option_has_a_place_in_the_manual() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    stdout(&["man", dir]);
    for (page, command) in
        [("phasebook.1", &[][..]), ("phasebook-build.1", &["build"]), ("phasebook-check.1", &["check"])]
    {
        let path = folder.path().join(page);
        // groff names what it does not know, and prints the page as a terminal shows it.
        let shown = run("groff", &["-Kutf8", "-man", "-Tutf8", "-ww", "-P-bcu", path.to_str().unwrap()]);
        let shown = shown.replace(['\u{2010}', '\u{2212}'], "-");
        let help = stdout(&[command, &["--help"]].concat());
        let options: BTreeSet<&str> =
            help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 3).collect();
        for option in options {
            let option = option.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
            assert!(shown.contains(option), "{page} does not have {option}");
        }
        assert!(shown.contains("Examples:") || page == "phasebook.1", "{page} has no examples");
    }
}

fn schema() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("docs/phasebook.schema.json")).unwrap()).unwrap()
}

#[test]
fn editors_know_every_setting_and_every_rule() {
    let mut schema = schema();
    let known: BTreeSet<&str> = config::settings().collect();
    let told: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(told, known);
    let rules: Vec<&str> = rules::rules().map(|rule| rule.code).collect();
    if std::env::var_os("BLESS").is_some() {
        schema["definitions"]["rule"]["enum"] = json!(rules);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        fs::write(root().join("docs/phasebook.schema.json"), text).unwrap();
    } else {
        assert_eq!(schema["definitions"]["rule"]["enum"], json!(rules), "`make bless` writes them");
    }
}

/// Settings, and whether they are right.
fn settings() -> Vec<(Value, bool)> {
    let mut cases = vec![(json!({}), true), (json!({ "titel": "A" }), false)];
    let mut case = |name: &str, good: &[Value], bad: &[Value]| {
        cases.extend(good.iter().map(|value| (json!({ name: value }), true)));
        cases.extend(bad.iter().map(|value| (json!({ name: value }), false)));
    };
    let words = [json!(["A"]), json!({ "a": 1 })];
    for text in [
        "title",
        "subtitle",
        "description",
        "publisher",
        "rights",
        "licence",
        "license",
        "edition",
        "identifier",
        "generator",
        "phases",
        "paper",
        "theme",
    ] {
        case(text, &[json!("A"), json!(2013), json!(true), Value::Null], &words);
    }
    for list in ["address", "pages", "exclude", "authors", "author", "subjects", "keywords", "order", "nav"] {
        case(list, &[json!("A"), json!(["A", "B"]), json!([])], &[json!({ "a": 1 }), json!([["A"]])]);
    }
    for language in ["language", "lang"] {
        case(
            language,
            &[json!("cy"), json!("ar-EG"), json!("zh-Hant-TW")],
            &[json!("English, mostly"), json!(["en"])],
        );
    }
    case(
        "languages",
        &[
            json!("each"),
            json!(["en", "fr"]),
            json!({ "en": null, "fr": { "title": "Le guide", "isbn": "978-3-16-148410-0" } }),
        ],
        &[json!({ "fr": { "titel": "Le guide" } }), json!(["English, mostly"]), json!(1)],
    );
    case("translation-key", &[json!("twin")], &[json!(["twin"])]);
    for direction in ["direction", "dir"] {
        case(direction, &[json!("rtl")], &[json!("left"), json!(["ltr"])]);
    }
    case("date", &[json!("2026-11-23")], &[json!("23 November 2026"), json!("2026-13-01")]);
    case("url", &[json!("https://example.org/a")], &[json!("example.org"), json!("ftp://example.org")]);
    for switch in
        ["system-fonts", "index", "list-of-pictograms", "title-page", "phase-spread", "fillable-worksheets"]
    {
        case(switch, &[json!(true), json!(false)], &[json!("yes"), json!(1)]);
    }
    case(
        "posters",
        &[
            json!({ "size": "a1", "landscape": true, "kinds": ["phases", "wall-chart"], "pictograms": "as-is" }),
        ],
        &[json!("a1"), json!({ "landscape": "yes" }), json!({ "sise": "a1" }), json!({ "size": ["a1"] })],
    );
    case(
        "brand",
        &[
            json!({ "color": { "palette": { "sea": "#004" }, "primary": "sea", "phases": ["red", "#123456"] } }),
            json!({ "logo": { "light": "a.svg", "dark": { "path": "b.svg", "alt": "B" } } }),
            json!({ "logo": "a.svg", "typography": { "base": "Literata", "headings": { "family": "A" } } }),
            json!({ "typography": { "fonts": ["a.woff2"], "link": { "color": "navy" } }, "meta": { "name": "A" } }),
        ],
        &[
            json!(["a"]),
            json!({ "colour": {} }),
            json!({ "color": { "primary": 1 } }),
            json!({ "color": { "primery": "red" } }),
            json!({ "logo": 1 }),
            json!({ "typography": { "headngs": "A" } }),
        ],
    );
    case(
        "rules",
        &[json!({ "dead-link": "deny" })],
        &[json!("deny"), json!({ "dead-links": "deny" }), json!({ "dead-link": "loud" })],
    );
    case(
        "limits",
        &[
            json!({ "page-bytes": 1_000_000, "page-elements": 50_000, "layout-seconds": 60, "layout-megabytes": 900, "preview-seconds": 9 }),
        ],
        &[json!(1), json!({ "page-bytes": "1 MB" }), json!({ "page-bytes": 0 }), json!({ "page-size": 1 })],
    );
    let contributors = json!({ "editor": "Ada Ample", "illustrator": ["A", "B"] });
    case("contributors", &[contributors], &[json!("Ada Ample"), json!({ "edtior": "Ada Ample" })]);
    case(
        "series",
        &[json!("Handbooks"), json!({ "title": "Handbooks", "number": 2.1 })],
        &[
            json!({ "number": 2 }),
            json!({ "title": "Handbooks", "number": "second" }),
            json!({ "title": "Handbooks", "volume": 2 }),
        ],
    );
    for isbn in ["isbn", "print-isbn"] {
        case(
            isbn,
            &[json!("978-3-16-148410-0"), json!("080442957X")],
            &[json!("12345"), json!("978-3-16-14841")],
        );
    }
    case(
        "epub",
        &[json!({ "page-list": false }), json!({ "onix": true })],
        &[json!(true), json!({ "page-list": "no" }), json!({ "pages": true }), json!({ "onix": "yes" })],
    );
    case(
        "print-shop",
        &[
            json!({ "icc": "press.icc", "wrap-cover": true, "paper-thickness": 0.1 }),
            json!({ "paper-thickness": "90x1.3" }),
        ],
        &[
            json!(true),
            json!({ "wrap-cover": "yes" }),
            json!({ "icc": ["a", "b"] }),
            json!({ "profile": "press.icc" }),
        ],
    );
    case(
        "accessibility",
        &[json!({ "certified-by": "The Phase Office", "credential": "A", "date": "2026-03-14",
                "report": "https://example.org/report", "contact": "access@example.org" })],
        &[
            json!("The Phase Office"),
            json!({ "certified": "A" }),
            json!({ "date": "soon" }),
            json!({ "report": "report.html" }),
        ],
    );
    case("site", &[json!({ "team": "A" })], &[json!("A")]);
    cases
}

#[test]
fn the_schema_and_the_program_agree() {
    let folder = tempfile::tempdir().unwrap();
    let cases = settings();
    let mut arguments = vec!["tests/judges/schema.py".to_owned(), "docs/phasebook.schema.json".to_owned()];
    for (number, (settings, _)) in cases.iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        fs::write(&path, settings.to_string()).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let schema = root().join("docs/phasebook.schema.json");
    let judge = root().join(&arguments[0]);
    arguments[0] = judge.to_str().unwrap().to_owned();
    arguments[1] = schema.to_str().unwrap().to_owned();
    let verdicts = python(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(verdicts.lines().count(), cases.len());
    for ((settings, good), verdict) in cases.iter().zip(verdicts.lines()) {
        assert_eq!(verdict == "valid", *good, "the schema says of {settings}: {verdict}");
        // Every JSON document is a YAML document.
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("phasebook.yaml"), settings.to_string()).unwrap();
        let (_, faults) = config::configure(&Folder::new(site.path()).unwrap(), "");
        let faults: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(faults.is_empty(), *good, "the program says of {settings}: {faults:?}");
    }
}

#[test]
fn other_tools_can_read_what_is_written_for_them() {
    let bin = root().join(".venv/bin");
    run(
        bin.join("pre-commit").to_str().unwrap(),
        &["validate-manifest", root().join(".pre-commit-hooks.yaml").to_str().unwrap()],
    );
    run(
        bin.join("check-jsonschema").to_str().unwrap(),
        &[
            "--builtin-schema",
            "vendor.github-workflows",
            root().join("docs/github-workflow.yml").to_str().unwrap(),
            root().join(".github/workflows/release.yml").to_str().unwrap(),
        ],
    );
}

#[test]
fn a_new_site_has_no_fault_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let site = site.to_str().unwrap();
    stdout(&["new", site]);
    let check = phasebook(&["check", site]);
    let said = "read as a folder of pages, since no site generator's files are there: 3 pages\n";
    assert_eq!((check.status.code(), String::from_utf8(check.stderr).unwrap().as_str()), (Some(0), said));
    let built = judges::Built::new(site.as_ref(), &["--worksheet"]);
    assert_eq!((built.status, built.stderr.as_str()), (0, ""));
    let text = run("pdftotext", &[built.folder.path().join("out/handbook.pdf").to_str().unwrap(), "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Widen the door only when the last step held."), "{text}");
    let again = phasebook(&["new", site]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("phasebook.yaml` is there already"));
}
