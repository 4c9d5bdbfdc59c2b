//! What stands on a laid-out page, line by line, with the theme's marks.

use typst::foundations::Value;
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Point, Transform};

use super::{Begins, is_letter};

/// What stands on one line, from the left, and the marks before it and within it.
#[derive(Default)]
pub(super) struct Line {
    y: f64,
    /// The letters of each piece of text.
    pub texts: Vec<Vec<char>>,
    /// Whether it ends within a word.
    pub hyphen: bool,
    pub marks: Vec<Begins>,
}

/// The lines of a page in the making.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    line: Line,
    artifacts: Artifacts,
}

impl Lines {
    pub(super) fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let inner =
                        transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                    self.frame(&group.frame, inner);
                }
                FrameItem::Tag(tag) => self.tag(tag),
                FrameItem::Text(text) if self.artifacts.is_empty() => {
                    let y = Point::new(at.x, at.y).transform(transform).y.to_pt();
                    self.text(y, &text.text);
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, y: f64, text: &str) {
        // What is set above or below the line is still on it.
        if (y - self.line.y).abs() > 4.0 && !self.line.texts.is_empty() {
            self.end();
        }
        let letters: Vec<char> = text.chars().filter(|c| is_letter(*c)).collect();
        if letters.is_empty() {
            self.line.hyphen |= text.contains('\u{ad}');
            return;
        }
        if self.line.texts.is_empty() {
            self.line.y = y;
        }
        self.line.hyphen = text.ends_with('\u{ad}');
        self.line.texts.push(letters);
    }

    fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
    }

    fn tag(&mut self, tag: &Tag) {
        if let Some(mark) = self.artifacts.mark(tag) {
            if !self.line.texts.is_empty() {
                self.end();
            }
            self.line.marks.push(mark);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Line> {
        self.end();
        self.done
    }
}

/// The label of the theme's marks.
const LABEL: &str = "printed";

/// The running heads and the like that a walk over a page is within.
#[derive(Default)]
pub(super) struct Artifacts(Vec<Location>);

impl Artifacts {
    /// Whether the walk is outside of them all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Follows a tag of the page: the place that it marks, where it is a mark of the theme outside
    /// of running heads.
    pub(super) fn mark(&mut self, tag: &Tag) -> Option<Begins> {
        match tag {
            Tag::Start(element, _) if element.elem().name() == "artifact" => {
                self.0.push(tag.location());
                None
            }
            Tag::End(location, ..) => {
                self.0.retain(|open| open != location);
                None
            }
            Tag::Start(element, _) if self.is_empty() => {
                let named = element.label().is_some_and(|label| label.resolve().as_str() == LABEL);
                let mark = element.to_packed::<MetadataElem>().filter(|_| named);
                mark.and_then(|mark| mark_of(&mark.value))
            }
            Tag::Start(..) => None,
        }
    }
}

/// What a mark of the theme says: `("cover",)`, `("title",)`, `("contents",)`, `("colophon",)`, a chapter's
/// position with a node's number, `("words", position, term, meaning)`, or
/// `("index", position)`.
fn mark_of(value: &Value) -> Option<Begins> {
    let Value::Array(parts) = value else { return None };
    let number = |at: usize| match parts.as_slice().get(at) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let words = |at: usize| match parts.as_slice().get(at) {
        Some(Value::Str(words)) => Some(words.as_str()),
        _ => None,
    };
    match words(0) {
        Some("cover") => Some(Begins::Cover),
        Some("title") => Some(Begins::Title),
        Some("contents") => Some(Begins::Contents),
        Some("colophon") => Some(Begins::Colophon),
        Some("index") => Some(Begins::Index { entry: usize::try_from(number(1)?).ok()? }),
        Some("words") => Some(Begins::Words {
            word: usize::try_from(number(1)?).ok()?,
            term: words(2)?.to_owned(),
            meaning: words(3)?.to_owned(),
            letters: 0,
        }),
        _ => Some(Begins::Chapter {
            chapter: usize::try_from(number(0)?).ok()?,
            node: u32::try_from(number(1)?).ok()?,
            letters: 0,
        }),
    }
}
