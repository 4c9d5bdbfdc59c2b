//! Where the site root is, for a folder of pages that was named without it.

use std::collections::BTreeSet;

use super::headings;
use super::paths;
use super::walk::Visitor;
use crate::model::{Block, BlockKind, Image, Inline, InlineKind, NavigationLink, Span, Written};
use crate::source::Page;

/// How many folders above theirs the site root lies, by what the pages say.
///
/// The pages are read with their own folder as the root. `above` has the names
/// of the folders they are in, the outermost first and their own last. A page
/// `live.md` in `service-manual/phases` that others call
/// `/service-manual/phases/live.html` says that the root is two folders up.
/// Nothing said is 0.
pub fn folders_above(pages: &mut [Page], above: &[&str]) -> usize {
    let keys: Vec<String> = pages.iter().map(|page| paths::key(&page.source.path)).collect();
    let mut heard = Absolute::default();
    for page in pages {
        headings::visit(page, &mut heard);
    }
    let prefix = |up: usize| above[above.len() - up..].join("/");
    let most = |votes: &dyn Fn(&str) -> usize| {
        let mut best = (0, 0);
        for up in 0..=above.len() {
            let votes = votes(&prefix(up));
            if votes > best.0 {
                best = (votes, up);
            }
        }
        (best.0 > 0).then_some(best.1)
    };
    let by_links = most(&|prefix| {
        let keys: BTreeSet<String> = keys.iter().map(|key| paths::key(&format!("{prefix}/{key}"))).collect();
        heard.links.iter().filter(|target| keys.contains(*target)).count()
    });
    // Pages that name no other still name their pictures, which stand in a
    // folder beside them or above.
    let by_pictures = || {
        most(&|prefix| {
            let first = prefix.split('/').next().unwrap_or("");
            let beside = |path: &&String| !first.is_empty() && path.split('/').next() == Some(first);
            heard.pictures.iter().filter(beside).count()
        })
    };
    by_links.or_else(by_pictures).unwrap_or(0)
}

/// The site-absolute paths that pages name.
#[derive(Default)]
struct Absolute {
    links: Vec<String>,
    pictures: Vec<String>,
}

impl Absolute {
    fn link(&mut self, target: &str) {
        if target.starts_with('/') && !target.starts_with("//") {
            let path = target.split(['?', '#']).next().unwrap_or("");
            self.links.push(paths::key(&paths::join("", &paths::decode(path))));
        }
    }
}

impl Visitor<Written> for Absolute {
    fn block(&mut self, block: &mut Block<Written>) {
        if let BlockKind::Media { target, .. } = &block.kind {
            self.link(target);
        }
    }

    fn inline(&mut self, inline: &mut Inline<Written>) {
        if let InlineKind::Link { target, .. } = &inline.kind {
            self.link(target);
        }
    }

    fn navigation(&mut self, link: &mut NavigationLink<Written>) {
        self.link(&link.target);
    }

    fn image(&mut self, _span: Span, image: &mut Image<Written>) {
        if image.picture.starts_with('/') && !image.picture.starts_with("//") {
            self.pictures.push(paths::join("", &paths::decode(&image.picture)));
        }
    }
}
