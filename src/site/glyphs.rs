//! Characters and the fonts that show them: which fonts a book needs, and what
//! no font has.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::resources;
use crate::book::{MediaType, StoredPicture};
use crate::config::Config;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::fonts::{Font, Repertoire, scripts, system};
use crate::images::lettering;
use crate::model::visit;
use crate::model::{BlockKind, Image, Inline, InlineKind, Span, Written};
use crate::paths;
use crate::source::{Page, is_control};
use crate::words;

/// What a book's fonts are to show.
pub(super) struct Wanted {
    sheets: Vec<Sheet>,
    /// The languages of the pages.
    languages: Vec<String>,
}

/// What the configuration and the pages want of fonts.
pub(super) fn wanted(config: &Config, pages: &mut [Page]) -> Wanted {
    let languages = pages.iter().filter_map(|page| page.front.lang.as_ref()).map(|lang| lang.value.clone());
    let languages = config.language.iter().cloned().chain(languages).collect();
    let own = config.source.iter().map(Sheet::of_source);
    let mut sheets: Vec<Sheet> = own.collect();
    sheets.par_extend(pages.par_iter_mut().flat_map_iter(Sheet::of_page));
    Wanted { sheets, languages }
}

/// The fonts of a site: those in its `fonts/`, then those of the computer that
/// are needed beside them, where the configuration wants that. What none of
/// them has is diagnosed, once for each script of a page, and of a drawing.
pub(super) fn fonts(
    files: &dyn Files,
    config: &Config,
    wanted: Wanted,
    pictures: &[StoredPicture],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Font> {
    let mut fonts = resources::fonts(files, config, diagnostics);
    let Wanted { mut sheets, languages } = wanted;
    sheets.extend(pictures.iter().filter_map(Sheet::of_drawing));
    let mut missing: BTreeSet<char> = BTreeSet::new();
    let mut repertoire = Repertoire::new(&fonts);
    for (character, _) in sheets.iter().flat_map(|sheet| &sheet.characters) {
        if !repertoire.shows(*character) {
            missing.insert(*character);
        }
    }
    if config.system_fonts {
        // The book's own words are wanted in the pages' languages; without fonts they are English.
        for language in &languages {
            let own = words::characters(words::of(language).1);
            missing.extend(own.filter(|character| !repertoire.shows(*character)));
        }
    }
    if config.system_fonts && !missing.is_empty() {
        fonts.extend(system::supply(&files.installed_fonts(), &missing));
    }
    let mut repertoire = Repertoire::new(&fonts);
    missing.retain(|character| !repertoire.shows(*character));
    for sheet in &sheets {
        sheet.report_torn(&mut repertoire, diagnostics);
        sheet.report(&missing, config, diagnostics);
    }
    fonts
}

/// The characters of one source beyond ASCII, each with the place where it
/// stands first.
struct Sheet {
    source: Arc<Source>,
    characters: Vec<(char, Span)>,
    drawing: Option<Drawing>,
}

/// A drawing that writes something.
struct Drawing {
    /// Its file's name.
    name: String,
    words: String,
    /// Where a page shows it.
    span: Span,
}

impl Sheet {
    fn of_source(source: &Arc<Source>) -> Self {
        let characters = characters(&source.text)
            .map(|(at, character)| (character, Span::new(at, at + character.len_utf8())))
            .collect();
        Self { source: Arc::clone(source), characters, drawing: None }
    }

    fn of_drawing(picture: &StoredPicture) -> Option<Self> {
        let (MediaType::Svg, Some(place)) = (picture.media, picture.places.first()) else { return None };
        let (words, span) = (lettering::words(&picture.bytes), place.span);
        let characters: Vec<_> = characters(&words).map(|(_, character)| (character, span)).collect();
        let name =
            if picture.path.is_empty() { &picture.name } else { paths::name(&picture.path) }.to_owned();
        (!characters.is_empty()).then(|| Self {
            source: Arc::clone(&place.source),
            characters,
            drawing: Some(Drawing { name, words, span }),
        })
    }

    /// A page's source, with the characters that it names (`&#x645;`), and the
    /// sources that it includes.
    fn of_page(page: &mut Page) -> Vec<Self> {
        let mut sheets: Vec<Self> =
            std::iter::once(&page.source).chain(&page.included).map(Self::of_source).collect();
        let written = sheets.iter().flat_map(|sheet| &sheet.characters).map(|(character, _)| *character);
        let mut named = Named { seen: written.collect(), found: Vec::new() };
        visit::blocks_mut(&mut page.blocks, &mut named);
        page.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut named));
        sheets[0].characters.extend(named.found);
        sheets
    }

    /// Names each letter that no font has together with its marks, once.
    fn report_torn(&self, repertoire: &mut Repertoire, diagnostics: &mut Vec<Diagnostic>) {
        let mut told = BTreeSet::new();
        let text = self.drawing.as_ref().map_or(&self.source.text, |drawing| &drawing.words);
        for (at, cluster) in repertoire.torn(text) {
            if !told.insert(cluster) {
                continue;
            }
            let message = format!(
                "no font has `{cluster}` with its marks{}; print shows `?` in the place of the marks",
                self.within()
            );
            let span =
                self.drawing.as_ref().map_or(Span::new(at, at + cluster.len()), |drawing| drawing.span);
            diagnostics.push(Diagnostic::new(&rules::MISSING_GLYPH, &self.source, span, message).hint(
                "use marks that belong to the letter's script, or put a font that has both into `fonts/`",
            ));
        }
    }

    /// In which drawing a character stands, in words.
    fn within(&self) -> String {
        self.drawing
            .as_ref()
            .map(|drawing| format!(", which the drawing `{}` writes", drawing.name))
            .unwrap_or_default()
    }

    fn report(&self, missing: &BTreeSet<char>, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
        let mut told = BTreeSet::new();
        for (character, span) in self.characters.iter().filter(|(character, _)| missing.contains(character)) {
            let script = scripts::name(scripts::of(*character));
            // One letter of a script that is missing as a whole stands for all of them.
            if scripts::names(*character).any(|script| told.contains(script)) {
                continue;
            }
            told.extend(script);
            let message = format!(
                "`{character}` (U+{:04X}{}){}{} will print as `?`: no font has it",
                u32::from(*character),
                script.map(|script| format!(", {script}")).unwrap_or_default(),
                self.within(),
                if self.drawing.is_some() { "," } else { "" },
            );
            let package = scripts::package(*character);
            let hint = if config.system_fonts {
                format!("install a font that has it; Debian has one in {package}")
            } else {
                format!(
                    "add `--system-fonts`, or put a font that has it into `fonts/` at the site root; \
                     Debian has one in {package}"
                )
            };
            diagnostics.push(Diagnostic::new(&rules::MISSING_GLYPH, &self.source, *span, message).hint(hint));
        }
    }
}

