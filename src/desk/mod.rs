//! The desk: one local web page that shows the book as it is written, and makes
//! handouts.
//!
//! [`Desk`] is the state: the last good [`Edition`] of the book, and what is
//! wrong now.

mod edition;
mod reading;

pub use edition::{Edition, Sheets};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reading::Reader;

/// What the desk shows: the last good edition, and what is wrong now.
#[derive(Clone, Default)]
pub struct Shown {
    /// The last edition that could be read; none before the first.
    pub edition: Option<Arc<Edition>>,
    /// Why the site cannot be read now, for people.
    pub trouble: Option<String>,
    /// Counts everything that was shown, so that whoever looks knows when to look again.
    pub turn: u64,
}

/// A site that is read again whenever it changes.
pub struct Desk {
    reader: Mutex<Reader>,
    shown: Mutex<Shown>,
    folders: Mutex<BTreeSet<PathBuf>>,
}

impl Desk {
    /// A desk for what `named` means: a site's folder, a folder of pages, or a
    /// page. Nothing is read yet.
    pub fn new(named: &Path) -> Self {
        Self { reader: Mutex::new(Reader::new(named)), shown: Mutex::default(), folders: Mutex::default() }
    }

    /// Reads the site again. Gives whether there is anything new to show.
    pub fn refresh(&self) -> bool {
        let mut reader = lock(&self.reader);
        let reading = reader.read();
        let mut shown = lock(&self.shown);
        let number = shown.edition.as_ref().map_or(1, |edition| edition.number + 1);
        let (edition, trouble) = match reading {
            Ok(reading) => {
                *lock(&self.folders) = reading.folders;
                (reading.site.map(|site| Arc::new(Edition::new(number, site))), None)
            }
            Err(message) => (None, Some(message)),
        };
        let news = edition.is_some() || trouble != shown.trouble;
        if let Some(edition) = edition {
            shown.edition = Some(edition);
        }
        shown.trouble = trouble;
        shown.turn += u64::from(news);
        news
    }

    /// What is shown now.
    pub fn shown(&self) -> Shown {
        lock(&self.shown).clone()
    }

    /// The folders whose changes may change the book.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        lock(&self.folders).clone()
    }
}

/// A lock that a panic elsewhere has not made useless: what it guards is
/// replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
