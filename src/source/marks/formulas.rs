//! Formulas: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and GitHub's `` $`…`$ ``. Each becomes an element of
//! its own before anything else sees the TeX, in which `_`, `*`, `{` and `\\` mean other things than
//! in Markdown.

use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::lines::{Fence, lines};
use super::{Marks, Protected, blocks, myst};
use crate::source::Surroundings;
use crate::source::page::FrontMatter;
use crate::source::rewrite::Rewritten;

/// The element: its attribute `tex` has the TeX in hexadecimal digits, which nothing takes for a mark.
pub const ELEMENT: &str = "pb-formula";

/// One way to write a formula.
struct Form {
    marks: Marks,
    /// Opens, with the sign that closes.
    open: &'static str,
    close: &'static str,
    /// Whether it always stands on lines of its own.
    display: bool,
}

impl Form {
    /// Whether code takes a part of what would be a formula: it is stronger than a dollar within a
    /// line. In a formula on lines of its own, backticks are TeX's quotation marks.
    fn yields_to(&self, code: &Protected, range: &Range<usize>) -> bool {
        match self.open {
            "$`" => false,
            "$$" | "\\[" | "\\\\[" => code.holds(range.end - 1),
            _ => code.meets(range),
        }
    }
}

/// The longer sign first.
const FORMS: [Form; 7] = [
    Form { marks: Marks::all(), open: "$`", close: "`$", display: false },
    Form { marks: Marks::FORMULAS, open: "$$", close: "$$", display: false },
    Form { marks: Marks::DOLLARS, open: "$", close: "$", display: false },
    Form { marks: Marks::BRACKETS, open: "\\\\(", close: "\\\\)", display: false },
    Form { marks: Marks::BRACKETS, open: "\\\\[", close: "\\\\]", display: true },
    Form { marks: Marks::BRACKETS, open: "\\(", close: "\\)", display: false },
    Form { marks: Marks::BRACKETS, open: "\\[", close: "\\]", display: true },
];

/// Where a line of a quotation or of an item goes on.
static MARGIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\n[ \t]*(?:>[ \t]?)*").expect("a valid pattern"));

/// The marks of a page, with those of formulas that it is read with.
pub fn marks(surroundings: &Surroundings<'_>) -> Marks {
    let marks = surroundings.settings.dialect.marks;
    match (surroundings.settings.dialect.formulas, asked_for(surroundings.front)) {
        (Some(true), _) | (None, true) => marks | Marks::ALL_FORMULAS,
        (Some(false), _) => marks - Marks::ALL_FORMULAS,
        (None, false) => marks,
    }
}

/// Replaces the formulas of a page.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let marks = marks(surroundings);
    let source = &text.text;
    if !marks.intersects(Marks::ALL_FORMULAS) && !source.contains("$`") {
        return text;
    }
    let (masked, options) = match marks.contains(Marks::DIRECTIVES) {
        true => apart_from_directives(source),
        false => (source.clone(), Vec::new()),
    };
    let code = Protected::fenced(&masked);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while let Some(found) = source[at..].find(['$', '\\']).map(|found| at + found) {
        let form =
            FORMS.iter().find(|form| marks.intersects(form.marks) && source[found..].starts_with(form.open));
        // GitHub's form is half code.
        let is_code = |form: &Form| {
            form.open != "$`" && (code.holds(found) || options.iter().any(|o| o.contains(&found)))
        };
        let read = form.filter(|form| !is_code(form)).and_then(|form| formula(source, found, form));
        let read = read.filter(|(range, _)| !form.is_some_and(|form| form.yields_to(&code, range)));
        let Some((range, element)) = read else {
            // What a backslash escapes opens nothing.
            let escaped = source[found..].starts_with('\\') && source[found + 1..].starts_with(['$', '\\']);
            let dollars = source[found..].len() - source[found..].trim_start_matches('$').len();
            at = found + if escaped { 2 } else { dollars.max(1) };
            continue;
        };
        at = range.end;
        edits.push((range, element));
    }
    text.edit(edits)
}

