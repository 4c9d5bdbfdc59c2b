//! SARIF 2.1.0 (OASIS Standard, 2020): findings for code-scanning services.

use serde_json::{Value, json};

use super::{Style, region};
use crate::diagnostic::rules::{self, Rule};
use crate::diagnostic::{Diagnostic, Place, Severity};

/// Where the standard's schema is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with all rules and all findings.
pub fn render(diagnostics: &[Diagnostic], style: &Style) -> String {
    let rules: Vec<&Rule> = rules::rules().collect();
    let results: Vec<Value> = diagnostics.iter().map(|d| result(d, &rules, style)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "phasebook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| describe(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn describe(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.reason },
        "help": { "text": format!("Instead of\n{}\nwrite\n{}", rule.example, rule.instead) },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(diagnostic: &Diagnostic, rules: &[&Rule], style: &Style) -> Value {
    let hint = diagnostic.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.rule.code,
        "level": level(diagnostic.severity),
        "message": { "text": format!("{}{hint}", diagnostic.message) },
        "locations": [location(&diagnostic.place, style)],
    });
    if let Some(index) = rules.iter().position(|rule| *rule == diagnostic.rule) {
        result["ruleIndex"] = index.into();
    }
    if let Some((place, words)) = &diagnostic.related {
        let mut related = location(place, style);
        related["message"] = json!({ "text": words });
        result["relatedLocations"] = json!([related]);
    }
    if !diagnostic.edits.is_empty() {
        let replacements: Vec<Value> = diagnostic
            .edits
            .iter()
            .map(|edit| {
                let place = Place { source: diagnostic.place.source.clone(), span: edit.span };
                json!({ "deletedRegion": region_of(&place), "insertedContent": { "text": edit.text } })
            })
            .collect();
        result["fixes"] = json!([{
            "artifactChanges": [{
                "artifactLocation": { "uri": uri(&diagnostic.place, style) },
                "replacements": replacements,
            }],
        }]);
    }
    result
}

fn location(place: &Place, style: &Style) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(place, style) },
        "region": region_of(place),
    }})
}

/// A relative URI reference: percent-encoded where RFC 3986 wants it.
fn uri(place: &Place, style: &Style) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PATH: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    let prefix = style.prefix.trim_start_matches("./");
    utf8_percent_encode(&format!("{prefix}{}", place.source.path), PATH).to_string()
}

fn region_of(place: &Place) -> Value {
    let ((line, column), (end_line, end_column)) = region(place);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}
