//! A page's title, the levels of its headings, and the ids in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::limits;
use crate::model::visit::{self, Visit, VisitMut};
use crate::model::{Attributes, Block, BlockKind, Inline, InlineKind, Span, Written, plain_text, typed_text};
use crate::source::Page;
use crate::{names, paths};

/// The places of a chapter that links can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    /// Ids as links write them, with what they are in the settled chapter;
    /// nothing for the chapter's opening.
    ids: BTreeMap<String, Option<String>>,
    /// The words of headings, captions and titles that have an id.
    titles: BTreeMap<String, String>,
}

impl Anchors {
    /// What an id is in the settled chapter (nothing for its opening), and
    /// whether only capitals told them apart; `None` where it is not there.
    pub fn find(&self, fragment: &str) -> Option<(Option<String>, bool)> {
        let fragment = names::composed(fragment);
        if let Some(id) = self.ids.get(&*fragment) {
            return Some((id.clone(), false));
        }
        // Browsers take both to mean the top of the page.
        if fragment.eq_ignore_ascii_case("top") {
            return Some((None, false));
        }
        let folded = fragment.to_lowercase();
        let in_other_capitals = self.ids.iter().find(|(id, _)| id.to_lowercase() == folded);
        if let Some((_, id)) = in_other_capitals {
            return Some((id.clone(), true));
        }
        // Generators make other ids of the same words: one hyphen for several, none of the digits
        // in front, `_1` for a second heading. What only one place can mean is meant.
        let signs = names::signs(&fragment);
        let mut meant = self.ids.iter().filter(|(id, _)| !signs.is_empty() && names::signs(id) == signs);
        match (meant.next(), meant.next()) {
            (Some((_, id)), None) => Some((id.clone(), false)),
            _ => None,
        }
    }

    /// What the place of an id is called: the words of its heading or caption.
    pub fn title(&self, id: &str) -> Option<&str> {
        self.titles.get(id).map(String::as_str).filter(|title| !title.is_empty())
    }

    /// The ids, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }
}

/// Takes the title out of a page, brings its headings' levels in order from 2
/// without a gap, and gives every heading an id that is unique in the page.
/// `called` is what the site's navigation calls the page, for one that says nothing itself.
pub(super) fn prepare(
    page: &mut Page,
    called: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, Anchors) {
    let mut anchors = Anchors::default();
    let title = short(title(page, called, &mut anchors, diagnostics), page, diagnostics);
    levels(page, diagnostics);
    ids(page, &mut anchors, diagnostics);
    // Layouts give the title an id of its words.
    anchors.ids.entry(names::heading_id(&title)).or_insert(None);
    (title, anchors)
}

/// The title: the front matter's, else that of the heading that opens the page and has none of its
/// level or above beside it, else what navigation calls it, else one made from the file's name.
fn title(
    page: &mut Page,
    called: Option<&str>,
    anchors: &mut Anchors,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let front = page.front.title.as_ref().map(|title| title.value.trim()).filter(|title| !title.is_empty());
    let mut title = front.map(str::to_owned);
    let opening = opening_heading(&page.blocks).map(|heading| plain_text(heading).trim().to_owned());
    if let Some(words) = opening.filter(|words| !words.is_empty())
        && title.as_ref().is_none_or(|title| names::folded(title) == names::folded(&words))
        && let Some(block) = take_opening(&mut page.blocks)
    {
        if let BlockKind::Heading { content, .. } = &block.kind
            && holds_more_than_words(content)
        {
            diagnostics.push(
                Diagnostic::new(
                    &rules::TITLE_PLAIN,
                    page.source_of(block.span),
                    block.span,
                    "a title is plain words, and this one holds a link, a note or a picture",
                )
                .hint("move it into the paragraph below"),
            );
        }
        let id = block.attributes.id.unwrap_or_else(|| names::heading_id(&words));
        anchors.ids.insert(clean_id(&id), None);
        title.get_or_insert(words);
    } else if let Some(said) = title.as_deref().or(called)
        && let Some(block) = take_repeated(&mut page.blocks, &names::folded(said))
    {
        // What stands above it, such as the way here, is no reason to print the title twice.
        anchors.ids.insert(clean_id(&block.attributes.id.unwrap_or_else(|| names::heading_id(said))), None);
    }
    let called = called.map(str::trim).filter(|called| !called.is_empty()).map(str::to_owned);
    title.or(called).unwrap_or_else(|| {
        let title = names::title(match paths::stem(&page.source.path) {
            stem if paths::is_index(&page.source.path) => match paths::name(paths::folder(&page.source.path))
            {
                "" => stem,
                folder => folder,
            },
            stem => stem,
        });
        diagnostics.push(
            Diagnostic::new(
                &rules::TITLE_MISSING,
                &page.source,
                Span::new(0, 0),
                format!("the page has no title, so it is called `{title}` after its file"),
            )
            .hint(format!("add `title: {title}` to the front matter")),
        );
        title
    })
}

