//! The archive: what epub-builder packed, packed again by our own rules.
//!
//! epub-builder 0.8.3 keeps its `Zip` trait private, so the seam is behind it:
//! it is handed empty files and makes the package around them, and every file
//! gets its contents here. OCF (EPUB 3.3, section 4) wants `mimetype` first and
//! stored. The ZIP format cannot name a time before 1980, so that is the time
//! of every file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use rayon::prelude::*;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What to put in the place of a file that epub-builder packed.
#[derive(Clone)]
pub enum Contents<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// This text.
    Text(String),
}

impl Contents<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// Packs again: the same files in the same order, with `contents` by path.
pub fn pack(packed: Vec<u8>, mut contents: BTreeMap<String, Contents<'_>>) -> ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(packed))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("mimetype", options(CompressionMethod::Stored))?;
    writer.write_all(b"application/epub+zip")?;
    let mut files = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let path = file.name().to_owned();
        if path == "mimetype" {
            continue;
        }
        let mut bytes = Vec::new();
        let contents = contents.remove(&path);
        if contents.is_none() {
            file.read_to_end(&mut bytes)?;
        }
        files.push((path, contents.unwrap_or(Contents::Bytes(bytes.into()))));
    }
    let squeezed = |(path, file): &(String, Contents)| (!is_dense(path)).then(|| compressed(path, file));
    let squeezed: Vec<_> = files.par_iter().map(squeezed).collect();
    for ((path, file), squeezed) in files.iter().zip(squeezed) {
        match squeezed {
            Some(archive) => {
                writer.raw_copy_file(ZipArchive::new(Cursor::new(archive?))?.by_index_raw(0)?)?
            }
            None => {
                writer.start_file(path.as_str(), options(CompressionMethod::Stored))?;
                writer.write_all(file.bytes())?;
            }
        }
    }
    Ok(writer.finish()?.into_inner())
}

/// Whether a file is compressed already: it would only grow.
fn is_dense(path: &str) -> bool {
    [".png", ".jpg", ".webp", ".gif"].iter().any(|ending| path.ends_with(ending))
}

/// An archive of one file.
fn compressed(path: &str, contents: &Contents<'_>) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(path, options(CompressionMethod::Deflated))?;
    writer.write_all(contents.bytes())?;
    Ok(writer.finish()?.into_inner())
}
