//! Builds that are ended in the midst of writing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::judges::phasebook;

/// How many builds are to be ended in the midst of writing.
const ENOUGH: usize = 10;

fn site(folder: &Path, title: &str) -> PathBuf {
    let site = folder.join(title);
    fs::create_dir_all(&site).unwrap();
    let config = format!("title: {title}\ndate: 2026-01-01\n");
    fs::write(site.join("phasebook.yaml"), config).unwrap();
    fs::write(site.join("beta.md"), format!("---\ntitle: Beta of {title}\n---\n\nWords of {title}.\n"))
        .unwrap();
    site
}

fn build<'a>(site: &'a Path, out: &'a Path) -> Vec<&'a str> {
    // A cut poster makes one file more.
    vec!["build", site.to_str().unwrap(), "--tile", "a4", "--out", out.to_str().unwrap()]
}

/// Every file below a folder by its path, and how many wait to take their place.
fn files(folder: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) -> usize {
    let mut waiting = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            waiting += files(&entry.path(), below, found);
        } else if name.contains("phasebook-") {
            waiting += 1;
        } else if let Ok(bytes) = fs::read(entry.path()) {
            found.insert(entry.path().strip_prefix(below).unwrap().to_owned(), bytes);
        }
    }
    waiting
}

#[test]
fn a_killed_build_leaves_one_edition_or_what_the_next_build_finishes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let [one, two] = ["One", "Two"].map(|title| {
        let site = site(folder.path(), title);
        let whole = folder.path().join(format!("{title}-whole"));
        assert_eq!(phasebook(&build(&site, &whole)).status.code(), Some(0));
        let mut made = BTreeMap::new();
        files(&whole, &whole, &mut made);
        (site, made)
    });
    assert_eq!(one.1.keys().collect::<Vec<_>>(), two.1.keys().collect::<Vec<_>>());
    assert_eq!(phasebook(&build(&one.0, &out)).status.code(), Some(0));
    let (mut ended, mut now) = (0, one.1.clone());
    // On a busy machine, this process may find out too late that there is something to end.
    for round in 0.. {
        if ended == ENOUGH {
            break;
        }
        assert!(round < 500, "only {ended} of {round} builds were ended in time");
        let (site, made) = if round % 2 == 0 { &two } else { &one };
        let mut child = Command::new(env!("CARGO_BIN_EXE_phasebook"))
            .args(build(site, &out))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Killed when so many files wait, or where it is too quick for that, not at all.
        let enough = round % made.len() + 1;
        loop {
            let mut seen = BTreeMap::new();
            if child.try_wait().unwrap().is_some() {
                break;
            }
            if files(&out, &out, &mut seen) >= enough {
                child.kill().unwrap();
                ended += usize::from(!child.wait().unwrap().success());
                break;
            }
        }
        let mut left = BTreeMap::new();
        files(&out, &out, &mut left);
        if out.join(".phasebook-journal").exists() {
            for (path, bytes) in &left {
                assert!(bytes == &now[path] || bytes == &made[path], "half of {}", path.display());
            }
        } else {
            assert!(left == now || left == *made, "round {round} left parts of two editions");
        }
        // The next build finishes, and makes its own.
        assert_eq!(phasebook(&build(site, &out)).status.code(), Some(0));
        let mut after = BTreeMap::new();
        assert_eq!(files(&out, &out, &mut after), 0, "something waits after a whole build");
        assert_eq!(after, *made);
        now.clone_from(made);
    }
}
