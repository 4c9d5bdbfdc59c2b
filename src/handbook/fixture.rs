//! Books for tests: small words for blocks, inlines, chapters.

use std::sync::Arc;

use crate::book::{Book, Chapter, MediaType, Metadata, Phase, StoredPicture};
use crate::model::{
    Attributes, Block, BlockKind, Cell, Direction, Image, Inline, InlineKind, ListItem, ListMarker,
    Numbering, Pictogram, Picture, Resolved, Row, Span, Target,
};
use crate::theme::Theme;

/// A sentence or two of ordinary prose.
pub const PROSE: &str = "The team spends these weeks learning what people are trying to do, what gets in \
    their way, and what the rules say in 2026. It talks to at least 30 users, reads the law, maps what is \
    there, and writes down what it still does not know. Nothing is built that cannot be thrown away.";

pub type Blocks = Vec<Block<Resolved>>;
pub type Inlines = Vec<Inline<Resolved>>;

pub fn block(kind: BlockKind<Resolved>) -> Block<Resolved> {
    Block::new(Span::default(), kind)
}

pub fn inline(kind: InlineKind<Resolved>) -> Inline<Resolved> {
    Inline::new(Span::default(), kind)
}

pub fn text(words: &str) -> Inline<Resolved> {
    inline(InlineKind::Text { text: words.to_owned() })
}

pub fn texts(words: &str) -> Inlines {
    vec![text(words)]
}

pub fn par(words: &str) -> Block<Resolved> {
    block(BlockKind::Paragraph { content: texts(words) })
}

pub fn par_of(content: Inlines) -> Block<Resolved> {
    block(BlockKind::Paragraph { content })
}

pub fn heading(level: u8, id: &str, words: &str) -> Block<Resolved> {
    let attributes = Attributes { id: Some(id.to_owned()), ..Attributes::default() };
    Block::with(Span::default(), attributes, BlockKind::Heading { level, content: texts(words) })
}

pub fn item(blocks: Blocks, task: Option<bool>) -> ListItem<Resolved> {
    ListItem { span: Span::default(), attributes: Attributes::default(), task, blocks }
}

/// A tight list.
pub fn list(marker: ListMarker, items: &[&str]) -> Block<Resolved> {
    let items = items.iter().map(|words| item(vec![par(words)], None)).collect();
    block(BlockKind::List { marker, tight: true, items })
}

pub fn numbers(start: i64, numbering: Numbering) -> ListMarker {
    ListMarker::Number { start, numbering, reversed: false }
}

pub fn cell(words: &str, colspan: u32, rowspan: u32) -> Cell<Resolved> {
    let blocks = if words.is_empty() { Vec::new() } else { vec![par(words)] };
    let (span, attributes, alignment) = (Span::default(), Attributes::default(), None);
    Cell { span, attributes, header: false, alignment, colspan, rowspan, blocks }
}

pub fn header(words: &str) -> Cell<Resolved> {
    Cell { header: true, ..cell(words, 1, 1) }
}

pub fn row(cells: Vec<Cell<Resolved>>) -> Row<Resolved> {
    Row { attributes: Attributes::default(), cells }
}

pub fn image(picture: Picture, alt: &str, title: Option<&str>, width: Option<u32>) -> Image<Resolved> {
    Image {
        picture,
        alt: alt.to_owned(),
        description: None,
        title: title.map(str::to_owned),
        width,
        percent: None,
        height: None,
    }
}

pub fn stored(picture: usize) -> Picture {
    Picture::Stored { picture }
}

pub fn web(address: &str, words: &str) -> Inline<Resolved> {
    let target = Target::Web { address: address.to_owned() };
    inline(InlineKind::Link { target, title: None, content: texts(words) })
}

pub fn cross(chapter: usize, slug: &str, id: Option<&str>, words: &str) -> Inline<Resolved> {
    let target =
        Target::Chapter { chapter, slug: slug.to_owned(), id: id.map(str::to_owned), name: words.to_owned() };
    inline(InlineKind::Link { target, title: None, content: texts(words) })
}

pub fn note(note: usize) -> Inline<Resolved> {
    inline(InlineKind::Note { note })
}