/// The characters beyond ASCII of a text, each with the place in bytes where it stands first.
fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut seen = BTreeSet::new();
    text.char_indices()
        .filter(|(_, character)| !character.is_ascii() && !is_control(*character))
        .filter(move |(_, character)| seen.insert(*character))
}

/// Gathers characters that a page's text has and its source does not.
struct Named {
    seen: BTreeSet<char>,
    found: Vec<(char, Span)>,
}

impl Named {
    fn take(&mut self, text: &str, span: Span) {
        for character in text.chars().filter(|c| !c.is_ascii() && !is_control(*c)) {
            if self.seen.insert(character) {
                self.found.push((character, span));
            }
        }
    }
}

impl visit::VisitMut<Written> for Named {
    fn block(&mut self, block: &mut crate::model::Block<Written>) {
        if let BlockKind::Code { text, .. } = &block.kind {
            self.take(text, block.span);
        }
    }

    fn inline(&mut self, inline: &mut Inline<Written>) {
        if let InlineKind::Text { text } | InlineKind::Code { text } = &inline.kind {
            self.take(text, inline.span);
        }
        if let InlineKind::Formula(formula) = &inline.kind {
            formula.body.iter().for_each(|part| part.texts(&mut |text| self.take(text, inline.span)));
        }
    }

    fn image(&mut self, span: Span, image: &mut Image<Written>) {
        self.take(&image.alt, span);
    }
}
