//! Every outside program that tests, judges and the Makefile start is one that `make tools` brings.

use crate::common::judges::{python, root, run};

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What README.md asks for beside Python, Node and Java, which `make tools` brings where it can.
const ASKED_FOR: &str = "cargo make rustc";
/// What `make readers` alone starts, which nobody has to have.
const BY_HAND: &str = "ebook-convert";
/// Of the packages that every Debian has (Policy 3.8), and POSIX or the GNU tools elsewhere.
const EVERYWHERE: &str = "awk bash cat chmod cmp cp cut date dirname dpkg dpkg-deb dpkg-query env find grep gzip head id \
                          install ln md5sum mkdir mkfifo mktemp mv realpath rm sed sh sha256sum sort tail tar taskset timeout \
                          touch tr uname wc xargs";

/// The files below a folder that may start something.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry
            .extension()
            .is_some_and(|kind| ["rs", "py", "cjs", "mjs", "sh"].iter().any(|k| kind == *k))
        {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// Which commands files start: lines of a file and a command.
fn started(files: &[PathBuf]) -> Vec<(String, String)> {
    let mut arguments = vec!["tests/judges/commands.py"];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let said = python(&arguments);
    said.lines().filter_map(|line| line.rsplit_once(' ')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn every_program_that_is_started_is_installed_and_none_is_for_nothing() {
    let installer = root().join("tests/judges/install-system-tools");
    let listed = run(installer.to_str().unwrap(), &["--list"]);
    let listed: BTreeSet<&str> = listed.split(['\n', '/']).filter(|name| !name.is_empty()).collect();
    let there: BTreeSet<&str> = ASKED_FOR
        .split_whitespace()
        .chain(EVERYWHERE.split_whitespace())
        .chain(BY_HAND.split_whitespace())
        .chain(listed.iter().copied())
        .collect();
    let mut files: Vec<PathBuf> = ["Makefile", ".ci/run"].map(|path| root().join(path)).into();
    let scripts = ["deb", "linked", "notice", "release"];
    files.extend(scripts.map(|script| root().join("packaging").join(script)));
    for folder in ["tests/it", "tests/judges", "benches", "docs"] {
        files.extend(sources(&root().join(folder)));
    }
    let started = started(&files);
    let lacking: Vec<_> = started.iter().filter(|(_, command)| !there.contains(command.as_str())).collect();
    assert!(lacking.is_empty(), "tests/judges/install-system-tools does not bring {lacking:#?}");
    let started: BTreeSet<&str> = started.iter().map(|(_, command)| command.as_str()).collect();
    let idle: Vec<_> = there.difference(&started).collect();
    assert!(idle.is_empty(), "nothing starts {idle:?}");
}

#[test]
fn a_program_is_seen_however_it_is_started() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let files = [
        write(
            "a.rs",
            "fn f() { Command::new(\"one\"); run(\n \"two\", &[\"-c\", \"three x | four\"]); run(own, &[]) }",
        ),
        write(
            "b.py",
            "subprocess.run([\"five\", x])\ncommand = [\"six\", y]\nmap(shutil.which, [\"seven\"])\n",
        ),
        write("c.cjs", "execFileSync(\"eight\", []); spawn(\"nine\")"),
        write(
            "d",
            "x=$(ten a | eleven)\n# not this\nif twelve 'not; that'; then thirteen <<END\nnor those\nEND\nfi\n",
        ),
        write(
            "Makefile",
            "X ?= fourteen\nall: other\n\t@fifteen \\\n  a && $(SIXTEEN) b || sixteen; for x in a b; do \\\n  seventeen; done\n",
        ),
    ];
    let started = started(&files);
    let names: BTreeSet<&str> = started.iter().map(|(_, command)| command.as_str()).collect();
    let all = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen";
    assert_eq!(names, all.split(' ').collect());
}
