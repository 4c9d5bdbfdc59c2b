//! The files of a site, listed.

use std::collections::{BTreeMap, BTreeSet};

use glob::{MatchOptions, Pattern};

use crate::files::Files;
use crate::paths;
use crate::walk::walk;

/// Folders that programs fill.
const FILLED: [&str; 6] = ["node_modules", "target", "vendor", "out", "_site", "__pycache__"];
/// How many files of a site are looked at.
const MOST: usize = 100_000;

/// Whether a file's name ends as Markdown's do.
pub(super) fn is_markdown(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".mdx", ".qmd", ".rmd"]
        .iter()
        .any(|ending| lower.ends_with(ending))
}

/// The paths of all files in a folder and below, sorted, save those in folders that `enters` does
/// not allow by their path.
pub(super) fn files(files: &dyn Files, folder: &str, enters: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut found = walk(files, folder, enters, &|_| true);
    found.truncate(MOST);
    found
}

/// Whether a folder is one that people keep pages in: neither hidden nor filled by a program.
pub(super) fn is_kept(path: &str) -> bool {
    let name = paths::name(path);
    !name.starts_with('.') && !FILLED.contains(&name.to_ascii_lowercase().as_str())
}

/// The Markdown files in a folder and below, sorted, save hidden ones.
pub(super) fn pages(source: &dyn Files, folder: &str) -> Vec<String> {
    let is_page = |path: &str| is_markdown(path) && !paths::name(path).starts_with('.');
    let mut found = walk(source, folder, &is_kept, &is_page);
    found.truncate(MOST);
    found
}

/// Whether pages stand in a folder or below it: links may lead to a folder by ways without end, and to
/// none of its pages.
pub(super) fn holds_pages<P>(pages: &BTreeMap<String, P>, folder: &str) -> bool {
    if folder.is_empty() {
        return !pages.is_empty();
    }
    let below = format!("{folder}/");
    pages.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
}

/// The Markdown files of a repository whose site stands in a folder, sorted. What the site's folder
/// holds by a link alone (`docs/index.md`, which leads to `README.md`) is there by that link.
pub(super) fn of_site(source: &dyn Files, folder: &str) -> Vec<String> {
    let mut own = pages(source, folder);
    if folder.is_empty() {
        return own;
    }
    let known: BTreeSet<String> = own.iter().filter_map(|path| source.identity(path).ok()).collect();
    let is_new = |path: &String| source.identity(path).map_or(true, |identity| !known.contains(&identity));
    let others = pages(source, "").into_iter().filter(|path| !paths::is_below(path, folder));
    own.extend(others.filter(is_new));
    own.sort();
    own
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_the_folder_of_a_site_holds_by_a_link_is_a_page_of_it() {
        use std::fs;
        use std::os::unix::fs::symlink;

        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("docs")).unwrap();
        for page in ["README.md", "NEWS.md", "docs/use.md"] {
            fs::write(place.path().join(page), page).unwrap();
        }
        symlink("../README.md", place.path().join("docs/index.md")).unwrap();
        let files = crate::files::Folder::new(place.path()).unwrap();
        assert_eq!(of_site(&files, "docs"), ["NEWS.md", "docs/index.md", "docs/use.md"]);
        assert_eq!(of_site(&files, ""), ["NEWS.md", "README.md", "docs/use.md"]);
    }
}
