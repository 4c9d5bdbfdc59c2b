//! Writing outputs: all of a build's files, or none of them.
//!
//! Every file is written beside its place, as `.name.phasebook-new`, before any takes
//! its place. Then a journal names them all, and from there on the new set counts:
//! whoever finds a journal finishes what it says. So a build that is ended at any
//! moment, by whatever means, leaves the old set, the new one, or a journal from
//! which the next build makes the new one first.
//!
//! A folder may have come with a stranger's pages. So nothing is read or written through a
//! symbolic link below it, and what stands under the program's own names is read within bounds.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::files;

/// A file to write.
#[derive(Debug)]
pub struct Output {
    /// The path below the output folder, with `/` between its parts.
    pub path: String,
    /// What to write.
    pub bytes: Vec<u8>,
}

impl Output {
    /// The same in a folder.
    pub fn below(self, folder: Option<&str>) -> Self {
        match folder {
            Some(folder) => Self { path: format!("{folder}/{}", self.path), bytes: self.bytes },
            None => self,
        }
    }
}

/// The journal's name in the output folder.
const JOURNAL: &str = ".phasebook-journal";

/// The longest journal that is read, in bytes: some ten thousand posters.
const LONGEST_JOURNAL: u64 = 1 << 20;

/// What changes a folder. Tests make it fail.
trait Disk {
    /// Makes a folder, and those above it.
    fn folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a new file.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Brings what was written down to the disk, where it outlives the computer's end.
    fn flush(&self, path: &Path) -> io::Result<()>;
    /// Gives a file another name, in the place of what has that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Keeps a file under a second name.
    fn keep(&self, path: &Path, second: &Path) -> io::Result<()>;
    /// Removes a file; it is no fault if there is none.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

struct Real;

impl Disk for Real {
    fn folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // A build that was ended may have left one.
        self.remove(path)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn keep(&self, path: &Path, second: &Path) -> io::Result<()> {
        self.remove(second)?;
        let is_file = path.symlink_metadata()?.is_file();
        // Some file systems have no second names. A link or a pipe is kept as itself or not at all.
        fs::hard_link(path, second)
            .or_else(|error| if is_file { fs::copy(path, second).map(drop) } else { Err(error) })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Where one output goes, and where it and its predecessor wait.
struct Place {
    place: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Place {
    /// The place of a path below `folder`; none for a path that leads out of it.
    fn of(folder: &Path, path: &str) -> Option<Self> {
        let relative = Path::new(path);
        let place = folder.join(relative);
        let name = relative.file_name()?.to_str()?;
        relative.components().all(|part| matches!(part, Component::Normal(_))).then(|| Self {
            new: place.with_file_name(format!(".{name}.phasebook-new")),
            old: place.with_file_name(format!(".{name}.phasebook-old")),
            place,
        })
    }

    /// The first folder between `folder` and the place that is a symbolic link.
    fn link_below<'a>(&'a self, folder: &Path) -> Option<&'a Path> {
        let parents = self.place.ancestors().skip(1).take_while(|parent| *parent != folder);
        parents.filter(|parent| parent.is_symlink()).last()
    }
}

/// The place of a path below `folder`; none for one that leads out of it, by itself or by a link.
pub(super) fn place_below(folder: &Path, path: &str) -> Option<PathBuf> {
    Place::of(folder, path).filter(|place| place.link_below(folder).is_none()).map(|place| place.place)
}

/// Reads a file that the program wrote, of so many bytes at most: nothing else that has its name,
/// and through no link. None where there is none.
pub(super) fn read_own(path: &Path, most: u64) -> io::Result<Option<String>> {
    let metadata = match path.symlink_metadata() {
        // A file in the place of the folder is told by whoever writes.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        metadata => metadata?,
    };
    let name = path.file_name().unwrap_or_default().display();
    if !metadata.is_file() || metadata.len() > most {
        let message = format!("`{name}` there is not what phasebook wrote; remove it");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let mut text = String::new();
    File::open(path)?.take(most).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Makes the folder that outputs go to. The error is a message for the user.
fn make_folder(folder: &Path) -> Result<(), String> {
    let Err(error) = fs::create_dir_all(folder) else { return Ok(()) };
    let in_the_way = folder.ancestors().find(|above| above.symlink_metadata().is_ok_and(|it| !it.is_dir()));
    Err(match in_the_way.filter(|it| !it.is_dir()) {
        Some(file) => {
            format!("`{}` is a file, where a folder is wanted; name another folder", file.display())
        }
        None => format!("cannot write to `{}`: {}", folder.display(), files::reason(&error)),
    })
}

/// Writes all outputs below `folder`, or leaves the folder as it was.
///
/// A second build into the same folder waits until the first has written. The
/// error is a message for the user.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, String> {
    make_folder(folder)?;
    // The folder itself is the lock, which ends with the program, however that ends.
    // Where folders cannot be locked, builds do not wait for one another.
    let lock = File::open(folder).ok();
    let _ = lock.as_ref().map(File::lock);
    set(&Real, folder, outputs)
}

fn set(disk: &dyn Disk, folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, String> {
    finish(disk, folder).map_err(|error| {
        format!(
            "cannot finish what an earlier build began in `{}`: {}",
            folder.display(),
            files::reason(&error)
        )
    })?;
    let mut names = BTreeSet::new();
    if let Some(twice) = outputs.iter().find(|output| !names.insert(output.path.as_str())) {
        return Err(format!("two outputs are called `{}`; nothing was written", twice.path));
    }
    let places: Vec<Place> = outputs
        .iter()
        .map(|output| {
            Place::of(folder, &output.path)
                .ok_or_else(|| format!("`{}` is no place for an output", output.path))
        })
        .collect::<Result<_, _>>()?;
    if let Some(link) = places.iter().find_map(|place| place.link_below(folder)) {
        let link = link.display();
        return Err(format!("`{link}` is a symbolic link, and nothing is written through it; remove it"));
    }
    let written = prepare(disk, &places, outputs).and_then(|()| {
        let names: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
        commit(disk, folder, &places, &names)
    });
    if let Err(message) = written {
        for place in &places {
            // What cannot be removed is written over by the next build.
            let _ = disk.remove(&place.new);
            let _ = disk.remove(&place.old);
        }
        return Err(message);
    }
    Ok(places.into_iter().map(|place| place.place).collect())
}

/// Writes every file beside its place.
fn prepare(disk: &dyn Disk, places: &[Place], outputs: &[Output]) -> Result<(), String> {
    for (place, output) in places.iter().zip(outputs) {
        let fail =
            |error: io::Error| format!("cannot write `{}`: {}", place.place.display(), files::reason(&error));
        if let Some(parent) = place.place.parent() {
            disk.folder(parent).map_err(fail)?;
        }
        if place.place.is_dir() {
            let message = "a folder of that name is in the way";
            return Err(format!("cannot write `{}`: {message}", place.place.display()));
        }
        disk.write(&place.new, &output.bytes).and_then(|()| disk.flush(&place.new)).map_err(fail)?;
        if place.place.symlink_metadata().is_ok() {
            disk.keep(&place.place, &place.old).map_err(fail)?;
        }
    }
    Ok(())
}

/// Puts every file in its place, or the old ones back.
fn commit(disk: &dyn Disk, folder: &Path, places: &[Place], names: &[&str]) -> Result<(), String> {
    let journal = folder.join(JOURNAL);
    let fail =
        |error: io::Error| format!("cannot write to `{}`: {}", folder.display(), files::reason(&error));
    let draft = folder.join(format!("{JOURNAL}-new"));
    let begun = disk
        .write(&draft, names.join("\n").as_bytes())
        .and_then(|()| disk.flush(&draft))
        .and_then(|()| disk.rename(&draft, &journal));
    if let Err(error) = begun {
        let _ = disk.remove(&draft);
        return Err(fail(error));
    }
    for (at, place) in places.iter().enumerate() {
        let Err(error) = disk.rename(&place.new, &place.place) else { continue };
        let back = |place: &Place| {
            if place.old.symlink_metadata().is_ok() {
                disk.rename(&place.old, &place.place)
            } else {
                disk.remove(&place.place)
            }
        };
        // Where the old ones cannot be put back, the journal stays for the next build.
        if places[..at].iter().try_for_each(back).is_ok() {
            let _ = disk.remove(&journal);
        }
        return Err(format!("cannot write `{}`: {}", place.place.display(), files::reason(&error)));
    }
    // The new set is whole. What is left over does no harm.
    let tidied = places.iter().try_for_each(|place| disk.remove(&place.old));
    let _ = tidied.and_then(|()| disk.remove(&journal));
    Ok(())
}

/// Finishes what a journal says, if there is one.
fn finish(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let journal = folder.join(JOURNAL);
    let Some(names) = read_own(&journal, LONGEST_JOURNAL)? else { return Ok(()) };
    let places = names.lines().filter_map(|name| Place::of(folder, name));
    for place in places.filter(|place| place.link_below(folder).is_none()) {
        if place.new.is_file() && !place.new.is_symlink() {
            disk.rename(&place.new, &place.place)?;
        }
        disk.remove(&place.old)?;
    }
    disk.remove(&journal)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeMap;

    use super::*;

    fn output(path: &str, bytes: &str) -> Output {
        Output { path: path.into(), bytes: bytes.into() }
    }

    /// Two builds: the second replaces two files, adds one and one in a new folder.
    fn builds() -> [Vec<Output>; 2] {
        let old = vec![output("a.pdf", "old a"), output("posters/b.pdf", "old b")];
        let new = ["a.pdf", "posters/b.pdf", "posters/c.pdf", "more/d.pdf"];
        [old, new.map(|path| output(path, "new")).into()]
    }

    /// Every file below a folder, save what waits.
    fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                found.extend(files(&entry.path()));
            } else if !entry.file_name().to_str().unwrap().contains("phasebook") {
                found.insert(entry.path(), fs::read_to_string(entry.path()).unwrap());
            }
        }
        found
    }

