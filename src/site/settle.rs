//! Settling: read pages in, one book and all that is wrong out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::addresses::{Addresses, Entry};
use super::headings::{self, Anchors};
use super::pictures::{self, Pictures};
use super::resolve::Fold;
use super::{brand, diagrams, fields, glyphs, metadata, neighbours, order, phases, resources};
use crate::book::{Book, Chapter, Metadata, PageChanges, Phase};
use crate::book::{card_options, numbers, poster_options, structure};
use crate::config::languages::direction_of;
use crate::config::{Config, unknown_rule};
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Place, Source};
use crate::files::Files;
use crate::model::{AdmonitionSort, Attributes, Block, BlockKind, Inline, InlineKind, Resolved, Span};
use crate::source::{Page, Spanned};
use crate::theme::Theme;
use crate::{names, paths, words};

/// What settling makes.
#[derive(Debug)]
pub struct Settlement {
    /// The book; none only where there are no pages.
    pub book: Option<Book>,
    /// What is wrong with the site and its pages, the reader's findings
    /// included, in the order of the book and of each page's source. What the
    /// configuration or a page allows is not in it.
    pub diagnostics: Vec<Diagnostic>,
    /// The rules that pages let pass, by the paths of pages, for what is found
    /// when the book is laid out: see [`Config::weigh`].
    pub allowed: Vec<(String, String)>,
}

/// A page on its way into the book.
#[derive(Debug)]
pub(super) struct PageDraft {
    pub page: Page,
    pub title: String,
    pub slug: String,
    pub anchors: Anchors,
}

/// Makes pages into a book. Never fails: what cannot be settled is diagnosed,
/// and the book is made without it.
///
/// The order in which pages are given does not matter.
pub fn settle(files: &dyn Files, config: &Config, mut pages: Vec<Page>) -> Settlement {
    let mut diagnostics = Vec::new();
    pages.sort_by(|a, b| a.source.path.cmp(&b.source.path));
    pages.dedup_by(|a, b| a.source.path == b.source.path);
    if pages.is_empty() {
        return Settlement { book: None, diagnostics, allowed: Vec::new() };
    }
    for page in &mut pages {
        diagnostics.append(&mut page.diagnostics);
    }
    let mut diagnostics = once(diagnostics);
    let mut theme = resources::theme(files, config, &mut diagnostics);
    let logo = brand::logo(files, config, &mut diagnostics);
    let wanted = glyphs::wanted(config, &mut pages);

    let draft = |mut page: Page, found: &mut Vec<Diagnostic>| {
        let file = config.site.page(&page.source.path);
        let called = file.and_then(|file| file.title.as_deref());
        let (title, anchors) = headings::prepare(&mut page, called, found);
        let slug = own_slug(&page);
        PageDraft { page, title, slug, anchors }
    };
    let mut drafts = side_by_side(pages, draft, &mut diagnostics);
    let (addresses, hidden) = Addresses::new(config, entries(config, &drafts));
    hidden
        .into_iter()
        .for_each(|(page, first)| diagnostics.push(same_address(&drafts[page], &drafts[first])));
    let order = order::order(config, &mut drafts, &addresses, &theme, &mut diagnostics);
    let mut drafts = in_order(drafts, &order);
    unique_slugs(&mut drafts);
    let (addresses, _) = Addresses::new(config, entries(config, &drafts));

    let (phases, phase_of) = phases::phases(config, &drafts, &theme);
    phases::misspelt(&drafts, &theme, &mut diagnostics);
    fields::unprinted(config, &drafts, &mut diagnostics);
    let metadata = metadata::metadata(config, &drafts);
    title_of_index(&mut drafts, &metadata, &mut diagnostics);
    let mut pictures = pictures::gather(files, config, &mut drafts, &mut diagnostics);
    let fonts = glyphs::fonts(files, config, wanted, &pictures.stored, &mut diagnostics);
    brand::families(files, config, &fonts, &mut theme, &mut diagnostics);
    // Their letters are those of the pages, so fonts are settled first, by which they are measured.
    let of_phase =
        |phase: &Option<usize>| phase.and_then(|phase| phases.get(phase)).map(|phase| phase.colours);
    let colours: Vec<_> = phase_of.iter().map(|phase| of_phase(phase).unwrap_or(theme.neutral)).collect();
    diagrams::draw((&theme, &fonts), &colours, &mut drafts, &mut pictures, &mut diagnostics);

    let binder = ChapterBuilder {
        files,
        config,
        addresses: &addresses,
        pictures: &pictures,
        metadata: &metadata,
        theme: &theme,
        phases: &phases,
    };
    let mut sources = SourceOrder::default();
    drafts.iter().for_each(|draft| sources.note(&draft.page));
    let placed: Vec<_> = drafts.into_iter().zip(phase_of).enumerate().collect();
    let chapter = |(at, (draft, phase)), found: &mut Vec<Diagnostic>| binder.chapter(at, draft, phase, found);
    let mut chapters = side_by_side(placed, chapter, &mut diagnostics);
    structure::settle(&mut chapters);
    neighbours::settle(&mut chapters, &sources.places, &mut diagnostics);
    numbers::settle(&mut chapters);
    let diagnostics = config.weigh(diagnostics, &sources.allowed);
    let diagnostics = once_a_site(sources.sorted(diagnostics));
    let (chapters, pictures) = (Arc::new(chapters), pictures.stored);
    let book = Book { metadata, chapters, phases, pictures, logo, theme, fonts, revision: None };
    Settlement { book: Some(book), diagnostics, allowed: sources.allowed }
}

