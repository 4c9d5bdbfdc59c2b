//! From Markdown's events to one tree: every event becomes a tag, raw HTML
//! goes through the HTML tokenizer, and both meet in tree construction.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::Attribute;
use html5ever::interface::QuirksMode;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag as MarkdownTag, TagEnd,
};

use super::attributes::parse_prefix;
use super::dialect::BlockAttributes;
use super::dom::{Detail, Dom, MARK, Mark, Sink, html_name};
use super::elements::{self, Cells, Name};
use super::gate::{Feed, Gate};
use super::marks::Marks;
use super::quotes::{self, Quotes};
use super::tightness::Gaps;

/// What the reader of a page may be asked to do differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Straight quotes, dashes and dots become typographic ones.
    pub smart_punctuation: bool,
    /// What brackets without a definition are.
    pub brackets: Brackets,
    /// Front matter, Liquid and kramdown's forms are read.
    pub kramdown: bool,
    /// The marks of other programs that are read.
    pub marks: Marks,
    /// Whether formulas are read in all their forms, or in none; where nothing is said, `marks` and
    /// the pages say it.
    pub formulas: Option<bool>,
    /// GitHub's extensions are read: tables, tasks, notes, strikethrough,
    /// alerts, bare addresses; and definition lists and header ids with them.
    pub extensions: bool,
    /// The site's own program begins a list on the line after a paragraph, as CommonMark does and
    /// kramdown and Python-Markdown do not.
    pub lists_interrupt: bool,
    /// Raw HTML holds Markdown, as kramdown reads it where `parse_block_html` is set.
    pub markdown_in_html: bool,
}

/// What brackets without a definition are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brackets {
    /// Words.
    Words,
    /// Where a second pair names a definition (`[words][name]`), a fault; else words.
    References,
    /// The same, and `[Title]` is a link to the page of that title.
    Titles,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            smart_punctuation: true,
            brackets: Brackets::Titles,
            kramdown: true,
            marks: Marks::default(),
            formulas: None,
            extensions: true,
            lists_interrupt: false,
            markdown_in_html: false,
        }
    }
}

impl Dialect {
    /// CommonMark and nothing else.
    pub fn commonmark() -> Self {
        let (on, marks) = (false, Marks::empty());
        Self {
            smart_punctuation: on,
            brackets: Brackets::Words,
            kramdown: on,
            marks,
            formulas: None,
            extensions: on,
            lists_interrupt: on,
            markdown_in_html: on,
        }
    }

    pub(super) fn options(self) -> Options {
        let mut options = Options::empty();
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        for option in [
            Options::ENABLE_TABLES,
            Options::ENABLE_FOOTNOTES,
            Options::ENABLE_STRIKETHROUGH,
            Options::ENABLE_TASKLISTS,
            Options::ENABLE_HEADING_ATTRIBUTES,
            Options::ENABLE_GFM,
            Options::ENABLE_DEFINITION_LIST,
        ] {
            options.set(option, self.extensions);
        }
        options
    }
}

/// The scheme of links that name a page by its title. Pages cannot write it:
/// an address has no space after its colon.
pub const TITLE_SCHEME: &str = "title: ";

/// Something in raw HTML that does not reach a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Bytes of the rewritten text.
    pub range: Range<usize>,
    /// What it is.
    pub what: RefusedKind,
}

/// What of raw HTML is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedKind {
    /// `script` or `style`: the element falls away with what it holds.
    Element(String),
    /// An event handler: the attribute falls away.
    Handler(String),
    /// An inline drawing: only its words stay.
    Drawing,
    /// `<?php … ?>` or `<!DOCTYPE …>`: an instruction to another program falls away.
    Instruction,
    /// A tag that is never finished: it stays as text.
    Unfinished,
    /// Comments of several words, and how many a page has.
    Comments(usize),
}

/// The tree of a page with what was refused on the way.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The tree.
    pub dom: Dom,
    /// What was refused.
    pub refused: Vec<Refused>,
    /// Attribute lists that stand beside no block.
    pub unattached: Vec<Range<usize>>,
    /// The first lines of fences that are never closed.
    pub unclosed_fences: Vec<Range<usize>>,
}

