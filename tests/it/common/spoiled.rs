//! Pages that people might type, spoiled at random.
#![allow(dead_code)]

use std::fs;
use std::path::Path;

/// The longest page made.
pub const LONGEST: usize = 48 << 10;

/// The project's own folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, in the order of their names.
pub fn files(folder: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        fs::read_dir(root().join(folder)).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().filter(|file| file.is_file()).map(|file| fs::read(file).unwrap()).collect()
}

/// Marks of the dialect and scraps of words, from the fuzzers' dictionary.
pub fn marks() -> Vec<String> {
    let dictionary = fs::read_to_string(root().join("fuzz/marks.dict")).unwrap();
    let marks = dictionary.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    marks.filter_map(|mark| String::from_utf8(unescaped(mark)).ok()).collect()
}

/// What an entry of a dictionary stands for: a byte may be written `\xAB`.
fn unescaped(mark: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = mark.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, length) = match (first, after) {
            (b'\\', [b'x', high, low, ..]) => {
                let digits = [*high, *low];
                (u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap(), 4)
            }
            (b'\\', [escaped, ..]) => (*escaped, 2),
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    bytes
}

/// The cases of the reader, each as a page, and the book's own pages.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for folder in ["tests/reading", "content"] {
        for file in files(folder) {
            let text = String::from_utf8(file).unwrap();
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
pub fn spoiled(random: &mut fastrand::Rng, seeds: &[Vec<u8>], marks: &[String]) -> Vec<u8> {
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
                let mark = random.choice(marks).map_or("", String::as_str);
                let times = 1 << random.u32(0..12);
                drop(page.splice(at..at, mark.repeat(times).into_bytes()));
            }
            4 => {
                let marks: Vec<&str> = (0..random.usize(1..30))
                    .map(|_| random.choice(marks).map_or("", String::as_str))
                    .collect();
                drop(page.splice(at..at, marks.concat().into_bytes()));
            }
            5 => page[at..to].iter_mut().take(3).for_each(|byte| *byte = random.u8(..)),
            _ => page[at..to].reverse(),
        }
        page.truncate(LONGEST);
    }
    page
}
