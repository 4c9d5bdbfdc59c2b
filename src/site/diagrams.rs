//! Diagrams that pages write as text: drawn, and shown as pictures. What cannot be drawn stays as it is typed.

use std::sync::Arc;

use rayon::prelude::*;

use super::headings;
use super::pictures::Pictures;
use super::settle::PageDraft;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Place};
use crate::diagrams::{Diagrams, Drawn, Language, Undrawn};
use crate::fonts::Font;
use crate::images::{self, Examined, lettering};
use crate::model::visit::VisitMut;
use crate::model::{Block, BlockKind, DiagramSource, Image, Inline, InlineKind, Span, Written};
use crate::theme::{PhaseColours, Theme};

/// The room on the stack for what a diagram nests.
const STACK: usize = 32 << 20;
/// The longest alternative text that is made of a diagram's own words, in characters.
const LONGEST: usize = 600;

/// A diagram where it stands.
struct Typed {
    page: usize,
    span: Span,
    language: Language,
    /// The language as it is called.
    called: String,
    text: String,
}

/// A diagram as a picture.
struct Shown {
    picture: Examined,
    width: u32,
    alt: String,
}

/// Draws the diagrams of all pages, each in the colours of its own, and puts them among the pictures.
pub(super) fn draw(
    (theme, fonts): (&Theme, &[Font]),
    colours: &[PhaseColours],
    drafts: &mut [PageDraft],
    pictures: &mut Pictures,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let find = |(page, draft): (usize, &mut PageDraft)| {
        let mut finder = Finder { page, typed: Vec::new() };
        headings::visit(&mut draft.page, &mut finder);
        finder.typed
    };
    let typed: Vec<Typed> = drafts.par_iter_mut().enumerate().flat_map_iter(find).collect();
    if typed.is_empty() {
        return;
    }
    let diagrams = Diagrams::new(theme, fonts);
    let make = || -> Vec<Result<Shown, Undrawn>> {
        typed.par_iter().map(|it| shown(diagrams.draw(it.language, &it.text, &colours[it.page])?)).collect()
    };
    let made = match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => pool.install(make),
        Err(_) => make(),
    };
    let mut results = Vec::with_capacity(made.len());
    for (at, (typed, made)) in typed.iter().zip(made).enumerate() {
        let draft = &drafts[typed.page];
        results.push(match made {
            Ok(Shown { picture, width, alt }) => {
                let address = format!("diagram:{at}");
                let source = Arc::clone(draft.page.source_of(typed.span));
                pictures.add((typed.page, &address), picture, Place { source, span: typed.span });
                Some((address, width, alt))
            }
            Err(why) => {
                diagnostics.push(named(typed, &why, draft));
                None
            }
        });
    }
    let mut results = results.into_iter();
    for draft in drafts {
        headings::visit(&mut draft.page, &mut Hanger { results: &mut results });
    }
}

/// A drawing as a picture of the book.
fn shown(Drawn { svg, width, said }: Drawn) -> Result<Shown, Undrawn> {
    let picture = images::examine("the diagram", svg.into_bytes()).map_err(|_| Undrawn::Failed)?;
    let words = lettering::words(&picture.bytes);
    let alt = said.unwrap_or_else(|| {
        let words: Vec<&str> = words.split_whitespace().collect();
        words.join(" ").chars().take(LONGEST).collect()
    });
    Ok(Shown { picture, width, alt })
}

/// What is wrong with a diagram, at its line.
fn named(typed: &Typed, why: &Undrawn, draft: &PageDraft) -> Diagnostic {
    let source = draft.page.source_of(typed.span);
    let export = "export it as SVG and show the picture with an alternative text";
    let (span, said, hint) = match why {
        Undrawn::Syntax { message, at } => {
            let span = at.as_ref().and_then(|at| line(typed, &source.text, at.start));
            let hint = match typed.language {
                Language::Mermaid => "correct the line as Mermaid has it",
                Language::Dot => {
                    "draw it with Graphviz as SVG, and show the picture with an alternative text"
                }
            };
            (span.unwrap_or(typed.span), message.clone(), hint)
        }
        Undrawn::Kind => (typed.span, "it is of no kind that is drawn".to_owned(), export),
        Undrawn::Costly(what) => {
            (typed.span, format!("it has too much {what}"), "divide it, or export it as SVG")
        }
        Undrawn::Failed => (typed.span, "its drawing cannot be read".to_owned(), export),
    };
    let message = format!("the diagram is not drawn; its `{}` source is shown as code: {said}", typed.called);
    Diagnostic::new(&rules::DIAGRAM, source, span, message).hint(hint)
}

/// The line of a page that holds a place of a diagram's source: the one that reads the same, since
/// what stands before lines of a list or a quotation is not in the source.
fn line(typed: &Typed, page: &str, at: usize) -> Option<Span> {
    let before = typed.text.get(..at.min(typed.text.len()))?;
    let number = before.matches('\n').count();
    let wanted = typed.text.lines().nth(number)?.trim();
    let same = typed.text.lines().take(number).filter(|line| line.trim() == wanted).count();
    let mut from = typed.span.start as usize;
    let mut found = Vec::new();
    for line in page.get(typed.span.range())?.split_inclusive('\n') {
        let bare = line.trim_end();
        if !wanted.is_empty() && bare.ends_with(wanted) {
            let start = from + bare.len() - wanted.len();
            found.push(Span::new(start, start + wanted.len()));
        }
        from += line.len();
    }
    found.get(same).map(|span| Span { source: typed.span.source, ..*span })
}

/// The language of a diagram, what it is called, and its source.
fn diagram(block: &Block<Written>) -> Option<(Language, &str, &str)> {
    match &block.kind {
        BlockKind::Code { language: Some(called), text, .. } => {
            Some((Language::named(called)?, called, text))
        }
        _ => None,
    }
}

struct Finder {
    page: usize,
    typed: Vec<Typed>,
}

impl VisitMut<Written> for Finder {
    fn block(&mut self, block: &mut Block<Written>) {
        if let Some((language, called, text)) = diagram(block) {
            let (called, text) = (called.to_owned(), text.to_owned());
            self.typed.push(Typed { page: self.page, span: block.span, language, called, text });
        }
    }
}

/// Puts pictures in the place of the diagrams that could be drawn, met in the same order.
struct Hanger<'a> {
    results: &'a mut dyn Iterator<Item = Option<(String, u32, String)>>,
}

impl VisitMut<Written> for Hanger<'_> {
    fn block(&mut self, block: &mut Block<Written>) {
        let Some((language, _, text)) = diagram(block) else { return };
        let Some(Some((picture, width, alt))) = self.results.next() else { return };
        let (name, fence) = language.names();
        let description = Some(DiagramSource { language: name, fence, text: text.to_owned() });
        let image =
            Image { picture, alt, description, title: None, width: Some(width), percent: None, height: None };
        block.kind =
            BlockKind::Paragraph { content: vec![Inline::new(block.span, InlineKind::Image(image))] };
    }
}
