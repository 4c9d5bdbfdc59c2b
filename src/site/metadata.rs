//! What the covers say: the configuration's words, else the pages'.

use uuid::Uuid;

use super::order::root_index;
use super::settle::PageDraft;
use crate::book::{Licence, Metadata};
use crate::config::Config;
use crate::config::languages::{direction_of, is_known, tag};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::model::Direction;
use crate::source::{self, Page};
use crate::{names, paths};

/// What the covers say, with every default settled.
pub(crate) fn metadata(config: &Config, drafts: &[PageDraft]) -> Metadata {
    let opening = match (root_index(drafts), drafts) {
        (Some(index), _) => Some(&drafts[index]),
        (None, [only]) => Some(only),
        _ => None,
    };
    let folder = config.folder_name.as_deref().map(names::title);
    let said_title = |draft: &&PageDraft| !is_called_after_file(draft) && !is_sentence(&draft.title);
    let title = config
        .title
        .clone()
        .or_else(|| opening.filter(said_title).map(|draft| draft.title.clone()))
        .or_else(|| config.original_title.clone())
        .or(folder)
        .or_else(|| opening.map(|draft| draft.title.clone()))
        .unwrap_or_else(|| "Handbook".to_owned());
    let said = |pick: fn(&Page) -> Option<&str>| {
        opening
            .and_then(|draft| pick(&draft.page))
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    let subtitle = config
        .subtitle
        .clone()
        .or_else(|| said(|page| page.front.subtitle.as_ref().map(|s| s.value.as_str())));
    let description = config
        .description
        .clone()
        .or_else(|| said(|page| page.front.description.as_ref().map(|s| s.value.as_str())));
    let pages = || drafts.iter().map(|draft| &draft.page);
    let language = language_of_most(config, pages())
        .or_else(|| opening.and_then(|draft| tag(&draft.page.front.lang.as_ref()?.value)))
        .unwrap_or_else(|| "en".to_owned());
    let direction = config
        .direction
        .or_else(|| most(pages().map(|page| page.front.dir.as_ref().map(|dir| dir.value))))
        .unwrap_or_else(|| direction_of(&language));
    let publishing = &config.publishing;
    let identifier = config
        .identifier
        .clone()
        .or_else(|| publishing.isbn.as_ref().map(|isbn| format!("urn:isbn:{isbn}")))
        .unwrap_or_else(|| identifier(config, &title, drafts));
    // As pages have them: the settings' words stand beside theirs.
    let set = |text: String| source::typographic(&text, Some(&language));
    Metadata {
        title: set(title),
        subtitle: subtitle.map(set),
        description: description.map(set),
        authors: config.authors.clone(),
        contributors: publishing.contributors.clone(),
        publisher: config.publisher.clone(),
        series: publishing.series.clone(),
        language,
        direction,
        date: config.date.clone(),
        rights: config.rights.clone(),
        licence: publishing.licence.as_deref().map(Licence::named),
        edition: publishing.edition.clone(),
        address: publishing.address.clone(),
        subjects: config.subjects.clone(),
        identifier,
        print_isbn: publishing.print_isbn.clone(),
        url: config.url.clone(),
        accessibility: publishing.accessibility.clone(),
    }
}

/// The language of a book before it is settled: what the configuration says, else that of most
/// pages, else English.
pub fn language(config: &Config, pages: &[Page]) -> String {
    language_of_most(config, pages.iter()).unwrap_or_else(|| "en".to_owned())
}

/// What the configuration says, else the language of more than half of the pages.
fn language_of_most<'a>(config: &Config, pages: impl Iterator<Item = &'a Page>) -> Option<String> {
    let of_page = |page: &Page| {
        let said = page.front.lang.as_ref().and_then(|lang| tag(&lang.value));
        said.or_else(|| folder_language(&page.source.path, &config.pages))
    };
    config.language.clone().or_else(|| most(pages.map(of_page)))
}