    fn as_files(folder: &Path, outputs: &[Output]) -> BTreeMap<PathBuf, String> {
        let text = |output: &Output| String::from_utf8(output.bytes.clone()).unwrap();
        outputs.iter().map(|output| (folder.join(&output.path), text(output))).collect()
    }

    /// A disk on which one change fails: that one alone, or with all after it, as when
    /// the program is killed. A write that fails leaves half a file.
    struct Faulty {
        changes: Cell<usize>,
        fails: usize,
        killed: bool,
    }

    impl Faulty {
        fn change(&self, half: impl Fn(), whole: impl Fn() -> io::Result<()>) -> io::Result<()> {
            let change = self.changes.replace(self.changes.get() + 1);
            if change == self.fails || self.killed && change > self.fails {
                if change == self.fails {
                    half();
                }
                return Err(io::Error::new(io::ErrorKind::StorageFull, "full"));
            }
            whole()
        }
    }

    impl Disk for Faulty {
        fn folder(&self, path: &Path) -> io::Result<()> {
            self.change(|| (), || Real.folder(path))
        }

        fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
            self.change(|| fs::write(path, &bytes[..bytes.len() / 2]).unwrap(), || Real.write(path, bytes))
        }

        fn flush(&self, path: &Path) -> io::Result<()> {
            // What never came down to the disk is not there.
            self.change(|| fs::write(path, "").unwrap(), || Real.flush(path))
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.change(|| (), || Real.rename(from, to))
        }

