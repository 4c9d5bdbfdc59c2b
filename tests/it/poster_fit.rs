//! Posters of pages that nobody chose: any number of pictograms, any title, any
//! script, any sheet, held against what MuPDF reads from the files.
//!
//! `make test` looks at some hundreds of posters;
//! `PHASEBOOK_ENDURANCE_POSTERS=5000 cargo test --release --test it poster_fit -- --nocapture`
//! goes on until it has seen so many and reports its counts.
//! `PHASEBOOK_ENDURANCE_SEED` chooses where the sequence begins, and posters with a
//! fault are kept in `target/tmp/posters/`.

use crate::common::judges;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fastrand::Rng;
use phasebook::book::Book;
use phasebook::build::{Project, ReadOptions};
use phasebook::files::{Entry, Files, Folder};
use phasebook::fonts::system::{self, Installed};
use phasebook::paper::Paper;
use phasebook::posters::{self, Kind, Options};

/// How many posters `make test` looks at.
const SHORT_RUN: usize = 200;

/// Every size that has a name, and sheets of nobody's standard.
const SIZES: [&str; 16] = [
    "a4",
    "a3",
    "a2",
    "a1",
    "a0",
    "letter",
    "legal",
    "tabloid",
    "ansi-c",
    "ansi-d",
    "ansi-e",
    "300x300mm",
    "500x700mm",
    "200x700mm",
    "18x24in",
    "120x150mm",
];

/// A script: the language it is for, how words are put together, and from what.
struct Script {
    language: &'static str,
    /// What stands between words.
    space: &'static str,
    /// The fewest and the most pieces of a word.
    pieces: std::ops::RangeInclusive<usize>,
    /// Letters, or letters with their marks.
    letters: &'static [&'static str],
}

const SCRIPTS: [Script; 4] = [
    Script {
        language: "de",
        space: " ",
        pieces: 1..=6,
        letters: &[
            "Än", "be", "ci", "do", "ßu", "fa", "gung", "he", "ji", "kö", "schaft", "lo", "mi", "na", "ow",
            "pü", "quer", "rst", "Tz", "vy", "xa", "W",
        ],
    },
    Script {
        language: "ar",
        space: " ",
        pieces: 1..=5,
        letters: &["ال", "مر", "حل", "ة", "كت", "شا", "ف", "خدمة", "تجر", "يب", "نُ", "وِّ", "ق", "جي", "هاء"],
    },
    Script {
        language: "ja",
        space: "",
        pieces: 1..=8,
        letters: &[
            "調", "査", "の", "段", "階", "サ", "ー", "ビ", "ス", "利", "用", "者", "を", "試", "す", "、",
            "評価",
        ],
    },
    Script {
        language: "hi",
        space: " ",
        pieces: 1..=4,
        letters: &["से", "वा", "की", "खो", "ज", "प्र", "क्ष", "ण", "र्मि", "टी", "म", "ज्ञा", "हूँ", "द्धि", "छ"],
    },
];

impl Script {
    /// Words of `letters` letters altogether, or as near to it as the script's pieces allow.
    fn words(&self, random: &mut Rng, letters: usize) -> String {
        let mut text = String::new();
        let count = |text: &str| text.chars().count();
        while count(&text) < letters {
            if !text.is_empty() {
                text.push_str(self.space);
            }
            // Now and then a word that no line has room for.
            let pieces = if random.u8(..) < 8 { 12 } else { random.usize(self.pieces.clone()) };
            for _ in 0..pieces {
                if count(&text) < letters {
                    text.push_str(random.choice(self.letters).expect("every script has letters"));
                }
            }
        }
        text.trim().to_owned()
    }
}

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect x="8" y="8" width="80" height="80" rx="12" fill="#ffd166" stroke="#1d2433" stroke-width="4"/></svg>"##;

