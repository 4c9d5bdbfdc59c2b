//! The third stage of the model: a chapter as paper shows it, and as the theme receives it.
//!
//! The handbook makes it of the [`Resolved`](super::Resolved) stage. What only the whole book can
//! tell is said in place: labels, the notes at their references, which addresses and page numbers
//! are shown, the places of a table's cells. `docs/theme-input.md` describes its JSON.

use serde::Serialize;

use super::formula::Formula;
use super::{AdmonitionSort, Alignment, Attributes, Change, CodeLines, ListMarker, NavigationLink, Resolved};

/// Something in a chapter: its attributes, its meaning, and the label that leads to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node<K> {
    /// Its number among the blocks and inlines of its chapter, from 1; 0 for what only print has.
    #[serde(skip_serializing_if = "super::is_zero")]
    pub number: u32,
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// What it is.
    #[serde(flatten)]
    pub kind: K,
    /// Its label, unique in the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// A block.
pub type Block = Node<BlockKind>;
/// An inline.
pub type Inline = Node<InlineKind>;

impl<K> Node<K> {
    /// A node that only print has.
    pub fn new(kind: K) -> Self {
        Self { number: 0, attributes: Attributes::default(), kind, anchor: None }
    }
}

/// What stands on lines of its own; the variants are those of [`super::BlockKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are those of the stage before, where they are described")]
pub enum BlockKind {
    Paragraph {
        content: Vec<Inline>,
    },
    Heading {
        level: u8,
        content: Vec<Inline>,
        /// The words alone, for the outline; never empty.
        title: String,
    },
    List {
        marker: ListMarker,
        tight: bool,
        items: Vec<ListItem>,
        /// The letters of the longest paragraph of an item: whether it takes more than a line.
        letters: usize,
    },
    Definitions {
        entries: Vec<Definition>,
    },
    Quote {
        blocks: Vec<Block>,
    },
    Admonition {
        sort: AdmonitionSort,
        title: Option<Vec<Inline>>,
        blocks: Vec<Block>,
    },
    Code {
        language: Option<String>,
        text: String,
        lines: CodeLines,
    },
    Table(Table),
    Figure {
        blocks: Vec<Block>,
        caption: Vec<Inline>,
    },
    Pictograms {
        items: Vec<Pictogram>,
    },
    PhaseDiagram {
        image: Image,
    },
    /// Not printed.
    Navigation {
        links: Vec<NavigationLink<Resolved>>,
    },
    Contents {
        /// The headings of the chapter that are listed.
        entries: Vec<Section>,
    },
    Details {
        summary: Vec<Inline>,
        blocks: Vec<Block>,
    },
    Division {
        blocks: Vec<Block>,
    },
    Media {
        target: Target,
        content: Vec<Inline>,
        /// Whether it shows pictures and no words.
        #[serde(skip_serializing_if = "is_false")]
        pictured: bool,
    },
    ThematicBreak,
    Changed {
        #[serde(flatten)]
        change: Change,
        blocks: Vec<Block>,
    },
}

