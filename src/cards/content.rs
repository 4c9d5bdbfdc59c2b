//! What a page says on its card.

use serde::Serialize;

use super::Options;
use super::fields::{Field, bare};
use super::passages::{Marker, Passage, Told, Unit, plain};
use crate::book::passages::{self, Sign, pictograms, purpose, some, tidy, walk};
use crate::book::{Book, Chapter, MediaType, Subject};
use crate::model::{Block, BlockKind, Image, Inline, InlineKind, Picture, Resolved, plain_text};
use crate::names;
use crate::sentence::first_sentence;

/// The most units of one card: no card has room for more.
const MOST_UNITS: usize = 80;
/// The most letters of a name, and of what is said beside a sign.
const MOST_LETTERS: usize = 160;
/// The most pictograms on one front.
const MOST_PICTURES: usize = 6;
/// The least width and height of a picture of pixels, in pixels.
const LEAST_PIXELS: u32 = 120;

/// How long it takes or who it takes: said beside a sign.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// `team` or `duration`: which sign stands before it.
    pub kind: &'static str,
    /// What the page calls it.
    pub label: String,
    /// What the page says.
    pub text: String,
}

/// A field on a card's back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// What the page calls it; empty where it needs no name.
    pub label: String,
    /// What it says.
    pub passages: Vec<Passage>,
    /// How many parts of the page's section no card can show.
    #[serde(skip)]
    pub others: usize,
    /// How many units were left out before anything was measured.
    #[serde(skip)]
    pub surplus: usize,
}

impl Section {
    /// What needs no name of its own.
    fn unnamed(passages: Vec<Passage>) -> Self {
        Self { label: String::new(), passages, others: 0, surplus: 0 }
    }
}

/// What a page says on its card.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Content {
    /// The sentence of the front.
    pub sentence: Option<String>,
    /// The pictures of the front.
    pub pictures: Vec<Sign>,
    /// The facts of the front.
    pub front: Vec<Fact>,
    /// The facts of the back.
    pub facts: Vec<Fact>,
    /// The fields of the back.
    pub sections: Vec<Section>,
    /// How many ranks the units of the back have.
    pub ranks: usize,
    /// How many of the first to go the front says already.
    pub said: usize,
}

/// A field as a page has it.
struct Found {
    label: String,
    told: Told,
}

/// Whether a page is a method: whether it says what something is, or what for, under a name that
/// is known, or how it is done in a page of a group; or two of them under names that may mean them.
pub fn is_method(chapter: &Chapter) -> bool {
    let has = |field: &Field| written(chapter, field).is_some();
    if has(&Field::What) || has(&Field::Why) || chapter.phase.is_some() && has(&Field::Steps) {
        return true;
    }
    let fields = [Field::What, Field::Why, Field::Steps];
    fields.iter().filter(|field| has(field) || headed(chapter, field).is_some()).count() >= 2
}

/// What a page says on its card.
pub fn content(book: &Book, chapter: &Chapter, options: &Options) -> Content {
    let wishes = &chapter.card;
    let back: Vec<Field> = match &wishes.back {
        Some(fields) => fields.iter().map(|name| Field::named(name)).collect(),
        None => options.back.clone(),
    };
    let mut content = Content { sentence: sentence(chapter), ..Content::default() };
    if options.shows_picture() {
        content.pictures = pictures(book, chapter);
    }
    content.front = options.front_facts().filter_map(|field| fact(chapter, field)).collect();
    if !options.shows_sentence() {
        content.sentence = None;
    }
    let mut ranked: Vec<(Field, Section)> = Vec::new();
    for field in back {
        if field.is_fact() {
            content.facts.extend(fact(chapter, &field));
        } else if let Some(found) = found(chapter, &field) {
            let section = Section {
                label: bounded(&found.label),
                others: found.told.others,
                passages: found.told.passages,
                surplus: 0,
            };
            ranked.push((field, section));
        }
    }
    bound(&mut ranked);
    (content.ranks, content.said) = rank(&mut ranked, content.sentence.as_deref());
    content.sections = ranked.into_iter().map(|(_, section)| section).collect();
    content
}

