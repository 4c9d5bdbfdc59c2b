//! Code: numbers and marks of its lines, and its direction among words from right to left.

use std::fs;

use crate::common::judges::{Built, run};

fn built(page: &str, settings: &str) -> (tempfile::TempDir, Built) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), settings).unwrap();
    fs::write(folder.path().join("alpha.md"), page).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    (folder, built)
}

fn chapter(built: &Built) -> String {
    run("unzip", &["-p", &built.path("handbook.epub"), "*/chapters/*.xhtml"])
}

#[test]
fn lines_of_code_have_the_numbers_and_marks_that_are_asked_for() {
    let page = "# Alpha\n\nWords.\n\n``` { .py linenums=\"8\" hl_lines=\"2\" }\nfirst = 1\n\nsecond = 2\n```\n\n\
                ```js\nplain()\n// highlight-next-line\nmarked()\n```\n";
    let page = page.replace("\n\nsecond", "\nsecond");
    let (_folder, built) = built(&page, "title: Code\n");
    let paper = built.pdf_text("handbook.pdf");
    for line in ["8 first = 1", "9 second = 2"] {
        assert!(
            paper.lines().any(|shown| shown.split_whitespace().collect::<Vec<_>>().join(" ") == line),
            "{line}: {paper}"
        );
    }
    assert!(!paper.contains("highlight-next-line"), "{paper}");
    let chapter = chapter(&built);
    assert!(chapter.contains("<span class=\"line\" data-line=\"8\">"), "{chapter}");
    assert!(chapter.contains("<mark class=\"line\" data-line=\"9\">"), "{chapter}");
    assert!(
        chapter.contains("<mark class=\"line\">") && !chapter.contains("highlight-next-line"),
        "{chapter}"
    );
}

#[test]
fn code_among_words_from_right_to_left_reads_from_left_to_right() {
    let page =
        "---\nlang: ar\n---\n\n# البداية\n\nاكتب `--flag=value` هنا.\n\n```\ngit commit -m \"x\"\n```\n";
    let (_folder, built) = built(page, "title: كتاب\nlanguage: ar\n");
    let chapter = chapter(&built);
    assert!(chapter.contains("<code dir=\"ltr\">--flag=value</code>"), "{chapter}");
    assert!(chapter.contains("<pre dir=\"ltr\">"), "{chapter}");
}
