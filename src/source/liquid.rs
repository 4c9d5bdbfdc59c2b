//! Liquid, as far as pages need it: `raw`, `comment`, `include`, and the
//! values of `site` and `page`. Everything else is named and taken out, so
//! that no template language reaches a reader.

use std::ops::Range;

use serde_json::Value;

use super::rewrite::Rewritten;
use crate::model::Span;

/// How deep includes may stand in one another.
pub const MAX_DEPTH: usize = 8;

/// What the pages of a site may ask for.
pub trait Environment {
    /// The value of `path`, such as `["site", "title"]`.
    fn value(&self, path: &[&str]) -> Option<Value>;

    /// The text of a file under the site's `_includes`, ready to be spliced in
    /// under the number of a new source; the error says why there is none.
    fn include(&mut self, name: &str) -> Result<(String, u32), String>;
}

/// Something in Liquid that a page asked for in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where it was typed.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Takes Liquid out of a text.
pub fn expand(
    text: &Rewritten,
    environment: &mut dyn Environment,
    depth: usize,
    unknown: &mut Vec<Unknown>,
) -> Rewritten {
    if !text.text.contains("{%") && !text.text.contains("{{") {
        return text.clone();
    }
    let mut result = Rewritten::default();
    let source = &text.text;
    let mut from = 0;
    let mut search = 0;
    while let Some(mark) = next_mark(source, search) {
        let at = mark.range.start;
        let whole = text.span(mark.range.clone());
        result.push_part(text, from..at);
        from = mark.range.end;
        search = from;
        let words = source[mark.inside.clone()].trim_matches(['-', ' ', '\t', '\n', '\r']);
        if mark.output {
            output(words, whole, environment, &mut result, unknown);
            continue;
        }
        let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        match name {
            "raw" | "comment" => {
                let end = closing(source, from, &format!("end{name}"));
                if end.is_none() {
                    unknown.push(Unknown {
                        span: whole,
                        message: format!("`{{% {name} %}}` is never closed"),
                        hint: format!("add `{{% end{name} %}}` where it ends"),
                    });
                }
                let (close, after) = end.unwrap_or((source.len(), source.len()));
                if name == "raw" {
                    result.push_part(text, from..close);
                }
                from = after;
                search = after;
            }
            "include" | "include_relative" => {
                let file = rest.split_whitespace().next().unwrap_or("").trim_matches(['"', '\'']);
                let included = if depth >= MAX_DEPTH {
                    Err(format!("includes stand in one another more than {MAX_DEPTH} deep"))
                } else {
                    environment.include(file)
                };
                match included {
                    Ok((included, number)) => {
                        let inner = Rewritten::tail(&included, number, 0);
                        let inner = expand(&inner, environment, depth + 1, unknown);
                        result.push_part(&inner, 0..inner.text.len());
                    }
                    Err(reason) => unknown.push(Unknown {
                        span: whole,
                        message: format!("`{file}` cannot be included: {reason}"),
                        hint: "put the file under `_includes` at the site root, or take the tag out"
                            .to_owned(),
                    }),
                }
            }
            _ => unknown.push(Unknown {
                span: whole,
                message: format!("`{{% {name} %}}` is not carried out"),
                hint:
                    "phasebook reads `raw`, `comment` and `include`; write the text itself instead of the tag"
                        .to_owned(),
            }),
        }
    }
    result.push_part(text, from..source.len());
    result
}

/// A tag or an output.
struct Mark {
    range: Range<usize>,
    inside: Range<usize>,
    output: bool,
}

fn next_mark(text: &str, mut from: usize) -> Option<Mark> {
    loop {
        let at = from + text[from..].find('{')?;
        let (output, close) = match text.as_bytes().get(at + 1) {
            Some(b'{') => (true, "}}"),
            Some(b'%') => (false, "%}"),
            _ => {
                from = at + 1;
                continue;
            }
        };
        // A mark that is never closed is text.
        let end = at + 2 + text[at + 2..].find(close)?;
        return Some(Mark { range: at..end + 2, inside: at + 2..end, output });
    }
}

/// Where `{% name %}` stands: its start and its end.
fn closing(text: &str, mut from: usize, name: &str) -> Option<(usize, usize)> {
    loop {
        let at = from + text[from..].find("{%")?;
        let end = at + 2 + text[at + 2..].find("%}")?;
        if text[at + 2..end].trim_matches(['-', ' ', '\t', '\n', '\r']) == name {
            return Some((at, end + 2));
        }
        from = at + 2;
    }
}

fn output(
    words: &str,
    span: Span,
    environment: &dyn Environment,
    result: &mut Rewritten,
    unknown: &mut Vec<Unknown>,
) {
    let mut parts = words.split('|').map(str::trim);
    let path = parts.next().unwrap_or("");
    let literal = path.strip_prefix('"').and_then(|p| p.strip_suffix('"'));
    let literal = literal.or_else(|| path.strip_prefix('\'').and_then(|p| p.strip_suffix('\'')));
    let mut value = match literal {
        Some(literal) => Some(literal.to_owned()),
        None => environment.value(&path.split('.').collect::<Vec<_>>()).and_then(|value| text_of(&value)),
    };
    for filter in parts {
        let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
        let argument = argument.trim().trim_matches(['"', '\'']);
        value = match (name.trim(), value) {
            ("default", None) => Some(argument.to_owned()),
            ("default", Some(value)) if value.is_empty() => Some(argument.to_owned()),
            ("default" | "escape" | "markdownify" | "strip_html", value) => value,
            // Addresses are settled from the site root anyway.
            ("relative_url" | "absolute_url", value) => value,
            ("upcase", value) => value.map(|v| v.to_uppercase()),
            ("downcase", value) => value.map(|v| v.to_lowercase()),
            ("capitalize", value) => value.map(|v| {
                let mut characters = v.chars();
                characters.next().map_or_else(String::new, |c| c.to_uppercase().chain(characters).collect())
            }),
            ("strip", value) => value.map(|v| v.trim().to_owned()),
            ("append", value) => value.map(|v| v + argument),
            ("prepend", value) => value.map(|v| argument.to_owned() + &v),
            (other, value) => {
                unknown.push(Unknown {
                    span,
                    message: format!("the filter `{other}` is not carried out"),
                    hint: "write the result itself instead".to_owned(),
                });
                value
            }
        };
    }
    match value {
        Some(value) => result.push_inserted(&value, span),
        None => unknown.push(Unknown {
            span,
            message: format!("`{path}` has no value"),
            hint: match path.split_once('.') {
                Some(("site", key)) => format!("add `{key}` under `site:` in `phasebook.yaml`"),
                Some(("page", key)) => format!("add `{key}:` to the page's front matter"),
                _ => "phasebook knows `site.…` and `page.…`".to_owned(),
            },
        }),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(text_of).collect::<Vec<_>>().join(", ")),
        Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}
