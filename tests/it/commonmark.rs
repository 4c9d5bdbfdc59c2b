//! CommonMark and GitHub's extensions, example by example: the specification's
//! Markdown goes through the reader and out of the EPUB's XHTML writer, and is
//! compared with the specification's HTML, both parsed by HTML's own rules.
//!
//! The examples are those of the pulldown-cmark crate, read from the sources that it
//! was compiled from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use phasebook::book::{Book, MediaType, Metadata, StoredPicture};
use phasebook::epub;
use phasebook::files::Memory;
use phasebook::model::*;
use phasebook::source::{self, Dialect, Settings};
use phasebook::theme::Theme;

/// The suite among the sources that the crate in this very test was compiled from. The compiler
/// lists those in a makefile beside the test. Asking Cargo (`cargo metadata`) takes the sources of
/// every package of the workspace, and building the program fetches only its own.
fn examples_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let beside = fs::read_dir(test.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let library = Path::new(&format!("pulldown-cmark-{}", locked("pulldown-cmark"))).join("src/lib.rs");
    let sources: Vec<PathBuf> = beside
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("pulldown_cmark-") && name.ends_with(".d")
        })
        .flat_map(|list| {
            let list = fs::read_to_string(list).unwrap();
            // Each source is a rule of its own; spaces of a path are escaped.
            let rules = list.lines().filter_map(|line| line.strip_suffix(':'));
            rules.map(|path| PathBuf::from(path.replace("\\ ", " "))).collect::<Vec<_>>()
        })
        .filter(|source| source.ends_with(&library) && source.is_file())
        .collect();
    let library = sources.first().expect("the sources that the test was compiled from are there");
    library.with_file_name("../tests/suite")
}

/// The version of a crate in Cargo.lock.
fn locked(name: &str) -> String {
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let package = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap().1;
    package.split_once('"').unwrap().0.to_owned()
}

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// Examples are written as `let original = r##"…"##; let expected = r##"…"##;`.
fn examples(file: &str) -> Vec<Example> {
    let text = fs::read_to_string(examples_folder().join(file)).unwrap();
    let strings: Vec<&str> =
        text.split("r##\"").skip(1).map(|rest| rest.split("\"##").next().unwrap()).collect();
    strings
        .chunks_exact(2)
        .enumerate()
        .map(|(index, pair)| Example {
            number: index + 1,
            markdown: pair[0].to_owned(),
            html: pair[1].to_owned(),
        })
        .collect()
}

/// A page as its fragment of XHTML, with addresses left as they are.
fn written(markdown: &str, dialect: Dialect) -> String {
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
            language: "en".into(),
            direction: Direction::Ltr,
            date: None,
            rights: None,
            subjects: Vec::new(),
            identifier: "x".into(),
            url: None,
        },
        chapters: Vec::new(),
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
                places: Vec::new(),
            })
            .collect(),
        theme: Theme::builtin(),
        fonts: Vec::new(),
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
        Admonition { sort, blocks: inner } => Admonition { sort, blocks: blocks(inner, p) },
        Code { language, text } => Code { language, text },
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
        Definitions { .. } | Pictograms { .. } | PhaseDiagram { .. } | Navigation { .. } => ThematicBreak,
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
                title: image.title,
                width: image.width,
            })
        }
    }
}

/// HTML in one form: parsed, elements that only carry style or that nobody
/// knows unwrapped, white space folded, attributes that say nothing here left out.
fn normal(html: &str) -> String {
    let sink = RcDom::default();
    let context = html5ever::QualName::new(None, html5ever::ns!(html), html5ever::local_name!("div"));
    let dom = parse_fragment(sink, ParseOpts::default(), context, Vec::new(), false).one(html);
    let mut out = String::new();
    flow(&children_of(&dom.document), &mut out);
    let mut lines: Vec<&str> = out.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // Text beside text is one text.
    let mut joined: Vec<String> = Vec::new();
    for line in lines.drain(..) {
        match joined.last_mut() {
            Some(last) if !last.starts_with('<') && !line.starts_with('<') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => joined.push(line.to_owned()),
        }
    }
    joined.join("\n")
}

/// The children of a node, with those of unknown elements in their place.
fn children_of(handle: &Handle) -> Vec<Handle> {
    let mut result = Vec::new();
    for child in handle.children.borrow().iter() {
        match &child.data {
            NodeData::Element { name, .. } if matches!(&*name.local, "script" | "style") => {}
            NodeData::Element { name, .. } if !is_known(&name.local) => result.extend(children_of(child)),
            NodeData::Element { .. } | NodeData::Text { .. } => result.push(child.clone()),
            _ => result.extend(children_of(child)),
        }
    }
    result
}

/// Where blocks stand, words without a paragraph of their own get one: the
/// model has no other place for them.
fn flow(children: &[Handle], out: &mut String) {
    let mut run: Vec<&Handle> = Vec::new();
    let flush = |run: &mut Vec<&Handle>, out: &mut String| {
        let mut text = String::new();
        run.drain(..).for_each(|child| node(child, false, &mut text));
        if !text.trim().is_empty() && text.trim() != "<br>" {
            out.push_str(&format!("<p>\n{}\n</p>\n", text.trim_end()));
        }
    };
    for child in children {
        let inline = match &child.data {
            NodeData::Element { name, .. } => {
                matches!(
                    canonical(&name.local),
                    "em" | "strong" | "del" | "code" | "a" | "img" | "br" | "ins" | "input"
                )
            }
            _ => true,
        };
        if inline {
            run.push(child);
        } else {
            flush(&mut run, out);
            node(child, false, out);
        }
    }
    flush(&mut run, out);
}