pub fn pictograms(labels: &[&str]) -> Block<Resolved> {
    let items = labels.iter().enumerate().map(|(i, label)| Pictogram {
        span: Span::default(),
        attributes: Attributes::default(),
        image: image(stored(i % 2), "", None, None),
        label: texts(label),
    });
    block(BlockKind::Pictograms { items: items.collect() })
}

pub fn chapter(slug: &str, title: &str, blocks: Blocks) -> Chapter {
    let theme = Theme::builtin();
    Chapter {
        slug: slug.to_owned(),
        title: title.to_owned(),
        subtitle: None,
        description: None,
        draft: false,
        part: None,
        phase: None,
        colours: theme.phases.get(slug).copied().unwrap_or(theme.neutral),
        team: None,
        duration: None,
        language: "en-GB".to_owned(),
        direction: Direction::Ltr,
        path: format!("{slug}.md"),
        address: format!("/{slug}"),
        blocks,
        notes: Vec::new(),
        poster: Default::default(),
        card: Default::default(),
        place: crate::diagnostic::Place {
            source: std::sync::Arc::new(crate::diagnostic::Source {
                path: format!("{slug}.md"),
                text: String::new(),
            }),
            span: Span::default(),
        },
        front_matter: serde_json::Map::new(),
        previous: None,
        next: None,
        within: None,
        linked_from: Vec::new(),
        changes: Default::default(),
    }
}

/// A book of these chapters, with the phases of the theme that they name.
pub fn book(chapters: Vec<Chapter>) -> Book {
    let theme = Theme::builtin();
    let mut chapters = chapters;
    let mut phases = Vec::new();
    for (index, chapter) in chapters.iter_mut().enumerate() {
        if theme.phases.contains_key(&chapter.slug) {
            chapter.phase = Some(phases.len());
            let (slug, name) = (chapter.slug.clone(), chapter.title.clone());
            phases.push(Phase { slug, name, chapter: index, colours: chapter.colours });
        }
    }
    Book {
        metadata: Metadata {
            title: "Building services in phases".to_owned(),
            subtitle: Some("A handbook for teams, from the first question to switching off".to_owned()),
            description: Some("How a service is made, phase by phase.".to_owned()),
            authors: vec!["Ada Ample".to_owned(), "Bo Brief".to_owned()],
            publisher: Some("The Phase Office".to_owned()),
            contributors: Vec::new(),
            series: None,
            print_isbn: None,
            licence: None,
            edition: None,
            address: Vec::new(),
            language: "en-GB".to_owned(),
            direction: Direction::Ltr,
            date: Some("2026-03-14".to_owned()),
            rights: None,
            subjects: vec!["services".to_owned(), "phases".to_owned()],
            identifier: "urn:uuid:5b0b7a3c-52b5-5a51-9d2f-7b1f5d1d7c11".to_owned(),
            url: None,
            accessibility: Default::default(),
        },
        chapters: Arc::new(chapters),
        phases,
        pictures: pictures(),
        logo: Default::default(),
        theme,
        fonts: Vec::new(),
        revision: None,
    }
}

fn pictures() -> Vec<StoredPicture> {
    let stored = |name: &str, media, bytes: Vec<u8>, width, height| StoredPicture {
        name: name.to_owned(),
        path: format!("assets/{name}"),
        media,
        bytes: Arc::new(bytes),
        width,
        height,
        flat: true,
        flashes: false,
        places: Vec::new(),
    };
    let board = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><g fill="#fff" stroke="#1d2433" stroke-width="4"><rect x="22" y="12" width="64" height="18" rx="4" fill="#ffd166"/><rect x="10" y="39" width="64" height="18" rx="4"/><rect x="10" y="66" width="64" height="18" rx="4"/></g></svg>"##;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_fn(100, 100, |x, y| {
        image::Rgba([29, 36, 51, if (x + y) % 20 < 10 { 255 } else { 0 }])
    })
    .write_to(&mut png, image::ImageFormat::Png)
    .expect("writing to memory");
    vec![
        stored("board.svg", MediaType::Svg, board.to_vec(), 96, 96),
        stored("stripes.png", MediaType::Png, png.into_inner(), 100, 100),
    ]
}
