//! Nothing is lost: what the model holds is held against what independent
//! readers find on paper and on screen.
//!
//! Words must be there as often as the model has them, and those of a paragraph
//! one behind another, with no more between them than a page's furniture.
//! Addresses must be links or stand in print, anchors must be destinations, and
//! pictures must be counted.

use crate::words_kept;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::judges::{Built, corpus, python, root, words};
use phasebook::book::{Book, MediaType};
use phasebook::build::{Project, ReadOptions};
use phasebook::files::Folder;
use phasebook::model::*;
use serde::Deserialize;

/// Where a page ends within a paragraph: a foot of notes, a footer, a header.
const FURNITURE: usize = 150;

/// What the model holds.
#[derive(Default)]
struct Held {
    /// Paragraphs and the like, each as its words.
    runs: Vec<Vec<String>>,
    addresses: BTreeSet<String>,
    anchors: BTreeSet<String>,
    /// Anchors that a link leads to: on paper, only these need to be destinations.
    linked: BTreeSet<String>,
    pictures: usize,
    rasters: usize,
}

/// What a reader found.
#[derive(Deserialize)]
struct Found {
    text: String,
    /// The text in the order of painting: an address in the outer column stands beside other lines.
    painted: String,
    links: Vec<String>,
    anchors: Vec<String>,
    pictures: usize,
}

fn book(site: &Path) -> Book {
    let project = Project::read(&Folder::new(site).unwrap(), &ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("the site has pages")
}

struct Collector<'a> {
    book: &'a Book,
    slug: &'a str,
    held: Held,
}

/// The destination of an id in a PDF: letters of other scripts are written as their numbers.
fn place(slug: &str, id: &str) -> String {
    let plain = |c: char| if c < '\u{180}' { c.to_string() } else { format!("~{:x}", u32::from(c)) };
    format!("{slug}--{id}").chars().map(plain).collect()
}

impl Collector<'_> {
    fn run(&mut self, text: &str) {
        let words = words(text);
        if !words.is_empty() {
            self.held.runs.push(words);
        }
    }

    fn attributes(&mut self, attributes: &Attributes) {
        if let Some(id) = &attributes.id {
            self.held.anchors.insert(place(self.slug, id));
        }
    }

    fn picture(&mut self, image: &Image<Resolved>) {
        match &image.picture {
            Picture::Stored { picture } => {
                self.held.pictures += 1;
                self.held.rasters += usize::from(self.book.pictures[*picture].media != MediaType::Svg);
            }
            Picture::Missing => {}
        }
    }

    fn target(&mut self, target: &Target) {
        if let Target::Web { address } | Target::Elsewhere { address } = target {
            self.held.addresses.insert(address.clone());
        }
        if let Target::Chapter { slug, id: Some(id), .. } = target {
            self.held.linked.insert(place(slug, id));
        }
    }

    fn line(&mut self, content: &[Inline<Resolved>]) {
        let mut text = String::new();
        self.inlines(content, &mut text);
        self.run(&text);
    }

    fn inlines(&mut self, content: &[Inline<Resolved>], text: &mut String) {
        for node in content {
            self.attributes(&node.attributes);
            match &node.kind {
                InlineKind::Text { text: words } | InlineKind::Code { text: words } => text.push_str(words),
                InlineKind::Link { target, content, .. } => {
                    self.target(target);
                    self.inlines(content, text);
                }
                InlineKind::Image(image) => {
                    self.picture(image);
                    if image.picture == Picture::Missing {
                        text.push_str(&image.alt);
                    }
                    // A picture parts the words around it, and a judge may hear its text.
                    self.run(&std::mem::take(text));
                }
                // Judged by its own tests: its letters stand above one another.
                InlineKind::Formula(_) => self.run(&std::mem::take(text)),
                // The number of a note stands against the word before it.
                InlineKind::Note { .. } => self.run(&cut_last(text)),
                InlineKind::SoftBreak | InlineKind::LineBreak => text.push(' '),
                other => self.inlines(other.content().unwrap_or_default(), text),
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block<Resolved>]) {
        for block in blocks {
            if !matches!(block.kind, BlockKind::Navigation { .. }) {
                self.attributes(&block.attributes);
            }
            match &block.kind {
                BlockKind::Paragraph { content } | BlockKind::Heading { content, .. } => self.line(content),
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.attributes(&item.attributes);
                        self.blocks(&item.blocks);
                    }
                }
                BlockKind::Definitions { entries } => {
                    for entry in entries {
                        entry.terms.iter().for_each(|term| self.line(&term.content));
                        entry.meanings.iter().for_each(|meaning| self.blocks(meaning));
                    }
                }
                BlockKind::Quote { blocks }
                | BlockKind::Admonition { blocks, .. }
                | BlockKind::Division { blocks }
                | BlockKind::Changed { blocks, .. } => {
                    self.blocks(blocks);
                }
                BlockKind::Code { text, .. } => text.lines().for_each(|line| self.run(line)),
                BlockKind::Table { caption, head, body, .. } => {
                    self.line(caption);
                    for row in head.iter().chain(body) {
                        row.cells.iter().for_each(|cell| self.blocks(&cell.blocks));
                    }
                }
                BlockKind::Figure { blocks, caption } => {
                    self.blocks(blocks);
                    self.line(caption);
                }
                BlockKind::Pictograms { items } => {
                    for item in items {
                        self.picture(&item.image);
                        self.line(&item.label);
                    }
                }
                BlockKind::PhaseDiagram { image } => self.picture(image),
                BlockKind::Details { summary, blocks } => {
                    self.line(summary);
                    self.blocks(blocks);
                }
                BlockKind::Media { target, content } => {
                    self.target(target);
                    self.line(content);
                }
                BlockKind::Navigation { .. } | BlockKind::Contents | BlockKind::ThematicBreak => {}
            }
        }
    }
}

