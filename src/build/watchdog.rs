//! A bound on how long documents may be in the making, and on how much memory.
//!
//! Nothing can end a thread in the midst of the layout engine, so the program ends. That
//! harms nothing: a build writes only when all of it is made.

use std::fmt::Display;
use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::{FAILED, paint, say};
use crate::limits::Limits;
use crate::parallel::{NoThread, lock};
use crate::progress::{Making, Progress};

/// How often is looked.
const TURN: Duration = Duration::from_millis(50);

/// Does something long within `limits`, and tells `progress` how far it is. Beyond a limit the
/// program ends with a message that names the documents in the making, and the longest of `pages`.
pub fn watchdog<T>(
    limits: &Limits,
    progress: &Progress,
    pages: Vec<PathBuf>,
    work: impl FnOnce(&Progress) -> T,
) -> T {
    let making: Arc<Mutex<Making>> = Arc::default();
    let noted = {
        let (making, progress) = (Arc::clone(&making), progress.clone());
        Progress::new(move |event| {
            lock(&making).happened(&event);
            progress.tell(event);
        })
    };
    // The watch ends when this end of the channel does.
    let (_done, ended) = mpsc::channel::<()>();
    let bound = Bound::new((limits.layout_seconds, "layout-seconds"), limits.layout_megabytes, available());
    let watch = move || {
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(TURN) {
            let Some((limit, setting)) = bound.exceeded() else { continue };
            let size = |page: &PathBuf| fs::metadata(page).map_or(0, |about| about.len());
            let sizes = pages.iter().map(|page| (size(page), page.display().to_string()));
            let (making, longest) = (lock(&making).to_string(), longest(sizes));
            say::stderr(format_args!(
                "{}: the build took more than {limit}; nothing was written\n  = note: in the making: {making}\n  \
                 = note: the longest pages: {longest}\n  \
                 = help: build page by page with `--pages` to find the one that takes so much, or set \
                 `limits: {setting}` in phasebook.yaml\n",
                paint("error", "1;31")
            ));
            process::exit(i32::from(FAILED));
        }
    };
    if let Err(error) = thread::Builder::new().spawn(watch) {
        resume_unwind(Box::new(NoThread(error)));
    }
    work(&noted)
}

/// How long something may take from now on, and how much memory the program may hold meanwhile.
pub struct Bound {
    begun: Instant,
    seconds: u64,
    /// The setting that says how many seconds.
    setting: &'static str,
    /// The memory, in bytes.
    most: u64,
}

impl Bound {
    /// So many seconds, which a setting says, and MiB, but no more than the bytes that there are.
    pub fn new((seconds, setting): (u64, &'static str), megabytes: u64, available: u64) -> Self {
        let most = megabytes.saturating_mul(1 << 20).min(available);
        Self { begun: Instant::now(), seconds, setting, most }
    }

    /// What has been exceeded, for people, and the setting that gives more of it.
    pub fn exceeded(&self) -> Option<(String, &'static str)> {
        if self.begun.elapsed() > Duration::from_secs(self.seconds) {
            return Some((format!("{} seconds", self.seconds), self.setting));
        }
        let held = resident().is_some_and(|bytes| bytes > self.most);
        held.then(|| (format!("{} MiB of memory", self.most >> 20), "layout-megabytes"))
    }
}

/// How many of the longest pages are named.
const NAMED: usize = 3;

/// The longest of some files, of which the sizes in bytes and the names are given.
pub fn longest<N: Display + Ord>(sizes: impl Iterator<Item = (u64, N)>) -> String {
    let mut sizes: Vec<_> = sizes.collect();
    sizes.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
    let named = sizes.iter().take(NAMED).map(|(size, page)| format!("{page} ({size} bytes)"));
    named.collect::<Vec<_>>().join(", ")
}

/// How much memory the program holds, in bytes. None where the system does not tell as Linux
/// does (proc(5)).
fn resident() -> Option<u64> {
    kilobytes("/proc/self/status", &["VmRSS:"])
}

/// How much memory there is to be had, in bytes; without end where the system does not tell.
pub fn available() -> u64 {
    kilobytes("/proc/meminfo", &["MemAvailable:", "SwapFree:"]).unwrap_or(u64::MAX)
}

/// The sum of some lines of a file of the system, in bytes.
fn kilobytes(path: &str, names: &[&str]) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let value = |name: &&str| -> Option<u64> {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    names.iter().map(value).sum::<Option<u64>>().map(|kilobytes| kilobytes * 1024)
}
