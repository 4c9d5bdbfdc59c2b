//! What is said of marks that nothing reads, in a folder of no generator.

use super::Marks;
use super::tests::page;

/// What is said of the marks of a page: the messages of `foreign-mark`, with what to do.
fn named(marks: Marks, text: &str) -> Vec<(String, String)> {
    let page = page(marks, text, &[]);
    let faults = page.diagnostics.iter().filter(|fault| fault.rule.code == "foreign-mark");
    faults.map(|fault| (fault.message.clone(), fault.hint.clone().unwrap_or_default())).collect()
}

#[test]
fn each_is_named_with_who_understands_it() {
    for (text, mark, count, hint) in [
        ("Press ++ctrl+c++, ++a++.", "++ctrl+c++", 2, "mkdocs"),
        ("A ^^x y^^ b.", "^^x y^^", 1, "mkdocs"),
        ("A {++x++} {--y--} {==z==} {>>z<<} {~~a~>b~~}.", "{++x++}", 5, "mkdocs"),
        ("A %%hidden%% b.\n\n%%\nlong\n%%", "%%hidden%%", 2, "obsidian"),
        ("A [x]{.smallcaps} b.", "{.smallcaps}", 1, "mkdocs"),
        ("Text {.lead}", "{.lead}", 1, "mkdocs"),
        ("A `x`{.r} b.", "{.r}", 1, "mkdocs"),
        ("A [t](u){ .md-button }, [v](w){target=_blank}.", "{ .md-button }", 2, "mkdocs"),
        ("1. a\n{ .annotate }\n\n1. b\n   { .annotate }", "{ .annotate }", 2, "mkdocs"),
        ("See @fig-plan (@tbl-a).", "@fig-plan", 2, "quarto"),
        ("As [@smith2020] and [see @a:b, p. 3].", "[@smith2020]", 2, "[^1]"),
        ("> !!! note\n>     x", "!!! note", 1, "correct it"),
        ("<<< @/a.js", "<<< @/a.js", 1, "vitepress"),
        ("[[toc]]", "[[toc]]", 1, "vitepress"),
        ("[TOC]", "[TOC]", 1, "{:toc}"),
        ("[[_TOC_]]", "[[_TOC_]]", 1, "{:toc}"),
        ("a\n\n\\newpage\n\nb", "\\newpage", 1, "take it out"),
        ("{{%outline all}}", "{{%outline all}}", 1, "would show"),
        ("{! a/x.md !}", "{! a/x.md !}", 1, "--8<--"),
    ] {
        let said = named(Marks::default(), &format!("{text}\n"));
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert!(said[0].0.starts_with(&format!("`{mark}` is a mark of ")), "{said:?}");
        assert_eq!(said[0].0.contains(&format!(", and {} more", count - 1)), count > 1, "{said:?}");
        assert!(said[0].1.contains(hint), "{said:?}");
    }
}

#[test]
fn formulas_are_named_in_all_their_forms() {
    for (text, formula, count) in [
        ("$$\nE = mc^2\n$$", "$$ E = mc^2 $$", 1),
        ("$$x^2$$ and $$\\frac{a}{b}\n+ c$$", "$$x^2$$", 2),
        ("So \\[a^2 = b\\].\n\n\\[\n\\frac{a}{b}\n\\]", "\\[a^2 = b\\]", 2),
        ("So \\(x\\) and \\\\(a^2\\\\).", "\\(x\\)", 2),
        (
            "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
            "\\begin{align} a &= b \\\\ c &= d \\end{align}",
            1,
        ),
        ("`$\\a$` and $\\alpha$", "$\\alpha$", 1),
    ] {
        let said = named(Marks::default(), &format!("{text}\n"));
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert!(said[0].0.starts_with(&format!("`{formula}` is a formula in TeX")), "{said:?}");
        assert_eq!(said[0].0.contains(&format!(", and {} more", count - 1)), count > 1, "{said:?}");
        assert!(said[0].1.contains("math: true"), "{said:?}");
    }
    // Where formulas are read, only a bare environment is left.
    assert_eq!(named(Marks::ALL_FORMULAS, "$$\na\n$$\n\n\\(x\\) and \\[y^2\\]\n"), []);
    let bare = named(Marks::ALL_FORMULAS, "\\begin{align}\na\n\\end{align}\n");
    assert!(bare[0].1.contains("`$$`"), "{bare:?}");
}

#[test]
fn words_and_what_markdown_reads_are_no_marks() {
    for text in [
        "C++ and D++, i++ and j++; a++b++c; 100%% and 50%% off; a^^b^^c",
        "file\\(s\\) \\(c\\) 2020 \\[sic\\] \\[key=value\\] \\[my_var\\] \\[\\^1\\] \\(see below\\)",
        "costs $$ to $$$, or $$$$",
        "[@john](https://github.com/john) thanks [@jane], x@fig-a.org, npm i @sec-x/y, @figaro",
        "By [@jane3].\n\n[@jane3]: https://github.com/jane3",
        "Head {#id}\n==========",
        "## Two {#two .x}",
        "<<<<<<< HEAD",
        "Set {a, b} and {x: y} for `m`{job=\"a\"}, {a}",
        "*x*{: .y} words\n{: .lead}",
        "see the \\newpage command",
        "`++a++` `^^x^^` `{++x++}` `%%x%%` `[x]{.y}` `@fig-x` `[@a1]` `{! x !}` `\\(x^2\\)`",
        "```\n[TOC]\n\\newpage\n$$\na\n$$\n<<< @/a.js\nText {.lead}\n```",
        "Read [the TOC] first",
    ] {
        assert_eq!(named(Marks::default(), &format!("{text}\n")), [], "{text}");
    }
}
