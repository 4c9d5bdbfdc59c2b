//! The deck of cards: a book in, cards to deal out.
//!
//! [`content`] picks from a page what its card says, [`deck`] puts the cards in order and [`numbers`]
//! numbers them. The theme in `assets/theme/card*.typ` measures them all, settles the sizes of type
//! once for the whole deck, and gives each part its place. What does not fit at those sizes is left
//! out whole, unit by unit, in an order that [`content`] states, and [`Deck::omissions`] names it.
//!
//! Nothing here touches disk, clock or network, and nothing from a page is ever markup.

mod content;
mod deck;
mod fields;
pub mod manifest;
mod numbers;
mod passages;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use typst_layout::{Page, PagedDocument};
use typst_pdf::PdfStandard;

use crate::book::{Book, StoredPicture};
use crate::fonts::{Families, Family};
use crate::paper::{Length, Paper};
use crate::print::Press;
use crate::print::preflight::Preflight;
use crate::print::resolution::{self, Shown};
use crate::screen::{self, Described};
use crate::typeset::{Fault, Job, Shared};

pub use deck::{Card, same_numbers};
pub use fields::Field;

/// A kind of card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What the deck is, and how many cards it has.
    Title,
    /// All cards with their numbers.
    Contents,
    /// A phase or category with its cards.
    Dividers,
    /// A page: a method, or a phase.
    Pages,
    /// A pictogram with its label.
    Pictograms,
    /// Room to write on, in each colour.
    Blank,
}

/// Every kind with its name in settings, in the order of a deck.
const KINDS: [(Kind, &str); 6] = [
    (Kind::Title, "title"),
    (Kind::Contents, "contents"),
    (Kind::Dividers, "dividers"),
    (Kind::Pages, "pages"),
    (Kind::Pictograms, "pictograms"),
    (Kind::Blank, "blank"),
];

impl Kind {
    /// The kinds of a deck, where nothing else is said.
    pub const USUAL: [Self; 5] = [Self::Title, Self::Contents, Self::Dividers, Self::Pages, Self::Blank];

    /// Its name on the command line and in the configuration.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The kind of a name. The error lists the names.
    pub fn parse(name: &str) -> Result<Self, String> {
        let found = KINDS.iter().find(|(_, known)| *known == name.trim()).map(|(kind, _)| *kind);
        let names = KINDS.map(|(_, name)| name).join(", ");
        found.ok_or_else(|| format!("expected a kind of card, one of {names}, found `{name}`"))
    }
}

/// In which order the cards of a group come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the pages of the book.
    #[default]
    Book,
    /// By their names.
    Name,
    /// By their numbers.
    Number,
}

impl Order {
    /// The order of a name in settings. The error lists the names.
    pub fn parse(name: &str) -> Result<Self, String> {
        match name.trim() {
            "book" => Ok(Self::Book),
            "name" => Ok(Self::Name),
            "number" => Ok(Self::Number),
            _ => Err(format!("expected an order of cards, one of book, name, number, found `{name}`")),
        }
    }
}

/// What a front may show beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontPart {
    /// The pictograms or the picture.
    Picture,
    /// The sentence.
    Sentence,
    /// How long it takes.
    Time,
    /// Who it takes.
    Who,
}

impl FrontPart {
    /// The part of a name in settings. The error lists the names.
    pub fn parse(name: &str) -> Result<Self, String> {
        match name.trim() {
            "picture" => Ok(Self::Picture),
            "sentence" => Ok(Self::Sentence),
            "time" => Ok(Self::Time),
            "who" => Ok(Self::Who),
            _ => Err(format!(
                "expected a part of a card's front, one of picture, sentence, time, who, found `{name}`"
            )),
        }
    }
}

