//! The tree that HTML's rules make of a page: Markdown and raw HTML in one.
//!
//! Markdown arrives as tags that carry the index of a [`Mark`]; raw HTML
//! arrives through the tokenizer. Both go through the same tree construction,
//! so that markup which opens in one block and closes in another is one tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, LocalName, QualName, ns};

use crate::model::{AdmonitionSort, Alignment, Attributes};

/// Position in [`Dom::nodes`].
pub type NodeId = usize;

/// The name of the attribute that carries the index of a mark. The tokenizer
/// never makes a name with a space in it, so no page can forge one.
pub const MARK: &str = "phasebook mark";

/// What the Markdown parser knows of an element it opened.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// Bytes of the rewritten text.
    pub range: Range<usize>,
    /// What attribute lists and header ids say.
    pub attributes: Attributes,
    /// What tags cannot say.
    pub detail: Detail,
}

/// What tags cannot say.
#[derive(Debug, Clone, Default)]
pub enum Detail {
    /// Nothing more.
    #[default]
    None,
    /// A link or a picture.
    Address {
        /// As written, with entities and escapes resolved.
        target: String,
        /// The title.
        title: String,
    },
    /// A task list's item.
    Task(bool),
    /// A block of code.
    Code {
        /// The language it is written in.
        language: Option<String>,
        /// What it is called, as the name of a file.
        title: Option<String>,
    },
    /// A passage set apart.
    Admonition(AdmonitionSort),
    /// A note, or a reference to one.
    Note(String),
    /// The alignments of a table.
    Columns(Vec<Alignment>),
    /// A list. Its looseness is known from its items' paragraphs, unless only
    /// attribute lists stand between them.
    List {
        /// Whether it is tight in spite of its paragraphs.
        tight: bool,
    },
}

/// A node.
#[derive(Debug)]
pub struct DomNode {
    /// The element that holds it.
    pub parent: Option<NodeId>,
    /// What it holds.
    pub children: Vec<NodeId>,
    /// What it is.
    pub content: DomContent,
    /// Bytes of the rewritten text. For an element of raw HTML, its start tag.
    pub range: Range<usize>,
    /// How many elements stood around it when it was put in its place.
    depth: usize,
}

/// What a node is.
#[derive(Debug)]
pub enum DomContent {
    /// The root, a comment, or something else without meaning here.
    Nothing,
    /// An element.
    Element {
        /// The local name, in lower case.
        name: String,
        /// Attributes in the order written.
        attributes: Vec<(String, String)>,
        /// Position in [`Dom::marks`], for an element of Markdown.
        mark: Option<usize>,
    },
    /// Text.
    Text(String),
}

/// The tree.
#[derive(Debug, Default)]
pub struct Dom {
    /// All nodes; 0 is the document.
    pub nodes: Vec<DomNode>,
    /// What Markdown says of its elements.
    pub marks: Vec<Mark>,
}

impl Dom {
    /// The name of an element; empty for anything else.
    pub fn name(&self, node: NodeId) -> &str {
        match &self.nodes[node].content {
            DomContent::Element { name, .. } => name,
            _ => "",
        }
    }

    /// An attribute of an element of raw HTML.
    pub fn attribute(&self, node: NodeId, key: &str) -> Option<&str> {
        match &self.nodes[node].content {
            DomContent::Element { attributes, .. } => {
                attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    /// What Markdown says of an element.
    pub fn mark(&self, node: NodeId) -> Option<&Mark> {
        match &self.nodes[node].content {
            DomContent::Element { mark: Some(mark), .. } => self.marks.get(*mark),
            _ => None,
        }
    }

    /// The nodes below `node` in reading order, without it.
    pub fn descendants(&self, node: NodeId) -> Descendants<'_> {
        Descendants { dom: self, waiting: self.nodes[node].children.iter().rev().copied().collect() }
    }
}

/// The nodes below a node, in reading order; made without recursion, so that
/// no depth of nesting exhausts the stack.
pub struct Descendants<'a> {
    dom: &'a Dom,
    waiting: Vec<NodeId>,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let node = self.waiting.pop()?;
        self.waiting.extend(self.dom.nodes[node].children.iter().rev());
        Some(node)
    }
}

/// Receives what tree construction makes.
#[derive(Debug, Default)]
pub struct Sink {
    nodes: RefCell<Vec<DomNode>>,
    /// Where the token that is being processed stands in the rewritten text.
    pub position: RefCell<Range<usize>>,
    /// How many elements are open, as far as the sink is told.
    pub depth: Cell<usize>,
    /// What was typed where the text at hand stands for it: it comes in its place within code.
    pub typed: RefCell<Option<String>>,
    /// Whether it has come in its place.
    pub kept_typed: Cell<bool>,
    quirks: Cell<Option<QuirksMode>>,
}

/// Elements whose text stays as it was typed.
const VERBATIM: [&str; 8] = ["code", "pre", "kbd", "samp", "tt", "var", "x-svg", "x-math"];

