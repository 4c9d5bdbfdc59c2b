//! What several tests share: outside judges, a running preview, pages at random.

use std::process::Command;

pub mod fragment;
pub mod html;
pub mod judges;
pub mod outline;
pub mod places;
pub mod preview;
pub mod profile;
pub mod spoiled;

/// Says in the environment that a test runs in a process of its own.
const ALONE: &str = "PHASEBOOK_TEST_ALONE";

/// Whether this process runs one test alone. Otherwise the test of that path runs so, and must
/// pass: what is measured of a process (its memory) would be that of the tests beside it, too.
pub fn alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{test} fails in a process of its own\n{said}"
    );
    println!("{said}");
    false
}