/// Parses Markdown and the HTML in it. Never fails.
///
/// `language` is the tag of the page's language, for its quotation marks.
pub fn parse(text: &str, dialect: Dialect, lists: &[BlockAttributes], language: Option<&str>) -> Parsed {
    let mut reader = Reader::new(text, dialect, lists);
    if dialect.smart_punctuation {
        *reader.gate.quotes.get_mut() = Some(Quotes::new(language));
    }
    let callback = |link: BrokenLink<'_>| title_reference(text, dialect, &link);
    let parser = Parser::new_with_broken_link_callback(text, dialect.options(), Some(callback));
    for (event, range) in parser.into_offset_iter() {
        reader.event(event, range);
    }
    reader.finish(lists)
}

/// Parses a file of HTML, in which no Markdown is. Never fails.
pub fn parse_html(text: &str, language: Option<&str>) -> Parsed {
    let mut reader = Reader::new(text, Dialect::default(), &[]);
    *reader.gate.quotes.get_mut() = Some(Quotes::new(language));
    reader.feed(vec![(text.to_owned(), 0..text.len())]);
    reader.finish(&[])
}

/// Whether brackets without a definition look like the title of a page, or name a definition in a second pair.
fn title_reference<'a>(
    text: &str,
    dialect: Dialect,
    link: &BrokenLink<'_>,
) -> Option<(CowStr<'a>, CowStr<'a>)> {
    let is_word = dialect.brackets == Brackets::Words || link.reference.starts_with('^');
    if is_word || is_in_label(text, &link.span) {
        return None;
    }
    let words = link.reference.trim();
    // `[sic]` and `[1]` are no titles; `[Alpha]` and `[see alpha][]` are.
    let looks_like_title = words.chars().next().is_some_and(char::is_uppercase) && words.chars().count() > 1;
    let meant_as_link = !matches!(link.link_type, LinkType::Shortcut | LinkType::ShortcutUnknown);
    (meant_as_link || dialect.brackets == Brackets::Titles && looks_like_title)
        .then(|| (CowStr::from(format!("{TITLE_SCHEME}{words}")), CowStr::from("")))
}

/// Whether a mark of Markdown stands on lines of its own.
fn is_block(tag: &MarkdownTag<'_>) -> bool {
    !matches!(
        tag,
        MarkdownTag::Emphasis
            | MarkdownTag::Strong
            | MarkdownTag::Strikethrough
            | MarkdownTag::Superscript
            | MarkdownTag::Subscript
            | MarkdownTag::Link { .. }
            | MarkdownTag::Image { .. }
    )
}

