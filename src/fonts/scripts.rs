//! The scripts of the world: which families set each well, and which package
//! of Debian's brings them.

use unicode_script::{Script, UnicodeScript};

/// How a script is set.
#[derive(Debug)]
pub struct Setting {
    /// The script, by its name in Unicode (UAX #24).
    pub script: Script,
    /// A letter that every font for the script has.
    pub sample: char,
    /// The languages that are written in it, by their primary subtags.
    pub languages: &'static [&'static str],
    /// Families for running text, the best first.
    pub text: &'static [&'static str],
    /// Families for headings, labels and posters, the best first.
    pub display: &'static [&'static str],
}

/// Families that have symbols, whatever the script.
pub const SYMBOLS: [&str; 4] = ["Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans Math", "Symbola"];

macro_rules! settings {
    ($($script:ident $sample:literal [$($language:literal)*] [$($text:literal)*] [$($display:literal)*];)*) => {
        /// Every script that needs fonts beyond the program's own.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            script: Script::$script,
            sample: $sample,
            languages: &[$($language),*],
            text: &[$($text),*],
            display: &[$($display),*],
        }),*];
    };
}

settings! {
    Arabic 'ب' ["ar" "ckb" "fa" "ps" "sd" "ug" "ur"] ["Noto Naskh Arabic" "Amiri"] ["Noto Sans Arabic" "Noto Kufi Arabic"];
    Armenian 'ա' ["hy"] ["Noto Serif Armenian"] ["Noto Sans Armenian"];
    Bengali 'ক' ["as" "bn"] ["Noto Serif Bengali"] ["Noto Sans Bengali"];
    Devanagari 'क' ["hi" "mr" "ne" "sa"] ["Noto Serif Devanagari"] ["Noto Sans Devanagari"];
    Ethiopic 'ሀ' ["am" "ti"] ["Noto Serif Ethiopic"] ["Noto Sans Ethiopic"];
    Georgian 'ა' ["ka"] ["Noto Serif Georgian"] ["Noto Sans Georgian"];
    Gujarati 'ક' ["gu"] ["Noto Serif Gujarati"] ["Noto Sans Gujarati"];
    Gurmukhi 'ਕ' ["pa"] ["Noto Serif Gurmukhi"] ["Noto Sans Gurmukhi"];
    Han '一' ["lzh" "yue" "zh"]
        ["Noto Serif CJK SC" "Noto Serif CJK TC" "Noto Serif CJK HK" "Noto Serif CJK JP" "Noto Serif CJK KR"]
        ["Noto Sans CJK SC" "Noto Sans CJK TC" "Noto Sans CJK HK" "Noto Sans CJK JP" "Noto Sans CJK KR"];
    Hangul '가' ["ko"] ["Noto Serif CJK KR"] ["Noto Sans CJK KR"];
    Hebrew 'א' ["he" "yi"] ["Noto Serif Hebrew"] ["Noto Sans Hebrew"];
    Hiragana 'あ' ["ja"] ["Noto Serif CJK JP"] ["Noto Sans CJK JP"];
    Kannada 'ಕ' ["kn"] ["Noto Serif Kannada"] ["Noto Sans Kannada"];
    Khmer 'ក' ["km"] ["Noto Serif Khmer"] ["Noto Sans Khmer"];
    Lao 'ກ' ["lo"] ["Noto Serif Lao"] ["Noto Sans Lao"];
    Malayalam 'ക' ["ml"] ["Noto Serif Malayalam"] ["Noto Sans Malayalam"];
    Myanmar 'က' ["my"] ["Noto Serif Myanmar"] ["Noto Sans Myanmar"];
    Oriya 'କ' ["or"] ["Noto Sans Oriya"] ["Noto Sans Oriya"];
    Sinhala 'ක' ["si"] ["Noto Serif Sinhala"] ["Noto Sans Sinhala"];
    Tamil 'க' ["ta"] ["Noto Serif Tamil"] ["Noto Sans Tamil"];
    Telugu 'క' ["te"] ["Noto Serif Telugu"] ["Noto Sans Telugu"];
    Thai 'ก' ["th"] ["Noto Serif Thai" "Noto Looped Thai"] ["Noto Sans Thai"];
    Tibetan 'ཀ' ["bo" "dz"] ["Noto Serif Tibetan"] [];
}

