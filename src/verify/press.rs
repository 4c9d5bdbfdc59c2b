//! What can be told of PDF/X-4 (ISO 15930-7:2010) from the structure of a file: no library has that
//! standard's rules, and how a page looks on paper no program can tell.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, Stream};

use super::pages::{Found, Pages};
use super::pdf::said;
use super::{Finding, Outcome, Place};
use crate::pdf::{entry, is_name};

/// The standard's name in metadata.
pub const NAME: &str = "PDF/X-4";

const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const MEDIA: &str = "http://ns.adobe.com/xap/1.0/mm/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";

/// The most bytes of what pages show that are looked through.
const CONTENT: usize = 256 << 20;

/// How far boxes of pages may be off one another, in points.
const OFF: f32 = 0.01;

/// A file, with what its output intent says.
struct File<'a> {
    pages: &'a Pages<'a>,
    document: &'a Document,
    xml: &'a roxmltree::Document<'a>,
    /// The colour space of the output intent's profile, as the profile writes it.
    space: Option<[u8; 4]>,
}

/// A thing to look at: its name, and what is found against it.
type Look = (&'static str, fn(&File) -> Option<Against>);

/// What is wrong, what to do, and where.
type Against = (String, &'static str, Found);

const LOOKS: [Look; 10] = [
    ("pdfx-version", version),
    ("pdfx-trailer", trailer),
    ("pdfx-metadata", metadata),
    ("pdfx-trapped", trapped),
    ("pdfx-intent", intent),
    ("pdfx-boxes", boxes),
    ("pdfx-annotations", annotations),
    ("pdfx-fonts", fonts),
    ("pdfx-interactive", interactive),
    ("pdfx-colours", colours),
];

/// What becomes of a claim of PDF/X-4.
pub fn judged(pages: &Pages, xml: &roxmltree::Document) -> Outcome {
    let document = pages.document();
    let file = File { pages, document, xml, space: profile(document).map(|(space, _)| space) };
    let found = LOOKS.iter().filter_map(|(rule, look)| {
        let (message, hint, Found { count, places }) = look(&file)?;
        Some(Finding { rule: (*rule).to_owned(), message, hint: Some(hint.to_owned()), count, places })
    });
    Outcome::of(
        found.collect(),
        format!(
            "the {} things of it that this program looks at, which is less than a preflight does",
            LOOKS.len()
        ),
    )
}

fn against(message: impl Into<String>, hint: &'static str) -> Option<Against> {
    Some((message.into(), hint, Found::default()))
}

fn version(file: &File) -> Option<Against> {
    let version = &file.document.version;
    if version.as_str() <= "1.6" {
        return None;
    }
    against(
        format!("the file is of PDF {version}, and the standard is written on 1.6"),
        "write it as PDF 1.6",
    )
}

fn trailer(file: &File) -> Option<Against> {
    if file.document.trailer.has(b"Encrypt") || file.document.was_encrypted() {
        return against("the file is encrypted", "write it without a password");
    }
    if !file.document.trailer.has(b"ID") {
        return against("the file has no identifier", "write an `ID` into its trailer");
    }
    None
}

fn metadata(file: &File) -> Option<Against> {
    let dates = ["CreateDate", "ModifyDate", "MetadataDate"].map(|name| (XMP, name));
    let names = ["DocumentID", "VersionID", "RenditionClass"].map(|name| (MEDIA, name));
    let all = dates.into_iter().chain(names);
    let mut lacks: Vec<&str> =
        all.filter(|(space, name)| said(file.xml, space, name).is_none()).map(|(_, name)| name).collect();
    let has_title = file.xml.descendants().any(|node| node.has_tag_name("title"));
    lacks.extend((!has_title).then_some("title"));
    if lacks.is_empty() {
        return None;
    }
    against(
        format!("the metadata do not say `{}`", lacks.join("`, `")),
        "write the metadata that are asked for",
    )
}

fn trapped(file: &File) -> Option<Against> {
    let info = file.document.trailer.get(b"Info").and_then(|info| file.document.dereference(info));
    let info = info.and_then(|(_, info)| info.as_dict()).and_then(|info| info.get(b"Trapped"));
    let info = info.and_then(Object::as_name).unwrap_or_default();
    let xmp = said(file.xml, PDF, "Trapped");
    let agree = xmp.as_deref().is_some_and(|xmp| info.is_empty() || info == xmp.as_bytes());
    if agree && matches!(xmp.as_deref(), Some("True" | "False")) {
        return None;
    }
    against("it is not said whether inks overlap where they meet", "set `Trapped` to `True` or `False`")
}

/// The colour space, and the class, of the profile of the only intent for PDF/X.
fn profile(document: &Document) -> Option<([u8; 4], [u8; 4])> {
    let intents = entry(document, document.catalog().ok()?, b"OutputIntents")?.as_array().ok()?;
    let intents =
        intents.iter().take(100).filter_map(|intent| document.dereference(intent).ok()?.1.as_dict().ok());
    let mut of_press = intents.filter(|intent| is_name(intent, b"S", b"GTS_PDFX"));
    let (intent, None) = (of_press.next()?, of_press.next()) else { return None };
    entry(document, intent, b"OutputConditionIdentifier")?;
    let Object::Stream(stream) = entry(document, intent, b"DestOutputProfile")? else { return None };
    let bytes = stream.get_plain_content_with_limit(super::pdf::STREAM).ok()?;
    let head = bytes.get(..128).filter(|head| &head[36..40] == b"acsp")?;
    let space = head[16..20].try_into().ok()?;
    let inks = match &head[16..20] {
        b"GRAY" => 1,
        b"RGB " => 3,
        b"CMYK" => 4,
        _ => return None,
    };
    let fits = stream.dict.get(b"N").and_then(Object::as_i64).is_ok_and(|count| count == inks);
    fits.then_some((space, head[12..16].try_into().ok()?))
}

fn intent(file: &File) -> Option<Against> {
    match profile(file.document) {
        Some((_, class)) if &class == b"prtr" => None,
        Some(_) => {
            against("the profile of the output intent is of no press", "name the ICC profile of the press")
        }
        None => against(
            "the file does not say for which press it is made",
            "write one output intent of the kind `GTS_PDFX` with its profile",
        ),
    }
}

/// A box of a page, which may be that of the pages that it is among.
fn page_box(document: &Document, page: &Dictionary, key: &[u8]) -> Option<[f32; 4]> {
    let mut node = page;
    for _ in 0..64 {
        if let Some(sides) = entry(document, node, key) {
            let number = |side: &Object| document.dereference(side).ok()?.1.as_float().ok();
            let sides: Vec<f32> = sides.as_array().ok()?.iter().take(5).map(number).collect::<Option<_>>()?;
            let [x0, y0, x1, y1] = sides.try_into().ok()?;
            return Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)]);
        }
        if key != b"MediaBox" && key != b"CropBox" {
            return None;
        }
        node = entry(document, node, b"Parent")?.as_dict().ok()?;
    }
    None
}

