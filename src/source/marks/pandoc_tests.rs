//! Marks that Pandoc, Quarto and sandpaper read otherwise than other programs.

use super::Marks;
use super::tests::{check, page, told};

const MARKS: Marks = Marks::PANDOC
    .union(Marks::COLON_FENCES)
    .union(Marks::LESSONS)
    .union(Marks::ATTRIBUTES)
    .union(Marks::CITATIONS);

#[test]
fn a_picture_alone_in_a_paragraph_is_a_figure() {
    for (text, shown) in [
        ("![The plan](a.png)", "figure [The plan]\n  <a.png: The plan>\n"),
        (
            "![The *plan* of [them](/x)](a.png){#fig-a width=50%}",
            "#fig-a figure [The *plan* of <them→/x>]\n  <a.png: The plan of them 50%>\n",
        ),
        ("![The plan](a.png){#fig-a fig-alt=\"A map\"}", "#fig-a figure [The plan]\n  <a.png: A map>\n"),
        ("![](a.png){#fig-a}", "#fig-a figure []\n  <a.png: >\n"),
        ("[![The plan](a.png)](/x)", "figure [The plan]\n  <<a.png: The plan>→/x>\n"),
        // None of these is one.
        ("![The plan](a.png)\\", "<a.png: The plan>\n"),
        ("![](a.png)", "<a.png: >\n"),
        ("words\n![The plan](a.png)", "words <a.png: The plan>\n"),
        ("- ![The plan](a.png)", "list\n  - <a.png: The plan>\n"),
        ("`![The plan](a.png)`", "`![The plan](a.png)`\n"),
    ] {
        check(MARKS, &format!("{text}\n"), shown);
    }
    // Other programs show its words to those who cannot see it.
    check(Marks::ATTRIBUTES, "![The plan](a.png)\n", "<a.png: The plan>\n");
}

#[test]
fn the_last_paragraph_of_a_figures_division_is_its_caption() {
    check(
        MARKS,
        "::: {#fig-two layout-ncol=2}\n\n![Old](a.png)\n\n![New](b.png){#fig-new}\n\nBoth *houses*,\nside by side\n:::\n\nSee @fig-two.\n",
        "#fig-two figure [Both *houses*, side by side]\n  figure [Old]\n    <a.png: Old>\n  #fig-new figure [New]\n    <b.png: New>\nSee <→label: fig-two>.\n",
    );
    check(MARKS, "::: {#fig-one}\n- an item\n:::\n", "#fig-one division []\n  list\n    - an item\n");
    check(MARKS, "::: {#part}\nwords\n:::\n", "#part division []\n  words\n");
}

#[test]
fn divisions_of_quarto() {
    check(MARKS, ":::: {}\n### Left\n\nwords\n::::\n", "h3 Left\nwords\n");
    check(MARKS, "::: callout-important\n## Mind\n\nwords\n:::\n", "Important [Mind]\n  words\n");
    check(
        MARKS,
        "::: {.panel-tabset}\n\n## One {.x}\n\na\n\n### Deep\n\nb\n\n## Two\n\nc\n:::\n\nd\n",
        "division [panel-tabset]\n  tab [One]\n    a\n    h3 Deep\n    b\n  tab [Two]\n    c\nd\n",
    );
}

#[test]
fn a_caption_without_words_is_none() {
    let read = page(MARKS, "| a |\n|---|\n| b |\n\n: {tbl-colwidths=\"[75,25]\"}\n\nwords\n", &[]);
    assert_eq!(read.blocks.len(), 2, "{}", told(&read));
    assert!(told(&read).ends_with("words\n"), "{}", told(&read));
}

#[test]
fn passages_for_one_format_are_read_where_it_is_html() {
    check(
        MARKS,
        "```{=html}\n<p>Some <b>words</b></p>\n```\n\n```{=latex}\n\\vfill\n```\n\na`<mark>b</mark>`{=html}`\\quad`{=latex} c `d`, `e` (`{=html}`)\n",
        "Some **words**\na==b== c `d`, `e` (`{=html}`)\n",
    );
}

#[test]
fn options_of_cells_are_no_code() {
    check(
        MARKS,
        "```{python}\n#| label: fig-line\n#| fig-cap: \"A *line*\"\n#| echo: false\nplot()\n```\n",
        "#fig-line figure [A *line*]\n  code python|plot()\n",
    );
    check(MARKS, "```{r}\n#| echo: false\nx\n```\n", "code r|x\n");
    check(MARKS, "```{r}\n#| column: page\n#| fig-width: 6\n#| code-fold: true\nx\n```\n", "code r|x\n");
    // What says more than this is left to be read, and so is what is shown as an example.
    check(MARKS, "```{r}\n#| fig-cap:\n#|   - One\nx\n```\n", "code r|#| fig-cap:/#|   - One/x\n");
    check(MARKS, "```{{r}}\n#| echo: false\n```\n", "code |#| echo: false\n");
}

#[test]
fn examples_are_numbered_through_the_page() {
    check(
        MARKS,
        "(@)  First.\n\nWords.\n\n(@sure) Second.\n\nAs (@sure) shows, not (@other) or `(@sure)`.\n",
        "list\n  - First.\nWords.\nlist\n  - Second.\nAs (2) shows, not (@other) or `(@sure)`.\n",
    );
}

#[test]
fn lines_behind_bars_keep_their_ends() {
    let read = page(MARKS, "| Main Street 1\n|   Back door\n| *Old* Town\n", &[]);
    assert_eq!(format!("{:?}", read.blocks).matches("Break").count(), 2, "{:?}", read.blocks);
    assert!(!told(&read).contains('|') && told(&read).contains("\u{a0}\u{a0}Back door"), "{:?}", told(&read));
    check(
        MARKS,
        "| a | b |\n|---|---|\n| c | d |\n",
        told(&page(Marks::empty(), "| a | b |\n|---|---|\n| c | d |\n", &[])).as_str(),
    );
}
