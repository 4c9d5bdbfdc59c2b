//! What the preview's page is told, as JSON.

use std::path::Path;

use serde_json::{Value, json};

use typst_layout::Page;

use super::source_lookup::Line;
use super::{Draft, Ebook, Sheets, Shown, Snapshot};
use crate::cards::Deck;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::posters::Poster;

/// The most faults that are listed; the rest are counted.
const MOST_FAULTS: usize = 500;

/// Everything but the views: the book's chapters, and what is wrong.
pub(super) fn state(shown: &Shown, named: &Path) -> Value {
    let book = shown.edition.as_ref().and_then(|edition| edition.book().ok());
    let faults = shown.edition.as_ref().map(|edition| edition.faults()).unwrap_or_default();
    let chapters: Vec<Value> = book
        .iter()
        .flat_map(|book| book.chapters.iter())
        .map(|chapter| {
            json!({
                "slug": chapter.slug,
                "title": chapter.title,
                "phase": chapter.phase.map(|phase| phase + 1),
                "path": chapter.path,
                "language": chapter.language,
            })
        })
        .collect();
    json!({
        "turn": shown.turn,
        "edition": shown.edition.as_ref().map(|edition| edition.number),
        "site": named.to_string_lossy(),
        "trouble": shown.trouble,
        "title": book.map(|book| &book.metadata.title),
        "language": book.map(|book| &book.metadata.language),
        "chapters": chapters,
        "faults": faults.iter().take(MOST_FAULTS).map(fault).collect::<Vec<_>>(),
        "unlisted": faults.len().saturating_sub(MOST_FAULTS),
    })
}

fn fault(fault: &Diagnostic) -> Value {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    json!({
        "severity": severity,
        "rule": fault.rule.code,
        "message": fault.message,
        "hint": fault.hint,
        "place": place(&fault.place),
        "related": fault.related.as_ref().map(|(at, words)| json!({ "place": place(at), "words": words })),
    })
}

/// A place with its line, in three parts: before what is meant, that, and after.
fn place(place: &Place) -> Value {
    let text = &place.source.text;
    let (line, column) = place.source.position(place.span.start as usize);
    let mut start = (place.span.start as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let mut stop = (place.span.end as usize).clamp(start, end);
    while !text.is_char_boundary(stop) {
        stop += 1;
    }
    json!({
        "file": place.source.path,
        "line": line,
        "column": column,
        "before": tail(&text[begin..start]),
        "meant": head(&text[start..stop]),
        "after": head(&text[stop..end]),
    })
}

/// How much of a line is shown on either side of what is meant.
const MOST_LETTERS: usize = 160;

fn head(text: &str) -> String {
    text.chars().take(MOST_LETTERS).collect()
}

fn tail(text: &str) -> String {
    text.chars().skip(text.chars().count().saturating_sub(MOST_LETTERS)).collect()
}

/// The handbook's pages.
pub(super) fn handbook(edition: &Snapshot, sheets: &Sheets) -> Value {
    let pages = sheets.document.pages().iter().zip(&sheets.looks).enumerate();
    let pages: Vec<Value> =
        pages.map(|(at, (page, look))| self::page(page, *look, sheets.chapter(at))).collect();
    json!({ "edition": edition.number, "pages": pages })
}

/// The pages of chapters that share them, ahead of the book.
pub(super) fn draft(draft: &Draft) -> Value {
    let pages = draft.pages.iter().zip(&draft.looks).zip(&draft.of);
    let pages: Vec<Value> = pages.map(|((page, look), of)| self::page(page, *look, Some(*of))).collect();
    json!({ "chapters": draft.chapters, "pages": pages })
}

fn page(page: &Page, look: u128, chapter: Option<usize>) -> Value {
    json!({
        "look": format!("{look:032x}"),
        "width": (page.frame.width().to_pt() * 10.0).round() / 10.0,
        "height": (page.frame.height().to_pt() * 10.0).round() / 10.0,
        "chapter": chapter,
    })
}

/// The EPUB's pages, in the order of reading.
pub(super) fn ebook(edition: &Snapshot, ebook: &Ebook) -> Value {
    json!({
        "edition": edition.number,
        "look": format!("{:032x}", ebook.look),
        "files": ebook.spine.iter().map(|(file, chapter)| json!({ "file": file, "chapter": chapter })).collect::<Vec<_>>(),
    })
}

/// The cards: for each its fronts and its backs, by the names of their files.
pub(super) fn cards(edition: &Snapshot, deck: Option<&Deck>) -> Value {
    let mut list: Vec<Value> = Vec::new();
    let mut sides: Vec<(String, bool)> = Vec::new();
    for (at, (name, card, _)) in deck.iter().flat_map(|deck| deck.pages()).enumerate() {
        sides.push((name, at % 2 == 0));
        if let [(front, true), (back, false)] = &sides[..] {
            list.push(json!({ "title": card.title, "group": card.group, "chapter": card.chapter,
                "language": card.language, "front": front, "back": back }));
            sides.clear();
        }
    }
    json!({ "edition": edition.number, "cards": list })
}

/// The posters.
pub(super) fn posters(edition: &Snapshot, posters: &[Poster]) -> Value {
    let list: Vec<Value> = posters
        .iter()
        .map(|poster| {
            let omissions: Vec<String> = poster.omissions.iter().map(ToString::to_string).collect();
            json!({ "name": poster.name, "chapter": poster.chapter, "omissions": omissions })
        })
        .collect();
    json!({ "edition": edition.number, "posters": list })
}

/// Where something was typed.
pub(super) fn line(line: Option<&Line>) -> Value {
    match line {
        Some(line) => json!({ "file": line.file, "line": line.line, "text": head(&line.text) }),
        None => Value::Null,
    }
}
