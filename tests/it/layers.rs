//! Which part of the program may use which: the table of layers, held against `src/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::judges::root;

/// Each part of `src/` with the parts that it may use. A part uses only parts of rows before its
/// own, so that there is no circle.
const LAYERS: [(&str, &str); 44] = [
    // The alphabet: lengths, names, limits, words.
    ("limits", ""),
    ("names", ""),
    ("paths", "names"),
    ("paper", ""),
    ("xml", ""),
    ("sentence", ""),
    ("grammars", ""),
    ("qr", ""),
    ("progress", ""),
    ("parallel", ""),
    // What a page is, and what can be wrong with it.
    ("model", ""),
    ("diagnostic", "limits model"),
    ("yaml", "model"),
    ("theme", "diagnostic model names yaml"),
    ("fonts", "theme"),
    ("words", "fonts"),
    ("diagrams", "fonts theme"),
    ("files", "fonts names parallel"),
    ("walk", "files paths"),
    ("history", "files names"),
    // Reading: one page, a configuration, a whole site.
    ("source", "diagnostic files fonts limits model names paths xml walk words"),
    ("book", "diagnostic fonts model names paths sentence source theme"),
    ("config", "book diagnostic files limits model names paths source theme yaml"),
    ("translation", "config diagnostic model source"),
    ("generators", "config diagnostic files model names paths source walk"),
    ("images", "book diagnostic fonts limits model names source xml"),
    (
        "site",
        "book config diagnostic diagrams files fonts generators images limits model names paths source theme \
         walk words",
    ),
    ("changes", "book model names"),
    // Making: the layout engine, sheets of paper, the three formats.
    ("screen", "paper xml"),
    ("typeset", "book diagnostic fonts images parallel screen theme words"),
    ("pdf", "fonts typeset"),
    // Whether files are what they claim.
    ("verify", "paths pdf"),
    ("imposition", "fonts paper typeset"),
    ("print", "book diagnostic images model paper pdf theme typeset"),
    ("pagination", "book model"),
    ("epub", "book diagnostic fonts grammars images model names pagination parallel theme verify words xml"),
    (
        "handbook",
        "book fonts grammars model names pagination paper parallel pdf print qr theme translation typeset words",
    ),
    ("posters", "book fonts model paper parallel print progress qr screen theme typeset words"),
    ("cards", "book fonts model names paper print qr screen sentence theme typeset words"),
    ("report", "diagnostic verify"),
    // Building, and the two doors to it.
    (
        "build",
        "book cards changes config diagnostic epub files fonts generators handbook history images imposition \
         limits model names paper parallel paths posters print progress report screen site source theme \
         translation typeset",
    ),
    (
        "preview",
        "book build cards diagnostic epub files fonts handbook images imposition limits model names parallel \
         posters progress report site source theme typeset",
    ),
    (
        "cli",
        "build cards diagnostic files generators imposition limits paper parallel posters preview print progress report \
         source theme verify",
    ),
    ("lib", ""),
];

/// One use of a part by another, at its line.
struct Use {
    from: String,
    to: String,
    place: String,
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, all);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            all.push(entry);
        }
    }
    all.sort();
}

/// The files that only tests are made of: those of modules below `#[cfg(test)]`.
fn only_for_tests(all: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for path in all {
        let text = fs::read_to_string(path).unwrap();
        let folder = match path.file_stem().and_then(|stem| stem.to_str()) {
            Some("mod" | "lib" | "main") => path.parent().unwrap().to_owned(),
            _ => path.with_extension(""),
        };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let module =
                lines.clone().next().and_then(|next| next.trim().strip_prefix("mod ")?.strip_suffix(';'));
            if let (true, Some(module)) = (line.trim() == "#[cfg(test)]", module) {
                let inside = folder.join(module);
                found.extend(all.iter().filter(|other| other.starts_with(&inside)).cloned());
                found.insert(inside.with_extension("rs"));
            }
        }
    }
    found
}

/// The parts that stand behind `crate::` in a line or in the braces that it opens.
fn used(rest: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(inside) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut at_start = true;
    for (at, character) in inside.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            _ if at_start && character.is_alphabetic() && depth == 0 => {
                names.push(name(&inside[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

/// Every use of one part by another, without those of tests.
fn uses() -> Vec<Use> {
    let src = root().join("src");
    let mut all = Vec::new();
    sources(&src, &mut all);
    let tests = only_for_tests(&all);
    let mut found = Vec::new();
    for path in all.iter().filter(|path| !tests.contains(*path)) {
        let below = path.strip_prefix(&src).unwrap();
        let part = below.components().next().unwrap().as_os_str().to_str().unwrap();
        let from = part.trim_end_matches(".rs").to_owned();
        if from == "main" {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (at, _) in text.match_indices("crate::") {
            let before = &text[..at];
            let line = before.rsplit('\n').next().unwrap();
            if line.trim_start().starts_with("//") {
                continue;
            }
            let place = format!("src/{}:{}", below.display(), before.matches('\n').count() + 1);
            for to in used(&text[at + "crate::".len()..]).into_iter().filter(|to| *to != from) {
                found.push(Use { from: from.clone(), to, place: place.clone() });
            }
        }
    }
    found
}

#[test]
fn every_part_uses_only_the_parts_below_it() {
    let mut below = BTreeSet::new();
    for (part, allowed) in LAYERS {
        for used in allowed.split_whitespace() {
            assert!(below.contains(used), "the table has `{part}` use `{used}`, which is not below it");
        }
        below.insert(part);
    }
    let table: BTreeMap<&str, &str> = LAYERS.into();
    let uses = uses();
    assert!(uses.len() > 300, "only {} uses were found", uses.len());
    let wrong: Vec<String> = uses
        .iter()
        .filter(|one| {
            !table
                .get(one.from.as_str())
                .is_some_and(|allowed| allowed.split_whitespace().any(|part| part == one.to))
        })
        .map(|Use { from, to, place }| format!("{place}: `{from}` may not use `{to}`"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_part_of_the_source_is_in_the_table() {
    let table: BTreeSet<&str> = LAYERS.iter().map(|(part, _)| *part).collect();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let part = name.trim_end_matches(".rs");
        assert!(part == "main" || table.contains(part), "`src/{name}` is in no layer");
    }
}

#[test]
fn files_and_functions_stay_short() {
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    let tests = only_for_tests(&all);
    let mut long = Vec::new();
    for path in all.iter().filter(|path| !tests.contains(*path)) {
        let text = fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        assert!(text.starts_with("//! "), "{name} does not say what it is");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= 800, "{name} has {} lines", lines.len());
        for (at, length) in long_functions(&lines) {
            long.push(format!("{name}:{}: a function of {length} lines", at + 1));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// The functions of more than eighty lines: where each begins, and how many lines it has. Code is
/// formatted, so a function ends at the first brace that stands as far in as its head.
fn long_functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let head = line.trim_start();
        let indent = &line[..line.len() - head.len()];
        let is_function =
            ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "const fn ", "pub const fn "]
                .iter()
                .any(|start| head.starts_with(start));
        if !is_function || head.ends_with('}') || head.ends_with(';') {
            continue;
        }
        let end = format!("{indent}}}");
        let length = lines[at..].iter().position(|line| **line == end).map_or(0, |length| length + 1);
        if length > 80 {
            found.push((at, length));
        }
    }
    found
}
