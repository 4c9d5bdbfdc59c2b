//! PDFs: what the metadata claims, and what page_validation finds against it.

use lopdf::{Dictionary, Document, LoadOptions, Object};
use page_validation::{
    SafetyLimits, ValidationErrorKind, ValidationFailure, ValidationOptions, ValidationProfile,
    validate_pdf_bytes,
};

use super::pages::Pages;
use super::{Claim, Examined, Finding, Kind, LARGEST, Outcome, press, widths, words};

/// The most bytes that one stream may unpack to.
pub(super) const STREAM: usize = 64 << 20;

/// The largest metadata that are read, in bytes.
const METADATA: usize = 4 << 20;

/// How far what leads to one another is followed, such as the bookmarks of one level: its stack has
/// room for many times that.
const CHAIN: usize = 4096;

/// The most bookmarks of a PDF whose rules are looked at.
const BOOKMARKS: usize = 20_000;

/// The most nodes of metadata that are read.
const NODES: u32 = 100_000;

/// The name spaces of what a PDF claims (ISO 14289-1, 5; ISO 19005-2, 6.6.4; ISO 15930-7, 6.2).
const UA: &str = "http://www.aiim.org/pdfua/ns/id/";
const A: &str = "http://www.aiim.org/pdfa/ns/id/";
const X: &str = "http://www.npes.org/pdfx/ns/id/";

/// Examines a PDF.
pub fn examine(bytes: &[u8]) -> Result<Examined, String> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options)
        .map_err(|error| format!("cannot be read as a PDF: {error}"))?;
    let pages = Pages::of(&document);
    let Some(metadata) = metadata(&document)? else {
        return Ok(Examined { kind: Kind::Pdf { pages: pages.count() }, claims: Vec::new() });
    };
    let options = roxmltree::ParsingOptions { nodes_limit: NODES, ..roxmltree::ParsingOptions::default() };
    let xml = roxmltree::Document::parse_with_options(&metadata, options)
        .map_err(|error| format!("has metadata that are no XML: {error}"))?;
    let claims = claims(&xml).into_iter().map(|name| judged(name, bytes, (&pages, &xml))).collect();
    Ok(Examined { kind: Kind::Pdf { pages: pages.count() }, claims })
}

/// The metadata; none where there are none. The error says why they cannot be read.
fn metadata(document: &Document) -> Result<Option<String>, String> {
    let catalog = document.catalog().map_err(|error| format!("has no catalogue: {error}"))?;
    let Ok(metadata) = catalog.get(b"Metadata") else { return Ok(None) };
    let Ok((_, Object::Stream(stream))) = document.dereference(metadata) else {
        return Err("has metadata that are no stream".to_owned());
    };
    let bytes = stream
        .get_plain_content_with_limit(METADATA)
        .map_err(|error| format!("has metadata that cannot be unpacked: {error}"))?;
    if bytes.len() > METADATA {
        return Err(format!("has metadata of more than {} MiB", METADATA >> 20));
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_start_matches('\u{feff}').trim_matches(['\0', ' ', '\n', '\r']).to_owned()))
}

/// What the metadata claim, each as people call it.
fn claims(xml: &roxmltree::Document) -> Vec<String> {
    let said = |space: &str, name: &str| said(xml, space, name);
    let mut names = Vec::new();
    names.extend(said(UA, "part").map(|part| format!("PDF/UA-{part}")));
    names.extend(said(A, "part").map(|part| {
        let level = said(A, "conformance").unwrap_or_default().to_lowercase();
        format!("PDF/A-{part}{level}")
    }));
    names.extend(said(X, "GTS_PDFXVersion"));
    names
}

/// What a property of the metadata says, as an element or as an attribute (ISO 16684-1, 7).
pub(super) fn said(xml: &roxmltree::Document, space: &str, name: &str) -> Option<String> {
    let text = xml.descendants().filter(roxmltree::Node::is_element).find_map(|node| {
        let here = node.has_tag_name((space, name)).then(|| node.text().unwrap_or_default());
        here.or_else(|| node.attribute((space, name)))
    })?;
    // It goes into messages.
    Some(text.trim().chars().take(40).collect())
}

/// What becomes of a claim.
fn judged(name: String, bytes: &[u8], (pages, xml): (&Pages, &roxmltree::Document)) -> Claim {
    let outcome = match name.parse::<ValidationProfile>() {
        Ok(profile) => against(profile, bytes, pages),
        Err(_) if name == press::NAME => press::judged(pages, xml),
        Err(_) => Outcome::Untold(format!("this program knows no rules of {name}")),
    };
    Claim { name, outcome }
}

/// What is found against a profile.
fn against(profile: ValidationProfile, bytes: &[u8], pages: &Pages) -> Outcome {
    if bookmarks(pages.document()) > BOOKMARKS {
        return Outcome::Untold(format!("the file has more than {BOOKMARKS} bookmarks"));
    }
    let limits = SafetyLimits::default()
        .with_max_input_size(LARGEST)
        .with_max_decoded_stream_size(STREAM)
        .with_max_reference_depth(CHAIN);
    let options = ValidationOptions::default().profile(profile).limits(limits);
    match validate_pdf_bytes(bytes, &options) {
        Ok(report) => {
            let stand = report.failures.iter().filter(|failure| !is_disproved(failure, pages));
            let findings = stand.map(|failure| finding(failure, pages)).collect();
            Outcome::of(findings, format!("the {} rules that this program knows of it", report.rules.total))
        }
        Err(error) if error.kind() == ValidationErrorKind::Parser => Outcome::Fails(vec![Finding {
            rule: "pdf-syntax".to_owned(),
            message: format!("a strict reader of PDF cannot read the file: {error}"),
            hint: Some("write the file anew".to_owned()),
            count: None,
            places: Vec::new(),
        }]),
        Err(error) => Outcome::Untold(error.to_string()),
    }
}

/// How many bookmarks lead to others.
fn bookmarks(document: &Document) -> usize {
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    let leads = |entry: &&Dictionary| [b"Next".as_slice(), b"First"].iter().any(|key| entry.has(key));
    dictionaries.filter(|entry| entry.has(b"Title")).filter(leads).count()
}

/// Whether a failure is an error of page_validation's: of widths, where all of them hold.
fn is_disproved(failure: &ValidationFailure, pages: &Pages) -> bool {
    failure.message.contains("CIDFontType0C")
        && failure.message.contains("width")
        && widths::hold(pages.document())
}

/// A failure in words, with the pages where it can be found.
fn finding(failure: &ValidationFailure, pages: &Pages) -> Finding {
    let found = pages.of_failure(&failure.rule_id, &failure.message);
    let (message, hint) = match words::of(&failure.rule_id) {
        Some((message, hint)) => (message.to_owned(), Some(hint.to_owned())),
        None => {
            let hint = failure.guidance.as_ref().map(|guidance| guidance.suggested_fix.clone());
            (failure.message.clone(), hint.map(|hint| hint.trim_end_matches('.').to_owned()))
        }
    };
    Finding { rule: failure.rule_id.clone(), message, hint, count: found.count, places: found.places }
}
