//! The document model: what a page says, with nothing left of how it was typed.
//!
//! [`Block`] and [`Inline`] are one wrapper, [`Node`], around one enum each.
//! The wrapper carries the place in the source and the attributes; the variant
//! carries the meaning. What the domain has a word for is a variant of its own
//! ([`BlockKind::Pictograms`], [`BlockKind::Navigation`],
//! [`BlockKind::PhaseDiagram`]). There is no "raw" variant: HTML and Markdown
//! end in the reader, and no backend sees either.
//!
//! A tree exists in two stages, told apart by type: as [`Written`] by the page,
//! with addresses and paths still as text, and as [`Resolved`] by the site, with
//! every link and picture looked up. Backends accept only the second.
//!
//! The model serialises to the JSON that themes receive; `docs/theme-input.md`
//! describes it. Spans are left out of it, so that moving a paragraph down a
//! line does not set the whole chapter again.

pub mod formula;
mod formula_line;
mod image;
pub mod printed;
pub mod visit;

use std::fmt::Debug;

use formula::Formula;
pub use image::{DiagramSource, Image};
use serde::Serialize;

/// A range of bytes in one of a page's sources.
///
/// `start` and `end` are UTF-8 offsets into the text of the source, and always
/// lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Which of the page's sources: 0 is the page's own file, others are files
    /// it includes.
    pub source: u32,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span in the page's own file.
    pub fn new(start: usize, end: usize) -> Self {
        Self { source: 0, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The bytes as a range, for slicing the source's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both. Spans of different sources do not
    /// join; the first wins.
    pub fn join(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Sources are limited to far less than 4 GiB, so clamping never bites.
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// How far a tree has come.
pub trait Stage: Debug + Clone + PartialEq + Eq {
    /// Where a link leads.
    type Target: Debug + Clone + PartialEq + Eq + Serialize;
    /// What a picture shows.
    type Picture: Debug + Clone + PartialEq + Eq + Serialize;
    /// What has changed since an earlier edition.
    type Change: Debug + Clone + PartialEq + Eq + Serialize;
}

/// As the page has it: addresses and paths are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Written {}

impl Stage for Written {
    type Target = String;
    type Picture = String;
    /// No page says what has changed in it, and this type has no value.
    type Change = Written;
}

/// As the book has it: nothing is left to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Resolved {}

impl Stage for Resolved {
    type Target = Target;
    type Picture = Picture;
    type Change = Change;
}

/// Where a settled link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum Target {
    /// A chapter of this book, or a place in it.
    Chapter {
        /// Position in [`crate::book::Book::chapters`].
        chapter: usize,
        /// The slug of that chapter.
        slug: String,
        /// The id of a block or passage in that chapter; none for its opening.
        id: Option<String>,
        /// What to call the place in a cross-reference, such as "Alpha".
        name: String,
    },
    /// A page on the web, by its whole address (`https:`, `http:`, `mailto:`, `tel:`).
    Web {
        /// The address, percent-encoded as needed.
        address: String,
    },
    /// A page that is not in the book. With `url` in the configuration
    /// `address` is absolute; otherwise it is the path as written.
    Elsewhere {
        /// What print shows in place of a link.
        address: String,
    },
    /// Leads nowhere: the words stay, the link does not. A diagnostic has said so.
    Nowhere,
}

/// A settled picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Picture {
    /// One of the book's pictures.
    Stored {
        /// Position in [`crate::book::Book::pictures`].
        picture: usize,
    },
    /// Not to be had: the alternative text stands in its place. A diagnostic has said so.
    Missing,
}

/// How a place differs from an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Words that are new among others.
    Words,
    /// A passage that is new as a whole.
    Passage,
    /// Where words stood that are no more; nothing is in it.
    Gap {
        /// The words.
        gone: String,
        /// Whether new words follow in their place.
        replaced: bool,
    },
}

/// A direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// What an attribute list, an HTML tag or a header id says about a node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Attributes {
    /// The anchor, unique within its chapter once settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Classes in the order written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// A BCP 47 language tag, where it differs from what surrounds the node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The direction of writing, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dir: Option<Direction>,
    /// Every other pair, in the order written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<(String, String)>,
}