/// How cards are to be made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which cards.
    pub kinds: Vec<Kind>,
    /// The card, as it lies in the hand.
    pub size: Paper,
    /// What fronts show beside the name.
    pub front: Vec<FrontPart>,
    /// The fields of backs, in their order.
    pub back: Vec<Field>,
    /// The order of the cards of a group.
    pub order: Order,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kinds: Kind::USUAL.to_vec(),
            size: TAROT,
            front: vec![FrontPart::Picture, FrontPart::Sentence],
            back: Field::usual(),
            order: Order::Book,
        }
    }
}

impl Options {
    fn shows_picture(&self) -> bool {
        self.front.contains(&FrontPart::Picture)
    }

    fn shows_sentence(&self) -> bool {
        self.front.contains(&FrontPart::Sentence)
    }

    /// The facts of fronts.
    fn front_facts(&self) -> impl Iterator<Item = &'static Field> {
        self.front.iter().filter_map(|part| match part {
            FrontPart::Time => Some(&Field::Time),
            FrontPart::Who => Some(&Field::Who),
            FrontPart::Picture | FrontPart::Sentence => None,
        })
    }
}

/// 70 by 120 mm.
const TAROT: Paper = Paper::whole_mm(70, 120);

/// The sizes that have names of their own.
const SIZES: [(&str, Paper); 3] =
    [("tarot", TAROT), ("poker", Paper::whole_mm(63, 88)), ("business", Paper::whole_mm(85, 55))];

/// A size of cards by its name, such as `tarot` or `a6`, or by its sides, such as `60x90mm` or `3x5in`.
/// The error is a message for the user.
pub fn size(text: &str) -> Result<Paper, String> {
    let name = text.trim().to_lowercase();
    if let Some((_, size)) = SIZES.iter().find(|(known, _)| *known == name) {
        return Ok(*size);
    }
    let names = SIZES.map(|(name, _)| name).join(", ");
    let size = Paper::parse(text)
        .map_err(|_| format!("expected a size of cards ({names}, a6, a5) or sides of at least {} such as `60x90mm` or `3x5in`, found `{text}`", Paper::SHORTEST))?;
    if size.width().max(size.height()) > LONGEST {
        return Err(format!("expected a card of at most {LONGEST} a side, found `{text}`"));
    }
    Ok(size)
}

/// How [`size`] is told of a size: by its name, or by its sides.
pub fn size_name(size: Paper) -> String {
    let named = SIZES.iter().find(|(_, known)| *known == size);
    named.map_or_else(|| size.to_string(), |(name, _)| (*name).to_owned())
}

/// The longest side of a card.
const LONGEST: Length = Length::whole_mm(300);

/// The radius of the corners of cards of this size, in mm: card makers punch small ones round.
pub fn corner_radius(size: Paper) -> f64 {
    if size.width().min(size.height()).to_mm() <= 80.0 { 3.0 } else { 0.0 }
}

/// How far inside the edge everything that must not be cut stays, in mm: 6% of the short side, and
/// never less than 3.5.
pub fn safe_area(size: Paper) -> f64 {
    (0.06 * size.width().min(size.height()).to_mm()).max(3.5)
}

/// What a deck is printed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For<'a> {
    /// Readers and screens: each side of a card is a page, as it is cut.
    Reading,
    /// Sheets of the office: colour goes beyond the edge.
    Sheets(Length),
    /// The print shop: inks, bleed and marks.
    PrintShop(&'a Press),
}

/// A side of a card: a page of the deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Position in [`Deck::cards`].
    pub card: usize,
    /// Whether it is the front.
    pub front: bool,
}

/// A deck.
#[derive(Debug)]
pub struct Deck {
    /// The cards in their order.
    pub cards: Vec<Card>,
    /// The pages of the file: fronts and backs in turn.
    pub sides: Vec<Side>,
    /// The file: PDF/UA-1, and for readers PDF/A-2a.
    pub pdf: Vec<u8>,
    /// The deck as it is laid out.
    document: PagedDocument,
    /// What the cards have no room for.
    pub omissions: Vec<Omission>,
    /// The pictures of pixels, with their resolution.
    pub shown: Vec<Shown>,
    /// What the print shop is to know, where the deck is for one.
    pub preflight: Option<Preflight>,
    /// What the engine remarked on the way, such as a font that is not there.
    pub remarks: Vec<Fault>,
}

