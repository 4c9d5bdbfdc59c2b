//! The site's own theme and fonts.

use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::fonts::{self, Font};
use crate::model::Span;
use crate::paths;
use crate::theme::files::TOKENS_NAME;
use crate::theme::{self, FONTS, Theme};
use crate::walk::walk;

/// The folder of a site's fonts.
const FOLDER: &str = "fonts";
/// The largest font that is read, in bytes.
const LARGEST_FONT: u64 = 64 << 20;

/// The largest file of a theme that is read, in bytes.
const LARGEST_FILE: u64 = 4 << 20;

/// The theme that the configuration names, or the built-in one. What its folder
/// lacks is built-in.
pub(super) fn theme(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let Some(folder) = &config.theme else { return Theme::builtin() };
    let mut own = theme::files::Files::default();
    let mut tokens = None;
    let mut found = 0;
    let mut wrong = |path: &str, why: &str| {
        if let Some(source) = &config.source {
            let message = format!("the theme's `{path}` cannot be read: {why}");
            diagnostics
                .push(Diagnostic::new(&rules::THEME_SYNTAX, source, folder.span, message).hint(
                    "name the folder of a theme; `phasebook new --theme DIR` writes one to start from",
                ));
        }
    };
    for path in walk(files, &folder.value, &is_shown, &is_shown) {
        let name = path.strip_prefix(&folder.value).unwrap_or(&path).trim_start_matches('/').to_owned();
        let text = [".typ", ".css", ".json"].iter().any(|ending| name.ends_with(ending));
        let bytes = match files.size(&path) {
            Ok(size) if size > LARGEST_FILE => Err("it is too large".to_owned()),
            Ok(_) => files.read(&path).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                wrong(&path, &why);
                continue;
            }
        };
        found += 1;
        if !text {
            own.put_bytes(&name, bytes);
            continue;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let source = Arc::new(Source { path, text });
                if name == TOKENS_NAME { tokens = Some(source) } else { own.put(&name, source) }
            }
            Err(_) => wrong(&path, "it is not UTF-8"),
        }
    }
    if found == 0 {
        wrong(&folder.value, "there is no file in it");
    }
    let tokens = tokens.map(|source| Theme::parse(&source.text).map_err(|error| (source, error)));
    let mut theme = match tokens {
        None => Theme::builtin(),
        Some(Ok(theme)) => theme,
        Some(Err((source, error))) => {
            let span = place(&source.text, &error);
            let message = error.split(" at line ").next().unwrap_or(&error).to_owned();
            diagnostics.push(
                Diagnostic::new(&rules::THEME_SYNTAX, &source, span, message)
                    .hint("mend the file; until then the built-in tokens serve"),
            );
            Theme::builtin()
        }
    };
    theme.files = own;
    theme
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

/// Whether a file or folder is not hidden.
fn is_shown(path: &str) -> bool {
    !paths::name(path).starts_with('.')
}

/// The faces of the site's own `fonts/`, in the order of their paths,
/// without those that come with the program. A file that is none, or that is damaged, is named.
pub(super) fn fonts(files: &dyn Files, diagnostics: &mut Vec<Diagnostic>) -> Vec<Font> {
    let is_font = |path: &str| {
        let lower = path.to_ascii_lowercase();
        let endings = [".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2"];
        is_shown(path) && endings.iter().any(|ending| lower.ends_with(ending))
    };
    let mut found = Vec::new();
    for path in walk(files, FOLDER, &is_shown, &is_font) {
        match font(files, &path) {
            Ok(faces) => found.extend(faces),
            Err(why) => {
                let source = Arc::new(Source { path, text: String::new() });
                let message = format!("the font cannot be used: {why}");
                diagnostics.push(
                    Diagnostic::new(&rules::BROKEN_FONT, &source, Span::default(), message)
                        .hint("replace the file by a whole TTF or OTF, or take it out"),
                );
            }
        }
    }
    found
}

/// The faces of a file; none where they come with the program.
fn font(files: &dyn Files, path: &str) -> Result<Vec<Font>, String> {
    if files.size(path).map_err(|error| error.to_string())? > LARGEST_FONT {
        return Err(format!("it has more than {} MiB", LARGEST_FONT >> 20));
    }
    let bytes = files.read(path).map_err(|error| error.to_string())?;
    if FONTS.contains(&bytes.as_slice()) {
        return Ok(Vec::new());
    }
    if bytes.starts_with(b"wOF2") || bytes.starts_with(b"wOFF") {
        return Err("it is a web font (WOFF), which is packed".to_owned());
    }
    // Parsers of fonts have panicked on files that no program writes.
    let read = || match fonts::damage(&bytes) {
        Some(why) => Err(why.to_owned()),
        None => Ok(fonts::faces(bytes.clone()).collect::<Vec<_>>()),
    };
    let faces = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("it is damaged".to_owned()))?;
    if faces.is_empty() { Err("it is no font, or a damaged one".to_owned()) } else { Ok(faces) }
}
