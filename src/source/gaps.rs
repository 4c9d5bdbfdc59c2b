//! Marks that a template leaves around nothing: `()`, a lone bullet, `<li></li>` where a loop or a
//! value printed no words.

use std::ops::Range;

use super::rewrite::Rewritten;

/// Takes out marks around what a template has printed nothing for.
pub(super) fn close(text: Rewritten) -> Rewritten {
    let gaps = text.gaps();
    if gaps.is_empty() {
        return text;
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    // Of several gaps among the same blanks the first tells all.
    let mut seen = 0;
    for gap in gaps {
        let inside = if gap < seen { gap..gap } else { blank(&text.text, gap) };
        seen = inside.end.max(seen);
        let found = brackets(&text.text, &inside)
            .or_else(|| item(&text.text, gap))
            .or_else(|| element(&text.text, &inside));
        edits.extend(found.map(|range| (range, String::new())));
    }
    text.edit(edits)
}

/// The bytes around a gap that hold blanks alone.
fn blank(text: &str, gap: usize) -> Range<usize> {
    let before = text[..gap].trim_end_matches([' ', '\t', '\n', '\r']).len();
    let behind = text[gap..].trim_start_matches([' ', '\t', '\n', '\r']);
    before..text.len() - behind.len()
}

/// `()` with the blank before it.
fn brackets(text: &str, inside: &Range<usize>) -> Option<Range<usize>> {
    let head = text[..inside.start].strip_suffix('(')?;
    // `[words]()` is a link.
    if head.ends_with(']') || !text[inside.end..].starts_with(')') {
        return None;
    }
    let start = head.strip_suffix(' ').unwrap_or(head).len();
    Some(start..inside.end + 1)
}

/// A line that holds the mark of an item and nothing else.
fn item(text: &str, gap: usize) -> Option<Range<usize>> {
    let start = text[..gap].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[gap..].find('\n').map_or(text.len(), |newline| gap + newline);
    let words = text[start..end].trim();
    let number = words.strip_suffix(['.', ')']).is_some_and(|digits| {
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !matches!(words, "-" | "*" | "+") && !number {
        return None;
    }
    // What stands on the next lines may be the item's own.
    let next = text[end..].trim_start_matches(['\n', '\r']);
    (!next.starts_with([' ', '\t'])).then_some(start..(end + 1).min(text.len()))
}

/// An item of HTML without words.
fn element(text: &str, inside: &Range<usize>) -> Option<Range<usize>> {
    let behind = text[inside.end..].get(..5)?;
    let open = text[..inside.start].rfind('<')?;
    let tag = &text[open..inside.start];
    let is_item = tag.ends_with('>') && (tag == "<li>" || tag.starts_with("<li "));
    (is_item && behind.eq_ignore_ascii_case("</li>")).then_some(open..inside.end + behind.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text in which each `¤` was a tag of a template that printed nothing.
    fn closed(text: &str) -> String {
        let typed = Rewritten::tail(text, 0, 0);
        let tags = text.match_indices('¤').map(|(at, tag)| (at..at + tag.len(), String::new())).collect();
        close(typed.edit(tags)).text
    }

    #[test]
    fn marks_around_nothing_fall_away() {
        assert_eq!(closed("Words (¤) here.\n"), "Words here.\n");
        assert_eq!(closed("- one\n- ¤\n- two\n"), "- one\n- two\n");
        assert_eq!(closed("<ul>\n<li>¤</li>\n<li class=\"x\">\n¤\n</li></ul>\n"), "<ul>\n\n</ul>\n");
    }

    #[test]
    fn marks_that_were_typed_stay() {
        for text in ["f() and (x)\n", "- one\n-\n- two\n", "<li></li>\n"] {
            assert_eq!(closed(text), text);
        }
        assert_eq!(closed("Words ¤(x) [a](¤).\n- b¤\n"), "Words (x) [a]().\n- b\n");
        assert_eq!(closed("- ¤\n  of the item\n"), "- \n  of the item\n");
    }
}
