//! Copyfitting: how high words are in a room, and at which size they fill it.
//!
//! Where lines break between words alone, their number follows from the widths of the words, each of
//! which is measured once for all posters of a build. To have the engine set words at every size
//! that is tried would take most of a poster's time. What breaks elsewhere, such as a script without
//! spaces or a word wider than its room, the theme measures as it stands.

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex};

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use serde::Deserialize;
use serde_json::json;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::fonts::is_unseen;
use crate::parallel::lock;
use crate::typeset::{Fault, Functions};

/// What is asked of the theme, or what is wrong with it.
pub(super) type Asked<T> = Result<T, Vec<Fault>>;

/// How words are set: a function of the theme for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    Motto,
    Text,
    Label,
    Semibold,
    Extrabold,
}

impl Style {
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Motto, Self::Text, Self::Label, Self::Semibold, Self::Extrabold];

    /// Its name in the theme.
    fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Motto => "motto",
            Self::Text => "text",
            Self::Label => "label",
            Self::Semibold => "semibold",
            Self::Extrabold => "extrabold",
        }
    }
}

/// The measures of a style. Lengths are parts of the size of its type.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Letters {
    /// The space between two words.
    pub space: f64,
    /// The white between two letters, which is less than none where they stand closer.
    pub tracking: f64,
    /// The white between two lines.
    pub leading: f64,
}

/// How much wider than its words a line may be, as a part of it: letters are set closer to some
/// spaces than to others.
const SLACK: f64 = 0.004;

/// How far a piece reaches. Lengths are parts of the size of its type.
#[derive(Debug, Clone, Copy)]
struct Advance {
    width: f64,
    /// The space before it where it does not begin a line.
    before: f64,
    /// The white after it where it ends a line that is not the last.
    after: f64,
}

/// Words whose lines break between them alone. Lengths are parts of the size of their type.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pieces: Vec<Advance>,
    /// The height of a line.
    line: f64,
    /// The white between two lines.
    leading: f64,
}

impl Words {
    /// Words of these widths with spaces between them, on lines of this height.
    #[cfg(test)]
    pub fn new(widths: &[f64], line: f64, letters: Letters) -> Self {
        let piece = Piece { text: "", spaced: true };
        let sizes: Vec<Extent> = widths.iter().map(|width| (*width, line)).collect();
        Self::of(&vec![piece; widths.len()], &sizes, letters).expect("there are words")
    }

    /// Pieces of these sizes; none where lines are of more than one height, as those in several fonts are.
    fn of(pieces: &[Piece], sizes: &[Extent], letters: Letters) -> Option<Self> {
        let line = sizes.first()?.1;
        let are_alike = sizes.iter().all(|(_, height)| (height - line).abs() < 1e-9);
        let advance = |(at, (width, _)): (usize, &Extent)| Advance {
            width: *width,
            before: if pieces[at].spaced { letters.space } else { 0.0 },
            after: if pieces.get(at + 1).is_some_and(|next| next.spaced) { letters.tracking } else { 0.0 },
        };
        let pieces = sizes.iter().enumerate().map(advance).collect();
        are_alike.then_some(Self { pieces, line, leading: letters.leading })
    }

    /// The width of the widest.
    pub fn widest(&self) -> f64 {
        self.pieces.iter().map(|piece| piece.width).fold(0.0, f64::max)
    }

    /// On how many lines they stand at most in type of `size` where each has `width`.
    pub fn lines(&self, size: f64, width: f64) -> usize {
        self.lines_within(width / size / (1.0 + SLACK))
    }

    /// On how many lines they stand; none where that hangs on a hair.
    fn certain_lines(&self, size: f64, width: f64) -> Option<usize> {
        let lines = self.lines(size, width);
        (lines == self.lines_within(width / size)).then_some(lines)
    }

    fn lines_within(&self, room: f64) -> usize {
        let (mut lines, mut end) = (0, f64::INFINITY);
        for Advance { width, before, after } in &self.pieces {
            end += before + width;
            if end + after > room {
                (lines, end) = (lines + 1, *width);
            }
        }
        lines
    }

    /// How high so many lines are.
    pub fn lines_high(&self, lines: usize, size: f64) -> f64 {
        let leadings = lines.saturating_sub(1) as f64;
        size * (lines as f64 * self.line + leadings * self.leading)
    }

