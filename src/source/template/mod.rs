//! Templates in pages: Liquid, as Jekyll's pages are written in it.
//!
//! The crates `liquid-core` and `liquid-lib` parse and evaluate. Around them stands the map of
//! places: before a page reaches the engine, every piece of its text is replaced by a token, and
//! after it by the piece again with the places where it was typed ([`scan`]). What the engine puts
//! in stands for the tag that put it there. So diagnostics about evaluated text name the writer's
//! line, and text that passes through the engine cannot be taken for its language.
//!
//! What cannot be evaluated is taken out and reported; the words around it stay. Evaluation is
//! bounded in turns of loops, in depth and in bytes.

mod filters;
mod scan;
mod tags;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use liquid_core::model::{KString, KStringRef, Value};
use liquid_core::runtime::{PartialStore, RuntimeBuilder};
use liquid_core::{Language, Object, Renderable, Runtime, Template, ValueView, parser};
use serde_json::{Map, Value as Json};

use super::rewrite::Rewritten;
use crate::diagnostic::Source;
use crate::files::{self, Files};
use crate::model::Span;
use crate::paths;

/// How many turns all loops of a page take together, and how many files it includes.
const MOST_TURNS: usize = 20_000;
/// How deep includes may stand in one another.
const MOST_DEPTH: usize = 8;
/// The largest value that a template may make, in bytes.
const LARGEST_VALUE: usize = 1 << 20;

/// What the templates of a site may name.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    site: Arc<Object>,
    /// The folders in which included files stand.
    includes: Vec<String>,
    language: TemplateLanguage,
}

impl Templates {
    /// `variables` are what `site` stands for; `includes` the folders that `include` looks in.
    pub fn new(variables: &Map<String, Json>, includes: Vec<String>, language: TemplateLanguage) -> Self {
        Self { site: Arc::new(object(variables)), includes, language }
    }

    /// Whether braces are words.
    pub(super) fn are_words(&self) -> bool {
        self.language == TemplateLanguage::Other
    }

    /// Whether braces that name nothing are templates all the same.
    fn are_liquid(&self) -> bool {
        self.language == TemplateLanguage::Liquid
    }
}

/// The language of a site's templates, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TemplateLanguage {
    /// Its pages are written in Liquid.
    Liquid,
    /// They may be, or in something else that has braces. Braces that name nothing are words.
    #[default]
    Unknown,
    /// Braces are no templates.
    Other,
}

/// A page whose text is to be evaluated.
pub(super) struct Subject<'a> {
    /// The site's files.
    pub files: &'a dyn Files,
    /// What its templates may name.
    pub templates: &'a Templates,
    /// What `page` stands for.
    pub page: &'a Map<String, Json>,
    /// The page's path.
    pub path: &'a str,
    /// Whether the page is HTML.
    pub html: bool,
    /// The files that the page has taken in before.
    pub included: &'a [Arc<Source>],
    /// The most bytes that evaluation may make.
    pub most_bytes: usize,
}

/// What became of a page's text.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    /// The text.
    pub text: Rewritten,
    /// The files that were included; spans count them from 1.
    pub included: Vec<Arc<Source>>,
    /// What could not be evaluated.
    pub faults: Vec<Fault>,
}

/// Something in a template that could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where it was typed.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A piece of text that a token stands for, or the place that inserted text stands for.
#[derive(Debug, Clone)]
enum Piece {
    Text(Rewritten),
    Origin(Span),
}

/// What is noted while a page is evaluated.
#[derive(Debug, Default)]
struct Notes {
    pieces: Vec<Piece>,
    included: Vec<Arc<Source>>,
    faults: Vec<Fault>,
}

type Shared = Arc<Mutex<Notes>>;

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Notes> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a text has templates in it.
pub(super) fn has_templates(text: &str) -> bool {
    text.contains("{%") || text.contains("{{")
}

