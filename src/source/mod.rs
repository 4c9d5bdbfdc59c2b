//! Reading: one file in, one page and its diagnostics out. Reading never fails.
//!
//! ```text
//! bytes ─▶ text ─▶ front matter ─▶ templates ─▶ kramdown's marks ─▶ Markdown ─┐
//!                                                                   HTML ──┴▶ one tree ─▶ model ─▶ checks
//! ```
//!
//! Until the tree, a page is text that has been edited and knows where each of
//! its bytes was typed ([`rewrite`]). Raw HTML and Markdown meet in one tree,
//! made by the HTML standard's rules ([`dom`]); the tree is then folded into the
//! model, in which no markup is left.

mod angle_brackets;
mod attach;
mod attributes;
mod callouts;
mod captions;
mod checks;
mod chemistry;
mod code_lines;
mod controls;
mod data;
mod definitions;
mod dialect;
mod dom;
mod drawings;
mod elements;
mod formula;
mod front_data;
mod front_matter;
mod gaps;
mod gate;
mod html_blocks;
mod indents;
mod inline;
mod line_marks;
mod link_spaces;
mod lists;
mod lower;
mod markdown;
pub mod marks;
mod page;
mod pieces;
mod printed;
mod quotes;
mod remarks;
mod rewrite;
mod scripts;
mod tables;
mod template;
mod tightness;
mod words;
mod yaml_fault;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

pub(crate) use controls::{is_control, message as control_message, take_out as take_out_controls};
pub(crate) use front_data::object as from_toml;
pub use front_matter::{is_date, is_language};
pub use markdown::{Brackets, Dialect, TITLE_SCHEME};
pub use marks::{Folders, Marks};
pub use page::{FrontMatter, Page, Spanned};
pub use printed::PrintedField;
pub use quotes::differ as quotes_differ;
pub use quotes::typographic;
pub use template::{TemplateLanguage, Templates};

use crate::diagnostic::rules::{self, Rule};
use crate::diagnostic::{self, Diagnostic, Source};
use crate::files::{self, Files};
use crate::limits::{self, Limits};
use crate::model::Span;
use rewrite::Rewritten;

/// What pages are read with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The language of pages that name none, for their quotation marks: a tag, or none for English.
    pub language: Option<String>,
    /// What templates may name.
    pub templates: Templates,
    /// What the marks of other programs may name.
    pub variables: Map<String, Value>,
    /// A number for everything that templates may name: the same for the same.
    pub digest: u64,
    /// How single pages are read, by their paths.
    pub pages: BTreeMap<String, Arc<PageSettings>>,
    /// Which marks are read.
    pub dialect: Dialect,
    /// Where the files stand that marks name.
    pub folders: Folders,
    /// The files of the site by their names, once a page has asked for them.
    pub names: Arc<OnceLock<marks::Names>>,
    /// How much of a page is taken.
    pub limits: Limits,
}

/// How many other files a page may take in.
const MOST_INCLUDED: usize = 64;

/// What one page is read with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageSettings {
    /// Whether the file is HTML, in which no Markdown is read.
    pub html: bool,
    /// What `{{ page.… }}` stands for besides what the front matter says.
    pub variables: Map<String, Value>,
    /// The fields of the front matter that are printed with the page.
    pub printed: Vec<PrintedField>,
}

/// The front matter of a page's text and where the text after it begins; nothing where it has
/// none. What is wrong with it is told when the page is read.
pub fn front_matter(text: &str) -> Option<(Map<String, Value>, usize)> {
    if !text.starts_with(['-', '+', '{']) {
        return None;
    }
    let source = Arc::new(Source { path: String::new(), text: String::new() });
    let mut reporter = Reporter { page: &source, included: Vec::new(), diagnostics: Vec::new() };
    let (front, body) = front_matter::read(text, &mut reporter);
    (body > 0).then_some((front.all, body))
}

/// Collects diagnostics about one page.
pub struct Reporter<'a> {
    page: &'a Arc<Source>,
    included: Vec<Arc<Source>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'b> Reporter<'b> {
    /// A page with the diagnostics, in the order of their places, and nothing else.
    fn done(self, source: &Arc<Source>) -> Page {
        let Self { included, mut diagnostics, .. } = self;
        diagnostics.sort_by_key(|d| (d.place.span.source, d.place.span.start, d.rule.code));
        // Here as well as for the site, since pages are kept in memory.
        Page { included, diagnostics: diagnostic::bounded(diagnostics), ..empty(source) }
    }

    /// Adds a diagnostic; what is returned takes a hint and more.
    pub fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> Draft<'_, 'b> {
        let source = self.source(span).clone();
        self.diagnostics.push(Diagnostic::new(rule, &source, span, message));
        Draft { reporter: self }
    }

    fn source(&self, span: Span) -> &Arc<Source> {
        match span.source {
            0 => self.page,
            other => self.included.get(other as usize - 1).unwrap_or(self.page),
        }
    }
}

/// A diagnostic that was just added.
pub struct Draft<'a, 'b> {
    reporter: &'a mut Reporter<'b>,
}

