//! GitBook (<https://gitbook.com/docs/getting-started/git-sync/content-configuration>):
//! `.gitbook.yaml` says where pages are, `SUMMARY.md` which and in which order. Older books have
//! `book.json`.

use serde_json::{Map, Value};

use super::left_out;
use super::{Generator, listing, read, summary};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::Marks;

/// The row: a folder with `.gitbook.yaml`, or a table of contents with links in it.
pub(super) const GENERATOR: Generator = Generator { name: "gitbook", kind: "a GitBook", evidence, describe };

const CONFIG: &str = ".gitbook.yaml";
const SUMMARY: &str = "SUMMARY.md";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    if files.size(&paths::join(folder, CONFIG)).is_ok() {
        return Some(CONFIG.to_owned());
    }
    let text = read::text(files, &paths::join(folder, SUMMARY))?;
    let pages = summary::entries(&text);
    let there =
        |entry: &summary::Entry| files.size(&paths::join(folder, &paths::decode(&entry.address))).is_ok();
    (pages.iter().filter(|entry| there(entry)).count() > 1).then(|| SUMMARY.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site { marks: Some(Marks::GITBOOK | Marks::CALLOUTS | Marks::ICONS), ..Site::default() };
    let settings = match files.size(&paths::join(folder, CONFIG)) {
        Ok(_) => read::settings(files, &paths::join(folder, CONFIG), &mut site.diagnostics),
        Err(_) => Map::new(),
    };
    let root = paths::join(folder, &read::words(settings.get("root")).unwrap_or_default());
    let structure = |key: &str| read::words(settings.get("structure").and_then(|part| part.get(key)));
    let contents = paths::join(&root, &structure("summary").unwrap_or_else(|| SUMMARY.to_owned()));
    let readme = paths::join(&root, &structure("readme").unwrap_or_else(|| "README.md".to_owned()));
    older(files, &root, &mut site);
    let entries = summary::entries(&read::text(files, &contents).unwrap_or_default());
    if files.size(&readme).is_ok() {
        let page = PageFile { addresses: vec!["/".to_owned()], ..PageFile::default() };
        site.pages.insert(readme.clone(), page);
        site.order.push(readme);
    }
    for entry in &entries {
        let address = entry.address.split(['#', '?']).next().unwrap_or("");
        let path = paths::join(paths::folder(&contents), &paths::decode(address));
        if !listing::is_markdown(&path) || files.size(&path).is_err() {
            continue;
        }
        site.pages.entry(path.clone()).or_default();
        site.list(path, Some(entry.title.trim()), entry.part.as_deref());
    }
    for path in listing::of_site(files, &root) {
        if site.pages.contains_key(&path) || path == contents {
            continue;
        }
        if entries.is_empty() && (root.is_empty() || paths::is_below(&path, &root)) {
            // Without a table of contents, GitBook takes the pages as they lie.
            match left_out::by_path(&path, &root) {
                Some(reason) => site.left_out.push(LeftOut { path, reason }),
                None => {
                    site.pages.insert(path, PageFile::default());
                }
            }
            continue;
        }
        let reason = left_out::by_path(&path, &root).unwrap_or(Reason::Unlisted);
        site.left_out.push(LeftOut { path, reason });
    }
    if !root.is_empty() {
        site.roots.push(root);
    }
    site
}

/// `book.json` of the older program.
fn older(files: &dyn Files, root: &str, site: &mut Site) {
    let text = read::text(files, &paths::join(root, "book.json")).unwrap_or_default();
    let Ok(Value::Object(book)) = serde_json::from_str(&text) else { return };
    site.title = read::words(book.get("title"));
    site.description = read::words(book.get("description"));
    site.authors = read::people(book.get("author"));
    site.language = read::words(book.get("language"));
    if let Some(Value::Object(variables)) = book.get("variables") {
        site.variables.insert("book".to_owned(), Value::Object(variables.clone()));
    }
}
