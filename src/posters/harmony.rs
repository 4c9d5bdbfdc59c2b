//! Pictograms that come from elsewhere, in the colours of the phase that shows them: on one wall
//! they look as if one hand had drawn them.
//!
//! A pictogram of one hue takes the phase's: its darkest colour becomes the phase's ink, its
//! lightest an accent that is seen on a card (3 to 1, WCAG 2.2, 1.4.11), what is black or grey the
//! theme's ink. White within a box of one colour changes places with the box, since a card is a
//! box already. Pictograms in the theme's own ink, of several hues, with gradients or photographs
//! stay as they are.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use indexmap::{IndexMap, IndexSet};
use kurbo::{BezPath, Shape};
use regex::{Captures, Regex};
use resvg::tiny_skia::PathSegment;
use resvg::usvg::{self, Group, Node, Paint};

use crate::book::{Book, MediaType, StoredPicture};
use crate::model::visit::{self, Visit, VisitMut};
use crate::model::{Block, BlockKind, Picture, Resolved};
use crate::theme::{Colour, PhaseColours};

/// Below this distance from grey a colour has no hue (Oklab).
const GREY: f64 = 0.05;
/// From this lightness on grey is the white of a ground (Oklab).
const LIGHT: f64 = 0.88;
/// Colours nearer than this are taken for one another ([`Colour::distance`]).
const ALIKE: f64 = 0.04;
/// How far apart, in degrees, shades of one hue may be: two blues are.
const ONE_HUE: f64 = 45.0;
/// The share of the whole that a box covers along each side, and of its own bounds.
const BOX: f64 = 0.9;

/// What pictograms become in one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Palette {
    /// What was black.
    ink: Colour,
    /// What was dark, and what was light.
    deep: Colour,
    accent: Colour,
    card: Colour,
}

impl Palette {
    fn of(shade: &PhaseColours, ink: Colour, card: Colour) -> Self {
        Self {
            ink: ink.readable(&[card], 4.5),
            deep: shade.ink.readable(&[card], 4.5),
            accent: shade.ground.readable(&[card], 3.0),
            card,
        }
    }
}

/// The book with its pictograms harmonised, or as it is where none of them is to change.
pub(super) fn harmonised(book: &Book) -> Cow<'_, Book> {
    let colours = &book.theme.colours;
    let mut own = Cow::Borrowed(book);
    // Each picture is read once, and drawn once for each palette; none where it stays as it is.
    let mut read: IndexMap<usize, Option<Flat>> = IndexMap::new();
    let mut drawn: IndexMap<(usize, Palette), Option<usize>> = IndexMap::new();
    for (at, chapter) in book.chapters.iter().enumerate() {
        let palette = Palette::of(&chapter.colours, colours.ink, colours.card);
        let mut shown = Shown::default();
        visit::blocks(&chapter.blocks, &mut shown);
        for picture in shown.pictures {
            drawn.entry((picture, palette)).or_insert_with(|| {
                let stored = book.pictures.get(picture)?;
                let flat = read.entry(picture).or_insert_with(|| Flat::of(stored)).as_ref()?;
                let svg = flat.recoloured(&palette, colours.ink)?;
                let own = own.to_mut();
                own.pictures.push(in_palette(stored, svg, &palette));
                Some(own.pictures.len() - 1)
            });
        }
        let drawing = |picture: usize| drawn.get(&(picture, palette)).copied().flatten();
        if let Cow::Owned(own) = &mut own {
            visit::blocks_mut(&mut own.chapters_mut()[at].blocks, &mut Exchange { drawing: &drawing });
        }
    }
    own
}

/// The pictures that a page's pictograms show.
#[derive(Default)]
struct Shown {
    pictures: BTreeSet<usize>,
}

impl Visit<Resolved> for Shown {
    fn block(&mut self, block: &Block<Resolved>) {
        if let BlockKind::Pictograms { items } = &block.kind {
            self.pictures.extend(items.iter().filter_map(|item| match item.image.picture {
                Picture::Stored { picture } => Some(picture),
                Picture::Missing => None,
            }));
        }
    }
}

/// Puts drawings in the place of a page's pictograms.
struct Exchange<'a> {
    drawing: &'a dyn Fn(usize) -> Option<usize>,
}

impl VisitMut<Resolved> for Exchange<'_> {
    fn block(&mut self, block: &mut Block<Resolved>) {
        let BlockKind::Pictograms { items } = &mut block.kind else { return };
        for item in items {
            if let Picture::Stored { picture } = &mut item.image.picture
                && let Some(drawing) = (self.drawing)(*picture)
            {
                *picture = drawing;
            }
        }
    }
}

fn in_palette(picture: &StoredPicture, svg: String, palette: &Palette) -> StoredPicture {
    let hex = |colour: Colour| colour.to_string().replace('#', "");
    StoredPicture {
        // The whole name stays, so that no other picture has the same.
        name: format!("{}.{}-{}.svg", picture.name, hex(palette.deep), hex(palette.accent)),
        bytes: Arc::new(svg.into_bytes()),
        ..picture.clone()
    }
}

