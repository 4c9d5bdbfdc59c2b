//! Nextra (<https://nextra.site/docs/file-conventions/meta-file>): the documentation theme of
//! Next.js. `next.config.*` and the `_meta.*` of each folder, read as data.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, js, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::source::{Folders, Marks, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `next.config.*` that names Nextra.
pub(super) const GENERATOR: Generator =
    Generator { name: "nextra", kind: "a Nextra site", evidence, describe };

const CONFIG_NAMES: [&str; 5] =
    ["next.config.mjs", "next.config.js", "next.config.ts", "next.config.mts", "next.config.cjs"];
/// Where pages stand, below the site's folder, in the order in which Nextra looks.
const CONTENTS: [&str; 6] = ["content", "src/content", "app", "src/app", "pages", "src/pages"];
const META_NAMES: [&str; 6] =
    ["_meta.js", "_meta.ts", "_meta.jsx", "_meta.tsx", "_meta.json", "_meta.global.js"];
/// Files of the program's own that may say which language pages are in.
const LAYOUTS: [&str; 6] = [
    "app/layout.jsx",
    "app/layout.tsx",
    "app/layout.js",
    "src/app/layout.jsx",
    "src/app/layout.tsx",
    "pages/_document.tsx",
];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = |name: &str| {
        read::text(files, &paths::join(folder, name))
            .is_some_and(|text| text.to_ascii_lowercase().contains("nextra"))
    };
    CONFIG_NAMES.into_iter().find(|name| there(name)).map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::JSX | Marks::CALLOUTS | Marks::ICONS),
        ..Site::default()
    };
    let name = evidence(files, folder).unwrap_or_default();
    let text = read::text(files, &paths::join(folder, &name)).unwrap_or_default();
    if text.contains("latex: true") || text.contains("remark-math") {
        site.add_marks(Marks::FORMULAS | Marks::DOLLARS);
    }
    let config = js::exported(&text);
    site.base = read::base(read::words(config.get("basePath")));
    let i18n = config.get("i18n");
    let default = read::words(i18n.and_then(|i18n| i18n.get("defaultLocale")));
    let locales = read::list(i18n.and_then(|i18n| i18n.get("locales")));
    site.language = default.clone().or_else(|| language(files, folder));
    let contents = CONTENTS.map(|name| paths::join(folder, name));
    let holds_pages = |content: &&String| !listing::pages(files, content).is_empty();
    let content = contents.iter().find(holds_pages).cloned().unwrap_or_else(|| folder.to_owned());
    let others: BTreeSet<&str> =
        locales.iter().map(String::as_str).filter(|code| Some(*code) != default.as_deref()).collect();
    // With several languages, each has a folder below that of the pages.
    let own = default.map(|code| paths::join(&content, &code)).filter(|own| files.list(own).is_ok());
    let root = own.unwrap_or_else(|| content.clone());
    let language = |code: &String| SiteLanguage {
        code: code.clone(),
        folder: Some(paths::join(&content, code)).filter(|folder| files.list(folder).is_ok()),
        ..SiteLanguage::default()
    };
    site.languages = locales.iter().map(language).collect();
    let own = site.language.clone();
    site.languages.sort_by_key(|language| Some(&language.code) != own.as_ref());
    pages(files, (&content, &root), &others, &mut site);
    let mut outline = Outline { files, site: &mut site, seen: BTreeSet::new() };
    outline.folder(&root, None, None);
    let rest: Vec<String> = site.pages.keys().cloned().collect();
    rest.into_iter().for_each(|path| site.list(path, None, None));
    site.folders = Folders { content: root.clone(), ..Folders::default() };
    site.roots.extend([paths::join(folder, "public"), root]);
    site
}

/// The language that the site's own layout names: `<html lang="nl">`.
fn language(files: &dyn Files, folder: &str) -> Option<String> {
    LAYOUTS.into_iter().find_map(|name| {
        let text = read::text(files, &paths::join(folder, name))?;
        let (_, rest) = text.split_once("<html").or_else(|| text.split_once("<Html"))?;
        let (_, rest) = rest.split_once('>')?.0.split_once("lang=\"")?;
        Some(rest.split_once('"')?.0.to_owned()).filter(|code| !code.is_empty())
    })
}

