//! Govspeak (<https://github.com/alphagov/govspeak>): no program's files, but pages of GOV.UK that
//! are told by their marks.

use rayon::prelude::*;

use super::{Generator, listing, plain, read};
use crate::config::Site;
use crate::files::Files;
use crate::source::Marks;

/// The row: pages with marks that nothing else has.
pub(super) const GENERATOR: Generator =
    Generator { name: "govspeak", kind: "a folder of Govspeak", evidence, describe };

/// How many pages are looked at, and how many must have marks.
const LOOKED_AT: usize = 200;
const ENOUGH: usize = 2;

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let pages: Vec<String> = listing::pages(files, folder).into_iter().take(LOOKED_AT).collect();
    let is_marked = |path: &String| {
        let text = read::text(files, path).unwrap_or_default();
        let marks =
            text.lines().filter(|line| matches!(line.trim(), "$CTA" | "$A" | "$C" | "$D" | "$E")).count();
        let buttons = text.matches("{button").count() + text.matches("{/button}").count();
        marks >= 2 || buttons >= 2
    };
    let marked: Vec<String> = pages.into_par_iter().filter(is_marked).collect();
    let below = |path: &String| path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/').to_owned();
    marked.first().filter(|_| marked.len() >= ENOUGH).map(below)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = plain::describe(files, folder);
    site.marks = Some(Marks::GOVSPEAK);
    site
}
