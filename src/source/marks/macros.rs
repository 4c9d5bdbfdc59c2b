//! What macros of design systems show: GOV.UK's components and their kin, by their parameters
//! `text`, `html`, `titleText`, `items` and others.

use minijinja::Value;

use super::blocks::Container;
use super::kinds;

/// How deep parameters may stand in one another.
const MAX_DEPTH: usize = 16;

/// Parameters that carry words, in the order in which components show them.
const WORDS: [&str; 22] = [
    "caption",
    "titleText",
    "title",
    "heading",
    "legend",
    "fieldset",
    "label",
    "headingText",
    "headingHtml",
    "summaryText",
    "summaryHtml",
    "hint",
    "text",
    "html",
    "item",
    "content",
    "body",
    "description",
    "value",
    "key",
    "conclusion",
    "footer",
];
/// Parameters that hold more of the same.
const LISTS: [&str; 6] = ["items", "rows", "head", "sections", "links", "actions"];

/// What a call shows, as HTML: `name` is the macro's, unless its first argument names a component.
pub fn words(name: &str, arguments: &[Value]) -> Value {
    let mut name =
        name.trim_start_matches("govuk").trim_start_matches("nhsuk").trim_start_matches("moj").to_lowercase();
    let mut rest = arguments;
    if let [first, more @ ..] = arguments
        && !more.is_empty()
        && let Some(component) = first.as_str()
    {
        name = component.replace('-', "").to_lowercase();
        rest = more;
    }
    let shown: String = rest.iter().map(|argument| shown(argument, &name, 0)).collect();
    let text = if shown.trim().is_empty() {
        String::new()
    } else if let Some(container) = container(&name) {
        format!("{}{}{}", container.open(""), shown.trim_matches('\n'), container.close(""))
    } else {
        format!("\n\n{}\n\n", shown.trim_matches('\n'))
    };
    Value::from_safe_string(text)
}

/// The block around what a component shows.
fn container(name: &str) -> Option<Container> {
    let kind = match name {
        "warningtext" => "warning",
        "insettext" | "callout" | "notificationbanner" | "panel" | "alert" | "banner" => "admonition",
        _ if kinds::known(name).is_some() => name,
        _ => return None,
    };
    Some(Container::admonition(&kinds::any(kind).0, None))
}

fn get(value: &Value, key: &str) -> Option<Value> {
    value.get_attr(key).ok().filter(|value| !value.is_undefined() && !value.is_none())
}

fn is_map(value: &Value) -> bool {
    value.kind() == minijinja::value::ValueKind::Map
}

/// The paragraphs of a parameter.
fn shown(value: &Value, name: &str, depth: usize) -> String {
    if depth > MAX_DEPTH {
        return String::new();
    }
    if let Some(text) = value.as_str() {
        return paragraph(text);
    }
    if !is_map(value) {
        return match value.try_iter() {
            Ok(items) if value.kind() == minijinja::value::ValueKind::Seq => list(items, name, depth),
            _ => String::new(),
        };
    }
    if matches!(name, "button" | "skiplink" | "backlink") {
        return link(value);
    }
    let mut text = String::new();
    for key in WORDS {
        let Some(said) = get(value, key) else { continue };
        match said.as_str() {
            // What is both text and HTML is shown once.
            Some(_) if key == "text" && get(value, "html").is_some() => {}
            Some(words)
                if matches!(key, "title" | "titleText" | "heading" | "headingText" | "summaryText") =>
            {
                text.push_str(&paragraph(&format!("<strong>{words}</strong>")));
            }
            Some(words) => text.push_str(&paragraph(words)),
            None => text.push_str(&shown(&said, "", depth + 1)),
        }
    }
    for key in LISTS {
        let Some(items) = get(value, key) else { continue };
        if matches!(key, "rows" | "head") && name == "table" {
            continue;
        }
        if let Ok(items) = items.try_iter() {
            text.push_str(&list(items, name, depth));
        }
    }
    if name == "table" {
        text.push_str(&table(value));
    }
    text
}

