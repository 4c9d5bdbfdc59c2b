//! What the generator of a site says of it: the pages, their order, and how they are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::editions::{Edition, SiteLanguage};
use crate::diagnostic::Diagnostic;
use crate::paths;
use crate::source::{Folders, Marks, PageSettings, TemplateLanguage};

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
    /// Files of the generator's own that were read and are no pages, of those in a format of pages.
    pub own_files: Vec<String>,
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
    /// The languages that the generator's files name, that of the original first; none where they
    /// name none.
    pub languages: Vec<SiteLanguage>,
    /// What the book in one language is made of, where one is wanted.
    pub edition: Option<Edition>,
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

/// A file that looks like a page and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why a file is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is about the repository: a licence, rules for contributors, a form for issues.
    Repository,
    /// It serves the web site alone: a page for errors, a search, a list of tags.
    WebOnly,
    /// It leads to another page and says nothing.
    Redirect,
    /// It is not published: a draft.
    Draft,
    /// It is a form to copy for new pages.
    Form,
    /// It gathers pages that the book has anyway.
    Gathered,
    /// The generator's configuration leaves it out.
    Generator,
    /// It is no page to the generator, which copies it as it is.
    Static,
    /// The generator passes over names that begin with `_`.
    Hidden,
    /// The table of contents does not list it.
    Unlisted,
    /// It is written in a language that is not read.
    Format,
    /// It lies outside the site's own folder.
    Outside,
    /// `pages` in phasebook.yaml names others.
    NotChosen,
    /// `exclude` in phasebook.yaml names it.
    Excluded,
}

impl Site {
    /// The page at a path.
    pub fn page(&self, path: &str) -> Option<&PageFile> {
        self.pages.get(path)
    }

    /// How each page is read.
    pub fn settings(&self) -> BTreeMap<String, Arc<PageSettings>> {
        self.pages.iter().map(|(path, page)| (path.clone(), Arc::clone(&page.settings))).collect()
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

    /// Whether a page stands in for its translation.
    pub fn stands_in(&self, path: &str) -> bool {
        self.edition.as_ref().is_some_and(|edition| edition.stand_ins.contains(path))
    }

    /// The folder on the web in which a page's relative addresses are followed.
    pub fn web_folder(&self, path: &str) -> Option<String> {
        let address = self.page(path)?.addresses.first()?;
        let below = paths::join("", address);
        Some(if address.ends_with('/') { below } else { paths::folder(&below).to_owned() })
    }
}
