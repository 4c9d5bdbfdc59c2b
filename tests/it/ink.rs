//! No ink leaves the type area: letters, pictures and lines of every construct, held
//! against where plain prose stands on the same paper.

use std::fs;
use std::path::Path;

use crate::common::judges::{Built, python, root};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

#[test]
fn no_ink_leaves_the_type_area() {
    let prose = "The team spends these weeks learning what people are trying to do, what gets in their way, \
                 and what the rules say. It talks to at least thirty users, reads the law and maps what is there.\n\n"
        .repeat(90);
    for (configuration, rtl) in [("", false), ("language: he\ndirection: rtl\n", true)] {
        let folder = tempfile::tempdir().unwrap();
        let every = folder.path().join("every");
        copy(&root().join("tests/epub/site"), &every);
        copy(&root().join("docs/samples/table"), &every);
        let plain = folder.path().join("plain");
        fs::create_dir(&plain).unwrap();
        let front = if rtl {
            "title: Prose\nstatus: draft\ndir: rtl\nlang: he"
        } else {
            "title: Prose\nstatus: draft"
        };
        fs::write(plain.join("prose.md"), format!("---\n{front}\n---\n\n## Weeks\n\n{prose}")).unwrap();
        if rtl {
            for page in ["constructs.md", "other.md", "outputs.md"] {
                let text = fs::read_to_string(every.join(page)).unwrap();
                fs::write(every.join(page), text.replacen("---\n", "---\ndir: rtl\n", 1)).unwrap();
            }
        }
        for site in [&every, &plain] {
            fs::write(site.join("phasebook.yaml"), format!("title: Constructs\n{configuration}")).unwrap();
        }
        for (paper, sides) in [("a4", 1), ("a4", 2), ("a5", 1), ("a5", 2), ("letter", 1)] {
            let mut options = vec!["--only", "handbook", "--list-of-pictograms", "--paper", paper];
            options.extend((sides == 2).then_some("--two-sided"));
            let (made, reference) = (Built::new(&every, &options), Built::new(&plain, &options));
            assert!(made.status < 2 && reference.status < 2, "{}", made.stderr);
            let [made, reference] = [&made, &reference].map(|built| built.path("handbook.pdf"));
            let said = python(&["tests/judges/ink.py", &reference, &made, &sides.to_string()]);
            assert!(said.starts_with("inside: "), "{paper}, {sides} sides, {configuration:?}:\n{said}");
            let things: usize = said.split(' ').nth(1).unwrap().parse().unwrap();
            assert!(things > 1000, "{said}");
        }
    }
}
