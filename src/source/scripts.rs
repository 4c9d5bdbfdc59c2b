//! Letters below and above the line: `H~2~O` and `x^2^`, as Pandoc and Python-Markdown have them.
//! Behind a letter or a digit one mark stands on each side of a few letters, digits or signs.

use super::dialect::{is_protected, protected};
use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// How many letters may stand there.
const LETTERS: usize = 12;

/// Writes such letters as HTML has them.
pub(super) fn scripts(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains(['~', '^']) {
        return text;
    }
    let mut found = Vec::new();
    for (mark, name) in [('~', "sub"), ('^', "sup")] {
        let mut from = 0;
        while let Some(open) = text.text[from..].find(mark).map(|at| from + at) {
            from = open + 1;
            if let Some(close) = closing(&text.text, open, mark) {
                found.push((open, format!("<{name}>")));
                found.push((close, format!("</{name}>")));
                from = close + 1;
            }
        }
    }
    if found.is_empty() {
        return text;
    }
    let ranges = protected(&text.text, dialect);
    found.retain(|(at, _)| !is_protected(&ranges, *at));
    text.edit(found.into_iter().map(|(at, tag)| (at..at + 1, tag)).collect())
}

/// Where the mark stands that closes the one at a byte.
fn closing(text: &str, open: usize, mark: char) -> Option<usize> {
    let inside = &text[open + 1..];
    let is_letter = |c: &char| c.is_alphanumeric() || matches!(c, '+' | '-' | '\u{2212}' | ',' | '.');
    let length: usize = inside.chars().take_while(is_letter).take(LETTERS).map(char::len_utf8).sum();
    let closed = length > 0 && inside[length..].starts_with(mark) && !inside[length + 1..].starts_with(mark);
    (closed && text[..open].ends_with(char::is_alphanumeric)).then_some(open + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        scripts(Rewritten::tail(text, 0, 0), Dialect::default()).text
    }

    #[test]
    fn letters_below_and_above_the_line() {
        assert_eq!(read("H~2~O, x^2^ and 10^-3^"), "H<sub>2</sub>O, x<sup>2</sup> and 10<sup>-3</sup>");
    }

    #[test]
    fn other_tildes_and_carets_stay() {
        for text in
            ["a~~b~~c", "~gone~", "2^3 and 2^4", "`H~2~O`", "see[^1] and[^2]", "~/a and ~/b", "x^^y^^"]
        {
            assert_eq!(read(text), text);
        }
    }
}
