//! What the system gives the program: threads, and room for memory. Where it is too little, a message
//! and an exit status say so, as of any other failure.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGABRT;

use super::FAILED;
use crate::parallel::{self, NoThread};

/// The room for addresses that a small book takes beside the stacks of threads, in bytes.
const LEAST: u64 = 672 << 20;

/// Does what a command asks for, with the threads that it needs. The error is a message for the user.
pub fn within(run: impl FnOnce() -> Result<u8, String>) -> Result<u8, String> {
    // What finds no memory aborts, and so does what has no stack left; both say so. Nothing has been
    // written by then, and the status is that of any other failure.
    let on = Arc::new(AtomicBool::new(true));
    signal_hook::flag::register_conditional_shutdown(SIGABRT, i32::from(FAILED), on)
        .map_err(|error| format!("the system takes no handler of signals: {error}"))?;
    // Rayon's threads, those that make documents, and one or two that watch.
    let stacks = (2 * parallel::at_once() + 2) as u64 * parallel::STACK as u64;
    let least = LEAST + stacks;
    if let Some(limit) = address_space().filter(|limit| *limit < least) {
        return Err(format!(
            "the system gives the program {} MiB of room for memory, and it needs {} MiB; raise the limit (`ulimit -v`)",
            limit >> 20,
            least >> 20
        ));
    }
    rayon::ThreadPoolBuilder::new()
        .stack_size(parallel::STACK)
        .build_global()
        .map_err(|error| no_thread(&error))?;
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        Err(match panic.downcast_ref::<NoThread>() {
            Some(NoThread(error)) => no_thread(error),
            // What it was stands above.
            None => "the program has a fault, which ended it; nothing was written".to_owned(),
        })
    })
}

fn no_thread(error: &dyn std::error::Error) -> String {
    format!("the system gives no thread: {error}; raise its limits (`ulimit -v`, `ulimit -u`)")
}

/// How much room for addresses the program may take, in bytes, where there is a limit and the system
/// tells as Linux does (proc(5)).
fn address_space() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/limits").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}
