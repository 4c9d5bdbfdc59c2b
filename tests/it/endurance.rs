//! Pages that people might type, spoiled at random, for as long as one likes.
//!
//! The golden cases, the book's own pages and marks of the dialect are spliced,
//! cut, repeated and overwritten. `make test` reads some thousands of them;
//! `PHASEBOOK_ENDURANCE_MINUTES=60 cargo test --release --test it endurance -- --nocapture`
//! goes on for an hour and reports its counts. `PHASEBOOK_ENDURANCE_SEED` chooses
//! where the sequence begins, and a page that fails is kept in `target/tmp/`.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::alone;
use crate::common::places::{blocks_are_sound, diagnostics_are_sound};
use crate::common::spoiled::{marks, seeds, spoiled};
use phasebook::config::Config;
use phasebook::files::{Files, Memory};
use phasebook::site;
use phasebook::source::{self, Page, Settings};

/// Pages read in every run of the tests.
const SHORT_RUN: u64 = 4_000;
/// The most memory that reading pages of that size may take, in KiB.
const MEMORY: u64 = 1 << 20;

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
    if !alone("endurance::spoiled_pages_are_read_and_settled") {
        return;
    }
    let (seeds, marks) = (seeds(), marks());
    assert!(seeds.len() > 50, "the golden cases are found");
    let minutes = number("PHASEBOOK_ENDURANCE_MINUTES");
    let end = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let mut random = fastrand::Rng::with_seed(number("PHASEBOOK_ENDURANCE_SEED").unwrap_or(7));
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("endurance.md");
    let (mut pages, mut bytes, mut slowest) = (0_u64, 0_u64, (Duration::ZERO, Vec::new()));
    while end.map_or(pages < SHORT_RUN, |end| Instant::now() < end) {
        let page = spoiled(&mut random, &seeds, &marks);
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
