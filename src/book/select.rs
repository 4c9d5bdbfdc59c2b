//! A smaller book: some chapters of a whole one.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use super::structure;
use super::{Book, StoredPicture};
use crate::model::visit::{self, VisitMut};
use crate::model::{Image, Picture, Resolved, Span, Target};
use crate::names;

/// A chapter that was asked for and is not in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSlug {
    /// What was asked for.
    pub slug: String,
    /// What could have been asked for, in the order of the book.
    pub available: Vec<String>,
}

impl fmt::Display for UnknownSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no page is called `{}`", self.slug)?;
        if let Some(near) = names::nearest(&self.slug, self.available.iter().map(String::as_str)) {
            write!(f, ", did you mean `{near}`")?;
        }
        write!(f, "; there are `{}`", self.available.join("`, `"))
    }
}

impl Error for UnknownSlug {}

/// The book with only the chapters of the given slugs, in the book's order.
/// Links to the others become addresses that print shows. With no slugs, the
/// whole book.
///
/// The error names the first slug that no chapter has.
pub fn select(mut book: Book, slugs: &[String]) -> Result<Book, UnknownSlug> {
    let mut wanted = BTreeSet::new();
    for slug in slugs {
        match book.chapters.iter().position(|chapter| chapter.slug == *slug) {
            Some(at) => wanted.insert(at),
            None => {
                let available = book.chapters.iter().map(|chapter| chapter.slug.clone()).collect();
                return Err(UnknownSlug { slug: slug.clone(), available });
            }
        };
    }
    if wanted.is_empty() || wanted.len() == book.chapters.len() {
        return Ok(book);
    }
    let addresses = book.chapters.iter().map(|chapter| chapter.address.clone()).collect();
    let mut new_index = vec![None; book.chapters.len()];
    for (new, old) in wanted.iter().enumerate() {
        new_index[*old] = Some(new);
    }
    let mut phase_index = vec![None; book.phases.len()];
    let mut phases = Vec::new();
    for (old, mut phase) in book.phases.into_iter().enumerate() {
        // A phase without its opening chapter opens with the next one of it.
        let first = wanted.iter().position(|at| book.chapters[*at].phase == Some(old));
        if let Some(chapter) = first {
            phase.chapter = chapter;
            phase_index[old] = Some(phases.len());
            phases.push(phase);
        }
    }
    book.phases = phases;
    book.chapters = Arc::new(wanted.iter().map(|at| book.chapters[*at].clone()).collect());
    let mut remap =
        Remap { new_index, addresses, pictures: Vec::new(), kept: vec![None; book.pictures.len()] };
    for (at, chapter) in book.chapters_mut().iter_mut().enumerate() {
        visit::blocks_mut(&mut chapter.blocks, &mut remap);
        for note in &mut chapter.notes {
            visit::blocks_mut(&mut note.blocks, &mut remap);
        }
        chapter.phase = chapter.phase.and_then(|phase| phase_index.get(phase).copied().flatten());
        chapter.previous = at.checked_sub(1);
        chapter.next = (at + 1 < wanted.len()).then_some(at + 1);
    }
    structure::settle(book.chapters_mut());
    book.revision =
        book.revision.take().filter(|_| book.chapters.iter().any(|page| !page.changes.is_empty()));
    // What is no more was on pages that nobody asked for.
    book.revision.iter_mut().for_each(|revision| revision.removed.clear());
    let mut all: Vec<Option<StoredPicture>> = book.pictures.into_iter().map(Some).collect();
    book.pictures = remap.pictures.iter().filter_map(|old| all.get_mut(*old)?.take()).collect();
    // A part of a book is another book to a reading system's library.
    let slugs: Vec<&str> = book.chapters.iter().map(|chapter| chapter.slug.as_str()).collect();
    let name = format!("{}\n{}", book.metadata.identifier, slugs.join("\n"));
    book.metadata.identifier = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string();
    Ok(book)
}

/// A link to a chapter that a book has not: to a place in it, where one is meant.
pub fn elsewhere(address: &str, id: Option<&str>) -> Target {
    Target::Elsewhere { address: id.map_or_else(|| address.to_owned(), |id| format!("{address}#{id}")) }
}

/// Brings positions in line with the smaller book.
struct Remap {
    /// For each chapter of the whole book, its position in the smaller one.
    new_index: Vec<Option<usize>>,
    addresses: Vec<String>,
    /// The pictures that are kept, by their old positions.
    pictures: Vec<usize>,
    /// For each picture of the whole book, its position in the smaller one.
    kept: Vec<Option<usize>>,
}

impl VisitMut<Resolved> for Remap {
    fn target(&mut self, target: &mut Target) {
        let Target::Chapter { chapter, id, .. } = target else { return };
        match self.new_index.get(*chapter).copied().flatten() {
            Some(new) => *chapter = new,
            None => {
                let address = self.addresses.get(*chapter).map(String::as_str).unwrap_or_default();
                *target = elsewhere(address, id.as_deref());
            }
        }
    }

    fn image(&mut self, _span: Span, image: &mut Image<Resolved>) {
        let Picture::Stored { picture } = &mut image.picture else { return };
        let Some(kept) = self.kept.get_mut(*picture) else { return };
        let old = *picture;
        let pictures = &mut self.pictures;
        *picture = *kept.get_or_insert_with(|| {
            pictures.push(old);
            pictures.len() - 1
        });
    }
}
