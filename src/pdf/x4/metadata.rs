//! What the metadata say of a file for a press (ISO 15930-7, 6.6): the standard, whether inks overlap on
//! purpose, the version, and when they were written.

use std::ops::Range;

use lopdf::{Dictionary, Document, Object};

use super::{NAME, VERSION};

/// Says in the metadata that a document is PDF/X-4, and not trapped.
pub fn claim(document: &mut Document) -> Result<(), String> {
    let info = info(document).ok_or("the PDF has no document information")?;
    info.set("Trapped", "False");
    let catalog = document.catalog().map_err(|error| format!("the PDF has no catalogue: {error}"))?;
    let id = catalog.get(b"Metadata").and_then(Object::as_reference);
    let stream = id.and_then(|id| document.get_object_mut(id)).and_then(Object::as_stream_mut);
    let stream = stream.map_err(|error| format!("the PDF has no metadata: {error}"))?;
    let plain = stream.get_plain_content().ok().and_then(|plain| String::from_utf8(plain).ok());
    let claimed = plain.and_then(|text| claimed(&text)).ok_or("the PDF has metadata of another kind")?;
    // Programs that know nothing of PDF look for them as they are.
    stream.set_plain_content(claimed.into_bytes());
    Ok(())
}

/// The document information, in an object of its own or not.
fn info(document: &mut Document) -> Option<&mut Dictionary> {
    match document.trailer.get(b"Info").ok()?.as_reference() {
        Ok(id) => document.get_dictionary_mut(id).ok(),
        Err(_) => document.trailer.get_mut(b"Info").ok()?.as_dict_mut().ok(),
    }
}

/// The metadata with what the standard wants beside what they say (ISO 16684-1).
fn claimed(xmp: &str) -> Option<String> {
    let mut text = xmp.to_owned();
    for (name, value) in [("pdf:PDFVersion", VERSION), ("xmpMM:RenditionClass", "default")] {
        if let Some(range) = value_of(&text, name) {
            text.replace_range(range, value);
        }
    }
    let written = text.get(value_of(&text, "xmp:ModifyDate")?)?.to_owned();
    let more = format!(
        "<rdf:Description rdf:about=\"\" xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdfxid:GTS_PDFXVersion>{NAME}</pdfxid:GTS_PDFXVersion>\
         <pdf:Trapped>False</pdf:Trapped><xmp:MetadataDate>{written}</xmp:MetadataDate>\
         <xmpMM:VersionID>1</xmpMM:VersionID></rdf:Description>"
    );
    text.insert_str(text.find("</rdf:RDF>")?, &more);
    Some(text)
}

/// Where the value of a property stands.
fn value_of(xmp: &str, name: &str) -> Option<Range<usize>> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let from = xmp.find(&open)? + open.len();
    xmp[from..].find(&close).map(|length| from..from + length)
}
