//! How a generator tells what a site is, and what phasebook.yaml makes of that.

use std::sync::Arc;

use super::listing;
use crate::config::languages;
use crate::config::{Config, LeftOut, Reason, Site};
use crate::files::Files;
use crate::names;
use crate::source::{Marks, PrintedField};

impl Site {
    /// Takes a page into the reading order where it is not there yet, with the title and the part that
    /// the navigation gives it. What was said first counts.
    pub(super) fn list(&mut self, path: String, title: Option<&str>, part: Option<&str>) {
        if let Some(page) = self.pages.get_mut(&path) {
            page.title = page.title.take().or_else(|| title.map(str::to_owned));
            page.part = page.part.take().or_else(|| part.map(str::to_owned));
        }
        if !self.order.contains(&path) {
            self.order.push(path);
        }
    }

    /// Has marks read as well.
    pub(super) fn add_marks(&mut self, marks: Marks) {
        self.marks = self.marks.map(|before| before | marks);
    }

    /// Has fields printed on every page, in the order given, that no layout prints.
    fn print(&mut self, fields: &[String]) {
        for page in self.pages.values_mut() {
            let known = |field: &&String| page.settings.printed.iter().any(|printed| printed.name == **field);
            let more: Vec<PrintedField> =
                fields.iter().filter(|field| !known(field)).map(|field| PrintedField::named(field)).collect();
            if !more.is_empty() {
                Arc::make_mut(&mut page.settings).printed.extend(more);
            }
        }
    }

    /// Takes in and leaves out what `pages` and `exclude` of the configuration name.
    pub(super) fn choose(&mut self, files: &dyn Files, config: &Config) {
        if !config.only.is_empty() {
            let every = listing::pages(files, "");
            let meant =
                |path: &String| config.only.iter().any(|pattern| listing::matches(&pattern.value, path));
            for path in every.iter().filter(|path| meant(path)) {
                self.left_out.retain(|left| left.path != *path);
                self.pages.entry(path.clone()).or_default();
            }
            self.leave_out(|path| !meant(path), Reason::NotChosen);
            if self.order.is_empty() {
                // As they are named.
                for pattern in &config.only {
                    let named = every.iter().filter(|path| listing::matches(&pattern.value, path));
                    let mut named: Vec<&String> = named.filter(|path| !self.order.contains(*path)).collect();
                    named.sort_by(|a, b| names::natural(a, b));
                    let named: Vec<String> = named.into_iter().cloned().collect();
                    self.order.extend(named);
                }
            }
        }
        self.leave_out(
            |path| config.exclude.iter().any(|pattern| listing::matches(&pattern.value, path)),
            Reason::Excluded,
        );
        let pages = &self.pages;
        self.order.retain(|path| pages.contains_key(path));
    }

    fn leave_out(&mut self, is_out: impl Fn(&String) -> bool, reason: Reason) {
        let out: Vec<String> = self.pages.keys().filter(|path| is_out(path)).cloned().collect();
        for path in out {
            self.pages.remove(&path);
            self.left_out.push(LeftOut { path, reason });
        }
    }
}

impl Config {
    /// Completes the configuration with what a generator says.
    pub(super) fn complete(&mut self, mut site: Site) {
        site.print(&self.fields);
        fn fill<T: Clone>(open: &mut Option<T>, said: &Option<T>) {
            if open.is_none() {
                open.clone_from(said);
            }
        }
        fill(&mut self.title, &site.title);
        fill(&mut self.description, &site.description);
        fill(&mut self.language, &site.language.as_deref().and_then(languages::tag));
        fill(&mut self.url, &site.url);
        if self.authors.is_empty() {
            self.authors.clone_from(&site.authors);
        }
        for (name, value) in &site.variables {
            self.variables.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self.site = Arc::new(site);
    }
}
