//! A page's model as indented lines: what golden files hold.

use std::fmt::Write;

use phasebook::model::*;

/// One line for each block, inlines in a short form of their own.
pub fn outline(blocks: &[Block<Written>], notes: &[Note<Written>]) -> String {
    let mut out = String::new();
    write_blocks(blocks, 0, &mut out);
    for note in notes {
        line(0, &format!("note {}", note.label), &Attributes::default(), "", &mut out);
        write_blocks(&note.blocks, 1, &mut out);
    }
    out
}

fn line(depth: usize, name: &str, attributes: &Attributes, rest: &str, out: &mut String) {
    let mut text = format!("{}{name}", "  ".repeat(depth));
    if let Some(id) = &attributes.id {
        write!(text, " #{id}").unwrap();
    }
    for class in &attributes.classes {
        write!(text, " .{class}").unwrap();
    }
    if let Some(lang) = &attributes.lang {
        write!(text, " lang={lang}").unwrap();
    }
    if let Some(dir) = &attributes.dir {
        write!(text, " dir={dir:?}").unwrap();
    }
    for (key, value) in &attributes.pairs {
        write!(text, " {key}={value:?}").unwrap();
    }
    if !rest.is_empty() {
        write!(text, ": {rest}").unwrap();
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

fn write_blocks(blocks: &[Block<Written>], depth: usize, out: &mut String) {
    for block in blocks {
        let a = &block.attributes;
        match &block.kind {
            BlockKind::Paragraph { content } => line(depth, "paragraph", a, &inlines(content), out),
            BlockKind::Heading { level, content } => {
                line(depth, &format!("h{level}"), a, &inlines(content), out)
            }
            BlockKind::List { marker, tight, items } => {
                let marker = match marker {
                    ListMarker::Bullet => "bullets".to_owned(),
                    ListMarker::Number { start, numbering, .. } => {
                        format!("numbers from {start} {numbering:?}")
                    }
                };
                line(depth, &format!("{marker} {}", if *tight { "tight" } else { "loose" }), a, "", out);
                for item in items {
                    let task = match item.task {
                        Some(true) => "item [x]",
                        Some(false) => "item [ ]",
                        None => "item",
                    };
                    line(depth + 1, task, &item.attributes, "", out);
                    write_blocks(&item.blocks, depth + 2, out);
                }
            }
            BlockKind::Definitions { entries } => {
                line(depth, "definitions", a, "", out);
                for entry in entries {
                    for term in &entry.terms {
                        line(depth + 1, "term", &term.attributes, &inlines(&term.content), out);
                    }
                    for meaning in &entry.meanings {
                        line(depth + 1, "meaning", &Attributes::default(), "", out);
                        write_blocks(meaning, depth + 2, out);
                    }
                }
            }
            BlockKind::Quote { blocks } => nest("quote", a, blocks, depth, out),
            BlockKind::Admonition { sort, title, blocks } => {
                line(depth, sort.label(), a, &title.as_deref().map(inlines).unwrap_or_default(), out);
                write_blocks(blocks, depth + 1, out);
            }
            BlockKind::Code { language, text, .. } => {
                line(
                    depth,
                    &format!("code {}", language.as_deref().unwrap_or("-")),
                    a,
                    &format!("{text:?}"),
                    out,
                );
            }
            BlockKind::Table { caption, columns, head, body } => {
                line(depth, &format!("table {columns:?}"), a, &inlines(caption), out);
                for (name, rows) in [("head", head), ("row", body)] {
                    for row in rows {
                        line(depth + 1, name, &row.attributes, "", out);
                        for cell in &row.cells {
                            let mut name = if cell.header { "th" } else { "td" }.to_owned();
                            if (cell.colspan, cell.rowspan) != (1, 1) {
                                write!(name, " {}x{}", cell.colspan, cell.rowspan).unwrap();
                            }
                            line(depth + 2, &name, &cell.attributes, "", out);
                            write_blocks(&cell.blocks, depth + 3, out);
                        }
                    }
                }
            }
            BlockKind::Figure { blocks, caption } => {
                line(depth, "figure", a, &inlines(caption), out);
                write_blocks(blocks, depth + 1, out);
            }
            BlockKind::Pictograms { items } => {
                line(depth, "pictograms", a, "", out);
                for item in items {
                    let label = format!("{} {}", image(&item.image), inlines(&item.label));
                    line(depth + 1, "pictogram", &item.attributes, &label, out);
                }
            }
            BlockKind::PhaseDiagram { image: shown } => line(depth, "phase-diagram", a, &image(shown), out),
            BlockKind::Navigation { links } => {
                line(depth, "navigation", a, "", out);
                for link in links {
                    let text = format!("{} ({})", link.label, link.target);
                    line(
                        depth + 1,
                        &format!("{:?}", link.direction).to_lowercase(),
                        &Attributes::default(),
                        &text,
                        out,
                    );
                }
            }
            BlockKind::Contents => line(depth, "contents", a, "", out),
            BlockKind::Details { summary, blocks } => {
                line(depth, "details", a, &inlines(summary), out);
                write_blocks(blocks, depth + 1, out);
            }
            BlockKind::Division { blocks } => nest("division", a, blocks, depth, out),
            BlockKind::Media { target, content } => {
                line(depth, "media", a, &format!("{} ({target})", inlines(content)), out);
            }
            BlockKind::Changed { change, .. } => match *change {},
            BlockKind::ThematicBreak => line(depth, "break", a, "", out),
        }
    }
}

fn nest(name: &str, attributes: &Attributes, blocks: &[Block<Written>], depth: usize, out: &mut String) {
    line(depth, &name.to_lowercase(), attributes, "", out);
    write_blocks(blocks, depth + 1, out);
}

fn image(image: &Image<Written>) -> String {
    format!("![{}]({})", image.alt, image.picture)
}

fn inlines(content: &[Inline<Written>]) -> String {
    content.iter().map(inline).collect()
}

fn inline(node: &Inline<Written>) -> String {
    let wrap = |name: &str, content: &[Inline<Written>]| format!("<{name}{}>", inside(content));
    fn inside(content: &[Inline<Written>]) -> String {
        if content.is_empty() { String::new() } else { format!(" {}", inlines(content)) }
    }
    let text = match &node.kind {
        InlineKind::Text { text } => text.clone(),
        InlineKind::Emphasis { content } => wrap("em", content),
        InlineKind::Strong { content } => wrap("strong", content),
        InlineKind::Strikethrough { content } => wrap("del", content),
        InlineKind::Inserted { content } => wrap("ins", content),
        InlineKind::Highlight { content } => wrap("mark", content),
        InlineKind::Subscript { content } => wrap("sub", content),
        InlineKind::Superscript { content } => wrap("sup", content),
        InlineKind::Quoted { content } => wrap("q", content),
        InlineKind::Keyboard { content } => wrap("kbd", content),
        InlineKind::Code { text } => format!("<code {text}>"),
        InlineKind::Formula(formula) => format!("<formula {:?} {}>", formula.place, formula.tex),
        InlineKind::Link { target, title, content } => {
            let title = title.as_ref().map(|t| format!(" {t:?}")).unwrap_or_default();
            format!("<a {target}{title}{}>", inside(content))
        }
        InlineKind::Image(shown) => image(shown),
        InlineKind::Abbreviation { expansion, content } => format!("<abbr {expansion:?}{}>", inside(content)),
        InlineKind::Note { note } => format!("<note {note}>"),
        InlineKind::Span { content } => wrap("span", content),
        InlineKind::Changed { change, .. } => match *change {},
        InlineKind::SoftBreak => "⏎".to_owned(),
        InlineKind::LineBreak => "<br>".to_owned(),
    };
    if node.attributes.is_empty() {
        return text;
    }
    let mut said = String::new();
    line(0, "", &node.attributes, "", &mut said);
    format!("{text}{{{}}}", said.trim())
}
