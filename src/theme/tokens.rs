//! Tokens as JSON. A file may say only what differs from the tokens that are there already;
//! what it misspells is named, and the rest is taken.

use std::collections::BTreeMap;

use serde_json::Number;

use super::{Colour, Ink, Measure, Path, PhaseColours, Theme};
use crate::model::Span;
use crate::names;
use crate::yaml::{self, Key, Node, Value};

/// What is wrong with tokens, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// What reading tokens tells.
#[derive(Debug, Default)]
pub struct Read {
    /// All that is wrong.
    pub faults: Vec<Fault>,
    /// Where the file says what, by the paths of tokens such as `colours.link`.
    pub places: BTreeMap<String, Span>,
}

/// Puts the tokens of a file in the place of a theme's own.
pub fn read(theme: &mut Theme, text: &str) -> Read {
    let mut reading = Reading { theme, read: Read::default() };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        let span = place(text, error.line(), error.column());
        reading.wrong(span, message, "mend the file; until then the built-in tokens serve");
        return reading.read;
    }
    // JSON is YAML, whose reader knows the place of each value; tabs are not space there.
    match yaml::parse(&text.replace('\t', " ")) {
        Ok(node) => reading.all(&node),
        Err(fault) => reading.wrong(fault.span, fault.message, "mend the file"),
    }
    reading.read
}

/// A place by its line and column, from 1, as bytes.
fn place(text: &str, line: usize, column: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Span::new(at, at)
}

const GROUPS: [&str; 9] =
    ["colours", "cover", "fonts", "type", "look", "neutral", "phases", "sequence", "inks"];
const COLOURS: [&str; 8] = ["ink", "paper", "muted", "rule", "wash", "link", "card", "mark"];
const SHADES: [&str; 5] = ["ground", "on", "tint", "ink", "bar"];
const TYPE: [&str; 6] = ["size", "line", "least", "measure", "folio", "hyphens"];

struct Reading<'t> {
    theme: &'t mut Theme,
    read: Read,
}