impl Attributes {
    /// Whether nothing at all is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `class` is among the classes.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|c| c == class)
    }

    /// Adds what `other` says: classes accumulate, single values of `other` win.
    pub fn merge(&mut self, other: Attributes) {
        if other.id.is_some() {
            self.id = other.id;
        }
        for class in other.classes {
            if !self.has_class(&class) {
                self.classes.push(class);
            }
        }
        if other.lang.is_some() {
            self.lang = other.lang;
        }
        if other.dir.is_some() {
            self.dir = other.dir;
        }
        for (key, value) in other.pairs {
            match self.pairs.iter_mut().find(|(k, _)| *k == key) {
                Some(pair) => pair.1 = value,
                None => self.pairs.push((key, value)),
            }
        }
    }
}

/// Something in a page: its place, its attributes, its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node<K> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// Its number among the blocks and inlines of its chapter, in the order of
    /// reading, from 1: what ties a place on paper to the same place on screen.
    /// Before the site has settled it is 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub number: u32,
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// What it is.
    #[serde(flatten)]
    pub kind: K,
}

/// Whether a node has no number yet; serde wants a reference.
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl<K> Node<K> {
    /// A node without attributes.
    pub fn new(span: Span, kind: K) -> Self {
        Self::with(span, Attributes::default(), kind)
    }

    /// A node with attributes.
    pub fn with(span: Span, attributes: Attributes, kind: K) -> Self {
        Self { span, number: 0, attributes, kind }
    }
}

/// A block with its place and attributes.
pub type Block<S> = Node<BlockKind<S>>;
/// An inline with its place and attributes.
pub type Inline<S> = Node<InlineKind<S>>;

/// What stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", bound = "S: Stage")]
pub enum BlockKind<S: Stage> {
    /// A paragraph.
    Paragraph {
        /// Its text.
        content: Vec<Inline<S>>,
    },
    /// A heading. Resolved headings always have an id.
    Heading {
        /// 1 to 6. Resolved, 1 is the chapter's title and is not in its blocks,
        /// and levels follow one another without a gap.
        level: u8,
        /// Its text.
        content: Vec<Inline<S>>,
    },
    /// A bulleted or numbered list.
    List {
        /// How items are marked.
        marker: ListMarker,
        /// Whether items follow without space between them.
        tight: bool,
        /// The items.
        items: Vec<ListItem<S>>,
    },
    /// A definition list.
    Definitions {
        /// Terms with what they mean.
        entries: Vec<Definition<S>>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Block<S>>,
    },
    /// A passage set apart, such as a note or a warning.
    Admonition {
        /// Which sort.
        sort: AdmonitionSort,
        /// What stands above it: nothing where the sort's own word does, empty where no
        /// words do.
        title: Option<Vec<Inline<S>>>,
        /// What is said.
        blocks: Vec<Block<S>>,
    },
    /// Text to be shown as typed.
    Code {
        /// The language, as written after the fence.
        language: Option<String>,
        /// The text, without the last line's end.
        text: String,
        /// What is asked for its lines.
        lines: CodeLines,
    },
    /// A table.
    Table {
        /// Its caption.
        caption: Vec<Inline<S>>,
        /// The alignment of each column.
        columns: Vec<Alignment>,
        /// The rows that head it, repeated where the table breaks.
        head: Vec<Row<S>>,
        /// The rows.
        body: Vec<Row<S>>,
    },
    /// Something shown, with a caption.
    Figure {
        /// What is shown.
        blocks: Vec<Block<S>>,
        /// What is said of it.
        caption: Vec<Inline<S>>,
    },
    /// Pictures that each have a label: the `phase-activities` list.
    Pictograms {
        /// The pictures, in order.
        items: Vec<Pictogram<S>>,
    },
    /// A picture of the phases and their order (`class="phase-diagram"`).
    /// Where the picture is missing, a backend draws the phases.
    PhaseDiagram {
        /// The picture.
        image: Image<S>,
    },
    /// Links to the page before and the page after. Backends make their own.
    Navigation {
        /// At least one.
        links: Vec<NavigationLink<S>>,
    },
    /// Where the page asks for its own table of contents (`{:toc}`).
    Contents,
    /// A passage that screens fold away. Paper shows it whole.
    Details {
        /// What stands for it when folded.
        summary: Vec<Inline<S>>,
        /// The passage.
        blocks: Vec<Block<S>>,
    },
    /// Blocks that share attributes.
    Division {
        /// The blocks.
        blocks: Vec<Block<S>>,
    },
    /// Something that only a screen can play. Paper shows its address.
    Media {
        /// Where it is.
        target: S::Target,
        /// What it is, for those who cannot play it.
        content: Vec<Inline<S>>,
    },
    /// A change of subject.
    ThematicBreak,
    /// A block that has changed since an earlier edition and has no words to mark: code, a picture.
    Changed {
        /// How.
        change: S::Change,
        /// The block.
        blocks: Vec<Block<S>>,
    },
}

