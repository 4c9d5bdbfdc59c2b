//! The model as XHTML: blocks.

use std::collections::VecDeque;

use super::code;
use super::document::{Local, local};
use super::glossary::Explained;
use super::index::Sections;
use super::printed::{self, Mark, Marked};
use super::tables::{Scope, names_in_stacks};
use super::values::{NOTE, REFERENCE, anchor, fragment, language, web};
use super::xhtml::Xhtml;
use crate::book::{Book, Chapter, MediaType};
use crate::model::{
    AdmonitionSort, Alignment, Attributes, Block, BlockKind, Change, DiagramSource, Direction, Image, Inline,
    InlineKind, ListItem, ListMarker, Note, Numbering, OUT_OF_CONTENTS, Pictogram, Picture, Resolved, Row,
    Span, Target, plain_text, visit,
};

/// Where pictures stand, seen from a chapter.
pub const PICTURES: &str = "../images/";

/// Writes one chapter's blocks.
pub struct Writer<'a> {
    /// The book, for pictures, phases and the names of chapters' files.
    pub book: Option<&'a Book>,
    /// The position of the chapter that is being written.
    pub chapter: usize,
    /// What is written.
    pub xhtml: Xhtml,
    /// How often each note has been referred to.
    pub references: Vec<usize>,
    /// Set within a link, which can hold no other.
    pub in_link: bool,
    /// The part of the line that the next picture gets, where that is not what it asks for.
    pub share: Option<u32>,
    /// The notes that the open link refers to, to be written behind it.
    pub behind_link: Vec<usize>,
    /// Set within a cell that heads others, which can hold no heading.
    pub in_header: bool,
    /// The direction that code has to be given, in a chapter that has text from right to left.
    code: Option<&'static str>,
    /// The level of the last heading.
    level: u8,
    /// What was seen on the way.
    pub seen: Seen,
    /// The words that were explained on the way.
    pub explained: Vec<Explained>,
    /// The printed pages that begin in what is still to be written.
    pub marks: VecDeque<Mark>,
    /// The words of the last heading.
    pub section: Option<String>,
    /// Under which headings the empty anchors stand that were written.
    pub anchors: Sections,
}

/// How paragraphs of a list item stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// As the item's own text.
    Tight,
    /// One under another.
    Loose,
}

impl Spacing {
    /// That of blocks in a cell, a note or a meaning, where one alone is the text itself.
    pub fn of(blocks: &[Block<Resolved>]) -> Self {
        if blocks.len() == 1 { Self::Tight } else { Self::Loose }
    }
}

/// A heading in a chapter's own contents.
struct Entry {
    level: u8,
    href: String,
    words: String,
}

/// What chapters have, as far as the package speaks of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Grids of pictograms.
    pub pictograms: bool,
    /// Pictures for which there are no words.
    pub undescribed: bool,
}

impl Seen {
    /// What either has.
    pub fn or(self, other: Seen) -> Seen {
        Seen {
            pictograms: self.pictograms || other.pictograms,
            undescribed: self.undescribed || other.undescribed,
        }
    }
}

/// Whether an inline is or holds a link.
fn presses(inline: &Inline<Resolved>) -> bool {
    matches!(inline.kind, InlineKind::Link { .. } | InlineKind::Note { .. })
        || inline.kind.content().unwrap_or_default().iter().any(presses)
}

/// Whether a heading says anything. What says nothing is no heading: people
/// who listen would hear one without words.
pub fn is_heading(content: &[Inline<Resolved>]) -> bool {
    !plain_text(content).trim().is_empty()
}

/// The direction that a chapter's code has to be given, where some of its text runs from right to left. Books may
/// set it by attributes alone: EPUB has no styles for it.
fn direction_of_code(chapter: &Chapter) -> Option<&'static str> {
    struct Leftwards(bool);
    impl visit::Visit<Resolved> for Leftwards {
        fn attributes(&mut self, _: Span, attributes: &Attributes) {
            self.0 |= attributes.dir == Some(Direction::Rtl);
        }
    }
    let mut leftwards = Leftwards(chapter.direction == Direction::Rtl);
    visit::blocks(&chapter.blocks, &mut leftwards);
    leftwards.0.then_some("ltr")
}

