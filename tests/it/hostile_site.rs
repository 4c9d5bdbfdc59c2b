//! A stranger's pages: what they may read, how long they may take, what they may say to a terminal.
#![cfg(unix)]

use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, mpsc};

use notify::event::AccessKind;
use notify::{EventKind, RecursiveMode, Watcher};
use phasebook::build::{Project, ReadOptions};
use phasebook::files::{Entry, Files, Folder, Memory, is_plain};
use proptest::prelude::*;

/// The words and the name of what no page may show.
const SECRET: &str = "PRIVATEWORDS";

const PAGE: &str = "---\ntitle: Alpha\nclass: alpha-phase\n---\n\nText.\n";

/// A folder with a site in it, and beside the site what is not the site's.
struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Self {
        let ground = Self { folder: tempfile::tempdir().unwrap() };
        ground.write("site/alpha.md", PAGE);
        ground
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let place = self.at(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }

    fn link(&self, target: &str, path: &str) {
        symlink(target, self.at(path)).unwrap();
    }

    /// Runs the program in the folder, for two minutes at most.
    fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let output = Command::new("timeout")
            .args(["120", env!("CARGO_BIN_EXE_phasebook")])
            .args(arguments)
            .env_remove("SOURCE_DATE_EPOCH")
            .envs(environment.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let said = Said {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!said.stderr.contains("panicked"), "{arguments:?}: {said:?}");
        assert_ne!(said.status, Some(124), "{arguments:?} has no end");
        said
    }
}

#[derive(Debug)]
struct Said {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Said {
    /// Holds that these parts were said on standard error.
    fn says(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.stderr.contains(part), "no `{part}` in {self:?}");
        }
    }
}

