//! MyST, the Markdown of Jupyter Book and Sphinx: directives, roles, targets, comments and
//! substitutions.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::blocks::{self, Container};
use super::fences::Opening;
use super::formulas;
use super::kinds;
use super::lines::{self, Line};
use super::{Protect, Protected, Remark};
use crate::diagnostic::rules;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// The scheme of links that name a place by its label, wherever in the book it is. Pages
/// cannot write it: an address has no space after its colon.
pub const LABEL_SCHEME: &str = "label: ";

/// The opening line of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directive<'t> {
    /// Its name.
    pub name: &'t str,
    /// What stands behind it.
    pub argument: &'t str,
}

/// A directive's options, in the order written.
pub type Settings = Vec<(String, String)>;

/// The directive that an info string names: `{note} Title`, `admonish note`, `ad-note`.
pub fn directive(info: &str) -> Option<Directive<'_>> {
    if info.starts_with('{') {
        return any_directive(info).filter(|directive| is_known(directive.name));
    }
    if let Some(rest) = info.strip_prefix("admonish") {
        let plain = rest.is_empty() || rest.starts_with(' ');
        return plain.then_some(Directive { name: "admonish", argument: rest.trim() });
    }
    let name = info.strip_prefix("ad-")?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain.then_some(Directive { name: info, argument: "" })
}

/// The directive that an info string names, whether it is known or not.
pub fn any_directive(info: &str) -> Option<Directive<'_>> {
    let (name, argument) = info.strip_prefix('{')?.split_once('}')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain);
    named.then_some(Directive { name, argument: argument.trim() })
}

/// Directives beside those that are a passage set apart.
const KNOWN: &[&str] = &[
    "admonition",
    "aside",
    "bibliography",
    "blockquote",
    "button-link",
    "button-ref",
    "card",
    "card-carousel",
    "caution",
    "code",
    "code-block",
    "code-cell",
    "code-tab",
    "contents",
    "csv-table",
    "div",
    "dropdown",
    "embed",
    "epigraph",
    "eval-rst",
    "exercise-end",
    "exercise-start",
    "figure",
    "footbibliography",
    "glossary",
    "grid",
    "grid-item",
    "grid-item-card",
    "group-tab",
    "highlights",
    "html_meta",
    "iframe",
    "image",
    "include",
    "index",
    "list-table",
    "literalinclude",
    "margin",
    "math",
    "mermaid",
    "only",
    "pull-quote",
    "raw",
    "rst-class",
    "sidebar",
    "solution-end",
    "solution-start",
    "sourcecode",
    "tab",
    "tab-item",
    "tab-set",
    "table",
    "table-of-contents",
    "tableofcontents",
    "tabs",
    "tabularcolumns",
    "toc",
    "toctree",
    "topic",
    "versionadded",
    "versionchanged",
    "deprecated",
    "video",
    "youtube",
];

fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
        || kinds::known(name).is_some()
        || kinds::statement(name)
        || name.strip_prefix("prf:").is_some_and(kinds::statement)
}

/// Whether Markdown stands between the fences of a directive that is known.
pub fn holds_markdown(name: &str) -> bool {
    !matches!(
        name,
        "code"
            | "code-block"
            | "code-cell"
            | "code-tab"
            | "csv-table"
            | "eval-rst"
            | "html_meta"
            | "literalinclude"
            | "math"
            | "mermaid"
            | "raw"
            | "sourcecode"
            | "toctree"
    )
}

/// The options under an opening line, and the line after them.
pub fn options(lines: &[Line<'_>], from: usize, directive: &Directive<'_>) -> (Settings, usize) {
    let mut settings = Settings::new();
    let mut at = from;
    let option = |line: &Line<'_>| {
        let (key, value) = line.body().strip_prefix(':')?.split_once(':')?;
        let named = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        named.then(|| (key.to_owned(), value.trim().to_owned()))
    };
    if lines.get(at).is_some_and(|line| line.body() == "---") {
        let end = (at + 1..lines.len()).find(|end| lines[*end].body() == "---");
        if let Some(end) = end {
            for line in &lines[at + 1..end] {
                if let Some((key, value)) = line.body().split_once(':') {
                    let value = value.trim().trim_matches(['"', '\'']);
                    settings.push((key.trim().to_owned(), value.to_owned()));
                }
            }
            return (settings, end + 1);
        }
    }
    while let Some(found) = lines.get(at).and_then(option) {
        settings.push(found);
        at += 1;
    }
    // Those of mdBook's and Obsidian's passages: `title: words`.
    let passage = directive.name == "admonish" || directive.name.starts_with("ad-");
    if at == from
        && passage
        && let Some(line) = lines.get(at)
        && let Some(title) = line.body().strip_prefix("title: ")
    {
        settings.push(("title".to_owned(), title.trim_matches(['"', '\'']).to_owned()));
        at += 1;
    }
    (settings, at)
}

