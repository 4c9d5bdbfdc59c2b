//! The package document (EPUB 3.3, 5): what is listed, and in what order it is read.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::archive::{self, Archive, Text};
use super::rules::{self, Found};
use crate::paths;

/// The names of the package's vocabularies.
const OPF: &str = "http://www.idpf.org/2007/opf";
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// A package document.
pub struct Package<'x> {
    pub path: String,
    pub version: String,
    pub xml: &'x Document<'x>,
    /// What is listed, by the id: in the document's order.
    items: Vec<Item>,
    /// The ids that are read, in order.
    spine: Vec<String>,
}

/// A file of the publication.
pub struct Item {
    id: String,
    /// Its path in the archive; none where it is elsewhere.
    pub path: Option<String>,
    pub media: String,
    pub properties: String,
}

/// Finds and reads the package document.
pub fn of(archive: &Archive, found: &mut Found) -> Option<Text> {
    const CONTAINER: &str = "META-INF/container.xml";
    let Some(text) = archive.text(CONTAINER).ok().flatten() else {
        found.add(&rules::CONTAINER, CONTAINER, None);
        return None;
    };
    let path = Document::parse_with_options(&text, archive::options()).ok().and_then(|xml| {
        let root = xml.descendants().find(|node| node.tag_name().name() == "rootfile")?;
        root.attribute("full-path").map(paths::decode)
    });
    let Some(path) = path else {
        found.add(&rules::CONTAINER, CONTAINER, None);
        return None;
    };
    match archive.text(&path) {
        Ok(Some(text)) => Some(Text { path, text }),
        _ => {
            found.add(&rules::PACKAGE, &path, None);
            None
        }
    }
}

/// The path in the archive that an address within a file leads to, and the fragment; none where it
/// leads out of the archive.
pub fn target(from: &str, address: &str) -> Option<(String, String)> {
    let address = address.trim();
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let before = path.split(['/', '?']).next().unwrap_or_default();
    if before.contains(':') || path.starts_with("//") {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default();
    let path = if path.is_empty() {
        from.to_owned()
    } else {
        paths::join(paths::folder(from), &paths::decode(path))
    };
    Some((path, paths::decode(fragment)))
}

impl<'x> Package<'x> {
    /// Takes a package document apart.
    pub fn of(xml: &'x Document<'x>, path: String) -> Self {
        let root = xml.root_element();
        let version = root.attribute("version").unwrap_or_default().chars().take(20).collect();
        let named = |name: &'static str| {
            root.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
        };
        let said = |node: &Node, name: &str| node.attribute(name).unwrap_or_default().to_owned();
        let items = named("item").map(|node| Item {
            id: said(&node, "id"),
            path: target(&path, node.attribute("href").unwrap_or_default()).map(|(path, _)| path),
            media: said(&node, "media-type"),
            properties: said(&node, "properties"),
        });
        let items = items.collect();
        let spine = named("itemref").map(|node| said(&node, "idref")).collect();
        Self { path, version, xml, items, spine }
    }

    /// The documents in XHTML, each once.
    pub fn documents(&self) -> impl Iterator<Item = &Item> {
        let mut seen = BTreeSet::new();
        let xhtml = self.items.iter().filter(|item| item.media == "application/xhtml+xml");
        xhtml.filter(move |item| item.path.as_ref().is_some_and(|path| seen.insert(path)))
    }

    /// Whether there is a picture among the files.
    pub fn has_pictures(&self) -> bool {
        self.items.iter().any(|item| item.media.starts_with("image/"))
    }

    /// Holds the lists against one another and against the archive.
    pub fn check(&self, archive: &Archive, found: &mut Found) {
        self.check_metadata(found);
        let listed: BTreeSet<&str> = self.items.iter().filter_map(|item| item.path.as_deref()).collect();
        for path in listed.iter().filter(|path| !archive.paths.contains(**path)) {
            found.add(&rules::MANIFEST, path, None);
        }
        let of_the_container =
            |path: &str| path == "mimetype" || path == self.path || path.starts_with("META-INF/");
        for path in archive.paths.iter().filter(|path| !listed.contains(path.as_str())) {
            if !of_the_container(path) {
                found.add(&rules::UNLISTED, path, None);
            }
        }
        let ids: BTreeMap<&str, &Item> = self.items.iter().map(|item| (item.id.as_str(), item)).collect();
        if self.spine.is_empty() {
            found.add(&rules::SPINE, &self.path, None);
        }
        for _ in self.spine.iter().filter(|id| !ids.contains_key(id.as_str())) {
            found.add(&rules::SPINE, &self.path, None);
        }
    }

    fn check_metadata(&self, found: &mut Found) {
        let root = self.xml.root_element();
        let says = |node: &Node| node.text().is_some_and(|text| !text.trim().is_empty());
        for name in ["identifier", "title", "language"] {
            if !root.descendants().any(|node| node.has_tag_name((DC, name)) && says(&node)) {
                found.add(&rules::PACKAGE_METADATA, &self.path, None);
            }
        }
        let modified = |node: &Node| {
            node.has_tag_name((OPF, "meta")) && node.attribute("property") == Some("dcterms:modified")
        };
        if !root.descendants().any(|node| modified(&node) && says(&node)) {
            found.add(&rules::PACKAGE_METADATA, &self.path, None);
        }
    }
}

impl Item {
    pub fn has(&self, property: &str) -> bool {
        self.properties.split_whitespace().any(|other| other == property)
    }
}
