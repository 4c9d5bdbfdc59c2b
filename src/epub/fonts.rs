//! Which fonts the EPUB carries: for each of the theme's families, and for the
//! families that set what those lack, the characters of the book and no others.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use typst::text::{FontStyle, FontVariant, FontWeight};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::book::Book;
use crate::fonts::cut::{Refusal, cut};
use crate::fonts::{BUILTIN, Families, Family, Font, scripts};

/// What devices put into a text of their own: signs of hyphenation and of
/// shortened lines, quotation marks, bullets.
const ADDED: &str = "\u{ad}\u{2010}\u{2011}\u{2026}\u{2018}\u{2019}\u{201c}\u{201d}\u{2022}";

/// The fonts of an EPUB.
#[derive(Debug, Default)]
pub struct Fonts<'a> {
    /// The families of running text that are carried, the first before the others.
    pub text: Vec<&'a str>,
    /// Those of headings and labels.
    pub display: Vec<&'a str>,
    /// Those of code.
    pub code: Vec<&'a str>,
    /// The files.
    pub faces: Vec<Face<'a>>,
    /// The families that are left to the reader's own fonts.
    pub left_out: BTreeMap<&'a str, Refusal>,
}

/// A font file.
#[derive(Debug)]
pub struct Face<'a> {
    /// Its name, below `fonts/`.
    pub file: String,
    /// Its media type.
    pub media: &'static str,
    /// The family that it is of.
    pub family: &'a str,
    /// Its style in the words of CSS.
    pub style: &'static str,
    /// Its weight, or for a variable font the lightest and the heaviest.
    pub weight: (u16, u16),
    /// What is in it.
    pub bytes: Cow<'a, [u8]>,
}

/// What the pages of a book ask of its fonts.
#[derive(Debug)]
pub struct Wanted {
    /// The characters to show; see [`characters`].
    pub characters: BTreeSet<char>,
    /// Whether there is any code.
    pub has_code: bool,
}

/// The characters that a book needs: those of its texts with the parts that they are
/// set from (the vowel am of Thai, for one, is set as two signs), all of ASCII, and what
/// devices add.
pub fn characters(texts: &[&str]) -> BTreeSet<char> {
    let mut characters: BTreeSet<char> = (' '..='~').chain(ADDED.chars()).collect();
    let beyond_ascii = |text: &&str| -> BTreeSet<char> { text.chars().filter(|c| !c.is_ascii()).collect() };
    let found: Vec<BTreeSet<char>> = texts.par_iter().map(beyond_ascii).collect();
    characters.extend(found.into_iter().flatten());
    let parts: Vec<char> = characters.iter().copied().nfkd().collect();
    characters.extend(parts);
    characters
}

impl<'a> Fonts<'a> {
    /// The fonts of a book that show what is wanted. Code has its own only if there is any.
    pub fn of(book: &'a Book, wanted: &Wanted) -> Self {
        let own = &book.theme.fonts;
        let faces = faces(book);
        let families = families(book);
        let mut needed: BTreeMap<&'a str, BTreeSet<char>> = BTreeMap::new();
        let mut chain = |list: &[Family]| {
            let chain = chain(list, &faces, &wanted.characters);
            for (family, taken) in &chain {
                needed.entry(family).or_default().extend(taken);
            }
            chain.into_iter().map(|(family, _)| family).collect::<Vec<_>>()
        };
        let (text, display) = (chain(&families.text), chain(&families.display));
        let code = if wanted.has_code { chain(&families.code) } else { Vec::new() };

        let themes = [own.text.as_str(), &own.display, &own.code];
        let parts: Vec<(&Font, &BTreeSet<char>)> = needed
            .iter()
            .flat_map(|(family, characters)| {
                let faces = &faces[family];
                // The theme has a use for each face of its own families.
                let faces = if themes.contains(family) { faces.clone() } else { upright(faces) };
                faces.into_iter().map(move |face| (face, characters))
            })
            .collect();
        // In parallel, since a font of many thousand glyphs takes some milliseconds.
        let files: Vec<_> = parts.par_iter().map(|(face, characters)| cut(face, characters)).collect();
        let mut fonts = Self { text, display, code, ..Self::default() };
        for ((face, _), file) in parts.iter().zip(files) {
            match file {
                Ok(bytes) => fonts.add(face, bytes),
                Err(refusal) => drop(fonts.left_out.insert(&face.info().family, refusal)),
            }
        }
        let Self { faces, text, display, code, .. } = &mut fonts;
        for names in [text, display, code] {
            names.retain(|name| faces.iter().any(|face| face.family == *name));
        }
        fonts
    }

    fn add(&mut self, face: &'a Font, bytes: Cow<'a, [u8]>) {
        let info = face.info();
        let FontVariant { style, weight, .. } = info.variant;
        let weight = weight.to_number();
        let axis = info.axes.iter().find(|axis| axis.tag.to_bytes() == *b"wght");
        let bound = |value: f32| value.clamp(1.0, 1000.0) as u16;
        let style = if style == FontStyle::Normal { "normal" } else { "italic" };
        let media = if bytes.starts_with(b"OTTO") { "font/otf" } else { "font/ttf" };
        let ending = &media["font/".len()..];
        let mut name = format!("{}-{weight}", crate::names::slug(&info.family));
        if style == "italic" {
            name.push_str("-italic");
        }
        // Names of families may differ in signs alone.
        let mut file = format!("{name}.{ending}");
        let mut number = 2;
        while self.faces.iter().any(|face| face.file == file) {
            file = format!("{name}-{number}.{ending}");
            number += 1;
        }
        let weight = axis.map_or((weight, weight), |axis| (bound(axis.min.0), bound(axis.max.0)));
        self.faces.push(Face { file, media, family: &info.family, style, weight, bytes });
    }