impl<'a> Writer<'a> {
    /// A writer for a chapter of a book.
    pub fn new(book: Option<&'a Book>, chapter: usize, notes: usize) -> Self {
        Self {
            book,
            chapter,
            xhtml: Xhtml::default(),
            references: vec![0; notes],
            in_link: false,
            share: None,
            behind_link: Vec::new(),
            in_header: false,
            code: book.and_then(|book| book.chapters.get(chapter)).and_then(direction_of_code),
            level: 1,
            seen: Seen::default(),
            explained: Vec::new(),
            marks: VecDeque::new(),
            section: None,
            anchors: Sections::new(),
        }
    }

    /// Opens an element with a node's attributes and more.
    pub fn element(&mut self, name: &'static str, attributes: &Attributes, more: &[(&str, Option<&str>)]) {
        let mut classes: Vec<&str> = attributes.classes.iter().map(String::as_str).collect();
        classes.extend(more.iter().filter(|(key, _)| *key == "class").filter_map(|(_, value)| *value));
        let classes = classes.join(" ");
        let dir = attributes.dir.map(|dir| match dir {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        });
        let title = attributes.pairs.iter().find(|(key, _)| key == "title").map(|(_, value)| value.as_str());
        let lang = attributes.lang.as_deref().and_then(language);
        let lang = lang.as_deref();
        let id = attributes.id.as_deref().map(anchor);
        let mut pairs = vec![
            ("id", id.as_deref()),
            ("class", (!classes.is_empty()).then_some(classes.as_str())),
            ("lang", lang),
            ("xml:lang", lang),
            ("dir", dir),
            ("title", title),
        ];
        pairs.extend(more.iter().filter(|(key, _)| *key != "class"));
        self.xhtml.open(name, &pairs);
    }

    /// Opens an element for what is typed into computers, which reads from left to right in every language.
    pub fn code(&mut self, name: &'static str, attributes: &Attributes) {
        let direction = self.code.filter(|_| attributes.dir.is_none());
        self.element(name, attributes, &[("dir", direction)]);
    }

    /// The page's own blocks, its headings opening sections.
    pub fn sections(&mut self, blocks: &[Block<Resolved>]) {
        let mut open: Vec<u8> = Vec::new();
        for block in blocks {
            if let BlockKind::Heading { level, content } = &block.kind
                && is_heading(content)
            {
                while open.last().is_some_and(|above| above >= level) {
                    open.pop();
                    self.xhtml.close().line();
                }
                self.marks_before(printed::first(block));
                // Without a name: a named one is a landmark, and a landmark for
                // every heading hides those that help.
                self.xhtml.open("section", &[]).line();
                open.push(*level);
            }
            self.block(block, Spacing::Loose);
        }
        for _ in open {
            self.xhtml.close().line();
        }
    }

    /// Whether a chapter of a book is written. A fragment stands in none, and
    /// shows headings and addresses as the page has them.
    pub fn in_book(&self) -> bool {
        self.book.is_some_and(|book| !book.chapters.is_empty())
    }

