//! Words that HTML sets within a drawing, broken into lines and written as SVG's text.

use std::fmt::Write as _;

use super::words::length;
use crate::xml;

/// Of the height of a line of usual type, how much is above its baseline, and how much all is: as
/// Helvetica and its like have it, in which programs for diagrams set their words.
const ASCENT: f64 = 0.905;
const CONTENT: f64 = 1.117;

bitflags::bitflags! {
    /// Lines along words.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) struct Mark: u8 {
        /// Below them.
        const UNDER = 1;
        /// Through them.
        const THROUGH = 2;
    }
}

/// Where along its room something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    Middle,
    End,
}

impl Side {
    /// How much of the free room is before it.
    fn share(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }

    fn named(value: &str) -> Option<Self> {
        match value.trim_start_matches("unsafe ").trim_start_matches("safe ").trim() {
            "center" | "middle" => Some(Self::Middle),
            "right" | "end" | "flex-end" => Some(Self::End),
            "left" | "start" | "flex-start" | "justify" => Some(Self::Start),
            _ => None,
        }
    }
}

/// Whether words stand on their line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    None,
    Lower,
    Upper,
}

/// How words look.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    /// In units; below it no line is lower.
    pub size: f64,
    /// Of the size.
    leading: f64,
    pub bold: bool,
    pub slanted: bool,
    pub mono: bool,
    pub mark: Mark,
    shift: Shift,
    colour: Option<String>,
    /// The colour behind them.
    ground: Option<String>,
    pub side: Side,
    /// Whether lines end where the writer ends them alone.
    pub unbroken: bool,
    /// Whether they end where the source does.
    pub lines_kept: bool,
    /// How far they are moved to the right, in units.
    pub indent: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            // What browsers take.
            size: 16.0,
            leading: 1.2,
            bold: false,
            slanted: false,
            mono: false,
            mark: Mark::empty(),
            shift: Shift::None,
            colour: None,
            ground: None,
            side: Side::Start,
            unbroken: false,
            lines_kept: false,
            indent: 0.0,
        }
    }
}

impl Look {
    /// Moves words off their line.
    pub fn lower(&mut self, shift: Shift) {
        self.shift = shift;
        self.size *= 0.83;
    }

    /// Takes one declaration of a style.
    pub fn declare(&mut self, name: &str, value: &str) {
        match name {
            "font-size" => self.size = size(value, self.size).unwrap_or(self.size),
            "line-height" => {
                let of_size = length(value)
                    .map(|it| if value.ends_with("px") { it / self.size.max(1.0) } else { it })
                    .or_else(|| Some(value.strip_suffix('%')?.parse::<f64>().ok()? / 100.0));
                self.leading = of_size.filter(|it| (0.5..=4.0).contains(it)).unwrap_or(self.leading);
            }
            "color" if value != "inherit" => self.colour = colour(value).or(self.colour.take()),
            "background-color" | "background" => self.ground = colour(value).or(self.ground.take()),
            "text-align" => self.side = Side::named(value).unwrap_or(self.side),
            "white-space" => {
                self.unbroken = matches!(value, "nowrap" | "pre");
                self.lines_kept = matches!(value, "pre" | "pre-wrap" | "pre-line" | "break-spaces");
            }
            "font-weight" => self.bold = matches!(value, "bold" | "bolder" | "600" | "700" | "800" | "900"),
            "font-style" => self.slanted = matches!(value, "italic" | "oblique"),
            "font-family" => self.mono = value.contains("mono") || value.contains("Courier"),
            "text-decoration" | "text-decoration-line" => {
                self.mark |= if value.contains("underline") { Mark::UNDER } else { Mark::empty() };
                self.mark |= if value.contains("line-through") { Mark::THROUGH } else { Mark::empty() };
            }
            _ => {}
        }
    }

