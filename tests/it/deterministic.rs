//! The same site gives the same bytes, wherever, whenever and by whomever it is built.
#![cfg(unix)]

use crate::common::judges;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files by their paths below a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The files below a folder by their paths in it.
fn files(folder: &Path) -> Files {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(&below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Copies a site, file by file in an order: disks list files in the order in which they
/// came, or in no order at all.
fn copied<'f>(files: impl Iterator<Item = (&'f PathBuf, &'f Vec<u8>)>, to: &Path) {
    for (path, bytes) in files {
        let place = to.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
}

/// The names in a folder, as the disk lists them.
fn listed(folder: &Path) -> Vec<std::ffi::OsString> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

/// A core that this process may run on, by its number; containers have some of a machine's.
fn core() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    list.and_then(|list| list.trim().split([',', '-']).next()).unwrap_or("0").to_owned()
}

/// Builds a site with all that can be made of it, and gives what was written and said.
fn built(site: &Path, set: &[(&str, &str)], cores: Option<&str>) -> (Files, String) {
    let out = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_phasebook");
    let mut command = match cores {
        Some(cores) => {
            let mut command = Command::new("taskset");
            command.args(["--cpu-list", cores, program]);
            command
        }
        None => Command::new(program),
    };
    let output = command
        .args([
            "build",
            "content",
            "--worksheet",
            "--fillable",
            "--handout",
            "booklet",
            "--print-shop",
            "--tile",
            "a4",
        ])
        .args(["--poster-format", "pdf,svg,png", "--pixels", "400", "--out"])
        .arg(out.path())
        .current_dir(site)
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(set.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    (files(out.path()), said)
}

#[test]
fn neither_threads_nor_places_nor_clocks_nor_tongues_change_a_byte() {
    let root = judges::root();
    let mut own = files(&root.join("content"));
    own = own.into_iter().map(|(path, bytes)| (Path::new("content").join(path), bytes)).collect();
    let pictograms = Path::new("assets/pictograms");
    own.extend(files(&root.join(pictograms)).into_iter().map(|(path, bytes)| (pictograms.join(path), bytes)));
    own.insert("phasebook.yaml".into(), fs::read(root.join("phasebook.yaml")).unwrap());
    // A file system in memory lists files in the order in which they came, backwards.
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folders = [tempfile::tempdir_in(&place).unwrap(), tempfile::tempdir_in(&place).unwrap()];
    let sites = [folders[0].path().join("site"), folders[1].path().join("a name with spaces, ü and 工")];
    copied(own.iter(), &sites[0]);
    copied(own.iter().rev(), &sites[1]);
    let [one, other] = sites.each_ref().map(|site| listed(&site.join("content")));
    if one == other {
        eprintln!(
            "{} lists both sites in the same order, so that orders are not proved here",
            place.display()
        );
    }
    let (first, said) = built(&sites[0], &[], None);
    assert!(first.len() > 20, "{:?}", first.keys());
    let core = core();
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    let far = [("TZ", "Pacific/Kiritimati"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "ar_EG.UTF-8")];
    let near = [("TZ", "America/Anchorage"), ("LC_ALL", "C"), ("HOME", home), ("USER", "nobody")];
    /// What is other, the site, what the environment has more, and on which cores.
    type Way<'a> = (&'a str, &'a Path, &'a [(&'a str, &'a str)], Option<&'a str>);
    let ways: [Way<'_>; 5] = [
        ("one core", &sites[0], &[], Some(&core)),
        ("one thread", &sites[0], &[("RAYON_NUM_THREADS", "1")], None),
        ("more threads than cores", &sites[0], &[("RAYON_NUM_THREADS", "7")], None),
        (
            "another folder, filled the other way round, and a zone and language far away",
            &sites[1],
            &far,
            None,
        ),
        ("another user's", &sites[0], &near, None),
    ];
    for (way, site, set, cores) in ways {
        let (again, told) = built(site, set, cores);
        assert_eq!(again.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>(), "{way}");
        let others: Vec<_> =
            first.iter().filter(|(path, bytes)| again[*path] != **bytes).map(|(p, _)| p).collect();
        assert!(others.is_empty(), "{way}: {others:?}");
        assert_eq!(told, said, "{way}");
    }
}
