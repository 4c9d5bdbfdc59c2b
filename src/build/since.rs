//! The earlier edition that `--since` names: where its pages are, and its book.

use std::path::Path;

use super::locate::Place;
use super::project::{Earlier, NoPages, Project, ReadOptions};
use crate::files::{self, Files, Folder};
use crate::history::Repository;

/// Reads the earlier edition that is named: a folder, else a revision of the repository that the site
/// is in, else the last one of a day. It is read as the site itself is. The error is a message for the
/// user.
pub fn read(named: &str, place: &Place, options: &ReadOptions) -> Result<Earlier, String> {
    let folder = Path::new(named);
    if folder.is_dir() {
        let files = Folder::new(folder)
            .map_err(|error| format!("`{named}` cannot be read: {}", files::reason(&error)))?;
        let name = folder
            .canonicalize()
            .ok()
            .as_deref()
            .and_then(Path::file_name)
            .map_or_else(|| named.to_owned(), |name| name.to_string_lossy().into_owned());
        return book(&files, &within(&files, options))
            .map(|book| Earlier { name, book })
            .map_err(|none| none.to_message(named));
    }
    let missing = || {
        format!(
            "there is no folder `{named}`, and the site is in no git repository that it could be a revision of"
        )
    };
    let repository = Repository::around(&place.root)?.ok_or_else(missing)?;
    let tree = repository.read(named, &place.root)?;
    let name = named.to_owned();
    book(&tree, options)
        .map(|book| Earlier { name, book })
        .map_err(|none| format!("{} at `{named}`", none.to_message(&place.root.display().to_string())))
}

/// How to read an older folder: one that holds what is meant of the site, or is a copy of that alone.
fn within(files: &dyn Files, options: &ReadOptions) -> ReadOptions {
    let is_whole = options.below.is_empty() || files.identity(&options.below).is_ok();
    if is_whole {
        options.clone()
    } else {
        ReadOptions { below: String::new(), pages: String::new(), ..options.clone() }
    }
}

/// The book of some files. What is wrong with its pages was said when it was the edition.
fn book(files: &dyn Files, options: &ReadOptions) -> Result<crate::book::Book, NoPages> {
    Project::read(files, options)?.book.ok_or_else(NoPages::default)
}
