//! Books for tests, read from pages as people write them.

use std::fmt::Write as _;

use crate::book::Book;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;

/// A pictogram that any reader can draw.
const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166" stroke="#1d2433" stroke-width="4"/></svg>"##;

/// Labels as pages have them, short and long.
const LABELS: [&str; 8] = [
    "Backlog",
    "Independent accessibility audit",
    "Show and tell",
    "Map of today's service",
    "Retrospective",
    "Team of six to ten",
    "Internationalisation guidelines",
    "Plan",
];

/// How many of them there are.
pub const LABEL_COUNT: usize = LABELS.len();

/// One page of a book for tests.
pub struct Page<'a> {
    pub title: &'a str,
    pub pictograms: usize,
    pub list: usize,
    /// More front matter, each line ending in a line's end.
    pub front: &'a str,
    /// Labels of pictograms, one after the other.
    pub labels: &'a [&'a str],
    /// What stands before the outputs.
    pub text: &'a str,
}

impl Default for Page<'_> {
    fn default() -> Self {
        let front = "subtitle: Build it properly, and open the door by degrees\nteam: Six to ten people\n\
                     duration: Four to nine months\n";
        let text = "Beta builds the real service, e.g. the forms. It takes a while.";
        Self { title: "Beta", pictograms: 6, list: 4, front, labels: &LABELS, text }
    }
}

/// A book of phases, one for each page.
pub fn book(language: &str, pages: &[Page<'_>]) -> Book {
    let mut files = vec![("pictures/sign.svg".to_owned(), DRAWING.to_owned())];
    let mut order = Vec::new();
    for (i, page) in pages.iter().enumerate() {
        order.push(format!("page-{i:02}"));
        let mut text = format!(
            "---\ntitle: {}\nphase: phase-{i}\n{}---\n\n{}\n\n## Outputs\n\n",
            page.title, page.front, page.text
        );
        for item in 0..page.list {
            let _ = writeln!(text, "- output number {item} of those that the phase leaves behind");
        }
        text.push_str("\n<ul class=\"phase-activities\">\n");
        for item in 0..page.pictograms {
            let label = page.labels[(item + i) % page.labels.len()];
            let _ = writeln!(text, "<li><img src=\"/pictures/sign.svg\" alt=\"\" /> {label}</li>");
        }
        text.push_str("</ul>\n");
        files.push((format!("pages/page-{i:02}.md"), text));
    }
    let config = format!(
        "title: The phases\npublisher: The publisher\nlanguage: {language}\npages: pages\ndate: 2026-03-01\norder: [{}]\n",
        order.join(", ")
    );
    files.push(("phasebook.yaml".to_owned(), config));
    let project = Project::read(&Memory::new(files), &ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("the fixture has pages")
}
