//! From the tree of HTML's rules to the model: blocks.

use std::collections::BTreeMap;

use super::code_lines;
use super::dom::{Detail, Dom, DomContent, NodeId};
use super::formula::{self, Unread};
use super::markdown::Dialect;
use super::pieces::paragraphs;
use super::rewrite::Rewritten;
use super::words::Words;
use crate::model::formula::Place;
use crate::model::{
    AdmonitionSort, Alignment, Attributes, Block, BlockKind, Cell, CodeLines, Inline, InlineKind, ListItem,
    ListMarker, NavigationDirection, NavigationLink, Node, Note, Row, Span, Written, plain_text,
};

/// How deep blocks and inlines may nest. What stands deeper keeps its words
/// and loses its form; a diagnostic says so.
pub const MAX_DEPTH: usize = 64;

/// What became of a tree.
#[derive(Debug, Default)]
pub struct Folded {
    /// The page's blocks.
    pub blocks: Vec<Block<Written>>,
    /// The page's notes, in the order of their first reference.
    pub notes: Vec<Note<Written>>,
    /// Notes that nothing refers to, by position in `notes`.
    pub unused_notes: Vec<usize>,
    /// Where something nests too deep.
    pub too_deep: Option<Span>,
    /// Formulas that could not be read, and why.
    pub unread_formulas: Vec<(Span, Unread)>,
    /// Lists of pictograms that are not: an item without one picture.
    pub odd_pictograms: Vec<Span>,
    /// Items of a list of several in whose place the page's contents stand.
    pub replaced_items: Vec<Span>,
    /// Paragraphs that were too long, and are several now.
    pub long_paragraphs: Vec<Span>,
}

/// Makes the model of a tree.
pub fn fold(
    dom: &Dom,
    text: &Rewritten,
    abbreviations: &BTreeMap<String, String>,
    dialect: &Dialect,
) -> Folded {
    let mut folder = Folder {
        dom,
        text,
        words: Words::new(abbreviations, dialect),
        holds_block: holds_block(dom),
        labels: Vec::new(),
        result: Folded::default(),
    };
    let definitions = folder.definitions();
    // Node 1 is the fragment's context, which stays empty; the rest hangs from the document.
    let blocks = folder.blocks_of(0, 0);
    // Notes may refer to further notes, so the list grows while it is made.
    let mut notes: Vec<Note<Written>> = Vec::new();
    let mut at = 0;
    loop {
        while at < folder.labels.len() {
            let label = folder.labels[at].clone();
            let node = definitions.get(&label).copied();
            let blocks = node.map(|node| folder.blocks_of(node, 1)).unwrap_or_default();
            let span = node.map(|node| folder.span(node)).unwrap_or_default();
            notes.push(Note { span, label, blocks });
            at += 1;
        }
        // What no reference reaches is kept all the same.
        let Some(unused) = definitions.keys().find(|label| !folder.labels.contains(label)) else { break };
        folder.result.unused_notes.push(folder.labels.len());
        folder.labels.push(unused.clone());
    }
    let known: Vec<bool> = folder.labels.iter().map(|label| definitions.contains_key(label)).collect();
    let mut result = folder.result;
    result.blocks = blocks;
    result.notes = notes;
    debug_assert!(known.iter().all(|known| *known), "references are checked before they are counted");
    result
}

/// Elements that stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "menu"
            | "dir"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "pb-code"
            | "pb-alert"
            | "pb-admonition"
            | "pb-details"
            | "pb-figure"
            | "pb-footnote"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "hr"
            | "div"
            | "section"
            | "article"
            | "aside"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "address"
            | "form"
            | "fieldset"
            | "legend"
            | "center"
            | "hgroup"
            | "search"
            | "dialog"
            | "x-iframe"
            | "video"
            | "audio"
            | "object"
            | "embed"
            | "html"
    )
}

