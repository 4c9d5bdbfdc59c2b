//! Quarto (<https://quarto.org/docs/books/book-structure.html>): `_quarto.yml` with the chapters
//! of a book or the sidebar of a site.

use serde_json::{Map, Value};

use super::listed::{self, Unlisted};
use super::{Generator, read};
use crate::config::Site;
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, TemplateLanguage};

/// The row: a folder with `_quarto.yml`.
pub(super) const GENERATOR: Generator =
    Generator { name: "quarto", kind: "a Quarto project", evidence, describe };

const CONFIG_NAMES: [&str; 2] = ["_quarto.yml", "_quarto.yaml"];
const ENDINGS: [&str; 2] = [".qmd", ".md"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = CONFIG_NAMES.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
    there.map(str::to_owned)
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(
            Marks::COLON_FENCES
                | Marks::LESSONS
                | Marks::PANDOC
                | Marks::ATTRIBUTES
                | Marks::SHORTCODES
                | Marks::CALLOUTS
                | Marks::CITATIONS
                | Marks::FORMULAS
                | Marks::DOLLARS
                | Marks::INLINE_NOTES,
        ),
        ..Site::default()
    };
    let name = evidence(files, folder).unwrap_or_default();
    let settings = read::settings(files, &paths::join(folder, &name), &mut site.diagnostics);
    let part = |name: &str| settings.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let (book, website) = (part("book"), part("website"));
    let said = |key: &str| book.get(key).or(website.get(key)).or(settings.get(key));
    site.title = read::words(said("title"));
    site.description = read::words(said("description").or(said("subtitle")));
    site.authors = read::people(said("author"));
    site.language = read::words(settings.get("lang"));
    site.url = read::address(said("site-url"));
    site.base = super::mkdocs::base(site.url.as_deref());
    site.variables = variables(files, folder, &settings);
    for list in [book.get("chapters"), book.get("appendices")] {
        contents(files, list, folder, &mut site);
    }
    let book = !site.order.is_empty();
    if !book {
        // A site begins with its home page, which its sidebars seldom list.
        listed::take(files, &mut site, (folder, "index"), None, &ENDINGS);
    }
    for place in [website.get("sidebar"), website.get("navbar").and_then(|bar| bar.get("left"))] {
        contents(files, place, folder, &mut site);
    }
    listed::others(files, &mut site, folder, if book { Unlisted::Out } else { Unlisted::Last });
    site.folders = Folders { content: folder.to_owned(), ..Folders::default() };
    if !folder.is_empty() {
        site.roots.push(folder.to_owned());
    }
    site
}

/// What `{{< var … >}}` and `{{< meta … >}}` may name.
fn variables(files: &dyn Files, folder: &str, settings: &Map<String, Value>) -> Map<String, Value> {
    let mut all = read::settings(files, &paths::join(folder, "_variables.yml"), &mut Vec::new());
    let parts = ["book", "website"].iter().filter_map(|part| settings.get(*part)?.as_object());
    for (key, value) in
        std::iter::once(settings).chain(parts).flatten().filter(|(_, value)| value.is_string())
    {
        all.entry(key.clone()).or_insert_with(|| value.clone());
    }
    all
}

/// Takes the files that chapters, parts and sections name, in their order.
fn contents(files: &dyn Files, list: Option<&Value>, folder: &str, site: &mut Site) {
    match list {
        Some(Value::Array(items)) => items.iter().for_each(|item| contents(files, Some(item), folder, site)),
        Some(Value::String(file)) if file.contains('*') || file == "auto" => {
            let pages = super::listing::pages(files, folder);
            let pattern = paths::join(folder, file);
            for path in pages.iter().filter(|path| super::listing::matches(&pattern, path)) {
                listed::take(files, site, ("", path), None, &[]);
            }
        }
        Some(Value::String(file)) => {
            listed::take(files, site, (folder, file), None, &ENDINGS);
        }
        Some(Value::Object(map)) => {
            let title = read::words(map.get("text"));
            let from = site.order.len();
            for key in ["href", "file", "part", "section"] {
                if let Some(file) = read::words(map.get(key)).filter(|file| file.contains('.')) {
                    listed::take(files, site, (folder, &file), title.clone(), &[]);
                }
            }
            for key in ["chapters", "contents", "sections", "menu"] {
                contents(files, map.get(key), folder, site);
            }
            let named = ["part", "section"].iter().find_map(|key| read::words(map.get(*key)));
            listed::set_part(
                site,
                from,
                named.filter(|words| !words.ends_with(".qmd") && !words.ends_with(".md")).as_deref(),
            );
        }
        _ => {}
    }
}
