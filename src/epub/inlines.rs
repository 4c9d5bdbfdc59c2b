//! The model as XHTML: inlines.

use std::collections::BTreeMap;

use super::blocks::Writer;
use super::formulas;
use super::printed;
use super::values::{NOTE, REFERENCE};
use crate::model::{Attributes, Change, Inline, InlineKind, Resolved, Target};

impl Writer<'_> {
    /// Inlines, one after another.
    pub fn inlines(&mut self, content: &[Inline<Resolved>]) {
        let shares = shares(content);
        for (at, inline) in content.iter().enumerate() {
            if let Some(share) = shares.get(&at) {
                self.share = Some(*share);
            }
            self.inline(inline);
        }
    }

    fn wrapped(&mut self, name: &'static str, attributes: &Attributes, content: &[Inline<Resolved>]) {
        self.element(name, attributes, &[]);
        self.inlines(content);
        self.xhtml.close();
    }

    fn inline(&mut self, inline: &Inline<Resolved>) {
        let attributes = &inline.attributes;
        if !self.marks.is_empty() {
            let first = inline.kind.content().and_then(printed::first_of);
            self.marks_before(first.unwrap_or(inline.number));
        }
        match &inline.kind {
            InlineKind::Text { text } => self.marked_text(inline.number, text),
            InlineKind::Emphasis { content } => self.wrapped("em", attributes, content),
            InlineKind::Strong { content } => self.wrapped("strong", attributes, content),
            InlineKind::Strikethrough { content } => self.wrapped("del", attributes, content),
            InlineKind::Inserted { content } => self.wrapped("ins", attributes, content),
            InlineKind::Highlight { content } => self.wrapped("mark", attributes, content),
            InlineKind::Subscript { content } => self.wrapped("sub", attributes, content),
            InlineKind::Superscript { content } => self.wrapped("sup", attributes, content),
            InlineKind::Quoted { content } => self.wrapped("q", attributes, content),
            InlineKind::Keyboard { content } => {
                self.code("kbd", attributes);
                self.inlines(content);
                self.xhtml.close();
            }
            InlineKind::Span { content } => {
                if let (true, Some(id), Some(section)) = (content.is_empty(), &attributes.id, &self.section) {
                    self.anchors.insert(id.clone(), section.clone());
                }
                self.wrapped("span", attributes, content);
            }
            InlineKind::Changed { change, content } => self.changed(change, attributes, content),
            InlineKind::Code { text } => {
                self.code("code", attributes);
                self.marked_text(inline.number, text);
                self.xhtml.close();
            }
            InlineKind::Formula(formula) => formulas::write(&mut self.xhtml, formula),
            InlineKind::Link { target, title, content } => {
                self.link(target, title.as_deref(), attributes, content)
            }
            InlineKind::Image(image) => self.picture(image, attributes),
            InlineKind::Abbreviation { expansion, content } => {
                self.abbreviation(expansion, content, attributes);
            }
            InlineKind::Note { note } => self.reference(*note),
            InlineKind::SoftBreak => {
                self.xhtml.line();
            }
            InlineKind::LineBreak => {
                self.xhtml.void("br", &[]).line();
            }
        }
    }

    /// New words, or those that are gone, with the space that parts them from the others.
    fn changed(&mut self, change: &Change, attributes: &Attributes, content: &[Inline<Resolved>]) {
        let class = [("class", Some("changed"))];
        match change {
            Change::Words | Change::Passage => {
                self.element("ins", attributes, &class);
                self.inlines(content);
            }
            Change::Gap { gone, replaced } => {
                self.element("del", attributes, &class);
                let (before, behind) = if *replaced { ("", " ") } else { (" ", "") };
                self.xhtml.text(before).text(gone).text(behind);
            }
        }
        self.xhtml.close();
    }

    /// A link; where the book cannot follow it, its words with the address as a title.
    pub fn link(
        &mut self,
        target: &Target,
        title: Option<&str>,
        attributes: &Attributes,
        content: &[Inline<Resolved>],
    ) {
        let outer = self.in_link;
        self.marks_around(content);
        match (self.address(target), target) {
            // A link within a link is none: the outer one leads where its words say.
            (_, _) if outer => self.element("span", attributes, &[]),
            (Some(address), _) => {
                self.in_link = true;
                self.element("a", attributes, &[("href", Some(&address)), ("title", title)]);
            }
            (None, Target::Elsewhere { address } | Target::Web { address }) => {
                self.element("span", attributes, &[("class", Some("elsewhere")), ("title", Some(address))]);
            }
            (None, _) => self.element("span", attributes, &[]),
        }
        self.inlines(content);
        self.xhtml.close();
        self.in_link = outer;
        if !outer {
            std::mem::take(&mut self.behind_link).into_iter().for_each(|note| self.reference(note));
        }
    }

    fn reference(&mut self, note: usize) {
        // A note that is not there has nothing to say.
        let Some(count) = self.references.get_mut(note) else { return };
        if self.in_link {
            self.behind_link.push(note);
            return;
        }
        *count += 1;
        let number = (note + 1).to_string();
        let id = format!("{REFERENCE}{number}.{count}");
        let href = format!("#{NOTE}{number}");
        let pairs = [
            ("epub:type", Some("noteref")),
            ("role", Some("doc-noteref")),
            ("class", Some("noteref")),
            ("id", Some(id.as_str())),
            ("href", Some(href.as_str())),
        ];
        self.xhtml.leaf("a", &pairs, &number);
    }
}

/// The hundredths of a line that a space between two pictures takes at most, in large type on small screens.
const SPACE: u32 = 2;

/// The picture that an inline is, perhaps in a link, where it asks for a part of the line.
fn percent(inline: &Inline<Resolved>) -> Option<u32> {
    match &inline.kind {
        InlineKind::Image(image) => image.percent,
        other => match other.content()? {
            [only] => percent(only),
            _ => None,
        },
    }
}

fn is_blank(inline: &Inline<Resolved>) -> bool {
    match &inline.kind {
        InlineKind::SoftBreak => true,
        InlineKind::Text { text } => text.trim().is_empty(),
        _ => false,
    }
}

/// The parts of the line that pictures get where those that they ask for fill it, so that the spaces between
/// them find room too; by position.
fn shares(content: &[Inline<Resolved>]) -> BTreeMap<usize, u32> {
    let mut shares = BTreeMap::new();
    let mut row: Vec<(usize, u32)> = Vec::new();
    let mut end = |row: &mut Vec<(usize, u32)>| {
        let row = std::mem::take(row);
        let sum: u32 = row.iter().map(|(_, percent)| percent).sum();
        let spaces = SPACE * u32::try_from(row.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let room = 100_u32.saturating_sub(spaces);
        if sum > room {
            shares.extend(row.into_iter().map(|(at, percent)| (at, (percent * room / sum).max(1))));
        }
    };
    for (at, inline) in content.iter().enumerate() {
        match percent(inline) {
            Some(percent) => {
                let sum: u32 = row.iter().map(|(_, percent)| percent).sum();
                if sum + percent > 100 {
                    end(&mut row);
                }
                row.push((at, percent));
            }
            None if is_blank(inline) => {}
            None => end(&mut row),
        }
    }
    end(&mut row);
    shares
}
