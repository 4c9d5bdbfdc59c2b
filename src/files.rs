//! The outside world: reading files below a site root.
//!
//! Everything that reads goes through [`Files`], so that tests and fuzzers run
//! in memory; so do the fonts of the computer. Paths are relative to the site root, with `/` between their
//! parts, none at either end, and no `.` or `..`; the root itself is the empty
//! path.

mod read_once;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::fonts::system::{self, Installed};
use crate::names;

pub use read_once::ReadOnce;

/// A file or folder in a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: String,
    /// Whether it is a folder, or a symbolic link to one.
    pub folder: bool,
    /// Whether it is a symbolic link.
    pub link: bool,
}

/// What the system says of a fault, in words alone: without its number, and not begun as a sentence.
pub fn reason(error: &io::Error) -> String {
    let said = error.to_string();
    names::lower_first(said.split(" (os error ").next().unwrap_or(&said))
}

/// The bytes of a file that has `most` of them or fewer. The error says why there are none.
pub fn read_within(files: &dyn Files, path: &str, most: u64) -> Result<Vec<u8>, String> {
    match files.size(path) {
        Ok(size) if size > most => Err("it is too large".to_owned()),
        Ok(_) => files.read(path).map_err(|error| reason(&error)),
        Err(error) => Err(reason(&error)),
    }
}

/// Reads files below a site root.
pub trait Files: Sync {
    /// What a folder holds, sorted by name, so that no output depends on the
    /// order in which a disk lists. What of a name is not Unicode stands there as U+FFFD, and
    /// such a file cannot be read.
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>>;

    /// A file's bytes.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// How many bytes a file has; the error says why it cannot be read.
    fn size(&self, path: &str) -> io::Result<u64>;

    /// The path at which a file or folder really lies, below the root, after every symbolic link.
    /// Paths with one answer are one file. The error says why it cannot be reached.
    fn identity(&self, path: &str) -> io::Result<String> {
        Ok(path.to_owned())
    }

    /// The faces that the computer has installed, in a fixed order. None, for
    /// files that are on no computer's disk.
    fn installed_fonts(&self) -> Vec<Installed> {
        Vec::new()
    }
}

/// The largest file that is read at all, in bytes, whatever limits a site sets for itself.
const LARGEST: u64 = 128 << 20;

/// What version control systems keep at the root of a repository: a folder, or in a second working
/// tree a file. It may hold passwords, and nothing in it is the site's.
pub const REPOSITORIES: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// A folder on disk. Nothing outside it is opened, whatever its links and its pages say.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder `root`. The error is the system's, where there is no such folder.
    pub fn new(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if root.is_dir() { Ok(Self { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The place on disk, after every symbolic link is followed; refused where
    /// that is outside the root.
    pub fn resolve(&self, path: &str) -> io::Result<PathBuf> {
        if !is_plain(path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a path below the site root"));
        }
        let resolved = self.root.join(path).canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if path.contains(char::REPLACEMENT_CHARACTER) => {
                io::Error::new(io::ErrorKind::InvalidInput, "its name is not Unicode")
            }
            _ => error,
        })?;
        let refused = |why: &str| Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        let Ok(below) = resolved.strip_prefix(&self.root) else {
            return refused("leads out of the site root");
        };
        if below.components().any(|part| REPOSITORIES.iter().any(|name| part.as_os_str() == *name)) {
            return refused("leads into the folder of version control");
        }
        Ok(resolved)
    }
}

/// Whether a path keeps the contract of [`Files`].
pub fn is_plain(path: &str) -> bool {
    path.is_empty()
        || path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']))
            // Names a drive or a stream on Windows alone.
            && !(cfg!(windows) && path.contains(':'))
}

impl Files for Folder {
    fn installed_fonts(&self) -> Vec<Installed> {
        system::installed()
    }

    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.resolve(folder)?)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Follows links, since a link inside the root is as good as a file.
            let folder = fs::metadata(entry.path()).is_ok_and(|m| m.is_dir());
            let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            entries.push(Entry { name, folder, link });
        }
        entries.sort();
        Ok(entries)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let place = self.resolve(path)?;
        // Opening a pipe would wait for somebody who writes.
        length(&fs::metadata(&place)?)?;
        let file = fs::File::open(place)?;
        // Whatever stands there by now, and however it grows meanwhile.
        let length = length(&file.metadata()?)?;
        if length > LARGEST {
            let message = format!("it has {length} bytes, more than the {} MiB that are read", LARGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        length(&fs::metadata(self.resolve(path)?)?)
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        let place = self.resolve(path)?;
        let below = place.strip_prefix(&self.root).unwrap_or(Path::new(""));
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        let not_unicode = || io::Error::new(io::ErrorKind::InvalidInput, "its name is not Unicode");
        parts.map(|parts| parts.join("/")).ok_or_else(not_unicode)
    }
}

/// How many bytes a file has. The error is for what is no file: a pipe or a device would never end.
fn length(metadata: &fs::Metadata) -> io::Result<u64> {
    if metadata.is_file() {
        Ok(metadata.len())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// Files held in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Files by path.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}

impl Files for Memory {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut entries: Vec<Entry> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix))
            .map(|rest| match rest.split_once('/') {
                Some((name, _)) => Entry { name: name.to_owned(), folder: true, link: false },
                None => Entry { name: rest.to_owned(), folder: false, link: false },
            })
            .collect();
        if entries.is_empty() && !folder.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        entries.sort();
        entries.dedup();
        Ok(entries)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        self.files.get(path).map(|bytes| bytes.len() as u64).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_the_system_are_said_in_words() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "no such file or directory");
        assert_eq!(reason(&io::Error::other("`x` is no folder")), "`x` is no folder");
    }

    #[test]
    fn plain_paths_stay_below_the_root() {
        for plain in ["", "a", "a/b.md", "a b/ü.md", "..a/b..", "1: Discovery.md"] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in ["/a", "a/", "a//b", ".", "..", "a/../b", "a\\b", "a\0"] {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let site = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.md"), site.path().join("page.md")).unwrap();
        fs::write(site.path().join("real.md"), "real").unwrap();
        std::os::unix::fs::symlink(site.path().join("real.md"), site.path().join("alias.md")).unwrap();
        let files = Folder::new(site.path()).unwrap();
        assert_eq!(files.read("page.md").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(files.read("alias.md").unwrap(), b"real");
        assert_eq!(files.identity("alias.md").unwrap(), "real.md");
        assert!(files.identity("page.md").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_version_control_keeps_is_not_the_sites() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("module/.git")).unwrap();
        for folder in ["", "module"] {
            let folder = site.path().join(folder).join(".git");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("config"), "a password").unwrap();
        }
        std::os::unix::fs::symlink(".git/config", site.path().join("page.md")).unwrap();
        std::os::unix::fs::symlink("module/.git", site.path().join("_includes")).unwrap();
        let files = Folder::new(site.path()).unwrap();
        for path in ["page.md", ".git/config", "_includes/config", "module/.git/config"] {
            assert_eq!(files.read(path).unwrap_err().kind(), io::ErrorKind::PermissionDenied, "{path}");
            assert!(files.identity(path).is_err(), "{path}");
        }
        assert!(files.list("_includes").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_beyond_all_bounds_is_not_read_whatever_limits_a_site_sets() {
        let site = tempfile::tempdir().unwrap();
        // As long as it says, and of no blocks on disk.
        fs::File::create(site.path().join("page.md")).unwrap().set_len(20 << 30).unwrap();
        let files = Folder::new(site.path()).unwrap();
        assert_eq!(files.read("page.md").unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
