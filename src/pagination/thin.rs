//! Pages that hold little: a few lines that the page before had no room for, or a beginning after
//! which something large went over to the next page.

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst_layout::{Page, PagedDocument};

use super::lines::Artifacts;
use super::{Begins, label};

/// A page of which less than a [quarter](THIN) is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThinPage {
    /// Its number as printed.
    pub label: String,
    /// The chapter that it is a page of, by its position.
    pub chapter: usize,
    /// The first node on it, by its number; the one that goes on on it where none begins.
    pub node: u32,
    /// About how many lines of text what is on it is high.
    pub lines: usize,
    /// Whether the chapter goes on behind it.
    pub goes_on: bool,
    /// The pages before it since the last that begins with a chapter, that one included.
    pub before: usize,
}

/// The share of the text area below which a page is thin.
pub const THIN: f64 = 0.25;

/// The share of a page's height that its upper margin takes, about, and that of the text area.
const HEAD: f64 = 0.1;
const TEXT: f64 = 0.81;
/// The height of a line of text, about, in points.
const LINE: f64 = 15.0;

/// The thin pages of a handbook's chapters, in order. A chapter's first page, which its title is
/// on, is none.
pub fn thin(document: &PagedDocument) -> Vec<ThinPage> {
    let seen: Vec<Seen> = document.pages().iter().map(Seen::of).collect();
    let mut found = Vec::new();
    let mut current = None;
    let mut before = 0;
    for (at, page) in document.pages().iter().enumerate() {
        let here = &seen[at];
        let height = page.frame.height().to_pt();
        let begins = here.marks.first().cloned().or_else(|| current.clone());
        current = here.marks.last().cloned().or(current);
        let used = here.lowest / height - HEAD;
        let opens = here.marks.iter().any(|mark| matches!(mark, Begins::Chapter { node: 0, .. }));
        before = if opens { 0 } else { before + 1 };
        let Some(Begins::Chapter { chapter, node, .. }) = begins else { continue };
        if opens || here.lowest <= 0.0 || used >= THIN * TEXT {
            continue;
        }
        let goes_on = seen.get(at + 1).is_some_and(|next| match next.marks.first() {
            Some(Begins::Chapter { chapter: other, node, .. }) => *other == chapter && *node > 0,
            Some(_) => false,
            None => next.lowest > 0.0,
        });
        let lines = (used * height / LINE).ceil().max(1.0) as usize;
        found.push(ThinPage { label: label(page), chapter, node, lines, goes_on, before });
    }
    found
}

/// What is on a page, save running heads and the like.
#[derive(Default)]
struct Seen {
    /// The places of the book that begin on it.
    marks: Vec<Begins>,
    /// How far down the lowest thing on it reaches, in points from the upper edge.
    lowest: f64,
    artifacts: Artifacts,
}

impl Seen {
    fn of(page: &Page) -> Self {
        let mut seen = Self::default();
        seen.frame(&page.frame, Transform::identity());
        seen
    }

    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (at, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(at.x, at.y));
            let bottom = match item {
                FrameItem::Group(group) => {
                    self.frame(&group.frame, here.pre_concat(group.transform));
                    continue;
                }
                FrameItem::Tag(tag) => {
                    self.marks.extend(self.artifacts.mark(tag));
                    continue;
                }
                FrameItem::Text(_) => Abs::zero(),
                FrameItem::Shape(shape, _) => shape.bbox(false).max.y,
                FrameItem::Image(_, size, _) => size.y,
                FrameItem::Link(..) => continue,
            };
            if self.artifacts.is_empty() {
                let lowest = Point::new(Abs::zero(), bottom).transform(here).y.to_pt();
                self.lowest = self.lowest.max(lowest);
            }
        }
    }
}
