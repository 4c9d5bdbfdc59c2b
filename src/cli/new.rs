//! `phasebook new`: something to start from.

use std::path::Path;

use super::output::{self, Output};
use super::{BUILT, NewArgs};
use crate::theme::files;

/// Writes what is asked for. The error is a message for the user.
pub fn run(args: &NewArgs) -> Result<u8, String> {
    theme(&args.theme)?;
    println!("wrote a copy of the built-in theme into {}", args.theme.display());
    println!("say `theme: {}` in phasebook.yaml to use it", args.theme.display());
    println!("files that you do not change can be deleted: the built-in ones then serve");
    Ok(BUILT)
}

/// Writes a copy of the built-in theme, save where that would replace a file.
fn theme(folder: &Path) -> Result<(), String> {
    let taken = files::builtin().find(|(name, _)| folder.join(name).exists());
    if let Some((name, _)) = taken {
        return Err(format!("`{}` is there already; name another folder", folder.join(name).display()));
    }
    let outputs: Vec<_> = files::builtin()
        .map(|(name, text)| Output { path: name.to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    output::write(folder, &outputs).map(drop)
}