/// Makes something of each item, with what is wrong with it. Both keep the order of the items.
fn side_by_side<T: Send, R: Send>(
    items: Vec<T>,
    make: impl Fn(T, &mut Vec<Diagnostic>) -> R + Sync,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<R> {
    let noted = |item| {
        let mut found = Vec::new();
        (make(item, &mut found), found)
    };
    let made: Vec<(R, Vec<Diagnostic>)> = items.into_par_iter().map(noted).collect();
    let (made, found): (Vec<R>, Vec<Vec<Diagnostic>>) = made.into_iter().unzip();
    diagnostics.extend(found.into_iter().flatten());
    made
}

/// An index page of the whole site that says no title of its own has the book's.
fn title_of_index(drafts: &mut [PageDraft], metadata: &Metadata, diagnostics: &mut Vec<Diagnostic>) {
    let untitled = |index: &usize| metadata::is_called_after_file(&drafts[*index]);
    let Some(index) = order::root_index(drafts).filter(untitled) else { return };
    let draft = &mut drafts[index];
    if draft.title == metadata.title {
        // The book is called after this very file.
        return;
    }
    draft.title.clone_from(&metadata.title);
    let path = &draft.page.source.path;
    diagnostics.retain(|said| said.rule != &rules::TITLE_MISSING || said.place.source.path != *path);
}

/// Says once for the site that pages have no front matter: a site without any has a reason.
fn once(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is = |diagnostic: &Diagnostic| diagnostic.rule == &rules::FRONT_MATTER_MISSING;
    let more = diagnostics.iter().filter(|diagnostic| is(diagnostic)).count().saturating_sub(1);
    let mut first = true;
    diagnostics.retain(|diagnostic| !is(diagnostic) || std::mem::take(&mut first));
    if let Some(said) = diagnostics.iter_mut().find(|diagnostic| is(diagnostic)).filter(|_| more > 0) {
        let (pages, have) = if more == 1 { ("page", "has") } else { ("pages", "have") };
        said.message.push_str(&format!(", and {more} more {pages} {have} none"));
    }
    diagnostics
}

/// Says once, with a count, what the templates of many pages have in common, and once what several
/// pages include.
fn once_a_site(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let of_templates = |diagnostic: &Diagnostic| {
        diagnostic.rule == &rules::LIQUID || diagnostic.rule == &rules::UNKNOWN_EXTENSION
    };
    let mut said = BTreeSet::new();
    let place = |diagnostic: &Diagnostic| {
        let (path, span) = (diagnostic.place.source.path.clone(), diagnostic.place.span);
        (path, span.start, span.end, diagnostic.rule.code, diagnostic.message.clone())
    };
    let diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().filter(|diagnostic| said.insert(place(diagnostic))).collect();
    for diagnostic in diagnostics.iter().filter(|diagnostic| of_templates(diagnostic)) {
        *counts.entry(diagnostic.message.clone()).or_default() += 1;
    }
    let once = |mut diagnostic: Diagnostic| {
        if !of_templates(&diagnostic) {
            return Some(diagnostic);
        }
        let count = counts.remove(&diagnostic.message)?;
        if count > 1 {
            let places = if count == 2 { "place" } else { "places" };
            diagnostic.message.push_str(&format!(", here and in {} more {places}", count - 1));
        }
        Some(diagnostic)
    };
    diagnostics.into_iter().filter_map(once).collect()
}

/// What stays of pages once their trees are in the book.
#[derive(Default)]
struct SourceOrder {
    /// Each page's source and front matter, in the order of the book.
    places: Vec<(Arc<Source>, Span)>,
    /// The first page of the book that is made of a source.
    ranks: BTreeMap<String, usize>,
    /// The rules that pages let pass, by the sources they are made of.
    allowed: Vec<(String, String)>,
}

impl SourceOrder {
    fn note(&mut self, page: &Page) {
        let at = self.places.len();
        for source in std::iter::once(&page.source).chain(&page.included) {
            self.ranks.entry(source.path.clone()).or_insert(at);
            self.allowed
                .extend(page.front.allow.iter().map(|rule| (source.path.clone(), rule.value.clone())));
        }
        self.places.push((Arc::clone(&page.source), page.front.span));
    }

    /// In the order of the book; what concerns no page, first.
    fn sorted(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.sort_by(|a, b| {
            let key = |d: &Diagnostic| {
                (self.ranks.get(&d.place.source.path).copied(), d.place.span.start, d.place.span.end)
            };
            let paths = || a.place.source.path.cmp(&b.place.source.path);
            let ((rank_a, start_a, end_a), (rank_b, start_b, end_b)) = (key(a), key(b));
            rank_a.cmp(&rank_b).then_with(paths).then((start_a, end_a).cmp(&(start_b, end_b)))
        });
        diagnostics
    }
}

/// What turns a draft into a chapter.
struct ChapterBuilder<'a> {
    files: &'a dyn Files,
    config: &'a Config,
    addresses: &'a Addresses,
    pictures: &'a Pictures,
    metadata: &'a Metadata,
    theme: &'a Theme,
    phases: &'a [Phase],
}

