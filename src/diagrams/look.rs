//! The theme as Mermaid's colours.

use merman::svg::{HostTheme, HostThemeAppearance, Presentation, ResolvedPresentation, ThemeRole};
use merman::{Engine, MermaidConfig};
use serde_json::{Value, json};

use crate::theme::contrast::{ALIKE, LEAST};
use crate::theme::{Colour, PhaseColours, Theme};

/// How many colours Mermaid counts.
const SERIES: usize = 12;

/// What a diagram must not set: the book's look is the book's. (Mermaid has this list for sites.)
const SECURE: [&str; 13] = [
    "secure",
    "securityLevel",
    "startOnLoad",
    "maxTextSize",
    "suppressErrorRendering",
    "maxEdges",
    "theme",
    "themeVariables",
    "themeCSS",
    "look",
    "layout",
    "fontFamily",
    "darkMode",
];

/// How diagrams of a page of these colours look, and what draws them so.
pub(super) fn of(theme: &Theme, colours: &PhaseColours) -> (ResolvedPresentation, Engine) {
    let series = series(theme, colours);
    let resolved = Presentation::new().with_theme(roles(theme, colours, &series)).resolve();
    let engine = resolved.materialize_engine(Engine::new().with_site_config(config(theme, colours, &series)));
    (resolved, engine)
}

fn roles(theme: &Theme, colours: &PhaseColours, series: &[Colour]) -> HostTheme {
    let all = &theme.colours;
    let dark = all.paper.lightness() < 0.5;
    let appearance = if dark { HostThemeAppearance::Dark } else { HostThemeAppearance::Light };
    // Lines that mean something are seen as well as large letters (WCAG 2.2, 1.4.11).
    let lines = seen(colours, all.paper);
    let mut host = HostTheme::new().with_appearance(appearance);
    let plain =
        |family: &str| family.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>();
    let pairs = [
        (ThemeRole::Canvas, all.paper),
        (ThemeRole::Surface, colours.tint),
        (ThemeRole::SurfaceAlt, all.wash),
        (ThemeRole::SurfaceMuted, all.wash),
        (ThemeRole::Text, all.ink),
        (ThemeRole::SubtleText, all.ink),
        (ThemeRole::Border, lines),
        (ThemeRole::Line, all.muted),
        (ThemeRole::EdgeLabelBackground, all.paper),
        (ThemeRole::ClusterBackground, all.wash),
        (ThemeRole::ClusterBorder, all.rule),
        (ThemeRole::NoteBackground, all.wash),
        (ThemeRole::NoteBorder, all.rule),
        (ThemeRole::NoteText, all.ink),
        (ThemeRole::ActorBackground, colours.tint),
        (ThemeRole::ActorBorder, lines),
        (ThemeRole::ActorText, all.ink),
        (ThemeRole::ActivationBackground, all.paper),
        (ThemeRole::ActivationBorder, lines),
    ];
    // Colours of six digits and names of letters are never refused.
    if let Ok(with_family) = host.clone().try_with_font_family(plain(&theme.fonts.display)) {
        host = with_family;
    }
    for (role, colour) in pairs {
        if let Ok(with_role) = host.clone().try_with_role(role, colour.to_string()) {
            host = with_role;
        }
    }
    host.clone().try_with_series_palette(series.iter().map(ToString::to_string)).unwrap_or(host)
}

/// The colour of a page's lines: that of its bars, where they stand out from the paper.
fn seen(colours: &PhaseColours, paper: Colour) -> Colour {
    if colours.bar.contrast(paper) >= 3.0 { colours.bar } else { colours.ink }
}