/// Evaluates the templates of a text.
pub(super) fn evaluate(text: &Rewritten, subject: &Subject<'_>) -> Evaluated {
    let before = || Notes { included: subject.included.to_vec(), ..Notes::default() };
    let shared = Arc::new(Mutex::new(before()));
    let store = Includes { subject, shared: Arc::clone(&shared), parsed: Mutex::default() };
    let result = catch_unwind(AssertUnwindSafe(|| render(text, subject, &store)));
    let output = result.unwrap_or_else(|_| Err("the template engine failed".to_owned()));
    let mut notes = std::mem::take(&mut *lock(&shared));
    let text = match output.and_then(|output| assemble(&output, &notes.pieces, subject.most_bytes)) {
        Ok(text) => text,
        Err(reason) => {
            notes = before();
            let plain = scan::words(text, subject);
            notes.faults.push(Fault {
                span: text.span(0..text.text.len().min(1)),
                message: format!("the page's template cannot be evaluated: {reason}"),
                hint: "its words are printed without it; write them as the site shows them".to_owned(),
            });
            plain
        }
    };
    Evaluated { text, included: notes.included, faults: notes.faults }
}

fn render(text: &Rewritten, subject: &Subject<'_>, store: &Includes<'_>) -> Result<Vec<u8>, String> {
    let template = store.parse(text, TextOf::Page).map_err(|error| reason(&error))?;
    let page = object(subject.page);
    let jekyll = object(&Map::from_iter([("environment".to_owned(), Json::from("production"))]));
    let mut globals: BTreeMap<KStringRef<'_>, &dyn ValueView> = BTreeMap::new();
    globals.insert("site".into(), &*subject.templates.site);
    globals.insert("page".into(), &page);
    globals.insert("jekyll".into(), &jekyll);
    let runtime = RuntimeBuilder::new().set_globals(&globals).set_partials(store).build();
    runtime.registers().get_mut::<tags::State>().shared = Arc::clone(&store.shared);
    let mut output = Bounded { bytes: Vec::new(), most: subject.most_bytes.saturating_mul(2) };
    template.render_to(&mut output, &tags::Lenient(&runtime)).map_err(|error| reason(&error))?;
    Ok(output.bytes)
}

/// The first line of the engine's message.
fn reason(error: &liquid_core::Error) -> String {
    let text = error.to_string();
    let mut lines =
        text.lines().map(|line| line.trim().trim_start_matches("liquid: ")).filter(|line| !line.is_empty());
    lines.next().unwrap_or("it is not Liquid").to_owned()
}

/// Bytes up to a number.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::Error::other("it makes too much text"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Marks in what the engine makes: a piece of text, and where what follows stems from. Both are
/// followed by a number and [`END`]. They are no characters, and are taken out of every value.
const TEXT: char = '\u{fdd0}';
const ORIGIN: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

fn is_mark(character: char) -> bool {
    ('\u{fdd0}'..='\u{fdef}').contains(&character)
}

/// A text without the characters that marks are made of.
fn without_marks(text: &str) -> Cow<'_, str> {
    if text.contains(is_mark) { Cow::Owned(text.replace(is_mark, "")) } else { Cow::Borrowed(text) }
}

/// The parts of what the engine made: plain text, and marks with their numbers.
fn parts(output: &str) -> impl Iterator<Item = (Option<char>, &str)> {
    let mut rest = output;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        if matches!(first, TEXT | ORIGIN)
            && let Some(end) = rest.find(END)
        {
            let number = &rest[first.len_utf8()..end];
            rest = &rest[end + END.len_utf8()..];
            return Some((Some(first), number));
        }
        let skip = first.len_utf8();
        let end = rest[skip..].find([TEXT, ORIGIN]).map_or(rest.len(), |at| at + skip);
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some((None, plain))
    })
}

/// Puts pieces back for their tokens. The error says that it is too much.
fn assemble(output: &[u8], pieces: &[Piece], most: usize) -> Result<Rewritten, String> {
    let output = String::from_utf8_lossy(output);
    let mut result = Rewritten::default();
    let mut origin = Span::default();
    for (mark, text) in parts(&output) {
        let piece = mark.and_then(|_| pieces.get(text.parse::<usize>().ok()?));
        match (mark, piece) {
            (None, _) => result.push_inserted(&without_marks(text), origin),
            (Some(_), Some(Piece::Text(part))) => result.push_part(part, 0..part.text.len()),
            (Some(_), Some(Piece::Origin(span))) => origin = *span,
            (Some(_), None) => {}
        }
        if result.text.len() > most {
            return Err("it makes too much text".to_owned());
        }
    }
    Ok(result)
}

/// What the engine made, as plain text without marks.
fn plain(output: &str, pieces: &[Piece]) -> String {
    let mut result = String::new();
    for (mark, text) in parts(output) {
        let piece = mark.and_then(|_| pieces.get(text.parse::<usize>().ok()?));
        match (mark, piece) {
            (None, _) => result.push_str(text),
            (_, Some(Piece::Text(part))) => result.push_str(&without_marks(&part.text)),
            _ => {}
        }
    }
    result
}

