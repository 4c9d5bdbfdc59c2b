//! Settling: read pages in, one book and all that is wrong out.

use super::addresses::{Addresses, Entry};
use super::book::{Book, Chapter};
use super::config::Config;
use super::fold::Fold;
use super::headings::{self, Anchors};
use super::{metadata, names, order, paths, phases, pictures, resources};
use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::lint;
use crate::model::{Block, BlockKind, NavigationDirection, Settled, Span, Target};
use crate::source::Page;

/// What settling makes.
#[derive(Debug)]
pub struct Settlement {
    /// The book; none only where there are no pages.
    pub book: Option<Book>,
    /// What is wrong with the site and its pages, the reader's findings
    /// included, in the order of the book and of each page's source. What the
    /// configuration or a page allows is not in it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A page on its way into the book.
#[derive(Debug)]
pub(super) struct Sheet {
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
        return Settlement { book: None, diagnostics };
    }
    for page in &mut pages {
        diagnostics.append(&mut page.diagnostics);
    }
    let theme = resources::theme(files, config, &mut diagnostics);
    let fonts = resources::fonts(files);

    let mut sheets: Vec<Sheet> = pages
        .into_iter()
        .map(|mut page| {
            let (title, anchors) = headings::prepare(&mut page, &mut diagnostics);
            let slug = own_slug(&page);
            Sheet { page, title, slug, anchors }
        })
        .collect();
    let (addresses, hidden) = Addresses::new(config, entries(&sheets));
    for (page, first) in hidden {
        let (page, first) = (&sheets[page].page.source, &sheets[first].page.source.path);
        diagnostics.push(
            Diagnostic::new(
                &lint::SAME_ADDRESS,
                page,
                Span::new(0, 0),
                format!("this page has the same address as `{first}`, so no link reaches it"),
            )
            .hint("give the file another name"),
        );
    }
    let order = order::order(config, &mut sheets, &addresses, &mut diagnostics);
    let mut sheets = in_order(sheets, &order);
    unique_slugs(&mut sheets);
    let (addresses, _) = Addresses::new(config, entries(&sheets));

    let (phases, phase_of) = phases::phases(&sheets, &theme);
    let metadata = metadata::metadata(config, &sheets);
    let pictures = pictures::gather(files, config, &mut sheets, &mut diagnostics);

