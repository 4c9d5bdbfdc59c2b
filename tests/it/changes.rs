//! Books that show what has changed since an earlier edition, beside what git says of the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::judges::{Built, phasebook, python, root, run};

/// A site in a repository of its own, without what this computer's user has configured.
struct Site {
    folder: tempfile::TempDir,
}

/// Long enough for its lines to break, and plain enough for words to be changed.
const PROSE: &str = "People who need the service come to it with a question, and leave when it is answered. \
    Teams learn what that question is by watching, asking and listening, again and again, until nothing new is \
    heard. What they learn is written down where everybody on the team can see it, in words that users would \
    know. Nobody writes code in the first weeks. When the weeks are over the team decides whether to go on.";

impl Site {
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.git("2026-01-01", &["init", "--quiet", "--initial-branch", "main"]);
        site.write("phasebook.yaml", "title: Ways of work\nlanguage: en-GB\n");
        site
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.root()).unwrap();
        fs::write(self.root().join(path), text).unwrap();
    }

    /// What git says on a day.
    fn git(&self, day: &str, arguments: &[&str]) -> String {
        fs::create_dir_all(self.root()).unwrap();
        let when = format!("{day}T12:00:00+00:00");
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ada Ample", "-c", "user.email=ada@example.org"]);
        command.args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]).args(arguments);
        command.env("GIT_AUTHOR_DATE", &when).env("GIT_COMMITTER_DATE", &when);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        let output = command.current_dir(self.root()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, day: &str, tag: &str) {
        self.git(day, &["add", "--all"]);
        self.git(day, &["commit", "--quiet", "--message", tag]);
        self.git(day, &["tag", "--annotate", "--message", tag, tag]);
    }

    fn build(&self, more: &[&str]) -> Built {
        Built::new(&self.root(), more)
    }
}

/// What stands in the elements of a name in the chapters of an EPUB.
fn within(built: &Built, element: &str) -> Vec<String> {
    let text = run("unzip", &["-p", &built.path("handbook.epub"), "*/chapters/*.xhtml"]);
    let marks = format!("(?s)<{element} [^>]*class=\"changed\"[^>]*>(.*?)</{element}>");
    let (marks, tags) = (regex::Regex::new(&marks).unwrap(), regex::Regex::new("<[^>]*>").unwrap());
    marks.captures_iter(&text).map(|found| tags.replace_all(&found[1], "").trim().to_owned()).collect()
}

/// Words in the order of the alphabet.
fn words(texts: &[String]) -> Vec<String> {
    let mut all: Vec<String> =
        texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
    all.sort();
    all
}

/// The words that git says are new, or are gone.
fn words_of_git(site: &Site, tag: &str, sign: char) -> Vec<String> {
    let said = site.git("2026-03-01", &["diff", "--word-diff=porcelain", "--unified=0", tag, "--", "*.md"]);
    let lines = said.lines().filter(|line| line.starts_with(sign));
    let lines = lines.filter(|line| !line.starts_with("+++") && !line.starts_with("---"));
    words(&lines.map(|line| line[1..].to_owned()).collect::<Vec<_>>())
}

/// A page of paragraphs, lists and a table, none of whose words is markup.
fn page(seed: u64) -> String {
    let mut text = format!("# Page {seed}\n");
    for part in 1..=4 {
        text.push_str(&format!("\n## Part {part}\n\n"));
        for sentence in PROSE.split(". ").skip(part % 3) {
            text.push_str(&format!("{} in part {part} of page {seed}.\n\n", sentence.trim_end_matches('.')));
        }
        text.push_str("- A first thing to do before the others\n- A second thing that follows it\n\n");
        text.push_str("| Who takes part | What they bring along |\n|---|---|\n| Everybody who is asked | Questions that nobody has answered |\n");
    }
    text
}

