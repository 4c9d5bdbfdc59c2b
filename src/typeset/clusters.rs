//! Letters that are set as several glyphs are kept in one piece.
//!
//! In many scripts a letter and its marks are one cluster of glyphs. The engine
//! ends a run of glyphs where the next one stands higher or lower, even within a
//! cluster, and writes the words of each run into the PDF: whoever copies or
//! searches the text then finds the letter twice. Here such runs are put together
//! again. Nothing moves on the page.

use std::ops::Range;

use typst::layout::{Em, Frame, FrameItem, GroupItem, Point};
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

/// The document with whole clusters; the same one, where all are whole.
pub(super) fn joined(mut document: PagedDocument) -> PagedDocument {
    if !document.pages().iter().any(|page| is_split(&page.frame)) {
        return document;
    }
    let pages = document
        .pages()
        .iter()
        .map(|page| {
            let mut page: Page = page.clone();
            join(&mut page.frame);
            page
        })
        .collect();
    PagedDocument::new(pages, std::mem::take(document.info_mut()))
}

fn is_split(frame: &Frame) -> bool {
    let mut before: Option<(&Point, &TextItem)> = None;
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) if is_split(&group.frame) => return true,
            FrameItem::Text(text) => {
                if before.is_some_and(|(first, run)| seam(*first, run, *at, text).is_some()) {
                    return true;
                }
                before = Some((at, text));
            }
            _ => before = None,
        }
    }
    false
}

fn join(frame: &mut Frame) {
    if !is_split(frame) {
        return;
    }
    let mut items: Vec<(Point, FrameItem)> = Vec::new();
    for (at, item) in frame.items().cloned() {
        let item = match item {
            FrameItem::Group(GroupItem { frame: mut inner, transform, clip, label, parent }) => {
                join(&mut inner);
                FrameItem::Group(GroupItem { frame: inner, transform, clip, label, parent })
            }
            item => item,
        };
        if let (Some((first, FrameItem::Text(run))), FrameItem::Text(next)) = (items.last_mut(), &item)
            && let Some(seam) = seam(*first, run, at, next)
        {
            append(run, next, &seam, Em::from_abs(first.y - at.y, run.size));
            continue;
        }
        items.push((at, item));
    }
    frame.clear();
    frame.push_multiple(items);
}

/// The cluster that two runs share.
struct Seam {
    /// Its words in the first run, in bytes.
    first: Range<usize>,
    /// Its words in the second.
    second: Range<usize>,
    /// Whether the second run's words come before the first's, as they do where
    /// writing runs from right to left.
    backwards: bool,
}

/// Whether the last glyph of one run and the first of the next are of the same cluster.
fn seam(first: Point, run: &TextItem, second: Point, next: &TextItem) -> Option<Seam> {
    let alike = run.font == next.font
        && run.size == next.size
        && run.fill == next.fill
        && run.stroke == next.stroke
        && run.lang == next.lang
        && run.region == next.region;
    let (last, glyph) = (run.glyphs.last()?, next.glyphs.first()?);
    // How high each stands above the page's zero.
    let stands = |at: Point, glyph: &Glyph| glyph.y_offset.at(run.size) - at.y;
    let level = (stands(first, last) - stands(second, glyph)).abs().to_pt() < 0.001;
    if !alike || last.span != glyph.span || level {
        return None;
    }
    // Runs of one line follow one another without a gap.
    if (first.x + run.width() - second.x).abs().to_pt() > 0.01 {
        return None;
    }
    let (ours, theirs) = (last.range(), glyph.range());
    if run.text.get(ours.clone())? != next.text.get(theirs.clone())? {
        return None;
    }
    let forwards = ours.end == run.text.len() && theirs.start == 0;
    let backwards = ours.start == 0 && theirs.end == next.text.len();
    let fits = run.text.len() + next.text.len() <= usize::from(u16::MAX);
    (fits && (forwards || backwards)).then_some(Seam { first: ours, second: theirs, backwards: !forwards })
}

/// Puts `next` at the end of `run`, with its glyphs raised by `up`.
fn append(run: &mut TextItem, next: &TextItem, seam: &Seam, up: Em) {
    let shifted = |glyph: &Glyph, by: usize| {
        let by = u16::try_from(by).unwrap_or(0);
        Glyph { range: glyph.range.start + by..glyph.range.end + by, ..glyph.clone() }
    };
    let by = if seam.backwards {
        let before = next.text[..seam.second.start].to_owned();
        for glyph in &mut run.glyphs {
            *glyph = shifted(glyph, before.len());
        }
        run.text = format!("{before}{}", run.text).into();
        0
    } else {
        run.text.push_str(&next.text[seam.second.end..]);
        seam.first.start
    };
    run.glyphs.extend(next.glyphs.iter().map(|glyph| {
        let glyph = shifted(glyph, by);
        Glyph { y_offset: glyph.y_offset + up, ..glyph }
    }));
}
