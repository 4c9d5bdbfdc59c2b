//! The second walk over a chapter: links, abbreviations and terms, each by what has been
//! mentioned before it.

use std::collections::{BTreeMap, BTreeSet};

use super::columns;
use super::note_marks;
use super::outer_column::OuterColumn;
use super::prepare::{Sign, Words};
use crate::book::Book;
use crate::model::printed::{
    Address, Block, BlockKind, Definition, Image, Inline, InlineKind, Pictogram, Picture, Print, Section,
    Table, Target, VisitMut, walk_block, walk_inline, words,
};
use crate::names;

/// The second walk: links, abbreviations and terms.
pub(super) struct Mentions<'a> {
    book: &'a Book,
    /// The position of the chapter.
    chapter: usize,
    openings: &'a [String],
    labels: &'a BTreeSet<String>,
    sections: &'a [Section],
    slug: &'a str,
    /// The expansions that the book has given.
    expanded: &'a mut BTreeSet<String>,
    explained: &'a mut Words,
    /// How many terms the chapter has defined. One that another chapter has
    /// defined in the same words counts too, so that labels differ.
    terms: usize,
    /// The abbreviations that the chapter has used.
    used: BTreeSet<String>,
    /// What the chapter has said so far, in lower case.
    text: String,
    /// The addresses that the chapter has shown.
    shown: BTreeMap<String, ShownAddress>,
    /// How many of them stand beside the text.
    asides: usize,
    last_shown: Option<String>,
    /// The addresses that stand beside the text.
    column: OuterColumn,
    /// How many things the walk is inside of that may be as wide as text and column.
    wide: u32,
    /// The pages that the paragraph has named.
    pages: BTreeSet<String>,
    /// How many headings the walk is inside of.
    quiet: u32,
    /// How many notes the walk is inside of.
    notes: u32,
    /// How many heads of tables the walk is inside of.
    heads: u32,
    /// How many links, notes and tables of contents there were so far.
    leads: u32,
    /// The pictograms met so far, each once.
    pub signs: Vec<Sign>,
}

