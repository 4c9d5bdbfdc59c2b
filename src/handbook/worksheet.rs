//! The worksheets, as the theme receives them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::input::picture_path;
use crate::book::{Book, Section, Subject, Task, Worksheet};
use crate::model::Direction;
use crate::names;
use crate::pdf::fields::{Field, Kind, Side};
use crate::words;

/// What worksheets are filled in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// A pen.
    ByHand,
    /// A keyboard: in the file are fields.
    OnScreen,
}

/// `/worksheets.json`: what [`crate::book::worksheets`] found, with the pictures'
/// files in the place of their positions.
pub(super) fn sheets(book: &Book, sheets: &[Worksheet]) -> Value {
    sheets.iter().map(|sheet| self::sheet(book, sheet)).collect()
}

/// Numbers the fields that sheets have as forms, in what the theme receives: `fields` of each sheet, by
/// what the theme writes before them, and `field` of each task.
pub(super) fn numbered(book: &Book, sheets: &[Worksheet], values: &mut Value) -> Vec<Field> {
    let mut numbering = Numbering::default();
    for (at, sheet) in sheets.iter().enumerate() {
        let slug = book.chapters.get(sheet.chapter).map_or("", |chapter| chapter.slug.as_str());
        let side = match sheet.direction {
            Direction::Ltr => Side::Left,
            Direction::Rtl => Side::Right,
        };
        let (_, words) = words::of(&sheet.language);
        let value = &mut values[at];
        for (key, named) in [
            ("service", &words.service),
            ("team", &words.team),
            ("day", &words.day),
            ("notes", &words.own_notes),
        ] {
            let label = format!("{}: {named}", sheet.title);
            value["fields"][key] = numbering.add([slug, key], label, Kind::Words(side)).into();
        }
        for (section, value) in sheet.sections.iter().zip(list(&mut value["sections"])) {
            let kind = |task: &Task| match section.subject {
                Subject::Questions => Kind::Words(side),
                _ => Kind::Tick {
                    done: task.done,
                    box_colour: sheet.colours.ink.rgb,
                    tick_colour: book.theme.colours.paper.rgb,
                },
            };
            for (task, value) in section.tasks.iter().zip(list(&mut value["tasks"])) {
                let label = format!("{}: {}", section.heading, task.words);
                value["field"] = numbering.add([slug, &task.words], label, kind(task)).into();
            }
        }
    }
    numbering.fields
}

fn list(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_array_mut().into_iter().flatten()
}

/// How many characters of what it asks for the name of a field has, at most.
const NAME: usize = 40;

/// The first words of a slug: at most [`NAME`] characters.
fn first_words(slug: &str) -> &str {
    let Some((end, _)) = slug.char_indices().nth(NAME) else { return slug };
    let whole = if slug[end..].starts_with('-') { end } else { slug[..end].rfind('-').unwrap_or(end) };
    &slug[..whole]
}

/// The fields of a form in the making.
#[derive(Default)]
struct Numbering {
    fields: Vec<Field>,
    names: BTreeSet<String>,
}

impl Numbering {
    /// Adds a field of a page, and gives its number. Its name stays what it is where others come and go.
    fn add(&mut self, [page, words]: [&str; 2], label: String, kind: Kind) -> usize {
        let name = format!("{}/{}", page.replace('.', "-"), first_words(&names::slug(words)));
        let others = (2..).map(|nth| format!("{name}-{nth}"));
        let free = std::iter::once(name.clone()).chain(others).find(|name| !self.names.contains(name));
        let name = free.unwrap_or(name);
        self.names.insert(name.clone());
        self.fields.push(Field { name, label, kind });
        self.fields.len() - 1
    }
}

/// What a phase's opening spread shows of its worksheet, by the chapter that the phase opens with: what
/// has pictograms, and lists of tasks. A phase that has neither has no spread.
pub(super) fn by_chapter(book: &Book) -> BTreeMap<usize, Vec<Value>> {
    let mut out = BTreeMap::new();
    for sheet in crate::book::worksheets(book) {
        let shows = |section: &&Section| {
            section.subject == Subject::Tasks || section.tasks.iter().any(|task| task.picture.is_some())
        };
        let sections: Vec<Value> = sheet.sections.iter().filter(shows).map(|it| section(book, it)).collect();
        if !sections.is_empty() {
            out.insert(sheet.chapter, sections);
        }
    }
    out
}

fn section(book: &Book, section: &Section) -> Value {
    let tasks: Vec<_> = section.tasks.iter().map(|task| self::task(book, task)).collect();
    json!({ "heading": section.heading, "subject": section.subject, "tasks": tasks })
}

fn sheet(book: &Book, sheet: &Worksheet) -> Value {
    // The model has only string keys, so this cannot fail.
    let mut value = serde_json::to_value(sheet).unwrap_or_default();
    value["sections"] = sheet.sections.iter().map(|section| self::section(book, section)).collect();
    value
}

fn task(book: &Book, task: &Task) -> Value {
    let picture = task.picture.and_then(|at| book.pictures.get(at));
    let picture =
        picture.map(|it| json!({ "file": picture_path(&it.name), "width": it.width, "height": it.height }));
    json!({ "words": task.words, "done": task.done, "picture": picture })
}
