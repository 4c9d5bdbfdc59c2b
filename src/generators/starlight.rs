//! Starlight (<https://starlight.astro.build/reference/configuration/>): the documentation theme of
//! Astro. `astro.config.*` is read as data.

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, js, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::source::{self, Folders, Marks, PageSettings, PrintedField, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `astro.config.*` that names Starlight.
pub(super) const GENERATOR: Generator =
    Generator { name: "starlight", kind: "a Starlight site", evidence, describe };

const CONFIG_NAMES: [&str; 5] =
    ["astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts", "astro.config.cjs"];
/// Where pages stand, below the site's folder.
const CONTENT: &str = "src/content/docs";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = |name: &str| {
        read::text(files, &paths::join(folder, name)).is_some_and(|text| text.contains("starlight("))
    };
    CONFIG_NAMES.into_iter().find(|name| there(name)).map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::JSX | Marks::COLON_FENCES | Marks::CALLOUTS | Marks::ICONS),
        ..Site::default()
    };
    let name = evidence(files, folder).unwrap_or_default();
    let config = js::exported(&read::text(files, &paths::join(folder, &name)).unwrap_or_default());
    let integrations = config.get("integrations").and_then(Value::as_array).into_iter().flatten();
    let own = integrations.filter_map(Value::as_object).find(|map| map.contains_key("title"));
    let own = own.cloned().unwrap_or_default();
    let locales = own.get("locales").and_then(Value::as_object).cloned().unwrap_or_default();
    site.title = match own.get("title") {
        Some(Value::Object(all)) => all.values().find_map(|title| read::words(Some(title))),
        title => read::words(title),
    };
    site.description = read::words(own.get("description"));
    site.url = read::address(config.get("site"));
    site.base = read::base(read::words(config.get("base")));
    let default = read::words(own.get("defaultLocale"));
    let root = locales.get("root").and_then(|root| read::words(root.get("lang")));
    site.language = root.or(default.clone().filter(|code| code != "root"));
    let content = paths::join(folder, CONTENT);
    let others: Vec<&String> =
        locales.keys().filter(|key| *key != "root" && Some(*key) != default.as_ref()).collect();
    let language = |(key, said): (&String, &Value)| SiteLanguage {
        code: read::words(said.get("lang")).unwrap_or_else(|| key.clone()),
        folder: Some(if key == "root" { content.clone() } else { paths::join(&content, key) }),
        ..SiteLanguage::default()
    };
    site.languages = locales.iter().map(language).collect();
    let original = site.language.clone();
    site.languages.sort_by_key(|language| Some(&language.code) != original.as_ref());
    let mut nodes = pages(files, &content, &others, &mut site);
    nodes.sort_by(|a, b| {
        let index = |node: &Node| !matches!(paths::stem(&node.path), "index" | "README");
        (paths::folder(&a.path).cmp(paths::folder(&b.path)))
            .then(index(a).cmp(&index(b)))
            .then(a.position.total_cmp(&b.position))
            .then_with(|| names::natural(&a.path, &b.path))
    });
    let paths: Vec<String> = nodes.into_iter().map(|node| node.path).collect();
    site.order.extend(
        paths.iter().find(|path| paths::folder(path) == content && paths::stem(path) == "index").cloned(),
    );
    if let Some(items) = own.get("sidebar") {
        sidebar(items, (&content, &paths), None, &mut site);
    }
    for path in paths {
        site.list(path, None, None);
    }
    site.folders = Folders { content: content.clone(), ..Folders::default() };
    site.roots.extend([paths::join(folder, "public"), content]);
    site
}

/// A page with its place in its folder.
struct Node {
    path: String,
    position: f64,
}

fn pages(files: &dyn Files, content: &str, others: &[&String], site: &mut Site) -> Vec<Node> {
    let mut nodes = Vec::new();
    for path in listing::of_site(files, content) {
        let below = path.strip_prefix(content).unwrap_or("").trim_start_matches('/').to_owned();
        let front = source::front_matter(&read::text(files, &path).unwrap_or_default());
        let front = front.map(|(front, _)| front).unwrap_or_default();
        let reason = match () {
            () if !paths::is_below(&path, content) => {
                Some(left_out::by_path(&path, content).unwrap_or(Reason::Outside))
            }
            () if others.iter().any(|code| paths::is_below(&below, code)) => Some(Reason::Generator),
            () if front.get("draft") == Some(&Value::Bool(true)) => Some(Reason::Draft),
            () if below.split('/').any(|part| part.starts_with('_')) => Some(Reason::Hidden),
            () => left_out::by_path(&path, content),
        };
        if let Some(reason) = reason {
            site.left_out.push(LeftOut { path, reason });
            continue;
        }
        let position = front.get("sidebar").and_then(|sidebar| sidebar.get("order")).and_then(Value::as_f64);
        nodes.push(Node { path: path.clone(), position: position.unwrap_or(f64::MAX) });
        let hero = PrintedField { label: None, ..PrintedField::named("hero") };
        let settings = PageSettings { printed: vec![hero], ..PageSettings::default() };
        let page = PageFile {
            title: None,
            addresses: addresses(&below, &front),
            settings: settings.into(),
            ..PageFile::default()
        };
        site.pages.insert(path, page);
    }
    nodes
}

fn addresses(below: &str, front: &Map<String, Value>) -> Vec<String> {
    let bare = below.rsplit_once('.').map_or(below, |(bare, _)| bare);
    let slug = read::words(front.get("slug")).unwrap_or_else(|| bare.to_lowercase());
    let slug = slug.trim_matches('/');
    let slug = slug.strip_suffix("index").map_or(slug, |rest| rest.trim_end_matches('/'));
    vec![if slug.is_empty() { "/".to_owned() } else { format!("/{slug}/") }]
}

/// Takes the pages of a sidebar in their order: `"slug"`, `{ label, slug }`, `{ label, link }`,
/// `{ label, items }`, `{ label, autogenerate: { directory } }`. `place` is the folder of pages and all
/// of them in the order of their folders.
fn sidebar(items: &Value, place: (&str, &[String]), part: Option<&str>, site: &mut Site) {
    let (content, paths) = place;
    let of_slug = |slug: &str| {
        let slug = slug.trim_matches('/');
        let bare = if slug.is_empty() { "index" } else { slug };
        let wanted = [paths::join(content, bare), paths::join(content, &format!("{bare}/index"))];
        paths
            .iter()
            .find(|path| path.rsplit_once('.').is_some_and(|(bare, _)| wanted.iter().any(|w| w == bare)))
    };
    match items {
        Value::Array(items) => items.iter().for_each(|item| sidebar(item, place, part, site)),
        Value::String(slug) => {
            if let Some(path) = of_slug(slug) {
                site.list(path.clone(), None, part);
            }
        }
        Value::Object(map) => {
            let label = read::words(map.get("label"));
            let own = part.or(label.as_deref());
            if let Some(path) =
                read::words(map.get("slug").or(map.get("link"))).and_then(|slug| of_slug(&slug))
            {
                site.list(path.clone(), label.as_deref(), part);
            }
            let directory = map.get("autogenerate").and_then(|made| read::words(made.get("directory")));
            if let Some(directory) = directory.map(|name| paths::join(content, &name)) {
                for path in paths.iter().filter(|path| paths::is_below(path, &directory)) {
                    site.list(path.clone(), None, own);
                }
            }
            if let Some(items) = map.get("items") {
                sidebar(items, place, own, site);
            }
        }
        _ => {}
    }
}
