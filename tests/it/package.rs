//! What is handed out. The Debian package: made, judged by lintian, unpacked into an empty folder, and
//! run from there with nothing around it. The archive: unpacked and run where nothing else is. The list
//! of components: that its judge knows a good one from bad ones, since `make release` alone makes one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::judges::{python, root, run};

/// What is handed out, and the folder that the package of it was unpacked into.
struct Package {
    folder: tempfile::TempDir,
    deb: PathBuf,
}

impl Package {
    /// Where a file of the installed system is.
    fn path(&self, installed: &str) -> PathBuf {
        self.folder.path().join("system").join(installed)
    }

    fn text(&self, installed: &str) -> String {
        run("gzip", &["-cdf", self.path(installed).to_str().unwrap()])
    }
}

fn have(command: &str) -> bool {
    Command::new(command).arg("--version").output().is_ok()
}

/// Makes what is handed out, and returns the package.
fn make(out: &Path) -> PathBuf {
    let output = Command::new(root().join("packaging/release"))
        .arg(env!("CARGO_BIN_EXE_phasebook"))
        .arg(out)
        .env("DEBFULLNAME", "Whoever builds it")
        .env("DEBEMAIL", "builder@debian.org")
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .output()
        .expect("the script is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    files
        .into_iter()
        .find(|path| path.extension().is_some_and(|kind| kind == "deb"))
        .expect("a package was made")
}

/// The package, made once; none where the system is not Debian's.
fn package() -> Option<&'static Package> {
    static PACKAGE: OnceLock<Option<Package>> = OnceLock::new();
    let package = PACKAGE.get_or_init(|| {
        have("dpkg-deb").then(|| {
            let folder = tempfile::tempdir().unwrap();
            let deb = make(&folder.path().join("out"));
            let system = folder.path().join("system");
            run("dpkg-deb", &["-x", deb.to_str().unwrap(), system.to_str().unwrap()]);
            Package { folder, deb }
        })
    });
    if package.is_none() {
        eprintln!("there is no dpkg here; no package can be made");
    }
    package.as_ref()
}

#[test]
fn the_program_runs_where_nothing_else_is() {
    let Some(package) = package() else { return };
    let home = tempfile::tempdir().unwrap();
    let program = package.path("usr/bin/phasebook");
    for (arguments, said) in [
        (&["--version"][..], concat!("phasebook ", env!("CARGO_PKG_VERSION"))),
        (&["new", "site"], "wrote a small site into site"),
        (&["check", "site"], "read as a folder of pages"),
        (&["build", "site"], "wrote out/handbook.pdf"),
    ] {
        let output = Command::new(&program)
            .args(arguments)
            .env_clear()
            .env("HOME", home.path())
            .current_dir(home.path())
            .output()
            .unwrap();
        let (stdout, stderr) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        // What a site was taken for is said beside what is found in it.
        let beside = stderr.starts_with("read as a folder of pages") && stderr.lines().count() == 1;
        assert!(output.status.code() == Some(0) && (stderr.is_empty() || beside), "{arguments:?}: {stderr}");
        assert!(stdout.contains(said) || stderr.contains(said), "{arguments:?}: {stdout}");
    }
    let text = run("pdftotext", &[home.path().join("out/handbook.pdf").to_str().unwrap(), "-"]);
    assert!(text.contains("Widen the"), "{text}");
    let mut left: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["out", "site"], "nothing else is left in the home");
}

#[test]
fn manual_pages_are_set_without_a_complaint() {
    let Some(package) = package() else { return };
    let folder = package.path("usr/share/man/man1");
    let pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(pages.len() >= 7, "{pages:?}");
    for page in pages {
        let text = package.text(page.to_str().unwrap());
        let plain = page.with_extension("");
        fs::write(&plain, text).unwrap();
        let output =
            Command::new("groff").args(["-Kutf8", "-man", "-Tutf8", "-ww"]).arg(&plain).output().unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaint.is_empty(), "{}: {complaint}", plain.display());
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = concat!("phasebook ", env!("CARGO_PKG_VERSION"));
        assert!(shown.contains(version) && shown.contains("User commands"), "{}: {shown}", plain.display());
        fs::remove_file(plain).unwrap();
    }
}

