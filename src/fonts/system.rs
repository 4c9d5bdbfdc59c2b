//! The fonts that a computer has installed, and which of them a book needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontStretch, FontStyle};
use unicode_script::Script;

use super::scripts::{self, SYMBOLS};

/// An installed face: known by what it has, read when it is wanted.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The file.
    pub path: PathBuf,
    /// The place of the face in the file, for files that hold several.
    pub index: u32,
    /// The family, the variant, and which characters it has.
    pub info: FontInfo,
}

impl Installed {
    /// Whether the file's name says that it is something else than regular, as
    /// the bold cut of Noto Serif Myanmar says of itself that it is regular.
    fn claims(&self) -> bool {
        let name =
            self.path.file_stem().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        ["bold", "black", "light", "italic", "medium", "thin"].iter().any(|word| name.contains(word))
    }

    fn shows(&self, character: char) -> bool {
        self.info.coverage.contains(u32::from(character))
    }

    /// Upright or italic, of ordinary width: what books are set from.
    fn is_usual(&self) -> bool {
        let variant = self.info.variant;
        variant.stretch == FontStretch::NORMAL && variant.style != FontStyle::Oblique
    }
}

/// Every face that the system knows, in an order that does not depend on the
/// disk's: by family, weight, style, file.
pub fn installed() -> Vec<Installed> {
    let mut faces: Vec<Installed> = typst_kit::fonts::system()
        .map(|(file, info)| Installed { path: file.path, index: file.index, info })
        .collect();
    faces.sort_by(|a, b| {
        let key = |face: &Installed| (face.info.variant.weight, face.info.variant.style, face.claims());
        a.info
            .family
            .cmp(&b.info.family)
            .then(key(a).cmp(&key(b)))
            .then_with(|| (&a.path, a.index).cmp(&(&b.path, b.index)))
    });
    // The same face may be in two folders, and a bold one may say that it is regular.
    faces.dedup_by(|a, b| a.info.family == b.info.family && a.info.variant == b.info.variant);
    faces
}

/// The faces that show the characters `missing`, read from disk, in the order
/// of [`choose`]. Files that cannot be read are passed over.
pub fn supply(faces: &[Installed], missing: &BTreeSet<char>) -> Vec<Font> {
    let mut files: BTreeMap<&PathBuf, Option<Bytes>> = BTreeMap::new();
    let families = choose(faces, missing);
    let wanted = families
        .iter()
        .flat_map(|family| faces.iter().filter(move |f| f.info.family == *family && f.is_usual()));
    let mut fonts = Vec::new();
    for face in wanted {
        let bytes = files.entry(&face.path).or_insert_with(|| std::fs::read(&face.path).ok().map(Bytes::new));
        fonts.extend(bytes.clone().and_then(|bytes| Font::new(bytes, face.index)));
    }
    fonts
}

/// The families to take for the characters `missing`: for each script the first
/// of its families for text and the first for display that are installed, all
/// the regional families of Chinese characters, and for what is left the first
/// family that has it, Noto's before others.
fn choose<'a>(faces: &'a [Installed], missing: &BTreeSet<char>) -> Vec<&'a str> {
    let mut chosen: Vec<&str> = Vec::new();
    let has = |family: &str, character: char| {
        faces.iter().any(|face| face.info.family == family && face.is_usual() && face.shows(character))
    };
    // Letters first: the fonts of a script bring its punctuation.
    let (shared, letters): (Vec<char>, Vec<char>) = missing.iter().partition(|c| scripts::is_shared(**c));
    for character in letters.iter().chain(&shared).copied() {
        if scripts::is_shared(character) && chosen.iter().any(|family| has(family, character)) {
            continue;
        }
        let setting = scripts::setting(scripts::of(character));
        let mut found = false;
        if let Some(setting) = setting {
            let regional = setting.script == Script::Han;
            for role in [setting.text, setting.display] {
                for family in role.iter().filter(|family| has(family, character)) {
                    found = true;
                    if !chosen.contains(family) {
                        chosen.push(family);
                    }
                    if !regional {
                        break;
                    }
                }
            }
        }
        if found || chosen.iter().any(|family| has(family, character)) {
            continue;
        }
        let all = faces.iter().filter(|face| face.is_usual() && face.shows(character));
        let rank = |family: &str| {
            let symbols = SYMBOLS.iter().position(|known| *known == family).unwrap_or(SYMBOLS.len());
            (symbols, !family.starts_with("Noto "), family.contains("Mono"))
        };
        chosen.extend(all.map(|face| face.info.family.as_str()).min_by_key(|family| (rank(family), *family)));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use typst::text::{Coverage, FontFlags, FontVariant};

    use super::*;

    fn face(family: &str, shows: &str) -> Installed {
        let info = FontInfo {
            family: family.to_owned(),
            variant: FontVariant::default(),
            flags: FontFlags::empty(),
            axes: Vec::new(),
            coverage: Coverage::from_vec(shows.chars().map(u32::from).collect()),
        };
        Installed { path: family.into(), index: 0, info }
    }

    #[track_caller]
    fn check(missing: &str, expected: &[&str]) {
        let faces = [
            face("Aardvark", "بكカ★"),
            face("Noto Naskh Arabic", "بك،"),
            face("Noto Sans Arabic", "بك،"),
            face("Noto Sans CJK JP", "字カ。"),
            face("Noto Sans CJK SC", "字カ。"),
            face("Noto Serif CJK JP", "字カ。"),
            face("Noto Sans Symbols 2", "★"),
            face("Zebra", "ᚠ"),
        ];
        assert_eq!(choose(&faces, &missing.chars().collect()), expected, "{missing}");
    }

    #[test]
    fn families_are_taken_by_script_and_role() {
        check("بك،", &["Noto Naskh Arabic", "Noto Sans Arabic"]);
        check("カ", &["Noto Serif CJK JP", "Noto Sans CJK JP"]);
        check("字。", &["Noto Serif CJK JP", "Noto Sans CJK SC", "Noto Sans CJK JP"]);
        check("★", &["Noto Sans Symbols 2"]);
        check("ᚠ", &["Zebra"]);
        check("ᚢ", &[]);
        check("", &[]);
    }
}
