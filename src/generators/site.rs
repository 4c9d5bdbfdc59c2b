//! What a generator says of a site.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::left_out::{LeftOut, Reason};
use super::listing;
use crate::config::Config;
use crate::config::languages;
use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::source::{Folders, Marks, PageSettings, PrintedField, TemplateLanguage};
use crate::{names, paths};

/// A site as its generator sees it. What is not said is left to phasebook.yaml and to the pages.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The generator's name.
    pub generator: &'static str,
    /// What such a site is called: `a Jekyll site`.
    pub kind: &'static str,
    /// Why it was taken for one.
    pub evidence: String,
    /// The title.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// The address of the site's root, without a slash at its end.
    pub url: Option<String>,
    /// The path at which the site stands on its host, as in `/handbook`: without a slash at its
    /// end, empty where it is the host's root. Links may begin with it.
    pub base: String,
    /// The pages by path. Reading order is `order`.
    pub pages: BTreeMap<String, PageFile>,
    /// The paths of pages in reading order, as far as the generator's files give one.
    pub order: Vec<String>,
    /// Markdown files that are no pages of the site.
    pub left_out: Vec<LeftOut>,
    /// Folders whose files an address from the site's root may mean, besides the root itself:
    /// `static`, the folder of sources. Below the root of the files.
    pub roots: Vec<String>,
    /// The marks that its pages use; those of any page where nothing is said.
    pub marks: Option<Marks>,
    /// Where the files stand that marks name.
    pub folders: Folders,
    /// What is known of the language of the pages' templates.
    pub templates: TemplateLanguage,
    /// The folders in which files stand that pages include.
    pub includes: Vec<String>,
    /// What templates may name as `site`.
    pub variables: Map<String, Value>,
    /// What is wrong with the generator's own files.
    pub diagnostics: Vec<Diagnostic>,
}

/// A page as its generator sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageFile {
    /// The title in the site's navigation, for a page that gives itself none.
    pub title: Option<String>,
    /// The part of the site's navigation that it stands in: the outermost that has words.
    pub part: Option<String>,
    /// Addresses from the site's root that mean the page, its own first; none where they follow
    /// from the page's path. They begin with a slash.
    pub addresses: Vec<String>,
    /// How the page is read.
    pub settings: Arc<PageSettings>,
}

impl Site {
    /// The page at a path.
    pub fn page(&self, path: &str) -> Option<&PageFile> {
        self.pages.get(path)
    }

    /// Takes a page into the reading order where it is not there yet, with the title and the part that
    /// the navigation gives it. What was said first counts.
    pub(super) fn list(&mut self, path: String, title: Option<&str>, part: Option<&str>) {
        if let Some(page) = self.pages.get_mut(&path) {
            page.title = page.title.take().or_else(|| title.map(str::to_owned));
            page.part = page.part.take().or_else(|| part.map(str::to_owned));
        }
        if !self.order.contains(&path) {
            self.order.push(path);
        }
    }

    /// Has marks read as well.
    pub(super) fn add_marks(&mut self, marks: Marks) {
        self.marks = self.marks.map(|before| before | marks);
    }

    /// How each page is read.
    pub fn settings(&self) -> BTreeMap<String, Arc<PageSettings>> {
        self.pages.iter().map(|(path, page)| (path.clone(), Arc::clone(&page.settings))).collect()
    }

    /// Has fields printed on every page, in the order given, that no layout prints.
    fn print(&mut self, fields: &[String]) {
        for page in self.pages.values_mut() {
            let known = |field: &&String| page.settings.printed.iter().any(|printed| printed.name == **field);
            let more: Vec<PrintedField> =
                fields.iter().filter(|field| !known(field)).map(|field| PrintedField::named(field)).collect();
            if !more.is_empty() {
                Arc::make_mut(&mut page.settings).printed.extend(more);
            }
        }
    }

    /// A line for people: what the site was taken for, and why.
    pub fn summary(&self) -> String {
        let plural = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        let mut line =
            format!("read as {}, since {}: {}", self.kind, self.evidence, plural(self.pages.len(), "page"));
        if !self.left_out.is_empty() {
            line.push_str(&format!(", {} left out", plural(self.left_out.len(), "file")));
        }
        line
    }

    /// Takes in and leaves out what `pages` and `exclude` of the configuration name.
    pub(super) fn choose(&mut self, files: &dyn Files, config: &Config) {
        if !config.only.is_empty() {
            let every = listing::pages(files, "");
            let meant =
                |path: &String| config.only.iter().any(|pattern| listing::matches(&pattern.value, path));
            for path in every.iter().filter(|path| meant(path)) {
                self.left_out.retain(|left| left.path != *path);
                self.pages.entry(path.clone()).or_default();
            }
            self.leave_out(|path| !meant(path), Reason::NotChosen);
            if self.order.is_empty() {
                // As they are named.
                for pattern in &config.only {
                    let named = every.iter().filter(|path| listing::matches(&pattern.value, path));
                    let mut named: Vec<&String> = named.filter(|path| !self.order.contains(*path)).collect();
                    named.sort_by(|a, b| names::natural(a, b));
                    let named: Vec<String> = named.into_iter().cloned().collect();
                    self.order.extend(named);
                }
            }
        }
        self.leave_out(
            |path| config.exclude.iter().any(|pattern| listing::matches(&pattern.value, path)),
            Reason::Excluded,
        );
        let pages = &self.pages;
        self.order.retain(|path| pages.contains_key(path));
    }

    fn leave_out(&mut self, is_out: impl Fn(&String) -> bool, reason: Reason) {
        let out: Vec<String> = self.pages.keys().filter(|path| is_out(path)).cloned().collect();
        for path in out {
            self.pages.remove(&path);
            self.left_out.push(LeftOut { path, reason });
        }
    }

    /// The path below the site that an address from its root means: without the part at which
    /// the site stands on its host.
    pub fn below_base<'a>(&self, address: &'a str) -> &'a str {
        match address.strip_prefix(self.base.as_str()) {
            Some(rest) if !self.base.is_empty() && (rest.is_empty() || rest.starts_with(['/', '?', '#'])) => {
                rest
            }
            _ => address,
        }
    }

    /// The folder on the web in which a page's relative addresses are followed.
    pub fn web_folder(&self, path: &str) -> Option<String> {
        let address = self.page(path)?.addresses.first()?;
        let below = paths::join("", address);
        Some(if address.ends_with('/') { below } else { paths::folder(&below).to_owned() })
    }
}

impl Config {
    /// Completes the configuration with what a generator says.
    pub(super) fn complete(&mut self, mut site: Site) {
        site.print(&self.fields);
        fn fill<T: Clone>(open: &mut Option<T>, said: &Option<T>) {
            if open.is_none() {
                open.clone_from(said);
            }
        }
        fill(&mut self.title, &site.title);
        fill(&mut self.description, &site.description);
        fill(&mut self.language, &site.language.as_deref().and_then(languages::tag));
        fill(&mut self.url, &site.url);
        if self.authors.is_empty() {
            self.authors.clone_from(&site.authors);
        }
        for (name, value) in &site.variables {
            self.variables.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self.site = Arc::new(site);
    }
}
