//! From words on a page back to the line that they were typed on.
//!
//! Themes receive no places, so that moving a paragraph does not set its
//! chapter again, and pages therefore know none. They have the words, in order:
//! the block of the book with which they agree furthest around the place that
//! is pointed at is the one. A picture has the words of its alternative text.

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};

use super::Snapshot;
use crate::book::Chapter;
use crate::diagnostic::Source;
use crate::model::{Block, BlockKind, Inline, Note, Resolved, Span, plain_text};

/// A line of a page's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The file's path below the site root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is on it.
    pub text: String,
}

/// Words in the order of a page, and the place among them that is meant: only
/// letters and digits, all small, since print hyphenates and sets quotes.
#[derive(Debug, Default, Clone)]
pub struct Pointed {
    letters: Vec<char>,
    at: usize,
}

impl Pointed {
    /// The middle of a text.
    pub fn middle(text: &str) -> Self {
        let letters: Vec<char> = letters(text).collect();
        Self { at: letters.len() / 2, letters }
    }

    /// What stands on a sheet at `x` and `y`, which are parts of its width and
    /// height: a picture by what is said to those who cannot see it, else words. None
    /// where there is no such picture, and no words are as near as `near`, in pt.
    pub fn on(frame: &Frame, x: f64, y: f64, near: f64) -> Option<Self> {
        let point = Point::new(frame.width() * x, frame.height() * y);
        let mut found = Search { point, letters: Vec::new(), nearest: None, picture: None };
        found.walk(frame, Transform::identity());
        if let Some(alt) = found.picture {
            return Some(Self::middle(&alt));
        }
        let (distance, at) = found.nearest?;
        (distance <= near).then_some(Self { letters: found.letters, at })
    }
}

/// How far from words on a page one may point and still mean them, in pt: about two lines.
pub const NEAR: f64 = 32.0;

/// The same for a poster, as a part of its short side: from the middle of a pictogram to
/// its label.
pub const NEAR_ON_POSTERS: f64 = 0.1;

struct Search {
    point: Point,
    letters: Vec<char>,
    nearest: Option<(f64, usize)>,
    /// The alternative text of the picture that lies uppermost there.
    picture: Option<String>,
}

impl Search {
    fn walk(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.walk(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => {
                    let mut left = Abs::zero();
                    for glyph in &text.glyphs {
                        let right = left + glyph.x_advance.at(text.size);
                        let top = Point::new(left, -text.size * 0.8).transform(here);
                        let foot = Point::new(right, text.size * 0.2).transform(here);
                        let written = text.text.get(glyph.range()).unwrap_or_default();
                        self.glyph(written, top, foot);
                        left = right;
                    }
                }
                FrameItem::Image(image, size, _) => {
                    let (a, b) = (Point::zero().transform(here), size.to_point().transform(here));
                    let within = |a: Abs, b: Abs, at: Abs| a.min(b) <= at && at <= a.max(b);
                    if within(a.x, b.x, self.point.x) && within(a.y, b.y, self.point.y) {
                        let alt = image.alt().filter(|alt| letters(alt).next().is_some());
                        self.picture = alt.map(str::to_owned);
                    }
                }
                _ => {}
            }
        }
    }

    fn glyph(&mut self, written: &str, a: Point, b: Point) {
        let at = self.letters.len();
        self.letters.extend(letters(written));
        if self.letters.len() == at {
            return;
        }
        let beyond =
            |low: Abs, high: Abs, at: Abs| (low.min(high) - at).max(at - low.max(high)).to_pt().max(0.0);
        let distance = beyond(a.x, b.x, self.point.x).hypot(beyond(a.y, b.y, self.point.y));
        if self.nearest.is_none_or(|(nearest, _)| distance < nearest) {
            self.nearest = Some((distance, at));
        }
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// A run of words of the book that stands in one place.
struct Passage {
    span: Span,
    letters: Vec<char>,
}

/// The line on which what is pointed at was typed. `chapter` is where to look
/// first, by its position in the book.
pub fn line(edition: &Snapshot, chapter: Option<usize>, pointed: &Pointed) -> Option<Line> {
    let chapters = &edition.book().ok()?.chapters;
    let first = chapter.and_then(|at| chapters.get(at));
    let others = || chapters.iter().enumerate().filter(|(at, _)| Some(*at) != chapter).map(|(_, c)| c);
    let near = first.and_then(|own| best(edition, [own].into_iter(), pointed));
    let (chapter, span) = match near {
        Some((length, chapter, span)) if length >= ENOUGH.min(pointed.letters.len()) => (chapter, span),
        near => {
            let far = best(edition, others(), pointed);
            let (_, chapter, span) = match (near, far) {
                (Some(near), Some(far)) if far.0 > 2 * near.0 => far,
                (Some(near), _) => near,
                (None, far) => far?,
            };
            (chapter, span)
        }
    };
    told(edition, chapter, span)
}

/// The same, where it can come from that chapter alone.
pub fn line_of(edition: &Snapshot, chapter: usize, pointed: &Pointed) -> Option<Line> {
    let own = edition.book().ok()?.chapters.get(chapter)?;
    let (_, chapter, span) = best(edition, [own].into_iter(), pointed)?;
    told(edition, chapter, span)
}

fn told(edition: &Snapshot, chapter: &Chapter, span: Span) -> Option<Line> {
    let source = source(edition, chapter, span.source as usize)?;
    let (line, _) = source.position(span.start as usize);
    let text = source.text.lines().nth(line - 1).unwrap_or_default().trim().to_owned();
    Some(Line { file: source.path.clone(), line, text })
}

/// The page's own file, or one that it includes.
fn source<'a>(edition: &'a Snapshot, chapter: &Chapter, number: usize) -> Option<&'a Source> {
    let sources = edition.sources.get(&chapter.path)?;
    sources.get(number).or(sources.first()).map(|source| &**source)
}

