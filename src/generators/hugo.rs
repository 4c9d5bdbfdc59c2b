//! Hugo (<https://gohugo.io/configuration/>): `hugo.toml` and its kin, `content/` with sections,
//! weights and page bundles, languages, and front matter in three forms. Zola
//! (<https://www.getzola.org/documentation/getting-started/configuration/>) keeps its pages alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::left_out;
use super::mkdocs::base;
use super::{Generator, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::source::{self, Folders, Marks, PageSettings, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `hugo.toml`, or with sections that have `_index.md`.
pub(super) const GENERATOR: Generator = Generator { name: "hugo", kind: "a Hugo site", evidence, describe };

/// The row of Zola: `config.toml` beside `content` and no folder of Hugo's.
pub(super) const ZOLA: Generator =
    Generator { name: "zola", kind: "a Zola site", evidence: evidence_of_zola, describe: describe_zola };

const CONFIG_NAMES: [&str; 10] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config/_default/config.yml",
    "config/_default/params.toml",
];
/// Names that other programs use as well, which count beside a folder of content.
const SHARED_NAMES: [&str; 4] = ["config.toml", "config.yaml", "config.yml", "config.json"];

fn there(files: &dyn Files, folder: &str, name: &str) -> bool {
    files.size(&paths::join(folder, name)).is_ok()
}

fn has_folder(files: &dyn Files, folder: &str, name: &str) -> bool {
    files.list(folder).unwrap_or_default().iter().any(|entry| entry.folder && entry.name == name)
}

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    if let Some(name) = CONFIG_NAMES.into_iter().find(|name| there(files, folder, name)) {
        return Some(name.to_owned());
    }
    if !has_folder(files, folder, "content") || evidence_of_zola(files, folder).is_some() {
        return None;
    }
    let shared = SHARED_NAMES.into_iter().find(|name| there(files, folder, name));
    let content = paths::join(folder, "content");
    let section = |folder: &str| there(files, folder, "_index.md");
    let sections = || {
        let below = files.list(&content).unwrap_or_default();
        let mut below = below.iter().filter(|entry| entry.folder);
        section(&content) || below.any(|entry| section(&paths::join(&content, &entry.name)))
    };
    match shared {
        Some(name)
            if sections()
                || has_folder(files, folder, "layouts")
                || has_folder(files, folder, "archetypes") =>
        {
            Some(name.to_owned())
        }
        _ => sections().then(|| "content/_index.md".to_owned()),
    }
}

fn evidence_of_zola(files: &dyn Files, folder: &str) -> Option<String> {
    for name in ["config.toml", "zola.toml"] {
        let Some(text) = read::text(files, &paths::join(folder, name)) else { continue };
        let own = ["base_url", "compile_sass", "build_search_index", "generate_feed"];
        if has_folder(files, folder, "content")
            && own.iter().any(|key| text.lines().any(|line| line.trim_start().starts_with(key)))
        {
            return Some(name.to_owned());
        }
    }
    None
}

/// The configuration, whichever of its files has it.
fn settings(files: &dyn Files, folder: &str, site: &mut Site) -> Map<String, Value> {
    let mut all = Map::new();
    for name in CONFIG_NAMES.into_iter().chain(SHARED_NAMES).chain(["zola.toml"]) {
        let path = paths::join(folder, name);
        if files.size(&path).is_err() {
            continue;
        }
        let read = match name.rsplit('.').next() {
            Some("toml") => read::toml(files, &path, &mut site.diagnostics),
            _ => read::settings(files, &path, &mut site.diagnostics),
        };
        if name.ends_with("params.toml") {
            all.insert("params".to_owned(), Value::Object(read));
        } else {
            read.into_iter().for_each(|(key, value)| {
                all.entry(key).or_insert(value);
            });
        }
    }
    let languages = ["languages.toml", "languages.yaml"]
        .map(|name| paths::join(folder, &format!("config/_default/{name}")));
    if files.size(&languages[0]).is_ok() {
        let read = read::toml(files, &languages[0], &mut site.diagnostics);
        all.entry("languages").or_insert(Value::Object(read));
    }
    all
}

