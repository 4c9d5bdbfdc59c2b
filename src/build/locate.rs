//! From what the user names to a site: its root, and which pages are meant.
//!
//! The root bounds what is read, so nothing that a page says has a part in finding it: no page is
//! opened here.

use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use super::environment::{home, source_date};
use super::project::ReadOptions;
use crate::config::{CONFIG_NAMES, Root};
use crate::files::{self, Folder, REPOSITORIES};

/// The files that make a folder the root of a site, beside the program's own configuration: those
/// that site generators want there. Names that many programs use count only beside the folder of
/// pages that goes with them.
const GENERATORS: [(&str, Option<&str>); 24] = [
    ("_config.yml", None),
    ("_config.yaml", None),
    ("_config.toml", None),
    ("mkdocs.yml", None),
    ("mkdocs.yaml", None),
    ("book.toml", None),
    ("hugo.toml", None),
    ("hugo.yaml", None),
    ("hugo.yml", None),
    ("hugo.json", None),
    ("config.toml", Some("content")),
    ("config.yaml", Some("content")),
    ("config.yaml", Some("episodes")),
    ("docusaurus.config.js", None),
    ("docusaurus.config.mjs", None),
    ("docusaurus.config.ts", None),
    (".eleventy.js", None),
    ("eleventy.config.js", None),
    ("eleventy.config.mjs", None),
    ("_quarto.yml", None),
    ("_quarto.yaml", None),
    ("myst.yml", None),
    (".gitbook.yaml", None),
    (".obsidian", None),
];

/// How many folders are named that the root is part of.
const MAX_ABOVE: usize = 8;

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
    /// The folder below the root that is a site by itself, as far as anybody has said: a folder in
    /// a repository without a configuration. Empty where that is the root.
    pub pages: String,
    /// The folders of which the root is part.
    pub above: Root,
}

impl Place {
    /// How to read what is meant: its pages, named after the site's folder, of the day that
    /// `SOURCE_DATE_EPOCH` gives. The error is a message for the user.
    pub fn read_options(&self) -> Result<ReadOptions, String> {
        let folder = self.root.join(&self.pages);
        Ok(ReadOptions {
            below: self.below.clone(),
            pages: self.pages.clone(),
            folder_name: folder_name(&folder),
            date: source_date()?,
            generator: None,
            theme: None,
            system_fonts: false,
            root: self.above.clone(),
            wanted: None,
        })
    }
}

/// Names of folders that say nothing of a book: the folder above names it.
const GENERAL: [&str; 10] =
    ["book", "content", "contents", "doc", "docs", "pages", "site", "source", "src", "website"];

/// The name of a site's folder, or of the one above where it says nothing of a book.
fn folder_name(folder: &Path) -> Option<String> {
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let own = name(folder)?;
    let general = GENERAL.iter().any(|general| own.eq_ignore_ascii_case(general));
    let above = folder.parent().filter(|_| general).and_then(name);
    Some(above.unwrap_or(own))
}

/// Finds the site that `named` means: a folder or a page. `root` is the site's root where the user
/// names it.
///
/// Else it is the nearest folder that has a configuration (`phasebook.yaml`, or a site
/// generator's) or is a repository: `named` itself or one above it. Else a folder is a root
/// itself, and the root of a page is its folder. The error is a message for the user.
pub fn find(named: &Path, root: Option<&Path>) -> Result<Place, String> {
    let absolute = real(named)?;
    let folder = if absolute.is_dir() { &absolute } else { absolute.parent().unwrap_or(&absolute) };
    let (root, mark) = match root {
        Some(root) => (real(root)?, Mark::Configuration),
        None => root_of(folder),
    };
    let below = absolute
        .strip_prefix(&root)
        .map_err(|_| format!("`{}` is not in `{}`, which `--root` names", named.display(), root.display()))?;
    let path = |below: &Path| -> Result<String, String> {
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        let not_unicode = || format!("the name of `{}` is not Unicode; rename it", named.display());
        parts.map(|parts| parts.join("/")).ok_or_else(not_unicode)
    };
    let pages = match mark {
        Mark::Configuration => String::new(),
        Mark::Repository => path(folder.strip_prefix(&root).unwrap_or(Path::new("")))?,
    };
    let files = Folder::new(&root)
        .map_err(|error| format!("`{}` cannot be read: {}", root.display(), files::reason(&error)))?;
    let above = root.ancestors().take(MAX_ABOVE).filter_map(|folder| {
        let holder = prefix(named, &absolute, folder.parent()?);
        let holder = if holder.is_empty() { "." } else { holder.trim_end_matches('/') };
        Some((folder.file_name()?.to_str()?.to_owned(), holder.to_owned()))
    });
    let above = Root { above: above.collect() };
    Ok(Place { prefix: prefix(named, &absolute, &root), files, below: path(below)?, root, pages, above })
}

/// A path without symbolic links, of what is there. The error is a message for the user.
fn real(named: &Path) -> Result<PathBuf, String> {
    named.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("`{}` does not exist", named.display()),
        _ => format!("`{}` cannot be read: {}", named.display(), files::reason(&error)),
    })
}

/// What makes a folder a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A configuration, or the user's word.
    Configuration,
    /// A repository, or nothing but that it was named.
    Repository,
}

