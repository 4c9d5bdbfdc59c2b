//! Fields to fill in on a screen (ISO 32000-1, 12.7), labelled and tagged (ISO 14289-1, 7.18).
//!
//! The theme sets a link where a field goes: `field:7` leads to the field of that number, `field:7/3`
//! to one of three lines. The layout engine gives the link a rectangle, an element among the tags, at
//! the place where it is read, and the ties between the two; each link becomes a field here.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};

use super::{entry, is_name, typing};
use crate::fonts::Font;

/// With what the addresses of places for fields begin.
const SCHEME: &[u8] = b"field:";

/// What readers leave free within a field, above and below, in points: the width of a border.
const EDGE: f32 = 1.0;

/// What they leave free below the last of several lines, in points. Some want two borders on either side,
/// and have no room for that line where a hair is lacking.
const BELOW: f32 = 3.2;

/// The name of the font among the form's resources.
const FONT: &str = "Text";

/// Several lines; and no more than there is room for (ISO 32000-1, table 228).
const MULTILINE: i64 = 1 << 12;
const DO_NOT_SCROLL: i64 = 1 << 23;

/// A form.
pub struct Form<'a> {
    /// The fields, by their numbers.
    pub fields: &'a [Field],
    /// What is typed with.
    pub face: &'a Font,
    /// The colour of what is typed: red, green and blue.
    pub ink: [u8; 3],
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What programs know it by: another name for each field, without full stops.
    pub name: String,
    /// What it asks for, for those who hear it alone.
    pub label: String,
    /// What goes into it.
    pub kind: Kind,
}

/// What goes into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, from one side.
    Words(Side),
    /// A tick.
    Tick {
        /// Whether it is there from the beginning.
        done: bool,
        /// The colour of a ticked box.
        box_colour: [u8; 3],
        /// The colour of the tick in it.
        tick_colour: [u8; 3],
    },
}

/// A side of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where words of most scripts begin.
    Left,
    /// Where words of Arabic and Hebrew begin.
    Right,
}

/// A place for a field.
struct Place {
    page: ObjectId,
    annotation: ObjectId,
    field: usize,
    /// How many lines of words it has; none where it is as high as the words.
    lines: Option<u16>,
    /// Left, bottom, right and top, in points.
    rect: [f32; 4],
}

impl Place {
    fn width(&self) -> f32 {
        self.rect[2] - self.rect[0]
    }

    fn height(&self) -> f32 {
        self.rect[3] - self.rect[1]
    }
}

/// A PDF in which each place that names a field is that field. The error is a message for people.
pub fn with_fields(pdf: &[u8], form: &Form) -> Result<Vec<u8>, String> {
    let mut document = super::open(pdf)?;
    let places = places(&document);
    checked(&places, form.fields)?;
    let font = typing::add(&mut document, form.face)
        .ok_or_else(|| format!("nothing can be typed with the font `{}`", form.face.info().family))?;
    let resources = dictionary! { FONT => font };
    for place in &places {
        let field = &form.fields[place.field];
        let entries = entries(&mut document, field, place, form.ink);
        let Ok(Object::Dictionary(annotation)) = document.get_object_mut(place.annotation) else { continue };
        for gone in ["A", "Border", "Contents", "QuadPoints"] {
            annotation.remove(gone.as_bytes());
        }
        put(annotation, entries);
    }
    tag(&mut document, &places);
    let fields: Vec<Object> = places.iter().map(|place| place.annotation.into()).collect();
    let form = document.add_object(dictionary! {
        "Fields" => fields,
        "DR" => dictionary! { "Font" => resources },
        "DA" => Object::string_literal(appearance(0.0, form.ink)),
    });
    let catalog = document.catalog_mut().map_err(|error| format!("the PDF has no catalogue: {error}"))?;
    catalog.set("AcroForm", form);
    super::write(document)
}

/// Whether the places are those of fields, and of each once. The error is a message for people.
fn checked(places: &[Place], fields: &[Field]) -> Result<(), String> {
    if places.is_empty() {
        return Err("the theme has no places for fields: it sets no link to `field:` and the number of a \
             field; build with a built-in theme, or copy `worksheet.typ` anew"
            .to_owned());
    }
    let mut seen = vec![false; fields.len()];
    for place in places {
        let number = place.field;
        match seen.get_mut(number) {
            None => return Err(format!("the theme has a place for field {number}, which there is not")),
            Some(true) => return Err(format!("the theme has two places for field {number}")),
            Some(new) => *new = true,
        }
    }
    Ok(())
}

/// The places of a document, in the order of its pages and of what stands on them.
fn places(document: &Document) -> Vec<Place> {
    let mut places = Vec::new();
    for page in document.page_iter() {
        let listed = document.get_dictionary(page).ok().and_then(|page| entry(document, page, b"Annots"));
        let Some(Object::Array(annotations)) = listed else { continue };
        let ids = annotations.iter().filter_map(|annotation| annotation.as_reference().ok());
        places.extend(ids.filter_map(|annotation| place(document, page, annotation)));
    }
    places
}

