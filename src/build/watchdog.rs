//! A bound on how long documents may be in the making, and on how much memory.
//!
//! Nothing can end a thread in the midst of the layout engine. So the watchdog only reports;
//! whoever started it ends the process, which harms nothing: a build writes only when all is made.

use std::fmt::Display;
use std::fs;
use std::panic::resume_unwind;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::limits::Limits;
use crate::parallel::{NoThread, lock};
use crate::progress::{Making, Progress};

/// The polling interval.
const INTERVAL: Duration = Duration::from_millis(50);

/// A limit that a build has exceeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// The limit, such as `60 seconds`.
    pub limit: String,
    /// The setting below `limits:` that raises it.
    pub setting: &'static str,
    /// The documents in the making.
    pub making: String,
}

/// Runs `work` within `limits`, and passes what happens on to `progress`. Calls `exceeded` once, on
/// another thread, when a limit is exceeded.
pub fn watchdog<T>(
    limits: &Limits,
    progress: &Progress,
    exceeded: impl FnOnce(Exceeded) + Send + 'static,
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
    // The watch ends when this end of the channel is dropped.
    let (_done, ended) = mpsc::channel::<()>();
    let bound = Bound::new((limits.layout_seconds, "layout-seconds"), limits.layout_megabytes, available());
    let watch = move || {
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(INTERVAL) {
            if let Some((limit, setting)) = bound.exceeded() {
                let making = lock(&making).to_string();
                return exceeded(Exceeded { limit, setting, making });
            }
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
    #[allow(clippy::disallowed_methods, reason = "a limit in seconds ends a build and changes none")]
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

/// The resident memory of the program, in bytes; none where the system does not tell as Linux
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