/// What stands within a line; the variants are those of [`super::InlineKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are those of the stage before, where they are described")]
pub enum InlineKind {
    Text {
        text: String,
    },
    Emphasis {
        content: Vec<Inline>,
    },
    Strong {
        content: Vec<Inline>,
    },
    Strikethrough {
        content: Vec<Inline>,
    },
    Inserted {
        content: Vec<Inline>,
    },
    Highlight {
        content: Vec<Inline>,
    },
    Subscript {
        content: Vec<Inline>,
    },
    Superscript {
        content: Vec<Inline>,
    },
    Quoted {
        content: Vec<Inline>,
    },
    Keyboard {
        content: Vec<Inline>,
    },
    Code {
        text: String,
    },
    Formula(Formula),
    Link {
        target: Target,
        title: Option<String>,
        content: Vec<Inline>,
        /// Whether it shows pictures and no words.
        #[serde(skip_serializing_if = "is_false")]
        pictured: bool,
    },
    Image(Image),
    Abbreviation {
        expansion: String,
        content: Vec<Inline>,
        /// Whether it is spelled out here.
        #[serde(skip_serializing_if = "is_false")]
        expand: bool,
    },
    Note(NoteReference),
    Span {
        content: Vec<Inline>,
    },
    Changed {
        #[serde(flatten)]
        change: Change,
        content: Vec<Inline>,
    },
    SoftBreak,
    LineBreak,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A reference to a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteReference {
    /// The label of the note; none where the note stands elsewhere in brackets.
    #[serde(rename = "note")]
    pub label: Option<String>,
    /// The position of the note in its chapter, until it is placed.
    #[serde(skip)]
    pub position: usize,
    /// What the note says, at the first reference to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<Block>>,
    /// The punctuation that stands before its mark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the fields are those of the stage before, where they are described")]
pub enum Target {
    Chapter {
        chapter: usize,
        slug: String,
        id: Option<String>,
        name: String,
        /// The label that it leads to.
        label: String,
        /// Whether the page number is shown.
        page: bool,
    },
    Web(Address),
    Elsewhere(Address),
    Nowhere,
}

/// An address outside the book, and how paper shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    /// The address, percent-encoded as needed.
    pub address: String,
    /// The label of the note that shows it, where it [has a mark](Print::has_mark).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its place among the addresses that the chapter shows beside its lines, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// How it is shown.
    pub print: Print,
    /// The address as paper shows it.
    pub shown: String,
    /// The punctuation that stands before the mark of its note.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// How an address is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Print {
    /// Not at all: the words say it.
    None,
    /// Beside the words.
    Here,
    /// In a new note.
    Note,
    /// In the note of before.
    Again,
    /// Beside the line, where the page has a column for that; else in a new note.
    Aside,
    /// Beside the line again, where the page has a column for that; else in the note of before.
    AsideAgain,
}

impl Print {
    /// Whether a mark at the link leads to where the address is shown.
    pub fn has_mark(self) -> bool {
        match self {
            Self::None | Self::Here => false,
            Self::Note | Self::Again | Self::Aside | Self::AsideAgain => true,
        }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Picture {
    /// One of the book's pictures.
    Stored {
        /// Position in [`crate::book::Book::pictures`].
        picture: usize,
        /// The path of its virtual file.
        file: String,
        /// Its natural width.
        width: u32,
        /// Its natural height.
        height: u32,
    },
    /// Not to be had: the alternative text stands in its place.
    Missing,
}

/// A picture with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the stage before, where they are described")]
pub struct Image {
    pub picture: Picture,
    pub alt: String,
    pub title: Option<String>,
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A picture with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pictogram {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// The picture.
    pub image: Image,
    /// Its label.
    pub label: Vec<Inline>,
    /// The label that leads to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// The words of its label, to be compared with the alternative text.
    pub words: String,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListItem {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// For a task: whether it is done.
    pub task: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
    /// The label that leads to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// One or more terms with one or more meanings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The terms.
    pub terms: Vec<Term>,
    /// The meanings.
    pub meanings: Vec<Vec<Block>>,
}

/// A term of a definition list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// The words.
    pub content: Vec<Inline>,
    /// The label that leads to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// A table in which every place is taken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    /// Its caption.
    pub caption: Vec<Inline>,
    /// The alignment of each column.
    pub columns: Vec<Alignment>,
    /// The rows that head it.
    pub head: Vec<Row>,
    /// The rows.
    pub body: Vec<Row>,
    /// What each column asks for in width.
    pub wants: Vec<ColumnWants>,
    /// The labels of what is in the head, which repeats and so cannot carry them; none for a table
    /// that is itself in the head of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchors: Option<Vec<String>>,
    /// Whether the head may repeat on every page.
    pub repeat: bool,
}

/// What the words of a column ask for in width.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ColumnWants {
    /// Its longest words, which decide how narrow it may get.
    pub words: Vec<LongWord>,
    /// The characters of its longest line, which decide how wide it would like to be.
    pub line: usize,
    /// The widest of its pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureSize>,
}

/// The size that a picture has on paper where there is room, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PictureSize {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A word that is among the longest of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LongWord {
    /// The word.
    pub text: String,
    /// Whether it is set in bold.
    pub bold: bool,
    /// What stands behind it and stays with it.
    #[serde(skip_serializing_if = "Behind::is_nothing")]
    pub behind: Behind,
}

/// What stands behind a word and stays with it, from the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behind {
    /// Nothing.
    Nothing,
    /// The mark of a note.
    Mark,
    /// The number of the page that a link leads to.
    Page,
}

impl Behind {
    fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Row {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Its cells, gaps filled.
    pub cells: Vec<Cell>,
    /// Whether it is short enough to stand on one page whole.
    pub whole: bool,
}

/// A cell of a table at its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Cell {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Whether it heads its row or column.
    pub header: bool,
    /// How it stands, where it differs from its column.
    pub alignment: Option<Alignment>,
    /// How many columns it covers.
    pub colspan: usize,
    /// How many rows it covers.
    pub rowspan: usize,
    /// What it holds.
    pub blocks: Vec<Block>,
    /// Its first column, from 0.
    pub x: usize,
    /// Its first row, from 0.
    pub y: usize,
    /// The label of its row, on the row's first cell.
    #[serde(rename = "row-anchor", skip_serializing_if = "Option::is_none")]
    pub row_anchor: Option<String>,
    /// The label that leads to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// A heading of a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its label.
    pub label: String,
    /// 2 to 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// Whether the page's own contents have it.
    pub listed: bool,
}

impl InlineKind {
    /// The inlines that this one holds; none where it can hold none. A note holds blocks.
    pub fn content(&self) -> Option<&[Inline]> {
        match self {
            Self::Emphasis { content }
            | Self::Strong { content }
            | Self::Strikethrough { content }
            | Self::Inserted { content }
            | Self::Highlight { content }
            | Self::Subscript { content }
            | Self::Superscript { content }
            | Self::Quoted { content }
            | Self::Keyboard { content }
            | Self::Link { content, .. }
            | Self::Abbreviation { content, .. }
            | Self::Span { content }
            | Self::Changed { content, .. } => Some(content),
            Self::Text { .. }
            | Self::Code { .. }
            | Self::Formula(_)
            | Self::Image(_)
            | Self::Note(_)
            | Self::SoftBreak
            | Self::LineBreak => None,
        }
    }
}

/// The words of inlines, as [`super::plain_text`] has them, on one line.
pub fn words(content: &[Inline]) -> String {
    let mut all = String::new();
    push_words(content, &mut all);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_words(content: &[Inline], all: &mut String) {
    for inline in content {
        match &inline.kind {
            InlineKind::Text { text } | InlineKind::Code { text } => all.push_str(text),
            InlineKind::Quoted { content } => {
                all.push('\u{201c}');
                push_words(content, all);
                all.push('\u{201d}');
            }
            InlineKind::Formula(formula) => all.push_str(&formula.line()),
            InlineKind::Image(image) => all.push_str(&image.alt),
            InlineKind::Note(_) => {}
            InlineKind::SoftBreak | InlineKind::LineBreak => all.push(' '),
            other => push_words(other.content().unwrap_or_default(), all),
        }
    }
}

/// A walk over a chapter in the order of reading, to change it. Each method visits what its node
/// holds unless it is overridden; `walk_…` of this module does the same.
pub trait VisitMut {
    /// A block.
    fn block(&mut self, block: &mut Block) {
        walk_block(self, block);
    }
    /// An inline.
    fn inline(&mut self, inline: &mut Inline) {
        walk_inline(self, inline);
    }
    /// An item of a list.
    fn item(&mut self, item: &mut ListItem) {
        self.blocks(&mut item.blocks);
    }
    /// A term of a definition list.
    fn term(&mut self, term: &mut Term) {
        self.inlines(&mut term.content);
    }
    /// A table.
    fn table(&mut self, table: &mut Table) {
        self.inlines(&mut table.caption);
        table.head.iter_mut().chain(&mut table.body).for_each(|row| self.row(row));
    }
    /// A row of a table.
    fn row(&mut self, row: &mut Row) {
        row.cells.iter_mut().for_each(|cell| self.cell(cell));
    }
    /// A cell of a table.
    fn cell(&mut self, cell: &mut Cell) {
        self.blocks(&mut cell.blocks);
    }
    /// A pictogram.
    fn pictogram(&mut self, pictogram: &mut Pictogram) {
        self.inlines(&mut pictogram.label);
    }
    /// Blocks.
    fn blocks(&mut self, blocks: &mut [Block]) {
        blocks.iter_mut().for_each(|block| self.block(block));
    }
    /// Inlines.
    fn inlines(&mut self, inlines: &mut [Inline]) {
        inlines.iter_mut().for_each(|inline| self.inline(inline));
    }
}

/// Visits what a block holds, in the order of reading.
pub fn walk_block<V: VisitMut + ?Sized>(visitor: &mut V, block: &mut Block) {
    match &mut block.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => visitor.inlines(content),
        BlockKind::List { items, .. } => items.iter_mut().for_each(|item| visitor.item(item)),
        BlockKind::Definitions { entries } => {
            for Definition { terms, meanings } in entries {
                terms.iter_mut().for_each(|term| visitor.term(term));
                meanings.iter_mut().for_each(|meaning| visitor.blocks(meaning));
            }
        }
        BlockKind::Quote { blocks } | BlockKind::Division { blocks } | BlockKind::Changed { blocks, .. } => {
            visitor.blocks(blocks);
        }
        BlockKind::Admonition { title, blocks, .. } => {
            if let Some(title) = title {
                visitor.inlines(title);
            }
            visitor.blocks(blocks);
        }
        BlockKind::Table(table) => visitor.table(table),
        BlockKind::Figure { blocks, caption } => {
            visitor.blocks(blocks);
            visitor.inlines(caption);
        }
        BlockKind::Pictograms { items } => items.iter_mut().for_each(|item| visitor.pictogram(item)),
        BlockKind::Details { summary, blocks } => {
            visitor.inlines(summary);
            visitor.blocks(blocks);
        }
        BlockKind::Code { .. }
        | BlockKind::PhaseDiagram { .. }
        | BlockKind::Navigation { .. }
        | BlockKind::Contents { .. }
        | BlockKind::ThematicBreak => {}
    }
}

/// Visits what an inline holds, a note's blocks included.
pub fn walk_inline<V: VisitMut + ?Sized>(visitor: &mut V, inline: &mut Inline) {
    match &mut inline.kind {
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
        | InlineKind::Changed { content, .. } => visitor.inlines(content),
        InlineKind::Note(NoteReference { blocks, .. }) => {
            blocks.iter_mut().for_each(|blocks| visitor.blocks(blocks));
        }
        InlineKind::Text { .. }
        | InlineKind::Code { .. }
        | InlineKind::Formula(_)
        | InlineKind::Image(_)
        | InlineKind::SoftBreak
        | InlineKind::LineBreak => {}
    }
}
