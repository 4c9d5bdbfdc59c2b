//! sandpaper, the Workbench of The Carpentries (<https://carpentries.github.io/sandpaper-docs/>):
//! `config.yaml` with episodes in order, and folders for learners and instructors.

use super::left_out;
use super::listed::{self, Unlisted};
use super::{Generator, listing, read};
use crate::config::{LeftOut, Reason, Site};
use crate::files::Files;
use crate::paths;
use crate::source::{Folders, Marks, TemplateLanguage};

/// The row: `config.yaml` of a lesson beside its episodes.
pub(super) const GENERATOR: Generator =
    Generator { name: "sandpaper", kind: "a lesson of The Carpentries", evidence, describe };

const CONFIG: &str = "config.yaml";
/// The folders of a lesson in the order of its menus.
const PARTS: [&str; 4] = ["episodes", "learners", "instructors", "profiles"];

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let text = read::text(files, &paths::join(folder, CONFIG))?;
    let says = |key: &str| text.lines().any(|line| line.starts_with(key));
    (says("carpentry:") || says("episodes:")).then(|| CONFIG.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(
            Marks::COLON_FENCES
                | Marks::LESSONS
                | Marks::PANDOC
                | Marks::INLINE_NOTES
                | Marks::ATTRIBUTES
                | Marks::CALLOUTS
                | Marks::FORMULAS
                | Marks::DOLLARS,
        ),
        ..Site::default()
    };
    let settings = read::settings(files, &paths::join(folder, CONFIG), &mut site.diagnostics);
    site.title = read::words(settings.get("title"));
    site.description = read::words(settings.get("carpentry_description"));
    site.language = read::words(settings.get("lang")).or_else(|| Some("en".to_owned()));
    site.url = read::address(settings.get("url"));
    listed::take(files, &mut site, (folder, "index.md"), None, &[]);
    for part in PARTS {
        let below = paths::join(folder, part);
        for file in read::list(settings.get(part)) {
            listed::take(files, &mut site, (&below, &file), None, &[]);
        }
        // What the configuration does not list is part of the lesson all the same.
        for path in listing::pages(files, &below) {
            match left_out::by_path(&path, folder) {
                Some(reason) => site.left_out.push(LeftOut { path, reason }),
                None => {
                    listed::take(files, &mut site, ("", &path), None, &[]);
                }
            }
        }
    }
    // The links at the end of each page, and what tells how the lesson is kept.
    for name in ["links.md", "README.md"] {
        let path = paths::join(folder, name);
        if files.size(&path).is_ok() {
            site.left_out.push(LeftOut { path, reason: Reason::Repository });
        }
    }
    listed::others(files, &mut site, folder, Unlisted::Out);
    let links = paths::join(folder, "links.md");
    let append = if files.size(&links).is_ok() { vec![links] } else { Vec::new() };
    site.folders = Folders { content: folder.to_owned(), append, ..Folders::default() };
    site.roots.extend([
        paths::join(folder, "episodes"),
        paths::join(folder, "learners"),
        paths::join(folder, "instructors"),
    ]);
    site
}