impl Draft<'_, '_> {
    fn change(self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        if let Some(last) = self.reporter.diagnostics.pop() {
            self.reporter.diagnostics.push(change(last));
        }
        self
    }

    /// Adds what to do.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.change(|d| d.hint(hint))
    }

    /// Adds a second place.
    pub fn related(self, span: Span, words: impl Into<String>) -> Self {
        let source = self.reporter.source(span).clone();
        self.change(|d| d.related(&source, span, words))
    }

    /// Adds a change that mends the fault. Changes to included files are left out.
    pub fn edit(self, span: Span, text: impl Into<String>) -> Self {
        self.change(|d| d.edit(span, text))
    }
}

/// Reads one page. Never fails: a file that cannot be read becomes a page
/// without blocks and with a diagnostic.
pub fn read(files: &dyn Files, path: &str, settings: &Settings) -> Page {
    let most = settings.limits.page_bytes;
    let too_large = |size: u64| {
        let message = format!("the page has {size} bytes, more than {most}; it is left out");
        let hint = "split it into several pages, or set `limits: page-bytes` in phasebook.yaml";
        unread(path, &rules::PAGE_SIZE, message, hint)
    };
    let bytes = match files.size(path) {
        Ok(size) if size > most.max(limits::PAGE_WITH_PICTURES) => return too_large(size),
        Ok(_) => files.read(path),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) if bytes.len() as u64 > most && data::size_without(&bytes) > most => {
            return too_large(data::size_without(&bytes));
        }
        bytes => bytes,
    };
    match bytes {
        Ok(bytes) => read_bytes(files, path, &bytes, settings),
        Err(error) => unread(
            path,
            &rules::UNREADABLE,
            format!("the page cannot be read: {}", files::reason(&error)),
            "check that the file is there and that you may read it",
        ),
    }
}

fn unread(path: &str, rule: &'static Rule, message: String, hint: &str) -> Page {
    let source = Arc::new(Source { path: path.to_owned(), text: String::new() });
    let diagnostic = Diagnostic::new(rule, &source, Span::default(), message).hint(hint);
    Page { diagnostics: vec![diagnostic], ..empty(&source) }
}

/// A page without anything.
fn empty(source: &Arc<Source>) -> Page {
    Page {
        source: Arc::clone(source),
        included: Vec::new(),
        front: FrontMatter::default(),
        blocks: Vec::new(),
        notes: Vec::new(),
        diagnostics: Vec::new(),
    }
}

fn read_bytes(files: &dyn Files, path: &str, bytes: &[u8], settings: &Settings) -> Page {
    let (text, wrong_byte) = decode(bytes);
    let source = Arc::new(Source { path: path.to_owned(), text });
    let mut reporter = Reporter { page: &source, included: Vec::new(), diagnostics: Vec::new() };
    if let Some(at) = wrong_byte {
        let span = Span::new(at, at + source.text[at..].chars().next().map_or(0, char::len_utf8));
        reporter
            .report(&rules::ENCODING, span, "the page is not UTF-8; from here on it was read as Windows-1252")
            .hint("save the file as UTF-8");
    }
    let mut left_out = controls::in_source(&source.text, &mut reporter);
    left_out.extend(controls::piles_in_source(&source.text, &mut reporter));
    left_out.sort_by_key(|range| range.start);
    let own = settings.pages.get(path).cloned().unwrap_or_default();
    let dialect = Dialect { kramdown: settings.dialect.kramdown && !own.html, ..settings.dialect };
    let (mut front, body) = if settings.dialect.kramdown {
        front_matter::read(&source.text, &mut reporter)
    } else {
        (FrontMatter::default(), 0)
    };

    let language = front.lang.as_ref().map(|lang| lang.value.clone()).or_else(|| settings.language.clone());
    if settings.dialect.smart_punctuation {
        front.educate(language.as_deref());
    }
    let mut text = Rewritten::tail(&source.text, 0, body);
    if !left_out.is_empty() {
        let within = left_out.into_iter().filter(|range| range.start >= body);
        text = text.edit(within.map(|range| (range.start - body..range.end - body, String::new())).collect());
    }
    let text = evaluated(text, &Read { files, path, settings, own: &own }, &front, &mut reporter);

    let text = if dialect.extensions { drawings::as_pictures(text) } else { text };
    let prepared = dialect::prepare(text, dialect);
    for remark in prepared.remarks {
        remarks::on_mark(remark, &mut reporter);
    }
    let text = prepared.text;
    let mut parsed = match own.html {
        true => markdown::parse_html(&text.text, language.as_deref()),
        false => markdown::parse(&text.text, dialect, &prepared.lists, language.as_deref()),
    };
    controls::in_tree(&mut parsed.dom, &text, &mut reporter);
    remarks::on_parsed(&parsed, &text, &mut reporter);
    let elements = parsed.dom.nodes.len() as u64;
    if elements > settings.limits.page_elements {
        let most = settings.limits.page_elements;
        let message = format!("the page has {elements} elements, more than {most}; its text is left out");
        reporter
            .report(&rules::PAGE_SIZE, text.span(0..0), message)
            .hint("split it into several pages, or set `limits: page-elements` in phasebook.yaml");
        return Page { front, ..reporter.done(&source) };
    }
    let mut folded = lower::fold(&parsed.dom, &text, &prepared.abbreviations, &settings.dialect);
    callouts::by_class(&mut folded.blocks, &settings.variables);
    remarks::on_model(&folded, &mut reporter);
    checks::check(&text, &folded.blocks, &folded.notes, dialect, &mut reporter);

    Page { front, blocks: folded.blocks, notes: folded.notes, ..reporter.done(&source) }
}

