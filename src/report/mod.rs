//! Diagnostics for people and for programs.

mod human;
mod json;
mod sarif;
pub mod verdicts;
pub(crate) mod visible;

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Severity};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the source line and a caret.
    Human,
    /// One line for each: `file:line:column: severity[rule]: message`.
    Short,
    /// One JSON document; `docs/report.schema.json` describes it.
    Json,
    /// SARIF 2.1.0, for services that show findings beside the code.
    Sarif,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "human" => Ok(Self::Human),
            "short" => Ok(Self::Short),
            "json" => Ok(Self::Json),
            "sarif" => Ok(Self::Sarif),
            _ => Err(format!("expected `human`, `short`, `json` or `sarif`, found `{name}`")),
        }
    }
}

/// How a report is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// What to put before the paths of pages, so that they can be opened from
    /// where the reader stands: empty, or ending in `/`.
    pub prefix: String,
    /// Whether to use terminal colours.
    pub colour: bool,
}

/// Draws a report. Diagnostics come in the order given.
pub fn render(diagnostics: &[Diagnostic], format: Format, style: &Style) -> String {
    match format {
        Format::Human => human::render(diagnostics, style),
        Format::Short => human::short(diagnostics, style),
        Format::Json => visible::json(&json::render(diagnostics, style)).into_owned(),
        Format::Sarif => visible::json(&sarif::render(diagnostics, style)).into_owned(),
    }
}

/// Draws what a build has to say of a site: errors with their source lines, and of each other rule
/// one line with its count.
pub fn brief(diagnostics: &[Diagnostic], style: &Style) -> String {
    human::brief(diagnostics, style)
}

/// "2 errors, 1 warning"; empty where there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Note), "note"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| counted(*count, word))
    .collect::<Vec<_>>()
    .join(", ")
}

/// "1 page", "2 pages".
fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Line and column where a place begins and ends, all from 1, columns in
/// Unicode scalar values.
fn region(place: &crate::diagnostic::Place) -> ((usize, usize), (usize, usize)) {
    let range = place.span.range();
    (place.source.position(range.start), place.source.position(range.end))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Source;
    use crate::diagnostic::rules;
    use crate::model::Span;

    fn sample() -> Vec<Diagnostic> {
        let source =
            Arc::new(Source { path: "pages/beta.md".into(), text: "Über\n-Refine design\n".into() });
        vec![
            Diagnostic::new(&rules::LIST_ITEM_SPACE, &source, Span::new(6, 7), "expected a space after `-`")
                .hint("add a space")
                .related(&source, Span::new(0, 5), "under this")
                .edit(Span::new(7, 7), " "),
        ]
    }

    #[test]
    fn people_see_the_line_and_what_to_do() {
        let style = Style { prefix: "site/".into(), colour: false };
        let drawn = render(&sample(), Format::Human, &style);
        for part in [
            "warning[list-item-space]",
            "site/pages/beta.md:2:1",
            "-Refine design",
            "help: add a space",
            "under this",
        ] {
            assert!(drawn.contains(part), "no `{part}` in\n{drawn}");
        }
        let short = render(&sample(), Format::Short, &style);
        assert_eq!(
            short,
            "site/pages/beta.md:2:1: warning[list-item-space]: expected a space after `-`; add a space\n"
        );
    }

    #[test]
    fn programs_see_lines_columns_and_edits() {
        let style = Style::default();
        let json: serde_json::Value = serde_json::from_str(&render(&sample(), Format::Json, &style)).unwrap();
        let first = &json["diagnostics"][0];
        assert_eq!(first["start"]["line"], 2);
        assert_eq!(first["edits"][0]["text"], " ");
        let sarif: serde_json::Value =
            serde_json::from_str(&render(&sample(), Format::Sarif, &style)).unwrap();
        let result = &sarif["runs"][0]["results"][0];
        assert_eq!(result["ruleId"], "list-item-space");
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"], "list-item-space");
    }
}
