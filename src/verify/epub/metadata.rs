//! What a package says of accessibility (EPUB Accessibility 1.1, 2 and 4.2).

use roxmltree::{Document, Node};

use super::rules::{self, Found};

/// What the metadata say.
#[derive(Debug, Default)]
pub struct Metadata {
    /// The values of `dcterms:conformsTo`.
    pub conformances: Vec<String>,
    /// Property and value, in order.
    said: Vec<(String, String)>,
}

impl Metadata {
    /// Reads the metadata of a package document.
    pub fn of(xml: &Document) -> Self {
        let mut metadata = Self::default();
        let metas = xml.descendants().filter(|node| matches!(node.tag_name().name(), "meta" | "link"));
        for node in metas {
            let Some((name, value)) = said(&node) else { continue };
            if name == "dcterms:conformsTo" {
                if !metadata.conformances.contains(&value) {
                    metadata.conformances.push(value);
                }
            } else {
                metadata.said.push((name, value));
            }
        }
        metadata
    }

    /// The values of a property.
    pub fn values<'m>(&'m self, property: &'m str) -> impl Iterator<Item = &'m str> {
        self.said.iter().filter(move |(name, _)| name == property).map(|(_, value)| value.as_str())
    }

    /// Whether anything is said of accessibility.
    pub fn says_anything(&self) -> bool {
        self.said.iter().any(|(name, _)| name.starts_with("schema:access"))
    }

    /// Holds the metadata of a publication that claims to conform against what they have to say.
    pub fn check(&self, path: &str, found: &mut Found) {
        for property in ["schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard"] {
            if self.values(property).next().is_none() {
                found.add(&rules::METADATA, path, None);
            }
        }
        if self.values("a11y:certifiedBy").next().is_none() {
            found.add(&rules::CERTIFIER, path, None);
        }
        let mut sufficient = self.values("schema:accessModeSufficient").peekable();
        if sufficient.peek().is_some() && !sufficient.any(|modes| modes.trim() == "textual") {
            found.add(&rules::SUFFICIENT, path, None);
        }
        let mut hazards = self.values("schema:accessibilityHazard");
        if hazards.any(|hazard| matches!(hazard, "flashing" | "motionSimulation" | "sound")) {
            found.add(&rules::HAZARD, path, None);
        }
    }
}

/// A property and its value, as EPUB 3 or EPUB 2 write them.
fn said(node: &Node) -> Option<(String, String)> {
    let name =
        node.attribute("property").or_else(|| node.attribute("rel")).or_else(|| node.attribute("name"))?;
    let value = node.text().filter(|text| !text.trim().is_empty());
    let value = value.or_else(|| node.attribute("content")).or_else(|| node.attribute("href"))?;
    let value: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((name.to_owned(), value.chars().take(400).collect()))
}

/// Whether a standard is one of accessibility of EPUBs, of which this program knows rules.
pub fn is_known(conformance: &str) -> bool {
    conformance.starts_with("EPUB Accessibility 1.")
        || conformance.contains("idpf.org/epub/a11y/accessibility")
}
