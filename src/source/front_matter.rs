//! Front matter: the YAML between `---` lines at a page's head; `front_data` reads other forms.
//!
//! It comes from strangers, so it is read within a budget and never fails: what
//! cannot be read as a whole is read key by key, and what remains is named.

use std::ops::Range;

use indexmap::IndexMap;
use serde_json::{Map, Value};
use serde_saphyr::{DuplicateKeyPolicy, Options};

use super::controls::{self, is_control, take_out};
use super::front_data;
use super::page::{FrontMatter, Spanned};
use super::yaml_fault;
use crate::diagnostic::rules;
use crate::model::{Direction, Span};
use crate::source::Reporter;

/// Reads the front matter of a page and tells where the text after it begins.
pub fn read(text: &str, reporter: &mut Reporter<'_>) -> (FrontMatter, usize) {
    if let Some(found) = front_data::read(text, reporter) {
        return (complete(found.entries, found.after, reporter), found.after);
    }
    let Some(fences) = fences(text) else {
        reporter
            .report(&rules::FRONT_MATTER_MISSING, Span::new(0, 0), "the page has no front matter")
            .hint("begin the page with `---`, `title: …` and `---` on lines of their own");
        return (FrontMatter::default(), 0);
    };
    if !fences.closed {
        reporter
            .report(&rules::FRONT_MATTER_UNCLOSED, Span::new(0, 3), "the front matter is never closed")
            .hint("add a line `---` after its last key");
    }
    let entries = entries(&text[fences.inside.clone()], fences.inside.start, reporter);
    (complete(entries, fences.after, reporter), fences.after)
}

/// The front matter that entries make; the text begins at `after`.
fn complete(entries: Entries, after: usize, reporter: &mut Reporter<'_>) -> FrontMatter {
    let mut front = typed(&entries, reporter);
    front.span = Span::new(0, after);
    front.places = entries.iter().map(|(key, entry)| (key.clone(), entry.place)).collect();
    front.all = entries.into_iter().map(|(key, entry)| (key, entry.value)).collect::<Map<_, _>>();
    front
}

struct Fences {
    inside: Range<usize>,
    after: usize,
    closed: bool,
}

/// Where front matter stands, if the page begins with some.
fn fences(text: &str) -> Option<Fences> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = first.len();
    let mut at = start;
    let mut last_key = start;
    let mut unbroken = true;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some(Fences { inside: start..at, after: at + line.len(), closed: true });
        }
        at += line.len();
        unbroken &= is_key(line) || (line.starts_with([' ', '\t', '-', '#']) && last_key > start);
        if unbroken {
            last_key = at;
        }
    }
    // Never closed. Lines that look like keys are taken for it; with none, `---` is a rule.
    (last_key > start).then_some(Fences { inside: start..last_key, after: last_key, closed: false })
}

/// A whole number. Programs write places in an order as `010`, which YAML's reader does not take for
/// one.
fn whole_number(entry: &Entry) -> Option<i64> {
    let number = entry.value.as_i64().or_else(|| entry.typed.split_whitespace().next()?.parse().ok());
    // Jekyll's themes put pages between others by parts of numbers, which its own order heeds.
    let between = || {
        let (whole, part) = entry.typed.trim().split_once('.')?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| whole.parse().ok())?
    };
    number.or_else(between)
}