    let mut allowed = Vec::new();
    let mut ranks = std::collections::BTreeMap::new();
    let mut chapters = Vec::with_capacity(sheets.len());
    let mut places = Vec::with_capacity(sheets.len());
    for (at, mut sheet) in sheets.into_iter().enumerate() {
        let blocks = std::mem::take(&mut sheet.page.blocks);
        let notes = std::mem::take(&mut sheet.page.notes);
        let page = &sheet.page;
        let mut fold =
            Fold { addresses: &addresses, pictures: &pictures, files, at, page, diagnostics: Vec::new() };
        let blocks = fold.blocks(blocks);
        let notes = fold.notes(notes);
        diagnostics.append(&mut fold.diagnostics);
        draft(page, &mut diagnostics);
        metadata::check_language(page, &mut diagnostics);
        let (language, direction) = metadata::language_of(page, config, &metadata);
        let front = &page.front;
        let text = |value: &Option<crate::source::Spanned<String>>| {
            value.as_ref().map(|value| value.value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        ranks.entry(page.source.path.clone()).or_insert(at);
        for included in &page.included {
            ranks.entry(included.path.clone()).or_insert(at);
        }
        for source in std::iter::once(&page.source).chain(&page.included) {
            allowed.extend(front.allow.iter().map(|rule| (source.path.clone(), rule.value.clone())));
        }
        places.push((std::sync::Arc::clone(&page.source), front.span));
        chapters.push(Chapter {
            slug: sheet.slug.clone(),
            title: sheet.title.clone(),
            subtitle: text(&front.subtitle),
            description: text(&front.description),
            draft: front.is_draft(),
            phase: phase_of[at],
            colours: phase_of[at]
                .and_then(|phase| phases.get(phase))
                .map_or(theme.neutral, |phase| phase.colours),
            team: text(&front.team),
            duration: text(&front.duration),
            language,
            direction,
            path: page.source.path.clone(),
            address: addresses.entries.get(at).map(|entry| addresses.of(entry)).unwrap_or_default(),
            blocks,
            notes,
            previous: None,
            next: None,
        });
    }
    let neighbours: Vec<_> = chapters.iter().map(|chapter: &Chapter| navigation(&chapter.blocks)).collect();
    lonely(&chapters, &neighbours, &places, &mut diagnostics);
    let last = chapters.len() - 1;
    for (at, (chapter, (previous, next))) in chapters.iter_mut().zip(neighbours).enumerate() {
        chapter.previous = previous.flatten().filter(|other| *other != at).or(at.checked_sub(1));
        chapter.next = next.flatten().filter(|other| *other != at).or((at < last).then_some(at + 1));
    }
    let mut diagnostics = config.weigh(diagnostics, &allowed);
    diagnostics.sort_by_key(|d| {
        let path = d.place.source.path.clone();
        (ranks.get(&path).copied(), path, d.place.span.start, d.place.span.end)
    });
    let book = Book { metadata, chapters, phases, pictures: pictures.stored, theme, fonts };
    Settlement { book: Some(book), diagnostics }
}

fn entries(sheets: &[Sheet]) -> Vec<Entry> {
    sheets
        .iter()
        .map(|sheet| Entry {
            path: sheet.page.source.path.clone(),
            permalink: sheet.page.front.all.get("permalink").and_then(|p| p.as_str()).map(str::to_owned),
            title: sheet.title.clone(),
            slug: sheet.slug.clone(),
            anchors: sheet.anchors.clone(),
        })
        .collect()
}

fn in_order(sheets: Vec<Sheet>, order: &[usize]) -> Vec<Sheet> {
    let mut rank = vec![0; sheets.len()];
    for (at, page) in order.iter().enumerate() {
        rank[*page] = at;
    }
    let mut ranked: Vec<(usize, Sheet)> = rank.into_iter().zip(sheets).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, sheet)| sheet).collect()
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
fn unique_slugs(sheets: &mut [Sheet]) {
    let mut taken = std::collections::BTreeSet::new();
    for sheet in sheets {
        if taken.insert(sheet.slug.clone()) {
            continue;
        }
        let path = &sheet.page.source.path;
        let folder = paths::name(paths::folder(path));
        let base = match folder {
            "" => sheet.slug.clone(),
            folder if paths::is_index(path) => names::slug(folder),
            folder => format!("{}-{}", names::slug(folder), sheet.slug),
        };
        sheet.slug = names::unique(&base, 2, &mut taken);
    }
}

fn draft(page: &Page, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(status) = page.front.status.as_ref().filter(|_| page.front.is_draft()) {
        diagnostics.push(
            Diagnostic::new(&lint::DRAFT_PAGE, &page.source, status.span, "the page is a draft")
                .hint("take `status: draft` out when it is done"),
        );
    }
}

type Neighbour = Option<Option<usize>>;

/// What a page's own navigation names before and after it: nothing, a page
/// that is not in the book, or a chapter.
fn navigation(blocks: &[Block<Settled>]) -> (Neighbour, Neighbour) {
    let mut found = (None, None);
    find_navigation(blocks, &mut found);
    found
}

fn find_navigation(blocks: &[Block<Settled>], found: &mut (Neighbour, Neighbour)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Navigation { links } => {
                for link in links {
                    let chapter = match &link.target {
                        Target::Chapter { chapter, .. } => Some(*chapter),
                        _ => None,
                    };
                    match link.direction {
                        NavigationDirection::Previous => found.0.get_or_insert(chapter),
                        NavigationDirection::Next => found.1.get_or_insert(chapter),
                    };
                }
            }
            BlockKind::Division { blocks } => find_navigation(blocks, found),
            _ => {}
        }
    }
}

/// Says which phases stand apart from a sequence that the others make.
fn lonely(
    chapters: &[Chapter],
    neighbours: &[(Neighbour, Neighbour)],
    places: &[(std::sync::Arc<crate::diagnostic::Source>, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let phases: Vec<usize> = (0..chapters.len()).filter(|at| chapters[*at].phase.is_some()).collect();
    let alone: Vec<usize> = phases.iter().copied().filter(|at| neighbours[*at] == (None, None)).collect();
    let linked = phases.len() - alone.len();
    // Pages without such links are a choice where most have none.
    if linked < 2 || linked < alone.len() {
        return;
    }
    for at in alone {
        let (source, span) = &places[at];
        diagnostics.push(
            Diagnostic::new(
                &lint::PHASE_WITHOUT_NEIGHBOUR,
                source,
                *span,
                format!("the phase `{}` links to no neighbour, and the other phases do", chapters[at].title),
            )
            .hint("end the page with `## [Next: …](…)` or `## [Previously: …](…)`"),
        );
    }
}

/// The place of an address within what holds it, where the source has it as
/// it is; else the whole.
pub(super) fn address_span(page: &Page, span: Span, address: &str) -> Span {
    let text = page.source_of(span).text.get(span.range());
    match text.and_then(|text| text.rfind(address)) {
        Some(at) if !address.is_empty() => Span {
            source: span.source,
            start: span.start.saturating_add(at as u32),
            end: span.start.saturating_add((at + address.len()) as u32),
        },
        _ => span,
    }
}
