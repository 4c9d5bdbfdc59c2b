//! The archive (EPUB 3.3, 4.2): its files, read within bounds.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::rules::{Found, MIMETYPE};

/// The largest document that is read, in bytes.
const DOCUMENT: u64 = 32 << 20;

/// How much is unpacked altogether, in bytes.
const ALL: u64 = 256 << 20;

/// The most nodes of a document.
const NODES: u32 = 1_000_000;

/// What `mimetype` says.
const EPUB: &[u8] = b"application/epub+zip";

/// The files of an EPUB.
pub struct Archive<'b> {
    bytes: &'b [u8],
    zip: RefCell<Reader<'b>>,
    /// The path of every file.
    pub paths: BTreeSet<String>,
}

struct Reader<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// A document as it stands in the archive.
pub struct Text {
    pub path: String,
    pub text: String,
}

/// How documents are parsed: entities of their own are bounded by the parser.
pub fn options<'t>() -> roxmltree::ParsingOptions<'t> {
    roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..roxmltree::ParsingOptions::default() }
}

impl<'b> Archive<'b> {
    /// Opens an archive. The error says why it is no EPUB, or cannot be read.
    pub fn of(bytes: &'b [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| format!("cannot be read as an archive: {error}"))?;
        let names = archive.file_names().filter(|name| !name.ends_with('/'));
        let paths: BTreeSet<String> = names.map(str::to_owned).collect();
        if !paths.contains("mimetype") && !paths.contains("META-INF/container.xml") {
            return Err("is an archive, and no EPUB".to_owned());
        }
        if paths.contains("META-INF/encryption.xml") && paths.contains("META-INF/rights.xml") {
            return Err(
                "is locked (it has `META-INF/rights.xml`), so that nothing of it can be read".to_owned()
            );
        }
        Ok(Self { bytes, zip: RefCell::new(Reader { archive, left: ALL }), paths })
    }

    /// Reads a file; none where it is not there. The error says why it cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let mut reader = self.zip.borrow_mut();
        let most = DOCUMENT.min(reader.left);
        let mut bytes = Vec::new();
        {
            let file = match reader.archive.by_name(path) {
                Ok(file) => file,
                Err(zip::result::ZipError::FileNotFound) => return Ok(None),
                Err(error) => return Err(format!("has a file `{path}` that cannot be read: {error}")),
            };
            file.take(most + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| format!("has a file `{path}` that cannot be unpacked: {error}"))?;
        }
        if bytes.len() as u64 > most {
            return Err(format!(
                "has more than can be examined: a document of more than {} MiB, or {} MiB of them",
                DOCUMENT >> 20,
                ALL >> 20
            ));
        }
        reader.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// Reads a document as text.
    pub fn text(&self, path: &str) -> Result<Option<String>, String> {
        Ok(self.read(path)?.map(|bytes| {
            let text = match bytes.as_slice() {
                [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
                [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
                bytes => String::from_utf8_lossy(bytes).into_owned(),
            };
            text.trim_start_matches('\u{feff}').to_owned()
        }))
    }

    /// The first file has to be `mimetype`, as readers look at fixed places for it (EPUB 3.3, 4.2.6.3).
    pub fn check_mimetype(&self, found: &mut Found) {
        let stored = self.bytes.get(8..10) == Some(&[0, 0]);
        // The length of the name, none of extra fields, the name, and what the file says.
        let head = self.bytes.get(26..38) == Some(b"\x08\0\0\0mimetype");
        let says = self.bytes.get(38..38 + EPUB.len()) == Some(EPUB);
        if !(stored && head && says) {
            found.add(&MIMETYPE, "mimetype", None);
        }
    }
}

/// UTF-16, which EPUB allows.
fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
