//! The site's own theme and fonts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::brand;
use crate::config::brand::is_font;
use crate::config::{self, Config};
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::{self, Files};
use crate::fonts::{self, Font};
use crate::model::Span;
use crate::source::Spanned;
use crate::theme::files::TOKENS_NAME;
use crate::theme::{self, FONTS, Theme, contrast};
use crate::walk::walk;
use crate::{names, paths};

/// The folder of a site's fonts.
const FOLDER: &str = "fonts";
/// The largest font that is read, in bytes.
const LARGEST_FONT: u64 = 64 << 20;

/// The largest file of a theme that is read, in bytes.
const LARGEST_FILE: u64 = 4 << 20;

/// The theme that the configuration names, or the usual one, in the colours of the site's brand.
/// What a folder lacks is built-in.
pub(super) fn theme(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Theme {
    let mut theme = match &config.theme {
        None => Theme::builtin(),
        // A folder of the site goes before a built-in theme of the same name.
        Some(named) => match Theme::named(&named.value).filter(|_| files.list(&named.value).is_err()) {
            Some(theme) => theme,
            None => own_theme(files, config, named, diagnostics),
        },
    };
    brand::colours(config, &mut theme, diagnostics);
    theme
}

/// The theme in a folder of the site.
fn own_theme(
    files: &dyn Files,
    config: &Config,
    folder: &Spanned<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Theme {
    let mut own = theme::files::Files::default();
    let mut tokens = None;
    let mut found = 0;
    // The command line may name a theme where there is no configuration.
    let said = config.source.clone().unwrap_or_else(|| {
        Arc::new(Source { path: config::CONFIG_NAMES[0].to_owned(), text: String::new() })
    });
    let mut wrong = |path: &str, why: &str| {
        let message = format!("the theme's `{path}` cannot be read: {why}");
        let hint = match names::nearest(&folder.value, Theme::names()) {
            Some(near) => format!("did you mean `{near}`"),
            None => format!(
                "name a folder, which `phasebook new --theme DIR` writes, or one of {}",
                Theme::names().collect::<Vec<_>>().join(", ")
            ),
        };
        diagnostics.push(Diagnostic::new(&rules::THEME_SYNTAX, &said, folder.span, message).hint(hint));
    };
    for path in walk(files, &folder.value, &is_shown, &is_shown) {
        let name = path.strip_prefix(&folder.value).unwrap_or(&path).trim_start_matches('/').to_owned();
        let text = [".typ", ".css", ".json"].iter().any(|ending| name.ends_with(ending));
        let bytes = match files::read_within(files, &path, LARGEST_FILE) {
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
    let mut theme = Theme::builtin();
    if let Some(source) = tokens {
        own_tokens(&mut theme, &source, diagnostics);
    }
    theme.files = own;
    theme
}

/// Takes the tokens of a site's own theme, and names those that are wrong or that make text which
/// cannot be read.
fn own_tokens(theme: &mut Theme, source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
    let read = theme::tokens::read(theme, &source.text);
    for fault in read.faults {
        diagnostics
            .push(Diagnostic::new(&rules::THEME_SYNTAX, source, fault.span, fault.message).hint(fault.hint));
    }
    let mut named = BTreeSet::new();
    for pair in contrast::pairs(theme) {
        let places = [&pair.text, &pair.ground].map(|(path, _)| read.places.get(path));
        let Some(span) = places.into_iter().flatten().next() else { continue };
        // Of the grounds of one text, the first.
        if pair.ratio() >= contrast::LEAST || !named.insert(span.start) {
            continue;
        }
        let ((text, colour), (ground, under)) = (&pair.text, &pair.ground);
        let ground = if ground.contains(' ') { ground.clone() } else { format!("`{ground}`") };
        let better = colour.readable(&[*under], contrast::LEAST);
        diagnostics.push(
            Diagnostic::new(
                &rules::CONTRAST,
                source,
                *span,
                format!("`{text}` on {ground} has a contrast of {:.1} to 1", pair.ratio()),
            )
            .hint(format!("{} to 1 are needed, which `{text}` reaches as `{better}`", contrast::LEAST)),
        );
    }
}

/// Whether a file or folder is not hidden.
fn is_shown(path: &str) -> bool {
    !paths::name(path).starts_with('.')
}

/// The faces of the site's own `fonts/`, in the order of their paths, then those of its brand,
/// without those that come with the program. A file that is none, or that is damaged, is named.
pub(super) fn fonts(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<Font> {
    let mut found = Vec::new();
    let below = walk(files, FOLDER, &is_shown, &|path: &str| is_shown(path) && is_font(path));
    for path in &below {
        match font(files, path) {
            Ok(faces) => found.extend(faces),
            Err(why) => {
                let source = Arc::new(Source { path: path.clone(), text: String::new() });
                diagnostics.push(broken(&source, Span::default(), &why));
            }
        }
    }
    let Some(brand) = &config.brand else { return found };
    let mut seen: BTreeSet<&String> = below.iter().collect();
    for file in brand::font_files(brand).filter(|file| seen.insert(file.value)) {
        match font(files, file.value) {
            Ok(faces) => found.extend(faces),
            Err(why) => diagnostics.push(broken(&brand.source, file.span, &why)),
        }
    }
    found
}

fn broken(source: &Arc<Source>, span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(&rules::BROKEN_FONT, source, span, format!("the font cannot be used: {why}"))
        .hint("replace the file by a whole TTF, OTF or WOFF2, or take it out")
}

/// The faces of a file; none where they come with the program.
pub(super) fn font(files: &dyn Files, path: &str) -> Result<Vec<Font>, String> {
    if files.size(path).map_err(|error| files::reason(&error))? > LARGEST_FONT {
        return Err(format!("it has more than {} MiB", LARGEST_FONT >> 20));
    }
    let bytes = files.read(path).map_err(|error| files::reason(&error))?;
    // Parsers of fonts have panicked on files that no program writes.
    let read = || {
        let bytes = fonts::unpacked(&bytes)?;
        match fonts::damage(&bytes) {
            _ if FONTS.contains(&bytes.as_ref()) => Ok(None),
            Some(why) => Err(why.to_owned()),
            None => Ok(Some(fonts::faces(bytes.into_owned()).collect::<Vec<_>>())),
        }
    };
    let faces = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("it is damaged".to_owned()))?;
    match faces {
        Some(faces) if faces.is_empty() => Err("it is no font, or a damaged one".to_owned()),
        faces => Ok(faces.unwrap_or_default()),
    }
}
