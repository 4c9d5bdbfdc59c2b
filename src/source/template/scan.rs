//! From a page's text to what the engine parses: text becomes tokens, tags become ours, and what
//! the engine could not parse is taken out.

use std::collections::BTreeSet;
use std::ops::Range;

use liquid_core::parser;

use super::super::code_lines;
use super::super::marks::Protected;
use super::super::rewrite::Rewritten;
use super::{END, Fault, LANGUAGE, Notes, Piece, Subject, TEXT, TextOf, without_marks};

/// How deep blocks may stand in one another.
const MOST_NESTING: usize = 48;
/// Blocks that the language has; each ends with `end` and its name.
const BLOCKS: [&str; 7] = ["if", "unless", "case", "for", "capture", "ifchanged", "tablerow"];
/// Other tags that the engine is given as they are.
const TAGS: [&str; 4] = ["break", "continue", "increment", "decrement"];
/// Tags that put nothing into a page's text but links to styles, feeds and the like.
const SILENT: [&str; 8] =
    ["seo", "feed_meta", "csrf", "favicon", "google_analytics", "toc", "endraw", "endcomment"];

/// Names that mean something everywhere.
const ROOTS: [&str; 9] =
    ["site", "page", "layout", "include", "jekyll", "content", "forloop", "paginator", "theme"];
/// Words that are values.
const LITERALS: [&str; 6] = ["true", "false", "nil", "null", "empty", "blank"];

/// A tag or an output in a text.
#[derive(Debug, Clone)]
struct Mark {
    range: Range<usize>,
    /// What stands between the braces, without the marks that trim blanks.
    inside: String,
    output: bool,
    trims: (bool, bool),
}

impl Mark {
    fn name(&self) -> &str {
        self.inside.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or("")
    }

    fn rest(&self) -> &str {
        self.inside[self.name().len()..].trim()
    }
}

/// What becomes of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is carried out.
    Used,
    /// It is taken out, and what it encloses stays.
    Dropped,
}

/// A part of a text: words, or a mark with its role.
enum Part {
    Text(Range<usize>),
    Mark(Mark, Role),
}

/// The text that the engine parses. Pieces and faults are added to the notes.
pub(super) fn compose(text: &Rewritten, subject: &Subject<'_>, of: TextOf, notes: &mut Notes) -> String {
    let parts = parts(text, subject);
    let names = names(&parts);
    let included = of == TextOf::Include;
    let mut composer =
        Composer { text, subject, notes, included, names, source: String::new(), case: Vec::new() };
    let parts = composer.weigh(parts);
    for part in parts {
        match part {
            Part::Text(range) => composer.words(range),
            Part::Mark(_, Role::Dropped) => {}
            Part::Mark(mark, Role::Used) => composer.mark(&mark),
        }
    }
    composer.source
}

/// A text without its templates: the words alone, of every branch.
pub(super) fn words(text: &Rewritten, subject: &Subject<'_>) -> Rewritten {
    let mut result = Rewritten::default();
    for part in parts(text, subject) {
        if let Part::Text(range) = part {
            result.push_part(text, range);
        }
    }
    result
}

