//! Straight quotation marks as the language of a page writes them.
//!
//! The marks of each language are those of the Unicode CLDR (`delimiters`), with the narrow
//! no-break space that French sets within its own. A mark behind a number that closes nothing
//! is a measure: `24"` are inches, `5'` are feet.

use std::borrow::Cow;

/// The marks of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    open: &'static str,
    close: &'static str,
    inner_open: &'static str,
    inner_close: &'static str,
}

const fn marks(
    open: &'static str,
    close: &'static str,
    inner_open: &'static str,
    inner_close: &'static str,
) -> Marks {
    Marks { open, close, inner_open, inner_close }
}

const ENGLISH: Marks = marks("“", "”", "‘", "’");

/// The languages whose marks are not those of English.
const LANGUAGES: [(&[&str], Marks); 13] = [
    (&["bg", "cs", "de", "dsb", "hsb", "is", "lb", "lt", "sk", "sl", "sq"], marks("„", "“", "‚", "‘")),
    (&["et", "ka"], marks("„", "“", "“", "”")),
    (&["hu", "pl", "ro"], marks("„", "”", "«", "»")),
    (&["hr", "bs"], marks("„", "”", "‘", "’")),
    (&["fr", "br"], marks("«\u{202f}", "\u{202f}»", "“", "”")),
    (&["it", "es", "ca", "el", "pt-PT", "hy"], marks("«", "»", "“", "”")),
    (&["ru", "uk", "be", "kk", "ky"], marks("«", "»", "„", "“")),
    (&["nb", "nn", "no", "fa", "az"], marks("«", "»", "‘", "’")),
    (&["de-CH", "fr-CH", "it-CH", "rm", "gsw"], marks("«", "»", "‹", "›")),
    (&["fi", "sv", "he"], marks("”", "”", "’", "’")),
    (&["ar", "ur"], marks("”", "“", "’", "‘")),
    (&["ja", "zh-Hant", "zh-TW", "zh-HK"], marks("「", "」", "『", "』")),
    (&["cy"], marks("‘", "’", "“", "”")),
];

impl Marks {
    /// The marks of a language tag (BCP 47), and those of English where none are known.
    pub fn of(tag: &str) -> Self {
        let tag = tag.replace('_', "-");
        let mut name = tag.as_str();
        loop {
            let of = |(names, _): &&(&[&str], Self)| names.iter().any(|n| n.eq_ignore_ascii_case(name));
            if let Some((_, marks)) = LANGUAGES.iter().find(of) {
                return *marks;
            }
            match name.rfind('-') {
                Some(end) => name = &name[..end],
                None => return ENGLISH,
            }
        }
    }
}

/// Whether two languages, by their tags, have other quotation marks.
pub fn differ(one: &str, other: &str) -> bool {
    Marks::of(one) != Marks::of(other)
}

/// Follows the quotation marks of a block from its first to its last.
#[derive(Debug, Clone)]
pub struct Quotes {
    marks: Marks,
    open: bool,
    inner_open: bool,
}

impl Quotes {
    /// For text in the language of a tag; none is English.
    pub fn new(tag: Option<&str>) -> Self {
        Self { marks: tag.map_or(ENGLISH, Marks::of), open: false, inner_open: false }
    }

    /// A block begins: what stood open before it closes nothing here.
    pub fn begin_block(&mut self) {
        (self.open, self.inner_open) = (false, false);
    }

    /// What a straight double mark between two characters becomes.
    pub fn double(&mut self, before: Option<char>, after: Option<char>) -> &'static str {
        let can_open = after.is_some_and(|c| !c.is_whitespace()) && before.is_none_or(opens_after);
        let measure = before.is_some_and(|c| c.is_ascii_digit()) && !after.is_some_and(char::is_alphanumeric);
        if self.open && !(can_open && before.is_some_and(char::is_whitespace)) {
            self.open = false;
            self.marks.close
        } else if measure {
            "″"
        } else if can_open {
            self.open = true;
            self.marks.open
        } else if self.open {
            self.open = false;
            self.marks.close
        } else {
            // Nothing stands open: a mark behind a word can only close.
            self.marks.close
        }
    }

    /// What a straight single mark becomes that another closes.
    pub fn opening(&mut self) -> &'static str {
        self.inner_open = true;
        self.marks.inner_open
    }

    /// What any other straight single mark between two characters becomes.
    pub fn single(&mut self, before: Option<char>, after: Option<char>) -> &'static str {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if letter(before) && letter(after) {
            "’"
        } else if self.inner_open && before.is_some_and(|c| !c.is_whitespace()) {
            self.inner_open = false;
            self.marks.inner_close
        } else if before.is_some_and(|c| c.is_ascii_digit()) {
            "′"
        } else {
            "’"
        }
    }
}

