//! The order of a Jekyll site's pages: its menus, `nav_order` and `parent`, the orders of
//! collections, the dates of posts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::read;
use super::Settings;
use super::documents::Document;
use crate::config::Site;
use crate::{names, paths};

/// What names of data and settings that hold menus have in them, the fullest menus first.
const MENUS: [&str; 9] =
    ["toc", "contents", "sidebar", "chapters", "nav", "menu", "docs", "header_pages", "header"];
/// The keys of a menu's entries that lead to a page.
const LEADS: [&str; 7] = ["url", "link", "href", "permalink", "path", "page", "doc"];
/// The keys of a menu's entries that name the page.
const NAMES: [&str; 5] = ["title", "text", "name", "label", "page_title"];
/// How many pages a menu has to name to be an order.
const FEWEST: usize = 2;

/// Settles the order of pages and the titles of those that have none.
pub(super) fn order(settings: &Settings, documents: &[Document], data: &Value, site: &mut Site) {
    let addresses = addresses(documents, site);
    let mut order: Vec<String> = Vec::new();
    for menu in menus(settings, data) {
        let mut entries = Vec::new();
        walk(menu, None, &mut entries);
        let found: Vec<(String, Option<String>, Option<String>)> = entries
            .into_iter()
            .filter_map(|(address, title, part)| {
                let address = paths::key(&paths::join("", site.below_base(address)));
                Some((addresses.get(&address)?.clone(), title, part))
            })
            .collect();
        let distinct: BTreeSet<&String> = found.iter().map(|(path, ..)| path).collect();
        if distinct.len() < FEWEST {
            continue;
        }
        for (path, title, part) in found {
            if let Some(page) = site.pages.get_mut(&path) {
                page.title = page.title.take().or(title);
                page.part = page.part.take().or(part);
            }
            if !order.contains(&path) {
                order.push(path);
            }
        }
    }
    if order.is_empty() {
        order = tree(documents);
    }
    for path in collections(settings, documents) {
        if !order.contains(&path) {
            order.push(path);
        }
    }
    site.order = together(order, site);
}

/// An order in which pages follow the page whose address stands above theirs: menus often name the
/// sections first and what is in them later.
fn together(order: Vec<String>, site: &Site) -> Vec<String> {
    let key = |path: &String| {
        let address = site.page(path).and_then(|page| page.addresses.first());
        paths::key(address.unwrap_or(path))
    };
    let keys: Vec<String> = order.iter().map(key).collect();
    let above = |key: &str| {
        let mut folder = paths::folder(key);
        while !folder.is_empty() {
            if let Some(at) = keys.iter().position(|other| other == folder) {
                return Some(at);
            }
            folder = paths::folder(folder);
        }
        None
    };
    let parents: Vec<Option<usize>> = keys.iter().map(|key| above(key)).collect();
    let mut together = Vec::with_capacity(order.len());
    let mut waiting: Vec<usize> = (0..order.len()).rev().filter(|at| parents[*at].is_none()).collect();
    while let Some(at) = waiting.pop() {
        together.push(order[at].clone());
        waiting.extend((0..order.len()).rev().filter(|child| parents[*child] == Some(at)));
    }
    together
}

/// The paths of pages by the keys of their addresses.
fn addresses(documents: &[Document], site: &Site) -> BTreeMap<String, String> {
    let mut addresses = BTreeMap::new();
    for document in documents {
        let pages = site.page(&document.path).into_iter().flat_map(|page| page.addresses.iter());
        for address in pages.chain([&document.path]) {
            addresses.entry(paths::key(address)).or_insert_with(|| document.path.clone());
        }
    }
    addresses
}

fn menus<'a>(settings: &'a Settings, data: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for menu in MENUS {
        for map in [data.as_object(), Some(&settings.all)].into_iter().flatten() {
            for (name, value) in map {
                let is_list = value.is_array() || value.is_object();
                if is_list && name.to_lowercase().split(['_', '-', ' ']).any(|word| word.starts_with(menu)) {
                    found.push(value);
                }
            }
        }
    }
    found
}

/// An entry of a menu: its address, its title, and the part that it stands in.
type Entry<'a> = (&'a str, Option<String>, Option<String>);

