//! MDX: imports and exports, components, comments and expressions between Markdown.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::components::{self, Form, Meaning, Tag};
use super::includes::{Include, Part, included};
use super::lines::{Fence, Line, dedent, lines};
use super::pairs::{Pair, named, pairs};
use super::{Protected, Remark, blocks};
use crate::diagnostic::rules;
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

type Edits = Vec<(Range<usize>, String)>;

/// Replaces what MDX has beside Markdown.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let text = unwrapped(text);
    let (text, imports) = modules(&text);
    let text = comments(&text);
    let text = outdent(&text);
    let text = components(&text, &imports, surroundings);
    expressions(&text, surroundings)
}

/// Docusaurus shows MDX to translators as code called `mdx-code-block`, and reads it as MDX.
fn unwrapped(text: Rewritten) -> Rewritten {
    if !text.text.contains("mdx-code-block") {
        return text;
    }
    let lines = lines(&text.text);
    let mut edits = Edits::new();
    let mut fence: Option<(Fence, bool)> = None;
    for line in &lines {
        let closed = fence.filter(|(fence, _)| fence.is_closed_by(line.body()));
        let opened = fence.is_none().then(|| Fence::begun(line.text)).flatten();
        let unwraps = match (closed, opened) {
            (Some((_, unwraps)), _) => {
                fence = None;
                unwraps
            }
            (None, Some((begun, info))) => {
                let unwraps = info.trim() == "mdx-code-block";
                fence = Some((begun, unwraps));
                unwraps
            }
            _ => false,
        };
        if unwraps {
            edits.push((line.start..line.end(), String::new()));
        }
    }
    text.edit(edits)
}

/// The files that a page imports, by the names it gives them.
type Imports = BTreeMap<String, String>;

static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^import\s+(\w+)(?:\s*,[^'"]*)?\s+from\s+['"]([^'"]+)['"]"#).expect("a valid pattern")
});

/// Takes out imports and exports. Each goes on to the next empty line outside of brackets.
fn modules(text: &Rewritten) -> (Rewritten, Imports) {
    let lines = lines(&text.text);
    let mut edits = Edits::new();
    let mut imports = Imports::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let head = line.text.starts_with("import ")
            || line.text.starts_with("export ")
            || line.text.starts_with("import{");
        let first = at == 0
            || lines[at - 1].is_blank()
            || edits.last().is_some_and(|(range, _)| range.end == line.start);
        if line.code || !head || !first || !is_module(line.text) {
            at += 1;
            continue;
        }
        let mut depth = 0i32;
        let mut end = at;
        while end < lines.len() && (depth > 0 || !lines[end].is_blank()) {
            if let Some(found) = IMPORT.captures(lines[end].text) {
                imports.insert(found[1].to_owned(), found[2].to_owned());
            } else if end > at && depth == 0 && !continues(lines[end - 1].text) && !is_module(lines[end].text)
            {
                // Words directly under an import are words.
                break;
            }
            depth += balance(lines[end].text);
            end += 1;
        }
        edits.push((line.start..lines[end - 1].next, String::new()));
        at = end;
    }
    (text.edit(edits), imports)
}

/// Whether a line that begins with `import` or `export` is one, and not prose.
fn is_module(line: &str) -> bool {
    let rest = line.trim_start_matches("import").trim_start_matches("export").trim_start();
    line.starts_with("import") && (line.contains(" from ") || rest.starts_with(['{', '\'', '"', '*']))
        || line.starts_with("export")
            && ["const ", "let ", "var ", "function", "default", "async ", "class ", "{", "*"]
                .iter()
                .any(|word| rest.starts_with(word))
}

fn continues(line: &str) -> bool {
    line.trim_end().ends_with([',', '(', '{', '[', '=', '>', '?', ':', '+', '|', '&'])
}

fn balance(line: &str) -> i32 {
    line.chars()
        .map(|c| match c {
            '{' | '(' | '[' => 1,
            '}' | ')' | ']' => -1,
            _ => 0,
        })
        .sum()
}

static COMMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)\{\s*/\*.*?\*/\s*\}|<head>.*?</head>").expect("a valid pattern"));

/// Comments fall away, save `{/* #id */}` behind a heading, which is its id; and so does what a page
/// puts into the head of its web page.
fn comments(text: &Rewritten) -> Rewritten {
    let source = &text.text;
    let code = Protected::fenced(source);
    let found = COMMENT.find_iter(source).filter(|found| !code.holds(found.start()));
    let edits = found.map(|found| {
        let line = source[..found.start()].rfind('\n').map_or(0, |at| at + 1);
        let words = found.as_str().trim_matches(['{', '}', '/', '*', ' ']);
        let id = words.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains(char::is_whitespace));
        let id = id.filter(|_| source[line..].starts_with('#'));
        (found.range(), id.map_or_else(String::new, |id| format!("{{#{id}}}")))
    });
    text.edit(edits.collect())
}

/// An element of JSX.
pub(super) struct Element<'t> {
    /// Where its tag stands.
    pub range: Range<usize>,
    /// Its name.
    pub name: &'t str,
    /// What stands between its name and its end.
    pub attributes: &'t str,
    /// Whether the tag opens, closes or stands alone.
    pub form: Form,
}

/// The elements of a text, in their order.
pub(super) fn elements(text: &str) -> Vec<Element<'_>> {
    let code = Protected::fenced(text);
    let mut elements = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|at| at + from) {
        from = at + 1;
        if code.holds(at) || text[..at].ends_with('\\') {
            continue;
        }
        let rest = &text[at + 1..];
        let closes = rest.starts_with('/');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name_end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
            .unwrap_or(rest.len());
        let name = &rest[..name_end];
        let behind = &rest[name_end..];
        let fragment = name.is_empty() && behind.starts_with('>');
        if !fragment
            && (!name.starts_with(|c: char| c.is_ascii_alphabetic())
                || !behind.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')))
        {
            continue;
        }
        let Some(length) = end_of_tag(behind) else { continue };
        let attributes = behind[..length - 1].trim();
        let stands = attributes.ends_with('/');
        let attributes = attributes.trim_end_matches('/');
        let end = text.len() - behind.len() + length;
        let form = if closes {
            Form::Closes
        } else if stands {
            Form::Stands
        } else {
            Form::Opens
        };
        elements.push(Element { range: at..end, name, attributes, form });
        from = end;
    }
    elements
}

/// How many bytes a tag has up to its `>`; quotes and braces may hold others.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote: Option<char> = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') => depth -= 1,
            (None, '>') if depth <= 0 => return Some(at + 1),
            // A tag does not go on over an empty line outside of braces.
            (None, '\n')
                if depth <= 0 && text[at + 1..].trim_start_matches([' ', '\t']).starts_with('\n') =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Brings what stands within elements to the column of the outermost: MDX has no code by
