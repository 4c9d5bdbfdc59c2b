//! The words and signs of Graphviz's language.

use std::ops::Range;

use super::dot::Unknown;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a number without quotes, of which some are keywords.
    Word,
    /// A text in quotes.
    Quoted,
    /// HTML.
    Html,
    /// A bracket, an edge or what divides.
    Sign,
}

/// A word or a sign where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: String,
    pub range: Range<usize>,
}

/// The tokens of a source; the error is what belongs to no graph.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, Unknown> {
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(next) = source[at..].chars().next() {
        let rest = &source[at..];
        let unknown =
            |message: &str| Err(Unknown { message: message.to_owned(), at: at..at + next.len_utf8() });
        let begins_line = source[..at].ends_with('\n') || at == 0;
        let (kind, text, length) = if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        } else if rest.starts_with("//") || (next == '#' && begins_line) {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("/*") {
            let Some(end) = rest.find("*/") else { return unknown("a comment has no end") };
            at += end + 2;
            continue;
        } else if next == '"' {
            let Some((text, length)) = quoted(rest) else { return unknown("a text has no end") };
            (Kind::Quoted, text, length)
        } else if next == '<' {
            let Some(length) = html(rest) else { return unknown("a `<` has no end") };
            (Kind::Html, rest[..length].to_owned(), length)
        } else if rest.starts_with("->") || rest.starts_with("--") {
            (Kind::Sign, rest[..2].to_owned(), 2)
        } else if "{}[];,=:+".contains(next) {
            (Kind::Sign, next.to_string(), 1)
        } else if next.is_alphanumeric() || matches!(next, '_' | '.' | '-') {
            let number = next.is_ascii_digit() || matches!(next, '.' | '-');
            let of = |c: char| {
                if number { c.is_ascii_digit() || c == '.' } else { c.is_alphanumeric() || c == '_' }
            };
            let first = next.len_utf8();
            let length = first + rest[first..].find(|c| !of(c)).unwrap_or(rest.len() - first);
            (Kind::Word, rest[..length].to_owned(), length)
        } else {
            return unknown(&format!("`{next}` belongs to no graph"));
        };
        found.push(Token { kind, text, range: at..at + length });
        at += length;
    }
    Ok(joined(found))
}

/// A text in quotes, and how many bytes it takes.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek()) {
            ('"', _) => return Some((text, at + 1)),
            ('\\', Some((_, '"'))) => {
                text.push('"');
                characters.next();
            }
            // A line that goes on.
            ('\\', Some((_, '\n'))) => {
                characters.next();
            }
            ('\\', Some((_, next))) => {
                text.extend(['\\', *next]);
                characters.next();
            }
            _ => text.push(character),
        }
    }
    None
}

/// How many bytes HTML takes.
fn html(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Texts that a `+` joins.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut made: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let plus =
            made.len() >= 2 && made[made.len() - 1].text == "+" && made[made.len() - 1].kind == Kind::Sign;
        if plus && token.kind == Kind::Quoted && made[made.len() - 2].kind == Kind::Quoted {
            made.pop();
            if let Some(last) = made.last_mut() {
                last.text.push_str(&token.text);
                last.range.end = token.range.end;
            }
            continue;
        }
        made.push(token);
    }
    made
}