/// A small picture.
fn picture() -> Vec<u8> {
    let mut bytes = io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_pixel(9, 9, image::Rgb([200, 30, 40]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Ways to name a file beside the site, as a page may write them.
fn ways_out(ground: &Ground, file: &str) -> Vec<String> {
    let secret = ground.at("secret").join(file).display().to_string();
    let folder = ground.folder.path().file_name().unwrap().to_str().unwrap();
    let mut ways: Vec<String> = [
        "/secret/FILE",
        "../secret/FILE",
        "../../secret/FILE",
        "/../secret/FILE",
        "./../site/../secret/FILE",
        "/site/../secret/FILE",
        "%2e%2e/secret/FILE",
        "%2E%2E%2Fsecret%2FFILE",
        "/%2e%2e/secret/FILE",
        "..%5csecret%5cFILE",
        r"..\secret\FILE",
        "....//secret/FILE",
        "..;/secret/FILE",
        "linked/FILE",
        "/linked/FILE",
        "linked-FILE",
        "deep/linked/FILE",
        "title:../secret/FILE",
    ]
    .map(|way| way.replace("FILE", file))
    .into();
    for scheme in ["", "file://", "file:", "FILE:///", "file://localhost", "//", "/"] {
        ways.push(format!("{scheme}{secret}"));
    }
    ways.push(format!("/{folder}/secret/{file}"));
    ways.push(format!("/{folder}/site/../secret/{file}"));
    ways
}

/// A site that asks for what lies beside it in every way that a page, a drawing, a theme, a
/// configuration or a link has.
fn prying() -> Ground {
    let ground = Ground::new();
    ground.write("secret/private.png", picture());
    ground.write(
        "secret/private.svg",
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>{SECRET}</text></svg>"),
    );
    ground.write("secret/private.md", format!("---\ntitle: {SECRET}\n---\n\n{SECRET}\n"));
    ground.write("secret/tokens.json", "{}");
    ground.write("secret/handbook.typ", SECRET);
    ground.write("secret/private.ttf", fs::read("fonts/jetbrains-mono/JetBrainsMono-Bold.ttf").unwrap());
    ground.write("secret/phasebook.yaml", format!("title: {SECRET}\n"));
    fs::create_dir_all(ground.at("site/deep")).unwrap();
    ground.link("../secret", "site/linked");
    ground.link("../../secret", "site/deep/linked");
    for file in ["private.png", "private.svg", "private.md"] {
        ground.link(&format!("../secret/{file}"), &format!("site/linked-{file}"));
    }
    ground.link("../secret", "site/fonts");
    ground.link("../secret", "site/_includes");
    ground.link("../secret/private.md", "site/beta.md");
    let mut page = PAGE.to_owned();
    for way in ways_out(&ground, "private.png").into_iter().chain(ways_out(&ground, "private.svg")) {
        page += &format!("![a](<{way}>)\n\n<img src=\"{way}\" alt=\"b\">\n\n");
        page += &format!("<ul class=\"pictograms\"><li><img src=\"{way}\" alt=\"c\"/> C</li></ul>\n\n");
    }
    for way in ways_out(&ground, "private.md") {
        page += &format!(
            "[a](<{way}>) {{% include {way} %}} {{% include_relative {way} %}} [[{way}]] ![[{way}]]\n\n"
        );
        page += &format!(
            "<iframe src=\"{way}\"></iframe><object data=\"{way}\"></object><embed src=\"{way}\">\n\n"
        );
    }
    ground.write("site/alpha.md", page);
    let absolute = ground.at("secret").display().to_string();
    for (at, way) in ways_out(&ground, "private.png").iter().enumerate() {
        let drawing = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'>\
             <style>@import '{way}'; rect {{ fill: url({way}) }}</style><image xlink:href='{way}' width='9' height='9'/>\
             <image href='{way}' width='9' height='9'/><use href='{way}#a'/><rect width='9' height='9'/></svg>"
        );
        ground.write(&format!("site/drawing-{at}.svg"), drawing);
        ground.write(&format!("site/gamma-{at}.md"), format!("{PAGE}\n![a](drawing-{at}.svg)\n"));
    }
    ground.write(
        "site/entity.svg",
        format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file://{absolute}/private.md'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&x;</text></svg>"),
    );
    ground.write("site/delta.md", format!("{PAGE}\n![a](entity.svg)\n"));
    ground
}

/// What was opened below `secret` while something was done, as the system tells. The system is asked
/// last about a file that the test itself opens.
fn opened(ground: &Ground, work: impl FnOnce()) -> Vec<PathBuf> {
    let (tell, told) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let event = event.unwrap();
        if matches!(event.kind, EventKind::Access(AccessKind::Open(_))) {
            // The receiver lives as long as the watcher.
            let _ = event.paths.into_iter().try_for_each(|path| tell.send(path));
        }
    })
    .unwrap();
    let secret = ground.at("secret");
    watcher.watch(&secret, RecursiveMode::NonRecursive).unwrap();
    work();
    let last = secret.join("last");
    fs::write(&last, "").unwrap();
    let mut all = Vec::new();
    for path in told {
        if path == last {
            return all;
        }
        all.push(path);
    }
    panic!("the system no longer tells what is opened");
}

#[test]
fn nothing_outside_a_site_is_opened_whatever_its_pages_ask_for() {
    let ground = prying();
    let themes = ["../secret", "../../secret", "linked", "/linked", "deep/linked", "/../secret"];
    let configurations = themes.map(|way| format!("theme: {way}\npages: {way}\norder: [{way}/private.md]\n"));
    let found = opened(&ground, || {
        // Without a configuration first: nothing bounds the site then but the folder.
        let said = ground.run(&["build", "site", "--out", "out"]);
        assert!(said.stdout.contains("handbook.pdf") && !said.stderr.contains(SECRET), "{said:?}");
        for configuration in &configurations {
            ground.write("site/phasebook.yaml", configuration);
            let said = ground.run(&["check", "site"]);
            assert_eq!(said.status, Some(if configuration.contains("linked") { 2 } else { 1 }), "{said:?}");
            assert!(!said.stderr.contains(SECRET), "{said:?}");
        }
        fs::remove_file(ground.at("site/phasebook.yaml")).unwrap();
        ground.link("../secret/phasebook.yaml", "site/phasebook.yaml");
        let said = ground.run(&["check", "--fix", "site"]);
        assert!(!said.stderr.contains(SECRET), "{said:?}");
        said.says(&["leads out of the site root"]);
    });
    assert!(found.is_empty(), "opened: {found:?}");
    // And nothing of it is in what was built.
    let book = fs::File::open(ground.at("out/handbook.epub")).unwrap();
    let mut book = zip::ZipArchive::new(book).unwrap();
    for at in 0..book.len() {
        let mut file = book.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(bytes != picture(), "{} is the private picture", file.name());
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{}", file.name());
    }
}

