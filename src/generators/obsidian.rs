//! Obsidian (<https://help.obsidian.md>): a folder with `.obsidian` is a vault. Notes are called as
//! their files are; templates and what the vault ignores are no notes.

use serde_json::Value;

use super::left_out;
use super::{Generator, listing, read};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::{Marks, TemplateLanguage};

/// The row: a folder with the vault's settings in it.
pub(super) const GENERATOR: Generator =
    Generator { name: "obsidian", kind: "an Obsidian vault", evidence, describe };

const SETTINGS: &str = ".obsidian";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    files.list(&paths::join(folder, SETTINGS)).is_ok().then(|| SETTINGS.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(
            Marks::WIKI
                | Marks::INLINE_NOTES
                | Marks::CALLOUTS
                | Marks::HIGHLIGHTS
                | Marks::DIRECTIVES
                | Marks::FORMULAS
                | Marks::DOLLARS,
        ),
        ..Site::default()
    };
    let settings = |name: &str| -> Value {
        let text = read::text(files, &paths::join(folder, &format!("{SETTINGS}/{name}")));
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
    };
    let app = settings("app.json");
    let ignored = read::list(app.get("userIgnoreFilters"));
    let templates =
        read::words(settings("templates.json").get("folder")).map(|name| paths::join(folder, &name));
    let attachments = read::words(app.get("attachmentFolderPath")).filter(|name| !name.starts_with('.'));
    site.roots.extend(attachments.map(|name| paths::join(folder, &name)).filter(|name| !name.is_empty()));
    if !folder.is_empty() {
        site.roots.push(folder.to_owned());
    }
    for path in listing::pages(files, folder) {
        let below = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
        let is_template = templates.as_ref().is_some_and(|folder| paths::is_below(&path, folder));
        let reason = if is_template {
            Some(Reason::Form)
        } else if ignored.iter().any(|pattern| listing::matches(pattern, below)) {
            Some(Reason::Generator)
        } else {
            left_out::by_path(&path, folder)
        };
        match reason {
            Some(reason) => site.left_out.push(LeftOut { path, reason }),
            None => {
                let title = Some(paths::stem(&path).to_owned());
                site.pages.insert(path, PageFile { title, ..PageFile::default() });
            }
        }
    }
    site
}
