//! Words in front matter that nothing prints.

use std::collections::BTreeMap;

use serde_json::Value;

use super::settle::PageDraft;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;

/// From how many words on a value is something to read.
const WORDS: usize = 4;
/// Fields that speak to programs, or that the book takes in another way.
const KNOWN: [&str; 35] = [
    "title",
    "subtitle",
    "description",
    "summary",
    "class",
    "phase",
    "status",
    "team",
    "duration",
    "slug",
    "lang",
    "language",
    "layout",
    "permalink",
    "redirect_from",
    "redirect_to",
    "aliases",
    "tags",
    "keywords",
    "image",
    "images",
    "author",
    "authors",
    "copyright",
    "license",
    "rights",
    "allow",
    "poster",
    "card",
    "excerpt",
    "sidebar_label",
    "pagetitle",
    "linktitle",
    "comments",
    "navtitle",
];
/// Beginnings of such names: settings for search engines, menus and frames.
const KNOWN_BEGINNINGS: [&str; 14] = [
    "meta", "og", "seo", "twitter", "nav", "menu", "sidebar", "header", "footer", "body", "html", "page_",
    "search", "eleventy",
];

/// Names each field of several words that nothing prints, once.
pub(super) fn unprinted(config: &Config, drafts: &[PageDraft], diagnostics: &mut Vec<Diagnostic>) {
    let mut found: BTreeMap<&str, Vec<&PageDraft>> = BTreeMap::new();
    for draft in drafts {
        let settings = config.site.page(&draft.page.source.path).map(|page| &page.settings);
        let printed = |name: &str| {
            settings.is_some_and(|settings| settings.printed.iter().any(|field| field.name == name))
                || config.fields.iter().any(|field| field == name)
        };
        for (name, value) in &draft.page.front.all {
            if !is_known(name) && has_words(value) && !printed(name) {
                found.entry(name).or_default().push(draft);
            }
        }
    }
    for (name, drafts) in found {
        let Some(first) = drafts.first() else { continue };
        let place = first.page.front.places.get(name).copied().unwrap_or(first.page.front.span);
        if name.split_whitespace().count() > 2 {
            diagnostics.push(
                Diagnostic::new(
                    &rules::FIELD_UNPRINTED,
                    &first.page.source,
                    place,
                    "a sentence of the front matter was read as a field, since it has a colon, and is not printed",
                )
                .hint("put the whole value into quotes, or move it into the page's text"),
            );
            continue;
        }
        let message = match drafts.len() {
            1 => format!("the words of the field `{name}` are not printed"),
            2 => format!("the words of the field `{name}` are not printed, here and on another page"),
            pages => format!(
                "the words of the field `{name}` are not printed, here and on {} more pages",
                pages - 1
            ),
        };
        diagnostics.push(
            Diagnostic::new(&rules::FIELD_UNPRINTED, &first.page.source, place, message)
                .hint(format!("write `fields: [{name}]` in phasebook.yaml to print it on its pages")),
        );
    }
}

fn is_known(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    KNOWN.contains(&lower.as_str()) || KNOWN_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
}

fn has_words(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let address = text.contains("://") || text.starts_with('/');
            !address
                && text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
                    >= WORDS
        }
        Value::Array(items) => items.iter().any(has_words),
        Value::Object(map) => map.iter().any(|(name, value)| !is_known(name) && has_words(value)),
        _ => false,
    }
}