/// The place that a link is, where it is one.
fn place(document: &Document, page: ObjectId, annotation: ObjectId) -> Option<Place> {
    let link = document.get_dictionary(annotation).ok()?;
    let address = entry(document, link, b"A")?.as_dict().ok()?.get(b"URI").ok()?.as_str().ok()?;
    let address = std::str::from_utf8(address.strip_prefix(SCHEME)?).ok()?;
    let (field, lines) = address.split_once('/').unwrap_or((address, ""));
    let rect: Vec<f32> =
        link.get(b"Rect").ok()?.as_array().ok()?.iter().filter_map(|side| side.as_float().ok()).collect();
    Some(Place {
        page,
        annotation,
        // What is no number is no field's.
        field: field.parse().unwrap_or(usize::MAX),
        lines: lines.parse().ok().filter(|lines| *lines > 0),
        rect: rect.try_into().ok()?,
    })
}

/// What makes an annotation a field, beside what a link has already: a place and a tie to its tag.
fn entries(document: &mut Document, field: &Field, place: &Place, ink: [u8; 3]) -> Dictionary {
    let mut entries = dictionary! {
        "Subtype" => "Widget",
        "P" => place.page,
        "T" => text_string(&field.name),
        "TU" => text_string(&field.label),
        // Shown and printed; PDF/A wants nothing else.
        "F" => 4,
    };
    let more = match field.kind {
        Kind::Words(side) => words(document, place, side, ink),
        Kind::Tick { done, box_colour, tick_colour } => {
            let ticked =
                drawn(document, [place.width(), place.height()], tick(place, box_colour, tick_colour));
            let empty = drawn(document, [place.width(), place.height()], String::new());
            let state = if done { "Yes" } else { "Off" };
            dictionary! {
                "FT" => "Btn",
                "V" => state,
                "DV" => state,
                "AS" => state,
                "AP" => dictionary! { "N" => dictionary! { "Yes" => ticked, "Off" => empty } },
            }
        }
    };
    put(&mut entries, more);
    entries
}

/// Puts entries into a dictionary, each in the place of one of its name.
fn put(dictionary: &mut Dictionary, entries: Dictionary) {
    for (name, value) in entries {
        dictionary.set(name, value);
    }
}

/// What makes a field of words. Readers choose the size where there is one line; of several it is such
/// that words stand on them.
fn words(document: &mut Document, place: &Place, side: Side, ink: [u8; 3]) -> Dictionary {
    let size = place.lines.map_or(0.0, |lines| place.height() / f32::from(lines) / typing::LINE);
    let several = place.lines.map_or(0, |_| MULTILINE);
    let below = place.lines.map_or(EDGE, |_| BELOW);
    let [left, bottom, right, top] = place.rect;
    let rect = [left, bottom - below, right, top + EDGE];
    let size_drawn = [place.width(), place.height() + EDGE + below];
    let empty = drawn(document, size_drawn, "/Tx BMC\nEMC\n".to_owned());
    dictionary! {
        "FT" => "Tx",
        "Ff" => several | DO_NOT_SCROLL,
        "DA" => Object::string_literal(appearance(size, ink)),
        "Q" => match side { Side::Left => 0, Side::Right => 2 },
        "Rect" => rect.map(Object::from).to_vec(),
        "AP" => dictionary! { "N" => empty },
    }
}

/// How words look (ISO 32000-1, 12.7.3.3): their font, their size, where 0 leaves it to the reader, and
/// their colour.
fn appearance(size: f32, ink: [u8; 3]) -> String {
    format!("/{FONT} {size:.3} Tf {} {}", colour(ink), if is_grey(ink) { "g" } else { "rg" })
}

fn is_grey([red, green, blue]: [u8; 3]) -> bool {
    red == green && green == blue
}

/// The parts of a colour; the first alone of a grey.
fn colour(rgb: [u8; 3]) -> String {
    let parts = if is_grey(rgb) { &rgb[..1] } else { &rgb[..] };
    parts.iter().map(|part| format!("{:.3}", f32::from(*part) / 255.0)).collect::<Vec<_>>().join(" ")
}

/// A ticked box, as the theme draws that of a task that is done, on a square of 14.
fn tick(place: &Place, box_colour: [u8; 3], tick_colour: [u8; 3]) -> String {
    let (fill, stroke) = (operator(box_colour, "g", "rg"), operator(tick_colour, "G", "RG"));
    format!(
        "q\n{:.4} 0 0 {:.4} 0 0 cm\n{fill}\n0.75 0.75 12.5 12.5 re\nf\n{stroke}\n1.8 w\n3.2 6.6 m\n6 3.8 l\n11 9.6 l\nS\nQ\n",
        place.width() / 14.0,
        place.height() / 14.0,
    )
}

