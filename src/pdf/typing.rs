//! A font to type with: in the file are all letters of the scripts that books are set in without other
//! fonts, and not those alone that stand on its pages.
//!
//! A code is the letter's number in Unicode (UCS-2), so that a reader finds every letter, those
//! included that share a drawing. Where readers take the distance of lines from the font, they find
//! [`LINE`] in it, whatever the font's makers say: the lines that the words are to stand on are as far
//! from one another.

use std::collections::BTreeMap;

use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use read_fonts::types::GlyphId;
use read_fonts::{FontRef, TableProvider};
use subsetter::GlyphRemapper;
use typst::layout::Abs;
use typst::text::FontVariations;
use unicode_script::{Script, UnicodeScript};

use crate::fonts::Font;

/// How far the highest letters reach above the line that words stand on, in sizes of type.
const ASCENT: f32 = 1.1;

/// How far the lowest reach below it.
const DESCENT: f32 = 0.25;

/// How far lines are from one another, in sizes of type. Readers that do not ask the font set them so
/// (pdf.js has the number in `LINE_FACTOR`), or closer.
pub const LINE: f32 = ASCENT + DESCENT;

/// A glyph in the file's font, and its width in thousandths of the size.
struct Glyph {
    number: u16,
    width: i64,
}

/// Adds a face to a document, and gives its object. None where its outlines cannot be cut down.
pub fn add(document: &mut Document, face: &Font) -> Option<ObjectId> {
    let variant = face.info().variant;
    let drawn = face.clone().instantiate(variant, Abs::pt(10.0), &FontVariations::default());
    let outlines = drawn.ttf();
    let scale = |units: f32| (units * 1000.0 / f32::from(outlines.units_per_em())).round() as i64;
    let mut kept = GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    for character in face.info().coverage.iter().filter_map(char::from_u32).filter(|c| is_typed(*c)) {
        let (Ok(code), Some(glyph)) = (u16::try_from(u32::from(character)), outlines.glyph_index(character))
        else {
            continue;
        };
        let width = scale(f32::from(outlines.glyph_hor_advance(glyph).unwrap_or(0)));
        glyphs.insert(code, Glyph { number: kept.remap(glyph.0), width });
    }
    let program = subsetter::subset(face.data(), face.index(), &kept).ok()?;
    // What stands for a letter that the font has not.
    let unknown = FontRef::new(&program).and_then(|font| font.hmtx());
    let unknown = unknown.ok().and_then(|table| table.advance(GlyphId::NOTDEF)).map_or(0.0, f32::from);
    let length = i64::try_from(program.len()).ok()?;
    let program = stream(document, dictionary! { "Length1" => length }, program);
    let bounds = outlines.global_bounding_box();
    let thousand = |sizes: f32| Object::Integer((sizes * 1000.0).round() as i64);
    let name = format!("TYPING+{}", postscript_name(face));
    let descriptor = dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name.as_str(),
        "Flags" => 32,
        "FontBBox" => vec![
            scale(f32::from(bounds.x_min)).into(), thousand(-DESCENT),
            scale(f32::from(bounds.x_max)).into(), thousand(ASCENT),
        ],
        "ItalicAngle" => 0,
        "Ascent" => thousand(ASCENT),
        "Descent" => thousand(-DESCENT),
        "CapHeight" => scale(f32::from(outlines.capital_height().unwrap_or(outlines.ascender()))),
        // How heavy stems are is not in the font; readers ask where they have no outlines.
        "StemV" => 80,
        "FontFile2" => program,
    };
    let descriptor = document.add_object(descriptor);
    let numbers = stream(document, dictionary! {}, numbers(&glyphs));
    let letters = stream(document, dictionary! {}, letters(&glyphs));
    let system = dictionary! {
        "Registry" => Object::string_literal("Adobe"),
        "Ordering" => Object::string_literal("Identity"),
        "Supplement" => 0,
    };
    let descendant = document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name.as_str(),
        "CIDSystemInfo" => system,
        "FontDescriptor" => descriptor,
        "DW" => scale(unknown),
        "W" => widths(&glyphs),
        "CIDToGIDMap" => numbers,
    });
    Some(document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name.as_str(),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => letters,
    }))
}

/// Whether people type a character in Latin, Greek or Cyrillic. Other scripts have letters that
/// join and move, for which readers take fonts and rules of their own.
fn is_typed(character: char) -> bool {
    let written = [Script::Latin, Script::Greek, Script::Cyrillic, Script::Common, Script::Inherited];
    !character.is_control() && written.contains(&character.script())
}

/// The name by which readers know a face: signs that a name in a PDF may hold.
fn postscript_name(face: &Font) -> String {
    let family = face.info().family.chars().filter(char::is_ascii_alphanumeric);
    family.collect::<String>() + "-Regular"
}

/// Adds a stream, packed.
fn stream(document: &mut Document, entries: lopdf::Dictionary, content: Vec<u8>) -> ObjectId {
    let mut stream = Stream::new(entries, content);
    // Packing within memory does not fail; what is not packed is as good.
    let _ = stream.compress();
    document.add_object(stream)
}

/// The glyphs' numbers by code, two bytes each (ISO 32000-1, table 117, `CIDToGIDMap`).
fn numbers(glyphs: &BTreeMap<u16, Glyph>) -> Vec<u8> {
    let last = glyphs.keys().next_back().copied().unwrap_or(0);
    let number = |code| glyphs.get(&code).map_or(0, |glyph| glyph.number);
    (0..=last).flat_map(|code| number(code).to_be_bytes()).collect()
}

/// Runs of codes that follow one another, within what the first byte has in common.
fn runs(glyphs: &BTreeMap<u16, Glyph>) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for code in glyphs.keys().copied() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == code && code % 256 != 0 => *last = code,
            _ => runs.push((code, code)),
        }
    }
    runs
}

/// The glyphs' widths by code (ISO 32000-1, 9.7.4.3).
fn widths(glyphs: &BTreeMap<u16, Glyph>) -> Object {
    let mut widths: Vec<Object> = Vec::new();
    for (first, last) in runs(glyphs) {
        widths.push(i64::from(first).into());
        let run: Vec<Object> = glyphs.range(first..=last).map(|(_, glyph)| glyph.width.into()).collect();
        widths.push(run.into());
    }
    widths.into()
}

/// Which letter a code is: itself (ISO 32000-1, 9.10.3).
fn letters(glyphs: &BTreeMap<u16, Glyph>) -> Vec<u8> {
    let mut map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
        /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
        /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
        1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        .to_owned();
    for runs in runs(glyphs).chunks(100) {
        map.push_str(&format!("{} beginbfrange\n", runs.len()));
        for (first, last) in runs {
            map.push_str(&format!("<{first:04X}> <{last:04X}> <{first:04X}>\n"));
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map.into_bytes()
}
