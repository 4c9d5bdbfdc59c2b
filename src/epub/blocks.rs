//! The model as XHTML: blocks.

use super::pages::{Local, local};
use super::xhtml::Xhtml;
use crate::model::{
    Alignment, Attributes, Block, BlockKind, Cell, Direction, Image, ListMarker, Note, Numbering, Picture,
    Row, Settled, Target,
};
use crate::site::{Book, MediaType};

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
    /// Set within a note, where references would stand twice.
    pub in_note: bool,
}

impl<'a> Writer<'a> {
    /// A writer for a chapter of a book.
    pub fn new(book: Option<&'a Book>, chapter: usize, notes: usize) -> Self {
        Self { book, chapter, xhtml: Xhtml::default(), references: vec![0; notes], in_note: false }
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
        let lang = attributes.lang.as_deref();
        let mut pairs = vec![
            ("id", attributes.id.as_deref()),
            ("class", (!classes.is_empty()).then_some(classes.as_str())),
            ("lang", lang),
            ("xml:lang", lang),
            ("dir", dir),
            ("title", title),
        ];
        pairs.extend(more.iter().filter(|(key, _)| *key != "class"));
        self.xhtml.open(name, &pairs);
    }

    /// The page's own blocks, its headings opening sections.
    pub fn sections(&mut self, blocks: &[Block<Settled>]) {
        let mut open: Vec<u8> = Vec::new();
        for block in blocks {
            if let BlockKind::Heading { level, .. } = &block.kind {
                while open.last().is_some_and(|above| above >= level) {
                    open.pop();
                    self.xhtml.close().line();
                }
                // Without a name: a named one is a landmark, and a landmark for
                // every heading hides those that help.
                self.xhtml.open("section", &[]).line();
                open.push(*level);
            }
            self.block(block, false);
        }
        for _ in open {
            self.xhtml.close().line();
        }
    }

    /// Blocks, one under another.
    pub fn blocks(&mut self, blocks: &[Block<Settled>], tight: bool) {
        for block in blocks {
            self.block(block, tight);
        }
    }