    /// How high they are in type of `size` where lines have `width`.
    pub fn height(&self, size: f64, width: f64) -> f64 {
        self.lines_high(self.lines(size, width), size)
    }

    /// The narrowest width for which they need no more lines: lines of even length.
    pub fn evened(&self, lines: usize, size: f64) -> f64 {
        let (hair, mut narrowest) = (1e-9, f64::INFINITY);
        let widest = self.pieces.iter().map(|piece| piece.width + piece.after).fold(0.0, f64::max);
        // A line is as wide as some words that follow one another.
        for first in 0..self.pieces.len() {
            let mut end = -self.pieces[first].before;
            for Advance { width, before, after } in &self.pieces[first..] {
                end += before + width;
                let room = end + after;
                let is_narrower = room < narrowest && room + hair >= widest;
                if is_narrower && self.lines_within(room + hair) <= lines {
                    narrowest = room;
                }
            }
        }
        size * narrowest * (1.0 + SLACK)
    }
}

/// How wide and high something is, for type of size 1.
type Extent = (f64, f64);

/// What becomes of words in a room.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Fit {
    /// Whether no word has to be broken.
    pub whole: bool,
    /// In millimetres.
    pub height: f64,
}

/// The copyfitting of posters in one language: how much room words take. Lengths are in millimetres.
pub(super) struct Copyfit {
    /// The theme's functions for what does not follow from widths.
    pub theme: Functions,
    /// The measures of styles, and the sizes of words, in the order of [`Style::ALL`].
    letters: Vec<Letters>,
    sizes: [Mutex<HashMap<String, Extent>>; Style::ALL.len()],
}

impl Copyfit {
    /// That of a theme's functions.
    pub fn of(theme: Functions) -> Asked<Self> {
        let letters = Style::ALL.iter().map(|style| theme.call("letters", &[json!(style.name())]));
        let letters = letters.collect::<Asked<_>>()?;
        Ok(Self { theme, letters, sizes: Default::default() })
    }