/// A title that is no longer than titles may be.
fn short(title: String, page: &Page, diagnostics: &mut Vec<Diagnostic>) -> String {
    let Some((end, _)) = title.char_indices().nth(limits::TITLE_LETTERS) else { return title };
    let span = page.front.title.as_ref().map_or(Span::new(0, 0), |title| title.span);
    let (letters, most) = (title.chars().count(), limits::TITLE_LETTERS);
    let message = format!("the title has {letters} letters; those after {most} are left out");
    diagnostics.push(
        Diagnostic::new(&rules::TITLE_LENGTH, page.source_of(span), span, message)
            .hint("write a short title, and the rest as a paragraph"),
    );
    format!("{}…", title[..end].trim_end())
}

/// The words of the heading that opens a page, if it is the page's title: one of level 1, or one
/// of any level that no other heading equals. Navigation may stand above it.
fn opening_heading(blocks: &[Block<Written>]) -> Option<&[Inline<Written>]> {
    let (level, content) = first_heading(blocks)?;
    let mut levels = Levels(Vec::new());
    levels.read(blocks);
    let equals = levels.0.iter().filter(|other| **other <= level).count();
    (level == 1 || equals == 1).then_some(content)
}

fn first_heading(blocks: &[Block<Written>]) -> Option<(u8, &[Inline<Written>])> {
    match &blocks.iter().find(|block| !passes_for_nothing(block))?.kind {
        BlockKind::Heading { level, content } => Some((*level, content)),
        BlockKind::Division { blocks } => first_heading(blocks),
        _ => None,
    }
}

/// The levels of a page's headings, save for those in quotes, lists and tables.
struct Levels(Vec<u8>);

impl Levels {
    fn read(&mut self, blocks: &[Block<Written>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { level, .. } => self.0.push(*level),
                BlockKind::Division { blocks } => self.read(blocks),
                _ => {}
            }
        }
    }
}

fn take_opening(blocks: &mut Vec<Block<Written>>) -> Option<Block<Written>> {
    let first = blocks.iter().position(|block| !passes_for_nothing(block))?;
    match &mut blocks[first].kind {
        BlockKind::Division { blocks } => take_opening(blocks),
        _ => Some(blocks.remove(first)),
    }
}

/// Takes a page's first heading where it is of level 1 and its words are the title's.
fn take_repeated(blocks: &mut Vec<Block<Written>>, title: &str) -> Option<Block<Written>> {
    for at in 0..blocks.len() {
        match &mut blocks[at].kind {
            BlockKind::Heading { level, content } => {
                let is_title = *level == 1
                    && names::folded(plain_text(content).trim()) == title
                    && !holds_more_than_words(content);
                return is_title.then(|| blocks.remove(at));
            }
            BlockKind::Division { blocks } => {
                let mut levels = Levels(Vec::new());
                levels.read(blocks);
                if !levels.0.is_empty() {
                    return take_repeated(blocks, title);
                }
            }
            _ => {}
        }
    }
    None
}

fn passes_for_nothing(block: &Block<Written>) -> bool {
    matches!(block.kind, BlockKind::Navigation { .. } | BlockKind::Contents)
}

