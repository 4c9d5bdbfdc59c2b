//! What pages say of the day on which they were changed or translated.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, rules};
use crate::model::Span;
use crate::source::Page;

/// Fields that say of which day the original is that a page translates, the plainest first.
const TRANSLATED: [&str; 6] =
    ["translated_from", "translated-from", "translation_date", "translated", "source_date", "original_date"];
/// Fields that say when a page was changed.
const CHANGED: [&str; 8] = [
    "last_updated",
    "last-updated",
    "lastUpdated",
    "lastmod",
    "last_modified_at",
    "updated",
    "last_update",
    "modified",
];

/// The first of some fields that holds a date, with its place and the date as `YYYY-MM-DD`.
fn dated(page: &Page, names: &[&str]) -> Option<(Span, String)> {
    let date = |value: &Value| {
        let text = match value {
            Value::Object(map) => map.get("date")?.as_str()?,
            value => value.as_str()?,
        };
        let day = text.get(..10)?;
        let is_date = day
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
        is_date.then(|| day.to_owned())
    };
    names.iter().find_map(|name| {
        let day = date(page.front.all.get(*name)?)?;
        Some((page.front.places.get(*name).copied().unwrap_or(page.front.span), day))
    })
}

/// Says where the original was changed after the day that the translation was made of.
pub(super) fn compare(original: &Page, translation: &Page) -> Option<Diagnostic> {
    let (there, changed) = dated(original, &CHANGED)?;
    let own = dated(translation, &TRANSLATED).or_else(|| dated(translation, &CHANGED));
    let (here, translated) = own.filter(|(_, day)| *day < changed)?;
    let message = format!(
        "`{}` was changed on {changed}, and the translation is of {translated}",
        original.source.path
    );
    Some(
        Diagnostic::new(&rules::TRANSLATION_BEHIND, &translation.source, here, message)
            .related(&original.source, there, "the original says so here")
            .hint("compare the two, and set the day of the original here"),
    )
}
