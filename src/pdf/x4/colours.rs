//! Colours: inks where a colour is plain, and calibrated where it is not.
//!
//! The theme's colours are inks already. Drawings that the layout engine embeds have colours of screens:
//! what paints with one colour gets its inks, so that black is black ink alone. Pictures and
//! colours that flow keep theirs, and are said to be sRGB.

use std::collections::BTreeSet;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::{Inks, is_name};

/// Gives a document the colours that its output intent allows.
pub fn settle(document: &mut Document, inks: &Inks) -> Result<(), String> {
    for id in streams_of_content(document) {
        if let Ok(Object::Stream(stream)) = document.get_object_mut(id) {
            paint(stream, inks)?;
        }
    }
    calibrate(document)
}

/// The streams that paint: those of pages, forms, patterns, and glyphs that are drawn.
fn streams_of_content(document: &Document) -> BTreeSet<ObjectId> {
    let mut all: BTreeSet<ObjectId> =
        document.page_iter().flat_map(|page| document.get_page_contents(page)).collect();
    for (id, object) in &document.objects {
        match object {
            Object::Stream(stream)
                if is_name(&stream.dict, b"Subtype", b"Form") || stream.dict.has(b"PatternType") =>
            {
                all.insert(*id);
            }
            Object::Dictionary(font) if is_name(font, b"Subtype", b"Type3") => {
                let glyphs = font.get(b"CharProcs").and_then(|glyphs| document.dereference(glyphs));
                let glyphs = glyphs.and_then(|(_, glyphs)| glyphs.as_dict());
                all.extend(glyphs.into_iter().flatten().filter_map(|(_, glyph)| glyph.as_reference().ok()));
            }
            _ => {}
        }
    }
    all
}

/// Turns the colours of screens that a stream paints with into inks.
fn paint(stream: &mut Stream, inks: &Inks) -> Result<(), String> {
    let fault = |error: lopdf::Error| format!("what a page shows cannot be read: {error}");
    let content = stream.get_plain_content().map_err(fault)?;
    if !content.windows(3).any(|part| part == b" rg" || part == b" RG") {
        return Ok(());
    }
    let mut content = Content::decode(&content).map_err(fault)?;
    for Operation { operator, operands } in &mut content.operations {
        let inked = match operator.as_str() {
            "rg" => "k",
            "RG" => "K",
            _ => continue,
        };
        let Some(colour) = colour(operands) else { continue };
        inked.clone_into(operator);
        *operands = inks(colour).iter().map(|part| Object::Real(f32::from(*part) / 100.0)).collect();
    }
    stream.set_plain_content(content.encode().map_err(fault)?);
    stream.compress().map_err(fault)
}

/// A colour, 0 to 255, from its parts, 0 to 1.
fn colour(parts: &[Object]) -> Option<[u8; 3]> {
    // In range, so that the conversion is exact.
    let part = |part: &Object| Some((part.as_float().ok()?.clamp(0.0, 1.0) * 255.0).round() as u8);
    let parts: Vec<u8> = parts.iter().map(part).collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// Says of colours of screens that they are sRGB, and of groups that they are mixed in inks.
fn calibrate(document: &mut Document) -> Result<(), String> {
    let masks = masks(document);
    let (space, profile) = (document.new_object_id(), document.new_object_id());
    let mut uses = 0;
    for (id, object) in &mut document.objects {
        // How much of what is below a mask shows through is worked out from how light its colours are.
        if !masks.contains(id) {
            mix_in_inks(object);
        }
        uses += name_space(object, space);
    }
    if uses == 0 {
        document.max_id -= 2;
        return Ok(());
    }
    let entries = dictionary! { "N" => 3 };
    let mut stream = Stream::new(entries, typst_assets::icc::S_RGB_V4.to_vec());
    stream.compress().map_err(|error| format!("the profile cannot be packed: {error}"))?;
    document.objects.insert(profile, Object::Stream(stream));
    let named = vec!["ICCBased".into(), Object::Reference(profile)];
    document.objects.insert(space, Object::Array(named));
    Ok(())
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
fn mix_in_inks(object: &mut Object) {
    if let Object::Stream(Stream { dict, .. }) = object
        && let Ok(Object::Dictionary(group)) = dict.get_mut(b"Group")
        && is_name(group, b"CS", b"DeviceRGB")
    {
        group.set("CS", "DeviceCMYK");
    }
}

/// Puts a space in the place of that of screens, and counts how often.
fn name_space(object: &mut Object, space: ObjectId) -> usize {
    match object {
        Object::Name(name) if name == b"DeviceRGB" => {
            *object = Object::Reference(space);
            1
        }
        Object::Array(parts) => parts.iter_mut().map(|part| name_space(part, space)).sum(),
        Object::Dictionary(entries) | Object::Stream(Stream { dict: entries, .. }) => {
            entries.iter_mut().map(|(_, entry)| name_space(entry, space)).sum()
        }
        _ => 0,
    }
}
