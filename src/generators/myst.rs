//! Jupyter Book (<https://jupyterbook.org/en/stable/structure/toc.html>) with `_toc.yml` and
//! `_config.yml`, MyST (<https://mystmd.org/guide/frontmatter>) with `myst.yml`, and Sphinx with
//! `conf.py` and MyST's parser.

use serde_json::{Map, Value};

use super::listed::{self, Unlisted};
use super::{Generator, read};
use crate::config::Site;
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, TemplateLanguage};

/// The row: a folder with `_toc.yml` or `myst.yml`.
pub(super) const GENERATOR: Generator =
    Generator { name: "myst", kind: "a Jupyter Book", evidence, describe };

const CONTENTS: [&str; 4] = ["_toc.yml", "_toc.yaml", "myst.yml", "myst.yaml"];
/// The endings that a file in a table of contents may lack.
const ENDINGS: [&str; 3] = [".md", ".markdown", "/index.md"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there = CONTENTS.into_iter().find(|name| files.size(&paths::join(folder, name)).is_ok());
    there.map(str::to_owned).or_else(|| sphinx(files, folder).map(|(path, _)| path))
}

/// The configuration of Sphinx with MyST's parser, below a folder, and its text.
fn sphinx(files: &dyn Files, folder: &str) -> Option<(String, String)> {
    ["conf.py", "source/conf.py"].into_iter().find_map(|name| {
        let text = read::text(files, &paths::join(folder, name))?;
        let parses = text.contains("myst_parser") || text.contains("myst_nb");
        parses.then(|| (name.to_owned(), text))
    })
}

/// The text that `name = "…"` gives in a program that is not run.
fn assigned(text: &str, name: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='))?;
    let value = value.trim();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = &value[1..];
    Some(inside[..inside.find(quote)?].to_owned()).filter(|text| !text.is_empty())
}

/// Takes a page and those that its tables of contents name, in their order.
fn toctree(files: &dyn Files, folder: &str, document: &str, site: &mut Site) {
    if site.order.len() > 10_000 {
        return;
    }
    let before = site.order.len();
    let Some(path) = listed::take(files, site, (folder, document), None, &ENDINGS) else { return };
    if site.order.len() == before {
        return;
    }
    let text = read::text(files, &path).unwrap_or_default();
    let mut fence: Option<&str> = None;
    for line in text.lines().map(str::trim) {
        match fence {
            Some(close) if line == close => fence = None,
            Some(_) if line.is_empty() || line.starts_with(':') => {}
            Some(_) => {
                // `Title <file>` names the file.
                let named = line
                    .strip_suffix('>')
                    .and_then(|rest| rest.rsplit_once('<'))
                    .map_or(line, |(_, file)| file);
                toctree(files, paths::folder(&path), named, site);
            }
            None => {
                let bare = line.trim_start_matches(['`', ':', '~']);
                if bare.starts_with("{toctree}") {
                    fence = Some(&line[..line.len() - bare.len()]);
                }
            }
        }
    }
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(
            Marks::DIRECTIVES
                | Marks::ROLES
                | Marks::COLON_FENCES
                | Marks::CALLOUTS
                | Marks::ATTRIBUTES
                | Marks::FORMULAS
                | Marks::DOLLARS,
        ),
        ..Site::default()
    };
    for name in CONTENTS.into_iter().chain(["_config.yml"]) {
        let path = paths::join(folder, name);
        if files.size(&path).is_err() {
            continue;
        }
        match read::yaml(files, &path) {
            Ok(Value::Object(map)) if name == "_config.yml" => configuration(&map, &mut site),
            Ok(Value::Object(map)) if name.starts_with("myst") => {
                let project = map.get("project").and_then(Value::as_object).unwrap_or(&map);
                project_settings(project, &mut site);
                contents(files, project.get("toc"), folder, &mut site);
            }
            Ok(value) => contents(files, Some(&value), folder, &mut site),
            Err(diagnostic) => site.diagnostics.push(diagnostic),
        }
    }
    if site.order.is_empty()
        && let Some((name, text)) = sphinx(files, folder)
    {
        site.title = assigned(&text, "project");
        site.authors = assigned(&text, "author").into_iter().collect();
        site.language = assigned(&text, "language");
        let source = paths::join(folder, paths::folder(&name));
        toctree(files, &source, "index", &mut site);
        site.roots.push(source);
    }
    let unlisted = if site.order.is_empty() { Unlisted::Last } else { Unlisted::Out };
    listed::others(files, &mut site, folder, unlisted);
    site.folders = Folders { content: folder.to_owned(), ..Folders::default() };
    if !folder.is_empty() {
        site.roots.push(folder.to_owned());
    }
    site
}

/// `_config.yml` of Jupyter Book.
fn configuration(map: &Map<String, Value>, site: &mut Site) {
    site.title = read::words(map.get("title"));
    site.authors = read::people(map.get("author"));
    let sphinx = map.get("sphinx").and_then(|sphinx| sphinx.get("config"));
    site.language = read::words(sphinx.and_then(|config| config.get("language")));
    site.url = read::address(map.get("html").and_then(|html| html.get("baseurl")));
    let parse = map.get("parse").and_then(|parse| parse.get("myst_substitutions"));
    let own = sphinx.and_then(|config| config.get("myst_substitutions"));
    if let Some(substitutions) = parse.or(own) {
        site.variables.insert("substitutions".to_owned(), substitutions.clone());
    }
}

/// `project:` of MyST.
fn project_settings(map: &Map<String, Value>, site: &mut Site) {
    site.title = read::words(map.get("title"));
    site.description = read::words(map.get("description"));
    site.authors = read::people(map.get("authors").or(map.get("author")));
    site.language = read::words(map.get("language"));
    if let Some(substitutions) = map.get("substitutions") {
        site.variables.insert("substitutions".to_owned(), substitutions.clone());
    }
}

/// Takes the files of a table of contents in their order, however deep they stand.
fn contents(files: &dyn Files, toc: Option<&Value>, folder: &str, site: &mut Site) {
    match toc {
        Some(Value::Array(items)) => items.iter().for_each(|item| contents(files, Some(item), folder, site)),
        Some(Value::Object(map)) => {
            let title = read::words(map.get("title"));
            let from = site.order.len();
            for key in ["root", "file"] {
                if let Some(file) = read::words(map.get(key)) {
                    listed::take(files, site, (folder, &file), title.clone(), &ENDINGS);
                }
            }
            for key in ["parts", "chapters", "sections", "children", "entries", "subtrees"] {
                contents(files, map.get(key), folder, site);
            }
            let heads = read::words(map.get("caption")).or(title.filter(|_| !map.contains_key("file")));
            listed::set_part(site, from, heads.as_deref());
            if let Some(pattern) = read::words(map.get("glob").or(map.get("pattern"))) {
                let pattern = paths::join(folder, &pattern);
                let pages = super::listing::pages(files, folder);
                for path in pages.iter().filter(|path| super::listing::matches(&pattern, path)) {
                    listed::take(files, site, ("", path), None, &[]);
                }
            }
        }
        _ => {}
    }
}
