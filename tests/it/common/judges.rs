//! Runs the program and the outside judges.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use unicode_normalization::UnicodeNormalization;

/// The project's own folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that people really left, where they are to be had.
pub fn corpus() -> Option<PathBuf> {
    let corpus = root().join("../shared/corpus/phases-2013");
    corpus.is_dir().then_some(corpus)
}

/// Runs the program.
pub fn phasebook(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_phasebook"))
        .args(arguments)
        .env_remove("SOURCE_DATE_EPOCH")
        .current_dir(root())
        .output()
        .expect("the program was built for this test")
}

/// A command's standard output as text; panics where it fails.
pub fn run(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("`{command}`: {error}; `make tools` installs it"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "`{command} {}` failed\n{text}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The Python of the project's own environment.
pub fn python(arguments: &[&str]) -> String {
    run(root().join(".venv/bin/python").to_str().unwrap(), arguments)
}

/// The words of a text: runs of letters and digits, in lower case. Hyphens
/// count for nothing, since a line may end with one that is not the word's.
pub fn words(text: &str) -> Vec<String> {
    // What follows a soft hyphen belongs to its word, whatever white space a reader puts there.
    let mut parts = text.split('\u{ad}');
    let head = parts.next().unwrap_or("").to_owned();
    let joined = parts.fold(head, |text, part| text + part.trim_start());
    // Readers of PDF put letters and their marks together, or take them apart.
    let joined: String = joined.nfc().collect();
    let joined = joined.replace("-\n", "").replace(['-', '\u{ad}', '\u{2010}', '\u{2011}'], "");
    joined
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Every PDF below a folder, in the order of their paths.
fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(pdfs(&entry));
        } else if entry.extension().is_some_and(|kind| kind == "pdf") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// What is found in PDFs against what they claim (PDF/UA-1, PDF/A-2a): a line each.
pub fn against_claims(files: &[PathBuf]) -> Vec<String> {
    let mut arguments = vec!["tests/judges/claims.py"];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let said = python(&arguments);
    let (lines, last) = said.trim_end().rsplit_once('\n').unwrap_or(("", said.trim_end()));
    let lines: Vec<String> =
        lines.lines().filter(|line| !line.ends_with(" disproved")).map(str::to_owned).collect();
    assert!(last.ends_with(&format!(" {} findings", lines.len())), "{said}");
    lines
}

/// Every PDF below a folder holds what it claims.
pub fn holds_its_claims(folder: &Path) {
    let files = pdfs(folder);
    let found = if files.is_empty() { Vec::new() } else { against_claims(&files) };
    assert!(found.is_empty(), "{found:#?}");
}

/// A built site.
pub struct Built {
    pub folder: tempfile::TempDir,
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Built {
    /// Builds a site into a folder of its own. What is built holds what it claims.
    pub fn new(site: &Path, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let mut arguments = vec!["build", site.to_str().unwrap(), "--out", out.to_str().unwrap()];
        arguments.extend(more);
        let output = phasebook(&arguments);
        holds_its_claims(&out);
        Self {
            folder,
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What was said, save that pages hold little: on other paper those are others.
    pub fn faults(&self) -> String {
        let mut kept = Vec::new();
        let mut skips = false;
        for line in self.stderr.lines() {
            if line.starts_with("note[") || line.starts_with("warning[") || line.starts_with("error[") {
                skips = line.starts_with("note[thin-page]");
            } else if !line.starts_with(' ') && !line.chars().next().is_some_and(|c| c.is_ascii_digit()) {
                skips &= line.is_empty();
            }
            let sums_up = line.ends_with(" note") || line.ends_with(" notes") || line.ends_with("shows each");
            if !skips && !line.is_empty() && !sums_up {
                kept.push(line);
            }
        }
        kept.join("\n")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join("out").join(name).to_str().unwrap().to_owned()
    }

    pub fn exists(&self, name: &str) -> bool {
        Path::new(&self.path(name)).exists()
    }

    /// The files of posters, in the order of their names.
    pub fn posters(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("posters")).unwrap();
        let mut names: Vec<String> =
            files.map(|entry| format!("posters/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
        names.sort();
        names
    }

    pub fn pdf_text(&self, name: &str) -> String {
        run("pdftotext", &[&self.path(name), "-"])
    }
}
