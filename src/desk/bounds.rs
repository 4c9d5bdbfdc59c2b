//! Bounds on what the desk makes.
//!
//! Nothing can end a thread in the midst of the layout engine. So what takes too long, or too
//! much memory, ends the process, and [`super::lives`] begins another one, which is told what
//! ended the one before and does not make that again.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use std::{process, thread};

use super::lives::Said;
use crate::cli::bound;
use crate::limits::Limits;
use crate::parallel::lock;

/// How often is looked.
const TURN: Duration = Duration::from_millis(50);

/// What is about to be made.
pub(super) struct Making {
    /// Names it, and all that it is made from.
    pub key: u128,
    /// What people call it, such as `the handbook`.
    pub what: &'static str,
    /// How long it may take and how much memory the desk may hold meanwhile.
    pub limits: Limits,
    /// Pages that may be why it takes so much, for people.
    pub pages: String,
}

/// What is being made.
struct Begun {
    making: Making,
    at: Instant,
    /// Tells two that are alike apart.
    number: u64,
}

/// What the desk's process may make, and what it is making.
#[derive(Default)]
pub(super) struct Bounds {
    /// What earlier processes came to an end of, by what they made, and why, for people.
    beyond: BTreeMap<String, String>,
    begun: Mutex<(u64, Vec<Begun>)>,
    more: Condvar,
    /// Whether somebody begins another process when this one ends.
    kept: bool,
}

impl Bounds {
    /// Bounds for a process that `lives` keeps. A thread watches them until it ends.
    pub fn kept(beyond: BTreeMap<String, String>) -> Result<Arc<Self>, String> {
        let bounds = Arc::new(Self { beyond, kept: true, ..Self::default() });
        let watched = bounds.clone();
        let most = bound::available().unwrap_or(u64::MAX);
        let watching = thread::Builder::new().spawn(move || watched.watch(most));
        watching.map_err(|error| format!("the system gives no thread: {error}"))?;
        Ok(bounds)
    }

    /// Why something cannot be made, where that has ended the desk before.
    pub fn ended(&self, key: u128) -> Option<&String> {
        self.beyond.get(&name(key))
    }

    /// Makes something. The error is a message for the user.
    pub fn within<T>(&self, making: Making, make: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
        if let Some(why) = self.ended(making.key) {
            return Err(why.clone());
        }
        if !self.kept {
            return make();
        }
        let (key, what) = (making.key, making.what);
        say(&Said::Begun { key: name(key), what: what.to_owned() });
        let number = {
            let (count, begun) = &mut *lock(&self.begun);
            *count += 1;
            begun.push(Begun { making, at: Instant::now(), number: *count });
            *count
        };
        self.more.notify_one();
        let made = panic::catch_unwind(AssertUnwindSafe(make));
        lock(&self.begun).1.retain(|begun| begun.number != number);
        say(&Said::Ended { key: name(key) });
        made.unwrap_or_else(|panic| Err(format!("{what} cannot be made: {}", words(&*panic))))
    }

    /// Ends the process when anything is beyond its limits. `most` is the memory that there is, in bytes.
    fn watch(&self, most: u64) {
        let mut begun = lock(&self.begun);
        loop {
            let none = begun.1.is_empty();
            begun = if none {
                self.more.wait(begun).unwrap_or_else(std::sync::PoisonError::into_inner)
            } else {
                let turn = self.more.wait_timeout(begun, TURN);
                turn.unwrap_or_else(std::sync::PoisonError::into_inner).0
            };
            let held = bound::resident().unwrap_or_default();
            let mut beyond: BTreeMap<String, String> = BTreeMap::new();
            for Begun { making, at, .. } in &begun.1 {
                let seconds = making.limits.desk_seconds;
                let megabytes = making.limits.layout_megabytes.min(most >> 20);
                let (limit, setting) = if at.elapsed() > Duration::from_secs(seconds) {
                    (format!("{seconds} seconds"), "desk-seconds")
                } else if held >> 20 > megabytes {
                    (format!("{megabytes} MiB of memory"), "layout-megabytes")
                } else {
                    continue;
                };
                let Making { key, what, pages, .. } = making;
                beyond.insert(
                    name(*key),
                    format!(
                        "{what} took more than {limit}, so the desk began again. {pages}. It is tried again when a \
                         page changes; `limits: {setting}` in phasebook.yaml gives it more"
                    ),
                );
            }
            if !beyond.is_empty() {
                say(&Said::Beyond { beyond });
                process::exit(1);
            }
        }
    }
}

fn name(key: u128) -> String {
    format!("{key:032x}")
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the layout engine gave up")
}

/// Tells the process that keeps this one. Where that has gone, this one is about to go as well.
pub(super) fn say(said: &Said) {
    let line = serde_json::to_string(said).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
