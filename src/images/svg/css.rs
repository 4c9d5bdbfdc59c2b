//! Style within a drawing: what names anything outside it is taken out, and what only browsers
//! know is put plainly.

use std::collections::BTreeMap;

use super::clean::Report;
use super::{INLINE, shortened};

/// How often a value may name another.
const DEEPEST: usize = 8;
/// The longest value with functions that is looked at, in bytes.
const LONGEST: usize = 4 << 10;

/// The custom properties (`--x`) of a drawing, by their names.
pub(super) type Properties = BTreeMap<String, String>;

/// Adds the custom properties that a style sheet or an attribute declares.
pub(super) fn collect(css: &str, found: &mut Properties) {
    if !css.contains("--") {
        return;
    }
    for declaration in css.split([';', '{', '}']) {
        if let Some((name, value)) = declaration.split_once(':')
            && name.trim().starts_with("--")
        {
            found.entry(name.trim().to_owned()).or_insert_with(|| value.trim().to_owned());
        }
    }
}

/// The custom properties with the values of those that they name. Each is looked at once, so those
/// that name one another in a circle end, too.
pub(super) fn resolved(declared: &Properties) -> Properties {
    let mut done = Properties::new();
    for name in declared.keys() {
        resolve(name, declared, &mut done, 0);
    }
    done
}

fn resolve(name: &str, declared: &Properties, done: &mut Properties, depth: usize) {
    let Some(value) = declared.get(name).filter(|_| !done.contains_key(name) && depth <= DEEPEST) else {
        return;
    };
    done.insert(name.to_owned(), String::new());
    for part in value.split("var(").skip(1) {
        let end = part.find([',', ')']).unwrap_or(part.len());
        resolve(part[..end].trim(), declared, done, depth + 1);
    }
    let value = plain(value, done, 0).unwrap_or_default();
    done.insert(name.to_owned(), value);
}

/// A style sheet without what it may not hold: fonts and sheets that it brings along, rules for
/// media, and values that name anything outside the drawing.
pub(super) fn sheet(css: &str, properties: &Properties, report: &mut Report) -> String {
    let css = without_comments(css);
    let mut kept = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some(at) = rest.find(['@', '{', '\\']) {
        let (before, after) = rest.split_at(at);
        kept.push_str(before);
        if after.starts_with('\\') {
            // An escape can spell `url` so that no search finds it.
            report.unsafe_part("a style with escaped letters");
            rest = &after[1..];
        } else if after.starts_with('@') {
            rest = after_rule(after);
            let rule = &after[..after.len() - rest.len()];
            let name: String = rule[1..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            match name.as_str() {
                "import" => report.unsafe_part("an imported style sheet (`@import`)"),
                "font-face" => report.lost("fonts of its own (`@font-face`)"),
                _ => report.quietly(),
            }
        } else {
            let end = after.find('}').unwrap_or(after.len());
            kept.push('{');
            kept.push_str(&declarations(&after[1..end], properties, report));
            kept.push('}');
            rest = after.get(end + 1..).unwrap_or("");
        }
    }
    kept.push_str(rest);
    kept
}

/// What follows an at-rule: its semicolon, or the block that it opens.
fn after_rule(css: &str) -> &str {
    let Some(at) = css.find([';', '{']) else { return "" };
    if css.as_bytes()[at] == b';' {
        return &css[at + 1..];
    }
    let mut depth = 0;
    for (place, character) in css.char_indices().skip_while(|(place, _)| *place < at) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return &css[place + 1..];
        }
    }
    ""
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// Declarations, as between braces or in an attribute `style`, of which those stay that may.
pub(super) fn declarations(css: &str, properties: &Properties, report: &mut Report) -> String {
    let mut kept = Vec::new();
    for declaration in split(css, ';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim();
        if name.starts_with("--") {
            continue;
        }
        if let Some(value) = self::value(value.trim(), properties, report) {
            kept.push(format!("{name}:{value}"));
        }
    }
    kept.join(";")
}

