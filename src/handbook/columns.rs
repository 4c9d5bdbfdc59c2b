//! What the words of a table's columns ask for in width.
//!
//! The theme measures a few words instead of every cell: those with the most
//! characters decide how narrow a column may get, and the longest line how wide
//! it would like to be.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::printed::{
    Behind, Block, BlockKind, Cell, ColumnWants, Image, Inline, InlineKind, LongWord, Picture, PictureSize,
    Table, Target, words,
};

/// How many of a column's longest words the theme measures: letters differ in width.
const WORDS: usize = 3;

/// Words of more characters are divided; they ask for as much as one of so many.
const LONGEST: usize = 24;

/// Words of a language, of up to so many letters, are not: the engine alone knows where they may be.
const LONGEST_OF_LETTERS: usize = 40;

/// A cell of up to so many letters is not divided.
const SHORT: usize = 150;

/// Code of up to so many bytes is set in one piece.
const WHOLE_CODE: usize = 12;

impl Behind {
    /// About how many letters it is as wide as.
    fn letters(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Mark => 2,
            Self::Page => " (page 00)".len(),
        }
    }
}

/// Says of a placed `table` what each column asks for. Cells that span columns ask for nothing.
pub(super) fn measure(table: &mut Table) {
    let mut columns: Vec<Column> = table.columns.iter().map(|_| Column::default()).collect();
    let head = table.head.iter().flat_map(|row| &row.cells).map(|cell| (cell, Weight::Bold));
    let body = table.body.iter().flat_map(|row| &row.cells).map(|cell| (cell, Weight::of(cell)));
    for (cell, weight) in head.chain(body).filter(|(cell, _)| cell.colspan == 1) {
        let Some(column) = columns.get_mut(cell.x) else { continue };
        column.line = 0;
        column.blocks(&cell.blocks, weight);
        column.end_line();
    }
    let rows = table.head.iter_mut().chain(&mut table.body);
    rows.for_each(|row| row.whole = row.cells.iter().all(is_short));
    let wants = |column: Column| ColumnWants {
        words: column.words.into_iter().map(|word| word.word).collect(),
        line: column.longest,
        picture: column.picture,
    };
    table.wants = columns.into_iter().map(wants).collect();
}

/// The weight of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// That of a cell of the body.
    fn of(cell: &Cell) -> Self {
        if cell.header { Self::Bold } else { Self::Regular }
    }
}

struct Word {
    word: LongWord,
    characters: usize,
}

#[derive(Default)]
struct Column {
    words: Vec<Word>,
    /// The last word so far, where nothing stands behind it.
    last: String,
    /// The characters of the line at hand, and of the longest so far.
    line: usize,
    longest: usize,
    /// The widest picture so far.
    picture: Option<PictureSize>,
}

