//! The licences that `phasebook licences` prints are those of the crates that it is made of.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::common::judges::{phasebook, root, run};

/// Every crate in the list, as `name version`: what stands between a licence's name and its text.
fn listed(text: &str) -> BTreeSet<String> {
    let licences = text.split("\n────").skip(1);
    let heads =
        licences.flat_map(|licence| licence.lines().skip(2).take_while(|line| line.starts_with("* ")));
    heads.map(|line| line.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_crate_that_is_linked_is_in_the_list_and_none_that_is_not_locked() {
    let output = phasebook(&["licences"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let listed = listed(&text);

    // What Cargo itself says of this computer's program.
    let arguments = ["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let linked: BTreeSet<String> = String::from_utf8(tree.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| format!("{name} {}", rest.split(' ').next().unwrap_or_default()))
        .filter(|name| !name.starts_with("phasebook "))
        .collect();
    assert!(linked.len() > 200, "{linked:?}");
    let missing: Vec<&String> = linked.difference(&listed).collect();
    assert!(missing.is_empty(), "`make licences` writes the list again; it lacks {missing:?}");

    // Nothing is there that the program no longer has.
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let field =
        |line: &str, name: &str| line.strip_prefix(name).map(|value| value.trim_matches('"').to_owned());
    let names = lock.lines().filter_map(|line| field(line, "name = "));
    // The lock file's own version has no quotation marks.
    let versions =
        lock.lines().filter(|line| line.ends_with('"')).filter_map(|line| field(line, "version = "));
    let locked: BTreeSet<String> =
        names.zip(versions).map(|(name, version)| format!("{name} {version}")).collect();
    let gone: Vec<&String> = listed.difference(&locked).collect();
    assert!(gone.is_empty(), "`make licences` writes the list again; it has {gone:?}");
    assert!(listed.iter().any(|name| name.starts_with("windows-sys ")), "those of other systems");
}

#[test]
fn the_texts_are_whole() {
    let text = String::from_utf8(phasebook(&["licences"]).stdout).unwrap();
    for words in [
        "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "Permission is hereby granted, free of charge",
        "UNICODE LICENSE V3",
        "Mozilla Public License Version 2.0",
        "Project Nayuki",
        "SIL OPEN FONT LICENSE Version 1.1",
        "The Literata Project Authors",
    ] {
        assert!(text.contains(words), "no {words:?}");
    }
    assert!(!text.contains("&quot;"));
    // Whoever has seen enough may go.
    assert_eq!(
        run("sh", &["-c", &format!("{} licences | head -c 10 | wc -c", env!("CARGO_BIN_EXE_phasebook"))])
            .trim(),
        "10"
    );
}
