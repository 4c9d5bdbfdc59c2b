//! The documents of a publication: what stands in them, and where their links lead.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::archive::{self, Archive};
use super::package::{Package, target};
use super::rules::{self, Found, Rule};

/// The name spaces of documents.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
pub const OPS: &str = "http://www.idpf.org/2007/ops";
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// What is known of all documents.
#[derive(Default)]
pub struct Documents {
    all: BTreeMap<String, Facts>,
    /// The order in which they are listed.
    order: Vec<String>,
    /// Whether a navigation document has a list of pages.
    pub page_list: bool,
    /// Whether one has contents.
    contents: bool,
}

/// What a document is in the publication.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What is read.
    Text,
    /// The navigation document.
    Navigation,
}

/// What is known of a document.
#[derive(Default)]
pub struct Facts {
    ids: BTreeSet<String>,
    links: Vec<Link>,
    /// The rules of accessibility that it breaks, each at a line.
    pub breaches: Vec<(&'static Rule, usize)>,
    /// Marks of pages.
    pub page_breaks: usize,
    /// Pictures, and those that no words or sign of decoration are given for.
    pub pictures: usize,
    /// Formulas.
    pub formulas: usize,
    /// Descriptions that stand beside what they describe.
    pub long_descriptions: usize,
}

/// Something that leads elsewhere.
struct Link {
    address: String,
    line: usize,
    rule: &'static Rule,
}

impl Documents {
    /// Reads every document that is listed. The error says that there is more than is examined.
    pub fn read(archive: &Archive, package: &Package, found: &mut Found) -> Result<Self, String> {
        let mut documents = Self::default();
        for item in package.documents() {
            let Some(path) = item.path.as_deref() else { continue };
            let Some(text) = archive.text(path)? else { continue };
            match Document::parse_with_options(&text, archive::options()) {
                Err(error) => found.add(&rules::XHTML, path, Some(error.pos().row as usize)),
                Ok(xml) => {
                    let part = if item.has("nav") { Part::Navigation } else { Part::Text };
                    let facts = Facts::of(&xml, part, &mut |line| {
                        found.add(&rules::REPEATED_ID, path, Some(line));
                    });
                    if part == Part::Navigation {
                        let navigates = |kind| xml.descendants().any(|node| is_navigation_of(&node, kind));
                        documents.contents |= navigates("toc");
                        documents.page_list |= navigates("page-list");
                    }
                    documents.order.push(path.to_owned());
                    documents.all.insert(path.to_owned(), facts);
                }
            }
        }
        if !documents.contents {
            found.add(&rules::NAVIGATION, &package.path, None);
        }
        Ok(documents)
    }

    /// The documents with their paths, in the order of the package.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Facts)> {
        self.order.iter().filter_map(|path| Some((path.as_str(), self.all.get(path)?)))
    }

    /// Follows every link within the archive.
    pub fn check_links(&self, archive: &Archive, found: &mut Found) {
        for (from, facts) in self.iter() {
            for link in &facts.links {
                let Some((path, fragment)) = target(from, &link.address) else { continue };
                let there = archive.paths.contains(&path);
                let fragment_there = || match self.all.get(&path) {
                    Some(facts) if !fragment.is_empty() => facts.ids.contains(&fragment),
                    _ => true,
                };
                if !(there && fragment_there()) {
                    found.add(link.rule, from, Some(link.line));
                }
            }
        }
    }
}

/// Whether a node is the navigation of a kind (EPUB 3.3, 7.4).
fn is_navigation_of(node: &Node, kind: &str) -> bool {
    node.has_tag_name((XHTML, "nav"))
        && node.attribute((OPS, "type")).is_some_and(|kinds| kinds.split_whitespace().any(|one| one == kind))
}