/// What stands within a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", bound = "S: Stage")]
pub enum InlineKind<S: Stage> {
    /// Words, with entities and escapes resolved and quotes set.
    Text {
        /// The words.
        text: String,
    },
    /// Words to stress.
    Emphasis {
        /// What is stressed.
        content: Vec<Inline<S>>,
    },
    /// Words of weight.
    Strong {
        /// What carries it.
        content: Vec<Inline<S>>,
    },
    /// Words no longer meant.
    Strikethrough {
        /// What was meant.
        content: Vec<Inline<S>>,
    },
    /// Words added later (`ins`).
    Inserted {
        /// What was added.
        content: Vec<Inline<S>>,
    },
    /// Words marked with a pen (`mark`).
    Highlight {
        /// What is marked.
        content: Vec<Inline<S>>,
    },
    /// Below the line.
    Subscript {
        /// What stands there.
        content: Vec<Inline<S>>,
    },
    /// Above the line.
    Superscript {
        /// What stands there.
        content: Vec<Inline<S>>,
    },
    /// A quotation within a sentence (`q`). Backends set the marks.
    Quoted {
        /// What is quoted.
        content: Vec<Inline<S>>,
    },
    /// Keys to press (`kbd`).
    Keyboard {
        /// The keys.
        content: Vec<Inline<S>>,
    },
    /// Text to be shown as typed.
    Code {
        /// The text.
        text: String,
    },
    /// A formula.
    Formula(Formula),
    /// A link.
    Link {
        /// Where it leads.
        target: S::Target,
        /// What the page says of the link beyond its words.
        title: Option<String>,
        /// Its words.
        content: Vec<Inline<S>>,
    },
    /// A picture within a line, or alone in its paragraph.
    Image(Image<S>),
    /// An abbreviation with what it stands for.
    Abbreviation {
        /// What it stands for.
        expansion: String,
        /// The short form.
        content: Vec<Inline<S>>,
    },
    /// A reference to a note.
    Note {
        /// Position in the page's notes.
        note: usize,
    },
    /// Words that share attributes; empty, an anchor.
    Span {
        /// The words.
        content: Vec<Inline<S>>,
    },
    /// What has changed since an earlier edition. None is within another.
    Changed {
        /// How.
        change: S::Change,
        /// What is new.
        content: Vec<Inline<S>>,
    },
    /// A line's end in the source that prints as a space.
    SoftBreak,
    /// A line's end that the writer wants kept.
    LineBreak,
}

impl<S: Stage> InlineKind<S> {
    /// The inlines that this one holds; none where it can hold none.
    pub fn content(&self) -> Option<&[Inline<S>]> {
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
            | Self::Note { .. }
            | Self::SoftBreak
            | Self::LineBreak => None,
        }
    }

    /// The inlines that this one holds, to change them.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Inline<S>>> {
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
            | Self::Note { .. }
            | Self::SoftBreak
            | Self::LineBreak => None,
        }
    }
}

/// A picture with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Pictogram<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// What the list item says about itself.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// The picture.
    pub image: Image<S>,
    /// Its label. An empty one is diagnosed; the alternative text then serves.
    pub label: Vec<Inline<S>>,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct ListItem<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// For a task: whether it is done.
    pub task: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block<S>>,
}

/// One or more terms with one or more meanings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Definition<S: Stage> {
    /// The terms.
    pub terms: Vec<Term<S>>,
    /// The meanings.
    pub meanings: Vec<Vec<Block<S>>>,
}

/// A term of a definition list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Term<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// The words.
    pub content: Vec<Inline<S>>,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mark", rename_all = "kebab-case")]