impl<'a> Mentions<'a> {
    /// A walk over a chapter of a book. `expanded` and `explained` are those of the chapters before.
    pub fn new(
        (book, chapter): (&'a Book, usize),
        (openings, labels): (&'a [String], &'a BTreeSet<String>),
        sections: &'a [Section],
        (expanded, explained): (&'a mut BTreeSet<String>, &'a mut Words),
    ) -> Self {
        Self {
            book,
            chapter,
            openings,
            labels,
            sections,
            slug: &book.chapters[chapter].slug,
            expanded,
            explained,
            terms: 0,
            used: BTreeSet::new(),
            text: String::new(),
            shown: BTreeMap::new(),
            asides: 0,
            last_shown: None,
            column: OuterColumn::default(),
            wide: 0,
            pages: BTreeSet::new(),
            quiet: 0,
            notes: 0,
            heads: 0,
            leads: 0,
            signs: Vec::new(),
        }
    }

    fn abbreviation(&mut self, inline: &mut Inline) {
        let InlineKind::Abbreviation { expansion, content, expand } = &mut inline.kind else { return };
        let expansion = expansion.trim();
        if expansion.is_empty() || self.quiet > 0 {
            return;
        }
        if self.heads == 0 && self.used.insert(expansion.to_owned()) {
            let fresh = names::label(&format!("@word/{}/{}", self.slug, self.used.len()));
            let label = inline.anchor.get_or_insert(fresh).clone();
            self.explain(words(content), expansion.to_owned(), label);
        }
        if self.expanded.contains(expansion) {
            return;
        }
        // Where the page has just said it in full, saying it again is noise.
        *expand = !self.text.contains(&expansion.to_lowercase());
        self.expanded.insert(expansion.to_owned());
    }

    /// The terms of a definition list, each with the first paragraph of what
    /// it means.
    fn definitions(&mut self, entries: &mut [Definition]) {
        for Definition { terms, meanings } in entries {
            let first = meanings.first().and_then(|meaning| meaning.first());
            let meaning = first.and_then(line).map(words).unwrap_or_default();
            for term in terms {
                let name = words(&term.content);
                if name.is_empty() || meaning.is_empty() || self.heads > 0 {
                    continue;
                }
                self.terms += 1;
                let fresh = names::label(&format!("@term/{}/{}", self.slug, self.terms));
                let label = term.anchor.get_or_insert(fresh).clone();
                self.explain(name, meaning.clone(), label);
            }
        }
    }

    fn explain(&mut self, term: String, meaning: String, label: String) {
        if term.is_empty() {
            return;
        }
        let word = self.explained.entry((term.to_lowercase(), meaning.clone())).or_default();
        word.term = term;
        word.meaning = meaning;
        word.labels.push(label);
    }

    /// Settles where a link leads and how its address is shown.
    fn link(&mut self, target: &mut Target, link: Link<'_>) {
        match target {
            Target::Chapter { chapter, id, label, page, .. } => match self.openings.get(*chapter) {
                Some(opening) => {
                    *label = id
                        .as_ref()
                        .map(|id| super::anchors::label(&self.book.chapters[*chapter].slug, id))
                        .filter(|label| self.labels.contains(label))
                        .unwrap_or_else(|| opening.clone());
                    *page = self.quiet == 0 && self.pages.insert(label.clone());
                }
                None => *target = Target::Nowhere,
            },
            Target::Web(address) | Target::Elsewhere(address) => self.outside(address, link),
            Target::Nowhere => {}
        }
    }

    /// A link out of the book.
    fn outside(&mut self, target: &mut Address, link: Link<'_>) {
        let address = &target.address;
        target.print = if link == Link::Words("") || bare(address).eq_ignore_ascii_case(bare(link.words())) {
            // A link without words shows its address in their place.
            Print::None
        } else if self.notes > 0 || self.heads > 0 || matches!(link, Link::Media(_)) {
            Print::Here
        } else if let Some(before) = self.shown.get(address) {
            match before.first {
                _ if self.last_shown.as_ref() == Some(address) => Print::None,
                Print::Aside => Print::AsideAgain,
                _ => Print::Again,
            }
        } else {
            let label = names::label(&format!("@address/{}/{}", self.slug, self.shown.len() + 1));
            let letters = shown(address).chars().count();
            let aside = self.wide == 0 && self.column.takes(self.text.len(), letters);
            let print = if aside { Print::Aside } else { Print::Note };
            self.asides += usize::from(aside);
            let place = aside.then_some(self.asides);
            self.shown.insert(address.clone(), ShownAddress { label, place, first: print });
            print
        };
        if target.print.has_mark() {
            let shown = self.shown.get(address);
            target.note = shown.map(|shown| shown.label.clone());
            target.place = shown.and_then(|shown| shown.place);
            self.last_shown = Some(address.clone());
        }
        target.shown = shown(address).to_owned();
    }

    /// Notes a pictogram for the list of them. One whose picture is missing has nothing to show.
    fn sign(&mut self, pictogram: &Pictogram) {
        let (Some(label), Picture::Stored { file, width, height, .. }) =
            (&pictogram.anchor, &pictogram.image.picture)
        else {
            return;
        };
        let words = if pictogram.words.is_empty() { &pictogram.image.alt } else { &pictogram.words };
        if self.signs.iter().any(|before| before.words == *words && before.file == *file) {
            return;
        }
        let (chapter, label, words) = (self.chapter, label.clone(), words.clone());
        self.signs.push(Sign { chapter, label, words, file: file.clone(), width: *width, height: *height });
    }
}

/// An address that the chapter has shown.
struct ShownAddress {
    /// The label of its note.
    label: String,
    /// Its place among those beside the text.
    place: Option<usize>,
    /// How it was shown first.
    first: Print,
}

/// What a link shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link<'a> {
    /// Words, which may say the address.
    Words(&'a str),
    /// Words for those who cannot play it.
    Media(&'a str),
}

impl<'a> Link<'a> {
    fn words(self) -> &'a str {
        match self {
            Self::Words(words) | Self::Media(words) => words,
        }
    }
}

impl VisitMut for Mentions<'_> {
    fn block(&mut self, block: &mut Block) {
        match &mut block.kind {
            BlockKind::Paragraph { content } => {
                self.pages.clear();
                if only_pictures(content) {
                    self.column.fill(self.text.len());
                }
                self.inlines(content);
                self.text.push('\n');
            }
            BlockKind::Heading { content, .. } => {
                self.quiet += 1;
                self.inlines(content);
                self.quiet -= 1;
                self.text.push('\n');
            }
            BlockKind::Code { text, .. } => self.text.push_str(&text.to_lowercase()),
            BlockKind::Definitions { entries } => {
                self.definitions(entries);
                walk_block(self, block);
            }
            BlockKind::Contents { entries } => {
                self.leads += 1;
                *entries = self.sections.iter().filter(|section| section.listed).cloned().collect();
            }
            BlockKind::Media { target, content, pictured } => {
                self.leads += 1;
                self.inlines(content);
                *pictured = only_pictures(content);
                self.link(target, Link::Media(&words(content)));
            }
            BlockKind::Table(_) | BlockKind::Figure { .. } | BlockKind::Pictograms { .. } => {
                self.column.fill(self.text.len());
                self.wide += 1;
                walk_block(self, block);
                self.wide -= 1;
            }
            BlockKind::List { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Admonition { .. }
            | BlockKind::PhaseDiagram { .. }
            | BlockKind::Navigation { .. }
            | BlockKind::Details { .. }
            | BlockKind::Division { .. }
            | BlockKind::Changed { .. }
            | BlockKind::ThematicBreak => walk_block(self, block),
        }
    }

    fn inlines(&mut self, content: &mut [Inline]) {
        content.iter_mut().for_each(|inline| self.inline(inline));
        if note_marks::stand_behind_punctuation(&self.book.chapters[self.chapter].language) {
            note_marks::move_behind_punctuation(content);
        }
    }

    fn inline(&mut self, inline: &mut Inline) {
        match &mut inline.kind {
            InlineKind::Text { text } | InlineKind::Code { text } => self.text.push_str(&text.to_lowercase()),
            InlineKind::Formula(formula) => self.text.push_str(&formula.tex),
            InlineKind::SoftBreak | InlineKind::LineBreak => self.text.push(' '),
            InlineKind::Note(_) => {
                self.leads += 1;
                self.notes += 1;
                walk_inline(self, inline);
                self.notes -= 1;
            }
            InlineKind::Link { target, content, pictured, .. } => {
                self.leads += 1;
                self.inlines(content);
                // Readers announce a link by its text, and a picture has none: the
                // theme sets such a picture beside its link.
                *pictured = only_pictures(content);
                self.link(target, Link::Words(&words(content)));
            }
            InlineKind::Abbreviation { content, .. } => {
                self.inlines(content);
                self.abbreviation(inline);
            }
            InlineKind::Emphasis { .. }
            | InlineKind::Strong { .. }
            | InlineKind::Strikethrough { .. }
            | InlineKind::Inserted { .. }
            | InlineKind::Highlight { .. }
            | InlineKind::Subscript { .. }
            | InlineKind::Superscript { .. }
            | InlineKind::Quoted { .. }
            | InlineKind::Keyboard { .. }
            | InlineKind::Image(_)
            | InlineKind::Changed { .. }
            | InlineKind::Span { .. } => walk_inline(self, inline),
        }
    }

    fn table(&mut self, table: &mut Table) {
        self.inlines(&mut table.caption);
        self.heads += 1;
        let before = self.leads;
        table.head.iter_mut().for_each(|row| self.row(row));
        self.heads -= 1;
        // What repeats on every page is no content to a screen reader,
        // and there a link must not be.
        table.repeat = self.leads == before;
        table.body.iter_mut().for_each(|row| self.row(row));
        // Only now is it known which links show a page.
        columns::measure(table);
    }

    fn pictogram(&mut self, pictogram: &mut Pictogram) {
        pictogram.words = words(&pictogram.label);
        self.sign(pictogram);
        self.inlines(&mut pictogram.label);
    }
}

/// The line that a block is.
fn line(block: &Block) -> Option<&[Inline]> {
    match &block.kind {
        BlockKind::Paragraph { content }
        | BlockKind::Heading { content, .. }
        | BlockKind::Media { content, .. } => Some(content),
        _ => None,
    }
}

/// An address without what readers leave out when they say it.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let rest =
        ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| address.strip_prefix(scheme));
    let rest = rest.unwrap_or(address);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// An address as paper shows it: nobody types `mailto:`.
fn shown(address: &str) -> &str {
    ["mailto:", "tel:"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address)
}

/// Whether inlines show at least one picture and no words.
fn only_pictures(content: &[Inline]) -> bool {
    fn count(content: &[Inline], pictures: &mut usize, letters: &mut usize) {
        for inline in content {
            match &inline.kind {
                InlineKind::Image(Image { .. }) => *pictures += 1,
                InlineKind::Text { text } | InlineKind::Code { text } => *letters += text.trim().len(),
                InlineKind::Formula(formula) => *letters += formula.tex.len(),
                other => count(other.content().unwrap_or_default(), pictures, letters),
            }
        }
    }
    let (mut pictures, mut letters) = (0, 0);
    count(content, &mut pictures, &mut letters);
    pictures > 0 && letters == 0
}
