//! A folder of pages that no site generator knows: every Markdown file is a page, and a README is
//! the index of its folder.

use std::collections::BTreeSet;

use rayon::prelude::*;

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

/// Names of directives that MyST has and that no other fence is called by.
const DIRECTIVES: [&str; 22] = [
    "admonition",
    "attention",
    "caution",
    "code-block",
    "danger",
    "dropdown",
    "epigraph",
    "error",
    "figure",
    "glossary",
    "hint",
    "important",
    "list-table",
    "literalinclude",
    "margin",
    "note",
    "seealso",
    "tab-set",
    "tableofcontents",
    "tip",
    "toctree",
    "warning",
];
/// Roles of MyST as they stand before their words.
const ROLES: [&str; 7] = ["{ref}`", "{doc}`", "{numref}`", "{term}`", "{eq}`", "{download}`", "{abbr}`"];

/// The marks of pages that no generator speaks of: those of MDX by the files' names, those of
/// Obsidian where a page is linked in its manner, and those of MyST where a page has one of its
/// directives or roles.
fn marks(files: &dyn Files, paths: &[String]) -> Marks {
    let mut marks = Marks::default();
    if paths.iter().any(|path| path.ends_with(".mdx")) {
        marks |= Marks::JSX;
    }
    let stems: BTreeSet<String> = paths.iter().map(|path| paths::stem(path).to_lowercase()).collect();
    let linked = |text: &str| {
        text.split("[[").skip(1).any(|rest| {
            let end = rest.find(['|', '#', ']']).unwrap_or(0);
            rest.contains("]]") && stems.contains(&paths::name(rest[..end].trim()).to_lowercase())
        })
    };
    let seen = |path: &String| {
        let mut marks = Marks::default();
        let Some(text) = read::text(files, path) else { return marks };
        if linked(&text) {
            marks |= Marks::WIKI | Marks::HIGHLIGHTS;
        }
        if has_directives(&text) {
            marks |= Marks::DIRECTIVES | Marks::ROLES | Marks::COLON_FENCES;
        }
        marks
    };
    let looked_at = &paths[..paths.len().min(LOOKED_AT)];
    looked_at.par_iter().map(seen).reduce(|| marks, |all, more| all | more)
}

/// Whether a page has a directive or a role of MyST, outside fenced code.
fn has_directives(text: &str) -> bool {
    let mut code: Option<&str> = None;
    text.lines().any(|line| {
        let line = line.trim();
        let rest = line.trim_start_matches(['`', ':']);
        let fence = &line[..line.len() - rest.len()];
        let name = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
        match code {
            Some(open) => {
                if rest.is_empty() && fence.starts_with(open) {
                    code = None;
                }
                false
            }
            None if fence.len() >= 3 && name.is_some_and(|name| DIRECTIVES.contains(&name)) => true,
            None if fence.starts_with("```") => {
                code = Some(fence);
                false
            }
            None => ROLES.iter().any(|role| line.find(role).is_some_and(|at| !in_code(&line[..at]))),
        }
    })
}

/// Whether a line so far leaves a code span open.
fn in_code(before: &str) -> bool {
    let runs = before.split(|c| c != '`').filter(|run| !run.is_empty()).count();
    runs % 2 == 1
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
