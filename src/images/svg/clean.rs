//! Cleaning: a drawing as every format can show it. What is unsafe is left out, what only browsers
//! know is put otherwise, and the rest stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use usvg::roxmltree::{Attribute, Document, Node};

use super::css::{self, Properties};
use super::looks::Looks;
use super::{ANIMATIONS, INLINE, Refused, shortened, words};
use crate::xml;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Elements that run programs or bring other documents in.
const UNSAFE: [&str; 10] =
    ["script", "iframe", "embed", "object", "handler", "listener", "audio", "video", "canvas", "discard"];
/// How deep elements may stand within each other, before their cost is even counted.
const DEEPEST: usize = 256;
/// How deep drawings may stand within drawings.
const NESTED: usize = 2;

/// What was left out of a drawing or put otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What a picture must not hold, each kind once.
    pub unsafe_parts: Vec<String>,
    /// What cannot be drawn, each kind once.
    pub lost: Vec<String>,
    /// Whether anything was changed.
    pub changed: bool,
}

impl Report {
    pub(super) fn unsafe_part(&mut self, what: &str) {
        self.changed = true;
        if !self.unsafe_parts.iter().any(|known| known == what) {
            self.unsafe_parts.push(what.to_owned());
        }
    }

    pub(super) fn lost(&mut self, what: &str) {
        self.changed = true;
        if !self.lost.iter().any(|known| known == what) {
            self.lost.push(what.to_owned());
        }
    }

    /// A change that nobody sees.
    pub(super) fn quietly(&mut self) {
        self.changed = true;
    }
}

/// Makes of a picture within a drawing what every format can show; the bytes where they changed.
pub(super) type Inner<'a> = dyn FnMut(&[u8]) -> Result<Option<(&'static str, Vec<u8>)>, String> + 'a;

/// The drawing without what it must not hold.
pub(super) fn clean(
    document: &Document,
    depth: usize,
    report: &mut Report,
    inner: &mut Inner,
) -> Result<String, Refused> {
    let mut properties = Properties::new();
    for node in document.descendants() {
        if node.tag_name().name() == "style" {
            node.descendants().filter_map(|it| it.text()).for_each(|css| css::collect(css, &mut properties));
        }
        css::collect(node.attribute("style").unwrap_or_default(), &mut properties);
    }
    let properties = css::resolved(&properties);
    let ids = ids(document, report);
    let css = Looks::css(document);
    let looks = Looks::new(&css);
    let mut writer = Writer { out: String::new(), properties, looks, ids, depth, report, inner };
    writer.element(document.root_element(), 0)?;
    Ok(writer.out)
}

/// New names for ids that are no names in XML, and for all but the first of one name.
struct Ids {
    /// The new names of old ones.
    renamed: BTreeMap<String, String>,
    /// The ids that elements have already.
    given: BTreeSet<String>,
    /// Every id that an element has.
    known: BTreeSet<String>,
}

fn ids(document: &Document, report: &mut Report) -> Ids {
    let mut renamed = BTreeMap::new();
    let mut taken: BTreeSet<String> =
        document.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect();
    let known = taken.clone();
    for old in taken.clone() {
        if old.is_empty() || is_name(&old) {
            continue;
        }
        report.quietly();
        let sound = |c: char| if is_of_name(c) { c } else { '_' };
        let base: String =
            std::iter::once('_').filter(|_| !starts_name(&old)).chain(old.chars().map(sound)).collect();
        let mut new = base.clone();
        let mut number = renamed.len();
        while !taken.insert(new.clone()) {
            new = format!("{base}-{number}");
            number += 1;
        }
        renamed.insert(old, new);
    }
    Ids { renamed, given: BTreeSet::new(), known }
}

/// Whether a text is a name without a colon (Namespaces in XML 1.0, 3), of the letters that all
/// readers know.
fn is_name(text: &str) -> bool {
    starts_name(text) && text.chars().all(is_of_name)
}

fn starts_name(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

struct Writer<'w, 'i, 'd> {
    out: String,
    properties: Properties,
    looks: Looks<'d>,
    ids: Ids,
    /// Within how many other drawings this one stands.
    depth: usize,
    report: &'w mut Report,
    inner: &'w mut Inner<'i>,
}

