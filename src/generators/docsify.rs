//! Docsify (<https://docsify.js.org/#/configuration>): `index.html` that starts it, `_sidebar.md`
//! and `_coverpage.md`.

use serde_json::Value;

use super::left_out;
use super::{Generator, js, listing, read, summary};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, TemplateLanguage};

/// The row: a folder whose `index.html` starts Docsify.
pub(super) const GENERATOR: Generator =
    Generator { name: "docsify", kind: "a Docsify site", evidence, describe };

const START: &str = "index.html";
const SIDEBAR: &str = "_sidebar.md";
const COVER: &str = "_coverpage.md";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let text = read::text(files, &paths::join(folder, START))?;
    text.contains("$docsify").then(|| START.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::HINTS | Marks::CALLOUTS | Marks::ICONS),
        ..Site::default()
    };
    let text = read::text(files, &paths::join(folder, START)).unwrap_or_default();
    if let Some((_, settings)) = text.split_once("$docsify") {
        let settings = settings.trim_start().trim_start_matches('=');
        if let Value::Object(map) = js::exported(&format!("export default {settings}")) {
            site.title = read::words(map.get("name")).filter(|name| !name.contains('<'));
        }
    }
    let language = text.split_once("<html").and_then(|(_, rest)| rest.split_once('>')).map(|(tag, _)| tag);
    site.language = language
        .and_then(|tag| tag.split_once("lang=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .filter(|code| !code.is_empty());
    for path in listing::of_site(files, folder) {
        let within = folder.is_empty() || paths::is_below(&path, folder);
        let name = paths::name(&path);
        let reason = match () {
            () if !within => Some(left_out::by_path(&path, folder).unwrap_or(Reason::Outside)),
            () if name == COVER && paths::folder(&path) == folder => None,
            () if name.starts_with('_') => Some(Reason::Hidden),
            () => left_out::by_path(&path, folder),
        };
        match reason {
            Some(reason) => site.left_out.push(LeftOut { path, reason }),
            None => {
                let page = PageFile { addresses: addresses(&path, folder), ..PageFile::default() };
                site.pages.insert(path, page);
            }
        }
    }
    for opening in [COVER, "README.md"].map(|name| paths::join(folder, name)) {
        if site.pages.contains_key(&opening) {
            site.order.push(opening);
        }
    }
    let contents = read::text(files, &paths::join(folder, SIDEBAR)).unwrap_or_default();
    for entry in summary::entries(&contents) {
        take(&entry, folder, &mut site);
    }
    site.folders =
        Folders { content: folder.to_owned(), snippets: vec![folder.to_owned()], ..Folders::default() };
    if !folder.is_empty() {
        site.roots.push(folder.to_owned());
    }
    site
}

fn take(entry: &summary::Entry, folder: &str, site: &mut Site) {
    let address = paths::decode(entry.address.split(['?', '#']).next().unwrap_or(""));
    let bare = paths::join(folder, address.trim_start_matches('/'));
    let candidates = ["", ".md", "/README.md"].map(|ending| paths::join("", &format!("{bare}{ending}")));
    let Some(path) = candidates.into_iter().find(|path| site.pages.contains_key(path)) else { return };
    site.list(path, Some(entry.title.trim()), entry.part.as_deref());
}

fn addresses(path: &str, folder: &str) -> Vec<String> {
    let below = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
    let above = paths::folder(below);
    let slash = if above.is_empty() { "" } else { "/" };
    match paths::stem(below) {
        "README" => vec![format!("/{above}{slash}")],
        stem => vec![format!("/{above}{slash}{stem}")],
    }
}
