//! Every word of a site's source files is in what is made of them, or a diagnostic
//! says that it is left out. The counter of words (`tests/judges/words_kept.py`) has
//! nothing of the reader: it strips Markdown and HTML by patterns of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::judges::{Built, phasebook, python, root};
use serde::Deserialize;

/// What the counter finds of one product.
#[derive(Deserialize)]
struct Count {
    words: usize,
    named: usize,
    missing: Vec<Missing>,
    unnamed: Vec<Unnamed>,
}

#[derive(Deserialize)]
struct Missing {
    file: String,
    line: usize,
    word: String,
    text: String,
}

/// A file none of whose words are there, and that no diagnostic names.
#[derive(Deserialize)]
struct Unnamed {
    file: String,
    words: usize,
}

/// Counts the words of the source files of `written` in the products made of `site`.
fn count(site: &Path, written: &Path, products: &str) -> BTreeMap<String, Count> {
    let built = Built::new(site, &["--only", products]);
    let checked = phasebook(&["check", site.to_str().unwrap(), "--format", "json"]);
    let report = built.folder.path().join("report.json");
    fs::write(&report, checked.stdout).unwrap();
    let mut arguments =
        vec!["tests/judges/words_kept.py", written.to_str().unwrap(), report.to_str().unwrap()];
    let names = [("epub", "handbook.epub"), ("handbook", "handbook.pdf")];
    let paths: Vec<String> = names
        .iter()
        .filter(|(product, _)| products.contains(product))
        .map(|(_, file)| {
            assert!(built.exists(file), "{file} was not made: {}", built.stderr);
            built.path(file)
        })
        .collect();
    arguments.extend(paths.iter().map(String::as_str));
    serde_json::from_str(&python(&arguments)).unwrap()
}

/// What is still lost and named by nobody: words of pages that are in the book, and files.
pub struct Gaps {
    words: usize,
    files: usize,
}

pub const NONE: Gaps = Gaps { words: 0, files: 0 };

/// Holds a site to its known gaps, and says what was counted.
pub fn held(name: &str, site: &Path, products: &str, known: &Gaps) {
    for (product, found) in count(site, site, products) {
        let product = Path::new(&product).file_name().unwrap().to_str().unwrap().to_owned();
        let files: usize = found.unnamed.iter().map(|file| file.words).sum();
        eprintln!(
            "{name}, {product}: {} words, {} named by diagnostics, {} missing; {} files ({files} words) neither there nor named",
            found.words,
            found.named,
            found.missing.len(),
            found.unnamed.len(),
        );
        let lost: Vec<String> = found
            .missing
            .iter()
            .map(|lost| format!("{}:{}: `{}` of `{}`", lost.file, lost.line, lost.word, lost.text))
            .chain(found.unnamed.iter().map(|file| format!("{}: {} words", file.file, file.words)))
            .collect();
        assert!(
            found.missing.len() <= known.words && found.unnamed.len() <= known.files,
            "{name}, {product} lacks\n{}",
            lost.join("\n")
        );
    }
}

fn real(name: &str, products: &str, known: &Gaps) {
    let site = root().join("../shared/corpus/sites").join(name);
    if site.is_dir() {
        held(name, &site, products, known);
    } else {
        eprintln!("{name}: the corpus is not here, so none of its words were counted");
    }
}

macro_rules! sites {
    ($($test:ident $name:literal $products:literal $words:literal $files:literal;)*) => {
        $(#[test] fn $test() { real($name, $products, &Gaps { words: $words, files: $files }); })*
    };
}

// The handbooks of the two largest would take minutes, and no font here has the letters of a third.
sites! {
    of_agile "agile" "epub,handbook" 0 0;
    of_ddd_starter "ddd-starter" "epub" 0 0;
    of_engineering_playbook "engineering-playbook" "epub" 0 0;
    of_green_patterns "green-patterns" "epub,handbook" 0 0;
    of_mdbook_guide "mdbook-guide" "epub,handbook" 0 0;
    of_methods "methods" "epub,handbook" 0 0;
    of_moduk "moduk" "epub,handbook" 0 0;
    of_qa_of_code "qa-of-code" "epub,handbook" 0 0;
    of_standard "standard" "epub,handbook" 0 0;
    of_todogroup_guides "todogroup-guides" "epub" 0 0;
    of_ux_guide "ux-guide" "epub,handbook" 0 0;
    of_workbench "workbench" "epub,handbook" 0 0;
}

#[test]
fn of_the_phases_of_2013() {
    let site = root().join("../shared/corpus/phases-2013/service-manual");
    if site.is_dir() {
        held("phases-2013", &site, "epub,handbook", &NONE);
    } else {
        eprintln!("phases-2013: the corpus is not here, so none of its words were counted");
    }
}

#[test]
fn of_our_own_pages() {
    held("content", &root().join("content"), "epub,handbook", &NONE);
    held("the guide", &root().join("docs/guide"), "epub,handbook", &NONE);
}

fn written(pages: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in pages {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

/// The counter finds what is lost: a sentence, a cell of a table, a word in angle
/// brackets, a page; and believes a diagnostic about what it names alone.
#[test]
fn the_counter_finds_a_planted_loss() {
    let kept = "---\ntitle: Harvest\n---\n\nWe bring the apples home before the frost of the year. \
                The cellar is swept, its window stands open, and the shelves are scrubbed with sand, so that \
                nothing of last winter stays on the boards; then each kind gets its place and its name.\n";
    let lost = kept.replace("apples home", "apples <quietly> home, **and the late pears** too,")
        + "\n| One | Two |\n|---|---|\n| plums | quinces |\n\n<script>sold = 3</script>\n";
    let (_folder, site) = written(&[("harvest.md", kept)]);
    let (_more, planted) =
        written(&[("harvest.md", &lost), ("storing.md", "# Storing\n\nIn the cellar, on straw.\n")]);
    let found = count(&site, &planted, "epub").into_values().next().unwrap();
    let words: Vec<&str> = found.missing.iter().map(|lost| lost.word.as_str()).collect();
    for word in ["quietly", "late", "pears", "too", "plums", "quinces", "one", "two", "sold", "3"] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    assert!(!words.contains(&"frost") && !words.contains(&"apples"), "{words:?}");
    let lines: Vec<usize> =
        found.missing.iter().filter(|lost| lost.word == "quinces").map(|lost| lost.line).collect();
    assert_eq!(lines, [9]);
    assert_eq!(found.unnamed.iter().map(|file| file.file.as_str()).collect::<Vec<_>>(), ["storing.md"]);

    // The program's own word on a script is enough, and on nothing beside it.
    let (_folder, site) =
        written(&[("page.md", "# A page\n\nBefore. <script>let hidden = 1;</script> After.\n")]);
    let found = count(&site, &site, "epub").into_values().next().unwrap();
    assert_eq!((found.missing.len(), found.named), (0, 3));
}
