//! The opening of a long book: its chapters appear one by one, each laid out alone, while the
//! whole is laid out for the first time.
//!
//! On a busy machine the whole takes minutes, and may never come within its limit; then the
//! chapters are what there is to see.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::snapshot::of_page;
use super::{Draft, Preview, Snapshot};
use crate::parallel::{self, lock};

/// Shows a book from a chapter on, if it is long and nothing of it was laid out before. The first
/// chapter is there when this returns; the others follow from a thread.
pub(super) fn begin(preview: &Arc<Preview>, edition: &Snapshot, first: usize) {
    if edition.made_handbook().is_some() || lock(&preview.paged).is_some() || !edition.is_long() {
        return;
    }
    let Ok(count) = edition.book().map(|book| book.chapters.len()) else { return };
    let first = if first < count { first } else { 0 };
    chapter(preview, edition, first);
    if preview.opening.swap(true, Ordering::SeqCst) {
        return;
    }
    let own = preview.clone();
    let others = move || {
        for at in (first + 1..count).chain(0..first) {
            let Some(edition) = own.shown().edition else { break };
            let same = edition.book().is_ok_and(|book| book.chapters.len() == count);
            if edition.made_handbook().is_some() || !same {
                break;
            }
            chapter(&own, &edition, at);
        }
        own.opening.store(false, Ordering::SeqCst);
    };
    let thread = std::thread::Builder::new().stack_size(parallel::STACK).spawn(others);
    if thread.is_err() {
        preview.opening.store(false, Ordering::SeqCst);
    }
}

/// Shows one chapter of an edition, unless a draft of it is shown.
fn chapter(preview: &Preview, edition: &Snapshot, at: usize) {
    let Some(page) = edition.source(at) else { return };
    if lock(&preview.drafts).has(at, of_page(page)) {
        return;
    }
    // A page that takes too long alone would do so within the book.
    let seconds = edition.project.config.limits.preview_seconds;
    if let Some(draft) = Draft::of_chapter(edition, at, seconds) {
        lock(&preview.drafts).add(Arc::new(draft));
        preview.tell();
    }
}