    /// How wide a character is, of its size: as Helvetica has it.
    fn width(&self, character: char) -> f64 {
        if self.mono {
            return 0.6;
        }
        let width = match character {
            'i' | 'j' | 'l' | '\'' | '|' => 0.23,
            'I' | 'f' | 't' | '.' | ',' | ':' | ';' | '!' | '/' | ' ' | '\u{a0}' | '[' | ']' => 0.28,
            'r' | '(' | ')' | '-' | '{' | '}' | '"' | '\u{2018}'..='\u{201d}' => 0.34,
            'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.5,
            'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 0.667,
            'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 0.722,
            'G' | 'O' | 'Q' => 0.778,
            'm' | 'M' => 0.833,
            'W' | '@' | '%' | '\u{2003}' | '\u{2013}'..='\u{2014}' | '\u{2026}' => 0.95,
            '\u{1100}'.. => 1.0,
            _ => 0.556,
        };
        if self.bold { width * 1.06 } else { width }
    }

    fn line(&self) -> f64 {
        self.size * self.leading
    }
}

fn size(value: &str, around: f64) -> Option<f64> {
    let named = match value {
        "x-small" => Some(10.0),
        "small" => Some(13.0),
        "medium" => Some(16.0),
        "large" => Some(18.0),
        "x-large" => Some(24.0),
        _ => None,
    };
    let of = |unit: &str, each: f64| Some(value.strip_suffix(unit)?.trim().parse::<f64>().ok()? * each);
    let size = named
        .or_else(|| length(value))
        .or_else(|| of("rem", 16.0))
        .or_else(|| of("em", around))
        .or_else(|| of("%", around / 100.0))
        .or_else(|| of("pt", 4.0 / 3.0))?;
    // What has no size has words of another around it.
    (size.is_finite() && size > 0.0).then(|| size.clamp(1.0, 500.0))
}

/// A colour that SVG has; none where it is not seen.
fn colour(value: &str) -> Option<String> {
    let value = value.trim_end_matches("!important").trim();
    let parsed: svgtypes::Color = value.parse().ok()?;
    (parsed.alpha > 0).then(|| value.to_owned())
}

/// Words that look alike.
#[derive(Debug, Clone)]
struct Run {
    text: String,
    look: Look,
}

/// A line as the writer ended it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    runs: Vec<Run>,
    /// How words would look that it has not.
    look: Look,
    /// The room above it, in units.
    pub above: f64,
    /// Whether it stays where it has no words.
    pub kept: bool,
    /// Whether it is a line that is drawn.
    pub rule: bool,
}

impl Line {
    pub fn of(look: &Look) -> Self {
        Self { runs: Vec::new(), look: look.clone(), above: 0.0, kept: false, rule: false }
    }

    /// Parts what comes from what is there.
    pub fn space(&mut self) {
        if let Some(last) = self.runs.last_mut() {
            last.text.push(' ');
        }
    }

    pub fn push(&mut self, character: char, look: &Look) {
        match self.runs.last_mut().filter(|last| last.look == *look) {
            Some(last) => last.text.push(character),
            None => self.runs.push(Run { text: character.to_string(), look: look.clone() }),
        }
    }

    fn side(&self) -> Side {
        self.runs.first().map_or(self.look.side, |run| run.look.side)
    }

    fn indent(&self) -> f64 {
        self.runs.first().map_or(0.0, |run| run.look.indent)
    }

    fn width(&self) -> f64 {
        let of = |run: &Run| {
            run.text.trim_end_matches(' ').chars().map(|c| run.look.width(c)).sum::<f64>() * run.look.size
        };
        let spaces = self.runs.iter().rev().skip(1).filter(|run| run.text.ends_with(' '));
        self.runs.iter().map(of).sum::<f64>()
            + spaces.map(|run| run.look.width(' ') * run.look.size).sum::<f64>()
    }

    /// How high it is, and how far down its baseline is.
    fn height(&self) -> (f64, f64) {
        if self.rule {
            return (1.0, 0.0);
        }
        let looks = || self.runs.iter().map(|run| &run.look);
        let high =
            looks().map(Look::line).fold(if self.runs.is_empty() { self.look.line() } else { 0.0 }, f64::max);
        let largest = looks().map(|look| look.size).fold(0.0, f64::max);
        (high, (high - largest * CONTENT) / 2.0 + largest * ASCENT)
    }