    /// One block. In a tight list a paragraph is its item's own text.
    pub fn block(&mut self, block: &Block<Settled>, tight: bool) {
        let attributes = &block.attributes;
        match &block.kind {
            BlockKind::Paragraph { content } if tight && attributes.is_empty() => self.inlines(content),
            BlockKind::Paragraph { content } => {
                self.element("p", attributes, &[]);
                self.inlines(content);
                self.xhtml.close();
            }
            BlockKind::Heading { level, content } => {
                let name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from((*level).clamp(1, 6)) - 1];
                self.element(name, attributes, &[]);
                self.inlines(content);
                self.xhtml.close();
            }
            BlockKind::List { marker, tight, items } => {
                self.list_start(marker, attributes, items.iter().any(|item| item.task.is_some()));
                for item in items {
                    self.element("li", &item.attributes, &[("class", item.task.map(|_| "task"))]);
                    if let Some(done) = item.task {
                        let local = self.words();
                        let (mark, words) =
                            if done { ("\u{2611}", local.done) } else { ("\u{2610}", local.to_do) };
                        self.xhtml.open(
                            "span",
                            &[("class", Some("box")), ("role", Some("img")), ("aria-label", Some(words))],
                        );
                        self.xhtml.text(mark).close().text(" ");
                    }
                    self.blocks(&item.blocks, *tight);
                    self.xhtml.close().line();
                }
                self.xhtml.close();
            }
            BlockKind::Definitions { entries } => {
                self.element("dl", attributes, &[]);
                for entry in entries {
                    for term in &entry.terms {
                        self.element("dt", &term.attributes, &[]);
                        self.inlines(&term.content);
                        self.xhtml.close();
                    }
                    for meaning in &entry.meanings {
                        self.xhtml.open("dd", &[]);
                        let single = meaning.len() == 1;
                        self.blocks(meaning, single);
                        self.xhtml.close().line();
                    }
                }
                self.xhtml.close();
            }
            BlockKind::Quote { blocks } => {
                self.element("blockquote", attributes, &[]);
                self.xhtml.line();
                self.blocks(blocks, false);
                self.xhtml.close();
            }
            BlockKind::Admonition { sort, blocks } => {
                let class = format!("note {}", sort.label().to_lowercase());
                let label = self.words().admonitions[*sort as usize];
                // As a `note` it is no landmark, of which each would want a name of its own.
                let pairs =
                    [("class", Some(class.as_str())), ("role", Some("note")), ("aria-label", Some(label))];
                self.element("aside", attributes, &pairs);
                self.xhtml.leaf("p", &[("class", Some("label"))], label).line();
                self.blocks(blocks, false);
                self.xhtml.close();
            }
            BlockKind::Code { language, text } => {
                self.element("pre", attributes, &[]);
                let class = language.as_ref().map(|language| format!("language-{language}"));
                self.xhtml.leaf("code", &[("class", class.as_deref())], text);
                self.xhtml.close();
            }
            BlockKind::Table { caption, columns, head, body } => {
                self.element("div", &Attributes::default(), &[("class", Some("table"))]);
                self.element("table", attributes, &[]);
                if !caption.is_empty() {
                    self.xhtml.open("caption", &[]);
                    self.inlines(caption);
                    self.xhtml.close();
                }
                if !head.is_empty() {
                    self.xhtml.open("thead", &[]);
                    head.iter().for_each(|row| self.row(row, columns, true));
                    self.xhtml.close().line();
                }
                if !body.is_empty() {
                    self.xhtml.open("tbody", &[]);
                    body.iter().for_each(|row| self.row(row, columns, false));
                    self.xhtml.close();
                }
                self.xhtml.close().close();
            }
            BlockKind::Figure { blocks, caption } => {
                self.element("figure", attributes, &[]);
                self.blocks(blocks, true);
                if !caption.is_empty() {
                    self.xhtml.open("figcaption", &[]);
                    self.inlines(caption);
                    self.xhtml.close();
                }
                self.xhtml.close();
            }
            BlockKind::Pictograms { items } => {
                self.element("ul", attributes, &[("class", Some("pictograms"))]);
                for item in items {
                    let label = crate::model::plain_text(&item.label);
                    self.element("li", &item.attributes, &[]);
                    // The label beside the picture says what it shows; said twice it is noise.
                    let decorative = item.image.alt.trim().eq_ignore_ascii_case(label.trim());
                    self.picture(
                        &item.image,
                        if decorative { "" } else { &item.image.alt },
                        &Attributes::default(),
                    );
                    self.xhtml.text(" ").open("span", &[("class", Some("label"))]);
                    self.inlines(&item.label);
                    self.xhtml.close().close().line();
                }
                self.xhtml.close();
            }
            BlockKind::PhaseDiagram { image } => self.phase_diagram(image, attributes),
            BlockKind::Contents => self.contents(attributes),
            BlockKind::Details { summary, blocks } => {
                self.element("details", attributes, &[]);
                self.xhtml.open("summary", &[]);
                if summary.is_empty() {
                    self.xhtml.text("Details");
                }
                self.inlines(summary);
                self.xhtml.close().line();
                self.blocks(blocks, false);
                self.xhtml.close();
            }
            BlockKind::Division { blocks } => {
                self.element("div", attributes, &[]);
                self.xhtml.line();
                self.blocks(blocks, false);
                self.xhtml.close();
            }
            BlockKind::Media { target, content } => {
                self.element("p", attributes, &[("class", Some("media"))]);
                self.link(target, None, &Attributes::default(), content);
                self.xhtml.close();
            }
            BlockKind::ThematicBreak => {
                self.xhtml.void("hr", &[("id", attributes.id.as_deref())]);
            }
            // The reading order and the navigation document lead to the neighbours.
            BlockKind::Navigation { .. } => return,
        }
        if !tight {
            self.xhtml.line();
        }
    }

    fn list_start(&mut self, marker: &ListMarker, attributes: &Attributes, tasks: bool) {
        let class = tasks.then_some("tasks");
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

    fn row(&mut self, row: &Row<Settled>, columns: &[Alignment], head: bool) {
        self.element("tr", &row.attributes, &[]);
        let mut column = 0;
        for cell in &row.cells {
            let alignment = cell.alignment.or(columns.get(column).copied()).unwrap_or(Alignment::Default);
            column += cell.colspan as usize;
            self.cell(cell, alignment, head);
        }
        self.xhtml.close().line();
    }

    fn cell(&mut self, cell: &Cell<Settled>, alignment: Alignment, head: bool) {
        let class = match alignment {
            Alignment::Default => None,
            Alignment::Left => Some("left"),
            Alignment::Center => Some("center"),
            Alignment::Right => Some("right"),
        };
        let (colspan, rowspan) = (cell.colspan.to_string(), cell.rowspan.to_string());
        let scope = if head { "col" } else { "row" };
        // An empty cell heads nothing.
        let header = cell.header && !cell.blocks.is_empty();
        let pairs = [
            ("class", class),
            ("scope", header.then_some(scope)),
            ("colspan", (cell.colspan > 1).then_some(colspan.as_str())),
            ("rowspan", (cell.rowspan > 1).then_some(rowspan.as_str())),
        ];
        self.element(if header { "th" } else { "td" }, &cell.attributes, &pairs);
        let single = cell.blocks.len() == 1;
        self.blocks(&cell.blocks, single);
        self.xhtml.close();
    }

    /// A picture, or its alternative text where there is none.
    pub fn picture(&mut self, image: &Image<Settled>, alt: &str, attributes: &Attributes) {
        let stored = match (&image.picture, self.book) {
            (Picture::Stored { picture }, Some(book)) => book.pictures.get(*picture),
            _ => None,
        };
        let Some(stored) = stored else {
            let words = if image.alt.trim().is_empty() { "picture missing" } else { &image.alt };
            self.element("span", attributes, &[("class", Some("missing"))]);
            self.xhtml.text(words).close();
            return;
        };
        let source = format!("{PICTURES}{}", stored.name);
        let width = image.width.map(|width| width.to_string());
        let drawn = (stored.media == MediaType::Svg).then_some("drawn");
        let classes =
            attributes.classes.iter().map(String::as_str).chain(drawn).collect::<Vec<_>>().join(" ");
        let pairs = [
            ("id", attributes.id.as_deref()),
            ("class", (!classes.is_empty()).then_some(classes.as_str())),
            ("src", Some(source.as_str())),
            ("alt", Some(alt)),
            ("title", image.title.as_deref()),
            ("width", width.as_deref()),
        ];
        self.xhtml.void("img", &pairs);
    }

    /// A picture of the phases; where it is missing, the phases themselves.
    fn phase_diagram(&mut self, image: &Image<Settled>, attributes: &Attributes) {
        self.element("figure", attributes, &[]);
        match (&image.picture, self.book) {
            (Picture::Missing, Some(book)) if !book.phases.is_empty() => {
                self.xhtml.open("ol", &[("class", Some("path"))]).line();
                for phase in &book.phases {
                    let class = format!("phase-{}", phase.slug);
                    self.xhtml.leaf("li", &[("class", Some(&class))], &phase.name).line();
                }
                self.xhtml.close().line();
                if !image.alt.is_empty() {
                    self.xhtml.leaf("figcaption", &[], &image.alt);
                }
            }
            _ => self.picture(image, &image.alt, &Attributes::default()),
        }
        self.xhtml.close();
    }

    /// The chapter's own contents, where the page asks for them.
    fn contents(&mut self, attributes: &Attributes) {
        let Some(chapter) = self.book.and_then(|book| book.chapters.get(self.chapter)) else { return };
        let headings = chapter.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Heading { level: 2, content } => Some((block.attributes.id.as_deref(), content)),
            _ => None,
        });
        self.element("ul", attributes, &[("class", Some("contents"))]);
        for (id, content) in headings {
            let href = format!("#{}", id.unwrap_or(""));
            self.xhtml
                .open("li", &[])
                .leaf("a", &[("href", Some(&href))], &crate::model::plain_text(content))
                .close();
        }
        self.xhtml.close();
    }

    /// The words of our own, in the chapter's language.
    fn words(&self) -> &'static Local {
        let chapter = self.book.and_then(|book| book.chapters.get(self.chapter));
        local(chapter.map_or("en", |chapter| chapter.language.as_str()))
    }

    /// The notes, each with a way back to every reference.
    pub fn notes(&mut self, notes: &[Note<Settled>]) {
        if notes.is_empty() {
            return;
        }
        self.in_note = true;
        let words = self.words();
        let label = Some(words.notes);
        self.xhtml.open("section", &[("class", Some("notes")), ("aria-label", label)]).line();
        for (index, note) in notes.iter().enumerate() {
            let number = (index + 1).to_string();
            let id = format!("note.{number}");
            let pairs =
                [("epub:type", Some("footnote")), ("role", Some("doc-footnote")), ("id", Some(id.as_str()))];
            self.xhtml.open("aside", &pairs);
            self.xhtml.leaf("span", &[("class", Some("number"))], &format!("{number}."));
            let single = note.blocks.len() == 1;
            self.blocks(&note.blocks, single);
            for reference in 1..=self.references.get(index).copied().unwrap_or(0) {
                let href = format!("#ref.{number}.{reference}");
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
        let fragment = id.map(|id| format!("#{id}")).unwrap_or_default();
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
            Target::Web { address } => Some(address.clone()),
            Target::Elsewhere { address } => address.starts_with("http").then(|| address.clone()),
            Target::Nowhere => None,
        }
    }
}