/// What more than half of some pages say.
fn most<T: PartialEq>(said: impl Iterator<Item = Option<T>>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    let mut pages = 0;
    for value in said {
        pages += 1;
        let Some(value) = value else { continue };
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().find(|(_, count)| 2 * count > pages).map(|(value, _)| value)
}

/// Whether a page says nothing of its title, so that it has its file's or folder's name.
pub(super) fn is_called_after_file(draft: &PageDraft) -> bool {
    let path = &draft.page.source.path;
    let names = [paths::stem(path), paths::name(paths::folder(path))].map(names::title);
    draft.page.front.title.is_none() && names.contains(&draft.title)
}

/// Whether a title is a sentence, and no name of a book: `This file sets what the home page shows.`
fn is_sentence(title: &str) -> bool {
    title.ends_with('.') && !title.ends_with("..") && title.split_whitespace().count() > 4
}

/// A URN from names that stay as they are when pages are edited.
fn identifier(config: &Config, title: &str, drafts: &[PageDraft]) -> String {
    let base = config.url.as_deref().unwrap_or(title);
    // Sorted, so that a new order is an edition of the same book.
    let mut slugs: Vec<&str> = drafts.iter().map(|draft| draft.slug.as_str()).collect();
    slugs.sort_unstable();
    let mut name = format!("phasebook\n{base}\n{}", slugs.join("\n"));
    // A translation is another book.
    if let Some(edition) = config.site.edition.as_ref().filter(|it| it.language != it.original) {
        name.push_str(&format!("\n{}", edition.language));
    }
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}

/// The language and direction of a page: its front matter's, else its
/// folder's, else the book's.
pub(crate) fn language_of(page: &Page, config: &Config, book: &Metadata) -> (String, Direction) {
    let language = page
        .front
        .lang
        .as_ref()
        .and_then(|lang| tag(&lang.value))
        .or_else(|| language_of_path(&page.source.path, config));
    let direction = match (&page.front.dir, &language) {
        (Some(dir), _) => dir.value,
        (None, Some(language)) if *language != book.language => direction_of(language),
        _ => book.direction,
    };
    (language.unwrap_or_else(|| book.language.clone()), direction)
}

/// The language of a page as far as its path tells. In a book in one language it is that language, or
/// that of the original, where the page stands in for a translation.
pub fn language_of_path(path: &str, config: &Config) -> Option<String> {
    match &config.site.edition {
        Some(edition) if edition.stand_ins.contains(path) => Some(edition.original.clone()),
        Some(edition) => config.language.clone().or_else(|| Some(edition.language.clone())),
        None => folder_language(path, &config.pages),
    }
}

/// The language of the folder that a page is in, where the folder's name is
/// that of a language. Names that are words too, such as `it` and `hr`, are
/// not taken for languages.
fn folder_language(path: &str, pages: &str) -> Option<String> {
    let below = path.strip_prefix(pages)?.trim_start_matches('/');
    let (first, _) = below.split_once('/')?;
    is_known(first).then(|| tag(first)).flatten()
}

/// Says where a page's language is no language tag.
pub(crate) fn check_language(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(lang) = page.front.lang.as_ref().filter(|lang| tag(&lang.value).is_none()) {
        diagnostics.push(
            Diagnostic::new(
                &rules::LANGUAGE_TAG,
                &page.source,
                lang.span,
                format!("`{}` is not a language tag", lang.value),
            )
            .hint("write a tag such as `en`, `cy` or `ar-EG`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_languages_are_told_from_words() {
        for (path, language) in [
            ("content/cy/live.md", Some("cy")),
            ("content/pt-br/live.md", Some("pt-BR")),
            ("content/it/live.md", None),
            ("content/hr/live.md", None),
            ("content/live.md", None),
            ("content/team/cy/live.md", None),
        ] {
            assert_eq!(folder_language(path, "content").as_deref(), language, "{path}");
        }
    }
}
