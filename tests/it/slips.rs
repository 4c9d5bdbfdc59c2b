//! Slips of the hand: what was typed, the place that is named, and what to type instead.

use std::fs;

use crate::common::judges::phasebook;

/// What `check` says of one page, without the line that says what the site was taken for.
fn check(configuration: &str, page: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("phasebook.yaml"), configuration).unwrap();
    fs::write(folder.path().join("a.md"), page).unwrap();
    let said = phasebook(&["check", folder.path().to_str().unwrap(), "--format", "short"]);
    let prefix = format!("{}/", folder.path().display());
    let said = String::from_utf8(said.stdout).unwrap() + &String::from_utf8(said.stderr).unwrap();
    said.lines()
        .filter(|line| line.contains(": warning[") || line.contains(": note[") || line.contains(": error["))
        .map(|line| line.replace(&prefix, ""))
        .collect()
}

#[test]
fn slips_are_named_with_what_was_meant() {
    for (front, body, said) in [
        (
            "titel: Beta\ntitle2: x",
            "Words.",
            "a.md:2:1: warning[front-matter-key]: nothing reads `titel`; did you mean `title`",
        ),
        (
            "title: B\nstaus: draft",
            "Words.",
            "a.md:3:1: warning[front-matter-key]: nothing reads `staus`; did you mean `status`",
        ),
        (
            "title: B\nstatus: drfat",
            "Words.",
            "a.md:3:9: warning[front-matter-value]: `drfat` is none that is known; did you mean `draft`",
        ),
        (
            "title: B\nclass: betta-phase",
            "Words.",
            "a.md:3:8: warning[front-matter-value]: `betta-phase` is none that is known; did you mean `beta-phase`",
        ),
        (
            "title: B\nphase: alhpa",
            "Words.",
            "a.md:3:8: warning[front-matter-value]: `alhpa` is none that is known; did you mean `alpha`",
        ),
        (
            "title: B",
            "- [x]Done\n- [ ] open",
            "a.md:5:3: warning[list-item-space]: expected a space after `[x]`; without it there is no box to tick; add a space",
        ),
        (
            "title: B",
            "- [Guide]: guide.html\n- more",
            "a.md:5:1: warning[unused-definition]: `[Guide]:` says where a link leads and prints nothing, so the item is empty; write `[Guide](guide.html)` to print the link",
        ),
        (
            "title: B",
            "See [text] (https://example.org).",
            "a.md:5:11: warning[link-space]: with a space between `]` and `(` this is text, and no link; take the space out",
        ),
    ] {
        let page = format!("---\n{front}\n---\n\n{body}\n");
        let all = check("title: Site\n", &page);
        assert!(all.iter().any(|line| line == said), "{said}\n{all:#?}");
    }
    let said = check("title: Site\n", "# A\n\n```plantuml\nA -> B\n```\n");
    let drawn = "a.md:3:1: warning[diagram]: the diagram is not drawn; its `plantuml` source is shown as code; export it as \
                 SVG and show the picture with an alternative text";
    assert!(said.iter().any(|line| line == drawn), "{said:#?}");
    let said = "phasebook.yaml:2:10: note[config-value]: `Ada, Bo` is one person here; write `[\"Ada\", \"Bo\"]` where several are meant";
    assert!(check("title: Site\nauthors: Ada, Bo\n", "# A\n\nWords.\n").iter().any(|line| line == said));
}

#[test]
fn what_is_no_slip_is_left_alone() {
    for (front, body) in [
        ("title: B\nteams: x\nlayout: y\norders: 3\nslugs: z", "Words."),
        ("title: B\nphase: research", "Words."),
        ("title: B\nstatus: live", "Words."),
        ("title: B", "An array a[i] (see below), [1] (2019) and [the plan] (not yet written)."),
        ("title: B", "`[text] (https://example.org)`\n\n- [x] Done\n- [link](https://example.org)"),
    ] {
        let all = check("title: Site\n", &format!("---\n{front}\n---\n{body}\n"));
        let slips = ["front-matter-key", "front-matter-value", "list-item-space", "link-space"];
        assert!(!all.iter().any(|line| slips.iter().any(|slip| line.contains(slip))), "{all:#?}");
    }
}

#[test]
fn braces_in_code_are_words_where_nobody_says_that_pages_are_written_in_liquid() {
    let page = "# B\n\nWrite `{% set x = 1 %}` and `{{ y }}`.\n\n```\n{% for a in b %}\n```\n";
    assert_eq!(
        check("title: B\nlanguage: en\n", page).iter().filter(|line| line.contains("liquid")).count(),
        0
    );
    let page = "# B\n\nWrite {% set x = 1 %}.\n";
    let said = check("title: B\nlanguage: en\n", page);
    assert!(said.iter().any(|line| line.contains("a.md:3:7: error[unknown-liquid]")), "{said:?}");
}

#[test]
fn a_number_in_an_order_may_begin_with_a_nought() {
    let said = check("title: B\nlanguage: en\n", "---\ntitle: B\nweight: 010\n---\n\nWords.\n");
    assert!(!said.iter().any(|line| line.contains("weight")), "{said:?}");
}

#[test]
fn the_program_that_would_read_a_mark_is_named() {
    let said =
        check("title: B\nlanguage: en\n", "---\ntitle: B\n---\n\n::: shop.orders.Order\n    options: x\n");
    let mark =
        "a.md:5:1: warning[foreign-mark]: `::: shop.orders.Order` is a mark of mkdocstrings and is printed";
    assert!(said.iter().any(|line| line.starts_with(mark)), "{said:?}");
}