fn lies_in(inner: [f32; 4], outer: [f32; 4]) -> bool {
    inner[0] >= outer[0] - OFF
        && inner[1] >= outer[1] - OFF
        && inner[2] <= outer[2] + OFF
        && inner[3] <= outer[3] + OFF
}

/// The pages of which something is true.
fn pages_where(file: &File, is: impl Fn(&Dictionary) -> bool) -> Option<Found> {
    let pages = file.pages.each().filter(|(id, _)| file.document.get_dictionary(*id).is_ok_and(&is));
    let pages: BTreeSet<usize> = pages.map(|(_, number)| number).collect();
    (!pages.is_empty()).then(|| Found::new(pages.len(), pages))
}

fn boxes(file: &File) -> Option<Against> {
    let wrong = |page: &Dictionary| {
        let of = |key: &[u8]| page_box(file.document, page, key);
        let (Some(media), Some(trim), None) =
            (of(b"MediaBox"), of(b"TrimBox").or(of(b"ArtBox")), of(b"TrimBox").and(of(b"ArtBox")))
        else {
            return true;
        };
        let bleed = of(b"BleedBox").unwrap_or(media);
        !(lies_in(trim, bleed) && lies_in(bleed, media))
    };
    let found = pages_where(file, wrong)?;
    let message = "a page does not say where it is cut, or its boxes do not lie within one another";
    Some((message.to_owned(), "write a `TrimBox` within the `BleedBox` within the `MediaBox`", found))
}

fn annotations(file: &File) -> Option<Against> {
    let has_any = |page: &Dictionary| {
        let of = |key: &[u8]| page_box(file.document, page, key);
        let Some(shown) = of(b"BleedBox").or(of(b"TrimBox")).or(of(b"ArtBox")) else { return false };
        let all = entry(file.document, page, b"Annots").and_then(|all| all.as_array().ok());
        all.into_iter().flatten().take(100_000).any(|one| {
            let Ok((_, Object::Dictionary(one))) = file.document.dereference(one) else { return false };
            let rect = page_box(file.document, one, b"Rect").unwrap_or(shown);
            let apart =
                rect[0] >= shown[2] || rect[2] <= shown[0] || rect[1] >= shown[3] || rect[3] <= shown[1];
            !apart && !is_name(one, b"Subtype", b"PrinterMark") && !is_name(one, b"Subtype", b"TrapNet")
        })
    };
    let found = pages_where(file, has_any)?;
    Some(("something to click on lies on a page".to_owned(), "take links and notes out", found))
}

