//! The first walk over a chapter: labels, headings, and notes put where they
//! are referred to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::prepare::{Object, fresh, kind, words};
use super::{columns, nesting, table};
use crate::model::OUT_OF_CONTENTS;

/// The first walk: labels, headings, and notes put where they are referred to.
pub(super) struct Anchors<'a> {
    pub slug: &'a str,
    pub title: &'a str,
    /// The labels of the whole book.
    pub labels: &'a mut BTreeSet<String>,
    pub notes: Vec<NoteState>,
    /// The headings met so far: `label`, `level`, `title`, and whether the page's own contents have it.
    pub sections: Vec<Value>,
    /// Whether pictograms are listed, so that each needs a label.
    pub listing: bool,
    /// The labels of the pictograms met so far.
    pub pictograms: usize,
    /// How many notes the walk is inside of.
    pub depth: u32,
    /// How many tables the walk is inside of.
    pub tables: u32,
    /// Within the head of a table: the labels met there. The head repeats on
    /// every page, and a label must not, so they go before the table.
    pub hoisted: Option<Vec<String>>,
}

/// What has become of a note.
pub(super) enum NoteState {
    /// No reference has met it yet.
    Waiting(Value),
    /// It stands at the foot of a page.
    Footnote,
    /// It stands in brackets, where there was no foot to go to.
    Bracketed,
}

/// The label of what has an id, unless another has taken it.
pub(super) fn label(slug: &str, id: &str) -> String {
    format!("{slug}--{id}")
}

impl Anchors<'_> {
    pub(super) fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value)),
            Value::Object(object) => self.object(object),
            _ => {}
        }
    }

    fn object(&mut self, object: &mut Object) {
        let anchor = self.anchor(object);
        if let Some(anchor) = anchor {
            object.insert("anchor".to_owned(), json!(anchor));
        }
        if self.listing && object.contains_key("image") && object.contains_key("label") {
            self.pictogram(object);
        }
        match kind(object) {
            // Not printed, so that nothing can lead there.
            "navigation" => return,
            "heading" => self.heading(object),
            "note" => return self.note(object),
            "table" => return self.table(object),
            _ => {}
        }
        object.values_mut().for_each(|value| self.walk(value));
    }

    /// A pictogram that is to be listed. One in the head of a table, which repeats,
    /// cannot be led to.
    fn pictogram(&mut self, object: &mut Object) {
        if self.hoisted.is_none() && !object.contains_key("anchor") {
            self.pictograms += 1;
            let label = fresh(self.labels, format!("@pictogram/{}/{}", self.slug, self.pictograms));
            object.insert("anchor".to_owned(), json!(label));
        }
    }

    fn table(&mut self, object: &mut Object) {
        table::place(object);
        columns::measure(object);
        self.tables += 1;
        let outer = self.hoisted.take();
        let mut anchors = Vec::new();
        for (key, value) in object.iter_mut() {
            // A table in the head of a table repeats as a whole.
            let repeats = key == "head" || outer.is_some();
            self.hoisted = repeats.then(|| std::mem::take(&mut anchors));
            self.walk(value);
            anchors.extend(self.hoisted.take().into_iter().flatten());
        }
        self.hoisted = match outer {
            Some(mut outer) => {
                outer.append(&mut anchors);
                Some(outer)
            }
            None => {
                object.insert("anchors".to_owned(), json!(anchors));
                None
            }
        };
        self.tables -= 1;
    }

    /// The label of what has an id. A row's goes to its first cell.
    fn anchor(&mut self, object: &mut Object) -> Option<String> {
        let id = object.get("attributes")?.get("id")?.as_str()?;
        let label = label(self.slug, id);
        if kind(object) == "navigation" {
            return None;
        }
        if let Some(hoisted) = &mut self.hoisted {
            if self.labels.insert(label.clone()) {
                hoisted.push(label);
            }
            return None;
        }
        if object.contains_key("cells") {
            let first = object.get_mut("cells")?.get_mut(0)?.as_object_mut()?;
            if self.labels.insert(label.clone()) {
                first.insert("row-anchor".to_owned(), json!(label));
            }
            return None;
        }
        self.labels.insert(label.clone()).then_some(label)
    }

    fn heading(&mut self, object: &mut Object) {
        let mut title = object.get("content").map(words).unwrap_or_default();
        if title.is_empty() {
            title = self.title.to_owned();
        }
        object.insert("title".to_owned(), json!(title));
        // In notes and tables it is set as a paragraph of weight.
        if self.depth > 0 || self.tables > 0 {
            return;
        }
        // A heading that lost its label to another, or never had one, still
        // needs a place for the contents to lead to.
        let label = match object.get("anchor").and_then(Value::as_str) {
            Some(label) => label.to_owned(),
            None => fresh(self.labels, format!("{}--section", self.slug)),
        };
        object.insert("anchor".to_owned(), json!(label));
        let level = object.get("level").and_then(Value::as_u64).unwrap_or(2);
        let classes = object.get("attributes").and_then(|said| said.get("classes")?.as_array());
        let listed = classes.into_iter().flatten().all(|class| class != OUT_OF_CONTENTS);
        self.sections.push(json!({ "label": label, "level": level, "title": title, "listed": listed }));
    }

    fn note(&mut self, object: &mut Object) {
        let number = object.get("note").and_then(Value::as_u64).unwrap_or_default();
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let label = format!("@note/{}/{number}", self.slug);
        let Some(slot) = self.notes.get_mut(index) else {
            object.insert("note".to_owned(), Value::Null);
            return;
        };
        // Taken before it is walked, so that a note that refers to itself ends.
        let nowhere = self.depth > 0 || self.hoisted.is_some();
        let state = if nowhere { NoteState::Bracketed } else { NoteState::Footnote };
        let was = std::mem::replace(slot, state);
        let mut blocks = match was {
            NoteState::Waiting(mut note) => note.get_mut("blocks").map(Value::take).unwrap_or_default(),
            NoteState::Footnote => {
                *slot = NoteState::Footnote;
                // Within a head the reference would repeat; it has been made.
                object.insert("note".to_owned(), if nowhere { Value::Null } else { json!(label) });
                return;
            }
            NoteState::Bracketed => {
                *slot = NoteState::Bracketed;
                object.insert("note".to_owned(), Value::Null);
                return;
            }
        };
        if nowhere {
            let mut content = Value::Array(nesting::bracketed(blocks));
            self.walk(&mut content);
            object.insert("type".to_owned(), json!("span"));
            object.insert("content".to_owned(), content);
            return;
        }
        self.depth += 1;
        self.walk(&mut blocks);
        self.depth -= 1;
        object.insert("blocks".to_owned(), blocks);
        object.insert("note".to_owned(), json!(label));
    }
}
