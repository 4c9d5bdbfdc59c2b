//! Nunjucks, the template language of Eleventy, carried out by an engine for Jinja.
//!
//! The engine sees a signs in the place of text, and around what each expression prints;
//! so the text that comes out still knows where it was typed. What the engine cannot carry out
//! keeps its words and is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::value::{Rest, Serde};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value};
use regex::Regex;

use super::components::{self, Form, Meaning, Tag};
use super::pairs::{Pair, pairs};
use super::{Remark, javascript, macros};
use crate::diagnostic::rules;
use crate::model::Span;
use crate::paths;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// Stands before the number of a text, or of an expression whose output follows.
pub(super) const TEXT: char = '\u{f0000}';
const PRINTED: char = '\u{f0001}';
/// Ends a number, and ends what an expression prints.
const NUMBER_END: char = '\u{f0002}';
const PRINTED_END: char = '\u{f0003}';
/// Stands for what has no value.
const UNSET: char = '\u{f0004}';

/// How much one page may ask of the engine.
const FUEL: u64 = 2_000_000;
/// How many files a page may draw in.
const MOST_FILES: usize = 32;

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Words as they stand.
    Text(Range<usize>),
    /// `{{ … }}`: all of it, and what stands within.
    Output(Range<usize>, String),
    /// `{% … %}`, alike.
    Tag(Range<usize>, String),
}

/// Carries out the templates in a page.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let text = own_tags(&text, surroundings);
    let mut template = Template::default();
    template.add("page", text.clone(), surroundings);
    let context = context(surroundings);
    let faults = std::mem::take(&mut template.faults);
    for (span, message) in faults {
        remark(surroundings, span, message);
    }
    match template.render(&context) {
        Ok(output) => {
            let (made, unset) = template.decode(&output);
            for (name, span) in unset {
                surroundings.remarks.push(Remark {
                    rule: &rules::TEMPLATE,
                    span,
                    message: format!("`{name}` has no value, and nothing is printed for it"),
                    hint: "write what it stands for, or give it in the front matter or the site's data"
                        .to_owned(),
                });
            }
            made
        }
        Err((number, message)) => {
            let span = number
                .and_then(|number| template.places.get(number))
                .map_or_else(|| text.span(0..0), Place::span);
            remark(surroundings, span, format!("the page's template cannot be carried out: {message}"));
            words_alone(&text)
        }
    }
}

fn remark(surroundings: &mut Surroundings<'_>, span: Span, message: String) {
    surroundings.remarks.push(Remark {
        rule: &rules::TEMPLATE,
        span,
        message,
        hint: "write the text itself instead; until then its words stay as they are".to_owned(),
    });
}

/// The text of a page without any of its templates' marks.
fn words_alone(text: &Rewritten) -> Rewritten {
    let edits = pieces(&text.text).into_iter().filter_map(|piece| match piece {
        Piece::Text(_) => None,
        Piece::Output(range, inside) => Some((range, literals(&inside))),
        Piece::Tag(range, _) => Some((range, String::new())),
    });
    text.edit(edits.collect())
}

/// The texts of some words that an expression holds.
fn literals(expression: &str) -> String {
    static QUOTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#""([^"]*\s[^"]*)"|'([^']*\s[^']*)'"#).expect("a valid pattern"));
    let found = QUOTED.captures_iter(expression);
    let words: Vec<&str> = found.filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str())).collect();
    if words.is_empty() { String::new() } else { format!("\n\n{}\n\n", words.join("\n\n")) }
}

/// The tags that the engine knows.
const TAGS: [&str; 34] = [
    "set",
    "endset",
    "if",
    "elif",
    "else",
    "elseif",
    "elsif",
    "endif",
    "for",
    "endfor",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "include",
    "import",
    "from",
    "extends",
    "block",
    "endblock",
    "filter",
    "endfilter",
    "raw",
    "endraw",
    "with",
    "endwith",
    "autoescape",
    "endautoescape",
    "do",
    "break",
    "continue",
    "verbatim",
    "endverbatim",
    "asyncEach",
];