/// The page with words put in, taken out and put in the place of others.
fn edited(text: &str, seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut next = 0;
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let plain = |word: &str| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if words.len() > 6 && !line.starts_with(['#', '|']) && random.bool() {
            for _ in 0..random.usize(1..3) {
                let at = random.usize(2..words.len());
                if !plain(&words[at]) {
                    continue;
                }
                next += 1;
                match random.u8(..3) {
                    0 => words[at] = format!("new{seed}x{next}"),
                    1 => words.insert(at, format!("new{seed}x{next}")),
                    _ => drop(words.remove(at)),
                }
            }
        }
        lines.push(words.join(" "));
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_words_that_are_marked_are_those_that_git_says() {
    for seed in 1..=4 {
        let site = Site::new();
        site.write("page.md", &page(seed));
        site.write("other.md", &page(seed + 100));
        site.commit("2026-01-01", "v1");
        site.write("page.md", &edited(&page(seed), seed));
        let built = site.build(&["--only", "epub", "--since", "v1"]);
        let (new, gone) = (words(&within(&built, "ins")), words(&within(&built, "del")));
        assert!(new.len() + gone.len() > 4, "{seed}: {new:?} {gone:?}");
        assert_eq!(new, words_of_git(&site, "v1", '+'), "{seed}");
        assert_eq!(gone, words_of_git(&site, "v1", '-'), "{seed}");
    }
}

#[test]
fn a_book_without_changes_is_the_one_that_is_built_without_them() {
    let site = Site::new();
    site.write("page.md", &page(1));
    site.commit("2026-01-01", "v1");
    // Another way to type the same.
    site.write("page.md", &page(1).replace("\n- ", "\n* "));
    let products = ["--only", "handbook,epub,typst"];
    let plain = site.build(&products);
    let since = site.build(&[&products[..], &["--since", "v1"]].concat());
    assert!(since.stderr.contains("nothing has changed"), "{}", since.stderr);
    for file in ["handbook.pdf", "handbook.epub", "typst/book.json", "typst/chapters/0000.json"] {
        assert!(fs::read(plain.path(file)).unwrap() == fs::read(since.path(file)).unwrap(), "{file}");
    }
}

/// A small book and an earlier edition of it, at tags and in a folder.
fn edition() -> Site {
    let site = Site::new();
    let text = "# Alpha\n\nThe opening paragraph is as it was.\n\n";
    site.write("alpha.md", &format!("{text}{PROSE}\n\nThe team meets on Monday at nine.\n"));
    site.write("gone.md", "# Gone\n\nThis page is no more.\n");
    site.commit("2026-01-10", "v1.0");
    site.write(
        "alpha.md",
        &format!("{text}{PROSE}\n\nThe team meets on Tuesday at nine.\n\nA paragraph that was not there.\n"),
    );
    fs::remove_file(site.root().join("gone.md")).unwrap();
    site.write("beta.md", "# Beta\n\nA page that was not there.\n");
    site.commit("2026-02-10", "v2.0");
    site
}

#[test]
fn an_earlier_edition_is_a_revision_a_day_or_a_folder() {
    let site = edition();
    let copy = site.folder.path().join("older");
    fs::create_dir(&copy).unwrap();
    for path in ["phasebook.yaml", "alpha.md", "gone.md"] {
        fs::write(copy.join(path), site.git("2026-03-01", &["show", &format!("v1.0:{path}")])).unwrap();
    }
    let commit = site.git("2026-03-01", &["rev-parse", "v1.0^{commit}"]);
    site.git("2026-03-01", &["gc", "--quiet"]);
    for named in ["v1.0", "main~1", "HEAD^", "2026-01-10", "2026-02-09", &commit[..9], copy.to_str().unwrap()]
    {
        let built = site.build(&["--only", "epub", "--since", named]);
        assert_eq!(within(&built, "del"), ["Monday"], "{named}");
        let new = ["Tuesday", "A paragraph that was not there.", "A page that was not there."];
        assert_eq!(within(&built, "ins"), new, "{named}");
        let list = run("unzip", &["-p", &built.path("handbook.epub"), "*/changes.xhtml"]);
        for said in ["Changed: … team meets on Tuesday at nine.", "New page", "<li>Gone</li>"] {
            assert!(list.contains(said), "{named}: {list}");
        }
    }
}

#[test]
fn what_names_no_edition_is_an_error_with_the_tags_that_there_are() {
    let site = edition();
    let alone = tempfile::tempdir().unwrap();
    fs::write(alone.path().join("page.md"), "# Page\n\nText.\n").unwrap();
    let out = site.folder.path().join("out");
    let build = |site: &Path, named: &str| {
        let output =
            phasebook(&["build", site.to_str().unwrap(), "--out", out.to_str().unwrap(), "--since", named]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, said) = build(&site.root(), "v1.1");
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("`v1.1`") && said.contains("`v1.0`, `v2.0`"), "{said}");
    let (status, said) = build(&site.root(), "2025-12-31");
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("no commit of 2025-12-31 or before"), "{said}");
    let (status, said) = build(alone.path(), "v1.0");
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("in no git repository"), "{said}");
    assert!(!out.exists());
}