fn value<'s>(settings: &'s Settings, key: &str) -> Option<&'s str> {
    settings.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

/// The contents of a page, as kramdown writes them.
const PAGE_CONTENTS: &str = "- \n{:toc}";

/// What a directive stands for.
pub fn meaning(directive: &Directive<'_>, settings: &Settings, content: &[Line<'_>]) -> Opening {
    let Directive { name, argument } = *directive;
    let id = value(settings, "name").or(value(settings, "label")).unwrap_or("");
    let class = value(settings, "class").unwrap_or("");
    let caption = value(settings, "caption").unwrap_or("").to_owned();
    if class.split_whitespace().any(|class| class == "dropdown") {
        let kind =
            kinds::known(name).and_then(|kind| kind.title).map_or_else(|| kinds::titled(name), str::to_owned);
        return Opening::Holds(Container::details(if argument.is_empty() { &kind } else { argument }));
    }
    let holds = |container: Container| Opening::Holds(container.with("id", id));
    let code = |language: &str| {
        let named = !caption.is_empty() || !id.is_empty();
        Opening::Code(
            format!("{language}{}", of_lines(settings)),
            named.then(|| Container::figure(&caption).with("id", id)),
        )
    };
    match name {
        "admonish" => admonish(value(settings, "title"), argument),
        _ if name.starts_with("ad-") => holds(passage(name, value(settings, "title").unwrap_or(""))),
        "code-block" | "code" | "sourcecode" | "code-cell" => code(language(argument)),
        "code-tab" => code_tab(argument, content),
        "mermaid" => code("mermaid"),
        "eval-rst" | "rst-class" => code("rst"),
        "math" if !argument.is_empty() => Opening::Whole(formulas_from(argument, id, content)),
        "math" => code("math"),
        "figure" => figure(argument, settings, content).unwrap_or_else(|| holds(Container::figure(argument))),
        "image" => Opening::Whole(picture(argument, settings)),
        "table" if !argument.is_empty() => holds(Container::figure(argument)),
        "table" => holds(Container::division("table").with("id", id)),
        "list-table" => Opening::Whole(list_table(argument, content)),
        "csv-table" => Opening::Whole(csv_table(argument, settings, content)),
        "epigraph" | "pull-quote" | "highlights" | "blockquote" => Opening::Whole(quote(content)),
        "raw" if argument.contains("html") => Opening::Plain,
        "raw" | "toctree" | "tableofcontents" | "table-of-contents" | "index" | "html_meta"
        | "tabularcolumns" => Opening::Whole(String::new()),
        "contents" => Opening::Whole(PAGE_CONTENTS.to_owned()),
        // MyST's own, of the whole project where it names no other context.
        "toc" => match value(settings, "context") {
            Some("page" | "section") => Opening::Whole(PAGE_CONTENTS.to_owned()),
            _ => Opening::Whole(String::new()),
        },
        "youtube" | "video" | "iframe" => Opening::Whole(blocks::media(&film(name, argument), "")),
        "glossary" => Opening::Whole(glossary(content)),
        "dropdown" => holds(Container::details(if argument.is_empty() { "Details" } else { argument })),
        "tab" | "tab-item" | "group-tab" => holds(Container::tab(argument)),
        "tabs" | "tab-set" | "grid" | "card-carousel" | "only" | "div" | "grid-item" | "bibliography"
        | "footbibliography" | "embed" => Opening::Plain,
        "include" | "literalinclude" => Opening::Plain,
        "versionadded" => holds(note(&format!("New in version {argument}"))),
        "versionchanged" => holds(note(&format!("Changed in version {argument}"))),
        "deprecated" => holds(note(&format!("Deprecated since version {argument}"))),
        "card" | "grid-item-card" => card(argument, settings),
        "sidebar" | "topic" | "margin" | "aside" => holds(note(argument)),
        // Gates around what may be no part of a directive, such as cells that run.
        "exercise-start" | "solution-start" => {
            let name = name.trim_end_matches("-start");
            Opening::Whole(passage(name, argument).with("id", id).open(""))
        }
        "exercise-end" | "solution-end" => Opening::Whole(passage("exercise", "").close("")),
        "admonition" => holds(sorted(class, argument)),
        "button-link" | "button-ref" => {
            let words: Vec<&str> = content.iter().map(|line| line.body()).collect();
            let words = words.join(" ");
            Opening::Whole(blocks::link(if words.trim().is_empty() { argument } else { &words }, argument))
        }
        // It names what it solves by its label.
        "solution" if !argument.is_empty() && !argument.contains(' ') => {
            let solved = format!("[](<{LABEL_SCHEME}{argument}>)\n\n");
            Opening::Card(passage(name, "").with("id", id), solved, String::new())
        }
        _ => holds(passage(name, argument)),
    }
}

