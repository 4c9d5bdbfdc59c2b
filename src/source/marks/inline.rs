//! Marks within lines: attribute lists without a colon, `==marked==`, `++ctrl+c++`, icons,
//! and the numbers of annotations in code.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Parser};
use regex::{Captures, Regex};

use super::blocks::{self, Container};
use super::lines::lines;
use super::{Protect, Protected, pairs};
use crate::source::Surroundings;
use crate::source::attributes::parse_words;
use crate::source::rewrite::Rewritten;

type Edits = Vec<(Range<usize>, String)>;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

/// The whole of a match.
fn whole(found: &Captures<'_>) -> Range<usize> {
    found.get(0).map(|whole| whole.range()).unwrap_or_default()
}

static LIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{:?[ \t]*([^{}\n]*)\}"));
static PICTURE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"!\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)\{([^{}\n]*)\}"));
static SPAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([^\[\]\n]+)\]\{[ \t]*[.#][^{}\n]*\}"));

/// Attribute lists without kramdown's colon get it; those that name alternative words of a
/// picture make it a figure.
pub fn attributes(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let text = anchors(text);
    let code = Protected::of(&text.text, Protect::Code);
    let source = &text.text;
    let mut edits = Edits::new();
    for found in PICTURE.captures_iter(source) {
        let range = whole(&found);
        let pairs = pairs::pairs(&found[3]);
        let Some(alt) = pairs::named(&pairs, &["alt", "fig-alt"]) else { continue };
        if code.holds(range.start) {
            continue;
        }
        let image = blocks::image(&found[2], alt, &pairs);
        let (before, after) = around(source, &range);
        if before.trim().is_empty() && after.trim().is_empty() {
            let figure = Container::figure(&found[1]);
            edits.push((range, format!("{}{before}{image}\n{}", figure.open(before), figure.close(before))));
        } else {
            edits.push((range, image));
        }
    }
    for found in SPAN.captures_iter(source) {
        let range = whole(&found);
        if !code.holds(range.start) && !source[..range.start].ends_with('!') {
            edits.push((range, found[1].to_owned()));
        }
    }
    for found in LIST.captures_iter(source) {
        let range = whole(&found);
        let (before, after) = around(source, &range);
        let heading = before.trim_start().starts_with('#') && after.trim().is_empty();
        let alone = before.trim().is_empty() && after.trim().is_empty();
        let behind = before.ends_with([')', ']', '`', '*', '>', ':']) || ends_emphasis(before);
        let caption = ["Table: ", "Figure: ", ": "].iter().any(|mark| before.starts_with(mark))
            && after.trim().is_empty();
        if code.holds(range.start) || !(heading || alone || behind || caption) || found[0].starts_with("{::")
        {
            continue;
        }
        let inside = found[1].trim();
        let list = parse_words(inside);
        if caption {
            // They are those of the table, which has the place alone from its caption.
            if list.refused.is_empty() && !list.attributes.is_empty() {
                let id = list.attributes.id.as_deref().map(|id| format!("\n{{: #{id}}}"));
                let wordless = id.is_none() && matches!(before, "Table: " | ": ");
                let start = if wordless { range.start - before.len() } else { range.start };
                edits.push((start..range.end, id.unwrap_or_default()));
            }
            continue;
        }
        let unnumbered = matches!(inside, "-" | ".unnumbered" | ".unlisted");
        let above = source[..range.start].trim_end_matches([' ', '\t', '\r']);
        let below = source[range.end..].trim_start_matches([' ', '\t', '\r']);
        let is_gap = |rest: &str| {
            rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') || rest.trim().is_empty()
        };
        let beside_nothing = alone
            && above
                .strip_suffix('\n')
                .is_none_or(|rest| rest.trim_end_matches([' ', '\t', '\r']).ends_with('\n'))
            && below.strip_prefix('\n').is_none_or(is_gap);
        let only_classes =
            list.attributes.id.is_none() && list.attributes.pairs.is_empty() && !list.attributes.is_empty();
        if beside_nothing && only_classes || unnumbered || inside.is_empty() && found[0].starts_with("{:") {
            edits.push((range, String::new()));
        } else if list.refused.is_empty() && list.references.is_empty() && !list.attributes.is_empty() {
            let colon = if heading { "" } else { ":" };
            edits.push((range, format!("{{{colon}{inside}}}").replace("{:", "{: ")));
        }
    }
    text.edit(edits)
}

static ANCHOR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[\](?:\(\))?\{:?[ \t]*#([^\s{}.#]+)[^{}\n]*\}"));

/// `[]{#id}` (Pandoc) and `[](){#id}` (MkDocs with autorefs) are places to link to.
fn anchors(text: Rewritten) -> Rewritten {
    if !text.text.contains("[]") {
        return text;
    }
    let code = Protected::of(&text.text, Protect::Code);
    let mut edits = Edits::new();
    for found in ANCHOR.captures_iter(&text.text) {
        let range = whole(&found);
        let (before, after) = around(&text.text, &range);
        if code.holds(range.start) || before.ends_with('!') {
            continue;
        }
        // A tag alone on its line would take the one below into its block of HTML.
        let gap = if before.trim().is_empty() && after.trim().is_empty() { "\n" } else { "" };
        edits.push((range, format!("<span id=\"{}\"></span>{gap}", blocks::escape(&found[1]))));
    }
    text.edit(edits)
}

static SYMBOL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\((?:tm|c|r)\)|\+/-|=/=|<-->|-->|<--|\b[1357]/[248]\b"));

/// `(c)`, `+/-`, `-->` and alike become the signs that they are typed for.
pub fn symbols(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::CodeAndTags);
    let source = &text.text;
    let mut edits = Edits::new();
    for found in SYMBOL.find_iter(source) {
        let range = found.range();
        let within = |c: char| c == '/' || c == '-' || c.is_ascii_digit();
        let longer = source[..range.start].ends_with(within) || source[range.end..].starts_with(within);
        let sign = match found.as_str() {
            "(tm)" => "™",
            "(c)" => "©",
            "(r)" => "®",
            "+/-" => "±",
            "=/=" => "≠",
            "<-->" => "↔",
            "-->" => "→",
            "<--" => "←",
            "1/4" => "¼",
            "1/2" => "½",
            "3/4" => "¾",
            _ => continue,
        };
        if !longer && !code.meets(&range) {
            edits.push((range, sign.to_owned()));
        }
    }
    text.edit(edits)
}

/// Whether a line's beginning ends with the mark that closes emphasis by underscores; the `_` of
/// `\sum_{i=1}` opens nothing.
fn ends_emphasis(before: &str) -> bool {
    let Some(inside) = before.strip_suffix('_') else { return false };
    let words = |text: &str| text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '}' | ')'));
    inside.match_indices('_').any(|(at, _)| !words(&inside[..at]))
}