/// Everything but the last word, which stays in the text without its neighbour's space.
fn cut_last(text: &mut String) -> String {
    let at = text.trim_end().rfind(' ').unwrap_or(0);
    let before = text[..at].to_owned();
    text.clear();
    before
}

fn held(book: &Book) -> Held {
    let mut all = Held::default();
    for chapter in book.chapters.iter() {
        let mut collector = Collector { book, slug: &chapter.slug, held: std::mem::take(&mut all) };
        collector.run(&chapter.title);
        for said in [&chapter.subtitle, &chapter.team, &chapter.duration].into_iter().flatten() {
            collector.run(said);
        }
        collector.blocks(&chapter.blocks);
        chapter.notes.iter().for_each(|note| collector.blocks(&note.blocks));
        all = collector.held;
    }
    all
}

/// A word as found, and without the number of a note that stands against it.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let digits = word.bytes().rev().take_while(u8::is_ascii_digit).count().min(3);
    (0..=digits).map(|cut| &word[..word.len() - cut]).filter(|form| !form.is_empty())
}

/// Whether the words of a run stand one behind another, with no more than
/// `gap` foreign words between two of them.
fn stands(run: &[String], text: &[String], starts: &BTreeMap<&str, Vec<usize>>, gap: usize) -> bool {
    let Some(places) = starts.get(run[0].as_str()) else { return false };
    places.iter().any(|start| {
        let mut at = *start;
        run[1..].iter().all(|word| {
            let window = &text[(at + 1).min(text.len())..(at + 2 + gap).min(text.len())];
            match window.iter().position(|candidate| forms(candidate).any(|form| form == word)) {
                Some(offset) => {
                    at += offset + 1;
                    true
                }
                None => false,
            }
        })
    })
}

/// A form of a book.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Handbook,
    Epub,
}

/// What is missing, in words.
fn missing(held: &Held, found: &Found, gap: usize, form: Form) -> Vec<String> {
    let text = words(&found.text);
    let mut starts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, word) in text.iter().enumerate() {
        forms(word).for_each(|form| starts.entry(form).or_default().push(at));
    }
    let mut missing = Vec::new();
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for run in &held.runs {
        run.iter().for_each(|word| *wanted.entry(word).or_default() += 1);
        if !stands(run, &text, &starts, gap) {
            missing.push(format!("the run `{}`", run.join(" ")));
        }
    }
    for (word, times) in wanted {
        let seen = starts.get(word).map_or(0, Vec::len);
        if seen < times {
            missing.push(format!("`{word}`: {seen} of {times}"));
        }
    }
    let printed: String = found.painted.split_whitespace().collect();
    for address in &held.addresses {
        let linked =
            found.links.iter().any(|link| link.trim_end_matches('/') == address.trim_end_matches('/'));
        if !linked && !printed.contains(address) {
            missing.push(format!("the address `{address}`"));
        }
    }
    let anchors: BTreeSet<&String> = found.anchors.iter().collect();
    let (wanted, pictures) = match form {
        Form::Handbook => (&held.linked, held.rasters),
        Form::Epub => (&held.anchors, held.pictures),
    };
    missing.extend(wanted.iter().filter(|a| !anchors.contains(a)).map(|a| format!("the anchor `{a}`")));
    if found.pictures < pictures {
        missing.push(format!("{} of {pictures} pictures", found.pictures));
    }
    missing
}

