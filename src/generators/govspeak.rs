//! Govspeak (<https://github.com/alphagov/govspeak>): no program's files, but pages of GOV.UK that
//! are told by their marks.

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
    let mut found: Option<String> = None;
    let mut count = 0;
    for path in listing::pages(files, folder).into_iter().take(LOOKED_AT) {
        let text = read::text(files, &path).unwrap_or_default();
        let marks =
            text.lines().filter(|line| matches!(line.trim(), "$CTA" | "$A" | "$C" | "$D" | "$E")).count();
        let buttons = text.matches("{button").count() + text.matches("{/button}").count();
        if marks >= 2 || buttons >= 2 {
            count += 1;
            found.get_or_insert(path);
        }
    }
    let below = |path: String| path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/').to_owned();
    found.filter(|_| count >= ENOUGH).map(below)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = plain::describe(files, folder);
    site.marks = Some(Marks::GOVSPEAK);
    site
}
