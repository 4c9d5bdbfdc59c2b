//! Streams that are closed, and disks that are full, where the program says something.
#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::io::{Read, pipe};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::judges::phasebook;

/// A site with a fault, so that every command has something to say.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("beta.md"), "# Beta\n\n[Live](live.md)\n").unwrap();
    folder
}

fn commands<'a>(site: &'a str, out: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["build", site, "--only", "epub,handbook", "--print-shop", "--out", out],
        vec!["check", site],
        vec!["check", site, "--format", "sarif"],
        vec!["completions", "bash"],
        vec!["licences"],
        vec!["man", out],
        vec!["new", &out[..out.len() - 1]],
        vec!["--help"],
    ]
}

/// What a shell redirects, and what the program then leaves with.
fn redirected(arguments: &[&str], redirection: &str) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_phasebook"));
    let output = Command::new("sh")
        .args(["-c", &format!("exec \"$0\" \"$@\" {redirection}")])
        .arg(program)
        .args(arguments)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_stream_that_is_closed_changes_nothing_else() {
    let site = site();
    let path = site.path().to_str().unwrap();
    for redirection in [">&-", "2>&-", ">&- 2>&-", "2>/dev/full"] {
        let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folders = [&with, &without].map(|folder| format!("{}/out", folder.path().display()));
        for (closed, open) in commands(path, &folders[0]).iter().zip(commands(path, &folders[1])) {
            let (status, _) = redirected(closed, redirection);
            assert_eq!(status, phasebook(&open).status.code(), "{closed:?} {redirection}");
        }
        for name in ["handbook.pdf", "handbook.epub", "handbook-print.pdf"] {
            let [with, without] =
                folders.each_ref().map(|folder| fs::read(format!("{folder}/{name}")).unwrap());
            assert!(with == without, "{name} {redirection}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_may_go() {
    let site = site();
    let out = site.path().join("out").display().to_string();
    for arguments in commands(site.path().to_str().unwrap(), &out) {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let (mut told, tell) = pipe().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_phasebook"))
            .args(&arguments)
            .stdout(writer)
            .stderr(tell)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        told.read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap().code();
        assert!(matches!(status, Some(0 | 1)), "{arguments:?} {status:?} {said}");
        assert!(!said.contains("panicked") && !said.contains("standard output"), "{arguments:?} {said}");
    }
}

#[test]
fn an_answer_that_finds_no_room_is_a_failure() {
    let site = site();
    let full = || OpenOptions::new().write(true).open("/dev/full");
    if full().is_err() {
        return;
    }
    for arguments in [&["check", "SITE", "--format", "json"][..], &["licences"], &["completions", "zsh"]] {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|word| if *word == "SITE" { site.path().to_str().unwrap() } else { word })
            .collect();
        let (status, said) = redirected(&arguments, ">/dev/full");
        assert_eq!(status, Some(2), "{arguments:?} {said}");
        assert!(said.contains("error: cannot write to standard output: no space left"), "{said}");
    }
}
