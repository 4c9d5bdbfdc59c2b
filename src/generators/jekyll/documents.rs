//! The documents of a Jekyll site, with what templates may name of them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::{listing, read};
use super::{Settings, aside, permalinks};
use crate::config::{PageFile, Reason};
use crate::files::Files;
use crate::source::{self, PageSettings, PrintedField};
use crate::{names, paths};

/// A page, a post, or a document of a collection.
pub(super) struct Document {
    /// Its path below the root of the files.
    pub path: String,
    /// The collection that it is of; `posts` for posts, nothing for pages.
    pub collection: Option<String>,
    /// Its front matter, with the defaults of the configuration.
    pub front: Map<String, Value>,
    /// Where it stands on the site.
    pub url: String,
    /// Whether the file is HTML.
    pub html: bool,
    /// Whether it is a README that stands for its folder.
    pub readme_index: bool,
    /// The date of a post, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The heading that opens a page, which GitHub Pages takes for the title of one without.
    pub heading: Option<String>,
}

/// The words of the heading of level 1 to 3 at the head of a text.
fn opening_heading(text: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next()?.trim();
    let words = first.trim_start_matches('#');
    let level = first.len() - words.len();
    let underlined = |line: &str| {
        line.len() > 1 && (line.trim_matches('=').is_empty() || line.trim_matches('-').is_empty())
    };
    let is_heading = match level {
        0 => lines.next().is_some_and(|line| underlined(line.trim_end())),
        level => level <= 3 && words.starts_with([' ', '\t']),
    };
    let words = words.trim().trim_end_matches('#').trim_end();
    (is_heading && !words.is_empty()).then(|| words.to_owned())
}

impl Document {
    /// Reads the head of a file. The error is the reason why it is no page; none where it is none
    /// to anybody.
    pub fn read(
        files: &dyn Files,
        settings: &Settings,
        path: &str,
        listed: &[String],
    ) -> Result<Self, Option<Reason>> {
        let readme = paths::stem(path).eq_ignore_ascii_case("readme");
        let index = readme && is_readme_index(settings, path, listed);
        if let Some(reason) = aside(settings, path).filter(|reason| !index || *reason == Reason::Generator) {
            return Err(Some(reason));
        }
        let text = read::text(files, path).unwrap_or_default();
        let (own, body) = match source::front_matter(&text) {
            Some((front, body)) => (Some(front), body),
            None => (None, 0),
        };
        let markdown = listing::is_markdown(path);
        let collection = collection_of(settings, path);
        if own.is_none() && collection.is_none() && !(markdown && (settings.github || index)) {
            return Err(Some(if readme { Reason::Repository } else { Reason::Static }));
        }
        if readme && !index && !settings.is_included(settings.below(path)) {
            return Err(Some(Reason::Repository));
        }
        let mut front = defaults(settings, path, collection.as_deref());
        front.extend(own.unwrap_or_default());
        if front.get("published") == Some(&Value::Bool(false)) {
            return Err(Some(Reason::Draft));
        }
        if front.contains_key("redirect_to") || is_redirect(&front) && text[body..].trim().is_empty() {
            return Err(Some(Reason::Redirect));
        }
        let of_print = || paths::stem(path).to_lowercase().split(['-', '_']).any(|word| word == "print");
        if !markdown && of_print() {
            return Err(Some(Reason::Gathered));
        }
        let heading = (markdown && settings.github && collection.is_none())
            .then(|| opening_heading(&text[body..]))
            .flatten();
        let date = read::words(front.get("date")).or_else(|| permalinks::date_of(paths::name(path)));
        let date = date.filter(|date| source::is_date(date)).map(|date| date.chars().take(10).collect());
        let mut document = Self {
            path: path.to_owned(),
            collection,
            front,
            url: String::new(),
            html: !markdown,
            readme_index: index,
            date,
            heading,
        };
        document.url = permalinks::address(settings, &document);
        Ok(document)
    }

    /// The title: the front matter's, else one made of the file's name for what is of a collection,
    /// as Jekyll does.
    pub fn title(&self) -> Option<String> {
        let own = read::words(self.front.get("title"));
        own.or_else(|| {
            self.collection.as_ref().map(|_| names::title(permalinks::slug(paths::stem(&self.path))))
        })
    }

    /// The row of the description.
    pub fn page(&self, printed: Vec<PrintedField>) -> PageFile {
        let mut addresses = vec![self.url.clone()];
        for key in ["redirect_from", "aliases", "alias"] {
            addresses.extend(
                read::list(self.front.get(key))
                    .into_iter()
                    .map(|alias| if alias.starts_with('/') { alias } else { format!("/{alias}") }),
            );
        }
        let settings = PageSettings { html: self.html, variables: self.variables(), printed };
        PageFile { title: self.title(), addresses, settings: Arc::new(settings), ..PageFile::default() }
    }