    /// A text as words; none where its lines may break elsewhere.
    pub fn words(&self, style: Style, text: &str) -> Asked<Option<Words>> {
        let Some(pieces) = pieces(text) else { return Ok(None) };
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text).collect();
        let mut words = Words::of(&pieces, &self.sizes(style, &texts)?, self.letters[style as usize]);
        if let Some(words) = words.as_mut().filter(|_| style == Style::Title) {
            self.kern(words, style, &pieces)?;
        }
        Ok(words)
    }

    /// The same, where no word is wider than `width` in type of `size`.
    pub fn words_in(&self, style: Style, text: &str, size: f64, width: f64) -> Asked<Option<Words>> {
        Ok(self.words(style, text)?.filter(|words| words.widest() * size <= width))
    }

    /// Makes the spaces between words those that their letters have: in large type a line more or less hangs on it.
    fn kern(&self, words: &mut Words, style: Style, pieces: &[Piece]) -> Asked<()> {
        let pairs = pieces.windows(2).map(|pair| {
            let space = if pair[1].spaced { " " } else { "" };
            [pair[0].text, pair[1].text].join(space)
        });
        let pairs: Vec<String> = pairs.collect();
        let widths = self.widths(style, &pairs.iter().map(String::as_str).collect::<Vec<_>>())?;
        for (at, pair) in widths.into_iter().enumerate() {
            words.pieces[at + 1].before = pair - words.pieces[at].width - words.pieces[at + 1].width;
        }
        Ok(())
    }

    /// How wide each of some texts is on one line, for type of size 1.
    pub fn widths(&self, style: Style, texts: &[&str]) -> Asked<Vec<f64>> {
        Ok(self.sizes(style, texts)?.into_iter().map(|(width, _)| width).collect())
    }

    fn sizes(&self, style: Style, texts: &[&str]) -> Asked<Vec<Extent>> {
        let sizes = &self.sizes[style as usize];
        let known = |text: &&str| lock(sizes).get(*text).copied();
        let unknown: BTreeSet<&str> = texts.iter().copied().filter(|text| known(text).is_none()).collect();
        if !unknown.is_empty() {
            let measured: Vec<Extent> = self.theme.call("sizes", &[json!(style.name()), json!(unknown)])?;
            lock(sizes).extend(unknown.into_iter().map(str::to_owned).zip(measured));
        }
        let size =
            |text| known(text).ok_or_else(|| vec![Fault::saying("the theme has not measured all texts")]);
        texts.iter().map(size).collect()
    }

    /// The width of the widest word of a text, for type of size 1.
    pub fn widest(&self, style: Style, text: &str) -> Asked<f64> {
        match self.words(style, text)? {
            Some(words) => Ok(words.widest()),
            None => self.theme.call("widest-of", &[json!(style.name()), json!(text)]),
        }
    }

    /// How high a text is in type of `size` on lines of `width`, with words broken that are wider.
    pub fn fit(&self, style: Style, text: &str, size: f64, width: f64) -> Asked<Fit> {
        match self.words_in(style, text, size, width)? {
            Some(words) => {
                let height = self.height(style, (text, &words), size, width)?;
                Ok(Fit { whole: true, height })
            }
            None => self.measured(style, text, size, width),
        }
    }

    /// How high words are of which none is wider than `width`.
    fn height(&self, style: Style, (text, words): (&str, &Words), size: f64, width: f64) -> Asked<f64> {
        match words.certain_lines(size, width) {
            Some(lines) => Ok(words.lines_high(lines, size)),
            None => Ok(self.measured(style, text, size, width)?.height),
        }
    }

    /// The same, measured as it stands.
    pub fn measured(&self, style: Style, text: &str, size: f64, width: f64) -> Asked<Fit> {
        self.theme.call("broken", &[json!(style.name()), json!(text), json!(size), json!(width)])
    }

    /// The largest size from `least` to `most` at which a text is no wider than `room.0` and no higher
    /// than `room.1`; none where the least is too large.
    pub fn largest(
        &self,
        style: Style,
        text: &str,
        room: (f64, f64),
        (least, most): (f64, f64),
    ) -> Asked<Option<f64>> {
        let (width, height) = room;
        let Some(words) = self.words(style, text)? else {
            let sizes = [width, height, least, most].map(|length| json!(length));
            let arguments = [json!(style.name()), json!(text)].into_iter().chain(sizes).collect::<Vec<_>>();
            return self.theme.call("size-in", &arguments);
        };
        let fits =
            |size: f64| -> Asked<bool> { Ok(self.height(style, (text, &words), size, width)? <= height) };
        let top = most.min(width / words.widest());
        if top < least {
            return Ok(None);
        }
        if fits(top)? {
            return Ok(Some(top));
        }
        if !fits(least)? {
            return Ok(None);
        }
        let (mut fitting, mut too_large) = (least, top);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(fitting, too_large);
            if fits(middle)? { fitting = middle } else { too_large = middle }
        }
        Ok(Some(fitting))
    }

    /// The width at which the lines of a text are of even length; none where the theme is to find it.
    pub fn evened(&self, style: Style, text: &str, size: f64, width: f64) -> Asked<Option<f64>> {
        let words = self.words_in(style, text, size, width)?;
        let even = |words: Words| Some(words.evened(words.certain_lines(size, width)?, size).min(width));
        Ok(words.and_then(even))
    }
}

/// How often the room between a size that fits and one that does not is halved.
const HALVINGS: usize = 9;

/// A part of a text in which no line may break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    /// Whether a space stands before it.
    spaced: bool,
}

/// Where lines may break (Unicode Standard Annex 14), as the layout engine has it.
static BREAKS: LazyLock<LineSegmenterBorrowed> =
    LazyLock::new(|| LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()));

/// The most pieces of a text that lines are made of here: the work grows faster than their number.
const MOST_PIECES: usize = 400;