/// indentation. Tags that stand on lines of their own get empty lines beside Markdown.
fn outdent(text: &Rewritten) -> Rewritten {
    let lines = lines(&text.text);
    let elements = elements(&text.text);
    let line_of = |offset: usize| lines.partition_point(|line| line.start <= offset).saturating_sub(1);
    let mut open: Vec<(usize, &str)> = Vec::new();
    // How many columns fall away on each line.
    let mut cut = vec![0usize; lines.len()];
    for (index, element) in elements.iter().enumerate() {
        match element.form {
            Form::Opens => open.push((index, element.name)),
            Form::Stands => {}
            Form::Closes => {
                let Some(at) = open.iter().rposition(|(_, name)| *name == element.name) else { continue };
                let opening = &elements[open[at].0];
                let outermost =
                    open.first().map_or(0, |(first, _)| lines[line_of(elements[*first].range.start)].indent);
                open.truncate(at);
                let within = line_of(opening.range.end.saturating_sub(1)) + 1..line_of(element.range.start);
                let content = lines.get(within.clone()).unwrap_or_default();
                let least = content.iter().filter(|line| !line.is_blank()).map(|line| line.indent).min();
                let columns = least.unwrap_or(0).saturating_sub(outermost);
                for line in within {
                    cut[line] = cut[line].max(columns);
                }
                let last = line_of(element.range.start);
                if lines[last].start + lines[last].margin().len() == element.range.start {
                    cut[last] = cut[last].max(lines[last].indent.saturating_sub(outermost));
                }
            }
        }
    }
    let mut edits = Edits::new();
    for (at, line) in lines.iter().enumerate() {
        let (bytes, padding) = dedent(line.text, cut[at]);
        if bytes > 0 {
            edits.push((line.start..line.start + bytes, padding));
        }
        if let Some(next) = lines.get(at + 1)
            && needs_gap(line, next)
        {
            edits.push((line.next..line.next, "\n".to_owned()));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    // A gap and the margin behind it are one edit.
    let mut joined = Edits::new();
    for (range, words) in edits {
        match joined.last_mut() {
            Some((last, before)) if last.end == range.start && last.start == last.end => {
                before.push_str(&words);
                *last = last.start..range.end;
            }
            _ => joined.push((range, words)),
        }
    }
    text.edit(joined)
}

/// Whether one of two lines is a tag and the other is Markdown.
fn needs_gap(line: &Line<'_>, next: &Line<'_>) -> bool {
    let tag = |line: &Line<'_>| line.body().starts_with('<') && line.body().ends_with('>') && !line.code;
    let either = (tag(line) && !next.body().starts_with('<')) || (tag(next) && !line.body().starts_with('<'));
    // An attribute on a line of its own belongs to the tag above it.
    let attribute = |line: &Line<'_>| line.body() == "/>" || line.body() == ">" || line.body().contains("={");
    either && !line.is_blank() && !next.is_blank() && !attribute(line) && !attribute(next)
}

fn components(text: &Rewritten, imports: &Imports, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let mut tags = Vec::new();
    let mut edits = Edits::new();
    for element in elements(&text.text) {
        let component = element.name.is_empty() || element.name.starts_with(|c: char| c.is_ascii_uppercase());
        if component {
            let parameters = parameters(element.attributes, imports);
            tags.push(Tag {
                range: element.range,
                name: element.name.to_owned(),
                parameters,
                form: element.form,
            });
        } else if element.form != Form::Closes {
            let written = html(&element, imports);
            if written != text.text[element.range.clone()] {
                edits.push((element.range, written));
            }
        }
    }
    let mut unknown: BTreeMap<String, (usize, Range<usize>)> = BTreeMap::new();
    edits.extend(components::edits(
        text,
        &tags,
        &mut |tag, _| own(tag, text, imports, surroundings),
        &mut |tag| unknown.entry(tag.name.clone()).or_insert((0, tag.range.clone())).0 += 1,
    ));
    for (name, (count, range)) in unknown {
        let others = if count > 1 { format!(" ({count} times on this page)") } else { String::new() };
        surroundings.remarks.push(components::unknown(
            &format!("component `<{name}>` is not known{others}"),
            text.span(range),
            "write what it shows in Markdown, for those who read on paper",
        ));
    }
    text.edit(edits)
}

/// What a component means that the page knows more of than its name.
fn own(
    tag: &Tag,
    text: &Rewritten,
    imports: &Imports,
    surroundings: &mut Surroundings<'_>,
) -> Option<Meaning> {
    if tag.name.is_empty()
        || matches!(tag.name.as_str(), "Translate" | "Trans" | "Fragment" | "Highlight" | "Link")
    {
        let target = tag.parameters.iter().find(|pair| matches!(pair.name.as_deref(), Some("to" | "href")));
        return Some(match target {
            Some(target) => Meaning::Link { target: target.value.clone(), words: target.value.clone() },
            None => Meaning::Inline,
        });
    }
    if tag.name == "Heading" {
        return Some(heading(&tag.parameters));
    }
    let file = imports.get(&tag.name)?;
    if PICTURES.iter().any(|ending| file.ends_with(ending)) {
        let words = named(&tag.parameters, &["alt", "aria-label", "title"]).unwrap_or("");
        return Some(Meaning::Instead(blocks::image(&address(file), words, &tag.parameters)));
    }
    if !(file.ends_with(".md") || file.ends_with(".mdx")) {
        return None;
    }
    let path = resolve(file, surroundings.path);
    let span = text.span(tag.range.clone());
    let include = Include { candidates: vec![path], part: Part::Whole, margin: "", span };
    let body = included(&include, surroundings)?;
    let inner = comments(&modules(&body).0);
    Some(Meaning::Instead(format!("{}\n", inner.text.trim())))
}

/// `<Heading as="h2">` of Docusaurus, whose words may be a parameter.
fn heading(parameters: &[Pair]) -> Meaning {
    let said = |name: &str| named(parameters, &[name]).unwrap_or("");
    let level = said("as").trim_start_matches('h').parse::<usize>().unwrap_or(2).clamp(1, 6);
    let marks = "#".repeat(level);
    let id = Some(said("id")).filter(|id| !id.is_empty()).map(|id| format!(" {{#{id}}}")).unwrap_or_default();
    match said("children") {
        "" => Meaning::Wraps(format!("\n\n{marks} "), format!("{id}\n\n")),
        words => Meaning::Instead(format!("\n{marks} {words}{id}\n")),
    }
}

/// Files that stand as components where a page imports them.
const PICTURES: [&str; 6] = [".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"];

/// The address of a file that a page imports or requires; `@site` is the site's root.
fn address(file: &str) -> String {
    match file.strip_prefix("@site/") {
        Some(rest) => format!("/{}", rest.strip_prefix("static/").unwrap_or(rest)),
        None => file.to_owned(),
    }
}

/// The path of an imported file; `@site` is the site's root.
fn resolve(file: &str, page: &str) -> String {
    match file.strip_prefix("@site/") {
        Some(rest) => paths::join("", rest),
        None => paths::join(paths::folder(page), file),
    }
}

/// The parameters of a component, with the expressions that are texts as such.
fn parameters(attributes: &str, imports: &Imports) -> Vec<Pair> {
    let mut parameters = pairs(attributes);
    for pair in &mut parameters {
        let name = pair.name.as_deref().unwrap_or("");
        if let Some(value) = literal(&pair.value, imports).or_else(|| style(name, &pair.value)) {
            pair.value = value;
        }
    }
    parameters.retain(|pair| pair.name.is_some());
    parameters
}

static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:require|useBaseUrl|withBaseUrl)\(\s*['"`]([^'"`]+)['"`]\s*\)(?:\.default)?$"#)
        .expect("a valid pattern")
});

/// The style that an object stands for: `{{maxWidth: 200}}` is `max-width: 200px`.
fn style(name: &str, value: &str) -> Option<String> {
    let inside = value.strip_prefix("{{")?.strip_suffix("}}").filter(|_| name == "style")?;
    let declared = pairs(inside).into_iter().filter_map(|pair| {
        let property = pair.name?.chars().fold(String::new(), |mut made, letter| {
            if letter.is_ascii_uppercase() {
                made.push('-');
            }
            made.push(letter.to_ascii_lowercase());
            made
        });
        let unit = if pair.value.parse::<f64>().is_ok() { "px" } else { "" };
        Some(format!("{property}: {}{unit}", pair.value))
    });
    Some(declared.collect::<Vec<_>>().join("; "))
}

/// The text that an expression in braces is, where that can be told.
fn literal(value: &str, imports: &Imports) -> Option<String> {
    let inside = value.strip_prefix('{')?.strip_suffix('}')?.trim();
    for quote in ['"', '\'', '`'] {
        if let Some(text) = inside.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))
            && !text.contains(quote)
            && !text.contains("${")
        {
            return Some(text.to_owned());
        }
    }
    if let Some(found) = CALLED.captures(inside) {
        return Some(address(&found[1]));
    }
    if inside.parse::<f64>().is_ok() {
        return Some(inside.to_owned());
    }
    imports.get(inside.trim_end_matches(".src").trim_end_matches(".default")).map(|file| address(file))
}

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// An element of HTML as HTML writes it: attributes that are no text fall away.
fn html(element: &Element<'_>, imports: &Imports) -> String {
    let mut text = format!("<{}", element.name);
    for pair in pairs(element.attributes) {
        let (name, value) = match pair.name {
            Some(name) => {
                let value = if pair.value.starts_with('{') {
                    literal(&pair.value, imports).or_else(|| style(&name, &pair.value))
                } else {
                    Some(pair.value)
                };
                (name, value)
            }
            // An attribute without a value.
            None if pair.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
                (pair.value, Some(String::new()))
            }
            None => continue,
        };
        let Some(value) = value.filter(|_| !name.starts_with("on")) else { continue };
        let name = match name.as_str() {
            "className" => "class",
            "htmlFor" => "for",
            "srcSet" => "srcset",
            other => other,
        };
        text.push_str(&format!(" {name}=\"{}\"", blocks::escape(&value)));
    }
    text.push('>');
    if element.form == Form::Stands && !VOID.contains(&element.name) {
        text.push_str(&format!("</{}>", element.name));
    }
    text
}

