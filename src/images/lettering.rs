//! The words that a drawing writes as text. They are set in the book's fonts, as a page's words
//! are, and what no font has must not reach the layout engine: PDF/A forbids it.

use std::ops::Range;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use usvg::fontdb::Database;
use usvg::roxmltree::{Document, Node};

use super::portable::shelved;
use crate::fonts::{Font, is_unseen};
use crate::source::is_control;
use crate::xml;

/// The words of an SVG file, each run of them on a line of its own; empty for most.
pub fn words(svg: &[u8]) -> String {
    let Some(text) = written(svg) else { return String::new() };
    let Ok(document) = Document::parse(text) else { return String::new() };
    let runs: Vec<&str> = runs(&document).filter_map(|run| run.text()).collect();
    runs.join("\n")
}

/// Whether an SVG file writes anything.
pub fn has_words(svg: &[u8]) -> bool {
    !words(svg).trim().is_empty()
}

/// The file with its words as `change` wants them, and without what no format can carry; none
/// where that is how they are. Nothing else is touched.
pub fn changed(svg: &[u8], mut change: impl FnMut(&str) -> Option<String>) -> Option<Vec<u8>> {
    let text = written(svg)?;
    let document = Document::parse(text).ok()?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for run in runs(&document) {
        let words = run.text().unwrap_or_default();
        // The engine shapes the separators of lines and paragraphs, and finds them in no font.
        let spaced = |character| if matches!(character, '\u{2028}' | '\u{2029}') { ' ' } else { character };
        let plain: String = words.chars().filter(|character| !is_control(*character)).map(spaced).collect();
        let new = change(&plain).or((plain != words).then_some(plain));
        edits.extend(new.map(|new| {
            let mut escaped = String::with_capacity(new.len());
            xml::escape(&new, &mut escaped);
            (run.range(), escaped)
        }));
    }
    if edits.is_empty() {
        return None;
    }
    let (mut new, mut from) = (String::with_capacity(text.len()), 0);
    for (range, words) in edits {
        new.push_str(&text[from..range.start]);
        new.push_str(&words);
        from = range.end;
    }
    new.push_str(&text[from..]);
    Some(new.into_bytes())
}

/// The file with its words drawn as outlines from `fonts`, where a PDF could not name the
/// characters of each of their glyphs: PDF/A-2a wants that (ISO 19005-2, 6.2.11.7), and the engine
/// sets a drawing's marks and joined letters as glyphs of their own. None where it can.
pub fn outlined(svg: &[u8], fonts: &[Font]) -> Option<Vec<u8>> {
    if words(svg).nfc().all(is_plain) {
        return None;
    }
    let options = usvg::Options { fontdb: Arc::new(shelf(fonts)), ..usvg::Options::default() };
    let tree = usvg::Tree::from_data(svg, &options).ok()?;
    let plain = usvg::WriteOptions { preserve_text: false, ..usvg::WriteOptions::default() };
    Some(tree.to_string(&plain).into_bytes())
}

/// Fonts as those who set the words of drawings ask for them; the first is that of all families
/// that are not among them.
pub(super) fn shelf(fonts: &[Font]) -> Database {
    let mut shelf = shelved(fonts.iter());
    if let Some(font) = fonts.first() {
        let family = &font.info().family;
        shelf.set_serif_family(family);
        shelf.set_sans_serif_family(family);
        shelf.set_monospace_family(family);
        shelf.set_cursive_family(family);
        shelf.set_fantasy_family(family);
    }
    shelf
}

/// Whether a character is one glyph in any font, whatever stands beside it.
fn is_plain(character: char) -> bool {
    let one_by_one = |script| {
        matches!(
            script,
            Script::Latin
                | Script::Greek
                | Script::Cyrillic
                | Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Hangul
                | Script::Common
        )
    };
    character.is_ascii()
        || (one_by_one(character.script())
            && !is_combining_mark(character)
            && (!is_unseen(character)
                || matches!(
                    character,
                    '\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}'
                )))
}

/// The file's text, if it may hold words.
fn written(svg: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(svg).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.contains("text").then_some(text)
}

fn runs<'d>(document: &'d Document) -> impl Iterator<Item = Node<'d, 'd>> {
    let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
    // A text within a text is no text.
    let outer =
        texts.filter(|node| node.ancestors().skip(1).all(|around| around.tag_name().name() != "text"));
    outer.flat_map(|node| node.descendants()).filter(Node::is_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>中</title>\
        <text id=\"中\">Alpha &amp; <tspan>\u{feff}&#x4e2d;</tspan><![CDATA[<b>]]></text></svg>";

    #[test]
    fn words_are_those_of_texts() {
        assert_eq!(words(DRAWING.as_bytes()), "Alpha & \n\u{feff}中\n<b>");
        assert_eq!(words(b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1\"/></svg>"), "");
        assert_eq!(words(b"<text"), "");
    }

    #[test]
    fn words_are_changed_and_nothing_else_is() {
        let ask = |words: &str| words.contains('中').then(|| words.replace('中', "?"));
        let new = String::from_utf8(changed(DRAWING.as_bytes(), ask).unwrap()).unwrap();
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>中</title>\
            <text id=\"中\">Alpha &amp; <tspan>?</tspan><![CDATA[<b>]]></text></svg>";
        assert_eq!(new, expected);
        assert_eq!(changed(b"<svg><text>Beta</text></svg>", ask), None);
    }
}
