//! The stylesheet, made from the theme's tokens.
//!
//! No custom properties and no absolute units where the reader's choice should
//! rule: old devices drop rules they do not know, and people set their own sizes.
//! Body text has no colour of its own, so that dark and sepia modes can give it one.

use std::fmt::Write;

use super::{EMBEDDED, Family};
use crate::theme::{PhaseColours, Theme};

/// The rules that do not depend on a phase, with names of tokens in braces.
const RULES: &str = include_str!("../../assets/theme/epub.css");

/// The whole stylesheet.
pub fn stylesheet(theme: &Theme) -> String {
    let mut css = String::new();
    for (_, file, family, weight, style) in EMBEDDED {
        let name = match family {
            Family::Text => &theme.fonts.text,
            Family::Display => &theme.fonts.display,
        };
        let _ = writeln!(
            css,
            "@font-face {{ font-family: \"{}\"; font-weight: {weight}; font-style: {style}; src: url(fonts/{file}); }}",
            quoted(name)
        );
    }
    let colours = &theme.colours;
    let mut rules = RULES.to_owned();
    for (name, value) in [
        ("{ink}", colours.ink.to_string()),
        ("{paper}", colours.paper.to_string()),
        ("{muted}", colours.muted.to_string()),
        ("{rule}", colours.rule.to_string()),
        ("{wash}", colours.wash.to_string()),
        ("{link}", colours.link.to_string()),
        ("{text}", quoted(&theme.fonts.text)),
        ("{display}", quoted(&theme.fonts.display)),
        ("{code}", quoted(&theme.fonts.code)),
    ] {
        rules = rules.replace(name, &value);
    }
    css.push_str(&rules);
    phase(&mut css, "neutral", &theme.neutral);
    css
}

/// The rules of the phases that a book has.
pub fn phases(css: &mut String, phases: &[crate::site::Phase]) {
    for each in phases {
        phase(css, &format!("phase-{}", each.slug), &each.colours);
    }
}

fn quoted(family: &str) -> String {
    family.replace(['"', '\\', '\n', ';', '{', '}'], "")
}

fn phase(css: &mut String, class: &str, colours: &PhaseColours) {
    let PhaseColours { ground, on, tint, ink } = colours;
    let _ = write!(
        css,
        "
.{class} .opener, .path .{class} {{ background-color: {ground}; color: {on}; }}
.path .{class} a {{ color: {on}; }}
.{class} h2, .{class} h3, .{class} h4, .{class} h5, .{class} h6, .{class} dt, .{class} .label-ink {{ color: {ink}; }}
.{class} .facts, .{class} .pictograms {{ background-color: {tint}; color: #1d2433; }}
.{class} .facts dt {{ color: {ink}; }}
@media (prefers-color-scheme: dark) {{
.{class} h2, .{class} h3, .{class} h4, .{class} h5, .{class} h6, .{class} dt {{ color: {ground}; }}
.{class} .facts dt {{ color: {ink}; }}
}}
"
    );
}
