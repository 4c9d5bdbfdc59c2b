//! What builds have written into a folder, so that what belongs to a page that is gone goes, too.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use typst::utils::hash128;

use super::output::{self, Output};
use crate::files;

/// The inventory's name in the output folder.
const NAME: &str = ".phasebook";

/// The longest inventory that is read, in bytes: some fifty thousand posters.
const LONGEST: u64 = 4 << 20;

/// What a build has done to a folder.
#[derive(Debug)]
pub struct Written {
    /// The files that it wrote, in the order of the outputs.
    pub files: Vec<PathBuf>,
    /// Files of earlier builds that it removed.
    pub removed: Vec<PathBuf>,
}

/// What is known of a file that a build wrote: how long it is, and a number for its bytes.
type Print = (u64, u128);

fn print(bytes: &[u8]) -> Print {
    (bytes.len() as u64, hash128(bytes))
}

/// Writes the outputs of a build below `folder`, or leaves the folder as it was. Files that an
/// earlier build wrote there, that are as it wrote them, and of which `gone` holds by their paths
/// below the folder, are removed. The error is a message for the user.
pub fn write(
    folder: &Path,
    mut outputs: Vec<Output>,
    gone: impl Fn(&str) -> bool,
) -> Result<Written, String> {
    let text = output::read_own(&folder.join(NAME), LONGEST).map_err(|error| {
        format!("cannot read `{}`: {}", folder.join(NAME).display(), files::reason(&error))
    })?;
    let mut known = parse(&text.unwrap_or_default());
    for output in &outputs {
        known.insert(output.path.clone(), print(&output.bytes));
    }
    let is_written = |path: &str| outputs.iter().any(|output| output.path == path);
    let old: Vec<String> = known.keys().filter(|path| gone(path) && !is_written(path)).cloned().collect();
    let old: Vec<(String, Print)> =
        old.into_iter().filter_map(|path| known.remove(&path).map(|print| (path, print))).collect();
    let lines = known.iter().map(|(path, (length, hash))| format!("{length} {hash:032x} {path}\n"));
    outputs.push(Output { path: NAME.to_owned(), bytes: lines.collect::<String>().into_bytes() });
    let mut files = output::write(folder, &outputs)?;
    files.pop();
    let removed = old.iter().filter_map(|(path, print)| remove(folder, path, *print)).collect();
    Ok(Written { files, removed })
}

/// The files that an inventory names. Lines that are none of it are passed over: at worst a file stays.
fn parse(text: &str) -> BTreeMap<String, Print> {
    let entry = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let length = parts.next()?.parse().ok()?;
        let hash = u128::from_str_radix(parts.next()?, 16).ok()?;
        Some((parts.next()?.to_owned(), (length, hash)))
    };
    text.lines().filter_map(entry).collect()
}

/// Removes a file, unless somebody has changed it. What cannot be removed stays.
fn remove(folder: &Path, path: &str, print: Print) -> Option<PathBuf> {
    let place = output::place_below(folder, path)?;
    let is_as_written = place.symlink_metadata().is_ok_and(|it| it.is_file() && it.len() == print.0) && {
        let mut bytes = Vec::new();
        let read = fs::File::open(&place).and_then(|file| file.take(print.0 + 1).read_to_end(&mut bytes));
        read.is_ok() && self::print(&bytes) == print
    };
    (is_as_written && fs::remove_file(&place).is_ok()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &str, text: &str) -> Output {
        Output { path: path.into(), bytes: text.into() }
    }

    #[test]
    fn what_an_earlier_build_wrote_goes_where_it_is_gone_and_nobody_changed_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let first =
            ["a.pdf", "posters/b.pdf", "posters/c.pdf", "posters/d.pdf"].map(|path| output(path, path));
        write(folder.path(), first.into(), |_| false).unwrap();
        fs::write(at("posters/c.pdf"), "changed").unwrap();
        fs::write(at("posters/e.pdf"), "the user's").unwrap();
        let gone = |path: &str| path.starts_with("posters/") && path != "posters/d.pdf";
        let written = write(folder.path(), vec![output("a.pdf", "new")], gone).unwrap();
        assert_eq!(written.removed, [at("posters/b.pdf")]);
        assert_eq!(written.files, [at("a.pdf")]);
        for (name, stays) in [("b", false), ("c", true), ("d", true), ("e", true)] {
            assert_eq!(at(&format!("posters/{name}.pdf")).exists(), stays, "{name}");
        }
        // What is written again is not gone, whatever is said of it.
        write(folder.path(), vec![output("posters/d.pdf", "new")], |_| true).unwrap();
        assert!(at("posters/d.pdf").exists() && !at("a.pdf").exists());
    }

    #[test]
    fn an_inventory_that_came_with_the_folder_leads_nowhere() {
        let base = tempfile::tempdir().unwrap();
        let out = base.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(base.path().join("kept"), "kept").unwrap();
        let (length, hash) = print(b"kept");
        let lines = ["../kept", "/etc/kept"].map(|path| format!("{length} {hash:032x} {path}\n"));
        fs::write(out.join(NAME), format!("{}\nnonsense\n", lines.concat())).unwrap();
        let written = write(&out, vec![output("a.pdf", "a")], |_| true).unwrap();
        assert!(written.removed.is_empty() && base.path().join("kept").exists());
    }
}