fn pages(files: &dyn Files, (content, root): (&str, &str), others: &BTreeSet<&str>, site: &mut Site) {
    for path in listing::of_site(files, content) {
        let below = path.strip_prefix(root).unwrap_or("").trim_start_matches('/');
        let within = content.is_empty() || paths::is_below(&path, content);
        let of_content = path.strip_prefix(content).unwrap_or("").trim_start_matches('/');
        let reason = match () {
            () if !within => Some(left_out::by_path(&path, content).unwrap_or(Reason::Outside)),
            () if others.contains(of_content.split('/').next().unwrap_or("")) => Some(Reason::Generator),
            () if of_content.split('/').any(|part| part.starts_with('_')) => Some(Reason::Hidden),
            // In the folder of the app router, only files called so are pages.
            () if paths::name(content) == "app" && paths::stem(&path) != "page" => Some(Reason::Static),
            () => left_out::by_path(&path, root),
        };
        match reason {
            Some(reason) => site.left_out.push(LeftOut { path, reason }),
            None => {
                let addresses = vec![address(below)];
                site.pages.insert(path, PageFile { addresses, ..PageFile::default() });
            }
        }
    }
}

/// The address of a page: its path without ending, that of its folder for an index. Folders in
/// brackets, `(group)`, are no part of it.
fn address(below: &str) -> String {
    let folder: Vec<&str> = paths::folder(below).split('/').filter(|part| !part.starts_with('(')).collect();
    let folder = folder.join("/");
    match paths::stem(below) {
        "index" | "page" => format!("/{folder}"),
        stem => format!("/{}", paths::join(&folder, stem)),
    }
}

/// Takes the pages of a site in the order of its `_meta` files.
struct Outline<'a> {
    files: &'a dyn Files,
    site: &'a mut Site,
    /// The folders that were taken, by identity: links and names such as `..` lead back.
    seen: BTreeSet<String>,
}

impl Outline<'_> {
    /// Takes a folder: its index, what its `_meta` names in that order, then the rest by name.
    /// `given` is what the folder above says of its entries; `part` is the title of the outermost
    /// folder or separator above.
    fn folder(&mut self, folder: &str, given: Option<&Map<String, Value>>, part: Option<&str>) {
        if !self.files.identity(folder).is_ok_and(|identity| self.seen.insert(identity)) {
            return;
        }
        let meta = self.meta(folder).or_else(|| given.cloned()).unwrap_or_default();
        let mut separator = None;
        self.index(folder, meta.get("index"), part);
        for (name, value) in &meta {
            let title = read::words(value.get("title").or(Some(value)));
            if value.get("type").is_some_and(|kind| kind == "separator") {
                separator = title;
            } else if name != "index" && name != "*" {
                let place = Place { folder, part: part.or(separator.as_deref()) };
                let items = value.get("items").and_then(Value::as_object);
                self.entry(&place, name, title.as_deref(), items);
            }
        }
        let listed = self.files.list(folder).unwrap_or_default();
        let mut rest: Vec<&str> = listed.iter().map(|entry| paths::stem(&entry.name)).collect();
        rest.sort_by(|a, b| names::natural(a, b));
        rest.dedup();
        for name in rest.into_iter().filter(|name| !meta.contains_key(*name)) {
            self.entry(&Place { folder, part }, name, None, None);
        }
    }

    /// Takes the page of a folder itself.
    fn index(&mut self, folder: &str, meta: Option<&Value>, part: Option<&str>) {
        let title = meta.and_then(|value| read::words(value.get("title").or(Some(value))));
        for name in ["index.mdx", "index.md", "page.mdx", "page.md"] {
            self.page(&paths::join(folder, name), title.as_deref(), part);
        }
    }

    /// Takes the page or the folder that an entry means, or both.
    fn entry(
        &mut self,
        place: &Place<'_>,
        name: &str,
        title: Option<&str>,
        items: Option<&Map<String, Value>>,
    ) {
        let bare = paths::join(place.folder, name);
        for ending in [".mdx", ".md"] {
            self.page(&format!("{bare}{ending}"), title, place.part);
        }
        if self.files.list(&bare).is_ok() && listing::is_kept(&bare) {
            let own = title.map_or_else(|| titled(name), str::to_owned);
            self.folder(&bare, items, place.part.or(Some(&own)));
        }
    }

    fn page(&mut self, path: &str, title: Option<&str>, part: Option<&str>) {
        if self.site.pages.contains_key(path) {
            self.site.list(path.to_owned(), title, part);
        }
    }

    /// What a folder's own file says of its entries, in order.
    fn meta(&self, folder: &str) -> Option<Map<String, Value>> {
        for name in META_NAMES {
            let Some(text) = read::text(self.files, &paths::join(folder, name)) else { continue };
            let value = serde_json::from_str(&text).unwrap_or_else(|_| js::exported(&text));
            if let Value::Object(map) = value {
                return Some(map);
            }
        }
        None
    }
}

/// Where an entry stands.
struct Place<'a> {
    folder: &'a str,
    /// The part of the navigation, if one has begun.
    part: Option<&'a str>,
}

/// A folder's name as Nextra shows it: in words, the first with a capital.
fn titled(name: &str) -> String {
    let words = name.trim_matches(['(', ')']).replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