/// The words and marks of a text. Words of `raw` are words, those of `comment` fall away. Where
/// nobody says that the pages are written in Liquid, code shows braces as they are.
fn parts(text: &Rewritten, subject: &Subject<'_>) -> Vec<Part> {
    let source = text.text.as_str();
    let code = match subject.templates.are_liquid() {
        true => Protected::default(),
        false => Protected::fenced(source),
    };
    let mut parts = Vec::new();
    let mut from = 0;
    let mut search = 0;
    let mut trim = false;
    while let Some(mark) = next(source, search) {
        if code.holds(mark.range.start) {
            search = mark.range.start + 2;
            continue;
        }
        let name = mark.name();
        let text = match parts.last() {
            Some(Part::Mark(last, _)) if last.range.end == from => {
                within(source, last, from..mark.range.start)
            }
            _ => from..mark.range.start,
        };
        let trims = (trim, mark.trims.0 || name == "endhighlight");
        parts.extend(trimmed(source, text, trims).map(Part::Text));
        trim = mark.trims.1;
        from = mark.range.end;
        search = from;
        if !mark.output && (name == "raw" || name == "comment") {
            let (close, after, trims) = closing(source, from, &format!("end{name}")).unwrap_or((
                source.len(),
                source.len(),
                (false, false),
            ));
            if name == "raw" {
                parts.extend(trimmed(source, from..close, (trim, trims.0)).map(Part::Text));
            }
            trim = trims.1;
            from = after;
            search = after;
            continue;
        }
        parts.push(Part::Mark(mark, Role::Used));
    }
    parts.extend(trimmed(source, from..source.len(), (trim, false)).map(Part::Text));
    parts
}

/// The words behind a mark; code is without the empty lines that it begins with, as Jekyll has it.
fn within(text: &str, mark: &Mark, range: Range<usize>) -> Range<usize> {
    if mark.output || mark.name() != "highlight" {
        return range;
    }
    let words = &text[range.clone()];
    let blank = &words[..words.len() - words.trim_start().len()];
    range.start + blank.rfind('\n').map_or(0, |end| end + 1)..range.end
}

/// A range without the blanks at its start and at its end that marks beside it trim; none where
/// nothing is left.
fn trimmed(text: &str, mut range: Range<usize>, trims: (bool, bool)) -> Option<Range<usize>> {
    if trims.0 {
        range.start = range.end - text[range.clone()].trim_start().len();
    }
    if trims.1 {
        range.end = range.start + text[range.clone()].trim_end().len();
    }
    (!range.is_empty()).then_some(range)
}

fn next(text: &str, mut from: usize) -> Option<Mark> {
    loop {
        let at = from + text[from..].find('{')?;
        let (output, close) = match text.as_bytes().get(at + 1) {
            Some(b'{') => (true, "}}"),
            Some(b'%') => (false, "%}"),
            _ => {
                from = at + 1;
                continue;
            }
        };
        // A mark that is never closed is text.
        let end = at + 2 + text[at + 2..].find(close)?;
        let inside = &text[at + 2..end];
        let trims = (inside.starts_with('-'), inside.len() > 1 && inside.ends_with('-'));
        let inside = inside.strip_prefix('-').unwrap_or(inside);
        let inside = if trims.1 { inside.strip_suffix('-').unwrap_or(inside) } else { inside };
        let mut inside = without_marks(inside).trim().replace(['\n', '\r', '\t'], " ");
        // Liquid reads over braces within the condition of a tag: `{% if {{ page.toc }} %}`.
        if !output && (inside.starts_with("if ") || inside.starts_with("unless ")) {
            inside = inside.replace("{{", "").replace("}}", "");
        }
        return Some(Mark { range: at..end + 2, inside, output, trims });
    }
}

/// Where a tag of a name stands: its start, its end, and whether it trims blanks.
fn closing(text: &str, mut from: usize, name: &str) -> Option<(usize, usize, (bool, bool))> {
    loop {
        let mark = next(text, from)?;
        if !mark.output && mark.name() == name {
            return Some((mark.range.start, mark.range.end, mark.trims));
        }
        from = mark.range.start + 2;
    }
}

/// The names that mean something in a text: those of the language, and those that its own tags give.
fn names(parts: &[Part]) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ROOTS.iter().map(|name| (*name).to_owned()).collect();
    for part in parts {
        if let Part::Mark(mark, _) = part
            && matches!(mark.name(), "assign" | "capture" | "for" | "increment" | "decrement")
        {
            names.insert(root(mark.rest()).to_owned());
        }
    }
    names
}

/// The first name of an expression; nothing for a literal.
fn root(expression: &str) -> &str {
    let expression = expression.trim_start_matches(['(', ' ', '"', '\'']);
    expression.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).next().unwrap_or("")
}

