//! Whether fonts have the widths that a PDF states of them.
//!
//! page_validation 0.12.2 takes 0 for a glyph of PostScript's CID kind whose width is the default of its
//! font's part, and finds it to be another than the file states. Fonts for Chinese, Japanese and Korean
//! have many such glyphs. So what it finds of widths is measured again.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};
use read_fonts::ps::cff::CffFontRef;
use read_fonts::types::GlyphId;
use read_fonts::{FontRef, TableProvider as _};

use crate::pdf::entry;

/// The most bytes that a font unpacks to.
const LARGEST: usize = 64 << 20;

/// How far a width may be from what is stated, in thousandths of an em (ISO 19005-2, 6.2.11.5).
const TOLERANCE: f32 = 1.0;

/// Whether every font of a document can be measured, and has the widths that are stated. Fonts of
/// drawn glyphs are left to page_validation.
pub fn hold(document: &Document) -> bool {
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    let mut fonts = dictionaries.filter(|font| name(font, b"Type") == b"Font");
    fonts.all(|font| match name(font, b"Subtype") {
        b"Type0" | b"Type3" => true,
        b"CIDFontType0" => of_postscript(document, font).unwrap_or(false),
        b"CIDFontType2" => of_truetype(document, font).unwrap_or(false),
        _ => false,
    })
}

fn name<'a>(dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

/// The widths that are stated, by CID, and that of the others (ISO 32000-1, 9.7.4.3).
fn stated(document: &Document, font: &Dictionary) -> Option<(BTreeMap<u16, f32>, f32)> {
    let number = |object: &Object| match object {
        Object::Integer(number) => Some(*number as f32),
        Object::Real(number) => Some(*number),
        _ => None,
    };
    let cid = |object: &Object| u16::try_from(object.as_i64().ok()?).ok();
    let other = entry(document, font, b"DW").map_or(Some(1000.0), number)?;
    let mut widths = BTreeMap::new();
    let Some(rows) = entry(document, font, b"W") else { return Some((widths, other)) };
    let rows = rows.as_array().ok()?.iter().map(|row| document.dereference(row).ok().map(|(_, row)| row));
    let rows: Vec<&Object> = rows.collect::<Option<_>>()?;
    let mut rows = rows.into_iter();
    while let Some(first) = rows.next() {
        let first = cid(first)?;
        match rows.next()? {
            Object::Array(row) => {
                for (at, width) in (first..=u16::MAX).zip(row) {
                    widths.insert(at, number(document.dereference(width).ok()?.1)?);
                }
            }
            last => {
                let width = number(rows.next()?)?;
                widths.extend((first..=cid(last)?).map(|at| (at, width)));
            }
        }
    }
    Some((widths, other))
}

/// The program of a font.
fn program(document: &Document, font: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    let descriptor = entry(document, font, b"FontDescriptor")?.as_dict().ok()?;
    entry(document, descriptor, key)?.as_stream().ok()?.get_plain_content_with_limit(LARGEST).ok()
}

/// Whether a font of PostScript's kind has its widths: all of its glyphs.
fn of_postscript(document: &Document, font: &Dictionary) -> Option<bool> {
    let (widths, other) = stated(document, font)?;
    let data = program(document, font, b"FontFile3")?;
    let program = CffFontRef::new_cff(&data, 0, None).ok()?;
    let charset = program.charset()?;
    let scale = 1000.0 / program.upem().max(1) as f32;
    for number in 0..program.num_glyphs() {
        let glyph = GlyphId::new(number);
        let cid =
            if program.is_cid() { charset.string_id(glyph)?.to_u16() } else { u16::try_from(number).ok()? };
        let part = program.subfont(program.subfont_index(glyph)?, &[]).ok()?;
        let width = program.evaluate_width(&part, glyph, &[]).ok()??.to_f32() * scale;
        let said = widths.get(&cid).copied().unwrap_or(other);
        if (width - said).abs() > TOLERANCE {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether a font of TrueType's kind has the widths that are stated one by one.
fn of_truetype(document: &Document, font: &Dictionary) -> Option<bool> {
    if entry(document, font, b"CIDToGIDMap").is_some_and(|map| map.as_name().ok() != Some(b"Identity")) {
        return None;
    }
    let (widths, _) = stated(document, font)?;
    let data = program(document, font, b"FontFile2")?;
    let program = FontRef::new(&data).ok()?;
    let metrics = program.hmtx().ok()?;
    let scale = 1000.0 / f32::from(program.head().ok()?.units_per_em().max(1));
    let holds = widths.iter().all(|(cid, said)| {
        let width = metrics.advance(GlyphId::from(u32::from(*cid)));
        width.is_some_and(|width| (f32::from(width) * scale - said).abs() <= TOLERANCE)
    });
    Some(holds)
}
