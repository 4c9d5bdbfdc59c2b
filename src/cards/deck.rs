//! The cards of a deck, in their order: the title, the contents, each group behind its divider, and
//! blanks to write on.

use std::collections::BTreeSet;

use serde::Serialize;

use super::content::{self, Content, Fact, Section};
use super::{Kind, Options, Order, numbers};
use crate::book::passages::{Sign, pictograms, tidy};
use crate::book::{Book, Chapter};
use crate::model::Direction;
use crate::names;
use crate::qr::{self, Code};
use crate::theme::PhaseColours;

/// A card.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The name of its files, without an ending.
    pub name: String,
    /// Which kind it is of.
    pub kind: Kind,
    /// Its number in every edition; none for cards that are no page's.
    pub number: Option<u32>,
    /// What it is called.
    pub title: String,
    /// Position in [`Book::chapters`] of the page that it is made from.
    #[serde(skip)]
    pub chapter: Option<usize>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The direction of writing.
    pub direction: Direction,
    /// Its group's colours.
    pub colours: PhaseColours,
    /// The phase or category that it belongs to.
    pub group: Option<String>,
    /// The position of that group, which chooses the pattern of fronts without a picture.
    pub family: usize,
    /// What the pattern is drawn from.
    pub seed: u32,
    /// The level of its heading, from 1.
    pub level: usize,
    /// What it says.
    pub say: Content,
    /// The way to its page.
    pub code: Option<Code>,
    /// How many cards a divider stands before, or a title card.
    pub count: Option<usize>,
    /// What the contents list: the cards of each group.
    pub contents: Vec<Group>,
}

/// A group of cards in the contents.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// Its name; empty for cards of no group.
    pub name: String,
    /// Its colours.
    pub colours: PhaseColours,
    /// The cards, by number and name.
    pub cards: Vec<(Option<u32>, String)>,
}

/// A card of a page or a pictogram, before it has its number and its place.
struct Draft {
    slug: String,
    chapter: usize,
    phase: Option<usize>,
    kind: Kind,
    title: String,
    say: Content,
}

/// The cards of a deck, in their order.
pub fn cards(book: &Book, options: &Options) -> Vec<Card> {
    let drafts = drafts(book, options);
    let said: Vec<(String, Option<u32>)> = drafts
        .iter()
        .map(|draft| {
            let own = book.chapters[draft.chapter].card.number.filter(|_| draft.kind == Kind::Pages);
            (draft.slug.clone(), own)
        })
        .collect();
    let numbers = numbers::numbers(&said);
    let mut numbered: Vec<(u32, Draft)> = numbers.into_iter().zip(drafts).collect();
    match options.order {
        Order::Book => {}
        Order::Name => {
            numbered.sort_by(|a, b| names::natural(&names::folded(&a.1.title), &names::folded(&b.1.title)))
        }
        Order::Number => numbered.sort_by_key(|(number, _)| *number),
    }
    if numbered.is_empty() {
        return Vec::new();
    }
    Builder { book, options, taken: BTreeSet::new() }.deck(numbered)
}

/// The pages whose cards have one number, each with the first that has it.
pub fn same_numbers(book: &Book, cards: &[Card]) -> Vec<(usize, usize, u32)> {
    let own = |card: &&Card| {
        card.kind == Kind::Pages && book.chapters[card.chapter.unwrap_or(0)].card.number.is_some()
    };
    let all: Vec<&Card> = cards.iter().filter(own).collect();
    let mut same = Vec::new();
    for (at, card) in all.iter().enumerate() {
        let before = all[..at].iter().find(|other| other.number == card.number);
        if let (Some(before), Some(number)) = (before, card.number) {
            same.extend(card.chapter.zip(before.chapter).map(|(page, other)| (page, other, number)));
        }
    }
    same
}

/// The cards of pages and pictograms, in the order of the book.
fn drafts(book: &Book, options: &Options) -> Vec<Draft> {
    let wants = |kind| options.kinds.contains(&kind);
    let methods: Vec<bool> = book.chapters.iter().map(content::is_method).collect();
    let mut drafts = Vec::new();
    for (at, chapter) in book.chapters.iter().enumerate() {
        let opens = book.phases.iter().any(|phase| phase.chapter == at);
        // A phase among whose pages are methods is their divider.
        let divides = opens
            && (0..methods.len())
                .any(|other| other != at && methods[other] && book.chapters[other].phase == chapter.phase);
        let is_card = chapter.card.wanted.unwrap_or(methods[at] || opens && !divides);
        let draft = |kind, slug: String, title: String, say| Draft {
            slug,
            chapter: at,
            phase: chapter.phase,
            kind,
            title,
            say,
        };
        if is_card && wants(Kind::Pages) {
            let say = content::content(book, chapter, options);
            drafts.push(draft(Kind::Pages, chapter.slug.clone(), content::bounded(&chapter.title), say));
        }
        if wants(Kind::Pictograms) && chapter.card.wanted != Some(false) {
            drafts.extend(pictograms(book, chapter).into_iter().map(|sign| {
                let slug = format!("{}-{}", chapter.slug, names::slug(&sign.label));
                let title = content::bounded(&sign.label);
                draft(Kind::Pictograms, slug, title, of_sign(sign))
            }));
        }
    }
    drafts
}

