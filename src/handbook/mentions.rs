//! The second walk over a chapter: links, abbreviations, pictures and terms,
//! each by what has been mentioned before it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::input;
use super::prepare::{Object, Words, kind, text, words};
use crate::book::Book;

/// The second walk: links, abbreviations and pictures.
pub(super) struct Mentions<'a> {
    pub book: &'a Book,
    pub openings: &'a [String],
    pub labels: &'a BTreeSet<String>,
    pub sections: &'a [Value],
    pub slug: &'a str,
    /// The expansions that the book has given.
    pub expanded: &'a mut BTreeSet<String>,
    pub explained: &'a mut Words,
    /// How many terms the chapter has defined. One that another chapter has
    /// defined in the same words counts too, so that labels differ.
    pub terms: usize,
    /// The abbreviations that the chapter has used.
    pub used: BTreeSet<String>,
    /// What the chapter has said so far, in lower case.
    pub text: String,
    /// The addresses that the chapter has shown, each with its note's label.
    pub shown: BTreeMap<String, String>,
    pub last_shown: Option<String>,
    /// The pages that the paragraph has named.
    pub pages: BTreeSet<String>,
    /// How many headings and captions the walk is inside of.
    pub quiet: u32,
    /// How many notes the walk is inside of.
    pub notes: u32,
    /// How many heads of tables the walk is inside of.
    pub heads: u32,
}

impl Mentions<'_> {
    /// What the page's own contents list.
    fn entries(&self) -> Value {
        let listed = |section: &&Value| section.get("listed").and_then(Value::as_bool) != Some(false);
        json!(self.sections.iter().filter(listed).collect::<Vec<_>>())
    }

    pub(super) fn walk(&mut self, value: &mut Value) {
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
                object.insert("entries".to_owned(), self.entries());
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
            "definitions" => {
                self.definitions(object);
                self.inner(object);
            }
            "table" => {
                for (key, value) in object.iter_mut() {
                    let head = u32::from(key == "head");
                    self.heads += head;
                    self.walk(value);
                    self.heads -= head;
                }
                // What repeats on every page is no content to a screen reader,
                // and there a link must not be.
                let repeat = !object.get("head").is_some_and(leads_somewhere);
                object.insert("repeat".to_owned(), json!(repeat));
            }
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
        if expansion.is_empty() || self.quiet > 0 {
            return;
        }
        if self.heads == 0 && self.used.insert(expansion.clone()) {
            let fresh = format!("@word/{}/{}", self.slug, self.used.len());
            let label = object.get("anchor").and_then(Value::as_str).map_or(fresh, str::to_owned);
            object.insert("anchor".to_owned(), json!(label));
            let term = object.get("content").map(words).unwrap_or_default();
            self.explain(term, expansion.clone(), label);
        }
        if self.expanded.contains(&expansion) {
            return;
        }
        // Where the page has just said it in full, saying it again is noise.
        let said = self.text.contains(&expansion.to_lowercase());
        self.expanded.insert(expansion);
        if !said {
            object.insert("expand".to_owned(), json!(true));
        }
    }

    /// The terms of a definition list, each with the first paragraph of what
    /// it means.
    fn definitions(&mut self, object: &mut Object) {
        let entries = object.get_mut("entries").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten() {
            let meaning = entry.pointer("/meanings/0/0/content").map(words).unwrap_or_default();
            for term in entry.get_mut("terms").and_then(Value::as_array_mut).into_iter().flatten() {
                let Some(term) = term.as_object_mut() else { continue };
                let name = term.get("content").map(words).unwrap_or_default();
                if name.is_empty() || meaning.is_empty() || self.heads > 0 {
                    continue;
                }
                self.terms += 1;
                let fresh = format!("@term/{}/{}", self.slug, self.terms);
                let label = term.get("anchor").and_then(Value::as_str).map_or(fresh, str::to_owned);
                term.insert("anchor".to_owned(), json!(label));
                self.explain(name, meaning.clone(), label);
            }
        }
    }

    fn explain(&mut self, term: String, meaning: String, label: String) {
        if term.is_empty() {
            return;
        }
        let word = self.explained.entry((term.to_lowercase(), meaning.clone())).or_default();
        word.term = term;
        word.meaning = meaning;
        word.labels.push(label);
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
        } else if self.notes > 0 || self.heads > 0 || media {
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

/// Whether a link or a reference to a note is somewhere in `value`.
fn leads_somewhere(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(leads_somewhere),
        Value::Object(object) => match kind(object) {
            "link" | "media" | "note" | "contents" => true,
            _ => object.values().any(leads_somewhere),
        },
        _ => false,
    }
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
