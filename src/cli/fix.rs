//! `phasebook check --fix`: the edits that are safe to make, and not a byte more.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};

use crate::diagnostic::{Diagnostic, Edit};
use crate::files::{self, Files, Folder};

/// Applies edits to a text. Edits that overlap one before them are left out,
/// as are ranges that are no place in the text; two edits that say the same
/// are one. Returns the text and how many edits were made.
pub fn apply(text: &str, edits: &[Edit]) -> (String, usize) {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end, edit.text.as_str()));
    edits.dedup();
    let mut result = String::with_capacity(text.len());
    let (mut from, mut made) = (0, 0);
    for edit in edits {
        let range = edit.span.range();
        if range.start < from || text.get(range.clone()).is_none() {
            continue;
        }
        result.push_str(&text[from..range.start]);
        result.push_str(&edit.text);
        from = range.end;
        made += 1;
    }
    result.push_str(&text[from..]);
    (result, made)
}

/// What mending has come to.
#[derive(Debug, Default)]
pub struct Mended {
    /// How many edits were made.
    pub edits: usize,
    /// In how many files.
    pub files: usize,
    /// Files that could not be mended, and why.
    pub failures: Vec<String>,
}

/// Mends the files of a site by the edits of diagnostics.
///
/// A file stays the same file: its owner, its rights, and the other names that it has.
pub fn fix(site: &Folder, diagnostics: &[Diagnostic]) -> Mended {
    let mut by_file: BTreeMap<&str, (&str, Vec<Edit>)> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !diagnostic.edits.is_empty()) {
        let source = &diagnostic.place.source;
        let entry = by_file.entry(&source.path).or_insert((&source.text, Vec::new()));
        entry.1.extend(diagnostic.edits.iter().cloned());
    }
    let mut mended = Mended::default();
    for (path, (text, edits)) in by_file {
        let (new, made) = apply(text, &edits);
        if made == 0 {
            continue;
        }
        match replace(site, path, text, &new) {
            Ok(true) => {
                mended.edits += made;
                mended.files += 1;
            }
            Ok(false) => {}
            Err(error) => mended.failures.push(format!("cannot mend `{path}`: {}", files::reason(&error))),
        }
    }
    mended
}

/// Writes another text into a file, behind its byte-order mark if it has one. Gives whether it did:
/// a file that was not UTF-8, or that has changed since it was read, is not ours to write.
fn replace(site: &Folder, path: &str, old: &str, new: &str) -> io::Result<bool> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    // Of a pipe or a device this is an error; and a link stays one, since what it leads to is written.
    let length = site.size(path)?;
    if length > (old.len() + MARK.len()) as u64 {
        return Ok(false);
    }
    let mut file = OpenOptions::new().read(true).write(true).open(site.resolve(path)?)?;
    let mut bytes = Vec::new();
    (&file).take(length + 1).read_to_end(&mut bytes)?;
    let mark = if bytes.starts_with(MARK) { MARK } else { b"" };
    if &bytes[mark.len()..] != old.as_bytes() {
        return Ok(false);
    }
    let written = overwrite(&mut file, &[mark, new.as_bytes()].concat());
    if written.is_err() {
        // Such as a disk that is full: what was there had room.
        overwrite(&mut file, &bytes)?;
    }
    written.map(|()| true)
}

/// Gives an open file other contents, at once as far as the system can.
fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn edits_touch_nothing_else() {
        let insert = |at: usize, text: &str| Edit { span: Span::new(at, at), text: text.into() };
        let edits = [
            insert(1, " "),
            insert(1, " "),
            Edit { span: Span::new(4, 6), text: String::new() },
            insert(5, "x"),
        ];
        assert_eq!(apply("-ab\nüz", &edits), ("- ab\nz".to_owned(), 2));
        assert_eq!(apply("ü", &[insert(1, "x"), insert(9, "y")]), ("ü".to_owned(), 0));
    }

    #[cfg(unix)]
    #[test]
    fn a_mended_file_keeps_its_rights_its_other_names_and_its_links() {
        use std::fs;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        use std::sync::Arc;

        use crate::diagnostic::{Source, rules};

        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("a.md"), "-a").unwrap();
        let site = tempfile::tempdir().unwrap();
        let at = |name: &str| site.path().join(name);
        fs::write(at("real.md"), "\u{feff}-a\n").unwrap();
        fs::set_permissions(at("real.md"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::hard_link(at("real.md"), at("second")).unwrap();
        symlink("real.md", at("link.md")).unwrap();
        symlink(outside.path().join("a.md"), at("out.md")).unwrap();
        fs::write(at("changed.md"), "-b").unwrap();
        let before = fs::metadata(at("real.md")).unwrap();
        let fault = |path: &str, text: &str| {
            let source = Arc::new(Source { path: path.into(), text: text.into() });
            Diagnostic::new(&rules::LIST_ITEM_SPACE, &source, Span::new(0, 1), "a fault")
                .edit(Span::new(1, 1), " ")
        };
        let faults = [fault("link.md", "-a\n"), fault("changed.md", "-a"), fault("out.md", "-a")];
        let mended = fix(&Folder::new(site.path()).unwrap(), &faults);
        assert_eq!((mended.edits, mended.files), (1, 1));
        assert_eq!(mended.failures, ["cannot mend `out.md`: leads out of the site root"]);
        assert_eq!(fs::read_to_string(at("second")).unwrap(), "\u{feff}- a\n");
        assert!(at("link.md").is_symlink());
        let after = fs::metadata(at("real.md")).unwrap();
        assert_eq!((before.ino(), before.mode(), before.uid()), (after.ino(), after.mode(), after.uid()));
        assert_eq!(fs::read_to_string(outside.path().join("a.md")).unwrap(), "-a");
        assert_eq!(fs::read_to_string(at("changed.md")).unwrap(), "-b");
        let names: Vec<_> = fs::read_dir(site.path()).unwrap().collect();
        assert_eq!(names.len(), 5, "nothing else is left behind: {names:?}");
    }
}
