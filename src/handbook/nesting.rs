//! How deep a page may nest.
//!
//! The engine stops at a depth of its own, and no reader follows a tenth level
//! anyway. What lies deeper is set at the deepest level that is left, in order
//! and with every word; only the marks of its depth are gone.

use serde_json::{Map, Value, json};

/// How many blocks may lie within one another.
const BLOCKS: usize = 6;
/// How many blocks may lie within one another in a note, which may itself
/// stand at the deepest place of the text.
const BLOCKS_OF_NOTES: usize = 2;
/// How many inlines may lie within one another.
const INLINES: usize = 5;

/// Flattens what lies too deep in a chapter's blocks.
pub(super) fn limit(blocks: &mut Value) {
    walk(blocks, 0, 0);
}

/// Flattens what lies too deep in a chapter's notes.
pub(super) fn limit_notes(notes: &mut Value) {
    walk(notes, BLOCKS - BLOCKS_OF_NOTES, 0);
}

/// The blocks of a note within a note, as inlines in brackets.
pub(super) fn bracketed(mut blocks: Value) -> Vec<Value> {
    let mut content = vec![json!({ "type": "text", "text": " [" })];
    let mut leaves = Vec::new();
    leaf_blocks(&mut blocks, &mut leaves);
    for (index, leaf) in leaves.iter_mut().enumerate() {
        if index > 0 {
            content.push(json!({ "type": "soft-break" }));
        }
        match leaf.as_object_mut() {
            Some(object) if object.contains_key("content") => {
                object.values_mut().for_each(|value| leaf_inlines(value, &mut content));
            }
            // Code blocks and the like: their words.
            _ => {
                if let Some(text) = leaf.get("text").and_then(Value::as_str) {
                    content.push(json!({ "type": "text", "text": text }));
                }
            }
        }
    }
    content.push(json!({ "type": "text", "text": "]" }));
    content
}

fn kind(object: &Map<String, Value>) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// Whether a block holds blocks.
fn holds_blocks(kind: &str) -> bool {
    matches!(
        kind,
        "list" | "definitions" | "quote" | "admonition" | "table" | "figure" | "details" | "division"
    )
}

/// Whether an inline holds inlines.
fn holds_inlines(kind: &str) -> bool {
    matches!(
        kind,
        "emphasis"
            | "strong"
            | "strikethrough"
            | "inserted"
            | "highlight"
            | "subscript"
            | "superscript"
            | "quoted"
            | "keyboard"
            | "link"
            | "abbreviation"
            | "span"
    )
}

fn walk(value: &mut Value, blocks: usize, inlines: usize) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, blocks, inlines)),
        Value::Object(object) => {
            let (outer, inner) = (holds_blocks(kind(object)), holds_inlines(kind(object)));
            if outer && blocks >= BLOCKS {
                let mut leaves = Vec::new();
                object.values_mut().for_each(|value| leaf_blocks(value, &mut leaves));
                *object = as_object(json!({ "type": "division", "blocks": leaves }));
            } else if inner && inlines >= INLINES {
                let mut leaves = Vec::new();
                object.values_mut().for_each(|value| leaf_inlines(value, &mut leaves));
                *object = as_object(json!({ "type": "span", "content": leaves }));
            }
            let (blocks, inlines) = (blocks + usize::from(outer), inlines + usize::from(inner));
            object.values_mut().for_each(|value| walk(value, blocks, inlines));
        }
        _ => {}
    }
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// The blocks below `value` that hold no blocks, in order.
fn leaf_blocks(value: &mut Value, leaves: &mut Vec<Value>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| leaf_blocks(value, leaves)),
        Value::Object(object) if object.contains_key("type") && !holds_blocks(kind(object)) => {
            leaves.push(value.take());
        }
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match key.as_str() {
                    "caption" | "summary" | "title" | "content" => push_paragraph(value.take(), leaves),
                    _ => leaf_blocks(value, leaves),
                }
            }
        }
        _ => {}
    }
}

/// Captions, summaries and terms become paragraphs.
fn push_paragraph(content: Value, leaves: &mut Vec<Value>) {
    if content.as_array().is_some_and(|content| !content.is_empty()) {
        leaves.push(json!({ "type": "paragraph", "content": content }));
    }
}

/// The inlines below `value` that hold no inlines, in order.
fn leaf_inlines(value: &mut Value, leaves: &mut Vec<Value>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| leaf_inlines(value, leaves)),
        Value::Object(object) if object.contains_key("type") && !holds_inlines(kind(object)) => {
            leaves.push(value.take());
        }
        Value::Object(object) => object.values_mut().for_each(|value| leaf_inlines(value, leaves)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_order() {
        let mut tree = json!([{ "type": "paragraph", "content": [{ "type": "text", "text": "c" }] }]);
        for level in 0..40 {
            tree = json!([{ "type": "list", "items": [{ "task": null, "blocks": tree }] },
                { "type": "details", "summary": [{ "type": "text", "text": level.to_string() }], "blocks": [] }]);
        }
        let words = |value: &Value| {
            let json = value.to_string();
            json.split("\"text\":\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let before = words(&tree);
        limit(&mut tree);
        assert_eq!(words(&tree), before);
        assert!(tree.to_string().matches("\"list\"").count() == BLOCKS);
    }
}
