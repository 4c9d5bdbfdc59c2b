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
use typst_layout::PagedIntrospector;

use super::{LaidOut, Part, Place};

/// How pages of the text are numbered.
static NUMBERING: LazyLock<Option<Numbering>> =
    LazyLock::new(|| "1".parse::<NumberingPattern>().ok().map(Numbering::Pattern));

/// Where the labels of the text stand.
pub(super) struct Elsewhere {
    /// The labels of each part, with the elements that have them.
    known: Vec<Vec<(Label, Content)>>,
    /// The parts that have a label once, with the position among theirs.
    labels: HashMap<Label, Vec<(usize, usize)>>,
    /// The part and the page within it of an element that has a label.
    places: HashMap<Location, (usize, PagedPosition)>,
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
            known: vec![Vec::new(); parts.len()],
            labels: HashMap::new(),
            places: HashMap::new(),
            first: vec![1; parts.len()],
            unmet: NonZeroUsize::new(1 + extent / PAGE / 2).map(|page| (unmet, page)),
        }
    }

    /// Takes in a part that was laid out.
    pub(super) fn learn(&mut self, part: usize, made: &LaidOut) {
        for (label, element) in std::mem::take(&mut self.known[part]) {
            if let Some(parts) = self.labels.get_mut(&label) {
                parts.retain(|(of, _)| *of != part);
            }
            if let Some(location) = element.location() {
                self.places.remove(&location);
            }
        }
        let Some(introspector) = &made.places else { return };
        for element in introspector.query_labelled() {
            let (Some(label), Some(location)) = (element.label(), element.location()) else { continue };
            let Some(position) = introspector.position(location) else { continue };
            // What marks many places is for the part alone.
            if introspector.label_count(label) == 1 {
                self.labels.entry(label).or_default().push((part, self.known[part].len()));
                self.places.insert(location, (part, position));
                self.known[part].push((label, element));
            }
        }
    }

    /// Numbers the pages of the parts of the text.
    pub(super) fn number(&mut self, parts: &[Part], laid: &[Option<LaidOut>]) {
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

    /// What a part of the text sees.
    pub(super) fn seen_by<'a>(&'a self, part: usize, laid: &'a [Option<LaidOut>]) -> View<'a> {
        let own = laid[part].as_ref().and_then(|made| made.places.as_deref());
        View { own, numbers: Numbers::From(self.first[part]), elsewhere: Some(self) }
    }

    fn element(&self, label: Label) -> Option<&Content> {
        match self.labels.get(&label)?.as_slice() {
            [(part, at)] => self.known.get(*part)?.get(*at).map(|(_, element)| element),
            _ => None,
        }
    }

    fn position(&self, location: Location) -> Option<PagedPosition> {
        let (part, position) = self.places.get(&location)?;
        Some(Numbers::From(self.first[*part]).numbered(*position))
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
        let (part, _) = self.places.get(&location)?;
        let found = self.known[*part].iter().find(|(_, element)| element.location() == Some(location));
        found.map(|(_, element)| element)
    }
}

/// What the pages of a document are numbered.
#[derive(Clone, Copy)]
pub(super) enum Numbers<'a> {
    /// One after the other from this on.
    From(usize),
    /// Each as it stands here.
    Each(&'a [usize]),
}

impl Numbers<'_> {
    fn of(self, page: NonZeroUsize) -> NonZeroUsize {
        let number = match self {
            Self::From(first) => first + page.get() - 1,
            Self::Each(numbers) => numbers.get(page.get() - 1).copied().unwrap_or(1),
        };
        NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
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

impl View<'_> {
    fn pages(&self) -> &dyn Introspector {
        match self.own {
            Some(own) => own,
            None => &EmptyIntrospector,
        }
    }

    fn found(&self, label: Label) -> Option<&Content> {
        if View::pages(self).label_count(label) > 0 { None } else { self.elsewhere?.element(label) }
    }

    fn placed(&self, location: Location) -> Option<PagedPosition> {
        let own = self.own.and_then(|own| own.position(location));
        own.map(|position| self.numbers.numbered(position)).or_else(|| self.elsewhere?.position(location))
    }
}

impl Introspector for View<'_> {
    fn query(&self, selector: &Selector) -> EcoVec<Content> {
        let elsewhere = match selector {
            Selector::Label(label) => self.found(*label),
            _ => None,
        };
        elsewhere.map_or_else(|| View::pages(self).query(selector), |element| EcoVec::from([element.clone()]))
    }

    fn query_first(&self, selector: &Selector) -> Option<Content> {
        let own = View::pages(self).query_first(selector);
        own.or_else(|| match selector {
            Selector::Label(label) => self.found(*label).cloned(),
            Selector::Location(location) => self.elsewhere?.at(*location).cloned(),
            _ => None,
        })
    }

    fn query_unique(&self, selector: &Selector) -> StrResult<Content> {
        match selector {
            Selector::Label(label) => self.query_label(*label).cloned(),
            _ => View::pages(self).query_unique(selector),
        }
    }

    fn query_label(&self, label: Label) -> StrResult<&Content> {
        let own = View::pages(self);
        if own.label_count(label) > 0 {
            return own.query_label(label);
        }
        let elsewhere = self.elsewhere.and_then(|all| all.element(label).or_else(|| all.unmet(label)));
        elsewhere.map_or_else(|| own.query_label(label), Ok)
    }

    fn query_labelled(&self) -> EcoVec<Content> {
        View::pages(self).query_labelled()
    }

    fn query_count_before(&self, selector: &Selector, end: Location) -> usize {
        View::pages(self).query_count_before(selector, end)
    }

    fn label_count(&self, label: Label) -> usize {
        if self.found(label).is_some() { 1 } else { View::pages(self).label_count(label) }
    }

    fn locator(&self, key: u128, base: Location) -> Option<Location> {
        // What parts around the text measure shows no count of theirs, and need not be measured again once they
        // have pages.
        self.elsewhere.and_then(|_| View::pages(self).locator(key, base))
    }

    fn pages(&self, location: Location) -> Option<NonZeroUsize> {
        View::pages(self).pages(location)
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
            Some(_) => View::pages(self).page_numbering(location),
            None => {
                let all = self.elsewhere?;
                let met = all.places.contains_key(&location) || all.unmet_page(location).is_some();
                NUMBERING.as_ref().filter(|_| met)
            }
        }
    }

    fn page_supplement(&self, location: Location) -> Option<&Content> {
        View::pages(self).page_supplement(location)
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
