//! Colours: inks where a colour is plain, and calibrated where it is not.
//!
//! The theme's colours are inks already. Drawings that the layout engine embeds have colours of screens, in
//! sRGB and in greys by its two profiles: what paints with one of them gets its inks, so that black is
//! black ink alone. So do pictures in greys. Pictures and colours that flow keep sRGB, which says what they are.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::Inks;
use crate::pdf::{entry, is_name};

/// What a colour of screens is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    Colours,
    Greys,
}

/// The spaces of screens that a stream can name.
type Named = BTreeMap<Vec<u8>, Screen>;

/// Gives a document the colours that print best with its output intent.
pub fn settle(document: &mut Document, inks: &Inks) -> Result<(), String> {
    let (spaces, masks) = (spaces(document), masks(document));
    for (id, named) in painting(document, &spaces) {
        // How much of what is below a mask shows through is worked out from how light its colours are.
        if masks.contains(&id) {
            continue;
        }
        if let Ok(Object::Stream(stream)) = document.get_object_mut(id) {
            paint(stream, &named, inks)?;
        }
    }
    for (id, object) in &mut document.objects {
        if spaces.contains_key(id) {
            continue;
        }
        if !masks.contains(id) {
            mix_in_inks(object, &spaces);
        }
        print_greys_in_black(object, &spaces);
    }
    Ok(())
}

/// The objects that are spaces of screens, by the profiles that the layout engine has for them.
fn spaces(document: &Document) -> BTreeMap<ObjectId, Screen> {
    let of = |object: &Object| {
        let parts = object.as_array().ok().filter(|parts| parts.len() == 2)?;
        parts[0].as_name().ok().filter(|name| name == b"ICCBased")?;
        let stream = document.dereference(&parts[1]).ok()?.1.as_stream().ok()?;
        let profile = stream.get_plain_content().ok()?;
        if profile == typst_assets::icc::S_RGB_V4 {
            Some(Screen::Colours)
        } else {
            (profile == typst_assets::icc::S_GREY_V4).then_some(Screen::Greys)
        }
    };
    document.objects.iter().filter_map(|(id, object)| Some((*id, of(object)?))).collect()
}

/// The streams that paint, which are those of pages, forms, patterns and drawn glyphs, with the spaces of
/// screens that each can name.
fn painting(document: &Document, spaces: &BTreeMap<ObjectId, Screen>) -> Vec<(ObjectId, Named)> {
    let named = |owner: &Dictionary| -> Named {
        let resources = entry(document, owner, b"Resources").and_then(|all| all.as_dict().ok());
        let listed = resources.and_then(|all| entry(document, all, b"ColorSpace")?.as_dict().ok());
        let of = |(name, space): (&Vec<u8>, &Object)| {
            Some((name.clone(), *spaces.get(&space.as_reference().ok()?)?))
        };
        listed.into_iter().flat_map(Dictionary::iter).filter_map(of).collect()
    };
    let mut all: Vec<(ObjectId, Named)> = Vec::new();
    for page in document.page_iter() {
        let Ok(entries) = document.get_dictionary(page) else { continue };
        all.extend(document.get_page_contents(page).into_iter().map(|id| (id, named(entries))));
    }
    for (id, object) in &document.objects {
        match object {
            Object::Stream(stream)
                if is_name(&stream.dict, b"Subtype", b"Form") || stream.dict.has(b"PatternType") =>
            {
                all.push((*id, named(&stream.dict)));
            }
            Object::Dictionary(font) if is_name(font, b"Subtype", b"Type3") => {
                let glyphs = entry(document, font, b"CharProcs").and_then(|glyphs| glyphs.as_dict().ok());
                let glyphs = glyphs.into_iter().flatten().filter_map(|(_, glyph)| glyph.as_reference().ok());
                all.extend(glyphs.map(|id| (id, named(font))));
            }
            _ => {}
        }
    }
    all.retain(|(_, named)| !named.is_empty());
    all
}

