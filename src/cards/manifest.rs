//! The manifest that goes with a deck to the print shop: which page is which side of which card.

use serde_json::{Value, json};

use super::{Deck, Options, Side, corner_radius, safe_area};
use crate::book::Book;
use crate::paper::Length;

/// What the print shop is to know of a deck, as JSON. All lengths are millimetres, and pages count
/// from 1.
pub fn manifest(book: &Book, deck: &Deck, options: &Options, (file, bleed): (&str, Length)) -> Value {
    let cards = deck.cards.iter().enumerate().map(|(at, card)| {
        let pages = (1..).zip(&deck.sides).filter(|(_, side)| side.card == at);
        let (fronts, backs): (Vec<_>, Vec<_>) = pages.partition(|(_, side)| side.front);
        let numbers = |pages: Vec<(usize, &Side)>| pages.iter().map(|(page, _)| *page).collect::<Vec<_>>();
        json!({
            "name": card.name,
            "kind": card.kind,
            "number": card.number,
            "title": card.title,
            "group": card.group,
            "page": card.chapter.and_then(|chapter| book.chapters.get(chapter)).map(|chapter| &chapter.path),
            "fronts": numbers(fronts),
            "backs": numbers(backs),
        })
    });
    json!({
        "title": book.metadata.title,
        "identifier": book.metadata.identifier,
        "file": file,
        "trim": { "width": options.size.width(), "height": options.size.height() },
        "bleed": bleed,
        "safe-area": safe_area(options.size),
        "corner-radius": corner_radius(options.size),
        "inks": ["cyan", "magenta", "yellow", "black"],
        "most-ink": deck.preflight.as_ref().map(|preflight| preflight.ink),
        "pages": deck.sides.len(),
        "cards": cards.collect::<Vec<_>>(),
    })
}