/// What a pictogram's card says.
fn of_sign(sign: Sign) -> Content {
    let sections = content::meaning(&sign);
    Content { pictures: vec![sign], ..ranked(sections) }
}

/// The sections of a card that is no page's, the units of which go from the last.
fn ranked(mut sections: Vec<Section>) -> Content {
    let mut ranks = 0;
    for section in &mut sections {
        for (_, unit) in content::units(section) {
            unit.rank = ranks;
            ranks += 1;
        }
    }
    Content { sections, ranks, ..Content::default() }
}

/// Puts a deck together.
struct Builder<'a> {
    book: &'a Book,
    options: &'a Options,
    /// The names of files that are taken.
    taken: BTreeSet<String>,
}

impl Builder<'_> {
    fn wants(&self, kind: Kind) -> bool {
        self.options.kinds.contains(&kind)
    }

    fn deck(&mut self, numbered: Vec<(u32, Draft)>) -> Vec<Card> {
        let count = numbered.len();
        // Pages come before their like in the names of files.
        let mut groups: Vec<(Option<usize>, Vec<Card>)> =
            (0..self.book.phases.len()).map(Some).chain([None]).map(|phase| (phase, Vec::new())).collect();
        for (number, draft) in numbered {
            let at =
                draft.phase.filter(|phase| *phase < self.book.phases.len()).unwrap_or(self.book.phases.len());
            let card = self.of_page(number, draft);
            groups[at].1.push(card);
        }
        groups.retain(|(_, cards)| !cards.is_empty());
        let contents: Vec<Group> = groups.iter().map(|(phase, cards)| self.group(*phase, cards)).collect();
        let mut deck = Vec::new();
        if self.wants(Kind::Title) {
            deck.push(self.title(count, &contents));
        }
        if self.wants(Kind::Contents) {
            deck.push(self.contents(contents));
        }
        let blanks: Vec<Option<usize>> = groups.iter().map(|(phase, _)| *phase).collect();
        for (phase, cards) in groups {
            // A phase of one card is that card.
            if let Some(phase) = phase.filter(|_| self.wants(Kind::Dividers) && cards.len() > 1) {
                deck.push(self.divider(phase, &cards));
            }
            deck.extend(cards);
        }
        if self.wants(Kind::Blank) {
            deck.extend(blanks.into_iter().map(|phase| self.blank(phase)).collect::<Vec<_>>());
        }
        levels(&mut deck);
        deck
    }

    /// A card of no page, in the language of the book.
    fn card(&mut self, kind: Kind, name: &str, title: String, phase: Option<usize>) -> Card {
        let metadata = &self.book.metadata;
        let phase = phase.and_then(|phase| Some((phase, self.book.phases.get(phase)?)));
        Card {
            seed: numbers::hash(name),
            name: names::unique(name, 2, &mut self.taken),
            kind,
            number: None,
            title,
            chapter: None,
            language: metadata.language.clone(),
            direction: metadata.direction,
            colours: phase.map_or(self.book.theme.neutral, |(_, phase)| phase.colours),
            group: phase.map(|(_, phase)| content::bounded(&phase.name)),
            family: phase.map_or(0, |(at, _)| at),
            level: 1,
            say: Content::default(),
            code: None,
            count: None,
            contents: Vec::new(),
        }
    }

    fn of_page(&mut self, number: u32, draft: Draft) -> Card {
        let chapter = &self.book.chapters[draft.chapter];
        let card = self.card(draft.kind, &draft.slug, draft.title, draft.phase);
        Card {
            number: Some(number),
            chapter: Some(draft.chapter),
            language: chapter.language.clone(),
            direction: chapter.direction,
            // The name of a phase's own card says its group.
            group: card.group.clone().filter(|group| draft.kind != Kind::Pages || *group != card.title),
            code: self.code(Some(chapter)),
            say: draft.say,
            ..card
        }
    }

    /// The way to a page, else to the book; none for a site that is nowhere on the web.
    fn code(&self, chapter: Option<&Chapter>) -> Option<Code> {
        let url = self.book.metadata.url.as_deref()?;
        qr::code(chapter.map_or(url, |chapter| chapter.address.as_str()))
    }

    fn title(&mut self, count: usize, contents: &[Group]) -> Card {
        let metadata = &self.book.metadata;
        let mut sections: Vec<Section> = [&metadata.description, &metadata.rights]
            .into_iter()
            .filter_map(|text| content::passage(text.as_deref()?))
            .collect();
        let groups: Vec<(Option<u32>, String)> = contents
            .iter()
            .filter(|group| !group.name.is_empty())
            .map(|group| (u32::try_from(group.cards.len()).ok(), group.name.clone()))
            .collect();
        if !groups.is_empty() {
            sections.insert(sections.len().min(1), content::names(&groups));
        }
        let sentence = metadata.subtitle.as_deref().or(metadata.description.as_deref()).map(tidy);
        let credits = metadata.publisher.clone().into_iter().chain(metadata.authors.iter().cloned());
        let facts_of_book = credits.take(1).map(|text| Fact {
            kind: "team",
            label: crate::words::of(&metadata.language).1.team.clone(),
            text: content::bounded(&text),
        });
        let say = Content { sentence, facts: facts_of_book.collect(), ..ranked(sections) };
        let title = content::bounded(&metadata.title);
        let card = self.card(Kind::Title, "title", title, None);
        Card { say, count: Some(count), code: self.code(None), ..card }
    }

    fn group(&self, phase: Option<usize>, cards: &[Card]) -> Group {
        let phase = phase.and_then(|phase| self.book.phases.get(phase));
        let name = phase.map(|phase| content::bounded(&phase.name)).unwrap_or_default();
        Group {
            // A group of one card that is called as it is needs no name of its own.
            name: if cards.len() == 1 && cards[0].title == name { String::new() } else { name },
            colours: phase.map_or(self.book.theme.neutral, |phase| phase.colours),
            cards: cards.iter().map(|card| (card.number, card.title.clone())).collect(),
        }
    }

    fn contents(&mut self, contents: Vec<Group>) -> Card {
        let title = crate::words::of(&self.book.metadata.language).1.contents.clone();
        Card { contents, ..self.card(Kind::Contents, "contents", title, None) }
    }

    fn divider(&mut self, phase: usize, cards: &[Card]) -> Card {
        let opening = self.book.phases.get(phase).map(|phase| phase.chapter);
        let name = self.book.phases.get(phase).map_or("", |phase| phase.name.as_str());
        // Its page, where that is no card itself.
        let own = |at: &usize| cards.iter().all(|card| card.chapter != Some(*at));
        let page = opening.filter(own);
        let slug = self.book.phases.get(phase).map_or("", |phase| phase.slug.as_str());
        let card = self.card(Kind::Dividers, &format!("divider-{slug}"), content::bounded(name), Some(phase));
        let entries: Vec<(Option<u32>, String)> =
            cards.iter().map(|card| (card.number, card.title.clone())).collect();
        let chapter = page.and_then(|at| self.book.chapters.get(at));
        let say = Content {
            sentence: chapter.and_then(content::description),
            ..ranked(vec![content::names(&entries)])
        };
        let code = chapter.and_then(|chapter| self.code(Some(chapter)));
        Card { say, code, chapter: page, group: None, count: Some(cards.len()), ..card }
    }

    fn blank(&mut self, phase: Option<usize>) -> Card {
        let slug =
            phase.and_then(|phase| self.book.phases.get(phase)).map_or("other", |phase| phase.slug.as_str());
        let name = format!("blank-{slug}");
        self.card(Kind::Blank, &name, String::new(), phase)
    }
}

/// Headings follow one another without a gap: the title, the groups, their cards.
fn levels(deck: &mut [Card]) {
    let titled = usize::from(deck.iter().any(|card| card.kind == Kind::Title));
    let mut divided = 0;
    let mut group: Option<Option<String>> = None;
    for card in deck.iter_mut() {
        match card.kind {
            Kind::Title => card.level = 1,
            Kind::Contents | Kind::Blank => card.level = 1 + titled,
            Kind::Dividers => {
                card.level = 1 + titled;
                divided = 1;
                group = Some(Some(card.title.clone()));
            }
            Kind::Pages | Kind::Pictograms => {
                if group.as_ref().is_none_or(|group| *group != card.group) {
                    divided = 0;
                }
                card.level = 1 + titled + divided;
            }
        }
    }
}