/// How many letters in a row are no accident.
const ENOUGH: usize = 12;

/// The passage that agrees furthest with what is pointed at, and how far.
fn best<'a>(
    edition: &Snapshot,
    chapters: impl Iterator<Item = &'a Chapter>,
    pointed: &Pointed,
) -> Option<(usize, &'a Chapter, Span)> {
    let mut best: Option<((usize, usize), &Chapter, Span)> = None;
    for chapter in chapters {
        for passage in passages(chapter, source(edition, chapter, 0)) {
            let Some(length) = agreement(&passage.letters, pointed) else { continue };
            // Of two that agree as far, the shorter is the one that is meant whole.
            let rank = (length, usize::MAX - passage.letters.len());
            if best.as_ref().is_none_or(|(before, ..)| rank > *before) {
                best = Some((rank, chapter, passage.span));
            }
        }
    }
    best.map(|((length, _), chapter, span)| (length, chapter, span))
}

/// The longest run of letters around the pointed one that a passage has too.
fn agreement(passage: &[char], pointed: &Pointed) -> Option<usize> {
    let Pointed { letters, at } = pointed;
    let here = letters.get(*at)?;
    let starts = passage.iter().enumerate().filter(|(_, letter)| *letter == here);
    starts
        .map(|(start, _)| {
            let before = letters[..*at].iter().rev().zip(passage[..start].iter().rev());
            let after = letters[*at..].iter().zip(&passage[start..]);
            before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
        })
        .max()
}

fn passages(chapter: &Chapter, source: Option<&Source>) -> Vec<Passage> {
    let mut all = Passages::default();
    let of_itself = [
        ("title", Some(&chapter.title)),
        ("subtitle", chapter.subtitle.as_ref()),
        ("description", chapter.description.as_ref()),
        ("team", chapter.team.as_ref()),
        ("duration", chapter.duration.as_ref()),
        ("motto", chapter.poster.motto.as_ref()),
    ];
    for (key, text) in of_itself {
        let at = source.and_then(|source| line_of_key(&source.text, key)).unwrap_or_default();
        text.iter().for_each(|text| all.add(Span::new(at, at), text));
    }
    all.blocks(&chapter.blocks);
    for Note { blocks, .. } in &chapter.notes {
        all.blocks(blocks);
    }
    all.0
}

/// Where the line of a key begins in a page's front matter.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line.trim()))
    });
    lines.next().filter(|(_, line)| *line == "---")?;
    let own = lines.take_while(|(_, line)| *line != "---");
    let says = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
    own.filter(|(_, line)| says(line)).map(|(start, _)| start).next()
}

#[derive(Default)]
struct Passages(Vec<Passage>);

impl Passages {
    fn add(&mut self, span: Span, text: &str) {
        let letters: Vec<char> = letters(text).collect();
        if !letters.is_empty() {
            self.0.push(Passage { span, letters });
        }
    }

    fn inlines(&mut self, span: Span, content: &[Inline<Resolved>]) {
        self.add(span, &plain_text(content));
    }

    fn blocks(&mut self, blocks: &[Block<Resolved>]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block<Resolved>) {
        let span = block.span;
        match &block.kind {
            BlockKind::Paragraph { content } | BlockKind::Heading { content, .. } => {
                self.inlines(span, content)
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
            BlockKind::Definitions { entries } => {
                for entry in entries {
                    entry.terms.iter().for_each(|term| self.inlines(term.span, &term.content));
                    entry.meanings.iter().for_each(|blocks| self.blocks(blocks));
                }
            }
            BlockKind::Quote { blocks }
            | BlockKind::Division { blocks }
            | BlockKind::Changed { blocks, .. } => {
                self.blocks(blocks);
            }
            BlockKind::Code { text, .. } => self.add(span, text),
            BlockKind::Admonition { title, blocks, .. } => {
                self.inlines(span, title.as_deref().unwrap_or_default());
                self.blocks(blocks);
            }
            BlockKind::Table { caption, head, body, .. } => {
                self.inlines(span, caption);
                for cell in head.iter().chain(body).flat_map(|row| &row.cells) {
                    self.blocks(&cell.blocks);
                }
            }
            BlockKind::Figure { blocks, caption } => {
                self.blocks(blocks);
                self.inlines(span, caption);
            }
            BlockKind::Pictograms { items } => {
                for item in items {
                    self.inlines(item.span, &item.label);
                    self.add(item.span, &item.image.alt);
                }
            }
            BlockKind::Navigation { links } => {
                links.iter().for_each(|link| self.add(link.span, &link.label));
            }
            BlockKind::Details { summary, blocks } => {
                self.inlines(span, summary);
                self.blocks(blocks);
            }
            BlockKind::Media { content, .. } => self.inlines(span, content),
            BlockKind::PhaseDiagram { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
        }
    }
}
