//! A handbook in two languages, whose pages face one another: the original on left pages, the
//! translation beside it on right ones.
//!
//! The engine lays all left pages out, then all right ones, so that each text flows from one of its
//! pages to the next. Where a section begins on one side on an earlier page than on the other, it is
//! moved to the page of the other, until all begin opposite each other. Then the pages of the file are
//! put between one another; what screen readers follow stays one text after the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use typst::foundations::{Label, Selector};
use typst::introspection::Introspector as _;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::prepare::{self, Pictograms, Prepared};
use super::{LaidOut, Options};
use crate::book::Book;
use crate::model::printed::BlockKind;
use crate::translation;
use crate::typeset::Fault;
use crate::typeset::objects::Table;

/// Which chapters face which, and where pages are turned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facing {
    /// How many chapters stand on left pages. As many follow, of which each faces one of them.
    pub chapters: usize,
    /// What the book is called on right pages.
    pub title: String,
    /// The language of right pages, a BCP 47 tag.
    pub language: String,
    /// The labels of sections that begin on a new page.
    breaks: BTreeSet<String>,
    /// The labels before which pages are left blank, and how many.
    blanks: BTreeMap<String, usize>,
}

/// How often the layout is tried before every section that does not face its own begins a page.
const TRIES: usize = 5;

impl Facing {
    /// Two texts of so many chapters each; the title and the language of the one on right pages.
    pub fn new(chapters: usize, title: &str, language: &str) -> Self {
        Self { chapters, title: title.to_owned(), language: language.to_owned(), ..Self::default() }
    }

    /// What the theme receives.
    pub(super) fn data(&self) -> Value {
        json!({
            "title": self.title,
            "language": self.language,
            "breaks": self.breaks,
            "blanks": self.blanks,
        })
    }

    /// The side on which a chapter stands: 0 for left, 1 for right.
    pub(super) fn side(&self, chapter: usize) -> usize {
        usize::from(chapter >= self.chapters)
    }
}

/// Two places that face each other: the labels of chapters, or of sections in them.
#[derive(Debug)]
struct Pair {
    labels: [String; 2],
    /// Whether a chapter begins, on a new page on either side.
    opens: bool,
}

/// The places of a book that face each other, in its order.
fn pairs(prepared: &[Prepared], facing: &Facing) -> Vec<Pair> {
    let (left, right) = prepared.split_at(facing.chapters.min(prepared.len()));
    let mut pairs = Vec::new();
    for (left, right) in left.iter().zip(right) {
        pairs.push(Pair { labels: [left.label.clone(), right.label.clone()], opens: true });
        let (first, second) = (headings(left), headings(right));
        let level = |(level, _): &(u8, &String)| *level;
        let (levels, others): (Vec<u8>, Vec<u8>) =
            (first.iter().map(level).collect(), second.iter().map(level).collect());
        for (a, b) in translation::levels(&levels, &others) {
            pairs.push(Pair { labels: [first[a].1.clone(), second[b].1.clone()], opens: false });
        }
    }
    pairs
}

/// The headings of a chapter that stand by themselves.
fn headings(chapter: &Prepared) -> Vec<(u8, &String)> {
    let heading = |block: &'_ crate::model::printed::Block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    };
    let labelled = chapter.blocks.iter().filter_map(|block| Some((heading(block)?, block.anchor.as_ref()?)));
    labelled.collect()
}

/// Where something stands: its page, from 0, and how far below the page's upper edge, in pages.
type Place = (usize, f64);

/// Where the labels of a document stand, and how many pages each side has.
struct Places {
    of: BTreeMap<String, Place>,
    /// The first page of each side, and the one behind the last.
    sides: [usize; 3],
}

