//! What translations leave as it is: numbers, addresses, code.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::languages;
use crate::model::visit::{self, Visit};
use crate::model::{Block, BlockKind, Inline, InlineKind, Written};

/// What a part of a page has of them, in its order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Values {
    numbers: Vec<String>,
    addresses: Vec<String>,
    /// Code within lines.
    code: Vec<String>,
    /// Lines of blocks of code, without comments and texts in quotes.
    lines: Vec<String>,
}

impl Values {
    /// Those of several parts together.
    pub fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for values in all {
            sum.numbers.extend_from_slice(&values.numbers);
            sum.addresses.extend_from_slice(&values.addresses);
            sum.code.extend_from_slice(&values.code);
            sum.lines.extend_from_slice(&values.lines);
        }
        sum
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.numbers.iter().chain(&self.addresses).chain(&self.code).chain(&self.lines)
    }

    /// Which part of both is in both; none where neither has any.
    pub fn likeness(&self, other: &Self) -> Option<f64> {
        let (first, second): (Vec<_>, Vec<_>) = (self.all().collect(), other.all().collect());
        let all = first.len() + second.len();
        let (missing, _) = apart(&first, &second);
        (all > 0).then(|| 2.0 * (first.len() - missing.len()) as f64 / all as f64)
    }
}

/// What is in one list and not in the other, each as often as it is there more.
fn apart<T: PartialEq + Clone>(first: &[T], second: &[T]) -> (Vec<T>, Vec<T>) {
    let mut extra: Vec<T> = second.to_vec();
    let mut missing = Vec::new();
    for value in first {
        match extra.iter().position(|other| other == value) {
            Some(at) => drop(extra.remove(at)),
            None => missing.push(value.clone()),
        }
    }
    (missing, extra)
}

/// How many signs of a value are shown.
const SHOWN: usize = 60;

/// What differs: what it is, what the original has, what the translation has. What only one of
/// them has is none: people spell numbers out, and leave addresses away.
pub(super) fn differences(first: &Values, second: &Values) -> Vec<(&'static str, String, String)> {
    let shown = |values: &[String]| {
        let short = |value: &String| match value.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("`{} …`", &value[..at]),
            None => format!("`{value}`"),
        };
        values.iter().take(3).map(short).collect::<Vec<_>>().join(", ")
    };
    let kinds = [
        ("a number", &first.numbers, &second.numbers),
        ("an address", &first.addresses, &second.addresses),
        ("code", &first.code, &second.code),
        ("a line of code", &first.lines, &second.lines),
    ];
    let mut found = Vec::new();
    for (what, first, second) in kinds {
        let (missing, extra) = apart(first, second);
        let (no, none) = ("nothing".to_owned(), missing.is_empty() || extra.is_empty());
        let whole = what == "a line of code" && missing.len() + extra.len() > 0;
        // A number of three digits and more is hardly ever spelt out.
        let long = what == "a number" && missing.iter().any(|number| number.len() > 2);
        if none && !whole && !long {
            continue;
        }
        let or_nothing = |text: String| if text.is_empty() { no.clone() } else { text };
        found.push((what, or_nothing(shown(&missing)), or_nothing(shown(&extra))));
    }
    found
}

/// What a block has.
pub(super) fn of_block(block: &Block<Written>) -> Values {
    let mut values = Values::default();
    visit::blocks(std::slice::from_ref(block), &mut Gather(&mut values));
    values
}

/// What words have.
pub(super) fn of_inlines(content: &[Inline<Written>]) -> Values {
    let mut values = Values::default();
    visit::inlines(content, &mut Gather(&mut values));
    values
}

struct Gather<'a>(&'a mut Values);

impl Visit<Written> for Gather<'_> {
    fn block(&mut self, block: &Block<Written>) {
        if let BlockKind::Code { language: Some(language), text, .. } = &block.kind
            && !["text", "txt", "plain", "plaintext", "md", "markdown", "mermaid"]
                .contains(&language.as_str())
        {
            self.0.lines.extend(text.lines().map(without_words).filter(|line| !line.is_empty()));
        }
    }

    fn inline(&mut self, inline: &Inline<Written>) {
        match &inline.kind {
            InlineKind::Text { text } => self.0.numbers.extend(numbers(text)),
            InlineKind::Code { text } => self.0.code.push(text.clone()),
            InlineKind::Formula(formula) => self.0.code.push(formula.tex.clone()),
            InlineKind::Link { target, .. } => self.0.addresses.extend(address(target)),
            _ => {}
        }
    }
}

