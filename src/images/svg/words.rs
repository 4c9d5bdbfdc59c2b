//! HTML within a drawing (`foreignObject`), as programs for diagrams write it: its words become
//! text in their place, since only browsers set HTML there.

use std::fmt::Write as _;

use usvg::roxmltree::Node;

use super::clean::Report;
use super::css::{self, Properties};
use crate::xml;

/// The usual size of letters, in units: what browsers take.
const USUAL: f64 = 16.0;
/// How wide a letter is, in the mean, and how far lines are apart; of its size.
const WIDE: f64 = 0.52;
const LEADING: f64 = 1.2;
/// How deep HTML may stand within HTML.
const DEEPEST: usize = 200;
/// Elements that begin a new line.
const LINES: [&str; 12] = ["div", "p", "br", "li", "h1", "h2", "h3", "h4", "tr", "hr", "pre", "ul"];

/// What is known of the words and their place.
#[derive(Default)]
struct Words {
    lines: Vec<String>,
    size: Option<f64>,
    colour: Option<String>,
    centred: Option<bool>,
    left: Option<f64>,
    top: Option<f64>,
    width: Option<f64>,
    bold: bool,
    /// Whether lines end where the writer ends them alone.
    unbroken: bool,
}

/// An SVG `text` with the words of a `foreignObject`; empty where it has none.
pub(super) fn text(object: Node, properties: &Properties, report: &mut Report) -> String {
    let mut words = Words { lines: vec![String::new()], ..Words::default() };
    read(object, properties, report, &mut words, 0);
    let number =
        |name: &str| object.attribute(name).and_then(|it| it.trim_end_matches("px").parse::<f64>().ok());
    let size = words.size.unwrap_or(USUAL).clamp(1.0, 500.0);
    // Boxes of one unit, or of all there is, say where their words are in a style.
    let real = |side: &f64| side.is_finite() && *side > 2.0;
    let width = number("width").filter(real).or(words.width.filter(real));
    let room = width.filter(|_| !words.unbroken).map(|width| width / (size * WIDE));
    let lines = wrapped(&words.lines, room);
    if lines.is_empty() {
        return String::new();
    }
    let x = number("x").unwrap_or(0.0) + words.left.unwrap_or(0.0);
    let y = number("y").unwrap_or(0.0);
    let high = lines.len() as f64 * size * LEADING;
    let middle = match (number("height").filter(real), words.top) {
        (_, Some(top)) if top > 0.0 => y + top,
        (Some(height), _) => y + height / 2.0,
        _ => y + high / 2.0,
    };
    let centred = words.centred.unwrap_or(false);
    let at = if centred { x + width.unwrap_or(0.0) / 2.0 } else { x };
    let mut text = format!("<text font-size=\"{size}\"");
    if centred {
        text.push_str(" text-anchor=\"middle\"");
    }
    if words.bold {
        text.push_str(" font-weight=\"bold\"");
    }
    text.push_str(" fill=\"");
    xml::escape(words.colour.as_deref().unwrap_or("#000"), &mut text);
    text.push_str("\" stroke=\"none\">");
    for (n, line) in lines.iter().enumerate() {
        // The first baseline, so that the lines together stand about the middle.
        let baseline = middle - high / 2.0 + size * 0.95 + n as f64 * size * LEADING;
        let _ = write!(text, "<tspan x=\"{at:.2}\" y=\"{baseline:.2}\">");
        xml::escape(line, &mut text);
        text.push_str("</tspan>");
    }
    text.push_str("</text>");
    text
}

fn read(node: Node, properties: &Properties, report: &mut Report, words: &mut Words, depth: usize) {
    if depth > DEEPEST {
        return report.lost("HTML within HTML without end");
    }
    for child in node.children() {
        if child.is_text() {
            let text = child.text().unwrap_or_default();
            if let Some(line) = words.lines.last_mut() {
                line.push_str(text);
            }
            continue;
        }
        let name = child.tag_name().name().to_ascii_lowercase();
        if matches!(name.as_str(), "script" | "style" | "iframe" | "object" | "embed") {
            if name != "style" {
                report.unsafe_part(&format!("the element `<{name}>`"));
            }
            continue;
        }
        if !child.is_element() {
            continue;
        }
        if matches!(name.as_str(), "img" | "svg" | "input" | "canvas" | "video") {
            report.lost("pictures in HTML");
        }
        style(child.attribute("style").unwrap_or_default(), properties, words);
        words.bold |= matches!(name.as_str(), "b" | "strong");
        let breaks = LINES.contains(&name.as_str());
        if breaks {
            words.lines.push(String::new());
        }
        read(child, properties, report, words, depth + 1);
        if breaks {
            words.lines.push(String::new());
        }
    }
}

/// Takes what a style says of place and letters; the first to say it counts.
fn style(style: &str, properties: &Properties, words: &mut Words) {
    let plain = css::declarations(style, properties, &mut Report::default());
    for (name, value) in plain.split(';').filter_map(|it| it.split_once(':')) {
        let value = value.trim();
        let length = || value.trim_end_matches("px").trim().parse::<f64>().ok().filter(|it| it.is_finite());
        match name.trim() {
            "font-size" => words.size = length().filter(|it| *it > 0.0).or(words.size),
            "color" => words.colour = Some(value.to_owned()),
            "text-align" => words.centred = Some(value == "center"),
            "justify-content" => words.centred = words.centred.or(Some(value.contains("center"))),
            "margin-left" => words.left = words.left.or(length()),
            "padding-top" => words.top = words.top.or(length()),
            "white-space" => words.unbroken |= matches!(value, "nowrap" | "pre"),
            "width" | "max-width" => words.width = words.width.or(length()),
            "font-weight" => words.bold |= matches!(value, "bold" | "600" | "700" | "800"),
            _ => {}
        }
    }
}

/// Lines of at most so many letters, without empty ones.
fn wrapped(lines: &[String], letters: Option<f64>) -> Vec<String> {
    // A browser's letters are narrower here and wider there.
    let most = letters.map_or(usize::MAX, |letters| (letters * 1.15).max(4.0) as usize);
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split_whitespace() {
            let length = current.chars().count() + word.chars().count() + 1;
            if !current.is_empty() && length > most {
                wrapped.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        if !current.is_empty() {
            wrapped.push(current);
        }
    }
    wrapped
}
