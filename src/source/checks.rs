//! What can be wrong with a page by itself.

use std::collections::BTreeMap;

use super::Reporter;
use super::markdown::Dialect;
use super::marks::Marks;
use super::rewrite::Rewritten;
use crate::diagnostic::rules;
use crate::model::{Block, BlockKind, Image, Inline, InlineKind, ListItem, Note, Span, Written, plain_text};

/// What fences are called that hold the source of a diagram that is not drawn. (Those in Mermaid are, and most
/// graphs of Graphviz: see [`crate::site`].)
const DIAGRAMS: [&str; 6] = ["plantuml", "puml", "d2", "ditaa", "blockdiag", "vega-lite"];

/// Checks a page's blocks and notes.
pub fn check(
    text: &Rewritten,
    blocks: &[Block<Written>],
    notes: &[Note<Written>],
    dialect: Dialect,
    reporter: &mut Reporter<'_>,
) {
    if dialect == Dialect::commonmark() {
        return;
    }
    // In MyST and Quarto a link without words is called what it leads to.
    let links_have_words = !dialect.marks.intersects(Marks::ROLES | Marks::CITATIONS);
    let lists_interrupt = dialect.lists_interrupt;
    let mut checker =
        Checker { text: &text.text, rewritten: text, reporter, links_have_words, lists_interrupt };
    checker.blocks(blocks);
    for note in notes {
        checker.blocks(&note.blocks);
    }
    checker.undefined_notes();
    checker.unused_definitions();
    checker.empty_sections(blocks);
    checker.repeated_headings(blocks);
    checker.glued_lists();
}

struct Checker<'a, 'b> {
    text: &'a str,
    rewritten: &'a Rewritten,
    reporter: &'a mut Reporter<'b>,
    /// Whether links are to have words of their own.
    links_have_words: bool,
    /// Whether the site's own program begins a list directly under a paragraph.
    lists_interrupt: bool,
}

impl Checker<'_, '_> {
    fn blocks(&mut self, blocks: &[Block<Written>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph { content } => {
                    self.placeholder(block.span, content);
                    self.inlines(content);
                }
                BlockKind::Heading { content, .. } => {
                    self.heading(block.span, content);
                    self.placeholder(block.span, content);
                    self.inlines(content);
                }
                BlockKind::List { items, .. } => {
                    self.lines_as_list(block);
                    for item in items {
                        self.box_without_space(&item.blocks);
                        self.only_a_definition(item);
                    }
                    items.iter().for_each(|item| self.blocks(&item.blocks));
                }
                BlockKind::Definitions { entries } => {
                    for entry in entries {
                        entry.terms.iter().for_each(|term| self.inlines(&term.content));
                        entry.meanings.iter().for_each(|meaning| self.blocks(meaning));
                    }
                }
                BlockKind::Quote { blocks } | BlockKind::Division { blocks } => {
                    self.blocks(blocks);
                }
                BlockKind::Changed { change, .. } => match *change {},
                BlockKind::Admonition { title, blocks, .. } => {
                    self.inlines(title.as_deref().unwrap_or_default());
                    self.blocks(blocks);
                }
                BlockKind::Details { summary, blocks } => {
                    self.inlines(summary);
                    self.blocks(blocks);
                }
                BlockKind::Figure { blocks, caption } => {
                    self.blocks(blocks);
                    self.inlines(caption);
                }
                BlockKind::Table { caption, head, body, .. } => {
                    self.inlines(caption);
                    for row in head.iter().chain(body) {
                        row.cells.iter().for_each(|cell| self.blocks(&cell.blocks));
                    }
                }
                BlockKind::Pictograms { items } => {
                    for item in items {
                        if plain_text(&item.label).trim().is_empty() && item.image.alt.is_empty() {
                            self.reporter
                                .report(&rules::PICTOGRAM_LABEL, item.span, "this pictogram has no label")
                                .hint("write a word or two behind the picture");
                        }
                        self.inlines(&item.label);
                    }
                }
                BlockKind::PhaseDiagram { image } => self.image(block.span, image),
                BlockKind::Media { content, .. } => self.inlines(content),
                BlockKind::Code { language, .. } => self.diagram(block.span, language.as_deref()),
                BlockKind::Navigation { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
            }
        }
    }

