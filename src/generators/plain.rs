//! A folder of pages that no site generator knows: every Markdown file is a page, and a README is
//! the index of its folder.

use super::left_out::{self, LeftOut, Reason};
use super::site::{PageFile, Site};
use super::{Generator, listing};
use crate::files::Files;
use crate::paths;

/// The row: a folder that nobody else knows.
pub(super) const GENERATOR: Generator =
    Generator { name: "none", kind: "a folder of pages", evidence: |_, _| None, describe };

fn describe(files: &dyn Files, folder: &str) -> Site {
    let includes = vec!["_includes".to_owned(), paths::join(folder, "_includes")];
    let mut site = Site { includes, ..Site::default() };
    let paths = listing::pages(files, folder);
    for path in &paths {
        match reason(path, &paths) {
            Some(reason) => site.left_out.push(LeftOut { path: path.clone(), reason }),
            None => {
                site.pages.insert(path.clone(), PageFile::default());
            }
        }
    }
    site
}

/// Why a Markdown file is no page.
pub(super) fn reason(path: &str, paths: &[String]) -> Option<Reason> {
    let hidden = |part: &str| part.starts_with('_') && !part.eq_ignore_ascii_case("_index.md");
    if path.split('/').any(hidden) {
        return Some(Reason::Hidden);
    }
    // Beside an index page, a README tells how the folder is kept.
    if paths::stem(path).eq_ignore_ascii_case("readme") && has_index(path, paths) {
        return Some(Reason::Repository);
    }
    left_out::by_path(path, "")
}

fn has_index(path: &str, paths: &[String]) -> bool {
    let folder = paths::folder(path);
    paths.iter().any(|other| {
        paths::folder(other) == folder
            && matches!(paths::stem(other).to_ascii_lowercase().as_str(), "index" | "_index")
    })
}
