//! PDF/X-4 (ISO 15930-7:2010): a file for a print shop that says which press it is made for.
//!
//! The layout engine writes inks, boxes and fonts as that standard wants them, and cannot say the
//! rest: [`claimed`] adds the output intent with the profile of the press, takes out links, calibrates
//! what colours are left that are no inks, names the space in which colours shine through one another,
//! and says so in the metadata.
//!
//! Links go, since nothing to click on may lie on the page. Their words stay, and so do the tags:
//! what was a link becomes a part of its line, so that a claim of PDF/UA still holds.

mod colours;
mod links;
mod metadata;
mod transparency;

use lopdf::{Document, Object, Stream, dictionary};

/// The standard's name, as the metadata have it.
pub const NAME: &str = "PDF/X-4";

/// The version of PDF that the standard is written on.
pub const VERSION: &str = "1.6";

/// The press that a file is made for.
pub struct Intent<'a> {
    /// Its profile in inks, cyan to black, as it is in a file.
    pub profile: &'a [u8],
    /// What people call the profile.
    pub description: &'a str,
    /// The condition of print that the profile measures, by its name in the registry of the ICC; none
    /// where the profile names none.
    pub condition: Option<&'a str>,
}

/// What a colour of screens (0 to 255) is in inks, cyan to black, in per cent.
pub type Inks<'a> = dyn Fn([u8; 3]) -> [u8; 4] + 'a;

/// The file as PDF/X-4. It is one of the layout engine's, with a `TrimBox` and a `BleedBox` on each page,
/// and inks for a press with four. The error says what is not as the engine writes it.
pub fn claimed(pdf: &[u8], intent: &Intent, inks: &Inks) -> Result<Vec<u8>, String> {
    let mut document = super::open(pdf)?;
    VERSION.clone_into(&mut document.version);
    links::drop_all(&mut document);
    colours::settle(&mut document, inks)?;
    transparency::name_spaces(&mut document);
    add_intent(&mut document, intent)?;
    metadata::claim(&mut document)?;
    super::write(document)
}

/// The output intent (ISO 32000-1, 14.11.5).
fn add_intent(document: &mut Document, intent: &Intent) -> Result<(), String> {
    let mut profile = Stream::new(dictionary! { "N" => 4 }, intent.profile.to_vec());
    profile.compress().map_err(|error| format!("the profile cannot be packed: {error}"))?;
    let profile = document.add_object(profile);
    let mut entries = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputConditionIdentifier" => lopdf::text_string(intent.condition.unwrap_or("Custom")),
        "OutputCondition" => lopdf::text_string(intent.description),
        "Info" => lopdf::text_string(intent.description),
        "DestOutputProfile" => profile,
    };
    if intent.condition.is_some() {
        entries.set("RegistryName", lopdf::text_string("http://www.color.org"));
    }
    let intent = document.add_object(entries);
    let catalog = document.catalog_mut().map_err(|error| format!("the PDF has no catalogue: {error}"))?;
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    Ok(())
}
