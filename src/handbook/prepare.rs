//! What only the whole book can tell, worked out in document order.
//!
//! Each chapter is turned into the JSON that the theme walks, and gains there:
//!
//! * `anchor` on whatever has an id: a label that is unique in the book;
//! * `title` on headings: the words alone, for the outline;
//! * `blocks` on the first reference to a note, and `note` (a label) on all;
//! * `label` and `page` on links into the book: where to, and whether to say
//!   the page;
//! * `address` and `print` on links out of the book: what to show, and how;
//! * `expand` on abbreviations that have not been spelled out yet;
//! * `file`, `width` and `height` on pictures, `words` on pictograms: the label;
//! * `entries` on a page's own table of contents;
//! * places on the cells of tables (see [`super::table`]).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::anchors::{Anchors, NoteState};
use super::mentions::Mentions;
use super::nesting;
use crate::book::Book;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// A chapter as the theme receives it.
pub(super) struct Prepared {
    /// The label of its opening.
    pub label: String,
    /// The chapter.
    pub value: Value,
    /// Its headings in order: `label`, `level`, `title`.
    pub sections: Vec<Value>,
}

/// A word that the book explains.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// The word.
    pub term: String,
    /// What it means.
    pub meaning: String,
    /// The labels of where it is explained, and of where each chapter first uses it.
    pub labels: Vec<String>,
}

/// The words that the book explains, in the order of the alphabet.
pub(super) type Words = BTreeMap<(String, String), Word>;

/// Prepares every chapter of the book, and gathers the words that it explains.
/// Where pictograms are to be listed, each gets a label.
pub(super) fn chapters(book: &Book, listing: bool) -> (Vec<Prepared>, Words) {
    let mut labels = BTreeSet::new();
    // Openings come first, so that no id of a chapter can take their labels.
    let openings: Vec<_> =
        book.chapters.iter().map(|chapter| fresh(&mut labels, chapter.slug.clone())).collect();
    let mut prepared: Vec<_> = book
        .chapters
        .iter()
        .zip(&openings)
        .map(|(chapter, label)| {
            // The model has only string keys and finite numbers.
            let mut value = serde_json::to_value(chapter).unwrap_or_default();
            value.get_mut("blocks").into_iter().for_each(nesting::limit);
            value.get_mut("notes").into_iter().for_each(nesting::limit_notes);
            let notes = match value.get_mut("notes").map(Value::take) {
                Some(Value::Array(notes)) => notes,
                _ => Vec::new(),
            };
            let mut anchors = Anchors {
                slug: &chapter.slug,
                title: &chapter.title,
                labels: &mut labels,
                notes: notes.into_iter().map(NoteState::Waiting).collect(),
                sections: Vec::new(),
                listing,
                pictograms: 0,
                depth: 0,
                tables: 0,
                hoisted: None,
            };
            if let Some(blocks) = value.get_mut("blocks") {
                anchors.walk(blocks);
            }
            let sections = anchors.sections;
            Prepared { label: label.clone(), value, sections }
        })
        .collect();
    let mut expanded = BTreeSet::new();
    let mut explained = Words::new();
    for (chapter, prepared) in book.chapters.iter().zip(&mut prepared) {
        let mut settling = Mentions {
            book,
            openings: &openings,
            labels: &labels,
            sections: &prepared.sections,
            slug: &chapter.slug,
            expanded: &mut expanded,
            explained: &mut explained,
            terms: 0,
            used: BTreeSet::new(),
            text: String::new(),
            shown: BTreeMap::new(),
            last_shown: None,
            pages: BTreeSet::new(),
            quiet: 0,
            notes: 0,
            heads: 0,
        };
        if let Some(blocks) = prepared.value.get_mut("blocks") {
            settling.walk(blocks);
        }
    }
    (prepared, explained)
}

/// The pictograms of all chapters, each once in a chapter: `chapter`, `label`,
/// `words` and the picture. Those whose picture is missing have nothing to show.
pub(super) fn pictograms(prepared: &[Prepared]) -> Vec<Value> {
    fn collect(value: &Value, chapter: usize, all: &mut Vec<Value>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| collect(value, chapter, all)),
            Value::Object(object) if kind(object) == "pictograms" => {
                for item in object.get("items").and_then(Value::as_array).into_iter().flatten() {
                    all.extend(sign(item, chapter));
                }
            }
            Value::Object(object) => object.values().for_each(|value| collect(value, chapter, all)),
            _ => {}
        }
    }
    fn sign(item: &Value, chapter: usize) -> Option<Value> {
        let (image, picture) = (item.get("image")?, item.get("image")?.get("picture")?);
        let label = item.get("anchor")?.as_str()?;
        let words = item.get("words").and_then(Value::as_str).filter(|words| !words.is_empty());
        let words = words.or_else(|| image.get("alt")?.as_str());
        let (file, width, height) = (picture.get("file")?, picture.get("width")?, picture.get("height")?);
        Some(json!({
            "chapter": chapter, "label": label, "words": words, "file": file, "width": width, "height": height,
        }))
    }
    let mut all = Vec::new();
    for (chapter, prepared) in prepared.iter().enumerate() {
        let from = all.len();
        let mut found = Vec::new();
        prepared.value.get("blocks").into_iter().for_each(|blocks| collect(blocks, chapter, &mut found));
        let same = |a: &Value, b: &Value| a["words"] == b["words"] && a["file"] == b["file"];
        for sign in found {
            if !all[from..].iter().any(|before| same(before, &sign)) {
                all.push(sign);
            }
        }
    }
    all
}

/// Takes `label`, or the first of its numbered variants that is free.
pub(super) fn fresh(labels: &mut BTreeSet<String>, label: String) -> String {
    let mut candidate = label.clone();
    let mut number = 2_u32;
    while !labels.insert(candidate.clone()) {
        candidate = format!("{label}-{number}");
        number += 1;
    }
    candidate
}

pub(super) fn kind(object: &Object) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn text<'a>(object: &'a Object, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The words of inlines, as [`crate::model::plain_text`] has them.
pub(super) fn words(value: &Value) -> String {
    fn push(value: &Value, words: &mut String) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| push(value, words)),
            Value::Object(object) => match kind(object) {
                "text" | "code" => words.push_str(text(object, "text")),
                "image" => words.push_str(text(object, "alt")),
                "soft-break" | "line-break" => words.push(' '),
                "note" => {}
                "quoted" => {
                    words.push('\u{201c}');
                    object.get("content").into_iter().for_each(|content| push(content, words));
                    words.push('\u{201d}');
                }
                _ => object.get("content").into_iter().for_each(|content| push(content, words)),
            },
            _ => {}
        }
    }
    let mut all = String::new();
    push(value, &mut all);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}
