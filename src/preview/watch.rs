//! Watching: what was read is looked at, and read again when it changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Preview;
use crate::site;

/// How long nothing must happen before the site is read: editors write a file
/// in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// How long is waited at most, however much happens.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long a draft has the machine to itself, so that it is on screen before
/// the whole site is read.
const HEAD_START: Duration = Duration::from_millis(60);
/// How long the book may stay behind its drafts while somebody goes on saving.
const BEHIND: Duration = Duration::from_secs(1);
/// How often the site is looked for while it cannot be read, or cannot be watched.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What has changed on disk.
#[derive(Default)]
struct Changes {
    paths: BTreeSet<PathBuf>,
    /// Whether the file that was written is whole, as far as the system tells.
    whole: bool,
    /// Whether files or folders came, went or were renamed, or nobody knows.
    moved: bool,
}

impl Changes {
    fn of(event: notify::Result<Event>) -> Option<Self> {
        let Ok(Event { kind, paths, .. }) = event else {
            // Something was missed.
            return Some(Self { moved: true, ..Self::default() });
        };
        let whole = kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
        let moved = match kind {
            EventKind::Access(_) if !whole => return None,
            EventKind::Access(_) => false,
            EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_) | ModifyKind::Any),
            _ => true,
        };
        Some(Self { paths: paths.into_iter().collect(), whole, moved })
    }

    fn add(&mut self, mut other: Self) {
        self.paths.append(&mut other.paths);
        self.whole = other.whole;
        self.moved |= other.moved;
    }

    /// The one page that was saved, where nothing else has changed in a way
    /// that its chapter could show.
    fn page(&self) -> Option<&Path> {
        let is_page =
            |path: &&PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(site::is_page);
        let mut pages = self.paths.iter().filter(is_page);
        pages.next().filter(|_| pages.next().is_none()).map(PathBuf::as_path)
    }
}

/// Keeps a preview's edition that of the disk, until the process ends, and tells
/// those who look whenever there is anything new.
#[allow(clippy::disallowed_methods, reason = "how long a quick chapter may delay the book changes no output")]
pub(super) fn keep(preview: &Preview) {
    let (sender, changes) = channel();
    let watcher = notify::recommended_watcher(move |event| {
        // The receiver lives as long as the process.
        let _ = Changes::of(event).map(|changes| sender.send(changes));
    });
    let mut watched = Watched { watcher: watcher.ok(), folders: BTreeSet::new() };
    let mut moved = true;
    loop {
        if preview.refresh() {
            preview.tell();
        }
        let Following { complete, more } = watched.follow(&preview.folders());
        // What has changed before it was watched is seen by reading once more.
        if std::mem::take(&mut moved) || more {
            continue;
        }
        let is_anxious = !complete || preview.shown().trouble.is_some();
        let Some(first) = first(&changes, is_anxious.then_some(LOOK_AGAIN)) else { continue };
        let begun = Instant::now();
        let mut change = first;
        loop {
            settle(&changes, &mut change);
            moved |= change.moved;
            let drafted =
                change.page().is_some_and(|page| preview.is_long() && preview.sketch(page).is_some());
            if !drafted {
                break;
            }
            preview.tell();
            match changes.recv_timeout(HEAD_START) {
                Ok(next) if begun.elapsed() < BEHIND => change = next,
                Ok(next) => {
                    moved |= next.moved;
                    break;
                }
                Err(_) => break,
            }
        }
    }
}

/// Waits for a change, no longer than `at_most` where it is said. None where it is time to look
/// without one.
#[allow(clippy::disallowed_methods, reason = "there is no event to wait for where the system has no watcher")]
fn first(changes: &Receiver<Changes>, at_most: Option<Duration>) -> Option<Changes> {
    let first = match at_most {
        Some(time) => changes.recv_timeout(time),
        None => changes.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    if first.as_ref().err() == Some(&RecvTimeoutError::Disconnected) {
        // There is no watcher: looking now and then has to do.
        std::thread::sleep(LOOK_AGAIN);
    }
    first.ok()
}

/// Waits for quiet, or until the system says that a file is whole.
#[allow(clippy::disallowed_methods, reason = "how long a writer is waited for changes no output")]
fn settle(changes: &Receiver<Changes>, change: &mut Changes) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let quiet = if change.whole { Duration::ZERO } else { QUIET };
        match changes.recv_timeout(quiet) {
            Ok(more) => change.add(more),
            Err(_) => break,
        }
    }
}

/// What following has come to.
struct Following {
    /// Whether all folders can be watched.
    complete: bool,
    /// Whether there are more than before.
    more: bool,
}

struct Watched {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches these folders and no others, each without those below it.
    fn follow(&mut self, folders: &BTreeSet<PathBuf>) -> Following {
        let Some(watcher) = &mut self.watcher else { return Following { complete: false, more: false } };
        for gone in self.folders.difference(folders) {
            let _ = watcher.unwatch(gone);
        }
        let mut complete = true;
        let mut now = BTreeSet::new();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            // A folder that went and came back is another one: what was watched is gone.
            let watched = watcher.watch(folder, RecursiveMode::NonRecursive).is_ok();
            complete &= watched;
            if watched {
                now.insert(folder.clone());
            }
        }
        let more = !now.is_subset(&self.folders);
        self.folders = now;
        Following { complete, more }
    }
}
