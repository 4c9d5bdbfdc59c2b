//! What a page says of itself: its own contents, its title, and the captions of pictures that are
//! not there, in print and in the EPUB alike.

use std::fs;
use std::io::Read;

use crate::common::judges::Built;

/// The text of the EPUB's chapters, tags left out.
fn epub_text(built: &Built) -> String {
    let file = fs::File::open(built.path("handbook.epub")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut chapters: Vec<&String> = names.iter().filter(|name| name.contains("/chapters/")).collect();
    chapters.sort();
    let mut text = String::new();
    for name in chapters {
        let mut page = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut page).unwrap();
        let body = page.split_once("<body").unwrap().1.to_owned();
        let mut inside = true;
        text.extend(body.chars().map(|c| {
            inside = (inside || c == '<') && c != '>';
            if inside || c == '>' { ' ' } else { c }
        }));
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn contents_titles_and_captions_are_in_print_and_in_the_epub() {
    let site = tempfile::tempdir().unwrap();
    let page = "---\ntitle: Guide\n---\n\n* Bread\n* Butter\n\n* TOC\n{:toc}\n\n# Planning\n\nWords.\n\n## Drafting\n\nWords.\n\n\
                ## Annexes\n{: .no_toc}\n\n![A plan](plan.png \"Drawn in 2013\")\n";
    fs::write(site.path().join("a.md"), page).unwrap();
    fs::write(site.path().join("b.md"), "## Installation\n\nWords.\n\n### Steps\n\nWords.\n").unwrap();
    let built = Built::new(site.path(), &["--only", "epub,handbook"]);
    let epub = epub_text(&built);
    let print = built.pdf_text("handbook.pdf");
    for (format, text) in [("EPUB", &epub), ("print", &print)] {
        let count = |word: &str| text.matches(word).count();
        for word in ["Bread", "Butter", "Drawn in 2013"] {
            assert_eq!(count(word), 1, "{word} in {format}: {text}");
        }
        assert!(count("Installation") >= 1, "{format}: {text}");
        assert_eq!(count("TOC"), 0, "{format}: {text}");
    }
    // In the EPUB the chapter has its contents and its sections.
    let count = |word: &str| epub.matches(word).count();
    assert_eq!((count("Planning"), count("Drafting"), count("Annexes")), (2, 2, 1), "{epub}");
    assert_eq!(count("Installation"), 1, "{epub}");
    // Print has the book's contents besides, which leave no section out.
    let count = |word: &str| print.matches(word).count();
    assert_eq!(count("Drafting"), count("Annexes") + 1, "{print}");
}
