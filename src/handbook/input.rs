//! The files that the theme reads: the book, its chapters, its pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use typst::foundations::Datetime;

use super::anchors;
use super::prepare::{self, ChapterFile, Pictograms, Prepared, Words};
use super::{Facing, Options, worksheet};
use crate::book::{Book, ChangedPlace, Chapter, Entry, Index, Occurrence, PageChanges, Phase, StoredPicture};
use crate::fonts::Families;
use crate::typeset::Shared;

/// A virtual file.
pub(super) struct File {
    /// Its path, which begins with `/`.
    pub path: String,
    /// What is in it.
    pub bytes: Shared,
}

/// What the theme reads.
pub(super) struct Input {
    /// In a fixed order.
    pub files: Vec<File>,
    /// The labels of headings, with their words.
    pub headings: Vec<(String, String)>,
}

/// The labels of a chapter's headings, with their words.
fn headings(chapter: &Chapter, prepared: &Prepared) -> Vec<(String, String)> {
    let own = (prepared.label.clone(), chapter.title.clone());
    let sections = prepared.sections.iter().map(|section| (section.label.clone(), section.title.clone()));
    std::iter::once(own).chain(sections).collect()
}

/// Everything that the theme reads, and what is in `/book.json`.
pub(super) fn all(book: &Book, options: &Options) -> (Input, Value) {
    let (prepared, words) = prepare::chapters(book, pictograms(options));
    let about = self::book(book, options, &prepared, &words);
    let mut files = vec![data("/book.json".to_owned(), &about)];
    let chapters = book.chapters.par_iter().zip(&prepared).enumerate();
    let chapter =
        |(index, (chapter, prepared))| data(chapter_path(index), &ChapterFile::new(chapter, prepared));
    files.par_extend(chapters.map(chapter));
    files.extend(pictures(book));
    (Input { files, headings: all_headings(book, &prepared) }, about)
}

fn all_headings(book: &Book, prepared: &[Prepared]) -> Vec<(String, String)> {
    let chapters = book.chapters.iter().zip(prepared);
    chapters.flat_map(|(chapter, prepared)| headings(chapter, prepared)).collect()
}

/// What the built-in theme reads for a cover: nothing of the text. A site's own may read all.
pub(super) fn cover(book: &Book, options: &Options) -> Input {
    if book.theme.files.has_own() {
        return all(book, options).0;
    }
    let prepared = prepare::openings(book);
    let mut files = vec![data("/book.json".to_owned(), &self::book(book, options, &prepared, &Words::new()))];
    files.extend(book.logo.pictures().map(picture));
    Input { files, headings: Vec::new() }
}

/// What the theme reads of a chapter that is another than in `/book.json`. All headings are those of `book`.
pub(super) fn chapter(book: &Book, options: &Options, (at, about): (usize, &Value)) -> Input {
    let (prepared, _) = prepare::chapters(book, pictograms(options));
    let headings = all_headings(book, &prepared);
    let mut files = Vec::new();
    if let Some((chapter, prepared)) = book.chapters.get(at).zip(prepared.get(at)) {
        let now = self::about(book, options, &spreads(book, options), (at, chapter, prepared));
        if about["chapters"][at] != now {
            let mut about = about.clone();
            about["chapters"].get_mut(at).into_iter().for_each(|was| *was = now.clone());
            files.push(data("/book.json".to_owned(), &about));
        }
        files.push(data(chapter_path(at), &ChapterFile::new(chapter, prepared)));
    }
    Input { files, headings }
}

/// Whether the handbook lists its pictograms.
fn pictograms(options: &Options) -> Pictograms {
    if options.pictograms { Pictograms::Listed } else { Pictograms::Unlisted }
}

fn pictures(book: &Book) -> impl Iterator<Item = File> {
    book.pictures.iter().chain(book.logo.pictures()).map(picture)
}

pub(super) fn picture(picture: &StoredPicture) -> File {
    File { path: picture_path(&picture.name), bytes: Shared(picture.bytes.clone()) }
}

/// Where the theme finds a picture.
pub(super) fn picture_path(name: &str) -> String {
    format!("/pictures/{name}")
}

fn chapter_path(index: usize) -> String {
    format!("/chapters/{index:04}.json")
}

fn data(path: String, value: &impl Serialize) -> File {
    // There are only string keys and finite numbers, so writing cannot fail.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    File { path, bytes: Shared(Arc::new(bytes)) }
}

/// The sections of the spreads that phases open with, by the positions of chapters.
type Spreads = BTreeMap<usize, Vec<Value>>;

fn spreads(book: &Book, options: &Options) -> Spreads {
    if options.phase_spread { worksheet::by_chapter(book) } else { Spreads::new() }
}

/// A chapter without its text.
fn about(
    book: &Book,
    options: &Options,
    spreads: &Spreads,
    (index, chapter, prepared): (usize, &Chapter, &Prepared),
) -> Value {
    let mut about = json!({
        "file": chapter_path(index),
        "label": prepared.label,
        "slug": chapter.slug,
        "title": chapter.title,
        "subtitle": chapter.subtitle,
        "description": chapter.description,
        "draft": chapter.draft,
        "part": book.part_begun_by(index),
        "phase": chapter.phase,
        "colours": chapter.colours,
        "team": chapter.team,
        "duration": chapter.duration,
        "language": chapter.language,
        "direction": chapter.direction,
        "address": chapter.address,
        "sections": prepared.sections,
        "depth": book.depth(index),
        "extent": prepared.extent,
        "side": options.facing.as_ref().map(|facing| facing.side(index)),
        "spread": spreads.get(&index).unwrap_or(&Vec::new()),
    });
    if book.revision.is_some() && !chapter.changes.is_empty() {
        about["changes"] = changes(chapter, &prepared.label);
    }
    about
}

