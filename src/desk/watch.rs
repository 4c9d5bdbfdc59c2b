//! Watching: what was read is looked at, and read again when it changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::Desk;

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
        let matters = event.map_or(true, |event| !event.kind.is_access());
        if matters {
            // The receiver lives as long as the process.
            let _ = sender.send(());
        }
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
        wait(&changes, anxious);
    }
}

/// Waits for a change, and then for quiet.
fn wait(changes: &Receiver<()>, anxious: bool) {
    let first = if anxious {
        changes.recv_timeout(LOOK_AGAIN)
    } else {
        changes.recv().map_err(|_| RecvTimeoutError::Disconnected)
    };
    if first == Err(RecvTimeoutError::Disconnected) {
        // There is no watcher: looking now and then has to do.
        std::thread::sleep(LOOK_AGAIN);
    }
    let begun = Instant::now();
    while first.is_ok() && begun.elapsed() < PATIENCE && changes.recv_timeout(QUIET).is_ok() {}
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