/// What a card has no room for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// Position in [`Deck::cards`].
    pub card: usize,
    /// What it is, in words.
    pub what: String,
}

impl fmt::Display for Omission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no room for {}", self.what)
    }
}

/// Makes the deck of a book; none where no page makes a card. The error lists every fault that the
/// engine found.
pub fn deck(book: &Book, options: &Options, purpose: For<'_>) -> Result<Option<Deck>, Vec<Fault>> {
    let cards = deck::cards(book, options);
    if cards.is_empty() {
        return Ok(None);
    }
    let identifier = format!("{}/cards", book.metadata.identifier);
    let standards: &[PdfStandard] = match purpose {
        For::Reading => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        // What a press prints is PDF/X where it is any of both.
        For::PrintShop(_) => &[PdfStandard::Ua_1],
        // Pages are placed on sheets, and the engine takes none that claim a standard.
        For::Sheets(_) => &[],
    };
    let job = job(book, options, &cards, purpose);
    let mut made = job.pdf_with_notes(&identifier, standards, "card")?;
    let notes: Vec<Note> =
        made.product.notes.iter().filter_map(|note| serde_json::from_value(note.clone()).ok()).collect();
    let shown = resolution::shown(book, &made.product.document);
    let mut preflight = None;
    if let For::PrintShop(press) = purpose {
        made.product.pdf = press.finished(&made.product.pdf, &book.theme)?;
        let sizes = (options.size, press);
        preflight = Some(Preflight::of("cards", &made.product.document, sizes, book, &shown));
    }
    Ok(Some(Deck {
        sides: notes.iter().filter_map(Note::side).collect(),
        omissions: omissions(&cards, &notes),
        cards,
        pdf: made.product.pdf,
        document: made.product.document,
        shown,
        preflight,
        remarks: made.remarks,
    }))
}

/// What the theme notes of a card.
#[derive(Debug, Deserialize)]
#[serde(tag = "part", rename_all = "lowercase")]
enum Note {
    /// A page begins.
    Side { card: usize, front: bool },
    /// Of the back, units of this rank and above are left out.
    Back { card: usize, limit: usize },
    /// Something is left out whole, or words of it are.
    Left { card: usize, what: String },
}

impl Note {
    fn side(&self) -> Option<Side> {
        match self {
            Self::Side { card, front } => Some(Side { card: *card, front: *front }),
            _ => None,
        }
    }
}

/// What cards leave out, a line for each card and field.
fn omissions(cards: &[Card], notes: &[Note]) -> Vec<Omission> {
    let mut omissions = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let limit = notes.iter().find_map(|note| match note {
            Note::Back { card, limit } if *card == at => Some(*limit),
            _ => None,
        });
        let limit = limit.unwrap_or(usize::MAX);
        // What the front says is not left out.
        let front = card.say.ranks - card.say.said;
        for section in &card.say.sections {
            let units = section.passages.iter().flat_map(passages::Passage::units);
            let ranks: Vec<usize> = units.map(|unit| unit.rank).collect();
            let gone =
                ranks.iter().filter(|rank| **rank >= limit && **rank < front).count() + section.surplus;
            let of =
                if section.label.is_empty() { "its text".to_owned() } else { format!("`{}`", section.label) };
            if gone > 0 {
                let all = ranks.len() + section.surplus;
                let what = match (card.kind, gone == all) {
                    (Kind::Dividers, _) => format!("{gone} of {all} names"),
                    (_, true) => format!("any of the {all} sentences of {of}"),
                    (_, false) => format!("{gone} of {all} sentences of {of}"),
                };
                omissions.push(Omission { card: at, what });
            }
            if section.others > 0 {
                let what = format!("{} tables, pictures or blocks of code of {of}", section.others);
                omissions.push(Omission { card: at, what });
            }
        }
        omissions.extend(notes.iter().filter_map(|note| match note {
            Note::Left { card, what } if *card == at => Some(Omission { card: at, what: what.clone() }),
            _ => None,
        }));
    }
    omissions
}