/// A value whose key is written in any capitals.
fn value<'m>(map: &'m Map<String, Value>, key: &str) -> Option<&'m Value> {
    map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::SHORTCODES | Marks::IN_CODE | Marks::CALLOUTS | Marks::ATTRIBUTES | Marks::ICONS),
        ..Site::default()
    };
    let settings = settings(files, folder, &mut site);
    let language = read::words(value(&settings, "defaultContentLanguage")).unwrap_or_else(|| "en".to_owned());
    let languages = value(&settings, "languages").and_then(Value::as_object);
    let own = languages.and_then(|all| value(all, &language)).and_then(Value::as_object);
    let said = |key: &str| own.and_then(|own| value(own, key)).or_else(|| value(&settings, key));
    site.title = read::words(said("title"));
    site.url = read::address(said("baseURL"));
    site.base = base(site.url.as_deref());
    let code = said("languageCode").or(said("locale"));
    site.language = read::words(code).or_else(|| (!settings.is_empty()).then(|| language.clone()));
    let goldmark = settings.get("markup").and_then(|markup| markup.get("goldmark"));
    let passthrough = goldmark
        .and_then(|goldmark| goldmark.get("extensions"))
        .and_then(|extensions| extensions.get("passthrough"))
        .and_then(|passthrough| passthrough.get("enable"));
    if passthrough == Some(&Value::Bool(true)) {
        site.add_marks(Marks::ALL_FORMULAS);
    }
    if let Some(Value::Object(params)) = said("params") {
        site.description = read::words(value(params, "description"));
        site.authors = read::people(value(params, "author").or(value(params, "authors")));
        site.variables.clone_from(params);
    }
    let named = own.and_then(|own| read::words(value(own, "contentDir")));
    let content = paths::join(
        folder,
        &read::words(value(&settings, "contentDir")).unwrap_or_else(|| "content".to_owned()),
    );
    let content = match named {
        Some(named) => paths::join(folder, &named),
        None => content,
    };
    let codes: Vec<String> = languages.map(|all| all.keys().cloned().collect()).unwrap_or_default();
    site.languages = languages.map(|all| said_languages(folder, all, &language)).unwrap_or_default();
    let content = of_language(files, content, &language, &mut site);
    pages(files, &Place { content: &content, language: &language, codes: &codes }, &mut site);
    complete(files, folder, &content, &mut site);
    site
}

/// The languages of the configuration, that of the original first.
fn said_languages(folder: &str, all: &Map<String, Value>, original: &str) -> Vec<SiteLanguage> {
    let said = |(code, own): (&String, &Value)| {
        let own = own.as_object();
        let params = own.and_then(|own| value(own, "params")).and_then(Value::as_object);
        SiteLanguage {
            code: code.clone(),
            title: own.and_then(|own| read::words(value(own, "title"))),
            description: params.and_then(|params| read::words(value(params, "description"))),
            folder: own
                .and_then(|own| read::words(value(own, "contentDir")))
                .map(|named| paths::join(folder, &named)),
        }
    };
    let mut languages: Vec<SiteLanguage> = all.iter().map(said).collect();
    languages.sort_by_key(|language| language.code != original);
    languages
}

fn describe_zola(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::ZOLA | Marks::CALLOUTS | Marks::ICONS | Marks::ATTRIBUTES),
        ..Site::default()
    };
    let settings = settings(files, folder, &mut site);
    site.title = read::words(settings.get("title"));
    site.description = read::words(settings.get("description"));
    site.authors = read::people(settings.get("author"));
    site.url = read::address(settings.get("base_url"));
    site.base = base(site.url.as_deref());
    let language = read::words(settings.get("default_language")).unwrap_or_else(|| "en".to_owned());
    site.language = Some(language.clone());
    if let Some(Value::Object(extra)) = settings.get("extra") {
        site.variables.insert("extra".to_owned(), Value::Object(extra.clone()));
    }
    let languages = settings.get("languages").and_then(Value::as_object);
    let codes: Vec<String> = languages.map(|all| all.keys().cloned().collect()).unwrap_or_default();
    if let Some(all) = languages {
        let own = SiteLanguage { code: language.clone(), ..SiteLanguage::default() };
        let others = said_languages(folder, all, &language).into_iter();
        site.languages = std::iter::once(own).chain(others.filter(|other| other.code != language)).collect();
    }
    let content = paths::join(folder, "content");
    pages(files, &Place { content: &content, language: &language, codes: &codes }, &mut site);
    complete(files, folder, &content, &mut site);
    site.folders.shortcodes = Vec::new();
    site
}