/// The script that a character is of. A sign that a few scripts share, as the
/// full stop of Hindi and Bengali is shared, counts as one of the first of them.
pub fn of(character: char) -> Script {
    if !is_shared(character) {
        return character.script();
    }
    let among = character.script_extension();
    let known = |setting: &&Setting| !among.is_common() && among.contains_script(setting.script);
    SETTINGS.iter().find(known).map_or(character.script(), |setting| setting.script)
}

/// Whether a character is of several scripts or of none.
pub fn is_shared(character: char) -> bool {
    matches!(character.script(), Script::Common | Script::Inherited)
}

/// The names of all scripts that a character is used in, as far as it is known.
pub fn names(character: char) -> impl Iterator<Item = &'static str> {
    character.script_extension().iter().filter_map(name)
}

/// How a script is set, where it needs a word.
pub fn setting(script: Script) -> Option<&'static Setting> {
    let script = match script {
        Script::Katakana => Script::Hiragana,
        Script::Bopomofo => Script::Han,
        script => script,
    };
    SETTINGS.iter().find(|setting| setting.script == script)
}

/// How the language of a tag is set, where it is not written in Latin,
/// Cyrillic or Greek letters.
pub fn setting_of_language(tag: &str) -> Option<&'static Setting> {
    let primary = tag.split('-').next().unwrap_or("");
    SETTINGS.iter().find(|setting| setting.languages.iter().any(|known| primary.eq_ignore_ascii_case(known)))
}

/// A script's name for people; none where a character is of no script, as
/// signs and marks are.
pub fn name(script: Script) -> Option<&'static str> {
    match script {
        Script::Common | Script::Inherited | Script::Unknown => None,
        Script::Han => Some("Chinese, Japanese or Korean"),
        Script::Hiragana | Script::Katakana => Some("Japanese"),
        Script::Hangul => Some("Korean"),
        Script::Bopomofo => Some("Chinese"),
        Script::Myanmar => Some("Burmese"),
        script => Some(script.full_name()),
    }
}

/// A package of Debian's that has fonts for a character, and where it helps the
/// family in it.
pub fn package(character: char) -> String {
    let script = of(character);
    match (setting(script), script) {
        (_, Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo) => {
            "fonts-noto-cjk".to_owned()
        }
        // Full-width forms and the punctuation of Chinese and Japanese.
        _ if matches!(character, '\u{3000}'..='\u{33ff}' | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}') => {
            "fonts-noto-cjk".to_owned()
        }
        (_, Script::Common | Script::Inherited | Script::Unknown)
            if matches!(character, '\u{1f000}'..='\u{1faff}') =>
        {
            "fonts-symbola".to_owned()
        }
        (_, Script::Common | Script::Inherited | Script::Unknown) => {
            "fonts-noto-core or fonts-symbola".to_owned()
        }
        (_, Script::Latin | Script::Greek | Script::Cyrillic) => "fonts-noto-core (Noto Sans)".to_owned(),
        (Some(setting), _) => format!("fonts-noto-core ({})", setting.text[0]),
        (None, script) => format!("fonts-noto-core (Noto Sans {})", script.full_name().replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_of_their_scripts_and_languages_of_one() {
        for each in SETTINGS {
            assert_eq!(each.sample.script(), each.script, "{}", each.sample);
            for language in each.languages {
                assert_eq!(setting_of_language(language).map(|s| s.script), Some(each.script), "{language}");
            }
        }
        assert!(setting_of_language("en-GB").is_none());
        assert_eq!(setting_of_language("zh-Hant-TW").map(|s| s.script), Some(Script::Han));
    }

    #[test]
    fn a_package_is_named_for_every_script() {
        for (character, package) in [
            ('م', "fonts-noto-core (Noto Naskh Arabic)"),
            ('段', "fonts-noto-cjk"),
            ('。', "fonts-noto-cjk"),
            ('カ', "fonts-noto-cjk"),
            ('က', "fonts-noto-core (Noto Serif Myanmar)"),
            ('ᚠ', "fonts-noto-core (Noto Sans Runic)"),
            ('𐤀', "fonts-noto-core (Noto Sans Phoenician)"),
            ('🎉', "fonts-symbola"),
        ] {
            assert_eq!(super::package(character), package, "{character}");
        }
    }
}
