//! Every setting of `phasebook.yaml`, and what reads it.

use super::Reading;
use crate::yaml::Node;

/// A setting: its names, the first of which is the usual one, and what to do
/// with its value.
pub(super) struct Setting {
    pub names: &'static [&'static str],
    pub read: fn(&mut Reading, &Node),
}

/// Every setting.
pub(super) const SETTINGS: [Setting; 45] = [
    Setting { names: &["title"], read: |r, n| r.config.title = r.text(n) },
    Setting { names: &["subtitle"], read: |r, n| r.config.subtitle = r.text(n) },
    Setting { names: &["description"], read: |r, n| r.config.description = r.text(n) },
    Setting { names: &["authors", "author"], read: |r, n| r.config.authors = r.people(n) },
    Setting { names: &["publisher"], read: |r, n| r.config.publisher = r.text(n) },
    Setting { names: &["language", "lang"], read: |r, n| r.language(n) },
    Setting { names: &["languages"], read: |r, n| r.languages(n) },
    Setting { names: &["translation-key"], read: |r, n| r.config.translation_key = r.text(n) },
    Setting { names: &["direction", "dir"], read: |r, n| r.direction(n) },
    Setting { names: &["date"], read: |r, n| r.date(n) },
    Setting { names: &["rights"], read: |r, n| r.config.rights = r.text(n) },
    Setting { names: &["subjects", "keywords"], read: |r, n| r.config.subjects = r.texts(n) },
    Setting { names: &["identifier"], read: |r, n| r.config.identifier = r.text(n) },
    Setting { names: &["url"], read: |r, n| r.url(n) },
    Setting { names: &["pages"], read: |r, n| r.pages(n) },
    Setting { names: &["exclude"], read: |r, n| r.config.exclude = r.patterns(n) },
    Setting { names: &["fields"], read: |r, n| r.config.fields = r.texts(n) },
    Setting { names: &["phases"], read: |r, n| r.config.phases = r.spanned_text(n) },
    Setting { names: &["generator"], read: |r, n| r.config.generator = r.spanned_text(n) },
    Setting { names: &["order", "nav"], read: |r, n| r.config.order = r.spanned_texts(n) },
    Setting { names: &["paper"], read: |r, n| r.config.paper = r.spanned_text(n) },
    Setting { names: &["system-fonts"], read: |r, n| r.system_fonts(n) },
    Setting { names: &["math"], read: |r, n| r.config.math = r.truth(n, "math") },
    Setting { names: &["index"], read: |r, n| r.config.index = r.truth(n, "index") },
    Setting {
        names: &["list-of-pictograms"],
        read: |r, n| r.config.list_of_pictograms = r.truth(n, "list-of-pictograms").unwrap_or(false),
    },
    Setting {
        names: &["fillable-worksheets"],
        read: |r, n| {
            r.config.fillable_worksheets = r.truth(n, "fillable-worksheets").unwrap_or(false);
        },
    },
    Setting { names: &["theme"], read: |r, n| r.theme(n) },
    Setting { names: &["brand"], read: |r, n| r.brand(n) },
    Setting { names: &["posters"], read: |r, n| r.posters(n) },
    Setting { names: &["cards"], read: |r, n| r.cards(n) },
    Setting { names: &["print-shop"], read: |r, n| r.print_shop(n) },
    Setting { names: &["contributors"], read: |r, n| r.contributors(n) },
    Setting { names: &["edition"], read: |r, n| r.config.publishing.edition = r.text(n) },
    Setting { names: &["licence", "license"], read: |r, n| r.config.publishing.licence = r.text(n) },
    Setting { names: &["address"], read: |r, n| r.config.publishing.address = r.texts(n) },
    Setting {
        names: &["title-page"],
        read: |r, n| r.config.publishing.title_page = r.truth(n, "title-page"),
    },
    Setting {
        names: &["phase-spread"],
        read: |r, n| r.config.publishing.phase_spread = r.truth(n, "phase-spread"),
    },
    Setting { names: &["series"], read: |r, n| r.series(n) },
    Setting { names: &["isbn"], read: |r, n| r.config.publishing.isbn = r.isbn(n) },
    Setting { names: &["print-isbn"], read: |r, n| r.config.publishing.print_isbn = r.isbn(n) },
    Setting { names: &["epub"], read: |r, n| r.epub(n) },
    Setting { names: &["accessibility"], read: |r, n| r.accessibility(n) },
    Setting { names: &["rules"], read: |r, n| r.rules(n) },
    Setting { names: &["limits"], read: |r, n| r.limits(n) },
    Setting { names: &["site"], read: |r, n| r.variables(n) },
];

/// The names of all settings.
pub fn settings() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().flat_map(|setting| setting.names.iter().copied())
}
