//! Antora (<https://docs.antora.org/antora/latest/component-version-descriptor/>), for repositories
//! laid out as its components are and written in Markdown: `antora.yml`, `modules/NAME/pages` and
//! navigation files.

use super::left_out;
use super::{Generator, listing, read, summary};
use crate::config::{LeftOut, PageFile, Reason, Site};
use crate::files::Files;
use crate::source::{Folders, Marks, TemplateLanguage};
use crate::{names, paths};

/// The row: a folder with `antora.yml` beside `modules`.
pub(super) const GENERATOR: Generator =
    Generator { name: "antora", kind: "an Antora component", evidence, describe };

const CONFIG: &str = "antora.yml";
const MODULES: &str = "modules";
/// The module whose pages stand at the component's own address, and come first.
const ROOT_MODULE: &str = "ROOT";

fn evidence(files: &dyn Files, folder: &str) -> Option<String> {
    let there =
        files.size(&paths::join(folder, CONFIG)).is_ok() && files.list(&paths::join(folder, MODULES)).is_ok();
    there.then(|| CONFIG.to_owned())
}

fn describe(files: &dyn Files, folder: &str) -> Site {
    let mut site = Site {
        templates: TemplateLanguage::Other,
        marks: Some(Marks::CALLOUTS | Marks::ICONS),
        ..Site::default()
    };
    let settings = read::settings(files, &paths::join(folder, CONFIG), &mut site.diagnostics);
    site.title = read::words(settings.get("title")).or_else(|| read::words(settings.get("name")));
    let attributes = settings.get("asciidoc").and_then(|asciidoc| asciidoc.get("attributes"));
    let attribute = |name: &str| read::words(attributes.and_then(|all| all.get(name)));
    site.language = attribute("page-lang").or_else(|| attribute("lang"));
    site.description = attribute("description");
    let base = ["name", "version"].into_iter().filter_map(|key| read::words(settings.get(key)));
    let base = base.fold(String::new(), |above, part| paths::join(&above, &part));
    let modules = paths::join(folder, MODULES);
    pages(files, &modules, &base, &mut site);
    let named = read::list(settings.get("nav"));
    let navigations = match named.is_empty() {
        true => unnamed_navigations(files, &modules),
        false => named.iter().map(|path| paths::join(folder, path)).collect(),
    };
    let start = read::words(settings.get("start_page")).unwrap_or_else(|| "index".to_owned());
    let root = Module { modules: &modules, name: ROOT_MODULE };
    root.take(&start, None, None, &mut site);
    for path in navigations {
        let below = path.strip_prefix(&modules).unwrap_or("").trim_start_matches('/');
        let module = Module { modules: &modules, name: below.split('/').next().unwrap_or(ROOT_MODULE) };
        let text = read::text(files, &path).unwrap_or_default();
        for entry in entries(&path, &text) {
            module.take(&entry.address, Some(&entry.title), entry.part.as_deref(), &mut site);
        }
        site.left_out.retain(|left| left.path != path);
        site.own_files.push(path);
    }
    let mut rest: Vec<String> = site.pages.keys().cloned().collect();
    rest.sort_by(|a, b| {
        let other = |path: &str| !paths::is_below(path, &paths::join(&modules, ROOT_MODULE));
        other(a).cmp(&other(b)).then_with(|| names::natural(a, b))
    });
    rest.into_iter().for_each(|path| site.list(path, None, None));
    site.folders = Folders { content: modules, ..Folders::default() };
    site
}

