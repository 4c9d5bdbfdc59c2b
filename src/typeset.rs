//! The layout engine, as the backends see it: files in memory go in, a laid
//! out document comes out.
//!
//! Themes are Typst files that read the book from virtual JSON files, so text
//! from a page is data and never markup. Nothing here touches disk, clock or
//! network.

mod clusters;
mod functions;
pub mod objects;
mod parsing;
mod parts;
pub mod streams;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult, SourceDiagnostic, SourceResult};
use typst::engine::Engine;
use typst::foundations::{
    Bytes, Content, Datetime, Duration, Label, Output, Selector, Smart, StyleChain, Target,
};
use typst::introspection::{Introspector, MetadataElem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, PicoStr};
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use unicode_normalization::UnicodeNormalization;

use crate::book::StoredPicture;
use crate::fonts::{BUILTIN, Repertoire, is_unseen, stand_in};
use crate::images::lettering;
use crate::screen;
use crate::theme::Theme;
pub(crate) use functions::Functions;
pub use parsing::parse_ahead;
use parts::Made;
pub(crate) use parts::{Ahead, Earlier, Memory};

/// A set of virtual files and fonts, with one file to start from. Clones share all that is large.
#[derive(Clone)]
pub struct Job {
    faces: Arc<Faces>,
    /// Which characters the fonts have, known once for all files.
    repertoire: Repertoire,
    main: FileId,
    files: BTreeMap<String, Bytes>,
}

/// The faces that a document may be set in, and what the engine looks them up by.
struct Faces {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// What the engine has of itself: it hashes all of it before the first use. The feature is the only
/// way to tell a screen reader that a cell heads its row.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// Why a file is not read.
const OUTSIDE: &str = "a theme can read only its own folder";

/// A page to try a picture or a font on.
const PROBE: &str = "#set document(title: \"probe\")\n#set page(width: 10cm, height: auto, margin: 5mm)\n";

/// How many characters of a font are tried.
const PROBED: usize = 3_000;

/// A fault that the engine found, in a file of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The virtual file, line and column, such as `/theme/handbook.typ:12:3`, where known.
    pub place: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What the engine suggests.
    pub hints: Vec<String>,
}

