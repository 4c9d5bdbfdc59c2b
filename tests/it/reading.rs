//! What the reader makes of pages, case by case.
//!
//! A file in `tests/reading/` holds cases: `=== name`, the page, `--- tree`
//! with the model as an outline, and `--- faults` with a line for each
//! diagnostic. `BLESS=1 cargo test --release --test it reading` writes what the
//! reader makes of them now; read the difference before you commit it.

use crate::common::outline;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use phasebook::files::Memory;
use phasebook::source::{self, Settings, TemplateLanguage, Templates};

fn made(page: &str) -> String {
    let files =
        Memory::new([("page.md", page.as_bytes()), ("_includes/who.md", b"the *whole* team" as &[u8])]);
    let variables = serde_json::Map::from_iter([("title".to_owned(), "Handbook".into())]);
    let templates = Templates::new(&variables, vec!["_includes".to_owned()], TemplateLanguage::Unknown);
    let settings = Settings { templates, ..Settings::default() };
    let page = source::read(&files, "page.md", &settings);
    let mut out = String::from("--- tree\n");
    out.push_str(&outline::outline(&page.blocks, &page.notes));
    out.push_str("--- faults\n");
    for fault in page.diagnostics.iter().filter(|fault| fault.rule.code != "front-matter-missing") {
        let (line, column) = fault.place.source.position(fault.place.span.start as usize);
        writeln!(out, "{line}:{column} {}: {}", fault.rule.code, fault.message).unwrap();
    }
    out
}

#[test]
fn every_case_is_read_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let bless = std::env::var_os("BLESS").is_some();
    let mut cases = 0;
    let mut wrong = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut blessed = String::new();
        for case in text.split("=== ").skip(1) {
            cases += 1;
            let (name, rest) = case.split_once('\n').unwrap();
            let (page, expected) = match rest.split_once("--- tree\n") {
                Some((page, expected)) => (page, format!("--- tree\n{expected}")),
                None => (rest, String::new()),
            };
            let page = page.strip_suffix('\n').unwrap_or(page);
            // Marks that an editor would take out are written as escapes.
            let made = made(&page.replace("\\u{8}", "\u{8}").replace("\\u{feff}", "\u{feff}"));
            if made.trim_end() != expected.trim_end() {
                write!(wrong, "{}: {name}\n{page}\nexpected\n{expected}\nmade\n{made}\n", file.display())
                    .unwrap();
            }
            write!(blessed, "=== {name}\n{page}\n{made}\n").unwrap();
        }
        if bless {
            fs::write(&file, blessed).unwrap();
        }
    }
    assert!(cases > 60, "only {cases} cases were found");
    assert!(bless || wrong.is_empty(), "{wrong}");
}
