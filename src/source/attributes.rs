//! kramdown's attribute lists: `{: #id .class key="value" name}`.
//!
//! The syntax follows kramdown's "Attribute List Definitions" and "Inline
//! Attribute Lists"; names of definitions are looked up by the caller.

use crate::model::{Attributes, Direction};

/// What stands between `{:` and `}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttributeList {
    /// What the list says itself.
    pub attributes: Attributes,
    /// Names of attribute list definitions to take in.
    pub references: Vec<String>,
    /// Words that are none of kramdown's forms.
    pub refused: Vec<String>,
}

/// The attribute list that begins at the start of `text` with `{:`, and its
/// length in bytes; none where the text is something else.
pub fn parse_prefix(text: &str) -> Option<(AttributeList, usize)> {
    let inside = text.strip_prefix("{:")?;
    // `{::name` is an extension and `{:/name` closes one.
    if inside.starts_with([':', '/']) {
        return None;
    }
    let end = closing_brace(inside)?;
    Some((parse_words(&inside[..end]), end + 3))
}

/// Where the brace that closes the list stands; quotes may hold braces, lines may not end.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match (character, quote) {
            ('\n', _) => return None,
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            (c, Some(q)) if c == q => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(character),
            ('}', None) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Reads the words of an attribute list.
pub fn parse_words(text: &str) -> AttributeList {
    let mut list = AttributeList::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = word_end(rest);
        word(&rest[..end], &mut list);
        rest = rest[end..].trim_start();
    }
    list
}

fn word_end(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match (character, quote) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            (c, Some(q)) if c == q => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(character),
            (c, None) if c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

fn word(word: &str, list: &mut AttributeList) {
    if let Some((key, value)) = word.split_once('=') {
        let value = value
            .strip_prefix('"')
            .and_then(|v| v.strip_suffix('"'))
            .or_else(|| value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')))
            .unwrap_or(value);
        let value = value.replace("\\\"", "\"").replace("\\'", "'").replace("\\}", "}");
        set(&mut list.attributes, &key.to_ascii_lowercase(), &value);
    } else if word.starts_with(['#', '.']) {
        // `.one.two#three` is three marks.
        let mut starts: Vec<usize> = word.match_indices(['#', '.']).map(|(at, _)| at).collect();
        starts.push(word.len());
        for pair in starts.windows(2) {
            let mark = &word[pair[0]..pair[1]];
            match (mark.as_bytes()[0], &mark[1..]) {
                (_, "") => list.refused.push(word.to_owned()),
                (b'#', id) => list.attributes.id = Some(id.to_owned()),
                (_, class) => set(&mut list.attributes, "class", class),
            }
        }
    } else if word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
        list.references.push(word.to_owned());
    } else {
        list.refused.push(word.to_owned());
    }
}

/// Sets one attribute by its HTML name. Event handlers fall away, and styles without a size.
pub fn set(attributes: &mut Attributes, key: &str, value: &str) {
    match key {
        "id" | "name" if !value.trim().is_empty() => {
            attributes.id = Some(value.split_whitespace().collect::<Vec<_>>().join("-"));
        }
        "class" => {
            for class in value.split_whitespace() {
                if !attributes.has_class(class) {
                    attributes.classes.push(class.to_owned());
                }
            }
        }
        "lang" | "xml:lang" if !value.trim().is_empty() => attributes.lang = Some(value.trim().to_owned()),
        "dir" => {
            attributes.dir = match value.trim().to_ascii_lowercase().as_str() {
                "rtl" => Some(Direction::Rtl),
                "ltr" => Some(Direction::Ltr),
                _ => attributes.dir,
            }
        }
        "markdown" => {}
        // Of a style, only how wide a picture is to be.
        "style" if !value.contains("width") && !value.contains("height") => {}
        _ if key.starts_with("on") => {}
        _ => {
            let other =
                Attributes { pairs: vec![(key.to_owned(), value.to_owned())], ..Attributes::default() };
            attributes.merge(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let (list, length) = parse_prefix(r#"{: #here .one.two key="a } b" lang=de ref}tail"#).unwrap();
        assert_eq!(length, r#"{: #here .one.two key="a } b" lang=de ref}"#.len());
        assert_eq!(list.attributes.id.as_deref(), Some("here"));
        assert_eq!(list.attributes.classes, ["one", "two"]);
        assert_eq!(list.attributes.lang.as_deref(), Some("de"));
        assert_eq!(list.attributes.pairs, [("key".to_owned(), "a } b".to_owned())]);
        assert_eq!(list.references, ["ref"]);
        assert!(list.refused.is_empty());
    }

    #[test]
    fn other_braces_are_left_alone() {
        for text in ["{::comment}", "{:/comment}", "{: open", "{: two\nlines}", "{x: y}", ""] {
            assert_eq!(parse_prefix(text), None, "{text}");
        }
    }

    #[test]
    fn handlers_and_styles_fall_away() {
        let list = parse_words(r#"onclick="x()" style="color:red" title="kept""#);
        assert_eq!(list.attributes.pairs, [("title".to_owned(), "kept".to_owned())]);
    }
}
