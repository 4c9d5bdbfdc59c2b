//! Passages between fences: `:::note[Title]` (Docusaurus), `::: {.callout-note}` (Pandoc,
//! Quarto), `::::: challenge` (sandpaper), `::: tip Title` (VuePress), `:::{note} Title` and
//! ```` ```{note} ```` (MyST), ```` ```admonish note ```` (mdBook).

use std::ops::Range;

use super::blocks::Container;
use super::lines::{Fence, Line, lines};
use super::myst::{self, Directive};
use super::{Marks, Remark, kinds};
use crate::diagnostic::rules;
use crate::source::Surroundings;
use crate::source::attributes::parse_words;
use crate::source::rewrite::Rewritten;

/// Replaces fenced passages by the blocks that they are.
pub fn read(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let lines = lines(&text.text);
    let mut reader = Reader {
        lines: &lines,
        marks: surroundings.settings.dialect.marks,
        open: Vec::new(),
        edits: Vec::new(),
        remarks: Vec::new(),
        text: &text,
    };
    let mut at = 0;
    while at < lines.len() {
        at = reader.line(at);
    }
    let Reader { open, mut edits, mut remarks, .. } = reader;
    let end = text.text.len();
    let mut left = Vec::new();
    for passage in open.into_iter().rev().filter(|passage| passage.opened) {
        let line = &lines[passage.line];
        // Code in it that has a fence as long as its own ends where it ends.
        let plain_end = lines[passage.line + 1..].iter().find(|line| {
            passage.fence.mark != ':'
                && passage.fence.is_closed_by(line.text.trim_start_matches([' ', '\t', '>']).trim_end())
        });
        if let Some(last) = plain_end {
            edits.push((last.next..last.next, passage.close));
            continue;
        }
        remarks.push(unclosed(&text, line, passage.fence));
        // A passage ends with the page at the latest; what only may be one stays as it is.
        if passage.close.contains("</div>") {
            left.push(passage.edit);
        } else {
            edits.push((end..end, passage.close));
        }
    }
    surroundings.remarks.extend(remarks);
    let edits = edits.into_iter().enumerate().filter(|(at, _)| !left.contains(at));
    let mut edits: Vec<_> = edits.map(|(_, edit)| edit).collect();
    edits.sort_by_key(|(range, _)| range.start);
    text.edit(edits)
}

fn unclosed(text: &Rewritten, line: &Line<'_>, fence: Fence) -> Remark {
    Remark {
        rule: &rules::UNCLOSED_MARK,
        span: text.span(line.start + line.margin().len()..line.end()),
        message: format!("the passage `{}` is never closed", line.body()),
        hint: format!("add a line `{}` where it ends", String::from(fence.mark).repeat(fence.length)),
    }
}

/// A passage that has begun.
struct Passage {
    fence: Fence,
    /// The line that opened it.
    line: usize,
    /// How many edits there were before it.
    edit: usize,
    /// What closes it.
    close: String,
    /// Whether it is a mark, and not ordinary code within one.
    opened: bool,
}

/// What an opening line stands for.
pub enum Opening {
    /// A block around those that follow.
    Holds(Container),
    /// The same with words above and below them; a line of `^^^` ends their own header.
    Card(Container, String, String),
    /// Blocks that say nothing of themselves.
    Plain,
    /// A block that is written whole in place of the fence and all within.
    Whole(String),
    /// Code: its language, and what stands around it: its caption, its label.
    Code(String, Option<Container>),
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    marks: Marks,
    open: Vec<Passage>,
    edits: Vec<(Range<usize>, String)>,
    remarks: Vec<Remark>,
    text: &'a Rewritten,
}