/// The formulas of a directive of which the first begins on its line; blank lines stand between them.
fn formulas_from(first: &str, id: &str, content: &[Line<'_>]) -> String {
    let rest: Vec<&str> = content.iter().map(|line| line.text.trim_end()).collect();
    let all = format!("{first}\n{}", rest.join("\n"));
    let each = all.split("\n\n").filter(|formula| !formula.trim().is_empty());
    let code: String = each.map(|formula| blocks::code("math", &format!("{}\n", formula.trim()))).collect();
    let container = Container::figure("").with("id", id);
    if id.is_empty() { code } else { format!("{}{code}{}", container.open(""), container.close("")) }
}

fn note(title: &str) -> Container {
    Container::admonition(&kinds::any("admonition").0, Some(title))
}

/// An admonition with a title of its own, and the sort that its class names.
fn sorted(class: &str, title: &str) -> Container {
    let kind = class.split_whitespace().find_map(kinds::known);
    Container::admonition(&kind.unwrap_or(kinds::any("note").0), Some(title))
}

/// What the options of code say of its name and its lines, as words behind a fence's language.
fn of_lines(settings: &Settings) -> String {
    let said = |key: &str| value(settings, key).map(|value| value.replace(['"', '{', '}'], ""));
    let mut info = String::new();
    if let Some(name) = said("filename").filter(|name| !name.is_empty()) {
        info.push_str(&format!(" filename=\"{name}\""));
    }
    match said("lineno-start") {
        Some(first) => info.push_str(&format!(" linenums=\"{first}\"")),
        None if ["linenos", "number-lines"].iter().any(|key| said(key).is_some_and(|v| v != "false")) => {
            info.push_str(" linenums=\"1\"");
        }
        None => {}
    }
    if let Some(lines) = said("emphasize-lines") {
        info.push_str(&format!(" hl_lines=\"{lines}\""));
    }
    info
}

/// A card: its title leads where the card does, its header and footer stand above and below what it holds.
fn card(title: &str, settings: &Settings) -> Opening {
    let said = |key: &str| value(settings, key).filter(|value| !value.is_empty());
    let target = said("link").map(|link| match said("link-type") {
        Some("ref") => format!("<{LABEL_SCHEME}{link}>"),
        Some("doc") if !link.ends_with(".md") => format!("<{link}.md>"),
        _ => blocks::address(link),
    });
    let plain = !title.is_empty() && !title.contains("](");
    let title = match &target {
        Some(target) if plain => format!("[{title}]({target})"),
        _ => title.to_owned(),
    };
    let id = said("name").or(said("label")).unwrap_or("");
    let head = said("header").map(|words| format!("{words}\n\n")).unwrap_or_default();
    let mut foot = said("footer").map(|words| format!("\n\n{words}\n")).unwrap_or_default();
    if let Some(target) = target.filter(|_| !plain) {
        foot.push_str(&format!("\n\n[]({target})\n"));
    }
    Opening::Card(note(&title).with("id", id), head, foot)
}

fn passage(name: &str, argument: &str) -> Container {
    let bare = name.strip_prefix("prf:").or_else(|| name.strip_prefix("ad-")).unwrap_or(name);
    let (kind, own) = kinds::any(bare);
    if kinds::statement(bare) {
        let title = if argument.is_empty() {
            kinds::titled(bare)
        } else {
            format!("{} ({argument})", kinds::titled(bare))
        };
        return Container::admonition(&kind, Some(&title));
    }
    // Words behind the name of a passage are its first words, not its title.
    let title = if argument.is_empty() { own } else { Some(argument.to_owned()) };
    Container::admonition(&kind, title.as_deref())
}

/// `admonish note title="Words"`
fn admonish(own: Option<&str>, argument: &str) -> Opening {
    let name = argument.split([' ', ',']).next().unwrap_or("").split('.').next().unwrap_or("");
    let title = super::pairs::pairs(argument)
        .into_iter()
        .find(|pair| pair.name.as_deref() == Some("title"))
        .map(|pair| pair.value)
        .or_else(|| own.map(str::to_owned))
        .or_else(|| {
            argument.split_once('"').and_then(|(_, rest)| rest.split_once('"')).map(|(t, _)| t.to_owned())
        });
    let (kind, named) = kinds::any(if name.is_empty() || name.contains(['=', '"']) { "note" } else { name });
    Opening::Holds(Container::admonition(&kind, title.or(named).as_deref()))
}

/// The language of code, as the listing's fence names it.
fn language(argument: &str) -> &str {
    match argument.split_whitespace().next().unwrap_or("") {
        "ipython3" | "ipython" => "python",
        "none" | "text" => "",
        other => other,
    }
}

/// `{code-tab} py Title`: a tab that holds one listing.
fn code_tab(argument: &str, content: &[Line<'_>]) -> Opening {
    let (language, title) = argument.split_once(' ').unwrap_or((argument, ""));
    let names = [
        ("py", "Python"),
        ("python", "Python"),
        ("r", "R"),
        ("js", "JavaScript"),
        ("bash", "Bash"),
        ("java", "Java"),
        ("c", "C"),
        ("cpp", "C++"),
        ("c++", "C++"),
        ("sh", "Shell"),
        ("sql", "SQL"),
    ];
    let own = names.iter().find(|(key, _)| key.eq_ignore_ascii_case(language)).map(|(_, name)| *name);
    let title = if title.trim().is_empty() { own.unwrap_or(language) } else { title.trim() };
    let container = Container::tab(title);
    let text: String = content.iter().map(|line| format!("{}\n", line.text)).collect();
    Opening::Whole(format!("{}{}{}", container.open(""), blocks::code(language, &text), container.close("")))
}

fn picture(address: &str, settings: &Settings) -> String {
    let sizes = ["width", "height"].iter().filter_map(|name| Some((*name, value(settings, name)?)));
    blocks::sized(address, value(settings, "alt").unwrap_or(""), sizes)
}

/// A figure: its picture, the caption, and what else stands in it.
fn figure(address: &str, settings: &Settings, content: &[Line<'_>]) -> Option<Opening> {
    if address.is_empty() {
        return None;
    }
    // The first paragraph is the caption, the rest is the legend.
    let lines: Vec<&str> =
        content.iter().map(|line| line.body()).skip_while(|line| line.is_empty()).collect();
    let cut = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    let id = value(settings, "name").or(value(settings, "label")).unwrap_or("");
    let caption =
        if cut == 0 { value(settings, "caption").unwrap_or("").to_owned() } else { lines[..cut].join(" ") };
    let container = Container::figure(&caption).with("id", id);
    let rest = lines[cut..].join("\n");
    let text =
        format!("{}{}\n\n{rest}\n{}", container.open(""), picture(address, settings), container.close(""));
    Some(Opening::Whole(text))
}

fn quote(content: &[Line<'_>]) -> String {
    content.iter().map(|line| format!("> {}\n", line.body())).collect()
}

fn film(name: &str, argument: &str) -> String {
    if name == "youtube" {
        format!("https://www.youtube.com/watch?v={argument}")
    } else {
        argument.to_owned()
    }
}

/// A glossary: terms at the margin, what they mean below and indented.
fn glossary(content: &[Line<'_>]) -> String {
    let mut text = String::from("\n");
    let mut meaning = false;
    for line in content {
        match line.indent {
            _ if line.is_blank() => text.push('\n'),
            0 => {
                if meaning {
                    text.push('\n');
                }
                meaning = false;
                text.push_str(&format!("{}\n", line.body()));
            }
            _ if meaning => text.push_str(&format!("  {}\n", line.body())),
            _ => {
                meaning = true;
                text.push_str(&format!(": {}\n", line.body().trim_start_matches(": ")));
            }
        }
    }
    text
}

/// A table whose rows are the items of a list, and whose cells are those of lists within.
fn list_table(title: &str, content: &[Line<'_>]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in content {
        let body = line.body();
        let first = body
            .strip_prefix("* -")
            .or_else(|| body.strip_prefix("- -"))
            .or_else(|| body.strip_prefix("- *"));
        if let Some(cell) = first {
            rows.push(vec![cell.trim().to_owned()]);
        } else if let (Some(cell), Some(row)) =
            (body.strip_prefix("- ").or((body == "-").then_some("")), rows.last_mut())
        {
            row.push(cell.trim().to_owned());
        } else if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut())
            && !body.is_empty()
        {
            cell.push(' ');
            cell.push_str(body);
        }
    }
    table(title, rows)
}

fn csv_table(title: &str, settings: &Settings, content: &[Line<'_>]) -> String {
    let split = |line: &str| -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                other => cells.last_mut().into_iter().for_each(|cell| cell.push(other)),
            }
        }
        cells.iter().map(|cell| cell.trim().to_owned()).collect()
    };
    let head = value(settings, "header").map(split);
    let rows = content.iter().filter(|line| !line.is_blank()).map(|line| split(line.text));
    table(title, head.into_iter().chain(rows).collect())
}

/// How many cells a table may be filled up to.
const MOST_CELLS: usize = 100_000;

fn table(title: &str, rows: Vec<Vec<String>>) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    // One very long row makes no table of empty cells.
    let filled = width * rows.len() <= MOST_CELLS;
    let mut text = String::new();
    if !title.is_empty() {
        text.push_str(&format!("**{title}**\n\n"));
    }
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> = (0..if filled { width } else { row.len() })
            .map(|at| row.get(at).map(|cell| cell.replace('|', "\\|")).unwrap_or_default())
            .collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if index == 0 {
            text.push_str(&format!("|{}\n", " --- |".repeat(width)));
        }
    }
    text
}