/// A drawing of flat colours.
struct Flat {
    /// The drawing as usvg writes it: every colour stands at its shape, as `#rrggbb`.
    svg: String,
    size: (f64, f64),
    colours: IndexSet<Colour>,
    /// The colour of the box that all else stands on.
    ground: Option<Colour>,
}

impl Flat {
    /// Reads a picture; none where it is no drawing, is not flat, or has words, which would need the
    /// book's fonts.
    fn of(picture: &StoredPicture) -> Option<Self> {
        let svg = std::str::from_utf8(&picture.bytes).ok().filter(|_| picture.media == MediaType::Svg)?;
        Self::parse(svg)
    }

    fn parse(svg: &str) -> Option<Self> {
        if svg.contains("<text") {
            return None;
        }
        let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).ok()?;
        let size = (f64::from(tree.size().width()), f64::from(tree.size().height()));
        let svg = tree.to_string(&usvg::WriteOptions::default());
        let mut flat = Self { svg, size, colours: IndexSet::new(), ground: None };
        flat.read(tree.root())?;
        Some(flat)
    }

    /// Reads what a group draws; none where that is not flat.
    fn read(&mut self, group: &Group) -> Option<()> {
        if !group.filters().is_empty() {
            return None;
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.read(group)?,
                Node::Path(path) => {
                    let fill = path.fill().map(|fill| fill.paint());
                    let stroke = path.stroke().map(|stroke| stroke.paint());
                    for paint in fill.into_iter().chain(stroke) {
                        let Paint::Color(colour) = paint else { return None };
                        let colour = Colour { rgb: [colour.red, colour.green, colour.blue] };
                        if self.colours.is_empty() && stroke.is_none() && self.is_box(path) {
                            self.ground = Some(colour);
                        }
                        self.colours.insert(colour);
                    }
                }
                Node::Image(_) | Node::Text(_) => return None,
            }
        }
        Some(())
    }

    /// Whether a path is a box, with square or round corners, that covers the whole drawing.
    fn is_box(&self, path: &usvg::Path) -> bool {
        let bounds = path.abs_bounding_box();
        let (width, height) = (f64::from(bounds.width()), f64::from(bounds.height()));
        let own = path.data().bounds();
        let outline = f64::from(own.width()) * f64::from(own.height());
        width >= BOX * self.size.0 && height >= BOX * self.size.1 && area(path) >= BOX * outline
    }

    /// The drawing in the colours of a palette; none where it is to stay as it is.
    fn recoloured(&self, palette: &Palette, ink: Colour) -> Option<String> {
        static PAINT: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r##"(fill|stroke)="(#[0-9a-fA-F]{6})""##).expect("a valid pattern"));
        let becomes = self.exchange(palette, ink)?;
        let paint = |found: &Captures| {
            let colour = Colour::try_from(found[2].to_owned()).ok();
            match colour.and_then(|colour| becomes.get(&colour)) {
                Some(colour) => format!(r#"{}="{colour}""#, &found[1]),
                None => found[0].to_owned(),
            }
        };
        Some(PAINT.replace_all(&self.svg, paint).into_owned())
    }

    /// What each colour becomes; none where all stay.
    fn exchange(&self, palette: &Palette, ink: Colour) -> Option<IndexMap<Colour, Colour>> {
        let colours = &self.colours;
        if colours.iter().any(|colour| colour.distance(ink) < ALIKE) {
            return None;
        }
        let (hued, greys): (Vec<Colour>, Vec<Colour>) =
            colours.iter().partition(|colour| colour.chroma() >= GREY);
        let (light, dark): (Vec<Colour>, Vec<Colour>) =
            greys.iter().partition(|colour| colour.lightness() >= LIGHT);
        if hued.is_empty() && dark.is_empty() || !of_one_hue(&hued) {
            return None;
        }
        let boxed = |ground: &Colour| {
            !light.is_empty() && colours.len() == light.len() + 1 && !light.contains(ground)
        };
        if let Some(ground) = self.ground.filter(boxed) {
            // All else is light: the box and its figure change places.
            let becomes = |colour: &Colour| if *colour == ground { palette.card } else { palette.deep };
            return Some(colours.iter().map(|colour| (*colour, becomes(colour))).collect());
        }
        let lightness = hued.iter().map(|colour| colour.lightness());
        let (low, high) = lightness.fold((1.0, 0.0), |(low, high): (f64, f64), l| (low.min(l), high.max(l)));
        let becomes = |colour: &Colour| {
            if light.contains(colour) {
                palette.card
            } else if dark.contains(colour) {
                palette.ink.mixed(palette.card, (colour.lightness() - 0.2).clamp(0.0, 0.6))
            } else if high - low < 2.0 * ALIKE {
                palette.deep
            } else {
                palette.deep.mixed(palette.accent, (colour.lightness() - low) / (high - low))
            }
        };
        Some(colours.iter().map(|colour| (*colour, becomes(colour))).collect())
    }
}