fn fonts(file: &File) -> Option<Against> {
    let found = file.pages.without_program();
    found.count?;
    Some(("a font is not in the file".to_owned(), "embed it", found))
}

/// What a press cannot carry out (ISO 15930-7, 6.18 to 6.22).
const INTERACTIVE: [&str; 5] = ["AA", "OpenAction", "JavaScript", "AcroForm", "EmbeddedFiles"];

fn interactive(file: &File) -> Option<Against> {
    let dictionaries = file.document.objects.values().filter_map(|object| object.as_dict().ok());
    let nested = dictionaries.flat_map(|all| {
        let within = all.iter().filter_map(|(_, one)| one.as_dict().ok());
        std::iter::once(all).chain(within)
    });
    let mut found = BTreeSet::new();
    for entries in nested {
        found.extend(INTERACTIVE.into_iter().filter(|key| entries.has(key.as_bytes())));
    }
    let found: Vec<&str> = found.into_iter().collect();
    let message = format!("the file has `{}`, which a press cannot carry out", found.join("`, `"));
    if found.is_empty() { None } else { against(message, "take out scripts, forms and files") }
}

fn colours(file: &File) -> Option<Against> {
    let (name, operators, default): (&[u8], [&str; 2], &[u8]) = match &file.space? {
        b"RGB " => (b"DeviceCMYK", ["k", "K"], b"DefaultCMYK"),
        _ => (b"DeviceRGB", ["rg", "RG"], b"DefaultRGB"),
    };
    // What calibrates them may stand in any list of resources; which is used where is not followed.
    let is_calibrated = |object: &Object| mentions(object, default, 0);
    if file.document.objects.values().any(is_calibrated) {
        return None;
    }
    let named = file.document.objects.values().filter(|object| names(object, name, 0)).count();
    let mut left = CONTENT;
    let streams = file.document.objects.values().filter_map(|object| object.as_stream().ok());
    let painting = streams.filter(|stream| paints(stream)).filter(|stream| {
        let Ok(content) = stream.get_plain_content_with_limit(left.min(super::pdf::STREAM)) else {
            return false;
        };
        left -= content.len().min(left);
        let mark = |operator: &str| content.windows(operator.len()).any(|part| part == operator.as_bytes());
        operators.iter().any(|operator| mark(operator))
            && Content::decode(&content).is_ok_and(|content| {
                content.operations.iter().any(|one| operators.contains(&one.operator.as_str()))
            })
    });
    let count = named + painting.count();
    if count == 0 {
        return None;
    }
    let name = String::from_utf8_lossy(name);
    let message = format!("colours are in `{name}`, which the press of the output intent has not");
    let hint = "say by a profile what they are, or turn them into those of the press";
    Some((message, hint, Found { count: Some(count), places: Vec::<Place>::new() }))
}

/// Whether a stream may be one that paints, rather than a picture, a font or metadata.
fn paints(stream: &Stream) -> bool {
    let is_other = [b"Length1".as_slice(), b"Length2", b"Width", b"FunctionType", b"N"]
        .iter()
        .any(|key| stream.dict.has(key));
    !is_other && !is_name(&stream.dict, b"Type", b"Metadata") && !is_name(&stream.dict, b"Type", b"XRef")
}

/// How deep what stands within one another is followed.
const DEPTH: usize = 16;

/// Whether a key stands in an object.
fn mentions(object: &Object, key: &[u8], depth: usize) -> bool {
    let entries = match object {
        Object::Dictionary(entries) | Object::Stream(Stream { dict: entries, .. }) => entries,
        _ => return false,
    };
    entries.has(key) || depth < DEPTH && entries.iter().any(|(_, one)| mentions(one, key, depth + 1))
}

/// Whether a name stands in an object.
fn names(object: &Object, name: &[u8], depth: usize) -> bool {
    match object {
        Object::Name(found) => found == name,
        Object::Array(parts) if depth < DEPTH => parts.iter().any(|part| names(part, name, depth + 1)),
        Object::Dictionary(entries) | Object::Stream(Stream { dict: entries, .. }) if depth < DEPTH => {
            // What a profile stands for where it cannot be read is no colour of a page.
            entries.iter().any(|(key, one)| key != b"Alternate" && names(one, name, depth + 1))
        }
        _ => false,
    }
}
