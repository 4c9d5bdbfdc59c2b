//! From written trees to settled ones: every link and picture looked up.

use super::addresses::{Addresses, LinkTarget};
use super::pictures::Pictures;
use super::settle::address_span;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{Files, is_plain};
use crate::model::{
    Block, BlockKind, Cell, Definition, Image, Inline, InlineKind, ListItem, NavigationLink, Node, Note,
    Pictogram, Resolved, Row, Span, Target, Term, Written, plain_text,
};
use crate::source::{Page, TITLE_SCHEME};
use crate::{names, paths};

/// A link that is still without words, with a page's title or an address in their place.
fn with_words(span: Span, link: InlineKind<Resolved>) -> InlineKind<Resolved> {
    let InlineKind::Link { target, title, content } = link else { return link };
    if !content.is_empty() {
        return InlineKind::Link { target, title, content };
    }
    let words = match &target {
        Target::Chapter { name, .. } => name,
        Target::Web { address } | Target::Elsewhere { address } => address,
        Target::Nowhere => return InlineKind::Link { target, title, content },
    };
    let content = vec![Node::new(span, InlineKind::Text { text: words.clone() })];
    InlineKind::Link { target, title, content }
}

/// A link as a page has it.
#[derive(Debug, Clone, Copy)]
struct Link<'l> {
    /// The address as written.
    written: &'l str,
    /// The words, which often say what was meant.
    words: &'l str,
    span: Span,
    /// Where the address stands.
    place: Span,
}

/// Settles one page.
pub(super) struct Fold<'a> {
    /// The addresses of all pages, in the order of the book.
    pub addresses: &'a Addresses,
    /// The pictures of all pages.
    pub pictures: &'a Pictures,
    /// The site's files, to tell a dead link from one to a file.
    pub files: &'a dyn Files,
    /// The page's position in the book.
    pub at: usize,
    /// The page, whose blocks are being folded and are not in it.
    pub page: &'a Page,
    /// What is wrong with its links.
    pub diagnostics: Vec<Diagnostic>,
}

