//! MkDocs (<https://www.mkdocs.org/user-guide/configuration/>), with Material: `mkdocs.yml`, its
//! `nav`, and the files by which plug-ins order folders (`.pages`, `SUMMARY.md`).

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, listing, read, summary};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::source::{Folders, Marks, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `mkdocs.yml`.
pub(super) const GENERATOR: Generator =
    Generator { name: "mkdocs", kind: "a MkDocs site", evidence, describe };

const CONFIG_NAMES: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
    there.map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site::default();
    let name = evidence(files, folder).unwrap_or_else(|| CONFIG_NAMES[0].to_owned());
    let mut settings = read::settings(files, &paths::join(folder, &name), &mut site.diagnostics);
    // A configuration may add to another.
    if let Some(parent) = read::words(settings.get("INHERIT")) {
        let inherited = read::settings(files, &paths::join(folder, &parent), &mut site.diagnostics);
        for (key, value) in inherited {
            settings.entry(key).or_insert(value);
        }
    }
    site.title = read::words(settings.get("site_name"));
    site.description = read::words(settings.get("site_description"));
    site.authors = read::people(settings.get("site_author"));
    site.url = read::address(settings.get("site_url"));
    site.base = base(site.url.as_deref());
    let theme = settings.get("theme");
    site.language = read::words(theme.and_then(|theme| theme.get("language")))
        .or_else(|| read::words(theme.and_then(|theme| theme.get("locale"))));
    let docs =
        paths::join(folder, &read::words(settings.get("docs_dir")).unwrap_or_else(|| "docs".to_owned()));
    if let Some(Value::Object(extra)) = settings.get("extra") {
        site.variables.insert("extra".to_owned(), Value::Object(extra.clone()));
    }
    marks(&settings, folder, &docs, &mut site);
    site.languages = languages(&settings, &docs);
    pages(files, &settings, &docs, &mut site);
    site.roots.push(docs);
    site
}

/// The languages of the plug-in `i18n`, the default one first.
fn languages(settings: &Map<String, Value>, docs: &str) -> Vec<SiteLanguage> {
    let plugins = settings.get("plugins");
    let own = plugins.and_then(|all| all.get("i18n"));
    let among = || plugins.and_then(Value::as_array)?.iter().find_map(|plugin| plugin.get("i18n"));
    let Some(own) = own.or_else(among) else { return Vec::new() };
    let folders = read::words(own.get("docs_structure")).is_some_and(|structure| structure == "folder");
    let language = |said: &Value| {
        let code = read::words(said.get("locale"))?;
        let folder = folders.then(|| paths::join(docs, &code));
        let (title, description) = (said.get("site_name"), said.get("site_description"));
        let is_default = said.get("default") == Some(&Value::Bool(true));
        let (title, description) = (read::words(title), read::words(description));
        Some((!is_default, SiteLanguage { code, title, description, folder }))
    };
    let mut all: Vec<_> =
        own.get("languages").and_then(Value::as_array).into_iter().flatten().filter_map(language).collect();
    all.sort_by_key(|(other, _)| *other);
    all.into_iter().map(|(_, language)| language).collect()
}

/// The path at which a site stands on its host.
pub(super) fn base(url: Option<&str>) -> String {
    let rest = url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    rest.split_once('/')
        .map(|(_, path)| format!("/{}", path.trim_matches('/')))
        .filter(|path| path.len() > 1)
        .unwrap_or_default()
}

/// The extensions of Markdown that are switched on, with their options.
fn extensions(settings: &Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    match settings.get("markdown_extensions") {
        Some(Value::Array(items)) => {
            for item in items {
                match item {
                    Value::String(name) => {
                        all.insert(name.clone(), Value::Null);
                    }
                    Value::Object(map) => all.extend(map.clone()),
                    _ => {}
                }
            }
        }
        Some(Value::Object(map)) => all.extend(map.clone()),
        _ => {}
    }
    all
}

