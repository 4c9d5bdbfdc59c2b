//! HTML within a drawing (`foreignObject`), as programs for diagrams write it: its words become
//! text in their place, since only browsers set HTML there. This part reads the HTML; [`super::setting`]
//! breaks its lines and writes them.

use usvg::roxmltree::Node;

use super::clean::Report;
use super::css::{self, Properties};
use super::looks::Looks;
use super::setting::{Box, Line, Look, Mark, Place, Shift, Side};

/// How deep HTML may stand within HTML.
const DEEPEST: usize = 200;
/// Elements that begin a new line.
const LINES: [&str; 17] = [
    "div",
    "p",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "hr",
    "pre",
    "ul",
    "ol",
    "table",
    "blockquote",
];
/// How far browsers move what a list holds, in units.
const LIST: f64 = 40.0;

/// What is read so far.
struct Reader<'r, 'd> {
    properties: &'r Properties,
    looks: &'r mut Looks<'d>,
    report: &'r mut Report,
    place: Place,
    lines: Vec<Line>,
    /// White space that has not been written, since nothing may follow on its line.
    space: bool,
    /// The number of the next item in each list around; none in lists of points.
    lists: Vec<Option<usize>>,
}

/// An SVG `text` with the words of a `foreignObject`; empty where it has none.
pub(super) fn text<'d>(
    object: Node<'d, 'd>,
    properties: &Properties,
    looks: &mut Looks<'d>,
    report: &mut Report,
) -> String {
    let number = |name: &str| {
        let given = object.attribute(name)?.trim_end_matches("px").parse::<f64>().ok()?;
        given.is_finite().then_some(given)
    };
    // Boxes of one unit, or of all there is, say where their words are in a style.
    let real = |side: &f64| *side > 2.0;
    let corner = [number("x").unwrap_or(0.0), number("y").unwrap_or(0.0)];
    let place = Place::of(corner, [number("width").filter(real), number("height").filter(real)]);
    let look = looks.around(object, Look::default());
    let mut reader = Reader {
        properties,
        looks,
        report,
        place,
        lines: vec![Line::of(&look)],
        space: false,
        lists: Vec::new(),
    };
    reader.children(object, &look, 0);
    let Reader { place, lines, .. } = reader;
    place.set(lines)
}

