//! Eleventy (<https://www.11ty.dev/docs/config/>) with Nunjucks: the configuration's folders,
//! data for the whole site and for folders, permalinks, and the keys of its navigation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, js, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::source::{self, Folders, Marks, PageSettings, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with a configuration of Eleventy, or with layouts in Nunjucks.
pub(super) const GENERATOR: Generator =
    Generator { name: "eleventy", kind: "an Eleventy site", evidence, describe };

const CONFIG_NAMES: [&str; 6] = [
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.cjs",
];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    if let Some(name) = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok()) {
        return Some(name.to_owned());
    }
    // A part of a site: its layouts, at the root or in the folder of sources.
    ["", "src"].into_iter().find_map(|below| {
        let includes = paths::join(below, "_includes");
        let layouts = paths::join(folder, &includes);
        let all = listing::files(files, &layouts, &|_| true);
        all.iter().any(|path| path.ends_with(".njk")).then_some(includes)
    })
}

/// The folders of a site.
struct Places {
    input: String,
    includes: Vec<String>,
    data: String,
}

/// The folders that a configuration names: in `return { dir: { … } }`, or by calls.
fn places(files: &dyn Files, folder: &str) -> Places {
    let text = CONFIG_NAMES.into_iter().find_map(|name| read::text(files, &paths::join(folder, name)));
    let text = text.unwrap_or_default();
    let returned =
        text.rfind("return {").map(|at| js::exported(&format!("export default {}", &text[at + 7..])));
    let exported = text
        .find("export const config")
        .map(|at| js::exported(&text[at..].replacen("export const config =", "export default ", 1)));
    let said = |key: &str| {
        let dirs = [&returned, &exported].into_iter().flatten();
        let found = dirs.filter_map(|config| config.get("dir")).find_map(|dir| read::words(dir.get(key)));
        let call = format!("set{}Directory(", names::title(key));
        found.or_else(|| {
            let rest = &text[text.find(&call)? + call.len()..];
            let rest = rest.trim_start().strip_prefix(['"', '\''])?;
            Some(rest[..rest.find(['"', '\''])?].to_owned())
        })
    };
    let has = |name: &str| files.list(&paths::join(folder, name)).is_ok();
    let input = said("input").unwrap_or_else(|| {
        let sources = !has("_includes") && has("src/_includes");
        if sources { "src".to_owned() } else { String::new() }
    });
    let input = paths::join(folder, &input);
    let below =
        |name: Option<String>, usual: &str| paths::join(&input, &name.unwrap_or_else(|| usual.to_owned()));
    let includes = below(said("includes"), "_includes");
    let mut all = vec![includes];
    all.extend(said("layouts").map(|name| paths::join(&input, &name)));
    Places { data: below(said("data"), "_data"), includes: all, input }
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let places = places(files, folder);
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::NUNJUCKS | Marks::CALLOUTS | Marks::ATTRIBUTES),
        variables: data(files, &places.data, &mut BTreeSet::new()),
        ..Site::default()
    };
    let names = ["site", "meta", "metadata", "config", "siteConfig"];
    for about in names.iter().filter_map(|name| site.variables.get(*name)).filter_map(Value::as_object) {
        let said = |keys: &[&str]| keys.iter().find_map(|key| read::words(about.get(*key)));
        site.title = site.title.clone().or(said(&["title", "name", "serviceName", "siteName"]));
        site.description = site.description.clone().or(said(&["description"]));
        site.language = site.language.clone().or(said(&["language", "lang", "locale"]));
        site.url = site.url.clone().or(read::address(about.get("url").or(about.get("baseUrl"))));
        if site.authors.is_empty() {
            site.authors = read::people(about.get("author"));
        }
    }
    pages(files, &places, &mut site);
    let mut snippets = places.includes.clone();
    snippets.push(places.input.clone());
    site.folders = Folders { snippets, content: places.input.clone(), ..Folders::default() };
    site.roots.extend([places.input.clone(), paths::join(folder, "public"), paths::join(folder, "static")]);
    site.roots.retain(|root| !root.is_empty());
    site
}

/// Global data: each file below the folder of data, by its name.
fn data(files: &dyn Files, folder: &str, seen: &mut BTreeSet<String>) -> Map<String, Value> {
    let mut all = Map::new();
    // Links may lead back.
    if !files.identity(folder).is_ok_and(|identity| seen.insert(identity)) {
        return all;
    }
    for entry in files.list(folder).unwrap_or_default() {
        let path = paths::join(folder, &entry.name);
        let value = match entry.name.rsplit('.').next() {
            _ if entry.folder => Some(Value::Object(data(files, &path, seen))),
            Some("json") => read::text(files, &path).and_then(|text| serde_json::from_str(&text).ok()),
            Some("yml" | "yaml") => read::yaml(files, &path).ok(),
            Some("js" | "cjs" | "mjs") => read::text(files, &path).map(|text| js::exported(&text)),
            _ => None,
        };
        if let Some(value) = value.filter(|value| !value.is_null()) {
            all.insert(paths::stem(&entry.name).to_owned(), value);
        }
    }
    all
}

/// A page with what orders it.
struct Node {
    path: String,
    /// The places of those above it in the navigation, and its own.
    keys: Vec<(i64, String)>,
}