/// `gap` is how many words of other things may stand within a paragraph on paper.
fn check(site: &Path, gap: usize) {
    let book = book(site);
    // On paper, small pictures of pixels are drawn as vectors, which readers do not count;
    // tests/poster_print.rs and tests/products.rs look for each of them by its place.
    let printed = held(&phasebook::images::trace::crisp(&book, phasebook::images::trace::Printed::OnPages));
    let held = held(&book);
    let built = Built::new(site, &["--only", "handbook,epub"]);
    assert!(built.exists("handbook.pdf"), "{}", built.stderr);
    assert!(held.runs.len() > 5, "{} runs", held.runs.len());
    for (file, gap, form) in [("handbook.pdf", gap, Form::Handbook), ("handbook.epub", 1, Form::Epub)] {
        let found: Found =
            serde_json::from_str(&python(&["tests/judges/contents.py", &built.path(file)])).unwrap();
        let held = if form == Form::Handbook { &printed } else { &held };
        let missing = missing(held, &found, gap, form);
        assert!(missing.is_empty(), "{}: {file} lacks\n{}", site.display(), missing.join("\n"));
    }
    let words: usize = held.runs.iter().map(Vec::len).sum();
    eprintln!(
        "{}: {words} words, {} addresses, {} anchors, {} pictures: 0 missing",
        site.display(),
        held.addresses.len(),
        held.anchors.len(),
        held.pictures
    );
}

#[test]
fn of_our_own_handbook() {
    check(root(), FURNITURE);
}

#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn of_real_pages() {
    check(&corpus().expect("the sample pages"), FURNITURE);
}

/// Every case of the golden suite, each as a page of one site.
#[test]
fn of_every_construct() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["markdown", "kramdown", "html", "pages"] {
        let cases = fs::read_to_string(root().join(format!("tests/reading/{file}.txt"))).unwrap();
        let mut page = String::from("---\ntitle: Constructs\n---\n\n");
        for case in cases.split("=== ").skip(1) {
            let markdown = case.split_once('\n').unwrap().1.split("--- tree\n").next().unwrap();
            // Front matter, notes of one label and marks that never end would meet their neighbours.
            // Lines of single letters are glued together by readers of PDF, and Arabic has no font here.
            let alone = [
                "---\n",
                "\\u{feff}",
                "never closed",
                "[^",
                "<div>open",
                "unfinished",
                "&eacute;",
                "x*y*z",
                "dir=\"rtl\"",
            ];
            if !alone.iter().any(|mark| markdown.contains(mark)) {
                page.push_str(markdown);
                page.push('\n');
            }
        }
        fs::write(folder.path().join(format!("{file}.md")), page).unwrap();
    }
    check(folder.path(), FURNITURE);
}

/// Pages at random, made of every form that holds words.
struct Author {
    random: fastrand::Rng,
    pages: usize,
    notes: usize,
}