/// Folders that addresses and shortcodes are looked for in.
fn complete(files: &dyn Files, folder: &str, content: &str, site: &mut Site) {
    let mut shortcodes =
        vec![paths::join(folder, "layouts/shortcodes"), paths::join(folder, "layouts/_shortcodes")];
    let mut roots = vec![paths::join(folder, "static"), paths::join(folder, "assets"), content.to_owned()];
    for theme in files.list(&paths::join(folder, "themes")).unwrap_or_default() {
        let theme = paths::join(folder, &format!("themes/{}", theme.name));
        shortcodes.push(format!("{theme}/layouts/shortcodes"));
        shortcodes.push(format!("{theme}/layouts/_shortcodes"));
        roots.push(format!("{theme}/static"));
    }
    site.folders = Folders { content: content.to_owned(), shortcodes, ..Folders::default() };
    site.roots.extend(roots);
}

/// The folder of a language below the folder of content, where there is one for each.
fn of_language(files: &dyn Files, content: String, language: &str, site: &mut Site) -> String {
    let below = files.list(&content).unwrap_or_default();
    let folders: Vec<&str> =
        below.iter().filter(|entry| entry.folder).map(|entry| entry.name.as_str()).collect();
    let pages = below.iter().any(|entry| !entry.folder && listing::is_markdown(&entry.name));
    let is_code = |name: &&&str| name.len() == 2 || name.len() == 5 && name.as_bytes()[2] == b'-';
    let codes = folders.iter().filter(is_code).count();
    if pages || codes == 0 || codes < folders.len() {
        return content;
    }
    let own = folders.iter().find(|name| **name == language).or(folders.first());
    let places = folders.iter().filter(is_code).map(|code| SiteLanguage {
        code: (*code).to_owned(),
        folder: Some(paths::join(&content, code)),
        ..SiteLanguage::default()
    });
    for place in places {
        match site.languages.iter_mut().find(|known| known.code == place.code) {
            Some(known) => known.folder = known.folder.take().or(place.folder),
            None => site.languages.push(place),
        }
    }
    site.languages.sort_by_key(|known| own.is_none_or(|own| known.code != *own));
    match own {
        Some(own) => {
            site.language.get_or_insert_with(|| (*own).to_owned());
            paths::join(&content, own)
        }
        None => content,
    }
}

/// Where pages stand.
struct Place<'a> {
    content: &'a str,
    language: &'a str,
    /// The codes of all languages.
    codes: &'a [String],
}

/// A page or a section with what it says of its place.
#[derive(Debug, Clone)]
struct Node {
    path: String,
    weight: i64,
    date: String,
    title: String,
}

fn pages(files: &dyn Files, place: &Place<'_>, site: &mut Site) {
    let mut every = listing::of_site(files, place.content);
    // Pages in HTML have front matter.
    let html = listing::files(files, place.content, &listing::is_kept).into_iter().filter(|path| {
        path.ends_with(".html")
            && read::text(files, path).is_some_and(|text| text.starts_with(['-', '+', '{']))
    });
    every.extend(html);
    // A folder with `index.md` is one page; what else is in it belongs to that page.
    let bundles: Vec<&str> =
        every.iter().filter(|path| paths::name(path) == "index.md").map(|path| paths::folder(path)).collect();
    let mut nodes: BTreeMap<String, Vec<Node>> = BTreeMap::new();
    let mut sections: BTreeMap<String, Node> = BTreeMap::new();
    for path in &every {
        let within = paths::is_below(path, place.content);
        let in_bundle = bundles.iter().any(|bundle| {
            paths::is_below(path, bundle) && paths::name(path) != "index.md" && *bundle != place.content
        });
        let text = read::text(files, path).unwrap_or_default();
        let front = source::front_matter(&text).map(|(front, _)| front).unwrap_or_default();
        let reason = match () {
            () if !within => Some(left_out::by_path(path, place.content).unwrap_or(Reason::Outside)),
            () if in_bundle => Some(Reason::Gathered),
            () if other_language(path, place) => Some(Reason::Generator),
            () if front.get("draft") == Some(&Value::Bool(true)) || is_hidden(&front) => Some(Reason::Draft),
            () => left_out::by_path(path, place.content).filter(|reason| *reason != Reason::Form),
        };
        if let Some(reason) = reason {
            site.left_out.push(LeftOut { path: path.clone(), reason });
            continue;
        }
        let node = node(path, &front);
        let folder = paths::folder(path).to_owned();
        match paths::stem(path).split('.').next() {
            Some("_index") => {
                sections.insert(folder, node);
            }
            // A bundle stands in the folder above it.
            Some("index") if folder != place.content => {
                nodes.entry(paths::folder(&folder).to_owned()).or_default().push(node);
            }
            _ => nodes.entry(folder).or_default().push(node),
        }
        // Shortcodes put Markdown into a page of HTML.
        let html = path.ends_with(".html") && !text.contains("{{");
        let settings = PageSettings { html, ..PageSettings::default() };
        let page = PageFile {
            addresses: addresses(path, &front, place),
            settings: Arc::new(settings),
            ..PageFile::default()
        };
        site.pages.insert(path.clone(), page);
    }
    let mut order = Vec::new();
    section(place.content, &nodes, &sections, &mut order);
    site.order = order;
}

