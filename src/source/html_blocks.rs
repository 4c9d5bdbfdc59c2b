//! Raw HTML that is read to its end tag, as kramdown reads it, and `markdown="1"` in it.
//!
//! CommonMark ends a block of HTML at a blank line, so that tags which are indented below one
//! become a block of code. kramdown reads an element to its end tag. Both hold here: within an
//! element that has an end tag, chunks that begin with a tag are HTML however far they are
//! indented; chunks of words are Markdown, brought to the margin where only the layout of the
//! HTML indents them.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::markdown::Dialect;
use super::rewrite::Rewritten;

/// An element of raw HTML that has both its tags.
#[derive(Debug, Clone)]
struct Element {
    name: String,
    /// Bytes of the start tag.
    open: Range<usize>,
    /// Bytes of the end tag.
    close: Range<usize>,
}

/// A block of raw HTML, as the Markdown parser finds it.
#[derive(Debug, Clone)]
struct HtmlBlock {
    range: Range<usize>,
    /// The column of its first tag, in bytes.
    column: usize,
    /// The number of the list item, quote or other container that holds it.
    container: usize,
}

/// What the Markdown parser finds of raw HTML and code.
#[derive(Debug, Default)]
struct Layout {
    html: Vec<HtmlBlock>,
    /// Indented code with its container.
    code: Vec<(Range<usize>, usize)>,
    /// Code in fences and in lines, in which no tag is a tag.
    literal: Vec<Range<usize>>,
}

impl Layout {
    fn of(text: &str, dialect: Dialect) -> Self {
        let mut layout = Self::default();
        let mut containers = vec![0];
        let mut count = 0;
        for (event, range) in Parser::new_ext(text, dialect.options()).into_offset_iter() {
            let container = containers.last().copied().unwrap_or(0);
            match event {
                Event::Start(Tag::HtmlBlock) => {
                    let start = range.start + text[range.clone()].find('<').unwrap_or(0);
                    let column = start - line_start(text, start);
                    layout.html.push(HtmlBlock { range, column, container });
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => layout.code.push((range, container)),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) | Event::Code(_) => {
                    layout.literal.push(range);
                }
                Event::Start(tag) if holds_blocks(&tag) => {
                    count += 1;
                    containers.push(count);
                }
                Event::End(tag) if ends_container(tag) => {
                    containers.pop();
                }
                _ => {}
            }
        }
        layout
    }

    /// The block of HTML in which a byte stands.
    fn block_at(&self, at: usize) -> Option<&HtmlBlock> {
        let index = self.html.partition_point(|block| block.range.end <= at);
        self.html.get(index).filter(|block| block.range.start <= at)
    }
}

fn holds_blocks(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition)
}

fn ends_container(tag: pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd;
    matches!(
        tag,
        TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition
    )
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The elements of a text that have both tags, in the order of their start tags. Tags within
/// code and comments are none.
fn elements(text: &str, literal: &[Range<usize>]) -> Vec<Element> {
    let mut open: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset) {
        at = start + 1;
        let index = literal.partition_point(|range| range.end <= start);
        if let Some(range) = literal.get(index).filter(|range| range.start <= start) {
            at = range.end;
            continue;
        }
        if text[start..].starts_with("<!--") {
            let Some(end) = text[start..].find("-->") else { break };
            at = start + end + 3;
            continue;
        }
        let Some(tag) = tag_at(text, start) else { continue };
        at = tag.range.end;
        // What marks of other programs stand for holds Markdown that stands as it should.
        if tag.name.starts_with("pb-") {
            continue;
        }
        if tag.closes {
            if let Some(begun) = open.get_mut(&tag.name).and_then(Vec::pop) {
                found.push(Element { name: tag.name, open: begun, close: tag.range });
            }
        } else if !tag.empty {
            open.entry(tag.name).or_default().push(tag.range);
        }
    }
    found.sort_by_key(|element| element.open.start);
    found
}

/// A tag of raw HTML.
struct RawTag {
    name: String,
    range: Range<usize>,
    closes: bool,
    empty: bool,
}

