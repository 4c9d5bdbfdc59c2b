//! Jekyll (<https://jekyllrb.com/docs/>): `_config.yml`, collections, posts, data, permalinks.
//!
//! Pages of collections are pages of the book whether the site gives them addresses or not: where
//! it does not, other pages print them. GitHub's builder makes pages of Markdown files without
//! front matter and takes a README for its folder's index; others copy such files as they are.

mod data;
mod documents;
mod layout;
mod navigation;
mod permalinks;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, listing, read};
use crate::config::{LeftOut, Reason, Site, SiteLanguage};
use crate::files::Files;
use crate::paths;
use crate::source::{Marks, PrintedField, TemplateLanguage};
use documents::Document;
use layout::Folders;

/// The row: a folder with `_config.yml`, that of no other program that uses the name.
pub(super) const GENERATOR: Generator =
    Generator { name: "jekyll", kind: "a Jekyll site", evidence, describe };

/// The names of the configuration file.
const CONFIG_NAMES: [&str; 2] = ["_config.yml", "_config.yaml"];
/// Folders that hold what pages are made with.
const MACHINERY: [&str; 8] =
    ["_includes", "_layouts", "_data", "_sass", "_plugins", "_site", "_assets", "_scss"];
/// What Jekyll leaves out unless it is told otherwise.
const EXCLUDED: [&str; 9] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/ruby",
];
/// Plugins that GitHub's builder has (<https://pages.github.com/versions/>).
const OF_GITHUB: [&str; 22] = [
    "jekyll-avatar",
    "jekyll-coffeescript",
    "jekyll-commonmark-ghpages",
    "jekyll-default-layout",
    "jekyll-feed",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-include-cache",
    "jekyll-mentions",
    "jekyll-optional-front-matter",
    "jekyll-paginate",
    "jekyll-readme-index",
    "jekyll-redirect-from",
    "jekyll-relative-links",
    "jekyll-remote-theme",
    "jekyll-sass-converter",
    "jekyll-seo-tag",
    "jekyll-sitemap",
    "jekyll-swiss",
    "jekyll-titles-from-headings",
    "jemoji",
    "github-pages",
];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let config = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
    // Jupyter Book uses the same name, and has a table of contents beside it.
    let book = ["_toc.yml", "_toc.yaml"].iter().any(|name| files.size(&paths::join(folder, name)).is_ok());
    match config {
        Some(name) if !book => Some(name.to_owned()),
        Some(_) => None,
        None => {
            let listed = files.list(folder).ok()?;
            let there = |name: &str| listed.iter().any(|entry| entry.folder && entry.name == name);
            (there("_layouts") && (there("_includes") || there("_posts"))).then(|| "_layouts".to_owned())
        }
    }
}

/// What `_config.yml` says, as far as it matters for finding pages.
struct Settings {
    all: Map<String, Value>,
    /// The folder of sources, below the root of the files.
    source: String,
    exclude: Vec<String>,
    include: Vec<String>,
    collections: Vec<Collection>,
    /// Whether GitHub's builder may make the site.
    github: bool,
}

/// A collection: documents in a folder whose name begins with `_`.
struct Collection {
    name: String,
    settings: Map<String, Value>,
    /// Its folder, below the root of the files.
    folder: String,
}

impl Settings {
    fn read(files: &dyn Files, folder: &str, site: &mut Site) -> Self {
        let name = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
        let path = paths::join(folder, name.unwrap_or(CONFIG_NAMES[0]));
        let all = read::settings(files, &path, &mut site.diagnostics);
        let source = paths::join(folder, &read::words(all.get("source")).unwrap_or_default());
        let mut exclude = read::list(all.get("exclude"));
        exclude.extend(EXCLUDED.map(str::to_owned));
        let github = is_of_github(&all, files, folder);
        let collections = collections(&all, &source);
        let include = read::list(all.get("include"));
        Self { all, source, exclude, include, collections, github }
    }