/// A value of a property, without `var()` and `light-dark()`; none where it may not stand.
pub(super) fn value(value: &str, properties: &Properties, report: &mut Report) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    if lower.contains("javascript:") || lower.contains("expression(") {
        report.unsafe_part("a program in a style");
        return None;
    }
    if lower.contains('\\') && lower.contains('(') {
        report.unsafe_part("a style with escaped letters");
        return None;
    }
    for (at, _) in lower.match_indices("url(") {
        let address =
            lower[at + 4..].trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        if !(address.starts_with('#') || INLINE.iter().any(|kind| address.starts_with(kind))) {
            report.unsafe_part(&format!("an address outside itself (`{}`)", shortened(&lower[at..])));
            return None;
        }
    }
    if !(lower.contains("var(") || lower.contains("light-dark(")) {
        return Some(value.to_owned());
    }
    report.quietly();
    plain(value, properties, 0)
}

/// A value with what its functions stand for.
fn plain(value: &str, properties: &Properties, depth: usize) -> Option<String> {
    if depth > DEEPEST || value.len() > LONGEST {
        return None;
    }
    let (mut made, mut rest) = (String::new(), value);
    loop {
        let named = [("var(", true), ("light-dark(", false)];
        let first = named.iter().filter_map(|(name, var)| Some((rest.find(name)?, name.len(), *var))).min();
        let Some((at, length, var)) = first else { break };
        let inside = at + length;
        let end = inside + closing(&rest[inside..])?;
        let argument = split(&rest[inside..end], ',').next()?;
        let fallback = rest[inside + argument.len()..end].strip_prefix(',');
        made.push_str(&rest[..at]);
        match properties.get(argument.trim()).filter(|value| var && !value.is_empty()) {
            Some(value) => made.push_str(value),
            None if var => made.push_str(&plain(fallback?.trim(), properties, depth + 1)?),
            None => made.push_str(&plain(argument.trim(), properties, depth + 1)?),
        }
        if made.len() > LONGEST {
            return None;
        }
        rest = &rest[end + 1..];
    }
    Some(made + rest)
}

/// Where the bracket closes that was opened before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, character)| {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })
}

/// The parts of a text between separators that stand outside brackets and quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut depth, mut quote) = (0_u32, None);
    text.split(move |character: char| {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        quote.is_none() && depth == 0 && character == separator
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_keeps_what_draws_and_loses_what_reaches_out() {
        let mut properties = Properties::new();
        collect(":root { --ink: #123; --deep: var(--ink); --a: var(--b); --b: var(--a) }", &mut properties);
        let properties = resolved(&properties);
        for (css, kept, unsafe_parts) in [
            (".a{fill:red;stroke:url(#g)}", ".a{fill:red;stroke:url(#g)}", 0),
            (".a{fill:var(--deep, blue)}", ".a{fill:#123}", 0),
            (".a{fill:var(--none, rgb(1, 2, 3))}", ".a{fill:rgb(1, 2, 3)}", 0),
            (".a{fill:var(--none)}", ".a{}", 0),
            (".a{fill:var(--a, red)}", ".a{fill:red}", 0),
            (".a{fill:light-dark(rgb(0, 0, 0), #fff)}", ".a{fill:rgb(0, 0, 0)}", 0),
            ("@import 'x.css';.a{fill:red}", ".a{fill:red}", 1),
            ("@font-face{src:url(http://a.example/)}.a{fill:red}", ".a{fill:red}", 0),
            ("@media print{.a{fill:red}.b{}}.c{fill:red}", ".c{fill:red}", 0),
            (".a{fill:url(http://a.example/x)}", ".a{}", 1),
            (".a{fill:u\\72l(x)}", ".a{}", 1),
            ("/* url(x) */.a{b:c}", ".a{b:c}", 0),
        ] {
            let mut report = Report::default();
            let clean = sheet(css, &properties, &mut report);
            assert_eq!(clean.replace(' ', ""), kept.replace(' ', ""), "{css}");
            assert_eq!(report.unsafe_parts.len(), unsafe_parts, "{css}: {:?}", report.unsafe_parts);
        }
    }
}
