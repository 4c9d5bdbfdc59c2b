//! Documents made side by side.
//!
//! Pages are read and pictures measured on rayon's threads. Documents are not:
//! the layout engine hands the parts of a document to those same threads and
//! waits, and a rayon thread that waits takes other work meanwhile. That would be
//! another whole document, on top of the one at hand and so on, until the stack
//! ends. Threads of our own only wait.

use std::io;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// How much stack a thread gets, in bytes: the theme walks the book's blocks by
/// calls within calls.
pub const STACK: usize = 32 << 20;

/// What unwinds where the system has no thread to give, as within a small limit of memory: whoever
/// began the work tells it, without the words of a panic.
#[derive(Debug)]
pub struct NoThread(pub io::Error);

/// How many things [`map`] makes at once.
pub fn at_once() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Makes something of each item, in as many threads as there are cores, or fewer where the system
/// gives no more. The results have the order of the items.
///
/// # Panics
///
/// If `make` does; and with [`NoThread`] where there is no thread at all.
pub fn map<T: Send, R: Send>(items: Vec<T>, make: impl Fn(T) -> R + Sync) -> Vec<R> {
    let workers = at_once().min(items.len());
    let waiting = Mutex::new(items.into_iter().enumerate());
    let take = || waiting.lock().ok()?.next();
    let work = || std::iter::from_fn(take).map(|(place, item)| (place, make(item))).collect::<Vec<_>>();
    let mut made: Vec<(usize, R)> = thread::scope(|scope| {
        let mut threads = Vec::with_capacity(workers);
        for _ in 0..workers {
            match thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
                Ok(thread) => threads.push(thread),
                Err(error) if threads.is_empty() => resume_unwind(Box::new(NoThread(error))),
                Err(_) => break,
            }
        }
        let made = threads.into_iter().map(|thread| match thread.join() {
            Ok(made) => made,
            Err(panic) => resume_unwind(panic),
        });
        made.flatten().collect()
    });
    made.sort_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, result)| result).collect()
}

/// Does two things side by side, the first on the thread that asks.
///
/// # Panics
///
/// If either does; and with [`NoThread`] where there is no thread to give.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let second = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, second);
        let second = second.unwrap_or_else(|error| resume_unwind(Box::new(NoThread(error))));
        let first = first();
        match second.join() {
            Ok(second) => (first, second),
            Err(panic) => resume_unwind(panic),
        }
    })
}

/// Does something on a thread that takes no other work, with a thread of its own for what it
/// shares out by rayon: it waits for nobody who keeps all of rayon's threads busy. Where the
/// system has no thread to give, it is done here.
pub fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build() {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    }
}

/// Takes something large apart on a thread of its own, for which nobody waits.
pub fn discard(large: impl Send + 'static) {
    // Where the system has no thread to give, it is taken apart here.
    let _ = thread::Builder::new().stack_size(STACK).spawn(move || drop(large));
}

/// A lock that a panic elsewhere has not made useless: what it guards is
/// replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn work_that_waits_for_other_threads_does_not_pile_up() {
        // Each uses as much stack as a document does, and then waits for rayon.
        let sums = map((0..400_u32).collect(), |number| {
            let deep = [number; 50_000];
            let parts: Vec<u32> = (0..64_usize).into_par_iter().map(|at| deep[at * 700]).collect();
            parts.iter().sum::<u32>()
        });
        assert_eq!(sums, (0..400).map(|number| number * 64).collect::<Vec<u32>>());
    }
}