/// Whose text is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextOf {
    /// A page's own.
    Page,
    /// That of an included file, to which its page may have given names.
    Include,
}

/// The files that pages include, parsed when they are first asked for.
struct Includes<'a> {
    subject: &'a Subject<'a>,
    shared: Shared,
    parsed: Mutex<BTreeMap<String, Arc<dyn Renderable>>>,
}

impl fmt::Debug for Includes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Includes")
    }
}

impl Includes<'_> {
    fn parse(&self, text: &Rewritten, of: TextOf) -> liquid_core::Result<Template> {
        let source = {
            let mut notes = lock(&self.shared);
            scan::compose(text, self.subject, of, &mut notes)
        };
        parser::parse(&source, &LANGUAGE).map(Template::new)
    }

    fn load(&self, name: &str) -> Result<Arc<dyn Renderable>, String> {
        let parsed =
            |this: &Self| this.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(parsed) = parsed(self) {
            return Ok(parsed);
        }
        let path = self.path(name)?;
        let size = self.subject.files.size(&path).map_err(|error| files::reason(&error))?;
        if size > self.subject.most_bytes as u64 {
            return Err(format!("it has more than {} bytes", self.subject.most_bytes));
        }
        let bytes = self.subject.files.read(&path).map_err(|error| files::reason(&error))?;
        let (text, _) = super::decode(&bytes);
        let number = {
            let mut notes = lock(&self.shared);
            notes.included.push(Arc::new(Source { path, text: text.clone() }));
            notes.included.len() as u32
        };
        let body = super::front_matter(&text).map_or(0, |(_, body)| body);
        let template = self
            .parse(&Rewritten::tail(&text, number, body), TextOf::Include)
            .map_err(|error| reason(&error))?;
        let template: Arc<dyn Renderable> = Arc::new(template);
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.insert(name.to_owned(), Arc::clone(&template));
        Ok(template)
    }

    /// The path of a file to include; `./name` is beside the page. The error says why there is
    /// none.
    fn path(&self, name: &str) -> Result<String, String> {
        if name.contains('\\') || name.split('/').any(|part| part == "..") {
            return Err("it leads out of the folder of includes".to_owned());
        }
        if let Some(beside) = name.strip_prefix("./") {
            return Ok(paths::join(paths::folder(self.subject.path), beside));
        }
        let usual = ["_includes".to_owned()];
        let folders = match self.subject.templates.includes.as_slice() {
            [] => &usual,
            folders => folders,
        };
        let mut tries = folders.iter().map(|folder| paths::join(folder, name.trim_start_matches('/')));
        let first = tries.next().unwrap_or_default();
        let mut all = std::iter::once(first.clone()).chain(tries);
        Ok(all.find(|path| self.subject.files.size(path).is_ok()).unwrap_or(first))
    }
}

impl PartialStore for Includes<'_> {
    fn contains(&self, name: &str) -> bool {
        self.load(name).is_ok()
    }

    fn names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn try_get(&self, name: &str) -> Option<Arc<dyn Renderable>> {
        self.load(name).ok()
    }

    fn get(&self, name: &str) -> liquid_core::Result<Arc<dyn Renderable>> {
        self.load(name).map_err(liquid_core::Error::with_msg)
    }
}

/// The language: the engine's own, with tags and filters of ours in the place of those whose cost
/// has to be bounded, and Jekyll's.
static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let mut language = Language::empty();
    tags::register(&mut language);
    filters::register(&mut language);
    language
});

/// A JSON object as the engine takes it.
fn object(map: &Map<String, Json>) -> Object {
    map.iter().filter_map(|(key, json)| Some((KString::from_ref(key), value(json)?))).collect()
}

/// A JSON value as the engine takes it; nothing for null, which is as good as missing.
fn value(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(truth) => Value::scalar(*truth),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::scalar(whole),
            (None, Some(real)) => Value::scalar(real),
            (None, None) => return None,
        },
        Json::String(text) => Value::scalar(without_marks(text).into_owned()),
        Json::Array(items) => {
            Value::Array(items.iter().map(|item| value(item).unwrap_or(Value::Nil)).collect())
        }
        Json::Object(map) => Value::Object(object(map)),
    })
}

#[cfg(test)]
mod tests;