impl Column {
    fn blocks(&mut self, blocks: &[Block], weight: Weight) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph { content } | BlockKind::Heading { content, .. } => {
                    self.end_line();
                    self.inlines(content, weight);
                }
                BlockKind::Media { content, .. } => self.inlines(content, weight),
                BlockKind::List { items, .. } => {
                    self.end_line();
                    items.iter().for_each(|item| self.blocks(&item.blocks, weight));
                }
                BlockKind::Quote { blocks }
                | BlockKind::Admonition { blocks, .. }
                | BlockKind::Figure { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Division { blocks }
                | BlockKind::Changed { blocks, .. } => self.blocks(blocks, weight),
                BlockKind::Code { text, .. } => self.code(text, weight),
                BlockKind::Pictograms { items } => {
                    items.iter().for_each(|item| self.inlines(&item.label, weight));
                }
                // These have a width of their own.
                BlockKind::Definitions { .. }
                | BlockKind::Table(_)
                | BlockKind::PhaseDiagram { .. }
                | BlockKind::Navigation { .. }
                | BlockKind::Contents { .. }
                | BlockKind::ThematicBreak => {}
            }
        }
    }

    fn inlines(&mut self, content: &[Inline], weight: Weight) {
        for inline in content {
            match &inline.kind {
                InlineKind::Text { text } => self.text(text, weight),
                InlineKind::Code { text } => self.code(text, weight),
                InlineKind::Formula(formula) => self.line += formula.tex.len(),
                InlineKind::Strong { content } => self.inlines(content, Weight::Bold),
                InlineKind::SoftBreak => self.line += 1,
                InlineKind::LineBreak => self.end_line(),
                InlineKind::Image(image) => self.image(image),
                InlineKind::Note(_) => {
                    let last = std::mem::take(&mut self.last);
                    self.word(&last, weight, Behind::Mark);
                }
                InlineKind::Link { content, target, .. } => {
                    self.inlines(content, weight);
                    self.behind_link(content, target, weight);
                }
                other => self.inlines(other.content().unwrap_or_default(), weight),
            }
        }
    }

    /// What stands behind a link stays with its last word: the number of its page, or the mark of
    /// the note with its address.
    fn behind_link(&mut self, content: &[Inline], target: &Target, weight: Weight) {
        let (name, behind) = match target {
            Target::Chapter { name, page: true, .. } => (name.as_str(), Behind::Page),
            Target::Web(address) | Target::Elsewhere(address) if address.print.has_mark() => {
                (address.shown.as_str(), Behind::Mark)
            }
            _ => return,
        };
        let shown = words(content);
        let shown = if shown.is_empty() { name } else { &shown };
        let last = shown.split_whitespace().last().unwrap_or("");
        let last = pieces(last).last().unwrap_or("");
        self.word(last, weight, behind);
        self.line += behind.letters();
    }

    fn image(&mut self, image: &Image) {
        if let Some(size) = size_on_paper(image)
            && self.picture.is_none_or(|widest| widest.width < size.width)
        {
            self.picture = Some(size);
        }
    }

    fn code(&mut self, text: &str, weight: Weight) {
        if text.len() <= WHOLE_CODE {
            self.text(text, weight);
        } else {
            self.line += text.len();
        }
    }

    fn end_line(&mut self) {
        self.longest = self.longest.max(std::mem::take(&mut self.line));
    }

    fn text(&mut self, text: &str, weight: Weight) {
        self.line += text.graphemes(true).count();
        for word in text.split_whitespace().flat_map(pieces) {
            let longest = if is_of_letters(word) { LONGEST_OF_LETTERS } else { LONGEST };
            let piece: String = word.graphemes(true).take(longest).collect();
            self.word(&piece, weight, Behind::Nothing);
            self.last = piece;
        }
        if text.ends_with(char::is_whitespace) {
            self.last.clear();
        }
    }

    fn word(&mut self, text: &str, weight: Weight, behind: Behind) {
        let bold = weight == Weight::Bold;
        let characters = text.graphemes(true).count();
        let characters = if characters == 0 { 0 } else { characters + behind.letters() };
        let least = self.words.last().filter(|_| self.words.len() == WORDS);
        let is_known = self
            .words
            .iter()
            .map(|known| &known.word)
            .any(|known| known.text == text && known.bold >= bold && known.behind >= behind);
        if characters == 0 || is_known || least.is_some_and(|least| least.characters >= characters) {
            return;
        }
        let at = self.words.partition_point(|known| known.characters >= characters);
        self.words.insert(at, Word { word: LongWord { text: text.to_owned(), bold, behind }, characters });
        self.words.truncate(WORDS);
    }
}

/// Whether a word may be one of a language: a letter, then small ones, and what ends a sentence.
fn is_of_letters(word: &str) -> bool {
    let letters = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
    let mut chars = letters.chars();
    chars.next().is_some_and(|first| first.is_lowercase() || first.is_uppercase())
        && chars.all(char::is_lowercase)
        && letters.graphemes(true).count() <= LONGEST_OF_LETTERS
}

/// The size of a picture as it is, or as a page asks in pixels. Parts of a line say nothing of the
/// line's own width. Pictures of pixels have at least 150 of them to the inch.
fn size_on_paper(image: &Image) -> Option<PictureSize> {
    let Picture::Stored { file, width, height, .. } = &image.picture else { return None };
    let (wide, high) = (u64::from((*width).max(1)), u64::from((*height).max(1)));
    let asked = match (image.width, image.height) {
        (Some(width), _) => u64::from(width),
        (None, Some(height)) => u64::from(height) * wide / high,
        (None, None) => wide,
    };
    // A CSS pixel is three quarters of a point.
    let asked = asked * 3 / 4;
    let points = if file.ends_with(".svg") { asked } else { asked.min(wide * 48 / 100) };
    let points = points.clamp(1, 10_000);
    let size = |points: u64| u32::try_from(points).unwrap_or(u32::MAX);
    Some(PictureSize { width: size(points), height: size((points * high / wide).max(1)) })
}

