//! The order of pages, from the first of these that speaks of a page: the
//! configuration, the site's generator, front matter, the index page's links, previous and next
//! links, file names.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::addresses::{Addresses, LinkTarget};
use super::groups::Groups;
use super::settle::PageDraft;
use super::{headings, phases};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::model::visit::VisitMut;
use crate::model::{
    Block, BlockKind, Inline, InlineKind, NavigationDirection, NavigationLink, Span, Written,
};
use crate::theme::Theme;
use crate::{names, paths};

/// What one page says of the others.
#[derive(Debug, Default)]
struct Says {
    /// The pages it links to, in order: those of a list of links first, if it
    /// has one, since prose may mention a later phase early.
    links: Vec<usize>,
    /// Its neighbours by its own navigation, each with where it says so.
    previous: Option<(usize, Span)>,
    next: Option<(usize, Span)>,
}

/// The positions of the pages in reading order.
pub(super) fn order(
    config: &Config,
    drafts: &mut [PageDraft],
    addresses: &Addresses,
    theme: &Theme,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let listened = drafts.par_iter_mut().enumerate();
    let says: Vec<Says> = listened.map(|(page, draft)| listen(page, draft, addresses)).collect();
    let mut order = Placed { order: Vec::new(), placed: vec![false; drafts.len()] };
    for named in &config.order {
        match named_page(&named.value, drafts, addresses, config) {
            Some(page) => order.push(page),
            None => {
                if let Some(source) = &config.source {
                    let slugs: Vec<&str> = drafts.iter().map(|draft| draft.slug.as_str()).collect();
                    let mut diagnostic = Diagnostic::new(
                        &rules::UNKNOWN_PAGE,
                        source,
                        named.span,
                        format!("no page is called `{}`", named.value),
                    );
                    let wanted = names::slug(paths::stem(named.value.trim_end_matches('/')));
                    diagnostic.hint = Some(match names::nearest(&wanted, slugs.iter().copied()) {
                        Some(slug) => format!("did you mean `{slug}`"),
                        None => "take it out of `order`".to_owned(),
                    });
                    diagnostics.push(diagnostic);
                }
            }
        }
    }
    for path in &config.site.order {
        if let Some(page) = drafts.iter().position(|draft| draft.page.source.path == *path) {
            order.push(page);
        }
    }
    let index = root_index(drafts);
    if let Some(index) = index {
        // Where the configuration orders pages and leaves the index out, it still opens the book.
        if !order.placed[index] {
            order.placed[index] = true;
            order.order.insert(0, index);
        }
    }
    let mut weighed: Vec<(i64, usize)> = (0..drafts.len())
        .filter(|page| !order.placed[*page])
        .filter_map(|page| Some((drafts[page].page.front.order.as_ref()?.value, page)))
        .collect();
    weighed.sort_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| FileOrder::of(&drafts[a.1]).cmp(&FileOrder::of(&drafts[b.1])))
    });
    for (_, page) in weighed {
        order.push(page);
    }
    if let Some(index) = index {
        follow_links(index, drafts, &says, theme, &mut order);
    }
    let mut rest: Vec<usize> = (0..drafts.len()).filter(|page| !order.placed[*page]).collect();
    by_name(&mut rest, drafts, theme);
    if let Some(groups) = Groups::of(config, drafts) {
        // A group stands where its first page does, and keeps the order of its files.
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let place = |(at, page): (usize, &usize)| {
            let place = groups.of_pages[*page].map_or(at, |group| *first.entry(group).or_insert(at));
            (place, *page)
        };
        let mut placed: Vec<(usize, usize)> = rest.iter().enumerate().map(place).collect();
        placed.sort_by_key(|(place, _)| *place);
        rest = placed.into_iter().map(|(_, page)| page).collect();
    }
    chain(&rest, &says, &mut order);
    contradictions(&order.order, &says, drafts, diagnostics);
    order.order
}

struct Placed {
    order: Vec<usize>,
    placed: Vec<bool>,
}

impl Placed {
    fn push(&mut self, page: usize) {
        if !std::mem::replace(&mut self.placed[page], true) {
            self.order.push(page);
        }
    }
}

/// The page that a configuration means by a path, an address, a slug or a title.
pub(super) fn named_page(
    named: &str,
    drafts: &[PageDraft],
    addresses: &Addresses,
    config: &Config,
) -> Option<usize> {
    let path = paths::join("", &paths::decode(named));
    let below = paths::join(&config.pages, &path);
    drafts
        .iter()
        .position(|draft| draft.page.source.path == path || draft.page.source.path == below)
        .or_else(|| drafts.iter().position(|draft| draft.slug == named))
        .or_else(|| addresses.page_at(&path).or_else(|| addresses.page_at(&below)).map(|(page, _)| page))
        .or_else(|| addresses.page_titled(named))
}

