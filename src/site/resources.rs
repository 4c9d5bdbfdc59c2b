//! The site's own theme and fonts.

use std::sync::Arc;

use super::config::Config;
use super::paths;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::fonts::{self, Font};
use crate::lint;
use crate::model::Span;
use crate::theme::{FONTS, Theme};

/// The folder of a site's fonts.
const FOLDER: &str = "fonts";
/// How deep font files are looked for below it.
const DEPTH: usize = 3;
/// The largest font that is read, in bytes.
const LARGEST_FONT: u64 = 64 << 20;

/// The theme that the configuration names, or the built-in one.
pub(super) fn theme(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let Some(folder) = &config.theme else { return Theme::builtin() };
    let path = paths::join(&folder.value, "tokens.json");
    let text = match files.read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => {
            if let Some(source) = &config.source {
                diagnostics.push(
                    Diagnostic::new(
                        &lint::THEME_SYNTAX,
                        source,
                        folder.span,
                        format!("the theme's `{path}` cannot be read: {error}"),
                    )
                    .hint("name the folder that holds `tokens.json`"),
                );
            }
            return Theme::builtin();
        }
    };
    match Theme::parse(&text) {
        Ok(theme) => theme,
        Err(error) => {
            let span = place(&text, &error);
            let message = error.split(" at line ").next().unwrap_or(&error).to_owned();
            let source = Arc::new(Source { path, text });
            diagnostics.push(
                Diagnostic::new(&lint::THEME_SYNTAX, &source, span, message)
                    .hint("mend the file; until then the built-in theme serves"),
            );
            Theme::builtin()
        }
    }
}

/// The place that an error of serde_json ends with: ` at line 3 column 7`.
fn place(text: &str, error: &str) -> Span {
    let numbers = error.rsplit_once(" at line ").and_then(|(_, place)| place.split_once(" column "));
    let Some((Ok(line), Ok(column))) = numbers.map(|(l, c)| (l.parse::<usize>(), c.parse::<usize>())) else {
        return Span::new(0, 0);
    };
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Span::new(at, at)
}

/// The faces of the site's own `fonts/`, in the order of their paths,
/// without those that come with the program.
pub(super) fn fonts(files: &dyn Files) -> Vec<Font> {
    let mut found = Vec::new();
    collect(files, FOLDER, DEPTH, &mut found);
    found
}

fn collect(files: &dyn Files, folder: &str, depth: usize, found: &mut Vec<Font>) {
    for entry in files.list(folder).unwrap_or_default() {
        let path = format!("{folder}/{}", entry.name);
        if entry.folder {
            if depth > 1 && !entry.name.starts_with('.') {
                collect(files, &path, depth - 1, found);
            }
            continue;
        }
        let lower = entry.name.to_ascii_lowercase();
        let font = [".ttf", ".otf", ".ttc", ".otc"].iter().any(|ending| lower.ends_with(ending));
        if font && files.size(&path).is_ok_and(|size| size <= LARGEST_FONT) {
            let bytes = files.read(&path).ok().filter(|bytes| !FONTS.contains(&bytes.as_slice()));
            found.extend(bytes.into_iter().flat_map(fonts::faces));
        }
    }
}
