//! References of Quarto: `@fig-name` names a figure, `@tbl-name` a table, `@sec-name` a section
//! (<https://quarto.org/docs/authoring/cross-references.html>).

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
