//! The parameters of shortcodes and tags: words, quoted words, and `name="value"`.

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its value, without quotes.
    pub value: String,
}

/// The parameters of a text. Between name and value stands `=` or `:`; quotes are `"`,
/// `'`, `` ` `` and those that word processors set. Braces and brackets stay together.
pub fn pairs(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start_matches(is_gap);
    while !rest.is_empty() {
        let end = name_end(rest);
        let behind = rest[end..].trim_start();
        if end > 0
            && let Some(value) = behind.strip_prefix(['=', ':'])
            // An address is one word.
            && !behind.starts_with("://")
        {
            let name = rest[..end].to_owned();
            let (value, after) = word(value.trim_start());
            pairs.push(Pair { name: Some(name), value });
            rest = after;
        } else {
            let (value, after) = word(rest);
            // Something that no parameter begins with must not be met for ever.
            rest = if after.len() == rest.len() {
                let mut characters = rest.chars();
                characters.next();
                characters.as_str()
            } else {
                pairs.push(Pair { name: None, value });
                after
            };
        }
        rest = rest.trim_start_matches(is_gap);
    }
    pairs
}

/// The value of the first parameter of one of these names.
pub fn named<'p>(pairs: &'p [Pair], names: &[&str]) -> Option<&'p str> {
    names.iter().find_map(|name| {
        pairs
            .iter()
            .find(|pair| pair.name.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(name)))
            .map(|pair| pair.value.as_str())
    })
}

/// The value at a position among those without a name.
pub fn at(pairs: &[Pair], position: usize) -> Option<&str> {
    pairs.iter().filter(|pair| pair.name.is_none()).nth(position).map(|pair| pair.value.as_str())
}

fn is_gap(character: char) -> bool {
    character.is_whitespace() || character == ','
}

fn name_end(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@'))).unwrap_or(text.len())
}

/// The value at the head of a text, and the rest.
fn word(text: &str) -> (String, &str) {
    let Some(first) = text.chars().next() else { return (String::new(), text) };
    let close = match first {
        '"' | '\'' | '`' => first,
        '“' => '”',
        '{' => return bracketed(text, ('{', '}')),
        '[' => return bracketed(text, ('[', ']')),
        _ => {
            let end = text.find(is_gap).unwrap_or(text.len());
            return (text[..end].to_owned(), &text[end..]);
        }
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if escaped {
            if character != close && character != '\\' {
                value.push('\\');
            }
            value.push(character);
            escaped = false;
        } else if character == '\\' && first != '`' {
            escaped = true;
        } else if character == close {
            return (value, &text[at + character.len_utf8()..]);
        } else {
            value.push(character);
        }
    }
    (value, "")
}

/// What stands between brackets, with them.
fn bracketed(text: &str, (open, close): (char, char)) -> (String, &str) {
    let mut depth = 0;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match quote {
            Some(mark) if character == mark => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            None if character == open => depth += 1,
            None if character == close => {
                depth -= 1;
                if depth == 0 {
                    let end = at + character.len_utf8();
                    return (text[..end].to_owned(), &text[end..]);
                }
            }
            None => {}
        }
    }
    (text.to_owned(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_parameter_is_read() {
        let pairs = pairs(r#"one "two words" src="a \"b\".png" width=300 style={{a: "}"}} title: 'x', “y”"#);
        let read: Vec<(Option<&str>, &str)> =
            pairs.iter().map(|pair| (pair.name.as_deref(), pair.value.as_str())).collect();
        assert_eq!(
            read,
            [
                (None, "one"),
                (None, "two words"),
                (Some("src"), r#"a "b".png"#),
                (Some("width"), "300"),
                (Some("style"), r#"{{a: "}"}}"#),
                (Some("title"), "x"),
                (None, "y"),
            ]
        );
    }

    #[test]
    fn whatever_stands_there_the_end_is_reached() {
        for text in ["=", "\"", "{", "a=", "=a", "::", "\\", "“"] {
            let _ = pairs(text);
        }
    }
}
