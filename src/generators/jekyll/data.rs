//! `_data`: YAML and JSON files that templates may name as `site.data`.

use serde_json::{Map, Value};

use super::super::{listing, read};
use crate::files::Files;
use crate::paths;

/// Everything below a folder of data, by folder and file name.
pub(super) fn read(files: &dyn Files, folder: &str) -> Value {
    let mut data = Map::new();
    if files.list(folder).is_err() {
        return Value::Object(data);
    }
    for path in listing::files(files, folder, &listing::is_kept) {
        let lower = path.to_ascii_lowercase();
        let value = if lower.ends_with(".yml") || lower.ends_with(".yaml") {
            read::yaml(files, &path).ok()
        } else if lower.ends_with(".json") {
            read::text(files, &path).and_then(|text| serde_json::from_str(&text).ok())
        } else {
            None
        };
        let Some(value) = value else { continue };
        let below = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
        let mut names: Vec<&str> = paths::folder(below).split('/').filter(|part| !part.is_empty()).collect();
        names.push(paths::stem(below));
        insert(&mut data, &names, value);
    }
    Value::Object(data)
}

/// Puts a value into maps within one another, under one name after the other.
fn insert(map: &mut Map<String, Value>, names: &[&str], value: Value) {
    let Some((first, rest)) = names.split_first() else { return };
    if rest.is_empty() {
        map.insert((*first).to_owned(), value);
        return;
    }
    let within = map.entry((*first).to_owned()).or_insert(Value::Null);
    if !within.is_object() {
        *within = Value::Object(Map::new());
    }
    if let Value::Object(within) = within {
        insert(within, rest, value);
    }
}