    /// Lines of at most such a width.
    fn wrapped(self, room: f64, wrapped: &mut Vec<Line>) {
        let empty = Line { runs: Vec::new(), above: 0.0, ..self.clone() };
        let mut current = Line { above: self.above, ..empty.clone() };
        for run in self.runs {
            for word in run.text.split_inclusive(' ') {
                let mut next = current.clone();
                next.add(word, &run.look);
                let breaks = current.runs.last().is_some_and(|last| last.text.ends_with(' '));
                // A browser's letters are a little narrower here and wider there.
                if breaks && !run.look.unbroken && next.width() > (room - run.look.indent) * 1.02 {
                    wrapped.push(std::mem::replace(&mut current, empty.clone()));
                    current.add(word, &run.look);
                } else {
                    current = next;
                }
            }
        }
        wrapped.push(current);
    }

    fn add(&mut self, text: &str, look: &Look) {
        match self.runs.last_mut().filter(|last| last.look == *look) {
            Some(last) => last.text.push_str(text),
            None => self.runs.push(Run { text: text.to_owned(), look: look.clone() }),
        }
    }
}

/// What an element is to the words in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Box {
    /// A box that says where in it its content stands.
    Flex,
    /// Any other.
    Plain,
}

/// Where words stand.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The corner of their box, its width and height, in units.
    x: f64,
    y: f64,
    width: Option<f64>,
    height: Option<f64>,
    /// What a style says of it, as draw.io does.
    left: Option<f64>,
    top: Option<f64>,
    room: Option<f64>,
    tall: Option<f64>,
    across: Option<Side>,
    down: Option<Side>,
    /// Whether words within the box have its width, however short they are.
    filled: bool,
}

impl Place {
    pub fn of([x, y]: [f64; 2], [width, height]: [Option<f64>; 2]) -> Self {
        Self { x, y, width, height, ..Self::default() }
    }

    /// Takes one declaration of a style of a box, or of what is in it.
    pub fn declare(&mut self, name: &str, value: &str, of: Box) {
        match name {
            "justify-content" => self.across = self.across.or(Side::named(value)),
            "align-items" => self.down = self.down.or(Side::named(value)),
            "vertical-align" if value == "middle" => self.down = self.down.or(Some(Side::Middle)),
            "margin-left" if of == Box::Flex => self.left = self.left.or(length(value)),
            "padding-top" if of == Box::Flex => self.top = self.top.or(length(value)),
            "height" if of == Box::Flex => self.tall = self.tall.or(length(value)),
            "width" if of == Box::Plain && self.room.is_some() => self.filled = true,
            "width" | "max-width" => self.room = self.room.or(length(value)),
            _ => {}
        }
    }

    /// The words as text.
    pub fn set(&self, lines: Vec<Line>) -> String {
        let real = |side: &f64| *side > 2.0;
        let width = self.width.or(self.room.filter(real));
        let mut broken = Vec::new();
        let margins = self.top.is_some();
        for (at, mut line) in lines.into_iter().enumerate() {
            line.above = if margins && at > 0 { line.above } else { 0.0 };
            line.wrapped(width.unwrap_or(f64::INFINITY), &mut broken);
        }
        let lines = together(broken);
        if lines.is_empty() {
            return String::new();
        }
        let inner = lines.iter().map(|line| line.width() + line.indent()).fold(0.0, f64::max);
        let high: f64 = lines.iter().map(|line| line.above + line.height().0).sum();
        let x = self.x + self.left.unwrap_or(0.0);
        let room = width.unwrap_or(0.0);
        let y = match (self.top, self.height) {
            (Some(top), _) => {
                let free = self.tall.unwrap_or(1.0) - high;
                self.y + top + free * self.down.unwrap_or(Side::Start).share()
            }
            // What a program has measured for its words is about as high as they are.
            (None, Some(height)) if self.down.is_some() || height < 2.0 * high => {
                self.y + (height - high) / 2.0
            }
            _ => self.y,
        };
        let anchor = |line: &Line| {
            let side = line.side();
            // A box as wide as its longest line stands where the box around wants it.
            let filled = self.across.is_none() || self.filled;
            let within = if filled { room } else { inner };
            let start = x + if filled { 0.0 } else { (room - inner) * self.across.map_or(0.0, Side::share) };
            let indent = if side == Side::Start { line.indent() } else { 0.0 };
            (start + indent + (within - indent) * side.share(), side)
        };
        written(&lines, y, &anchor, (x, room.max(inner)))
    }
}