impl Fault {
    /// A fault of no file of the theme.
    pub fn saying(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into(), hints: Vec::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        for hint in &self.hints {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// What was made, and what the engine remarked on the way.
#[derive(Debug)]
pub struct Typeset<T> {
    /// What was made.
    pub product: T,
    /// Remarks, such as a family that no font file has.
    pub remarks: Vec<Fault>,
}

/// A PDF, and what the theme noted while laying it out.
#[derive(Debug)]
pub struct Noted {
    /// The file.
    pub pdf: Vec<u8>,
    /// The document.
    pub document: PagedDocument,
    /// The notes, in the order of the document.
    pub notes: Vec<serde_json::Value>,
}

impl Job {
    /// A job that starts from the file `main`, such as `/theme/handbook.typ`.
    ///
    /// `fonts` are faces beside the program's own.
    pub fn new(main: &str, fonts: &[Font]) -> Self {
        let mut all = BUILTIN.clone();
        all.extend_from_slice(fonts);
        let book = LazyHash::new(FontBook::from_fonts(&all));
        Self {
            faces: Arc::new(Faces { book, fonts: all }),
            repertoire: Repertoire::new(fonts),
            main: file_id(main),
            files: BTreeMap::new(),
        }
    }

    /// The same that starts from another file.
    #[must_use]
    pub fn starting_from(mut self, main: &str) -> Self {
        self.main = file_id(main);
        self
    }

    /// A text with a question mark in the place of each character that no font
    /// has: an empty box tells a reader nothing, PDF/A forbids it, and the site has
    /// named the character at its line. None where all can be shown.
    fn legible(&mut self, text: &str) -> Option<String> {
        if text.is_ascii() {
            return None;
        }
        let repertoire = &mut self.repertoire;
        let torn = repertoire.torn(text);
        let has = |character: char| character.is_ascii() || is_unseen(character) || repertoire.has(character);
        if torn.is_empty() && text.chars().all(has) {
            return None;
        }
        let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
        for (at, cluster) in torn {
            kept.push_str(&text[from..at]);
            let mut signs = cluster.chars();
            kept.extend(signs.next());
            kept.extend(signs.map(|sign| if is_unseen(sign) { sign } else { '?' }));
            from = at + cluster.len();
        }
        kept.push_str(&text[from..]);
        // A letter and its accent may be one character in a font that lacks the accent.
        let mut shown = String::with_capacity(kept.len());
        for character in kept.nfc() {
            match stand_in(character) {
                _ if character.is_ascii() || is_unseen(character) || repertoire.has(character) => {
                    shown.push(character);
                }
                Some(like) => shown.push_str(&like),
                None => shown.push('?'),
            }
        }
        Some(shown)
    }

    /// Adds a file. `path` begins with `/`.
    pub fn file(&mut self, path: &str, bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> &mut Self {
        self.files.insert(path.to_owned(), Bytes::new(bytes));
        self
    }

    /// Adds a value as a JSON file. `path` begins with `/`.
    pub fn json(&mut self, path: &str, value: &impl serde::Serialize) -> &mut Self {
        let bytes = serde_json::to_vec(value).expect("the model has only string keys and finite numbers");
        self.json_text(path, bytes)
    }

    /// A value as a theme reads it where it is added: with what no font has replaced.
    pub(crate) fn as_read<T: serde::de::DeserializeOwned>(
        &self,
        value: &serde_json::Value,
    ) -> serde_json::Result<T> {
        let text = value.to_string();
        let legible = if text.is_ascii() { None } else { self.clone().legible(&text) };
        serde_json::from_str(&legible.unwrap_or(text))
    }

    /// Adds a theme's files below `/theme/`, and the book's own words.
    pub fn theme(&mut self, theme: &Theme) -> &mut Self {
        for (name, text) in theme.files.texts() {
            self.file(&format!("/theme/{name}"), text);
        }
        for (name, bytes) in theme.files.others() {
            self.file(&format!("/theme/{name}"), Shared(bytes));
        }
        self.words()
    }

    /// Adds `/theme/words.json`: the book's own words, in the languages that can
    /// be shown.
    pub fn words(&mut self) -> &mut Self {
        let table = crate::words::legible(&mut self.repertoire);
        self.json("/theme/words.json", &table)
    }

    /// Adds a JSON file that is written already. `path` begins with `/`.
    pub fn json_text(&mut self, path: &str, json: Vec<u8>) -> &mut Self {
        let legible = std::str::from_utf8(&json).ok().and_then(|text| self.legible(text));
        self.file(path, legible.map_or(json, String::into_bytes))
    }

    /// Adds a JSON file of texts by their labels, as they are typed: of those alone that no font has all of.
    /// They are for programs, such as those that show bookmarks. `path` begins with `/`.
    pub fn typed<'t>(&mut self, path: &str, texts: impl Iterator<Item = (&'t str, &'t str)>) -> &mut Self {
        let mut typed = BTreeMap::new();
        for (label, text) in texts {
            if self.legible(text).is_some() {
                typed.insert(self.legible(label).unwrap_or_else(|| label.to_owned()), text);
            }
        }
        let json = serde_json::to_vec(&typed).expect("texts by texts");
        self.file(path, json)
    }

    /// Adds a picture of the book, as print can show it. `path` begins with `/`.
    pub fn picture(&mut self, path: &str, picture: Shared) -> &mut Self {
        if !path.ends_with(".svg") {
            return self.file(path, picture);
        }
        let legible = lettering::changed(&picture.0, |words| self.legible(words));
        let outlined = lettering::outlined(legible.as_ref().unwrap_or(&picture.0), &self.faces.fonts);
        match outlined.or(legible) {
            Some(shown) => self.file(path, shown),
            None => self.file(path, picture),
        }
    }

    /// The files, by their paths, which begin with `/`.
    pub fn files(self) -> Vec<(String, Bytes)> {
        self.files.into_iter().collect()
    }

    /// Lays the document out. The error lists every fault the engine found.
    pub fn layout(&self) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        self.layout_with::<PagedDocument>(Memory::Kept, None)
    }

    /// The same after a change: it begins with what an earlier layout has, and leaves there what it has.
    pub(crate) fn layout_again(&self, earlier: &mut Earlier) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        self.layout_with::<PagedDocument>(Memory::Kept, Some(earlier))
    }

    /// The same for a long document that is laid out once and by itself, in about two thirds of the
    /// memory: what the engine remembers of all documents and the pass before had no use for is let go.
    pub fn layout_once(&self) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        self.layout_with::<Forgetful>(Memory::BOUNDED, None)
    }