/// What stands before and after a range on its line.
fn around<'t>(text: &'t str, range: &Range<usize>) -> (&'t str, &'t str) {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    (&text[start..range.start], &text[range.end..end])
}

static CRITIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\{\+\+([^+\n]+)\+\+\}|\{--([^\n]+?)--\}|\{==([^=\n]+)==\}|\{>>([^\n]*?)<<\}|\{~~([^~\n]*)~>([^~\n]*)~~\}",
    )
});
static MARKED: LazyLock<Regex> = LazyLock::new(|| pattern(r"==([^\s=](?:[^=\n]*[^\s=])?)=="));
static INSERTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\^\^([^\s^](?:[^\^\n]*[^\s^])?)\^\^"));
static KEYS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\+\+((?:[A-Za-z0-9_-]+|"[^"\n]+")(?:\+(?:[A-Za-z0-9_-]+|"[^"\n]+"))*)\+\+"#));

/// `==marked==`, `^^inserted^^`, `++ctrl+c++` and the marks of editors (`{++added++}`).
pub fn highlights(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::CodeAndTags);
    let source = &text.text;
    let mut edits = Edits::new();
    for found in CRITIC.captures_iter(source) {
        let group = |at: usize| found.get(at).map(|group| group.as_str());
        let words = match (group(1), group(2), group(3), group(5)) {
            (Some(added), ..) => format!("<ins>{added}</ins>"),
            (_, Some(gone), ..) => format!("<del>{gone}</del>"),
            (_, _, Some(marked), _) => format!("<mark>{marked}</mark>"),
            (.., Some(old)) => format!("<del>{old}</del><ins>{}</ins>", group(6).unwrap_or("")),
            _ => String::new(),
        };
        edits.push((whole(&found), words));
    }
    for (pattern, tag) in [(&MARKED, "mark"), (&INSERTED, "ins")] {
        edits.extend(
            pattern
                .captures_iter(source)
                .map(|found| (whole(&found), format!("<{tag}>{}</{tag}>", &found[1]))),
        );
    }
    edits.extend(KEYS.captures_iter(source).map(|found| {
        let keys = found[1].split('+').map(|key| format!("<kbd>{}</kbd>", key_name(key)));
        (whole(&found), keys.collect::<Vec<_>>().join("+"))
    }));
    edits.retain(|(range, _)| !code.meets(range));
    text.edit(edits)
}

