//! References to what has a number elsewhere. Of Quarto: `@fig-name` names a figure, `@tbl-name` a table, `@sec-name` a section
//! (<https://quarto.org/docs/authoring/cross-references.html>). Of MyST: `@label`, and links whose words hold
//! `{number}`, `%s` or `{name}`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::{LABEL_SCHEME, Protect, Protected};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// How a name begins, by what it names.
const KINDS: &str = "fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|nte|tip|wrn|imp|cau";

/// A reference with what stands before it, in brackets of its own or without any. Groups: the
/// character before, the name.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    let name = format!(r"-?@((?:{KINDS})-[\w-]+)");
    Regex::new(&format!(r"(^|[\s(;,])(?:\[{name}\]|{name})")).expect("a valid pattern")
});

/// References become links that are called as what they lead to: nothing has a number here.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let edits = REFERENCE.captures_iter(&text.text).filter_map(|found| {
        let (whole, before) = (found.get(0)?.range(), found.get(1)?.end());
        let name = found.get(2).or(found.get(3))?.as_str();
        (!code.holds(before)).then(|| (before..whole.end, format!("[](<{LABEL_SCHEME}{name}>)")))
    });
    let edits: Vec<_> = edits.collect();
    text.edit(edits)
}

/// A link of MyST's to a label, with a place for its number or its name. Groups: the words, the target.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[([^\[\]\n]*(?:\{number\}|\{name\}|%s)[^\[\]\n]*)\]\((#[^()\s]+)\)")
        .expect("a valid pattern")
});

/// Links of MyST are called as what they lead to where a number is asked for; a name is put in its place.
pub fn numbered(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let edits = NUMBERED.captures_iter(&text.text).filter_map(|found| {
        let range = found.get(0)?.range();
        let link = format!("[]({})", &found[2]);
        let named = match found[1].split_once("{name}") {
            Some((before, after)) if !before.contains("%s") && !found[1].contains("{number}") => {
                format!("{before}{link}{after}")
            }
            _ => link,
        };
        (!code.holds(range.start)).then_some((range, named))
    });
    let edits: Vec<_> = edits.collect();
    text.edit(edits)
}

/// What a label of MyST's has become by now.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\{: #([\w:.-]+)\}|\sid="([\w:.-]+)""#).expect("a valid pattern"));

/// `@label` and `[@label]`. Groups: the character before, the label.
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"@([A-Za-z][\w:.-]*\w)";
    Regex::new(&format!(r"(^|[\s(;,])(?:\[{name}\]|{name})")).expect("a valid pattern")
});

/// `@label` leads to what has the label on the same page; what else is written so may be a source.
pub fn labels(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let found = LABEL.captures_iter(&text.text);
    let labels: BTreeSet<&str> =
        found.filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str())).collect();
    let code = Protected::of(&text.text, Protect::CodeAndTags);
    let edits = SHORT.captures_iter(&text.text).filter_map(|found| {
        let (whole, before) = (found.get(0)?.range(), found.get(1)?.end());
        let name = found.get(2).or(found.get(3))?.as_str();
        let edit = || (before..whole.end, format!("[](<{LABEL_SCHEME}{name}>)"));
        (labels.contains(name) && !code.holds(before)).then(edit)
    });
    let edits: Vec<_> = edits.collect();
    text.edit(edits)
}