/// The entries of a menu, in the order in which it shows them. The title of an outermost entry that has
/// others below it is a part.
fn walk<'a>(menu: &'a Value, part: Option<&str>, entries: &mut Vec<Entry<'a>>) {
    match menu {
        Value::String(address) => entries.push((address, None, part.map(str::to_owned))),
        Value::Array(items) => items.iter().for_each(|item| walk(item, part, entries)),
        Value::Object(map) => {
            let title = NAMES.iter().find_map(|key| read::words(map.get(*key)));
            let address = LEADS.iter().find_map(|key| map.get(*key).and_then(Value::as_str));
            let more: Vec<&Value> =
                map.values().filter(|value| value.is_array() || value.is_object()).collect();
            let part = part.map(str::to_owned).or_else(|| title.clone().filter(|_| !more.is_empty()));
            entries.extend(address.map(|address| (address, title, part.clone())));
            for value in more {
                walk(value, part.as_deref(), entries);
            }
        }
        _ => {}
    }
}

/// The order of `nav_order` within `parent`, where pages have them.
fn tree(documents: &[Document]) -> Vec<String> {
    let has = |key: &str| documents.iter().any(|document| document.front.contains_key(key));
    if !has("parent") {
        return Vec::new();
    }
    let mut sorted: Vec<&Document> =
        documents.iter().filter(|document| document.collection.as_deref() != Some("posts")).collect();
    let rank = |document: &Document| {
        let value = document.front.get("nav_order");
        value.and_then(Value::as_f64).or_else(|| read::words(value)?.parse().ok()).unwrap_or(f64::MAX)
    };
    sorted.sort_by(|a, b| {
        let titles = || names::natural(&a.title().unwrap_or_default(), &b.title().unwrap_or_default());
        rank(a).total_cmp(&rank(b)).then_with(titles).then_with(|| a.path.cmp(&b.path))
    });
    let parent = |document: &Document| read::words(document.front.get("parent"));
    let titled = |title: &str| sorted.iter().any(|document| document.title().as_deref() == Some(title));
    let mut order = Vec::new();
    let mut waiting: Vec<&Document> = sorted
        .iter()
        .rev()
        .copied()
        .filter(|document| parent(document).is_none_or(|parent| !titled(&parent)))
        .collect();
    let mut placed = BTreeSet::new();
    while let Some(document) = waiting.pop() {
        if !placed.insert(&document.path) {
            continue;
        }
        order.push(document.path.clone());
        if let Some(title) = document.title() {
            let children =
                sorted.iter().rev().filter(|child| parent(child).as_deref() == Some(title.as_str()));
            waiting.extend(children);
        }
    }
    order
}

/// The documents of collections that have an order of their own; posts by their dates.
fn collections(settings: &Settings, documents: &[Document]) -> Vec<String> {
    let mut order = Vec::new();
    for collection in &settings.collections {
        let mut docs: Vec<&Document> = documents
            .iter()
            .filter(|document| document.collection.as_deref() == Some(collection.name.as_str()))
            .collect();
        if let Some(Value::Array(listed)) = collection.settings.get("order") {
            for name in listed.iter().filter_map(Value::as_str) {
                let path = paths::join(&collection.folder, name);
                order.extend(docs.iter().filter(|d| d.path == path).map(|d| d.path.clone()));
            }
        } else if let Some(key) = read::words(collection.settings.get("sort_by")) {
            let value = |document: &Document| document.front.get(&key).cloned().unwrap_or(Value::Null);
            docs.sort_by(|a, b| compare(&value(a), &value(b)).then_with(|| names::natural(&a.path, &b.path)));
            order.extend(docs.iter().map(|document| document.path.clone()));
        } else if collection.name == "posts" {
            docs.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.path.cmp(&b.path)));
            order.extend(docs.iter().map(|document| document.path.clone()));
        }
    }
    order
}

/// Values as they sort: numbers, then words; what is not there, last.
fn compare(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => match (read::words(Some(a)), read::words(Some(b))) {
            (Some(a), Some(b)) => names::natural(&a, &b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        },
    }
}