/// Whether an expression begins with a literal.
fn is_literal(expression: &str) -> bool {
    let first = root(expression);
    expression.starts_with(['"', '\'', '(', '-'])
        || first.starts_with(|c: char| c.is_ascii_digit())
        || LITERALS.contains(&first)
}

/// A block that is open while its parts are weighed.
struct Open {
    name: String,
    /// The positions of its tags among the parts.
    tags: Vec<usize>,
    sound: bool,
}

struct Composer<'a> {
    text: &'a Rewritten,
    subject: &'a Subject<'a>,
    notes: &'a mut Notes,
    /// Whether the text is that of an included file.
    included: bool,
    /// The names that mean something in the text.
    names: BTreeSet<String>,
    source: String,
    /// For each `case` that is open, whether a `when` has come.
    case: Vec<bool>,
}

impl Composer<'_> {
    fn fault(&mut self, mark: &Mark, message: String, hint: &str) {
        let span = self.text.span(mark.range.clone());
        self.notes.faults.push(Fault { span, message, hint: hint.to_owned() });
    }

    fn piece(&mut self, piece: Piece) -> usize {
        self.notes.pieces.push(piece);
        self.notes.pieces.len() - 1
    }

    fn words(&mut self, range: Range<usize>) {
        // Between `case` and its first `when` there are no words.
        if self.case.last() == Some(&false) {
            return;
        }
        let mut part = Rewritten::default();
        part.push_part(self.text, range);
        let number = self.piece(Piece::Text(part));
        self.source.push_str(&format!("{TEXT}{number}{END}"));
    }

    fn inserted(&mut self, text: &str, mark: &Mark) {
        let mut part = Rewritten::default();
        part.push_inserted(text, self.text.span(mark.range.clone()));
        let number = self.piece(Piece::Text(part));
        self.source.push_str(&format!("{TEXT}{number}{END}"));
    }

    /// Finds out which marks can be carried out: blocks that are closed, with conditions that the
    /// engine can parse. Of a block that cannot, all tags are dropped.
    #[allow(clippy::needless_range_loop, reason = "parts are taken out by their positions")]
    fn weigh(&mut self, mut parts: Vec<Part>) -> Vec<Part> {
        let mut open: Vec<Open> = Vec::new();
        let mut dropped: Vec<usize> = Vec::new();
        for at in 0..parts.len() {
            let Part::Mark(mark, _) = &parts[at] else { continue };
            if mark.output {
                continue;
            }
            let mark = mark.clone();
            let name = mark.name();
            if BLOCKS.contains(&name) || name == "highlight" {
                let deep = open.len() >= MOST_NESTING;
                let sound = !deep && self.opens(&mark);
                open.push(Open { name: name.to_owned(), tags: vec![at], sound });
            } else if let Some(ended) =
                name.strip_prefix("end").filter(|name| BLOCKS.contains(name) || *name == "highlight")
            {
                match open.iter().rposition(|block| block.name == ended) {
                    Some(found) => {
                        for unclosed in open.drain(found + 1..) {
                            dropped.extend(unclosed.tags);
                        }
                        if let Some(mut block) = open.pop() {
                            block.tags.push(at);
                            if !block.sound {
                                dropped.extend(block.tags);
                            }
                        }
                    }
                    None => dropped.push(at),
                }
            } else if matches!(name, "else" | "elsif" | "when") {
                let fits = open.last().is_some_and(|block| match name {
                    "else" => matches!(block.name.as_str(), "if" | "unless" | "case" | "for"),
                    "elsif" => block.name == "if",
                    _ => block.name == "case",
                });
                if !fits {
                    dropped.push(at);
                    continue;
                }
                let sound = match name {
                    "elsif" => {
                        self.parses(&mark, &format!("{{% if {} %}}{{% endif %}}", normal(mark.rest())))
                    }
                    "when" => self.parses(
                        &mark,
                        &format!("{{% case 1 %}}{{% when {} %}}{{% endcase %}}", normal(mark.rest())),
                    ),
                    _ => true,
                };
                if let Some(block) = open.last_mut() {
                    block.tags.push(at);
                    block.sound &= sound;
                }
            }
        }
        for unclosed in open {
            if let Some(Part::Mark(mark, _)) = unclosed.tags.first().and_then(|at| parts.get(*at)) {
                let (mark, name) = (mark.clone(), unclosed.name.clone());
                let hint = format!("add `{{% end{name} %}}` where it ends");
                self.fault(&mark, format!("`{{% {name} %}}` is never closed"), &hint);
            }
            dropped.extend(unclosed.tags);
        }
        for at in dropped {
            if let Some(Part::Mark(_, role)) = parts.get_mut(at) {
                *role = Role::Dropped;
            }
        }
        parts
    }

    /// Whether the engine can parse the tag that opens a block.
    fn opens(&mut self, mark: &Mark) -> bool {
        let name = mark.name();
        match name {
            "highlight" => true,
            "for"
                if !self.subject.templates.are_liquid()
                    && !self.included
                    && !self.is_known_list(mark.rest()) =>
            {
                self.unknown(mark);
                false
            }
            "tablerow" => {
                self.unknown(mark);
                false
            }
            _ => {
                let source = format!("{{% {name} {} %}}{{% end{name} %}}", normal(mark.rest()));
                self.parses(mark, &source)
            }
        }
    }

    /// Whether what a loop goes through means something.
    fn is_known_list(&self, rest: &str) -> bool {
        let list = rest.split_once(" in ").map_or("", |(_, list)| list.trim());
        is_literal(list) || self.names.contains(root(list))
    }

    fn parses(&mut self, mark: &Mark, source: &str) -> bool {
        if !is_too_deep(source) && !too_long_a_number(source) && parser::parse(source, &LANGUAGE).is_ok() {
            return true;
        }
        let message =
            format!("`{{% {} %}}` cannot be evaluated, so the words within stay", short(&mark.inside));
        self.fault(mark, message, "write the words as the site shows them");
        false
    }

    fn unknown(&mut self, mark: &Mark) {
        let name = mark.name();
        let message = format!("`{{% {} %}}` is not carried out", short(name));
        self.fault(mark, message, "write what the site shows instead of the tag");
    }

    fn mark(&mut self, mark: &Mark) {
        if mark.output {
            return self.output(mark);
        }
        let name = mark.name();
        match name {
            "if" | "unless" | "for" | "capture" | "ifchanged" => self.tag(name, mark.rest()),
            "case" => {
                self.case.push(false);
                self.tag(name, mark.rest());
            }
            "when" | "else" | "elsif" => {
                if let Some(case) = self.case.last_mut().filter(|_| name == "when") {
                    *case = true;
                }
                self.tag(name, mark.rest());
            }
            "endcase" => {
                self.case.pop();
                self.tag(name, "");
            }
            "endif" | "endunless" | "endfor" | "endcapture" | "endifchanged" => self.tag(name, ""),
            "assign" => self.assign(mark),
            "include" | "include_cached" | "include_relative" => self.include(mark),
            "link" | "post_url" => self.link(mark),
            "highlight" => self.highlight(mark),
            "endhighlight" => {
                let close = if self.subject.html { "</code></pre>" } else { "\n~~~\n" };
                self.inserted(close, mark);
            }
            name if TAGS.contains(&name) => {
                let source = format!("{{% {name} {} %}}", normal(mark.rest()));
                if self.parses(mark, &source) {
                    self.source.push_str(&source);
                }
            }
            name if SILENT.contains(&name) || name.is_empty() || name.starts_with('#') => {}
            _ => self.unknown(mark),
        }
    }

    fn tag(&mut self, name: &str, rest: &str) {
        self.source.push_str(&format!("{{% {name} {} %}}", normal(rest)));
    }

    fn output(&mut self, mark: &Mark) {
        if mark.inside.is_empty() {
            return;
        }
        let known = self.included || is_literal(&mark.inside) || self.names.contains(root(&mark.inside));
        if !known && !self.subject.templates.are_liquid() {
            return self.words(mark.range.clone());
        }
        let words = self.known_filters(mark, &mark.inside);
        let path = words.split_whitespace().next().unwrap_or("");
        if !known {
            let message = format!("`{}` has no value", short(path));
            self.fault(mark, message, "phasebook knows `site.…`, `page.…` and what the page itself assigns");
        }
        // In a layout or a loop a value may well be missing; a page that names one means it.
        let plain = words == path && !self.included && matches!(root(path), "site" | "page");
        let named = if plain { format!(" \"{path}\"") } else { String::new() };
        let number = self.piece(Piece::Origin(self.text.span(mark.range.clone())));
        let source = format!("{{% show {number} {words}{named} %}}");
        if !is_too_deep(&source) && !too_long_a_number(&source) && parser::parse(&source, &LANGUAGE).is_ok() {
            self.source.push_str(&source);
        } else {
            let message = format!("`{{{{ {} }}}}` cannot be evaluated", short(&mark.inside));
            self.fault(mark, message, "write the words as the site shows them");
        }
    }

    fn assign(&mut self, mark: &Mark) {
        let rest = self.known_filters(mark, mark.rest());
        let source = format!("{{% assign {rest} %}}");
        if self.parses(mark, &source) {
            self.source.push_str(&source);
        }
    }

    /// An expression without the filters that the language does not have; each is reported.
    fn known_filters(&mut self, mark: &Mark, expression: &str) -> String {
        let expression = normal(expression);
        let mut kept = String::new();
        for (at, part) in split(&expression, '|').into_iter().enumerate() {
            let name = part.trim().split([':', ' ']).next().unwrap_or("");
            if at > 0 && LANGUAGE.filters.get(name).is_none() {
                let message = format!("the filter `{}` is not carried out", short(name));
                self.fault(mark, message, "write the result itself instead");
                continue;
            }
            if at > 0 {
                kept.push('|');
            }
            kept.push_str(part);
        }
        kept.trim().to_owned()
    }

    fn include(&mut self, mark: &Mark) {
        let rest = mark.rest();
        let (name, parameters) = include_parts(rest);
        let beside = if mark.name() == "include_relative" { "./" } else { "" };
        let number = self.piece(Piece::Origin(self.text.span(mark.range.clone())));
        let mut source = format!("{{% include {number} \"{beside}\"");
        for part in name_parts(&name) {
            source.push_str(&format!(" | append: {part}"));
        }
        for (key, value) in parameters {
            source.push_str(&format!(" {key}={value}"));
        }
        source.push_str(" %}");
        if self.parses(mark, &source) {
            self.source.push_str(&source);
        }
    }

    /// `link` names a file below the root, `post_url` a post without folder and ending.
    fn link(&mut self, mark: &Mark) {
        let named = mark.rest().trim_matches(['"', '\'']);
        let path = if mark.name() == "link" || named.contains("{{") {
            format!("/{}", named.trim_start_matches('/'))
        } else {
            let (folder, name) = named.rsplit_once('/').unwrap_or(("", named));
            let slash = if folder.is_empty() { "" } else { "/" };
            format!("/{folder}{slash}_posts/{name}.md")
        };
        // An address in Markdown ends at a blank.
        self.inserted(&path.replace(' ', "%20"), mark);
    }

    fn highlight(&mut self, mark: &Mark) {
        let language = mark.rest().split_whitespace().next().unwrap_or("");
        let language: String =
            language.chars().filter(|c| c.is_alphanumeric() || "+-#_".contains(*c)).collect();
        let open = if self.subject.html {
            format!("<pre><code class=\"language-{language}\">")
        } else {
            format!("\n~~~ {language}{}\n", code_lines::as_info(mark.rest()))
        };
        self.inserted(&open, mark);
    }
}

