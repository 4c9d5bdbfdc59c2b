//! kramdown as the judge: what it makes of texts and what we make of them have the same words in
//! the same sequence of elements.
//!
//! `tests/kramdown/cases.txt` holds the texts, each behind `=== name`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use phasebook::source::Dialect;

use crate::common::fragment::written;
use crate::common::html::{KRAMDOWN, normal};

/// Texts that are read otherwise, each with the reason.
const DELIBERATE: [(&str, &str); 0] = [];

/// What kramdown makes of each text.
fn judged(texts: &[String]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/kramdown.rb");
    let mut ruby = Command::new("ruby")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ruby is needed: run tests/judges/install-system-tools");
    let input = serde_json::to_vec(texts).unwrap();
    ruby.stdin.take().unwrap().write_all(&input).unwrap();
    let output = ruby.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// kramdown's notes in the form of ours: a number where they are referred to, and their words at
/// the end.
fn noted(html: &str) -> String {
    let mut made = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<sup id=\"fnref:") {
        let (reference, behind) = after.split_once("</sup>").unwrap();
        let number =
            reference.split_once("class=\"footnote\" rel=\"footnote\" role=\"doc-noteref\">").unwrap().1;
        made += &format!("{before}<a>{number}", number = number.split("</a>").next().unwrap());
        made += "</a>";
        rest = behind;
    }
    made + rest
}

#[test]
fn words_and_elements_are_those_of_kramdown() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kramdown/cases.txt");
    let text = fs::read_to_string(file).unwrap();
    let cases: Vec<(&str, String)> = text
        .split("=== ")
        .skip(1)
        .map(|case| case.split_once('\n').unwrap())
        .map(|(name, text)| (name, text.to_owned()))
        .collect();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let texts: Vec<String> = cases.iter().map(|(_, text)| text.clone()).collect();
    let reasons: BTreeMap<&str, &str> = DELIBERATE.into_iter().collect();
    let mut report = String::new();
    let mut count = 0;
    for ((name, text), html) in cases.iter().zip(judged(&texts)) {
        let theirs = normal(&noted(&html), &KRAMDOWN);
        let ours = normal(&written(text, Dialect::default()), &KRAMDOWN);
        if (ours != theirs) != reasons.contains_key(name) {
            count += 1;
            report += &format!("== {name}\n{text}-- kramdown\n{theirs}\n-- made\n{ours}\n\n");
        }
    }
    assert!(report.is_empty(), "{count} of {} differ\n{report}", cases.len());
    let names: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
    assert!(
        reasons.keys().all(|name| names.contains(name)),
        "a difference is listed of a case that is not there"
    );
}
