//! From the resolved stage of the model to the printed one.
//!
//! One match names every kind of block, one every kind of inline, so that a new kind does not
//! compile until print has it. Nesting is limited on the way: the engine stops at a depth of its
//! own, and no reader follows a tenth level anyway. What lies deeper is set at the deepest level
//! that is left, in order and with every word; only the marks of its depth are gone.

use super::input::picture_path;
use super::table;
use crate::book::{Book, StoredPicture};
use crate::grammars;
use crate::model::printed::{
    Address, Block, BlockKind, Cell, Definition, Image, Inline, InlineKind, ListItem, NoteReference,
    Pictogram, Picture, Print, Row, Table, Target, Term, words,
};
use crate::model::{self, Note, Resolved};

/// How many blocks may lie within one another.
pub(super) const BLOCKS: usize = 6;
/// How many blocks may lie within one another in a note, which may itself
/// stand at the deepest place of the text.
const BLOCKS_OF_NOTES: usize = 2;
/// How many inlines may lie within one another.
const INLINES: usize = 5;

/// Makes the printed stage of chapters of a book.
#[derive(Clone, Copy)]
pub(super) struct Printer<'a> {
    pub book: &'a Book,
}

impl Printer<'_> {
    /// The blocks of a chapter.
    pub fn chapter(self, blocks: &[model::Block<Resolved>]) -> Vec<Block> {
        self.blocks(blocks, 0)
    }

    /// The blocks of a note.
    pub fn note(self, note: &Note<Resolved>) -> Vec<Block> {
        self.blocks(&note.blocks, BLOCKS - BLOCKS_OF_NOTES)
    }

    /// A note within a note, as inlines in brackets.
    pub fn bracketed(self, note: &Note<Resolved>) -> Vec<Inline> {
        let text = |text: &str| Inline::new(InlineKind::Text { text: text.to_owned() });
        let mut content = vec![text(" [")];
        for (index, leaf) in self.leaves_of(&note.blocks).into_iter().enumerate() {
            if index > 0 {
                content.push(Inline::new(InlineKind::SoftBreak));
            }
            match leaf.kind {
                BlockKind::Paragraph { content: inlines }
                | BlockKind::Heading { content: inlines, .. }
                | BlockKind::Media { content: inlines, .. } => flatten(inlines, &mut content),
                BlockKind::Code { text: words, .. } => content.push(text(&words)),
                BlockKind::Pictograms { items } => {
                    for Pictogram { image, label, .. } in items {
                        content.push(Inline::new(InlineKind::Image(image)));
                        content.push(text(" "));
                        flatten(label, &mut content);
                    }
                }
                BlockKind::PhaseDiagram { image } => content.push(Inline::new(InlineKind::Image(image))),
                BlockKind::Navigation { .. } | BlockKind::Contents { .. } | BlockKind::ThematicBreak => {}
                BlockKind::List { .. }
                | BlockKind::Definitions { .. }
                | BlockKind::Quote { .. }
                | BlockKind::Admonition { .. }
                | BlockKind::Table(_)
                | BlockKind::Figure { .. }
                | BlockKind::Details { .. }
                | BlockKind::Division { .. }
                | BlockKind::Changed { .. } => {}
            }
        }
        content.push(text("]"));
        content
    }

    fn blocks(self, blocks: &[model::Block<Resolved>], depth: usize) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block, depth)).collect()
    }

    fn block(self, block: &model::Block<Resolved>, depth: usize) -> Block {
        if holds_blocks(&block.kind) && depth >= BLOCKS {
            let mut leaves = Vec::new();
            self.leaves(block, &mut leaves);
            return Block::new(BlockKind::Division { blocks: leaves });
        }
        Block {
            number: block.number,
            attributes: block.attributes.clone(),
            kind: self.block_kind(&block.kind, depth + usize::from(holds_blocks(&block.kind))),
            anchor: None,
        }
    }

    /// A block of which the blocks inside lie at `depth`.
    fn block_kind(self, kind: &model::BlockKind<Resolved>, depth: usize) -> BlockKind {
        use model::BlockKind as Kind;
        match kind {
            Kind::Paragraph { content } => BlockKind::Paragraph { content: self.line(content) },
            Kind::Heading { level, content } => {
                BlockKind::Heading { level: *level, content: self.line(content), title: String::new() }
            }
            Kind::List { marker, tight, items } => {
                let items: Vec<_> = items.iter().map(|item| self.item(item, depth)).collect();
                let letters = items.iter().map(letters).max().unwrap_or(0);
                BlockKind::List { marker: marker.clone(), tight: *tight, items, letters }
            }
            Kind::Definitions { entries } => BlockKind::Definitions {
                entries: entries.iter().map(|entry| self.definition(entry, depth)).collect(),
            },
            Kind::Quote { blocks } => BlockKind::Quote { blocks: self.blocks(blocks, depth) },
            Kind::Admonition { sort, title, blocks } => BlockKind::Admonition {
                sort: *sort,
                title: title.as_ref().map(|title| self.line(title)),
                blocks: self.blocks(blocks, depth),
            },
            Kind::Code { language, text, lines } => BlockKind::Code {
                language: language.as_ref().and_then(|language| grammars::name(language, text)),
                text: text.clone(),
                lines: lines.clone(),
            },
            Kind::Table { caption, columns, head, body } => {
                let rows =
                    |rows: &[model::Row<Resolved>]| rows.iter().map(|row| self.row(row, depth)).collect();
                let (caption, columns) = (self.line(caption), columns.clone());
                let (head, body) = (rows(head), rows(body));
                let mut table = Table { caption, columns, head, body, repeat: true, ..Table::default() };
                table::place(&mut table);
                BlockKind::Table(table)
            }
            Kind::Figure { blocks, caption } => {
                BlockKind::Figure { blocks: self.blocks(blocks, depth), caption: self.line(caption) }
            }
            Kind::Pictograms { items } => {
                BlockKind::Pictograms { items: items.iter().map(|item| self.pictogram(item)).collect() }
            }
            Kind::PhaseDiagram { image } => BlockKind::PhaseDiagram { image: self.image(image) },
            Kind::Navigation { links } => BlockKind::Navigation { links: links.clone() },
            Kind::Contents => BlockKind::Contents { entries: Vec::new() },
            Kind::Details { summary, blocks } => {
                BlockKind::Details { summary: self.line(summary), blocks: self.blocks(blocks, depth) }
            }
            Kind::Division { blocks } => BlockKind::Division { blocks: self.blocks(blocks, depth) },
            Kind::Changed { change, blocks } => {
                BlockKind::Changed { change: change.clone(), blocks: self.blocks(blocks, depth) }
            }
            Kind::Media { target, content } => BlockKind::Media {
                target: self::target(target),
                content: self.line(content),
                pictured: false,
            },
            Kind::ThematicBreak => BlockKind::ThematicBreak,
        }
    }

    fn item(self, item: &model::ListItem<Resolved>, depth: usize) -> ListItem {
        ListItem {
            attributes: item.attributes.clone(),
            task: item.task,
            blocks: self.blocks(&item.blocks, depth),
            anchor: None,
        }
    }

    fn definition(self, entry: &model::Definition<Resolved>, depth: usize) -> Definition {
        let term = |term: &model::Term<Resolved>| Term {
            attributes: term.attributes.clone(),
            content: self.line(&term.content),
            anchor: None,
        };
        Definition {
            terms: entry.terms.iter().map(term).collect(),
            meanings: entry.meanings.iter().map(|meaning| self.blocks(meaning, depth)).collect(),
        }
    }

    fn row(self, row: &model::Row<Resolved>, depth: usize) -> Row {
        let cell = |cell: &model::Cell<Resolved>| Cell {
            attributes: cell.attributes.clone(),
            header: cell.header,
            alignment: cell.alignment,
            colspan: cell.colspan as usize,
            rowspan: cell.rowspan as usize,
            blocks: self.blocks(&cell.blocks, depth),
            ..Cell::default()
        };
        let cells = row.cells.iter().map(cell).collect();
        Row { attributes: row.attributes.clone(), cells, whole: false }
    }

    fn pictogram(self, item: &model::Pictogram<Resolved>) -> Pictogram {
        Pictogram {
            attributes: item.attributes.clone(),
            image: self.image(&item.image),
            label: self.line(&item.label),
            anchor: None,
            words: String::new(),
        }
    }

    fn image(self, image: &model::Image<Resolved>) -> Image {
        let stored = match image.picture {
            model::Picture::Stored { picture } => self.book.pictures.get(picture).map(|it| (picture, it)),
            model::Picture::Missing => None,
        };
        let picture = |(picture, StoredPicture { name, width, height, .. }): (usize, &StoredPicture)| {
            Picture::Stored { picture, file: picture_path(name), width: *width, height: *height }
        };
        Image {
            picture: stored.map_or(Picture::Missing, picture),
            alt: described(image),
            title: image.title.clone(),
            width: image.width,
            percent: image.percent,
            height: image.height,
        }
    }

    fn line(self, content: &[model::Inline<Resolved>]) -> Vec<Inline> {
        self.inlines(content, 0)
    }

    fn inlines(self, content: &[model::Inline<Resolved>], depth: usize) -> Vec<Inline> {
        content.iter().map(|inline| self.inline(inline, depth)).collect()
    }

    fn inline(self, inline: &model::Inline<Resolved>, depth: usize) -> Inline {
        let content = inline.kind.content();
        if let Some(content) = content.filter(|_| depth >= INLINES) {
            let mut leaves = Vec::new();
            flatten(self.inlines(content, depth), &mut leaves);
            return Inline::new(InlineKind::Span { content: leaves });
        }
        Inline {
            number: inline.number,
            attributes: inline.attributes.clone(),
            kind: self.inline_kind(&inline.kind, self.inlines(content.unwrap_or_default(), depth + 1)),
            anchor: None,
        }
    }

    /// An inline that holds `content`.
    fn inline_kind(self, kind: &model::InlineKind<Resolved>, content: Vec<Inline>) -> InlineKind {
        use model::InlineKind as Kind;
        match kind {
            Kind::Text { text } => InlineKind::Text { text: text.clone() },
            Kind::Emphasis { .. } => InlineKind::Emphasis { content },
            Kind::Strong { .. } => InlineKind::Strong { content },
            Kind::Strikethrough { .. } => InlineKind::Strikethrough { content },
            Kind::Inserted { .. } => InlineKind::Inserted { content },
            Kind::Highlight { .. } => InlineKind::Highlight { content },
            Kind::Subscript { .. } => InlineKind::Subscript { content },
            Kind::Superscript { .. } => InlineKind::Superscript { content },
            Kind::Quoted { .. } => InlineKind::Quoted { content },
            Kind::Keyboard { .. } => InlineKind::Keyboard { content },
            Kind::Code { text } => InlineKind::Code { text: text.clone() },
            Kind::Formula(formula) => InlineKind::Formula(formula.clone()),
            Kind::Link { target, title, .. } => InlineKind::Link {
                target: self::target(target),
                title: title.clone(),
                content,
                pictured: false,
            },
            Kind::Image(image) => InlineKind::Image(self.image(image)),
            Kind::Abbreviation { expansion, .. } => {
                InlineKind::Abbreviation { expansion: expansion.clone(), content, expand: false }
            }
            Kind::Note { note } => InlineKind::Note(NoteReference {
                label: None,
                position: *note,
                blocks: None,
                after: String::new(),
            }),
            Kind::Span { .. } => InlineKind::Span { content },
            Kind::Changed { change, .. } => InlineKind::Changed { change: change.clone(), content },
            Kind::SoftBreak => InlineKind::SoftBreak,
            Kind::LineBreak => InlineKind::LineBreak,
        }
    }

    fn leaves_of(self, blocks: &[model::Block<Resolved>]) -> Vec<Block> {
        let mut leaves = Vec::new();
        blocks.iter().for_each(|block| self.leaves(block, &mut leaves));
        leaves
    }

    /// The blocks within a block that hold no blocks, in order. Captions, summaries and terms
    /// become paragraphs.
    fn leaves(self, block: &model::Block<Resolved>, leaves: &mut Vec<Block>) {
        use model::BlockKind as Kind;
        let all = |blocks: &[model::Block<Resolved>], leaves: &mut Vec<Block>| {
            blocks.iter().for_each(|block| self.leaves(block, leaves));
        };
        let line = |content: &[model::Inline<Resolved>], leaves: &mut Vec<Block>| {
            if !content.is_empty() {
                leaves.push(Block::new(BlockKind::Paragraph { content: self.line(content) }));
            }
        };
        match &block.kind {
            Kind::List { items, .. } => items.iter().for_each(|item| all(&item.blocks, leaves)),
            Kind::Definitions { entries } => {
                for entry in entries {
                    entry.terms.iter().for_each(|term| line(&term.content, leaves));
                    entry.meanings.iter().for_each(|meaning| all(meaning, leaves));
                }
            }
            Kind::Quote { blocks } | Kind::Division { blocks } | Kind::Changed { blocks, .. } => {
                all(blocks, leaves);
            }
            Kind::Admonition { title, blocks, .. } => {
                line(title.as_deref().unwrap_or_default(), leaves);
                all(blocks, leaves);
            }
            Kind::Table { caption, head, body, .. } => {
                line(caption, leaves);
                let cells = head.iter().chain(body).flat_map(|row| &row.cells);
                cells.for_each(|cell| all(&cell.blocks, leaves));
            }
            Kind::Figure { blocks, caption } => {
                all(blocks, leaves);
                line(caption, leaves);
            }
            Kind::Details { summary, blocks } => {
                line(summary, leaves);
                all(blocks, leaves);
            }
            Kind::Paragraph { .. }
            | Kind::Heading { .. }
            | Kind::Code { .. }
            | Kind::Pictograms { .. }
            | Kind::PhaseDiagram { .. }
            | Kind::Navigation { .. }
            | Kind::Contents
            | Kind::Media { .. }
            | Kind::ThematicBreak => leaves.push(self.block(block, 0)),
        }
    }
}