fn config(theme: &Theme, colours: &PhaseColours, series: &[Colour]) -> MermaidConfig {
    let all = &theme.colours;
    let css = |colour: Colour| Value::String(colour.to_string());
    let mut variables = json!({
        "sequenceNumberColor": css(all.paper),
        "gridColor": css(all.rule),
        "doneTaskBkgColor": css(all.wash),
        "doneTaskBorderColor": css(all.rule),
        "activeTaskBkgColor": css(series[0]),
        "activeTaskBorderColor": css(seen(colours, all.paper)),
        "critBkgColor": css(all.paper),
        "critBorderColor": css(all.ink),
        "todayLineColor": css(colours.ink),
        "taskTextOutsideColor": css(all.ink),
        "pieLegendTextColor": css(all.ink),
        "pieStrokeColor": css(all.paper),
        "pieOuterStrokeColor": css(all.paper),
        "pieOpacity": "1",
    });
    for at in 0..SERIES {
        let colour = series[at % series.len()];
        variables[format!("cScale{at}")] = css(colour);
        variables[format!("cScaleLabel{at}")] = css(all.ink);
        variables[format!("cScaleInv{at}")] = css(all.ink);
        variables[format!("pie{}", at + 1)] = css(colour);
        variables[format!("fillType{at}")] = css(colour);
        variables[format!("git{at}")] = css(colour);
        variables[format!("gitInv{at}")] = css(all.ink);
        variables[format!("gitBranchLabel{at}")] = css(all.ink);
    }
    MermaidConfig::from_value(json!({
        "secure": SECURE,
        "themeVariables": variables,
        // Lines that enter a group do not cross its name at once.
        "flowchart": { "subGraphTitleMargin": { "top": 4, "bottom": 12 } },
        // Words that stand in HTML are in no book.
        "journey": { "textPlacement": "tspan" },
    }))
}

/// The contrast of the ink on grounds that stand beside one another (WCAG 2.2, AAA): the palest are
/// told from paper, the darkest are no blocks of ink.
const CALM: f64 = 7.0;

/// The least difference of two grounds that stand side by side, in lightness: it is all that is left of
/// colours in grey.
const STEP: f64 = 0.05;

/// Grounds that are told apart and on which the theme's ink is read, the page's own first.
fn series(theme: &Theme, own: &PhaseColours) -> Vec<Colour> {
    let (ink, paper) = (theme.colours.ink, theme.colours.paper);
    let all = std::iter::once(own).chain(theme.phases.values()).chain(&theme.sequence);
    let (mut known, mut series): (Vec<Colour>, Vec<Colour>) = (Vec::new(), Vec::new());
    for shade in all {
        // Some themes fill no grounds, and some have dark ones: their bars are of the same hue.
        let fit = |colour: &Colour| colour.chroma() > 0.02 && colour.contrast(ink) >= LEAST;
        let hue = [shade.ground, shade.bar].into_iter().find(fit).unwrap_or(shade.bar);
        if known.iter().any(|other| other.distance(hue) < ALIKE) {
            continue;
        }
        known.push(hue);
        let paler = |share: u32| hue.mixed(paper, f64::from(share) * 0.05);
        let beside = |colour: Colour| {
            let unlike = |other: &Colour| (other.lightness() - colour.lightness()).abs() >= STEP;
            colour.contrast(ink) >= CALM && series.last().is_none_or(unlike)
        };
        let shares = (0..16).map(paler);
        series.push(shares.clone().find(|colour| beside(*colour)).unwrap_or(paler(8)));
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_on_every_ground_and_neighbours_differ_in_grey() {
        for theme in Theme::names().filter_map(Theme::named).chain([Theme::builtin()]) {
            for own in theme.all_shades() {
                let series = series(&theme, own);
                assert!(series.len() >= 4, "{series:?}");
                for pair in series.windows(2) {
                    assert!(pair[0].contrast(theme.colours.ink) >= LEAST, "{pair:?}");
                    assert!((pair[0].lightness() - pair[1].lightness()).abs() > STEP / 2.0, "{pair:?}");
                }
                assert!(seen(own, theme.colours.paper).contrast(theme.colours.paper) >= 3.0, "{own:?}");
            }
        }
    }
}