    /// A diagram's source, which is shown as it is typed.
    fn diagram(&mut self, span: Span, language: Option<&str>) {
        let Some(language) = language.filter(|language| DIAGRAMS.contains(language)) else { return };
        let message = format!("the diagram is not drawn; its `{language}` source is shown as code");
        self.reporter
            .report(&rules::DIAGRAM, span, message)
            .hint("export it as SVG and show the picture with an alternative text");
    }

    /// `- [x]Done`: a box that touches its words is none.
    fn box_without_space(&mut self, blocks: &[Block<Written>]) {
        let Some(BlockKind::Paragraph { content }) = blocks.first().map(|block| &block.kind) else { return };
        let Some(InlineKind::Text { text }) = content.first().map(|first| &first.kind) else { return };
        let boxed = ["[x]", "[X]", "[ ]"].iter().find(|boxed| text.starts_with(**boxed));
        let Some(boxed) = boxed.filter(|boxed| text[boxed.len()..].starts_with(char::is_alphanumeric)) else {
            return;
        };
        let message = format!("expected a space after `{boxed}`; without it there is no box to tick");
        self.reporter.report(&rules::LIST_ITEM_SPACE, content[0].span, message).hint("add a space");
    }

    /// `- [Guide]: guide.html`: an item that defines a link and has no words.
    fn only_a_definition(&mut self, item: &ListItem<Written>) {
        if !item.blocks.is_empty() {
            return;
        }
        let source = self.reporter.source(item.span);
        let typed = source.text.get(item.span.range()).unwrap_or_default();
        let definition =
            typed.trim_start_matches(|c: char| c.is_ascii_digit() || " \t-*+.)".contains(c)).trim();
        let Some((words, address)) = definition.strip_prefix('[').and_then(|rest| rest.split_once("]:"))
        else {
            return;
        };
        let address = address.trim();
        // What leads nowhere is no definition that was meant, and is named as such.
        if !is_address(address) {
            return;
        }
        let hint = format!("write `[{words}]({address})` to print the link");
        let message =
            format!("`[{words}]:` says where a link leads and prints nothing, so the item is empty");
        self.reporter.report(&rules::UNUSED_DEFINITION, item.span, message).hint(hint);
    }

    /// A list that was only called one, with a class such as `link-list`.
    fn lines_as_list(&mut self, block: &Block<Written>) {
        let BlockKind::List { items, .. } = &block.kind else { return };
        let Some(class) = block.attributes.classes.iter().find(|class| class.ends_with("-list")) else {
            return;
        };
        // An item that was typed begins with its mark, before its words.
        let typed = |item: &ListItem<Written>| item.blocks.first().is_none_or(|b| b.span != item.span);
        // So does one of HTML, with its tag.
        let source = self.reporter.source(block.span);
        let tagged = source.text.get(block.span.start as usize..).is_some_and(|rest| rest.starts_with('<'));
        if tagged || items.iter().any(typed) {
            return;
        }
        let message =
            format!("the class `{class}` is given to lines that are no list; they were read as one");
        self.reporter.report(&rules::LINES_AS_LIST, block.span, message).hint("begin each line with `- `");
    }

    fn inlines(&mut self, content: &[Inline<Written>]) {
        for inline in content {
            if let InlineKind::Image(image) = &inline.kind {
                self.image(inline.span, image);
            }
            if let InlineKind::Link { target, content, .. } = &inline.kind
                && is_empty(content)
                && self.links_have_words
            {
                self.reporter
                    .report(
                        &rules::LINK_WORDS,
                        inline.span,
                        format!(
                            "the link to `{target}` has no words; the title or the address stands for them"
                        ),
                    )
                    .hint("write between `[` and `]` what it leads to");
            }
            self.inlines(inline.kind.content().unwrap_or_default());
        }
    }