/// The text with blanks in the place of the fences of directives that hold Markdown and no code,
/// and the bytes of the options of directives, which are no Markdown.
fn apart_from_directives(text: &str) -> (String, Vec<Range<usize>>) {
    let lines = lines(text);
    let mut masked = text.to_owned();
    let mut options = Vec::new();
    // The fences that are open, each with whether Markdown stands in it.
    let mut open: Vec<(Fence, bool)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let body = line.body();
        let fence = Fence::opening(body);
        let info = fence
            .map(|(_, info)| info)
            .or_else(|| Some(body.strip_prefix(":::")?.trim_start_matches(':').trim()));
        let within_code = open.last().is_some_and(|(_, markdown)| !markdown);
        let closed = open.last().filter(|(fence, _)| fence.is_closed_by(body)).copied();
        let directive = info.filter(|_| !within_code && closed.is_none()).and_then(myst::directive);
        if let Some(directive) = &directive {
            let (_, end) = myst::options(&lines, at + 1, directive);
            options.extend((end > at + 1).then(|| lines[at + 1].start..lines[end - 1].next));
        }
        let holds_markdown = match (closed, fence) {
            (Some((_, markdown)), _) => {
                open.pop();
                markdown
            }
            (None, Some((fence, _))) if !within_code => {
                let markdown = directive.is_some_and(|directive| myst::holds_markdown(directive.name));
                open.push((fence, markdown));
                markdown
            }
            _ => false,
        };
        if holds_markdown {
            masked.replace_range(line.start..line.end(), &" ".repeat(line.text.len()));
        }
    }
    (masked, options)
}

/// Whether a page says that it has formulas, in the words that themes of Jekyll and Hugo ask for.
fn asked_for(front: &FrontMatter) -> bool {
    ["math", "mathjax", "katex", "latex", "usemath", "use_math", "useMath"]
        .iter()
        .any(|key| matches!(front.all.get(*key), Some(Value::Bool(true))))
}

/// The formula that opens at `start`, and the element that stands for it.
fn formula(source: &str, start: usize, form: &Form) -> Option<(Range<usize>, String)> {
    let from = start + form.open.len();
    let paragraph = paragraph_end(source, from);
    let rest = &source[from..paragraph];
    let end = close(rest, form)?;
    let tex = &rest[..end];
    let range = start..from + end + form.close.len();
    if tex.trim().is_empty() || form.open.starts_with('$') && tex.contains("$$") {
        return None;
    }
    if form.open == "$" {
        // Pandoc's rule, which keeps prices prices: no space within, no digit behind.
        let padded = tex.starts_with(char::is_whitespace) || tex.ends_with(char::is_whitespace);
        if padded || source[range.end..].starts_with(|next: char| next.is_ascii_digit()) {
            return None;
        }
    }
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[range.end..].find('\n').map_or(source.len(), |at| range.end + at);
    let before = source[line_start..start].trim_matches([' ', '\t', '>']);
    let after = source[range.end..line_end].trim();
    if before.is_empty()
        && form.open == "$$"
        && let Some(label) = label(after)
    {
        let id = format!("<a id=\"{}\"></a>\n\n", blocks::escape(label));
        return Some((
            start..line_end,
            format!("{id}{}", element(&MARGIN.replace_all(tex, "\n"), "display")),
        ));
    }
    let alone = (before.is_empty() || is_item(before)) && after.trim_matches(['.', ',', ';']).is_empty();
    let place = if form.display || form.open == "$$" && alone { "display" } else { "line" };
    Some((range, element(&MARGIN.replace_all(tex, "\n"), place)))
}

/// The label of a formula, which stands behind it: `(euler)` of MyST, `{#eq-euler}` of Quarto.
fn label(after: &str) -> Option<&str> {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let pandoc = || after.strip_prefix("{#")?.strip_suffix('}');
    let label = after.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).or_else(pandoc)?;
    (!label.is_empty() && label.chars().all(named)).then_some(label)
}

/// The element that stands for a formula at a place, `line` or `display`.
pub fn element(tex: &str, place: &str) -> String {
    let mut digits = String::new();
    for byte in tex.bytes() {
        write!(digits, "{byte:02x}").expect("strings take all there is");
    }
    format!("<{ELEMENT} place=\"{place}\" tex=\"{digits}\"></{ELEMENT}>")
}

/// Whether a text is the mark of a list's item.
fn is_item(text: &str) -> bool {
    matches!(text, "-" | "*" | "+" | ":")
        || text
            .strip_suffix(['.', ')'])
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where the sign stands that closes a formula: one that no backslash escapes.
fn close(rest: &str, form: &Form) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + rest[at..].find(form.close)?;
        let slashes = rest[..found].len() - rest[..found].trim_end_matches('\\').len();
        if !form.close.starts_with('$') || slashes.is_multiple_of(2) {
            return Some(found);
        }
        at = found + 1;
    }
}

/// Where the paragraph ends in which a formula opens: at a blank line.
fn paragraph_end(source: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = source[at..].find('\n').map(|found| at + found) {
        let next = &source[found + 1..];
        let line = &next[..next.find('\n').unwrap_or(next.len())];
        if line.trim_matches([' ', '\t', '\r', '>']).is_empty() {
            return found;
        }
        at = found + 1;
    }
    source.len()
}

/// The TeX that an element's attribute has.
pub fn tex(digits: &str) -> String {
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    };
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).filter_map(byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