/// The sentence of a page's front: what its card says, else the first sentence of what it is, of
/// its description or of its text.
fn sentence(chapter: &Chapter) -> Option<String> {
    let first = |text: &str| some(first_sentence(&tidy(text)));
    if let Some(own) = chapter.card.sentence.as_deref().and_then(some) {
        return Some(own);
    }
    let what = written(chapter, &Field::What)
        .or_else(|| headed(chapter, &Field::What))
        .and_then(|found| found.told.passages.first()?.units().first().map(|unit| unit.text.clone()));
    what.or_else(|| chapter.subtitle.as_deref().and_then(first))
        .or_else(|| chapter.description.as_deref().and_then(first))
        .or_else(|| purpose(chapter).as_deref().and_then(first))
}

/// A field that a page has under a name that is known: in its front matter, else as a section.
fn written(chapter: &Chapter, field: &Field) -> Option<Found> {
    let value = chapter.front_matter.iter().find_map(|(name, value)| {
        let told = field.is_called(name).then(|| Told::of_value(value))?;
        // What speaks to programs is no field.
        let label = names::spaced(name);
        (!told.passages.is_empty()).then_some(Found { label, told })
    });
    value.or_else(|| {
        section(chapter, |block, heading| {
            let named = |name: &String| field.is_called(name);
            field.is_called(heading)
                || block.attributes.id.as_ref().is_some_and(named) && matches!(field, Field::Named(_))
        })
    })
}

/// A field of the front matter, or a section, whose name may mean a field. A description is also
/// what search engines are told.
fn headed(chapter: &Chapter, field: &Field) -> Option<Found> {
    let values = chapter.front_matter.iter().filter(|_| *field != Field::What);
    let value = values.filter(|(name, _)| field.may_be_headed(name)).find_map(|(name, value)| {
        let told = Told::of_value(value);
        (!told.passages.is_empty()).then(|| Found { label: names::spaced(name), told })
    });
    value.or_else(|| section(chapter, |_, heading| field.may_be_headed(heading)))
}

/// A field as a page has it, under whatever name.
fn found(chapter: &Chapter, field: &Field) -> Option<Found> {
    let unnamed = |told: Told| (!told.passages.is_empty()).then_some(Found { label: String::new(), told });
    written(chapter, field).or_else(|| headed(chapter, field)).or_else(|| match field {
        Field::What => {
            let description = chapter.description.as_deref().and_then(some).or_else(|| purpose(chapter));
            unnamed(Told::of_text(&description?))
        }
        Field::Steps => to_do(chapter),
        _ => None,
    })
}

/// What a phase leaves to do before one moves on: its list of tasks, else its outputs, activities
/// or questions.
fn to_do(chapter: &Chapter) -> Option<Found> {
    let tasks = |block: &Block<Resolved>| match &block.kind {
        BlockKind::List { items, .. } => !items.is_empty() && items.iter().all(|item| item.task.is_some()),
        _ => false,
    };
    let under = sections(chapter).into_iter().rfind(|(_, blocks)| blocks.iter().any(|block| tasks(block)));
    if let Some((heading, blocks)) = under {
        let lists = blocks.into_iter().filter(|block| tasks(block));
        return Some(Found { label: words(heading), told: Told::of_blocks(lists) });
    }
    let subjects = [Subject::Outputs, Subject::Activities, Subject::Questions];
    subjects.into_iter().find_map(|subject| {
        let about = |block: &Block<Resolved>, words: &str| {
            Subject::of(&block.attributes, words, &chapter.language) == Some(subject)
        };
        section(chapter, about).map(|found| Found { told: Told { others: 0, ..found.told }, ..found })
    })
}

/// The words of a heading.
fn words(heading: &Block<Resolved>) -> String {
    match &heading.kind {
        BlockKind::Heading { content, .. } => tidy(&plain_text(content)),
        _ => String::new(),
    }
}

/// The sections of a page: each heading with what stands under it up to the next of its level.
fn sections(chapter: &Chapter) -> Vec<(&Block<Resolved>, Vec<&Block<Resolved>>)> {
    let mut flat: Vec<&Block<Resolved>> = Vec::new();
    flatten(&chapter.blocks, &mut flat);
    let level = |block: &Block<Resolved>| match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let mut sections = Vec::new();
    for (at, heading) in flat.iter().enumerate() {
        let Some(own) = level(heading) else { continue };
        let rest = flat[at + 1..].iter();
        let inside = rest.take_while(|block| level(block).is_none_or(|level| level > own));
        sections.push((*heading, inside.copied().collect()));
    }
    sections
}