/// The tag that begins with the `<` at a byte, if one does.
fn tag_at(text: &str, start: usize) -> Option<RawTag> {
    let rest = &text[start + 1..];
    let closes = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let name = rest[..length].to_ascii_lowercase();
    if !rest[length..].starts_with([' ', '\t', '\n', '\r', '>', '/']) {
        return None;
    }
    let base = text.len() - rest.len() + length;
    let mut quote = None;
    for (offset, character) in text[base..].char_indices() {
        match (character, quote) {
            (c, Some(q)) if c == q => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(character),
            ('<', None) => return None,
            ('>', None) => {
                let empty = text[base..base + offset].ends_with('/') || is_void(&name);
                return Some(RawTag { name, range: start..base + offset + 1, closes, empty });
            }
            _ => {}
        }
    }
    None
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that hold words and no blocks.
pub(super) fn holds_words(name: &str) -> bool {
    matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "th" | "caption" | "legend")
}

/// Elements that hold blocks, by kramdown's table of content models.
fn may_hold_blocks(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "fieldset"
            | "figure"
            | "figcaption"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The elements that are open at a byte, found by going through a text once.
struct Around<'e> {
    elements: &'e [Element],
    next: usize,
    open: Vec<&'e Element>,
}

impl<'e> Around<'e> {
    fn new(elements: &'e [Element]) -> Self {
        Self { elements, next: 0, open: Vec::new() }
    }

    /// Goes on to a byte, which is never before the last one.
    fn advance(&mut self, at: usize) {
        while let Some(element) = self.elements.get(self.next).filter(|element| element.open.start < at) {
            self.close_before(element.open.start);
            self.open.push(element);
            self.next += 1;
        }
        self.close_before(at);
    }

    fn close_before(&mut self, at: usize) {
        while self.open.last().is_some_and(|last| last.close.start < at) {
            self.open.pop();
        }
    }

    /// The outermost block of HTML of a container whose element holds the byte.
    fn outer<'l>(&mut self, at: usize, container: usize, layout: &'l Layout) -> Option<&'l HtmlBlock> {
        self.advance(at);
        let holding = self.open.iter().filter(|element| element.close.start >= at);
        // What stands deeper than this keeps no form anyway.
        let mut blocks = holding.take(super::lower::MAX_DEPTH);
        blocks.find_map(|element| {
            layout.block_at(element.open.start).filter(|block| block.container == container)
        })
    }

    /// The innermost element that holds the byte.
    fn inner(&mut self, at: usize) -> Option<&'e Element> {
        self.advance(at);
        self.open.last().copied()
    }
}

/// Reads elements to their end tags.
pub(super) fn to_end_tags(text: Rewritten, dialect: Dialect) -> Rewritten {
    if !text.text.contains("</") {
        return text;
    }
    let layout = Layout::of(&text.text, dialect);
    if layout.code.is_empty() || layout.html.is_empty() {
        return text;
    }
    let elements = elements(&text.text, &layout.literal);
    let mut around = Around::new(&elements);
    let mut edits = Vec::new();
    for (code, container) in &layout.code {
        if let Some(block) = around.outer(code.start, *container, &layout) {
            let margin = Margin { text: &text.text, column: block.column };
            dedent(&margin, code, &mut around, &mut edits);
        }
    }
    text.edit(edits)
}

/// The column at which the blocks of a container begin.
struct Margin<'t> {
    text: &'t str,
    column: usize,
}

impl Margin<'_> {
    /// Where a line begins within the container, and the white space there.
    fn blank(&self, line: Range<usize>) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let mut at = line.start;
        while at < line.end && at - line.start < self.column && matches!(bytes[at], b' ' | b'>') {
            at += 1;
        }
        let body = self.text[at..line.end].trim_start_matches([' ', '\t']);
        at..line.end - body.len()
    }

    fn is_blank(&self, line: &Range<usize>) -> bool {
        self.text[self.blank(line.clone()).end..line.end].trim().is_empty()
    }

    /// The lines that a range touches, each with its line end.
    fn lines(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut at = line_start(self.text, range.start);
        let whole = &self.text[at..range.end];
        whole
            .split_inclusive('\n')
            .map(|line| {
                let start = at;
                at += line.len();
                start..at
            })
            .collect()
    }
}