impl<'d> Reader<'_, 'd> {
    fn children(&mut self, node: Node<'d, 'd>, look: &Look, depth: usize) {
        if depth > DEEPEST {
            return self.report.lost("HTML within HTML without end");
        }
        for child in node.children() {
            if child.is_text() {
                self.words(child.text().unwrap_or_default(), look);
            } else if child.is_element() {
                self.element(child, look, depth);
            }
        }
    }

    fn words(&mut self, text: &str, look: &Look) {
        for character in text.chars() {
            match character {
                '\n' if look.lines_kept => self.line(look),
                ' ' | '\t' | '\n' | '\r' => self.space = true,
                _ => {
                    let space = std::mem::take(&mut self.space);
                    if let Some(line) = self.lines.last_mut() {
                        if space {
                            line.space();
                        }
                        line.push(character, look);
                    }
                }
            }
        }
    }

    /// Begins a line.
    fn line(&mut self, look: &Look) {
        self.space = false;
        self.lines.push(Line::of(look));
    }

    fn element(&mut self, node: Node<'d, 'd>, around: &Look, depth: usize) {
        let name = node.tag_name().name().to_ascii_lowercase();
        match name.as_str() {
            "script" | "iframe" | "object" | "embed" => {
                return self.report.unsafe_part(&format!("the element `<{name}>`"));
            }
            "style" => return,
            "img" | "svg" | "input" | "canvas" | "video" => self.report.lost("pictures in HTML"),
            _ => {}
        }
        let mut look = self.looks.of(node, around.clone());
        element_look(&name, node, &mut look);
        let mut above = margin(&name, &look);
        self.style(node, &mut look, &mut above);
        let breaks = LINES.contains(&name.as_str());
        if breaks {
            self.begin(&name, &mut look, above);
        }
        if matches!(name.as_str(), "td" | "th") {
            // Cells are columns, which lines have not.
            self.words("\u{2003}", &look);
        }
        self.children(node, &look, depth + 1);
        if breaks {
            self.line(around);
            if let Some(line) = self.lines.last_mut() {
                line.above = if matches!(name.as_str(), "hr" | "br" | "div") { 0.0 } else { above };
            }
        }
        if matches!(name.as_str(), "ul" | "ol") {
            self.lists.pop();
        }
    }

    /// Begins the line of an element.
    fn begin(&mut self, name: &str, look: &mut Look, above: f64) {
        match name {
            // An empty line stands where one is broken that has nothing.
            "br" => {
                if let Some(line) = self.lines.last_mut() {
                    line.kept = true;
                }
                return;
            }
            "ul" | "ol" => {
                look.indent += LIST;
                self.lists.push((name == "ol").then_some(1));
            }
            _ => {}
        }
        self.line(look);
        let point = match self.lists.last_mut() {
            Some(Some(number)) if name == "li" => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            Some(None) if name == "li" => "\u{2022} ".to_owned(),
            _ => String::new(),
        };
        if let Some(line) = self.lines.last_mut() {
            line.above = above;
            line.rule = name == "hr";
            point.chars().for_each(|character| line.push(character, look));
        }
    }

    /// Takes what a style says of place and letters.
    fn style(&mut self, node: Node, look: &mut Look, above: &mut f64) {
        let style = node.attribute("style").unwrap_or_default();
        let plain = css::declarations(style, self.properties, &mut Report::default());
        let flex = plain.split(';').any(|it| it.replace(' ', "").contains("display:flex"));
        let of = if flex { Box::Flex } else { Box::Plain };
        for (name, value) in plain.split(';').filter_map(|it| it.split_once(':')) {
            let (name, value) = (name.trim(), value.trim());
            look.declare(name, value);
            self.place.declare(name, value, of);
            match name {
                "margin" | "margin-top" => *above = length(value).unwrap_or(*above),
                "margin-left" if !flex => look.indent += length(value).unwrap_or(0.0),
                _ => {}
            }
        }
    }
}

/// A length in units.
pub(super) fn length(value: &str) -> Option<f64> {
    let first = value.split_whitespace().next()?;
    first.trim_end_matches("px").parse::<f64>().ok().filter(|it| it.is_finite())
}

/// How an element looks where no style says it.
fn element_look(name: &str, node: Node, look: &mut Look) {
    let larger = match name {
        "h1" => 2.0,
        "h2" => 1.5,
        "h3" => 1.17,
        _ => 1.0,
    };
    look.size *= larger;
    match name {
        "b" | "strong" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => look.bold = true,
        "i" | "em" | "var" | "cite" => look.slanted = true,
        "u" | "ins" => look.mark |= Mark::UNDER,
        "s" | "strike" | "del" => look.mark |= Mark::THROUGH,
        "sub" => look.lower(Shift::Lower),
        "sup" => look.lower(Shift::Upper),
        "code" | "kbd" | "samp" | "tt" => look.mono = true,
        "pre" => (look.mono, look.unbroken, look.lines_kept) = (true, true, true),
        "center" => look.side = Side::Middle,
        "font" => {
            if let Some(colour) = node.attribute("color") {
                look.declare("color", colour);
            }
            // The sizes of HTML 3, from 1 to 7.
            let sizes = [10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0];
            let size = node.attribute("size").and_then(|size| size.parse::<usize>().ok());
            look.size = size.and_then(|size| sizes.get(size.wrapping_sub(1))).copied().unwrap_or(look.size);
        }
        _ => {}
    }
    if let Some(side) = node.attribute("align") {
        look.declare("text-align", side);
    }
}

