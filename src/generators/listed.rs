//! Sites whose own files list their pages: pages are taken in the order of the list, and what
//! it does not name is left out or follows.

use super::left_out;
use super::listing;
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;

/// What becomes of pages in the site's folder that no list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlisted {
    /// They are left out.
    Out,
    /// They come last, by their paths.
    Last,
}

/// Takes a page that a list names, if it is there: `address` below `folder`, with or without
/// one of the endings. Returns its path.
pub(super) fn take(
    files: &dyn Files,
    site: &mut Site,
    (folder, address): (&str, &str),
    title: Option<String>,
    endings: &[&str],
) -> Option<String> {
    let address = paths::decode(address.split(['#', '?']).next().unwrap_or(""));
    let bare = paths::join(folder, &address);
    let mut candidates =
        std::iter::once(bare.clone()).chain(endings.iter().map(|ending| format!("{bare}{ending}")));
    let path = candidates.find(|path| listing::is_markdown(path) && files.size(path).is_ok())?;
    if !site.order.contains(&path) {
        site.order.push(path.clone());
    }
    let page = site.pages.entry(path.clone()).or_default();
    if page.title.is_none() {
        page.title = title;
    }
    Some(path)
}

/// Gives the pages that were taken since `from` the part that they stand in, unless an outer one
/// has them already.
pub(super) fn set_part(site: &mut Site, from: usize, part: Option<&str>) {
    for path in site.order.get(from..).unwrap_or_default() {
        if let Some(page) = site.pages.get_mut(path) {
            page.part = part.map(str::to_owned).or_else(|| page.part.take());
        }
    }
}

/// Sorts the other Markdown files of the repository: those in the site's folder as `unlisted`
/// says, those about the repository and those outside are left out.
pub(super) fn others(files: &dyn Files, site: &mut Site, folder: &str, unlisted: Unlisted) {
    for path in listing::of_site(files, folder) {
        if site.pages.contains_key(&path) || site.left_out.iter().any(|left| left.path == path) {
            continue;
        }
        let within = folder.is_empty() || paths::is_below(&path, folder);
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let hidden = below.split('/').any(|part| part.starts_with('_'));
        let reason = match (left_out::by_path(&path, folder), within) {
            (Some(reason), _) => Some(reason),
            (None, false) => Some(Reason::Outside),
            (None, true) if hidden => Some(Reason::Hidden),
            (None, true) if unlisted == Unlisted::Out => Some(Reason::Unlisted),
            _ => None,
        };
        match reason {
            Some(reason) => site.left_out.push(LeftOut { path, reason }),
            None => {
                site.pages.insert(path.clone(), PageFile::default());
                site.order.push(path);
            }
        }
    }
}
