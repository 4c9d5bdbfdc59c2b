//! Reading a site again and again: what has not changed is not parsed again,
//! and what was looked at is known, so that it can be watched.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use typst::utils::hash128;

use super::{Open, Snapshot};
use crate::build::locate::{self, Place};
use crate::build::{Project, ReadOptions};
use crate::diagnostic::Source;
use crate::files::{Entry, Files, Folder, ReadOnce};
use crate::fonts::system::Installed;
use crate::parallel::lock;
use crate::progress::Progress;
use crate::source::{self, Page, Settings};

/// What was asked of the disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    List(String),
    Read(String),
    Size(String),
    Identity(String),
}

impl Question {
    /// Asks, and gives the answer as a number: the same for the same answer.
    fn ask(&self, files: &dyn Files) -> u128 {
        match self {
            Self::List(folder) => listed(&files.list(folder)),
            Self::Read(path) => hash128(&files.read(path).ok()),
            Self::Size(path) => hash128(&files.size(path).ok()),
            Self::Identity(path) => hash128(&files.identity(path).ok()),
        }
    }

    /// The folder whose changes may change the answer.
    fn folder(&self) -> &str {
        match self {
            Self::List(folder) => folder,
            Self::Read(path) | Self::Size(path) | Self::Identity(path) => {
                path.rsplit_once('/').map_or("", |(folder, _)| folder)
            }
        }
    }
}

fn listed(entries: &io::Result<Vec<Entry>>) -> u128 {
    let entries = entries.as_ref().ok();
    hash128(&entries.map(|all| all.iter().map(|e| (e.name.as_str(), e.folder, e.link)).collect::<Vec<_>>()))
}

/// What was asked, with the answers.
type Answers = BTreeMap<Question, u128>;

/// Files that note what is asked of them.
struct Noting<'a> {
    files: &'a dyn Files,
    answers: Mutex<Answers>,
}

impl<'a> Noting<'a> {
    fn new(files: &'a dyn Files) -> Self {
        Self { files, answers: Mutex::default() }
    }

    fn note(&self, question: Question, answer: u128) {
        lock(&self.answers).insert(question, answer);
    }

    fn answers(self) -> Answers {
        self.answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Files for Noting<'_> {
    fn installed_fonts(&self) -> Vec<Installed> {
        self.files.installed_fonts()
    }

    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let entries = self.files.list(folder);
        self.note(Question::List(folder.to_owned()), listed(&entries));
        entries
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let bytes = self.files.read(path);
        self.note(Question::Read(path.to_owned()), hash128(&bytes.as_ref().ok()));
        bytes
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        let size = self.files.size(path);
        self.note(Question::Size(path.to_owned()), hash128(&size.as_ref().ok()));
        size
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        let identity = self.files.identity(path);
        self.note(Question::Identity(path.to_owned()), hash128(&identity.as_ref().ok()));
        identity
    }
}

/// A page that was read, and what has to be so that it would be read alike.
struct Known {
    settings: u128,
    answers: Answers,
    page: Page,
    /// What other pages need of it.
    skeleton: Page,
}

/// Reads one site, as often as it changes.
pub(super) struct Reader {
    named: PathBuf,
    /// The site's root, where the user names it.
    root: Option<PathBuf>,
    /// Whether the fonts of this computer are used.
    system_fonts: bool,
    known: Mutex<BTreeMap<String, Known>>,
    last: Option<u128>,
}

/// What reading found.
pub(super) struct Reading {
    /// The project; none where nothing that matters has changed since the last time.
    pub project: Option<Project>,
    /// Where it is on disk.
    pub place: Place,
    /// A number for all that was read: the same for the same.
    pub state: u128,
    /// The texts that pages are made of, by their paths.
    pub sources: Sources,
    /// The folders whose changes may change the book.
    pub folders: BTreeSet<PathBuf>,
}