/// Whether an opening mark may stand behind a character: white space, a bracket, a dash, or a
/// mark of Markdown or HTML that itself stands before words.
fn opens_after(character: char) -> bool {
    character.is_whitespace() || "([{<>*_~|–—-/‘“„«‚=".contains(character)
}

/// Whether a single mark stands for feet or minutes: `5'10"`, with what stands behind it.
pub fn measures(before: Option<char>, behind: &str) -> bool {
    let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    before.is_some_and(|c| c.is_ascii_digit()) && matches!(digits, 1 | 2) && behind[digits..].starts_with('"')
}

/// What stands before a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing, or words without white space behind them.
    Nothing,
    /// Words and white space.
    Space,
}

/// A text in which a hyphen between spaces is the dash that its writer means.
pub fn dashed(text: &str, before: Before) -> Cow<'_, str> {
    let begins = before == Before::Space && text.starts_with("- ");
    if !begins && !text.contains(" - ") {
        return Cow::Borrowed(text);
    }
    let rest = if begins { &text[1..] } else { text };
    Cow::Owned(format!("{}{}", if begins { "–" } else { "" }, rest.replace(" - ", " – ")))
}

/// A text in which every straight mark is typographic. `last` is what stands before it.
pub fn educate(text: &str, last: Option<char>, quotes: &mut Quotes) -> String {
    let mut made = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        if !matches!(character, '"' | '\'') {
            made.push(*character);
            continue;
        }
        let before = if at == 0 { last } else { Some(characters[at - 1]) };
        if *character == '\'' && measures(before, &characters[at + 1..].iter().take(3).collect::<String>()) {
            made.push('′');
            continue;
        }
        let after = characters.get(at + 1).copied();
        let opens = before.is_none_or(opens_after)
            && after.is_some_and(char::is_alphabetic)
            && characters[at + 1..].iter().enumerate().any(|(next, c)| {
                *c == '\'' && !characters.get(at + 2 + next).is_some_and(|c| c.is_alphanumeric())
            });
        made.push_str(match character {
            '"' => quotes.double(before, after),
            _ if opens => quotes.opening(),
            _ => quotes.single(before, after),
        });
    }
    made
}

/// A text with the quotation marks and dashes of a language, as pages have them.
pub fn typographic(text: &str, language: Option<&str>) -> String {
    dashed(&educate(text, None, &mut Quotes::new(language)), Before::Nothing).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_those_of_the_language() {
        for (tag, typed, set) in [
            ("en", "He said \"it's 'here'\".", "He said “it’s ‘here’”."),
            ("en-GB", "\"One\" and \"two\"", "“One” and “two”"),
            ("de", "Das \"eine\" und 'andere'", "Das „eine“ und ‚andere‘"),
            ("de-AT", "\"So\"", "„So“"),
            ("de-CH", "\"So\"", "«So»"),
            ("fr", "le \"mot\" d'ordre", "le «\u{202f}mot\u{202f}» d’ordre"),
            ("sv", "\"ord\"", "”ord”"),
            ("pt-BR", "\"mot\"", "“mot”"),
            ("xx", "\"a\"", "“a”"),
            ("en", "A board of 24\" x 36\"", "A board of 24″ x 36″"),
            ("en", "She is 5' 10\" tall", "She is 5′ 10″ tall"),
            ("en", "5'10\" and 6'2\"", "5′10″ and 6′2″"),
            ("de-CH", "1'000", "1’000"),
            ("en", "the \"room 24\" door", "the “room 24” door"),
            ("en", "an end\" alone", "an end” alone"),
            ("en", "(\"in\")", "(“in”)"),
            ("en", "the '90s", "the ’90s"),
        ] {
            assert_eq!(educate(typed, None, &mut Quotes::new(Some(tag))), set, "{tag}");
        }
    }

    #[test]
    fn hyphens_between_spaces_are_dashes() {
        for (typed, before, set) in [
            ("Alpha - the second phase - ends", Before::Nothing, "Alpha – the second phase – ends"),
            ("9:00 - 17:00", Before::Nothing, "9:00 – 17:00"),
            ("- the second", Before::Space, "– the second"),
            ("- the second", Before::Nothing, "- the second"),
            ("well-known, -5, --flag - that is", Before::Nothing, "well-known, -5, --flag – that is"),
        ] {
            assert_eq!(dashed(typed, before), set);
        }
    }
}