/// Expressions between words: texts stay, others are named and fall away.
fn expressions(text: &Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::fenced(&text.text);
    let mut edits = Edits::new();
    let mut from = 0;
    while let Some(at) = text.text[from..].find('{').map(|at| at + from) {
        from = at + 1;
        let rest = &text.text[at..];
        // `{#id}` names a heading, and `{:` is kramdown's.
        let other = rest[1..].starts_with(['#', ':', '%', '{', '.']);
        if code.holds(at) || other || text.text[..at].ends_with('\\') || within_tag(&text.text, at) {
            continue;
        }
        let Some(length) = end_of_expression(rest) else { continue };
        let inside = rest[1..length - 1].trim();
        from = at + length;
        let words = match literal(&rest[..length], &Imports::new()) {
            Some(words) => words,
            None => match value(inside, surroundings) {
                Some(words) => words,
                None => {
                    let shown: String = inside.lines().next().unwrap_or("").chars().take(40).collect();
                    surroundings.remarks.push(Remark {
                        rule: &rules::FOREIGN_MARK,
                        span: text.span(at..at + length),
                        message: format!(
                            "the expression `{{{shown}}}` is not carried out; what it shows is left out"
                        ),
                        hint: "write what it shows, or `\\{` for a plain brace".to_owned(),
                    });
                    String::new()
                }
            },
        };
        edits.push((at..at + length, words));
    }
    text.edit(edits)
}

fn within_tag(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..at];
    before.rfind('<').is_some_and(|open| {
        !before[open..].contains('>') && before[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// The value of `frontMatter.title`, `props.x` or alike.
fn value(inside: &str, surroundings: &Surroundings<'_>) -> Option<String> {
    let key = inside.strip_prefix("frontMatter.").or_else(|| inside.strip_prefix("metadata."))?;
    let value = surroundings.front.all.get(key)?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// How many bytes an expression has with its braces; not more than a page of them.
fn end_of_expression(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote: Option<char> = None;
    for (at, character) in text.char_indices().take(4000) {
        match (quote, character) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), '\n') => quote = None,
            (Some(_), _) => {}
            // An apostrophe within words is none that opens.
            (None, '"' | '`') => quote = Some(character),
            (None, '\'') if !text[..at].ends_with(char::is_alphanumeric) => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
