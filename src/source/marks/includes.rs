//! Parts of other files: `--8<-- "file:section"` (MkDocs), ```` ```{include} file ```` (MyST),
//! and the cutting of parts that mdBook shares. Files stand below the site root.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lines::lines;
use super::{Marks, Remark};
use crate::diagnostic::rules;
use crate::model::Span;
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// How deep includes may stand in one another.
const MAX_DEPTH: usize = 8;

/// Which part of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Lines from and to, counted from 1, both within.
    Lines(usize, usize),
    /// What stands between the marks of a section.
    Section(String),
}

impl Part {
    /// The path and the part that `file:name`, `file:2`, `file:2:10` or `file::10` means.
    pub fn of(reference: &str) -> (&str, Self) {
        let Some((path, rest)) = reference.split_once(':') else { return (reference, Self::Whole) };
        let (from, to) = rest.split_once(':').unwrap_or((rest, rest));
        let number = |text: &str, other: usize| match text.trim() {
            "" => Some(other),
            text => text.parse::<usize>().ok(),
        };
        match (number(from, 1), number(to, usize::MAX)) {
            (Some(from), Some(to)) => (path, Self::Lines(from, to)),
            _ => (path, Self::Section(rest.trim().to_owned())),
        }
    }

    /// The lines of a text that belong to it; those that only mark sections are left out.
    /// None where the text has no such section.
    pub fn cut(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut kept = Vec::new();
        let mut inside = false;
        let mut found = false;
        for (index, line) in lines(text).iter().enumerate() {
            let range = line.start..line.next;
            match section_mark(line.text) {
                Some((name, starts)) => {
                    if matches!(self, Self::Section(wanted) if wanted == name) {
                        inside = starts;
                        found |= starts;
                    }
                    continue;
                }
                None => match self {
                    Self::Whole => kept.push(range),
                    Self::Lines(from, to) if (*from..=*to).contains(&(index + 1)) => kept.push(range),
                    Self::Section(_) if inside => kept.push(range),
                    _ => {}
                },
            }
        }
        (found || !matches!(self, Self::Section(_))).then_some(kept)
    }
}

static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:-+8<-+\s*\[(start|end):\s*([\w-]+)\s*\])|(?:\bANCHOR(_END)?:\s*([\w-]+))")
        .expect("a valid pattern")
});

/// The name of the section that a line begins (true) or ends.
fn section_mark(line: &str) -> Option<(&str, bool)> {
    if !line.contains("8<") && !line.contains("ANCHOR") {
        return None;
    }
    let found = SECTION.captures(line)?;
    match (found.get(2), found.get(4)) {
        (Some(name), _) => Some((name.as_str(), &found[1] == "start")),
        (_, Some(name)) => Some((name.as_str(), found.get(3).is_none())),
        _ => None,
    }
}

/// What is put in place of an include.
pub struct Include<'a> {
    /// The files that are tried, in this order.
    pub candidates: Vec<String>,
    /// The part that is wanted.
    pub part: Part,
    /// What stands before each line.
    pub margin: &'a str,
    /// Where it was asked for.
    pub span: Span,
}

/// The text of an include; none where it is not to be had, which is named.
pub fn included(include: &Include<'_>, surroundings: &mut Surroundings<'_>) -> Option<Rewritten> {
    let mut reason = "there is no such file".to_owned();
    for path in &include.candidates {
        match surroundings.read_text(path) {
            Ok((text, number)) => {
                let body =
                    if path.ends_with(".md") && include.part == Part::Whole { front_end(&text) } else { 0 };
                let Some(kept) = include.part.cut(&text) else {
                    reason = format!("`{path}` has no such section");
                    continue;
                };
                let source = Rewritten::tail(&text, number, 0);
                let mut result = Rewritten::default();
                for range in kept.into_iter().filter(|range| range.start >= body) {
                    result.push_inserted(include.margin, source.span(range.clone()));
                    result.push_part(&source, range);
                }
                return Some(result);
            }
            Err(why) => reason = why,
        }
    }
    let named = include.candidates.first().map_or("", String::as_str);
    surroundings.remarks.push(Remark {
        rule: &rules::MISSING_INCLUDE,
        span: include.span,
        message: format!("`{named}` cannot be included: {reason}"),
        hint: "correct the path, or write the text itself".to_owned(),
    });
    None
}

