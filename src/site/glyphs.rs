//! Characters that no font has.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lint;
use crate::model::Span;
use crate::source::Page;

/// Where fonts for a script are to be had: its first and last character, what
/// to call it, and a family of Debian's packages that has it.
const SCRIPTS: [(char, char, &str, &str); 13] = [
    ('\u{590}', '\u{5ff}', "Hebrew", "fonts-noto-core (Noto Sans Hebrew)"),
    ('\u{600}', '\u{8ff}', "Arabic", "fonts-noto-core (Noto Naskh Arabic)"),
    ('\u{900}', '\u{97f}', "Devanagari", "fonts-noto-core (Noto Sans Devanagari)"),
    ('\u{980}', '\u{9ff}', "Bengali", "fonts-noto-core (Noto Sans Bengali)"),
    ('\u{b80}', '\u{bff}', "Tamil", "fonts-noto-core (Noto Sans Tamil)"),
    ('\u{e00}', '\u{e7f}', "Thai", "fonts-noto-core (Noto Sans Thai)"),
    ('\u{1000}', '\u{109f}', "Burmese", "fonts-noto-core (Noto Sans Myanmar)"),
    ('\u{1100}', '\u{11ff}', "Korean", "fonts-noto-cjk"),
    ('\u{2e80}', '\u{9fff}', "Chinese, Japanese or Korean", "fonts-noto-cjk"),
    ('\u{ac00}', '\u{d7af}', "Korean", "fonts-noto-cjk"),
    ('\u{f900}', '\u{faff}', "Chinese, Japanese or Korean", "fonts-noto-cjk"),
    ('\u{ff00}', '\u{ffef}', "Chinese, Japanese or Korean", "fonts-noto-cjk"),
    ('\u{1f000}', '\u{1faff}', "a pictograph", "fonts-symbola"),
];

/// Names each character of a page that cannot be shown, once, where it stands first.
pub(super) fn check(page: &Page, shows: &dyn Fn(char) -> bool, diagnostics: &mut Vec<Diagnostic>) {
    for source in std::iter::once(&page.source).chain(&page.included) {
        let mut named: BTreeSet<char> = BTreeSet::new();
        let mut scripts: BTreeSet<&str> = BTreeSet::new();
        for (at, character) in source.text.char_indices().filter(|(_, c)| !c.is_ascii()) {
            if crate::source::is_control(character) || shows(character) || !named.insert(character) {
                continue;
            }
            let script = SCRIPTS.iter().find(|(first, last, ..)| (*first..=*last).contains(&character));
            // One letter of a script that is missing as a whole stands for all of them.
            if let Some((_, _, name, _)) = script
                && !scripts.insert(name)
            {
                continue;
            }
            let (what, package) = match script {
                Some((_, _, name, package)) => (format!(", {name}"), (*package).to_owned()),
                None => (String::new(), "fonts-noto-core or fonts-symbola".to_owned()),
            };
            let message = format!(
                "no font has `{character}` (U+{:04X}{what}); print shows `?` in its place",
                u32::from(character)
            );
            let span = Span::new(at, at + character.len_utf8());
            diagnostics.push(Diagnostic::new(&lint::MISSING_GLYPH, source, span, message).hint(format!(
                "put a font that has it into `fonts/` at the site root; Debian has one in {package}"
            )));
        }
    }
}
