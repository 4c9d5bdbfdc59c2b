//! The marks of notes stand behind the punctuation that follows a word, as English, German and most
//! other languages have it (*The Chicago Manual of Style*, 14.26). In French and other Romance
//! languages they stand before it.

use crate::model::printed::{Inline, InlineKind, Target};

/// Languages in which a mark stands before the punctuation.
const BEFORE: [&str; 8] = ["ca", "es", "fr", "gl", "it", "oc", "pt", "ro"];

/// Whether a language, given by its tag, has marks behind punctuation.
pub(super) fn stand_behind_punctuation(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or("").to_ascii_lowercase();
    !BEFORE.contains(&primary.as_str())
}

/// Takes the punctuation behind each link and reference that has a mark out of the text after
/// it, for the mark to follow.
pub(super) fn move_behind_punctuation(content: &mut [Inline]) {
    for at in 1..content.len() {
        let (before, rest) = content.split_at_mut(at);
        let (Some(marked), Some(next)) = (before.last_mut(), rest.first_mut()) else { continue };
        let (Some(after), InlineKind::Text { text }) = (after(&mut marked.kind), &mut next.kind) else {
            continue;
        };
        let length = punctuation(text);
        after.push_str(&text[..length]);
        text.replace_range(..length, "");
    }
}

/// Where the punctuation before an inline's mark is kept; nothing for one without a mark.
fn after(kind: &mut InlineKind) -> Option<&mut String> {
    match kind {
        InlineKind::Note(reference) => reference.label.is_some().then_some(&mut reference.after),
        InlineKind::Link { target: Target::Web(address) | Target::Elsewhere(address), .. } => {
            address.print.has_mark().then_some(&mut address.after)
        }
        _ => None,
    }
}

/// The bytes of the punctuation that a text begins with, closing quotation marks with it. None
/// where a word goes on behind it, as in `.md`.
fn punctuation(text: &str) -> usize {
    let signs = text.find(|c| !matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…')).unwrap_or(text.len());
    let rest = &text[signs..];
    let quotes = rest.find(|c| !matches!(c, '”' | '’' | '"' | '»' | '“')).unwrap_or(rest.len());
    let length = if signs == 0 { 0 } else { signs + quotes };
    let goes_on = text[length..].starts_with(|c: char| !c.is_whitespace() && !matches!(c, ')' | ']'));
    if goes_on { 0 } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_follows_the_punctuation_behind_its_word() {
        let kept = |text: &'static str| &text[..punctuation(text)];
        for (text, expected) in [
            (", and so on", ","),
            (".", "."),
            (".” Then", ".”"),
            ("?! No", "?!"),
            (".)", "."),
            (") and", ""),
            (".md", ""),
            (" and", ""),
            ("” she", ""),
            ("", ""),
        ] {
            assert_eq!(kept(text), expected, "{text}");
        }
    }

    #[test]
    fn romance_languages_keep_it_before() {
        assert!(stand_behind_punctuation("en-GB") && stand_behind_punctuation("de"));
        assert!(!stand_behind_punctuation("fr-CH") && !stand_behind_punctuation("es"));
    }
}
