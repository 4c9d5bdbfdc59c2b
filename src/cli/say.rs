//! What the program says, on its two streams.
//!
//! `print!` and its like panic where a stream is closed, which is no fault of the
//! program: a reader such as `head` goes when it has seen enough, and a terminal may be
//! closed while a build runs.
//!
//! Nothing that a site says acts on the terminal: whatever is not the program's own colour is
//! escaped here, wherever it came from.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use super::colour;
use crate::files;
use crate::report::visible;

/// Says something on standard output: what was asked for. A reader that has gone needs
/// no more, and that is no fault. The error, such as a full disk, is a message for the
/// user.
pub fn stdout(text: impl Display) -> Result<(), String> {
    let mut stream = io::stdout().lock();
    let text = text.to_string();
    // The stream keeps the end of a text that ends without a line's end.
    match stream.write_all(visible::lines(&text).as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {}", files::reason(&error)))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error: what is wrong, and how far the work is. Where that
/// stream is closed there is nobody to tell, and the exit status tells it all the same.
pub fn stderr(text: impl Display) {
    let text = text.to_string();
    let shown = if colour() { visible::lines_in_colour(&text) } else { visible::lines(&text) };
    let _ = io::stderr().lock().write_all(shown.as_bytes());
}
