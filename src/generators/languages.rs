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

/// The pages of a site, by language.
#[derive(Debug, Default)]
pub(super) struct Tongues {
    /// The languages, that of the original first.
    pub tags: Vec<String>,
    layout: Layout,
    /// The pages by what they have in common with those in other languages, then by language.
    pages: BTreeMap<String, BTreeMap<String, String>>,
}

impl Tongues {
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
        let said: BTreeSet<String> = front.values().filter_map(language_said).collect();
        let mut placed = placed(site, &layout, &front);
        let is_out = |path: &str| config.exclude.iter().any(|pattern| listing::matches(&pattern.value, path));
        placed.retain(|(path, _, _)| !is_out(path));
        let found: BTreeSet<&String> = placed.iter().filter_map(|(_, tag, _)| tag.as_ref()).collect();
        let wanted = config.wanted.as_ref().map(|wanted| wanted.original.clone());
        let original = wanted
            .or_else(|| config.language.clone())
            .or_else(|| site.language.as_deref().and_then(tag))
            .or_else(|| named.first().cloned())
            .or_else(|| found.iter().find(|tag| tag.as_str() == "en").map(|tag| (*tag).clone()))
            .unwrap_or_else(|| match placed.iter().any(|(_, tag, _)| tag.is_none()) || found.is_empty() {
                true => "en".to_owned(),
                false => most(&placed),
            });
        let mut all: BTreeSet<String> = found.into_iter().cloned().collect();
        if said.len() > 1 {
            all.extend(said);
        }
        let mut tags = vec![original.clone()];
        let more: Vec<String> = named.iter().filter(|tag| all.contains(*tag)).cloned().collect();
        tags.extend(more.into_iter().chain(all).filter(|tag| *tag != original));
        let mut seen = BTreeSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        let mut tongues = Self { tags, layout, pages: BTreeMap::new() };
        tongues.take(placed, &front, config);
        tongues
    }

    /// Takes pages under what they have in common: what front matter says goes before paths.
    fn take(
        &mut self,
        placed: Vec<(String, Option<String>, String)>,
        front: &BTreeMap<String, Map<String, Value>>,
        config: &Config,
    ) {
        let by_path: BTreeMap<String, String> =
            placed.iter().map(|(path, _, _)| (paths::bare(path).to_owned(), path.clone())).collect();
        let names = config.translation_key.iter().map(String::as_str).chain(KEYS);
        let names: Vec<&str> = names.collect();
        let mut shared: BTreeMap<String, String> = BTreeMap::new();
        let original = self.tags[0].clone();
        let tag_of = |path: &str, placed: &Option<String>| {
            let said = front.get(path).and_then(language_said);
            placed.clone().or(said).unwrap_or_else(|| original.clone())
        };
        let key_of = |path: &str| {
            let front = front.get(path)?;
            names.iter().find_map(|name| read::words(front.get(*name)))
        };
        for (path, _, key) in placed.iter().filter(|(path, tag, _)| tag_of(path, tag) == original) {
            if let Some(said) = key_of(path) {
                shared.entry(said).or_insert_with(|| key.clone());
            }
        }
        let keys: BTreeMap<&String, &String> = placed.iter().map(|(path, _, key)| (path, key)).collect();
        for (path, tag, key) in &placed {
            let translates = front.get(path).and_then(|front| {
                let named = ORIGINALS.iter().find_map(|name| read::words(front.get(*name)))?;
                let bare = paths::bare(&named).trim_start_matches('/').to_owned();
                let near =
                    [paths::join(paths::folder(path), &bare), paths::join(&self.layout.content, &bare)];
                let found = near.iter().chain([&bare]).find_map(|bare| by_path.get(bare));
                found.and_then(|original| keys.get(original)).map(|key| (*key).clone())
            });
            let said = key_of(path);
            let shared = said.map(|said| shared.get(&said).cloned().unwrap_or(said));
            let key = translates.or(shared).unwrap_or_else(|| key.clone());
            let of_key = self.pages.entry(key).or_default();
            of_key.entry(tag_of(path, tag)).or_insert_with(|| path.clone());
        }
    }

    /// Whether a page is one of a language other than that of the original.
    fn is_translation(&self, path: &str) -> bool {
        let of = |pages: &BTreeMap<String, String>| {
            pages.iter().any(|(tag, page)| *tag != self.tags[0] && page == path)
        };
        self.pages.values().any(of)
    }
}