/// The name of an included file, and the parameters that it is given.
fn include_parts(rest: &str) -> (String, Vec<(String, String)>) {
    let mut name_end = rest.len();
    let mut braces = 0;
    for (at, character) in rest.char_indices() {
        match character {
            '{' => braces += 1,
            '}' => braces -= 1,
            c if c.is_whitespace() && braces == 0 => {
                name_end = at;
                break;
            }
            _ => {}
        }
    }
    let (name, mut rest) = rest.split_at(name_end);
    let mut parameters = Vec::new();
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim().trim_start_matches(',').trim();
        let after = after.trim_start();
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = closing_quote(&after[1..], quote);
                (quoted(&after[1..1 + end], quote), after.get(end + 2..).unwrap_or(""))
            }
            _ => {
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                (after[..end].to_owned(), &after[end..])
            }
        };
        let is_key =
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if is_key && !value.is_empty() {
            parameters.push((key.to_owned(), value));
        }
        rest = next;
    }
    (name.trim_matches(['"', '\'']).to_owned(), parameters)
}

/// Where a quoted text ends; `\` before a quotation mark keeps it open.
fn closing_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if character == quote && !escaped {
            return at;
        }
        escaped = character == '\\' && !escaped;
    }
    text.len()
}

/// A quoted text as the engine reads it, which knows no escapes.
fn quoted(text: &str, quote: char) -> String {
    let text = text.replace(&format!("\\{quote}"), if quote == '"' { "&quot;" } else { "&#39;" });
    format!("{quote}{text}{quote}")
}

