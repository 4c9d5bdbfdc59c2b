//! Values of attributes that XHTML and EPUB are strict about: addresses,
//! fragments, languages, and ids that must stand once.
//!
//! Pages come from strangers, and what the site lets pass may still be what a
//! checker refuses. Whatever cannot be written well is left out here; its words
//! are in the text all the same.

use std::borrow::Cow;
use std::fmt::Write;

/// The id of a chapter's title.
pub const TITLE: &str = "chapter.title";
/// What the id of a note begins with; its number follows.
pub const NOTE: &str = "note.";
/// What the id of a reference begins with; the note's number and its own follow.
pub const REFERENCE: &str = "ref.";
/// What the id of an explained word begins with; its number follows.
pub const TERM: &str = "term.";
/// What the id of a printed page begins with; its number follows.
pub const PAGE: &str = "page.";

/// The id of a page's own anchor, as XML names go (NCName) and in ASCII: old devices look for the escapes
/// of an address as they stand. One that looks like an id of ours gives way, the same way wherever it is
/// asked for, so that links still find it.
pub fn anchor(id: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || !id.chars().all(plain) {
        let mut name = "_".to_owned();
        for c in id.chars() {
            match c {
                c if plain(c) => name.push(c),
                c if c.is_whitespace() || c.is_control() => name.push('_'),
                c => drop(write!(name, "u{:x}.", u32::from(c))),
            }
        }
        return Cow::Owned(name);
    }
    let bare = id.trim_end_matches('-');
    let numbers = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    let counted = |start: &&str| bare.strip_prefix(start).is_some_and(numbers);
    let paged = bare.starts_with(PAGE);
    let ours = bare == TITLE || paged || [NOTE, REFERENCE, TERM].iter().any(counted);
    if ours { Cow::Owned(format!("{id}-")) } else { Cow::Borrowed(id) }
}

/// The part of a link that names such an anchor, with its `#`.
pub fn fragment(id: &str) -> String {
    let mut fragment = "#".to_owned();
    encode(&anchor(id), |c| !c.is_ascii() || in_fragment(c), &mut fragment);
    fragment
}

/// A web address as XHTML may carry it; none where no reader could follow it.
pub fn web(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !["http", "https", "mailto", "tel"].contains(&scheme.as_str()) || rest.is_empty() {
        return None;
    }
    let mut url = url::Url::parse(address).ok()?;
    if scheme.starts_with("http") {
        let rest = rest.strip_prefix("//").filter(|rest| !rest.starts_with(['/', '\\']))?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = url.host_str()?;
        if !host.starts_with('[') && host.trim_end_matches('.').split('.').any(str::is_empty) {
            return None;
        }
        // Nobody means to print a password, and checkers refuse it.
        if authority.contains('@') {
            url.set_password(None).ok()?;
            url.set_username("").ok()?;
            return Some(tidy(url.as_str()));
        }
        // Hosts in other scripts have one spelling that every device knows, and
        // a backslash is one thing to a browser and another to a checker.
        if !authority.is_ascii() || authority.contains('%') || address.contains('\\') {
            return Some(tidy(url.as_str()));
        }
    }
    Some(tidy(address))
}

/// Percent-encodes what may not stand in an address, and every `#` but the first.
fn tidy(address: &str) -> String {
    let (start, fragment) = match address.split_once('#') {
        Some((start, fragment)) => (start, Some(fragment)),
        None => (address, None),
    };
    let mut tidy = String::new();
    encode(start, |c| in_fragment(c) || matches!(c, '[' | ']'), &mut tidy);
    if let Some(fragment) = fragment {
        tidy.push('#');
        encode(fragment, in_fragment, &mut tidy);
    }
    tidy
}

/// What RFC 3986 allows in a fragment, besides escapes.
fn in_fragment(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c)
}

/// Writes `text` with whatever is not allowed percent-encoded; escapes stay.
fn encode(text: &str, allowed: impl Fn(char) -> bool, out: &mut String) {
    for (at, c) in text.char_indices() {
        let escape = c == '%'
            && text.as_bytes().get(at + 1..at + 3).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit));
        if escape || (c != '%' && allowed(c)) {
            out.push(c);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// A language tag that `lang` and `xml:lang` may carry; none where it is none.
pub fn language(tag: &str) -> Option<Cow<'_, str>> {
    let tag: Cow<'_, str> =
        if tag.contains('_') { Cow::Owned(tag.replace('_', "-")) } else { Cow::Borrowed(tag) };
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let private = matches!(first, "x" | "X" | "i" | "I") && tag.len() > 2;
    let named = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let rest = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let well_formed = (named || private) && parts.all(rest);
    well_formed.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_they_are_or_mended_or_left_out() {
        for same in [
            "https://example.org/?a=1&b=2",
            "http://e.org:80/a%20b;c#d?e",
            "http://[2001:db8::1]/",
            "http://exa-mple.org",
            "mailto:team@example.org",
            "tel:+44123",
            "http://e.org./",
        ] {
            assert_eq!(web(same).as_deref(), Some(same));
        }
        for (address, mended) in [
            ("http://e.org/#a#b", "http://e.org/#a%23b"),
            ("http://e.org/100%", "http://e.org/100%25"),
            ("http://e.org/{a} \"b\"", "http://e.org/%7Ba%7D%20%22b%22"),
            ("http://e.org/ü", "http://e.org/%C3%BC"),
            ("http://ex%C3%A4mple.org/a", "http://xn--exmple-cua.org/a"),
            ("http://exämple.org/a", "http://xn--exmple-cua.org/a"),
            ("http://u:p@e.org/a", "http://e.org/a"),
            ("tel:+44 123", "tel:+44%20123"),
        ] {
            assert_eq!(web(address).as_deref(), Some(mended), "{address}");
        }
        for refused in [
            "",
            "http://",
            "http:foo",
            "http:///foo",
            "/path",
            "http://e.org:99999/",
            "http://[::bad/",
            "http://a%00.org/",
            "http://exa%20mple.org/",
            "http://e..org/",
            "http://.org/",
            "http://xn--.org/",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "ftp://e.org/",
        ] {
            assert_eq!(web(refused), None, "{refused}");
        }
    }

    #[test]
    fn ids_of_pages_never_meet_ids_of_ours() {
        for (id, is) in [
            ("note", "note"),
            ("note.1", "note.1-"),
            ("note.1-", "note.1--"),
            ("ref.2.1", "ref.2.1-"),
            ("term.1", "term.1-"),
            ("chapter.title", "chapter.title-"),
            ("note.one", "note.one"),
            ("a b", "_a_b"),
            ("1-start", "_1-start"),
            ("größe:1", "_gruf6.udf.eu3a.1"),
            ("", "_"),
        ] {
            assert_eq!(anchor(id), is);
        }
        assert_eq!(fragment("é%#\"x"), "#_ue9.u25.u23.u22.x");
        assert_eq!(fragment("note.1"), "#note.1-");
    }

    #[test]
    fn languages_are_tags() {
        for (tag, is) in [
            ("en", Some("en")),
            ("en_GB", Some("en-GB")),
            ("zh-Hant-TW", Some("zh-Hant-TW")),
            ("x-own", Some("x-own")),
            ("x", None),
            ("", None),
            ("1234", None),
            ("en-", None),
            ("en GB", None),
            ("abcdefghi", None),
        ] {
            assert_eq!(language(tag).as_deref(), is, "{tag}");
        }
    }
}
