//! The preview: one local web page that shows the book as it is written, and makes
//! handouts.
//!
//! [`Preview`] is the state: the last good [`Snapshot`] of the book, and what is
//! wrong now. [`watch`] reads the site again when it changes, [`server`] and
//! [`guard`] talk to browsers, [`routes`] has what they are told. A handout is
//! a build request ([`downloads`]). What is made has bounds
//! ([`budget`]): beyond them the preview ends and begins again ([`supervisor`]).

mod api;
mod budget;
mod downloads;
mod drafts;
mod epub;
mod guard;
mod incremental;
mod opening;
mod page_hash;
mod pages;
mod quick_chapter;
mod routes;
mod server;
mod snapshot;
mod source_lookup;
mod supervisor;
mod watch;

pub use epub::Ebook;
pub use pages::Sheets;
pub use quick_chapter::Draft;
use snapshot::Shared;
pub use snapshot::Snapshot;
pub use supervisor::{KEPT, keep, serve};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch::{Receiver, Sender};
use typst_layout::Page;

use budget::Bounds;
use drafts::Drafts;
use guard::Guard;
use incremental::Reader;
use routes::Answers;
use supervisor::Message;

use crate::files;
use crate::parallel::{self, lock};

/// What the preview shows: the last good edition, and what is wrong now.
#[derive(Clone, Default)]
pub struct Shown {
    /// The last edition that could be read; none before the first.
    pub edition: Option<Arc<Snapshot>>,
    /// Why the site cannot be read now, for people.
    pub trouble: Option<String>,
    /// Counts everything that was shown, so that whoever looks knows when to look again.
    pub turn: u64,
}

/// A site that is read again whenever it changes.
pub struct Preview {
    reader: Mutex<Reader>,
    shown: Mutex<Shown>,
    folders: Mutex<BTreeSet<PathBuf>>,
    drafts: Mutex<Drafts>,
    /// The last edition before the one that is shown whose handbook was laid out.
    paged: Mutex<Option<Arc<Snapshot>>>,
    /// Whether somebody has looked at the handbook.
    looked: AtomicBool,
    /// Whether its chapters are being shown one by one.
    opening: AtomicBool,
    /// Tells those who look that there is news.
    news: Sender<()>,
    shared: Shared,
    /// How many editions there were before its first.
    earlier: u64,
}

impl Preview {
    /// A preview of a site. Nothing is read yet.
    pub fn new(open: &Open) -> Self {
        let reader = Mutex::new(Reader::new(open));
        Self {
            reader,
            shown: Mutex::default(),
            folders: Mutex::default(),
            drafts: Mutex::default(),
            paged: Mutex::default(),
            looked: AtomicBool::default(),
            opening: AtomicBool::default(),
            news: Sender::default(),
            shared: Shared::default(),
            earlier: 0,
        }
    }

    /// The same with bounds, after so many editions and turns of others.
    fn bounded(self, bounds: Arc<Bounds>, earlier: u64) -> Self {
        let shown = Mutex::new(Shown { turn: earlier, ..Shown::default() });
        Self { shared: Shared::within(bounds), earlier, shown, ..self }
    }

    /// Reads the site again. Gives whether there is anything new to show.
    pub fn refresh(&self) -> bool {
        let mut reader = lock(&self.reader);
        let reading = reader.read();
        let mut shown = lock(&self.shown);
        let number = shown.edition.as_ref().map_or(self.earlier, |edition| edition.number) + 1;
        let (edition, trouble) = match reading {
            Ok(reading) => {
                lock(&self.folders).clone_from(&reading.folders);
                (Snapshot::new(number, reading, self.shared.clone()).map(Arc::new), None)
            }
            Err(message) => (None, Some(message)),
        };
        let news = edition.is_some() || trouble != shown.trouble;
        if let Some(edition) = edition {
            let before = shown.edition.replace(edition.clone());
            self.follow(before, &edition);
        }
        shown.trouble = trouble;
        shown.turn += u64::from(news);
        news
    }

    /// Keeps of the edition before what the next one needs.
    fn follow(&self, before: Option<Arc<Snapshot>>, edition: &Snapshot) {
        let Some(before) = before else { return };
        let slugs = |edition: &Snapshot| {
            let chapters = edition.book().map(|book| book.chapters.iter());
            chapters.map(|all| all.map(|chapter| chapter.slug.clone()).collect::<Vec<_>>())
        };
        let mut drafts = lock(&self.drafts);
        if slugs(&before) != slugs(edition) {
            drafts.clear();
        }
        if before.made_handbook().is_some() {
            drafts.overtake(before.number);
            *lock(&self.paged) = Some(before);
        }
    }