/// The texts that pages are made of: by a page's path, its own and those that
/// it includes, as spans count them.
pub(super) type Sources = BTreeMap<String, Vec<Arc<Source>>>;

impl Reader {
    /// Reads the site that a preview is opened for.
    pub fn new(open: &Open) -> Self {
        Self {
            named: open.named.clone(),
            root: open.root.clone(),
            system_fonts: open.system_fonts,
            known: Mutex::default(),
            last: None,
        }
    }

    /// Reads. The error is a message for the user; the next call tries again.
    pub fn read(&mut self) -> Result<Reading, String> {
        let result = self.read_now();
        if result.is_err() {
            self.last = None;
        }
        result
    }

    fn read_now(&mut self) -> Result<Reading, String> {
        let place = locate::find(&self.named, self.root.as_deref())?;
        let options = ReadOptions { system_fonts: self.system_fonts, ..place.read_options()? };
        let once = ReadOnce::new(&place.files);
        let files = Noting::new(&once);
        let used = Mutex::new(BTreeSet::new());
        let page = |path: &str, settings: &Settings| {
            lock(&used).insert(path.to_owned());
            self.page(&files, path, settings)
        };
        let project = Project::read_with(&files, &options, &page, &Progress::default());
        let project = project.map_err(|none| none.to_message(&self.named.display().to_string()))?;
        let used = used.into_inner().unwrap_or_default();
        let mut sources = Sources::new();
        let mut known = lock(&self.known);
        known.retain(|path, _| used.contains(path));
        for (path, Known { page, .. }) in known.iter() {
            let own = std::iter::once(&page.source).chain(&page.included).cloned().collect();
            sources.insert(path.clone(), own);
        }
        drop(known);
        let answers = files.answers();
        let mut folders: BTreeSet<PathBuf> =
            answers.keys().map(|question| place.root.join(question.folder())).collect();
        folders.insert(place.root.clone());
        let now = hash128(&(&place.root, answers.values().collect::<Vec<_>>(), answers.len()));
        let changed = self.last.replace(now) != Some(now);
        Ok(Reading { project: changed.then_some(project), place, state: now, sources, folders })
    }

    /// A page as it is on disk now, among the skeletons of the edition's others.
    /// None where it is no page of that edition, or cannot be read.
    pub fn pages_around(&self, path: &str, edition: &Snapshot) -> Option<Vec<Page>> {
        let files = Folder::new(&edition.place.root).ok()?;
        files.size(path).ok()?;
        let known = lock(&self.known);
        if !known.contains_key(path) {
            return None;
        }
        let settings = edition.project.config.page_settings();
        let now = source::read(&files, path, &settings);
        let others = known.iter().filter(|(other, _)| *other != path);
        Some(others.map(|(_, known)| known.skeleton.clone()).chain([now]).collect())
    }

    /// A page, read anew only where something that it was made of has changed.
    fn page(&self, files: &Noting<'_>, path: &str, settings: &Settings) -> Page {
        let own = settings.pages.get(path).map(|own| format!("{own:?}"));
        let settings_now = hash128(&(settings.digest, own, settings.limits, &settings.language));
        let before = lock(&self.known).remove(path);
        let known = match before {
            Some(known) if known.settings == settings_now && is_so(&known.answers, files.files) => known,
            _ => {
                let own = Noting::new(files.files);
                let page = source::read(&own, path, settings);
                let skeleton = crate::book::skeleton(&page);
                Known { settings: settings_now, answers: own.answers(), page, skeleton }
            }
        };
        for (question, answer) in &known.answers {
            files.note(question.clone(), *answer);
        }
        let page = known.page.clone();
        lock(&self.known).insert(path.to_owned(), known);
        page
    }
}

/// Whether every question still has the answer that it had.
fn is_so(answers: &Answers, files: &dyn Files) -> bool {
    answers.iter().all(|(question, answer)| question.ask(files) == *answer)
}