/// The book in each language is held against the earlier one in that language.
#[test]
fn books_in_several_languages_show_the_changes_of_their_own() {
    let site = Site::new();
    site.write("a.en.md", &format!("---\ntitle: Alpha\n---\n\n{PROSE}\n"));
    site.write("a.fr.md", "---\ntitle: Alpha\n---\n\nL’équipe essaie ses idées, et les jette.\n");
    site.commit("2026-02-01", "v1");
    site.write("a.fr.md", "---\ntitle: Alpha\n---\n\nL’équipe essaie toutes ses idées, et les jette.\n");
    let arguments = ["--only", "epub", "--since", "v1", "--languages", "each"];
    let built = site.build(&arguments);
    assert!(built.stderr.contains("en: nothing has changed"), "{}", built.stderr);
    let chapter = |language: &str| {
        run("unzip", &["-p", &built.path(&format!("{language}/handbook.epub")), "*/chapters/*.xhtml"])
    };
    assert!(chapter("fr").contains(">toutes</ins>"), "{}", chapter("fr"));
    assert!(!chapter("en").contains("<ins"), "{}", chapter("en"));
}

#[test]
fn bars_stand_beside_the_lines_that_have_changed_on_the_outer_side() {
    let site = edition();
    for more in
        [&[][..], &["--two-sided", "--greyscale"], &["--bleed", "3"], &["--paper", "a5", "--two-sided"]]
    {
        let built = site.build(&[&["--only", "handbook", "--since", "v1.0"], more].concat());
        let said = python(&["tests/judges/change_bars.py", &built.path("handbook.pdf")]);
        // Pages with odd numbers lie on the right; lines begin on the left.
        let (beta, side) = if more.contains(&"--two-sided") { (3, "right") } else { (2, "left") };
        let expected = format!(
            "1 {side} single: The team meets on Tuesday at nine.\n1 {side} double: A paragraph that was not there.\n\
             {beta} {side} double: A page that was not there.\nunderlined: Tuesday\n"
        );
        assert_eq!(said, expected, "{more:?}");
        let text = built.pdf_text("handbook.pdf").split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "Changes in this edition",
            "Compared with v1.0",
            "Changed: … team meets on Tuesday at nine.",
            "New page",
            "Gone",
        ] {
            assert!(text.contains(words), "{more:?}: {text}");
        }
        assert!(!text.contains("Monday"), "{more:?}: {text}");
    }
}

#[test]
fn the_long_book_of_the_program_marks_itself_soundly() {
    // The same pages with one word another, so that every construct is passed by and none is marked.
    let folder = tempfile::tempdir().unwrap();
    let older = folder.path().join("older");
    fs::create_dir_all(older.join("pictures")).unwrap();
    let site = root().join("tests/epub/site");
    for file in ["constructs.md", "other.md", "pictures/sign.svg"] {
        let bytes = fs::read(site.join(file)).unwrap();
        fs::write(older.join(file), bytes).unwrap();
    }
    let built = Built::new(&older, &["--only", "handbook,epub", "--since", site.to_str().unwrap()]);
    assert!(built.stderr.contains("nothing has changed"), "{}", built.stderr);
    // All of it is new beside a book of one page.
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(empty.join("other.md"), "# Other\n\nNothing.\n").unwrap();
    let built = Built::new(&older, &["--only", "handbook,epub", "--since", empty.to_str().unwrap()]);
    let said = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert!(said.trim().ends_with("0 fatal 0 errors 0 warnings"), "{said}");
}