fn holds_more_than_words(content: &[Inline<Written>]) -> bool {
    content.iter().any(|inline| {
        matches!(inline.kind, InlineKind::Link { .. } | InlineKind::Image(_) | InlineKind::Note { .. })
            || inline.kind.content().is_some_and(holds_more_than_words)
    })
}

/// Visits a page's blocks, then its notes.
pub(super) fn visit(page: &mut Page, visitor: &mut dyn VisitMut<Written>) {
    visit::blocks_mut(&mut page.blocks, visitor);
    for note in &mut page.notes {
        visit::blocks_mut(&mut note.blocks, visitor);
    }
}

/// Brings levels in order.
fn levels(page: &mut Page, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = Seen::default();
    visit::blocks_mut(&mut page.blocks, &mut seen);
    seen.within = usize::MAX;
    page.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut seen));
    let seen = seen.headings;
    let least = seen.iter().filter(|heading| !heading.within).map(|heading| heading.level).min().unwrap_or(2);
    let mut open: Vec<u8> = Vec::new();
    let mut settled = Vec::with_capacity(seen.len());
    let mut before: Option<u8> = None;
    let mut repeated: Vec<Span> = Vec::new();
    for Heading { span, level, within } in &seen {
        if *within {
            settled.push(level_in(&open));
            continue;
        }
        let skipped = match before {
            None if *level > least => {
                Some(format!("the first heading is of level {level}, and others are of level {least}"))
            }
            Some(before) if *level > before + 1 => {
                Some(format!("heading level {level} follows level {before}"))
            }
            _ => None,
        };
        if let Some(message) = skipped {
            let expected = before.map_or(least, |before| before + 1);
            diagnostics.push(
                Diagnostic::new(&rules::SKIPPED_HEADING, page.source_of(*span), *span, message)
                    .hint(format!("make it level {expected}")),
            );
        } else if *level == 1 {
            repeated.push(*span);
        }
        before = Some(*level);
        while open.last().is_some_and(|last| last >= level) {
            open.pop();
        }
        settled.push(level_in(&open));
        open.push(*level);
    }
    visit(page, &mut Relevel(settled.into_iter()));
    diagnostics.extend(repeated_titles(page, &repeated));
}

/// The level of a heading in the sections that are open.
fn level_in(open: &[u8]) -> u8 {
    u8::try_from(open.len() + 2).unwrap_or(6).min(6)
}

/// Says once that a page has headings of level 1 beside its title.
fn repeated_titles(page: &Page, headings: &[Span]) -> Option<Diagnostic> {
    let first = *headings.first()?;
    let message = match headings.len() - 1 {
        0 => "the page has a title already, so this heading of level 1 becomes a section".to_owned(),
        more => format!(
            "the page has a title already, so this heading of level 1 and {more} more become sections"
        ),
    };
    let diagnostic = Diagnostic::new(&rules::TITLE_REPEATED, page.source_of(first), first, message);
    Some(diagnostic.hint("make it level 2, and those below it one level lower"))
}

/// A heading as it is written.
struct Heading {
    span: Span,
    level: u8,
    /// Whether it stands in a table or a note, where it is no section of the page.
    within: bool,
}

#[derive(Default)]
struct Seen {
    headings: Vec<Heading>,
    /// How many of the headings that come next stand in a table or a note.
    within: usize,
}

impl VisitMut<Written> for Seen {
    fn block(&mut self, block: &mut Block<Written>) {
        match block.kind {
            BlockKind::Table { .. } => {
                let mut inside = Headings(0);
                visit::blocks(std::slice::from_ref(block), &mut inside);
                self.within = self.within.max(inside.0);
            }
            BlockKind::Heading { level, .. } => {
                self.headings.push(Heading { span: block.span, level, within: self.within > 0 });
                self.within = self.within.saturating_sub(1);
            }
            _ => {}
        }
    }
}

/// Counts headings.
struct Headings(usize);

impl Visit<Written> for Headings {
    fn block(&mut self, block: &Block<Written>) {
        self.0 += usize::from(matches!(block.kind, BlockKind::Heading { .. }));
    }
}

