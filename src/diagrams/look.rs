//! The theme as Mermaid's colours.

use merman::svg::{HostTheme, HostThemeAppearance, Presentation, ResolvedPresentation, ThemeRole};
use merman::{Engine, MermaidConfig};
use serde_json::{Value, json};

use crate::theme::contrast::LEAST;
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
    let mut host = HostTheme::new().with_appearance(appearance);
    let plain = |family: &str| family.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>();
    let pairs = [
        (ThemeRole::Canvas, all.paper),
        (ThemeRole::Surface, colours.tint),
        (ThemeRole::SurfaceAlt, all.wash),
        (ThemeRole::SurfaceMuted, all.wash),
        (ThemeRole::Text, all.ink),
        (ThemeRole::SubtleText, all.ink),
        (ThemeRole::Border, colours.bar),
        (ThemeRole::Line, all.muted),
        (ThemeRole::EdgeLabelBackground, all.paper),
        (ThemeRole::ClusterBackground, all.wash),
        (ThemeRole::ClusterBorder, all.rule),
        (ThemeRole::NoteBackground, all.wash),
        (ThemeRole::NoteBorder, all.rule),
        (ThemeRole::NoteText, all.ink),
        (ThemeRole::ActorBackground, colours.tint),
        (ThemeRole::ActorBorder, colours.bar),
        (ThemeRole::ActorText, all.ink),
        (ThemeRole::ActivationBackground, all.paper),
        (ThemeRole::ActivationBorder, colours.bar),
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

fn config(theme: &Theme, colours: &PhaseColours, series: &[Colour]) -> MermaidConfig {
    let all = &theme.colours;
    let css = |colour: Colour| Value::String(colour.to_string());
    let mut variables = json!({
        "sequenceNumberColor": css(all.paper),
        "gridColor": css(all.rule),
        "doneTaskBkgColor": css(all.wash),
        "doneTaskBorderColor": css(all.rule),
        "activeTaskBkgColor": css(series[0]),
        "activeTaskBorderColor": css(colours.bar),
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
        // Words that stand in HTML are in no book.
        "journey": { "textPlacement": "tspan" },
    }))
}

/// Grounds that are told apart and on which the theme's ink is read, the page's own first.
fn series(theme: &Theme, own: &PhaseColours) -> Vec<Colour> {
    let paper = theme.colours.paper;
    let all = std::iter::once(own).chain(theme.phases.values()).chain(&theme.sequence);
    let mut series: Vec<Colour> = Vec::new();
    for shade in all {
        // A theme that fills no grounds tells phases by their lines.
        let strong = [shade.ground, shade.bar].into_iter().find(|colour| colour.chroma() > 0.02);
        let mut colour = strong.unwrap_or(shade.bar);
        for _ in 0..20 {
            if colour.contrast(theme.colours.ink) >= LEAST {
                break;
            }
            colour = colour.mixed(paper, 0.15);
        }
        if series.iter().all(|other| other.distance(colour) >= 0.04) {
            series.push(colour);
        }
    }
    series
}
