//! Files that are read from the disk once, however often somebody asks for them.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use super::{Entry, Files};
use crate::fonts::system::Installed;
use crate::parallel::lock;

/// Larger files are read anew each time: pages are smaller, and pictures are asked for once.
const LARGEST_KEPT: usize = 256 << 10;

/// The files of a site while it is read. What tells one generator from another reads the pages, too, and all see
/// the same.
pub struct ReadOnce<'a> {
    files: &'a dyn Files,
    known: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
    listings: Mutex<BTreeMap<String, Vec<Entry>>>,
}

impl<'a> ReadOnce<'a> {
    /// The files of a site.
    pub fn new(files: &'a dyn Files) -> Self {
        Self { files, known: Mutex::default(), listings: Mutex::default() }
    }

    fn known(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        lock(&self.known).get(path).cloned()
    }
}

impl Files for ReadOnce<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        if let Some(entries) = lock(&self.listings).get(folder) {
            return Ok(entries.clone());
        }
        let entries = self.files.list(folder)?;
        lock(&self.listings).insert(folder.to_owned(), entries.clone());
        Ok(entries)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if let Some(known) = self.known(path) {
            return Ok(known.to_vec());
        }
        let bytes = self.files.read(path)?;
        if bytes.len() <= LARGEST_KEPT {
            lock(&self.known).insert(path.to_owned(), Arc::new(bytes.clone()));
        }
        Ok(bytes)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        match self.known(path) {
            Some(known) => Ok(known.len() as u64),
            None => self.files.size(path),
        }
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        self.files.identity(path)
    }

    fn installed_fonts(&self) -> Vec<Installed> {
        self.files.installed_fonts()
    }
}
