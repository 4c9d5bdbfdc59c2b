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
    for chapter in book.chapters_mut() {
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

/// Takes the blocks of pages out that cannot be laid out, found by halves.
fn pages(book: &mut Book, options: &handbook::Options) -> Vec<Diagnostic> {
    let all: Vec<usize> = (0..book.chapters.len()).collect();
    let mut refused = Vec::new();
    halves(&all, &mut refused, &|some| refusal(book, some, options));
    let mut found = Vec::new();
    for (chapter, why) in refused {
        let blocks: Vec<usize> = (0..book.chapters[chapter].blocks.len()).collect();
        let mut out = Vec::new();
        halves(&blocks, &mut out, &|some| {
            let mut part = book.clone();
            let kept = &book.chapters[chapter].blocks;
            part.chapters_mut()[chapter].blocks = some.iter().map(|at| kept[*at].clone()).collect();
            refusal(&part, &[chapter], options)
        });
        let page = &mut book.chapters_mut()[chapter];
        let text = || Inline::new(Span::default(), InlineKind::Text { text: INSTEAD.to_owned() });
        let instead = || Block::new(Span::default(), BlockKind::Paragraph { content: vec![text()] });
        if out.is_empty() {
            // It is a note, or the page as a whole.
            page.notes.clear();
            page.blocks = vec![instead()];
            found.push(given_up(&page.place.source, Span::default(), "the page", &why));
        }
        for (block, why) in out {
            let span = page.blocks[block].span;
            found.push(given_up(&page.place.source, span, "what stands here", &why));
            page.blocks[block] = instead();
        }
    }
    found
}

fn given_up(source: &Arc<Source>, span: Span, what: &str, why: &str) -> Diagnostic {
    let message = format!("the layout engine gives up on {what}, which is left out: {why}");
    Diagnostic::new(&rules::PAGE_LAYOUT, source, span, message)
        .hint("look for thousands of marks or unseen characters in a row, and for tables in tables")
}

/// Why a book of some chapters cannot be laid out; none where it can.
fn refusal(book: &Book, some: &[usize], options: &handbook::Options) -> Option<String> {
    let slugs: Vec<String> = some.iter().map(|at| book.chapters[*at].slug.clone()).collect();
    let part = select(book.clone(), &slugs).ok()?;
    // In a thread of its own, which has the stack that documents take.
    let faults = || handbook::lay_out_once(&part, options).and_then(handbook::LaidOut::write).err();
    let faults = parallel::map(vec![()], |()| faults()).into_iter().flatten().next()?;
    Some(faults.first().map_or_else(|| "it does not say why".to_owned(), |fault| fault.message.clone()))
}

/// Those of `some` that are refused by themselves, with the reason, found by halves.
fn halves(some: &[usize], refused: &mut Vec<(usize, String)>, refusal: &dyn Fn(&[usize]) -> Option<String>) {
    if some.is_empty() {
        return;
    }
    let Some(why) = refusal(some) else { return };
    if let [one] = some {
        refused.push((*one, why));
        return;
    }
    let (first, second) = some.split_at(some.len() / 2);
    halves(first, refused, refusal);
    halves(second, refused, refusal);
}
