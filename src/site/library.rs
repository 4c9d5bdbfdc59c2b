//! Finding files by the names that people write.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;

use crate::files::{self, Entry, Files};
use crate::{names, paths};

/// A file that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// It is there, at this path.
    There(String),
    /// Only capitals differ; the path as it really is.
    ByCase(String),
    /// It is not there; the path nearest to it, if one is near.
    Missing(Option<String>),
}

/// A site's folders, listed at most once each.
///
/// Names are compared with listings rather than tried on the disk, so that a
/// site builds alike on disks that tell capitals apart and on those that do not.
pub(super) struct Library<'a> {
    files: &'a dyn Files,
    listings: BTreeMap<String, Vec<Entry>>,
}

impl<'a> Library<'a> {
    /// The folders of a site.
    pub fn new(files: &'a dyn Files) -> Self {
        Self { files, listings: BTreeMap::new() }
    }

    fn list(&mut self, folder: &str) -> &[Entry] {
        match self.listings.entry(folder.to_owned()) {
            MapEntry::Occupied(listing) => listing.into_mut(),
            MapEntry::Vacant(place) => place.insert(self.files.list(folder).unwrap_or_default()),
        }
    }

    /// The path of a file as it really is, where it is there by the very name.
    pub fn there(&mut self, path: &str) -> Option<String> {
        if path.is_empty() || !files::is_plain(path) {
            return None;
        }
        let mut real = String::new();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let folder = parts.peek().is_some();
            let of_kind = self.list(&real).iter().filter(|entry| entry.folder == folder);
            let name = exactly(of_kind, part)?.name.clone();
            if !real.is_empty() {
                real.push('/');
            }
            real.push_str(&name);
        }
        Some(real)
    }

    /// Looks for a file.
    pub fn find(&mut self, path: &str) -> Found {
        if let Some(path) = self.there(path) {
            return Found::There(path);
        }
        if path.is_empty() || !files::is_plain(path) {
            return Found::Missing(None);
        }
        let mut real = String::new();
        let parts: Vec<&str> = path.split('/').collect();
        for (at, part) in parts.iter().enumerate() {
            let folder = at + 1 < parts.len();
            let of_kind = self.list(&real).iter().filter(|entry| entry.folder == folder);
            let name = match entry_named(of_kind.clone(), part) {
                Some(name) => name,
                None => {
                    let names = of_kind.map(|entry| entry.name.as_str());
                    let nearest = names::nearest(part, names).map(|name| {
                        let mut near: Vec<&str> = real.split('/').filter(|part| !part.is_empty()).collect();
                        near.push(name);
                        near.extend(&parts[at + 1..]);
                        near.join("/")
                    });
                    // A likeness in a folder's name helps only if the file is in it.
                    let nearest = match nearest {
                        Some(near) if folder => match self.find(&near) {
                            Found::There(near) | Found::ByCase(near) => Some(near),
                            Found::Missing(_) => None,
                        },
                        near => near,
                    };
                    return Found::Missing(nearest);
                }
            };
            if !real.is_empty() {
                real.push('/');
            }
            real.push_str(&name);
        }
        Found::ByCase(real)
    }

    /// A path of the same name elsewhere in the site, near a folder: in the
    /// folder itself or one above it, in `images`, `assets` or `img`.
    pub fn by_name(&mut self, base: &str, path: &str) -> Option<String> {
        let name = paths::name(path);
        let mut folder = base;
        loop {
            for below in ["", "images", "assets", "img", "assets/images", "assets/pictograms"] {
                let near = paths::join(&paths::join(folder, below), name);
                if let Some(path) = self.there(&near) {
                    return Some(path);
                }
            }
            if folder.is_empty() {
                return None;
            }
            folder = paths::folder(folder);
        }
    }
}

/// The entry of a name as written, or in another composition.
fn exactly<'e>(mut entries: impl Iterator<Item = &'e Entry> + Clone, name: &str) -> Option<&'e Entry> {
    let same = entries.clone().find(|entry| entry.name == name);
    let composed = names::composed(name);
    same.or_else(|| entries.find(|entry| names::composed(&entry.name) == composed))
}

/// The entry of a name: as written, in another composition, or in other capitals.
fn entry_named<'e>(mut entries: impl Iterator<Item = &'e Entry> + Clone, name: &str) -> Option<String> {
    let folded = names::folded(name);
    let found = exactly(entries.clone(), name);
    found
        .or_else(|| entries.find(|entry| names::folded(&entry.name) == folded))
        .map(|entry| entry.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    #[test]
    fn files_are_found_by_what_people_write() {
        let files = Memory::new([
            ("assets/Images/backlog.png", "x"),
            ("assets/Images/e\u{301}te\u{301}.png", "x"),
            ("assets/team.png", "x"),
        ]);
        for (path, found) in [
            ("assets/team.png", Found::There("assets/team.png".to_owned())),
            ("assets/Images/été.png", Found::There("assets/Images/e\u{301}te\u{301}.png".to_owned())),
            ("Assets/images/Backlog.PNG", Found::ByCase("assets/Images/backlog.png".to_owned())),
            ("assets/tem.png", Found::Missing(Some("assets/team.png".to_owned()))),
            ("asset/team.png", Found::Missing(Some("assets/team.png".to_owned()))),
            ("asset/none.png", Found::Missing(None)),
            ("assets/nothing-like-it.jpg", Found::Missing(None)),
            ("assets", Found::Missing(None)),
            ("", Found::Missing(None)),
            ("c:/x.png", Found::Missing(None)),
        ] {
            assert_eq!(Library::new(&files).find(path), found, "{path}");
        }
        assert_eq!(Library::new(&files).by_name("a/b", "x/team.png").as_deref(), Some("assets/team.png"));
    }
}
