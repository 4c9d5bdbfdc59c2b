//! Marks that sites made with MkDocs Material hold beside its own.

use super::Marks;
use super::tests::{check, page, told};

#[test]
fn an_icon_at_the_head_of_an_item_leaves_the_items_column() {
    check(
        Marks::ICONS | Marks::ATTRIBUTES,
        "<div class=\"grid cards\" markdown>\n\n-   :material-run:{ .lg } __First__\n\n    ---\n\n    Run `it` [:octicons-arrow-right-24: Go](b.md)\n\n</div>\n",
        "division [grid cards]\n  list\n    - **First**\n    - ThematicBreak\n    - Run `it` <→ Go→b.md>\n",
    );
    check(Marks::ICONS, "a :fontawesome-solid-dog: b :material-run:\n", "a b\n");
}

#[test]
fn the_name_markdown_alone_asks_for_markdown() {
    check(
        Marks::ICONS,
        "<div class=\"grid\" markdown>\n-   one\n\n    two `x`\n</div>\n\n<p title=\"a markdown\">\n*b*\n</p>\n",
        "division [grid]\n  list\n    - one\n    - two `x`\n*b*\n",
    );
}

#[test]
fn empty_brackets_with_an_id_are_places() {
    let text = "[](){#one}\n## Head\n\n[]{#two}\n\nwords []{ #three .x } and `[]{#four}` [a](#one)\n";
    let read = page(Marks::ATTRIBUTES, text, &[]);
    let told = told(&read);
    assert!(told.contains("h2 Head\n") && told.contains("words  and `[]{#four}` <a→#one>\n"), "{told}");
    assert!(!told.contains("[]("), "{told}");
    let blocks = format!("{:?}", read.blocks);
    for (id, is_there) in [("one", true), ("two", true), ("three", true), ("four", false)] {
        assert_eq!(blocks.contains(&format!("id: Some(\"{id}\")")), is_there, "{id}");
    }
}

#[test]
fn signs_are_set_for_what_is_typed() {
    check(
        Marks::SYMBOLS,
        "(c) (TM) a --> b <-- c <--> d +/- 1/2 =/= 3/4 11/2 1/2/3 `-->` <!-- no --> [x](a-->b)\n",
        "© (TM) a → b ← c ↔ d ± ½ ≠ ¾ 11/2 1/2/3 `-->` <x→a-->b>\n",
    );
}

#[test]
fn a_paragraph_that_begins_with_figure_is_a_caption() {
    check(
        Marks::ATTRIBUTES,
        "![a](b.png)\n\nFigure: What *it* is {#fig:b}\n\nFigure: alone\n\nwords ![a](b.png)\n\nFigure: no\n",
        "#fig:b figure [What *it* is]\n  <b.png: a>\nFigure: alone\nwords <b.png: a>\nFigure: no\n",
    );
    check(
        Marks::ATTRIBUTES,
        "```mermaid\ngraph TD\n```\n\nFigure: Drawn\n",
        "figure [Drawn]\n  code mermaid|graph TD\n",
    );
    check(
        Marks::BLOCKS,
        "![a](b.png)\n/// caption\nWhat *it* is\n///\n\n|a|\n|-|\n|b|\n\n/// table-caption\nrows\n///\n\nc\n\n/// caption\nd\n///\n",
        "figure [What *it* is]\n  <b.png: a>\ntable a / b\nc\ndivision [caption]\n  d\n",
    );
}