#[test]
fn the_watch_sees_what_is_opened() {
    let ground = prying();
    let found = opened(&ground, || {
        // The user's word makes it part of the site.
        let said = ground.run(&["check", "site", "--root", "."]);
        assert_eq!(said.status, Some(1), "{said:?}");
    });
    assert!(found.contains(&ground.at("secret/private.svg")), "{found:?}");
}

/// Files that hold whoever asks to paths below the root.
struct Recording {
    files: Memory,
    asked: Mutex<Vec<String>>,
}

impl Recording {
    fn note(&self, path: &str) {
        assert!(is_plain(path), "`{path}` was asked for");
        self.asked.lock().unwrap().push(path.to_owned());
    }
}

impl Files for Recording {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        self.note(folder);
        self.files.list(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.note(path);
        self.files.read(path)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        self.note(path);
        self.files.size(path)
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        self.note(path);
        self.files.identity(path)
    }
}

/// Parts of addresses, of which some lead anywhere.
const PARTS: [&str; 22] = [
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2e",
    "%2f",
    "%5c",
    "a",
    "a.png",
    "a.svg",
    "b.md",
    "file:",
    "C:",
    "data:",
    "#",
    "?",
    "\u{0}",
    "%00",
    "~",
    "_includes",
    "\u{202e}",
];

/// Where an address may stand.
const FRAMES: [&str; 9] = [
    "![x](<@>)",
    "[x](<@>)",
    "<img src='@' alt='x'>",
    "<a href='@'>x</a>",
    "{% include @ %}",
    "{% include_relative @ %}",
    "[[@]]",
    "![[@]]",
    "<div style='background: url(@)'>x</div>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_addresses_say_only_paths_below_the_root_are_asked_for(
        addresses in prop::collection::vec((0..FRAMES.len(), prop::collection::vec(0..PARTS.len(), 1..7)), 1..12),
        settings in prop::collection::vec(0..PARTS.len(), 1..6),
    ) {
        let address = |parts: &[usize]| parts.iter().map(|part| PARTS[*part]).collect::<String>();
        let page: String = addresses
            .iter()
            .map(|(frame, parts)| format!("{}\n\n", FRAMES[*frame].replace('@', &address(parts))))
            .collect();
        let way = serde_json::to_string(&address(&settings)).unwrap();
        let configuration = format!("pages: {way}\ntheme: {way}\norder: [{way}]\nurl: https://a.example/{}\n", "a");
        for configuration in ["", &configuration] {
            let files = Memory::new([
                ("phasebook.yaml", configuration.as_bytes().to_vec()),
                ("a/b.md", page.clone().into_bytes()),
                ("b.md", page.clone().into_bytes()),
                ("a.png", picture()),
                ("_includes/a", b"x".to_vec()),
            ]);
            let files = Recording { files, asked: Mutex::default() };
            let _ = Project::read(&files, &ReadOptions::default());
            prop_assert!(files.asked.into_inner().unwrap().contains(&"phasebook.yaml".to_owned()));
        }
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_an_error() {
    struct Locked(Memory);

    impl Files for Locked {
        fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
            if folder == "locked" { Err(io::ErrorKind::PermissionDenied.into()) } else { self.0.list(folder) }
        }

        fn read(&self, path: &str) -> io::Result<Vec<u8>> {
            self.0.read(path)
        }

        fn size(&self, path: &str) -> io::Result<u64> {
            self.0.size(path)
        }
    }

    let files = Locked(Memory::new([("a.md", PAGE), ("locked/b.md", PAGE)]));
    let project = Project::read(&files, &ReadOptions::default()).unwrap();
    let fault = project.diagnostics.iter().find(|fault| fault.rule.code == "unreadable").unwrap();
    assert_eq!(fault.place.source.path, "locked");
    assert!(fault.message.contains("permission denied"), "{}", fault.message);
}