fn marks(settings: &Map<String, Value>, folder: &str, docs: &str, site: &mut Site) {
    let extensions = extensions(settings);
    let mut marks = Marks::INDENTED
        | Marks::SNIPPETS
        | Marks::ATTRIBUTES
        | Marks::ICONS
        | Marks::ANNOTATIONS
        | Marks::CALLOUTS
        | Marks::IN_CODE;
    let highlights =
        ["pymdownx.keys", "pymdownx.caret", "pymdownx.mark", "pymdownx.critic", "pymdownx.extra"];
    // Where no file says which extensions there are, the pages may use any.
    if settings.is_empty() || highlights.iter().any(|name| extensions.contains_key(*name)) {
        marks |= Marks::HIGHLIGHTS;
    }
    if extensions.contains_key("pymdownx.inlinehilite") {
        marks |= Marks::CODE_LANGUAGES;
    }
    if extensions.contains_key("pymdownx.smartsymbols") {
        marks |= Marks::SYMBOLS;
    }
    if extensions.keys().any(|name| name.starts_with("pymdownx.blocks")) {
        marks |= Marks::BLOCKS;
    }
    if extensions.keys().any(|name| name == "pymdownx.arithmatex" || name.starts_with("mdx_math")) {
        marks |= Marks::ALL_FORMULAS;
    }
    site.templates = TemplateLanguage::Other;
    site.marks = Some(marks);
    let snippets = extensions.get("pymdownx.snippets");
    let option = |name: &str| read::list(snippets.and_then(|options| options.get(name)));
    let mut roots: Vec<String> = option("base_path").iter().map(|path| paths::join(folder, path)).collect();
    roots.extend([folder.to_owned(), docs.to_owned()]);
    let append = option("auto_append").iter().map(|path| paths::join(folder, path)).collect();
    site.folders = Folders { snippets: roots, append, content: docs.to_owned(), ..Folders::default() };
}

fn pages(files: &dyn Files, settings: &Map<String, Value>, docs: &str, site: &mut Site) {
    let urls = match settings.get("use_directory_urls") {
        Some(Value::Bool(false)) => Urls::Files,
        _ => Urls::Directories,
    };
    let excluded = patterns(settings.get("exclude_docs"));
    let drafts = patterns(settings.get("draft_docs"));
    for path in listing::of_site(files, docs) {
        if !paths::is_below(&path, docs) && !docs.is_empty() {
            let reason = left_out::by_path(&path, docs).unwrap_or(Reason::Outside);
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        let below = path.strip_prefix(docs).unwrap_or(&path).trim_start_matches('/').to_owned();
        let means = |patterns: &[String]| patterns.iter().any(|pattern| listing::matches(pattern, &below));
        let reason = match () {
            () if means(&excluded) => Some(Reason::Generator),
            () if means(&drafts) => Some(Reason::Draft),
            () => left_out::by_path(&path, docs),
        };
        match reason {
            Some(reason) => site.left_out.push(LeftOut { path, reason }),
            None => {
                let page = PageFile { addresses: vec![address(&below, urls)], ..PageFile::default() };
                site.pages.insert(path, page);
            }
        }
    }
    let mut order = Vec::new();
    if let Some(nav) = settings.get("nav") {
        navigation(nav, docs, None, site, &mut order);
    }
    if order.is_empty() {
        let text = read::text(files, &paths::join(docs, "SUMMARY.md")).unwrap_or_default();
        for entry in summary::entries(&text) {
            take((&entry.address, Some(&entry.title), entry.part.as_deref()), docs, site, &mut order);
        }
    }
    // What the navigation does not name stands in the order of its folders.
    folder(files, docs, site, &mut order);
    site.order = order;
}

/// Patterns as `.gitignore` has them.
fn patterns(value: Option<&Value>) -> Vec<String> {
    let text = read::words(value).unwrap_or_default();
    let lines = text
        .split(['\n', ' '])
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    lines.map(str::to_owned).collect()
}

/// What the address of a page ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Urls {
    /// The name of a folder that holds nothing else.
    Directories,
    /// The name of an HTML file.
    Files,
}

fn address(below: &str, urls: Urls) -> String {
    let folder = paths::folder(below);
    let slash = if folder.is_empty() { "" } else { "/" };
    let stem = paths::stem(below);
    match stem {
        "index" | "README" => format!("/{folder}{slash}"),
        _ => match urls {
            Urls::Directories => format!("/{folder}{slash}{stem}/"),
            Urls::Files => format!("/{folder}{slash}{stem}.html"),
        },
    }
}