/// Whether a block holds blocks.
fn holds_blocks(kind: &model::BlockKind<Resolved>) -> bool {
    use model::BlockKind as Kind;
    match kind {
        Kind::List { .. }
        | Kind::Definitions { .. }
        | Kind::Quote { .. }
        | Kind::Admonition { .. }
        | Kind::Table { .. }
        | Kind::Figure { .. }
        | Kind::Details { .. }
        | Kind::Division { .. }
        | Kind::Changed { .. } => true,
        Kind::Paragraph { .. }
        | Kind::Heading { .. }
        | Kind::Code { .. }
        | Kind::Pictograms { .. }
        | Kind::PhaseDiagram { .. }
        | Kind::Navigation { .. }
        | Kind::Contents
        | Kind::Media { .. }
        | Kind::ThematicBreak => false,
    }
}

/// Moves the inlines that hold no inlines to `leaves`, in order.
fn flatten(content: Vec<Inline>, leaves: &mut Vec<Inline>) {
    for inline in content {
        match inline.kind {
            InlineKind::Emphasis { content }
            | InlineKind::Strong { content }
            | InlineKind::Strikethrough { content }
            | InlineKind::Inserted { content }
            | InlineKind::Highlight { content }
            | InlineKind::Subscript { content }
            | InlineKind::Superscript { content }
            | InlineKind::Quoted { content }
            | InlineKind::Keyboard { content }
            | InlineKind::Link { content, .. }
            | InlineKind::Abbreviation { content, .. }
            | InlineKind::Span { content }
            | InlineKind::Changed { content, .. } => flatten(content, leaves),
            InlineKind::Text { .. }
            | InlineKind::Code { .. }
            | InlineKind::Formula(_)
            | InlineKind::Image(_)
            | InlineKind::Note(_)
            | InlineKind::SoftBreak
            | InlineKind::LineBreak => leaves.push(inline),
        }
    }
}

