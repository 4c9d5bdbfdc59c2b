//! What the reader says of marks and HTML that it meets: each kind with its words and its hint.

use super::Reporter;
use super::dialect::{self, RemarkKind};
use super::lower::{self, Folded};
use super::markdown::{Parsed, RefusedKind};
use super::rewrite::Rewritten;
use super::tables::TableRemark;
use crate::diagnostic::rules::{self, Rule};
use crate::limits;
use crate::model::Span;

/// What is left out of a page, or stands beside nothing.
pub(super) fn on_parsed(parsed: &Parsed, text: &Rewritten, reporter: &mut Reporter<'_>) {
    for refused in &parsed.refused {
        refuse(text.span(refused.range.clone()), &refused.what, reporter);
    }
    for range in &parsed.unattached {
        reporter
            .report(
                &rules::ATTRIBUTE_LIST,
                text.span(range.clone()),
                "this attribute list stands beside no block",
            )
            .hint("put it on the line directly under the block it belongs to");
    }
    for range in &parsed.unclosed_fences {
        reporter
            .report(
                &rules::UNCLOSED_FENCE,
                text.span(range.clone()),
                "this fence is never closed, so all that follows is code",
            )
            .hint("put the same marks on a line of their own where the code ends");
    }
}

/// What became of a page's tree.
pub(super) fn on_model(folded: &Folded, reporter: &mut Reporter<'_>) {
    for label in &folded.unused_notes {
        if let Some(note) = folded.notes.get(*label) {
            reporter
                .report(
                    &rules::UNUSED_NOTE,
                    note.span,
                    format!("nothing refers to the note `{}`", note.label),
                )
                .hint(format!("write `[^{}]` where it belongs, or take it out", note.label));
        }
    }
    if let Some(span) = folded.too_deep {
        reporter
            .report(
                &rules::NESTING,
                span,
                format!("what stands here is nested more than {} deep", lower::MAX_DEPTH),
            )
            .hint("take it apart into several lists or quotes");
    }
    for span in &folded.long_paragraphs {
        reporter
            .report(
                &rules::PARAGRAPH_LENGTH,
                *span,
                format!(
                    "a paragraph of more than {} letters; it is set in pieces",
                    limits::PARAGRAPH_LETTERS
                ),
            )
            .hint("put an empty line wherever a thought ends");
    }
    for (span, unread) in &folded.unread_formulas {
        reporter
            .report(&rules::FORMULA, *span, format!("the formula is shown as typed: {}", unread.message))
            .hint("write it in the TeX that `docs/dialect.md` names, or as a picture with alternative text");
    }
    for span in &folded.replaced_items {
        let said = reporter.source(*span).text.get(span.start as usize..).unwrap_or("");
        let said = said.lines().next().unwrap_or("").to_lowercase();
        if said.contains("toc") || said.contains("content") {
            continue;
        }
        reporter
            .report(
                &rules::ATTRIBUTE_LIST,
                *span,
                "the contents of the page take the place of this item, whose words are left out",
            )
            .hint("put the contents under a list of their own: `- contents`, and `{:toc}` below it");
    }
    for span in &folded.odd_pictograms {
        reporter
            .report(&rules::PICTOGRAM_SHAPE, *span, "an item of this list has no picture, or more than one")
            .hint("give each item one `<img>` and a label");
    }
}

/// A mark of kramdown's that is read otherwise than it is typed, or not at all.
pub(super) fn on_mark(remark: dialect::Remark, reporter: &mut Reporter<'_>) {
    let span = remark.span;
    let Finding { rule, message, hint, edit } = finding(remark.what);
    let report = reporter.report(rule, span, message).hint(hint);
    if let Some(edit) = edit {
        report.edit(span, edit);
    }
}

/// What is said of a mark.
struct Finding {
    rule: &'static Rule,
    message: String,
    hint: String,
    /// What to put in its place, where that is certain.
    edit: Option<String>,
}

impl Finding {
    fn new(rule: &'static Rule, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { rule, message: message.into(), hint: hint.into(), edit: None }
    }

    fn edit(self, text: impl Into<String>) -> Self {
        Self { edit: Some(text.into()), ..self }
    }
}

