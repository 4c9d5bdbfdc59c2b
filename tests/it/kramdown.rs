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
use crate::common::html::{KRAMDOWN, normal, uncoloured};

/// Texts that are read otherwise, each with the reason.
const DELIBERATE: [(&str, &str); 22] = [
    ("numbers that begin at five", "the number that is typed counts, as in CommonMark"),
    (
        "bullets of two blanks under a number",
        "they belong to the number, with a warning; kramdown prints their dash",
    ),
    ("end of block between a list and code", "a list is loose by its own blank lines alone"),
    ("definition of two paragraphs", "a meaning of several paragraphs has a paragraph for each"),
    ("definition behind a blank line", "a meaning of one paragraph is its words"),
    ("definition with attributes", "the class of a meaning stands on a division within it"),
    ("table with alignment", "alignment is a class here, and a style there"),
    ("html in a list item", "the paragraph of an item is its words"),
    ("html table", "rows of headings stand in a head"),
    ("html preformatted", "preformatted text is code"),
    ("markdown in nested indented divisions", "what the layout of the HTML indents is no code"),
    ("three stars", "emphasis stands outside, as in CommonMark"),
    ("code span over two lines", "the end of a line in code is a blank, as in CommonMark"),
    ("angle quotation marks", "signs that are typed stay"),
    ("words in double angles", "signs that are typed stay"),
    ("mathematics in a line", "mathematics is not set, and keeps its signs"),
    ("plain characters section", "a section of plain characters gives its words"),
    ("tabs as indentation", "a list is loose as a whole, as in CommonMark"),
    ("list directly under a paragraph", "a list may follow a paragraph, as in CommonMark"),
    ("line that begins with a plus", "a list may follow a paragraph, as in CommonMark"),
    ("list in a definition behind a blank line", "a meaning of several blocks has its paragraphs"),
    ("closing tag alone", "a tag that closes nothing is no word"),
];

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

/// Notes in one form: a number where they are referred to, and their words at the end.
fn noted(html: &str) -> String {
    // kramdown's references, ours, the ways back of both, and the numbers that ours have.
    let html = replaced(html, "<sup id=\"fnref:", "</sup>", |number| format!("<a>{number}</a>"));
    let html = replaced(&html, "<a epub:type=\"noteref\"", "</a>", |number| format!("<a>{number}</a>"));
    let html = replaced(&html, "<a href=\"#fnref:", "</a>", |_| String::new());
    let html = replaced(&html, "<a role=\"doc-backlink\"", "</a>", |_| String::new());
    let html = replaced(&html, "<span class=\"number\"", "</span>", |_| String::new());
    // kramdown lists the notes.
    match html.split_once("<div class=\"footnotes\"") {
        Some((body, notes)) => {
            let notes = notes.split_once("<ol>").unwrap().1.replace("</ol>\n</div>", "");
            body.to_owned() + &notes.replace("<li id=\"fn:", "<aside id=\"fn:").replace("</li>", "</aside>")
        }
        None => html,
    }
    .replace("<aside", "<hr><aside")
}

/// A text with every stretch from `open` to `close` replaced, made of the words in it.
fn replaced(html: &str, open: &str, close: &str, made: impl Fn(&str) -> String) -> String {
    let mut parts = html.split(open);
    let mut result = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (inside, behind) = part.split_once(close).unwrap();
        let digits: String = inside.rsplit('>').find(|words| !words.is_empty()).unwrap_or("").into();
        result += &made(digits.split('<').next().unwrap());
        result += behind;
    }
    result
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
        let ours = normal(&noted(&uncoloured(&written(text, Dialect::default()))), &KRAMDOWN);
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
