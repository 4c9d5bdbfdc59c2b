//! Notes within a line, `^[words]`, as Pandoc, Quarto and Obsidian have them.

use super::{Protect, Protected};
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// Gives each such note a name, and puts its words at the end of the page.
pub fn read(text: Rewritten, _: &mut Surroundings<'_>) -> Rewritten {
    let code = Protected::of(&text.text, Protect::Code);
    let mut parts = Vec::new();
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(at) = text.text[from..].find("^[").map(|at| from + at) {
        from = at + 2;
        if code.holds(at) || text.text[..at].ends_with('\\') {
            continue;
        }
        let Some(length) = end(&text.text[from..]) else { continue };
        // Names that nobody writes.
        let name = format!("phasebook-{}", words.len() + 1);
        let range = at..from + length + 1;
        let mut mark = Rewritten::default();
        mark.push_inserted(&format!("[^{name}]"), text.span(range.clone()));
        parts.push((range, mark));
        words.push((name, from..from + length));
        from += length + 1;
    }
    let mut result = text.splice(parts);
    for (name, range) in words {
        let span = text.span(range.clone());
        result.push_inserted(&format!("\n\n[^{name}]: "), span);
        result.push_part(&text, range);
    }
    result
}

/// Where the bracket closes that a note has opened, in its paragraph.
fn end(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' if depth == 0 => return Some(at),
            ']' => depth -= 1,
            '\n' if text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') => return None,
            _ => {}
        }
    }
    None
}