/// Whether brackets stand within those of a link that has an address: no link holds another.
fn is_in_label(text: &str, brackets: &Range<usize>) -> bool {
    let end = text.floor_char_boundary(brackets.end + LABEL_BYTES);
    let behind = text[brackets.end..end].split("\n\n").next().unwrap_or("");
    let mut depth = 0;
    let mut escaped = false;
    for (at, character) in behind.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' if depth == 0 => return behind[at + 1..].starts_with('('),
            ']' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// How far the label of a link may reach.
const LABEL_BYTES: usize = 1_000;

/// The first line of a fence, where no line closes it.
fn unclosed_fence(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let code = text[range.clone()].trim_end();
    let first = code.lines().next().unwrap_or("");
    let fence = first.chars().next()?;
    let length = first.len() - first.trim_start_matches(fence).len();
    let last = code[first.len()..].lines().last().unwrap_or("").trim_matches([' ', '\t', '>', '\r']);
    let closed = last.len() >= length && last.chars().all(|c| c == fence);
    (!closed).then(|| range.start..range.start + first.len())
}

/// A block that an attribute list may belong to.
struct Candidate {
    range: Range<usize>,
    mark: usize,
}

struct Reader<'t> {
    text: &'t str,
    dialect: Dialect,
    gate: Gate,
    /// The lines that part the items of lists.
    gaps: Gaps,
    marks: Vec<Mark>,
    /// The marks of open elements, innermost last.
    open: Vec<usize>,
    /// The marks of the open items of lists.
    items: Vec<usize>,
    candidates: Vec<Candidate>,
    /// Raw HTML blocks, for attribute lists beside them.
    html_blocks: Vec<Range<usize>>,
    unclosed_fences: Vec<Range<usize>>,
    html: Option<HtmlRun>,
    /// Set while within a picture's alternative text.
    alt: Option<(usize, String)>,
    alt_depth: usize,
    /// What the cells are of the part of a table that is being read.
    cells: Cells,
    /// The end of an attribute list whose bytes are not text.
    skip_until: usize,
    /// The item whose first text may be an attribute list.
    fresh_item: Option<usize>,
}

/// Raw HTML that is being collected.
struct HtmlRun {
    pieces: Vec<(String, Range<usize>)>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, dialect: Dialect, lists: &[BlockAttributes]) -> Self {
        let sink = Sink::new();
        let context = sink.context();
        let options = TreeBuilderOpts { quirks_mode: QuirksMode::NoQuirks, ..TreeBuilderOpts::default() };
        let builder = TreeBuilder::new_for_fragment(sink, context, None, options);
        Self {
            text,
            dialect,
            gate: Gate {
                builder,
                skipping: RefCell::default(),
                refused: RefCell::default(),
                emitted: Cell::default(),
                unopened: RefCell::default(),
                quotes: RefCell::new(None),
                verbatim: Cell::default(),
                last: Cell::default(),
                words_only: Cell::default(),
            },
            gaps: Gaps::new(text, lists),
            marks: Vec::new(),
            open: Vec::new(),
            items: Vec::new(),
            candidates: Vec::new(),
            html_blocks: Vec::new(),
            unclosed_fences: Vec::new(),
            html: None,
            alt: None,
            alt_depth: 0,
            cells: Cells::Data,
            skip_until: 0,
            fresh_item: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.alt.is_some() {
            return self.alt_event(event, range);
        }
        match event {
            Event::Start(tag) => {
                if is_block(&tag) {
                    self.gate.begin_block();
                }
                self.start(tag, range);
            }
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) => self.text(words, range),
            Event::Code(words) => {
                self.fresh_item = None;
                let mark = self.mark(range.clone(), Detail::None);
                self.open_tag("code", mark, &[]);
                self.characters(&words, range.clone());
                self.close_tag("code", range.clone());
                self.span_attributes(mark, range.end);
            }
            Event::Html(html) => match &mut self.html {
                Some(run) => run.pieces.push((html.into_string(), range)),
                None => self.feed(vec![(html.into_string(), range)]),
            },
            Event::InlineHtml(html) => {
                let closes = self.gate.skipping.borrow().as_ref().is_some_and(|name| {
                    html.strip_prefix("</")
                        .is_some_and(|rest| rest.to_ascii_lowercase().starts_with(name.as_str()))
                });
                if closes {
                    self.gate.stop_skipping(range.end);
                } else if self.instruction(&html, range.start) == 0 {
                    self.feed(vec![(html.into_string(), range)]);
                }
            }
            Event::FootnoteReference(label) => {
                let mark = self.mark(range.clone(), Detail::Note(elements::label_of(&label)));
                self.open_tag("pb-note", mark, &[]);
                self.close_tag("pb-note", range);
            }
            Event::SoftBreak => {
                if range.start >= self.skip_until {
                    self.characters("\n", range);
                }
            }
            Event::HardBreak => self.void_tag("br", range),
            Event::Rule => self.void_tag("hr", range),
            Event::TaskListMarker(done) => {
                // In a loose list a paragraph is open within the item.
                if let Some(mark) = self.items.last() {
                    self.marks[*mark].detail = Detail::Task(done);
                }
            }
            // Mathematics is not switched on; should it ever be, its words stay.
            Event::InlineMath(words) | Event::DisplayMath(words) => self.characters(&words, range),
        }
    }

    fn start(&mut self, tag: MarkdownTag<'_>, range: Range<usize>) {
        let detail = self.detail(&tag, &range);
        let (block, name) = match elements::opened(&tag, self.cells) {
            Name::Html => {
                // A comment is nothing that could have attributes.
                if !self.text[range.clone()].trim_start().starts_with("<!--") {
                    self.html_blocks.push(range);
                }
                self.html = Some(HtmlRun { pieces: Vec::new() });
                return;
            }
            Name::Block(name) => (true, name),
            Name::Inline(name) => (false, name),
        };
        let mut attributes = Vec::new();
        match &tag {
            MarkdownTag::List(Some(first)) => attributes.push(("start", first.to_string())),
            MarkdownTag::TableHead => {
                self.cells = Cells::Header;
                let mark = self.mark(range.clone(), Detail::None);
                self.open_tag("thead", mark, &[]);
            }
            MarkdownTag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.unclosed_fences.extend(unclosed_fence(self.text, &range))
            }
            _ => {}
        }
        let mark = self.mark(range.clone(), detail);
        for (key, value) in elements::said(&tag) {
            super::attributes::set(&mut self.marks[mark].attributes, key, value);
        }
        // The parts of a definition list have no attributes of their own.
        if block && !matches!(name, "dt" | "dd") {
            self.candidates.push(Candidate { range: range.clone(), mark });
        }
        if name == "img" {
            self.fresh_item = None;
            self.alt = Some((mark, String::new()));
            self.alt_depth = 1;
            return;
        }
        match tag {
            MarkdownTag::Item | MarkdownTag::DefinitionListDefinition => self.fresh_item = Some(mark),
            MarkdownTag::Paragraph => {}
            _ => self.fresh_item = None,
        }
        if name == "li" {
            self.items.push(mark);
        }
        self.open.push(mark);
        if name == "p" && self.gate.words_only.take() {
            return self.gate.unopened.borrow_mut().push(name.to_owned());
        }
        self.open_tag(name, mark, &attributes);
    }

    fn detail(&self, tag: &MarkdownTag<'_>, range: &Range<usize>) -> Detail {
        match tag {
            MarkdownTag::List(_) => Detail::List { tight: self.gaps.only_attribute_lists(self.text, range) },
            MarkdownTag::Link { link_type, dest_url, title, .. } => {
                let mailto = if *link_type == LinkType::Email { "mailto:" } else { "" };
                Detail::Address { target: format!("{mailto}{dest_url}"), title: title.to_string() }
            }
            MarkdownTag::Image { dest_url, title, .. } => {
                Detail::Address { target: dest_url.to_string(), title: title.to_string() }
            }
            other => elements::detail(other),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        let (inline, name) = match elements::closed(tag, self.cells) {
            Name::Html => return self.end_html(range.end),
            Name::Block(name) => (false, name),
            Name::Inline(name) => (true, name),
        };
        let mark = self.open.pop();
        if !inline {
            // A script that is never closed ends with its block.
            self.gate.stop_skipping(range.end);
        }
        if name == "li" {
            self.items.pop();
        }
        self.close_tag(name, range.clone());
        if tag == TagEnd::TableHead {
            self.cells = Cells::Data;
            self.close_tag("thead", range.clone());
        }
        if let (Some(mark), "em" | "strong" | "del" | "sup" | "sub" | "a") = (mark, name) {
            self.span_attributes(mark, range.end);
        }
    }

    fn end_html(&mut self, end: usize) {
        if let Some(run) = self.html.take() {
            let whole: String = run.pieces.iter().map(|(html, _)| html.as_str()).collect();
            let start = run.pieces.first().map_or(0, |(_, range)| range.start);
            let mut used = self.instruction(&whole, start);
            let mut rest = Vec::new();
            for (html, range) in run.pieces {
                let cut = used.min(html.len());
                used -= cut;
                if cut < html.len() {
                    let start = if html.len() == range.len() { range.start + cut } else { range.start };
                    rest.push((html[cut..].to_owned(), start..range.end));
                }
            }
            self.feed(rest);
        }
        self.gate.stop_skipping(end);
    }

    /// What HTML begins with that is none: an instruction to another program, which is named, a
    /// section of plain characters, or words between such marks. Returns its length.
    fn instruction(&mut self, html: &str, start: usize) -> usize {
        if !self.dialect.kramdown {
            return 0;
        }
        let body = html.trim_start();
        let blank = html.len() - body.len();
        let declares = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '=');
        let (open, close) = if body.starts_with("<![CDATA[") {
            ("<![CDATA[", "]]>")
        } else if body.starts_with("<?") {
            ("<?", "?>")
        } else if body.strip_prefix("<!").is_some_and(declares) {
            ("<!", ">")
        } else {
            return 0;
        };
        let end = body.find(close);
        let said = end.map_or(body, |end| &body[..end + close.len()]);
        let range = start + blank..start + blank + said.len();
        match end {
            Some(end) if open == "<![CDATA[" => self.characters(&body[open.len()..end], range),
            Some(_) if declares(&body[2..]) => {
                self.set_position(range);
                self.gate.refuse(RefusedKind::Instruction);
            }
            _ => self.characters(said, range),
        }
        blank + said.len()
    }

    /// Within a picture, everything is alternative text.
    fn alt_event(&mut self, event: Event<'_>, range: Range<usize>) {
        let event = match event {
            Event::Text(words) => Event::Text(self.quoted(words, &range)),
            other => other,
        };
        let Some((mark, alt)) = &mut self.alt else { return };
        match event {
            Event::Start(MarkdownTag::Image { .. }) => self.alt_depth += 1,
            Event::End(TagEnd::Image) => {
                self.alt_depth -= 1;
                if self.alt_depth == 0 {
                    let (mark, alt) = (*mark, std::mem::take(alt));
                    self.alt = None;
                    self.set_position(range.clone());
                    self.open_tag("img", mark, &[("alt", alt)]);
                    self.span_attributes(mark, range.end);
                }
            }
            Event::Text(words) | Event::Code(words) => alt.push_str(&words),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }

    /// Words, with typographic marks where they do not stand in code of HTML.
    fn text(&mut self, words: CowStr<'_>, range: Range<usize>) {
        let typed = self.text.get(range.clone()).unwrap_or("");
        if typed.is_empty() || !typed.chars().all(|c| "\"'-.".contains(c)) {
            return self.words(&words, range);
        }
        let before = self.gate.quotes.borrow().clone();
        let words = self.quoted(words, &range);
        if typed != &*words {
            *self.gate.builder.sink.typed.borrow_mut() = Some(typed.to_owned());
        }
        self.words(&words, range);
        // What stands in code neither opens nor closes a quotation.
        self.gate.builder.sink.typed.take();
        if self.gate.builder.sink.kept_typed.take() {
            self.gate.quotes.replace(before);
        }
    }

    /// A straight quotation mark of the page as its language has it, and other words as they are.
    fn quoted<'w>(&self, words: CowStr<'w>, range: &Range<usize>) -> CowStr<'w> {
        let typed = self.text.get(range.clone()).and_then(|typed| match typed {
            "\"" => Some('"'),
            "'" => Some('\''),
            _ => None,
        });
        // A mark behind a backslash stays as it is typed, and so do all where none are made.
        let (Some(typed), "“" | "”" | "‘" | "’") = (typed, &*words) else { return words };
        let mut quotes = self.gate.quotes.borrow_mut();
        let Some(quotes) = quotes.as_mut() else { return words };
        let before = self.text[..range.start].chars().next_back();
        if typed == '\'' && quotes::measures(before, &self.text[range.end..]) {
            return CowStr::from("′");
        }
        let after = self.text[range.end..].chars().next();
        CowStr::from(match (typed, &*words) {
            ('"', _) => quotes.double(before, after),
            (_, "‘") => quotes.opening(),
            _ => quotes.single(before, after),
        })
    }

    fn words(&mut self, words: &str, range: Range<usize>) {
        if range.end <= self.skip_until && !range.is_empty() {
            return;
        }
        if let Some(item) = self.fresh_item.take()
            && let Some((list, length)) = parse_prefix(&self.text[range.start..])
        {
            self.marks[item].attributes.merge(list.attributes);
            self.skip_until = range.start + length;
            // The blank after the list is not text either.
            if self.text[self.skip_until..].starts_with(' ') {
                self.skip_until += 1;
            }
            if range.end <= self.skip_until {
                return;
            }
        }
        if range.start < self.skip_until && words.len() == range.len() {
            let cut = self.skip_until - range.start;
            if let Some(rest) = words.get(cut..) {
                return self.characters(rest, self.skip_until..range.end);
            }
        }
        self.characters(words, range);
    }

    /// An attribute list directly behind an inline belongs to it.
    fn span_attributes(&mut self, mark: usize, end: usize) {
        if let Some((list, length)) = self.text.get(end..).and_then(parse_prefix) {
            self.marks[mark].attributes.merge(list.attributes);
            self.skip_until = end + length;
        }
    }

    fn mark(&mut self, range: Range<usize>, detail: Detail) -> usize {
        self.marks.push(Mark { range, attributes: Default::default(), detail });
        self.marks.len() - 1
    }

    fn set_position(&self, range: Range<usize>) {
        *self.gate.builder.sink.position.borrow_mut() = range;
    }

    fn open_tag(&mut self, name: &str, mark: usize, attributes: &[(&str, String)]) {
        self.set_position(self.marks[mark].range.clone());
        let mut attrs = vec![attribute(MARK, &mark.to_string())];
        attrs.extend(attributes.iter().map(|(key, value)| attribute(key, value)));
        self.gate.tag(TagKind::StartTag, name, attrs);
    }

    fn close_tag(&mut self, name: &str, range: Range<usize>) {
        self.set_position(range);
        self.gate.tag(TagKind::EndTag, name, Vec::new());
    }

    fn void_tag(&mut self, name: &str, range: Range<usize>) {
        let mark = self.mark(range, Detail::None);
        self.open_tag(name, mark, &[]);
    }

    fn characters(&mut self, words: &str, range: Range<usize>) {
        // What a script between Markdown's words says is not words.
        if !words.is_empty() && self.gate.skipping.borrow().is_none() {
            self.fresh_item = None;
            self.set_position(range);
            let _ = self.gate.builder.process_token(Token::CharacterTokens(StrTendril::from(words)), 1);
        }
    }

    /// Feeds raw HTML to a tokenizer of its own, a piece for each `<`, so that
    /// every tag knows where it began.
    fn feed(&mut self, pieces: Vec<(String, Range<usize>)>) {
        self.fresh_item = None;
        let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
        let tokenizer = Tokenizer::new(Feed(&self.gate), options);
        let queue = BufferQueue::default();
        // Where a tag began that is not finished yet, with what it says so far.
        let mut unfinished: Option<(usize, String)> = None;
        for (html, range) in pieces {
            let verbatim = html.len() == range.len();
            for (at, part) in tag_starts(&html) {
                let start = if verbatim { range.start + at } else { range.start };
                let end = if verbatim { start + part.len() } else { range.end };
                let (begun, mut said) = unfinished.take().unwrap_or((start, String::new()));
                self.set_position(begun..end);
                self.gate.emitted.set(false);
                queue.push_back(StrTendril::from(part));
                // A script never runs, so the tokenizer never waits for one.
                let _ = tokenizer.feed(&queue);
                if !self.gate.emitted.get() {
                    said.push_str(part);
                    unfinished = Some((begun, said));
                }
            }
        }
        let looks_like_tag = |text: &str| {
            text.strip_prefix('<')
                .is_some_and(|t| t.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        if let Some((begun, said)) = unfinished
            && looks_like_tag(&said)
        {
            let range = begun..begun + said.len();
            self.gate
                .refused
                .borrow_mut()
                .push(Refused { range: range.clone(), what: RefusedKind::Unfinished });
            drop(tokenizer);
            self.characters(&said, range);
        } else {
            tokenizer.end();
        }
    }

    fn finish(self, lists: &[BlockAttributes]) -> Parsed {
        let Self { text, gate, mut marks, candidates, html_blocks, unclosed_fences, .. } = self;
        let _ = gate.builder.process_token(Token::EOFToken, 1);
        let refused = gate.refused.into_inner();
        let nodes = html5ever::interface::TreeSink::finish(gate.builder.sink);
        let mut dom = Dom { nodes, marks: Vec::new() };
        let blocks: Vec<_> = candidates.iter().map(|candidate| candidate.range.clone()).collect();
        let attached = super::attach::attach(text, lists, &blocks, &html_blocks);
        for (block, attributes) in attached.blocks {
            marks[candidates[block].mark].attributes.merge(attributes);
        }
        for (html, attributes) in attached.html {
            super::attach::attach_to_html(&mut dom, html_blocks[html].start, attributes);
        }
        dom.marks = marks;
        Parsed { dom, refused, unattached: attached.nowhere, unclosed_fences }
    }
}

fn attribute(name: &str, value: &str) -> Attribute {
    let mut name = html_name(name);
    name.ns = html5ever::ns!();
    Attribute { name, value: StrTendril::from(value) }
}

/// The parts of a text that each begin with `<`, save perhaps the first.
fn tag_starts(html: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut starts: Vec<usize> = html.match_indices('<').map(|(at, _)| at).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    starts.push(html.len());
    (0..starts.len() - 1)
        .map(move |i| (starts[i], &html[starts[i]..starts[i + 1]]))
        .filter(|(_, part)| !part.is_empty())
}
