//! Groups of pages that play the part of phases in a site that has none: the values of a field such
//! as `category`, the parts of the site's navigation, or the folders.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::settle::PageDraft;
use crate::config::Config;
use crate::{names, paths};

/// The fields that are looked for where the configuration names none, the first that fits.
const FIELDS: [&str; 8] = ["category", "categories", "section", "part", "stage", "group", "topic", "parent"];
/// The setting for parts of the navigation.
const NAVIGATION: &str = "navigation";
/// The setting for folders.
const FOLDER: &str = "folder";
/// How many groups a path can show.
const NUMBER: std::ops::RangeInclusive<usize> = 3..=9;
/// The longest name of a group, in letters.
const LONGEST: usize = 40;

/// Pages in groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// The groups' names, in the order of the pages.
    pub names: Vec<String>,
    /// For each page its group, if it is in one.
    pub of_pages: Vec<Option<usize>>,
}

impl Groups {
    /// The groups of pages in the order given.
    pub fn of(config: &Config, drafts: &[PageDraft]) -> Option<Self> {
        match config.phases.as_ref().map(|phases| phases.value.as_str()) {
            Some("none") => None,
            Some(NAVIGATION) => Some(Self::by(&parts(config, drafts)).with_heads(drafts)),
            Some(FOLDER) => Some(Self::by(&folders(drafts))),
            Some(field) => Some(Self::by(&values(drafts, field)).with_heads(drafts)),
            None => {
                let fields = FIELDS.iter().map(|field| Self::by(&values(drafts, field)));
                let places = [parts(config, drafts), folders(drafts)];
                let mut all = fields.chain(places.iter().map(|keys| Self::by(keys)));
                all.find(|groups| groups.fit()).map(|groups| groups.with_heads(drafts))
            }
        }
    }

    /// The same with the pages that belong to a group and do not say so: the one that is called as
    /// the group is, and those of a folder whose other pages are all in one.
    fn with_heads(mut self, drafts: &[PageDraft]) -> Self {
        let path = |page: usize| drafts[page].page.source.path.as_str();
        let heads: Vec<(usize, usize)> = (0..drafts.len())
            .filter(|page| self.of_pages[*page].is_none())
            .filter_map(|page| {
                let title = names::folded(&drafts[page].title);
                let named = self.names.iter().position(|name| names::folded(name) == title);
                let below = || {
                    let folder = paths::folder(path(page));
                    let pages = (0..drafts.len()).filter(|other| {
                        !folder.is_empty() && *other != page && paths::is_below(path(*other), folder)
                    });
                    let mut groups = pages.filter_map(|other| self.of_pages[other]);
                    let first = groups.next()?;
                    groups.all(|group| group == first).then_some(first)
                };
                Some((page, named.or_else(below)?))
            })
            .collect();
        for (page, group) in heads {
            self.of_pages[page] = Some(group);
        }
        self
    }

    fn by(keys: &[Option<String>]) -> Self {
        let mut groups = Self::default();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for key in keys {
            let group = key.as_ref().map(|key| {
                let next = groups.names.len();
                let group = *known.entry(names::folded(key)).or_insert(next);
                if group == next {
                    groups.names.push(key.clone());
                } else if groups.names[group].chars().all(|c| !c.is_uppercase()) {
                    // Of two spellings, the one with capitals is for people.
                    groups.names[group].clone_from(key);
                }
                group
            });
            groups.of_pages.push(group);
        }
        for name in &mut groups.names {
            if name.chars().all(|c| !c.is_uppercase()) {
                *name = names::title(name);
            }
        }
        groups
    }

    /// Whether the groups part the pages as phases do: few of them, of several pages each, and
    /// nearly all pages in one.
    fn fit(&self) -> bool {
        let within = self.of_pages.iter().flatten().count();
        NUMBER.contains(&self.names.len())
            && within >= 2 * self.names.len()
            && within * 10 >= self.of_pages.len() * 6
            && self.names.iter().all(|name| name.chars().count() <= LONGEST)
    }

    /// The page that opens a group: the one that is called as it is, else the index of its folder,
    /// else its first.
    pub fn opening(&self, group: usize, drafts: &[PageDraft]) -> Option<usize> {
        let pages = || (0..drafts.len()).filter(|page| self.of_pages.get(*page) == Some(&Some(group)));
        let name = names::folded(self.names.get(group)?);
        let indexes: BTreeSet<&str> =
            paths::indexes(drafts.iter().map(|draft| draft.page.source.path.as_str()));
        pages()
            .find(|page| names::folded(&drafts[*page].title) == name)
            .or_else(|| pages().find(|page| indexes.contains(drafts[*page].page.source.path.as_str())))
            .or_else(|| pages().next())
    }
}

fn values(drafts: &[PageDraft], field: &str) -> Vec<Option<String>> {
    let value = |draft: &PageDraft| {
        let value = match draft.page.front.all.get(field)? {
            Value::Array(items) => items.first()?.as_str()?,
            other => other.as_str()?,
        };
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    drafts.iter().map(value).collect()
}

/// For each page the part of the site's navigation that it stands in.
fn parts(config: &Config, drafts: &[PageDraft]) -> Vec<Option<String>> {
    let part = |draft: &PageDraft| config.site.page(&draft.page.source.path)?.part.clone();
    drafts.iter().map(part).collect()
}

/// For each page the first folder below the one that all pages are in, called as its index page is.
fn folders(drafts: &[PageDraft]) -> Vec<Option<String>> {
    let all: Vec<&str> = drafts.iter().map(|draft| paths::folder(&draft.page.source.path)).collect();
    // The index of the whole stands above the folders, and is no reason to have none.
    let mut common = all.first().copied().unwrap_or("");
    while !all.iter().all(|folder| common.is_empty() || *folder == common || paths::is_below(folder, common))
    {
        common = paths::folder(common);
    }
    let indexes = paths::indexes(drafts.iter().map(|draft| draft.page.source.path.as_str()));
    let titles: BTreeMap<&str, &str> = drafts
        .iter()
        .map(|draft| (draft.page.source.path.as_str(), draft.title.as_str()))
        .filter(|(path, _)| indexes.contains(path))
        .map(|(path, title)| (paths::folder(path), title))
        .collect();
    let first = |folder: &str| {
        let below = folder.strip_prefix(common)?.trim_start_matches('/');
        let name = below.split('/').next()?;
        let bare = name.trim_start_matches(|c: char| c == '_' || c.is_ascii_digit() || c == '-');
        (!bare.is_empty()).then(|| match titles.get(paths::join(common, name).as_str()) {
            Some(title) if title.chars().count() <= LONGEST => (*title).to_owned(),
            _ => names::title(bare),
        })
    };
    all.into_iter().map(first).collect()
}