/// The index page nearest to the root; of several, the first by path.
pub(super) fn root_index(drafts: &[PageDraft]) -> Option<usize> {
    paths::root_index(drafts.iter().map(|draft| draft.page.source.path.as_str()))
}

/// Places the pages that an index links to, in the order of their first link.
/// An index of a folder further down brings its own pages along.
fn follow_links(index: usize, drafts: &[PageDraft], says: &[Says], theme: &Theme, order: &mut Placed) {
    enum Step {
        Page(usize),
        /// What stands in the folder of that index page and no link names.
        Rest(usize),
    }
    let steps = |pages: &[usize]| pages.iter().rev().copied().map(Step::Page).collect::<Vec<_>>();
    let mut waiting = steps(&says[index].links);
    while let Some(step) = waiting.pop() {
        match step {
            Step::Page(page) if order.placed[page] => {}
            Step::Page(page) => {
                order.push(page);
                if paths::is_index(&drafts[page].page.source.path) {
                    let below: Vec<usize> =
                        says[page].links.iter().copied().filter(|to| is_below(*to, page, drafts)).collect();
                    waiting.push(Step::Rest(page));
                    waiting.extend(steps(&below));
                }
            }
            Step::Rest(page) => {
                let mut rest: Vec<usize> = (0..drafts.len())
                    .filter(|to| !order.placed[*to] && is_below(*to, page, drafts))
                    .filter(|to| !says[index].links.contains(to))
                    .collect();
                by_name(&mut rest, drafts, theme);
                chain(&rest, says, order);
            }
        }
    }
}

/// Whether a page stands in the folder of an index page, or below it.
fn is_below(page: usize, index: usize, drafts: &[PageDraft]) -> bool {
    let folder = paths::folder(&drafts[index].page.source.path);
    page != index && paths::is_below(&drafts[page].page.source.path, folder)
}

/// Places what is left: behind the page that names it as next, or that it
/// names as previous, or before the one that it names as next; failing those
/// by file name.
fn chain(rest: &[usize], says: &[Says], order: &mut Placed) {
    // Who comes before whom, said from either side. What a page says of
    // itself goes before what others say of it.
    let mut before: Vec<Option<usize>> = says.iter().map(|s| s.previous.map(|(page, _)| page)).collect();
    for (page, said) in says.iter().enumerate() {
        if let Some((next, _)) = said.next {
            before[next].get_or_insert(page);
        }
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); says.len()];
    for page in rest {
        if let Some(previous) = before[*page]
            && previous != *page
        {
            after[previous].push(*page);
        }
    }
    // Behind pages that have a place already.
    let fixed = order.order.clone();
    for page in fixed {
        insert_after(page, &after, order);
    }
    // Before pages that have a place, walking back from them. Nothing goes
    // before what opens the book.
    let opening = order.order.first().copied();
    for page in order.order.clone() {
        let mut last = page;
        while Some(last) != opening
            && let Some(previous) = before[last]
            && !std::mem::replace(&mut order.placed[previous], true)
        {
            let at = order.order.iter().position(|placed| *placed == last).unwrap_or(order.order.len());
            order.order.insert(at, previous);
            last = previous;
        }
    }
    // Chains of their own begin with the pages that nothing precedes, by file
    // name; whatever is left goes in circles, which begin at the first name.
    let heads = rest.iter().filter(|page| before[**page].is_none()).chain(rest);
    for page in heads {
        if !order.placed[*page] {
            order.push(*page);
            insert_after(*page, &after, order);
        }
    }
}

/// Places what follows a page, right behind it, and what follows that.
fn insert_after(page: usize, after: &[Vec<usize>], order: &mut Placed) {
    let Some(mut at) = order.order.iter().position(|placed| *placed == page) else { return };
    let mut waiting: Vec<usize> = after[page].iter().rev().copied().collect();
    while let Some(page) = waiting.pop() {
        if std::mem::replace(&mut order.placed[page], true) {
            continue;
        }
        at += 1;
        order.order.insert(at, page);
        waiting.extend(after[page].iter().rev());
    }
}

