//! The files of a site, listed.

use glob::{MatchOptions, Pattern};

use crate::files::Files;
use crate::paths;

/// Folders that programs fill.
const FILLED: [&str; 6] = ["node_modules", "target", "vendor", "out", "_site", "__pycache__"];
/// How deep folders are followed, so that a link to a folder above it ends.
const DEPTH: usize = 16;
/// How many files of a site are looked at.
const MOST: usize = 100_000;

/// Whether a file's name ends as Markdown's do.
pub(super) fn is_markdown(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".md", ".markdown", ".mkd", ".mkdn", ".mkdown"].iter().any(|ending| lower.ends_with(ending))
}

/// The paths of all files in a folder and below, sorted, save those in folders that `enters` does
/// not allow by their path.
pub(super) fn files(files: &dyn Files, folder: &str, enters: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    collect(files, folder, DEPTH, enters, &mut found);
    found.sort();
    found
}

fn collect(
    files: &dyn Files,
    folder: &str,
    depth: usize,
    enters: &dyn Fn(&str) -> bool,
    found: &mut Vec<String>,
) {
    for entry in files.list(folder).unwrap_or_default() {
        let path = if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
        if !entry.folder {
            if found.len() < MOST {
                found.push(path);
            }
        } else if depth > 0 && enters(&path) {
            collect(files, &path, depth - 1, enters, found);
        }
    }
}

/// Whether a folder is one that people keep pages in: neither hidden nor filled by a program.
pub(super) fn is_kept(path: &str) -> bool {
    let name = paths::name(path);
    !name.starts_with('.') && !FILLED.contains(&name.to_ascii_lowercase().as_str())
}

/// The Markdown files in a folder and below, sorted, save hidden ones.
pub(super) fn pages(source: &dyn Files, folder: &str) -> Vec<String> {
    let mut found = files(source, folder, &is_kept);
    found.retain(|path| is_markdown(path) && !paths::name(path).starts_with('.'));
    found
}

/// Whether a pattern means a path: the path itself, a folder above it, or what `*`, `?` and `**`
/// stand for, as in `docs/*.md`. A pattern without a slash means a name in any folder, too.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let plain = paths::join("", pattern);
    if plain.is_empty() || plain == path || paths::is_below(path, &plain) {
        return true;
    }
    if !plain.contains(['*', '?', '[']) {
        return false;
    }
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: plain.contains("**"),
        require_literal_leading_dot: false,
    };
    let Ok(glob) = Pattern::new(&plain) else { return false };
    let above = std::iter::successors(Some(path), |path| Some(paths::folder(path)).filter(|p| !p.is_empty()));
    above.into_iter().any(|path| {
        glob.matches_with(path, options)
            || !plain.contains('/') && glob.matches_with(paths::name(path), options)
    })
}