#[test]
fn pages_that_are_no_files_or_have_no_end_are_named_and_the_book_is_built() {
    let ground = Ground::new();
    let fifo = |path: &str| assert!(Command::new("mkfifo").arg(ground.at(path)).status().unwrap().success());
    fifo("site/beta.md");
    ground.link("/dev/zero", "site/gamma.md");
    fs::File::create(ground.at("site/delta.md")).unwrap().set_len(20 << 30).unwrap();
    for name in ["a", "b"] {
        ground.link(".", &format!("site/{name}"));
    }
    for command in
        [&["check", "site", "--format", "short"][..], &["check", "--fix", "site", "--format", "short"]]
    {
        let said = ground.run(command);
        assert_eq!(said.status, Some(1), "{said:?}");
        said.says(&[
            "site/beta.md:1:1: error[unreadable]: the page cannot be read: not a regular file",
            "site/gamma.md:1:1: error[unreadable]: the page cannot be read: leads out of the site root",
            "site/delta.md:1:1: error[page-size]",
        ]);
        assert_eq!(said.stderr.matches("delta.md:1:1: error").count(), 1, "each page once: {said:?}");
    }
    // A stranger's configuration may ask for more than there is room for.
    ground.write("site/phasebook.yaml", "limits:\n  page-bytes: 100000000000\n");
    ground.run(&["check", "site"]).says(&["more than the 128 MiB that are read"]);
    fs::remove_file(ground.at("site/phasebook.yaml")).unwrap();
    fifo("site/phasebook.yaml");
    let said = ground.run(&["check", "site"]);
    assert_eq!(said.status, Some(1), "{said:?}");
    said.says(&["error[config-syntax]: the configuration cannot be read: not a regular file"]);
}

