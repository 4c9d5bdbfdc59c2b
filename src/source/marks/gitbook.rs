//! GitBook's tags: `{% hint %}`, `{% tabs %}`, `{% content-ref %}`, `{% embed %}` and others.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::{self, Container};
use super::components::{self, Form, Meaning, Tag};
use super::pairs::{named, pairs};
use super::{Protect, Protected};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%\s*(end)?([a-z][a-z-]*)(\s[^%]*?)?\s*%\}").expect("a valid pattern"));

/// The tags that no other program has; `include`, `raw` and alike are left to Liquid.
const NAMES: [&str; 16] = [
    "hint",
    "tabs",
    "tab",
    "content-ref",
    "embed",
    "file",
    "code",
    "stepper",
    "step",
    "columns",
    "column",
    "updates",
    "update",
    "swagger",
    "openapi",
    "api-method",
];

/// Replaces GitBook's tags.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut tags = Vec::new();
    for found in TAG.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) || !NAMES.contains(&&found[2]) {
            continue;
        }
        let form = if found.get(1).is_some() { Form::Closes } else { Form::Opens };
        let parameters = pairs(found.get(3).map_or("", |parameters| parameters.as_str()));
        tags.push(Tag { range, name: found[2].to_owned(), parameters, form });
    }
    let edits = components::edits(
        &text,
        &tags,
        &mut |tag, inner| {
            let inner = inner.map_or("", |inner| text.text[inner].trim());
            own(tag, inner)
        },
        &mut |_| {},
    );
    text.edit(edits)
}

fn own(tag: &Tag, inner: &str) -> Option<Meaning> {
    let value = |names: &[&str]| named(&tag.parameters, names);
    match tag.name.as_str() {
        "content-ref" | "updates" | "update" | "columns" | "column" | "stepper" => Some(Meaning::Plain),
        // The code stands in a fence of its own.
        "code" => Some(match value(&["title"]) {
            Some(title) => Meaning::Holds(Container::figure(&blocks::plain(title))),
            None => Meaning::Plain,
        }),
        "file" => Some(Meaning::Link {
            target: value(&["src"]).unwrap_or("").to_owned(),
            words: value(&["caption"]).or(value(&["src"])).unwrap_or("").to_owned(),
        }),
        "embed" => {
            let url = value(&["url"])?.to_owned();
            Some(if inner.is_empty() {
                Meaning::Instead(format!("<{url}>"))
            } else {
                Meaning::Link { target: url, words: String::new() }
            })
        }
        "swagger" | "openapi" | "api-method" => {
            let said = components::words(&tag.parameters);
            Some(Meaning::Instead(if said.is_empty() {
                value(&["src", "path"]).unwrap_or("").to_owned()
            } else {
                said
            }))
        }
        _ => None,
    }
}