/// The pieces of a text; none where its lines may also break elsewhere, or are not set from left to right.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let is_address = text.contains("://") || text.contains("www.");
    if is_address || !text.chars().all(is_simple) {
        return None;
    }
    let (mut pieces, mut from, mut spaced) = (Vec::new(), 0, false);
    for end in BREAKS.segment_str(text).skip_while(|end| *end == 0) {
        let piece = &text[from..end];
        let bare = piece.strip_suffix(' ').unwrap_or(piece);
        if bare.is_empty() || bare.starts_with(' ') || bare.ends_with(' ') {
            return None;
        }
        pieces.push(Piece { text: bare, spaced });
        if pieces.len() > MOST_PIECES {
            return None;
        }
        (from, spaced) = (end, bare.len() < piece.len());
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// Whether a character is of a script that runs from left to right with spaces between words, or stands with such
/// letters and is seen.
fn is_simple(character: char) -> bool {
    match character.script() {
        Script::Latin | Script::Greek | Script::Cyrillic => true,
        Script::Inherited => is_combining_mark(character),
        Script::Common => {
            let is_space = matches!(character, ' ' | '\u{a0}' | '\u{202f}');
            is_space || !(character.is_whitespace() || character.is_control() || is_unseen(character))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: Letters = Letters { space: 0.5, tracking: 0.0, leading: 0.2 };

    #[test]
    fn words_fill_line_after_line() {
        let words = Words::new(&[1.0, 1.5, 1.0, 2.0, 0.5], 0.7, LETTERS);
        let lines = [8.1, 4.6, 3.1, 2.1].map(|room| words.lines(1.0, room));
        assert_eq!(lines, [1, 2, 3, 5]);
        // As wide as the room: that is for the engine to say.
        assert_eq!(words.certain_lines(1.0, 8.0), None);
        assert_eq!(words.certain_lines(1.0, 8.1), Some(1));
        // Of twice the size in twice the room.
        assert_eq!(words.lines(2.0, 9.2), 2);
        assert!((words.height(10.0, 46.0) - 16.0).abs() < 1e-9);
    }

    #[test]
    fn letters_stand_closer_in_large_type() {
        let letters = Letters { tracking: -0.1, ..LETTERS };
        let words = Words::new(&[2.0, 2.0, 2.0], 0.7, letters);
        // The last letter of the last line has nothing beside it.
        assert_eq!([4.45, 4.35].map(|room| words.lines_within(room)), [2, 3]);
        assert_eq!([7.05, 6.95].map(|room| words.lines_within(room)), [1, 2]);
        assert!((words.evened(2, 1.0) / (1.0 + SLACK) - 4.4).abs() < 1e-6);
    }

    #[test]
    fn lines_are_of_even_length() {
        let words = Words::new(&[1.0, 1.5, 1.0, 2.0, 0.5], 0.7, LETTERS);
        for (room, narrowest) in [(9.0, 8.0), (7.0, 4.5), (4.0, 3.0), (2.2, 2.0)] {
            let width = words.evened(words.lines(1.0, room), 1.0);
            assert!((width / (1.0 + SLACK) - narrowest).abs() < 1e-6, "{room}: {width}");
            assert_eq!(words.lines(1.0, width + 1e-6), words.lines(1.0, room), "{room}");
        }
    }

    #[test]
    fn lines_of_several_heights_are_measured() {
        let pieces = pieces("one two").unwrap();
        assert!(Words::of(&pieces, &[(1.0, 0.7), (2.0, 0.7)], LETTERS).is_some());
        assert!(Words::of(&pieces, &[(1.0, 0.7), (2.0, 0.66)], LETTERS).is_none());
    }

    #[test]
    fn texts_are_in_pieces() {
        let all =
            |text: &'static str| pieces(text).map(|found| found.iter().map(|it| it.text).collect::<Vec<_>>());
        assert_eq!(all("well-known things – and"), Some(vec!["well-", "known", "things", "–", "and"]));
        assert_eq!(
            pieces("a-b c").map(|found| found.iter().map(|it| it.spaced).collect()),
            Some(vec![false, false, true])
        );
        // A line begins with no colon, and ends with no opening quotation mark.
        assert_eq!(all("Après : « oui »"), Some(vec!["Après :", "« oui »"]));
        for text in ["調査", "a\u{200b}b", "א", "a  b", " a", "a\nb", "see www.example.org/a/b"] {
            assert_eq!(pieces(text), None, "{text}");
        }
        assert_eq!(pieces(&"word ".repeat(MOST_PIECES)).map(|found| found.len()), Some(MOST_PIECES));
        assert_eq!(pieces(&"word ".repeat(MOST_PIECES + 1)), None);
    }
}