        fn keep(&self, path: &Path, second: &Path) -> io::Result<()> {
            self.change(|| (), || Real.keep(path, second))
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            self.change(|| (), || Real.remove(path))
        }
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

    #[test]
    fn a_change_that_fails_leaves_the_old_set_or_the_new_one() {
        let [old, new] = builds();
        for killed in [false, true] {
            let mut failed = 0;
            for fails in 0.. {
                let folder = tempfile::tempdir().unwrap();
                write(folder.path(), &old).unwrap();
                let disk = Faulty { changes: Cell::new(0), fails, killed };
                let result = set(&disk, folder.path(), &new);
                if disk.changes.get() <= fails {
                    break;
                }
                failed += 1;
                let left = folder.path().join(JOURNAL).exists();
                if killed {
                    // Whoever comes next finishes what was begun, or finds nothing begun.
                    finish(&Real, folder.path()).unwrap();
                }
                let now = files(folder.path());
                let wanted = if result.is_ok() || killed && left { &new } else { &old };
                assert_eq!(now, as_files(folder.path(), wanted), "change {fails}, killed: {killed}");
                // And a build goes through as if nothing had been.
                write(folder.path(), &new).unwrap();
                assert_eq!(files(folder.path()), as_files(folder.path(), &new));
                let waiting = |folder: &Path| fs::read_dir(folder).unwrap().count();
                assert_eq!((waiting(folder.path()), waiting(&folder.path().join("posters"))), (3, 2));
            }
            // A folder, a file, its way down to the disk and where need be a second name for each; the
            // journal; the renames.
            assert!(failed > 19, "only {failed} changes failed");
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_read_or_written_through_a_link_that_came_with_the_folder() {
        use std::os::unix::fs::symlink;

        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("b.pdf"), "kept").unwrap();
        let out = tempfile::tempdir().unwrap();
        let outputs = [output("posters/b.pdf", "new")];
        // A journal without an end.
        symlink("/dev/zero", out.path().join(JOURNAL)).unwrap();
        let message = write(out.path(), &outputs).unwrap_err();
        assert!(message.contains("is not what phasebook wrote; remove it"), "{message}");
        fs::remove_file(out.path().join(JOURNAL)).unwrap();
        // A folder that leads elsewhere.
        symlink(outside.path(), out.path().join("posters")).unwrap();
        let message = write(out.path(), &outputs).unwrap_err();
        assert!(message.contains("posters` is a symbolic link"), "{message}");
        // The same by a journal.
        fs::write(outside.path().join(".b.pdf.phasebook-new"), "changed").unwrap();
        fs::write(out.path().join(JOURNAL), "posters/b.pdf\n").unwrap();
        write(out.path(), &[output("a.pdf", "a")]).unwrap();
        assert_eq!(fs::read_to_string(outside.path().join("b.pdf")).unwrap(), "kept");
        // A file that leads elsewhere makes way.
        symlink(outside.path().join("b.pdf"), out.path().join("c.pdf")).unwrap();
        write(out.path(), &[output("c.pdf", "new")]).unwrap();
        assert_eq!(fs::read_to_string(outside.path().join("b.pdf")).unwrap(), "kept");
        assert!(out.path().join("c.pdf").symlink_metadata().unwrap().is_file());
    }

    #[test]
    fn a_file_in_the_way_and_two_outputs_of_one_name_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "kept").unwrap();
        for out in [file.clone(), file.join("out")] {
            let message = write(&out, &[output("a.pdf", "a")]).unwrap_err();
            assert!(message.contains("file` is a file, where a folder is wanted"), "{message}");
        }
        let twice = [output("posters/overview.pdf", "a"), output("posters/overview.pdf", "b")];
        let message = write(folder.path(), &twice).unwrap_err();
        assert!(message.contains("two outputs are called `posters/overview.pdf`"), "{message}");
    }

    #[test]
    fn a_journal_leads_nowhere_outside_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(folder.path().join("kept"), "kept").unwrap();
        fs::write(folder.path().join(".kept.phasebook-new"), "changed").unwrap();
        fs::write(out.join(JOURNAL), "../kept\n/etc/kept\n").unwrap();
        write(&out, &[output("a.pdf", "a")]).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("kept")).unwrap(), "kept");
    }
}
