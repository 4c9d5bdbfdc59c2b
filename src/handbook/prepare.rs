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

use super::{input, nesting, table};
use crate::site::Book;

/// A JSON object.
type Object = Map<String, Value>;

/// A chapter as the theme receives it.
pub(super) struct Prepared {
    /// The label of its opening.
    pub label: String,
    /// The chapter.
    pub value: Value,
    /// Its headings in order: `label`, `level`, `title`.
    pub sections: Vec<Value>,
}

/// Prepares every chapter of the book.
pub(super) fn chapters(book: &Book) -> Vec<Prepared> {
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
                notes: notes.into_iter().map(Some).collect(),
                sections: Vec::new(),
                depth: 0,
            };
            if let Some(blocks) = value.get_mut("blocks") {
                anchors.walk(blocks);
            }
            let sections = anchors.sections;
            Prepared { label: label.clone(), value, sections }
        })
        .collect();
    let mut expanded = BTreeSet::new();
    for (chapter, prepared) in book.chapters.iter().zip(&mut prepared) {
        let mut settling = Settling {
            book,
            openings: &openings,
            labels: &labels,
            sections: &prepared.sections,
            slug: &chapter.slug,
            expanded: &mut expanded,
            text: String::new(),
            shown: BTreeMap::new(),
            last_shown: None,
            pages: BTreeSet::new(),
            quiet: 0,
            notes: 0,
        };
        if let Some(blocks) = prepared.value.get_mut("blocks") {
            settling.walk(blocks);
        }
    }
    prepared
}

/// Takes `label`, or the first of its numbered variants that is free.
fn fresh(labels: &mut BTreeSet<String>, label: String) -> String {
    let mut candidate = label.clone();
    let mut number = 2_u32;
    while !labels.insert(candidate.clone()) {
        candidate = format!("{label}-{number}");
        number += 1;
    }
    candidate
}

fn kind(object: &Object) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn text<'a>(object: &'a Object, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The words of inlines, as [`crate::model::plain_text`] has them.
fn words(value: &Value) -> String {
    fn push(value: &Value, words: &mut String) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| push(value, words)),
            Value::Object(object) => match kind(object) {
                "text" | "code" => words.push_str(text(object, "text")),
                "image" => words.push_str(text(object, "alt")),
                "soft-break" | "line-break" => words.push(' '),
                "note" => {}
                _ => object.get("content").into_iter().for_each(|content| push(content, words)),
            },
            _ => {}
        }
    }
    let mut all = String::new();
    push(value, &mut all);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether inlines show at least one picture and no words.
fn only_pictures(content: &Value) -> bool {
    fn count(value: &Value, pictures: &mut usize, words: &mut usize) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| count(value, pictures, words)),
            Value::Object(object) => match kind(object) {
                "image" => *pictures += 1,
                "text" | "code" => *words += text(object, "text").trim().len(),
                _ => object.get("content").into_iter().for_each(|content| count(content, pictures, words)),
            },
            _ => {}
        }
    }
    let (mut pictures, mut words) = (0, 0);
    count(content, &mut pictures, &mut words);
    pictures > 0 && words == 0
}

/// The first walk: labels, headings, and notes put where they are referred to.
struct Anchors<'a> {
    slug: &'a str,
    title: &'a str,
    labels: &'a mut BTreeSet<String>,
    /// The notes that no reference has taken yet.
    notes: Vec<Option<Value>>,
    sections: Vec<Value>,
    /// How many notes the walk is inside of.
    depth: u32,
}

