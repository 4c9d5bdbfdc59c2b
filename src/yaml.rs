//! YAML as a tree that knows its places, for settings that are checked one by
//! one: a fault in one leaves the others as they are.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number};
use serde_saphyr::options::DuplicateKeyPolicy;

use crate::model::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub span: Span,
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    /// Entries in the order written, repeated ones too.
    Map(Vec<(Key, Node)>),
}

/// The name of an entry, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub span: Span,
    pub name: String,
}

/// What keeps a text from being read: where, and why in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub span: Span,
    pub message: String,
}

/// Reads one YAML document. An empty one is [`Value::Null`].
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let options = serde_saphyr::options! {
        // A configuration is small; what is not is an attack or a mistake.
        budget: serde_saphyr::budget! {
            max_events: 50_000,
            max_aliases: 1_000,
            max_nodes: 50_000,
            max_depth: 32,
            max_total_scalar_bytes: 4 << 20,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options::<Node>(text, options).map_err(|error| {
        let span = error.location().map_or(Span::new(0, 0), |location| span(location, text));
        let message = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
        // The place is told by the diagnostic.
        let message = message.lines().next().unwrap_or("");
        let message = message.split(" at line ").next().unwrap_or(message);
        Fault { span, message: message.trim_end_matches([':', '.']).to_owned() }
    })
}

/// The place of a fault in a text. Faults of syntax come with a line and a
/// column, others with bytes.
fn span(location: serde_saphyr::Location, text: &str) -> Span {
    let raw = raw_span(location);
    if raw != Span::new(0, 0) && text.get(raw.range()).is_some() {
        return raw;
    }
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).saturating_sub(1);
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(size(location.line())).map(str::len).sum();
    let line = lines.next().unwrap_or("");
    let column = line.char_indices().nth(size(location.column())).map_or(line.trim_end().len(), |(at, _)| at);
    Span::new(start + column, start + column)
}

fn raw_span(location: serde_saphyr::Location) -> Span {
    let bytes = location.span();
    let size = |n: Option<u64>| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let start = size(bytes.byte_offset());
    Span::new(start, start.saturating_add(size(bytes.byte_len())))
}

impl Node {
    /// The value as JSON, for themes and variables.
    pub fn json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => Json::Number(n.clone()),
            Value::Text(text) => Json::String(text.clone()),
            Value::List(nodes) => Json::Array(nodes.iter().map(Node::json).collect()),
            Value::Map(entries) => Json::Object(
                entries.iter().map(|(key, node)| (key.name.clone(), node.json())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// Every text below and in it, with its place.
    pub fn texts(&mut self, visit: &mut dyn FnMut(Span, &mut String)) {
        match &mut self.value {
            Value::Text(text) => visit(self.span, text),
            Value::List(nodes) => nodes.iter_mut().for_each(|node| node.texts(visit)),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, node)| node.texts(visit)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// What the value is, in words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "yes or no",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a group of settings",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { span: raw_span(spanned.referenced), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<String>::deserialize(deserializer)?;
        Ok(Self { span: raw_span(spanned.referenced), name: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a setting")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Text(value.to_string()), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = access.next_element()? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_places() {
        let text = "title: Ünder\norder: [a, b]\nn: 3\nposters:\n  size: a3\n";
        let Value::Map(entries) = parse(text).unwrap().value else { panic!() };
        let named: Vec<_> = entries.iter().map(|(key, _)| &text[key.span.range()]).collect();
        assert_eq!(named, ["title", "order", "n", "posters"]);
        assert_eq!(&text[entries[0].1.span.range()], "Ünder");
        let Value::List(items) = &entries[1].1.value else { panic!() };
        assert_eq!(&text[items[1].span.range()], "b");
        assert_eq!(&text[entries[2].1.span.range()], "3");
    }

    #[test]
    fn repeated_keys_are_both_there() {
        let Value::Map(entries) = parse("a: 1\na: 2\n").unwrap().value else { panic!() };
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn faults_have_a_place_and_no_text_does_harm() {
        let text = "title: x\n  bad: [\n";
        let fault = parse(text).unwrap_err();
        assert_eq!(fault.span.start, 14, "{fault:?}");
        assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
        let mut bomb = "a: &a [x]\n".to_owned();
        for (from, to) in ('a'..='k').zip('b'..='l') {
            bomb += &format!("{to}: &{to} [*{from}, *{from}, *{from}, *{from}, *{from}, *{from}, *{from}]\n");
        }
        let nested = "[".repeat(10_000);
        for text in
            ["", "\u{feff}title: x", "- a\n- b", "!!python/str x", "? [a]\n: b", &bomb, &nested, "a: \0"]
        {
            let _ = parse(text);
        }
        assert!(parse(&bomb).is_err());
    }
}
