//! Hugo's shortcodes, `{{< name … >}}` and `{{% name … %}}`, and Zola's, `{{ name(…) }}` and
//! `{% name(…) %} … {% end %}`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::components::{self, Form, Meaning, Tag};
use super::includes::{Include, Part, included};
use super::lines::{dedent, lines};
use super::pairs::{at, named, pairs};
use super::{Marks, Protect, Protected, go_template, wiki};
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

static SHORTCODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)\{\{(?:<\s*(.*?)\s*>|%\s*(.*?)\s*%)\}\}").expect("a valid pattern"));

/// Replaces Hugo's shortcodes.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let in_code = surroundings.settings.dialect.marks.contains(Marks::IN_CODE);
    let text = outdented(prepared(text, surroundings.path));
    let code = Protected::of(&text.text, Protect::Code);
    let mut tags = Vec::new();
    let mut escaped = Vec::new();
    for found in SHORTCODE.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) && !in_code {
            continue;
        }
        let inside = found.get(1).or(found.get(2)).map_or("", |inside| inside.as_str());
        // `{{</* name */>}}` shows the shortcode itself.
        if let Some(shown) = inside.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            let (open, close) = if found.get(1).is_some() { ('<', '>') } else { ('%', '%') };
            let brace = if code.holds(range.start) { "{" } else { "&#123;" };
            escaped.push((range, format!("{brace}{{{open} {} {close}}}}}", shown.trim())));
            continue;
        }
        if let Some(tag) = tag(inside, range) {
            tags.push(tag);
        }
    }
    let mut edits = replace(&text, &tags, surroundings);
    edits.extend(escaped);
    text.edit(edits)
}

/// A page without the marks that part columns, `<--->`. A page in HTML loses the white space before its
/// lines, since shortcodes put Markdown among them.
fn prepared(text: Rewritten, path: &str) -> Rewritten {
    let html = path.ends_with(".html");
    let lines = lines(&text.text);
    let edits = lines.iter().filter(|line| !line.code).filter_map(|line| {
        if line.body() == "<--->" {
            return Some((line.start..line.end(), String::new()));
        }
        let margin = line.margin().len();
        (html && margin > 0).then(|| (line.start..line.start + margin, String::new()))
    });
    text.edit(edits.collect())
}

/// A page in which shortcodes within others stand in the column of the outermost: for Hugo no
/// shortcode is code because of its margin. Trees of files are lists by their margins.
fn outdented(text: Rewritten) -> Rewritten {
    let source = &text.text;
    if !source.contains("\n    {{") {
        return text;
    }
    let lines = lines(source);
    let line_of = |at: usize| lines.partition_point(|line| line.start <= at).saturating_sub(1);
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut cut = vec![0usize; lines.len()];
    for found in SHORTCODE.captures_iter(source) {
        let line = line_of(found.get(0).map_or(0, |whole| whole.start()));
        let inside = found.get(1).or(found.get(2)).map_or("", |inside| inside.as_str());
        let Some(tag) = tag(inside, 0..0).filter(|_| !lines[line].code && !inside.starts_with('*')) else {
            continue;
        };
        match tag.form {
            Form::Opens => open.push((tag.name, line)),
            Form::Stands => {}
            Form::Closes => {
                let Some(at) = open.iter().rposition(|(name, _)| *name == tag.name) else { continue };
                let (first, margin) = (open[at].1, lines[open[0].1].indent);
                open.truncate(at);
                let tree = ["filetree", "folder", "file"].iter().any(|word| tag.name.contains(word));
                let within = lines.get(first + 1..line).unwrap_or_default();
                let words = within.iter().enumerate().filter(|(_, line)| !line.is_blank());
                let Some((at, least)) = words.min_by_key(|(_, line)| line.indent) else { continue };
                if tree || !least.body().starts_with("{{") {
                    continue;
                }
                let columns = within[at].indent.saturating_sub(margin);
                cut[first + 1..line].iter_mut().for_each(|cut| *cut = columns.max(*cut));
                cut[line] = cut[line].max(lines[line].indent.saturating_sub(margin));
            }
        }
    }
    let edits = lines.iter().zip(cut).filter(|(_, cut)| *cut > 0).map(|(line, cut)| {
        let (bytes, padding) = dedent(line.text, cut);
        (line.start..line.start + bytes, padding)
    });
    text.edit(edits.collect())
}

fn tag(inside: &str, range: Range<usize>) -> Option<Tag> {
    let (inside, closes) = match inside.strip_prefix('/') {
        Some(rest) => (rest.trim(), true),
        None => (inside, false),
    };
    let (inside, stands) = match inside.strip_suffix('/') {
        Some(rest) => (rest.trim(), true),
        None => (inside, false),
    };
    let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let form = match (closes, stands) {
        (true, _) => Form::Closes,
        (_, true) => Form::Stands,
        _ => Form::Opens,
    };
    (!name.is_empty()).then(|| Tag { range, name: name.to_owned(), parameters: pairs(rest), form })
}

