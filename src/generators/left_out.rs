//! Files that are no pages of a handbook, and how that is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::listing;
use crate::config::{LeftOut, Reason};
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::model::Span;
use crate::paths;

impl Reason {
    /// The reason, after "since".
    fn words(self) -> &'static str {
        match self {
            Self::Repository => "they are about the repository",
            Self::WebOnly => "they serve the web site alone",
            Self::Redirect => "they only lead to other pages",
            Self::Draft => "they are not published",
            Self::Form => "they are forms for new pages",
            Self::Gathered => "they repeat other pages",
            Self::Generator => "the site's configuration leaves them out",
            Self::Static => "the site's generator does not make pages of them",
            Self::Hidden => "they are in folders, or have names, that begin with `_`",
            Self::Format => "they are in a format that is not read",
            Self::Unlisted => "the table of contents does not list them",
            Self::Outside => "they lie outside the site's folder",
            Self::NotChosen => "`pages` in phasebook.yaml names others",
            Self::Excluded => "`exclude` in phasebook.yaml names them",
        }
    }
}

/// Names of files about a repository, also with more words behind them. Without ending, small letters, words
/// joined by `_`.
const REPOSITORY: [&str; 12] = [
    "license",
    "licence",
    "licenses",
    "copying",
    "notice",
    "code_of_conduct",
    "issue_template",
    "pull_request_template",
    "codeowners",
    "bug_report",
    "feature_request",
    "citation",
];
/// The same, for names that have to be all there is.
const REPOSITORY_AT_ROOT: [&str; 15] = [
    "contributing",
    "contributors",
    "changelog",
    "changes",
    "history",
    "release_notes",
    "releases",
    "security",
    "support",
    "maintainers",
    "authors",
    "adopters",
    "credits",
    "third_party_notices",
    "agents",
];
/// Names of pages that serve a web site alone.
const WEB_ONLY: [&str; 7] = ["404", "search", "sitemap", "offline", "robots", "feed", "search_results"];

/// Endings of pages in other languages: AsciiDoc, reStructuredText, notebooks, Org, Textile, MediaWiki.
const OTHER_FORMATS: [&str; 10] =
    ["adoc", "asciidoc", "asc", "rst", "ipynb", "org", "textile", "mediawiki", "creole", "pod"];

/// The files of a site that are pages in a language which is not read.
pub(super) fn in_other_formats(files: &dyn Files, folder: &str) -> Vec<LeftOut> {
    let paths = listing::files(files, folder, &listing::is_kept).into_iter().filter(|path| {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        OTHER_FORMATS.contains(&ending.as_str()) && !path.split('/').any(|part| part.starts_with(['_', '.']))
    });
    let reason = |path: &str| by_path(path, folder).unwrap_or(Reason::Format);
    paths.map(|path| LeftOut { reason: reason(&path), path }).collect()
}

/// Why a file is no page, as far as its path tells. `root` is the site's folder. Names in small
/// letters below the root are those of pages on a matter: a handbook may have a chapter on licences.
pub(super) fn by_path(path: &str, root: &str) -> Option<Reason> {
    let stem = paths::stem(path);
    let name = stem.to_lowercase().replace(['-', ' ', '.'], "_");
    let name = name.as_str();
    let capitals = stem.chars().any(char::is_uppercase) && !stem.chars().any(char::is_lowercase);
    let apart = capitals || paths::folder(path).is_empty();
    let begins =
        |known: &str| name == known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with('_'));
    let of_repository = || REPOSITORY.iter().any(|known| begins(known)) || REPOSITORY_AT_ROOT.contains(&name);
    if apart && of_repository() || in_folder(path, "issue_template") {
        return Some(Reason::Repository);
    }
    let at_root = matches!(paths::folder(path), "") || paths::folder(path) == root;
    if name == "404" || at_root && WEB_ONLY.contains(&name) {
        return Some(Reason::WebOnly);
    }
    let form = apart && name == "template" || stem.starts_with('_') && name.ends_with("template");
    form.then_some(Reason::Form)
}

fn in_folder(path: &str, folder: &str) -> bool {
    paths::folder(path).split('/').any(|part| part.eq_ignore_ascii_case(folder))
}

/// Names the files that are left out: one line a reason. Those outside `named`, the folder that is
/// asked for, go without saying.
pub(super) fn diagnose(left_out: &[LeftOut], named: &str) -> Vec<Diagnostic> {
    let mut reasons: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    for left in left_out {
        if named.is_empty() || paths::is_below(&left.path, named) {
            reasons.entry(left.reason).or_default().push(&left.path);
        }
    }
    let mut diagnostics = Vec::new();
    for (reason, mut paths) in reasons {
        paths.sort_unstable();
        paths.dedup();
        let Some(first) = paths.first() else { continue };
        let source = Arc::new(Source { path: (*first).to_owned(), text: String::new() });
        let hint = match reason {
            Reason::Format => "turn it into Markdown, as `pandoc` does, if it belongs into the book",
            _ => "name it under `pages` in phasebook.yaml if it belongs into the book",
        };
        let message = match paths.as_slice() {
            [only] => format!("`{only}` is left out, since {}", singular(reason.words())),
            many => format!("{} files are left out, since {}: {}", many.len(), reason.words(), grouped(many)),
        };
        let diagnostic = Diagnostic::new(&rules::PAGE_LEFT_OUT, &source, Span::new(0, 0), message);
        diagnostics.push(diagnostic.hint(hint));
    }
    diagnostics
}

fn singular(words: &str) -> String {
    words
        .replace("they are in folders, or have names,", "it is in a folder, or has a name,")
        .replace("that begin with", "that begins with")
        .replace("list them", "list it")
        .replace("they are forms", "it is a form")
        .replace("they are", "it is")
        .replace("they only lead", "it only leads")
        .replace("they serve", "it serves")
        .replace("they repeat", "it repeats")
        .replace("they lie", "it lies")
        .replace("leaves them out", "leaves it out")
        .replace("pages of them", "a page of it")
        .replace("names them", "names it")
}

/// Paths with what they have in common said once: `docs/{a.md, b.md}`.
fn grouped(paths: &[&str]) -> String {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        folders.entry(paths::folder(path)).or_default().push(paths::name(path));
    }
    let groups = folders.into_iter().map(|(folder, names)| match (folder, names.as_slice()) {
        ("", names) => names.join(", "),
        (folder, [only]) => format!("{folder}/{only}"),
        (folder, names) => format!("{folder}/{{{}}}", names.join(", ")),
    });
    groups.collect::<Vec<_>>().join(", ")
}
