//! The order of the index, and the letters over it.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::{Entry, Group};

/// Entries in the order of the language's dictionaries, by letter. What begins
/// with no letter comes first.
pub(crate) fn grouped(mut entries: Vec<Entry>, language: &str) -> Vec<Group> {
    let order = Collation::new(language);
    entries.sort_by(|a, b| order.compare(&a.term, &b.term));
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
