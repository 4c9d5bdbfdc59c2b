//! What the book offers people who read it in other ways, and who answers for that: as the package
//! says it (EPUB Accessibility 1.1). Shops are told the same ([`super::onix`]).

use super::blocks::Seen;
use super::index::INDEX;
use super::package::{Item, property, refine, said};
use super::printed::{GLOSSARY, PrintEdition};
use super::xhtml::Xhtml;
use crate::book::{Accessibility, Book};
use crate::verify::CONFORMANCE;

/// Whether a package claims to conform, where somebody certifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It does: nothing that this program looks at is against it.
    Made,
    /// It does not.
    Withheld,
}

/// What a book offers.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// Whether there are pictures.
    pub pictures: bool,
    /// Whether every picture is put in words.
    pub described: bool,
    /// Whether there are grids of pictograms.
    pub pictograms: bool,
    /// Whether there are formulas, all of which have words besides MathML.
    pub formulas: bool,
    /// Whether an index leads to the places of its terms.
    pub index: bool,
    /// Whether a glossary explains words.
    pub glossary: bool,
    /// Whether a picture flashes.
    pub flashes: bool,
    /// The printed book whose pages are marked.
    pub print: Option<&'a PrintEdition>,
    publisher: Option<&'a str>,
    by: &'a Accessibility,
    claim: Claim,
}

impl<'a> Access<'a> {
    /// What a book offers, of which these are the files.
    pub fn of(book: &'a Book, items: &[Item], seen: Seen, print: Option<&'a PrintEdition>) -> Self {
        Self {
            pictures: items.iter().any(|item| item.media.starts_with("image/")),
            described: !seen.undescribed,
            pictograms: seen.pictograms,
            formulas: items.iter().any(|item| item.properties == Some("mathml")),
            index: items.iter().any(|item| item.path == INDEX),
            glossary: items.iter().any(|item| item.path == GLOSSARY),
            flashes: book.pictures.iter().any(|picture| picture.flashes),
            print,
            publisher: book.metadata.publisher.as_deref(),
            by: &book.metadata.accessibility,
            claim: Claim::Withheld,
        }
    }

    /// The same with a claim made or withheld.
    pub fn with(self, claim: Claim) -> Self {
        Self { claim, ..self }
    }

    /// Who certifies that the book conforms; nobody where that is not claimed.
    pub fn certification(&self) -> Option<(&'a str, &'a Accessibility)> {
        let by = said(&self.by.certified_by).filter(|_| self.claim == Claim::Made)?;
        Some((by, self.by))
    }

    /// Whether the publisher is who certifies it.
    pub fn is_certified_by_publisher(&self) -> bool {
        self.certification().is_some_and(|(by, _)| Some(by) == self.publisher)
    }

    /// Where questions go.
    pub fn contact(&self) -> Option<&'a str> {
        said(&self.by.contact).map(String::as_str)
    }

    /// Words about all this, for people.
    pub fn summary(&self) -> String {
        let mut summary =
            "Chapters, sections and notes can be reached from the contents and from one another. ".to_owned();
        if self.pictograms {
            summary.push_str("Pictograms stand beside labels that say the same in words. ");
        }
        if self.formulas {
            summary.push_str("Formulas are MathML, and are put in words. ");
        }
        if self.index {
            summary.push_str("An index leads to terms. ");
        }
        if self.print.is_some() {
            summary.push_str("The pages of the printed book are marked and listed. ");
        }
        if !self.described {
            summary.push_str("Some pictures have no description. ");
        }
        if self.flashes {
            summary.push_str("A picture flashes. ");
        }
        summary.push_str("Colours and type give way to the reader's own.");
        summary
    }

    /// The features, in the words of schema.org.
    fn features(&self) -> Vec<&'static str> {
        let mut features = vec![
            "structuralNavigation",
            "tableOfContents",
            "readingOrder",
            "displayTransformability",
            "ARIA",
        ];
        // No file is locked.
        features.push("unlocked");
        let more: [(bool, &[&str]); 4] = [
            (self.pictures && self.described, &["alternativeText"]),
            (self.formulas, &["MathML", "describedMath"]),
            (self.index, &["index"]),
            (self.print.is_some(), &["pageBreakMarkers", "pageNavigation"]),
        ];
        features.extend(more.iter().filter(|(there, _)| *there).flat_map(|(_, names)| *names));
        features
    }

    /// Writes it into the metadata of a package: sections 2.2 and 4.2 of the standard.
    pub fn describe(&self, opf: &mut Xhtml) {
        property(opf, "schema:accessMode", "textual");
        if self.pictures {
            property(opf, "schema:accessMode", "visual");
        }
        // Words alone are enough only where every picture is put in words.
        property(
            opf,
            "schema:accessModeSufficient",
            if self.described { "textual" } else { "textual,visual" },
        );
        for feature in self.features() {
            property(opf, "schema:accessibilityFeature", feature);
        }
        // Nothing sounds. A picture that flashes may also seem to move.
        let hazards: &[&str] = if self.flashes {
            &["flashing", "noSoundHazard", "unknownMotionSimulationHazard"]
        } else {
            &["none"]
        };
        for hazard in hazards {
            property(opf, "schema:accessibilityHazard", hazard);
        }
        let pairs = [("property", Some("schema:accessibilitySummary")), ("xml:lang", Some("en"))];
        opf.leaf("meta", &pairs, &self.summary()).line();
        self.certify(opf);
        if let Some(print) = self.print {
            pages(opf, print);
        }
    }

    /// A claim to conform is one of whoever has had the book assessed, and names them.
    fn certify(&self, opf: &mut Xhtml) {
        let Some((by, more)) = self.certification() else { return };
        let pairs = [("property", Some("dcterms:conformsTo")), ("id", Some("conformance"))];
        opf.leaf("meta", &pairs, CONFORMANCE).line();
        let pairs = [
            ("refines", Some("#conformance")),
            ("property", Some("a11y:certifiedBy")),
            ("id", Some("certifier")),
        ];
        opf.leaf("meta", &pairs, by).line();
        if let Some(credential) = said(&more.credential) {
            refine(opf, "#certifier", "a11y:certifierCredential", &[], credential);
        }
        if let Some(day) = &more.date {
            refine(opf, "#certifier", "dcterms:date", &[], day);
        }
        if let Some(report) = said(&more.report) {
            let pairs = [
                ("refines", Some("#certifier")),
                ("rel", Some("a11y:certifierReport")),
                ("href", Some(report.as_str())),
            ];
            opf.void("link", &pairs).line();
        }
    }
}

/// EPUB Accessibility 1.1, section 2.3, and Page Source Identification (W3C
/// community report, 2023): the pages are those of the print edition. Readers
/// older than that look for a source of pagination.
fn pages(opf: &mut Xhtml, print: &PrintEdition) {
    property(opf, "pageBreakSource", &print.identifier);
    opf.leaf("dc:source", &[("id", Some("print"))], &print.identifier).line();
    refine(opf, "#print", "source-of", &[], "pagination");
}
