//! The languages of a site's pages, as generators keep them: one folder for each (`en/`, `fr/`,
//! Docusaurus's `i18n/fr/`), the language before the ending of a file's name (`page.fr.md`), or a
//! language and a key that translations share in front matter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{listing, read};
use crate::config::languages::tag;
use crate::config::{Config, Edition, Layout, LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::paths;
use crate::source;

/// Fields of front matter that a page and its translations have in common: those of Hugo, of
/// Jekyll's plug-ins and of others.
const KEYS: [&str; 7] =
    ["translationKey", "translation_key", "translation-key", "ref", "lang-ref", "page_id", "translation_id"];
/// Fields that name the page which a page translates.
const ORIGINALS: [&str; 3] = ["translation_of", "translates", "original"];

/// A page as far as its path tells.
#[derive(Debug)]
struct Placed {
    path: String,
    /// The language that the path names.
    tag: Option<String>,
    /// What it has in common with the same page in other languages.
    key: String,
}

/// The pages of a site, by language.
#[derive(Debug, Default)]
pub(super) struct PagesByLanguage {
    /// The languages, that of the original first.
    pub tags: Vec<String>,
    layout: Layout,
    /// The pages by what they have in common with those in other languages, then by language.
    pages: BTreeMap<String, BTreeMap<String, String>>,
    /// The pages in other languages than that of the original.
    translations: BTreeSet<String>,
}

impl PagesByLanguage {
    /// Tells the languages of a site's pages.
    pub fn of(files: &dyn Files, site: &Site, config: &Config) -> Self {
        let named: Vec<String> = match config.languages.named.is_empty() {
            true => site.languages.iter().filter_map(|language| tag(&language.code)).collect(),
            false => config.languages.named.keys().cloned().collect(),
        };
        let content = match (&config.pages, &site.folders.content) {
            (pages, content) if pages.is_empty() => content.clone(),
            (pages, _) => pages.clone(),
        };
        let folders = site.languages.iter().filter_map(|language| {
            Some((tag(&language.code)?, language.folder.clone().filter(|folder| !folder.is_empty())?))
        });
        let layout = Layout { tags: named.iter().cloned().collect(), folders: folders.collect(), content };
        let front = fronts(files, site);
        let mut placed = placed(site, &layout, &front);
        let is_out = |path: &str| config.exclude.iter().any(|pattern| listing::matches(&pattern.value, path));
        placed.retain(|page| !is_out(&page.path));
        let found: BTreeSet<String> = placed.iter().filter_map(|page| page.tag.clone()).collect();
        let said: BTreeSet<String> = front.values().filter_map(language_said).collect();
        let wanted = config.wanted.as_ref().map(|wanted| wanted.original.clone());
        let original = wanted
            .or_else(|| config.language.clone())
            .or_else(|| site.language.as_deref().and_then(tag))
            .or_else(|| named.first().cloned())
            .or_else(|| found.get("en").cloned())
            .unwrap_or_else(|| match placed.iter().any(|page| page.tag.is_none()) || found.is_empty() {
                true => "en".to_owned(),
                false => most(&placed),
            });
        // A book in `en-GB` may be that of the folder `en`.
        let is_there = found.contains(&original) || said.contains(&original);
        let near = found.iter().chain(&said).find(|tag| !is_there && is_akin(tag, &original)).cloned();
        let original = near.unwrap_or(original);
        let mut tags = vec![original.clone()];
        tags.extend(named.into_iter().filter(|tag| found.contains(tag) || said.contains(tag)));
        tags.extend(found);
        if said.len() > 1 {
            tags.extend(said.into_iter().filter(|tag| !is_akin(tag, &original)));
        }
        let mut seen = BTreeSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        let mut pages_by_language = Self { tags, layout, ..Self::default() };
        pages_by_language.take(placed, &front, config);
        pages_by_language
    }

    /// Takes pages under what they have in common: what front matter says goes before paths.
    fn take(&mut self, placed: Vec<Placed>, front: &BTreeMap<String, Map<String, Value>>, config: &Config) {
        let names: Vec<&str> = config.translation_key.iter().map(String::as_str).chain(KEYS).collect();
        let original = self.tags[0].clone();
        let tag_of = |page: &Placed| {
            let said = || front.get(&page.path).and_then(language_said);
            let said = || said().filter(|said| !is_akin(said, &original));
            page.tag.clone().or_else(said).unwrap_or_else(|| original.clone())
        };
        let field = |page: &Placed, names: &[&str]| {
            let front = front.get(&page.path)?;
            names.iter().find_map(|name| read::words(front.get(*name)))
        };
        let mut shared: BTreeMap<String, &str> = BTreeMap::new();
        for page in placed.iter().filter(|page| tag_of(page) == original) {
            if let Some(said) = field(page, &names) {
                shared.entry(said).or_insert(&page.key);
            }
        }
        let keys: BTreeMap<&str, &str> =
            placed.iter().map(|page| (paths::bare(&page.path), page.key.as_str())).collect();
        for page in &placed {
            let named = field(page, &ORIGINALS).and_then(|named| {
                let bare = paths::bare(&named).trim_start_matches('/').to_owned();
                let near = [paths::folder(&page.path), &self.layout.content, ""];
                near.iter().find_map(|folder| keys.get(paths::join(folder, &bare).as_str()))
            });
            let said = field(page, &names);
            let said = said.map(|said| shared.get(&said).map_or(said, |key| (*key).to_owned()));
            let key = named.map(|key| (*key).to_owned()).or(said).unwrap_or_else(|| page.key.clone());
            let tag = tag_of(page);
            if tag != original {
                self.translations.insert(page.path.clone());
            }
            // Two pages of one language are two pages, whatever they have in common.
            let is_taken = self.pages.get(&key).is_some_and(|known| known.contains_key(&tag));
            let key = if is_taken { page.path.clone() } else { key };
            self.pages.entry(key).or_default().insert(tag, page.path.clone());
        }
    }
}

/// The language that most pages are in, by the first name of several.
fn most(placed: &[Placed]) -> String {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    placed.iter().filter_map(|page| page.tag.as_ref()).for_each(|tag| *counts.entry(tag).or_default() += 1);
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or_else(|| "en".to_owned(), |(tag, _)| tag.clone())
}

/// Whether one of two tags says no more than the language of the other, as `en` of `en-GB`.
fn is_akin(one: &str, other: &str) -> bool {
    let within = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
    one == other || within(one, other) || within(other, one)
}

/// The language that front matter says.
fn language_said(front: &Map<String, Value>) -> Option<String> {
    let said = ["lang", "language", "locale"].iter().find_map(|name| read::words(front.get(*name)));
    said.as_deref().and_then(tag)
}

/// What the front matter of pages says, of those that may be pages in some language.
fn fronts(files: &dyn Files, site: &Site) -> BTreeMap<String, Map<String, Value>> {
    let front = |path: &String| {
        let text = read::text(files, path)?;
        Some((path.clone(), source::front_matter(&text)?.0))
    };
    candidates(site).filter_map(front).collect()
}

/// The pages of a site, and the files that its generator takes for pages in another language.
fn candidates(site: &Site) -> impl Iterator<Item = &String> {
    let reasons = [Reason::Outside, Reason::Generator, Reason::Gathered, Reason::Unlisted];
    let left = site.left_out.iter().filter(move |left| reasons.contains(&left.reason));
    let left = left.filter(|left| listing::is_markdown(&left.path)).map(|left| &left.path);
    site.pages.keys().chain(left)
}

/// Each candidate with its language as far as its path tells, and what it has in common with other
/// languages. Files that are left out count where their language is told.
fn placed(site: &Site, layout: &Layout, front: &BTreeMap<String, Map<String, Value>>) -> Vec<Placed> {
    let place = |path: &String| {
        let (tag, key) = layout.place(path);
        Placed { path: path.clone(), tag, key }
    };
    let mut all: Vec<Placed> = candidates(site).map(place).collect();
    // A name such as `intro.de.md` is one of several only where another has the rest of it.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|page| *counts.entry(page.key.clone()).or_default() += 1);
    if layout.tags.is_empty() {
        for page in &mut all {
            let by_name = paths::folder(&page.path) == paths::folder(&page.key);
            if page.tag.is_some() && by_name && counts.get(&page.key) == Some(&1) {
                (page.tag, page.key) = (None, paths::bare(&page.path).to_owned());
            }
        }
    }
    all.retain(|Placed { path, tag, .. }| {
        let front = front.get(path);
        let is_draft = front.is_some_and(|front| front.get("draft") == Some(&Value::Bool(true)));
        let is_told = tag.is_some() || front.and_then(language_said).is_some();
        site.pages.contains_key(path) || is_told && !is_draft
    });
    all
}

impl Site {
    /// Leaves of a site what belongs to the book in one language: its pages, and those of the
    /// original where there is no translation.
    pub(super) fn narrow(&mut self, files: &dyn Files, config: &Config) {
        let Some(wanted) = &config.wanted else { return };
        let pages_by_language = PagesByLanguage::of(files, self, config);
        let original = pages_by_language.tags[0].clone();
        let language = wanted.language.clone();
        let mut edition = Edition {
            language: language.clone(),
            original: original.clone(),
            layout: pages_by_language.layout.clone(),
            ..Edition::default()
        };
        let mut pages = BTreeMap::new();
        for (key, of_key) in &pages_by_language.pages {
            let (own, first) = (of_key.get(&language), of_key.get(&original));
            let Some(path) = own.or(first) else { continue };
            if own.is_none() {
                edition.stand_ins.insert(path.clone());
            }
            if let Some(first) = first.filter(|first| *first != path) {
                edition.originals.insert(path.clone(), first.clone());
            }
            edition.by_key.insert(key.clone(), path.clone());
            let translates = first.filter(|first| *first != path).and_then(|first| self.pages.get(first));
            pages.insert(path.clone(), page_file(self.pages.get(path), translates, &language));
        }
        let translated: BTreeMap<&String, &String> =
            edition.originals.iter().map(|(path, first)| (first, path)).collect();
        let places = if wanted.order.is_empty() { &self.order } else { &wanted.order };
        let place = |path: &String| match pages.contains_key(path) {
            true => Some(path.clone()),
            false => translated.get(path).map(|path| (*path).clone()),
        };
        self.order = places.iter().filter_map(place).collect();
        self.left_out.retain(|LeftOut { path, .. }| {
            !pages.contains_key(path) && !pages_by_language.translations.contains(path)
        });
        self.pages = pages;
        let said = self.languages.iter().find(|said| tag(&said.code).as_ref() == Some(&language)).cloned();
        if language != original {
            self.description = None;
        }
        let SiteLanguage { title, description, .. } = said.unwrap_or_default();
        self.title = title.or(self.title.take());
        self.description = description.or(self.description.take());
        self.language = Some(language);
        self.edition = Some(edition);
    }
}

/// A page of a book in one language: as the generator describes it, else as it describes the one that
/// the page translates.
fn page_file(own: Option<&PageFile>, translates: Option<&PageFile>, language: &str) -> PageFile {
    let Some(original) = translates else { return own.cloned().unwrap_or_default() };
    let mut file = own.cloned().unwrap_or_else(|| PageFile {
        title: None,
        part: original.part.clone(),
        addresses: original.addresses.iter().map(|address| format!("/{language}{address}")).collect(),
        settings: Arc::clone(&original.settings),
    });
    // Translators leave addresses as they are.
    let more = original.addresses.iter().filter(|address| !file.addresses.contains(address)).cloned();
    let more: Vec<String> = more.collect();
    if !file.addresses.is_empty() {
        file.addresses.extend(more);
    }
    file
}

#[cfg(test)]
mod tests;
