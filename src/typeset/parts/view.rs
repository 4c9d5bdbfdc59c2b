//! What a part sees of the document: itself, and of the others where labels stand.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

use ecow::{EcoString, EcoVec};
use typst::diag::StrResult;
use typst::foundations::{Content, Label, NativeElement, Selector, Value};
use typst::introspection::{
    DocumentPosition, EmptyIntrospector, Introspector, Location, MetadataElem, PagedPosition,
};
use typst::model::{Numbering, NumberingPattern};
use typst::syntax::VirtualPath;
use typst::utils::PicoStr;
use typst_layout::{Page, PagedIntrospector};

use super::{Laid, LaidOut, Part, Place};

/// How pages of the text are numbered.
static NUMBERING: LazyLock<Option<Numbering>> =
    LazyLock::new(|| "1".parse::<NumberingPattern>().ok().map(Numbering::Pattern));

/// An element of a part that has a label.
struct Labelled {
    label: Label,
    location: Location,
    element: Content,
    /// Where it stands within its part.
    position: PagedPosition,
}

/// Where the labels of the text stand.
pub(super) struct Elsewhere {
    /// What has labels in each part.
    known: Vec<Vec<Labelled>>,
    /// The parts that have a label once, with the position in `known`.
    labels: HashMap<Label, Vec<(usize, usize)>>,
    /// The part of an element that has a label, with the position in `known`.
    places: HashMap<Location, (usize, usize)>,
    /// The number of each part's first page.
    first: Vec<usize>,
    /// What stands for labels that nobody has met and the page on which it is taken to be, until all of
    /// the text is laid out: links and numbers take about the room then that they need.
    unmet: Option<(Content, NonZeroUsize)>,
}

/// About how many characters a page holds.
const PAGE: usize = 3_500;

impl Elsewhere {
    pub(super) fn new(parts: &[Part]) -> Self {
        let extent: usize = parts.iter().map(|part| part.extent).sum();
        let mut unmet = MetadataElem::new(Value::None).pack();
        unmet.set_location(Location::new(0));
        Self {
            known: parts.iter().map(|_| Vec::new()).collect(),
            labels: HashMap::new(),
            places: HashMap::new(),
            first: vec![1; parts.len()],
            unmet: NonZeroUsize::new(1 + extent / PAGE / 2).map(|page| (unmet, page)),
        }
    }

    /// Takes in a part that was laid out.
    pub(super) fn learn(&mut self, part: usize, made: &LaidOut) {
        for known in std::mem::take(&mut self.known[part]) {
            if let Some(parts) = self.labels.get_mut(&known.label) {
                parts.retain(|(of, _)| *of != part);
            }
            self.places.remove(&known.location);
        }
        let Some(introspector) = &made.places else { return };
        for element in introspector.query_labelled() {
            let (Some(label), Some(location)) = (element.label(), element.location()) else { continue };
            let Some(position) = introspector.position(location) else { continue };
            // What marks many places is for the part alone.
            if introspector.label_count(label) == 1 {
                let at = (part, self.known[part].len());
                self.labels.entry(label).or_default().push(at);
                self.places.insert(location, at);
                self.known[part].push(Labelled { label, location, element, position });
            }
        }
    }

    /// Numbers the pages of the parts of the text.
    pub(super) fn number(&mut self, parts: &[Part], laid: &[Laid]) {
        let mut pages = 0;
        let mut complete = true;
        for (at, part) in parts.iter().enumerate().filter(|(_, part)| part.place == Place::Text) {
            pages += usize::from(part.begins.wants_blank(pages));
            self.first[at] = pages + 1;
            complete &= laid[at].is_some();
            pages += laid[at].as_ref().map_or(1 + part.extent / PAGE, |made| made.pages.len());
        }
        if complete {
            self.unmet = None;
        }
    }

    /// The number of a part's first page.
    pub(super) fn first(&self, part: usize) -> usize {
        self.first[part]
    }

    /// What a part of the text sees.
    pub(super) fn seen_by<'a>(&'a self, part: usize, laid: &'a [Laid]) -> View<'a> {
        let own = laid[part].as_ref().and_then(|made| made.places.as_deref());
        View { own, numbers: Numbers::From(self.first[part]), elsewhere: Some(self) }
    }

    fn element(&self, label: Label) -> Option<&Content> {
        match self.labels.get(&label)?.as_slice() {
            [(part, at)] => Some(&self.known[*part][*at].element),
            _ => None,
        }
    }

    fn position(&self, location: Location) -> Option<PagedPosition> {
        let (part, at) = self.places.get(&location)?;
        Some(Numbers::From(self.first[*part]).numbered(self.known[*part][*at].position))
    }

    /// What stands for a label that nobody has met.
    fn unmet(&self, label: Label) -> Option<&Content> {
        let met = self.labels.get(&label).is_some_and(|parts| !parts.is_empty());
        self.unmet.as_ref().filter(|_| !met).map(|(unmet, _)| unmet)
    }

    /// The page of what stands for labels that nobody has met.
    fn unmet_page(&self, location: Location) -> Option<NonZeroUsize> {
        self.unmet.as_ref().filter(|(unmet, _)| unmet.location() == Some(location)).map(|(_, page)| *page)
    }

    fn at(&self, location: Location) -> Option<&Content> {
        self.places.get(&location).map(|(part, at)| &self.known[*part][*at].element)
    }
}

/// What the pages of a document are numbered.
#[derive(Clone, Copy)]
pub(super) enum Numbers<'a> {
    /// One after the other from this on.
    From(usize),
    /// Each as it says itself.
    Own(&'a [Page]),
}

