//! Watching: what was read is looked at, and read again when it changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::Desk;
use crate::site;

/// How long nothing must happen before the site is read: editors write a file
/// in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// How long is waited at most, however much happens.
const PATIENCE: Duration = Duration::from_millis(250);
/// How often the site is looked for while it cannot be read, or cannot be watched.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Keeps a desk's edition that of the disk, until the process ends. `tell` is
/// called whenever there is anything new.
pub(super) fn keep(desk: &Desk, mut tell: impl FnMut()) {
    let (sender, changes) = channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let paths = match event {
            Ok(event) if event.kind.is_access() => return,
            Ok(event) => event.paths,
            // Something was missed, and nobody knows what.
            Err(_) => Vec::new(),
        };
        // The receiver lives as long as the process.
        let _ = sender.send(paths);
    });
    let mut watched = Watched { watcher: watcher.ok(), folders: BTreeSet::new() };
    loop {
        let complete = watched.follow(&desk.folders());
        // What changed between reading and watching is seen here.
        if desk.refresh() {
            tell();
            continue;
        }
        let anxious = !complete || desk.shown().trouble.is_some();
        let changed = wait(&changes, anxious);
        // Where one page was saved, it need not wait for the book.
        let mut pages = changed.iter().filter(|path| is_page(path));
        if let (Some(page), None) = (pages.next(), pages.next())
            && desk.is_long()
            && desk.sketch(page).is_some()
        {
            tell();
        }
    }
}

fn is_page(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(site::is_page)
}

/// Waits for a change, and then for quiet. Gives the files that have changed.
fn wait(changes: &Receiver<Vec<PathBuf>>, anxious: bool) -> BTreeSet<PathBuf> {
    let first = if anxious {
        changes.recv_timeout(LOOK_AGAIN)
    } else {
        changes.recv().map_err(|_| RecvTimeoutError::Disconnected)
    };
    let mut changed = BTreeSet::new();
    match first {
        Ok(paths) => changed.extend(paths),
        Err(RecvTimeoutError::Timeout) => return changed,
        Err(RecvTimeoutError::Disconnected) => {
            // There is no watcher: looking now and then has to do.
            std::thread::sleep(LOOK_AGAIN);
            return changed;
        }
    }
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE
        && let Ok(paths) = changes.recv_timeout(QUIET)
    {
        changed.extend(paths);
    }
    changed
}

struct Watched {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches these folders and no others, each without those below it. Gives
    /// whether all of them can be watched.
    fn follow(&mut self, folders: &BTreeSet<PathBuf>) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        for gone in self.folders.difference(folders) {
            let _ = watcher.unwatch(gone);
        }
        let is_there = |folder: &Path| folder.is_dir();
        let mut complete = true;
        let mut now = BTreeSet::new();
        for folder in folders.iter().filter(|folder| is_there(folder)) {
            // A folder that went and came back is another one: what was watched is gone.
            let watched = watcher.watch(folder, RecursiveMode::NonRecursive).is_ok();
            complete &= watched;
            if watched {
                now.insert(folder.clone());
            }
        }
        self.folders = now;
        complete
    }
}
