//! Bounds on what the preview makes.
//!
//! Nothing can end a thread in the midst of the layout engine. So what takes too long, or too
//! much memory, ends the process, and [`super::supervisor`] begins another one, which is told what
//! ended the one before and does not make that again.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use std::{process, thread};

use super::supervisor::Message;
use crate::build::watchdog::{self, Bound};
use crate::files;
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
    /// How long it may take and how much memory the preview may hold meanwhile.
    pub limits: Limits,
    /// Pages that may be why it takes so much, for people.
    pub pages: String,
}

/// What is being made.
struct Begun {
    key: String,
    what: &'static str,
    pages: String,
    bound: Bound,
}

/// What the preview's process may make, and what it is making.
#[derive(Default)]
pub(super) struct Bounds {
    /// What earlier processes came to an end of, by what they made, and why, for people.
    beyond: BTreeMap<String, String>,
    /// What is being made, in the order in which it was begun. Two may be alike: a change that is
    /// taken back makes of an edition what the one before the last was.
    begun: Mutex<BTreeMap<u64, Begun>>,
    more: Condvar,
    /// The memory that there was at the start, in bytes, where somebody begins another process when
    /// this one ends.
    kept: Option<u64>,
}

impl Bounds {
    /// Bounds for a process that `lives` keeps. A thread watches them until it ends.
    pub fn kept(beyond: BTreeMap<String, String>) -> Result<Arc<Self>, String> {
        let bounds = Arc::new(Self { beyond, kept: Some(watchdog::available()), ..Self::default() });
        let watched = bounds.clone();
        let watching = thread::Builder::new().spawn(move || watched.watch());
        watching.map_err(|error| format!("the system gives no thread: {}", files::reason(&error)))?;
        Ok(bounds)
    }

    /// Whether anything has ended the preview before.
    pub fn have_ended(&self) -> bool {
        !self.beyond.is_empty()
    }

    /// Why something cannot be made, where that has ended the preview before.
    pub fn ended(&self, key: u128) -> Option<&String> {
        self.beyond.get(&name(key))
    }

    /// Makes something. The error is a message for the user.
    pub fn within<T>(&self, making: Making, make: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
        if let Some(why) = self.ended(making.key) {
            return Err(why.clone());
        }
        let Some(available) = self.kept else { return make() };
        let Making { key, what, limits, pages } = making;
        let key = name(key);
        say(&Message::Begun { key: key.clone(), what: what.to_owned() });
        let bound =
            Bound::new((limits.preview_seconds, "preview-seconds"), limits.layout_megabytes, available);
        let number = {
            let mut begun = lock(&self.begun);
            let number = begun.keys().next_back().map_or(0, |last| last + 1);
            begun.insert(number, Begun { key: key.clone(), what, pages, bound });
            number
        };
        self.more.notify_one();
        let made = panic::catch_unwind(AssertUnwindSafe(make));
        lock(&self.begun).remove(&number);
        say(&Message::Ended { key });
        made.unwrap_or_else(|panic| Err(format!("{what} cannot be made: {}", words(&*panic))))
    }

    /// Ends the process when anything is beyond its limits.
    #[allow(clippy::disallowed_methods, reason = "only the end of the process ends a layout")]
    fn watch(&self) {
        let mut begun = lock(&self.begun);
        loop {
            begun = if begun.is_empty() {
                self.more.wait(begun).unwrap_or_else(PoisonError::into_inner)
            } else {
                self.more.wait_timeout(begun, TURN).unwrap_or_else(PoisonError::into_inner).0
            };
            let beyond: BTreeMap<String, String> =
                begun.values().filter_map(|begun| Some((begun.key.clone(), begun.beyond()?))).collect();
            if !beyond.is_empty() {
                say(&Message::Beyond { beyond });
                process::exit(1);
            }
        }
    }
}

impl Begun {
    /// Why it is made no longer, for people; none within the bound.
    fn beyond(&self) -> Option<String> {
        let Self { what, pages, bound, .. } = self;
        let (limit, setting) = bound.exceeded()?;
        Some(format!(
            "{what} took more than {limit}, so the preview began again. {pages}. It is tried again when a page \
             changes; `limits: {setting}` in phasebook.yaml gives it more"
        ))
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
pub(super) fn say(said: &Message) {
    let line = serde_json::to_string(said).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
