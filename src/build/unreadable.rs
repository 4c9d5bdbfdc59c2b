//! Files that note which folders could not be listed, whoever asked: what is in such a folder is
//! missing from the book, which is to be said once.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use crate::diagnostic::{Diagnostic, Source, rules};
use crate::files::{self, Entry, Files};
use crate::fonts::system::Installed;
use crate::model::Span;
use crate::parallel::lock;

/// Notes the folders that could not be listed.
pub(super) struct Unreadable<'a> {
    files: &'a dyn Files,
    folders: Mutex<BTreeMap<String, String>>,
}

impl<'a> Unreadable<'a> {
    pub fn new(files: &'a dyn Files) -> Self {
        Self { files, folders: Mutex::default() }
    }

    /// An error for each of the folders, in the order of their paths.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let diagnostic = |(folder, error): (&String, &String)| {
            let source = Arc::new(Source { path: folder.clone(), text: String::new() });
            let message = format!("the folder cannot be read: {error}; what is in it is not in the book");
            Diagnostic::new(&rules::UNREADABLE, &source, Span::default(), message)
                .hint("check that you may read the folder, and that it is no link out of the site")
        };
        lock(&self.folders).iter().map(diagnostic).collect()
    }
}

impl Files for Unreadable<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        use io::ErrorKind::{InvalidInput, NotADirectory, NotFound};
        let entries = self.files.list(folder);
        // What is not there, or is no folder, is for whoever named it.
        if let Err(error) = &entries
            && !matches!(error.kind(), InvalidInput | NotADirectory | NotFound)
        {
            lock(&self.folders).insert(folder.to_owned(), files::reason(error));
        }
        entries
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.read(path)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        self.files.size(path)
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        self.files.identity(path)
    }

    fn installed_fonts(&self) -> Vec<Installed> {
        self.files.installed_fonts()
    }
}