/// A node, as tree construction holds it.
#[derive(Debug, Clone)]
pub struct Handle {
    node: NodeId,
    name: Rc<QualName>,
}

impl Sink {
    /// A sink that holds the document node.
    pub fn new() -> Self {
        let sink = Self::default();
        sink.make(DomContent::Nothing);
        sink
    }

    /// An element to stand around the fragment.
    pub fn context(&self) -> Handle {
        self.create_element(html_name("div"), Vec::new(), ElementFlags::default())
    }

    fn make(&self, content: DomContent) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(DomNode {
            parent: None,
            children: Vec::new(),
            content,
            range: self.position.borrow().clone(),
            depth: 0,
        });
        nodes.len() - 1
    }

    fn handle(&self, content: DomContent) -> Handle {
        Handle { node: self.make(content), name: Rc::new(html_name("")) }
    }

    fn detach(&self, node: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take() {
            // Nodes are taken from the end far more often than from elsewhere.
            if let Some(at) = nodes[parent].children.iter().rposition(|child| *child == node) {
                nodes[parent].children.remove(at);
            }
        }
    }

    /// Whether a node is an element whose text stays as it was typed, or stands in one.
    fn is_verbatim(&self, mut node: NodeId) -> bool {
        let nodes = self.nodes.borrow();
        loop {
            match &nodes[node].content {
                DomContent::Element { name, .. } if VERBATIM.contains(&name.as_str()) => return true,
                _ => {}
            }
            match nodes[node].parent {
                Some(parent) => node = parent,
                None => return false,
            }
        }
    }

    fn insert(&self, parent: NodeId, before: Option<NodeId>, child: NodeOrText<Handle>) {
        let at = |nodes: &Vec<DomNode>| match before {
            Some(sibling) => nodes[parent].children.iter().rposition(|c| *c == sibling),
            None => None,
        };
        match child {
            NodeOrText::AppendNode(child) => {
                self.detach(child.node);
                let mut nodes = self.nodes.borrow_mut();
                let index = at(&nodes).unwrap_or(nodes[parent].children.len());
                nodes[parent].children.insert(index, child.node);
                nodes[child.node].parent = Some(parent);
                nodes[child.node].depth = nodes[parent].depth + 1;
                self.depth.set(nodes[child.node].depth);
            }
            NodeOrText::AppendText(text) => {
                let position = self.position.borrow().clone();
                let text = match self.typed.take() {
                    Some(typed) if self.is_verbatim(parent) => {
                        self.kept_typed.set(true);
                        StrTendril::from(typed)
                    }
                    _ => text,
                };
                let mut nodes = self.nodes.borrow_mut();
                let index = at(&nodes).unwrap_or(nodes[parent].children.len());
                let previous = index.checked_sub(1).map(|i| nodes[parent].children[i]);
                if let Some(previous) = previous
                    && let DomContent::Text(words) = &mut nodes[previous].content
                {
                    words.push_str(&text);
                    nodes[previous].range.end = position.end.max(nodes[previous].range.end);
                    return;
                }
                nodes.push(DomNode {
                    parent: Some(parent),
                    children: Vec::new(),
                    content: DomContent::Text(text.to_string()),
                    range: position,
                    depth: 0,
                });
                let made = nodes.len() - 1;
                nodes[parent].children.insert(index, made);
            }
        }
    }
}

/// A name in HTML's namespace.
pub fn html_name(local: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(local))
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Vec<DomNode>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self::Output {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { node: 0, name: Rc::new(html_name("")) }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let mut attributes = Vec::with_capacity(attrs.len());
        let mut mark = None;
        for attribute in attrs {
            if &*attribute.name.local == MARK {
                mark = attribute.value.parse().ok();
            } else {
                attributes.push((attribute.name.local.to_string(), attribute.value.to_string()));
            }
        }
        let content = DomContent::Element { name: name.local.to_string(), attributes, mark };
        Handle { node: self.make(content), name: Rc::new(name) }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.handle(DomContent::Nothing)
    }

    fn create_pi(&self, _target: StrTendril, _text: StrTendril) -> Handle {
        self.handle(DomContent::Nothing)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.node, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[element.node].parent;
        match parent {
            Some(parent) => self.insert(parent, Some(element.node), child),
            None => self.insert(previous.node, None, child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn pop(&self, node: &Handle) {
        self.depth.set(self.nodes.borrow()[node.node].depth.saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.node == y.node
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.quirks.set(Some(mode));
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.node].parent;
        if let Some(parent) = parent {
            self.insert(parent, Some(sibling.node), child);
        }
    }

    fn add_attrs_if_missing(&self, _target: &Handle, _attrs: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.node);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.node].children);
        for child in &children {
            nodes[*child].parent = Some(new_parent.node);
        }
        nodes[new_parent.node].children.extend(children);
    }
}
