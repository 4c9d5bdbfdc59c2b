//! `phasebook verify`: whether files are what they claim to be.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process;

use super::args::VerifyArgs;
use super::{BUILT, FAILED, FAULTY, paint, say};
use crate::build::watchdog::watchdog;
use crate::files;
use crate::limits::Limits;
use crate::progress::Progress;
use crate::report::verdicts::{self, Verdict};
use crate::verify::{self, LARGEST};

/// How long the examination of a file may take, and how much memory it may hold: many times what a
/// book of some thousand pages needs.
const LIMITS: (u64, u64) = (120, 2048);

/// Examines each file, and says what was found.
pub fn run(args: &VerifyArgs) -> Result<u8, String> {
    let verdicts: Vec<Verdict> =
        args.files.iter().map(|path| (path.display().to_string(), examine(path))).collect();
    say::stdout(verdicts::render(&verdicts, args.format))?;
    let statuses = verdicts.iter().map(|(_, examined)| match examined {
        Err(_) => FAILED,
        Ok(examined) if examined.fails() => FAULTY,
        Ok(examined) if examined.is_untold() => FAILED,
        Ok(_) => BUILT,
    });
    Ok(statuses.max().unwrap_or(BUILT))
}

/// Examines a file. The error says why nothing can be told of it.
fn examine(path: &Path) -> Result<verify::Examined, String> {
    let bytes = read(path)?;
    let (layout_seconds, layout_megabytes) = LIMITS;
    let limits = Limits { layout_seconds, layout_megabytes, ..Limits::default() };
    let name = path.display().to_string();
    watchdog(
        &limits,
        &Progress::default(),
        move |exceeded| give_up(&name, &exceeded.limit),
        |_| verify::examine(&bytes),
    )
}

/// Reads a file that is one, and not too large. A pipe would keep the program waiting.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let reason = |error: std::io::Error| format!("cannot be read: {}", files::reason(&error));
    if !fs::metadata(path).map_err(reason)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(reason)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(reason)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("has more than {} MiB, which is more than is examined", LARGEST >> 20));
    }
    Ok(bytes)
}

/// Ends the program, since nothing else can end a library that reads a file without an end.
#[allow(clippy::disallowed_methods, reason = "nothing is written, so nothing is half there")]
fn give_up(file: &str, limit: &str) {
    say::stderr(format_args!(
        "{}: the examination of {file} took more than {limit}; nothing can be told of it\n",
        paint("error", "1;31")
    ));
    process::exit(i32::from(FAILED));
}