/// Where the text of a page begins, behind its front matter.
pub fn front_end(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return 0 };
    let mut at = first.len();
    for line in lines {
        at += line.len();
        if line.trim_end() == "---" {
            return at;
        }
    }
    0
}

static SNIPPET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^([ \t]*)(;*)-{1,}8<-{1,}[ \t]+(?:"([^"\n]+)"|'([^'\n]+)')[ \t]*$"#)
        .expect("a valid pattern")
});

/// Snippets of MkDocs.
pub fn snippets(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    snippets_within(text, surroundings, 0)
}

fn snippets_within(text: Rewritten, surroundings: &mut Surroundings<'_>, depth: usize) -> Rewritten {
    let in_code = surroundings.settings.dialect.marks.contains(Marks::IN_CODE);
    let lines = lines(&text.text);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        at += 1;
        if (line.code && !in_code) || !line.text.contains("8<") {
            continue;
        }
        if let Some(found) = SNIPPET.captures(line.text) {
            if !found[2].is_empty() {
                let start = line.start + found[1].len();
                parts.push((start..start + 1, Rewritten::default()));
                continue;
            }
            let reference = found.get(3).or(found.get(4)).map_or("", |m| m.as_str());
            let span = text.span(line.start..line.end());
            parts.push((line.start..line.next, snippet(reference, &found[1], span, (surroundings, depth))));
        } else if line.body().trim_matches('-') == "8<" {
            // A block names a file on each line.
            let Some(end) = (at..lines.len()).find(|end| lines[*end].body().trim_matches('-') == "8<") else {
                break;
            };
            let mut whole = Rewritten::default();
            for named in
                lines[at..end].iter().filter(|named| !named.is_blank() && !named.body().starts_with(';'))
            {
                let span = text.span(named.start..named.end());
                let part = snippet(named.body(), line.margin(), span, (&mut *surroundings, depth));
                whole.push_part(&part, 0..part.text.len());
            }
            parts.push((line.start..lines[end].next, whole));
            at = end + 1;
        }
    }
    text.splice(parts)
}

