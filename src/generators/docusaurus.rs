//! Docusaurus (<https://docusaurus.io/docs/configuration>): `docusaurus.config.js`, `sidebars.js`
//! and `_category_.json`, read as data.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, js, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::source::{self, Folders, Marks, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `docusaurus.config.js`, in any of its spellings.
pub(super) const GENERATOR: Generator =
    Generator { name: "docusaurus", kind: "a Docusaurus site", evidence, describe };

const CONFIG_NAMES: [&str; 5] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "docusaurus.config.cjs",
    "docusaurus.config.mts",
];
const SIDEBARS: [&str; 4] = ["sidebars.js", "sidebars.ts", "sidebars.json", "sidebars.cjs"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
    there.map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::JSX | Marks::COLON_FENCES | Marks::CALLOUTS | Marks::ICONS),
        ..Site::default()
    };
    let name = evidence(files, folder).unwrap_or_default();
    let text = read::text(files, &paths::join(folder, &name)).unwrap_or_default();
    if text.contains("remark-math") {
        site.add_marks(Marks::FORMULAS | Marks::DOLLARS);
    }
    let config = js::exported(&text);
    site.title = read::words(config.get("title"));
    site.description = read::words(config.get("tagline"));
    site.url = read::address(config.get("url"));
    site.base = read::base(read::words(config.get("baseUrl")));
    site.url = site.url.map(|url| format!("{url}{}", site.base));
    site.language = read::words(config.get("i18n").and_then(|i18n| i18n.get("defaultLocale")));
    let docs = documents(&config);
    let option = |key: &str| read::words(docs.get(key));
    let root = paths::join(folder, &option("path").unwrap_or_else(|| "docs".to_owned()));
    site.languages = languages(&config, folder, &root);
    let route = paths::join("", &option("routeBasePath").unwrap_or_else(|| "docs".to_owned()));
    let found = pages(files, &root, &route, &mut site);
    let named = option("sidebarPath").into_iter().chain(SIDEBARS.map(str::to_owned));
    let sidebars = named.map(|name| paths::join(folder, &name)).find(|path| files.size(path).is_ok());
    let sidebars = match sidebars.and_then(|path| read::text(files, &path)) {
        Some(text) => serde_json::from_str(&text).unwrap_or_else(|_| js::exported(&text)),
        None => Value::Null,
    };
    let mut sidebar = Sidebar { files, root: &root, pages: &found, order: Vec::new(), site: &mut site };
    match &sidebars {
        Value::Object(all) => all.values().for_each(|items| sidebar.items(items)),
        _ => sidebar.generated(""),
    }
    // Documents that no sidebar names are pages all the same.
    sidebar.generated("");
    site.order = sidebar.order;
    site.folders = Folders { content: root.clone(), ..Folders::default() };
    site.roots.extend([paths::join(folder, "static"), root]);
    site
}

/// The languages of the configuration, the default one first, with the folders of their documents.
fn languages(config: &Value, folder: &str, root: &str) -> Vec<SiteLanguage> {
    let Some(i18n) = config.get("i18n") else { return Vec::new() };
    let default = read::words(i18n.get("defaultLocale")).unwrap_or_else(|| "en".to_owned());
    let path = read::words(i18n.get("path")).unwrap_or_else(|| "i18n".to_owned());
    let place = |code: &str| match code == default {
        true => root.to_owned(),
        false => paths::join(folder, &format!("{path}/{code}/docusaurus-plugin-content-docs/current")),
    };
    let mut codes = read::list(i18n.get("locales"));
    codes.sort_by_key(|code| *code != default);
    let language =
        |code: String| SiteLanguage { folder: Some(place(&code)), code, ..SiteLanguage::default() };
    codes.into_iter().map(language).collect()
}

/// The options of the plug-in for documents, wherever the configuration has them.
fn documents(config: &Value) -> Map<String, Value> {
    let presets = config.get("presets").and_then(Value::as_array).into_iter().flatten();
    for preset in presets {
        if let Some(docs) = preset.get(1).and_then(|options| options.get("docs")).and_then(Value::as_object) {
            return docs.clone();
        }
    }
    let plugins = config.get("plugins").and_then(Value::as_array).into_iter().flatten();
    for plugin in plugins {
        if plugin.get(0).and_then(Value::as_str).is_some_and(|name| name.contains("content-docs")) {
            return plugin.get(1).and_then(Value::as_object).cloned().unwrap_or_default();
        }
    }
    Map::new()
}

