//! Sites of other generators, beside what these generators make of them: the same words in the
//! same order on each page.

use std::process::Command;

use crate::common::judges::{Built, python, root};

/// Builds a site of `tests/generators` with its own generator and with ours, and compares the
/// words of each page. `files` are the generator's pages in the order of the book.
fn compare(generator: &str, files: &[&str], tool: &str) {
    let site = root().join("tests/generators").join(generator);
    let site = site.to_str().unwrap();
    let judge = root().join("tests/judges/generator.py");
    let judge = judge.to_str().unwrap();
    let built = Built::new(site.as_ref(), &["--only", "epub"]);
    assert_eq!((built.status, built.stderr.contains("foreign-mark")), (0, false), "{}", built.stderr);
    let ours = python(&[judge, "epub", &built.path("handbook.epub")]);
    let there = match tool {
        "mkdocs" => Command::new(root().join(".venv/bin/python")).args(["-c", "import material"]).status(),
        tool => Command::new(tool).arg("version").output().map(|output| output.status),
    };
    if !there.is_ok_and(|status| status.success()) {
        // The words are told all the same, so that nothing passes unread.
        eprintln!("`{tool}` is not installed: {generator} was compared with nothing");
        assert!(ours.lines().count() == files.len(), "{ours}");
        return;
    }
    let mut arguments = vec![judge, generator, site];
    arguments.extend(files);
    let theirs = python(&arguments);
    for ((ours, theirs), file) in ours.lines().zip(theirs.lines()).zip(files) {
        assert_eq!(ours, theirs, "{generator}: {file}");
    }
    assert_eq!(ours.lines().count(), files.len(), "{ours}");
}

#[test]
#[ignore = "its sites were never compared yet"]
fn hugo_says_the_same() {
    compare("hugo", &["index.html", "part/index.html", "part/one/index.html", "part/two/index.html"], "hugo");
}

#[test]
#[ignore = "its sites were never compared yet"]
fn mkdocs_says_the_same() {
    compare("mkdocs", &["index.html", "part/passages/index.html", "part/words/index.html"], "mkdocs");
}
