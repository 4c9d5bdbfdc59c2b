//! The EPUB as the preview shows it: the file, and what is packed in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use hyper::body::Bytes;
use typst::utils::hash128;
use usvg::roxmltree::Document;

use crate::book::Book;
use crate::epub;

/// The folder of the publication in the archive.
const FOLDER: &str = "OEBPS";

/// The namespace of package documents (EPUB 3.3, 5.2).
const OPF: &str = "http://www.idpf.org/2007/opf";

/// The EPUB.
pub struct Ebook {
    /// A name for what is in it.
    pub look: u128,
    /// The file.
    pub bytes: Vec<u8>,
    /// The files that are packed in it, by their paths.
    pub files: BTreeMap<String, Bytes>,
    /// The pages in the order of reading, each with the position of its chapter.
    pub spine: Vec<(String, Option<usize>)>,
}

impl Ebook {
    /// Unpacks an EPUB of a book.
    pub(super) fn new(book: &Book, bytes: Vec<u8>) -> zip::result::ZipResult<Self> {
        let files = unpacked(&bytes)?;
        let spine = spine(book, &files).unwrap_or_default();
        Ok(Self { look: hash128(&bytes), spine, bytes, files })
    }
}

/// The reading order, as the package document states it.
fn spine(book: &Book, files: &BTreeMap<String, Bytes>) -> Option<Vec<(String, Option<usize>)>> {
    let package = std::str::from_utf8(files.get(&format!("{FOLDER}/content.opf"))?).ok()?;
    let package = Document::parse(package).ok()?;
    let named = |name: &'static str| package.descendants().filter(move |node| node.has_tag_name((OPF, name)));
    let hrefs: BTreeMap<&str, &str> =
        named("item").filter_map(|item| Some((item.attribute("id")?, item.attribute("href")?))).collect();
    let chapters: BTreeMap<String, usize> = book
        .chapters
        .iter()
        .enumerate()
        .map(|(at, chapter)| (format!("chapters/{}", epub::chapter_file(at, &chapter.slug)), at))
        .collect();
    let pages = named("itemref").filter_map(|page| hrefs.get(page.attribute("idref")?));
    Some(pages.map(|&href| (format!("{FOLDER}/{href}"), chapters.get(href).copied())).collect())
}

fn unpacked(epub: &[u8]) -> zip::result::ZipResult<BTreeMap<String, Bytes>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub))?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        files.insert(file.name().to_owned(), bytes.into());
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Project, ReadOptions};
    use crate::files::Memory;

    #[test]
    fn every_page_is_there_in_the_order_of_reading() {
        let text = "# Beta\n\nTriage\n: Sorting.\n\nThe GDS does triage.\n\n*[GDS]: Digital Service\n";
        let files = Memory::new([("a.md", text), ("b.md", "# Live\n")]);
        let book = Project::read(&files, &ReadOptions::default()).unwrap().book.unwrap();
        let options =
            epub::Options { cover: Some(Vec::new()), index: Some(true), ..epub::Options::default() };
        let ebook = Ebook::new(&book, epub::epub(&book, &options).unwrap().bytes).unwrap();
        let pages = ebook.files.keys().filter(|path| path.ends_with(".xhtml")).count();
        assert_eq!(ebook.spine.len(), pages);
        let spine: Vec<(&str, Option<usize>)> =
            ebook.spine.iter().map(|(path, chapter)| (path.as_str(), *chapter)).collect();
        assert_eq!(
            spine,
            [
                ("OEBPS/cover.xhtml", None),
                ("OEBPS/title.xhtml", None),
                ("OEBPS/nav.xhtml", None),
                ("OEBPS/chapters/01-a.xhtml", Some(0)),
                ("OEBPS/chapters/02-b.xhtml", Some(1)),
                ("OEBPS/index.xhtml", None),
                ("OEBPS/colophon.xhtml", None),
            ]
        );
    }
}