/// Whether a cell takes a few lines at most.
fn is_short(cell: &Cell) -> bool {
    let letters = |block: &Block| match &block.kind {
        BlockKind::Paragraph { content } => words(content).chars().count(),
        _ => SHORT + 1,
    };
    cell.blocks.iter().map(letters).sum::<usize>() <= SHORT
}

/// The parts of a word between which a line may end: behind strokes and dashes, unless a figure
/// follows a hyphen or a slash, as in dates (UAX #14, LB25).
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let sign = |(at, c): (usize, char)| {
            let next = rest[at + c.len_utf8()..].chars().next();
            let ends = match c {
                '-' | '/' => !next.is_some_and(|next| next.is_ascii_digit()),
                '–' | '—' => true,
                _ => false,
            };
            ends.then_some((at, at + c.len_utf8()))
        };
        let (end, next) = rest.char_indices().find_map(sign).unwrap_or((rest.len(), rest.len()));
        let piece = &rest[..end];
        let is_more = !rest.is_empty();
        rest = &rest[next..];
        is_more.then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::printed::Row;

    #[test]
    fn the_longest_words_of_each_column_are_found() {
        let row = |words: [&str; 2]| {
            let cell = |(x, words): (usize, &str)| {
                let text = Inline::new(InlineKind::Text { text: words.to_owned() });
                let blocks = vec![Block::new(BlockKind::Paragraph { content: vec![text] })];
                Cell { x, colspan: 1, rowspan: 1, blocks, ..Cell::default() }
            };
            Row { cells: words.into_iter().enumerate().map(cell).collect(), ..Row::default() }
        };
        let mut table = Table {
            columns: vec![crate::model::Alignment::Default; 2],
            head: vec![row(["Phase", "What"])],
            body: vec![row(["Retirement", "the end-of-life of a service"])],
            ..Table::default()
        };
        measure(&mut table);
        assert!(table.body[0].whole);
        let words =
            |x: usize| -> Vec<&str> { table.wants[x].words.iter().map(|word| word.text.as_str()).collect() };
        assert_eq!(words(0), ["Retirement", "Phase"]);
        assert_eq!(words(1), ["service", "What", "life"]);
        assert_eq!(table.wants[1].line, 28);
    }

    #[test]
    fn a_line_ends_behind_signs_but_not_within_dates() {
        let parts = |word: &'static str| pieces(word).collect::<Vec<_>>();
        assert_eq!(parts("01/25/2021"), ["01/25/2021"]);
        assert_eq!(parts("2021-01-25"), ["2021-01-25"]);
        assert_eq!(parts("end-of-life"), ["end", "of", "life"]);
        assert_eq!(parts("and/or"), ["and", "or"]);
        assert_eq!(parts("3–5"), ["3", "5"]);
        assert_eq!(parts("word"), ["word"]);
    }

    #[test]
    fn the_page_of_a_link_stays_with_its_last_word() {
        let target = Target::Chapter {
            chapter: 0,
            slug: "a".to_owned(),
            id: None,
            name: "Retirement".to_owned(),
            label: "a".to_owned(),
            page: true,
        };
        let content = vec![Inline::new(InlineKind::Text { text: "When retiring it".to_owned() })];
        let link = Inline::new(InlineKind::Link { target, title: None, content, pictured: false });
        let blocks = vec![Block::new(BlockKind::Paragraph { content: vec![link] })];
        let cell = Cell { colspan: 1, rowspan: 1, blocks, ..Cell::default() };
        let mut table = Table {
            columns: vec![crate::model::Alignment::Default],
            body: vec![Row { cells: vec![cell], ..Row::default() }],
            ..Table::default()
        };
        measure(&mut table);
        let words: Vec<_> =
            table.wants[0].words.iter().map(|word| (word.text.as_str(), word.behind)).collect();
        assert_eq!(words, [("it", Behind::Page), ("retiring", Behind::Nothing), ("When", Behind::Nothing)]);
    }
}
