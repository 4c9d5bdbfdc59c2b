//! The stylesheet, made from the theme's tokens.
//!
//! No custom properties and no absolute units where the reader's choice should
//! rule: people set their own sizes. Each property of newer CSS has an older one before it, since
//! [`super::stable`] takes out what old devices drop the stylesheet for.
//! Body text has no colour of its own, so that dark and sepia modes can give it one.

use std::fmt::Write;

use super::fonts::{Face, Fonts};
use crate::theme::files::STYLESHEET;
use crate::theme::{Colour, PhaseColours, Theme};

/// In dark mode: the ground of boxes, and the page's text and links, which keep
/// the contrast of WCAG 2.2 (AA) on the page's ground `#14181f` and on boxes.
const NIGHT: Colour = Colour { rgb: [0x24, 0x2b, 0x38] };
const NIGHT_INK: Colour = Colour { rgb: [0xe9, 0xec, 0xf1] };
const NIGHT_LINK: Colour = Colour { rgb: [0x8a, 0xb8, 0xf5] };

/// The stylesheet of a book that has a phase of each of a theme's colours.
#[cfg(test)]
pub fn of_all(theme: &Theme) -> String {
    let mut css = stylesheet(theme, &Fonts::default());
    for (at, colours) in theme.all_shades().enumerate() {
        phase(&mut css, &format!("shade-{at}"), colours, theme);
    }
    css
}

/// The whole stylesheet. In the rules a family of the theme stands between quotation
/// marks; families that set what it lacks come after it, between marks of their own.
pub fn stylesheet(theme: &Theme, fonts: &Fonts) -> String {
    let mut css = String::new();
    for Face { file, family, style, weight: (lightest, heaviest), .. } in &fonts.faces {
        let family = quoted(family);
        let weight = match lightest == heaviest {
            true => lightest.to_string(),
            false => format!("{lightest} {heaviest}"),
        };
        let _ = writeln!(
            css,
            "@font-face {{ font-family: \"{family}\"; font-weight: {weight}; font-style: {style}; src: url(fonts/{file}); }}"
        );
    }
    for percent in 1..=100 {
        let _ = writeln!(css, ".picture-{percent} {{ width: {percent}%; }}");
    }
    let colours = &theme.colours;
    // The rules that do not depend on a phase, with names of tokens in braces.
    let mut rules = theme.files.text(STYLESHEET).unwrap_or_default().to_owned();
    for (name, value) in [
        ("{ink}", colours.ink.to_string()),
        ("{paper}", colours.paper.to_string()),
        ("{muted}", colours.muted.to_string()),
        ("{rule}", colours.rule.to_string()),
        ("{wash}", colours.wash.to_string()),
        ("{link}", colours.link.to_string()),
        ("{mark}", colours.mark.to_string()),
        ("{card}", colours.card.to_string()),
        ("{night}", NIGHT.to_string()),
        ("{nightink}", NIGHT_INK.to_string()),
        ("{nightlink}", NIGHT_LINK.to_string()),
        ("{text}", families(&theme.fonts.text, &fonts.text)),
        ("{display}", families(&theme.fonts.display, &fonts.display)),
        ("{code}", families(&theme.fonts.code, &fonts.code)),
    ] {
        rules = rules.replace(name, &value);
    }
    // The colours of code, as the handbook takes them.
    for number in 1..=5 {
        let ink = theme.sequence.get((number - 1) % theme.sequence.len().max(1)).map(|shade| shade.ink);
        rules = rules.replace(&format!("{{code{number}}}"), &ink.unwrap_or(colours.ink).to_string());
    }
    css.push_str(&rules);
    if !theme.type_.hyphens {
        css.push_str("html, th, td, .pictograms .label { hyphens: none; -webkit-hyphens: none; }\n");
    }
    phase(&mut css, "neutral", &theme.neutral, theme);
    css
}

/// The rules of the phases that a book has.
pub fn phases(css: &mut String, phases: &[crate::book::Phase], theme: &Theme) {
    for each in phases {
        phase(css, &format!("phase-{}", each.slug), &each.colours, theme);
    }
}

/// The family of the theme, wherever it comes from, and the others in their order.
fn families(own: &str, carried: &[&str]) -> String {
    let mut names = carried.to_vec();
    if !names.contains(&own) {
        names.insert(0, own);
    }
    names.into_iter().map(quoted).collect::<Vec<_>>().join("\", \"")
}

fn quoted(family: &str) -> String {
    family.replace(['"', '\\', '\n', ';', '{', '}'], "")
}

fn phase(css: &mut String, class: &str, colours: &PhaseColours, theme: &Theme) {
    let PhaseColours { ground, on, tint, ink, bar } = colours;
    let text = theme.colours.ink;
    // What has no ground of its own is told by its lines.
    if theme.is_outlined() {
        let _ = write!(
            css,
            "
.{class} .opener {{ border-top: 0.6em solid {bar}; border-bottom: 1px solid {bar}; }}
.path .{class}, .{class} .facts, .{class} .pictograms {{ border: 1px solid {bar}; }}"
        );
    }
    // A site's own phases may have any colours: whatever is dark gives way.
    let night =
        [*ground, *tint].into_iter().find(|colour| colour.contrast(NIGHT) >= 4.5).unwrap_or(NIGHT_INK);
    let _ = write!(
        css,
        "
.{class} .opener, .path .{class} {{ background-color: {ground}; color: {on}; }}
.path .{class} a {{ color: {on}; }}
.{class} h2, .{class} h3, .{class} h4, .{class} h5, .{class} h6, .{class} dt, .{class} .label-ink {{ color: {ink}; }}
.{class} .facts, .{class} .pictograms {{ background-color: {tint}; color: {text}; }}
.{class} .facts dt {{ color: {ink}; }}
@media all and (prefers-color-scheme: dark) {{
.{class} h2, .{class} h3, .{class} h4, .{class} h5, .{class} h6, .{class} dt, .{class} .label-ink, .{class} .facts dt {{ color: {night}; }}
.{class} .facts, .{class} .pictograms {{ background-color: {NIGHT}; color: {NIGHT_INK}; }}
}}
"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_mode_can_be_read_whatever_the_phase() {
        let page = Colour { rgb: [0x14, 0x18, 0x1f] };
        for colour in [NIGHT_INK, NIGHT_LINK] {
            assert!(colour.contrast(NIGHT) >= 4.5 && colour.contrast(page) >= 4.5, "{colour}");
        }
        let dark = Colour { rgb: [0x10, 0x40, 0x20] };
        let mut css = String::new();
        let colours = PhaseColours { ground: dark, on: NIGHT_INK, tint: dark, ink: dark, bar: dark };
        phase(&mut css, "x", &colours, &Theme::builtin());
        let night = css.split("@media").nth(1).unwrap_or("");
        assert!(!night.contains(&dark.to_string()), "{night}");
    }

    #[test]
    fn no_token_is_left_and_nothing_that_old_devices_drop_rules_for() {
        let css = stylesheet(&Theme::builtin(), &Fonts::default());
        for bad in ["var(", "--", "{ink}", "{night", "http", "@import", "clamp(", "grid", ":is("] {
            assert!(!css.contains(bad), "{bad}");
        }
    }
}
