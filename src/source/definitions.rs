//! From the tree to the model: definition lists.

use super::dom::NodeId;
use super::lower::{Folder, division, lines};
use crate::model::{Block, Definition, Span, Term, Written};

impl Folder<'_> {
    pub(super) fn definition_list(&mut self, node: NodeId, depth: usize) -> Vec<Definition<Written>> {
        let mut entries: Vec<Definition<Written>> = Vec::new();
        let mut open_terms = false;
        for child in self.spliced_definitions(node) {
            if self.is_blank(child) {
                continue;
            }
            if self.dom.name(child) == "dt" {
                if !open_terms {
                    entries.push(Definition { terms: Vec::new(), meanings: Vec::new() });
                }
                open_terms = true;
                let terms = self.terms(child);
                if let Some(entry) = entries.last_mut() {
                    entry.terms.extend(terms);
                }
            } else {
                open_terms = false;
                let meaning = self.meaning(child, depth);
                match entries.last_mut() {
                    Some(entry) => entry.meanings.push(meaning),
                    None => entries.push(Definition { terms: Vec::new(), meanings: vec![meaning] }),
                }
            }
        }
        entries
    }

    /// The terms of one element: Markdown's lines are one each, and the id of the first is said once.
    fn terms(&mut self, node: NodeId) -> Vec<Term<Written>> {
        let content = self.inlines(self.children(node), 0);
        let (span, attributes) = (self.span(node), self.attributes(node));
        if self.dom.mark(node).is_none() {
            return vec![Term { span, attributes, content }];
        }
        let mut said = attributes;
        let lines = lines(content).into_iter();
        lines
            .map(|content| {
                let attributes = said.clone();
                said.id = None;
                Term {
                    span: content.iter().map(|node| node.span).reduce(Span::join).unwrap_or(span),
                    attributes,
                    content,
                }
            })
            .collect()
    }

    fn meaning(&mut self, node: NodeId, depth: usize) -> Vec<Block<Written>> {
        if self.dom.name(node) != "dd" {
            return self.blocks(&[node], depth + 1);
        }
        let inner = self.blocks_of(node, depth + 1);
        let mut blocks = Vec::new();
        division(self.span(node), self.attributes(node), inner, &mut blocks);
        blocks
    }

    /// HTML lets `div` stand around groups of a definition list.
    fn spliced_definitions(&self, node: NodeId) -> Vec<NodeId> {
        let mut result = Vec::new();
        for child in self.children(node) {
            if self.dom.name(*child) == "div" {
                result.extend_from_slice(self.children(*child));
            } else {
                result.push(*child);
            }
        }
        result
    }
}
