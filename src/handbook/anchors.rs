//! The first walk over a chapter: labels, headings, and notes put where they
//! are referred to.

use std::collections::BTreeSet;

use super::prepare::{Pictograms, fresh};
use super::print::Printer;
use crate::book::Chapter;
use crate::model::printed::{
    Block, BlockKind, Cell, Inline, InlineKind, ListItem, NoteReference, Pictogram, Row, Section, Table,
    Term, VisitMut, walk_block, walk_inline, words,
};
use crate::model::{Attributes, Note, OUT_OF_CONTENTS, Resolved};
use crate::names;

/// The first walk: labels, headings, and notes put where they are referred to.
pub(super) struct Anchors<'a> {
    printer: Printer<'a>,
    slug: &'a str,
    title: &'a str,
    /// The labels of the whole book.
    labels: &'a mut BTreeSet<String>,
    notes: Vec<NoteState<'a>>,
    /// The headings met so far.
    pub sections: Vec<Section>,
    /// Whether each pictogram needs a label.
    listing: Pictograms,
    /// The labels of the pictograms met so far.
    pictograms: usize,
    /// How many notes the walk is inside of.
    depth: u32,
    /// How many tables the walk is inside of.
    tables: u32,
    /// Within the head of a table: the labels met there. The head repeats on
    /// every page, and a label must not, so they go before the table.
    hoisted: Option<Vec<String>>,
}

/// How often a part of a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    /// Once, where it stands.
    Once,
    /// On every page that the table goes on to.
    Repeated,
}

/// What has become of a note.
#[derive(Clone, Copy)]
enum NoteState<'a> {
    /// No reference has met it yet.
    Waiting(&'a Note<Resolved>),
    /// It stands at the foot of a page.
    Footnote,
    /// It stands in brackets, where there was no foot to go to.
    Bracketed,
}

/// The label of what has an id, unless another has taken it.
pub(super) fn label(slug: &str, id: &str) -> String {
    names::label(&format!("{slug}--{id}"))
}

impl<'a> Anchors<'a> {
    /// A walk over a chapter that has met nothing yet.
    pub fn new(
        printer: Printer<'a>,
        chapter: &'a Chapter,
        labels: &'a mut BTreeSet<String>,
        listing: Pictograms,
    ) -> Self {
        Self {
            printer,
            slug: &chapter.slug,
            title: &chapter.title,
            labels,
            notes: chapter.notes.iter().map(NoteState::Waiting).collect(),
            sections: Vec::new(),
            listing,
            pictograms: 0,
            depth: 0,
            tables: 0,
            hoisted: None,
        }
    }

    /// The label of what has an id; none where another has taken it, and in the head of a table.
    fn anchor(&mut self, attributes: &Attributes) -> Option<String> {
        let label = label(self.slug, attributes.id.as_ref()?);
        let is_new = self.labels.insert(label.clone());
        match &mut self.hoisted {
            Some(hoisted) => {
                hoisted.extend(is_new.then_some(label));
                None
            }
            None => is_new.then_some(label),
        }
    }

    fn heading(&mut self, block: &mut Block) {
        let BlockKind::Heading { level, content, title } = &mut block.kind else { return };
        *title = words(content);
        if title.is_empty() {
            self.title.clone_into(title);
        }
        // In notes and tables it is set as a paragraph of weight.
        if self.depth > 0 || self.tables > 0 {
            return;
        }
        // A heading that lost its label to another, or never had one, still
        // needs a place for the contents to lead to.
        let label = match block.anchor.take() {
            Some(label) => label,
            None => fresh(self.labels, format!("{}--section", self.slug)),
        };
        block.anchor = Some(label.clone());
        let listed = !block.attributes.has_class(OUT_OF_CONTENTS);
        self.sections.push(Section { label, level: *level, title: title.clone(), listed });
    }

