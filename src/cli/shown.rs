//! What documents show is what the program takes: every command of the README and of
//! `docs/`, every setting, and every page that is shown whole.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use clap::error::ErrorKind;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::Cli;
use crate::files::Memory;
use crate::{config, source};

/// A piece of code in a document.
struct Shown {
    document: PathBuf,
    /// What the fence says it is; nothing within a line.
    language: String,
    text: String,
}

/// All code in documents of which the path is told.
fn shown(wanted: impl Fn(&str) -> bool) -> Vec<Shown> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs", "docs/guide/pages"] {
        documents.extend(fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    documents.retain(|path| {
        let below = path.strip_prefix(root).unwrap().to_str().unwrap();
        below.ends_with(".md") && wanted(below)
    });
    documents.sort();
    documents.iter().flat_map(|document| code(document)).collect()
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
    for Shown { document, text, .. } in shown(|_| true) {
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
    let with_settings =
        |path: &str| path.starts_with("docs/guide/") || path == "README.md" || path == "docs/epub.md";
    let blocks = shown(with_settings);
    let blocks: Vec<&Shown> = blocks.iter().filter(|piece| piece.language == "yaml").collect();
    assert!(blocks.len() > 5, "only {} blocks were found", blocks.len());
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
        let page = source::read(&files, "page.md", &source::Settings::default());
        assert!(page.diagnostics.is_empty(), "{}: {:?}", document.display(), page.diagnostics);
    }
}