pub enum ListMarker {
    /// With bullets.
    Bullet,
    /// With numbers.
    Number {
        /// The first number.
        start: i64,
        /// How numbers are written.
        numbering: Numbering,
        /// Whether they count down.
        reversed: bool,
    },
}

/// How numbers are written (the `type` of an HTML `ol`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// 1, 2, 3
    Decimal,
    /// a, b, c
    LowerAlpha,
    /// A, B, C
    UpperAlpha,
    /// i, ii, iii
    LowerRoman,
    /// I, II, III
    UpperRoman,
}

/// Sorts of passages set apart, after GitHub's alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdmonitionSort {
    /// Worth knowing even when skimming.
    Note,
    /// Helpful advice.
    Tip,
    /// Needed to succeed.
    Important,
    /// Needs attention now, to avoid trouble.
    Warning,
    /// Warns of what may follow.
    Caution,
}

impl AdmonitionSort {
    /// The sort of that name, in small letters; a note where there is none.
    pub fn named(name: &str) -> Self {
        let sorts = [Self::Note, Self::Tip, Self::Important, Self::Warning, Self::Caution];
        sorts.into_iter().find(|sort| sort.label().eq_ignore_ascii_case(name)).unwrap_or(Self::Note)
    }

    /// The heading that English books give it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Important => "Important",
            Self::Warning => "Warning",
            Self::Caution => "Caution",
        }
    }
}

/// What is asked for the lines of code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CodeLines {
    /// The number of the first, where they are numbered.
    pub first: Option<usize>,
    /// Those that are marked, counted from 0, in their order.
    pub marked: Vec<usize>,
}

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// As the language has it.
    Default,
    /// At the start of the line.
    Left,
    /// In the middle.
    Center,
    /// At the end.
    Right,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Row<S: Stage> {
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Its cells; cells that a span covers are not there.
    pub cells: Vec<Cell<S>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Cell<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// What is said about it.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Whether it heads its row or column.
    pub header: bool,
    /// How it stands, where it differs from its column.
    pub alignment: Option<Alignment>,
    /// How many columns it covers, at least 1.
    pub colspan: u32,
    /// How many rows it covers, at least 1.
    pub rowspan: u32,
    /// What it holds.
    pub blocks: Vec<Block<S>>,
}

/// A link to a neighbouring page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct NavigationLink<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// Which neighbour.
    pub direction: NavigationDirection,
    /// Where it leads.
    pub target: S::Target,
    /// Its words, without "Next:" and the like.
    pub label: String,
}

/// Which neighbour a navigation link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NavigationDirection {
    /// The page before.
    Previous,
    /// The page after.
    Next,
}

/// A note that inlines refer to by position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(bound = "S: Stage")]
pub struct Note<S: Stage> {
    /// Where it stands in the source.
    #[serde(skip)]
    pub span: Span,
    /// Its label, as written.
    pub label: String,
    /// What it says.
    pub blocks: Vec<Block<S>>,
}

/// The class of headings that a page's own contents leave out, as kramdown has it.
pub const OUT_OF_CONTENTS: &str = "no_toc";

/// The words of inlines, as a reader would hear them: alternative texts
/// included, note references left out.
pub fn plain_text<S: Stage>(content: &[Inline<S>]) -> String {
    let mut text = String::new();
    push_plain_text(content, Formula::line, &mut text);
    text
}

/// The same with formulas as they are typed, of which generators make the addresses of headings.
pub fn typed_text<S: Stage>(content: &[Inline<S>]) -> String {
    let mut text = String::new();
    push_plain_text(content, |formula| formula.tex.clone(), &mut text);
    text
}

fn push_plain_text<S: Stage>(content: &[Inline<S>], shown: fn(&Formula) -> String, text: &mut String) {
    for inline in content {
        match &inline.kind {
            InlineKind::Text { text: words } | InlineKind::Code { text: words } => text.push_str(words),
            InlineKind::Quoted { content } => {
                text.push('\u{201c}');
                push_plain_text(content, shown, text);
                text.push('\u{201d}');
            }
            InlineKind::Formula(formula) => text.push_str(&shown(formula)),
            InlineKind::Image(image) => text.push_str(&image.alt),
            InlineKind::Note { .. } => {}
            InlineKind::SoftBreak | InlineKind::LineBreak => text.push(' '),
            other => push_plain_text(other.content().unwrap_or_default(), shown, text),
        }
    }
}