/// A line of code without what translators put into their own words.
fn without_words(line: &str) -> String {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:^|\s)(?:#|//|--|;|/\*|\*)(?:\s.*)?$|<!--.*$|"[^"]*"|'[^']*'"#)
            .expect("the pattern is tested")
    });
    let bare = WORDS.replace_all(line, "");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers of a text, in one spelling: `10,000`, `10.000` and `10 000` are `10000`, and `1,5` is
/// `1.5`.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("\\d+(?:[.,'’\u{a0}\u{202f}\u{2009}]\\d+)*").expect("the pattern is tested")
    });
    let western = |c: char| c.to_digit(10).or_else(|| digit(c)).and_then(|digit| char::from_digit(digit, 10));
    let text: String = text.chars().map(|c| western(c).unwrap_or(c)).collect();
    let spaced = thousands(&text);
    let found: Vec<String> = NUMBER.find_iter(&spaced).map(|found| one_spelling(found.as_str())).collect();
    found.into_iter()
}

/// A digit of another script.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [char; 8] =
        ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{1040}', '\u{ff10}', '\u{be6}'];
    ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10))
}

/// A text in which a space between a number and three digits of it is a narrow one.
fn thousands(text: &str) -> String {
    static SPACE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\b\d{1,3}) (\d{3}\b)").expect("the pattern is tested"));
    SPACE.replace_all(text, "$1\u{202f}$2").into_owned()
}

fn one_spelling(number: &str) -> String {
    let mut parts = number.split(|c: char| !c.is_ascii_digit());
    let mut out = parts.next().unwrap_or("").trim_start_matches('0').to_owned();
    if out.is_empty() {
        out.push('0');
    }
    for part in parts {
        // Three digits are thousands, in whatever spelling; decimals are rarely three.
        if part.len() != 3 {
            out.push('.');
        }
        out.push_str(part);
    }
    out
}

/// An address on the web without what translators change in it: the language in its host or path,
/// the place in the page.
fn address(target: &str) -> Option<String> {
    let lower = target.trim();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"))?;
    let rest = rest.split(['#', '?']).next().unwrap_or(rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_language = |part: &str| {
        let tag = languages::tag(part);
        part.len() <= 5 && languages::is_known(part) && tag.is_some()
    };
    let host = host.to_ascii_lowercase();
    let labels = host.split('.').filter(|label| *label != "www");
    let count = host.split('.').count();
    let host: Vec<&str> = labels
        .enumerate()
        .filter(|(at, label)| !(is_language(label) && at + 2 < count))
        .map(|(_, label)| label)
        .collect();
    // A page of an encyclopedia is called otherwise in each language.
    if host.last().is_some() && host.contains(&"wikipedia") {
        return None;
    }
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && !is_language(part)).collect();
    Some(format!("{}/{}", host.join("."), path.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        for (text, found) in [
            ("10,000 or 10 000 or 10.000 or 10\u{202f}000", &["10000", "10000", "10000", "10000"][..]),
            ("1.5 and 1,5", &["1.5", "1.5"]),
            ("on 31 March 2013", &["31", "2013"]),
            ("٣١ مارس", &["31"]),
            ("07", &["7"]),
            ("none", &[]),
        ] {
            assert_eq!(numbers(text).collect::<Vec<_>>(), found, "{text}");
        }
    }

    #[test]
    fn addresses_are_one_in_every_language() {
        for (one, other, same) in [
            ("https://example.org/en/a", "https://www.example.org/fr/a/", true),
            ("https://en.example.org/a#b", "http://fr.example.org/a", true),
            ("https://example.org/a", "https://example.org/b", false),
        ] {
            assert_eq!(address(one) == address(other), same, "{one} {other}");
        }
        assert_eq!(address("live.md"), None);
    }

    #[test]
    fn words_in_code_may_be_translated() {
        assert_eq!(without_words("  run --fast  # the quick way"), "run --fast");
        assert_eq!(without_words("print(\"hello\") // says it"), "print()");
    }
}