/// The text of a file, without a byte-order mark, and where the first byte was
/// that is not UTF-8. Such bytes are read as Windows-1252, which is what old
/// pages that are not UTF-8 nearly always are.
fn decode(bytes: &[u8]) -> (String, Option<usize>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            wrong.get_or_insert(text.len());
            text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
        }
    }
    (text, wrong)
}

/// The character of a byte in Windows-1252, after the Encoding standard's index.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// The text of a page with its marks and templates carried out.
fn evaluated(
    text: Rewritten,
    subject: &Read<'_>,
    front: &FrontMatter,
    reporter: &mut Reporter<'_>,
) -> Rewritten {
    if !subject.settings.dialect.kramdown {
        return text;
    }
    let mut surroundings = Surroundings {
        files: subject.files,
        path: subject.path,
        settings: subject.settings,
        front,
        own: subject.own,
        included: Vec::new(),
        remarks: Vec::new(),
    };
    let text = marks::expand(text, &mut surroundings);
    let text = printed::with_fields(text, &subject.own.printed, front);
    // Files are counted on, whoever takes them in.
    reporter.included = std::mem::take(&mut surroundings.included);
    let text = gaps::close(evaluate(text, subject, front, reporter));
    surroundings.included = std::mem::take(&mut reporter.included);
    let text = if subject.own.html { text } else { marks::replace(text, &mut surroundings) };
    reporter.included = surroundings.included;
    for remark in surroundings.remarks {
        reporter.report(remark.rule, remark.span, remark.message).hint(remark.hint);
    }
    if subject.settings.templates.are_words() {
        // Other programs' pages need no front matter.
        reporter.diagnostics.retain(|diagnostic| diagnostic.rule != &rules::FRONT_MATTER_MISSING);
    }
    text
}

/// What marks can see.
struct Surroundings<'a> {
    files: &'a dyn Files,
    /// The page's path.
    path: &'a str,
    settings: &'a Settings,
    front: &'a FrontMatter,
    own: &'a PageSettings,
    included: Vec<Arc<Source>>,
    remarks: Vec<marks::Remark>,
}

impl Surroundings<'_> {
    /// The text of another file, under the number of a new source; the error says why there
    /// is none.
    fn read_text(&mut self, path: &str) -> Result<(String, u32), String> {
        if !crate::files::is_plain(path) || path.is_empty() {
            return Err("it is not a path below the site root".to_owned());
        }
        if self.files.size(path).map_err(|error| files::reason(&error))? > self.settings.limits.page_bytes {
            return Err(format!("it has more than {} bytes", self.settings.limits.page_bytes));
        }
        if self.included.len() >= MOST_INCLUDED {
            return Err(format!("the page includes more than {MOST_INCLUDED} files"));
        }
        let bytes = self.files.read(path).map_err(|error| files::reason(&error))?;
        let (text, _) = decode(&bytes);
        self.included.push(Arc::new(Source { path: path.to_owned(), text: text.clone() }));
        Ok((text, self.included.len() as u32))
    }

    /// The text of another file, where it can be read.
    fn read_quietly(&mut self, path: &str) -> Option<(String, u32)> {
        self.files.size(path).ok()?;
        self.read_text(path).ok()
    }
}

/// Evaluates the templates of a page's text.
fn evaluate(
    text: Rewritten,
    subject: &Read<'_>,
    front: &FrontMatter,
    reporter: &mut Reporter<'_>,
) -> Rewritten {
    let templates = &subject.settings.templates;
    if templates.are_words() || !template::has_templates(&text.text) {
        return text;
    }
    let mut page = subject.own.variables.clone();
    page.extend(front.all.clone());
    let evaluated = template::evaluate(
        &text,
        &template::Subject {
            files: subject.files,
            templates,
            page: &page,
            path: subject.path,
            html: subject.own.html,
            included: &reporter.included,
            most_bytes: usize::try_from(subject.settings.limits.page_bytes).unwrap_or(usize::MAX),
        },
    );
    reporter.included = evaluated.included;
    for fault in evaluated.faults {
        reporter.report(&rules::LIQUID, fault.span, fault.message).hint(fault.hint);
    }
    evaluated.text
}

/// A page that is being read.
struct Read<'a> {
    files: &'a dyn Files,
    path: &'a str,
    settings: &'a Settings,
    own: &'a PageSettings,
}
