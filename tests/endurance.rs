//! Pages that people might type, spoiled at random, for as long as one likes.
//!
//! The golden cases, the book's own pages and marks of the dialect are spliced,
//! cut, repeated and overwritten. `make test` reads some thousands of them;
//! `PHASEBOOK_ENDURANCE_MINUTES=60 cargo test --release --test endurance -- --nocapture`
//! goes on for an hour and reports its counts. `PHASEBOOK_ENDURANCE_SEED` chooses
//! where the sequence begins, and a page that fails is kept in `target/tmp/`.

#[path = "common/places.rs"]
mod places;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use phasebook::files::{Files, Memory};
use phasebook::site::{self, Config};
use phasebook::source::{self, Page, Settings};
use places::{blocks_are_sound, diagnostics_are_sound};

/// Pages read in every run of the tests.
const SHORT_RUN: u64 = 4_000;
/// The longest page made.
const LONGEST: usize = 48 << 10;
/// The most memory that reading pages of that size may take, in KiB.
const MEMORY: u64 = 1 << 20;

/// Marks that the seeds have few of.
const MARKS: [&str; 60] = [
    "[",
    "]",
    "(",
    ")",
    "![",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<ul><li>",
    "</li></ul>",
    "<b>",
    "<p",
    "<table><tr><td colspan=\"900\">",
    "<svg>",
    "<math>",
    "<select>",
    "<template>",
    "<script>",
    "</script>",
    "<textarea>",
    "<a href=\"x\">",
    "> ",
    ">",
    "- ",
    "* ",
    "1. ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "`",
    "```\n",
    "~~~",
    "*",
    "**",
    "_",
    "~~",
    "{:",
    "}",
    "{: .c #i k=\"v\"}",
    "{::comment}",
    "{:/}",
    "{::nomarkdown}",
    "{% raw %}",
    "{% include a.md %}",
    "{{ page.title }}",
    "*[W]: x\n",
    "[^1]",
    "[^1]: ",
    "| a | b |\n|---|---|\n",
    "&#0;",
    "&amp",
    "\u{0}",
    "\u{feff}",
];

fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for folder in ["tests/reading", "content"] {
        let mut files: Vec<_> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            let text = fs::read_to_string(file).unwrap();
            match text.split_once("=== ") {
                Some(_) => seeds.extend(text.split("=== ").skip(1).map(|case| {
                    let page = case.split_once('\n').map_or("", |(_, page)| page);
                    page.split("--- tree\n").next().unwrap_or("").as_bytes().to_vec()
                })),
                None => seeds.push(text.into_bytes()),
            }
        }
    }
    seeds
}

/// One page: a seed with some things done to it.
fn page(random: &mut fastrand::Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut page = random.choice(seeds).cloned().unwrap_or_default();
    for _ in 0..random.usize(1..8) {
        let at = random.usize(0..=page.len());
        let to = (at + random.usize(0..200)).min(page.len());
        match random.u8(0..7) {
            0 => drop(page.drain(at..to)),
            1 => {
                let other = random.choice(seeds).map(Vec::as_slice).unwrap_or_default();
                let from = random.usize(0..=other.len());
                let part = other[from..(from + random.usize(0..400)).min(other.len())].to_vec();
                drop(page.splice(at..at, part));
            }
            2 => {
                let part = page[at..to].repeat(random.usize(1..40));
                drop(page.splice(at..at, part));
            }
            3 => {
                let mark = random.choice(MARKS).unwrap_or("");
                let times = 1 << random.u32(0..12);
                drop(page.splice(at..at, mark.repeat(times).into_bytes()));
            }
            4 => {
                let marks: Vec<&str> =
                    (0..random.usize(1..30)).map(|_| random.choice(MARKS).unwrap_or("")).collect();
                drop(page.splice(at..at, marks.concat().into_bytes()));
            }
            5 => page[at..to].iter_mut().take(3).for_each(|byte| *byte = random.u8(..)),
            _ => page[at..to].reverse(),
        }
        page.truncate(LONGEST);
    }
    page
}

/// Reads a page, settles it beside another, and holds every place against its source.
fn read(bytes: &[u8]) {
    let files =
        Memory::new([("page.md", bytes), ("other.md", b"---\ntitle: Other\n---\n\n[Page](page.md#x)\n")]);
    let pages: Vec<Page> = ["page.md", "other.md"]
        .iter()
        .map(|path| source::read(&files as &dyn Files, path, &Settings::default()))
        .collect();
    for page in &pages {
        blocks_are_sound(page, &page.blocks);
    }
    let settlement = site::settle(&files, &Config::default(), pages);
    assert!(settlement.book.is_some_and(|book| book.chapters.len() == 2), "a page disappeared");
    diagnostics_are_sound(&settlement.diagnostics);
}

/// The most memory that this process has held so far, in KiB; zero where the system does not tell.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn spoiled_pages_are_read_and_settled() {
    let seeds = seeds();
    assert!(seeds.len() > 50, "the golden cases are found");
    let minutes = number("PHASEBOOK_ENDURANCE_MINUTES");
    let end = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let mut random = fastrand::Rng::with_seed(number("PHASEBOOK_ENDURANCE_SEED").unwrap_or(7));
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("endurance.md");
    let (mut pages, mut bytes, mut slowest) = (0_u64, 0_u64, (Duration::ZERO, Vec::new()));
    while end.map_or(pages < SHORT_RUN, |end| Instant::now() < end) {
        let page = page(&mut random, &seeds);
        let begun = Instant::now();
        if let Err(panic) = std::panic::catch_unwind(|| read(&page)) {
            fs::write(&kept, &page).unwrap();
            eprintln!("after {pages} pages; the page is kept in {}", kept.display());
            std::panic::resume_unwind(panic);
        }
        let took = begun.elapsed();
        (pages, bytes) = (pages + 1, bytes + page.len() as u64);
        if took > slowest.0 {
            slowest = (took, page);
            if slowest.0 > Duration::from_millis(500) {
                fs::write(kept.with_extension("slow.md"), &slowest.1).unwrap();
            }
        }
    }
    println!(
        "{pages} pages, {} MiB; the slowest took {} ms for {} bytes; {} MiB at most",
        bytes >> 20,
        slowest.0.as_millis(),
        slowest.1.len(),
        peak_memory() >> 10
    );
    assert!(peak_memory() < MEMORY, "reading took {} KiB", peak_memory());
}
