//! Text of a site as a terminal may show it: nothing in it moves the cursor, changes a colour or
//! turns the direction of what follows.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Whether a character acts on a terminal, or is not seen there: controls, the overrides of
/// direction (Unicode Technical Report 36, 2.8) and separators. Marks of direction and joiners, which
/// texts of many languages need, change nothing around them.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A text on one line: what acts on a terminal stands there as `\u{1b}` and the like.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |_, _| false)
}

/// A text of several lines.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character, _| matches!(character, '\n' | '\t'))
}

/// The same, in which the program's own colours stay (ECMA-48, 8.3.117).
pub fn lines_in_colour(text: &str) -> Cow<'_, str> {
    escaped(text, |character, rest| {
        matches!(character, '\n' | '\t') || character == '\u{1b}' && begins_with_colour(rest.clone())
    })
}

/// Whether `[1;31m` or the like comes next.
fn begins_with_colour(mut rest: Peekable<Chars<'_>>) -> bool {
    rest.next() == Some('[') && rest.find(|c| !c.is_ascii_digit() && *c != ';') == Some('m')
}

fn escaped<'t>(text: &'t str, stays: impl Fn(char, &Peekable<Chars<'t>>) -> bool) -> Cow<'t, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if acts(character) && !stays(character, &rest) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// A source text of the same length, byte for byte, so that places in it are the same. Its line
/// ends stay; what draws it shows the controls of ASCII.
pub fn of_same_length(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| acts(c) && !c.is_ascii()) {
        return Cow::Borrowed(text);
    }
    let stand_in = |character: char| match character.len_utf8() {
        2 => '·',
        3 => char::REPLACEMENT_CHARACTER,
        _ => '🚫',
    };
    let shown = |c: char| if acts(c) && !c.is_ascii() { stand_in(c) } else { c };
    Cow::Owned(text.chars().map(shown).collect())
}

/// JSON in which such characters, which stand in texts alone, are written as escapes (RFC 8259, 7).
pub fn json(text: &str) -> Cow<'_, str> {
    let acts = |c: char| acts(c) && !c.is_ascii();
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                written.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            written.push(character);
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_acts_on_a_terminal() {
        let text = "a\u{1b}[31mb\u{9b}2J\u{202e}c\r\n\td\u{e0041}é\u{200f}";
        assert_eq!(line(text), r"a\u{1b}[31mb\u{9b}2J\u{202e}c\r\n\td\u{e0041}é".to_owned() + "\u{200f}");
        assert_eq!(lines("a\n\tb\u{1b}[1m"), "a\n\tb\\u{1b}[1m");
        assert_eq!(
            lines_in_colour("\u{1b}[1;31ma\u{1b}[0m\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}"),
            "\u{1b}[1;31ma\u{1b}[0m\\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{1b}"
        );
        for part in ["\u{85}", "\u{202e}", "\u{e0041}"] {
            assert_eq!(of_same_length(part).len(), part.len());
            assert!(!of_same_length(part).contains(acts));
            let read: String = serde_json::from_str(&json(&format!("\"{part}\""))).unwrap();
            assert_eq!(read, part);
            assert!(!json(part).contains(acts));
        }
    }
}
