//! Saving, renaming and deleting at random while a preview is open: what it shows
//! in the end is what a fresh build makes, byte for byte.
//!
//! `make test` does some dozens of edits; `PHASEBOOK_PREVIEW_EDITS=1000 cargo test
//! --release --test it preview_edits` does a thousand, and `PHASEBOOK_PREVIEW_SEED`
//! chooses where the sequence begins.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::judges::Built;
use crate::common::preview::{Preview, site};
use serde_json::{Value, json};

/// Edits in every run of the tests.
const SHORT_RUN: u64 = 60;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What a preview shows, without what counts its editions.
fn shown(preview: &Preview) -> Value {
    let view = |path: &str| {
        let mut view = preview.get(path).json();
        let edition = view.as_object_mut().and_then(|view| view.remove("edition"));
        view.as_object_mut().and_then(|view| view.remove("turn"));
        (view, edition)
    };
    let (posters, edition) = view("posters");
    let drawn: Vec<String> = posters["posters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|poster| {
            let name = poster["name"].as_str().unwrap_or_default();
            preview.get(&format!("poster/{}-{name}.svg", edition.clone().unwrap_or_default())).text()
        })
        .collect();
    json!([view("state").0, view("handbook").0, view("ebook").0, posters, drawn])
}

/// What a handout of the preview has in it, by its files' names.
fn handout(preview: &Preview, kind: &str) -> Vec<(String, Vec<u8>)> {
    let made = preview.post("handout", &json!({ "only": [kind] })).json();
    let files = made["files"].as_array().unwrap_or_else(|| panic!("{made}"));
    let file = |(at, file): (usize, &Value)| {
        let path = file["path"].as_str().unwrap();
        let name = path.rsplit('/').next().unwrap();
        let address = format!("handout/{}/{at}/{name}", made["id"].as_str().unwrap());
        (path.to_owned(), preview.get(&address).body)
    };
    files.iter().enumerate().map(file).collect()
}

/// Someone who cannot leave a site alone.
struct Restless {
    random: fastrand::Rng,
    site: PathBuf,
    /// What was taken away, and where it was.
    away: Vec<(PathBuf, Vec<u8>)>,
}

impl Restless {
    fn files(&self, folder: &str, ending: &str) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = fs::read_dir(self.site.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|own| own == ending))
            .collect();
        all.sort();
        all
    }

    fn one(&mut self, files: &[PathBuf]) -> PathBuf {
        files[self.random.usize(..files.len())].clone()
    }

    /// A page other than the first, so that there is always a book.
    fn page(&mut self) -> Option<PathBuf> {
        let mut pages = self.files("content", "md");
        pages.retain(|page| !page.ends_with("index.md"));
        if pages.is_empty() { None } else { Some(self.one(&pages)) }
    }

    fn edited(&mut self, text: &str) -> String {
        let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        let at = spaces.get(self.random.usize(..spaces.len().max(1))).copied().unwrap_or(0);
        let more =
            ["", " word", " *word*", "\n\n## Word\n\n", " [word](beta.md)", " [word](nowhere.md)", " مرحلة"];
        format!("{}{}{}", &text[..at], more[self.random.usize(..more.len())], &text[at..])
    }

    fn edit(&mut self, count: u64) {
        let Some(page) = self.page() else { return self.restore() };
        let bytes = fs::read(&page).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match self.random.u8(..12) {
            0..3 => fs::write(&page, self.edited(&text)).unwrap(),
            // As editors save that want to lose nothing.
            3 => {
                let beside = page.with_extension("md~");
                fs::write(&beside, self.edited(&text)).unwrap();
                fs::rename(&beside, &page).unwrap();
            }
            // Half-written, and then whole.
            4 => {
                fs::write(&page, &bytes[..self.random.usize(..=bytes.len())]).unwrap();
                fs::write(&page, self.edited(&text)).unwrap();
            }
            5 => {
                self.away.push((page.clone(), bytes));
                fs::remove_file(&page).unwrap();
            }
            6 => fs::rename(&page, page.with_file_name(format!("renamed-{count}.md"))).unwrap(),
            7 => {
                let picture = self.files("assets/pictograms", "svg");
                let (one, other) = (self.one(&picture), self.one(&picture));
                fs::write(&one, fs::read(&other).unwrap()).unwrap();
            }
            8 => {
                let pictures = self.files("assets/pictograms", "svg");
                let picture = self.one(&pictures);
                self.away.push((picture.clone(), fs::read(&picture).unwrap()));
                fs::remove_file(&picture).unwrap();
            }
            9 => {
                let config = self.site.join("phasebook.yaml");
                let text = fs::read_to_string(&config).unwrap();
                let rest = text.split_once('\n').unwrap().1;
                let first = ["title: The Phase Handbook", "title: Another", "title: [", "paper: a5"];
                fs::write(&config, format!("{}\n{rest}", first[self.random.usize(..first.len())])).unwrap();
            }
            10 => {
                let part = self.site.join("content/part");
                if part.exists() {
                    fs::remove_dir_all(&part).unwrap();
                } else {
                    fs::create_dir(&part).unwrap();
                    fs::write(part.join("index.md"), "---\ntitle: A part\n---\n\nWords.\n").unwrap();
                    fs::write(part.join("leaf.md"), self.edited("---\ntitle: A leaf\n---\n\nSome words.\n"))
                        .unwrap();
                }
            }
            _ => self.restore(),
        }
    }

    fn restore(&mut self) {
        if let Some((path, bytes)) = self.away.pop() {
            fs::write(path, bytes).unwrap();
        }
    }
}

#[test]
fn what_is_shown_in_the_end_is_what_a_fresh_build_makes() {
    let folder = site();
    let site: &Path = &folder.path().join("site");
    let preview = Preview::open(folder.path());
    let seed = number("PHASEBOOK_PREVIEW_SEED").unwrap_or(7);
    let edits = number("PHASEBOOK_PREVIEW_EDITS").unwrap_or(SHORT_RUN);
    let mut writer =
        Restless { random: fastrand::Rng::with_seed(seed), site: site.to_owned(), away: Vec::new() };
    for count in 1..=edits {
        writer.edit(count);
        // Somebody looks now and then, at one view or another, and not always at a good moment.
        if count % 5 == 0 {
            let view = ["handbook", "ebook", "posters", "state"][writer.random.usize(..4)];
            assert!([200, 404, 409].contains(&preview.get(view).status), "seed {seed}, edit {count}, {view}");
        }
    }
    let fresh = Preview::open(folder.path());
    let expected = shown(&fresh);
    preview.wait_until("the preview shows what a fresh one shows", |preview| {
        preview.get("state").json()["faults"] == expected[0]["faults"] && shown(preview) == expected
    });
    let built = Built::new(site, &[]);
    for kind in ["handbook", "posters"] {
        let files = handout(&preview, kind);
        assert!(!files.is_empty());
        for (path, bytes) in files {
            assert!(
                bytes == fs::read(built.path(&path)).unwrap(),
                "seed {seed}: {path} is not what a build makes"
            );
        }
    }
    let look = format!("{:032x}", typst::utils::hash128(&fs::read(built.path("handbook.epub")).unwrap()));
    assert_eq!(expected[2]["look"], json!(look), "seed {seed}: the EPUB is not what a build makes");
}
