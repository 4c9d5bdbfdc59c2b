//! What the documents quote of the program, and of each other: options, settings, rules, limits and
//! addresses are there as they are said to be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use phasebook::config;
use phasebook::diagnostic::rules;
use phasebook::files::Folder;
use phasebook::limits::Limits;
use regex::Regex;
use serde_json::Value;

use crate::common::judges::{phasebook, root};

/// README and its neighbours, `docs/` and the pages of the guide, with their texts.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["", "docs", "docs/guide/pages"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 15, "{}", found.len());
    found
}

/// The options of all commands, by what `--help` says.
fn options() -> BTreeSet<String> {
    let option = Regex::new("--[a-z][a-z-]+").unwrap();
    let help = |arguments: &[&str]| String::from_utf8(phasebook(arguments).stdout).unwrap();
    let command = Regex::new(r"(?m)^  ([a-z]+)  ").unwrap();
    let start = help(&["--help"]);
    let mut texts = vec![start.clone()];
    texts.extend(command.captures_iter(&start).map(|found| help(&[&found[1], "--help"])));
    texts.iter().flat_map(|text| option.find_iter(text)).map(|found| found.as_str().to_owned()).collect()
}

#[test]
fn every_option_is_told_and_no_other() {
    let known = options();
    assert!(known.contains("--poster-size") && known.contains("--port"), "{known:?}");
    let option = Regex::new("(?:^|[ `(\\[])(--[a-z][a-z-]+)").unwrap();
    let mut told = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for (path, text) in documents() {
        // What stands after the name of another program is that program's.
        for line in text.lines().filter(|line| !line.contains("cargo ")) {
            for found in option.captures_iter(line) {
                // MkDocs writes words that go out as `{--words--}`.
                assert!(known.contains(&found[1]), "{}: there is no {}: {line}", path.display(), &found[1]);
                told.insert(found[1].to_owned());
            }
        }
    }
    let untold: Vec<_> = known.difference(&told).collect();
    assert!(untold.is_empty(), "no document has {untold:?}");
}

/// The names of settings, at any depth, that a schema has.
fn names(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                into.extend(properties.keys().cloned());
            }
            for (name, value) in fields {
                // The names below `brand:` are those of a convention, which its own documents tell.
                if name != "brand" {
                    names(value, into);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, into)),
        _ => {}
    }
}

#[test]
fn every_setting_is_told_and_each_example_of_settings_is_taken() {
    let schema = fs::read_to_string(root().join("docs/phasebook.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut known = BTreeSet::new();
    names(&schema, &mut known);
    let top: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();

    let documents = documents();
    let words: BTreeSet<&str> = documents
        .iter()
        .flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_'))
        .collect();
    let untold: Vec<_> = known.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(untold.is_empty(), "no document has the settings {untold:?}");

    let fence = Regex::new("(?s)\n```yaml\n(.*?)\n```").unwrap();
    let mut taken = 0;
    for (path, text) in &documents {
        for example in fence.captures_iter(text) {
            // An example of front matter begins with a key that phasebook.yaml does not have.
            let key = example[1].lines().find(|line| !line.starts_with('#')).unwrap_or("");
            if !top.iter().any(|name| key.starts_with(&format!("{name}:"))) {
                continue;
            }
            let site = tempfile::tempdir().unwrap();
            fs::write(site.path().join("phasebook.yaml"), &example[1]).unwrap();
            // The files and folders that the examples name.
            fs::create_dir(site.path().join("content")).unwrap();
            for file in ["images/logo.svg", "images/logo-white.svg", "fonts/Our-Serif.woff2", "_brand.yml"] {
                let file = site.path().join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
            let (_, faults) = config::configure(&Folder::new(site.path()).unwrap(), "");
            let faults: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
            assert!(faults.is_empty(), "{}: {faults:?} of\n{}", path.display(), &example[1]);
            taken += 1;
        }
    }
    assert!(taken >= 8, "{taken}");
}

#[test]
fn the_limits_are_those_of_the_program() {
    let text = fs::read_to_string(root().join("docs/limits.md")).unwrap();
    let mut limits = Limits::default();
    let line = Regex::new(r"(?m)^  ([a-z-]+): +([0-9]+) ").unwrap();
    let told: Vec<(String, u64)> =
        line.captures_iter(&text).map(|found| (found[1].to_owned(), found[2].parse().unwrap())).collect();
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, Limits::names());
    for (name, value) in &told {
        // The memory is what the computer has.
        if name != "layout-megabytes" {
            assert_eq!(limits.named(name), Some(&mut value.clone()), "{name}");
        }
    }
}

#[test]
fn the_rules_that_documents_name_exist() {
    let known: BTreeSet<&str> = rules::rules().map(|rule| rule.code).collect();
    // The last column of a table that is headed `rule`, and what stands in a site's `allow: […]`.
    let cell = Regex::new(r"`([a-z]+(?:-[a-z]+)+)` \|$").unwrap();
    let allowed = Regex::new(r"allow: \[([a-z-]+)\]").unwrap();
    let mut seen = 0;
    for (path, text) in documents() {
        let mut of_rules = false;
        for line in text.lines() {
            of_rules = line.starts_with('|') && (of_rules || line.trim_end_matches(" |").ends_with("| rule"));
            let cell = cell.captures(line).filter(|_| of_rules);
            for named in cell.into_iter().chain(allowed.captures(line)) {
                assert!(known.contains(&named[1]) || &named[1] == "rule", "{}: {line}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

/// The identifier that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c == ' ' || c == '-' || c == '_';
    heading.trim().to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-")
}

#[test]
fn documents_lead_to_what_is_there() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let code = Regex::new("(?s)```.*?```|`[^`\n]*`").unwrap();
    for (path, text) in documents() {
        // The addresses in it are examples of faults.
        if path.ends_with("docs/rules.md") {
            continue;
        }
        for found in link.captures_iter(&code.replace_all(&text, "``")) {
            let address = &found[1];
            // The guide is a site: its own build judges its addresses.
            if address.contains("://") || address.starts_with("mailto:") || address.starts_with('/') {
                continue;
            }
            let (file, part) = address.split_once('#').unwrap_or((address, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {address} leads nowhere", path.display());
            if !part.is_empty() && target.extension() == Some(Path::new("md").as_os_str()) {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                assert!(
                    headings.any(|line| anchor(line.trim_start_matches('#')) == part),
                    "{}: {address} leads to no heading",
                    path.display()
                );
            }
        }
    }
}
