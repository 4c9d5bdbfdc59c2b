//! The marks of one unit: which of its words are new, and where words were taken out.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token as Number};

use super::units::{Slot, Token, length, told};
use crate::model::{Attributes, Block, BlockKind, Change, Inline, InlineKind, Resolved};

/// New words up to this many are listed with others around them.
const FEW: usize = 4;
/// How many words are listed on either side of a few.
const AROUND: usize = 3;

/// Where words stood that are no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gone {
    /// The byte of the line before which they stood.
    at: usize,
    words: String,
    /// Whether new words follow in their place.
    replaced: bool,
}

/// What is to be marked in a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marks {
    /// How the whole of it has changed, where the whole has.
    pub whole: Option<Change>,
    /// The bytes of the line that are new, in order.
    added: Vec<Range<usize>>,
    /// What is gone from within it, in order.
    gone: Vec<Gone>,
    /// The passages that stood in its place.
    pub replaced: Vec<String>,
    /// The passages that stood before it.
    pub before: Vec<String>,
    /// The passages that stood behind it.
    pub behind: Vec<String>,
}

/// Two sequences, compared.
pub(super) fn hunks<'a>(
    before: impl Iterator<Item = &'a str>,
    after: impl Iterator<Item = &'a str>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut interner: Interner<&str> = Interner::new(0);
    let before: Vec<Number> = before.map(|text| interner.intern(text)).collect();
    let after: Vec<Number> = after.map(|text| interner.intern(text)).collect();
    let input = InternedInput { before, after, interner };
    // The algorithm of git, which ends early by how much it has compared and not by a clock.
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| (range(hunk.before), range(hunk.after))).collect()
}

impl Marks {
    /// Those of a unit that has changed as a whole.
    pub fn whole(change: Change) -> Self {
        Self { whole: Some(change), ..Self::default() }
    }

    /// Those of a line that was another.
    pub fn between(before: &[Token], after: &[Token]) -> Self {
        let texts = |tokens: &'_ [Token]| tokens.iter().map(|token| token.text.clone()).collect::<Vec<_>>();
        let shown = |tokens: &[Token]| tokens.iter().find(|token| token.is_beside()).cloned();
        if shown(before) != shown(after) {
            return Self::whole(Change::Words);
        }
        let (old, new) = (texts(before), texts(after));
        let mut marks = Self::default();
        for (old, new) in hunks(old.iter().map(String::as_str), new.iter().map(String::as_str)) {
            let first = after.get(new.start).filter(|_| !new.is_empty());
            if !old.is_empty() {
                let last = new.start.checked_sub(1).and_then(|last| after.get(last));
                let at = first.map(|token| token.start).or(last.map(|token| token.end)).unwrap_or(0);
                let (words, replaced) = (told(&before[old]), first.is_some());
                marks.gone.push(Gone { at, words, replaced });
            }
            if let (Some(first), Some(last)) = (first, after[new].last()) {
                marks.added.push(first.start..last.end);
            }
        }
        marks
    }

    /// Whether there is nothing to mark.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether nothing is new.
    pub fn is_removal(&self) -> bool {
        self.whole.is_none() && self.added.is_empty()
    }

    /// The first words that are new, of all its words, a few with those around them; else the first
    /// that are gone.
    pub fn words(&self, all: &[Token]) -> String {
        if self.whole.is_some() {
            return told(all);
        }
        let Some(range) = self.added.first() else {
            let gone = self.gone.iter().map(|gone| &gone.words);
            let mut all = gone.chain(&self.replaced).chain(&self.before).chain(&self.behind);
            return all.next().cloned().unwrap_or_default();
        };
        let all: Vec<Token> = all.iter().filter(|token| !token.is_beside()).cloned().collect();
        let first = all.iter().position(|token| token.start >= range.start).unwrap_or(0);
        let last = all.iter().rposition(|token| token.end <= range.end).unwrap_or(first).max(first);
        if last - first >= FEW {
            return told(&all[first..=last]);
        }
        let (from, to) = (first.saturating_sub(AROUND), (last + 1 + AROUND).min(all.len()));
        let cut = |is_cut: bool, mark: &'static str| if is_cut { mark } else { "" };
        format!("{}{}{}", cut(from > 0, "… "), told(&all[from..to]), cut(to < all.len(), " …"))
    }

    /// Puts the marks into the unit. The first of them has the id.
    pub fn apply(&self, slot: Slot<'_>, id: &str) {
        let mut id = Some(id.to_owned());
        match slot {
            Slot::Line(content, _) | Slot::Heading(content) => {
                *content = self.line(std::mem::take(content), &mut id);
            }
            Slot::Block(block) => {
                let Some(change) = self.whole.clone() else { return };
                let inner = std::mem::replace(block, Block::new(block.span, BlockKind::ThematicBreak));
                let attributes = Attributes { id: id.take(), ..Attributes::default() };
                let kind = BlockKind::Changed { change, blocks: vec![inner] };
                *block = Block::with(block.span, attributes, kind);
            }
        }
    }