/// Lines without those that have no words, save where the writer broke one that has none.
fn together(lines: Vec<Line>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::new();
    let mut above: f64 = 0.0;
    let last = lines.iter().rposition(|line| !line.runs.is_empty());
    for (at, mut line) in lines.into_iter().enumerate() {
        // Of the room below one and above the next, browsers leave the larger.
        above = above.max(line.above);
        if last.is_none_or(|last| at > last) || (line.runs.is_empty() && !line.kept && !line.rule) {
            continue;
        }
        line.above = if kept.is_empty() && line.rule { 0.0 } else { above };
        above = 0.0;
        kept.push(line);
    }
    kept
}

fn written(lines: &[Line], y: f64, anchor: &dyn Fn(&Line) -> (f64, Side), across: (f64, f64)) -> String {
    let (mut grounds, mut text) = (String::new(), String::new());
    let mut top = y;
    for line in lines {
        top += line.above;
        let (high, baseline) = line.height();
        let (at, side) = anchor(line);
        if line.rule {
            let (x, width) = across;
            let _ = write!(
                grounds,
                "<rect x=\"{x:.2}\" y=\"{top:.2}\" width=\"{width:.2}\" height=\"1\" fill=\"#808080\" stroke=\"none\"/>"
            );
        }
        let mut left = at - line.width() * side.share();
        for run in &line.runs {
            let wide = run.text.chars().map(|c| run.look.width(c)).sum::<f64>() * run.look.size;
            if let Some(ground) = &run.look.ground {
                let _ = write!(
                    grounds,
                    "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{wide:.2}\" height=\"{high:.2}\" fill=\""
                );
                xml::escape(ground, &mut grounds);
                grounds.push_str("\" stroke=\"none\"/>");
            }
            left += wide;
        }
        if !line.runs.is_empty() {
            let anchor = match side {
                Side::Start => "start",
                Side::Middle => "middle",
                Side::End => "end",
            };
            let _ = write!(
                text,
                "<text x=\"{at:.2}\" y=\"{:.2}\" text-anchor=\"{anchor}\" stroke=\"none\">",
                top + baseline
            );
            let count = line.runs.len();
            for (number, run) in line.runs.iter().enumerate() {
                // What ends a line has no space behind it.
                let last = number + 1 == count;
                span(&run.look, if last { run.text.trim_end_matches(' ') } else { &run.text }, &mut text);
            }
            text.push_str("</text>");
        }
        top += high;
    }
    grounds + &text
}

fn span(look: &Look, words: &str, text: &mut String) {
    let _ = write!(text, "<tspan font-size=\"{}\" fill=\"", (look.size * 100.0).round() / 100.0);
    xml::escape(look.colour.as_deref().unwrap_or("#000"), text);
    text.push('"');
    let lines = match (look.mark.contains(Mark::UNDER), look.mark.contains(Mark::THROUGH)) {
        (true, true) => " text-decoration=\"underline line-through\"",
        (true, false) => " text-decoration=\"underline\"",
        (false, true) => " text-decoration=\"line-through\"",
        (false, false) => "",
    };
    let shift = match look.shift {
        Shift::None => "",
        Shift::Lower => " baseline-shift=\"sub\"",
        Shift::Upper => " baseline-shift=\"super\"",
    };
    let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
    let slant = if look.slanted { " font-style=\"italic\"" } else { "" };
    let family = if look.mono { " font-family=\"monospace\"" } else { "" };
    let _ = write!(text, "{weight}{slant}{family}{lines}{shift}>");
    xml::escape(words, text);
    text.push_str("</tspan>");
}