    /// The element of a heading. No level is left out below the one before,
    /// whatever stood between them and is no heading.
    fn heading(&mut self, level: u8) -> &'static str {
        let level = level.clamp(1, 6);
        self.level = if self.in_book() { level.min(self.level + 1) } else { level };
        ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(self.level) - 1]
    }

    /// Blocks, one under another.
    pub fn blocks(&mut self, blocks: &[Block<Resolved>], spacing: Spacing) {
        for block in blocks {
            self.block(block, spacing);
        }
    }

    /// One block. In a tight list a paragraph is its item's own text.
    pub fn block(&mut self, block: &Block<Resolved>, spacing: Spacing) {
        let attributes = &block.attributes;
        if !self.marks.is_empty() {
            self.marks_before(printed::first(block));
        }
        match &block.kind {
            BlockKind::Paragraph { content } if described(content).is_some() => {
                self.diagram(content, attributes);
            }
            BlockKind::Paragraph { content } if spacing == Spacing::Tight && attributes.is_empty() => {
                self.inlines(content)
            }
            BlockKind::Paragraph { content } => {
                self.element("p", attributes, &[]);
                self.inlines(content);
                self.xhtml.close();
            }
            BlockKind::Heading { level, content } => {
                let heading = !self.in_book() || (is_heading(content) && !self.in_header);
                let name = if heading { self.heading(*level) } else { "p" };
                if is_heading(content) {
                    self.section = Some(plain_text(content).trim().to_owned());
                }
                self.marks_around(content);
                self.element(name, attributes, &[]);
                self.inlines(content);
                self.xhtml.close();
            }
            BlockKind::List { marker, tight, items } => {
                let spacing = if *tight { Spacing::Tight } else { Spacing::Loose };
                self.list((marker, spacing), items, attributes)
            }
            BlockKind::Definitions { entries } => self.definitions(entries, attributes),
            BlockKind::Quote { blocks } => self.around("blockquote", blocks, attributes),
            BlockKind::Admonition { sort, title, blocks } => {
                self.admonition(*sort, title.as_deref(), blocks, attributes);
            }
            BlockKind::Code { language, text, lines } => {
                self.code("pre", attributes);
                let class = language.as_ref().map(|language| format!("language-{language}"));
                self.xhtml.open("code", &[("class", class.as_deref())]);
                let parts = language.as_ref().map(|language| code::coloured(language, text));
                let parts = parts.unwrap_or_default();
                self.marked_parts(block.number, &Marked { text, parts: &parts, lines: Some(lines) });
                self.xhtml.close().close();
            }
            BlockKind::Table { caption, columns, head, body } => {
                self.table(caption, (columns, head, body), attributes);
            }
            BlockKind::Figure { blocks, caption } => self.figure(blocks, caption, attributes),
            BlockKind::Pictograms { items } => self.pictograms(items, attributes),
            BlockKind::PhaseDiagram { image } => self.phase_diagram(image, attributes),
            BlockKind::Contents => self.contents(attributes),
            BlockKind::Details { summary, blocks } => self.details(summary, blocks, attributes),
            BlockKind::Division { blocks } => self.around("div", blocks, attributes),
            BlockKind::Changed { change, blocks } => self.changed_blocks(change, blocks, attributes),
            BlockKind::Media { target, content } => {
                self.element("p", attributes, &[("class", Some("media"))]);
                self.link(target, None, &Attributes::default(), content);
                self.xhtml.close();
            }
            BlockKind::ThematicBreak => {
                let id = attributes.id.as_deref().map(anchor);
                self.xhtml.void("hr", &[("id", id.as_deref())]);
            }
            // The reading order and the navigation document lead to the neighbours.
            BlockKind::Navigation { .. } => return,
        }
        if spacing == Spacing::Loose {
            self.xhtml.line();
        }
    }

    /// Blocks in an element of their own.
    fn around(&mut self, name: &'static str, blocks: &[Block<Resolved>], attributes: &Attributes) {
        self.element(name, attributes, &[]);
        self.xhtml.line();
        self.blocks(blocks, Spacing::Loose);
        self.xhtml.close();
    }

    /// A block that has changed as a whole: one that is new, or that is another.
    fn changed_blocks(&mut self, change: &Change, blocks: &[Block<Resolved>], attributes: &Attributes) {
        let name = if *change == Change::Passage { "ins" } else { "div" };
        self.element(name, attributes, &[("class", Some("changed"))]);
        self.blocks(blocks, Spacing::Loose);
        self.xhtml.close();
    }

    /// A list, with boxes for tasks.
    fn list(
        &mut self,
        (marker, spacing): (&ListMarker, Spacing),
        items: &[ListItem<Resolved>],
        attributes: &Attributes,
    ) {
        let class = items.iter().any(|item| item.task.is_some()).then_some("tasks");
        self.list_start(marker, attributes, class);
        for item in items {
            self.element("li", &item.attributes, &[("class", item.task.map(|_| "task"))]);
            if let Some(done) = item.task {
                let local = self.words();
                let (mark, words) = if done { ("\u{2611}", local.done) } else { ("\u{2610}", local.to_do) };
                self.xhtml.open(
                    "span",
                    &[("class", Some("box")), ("role", Some("img")), ("aria-label", Some(words))],
                );
                self.xhtml.text(mark).close().text(" ");
            }
            self.blocks(&item.blocks, spacing);
            self.xhtml.close().line();
        }
        self.xhtml.close();
    }

    /// A passage set apart. As a `note` it is no landmark, of which each would want a name of its own.
    fn admonition(
        &mut self,
        sort: AdmonitionSort,
        title: Option<&[Inline<Resolved>]>,
        blocks: &[Block<Resolved>],
        attributes: &Attributes,
    ) {
        let class = format!("note {}", sort.label().to_lowercase());
        let own = title.map(plain_text).filter(|title| !title.trim().is_empty());
        let label = self.words().admonitions[sort as usize];
        // As a `note` it is no landmark, of which each would want a name of its own.
        let pairs = [
            ("class", Some(class.as_str())),
            ("role", Some("note")),
            ("aria-label", Some(own.as_deref().unwrap_or(label))),
        ];
        self.element("aside", attributes, &pairs);
        let words = self.words();
        match title {
            None => {
                self.xhtml.leaf("p", &words.with(&[("class", Some("label"))]), label).line();
            }
            Some(title) if !title.is_empty() => {
                self.xhtml.open("p", &[("class", Some("label"))]);
                self.inlines(title);
                self.xhtml.close().line();
            }
            Some(_) => {}
        }
        self.blocks(blocks, Spacing::Loose);
        self.xhtml.close();
    }

    fn pictograms(&mut self, items: &[Pictogram<Resolved>], attributes: &Attributes) {
        self.element("ul", attributes, &[("class", Some("pictograms"))]);
        self.seen.pictograms = true;
        for item in items {
            let label = plain_text(&item.label);
            self.element("li", &item.attributes, &[]);
            printed::first_of(&item.label).into_iter().for_each(|node| self.marks_before(node));
            // The label beside the picture says what it shows; said twice it is noise.
            let decorative = item.image.alt.trim().eq_ignore_ascii_case(label.trim());
            let alt = if decorative { "" } else { &item.image.alt };
            self.seen.undescribed |= item.image.alt.trim().is_empty() && label.trim().is_empty();
            self.img(&item.image, alt, &Attributes::default());
            self.xhtml.text(" ").open("span", &[("class", Some("label"))]);
            self.inlines(&item.label);
            self.xhtml.close().close().line();
        }
        self.xhtml.close();
    }

    fn details(&mut self, summary: &[Inline<Resolved>], blocks: &[Block<Resolved>], attributes: &Attributes) {
        // One tab of several is as much the page's text as the others.
        let open = attributes.has_class("tab").then_some("open");
        self.element("details", attributes, &[("open", open)]);
        self.xhtml.open("summary", &[]);
        // What unfolds the passage can hold nothing else to press.
        let pressed = summary.iter().any(presses);
        match plain_text(summary).trim() {
            "" => self.xhtml.text("Details").close().line(),
            words if pressed => self.xhtml.text(words).close().line(),
            _ => {
                self.inlines(summary);
                self.xhtml.close().line()
            }
        };
        if pressed {
            self.xhtml.open("p", &[]);
            self.inlines(summary);
            self.xhtml.close().line();
        }
        self.blocks(blocks, Spacing::Loose);
        self.xhtml.close();
    }

    fn table(
        &mut self,
        caption: &[Inline<Resolved>],
        (columns, head, body): (&[Alignment], &[Row<Resolved>], &[Row<Resolved>]),
        attributes: &Attributes,
    ) {
        let names = names_in_stacks(head, body);
        let class = if names.is_some() { "table stacks" } else { "table" };
        self.element("div", &Attributes::default(), &[("class", Some(class))]);
        self.element("table", attributes, &[]);
        if !caption.is_empty() {
            self.xhtml.open("caption", &[]);
            self.inlines(caption);
            self.xhtml.close();
        }
        if !head.is_empty() {
            self.xhtml.open("thead", &[]);
            self.rows(head, columns, Scope::Column, None);
            self.xhtml.close().line();
        }
        if !body.is_empty() {
            self.xhtml.open("tbody", &[]);
            self.rows(body, columns, Scope::Row, names.as_deref());
            self.xhtml.close();
        }
        self.xhtml.close().close();
    }

    fn figure(&mut self, blocks: &[Block<Resolved>], caption: &[Inline<Resolved>], attributes: &Attributes) {
        self.element("figure", attributes, &[]);
        self.blocks(blocks, Spacing::Tight);
        if !caption.is_empty() {
            self.xhtml.open("figcaption", &[]);
            self.inlines(caption);
            self.xhtml.close();
        }
        self.xhtml.close();
    }

    fn list_start(&mut self, marker: &ListMarker, attributes: &Attributes, class: Option<&str>) {
        match marker {
            ListMarker::Bullet => self.element("ul", attributes, &[("class", class)]),
            ListMarker::Number { start, numbering, reversed } => {
                let first = start.to_string();
                let kind = match numbering {
                    Numbering::Decimal => None,
                    Numbering::LowerAlpha => Some("a"),
                    Numbering::UpperAlpha => Some("A"),
                    Numbering::LowerRoman => Some("i"),
                    Numbering::UpperRoman => Some("I"),
                };
                let pairs = [
                    ("class", class),
                    ("start", (*start != 1).then_some(first.as_str())),
                    ("type", kind),
                    ("reversed", reversed.then_some("reversed")),
                ];
                self.element("ol", attributes, &pairs);
            }
        }
        self.xhtml.line();
    }

    /// A picture, or its alternative text where there is none.
    pub fn picture(&mut self, image: &Image<Resolved>, attributes: &Attributes) {
        if let Some(percent) = self.share.take() {
            let image = Image { percent: Some(percent), ..image.clone() };
            return self.picture(&image, attributes);
        }
        self.seen.undescribed |= image.alt.trim().is_empty();
        self.img(image, &image.alt, attributes);
    }

    fn img(&mut self, image: &Image<Resolved>, alt: &str, attributes: &Attributes) {
        let stored = match (&image.picture, self.book) {
            (Picture::Stored { picture }, Some(book)) => book.pictures.get(*picture),
            _ => None,
        };
        let Some(stored) = stored else {
            let words = if image.alt.trim().is_empty() { "picture missing" } else { &image.alt };
            self.element("span", attributes, &[("class", Some("missing"))]);
            self.xhtml.text(words).close();
            // Print sets the title as a caption, whether the picture is there or not.
            if let Some(title) = image.title.as_deref().filter(|title| *title != words) {
                self.xhtml.text(" ");
                self.xhtml.open("span", &[("class", Some("caption"))]).text(title).close();
            }
            return;
        };
        let source = format!("{PICTURES}{}", stored.name);
        // Pictures keep their shape, so a height means a width.
        let high =
            |height: u32| u64::from(height) * u64::from(stored.width) / u64::from(stored.height.max(1));
        let width = image.width.map(u64::from).or(image.height.map(high));
        let width =
            width.filter(|width| *width > 0 && image.percent.is_none()).map(|width| width.to_string());
        // By a class: safe readers take no style from an attribute.
        let percent = image.percent.map(|percent| format!("picture-{}", percent.clamp(1, 100)));
        let id = attributes.id.as_deref().map(anchor);
        let drawn = (stored.media == MediaType::Svg).then_some("drawn");
        let classes = attributes.classes.iter().map(String::as_str).chain(drawn).chain(percent.as_deref());
        let classes = classes.collect::<Vec<_>>().join(" ");
        let pairs = [
            ("id", id.as_deref()),
            ("class", (!classes.is_empty()).then_some(classes.as_str())),
            ("src", Some(source.as_str())),
            ("alt", Some(alt)),
            ("title", image.title.as_deref()),
            ("width", width.as_deref()),
        ];
        self.xhtml.void("img", &pairs);
    }

    /// A diagram that was made from words, with the words.
    fn diagram(&mut self, content: &[Inline<Resolved>], attributes: &Attributes) {
        self.element("figure", attributes, &[("class", Some("diagram"))]);
        self.inlines(content);
        if let Some(source) = described(content) {
            let class = format!("language-{}", source.fence);
            self.xhtml.open("details", &[]).leaf("summary", &[], source.language);
            self.code("pre", &Attributes::default());
            self.xhtml.leaf("code", &[("class", Some(&class))], &source.text);
            self.xhtml.close().close();
        }
        self.xhtml.close();
    }

    /// A picture of the phases; where it is missing, the phases themselves, which its text names: on paper
    /// too it is their alternative text.
    fn phase_diagram(&mut self, image: &Image<Resolved>, attributes: &Attributes) {
        let drawn = matches!(image.picture, Picture::Missing)
            && self.book.is_some_and(|book| !book.phases.is_empty());
        let label = Some(image.alt.as_str()).filter(|alt| drawn && !alt.is_empty());
        self.element("figure", attributes, &[("aria-label", label)]);
        match self.book {
            Some(book) if drawn => {
                self.xhtml.open("ol", &[("class", Some("path"))]).line();
                for phase in &book.phases {
                    let class = format!("phase-{}", phase.slug);
                    self.xhtml.leaf("li", &[("class", Some(&class))], &phase.name).line();
                }
                self.xhtml.close().line();
            }
            _ => self.picture(image, &Attributes::default()),
        }
        self.xhtml.close();
    }

    /// The chapter's own contents, where the page asks for them.
    fn contents(&mut self, attributes: &Attributes) {
        let Some(chapter) = self.book.and_then(|book| book.chapters.get(self.chapter)) else { return };
        let entries: Vec<Entry> = chapter
            .blocks
            .iter()
            .filter(|block| !block.attributes.has_class(OUT_OF_CONTENTS))
            .filter_map(|block| match &block.kind {
                BlockKind::Heading { level, content } if is_heading(content) => {
                    let href = fragment(block.attributes.id.as_deref()?);
                    Some(Entry { level: *level, href, words: plain_text(content) })
                }
                _ => None,
            })
            .collect();
        self.element("ul", attributes, &[("class", Some("contents"))]);
        self.entries(&entries);
        self.xhtml.close();
    }

    /// Entries of the contents, each with those of the levels below it.
    fn entries(&mut self, entries: &[Entry]) {
        let mut rest = entries;
        while let Some((entry, behind)) = rest.split_first() {
            let below = behind.iter().take_while(|other| other.level > entry.level).count();
            self.xhtml.open("li", &[]).leaf("a", &[("href", Some(&entry.href))], &entry.words);
            if below > 0 {
                self.xhtml.open("ul", &[]);
                self.entries(&behind[..below]);
                self.xhtml.close();
            }
            self.xhtml.close();
            rest = &behind[below..];
        }
    }

    /// The words of our own, in the chapter's language.
    fn words(&self) -> Local {
        let chapter = self.book.and_then(|book| book.chapters.get(self.chapter));
        local(chapter.map_or("en", |chapter| chapter.language.as_str()))
    }

    /// The notes, each with a way back to every reference.
    pub fn notes(&mut self, notes: &[Note<Resolved>]) {
        if notes.is_empty() {
            return;
        }
        // All of them first: one note may refer to another, before or behind it.
        let before = std::mem::take(&mut self.xhtml);
        let mut bodies = Vec::with_capacity(notes.len());
        for note in notes {
            self.blocks(&note.blocks, Spacing::of(&note.blocks));
            bodies.push(std::mem::take(&mut self.xhtml));
        }
        self.xhtml = before;
        let words = self.words();
        let label = Some(words.notes);
        self.xhtml.open("section", &[("class", Some("notes")), ("aria-label", label)]).line();
        for (index, body) in bodies.into_iter().enumerate() {
            let number = (index + 1).to_string();
            let id = format!("{NOTE}{number}");
            let pairs =
                [("epub:type", Some("footnote")), ("role", Some("doc-footnote")), ("id", Some(id.as_str()))];
            self.xhtml.open("aside", &pairs);
            self.xhtml.leaf("span", &[("class", Some("number"))], &format!("{number}."));
            self.xhtml.append(body);
            for reference in 1..=self.references.get(index).copied().unwrap_or(0) {
                let href = format!("#{REFERENCE}{number}.{reference}");
                let back = words.back.replace("{n}", &reference.to_string()).replace("{note}", &number);
                let pairs = [
                    ("role", Some("doc-backlink")),
                    ("href", Some(href.as_str())),
                    ("aria-label", Some(back.as_str())),
                ];
                self.xhtml.text(" ").leaf("a", &pairs, "\u{21a9}\u{fe0e}");
            }
            self.xhtml.close().line();
        }
        self.xhtml.close().line();
    }

    /// The address of a chapter, or of a place in it, seen from this one.
    pub fn chapter_address(&self, chapter: usize, id: Option<&str>) -> String {
        let fragment = id.map(fragment).unwrap_or_default();
        if chapter == self.chapter && !fragment.is_empty() {
            return fragment;
        }
        let slug =
            self.book.and_then(|book| book.chapters.get(chapter)).map_or("", |chapter| chapter.slug.as_str());
        format!("{}{fragment}", super::chapter_file(chapter, slug))
    }

    /// What a link's target is on screen; none where it leads nowhere.
    pub fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::Chapter { chapter, id, .. } => Some(self.chapter_address(*chapter, id.as_deref())),
            Target::Web { address } if !self.in_book() => Some(address.clone()),
            Target::Web { address } | Target::Elsewhere { address } => web(address),
            Target::Nowhere => None,
        }
    }
}

/// What a picture that stands alone is made from.
fn described(content: &[Inline<Resolved>]) -> Option<&DiagramSource> {
    match content {
        [Inline { kind: InlineKind::Image(image), .. }] => image.description.as_ref(),
        _ => None,
    }
}
