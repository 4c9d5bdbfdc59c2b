//! The languages of a site, and what the book in one of them is made of.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::languages::{is_known, tag};
use super::{Config, Languages, Reading, SETTINGS};
use crate::diagnostic::rules;
use crate::model::Span;
use crate::paths;
use crate::yaml::{Key, Node, Value};

/// A language as a generator's own files name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteLanguage {
    /// Its code, as in names of folders and files.
    pub code: String,
    /// The title of the site in it.
    pub title: Option<String>,
    /// What the site is about, in it.
    pub description: Option<String>,
    /// The folder of its pages, below the root of the files; none where the code in a path tells.
    pub folder: Option<String>,
}

/// The book that is wanted, of a site in several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The language's tag.
    pub language: String,
    /// That of the original.
    pub original: String,
    /// The pages of the original in the order of its book; empty where the book is that of the
    /// original.
    pub order: Vec<String>,
}

/// What a book in one language is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edition {
    /// The language's tag.
    pub language: String,
    /// That of the original.
    pub original: String,
    /// Pages that translate another one, with that one.
    pub originals: BTreeMap<String, String>,
    /// Pages of the original that stand in for translations, which are not there.
    pub stand_ins: BTreeSet<String>,
    /// The pages by what they have in common with those in other languages.
    pub by_key: BTreeMap<String, String>,
    /// How languages are told apart.
    pub layout: Layout,
}

impl Edition {
    /// The page of this book that has the same text as the one at a path, in whatever language.
    pub fn counterpart(&self, path: &str) -> Option<&str> {
        let (_, key) = self.layout.place(path);
        self.by_key.get(&key).map(String::as_str)
    }
}

/// How the languages of pages are told by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The tags of the languages; those of any known language where it is empty.
    pub tags: BTreeSet<String>,
    /// Folders with the tags of their pages.
    pub folders: Vec<(String, String)>,
    /// The folder of pages, below which folders are called after languages.
    pub content: String,
}

/// Names of folders that hold one folder for each language.
const HOLDERS: [&str; 8] =
    ["translations", "translation", "i18n", "l10n", "locales", "locale", "languages", "lang"];

impl Layout {
    /// The tag of a name, where it is that of one of the languages.
    fn tag_of(&self, name: &str) -> Option<String> {
        let tag = tag(name)?;
        if !self.tags.is_empty() {
            return self.tags.contains(&tag).then_some(tag);
        }
        // `de-notes` has the form of a tag, and is a word.
        let is_plain = tag.split('-').skip(1).all(|part| matches!(part.len(), 2 | 4));
        (is_plain && is_known(&tag)).then_some(tag)
    }

    /// The language of a page as far as its path tells, and what it has in common with the same
    /// page in other languages.
    pub fn place(&self, path: &str) -> (Option<String>, String) {
        let own = self.folders.iter().filter(|(_, folder)| paths::is_below(path, folder));
        if let Some((tag, folder)) = own.max_by_key(|(_, folder)| folder.len()) {
            let below = path[folder.len()..].trim_start_matches('/');
            let (named, key) = self.without_suffix(below);
            return (Some(named.unwrap_or_else(|| tag.clone())), paths::join(&self.content, &key));
        }
        let parts: Vec<&str> = path.split('/').collect();
        let depth = if self.content.is_empty() { 0 } else { self.content.split('/').count() };
        for (at, part) in parts.iter().enumerate().take(parts.len() - 1) {
            let held = at > 0 && HOLDERS.contains(&parts[at - 1].to_ascii_lowercase().as_str());
            let first = at == 0 || at == depth && paths::is_below(path, &self.content);
            let Some(tag) = self.tag_of(part).filter(|_| held || first) else { continue };
            let before = if held { &parts[..at - 1] } else { &parts[..at] };
            let rest: Vec<&str> = before.iter().chain(&parts[at + 1..]).copied().collect();
            return (Some(tag), self.without_suffix(&rest.join("/")).1);
        }
        self.without_suffix(path)
    }

    /// The language that stands before the ending of a file's name, and the path without both.
    fn without_suffix(&self, path: &str) -> (Option<String>, String) {
        let bare = paths::bare(path);
        let name = paths::name(bare);
        if let Some((stem, code)) = name.rsplit_once('.')
            && !stem.is_empty()
            && let Some(tag) = self.tag_of(code)
        {
            return (Some(tag), bare[..bare.len() - code.len() - 1].to_owned());
        }
        (None, bare.to_owned())
    }
}

/// The settings that the book in one language may have of its own.
const OF_LANGUAGE: [&str; 15] = [
    "title",
    "subtitle",
    "description",
    "authors",
    "publisher",
    "contributors",
    "series",
    "rights",
    "subjects",
    "identifier",
    "isbn",
    "print-isbn",
    "url",
    "date",
    "direction",
];

