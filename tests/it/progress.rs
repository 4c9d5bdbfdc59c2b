//! How far a build is, is said on a terminal while it lasts, and nowhere else.

use std::fs;
use std::path::Path;

use crate::common::judges::{phasebook, python};
use serde_json::{Value, json};

/// How many pages with a poster the site has: enough for a build to last.
const POSTERS: usize = 24;

/// A site in `site/`, with a fault.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(
        site.join("sign.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M1 1H8V8Z'/></svg>",
    )
    .unwrap();
    fs::write(
        site.join("phasebook.yaml"),
        "title: Many posters\nposters: {kinds: [phases]}\nrules: {poster-room: off}\n",
    )
    .unwrap();
    for number in 1..=POSTERS {
        let page = format!(
            "---\ntitle: Page {number}\n---\n\nWords of page {number}.\n\n\
             <ul class=\"phase-activities\"><li><img src=\"/sign.svg\" alt=\"\"> A sign</li></ul>\n"
        );
        fs::write(site.join(format!("p{number:02}.md")), page).unwrap();
    }
    fs::write(site.join("last.md"), "# The last page\n\nSee [what is not there](missing.md).\n").unwrap();
    folder
}

/// What a terminal shows of a build into a folder, where the environment has `variables`.
fn terminal(folder: &Path, variables: Value) -> Value {
    let (site, out) = (folder.join("site"), folder.join("out"));
    let said = python(&[
        "tests/judges/terminal.py",
        &variables.to_string(),
        env!("CARGO_BIN_EXE_phasebook"),
        "build",
        site.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    serde_json::from_str(&said).unwrap()
}

fn lines(shown: &Value) -> Vec<&str> {
    shown.as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
}

#[test]
fn a_terminal_shows_what_is_being_made_and_keeps_nothing_of_it() {
    let folder = site();
    let shown = terminal(folder.path(), json!({ "TERM": "xterm-256color" }));
    let seen = lines(&shown["seen"]);
    let documents = format!("of {} documents", POSTERS + 2);
    assert!(seen.iter().any(|line| line.contains(&documents) && line.contains("handbook")), "{seen:#?}");
    assert!(seen.iter().any(|line| line.contains(&documents) && line.contains("poster p")), "{seen:#?}");
    assert!(seen.iter().any(|line| line.contains("pages read")), "{seen:#?}");
    // What is wrong and what was written stand as if the line had never been.
    let end = lines(&shown["end"]);
    assert!(end.iter().any(|line| line.starts_with("error[dead-link]")), "{end:#?}");
    assert!(end.iter().any(|line| line.starts_with("wrote ") && line.contains("handbook.pdf")), "{end:#?}");
    assert!(end.last().unwrap().contains("1 error"), "{end:#?}");
    let left = |line: &&str| line.contains(" documents, ") || line.contains("pages read");
    assert!(!end.iter().any(left), "{end:#?}");
    assert_eq!((shown["cursor"].as_u64(), shown["hidden"].as_bool()), (Some(0), Some(false)));
    assert_eq!(shown["status"], 1, "the page has an error");
}

#[test]
fn a_terminal_without_colours_and_movement_is_sent_none() {
    let folder = site();
    let shown = terminal(folder.path(), json!({ "TERM": "dumb" }));
    assert_eq!((shown["status"].as_i64(), shown["escapes"].as_u64()), (Some(1), Some(0)), "{shown:#}");
    assert_eq!(shown["returns"], 0, "{shown:#}");
    assert!(!lines(&shown["seen"]).iter().any(|line| line.contains("pages read")), "{shown:#}");
}

#[test]
fn whoever_wants_no_colours_is_told_without_them() {
    let folder = site();
    let shown = terminal(folder.path(), json!({ "TERM": "xterm-256color", "NO_COLOR": "1" }));
    assert_eq!((shown["status"].as_i64(), shown["colours"].as_u64()), (Some(1), Some(0)), "{shown:#}");
    assert!(lines(&shown["seen"]).iter().any(|line| line.contains(" documents, ")), "{shown:#}");
}

#[test]
fn a_file_or_a_program_that_reads_along_gets_none_of_it() {
    let folder = site();
    let (site, out) = (folder.path().join("site"), folder.path().join("out"));
    let output = phasebook(&["build", site.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(said.contains("wrote ") && said.contains("error[dead-link]"), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\r') && !said.contains("pages read"), "{said}");
}
