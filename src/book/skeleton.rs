//! What the rest of a book needs of a page to be set around it.

use crate::model::visit::{self, Visit};
use crate::model::{Attributes, Block, BlockKind, Inline, InlineKind, NavigationLink, Span, Written};
use crate::source::Page;

/// A page without its prose. What other pages can see of it stays: its front
/// matter and title, headings and ids, which links lead to, links to
/// neighbours, which make the order of the book, and abbreviations, which are
/// spelled out once. A book that is settled with skeletons in the place of all
/// other pages has the remaining one as the whole book has it.
pub fn skeleton(page: &Page) -> Page {
    let mut abbreviations = Abbreviations::default();
    let mut page = Page { diagnostics: Vec::new(), ..page.clone() };
    visit::blocks(&page.blocks, &mut abbreviations);
    page.blocks = bones(std::mem::take(&mut page.blocks));
    if let Some(first) = abbreviations.0.first() {
        page.blocks.push(Block {
            number: 0,
            span: first.span,
            attributes: Attributes::default(),
            kind: BlockKind::Paragraph { content: abbreviations.0 },
        });
    }
    page
}

fn bones(blocks: Vec<Block<Written>>) -> Vec<Block<Written>> {
    let mut kept = Vec::new();
    for (at, mut block) in blocks.into_iter().enumerate() {
        if let BlockKind::Division { blocks } = &mut block.kind {
            *blocks = bones(std::mem::take(blocks));
            kept.push(block);
        } else if is_seen(&block) {
            kept.push(block);
        } else if at == 0 {
            // A heading that does not open its page must not come to do so.
            kept.push(Block { kind: BlockKind::ThematicBreak, ..block });
        }
    }
    kept
}

/// Whether other pages can see something of a block.
fn is_seen(block: &Block<Written>) -> bool {
    let mut seen = Seen(matches!(block.kind, BlockKind::Contents));
    visit::blocks(std::slice::from_ref(block), &mut seen);
    seen.0
}

struct Seen(bool);

impl Visit<Written> for Seen {
    fn attributes(&mut self, _span: Span, attributes: &Attributes) {
        self.0 |= attributes.id.is_some();
    }

    fn block(&mut self, block: &Block<Written>) {
        self.0 |= matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Navigation { .. });
    }

    fn navigation(&mut self, _link: &NavigationLink<Written>) {
        self.0 = true;
    }
}

#[derive(Default)]
struct Abbreviations(Vec<Inline<Written>>);

impl Visit<Written> for Abbreviations {
    fn inline(&mut self, inline: &Inline<Written>) {
        if matches!(inline.kind, InlineKind::Abbreviation { .. }) {
            // Its id stays where it is.
            self.0.push(Inline { attributes: Attributes::default(), ..inline.clone() });
        }
    }
}
