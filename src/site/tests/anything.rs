//! Whatever pages say, there is a book, and the same one twice.

use super::*;

/// Pieces of addresses, paths and headings that trip careless code.
const PIECES: [&str; 40] = [
    "/",
    "//",
    "..",
    ".",
    "#",
    "?",
    "%",
    "%2",
    "%20",
    "%ff",
    "%C3%A9",
    ":",
    "javascript:",
    "data:image/png;base64,",
    "http://",
    "https://a.example",
    "mailto:",
    "title:",
    "é",
    "e\u{301}",
    "ß",
    "\u{202e}",
    "\0",
    "\n",
    " ",
    "a",
    "A",
    "a.md",
    "index",
    ".html",
    "\\",
    "\u{fffd}",
    "日本",
    "-",
    "_",
    "1",
    "&amp;",
    "[",
    "<x>",
    "🎉",
];

/// A sequence of numbers that looks random and is the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn text(&mut self) -> String {
        (0..self.below(6)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

fn pages(seed: u64) -> Vec<Draft> {
    let mut n = Numbers(seed);
    let number = n.below(5) + 1;
    (0..number)
        .map(|_| {
            let folder = ["", "a/", "é/", "index/"][n.below(4)];
            let name = n.text().replace(['/', '\\', '\0', ':'], "");
            let mut draft = page(&format!("{folder}{name}.md"), n.text().trim());
            for _ in 0..n.below(8) {
                let (one, two, level) = (n.text(), n.text(), u8::try_from(n.below(6) + 1).unwrap_or(1));
                draft = match n.below(6) {
                    0 => draft.link(&one, &two),
                    1 => draft.image(&one),
                    2 => draft.heading(level, &one),
                    3 => draft.heading_with_id(level, &one, &two),
                    4 => draft.previous(&one).next(&two),
                    _ => draft.pictogram(&one, &two),
                };
            }
            draft
        })
        .collect()
}

#[test]
fn any_pages_make_a_book_and_the_same_one_again() {
    let files =
        Memory::new([("a.md", "x"), ("é/a", "x"), ("A", "x"), ("phasebook.yaml", "url: https://a.example")]);
    let (config, _) = crate::config::configure(&files, "");
    for seed in 0..3_000 {
        let (book, diagnostics) = site_with(&files, &config, pages(seed));
        let (again, said_again) = site_with(&files, &config, pages(seed));
        assert_eq!(format!("{book:?}"), format!("{again:?}"), "{seed}");
        assert_eq!(diagnostics, said_again, "{seed}");
        check(&book, seed);
        let slugs = slugs(&book).iter().map(|slug| (*slug).to_owned()).step_by(2).collect::<Vec<_>>();
        check(&crate::book::select(book, &slugs).unwrap(), seed);
    }
}

/// What backends rely on.
fn check(book: &Book, seed: u64) {
    let slugs: std::collections::BTreeSet<&str> = book.chapters.iter().map(|c| c.slug.as_str()).collect();
    assert_eq!(slugs.len(), book.chapters.len(), "{seed}");
    for chapter in book.chapters.iter() {
        assert!(!chapter.title.is_empty() && !chapter.slug.is_empty(), "{seed}");
        assert!(
            chapter.slug.chars().all(|c| c == '-' || c.is_alphanumeric() || c == '\u{301}'),
            "{seed}: {chapter:?}"
        );
        let mut above = 1;
        let mut ids = std::collections::BTreeSet::new();
        for block in &chapter.blocks {
            match &block.kind {
                BlockKind::Heading { level, .. } => {
                    assert!((2..=above + 1).contains(level), "{seed}: {level} after {above}");
                    above = *level;
                    let id = block.attributes.id.as_deref().unwrap_or("");
                    assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{seed}: {id:?}");
                    assert!(ids.insert(id), "{seed}: {id} stands twice");
                }
                BlockKind::Paragraph { content } => {
                    if let InlineKind::Link { target: Target::Chapter { chapter, slug, .. }, .. } =
                        &content[0].kind
                    {
                        assert_eq!(book.chapters[*chapter].slug, *slug, "{seed}");
                    }
                }
                _ => {}
            }
        }
        for neighbour in [chapter.previous, chapter.next].into_iter().flatten() {
            assert!(neighbour < book.chapters.len(), "{seed}");
        }
    }
    for phase in &book.phases {
        assert_eq!(book.phases[book.chapters[phase.chapter].phase.unwrap()].slug, phase.slug, "{seed}");
    }
}