/// Takes the pages of a navigation in their order: paths, `title: path`, `title: [more]`. The
/// outermost titles that have more are parts.
fn navigation(nav: &Value, docs: &str, part: Option<&str>, site: &mut Site, order: &mut Vec<String>) {
    match nav {
        Value::Array(items) => items.iter().for_each(|item| navigation(item, docs, part, site, order)),
        Value::String(address) => take((address, None, part), docs, site, order),
        Value::Object(map) => {
            for (title, value) in map {
                match value {
                    Value::String(address) => take((address, Some(title), part), docs, site, order),
                    more => navigation(more, docs, part.or(Some(title)), site, order),
                }
            }
        }
        _ => {}
    }
}

/// Takes a page, or all of a folder where the address ends with a slash: the address with the
/// page's title and part.
fn take(
    (address, title, part): (&str, Option<&str>, Option<&str>),
    docs: &str,
    site: &mut Site,
    order: &mut Vec<String>,
) {
    let path = paths::join(docs, &paths::decode(address.split('#').next().unwrap_or("")));
    if let Some(page) = site.pages.get_mut(&path) {
        if let Some(title) = title {
            page.title.get_or_insert_with(|| title.trim().to_owned());
        }
        page.part = page.part.take().or_else(|| part.map(str::to_owned));
        if !order.contains(&path) {
            order.push(path);
        }
    } else if address.ends_with(['/', '*']) {
        let below = paths::join(docs, address.trim_end_matches(['*', '/']));
        let mut inner: Vec<String> =
            site.pages.keys().filter(|page| paths::is_below(page, &below)).cloned().collect();
        inner.sort_by(|a, b| in_folder(a, b));
        for path in &inner {
            if let Some(page) = site.pages.get_mut(path) {
                page.part = page.part.take().or_else(|| part.map(str::to_owned));
            }
        }
        order.extend(inner.into_iter().filter(|path| !order.contains(path)).collect::<Vec<_>>());
    }
}

/// The order within a folder: its index, then by name.
fn in_folder(a: &str, b: &str) -> std::cmp::Ordering {
    let rank = |path: &str| !matches!(paths::stem(path), "index" | "README");
    paths::folder(a).cmp(paths::folder(b)).then(rank(a).cmp(&rank(b))).then_with(|| names::natural(a, b))
}

/// Adds a folder's pages in its own order: that of `.pages` where there is one, else the index,
/// pages by name, then folders by name.
fn folder(files: &dyn Files, folder_path: &str, site: &mut Site, order: &mut Vec<String>) {
    let listed = files.list(folder_path).unwrap_or_default();
    let mut pages: Vec<String> = Vec::new();
    let mut folders: Vec<String> = Vec::new();
    for entry in listed {
        let path = paths::join(folder_path, &entry.name);
        match entry.folder {
            true if listing::holds_pages(&site.pages, &path) => folders.push(path),
            false if site.pages.contains_key(&path) => pages.push(path),
            _ => {}
        }
    }
    pages.sort_by(|a, b| in_folder(a, b));
    folders.sort_by(|a, b| names::natural(a, b));
    let own = read::settings(files, &paths::join(folder_path, ".pages"), &mut Vec::new());
    let nav = own.get("nav").or(own.get("arrange"));
    let mut all: Vec<String> = Vec::new();
    for item in nav.and_then(Value::as_array).into_iter().flatten() {
        let (title, address) = match item {
            Value::String(address) => (None, address.clone()),
            Value::Object(map) => match map.iter().next() {
                Some((title, Value::String(address))) => (Some(title.clone()), address.clone()),
                _ => continue,
            },
            _ => continue,
        };
        let path = paths::join(folder_path, &address);
        if let Some(page) = site.pages.get_mut(&path)
            && let Some(title) = title
        {
            page.title = Some(title);
        }
        all.push(path);
    }
    all.extend(pages);
    all.extend(folders);
    let mut seen: Vec<String> = Vec::new();
    for path in all {
        if seen.contains(&path) {
            continue;
        }
        seen.push(path.clone());
        if site.pages.contains_key(&path) {
            if !order.contains(&path) {
                order.push(path);
            }
        } else if listing::holds_pages(&site.pages, &path) {
            folder(files, &path, site, order);
        }
    }
}