impl<'d> Writer<'_, '_, 'd> {
    fn element(&mut self, node: Node<'d, 'd>, depth: usize) -> Result<(), Refused> {
        if depth > DEEPEST {
            return Err(Refused::Costly(format!("its elements are nested more than {DEEPEST} deep")));
        }
        let name = node.tag_name().name();
        let lower = name.to_ascii_lowercase();
        if UNSAFE.contains(&lower.as_str()) {
            self.report.unsafe_part(&format!("the element `<{lower}>`"));
            return Ok(());
        }
        // What programs note for themselves draws nothing.
        if node.tag_name().namespace() != Some(SVG) || lower == "metadata" {
            // Inkscape's notes have names such as `only_selected`, which look like handlers of events.
            if node.descendants().flat_map(|it| it.attributes()).any(|it| it.name().starts_with("on")) {
                self.report.quietly();
            }
            return Ok(());
        }
        if ANIMATIONS.contains(&lower.as_str()) && moves_address(node) {
            self.report.unsafe_part("an animated address");
            return Ok(());
        }
        match lower.as_str() {
            "foreignobject" => {
                let text = words::text(node, &self.properties, &mut self.looks, self.report);
                self.report.lost("text in HTML (`foreignObject`), which is set as plain text");
                self.out.push_str(&text);
                return Ok(());
            }
            "switch" => return self.switch(node, depth),
            "style" => {
                let css: String = node.descendants().filter_map(|it| it.text()).collect();
                let clean = css::sheet(&css, &self.properties, self.report);
                let clean = self.renamed_in_css(&clean);
                self.out.push_str("<style>");
                xml::escape(&clean, &mut self.out);
                self.out.push_str("</style>");
                return Ok(());
            }
            // A picture that cannot be had leaves nothing to draw.
            "image" | "feimage" if !self.has_picture(node) => return Ok(()),
            _ => {}
        }
        // A drawing in print leads nowhere.
        let name = if lower == "a" { "g" } else { name };
        if lower == "a" {
            self.report.lost("links, which lead nowhere from a picture");
        }
        self.out.push('<');
        self.out.push_str(name);
        if depth == 0 {
            self.out.push_str(&format!(" xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\""));
        }
        self.attributes(node, &lower)?;
        self.out.push('>');
        if depth == 0 && self.depth == 0 {
            self.ground(node);
        }
        let plain = matches!(lower.as_str(), "title" | "desc");
        for child in node.children() {
            if child.is_element() && !plain {
                self.element(child, depth + 1)?;
            } else if child.is_text() {
                xml::escape(child.text().unwrap_or_default(), &mut self.out);
            } else if plain {
                child
                    .descendants()
                    .filter_map(|it| it.text())
                    .for_each(|text| xml::escape(text, &mut self.out));
            } else if child.is_pi() {
                instruction(child, self.report);
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Ok(())
    }

    /// Of what a `switch` offers, HTML is what browsers show; what stands beside it says the same
    /// with fewer words.
    fn switch(&mut self, node: Node<'d, 'd>, depth: usize) -> Result<(), Refused> {
        // Illustrator offers its own file to itself.
        let extends = |child: &Node| {
            child
                .attribute("requiredExtensions")
                .is_some_and(|it| !it.trim().is_empty() && !it.contains("xhtml"))
        };
        if node.children().any(|child| extends(&child)) {
            self.report.quietly();
        }
        let offered = || node.children().filter(|child| child.is_element() && !extends(child));
        match offered().find(|child| child.tag_name().name().eq_ignore_ascii_case("foreignObject")) {
            Some(html) => self.element(html, depth + 1),
            None => {
                let own = |child: &Node| child.attribute("systemLanguage").is_none();
                offered().find(own).map_or(Ok(()), |child| self.element(child, depth + 1))
            }
        }
    }

    /// The ground that a drawing's outermost element has as a page of the web has it, which PlantUML, Mermaid
    /// and draw.io write: no other program draws it.
    fn ground(&mut self, root: Node) {
        let style = root.attribute("style").unwrap_or_default();
        let mut declared = style.split(';').filter_map(|it| it.split_once(':'));
        let ground = declared.rfind(|(name, _)| matches!(name.trim(), "background" | "background-color"));
        let Some((_, value)) = ground else { return };
        let value = css::value(value.trim(), &self.properties, self.report).unwrap_or_default();
        let Ok(colour) = value.parse::<svgtypes::Color>() else { return };
        if colour.alpha == 0 {
            return;
        }
        let svgtypes::Color { red, green, blue, alpha } = colour;
        let view: Vec<f64> = root
            .attribute("viewBox")
            .map(|view| view.split([' ', ',']).filter_map(|number| number.parse().ok()).collect())
            .unwrap_or_default();
        let place = match view[..] {
            [x, y, width, height] => format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""),
            _ => "width=\"100%\" height=\"100%\"".to_owned(),
        };
        let opacity = f64::from(alpha) / 255.0;
        self.out.push_str(&format!(
            "<rect {place} style=\"fill:rgb({red},{green},{blue});fill-opacity:{opacity:.3};stroke:none\"/>"
        ));
        self.report.quietly();
    }

    fn attributes(&mut self, node: Node, element: &str) -> Result<(), Refused> {
        for attribute in node.attributes() {
            let namespace = attribute.namespace();
            let key = attribute.name();
            let lower = key.to_ascii_lowercase();
            let value = attribute.value();
            if lower.starts_with("on") && namespace.is_none() {
                self.report.unsafe_part(&format!("the event handler `{lower}`"));
                continue;
            }
            if lower == "base" && namespace == Some(XML) {
                self.report.unsafe_part("a base address (`xml:base`)");
                continue;
            }
            let known = matches!(namespace, None | Some(SVG | XLINK | XML));
            // Data of programs, some of which keep the whole drawing there once more.
            let data = lower.starts_with("data-") || lower == "content" || lower == "contenteditable";
            if !known || data {
                self.report.changed |= data;
                continue;
            }
            let new = match lower.as_str() {
                "id" => self.id(value),
                "href" | "src" if element == "a" => None,
                "href" | "src" => self.address(value)?,
                // What a link says of its target.
                "target" | "rel" | "download" | "ping" if element == "a" => None,
                "style" => {
                    let own = css::declarations(value, &self.properties, self.report);
                    Some(if element == "svg" { without_ground(&own) } else { own })
                }
                _ => css::value(value, &self.properties, self.report),
            };
            if let Some(new) = new {
                let new = self.renamed_in_value(new);
                self.attribute(&attribute, &new);
            }
        }
        Ok(())
    }

    fn attribute(&mut self, attribute: &Attribute, value: &str) {
        self.out.push(' ');
        match attribute.namespace() {
            Some(XLINK) => self.out.push_str("xlink:"),
            Some(XML) => self.out.push_str("xml:"),
            _ => {}
        }
        self.out.push_str(attribute.name());
        self.out.push_str("=\"");
        xml::escape(value, &mut self.out);
        self.out.push('"');
    }

    fn id(&mut self, old: &str) -> Option<String> {
        // The second of one name is one to no reference that browsers follow.
        if old.is_empty() || !self.ids.given.insert(old.to_owned()) {
            self.report.quietly();
            return None;
        }
        Some(self.ids.renamed.get(old).cloned().unwrap_or_else(|| old.to_owned()))
    }

    /// Whether an element for a picture has one that may stand.
    fn has_picture(&mut self, node: Node) -> bool {
        let address = node.attributes().find(|it| it.name() == "href").map(|it| it.value().trim());
        address.is_none_or(|address| {
            if address.starts_with('#') || is_inline(address) {
                return true;
            }
            self.outside(address);
            false
        })
    }

    fn outside(&mut self, address: &str) {
        self.report.unsafe_part(&format!("an address outside itself (`{}`)", shortened(address)));
    }

    /// An address within the drawing, or a picture that it holds.
    fn address(&mut self, value: &str) -> Result<Option<String>, Refused> {
        let value = value.trim();
        if let Some(id) = value.strip_prefix('#') {
            // What leads nowhere draws nothing, and no EPUB may have it.
            if !self.ids.known.contains(id) {
                self.report.quietly();
                return Ok(None);
            }
            let new = self.ids.renamed.get(id).map_or(id, String::as_str);
            return Ok(Some(format!("#{new}")));
        }
        if value.is_empty() {
            return Ok(Some(String::new()));
        }
        if !is_inline(value) {
            self.outside(value);
            return Ok(None);
        }
        self.picture(value)
    }

    /// A picture in a `data:` address.
    fn picture(&mut self, value: &str) -> Result<Option<String>, Refused> {
        let Some((kind, data)) = value.split_once(',') else { return Ok(None) };
        let kind = kind.to_ascii_lowercase();
        let bytes = if kind.ends_with(";base64") {
            let packed: String = data.chars().filter(|c| !c.is_whitespace()).collect();
            STANDARD.decode(packed).ok()
        } else {
            Some(percent_encoding::percent_decode_str(data).collect())
        };
        let Some(bytes) = bytes else {
            self.report.lost("a picture that cannot be read (left out)");
            return Ok(None);
        };
        let made = if kind.starts_with("data:image/svg") {
            self.nested(&bytes)?.map(|svg| ("image/svg+xml", svg.into_bytes()))
        } else {
            match (self.inner)(&bytes) {
                Ok(None) if is_named(value) => return Ok(Some(value.to_owned())),
                Ok(None) => image::guess_format(&bytes).ok().map(|it| (it.to_mime_type(), bytes)),
                Ok(made) => made,
                Err(why) => {
                    self.report.lost(&format!("{why} (left out)"));
                    None
                }
            }
        };
        self.report.quietly();
        Ok(made.map(|(mime, bytes)| format!("data:{mime};base64,{}", STANDARD.encode(bytes))))
    }

    fn nested(&mut self, bytes: &[u8]) -> Result<Option<String>, Refused> {
        if self.depth >= NESTED {
            self.report.lost("drawings within drawings within it (left out)");
            return Ok(None);
        }
        match super::cleaned(bytes, self.depth + 1, self.report, self.inner) {
            Ok(svg) => Ok(Some(svg)),
            Err(Refused::Broken(_)) => {
                self.report.lost("a drawing within it that cannot be read (left out)");
                Ok(None)
            }
            Err(costly) => Err(costly),
        }
    }

    /// A value with the new names of the ids that it refers to.
    fn renamed_in_value(&self, value: String) -> String {
        if self.ids.renamed.is_empty() || !value.contains("url(") {
            return value;
        }
        let mut new = String::with_capacity(value.len());
        let mut parts = value.split("url(");
        new.push_str(parts.next().unwrap_or_default());
        for part in parts {
            new.push_str("url(");
            let id = part
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
                .strip_prefix('#');
            let id = id.and_then(|id| id.split([')', '"', '\'']).next()).unwrap_or_default();
            match self.ids.renamed.get(id.trim_end()) {
                Some(name) => new.push_str(&part.replacen(id, name, 1)),
                None => new.push_str(part),
            }
        }
        new
    }

    /// A style sheet with the new names of ids, in its selectors and its values.
    fn renamed_in_css(&self, css: &str) -> String {
        let mut new = String::with_capacity(css.len());
        let mut outside = true;
        for part in css.split_inclusive(['{', '}']) {
            if outside {
                let mut names = part.split('#');
                new.push_str(names.next().unwrap_or_default());
                for name in names {
                    let end = name.find(|c| !is_of_name(c) || c == '.').unwrap_or(name.len());
                    new.push('#');
                    new.push_str(self.ids.renamed.get(&name[..end]).map_or(&name[..end], String::as_str));
                    new.push_str(&name[end..]);
                }
            } else {
                new.push_str(&self.renamed_in_value(part.to_owned()));
            }
            outside = !part.ends_with('{');
        }
        new
    }
}

/// A processing instruction falls away; one that names a style sheet is worth a word.
pub(super) fn instruction(node: Node, report: &mut Report) {
    match node.pi().map(|pi| pi.target) {
        Some("xml-stylesheet") => report.unsafe_part("a style sheet outside itself (`xml-stylesheet`)"),
        _ => report.quietly(),
    }
}

/// What some programs call a picture that they put into a drawing. Browsers look at the bytes.
const UNNAMED: [&str; 5] = [
    "data:;base64,",
    "data:application/octet-stream;",
    "data:image/x-png;",
    "data:image/pjpeg;",
    "data:img/",
];

/// Whether an address begins as one of some do.
fn begins(address: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| address.get(..kind.len()).is_some_and(|it| it.eq_ignore_ascii_case(kind)))
}

/// Whether an address says which kind of picture it holds.
fn is_named(address: &str) -> bool {
    begins(address, &INLINE)
}

/// Whether an address holds a picture itself.
fn is_inline(address: &str) -> bool {
    is_named(address) || begins(address, &UNNAMED) || begins(address, &["data:image/svg"])
}

/// Whether an animation changes an address.
fn moves_address(node: Node) -> bool {
    node.attribute("attributeName").is_some_and(|name| name.to_ascii_lowercase().ends_with("href"))
}

/// The declarations of a style without those of a ground.
fn without_ground(style: &str) -> String {
    let kept = style.split(';').filter(|it| {
        let name = it.split(':').next().unwrap_or_default().trim();
        !matches!(name, "background" | "background-color")
    });
    kept.collect::<Vec<_>>().join(";")
}