#[test]
fn what_lies_in_an_output_folder_leads_nowhere() {
    let ground = Ground::new();
    fs::create_dir(ground.at("out")).unwrap();
    ground.link("/dev/zero", "out/.phasebook-journal");
    ground.link("/dev/zero", "site/.phasebook-journal");
    let build = ["build", "site", "--only", "epub", "--out", "out"];
    let said = ground.run(&build);
    assert_eq!(said.status, Some(2), "{said:?}");
    said.says(&["`.phasebook-journal` there is not what phasebook wrote; remove it"]);
    fs::remove_file(ground.at("out/.phasebook-journal")).unwrap();
    ground.link("/dev/zero", "out/.phasebook");
    assert_eq!(ground.run(&build).status, Some(2));
    fs::remove_file(ground.at("out/.phasebook")).unwrap();
    // Mending pages asks nothing of a journal.
    ground.write("site/beta.md", "---\ntitle: Beta\n---\n\n-Mend me\n-And me\n");
    let said = ground.run(&["check", "--fix", "site"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    said.says(&["mended 2 places in 1 file"]);
    // A folder that nobody named may be a link to anywhere.
    fs::remove_dir_all(ground.at("out")).unwrap();
    fs::remove_file(ground.at("site/.phasebook-journal")).unwrap();
    ground.link("site", "out");
    let said = ground.run(&["build", "site", "--only", "epub"]);
    assert_eq!(said.status, Some(2), "{said:?}");
    said.says(&["`out` is a symbolic link to `site`; to write there, name it with `--out`"]);
    assert_eq!(ground.run(&["build", "site", "--only", "epub", "--out", "out"]).status, Some(0));
    assert!(ground.at("site/handbook.epub").exists());
    let said = ground.run(&["build", "site", "--only", "epub", "--out", "site/alpha.md"]);
    assert_eq!(said.status, Some(2));
    said.says(&["`site/alpha.md` is a file, where a folder is wanted; name another folder"]);
}

/// What acts on a terminal.
fn acts(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[test]
fn nothing_that_a_site_says_acts_on_a_terminal() {
    let ground = Ground::new();
    // To clear the screen, to set its title, to turn what follows around, and to begin a line anew.
    let evil = "\u{1b}[2Je\u{1b}]0;x\u{7}v\u{9b}31mi\u{202e}l\u{2066}\r";
    let escaped = r"\e[2Je\x1b]0;x\av\x9b31mi\u202el\u2066\r";
    let name = evil.replace('\r', "");
    ground.write(
        &format!("site/{name}.md"),
        format!(
            "---\ntitle: \"T {escaped}\"\n\"k{escaped}\": \"{escaped}\"\nstatus: \"{escaped}\"\nlang: \"{escaped}\"\n\
             slug: \"s{escaped}\"\nclass: \"{escaped}-phase\"\nallow: [\"{escaped}\"]\nposter: {{\"x{escaped}\": 1}}\n---\n\n\
             # {evil}\n\n[a](b{evil}.md) [[{evil}]] ![](c{evil}.png) ![x](data:{evil}) [^{evil}] {{{{ page.{evil} }}}} \
             {{% include {evil} %}} {{% {evil} %}} {{:{evil}}} {{::{evil} /}} <b onclick{evil}='x'>x</b>\n\n\
             <script{evil}>x</script> <{evil}>\n\n## {evil}\n\n## {evil}\n\n{{: .{evil} #{evil}}}\n"
        ),
    );
    ground.write(&format!("site/assets/c{name}.svg"), "<svg");
    ground.write(
        "site/phasebook.yaml",
        format!(
            "\"k{escaped}\": 1\ntitle: \"{escaped}\"\ntheme: \"t{escaped}\"\norder: [\"{escaped}\"]\npaper: \"{escaped}\"\n\
             posters: {{\"p{escaped}\": 1, size: \"{escaped}\", kinds: [\"{escaped}\"]}}\nrules: {{\"r{escaped}\": \"{escaped}\"}}\n\
             limits: {{\"l{escaped}\": 1}}\nlang: \"{escaped}\"\ndate: \"{escaped}\"\nurl: \"{escaped}\"\nisbn: \"{escaped}\"\n"
        ),
    );
    let mut said = String::new();
    let out = format!("out{name}");
    for command in [
        &["check", "site"][..],
        &["check", "site", "--format", "short"],
        &["check", "site", "--format", "json"],
        &["check", "site", "--format", "sarif"],
        &["build", "site", "--print-shop", "--out", &out],
        &["build", &format!("no{name}")],
        &["build", "site", "--pages", &name],
    ] {
        let Said { stdout, stderr, .. } = ground.run(command);
        for text in [&stdout, &stderr] {
            let found =
                text.find(acts).map(|at| text[at.saturating_sub(90)..].chars().take(100).collect::<String>());
            assert!(found.is_none(), "{command:?} says {found:?}");
        }
        said += &(stdout + &stderr);
    }
    assert!(said.matches(r"\u{1b}[2J").count() > 10 && said.contains(r"\u{202e}"), "{said}");
}

#[test]
fn no_message_prints_more_than_a_line_of_what_it_quotes() {
    let ground = Ground::new();
    let long = "QUFB".repeat(40_000);
    ground.write(
        "site/beta.md",
        format!(
            "---\ntitle: Beta\n---\n\n![x](data:text/plain;base64,{long}) ![y]({long}.png) [z]({long}.md)\n"
        ),
    );
    for format in ["human", "short"] {
        let said = ground.run(&["check", "site", "--format", format]);
        assert_eq!(said.status, Some(1));
        let longest = said.stderr.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest < 1200, "a line of {longest} letters");
        assert!(said.stderr.len() < 12_000, "{} bytes", said.stderr.len());
    }
}

#[test]
fn settings_that_lead_out_of_the_site_are_named_at_their_lines() {
    let ground = Ground::new();
    ground.write(
        "site/phasebook.yaml",
        "theme: ../..\npages: ..\npaper: a55\nposters:\n  size: A99\n  kinds: [foo]\n",
    );
    let said = ground.run(&["check", "site", "--format", "short"]);
    assert_eq!(said.status, Some(1), "{said:?}");
    said.says(&[
        "site/phasebook.yaml:1:8: error[config-value]: `../..` leads out of the site",
        "site/phasebook.yaml:2:8: error[config-value]: `..` leads out of the site",
        "site/phasebook.yaml:3:8: error[config-value]: `paper` is not followed",
        "site/phasebook.yaml:5:9: error[config-value]: `posters: size` is not followed",
        "site/phasebook.yaml:6:11: error[config-value]: `posters: kinds` is not followed",
    ]);
    // A build says the same, and makes what can be made.
    let built = ground.run(&["build", "site", "--only", "epub", "--out", "out"]);
    assert_eq!(built.status, Some(1), "{built:?}");
    assert_eq!(built.stderr.matches("error[config-value]").count(), 5, "{built:?}");
    ground.write("site/phasebook.yaml", "pages: nix\n");
    ground.run(&["check", "site"]).says(&["`pages: nix`: no such folder"]);
}

#[test]
fn a_date_that_cannot_be_read_is_an_error() {
    let ground = Ground::new();
    for wrong in ["abc", "", "-1", "1e9", "2024-01-01", "99999999999999"] {
        let said = ground.run_with(&["check", "site"], &[("SOURCE_DATE_EPOCH", wrong)]);
        assert_eq!(said.status, Some(2), "{said:?}");
        said.says(&[&format!("`SOURCE_DATE_EPOCH` is {wrong:?}; expected seconds since 1970")]);
    }
    assert_eq!(ground.run_with(&["check", "site"], &[("SOURCE_DATE_EPOCH", "1735689600")]).status, Some(0));
}

#[test]
fn too_little_memory_ends_with_a_message_and_a_status() {
    let ground = Ground::new();
    for kilobytes in [200_000, 400_000, 600_000, 800_000, 1_200_000, 2_000_000] {
        let script = format!("ulimit -v {kilobytes}; exec \"$0\" build site --out out-{kilobytes}");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_phasebook")])
            .current_dir(ground.folder.path())
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let status = output.status.code();
        assert!(matches!(status, Some(0 | 2)), "{kilobytes} kB: {:?} {said}", output.status);
        assert!(status == Some(0) || said.contains("memory"), "{kilobytes} kB: {said}");
        assert!(!said.contains("panicked"), "{kilobytes} kB: {said}");
        if kilobytes == 200_000 {
            assert!(said.contains("the system gives the program 195 MiB of room for memory"), "{said}");
        }
    }
}

/// A phase with a pictogram.
fn phase(slug: &str) -> String {
    format!(
        "---\ntitle: {slug}\nslug: {slug}\nclass: {slug}-phase\n---\n\nText.\n\n\
         <ul class=\"pictograms\"><li><img src=\"p.png\" alt=\"A square\"/> A square</li></ul>\n"
    )
}

fn posters(ground: &Ground) -> Vec<String> {
    let files = fs::read_dir(ground.at("out/posters")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn each_poster_has_its_own_file_and_goes_with_its_page() {
    let ground = Ground::new();
    ground.write("site/p.png", picture());
    for slug in ["overview", "beta", "beta-print", "live"] {
        ground.write(&format!("site/{slug}.md"), phase(slug));
    }
    let build = ["build", "site", "--only", "posters", "--print-shop", "--out", "out"];
    let said = ground.run(&build);
    assert_eq!(said.status, Some(0), "{said:?}");
    said.says(&[
        "note[poster-pictograms]: this phase has no pictograms, so it has no poster of its own",
        "alpha.md",
    ]);
    let expected = |names: &[&str]| {
        let mut files = vec!["preflight.txt".to_owned()];
        files.extend(names.iter().flat_map(|name| [format!("{name}.pdf"), format!("{name}-print.pdf")]));
        files.sort();
        files
    };
    // Whoever comes second has a number.
    let names = posters(&ground);
    assert_eq!(names, expected(&["overview", "overview-2", "beta", "beta-print-2", "live"]));
    // A page that is gone takes its poster along; what the user put there stays.
    fs::remove_file(ground.at("site/live.md")).unwrap();
    ground.write("out/posters/mine.pdf", "mine");
    let said = ground.run(&["build", "site", "--only", "epub", "--out", "out"]);
    assert!(!said.stdout.contains("removed") && ground.at("out/posters/live.pdf").exists(), "{said:?}");
    let said = ground.run(&["build", "site", "--only", "posters", "--pages", "beta", "--out", "out"]);
    assert!(said.stdout.contains("removed out/posters/live.pdf, which an earlier build wrote"), "{said:?}");
    let mut left = expected(&["overview", "overview-2", "beta", "beta-print-2"]);
    left.push("mine.pdf".to_owned());
    left.sort();
    assert_eq!(posters(&ground), left);
}

#[test]
fn where_there_are_no_posters_a_build_says_so() {
    let ground = Ground::new();
    fs::remove_file(ground.at("site/alpha.md")).unwrap();
    ground.write("site/notes.md", "---\ntitle: Notes\n---\n\nText.\n");
    let said = ground.run(&["build", "site", "--only", "posters", "--out", "out"]);
    assert_eq!(said.status, Some(0));
    said.says(&["there are no posters to make"]);
}

#[test]
fn strict_counts_warnings_and_quiet_says_nothing_else() {
    let ground = Ground::new();
    let checks = |arguments: &[&str]| {
        let said = ground.run(&[&["check", "site"], arguments].concat());
        (said.status, said.stderr)
    };
    assert_eq!(checks(&["--quiet"]), (Some(0), String::new()));
    ground.write("site/beta.md", "---\ntitle: Beta\n---\n\n##Heading\n\nText.\n");
    assert_eq!(checks(&[]).0, Some(0));
    assert_eq!(checks(&["--quiet"]), (Some(0), String::new()));
    let (status, said) = checks(&["--strict", "--quiet"]);
    assert!(status == Some(1) && said.contains("warning[heading-space]"), "{said}");
    let build = ["build", "site", "--only", "epub", "--out", "out", "--quiet"];
    let said = ground.run(&build);
    assert_eq!((said.status, said.stdout.as_str(), said.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(ground.run(&[&build[..], &["--strict"]].concat()).status, Some(1));
    ground.write("site/gamma.md", "---\ntitle: Gamma\n---\n\n![x](none.png)\n");
    let said = ground.run(&build);
    assert_eq!(said.status, Some(1));
    assert!(said.stdout.is_empty() && said.stderr.contains("error[missing-image]"), "{said:?}");
    assert!(!said.stderr.contains("warning"), "{said:?}");
}

#[test]
fn a_root_that_is_missing_is_proposed_and_a_root_that_is_named_is_used() {
    let ground = Ground::new();
    ground.write("book/manual/assets/a.png", picture());
    ground.write(
        "book/manual/phases/beta.md",
        "---\ntitle: Beta\n---\n\n![x](/manual/assets/a.png) [Live](/manual/phases/live.html)\n",
    );
    ground.write("book/manual/phases/live.md", "---\ntitle: Live\n---\n\nText.\n");
    let said = ground.run(&["check", "book/manual/phases"]);
    assert_eq!(said.status, Some(1), "{said:?}");
    // Links that spell out where the root is lead to its pages all the same.
    said.says(&["if addresses begin in `book`, say `--root book`", "1 error"]);
    let said = ground.run(&["check", "book/manual/phases", "--root", "book"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(ground.run(&["check", "book"]).status, Some(0));
    let said = ground.run(&["check", "site", "--root", "book"]);
    assert_eq!(said.status, Some(2));
    said.says(&["`site` is not in `", "which `--root` names"]);
    // In a repository, the root is that of the repository.
    fs::create_dir(ground.at("book/.git")).unwrap();
    assert_eq!(ground.run(&["check", "book/manual/phases"]).status, Some(0));
}

#[test]
fn a_folder_of_a_site_is_opened_by_its_own_path() {
    // What the proofs above rest on.
    let ground = Ground::new();
    let files = Folder::new(&ground.at("site")).unwrap();
    for path in ["../secret", "/etc/passwd", "a/../../b", "..", "a\\..\\b"] {
        assert_eq!(files.read(path).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{path}");
    }
    assert!(Path::new("/etc/passwd").exists());
}