/// Turns the colours of screens that a stream paints with into inks.
fn paint(stream: &mut Stream, named: &Named, inks: &Inks) -> Result<(), String> {
    let fault = |error: lopdf::Error| format!("what a page shows cannot be read: {error}");
    let content = stream.get_plain_content().map_err(fault)?;
    let content = Content::decode(&content).map_err(fault)?;
    // The spaces of fills and of lines, and those that wait for the end of what has its own.
    let (mut current, mut outer) = ([None; 2], Vec::new());
    let mut operations = Vec::with_capacity(content.operations.len());
    for operation in content.operations {
        let of_lines = usize::from(operation.operator.starts_with(char::is_uppercase));
        match operation.operator.as_str() {
            "q" => outer.push(current),
            "Q" => current = outer.pop().unwrap_or_default(),
            "cs" | "CS" => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok());
                current[of_lines] = name.and_then(|name| named.get(name)).copied();
                if current[of_lines].is_some() {
                    continue;
                }
            }
            "g" | "rg" | "k" | "G" | "RG" | "K" => current[of_lines] = None,
            "sc" | "scn" | "SC" | "SCN" => {
                if let Some(inked) = current[of_lines].and_then(|space| inked(space, &operation, inks)) {
                    operations.push(inked);
                    continue;
                }
            }
            _ => {}
        }
        operations.push(operation);
    }
    stream.set_plain_content(Content { operations }.encode().map_err(fault)?);
    stream.compress().map_err(fault)
}

/// What sets a colour of screens, as what sets its inks.
fn inked(space: Screen, Operation { operator, operands }: &Operation, inks: &Inks) -> Option<Operation> {
    let is_of_lines = operator.starts_with('S');
    match space {
        Screen::Greys => Some(Operation::new(if is_of_lines { "G" } else { "g" }, operands.clone())),
        Screen::Colours => {
            let parts = inks(colour(operands)?);
            let parts = parts.iter().map(|part| Object::Real(f32::from(*part) / 100.0)).collect();
            Some(Operation::new(if is_of_lines { "K" } else { "k" }, parts))
        }
    }
}

/// A colour, 0 to 255, from its parts, 0 to 1.
fn colour(parts: &[Object]) -> Option<[u8; 3]> {
    // In range, so that the conversion is exact.
    let part = |part: &Object| Some((part.as_float().ok()?.clamp(0.0, 1.0) * 255.0).round() as u8);
    let parts: Vec<u8> = parts.iter().map(part).collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// The forms that are masks by how light they are (ISO 32000-1, 11.6.5.2).
fn masks(document: &Document) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut look = |entries: &Dictionary| {
        if is_name(entries, b"S", b"Luminosity") {
            found.extend(entries.get(b"G").and_then(Object::as_reference));
        }
    };
    for object in document.objects.values() {
        let Ok(entries) = object.as_dict() else { continue };
        look(entries);
        if let Ok(Object::Dictionary(mask)) = entries.get(b"SMask") {
            look(mask);
        }
    }
    found
}

/// Mixes the colours of a group in inks, where they were to be mixed as on screens.
fn mix_in_inks(object: &mut Object, spaces: &BTreeMap<ObjectId, Screen>) {
    if let Object::Stream(Stream { dict, .. }) = object
        && let Ok(Object::Dictionary(group)) = dict.get_mut(b"Group")
        && group.get(b"CS").and_then(Object::as_reference).is_ok_and(|space| spaces.contains_key(&space))
    {
        group.set("CS", "DeviceCMYK");
    }
}

/// Says of greys, wherever a space is named, that they are of black ink.
fn print_greys_in_black(object: &mut Object, spaces: &BTreeMap<ObjectId, Screen>) {
    match object {
        Object::Reference(id) if spaces.get(id) == Some(&Screen::Greys) => *object = "DeviceGray".into(),
        Object::Array(parts) => parts.iter_mut().for_each(|part| print_greys_in_black(part, spaces)),
        Object::Dictionary(entries) | Object::Stream(Stream { dict: entries, .. }) => {
            entries.iter_mut().for_each(|(_, entry)| print_greys_in_black(entry, spaces));
        }
        _ => {}
    }
}
