//! What Pandoc, and with it Quarto and sandpaper, reads otherwise than other programs: a picture alone in a
//! paragraph is a figure, passages written for one format, and the options of Quarto's cells.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser};
use regex::{Captures, Regex};

use super::blocks::{self, Container};
use super::lines::{Fence, Line, lines};
use super::{Protect, Protected, pairs};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

type Edits = Vec<(Range<usize>, String)>;

/// A picture, or a link around one, alone on its line. Groups: the margin, the bracket of the link, the
/// caption, the address with a title, the attributes, the link's address, its attributes, a backslash.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    let address = r"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)";
    let list = r"(?:\{([^{}\n]*)\})?";
    let words = r"((?:[^\[\]\n]|\[[^\[\]\n]*\])*)";
    Regex::new(&format!(r"(?m)^([ \t>]*)(\[)?!\[{words}\]{address}{list}(?:\]{address}{list})?(\\)?[ \t]*$"))
        .expect("a valid pattern")
});

/// Pictures alone in a paragraph become figures, whose words are the caption; a backslash behind one says
/// that it is none.
pub fn figures(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let source = &text.text;
    let code = Protected::of(source, Protect::Code);
    let blank = |line: &str| line.trim_matches([' ', '\t', '\r', '>']).is_empty();
    let mut edits = Edits::new();
    for found in PICTURE.captures_iter(source) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        let above = source[..range.start].trim_end_matches('\n');
        let gap = source[above.len()..range.start].len() > 1 || above.lines().next_back().is_none_or(blank);
        let below = source[range.end..].strip_prefix('\n').and_then(|rest| rest.lines().next());
        let alone = gap && below.is_none_or(blank);
        // A link has both of its brackets, or is none.
        if code.holds(range.start) || !alone || found.get(2).is_some() != found.get(6).is_some() {
            continue;
        }
        if let Some(backslash) = found.get(8) {
            edits.push((backslash.range(), String::new()));
        } else if let Some(figure) = figure(&found) {
            edits.push((range, figure));
        }
    }
    text.edit(edits)
}

/// The figure of a picture; none where it says nothing that would be a caption or a name.
fn figure(found: &Captures<'_>) -> Option<String> {
    let group = |at: usize| found.get(at).map_or("", |group| group.as_str());
    let said = format!("{} {}", group(5), group(7));
    let id = said.split_whitespace().find_map(|word| word.strip_prefix('#'));
    let said = pairs::pairs(&said);
    let alt = pairs::named(&said, &["fig-alt", "alt"]);
    let named = id.is_some_and(|id| id.starts_with("fig-"));
    if group(3).trim().is_empty() && alt.is_none() && !named {
        return None;
    }
    let margin = group(1);
    // An address of more than one word has a title behind it.
    let (address, title) = match group(4).trim().split_once([' ', '\t']) {
        Some((address, title)) if title.trim_start().starts_with(['"', '\'']) => (address, title.trim()),
        _ => (group(4).trim(), ""),
    };
    let words = LINK.replace_all(group(3), "$1");
    let mut picture = blocks::image(address.trim_matches(['<', '>']), alt.unwrap_or(&words), &said);
    if !title.is_empty() {
        picture = picture.replacen(">)", &format!("> {title})"), 1);
    }
    if found.get(2).is_some() {
        picture = format!("[{picture}]({})", group(6));
    }
    let container = Container::figure(group(3)).with("id", id.unwrap_or(""));
    Some(format!("{}{margin}{picture}\n{}", container.open(margin), container.close(margin)))
}

/// The mark of an example, numbered through the page. Groups: the mark, its label.
static EXAMPLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[ \t>]*(\(@([\w-]*)\))[ \t]+\S").expect("a valid pattern"));
static EXAMPLE_NAMED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\(@([\w-]+)\)").expect("a valid pattern"));

/// Examples become items with numbers, and lines behind bars keep their ends and their indents.
pub fn examples_and_lines(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let all = lines(&text.text);
    let code = Protected::of(&text.text, Protect::Code);
    let (mut edits, mut labels) = (Edits::new(), BTreeMap::new());
    for line in all.iter().filter(|line| !line.code) {
        let Some(mark) = EXAMPLE.captures(line.text) else { continue };
        let number = edits.len() + 1;
        labels.insert(mark[2].to_owned(), number);
        edits.extend(
            mark.get(1)
                .map(|mark| (line.start + mark.start()..line.start + mark.end(), format!("{number})"))),
        );
    }
    for found in EXAMPLE_NAMED.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        let first = edits.iter().any(|(mark, _)| mark.start == range.start);
        if let (false, false, Some(number)) = (first, code.holds(range.start), labels.get(&found[1])) {
            edits.push((range, format!("({number})")));
        }
    }
    let barred = |line: &Line<'_>| {
        let words = line.text.strip_prefix('|');
        !line.code
            && words.is_some_and(|words| !words.contains('|') && (words.is_empty() || words.starts_with(' ')))
    };
    for block in all.chunk_by(|a, b| a.is_blank() == b.is_blank()) {
        if block.len() < 2 || !block.iter().all(barred) {
            continue;
        }
        for (at, line) in block.iter().enumerate() {
            let words = line.text.trim_start_matches('|');
            let words = words.strip_prefix(' ').unwrap_or(words);
            let indent = words.len() - words.trim_start().len();
            let end = if at + 1 < block.len() { "\\" } else { "" };
            let shown = format!("{}{}{end}", "&nbsp;".repeat(indent), words.trim());
            edits.push((
                line.start..line.end(),
                if words.trim().is_empty() { format!("&nbsp;{end}") } else { shown },
            ));
        }
    }
    text.edit(edits)
}

