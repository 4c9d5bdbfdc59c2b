//! `phasebook check --fix`: the edits that are safe to make, and not a byte more.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::build::output::{self, Output};
use crate::diagnostic::{Diagnostic, Edit};

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

/// Mends the files below `root` by the edits of diagnostics. Returns how many
/// edits were made in how many files; the error is a message for the user.
pub fn fix(root: &Path, diagnostics: &[Diagnostic]) -> Result<(usize, usize), String> {
    let mut by_file: BTreeMap<&str, (&str, Vec<Edit>)> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| !diagnostic.edits.is_empty()) {
        let source = &diagnostic.place.source;
        let entry = by_file.entry(&source.path).or_insert((&source.text, Vec::new()));
        entry.1.extend(diagnostic.edits.iter().cloned());
    }
    let (mut count, mut files) = (0, 0);
    for (path, (text, edits)) in by_file {
        // A link stays a link: what it leads to is mended.
        let place =
            root.join(path).canonicalize().map_err(|error| format!("cannot mend `{path}`: {error}"))?;
        let bytes = fs::read(&place).map_err(|error| format!("cannot mend `{path}`: {error}"))?;
        let mark: &[u8] = if bytes.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
        // A file that was not UTF-8, or that has changed since, is not ours to write.
        if &bytes[mark.len()..] != text.as_bytes() {
            continue;
        }
        let (mended, made) = apply(text, &edits);
        if made == 0 {
            continue;
        }
        let (Some(folder), Some(name)) = (place.parent(), place.file_name().and_then(|name| name.to_str()))
        else {
            continue;
        };
        output::write(
            folder,
            &[Output { path: name.to_owned(), bytes: [mark, mended.as_bytes()].concat() }],
        )?;
        count += made;
        files += 1;
    }
    Ok((count, files))
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
}
