//! HTML in one form, so that two writers of it can be compared.

use std::collections::BTreeMap;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// The elements and attributes that count; others are unwrapped or left out.
pub struct Kept {
    elements: &'static [&'static str],
    attributes: &'static [&'static str],
}

impl Kept {
    fn element(&self, name: &str) -> bool {
        self.elements.contains(&canonical(name))
    }
}

/// What CommonMark and GitHub's extensions write.
pub const COMMONMARK: Kept = Kept {
    elements: &[
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "table",
        "thead",
        "tr",
        "th",
        "td",
        "em",
        "strong",
        "del",
        "code",
        "a",
        "img",
        "br",
        "ins",
        "input",
    ],
    attributes: &["href", "src", "alt", "title", "start"],
};

/// What kramdown writes.
pub const KRAMDOWN: Kept = Kept {
    elements: &[
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "table",
        "thead",
        "tr",
        "th",
        "td",
        "em",
        "strong",
        "del",
        "code",
        "a",
        "img",
        "br",
        "ins",
        "input",
        "dl",
        "dt",
        "dd",
        "abbr",
        "sub",
        "sup",
        "kbd",
        "figure",
        "figcaption",
    ],
    attributes: &["href", "src", "alt", "title", "start", "id", "class"],
};

/// Elements that stand in a line.
const INLINE: [&str; 14] =
    ["em", "strong", "del", "code", "a", "img", "br", "ins", "input", "abbr", "sub", "sup", "kbd", "span"];

/// HTML in one form: parsed, elements that only carry style or that nobody
/// knows unwrapped, white space folded, attributes that say nothing here left out.
pub fn normal(html: &str, kept: &Kept) -> String {
    let sink = RcDom::default();
    let context = html5ever::QualName::new(None, html5ever::ns!(html), html5ever::local_name!("div"));
    let dom = parse_fragment(sink, ParseOpts::default(), context, Vec::new(), false).one(html);
    let mut out = String::new();
    flow(&children_of(&dom.document, kept), kept, &mut out);
    let mut lines: Vec<&str> = out.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // Text beside text is one text.
    let mut joined: Vec<String> = Vec::new();
    for line in lines.drain(..) {
        match joined.last_mut() {
            Some(last) if !last.starts_with('<') && !line.starts_with('<') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => joined.push(line.to_owned()),
        }
    }
    joined.join("\n")
}

/// The children of a node, with those of unknown elements in their place.
fn children_of(handle: &Handle, kept: &Kept) -> Vec<Handle> {
    let mut result = Vec::new();
    for child in handle.children.borrow().iter() {
        match &child.data {
            NodeData::Element { name, .. } if matches!(&*name.local, "script" | "style") => {}
            NodeData::Element { name, .. } if !kept.element(&name.local) => {
                result.extend(children_of(child, kept));
            }
            NodeData::Element { .. } | NodeData::Text { .. } => result.push(child.clone()),
            _ => result.extend(children_of(child, kept)),
        }
    }
    result
}

/// Where blocks stand, words without a paragraph of their own get one: the
/// model has no other place for them.
fn flow(children: &[Handle], kept: &Kept, out: &mut String) {
    let mut run: Vec<&Handle> = Vec::new();
    let flush = |run: &mut Vec<&Handle>, out: &mut String| {
        let mut text = String::new();
        run.drain(..).for_each(|child| node(child, kept, Space::Folded, &mut text));
        if !text.trim().is_empty() && text.trim() != "<br>" {
            out.push_str(&format!("<p>\n{}\n</p>\n", text.trim_end()));
        }
    };
    for child in children {
        let inline = match &child.data {
            NodeData::Element { name, .. } => INLINE.contains(&canonical(&name.local)),
            _ => true,
        };
        if inline {
            run.push(child);
        } else {
            flush(&mut run, out);
            node(child, kept, Space::Folded, out);
        }
    }
    flush(&mut run, out);
}

fn canonical(name: &str) -> &str {
    match name {
        "b" => "strong",
        "i" => "em",
        "s" | "strike" => "del",
        other => other,
    }
}

/// What is made of white space.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Folded,
    Verbatim,
}

fn node(handle: &Handle, kept: &Kept, space: Space, out: &mut String) {
    match &handle.data {
        NodeData::Text { contents } => {
            let text = contents.borrow().replace('&', "&amp;").replace('<', "&lt;");
            if space == Space::Verbatim {
                out.push_str(&text.trim_end_matches('\n').replace('\n', "\\n").replace(' ', "\\s"));
            } else {
                out.push_str(
                    &text
                        .split([' ', '\n', '\t', '\r'])
                        .filter(|w| !w.is_empty())
                        .collect::<Vec<_>>()
                        .join(" "),
                );
            }
            out.push('\n');
        }
        NodeData::Element { name, attrs, .. } => {
            let name = canonical(&name.local);
            if name == "input" {
                // A box is a box, whether a control or a character.
                let checked = attrs.borrow().iter().any(|a| &*a.name.local == "checked");
                return out.push_str(if checked { "\u{2611}\n" } else { "\u{2610}\n" });
            }
            // Raw links that are never closed leave empty ones behind.
            if matches!(name, "p" | "a" | "em" | "strong") {
                let mut inside = String::new();
                handle.children.borrow().iter().for_each(|child| node(child, kept, space, &mut inside));
                if inside.trim().is_empty() {
                    return;
                }
            }
            let known = kept.element(name);
            let attributes: BTreeMap<String, String> =
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            if known {
                out.push_str(&format!("<{name}"));
                for key in kept.attributes {
                    if *key == "alt" && attributes.get(*key).is_none_or(String::is_empty) {
                        continue;
                    }
                    if let Some(value) = attributes.get(*key).filter(|v| !(*key == "title" && v.is_empty())) {
                        // Who encodes what in an address is a matter of taste.
                        let value =
                            percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
                        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                        out.push_str(&format!(" {key}={value:?}"));
                    }
                }
                if let Some(class) = attributes.get("class").and_then(|c| c.strip_prefix("language-")) {
                    out.push_str(&format!(" language={class}"));
                }
                out.push_str(">\n");
            }
            let space = if matches!(name, "pre" | "code") { Space::Verbatim } else { space };
            if name == "blockquote" {
                flow(&children_of(handle, kept), kept, out);
                out.push_str("</blockquote>\n");
                return;
            }
            handle.children.borrow().iter().for_each(|child| node(child, kept, space, out));
            if known && !matches!(name, "img" | "br" | "hr") {
                out.push_str(&format!("</{name}>\n"));
            }
        }
        _ => handle.children.borrow().iter().for_each(|child| node(child, kept, space, out)),
    }
}

/// XHTML without the elements that colour code.
pub fn uncoloured(xhtml: &str) -> String {
    let mut made = String::new();
    for (at, part) in xhtml.split("<pre><code").enumerate() {
        let (code, rest) = part.split_once("</code></pre>").filter(|_| at > 0).unwrap_or(("", part));
        if at > 0 {
            made.push_str("<pre><code");
        }
        let mut pieces = code.split("<span");
        made.push_str(&pieces.next().unwrap_or("").replace("</span>", ""));
        for piece in pieces {
            made.push_str(&piece.split_once('>').map_or("", |(_, words)| words).replace("</span>", ""));
        }
        if !code.is_empty() {
            made.push_str("</code></pre>");
        }
        made.push_str(rest);
    }
    made
}