/// The operator that chooses a colour, by its name for greys and for others.
fn operator(rgb: [u8; 3], grey: &str, other: &str) -> String {
    format!("{} {}", colour(rgb), if is_grey(rgb) { grey } else { other })
}

/// A drawing of so many points.
fn drawn(document: &mut Document, [width, height]: [f32; 2], content: String) -> ObjectId {
    let entries = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), width.into(), height.into()],
        "Resources" => dictionary! {},
    };
    document.add_object(Stream::new(entries, content.into_bytes()))
}

/// Makes forms of the elements that were links: of each its one child is the field.
fn tag(document: &mut Document, places: &[Place]) {
    let fields: BTreeSet<ObjectId> = places.iter().map(|place| place.annotation).collect();
    let is_field = |object: &Object| {
        let object = object.as_dict().and_then(|object| object.get(b"Obj")).and_then(Object::as_reference);
        object.is_ok_and(|object| fields.contains(&object))
    };
    for object in document.objects.values_mut() {
        let Object::Dictionary(element) = object else { continue };
        let holds = match element.get(b"K") {
            Ok(Object::Array(children)) => children.iter().any(is_field),
            Ok(child) => is_field(child),
            Err(_) => false,
        };
        if is_name(element, b"S", b"Link") && holds {
            element.set("S", "Form");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::to_type_with;
    use crate::typeset::Job;

    fn field(name: &str, kind: Kind) -> Field {
        Field { name: name.to_owned(), label: format!("What is {name}?"), kind }
    }

    /// What becomes of a page that a theme sets so.
    fn made(page: &str) -> Result<Vec<u8>, String> {
        let mut job = Job::new("/main.typ", &[]);
        job.file("/main.typ", page.to_owned().into_bytes());
        let pdf = job.pdf("test", &[]).unwrap().product;
        let tick = Kind::Tick { done: true, box_colour: [0, 40, 80], tick_colour: [255; 3] };
        let fields = [field("à part (1)", Kind::Words(Side::Right)), field("b", tick)];
        let face = to_type_with("no such family", &[]).expect("the program has a font of its own");
        with_fields(&pdf, &Form { fields: &fields, face: &face, ink: [0, 51, 255] })
    }

    const PAGE: &str = "#set page(width: 200pt, height: 100pt, margin: 10pt)
        #link(\"field:0/2\", block(width: 100pt, height: 54pt))
        #link(\"field:1\", box(width: 14pt, height: 14pt)) #link(\"https://example.org\")[elsewhere]";

    #[test]
    fn links_become_fields_where_they_stand() {
        let pdf = made(PAGE).unwrap();
        assert!(pdf == made(PAGE).unwrap(), "the same page gives the same bytes");
        let document = super::super::open(&pdf).unwrap();
        let entry = |object: &Object, name: &str| {
            let (_, object) = document.dereference(object).unwrap();
            object.as_dict().unwrap().get(name.as_bytes()).cloned().ok()
        };
        let form = entry(&document.trailer.get(b"Root").cloned().unwrap(), "AcroForm").unwrap();
        let Some(Object::Array(fields)) = entry(&form, "Fields") else { panic!("no fields") };
        let [words, tick] = &fields[..] else { panic!("{} fields", fields.len()) };
        let text = |field, name| lopdf::decode_text_string(&entry(field, name).unwrap()).unwrap();
        assert_eq!(
            (text(words, "T"), text(words, "TU")),
            ("à part (1)".into(), "What is à part (1)?".into())
        );
        assert_eq!(text(words, "DA"), "/Text 20.000 Tf 0.000 0.200 1.000 rg");
        let rect = entry(words, "Rect").unwrap();
        let rect: Vec<f32> = rect.as_array().unwrap().iter().map(|side| side.as_float().unwrap()).collect();
        assert_eq!(rect, [10.0, 32.8, 110.0, 91.0], "there is room above and below");
        assert_eq!(entry(tick, "AS").unwrap().as_name().unwrap(), b"Yes");
        let kinds = document.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"S").ok());
        let kinds: Vec<&[u8]> = kinds.filter_map(|kind| kind.as_name().ok()).collect();
        let count = |name: &[u8]| kinds.iter().filter(|kind| **kind == name).count();
        assert_eq!((count(b"Form"), count(b"Link")), (2, 1), "other links stay what they are");
    }

    #[test]
    fn places_that_are_no_fields_are_named() {
        for (page, said) in [
            ("words", "the theme has no places for fields"),
            ("#link(\"field:2\")[x]", "a place for field 2, which there is not"),
            ("#link(\"field:two\")[x]", "which there is not"),
            ("#link(\"field:1\")[x] #pagebreak() #link(\"field:1\")[x]", "two places for field 1"),
        ] {
            let error = made(page).unwrap_err();
            assert!(error.contains(said), "{page}: {error}");
        }
        assert!(super::super::open(b"no PDF").is_err());
    }
}
