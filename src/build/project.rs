//! A project: the pages of a folder, read and made one book.

use std::sync::Arc;

use rayon::prelude::*;

use crate::book::Book;
use crate::build::options;
use crate::build::unreadable::Unreadable;
use crate::config::{self, Config, Root, Wanted};
use crate::diagnostic::{self, Diagnostic, rules};
use crate::files::{self, Files};
use crate::generators;
use crate::model::Span;
use crate::print::profile::{self, Profile};
use crate::progress::{Event, Progress};
use crate::site;
use crate::source::{self, Page, Settings, Spanned};

/// A site that has been read: its book, and everything that is wrong with it.
#[derive(Debug)]
pub struct Project {
    /// The book; none where no page could be made a chapter.
    pub book: Option<Book>,
    /// Everything that is wrong, in the order of pages and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What the configuration says.
    pub config: Config,
    /// The rules that pages allow: a page's path, and the code of a rule.
    pub allowed: Vec<(String, String)>,
    /// The earlier edition that changes are shown since, where they are.
    pub earlier: Option<Earlier>,
    /// The profile of the press, where the configuration names one.
    pub profile: SiteProfile,
}

/// The profile of the press that a configuration names.
#[derive(Debug, Clone, Default)]
pub enum SiteProfile {
    /// It names none.
    #[default]
    None,
    /// What it names is no such profile, as a diagnostic says.
    Unusable,
    /// It can be used.
    Usable(Arc<Profile>),
}

impl SiteProfile {
    fn read(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let (Some(icc), Some(source)) = (&config.print_shop.icc, &config.source) else { return Self::None };
        let bytes = files::read_within(files, &icc.value, profile::LARGEST);
        let unreadable = |why| (format!("cannot be read: {why}"), "name a file of the site");
        match bytes.map_err(unreadable).and_then(Profile::read) {
            Ok(profile) => Self::Usable(Arc::new(profile)),
            Err((what, hint)) => {
                let message = format!("`{}` {what}", icc.value);
                let hint = format!("{hint}; until then nothing is made for the print shop");
                diagnostics.push(Diagnostic::new(&rules::CONFIG_VALUE, source, icc.span, message).hint(hint));
                Self::Unusable
            }
        }
    }
}

/// An earlier edition of a site's book.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// What readers call it.
    pub name: String,
    /// Its book.
    pub book: Book,
}

/// What a site's own files do not say about how to read it.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The folder or page that is meant, below the site root; empty for the whole site.
    pub below: String,
    /// The folder of pages where the configuration names none; empty for the root.
    pub pages: String,
    /// The name of the root folder, for a book without a title.
    pub folder_name: Option<String>,
    /// The day that an undated book carries, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The site generator whose conventions the files follow; else the configuration or the files
    /// say.
    pub generator: Option<String>,
    /// A built-in theme, or the folder of one below the site root; else the configuration says.
    pub theme: Option<String>,
    /// Whether fonts of the computer show what the program's own and the site's cannot.
    pub system_fonts: bool,
    /// Where the site's root lies.
    pub root: Root,
    /// The language of which the book is made; else, where the configuration has several, that of the
    /// original.
    pub wanted: Option<Wanted>,
}

impl ReadOptions {
    /// Whether a page is meant: the one that is named, or one below the folder that is.
    fn includes(&self, page: &str) -> bool {
        match page.strip_prefix(self.below.as_str()) {
            Some(rest) => self.below.is_empty() || rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }

    /// A configuration, completed with what it does not say.
    pub(super) fn completed(&self, mut config: Config) -> Config {
        config.root.clone_from(&self.root);
        if config.pages.is_empty() {
            config.pages.clone_from(&self.pages);
        }
        if let Some(name) = &self.folder_name {
            config.folder_name = Some(name.clone());
        }
        config.system_fonts |= self.system_fonts;
        if let Some(name) = &self.generator {
            config.generator = Some(Spanned { span: Span::default(), value: name.clone() });
        }
        if let Some(name) = &self.theme {
            let value = name.trim_matches('/').to_owned();
            config.theme = Some(Spanned { span: Span::default(), value });
        }
        config.date = config.date.or_else(|| self.date.clone());
        config
    }

    /// The folder that is meant, or that of the page.
    fn folder(&self, files: &dyn Files) -> String {
        match files.size(&self.below) {
            Ok(_) => self.below.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
            Err(_) => self.below.clone(),
        }
    }
}

/// There is no page to make a book of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoPages {
    /// Why, as far as it is known.
    why: Option<String>,
}

