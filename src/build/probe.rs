//! Which of a book's material the layout engine refuses, found by laying out each piece of it alone:
//! the rest of the book is then built without it.

use std::sync::Arc;

use crate::book::{Book, StoredPicture, select};
use crate::diagnostic::{Diagnostic, Source, rules};
use crate::handbook;
use crate::model::visit::{self, VisitMut};
use crate::model::{Block, BlockKind, Image, Inline, InlineKind, Picture, Resolved, Span};
use crate::parallel;
use crate::typeset::Job;

/// What stands in the place of a page that cannot be laid out.
const INSTEAD: &str = "[…]";

/// The book without the fonts, pictures and pages that the engine refuses, and a diagnostic for
/// each; none where it takes every one of them.
pub(super) fn without_refused(book: &Book, options: &handbook::Options) -> Option<(Book, Vec<Diagnostic>)> {
    let mut rest = book.clone();
    let mut found = fonts(&mut rest);
    found.extend(pictures(&mut rest));
    if found.is_empty() {
        found = pages(&mut rest, options);
    }
    (!found.is_empty()).then_some((rest, found))
}

/// Takes the fonts out that cannot be embedded.
fn fonts(book: &mut Book) -> Vec<Diagnostic> {
    let kept = parallel::map(std::mem::take(&mut book.fonts), |font| {
        let refused = Job::refuses_font(&font);
        (font, refused)
    });
    let mut found = Vec::new();
    for (font, refused) in kept {
        if refused {
            let family = font.info().family.clone();
            let source = Arc::new(Source { path: "fonts".to_owned(), text: String::new() });
            let message = format!("the font `{family}` cannot be embedded; other fonts take its place");
            found.push(
                Diagnostic::new(&rules::BROKEN_FONT, &source, Span::default(), message)
                    .hint("replace the file by a whole one"),
            );
        } else {
            book.fonts.push(font);
        }
    }
    found
}

/// Takes the pictures out that cannot be drawn.
fn pictures(book: &mut Book) -> Vec<Diagnostic> {
    let all: Vec<(usize, StoredPicture)> = book.pictures.iter().cloned().enumerate().collect();
    let fonts = book.fonts.clone();
    let tried = parallel::map(all, |(at, picture)| Job::refuses_picture(&picture, &fonts).then_some(at));
    let refused: Vec<usize> = tried.into_iter().flatten().collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let mut out = TakeOut { refused: &refused };
    for chapter in &mut book.chapters {
        visit::blocks_mut(&mut chapter.blocks, &mut out);
        chapter.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut out));
    }
    let mut found = Vec::new();
    for at in refused {
        let picture = &mut book.pictures[at];
        let name = picture.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("the picture");
        found.extend(picture.places.iter().map(|place| {
            let message = format!("`{name}` cannot be drawn by the layout engine");
            Diagnostic::new(&rules::BROKEN_IMAGE, &place.source, place.span, message)
                .hint("save the picture again, or as PNG")
        }));
        // Nothing shows it, and all that is given to the engine is read by it.
        picture.bytes = Arc::new(Vec::new());
    }
    found
}

struct TakeOut<'a> {
    refused: &'a [usize],
}

impl VisitMut<Resolved> for TakeOut<'_> {
    fn image(&mut self, _span: Span, image: &mut Image<Resolved>) {
        if matches!(image.picture, Picture::Stored { picture } if self.refused.contains(&picture)) {
            image.picture = Picture::Missing;
        }
    }
}

/// Takes the text of the pages out that cannot be laid out, found by halves.
fn pages(book: &mut Book, options: &handbook::Options) -> Vec<Diagnostic> {
    let all: Vec<usize> = (0..book.chapters.len()).collect();
    let mut refused = Vec::new();
    halve(book, &all, options, &mut refused);
    let mut found = Vec::new();
    for at in refused {
        let chapter = &mut book.chapters[at];
        let text = Inline::new(Span::default(), InlineKind::Text { text: INSTEAD.to_owned() });
        chapter.blocks = vec![Block::new(Span::default(), BlockKind::Paragraph { content: vec![text] })];
        chapter.notes.clear();
        let message = "the layout engine gives up on the page; its text is left out".to_owned();
        found.push(
            Diagnostic::new(&rules::PAGE_LAYOUT, &chapter.place.source, Span::default(), message)
                .hint("look for thousands of marks or unseen characters in a row, and for tables in tables"),
        );
    }
    found
}

fn halve(book: &Book, some: &[usize], options: &handbook::Options, refused: &mut Vec<usize>) {
    let slugs: Vec<String> = some.iter().map(|at| book.chapters[*at].slug.clone()).collect();
    let Ok(part) = select(book.clone(), &slugs) else { return };
    // In a thread of its own, which has the stack that documents take.
    let fine = || handbook::lay_out_once(&part, options).and_then(handbook::LaidOut::write).is_ok();
    if parallel::map(vec![()], |()| fine()).into_iter().all(|fine| fine) {
        return;
    }
    if let [one] = some {
        refused.push(*one);
        return;
    }
    let (first, second) = some.split_at(some.len() / 2);
    halve(book, first, options, refused);
    halve(book, second, options, refused);
}