impl ChapterBuilder<'_> {
    /// The chapter at position `at`. Its neighbours are settled later.
    fn chapter(
        &self,
        at: usize,
        mut draft: PageDraft,
        phase: Option<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Chapter {
        let blocks = std::mem::take(&mut draft.page.blocks);
        let notes = std::mem::take(&mut draft.page.notes);
        let page = &draft.page;
        let mut fold = Fold {
            addresses: self.addresses,
            pictures: self.pictures,
            files: self.files,
            at,
            page,
            diagnostics: Vec::new(),
        };
        let (mut blocks, notes) = (fold.blocks(blocks), fold.notes(notes));
        diagnostics.append(&mut fold.diagnostics);
        report_draft(page, diagnostics);
        let poster = poster_options::wishes(page, &blocks, diagnostics);
        let card = card_options::wishes(page, diagnostics);
        allowances(page, diagnostics);
        metadata::check_language(page, diagnostics);
        let (language, direction) = metadata::language_of(page, self.config, self.metadata);
        if self.config.site.stands_in(&page.source.path) {
            blocks.insert(0, untranslated(&self.metadata.language));
        }
        let front = &page.front;
        let text = |value: &Option<Spanned<String>>| {
            value.as_ref().map(|value| value.value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let colours = phase.and_then(|phase| self.phases.get(phase)).map(|phase| phase.colours);
        Chapter {
            subtitle: text(&front.subtitle),
            description: text(&front.description),
            draft: front.is_draft(),
            part: self.config.site.page(&page.source.path).and_then(|file| file.part.clone()),
            phase,
            colours: colours.unwrap_or(self.theme.neutral),
            team: text(&front.team),
            duration: text(&front.duration),
            language,
            direction,
            path: page.source.path.clone(),
            address: self.addresses.entries.get(at).map(|entry| self.addresses.of(entry)).unwrap_or_default(),
            slug: draft.slug,
            title: draft.title,
            blocks,
            notes,
            poster,
            card,
            place: Place {
                source: Arc::clone(&page.source),
                span: page.front.poster.as_ref().map_or(page.front.span, |poster| poster.span),
            },
            front_matter: page.front.all.clone(),
            previous: None,
            next: None,
            within: None,
            linked_from: Vec::new(),
            changes: PageChanges::default(),
        }
    }
}

fn entries(config: &Config, drafts: &[PageDraft]) -> Vec<Entry> {
    let addresses = |page: &Page| -> Vec<String> {
        let said = config.site.page(&page.source.path).map(|file| file.addresses.clone());
        said.filter(|said| !said.is_empty()).unwrap_or_else(|| permalink(page).into_iter().collect())
    };
    drafts
        .par_iter()
        .map(|draft| Entry {
            path: draft.page.source.path.clone(),
            addresses: addresses(&draft.page),
            title: draft.title.clone(),
            slug: draft.slug.clone(),
            anchors: draft.anchors.clone(),
        })
        .collect()
}

/// The address that a page gives itself for Jekyll. One with placeholders
/// (`/:title/`) says nothing here.
fn permalink(page: &Page) -> Option<String> {
    let permalink = page.front.all.get("permalink")?.as_str()?.trim();
    (!permalink.is_empty() && !permalink.contains(':')).then(|| permalink.to_owned())
}

fn same_address(hidden: &PageDraft, first: &PageDraft) -> Diagnostic {
    let first = &first.page.source.path;
    Diagnostic::new(
        &rules::SAME_ADDRESS,
        &hidden.page.source,
        Span::new(0, 0),
        format!("this page has the same address as `{first}`, so no link reaches it"),
    )
    .hint("give the file another name")
}

fn in_order(drafts: Vec<PageDraft>, order: &[usize]) -> Vec<PageDraft> {
    let mut rank = vec![0; drafts.len()];
    for (at, page) in order.iter().enumerate() {
        rank[*page] = at;
    }
    let mut ranked: Vec<(usize, PageDraft)> = rank.into_iter().zip(drafts).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, draft)| draft).collect()
}