fn finding(what: RemarkKind) -> Finding {
    match what {
        RemarkKind::HeadingWithoutSpace => {
            let message = "expected a space between `#` and the heading";
            Finding::new(&rules::HEADING_SPACE, message, "add a space").edit(" ")
        }
        RemarkKind::HashWithoutSpace => {
            let message = "without a space behind `#` this is text, and no heading";
            let hint = "write `# ` for a heading, or `\\#` for the sign itself";
            Finding::new(&rules::HEADING_SPACE, message, hint)
        }
        RemarkKind::AddressWithSpace(mended) => {
            let message = "most programs read no link where its address has a space";
            Finding::new(&rules::LINK_SPACE, message, format!("write `({mended})`")).edit(mended)
        }
        RemarkKind::SpaceBeforeAddress => {
            let message = "with a space between `]` and `(` this is text, and no link";
            Finding::new(&rules::LINK_SPACE, message, "take the space out").edit("")
        }
        RemarkKind::BulletBesideNumber(missing) => {
            let message = "these bullets are indented, though not as far as the words of the number above; \
                           they were read as its own";
            Finding::new(&rules::LIST_INDENT, message, format!("indent them by {missing} more"))
        }
        RemarkKind::ItemWithoutSpace(mark) => {
            let message = format!("expected a space after `{mark}`; it was read as a list item");
            Finding::new(&rules::LIST_ITEM_SPACE, message, "add a space").edit(" ")
        }
        RemarkKind::Extension(name) => {
            let message = format!("`{{::{name}}}` is not followed");
            Finding::new(&rules::UNKNOWN_EXTENSION, message, "take it out")
        }
        RemarkKind::Unclosed(name) => {
            let message = format!("`{{::{name}}}` is never closed");
            let hint = format!("add `{{:/{name}}}` where it ends");
            Finding::new(&rules::UNCLOSED_EXTENSION, message, hint)
        }
        RemarkKind::Word(word) => {
            let message = format!("`{word}` is no attribute");
            Finding::new(&rules::ATTRIBUTE_LIST, message, "write `#id`, `.class` or `key=\"value\"`")
        }
        RemarkKind::Reference(name) => {
            let message = format!("no attribute list is defined as `{name}`");
            let hint = format!("define it with `{{:{name}: .class}}`, or write `.{name}` for a class");
            Finding::new(&rules::ATTRIBUTE_LIST, message, hint)
        }
        RemarkKind::Table(table) => table_finding(table),
        RemarkKind::TypedTag { name, count } => {
            let times = times(count);
            let message = format!("`<{name}>` is no element of HTML, so it is printed as typed{times}");
            let hint = format!("write `` `<{name}>` `` or `&lt;{name}>`, which every program prints");
            Finding::new(&rules::UNKNOWN_ELEMENT, message, hint)
        }
        RemarkKind::Component { name, count, empty } => {
            let kept =
                if empty { "it is left out" } else { "its tags are left out, and what they hold stays" };
            let message = format!("`<{name}>` is no element of HTML; {kept}{}", times(count));
            let hint = "write in Markdown or HTML what it would show";
            Finding::new(&rules::UNKNOWN_ELEMENT, message, hint)
        }
    }
}

/// How often something stands in a page of which the first is shown.
fn times(count: usize) -> String {
    if count > 1 { format!(" ({count} times in this page)") } else { String::new() }
}

/// A table that GitHub would not read so.
fn table_finding(table: TableRemark) -> Finding {
    match table {
        TableRemark::Surplus { cells, headings } => {
            let plural = if headings == 1 { "" } else { "s" };
            let message = format!(
                "this row has {cells} cells under {headings} heading{plural}; the table gets a column without one"
            );
            let hint = "give every column a heading, or write `\\|` for a bar that parts no cells";
            Finding::new(&rules::TABLE_CELLS, message, hint)
        }
        TableRemark::Rule { cells, headings } => {
            let message = format!("the rule parts {cells} columns, and the headings are {headings}");
            let hint = "give the rule as many parts as the row above it has";
            Finding::new(&rules::TABLE_CELLS, message, hint)
        }
        TableRemark::NoHeadings => {
            let message = "a table without a row of headings; GitHub prints it as text";
            let hint = "put a row of headings and a rule (`|---|---|`) above";
            Finding::new(&rules::TABLE_FORM, message, hint)
        }
        TableRemark::Grid => {
            let message = "a grid is read as a table of one line to a row";
            let hint = "write a table with bars, or one in HTML where a cell holds more than a line";
            Finding::new(&rules::TABLE_FORM, message, hint)
        }
    }
}

/// Raw HTML that does not reach a reader.
fn refuse(span: Span, what: &RefusedKind, reporter: &mut Reporter<'_>) {
    match what {
        RefusedKind::Element(name) if name == "style" => reporter
            .report(&rules::PAGE_STYLE, span, "a style sheet of the page's own is left out")
            .hint("say in a theme how the book is to look"),
        RefusedKind::Element(name) => reporter
            .report(&rules::UNSAFE_HTML, span, format!("`<{name}>` is left out with what it holds"))
            .hint("write what it would show"),
        RefusedKind::Handler(name) => reporter
            .report(&rules::UNSAFE_HTML, span, format!("the event handler `{name}` is left out"))
            .hint("take it out; a link needs only `href`"),
        RefusedKind::Drawing => reporter
            .report(
                &rules::INLINE_DRAWING,
                span,
                "a drawing inside the page is not carried over; its words are",
            )
            .hint("save it as a file and write `![what it shows](drawing.svg)`"),
        RefusedKind::Instruction => reporter
            .report(&rules::PROCESSING_INSTRUCTION, span, "an instruction to another program is left out")
            .hint("write the words that it would print"),
        RefusedKind::Comments(count) => {
            let comments = if *count == 1 { "a comment is" } else { "comments are" };
            reporter
                .report(&rules::COMMENT, span, format!("{comments} left out of the book"))
                .hint("write it as text if readers are to see it")
        }
        RefusedKind::Unfinished => reporter
            .report(&rules::UNFINISHED_TAG, span, "this tag is never finished; it is printed as text")
            .hint("add `>`, or write `&lt;` for a plain `<`"),
    };
}