/// For each node, whether a block stands somewhere below it.
fn holds_block(dom: &Dom) -> Vec<bool> {
    let mut holds = vec![false; dom.nodes.len()];
    for node in 0..dom.nodes.len() {
        if is_block(dom.name(node)) {
            let mut parent = dom.nodes[node].parent;
            while let Some(p) = parent {
                // Whoever is marked has marked those above.
                if std::mem::replace(&mut holds[p], true) {
                    break;
                }
                parent = dom.nodes[p].parent;
            }
        }
    }
    holds
}

pub(super) struct Folder<'a> {
    pub(super) dom: &'a Dom,
    pub(super) text: &'a Rewritten,
    pub(super) words: Words<'a>,
    holds_block: Vec<bool>,
    /// Labels of notes in the order of their first reference.
    pub(super) labels: Vec<String>,
    pub(super) result: Folded,
}

impl<'a> Folder<'a> {
    /// Definitions of notes by label; the first of each counts.
    fn definitions(&mut self) -> BTreeMap<String, NodeId> {
        let mut definitions = BTreeMap::new();
        for node in self.dom.descendants(0) {
            if self.dom.name(node) == "pb-footnote"
                && let Some(Detail::Note(label)) = self.dom.mark(node).map(|mark| &mark.detail)
            {
                definitions.entry(label.clone()).or_insert(node);
            }
        }
        definitions
    }

    pub(super) fn span(&self, node: NodeId) -> Span {
        self.text.span(self.dom.nodes[node].range.clone())
    }

    /// What a page says of an element, from Markdown and HTML alike.
    pub(super) fn attributes(&self, node: NodeId) -> Attributes {
        let mut attributes = Attributes::default();
        if let DomContent::Element { attributes: pairs, mark, .. } = &self.dom.nodes[node].content {
            for (key, value) in pairs {
                let kept = matches!(key.as_str(), "id" | "class" | "lang" | "xml:lang" | "dir")
                    || (key == "name" && self.dom.name(node) == "a")
                    || key.starts_with("data-");
                if kept {
                    super::attributes::set(&mut attributes, key, value);
                }
            }
            if let Some(mark) = mark.and_then(|mark| self.dom.marks.get(mark)) {
                attributes.merge(mark.attributes.clone());
            }
        }
        attributes
    }