    fn line(&self, content: Vec<Inline<Resolved>>, id: &mut Option<String>) -> Vec<Inline<Resolved>> {
        let gone = |gone| Change::Gap { gone, replaced: false };
        let mut line = Line { marks: self, at: 0, gone: 0, id, made: Vec::new() };
        line.gaps(&self.before, gone);
        line.gaps(&self.replaced, |gone| Change::Gap { gone, replaced: true });
        match &self.whole {
            Some(change) => line.changed(change.clone(), content),
            None => {
                let made = line.inlines(content);
                line.made.extend(made);
                let rest = line.gone_until(usize::MAX);
                line.made.extend(rest);
            }
        }
        line.gaps(&self.behind, gone);
        line.made
    }
}

/// A line in the making.
struct Line<'a> {
    marks: &'a Marks,
    /// How many bytes of it are written.
    at: usize,
    /// How many of its gaps are written.
    gone: usize,
    /// The id of the first mark, until there is one.
    id: &'a mut Option<String>,
    made: Vec<Inline<Resolved>>,
}

impl Line<'_> {
    fn node(&mut self, change: Change, content: Vec<Inline<Resolved>>) -> Inline<Resolved> {
        let attributes = Attributes { id: self.id.take(), ..Attributes::default() };
        let span = content.first().map(|first| first.span).unwrap_or_default();
        Inline::with(span, attributes, InlineKind::Changed { change, content })
    }

    fn changed(&mut self, change: Change, content: Vec<Inline<Resolved>>) {
        let node = self.node(change, content);
        self.made.push(node);
    }

    fn gaps(&mut self, passages: &[String], gap: fn(String) -> Change) {
        for gone in passages {
            self.changed(gap(gone.clone()), Vec::new());
        }
    }

    /// The gaps that stand at or before a byte.
    fn gone_until(&mut self, at: usize) -> Vec<Inline<Resolved>> {
        let mut made = Vec::new();
        while let Some(gone) = self.marks.gone.get(self.gone).filter(|gone| gone.at <= at) {
            let change = Change::Gap { gone: gone.words.clone(), replaced: gone.replaced };
            made.push(self.node(change, Vec::new()));
            self.gone += 1;
        }
        made
    }

    /// The new words that the next inline is among; one that cannot be divided, in part.
    fn around(&self, inline: &Inline<Resolved>) -> Option<Range<usize>> {
        let (start, end) = (self.at, self.at + length(inline));
        let is_leaf = inline.kind.content().is_none();
        let covers = |range: &&Range<usize>| range.start <= start && range.end >= end;
        let touches = |range: &&Range<usize>| range.start < end && range.end > start;
        let mut all = self.marks.added.iter();
        all.find(|range| covers(range) || is_leaf && touches(range)).cloned()
    }

    /// Where marks next begin or end behind a byte.
    fn next(&self, at: usize) -> usize {
        let gone = self.marks.gone.get(self.gone).map(|gone| gone.at);
        let edges = self.marks.added.iter().flat_map(|range| [range.start, range.end]);
        edges.chain(gone).filter(|edge| *edge > at).min().unwrap_or(usize::MAX)
    }

    fn inlines(&mut self, content: Vec<Inline<Resolved>>) -> Vec<Inline<Resolved>> {
        let mut made: Vec<Inline<Resolved>> = Vec::new();
        // The end of the new words that the last node made is of.
        let mut open = None;
        let mut rest: Vec<Inline<Resolved>> = content.into_iter().rev().collect();
        while let Some(inline) = rest.pop() {
            let end = self.at + length(&inline);
            if end == self.at {
                match made.last_mut().map(|last| &mut last.kind) {
                    Some(InlineKind::Changed { content, .. }) if open > Some(self.at) => content.push(inline),
                    _ => made.push(inline),
                }
                continue;
            }
            made.extend(self.gone_until(self.at));
            if let InlineKind::Text { text } = &inline.kind
                && self.next(self.at) < end
            {
                let (head, tail) = text.split_at(self.next(self.at) - self.at);
                let part = |text: &str| {
                    let kind = InlineKind::Text { text: text.to_owned() };
                    Inline::with(inline.span, inline.attributes.clone(), kind)
                };
                rest.push(part(tail));
                rest.push(part(head));
                continue;
            }
            let is_leaf = inline.kind.content().is_none();
            match self.around(&inline) {
                Some(range) => {
                    self.at = end;
                    match made.last_mut().map(|last| &mut last.kind) {
                        Some(InlineKind::Changed { content, .. }) if open == Some(range.end) => {
                            content.push(inline);
                        }
                        _ => made.push(self.node(Change::Words, vec![inline])),
                    }
                    open = Some(range.end);
                }
                None if is_leaf || self.next(self.at) >= end => {
                    self.at = end;
                    made.push(inline);
                }
                None => made.push(self.held(inline)),
            }
        }
        made
    }

    /// An inline of which a part has changed.
    fn held(&mut self, mut inline: Inline<Resolved>) -> Inline<Resolved> {
        if let Some(content) = inline.kind.content_mut() {
            *content = self.inlines(std::mem::take(content));
        }
        inline
    }
}
