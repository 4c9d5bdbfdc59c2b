//! Drawings within a page: `<svg>…</svg>` becomes a picture whose address holds the drawing, so that
//! it is read, cleaned and shown as one in a file is.

use std::ops::Range;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::rewrite::Rewritten;
use crate::xml;

/// A page with its drawings as pictures. Code stays as it is, and so does a drawing without an end.
pub(super) fn as_pictures(page: Rewritten) -> Rewritten {
    if !page.text.contains("<svg") {
        return page;
    }
    let text = page.text.as_str();
    let code = code(text);
    let mut edits = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("<svg").map(|at| from + at) {
        let follows =
            text[at + 4..].chars().next().is_some_and(|c| c.is_whitespace() || c == '>' || c == '/');
        let end = end_of(&text[at..]).map(|length| at + length);
        let (true, false, Some(end)) = (follows, code.iter().any(|it| it.contains(&at)), end) else {
            from = at + 4;
            continue;
        };
        edits.push((at..end, picture(&text[at..end])));
        from = end;
    }
    if edits.is_empty() { page } else { page.edit(edits) }
}

/// Where code stands: fenced blocks, and spans between backticks on one line.
fn code(text: &str) -> Vec<Range<usize>> {
    let mut code = Vec::new();
    let mut fence: Option<(char, usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start_matches([' ', '>']);
        let sign = start.chars().next().filter(|first| matches!(first, '`' | '~'));
        let count = sign.map_or(0, |sign| start.chars().take_while(|c| *c == sign).count());
        match (fence, sign) {
            (None, Some(sign)) if count >= 3 => fence = Some((sign, count, at)),
            (Some((open, least, from)), Some(sign))
                if sign == open && count >= least && start[count..].trim().is_empty() =>
            {
                code.push(from..at + line.len());
                fence = None;
            }
            (None, _) => spans(line, at, &mut code),
            _ => {}
        }
        at += line.len();
    }
    code.extend(fence.map(|(_, _, from)| from..text.len()));
    code
}

fn spans(line: &str, start: usize, code: &mut Vec<Range<usize>>) {
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(next) = line[at..].find('`').map(|next| at + next) {
        let count = line[next..].bytes().take_while(|byte| *byte == b'`').count();
        open = match open {
            Some((length, from)) if length == count => {
                code.push(start + from..start + next + count);
                None
            }
            None => Some((count, next)),
            open => open,
        };
        at = next + count;
    }
}

/// The length of the drawing that a text begins with; none where it has no end.
fn end_of(text: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        let open = text[at..].find("<svg");
        let close = text[at..].find("</svg")?;
        match open {
            Some(open) if open < close => {
                let tag = at + open;
                let end = tag + text[tag..].find('>')?;
                at = end + 1;
                if text[..end].ends_with('/') {
                    if depth == 0 {
                        return Some(at);
                    }
                } else {
                    depth += 1;
                }
            }
            _ => {
                at += close + text[at + close..].find('>')? + 1;
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

/// The picture of a drawing. Its title says what it shows, else the words that it writes.
fn picture(drawing: &str) -> String {
    let alt = named(drawing).unwrap_or_else(|| words(drawing));
    let mut picture = "<img src=\"data:image/svg+xml,".to_owned();
    picture.extend(utf8_percent_encode(drawing, NON_ALPHANUMERIC));
    picture.push_str("\" alt=\"");
    xml::escape(alt.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), &mut picture);
    picture.push_str("\">");
    picture
}

/// What a drawing says of itself.
fn named(drawing: &str) -> Option<String> {
    let tag = &drawing[..drawing.find('>')?];
    let label = tag.split_once("aria-label=").and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(label, _)| label)
    });
    let title = drawing.split_once("<title").and_then(|(_, rest)| {
        let (_, rest) = rest.split_once('>')?;
        rest.split_once("</title").map(|(title, _)| title)
    });
    label.or(title).map(str::trim).filter(|name| !name.is_empty()).map(unescaped)
}

/// The words between a drawing's tags, save those of styles and scripts.
fn words(drawing: &str) -> String {
    let mut words = String::new();
    let mut hidden = false;
    for part in drawing.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if matches!(name, "style" | "script" | "metadata") {
            hidden = !tag.starts_with('/') && !tag.ends_with('/');
        }
        if !hidden && !text.trim().is_empty() {
            words.push_str(text);
            words.push(' ');
        }
    }
    unescaped(&words)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> String {
        as_pictures(Rewritten::tail(text, 0, 0)).text
    }

    #[test]
    fn drawings_become_pictures_and_code_stays() {
        let page = "A <svg viewBox=\"0 0 1 1\"><title>One &amp; all</title><svg/><path d=\"M0 0\"/></svg> B";
        let new = made(page);
        assert!(new.starts_with("A <img src=\"data:image/svg+xml,%3Csvg%20viewBox"), "{new}");
        assert!(new.ends_with(" alt=\"One &amp; all\"> B"), "{new}");
        assert!(
            made("<svg><style>.a{}</style><text>Go <tspan>on</tspan></text></svg>").contains("alt=\"Go on\"")
        );
        for kept in [
            "`<svg></svg>`",
            "```html\n<svg></svg>\n```",
            "~~~\n<svg></svg>",
            "<svg><path>",
            "<svgs></svgs>",
            "no drawing",
        ] {
            assert_eq!(made(kept), kept);
        }
    }
}