fn is_hidden(front: &Map<String, Value>) -> bool {
    let build = front.get("build").or(front.get("_build"));
    front.get("headless") == Some(&Value::Bool(true))
        || build
            .and_then(|build| build.get("render"))
            .is_some_and(|render| render == "never" || *render == Value::Bool(false))
}

fn other_language(path: &str, place: &Place<'_>) -> bool {
    let stem = paths::stem(path);
    stem.rsplit_once('.')
        .is_some_and(|(_, code)| code != place.language && place.codes.iter().any(|known| known == code))
}

fn node(path: &str, front: &Map<String, Value>) -> Node {
    Node {
        path: path.to_owned(),
        weight: front.get("weight").and_then(Value::as_i64).unwrap_or(0),
        date: read::words(front.get("date")).unwrap_or_default(),
        title: read::words(front.get("linkTitle").or(front.get("title")))
            .unwrap_or_else(|| names::title(paths::stem(path))),
    }
}

/// Hugo's order: by weight, those without last; then the latest first; then by title.
fn compare(a: &Node, b: &Node) -> std::cmp::Ordering {
    let weight = |node: &Node| if node.weight == 0 { i64::MAX } else { node.weight };
    weight(a)
        .cmp(&weight(b))
        .then_with(|| b.date.cmp(&a.date))
        .then_with(|| names::natural(&a.title, &b.title))
        .then_with(|| a.path.cmp(&b.path))
}

fn section(
    folder: &str,
    nodes: &BTreeMap<String, Vec<Node>>,
    sections: &BTreeMap<String, Node>,
    order: &mut Vec<String>,
) {
    if order.len() > 100_000 {
        return;
    }
    order.extend(sections.get(folder).map(|node| node.path.clone()));
    let mut own: Vec<(Node, Option<String>)> =
        nodes.get(folder).into_iter().flatten().map(|node| (node.clone(), None)).collect();
    let all = nodes.keys().chain(sections.keys());
    let below: std::collections::BTreeSet<String> = all
        .filter(|other| paths::is_below(other, folder) || folder.is_empty() && !other.is_empty())
        .map(|other| {
            let rest = other[folder.len()..].trim_start_matches('/');
            paths::join(folder, rest.split('/').next().unwrap_or(""))
        })
        .collect();
    for child in below {
        let title = names::title(paths::name(&child));
        let node = sections.get(&child).cloned().unwrap_or(Node {
            path: child.clone(),
            weight: 0,
            date: String::new(),
            title,
        });
        own.push((node, Some(child)));
    }
    // A section without a weight comes after pages, by its title.
    own.sort_by(|(a, section), (b, other)| {
        let weight = |node: &Node| if node.weight == 0 { i64::MAX } else { node.weight };
        weight(a).cmp(&weight(b)).then(section.is_some().cmp(&other.is_some())).then_with(|| compare(a, b))
    });
    for (node, child) in own {
        match child {
            Some(child) => section(&child, nodes, sections, order),
            None => order.push(node.path),
        }
    }
}

fn addresses(path: &str, front: &Map<String, Value>, place: &Place<'_>) -> Vec<String> {
    let below = path.strip_prefix(place.content).unwrap_or(path).trim_start_matches('/');
    let folder = paths::folder(below);
    let stem = paths::stem(below).split('.').next().unwrap_or("");
    let slug = read::words(front.get("slug")).unwrap_or_else(|| stem.to_lowercase().replace(' ', "-"));
    let own = match read::words(front.get("url").or(front.get("path"))) {
        Some(url) => format!("/{}", url.trim_start_matches('/')),
        None if matches!(stem, "_index" | "index") => format!("/{folder}/"),
        None => format!("/{folder}/{slug}/"),
    };
    let mut all = vec![own.to_lowercase().replace("//", "/")];
    all.extend(read::list(front.get("aliases")).into_iter().filter(|alias| alias.starts_with('/')));
    all
}
