//! `phasebook check`: reports that other programs can read, and `--fix`.

use std::fs;
use std::path::Path;

use crate::common::judges::{phasebook, python, root};

/// A page with one of nearly every fault.
const FAULTY: &str = "---
title: One
title: Two
status: draft
---

##What is the objective of an ?
-Refine design
-Release it

We do:
- research

Activities
- [Project Inception]

## Who do I need?

## Links

[a](nowhere.html) [b]() [c](javascript:x) ![](missing.png) [d](#nothing) {{ page.none }} {% for %}

{: .link-list}
Phase 1: x
Phase 2: y

## Who do I need? {#links}

<script>x</script> Text[^none].
";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), FAULTY).unwrap();
    fs::write(folder.path().join("other.md"), "\u{feff}---\ntitle: Other\n---\nSo:\r\n* glued\r\n").unwrap();
    folder
}

fn report(site: &Path, format: &str) -> String {
    let output = phasebook(&["check", site.to_str().unwrap(), "--format", format]);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(if matches!(format, "json" | "sarif") { output.stdout } else { output.stderr }).unwrap()
}

#[test]
fn json_and_sarif_keep_to_their_schemas() {
    let site = site();
    let out = tempfile::tempdir().unwrap();
    let schema = root().join("docs/report.schema.json");
    for (format, schema) in [("json", schema.to_str().unwrap()), ("sarif", "sarif")] {
        let file = out.path().join(format);
        let text = report(site.path(), format);
        assert!(text.contains("undefined-reference"), "{text}");
        fs::write(&file, text).unwrap();
        let verdict = python(&["tests/judges/schema.py", schema, file.to_str().unwrap()]);
        assert_eq!(verdict.trim(), "valid", "{format}");
    }
}

#[test]
fn every_fault_is_named_with_its_line_and_what_to_do() {
    let site = site();
    let report = report(site.path(), "short");
    for (place, rule) in [
        ("page.md:3:1:", "front-matter-duplicate"),
        ("page.md:4:9:", "draft-page"),
        ("page.md:7:3:", "heading-space"),
        ("page.md:7:1:", "missing-word"),
        ("page.md:8:2:", "list-item-space"),
        ("page.md:12:1:", "list-glued"),
        ("page.md:14:1:", "label-as-heading"),
        ("page.md:15:3:", "undefined-reference"),
        ("page.md:17:1:", "empty-section"),
        ("page.md:21:5:", "dead-link"),
        ("page.md:21:19:", "empty-link"),
        ("page.md:21:29:", "unsafe-link"),
        ("page.md:21:43:", "image-alt"),
        ("page.md:21:47:", "missing-image"),
        ("page.md:21:64:", "dead-fragment"),
        ("page.md:21:74:", "unknown-liquid"),
        ("page.md:24:1:", "lines-as-list"),
        ("page.md:29:1:", "unsafe-html"),
        ("page.md:29:24:", "undefined-note"),
    ] {
        let line = report.lines().find(|line| line.contains(place) && line.contains(&format!("[{rule}]")));
        let line = line.unwrap_or_else(|| panic!("no {rule} at {place} in\n{report}"));
        assert!(line.contains("; "), "nothing says what to do: {line}");
    }
}

#[test]
fn fix_makes_the_safe_edits_and_touches_no_other_byte() {
    let site = site();
    phasebook(&["check", site.path().to_str().unwrap(), "--fix"]);
    let mended = fs::read_to_string(site.path().join("page.md")).unwrap();
    let expected = FAULTY
        .replace("##What", "## What")
        .replace("-Refine", "- Refine")
        .replace("-Release", "- Release")
        .replace("We do:\n- research", "We do:\n\n- research")
        .replace("Activities\n- [", "Activities\n\n- [");
    assert_eq!(mended, expected);
    let other = fs::read_to_string(site.path().join("other.md")).unwrap();
    assert_eq!(other, "\u{feff}---\ntitle: Other\n---\nSo:\r\n\r\n* glued\r\n");
    // What is mended stays mended.
    let again = phasebook(&["check", site.path().to_str().unwrap(), "--fix"]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("mended"));
}

#[test]
fn rules_can_be_let_pass_and_made_graver() {
    let site = site();
    fs::write(site.path().join("phasebook.yaml"), "rules:\n  dead-link: allow\n  draft-page: deny\n")
        .unwrap();
    let report = report(site.path(), "short");
    assert!(!report.contains("[dead-link]"), "{report}");
    assert!(report.contains("error[draft-page]"), "{report}");
}

/// The table of rules in the documentation is made from the rules themselves.
#[test]
fn the_documented_rules_are_the_rules() {
    let mut text = String::from(
        "# Rules\n\nWhat `phasebook check` finds. Each can be set to `off`, `note`, `warning` or `error` under `rules:` in\n\
         `phasebook.yaml`, and let pass in one page with `allow: [rule]` in its front matter.\n\
         `make bless` writes this file from `src/diagnostic/rules.rs`.\n",
    );
    for rule in phasebook::diagnostic::rules::rules() {
        let severity = format!("{:?}", rule.severity).to_lowercase();
        text += &format!(
            "\n## {}\n\n{} ({severity}).\n\nInstead of\n\n```text\n{}\n```\n\nwrite\n\n```text\n{}\n```\n",
            rule.code, rule.reason, rule.example, rule.instead
        );
    }
    let file = root().join("docs/rules.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == text,
        "docs/rules.md is out of date: `make bless`"
    );
}
