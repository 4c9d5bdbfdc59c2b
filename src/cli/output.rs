//! Writing outputs: all of a build's files, or none of them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file to write.
#[derive(Debug)]
pub struct Output {
    /// The path below the output folder, with `/` between its parts.
    pub path: String,
    /// What to write.
    pub bytes: Vec<u8>,
}

/// Writes all outputs below `folder`.
///
/// Each is written beside its place first; only when all are on disk do they
/// take their places, by rename. Whatever fails before that leaves the folder
/// as it was. The error is a message for the user.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, String> {
    let mut waiting: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    for output in outputs {
        let place = folder.join(&output.path);
        let parent = place.parent().unwrap_or(folder);
        let fail = |error: std::io::Error| format!("cannot write `{}`: {error}", place.display());
        fs::create_dir_all(parent).map_err(fail)?;
        if place.is_dir() {
            return Err(format!("cannot write `{}`: a folder of that name is in the way", place.display()));
        }
        let mut file = tempfile::Builder::new().prefix(".phasebook-").tempfile_in(parent).map_err(fail)?;
        file.write_all(&output.bytes).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        readable(&file).map_err(fail)?;
        waiting.push((file, place));
    }
    let mut written = Vec::new();
    for (file, place) in waiting {
        file.persist(&place)
            .map_err(|error| format!("cannot write `{}`: {}", place.display(), error.error))?;
        written.push(place);
    }
    Ok(written)
}

/// Temporary files are their maker's alone; outputs are for everyone whom the
/// folder lets in.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &str, bytes: &str) -> Output {
        Output { path: path.into(), bytes: bytes.into() }
    }

    #[test]
    fn nothing_changes_unless_everything_can() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[output("a.pdf", "old"), output("posters/b.pdf", "old")]).unwrap();
        fs::create_dir(folder.path().join("c.pdf")).unwrap();
        let message = write(folder.path(), &[output("a.pdf", "new"), output("c.pdf", "new")]).unwrap_err();
        assert!(message.contains("c.pdf"), "{message}");
        assert_eq!(fs::read_to_string(folder.path().join("a.pdf")).unwrap(), "old");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "left behind: {names:?}");
    }
}
