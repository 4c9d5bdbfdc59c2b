//! Tests of settling, on pages made by hand.

mod anything;
mod config;
mod groups;
mod links;
mod order;
mod pages;
mod pictures;
mod selection;

use std::sync::Arc;

use super::{Settlement, settle};
use crate::book::Book;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Memory;
use crate::model::*;
use crate::source::{FrontMatter, Page, Spanned};

/// A page whose source is made up while blocks are added, so that spans point
/// at something.
struct Draft {
    path: String,
    text: String,
    front: FrontMatter,
    blocks: Vec<Block<Written>>,
}

/// A page with a title.
fn page(path: &str, title: &str) -> Draft {
    let mut draft = untitled(path);
    if !title.is_empty() {
        draft.text = format!("title: {title}\n");
        draft.front.title = Some(at(&draft.text, title));
    }
    draft
}

/// A page without a title.
fn untitled(path: &str) -> Draft {
    Draft { path: path.to_owned(), text: String::new(), front: FrontMatter::default(), blocks: Vec::new() }
}

fn at(text: &str, value: &str) -> Spanned<String> {
    let start = text.rfind(value).unwrap_or(0);
    Spanned { span: Span::new(start, start + value.len()), value: value.to_owned() }
}

fn text(words: &str) -> Inline<Written> {
    Inline::new(Span::default(), InlineKind::Text { text: words.to_owned() })
}

impl Draft {
    fn write(&mut self, line: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(line);
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        span
    }

    fn front(mut self, line: &str, set: impl FnOnce(&mut FrontMatter, Spanned<String>)) -> Self {
        self.write(line);
        let value = line.split_once(": ").map_or(line, |(_, value)| value);
        let value = at(&self.text, value);
        set(&mut self.front, value);
        self
    }

    fn block(mut self, source: &str, kind: impl FnOnce(Span) -> BlockKind<Written>) -> Self {
        let span = self.write(source);
        self.blocks.push(Block::new(span, kind(span)));
        self
    }

    fn heading(self, level: u8, words: &str) -> Self {
        let source = format!("{} {words}", "#".repeat(level.into()));
        self.block(&source, |_| BlockKind::Heading { level, content: vec![text(words)] })
    }

    fn heading_with_id(mut self, level: u8, words: &str, id: &str) -> Self {
        self = self.heading(level, words);
        if let Some(block) = self.blocks.last_mut() {
            block.attributes.id = Some(id.to_owned());
        }
        self
    }

    fn link(self, words: &str, target: &str) -> Self {
        let source = format!("[{words}]({target})");
        self.block(&source, |span| BlockKind::Paragraph {
            content: vec![Inline::new(
                span,
                InlineKind::Link { target: target.to_owned(), title: None, content: vec![text(words)] },
            )],
        })
    }

    fn image(self, path: &str) -> Self {
        let source = format!("![]({path})");
        self.block(&source, |span| BlockKind::Paragraph {
            content: vec![Inline::new(span, InlineKind::Image(picture(path)))],
        })
    }

    fn pictogram(self, path: &str, label: &str) -> Self {
        let source = format!("<img src=\"{path}\"> {label}");
        self.block(&source, |span| BlockKind::Pictograms {
            items: vec![Pictogram {
                span,
                attributes: Attributes::default(),
                image: picture(path),
                label: vec![text(label)],
            }],
        })
    }

    fn navigation(self, direction: NavigationDirection, target: &str) -> Self {
        let source = format!("## [{direction:?}: there]({target})");
        self.block(&source, |span| BlockKind::Navigation {
            links: vec![NavigationLink {
                span,
                direction,
                target: target.to_owned(),
                label: "there".to_owned(),
            }],
        })
    }

    fn previous(self, target: &str) -> Self {
        self.navigation(NavigationDirection::Previous, target)
    }

    fn next(self, target: &str) -> Self {
        self.navigation(NavigationDirection::Next, target)
    }

    fn done(self) -> Page {
        Page {
            source: Arc::new(Source { path: self.path, text: self.text }),
            included: Vec::new(),
            front: self.front,
            blocks: self.blocks,
            notes: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

fn picture(path: &str) -> Image<Written> {
    Image {
        picture: path.to_owned(),
        alt: String::new(),
        description: None,
        title: None,
        width: None,
        percent: None,
        height: None,
    }
}

/// Settles pages without files.
fn site(pages: Vec<Draft>) -> (Book, Vec<String>) {
    site_with(&Memory::default(), &Config::default(), pages)
}

/// Settles pages; the diagnostics as a reader of `check --format short` sees them.
fn site_with(files: &Memory, config: &Config, pages: Vec<Draft>) -> (Book, Vec<String>) {
    let Settlement { book, diagnostics, .. } =
        settle(files, config, pages.into_iter().map(Draft::done).collect());
    (book.expect("there are pages"), diagnostics.iter().map(short).collect())
}

fn short(diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    let (line, column) = place.source.position(place.span.start as usize);
    let hint = diagnostic.hint.as_deref().map_or_else(String::new, |hint| format!(" ({hint})"));
    format!("{}:{line}:{column}: {}: {}{hint}", place.source.path, diagnostic.rule.code, diagnostic.message)
}

fn slugs(book: &Book) -> Vec<&str> {
    book.chapters.iter().map(|chapter| chapter.slug.as_str()).collect()
}

/// The settled target of the first link in a chapter.
fn target(book: &Book, slug: &str) -> Target {
    let chapter = book.chapters.iter().find(|chapter| chapter.slug == slug).expect("the chapter is there");
    let BlockKind::Paragraph { content } = &chapter.blocks[0].kind else { panic!("no paragraph") };
    match &content[0].kind {
        InlineKind::Link { target, .. } => target.clone(),
        other => panic!("no link: {other:?}"),
    }
}
