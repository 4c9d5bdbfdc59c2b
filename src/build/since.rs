//! The earlier edition that `--since` names: where its pages are, and its books.

use std::collections::BTreeMap;
use std::path::Path;

use super::editions::{self, Languages, Unread};
use super::locate::Place;
use super::project::{Earlier, NoPages, ReadOptions};
use crate::files::{self, Files, Folder};
use crate::history::Repository;
use crate::progress::Progress;
use crate::source;

/// The books of an earlier edition by language; none where all pages make one book.
pub type Books = BTreeMap<Option<String>, Earlier>;

/// Reads the earlier edition that is named: a folder, else a revision of the repository that the site
/// is in, else the last one of a day. It is read as the site itself is, in the same languages. The error
/// is a message for the user.
pub fn read(
    named: &str,
    place: &Place,
    options: &ReadOptions,
    languages: &Languages,
) -> Result<Books, String> {
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
        let options = within(&files, options);
        return books(&files, &options, languages, &name).map_err(|none| none.to_message(named));
    }
    let missing = || {
        format!(
            "there is no folder `{named}`, and the site is in no git repository that it could be a revision of"
        )
    };
    let repository = Repository::around(&place.root)?.ok_or_else(missing)?;
    let tree = repository.read(named, &place.root)?;
    books(&tree, options, languages, named)
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

/// The books of some files, for readers who call them `name`. What is wrong with their pages was said
/// when they were the edition.
fn books(
    files: &dyn Files,
    options: &ReadOptions,
    languages: &Languages,
    name: &str,
) -> Result<Books, Unread> {
    let page = |path: &str, settings: &source::Settings| source::read(files, path, settings);
    let editions = editions::read(files, options, languages, &page, &Progress::default())?;
    let earlier = |edition: editions::Edition| {
        let book = edition.project.book?;
        Some((edition.language, Earlier { name: name.to_owned(), book }))
    };
    let books: Books = editions.into_iter().filter_map(earlier).collect();
    if books.is_empty() { Err(NoPages::default().into()) } else { Ok(books) }
}