impl NoPages {
    /// The message for a user who named the site so.
    pub fn to_message(&self, site: &str) -> String {
        match &self.why {
            Some(why) => format!("there are no pages in `{site}`: {why}"),
            None => format!("there are no pages in `{site}`; a page is a file whose name ends in `.md`"),
        }
    }
}

/// Reads the page at a path.
pub type ReadPage<'a> = dyn Fn(&str, &Settings) -> Page + Sync + 'a;

impl Project {
    /// Reads a site: its configuration, then its pages, of which it makes one book.
    pub fn read(files: &dyn Files, options: &ReadOptions) -> Result<Self, NoPages> {
        let page = |path: &str, settings: &Settings| source::read(files, path, settings);
        Self::read_with(files, options, &page, &Progress::default())
    }

    /// The same with another way to read a page, and with an observer.
    pub fn read_with(
        files: &dyn Files,
        options: &ReadOptions,
        read_page: &ReadPage<'_>,
        progress: &Progress,
    ) -> Result<Self, NoPages> {
        let files = &Unreadable::new(files);
        let (mut config, mut diagnostics) = config::configure(files, "");
        let original = || {
            config.languages.are_several().then_some(())?;
            let config = options.completed(config.clone());
            let language = generators::languages(files, &config, &options.below).into_iter().next()?;
            Some(Wanted { original: language.clone(), language, order: Vec::new() })
        };
        if let Some(wanted) = options.wanted.clone().or_else(original) {
            config = config.in_language(wanted);
        }
        options::check(&mut config, &mut diagnostics);
        let profile = SiteProfile::read(files, &config, &mut diagnostics);
        let mut config = options.completed(config);
        let (paths, found) = discover(files, &mut config, options);
        if paths.is_empty() {
            let unread = files.diagnostics().into_iter().next();
            let unread = unread.map(|fault| format!("`{}`: {}", fault.place.source.path, fault.message));
            let gone = files.list(&config.pages).is_err();
            let why = unread.or_else(|| gone.then(|| format!("`pages: {}`: no such folder", config.pages)));
            return Err(NoPages { why });
        }
        let pages = read_pages(&paths, &config, read_page, progress);
        let settled = site::settle(files, &config, pages);
        let mut diagnostics =
            config.weigh(diagnostics.into_iter().chain(found).chain(files.diagnostics()).collect(), &[]);
        diagnostics.extend(diagnostic::bounded(settled.diagnostics));
        Ok(Self { book: settled.book, diagnostics, config, allowed: settled.allowed, earlier: None, profile })
    }

    /// The size and the path of each chapter's page, in bytes.
    pub fn page_sizes(&self) -> impl Iterator<Item = (u64, &str)> {
        let chapters = self.book.iter().flat_map(|book| book.chapters.iter());
        chapters.map(|chapter| (chapter.place.source.text.len() as u64, chapter.path.as_str()))
    }
}

/// Reads pages, each with the settings for its language.
fn read_pages(paths: &[String], config: &Config, read_page: &ReadPage<'_>, progress: &Progress) -> Vec<Page> {
    let settings = config.page_settings();
    progress.tell(Event::Pages(paths.len()));
    let read = |path: &String| {
        let page = match site::language_of_path(path, config) {
            Some(language) => read_page(path, &Settings { language: Some(language), ..settings.clone() }),
            None => read_page(path, &settings),
        };
        progress.tell(Event::Read);
        page
    };
    let mut pages: Vec<Page> = paths.par_iter().map(read).collect();
    // The language of pages that name none is known only when all have been read.
    let language = site::language(config, &pages);
    if settings.language.is_none() && source::quotes_differ(&language, "en") {
        let settings = Settings { language: Some(language), ..settings.clone() };
        let silent = |page: &&mut Page| {
            page.front.lang.is_none() && site::language_of_path(&page.source.path, config).is_none()
        };
        pages.par_iter_mut().filter(silent).for_each(|page| {
            let path = page.source.path.clone();
            *page = read_page(&path, &settings);
        });
    }
    pages
}

