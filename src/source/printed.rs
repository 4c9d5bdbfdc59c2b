//! Fields of the front matter that the site's layout prints: they are part of the page.

use serde_json::Value;

use super::page::FrontMatter;
use super::rewrite::Rewritten;
use crate::model::Span;
use crate::names;

/// A field of a page's front matter that is printed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedField {
    /// Its name.
    pub name: String,
    /// What it is called in print; nothing where it stands for itself.
    pub label: Option<String>,
    /// Whether it stands behind the page's own text.
    pub after: bool,
}

impl PrintedField {
    /// A field before the page's text that is called by its name.
    pub fn named(name: &str) -> Self {
        let words: String = name
            .chars()
            .flat_map(|c| if c.is_uppercase() { vec![' ', c.to_ascii_lowercase()] } else { vec![c] })
            .collect();
        Self { name: name.to_owned(), label: Some(names::title(words.trim())), after: false }
    }
}

/// The text of a page with the fields that are printed before and behind it, as Markdown.
pub(super) fn with_fields(text: Rewritten, fields: &[PrintedField], front: &FrontMatter) -> Rewritten {
    let mut result = Rewritten::default();
    for field in fields.iter().filter(|field| !field.after) {
        push(&mut result, field, front);
    }
    if result.text.is_empty() && !fields.iter().any(|field| field.after) {
        return text;
    }
    result.push_part(&text, 0..text.text.len());
    for field in fields.iter().filter(|field| field.after) {
        push(&mut result, field, front);
    }
    result
}

fn push(result: &mut Rewritten, field: &PrintedField, front: &FrontMatter) {
    let place = front.places.get(&field.name).copied().unwrap_or(front.span);
    let Some(words) = front.all.get(&field.name).and_then(words) else { return };
    result.push_inserted("\n\n", Span { end: place.start, ..place });
    if let Some(label) = &field.label {
        result.push_inserted(&format!("**{label}**\n\n"), place);
    }
    result.push_inserted(&words, place);
    result.push_inserted("\n\n", Span { end: place.start, ..place });
}

/// The keys of a map that say where its words lead.
const LINKS: [&str; 5] = ["link", "href", "url", "to", "path"];
/// Those that say how they look.
const SETTINGS: [&str; 12] = [
    "icon",
    "image",
    "img",
    "src",
    "theme",
    "variant",
    "class",
    "className",
    "style",
    "target",
    "rel",
    "color",
];

fn is_setting(name: &str, value: &Value) -> bool {
    SETTINGS.contains(&name) || LINKS.contains(&name) && value.is_string()
}

/// A value as Markdown: text as it is, a list as a list.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .filter_map(words)
                .map(|item| format!("- {}", item.replace('\n', "\n  ")))
                .collect();
            (!items.is_empty()).then(|| items.join("\n"))
        }
        Value::Object(map) => {
            let shown = map.iter().filter(|(name, value)| !is_setting(name, value));
            let mut items: Vec<String> = shown.filter_map(|(_, value)| words(value)).collect();
            let target = LINKS.iter().find_map(|name| map.get(*name)?.as_str());
            if let (Some(target), Some(first)) = (target, items.first_mut()) {
                *first = format!("[{first}](<{target}>)");
            }
            let apart = if items.iter().any(|words| words.contains('\n') || words.starts_with("- ")) {
                "\n\n"
            } else {
                ", "
            };
            (!items.is_empty()).then(|| items.join(apart))
        }
        _ => None,
    }
}