/// The room above and below an element, in units, as browsers give it.
fn margin(name: &str, look: &Look) -> f64 {
    match name {
        "h1" => look.size * 0.67,
        "h2" => look.size * 0.83,
        "p" | "h3" | "ul" | "ol" | "pre" | "blockquote" => look.size,
        "h4" => look.size * 1.33,
        "hr" => look.size * 0.5,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use usvg::roxmltree::Document;

    use super::*;

    /// What is made of HTML within a drawing that has a style sheet.
    fn made(sheet: &str, object: &str) -> String {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>{sheet}</style><g class=\"label\">{object}</g></svg>"
        );
        let document = Document::parse(&svg).unwrap();
        let css = Looks::css(&document);
        let mut looks = Looks::new(&css);
        let object = document.descendants().find(|it| it.tag_name().name() == "foreignObject").unwrap();
        text(object, &Properties::new(), &mut looks, &mut Report::default())
    }

    /// A label as draw.io writes it, in a box of 100 units from 20 and 50 on.
    fn label(across: &str, down: &str, html: &str) -> String {
        let side = if across == "center" {
            "center"
        } else if across == "flex-end" {
            "right"
        } else {
            "left"
        };
        made(
            "",
            &format!(
                r##"<foreignObject style="overflow: visible; text-align: left;" width="100%" height="100%"><div xmlns="http://www.w3.org/1999/xhtml" style="display: flex; align-items: unsafe {down}; justify-content: unsafe {across}; width: 100px; height: 1px; padding-top: 50px; margin-left: 20px;"><div style="box-sizing: border-box; font-size: 0; text-align: {side};"><div style="display: inline-block; font-size: 10px; color: #010203; line-height: 1.2; white-space: normal;">{html}</div></div></div></foreignObject>"##
            ),
        )
    }

    #[test]
    fn labels_stand_where_their_boxes_have_them() {
        // Ten units of type in lines of twelve: the baseline is 9.47 below their top.
        for (across, down, place) in [
            ("flex-start", "flex-start", r#"x="20.00" y="59.47" text-anchor="start""#),
            ("center", "flex-start", r#"x="70.00" y="59.47" text-anchor="middle""#),
            ("center", "center", r#"x="70.00" y="53.97" text-anchor="middle""#),
            ("flex-end", "flex-end", r#"x="120.00" y="48.47" text-anchor="end""#),
        ] {
            let text = label(across, down, "Words");
            assert!(text.contains(place), "{across} {down}: {text}");
        }
        // Lines to the left within a label in the middle begin together.
        let text = label(
            "center",
            "center",
            r#"<div style="text-align: left"><div>a</div><div>abcdefgh</div></div>"#,
        );
        assert_eq!(text.matches(r#"text-anchor="start""#).count(), 2, "{text}");
        let starts: Vec<&str> =
            text.split("<text x=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
        assert!(starts[0] == starts[1] && starts[0].parse::<f64>().unwrap() > 40.0, "{text}");
    }

    #[test]
    fn each_word_keeps_its_look() {
        let text = label(
            "center",
            "center",
            r#"<b>Title</b><br/>plain <font color="red" style="font-size: 20px">large</font> H<sub>2</sub>O <u>under</u><ul><li>one</li></ul><span style="background-color: #ff0">marked</span>"#,
        );
        for there in [
            r##"<tspan font-size="10" fill="#010203" font-weight="bold">Title</tspan>"##,
            r##"<tspan font-size="10" fill="#010203">plain </tspan><tspan font-size="20" fill="red">large </tspan>"##,
            r#"baseline-shift="sub">2</tspan>"#,
            r#"text-decoration="underline">under</tspan>"#,
            "\u{2022} one",
            r##"height="12.00" fill="#ff0" stroke="none"/>"##,
        ] {
            assert!(text.contains(there), "{there}: {text}");
        }
    }

    #[test]
    fn lines_are_broken_where_their_box_ends() {
        let words = "Read the form and check each of its fields";
        let text = label("center", "center", words);
        let lines: Vec<&str> = text
            .split("<text ")
            .skip(1)
            .map(|it| it.rsplit_once("</tspan>").unwrap().0.rsplit('>').next().unwrap())
            .collect();
        assert_eq!(lines, ["Read the form and", "check each of its fields"], "{text}");
    }

    #[test]
    fn style_sheets_say_how_words_look() {
        let sheet = ".label p{color:#ccc;font-size:14px} .label{text-align:center}";
        let text = made(
            sheet,
            r#"<foreignObject width="80" height="21"><p xmlns="http://www.w3.org/1999/xhtml">Night</p></foreignObject>"#,
        );
        assert!(
            text.contains(r##"x="40.00""##) && text.contains(r##"<tspan font-size="14" fill="#ccc">Night"##),
            "{text}"
        );
    }
}