    /// What to say of the families that are not carried.
    pub fn remarks(&self) -> Vec<String> {
        self.left_out
            .iter()
            .map(|(family, why)| {
                format!("the EPUB leaves {family} to the fonts of the reader's own device: {why}")
            })
            .collect()
    }
}

/// All upright and italic faces of ordinary width, by family.
fn faces(book: &Book) -> BTreeMap<&str, Vec<&Font>> {
    let mut families: BTreeMap<&str, Vec<&Font>> = BTreeMap::new();
    for face in BUILTIN.iter().chain(&book.fonts) {
        let info = face.info();
        let faces = families.entry(&info.family).or_default();
        let usual = info.variant.stretch == typst::text::FontStretch::NORMAL;
        if usual && !faces.iter().any(|known| known.info().variant == info.variant) {
            faces.push(face);
        }
    }
    families.retain(|_, faces| !faces.is_empty());
    families
}

/// The families for the book's language, as print has them.
fn families(book: &Book) -> Families {
    let own = &book.theme.fonts;
    let language = book.metadata.language.to_lowercase();
    let mut known = Families::by_language(own, &language, &book.fonts);
    let primary = language.split('-').next().unwrap_or_default();
    [language.as_str(), primary, ""].into_iter().find_map(|tag| known.swap_remove(tag)).unwrap_or_else(|| {
        let list = |names: &[&String]| {
            names.iter().map(|name| Family { name: (*name).clone(), latin: false }).collect()
        };
        Families {
            text: list(&[&own.text]),
            display: list(&[&own.display, &own.text]),
            code: list(&[&own.code, &own.text]),
        }
    })
}

/// Of a list of families those that show what those before them lack, each with
/// what it is to show: that, and the marks and signs that scripts share, since
/// a letter and its marks are shaped together only in one font.
fn chain<'a>(
    wanted: &[Family],
    faces: &BTreeMap<&'a str, Vec<&Font>>,
    characters: &BTreeSet<char>,
) -> Vec<(&'a str, BTreeSet<char>)> {
    // Where the list begins with families for Latin alone, those of the language's own script
    // come before them here, and have no Latin: CSS knows no other way that old devices know too.
    let latin: Vec<&str> =
        wanted.iter().filter(|family| family.latin).map(|family| family.name.as_str()).collect();
    let of_latin = |character: char| {
        latin.iter().filter_map(|name| faces.get(name)).flatten().any(|face| has(face, character))
    };
    let mut before_latin = !latin.is_empty();
    let mut left = characters.clone();
    let mut chain = Vec::new();
    for family in wanted.iter().filter(|family| !family.latin) {
        before_latin &= !latin.contains(&family.name.as_str());
        let Some((name, faces)) = faces.get_key_value(family.name.as_str()) else { continue };
        let may = |character: char| {
            let latin = character.script() == Script::Latin || character.is_ascii_alphanumeric();
            !(before_latin && latin) && faces.iter().any(|face| has(face, character))
        };
        let found: BTreeSet<char> = left.iter().copied().filter(|character| may(*character)).collect();
        // Before the family for Latin stands none that only has signs of that family.
        if found.iter().all(|character| before_latin && of_latin(*character)) {
            continue;
        }
        left.retain(|character| !found.contains(character));
        let shared = characters.iter().copied().filter(|c| scripts::is_shared(*c) && may(*c));
        chain.push((*name, found.into_iter().chain(shared).collect()));
    }
    chain
}

fn has(face: &Font, character: char) -> bool {
    face.info().coverage.contains(u32::from(character))
}

/// The faces of a family that are nearest to upright regular and bold.
fn upright<'a>(faces: &[&'a Font]) -> Vec<&'a Font> {
    let mut chosen: Vec<&Font> = Vec::new();
    for weight in [FontWeight::REGULAR, FontWeight::BOLD] {
        let key = |face: &&&Font| {
            let variant = face.info().variant;
            (variant.style != FontStyle::Normal, variant.weight.distance(weight))
        };
        let nearest = faces.iter().min_by_key(key).copied();
        chosen.extend(nearest.filter(|face| !chosen.iter().any(|known| known == face)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_family_of_the_theme_is_its_own_faces_whatever_the_theme_calls_for() {
        let mut book = fixture::page("A page.");
        book.theme.fonts.text = "JetBrains Mono".to_owned();
        let characters = characters(&["é字"]);
        let fonts = Fonts::of(&book, &Wanted { characters, has_code: false });
        assert_eq!(fonts.text, ["JetBrains Mono"]);
        assert_eq!((fonts.code.len(), fonts.left_out.len()), (0, 0));
        let files: Vec<&str> = fonts.faces.iter().map(|face| face.file.as_str()).collect();
        let display =
            ["bricolage-grotesque-400.ttf", "bricolage-grotesque-600.ttf", "bricolage-grotesque-800.ttf"];
        assert_eq!(files, [&display[..], &["jetbrains-mono-400.ttf", "jetbrains-mono-700.ttf"]].concat());
    }

    #[test]
    fn signs_are_carried_with_what_they_are_set_from() {
        let characters = characters(&["\u{e33}"]);
        assert!(characters.contains(&'\u{e4d}') && characters.contains(&'\u{e32}'));
    }
}
