//! A theme's files: the Typst files that lay pages out, and the EPUB's stylesheet.
//!
//! A site's own theme is a folder. What is in it takes the place of the built-in
//! file of that name; what is not, stays built-in; files of other names are there
//! for its own files to import or to show.

use std::sync::Arc;

use indexmap::IndexMap;

use super::TOKENS;
use crate::diagnostic::Source;

/// The name of the tokens.
pub const TOKENS_NAME: &str = "tokens.json";

/// The EPUB's stylesheet.
pub const STYLESHEET: &str = "epub.css";

macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../assets/theme/", $name)))),*]
    };
}

/// The built-in files, save the tokens. The book's own words (`words.json`) are the
/// program's, since every format reads them.
const BUILTIN: [(&str, &str); 48] = files! {
    "blocks.typ"
    "card-back.typ"
    "card-base.typ"
    "card-front.typ"
    "card-pattern.typ"
    "card.typ"
    "epub-cover.typ"
    "epub.css"
    "fitting.typ"
    "formula.typ"
    "handbook-aside.typ"
    "handbook-back.typ"
    "handbook-base.typ"
    "handbook-changes.typ"
    "handbook-chapter.typ"
    "handbook-cover.typ"
    "handbook-facing.typ"
    "handbook-glossary.typ"
    "handbook-imprint.typ"
    "handbook-index.typ"
    "handbook-path.typ"
    "handbook-pictograms.typ"
    "handbook-spread.typ"
    "handbook-words.typ"
    "handbook-wrap.typ"
    "handbook.typ"
    "logo.typ"
    "poster-base.typ"
    "poster-canvas.typ"
    "poster-chart.typ"
    "poster-checklist.typ"
    "poster-code.typ"
    "poster-frieze.typ"
    "poster-head.typ"
    "poster-name.typ"
    "poster-overview.typ"
    "poster-patterns.typ"
    "poster-phase-parts.typ"
    "poster-phase-type.typ"
    "poster-phase.typ"
    "poster-plate.typ"
    "poster-questions.typ"
    "poster-sheet.typ"
    "poster-symbol.typ"
    "poster.typ"
    "press.typ"
    "qr.typ"
    "worksheet.typ"
};

/// The files of the built-in theme, with its tokens: what a new theme starts from.
pub fn builtin() -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::once((TOKENS_NAME, TOKENS)).chain(BUILTIN)
}

/// The files of a theme.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// Texts of the site's own theme, by their names below its folder.
    texts: IndexMap<String, Arc<Source>>,
    /// Its other files, such as pictures.
    others: IndexMap<String, Arc<Vec<u8>>>,
}

impl Files {
    /// Takes a text in the place of the built-in one of that name.
    pub fn put(&mut self, name: &str, source: Arc<Source>) {
        self.texts.insert(name.to_owned(), source);
    }

    /// Takes a file that is no text.
    pub fn put_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        self.others.insert(name.to_owned(), Arc::new(bytes));
    }

    /// The site's own file of a name, for what is to be said of it.
    pub fn own(&self, name: &str) -> Option<&Arc<Source>> {
        self.texts.get(name)
    }

    /// Whether the site has a theme of its own.
    pub fn has_own(&self) -> bool {
        !self.texts.is_empty() || !self.others.is_empty()
    }

    /// The text of a file, the site's own or the built-in one.
    pub fn text(&self, name: &str) -> Option<&str> {
        let builtin = || BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        self.own(name).map(|source| source.text.as_str()).or_else(builtin)
    }

    /// Every text, by name: the built-in ones, and those of the site's own theme in
    /// their place and beside them.
    pub fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        let own = self.texts.iter().map(|(name, source)| (name.as_str(), source.text.clone()));
        BUILTIN.iter().map(|(name, text)| (*name, (*text).to_owned())).chain(own)
    }

    /// Every other file, by name.
    pub fn others(&self) -> impl Iterator<Item = (&str, Arc<Vec<u8>>)> {
        self.others.iter().map(|(name, bytes)| (name.as_str(), Arc::clone(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in the folder of the built-in theme is in the table, and in the copy
    /// that a site starts from.
    #[test]
    fn the_table_is_the_folder() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/theme");
        let names = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        // The program's words, and the sheets that posters are cut into, are no part of a theme.
        // Nor are the other built-in themes, each a file of tokens.
        let other = |name: &str| crate::theme::Theme::names().any(|theme| name == format!("{theme}.json"));
        names.retain(|name| !matches!(name.as_str(), "words.json" | "poster-tiles.typ") && !other(name));
        names.sort();
        let mut table: Vec<_> = builtin().map(|(name, _)| name).collect();
        table.sort_unstable();
        assert_eq!(names, table);
        let document = include_str!("../../docs/theme-input.md");
        for name in table {
            assert!(document.contains(&format!("`{name}`")), "{name} is not in docs/theme-input.md");
        }
    }
}
