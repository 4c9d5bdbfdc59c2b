//! The judge of what PDFs claim objects to files that do not hold it.

use crate::common::judges::{Built, against_claims, python, root};

use std::path::PathBuf;

#[test]
fn what_a_claim_forbids_is_found() {
    let built = Built::new(&root().join("content"), &["--only", "handbook"]);
    let folder = tempfile::tempdir().unwrap();
    let spoiled =
        python(&["tests/judges/broken.py", &built.path("handbook.pdf"), folder.path().to_str().unwrap()]);
    let spoiled: Vec<(&str, &str)> = spoiled.lines().filter_map(|line| line.rsplit_once(' ')).collect();
    assert_eq!(spoiled.len(), 13, "{spoiled:?}");
    let files: Vec<PathBuf> = spoiled.iter().map(|(path, _)| path.into()).collect();
    let found = against_claims(&files);
    for (path, profile) in spoiled {
        let name = path.rsplit('/').next().unwrap();
        let against = format!("{name} {profile} ");
        assert!(
            found.iter().any(|line| line.starts_with(&against)),
            "nothing against {against}in {found:#?}"
        );
    }
}
