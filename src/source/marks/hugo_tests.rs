//! Shortcodes of Hugo's themes: names, margins, and places within lines.

use super::Marks;
use super::tests::{check, check_beside, faults, page, told};

#[test]
fn capitals_in_names_are_not_told() {
    check_beside(
        Marks::SHORTCODES,
        "| a | [b]({{% relRef \"other\" %}}) |\n|--|--|\n| {{< Box >}} | d |\n",
        &[("docs/other.md", "x"), ("layouts/shortcodes/box.html", "c")],
        "table a | <b→/docs/other.md> / c | d\n",
    );
}

#[test]
fn an_unknown_shortcode_among_words_keeps_the_line() {
    let read = page(
        Marks::SHORTCODES,
        "| a | b {{< since text=\"two\" >}} c |\n|--|--|\n| d [e]({{< where \"x\" >}}) | f |\n",
        &[],
    );
    assert_eq!(told(&read), "table a | b two c / d <e→> | f\n");
    let said: Vec<_> = faults(&read).into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(said, ["unknown-shortcode", "unknown-shortcode"]);
}

#[test]
fn shortcodes_within_others_are_no_code() {
    check(
        Marks::SHORTCODES,
        "{{< cards >}}\n  {{< card >}}\n    {{< card title=\"One\" >}}\n      {{< youtube abc >}}\n    {{< button link=\"/a\" text=\"Go\" >}}\n  {{< /card >}}\n{{< /cards >}}\n",
        "**One**\nmedia https://www.youtube.com/watch?v=abc [Embedded page]\n<Go→/a>\n",
    );
    check(
        Marks::SHORTCODES,
        "{{< filetree/container >}}\n  {{< filetree/folder name=\"a\" >}}\n    {{< filetree/file name=\"b\" >}}\n  {{< /filetree/folder >}}\n{{< /filetree/container >}}\n",
        "list\n  - `a`\n  - list\n  -   - `b`\n",
    );
    check(Marks::SHORTCODES, "{{< tab \"T\" >}}\n\n    code\n\n{{< /tab >}}\n", "tab [T]\n  code |code\n");
}

#[test]
fn buttons_without_an_address_are_words() {
    check(
        Marks::SHORTCODES,
        "{{< button size=\"sm\" >}}Press{{< /button >}} or {{< button text=\"Hold\" >}}\n",
        "Press or Hold\n",
    );
}

#[test]
fn words_under_other_names_stay_and_looks_do_not() {
    check(Marks::SHORTCODES, "- {{< term entry=\"SEO\" >}}\n", "list\n  - SEO\n");
    let read = page(
        Marks::SHORTCODES,
        "{{< hero title=\"T\" imageClass=\"Top-[40%] left wide high\" boxStyle=\"red on blue ground\" >}}\n",
        &[],
    );
    assert_eq!(told(&read), "**T**\n");
}

#[test]
fn tabs_of_docsy_hold_code_unless_they_say_text() {
    check(
        Marks::SHORTCODES,
        "{{< tabpane lang=\"sh\" >}}\n{{< tab header=\"One\" >}}\nrun --it \"x\"\n{{< /tab >}}\n{{< tab header=\"Two\" lang=\"zsh\" >}}go{{< /tab >}}\n{{% tab header=\"Three\" text=true %}}\n*a*\n{{% /tab %}}\n{{< tab header=\"Four\" >}}\n```c\nb\n```\n{{< /tab >}}\n{{< /tabpane >}}\n\n{{< tabpane text=true >}}\n{{% tab \"Five\" %}}\n*c*\n{{% /tab %}}\n{{< /tabpane >}}\n",
        "tab [One]\n  code sh|run --it \"x\"\ntab [Two]\n  code zsh|go\ntab [Three]\n  *a*\ntab [Four]\n  code c|b\ntab [Five]\n  *c*\n",
    );
    check(Marks::SHORTCODES, "{{% pageinfo %}}\nwords\n{{% /pageinfo %}}\n", "Note []\n  words\n");
}
