//! Finding a site's pages.

use crate::config::Config;
use crate::files::Files;

/// Files about a folder rather than pages of a book.
const NOT_PAGES: [&str; 6] =
    ["readme.md", "license.md", "licence.md", "changelog.md", "contributing.md", "code_of_conduct.md"];
/// Folders that programs fill.
const NOT_FOLDERS: [&str; 4] = ["node_modules", "target", "vendor", "out"];
/// How deep folders are followed, so that a link to a folder above it ends.
const DEPTH: usize = 16;

/// The paths of a site's pages, sorted: every Markdown file in the folder of
/// pages and below, save hidden ones, those in folders that begin with `_`,
/// and files about the folder such as `README.md`.
pub fn discover(files: &dyn Files, config: &Config) -> Vec<String> {
    let mut pages = Vec::new();
    collect(files, &config.pages, DEPTH, &mut pages);
    pages.sort();
    pages
}

/// Whether a file's name is that of a page.
pub fn is_page(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.ends_with(".md") || lower.ends_with(".markdown"))
        && !lower.starts_with(['.', '_'])
        && !NOT_PAGES.contains(&lower.as_str())
}

fn collect(files: &dyn Files, folder: &str, depth: usize, pages: &mut Vec<String>) {
    for entry in files.list(folder).unwrap_or_default() {
        let path = if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
        if !entry.folder {
            if is_page(&entry.name) {
                pages.push(path);
            }
        } else if depth > 0
            && !entry.name.starts_with(['.', '_'])
            && !NOT_FOLDERS.contains(&entry.name.to_ascii_lowercase().as_str())
        {
            collect(files, &path, depth - 1, pages);
        }
    }
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
        assert_eq!(discover(&files, &Config::default()), ["a/b.markdown", "a/c.MD", "index.md", "z.md"]);
        let config = Config { pages: "a".to_owned(), ..Config::default() };
        assert_eq!(discover(&files, &config), ["a/b.markdown", "a/c.MD"]);
        let config = Config { pages: "nowhere".to_owned(), ..Config::default() };
        assert!(discover(&files, &config).is_empty());
    }
}
