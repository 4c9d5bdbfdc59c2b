//! An edition: the book as it was at one moment, and what is made of it, each
//! part only when somebody looks at it.

use std::borrow::Cow;
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use typst::utils::hash128;
use typst_layout::Page;

use super::budget::{Bounds, Making};
use super::epub::Ebook;
use super::incremental::{Reading, Sources};
use super::page_hash::{self, Known};
use super::pages::Sheets;
use crate::book::Book;
use crate::build::book::Forms;
use crate::build::locate::Place;
use crate::build::watchdog::longest;
use crate::build::{self, Project, Request, options};
use crate::cards::{self, Deck, For};
use crate::diagnostic::{Diagnostic, Source};
use crate::handbook::{self, Manuscript};
use crate::images::trace::{self, Printed};
use crate::limits::Limits;
use crate::parallel::lock;
use crate::posters::{self, Poster};
use crate::report::Style;
use crate::typeset::{Ahead, Earlier, Fault};

/// The book as it was at one moment.
pub struct Snapshot {
    /// Editions of one preview are counted from 1.
    pub number: u64,
    /// A number for all that it was read from: the same for the same.
    state: u128,
    /// The project as it was read.
    pub(super) project: Project,
    /// Where it is on disk.
    pub(super) place: Place,
    pub(super) sources: Sources,
    printed: OnceLock<Option<Book>>,
    manuscript: OnceLock<Option<Manuscript<'static>>>,
    handbook: OnceLock<Result<Sheets, String>>,
    epub: OnceLock<Result<Ebook, String>>,
    posters: OnceLock<Result<Vec<Poster>, String>>,
    deck: OnceLock<Result<Option<Deck>, String>>,
    shared: Shared,
}

/// What the editions of one preview share.
#[derive(Clone, Default)]
pub(super) struct Shared {
    pub bounds: Arc<Bounds>,
    /// What the pages of the edition before looked like.
    looks: Arc<Mutex<Known>>,
    /// The parts of the handbook that was laid out last.
    parts: Arc<Mutex<Earlier>>,
}

impl Shared {
    /// For a preview with bounds.
    pub(super) fn within(bounds: Arc<Bounds>) -> Self {
        Self { bounds, ..Self::default() }
    }
}

/// After how many layouts the engine lets go what none of so many of these turns has used. A part that has not
/// changed is known as a whole, and what it is made of is used again only when its page numbers change: without
/// that, the whole book would be laid out from its first word.
const TURN: usize = 8;
const TURNS: usize = 4;

/// How many handbooks were laid out.
static LAID_OUT: AtomicUsize = AtomicUsize::new(0);

