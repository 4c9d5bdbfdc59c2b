//! Paths below the site root, and addresses that mean them.
//!
//! A path has `/` between its parts and none at either end; the root is the
//! empty path. That is the contract of [`crate::files::Files`].

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::names;

/// The endings that a page's address may have, on disk and on the web.
const PAGE_ENDINGS: [&str; 10] =
    [".html", ".htm", ".md", ".markdown", ".xhtml", ".mdx", ".qmd", ".rmd", ".njk", ".ipynb"];

/// The folder of a path; empty at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A file name without its ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// A path without the ending of its file's name.
pub(crate) fn bare(path: &str) -> &str {
    match path.rfind('.') {
        Some(at) if !path[at..].contains('/') && !path[..at].is_empty() && !path[..at].ends_with('/') => {
            &path[..at]
        }
        _ => path,
    }
}

/// The path that an address means when it is followed from `base`, a folder.
///
/// As in a browser, `..` at the root stays at the root, so no address leaves
/// the site; `\` counts as `/`.
pub(crate) fn join(base: &str, address: &str) -> String {
    let address = address.replace('\\', "/");
    let base = if address.starts_with('/') { "" } else { base };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(address.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether an address that is followed from `base`, a folder, leads out of the site on its way, where
/// [`join`] stays at the root.
pub(crate) fn leaves(base: &str, address: &str) -> bool {
    let address = address.replace('\\', "/");
    let base = if address.starts_with('/') { "" } else { base };
    let mut depth = 0_usize;
    for part in base.split('/').chain(address.split('/')) {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// Text with `%20` and the like resolved, in composed form. What does not
/// decode to UTF-8 stays as written.
pub(crate) fn decode(text: &str) -> String {
    let decoded = percent_decode_str(text).decode_utf8().unwrap_or(text.into());
    names::composed(&decoded).into_owned()
}

/// What a page's path and all the addresses that mean it have in common: no
/// ending, no `/index`, composed form.
pub(crate) fn key(path: &str) -> String {
    let path = names::composed(path.trim_matches('/'));
    let lower = path.to_ascii_lowercase();
    let end = PAGE_ENDINGS.iter().find_map(|ending| {
        lower.strip_suffix(ending).filter(|stem| !stem.is_empty() && !stem.ends_with('/')).map(str::len)
    });
    let path = &path[..end.unwrap_or(path.len())];
    if path.eq_ignore_ascii_case("index") {
        return String::new();
    }
    match path.rsplit_once('/') {
        Some((folder, last)) if last.eq_ignore_ascii_case("index") => folder.to_owned(),
        _ => path.to_owned(),
    }
}

/// The names of pages that open their folders. Of several in one folder, the first counts.
const INDEXES: [&str; 3] = ["index", "_index", "readme"];

/// Which of the names that open a folder a page has.
fn index_rank(path: &str) -> Option<usize> {
    INDEXES.iter().position(|name| stem(path).eq_ignore_ascii_case(name))
}

/// Whether a page has a name that opens its folder.
pub(crate) fn is_index(path: &str) -> bool {
    index_rank(path).is_some()
}

/// The pages that open their folders: one at most for each.
pub(crate) fn indexes<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut best: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for path in paths {
        if let Some(rank) = index_rank(path) {
            let first = best.entry(folder(path)).or_insert((rank, path));
            *first = (*first).min((rank, path));
        }
    }
    best.into_values().map(|(_, path)| path).collect()
}

/// The index page of a whole site: that of the folder in which, or below which, all pages are.
pub(crate) fn root_index<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
    let index = indexes(paths.clone()).into_iter().min_by_key(|path| path.matches('/').count())?;
    let root = folder(index);
    let holds = |path: &str| root.is_empty() || folder(path) == root || is_below(path, root);
    paths.clone().all(holds).then(|| paths.clone().position(|path| path == index)).flatten()
}

/// Whether a path, of a file or a folder, lies below a folder other than the root.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_resolve_as_in_a_browser() {
        for (base, address, path) in [
            ("a/b", "c.html", "a/b/c.html"),
            ("a/b", "../c.html", "a/c.html"),
            ("a/b", "./c/", "a/b/c"),
            ("a/b", "/c", "c"),
            ("a", "../../../etc/passwd", "etc/passwd"),
            ("", "c//d", "c/d"),
            ("a", "b\\c", "a/b/c"),
            ("a", "", "a"),
        ] {
            assert_eq!(join(base, address), path, "{address} from {base}");
        }
    }

    #[test]
    fn an_address_that_leads_out_of_the_site_is_known() {
        for (base, address, out) in [
            ("a/b", "../../c", false),
            ("a/b", "../../../c", true),
            ("a/b", "c/../../..", false),
            ("", "a/../..", true),
            ("a", "/..", true),
            ("a", "..\\..", true),
            ("", "..a", false),
        ] {
            assert_eq!(leaves(base, address), out, "{address} from {base}");
        }
    }

    #[test]
    fn one_page_has_one_key() {
        for address in ["/a/b.html", "a/b.htm", "a/b.md", "a/b", "a/b/", "a/b/index.html", "a/b.MD"] {
            assert_eq!(key(address), "a/b", "{address}");
        }
        for address in ["", "/", "index.html", "index", "/index.md"] {
            assert_eq!(key(address), "", "{address}");
        }
        assert_eq!(key("e\u{301}te\u{301}.md"), "été");
        assert_eq!(key(".md"), ".md");
    }

    #[test]
    fn percent_signs_decode_or_stay() {
        assert_eq!(decode("a%20b"), "a b");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%ff"), "%ff");
    }
}