    /// Lays out a document of one sheet. The engine would do so twice: what is measured might be told by the
    /// place where it stands, but is not.
    fn sheet(&self) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        match unharmed(|| self.at_once()).ok().flatten() {
            Some(made) => Ok(self.typeset(made)),
            None => self.layout_as::<PagedDocument>(),
        }
    }

    fn typeset(&self, Made { document, remarks }: Made) -> Typeset<PagedDocument> {
        let remarks = remarks.iter().map(|remark| self.fault(remark)).collect();
        Typeset { product: clusters::joined(document), remarks }
    }

    /// Lays the document out part by part where it has parts, else in one piece.
    fn layout_with<D: Output + Into<PagedDocument>>(
        &self,
        memory: Memory,
        earlier: Option<&mut Earlier>,
    ) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        let made = unharmed(|| self.by_parts(memory, earlier)).ok().flatten();
        made.map_or_else(|| self.layout_as::<D>(), |made| Ok(self.typeset(made)))
    }

    /// Lays the document out in one piece, though it has parts.
    #[cfg(test)]
    pub(crate) fn in_one_piece(&self) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        self.layout_as::<PagedDocument>()
    }

    fn layout_as<D: Output + Into<PagedDocument>>(&self) -> Result<Typeset<PagedDocument>, Vec<Fault>> {
        let warned = unharmed(|| typst::compile::<D>(self))?;
        let remarks = warned.warnings.iter().map(|w| self.fault(w)).collect();
        match warned.output {
            Ok(product) => Ok(Typeset { product: clusters::joined(product.into()), remarks }),
            Err(errors) => Err(self.faults(&errors)),
        }
    }

    /// Lays the document out and writes it as a PDF that claims `standards`.
    ///
    /// `identifier` names the document for good, so that the file's own
    /// identifier is stable.
    pub fn pdf(&self, identifier: &str, standards: &[PdfStandard]) -> Result<Typeset<Vec<u8>>, Vec<Fault>> {
        let laid_out = self.layout()?;
        let product = self.write(&laid_out.product, identifier, standards)?;
        Ok(Typeset { product, remarks: laid_out.remarks })
    }

    /// The same, and what the theme noted in `metadata` elements with `label`.
    pub fn pdf_with_notes(
        &self,
        identifier: &str,
        standards: &[PdfStandard],
        label: &str,
    ) -> Result<Typeset<Noted>, Vec<Fault>> {
        let laid_out = self.sheet()?;
        let notes = noted(&laid_out.product, label);
        let pdf = self.write(&laid_out.product, identifier, standards)?;
        Ok(Typeset { product: Noted { pdf, document: laid_out.product, notes }, remarks: laid_out.remarks })
    }

    /// What the theme noted in `metadata` elements with `label`, in the order of the document.
    pub fn notes(&self, label: &str) -> Result<Vec<serde_json::Value>, Vec<Fault>> {
        Ok(noted(&self.sheet()?.product, label))
    }

    /// Writes a document that [`Job::layout`] made as a PDF, as [`Job::pdf`] does.
    pub fn write(
        &self,
        document: &PagedDocument,
        identifier: &str,
        standards: &[PdfStandard],
    ) -> Result<Vec<u8>, Vec<Fault>> {
        let standards =
            PdfStandards::new(standards).map_err(|error| vec![Fault::saying(error.message().to_string())])?;
        let options = PdfOptions {
            ident: Smart::Custom(identifier.to_owned()),
            creator: Smart::Custom(Some(format!("phasebook {}", env!("CARGO_PKG_VERSION")))),
            timestamp: Some(undated()),
            standards,
            ..PdfOptions::default()
        };
        unharmed(|| typst_pdf::pdf(document, &options))?
            .map(streams::ended)
            .map_err(|errors| self.faults(&errors))
    }

    /// Lays the document out and draws its first page, `pixels` wide, as a PNG.
    pub fn png(&self, pixels: u32) -> Result<Vec<u8>, Vec<Fault>> {
        let laid_out = self.sheet()?.product;
        let failed = |message: String| vec![Fault::saying(message)];
        let page = laid_out.pages().first().ok_or_else(|| failed("there is no page".into()))?;
        let height = f64::from(pixels) * page.frame.height().to_pt() / page.frame.width().to_pt();
        screen::png(page, (pixels, height.round() as u32)).map_err(failed)
    }

    /// Whether the engine refuses to draw a picture and to write it as a PDF.
    pub(crate) fn refuses_picture(picture: &StoredPicture, fonts: &[Font]) -> bool {
        let path = format!("/picture.{}", picture.media.extension());
        let mut job = Self::new("/probe.typ", fonts);
        let shown = format!("#image(\"{path}\", width: 9cm, height: 9cm, fit: \"contain\", alt: \"x\")");
        Self::file(&mut job, "/probe.typ", format!("{PROBE}{shown}"));
        job.picture(&path, Shared(Arc::clone(&picture.bytes)));
        job.probe()
    }

    fn probe(&self) -> bool {
        let write = |made: Typeset<PagedDocument>| self.write(&made.product, "probe", &[PdfStandard::A_2a]);
        self.layout().and_then(write).is_err()
    }

    /// Whether the engine refuses to set a font's first characters and to embed them in a PDF.
    pub(crate) fn refuses_font(font: &Font) -> bool {
        let drawn = font.info().coverage.iter().filter_map(char::from_u32);
        let sample: String = drawn.filter(|character| character.is_alphanumeric()).take(PROBED).collect();
        let mut job = Self::new("/probe.typ", std::slice::from_ref(font));
        let set = format!("#set text(font: {:?})\n#json(\"/text.json\")", font.info().family);
        Self::file(&mut job, "/probe.typ", format!("{PROBE}{set}"));
        job.json("/text.json", &sample);
        job.probe()
    }

    fn faults(&self, found: &[SourceDiagnostic]) -> Vec<Fault> {
        found.iter().map(|diagnostic| self.fault(diagnostic)).collect()
    }

    fn fault(&self, diagnostic: &SourceDiagnostic) -> Fault {
        let place = diagnostic.span.id().map(|id| {
            let path = id.get().vpath().get_with_slash();
            let line = self
                .range(diagnostic.span)
                .zip(self.source(id).ok())
                .and_then(|(range, source)| source.lines().byte_to_line_column(range.start));
            match line {
                Some((line, column)) => format!("{path}:{}:{}", line + 1, column + 1),
                None => path.to_owned(),
            }
        });
        // What the engine says here is about options of its own program.
        if diagnostic.message.contains("would escape the project root") {
            return Fault { place, message: OUTSIDE.to_owned(), hints: Vec::new() };
        }
        // It puts its own words before what the program answers it.
        let answered = diagnostic.message.strip_prefix("failed to load file (");
        let message = match answered.and_then(|said| said.strip_suffix(')')) {
            Some(said) => said.to_owned(),
            None => diagnostic.message.to_string(),
        };
        Fault { place, message, hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect() }
    }
}

