//! Passages by indentation, as MkDocs has them: `!!! note "Title"`, `??? note`, `=== "Tab"`.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::Container;
use super::kinds;
use super::lines::{Line, dedent, item, lines};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

static PASSAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:!!!|\?\?\?\+?)[ \t]*([A-Za-z][\w-]*)((?:[ \t]+[\w-]+)*)[ \t]*(?:"(.*)")?[ \t]*$"#)
        .expect("a valid pattern")
});
static TAB: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^===[!+]*[ \t]+(?:"(.*)"|'(.*)')[ \t]*$"#).expect("a valid pattern"));

/// What an opening line stands for.
fn opening(body: &str) -> Option<Container> {
    if let Some(found) = TAB.captures(body) {
        return Some(Container::tab(found.get(1).or(found.get(2)).map_or("", |title| title.as_str())));
    }
    let found = PASSAGE.captures(body)?;
    let (kind, own) = kinds::any(&found[1]);
    let title = found.get(3).map(|title| title.as_str().replace("\\\"", "\"")).or(own);
    Some(Container::admonition(&kind, title.as_deref()))
}

/// A passage that has begun.
struct Open {
    /// The column of its mark.
    column: usize,
    close: String,
}

/// Replaces passages by the blocks that they are, and brings what is indented under them
/// to their own column.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let lines = lines(&text.text);
    let mut open: Vec<Open> = Vec::new();
    let mut edits = Vec::new();
    // Where the last line that is not blank ends.
    let mut ended = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        while open.last().is_some_and(|passage| line.indent < passage.column + 4) {
            let close = open.pop().map(|passage| passage.close).unwrap_or_default();
            edits.push((ended..ended, close));
        }
        ended = line.next;
        let shift = 4 * open.len();
        let (cut, padding) = dedent(line.text, shift);
        let container = if line.code { None } else { opening(line.body()) };
        let container = container.filter(|_| has_body(&lines, at) && !is_code(&lines, at, &open));
        match container {
            Some(container) => {
                let margin = " ".repeat(line.indent.saturating_sub(shift));
                edits.push((line.start..line.next, container.open(&margin)));
                open.push(Open { column: line.indent, close: container.close(&margin) });
            }
            None if cut > 0 || !padding.is_empty() => edits.push((line.start..line.start + cut, padding)),
            None => {}
        }
    }
    while let Some(passage) = open.pop() {
        edits.push((ended..ended, passage.close));
    }
    text.edit(edits)
}

/// Whether something stands under a mark that belongs to it, or nothing that could.
fn has_body(lines: &[Line<'_>], at: usize) -> bool {
    match lines[at + 1..].iter().find(|line| !line.is_blank()) {
        Some(next) => next.indent >= lines[at].indent + 4 || lines[at].body().ends_with('"'),
        None => lines[at].body().ends_with('"'),
    }
}

/// Whether a line stands so far to the right that it is code, and not in a list.
fn is_code(lines: &[Line<'_>], at: usize, open: &[Open]) -> bool {
    let base = open.last().map_or(0, |passage| passage.column + 4);
    let mut indent = lines[at].indent;
    if indent < base + 4 {
        return false;
    }
    for line in lines[..at].iter().rev().filter(|line| !line.is_blank() && !line.code) {
        if line.indent < base {
            return true;
        }
        if line.indent < indent {
            if item(line.text).is_some() {
                return false;
            }
            indent = line.indent;
            if indent == base {
                return true;
            }
        }
    }
    true
}