/// Targets become ids; comments and breaks between blocks fall away.
pub fn lines(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let lines = lines::lines(&text.text);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.code) {
        let body = line.body();
        let label = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
        if let Some(label) = label.filter(|label| !label.is_empty() && !label.contains(['(', ')'])) {
            // What it names may stand behind an empty line.
            let next = lines[at + 1..].iter().find(|line| !line.is_blank());
            let label = label.trim().replace(' ', "-");
            let fence = next.and_then(|next| lines::Fence::begun(next.text));
            let colons = || next?.body().strip_prefix(":::").map(|rest| rest.trim_start_matches(':').trim());
            let info = fence.map(|(_, info)| info).or_else(colons);
            let id = match info.and_then(any_directive) {
                // A directive becomes an element, beside which no attribute list can stand.
                Some(_) => format!("{}<a id=\"{}\"></a>\n\n", line.margin(), blocks::escape(&label)),
                None => format!("{}{{: #{label}}}\n", line.margin()),
            };
            edits.push((line.start..next.map_or(line.next, |next| next.start), format!("\n{id}")));
        } else if line.indent == 0 && (body.starts_with("% ") || body == "%" || body.starts_with("+++")) {
            edits.push((line.start..line.next, "\n".to_owned()));
        }
    }
    text.edit(edits)
}

static ROLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{([A-Za-z][A-Za-z0-9_:.+-]*)\}(`+)([^`]+)`+").expect("a valid pattern"));
static SUBSTITUTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}").expect("a valid pattern"));

/// A link to what a scheme of MyST's names, with or without words; the groups are its words, scheme
/// and name, or the scheme and name of an address in angle brackets.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[([^\[\]\n]*)\]\(<?(doi|wiki|github|rrid|ror|xref):([^()<>\s]+)>?\)|<(doi|wiki|github|rrid|ror):([^<>\s]+)>")
        .expect("a valid pattern")
});

/// What stands for a link by a scheme: `doi:10.1000/182`, `wiki:Prototype`, `xref:project#place`.
fn scheme_link(words: &str, scheme: &str, name: &str) -> String {
    let base = match scheme {
        "doi" => "https://doi.org/",
        "wiki" => "https://en.wikipedia.org/wiki/",
        "github" => "https://github.com/",
        "rrid" => "https://scicrunch.org/resolver/RRID:",
        "ror" => "https://ror.org/",
        // Another project's pages, whose addresses only that project knows.
        _ => return if words.is_empty() { name.to_owned() } else { words.to_owned() },
    };
    let shown = match (words, scheme) {
        ("", "wiki") => name.replace('_', " "),
        ("", _) => name.to_owned(),
        _ => words.to_owned(),
    };
    format!("[{shown}](<{base}{name}>)")
}

/// Links by schemes of their own.
pub fn schemes(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let edits = SCHEME.captures_iter(&text.text).filter_map(|found| {
        let range = found.get(0)?.range();
        let group = |at: usize| found.get(at).map_or("", |group| group.as_str());
        let (scheme, name) = if group(2).is_empty() { (group(4), group(5)) } else { (group(2), group(3)) };
        (!code.holds(range.start)).then(|| (range, scheme_link(group(1), scheme, name)))
    });
    let edits: Vec<_> = edits.collect();
    text.edit(edits)
}

