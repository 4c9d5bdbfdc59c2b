//! EPUBs: what can be told of them cheaply and truthfully, which is less than epubcheck tells.
//!
//! The standards are EPUB 3.3 and EPUB Accessibility 1.1 (W3C Recommendations, 2023).

mod access;
mod archive;
mod documents;
mod metadata;
mod package;
mod rules;

use super::{Claim, Examined, Kind, Outcome};
use archive::Archive;
use documents::Documents;
use metadata::Metadata;
use package::Package;
use rules::Found;

/// How a package says that its publication conforms (EPUB Accessibility 1.1, 4.2.2): the version of
/// WCAG is the one that is current.
pub const CONFORMANCE: &str = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";

/// What is said of an EPUB against which nothing was found.
const LESS: &str = "what this program looks at, which is less than epubcheck does";

/// What is said of accessibility against which nothing was found.
const PERSON: &str = "what a program can tell; whether the words say what is seen, a person must judge";

/// Examines an EPUB.
pub fn examine(bytes: &[u8]) -> Result<Examined, String> {
    let archive = Archive::of(bytes)?;
    let mut found = Found::default();
    archive.check_mimetype(&mut found);
    let mut claims = Vec::new();
    match package::of(&archive, &mut found) {
        None => claims.push(claim("EPUB", found, LESS)),
        Some(text) => {
            let options = archive::options();
            match roxmltree::Document::parse_with_options(&text.text, options) {
                Err(error) => {
                    found.add(&rules::PACKAGE_XML, &text.path, Some(error.pos().row as usize));
                    claims.push(claim("EPUB", found, LESS));
                }
                Ok(xml) => {
                    let package = Package::of(&xml, text.path.clone());
                    judge(&archive, &package, found, &mut claims)?;
                }
            }
        }
    }
    Ok(Examined { kind: Kind::Epub, claims })
}

/// Holds a publication against what its package claims.
fn judge(
    archive: &Archive,
    package: &Package,
    mut found: Found,
    claims: &mut Vec<Claim>,
) -> Result<(), String> {
    if package.version.split('.').next() != Some("3") {
        let name = format!("EPUB {}", package.version);
        let outcome = Outcome::Untold(format!("this program knows no rules of {name}"));
        claims.push(Claim { name, outcome });
        return Ok(());
    }
    package.check(archive, &mut found);
    let documents = Documents::read(archive, package, &mut found)?;
    documents.check_links(archive, &mut found);
    claims.push(claim("EPUB 3", found, LESS));
    let metadata = Metadata::of(package.xml);
    for name in &metadata.conformances {
        if !metadata::is_known(name) {
            let outcome = Outcome::Untold("this program knows no rules of it".to_owned());
            claims.push(Claim { name: name.clone(), outcome });
            continue;
        }
        let mut found = Found::default();
        metadata.check(&package.path, &mut found);
        access::check(&documents, &mut found);
        claims.push(claim(name, found, PERSON));
    }
    if metadata.says_anything() {
        let mut found = Found::default();
        access::check_features(&metadata, package, &documents, &mut found);
        claims.push(claim("accessibility metadata", found, PERSON));
    }
    Ok(())
}

fn claim(name: &str, found: Found, by: &str) -> Claim {
    Claim { name: name.to_owned(), outcome: Outcome::of(found.findings(), by.to_owned()) }
}