    pub(super) fn children(&self, node: NodeId) -> &'a [NodeId] {
        &self.dom.nodes[node].children
    }

    pub(super) fn is_blank(&self, node: NodeId) -> bool {
        match &self.dom.nodes[node].content {
            DomContent::Text(text) => text.trim_matches([' ', '\t', '\n', '\r', '\u{c}']).is_empty(),
            DomContent::Nothing => true,
            DomContent::Element { .. } => false,
        }
    }

    /// The blocks that an element holds.
    pub(super) fn blocks_of(&mut self, parent: NodeId, depth: usize) -> Vec<Block<Written>> {
        self.blocks(self.children(parent), depth)
    }

    /// The blocks that nodes make. Inlines between blocks become paragraphs.
    pub(super) fn blocks(&mut self, nodes: &[NodeId], depth: usize) -> Vec<Block<Written>> {
        let mut blocks = Vec::new();
        let mut run = Vec::new();
        for node in nodes {
            if is_block(self.dom.name(*node)) || self.holds_block[*node] {
                self.flush(&mut run, &mut blocks);
                self.block(*node, depth, &mut blocks);
            } else {
                run.push(*node);
            }
        }
        self.flush(&mut run, &mut blocks);
        super::captions::take(join_navigation(blocks))
    }

    fn flush(&mut self, run: &mut Vec<NodeId>, blocks: &mut Vec<Block<Written>>) {
        if run.iter().any(|node| !self.is_blank(*node)) {
            let span = run
                .iter()
                .filter(|node| !self.is_blank(**node))
                .map(|node| self.span(*node))
                .reduce(Span::join)
                .unwrap_or_default();
            let content = self.inlines(run, 0);
            self.result.push_paragraph(span, Attributes::default(), content, blocks);
        }
        run.clear();
    }

    fn block(&mut self, node: NodeId, depth: usize, blocks: &mut Vec<Block<Written>>) {
        let span = self.span(node);
        let attributes = self.attributes(node);
        if depth >= MAX_DEPTH {
            self.result.too_deep.get_or_insert(span);
            let content = self.flat(node);
            return self.result.push_paragraph(span, attributes, content, blocks);
        }
        match self.dom.name(node) {
            "p" if !self.holds_block[node] => {
                let content = self.inlines(self.children(node), 0);
                self.result.push_paragraph(span, attributes, content, blocks);
            }
            "ul" | "ol" | "menu" | "dir" => self.list_or_contents(node, attributes, depth, blocks),
            // Folded where it is referred to.
            "pb-footnote" => {}
            "html" => {
                let inner = self.blocks_of(node, depth);
                blocks.extend(inner);
            }
            "a" | "em" | "i" | "strong" | "b" | "del" | "s" | "strike" | "ins" | "mark" => {
                let inner = self.blocks_within_inline(node, depth);
                division(span, attributes, inner, blocks);
            }
            name => match self.block_kind(node, name, depth) {
                Some(kind) => blocks.push(Node::with(span, without_toc(attributes), kind)),
                // What is nothing but a place for blocks; a film or a frame within a sentence makes one
                // of its paragraph.
                None => {
                    let inner = self.blocks_of(node, depth + 1);
                    division(span, attributes, inner, blocks);
                }
            },
        }
    }

    /// The block that an element is, if it is one by itself.
    fn block_kind(&mut self, node: NodeId, name: &str, depth: usize) -> Option<BlockKind<Written>> {
        Some(match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                let content = self.inlines(self.children(node), 0);
                match navigation(self.span(node), &content) {
                    Some(link) => BlockKind::Navigation { links: vec![link] },
                    None => BlockKind::Heading { level, content },
                }
            }
            "dl" => BlockKind::Definitions { entries: self.definition_list(node, depth) },
            "blockquote" => BlockKind::Quote { blocks: self.blocks_of(node, depth + 1) },
            "pb-alert" => {
                let sort = match self.dom.mark(node).map(|mark| &mark.detail) {
                    Some(Detail::Admonition(sort)) => *sort,
                    _ => AdmonitionSort::Note,
                };
                BlockKind::Admonition { sort, title: None, blocks: self.blocks_of(node, depth + 1) }
            }
            "pb-admonition" => {
                let (title, blocks) = self.titled(node, depth);
                let sort = AdmonitionSort::named(self.dom.attribute(node, "sort").unwrap_or(""));
                let untitled = self.dom.attribute(node, "untitled").is_some();
                let title = if untitled { Some(Vec::new()) } else { title };
                BlockKind::Admonition { sort, title, blocks }
            }
            "pb-details" => {
                let (summary, blocks) = self.titled(node, depth);
                BlockKind::Details { summary: summary.unwrap_or_default(), blocks }
            }
            "pb-figure" => {
                let (caption, blocks) = self.titled(node, depth);
                BlockKind::Figure { blocks, caption: caption.unwrap_or_default() }
            }
            "pre" | "pb-code" => self.titled_code(node),
            "table" => self.table(node, depth),
            "hr" => BlockKind::ThematicBreak,
            "figure" => {
                let caption = self.captioned(node, "figcaption");
                let rest = self.without(node, "figcaption");
                BlockKind::Figure { blocks: self.blocks(&rest, depth + 1), caption }
            }
            "details" => {
                let summary = self.captioned(node, "summary");
                let rest = self.without(node, "summary");
                BlockKind::Details { summary, blocks: self.blocks(&rest, depth + 1) }
            }
            "x-iframe" | "video" | "audio" | "object" | "embed" => self.media(node),
            _ => return None,
        })
    }

    /// The blocks of an inline that stands around some: the words of each are what is meant.
    fn blocks_within_inline(&mut self, node: NodeId, depth: usize) -> Vec<Block<Written>> {
        let mut inner = self.blocks_of(node, depth + 1);
        let name = self.dom.name(node);
        let target = self.dom.attribute(node, "href").map(str::to_owned);
        let wrap = |content| match (name, &target) {
            ("a", Some(target)) => InlineKind::Link { target: target.clone(), title: None, content },
            ("a", None) => InlineKind::Span { content },
            ("em" | "i", _) => InlineKind::Emphasis { content },
            ("strong" | "b", _) => InlineKind::Strong { content },
            ("ins", _) => InlineKind::Inserted { content },
            ("mark", _) => InlineKind::Highlight { content },
            _ => InlineKind::Strikethrough { content },
        };
        inner.iter_mut().for_each(|block| wrap_words(block, &wrap));
        inner
    }

    /// All the words below a node, in one line.
    fn flat(&mut self, node: NodeId) -> Vec<Inline<Written>> {
        let leaves: Vec<NodeId> = self
            .dom
            .descendants(node)
            .filter(|n| {
                matches!(self.dom.nodes[*n].content, DomContent::Text(_)) || self.dom.name(*n) == "img"
            })
            .collect();
        self.inlines(&leaves, 0)
    }

    /// The title at the head of a block that a mark stands for, and the blocks under it.
    fn titled(&mut self, node: NodeId, depth: usize) -> (Option<Vec<Inline<Written>>>, Vec<Block<Written>>) {
        let children = self.children(node);
        let first = children.iter().position(|child| !self.is_blank(*child));
        let head = first.map(|at| children[at]);
        let paragraph = head.filter(|child| self.dom.name(*child) == "p");
        let title = paragraph.and_then(|child| {
            let mut words = self.children(child).iter().copied().filter(|word| !self.is_blank(*word));
            words.next().filter(|word| self.dom.name(*word) == "pb-title" && words.next().is_none())
        });
        // In a file of HTML no paragraph stands around it.
        let title = title.or_else(|| head.filter(|child| self.dom.name(*child) == "pb-title"));
        match (title, first) {
            (Some(title), Some(first)) => {
                let words = self.inlines(self.children(title), 0);
                (Some(words), self.blocks(&children[first + 1..], depth + 1))
            }
            _ => (None, self.blocks_of(node, depth + 1)),
        }
    }

    /// The inlines of the first child of that name.
    fn captioned(&mut self, node: NodeId, name: &str) -> Vec<Inline<Written>> {
        let child = self.children(node).iter().copied().find(|child| self.dom.name(*child) == name);
        child.map(|child| self.inlines(self.children(child), 0)).unwrap_or_default()
    }

    /// The children save the first of that name.
    fn without(&self, node: NodeId, name: &str) -> Vec<NodeId> {
        let first = self.children(node).iter().position(|child| self.dom.name(*child) == name);
        let children = self.children(node).iter().enumerate();
        children.filter(|(at, _)| Some(*at) != first).map(|(_, child)| *child).collect()
    }

    /// The children of a node, with those of paragraphs and divisions in their place.
    pub(super) fn spliced(&self, node: NodeId) -> Vec<NodeId> {
        let mut result = Vec::new();
        let mut waiting: Vec<NodeId> = self.children(node).iter().rev().copied().collect();
        while let Some(child) = waiting.pop() {
            if is_block(self.dom.name(child)) || self.holds_block[child] {
                waiting.extend(self.children(child).iter().rev());
            } else {
                result.push(child);
            }
        }
        result
    }

    /// Code, in a figure where it has a title.
    fn titled_code(&mut self, node: NodeId) -> BlockKind<Written> {
        let title = match self.dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Code { title, .. }) => title.clone(),
            _ => None,
        };
        let code = self.code(node);
        let Some(text) = title else { return code };
        let span = self.span(node);
        let caption = vec![Node::new(span, InlineKind::Text { text })];
        BlockKind::Figure { blocks: vec![Node::new(span, code)], caption }
    }

    fn code(&mut self, node: NodeId) -> BlockKind<Written> {
        let mut text = String::new();
        for child in self.dom.descendants(node) {
            match &self.dom.nodes[child].content {
                DomContent::Text(words) => text.push_str(words),
                DomContent::Element { name, .. } if name == "br" => text.push('\n'),
                _ => {}
            }
        }
        let language = match self.dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Code { language: Some(language), .. }) if !language.is_empty() => {
                Some(language.clone())
            }
            // kramdown's `{: .language-python}` beside code.
            Some(Detail::Code { .. }) => self.dom.mark(node).and_then(|mark| {
                let classes = mark.attributes.classes.iter();
                classes.filter_map(|class| class.strip_prefix("language-")).next().map(str::to_owned)
            }),
            // As Mermaid's own pages have it.
            _ if self
                .dom
                .attribute(node, "class")
                .is_some_and(|class| class.split_whitespace().any(|it| it == "mermaid")) =>
            {
                Some("mermaid".to_owned())
            }
            _ => self.dom.descendants(node).find(|child| self.dom.name(*child) == "code").and_then(|code| {
                let classes = self.dom.attribute(code, "class")?;
                classes
                    .split_whitespace()
                    .find_map(|class| class.strip_prefix("language-"))
                    .map(str::to_owned)
            }),
        };
        if text.ends_with('\n') {
            text.pop();
        }
        // What GitHub, GitLab and MyST call a fence that holds a formula.
        if language.as_deref() == Some("math") && !text.trim().is_empty() {
            let span = self.span(node);
            match formula::read(&text, Place::Display) {
                Ok(formula) => {
                    let content = vec![Node::new(span, InlineKind::Formula(formula))];
                    return BlockKind::Paragraph { content };
                }
                Err(unread) => self.result.unread_formulas.push((span, unread)),
            }
        }
        let mut lines = match self.dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Code { lines, .. }) => lines.clone(),
            _ => CodeLines::default(),
        };
        let text = code_lines::take_marks(&text, &mut lines).unwrap_or(text);
        BlockKind::Code { language, text, lines }
    }

    fn table(&mut self, node: NodeId, depth: usize) -> BlockKind<Written> {
        let caption = self.captioned(node, "caption");
        let mut columns = match self.dom.mark(node).map(|mark| &mark.detail) {
            Some(Detail::Columns(columns)) => columns.clone(),
            _ => Vec::new(),
        };
        let mut head = Vec::new();
        let mut body = Vec::new();
        for section in self.children(node).iter().copied() {
            let in_head = self.dom.name(section) == "thead";
            let rows = match self.dom.name(section) {
                "thead" | "tbody" | "tfoot" => self.children(section).to_vec(),
                "tr" => vec![section],
                _ => continue,
            };
            for row in rows.into_iter().filter(|row| self.dom.name(*row) == "tr") {
                let row = self.row(row, depth);
                // Rows of header cells at the top head the table even without `thead`.
                let heads = in_head
                    || (body.is_empty() && !row.cells.is_empty() && row.cells.iter().all(|c| c.header));
                if heads { head.push(row) } else { body.push(row) }
            }
        }
        // What stands for headings that are not there.
        if !body.is_empty() && !columns.is_empty() {
            head.retain(|row: &Row<Written>| row.cells.iter().any(|cell| !cell.blocks.is_empty()));
        }
        if body.is_empty() && !head.is_empty() && head.iter().all(|row| row.cells.len() == 1) {
            // A table that is all heading is a table of rows.
            body = std::mem::take(&mut head);
        }
        let width = head
            .iter()
            .chain(&body)
            .map(|row| row.cells.iter().map(|cell| cell.colspan as usize).sum::<usize>())
            .max()
            .unwrap_or(0);
        columns.resize(width.max(columns.len()), Alignment::Default);
        BlockKind::Table { caption, columns, head, body }
    }

    fn row(&mut self, node: NodeId, depth: usize) -> Row<Written> {
        let mut cells = Vec::new();
        for cell in self.children(node).iter().copied() {
            let header = match self.dom.name(cell) {
                "th" => true,
                "td" => false,
                _ => continue,
            };
            let number = |key: &str| -> u32 {
                self.dom.attribute(cell, key).and_then(|v| v.trim().parse().ok()).unwrap_or(1).clamp(1, 1000)
            };
            let style = self.dom.attribute(cell, "style").unwrap_or("");
            let said = self.dom.attribute(cell, "align").unwrap_or(style).to_ascii_lowercase();
            let alignment =
                [("center", Alignment::Center), ("right", Alignment::Right), ("left", Alignment::Left)]
                    .into_iter()
                    .find(|(word, _)| said == *word || (said.contains("text-align") && said.contains(word)))
                    .map(|(_, alignment)| alignment);
            let (colspan, rowspan) = (number("colspan"), number("rowspan"));
            let blocks = self.blocks_of(cell, depth + 1);
            let span = self.span(cell);
            let attributes = self.attributes(cell);
            cells.push(Cell { span, attributes, header, alignment, colspan, rowspan, blocks });
        }
        Row { attributes: self.attributes(node), cells }
    }

    fn media(&mut self, node: NodeId) -> BlockKind<Written> {
        let source = self.dom.descendants(node).find(|child| self.dom.name(*child) == "source");
        let target = ["src", "data"]
            .iter()
            .find_map(|key| self.dom.attribute(node, key))
            .or_else(|| source.and_then(|source| self.dom.attribute(source, "src")))
            .unwrap_or("")
            .to_owned();
        let children = self.spliced(node);
        let mut content = self.inlines(&children, 0);
        if plain_text(&content).trim().is_empty() {
            let title = self.dom.attribute(node, "title").or(self.dom.attribute(node, "aria-label"));
            let words = title.map(str::to_owned).unwrap_or_else(|| {
                match self.dom.name(node) {
                    "video" => "Video",
                    "audio" => "Recording",
                    _ => "Embedded page",
                }
                .to_owned()
            });
            content = vec![Node::new(self.span(node), InlineKind::Text { text: words })];
        }
        BlockKind::Media { target, content }
    }
}

