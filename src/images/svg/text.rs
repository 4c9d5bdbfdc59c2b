//! The text of an SVG file before it is parsed: its encoding, its document type with the entities
//! that it declares, and the names of the namespaces that a program forgot.

use std::borrow::Cow;
use std::collections::BTreeMap;

use usvg::roxmltree::{Document, Error};

use super::Refused;

/// How much longer entities may make a file, in bytes.
const MOST_EXPANDED: usize = 4 << 20;
/// How deep entities may name entities.
const DEEPEST_ENTITY: usize = 8;
/// Namespaces that may be missing.
const MOST_MISSING: usize = 24;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Bytes as text: UTF-8, else UTF-16 with its mark, else what the XML declaration names of the
/// Latin encodings.
pub(super) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let words = |bytes: &[u8], order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return words(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return words(rest, u16::from_be_bytes),
        _ => {}
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text.trim_start_matches('\u{feff}')));
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let latin = ["iso-8859-1", "windows-1252", "latin1", "us-ascii"].iter().any(|name| head.contains(name));
    // Each byte is the character of its number, save some signs between 0x80 and 0x9f.
    latin.then(|| Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()))
}

/// A file without its XML declaration and document type, the entities that it declares put in.
/// The second value says whether it named a file outside itself.
pub(super) fn without_document_type(text: &str) -> Result<(Cow<'_, str>, bool), Refused> {
    let text = match text.trim_start().strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(text, |(_, rest)| rest),
        None => text,
    };
    let Some(start) = find(text, "<!DOCTYPE") else { return Ok((Cow::Borrowed(text), false)) };
    // Within a drawing it would be a fault, which the parser names.
    if text[..start].contains("<svg") {
        return Err(Refused::Broken("its document type stands within it".to_owned()));
    }
    let unclosed = || Refused::Broken("its document type has no end".to_owned());
    let end = start + end_of(&text[start..]).ok_or_else(unclosed)?;
    let (entities, outside) = entities(&text[start..end]);
    let rest = [&text[..start], &text[end..]].concat();
    if entities.is_empty() {
        return Ok((Cow::Owned(rest), outside));
    }
    let mut room = rest.len() + MOST_EXPANDED;
    let mut expanded = String::with_capacity(rest.len());
    expand(&rest, &entities, 0, &mut room, &mut expanded)?;
    Ok((Cow::Owned(expanded), outside))
}

fn find(text: &str, mark: &str) -> Option<usize> {
    text.match_indices("<!")
        .map(|(at, _)| at)
        .find(|at| text.get(*at..at + mark.len()).is_some_and(|it| it.eq_ignore_ascii_case(mark)))
}

