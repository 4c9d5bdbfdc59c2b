//! VitePress (<https://vitepress.dev/reference/site-config>), and VuePress, which it came from:
//! `.vitepress/config.*` with the sidebar, read as data.

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, js, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, PageSettings, PrintedField, TemplateLanguage};

/// The row: a folder with `.vitepress` or `.vuepress`.
pub(super) const GENERATOR: Generator =
    Generator { name: "vitepress", kind: "a VitePress site", evidence, describe };

const FOLDERS: [&str; 2] = [".vitepress", ".vuepress"];
const CONFIG_NAMES: [&str; 5] = ["config.js", "config.ts", "config.mjs", "config.mts", "config.cjs"];
/// Fields of a front page that the theme prints.
const FRONT_PAGE: [&str; 8] =
    ["heroText", "hero", "name", "tagline", "actionText", "actions", "features", "footer"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = |name: &str| files.list(&paths::join(folder, name)).is_ok();
    FOLDERS.into_iter().find(|name| there(name)).map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::VUE | Marks::COLON_FENCES | Marks::CALLOUTS | Marks::ICONS | Marks::ATTRIBUTES),
        ..Site::default()
    };
    let config = configuration(files, folder);
    let root = config.get("locales").and_then(|all| all.get("root").or(all.get("/")));
    let said = |key: &str| read::words(config.get(key)).or_else(|| read::words(root?.get(key)));
    site.title = said("title");
    site.description = said("description");
    site.language = said("lang");
    site.base = read::base(said("base"));
    let source = paths::join(folder, &said("srcDir").unwrap_or_default());
    pages(files, &source, &Value::Object(config.clone()), &mut site);
    site.languages = languages(&Value::Object(config.clone()), &source);
    let theme = [Some(&Value::Object(config.clone())), root]
        .into_iter()
        .flatten()
        .filter_map(|place| place.get("themeConfig").and_then(|theme| theme.get("sidebar")).cloned())
        .next();
    match theme {
        // A sidebar for each part of the site.
        Some(Value::Object(all)) => {
            for (base, items) in &all {
                let items = items.get("items").unwrap_or(items);
                sidebar(items, (&source, base), None, &mut site);
            }
        }
        Some(items) => sidebar(&items, (&source, "/"), None, &mut site),
        None => {}
    }
    site.folders = Folders { content: source.clone(), snippets: vec![source.clone()], ..Folders::default() };
    site.roots.extend([paths::join(&source, "public"), source]);
    site
}

/// The languages of the configuration, the one of the root first.
fn languages(config: &Value, source: &str) -> Vec<SiteLanguage> {
    let locales = config.get("locales").and_then(Value::as_object).into_iter().flatten();
    let language = |(key, said): (&String, &Value)| {
        let name = key.trim_matches('/');
        let name = if name == "root" { "" } else { name };
        let language = SiteLanguage {
            code: read::words(said.get("lang")).unwrap_or_else(|| name.to_owned()),
            title: read::words(said.get("title")),
            description: read::words(said.get("description")),
            folder: Some(paths::join(source, name)),
        };
        (!name.is_empty(), language)
    };
    let mut all: Vec<(bool, SiteLanguage)> = locales.map(language).collect();
    all.sort_by_key(|(other, _)| *other);
    all.into_iter().map(|(_, language)| language).collect()
}

fn configuration(files: &dyn Files, folder: &str) -> Map<String, Value> {
    for place in FOLDERS {
        for name in CONFIG_NAMES
            .iter()
            .flat_map(|name| [(*name).to_owned(), name.replacen("config", "config/index", 1)])
        {
            let text = read::text(files, &paths::join(folder, &format!("{place}/{name}")));
            if let Some(Value::Object(map)) = text.map(|text| js::exported(&text)) {
                return map;
            }
        }
    }
    Map::new()
}

