//! What the program says, on its two streams.
//!
//! `print!` and its like panic where a stream is closed, which is no fault of the
//! program: a reader such as `head` goes when it has seen enough, and a terminal may be
//! closed while a build runs.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Says something on standard output: what was asked for. A reader that has gone needs
/// no more, and that is no fault. The error, such as a full disk, is a message for the
/// user.
pub fn stdout(text: impl Display) -> Result<(), String> {
    let mut stream = io::stdout().lock();
    // The stream keeps the end of a text that ends without a line's end.
    match write!(stream, "{text}").and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error: what is wrong, and how far the work is. Where that
/// stream is closed there is nobody to tell, and the exit status tells it all the same.
pub fn stderr(text: impl Display) {
    let _ = write!(io::stderr().lock(), "{text}");
}