/// The first section with something in it whose heading, with its words, is the one meant.
fn section(chapter: &Chapter, meant: impl Fn(&Block<Resolved>, &str) -> bool) -> Option<Found> {
    sections(chapter).into_iter().find_map(|(heading, blocks)| {
        let label = words(heading);
        if !meant(heading, &label) {
            return None;
        }
        let told = Told::of_blocks(blocks);
        (!told.passages.is_empty()).then_some(Found { label, told })
    })
}

/// Blocks in the order of reading, without the divisions around them.
fn flatten<'a>(blocks: &'a [Block<Resolved>], flat: &mut Vec<&'a Block<Resolved>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Division { blocks } => flatten(blocks, flat),
            _ => flat.push(block),
        }
    }
}

/// How long it takes, or who it takes.
fn fact(chapter: &Chapter, field: &Field) -> Option<Fact> {
    let own = crate::words::of(&chapter.language).1;
    let (kind, said, name) = match field {
        Field::Time => ("duration", &chapter.duration, &own.duration),
        _ => ("team", &chapter.team, &own.team),
    };
    if let Some(text) = said.as_deref().and_then(some) {
        return Some(Fact { kind, label: name.clone(), text: bounded(&text) });
    }
    let found = written(chapter, field)?;
    let units = found.told.passages.first()?.units();
    let text = units.into_iter().map(|unit| unit.text.as_str()).collect::<Vec<_>>().join(" ");
    Some(Fact { kind, label: found.label, text: bounded(&text) })
}

/// A text of so many letters that it fits beside others: words go from the last.
pub fn bounded(text: &str) -> String {
    let text = tidy(text);
    if text.chars().count() <= MOST_LETTERS {
        return text;
    }
    let mut kept: String = text.chars().take(MOST_LETTERS).collect();
    kept.truncate(kept.rfind(' ').unwrap_or(kept.len()));
    kept + "…"
}

/// The pictures of a page's front: its pictograms, else the first picture of its text.
fn pictures(book: &Book, chapter: &Chapter) -> Vec<Sign> {
    let mut signs = pictograms(book, chapter);
    signs.retain(|sign| sign.picture.is_some());
    signs.truncate(MOST_PICTURES);
    if signs.is_empty() {
        signs.extend(first_picture(book, chapter));
    }
    signs
}

fn first_picture(book: &Book, chapter: &Chapter) -> Option<Sign> {
    let mut found = None;
    walk(&chapter.blocks, &mut |block| {
        if let (None, BlockKind::Paragraph { content }) = (&found, &block.kind) {
            found = image(content).and_then(|image| sign(book, chapter, image));
        }
    });
    found
}

/// The picture that is all of a paragraph, or of a link in it.
fn image(content: &[Inline<Resolved>]) -> Option<&Image<Resolved>> {
    let [inline] = content else { return None };
    match &inline.kind {
        InlineKind::Image(image) => Some(image),
        InlineKind::Link { content, .. } | InlineKind::Span { content } => image_of(content),
        _ => None,
    }
}

fn image_of(content: &[Inline<Resolved>]) -> Option<&Image<Resolved>> {
    match content {
        [Inline { kind: InlineKind::Image(image), .. }] => Some(image),
        _ => None,
    }
}

fn sign(book: &Book, chapter: &Chapter, image: &Image<Resolved>) -> Option<Sign> {
    let Picture::Stored { picture } = image.picture else { return None };
    let stored = book.pictures.get(picture)?;
    let small = stored.width.min(stored.height) < LEAST_PIXELS;
    if small && stored.media != MediaType::Svg {
        return None;
    }
    let alt = some(&image.alt).unwrap_or_else(|| tidy(&chapter.title));
    Some(Sign { picture: Some(stored.name.clone()), alt, label: String::new() })
}