/// Whether a line begins a top-level key.
fn is_key(line: &str) -> bool {
    let Some((key, rest)) = line.split_once(':') else { return false };
    let key = key.trim_matches(['"', '\'']);
    !key.is_empty()
        && !line.starts_with([' ', '\t', '-', '#'])
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
        && (rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// An entry: its value with the place of its key and its own.
pub(super) struct Entry {
    pub value: Value,
    pub key: Span,
    pub place: Span,
    /// The value as typed, for scalars that YAML takes for something else (`title: No`).
    pub typed: String,
}

pub(super) type Entries = IndexMap<String, Entry>;

fn options() -> Options {
    serde_saphyr::options! { duplicate_keys: DuplicateKeyPolicy::FirstWins }
}

/// Reads all entries; key by key where the whole cannot be read.
fn entries(yaml: &str, base: usize, reporter: &mut Reporter<'_>) -> Entries {
    let chunks = chunks(yaml);
    let whole = serde_saphyr::from_str_with_options::<IndexMap<String, Value>>(yaml, options());
    let mut entries = Entries::new();
    match whole {
        Ok(values) => {
            for (key, value) in values {
                let chunk = chunks.iter().find(|chunk| chunk.key(yaml) == key);
                let (place, typed, at) = match chunk {
                    Some(chunk) => (chunk.place(yaml, base), chunk.typed(yaml), chunk.key_span(yaml, base)),
                    None => (Span::new(base, base), String::new(), Span::new(base, base)),
                };
                entries.insert(key, Entry { value, key: at, place, typed });
            }
        }
        Err(_) if yaml.trim().is_empty() => {}
        Err(_) => piecewise(yaml, base, &chunks, &mut entries, reporter),
    }
    for key in ["title", "subtitle", "description", "lang", "date", "draft", "weight", "slug"] {
        // Hugo tells no capitals apart in keys.
        let written = entries.keys().find(|written| *written != key && written.eq_ignore_ascii_case(key));
        if let Some(written) = written.cloned()
            && !entries.contains_key(key)
            && let Some(entry) = entries.shift_remove(&written)
        {
            entries.insert(key.to_owned(), entry);
        }
    }
    for entry in entries.values_mut() {
        // What is typed as itself has been named already.
        let typed = entry.typed.contains(is_control);
        take_out(&mut entry.typed);
        if let Some(character) = controls::take_out_of_value(&mut entry.value)
            && !typed
        {
            controls::report(character, entry.place, reporter);
        }
    }
    duplicates(yaml, base, &chunks, reporter);
    tags(yaml, base, &chunks, reporter);
    entries
}

/// The tags that say what YAML knows anyway.
const CORE_TAGS: [&str; 10] =
    ["!", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!seq", "!!map", "!!timestamp", "!!binary"];

/// Names the tags that are for other programs. A tag stands where a value begins.
fn tags(yaml: &str, base: usize, chunks: &[Chunk], reporter: &mut Reporter<'_>) {
    for chunk in chunks {
        let mut at = chunk.range.start;
        for line in yaml[chunk.range.clone()].split_inclusive('\n') {
            let bare = line.trim_start_matches([' ', '-']);
            let value = match bare.split_once(": ") {
                Some((key, value)) if !key.starts_with(['"', '\'', '!']) => value.trim_start(),
                _ => bare,
            };
            let start = at + line.len() - value.len();
            at += line.len();
            let tag = value.split_whitespace().next().unwrap_or("");
            if tag.starts_with('!') && !CORE_TAGS.contains(&tag) {
                reporter
                    .report(
                        &rules::FRONT_MATTER_TAG,
                        Span::new(base + start, base + start + tag.len()),
                        format!("the tag `{tag}` is not followed; the value is read without it"),
                    )
                    .hint("take the tag out");
            }
            // What a literal or folded text holds is text.
            if line.trim_end().ends_with(['|', '>']) {
                break;
            }
        }
    }
}

fn piecewise(yaml: &str, base: usize, chunks: &[Chunk], entries: &mut Entries, reporter: &mut Reporter<'_>) {
    for chunk in chunks {
        let text = &yaml[chunk.range.clone()];
        let line = Span::new(base + chunk.range.start, base + chunk.range.start + text.trim_end().len());
        let parsed = serde_saphyr::from_str_with_options::<IndexMap<String, Value>>(text, options());
        let parsed = parsed.or_else(|error| with_anchors(yaml, chunks, chunk).ok_or(error));
        match parsed {
            Ok(values) => {
                for (key, value) in values {
                    let entry = Entry {
                        value,
                        key: chunk.key_span(yaml, base),
                        place: chunk.place(yaml, base),
                        typed: chunk.typed(yaml),
                    };
                    entries.entry(key).or_insert(entry);
                }
            }
            Err(error) if is_key(text) => {
                let typed = chunk.typed(yaml);
                let key = chunk.key(yaml);
                let fault = yaml_fault::of(&error);
                reporter
                    .report(
                        &rules::FRONT_MATTER_YAML,
                        chunk.place(yaml, base),
                        format!("the value of `{key}` is not YAML: {}", fault.reason),
                    )
                    .hint(fault.hint(&key, &typed));
                let entry = Entry {
                    value: Value::String(typed.clone()),
                    key: chunk.key_span(yaml, base),
                    place: chunk.place(yaml, base),
                    typed,
                };
                entries.entry(key).or_insert(entry);
            }
            Err(_) if text.trim().is_empty() || text.trim_start().starts_with('#') => {}
            Err(error) => {
                let mut first = line;
                first.end = first.start + text.lines().next().unwrap_or("").trim_end().len() as u32;
                reporter
                    .report(
                        &rules::FRONT_MATTER_YAML,
                        first,
                        format!(
                            "this line of the front matter is not YAML: {}",
                            yaml_fault::of(&error).reason
                        ),
                    )
                    .hint("write `key: value`, or move it below the closing `---`");
            }
        }
    }
}

/// A key read together with those above it that hold the anchors it names.
fn with_anchors(yaml: &str, chunks: &[Chunk], chunk: &Chunk) -> Option<IndexMap<String, Value>> {
    let text = &yaml[chunk.range.clone()];
    let aliases: Vec<&str> = text
        .match_indices('*')
        .map(|(at, _)| text[at + 1..].split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-'))
        .filter_map(|mut words| words.next().filter(|name| !name.is_empty()))
        .collect();
    let anchored = |above: &&Chunk| {
        let text = &yaml[above.range.clone()];
        above.range.end <= chunk.range.start && aliases.iter().any(|name| text.contains(&format!("&{name}")))
    };
    let mut together: String = chunks.iter().filter(anchored).map(|c| &yaml[c.range.clone()]).collect();
    if together.is_empty() {
        return None;
    }
    together.push_str(text);
    let values = serde_saphyr::from_str_with_options::<IndexMap<String, Value>>(&together, options()).ok()?;
    let key = chunk.key(yaml);
    Some(values.into_iter().filter(|(name, _)| *name == key).collect())
}

fn duplicates(yaml: &str, base: usize, chunks: &[Chunk], reporter: &mut Reporter<'_>) {
    for (index, chunk) in chunks.iter().enumerate() {
        let key = chunk.key(yaml);
        let text = &yaml[chunk.range.clone()];
        if !is_key(text) {
            continue;
        }
        if let Some(first) =
            chunks[..index].iter().find(|c| is_key(&yaml[c.range.clone()]) && c.key(yaml) == key)
        {
            reporter
                .report(
                    &rules::FRONT_MATTER_DUPLICATE,
                    chunk.key_span(yaml, base),
                    format!("`{key}` is given twice; the first counts"),
                )
                .related(first.key_span(yaml, base), "given here first")
                .hint("take one of them out");
        }
    }
}

/// A top-level key with the lines that belong to it.
struct Chunk {
    range: Range<usize>,
}

impl Chunk {
    fn key(&self, yaml: &str) -> String {
        let line = yaml[self.range.clone()].lines().next().unwrap_or("");
        line.split_once(':').map_or(line, |(key, _)| key).trim().trim_matches(['"', '\'']).to_owned()
    }

    fn key_span(&self, yaml: &str, base: usize) -> Span {
        let line = yaml[self.range.clone()].lines().next().unwrap_or("");
        let key = line.split_once(':').map_or(line, |(key, _)| key);
        Span::new(base + self.range.start, base + self.range.start + key.trim_end().len())
    }

    /// Where the value stands: on the key's line, or the lines below.
    fn place(&self, yaml: &str, base: usize) -> Span {
        let text = &yaml[self.range.clone()];
        let colon = text.find(':').map_or(0, |at| at + 1);
        let value = text[colon..].trim_start();
        let start = text.len() - value.len();
        Span::new(base + self.range.start + start, base + self.range.start + start + value.trim_end().len())
    }

    fn typed(&self, yaml: &str) -> String {
        let text = &yaml[self.range.clone()];
        let value = text.split_once(':').map_or("", |(_, value)| value);
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        value.trim_matches('"').to_owned()
    }
}

fn chunks(yaml: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let continues = line.starts_with([' ', '\t']) || line.trim().is_empty() || line.starts_with('-');
        match chunks.last_mut() {
            Some(chunk) if continues => chunk.range.end = range.end,
            _ => chunks.push(Chunk { range }),
        }
    }
    chunks
}

fn typed(entries: &Entries, reporter: &mut Reporter<'_>) -> FrontMatter {
    let mut front = FrontMatter::default();
    for (key, entry) in entries {
        let text = || -> Option<Spanned<String>> {
            let value = match &entry.value {
                Value::String(value) => value.trim().to_owned(),
                Value::Number(_) | Value::Bool(_) => entry.typed.clone(),
                _ => return None,
            };
            (!value.is_empty()).then_some(Spanned { span: entry.place, value })
        };
        let mut wrong = |expected: &str, hint: &str| {
            reporter
                .report(
                    &rules::FRONT_MATTER_VALUE,
                    if entry.place.start == entry.place.end { entry.key } else { entry.place },
                    format!("expected {expected} for `{key}`, found `{}`", shorten(&entry.typed)),
                )
                .hint(hint);
        };
        if let Some(field) = line_of_text(&mut front, key) {
            match text() {
                Some(value) => *field = Some(value),
                None if entry.value.is_null() || entry.value == Value::String(String::new()) => {}
                None => wrong("a line of text", "write it on the key's own line"),
            }
            continue;
        }
        match key.as_str() {
            "draft" if entry.value == Value::Bool(true) => {
                front.status.get_or_insert(Spanned { span: entry.place, value: "draft".to_owned() });
            }
            "published" if entry.value == Value::Bool(false) => {
                front.status.get_or_insert(Spanned { span: entry.place, value: "draft".to_owned() });
            }
            "order" | "nav_order" | "nav" | "weight" => match whole_number(entry) {
                Some(value) if front.order.is_none() => {
                    front.order = Some(Spanned { span: entry.place, value });
                }
                Some(_) => {}
                // Other programs put whole menus under `nav`.
                None if key == "nav" => {}
                None => wrong("a whole number", "write a number such as `3`; pages come in its order"),
            },
            // Programs name locales with an underscore, and the web languages with a hyphen.
            "lang" | "language" => {
                match text().map(|text| Spanned { value: text.value.replace('_', "-"), ..text }) {
                    Some(value) if is_language(&value.value) => front.lang = Some(value),
                    _ => wrong("a language tag", "write a tag such as `en`, `cy` or `pt-BR`"),
                }
            }
            "dir" | "direction" => match text().map(|t| (t.value.to_ascii_lowercase(), t.span)) {
                Some((value, span)) if value == "rtl" => {
                    front.dir = Some(Spanned { span, value: Direction::Rtl });
                }
                Some((value, span)) if value == "ltr" => {
                    front.dir = Some(Spanned { span, value: Direction::Ltr });
                }
                _ => wrong("`ltr` or `rtl`", "write `dir: rtl` for pages written from right to left"),
            },
            "date" | "updated" | "last_updated" if !is_date(&entry.typed) => {
                wrong("a date", "write it as year, month and day: `2024-03-01`");
            }
            "allow" => match &entry.value {
                Value::Array(items) => front.allow.extend(
                    items
                        .iter()
                        .filter_map(Value::as_str)
                        .map(|code| Spanned { span: entry.place, value: code.to_owned() }),
                ),
                Value::String(code) => front.allow.push(Spanned { span: entry.place, value: code.clone() }),
                _ => wrong("a list of rules", "write `allow: [dead-link]`"),
            },
            _ => {}
        }
    }
    set_products(entries, &mut front);
    misspelt(entries, reporter);
    front
}

/// The settings of the page's poster and card, which their own parts read.
fn set_products(entries: &Entries, front: &mut FrontMatter) {
    let value =
        |key: &str| entries.get(key).map(|entry| Spanned { span: entry.place, value: entry.value.clone() });
    front.poster = value("poster");
    front.card = value("card");
}

/// The keys that a page is read by; other programs have many more.
const KEYS: [&str; 12] = [
    "title",
    "subtitle",
    "description",
    "class",
    "phase",
    "status",
    "team",
    "duration",
    "order",
    "allow",
    "poster",
    "language",
];

/// Names keys that are one slip of the hand away from one that is read, and not there.
fn misspelt(entries: &Entries, reporter: &mut Reporter<'_>) {
    for (key, entry) in entries {
        let meant = KEYS.iter().find(|known| {
            key.len() >= 4
                && key.strip_suffix('s') != Some(known)
                && !entries.contains_key(**known)
                && strsim::damerau_levenshtein(key, known) == 1
        });
        if let Some(meant) = meant.filter(|_| !KEYS.contains(&key.as_str())) {
            reporter
                .report(&rules::FRONT_MATTER_KEY, entry.key, format!("nothing reads `{key}`"))
                .hint(format!("did you mean `{meant}`"));
        }
    }
}

/// The field of a key whose value is a line of text.
fn line_of_text<'f>(front: &'f mut FrontMatter, key: &str) -> Option<&'f mut Option<Spanned<String>>> {
    Some(match key {
        "title" => &mut front.title,
        "subtitle" => &mut front.subtitle,
        "description" | "summary" => &mut front.description,
        "class" => &mut front.class,
        "phase" => &mut front.phase,
        "status" => &mut front.status,
        "team" => &mut front.team,
        "duration" => &mut front.duration,
        "slug" => &mut front.slug,
        _ => return None,
    })
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Whether a tag has the form of BCP 47: subtags of letters and digits, the
/// first of two to eight letters.
pub fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or("");
    (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a text begins with a date of the calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let day = text.split([' ', 'T', 't']).next().unwrap_or("").trim_matches(['"', '\'']);
    let parts: Vec<Option<u32>> = day
        .split('-')
        .map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten())
        .collect();
    let [Some(year), Some(month), Some(day)] = parts[..] else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && (1000..=9999).contains(&year)
}

#[cfg(test)]
mod tests {
    use crate::files::Memory;
    use crate::source::{Settings, read};

    #[test]
    fn a_place_may_be_between_two_others() {
        for (typed, order) in [("1.5", Some(1)), ("010", Some(10)), ("-2", Some(-2)), ("1.x", None)] {
            let files = Memory::new([("a.md", format!("---\nnav_order: {typed}\n---\n"))]);
            let page = read(&files, "a.md", &Settings::default());
            assert_eq!(page.front.order.map(|order| order.value), order, "{typed}");
            let wrong = page.diagnostics.iter().any(|fault| fault.rule.code == "front-matter-value");
            assert_eq!(wrong, order.is_none(), "{typed}");
        }
    }
}