/// Replaces the tags that a site adds to the language by what they mean by their names.
fn own_tags(text: &Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let mut tags = Vec::new();
    for piece in pieces(&text.text) {
        let Piece::Tag(range, inside) = piece else { continue };
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((&inside, ""));
        if TAGS.contains(&name) || !name.starts_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        let (name, form) = match name.strip_prefix("end") {
            Some(name) => (name, Form::Closes),
            None => (name, Form::Opens),
        };
        let mut parameters = pairs(rest);
        // The only text that a tag of the site's own gets is what it shows, unless it holds some.
        if let [Pair { name: label @ None, .. }] = parameters.as_mut_slice()
            && rest.trim().starts_with(['"', '\''])
            && !text.text.contains(&format!("end{name}"))
            && matches!(components::meaning(name, &[]), Meaning::Unknown(_))
        {
            *label = Some("text".to_owned());
        }
        tags.push(Tag { range, name: name.to_owned(), parameters, form });
    }
    if tags.is_empty() {
        return text.clone();
    }
    components::by_name(text, &tags, |name| format!("shortcode `{name}`"), surroundings)
}

/// The parts of a template. `-` beside a mark takes off the white space there.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut from = 0;
    let mut search = 0;
    let push = |pieces: &mut Vec<Piece>, range: Range<usize>| {
        if !range.is_empty() {
            pieces.push(Piece::Text(range));
        }
    };
    while let Some(at) = text[search..].find('{').map(|at| at + search) {
        let close = match text.as_bytes().get(at + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') if !text[at..].starts_with("{#}") => "#}",
            _ => {
                search = at + 1;
                continue;
            }
        };
        let Some(end) = end_of_mark(&text[at + 2..], close).map(|end| at + 2 + end) else {
            search = at + 2;
            continue;
        };
        // `{#id}` names a heading.
        if close == "#}" && !text[at + 2..end].contains(char::is_whitespace) {
            search = at + 2;
            continue;
        }
        let mut inside = &text[at + 2..end];
        let mut before = from..at;
        if let Some(rest) = inside.strip_prefix('-') {
            inside = rest;
            before.end = from + text[from..at].trim_end().len();
        }
        let mut after = end + 2;
        if let Some(rest) = inside.strip_suffix('-') {
            inside = rest;
            after += text[after..].len() - text[after..].trim_start().len();
        }
        let inside = inside.trim().to_owned();
        push(&mut pieces, before);
        let range = at..end + 2;
        from = after;
        search = after;
        if close == "%}" && (inside == "raw" || inside == "verbatim") {
            let (stop, behind) = raw_end(text, after, &inside);
            push(&mut pieces, after..stop);
            from = behind;
            search = behind;
        } else if close == "%}" {
            pieces.push(Piece::Tag(range, inside));
        } else if close == "}}" {
            pieces.push(Piece::Output(range, inside));
        }
    }
    push(&mut pieces, from..text.len());
    pieces
}

