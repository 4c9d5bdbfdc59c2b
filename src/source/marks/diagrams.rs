//! `<div class="mermaid">`: a diagram within HTML, as Mermaid's own pages have it.

use std::sync::LazyLock;

use regex::Regex;

use super::{Protect, Protected};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// The element on lines of its own. Groups: the margin, the opening tag, its source, the closing tag.
static DIAGRAM: LazyLock<Regex> = LazyLock::new(|| {
    let class = r#"class\s*=\s*(?:"(?:[^"]*\s)?mermaid(?:\s[^"]*)?"|'mermaid'|mermaid)"#;
    Regex::new(&format!(
        r"(?mi)^([ \t>]*)(<div\s(?:[^<>]*\s)?{class}[^<>]*>[ \t]*\n?)((?s:.*?))(\s*</div>[ \t]*)$"
    ))
    .expect("a valid pattern")
});

/// Characters of a diagram that HTML writes by names.
const NAMED: [(&str, &str); 5] =
    [("&gt;", ">"), ("&lt;", "<"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// Diagrams become code in Mermaid's language, which is drawn.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut edits = Vec::new();
    for found in DIAGRAM.captures_iter(&text.text) {
        let (Some(margin), Some(open), Some(source), Some(close)) =
            (found.get(1), found.get(2), found.get(3), found.get(4))
        else {
            continue;
        };
        // Other elements within are none of a diagram's.
        if code.holds(open.start()) || source.as_str().contains("</") || source.as_str().contains("```") {
            continue;
        }
        let (margin, quote) = (margin.as_str(), margin.as_str().trim_end());
        edits.push((
            open.range(),
            format!("{quote}\n{margin}```mermaid\n{}", first_margin(open.as_str(), margin)),
        ));
        for (name, character) in NAMED {
            let named = source.as_str().match_indices(name);
            edits.extend(named.map(|(at, _)| {
                let at = source.start() + at;
                (at..at + name.len(), character.to_owned())
            }));
        }
        edits.push((close.range(), format!("\n{margin}```\n{quote}\n")));
    }
    text.edit(edits)
}

/// What stands before the first line of a source that begins beside its tag.
fn first_margin<'m>(open: &str, margin: &'m str) -> &'m str {
    if open.ends_with('\n') { "" } else { margin }
}
