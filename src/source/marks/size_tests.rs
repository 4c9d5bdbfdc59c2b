//! Sizes of pictures in the marks of other programs.

use super::Marks;
use super::tests::check;

/// Each way to write a size, with what the picture gets.
const SIZES: [(&str, &str); 6] = [
    ("300", " 300px"),
    ("300px", " 300px"),
    ("30%", " 30%"),
    ("3in", " 288px"),
    ("2cm", " 76px"),
    ("wide", ""),
];

#[test]
fn every_unit_counts_wherever_a_size_is_written() {
    for (size, shown) in SIZES {
        for alt in ["alt", "fig-alt"] {
            let text =
                format!("![]({{h.png}}){{{alt}=\"x\" width=\"{size}\"}}\n").replace("{h.png}", "h.png");
            let shown = format!("figure []\n  <h.png: x{shown}>\n");
            check(Marks::ATTRIBUTES, &text, &shown);
        }
        let bare = format!("a ![](h.png){{alt=x width={size}}}\n");
        check(Marks::ATTRIBUTES, &bare, &format!("a <h.png: x{shown}>\n"));
        let figure = format!("{{{{< figure src=\"b.png\" alt=\"x\" width=\"{size}\" >}}}}\n");
        check(Marks::SHORTCODES, &figure, &format!("<b.png: x{shown}>\n"));
        let directive = format!("```{{image}} b.png\n:alt: x\n:width: {size}\n```\n");
        check(Marks::DIRECTIVES, &directive, &format!("<b.png: x{shown}>\n"));
        let element = format!("<Image src=\"b.png\" alt=\"x\" width=\"{size}\" />\n");
        check(Marks::JSX, &element, &format!("<b.png: x{shown}>\n"));
    }
    check(Marks::SHORTCODES, "{{< figure src=\"b.png\" height=\"1in\" >}}\n", "<b.png:  high 96px>\n");
}

#[test]
fn styles_in_mdx_are_objects() {
    for (style, shown) in [
        ("{{width: 200}}", " 200px"),
        ("{{ maxWidth: '50%', border: 0 }}", " 50%"),
        ("{{width: \"2in\", height: 96}}", " 192px high 96px"),
        ("{{float: 'left'}}", ""),
    ] {
        for element in ["img", "Image"] {
            let text = format!("a <{element} src=\"b.png\" alt=\"x\" style={style} />\n");
            check(Marks::JSX, &text, &format!("a <b.png: x{shown}>\n"));
        }
    }
}

#[test]
fn sizes_in_a_vault_stand_behind_the_words() {
    for (text, shown) in [
        ("![Shot|200](a.png)", "<a.png: Shot 200px>"),
        ("![|120](a.png)", "<a.png:  120px>"),
        ("![One|two|200x100](<a b.png> \"T\")", "<a b.png: One|two 200px high 100px>"),
        ("![2024](a.png) ![Box x](a.png) ![A|b](a.png)", "<a.png: 2024> <a.png: Box x> <a.png: A|b>"),
        ("`![Shot|200](a.png)`", "`![Shot|200](a.png)`"),
    ] {
        check(Marks::WIKI, &format!("{text}\n"), &format!("{shown}\n"));
    }
    // Only Obsidian has them so.
    check(Marks::empty(), "![Shot|200](a.png)\n", "<a.png: Shot|200>\n");
}

#[test]
fn code_in_a_line_loses_the_name_of_its_language() {
    let text = "`#!python range(10)` ``:::js a`b`` `#!/bin/sh` `a #!b c`\n";
    check(Marks::CODE_LANGUAGES, text, "`range(10)` `a`b` `#!/bin/sh` `a #!b c`\n");
    check(Marks::empty(), "`#!python range(10)`\n", "`#!python range(10)`\n");
}