/// Brings the chunks of what was taken for code to the margin: those that begin with a tag, and
/// those whose words only the layout of the HTML indents.
fn dedent(
    margin: &Margin<'_>,
    code: &Range<usize>,
    around: &mut Around<'_>,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let lines = margin.lines(code);
    let mut at = 0;
    while at < lines.len() {
        if margin.is_blank(&lines[at]) {
            at += 1;
            continue;
        }
        let blank = margin.blank(lines[at].clone());
        let begins_tag = tag_at_or_comment(margin.text, blank.end);
        let end = if begins_tag { end_of_html(margin, &lines, at) } else { end_of_words(margin, &lines, at) };
        let width = if begins_tag {
            usize::MAX
        } else if is_laid_out(margin, blank.end, around) {
            let widths = lines[at..end].iter().filter(|line| !margin.is_blank(line));
            widths.map(|line| margin.blank(line.clone()).len()).min().unwrap_or(0)
        } else {
            0
        };
        let mut preformatted = false;
        for line in &lines[at..end] {
            let blank = margin.blank(line.clone());
            if !preformatted && width > 0 {
                edits.push((blank.start..blank.end.min(blank.start.saturating_add(width)), String::new()));
            }
            let words = margin.text[line.clone()].to_ascii_lowercase();
            preformatted = match (words.rfind("<pre"), words.rfind("</pre")) {
                (None, None) => preformatted,
                (open, close) => open > close,
            };
        }
        at = end;
    }
}

fn tag_at_or_comment(text: &str, at: usize) -> bool {
    text[at..].starts_with('<') && (text[at..].starts_with("<!--") || tag_at(text, at).is_some())
}

/// The line after a chunk of HTML: a blank one that stands in no `<pre>`.
fn end_of_html(margin: &Margin<'_>, lines: &[Range<usize>], from: usize) -> usize {
    let mut preformatted = false;
    for (index, line) in lines.iter().enumerate().skip(from) {
        if !preformatted && margin.is_blank(line) {
            return index;
        }
        let words = margin.text[line.clone()].to_ascii_lowercase();
        preformatted = match (words.rfind("<pre"), words.rfind("</pre")) {
            (None, None) => preformatted,
            (open, close) => open > close,
        };
    }
    lines.len()
}

/// The line after chunks of words: the first of a chunk that begins with a tag, or that stands
/// behind one, since other elements may hold it.
fn end_of_words(margin: &Margin<'_>, lines: &[Range<usize>], from: usize) -> usize {
    let (mut after_blank, mut after_tag) = (false, false);
    for (index, line) in lines.iter().enumerate().skip(from + 1) {
        let blank = margin.is_blank(line);
        let tag = !blank && tag_at_or_comment(margin.text, margin.blank(line.clone()).end);
        if after_blank && !blank && (tag || after_tag) {
            return index;
        }
        after_tag |= tag;
        after_blank = blank;
    }
    lines.len()
}

/// Whether only the layout of the HTML indents the words at a byte: the element around them is
/// itself indented, or holds words alone.
fn is_laid_out(margin: &Margin<'_>, at: usize, around: &mut Around<'_>) -> bool {
    around.inner(at).is_some_and(|element| {
        let column = element.open.start - line_start(margin.text, element.open.start);
        element.name != "pre" && (column > margin.column || holds_words(&element.name))
    })
}

