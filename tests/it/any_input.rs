//! The reader takes anything: pages at random, and pages made to hurt.

use crate::common::spoiled;

use std::fmt::Write;
use std::sync::LazyLock;

use crate::common::places::{blocks_are_sound, diagnostics_are_sound};
use phasebook::files::Memory;
use phasebook::source::{self, Page, Settings};
use proptest::prelude::*;

fn read(page: &str) -> Page {
    read_bytes(page.as_bytes())
}

fn read_bytes(page: &[u8]) -> Page {
    let files = Memory::new([("page.md", page)]);
    source::read(&files, "page.md", &Settings::default())
}

/// Strung together these make pages that meet every corner of the reader.
static SCRAPS: LazyLock<Vec<String>> = LazyLock::new(spoiled::marks);

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_of_marks_is_read(scraps in prop::collection::vec(0..SCRAPS.len(), 0..60)) {
        let text: String = scraps.iter().map(|index| SCRAPS[*index].as_str()).collect();
        let page = read(&text);
        blocks_are_sound(&page, &page.blocks);
        diagnostics_are_sound(&page.diagnostics);
        // The same page gives the same model.
        prop_assert_eq!(page.blocks, read(&text).blocks);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_bytes(&bytes);
    }

    #[test]
    fn any_front_matter_is_read(yaml in "[a-z:{}\\[\\]&*!|>#\"' \\n\\t-]{0,80}") {
        read(&format!("---\n{yaml}\n---\nText.\n"));
    }
}

/// Ten thousand of each, nested or strung: no crash, and the last word is kept.
#[test]
fn deep_and_long_pages_keep_their_words() {
    let many = 10_000;
    let mut pages: Vec<(&str, String)> =
        ["[", "> ", "<div>", "<b>", "<ul><li>", "*", "**a ", "`", "<table><tr><td>", "![", "{: ", "{{ ", "&"]
            .into_iter()
            .map(|mark| (mark, format!("{}end", mark.repeat(many))))
            .collect();
    let mut list = String::new();
    for depth in 0..500 {
        writeln!(list, "{}- item", "  ".repeat(depth)).unwrap();
    }
    pages.push(("list", format!("{list}\n\nend")));
    pages
        .push(("notes", format!("{}\n\nend", (0..2000).map(|n| format!("[^{n}]: x\n")).collect::<String>())));
    for (name, text) in pages {
        let page = read(&text);
        let json =
            serde_json::to_string(&page.notes).unwrap() + &serde_json::to_string(&page.blocks).unwrap();
        assert!(json.contains("end"), "{name}: the last word is lost");
    }
}

/// Line ends of two bytes are read as one, which must not cut a character in two.
#[test]
fn unfinished_tags_with_carriage_returns_have_whole_characters() {
    for text in
        ["x\r\n<p\r\n<ul><li><p\r\n\u{feff}*t.×Ò", "<b>\r\n    <b><p\r\n\tcÛeî", "<div\r\n\r\nü\r\n\r\nü"]
    {
        let page = read(text);
        blocks_are_sound(&page, &page.blocks);
    }
}
