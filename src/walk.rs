//! The files below a folder, each once, whatever symbolic links there are.

use std::collections::BTreeSet;

use crate::files::Files;
use crate::paths;

/// The paths of the files below a folder for which `wanted` holds by their paths, sorted, in those of
/// its folders that `enters` lets in. Folders that cannot be listed are passed over.
///
/// Every folder is visited once, whatever symbolic links lead to it: a link to a folder above it
/// would have no end, and two such links would have 2ⁿ folders. Every file is found once, by its own
/// path rather than by a link to it.
pub(crate) fn walk(
    files: &dyn Files,
    folder: &str,
    enters: &dyn Fn(&str) -> bool,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    let (mut visited, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let (mut linked_folders, mut linked_files) = (Vec::new(), Vec::new());
    let mut folders = vec![folder.to_owned()];
    // Links wait until all real folders are known, so that a page keeps its own address.
    while let Some(folder) = folders.pop().or_else(|| linked_folders.pop()) {
        // What leads out of the site cannot be listed either, which says why.
        let identity = files.identity(&folder).unwrap_or_else(|_| folder.clone());
        let is_real = identity == folder;
        if !visited.insert(identity) {
            continue;
        }
        // The last is taken first.
        for entry in files.list(&folder).unwrap_or_default().into_iter().rev() {
            let path = paths::join(&folder, &entry.name);
            if !(if entry.folder { enters(&path) } else { wanted(&path) }) {
                continue;
            }
            match (entry.folder, is_real && !entry.link) {
                (true, true) => folders.push(path),
                (true, false) => linked_folders.push(path),
                (false, true) => {
                    seen.insert(path.clone());
                    found.push(path);
                }
                (false, false) => linked_files.push(path),
            }
        }
    }
    linked_files.sort();
    // Of one that leads nowhere, whoever reads it says so.
    let is_new = |path: &String| files.identity(path).map_or(true, |identity| seen.insert(identity));
    found.extend(linked_files.into_iter().filter(is_new));
    found.sort();
    found
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::files::Folder;

    #[test]
    fn every_folder_and_every_file_is_found_once_whatever_links_lead_to_it() {
        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::create_dir_all(at("v2/deep")).unwrap();
        fs::create_dir_all(at("_kept")).unwrap();
        for page in ["index.md", "v2/alpha.md", "v2/deep/beta.md", "_kept/live.md", "notes.txt"] {
            fs::write(at(page), page).unwrap();
        }
        for (target, link) in [
            (".", "a"),
            (".", "b"),
            ("v2", "latest"),
            ("..", "v2/deep/up"),
            ("_kept", "kept"),
            ("v2/alpha.md", "a-page.md"),
            ("notes.txt", "intro.md"),
            ("/", "out-of-it"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        let files = Folder::new(site.path()).unwrap();
        let pages = walk(&files, "", &|path| !path.contains('_'), &|path| path.ends_with(".md"));
        // What is there by a link alone is there by that link.
        assert_eq!(pages, ["index.md", "intro.md", "kept/live.md", "v2/alpha.md", "v2/deep/beta.md"]);
    }
}