fn snippet(
    reference: &str,
    margin: &str,
    span: Span,
    (surroundings, depth): (&mut Surroundings<'_>, usize),
) -> Rewritten {
    if reference.starts_with("http://") || reference.starts_with("https://") || depth >= MAX_DEPTH {
        surroundings.remarks.push(Remark {
            rule: &rules::MISSING_INCLUDE,
            span,
            message: format!(
                "`{reference}` is not included: it is no file below the site root, or stands too deep"
            ),
            hint: "save it beside the pages and include that file".to_owned(),
        });
        return Rewritten::default();
    }
    let (path, part) = Part::of(reference);
    let mut candidates: Vec<String> =
        surroundings.settings.folders.snippets.iter().map(|folder| paths::join(folder, path)).collect();
    candidates.push(paths::join("", path));
    candidates.push(paths::join(paths::folder(surroundings.path), path));
    let include = Include { candidates, part, margin, span };
    match included(&include, surroundings) {
        Some(text) => {
            let mut text = snippets_within(text, surroundings, depth + 1);
            if !text.text.is_empty() && !text.text.ends_with('\n') {
                text.push_inserted("\n", span);
            }
            text
        }
        None => Rewritten::default(),
    }
}

/// Adds the files that belong to each page, such as one of abbreviations.
pub fn append(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let files = surroundings.settings.folders.append.clone();
    let mut text = text;
    for path in files {
        let end = text.span(text.text.len()..text.text.len());
        let include = Include { candidates: vec![path], part: Part::Whole, margin: "", span: end };
        if let Some(more) = included(&include, surroundings) {
            text.push_inserted("\n\n", end);
            text.push_part(&more, 0..more.text.len());
        }
    }
    text
}

static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([ \t]*)(?:`{3,}|~{3,}|:{3,})\{(include|literalinclude)\}[ \t]+(\S+)[ \t]*$")
        .expect("a valid pattern")
});

/// Options of code that a directive of code understands as well.
const OF_CODE: [&str; 8] =
    ["caption", "name", "label", "filename", "linenos", "lineno-start", "emphasize-lines", "class"];

/// The directives of MyST that include files.
pub fn directives(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let lines = lines(&text.text);
    let mut parts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(found) = DIRECTIVE.captures(line.text) else { continue };
        let close = line.body().chars().take_while(|c| "`~:".contains(*c)).collect::<String>();
        let Some(end) = (at + 1..lines.len()).find(|end| lines[*end].body() == close) else { continue };
        let options = lines[at + 1..end].iter().filter_map(|line| {
            let (key, value) = line.body().strip_prefix(':')?.split_once(':')?;
            Some((key, value.trim()))
        });
        let options: Vec<(&str, &str)> = options.collect();
        let option = |name: &str| options.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let span = text.span(line.start..line.end());
        let folder = paths::folder(surroundings.path);
        let candidates = vec![paths::join(folder, &found[3])];
        let include = Include { candidates, part: Part::Whole, margin: &found[1], span };
        let Some(body) = included(&include, surroundings) else { continue };
        let (mut body, first) = selected(&body, &option);
        if &found[2] == "literalinclude" || option("literal").is_some_and(|value| value != "false") {
            let language = option("language").or(option("lang")).unwrap_or_default();
            let mut head = format!("{}`````{{code-block}} {language}\n", &found[1]);
            for (key, value) in options.iter().filter(|(key, _)| OF_CODE.contains(key)) {
                head.push_str(&format!("{}:{key}: {value}\n", &found[1]));
            }
            if option("lineno-match").is_some() {
                head.push_str(&format!("{}:lineno-start: {first}\n", &found[1]));
            }
            let mut code = Rewritten::default();
            code.push_inserted(&head, span);
            if !body.text.ends_with('\n') {
                body.push_inserted("\n", span);
            }
            code.push_part(&body, 0..body.text.len());
            code.push_inserted(&format!("{}`````\n", &found[1]), span);
            body = code;
        }
        parts.push((line.start..lines[end].next, body));
    }
    text.splice(parts)
}

/// The lines of a file that the options of an include select, and the number of the first.
fn selected<'o>(text: &Rewritten, option: &impl Fn(&str) -> Option<&'o str>) -> (Rewritten, usize) {
    let all = lines(&text.text);
    let number = |name: &str| option(name).and_then(|value| value.parse::<usize>().ok());
    let found = |mark: &str, from: usize| (from..all.len()).find(|at| all[*at].text.contains(mark));
    let mut from = number("start-line").unwrap_or(0).min(all.len());
    let mut to = number("end-line").unwrap_or(all.len()).min(all.len());
    if let Some(at) = option("start-at").and_then(|mark| found(mark, from)) {
        from = at;
    } else if let Some(at) = option("start-after").and_then(|mark| found(mark, from)) {
        from = at + 1;
    }
    if let Some(at) = option("end-before").and_then(|mark| found(mark, from)) {
        to = to.min(at);
    } else if let Some(at) = option("end-at").and_then(|mark| found(mark, from)) {
        to = to.min(at + 1);
    }
    let wanted = option("lines").map(|list| list.split(',').filter_map(range).collect::<Vec<_>>());
    let among = |at: usize| wanted.as_ref().is_none_or(|lists| lists.iter().any(|list| list.contains(&at)));
    let kept: Vec<usize> = (from..to).filter(|at| among(at - from + 1)).collect();
    let mut part = Rewritten::default();
    for at in &kept {
        part.push_part(text, all[*at].start..all[*at].next);
    }
    (part, kept.first().map_or(1, |at| at + 1))
}

/// `3`, `5-10`, `20-` or `-4`, counted from 1.
fn range(part: &str) -> Option<std::ops::RangeInclusive<usize>> {
    let part = part.trim();
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let bound = |text: &str, open: usize| if text.is_empty() { Some(open) } else { text.parse().ok() };
    Some(bound(from.trim(), 1)?..=bound(to.trim(), usize::MAX)?)
}