/// The letters of an item's longest paragraph.
fn letters(item: &ListItem) -> usize {
    let paragraphs = item.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Paragraph { content } => Some(words(content).chars().count()),
        _ => None,
    });
    paragraphs.max().unwrap_or(0)
}

/// A target of which it is not yet said how paper shows it.
fn target(target: &model::Target) -> Target {
    let address = |address: &str| Address {
        place: None,
        address: address.to_owned(),
        note: None,
        print: Print::None,
        shown: String::new(),
        after: String::new(),
    };
    match target {
        model::Target::Chapter { chapter, slug, id, name } => Target::Chapter {
            chapter: *chapter,
            slug: slug.clone(),
            id: id.clone(),
            name: name.clone(),
            label: String::new(),
            page: false,
        },
        model::Target::Web { address: to } => Target::Web(address(to)),
        model::Target::Elsewhere { address: to } => Target::Elsewhere(address(to)),
        model::Target::Nowhere => Target::Nowhere,
    }
}

/// What is said to those who cannot see a picture. Paper has no other place for what a diagram is made from.
fn described(image: &model::Image<Resolved>) -> String {
    match &image.description {
        Some(source) => format!("{}\n{}", image.alt, source.text),
        None => image.alt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::model::ListMarker;

    /// The words of a printed tree, and how many lists it has.
    fn told(blocks: &[Block]) -> (Vec<String>, usize) {
        let json = serde_json::to_string(blocks).unwrap();
        let words = json.split("\"text\":\"").skip(1).filter_map(|rest| rest.split('"').next());
        (words.map(str::to_owned).collect(), json.matches("\"list\"").count())
    }

    #[test]
    fn what_lies_too_deep_keeps_its_words_in_order() {
        let mut tree = vec![fixture::par("c")];
        let mut expected = vec!["c".to_owned()];
        for level in 0..40 {
            let details =
                model::BlockKind::Details { summary: fixture::texts(&level.to_string()), blocks: Vec::new() };
            let items = vec![fixture::item(tree, None)];
            let list = model::BlockKind::List { marker: ListMarker::Bullet, tight: true, items };
            tree = vec![fixture::block(list), fixture::block(details)];
            expected.push(level.to_string());
        }
        let book = fixture::book(Vec::new());
        assert_eq!(told(&Printer { book: &book }.chapter(&tree)), (expected, BLOCKS));
    }

    #[test]
    fn a_note_within_a_note_keeps_its_words_and_its_pictures() {
        let blocks = vec![fixture::par("first"), fixture::pictograms(&["sign"])];
        let note = Note { span: model::Span::default(), label: "1".to_owned(), blocks };
        let book = fixture::book(Vec::new());
        let inlines = Printer { book: &book }.bracketed(&note);
        let words: Vec<&str> = inlines
            .iter()
            .map(|inline| match &inline.kind {
                InlineKind::Text { text } => text.as_str(),
                InlineKind::Image(_) => "(picture)",
                InlineKind::SoftBreak => "|",
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(words, [" [", "first", "|", "(picture)", " ", "sign", "]"]);
    }
}