impl Snapshot {
    /// Everything that is wrong with the pages.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.project.diagnostics
    }

    /// What was read, after so many editions; none where nothing has changed.
    pub(super) fn new(number: u64, reading: Reading, shared: Shared) -> Option<Self> {
        Some(Self {
            number,
            state: reading.state,
            project: reading.project?,
            place: reading.place,
            sources: reading.sources,
            printed: OnceLock::new(),
            manuscript: OnceLock::new(),
            handbook: OnceLock::new(),
            epub: OnceLock::new(),
            posters: OnceLock::new(),
            deck: OnceLock::new(),
            shared,
        })
    }

    /// Makes a part of the edition within the bounds of the preview. `chosen` tells it from others
    /// of its kind. The error is a message for the user.
    pub(super) fn within<T>(
        &self,
        what: &'static str,
        chosen: impl Hash,
        make: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, String> {
        let sizes =
            self.sources.values().flatten().map(|source| (source.text.len() as u64, source.path.as_str()));
        let pages = format!("The longest pages: {}", longest(sizes));
        let key = hash128(&(what, self.state, chosen));
        self.shared.bounds.within(Making { key, what, limits: self.project.config.limits, pages }, make)
    }

    /// Makes the draft of a chapter from a page, within so many seconds. None where it cannot be made.
    pub(super) fn drafting<T>(
        &self,
        (page, seconds): (&Source, u64),
        make: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let limits = Limits { preview_seconds: seconds, ..self.project.config.limits };
        let pages = format!("The page: {}", page.path);
        let making = Making { key: of_page(page), what: "a chapter", limits, pages };
        self.shared.bounds.within(making, || make().ok_or_else(String::new)).ok()
    }

    /// Whether the book takes long enough to lay out for its chapters to be shown before.
    pub(super) fn is_long(&self) -> bool {
        self.sources.values().flatten().map(|source| source.text.len()).sum::<usize>() >= LONG
    }

    /// How diagnostics are drawn in messages.
    pub(super) fn style(&self) -> Style {
        Style { prefix: self.place.prefix.clone(), colour: false }
    }

    /// The book. The error is a message for the user.
    pub fn book(&self) -> Result<&Book, String> {
        self.project.book.as_ref().ok_or_else(|| "there is nothing to show".to_owned())
    }

    /// The book with its pictures as print has them.
    fn printed(&self) -> Result<&Book, String> {
        let book = self.book()?;
        let crisp = self.printed.get_or_init(|| match trace::crisp(book, Printed::OnPosters) {
            Cow::Borrowed(_) => None,
            Cow::Owned(book) => Some(book),
        });
        Ok(crisp.as_ref().unwrap_or(book))
    }

    /// The book as its handbook is laid out from it; none where there is no book.
    pub(super) fn manuscript(&self) -> Option<&Manuscript<'static>> {
        let made = || Some(Manuscript::new(Cow::Owned(self.printed().ok()?.clone()), &self.options().ok()?));
        self.manuscript.get_or_init(made).as_ref()
    }

    /// The text that a chapter's page is made of.
    pub(super) fn source(&self, chapter: usize) -> Option<&Source> {
        let path = &self.book().ok()?.chapters.get(chapter)?.path;
        self.sources.get(path)?.first().map(AsRef::as_ref)
    }

    /// The parts of the handbook as they were laid out last.
    pub(super) fn parts(&self) -> Earlier {
        lock(&self.shared.parts).clone()
    }

    /// What pages that are laid out ahead look like.
    pub(super) fn looks(&self, pages: &[Page]) -> Vec<u128> {
        page_hash::of_some(pages, &lock(&self.shared.looks))
    }

    /// Keeps what is laid out ahead for the handbook.
    pub(super) fn keep(&self, ahead: &Ahead) {
        lock(&self.shared.parts).keep(ahead);
    }

    /// The handbook's pages, as the PDF has them. The error is a message for the user.
    #[allow(
        clippy::disallowed_methods,
        reason = "whether quick chapters are worth it depends on how long the book takes"
    )]
    pub fn handbook(&self) -> Result<&Sheets, String> {
        let lay_out = || {
            let begun = Instant::now();
            let manuscript = self.manuscript().ok_or("there is nothing to show")?;
            // Chapters may be laid out meanwhile.
            let mut earlier = self.parts();
            let laid_out = manuscript.lay_out_again(&mut earlier);
            *lock(&self.shared.parts) = earlier;
            let laid_out = laid_out.map_err(|faults| told(&faults))?;
            // Without this, memory grows with every edit.
            if LAID_OUT.fetch_add(1, Ordering::Relaxed) % TURN == TURN - 1 {
                comemo::evict(TURNS);
            }
            Ok(Sheets::new(self.book()?, laid_out.document(), &mut lock(&self.shared.looks), begun.elapsed()))
        };
        let made = self.handbook.get_or_init(|| {
            // A page that ended the preview as a draft would end it again.
            let mut pages = self.sources.values().flatten().filter(|_| self.shared.bounds.have_ended());
            match pages.find_map(|page| self.shared.bounds.ended(of_page(page))) {
                Some(why) => Err(why.clone()),
                None => self.within("the handbook", (), lay_out),
            }
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// How the handbook is made where nobody says otherwise.
    pub(super) fn options(&self) -> Result<handbook::Options, String> {
        options::handbook_options(&Request::default().handbook, &self.project.config)
    }

    /// The EPUB, as a build writes it. The error is a message for the user.
    pub fn epub(&self) -> Result<&Ebook, String> {
        let make = || {
            let book = self.book()?;
            // The pages of the handbook are marked in it, as in a build of everything.
            let pages = self.project.config.publishing.page_list.unwrap_or(true);
            let forms = Forms { handbook: false, epub: true, pages, onix: false, once: false };
            let printed = if pages { self.printed()? } else { book };
            let made = build::book::make(printed, book, &self.options()?, forms);
            let made = made.map_err(|cause| cause.in_theme(&book.theme).to_message(&self.style()))?;
            let bytes = made.epub.ok_or("there is no EPUB")?;
            Ebook::new(book, bytes).map_err(|error| error.to_string())
        };
        let made = self.epub.get_or_init(|| self.within("the ebook", (), make));
        made.as_ref().map_err(Clone::clone)
    }

    /// The handbook's pages, where somebody has looked at them.
    pub fn made_handbook(&self) -> Option<&Sheets> {
        self.handbook.get()?.as_ref().ok()
    }

    /// The EPUB, where somebody has looked at it.
    pub fn made_epub(&self) -> Option<&Ebook> {
        self.epub.get()?.as_ref().ok()
    }

    /// The posters, as a build writes them. The error is a message for the user.
    pub fn posters(&self) -> Result<&[Poster], String> {
        let draw = || {
            let options = options::poster_options(&Request::default().poster, &self.project.config)?;
            posters::posters(self.printed()?, &options).map_err(|faults| told(&faults))
        };
        let made = self.posters.get_or_init(|| self.within("the posters", (), draw));
        made.as_deref().map_err(Clone::clone)
    }

    /// The deck of cards, as a build writes it; none where no page makes a card. The error is a
    /// message for the user.
    pub fn deck(&self) -> Result<Option<&Deck>, String> {
        let draw = || {
            let options = options::card_options(&Request::default().card, &self.project.config)?;
            cards::deck(self.printed()?, &options, For::Reading).map_err(|faults| told(&faults))
        };
        let made = self.deck.get_or_init(|| self.within("the cards", (), draw));
        made.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }
}

/// How many bytes of text make a long book: some sixty pages.
const LONG: usize = 120_000;

/// The key of the draft of a page: the same for the same text.
pub(super) fn of_page(page: &Source) -> u128 {
    hash128(&("draft", &page.path, &page.text))
}

fn told(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}
