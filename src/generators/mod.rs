//! Site generators: what other people's programs mean by the files of a repository.
//!
//! [`GENERATORS`] is the table, one row and one file a generator. A row tells how a site of its
//! kind is recognised and describes one as a [`Site`]: which files are pages, in which order, at
//! which addresses, with which marks and variables. The rest of the pipeline takes the description
//! and knows no generator. Nothing of a generator's own code is run.

mod antora;
mod docsify;
mod docusaurus;
mod eleventy;
mod gitbook;
mod govspeak;
mod hugo;
mod jekyll;
mod js;
mod languages;
mod left_out;
mod listed;
mod listing;
mod mdbook;
mod mkdocs;
mod myst;
mod nextra;
mod obsidian;
mod plain;
mod quarto;
mod read;
mod sandpaper;
mod site;
mod starlight;
mod summary;
mod vitepress;

use std::sync::Arc;

use crate::config::{Config, Site};
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Source};
use crate::files::Files;
use crate::model::Span;
use crate::{names, paths};

/// A site generator: a row of the table.
pub struct Generator {
    /// Its name in `generator:` and `--generator`.
    pub name: &'static str,
    /// What a site of its kind is called, with its article: `a Jekyll site`.
    pub kind: &'static str,
    /// Tells what shows that a folder is a site of its kind, such as `_config.yml`; nothing where
    /// it is none. The folder is below the root of the files.
    pub evidence: fn(&dyn Files, &str) -> Option<String>,
    /// Describes the site in a folder. What cannot be read is left open and diagnosed.
    pub describe: fn(&dyn Files, &str) -> Site,
}

/// Every generator. Of several that recognise one folder the first counts. `_config.yml` is often
/// left over from a site that another program makes now, so Jekyll comes behind those with a
/// configuration file of their own, and what is told by its folders alone comes last.
pub static GENERATORS: &[Generator] = &[
    mdbook::GENERATOR,
    mkdocs::GENERATOR,
    docusaurus::GENERATOR,
    vitepress::GENERATOR,
    starlight::GENERATOR,
    nextra::GENERATOR,
    antora::GENERATOR,
    quarto::GENERATOR,
    myst::GENERATOR,
    sandpaper::GENERATOR,
    hugo::ZOLA,
    hugo::GENERATOR,
    jekyll::GENERATOR,
    eleventy::GENERATOR,
    docsify::GENERATOR,
    gitbook::GENERATOR,
    obsidian::GENERATOR,
    govspeak::GENERATOR,
    plain::GENERATOR,
];

/// Folders in which a repository keeps its site, where the root is none, in order of preference.
const SITE_FOLDERS: [&str; 14] = [
    "docs",
    "doc",
    "documentation",
    "site",
    "website",
    "web",
    "www",
    "book",
    "guide",
    "handbook",
    "manual",
    "src",
    "content",
    "pages",
];

/// A generator that was found, and where.
struct Found {
    generator: &'static Generator,
    folder: String,
    /// Why it was taken for that.
    evidence: String,
}

/// Describes the site that the files are, and completes the configuration with the description:
/// what `phasebook.yaml` says stays. `named` is the folder or page below the root that is meant,
/// empty for the whole. Returns what is to be said of the site as a whole.
pub fn adopt(files: &dyn Files, config: &mut Config, named: &str) -> Vec<Diagnostic> {
    let (mut site, mut diagnostics) = describe(files, config, named);
    site.choose(files, config);
    site.narrow(files, config);
    diagnostics.append(&mut site.diagnostics);
    diagnostics.extend(left_out::diagnose(&site.left_out, named));
    config.complete(site);
    diagnostics
}

/// The languages that the pages of a site are in, that of the original first.
pub fn languages(files: &dyn Files, config: &Config, named: &str) -> Vec<String> {
    let (mut site, _) = describe(files, config, named);
    site.choose(files, config);
    languages::PagesByLanguage::of(files, &site, config).tags
}

/// Describes the site that the files are, as its generator sees it.
fn describe(files: &dyn Files, config: &Config, named: &str) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let found = match &config.generator {
        Some(written) => match GENERATORS.iter().find(|generator| generator.name == written.value) {
            Some(generator) => {
                let folder = folder_of(generator, files, config, named);
                Found { generator, folder, evidence: "the configuration says so".to_owned() }
            }
            None => {
                diagnostics.extend(unknown(&written.value, written.span, config.source.as_ref()));
                find(files, config, named)
            }
        },
        None => find(files, config, named),
    };
    let mut site = (found.generator.describe)(files, &found.folder);
    site.generator = found.generator.name;
    site.kind = found.generator.kind;
    site.evidence = found.evidence;
    let others = left_out::in_other_formats(files, &found.folder);
    site.left_out.extend(others.into_iter().filter(|left| !site.own_files.contains(&left.path)));
    (site, diagnostics)
}

/// The generators' names.
pub fn names() -> impl Iterator<Item = &'static str> {
    GENERATORS.iter().map(|generator| generator.name)
}

fn unknown(name: &str, span: Span, source: Option<&Arc<Source>>) -> Option<Diagnostic> {
    let hint = match names::nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`"),
        None => format!("choose among {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("no site generator is called `{name}`");
    source.map(|source| Diagnostic::new(&rules::CONFIG_VALUE, source, span, message).hint(hint))
}

/// The folders in which a site's own files may stand, the likeliest first: the one that is named
/// and those above it, then the usual ones below the root.
fn candidates(files: &dyn Files, config: &Config, named: &str) -> Vec<String> {
    let start = if config.pages.is_empty() { named } else { &config.pages };
    let mut folders = Vec::new();
    let mut folder = start.to_owned();
    loop {
        folders.push(folder.clone());
        if folder.is_empty() {
            break;
        }
        folder = paths::folder(&folder).to_owned();
    }
    if start.is_empty() {
        let below = files.list("").unwrap_or_default();
        let usual = SITE_FOLDERS.iter().filter_map(|name| {
            below.iter().find(|entry| entry.folder && entry.name.eq_ignore_ascii_case(name))
        });
        folders.extend(usual.map(|entry| entry.name.clone()));
    }
    folders
}

fn find(files: &dyn Files, config: &Config, named: &str) -> Found {
    for folder in candidates(files, config, named) {
        for generator in GENERATORS {
            if let Some(file) = (generator.evidence)(files, &folder) {
                let evidence = format!("`{}` is there", paths::join(&folder, &file));
                return Found { generator, folder, evidence };
            }
        }
    }
    Found {
        generator: &plain::GENERATOR,
        folder: config.pages.clone(),
        evidence: "no site generator's files are there".to_owned(),
    }
}

/// Where a site of a generator that was named stands: where its files are, else where pages are.
fn folder_of(generator: &Generator, files: &dyn Files, config: &Config, named: &str) -> String {
    let mut folders = candidates(files, config, named).into_iter();
    folders
        .find(|folder| (generator.evidence)(files, folder).is_some())
        .unwrap_or_else(|| config.pages.clone())
}

#[cfg(test)]
mod described;
#[cfg(test)]
mod tests;
