//! For programs: one JSON document.

use serde_json::{Value, json};

use super::{Style, region, severity_name};
use crate::diagnostic::{Diagnostic, Place};

/// Lines and columns count from 1, columns in Unicode scalar values; offsets
/// count bytes from 0.
pub fn render(diagnostics: &[Diagnostic], style: &Style) -> String {
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|d| {
            let mut entry = place(&d.place, style);
            let fields = entry.as_object_mut().into_iter();
            for map in fields {
                map.insert("rule".into(), d.rule.code.into());
                map.insert("severity".into(), severity_name(d.severity).into());
                map.insert("message".into(), d.message.as_str().into());
                map.insert("hint".into(), d.hint.as_deref().into());
                let related = d.related.as_ref().map(|(at, words)| {
                    let mut related = place(at, style);
                    related["message"] = words.as_str().into();
                    related
                });
                map.insert("related".into(), related.into());
                let edits: Vec<Value> = d
                    .edits
                    .iter()
                    .map(|edit| json!({ "start": edit.span.start, "end": edit.span.end, "text": edit.text }))
                    .collect();
                map.insert("edits".into(), edits.into());
            }
            entry
        })
        .collect();
    let document = json!({ "version": 1, "diagnostics": list });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn place(place: &Place, style: &Style) -> Value {
    let ((line, column), (end_line, end_column)) = region(place);
    json!({
        "file": format!("{}{}", style.prefix, place.source.path),
        "start": { "line": line, "column": column, "offset": place.span.start },
        "end": { "line": end_line, "column": end_column, "offset": place.span.end },
    })
}