/// The parts of a name with outputs in it, as values to append.
fn name_parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, next) = after.split_once("}}").unwrap_or((after, ""));
        if !before.is_empty() {
            parts.push(format!("\"{}\"", before.replace('"', "")));
        }
        parts.push(inside.split('|').next().unwrap_or("").trim().to_owned());
        rest = next;
    }
    if !rest.is_empty() {
        parts.push(format!("\"{}\"", rest.replace('"', "")));
    }
    parts
}

/// An expression as the engine reads it: parentheses that only group fall away, as they do in
/// Ruby's Liquid, and what is missing is compared as what is empty.
fn normal(expression: &str) -> String {
    let mut result = String::with_capacity(expression.len());
    let mut quote = None;
    let range = expression.contains("..");
    let mut word = String::new();
    let flush = |word: &mut String, result: &mut String| {
        result.push_str(if matches!(word.as_str(), "nil" | "null") { "empty" } else { word });
        word.clear();
    };
    for character in expression.chars() {
        if let Some(open) = quote {
            result.push(character);
            if character == open {
                quote = None;
            }
            continue;
        }
        if character.is_alphanumeric() || matches!(character, '_' | '.' | '-') {
            word.push(character);
            continue;
        }
        flush(&mut word, &mut result);
        match character {
            '"' | '\'' => {
                quote = Some(character);
                result.push(character);
            }
            '(' | ')' if !range => result.push(' '),
            other => result.push(other),
        }
    }
    flush(&mut word, &mut result);
    if let Some(open) = quote {
        result.push(open);
    }
    result
}

/// An expression at a separator, outside of quotation marks.
fn split(expression: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut quote) = (0, None);
    for (at, character) in expression.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character == separator => {
                parts.push(&expression[from..at]);
                from = at + 1;
            }
            None => {}
        }
    }
    parts.push(&expression[from..]);
    parts
}

/// Whether brackets stand in one another deeper than anybody writes: the engine calls itself for each.
fn is_too_deep(source: &str) -> bool {
    source.matches(['[', '(']).count() > 64
}

/// Whether a number is longer than the engine takes; it would end the program.
pub(super) fn too_long_a_number(source: &str) -> bool {
    source.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 17)
}

fn short(text: &str) -> String {
    match text.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
