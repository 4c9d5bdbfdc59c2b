//! The order of the index, and the letters over it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::headwords::{headword, is_english};
use super::{Entry, Group};

/// Entries in the order of the language's dictionaries, by letter. What begins
/// with no letter comes first.
pub(crate) fn grouped(mut entries: Vec<Entry>, language: &str) -> Vec<Group> {
    let order = Collation::new(language);
    entries.sort_by(|a, b| order.compare(&a.term, &b.term));
    let entries = nested(entries, language);
    let mut groups: Vec<Group> = Vec::new();
    for entry in entries {
        let letter = order.letter(&entry.term);
        match groups.last_mut().filter(|group| order.same_letter(&group.letter, &letter)) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { letter, entries: vec![entry] }),
        }
    }
    groups
}

/// Entries below those whose words they begin with, such as "API keys" below "API"; and below what
/// several have before a preposition, such as "Map of needs" and "Map of systems" below "Map".
fn nested(entries: Vec<Entry>, language: &str) -> Vec<Entry> {
    let entries = with_heads(entries, language);
    let mut out: Vec<Entry> = Vec::new();
    // By their words in small letters. Others may stand between, such as "API-first" between "API"
    // and "API keys".
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for mut entry in entries {
        let words = entry.term.to_lowercase();
        let head = words.rmatch_indices(' ').find_map(|(at, _)| heads.get(&words[..at]));
        match head {
            Some(head) => {
                entry.stem = out[*head].term.len();
                out[*head].below.push(entry);
            }
            None => {
                heads.insert(words, out.len());
                out.push(entry);
            }
        }
    }
    out
}

/// The entries, and before those that share what stands before a preposition an entry of that alone.
fn with_heads(entries: Vec<Entry>, language: &str) -> Vec<Entry> {
    const PREPOSITIONS: [&str; 7] = ["for", "from", "in", "of", "on", "to", "with"];
    if !is_english(language) {
        return entries;
    }
    let head = |entry: &Entry| {
        let mut words = entry.term.split(' ').skip(1);
        let at = words.position(|word| PREPOSITIONS.contains(&word))?;
        Some(entry.term.split(' ').take(at + 1).collect::<Vec<_>>().join(" "))
    };
    let heads: Vec<Option<String>> = entries.iter().map(head).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for words in heads.iter().flatten() {
        *counts.entry(words.to_lowercase()).or_default() += 1;
    }
    let mut known: BTreeSet<String> = entries.iter().map(|entry| entry.term.to_lowercase()).collect();
    let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
    for (entry, words) in entries.into_iter().zip(heads) {
        let words = words.filter(|words| {
            let words = words.to_lowercase();
            counts.get(&words).is_some_and(|count| *count > 1)
                && headword(&words, language).is_some()
                && known.insert(words)
        });
        if let Some(words) = words {
            out.push(Entry {
                term: words,
                stem: 0,
                expansion: None,
                meanings: Vec::new(),
                chapter: entry.chapter,
                by_chapter: false,
                places: Vec::new(),
                below: Vec::new(),
            });
        }
        out.push(entry);
    }
    out
}

/// How a language sorts.
struct Collation {
    /// Tells everything apart that the language does.
    full: CollatorBorrowed<'static>,
    /// Tells letters apart, and neither accents nor cases of one.
    letters: CollatorBorrowed<'static>,
}

impl Collation {
    /// That of a BCP 47 tag; of no language in particular where there is no such.
    fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            CollatorBorrowed::try_new(CollatorPreferences::from(&locale), options)
                .or_else(|_| CollatorBorrowed::try_new(CollatorPreferences::default(), options))
                .expect("the root collation is compiled in")
        };
        Self { full: collator(Strength::Tertiary), letters: collator(Strength::Primary) }
    }

    /// Terms, the bytes deciding between those that the language does not tell apart.
    fn compare(&self, a: &str, b: &str) -> Ordering {
        self.full.compare(a, b).then_with(|| a.cmp(b))
    }

    fn same_letter(&self, a: &str, b: &str) -> bool {
        a == b || (!a.is_empty() && !b.is_empty() && self.letters.compare(a, b) == Ordering::Equal)
    }

    /// The letter under which a term stands: without its accent, where the language
    /// sorts it as if it had none.
    fn letter(&self, term: &str) -> String {
        let mut clusters = term.graphemes(true).filter(|cluster| !is_before_its_consonant(cluster));
        let Some(cluster) = clusters.find(|cluster| cluster.chars().any(char::is_alphanumeric)) else {
            return String::new();
        };
        let Some(first) = cluster.chars().next() else { return String::new() };
        if !first.is_alphabetic() || first.script() == Script::Han {
            return String::new();
        }
        if first.script() == Script::Hangul {
            return initial(first).map(String::from).unwrap_or_default();
        }
        let bare: String = cluster.nfd().take(1).collect();
        let letter = if self.same_letter(&bare, cluster) { bare } else { cluster.to_owned() };
        letter.to_uppercase().nfc().collect()
    }
}

/// Whether a vowel of Thai or Lao is written before the consonant that it follows in
/// speech and in the dictionary.
fn is_before_its_consonant(cluster: &str) -> bool {
    matches!(cluster.chars().next(), Some('\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}'))
        && cluster.chars().count() == 1
}

/// The consonant that a Korean syllable begins with, as dictionaries print it:
/// doubled ones stand under their single form.
fn initial(syllable: char) -> Option<char> {
    const INITIALS: [char; 19] = [
        'ㄱ', 'ㄱ', 'ㄴ', 'ㄷ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅂ', 'ㅅ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ',
        'ㅍ', 'ㅎ',
    ];
    let number = u32::from(syllable).checked_sub(0xac00)? / 588;
    INITIALS.get(usize::try_from(number).ok()?).copied()
}
