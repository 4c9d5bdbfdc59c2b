//! What merman draws, as every format shows it alike.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use usvg::roxmltree::Document;

use super::Drawn;
use crate::theme::Theme;

/// Of Mermaid's letters of 16 px to the 9 pt of labels: 12 px.
const SCALE: f64 = 0.75;

/// Families wherever they are named, the marks around names included.
static FAMILY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"font-family:(?:&quot;|&apos;|&#39;|[^;}"&])*"#).ok());
static FAMILY_ATTRIBUTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#" font-family="[^"]*""#).ok());
/// Shadows and lighter colours, which paper has as pixels, and of which some are no colours of the theme.
static FILTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"filter:(?:[^;}"()]|\((?:[^()]|\([^()]*\))*\))*;?"#).ok());
/// What only programs read.
static DATA: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#" data-[a-z-]+="[^"]*""#).ok());
/// The names that commits get where the writer gives none. Mermaid draws lots for them.
static LOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"<rect[^>]*class="commit-label-bkg"[^>]*/>\s*<text[^>]*class="commit-label"[^>]*>\d+-[0-9a-f]{7}</text>"#)
        .ok()
});

/// A tick of a chart's axis: its place, and its words.
static TICK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"<g class="tick"[^>]*translate\(([0-9.]+),[^>]*>(?:<line[^>]*/>)?(<text[^>]*>([^<]*)</text>)</g>"#,
    )
    .ok()
});
/// The room that a letter of ticks takes with the white between two of them, in the drawing's units:
/// their type is 10 high.
const TICK_LETTER: f64 = 7.2;

/// The file, and what the diagram says of itself; none where it is no drawing.
pub(super) fn finished(svg: &str, theme: &Theme) -> Option<Drawn> {
    let (said, [x, y, width, height]) = {
        let document = Document::parse(svg).ok()?;
        let root = document.root_element();
        (said(&document), corners(root.attribute("viewBox")?)?)
    };
    let head = svg.find('>')? + 1;
    let family = theme.fonts.display.replace(['"', '\'', '\\', ';', '{', '}', '<', '&'], "");
    let inside = without_name(&svg[head..]);
    let inside = replaced(&FILTER, &inside, "");
    let inside = replaced(&DATA, &inside, "");
    let inside = replaced(&LOT, &inside, "");
    let inside = with_ticks_apart(&inside);
    let inside = replaced(&FAMILY, &inside, &format!("font-family:'{family}',sans-serif"));
    let inside = replaced(&FAMILY_ATTRIBUTE, &inside, &format!(" font-family=\"'{family}',sans-serif\""));
    let paper = theme.colours.paper;
    let svg = format!(
        "<svg id=\"d\" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\">\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" style=\"fill:{paper};stroke:none\"/>{inside}"
    );
    let svg = svg.replacen("</style>", &format!("{}</style>", own_rules(theme)), 1);
    let svg = with_rules_in_use(&svg);
    // From 1 to some thousands.
    Some(Drawn { svg, width: (width * SCALE).ceil().max(1.0) as u32, said })
}

/// Rules behind Mermaid's, which mend what it draws for screens alone.
fn own_rules(theme: &Theme) -> String {
    let (ink, paper, rule) = (theme.colours.ink, theme.colours.paper, theme.colours.rule);
    // Mermaid's widths of lines are below nought from the fifth level on.
    let levels: String = (4..30).map(|level| format!("#d .edge-depth-{level}{{stroke-width:2.5}}")).collect();
    format!(
        "{levels}#d .mindmap-node line,#d .timeline-node line{{stroke:none}}#d .lineWrapper line{{stroke:{ink}}}#d .grid .tick line{{stroke:{rule};stroke-width:0.5}}\
         #d .exclude-range{{fill-opacity:0.7}}#d .edgeLabel rect,#d .labelBkg{{fill:{paper};opacity:0.9}}"
    )
}

/// Without the rules that mean no element: most of Mermaid's, and each is tried on every element.
fn with_rules_in_use(svg: &str) -> String {
    let Some((head, rest)) = svg.split_once("<style>") else { return svg.to_owned() };
    let Some((css, body)) = rest.split_once("</style>") else { return svg.to_owned() };
    // Some kinds have drawn before their rules.
    let parts = [head, body].into_iter().flat_map(|part| part.split("class=\"").skip(1));
    let attributes = parts.filter_map(|part| part.split('"').next());
    let classes: BTreeSet<&str> = attributes.flat_map(str::split_whitespace).collect();
    let name = |part: &str| {
        let end = part.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(part.len());
        part[..end].to_owned()
    };
    let used = |selector: &str| {
        !selector.contains("[data-")
            && selector.split('.').skip(1).all(|part| classes.contains(name(part).as_str()))
    };
    let mut kept = String::new();
    for rule in css.split_inclusive('}') {
        let selectors = rule.split('{').next().unwrap_or_default();
        if selectors.trim_start().starts_with('@') || selectors.split(',').any(used) {
            kept.push_str(rule);
        }
    }
    format!("{head}<style>{kept}</style>{body}")
}

fn replaced<'t>(pattern: &LazyLock<Option<Regex>>, text: &'t str, with: &str) -> Cow<'t, str> {
    match LazyLock::force(pattern) {
        Some(pattern) => pattern.replace_all(text, |_: &Captures<'_>| with.to_owned()),
        None => Cow::Borrowed(text),
    }
}

/// Without the words of ticks that would stand on those of the one before: Mermaid sets one at every
/// step, however near.
fn with_ticks_apart(inside: &str) -> Cow<'_, str> {
    let Some(tick) = LazyLock::force(&TICK) else { return Cow::Borrowed(inside) };
    let (mut at, mut free) = (0.0, 0.0);
    tick.replace_all(inside, |found: &Captures<'_>| {
        let place: f64 = found[1].parse().unwrap_or(0.0);
        // Another axis begins.
        if place < at {
            free = 0.0;
        }
        at = place;
        let half = found[3].chars().count() as f64 * TICK_LETTER / 2.0;
        if place - half < free {
            return found[0].replace(&found[2], "");
        }
        free = place + half;
        found[0].to_owned()
    })
}

/// Without the title and the description, which the book gives with the picture.
fn without_name(inside: &str) -> Cow<'_, str> {
    let mut rest = inside;
    for (open, close) in [("<title", "</title>"), ("<desc", "</desc>")] {
        if rest.starts_with(open)
            && let Some(end) = rest.find(close)
        {
            rest = &rest[end + close.len()..];
        }
    }
    Cow::Borrowed(rest)
}

fn said(document: &Document<'_>) -> Option<String> {
    let of = |name: &str| {
        let found = document
            .root_element()
            .children()
            .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
        found.and_then(|node| node.text()).map(str::trim).filter(|text| !text.is_empty())
    };
    let parts: Vec<&str> = ["title", "desc"].into_iter().filter_map(of).collect();
    (!parts.is_empty()).then(|| parts.join(". ").replace(".. ", ". "))
}

/// Where a drawing begins, and its width and height.
fn corners(view: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = view.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    let [x, y, width, height] = numbers[..] else { return None };
    let fine = numbers.iter().all(|number| number.is_finite()) && width >= 1.0 && height >= 1.0;
    fine.then_some([x, y, width, height])
}