/// `{::options parse_block_html="true" /}`, or the same in Jekyll's configuration: from there on
/// elements that begin a line hold Markdown as though they asked for it.
pub(super) fn ask_for_markdown(text: Rewritten, dialect: Dialect) -> Rewritten {
    let asked = || {
        let option = text.text.find("parse_block_html")?;
        let begun = text.text[..option].rfind("{::options")?;
        let list = text.text[begun..].split('}').next().unwrap_or("");
        (list.contains("\"true\"") || list.contains("'true'")).then_some(option)
    };
    let from = if dialect.markdown_in_html { Some(0) } else { asked() };
    if from.is_none() && !text.text.contains("<center") {
        return text;
    }
    let layout = Layout::of(&text.text, dialect);
    let mut edits = Vec::new();
    for element in elements(&text.text, &layout.literal) {
        let start = element.open.start;
        let begins_line = text.text[line_start(&text.text, start)..start].trim().is_empty()
            || matches!(element.name.as_str(), "td" | "th" | "li" | "dd" | "dt" | "summary" | "figcaption");
        let is_code = layout.code.iter().any(|(code, _)| code.contains(&start));
        let takes = holds_words(&element.name) || takes_blocks(&element.name);
        let says = text.text[element.open.clone()].contains("markdown");
        // What is centred by an element that HTML gave up long ago is a picture or a line of Markdown.
        let asked = element.name == "center" || from.is_some_and(|from| start >= from);
        if asked && begins_line && takes && !is_code && !says {
            let end = element.open.end - 1;
            edits.push((end..end, " markdown=\"1\"".to_owned()));
        }
    }
    text.edit(edits)
}

/// Elements that hold Markdown's blocks where kramdown is asked to read it.
fn takes_blocks(name: &str) -> bool {
    may_hold_blocks(name)
        && !matches!(
            name,
            "dl" | "menu" | "ol" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" | "hgroup"
        )
}

/// How often elements with `markdown="1"` may stand in one another.
const MARKDOWN_DEPTH: usize = 16;

/// `markdown="1"`: what the element holds is Markdown. Blank lines around it make it so, and what
/// is indented with the tag is brought to the margin. What an inline element holds is Markdown
/// anyway.
pub(super) fn markdown_attributes(mut text: Rewritten, dialect: Dialect) -> Rewritten {
    // The outermost elements first, then those in them.
    for _ in 0..MARKDOWN_DEPTH {
        if !text.text.contains("markdown") || !text.text.contains("</") {
            return text;
        }
        let layout = Layout::of(&text.text, dialect);
        let mut edits = Vec::new();
        let mut end = 0;
        for element in elements(&text.text, &layout.literal) {
            let known = may_hold_blocks(&element.name) || holds_words(&element.name);
            let asked = asks_for_markdown(&text.text, &element.open).filter(|_| known);
            let (Some(off), Some(block)) = (asked, layout.block_at(element.open.start)) else { continue };
            if element.open.start < end {
                continue;
            }
            end = element.close.end;
            edits.push(off);
            set_apart(&Margin { text: &text.text, column: block.column }, block, &element, &mut edits);
        }
        if edits.is_empty() {
            return text;
        }
        text = text.edit(edits);
    }
    text
}

/// Puts blank lines around what an element holds, and brings it to the margin.
fn set_apart(
    margin: &Margin<'_>,
    block: &HtmlBlock,
    element: &Element,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let start = line_start(margin.text, block.range.start);
    let before = margin.text[start..].chars().take(block.column);
    let prefix: String = before.map(|c| if c == '>' { '>' } else { ' ' }).collect();
    let parting = format!("\n{}\n{prefix}", prefix.trim_end());
    let inside = element.open.end..element.close.start;
    let lines = margin.lines(&inside).split_off(1);
    // The end tag's own line is no content, unless words stand before it.
    let content = |line: &Range<usize>| margin.blank(line.clone()).end < line.end && !margin.is_blank(line);
    let widths = lines.iter().filter(|line| content(line));
    let least = widths.map(|line| margin.blank(line.clone()).len()).min().unwrap_or(0);
    edits.push((inside.start..inside.start, parting.clone()));
    for line in &lines {
        let blank = margin.blank(line.clone());
        let width = if content(line) { least } else { blank.len() };
        let gone = blank.start..blank.start + blank.len().min(width);
        if gone.end > gone.start && gone.end <= inside.end {
            edits.push((gone, String::new()));
        }
    }
    edits.push((inside.end..inside.end, parting));
}