impl Anchors<'_> {
    fn walk(&mut self, value: &mut Value) {
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
        match kind(object) {
            // Not printed, so that nothing can lead there.
            "navigation" => return,
            "heading" => self.heading(object),
            "note" => return self.note(object),
            "table" => table::place(object),
            _ => {}
        }
        object.values_mut().for_each(|value| self.walk(value));
    }

    /// The label of what has an id. A row's goes to its first cell.
    fn anchor(&mut self, object: &mut Object) -> Option<String> {
        let id = object.get("attributes")?.get("id")?.as_str()?;
        let label = format!("{}--{id}", self.slug);
        if kind(object) == "navigation" {
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
        if self.depth > 0 {
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
        self.sections.push(json!({ "label": label, "level": level, "title": title }));
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
        if let Some(mut blocks) = slot.take().and_then(|mut note| note.get_mut("blocks").map(Value::take)) {
            if self.depth > 0 {
                // A note in a note would have nowhere to stand.
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
        }
        object.insert("note".to_owned(), json!(label));
    }
}

/// The second walk: links, abbreviations and pictures.
struct Settling<'a> {
    book: &'a Book,
    openings: &'a [String],
    labels: &'a BTreeSet<String>,
    sections: &'a [Value],
    slug: &'a str,
    /// The expansions that the book has given.
    expanded: &'a mut BTreeSet<String>,
    /// What the chapter has said so far, in lower case.
    text: String,
    /// The addresses that the chapter has shown, each with its note's label.
    shown: BTreeMap<String, String>,
    last_shown: Option<String>,
    /// The pages that the paragraph has named.
    pages: BTreeSet<String>,
    /// How many headings and captions the walk is inside of.
    quiet: u32,
    /// How many notes the walk is inside of.
    notes: u32,
}

impl Settling<'_> {
    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value)),
            Value::Object(object) => self.object(object),
            _ => {}
        }
    }

    fn object(&mut self, object: &mut Object) {
        if let Some(picture) = object.get_mut("picture").and_then(Value::as_object_mut) {
            self.picture(picture);
        }
        if object.contains_key("image")
            && let Some(label) = object.get("label").map(words)
        {
            object.insert("words".to_owned(), json!(label));
        }
        match kind(object) {
            "navigation" => {}
            "text" | "code" => {
                self.text.push_str(&text(object, "text").to_lowercase());
            }
            "soft-break" | "line-break" => self.text.push(' '),
            "contents" => {
                object.insert("entries".to_owned(), json!(self.sections));
            }
            "heading" => {
                self.quiet += 1;
                self.inner(object);
                self.quiet -= 1;
                self.text.push('\n');
            }
            "note" => {
                self.notes += 1;
                self.inner(object);
                self.notes -= 1;
            }
            "link" | "media" => {
                self.inner(object);
                self.link(object);
            }
            "abbreviation" => self.abbreviation(object),
            "paragraph" => {
                self.pages.clear();
                self.inner(object);
                self.text.push('\n');
            }
            _ => self.inner(object),
        }
    }

    fn inner(&mut self, object: &mut Object) {
        object.values_mut().for_each(|value| self.walk(value));
    }

    fn picture(&self, picture: &mut Object) {
        if text(picture, "is") != "stored" {
            return;
        }
        let index = picture.get("picture").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let Some(stored) = index.and_then(|index| self.book.pictures.get(index)) else {
            picture.insert("is".to_owned(), json!("missing"));
            return;
        };
        picture.insert("file".to_owned(), json!(input::picture_path(&stored.name)));
        picture.insert("width".to_owned(), json!(stored.width));
        picture.insert("height".to_owned(), json!(stored.height));
    }

    fn abbreviation(&mut self, object: &mut Object) {
        self.inner(object);
        let expansion = text(object, "expansion").trim().to_owned();
        if expansion.is_empty() || self.quiet > 0 || self.expanded.contains(&expansion) {
            return;
        }
        // Where the page has just said it in full, saying it again is noise.
        let said = self.text.contains(&expansion.to_lowercase());
        self.expanded.insert(expansion);
        if !said {
            object.insert("expand".to_owned(), json!(true));
        }
    }

    fn link(&mut self, object: &mut Object) {
        let words = object.get("content").map(words).unwrap_or_default();
        // Readers announce a link by its text, and a picture has none: the
        // theme sets such a picture beside its link.
        let pictured = object.get("content").is_some_and(only_pictures);
        let media = kind(object) == "media";
        let Some(target) = object.get_mut("target").and_then(Value::as_object_mut) else { return };
        match text(target, "to") {
            "chapter" => self.inside(target),
            "web" | "elsewhere" => self.outside(target, &words, media),
            _ => {}
        }
        if pictured {
            object.insert("pictured".to_owned(), json!(true));
        }
    }

    /// A link into the book.
    fn inside(&mut self, target: &mut Object) {
        let index = target.get("chapter").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let Some((index, opening)) = index.and_then(|index| Some((index, self.openings.get(index)?))) else {
            target.insert("to".to_owned(), json!("nowhere"));
            return;
        };
        let label = target
            .get("id")
            .and_then(Value::as_str)
            .map(|id| format!("{}--{id}", self.book.chapters[index].slug))
            .filter(|label| self.labels.contains(label))
            .unwrap_or_else(|| opening.clone());
        let page = self.quiet == 0 && self.pages.insert(label.clone());
        target.insert("label".to_owned(), json!(label));
        target.insert("page".to_owned(), json!(page));
    }

    /// A link out of the book. `print` says how its address is shown: `none`,
    /// `here`, in a new `note`, or in a note of before (`again`).
    fn outside(&mut self, target: &mut Object, words: &str, media: bool) {
        let address = text(target, "address").to_owned();
        let print = if words.is_empty() && !media {
            // A link without words shows its address in their place.
            "none"
        } else if bare(&address).eq_ignore_ascii_case(bare(words)) {
            "none"
        } else if self.notes > 0 || media {
            "here"
        } else if self.shown.contains_key(&address) {
            if self.last_shown.as_deref() == Some(&address) { "none" } else { "again" }
        } else {
            let label = format!("@address/{}/{}", self.slug, self.shown.len() + 1);
            self.shown.insert(address.clone(), label);
            "note"
        };
        if matches!(print, "note" | "again") {
            target.insert("note".to_owned(), json!(self.shown.get(&address)));
            self.last_shown = Some(address.clone());
        }
        target.insert("print".to_owned(), json!(print));
        target.insert("shown".to_owned(), json!(shown(&address)));
    }
}

/// An address without what readers leave out when they say it.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let rest =
        ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| address.strip_prefix(scheme));
    let rest = rest.unwrap_or(address);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// An address as paper shows it: nobody types `mailto:`.
fn shown(address: &str) -> &str {
    ["mailto:", "tel:"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address)
}