/// Writes a book of `phases` pages in `script`, each of them one that nobody chose.
fn write_site(folder: &Path, random: &mut Rng, script: &Script, phases: usize, first: usize) {
    fs::create_dir_all(folder.join("pages")).unwrap();
    fs::write(folder.join("sign.svg"), DRAWING).unwrap();
    let mut order = String::new();
    for page in 0..phases {
        // Each number of pictograms and each length of title comes up as often as any other.
        let pictograms = 1 + (first + page) % 16;
        let letters = 3 + (first + page) * 23 % 58;
        let title = script.words(random, letters);
        let mut text = format!("---\ntitle: '{title}'\nphase: phase-{page}\n");
        for (key, share, least, most) in [
            ("subtitle", 150, 10, 70),
            ("description", 150, 30, 200),
            ("team", 170, 4, 50),
            ("duration", 170, 4, 40),
        ] {
            if random.u8(..) < share {
                let length = random.usize(least..=most);
                let _ = writeln!(text, "{key}: '{}'", script.words(random, length));
            }
        }
        if random.u8(..) < 40 {
            text.push_str("status: draft\n");
        }
        let _ = write!(text, "---\n\n{}.\n\n## Outputs\n\n", script.words(random, 90));
        for _ in 0..random.usize(0..=9) {
            let length = random.usize(6..=60);
            let _ = writeln!(text, "- {}", script.words(random, length));
        }
        text.push_str("\n<ul class=\"phase-activities\">\n");
        for _ in 0..pictograms {
            let most = random.usize(6..=40);
            let length = random.usize(3..=most);
            let label = script.words(random, length);
            let _ = writeln!(text, "<li><img src=\"/sign.svg\" alt=\"\" /> {label}</li>");
        }
        text.push_str("</ul>\n");
        fs::write(folder.join(format!("pages/page-{page:02}.md")), text).unwrap();
        let _ = write!(order, "{}page-{page:02}", if page == 0 { "" } else { ", " });
    }
    let title = script.words(random, 24);
    let mut config = format!(
        "title: '{title}'\nlanguage: {}\nsystem-fonts: true\npages: pages\ndate: 2026-03-01\norder: [{order}]\n",
        script.language
    );
    if random.bool() {
        config.push_str("url: https://handbook.example.org/phases\n");
    }
    if random.bool() {
        let _ = writeln!(
            config,
            "subtitle: '{}'\npublisher: '{}'",
            script.words(random, 40),
            script.words(random, 18)
        );
    }
    fs::write(folder.join("phasebook.yaml"), config).unwrap();
}

/// A site on a computer whose fonts have been looked up.
struct Site<'a> {
    folder: Folder,
    installed: &'a [Installed],
}

impl Files for Site<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        self.folder.list(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.folder.read(path)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        self.folder.size(path)
    }

    fn installed_fonts(&self) -> Vec<Installed> {
        self.installed.to_vec()
    }
}

fn read(folder: &Path, installed: &[Installed]) -> Book {
    let files = Site { folder: Folder::new(folder).unwrap(), installed };
    let project = Project::read(&files, &ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("there are pages")
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// The judge's verdict on files: what it found, a line each.
fn faults(paths: &[PathBuf]) -> Vec<String> {
    let output = Command::new(judges::root().join(".venv/bin/python"))
        .arg(judges::root().join("tests/judges/poster_geometry.py"))
        .args(paths)
        .output()
        .expect("`make tools` installs the judge");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
    let last = lines.pop().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert!(last.starts_with(&format!("{} posters: ", paths.len())), "{last}");
    assert_eq!(last.ends_with("ok"), lines.is_empty(), "{last}");
    lines
}

#[test]
fn any_page_makes_a_poster_that_can_be_read() {
    let wanted = number("PHASEBOOK_ENDURANCE_POSTERS").unwrap_or(SHORT_RUN);
    let mut random = Rng::with_seed(number("PHASEBOOK_ENDURANCE_SEED").unwrap_or(7) as u64);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("posters");
    let _ = fs::remove_dir_all(&kept);
    // Once for all books, since there are many.
    let installed = system::installed();
    let (mut seen, mut left_out, mut found) = (0, 0, Vec::new());
    for run in 0.. {
        if seen >= wanted {
            break;
        }
        // So that each size, either way up, meets each script.
        let size = SIZES[run % SIZES.len()];
        let landscape = run / SIZES.len() % 2 == 1;
        let script = &SCRIPTS[(run + run / SIZES.len()) % SCRIPTS.len()];
        let folder = tempfile::tempdir().unwrap();
        let phases = random.usize(1..=14);
        write_site(folder.path(), &mut random, script, phases, seen);
        let book = read(folder.path(), &installed);
        let options = Options {
            kinds: Kind::all().collect(),
            size: Paper::parse(size).unwrap(),
            landscape,
            ..Options::default()
        };
        let way = if landscape { "landscape" } else { "portrait" };
        let name = format!("{run:04}-{}-{size}-{way}", script.language);
        let made = posters::posters(&book, &options).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        let mut paths = Vec::new();
        for poster in &made {
            assert!(poster.remarks.is_empty(), "{name}: {:?}", poster.remarks);
            left_out += poster.omissions.len();
            let path = folder.path().join(format!("{name}-{}.pdf", poster.name));
            fs::write(&path, &poster.pdf).unwrap();
            paths.push(path);
        }
        seen += made.len();
        let faults = faults(&paths);
        if !faults.is_empty() {
            fs::create_dir_all(&kept).unwrap();
            for path in
                paths.iter().filter(|path| faults.iter().any(|fault| fault.contains(path.to_str().unwrap())))
            {
                fs::copy(path, kept.join(path.file_name().unwrap())).unwrap();
            }
            let prefix = format!("{}/", folder.path().display());
            found.extend(faults.into_iter().map(|fault| fault.replace(&prefix, "")));
        }
        // What one book was laid out with is no use to the next.
        comemo::evict(0);
    }
    println!("{seen} posters, {left_out} parts left out and named, {} faults", found.len());
    assert!(
        found.is_empty(),
        "{} faults; the posters are in {}\n{}",
        found.len(),
        kept.display(),
        found[..found.len().min(40)].join("\n")
    );
}