fn pages(files: &dyn Files, source: &str, config: &Value, site: &mut Site) {
    let excluded = read::list(config.get("srcExclude"));
    let locales = config.get("locales").and_then(Value::as_object);
    let others: Vec<String> = locales
        .into_iter()
        .flat_map(Map::keys)
        .map(|name| name.trim_matches('/').to_owned())
        .filter(|name| !name.is_empty() && name != "root")
        .collect();
    let printed: Vec<PrintedField> =
        FRONT_PAGE.iter().map(|name| PrintedField { label: None, ..PrintedField::named(name) }).collect();
    for path in listing::of_site(files, source) {
        let within = source.is_empty() || paths::is_below(&path, source);
        let below = path.strip_prefix(source).unwrap_or(&path).trim_start_matches('/').to_owned();
        let of_other_language = others.iter().any(|name| paths::is_below(&below, name));
        let reason = match () {
            () if !within => Some(left_out::by_path(&path, source).unwrap_or(Reason::Outside)),
            () if of_other_language || excluded.iter().any(|pattern| listing::matches(pattern, &below)) => {
                Some(Reason::Generator)
            }
            () => left_out::by_path(&path, source),
        };
        if let Some(reason) = reason {
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        let text = read::text(files, &path).unwrap_or_default();
        let front = crate::source::front_matter(&text).map(|(front, _)| front).unwrap_or_default();
        let opens = front.get("layout").is_some_and(|layout| layout == "home")
            || front.get("home") == Some(&Value::Bool(true));
        let settings = match opens {
            true => PageSettings { printed: printed.clone(), ..PageSettings::default() },
            false => PageSettings::default(),
        };
        let page =
            PageFile { addresses: addresses(&below), settings: settings.into(), ..PageFile::default() };
        site.pages.insert(path, page);
    }
}

fn addresses(below: &str) -> Vec<String> {
    let folder = paths::folder(below);
    let slash = if folder.is_empty() { "" } else { "/" };
    match paths::stem(below) {
        "index" | "README" => vec![format!("/{folder}{slash}")],
        stem => vec![format!("/{folder}{slash}{stem}"), format!("/{folder}{slash}{stem}.html")],
    }
}

/// Takes the pages of a sidebar in their order: `"/page"`, `["/page", "Title"]`,
/// `{ text, link, items }`. `place` is the folder of pages and the address that links are below.
fn sidebar(items: &Value, place: (&str, &str), part: Option<&str>, site: &mut Site) {
    match items {
        Value::String(link) => take(link, place, (None, part), site),
        Value::Array(items) => match items.as_slice() {
            [Value::String(link), Value::String(title)]
                if link.starts_with('/') && !title.starts_with('/') =>
            {
                take(link, place, (Some(title), part), site);
            }
            items => items.iter().for_each(|item| sidebar(item, place, part, site)),
        },
        Value::Object(map) => {
            let text = ["text", "title"].iter().find_map(|key| read::words(map.get(*key)));
            let base = read::words(map.get("base"));
            let below = (place.0, base.as_deref().unwrap_or(place.1));
            let more: Vec<&Value> = ["items", "children"].iter().filter_map(|key| map.get(*key)).collect();
            let own = part.or(if more.is_empty() { None } else { text.as_deref() });
            if let Some(link) = ["link", "path"].iter().find_map(|key| read::words(map.get(*key))) {
                take(&link, below, (text.as_deref(), own), site);
            }
            more.iter().for_each(|items| sidebar(items, below, own, site));
        }
        _ => {}
    }
}

fn take(
    link: &str,
    (source, base): (&str, &str),
    (title, part): (Option<&str>, Option<&str>),
    site: &mut Site,
) {
    let link = link.split(['#', '?']).next().unwrap_or("");
    if link.contains("://") {
        return;
    }
    let below = match link.strip_prefix('/') {
        Some(below) => paths::join("", below),
        None => paths::join(&paths::join("", base), link),
    };
    let bare = paths::join(source, below.trim_end_matches(".html").trim_end_matches(".md"));
    let candidates =
        [".md", "/index.md", "/README.md"].map(|ending| paths::join("", &format!("{bare}{ending}")));
    let Some(path) = candidates.into_iter().find(|path| site.pages.contains_key(path)) else { return };
    site.list(path, title, part);
}