impl Places {
    /// The places of pairs; none where the theme does not know pages that face each other.
    fn of(document: &PagedDocument, pairs: &[Pair]) -> Option<Self> {
        let introspector = document.introspector();
        let page_of = |name: &str, last: bool| {
            let label = Selector::Label(Label::new(PicoStr::intern(name))?);
            let found = introspector.query(&label);
            let one = if last { found.last() } else { found.first() };
            let position = introspector.position(one?.location()?)?;
            let height = document.pages().first()?.frame.height().to_pt();
            Some((position.page.get() - 1, position.point.y.to_pt() / height))
        };
        let (first, _) = page_of("@side-0", false)?;
        let (second, _) = page_of("@side-1", false)?;
        let (last, _) = page_of("text-end", true)?;
        let names = pairs.iter().flat_map(|pair| &pair.labels);
        let of = names.map(|name| Some((name.clone(), page_of(name, false)?))).collect::<Option<_>>()?;
        Some(Self { of, sides: [first, second, last + 1] })
    }

    /// Where a pair stands on each side, counted from the side's first page.
    fn pair(&self, pair: &Pair) -> [Place; 2] {
        [0, 1].map(|side| {
            let (page, y) = self.of.get(&pair.labels[side]).copied().unwrap_or_default();
            (page.saturating_sub(self.sides[side]), y)
        })
    }

    /// The blank pages before each label that begins a page, and those at the end of each side, so
    /// that all pairs face each other; and the pairs that do not, all the same.
    fn blanks(&self, pairs: &[Pair], breaks: &BTreeSet<String>) -> (BTreeMap<String, usize>, Vec<usize>) {
        let mut blanks = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut more = [0, 0];
        for (at, pair) in pairs.iter().enumerate() {
            let places = self.pair(pair);
            let pages = [places[0].0 + more[0], places[1].0 + more[1]];
            let side = usize::from(pages[1] < pages[0]);
            let lacks = pages[1 - side] - pages[side];
            if lacks == 0 {
                continue;
            }
            if pair.opens || breaks.contains(&pair.labels[side]) {
                blanks.insert(pair.labels[side].clone(), lacks);
                more[side] += lacks;
            } else {
                wrong.push(at);
            }
        }
        let ends = [0, 1].map(|side| self.sides[side + 1] - self.sides[side] + more[side]);
        let shorter = usize::from(ends[1] < ends[0]);
        if ends[0] != ends[1] {
            blanks.insert(format!("@end-{shorter}"), ends[1 - shorter] - ends[shorter]);
        }
        (blanks, wrong)
    }

    /// The labels that have to begin a page, as far as these places tell: where one side is on an
    /// earlier page than the other, it goes on to that page.
    fn breaks(&self, pairs: &[Pair], known: &BTreeSet<String>) -> BTreeSet<String> {
        let mut breaks = BTreeSet::new();
        let mut moved = [0.0_f64, 0.0];
        for pair in pairs {
            let places = self.pair(pair);
            let at = |side: usize, moved: f64| places[side].0 as f64 + places[side].1 + moved;
            if pair.opens {
                // Blank pages even that out.
                let page = [0, 1].map(|side| at(side, moved[side]).floor());
                let page = page[0].max(page[1]);
                moved = [0, 1].map(|side| page - places[side].0 as f64);
                continue;
            }
            let now = [0, 1].map(|side| at(side, moved[side]));
            let side = usize::from(now[1].floor() < now[0].floor());
            if now[0].floor() == now[1].floor() {
                continue;
            }
            if !known.contains(&pair.labels[side]) {
                breaks.insert(pair.labels[side].clone());
            }
            let top = now[1 - side].floor() + TOP;
            moved[side] += top - now[side];
        }
        breaks
    }
}

/// Where the text of a page begins, about, in pages.
const TOP: f64 = 0.1;