/// The root for a folder. Every folder counts that lies in one file system of one owner; of those
/// above it none that others may write into, where a stranger could put a mark, and not the home
/// folder: what is in it is no site.
fn root_of(folder: &Path) -> (PathBuf, Mark) {
    let home = home();
    let about = folder.metadata().ok();
    for above in folder.ancestors() {
        if above != folder {
            let is_above_sites =
                above.parent().is_none() || home.as_ref().is_some_and(|home| home.starts_with(above));
            let alike =
                about.as_ref().zip(above.metadata().ok()).is_some_and(|(one, other)| is_ours(one, &other));
            if is_above_sites || !alike {
                break;
            }
        }
        if is_configured(above) {
            return (above.to_owned(), Mark::Configuration);
        }
        if REPOSITORIES.iter().any(|name| above.join(name).symlink_metadata().is_ok()) {
            return (above.to_owned(), Mark::Repository);
        }
    }
    (folder.to_owned(), Mark::Repository)
}

fn is_configured(folder: &Path) -> bool {
    // Whatever it is: what is no file is named when it is read.
    let there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    CONFIG_NAMES.into_iter().any(there)
        || GENERATORS.into_iter().any(|(name, beside)| there(name) && beside.is_none_or(there))
}

/// Whether a folder has the owner and the file system of another, and nobody else may write into it.
#[cfg(unix)]
fn is_ours(one: &Metadata, above: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == above.uid() && one.dev() == above.dev() && above.mode() & 0o002 == 0
}

#[cfg(not(unix))]
fn is_ours(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// What leads from where the user stands to the root, in the user's own
/// spelling where the user named the root.
#[allow(clippy::disallowed_methods, reason = "paths in messages start from where the user stands")]
fn prefix(named: &Path, absolute: &Path, root: &Path) -> String {
    let up = absolute.strip_prefix(root).map_or(0, |below| below.components().count());
    let mut path = named.to_owned();
    let mut spelled_out = true;
    for _ in 0..up {
        spelled_out &= matches!(path.components().next_back(), Some(Component::Normal(_)));
        path.pop();
    }
    // A link on the way leads back to another folder.
    let here = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
    if up > 0 && !(spelled_out && here.canonicalize().is_ok_and(|place| place == root)) {
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

/// Whether a page is meant: the one that is named, or one below the folder that is.
pub fn is_meant(place: &Place, page: &str) -> bool {
    match page.strip_prefix(place.below.as_str()) {
        Some(rest) => place.below.is_empty() || rest.is_empty() || rest.starts_with('/'),
        None => false,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    /// A folder with files by their paths; those that end in `/` are folders.
    fn folder(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let place = folder.path().join(path);
            if path.ends_with('/') {
                fs::create_dir_all(place).unwrap();
            } else {
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::write(place, "![x](/secret/private.png) ![y](/usr/share/z.png)").unwrap();
            }
        }
        folder
    }

    /// The root below the folder, what is meant below it, and the folder that is a site by itself.
    fn found(folder: &tempfile::TempDir, named: &str) -> (String, String, String) {
        let place = find(&folder.path().join(named), None).unwrap();
        let base = folder.path().canonicalize().unwrap();
        let root = place.root.strip_prefix(&base).unwrap().to_str().unwrap().to_owned();
        (root, place.below, place.pages)
    }

    #[test]
    fn the_root_is_the_folder_or_its_repositorys_and_never_what_a_page_asks_for() {
        let place =
            |root: &str, below: &str, pages: &str| (root.to_owned(), below.to_owned(), pages.to_owned());
        let plain = folder(&["site/phases/a.md", "secret/private.png", "site/assets/x.png"]);
        assert_eq!(found(&plain, "site/phases"), place("site/phases", "", ""));
        assert_eq!(found(&plain, "site/phases/a.md"), place("site/phases", "a.md", ""));
        let repository = folder(&["r/.git/", "r/docs/phases/a.md"]);
        assert_eq!(found(&repository, "r/docs/phases"), place("r", "docs/phases", "docs/phases"));
        assert_eq!(found(&repository, "r/docs/phases/a.md"), place("r", "docs/phases/a.md", "docs/phases"));
        assert_eq!(found(&repository, "r"), place("r", "", ""));
        // A second working tree has a file of that name.
        let tree = folder(&["t/.git", "t/docs/a.md"]);
        assert_eq!(found(&tree, "t/docs").0, "t");
        for mark in ["phasebook.yaml", "_config.yml", "mkdocs.yml", "book.toml", ".obsidian/"] {
            let marked = folder(&[".git/", &format!("site/{mark}"), "site/pages/deep/a.md"]);
            assert_eq!(found(&marked, "site/pages/deep"), place("site", "pages/deep", ""), "{mark}");
        }
        // Many programs have a `config.toml`.
        let other = folder(&["config.toml", "pages/a.md"]);
        assert_eq!(found(&other, "pages").0, "pages");
        let hugo = folder(&["config.toml", "content/a.md"]);
        assert_eq!(found(&hugo, "content"), place("", "content", ""));
    }

    #[test]
    fn a_mark_counts_only_where_no_stranger_can_put_it() {
        let open = folder(&["all/phasebook.yaml", "all/site/a.md"]);
        fs::set_permissions(open.path().join("all"), fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(found(&open, "all/site").0, "all/site");
        assert_eq!(found(&open, "all").0, "all", "it was named");
    }

    #[test]
    fn the_user_may_name_a_root_that_holds_the_site() {
        let site = folder(&["book/phases/a.md", "other/"]);
        let at = |path: &str| site.path().join(path);
        let place = find(&at("book/phases"), Some(&at("book"))).unwrap();
        assert_eq!((place.below.as_str(), place.pages.as_str()), ("phases", ""));
        symlink(at("book"), at("link")).unwrap();
        assert_eq!(find(&at("book/phases"), Some(&at("link"))).unwrap().below, "phases");
        let message = find(&at("book"), Some(&at("other"))).unwrap_err();
        assert!(message.contains("is not in"), "{message}");
        assert!(find(&at("book"), Some(&at("nowhere"))).unwrap_err().contains("does not exist"));
    }
}