/// The paths of the pages that are meant, sorted, and what is to be said of the site as a whole.
/// The configuration is completed with what the site's generator says.
fn discover(files: &dyn Files, config: &mut Config, options: &ReadOptions) -> (Vec<String>, Vec<Diagnostic>) {
    let said = config.clone();
    let meant = |config: &mut Config| {
        let found = generators::adopt(files, config, &options.below);
        let mut paths = site::discover(files, config);
        paths.retain(|path| options.includes(path));
        (paths, found)
    };
    let (paths, found) = meant(config);
    if paths.is_empty() && !options.below.is_empty() {
        // The user names a place outside the folder of pages that the configuration gives.
        *config = Config { pages: options.folder(files), ..said };
        return meant(config);
    }
    (paths, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    fn read(options: ReadOptions) -> Result<Vec<String>, NoPages> {
        let files = Memory::new([
            ("phasebook.yaml", "pages: pages\n"),
            ("pages/alpha.md", "# Alpha\n"),
            ("pages/beta/beta.md", "# Beta\n"),
            ("pages/betamax.md", "# Betamax\n"),
            ("notes/idea.md", "# Idea\n"),
        ]);
        let project = Project::read(&files, &options)?;
        Ok(project.page_sizes().map(|(_, path)| path.to_owned()).collect())
    }

    #[test]
    fn of_several_languages_the_originals_book_is_read_unless_another_is_wanted() {
        let files = Memory::new([
            ("phasebook.yaml", "languages: [en, fr]\n"),
            ("en/alpha.md", "# Alpha\n\nSee [beta](beta.md).\n"),
            ("en/beta.md", "# Beta\n"),
            ("fr/alpha.md", "# Alpha\n\nVoir [bêta](beta.md).\n"),
        ]);
        let read = |wanted| Project::read(&files, &ReadOptions { wanted, ..ReadOptions::default() }).unwrap();
        let paths =
            |project: &Project| project.page_sizes().map(|(_, path)| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(paths(&read(None)), ["en/alpha.md", "en/beta.md"]);
        let order = vec!["en/alpha.md".to_owned(), "en/beta.md".to_owned()];
        let french = read(Some(Wanted { language: "fr".to_owned(), original: "en".to_owned(), order }));
        assert_eq!(paths(&french), ["fr/alpha.md", "en/beta.md"]);
        // The link of the French page leads to the page that stands in.
        assert!(!french.diagnostics.iter().any(|found| found.rule.code == "dead-link"), "{french:?}");
        let book = french.book.unwrap();
        let tags: Vec<&str> = book.chapters.iter().map(|chapter| chapter.language.as_str()).collect();
        assert_eq!((book.metadata.language.as_str(), tags), ("fr", vec!["fr", "en"]));
    }

    #[test]
    fn what_is_named_is_read_wherever_it_lies() {
        let cases: [(&str, Result<&[&str], NoPages>); 6] = [
            ("", Ok(&["pages/alpha.md", "pages/beta/beta.md", "pages/betamax.md"])),
            ("pages/beta", Ok(&["pages/beta/beta.md"])),
            ("pages/betamax.md", Ok(&["pages/betamax.md"])),
            ("notes", Ok(&["notes/idea.md"])),
            ("notes/idea.md", Ok(&["notes/idea.md"])),
            ("pages/gamma", Err(NoPages { why: Some("`pages: pages/gamma`: no such folder".to_owned()) })),
        ];
        for (below, expected) in cases {
            let mut found = read(ReadOptions { below: below.to_owned(), ..ReadOptions::default() });
            found.iter_mut().for_each(|paths| paths.sort());
            assert_eq!(
                found,
                expected.map(|paths| paths.iter().map(|&path| path.to_owned()).collect()),
                "{below}"
            );
        }
    }
}
