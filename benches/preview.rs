//! How long a writer waits: from saving a one-word change to new pixels of the
//! page in view, in a site of 200 pages of varied text, in Chromium.
//!
//! `cargo bench --bench preview` prints the median and the 95th percentile of 50
//! edits. It needs what `make tools` installs, and `python3`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder for the site");
    let site = folder.path().join("site");
    // `cargo bench` passes `--bench`.
    let pages =
        std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_else(|| "200".to_owned());
    let made = Command::new("python3")
        .arg(root.join("benches/varied_site.py"))
        .args([root.join("content"), site.clone()])
        .arg(pages)
        .status()
        .expect("python3 writes the site");
    assert!(made.success(), "the site could not be written");
    let mut preview = Command::new(env!("CARGO_BIN_EXE_phasebook"))
        .args(["preview", "--port", "0"])
        .arg(&site)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built for this benchmark");
    let mut line = String::new();
    let read = preview.stdout.as_mut().map(|stdout| BufReader::new(stdout).read_line(&mut line));
    let address = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    let process = preview.id().to_string();
    let measured = Command::new("node")
        .arg(root.join("benches/preview.cjs"))
        .args([address.as_str(), process.as_str()])
        .arg(&site)
        .status();
    let _ = preview.kill();
    let _ = preview.wait();
    assert!(matches!(read, Some(Ok(_))), "the preview did not open");
    assert!(measured.expect("node drives the browser").success());
}
