//! What documents show is what the program takes: every command of the README and of
//! `docs/`, every option, setting, limit and rule, and every page that is shown whole. What they
//! lead to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Command, CommandFactory as _, Parser as _};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use regex::Regex;
use serde_json::Value;

use super::Cli;
use crate::diagnostic::rules;
use crate::files::Memory;
use crate::limits::Limits;
use crate::{config, names, source};

/// A piece of code in a document.
struct Shown {
    document: PathBuf,
    /// What the fence says it is; nothing within a line.
    language: String,
    text: String,
}

/// The documents of which the path is told: those at the root, in `docs/`, and the guide's pages.
fn documents(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = Vec::new();
    for folder in ["", "docs", "docs/guide/pages"] {
        documents.extend(fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    documents.retain(|path| {
        let below = path.strip_prefix(root).unwrap().to_str().unwrap();
        below.ends_with(".md") && wanted(below)
    });
    documents.sort();
    documents
}

/// All documents with their texts.
fn texts() -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    let found: Vec<_> = documents(|_| true).into_iter().map(read).collect();
    assert!(found.len() > 15, "{}", found.len());
    found
}

/// All code in documents of which the path is told.
fn shown(wanted: impl Fn(&str) -> bool) -> Vec<Shown> {
    documents(wanted).iter().flat_map(|document| code(document)).collect()
}

fn code(document: &Path) -> Vec<Shown> {
    let text = fs::read_to_string(document).unwrap();
    let mut all = Vec::new();
    let mut block: Option<Shown> = None;
    let piece = |language: &str, text: &str| Shown {
        document: document.to_owned(),
        language: language.to_owned(),
        text: text.to_owned(),
    };
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        match (event, &mut block) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))), _) => {
                block = Some(piece(&language, ""));
            }
            (Event::Text(text), Some(block)) => block.text.push_str(&text),
            (Event::End(TagEnd::CodeBlock), _) => all.extend(block.take()),
            (Event::Code(text), _) => all.push(piece("", &text)),
            _ => {}
        }
    }
    all
}

/// The words of a command, up to a remark or to what the shell does with it.
fn words(command: &str) -> Vec<&str> {
    command.split_whitespace().take_while(|word| !["#", ">", "|", "||", "&&"].contains(word)).collect()
}

/// Why the program does not take these words; nothing where it does.
fn refusal(words: &[&str]) -> Option<String> {
    let error = Cli::try_parse_from(words).err()?;
    (error.kind() != ErrorKind::DisplayHelp).then(|| error.to_string())
}

#[test]
fn every_command_that_a_document_shows_is_one() {
    let mut count = 0;
    // The history tells of forms and of what is no more.
    for Shown { document, text, .. } in shown(|path| path != "CHANGELOG.md") {
        let lines = text.replace("\\\n", " ");
        for line in lines.lines().filter(|line| line.starts_with("phasebook ")) {
            let refusal = refusal(&words(line));
            assert!(refusal.is_none(), "{}: `{line}`: {}", document.display(), refusal.unwrap());
            count += 1;
        }
    }
    assert!(count > 50, "only {count} commands were found");
}

#[test]
fn every_option_that_the_guide_names_is_one() {
    let named = shown(|path| path.starts_with("docs/guide/"));
    let options: Vec<&Shown> =
        named.iter().filter(|piece| piece.language.is_empty() && piece.text.starts_with("--")).collect();
    assert!(options.len() > 5, "only {} options were found", options.len());
    for Shown { document, text, .. } in options {
        let taken = ["build", "check", "preview"].iter().any(|command| {
            let mut command = vec!["phasebook", command];
            command.extend(words(text));
            refusal(&command).is_none()
        });
        assert!(taken, "{}: no command takes `{text}`", document.display());
    }
}