/// The book without its text.
fn book(book: &Book, options: &Options, prepared: &[Prepared], words: &Words) -> Value {
    let spreads = spreads(book, options);
    let chapters = book.chapters.iter().zip(prepared).enumerate();
    let chapters: Vec<_> = chapters
        .map(|(index, (chapter, prepared))| about(book, options, &spreads, (index, chapter, prepared)))
        .collect();
    let mut whole = json!({
        "metadata": book.metadata,
        "date": book.metadata.date.as_deref().and_then(date),
        "theme": {
            "colours": book.theme.colours,
            "cover": book.theme.cover,
            "type": book.theme.type_,
            "look": book.theme.look,
            "logo": book.logo.data(),
            "fonts": book.theme.fonts,
            "languages": Families::by_language(&book.theme.fonts, &book.metadata.language, &book.fonts),
            "neutral": book.theme.neutral,
            "sequence": book.theme.sequence,
        },
        "options": {
            "paper": options.paper,
            "two-sided": options.two_sided,
            "folded": options.folded,
            "covers": options.covers,
            "title-page": options.title_page,
            "fits": options.fits,
            "bleed": options.bleed,
            "facing": options.facing.as_ref().map(Facing::data),
        },
        "imprint": { "fonts": crate::fonts::notices(&book.theme.fonts, &book.fonts) },
        "code": book.metadata.url.as_deref().and_then(crate::qr::code),
        "phases": book.phases.iter().map(|phase| self::phase(phase, prepared)).collect::<Vec<_>>(),
        "chapters": chapters,
        "pictograms": prepared.iter().filter(|_| options.pictograms).flat_map(|chapter| &chapter.signs).collect::<Vec<_>>(),
        "words": words.values().filter(|_| options.glossary).collect::<Vec<_>>(),
    });
    if let Some(revision) = &book.revision {
        whole["revision"] = json!(revision);
    }
    whole
}

/// What has changed in a chapter, each place with the label that leads to it.
fn changes(chapter: &Chapter, label: &str) -> Value {
    let PageChanges { is_new, title_was, places } = &chapter.changes;
    let place = |place: &ChangedPlace| {
        json!({
            "label": anchors::label(&chapter.slug, &place.id),
            "section": place.section,
            "kind": place.kind,
            "words": place.words,
        })
    };
    let places: Vec<_> = places.iter().map(place).collect();
    json!({ "new": is_new, "title-was": title_was, "places": places, "label": label })
}

/// `/index.json`: the letters of the index, each with its entries.
pub(super) fn index(book: &Book, index: &Index) -> Value {
    let entries =
        |entries: &[Entry]| entries.iter().map(|entry| self::entry(book, entry)).collect::<Vec<_>>();
    index
        .groups
        .iter()
        .map(|group| json!({ "letter": group.letter, "entries": entries(&group.entries) }))
        .collect()
}

/// An entry of the index. One that stands for something else in each chapter has the chapters below it.
fn entry(book: &Book, entry: &Entry) -> Value {
    let chapter = book.chapters.get(entry.chapter);
    let mut below: Vec<Value> = Vec::new();
    if entry.by_chapter {
        for places in entry.places.chunk_by(|a, b| a.chapter == b.chapter) {
            let Some(chapter) = places.first().and_then(|place| book.chapters.get(place.chapter)) else {
                continue;
            };
            below.push(json!({
                "term": chapter.title,
                "expansion": null,
                "language": chapter.language,
                "direction": chapter.direction,
                "places": self::places(book, places),
                "meanings": [],
                "below": [],
            }));
        }
    }
    below.extend(entry.below.iter().map(|entry| self::entry(book, entry)));
    json!({
        "term": entry.shown(),
        "expansion": entry.expansion,
        "language": chapter.map_or(&book.metadata.language, |chapter| &chapter.language),
        "direction": chapter.map_or(book.metadata.direction, |chapter| chapter.direction),
        "places": if entry.by_chapter { Vec::new() } else { self::places(book, &entry.places) },
        "meanings": entry.meanings,
        "below": below,
    })
}

fn places(book: &Book, places: &[Occurrence]) -> Vec<Value> {
    let place = |place: &Occurrence| {
        let label = anchors::label(&book.chapters.get(place.chapter)?.slug, &place.id);
        Some(json!({ "label": label, "main": place.main }))
    };
    places.iter().filter_map(place).collect()
}

fn phase(phase: &Phase, prepared: &[Prepared]) -> Value {
    json!({
        "slug": phase.slug,
        "name": phase.name,
        "label": prepared.get(phase.chapter).map(|chapter| &chapter.label),
        "colours": phase.colours,
    })
}

/// The date as numbers, if there is such a day.
fn date(text: &str) -> Option<Value> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day): (i32, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Datetime::from_ymd(year, month, day).map(|_| json!({ "year": year, "month": month, "day": day }))
}
