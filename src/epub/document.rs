//! What all pages of the EPUB have: the XHTML around a body, and the program's own words.

use indexmap::IndexMap;

use super::values::language as tag;
use crate::book::Role;
use crate::model::Direction;
use crate::words;
use crate::xml::escape;

/// The words that phasebook adds of its own, in the book's language.
#[derive(Debug, Clone, Copy)]
pub struct Local {
    /// The language that they are in, where it is not the one that was asked for.
    pub foreign: Option<&'static str>,
    pub contents: &'static str,
    pub landmarks: &'static str,
    pub cover: &'static str,
    pub title_page: &'static str,
    pub start: &'static str,
    pub glossary: &'static str,
    pub index: &'static str,
    pub index_links: &'static str,
    pub pages: &'static str,
    pub colophon: &'static str,
    pub draft: &'static str,
    pub team: &'static str,
    pub duration: &'static str,
    /// "Phase {n} of {of}", with the numbers to be put in.
    pub phase: &'static str,
    pub notes: &'static str,
    /// "Back to reference {n} of note {note}", likewise.
    pub back: &'static str,
    pub done: &'static str,
    pub to_do: &'static str,
    pub changes: &'static words::Changes,
    /// What notes, tips and warnings are headed with, in the model's order.
    pub admonitions: [&'static str; 5],
    /// What people did who had a part in the book.
    roles: &'static IndexMap<String, String>,
}

impl Local {
    /// What somebody did who had a part in the book.
    pub fn role(self, role: Role) -> &'static str {
        self.roles.get(role.name()).map_or(role.name(), String::as_str)
    }

    /// The attributes of an element that holds such words alone, after `others`.
    pub fn with<'a>(self, others: &[(&'a str, Option<&'a str>)]) -> Vec<(&'a str, Option<&'a str>)> {
        let direction = self.foreign.map(|_| "ltr");
        [others, &[("lang", self.foreign), ("xml:lang", self.foreign), ("dir", direction)]].concat()
    }
}

/// The words for a language; English where the table has none.
pub fn local(language: &str) -> Local {
    let (found, own) = words::of(language);
    let asked = language.split('-').next().unwrap_or("");
    Local {
        foreign: (found == "en" && !asked.eq_ignore_ascii_case("en")).then_some("en"),
        contents: &own.contents,
        landmarks: &own.landmarks,
        cover: &own.cover,
        title_page: &own.title_page,
        start: &own.start,
        glossary: &own.words,
        index: &own.index,
        index_links: &own.index_links,
        pages: &own.printed_pages,
        colophon: &own.colophon,
        draft: &own.draft,
        team: &own.team,
        duration: &own.duration,
        phase: &own.phase,
        notes: &own.notes,
        back: &own.back,
        done: &own.done,
        to_do: &own.to_do,
        changes: &own.changes,
        roles: &own.roles,
        admonitions: [&own.note, &own.tip, &own.important, &own.warning, &own.caution],
    }
}

/// An XHTML document around a body.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub title: &'a str,
    pub language: &'a str,
    pub direction: Direction,
    /// The way to the folder of the stylesheets: empty, or ending in `/`.
    pub folder: &'a str,
    /// The class of the body.
    pub class: &'a str,
}

impl Document<'_> {
    /// The whole document.
    pub fn around(self, body: &str) -> String {
        let Self { title, language, direction, folder, class } = self;
        let mut name = String::new();
        escape(title, &mut name);
        let mut lang = String::new();
        // Undetermined, where what the page says is no language.
        escape(tag(language).as_deref().unwrap_or("und"), &mut lang);
        let dir = match direction {
            Direction::Ltr => "",
            Direction::Rtl => " dir=\"rtl\"",
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
             <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" \
             lang=\"{lang}\" xml:lang=\"{lang}\"{dir}>\n<head>\n<meta charset=\"utf-8\"/>\n<title>{name}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <link rel=\"stylesheet\" type=\"text/css\" href=\"{folder}stylesheet.css\"/>\n\
             <link rel=\"stylesheet\" type=\"text/css\" href=\"{folder}newer.css\"/>\n</head>\n\
             <body class=\"{class}\">\n{body}\n</body>\n</html>\n"
        )
    }
}