/// Where a start tag says that its element holds Markdown, by a value or, as MkDocs has it, by the
/// name alone: the edit that takes it back.
fn asks_for_markdown(text: &str, tag: &Range<usize>) -> Option<(Range<usize>, String)> {
    let said = &text[tag.clone()];
    said.match_indices("markdown").find_map(|(at, key)| {
        let end = at + key.len();
        if !said[..at].ends_with(char::is_whitespace) {
            return None;
        }
        let Some(value) = said[end..].strip_prefix('=') else {
            let alone = said[end..].starts_with(|c: char| c.is_whitespace() || c == '>');
            let place = tag.start + end..tag.start + end;
            return alone.then(|| (place, "=\"0\"".to_owned()));
        };
        let value = value.trim_start_matches(['"', '\'']);
        let length = value.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(value.len());
        let start = tag.start + said.len() - value.len();
        let asks = matches!(&value[..length], "1" | "block" | "span");
        asks.then(|| (start..start + length, "0".to_owned()))
    })
}

/// How often a page may have Markdown directly behind tags that is read as such.
const DIRECTLY_BEHIND: usize = 64;

/// Markdown directly behind the end tag of a block of HTML, and code between fences within one, is
/// what it is for kramdown: a blank line before it ends the block.
pub(super) fn ends_of_html(mut text: Rewritten, dialect: Dialect) -> Rewritten {
    for _ in 0..DIRECTLY_BEHIND {
        let source = &text.text;
        if !source.contains("</") && !source.contains("<img") {
            break;
        }
        let layout = Layout::of(source, dialect);
        let mut outermost: Vec<Range<usize>> = Vec::new();
        for element in elements(source, &layout.literal) {
            if outermost.last().is_none_or(|last| element.open.start >= last.end) {
                outermost.push(element.open.start..element.close.end);
            }
        }
        let Some(edit) = layout.html.iter().find_map(|block| end_of_html_in(source, block, &outermost))
        else {
            break;
        };
        text = text.edit(vec![edit]);
    }
    text
}

/// The edit that parts the first Markdown in a block of HTML from what stands above it. `outermost`
/// has the elements that stand in no other.
fn end_of_html_in(
    text: &str,
    block: &HtmlBlock,
    outermost: &[Range<usize>],
) -> Option<(Range<usize>, String)> {
    let first = tag_at(text, block.range.start + text[block.range.clone()].find('<')?)?;
    if matches!(first.name.as_str(), "pre" | "script" | "style" | "textarea" | "svg") {
        return None;
    }
    let margin = Margin { text, column: block.column };
    let lines = margin.lines(&block.range);
    let begins = lines.windows(2).map(|pair| (&pair[0], &pair[1])).find(|(above, line)| {
        let blank = margin.blank((*line).clone());
        let end = above.start + text[(*above).clone()].trim_end().len();
        let within = outermost.get(outermost.partition_point(|element| element.end < end));
        // A picture is among words for kramdown, and for CommonMark a block of HTML.
        let picture = || {
            text[margin.blank((*above).clone()).end..end].starts_with("<img") && text[..end].ends_with('>')
        };
        let behind = match within {
            Some(element) if element.start < end => element.end == end,
            _ => picture(),
        };
        // An attribute list belongs to the element above it.
        let words = !text[blank.end..].starts_with(['<', '{']) && !margin.is_blank(line);
        begins_code(&margin, line) || behind && words && blank.len() < 4
    });
    let (_, line) = begins?;
    let head = line_start(text, block.range.start);
    let before = text[head..].chars().take(block.column);
    let prefix: String = before.map(|c| if c == '>' { '>' } else { ' ' }).collect();
    Some((line.start..line.start, format!("{}\n", prefix.trim_end())))
}