impl Reader<'_> {
    /// Reads a line; returns the next.
    fn line(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        let body = line.text.trim_start_matches([' ', '\t', '>']).trim_end();
        let margin = &line.text[..line.text.len() - line.text.trim_start_matches([' ', '\t', '>']).len()];
        let margin = margin.to_owned();
        if let Some(passage) = self.open.last()
            && passage.fence.is_closed_by(body)
            && (passage.fence.mark != ':' || !line.code || self.within_directive())
        {
            let Some(passage) = self.open.pop() else { return at + 1 };
            if passage.opened {
                self.edits.push((line.start..line.next, passage.close));
            }
            return at + 1;
        }
        // Ordinary code holds no marks.
        if self.open.last().is_some_and(|passage| !passage.opened) {
            return at + 1;
        }
        if body.starts_with(":::") && self.marks.contains(Marks::COLON_FENCES) {
            // Any number of colons closes, as in Pandoc.
            if body.trim_matches(':').is_empty() {
                if self.open.last().is_some_and(|passage| passage.fence.mark == ':') {
                    let close = self.open.pop().map(|passage| passage.close).unwrap_or_default();
                    self.edits.push((line.start..line.next, close));
                }
                return at + 1;
            }
            if !line.code || self.within_directive() {
                return self.colons(at, body, &margin);
            }
            return at + 1;
        }
        if body.starts_with("///") && self.marks.contains(Marks::BLOCKS) && !line.code {
            return self.slashes(at, body, &margin);
        }
        let Some((fence, info)) = Fence::begun(line.text) else { return at + 1 };
        if !self.marks.contains(Marks::DIRECTIVES) {
            self.push(fence, at, None);
            return at + 1;
        }
        match myst::directive(info).or_else(|| self.unknown(at, info)) {
            Some(directive) => self.directive(at, fence, &directive, &margin),
            None => {
                self.push(fence, at, None);
                at + 1
            }
        }
    }

    /// A directive of MyST that some extension of the site's brings: a passage, named.
    fn unknown<'t>(&mut self, at: usize, info: &'t str) -> Option<Directive<'t>> {
        let directive = myst::any_directive(info).filter(|_| self.marks.contains(Marks::ROLES))?;
        // A name alone is that of a language.
        let options = self.lines.get(at + 1).is_some_and(|next| next.body().starts_with(':'));
        if directive.argument.is_empty() && !options {
            return None;
        }
        let line = &self.lines[at];
        self.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: self.text.span(line.start + line.margin().len()..line.end()),
            message: format!("the directive `{{{}}}` is not known; its words stay", directive.name),
            hint: "write the words alone".to_owned(),
        });
        Some(directive)
    }

    fn within_directive(&self) -> bool {
        self.open.iter().any(|passage| passage.opened && passage.fence.mark != ':')
    }

    fn push(&mut self, fence: Fence, line: usize, close: Option<String>) {
        let opened = close.is_some();
        let close = close.unwrap_or_default();
        self.open.push(Passage { fence, line, edit: self.edits.len(), close, opened });
    }

    fn colons(&mut self, at: usize, body: &str, margin: &str) -> usize {
        let rest = body.trim_start_matches(':');
        let fence = Fence { mark: ':', length: body.len() - rest.len() };
        let info = rest.trim().trim_end_matches(':').trim();
        if let Some(directive) = myst::directive(info).or_else(|| self.unknown(at, info)) {
            return self.directive(at, fence, &directive, margin);
        }
        if info == "mermaid" {
            return self.diagram(at, fence, margin);
        }
        let Some(mut container) = opening(info) else { return at + 1 };
        if self.marks.contains(Marks::PANDOC) && container.element == "div" {
            return self.division(at, fence, container, margin);
        }
        let mut next = at + 1;
        let mut end = self.lines[at].next;
        // Where a heading stands at the head of a passage it is the title.
        let titled = container.element != "div" || self.marks.contains(Marks::LESSONS);
        if titled
            && pandoc(info, self.marks)
            && let Some((words, after)) = self.heading(next)
        {
            container.title = Some(words);
            container.attributes.retain(|(name, _)| *name != "untitled");
            next = after;
            end = self.lines[after - 1].next;
        }
        self.push(fence, at, Some(container.close(margin)));
        self.edits.push((self.lines[at].start..end, container.open(margin)));
        next
    }

    /// A division in the manner of Pandoc: one that is called as a figure or a table has its last paragraph
    /// for a caption, and headings in one of tabs are their labels.
    fn division(&mut self, at: usize, fence: Fence, container: Container, margin: &str) -> usize {
        let own = self.own_lines(at);
        let lines = self.lines;
        let said =
            |name: &str| container.attributes.iter().find(|(key, _)| *key == name).map(|(_, v)| v.clone());
        let (id, class) = (said("id").unwrap_or_default(), said("class").unwrap_or_default());
        let shown = ["fig-", "tbl-", "lst-"].iter().any(|kind| id.starts_with(kind));
        let mut close = container.close(margin);
        let mut open = container.open(margin);
        if class.split(' ').any(|class| matches!(class, "panel-tabset" | "group-tab")) {
            let level =
                |line: &Line<'_>| line.body().find(|c| c != '#').filter(|level| (1..=6).contains(level));
            let first = own.iter().find_map(|line| level(&lines[*line]));
            let mut before = String::new();
            for line in own.iter().map(|line| &lines[*line]).filter(|line| level(line).is_some()) {
                if level(line) == first {
                    let label = line.body().trim_matches('#').trim();
                    let tab = Container::tab(label.split(" {").next().unwrap_or(label));
                    self.edits.push((line.start..line.next, format!("{before}{}", tab.open(margin))));
                    before = tab.close(margin);
                }
            }
            close.insert_str(0, &before);
        } else if let Some(caption) = Some(own).filter(|_| shown).and_then(|own| self.last_paragraph(&own)) {
            let words: Vec<&str> = lines[caption.clone()].iter().map(Line::body).collect();
            let figure = Container::figure(&words.join(" ")).with("id", &id).with("class", &class);
            (open, close) = (figure.open(margin), figure.close(margin));
            self.edits.push((lines[caption.start].start..lines[caption.end - 1].next, String::new()));
        }
        self.push(fence, at, Some(close));
        self.edits.push((lines[at].start..lines[at].next, open));
        at + 1
    }

    /// The lines that stand in the division of a line and in none within; none where it is never closed.
    fn own_lines(&self, at: usize) -> Vec<usize> {
        let mut depth = 0;
        let mut own = Vec::new();
        for (index, line) in self.lines.iter().enumerate().skip(at + 1) {
            let body = line.text.trim_start_matches([' ', '\t', '>']).trim_end();
            if line.code || !body.starts_with(":::") {
                if depth == 0 && !line.code {
                    own.push(index);
                }
            } else if !body.trim_matches(':').is_empty() {
                depth += 1;
            } else if depth == 0 {
                return own;
            } else {
                depth -= 1;
            }
        }
        Vec::new()
    }

    /// The paragraph that some lines end with, behind an empty line or another block.
    fn last_paragraph(&self, own: &[usize]) -> Option<Range<usize>> {
        let end = *own.iter().rev().find(|line| !self.lines[**line].is_blank())?;
        let stands = |at: &usize| own.contains(at) && !self.lines[*at].is_blank();
        let start = (0..=end).rev().take_while(stands).last()?;
        let words = self.lines[start].body();
        let begins =
            |c: char| c.is_alphanumeric() || matches!(c, '*' | '_' | '"' | '\'' | '(' | '[' | '`' | '$');
        let plain = words.starts_with(begins) && !words.starts_with("* ") && !words.starts_with("```");
        // A table's rows and the items of a list are no caption.
        let listed = words.split_once(['.', ')']).is_some_and(|(number, _)| number.parse::<u32>().is_ok());
        (plain && !listed && !words.contains(" | ")).then_some(start..end + 1)
    }

    /// `::: mermaid` of Azure DevOps: a diagram up to the colons that close it.
    fn diagram(&mut self, at: usize, fence: Fence, margin: &str) -> usize {
        let lines = self.lines;
        let Some(end) = self.closing(at, fence) else {
            self.remarks.push(unclosed(self.text, &lines[at], fence));
            return at + 1;
        };
        let ticks = long_fence(&lines[at + 1..end]);
        self.edits.push((lines[at].start..lines[at].next, format!("\n{margin}{ticks}mermaid\n")));
        self.edits.push((lines[end].start..lines[end].next, format!("{margin}{ticks}\n\n")));
        end + 1
    }

    /// `/// note | Title`, with options indented under it.
    fn slashes(&mut self, at: usize, body: &str, margin: &str) -> usize {
        let info = body.trim_start_matches('/').trim();
        let fence = Fence { mark: '/', length: 3 };
        let (name, title) = info.split_once('|').unwrap_or((info, ""));
        let title = Some(title.trim()).filter(|title| !title.is_empty());
        let Some(name) = name.split_whitespace().next().filter(|name| name.starts_with(char::is_alphabetic))
        else {
            return at + 1;
        };
        let mut next = at + 1;
        let mut sort = None;
        while let Some(line) = self.lines.get(next)
            && line.indent >= 4
            && let Some((key, value)) = line.body().split_once(':')
            && !key.contains(' ')
        {
            if key == "type" {
                sort = kinds::known(value.trim());
            }
            next += 1;
        }
        let container = match (name, sort) {
            ("admonition", Some(kind)) => Container::admonition(&kind, title),
            ("html" | "caption" | "figure-caption" | "table-caption" | "define", _) => {
                Container::division(name)
            }
            _ => match named(name, title) {
                Some(container) => container,
                None => return at + 1,
            },
        };
        self.push(fence, at, Some(container.close(margin)));
        self.edits.push((self.lines[at].start..self.lines[next - 1].next, container.open(margin)));
        next
    }

    /// The heading that stands first in a passage, and the line after it.
    fn heading(&self, from: usize) -> Option<(String, usize)> {
        let at = (from..self.lines.len()).find(|at| !self.lines[*at].is_blank())?;
        let line = self.lines.get(at).filter(|line| !line.code)?;
        let words = line.body().trim_start_matches('#');
        let level = line.body().len() - words.len();
        let words = words.trim().trim_end_matches('#').trim();
        let words = words.split(" {").next().unwrap_or(words);
        ((1..=6).contains(&level) && !words.is_empty()).then(|| (words.to_owned(), at + 1))
    }

    fn directive(&mut self, at: usize, fence: Fence, directive: &Directive<'_>, margin: &str) -> usize {
        let (options, body) = myst::options(self.lines, at + 1, directive);
        let end = self.closing(at, fence);
        let content = match end {
            Some(end) if end > body => &self.lines[body..end],
            _ => &[],
        };
        let lines = self.lines;
        let start = lines[at].start;
        match (myst::meaning(directive, &options, content), end) {
            (Opening::Holds(container), _) => {
                self.push(fence, at, Some(container.close(margin)));
                self.edits.push((start..lines[body - 1].next, container.open(margin)));
                body
            }
            (Opening::Card(container, head, foot), _) => {
                let indented = |text: &str| -> String {
                    text.split_inclusive('\n').map(|line| format!("{margin}{line}")).collect()
                };
                self.push(fence, at, Some(format!("{}{}", indented(&foot), container.close(margin))));
                let open = format!("{}{}", container.open(margin), indented(&head));
                self.edits.push((start..lines[body - 1].next, open));
                let header =
                    |line: &&Line<'_>| line.body().len() >= 3 && line.body().trim_matches('^').is_empty();
                self.edits
                    .extend(content.iter().find(header).map(|line| (line.start..line.next, "\n".to_owned())));
                body
            }
            (Opening::Plain, _) => {
                self.push(fence, at, Some("\n".to_owned()));
                self.edits.push((start..lines[body - 1].next, "\n".to_owned()));
                body
            }
            (_, None) => {
                self.remarks.push(unclosed(self.text, &lines[at], fence));
                at + 1
            }
            (Opening::Whole(text), Some(end)) => {
                let text: String = text.lines().map(|line| format!("{margin}{line}\n")).collect();
                self.edits.push((start..lines[end].next, format!("\n{text}\n")));
                end + 1
            }
            (Opening::Code(language, figure), Some(end)) => {
                let fence = long_fence(content);
                let open = figure.as_ref().map(|figure| figure.open(margin)).unwrap_or_default();
                let close = figure.as_ref().map(|figure| figure.close(margin)).unwrap_or_default();
                self.edits.push((start..lines[body - 1].next, format!("{open}{margin}{fence}{language}\n")));
                let last = &lines[end];
                self.edits.push((last.start..last.next, format!("{margin}{fence}\n{close}")));
                end + 1
            }
        }
    }

    /// The line that closes a fence, others within passed over.
    fn closing(&self, at: usize, fence: Fence) -> Option<usize> {
        let mut inner: Option<Fence> = None;
        for (index, line) in self.lines.iter().enumerate().skip(at + 1) {
            let body = line.text.trim_start_matches([' ', '\t', '>']).trim_end();
            match inner {
                Some(open) if open.is_closed_by(body) => inner = None,
                Some(_) => {}
                None if fence.is_closed_by(body) => return Some(index),
                None => {
                    if let Some((open, info)) = Fence::begun(line.text)
                        && !info.is_empty()
                        && (open.mark != fence.mark || open.length >= fence.length)
                    {
                        inner = Some(open);
                    }
                }
            }
        }
        None
    }
}

