//! Reading: one file in, one page and its diagnostics out. Reading never fails.
//!
//! ```text
//! bytes ─▶ text ─▶ front matter ─▶ Liquid ─▶ kramdown's marks ─▶ Markdown ─┐
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
mod captions;
mod checks;
mod controls;
mod dialect;
mod dom;
mod front_matter;
mod inline;
mod liquid;
mod lower;
mod markdown;
mod page;
mod pieces;
mod quotes;
mod rewrite;
mod tables;
mod tightness;
mod words;

use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use controls::{is_control, message as control_message, take_out as take_out_controls};
pub use front_matter::{is_date, is_language};
pub use markdown::{Dialect, TITLE_SCHEME};
pub use page::{FrontMatter, Page, Spanned};
pub use quotes::differ as quotes_differ;

use crate::diagnostic::rules::{self, Rule};
use crate::diagnostic::{self, Diagnostic, Source};
use crate::files::Files;
use crate::limits::{self, Limits};
use crate::model::Span;
use dialect::RemarkKind;
use markdown::RefusedKind;
use rewrite::Rewritten;
use tables::TableRemark;

/// What pages are read with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What `{{ site.… }}` stands for.
    pub variables: Map<String, Value>,
    /// The language of pages that name none, for their quotation marks: a tag, or none for English.
    pub language: Option<String>,
    /// Which marks are read.
    pub dialect: Dialect,
    /// How much of a page is taken.
    pub limits: Limits,
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
    let bytes = match files.size(path) {
        Ok(size) if size > settings.limits.page_bytes => {
            let message = format!(
                "the page has {size} bytes, more than {}; it is left out",
                settings.limits.page_bytes
            );
            let hint = "split it into several pages, or set `limits: page-bytes` in phasebook.yaml";
            return unread(path, &rules::PAGE_SIZE, message, hint);
        }
        Ok(_) => files.read(path),
        Err(error) => Err(error),
    };
    match bytes {
        Ok(bytes) => read_bytes(files, path, &bytes, settings),
        Err(error) => unread(
            path,
            &rules::UNREADABLE,
            format!("the page cannot be read: {error}"),
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
    let (mut front, body) = if settings.dialect.kramdown {
        front_matter::read(&source.text, &mut reporter)
    } else {
        (FrontMatter::default(), 0)
    };

    let language = front.lang.as_ref().map(|lang| lang.value.clone()).or_else(|| settings.language.clone());
    if settings.dialect.smart_punctuation {
        front.educate(language.as_deref());
    }
    let mut environment = Surroundings { files, settings, front: &front, included: Vec::new() };
    let mut unknown = Vec::new();
    let mut text = Rewritten::tail(&source.text, 0, body);
    if !left_out.is_empty() {
        let within = left_out.into_iter().filter(|range| range.start >= body);
        text = text.edit(within.map(|range| (range.start - body..range.end - body, String::new())).collect());
    }
    let text = if settings.dialect.kramdown {
        liquid::expand(&text, &mut environment, 0, &mut unknown)
    } else {
        text
    };
    reporter.included = environment.included;
    for fault in unknown {
        reporter.report(&rules::LIQUID, fault.span, fault.message).hint(fault.hint);
    }

    let prepared = dialect::prepare(text, settings.dialect);
    for remark in prepared.remarks {
        remark_on(remark, &mut reporter);
    }
    let text = prepared.text;
    let mut parsed = markdown::parse(&text.text, settings.dialect, &prepared.lists, language.as_deref());
    controls::in_tree(&mut parsed.dom, &text, &mut reporter);
    for refused in &parsed.refused {
        refuse(text.span(refused.range.clone()), &refused.what, &mut reporter);
    }
    for range in &parsed.unattached {
        reporter
            .report(
                &rules::ATTRIBUTE_LIST,
                text.span(range.clone()),
                "this attribute list stands beside no block",
            )
            .hint("put it on the line directly under the block it belongs to");
    }
    let elements = parsed.dom.nodes.len() as u64;
    if elements > settings.limits.page_elements {
        let most = settings.limits.page_elements;
        let message = format!("the page has {elements} elements, more than {most}; its text is left out");
        reporter
            .report(&rules::PAGE_SIZE, text.span(0..0), message)
            .hint("split it into several pages, or set `limits: page-elements` in phasebook.yaml");
        return Page { front, ..reporter.done(&source) };
    }
    let folded = lower::fold(&parsed.dom, &text, &prepared.abbreviations, settings.dialect.extensions);
    for label in &folded.unused_notes {
        if let Some(note) = folded.notes.get(*label) {
            reporter
                .report(
                    &rules::UNUSED_NOTE,
                    note.span,
                    format!("nothing refers to the note `{}`", note.label),
                )
                .hint(format!("write `[^{}]` where it belongs, or take it out", note.label));
        }
    }
    if let Some(span) = folded.too_deep {
        reporter
            .report(
                &rules::NESTING,
                span,
                format!("what stands here is nested more than {} deep", lower::MAX_DEPTH),
            )
            .hint("take it apart into several lists or quotes");
    }
    for span in &folded.long_paragraphs {
        reporter
            .report(
                &rules::PARAGRAPH_LENGTH,
                *span,
                format!(
                    "a paragraph of more than {} letters; it is set in pieces",
                    limits::PARAGRAPH_LETTERS
                ),
            )
            .hint("put an empty line wherever a thought ends");
    }
    for span in &folded.odd_pictograms {
        reporter
            .report(&rules::PICTOGRAM_SHAPE, *span, "an item of this list has no picture, or more than one")
            .hint("give each item one `<img>` and a label");
    }
    checks::check(&text, &folded.blocks, &folded.notes, settings.dialect, &mut reporter);

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

fn remark_on(remark: dialect::Remark, reporter: &mut Reporter<'_>) {
    let span = remark.span;
    match remark.what {
        RemarkKind::HeadingWithoutSpace => {
            reporter
                .report(&rules::HEADING_SPACE, span, "expected a space between `#` and the heading")
                .hint("add a space")
                .edit(span, " ");
        }
        RemarkKind::ItemWithoutSpace(mark) => {
            reporter
                .report(
                    &rules::LIST_ITEM_SPACE,
                    span,
                    format!("expected a space after `{mark}`; it was read as a list item"),
                )
                .hint("add a space")
                .edit(span, " ");
        }
        RemarkKind::Extension(name) => {
            reporter
                .report(&rules::UNKNOWN_EXTENSION, span, format!("`{{::{name}}}` has no effect here"))
                .hint("take it out");
        }
        RemarkKind::Word(word) => {
            reporter
                .report(&rules::ATTRIBUTE_LIST, span, format!("`{word}` is no attribute"))
                .hint("write `#id`, `.class` or `key=\"value\"`");
        }
        RemarkKind::Reference(name) => {
            reporter
                .report(&rules::ATTRIBUTE_LIST, span, format!("no attribute list is defined as `{name}`"))
                .hint(format!("define it with `{{:{name}: .class}}`, or write `.{name}` for a class"));
        }
        RemarkKind::Table(table) => remark_on_table(table, span, reporter),
        RemarkKind::TypedTag { name, count } => {
            let message =
                format!("`<{name}>` is no element of HTML, so it is printed as typed{}", times(count));
            reporter
                .report(&rules::UNKNOWN_ELEMENT, span, message)
                .hint(format!("write `` `<{name}>` `` or `&lt;{name}>`, which every program prints"));
        }
        RemarkKind::Component { name, count, empty } => {
            let kept =
                if empty { "it is left out" } else { "its tags are left out, and what they hold stays" };
            let message = format!("`<{name}>` is no element of HTML; {kept}{}", times(count));
            reporter
                .report(&rules::UNKNOWN_ELEMENT, span, message)
                .hint("write in Markdown or HTML what it would show");
        }
        RemarkKind::Unclosed(name) => {
            reporter
                .report(&rules::UNCLOSED_EXTENSION, span, format!("`{{::{name}}}` is never closed"))
                .hint(format!("add `{{:/{name}}}` where it ends"));
        }
    }
}

/// How often something stands in a page of which the first is shown.
fn times(count: usize) -> String {
    if count > 1 { format!(" ({count} times in this page)") } else { String::new() }
}

fn remark_on_table(table: TableRemark, span: Span, reporter: &mut Reporter<'_>) {
    match table {
        TableRemark::Surplus { cells, headings } => {
            let message = format!(
                "this row has {cells} cells under {headings} heading{}; the table gets a column without one",
                if headings == 1 { "" } else { "s" }
            );
            reporter
                .report(&rules::TABLE_CELLS, span, message)
                .hint("give every column a heading, or write `\\|` for a bar that parts no cells");
        }
        TableRemark::Rule { cells, headings } => {
            let message = format!("the rule parts {cells} columns, and the headings are {headings}");
            reporter
                .report(&rules::TABLE_CELLS, span, message)
                .hint("give the rule as many parts as the row above it has");
        }
        TableRemark::NoHeadings => {
            reporter
                .report(
                    &rules::TABLE_FORM,
                    span,
                    "a table without a row of headings; GitHub prints it as text",
                )
                .hint("put a row of headings and a rule (`|---|---|`) above");
        }
        TableRemark::Grid => {
            reporter
                .report(&rules::TABLE_FORM, span, "a grid is read as a table of one line to a row")
                .hint("write a table with bars, or one in HTML where a cell holds more than a line");
        }
    }
}

fn refuse(span: Span, what: &RefusedKind, reporter: &mut Reporter<'_>) {
    match what {
        RefusedKind::Element(name) => reporter
            .report(&rules::UNSAFE_HTML, span, format!("`<{name}>` is left out with what it holds"))
            .hint("write what it would show"),
        RefusedKind::Handler(name) => reporter
            .report(&rules::UNSAFE_HTML, span, format!("the event handler `{name}` is left out"))
            .hint("take it out; a link needs only `href`"),
        RefusedKind::Drawing => reporter
            .report(
                &rules::INLINE_DRAWING,
                span,
                "a drawing inside the page is not carried over; its words are",
            )
            .hint("save it as a file and write `![what it shows](drawing.svg)`"),
        RefusedKind::Comments(count) => {
            let comments = if *count == 1 { "a comment is" } else { "comments are" };
            reporter
                .report(&rules::COMMENT, span, format!("{comments} left out of the book"))
                .hint("write it as text if readers are to see it")
        }
        RefusedKind::Unfinished => reporter
            .report(&rules::UNFINISHED_TAG, span, "this tag is never finished; it is printed as text")
            .hint("add `>`, or write `&lt;` for a plain `<`"),
    };
}

/// What Liquid can see.
struct Surroundings<'a> {
    files: &'a dyn Files,
    settings: &'a Settings,
    front: &'a FrontMatter,
    included: Vec<Arc<Source>>,
}

impl liquid::Environment for Surroundings<'_> {
    fn value(&self, path: &[&str]) -> Option<Value> {
        let (root, keys) = path.split_first()?;
        let mut keys = keys.iter();
        let map = match *root {
            "site" => &self.settings.variables,
            "page" => &self.front.all,
            _ => return None,
        };
        let mut value = map.get(*keys.next()?)?;
        for key in keys {
            value = value.get(*key)?;
        }
        Some(value.clone())
    }

    fn include(&mut self, name: &str) -> Result<(String, u32), String> {
        let path = format!("_includes/{name}");
        if !crate::files::is_plain(&path) {
            return Err("it is not a path below `_includes`".to_owned());
        }
        if self.files.size(&path).map_err(|error| error.to_string())? > self.settings.limits.page_bytes {
            return Err(format!("it has more than {} bytes", self.settings.limits.page_bytes));
        }
        if self.included.len() >= 64 {
            return Err("the page includes more than 64 files".to_owned());
        }
        let bytes = self.files.read(&path).map_err(|error| error.to_string())?;
        let (text, _) = decode(&bytes);
        self.included.push(Arc::new(Source { path, text: text.clone() }));
        Ok((text, self.included.len() as u32))
    }
}
