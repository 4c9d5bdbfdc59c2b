//! The part of a stylesheet that engines of CSS 2.1 read: for those that drop a whole stylesheet, or do
//! not open the book, at the first thing that they do not know, against the rules of CSS (4.2 of CSS 2.1).
//!
//! Adobe's RMSDK is one: Adobe Digital Editions, and what Kobo, Tolino and Nook show an EPUB with. Reported
//! of it are `calc()`, `min()` and `var()`, queries with lengths and `@supports`, combinators and
//! newer pseudo-classes, and units of the viewport in shorthands.

use cssparser::{Delimiter, ParseError, Parser, Token};

/// Properties of CSS 2.1 that a page of text has a use for. Shorthands are among them.
const PROPERTIES: &str = " background background-color border border-bottom border-bottom-color border-bottom-style \
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style border-left-width \
    border-right border-right-color border-right-style border-right-width border-spacing border-style border-top \
    border-top-color border-top-style border-top-width border-width caption-side clear color display float font \
    font-family font-size font-style font-variant font-weight height letter-spacing line-height list-style \
    list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width \
    min-height min-width orphans padding padding-bottom padding-left padding-right padding-top page-break-after \
    page-break-before page-break-inside src text-align text-decoration text-indent text-transform vertical-align \
    white-space widows width word-spacing ";
/// Values that came later, and names of layouts.
const LATER: [&str; 17] = [
    "start",
    "end",
    "currentcolor",
    "initial",
    "unset",
    "revert",
    "auto-fit",
    "flex",
    "grid",
    "inline-flex",
    "inline-grid",
    "flow-root",
    "contents",
    "break-spaces",
    "match-parent",
    "fit-content",
    "max-content",
];
const UNITS: [&str; 8] = ["em", "ex", "px", "pt", "pc", "in", "cm", "mm"];

type Found<T> = Result<T, ParseError<()>>;

/// The rules of a stylesheet that stay, each on a line.
pub fn stable(css: &str) -> String {
    let mut parser = Parser::new(css);
    let mut kept = String::new();
    while !parser.is_exhausted() {
        // What is no rule ends the stylesheet; the other one has it all.
        let Ok(rule) = rule(&mut parser) else { break };
        kept.extend(rule);
    }
    kept
}

/// The next rule as it stays, with its line's end.
fn rule(parser: &mut Parser<'_>) -> Found<Option<String>> {
    parser.skip_whitespace();
    let start = parser.state();
    let at = match parser.next()? {
        Token::AtKeyword(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    };
    parser.reset(&start);
    let ends =
        Delimiter::CurlyBracketBlock | if at.is_some() { Delimiter::Semicolon } else { Delimiter::None };
    let head = match &at {
        None => parser.parse_until_before(ends, |parser| Ok(selectors(parser)))?,
        Some(name) => {
            parser.parse_until_before(ends, skipped)?;
            if name == "font-face" { "@font-face".to_owned() } else { String::new() }
        }
    };
    if *parser.next()? != Token::CurlyBracketBlock {
        return Ok(None);
    }
    let body = parser.parse_nested_block(|parser| Ok(declarations(parser)))?;
    Ok((!head.is_empty() && !body.is_empty()).then(|| format!("{head} {{ {} }}\n", body.join(" "))))
}

fn skipped(parser: &mut Parser<'_>) -> Found<()> {
    while parser.next().is_ok() {}
    Ok(())
}

/// The selectors of names, classes, ids and what is within them.
fn selectors(parser: &mut Parser<'_>) -> String {
    let found = parser.parse_comma_separated(|parser| Found::Ok(selector(parser))).unwrap_or_default();
    found.into_iter().filter(|selector| !selector.is_empty()).collect::<Vec<_>>().join(", ")
}

fn selector<'i>(parser: &mut Parser<'i>) -> &'i str {
    parser.skip_whitespace();
    let start = parser.position();
    let mut plain = true;
    while let Ok(token) = parser.next_including_whitespace() {
        plain &= matches!(
            token,
            Token::Ident(_) | Token::IDHash(_) | Token::WhiteSpace(_) | Token::Delim('.' | '*')
        );
    }
    if plain { parser.slice_from(start).trim() } else { "" }
}