    /// A path below the folder of sources.
    fn below<'a>(&self, path: &'a str) -> &'a str {
        if self.source.is_empty() {
            path
        } else {
            path.strip_prefix(&self.source).unwrap_or(path).trim_start_matches('/')
        }
    }

    fn is_included(&self, below: &str) -> bool {
        self.include.iter().any(|pattern| {
            let pattern = paths::join("", pattern);
            // What leads to something included is entered.
            listing::matches(&pattern, below) || paths::is_below(&pattern, below)
        })
    }

    fn is_excluded(&self, below: &str) -> bool {
        self.exclude
            .iter()
            .any(|pattern| !paths::join("", pattern).is_empty() && listing::matches(pattern, below))
            && !self.is_included(below)
    }

    fn collection(&self, path: &str) -> Option<&Collection> {
        self.collections.iter().find(|collection| paths::is_below(path, &collection.folder))
    }
}

fn collections(all: &Map<String, Value>, source: &str) -> Vec<Collection> {
    let dir = paths::join(source, &read::words(all.get("collections_dir")).unwrap_or_default());
    let collection = |name: &str, settings: Map<String, Value>| Collection {
        folder: paths::join(&dir, &format!("_{name}")),
        name: name.to_owned(),
        settings,
    };
    let mut found: Vec<Collection> = match all.get("collections") {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(name, value)| collection(name, value.as_object().cloned().unwrap_or_default()))
            .collect(),
        other => read::list(other).iter().map(|name| collection(name, Map::new())).collect(),
    };
    if !found.iter().any(|collection| collection.name == "posts") {
        found.push(collection("posts", Map::new()));
    }
    found
}

fn is_of_github(all: &Map<String, Value>, files: &dyn Files, folder: &str) -> bool {
    let mut plugins = read::list(all.get("plugins"));
    plugins.extend(read::list(all.get("gems")));
    if plugins.iter().any(|plugin| plugin == "jekyll-optional-front-matter" || plugin == "github-pages") {
        return true;
    }
    if let Some(gemfile) = read::text(files, &paths::join(folder, "Gemfile")) {
        return gemfile.contains("github-pages") || gemfile.contains("jekyll-optional-front-matter");
    }
    let theme = read::words(all.get("theme"));
    let own_theme = theme.is_some_and(|theme| {
        !theme.starts_with("jekyll-theme-") && theme != "minima" && theme != "jekyll-swiss"
    });
    !own_theme && plugins.iter().all(|plugin| OF_GITHUB.contains(&plugin.as_str()))
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    // kramdown takes `$$…$$` for a formula, whatever the theme does with it.
    let mut site = Site { marks: Some(Marks::default() | Marks::FORMULAS), ..Site::default() };
    let settings = Settings::read(files, folder, &mut site);
    let all = &settings.all;
    let nested = |key: &str| all.get("site").and_then(|site| site.get(key));
    site.title = read::words(all.get("title"))
        .or_else(|| read::words(nested("title")))
        .or_else(|| read::words(all.get("name")));
    site.description = read::words(all.get("description")).or_else(|| read::words(all.get("tagline")));
    site.authors = read::people(all.get("author").or_else(|| all.get("authors")));
    site.language = ["lang", "locale", "language"].iter().find_map(|key| read::words(all.get(*key)));
    // As plug-ins for several languages have it.
    let default = read::words(all.get("default_lang")).or_else(|| site.language.clone());
    let mut codes = read::list(all.get("languages"));
    codes.sort_by_key(|code| Some(code) != default.as_ref());
    site.language = site.language.or(default);
    site.languages = codes.into_iter().map(|code| SiteLanguage { code, ..SiteLanguage::default() }).collect();
    site.base = read::base(read::words(all.get("baseurl")));
    site.url = read::address(all.get("url")).map(|url| format!("{url}{}", site.base));
    if !settings.source.is_empty() {
        site.roots.push(settings.source.clone());
    }
    let documents = find(files, &settings, &mut site);
    let data = data::read(files, &paths::join(&settings.source, &data_folder(all)));
    let machinery = |key: &str, name: &str| {
        paths::join(&settings.source, &read::words(all.get(key)).unwrap_or_else(|| name.to_owned()))
    };
    let folders = Folders {
        layouts: machinery("layouts_dir", "_layouts"),
        includes: machinery("includes_dir", "_includes"),
    };
    let mut layouts: BTreeMap<String, Vec<PrintedField>> = BTreeMap::new();
    for document in &documents {
        let layout = read::words(document.front.get("layout")).unwrap_or_default();
        let printed = layouts
            .entry(layout)
            .or_insert_with_key(|layout| layout::printed(files, &folders, layout))
            .clone();
        site.pages.insert(document.path.clone(), document.page(printed));
    }
    site.templates = TemplateLanguage::Liquid;
    site.includes = vec![folders.includes];
    navigation::order(&settings, &documents, &data, &mut site);
    site.variables = documents::variables(&settings, &documents, data);
    outside(files, folder, &mut site);
    site
}

