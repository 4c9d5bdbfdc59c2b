//! VitePress: scripts and styles of components, parts of other files, `[[toc]]`, texts of the front
//! matter, and components.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::components::{self, Tag};
use super::foreign::others;
use super::includes::{Include, Part, front_end, included};
use super::pairs::pairs;
use super::{Protect, Protected, Remark, jsx};
use crate::diagnostic::rules;
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// `<<< @/file.js#part{1,3 ts}[title]` and `<!--@include: ./file.md{2,5}-->`.
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^([ \t]*)(?:<<<[ \t]+([^\s{\[#]+)(?:#([\w-]+))?(?:\{([^}\n]*)\})?[ \t]*(?:\[([^\]\n]*)\])?[ \t]*$|<!--[ \t]*@include:[ \t]*([^\s{#>]+?)(?:#([\w-]+))?(?:\{([^}\n]*)\})?[ \t]*-->)",
    )
});
static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?ims)^<script\b[^>]*>.*?^?</script>[ \t]*$|^<style\b[^>]*>.*?^?</style>[ \t]*$")
});
static CONTENTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?im)^[ \t]*\[\[toc\]\][ \t]*$"));
static TEXT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\{\{\s*\$(?:frontmatter|page\.frontmatter)\.([\w.]+)\s*\}\}"));
static EXPRESSION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\{\{\s*(?:'([^'{}\n]*)'|"([^"{}\n]*)"|[^{}\n]*?)\s*\}\}"#));

/// Replaces the marks of VitePress.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let text = files(text, surroundings);
    let code = Protected::of(&text.text, Protect::Code);
    let mut computed: Vec<Range<usize>> = Vec::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let whole = |found: &Captures<'_>| found.get(0).map(|whole| whole.range()).unwrap_or_default();
    for found in SCRIPT.captures_iter(&text.text).chain(CONTENTS.captures_iter(&text.text)) {
        if !code.holds(whole(&found).start) {
            edits.push((whole(&found), String::new()));
        }
    }
    for found in EXPRESSION.captures_iter(&text.text) {
        if code.holds(whole(&found).start) {
            continue;
        }
        let range = whole(&found);
        if let Some(words) = found.get(1).or(found.get(2)) {
            edits.push((range, words.as_str().to_owned()));
            continue;
        }
        let Some(found) = TEXT.captures(&found[0]).filter(|field| field[0] == found[0]) else {
            computed.push(range);
            continue;
        };
        let mut value = surroundings.front.all.get(found[1].split('.').next().unwrap_or(""));
        for key in found[1].split('.').skip(1) {
            value = value.and_then(|value| value.get(key));
        }
        match value.and_then(|value| value.as_str().map(str::to_owned).or_else(|| number(value))) {
            Some(words) => edits.push((range, words)),
            None => computed.push(range),
        }
    }
    name_computed(&text, &computed, surroundings);
    edits.sort_by_key(|(range, _)| range.start);
    let mut end = 0;
    edits.retain(|(range, _)| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    elements(text.edit(edits), surroundings)
}

/// Names what only the program could work out, once a page with a count.
fn name_computed(text: &Rewritten, computed: &[Range<usize>], surroundings: &mut Surroundings<'_>) {
    let Some(first) = computed.first() else { return };
    let others = others(computed.len());
    surroundings.remarks.push(Remark {
        rule: &rules::FOREIGN_MARK,
        span: text.span(first.clone()),
        message: format!("`{}` is computed and is printed as text{others}", &text.text[first.clone()]),
        hint: "write what it stands for".to_owned(),
    });
}

fn number(value: &serde_json::Value) -> Option<String> {
    value.is_number().then(|| value.to_string())
}

/// Puts parts of other files in their places: code of `<<<`, text of `@include`.
fn files(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut parts = Vec::new();
    for found in FILE.captures_iter(&text.text) {
        let range = found.get(0).map(|whole| whole.range()).unwrap_or_default();
        if code.holds(range.start) {
            continue;
        }
        let group = |at: usize| found.get(at).map(|group| group.as_str());
        let margin = group(1).unwrap_or("");
        let Some(named) = group(2).or(group(6)) else { continue };
        let braces = group(4).or(group(8)).unwrap_or("");
        let lines = braces.split(' ').next().unwrap_or("");
        let part = match (group(3).or(group(7)), lines.split_once(',')) {
            (Some(region), _) => Part::Section(region.to_owned()),
            (None, Some((from, to))) if group(6).is_some() => {
                Part::Lines(from.trim().parse().unwrap_or(1), to.trim().parse().unwrap_or(usize::MAX))
            }
            _ => Part::Whole,
        };
        let content = surroundings.settings.folders.content.clone();
        let path = match named.strip_prefix("@/") {
            Some(below) => paths::join(&content, below),
            None => paths::join(paths::folder(surroundings.path), named),
        };
        let span = text.span(range.clone());
        let include = Include { candidates: vec![path.clone()], part, margin, span };
        let Some(body) = included(&include, surroundings) else {
            parts.push((range, Rewritten::default()));
            continue;
        };
        let mut put = Rewritten::default();
        if group(2).is_some() {
            let language = braces.split(' ').nth(1).unwrap_or_else(|| path.rsplit('.').next().unwrap_or(""));
            let title = group(5).map(|title| format!(" [{title}]")).unwrap_or_default();
            put.push_inserted(&format!("{margin}``````{language}{title}\n"), span);
            put.push_part(&body, 0..body.text.len());
            let end = if body.text.ends_with('\n') { "" } else { "\n" };
            put.push_inserted(&format!("{end}{margin}``````"), span);
        } else {
            put.push_part(&body, front_end(&body.text)..body.text.len());
        }
        parts.push((range, put));
    }
    text.splice(parts)
}

/// Puts in the place of components what they mean by their names.
fn elements(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let tags: Vec<Tag> = jsx::elements(&text.text)
        .into_iter()
        .filter(|element| element.name.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|element| Tag {
            range: element.range,
            name: element.name.to_owned(),
            parameters: pairs(element.attributes),
            form: element.form,
        })
        .collect();
    if tags.is_empty() {
        return text;
    }
    components::by_name(&text, &tags, |name| format!("component `<{name}>`"), surroundings)
}