/// Where a mark ends: quotes may hold what closes it.
fn end_of_mark(text: &str, close: &str) -> Option<usize> {
    if close == "#}" {
        return text.find(close);
    }
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(mark) if character == mark => quote = None,
            Some(_) => {}
            None if depth == 0 && text[at..].starts_with(close) => return Some(at),
            None => match character {
                '"' | '\'' => quote = Some(character),
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    // An apostrophe among words is no quote.
    text.find(close)
}

fn raw_end(text: &str, from: usize, name: &str) -> (usize, usize) {
    let mut at = from;
    while let Some(open) = text[at..].find("{%").map(|open| at + open) {
        let Some(close) = text[open + 2..].find("%}").map(|close| open + 2 + close) else { break };
        if text[open + 2..close].trim_matches(['-', ' ', '\t', '\n']) == format!("end{name}") {
            return (open, close + 2);
        }
        at = open + 2;
    }
    (text.len(), text.len())
}

/// What templates may name: the front matter, the site's data, and the page.
fn context(surroundings: &Surroundings<'_>) -> Value {
    let mut all = surroundings.settings.variables.clone();
    all.extend(surroundings.own.variables.clone());
    for (key, value) in &surroundings.front.all {
        all.insert(key.clone(), value.clone());
    }
    let path = surroundings.path;
    let url = format!(
        "/{}/",
        path.rsplit_once('.').map_or(path, |(bare, _)| bare).trim_end_matches("index").trim_end_matches('/')
    );
    all.insert(
        "page".to_owned(),
        serde_json::json!({ "url": url, "inputPath": format!("./{path}"), "fileSlug": paths::stem(path) }),
    );
    Value::from(Serde(&all))
}

/// A place in one of the sources of a template.
struct Place {
    source: usize,
    range: Range<usize>,
    span: Span,
}

impl Place {
    fn span(&self) -> Span {
        self.span
    }
}

/// A template with those that it draws in.
#[derive(Default)]
struct Template {
    /// The texts of files, the page first.
    sources: Vec<Rewritten>,
    /// What the numbers in the engine's texts stand for.
    places: Vec<Place>,
    /// The engine's texts by their names.
    templates: Vec<(String, String)>,
    /// What is called and may be nobody's.
    called: BTreeSet<String>,
    /// Filters that are used.
    filters: BTreeSet<String>,
    faults: Vec<(Span, String)>,
}

/// An expression is not longer than this, in bytes.
const LONGEST_EXPRESSION: usize = 4096;

impl Template {
    /// Adds a file under a name, and those that it names.
    fn add(&mut self, name: &str, text: Rewritten, surroundings: &mut Surroundings<'_>) {
        let source = self.sources.len();
        let parts = pieces(&text.text);
        self.sources.push(text.clone());
        let mut written = String::new();
        let mut named = Vec::new();
        for piece in parts {
            match piece {
                Piece::Text(range) => {
                    let number = self.place(source, range, &text);
                    written.push_str(&format!("{TEXT}{number}{NUMBER_END}"));
                }
                Piece::Output(range, inside) => {
                    let span = text.span(range.clone());
                    let number = self.place(source, range, &text);
                    let expression = expression(&inside);
                    self.note(&expression);
                    // The engine calls itself for each part of an expression.
                    let good = expression.len() <= LONGEST_EXPRESSION
                        && Environment::new().compile_expression(&expression).is_ok();
                    let shown = if good {
                        format!("{{{{ {expression} }}}}")
                    } else {
                        self.faults.push((
                            span,
                            format!("the expression `{}` cannot be carried out", short(&inside)),
                        ));
                        literals(&inside)
                    };
                    written.push_str(&format!("{PRINTED}{number}{NUMBER_END}{shown}{PRINTED_END}"));
                }
                Piece::Tag(range, inside) => {
                    let span = text.span(range);
                    if inside.len() > LONGEST_EXPRESSION {
                        self.faults.push((span, format!("the tag `{}` is too long", short(&inside))));
                    } else if let Some(tag) = self.tag(&inside, span, &mut named, surroundings) {
                        written.push_str(&tag);
                    }
                }
            }
        }
        self.templates.push((name.to_owned(), written));
        for (name, path) in named {
            if self.templates.iter().any(|(known, _)| *known == name) || self.sources.len() >= MOST_FILES {
                continue;
            }
            if let Ok((body, number)) = surroundings.read_text(&path) {
                let from = super::includes::front_end(&body);
                // Its name is known before its own includes are looked at.
                self.add(&name, Rewritten::tail(&body, number, from), surroundings);
            }
        }
    }

    fn place(&mut self, source: usize, range: Range<usize>, text: &Rewritten) -> usize {
        let span = text.span(range.clone());
        self.places.push(Place { source, range, span });
        self.places.len() - 1
    }

    /// Notes what an expression calls, and through which filters it goes.
    fn note(&mut self, expression: &str) {
        static CALL: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(^|[^.\w|])\s*([A-Za-z_]\w*)\s*\(").expect("a valid pattern"));
        static FILTER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\|\s*([A-Za-z_]\w*)").expect("a valid pattern"));
        self.called.extend(CALL.captures_iter(expression).map(|found| found[2].to_owned()));
        self.filters.extend(FILTER.captures_iter(expression).map(|found| found[1].to_owned()));
    }

    /// A tag as the engine writes it; nothing where it has none that serves.
    fn tag(
        &mut self,
        inside: &str,
        span: Span,
        named: &mut Vec<(String, String)>,
        surroundings: &Surroundings<'_>,
    ) -> Option<String> {
        let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let rest = expression(rest);
        self.note(&rest);
        match word {
            // The page's own blocks are printed where they stand.
            "extends" => None,
            "elseif" | "elsif" => Some(format!("{{% elif {rest} %}}")),
            "include" | "import" | "from" => {
                let file = rest.trim_start().strip_prefix(['"', '\''])?;
                let file = file[..file.find(['"', '\''])?].to_owned();
                let path = found(&file, surroundings);
                match path {
                    Some(path) => named.push((file, path)),
                    // A package's macros are known by their names; a missing file is named.
                    None if word == "include"
                        && !rest.contains("ignore missing")
                        && !file.contains("node_modules") =>
                    {
                        self.faults.push((span, format!("`{file}` is not among the site's templates")));
                        return None;
                    }
                    None => return None,
                }
                Some(format!("{{% {word} {rest} %}}"))
            }
            "for" => Some(format!("{{% for {} %}}", over_pairs(&rest))),
            _ => Some(format!("{{% {word} {rest} %}}")),
        }
    }

    /// What the engine makes of the templates; else the number of a place near the fault, and
    /// its message.
    fn render(&self, context: &Value) -> Result<String, (Option<usize>, String)> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(print);
        environment.set_unknown_method_callback(|_, value, name, arguments| {
            javascript::method(value, name, arguments)
        });
        environment.add_filter(ENTRIES, javascript::entries);
        let known: BTreeSet<String> = environment.globals().map(|(name, _)| name.to_owned()).collect();
        let defined: String = self.templates.iter().map(|(_, text)| text.as_str()).collect();
        for name in &self.called {
            let macro_mark = format!("macro {name}");
            if !known.contains(name) && !defined.contains(&macro_mark) {
                let own = name.clone();
                environment.add_function(name.clone(), move |arguments: Rest<Value>| {
                    macros::words(&own, &arguments)
                });
            }
        }
        for name in &self.filters {
            if !FILTERS.contains(&name.as_str()) {
                environment.add_filter(name.clone(), |value: Value, _: Rest<Value>| value);
            }
        }
        let fault = |error: &Error, text: &str| {
            let line = error.range().map(|range| range.start);
            let before = line.and_then(|at| text.get(..at));
            let number = before.and_then(|before| {
                before.rfind(NUMBER_END).and_then(|end| {
                    let start = before[..end].rfind([TEXT, PRINTED])?;
                    before[start..end].trim_start_matches([TEXT, PRINTED]).parse().ok()
                })
            });
            (number, error.to_string().lines().next().unwrap_or("").to_owned())
        };
        for (name, text) in &self.templates {
            environment
                .add_template_owned(name.clone(), text.clone())
                .map_err(|error| fault(&error, text))?;
        }
        let page = environment.get_template("page").map_err(|error| fault(&error, ""))?;
        page.render(context).map_err(|error| fault(&error, &self.templates[0].1))
    }

    /// The engine's output with the texts in their places, and the names on the page itself that have no
    /// value, each with the place where it stands first.
    fn decode(&self, output: &str) -> (Rewritten, BTreeMap<String, Span>) {
        let mut result = Rewritten::default();
        let mut unset = BTreeMap::new();
        let mut printed: Vec<&Place> = Vec::new();
        let mut rest = output;
        let marks = [TEXT, PRINTED, PRINTED_END, UNSET];
        while let Some(at) = rest.find(marks) {
            self.push(&rest[..at], &printed, &mut result);
            let mark = rest[at..].chars().next().unwrap_or(TEXT);
            rest = &rest[at + mark.len_utf8()..];
            if mark == PRINTED_END {
                printed.pop();
                continue;
            }
            if mark == UNSET {
                let place = printed.last().filter(|place| place.source == 0);
                let name = place.and_then(|place| Some((self.name_at(place)?, place.span())));
                unset.extend(name.filter(|(name, _)| !unset.contains_key(name)));
                continue;
            }
            let Some(end) = rest.find(NUMBER_END) else { break };
            let place = rest[..end].parse::<usize>().ok().and_then(|number| self.places.get(number));
            rest = &rest[end + NUMBER_END.len_utf8()..];
            match place {
                Some(place) if mark == TEXT => {
                    result.push_part(&self.sources[place.source], place.range.clone())
                }
                Some(place) => printed.push(place),
                None => {}
            }
        }
        self.push(rest, &printed, &mut result);
        (result, unset)
    }

    /// The name in a mark that prints nothing but what has that name.
    fn name_at(&self, place: &Place) -> Option<String> {
        let text = self.sources.get(place.source)?.text.get(place.range.clone())?;
        let name = text.trim_start_matches(['{', '-']).trim_end_matches(['}', '-']).trim();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    }

    fn push(&self, text: &str, printed: &[&Place], result: &mut Rewritten) {
        result.push_inserted(text, printed.last().map(|place| place.span()).unwrap_or_default());
    }
}

/// Filters of the engine that mean the same in both languages.
const FILTERS: [&str; 42] = [
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "default",
    "dictsort",
    "escape",
    "e",
    "first",
    "float",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "slice",
    "sort",
    "title",
    "trim",
    "count",
    "d",
    "rejectattr",
    "selectattr",
    "string",
    "sum",
    "unique",
    "upper",
    "urlencode",
];

/// Prints a value as Nunjucks does: nothing is nothing. Of what has no value there is a sign.
fn print(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Ok(output.write_char(UNSET)?);
    }
    if value.is_none() { Ok(()) } else { minijinja::escape_formatter(output, state, value) }
}