/// The language that most pages are in, by the first name of several.
fn most(placed: &[(String, Option<String>, String)]) -> String {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    placed.iter().filter_map(|(_, tag, _)| tag.as_ref()).for_each(|tag| *counts.entry(tag).or_default() += 1);
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or_else(|| "en".to_owned(), |(tag, _)| tag.clone())
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
fn placed(
    site: &Site,
    layout: &Layout,
    front: &BTreeMap<String, Map<String, Value>>,
) -> Vec<(String, Option<String>, String)> {
    let mut all: Vec<(String, Option<String>, String)> = candidates(site)
        .map(|path| {
            let (tag, key) = layout.place(path);
            (path.clone(), tag, key)
        })
        .collect();
    // A name such as `intro.de.md` is one of several only where another has the rest of it.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|(_, _, key)| *counts.entry(key.clone()).or_default() += 1);
    if layout.tags.is_empty() {
        for (path, tag, key) in &mut all {
            let named = paths::stem(path).contains('.') && paths::folder(path) == paths::folder(key);
            if tag.is_some() && named && counts.get(key.as_str()) == Some(&1) {
                (*tag, *key) = (None, paths::bare(path).to_owned());
            }
        }
    }
    let said = |path: &String| front.get(path).and_then(language_said).is_some();
    let is_draft =
        |path: &String| front.get(path).is_some_and(|front| front.get("draft") == Some(&Value::Bool(true)));
    all.retain(|(path, tag, _)| {
        site.pages.contains_key(path) || (tag.is_some() || said(path)) && !is_draft(path)
    });
    all
}

impl Site {
    /// Leaves of a site what belongs to the book in one language: its pages, and those of the
    /// original where there is no translation.
    pub(super) fn narrow(&mut self, files: &dyn Files, config: &Config) {
        let Some(wanted) = &config.wanted else { return };
        let tongues = Tongues::of(files, self, config);
        let original = tongues.tags[0].clone();
        let language = wanted.language.clone();
        let mut edition = Edition {
            language: language.clone(),
            original: original.clone(),
            layout: tongues.layout.clone(),
            ..Edition::default()
        };
        let mut pages = BTreeMap::new();
        for (key, of_key) in &tongues.pages {
            let (own, first) = (of_key.get(&language), of_key.get(&original));
            let Some(path) = own.or(first) else { continue };
            if own.is_none() {
                edition.stand_ins.insert(path.clone());
            }
            if let Some(first) = first.filter(|first| *first != path) {
                edition.originals.insert(path.clone(), first.clone());
            }
            edition.by_key.insert(key.clone(), path.clone());
            let said = first.and_then(|first| self.pages.get(first));
            let file =
                page_file(self.pages.get(path), said, own.is_some() && language != original, &language);
            pages.insert(path.clone(), file);
        }
        let places = if wanted.order.is_empty() { self.order.clone() } else { wanted.order.clone() };
        self.order = places
            .iter()
            .filter_map(|path| match pages.contains_key(path) {
                true => Some(path.clone()),
                false => {
                    edition.originals.iter().find(|(_, first)| *first == path).map(|(own, _)| own.clone())
                }
            })
            .collect();
        self.left_out
            .retain(|LeftOut { path, .. }| !pages.contains_key(path) && !tongues.is_translation(path));
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

/// A page of a book in one language: as the generator describes it, else as it describes the
/// original.
fn page_file(
    own: Option<&PageFile>,
    original: Option<&PageFile>,
    is_translation: bool,
    language: &str,
) -> PageFile {
    let Some(original) = original.filter(|_| is_translation) else {
        return own.cloned().unwrap_or_default();
    };
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