    /// Notes that somebody looks at the handbook, at a chapter, and shows that first where the
    /// book is long.
    pub fn look(self: &Arc<Self>, edition: &Snapshot, chapter: usize) {
        self.looked.store(true, Ordering::SeqCst);
        opening::begin(self, edition, chapter);
    }

    /// Lays out the chapter of one file that has changed, ahead of the book. None
    /// where that cannot be done, or nobody looks at the handbook.
    pub fn sketch(&self, changed: &Path) -> Option<Arc<Draft>> {
        let edition = self.shown().edition?;
        if edition.made_handbook().is_none() && !self.looked.load(Ordering::SeqCst) {
            return None;
        }
        let path = changed.strip_prefix(&edition.place.root).ok()?.to_str()?;
        let seconds = SKETCH.min(edition.project.config.limits.preview_seconds);
        let pages = lock(&self.reader).pages_around(path, &edition)?;
        let mut draft = Draft::of_page(&edition, (path, pages), seconds)?;
        let paged = lock(&self.paged).clone();
        if let Some(sheets) = last_sheets(&edition, paged.as_deref()) {
            draft.end_as(&edition, sheets);
        }
        let draft = Arc::new(draft);
        lock(&self.drafts).add(draft.clone());
        Some(draft)
    }

    /// Whether the book takes long enough to lay out for drafts to be worth it.
    fn is_long(&self) -> bool {
        let Some(edition) = self.shown().edition else { return false };
        let paged = lock(&self.paged).clone();
        let sheets = last_sheets(&edition, paged.as_deref());
        // What was laid out ahead took none of the book's time, and reading the site is no part of that.
        edition.is_long() || sheets.is_some_and(|sheets| sheets.took >= LONG)
    }

    /// A page of a draft, by its looks.
    fn drafted(&self, look: u128) -> Option<Page> {
        lock(&self.drafts).page(look)
    }

    /// What somebody who was told of drafts up to this number does not know: what is shown, and
    /// later drafts with their numbers.
    fn news(&self, told: u64) -> (u64, Vec<(u64, Arc<Draft>)>) {
        let shown = self.shown();
        let mut drafts = lock(&self.drafts);
        if let Some(edition) = shown.edition.filter(|edition| edition.made_handbook().is_some()) {
            drafts.overtake(edition.number);
        }
        (shown.turn, drafts.since(told))
    }

    /// Says that there is news.
    fn tell(&self) {
        self.news.send_replace(());
    }

    /// Hears that there is news.
    fn listen(&self) -> Receiver<()> {
        self.news.subscribe()
    }

    /// What is shown now.
    pub fn shown(&self) -> Shown {
        lock(&self.shown).clone()
    }

    /// The folders whose changes may change the book.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        lock(&self.folders).clone()
    }
}

/// The pages of an edition, or of an earlier one as long as it has none.
fn last_sheets<'a>(edition: &'a Snapshot, earlier: Option<&'a Snapshot>) -> Option<&'a Sheets> {
    edition.made_handbook().or_else(|| earlier?.made_handbook())
}

/// How many seconds the draft of a page that was saved may take: whoever waits longer is better
/// served by the book.
const SKETCH: u64 = 10;

/// A book that is laid out in less time is shown without drafts.
const LONG: Duration = Duration::from_millis(40);

/// What to open a preview for.
#[derive(Debug, Clone)]
pub struct Open {
    /// A site's folder, a folder of pages, or a page.
    pub named: PathBuf,
    /// The site's root, where the user names it.
    pub root: Option<PathBuf>,
    /// The port to listen at, or the next one that is free; 0 is any.
    pub port: u16,
    /// Whether the fonts of this computer are used where the site's have none.
    pub system_fonts: bool,
}

impl Open {
    /// A site with the program's own fonts, at any port.
    pub fn site(named: &Path) -> Self {
        Self { named: named.to_owned(), root: None, port: 0, system_fonts: false }
    }
}

/// Opens a preview and serves it until the process ends, at a port or one of so many behind it.
/// `earlier` is the number of editions that others have shown at this address. The error is a
/// message for the user.
fn open<T>(
    open: &Open,
    (port, more): (u16, u16),
    token: String,
    bounds: Arc<Bounds>,
    earlier: u64,
) -> Result<T, String> {
    let (listener, address) = server::listen(port, more)?;
    let guard = Guard::new(address.port(), token.clone());
    let preview = Arc::new(Preview::new(open).bounded(bounds, earlier));
    preview.refresh();
    let watched = preview.clone();
    let watching = move || watch::keep(&watched);
    let thread = std::thread::Builder::new().stack_size(parallel::STACK).spawn(watching);
    thread.map_err(|error| format!("the system gives no thread: {}", files::reason(&error)))?;
    budget::say(&Message::Open { address: format!("http://{address}/{token}/"), port: address.port() });
    let answers = Arc::new(Answers::new(preview, open));
    match server::serve(listener, guard, answers)? {}
}
