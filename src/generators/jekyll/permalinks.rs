//! Where Jekyll puts a page (<https://jekyllrb.com/docs/permalinks/>).

use serde_json::Value;

use super::super::read;
use super::Settings;
use super::documents::Document;
use crate::{names, paths};

/// The named styles, for posts. Pages and collections take from them only what comes last.
const STYLES: [(&str, &str); 5] = [
    ("date", "/:categories/:year/:month/:day/:title:output_ext"),
    ("pretty", "/:categories/:year/:month/:day/:title/"),
    ("ordinal", "/:categories/:year/:y_day/:title:output_ext"),
    ("weekdate", "/:categories/:year/W:week/:short_day/:title:output_ext"),
    ("none", "/:categories/:title:output_ext"),
];

/// The date that a file's name begins with, `2024-03-01-title.md`.
pub(super) fn date_of(name: &str) -> Option<String> {
    let date = name.get(..10)?;
    (crate::source::is_date(date) && name[10..].starts_with('-')).then(|| date.to_owned())
}

/// A file's stem without the date that it begins with.
pub(super) fn slug(stem: &str) -> &str {
    match date_of(stem) {
        Some(_) => &stem[11..],
        None => stem,
    }
}

/// The address of a document from the site's root.
pub(super) fn address(settings: &Settings, document: &Document) -> String {
    let style = read::words(settings.all.get("permalink")).unwrap_or_else(|| "date".to_owned());
    let own = read::words(document.front.get("permalink"));
    let below = settings.below(&document.path);
    let collection = document.collection.as_deref();
    let pattern = match (own, collection) {
        (Some(own), _) => own,
        (None, Some("posts")) => named(&style),
        (None, Some(_)) => {
            let settings = settings.collection(&document.path).map(|collection| &collection.settings);
            let own = settings.and_then(|settings| read::words(settings.get("permalink")));
            own.map(|own| named(&own)).unwrap_or_else(|| format!("/:collection/:path{}", ending(&style)))
        }
        (None, None) if document.readme_index || paths::is_index(below) => {
            return format!("/{}", folder_of(below));
        }
        (None, None) => format!("/:path{}", ending(&style)),
    };
    let filled = fill(&pattern, settings, document);
    let slash = if filled.ends_with('/') { "/" } else { "" };
    match paths::join("", &filled) {
        path if path.is_empty() => "/".to_owned(),
        path => format!("/{path}{slash}"),
    }
}

fn named(style: &str) -> String {
    STYLES.iter().find(|(name, _)| *name == style).map_or(style, |(_, pattern)| pattern).to_owned()
}

/// What a style puts behind the name of a page.
fn ending(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        style if style.ends_with('/') => "/",
        style if style.starts_with('/') && !style.contains(":output_ext") && !style.ends_with(".html") => "",
        _ => ":output_ext",
    }
}

fn folder_of(below: &str) -> String {
    match paths::folder(below) {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}

/// A pattern with its placeholders filled; those that are not known fall away.
fn fill(pattern: &str, settings: &Settings, document: &Document) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        filled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(after.len());
        filled.push_str(&value(&after[..end], settings, document));
        rest = &after[end..];
    }
    filled + rest
}

fn value(name: &str, settings: &Settings, document: &Document) -> String {
    let path = &document.path;
    let stem = paths::stem(path);
    let date = document.date.as_deref().unwrap_or("");
    let part = |at: usize| date.split('-').nth(at).unwrap_or("").to_owned();
    let plain = |number: String| number.trim_start_matches('0').to_owned();
    let own_slug = || read::words(document.front.get("slug"));
    match name {
        "collection" => document.collection.clone().unwrap_or_default(),
        "path" => {
            let below = match settings.collection(path) {
                Some(collection) => path.strip_prefix(&collection.folder).unwrap_or(path),
                None => settings.below(path),
            };
            let below = below.trim_start_matches('/');
            below.rsplit_once('.').map_or(below, |(bare, _)| bare).to_owned()
        }
        "title" | "slug" => own_slug().unwrap_or_else(|| names::slug(slug(stem))),
        "name" | "basename" => stem.to_owned(),
        "slugified_title" => names::slug(slug(stem)),
        "categories" | "slugified_categories" => {
            let categories = match document.front.get("categories") {
                Some(Value::String(words)) => words.split_whitespace().map(str::to_owned).collect(),
                Some(other) => read::list(Some(other)),
                None => read::list(document.front.get("category")),
            };
            categories.iter().map(|category| names::slug(category)).collect::<Vec<_>>().join("/")
        }
        "year" | "long_year" => part(0),
        "month" => part(1),
        "i_month" => plain(part(1)),
        "day" => part(2),
        "i_day" => plain(part(2)),
        "short_year" => part(0).chars().skip(2).collect(),
        "output_ext" => ".html".to_owned(),
        _ => String::new(),
    }
}
