//! A page as its file has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::quotes;
use crate::diagnostic::{Diagnostic, Source};
use crate::model::{Block, Direction, Note, Span, Written};

/// A page as its file has it, together with what is wrong with it.
///
/// Reading never fails: whatever the file holds, there is a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file. [`Source::path`] is the page's path below the site root.
    pub source: Arc<Source>,
    /// Files that the page includes; [`Span::source`] 1 is the first of them.
    pub included: Vec<Arc<Source>>,
    /// What the front matter says.
    pub front: FrontMatter,
    /// What the page says. Heading levels are as written.
    pub blocks: Vec<Block<Written>>,
    /// The notes that inlines refer to by position.
    pub notes: Vec<Note<Written>>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Page {
    /// The source that a span points into.
    pub fn source_of(&self, span: Span) -> &Arc<Source> {
        match span.source {
            0 => &self.source,
            other => self.included.get(other as usize - 1).unwrap_or(&self.source),
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: T,
}

/// What the front matter says. What it does not say is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrontMatter {
    /// The whole block with its fences; empty at 0 where there is none.
    pub span: Span,
    /// `title`
    pub title: Option<Spanned<String>>,
    /// `subtitle`
    pub subtitle: Option<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `class`, such as `beta-phase`
    pub class: Option<Spanned<String>>,
    /// `phase`, such as `beta`
    pub phase: Option<Spanned<String>>,
    /// `status`, such as `draft`; `draft: true` and `published: false` count as `draft` too
    pub status: Option<Spanned<String>>,
    /// `team`: who it takes
    pub team: Option<Spanned<String>>,
    /// `duration`: how long it takes
    pub duration: Option<Spanned<String>>,
    /// `order`, `nav_order`, `nav` or `weight`, whichever comes first in that list
    pub order: Option<Spanned<i64>>,
    /// `lang` or `language`
    pub lang: Option<Spanned<String>>,
    /// `dir`
    pub dir: Option<Spanned<Direction>>,
    /// `slug`
    pub slug: Option<Spanned<String>>,
    /// `poster`: `false` for none, or settings that the poster backend reads
    pub poster: Option<Spanned<Value>>,
    /// `card`: `false` for none, a number, or settings that the cards backend reads
    pub card: Option<Spanned<Value>>,
    /// Rules to let pass in this page (`allow: [dead-link]`)
    pub allow: Vec<Spanned<String>>,
    /// Where the values of keys stand.
    pub places: BTreeMap<String, Span>,
    /// Every key, known or not, for themes.
    pub all: Map<String, Value>,
}

impl FrontMatter {
    /// Gives the words that are printed the quotation marks of a language, and dashes.
    pub(super) fn educate(&mut self, language: Option<&str>) {
        let words =
            [&mut self.title, &mut self.subtitle, &mut self.description, &mut self.team, &mut self.duration];
        for text in words.into_iter().flatten() {
            text.value = quotes::typographic(&text.value, language);
        }
    }

    /// Whether the page says that it is a draft.
    pub fn is_draft(&self) -> bool {
        self.status.as_ref().is_some_and(|status| status.value.eq_ignore_ascii_case("draft"))
    }
}