/// Whether colours are shades of one hue.
fn of_one_hue(colours: &[Colour]) -> bool {
    let hues: Vec<f64> = colours.iter().map(|colour| colour.hue()).collect();
    let apart = |a: f64, b: f64| {
        let turn = (a - b).abs() % 360.0;
        turn.min(360.0 - turn)
    };
    hues.iter().all(|a| hues.iter().all(|b| apart(*a, *b) <= ONE_HUE))
}

/// The area that a path encloses, in the square of its units.
fn area(path: &usvg::Path) -> f64 {
    let mut outline = BezPath::new();
    let point = |p: resvg::tiny_skia::Point| (f64::from(p.x), f64::from(p.y));
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(p) => outline.move_to(point(p)),
            PathSegment::LineTo(p) => outline.line_to(point(p)),
            PathSegment::QuadTo(a, p) => outline.quad_to(point(a), point(p)),
            PathSegment::CubicTo(a, b, p) => outline.curve_to(point(a), point(b), point(p)),
            PathSegment::Close => outline.close_path(),
        }
    }
    outline.area().abs()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Page, book};
    use super::*;
    use crate::theme::Theme;

    fn drawn(body: &str) -> Option<String> {
        let theme = Theme::builtin();
        let shade = theme.phases["beta"];
        let palette = Palette::of(&shade, theme.colours.ink, theme.colours.card);
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{body}</svg>"#);
        Flat::parse(&svg)?.recoloured(&palette, theme.colours.ink)
    }

    fn colours(svg: &str) -> Vec<Colour> {
        let paint = Regex::new(r##"(?:fill|stroke)="(#[0-9a-f]{6})""##).unwrap();
        paint.captures_iter(svg).map(|found| Colour::try_from(found[1].to_owned()).unwrap()).collect()
    }

    #[test]
    fn two_blues_become_the_ink_and_the_accent_of_the_phase() {
        let svg =
            drawn(r##"<path fill="#1d71b8" d="M9 9h40v80z"/><path stroke="#29abe2" d="M50 9h40v80z"/>"##);
        let theme = Theme::builtin();
        let [deep, _, accent] = colours(&svg.unwrap())[..] else { panic!() };
        assert_eq!(deep, theme.phases["beta"].ink);
        assert!(accent.contrast(theme.colours.card) >= 3.0 && accent.distance(deep) > 0.1, "{accent}");
    }

    #[test]
    fn black_becomes_the_themes_ink() {
        let svg = drawn(r##"<path d="M9 9h40v80z"/>"##).unwrap();
        assert_eq!(colours(&svg), [Theme::builtin().colours.ink]);
    }

    #[test]
    fn a_figure_in_a_box_is_a_figure() {
        let boxed =
            r##"<rect width="100" height="100" rx="12" fill="#d4351c"/><path fill="#fff" d="M9 9h40v80z"/>"##;
        let theme = Theme::builtin();
        assert_eq!(colours(&drawn(boxed).unwrap()), [theme.colours.card, theme.phases["beta"].ink]);
        // A disc is a figure of its own.
        let disc = r##"<circle cx="50" cy="50" r="50" fill="#d4351c"/><path fill="#fff" d="M9 9h40v80z"/>"##;
        assert_eq!(colours(&drawn(disc).unwrap()), [theme.phases["beta"].ink, theme.colours.card]);
    }

    #[test]
    fn what_is_at_home_or_of_many_hues_stays() {
        let own = r##"<path fill="#1d2433" d="M9 9h40v80z"/><path fill="#ffd166" d="M50 9h40v80z"/>"##;
        assert_eq!(drawn(own), None);
        let flag = r##"<path fill="#d4351c" d="M9 9h40v80z"/><path fill="#00703c" d="M50 9h40v80z"/>"##;
        assert_eq!(drawn(flag), None);
        let shaded = r##"<linearGradient id="a"><stop stop-color="#00f"/><stop offset="1" stop-color="#88f"/></linearGradient><path fill="url(#a)" d="M9 9h40v80z"/>"##;
        assert_eq!(drawn(shaded), None);
    }

    #[test]
    fn phases_that_differ_in_one_colour_have_drawings_of_their_own() {
        let mut book = book("en", &[Page::default(), Page { title: "Live", ..Page::default() }]);
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#1d71b8" d="M0 0h4v8z"/><path fill="#29abe2" d="M5 0h4v8z"/></svg>"##;
        book.pictures[0].bytes = Arc::new(svg.as_bytes().to_vec());
        let (beta, live) = (Theme::builtin().phases["beta"], Theme::builtin().phases["live"]);
        book.chapters_mut()[0].colours = beta;
        book.chapters_mut()[1].colours = PhaseColours { ground: live.ground, ..beta };
        let own = harmonised(&book);
        let names: BTreeSet<&str> = own.pictures.iter().map(|picture| picture.name.as_str()).collect();
        assert_eq!((names.len(), own.pictures.len()), (3, 3), "{names:?}");
    }
}