impl Folded {
    /// Adds a paragraph, or what a paragraph stands for; nothing where it is empty.
    fn push_paragraph(
        &mut self,
        span: Span,
        attributes: Attributes,
        mut content: Vec<Inline<Written>>,
        blocks: &mut Vec<Block<Written>>,
    ) {
        if content.is_empty() && attributes.id.is_none() {
            return;
        }
        if let [Node { kind: InlineKind::Image(image), attributes: said, span: at, .. }] = &mut content[..]
            && (said.has_class("phase-diagram") || attributes.has_class("phase-diagram"))
        {
            let mut attributes = attributes;
            attributes.merge(std::mem::take(said));
            return blocks.push(Node::with(
                *at,
                attributes,
                BlockKind::PhaseDiagram { image: image.clone() },
            ));
        }
        let lines = 1 + content.iter().filter(|node| matches!(node.kind, InlineKind::SoftBreak)).count();
        if lines > 1 && attributes.classes.iter().any(|class| class.ends_with("-list")) {
            // The page calls its lines a list, so they are one; the checks say what is missing.
            return blocks.push(Node::with(span, attributes, list_of_lines(content)));
        }
        let paragraphs = paragraphs(span, attributes, content);
        if paragraphs.len() > 1 {
            self.long_paragraphs.push(span);
        }
        blocks.extend(paragraphs);
    }
}