/// The pages of all modules: the Markdown files in their folders `pages`.
fn pages(files: &dyn Files, modules: &str, base: &str, site: &mut Site) {
    for path in listing::of_site(files, modules) {
        let below = path.strip_prefix(modules).unwrap_or("").trim_start_matches('/');
        let page = below.split_once("/pages/").filter(|(module, _)| !module.contains('/'));
        let reason = match page {
            _ if !paths::is_below(&path, modules) => {
                Some(left_out::by_path(&path, modules).unwrap_or(Reason::Outside))
            }
            None => Some(Reason::Static),
            Some((_, page)) if page.split('/').any(|part| part.starts_with('_')) => Some(Reason::Hidden),
            Some(_) => left_out::by_path(&path, modules),
        };
        match (reason, page) {
            (None, Some((module, page))) => {
                let module = if module == ROOT_MODULE { "" } else { module };
                let bare = page.rsplit_once('.').map_or(page, |(bare, _)| bare);
                let address = paths::join(&paths::join(base, module), bare);
                let addresses = vec![format!("/{address}.html"), format!("/{address}")];
                site.pages.insert(path, PageFile { addresses, ..PageFile::default() });
            }
            (reason, _) => {
                site.left_out.push(LeftOut { path, reason: reason.unwrap_or(Reason::Static) });
            }
        }
    }
    let folders = files.list(modules).unwrap_or_default().into_iter().filter(|entry| entry.folder);
    for module in folders {
        site.roots.push(paths::join(modules, &format!("{}/pages", module.name)));
    }
}

/// `nav.*` of each module, for a component that names none.
fn unnamed_navigations(files: &dyn Files, modules: &str) -> Vec<String> {
    let folders = files.list(modules).unwrap_or_default().into_iter().filter(|entry| entry.folder);
    let mut folders: Vec<String> = folders.map(|entry| entry.name).collect();
    folders.sort_by_key(|name| (name != ROOT_MODULE, name.clone()));
    let paths = folders
        .iter()
        .flat_map(|name| ["nav.md", "nav.adoc"].map(|file| paths::join(modules, &format!("{name}/{file}"))));
    paths.filter(|path| files.size(path).is_ok()).collect()
}

/// The entries of a navigation file: a list of links in Markdown, or of `xref:` in AsciiDoc, with
/// parts as block titles.
fn entries(path: &str, text: &str) -> Vec<summary::Entry> {
    if listing::is_markdown(path) {
        return summary::entries(text);
    }
    let mut entries = Vec::new();
    let mut part = None;
    for line in text.lines().map(str::trim) {
        let item = line.trim_start_matches('*');
        let depth = line.len() - item.len();
        if let Some(title) = line.strip_prefix('.').filter(|title| !title.starts_with(['.', ' '])) {
            part = Some(title.to_owned()).filter(|title| !title.is_empty());
        } else if let Some((address, title)) = xref(item).filter(|_| depth > 0) {
            entries.push(summary::Entry {
                title: title.to_owned(),
                address: address.to_owned(),
                depth: depth - 1,
                part: part.clone(),
            });
        } else if depth == 1 && !item.contains("xref:") && !item.contains("://") {
            // An item without a link heads those below it.
            part = Some(item.trim().to_owned()).filter(|title| !title.is_empty());
        }
    }
    entries
}

/// The page and the words of `xref:page[words]`.
fn xref(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once("xref:")?;
    let (address, rest) = rest.split_once('[')?;
    Some((address, rest.split_once(']')?.0.trim()))
}

/// A module whose pages a navigation names.
struct Module<'a> {
    modules: &'a str,
    name: &'a str,
}

impl Module<'_> {
    /// Takes the page that a resource ID (`version@component:module:page`) or a path means, if it
    /// is there in Markdown.
    fn take(&self, id: &str, title: Option<&str>, part: Option<&str>, site: &mut Site) {
        let id = id.split('#').next().unwrap_or("");
        let mut ids = id.rsplit(':');
        let page = ids.next().unwrap_or("");
        let module = ids.next().filter(|name| !name.is_empty()).unwrap_or(self.name);
        let page = paths::decode(page);
        let bare = [".adoc", ".md"].iter().find_map(|ending| page.strip_suffix(ending)).unwrap_or(&page);
        let bare = bare.strip_prefix("pages/").unwrap_or(bare);
        let path = paths::join(self.modules, &format!("{module}/pages/{bare}.md"));
        if site.pages.contains_key(&path) {
            site.list(path, title.filter(|title| !title.is_empty()), part);
        }
    }
}
