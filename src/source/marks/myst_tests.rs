//! Marks of MyST: cards, code of files, gates and references.

use super::Marks;
use super::tests::{check, check_beside, page, told};

const MARKS: Marks = Marks::DIRECTIVES.union(Marks::ROLES).union(Marks::COLON_FENCES);

#[test]
fn cards_keep_their_header_footer_and_link() {
    check(
        MARKS,
        ":::{card} Plans\n:header: For *all*\n:footer: Updated\n:link: https://a.example\n\nWords\n:::\n",
        "Note [<Plans→https://a.example>]\n  For *all*\n  Words\n  Updated\n",
    );
    check(
        MARKS,
        "```{grid-item-card}\n:link: start\n:link-type: doc\nWords\n```\n",
        "Note []\n  Words\n  <→start.md>\n",
    );
    check(
        MARKS,
        "::::{grid} 2\n:::{card} Plans\nAbove\n^^^\nWords\n```{tip}\nin\n```\n+++\nBelow\n:::\n::::\n",
        "Note [Plans]\n  Above\n  Words\n  Tip [-]\n    in\n  Below\n",
    );
}

#[test]
fn code_has_the_name_of_its_file_and_the_numbers_of_its_lines() {
    let text = "```{code-block} yaml\n:filename: a.yml\n:linenos:\n:emphasize-lines: 2\na: 1\nb: 2\n```\n";
    let read = page(MARKS, text, &[]);
    let code = format!("{:?}", read.blocks);
    assert!(
        code.contains("a.yml") && code.contains("first: Some(1)") && code.contains("marked: [1]"),
        "{code}"
    );
}

#[test]
fn files_are_included_in_part_and_as_code() {
    let file = "import x\n\ndef a():\n    pass\n\ndef b():\n    pass\n";
    let others = [("docs/a.py", file)];
    for (options, shown) in [
        (":start-at: def a\n:end-before: def b", "def a():/    pass/"),
        (":start-after: def a\n:end-at: def b", "    pass//def b():"),
        (":start-line: 2\n:end-line: 4", "def a():/    pass"),
        (":lines: 1,6-", "import x/def b():/    pass"),
    ] {
        let text = format!("```{{literalinclude}} a.py\n:language: python\n{options}\n```\n");
        check_beside(MARKS, &text, &others, &format!("code python|{shown}\n"));
    }
    check_beside(
        MARKS,
        "```{include} a.py\n:literal:\n:lang: python\n:lines: 1\n```\n\n```{literalinclude} a.py\n:lines: 1\n:caption: How\n:name: how\n```\n",
        &others,
        "code python|import x\n#how figure [How]\n  code |import x\n",
    );
    let match_lines = "```{literalinclude} a.py\n:start-at: def b\n:lineno-match:\n```\n";
    let read = page(MARKS, match_lines, &others);
    assert!(format!("{:?}", read.blocks).contains("first: Some(6)"), "{:?}", read.blocks);
}

#[test]
fn exercises_are_gated_and_solved() {
    check(
        MARKS,
        "```{exercise-start} Adding\n:label: one\n```\n\n```python\nx\n```\n\n```{exercise-end}\n```\n\nwords\n",
        "#one Note [Exercise (Adding)]\n  code python|x\nwords\n",
    );
    let read = page(MARKS, "```{solution} one\nSo.\n```\n", &[]);
    assert_eq!(told(&read), "Note [Solution]\n  <→label: one>\n  So.\n");
}

#[test]
fn references_are_called_as_what_they_lead_to() {
    check(
        MARKS,
        "(one)=\n## First\n\n[{number}](#one), [Part %s](#one), [as \"{name}\"](#one), `[%s](#one)`\n\nSee @one and [@one], not @two or a@one.org.\n",
        "#one h2 First\n<→#one>, <→#one>, as “<→#one>”, `[%s](#one)`\n\
         See <→label: one> and <→label: one>, not @two or a@one.org.\n",
    );
    check(
        MARKS,
        "{numref}`Part {number} ({name}) <one>` {button}`Start here <start.md>`\n",
        "<→label: one> <Start here→start.md>\n",
    );
}