/// The lines of some words.
pub(super) fn lines(content: Vec<Inline<Written>>) -> Vec<Vec<Inline<Written>>> {
    let mut lines: Vec<Vec<Inline<Written>>> = vec![Vec::new()];
    for node in content {
        match (&node.kind, lines.last_mut()) {
            (InlineKind::SoftBreak | InlineKind::LineBreak, _) | (_, None) => lines.push(Vec::new()),
            (_, Some(line)) => line.push(node),
        }
    }
    lines.into_iter().map(super::words::trim).filter(|line| !line.is_empty()).collect()
}

/// A list with an item for each line.
fn list_of_lines(content: Vec<Inline<Written>>) -> BlockKind<Written> {
    let items = lines(content)
        .into_iter()
        .map(|content| {
            let span = content.iter().map(|node| node.span).reduce(Span::join).unwrap_or_default();
            let blocks = vec![Node::new(span, BlockKind::Paragraph { content })];
            ListItem { span, attributes: Attributes::default(), task: None, blocks }
        })
        .collect();
    BlockKind::List { marker: ListMarker::Bullet, tight: true, items }
}

/// The attributes of an element, without kramdown's wish for contents.
fn without_toc(mut attributes: Attributes) -> Attributes {
    attributes.pairs.retain(|(key, _)| key != "toc");
    attributes
}

