//! From what the user names to a site: its root, and which pages are meant.

use std::path::{Component, Path, PathBuf};

use super::environment::source_date;
use super::project::ReadOptions;
use crate::config::CONFIG_NAMES;
use crate::files::Folder;
use crate::site::is_page;

/// How far up a site's root is looked for.
const MAX_ANCESTORS: usize = 8;

/// A site on disk.
#[derive(Debug)]
pub struct Place {
    /// Reads below the root.
    pub files: Folder,
    /// What to put before a page's path so that it can be opened from where
    /// the user stands: empty, or ending in `/`.
    pub prefix: String,
    /// The folder or page below the root that is meant; empty for the whole site.
    pub below: String,
    /// The root on disk.
    pub root: PathBuf,
}

impl Place {
    /// The name of the root folder, or of the one above where it says nothing of a book.
    fn folder_name(&self) -> Option<String> {
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let own = name(&self.root)?;
        let general = GENERAL.iter().any(|general| own.eq_ignore_ascii_case(general));
        let above = self.root.parent().filter(|_| general).and_then(name);
        Some(above.unwrap_or(own))
    }

    /// How to read what is meant: its pages, named after the root folder, of the day that
    /// `SOURCE_DATE_EPOCH` gives.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            below: self.below.clone(),
            folder_name: self.folder_name(),
            date: source_date(),
            system_fonts: false,
        }
    }
}

/// Names of folders that say nothing of a book: the folder above names it.
const GENERAL: [&str; 10] =
    ["book", "content", "contents", "doc", "docs", "pages", "site", "source", "src", "website"];

/// Finds the site that `named` means.
///
/// A folder with `phasebook.yaml` is a root. A folder or page without is part
/// of the nearest folder above that has one, or of the nearest folder above
/// from which its pictures can be found; else a folder is a root itself, and
/// the root of a page is its folder. The error is a message for the user.
pub fn find(named: &Path) -> Result<Place, String> {
    let metadata = std::fs::metadata(named).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("`{}` does not exist", named.display()),
        _ => format!("`{}` cannot be read: {error}", named.display()),
    })?;
    let absolute =
        named.canonicalize().map_err(|error| format!("`{}` cannot be read: {error}", named.display()))?;
    let folder = if metadata.is_dir() {
        absolute.clone()
    } else {
        absolute.parent().map(Path::to_owned).unwrap_or_else(|| absolute.clone())
    };
    let root = root_of(&folder, &absolute);
    let files =
        Folder::new(&root).map_err(|error| format!("`{}` cannot be read: {error}", root.display()))?;
    let below = absolute.strip_prefix(&root).unwrap_or(Path::new(""));
    let below = below.components().filter_map(|part| part.as_os_str().to_str()).collect::<Vec<_>>().join("/");
    Ok(Place { prefix: prefix(named, &absolute, &root), files, below, root })
}

fn root_of(folder: &Path, named: &Path) -> PathBuf {
    let above = || folder.ancestors().take(MAX_ANCESTORS);
    if let Some(root) = above().find(|root| CONFIG_NAMES.iter().any(|name| root.join(name).is_file())) {
        return root.to_owned();
    }
    let pictures = pictures_of(named);
    let reaches = |root: &&Path| pictures.iter().any(|picture| root.join(picture).is_file());
    above().find(reaches).unwrap_or(folder).to_owned()
}

/// Site-absolute addresses of pictures on the pages that are meant.
fn pictures_of(named: &Path) -> Vec<String> {
    let is_page = |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_page);
    let mut pages = Vec::new();
    if named.is_dir() {
        let entries = std::fs::read_dir(named).into_iter().flatten().flatten();
        pages.extend(entries.map(|entry| entry.path()).filter(|path| is_page(path) && path.is_file()));
        pages.sort();
    } else {
        pages.push(named.to_owned());
    }
    let mut pictures = Vec::new();
    for page in pages.into_iter().take(64) {
        let Ok(text) = std::fs::read_to_string(page) else { continue };
        for part in text.split(['"', '\'', '(', ')', ' ', '\n']) {
            let lower = part.to_ascii_lowercase();
            let picture =
                [".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|e| lower.ends_with(e));
            if picture && part.starts_with('/') && crate::files::is_plain(&part[1..]) {
                pictures.push(part[1..].to_owned());
            }
        }
    }
    pictures
}

/// What leads from where the user stands to the root, in the user's own
/// spelling where the user named the root.
fn prefix(named: &Path, absolute: &Path, root: &Path) -> String {
    let up = absolute.strip_prefix(root).map(|below| below.components().count()).unwrap_or(0);
    let mut path = named.to_owned();
    let spelled_out = named.components().all(|part| matches!(part, Component::Normal(_)))
        && named.components().count() >= up;
    if up > 0 && spelled_out {
        for _ in 0..up {
            path.pop();
        }
    } else if up > 0 {
        path = match std::env::current_dir().ok().and_then(|here| relative(&here, root)) {
            Some(relative) => relative,
            None => root.to_owned(),
        };
    }
    let text = path.to_string_lossy().replace('\\', "/");
    match text.trim_end_matches('/') {
        "" if text.starts_with('/') => "/".to_owned(),
        "" | "." => String::new(),
        other => format!("{}/", other.strip_prefix("./").unwrap_or(other)),
    }
}

/// The way from one folder to another, where both are known from the root.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let from = from.canonicalize().ok()?;
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let mut path: PathBuf = from.components().skip(common).map(|_| "..").collect();
    path.extend(to.components().skip(common));
    Some(path)
}