#[test]
fn shells_load_the_completions_from_where_they_look() {
    let Some(package) = package() else { return };
    let bash = package.path("usr/share/bash-completion/completions/phasebook");
    let bash = bash.to_str().unwrap();
    run("bash", &["--norc", "-n", bash]);
    let loaded = run("bash", &["--norc", "-c", ". \"$1\" && complete -p phasebook", "bash", bash]);
    assert!(loaded.ends_with(" -F _phasebook phasebook\n"), "{loaded}");
    let zsh = package.text("usr/share/zsh/vendor-completions/_phasebook");
    assert!(zsh.starts_with("#compdef phasebook"), "{zsh}");
    let fish = package.text("usr/share/fish/vendor_completions.d/phasebook.fish");
    assert!(fish.contains("complete -c phasebook"), "{fish}");
}

#[test]
fn the_licence_of_everything_in_it_is_in_it() {
    let Some(package) = package() else { return };
    let copyright = package.text("usr/share/doc/phasebook/copyright");
    for part in ["the Apache License, Version 2.0", "MIT License", "Bricolage", "Literata", "JetBrains Mono"]
    {
        assert!(copyright.contains(part), "{part}");
    }
    let families = fs::read_dir(root().join("fonts")).unwrap().count();
    assert_eq!(copyright.matches("\nSIL OPEN FONT LICENSE").count(), families, "one for each family");
    for library in ["typst v0.15.1 Apache-2.0", "krilla v", "hyper v"] {
        assert!(copyright.contains(library), "{library}");
    }
    assert!(!copyright.contains(root().to_str().unwrap()), "it names a folder of the machine that made it");
}

#[test]
fn lintian_finds_nothing() {
    let Some(package) = package() else { return };
    let said = run("lintian", &["--allow-root", package.deb.to_str().unwrap()]);
    assert_eq!(said, "");
}

#[test]
fn the_same_program_makes_the_same_files() {
    let Some(package) = package() else { return };
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let made = |folder: &Path| -> BTreeSet<(String, Vec<u8>)> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
            .collect()
    };
    let (first, second) = (made(package.deb.parent().unwrap()), made(folder.path()));
    let names = |files: &BTreeSet<(String, Vec<u8>)>| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&first), names(&second));
    assert_eq!(first.len(), 3, "{:?}", names(&first));
    assert!(first == second, "the files differ");
}

#[test]
fn the_archive_runs_where_nothing_else_is_and_the_sums_match() {
    let Some(package) = package() else { return };
    let said = python(&["tests/judges/release.py", package.deb.parent().unwrap().to_str().unwrap()]);
    assert_eq!(said.trim(), "2 files 0 faults");
}

/// What the judge of lists of components says of one.
fn components(list: &serde_json::Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.cdx.json");
    fs::write(&file, list.to_string()).unwrap();
    let output = Command::new(root().join(".venv/bin/python"))
        .current_dir(root())
        .args(["tests/judges/sbom.py", file.to_str().unwrap(), env!("CARGO_BIN_EXE_phasebook")])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_list_of_components_is_held_against_the_crates_of_the_program() {
    let arguments = ["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap()))
        .filter(|(name, _)| *name != "phasebook")
        .collect();
    let component = |name: &str, version: &str, kind: &str, purl: String| {
        serde_json::json!({"type": kind, "name": name, "version": version, "purl": purl, "bom-ref": purl,
                           "licenses": [{"expression": "MIT"}]})
    };
    let own = env!("CARGO_PKG_VERSION");
    let mut list = serde_json::json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component("phasebook", own, "application", format!("pkg:cargo/phasebook@{own}"))},
        "components": [component("rust-std", "1.95.0", "library", "pkg:github/rust-lang/rust@1.95.0".to_owned())],
    });
    for (name, version) in &crates {
        let crate_ = component(name, version, "library", format!("pkg:cargo/{name}@{version}"));
        list["components"].as_array_mut().unwrap().push(crate_);
    }
    assert_eq!(components(&list).trim(), format!("{} components 0 faults", crates.len() + 2));

    let mut spoilt = list.clone();
    spoilt["components"].as_array_mut().unwrap().retain(|each| each["name"] != "typst");
    let mut more = list.clone();
    more["components"][1]["name"] = "leftpad".into();
    more["components"][1]["purl"] = "pkg:cargo/leftpad@1.0.0".into();
    let mut odd = list.clone();
    odd["components"][2]["type"] = "thing".into();
    let mut path = list;
    path["components"][3]["bom-ref"] = "path+file:///home/somebody/phasebook".into();
    for (list, fault) in [
        (spoilt, "pkg:cargo/typst@0.15.1 is missing"),
        (more, "pkg:cargo/leftpad@1.0.0 is not in the program"),
        (odd, "the schema says"),
        (path, "a folder of the machine"),
    ] {
        let said = components(&list);
        assert!(said.contains(fault), "no `{fault}` in {said}");
    }
}
