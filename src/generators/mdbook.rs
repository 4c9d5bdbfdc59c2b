//! mdBook (<https://rust-lang.github.io/mdBook/format/configuration/>): `book.toml`, and
//! `SUMMARY.md` with chapters in order, parts and drafts.

use serde_json::Value;

use super::left_out;
use super::{Generator, listing, read, summary};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, TemplateLanguage};

/// The row: a folder with `book.toml`.
pub(super) const GENERATOR: Generator = Generator { name: "mdbook", kind: "an mdBook", evidence, describe };

const CONFIG: &str = "book.toml";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    files.size(&paths::join(folder, CONFIG)).is_ok().then(|| CONFIG.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(
            Marks::MDBOOK
                | Marks::IN_CODE
                | Marks::CALLOUTS
                | Marks::DIRECTIVES
                | Marks::COLON_FENCES
                | Marks::ATTRIBUTES,
        ),
        ..Site::default()
    };
    let settings = read::toml(files, &paths::join(folder, CONFIG), &mut site.diagnostics);
    let book = settings.get("book").and_then(Value::as_object).cloned().unwrap_or_default();
    site.title = read::words(book.get("title"));
    site.description = read::words(book.get("description"));
    site.authors = read::list(book.get("authors"));
    site.language = read::words(book.get("language"));
    let html = settings.get("output").and_then(|output| output.get("html"));
    let mathjax = html.and_then(|html| html.get("mathjax-support")) == Some(&Value::Bool(true));
    let preprocessors = settings.get("preprocessor").and_then(Value::as_object);
    let katex =
        preprocessors.is_some_and(|all| all.keys().any(|name| matches!(name.as_str(), "katex" | "mathjax")));
    let formulas = match (mathjax, katex) {
        (_, true) => Marks::ALL_FORMULAS,
        (true, false) => Marks::FORMULAS | Marks::BRACKETS,
        _ => Marks::empty(),
    };
    site.add_marks(formulas);
    site.base = read::base(read::words(html.and_then(|html| html.get("site-url"))));
    if let Some(Value::Object(hidden)) =
        html.and_then(|html| html.get("code")).and_then(|code| code.get("hidelines"))
    {
        site.variables.insert("hidelines".to_owned(), Value::Object(hidden.clone()));
    }
    let source = paths::join(folder, &read::words(book.get("src")).unwrap_or_else(|| "src".to_owned()));
    chapters(files, &source, &mut site);
    site.folders = Folders { content: source.clone(), ..Folders::default() };
    site.roots.push(source);
    site
}

fn chapters(files: &dyn Files, source: &str, site: &mut Site) {
    let contents = paths::join(source, "SUMMARY.md");
    let entries = summary::entries(&read::text(files, &contents).unwrap_or_default());
    for entry in &entries {
        let path = paths::join(source, &paths::decode(&entry.address));
        if entry.address.is_empty() || files.size(&path).is_err() || site.order.contains(&path) {
            continue;
        }
        let page = PageFile {
            title: Some(entry.title.trim().to_owned()),
            part: entry.part.clone(),
            addresses: vec![address(&path, source)],
            ..PageFile::default()
        };
        site.pages.insert(path.clone(), page);
        site.order.push(path);
    }
    for path in listing::of_site(files, source) {
        if site.pages.contains_key(&path) || path == contents {
            continue;
        }
        let within = source.is_empty() || paths::is_below(&path, source);
        if within && site.order.is_empty() && left_out::by_path(&path, source).is_none() {
            site.pages.insert(path, PageFile::default());
            continue;
        }
        let otherwise = if within { Reason::Unlisted } else { Reason::Outside };
        let reason = left_out::by_path(&path, source).unwrap_or(otherwise);
        site.left_out.push(LeftOut { path, reason });
    }
}

/// The address of a chapter: that of its file, where a README is the index of its folder.
fn address(path: &str, source: &str) -> String {
    let below = path.strip_prefix(source).unwrap_or(path).trim_start_matches('/');
    let folder = paths::folder(below);
    let slash = if folder.is_empty() { "" } else { "/" };
    if paths::stem(below).eq_ignore_ascii_case("readme") || paths::stem(below) == "index" {
        return format!("/{folder}{slash}");
    }
    format!("/{folder}{slash}{}.html", paths::stem(below))
}
