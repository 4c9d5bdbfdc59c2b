//! mdBook: includes, playgrounds, the title of a chapter, and hidden lines of code.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::includes::{Include, Part, included};
use super::lines::{Fence, Line, lines};
use super::{Marks, Protect, Protected, Remark};
use crate::diagnostic::rules;
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// How deep includes may stand in one another.
const MAX_DEPTH: usize = 8;

static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\\?\{\{\s*#([A-Za-z_]+)\s+([^}\s][^}]*)\}\}").expect("a valid pattern"));

/// `{{#include file}}`, `{{#rustdoc_include file}}`, `{{#playground file}}` and `{{#title words}}`.
pub fn includes(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let folder = paths::folder(surroundings.path).to_owned();
    within(text, surroundings, &folder, 0)
}

fn within(text: Rewritten, surroundings: &mut Surroundings<'_>, folder: &str, depth: usize) -> Rewritten {
    let in_code = surroundings.settings.dialect.marks.contains(Marks::IN_CODE);
    let code = Protected::of(&text.text, Protect::Code);
    let mut parts = Vec::new();
    for found in LINK.captures_iter(&text.text) {
        let Some(range) = found.get(0).map(|whole| whole.range()) else { continue };
        if code.holds(range.start) && !in_code || depth > MAX_DEPTH {
            continue;
        }
        if found[0].starts_with('\\') {
            // As text it must not be taken for a mark again.
            let shown = if code.holds(range.start) { "{" } else { "&#123;" };
            let mut part = Rewritten::default();
            part.push_inserted(shown, text.span(range.clone()));
            parts.push((range.start..range.start + 2, part));
            continue;
        }
        let span = text.span(range.clone());
        let reference = found[2].split_whitespace().next().unwrap_or("");
        let (path, part) = Part::of(reference);
        // Alone on its line, an include is indented as its line is.
        let head = text.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let margin = &text.text[head..range.start];
        let margin = if margin.trim().is_empty() { margin } else { "" };
        let path = paths::join(folder, path);
        let include = Include { candidates: vec![path.clone()], part, margin, span };
        let body = match &found[1] {
            "include" | "rustdoc_include" | "playground" | "playpen" => included(&include, surroundings),
            "title" => {
                parts.push((range, Rewritten::default()));
                continue;
            }
            _ => continue,
        };
        let Some(body) = body else {
            parts.push((range, Rewritten::default()));
            continue;
        };
        let body = within(body, surroundings, paths::folder(&path), depth + 1);
        let end = body.text.trim_end_matches('\n').len();
        let mut whole = Rewritten::default();
        let listing = matches!(&found[1], "playground" | "playpen");
        if listing {
            whole.push_inserted(&format!("{margin}```rust\n"), span);
        }
        whole.push_part(&body, 0..end);
        if listing {
            whole.push_inserted(&format!("\n{margin}```"), span);
        }
        parts.push((range.start - margin.len()..range.end, whole));
    }
    text.splice(parts)
}

/// Takes out the lines of code that mdBook hides: those of Rust that begin with `# `, and
/// those of other languages with the mark that the book's configuration names.
pub fn hidden_lines(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    if !surroundings.settings.dialect.marks.contains(Marks::IN_CODE) {
        return text;
    }
    let marks = surroundings.settings.variables.get("hidelines").cloned().unwrap_or_default();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    // Runs of hidden lines.
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut hide = |line: &Line<'_>| {
        let whole = line.start..line.next;
        match hidden.last_mut().filter(|run| run.end == whole.start) {
            Some(run) => run.end = whole.end,
            None => hidden.push(whole.clone()),
        }
        (whole, String::new())
    };
    let mut fence: Option<(Fence, String)> = None;
    for line in lines(&text.text).iter().filter(|line| line.code) {
        match &fence {
            None => {
                fence = Fence::begun(line.text)
                    .map(|(fence, info)| (fence, info.split([',', ' ']).next().unwrap_or("").to_owned()));
            }
            Some((open, _)) if open.is_closed_by(line.body()) => fence = None,
            Some((_, language)) if language == "rust" => {
                let Some(rest) = line.body().strip_prefix('#') else { continue };
                let at = line.start + line.margin().len();
                if rest.starts_with('#') {
                    edits.push((at..at + 1, String::new()));
                } else if rest.is_empty() || rest.starts_with(' ') {
                    edits.push(hide(line));
                }
            }
            Some((_, language)) => {
                let mark = marks.get(language).and_then(|mark| mark.as_str()).filter(|mark| !mark.is_empty());
                if mark.is_some_and(|mark| line.body().starts_with(mark)) {
                    edits.push(hide(line));
                }
            }
        }
    }
    for run in hidden {
        surroundings.remarks.push(Remark {
            rule: &rules::HIDDEN_CODE,
            span: text.span(run.start..run.end - 1),
            message: "lines of code that mdBook hides until they are asked for are left out".to_owned(),
            hint: "take the mark off a line that readers are to see".to_owned(),
        });
    }
    text.edit(edits)
}
