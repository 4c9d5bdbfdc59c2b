//! Language tags, and the directions in which languages are written.

use crate::model::Direction;

/// Languages, besides those with an `Arab`, `Hebr`, `Syrc`, `Thaa` or `Nkoo`
/// script tag, that are written from right to left.
const RTL: [&str; 13] = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "ug", "ur", "yi"];
/// Scripts that are written from right to left.
const RTL_SCRIPTS: [&str; 6] = ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm"];
/// Languages after which folders and files are called. Codes that are words too, such as `it` and
/// `hr`, are none of them.
const KNOWN: [&str; 41] = [
    "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "gd", "gl", "he", "hi", "hu", "ja", "ko", "lt", "lv", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk",
    "sv", "th", "tr", "uk", "ur", "vi", "zh",
];

/// Whether a name, such as `pt-br`, is that of a language and no other word.
pub(crate) fn is_known(name: &str) -> bool {
    let language = name.split('-').next().unwrap_or("");
    KNOWN.contains(&language.to_ascii_lowercase().as_str())
}

/// A language tag in its usual capitals, if it has the form of one (BCP 47).
pub(crate) fn tag(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or("");
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        match part.len() {
            2 if letters => tag.push_str(&part.to_ascii_uppercase()),
            4 if letters => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// The direction in which a language is written.
pub(crate) fn direction_of(language: &str) -> Direction {
    let lower = language.to_ascii_lowercase();
    let mut parts = lower.split('-');
    let name = parts.next().unwrap_or("");
    // The script decides where it is named: `ku-Arab`, `az-Latn`.
    let rtl = match parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
        Some(script) => RTL_SCRIPTS.contains(&script),
        None => RTL.contains(&name),
    };
    if rtl { Direction::Rtl } else { Direction::Ltr }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_tags_with_a_direction() {
        for (text, expected) in [
            ("EN_gb", Some(("en-GB", Direction::Ltr))),
            ("ar", Some(("ar", Direction::Rtl))),
            ("ku-arab", Some(("ku-Arab", Direction::Rtl))),
            ("az-Latn", Some(("az-Latn", Direction::Ltr))),
            ("ar-Latn", Some(("ar-Latn", Direction::Ltr))),
            ("he-IL", Some(("he-IL", Direction::Rtl))),
            ("zh-hant-tw", Some(("zh-Hant-TW", Direction::Ltr))),
            ("english", None),
            ("", None),
            ("e", None),
            ("en--GB", None),
        ] {
            let found = tag(text);
            let expected_tag = expected.map(|(tag, _)| tag.to_owned());
            assert_eq!(found, expected_tag, "{text}");
            if let Some((tag, direction)) = expected {
                assert_eq!(direction_of(tag), direction, "{text}");
            }
        }
    }
}