/// Says where previous and next links disagree with one another or with the book.
fn contradictions(order: &[usize], says: &[Says], drafts: &[PageDraft], diagnostics: &mut Vec<Diagnostic>) {
    let mut position = vec![0; order.len()];
    for (at, page) in order.iter().enumerate() {
        position[*page] = at;
    }
    for page in order {
        let draft = &drafts[*page];
        for (said, forward) in [(says[*page].previous, false), (says[*page].next, true)] {
            let Some((other, span)) = said else { continue };
            let word = if forward { "next" } else { "previous" };
            let title = &drafts[other].title;
            let source = draft.page.source_of(span);
            if other == *page {
                diagnostics.push(
                    Diagnostic::new(
                        &rules::NAVIGATION_ORDER,
                        source,
                        span,
                        format!("the page names itself as its {word} page"),
                    )
                    .hint("link to the neighbouring page, or take the link out"),
                );
                continue;
            }
            let back = if forward { says[other].previous } else { says[other].next };
            if let Some((third, place)) = back
                && third != *page
            {
                // Said once, from the side of the link that looks forward.
                if forward {
                    let third = &drafts[third].title;
                    let there = &drafts[other].page;
                    diagnostics.push(
                        Diagnostic::new(
                            &rules::NAVIGATION_ORDER,
                            source,
                            span,
                            format!(
                                "`{title}` is named as the next page, but names `{third}` as its previous one"
                            ),
                        )
                        .related(there.source_of(place), place, format!("`{title}` says so here"))
                        .hint("make the two links agree"),
                    );
                }
            } else if (position[other] > position[*page]) != forward {
                let where_it_is = if forward { "before" } else { "after" };
                diagnostics.push(
                    Diagnostic::new(
                        &rules::NAVIGATION_ORDER,
                        source,
                        span,
                        format!("`{title}` is named as the {word} page, but comes {where_it_is} this one in the book"),
                    )
                    .hint("change the link, or the order in `phasebook.yaml`, in front matter or on the index page"),
                );
            }
        }
    }
}

/// Sorts pages by their files' names; the phases of one folder that the theme knows stand in the
/// theme's order, unless numbers in their names give another.
fn by_name(pages: &mut [usize], drafts: &[PageDraft], theme: &Theme) {
    pages.sort_by_cached_key(|page| FileOrder::of(&drafts[*page]));
    let mut folders: BTreeMap<&str, Vec<(usize, usize, usize)>> = BTreeMap::new();
    for (place, page) in pages.iter().enumerate() {
        let path = &drafts[*page].page.source.path;
        if let Some(rank) = phases::rank(&drafts[*page], theme)
            && !paths::stem(path).starts_with(|c: char| c.is_ascii_digit())
        {
            folders.entry(paths::folder(path)).or_default().push((place, rank, *page));
        }
    }
    for known in folders.into_values() {
        let mut ranked: Vec<(usize, usize)> = known.iter().map(|(_, rank, page)| (*rank, *page)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        for ((place, ..), (_, page)) in known.iter().zip(ranked) {
            pages[*place] = page;
        }
    }
}

/// The order of file names: the index of a folder first, numbers as numbers.
#[derive(PartialEq, Eq)]
struct FileOrder<'a> {
    key: String,
    path: &'a str,
}

impl<'a> FileOrder<'a> {
    fn of(draft: &'a PageDraft) -> Self {
        let path = draft.page.source.path.as_str();
        Self { key: paths::key(path), path }
    }
}

impl Ord for FileOrder<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (x, y) = (&self.key, &other.key);
        let mut parts = x.split('/').zip(y.split('/')).map(|(p, q)| names::natural(p, q));
        parts
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| x.split('/').count().cmp(&y.split('/').count()))
            .then_with(|| self.path.cmp(other.path))
    }
}

impl PartialOrd for FileOrder<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What a page says of the others.
fn listen(page: usize, draft: &mut PageDraft, addresses: &Addresses) -> Says {
    let mut listener =
        Listener { page, addresses, lists: Vec::new(), links: Vec::new(), says: Says::default() };
    headings::visit(&mut draft.page, &mut listener);
    let Listener { lists, mut links, mut says, .. } = listener;
    let listed = |span: &Span| lists.iter().any(|list| list.join(*span) == *list);
    links.sort_by_key(|(span, _)| !listed(span));
    says.links = links.into_iter().map(|(_, page)| page).collect();
    says
}

struct Listener<'a> {
    page: usize,
    addresses: &'a Addresses,
    /// Where lists of links stand (`{: .link-list}`).
    lists: Vec<Span>,
    links: Vec<(Span, usize)>,
    says: Says,
}

impl Listener<'_> {
    fn page_of(&self, target: &str) -> Option<usize> {
        match self.addresses.resolve(self.page, target) {
            LinkTarget::Page { page, .. } => Some(page),
            _ => None,
        }
    }
}

impl VisitMut<Written> for Listener<'_> {
    fn block(&mut self, block: &mut Block<Written>) {
        match &block.kind {
            BlockKind::Media { target, .. } => {
                self.links.extend(self.page_of(target).map(|page| (block.span, page)));
            }
            BlockKind::List { .. } if block.attributes.has_class("link-list") => self.lists.push(block.span),
            _ => {}
        }
    }

    fn inline(&mut self, inline: &mut Inline<Written>) {
        if let InlineKind::Link { target, .. } = &inline.kind {
            self.links.extend(self.page_of(target).map(|page| (inline.span, page)));
        }
    }

    fn navigation(&mut self, link: &mut NavigationLink<Written>) {
        let Some(page) = self.page_of(&link.target) else { return };
        let says = match link.direction {
            NavigationDirection::Previous => &mut self.says.previous,
            NavigationDirection::Next => &mut self.says.next,
        };
        says.get_or_insert((page, link.span));
    }
}