/// Where a document type ends: at the `>` outside its brackets, quotes and comments.
fn end_of(text: &str) -> Option<usize> {
    let (mut at, mut within) = (0, false);
    while let Some(rest) = text.get(at..) {
        let next = rest.find(['[', ']', '>', '"', '\'', '<'])?;
        at += next;
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'[' => within = true,
            b']' => within = false,
            b'>' if !within => return Some(at + 1),
            quote @ (b'"' | b'\'') => at += 1 + rest[1..].find(char::from(quote))?,
            b'<' if rest.starts_with("<!--") => at += rest.find("-->")? + 2,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The entities that a document type declares, and whether it names one outside the file.
fn entities(declared: &str) -> (BTreeMap<&str, &str>, bool) {
    let (mut found, mut outside) = (BTreeMap::new(), false);
    for declaration in declared.split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        match quote.and_then(|quote| rest[1..].split_once(quote)) {
            // Of two declarations the first counts (XML 1.0, 4.2).
            Some((value, _)) if name != "%" => {
                found.entry(name).or_insert(value);
            }
            _ => {
                outside = true;
                found.entry(name).or_insert("");
            }
        }
    }
    (found, outside)
}

fn expand(
    text: &str,
    entities: &BTreeMap<&str, &str>,
    depth: usize,
    room: &mut usize,
    out: &mut String,
) -> Result<(), Refused> {
    let costly = |why: &str| Refused::Costly(format!("its entities {why}"));
    if depth > DEEPEST_ENTITY {
        return Err(costly("name one another without end"));
    }
    let mut rest = text;
    loop {
        let at = rest.find('&').unwrap_or(rest.len());
        *room = room.checked_sub(at).ok_or_else(|| costly("make it millions of bytes longer"))?;
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(reference) = rest.strip_prefix('&') else { return Ok(()) };
        let named = reference.find(';').and_then(|end| Some((entities.get(&reference[..end])?, end)));
        match named {
            Some((value, end)) => {
                expand(value, entities, depth + 1, room, out)?;
                rest = &reference[end + 1..];
            }
            None => {
                out.push('&');
                rest = reference;
            }
        }
        // So that references to nothing end, too.
        *room = room.checked_sub(1).ok_or_else(|| costly("make it millions of bytes longer"))?;
    }
}

/// The text with what HTML leaves out of XML: the ends of elements that hold nothing, and the number of its
/// one usual entity. Browsers write their pages so, and people save drawings out of them.
pub(super) fn as_xml(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    for (written, meant) in [("<br>", "<br/>"), ("<hr>", "<hr/>"), ("&nbsp;", "&#160;")] {
        if text.contains(written) && !text.contains("</br>") {
            text = Cow::Owned(text.replace(written, meant));
        }
    }
    text
}

/// The text with the namespaces declared that its root lacks.
pub(super) fn with_namespaces(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    for _ in 0..MOST_MISSING {
        let missing = match Document::parse(&text) {
            Err(Error::UnknownNamespace(prefix, _)) => Some(prefix),
            Ok(document) => {
                let root = document.root_element().tag_name();
                (root.name() == "svg" && root.namespace().is_none()).then(String::new)
            }
            Err(_) => None,
        };
        let Some(prefix) = missing else { break };
        let Some(root) = text.find("<svg").map(|at| at + 4) else { break };
        let declaration = match prefix.as_str() {
            "" => format!(" xmlns=\"{SVG}\""),
            "svg" => format!(" xmlns:svg=\"{SVG}\""),
            "xlink" => format!(" xmlns:xlink=\"{XLINK}\""),
            other => format!(" xmlns:{other}=\"urn:x-undeclared:{other}\""),
        };
        text = Cow::Owned([&text[..root], &declaration, &text[root..]].concat());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_types_fall_away_and_their_entities_are_put_in() {
        let plain = |text: &'static str| {
            without_document_type(text).map(|(text, outside)| (text.into_owned(), outside))
        };
        let public = "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \"http://www.w3.org/a.dtd\"><svg/>";
        assert_eq!(plain(public), Ok(("<svg/>".to_owned(), false)));
        let own =
            "<!DOCTYPE svg [<!-- ] > --><!ENTITY a \"b&c;\"><!ENTITY c 'x>'>]><svg id=\"&a;\">&amp;</svg>";
        assert_eq!(plain(own), Ok(("<svg id=\"bx>\">&amp;</svg>".to_owned(), false)));
        let outside = "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg>&a;</svg>";
        assert_eq!(plain(outside), Ok(("<svg></svg>".to_owned(), true)));
        let laughs = "<!DOCTYPE svg [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><svg>&a;</svg>";
        assert!(matches!(plain(laughs), Err(Refused::Costly(_))));
    }

    #[test]
    fn namespaces_that_are_missing_are_declared() {
        let text = with_namespaces(Cow::Borrowed("<svg><use xlink:href=\"#a\" ink:x=\"1\"/></svg>"));
        assert!(Document::parse(&text).is_ok(), "{text}");
        let whole = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert_eq!(with_namespaces(Cow::Borrowed(whole)), whole);
    }
}