impl Numbers<'_> {
    fn of(self, page: NonZeroUsize) -> NonZeroUsize {
        let number = match self {
            Self::From(first) => Some(first + page.get() - 1),
            Self::Own(pages) => pages.get(page.get() - 1).and_then(|page| usize::try_from(page.number).ok()),
        };
        number.and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN)
    }

    fn numbered(self, position: PagedPosition) -> PagedPosition {
        PagedPosition { page: self.of(position.page), ..position }
    }
}

/// What is seen of a document while one of its parts is laid out. A page is known by the number that
/// is printed on it, so that what comes before moves nothing.
pub(super) struct View<'a> {
    /// The pages that are seen.
    pub own: Option<&'a PagedIntrospector>,
    /// Their numbers.
    pub numbers: Numbers<'a>,
    /// Labels on pages that are not seen.
    pub elsewhere: Option<&'a Elsewhere>,
}

impl Default for View<'_> {
    fn default() -> Self {
        Self { own: None, numbers: Numbers::From(1), elsewhere: None }
    }
}

/// Stands in the document once the pages of a part have numbers: what stands in their margins may be left to
/// that time.
const NUMBERS: &str = "@numbers";

/// What the theme finds by [`NUMBERS`].
static NUMBERED: LazyLock<(Option<Label>, Content)> =
    LazyLock::new(|| (Label::new(PicoStr::intern(NUMBERS)), MetadataElem::new(Value::None).pack()));

impl View<'_> {
    /// Whether the pages that are laid out have been laid out before, so that they have numbers.
    fn has_numbers(&self) -> bool {
        self.own.is_some() || self.elsewhere.is_none_or(|all| all.unmet.is_none())
    }

    fn seen(&self) -> &dyn Introspector {
        match self.own {
            Some(own) => own,
            None => &EmptyIntrospector,
        }
    }

    fn found(&self, label: Label) -> Option<&Content> {
        if self.seen().label_count(label) > 0 { None } else { self.elsewhere?.element(label) }
    }

    fn placed(&self, location: Location) -> Option<PagedPosition> {
        let own = self.own.and_then(|own| own.position(location));
        own.map(|position| self.numbers.numbered(position)).or_else(|| self.elsewhere?.position(location))
    }
}

impl Introspector for View<'_> {
    fn query(&self, selector: &Selector) -> EcoVec<Content> {
        let elsewhere = match selector {
            Selector::Label(label) if Some(*label) == NUMBERED.0 => {
                return if self.has_numbers() { EcoVec::from([NUMBERED.1.clone()]) } else { EcoVec::new() };
            }
            Selector::Label(label) => self.found(*label),
            _ => None,
        };
        elsewhere.map_or_else(|| self.seen().query(selector), |element| EcoVec::from([element.clone()]))
    }

    fn query_first(&self, selector: &Selector) -> Option<Content> {
        let own = self.seen().query_first(selector);
        own.or_else(|| match selector {
            Selector::Label(label) => self.found(*label).cloned(),
            Selector::Location(location) => self.elsewhere?.at(*location).cloned(),
            _ => None,
        })
    }

    fn query_unique(&self, selector: &Selector) -> StrResult<Content> {
        match selector {
            Selector::Label(label) => self.query_label(*label).cloned(),
            _ => self.seen().query_unique(selector),
        }
    }

    fn query_label(&self, label: Label) -> StrResult<&Content> {
        let own = self.seen();
        if own.label_count(label) > 0 {
            return own.query_label(label);
        }
        let elsewhere = self.elsewhere.and_then(|all| all.element(label).or_else(|| all.unmet(label)));
        elsewhere.map_or_else(|| own.query_label(label), Ok)
    }

    fn query_labelled(&self) -> EcoVec<Content> {
        self.seen().query_labelled()
    }

    fn query_count_before(&self, selector: &Selector, end: Location) -> usize {
        self.seen().query_count_before(selector, end)
    }

    fn label_count(&self, label: Label) -> usize {
        if self.found(label).is_some() { 1 } else { self.seen().label_count(label) }
    }

    fn locator(&self, key: u128, base: Location) -> Option<Location> {
        // What parts around the text measure shows no count of theirs, and need not be measured again once they
        // have pages.
        self.elsewhere.and_then(|_| self.seen().locator(key, base))
    }

    fn pages(&self, location: Location) -> Option<NonZeroUsize> {
        self.seen().pages(location)
    }

    fn page(&self, location: Location) -> Option<NonZeroUsize> {
        let placed = self.placed(location).map(|position| position.page);
        placed.or_else(|| self.elsewhere?.unmet_page(location))
    }

    fn position(&self, location: Location) -> Option<DocumentPosition> {
        self.placed(location).map(DocumentPosition::Paged)
    }

    fn page_numbering(&self, location: Location) -> Option<&Numbering> {
        match self.own.and_then(|own| own.position(location)) {
            Some(_) => self.seen().page_numbering(location),
            None => {
                let all = self.elsewhere?;
                let met = all.places.contains_key(&location) || all.unmet_page(location).is_some();
                NUMBERING.as_ref().filter(|_| met)
            }
        }
    }

    fn page_supplement(&self, location: Location) -> Option<&Content> {
        self.seen().page_supplement(location)
    }

    fn anchor(&self, _: Location) -> Option<&EcoString> {
        None
    }

    fn document(&self, _: Location) -> Option<Location> {
        None
    }

    fn path(&self, _: Location) -> Option<&VirtualPath> {
        None
    }
}
