//! The books of a site in several languages: one project for each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::project::{NoPages, Project, ReadOptions, ReadPage};
use crate::config::{self, Wanted};
use crate::diagnostic::{Diagnostic, Source, rules};
use crate::files::Files;
use crate::generators;
use crate::model::Span;
use crate::parallel::lock;
use crate::paths;
use crate::progress::Progress;
use crate::source::{Page, Settings};
use crate::translation;

/// Which languages have a book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Languages {
    /// Those of the configuration; where it names none, all pages make one book.
    #[default]
    AsConfigured,
    /// Every language that pages are in.
    Each,
    /// These, by their tags.
    Named(Vec<String>),
}

impl Languages {
    /// The languages of an option: `each`, or tags. The error is a message for the user.
    pub fn parse(texts: &[String]) -> Result<Self, String> {
        if texts.is_empty() {
            return Ok(Self::AsConfigured);
        }
        if texts.iter().any(|text| text == "each") {
            return Ok(Self::Each);
        }
        let tag = |text: &String| {
            config::language_tag(text).ok_or_else(|| {
                format!("`{text}` is not a language tag; write `each`, or tags such as `en,cy`")
            })
        };
        texts.iter().map(tag).collect::<Result<_, _>>().map(Self::Named)
    }
}

/// A book of the site.
#[derive(Debug)]
pub struct Edition {
    /// Its language; none where all pages make one book.
    pub language: Option<String>,
    /// The book.
    pub project: Project,
}

/// Why there is no book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There are no pages.
    NoPages(NoPages),
    /// No pages are in a language that is asked for; those that are there.
    NoLanguage(String, Vec<String>),
}

impl Unread {
    /// The message for a user who named the site so.
    pub fn to_message(&self, site: &str) -> String {
        match self {
            Self::NoPages(none) => none.to_message(site),
            Self::NoLanguage(asked, there) => {
                let there = there.iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ");
                format!(
                    "no page of `{site}` is in `{asked}`; there are pages in {there}. Pages of a language stand in a \
                     folder that is called after it, such as `{asked}/`, have it before their ending, as `page.{asked}.md`, \
                     or say `lang: {asked}` in front matter"
                )
            }
        }
    }
}

impl From<NoPages> for Unread {
    fn from(none: NoPages) -> Self {
        Self::NoPages(none)
    }
}

/// Reads the books of a site: one in each language that is asked for, that of the original first.
pub fn read(
    files: &dyn Files,
    options: &ReadOptions,
    asked: &Languages,
    read_page: &ReadPage<'_>,
    progress: &Progress,
) -> Result<Vec<Edition>, Unread> {
    let (config, _) = config::configure(files, "");
    if *asked == Languages::AsConfigured && !config.languages.are_several() {
        let project = Project::read_with(files, options, read_page, progress)?;
        return Ok(vec![Edition { language: None, project }]);
    }
    let config = options.completed(config);
    let there = generators::languages(files, &config, &options.below);
    let wanted: Vec<String> = match asked {
        Languages::Named(named) => named.clone(),
        Languages::AsConfigured if !config.languages.each => config.languages.named.keys().cloned().collect(),
        _ => there.clone(),
    };
    if let Some(none) = wanted.iter().find(|tag| !there.contains(tag)) {
        return Err(Unread::NoLanguage(none.clone(), there));
    }
    let Some(original) = there.first() else { return Err(Unread::NoPages(NoPages::default())) };
    let of = |language: &str, order: Vec<String>| {
        let pages = Mutex::new(BTreeMap::new());
        let noting = |path: &str, settings: &Settings| {
            let page = read_page(path, settings);
            lock(&pages).insert(path.to_owned(), page.clone());
            page
        };
        let wanted = Some(Wanted { language: language.to_owned(), original: original.clone(), order });
        let options = ReadOptions { wanted, ..options.clone() };
        let project = Project::read_with(files, &options, &noting, progress)?;
        Ok::<_, NoPages>((project, pages.into_inner().unwrap_or_default()))
    };
    let (first, originals) = of(original, Vec::new())?;
    let order: Vec<String> =
        first.book.iter().flat_map(|book| book.chapters.iter()).map(|chapter| chapter.path.clone()).collect();
    let mut editions = Vec::new();
    for language in there.iter().skip(1).filter(|language| wanted.contains(language)) {
        let (mut project, pages) = of(language, order.clone())?;
        let found = compared(&project, &originals, &pages);
        let found = project.config.weigh(found, &project.allowed);
        project.diagnostics.extend(found);
        if wanted.contains(original) {
            // Pages of the original that stand in have been told of.
            let said = |one: &Diagnostic| first.diagnostics.iter().any(|other| other == one);
            project.diagnostics.retain(|one| !said(one));
        }
        editions.push(Edition { language: Some(language.clone()), project });
    }
    if wanted.contains(original) {
        editions.insert(0, Edition { language: Some(original.clone()), project: first });
    }
    Ok(editions)
}

/// What is to be said of the pages of a translated book beside their originals.
fn compared(
    project: &Project,
    originals: &BTreeMap<String, Page>,
    pages: &BTreeMap<String, Page>,
) -> Vec<Diagnostic> {
    let Some(edition) = &project.config.site.edition else { return Vec::new() };
    let mut found: Vec<Diagnostic> = missing(&edition.language, &edition.stand_ins).into_iter().collect();
    for (path, original) in &edition.originals {
        if let (Some(page), Some(original)) = (pages.get(path), originals.get(original)) {
            found.extend(translation::compare(original, page));
        }
    }
    found
}

/// Names the pages that have no translation, in one line.
fn missing(language: &str, stand_ins: &BTreeSet<String>) -> Option<Diagnostic> {
    let first = stand_ins.first()?;
    let source = Arc::new(Source { path: first.clone(), text: String::new() });
    let message = match stand_ins.len() {
        1 => format!("`{first}` has no translation into `{language}`, and stands in that book as it is"),
        count => {
            format!(
                "{count} pages have no translation into `{language}`, and stand in that book as they are: {}",
                listed(stand_ins)
            )
        }
    };
    let hint = "translate them; a line at the head of each tells its readers";
    Some(Diagnostic::new(&rules::TRANSLATION_MISSING, &source, Span::new(0, 0), message).hint(hint))
}

/// Paths with their folders said once.
fn listed(all: &BTreeSet<String>) -> String {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    all.iter().for_each(|path| folders.entry(paths::folder(path)).or_default().push(paths::name(path)));
    let groups = folders.into_iter().map(|(folder, names)| match folder {
        "" => names.join(", "),
        _ => format!("{folder}/{{{}}}", names.join(", ")),
    });
    groups.collect::<Vec<_>>().join(", ")
}