/// Roles and substitutions.
pub fn roles(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut edits = Vec::new();
    for found in ROLE.captures_iter(&text.text) {
        let whole = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        // The code that the role stands before is protected; the role itself is not.
        if code.holds(whole.start) {
            continue;
        }
        let span = text.span(whole.clone());
        let (replacement, known) = role(&found[1], found[3].trim());
        if !known {
            surroundings.remarks.push(Remark {
                rule: &rules::FOREIGN_MARK,
                span,
                message: format!("the role `{{{}}}` is not known; its words stay", &found[1]),
                hint: "write the words alone".to_owned(),
            });
        }
        edits.push((whole, replacement));
    }
    for found in SUBSTITUTION.captures_iter(&text.text) {
        let whole = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(whole.start) {
            continue;
        }
        if let Some(words) = substitution(&found[1], surroundings) {
            edits.push((whole, words));
        }
    }
    text.edit(edits)
}

fn substitution(name: &str, surroundings: &Surroundings<'_>) -> Option<String> {
    let front = &surroundings.front.all;
    let maps = [
        front.get("substitutions"),
        front.get("myst").and_then(|myst| myst.get("substitutions")),
        surroundings.settings.variables.get("substitutions"),
    ];
    let found = maps.into_iter().flatten().find_map(|map| map.get(name));
    found.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// A role in Markdown, and whether it is known.
fn role(name: &str, words: &str) -> (String, bool) {
    let (title, target) = match words.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, target)) if !title.trim().is_empty() => (title.trim(), target.trim()),
        _ => ("", words),
    };
    let titled = !title.is_empty();
    let text = match name {
        // A term may be explained nowhere in the book; the words are the same.
        "term" => (if titled { title } else { target }).to_owned(),
        "ref" | "numref" | "any" | "eq" | "prf:ref" => {
            let id = target.replace(' ', "-");
            // Nothing has a number here, so what would have one is called by its own name.
            let numbered = ["%s", "{number}", "{name}"].iter().any(|mark| title.contains(mark));
            format!("[{}](<{LABEL_SCHEME}{}>)", if numbered { "" } else { title }, id.trim_start_matches('#'))
        }
        "doc" => format!(
            "[{title}](<{}>)",
            if target.ends_with(".md") { target.to_owned() } else { format!("{target}.md") }
        ),
        "download" | "link" => {
            format!("[{}]({})", if titled { title } else { target }, blocks::address(target))
        }
        "kbd" => keys(words),
        "math" => formulas::element(words, "line"),
        "sub" | "sup" => format!("<{name}>{words}</{name}>"),
        "abbr" => match words.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            Some((short, long)) => {
                format!("<abbr title=\"{}\">{}</abbr>", blocks::escape(long), short.trim())
            }
            None => words.to_owned(),
        },
        "button" if titled => format!("[{title}]({})", blocks::address(target)),
        "guilabel" | "menuselection" | "button" => format!("**{}**", words.replace("-->", "→")),
        "dfn" | "index" | "bdg" | "emphasis" => words.to_owned(),
        "strong" => format!("**{words}**"),
        "u" | "underline" => format!("<ins>{words}</ins>"),
        "del" | "strike" => format!("~~{words}~~"),
        "code" | "file" | "command" | "samp" | "program" | "option" | "envvar" | "mailheader" | "regexp" => {
            format!("`{words}`")
        }
        _ if name.starts_with("cite") || name == "footcite" => format!("[{}]", blocks::plain(words)),
        _ if name.starts_with("bdg-") => words.to_owned(),
        _ if matches!(name, "octicon" | "material-regular" | "material-outlined" | "fas" | "fab" | "far") => {
            String::new()
        }
        _ if name.contains(':')
            || matches!(name, "class" | "func" | "meth" | "mod" | "attr" | "exc" | "obj" | "data") =>
        {
            format!("`{}`", if titled { title } else { target.trim_start_matches(['~', '!']) })
        }
        _ => return (words.to_owned(), false),
    };
    (text, true)
}

/// Keys to press, such as `Ctrl+C`.
fn keys(words: &str) -> String {
    words.split('+').map(|key| format!("<kbd>{}</kbd>", key.trim())).collect::<Vec<_>>().join("+")
}