    /// Puts a note where it is referred to: at the first reference, as a footnote or in brackets.
    fn note(&mut self, inline: &mut Inline) {
        let InlineKind::Note(NoteReference { label, position, blocks, .. }) = &mut inline.kind else {
            return;
        };
        let Some(slot) = self.notes.get_mut(*position) else { return };
        let name = names::label(&format!("@note/{}/{position}", self.slug));
        let nowhere = self.depth > 0 || self.hoisted.is_some();
        match *slot {
            // Within a head the reference would repeat; it has been made.
            NoteState::Footnote => *label = (!nowhere).then_some(name),
            NoteState::Bracketed => {}
            // Marked before it is walked, so that a note that refers to itself ends.
            NoteState::Waiting(note) if nowhere => {
                *slot = NoteState::Bracketed;
                let mut content = self.printer.bracketed(note);
                self.inlines(&mut content);
                inline.kind = InlineKind::Span { content };
            }
            NoteState::Waiting(note) => {
                *slot = NoteState::Footnote;
                *label = Some(name);
                let blocks = blocks.insert(self.printer.note(note));
                self.depth += 1;
                self.blocks(blocks);
                self.depth -= 1;
            }
        }
    }

    /// Walks a part of a table, and returns the labels to hoist.
    fn part(&mut self, times: Times, walk: impl FnOnce(&mut Self)) -> Vec<String> {
        self.hoisted = (times == Times::Repeated).then(Vec::new);
        walk(self);
        self.hoisted.take().unwrap_or_default()
    }
}

impl VisitMut for Anchors<'_> {
    fn block(&mut self, block: &mut Block) {
        // Not printed, so that nothing can lead there.
        if matches!(block.kind, BlockKind::Navigation { .. }) {
            return;
        }
        block.anchor = self.anchor(&block.attributes);
        self.heading(block);
        walk_block(self, block);
    }

    fn inline(&mut self, inline: &mut Inline) {
        inline.anchor = self.anchor(&inline.attributes);
        match inline.kind {
            InlineKind::Note(_) => self.note(inline),
            _ => walk_inline(self, inline),
        }
    }

    fn item(&mut self, item: &mut ListItem) {
        item.anchor = self.anchor(&item.attributes);
        self.blocks(&mut item.blocks);
    }

    fn term(&mut self, term: &mut Term) {
        term.anchor = self.anchor(&term.attributes);
        self.inlines(&mut term.content);
    }

    fn table(&mut self, table: &mut Table) {
        self.tables += 1;
        let outer = self.hoisted.take();
        // A table in the head of a table repeats as a whole.
        let own = if outer.is_some() { Times::Repeated } else { Times::Once };
        let mut anchors = self.part(own, |walk| walk.inlines(&mut table.caption));
        anchors
            .extend(self.part(Times::Repeated, |walk| table.head.iter_mut().for_each(|row| walk.row(row))));
        anchors.extend(self.part(own, |walk| table.body.iter_mut().for_each(|row| walk.row(row))));
        match outer {
            Some(mut outer) => {
                outer.append(&mut anchors);
                self.hoisted = Some(outer);
            }
            None => table.anchors = Some(anchors),
        }
        self.tables -= 1;
    }

    /// A row's label goes to its first cell.
    fn row(&mut self, row: &mut Row) {
        if let Some(first) = row.cells.first_mut() {
            first.row_anchor = self.anchor(&row.attributes);
        }
        row.cells.iter_mut().for_each(|cell| self.cell(cell));
    }

    fn cell(&mut self, cell: &mut Cell) {
        cell.anchor = self.anchor(&cell.attributes);
        self.blocks(&mut cell.blocks);
    }

    /// A pictogram that is to be listed needs a label. One in the head of a table, which repeats,
    /// cannot be led to.
    fn pictogram(&mut self, pictogram: &mut Pictogram) {
        pictogram.anchor = self.anchor(&pictogram.attributes);
        if self.listing == Pictograms::Listed && self.hoisted.is_none() && pictogram.anchor.is_none() {
            self.pictograms += 1;
            let label = format!("@pictogram/{}/{}", self.slug, self.pictograms);
            pictogram.anchor = Some(fresh(self.labels, label));
        }
        self.inlines(&mut pictogram.label);
    }
}
