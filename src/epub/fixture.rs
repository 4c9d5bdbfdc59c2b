//! A book for tests: pages in which every construct occurs, read as people
//! write them. `tests/epub.rs` builds the same pages with the program.

use crate::book::Book;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;

/// The pages and what they show, by path.
const FILES: [(&str, &str); 3] = [
    ("constructs.md", include_str!("../../tests/epub/site/constructs.md")),
    ("other.md", include_str!("../../tests/epub/site/other.md")),
    ("pictures/sign.svg", include_str!("../../tests/epub/site/pictures/sign.svg")),
];

/// Where the page of every construct stands among the chapters.
pub const CONSTRUCTS: usize = 0;

/// The book, with more lines of configuration.
pub fn book(more: &str) -> Book {
    let config = format!(
        "title: \"Phases & <signs>\"\nsubtitle: From first to last\nauthor: [Ada Ample, Bo Brief]\n\
         publisher: The Phase Office\ndate: 2026-03-14\norder: [constructs, other]\n{more}\n"
    );
    let mut files: Vec<(String, String)> =
        FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    files.push(("phasebook.yaml".to_owned(), config));
    settled(files)
}

/// A book of one page.
pub fn page(text: &str) -> Book {
    settled(vec![("page.md".to_owned(), format!("---\ntitle: Page\n---\n\n{text}\n"))])
}

fn settled(files: Vec<(String, String)>) -> Book {
    let project = Project::read(&Memory::new(files), &ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("the fixture has pages")
}