/// The document of a deck.
pub(crate) const DOCUMENT: &str = "/theme/card.typ";

/// The theme and everything that it reads for a deck.
fn job(book: &Book, options: &Options, cards: &[Card], purpose: For<'_>) -> Job {
    let mut job = Job::new(DOCUMENT, &book.fonts);
    job.theme(&book.theme);
    let used: Vec<&StoredPicture> = pictures(book, cards);
    for picture in &used {
        job.picture(&format!("/pictures/{}", picture.name), Shared(picture.bytes.clone()));
    }
    let (width, height) = (options.size.width(), options.size.height());
    let press = match purpose {
        For::PrintShop(Press { bleed, .. }) => {
            let label = format!("{width} × {height} · + {bleed} · CMYK");
            let named = used.iter().map(|picture| (picture.name.clone(), *picture));
            crate::print::marked(&book.theme, named, *bleed, &label)
        }
        _ => Value::Null,
    };
    job.json("/press.json", &press);
    let bleed = match purpose {
        For::Sheets(bleed) => bleed,
        _ => Length::ZERO,
    };
    let metadata = &book.metadata;
    job.json(
        "/cards.json",
        &json!({
            "size": { "width": width, "height": height, "safe": safe_area(options.size) },
            "bleed": bleed,
            "theme": book.theme,
            "families": families(book, cards),
            "book": crate::book::passages::tidy(&metadata.title),
            "authors": metadata.authors,
            "language": metadata.language,
            "date": metadata.date,
            "cards": cards,
        }),
    );
    job
}

/// The pictures that cards show.
fn pictures<'a>(book: &'a Book, cards: &[Card]) -> Vec<&'a StoredPicture> {
    let names: std::collections::BTreeSet<&str> =
        cards.iter().flat_map(|card| &card.say.pictures).filter_map(|sign| sign.picture.as_deref()).collect();
    book.pictures.iter().filter(|picture| names.contains(picture.name.as_str())).collect()
}

/// The families for display and for text, by the languages of cards.
fn families(book: &Book, cards: &[Card]) -> Map<String, Value> {
    let fonts = &book.theme.fonts;
    let all = Families::by_language(fonts, &book.metadata.language, &book.fonts);
    let family = |name: &String| Family { name: name.clone(), latin: false };
    let of = |language: &str| match Families::of_language(&all, language) {
        Some(families) => json!({ "display": families.display, "text": families.text }),
        None => json!({
            "display": [family(&fonts.display), family(&fonts.text)],
            "text": [family(&fonts.text), family(&fonts.display)],
        }),
    };
    let languages = cards.iter().map(|card| &card.language).chain([&book.metadata.language]);
    languages.map(|language| (language.clone(), of(language))).collect()
}

impl Deck {
    /// The sides with their pages, as they are laid out, and the names of their files.
    pub fn pages(&self) -> impl Iterator<Item = (String, &Card, &Page)> {
        let mut seen: std::collections::BTreeMap<(usize, bool), usize> = std::collections::BTreeMap::new();
        self.sides.iter().zip(self.document.pages()).map(move |(side, page)| {
            let card = &self.cards[side.card];
            let count = seen.entry((side.card, side.front)).or_default();
            *count += 1;
            let more = if *count > 1 { format!("-{count}") } else { String::new() };
            let name = format!("{}{more}-{}", card.name, if side.front { "front" } else { "back" });
            (name, card, page)
        })
    }

    /// A side as SVG: see [`screen::svg`].
    pub fn svg((name, card, page): (&str, &Card, &Page)) -> String {
        let title = if card.title.is_empty() { name } else { &card.title };
        screen::svg(page, Described { id: &format!("card-{name}"), title, language: &card.language })
    }
}