/// Whether an opening line is in the manner of Pandoc, where headings are titles.
fn pandoc(info: &str, marks: Marks) -> bool {
    marks.contains(Marks::LESSONS) || info.starts_with('{')
}

/// A fence longer than any run of backticks in some lines.
fn long_fence(content: &[Line<'_>]) -> String {
    let longest =
        content.iter().flat_map(|line| line.text.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// What stands behind the colons of an opening line.
fn opening(info: &str) -> Option<Container> {
    if let Some(inside) = info.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return classes(inside);
    }
    let end = info.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(info.len());
    let (name, rest) = info.split_at(end);
    if !name.starts_with(char::is_alphabetic) || !(rest.is_empty() || rest.starts_with([' ', '[', '{'])) {
        return None;
    }
    // `[Title]`, then attributes in braces; or words alone.
    let mut title = None;
    let mut rest = rest.trim();
    if let Some(inside) = rest.strip_prefix('[')
        && let Some(end) = inside.rfind(']')
    {
        title = Some(&inside[..end]);
        rest = inside[end + 1..].trim();
    }
    let mut said = String::new();
    if let Some(open) = rest.rfind('{').filter(|_| rest.ends_with('}')) {
        said = rest[open + 1..rest.len() - 1].to_owned();
        rest = rest[..open].trim();
    }
    let list = parse_words(&said);
    let pair = |key: &str| list.attributes.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    let title = title
        .map(str::to_owned)
        .or_else(|| (!rest.is_empty()).then(|| rest.to_owned()))
        .or_else(|| pair("title"));
    let container = named(name, title.as_deref())?;
    Some(container.with("id", list.attributes.id.as_deref().unwrap_or("")))
}

/// The block of a name with its title.
fn named(name: &str, title: Option<&str>) -> Option<Container> {
    let lower = name.to_ascii_lowercase();
    if let Some(kind) = lower.strip_prefix("callout-").and_then(kinds::known) {
        return Some(Container::admonition(&kind, title));
    }
    Some(match lower.as_str() {
        "details" | "spoiler" | "dropdown" | "solution" | "collapse" | "toggle" | "expand" => {
            let own = kinds::lesson(&lower).and_then(|kind| kind.title).unwrap_or("Details");
            Container::details(title.filter(|title| !title.is_empty()).unwrap_or(own))
        }
        "tab" | "tab-item" => Container::tab(title.unwrap_or("")),
        "figure" => Container::figure(title.unwrap_or("")),
        _ => match kinds::known(&lower).or_else(|| kinds::lesson(&lower)) {
            Some(kind) => Container::admonition(&kind, title),
            // A passage of another name keeps its title and its name as a class.
            None => match title.filter(|title| !title.is_empty()) {
                Some(title) => Container::admonition(&kinds::any("admonition").0, Some(title)),
                None => Container::division(&lower),
            },
        },
    })
}

/// The block of an attribute list in the manner of Pandoc.
fn classes(inside: &str) -> Option<Container> {
    let list = parse_words(inside);
    let said = &list.attributes;
    // `{}` is a division that says nothing of itself.
    if said.is_empty() && !inside.trim().is_empty() {
        return None;
    }
    let title = said.pairs.iter().find(|(key, _)| key == "title").map(|(_, value)| value.as_str());
    let kind = said.classes.iter().find_map(|class| {
        let name = class.strip_prefix("callout-").unwrap_or(class);
        kinds::known(name).or_else(|| kinds::lesson(name)).map(|_| name.to_owned())
    });
    let statement = said.classes.iter().find(|class| kinds::statement(class));
    let container = match (&kind, statement) {
        (Some(name), _) => named(name, title)?,
        (None, Some(name)) => {
            Container::admonition(&kinds::any("admonition").0, Some(title.unwrap_or(&kinds::titled(name))))
        }
        _ => Container::division(&said.classes.join(" ")),
    };
    Some(container.with("id", said.id.as_deref().unwrap_or("")))
}
