//! Front matter that is not YAML: TOML between `+++` lines (Hugo, Zola) and a JSON object (Hugo).

use std::ops::Range;

use serde_json::{Map, Value};

use super::Reporter;
use super::front_matter::{Entries, Entry};
use crate::diagnostic::rules;
use crate::model::Span;

/// Front matter that was found: its entries, and where the text after it begins.
pub(super) struct Found {
    pub entries: Entries,
    pub after: usize,
}

/// Reads front matter in TOML or JSON; none where a page begins with neither.
pub(super) fn read(text: &str, reporter: &mut Reporter<'_>) -> Option<Found> {
    if text.starts_with('{') { json(text) } else { toml(text, reporter) }
}

fn toml(text: &str, reporter: &mut Reporter<'_>) -> Option<Found> {
    let first = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "+++")?;
    let start = first.len();
    let mut end = start;
    let mut after = None;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            after = Some(end + line.len());
            break;
        }
        end += line.len();
    }
    let Some(after) = after else {
        // Never closed: what is no key ends it.
        let keys = text[start..].split_inclusive('\n').take_while(|line| {
            let line = line.trim();
            line.contains('=') || line.starts_with('[') && line.ends_with(']')
        });
        let end = start + keys.map(str::len).sum::<usize>();
        if end == start {
            return None;
        }
        reporter
            .report(&rules::FRONT_MATTER_UNCLOSED, Span::new(0, 3), "the front matter is never closed")
            .hint("add a line `+++` after its last key");
        return Some(Found { entries: toml_entries(text, start..end, reporter), after: end });
    };
    Some(Found { entries: toml_entries(text, start..end, reporter), after })
}

fn toml_entries(text: &str, inside: Range<usize>, reporter: &mut Reporter<'_>) -> Entries {
    let written = &text[inside.clone()];
    match written.parse::<toml::Table>() {
        Ok(table) => {
            let entries = table.into_iter().map(|(key, value)| {
                let entry = entry(&key, from_toml(value), written, inside.start);
                (key, entry)
            });
            entries.collect()
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start).min(written.len());
            let line = written[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let length = written[line..].lines().next().unwrap_or("").trim_end().len();
            let span = Span::new(inside.start + line, inside.start + line + length);
            let message = format!("this line of the front matter is not TOML: {}", error.message());
            reporter
                .report(&rules::FRONT_MATTER_TOML, span, message)
                .hint("write `key = \"value\"`, with quotes around words");
            line_by_line(written, inside.start)
        }
    }
}

/// The keys of front matter that cannot be read as a whole: each line that is TOML by itself.
fn line_by_line(written: &str, base: usize) -> Entries {
    let mut entries = Entries::new();
    for line in written.lines().take_while(|line| !line.trim_start().starts_with('[')) {
        let read = line.parse::<toml::Table>().ok();
        let pairs = read.into_iter().flatten().map(|(key, value)| (key, from_toml(value)));
        let plain = line.split_once('=').map(|(key, value)| {
            (key.trim().to_owned(), Value::String(value.trim().trim_matches(['"', '\'']).to_owned()))
        });
        let pairs: Vec<(String, Value)> = pairs.collect();
        let pairs = if pairs.is_empty() { plain.into_iter().collect() } else { pairs };
        for (key, value) in pairs {
            let entry = entry(&key, value, written, base);
            entries.entry(key).or_insert(entry);
        }
    }
    entries
}

/// A table as JSON has it; dates are texts.
pub(crate) fn object(table: toml::Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, from_toml(value))).collect()
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => Value::Bool(yes),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(from_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}

fn json(text: &str) -> Option<Found> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let map = values.next()?.ok()?;
    let end = values.byte_offset();
    // An object that words follow on its line is no front matter.
    let rest = text[end..].split_inclusive('\n').next().unwrap_or("");
    if !rest.trim().is_empty() || map.is_empty() {
        return None;
    }
    let written = &text[..end];
    let entries = map.into_iter().map(|(key, value)| {
        let entry = entry(&key, value, written, 0);
        (key, entry)
    });
    Some(Found { entries: entries.collect(), after: end + rest.len() })
}

/// An entry with the places of its key and value; where these are not found, the first byte.
fn entry(key: &str, value: Value, written: &str, base: usize) -> Entry {
    let typed = match &value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut at = 0;
    for line in written.split_inclusive('\n') {
        let bare = line.trim_start();
        let quoted = bare.trim_start_matches(['"', '\'']);
        let behind = quoted.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
        if let Some(said) = behind.and_then(|rest| rest.strip_prefix(['=', ':'])) {
            let start = at + line.len() - bare.len();
            let key_end = at + line.len() - quoted.len() + key.len();
            let said = said.trim();
            let place = at + line.trim_end().len() - said.len();
            return Entry {
                value,
                key: Span::new(base + start, base + key_end),
                place: Span::new(base + place, base + place + said.trim_end_matches(',').len()),
                typed,
            };
        }
        at += line.len();
    }
    let nowhere = Span::new(base, base);
    Entry { value, key: nowhere, place: nowhere, typed }
}
