//! What the words of code are, for their colours: told by the grammars that the layout engine colours
//! code in print with, so that both look alike.

use std::ops::Range;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack};
use typst::text::RAW_SYNTAXES;

use crate::grammars;

/// Classes of the stylesheet by the scopes of grammars, in the order of the handbook's `code-theme`.
/// The longest scope that fits wins; an empty class is the colour of plain code.
const CLASSES: [(&str, &[&str]); 7] = [
    ("code-comment", &["comment"]),
    ("code-string", &["string", "constant.character", "markup.inserted", "markup.raw"]),
    ("code-number", &["constant.numeric", "constant.language", "constant.other", "variable.language"]),
    ("code-keyword", &["keyword", "storage", "markup.heading", "entity.name.section"]),
    ("", &["keyword.operator", "punctuation"]),
    (
        "code-function",
        &["entity.name.function", "support.function", "variable.function", "entity.name.command"],
    ),
    (
        "code-tag",
        &[
            "entity.name.tag",
            "entity.name.type",
            "entity.other.attribute-name",
            "support.type",
            "markup.deleted",
            "variable.parameter.option",
        ],
    ),
];

/// The parts of code that have a colour, each with its class, in their order.
pub fn coloured(language: &str, text: &str) -> Vec<(Range<usize>, &'static str)> {
    let Some(syntax) = grammars::syntax(language, text) else { return Vec::new() };
    let mut state = ParseState::new(syntax);
    let mut scopes = ScopeStack::new();
    let mut parts: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let Ok(changes) = state.parse_line(line, &RAW_SYNTAXES) else { return Vec::new() };
        let mut from = 0;
        for (at, change) in changes {
            push(&mut parts, start + from..start + at, class(&scopes));
            from = at;
            if scopes.apply(&change).is_err() {
                return Vec::new();
            }
        }
        push(&mut parts, start + from..start + line.len(), class(&scopes));
        start += line.len() + 1;
    }
    parts
}

fn push(parts: &mut Vec<(Range<usize>, &'static str)>, range: Range<usize>, class: &'static str) {
    if range.is_empty() || class.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some((last, same)) if last.end == range.start && *same == class => last.end = range.end,
        _ => parts.push((range, class)),
    }
}

/// The table with its scopes as the grammars have them.
static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let scope = |name: &&str| Scope::new(name).expect("the table has scopes");
    CLASSES.iter().flat_map(|(class, names)| names.iter().map(move |name| (scope(name), *class))).collect()
});

/// The class of the innermost scope that has one.
fn class(scopes: &ScopeStack) -> &'static str {
    let of = |scope: &Scope| {
        let fits = SCOPES.iter().filter(|(known, _)| known.is_prefix_of(*scope));
        fits.max_by_key(|(known, _)| known.len()).map(|(_, class)| *class)
    };
    let mut classes = scopes.scopes.iter().rev().filter_map(of);
    let innermost = classes.next().unwrap_or_default();
    if !innermost.is_empty() {
        return innermost;
    }
    // What opens and closes a comment or a string belongs to it.
    let around = classes.find(|class| !class.is_empty());
    around.filter(|class| matches!(*class, "code-comment" | "code-string")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn words_of_code_are_told_apart_and_none_is_lost() {
        let text = "# Why\ndef go(n):\n    return \"at\" + 12\n";
        let parts = coloured("python", text);
        let words: Vec<_> = parts.iter().map(|(range, class)| (&text[range.clone()], *class)).collect();
        for part in [
            ("# Why", "code-comment"),
            ("go", "code-function"),
            ("\"at\"", "code-string"),
            ("12", "code-number"),
        ] {
            assert!(words.contains(&part), "{part:?} {words:?}");
        }
        assert!(
            words.iter().any(|(word, class)| word.trim() == "return" && *class == "code-keyword"),
            "{words:?}"
        );
    }

    #[test]
    fn what_no_grammar_reads_has_no_colour() {
        assert!(coloured("no-such-language", "a b").is_empty());
    }
}
