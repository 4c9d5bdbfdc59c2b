//! What has changed since an earlier edition: a list that leads to each mark.

use super::chapter_file;
use super::document::{Local, local};
use super::pages;
use super::values::{fragment, language};
use super::xhtml::Xhtml;
use crate::book::{Book, ChangedPlace, Chapter, PlaceChange};

/// The file of the list.
pub const CHANGES: &str = "changes.xhtml";

/// The page of the changes; none where the book marks none.
pub fn page(book: &Book) -> Option<String> {
    let revision = book.revision.as_ref()?;
    let own = local(&book.metadata.language);
    let mut page = Xhtml::default();
    page.open("section", &[("role", Some("doc-introduction")), ("aria-labelledby", Some("changes"))]).line();
    page.leaf("h1", &own.with(&[("id", Some("changes"))]), &own.changes.title).line();
    let since = own.changes.since.replace("{edition}", &revision.since);
    page.leaf("p", &own.with(&[("class", Some("subtitle"))]), &since).line();
    page.leaf("p", &own.with(&[]), &own.changes.marks).line();
    for (position, chapter) in book.chapters.iter().enumerate() {
        if !chapter.changes.is_empty() {
            self::chapter(book, position, chapter, &mut page);
        }
    }
    if !revision.removed.is_empty() {
        page.leaf("h2", &own.with(&[]), &own.changes.removed_pages).line();
        page.open("ul", &[]).line();
        for title in &revision.removed {
            page.leaf("li", &[], title).line();
        }
        page.close().line();
    }
    page.close();
    Some(pages::page(book, &own.changes.title, "changes", page))
}

/// The changes of a chapter, below its title.
fn chapter(book: &Book, position: usize, chapter: &Chapter, page: &mut Xhtml) {
    let own = local(&book.metadata.language);
    let file = format!("chapters/{}", chapter_file(position, &chapter.slug));
    let lang = language(&chapter.language).filter(|_| chapter.language != book.metadata.language);
    let lang = [("lang", lang.as_deref()), ("xml:lang", lang.as_deref())];
    page.open("h2", &lang).leaf("a", &[("href", Some(&file))], &chapter.title).close().line();
    let changes = &chapter.changes;
    if changes.is_new {
        page.leaf("p", &own.with(&[("class", Some("changes-kind"))]), &own.changes.new_page).line();
        return;
    }
    if let Some(title) = &changes.title_was {
        page.leaf("p", &own.with(&[]), &own.changes.title_was.replace("{title}", title)).line();
    }
    if changes.places.is_empty() {
        return;
    }
    page.open("ul", &[]).line();
    for place in &changes.places {
        let href = format!("{file}{}", fragment(&place.id));
        page.open("li", &lang).open("a", &[("href", Some(&href))]);
        page.text(&said(own, place)).close();
        if let Some(section) = &place.section {
            page.text(" · ").text(section);
        }
        page.close().line();
    }
    page.close().line();
}

/// A change in words.
fn said(own: Local, place: &ChangedPlace) -> String {
    let template = match place.kind {
        PlaceChange::New => &own.changes.new,
        PlaceChange::Reworded => &own.changes.reworded,
        PlaceChange::Removed => &own.changes.removed,
    };
    template.replace("{words}", &place.words)
}