impl Author {
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "den", "kor", "mi", "tal", "su", "ven", "ro", "pli", "gan", "eu", "fos", "lin", "ta", "ug",
            "ze",
        ];
        let syllables = self.random.usize(2..5);
        (0..syllables).map(|_| SYLLABLES[self.random.usize(..SYLLABLES.len())]).collect()
    }

    fn words(&mut self, most: usize) -> String {
        let count = self.random.usize(1..=most);
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// A sentence with marks in it.
    fn sentence(&mut self, most: usize) -> String {
        let mut sentence = self.words(most);
        for _ in 0..self.random.usize(0..4) {
            let inside = self.words(4);
            let page = self.random.usize(..self.pages);
            let marked = match self.random.u8(0..10) {
                0 => format!("*{inside}*"),
                1 => format!("**{inside}**"),
                2 => format!("`{inside}`"),
                3 => format!("~~{inside}~~"),
                4 => format!("[{inside}](page-{page}.md)"),
                5 => format!("[{inside}](https://example.org/{})", self.word()),
                6 => format!("<kbd>{inside}</kbd>"),
                7 => format!("*{inside} **{}***", self.word()),
                8 => format!("{inside} ![{}](/dot.svg)", self.word()),
                _ => format!("<span lang=\"de\">{inside}</span>"),
            };
            sentence = format!("{sentence} {marked} {}", self.words(most));
        }
        sentence
    }

    fn block(&mut self, depth: usize) -> String {
        let kind = self.random.u8(0..if depth > 2 { 3 } else { 12 });
        match kind {
            0 | 1 => self.sentence(30),
            2 => format!("```\n{}\n{}\n```", self.words(5), self.words(5)),
            3 => self.list("- ", depth),
            4 => self.list("1. ", depth),
            5 => indented(&self.blocks(2, depth + 1), "> "),
            6 => {
                let columns = self.random.usize(2..4);
                let row = |author: &mut Self| {
                    let cells: Vec<String> = (0..columns).map(|_| author.words(4)).collect();
                    format!("| {} |", cells.join(" | "))
                };
                let head = row(self);
                let body: Vec<String> = (0..self.random.usize(1..5)).map(|_| row(self)).collect();
                format!("{head}\n|{}\n{}", "---|".repeat(columns), body.join("\n"))
            }
            7 => format!("{}\n: {}", self.word(), self.sentence(12)),
            8 => {
                let (summary, held) = (self.words(4), self.blocks(2, depth + 1));
                format!("<details><summary>{summary}</summary>\n\n{held}\n\n</details>")
            }
            9 if depth == 0 => {
                self.notes += 1;
                let (n, text, note) = (self.notes, self.sentence(20), self.sentence(12));
                format!("{text}[^{n}] {}\n\n[^{n}]: {note}", self.words(3))
            }
            10 => format!("> [!NOTE]\n{}", indented(&self.sentence(20), "> ")),
            _ => {
                format!("<figure><p>{}</p><figcaption>{}</figcaption></figure>", self.words(9), self.words(6))
            }
        }
    }

    fn list(&mut self, mark: &str, depth: usize) -> String {
        let items: Vec<String> = (0..self.random.usize(1..5))
            .map(|_| {
                let most = self.random.usize(1..3);
                let held = self.blocks(most, depth + 1);
                let held = indented(&held, &" ".repeat(mark.len()));
                format!("{mark}{}", held.trim_start())
            })
            .collect();
        items.join("\n")
    }

    fn blocks(&mut self, most: usize, depth: usize) -> String {
        let count = self.random.usize(1..=most);
        // A list beside a list would be one.
        (0..count).map(|_| self.block(depth)).collect::<Vec<_>>().join("\n\n<!-- -->\n\n")
    }

    fn page(&mut self, number: usize) -> String {
        // A language without hyphenation here: a word that a page's end divides is two to a reader.
        let mut page = format!("---\ntitle: {} {number}\nlang: mt\n---\n", self.words(4));
        for _ in 0..self.random.usize(2..7) {
            let level = if self.random.bool() { "##" } else { "###" };
            page.push_str(&format!("\n{level} {}\n\n{}\n", self.words(5), self.blocks(5, 0)));
        }
        page
    }
}

/// Every line behind a mark.
fn indented(text: &str, mark: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}\n")).collect()
}

/// Sites at random. `PHASEBOOK_RANDOM_SITES` says how many.
#[test]
fn of_pages_at_random() {
    let sites = std::env::var("PHASEBOOK_RANDOM_SITES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    for seed in 0..sites {
        let mut author = Author { random: fastrand::Rng::with_seed(seed), pages: 5, notes: 0 };
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("dot.svg"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><circle cx=\"4\" cy=\"4\" r=\"4\"/></svg>",
        )
        .unwrap();
        for number in 0..author.pages {
            let page = author.page(number);
            fs::write(folder.path().join(format!("page-{number}.md")), page).unwrap();
        }
        eprintln!("site {seed}");
        // A long note may go on at the foot of the next page.
        check(folder.path(), 700);
        words_kept::held(&format!("site {seed}"), folder.path(), "epub", &words_kept::NONE);
    }
}