fn data_folder(all: &Map<String, Value>) -> String {
    read::words(all.get("data_dir")).unwrap_or_else(|| "_data".to_owned())
}

/// Markdown of the repository outside the site's folder.
fn outside(files: &dyn Files, folder: &str, site: &mut Site) {
    if folder.is_empty() {
        return;
    }
    for path in listing::of_site(files, folder) {
        if !paths::is_below(&path, folder) {
            site.left_out.push(LeftOut { path, reason: Reason::Outside });
        }
    }
}

/// The documents of a site: pages, posts, and those of collections.
fn find(files: &dyn Files, settings: &Settings, site: &mut Site) -> Vec<Document> {
    let enters = |path: &str| {
        let below = settings.below(path);
        let name = paths::name(path);
        let machinery = MACHINERY.contains(&name) && !settings.is_included(below);
        !machinery && (!name.starts_with('.') || settings.is_included(below)) && name != "node_modules"
    };
    let listed = listing::files(files, &settings.source, &enters);
    let mut documents = Vec::new();
    for path in &listed {
        let name = paths::name(path);
        let markdown = listing::is_markdown(name);
        let lower = name.to_ascii_lowercase();
        if !(markdown || lower.ends_with(".html") || lower.ends_with(".htm")) || name.starts_with('.') {
            continue;
        }
        match Document::read(files, settings, path, &listed) {
            Ok(document) => documents.push(document),
            // Other HTML is part of the site's frame, or of what it serves.
            Err(Some(reason))
                if markdown || !matches!(reason, Reason::Static | Reason::Generator | Reason::Hidden) =>
            {
                site.left_out.push(LeftOut { path: path.clone(), reason });
            }
            Err(_) => {}
        }
    }
    documents
}

/// Why a file is no page, as far as its path tells.
fn aside(settings: &Settings, path: &str) -> Option<Reason> {
    let below = settings.below(path);
    if settings.is_excluded(below) {
        return Some(Reason::Generator);
    }
    let collection = settings.collection(path);
    let rest = collection.map_or(below, |collection| {
        path.strip_prefix(&collection.folder).unwrap_or(path).trim_start_matches('/')
    });
    if below.split('/').any(|part| part == "_drafts") {
        return Some(Reason::Draft);
    }
    let posts = |part: &str| part == "_posts";
    let hidden = |part: &str| part.starts_with(['_', '#']) && !posts(part) || part.ends_with('~');
    // Within a collection, a name that begins with `_` is still left out.
    if rest.split('/').any(hidden) && !settings.is_included(below) {
        return Some(left_out::by_path(path, &settings.source).unwrap_or(Reason::Hidden));
    }
    if collection.is_some() {
        return None;
    }
    left_out::by_path(path, &settings.source)
}
