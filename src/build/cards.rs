//! The cards of a build: the deck, its sheets for the office, its file and manifest for the print
//! shop, and each side for screens.

use super::Made;
use super::failure::{Cause, failed};
use super::options::Options;
use super::output::Output;
use super::request::PosterFormat;
use crate::book::Book;
use crate::cards::{self, Deck, For};
use crate::diagnostic::{Diagnostic, rules};
use crate::imposition::{self, Document, cards as sheets};
use crate::parallel;
use crate::print::resolution;
use crate::typeset::Fault;

/// The deck for the print shop.
const PRINT: &str = "deck-print.pdf";

/// Makes all that is asked for of cards.
pub(super) fn make(book: &Book, options: &Options) -> Result<Made, Cause> {
    let wants = |format| options.request.card.formats.contains(&format);
    let (deck, more) = parallel::both(
        || cards::deck(book, &options.cards, For::Reading),
        || if wants(PosterFormat::Pdf) { on_sheets(book, options) } else { Ok(None) },
    );
    let deck = deck.map_err(|faults| failed("the cards", faults))?;
    let Some(deck) = deck else {
        let remark = "there are no cards to make: they show phases, and pages that say what something is or why; \
                      `card: true` in front matter makes one of any page";
        return Ok(Made { remarks: vec![remark.to_owned()], ..Made::default() });
    };
    let mut made = Made { found: found(&deck, book, options), ..Made::default() };
    made.remarks.extend(deck.remarks.iter().map(Fault::to_string));
    made.remarks.extend(of_no_page(&deck));
    made.outputs.extend(more?);
    if let Some(press) = &options.press {
        let shop = cards::deck(book, &options.cards, For::PrintShop(press))
            .map_err(|faults| failed("the cards for the print shop", faults))?;
        if let Some(shop) = shop {
            let manifest = cards::manifest::manifest(book, &shop, &options.cards, (PRINT, press.bleed));
            let text = serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())? + "\n";
            made.summary = shop.preflight.as_ref().map(ToString::to_string).unwrap_or_default();
            made.outputs.push(Output { path: format!("cards/{PRINT}"), bytes: shop.pdf });
            made.outputs.push(Output { path: "cards/manifest.json".to_owned(), bytes: text.into_bytes() });
        }
    }
    made.outputs.extend(pictures(&deck, options)?);
    if wants(PosterFormat::Pdf) {
        made.outputs.insert(0, Output { path: "cards/deck.pdf".to_owned(), bytes: deck.pdf });
    }
    Ok(made)
}

/// The cards on sheets of the office.
fn on_sheets(book: &Book, options: &Options) -> Result<Option<Output>, Cause> {
    let deck = cards::deck(book, &options.cards, For::Sheets(sheets::BLEED))
        .map_err(|faults| failed("the sheets of cards", faults))?;
    let Some(deck) = deck else { return Ok(None) };
    let document = Document {
        pdf: &deck.pdf,
        pages: deck.sides.len(),
        page: options.cards.size,
        title: &book.metadata.title,
        language: &book.metadata.language,
        identifier: &book.metadata.identifier,
    };
    let bytes = imposition::cards::cards(&document, options.cards.size, &options.card_sheets)
        .map_err(|faults| failed("the sheets of cards", faults))?;
    Ok(Some(Output { path: "cards/sheets.pdf".to_owned(), bytes }))
}

/// What is to be said of cards, at their pages.
fn found(deck: &Deck, book: &Book, options: &Options) -> Vec<Diagnostic> {
    let size = options.cards.size;
    let mut found = resolution::diagnose(book, None, &deck.shown, "the cards");
    for (at, card) in deck.cards.iter().enumerate() {
        let Some(page) = card.chapter.and_then(|chapter| book.chapters.get(chapter)) else { continue };
        let all: Vec<&str> =
            deck.omissions.iter().filter(|it| it.card == at).map(|omission| omission.what.as_str()).collect();
        if all.is_empty() {
            continue;
        }
        let (width, height) = (size.width().to_mm(), size.height().to_mm());
        let rest = if card.code.is_some() { "; the code on it leads to the page" } else { "" };
        let message =
            format!("the card ({width} × {height} mm) has no room for {}{rest}", all.join(", nor for "));
        found.push(
            Diagnostic::new(&rules::CARD_ROOM, &page.place.source, page.place.span, message).hint(
                "choose a larger card with `--card-size`, or fewer fields with `card: {back: [why, steps]}` in front matter",
            ),
        );
    }
    for (page, other, number) in cards::same_numbers(book, &deck.cards) {
        if let (Some(page), Some(other)) = (book.chapters.get(page), book.chapters.get(other)) {
            let message =
                format!("the card of this page has the number {number}, as that of `{}`", other.path);
            found.push(
                Diagnostic::new(&rules::FRONT_MATTER_VALUE, &page.place.source, page.place.span, message)
                    .hint("give each card a number of its own"),
            );
        }
    }
    found
}

/// What cards of no page leave out.
fn of_no_page(deck: &Deck) -> impl Iterator<Item = String> {
    deck.omissions.iter().filter_map(|omission| {
        let card = &deck.cards[omission.card];
        card.chapter.is_none().then(|| format!("the card `{}` has {omission}", card.name))
    })
}

/// Each side as a picture, in the formats that are asked for.
fn pictures(deck: &Deck, options: &Options) -> Result<Vec<Output>, String> {
    let wants = |format| options.request.card.formats.contains(&format);
    let mut outputs = Vec::new();
    for (name, card, page) in deck.pages() {
        if wants(PosterFormat::Svg) {
            let bytes = Deck::svg((&name, card, page)).into_bytes();
            outputs.push(Output { path: format!("cards/{name}.svg"), bytes });
        }
        if wants(PosterFormat::Png) {
            let bytes = crate::screen::png(page, options.pixels.of(options.cards.size)?)
                .map_err(|error| format!("the card `{name}` could not be drawn: {error}"))?;
            outputs.push(Output { path: format!("cards/{name}.png"), bytes });
        }
    }
    Ok(outputs)
}