/// What stands in the `metadata` elements of a document that have `label`.
fn noted(document: &PagedDocument, label: &str) -> Vec<serde_json::Value> {
    let label = Label::new(PicoStr::intern(label)).map(Selector::Label);
    let notes = label.map(|label| document.introspector().query(&label)).unwrap_or_default();
    let value = |note: &typst::foundations::Content| {
        serde_json::to_value(&note.to_packed::<MetadataElem>()?.value).ok()
    };
    notes.iter().filter_map(value).collect()
}

/// A file's bytes, shared by every document that has it.
pub struct Shared(pub Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A document before each of whose passes is let go what the pass before the last one made and
/// the last one did not need.
struct Forgetful(PagedDocument);

impl Output for Forgetful {
    fn target() -> Target {
        PagedDocument::target()
    }

    fn create(engine: &mut Engine, content: &Content, styles: StyleChain) -> SourceResult<Self> {
        comemo::evict(1);
        PagedDocument::create(engine, content, styles).map(Self)
    }

    fn introspector(&self) -> &dyn Introspector {
        Output::introspector(&self.0)
    }
}

impl From<Forgetful> for PagedDocument {
    fn from(document: Forgetful) -> Self {
        document.0
    }
}

/// What the engine makes. Text that no writer would type, such as thousands of marks
/// on one letter, has made its parts panic, and then the build is to end with a message.
fn unharmed<T>(make: impl FnOnce() -> T) -> Result<T, Vec<Fault>> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(make)).map_err(|_| {
        vec![Fault {
            place: None,
            message: "the layout engine gave up on the text".to_owned(),
            hints: vec![
                "look for thousands of marks or unseen characters in a row; `--pages` finds the page"
                    .to_owned(),
            ],
        }]
    })
}

/// The day that undated books carry, since PDF/A wants one: the first that ZIP
/// archives can name, which nobody will take for the day of printing.
fn undated() -> Timestamp {
    let day = Datetime::from_ymd_hms(1980, 1, 1, 0, 0, 0).expect("the first day of 1980 is a day");
    Timestamp::new_utc(day)
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("virtual paths are made by the program, without `..`");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.faces.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        parsing::parsed(id, self.file(id)?)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let said = |message: &str| FileError::Other(Some(message.into()));
        if let VirtualRoot::Package(_) = id.get().root() {
            return Err(said("Typst packages are not available; copy the file into the theme"));
        }
        let path = id.get().vpath().get_with_slash();
        self.files.get(path).cloned().ok_or_else(|| match path.strip_prefix("/theme/") {
            Some(name) => said(&format!("the theme has no file `{name}`")),
            None => said(OUTSIDE),
        })
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.fonts.get(index).cloned()
    }

    /// There is no today: the same book gives the same bytes on every day.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