static RAW: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\{=([a-z0-9]+)\}").expect("a valid pattern"));

/// The words of a link within a caption, which the alternative words have without its address.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[([^\[\]]*)\]\([^()]*\)").expect("a valid pattern"));

/// Code between fences that are both there.
struct Fenced<'l, 't> {
    open: &'l Line<'t>,
    /// What stands behind the opening fence.
    info: &'t str,
    body: &'l [Line<'t>],
    close: &'l Line<'t>,
}

/// The code of a text, in order.
fn fenced<'l, 't>(all: &'l [Line<'t>]) -> impl Iterator<Item = Fenced<'l, 't>> {
    let mut rest = all;
    std::iter::from_fn(move || {
        while let Some((open, below)) = rest.split_first() {
            rest = below;
            let Some((fence, info)) = Fence::opening(open.body()) else { continue };
            // What no fence closes is code to the end.
            let end = below.iter().position(|line| fence.is_closed_by(line.body()));
            rest = end.map_or(&[], |end| &below[end + 1..]);
            let end = end?;
            return Some(Fenced { open, info, body: &below[..end], close: &below[end] });
        }
        None
    })
}

/// What is written for one format: HTML is read, what is for others falls away.
pub fn raw(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let source = &text.text;
    let all = lines(source);
    let mut edits = Edits::new();
    for Fenced { open, info, close, .. } in fenced(&all) {
        let Some(format) = info.strip_prefix("{=").and_then(|rest| rest.strip_suffix('}')) else { continue };
        if format.starts_with("html") {
            edits.push((open.start..open.next, "\n".to_owned()));
            edits.push((close.start..close.next, "\n".to_owned()));
        } else {
            edits.push((open.start..close.next, "\n".to_owned()));
        }
    }
    for (event, range) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
        let (Event::Code(words), Some(format)) = (event, RAW.captures(&source[range.end..])) else {
            continue;
        };
        let words = if &format[1] == "html" { words.to_string() } else { String::new() };
        edits.push((range.start..range.end + format[0].len(), words));
    }
    text.edit(edits)
}

/// How the options of a cell begin, by the signs of comments in its language.
const OPTIONS: [&str; 4] = ["#| ", "//| ", "%%| ", "--| "];

/// Options that say words: what the cell makes is called by them.
const CAPTIONS: [&str; 3] = ["fig-cap", "tbl-cap", "lst-cap"];

/// Options without words of their own, beside those that begin with `layout`.
const SILENT: &[&str] = &[
    "cache",
    "cap-location",
    "classes",
    "code-fold",
    "code-line-numbers",
    "code-overflow",
    "column",
    "echo",
    "error",
    "eval",
    "fig-align",
    "fig-cap-location",
    "fig-column",
    "fig-dpi",
    "fig-format",
    "fig-height",
    "fig-pos",
    "fig-width",
    "freeze",
    "include",
    "message",
    "output",
    "results",
    "tags",
    "tbl-cap-location",
    "tbl-column",
    "tbl-colwidths",
    "warning",
];

/// Cells lose the options that say how to run them; the label and the caption are those of the cell.
pub fn cells(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let all = lines(&text.text);
    let is_cell = |code: &Fenced<'_, '_>| {
        code.info.strip_prefix('{').is_some_and(|info| info.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let edits: Edits = fenced(&all).filter(is_cell).flat_map(|cell| cell_edits(&cell)).collect();
    text.edit(edits)
}

fn cell_edits(&Fenced { open, body, close, .. }: &Fenced<'_, '_>) -> Edits {
    let mut edits = Edits::new();
    let (mut label, mut caption) = (String::new(), String::new());
    for line in body {
        let Some(option) = OPTIONS.iter().find_map(|mark| line.body().strip_prefix(mark)) else { break };
        let Some((key, value)) = option.split_once(':') else { break };
        let value = value.trim().trim_matches(['"', '\'']);
        match key {
            "label" | "lst-label" | "id" => label = value.trim_start_matches('#').to_owned(),
            // What goes on over lines or is a list stays to be read.
            _ if CAPTIONS.contains(&key) && !value.is_empty() && !value.starts_with(['[', '|', '>', '!']) => {
                caption = value.to_owned();
            }
            _ if SILENT.contains(&key) || key.starts_with("layout") => {}
            _ => break,
        }
        edits.push((line.start..line.next, String::new()));
    }
    let named = ["fig-", "tbl-", "lst-"].iter().any(|kind| label.starts_with(kind));
    if named || !caption.is_empty() {
        let margin = open.margin();
        let figure = Container::figure(&caption).with("id", &label);
        edits.push((open.start..open.start, figure.open(margin)));
        edits.push((close.next..close.next, figure.close(margin)));
    }
    edits
}