/// Lays a book in two languages out. The error lists every fault that the engine found.
pub(super) fn lay_out<'a>(
    book: &'a Book,
    options: &Options,
    layout: impl Fn(&'a Book, &Options) -> Result<LaidOut<'a>, Vec<Fault>>,
) -> Result<LaidOut<'a>, Vec<Fault>> {
    let mut facing = options.facing.clone().unwrap_or_default();
    let (prepared, _) = prepare::chapters(book, Pictograms::Unlisted);
    let pairs = pairs(&prepared, &facing);
    let with = |facing: &Facing| Options { facing: Some(facing.clone()), ..options.clone() };
    let fault = |message: &str| vec![Fault::saying(message)];
    let unknown = || {
        fault(
            "the theme has no pages that face each other: it has no labels `@side-0` and `@side-1`; build with a built-in theme, or copy `handbook-facing.typ` and what uses it",
        )
    };
    for attempt in 0..=TRIES {
        let laid_out = layout(book, &with(&facing))?;
        let places = Places::of(&laid_out.document, &pairs).ok_or_else(unknown)?;
        let mut more = places.breaks(&pairs, &facing.breaks);
        let (blanks, wrong) = places.blanks(&pairs, &facing.breaks);
        if attempt == TRIES {
            more.extend(wrong.iter().flat_map(|at| pairs[*at].labels.iter().cloned()));
        }
        if wrong.is_empty() {
            facing.blanks = blanks;
            break;
        }
        let before = facing.breaks.len();
        facing.breaks.extend(more);
        if facing.breaks.len() == before {
            facing.breaks.extend(wrong.iter().flat_map(|at| pairs[*at].labels.iter().cloned()));
        }
    }
    let mut laid_out = layout(book, &with(&facing))?;
    let places = Places::of(&laid_out.document, &pairs).ok_or_else(unknown)?;
    let apart = pairs.iter().find(|pair| {
        let [left, right] = places.pair(pair);
        left.0 != right.0
    });
    let [first, second, end] = places.sides;
    if end.saturating_sub(second) > second - first {
        return Err(fault("the pages of the two languages do not come out even"));
    }
    if let Some(pair) = apart {
        let message = format!("`{}` and `{}` do not face each other", pair.labels[0], pair.labels[1]);
        laid_out.remarks.push(Fault::saying(message));
    }
    let pages = laid_out.document.pages().len();
    let body = (0..second - first).flat_map(|at| [first + at, second + at]);
    let order: Vec<usize> = (0..first).chain(body).chain(second + (second - first)..pages).collect();
    laid_out.order = Some(order);
    Ok(laid_out)
}

/// A file with its pages in another order, and numbered from 1 in it. None where it is not as the
/// layout engine writes it.
pub(super) fn reordered(mut pdf: Vec<u8>, order: &[usize]) -> Option<Vec<u8>> {
    let find = |pdf: &[u8], mark: &[u8], from: usize| {
        pdf.get(from..)?.windows(mark.len()).position(|window| window == mark).map(|at| from + at)
    };
    let tree = find(&pdf, b"<</Type/Pages/Count ", 0)?;
    let start = find(&pdf, b"/Kids[", tree)? + b"/Kids[".len();
    let end = find(&pdf, b"]", start)?;
    let kids = std::str::from_utf8(&pdf[start..end]).ok()?;
    let kids: Vec<&str> = kids.split_inclusive('R').map(str::trim).collect();
    let sorted: Vec<&str> = order.iter().map(|at| kids.get(*at).copied()).collect::<Option<_>>()?;
    let sorted = sorted.join(" ");
    if sorted.len() != end - start {
        return None;
    }
    pdf.splice(start..end, sorted.into_bytes());
    let catalog = find(&pdf, b"/PageLabels ", 0)?;
    let number = std::str::from_utf8(pdf.get(catalog + 12..catalog + 24)?).ok()?;
    let number = number.split(' ').next()?;
    let labels = find(&pdf, format!("\n{number} 0 obj\n<</Nums[").as_bytes(), 0)?;
    let start = find(&pdf, b"[", labels)? + 1;
    let end = find(&pdf, b"]", start)?;
    let mut numbered = b"0<</S/D>>".to_vec();
    numbered.resize((end - start).max(numbered.len()), b' ');
    if numbered.len() != end - start {
        return None;
    }
    pdf.splice(start..end, numbered);
    // Two pages are seen at once, as they lie open.
    let table = Table::of(&pdf)?;
    table.with(&pdf, &[(catalog, b"/PageLayout/TwoPageRight".to_vec())])
}