/// The edits for tags: what the site's own templates say, then what is known by name.
fn replace(
    text: &Rewritten,
    tags: &[Tag],
    surroundings: &mut Surroundings<'_>,
) -> Vec<(Range<usize>, String)> {
    let mut unknown = Vec::new();
    let edits = components::edits(
        text,
        tags,
        &mut |tag, inner| {
            let inner = inner.map(|inner| &text.text[inner]);
            own(tag, inner, text, surroundings)
        },
        &mut |tag| unknown.push((tag.name.clone(), text.span(tag.range.clone()))),
    );
    for (name, span) in unknown {
        let hint = format!("keep its template in `layouts/shortcodes/{name}.html`, or write the text itself");
        surroundings.remarks.push(components::unknown(
            &format!("shortcode `{name}` is not known"),
            span,
            &hint,
        ));
    }
    edits
}

/// What a shortcode means that needs the site.
fn own(
    tag: &Tag,
    inner: Option<&str>,
    text: &Rewritten,
    surroundings: &mut Surroundings<'_>,
) -> Option<Meaning> {
    let first = at(&tag.parameters, 0);
    // Hugo does not tell capitals in names.
    match tag.name.to_ascii_lowercase().as_str() {
        "ref" | "relref" => {
            let target = named(&tag.parameters, &["path"]).or(first)?;
            Some(Meaning::Instead(reference(target, surroundings)))
        }
        "param" | "meta" | "var" => {
            let key = first?;
            let front = surroundings.front.all.get(key);
            let value = front.or_else(|| surroundings.settings.variables.get(key))?;
            Some(Meaning::Instead(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        }
        "readfile" | "include" | "include-html" | "import" => {
            let file = named(&tag.parameters, &["file", "path"]).or(first)?;
            let folder = if file.starts_with('/') {
                surroundings.settings.folders.content.clone()
            } else {
                paths::folder(surroundings.path).to_owned()
            };
            let candidates = vec![paths::join(&folder, file.trim_start_matches('/')), paths::join("", file)];
            let span = text.span(tag.range.clone());
            let body = included(&Include { candidates, part: Part::Whole, margin: "", span }, surroundings)?;
            Some(Meaning::Instead(format!("{}\n", body.text)))
        }
        small => {
            let folders = surroundings.settings.folders.shortcodes.clone();
            let mut template = |name: &str| {
                folders.iter().find_map(|folder| {
                    [".html", ".md"]
                        .iter()
                        .find_map(|ending| surroundings.read_quietly(&format!("{folder}/{name}{ending}")))
                })
            };
            let (template, _) = template(&tag.name).or_else(|| template(small))?;
            let call =
                go_template::Call { parameters: &tag.parameters, inner, page: &surroundings.front.all };
            let shown = go_template::evaluate(&template, &call)?;
            // What stands between the tags is already in what the template made of it.
            Some(match (shown.before, shown.after) {
                (before, Some(after)) if inner.is_some() => Meaning::Wraps(before, after),
                (before, after) => Meaning::Instead(format!("{before}{}", after.unwrap_or_default())),
            })
        }
    }
}

/// The path of a page that `ref` names.
fn reference(target: &str, surroundings: &mut Surroundings<'_>) -> String {
    let (path, fragment) = match target.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (target, String::new()),
    };
    if path.is_empty() {
        return fragment;
    }
    let content = surroundings.settings.folders.content.clone();
    let here = paths::folder(surroundings.path).to_owned();
    let bases = if path.starts_with('/') { vec![content] } else { vec![here, content] };
    for base in bases {
        let whole = paths::join(&base, path.trim_start_matches('/'));
        for ending in ["", ".md", "/_index.md", "/index.md"] {
            let file = format!("{whole}{ending}");
            if file.ends_with(".md") && surroundings.files.size(&file).is_ok() {
                return format!("/{file}{fragment}");
            }
        }
    }
    match wiki::find(path, surroundings) {
        Some(found) => format!("/{found}{fragment}"),
        None => format!("{path}{fragment}"),
    }
}

static ZOLA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)(?:\{\{\s*([A-Za-z_]\w*)\s*\(((?:[^(){}]|\{[^{}]*\})*)\)\s*\}\}|\{%\s*(?:([A-Za-z_]\w*)\s*\((.*?)\)|(end))\s*%\})")
        .expect("a valid pattern")
});

/// Replaces Zola's shortcodes.
pub fn zola(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for found in ZOLA.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) {
            continue;
        }
        let (name, arguments, form) = match (found.get(1), found.get(3)) {
            (Some(name), _) => (name.as_str().to_owned(), found.get(2), Form::Stands),
            (_, Some(name)) => {
                open.push(name.as_str().to_owned());
                (name.as_str().to_owned(), found.get(4), Form::Opens)
            }
            _ => match open.pop() {
                Some(name) => (name, None, Form::Closes),
                None => continue,
            },
        };
        let parameters = pairs(arguments.map_or("", |arguments| arguments.as_str()));
        tags.push(Tag { range, name, parameters, form });
    }
    // `@/page.md` is a page below `content`.
    let content = surroundings.settings.folders.content.clone();
    let mut edits = replace(&text, &tags, surroundings);
    for (at, mark) in text.text.match_indices("](@/") {
        if !code.holds(at) {
            let slash = if content.is_empty() { "" } else { "/" };
            edits.push((at..at + mark.len(), format!("]({slash}{content}/")));
        }
    }
    text.edit(edits)
}