    fn image(&mut self, span: Span, image: &Image<Written>) {
        if image.alt.is_empty() && !self.says_decorative(span) {
            self.reporter
                .report(
                    &rules::IMAGE_ALT,
                    span,
                    format!("the picture `{}` has no alternative text", image.picture),
                )
                .hint("say in a few words what it shows: `![what it shows](…)` or `alt=\"…\"`");
        }
    }

    /// Whether HTML says that a picture only decorates: by the standard an empty `alt` does.
    fn says_decorative(&self, span: Span) -> bool {
        let typed = self.reporter.source(span).text.get(span.range()).unwrap_or_default();
        let tag = typed.split('>').next().unwrap_or_default().to_ascii_lowercase();
        let says = |word: &str| word == "alt" || word.starts_with("alt=");
        let hidden =
            |word: &str| word.starts_with("aria-hidden=\"true") || word.starts_with("role=\"presentation");
        let words =
            |tag: &str| tag.split([' ', '\t', '\n', '\r', '/']).any(|word| says(word) || hidden(word));
        typed.starts_with('<') && words(&tag)
    }

    fn heading(&mut self, span: Span, content: &[Inline<Written>]) {
        let text = plain_text(content);
        if text.trim().is_empty() {
            self.reporter
                .report(&rules::EMPTY_HEADING, span, "this heading has no words")
                .hint("give it some, or take it out");
            return;
        }
        // "of an ?": a word that another must follow, a blank, then the mark that ends the heading.
        // Code between them may be nothing but marks.
        if holds_code(content) {
            return;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        for pair in words.windows(2) {
            let small = matches!(
                pair[0].to_lowercase().as_str(),
                "a" | "an" | "the" | "and" | "or" | "your" | "our" | "my"
            );
            if small && pair[1].chars().all(|c| matches!(c, '?' | '!' | '.' | ',' | ';' | ':')) {
                self.reporter
                    .report(
                        &rules::MISSING_WORD,
                        span,
                        format!("a word is missing between `{}` and `{}`", pair[0], pair[1]),
                    )
                    .hint("write the word that was meant");
                return;
            }
        }
    }

    /// Text that was to be replaced. A page may write about such text, so it has to be all that
    /// its block says, or nearly so.
    fn placeholder(&mut self, span: Span, content: &[Inline<Written>]) {
        const PHRASES: [&str; 6] = [
            "describe your new page",
            "lorem ipsum dolor",
            "insert text here",
            "your text here",
            "content goes here",
            "placeholder text",
        ];
        let text = plain_text(content);
        let lower = text.to_lowercase();
        let bare = matches!(text.trim(), "TODO" | "TBC" | "TBD" | "TK" | "FIXME" | "XXX");
        let short = lower.split_whitespace().count() <= 6;
        let said = |phrase: &str| lower.trim_start().starts_with(phrase) && (short || phrase == PHRASES[1]);
        if bare || (!holds_code(content) && PHRASES.iter().any(|phrase| said(phrase))) {
            self.reporter
                .report(&rules::PLACEHOLDER, span, "this looks like text that was to be replaced")
                .hint("write the text itself, or take it out");
        }
    }

    /// A heading that another of its level or above follows at once.
    fn empty_sections(&mut self, blocks: &[Block<Written>]) {
        for (index, block) in blocks.iter().enumerate() {
            let BlockKind::Heading { level, content } = &block.kind else { continue };
            let next = blocks[index + 1..].iter().find(|b| !matches!(b.kind, BlockKind::Navigation { .. }));
            let empty = match next.map(|b| &b.kind) {
                None => true,
                Some(BlockKind::Heading { level: next, .. }) => next <= level,
                Some(_) => false,
            };
            // A heading that is a link leads to what it promises; what is left out is named already.
            let until = next.map_or(u32::MAX, |next| next.span.start);
            if empty
                && !plain_text(content).trim().is_empty()
                && !is_link(content)
                && !self.has_left_out(block.span.end..until)
            {
                self.reporter
                    .report(
                        &rules::EMPTY_SECTION,
                        block.span,
                        format!("nothing stands under the heading `{}`", plain_text(content).trim()),
                    )
                    .hint("write the section, or take the heading out");
            }
        }
    }

    /// Whether a mark stands between two bytes of which it is said that it shows nothing.
    fn has_left_out(&self, between: std::ops::Range<u32>) -> bool {
        let rules = [&rules::UNKNOWN_SHORTCODE, &rules::LIQUID, &rules::TEMPLATE, &rules::MISSING_INCLUDE];
        let found = self.reporter.diagnostics.iter().filter(|said| rules.contains(&said.rule));
        found.map(|said| said.place.span).any(|span| span.source == 0 && between.contains(&span.start))
    }

    /// Headings of one level and the same words within one section.
    fn repeated_headings(&mut self, blocks: &[Block<Written>]) {
        // The names seen so far at each level, of the sections that are still open.
        let mut open: Vec<(u8, BTreeMap<String, Span>)> = Vec::new();
        for block in blocks {
            let BlockKind::Heading { level, content } = &block.kind else { continue };
            open.truncate(open.partition_point(|(depth, _)| depth <= level));
            if open.last().is_none_or(|(depth, _)| depth < level) {
                open.push((*level, BTreeMap::new()));
            }
            let words = plain_text(content).split_whitespace().collect::<Vec<_>>().join(" ");
            let Some((_, names)) = open.last_mut().filter(|_| !words.is_empty()) else { continue };
            if let Some(first) = names.get(&words.to_lowercase()) {
                self.reporter
                    .report(
                        &rules::REPEATED_HEADING,
                        block.span,
                        format!("`{words}` is a heading here twice"),
                    )
                    .related(*first, "the first stands here")
                    .hint("say in each what sets it apart, or make them one section");
            } else {
                names.insert(words.to_lowercase(), block.span);
            }
        }
    }

    /// `[^x]` that the parser left as text, since no note of that label is there.
    fn undefined_notes(&mut self) {
        let mut from = 0;
        let code = code_ranges(self.text);
        // Capitals tell no labels apart.
        let all = self.text.to_lowercase();
        while let Some(at) = self.text[from..].find("[^").map(|at| at + from) {
            from = at + 2;
            let Some(end) = self.text[at..].find(']').map(|end| at + end + 1) else { break };
            let label = &self.text[at + 2..end - 1];
            let plausible = !label.is_empty() && !label.contains(char::is_whitespace) && !label.contains('[');
            let in_code = code.iter().any(|range| range.contains(&at));
            let defines = self.text[end..].starts_with(':');
            let defined = all.contains(&format!("[^{}]:", label.to_lowercase()));
            if plausible && !in_code && !defines && !defined {
                let span = self.rewritten.span(at..end);
                self.reporter
                    .report(&rules::UNDEFINED_NOTE, span, format!("no note is called `{label}`"))
                    .hint(format!("add `[^{label}]: the note` on a line of its own"));
            }
        }
    }

    /// `[Ann]: lead`: the standard reads the definition of a link, which says nothing to a reader
    /// where no link is called so.
    fn unused_definitions(&mut self) {
        use pulldown_cmark::{Event, Parser, Tag};
        if !self.text.contains("]:") {
            return;
        }
        let mut parser = Parser::new_ext(self.text, Dialect::default().options());
        let mut defined: Vec<(String, std::ops::Range<usize>)> = parser
            .reference_definitions()
            .iter()
            .filter(|(_, definition)| !is_address(&definition.dest))
            .map(|(label, definition)| (label.to_lowercase(), definition.span.clone()))
            .collect();
        if defined.is_empty() {
            return;
        }
        for event in parser.by_ref() {
            if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = event {
                let used = id.to_lowercase();
                defined.retain(|(label, _)| *label != used);
            }
        }
        defined.sort_by_key(|(_, range)| range.start);
        for (_, range) in defined {
            let words = self.text[range.clone()].trim();
            self.reporter
                .report(
                    &rules::UNUSED_DEFINITION,
                    self.rewritten.span(range.clone()),
                    format!("`{words}` defines a link that nothing uses; its words are left out"),
                )
                .hint("write a backslash before the bracket if readers are to see it");
        }
    }

    /// Lists that begin on the line after a paragraph.
    fn glued_lists(&mut self) {
        use pulldown_cmark::{Event, Parser, Tag, TagEnd};
        let mut last_paragraph: Option<std::ops::Range<usize>> = None;
        let text = self.text;
        let mut glued = Vec::new();
        let mut depth = 0;
        for (event, range) in Parser::new_ext(text, Dialect::default().options()).into_offset_iter() {
            match event {
                Event::End(TagEnd::Paragraph) if depth == 0 => last_paragraph = Some(range),
                Event::Start(Tag::List(_)) => {
                    if let Some(paragraph) = last_paragraph.take()
                        && text[paragraph.start..range.start].trim_end_matches([' ', '\t']).ends_with('\n')
                        && !text[paragraph.start..range.start]
                            .trim_end_matches([' ', '\t', '>'])
                            .ends_with("\n\n")
                        && text[paragraph.end.min(range.start)..range.start].trim().is_empty()
                        && !blank_line_between(text, &paragraph, range.start)
                    {
                        glued.push((paragraph, range.start));
                    }
                    depth += 1;
                }
                Event::End(TagEnd::List(_)) => depth -= 1,
                Event::Start(_) if depth == 0 => last_paragraph = None,
                _ => {}
            }
        }
        for (paragraph, at) in glued {
            let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
            let span = self.rewritten.span(at..(at + 1).min(text.len()));
            let insert = self.rewritten.span(line_start..line_start);
            let newline = if text[..line_start].ends_with("\r\n") { "\r\n" } else { "\n" };
            if !self.lists_interrupt {
                self.reporter
                    .report(
                        &rules::LIST_GLUED,
                        span,
                        "the list follows a paragraph without a blank line between",
                    )
                    .hint("put a blank line before the list")
                    .edit(Span { end: insert.start, ..insert }, newline);
            }
            let words = text[paragraph.clone()].trim();
            let label = !words.contains('\n')
                && words.split_whitespace().count() <= 3
                && words.starts_with(char::is_uppercase)
                && words.ends_with(char::is_alphabetic);
            if label {
                let end = paragraph.start + text[paragraph.clone()].trim_end().len();
                self.reporter
                    .report(
                        &rules::LABEL_AS_HEADING,
                        self.rewritten.span(paragraph.start..end),
                        format!("`{words}` stands above a list as a label, and is no heading"),
                    )
                    .hint(format!("write `### {words}`, or end it with a colon"));
            }
        }
    }
}

/// Whether code stands in a line.
fn holds_code(content: &[Inline<Written>]) -> bool {
    content.iter().any(|inline| {
        matches!(inline.kind, InlineKind::Code { .. }) || inline.kind.content().is_some_and(holds_code)
    })
}

/// Whether all words of a line are those of links.
fn is_link(content: &[Inline<Written>]) -> bool {
    content.iter().all(|inline| match &inline.kind {
        InlineKind::Link { .. } => true,
        InlineKind::Text { text } => !text.contains(char::is_alphanumeric),
        other => other.content().is_some_and(|content| !content.is_empty() && is_link(content)),
    })
}

/// Whether nothing of inlines can be seen.
fn is_empty(content: &[Inline<Written>]) -> bool {
    content.iter().all(|inline| match &inline.kind {
        InlineKind::Formula(_) | InlineKind::Image(_) | InlineKind::Note { .. } => false,
        InlineKind::Text { text } | InlineKind::Code { text } => text.trim().is_empty(),
        other => is_empty(other.content().unwrap_or_default()),
    })
}

fn blank_line_between(text: &str, paragraph: &std::ops::Range<usize>, list: usize) -> bool {
    let body = text[paragraph.clone()].trim_end();
    let gap = &text[paragraph.start + body.len()..list.max(paragraph.start + body.len())];
    gap.matches('\n').count() > 1
}

/// Whether what a definition names may be an address.
fn is_address(to: &str) -> bool {
    to.is_empty() || to.contains(['/', '.', '#', ':', '@', '<', '%'])
}

fn code_ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    use pulldown_cmark::{Event, Parser, Tag};
    if !text.contains("[^") {
        return Vec::new();
    }
    Parser::new_ext(text, Dialect::default().options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}
