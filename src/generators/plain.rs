//! A folder of pages that no site generator knows: every Markdown file is a page, and a README is
//! the index of its folder.

use std::collections::BTreeSet;

use super::left_out;
use super::{Generator, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::Marks;

/// The row: a folder that nobody else knows.
pub(super) const GENERATOR: Generator =
    Generator { name: "none", kind: "a folder of pages", evidence: |_, _| None, describe };

pub(super) fn describe(files: &dyn Files, folder: &str) -> Site {
    let includes = vec!["_includes".to_owned(), paths::join(folder, "_includes")];
    let mut site = Site { includes, ..Site::default() };
    let paths = listing::pages(files, folder);
    site.marks = Some(marks(files, &paths));
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

/// How many pages are looked through for marks.
const LOOKED_AT: usize = 2000;

/// The marks of pages that no generator speaks of: those of MDX by the files' names, and those of
/// Obsidian where a page is linked in its manner.
fn marks(files: &dyn Files, paths: &[String]) -> Marks {
    let mut marks = Marks::default();
    if paths.iter().any(|path| path.ends_with(".mdx")) {
        marks |= Marks::JSX;
    }
    let stems: BTreeSet<String> = paths.iter().map(|path| paths::stem(path).to_lowercase()).collect();
    let linked = |text: String| {
        text.split("[[").skip(1).any(|rest| {
            let end = rest.find(['|', '#', ']']).unwrap_or(0);
            rest.contains("]]") && stems.contains(&paths::name(rest[..end].trim()).to_lowercase())
        })
    };
    if paths.iter().take(LOOKED_AT).any(|path| read::text(files, path).is_some_and(linked)) {
        marks |= Marks::WIKI | Marks::HIGHLIGHTS;
    }
    marks
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