/// The slug that a page asks for, or the one of its file.
fn own_slug(page: &Page) -> String {
    match &page.front.slug {
        Some(slug) if !slug.value.trim().is_empty() => names::slug(&slug.value),
        _ => names::slug(paths::stem(&page.source.path)),
    }
}

/// Tells pages of one slug apart by their folders, and by numbers where that
/// does not do.
fn unique_slugs(drafts: &mut [PageDraft]) {
    let mut taken = BTreeSet::new();
    for draft in drafts {
        if taken.insert(draft.slug.clone()) {
            continue;
        }
        let path = &draft.page.source.path;
        let folder = paths::name(paths::folder(path));
        let base = match folder {
            "" => draft.slug.clone(),
            folder if paths::is_index(path) => names::slug(folder),
            folder => format!("{}-{}", names::slug(folder), draft.slug),
        };
        draft.slug = names::unique(&base, 2, &mut taken);
    }
}

/// Says in the language of the book that a page is not.
fn untranslated(language: &str) -> Block<Resolved> {
    let (tag, words) = words::of(language);
    let text = InlineKind::Text { text: words.untranslated.clone() };
    let line = Inline::new(Span::default(), text);
    let attributes =
        Attributes { lang: Some(tag.to_owned()), dir: Some(direction_of(tag)), ..Attributes::default() };
    let line = Block::with(Span::default(), attributes, BlockKind::Paragraph { content: vec![line] });
    let note =
        BlockKind::Admonition { sort: AdmonitionSort::Note, title: Some(Vec::new()), blocks: vec![line] };
    Block::new(Span::default(), note)
}

fn report_draft(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(status) = page.front.status.as_ref().filter(|_| page.front.is_draft()) {
        diagnostics.push(
            Diagnostic::new(&rules::DRAFT_PAGE, &page.source, status.span, "the page is a draft")
                .hint("take `status: draft` out when it is done"),
        );
    }
}

/// Says which rules that a page lets pass are none.
fn allowances(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    for rule in &page.front.allow {
        if let Some(hint) = unknown_rule(&rule.value) {
            let message = format!("no rule is called `{}`", rule.value);
            diagnostics.push(
                Diagnostic::new(&rules::FRONT_MATTER_VALUE, &page.source, rule.span, message).hint(hint),
            );
        }
    }
}

/// The place of an address within what holds it, where the source has it as
/// it is; else the whole.
pub(super) fn address_span(page: &Page, span: Span, address: &str) -> Span {
    let text = page.source_of(span).text.get(span.range());
    let offset = |at: usize| span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    match text.and_then(|text| text.rfind(address)) {
        Some(at) if !address.is_empty() => {
            Span { source: span.source, start: offset(at), end: offset(at + address.len()) }
        }
        _ => span,
    }
}
