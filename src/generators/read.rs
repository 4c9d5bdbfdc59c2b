//! A generator's own files, read as data.

use std::sync::Arc;

use serde_json::{Map, Value};
use serde_saphyr::DuplicateKeyPolicy;

use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::model::Span;
use crate::paths;

/// The largest file that is read as data, in bytes.
const LARGEST: u64 = 4 << 20;

/// A file's text; nothing where it is not there, too large or not UTF-8.
pub(super) fn text(files: &dyn Files, path: &str) -> Option<String> {
    if files.size(path).ok()? > LARGEST {
        return None;
    }
    let text = String::from_utf8(files.read(path).ok()?).ok()?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A YAML file, which may hold anything. The error names the file.
#[allow(clippy::result_large_err, reason = "a fault of a configuration is rare, and is kept as it is")]
pub(super) fn yaml(files: &dyn Files, path: &str) -> Result<Value, Diagnostic> {
    let text = text(files, path).unwrap_or_default();
    let options = serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str_with_options::<Value>(&text, options).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line() as usize).max(1);
        let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>().min(text.len());
        let source = Arc::new(Source { path: path.to_owned(), text: text.clone() });
        let rendered = error.without_snippet().to_string();
        let reason = rendered.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
        let message = format!("the site's configuration cannot be read: {reason}");
        Diagnostic::new(&rules::GENERATOR_SYNTAX, &source, Span::new(start, start), message)
            .hint("mend the line; until then the site is read as far as its other files tell")
    })
}

/// A YAML file of settings; empty where it cannot be read, which is diagnosed.
pub(super) fn settings(
    files: &dyn Files,
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Map<String, Value> {
    match yaml(files, path) {
        Ok(Value::Object(map)) => map,
        Ok(_) => Map::new(),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Map::new()
        }
    }
}

/// A TOML file of settings, dates as texts; empty where it cannot be read, which is diagnosed.
pub(super) fn toml(files: &dyn Files, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Map<String, Value> {
    let text = text(files, path).unwrap_or_default();
    match text.parse::<toml::Table>() {
        Ok(table) => crate::source::from_toml(table),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start).min(text.len());
            let source = Arc::new(Source { path: path.to_owned(), text: text.clone() });
            let message = format!("the site's configuration cannot be read: {}", error.message());
            diagnostics.push(
                Diagnostic::new(&rules::GENERATOR_SYNTAX, &source, Span::new(start, start), message)
                    .hint("mend the line; until then the site is read as far as its other files tell"),
            );
            Map::new()
        }
    }
}

/// The words of a value: text, or a number as written.
pub(super) fn words(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The texts of a list, or one text.
pub(super) fn list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(|item| words(Some(item))).collect(),
        other => words(other).into_iter().collect(),
    }
}

/// The names of people, however they are given: a text, a list, `name:` within.
pub(super) fn people(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().flat_map(|item| people(Some(item))).collect(),
        Some(Value::Object(map)) => words(map.get("name")).into_iter().collect(),
        other => words(other).into_iter().collect(),
    }
}

/// The path at which a site stands on its host: with a slash at its head and none at its end, empty
/// for the host's root.
pub(super) fn base(said: Option<String>) -> String {
    format!("/{}", paths::join("", &said.unwrap_or_default())).trim_end_matches('/').to_owned()
}

/// A web address without a slash at its end.
pub(super) fn address(value: Option<&Value>) -> Option<String> {
    let text = words(value)?;
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://"))
        .then(|| text.trim_end_matches('/').to_owned())
}