/// A division, unless nothing is said of it: then its blocks stand for themselves.
pub(super) fn division(
    span: Span,
    attributes: Attributes,
    inner: Vec<Block<Written>>,
    blocks: &mut Vec<Block<Written>>,
) {
    if attributes.is_empty() {
        blocks.extend(inner);
    } else if !inner.is_empty() || attributes.id.is_some() {
        blocks.push(Node::with(span, attributes, BlockKind::Division { blocks: inner }));
    }
}

/// Puts an inline around the words of a block.
fn wrap_words(block: &mut Block<Written>, wrap: &dyn Fn(Vec<Inline<Written>>) -> InlineKind<Written>) {
    match &mut block.kind {
        BlockKind::Paragraph { content } | BlockKind::Heading { content, .. } => {
            let inner = std::mem::take(content);
            *content = vec![Node::new(block.span, wrap(inner))];
        }
        BlockKind::Division { blocks } | BlockKind::Quote { blocks } | BlockKind::Figure { blocks, .. } => {
            blocks.iter_mut().for_each(|block| wrap_words(block, wrap));
        }
        BlockKind::List { items, .. } => {
            items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|block| wrap_words(block, wrap));
        }
        _ => {}
    }
}

/// A heading that is only a link to a neighbour, as such.
fn navigation(span: Span, content: &[Inline<Written>]) -> Option<NavigationLink<Written>> {
    let [Node { kind: InlineKind::Link { target, content, .. }, .. }] = content else { return None };
    let text = plain_text(content);
    let text = text.trim();
    let (previous, next) = crate::words::neighbours();
    let words = previous
        .map(|word| (word, NavigationDirection::Previous))
        .chain(next.map(|word| (word, NavigationDirection::Next)));
    for (word, direction) in words {
        let Some(head) = text.get(..word.len()) else { continue };
        let rest = &text[word.len()..];
        let separated = rest.trim_start().strip_prefix([':', '：', '–', '—', '-']);
        if head.to_lowercase() == word && (separated.is_some() || rest.trim().is_empty()) {
            let label = separated.unwrap_or(rest).trim().to_owned();
            return Some(NavigationLink { span, direction, target: target.clone(), label });
        }
    }
    None
}

/// Navigation headings that follow one another are one navigation.
fn join_navigation(blocks: Vec<Block<Written>>) -> Vec<Block<Written>> {
    let mut joined: Vec<Block<Written>> = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        if let BlockKind::Navigation { links } = &mut block.kind
            && let Some(Node { kind: BlockKind::Navigation { links: before }, span, .. }) = joined.last_mut()
        {
            before.append(links);
            *span = span.join(block.span);
            continue;
        }
        joined.push(block);
    }
    joined
}