impl Fold<'_> {
    /// Settles blocks.
    pub fn blocks(&mut self, blocks: Vec<Block<Written>>) -> Vec<Block<Resolved>> {
        blocks.into_iter().map(|block| self.block(block)).collect()
    }

    /// Settles notes.
    pub fn notes(&mut self, notes: Vec<Note<Written>>) -> Vec<Note<Resolved>> {
        notes
            .into_iter()
            .map(|Note { span, label, blocks }| Note { span, label, blocks: self.blocks(blocks) })
            .collect()
    }

    fn block(&mut self, Node { span, attributes, kind, .. }: Block<Written>) -> Block<Resolved> {
        let kind = match kind {
            BlockKind::Paragraph { content } => BlockKind::Paragraph { content: self.inlines(content) },
            BlockKind::Heading { level, content } => {
                BlockKind::Heading { level, content: self.inlines(content) }
            }
            BlockKind::List { marker, tight, items } => BlockKind::List {
                marker,
                tight,
                items: items
                    .into_iter()
                    .map(|ListItem { span, attributes, task, blocks }| ListItem {
                        span,
                        attributes,
                        task,
                        blocks: self.blocks(blocks),
                    })
                    .collect(),
            },
            BlockKind::Definitions { entries } => BlockKind::Definitions {
                entries: entries.into_iter().map(|definition| self.definition(definition)).collect(),
            },
            BlockKind::Quote { blocks } => BlockKind::Quote { blocks: self.blocks(blocks) },
            BlockKind::Admonition { sort, title, blocks } => BlockKind::Admonition {
                sort,
                title: title.map(|title| self.inlines(title)),
                blocks: self.blocks(blocks),
            },
            BlockKind::Code { language, text, lines } => BlockKind::Code { language, text, lines },
            BlockKind::Table { caption, columns, head, body } => BlockKind::Table {
                caption: self.inlines(caption),
                columns,
                head: self.rows(head),
                body: self.rows(body),
            },
            BlockKind::Figure { blocks, caption } => {
                BlockKind::Figure { blocks: self.blocks(blocks), caption: self.inlines(caption) }
            }
            BlockKind::Pictograms { items } => BlockKind::Pictograms {
                items: items
                    .into_iter()
                    .map(|Pictogram { span, attributes, image, label }| Pictogram {
                        span,
                        attributes,
                        image: self.image(image),
                        label: self.inlines(label),
                    })
                    .collect(),
            },
            BlockKind::PhaseDiagram { image } => BlockKind::PhaseDiagram { image: self.image(image) },
            BlockKind::Navigation { links } => BlockKind::Navigation {
                links: links
                    .into_iter()
                    .map(|NavigationLink { span, direction, target, label }| NavigationLink {
                        span,
                        direction,
                        target: self.neighbour(span, &target, &label),
                        label,
                    })
                    .collect(),
            },
            BlockKind::Contents => BlockKind::Contents,
            BlockKind::Details { summary, blocks } => {
                BlockKind::Details { summary: self.inlines(summary), blocks: self.blocks(blocks) }
            }
            BlockKind::Division { blocks } => BlockKind::Division { blocks: self.blocks(blocks) },
            BlockKind::Changed { change, .. } => match change {},
            BlockKind::Media { target, content } => BlockKind::Media {
                target: self.target(span, &target, &plain_text(&content)),
                content: self.inlines(content),
            },
            BlockKind::ThematicBreak => BlockKind::ThematicBreak,
        };
        Node::with(span, attributes, kind)
    }

    fn definition(&mut self, Definition { terms, meanings }: Definition<Written>) -> Definition<Resolved> {
        Definition {
            terms: terms
                .into_iter()
                .map(|Term { span, attributes, content }| Term {
                    span,
                    attributes,
                    content: self.inlines(content),
                })
                .collect(),
            meanings: meanings.into_iter().map(|blocks| self.blocks(blocks)).collect(),
        }
    }

    fn rows(&mut self, rows: Vec<Row<Written>>) -> Vec<Row<Resolved>> {
        rows.into_iter()
            .map(|Row { attributes, cells }| Row {
                attributes,
                cells: cells
                    .into_iter()
                    .map(|Cell { span, attributes, header, alignment, colspan, rowspan, blocks }| Cell {
                        span,
                        attributes,
                        header,
                        alignment,
                        colspan,
                        rowspan,
                        blocks: self.blocks(blocks),
                    })
                    .collect(),
            })
            .collect()
    }

    fn inlines(&mut self, content: Vec<Inline<Written>>) -> Vec<Inline<Resolved>> {
        content.into_iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, Node { span, attributes, kind, .. }: Inline<Written>) -> Inline<Resolved> {
        let kind = match kind {
            InlineKind::Text { text } => InlineKind::Text { text },
            InlineKind::Emphasis { content } => InlineKind::Emphasis { content: self.inlines(content) },
            InlineKind::Strong { content } => InlineKind::Strong { content: self.inlines(content) },
            InlineKind::Strikethrough { content } => {
                InlineKind::Strikethrough { content: self.inlines(content) }
            }
            InlineKind::Inserted { content } => InlineKind::Inserted { content: self.inlines(content) },
            InlineKind::Changed { change, .. } => match change {},
            InlineKind::Highlight { content } => InlineKind::Highlight { content: self.inlines(content) },
            InlineKind::Subscript { content } => InlineKind::Subscript { content: self.inlines(content) },
            InlineKind::Superscript { content } => InlineKind::Superscript { content: self.inlines(content) },
            InlineKind::Quoted { content } => InlineKind::Quoted { content: self.inlines(content) },
            InlineKind::Keyboard { content } => InlineKind::Keyboard { content: self.inlines(content) },
            InlineKind::Code { text } => InlineKind::Code { text },
            InlineKind::Formula(formula) => InlineKind::Formula(formula),
            InlineKind::Link { target, title, content } => {
                // An empty link with an id is a place to link to.
                let wordless = content.is_empty() && attributes.id.is_none();
                let link = self.link(span, &target, title, content);
                if wordless { with_words(span, link) } else { link }
            }
            InlineKind::Image(image) => InlineKind::Image(self.image(image)),
            InlineKind::Abbreviation { expansion, content } => {
                InlineKind::Abbreviation { expansion, content: self.inlines(content) }
            }
            InlineKind::Note { note } => InlineKind::Note { note },
            InlineKind::Span { content } => InlineKind::Span { content: self.inlines(content) },
            InlineKind::SoftBreak => InlineKind::SoftBreak,
            InlineKind::LineBreak => InlineKind::LineBreak,
        };
        Node::with(span, attributes, kind)
    }

    fn link(
        &mut self,
        span: Span,
        target: &str,
        title: Option<String>,
        content: Vec<Inline<Written>>,
    ) -> InlineKind<Resolved> {
        let resolved = self.addresses.resolve(self.at, target);
        // Brackets that no page answers to were never a link.
        if let Some(name) = target.strip_prefix(TITLE_SCHEME)
            && matches!(resolved, LinkTarget::Untitled(_))
        {
            return self.brackets(span, name.trim(), content);
        }
        // A link without words is called what it leads to.
        let content = match self.addresses.words(&resolved) {
            Some(words) if content.is_empty() => vec![Node::new(span, InlineKind::Text { text: words })],
            _ => content,
        };
        let target = self.target(span, target, &plain_text(&content));
        InlineKind::Link { target, title, content: self.inlines(content) }
    }

    /// Brackets as they are typed. They are an error only where a second pair names a
    /// definition that is not there, and worth a word where they look like a page's title.
    fn brackets(&mut self, span: Span, name: &str, content: Vec<Inline<Written>>) -> InlineKind<Resolved> {
        let source = self.page.source_of(span);
        let typed = source.text.get(span.range()).unwrap_or_default();
        if typed.starts_with("[[") || typed.starts_with("![[") {
            // Links of Obsidian show their words, whether the note is there or not.
            let diagnostic =
                Diagnostic::new(&rules::DEAD_LINK, source, span, format!("no note is called `{name}`"));
            self.say(diagnostic.hint("write the note, correct its name, or take the link out"));
            return InlineKind::Span { content: self.inlines(content) };
        }
        let label = typed.rfind("][").filter(|_| typed.ends_with(']')).map(|at| &typed[at + 1..]);
        let collapsed = source.text.get(span.range().end..).is_some_and(|behind| behind.starts_with("[]"));
        let named = label.is_some() || collapsed;
        let before = source.text.get(..span.range().start);
        let indexed = before.is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let titles = self.addresses.entries.iter().map(|entry| entry.title.as_str());
        // A slip of the hand, and no more: most brackets were never to be links.
        let near = names::nearest(name, titles).filter(|title| names::is_slip(name, title));
        let severity = match (&near, named) {
            (_, true) if !indexed => Some(Severity::Error),
            (Some(_), false) => Some(Severity::Warning),
            (None, false) if looks_like_title(name) && is_alone(&source.text, span) => Some(Severity::Note),
            _ => None,
        };
        if let Some(severity) = severity {
            let hint = match near {
                Some(title) => format!("did you mean `[{title}]`"),
                None => format!("if it was to be a link, add `[{name}]: /path/to/page.html` below"),
            };
            let message =
                format!("no page and no link definition is called `{name}`; it is printed as typed");
            let diagnostic = Diagnostic::new(&rules::UNDEFINED_REFERENCE, source, span, message).hint(hint);
            self.say(Diagnostic { severity, ..diagnostic });
        }
        let text = |text: String| Node::new(span, InlineKind::Text { text });
        let close = text(format!("]{}", label.unwrap_or_default()));
        let mut typed = vec![text("[".to_owned())];
        typed.extend(self.inlines(content));
        typed.push(close);
        InlineKind::Span { content: typed }
    }

    fn image(&self, image: Image<Written>) -> Image<Resolved> {
        let picture = self.pictures.get(self.at, &image.picture);
        let Image { alt, description, title, width, percent, height, .. } = image;
        Image { picture, alt, description, title, width, percent, height }
    }

    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Where a previous or next link leads. No format prints its address, so
    /// that a neighbour is left out of the book is nothing to complain of.
    fn neighbour(&mut self, span: Span, written: &str, words: &str) -> Target {
        let said = self.diagnostics.len();
        let target = self.target(span, written, words);
        if self.diagnostics.get(said).is_some_and(|diagnostic| diagnostic.rule == &rules::LINK_OUTSIDE) {
            self.diagnostics.truncate(said);
        }
        target
    }

    /// Where an address leads. `words` are those of the link, which often say
    /// what was meant.
    fn target(&mut self, span: Span, written: &str, words: &str) -> Target {
        let place = address_span(self.page, span, written);
        let source = self.page.source_of(span);
        match self.addresses.resolve(self.at, written) {
            LinkTarget::Page { page, fragment, case } => {
                let Some(entry) = self.addresses.entries.get(page) else { return Target::Nowhere };
                if case {
                    self.say(
                        Diagnostic::new(
                            &rules::LINK_CASE,
                            source,
                            place,
                            format!("the page is called `{}`, in other capitals", paths::stem(&entry.path)),
                        )
                        .hint(format!("write `{}`", self.respelt(written, page))),
                    );
                }
                let id = fragment.and_then(|fragment| self.place_in(page, &fragment, source, place));
                Target::Chapter { chapter: page, slug: entry.slug.clone(), id, name: entry.title.clone() }
            }
            LinkTarget::Web(address) => Target::Web { address },
            LinkTarget::Outside { path, address } => {
                let diagnostic = self.outside(&path, Link { written, words, span, place });
                // Where the site is on the web is known: print shows an address that leads there.
                let leads = self.addresses.has_url() && diagnostic.rule == &rules::LINK_OUTSIDE;
                // Nor is it a fault that a page leads to itself in another language.
                if !leads && !self.addresses.is_translation(self.at, &path) {
                    self.say(diagnostic);
                }
                Target::Elsewhere { address }
            }
            LinkTarget::Untitled(name) => {
                self.say(Diagnostic::new(
                    &rules::UNDEFINED_REFERENCE,
                    source,
                    place,
                    format!("no page is called `{name}`"),
                ));
                Target::Nowhere
            }
            LinkTarget::Empty => {
                self.say(
                    Diagnostic::new(&rules::EMPTY_LINK, source, place, "the link has no target")
                        .hint("write where it leads, or keep only its words"),
                );
                Target::Nowhere
            }
            LinkTarget::Unsafe(scheme) => {
                self.say(
                    Diagnostic::new(
                        &rules::UNSAFE_LINK,
                        source,
                        place,
                        format!("a link of the kind `{scheme}:` is not carried over"),
                    )
                    .hint("link to a page, or to an address with `https:`, `mailto:` or `tel:`"),
                );
                Target::Nowhere
            }
        }
    }

    /// The id in a page that a fragment means.
    fn place_in(
        &mut self,
        page: usize,
        fragment: &str,
        source: &std::sync::Arc<crate::diagnostic::Source>,
        place: Span,
    ) -> Option<String> {
        let entry = self.addresses.entries.get(page)?;
        match entry.anchors.find(fragment) {
            Some((id, false)) => id,
            Some((id, true)) => {
                let real = id.as_deref().unwrap_or("");
                self.say(
                    Diagnostic::new(
                        &rules::LINK_CASE,
                        source,
                        place,
                        format!("the id is `{real}`, in other capitals than `{fragment}`"),
                    )
                    .hint(format!("write `#{real}`")),
                );
                id
            }
            None => {
                let there =
                    if page == self.at { "this page".to_owned() } else { format!("`{}`", entry.title) };
                let hint = match names::nearest(fragment, entry.anchors.names()) {
                    Some(near) => format!("did you mean `#{near}`"),
                    None => {
                        format!("add `{{: #{fragment}}}` to the place you mean, or link to the page alone")
                    }
                };
                self.say(
                    Diagnostic::new(
                        &rules::DEAD_FRAGMENT,
                        source,
                        place,
                        format!("nothing in {there} has the id `{fragment}`"),
                    )
                    .hint(hint),
                );
                None
            }
        }
    }

    /// What to say of a link to something that is no page of the book.
    fn outside(&self, path: &str, link: Link<'_>) -> Diagnostic {
        let Link { written, words, span, place } = link;
        let source = self.page.source_of(span);
        let is_there = |path: &str| is_plain(path) && self.files.size(path).is_ok();
        if is_there(path) {
            return Diagnostic::new(
                &rules::LINK_OUTSIDE,
                source,
                place,
                format!(
                    "`{path}` is a file of the site and not a page of the book, so print shows its address"
                ),
            )
            .hint("say in the text what it is, for those who read on paper");
        }
        let page = paths::key(path);
        let mut files = [".md", ".markdown", "/index.md"].iter().map(|ending| format!("{page}{ending}"));
        if let Some(file) = files.find(|file| is_there(file.trim_start_matches('/'))) {
            return Diagnostic::new(
                &rules::LINK_OUTSIDE,
                source,
                place,
                format!("the page `{file}` is not in this book, so print shows its address"),
            )
            .hint("build the whole site to have it in the book");
        }
        // Beside other pages of the book, it should be one of them.
        if self.addresses.has_folder(paths::folder(path)) {
            let hint = match self.meant(path, words) {
                Some(page) => format!("did you mean `{}`", self.respelt(written, page)),
                None => "write the page, or take the link out".to_owned(),
            };
            return Diagnostic::new(
                &rules::DEAD_LINK,
                source,
                place,
                format!("there is no page at `{written}`"),
            )
            .hint(hint);
        }
        Diagnostic::new(
            &rules::LINK_OUTSIDE,
            source,
            place,
            format!("`{written}` is not in the book, so print shows its address"),
        )
        .hint(match self.addresses.has_url() {
            true => "link to a page of the book, or to the whole address with `https:`",
            false => {
                "set `url:` in phasebook.yaml to the site's address, so that print shows whole addresses"
            }
        })
    }

    /// The page that a dead link probably means: the one its words name, else
    /// the one whose path is most like it.
    fn meant(&self, path: &str, words: &str) -> Option<usize> {
        let words = format!(" {} ", names::folded(words));
        let named = self.addresses.entries.iter().position(|entry| {
            let title = names::folded(&entry.title);
            words.contains(&format!(" {title} ")) || words.trim() == entry.slug
        });
        named.or_else(|| {
            let stems = self.addresses.entries.iter().map(|entry| paths::stem(&entry.path));
            let near = names::nearest(paths::stem(path), stems)?;
            self.addresses.entries.iter().position(|entry| paths::stem(&entry.path) == near)
        })
    }

    /// The address of a page in the manner of another address: absolute or
    /// not, with the same ending.
    fn respelt(&self, written: &str, page: usize) -> String {
        let Some(entry) = self.addresses.entries.get(page) else { return String::new() };
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let path = &written[..end];
        let fragment = written.find('#').map_or("", |at| &written[at..]);
        let name = paths::name(path);
        let ending = name.rfind('.').map_or("", |at| &name[at..]);
        let own = paths::folder(&self.page.source.path);
        let bare = entry.path.rsplit_once('.').map_or(entry.path.as_str(), |(bare, _)| bare);
        let bare = match bare
            .strip_prefix(own)
            .and_then(|rest| if own.is_empty() { Some(rest) } else { rest.strip_prefix('/') })
        {
            Some(rest) if !path.starts_with('/') => rest.to_owned(),
            _ => format!("/{bare}"),
        };
        format!("{bare}{ending}{fragment}")
    }
}

/// Whether a place is all that its line says, save for the mark of a list's item.
fn is_alone(text: &str, span: Span) -> bool {
    let range = span.range();
    let before = text.get(..range.start).and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
    let behind = text.get(range.end..).and_then(|text| text.split('\n').next()).unwrap_or_default();
    let item =
        |c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | '>');
    before.chars().all(item) && behind.trim().is_empty()
}

/// Whether words in brackets are written as a title is: several, each of some length with a capital.
fn looks_like_title(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&str| word.chars().count() <= 3 || word.starts_with(char::is_uppercase);
    words.len() > 1
        && words.iter().all(capital)
        && words.iter().any(|word| word.chars().any(char::is_lowercase))
        && !name.contains([':', '…', '_', '/', ',', '!', '?'])
        && !name.chars().any(|c| c.is_ascii_digit())
}
