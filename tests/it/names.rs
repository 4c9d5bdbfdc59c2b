//! Files with names that nobody meant, and files that are none.
#![cfg(unix)]

use crate::common::judges;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::common::judges::Built;
use unicode_normalization::UnicodeNormalization;

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 1h7v7z'/></svg>";

fn page(title: &str) -> String {
    format!(
        "---\ntitle: {title}\nclass: {title}-phase\n---\n\nWords of {title}.\n\n<ul class=\"phase-activities\"><li><img src=\"/p.svg\" alt=\"A sign\"/> Sign</li></ul>\n"
    )
}

/// A site of pages with these names; the title of each is `Page` and its position.
fn site(names: &[&OsStr]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.svg"), PICTURE).unwrap();
    for (at, name) in names.iter().enumerate() {
        fs::write(folder.path().join(name), page(&format!("Page{at}"))).unwrap();
    }
    folder
}

/// The names of all files below a folder, without the folders.
fn written(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            names.extend(written(&entry.path()));
        } else {
            names.push(entry.file_name().into_string().unwrap());
        }
    }
    names
}

#[test]
fn names_that_differ_in_case_or_form_alone_keep_files_of_their_own() {
    let composed: String = "caf\u{e9}.md".nfc().collect();
    let apart: String = composed.nfd().collect();
    let names = ["Beta.md", "beta.md", "BETA.markdown", &composed, &apart];
    let site = site(&names.map(OsStr::new));
    let built = Built::new(site.path(), &["--tile", "a4"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let names = written(built.folder.path());
    let posters = names.iter().filter(|name| name.ends_with(".pdf") && !name.starts_with("handbook"));
    assert_eq!(posters.count(), 2 * (5 + 1), "{names:?}");
    // As a disk that knows neither case nor forms would have them.
    let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase().nfkd().collect()).collect();
    assert_eq!(folded.len(), names.len(), "{names:?}");
    let text = built.pdf_text("handbook.pdf");
    assert!((0..5).all(|at| text.contains(&format!("Words of Page{at}."))), "{text}");
}

#[test]
fn the_longest_name_that_a_disk_takes_is_no_obstacle() {
    let long = format!("{}.md", "l".repeat(252));
    let same = format!("{}m.md", "l".repeat(251));
    let site = site(&[OsStr::new(&long), OsStr::new(&same)]);
    let built = Built::new(site.path(), &["--tile", "a4"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let names = written(built.folder.path());
    assert!(names.iter().all(|name| name.len() <= 255), "{names:?}");
    assert_eq!(names.iter().filter(|name| name.ends_with("-tiles.pdf")).count(), 3, "{names:?}");
}

#[test]
fn control_characters_in_a_name_reach_no_terminal_and_no_product() {
    let site = site(&[OsStr::new("red\u{1b}[31m\nline\u{7}.md")]);
    fs::write(site.path().join("red\u{1b}[31m\nline\u{7}.md"), page("Page0") + "\n[dead](nowhere.html)\n")
        .unwrap();
    let built = Built::new(site.path(), &[]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    let short = judges::phasebook(&["check", site.path().to_str().unwrap(), "--format", "short"]);
    for said in [built.stderr.clone() + &built.stdout, String::from_utf8(short.stderr).unwrap()] {
        assert!(said.contains("red\\u{1b}[31m\\nline\\u{7}.md:"), "{said:?}");
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
    }
    let names = written(built.folder.path());
    assert!(!names.iter().any(|name| name.contains(char::is_control)), "{names:?}");
}

#[test]
fn a_name_that_is_not_unicode_is_said_to_be_so() {
    let site = site(&[OsStr::new("good.md"), OsStr::from_bytes(b"b\xe4d.md")]);
    let built = Built::new(site.path(), &[]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    assert!(built.stderr.contains("its name is not Unicode"), "{}", built.stderr);
    assert!(built.pdf_text("handbook.pdf").contains("Words of Page0."));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_built() {
    let site = site(&[OsStr::new("good.md"), OsStr::new("shut.md")]);
    let at = |name: &str| site.path().join(name);
    assert!(Command::new("mkfifo").arg(at("pipe.md")).status().unwrap().success());
    symlink("/dev/zero", at("endless.md")).unwrap();
    symlink("/etc/hostname", at("outside.md")).unwrap();
    symlink("self.md", at("self.md")).unwrap();
    symlink("gone", at("dangling.md")).unwrap();
    fs::create_dir(at("folder.md")).unwrap();
    fs::set_permissions(at("shut.md"), fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read what is shut.
    let shut = fs::read(at("shut.md")).is_err();
    let built = Built::new(site.path(), &[]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    for name in ["pipe.md", "endless.md", "outside.md", "self.md", "dangling.md"] {
        assert!(built.stderr.contains(&format!("{name}:1:1")), "{name}: {}", built.stderr);
    }
    assert_eq!(built.stderr.contains("shut.md:1:1"), shut, "{}", built.stderr);
    assert!(built.pdf_text("handbook.pdf").contains("Words of Page0."));
}
