//! Names made from words: slugs for files, ids for headings, titles from file names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names that some systems keep for devices.
const RESERVED: [&str; 10] = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3"];

/// A text in composed form (NFC), which ASCII is in already.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A text in decomposed form (NFD), which ASCII is in already.
fn decomposed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfd().collect()) }
}

/// A text whose first letter is small, as it stands within a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A name that is safe in file names and ids: lower case, letters and digits
/// with single hyphens between them. Accents on Latin letters fall away; other
/// scripts stay as they are.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in decomposed(text).chars().flat_map(char::to_lowercase) {
        match c {
            // Combining marks of Latin, Greek and Cyrillic.
            '\u{300}'..='\u{36f}' => {}
            'ß' => slug.push_str("ss"),
            'æ' => slug.push_str("ae"),
            'œ' => slug.push_str("oe"),
            'ø' => slug.push('o'),
            'đ' | 'ð' => slug.push('d'),
            'ł' => slug.push('l'),
            'þ' => slug.push_str("th"),
            'ı' => slug.push('i'),
            '\'' | '’' => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug: String = composed(slug.trim_end_matches('-')).chars().take(80).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "page".to_owned()
    } else if RESERVED.contains(&slug) {
        format!("{slug}-page")
    } else {
        slug.to_owned()
    }
}

/// The id that GitHub and kramdown's GFM parser give a heading: lower case,
/// without punctuation, with hyphens for spaces.
pub(crate) fn heading_id(text: &str) -> String {
    let mut id = String::new();
    for c in composed(text.trim()).chars().flat_map(char::to_lowercase) {
        match c {
            '-' | '_' => id.push(c),
            c if c.is_whitespace() => id.push('-'),
            c if c.is_alphanumeric() || is_combining_mark(c) => id.push(c),
            _ => {}
        }
    }
    if id.chars().all(|c| c == '-') { "section".to_owned() } else { id }
}

/// The letters and digits of an id from its first letter on: what the ids that different generators
/// give one heading have in common.
pub(crate) fn signs(id: &str) -> String {
    let from = id.find(char::is_alphabetic).unwrap_or(0);
    composed(&id[from..])
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() || is_combining_mark(*c))
        .collect()
}

/// The name of a place in a PDF: other letters than Latin ones are written as their numbers. The
/// theme gets `?` for what no font has, in all that it receives, and two names are not to become one.
pub(crate) fn label(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut label, c| {
        match c {
            '\0'..='\u{17f}' => label.push(c),
            _ => label.push_str(&format!("~{:x}", u32::from(c))),
        }
        label
    })
}

/// The first of `base`, `base-first`, `base-(first+1)` and so on that is not
/// taken. It is taken then.
pub(crate) fn unique(base: &str, first: usize, taken: &mut BTreeSet<String>) -> String {
    let mut name = base.to_owned();
    let mut number = first;
    while !taken.insert(name.clone()) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}

/// A title for a page that has none: `user-needs` becomes `User Needs`.
pub(crate) fn title(stem: &str) -> String {
    let words: Vec<String> = stem
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | '+'))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect();
    if words.is_empty() { "Untitled".to_owned() } else { words.join(" ") }
}

/// The words of a name in a program's spelling: `timeRequired` and `time_required` become
/// `Time required`.
pub(crate) fn spaced(name: &str) -> String {
    let mut words = String::new();
    for c in name.trim().chars() {
        match c {
            '-' | '_' => words.push(' '),
            c if c.is_uppercase() && words.ends_with(char::is_lowercase) => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c => words.push(c),
        }
    }
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text as people compare it: composed, lower case, with single spaces.
pub(crate) fn folded(text: &str) -> String {
    let lower: String = composed(text).chars().flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The candidate that is most like `text`, where one is like enough to be
/// meant. Of equals, the first.
pub(crate) fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = folded(text);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let other = folded(candidate);
        // Transpositions and a dropped letter are what fingers do; a common
        // beginning is what memory does.
        let likeness = strsim::normalized_damerau_levenshtein(&text, &other)
            .max(strsim::jaro_winkler(&text, &other) - 0.2);
        if likeness >= 0.6 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a text differs from another by no more than slips of the hand: one for every five letters.
pub(crate) fn is_slip(text: &str, other: &str) -> bool {
    let (text, other) = (folded(text), folded(other));
    strsim::damerau_levenshtein(&text, &other) * 5 <= text.chars().count()
}

/// Compares names the way people number them: `2-beta` before `10-live`.
pub(crate) fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    let (mut x, mut y) = (a, b);
    loop {
        match (x.chars().next(), y.chars().next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(c), Some(d)) if c.is_ascii_digit() && d.is_ascii_digit() => {
                let (m, rest_x) = number(x);
                let (n, rest_y) = number(y);
                // Without leading zeros, the longer number is the greater.
                match m.len().cmp(&n.len()).then_with(|| m.cmp(n)) {
                    Ordering::Equal => (x, y) = (rest_x, rest_y),
                    other => return other,
                }
            }
            (Some(c), Some(d)) => match c.to_lowercase().cmp(d.to_lowercase()) {
                Ordering::Equal => (x, y) = (&x[c.len_utf8()..], &y[d.len_utf8()..]),
                other => return other,
            },
        }
    }
}

/// The digits a text begins with, without leading zeros, and what follows.
fn number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_safe_in_file_names() {
        for (text, expected) in [
            ("Beta", "beta"),
            ("User needs & research!", "user-needs-research"),
            ("--a..b--", "a-b"),
            ("Überprüfung", "uberprufung"),
            ("straße", "strasse"),
            ("Łódź", "lodz"),
            ("it's", "its"),
            ("発見", "発見"),
            ("مرحلة", "مرحلة"),
            ("", "page"),
            ("???", "page"),
            ("../../etc", "etc"),
            ("CON", "con-page"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn heading_ids_are_githubs() {
        for (text, expected) in [
            ("What is the objective of an alpha?", "what-is-the-objective-of-an-alpha"),
            ("What does going ‘live’ mean?", "what-does-going-live-mean"),
            ("2 weeks", "2-weeks"),
            ("snake_case & more", "snake_case--more"),
            ("Größe", "größe"),
            ("हिन्दी", "हिन्दी"),
            ("!!!", "section"),
        ] {
            assert_eq!(heading_id(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut names = ["10-live", "2-beta", "02-alpha", "1", "b", "A"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["1", "02-alpha", "2-beta", "10-live", "A", "b"]);
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["alpha", "beta", "backlog.png"];
        assert_eq!(nearest("alhpa", names), Some("alpha"));
        assert_eq!(nearest("Backlogs.png", names), Some("backlog.png"));
        assert_eq!(nearest("retirement", names), None);
    }
}