impl Reading<'_> {
    fn wrong(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.read.faults.push(Fault { span, message: message.into(), hint: hint.into() });
    }

    /// A name that is no token's.
    fn unknown(&mut self, key: &Key, known: &[&'static str]) {
        let hint = match names::nearest(&key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`"),
            None => format!("choose among {}", known.join(", ")),
        };
        self.wrong(key.span, format!("no token is called `{}`", key.name), hint);
    }

    fn all(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            match key.name.as_str() {
                "colours" => self.colours(node),
                "cover" => self.cover(node),
                "fonts" => self.fonts(node),
                "type" => self.type_(node),
                "look" => self.look(node),
                "neutral" => {
                    let shade = self.shade(node, "neutral", Some(self.theme.neutral));
                    self.theme.neutral = shade.unwrap_or(self.theme.neutral);
                }
                "phases" => self.phases(node),
                "sequence" => self.sequence(node),
                "inks" => self.inks(node),
                _ => self.unknown(key, &GROUPS),
            }
        }
    }

    /// The tokens of a group; none, and a fault, where it is none.
    fn entries<'n>(&mut self, node: &'n Node) -> &'n [(Key, Node)] {
        if let Value::Map(entries) = &node.value {
            return entries;
        }
        let message = format!("expected a group of tokens in braces, found {}", node.kind());
        self.wrong(node.span, message, "compare `docs/theme-input.md`");
        &[]
    }

    fn colour(&mut self, node: &Node, path: &str) -> Option<Colour> {
        let read = match &node.value {
            Value::Text(text) => Colour::try_from(text.clone()),
            _ => Err(format!("expected a colour such as `#8fd0f5`, found {}", node.kind())),
        };
        match read {
            Ok(colour) => {
                self.read.places.insert(path.to_owned(), node.span);
                Some(colour)
            }
            Err(message) => {
                self.wrong(node.span, message, "write it as `\"#8fd0f5\"`");
                None
            }
        }
    }

    fn colours(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            if !COLOURS.contains(&key.name.as_str()) {
                self.unknown(key, &COLOURS);
                continue;
            }
            let Some(colour) = self.colour(node, &format!("colours.{}", key.name)) else { continue };
            let own = &mut self.theme.colours;
            *match key.name.as_str() {
                "ink" => &mut own.ink,
                "paper" => &mut own.paper,
                "muted" => &mut own.muted,
                "rule" => &mut own.rule,
                "wash" => &mut own.wash,
                "link" => &mut own.link,
                "card" => &mut own.card,
                _ => &mut own.mark,
            } = colour;
        }
    }

    fn cover(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            let colour = match key.name.as_str() {
                "ground" | "on" => self.colour(node, &format!("cover.{}", key.name)),
                _ => {
                    self.unknown(key, &["ground", "on"]);
                    None
                }
            };
            let Some(colour) = colour else { continue };
            if key.name == "on" { self.theme.cover.on = colour } else { self.theme.cover.ground = colour }
        }
    }

    fn fonts(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            let family = match &node.value {
                Value::Text(family) if !family.trim().is_empty() => family.trim().to_owned(),
                _ => {
                    let message = format!("expected the name of a family, found {}", node.kind());
                    self.wrong(node.span, message, "write it as `\"Literata\"`");
                    continue;
                }
            };
            let own = &mut self.theme.fonts;
            *match key.name.as_str() {
                "text" => &mut own.text,
                "display" => &mut own.display,
                "code" => &mut own.code,
                _ => {
                    self.unknown(key, &["text", "display", "code"]);
                    continue;
                }
            } = family;
            self.read.places.insert(format!("fonts.{}", key.name), node.span);
        }
    }

    /// A number between two bounds.
    fn number(&mut self, node: &Node, least: f64, most: f64) -> Option<Measure> {
        let number = match &node.value {
            Value::Number(number) => Number::as_f64(number),
            _ => None,
        };
        match number.filter(|number| (least..=most).contains(number)) {
            // Within bounds that are small.
            Some(number) => Some(Measure { thousandths: (number * 1000.0).round() as u32 }),
            None => {
                let found = number.map_or_else(|| node.kind().to_owned(), |number| number.to_string());
                let message = format!("expected a number from {least} to {most}, found {found}");
                self.wrong(node.span, message, "write it without a unit");
                None
            }
        }
    }

    fn type_(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            let bounds = match key.name.as_str() {
                "size" => (6.0, 40.0),
                "line" => (7.0, 80.0),
                "least" => (4.0, 30.0),
                "measure" => (40.0, 400.0),
                "folio" => (5.0, 40.0),
                "hyphens" => {
                    match node.value {
                        Value::Bool(hyphens) => self.theme.type_.hyphens = hyphens,
                        _ => {
                            let message = format!("expected `true` or `false`, found {}", node.kind());
                            self.wrong(node.span, message, "write `\"hyphens\": false`");
                        }
                    }
                    continue;
                }
                _ => {
                    self.unknown(key, &TYPE);
                    continue;
                }
            };
            let Some(number) = self.number(node, bounds.0, bounds.1) else { continue };
            let own = &mut self.theme.type_;
            *match key.name.as_str() {
                "size" => &mut own.size,
                "line" => &mut own.line,
                "least" => &mut own.least,
                "measure" => &mut own.measure,
                _ => &mut own.folio,
            } = Some(number);
        }
        let own = self.theme.type_;
        if let (Some(size), Some(line)) = (own.size, own.line)
            && line <= size
        {
            self.wrong(
                node.span,
                "lines are nearer to one another than letters are high",
                "make `line` larger",
            );
            self.theme.type_.line = None;
        }
    }

    fn look(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            match key.name.as_str() {
                "outline" => {
                    let number = self.number(node, 0.0, 6.0);
                    self.theme.look.outline = number.unwrap_or(self.theme.look.outline);
                }
                "corner" => {
                    let number = self.number(node, 0.0, 3.0);
                    self.theme.look.corner = number.unwrap_or(self.theme.look.corner);
                }
                "path" => match &node.value {
                    Value::Text(text) if text == "ribbon" => self.theme.look.path = Path::Ribbon,
                    Value::Text(text) if text == "rows" => self.theme.look.path = Path::Rows,
                    _ => self.wrong(node.span, "expected `\"ribbon\"` or `\"rows\"`", "choose one of them"),
                },
                _ => self.unknown(key, &["outline", "corner", "path"]),
            }
        }
    }

    /// The colours of a phase. What is not said is as `before`, or made from the ground.
    fn shade(&mut self, node: &Node, path: &str, before: Option<PhaseColours>) -> Option<PhaseColours> {
        let mut said: BTreeMap<&str, Colour> = BTreeMap::new();
        let entries = self.entries(node);
        for (key, node) in entries {
            match SHADES.iter().find(|name| **name == key.name) {
                Some(name) => {
                    said.extend(self.colour(node, &format!("{path}.{name}")).map(|colour| (*name, colour)));
                }
                None => self.unknown(key, &SHADES),
            }
        }
        let mut shade = match (before, said.get("ground")) {
            (Some(before), None) => before,
            // A theme whose bars are as its grounds keeps them so.
            (Some(before), Some(ground)) => {
                PhaseColours { bar: if before.bar == before.ground { *ground } else { before.bar }, ..before }
            }
            (None, Some(ground)) => self.theme.shade_of(*ground),
            (None, None) => {
                if !entries.is_empty() {
                    self.wrong(node.span, "the phase has no `ground`", "add `\"ground\": \"#8fd0f5\"`");
                }
                return None;
            }
        };
        for (name, colour) in said {
            *match name {
                "ground" => &mut shade.ground,
                "on" => &mut shade.on,
                "tint" => &mut shade.tint,
                "ink" => &mut shade.ink,
                _ => &mut shade.bar,
            } = colour;
        }
        Some(shade)
    }

    fn phases(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            let before = self.theme.phases.get(&key.name).copied();
            if let Some(shade) = self.shade(node, &format!("phases.{}", key.name), before) {
                self.theme.phases.insert(key.name.clone(), shade);
            }
        }
    }

    fn sequence(&mut self, node: &Node) {
        let Value::List(nodes) = &node.value else {
            self.wrong(node.span, format!("expected a list, found {}", node.kind()), "write it in brackets");
            return;
        };
        let shades: Vec<PhaseColours> = nodes
            .iter()
            .enumerate()
            .filter_map(|(at, node)| self.shade(node, &format!("sequence.{at}"), None))
            .collect();
        if !shades.is_empty() {
            self.theme.sequence = shades;
        }
    }

    fn inks(&mut self, node: &Node) {
        for (key, node) in self.entries(node) {
            let colour = Colour::try_from(key.name.clone());
            let parts: Option<Vec<u8>> = match &node.value {
                Value::List(parts) => {
                    let part = |part: &Node| part.json().as_u64().and_then(|part| u8::try_from(part).ok());
                    parts.iter().map(part).collect()
                }
                _ => None,
            };
            let ink = parts
                .and_then(|parts| <[u8; 4]>::try_from(parts).ok())
                .ok_or_else(|| "expected four percentages such as `[40, 5, 0, 0]`".to_owned())
                .and_then(Ink::try_from);
            match (colour, ink) {
                (Ok(colour), Ok(ink)) => drop(self.theme.inks.insert(colour, ink)),
                (Err(message), _) => self.wrong(key.span, message, "write it as `\"#8fd0f5\"`"),
                (_, Err(message)) => {
                    self.wrong(node.span, message, "cyan, magenta, yellow and black, in per cent");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_may_say_only_what_differs() {
        let usual = Theme::builtin();
        let mut theme = Theme::builtin();
        let text = "{\n\t\"colours\": { \"link\": \"#123456\" },\n\t\"phases\": { \"beta\": { \"ground\": \"#00c2a8\" } }\n}";
        let read = read(&mut theme, text);
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        assert_eq!(theme.colours.link.to_string(), "#123456");
        assert_eq!(&text[read.places["colours.link"].range()], "\"#123456\"");
        assert_eq!(theme.colours.ink, usual.colours.ink);
        let (beta, before) = (theme.phases["beta"], usual.phases["beta"]);
        assert_eq!((beta.ground, beta.bar), (Colour { rgb: [0, 0xc2, 0xa8] }, beta.ground));
        assert_eq!((beta.ink, theme.phases.len()), (before.ink, usual.phases.len()));
    }

    #[test]
    fn what_is_misspelt_is_named_at_its_place_and_the_rest_is_taken() {
        let text = "{ \"colors\": {}, \"colours\": { \"lnik\": \"#000000\", \"ink\": \"red\", \"muted\": \"#222222\" },\n \"type\": { \"size\": 300, \"hyphens\": 1 }, \"look\": { \"path\": \"x\" },\n \"phases\": { \"new\": { \"on\": \"#000000\" } }, \"sequence\": {}, \"inks\": { \"#000000\": [1] } }";
        let mut theme = Theme::builtin();
        let read = read(&mut theme, text);
        let said: Vec<(&str, &str)> =
            read.faults.iter().map(|fault| (text[fault.span.range()].trim(), fault.hint.as_str())).collect();
        assert_eq!(said.len(), 9, "{said:?}");
        assert_eq!(said[0], ("\"colors\"", "did you mean `colours`"));
        assert_eq!(said[1], ("\"lnik\"", "did you mean `link`"));
        assert_eq!(said[2].0, "\"red\"");
        assert_eq!(theme.colours.muted.to_string(), "#222222");
    }

    #[test]
    fn no_text_does_harm() {
        for text in ["", "{", "[]", "null", "{\"colours\": [1]}", "{\"phases\": {\"a\": 1}}", "\u{feff}{}"] {
            let mut theme = Theme::builtin();
            assert!(!read(&mut theme, text).faults.is_empty(), "{text}");
        }
    }
}