fn pages(files: &dyn Files, places: &Places, site: &mut Site) {
    let mut nodes: Vec<Node> = Vec::new();
    let mut navigation: BTreeMap<String, (Option<String>, i64)> = BTreeMap::new();
    let every = listing::files(files, "", &listing::is_kept);
    let is_page =
        |path: &String| listing::is_markdown(path) || path.ends_with(".njk") || path.ends_with(".html");
    for path in every.into_iter().filter(is_page) {
        let within = places.input.is_empty() || paths::is_below(&path, &places.input);
        let machinery =
            places.includes.iter().chain([&places.data]).any(|folder| paths::is_below(&path, folder));
        let markdown = listing::is_markdown(&path);
        let text = read::text(files, &path).unwrap_or_default();
        let own = source::front_matter(&text).map(|(front, _)| front).unwrap_or_default();
        if machinery || !within && !markdown || !markdown && own.is_empty() && !text.contains("{% extends") {
            continue;
        }
        let mut all = inherited(files, &path, &places.input);
        all.extend(own.clone());
        let reason = match () {
            () if !within => Some(left_out::by_path(&path, &places.input).unwrap_or(Reason::Outside)),
            () if all.get("permalink") == Some(&Value::Bool(false)) => Some(Reason::Generator),
            () if all.get("draft") == Some(&Value::Bool(true)) => Some(Reason::Draft),
            () if is_web_only(&path) => Some(Reason::WebOnly),
            () => left_out::by_path(&path, &places.input),
        };
        if let Some(reason) = reason {
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        // With an address of its own, an entry is that of the section which the page belongs to.
        let entry = all.get("eleventyNavigation").and_then(Value::as_object);
        let entry = entry.filter(|entry| !entry.contains_key("url"));
        if let Some(key) = read::words(entry.and_then(|entry| entry.get("key"))) {
            let parent = read::words(entry.and_then(|entry| entry.get("parent")));
            let order =
                entry.and_then(|entry| entry.get("order")).and_then(Value::as_i64).unwrap_or(i64::MAX);
            navigation.insert(key.clone(), (parent, order));
            nodes.push(Node { path: path.clone(), keys: vec![(order, key)] });
        } else {
            nodes.push(Node { path: path.clone(), keys: Vec::new() });
        }
        // A page without a heading is called as its entry is.
        let headed = text.lines().any(|line| line.starts_with("# ") || line.contains("<h1"));
        let named = entry.filter(|_| !headed).and_then(|entry| entry.get("title").or(entry.get("key")));
        let named = read::words(named);
        let below = path.strip_prefix(places.input.as_str()).unwrap_or(&path).trim_start_matches('/');
        let settings = PageSettings { html: !markdown, variables: all.clone(), ..PageSettings::default() };
        let page = PageFile {
            title: read::words(all.get("title")).or_else(|| set_title(&text)).or(named),
            addresses: vec![address(below, all.get("permalink"))],
            settings: Arc::new(settings),
            ..PageFile::default()
        };
        site.pages.insert(path, page);
    }
    for node in &mut nodes {
        let mut above =
            node.keys.first().and_then(|(_, key)| navigation.get(key)).and_then(|(parent, _)| parent.clone());
        for _ in 0..16 {
            let Some(key) = above.take() else { break };
            let Some((parent, order)) = navigation.get(&key) else { break };
            above.clone_from(parent);
            node.keys.insert(0, (*order, key));
        }
    }
    if !navigation.is_empty() {
        nodes.sort_by(|a, b| {
            b.keys
                .is_empty()
                .cmp(&a.keys.is_empty())
                .reverse()
                .then_with(|| a.keys.cmp(&b.keys))
                .then_with(|| a.path.cmp(&b.path))
        });
        site.order = nodes.into_iter().filter(|node| !node.keys.is_empty()).map(|node| node.path).collect();
    }
}

/// Pages that thank, fail or ask for consent on a screen.
fn is_web_only(path: &str) -> bool {
    let bare = path.rsplit_once('.').map_or(path, |(bare, _)| bare);
    let own = if paths::stem(path) == "index" { paths::name(paths::folder(path)) } else { paths::name(bare) };
    matches!(
        own,
        "404"
            | "page-not-found"
            | "service-unavailable"
            | "sitemap"
            | "search"
            | "cookies"
            | "thank-you"
            | "feed"
    )
}

/// `{% set title = "…" %}` at the head of a page.
fn set_title(text: &str) -> Option<String> {
    let rest = &text[text.find("{% set title =")? + "{% set title =".len()..];
    let rest = rest.trim_start().strip_prefix(['"', '\''])?;
    Some(rest[..rest.find(['"', '\''])?].to_owned())
}

/// What the data of the folders above a page say: `folder.json`, `folder.11tydata.json`.
fn inherited(files: &dyn Files, path: &str, input: &str) -> Map<String, Value> {
    let mut folders: Vec<&str> = Vec::new();
    let mut folder = paths::folder(path);
    loop {
        folders.push(folder);
        if folder.is_empty() || folder == input {
            break;
        }
        folder = paths::folder(folder);
    }
    let mut all = Map::new();
    let bare = path.rsplit_once('.').map_or(path, |(bare, _)| bare).to_owned();
    let stems = folders.iter().rev().map(|folder| paths::join(folder, paths::name(folder))).chain([bare]);
    for stem in stems.filter(|stem| !stem.is_empty()) {
        for ending in [".json", ".11tydata.json"] {
            let read = read::text(files, &format!("{stem}{ending}"))
                .and_then(|text| serde_json::from_str(&text).ok());
            if let Some(Value::Object(map)) = read {
                all.extend(map);
            }
        }
    }
    all
}

fn address(below: &str, permalink: Option<&Value>) -> String {
    if let Some(own) = read::words(permalink).filter(|own| !own.contains("{{")) {
        return format!("/{}", own.trim_start_matches('/').trim_end_matches("index.html"));
    }
    let bare = below.rsplit_once('.').map_or(below, |(bare, _)| bare);
    match bare.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{bare}/"),
    }
}