/// Whether a line opens a fence that a later one closes.
fn begins_code(margin: &Margin<'_>, line: &Range<usize>) -> bool {
    let blank = margin.blank(line.clone());
    let body = margin.text[blank.end..line.end].trim_end();
    let Some(mark) = body.chars().next().filter(|c| matches!(c, '`' | '~')) else { return false };
    let length = body.len() - body.trim_start_matches(mark).len();
    let closes = |line: &str| {
        let line = line.trim_matches([' ', '\t', '>', '\r']);
        line.len() >= length && line.chars().all(|c| c == mark)
    };
    length > 2 && blank.len() < 4 && margin.text[line.end..].lines().any(closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        to_end_tags(Rewritten::tail(text, 0, 0), Dialect::default()).text
    }

    #[test]
    fn indented_tags_within_an_element_are_html() {
        let made = read("<ul>\n\n    <li>one</li>\n\n    <li>two</li>\n\n</ul>\n");
        assert_eq!(made, "<ul>\n\n<li>one</li>\n\n<li>two</li>\n\n</ul>\n");
    }

    #[test]
    fn elements_hold_markdown_from_where_kramdown_is_asked_for_it() {
        let ask = |text: &str| ask_for_markdown(Rewritten::tail(text, 0, 0), Dialect::default()).text;
        let option = "{::options parse_block_html=\"true\" /}\n\n";
        let made = ask(&format!(
            "<div>a</div>\n\n{option}<div class=\"b\">\n**c**\n</div>\n\n<ul>\n<li>d</li>\n</ul>\n"
        ));
        assert_eq!(
            made,
            format!(
                "<div>a</div>\n\n{option}<div class=\"b\" markdown=\"1\">\n**c**\n</div>\n\n<ul>\n<li markdown=\"1\">d</li>\n</ul>\n"
            )
        );
        assert_eq!(ask("<center>\n![a](b)\n</center>\n"), "<center markdown=\"1\">\n![a](b)\n</center>\n");
        let off = "{::options parse_block_html=\"false\" /}\n\n<div>a</div>\n";
        assert_eq!(ask(off), off);
    }

    #[test]
    fn markdown_directly_behind_an_end_tag_is_none_of_its_block() {
        let ends = |text: &str| ends_of_html(Rewritten::tail(text, 0, 0), Dialect::default()).text;
        for (text, made) in [
            (
                "<div>\na\n</div>\n```md\n# b\n\n</div>\n```\n",
                "<div>\na\n</div>\n\n```md\n# b\n\n</div>\n```\n",
            ),
            ("<div>\n</div>\n## c\n", "<div>\n</div>\n\n## c\n"),
            ("<img src=\"a\">\n*c*\n", "<img src=\"a\">\n\n*c*\n"),
            ("- <div>\n  </div>\n  *d*\n", "- <div>\n  </div>\n\n  *d*\n"),
            ("<div>\n~~~\ne\n~~~\n</div>\n", "<div>\n\n~~~\ne\n~~~\n</div>\n"),
        ] {
            assert_eq!(ends(text), made);
        }
        for text in [
            "<div>\n<p>a</p>\nb\n</div>\n{: .c}\n",
            "<div>\n</div>\n<div>\n</div>\n",
            "<pre>\n</pre>\nx\n",
            "<p>\n<img src=\"a\">\n*c*\n</p>\n",
            "<!-- a\n```\n``` -->\nb\n",
            "<div>\n```\n</div>\n",
        ] {
            assert_eq!(ends(text), text);
        }
    }

    #[test]
    fn code_stays_code_in_an_element_at_the_margin_and_outside() {
        for text in
            ["<details>\n\n    $ ls\n\n</details>\n", "<div>\n\n    <p>x</p>\n", "x\n\n    <p>y</p>\n"]
        {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn words_that_the_layout_indents_are_words() {
        let made = read("<ul>\n    <li>\n\n        Words\n\n            code\n\n    </li>\n</ul>\n");
        assert_eq!(made, "<ul>\n    <li>\n\nWords\n\n    code\n\n</li>\n</ul>\n");
    }

    #[test]
    fn containers_keep_their_margin() {
        let made = read("- <ul>\n\n      <li>one</li>\n\n  </ul>\n");
        assert_eq!(made, "- <ul>\n\n  <li>one</li>\n\n  </ul>\n");
        let made = read("> <ul>\n>\n>     <li>one</li>\n>\n> </ul>\n");
        assert_eq!(made, "> <ul>\n>\n> <li>one</li>\n>\n> </ul>\n");
    }

    #[test]
    fn preformatted_lines_stay_as_they_are() {
        let made = read("<div>\n\n    <pre>\n      x\n\n      y\n    </pre>\n\n</div>\n");
        assert_eq!(made, "<div>\n\n<pre>\n      x\n\n      y\n    </pre>\n\n</div>\n");
    }
}
