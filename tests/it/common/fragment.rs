//! A page as the EPUB's XHTML writer has it, without a book around it.

use std::sync::Arc;

use phasebook::book::{Book, MediaType, Metadata, StoredPicture};
use phasebook::epub;
use phasebook::files::Memory;
use phasebook::model::*;
use phasebook::source::{self, Dialect, Settings};
use phasebook::theme::Theme;

/// A page as its fragment of XHTML, with addresses left as they are.
pub fn written(markdown: &str, dialect: Dialect) -> String {
    let files = Memory::new([("page.md", markdown)]);
    let page = source::read(&files, "page.md", &Settings { dialect, ..Settings::default() });
    let mut pictures = Vec::new();
    let blocks = blocks(page.blocks, &mut pictures);
    let notes: Vec<_> = page
        .notes
        .into_iter()
        .map(|note| Note {
            span: note.span,
            label: note.label,
            blocks: self::blocks(note.blocks, &mut pictures),
        })
        .collect();
    let book = Book {
        metadata: Metadata {
            title: "x".into(),
            subtitle: None,
            description: None,
            authors: Vec::new(),
            publisher: None,
            contributors: Vec::new(),
            series: None,
            print_isbn: None,
            licence: None,
            edition: None,
            address: Vec::new(),
            language: "en".into(),
            direction: Direction::Ltr,
            date: None,
            rights: None,
            subjects: Vec::new(),
            identifier: "x".into(),
            url: None,
            accessibility: Default::default(),
        },
        chapters: std::sync::Arc::default(),
        phases: Vec::new(),
        pictures: pictures
            .into_iter()
            .map(|name| StoredPicture {
                path: name.clone(),
                name,
                media: MediaType::Png,
                bytes: Arc::new(Vec::new()),
                width: 1,
                height: 1,
                flat: false,
                flashes: false,
                places: Vec::new(),
            })
            .collect(),
        logo: phasebook::book::Logo::default(),
        theme: Theme::builtin(),
        fonts: Vec::new(),
        revision: None,
    };
    epub::fragment(&blocks, &notes, Some(&book)).replace("src=\"../images/", "src=\"")
}

fn blocks(blocks: Vec<Block<Written>>, pictures: &mut Vec<String>) -> Vec<Block<Resolved>> {
    blocks
        .into_iter()
        .map(|block| Node::with(block.span, block.attributes, kind(block.kind, pictures)))
        .collect()
}

fn kind(kind: BlockKind<Written>, p: &mut Vec<String>) -> BlockKind<Resolved> {
    use BlockKind::*;
    match kind {
        Paragraph { content } => Paragraph { content: inlines(content, p) },
        Heading { level, content } => Heading { level, content: inlines(content, p) },
        List { marker, tight, items } => List {
            marker,
            tight,
            items: items
                .into_iter()
                .map(|i| ListItem {
                    span: i.span,
                    attributes: i.attributes,
                    task: i.task,
                    blocks: blocks(i.blocks, p),
                })
                .collect(),
        },
        Quote { blocks: inner } => Quote { blocks: blocks(inner, p) },
        Admonition { sort, title, blocks: inner } => {
            Admonition { sort, title: title.map(|title| inlines(title, p)), blocks: blocks(inner, p) }
        }
        Code { language, text, lines } => Code { language, text, lines },
        Table { caption, columns, head, body } => {
            Table { caption: inlines(caption, p), columns, head: rows(head, p), body: rows(body, p) }
        }
        Details { summary, blocks: inner } => {
            Details { summary: inlines(summary, p), blocks: blocks(inner, p) }
        }
        Division { blocks: inner } => Division { blocks: blocks(inner, p) },
        Figure { blocks: inner, caption } => {
            Figure { blocks: blocks(inner, p), caption: inlines(caption, p) }
        }
        Media { target, content } => {
            Media { target: Target::Web { address: target }, content: inlines(content, p) }
        }
        ThematicBreak => ThematicBreak,
        Contents => Contents,
        Definitions { entries } => Definitions {
            entries: entries
                .into_iter()
                .map(|entry| Definition {
                    terms: entry
                        .terms
                        .into_iter()
                        .map(|term| Term {
                            span: term.span,
                            attributes: term.attributes,
                            content: inlines(term.content, p),
                        })
                        .collect(),
                    meanings: entry.meanings.into_iter().map(|meaning| blocks(meaning, p)).collect(),
                })
                .collect(),
        },
        Pictograms { .. } | PhaseDiagram { .. } | Navigation { .. } => ThematicBreak,
    }
}

fn rows(rows: Vec<Row<Written>>, p: &mut Vec<String>) -> Vec<Row<Resolved>> {
    let cell = |c: Cell<Written>, p: &mut Vec<String>| Cell {
        span: c.span,
        attributes: c.attributes,
        header: c.header,
        alignment: c.alignment,
        colspan: c.colspan,
        rowspan: c.rowspan,
        blocks: blocks(c.blocks, p),
    };
    rows.into_iter()
        .map(|row| Row {
            attributes: row.attributes,
            cells: row.cells.into_iter().map(|c| cell(c, p)).collect(),
        })
        .collect()
}

fn inlines(content: Vec<Inline<Written>>, p: &mut Vec<String>) -> Vec<Inline<Resolved>> {
    content.into_iter().map(|node| Node::with(node.span, node.attributes, inline(node.kind, p))).collect()
}

fn inline(kind: InlineKind<Written>, p: &mut Vec<String>) -> InlineKind<Resolved> {
    use InlineKind::*;
    match kind {
        Text { text } => Text { text },
        Code { text } => Code { text },
        Formula(formula) => Formula(formula),
        Note { note } => Note { note },
        SoftBreak => SoftBreak,
        LineBreak => LineBreak,
        Emphasis { content } => Emphasis { content: inlines(content, p) },
        Strong { content } => Strong { content: inlines(content, p) },
        Strikethrough { content } => Strikethrough { content: inlines(content, p) },
        Inserted { content } => Inserted { content: inlines(content, p) },
        Highlight { content } => Highlight { content: inlines(content, p) },
        Subscript { content } => Subscript { content: inlines(content, p) },
        Superscript { content } => Superscript { content: inlines(content, p) },
        Quoted { content } => Quoted { content: inlines(content, p) },
        Keyboard { content } => Keyboard { content: inlines(content, p) },
        Span { content } => Span { content: inlines(content, p) },
        Abbreviation { expansion, content } => Abbreviation { expansion, content: inlines(content, p) },
        Link { target, title, content } => {
            Link { target: Target::Web { address: target }, title, content: inlines(content, p) }
        }
        Image(image) => {
            p.push(image.picture);
            Image(phasebook::model::Image {
                picture: Picture::Stored { picture: p.len() - 1 },
                alt: image.alt,
                description: image.description,
                title: image.title,
                width: image.width,
                percent: image.percent,
                height: image.height,
            })
        }
    }
}