/// A filter of our own: the pairs that a loop of Nunjucks over two names goes through.
const ENTRIES: &str = "phasebook_entries";

/// What stands in `for`: with two names it goes through the keys and values of what is named.
fn over_pairs(rest: &str) -> String {
    static TWO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\w+\s*,\s*\w+)\s+in\s+(.+)$").expect("a valid pattern"));
    match TWO.captures(rest.trim()) {
        Some(found) => format!("{} in ({})|{ENTRIES}", &found[1], &found[2]),
        None => rest.to_owned(),
    }
}

/// The path of a template that a page names.
fn found(file: &str, surroundings: &Surroundings<'_>) -> Option<String> {
    let own = paths::folder(surroundings.path).to_owned();
    let relative = file.starts_with('.').then_some(own);
    let folders = relative.into_iter().chain(surroundings.settings.folders.snippets.iter().cloned());
    folders.map(|folder| paths::join(&folder, file)).find(|path| surroundings.files.size(path).is_ok())
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(50) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

static KEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([{,]\s*)([A-Za-z_$][\w$]*)(\s*:)").expect("a valid pattern"));

/// An expression of Nunjucks as Jinja writes it: keys in quotes, words for signs.
fn expression(text: &str) -> String {
    let mut result = String::new();
    let mut plain = String::new();
    let mut quoted: Option<(char, String)> = None;
    let mut escaped = false;
    for character in text.chars().filter(|c| ![TEXT, PRINTED, NUMBER_END, PRINTED_END].contains(c)) {
        match &mut quoted {
            Some((mark, inside)) => {
                inside.push(character);
                if escaped {
                    escaped = false;
                } else if character == '\\' {
                    escaped = true;
                } else if character == *mark {
                    result.push_str(inside);
                    quoted = None;
                }
            }
            None if character == '"' || character == '\'' => {
                result.push_str(&signs(&plain));
                plain.clear();
                quoted = Some((character, character.to_string()));
            }
            None => plain.push(character),
        }
    }
    result.push_str(&signs(&plain));
    if let Some((_, rest)) = quoted {
        result.push_str(&rest);
    }
    result
}

/// The signs of JavaScript that have another name in Jinja.
fn signs(plain: &str) -> String {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"===|!==|&&|\|\||\.length\b|\b(?:null|undefined)\b|!").expect("a valid pattern")
    });
    let keyed = KEY.replace_all(plain, "$1\"$2\"$3");
    let behind = |end: usize| keyed.as_bytes().get(end) == Some(&b'=');
    let put = |found: &regex::Captures<'_>| {
        let end = found.get(0).map_or(0, |whole| whole.end());
        match &found[0] {
            "===" => "==",
            "!==" => "!=",
            "&&" => " and ",
            "||" => " or ",
            ".length" => "|length",
            "!" if behind(end) => "!",
            "!" => " not ",
            _ => "none",
        }
    };
    SIGN.replace_all(&keyed, put).into_owned()
}