impl Facts {
    fn of(xml: &Document, part: Part, repeated: &mut dyn FnMut(usize)) -> Self {
        let mut facts = Self::default();
        let lines = Lines::of(xml.input_text());
        let root = xml.root_element();
        let says = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        if !says(root.attribute((XML, "lang"))) && !says(root.attribute("lang")) {
            facts.breaches.push((&rules::LANGUAGE, lines.at(root.range().start)));
        }
        let title = root.descendants().find(|node| node.has_tag_name((XHTML, "title")));
        if !says(title.and_then(|title| title.text())) {
            facts.breaches.push((&rules::TITLE, lines.at(root.range().start)));
        }
        let mut level = 0;
        for node in root.descendants().filter(Node::is_element) {
            let line = || lines.at(node.range().start);
            if let Some(id) = node.attribute("id")
                && !facts.ids.insert(id.to_owned())
            {
                repeated(line());
            }
            facts.note_links(&node, part, &line);
            facts.note_pictures(&node, &line);
            let name = node.tag_name();
            if name.namespace() != Some(XHTML) {
                facts.formulas += usize::from(name.name() == "math");
                continue;
            }
            if let Some(next) = heading(name.name()) {
                if next > level + 1 && level > 0 {
                    facts.breaches.push((&rules::HEADINGS, line()));
                }
                level = next;
            }
            facts.page_breaks += usize::from(node.attribute("role") == Some("doc-pagebreak"));
            let described = ["aria-details", "aria-describedby"].iter().any(|name| node.has_attribute(*name));
            facts.long_descriptions += usize::from(described && is_picture(&node));
        }
        facts
    }

    fn note_links(&mut self, node: &Node, part: Part, line: &dyn Fn() -> usize) {
        let name = node.tag_name().name();
        let mut leads = |address: Option<&str>, rule| {
            self.links.extend(address.map(|address| Link {
                address: address.to_owned(),
                line: line(),
                rule,
            }));
        };
        for attribute in ["src", "poster"] {
            leads(node.attribute(attribute), &rules::RESOURCE);
        }
        match name {
            "a" | "area" => {
                let of_pages = || node.ancestors().any(|around| is_navigation_of(&around, "page-list"));
                let rule =
                    if part == Part::Navigation && of_pages() { &rules::PAGE_LIST } else { &rules::LINK };
                leads(node.attribute("href").or_else(|| node.attribute((XLINK, "href"))), rule);
                let here = node.has_tag_name((XHTML, "a")) && node.has_attribute("href");
                if here && !has_words(node) {
                    self.breaches.push((&rules::LINK_TEXT, line()));
                }
            }
            "link" => leads(node.attribute("href"), &rules::RESOURCE),
            "image" | "use" => {
                leads(node.attribute((XLINK, "href")).or_else(|| node.attribute("href")), &rules::RESOURCE);
            }
            "object" => leads(node.attribute("data"), &rules::RESOURCE),
            _ => {}
        }
    }

    fn note_pictures(&mut self, node: &Node, line: &dyn Fn() -> usize) {
        if !is_picture(node) {
            return;
        }
        self.pictures += 1;
        let says = |name: &str| node.attribute(name).is_some_and(|text| !text.trim().is_empty());
        let decorates = matches!(node.attribute("role"), Some("presentation" | "none"))
            || node.attribute("aria-hidden") == Some("true");
        let labelled = says("aria-label") || says("aria-labelledby");
        let described = if node.tag_name().name() == "img" {
            // An empty `alt` says that the picture decorates (HTML, 4.8.4.4).
            node.has_attribute("alt") || says("title")
        } else {
            node.children().any(|child| child.tag_name().name() == "title")
        };
        if !(decorates || labelled || described) {
            self.breaches.push((&rules::ALT, line()));
        }
    }
}

/// Whether a node is a picture: an `img`, or a drawing that stands in the text.
fn is_picture(node: &Node) -> bool {
    node.has_tag_name((XHTML, "img"))
        || node.has_tag_name(("http://www.w3.org/2000/svg", "svg"))
            && node.parent_element().is_some_and(|parent| parent.tag_name().namespace() == Some(XHTML))
}

/// The level of a heading.
fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Whether a link says anything to those who hear it.
fn has_words(link: &Node) -> bool {
    let says = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    link.descendants().any(|node| {
        node.is_text() && says(node.text())
            || ["aria-label", "alt", "title", "aria-labelledby", "alttext"]
                .iter()
                .any(|name| says(node.attribute(*name)))
    })
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> usize {
        self.0.partition_point(|end| *end < byte) + 1
    }
}