impl Config {
    /// The configuration for the book in one language.
    pub(crate) fn in_language(&self, wanted: Wanted) -> Self {
        let named = self.languages.named.get(&wanted.language);
        let usual = || if wanted.language == wanted.original { self.clone() } else { self.translated() };
        let mut own = named.cloned().unwrap_or_else(usual);
        // The book of the original may say its language more closely than its folder does.
        let closer =
            own.language.as_ref().is_some_and(|said| said.starts_with(&format!("{}-", wanted.language)));
        if wanted.language != wanted.original || !closer {
            own.language = Some(wanted.language.clone());
        }
        own.wanted = Some(wanted);
        own
    }

    /// The configuration without what is in the language of the original, or numbers its book.
    fn translated(&self) -> Self {
        let mut own = self.clone();
        own.original_title = own.title.take();
        (own.subtitle, own.description, own.direction) = (None, None, None);
        (own.identifier, own.publishing.isbn, own.publishing.print_isbn) = (None, None, None);
        own.publishing.series = None;
        own.subjects.clear();
        // Its pages stand as those of the original do.
        own.order.clear();
        own
    }
}

impl Reading<'_> {
    /// `languages`: `each`, a list of tags, or tags with settings below them.
    pub(super) fn languages(&mut self, node: &Node) {
        if let Value::Map(entries) = &node.value {
            for (key, below) in entries {
                let settings = match &below.value {
                    Value::Map(settings) => settings.clone(),
                    Value::Null => Vec::new(),
                    _ => {
                        let message = format!("expected settings, found {}", below.kind());
                        self.wrong_value(below.span, message, "write them below it, indented, as `title: …`");
                        Vec::new()
                    }
                };
                self.named_language(key.span, &key.name, settings);
            }
            return;
        }
        for text in self.spanned_texts(node) {
            match text.value.as_str() {
                "each" => self.config.languages.each = true,
                tag => self.named_language(text.span, tag, Vec::new()),
            }
        }
    }

    fn named_language(&mut self, span: Span, text: &str, settings: Vec<(Key, Node)>) {
        match tag(text) {
            Some(tag) => self.languages.push((tag, settings)),
            None => {
                let message = format!("`{text}` is not a language tag");
                self.wrong(
                    &rules::LANGUAGE_TAG,
                    span,
                    message,
                    "write `each`, or tags such as `en` and `cy`",
                );
            }
        }
    }

    /// Makes the configuration of each language that is named, when everything else is read.
    pub(super) fn settle_languages(&mut self) {
        let mut named = std::mem::take(&mut self.languages);
        let original = named.iter().position(|(tag, _)| Some(tag) == self.config.language.as_ref());
        // A list begins with the original, unless `language` says which it is.
        if let Some(at) = original {
            named[..=at].rotate_right(1);
        }
        for (at, (tag, settings)) in named.into_iter().enumerate() {
            let own = if at == 0 { self.config.clone() } else { self.config.translated() };
            let whole = std::mem::replace(&mut self.config, own);
            for (key, node) in &settings {
                let known = SETTINGS.iter().find(|setting| setting.names.contains(&key.name.as_str()));
                match known.filter(|setting| OF_LANGUAGE.contains(&setting.names[0])) {
                    Some(setting) if node.value != Value::Null => (setting.read)(self, node),
                    Some(_) => {}
                    None => self.nothing_reads(key, &OF_LANGUAGE),
                }
            }
            let own = std::mem::replace(&mut self.config, whole);
            self.config.languages.named.insert(tag, own);
        }
        // Each knows of the others.
        let tags = self.config.languages.named.keys();
        let all: IndexMap<String, Config> = tags.map(|tag| (tag.clone(), Config::default())).collect();
        for own in self.config.languages.named.values_mut() {
            own.languages = Languages { each: false, named: all.clone() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_folders_and_names() {
        let inferred = Layout { content: "docs".to_owned(), ..Layout::default() };
        let docusaurus = Layout {
            tags: ["en", "fr"].map(str::to_owned).into(),
            folders: [("en", "docs"), ("fr", "i18n/fr/docusaurus-plugin-content-docs/current")]
                .map(|(tag, folder)| (tag.to_owned(), folder.to_owned()))
                .into(),
            content: "docs".to_owned(),
        };
        for (layout, path, tag, key) in [
            (&inferred, "docs/fr/live.md", Some("fr"), "docs/live"),
            (&inferred, "docs/live.md", None, "docs/live"),
            (&inferred, "docs/live.pt-br.md", Some("pt-BR"), "docs/live"),
            (&inferred, "translations/zh-tw/README.md", Some("zh-TW"), "README"),
            (&inferred, "docs/team/fr/live.md", None, "docs/team/fr/live"),
            (&inferred, "docs/it/live.md", None, "docs/it/live"),
            (&inferred, "docs/v1.2.md", None, "docs/v1.2"),
            (&docusaurus, "docs/live.md", Some("en"), "docs/live"),
            (&docusaurus, "i18n/fr/docusaurus-plugin-content-docs/current/live.md", Some("fr"), "docs/live"),
            (&docusaurus, "docs/de/live.md", Some("en"), "docs/de/live"),
        ] {
            assert_eq!(layout.place(path), (tag.map(str::to_owned), key.to_owned()), "{path}");
        }
    }
}