#[test]
fn every_setting_that_a_document_shows_is_read() {
    let blocks = shown(|_| true);
    // These are of a page's front matter.
    let is_front = |text: &str| text.starts_with("card:") || text.starts_with("poster:");
    let blocks: Vec<&Shown> =
        blocks.iter().filter(|piece| piece.language == "yaml" && !is_front(&piece.text)).collect();
    assert!(blocks.len() >= 10, "only {} blocks were found", blocks.len());
    for Shown { document, text, .. } in blocks {
        let brand = include_str!("../../assets/starter/_brand.yml");
        let files = Memory::new([("phasebook.yaml", text.as_str()), ("_brand.yml", brand)]);
        let (_, found) = config::configure(&files, "");
        assert!(found.is_empty(), "{}: {found:?} in\n{text}", document.display());
    }
}

#[test]
fn every_page_that_the_guide_shows_is_read_without_a_fault() {
    let blocks = shown(|path| path.starts_with("docs/guide/"));
    let pages: Vec<&Shown> = blocks.iter().filter(|piece| piece.language == "markdown").collect();
    assert!(!pages.is_empty(), "no page is shown");
    for Shown { document, text, .. } in pages {
        let files = Memory::new([("page.md", text.as_str())]);
        let mut page = source::read(&files, "page.md", &source::Settings::default());
        // A part of a page is shown without the page's front matter.
        page.diagnostics.retain(|found| found.rule.code != "front-matter-missing");
        assert!(page.diagnostics.is_empty(), "{}: {:?}", document.display(), page.diagnostics);
    }
}

/// The options of a command and of those below it.
fn options_of(command: &Command, into: &mut BTreeSet<String>) {
    let long =
        command.get_arguments().filter(|option| !option.is_hide_set()).filter_map(|option| option.get_long());
    into.extend(long.map(|name| format!("--{name}")));
    command.get_subcommands().for_each(|command| options_of(command, into));
}

#[test]
fn every_option_is_told_and_no_other() {
    let mut known = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    options_of(&Cli::command(), &mut known);
    assert!(known.contains("--poster-size") && known.contains("--port"), "{known:?}");
    // MkDocs writes words that go out as `{--words--}`.
    let option = Regex::new("(?:^|[ `(\\[])(--[a-z][a-z-]+)").unwrap();
    let mut told = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for (path, text) in texts() {
        // What stands after the name of another program is that program's.
        for line in text.lines().filter(|line| !line.contains("cargo ")) {
            for found in option.captures_iter(line) {
                assert!(known.contains(&found[1]), "{}: there is no {}: {line}", path.display(), &found[1]);
                told.insert(found[1].to_owned());
            }
        }
    }
    let untold: Vec<_> = known.difference(&told).collect();
    assert!(untold.is_empty(), "no document has {untold:?}");
}

/// The names of settings, at any depth, that a schema has.
fn settings_of(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                into.extend(properties.keys().cloned());
            }
            for (name, value) in fields {
                // The names below `brand:` are those of a convention, which its own documents tell.
                if name != "brand" {
                    settings_of(value, into);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| settings_of(value, into)),
        _ => {}
    }
}

#[test]
fn every_setting_is_told() {
    let schema: Value = serde_json::from_str(include_str!("../../docs/phasebook.schema.json")).unwrap();
    let mut known = BTreeSet::new();
    settings_of(&schema, &mut known);
    let texts = texts();
    let words: BTreeSet<&str> = texts
        .iter()
        .flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_'))
        .collect();
    let untold: Vec<_> = known.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(untold.is_empty(), "no document has the settings {untold:?}");
}

#[test]
fn the_limits_are_those_of_the_program() {
    let text = include_str!("../../docs/limits.md");
    let mut limits = Limits::default();
    let line = Regex::new(r"(?m)^  ([a-z-]+): +([0-9]+) ").unwrap();
    let told: Vec<(String, u64)> =
        line.captures_iter(text).map(|found| (found[1].to_owned(), found[2].parse().unwrap())).collect();
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
    for (path, text) in texts() {
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

#[test]
fn documents_lead_to_what_is_there() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let code = Regex::new("(?s)```.*?```|`[^`\n]*`").unwrap();
    for (path, text) in texts() {
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
                    headings.any(|line| names::heading_id(line.trim_start_matches('#').trim()) == part),
                    "{}: {address} leads to no heading",
                    path.display()
                );
            }
        }
    }
}