/// A document with what it says of its place.
#[derive(Debug, Clone)]
struct Document {
    path: String,
    position: Option<f64>,
}

/// The documents by their ids.
type Documents = BTreeMap<String, Document>;

fn pages(files: &dyn Files, root: &str, route: &str, site: &mut Site) -> Documents {
    let mut documents = Documents::new();
    for path in listing::of_site(files, root) {
        if !paths::is_below(&path, root) {
            let reason = left_out::by_path(&path, root).unwrap_or(Reason::Outside);
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        let front = source::front_matter(&read::text(files, &path).unwrap_or_default());
        let front = front.map(|(front, _)| front).unwrap_or_default();
        let below = path[root.len()..].trim_start_matches('/').to_owned();
        let reason = match () {
            () if below.split('/').any(|part| part.starts_with('_')) => Some(Reason::Hidden),
            () if front.get("draft") == Some(&Value::Bool(true))
                || front.get("unlisted") == Some(&Value::Bool(true)) =>
            {
                Some(Reason::Draft)
            }
            () => left_out::by_path(&path, root).filter(|reason| *reason != Reason::WebOnly),
        };
        if let Some(reason) = reason {
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        let id = id(&below, &front);
        let (_, number) = unnumbered(paths::stem(&below));
        let position = front.get("sidebar_position").and_then(Value::as_f64).or(number);
        let title = read::words(front.get("sidebar_label"));
        let addresses = addresses(&below, route, &front);
        site.pages.insert(path.clone(), PageFile { title, addresses, ..PageFile::default() });
        documents.insert(id, Document { path, position });
    }
    documents
}

/// A document's id: its path without numbers and ending, or its own last part.
fn id(below: &str, front: &Map<String, Value>) -> String {
    let folder: Vec<&str> = paths::folder(below).split('/').map(|part| unnumbered(part).0).collect();
    let own = read::words(front.get("id")).unwrap_or_else(|| unnumbered(paths::stem(below)).0.to_owned());
    paths::join(&folder.join("/"), &own)
}

/// A name without the number before it, and the number: `02-setup` is `setup`, 2.
fn unnumbered(name: &str) -> (&str, Option<f64>) {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = name[digits..].trim_start_matches([' ', '.', '-', '_']);
    let parted =
        digits > 0 && rest.len() < name.len() - digits && rest.starts_with(|c: char| !c.is_ascii_digit());
    match name[..digits].parse() {
        Ok(number) if parted => (rest, Some(number)),
        _ => (name, None),
    }
}

fn addresses(below: &str, route: &str, front: &Map<String, Value>) -> Vec<String> {
    let folder: Vec<&str> = paths::folder(below).split('/').map(|part| unnumbered(part).0).collect();
    let folder = folder.join("/");
    let stem = unnumbered(paths::stem(below)).0;
    let index =
        matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme") || stem == paths::name(&folder);
    let path = match read::words(front.get("slug")) {
        Some(slug) if slug.starts_with('/') => paths::join(route, slug.trim_start_matches('/')),
        Some(slug) => paths::join(&paths::join(route, &folder), &slug),
        None if index => paths::join(route, &folder),
        None => paths::join(&paths::join(route, &folder), stem),
    };
    vec![format!("/{path}")]
}

struct Sidebar<'a> {
    files: &'a dyn Files,
    root: &'a str,
    pages: &'a Documents,
    order: Vec<String>,
    site: &'a mut Site,
}

impl Sidebar<'_> {
    fn items(&mut self, items: &Value) {
        match items {
            Value::Array(items) => items.iter().for_each(|item| self.items(item)),
            Value::String(id) => self.take(id, None),
            Value::Object(map) => self.item(map),
            _ => {}
        }
    }

    fn item(&mut self, map: &Map<String, Value>) {
        let text = |key: &str| read::words(map.get(key));
        match text("type").as_deref() {
            Some("doc") => {
                if let Some(id) = text("id") {
                    self.take(&id, text("label"));
                }
            }
            Some("category") => {
                let from = self.order.len();
                let link = map.get("link");
                if let Some(id) = read::words(link.and_then(|link| link.get("id"))) {
                    self.take(&id, text("label"));
                }
                if let Some(items) = map.get("items") {
                    self.items(items);
                }
                self.set_part(from, text("label").as_deref());
            }
            Some("autogenerated") => self.generated(&text("dirName").unwrap_or_default()),
            Some(_) => {}
            // `{ Label: [items] }`
            None => {
                for (label, items) in map.iter().filter(|(_, value)| value.is_array()) {
                    let from = self.order.len();
                    self.items(items);
                    self.set_part(from, Some(label));
                }
            }
        }
    }

    /// Gives the documents that were taken since `from` the part that they stand in; the outermost
    /// is set last.
    fn set_part(&mut self, from: usize, part: Option<&str>) {
        for path in &self.order[from..] {
            if let (Some(part), Some(page)) = (part, self.site.pages.get_mut(path)) {
                page.part = Some(part.to_owned());
            }
        }
    }

    fn take(&mut self, id: &str, label: Option<String>) {
        let id = id.trim_start_matches('/');
        let found = self.pages.get(id).or_else(|| self.pages.get(&paths::join("", &format!("{id}/index"))));
        let Some(document) = found else { return };
        if !self.order.contains(&document.path) {
            self.order.push(document.path.clone());
        }
        if let (Some(label), Some(page)) = (label, self.site.pages.get_mut(&document.path)) {
            page.title.get_or_insert(label);
        }
    }

    /// A folder's documents: by position, numbered names, then by name; its index first.
    fn generated(&mut self, folder: &str) {
        self.folder(&paths::join(self.root, folder), 0);
    }

    fn folder(&mut self, folder: &str, depth: usize) {
        if depth > 16 {
            return;
        }
        let mut items: Vec<(bool, f64, String, Option<String>)> = Vec::new();
        for document in self.pages.values().filter(|document| paths::folder(&document.path) == folder) {
            let stem = unnumbered(paths::stem(&document.path)).0;
            let index = matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme")
                || stem == unnumbered(paths::name(folder)).0;
            items.push((
                !index,
                document.position.unwrap_or(f64::MAX),
                document.path.clone(),
                Some(document.path.clone()),
            ));
        }
        for entry in self.files.list(folder).unwrap_or_default() {
            let path = paths::join(folder, &entry.name);
            let is_kept = !entry.name.starts_with(['.', '_']);
            if entry.folder && is_kept && listing::holds_pages(&self.site.pages, &path) {
                let category = self.category(&path);
                let position = category.get("position").and_then(Value::as_f64).or(unnumbered(&entry.name).1);
                items.push((true, position.unwrap_or(f64::MAX), path, None));
            }
        }
        items
            .sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| names::natural(&a.2, &b.2)));
        for (_, _, path, document) in items {
            match document {
                Some(path) if !self.order.contains(&path) => self.order.push(path),
                Some(_) => {}
                None => {
                    let from = self.order.len();
                    let label = read::words(self.category(&path).get("label"));
                    let link = self.category(&path).get("link").and_then(|link| read::words(link.get("id")));
                    if let Some(id) = link {
                        self.take(&id, None);
                    }
                    self.folder(&path, depth + 1);
                    let name = || names::title(unnumbered(paths::name(&path)).0);
                    self.set_part(from, Some(&label.unwrap_or_else(name)));
                }
            }
        }
    }

    fn category(&self, folder: &str) -> Map<String, Value> {
        let text = read::text(self.files, &paths::join(folder, "_category_.json"));
        match text.and_then(|text| serde_json::from_str(&text).ok()) {
            Some(Value::Object(map)) => map,
            _ => ["_category_.yml", "_category_.yaml"]
                .iter()
                .map(|name| read::settings(self.files, &paths::join(folder, name), &mut Vec::new()))
                .find(|map| !map.is_empty())
                .unwrap_or_default(),
        }
    }
}
