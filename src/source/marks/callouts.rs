//! Callouts: quotations that begin with `[!kind] Title`. Those that GitHub has, without a
//! title, are left to the Markdown parser.

use std::sync::LazyLock;

use regex::Regex;

use super::blocks::Container;
use super::includes::{Include, Part, included};
use super::kinds;
use super::lines::{Line, lines};
use super::{Protect, Protected};
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// How deep callouts may stand in one another.
const MAX_DEPTH: usize = 8;

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([ \t]*)>[ \t]?\[!([A-Za-z][\w -]*)(?:\|[^\]]*)?\]([+-]?)[ \t]*(.*)$")
        .expect("a valid pattern")
});

const GITHUB: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Replaces callouts by the blocks that they are; those within are found in the next round.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let mut text = text;
    for _ in 0..MAX_DEPTH {
        let edits = outermost(&text.text);
        if edits.is_empty() {
            break;
        }
        text = text.edit(edits);
    }
    text
}

static HINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^([!?])>[ \t]+([^\n]*(?:\n[^\s!?#>`][^\n]*)*)").expect("a valid pattern")
});
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^[ \t]*\[[^\]\n]*\]\(([^)\s]+\.(?:md|markdown))[ \t]+['"]:include['"]\)[ \t]*$"#)
        .expect("a valid pattern")
});

/// Docsify: paragraphs behind `!>` and `?>`, and pages put in with `':include'`.
pub fn hints(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut parts = Vec::new();
    for found in INCLUDE.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) {
            continue;
        }
        let path = match found[1].strip_prefix('/') {
            Some(below) => paths::join(&surroundings.settings.folders.content, below),
            None => paths::join(paths::folder(surroundings.path), &found[1]),
        };
        let span = text.span(range.clone());
        let include = Include { candidates: vec![path], part: Part::Whole, margin: "", span };
        parts.extend(included(&include, surroundings).map(|body| (range, body)));
    }
    let text = text.splice(parts);
    let code = Protected::of(&text.text, Protect::Code);
    let mut edits = Vec::new();
    for found in HINT.captures_iter(&text.text) {
        let (Some(whole), Some(words)) = (found.get(0), found.get(2)) else { continue };
        if code.holds(whole.start()) {
            continue;
        }
        let name = if &found[1] == "!" { "important" } else { "tip" };
        let container = Container::admonition(&kinds::any(name).0, None);
        edits.push((whole.start()..words.start(), container.open("")));
        edits.push((whole.end()..whole.end(), container.close("")));
    }
    text.edit(edits)
}

fn outermost(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let lines = lines(text);
    let mut edits = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        at += 1;
        if line.code || (at > 1 && quoted(&lines[at - 2]).is_some()) {
            continue;
        }
        let Some(found) = HEAD.captures(line.text) else { continue };
        let (name, title) = (found[2].trim().to_ascii_lowercase(), found[4].trim());
        let end = end(&lines, at);
        let nested = lines[at..end].iter().any(|line| line.text.contains("[!"));
        if title.is_empty() && found[3].is_empty() && GITHUB.contains(&name.as_str()) && !nested {
            continue;
        }
        let (kind, own) = kinds::any(&name);
        let title = Some(title.to_owned()).filter(|title| !title.is_empty()).or(own);
        let container = Container::admonition(&kind, title.as_deref());
        edits.push((line.start..line.next, container.open(&found[1])));
        for line in &lines[at..end] {
            if let Some(range) = quoted(line) {
                edits.push((range, String::new()));
            }
        }
        let close = lines[end - 1].next;
        edits.push((close..close, container.close(&found[1])));
        at = end;
    }
    edits
}

/// The mark of a quotation at the head of a line, with one blank behind it.
fn quoted(line: &Line<'_>) -> Option<std::ops::Range<usize>> {
    let rest = line.text.trim_start().strip_prefix('>')?;
    let start = line.start + line.margin().len();
    Some(start..start + 1 + usize::from(rest.starts_with(' ')))
}

/// The line after a quotation; a paragraph in it may go on without the mark.
fn end(lines: &[Line<'_>], from: usize) -> usize {
    let mut at = from;
    while let Some(line) = lines.get(at) {
        let goes_on = line.body().starts_with(char::is_alphanumeric)
            && !lines[at - 1].code
            && lines[at - 1].body().trim_start_matches('>').trim().starts_with(char::is_alphanumeric)
            && at > from;
        if quoted(line).is_none() && !goes_on {
            break;
        }
        at += 1;
    }
    at
}
