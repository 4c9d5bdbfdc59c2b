//! Govspeak, the Markdown of GOV.UK: `$CTA`, `$A`, `$D`, `%warning%`, `^note^`, `@example@`,
//! `{button}`, steps (`s1.`) and links marked as external (`x[…]`).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::blocks::Container;
use super::lines::{Line, lines};
use super::{Protect, Protected, kinds};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

type Edits = Vec<(Range<usize>, String)>;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// The passages between two lines of one mark.
fn passage(mark: &str) -> Option<Container> {
    let kind = |name: &str| kinds::any(name).0;
    Some(match mark {
        "$CTA" => Container::admonition(&kind("important"), Some("")).with("class", "call-to-action"),
        "$C" => Container::division("contact"),
        "$A" => Container::division("address"),
        "$D" => Container::division("form-download"),
        "$E" | "$EX" => Container::admonition(&kind("example"), Some("")),
        "$I" => Container::admonition(&kind("info"), Some("")),
        "$P" => Container::division("place"),
        "$LegislativeList" => Container::division("legislative-list"),
        _ => return None,
    })
}

static CALLOUT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([%^@])(\S.*?)([%^@])?$"));
static STEP: LazyLock<Regex> = LazyLock::new(|| pattern(r"^s(\d+)\.[ \t]+(.*)$"));
static BUTTON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)\{button[^}]*\}\s*(\[.*?\]\([^)]*\))\s*\{/button\}"));
static EXTERNAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bx(\[[^\]\n]+\]\([^)\s]*\))x?"));
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\{/?(?:barchart|priority-list-item|stacked|compact|bigger-stat)[^}\n]*\}|\{::highlight-answer\}|\{:/highlight-answer\}|:(?:england|scotland|wales|northern-ireland|london):",
    )
});
static STATISTIC: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)\{stat-headline\}(.*?)\{/stat-headline\}"));
static ATTACHMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\[(?:InlineAttachment|AttachmentLink|Attachment|Image|embed:[a-z:]+|Contact|inlineattachment):\s*([^\]\n]+)\]|!@?\d+!",
    )
});

/// Replaces the marks of Govspeak.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let text = blocks(&text);
    let code = Protected::of(&text.text, Protect::Code);
    let source = &text.text;
    let mut edits = Edits::new();
    let whole = |found: &regex::Captures<'_>| found.get(0).map(|whole| whole.range()).unwrap_or_default();
    edits.extend(BUTTON.captures_iter(source).map(|found| (whole(&found), found[1].to_owned())));
    edits.extend(EXTERNAL.captures_iter(source).map(|found| (whole(&found), found[1].to_owned())));
    edits.extend(STATISTIC.captures_iter(source).map(|found| (whole(&found), found[1].to_owned())));
    edits.extend(TAG.captures_iter(source).map(|found| (whole(&found), String::new())));
    edits.extend(ATTACHMENT.captures_iter(source).filter_map(|found| {
        let file = found.get(1)?.as_str().trim();
        Some((whole(&found), format!("`{file}`")))
    }));
    edits.retain(|(range, _)| !code.meets(range));
    text.edit(edits)
}

fn blocks(text: &Rewritten) -> Rewritten {
    let lines = lines(&text.text);
    let mut edits = Edits::new();
    let mut open: Option<(String, usize, String)> = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.code) {
        let body = line.body();
        let head = if body == "$EndLegislativeList" { "$LegislativeList" } else { body };
        match &open {
            Some((mark, _, close)) if mark == head => {
                edits.push((line.start..line.next, close.clone()));
                open = None;
            }
            None if passage(head).is_some() && closes(&lines[at + 1..], head) => {
                let container = passage(head).unwrap_or_default();
                edits.push((line.start..line.next, container.open("")));
                open = Some((head.to_owned(), at, container.close("")));
            }
            Some((mark, ..)) if mark == "$A" && !body.is_empty() => {
                // An address keeps its lines.
                edits.push((line.end()..line.end(), "  ".to_owned()));
            }
            _ => {
                if let Some(edit) = one_line(line, lines.get(at.wrapping_sub(1))) {
                    edits.push(edit);
                }
            }
        }
    }
    text.edit(edits)
}

fn closes(rest: &[Line<'_>], mark: &str) -> bool {
    let end = if mark == "$LegislativeList" { "$EndLegislativeList" } else { mark };
    rest.iter().any(|line| !line.code && line.body() == end)
}

/// `%warning%`, `^information^`, `@example@` and `s1. step`, each on a line of its own.
fn one_line(line: &Line<'_>, before: Option<&Line<'_>>) -> Option<(Range<usize>, String)> {
    let body = line.body();
    if let Some(found) = STEP.captures(body) {
        let margin = line.margin();
        let gap = if before.is_some_and(|before| STEP.is_match(before.body())) { "" } else { "\n" };
        return Some((line.start..line.end(), format!("{gap}{margin}{}. {}", &found[1], &found[2])));
    }
    let found = CALLOUT.captures(body)?;
    let (mark, words) = (&found[1], &found[2]);
    let closed = found.get(3).is_some_and(|end| end.as_str() == mark);
    // `% off` and `@name` alone are words; the mark that closes may be left out at `^` only.
    if !closed && (mark != "^" || !words.contains(' ')) {
        return None;
    }
    let (kind, title) = match mark {
        "%" => ("warning", None),
        "^" => ("info", Some("")),
        _ => ("important", None),
    };
    let container = Container::admonition(&kinds::any(kind).0, title);
    let margin = line.margin();
    let text = format!("{}{margin}{words}\n{}", container.open(margin), container.close(margin));
    Some((line.start..line.next, text))
}