/// What stands on a key.
fn key_name(key: &str) -> String {
    if let Some(own) = key.strip_prefix('"') {
        return own.trim_end_matches('"').to_owned();
    }
    let lower = key.to_ascii_lowercase();
    let known = match lower.as_str() {
        "ctrl" | "control" => "Ctrl",
        "cmd" | "command" => "Cmd",
        "del" | "delete" => "Del",
        "esc" | "escape" => "Esc",
        "ins" | "insert" => "Ins",
        "arrow-up" | "up" => "Up",
        "arrow-down" | "down" => "Down",
        "arrow-left" | "left" => "Left",
        "arrow-right" | "right" => "Right",
        "page-up" | "pgup" => "Page Up",
        "page-down" | "pgdn" => "Page Down",
        "win" | "windows" => "Win",
        _ => "",
    };
    if known.is_empty() {
        lower.split('-').map(super::kinds::titled).collect::<Vec<_>>().join(" ")
    } else {
        known.to_owned()
    }
}

static ICON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r":([a-z0-9+_][a-z0-9_+-]*):(\{[ \t]*[.:#][^{}\n]*\})?"));

/// The beginnings of names of icons, by the set that they are from.
const ICON_SETS: [&str; 9] =
    ["material-", "octicons-", "fontawesome-", "simple-", "mdi-", "fa-", "bi-", "lucide-", "custom-"];

/// Emoji by their names become themselves; icons become a sign where there is one that
/// means the same, and fall away otherwise.
pub fn icons(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::CodeAndTags);
    let mut edits = Edits::new();
    for found in ICON.captures_iter(&text.text) {
        let range = whole(&found);
        let within_word = text.text[..range.start].ends_with(|c: char| c.is_alphanumeric());
        if within_word || code.meets(&range) {
            continue;
        }
        let name = &found[1];
        if ICON_SETS.iter().any(|set| name.starts_with(set)) {
            let sign = sign(name);
            // The space behind it would move the words of an item to a column of their own.
            let apart = text.text[..range.start].chars().next_back().is_none_or(char::is_whitespace);
            let spaces = text.text[range.end..].bytes().take_while(|byte| *byte == b' ').count();
            let end = if sign.is_empty() && apart { range.end + spaces } else { range.end };
            edits.push((range.start..end, sign.to_owned()));
        } else if let Some(emoji) = emojis::get_by_shortcode(name) {
            edits.push((range, emoji.as_str().to_owned()));
        }
    }
    text.edit(edits)
}

/// The sign that means what an icon shows.
fn sign(name: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if has(&["arrow-right", "chevron-right"]) => "→",
        () if has(&["arrow-left", "chevron-left"]) => "←",
        () if has(&["check"]) => "✓",
        () if has(&["close", "-x-", "times", "xmark"]) => "✗",
        () => "",
    }
}

static LANGUAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^`+(?:#!|:::)[A-Za-z][\w+.#-]*[ \t]+"));

/// Code within a line loses the word that names its language.
pub fn code_languages(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let mut edits = Edits::new();
    for (event, range) in Parser::new(&text.text).into_offset_iter() {
        if let Event::Code(_) = event
            && let Some(found) = LANGUAGE.find(&text.text[range.clone()])
        {
            let ticks = found.as_str().bytes().take_while(|byte| *byte == b'`').count();
            edits.push((range.start + ticks..range.start + found.end(), String::new()));
        }
    }
    text.edit(edits)
}

static ANNOTATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\((\d+)\)!"));

/// `# (1)!` in code stays as `# (1)`: the list below has the notes by these numbers.
pub fn annotations(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let mut edits = Edits::new();
    for line in lines(&text.text).iter().filter(|line| line.code) {
        for found in ANNOTATION.find_iter(line.text) {
            let at = line.start + found.end();
            edits.push((at - 1..at, String::new()));
        }
    }
    text.edit(edits)
}