fn paragraph(text: &str) -> String {
    const INLINE: [&str; 7] = ["<strong", "<b>", "<em", "<a ", "<span", "<code", "<i>"];
    let text = text.trim();
    let inline = INLINE.iter().any(|tag| text.starts_with(tag));
    // A part of the page keeps its own blocks; other words are a paragraph, in HTML as in Markdown.
    match text.chars().next() {
        None => String::new(),
        Some('<') if !inline => format!("\n\n{text}\n\n"),
        Some(super::nunjucks::TEXT) => format!("\n\n{text}\n\n"),
        Some(_) => format!("\n\n<p>{text}</p>\n\n"),
    }
}

fn link(value: &Value) -> String {
    let words = ["text", "html"]
        .iter()
        .find_map(|key| get(value, key))
        .and_then(|words| words.as_str().map(str::to_owned));
    let target = get(value, "href").and_then(|target| target.as_str().map(str::to_owned));
    match (words, target) {
        (Some(words), Some(target)) => {
            format!("\n\n<a href=\"{}\">{words}</a>\n\n", super::blocks::escape(&target))
        }
        (Some(words), None) => paragraph(&words),
        _ => String::new(),
    }
}

/// Items: sections where each has a heading, else a list.
fn list(items: impl Iterator<Item = Value>, name: &str, depth: usize) -> String {
    let items: Vec<Value> = items.collect();
    let headed =
        |item: &Value| is_map(item) && (get(item, "heading").is_some() || get(item, "summary").is_some());
    if items.iter().any(headed) || matches!(name, "accordion" | "tabs") {
        return items.iter().map(|item| section(item, depth)).collect();
    }
    let ordered = matches!(name, "steps" | "stepbystep" | "tasklist");
    let tag = if ordered { "ol" } else { "ul" };
    let mut text = format!("\n\n<{tag}>\n");
    for item in &items {
        let said = match (item.as_str(), get(item, "href")) {
            (Some(words), _) => words.to_owned(),
            (None, Some(_)) => link(item),
            (None, None) => shown(item, "", depth + 1),
        };
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if !said.is_empty() {
            let said = match said.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
                Some(words) if !words.contains("<p>") => words,
                _ => &said,
            };
            text.push_str(&format!("<li>{said}</li>\n"));
        }
    }
    text.push_str(&format!("</{tag}>\n\n"));
    text
}

fn section(item: &Value, depth: usize) -> String {
    let words = |value: Value| {
        let inner = ["text", "html"].iter().find_map(|key| get(&value, key));
        inner
            .and_then(|inner| inner.as_str().map(str::to_owned))
            .or_else(|| value.as_str().map(str::to_owned))
    };
    let title = ["heading", "summary", "label"]
        .iter()
        .find_map(|key| get(item, key))
        .and_then(words)
        .unwrap_or_default();
    let container = Container::details(&title);
    let body: String = ["content", "panel", "text", "html", "description"]
        .iter()
        .filter_map(|key| get(item, key))
        .map(|value| shown(&value, "", depth + 1))
        .collect();
    format!("{}{body}{}", container.open(""), container.close(""))
}

/// A table by its `caption`, `head` and `rows`.
fn table(value: &Value) -> String {
    let cells = |row: &Value, tag: &str| -> String {
        let cells = row.try_iter().into_iter().flatten();
        let cells = cells.map(|cell| {
            let words = cell.as_str().map(str::to_owned).or_else(|| {
                let inner = ["html", "text"].iter().find_map(|key| get(&cell, key))?;
                Some(inner.as_str().map_or_else(|| inner.to_string(), str::to_owned))
            });
            format!("<{tag}>{}</{tag}>", words.unwrap_or_default())
        });
        cells.collect()
    };
    let head = get(value, "head")
        .map(|head| format!("<thead><tr>{}</tr></thead>", cells(&head, "th")))
        .unwrap_or_default();
    let rows = get(value, "rows");
    let rows: String = rows
        .iter()
        .flat_map(|rows| rows.try_iter().into_iter().flatten())
        .map(|row| format!("<tr>{}</tr>", cells(&row, "td")))
        .collect();
    format!("\n\n<table>{head}<tbody>{rows}</tbody></table>\n\n")
}