struct Relevel(std::vec::IntoIter<u8>);

impl VisitMut<Written> for Relevel {
    fn block(&mut self, block: &mut Block<Written>) {
        if let BlockKind::Heading { level, .. } = &mut block.kind
            && let Some(settled) = self.0.next()
        {
            *level = settled;
        }
    }
}

/// Makes ids unique and gives one to each heading without.
fn ids(page: &mut Page, anchors: &mut Anchors, diagnostics: &mut Vec<Diagnostic>) {
    let mut explicit = Explicit::default();
    visit(page, &mut explicit);
    let mut taken: BTreeSet<String> = explicit.first.keys().cloned().collect();
    taken.extend(anchors.ids.keys().cloned());
    for (id, span, first) in explicit.repeated {
        diagnostics.push(
            Diagnostic::new(
                &rules::DUPLICATE_ID,
                page.source_of(span),
                span,
                format!("the id `{id}` stands in this page already"),
            )
            .related(page.source_of(first), first, "it is here first")
            .hint("give one of them another id"),
        );
    }
    let mut naming = Naming { taken, seen: BTreeSet::new(), anchors, second: Vec::new() };
    visit(page, &mut naming);
    // A heading with an id of its own is found by its words as well.
    for (words, id) in naming.second {
        anchors.ids.entry(words).or_insert(Some(id));
    }
}

#[derive(Default)]
struct Explicit {
    first: BTreeMap<String, Span>,
    repeated: Vec<(String, Span, Span)>,
}

impl VisitMut<Written> for Explicit {
    fn attributes(&mut self, span: Span, attributes: &mut Attributes) {
        let Some(id) = attributes.id.take() else { return };
        let id = clean_id(&id);
        if id.is_empty() {
            return;
        }
        match self.first.get(&id) {
            Some(first) => self.repeated.push((id.clone(), span, *first)),
            None => {
                self.first.insert(id.clone(), span);
            }
        }
        attributes.id = Some(id);
    }
}

struct Naming<'a> {
    taken: BTreeSet<String>,
    seen: BTreeSet<String>,
    anchors: &'a mut Anchors,
    /// The ids that headings would have by their words, with those that they have.
    second: Vec<(String, String)>,
}

impl VisitMut<Written> for Naming<'_> {
    fn attributes(&mut self, _span: Span, attributes: &mut Attributes) {
        if let Some(id) = &mut attributes.id {
            if !self.seen.insert(id.clone()) {
                *id = names::unique(id, 1, &mut self.taken);
                self.seen.insert(id.clone());
            }
            self.anchors.ids.insert(id.clone(), Some(id.clone()));
        }
    }

    fn block(&mut self, block: &mut Block<Written>) {
        let title = match &block.kind {
            BlockKind::Heading { content, .. } => Some(plain_text(content)),
            BlockKind::Figure { caption, .. } | BlockKind::Table { caption, .. } => Some(plain_text(caption)),
            BlockKind::Admonition { title, .. } => title.as_ref().map(|title| plain_text(title)),
            BlockKind::Details { summary, .. } => Some(plain_text(summary)),
            _ => None,
        };
        let Some(title) = title else { return };
        if let BlockKind::Heading { content, .. } = &block.kind {
            let by_words = names::heading_id(&typed_text(content));
            match &block.attributes.id {
                Some(id) => self.second.push((by_words, id.clone())),
                None => {
                    let id = names::unique(&by_words, 1, &mut self.taken);
                    self.seen.insert(id.clone());
                    self.anchors.ids.insert(id.clone(), Some(id.clone()));
                    block.attributes.id = Some(id);
                }
            }
        }
        if let Some(id) = &block.attributes.id {
            self.anchors.titles.insert(id.clone(), title.trim().to_owned());
        }
    }
}

/// An id without what HTML forbids in one, in composed form.
fn clean_id(id: &str) -> String {
    let words: Vec<&str> =
        id.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    names::composed(&words.join("-")).into_owned()
}