fn canonical(name: &str) -> &str {
    match name {
        "b" => "strong",
        "i" => "em",
        "s" | "strike" => "del",
        other => other,
    }
}

fn is_known(name: &str) -> bool {
    matches!(
        canonical(name),
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "blockquote"
            | "pre"
            | "hr"
            | "table"
            | "thead"
            | "tr"
            | "th"
            | "td"
            | "em"
            | "strong"
            | "del"
            | "code"
            | "a"
            | "img"
            | "br"
            | "ins"
            | "input"
    )
}

fn node(handle: &Handle, verbatim: bool, out: &mut String) {
    match &handle.data {
        NodeData::Text { contents } => {
            let text = contents.borrow().replace('&', "&amp;").replace('<', "&lt;");
            if verbatim {
                out.push_str(&text.trim_end_matches('\n').replace('\n', "\\n").replace(' ', "\\s"));
            } else {
                out.push_str(
                    &text
                        .split([' ', '\n', '\t', '\r'])
                        .filter(|w| !w.is_empty())
                        .collect::<Vec<_>>()
                        .join(" "),
                );
            }
            out.push('\n');
        }
        NodeData::Element { name, attrs, .. } => {
            let name = canonical(&name.local);
            if name == "input" {
                // A box is a box, whether a control or a character.
                let checked = attrs.borrow().iter().any(|a| &*a.name.local == "checked");
                return out.push_str(if checked { "\u{2611}\n" } else { "\u{2610}\n" });
            }
            // Raw links that are never closed leave empty ones behind.
            if matches!(name, "p" | "a" | "em" | "strong") {
                let mut inside = String::new();
                handle.children.borrow().iter().for_each(|child| node(child, verbatim, &mut inside));
                if inside.trim().is_empty() {
                    return;
                }
            }
            let known = is_known(name);
            let attributes: BTreeMap<String, String> =
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
            if known {
                out.push_str(&format!("<{name}"));
                for key in ["href", "src", "alt", "title", "start"] {
                    if key == "alt" && attributes.get(key).is_none_or(String::is_empty) {
                        continue;
                    }
                    if let Some(value) = attributes.get(key).filter(|v| !(key == "title" && v.is_empty())) {
                        // Who encodes what in an address is a matter of taste.
                        let value =
                            percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
                        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                        out.push_str(&format!(" {key}={value:?}"));
                    }
                }
                if let Some(class) = attributes.get("class").and_then(|c| c.strip_prefix("language-")) {
                    out.push_str(&format!(" language={class}"));
                }
                out.push_str(">\n");
            }
            let verbatim = verbatim || name == "pre" || name == "code";
            if name == "blockquote" {
                flow(&children_of(handle), out);
                out.push_str("</blockquote>\n");
                return;
            }
            handle.children.borrow().iter().for_each(|child| node(child, verbatim, out));
            if known && !matches!(name, "img" | "br" | "hr") {
                out.push_str(&format!("</{name}>\n"));
            }
        }
        _ => handle.children.borrow().iter().for_each(|child| node(child, verbatim, out)),
    }
}

/// Examples that differ, each with the reason why they should.
const DELIBERATE: [(usize, &str); 7] = [
    (148, "what stands in `<pre>` is preformatted to its end, also behind a blank line"),
    (156, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (157, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (158, "an unfinished tag is no markup: its words stay, with a diagnostic"),
    (167, "`<del>` around paragraphs becomes a deletion within each of them"),
    (186, "words behind a division are a paragraph of their own, not a part of the one in it"),
    (491, "a tag that nobody knows falls away with its attributes"),
];

/// Compares all examples of a file; returns the numbers that differ, and how many there are.
fn differing(file: &str, dialect: Dialect) -> (Vec<usize>, usize, String) {
    let examples = examples(file);
    let mut different = Vec::new();
    let mut report = String::new();
    for example in &examples {
        let ours = normal(&written(&example.markdown, dialect));
        let theirs = normal(&example.html);
        if ours != theirs {
            let Example { number, markdown, .. } = example;
            report += &format!("== {file} {number}\n{markdown}\n-- expected\n{theirs}\n-- made\n{ours}\n\n");
            different.push(*number);
        }
    }
    (different, examples.len(), report)
}

#[test]
fn the_specification_of_commonmark() {
    let (different, all, report) = differing("spec.rs", Dialect::commonmark());
    assert_eq!(all, 652);
    let expected: Vec<usize> = DELIBERATE.iter().map(|(number, _)| *number).collect();
    assert_eq!(different, expected, "{report}");
}

#[test]
fn githubs_extensions() {
    let dialect = Dialect { smart_punctuation: false, title_references: false, ..Dialect::default() };
    for (file, count) in [("gfm_table.rs", 9), ("gfm_strikethrough.rs", 3), ("gfm_tasklist.rs", 2)] {
        let (different, all, report) = differing(file, dialect);
        assert_eq!(all, count);
        assert!(different.is_empty(), "{report}");
    }
}

/// The dialect that pages are read in is CommonMark, save for what kramdown's
/// marks and GitHub's extensions add.
#[test]
fn the_dialect_of_pages_keeps_to_commonmark() {
    let dialect = Dialect { smart_punctuation: false, title_references: false, ..Dialect::default() };
    let (different, all, report) = differing("spec.rs", dialect);
    let agreeing = all - different.len();
    eprintln!("{agreeing} of {all} agree: {different:?}");
    assert!(agreeing >= 620, "{agreeing} of {all} agree: {different:?}\n{report}");
}