    /// What templates may name of it.
    pub fn variables(&self) -> Map<String, Value> {
        let mut variables = self.front.clone();
        let mut set = |name: &str, value: Value| {
            variables.insert(name.to_owned(), value);
        };
        set("url", json!(self.url));
        set("path", json!(self.path));
        set("relative_path", json!(self.path));
        set("name", json!(paths::name(&self.path)));
        set("dir", json!(&self.url[..=self.url.rfind('/').unwrap_or(0)]));
        if let Some(title) = self.title().or_else(|| self.heading.clone()) {
            set("title", json!(title));
        }
        if let Some(collection) = &self.collection {
            set("collection", json!(collection));
            set("slug", json!(permalinks::slug(paths::stem(&self.path))));
            set("id", json!(self.url.trim_end_matches(".html").trim_end_matches('/')));
        }
        if let Some(date) = &self.date {
            set("date", json!(date));
        }
        variables
    }
}

fn is_redirect(front: &Map<String, Value>) -> bool {
    read::words(front.get("layout")).is_some_and(|layout| layout.to_lowercase().starts_with("redirect"))
}

/// Whether a README is its folder's index: on GitHub, and where a site has none.
fn is_readme_index(settings: &Settings, path: &str, listed: &[String]) -> bool {
    let folder = paths::folder(path);
    let index = |other: &&String| paths::folder(other) == folder && paths::is_index(other) && *other != path;
    (settings.github || folder == settings.source) && !listed.iter().any(|other| index(&other))
}

fn collection_of(settings: &Settings, path: &str) -> Option<String> {
    let of_posts = || path.split('/').any(|part| part == "_posts").then(|| "posts".to_owned());
    settings.collection(path).map(|collection| collection.name.clone()).or_else(of_posts)
}

/// What `defaults` gives a document: later and longer scopes win, as in Jekyll.
fn defaults(settings: &Settings, path: &str, collection: Option<&str>) -> Map<String, Value> {
    let Some(Value::Array(defaults)) = settings.all.get("defaults") else { return Map::new() };
    let below = settings.below(path);
    let mut matching: Vec<(usize, &Map<String, Value>)> = Vec::new();
    for default in defaults {
        let scope = default.get("scope");
        let within = read::words(scope.and_then(|scope| scope.get("path"))).unwrap_or_default();
        let kind = read::words(scope.and_then(|scope| scope.get("type")));
        let fits = match kind.as_deref() {
            None => true,
            Some("pages") => collection.is_none(),
            Some(kind) => collection == Some(kind),
        };
        let within = paths::join("", &within);
        if fits && (within.is_empty() || listing::matches(&within, below)) {
            let values = default.get("values").and_then(Value::as_object);
            matching.extend(values.map(|values| (within.len(), values)));
        }
    }
    matching.sort_by_key(|(length, _)| *length);
    matching.into_iter().flat_map(|(_, values)| values.clone()).collect()
}

/// What templates may name as `site`.
pub(super) fn variables(settings: &Settings, documents: &[Document], data: Value) -> Map<String, Value> {
    let mut variables = settings.all.clone();
    let listed = |is_meant: &dyn Fn(&Document) -> bool| -> Value {
        documents.iter().filter(|document| is_meant(document)).map(document).collect()
    };
    variables.insert("pages".to_owned(), listed(&|document| document.collection.is_none()));
    variables.insert("html_pages".to_owned(), listed(&|document| document.collection.is_none()));
    variables.insert("documents".to_owned(), listed(&|document| document.collection.is_some()));
    let mut collections = Vec::new();
    for collection in &settings.collections {
        let mut docs: Vec<&Document> = documents
            .iter()
            .filter(|document| document.collection.as_deref() == Some(collection.name.as_str()))
            .collect();
        if collection.name == "posts" {
            docs.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| b.path.cmp(&a.path)));
        } else {
            docs.sort_by(|a, b| names::natural(&a.path, &b.path));
        }
        let docs: Value = docs.into_iter().map(document).collect();
        let mut entry = collection.settings.clone();
        entry.insert("label".to_owned(), json!(collection.name));
        entry.insert("docs".to_owned(), docs.clone());
        collections.push(Value::Object(entry));
        variables.insert(collection.name.clone(), docs);
    }
    variables.insert("collections".to_owned(), Value::Array(collections));
    variables.insert("data".to_owned(), data);
    variables.entry("baseurl").or_insert_with(|| json!(""));
    variables
}

fn document(document: &Document) -> Value {
    let mut variables = document.variables();
    variables.insert("content".to_owned(), json!(""));
    Value::Object(variables)
}
