//! The few words that a book says of its own, in the languages that
//! `assets/theme/words.json` knows. Every format reads that one table.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::fonts::Repertoire;

/// The table. Words in braces stand for what is put in their place.
const TABLE: &str = include_str!("../assets/theme/words.json");

/// The table, by language.
static WORDS: LazyLock<IndexMap<String, Words>> =
    LazyLock::new(|| serde_json::from_str(TABLE).expect("the table of words is tested"));

/// The words of a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is named by the English word that it stands for")]
pub struct Words {
    pub contents: String,
    /// The heading of the glossary.
    pub words: String,
    /// The heading of the index.
    pub index: String,
    /// Says what bold numbers in the index mean.
    pub index_note: String,
    /// Says the same of links, where there are no numbers.
    pub index_links: String,
    /// The heading of the list of pictograms.
    pub pictograms: String,
    pub worksheet: String,
    /// Stands before room for the name of a service.
    pub service: String,
    /// Stands before room for a date.
    pub day: String,
    /// Stands above room for one's own notes.
    pub own_notes: String,
    pub draft: String,
    /// With which links to the page before begin.
    pub previous: Vec<String>,
    /// With which links to the page behind begin.
    pub next: Vec<String>,
    /// `{n}` is the page's number.
    pub page: String,
    /// `{n}` is the phase's number, `{of}` how many there are.
    pub phase: String,
    /// `{names}` are the phases.
    pub path: String,
    /// What stands between the things of a list.
    pub comma: String,
    /// What stands before the last thing of a list.
    pub and: String,
    pub team: String,
    pub duration: String,
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub to_do: String,
    pub done: String,
    pub picture: String,
    /// Stands for a film or a sound without a name.
    pub media: String,
    pub landmarks: String,
    pub cover: String,
    pub title_page: String,
    pub start: String,
    /// The heading of the list of the printed book's pages.
    pub printed_pages: String,
    pub colophon: String,
    /// Stands above a page of the original in a translated book.
    pub untranslated: String,
    pub notes: String,
    /// `{note}` is the note's number, `{n}` the number of the reference to it.
    pub back: String,
    pub months: [String; 12],
    /// `{day}`, `{month}` (by name) and `{year}`.
    pub date: String,
    pub changes: Changes,
    /// What people did who had a part in a book besides its authors, by the names that settings
    /// have for it.
    #[serde(default)]
    pub roles: IndexMap<String, String>,
    pub tiles: Tiles,
}

/// What a book says of the changes since an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is named by the English word that it stands for")]
pub struct Changes {
    pub title: String,
    /// `{edition}` is what the earlier edition is called.
    pub since: String,
    /// Says what the marks on paper mean.
    pub bars: String,
    /// Says what those on screens mean.
    pub marks: String,
    /// `{pages}` are the numbers of the pages that hold changes.
    pub pages: String,
    pub new_page: String,
    /// `{words}` are the first that are new.
    pub new: String,
    pub reworded: String,
    /// `{words}` are the first that are gone.
    pub removed: String,
    /// `{title}` is the page's title in the earlier edition.
    pub title_was: String,
    /// The heading of the list of pages that are gone.
    pub removed_pages: String,
    /// What is said to those who do not see the mark of a gap.
    pub gap: String,
}

/// What the sheets of a poster say that is put together from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each field is named by the English word that it stands for")]
pub struct Tiles {
    pub title: String,
    pub steps: [String; 4],
    /// `{n}` is how many there are.
    pub sheets: String,
    /// `{row}` and `{column}`, from 1.
    pub sheet: String,
}

/// The words for a language's tag, and the language that they are in: English,
/// where the table has no other.
pub fn of(tag: &str) -> (&'static str, &'static Words) {
    let entry = entry(tag);
    let (language, words) = WORDS
        .get_key_value(entry)
        .or_else(|| WORDS.get_key_value("en"))
        .expect("the table is tested to have English");
    (language, words)
}

/// The words, in small letters, with which links to a neighbouring page begin in any language of the
/// table: to the one before, and to the one behind.
pub fn neighbours() -> (impl Iterator<Item = &'static str>, impl Iterator<Item = &'static str>) {
    let previous = WORDS.values().flat_map(|words| words.previous.iter().map(String::as_str));
    let next = WORDS.values().flat_map(|words| words.next.iter().map(String::as_str));
    (previous, next)
}

/// The name under which the table has a language.
fn entry(tag: &str) -> &str {
    let parts: Vec<&str> = tag.split('-').collect();
    let traditional = ["hant", "tw", "hk", "mo"];
    match parts.first() {
        Some(&"zh" | &"yue")
            if parts.iter().any(|p| traditional.iter().any(|t| p.eq_ignore_ascii_case(t))) =>
        {
            "zh-hant"
        }
        Some(&"yue" | &"lzh") => "zh",
        Some(first) => first,
        None => "en",
    }
}

/// The part of the table that some fonts can show.
pub fn legible(repertoire: &mut Repertoire) -> IndexMap<&'static str, &'static Words> {
    WORDS
        .iter()
        .filter(|(_, words)| characters(words).all(|character| repertoire.shows(character)))
        .map(|(language, words)| (language.as_str(), words))
        .collect()
}

/// Every character of a language's words.
pub fn characters(words: &Words) -> impl Iterator<Item = char> {
    serde_json::to_string(words).unwrap_or_default().chars().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word_and_its_places() {
        for (language, words) in WORDS.iter() {
            let value = serde_json::to_value(words).unwrap();
            let english = serde_json::to_value(&WORDS["en"]).unwrap();
            compare(language, &english, &value);
        }
    }

    fn compare(language: &str, english: &serde_json::Value, other: &serde_json::Value) {
        use serde_json::Value;
        match (english, other) {
            (Value::String(english), Value::String(other)) => {
                assert!(!other.is_empty(), "{language}: {english}");
                for place in [
                    "{n}",
                    "{of}",
                    "{note}",
                    "{names}",
                    "{day}",
                    "{month}",
                    "{year}",
                    "{row}",
                    "{column}",
                    "{edition}",
                    "{pages}",
                    "{words}",
                    "{title}",
                ] {
                    assert_eq!(english.contains(place), other.contains(place), "{language}: {other}");
                }
            }
            (Value::Array(english), Value::Array(other)) => {
                english.iter().zip(other).for_each(|(english, other)| compare(language, english, other));
            }
            (Value::Object(english), Value::Object(other)) => {
                english.iter().for_each(|(key, english)| compare(language, english, &other[key]));
            }
            _ => panic!("{language}: {other}"),
        }
    }

    #[test]
    fn tags_lead_to_words() {
        for (tag, language, contents) in [
            ("en-GB", "en", "Contents"),
            ("ar-EG", "ar", "المحتويات"),
            ("zh-Hans-CN", "zh", "目录"),
            ("zh-TW", "zh-hant", "目錄"),
            ("yue-Hant", "zh-hant", "目錄"),
            ("sw", "en", "Contents"),
            ("", "en", "Contents"),
        ] {
            let (found, words) = of(tag);
            assert_eq!((found, words.contents.as_str()), (language, contents), "{tag}");
        }
    }

    #[test]
    fn words_that_no_font_shows_are_left_to_english() {
        let languages: Vec<_> = legible(&mut Repertoire::new(&[])).into_keys().collect();
        assert_eq!(languages, ["en", "cy", "de", "es", "fr"]);
    }
}