/// The declarations of properties and values that CSS 2.1 has.
fn declarations(parser: &mut Parser<'_>) -> Vec<String> {
    let mut kept = Vec::new();
    while !parser.is_exhausted() {
        let one = parser.parse_until_after(Delimiter::Semicolon, |parser| Found::Ok(declaration(parser)));
        kept.extend(one.ok().flatten());
    }
    kept
}

fn declaration(parser: &mut Parser<'_>) -> Option<String> {
    let found = named(parser);
    let _ = skipped(parser);
    let (name, value) = found?;
    PROPERTIES.contains(&format!(" {name} ")).then(|| format!("{name}: {value};"))
}

/// A property's name with its value; none where that is too new.
fn named<'i>(parser: &mut Parser<'i>) -> Option<(String, &'i str)> {
    let name = parser.expect_ident_cloned().ok()?.to_ascii_lowercase();
    parser.expect_colon().ok()?;
    parser.skip_whitespace();
    let start = parser.position();
    while let Ok(token) = parser.next() {
        let plain = match token {
            Token::Ident(word) => {
                !LATER.contains(&word.to_ascii_lowercase().as_str()) && !word.starts_with('-')
            }
            Token::Dimension { unit, .. } => UNITS.contains(&unit.to_ascii_lowercase().as_str()),
            // `#abc`, since eight digits came later.
            Token::Hash(digits) | Token::IDHash(digits) => matches!(digits.len(), 3 | 6),
            Token::Function(name) => ["rgb", "url"].contains(&name.to_ascii_lowercase().as_str()),
            Token::Number { .. }
            | Token::Percentage { .. }
            | Token::QuotedString(_)
            | Token::UnquotedUrl(_)
            | Token::Comma
            | Token::Delim('/') => true,
            _ => false,
        };
        if !plain {
            return None;
        }
    }
    let value = parser.slice_from(start).trim();
    (!value.is_empty()).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_engines_get_what_they_know_and_nothing_that_they_stumble_over() {
        for (css, is) in [
            ("p { margin: 0 0 1em; }", "p { margin: 0 0 1em; }\n"),
            ("/* a */ p { color: #123456 }", "p { color: #123456; }\n"),
            (
                "a, b > c, d:first-child, .e .f, #g, [lang], h + i { color: red }",
                "a, .e .f, #g { color: red; }\n",
            ),
            ("p { width: 5%; width: calc(5% - 2px); }", "p { width: 5%; }\n"),
            ("p { max-width: min(10px, 30vw); color: var(--a); margin: 1vh 0; height: 5rem }", ""),
            ("p { text-align: left; text-align: start; hyphens: auto; }", "p { text-align: left; }\n"),
            ("@media (min-width: 3em) { p { color: red } } q { color: blue }", "q { color: blue; }\n"),
            (
                "@supports (a: b) { p { color: red } } @import url(a.css); q { color: blue }",
                "q { color: blue; }\n",
            ),
            ("@import \"a.css\"; @media all and (color) {} q { float: left }", "q { float: left; }\n"),
            (
                "@font-face { font-family: \"A\"; font-weight: 400; src: url(fonts/a.ttf); unicode-range: U+0; }",
                "@font-face { font-family: \"A\"; font-weight: 400; src: url(fonts/a.ttf); }\n",
            ),
            ("p { border: 1px solid currentColor; display: grid; color: #11223344 }", ""),
            ("p { color: red; & q { color: blue } }", "p { color: red; }\n"),
            (
                "p { font: bold 1em/1.2 \"A b\", serif; color: rgb(1, 2, 3) }",
                "p { font: bold 1em/1.2 \"A b\", serif; color: rgb(1, 2, 3); }\n",
            ),
            ("p { margin: -1em; } } q { color: red", "p { margin: -1em; }\n"),
            ("", ""),
        ] {
            assert_eq!(stable(css), is, "{css}");
        }
    }
}
