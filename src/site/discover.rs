//! Finding a site's pages.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::model::Span;
use crate::paths;

/// Files about a folder rather than pages of a book.
const NOT_PAGES: [&str; 6] =
    ["readme.md", "license.md", "licence.md", "changelog.md", "contributing.md", "code_of_conduct.md"];
/// Folders that programs fill.
const NOT_FOLDERS: [&str; 4] = ["node_modules", "target", "vendor", "out"];

/// What was found below a folder.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The paths of files, sorted; each file once, by its own path rather than by a link to it.
    pub files: Vec<String>,
    /// Folders that could not be listed, each with the reason.
    pub unreadable: Vec<(String, io::Error)>,
}

/// The files below a folder for which `wanted` holds, in those of its folders that `enter` lets in by
/// their names.
///
/// Every folder is visited once, whatever symbolic links lead to it: a link to a folder above it
/// would have no end, and two such links would have 2ⁿ folders.
pub(crate) fn walk(
    files: &dyn Files,
    folder: &str,
    enter: impl Fn(&str) -> bool,
    wanted: impl Fn(&str) -> bool,
) -> Walk {
    let mut walk = Walk::default();
    let (mut visited, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let (mut linked_folders, mut linked_files) = (Vec::new(), Vec::new());
    let mut folders = vec![folder.to_owned()];
    loop {
        // Links wait until all real folders are known, so that a page keeps its own address.
        let Some(folder) = folders.pop().or_else(|| linked_folders.pop()) else { break };
        let listed = files.identity(&folder).and_then(|identity| {
            if visited.insert(identity) { files.list(&folder).map(Some) } else { Ok(None) }
        });
        let entries = match listed {
            Ok(entries) => entries.unwrap_or_default(),
            Err(error) => {
                walk.unreadable.push((folder, error));
                continue;
            }
        };
        // The last is taken first.
        for entry in entries.into_iter().rev() {
            let path = paths::join(&folder, &entry.name);
            if !(if entry.folder { enter(&entry.name) } else { wanted(&entry.name) }) {
                continue;
            }
            // Where it leads out of the site or nowhere, whoever reads it says so.
            let real = files.identity(&path).map_or(true, |identity| identity == path);
            match (entry.folder, real) {
                (true, true) => folders.push(path),
                (true, false) => linked_folders.push(path),
                (false, true) => {
                    seen.insert(path.clone());
                    walk.files.push(path);
                }
                (false, false) => linked_files.push(path),
            }
        }
    }
    linked_files.sort();
    for path in linked_files {
        if files.identity(&path).map_or(true, |identity| seen.insert(identity)) {
            walk.files.push(path);
        }
    }
    walk.files.sort();
    walk.unreadable.sort_by(|(one, _), (other, _)| one.cmp(other));
    walk
}

impl Walk {
    /// The folders that could not be listed, as errors.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let diagnostic = |(folder, error): &(String, io::Error)| {
            let source = Arc::new(Source { path: folder.clone(), text: String::new() });
            let message = format!("the folder cannot be read: {error}; what is in it is not in the book");
            Diagnostic::new(&rules::UNREADABLE, &source, Span::default(), message)
                .hint("check that you may read the folder, and that it is no link out of the site")
        };
        self.unreadable.iter().map(diagnostic).collect()
    }
}

/// The paths of a site's pages, sorted: every Markdown file in the folder of
/// pages and below, save hidden ones, those in folders that begin with `_`,
/// and files about the folder such as `README.md`. Folders that cannot be read are
/// diagnostics.
pub fn discover(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let enter = |name: &str| {
        !name.starts_with(['.', '_']) && !NOT_FOLDERS.contains(&name.to_ascii_lowercase().as_str())
    };
    let walk = walk(files, &config.pages, enter, is_page);
    // A folder of pages that is not there is told where there are no pages.
    let gone = |(folder, error): &(String, io::Error)| {
        *folder == config.pages && error.kind() == io::ErrorKind::NotFound
    };
    if !walk.unreadable.iter().any(gone) {
        diagnostics.extend(walk.diagnostics());
    }
    walk.files
}

/// Whether a file's name is that of a page.
pub fn is_page(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.ends_with(".md") || lower.ends_with(".markdown"))
        && !lower.starts_with(['.', '_'])
        && !NOT_PAGES.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    #[test]
    fn pages_are_told_from_other_files() {
        let files = Memory::new(
            [
                "README.md",
                "index.md",
                "a/b.markdown",
                "a/README.md",
                "a/c.MD",
                "a/_draft.md",
                "_includes/x.md",
                ".git/x.md",
                "node_modules/p/x.md",
                "a/notes.txt",
                "z.md",
            ]
            .map(|path| (path, "")),
        );
        let pages = |config: &Config| {
            let mut diagnostics = Vec::new();
            let pages = discover(&files, config, &mut diagnostics);
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            pages
        };
        assert_eq!(pages(&Config::default()), ["a/b.markdown", "a/c.MD", "index.md", "z.md"]);
        let config = Config { pages: "a".to_owned(), ..Config::default() };
        assert_eq!(pages(&config), ["a/b.markdown", "a/c.MD"]);
        let config = Config { pages: "nowhere".to_owned(), ..Config::default() };
        assert!(pages(&config).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn every_folder_and_every_page_is_found_once_whatever_links_lead_to_it() {
        use std::fs;
        use std::os::unix::fs::symlink;

        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::create_dir_all(at("v2/deep")).unwrap();
        fs::create_dir_all(at("_kept")).unwrap();
        for page in ["index.md", "v2/alpha.md", "v2/deep/beta.md", "_kept/live.md", "README.md"] {
            fs::write(at(page), page).unwrap();
        }
        for (target, link) in [
            (".", "a"),
            (".", "b"),
            ("v2", "latest"),
            ("..", "v2/deep/up"),
            ("_kept", "kept"),
            ("v2/alpha.md", "a-page.md"),
            ("README.md", "intro.md"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        let files = crate::files::Folder::new(site.path()).unwrap();
        let mut diagnostics = Vec::new();
        let pages = discover(&files, &Config::default(), &mut diagnostics);
        // What is there by a link alone is there by that link.
        assert_eq!(pages, ["index.md", "intro.md", "kept/live.md", "v2/alpha.md", "v2/deep/beta.md"]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        symlink("/", at("out-of-it")).unwrap();
        discover(&files, &Config::default(), &mut diagnostics);
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        assert_eq!(diagnostics[0].place.source.path, "out-of-it");
        assert!(diagnostics[0].message.contains("leads out of the site root"), "{diagnostics:?}");
    }
}