/// Leaves out what no card has room for, from the end of each section.
fn bound(ranked: &mut Vec<(Field, Section)>) {
    let mut room = MOST_UNITS;
    for (_, section) in ranked.iter_mut() {
        let mut kept = Vec::new();
        for mut passage in std::mem::take(&mut section.passages) {
            let count = passage.units().len();
            if count <= room {
                room -= count;
                kept.push(passage);
                continue;
            }
            section.surplus += count - room;
            match &mut passage {
                Passage::Text { units } | Passage::Head { units } => units.truncate(room),
                Passage::Items { items, .. } => {
                    let mut left = room;
                    items.retain_mut(|item| {
                        item.truncate(left);
                        left -= item.len();
                        !item.is_empty()
                    });
                }
            }
            if !passage.units().is_empty() {
                kept.push(passage);
            }
            room = 0;
        }
        section.passages = kept;
    }
    ranked.retain(|(_, section)| !section.passages.is_empty());
}

/// Gives each unit its rank, and says how many ranks there are and how many of the first to go the
/// front says. The first to go is what the front says; then fields by other names, from the last;
/// then steps, reasons and what it is, each from its last unit up to its first; at last the first
/// unit of each.
fn rank(ranked: &mut [(Field, Section)], front: Option<&str>) -> (usize, usize) {
    let counts: Vec<usize> = ranked
        .iter()
        .map(|(_, section)| section.passages.iter().map(|passage| passage.units().len()).sum())
        .collect();
    let at = |field: &Field, ranked: &[(Field, Section)]| ranked.iter().position(|(own, _)| own == field);
    let what = at(&Field::What, ranked).filter(|what| {
        let mut units = ranked[*what].1.passages.iter().flat_map(Passage::units);
        let first = units.next().map(|unit| bare(&unit.text));
        counts[*what] == 1 && first.is_some() && first == front.map(bare)
    });
    let said = usize::from(what.is_some());
    let named = (0..ranked.len()).rev().filter(|at| matches!(ranked[*at].0, Field::Named(_)));
    let known = [Field::Steps, Field::Why, Field::What].into_iter().filter_map(|field| at(&field, ranked));
    let order: Vec<usize> = named.chain(known).filter(|section| Some(*section) != what).collect();
    // The units in the order in which they go: the section, and the position in it.
    let rest = order.iter().flat_map(|section| (1..counts[*section]).rev().map(|unit| (*section, unit)));
    let firsts = order.iter().map(|section| (*section, 0));
    let going: Vec<(usize, usize)> =
        what.map(|what| (what, 0)).into_iter().chain(rest).chain(firsts).collect();
    for (section, (_, it)) in ranked.iter_mut().enumerate() {
        let mut units = units(it);
        for (at, (_, unit)) in units.iter_mut().enumerate() {
            let place = going.iter().position(|other| *other == (section, at)).unwrap_or(0);
            unit.rank = (going.len() - 1).saturating_sub(place);
        }
        // What leads to something goes with it.
        for at in (0..units.len().saturating_sub(1)).rev() {
            if units[at].0 {
                units[at].1.rank = units[at].1.rank.max(units[at + 1].1.rank);
            }
        }
    }
    (going.len(), said)
}

/// The units of a section, each with whether it only leads to the next.
pub fn units(section: &mut Section) -> Vec<(bool, &mut Unit)> {
    section.passages.iter_mut().flat_map(Passage::units_mut).collect()
}

/// What a pictogram's card says on its back: what it shows, where that is more than its label.
pub fn meaning(sign: &Sign) -> Vec<Section> {
    if sign.alt.to_lowercase() == sign.label.to_lowercase() {
        return Vec::new();
    }
    let passages = Told::of_text(&sign.alt).passages;
    vec![Section::unnamed(passages)]
}

/// A list of cards by number and name; those that come last go first.
pub fn names(entries: &[(Option<u32>, String)]) -> Section {
    let item = |(rank, (_, name)): (usize, &(Option<u32>, String))| vec![Unit { text: name.clone(), rank }];
    let passages = vec![Passage::Items {
        marker: Marker::Label,
        start: 1,
        labels: entries.iter().map(|(number, _)| number.map(|n| n.to_string()).unwrap_or_default()).collect(),
        items: entries.iter().enumerate().map(item).collect(),
    }];
    Section::unnamed(passages)
}

/// A passage of text on a card that is no page's.
pub fn passage(text: &str) -> Option<Section> {
    let passages = Told::of_text(&plain(text)).passages;
    (!passages.is_empty()).then(|| Section::unnamed(passages))
}

/// The description of a page, as a front's sentence.
pub fn description(chapter: &Chapter) -> Option<String> {
    chapter.description.as_deref().or(chapter.subtitle.as_deref()).and_then(passages::some)
}
