//! Every family of marks, by what a reader of the page is told.

use super::{Folders, Marks};
use crate::files::Memory;
use crate::model::{Block, BlockKind, Inline, InlineKind, Written, plain_text};
use crate::source::{Dialect, Page, Settings, TemplateLanguage, Templates, read};

/// A page with other files beside it, read with some marks.
pub(super) fn page(marks: Marks, text: &str, others: &[(&str, &str)]) -> Page {
    let files = [("docs/page.md", text)].into_iter().chain(others.iter().copied());
    let files: Vec<(String, Vec<u8>)> =
        files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
    let files = Memory::new(files);
    let settings = Settings {
        templates: Templates::new(&serde_json::Map::new(), Vec::new(), TemplateLanguage::Other),
        dialect: Dialect { marks, ..Dialect::default() },
        folders: Folders {
            snippets: vec!["docs".to_owned()],
            shortcodes: vec!["layouts/shortcodes".to_owned()],
            content: "docs".to_owned(),
            ..Folders::default()
        },
        ..Settings::default()
    };
    read(&files, "docs/page.md", &settings)
}

/// What a page says, a line a block, with the blocks in others further to the right.
pub(super) fn told(page: &Page) -> String {
    let mut text = String::new();
    outline(&page.blocks, "", &mut text);
    text
}

fn outline(blocks: &[Block<Written>], margin: &str, text: &mut String) {
    let inner = format!("{margin}  ");
    for block in blocks {
        let id = block.attributes.id.as_ref().map(|id| format!("#{id} ")).unwrap_or_default();
        text.push_str(&format!("{margin}{id}"));
        match &block.kind {
            BlockKind::Paragraph { content } => text.push_str(&format!("{}\n", inlines(content))),
            BlockKind::Heading { level, content } => {
                text.push_str(&format!("h{level} {}\n", inlines(content)))
            }
            BlockKind::Admonition { sort, title, blocks } => {
                let title = title.as_ref().map_or_else(|| "-".to_owned(), |title| inlines(title));
                text.push_str(&format!("{} [{title}]\n", sort.label()));
                outline(blocks, &inner, text);
            }
            BlockKind::Details { summary, blocks } => {
                let class = if block.attributes.has_class("tab") { "tab" } else { "details" };
                text.push_str(&format!("{class} [{}]\n", inlines(summary)));
                outline(blocks, &inner, text);
            }
            BlockKind::Figure { caption, blocks } => {
                text.push_str(&format!("figure [{}]\n", inlines(caption)));
                outline(blocks, &inner, text);
            }
            BlockKind::Division { blocks } => {
                text.push_str(&format!("division [{}]\n", block.attributes.classes.join(" ")));
                outline(blocks, &inner, text);
            }
            BlockKind::Quote { blocks } => {
                text.push_str("quote\n");
                outline(blocks, &inner, text);
            }
            BlockKind::List { items, .. } => {
                text.push_str("list\n");
                for item in items {
                    outline(&item.blocks, &format!("{inner}- "), text);
                }
            }
            BlockKind::Code { language, text: code, .. } => {
                text.push_str(&format!(
                    "code {}|{}\n",
                    language.as_deref().unwrap_or(""),
                    code.replace('\n', "/")
                ));
            }
            BlockKind::Table { head, body, .. } => {
                let row = |row: &crate::model::Row<Written>| {
                    let cells = row.cells.iter().map(|cell| {
                        let mut text = String::new();
                        outline(&cell.blocks, "", &mut text);
                        text.trim().to_owned()
                    });
                    cells.collect::<Vec<_>>().join(" | ")
                };
                let rows: Vec<String> = head.iter().chain(body).map(row).collect();
                text.push_str(&format!("table {}\n", rows.join(" / ")));
            }
            BlockKind::Media { target, content } => {
                text.push_str(&format!("media {target} [{}]\n", plain_text(content)));
            }
            BlockKind::Definitions { entries } => {
                text.push_str("definitions\n");
                for entry in entries {
                    let terms: Vec<String> = entry.terms.iter().map(|term| inlines(&term.content)).collect();
                    text.push_str(&format!("{inner}{}\n", terms.join(", ")));
                    entry.meanings.iter().for_each(|meaning| outline(meaning, &format!("{inner}: "), text));
                }
            }
            other => text.push_str(&format!("{other:?}\n")),
        }
    }
}

fn inlines(content: &[Inline<Written>]) -> String {
    content.iter().map(inline).collect()
}

fn inline(node: &Inline<Written>) -> String {
    let inner = || inlines(node.kind.content().unwrap_or_default());
    match &node.kind {
        InlineKind::Text { text } => text.clone(),
        InlineKind::Code { text } => format!("`{text}`"),
        InlineKind::Link { target, .. } => format!("<{}→{target}>", inner()),
        InlineKind::Image(image) => {
            let width = image.width.map(|width| format!(" {width}px")).unwrap_or_default();
            let percent = image.percent.map(|percent| format!(" {percent}%")).unwrap_or_default();
            let height = image.height.map(|height| format!(" high {height}px")).unwrap_or_default();
            format!("<{}: {}{width}{percent}{height}>", image.picture, image.alt)
        }
        InlineKind::Strong { .. } => format!("**{}**", inner()),
        InlineKind::Emphasis { .. } => format!("*{}*", inner()),
        InlineKind::Highlight { .. } => format!("=={}==", inner()),
        InlineKind::Inserted { .. } => format!("++{}++", inner()),
        InlineKind::Changed { change, .. } => match *change {},
        InlineKind::Strikethrough { .. } => format!("~~{}~~", inner()),
        InlineKind::Keyboard { .. } => format!("({})", inner()),
        InlineKind::Abbreviation { expansion, .. } => format!("{}={expansion}", inner()),
        InlineKind::SoftBreak => " ".to_owned(),
        InlineKind::LineBreak => "/".to_owned(),
        _ => inner(),
    }
}

#[track_caller]
pub(super) fn check(marks: Marks, text: &str, expected: &str) {
    check_beside(marks, text, &[], expected);
}

#[track_caller]
pub(super) fn check_beside(marks: Marks, text: &str, others: &[(&str, &str)], expected: &str) {
    let page = page(marks, text, others);
    assert_eq!(told(&page), expected, "\n--- of ---\n{text}");
    let faults: Vec<&str> = page
        .diagnostics
        .iter()
        .filter(|fault| !["front-matter-missing", "image-alt", "hidden-code"].contains(&fault.rule.code))
        .map(|fault| fault.message.as_str())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

/// The faults of a page: the rule, the line, and the words.
pub(super) fn faults(page: &Page) -> Vec<(String, usize, String)> {
    let named = page.diagnostics.iter().filter(|fault| fault.rule.code != "front-matter-missing");
    named
        .map(|fault| {
            let place = fault.place.span;
            let line = page.source_of(place).text[..place.start as usize].matches('\n').count() + 1;
            (fault.rule.code.to_owned(), line, fault.message.clone())
        })
        .collect()
}

#[test]
fn passages_by_indentation() {
    let text = "a\n\n!!! note \"Mind *this*\"\n    one\n\n    - two\n\n        three\n\n    ```py\n    x = 1\n      y\n    ```\n\nb\n\n??? danger\n    c\n\n!!! tip \"\"\n    d\n";
    check(
        Marks::INDENTED,
        text,
        "a\nNote [Mind *this*]\n  one\n  list\n    - two\n    - three\n  code py|x = 1/  y\nb\nCaution [Danger]\n  c\nTip []\n  d\n",
    );
    check(
        Marks::INDENTED,
        "1. first\n\n    !!! warning\n        in a list\n\n2. second\n",
        "list\n  - first\n  - Warning [-]\n  -   in a list\n  - second\n",
    );
    check(
        Marks::INDENTED,
        "=== \"A\"\n\n    one\n\n    !!! note\n        within\n\n=== \"B `x`\"\n\n    two\n",
        "tab [A]\n  one\n  Note [-]\n    within\ntab [B `x`]\n  two\n",
    );
    // What stands in code, or says nothing below it, is no passage.
    check(Marks::INDENTED, "a\n\n    !!! note\n        b\n", "a\ncode |!!! note/    b\n");
    check(Marks::INDENTED, "```\n!!! note\n    b\n```\n", "code |!!! note/    b\n");
}

#[test]
fn passages_between_slashes() {
    check(
        Marks::BLOCKS,
        "/// note | Mind *it*\nwords\n///\n\n/// details | More\n    type: warning\n\n//// tip\nin\n////\n///\n",
        "Note [Mind *it*]\n  words\ndetails [More]\n  Tip [-]\n    in\n",
    );
}

#[test]
fn passages_between_colons() {
    let marks = Marks::COLON_FENCES;
    check(
        marks,
        ":::note\nwords\n:::\n\n:::tip[A *title*]{#x}\nwords\n:::\n",
        "Note [-]\n  words\n#x Tip [A *title*]\n  words\n",
    );
    check(marks, "::: warning Mind it\nwords\n:::\n", "Warning [Mind it]\n  words\n");
    check(
        marks,
        "::: {.callout-note title=\"A\"}\nwords\n:::\n\n::: {.callout-tip}\n## Head\nwords\n:::\n",
        "Note [A]\n  words\nTip [Head]\n  words\n",
    );
    check(
        marks,
        "::::: {.columns}\n:::: {.column width=\"50%\"}\nleft\n::::\n:::::\n",
        "division [columns]\n  division [column]\n    left\n",
    );
    check(marks, "::::details More\n:::info\nin\n:::\n::::\n", "details [More]\n  Note [Info]\n    in\n");
    check(marks, "```\n:::note\n```\n", "code |:::note\n");
    check(
        marks | Marks::LESSONS,
        "::::::: challenge\n\n## Can you?\n\nDo it.\n\n:::: solution\n\nSo.\n\n::::\n:::::::\n\n:::: questions\n\n- Why?\n\n::::::::\n",
        "Note [Can you?]\n  Do it.\n  details [Solution]\n    So.\nNote [Questions]\n  list\n    - Why?\n",
    );
}

#[test]
fn a_passage_that_is_never_closed_is_named() {
    let page = page(Marks::COLON_FENCES, "a\n\n:::note\nb\n", &[]);
    assert_eq!(told(&page), "a\nNote [-]\n  b\n");
    assert_eq!(faults(&page)[0].0, "unclosed-mark");
    assert_eq!(faults(&page)[0].1, 3);
}

#[test]
fn directives_and_roles() {
    let marks = Marks::DIRECTIVES | Marks::ROLES | Marks::COLON_FENCES;
    check(marks, "```{note} A title\n:name: here\nwords\n```\n", "#here Note [A title]\n  words\n");
    check(
        marks,
        "````{warning}\n```{tip}\nin\n```\n```py\nx\n```\n````\n",
        "Warning [-]\n  Tip [-]\n    in\n  code py|x\n",
    );
    check(marks, ":::{admonition} Own\n:class: tip\nwords\n:::\n", "Tip [Own]\n  words\n");
    check(
        marks,
        "```{figure} a.png\n:alt: what\n:width: 300px\nThe *caption*\n\nand more\n```\n",
        "figure [The *caption*]\n  <a.png: what 300px>\n  and more\n",
    );
    check(
        marks,
        "```{code-block} python\n:caption: A listing\nx = 1\n```\n",
        "figure [A listing]\n  code python|x = 1\n",
    );
    check(
        marks,
        "````{tabs}\n```{code-tab} py\nx\n```\n```{code-tab} r R code\ny\n```\n````\n",
        "tab [Python]\n  code py|x\ntab [R code]\n  code r|y\n",
    );
    check(marks, "`````{tab-set}\n````{tab-item} One\nwords\n````\n`````\n", "tab [One]\n  words\n");
    check(marks, "```{list-table} T\n* - a\n  - b\n* - c\n  - d\n```\n", "**T**\ntable a | b / c | d\n");
    check(marks, "```{epigraph}\nwise words\n\n-- Somebody\n```\n", "quote\n  wise words\n  – Somebody\n");
    check(
        marks,
        "(place)=\n## Head\n\n% nobody reads this\n\nSee {ref}`the place <place>`, {kbd}`Ctrl+C`, {abbr}`PDF (a format)` and {file}`x.md`.\n",
        "#place h2 Head\nSee <the place→label: place>, (Ctrl)+(C), PDF=a format and `x.md`.\n",
    );
    check(marks, "```{toctree}\na\nb\n```\n\nwords\n", "words\n");
    check(
        marks,
        "```{glossary}\nTerm\n  What it means.\n\nOther\n  More.\n```\n",
        "definitions\n  Term\n  : What it means.\n  Other\n  : More.\n",
    );
    check(marks, "```{python}\nx\n```\n", "code python|x\n");
    check(marks, "```admonish warning title=\"Hot\"\nwords\n```\n", "Warning [Hot]\n  words\n");
}

#[test]
fn callouts() {
    let marks = Marks::CALLOUTS;
    check(
        marks,
        "> [!info]- A *title*\n> one\n>\n> > [!todo]\n> > two\n>\n> three\n\nfour\n",
        "Note [A *title*]\n  one\n  Note [Todo]\n    two\n  three\nfour\n",
    );
    check(marks, "> [!NOTE]\n> as on GitHub\n", "Note [-]\n  as on GitHub\n");
    check(marks, "- a\n\n  > [!tip] T\n  > b\n", "list\n  - a\n  - Tip [T]\n  -   b\n");
    check(marks, "> [!own-kind]\n> words\n", "Note [Own kind]\n  words\n");
    check(marks, "> ```\n> [!info] x\n> ```\n", "quote\n  code |[!info] x\n");
}

#[test]
fn marks_within_lines() {
    let marks = Marks::HIGHLIGHTS | Marks::ICONS | Marks::ATTRIBUTES | Marks::ANNOTATIONS;
    check(
        marks,
        "==a b== ^^c^^ ++ctrl+page-up++ `==d==` x == y == z\n",
        "==a b== ++c++ (Ctrl)+(Page Up) `==d==` x == y == z\n",
    );
    check(marks, "{++new++}{--old--} {>>said<<}{~~a~>b~~}\n", "++new++~~old~~ ~~a~~++b++\n");
    check(
        marks,
        ":material-check:{ .lg } yes :octicons-book-24: and :smile: 10:30:45\n",
        "✓ yes and 😄 10:30:45\n",
    );
    check(
        marks,
        "![a](b.png){ width=\"300\" }\n\n![cap](c.png){alt='what' width=20%}\n",
        "<b.png: a 300px>\nfigure [cap]\n  <c.png: what 20%>\n",
    );
    check(
        marks,
        "## Head { #own }\n\nwords\n{ .lead }\n\n[small]{.smallcaps}\n",
        "#own h2 Head\nwords\nsmall\n",
    );
    check(marks, "```py\nx # (1)!\n```\n\n1.  note\n", "code py|x # (1)\nlist\n  - note\n");
}

#[test]
fn hidden_lines_of_code_are_named() {
    let marks = Marks::MDBOOK | Marks::IN_CODE;
    let read =
        page(marks, "a\n\n```rust\n# use x;\n# use y;\nfn a() {}\n# b();\n```\n\n`{{ #include }}`\n", &[]);
    assert_eq!(told(&read), "a\ncode rust|fn a() {}\n`{{ #include }}`\n");
    let said: Vec<_> = faults(&read).into_iter().map(|(rule, line, _)| (rule, line)).collect();
    assert_eq!(said, [("hidden-code".to_owned(), 4), ("hidden-code".to_owned(), 7)]);
}

#[test]
fn words_of_a_components_own_parameters_stay() {
    let card = "{{< team-card title=\"Gardeners\" mail_url=\"https://example.org/list\" mail_text=\"Mailing list\" \
                chat_text=\"#garden\" cal_text=\"Weekly call\" size=\"2\" place=\"top left\" class=\"One two\" >}}\n";
    let read = page(Marks::SHORTCODES, card, &[]);
    assert_eq!(told(&read), "**Gardeners**\n<Mailing list→https://example.org/list>\n#garden\nWeekly call\n");
}

#[test]
fn includes() {
    let marks = Marks::SNIPPETS | Marks::MDBOOK | Marks::IN_CODE;
    let others = [
        ("docs/part.md", "---\ntitle: x\n---\nfrom *there*\n"),
        ("docs/code.rs", "# use x;\nfn a() {}\n// ANCHOR: b\nfn b() {}\n// ANCHOR_END: b\n#[test]\n## c\n"),
        ("docs/s.py", "no\n# --8<-- [start:one]\nyes\n# --8<-- [end:one]\n"),
    ];
    check_beside(
        marks,
        "--8<-- \"part.md\"\n\n```py\n--8<-- \"s.py:one\"\n```\n",
        &others,
        "from *there*\ncode py|yes\n",
    );
    check_beside(marks, "--8<--\npart.md\n--8<--\n", &others, "from *there*\n");
    check_beside(
        marks,
        "{{#title T}}\n```rust\n{{#include code.rs}}\n```\n",
        &others,
        "code rust|fn a() {}/fn b() {}/#[test]/# c\n",
    );
    check_beside(
        marks,
        "{{#playground code.rs:b}}\n\n\\{{#include x}} {{#include part.md:4}}\n",
        &others,
        "code rust|fn b() {}\n{{#include x}} from *there*\n",
    );
    let page = page(marks, "a\n\n{{#include none.md}}\n", &others);
    let fault = &faults(&page)[0];
    assert!(
        fault.0 == "missing-include" && fault.1 == 3 && fault.2.starts_with("`docs/none.md` cannot"),
        "{fault:?}"
    );
    // A fault in what is included is named there.
    let page = self::page(marks, "{{#include f.md}}\n", &[("docs/f.md", "ok\n\n##What\n\nx\n")]);
    let fault = page.diagnostics.iter().find(|fault| fault.rule.code == "heading-space").unwrap();
    assert_eq!(page.source_of(fault.place.span).path, "docs/f.md");
}

#[test]
fn shortcodes() {
    let marks = Marks::SHORTCODES;
    let others = [
        ("docs/other/_index.md", "x"),
        (
            "layouts/shortcodes/box.html",
            "<div class=\"box\">\n  {{ with .Get \"title\" }}<h4>{{ . }}</h4>{{ end }}\n  {{ .Inner | markdownify }}\n</div>",
        ),
    ];
    check(marks, "{{% notice tip \"My title\" %}}\nwords\n{{% /notice %}}\n", "Tip [My title]\n  words\n");
    check(marks, "{{< details \"More\" >}}\nin\n{{< /details >}}\n", "details [More]\n  in\n");
    check(
        marks,
        "{{< tabs items=\"A,B\" >}}\n{{< tab >}}one{{< /tab >}}\n{{< tab >}}two{{< /tab >}}\n{{< /tabs >}}\n",
        "tab [A]\n  one\ntab [B]\n  two\n",
    );
    check(
        marks,
        "{{< figure src=\"a.png\" alt=\"what\" caption=\"Said *so*\" >}}\n",
        "figure [Said *so*]\n  <a.png: what>\n",
    );
    check(marks, "{{< youtube abc >}}\n", "media https://www.youtube.com/watch?v=abc [Embedded page]\n");
    check(marks, "{{< highlight go >}}\nx := 1\n{{< /highlight >}}\n", "code go|x := 1\n");
    check(
        marks,
        "{{< button link=\"/a\" text=\"Go\" >}} and {{< button href=\"/b\" >}}inner{{< /button >}}\n",
        "<Go→/a> and <inner→/b>\n",
    );
    check(marks, "Show {{</* name x */>}} as it is.\n", "Show {{< name x >}} as it is.\n");
    check_beside(
        marks,
        "[o]({{< ref \"other\" >}}) [p]({{< relref \"other#x\" >}})\n",
        &others,
        "<o→/docs/other/_index.md> <p→/docs/other/_index.md#x>\n",
    );
    check_beside(
        marks,
        "{{< box title=\"T\" >}}\nin *it*\n{{< /box >}}\n",
        &others,
        "division [box]\n  h4 T\n  in *it*\n",
    );
    let named = page(
        marks,
        "{{< card mail_text=\"Mailing list\" mail_url=\"/m\" note=\"Some more.\" class=\"a b\" id=\"x\" >}}\n",
        &[],
    );
    assert_eq!(told(&named), "<Mailing list→/m>\nSome more.\n");
    let page = page(marks, "a\n\n{{< wg-card title=\"OSPO\" link=\"/x\" text=\"Join us\" >}}\n", &[]);
    assert_eq!(told(&page), "a\n**<OSPO→/x>**\nJoin us\n");
    assert_eq!((faults(&page)[0].0.as_str(), faults(&page)[0].1), ("unknown-shortcode", 3));
}

#[test]
fn functions_of_zola() {
    let marks = Marks::ZOLA;
    check(
        marks,
        "{{ youtube(id=\"x\") }}\n\n{% note(title=\"T\") %}\nin\n{% end %}\n\n[a](@/b.md)\n",
        "media https://www.youtube.com/watch?v=x [Embedded page]\nNote [T]\n  in\n<a→/docs/b.md>\n",
    );
}

#[test]
fn components() {
    let marks = Marks::JSX | Marks::COLON_FENCES;
    check(
        marks,
        "import Tabs from '@theme/Tabs';\nimport x from \"./a.png\";\n\nexport const y = {\n  a: 1,\n\n  b: 2,\n};\n\nwords {/* unseen */}{' '}<Link to=\"/p\">there</Link>\n\n<Tabs groupId=\"g\">\n  <TabItem value=\"js\" label=\"JavaScript\" default>\n    one **two**\n\n    ```js\n    z\n    ```\n  </TabItem>\n</Tabs>\n\n<img src={x} alt=\"what\" style={{width: 3}} />\n",
        "words <there→/p>\ntab [JavaScript]\n  one **two**\n  code js|z\n<./a.png: what 3px>\n",
    );
    check(
        marks,
        "<Admonition type=\"tip\" title=\"T\">\nin\n</Admonition>\n\n<Details summary=\"S\">\n\nmore\n\n</Details>\n\n<div className=\"a\">\n  *em*\n</div>\n",
        "Tip [T]\n  in\ndetails [S]\n  more\ndivision [a]\n  *em*\n",
    );
    check_beside(
        marks,
        "import Part from './_part.mdx';\n\n<Part />\n",
        &[("docs/_part.mdx", "from *there*\n")],
        "from *there*\n",
    );
    check(marks, "## Head {#own}\n\n`{x}` and \\{y}\n", "#own h2 Head\n`{x}` and {y}\n");
    let page = page(
        marks,
        "a\n\n<Catalogue title=\"All of them\">\n\nkept\n\n</Catalogue>\n\n{items.map(x => x)}\n",
        &[],
    );
    assert_eq!(told(&page), "a\n**All of them**\nkept\n");
    let faults = faults(&page);
    assert_eq!((faults[0].0.as_str(), faults[0].1), ("unknown-shortcode", 3));
    assert_eq!((faults[1].0.as_str(), faults[1].1), ("foreign-mark", 9));
}

#[test]
fn notes_of_a_vault() {
    let marks = Marks::WIKI | Marks::CALLOUTS | Marks::HIGHLIGHTS;
    let others = [
        (
            "docs/Other Note.md",
            "---\nx: 1\n---\n# Other\n\nintro\n\n## Part one\n\nsaid ^b1\n\n## Part two\n\nno\n",
        ),
        ("attic/pic.png", ""),
    ];
    check_beside(
        marks,
        "[[Other Note]] [[Other Note#Part one|words]] [[#Here]] %%hidden%% `[[x]]`\n\n![[pic.png|300]]\n\nA claim. ^c1\n\n#tag words\n",
        &others,
        "<Other Note→/docs/Other Note.md> <words→/docs/Other Note.md#part-one> <Here→#here> `[[x]]`\n<attic/pic.png: Pic 300px>\nA claim.\n#tag words\n".replace("<attic", "</attic").as_str(),
    );
    check_beside(
        marks,
        "![[Other Note#Part one]]\n\n![[Other Note#^b1]]\n",
        &others,
        "h2 Part one\nsaid\nsaid\n",
    );
    check(marks, "- [?] odd\n- [x] done\n- [1](/x) no\n", "list\n  - odd\n  - done\n  - <1→/x> no\n");
    let film = page(marks, "![Talk|300](https://youtu.be/abc)\n\n`![](https://youtu.be/abc)`\n", &[]);
    assert!(
        format!("{:?}", film.blocks).contains("Text { text: \"Talk\" }") && faults(&film).is_empty(),
        "{:?}",
        film.blocks
    );
    let page = page(marks, "![[Nowhere]]\n", &[]);
    assert_eq!(faults(&page)[0].0, "missing-include");
}

#[test]
fn tags_of_gitbook() {
    let marks = Marks::GITBOOK;
    check(
        marks,
        "{% hint style=\"danger\" %}\nwords\n{% endhint %}\n\n{% tabs %}\n{% tab title=\"A\" %}\none\n{% endtab %}\n{% endtabs %}\n",
        "Caution [Danger]\n  words\ntab [A]\n  one\n",
    );
    check(
        marks,
        "{% content-ref url=\"a.md\" %}\n[a.md](a.md)\n{% endcontent-ref %}\n\n{% embed url=\"https://e.org\" %}\n",
        "<a.md→a.md>\n<https://e.org→https://e.org>\n",
    );
    check(marks, "{% code title=\"x.js\" %}\n```js\ny\n```\n{% endcode %}\n", "figure [x.js]\n  code js|y\n");
}

#[test]
fn marks_of_govspeak() {
    let marks = Marks::GOVSPEAK;
    check(
        marks,
        "$CTA\nCall us\n$CTA\n\n%Mind this%\n\n^Worth knowing^\n\n@By Friday@\n",
        "Important []\n  Call us\nWarning [-]\n  Mind this\nNote []\n  Worth knowing\nImportant [-]\n  By Friday\n",
    );
    check(
        marks,
        "s1. one\ns2. two\n\n{button start}[Go](/x){/button} x[there](https://e.org)x\n",
        "list\n  - one\n  - two\n<Go→/x> <there→https://e.org>\n",
    );
    check(
        marks,
        "$A\nLine one\nLine two\n$A\n\nIt costs $5 or 3% more.\n",
        "division [address]\n  Line one/Line two\nIt costs $5 or 3% more.\n",
    );
}

#[test]
fn templates_of_eleventy() {
    let marks = Marks::NUNJUCKS;
    let others = [
        ("docs/part.njk", "From {{ who }}.\n"),
        ("docs/m.njk", "{% macro hi(p) %}**{{ p.name }}**{% endmacro %}"),
    ];
    check_beside(
        marks,
        "---\ntitle: T\nwho: us\nsteps: [a, b]\n---\n{% extends \"layouts/x.njk\" %}\n{% block body %}\nWords of {{ title }}. {# unseen #}\n\n{% for s in steps %}\n- step {{ s }}\n{%- endfor %}\n\n{% if who === 'us' && title %}yes{% else %}no{% endif %}\n\n{% include \"part.njk\" %}\n{% from \"m.njk\" import hi %}\n{{ hi({name: 'Ann'}) }}\n\n{% raw %}{{ as it is }}{% endraw %}\n{% endblock %}\n",
        &others,
        "Words of T.\nlist\n  - step a\n  - step b\nyes\nFrom us.\n**Ann**\n{{ as it is }}\n",
    );
    check(
        marks,
        "{% from \"govuk/components/button/macro.njk\" import govukButton %}\n{% set more %}\nSome *words*.\n{% endset %}\n\n{{ govukInsetText({ text: \"Mind this\" }) }}\n\n{{ component('accordion', { items: [{ heading: { text: 'One' }, content: { html: more } }] }) }}\n\n{{ govukButton({text: \"Go\", href: \"/x\"}) }}\n\n{{ component('list', { title: 'Do', items: [{ item: 'first' }, 'second'] }) }}\n",
        "Note []\n  Mind this\ndetails [One]\n  Some *words*.\n<Go→/x>\n**Do**\nlist\n  - first\n  - second\n",
    );
    let page = page(
        marks,
        "---\ntitle: T\n---\n\na {{ \"some words\" ?? b }} c\n\n##Head\n\n{{ x | unknown }} d\n",
        &[],
    );
    assert_eq!(told(&page), "a\nsome words\nc\nh2 Head\nd\n");
    let faults = faults(&page);
    assert_eq!((faults[0].0.as_str(), faults[0].1), ("template", 5));
    assert_eq!((faults[1].0.as_str(), faults[1].1), ("heading-space", 7));
}

#[test]
fn unknown_tags_part_no_sentence() {
    let text = "{% fileName \"a.md\" %}\n\n## A part {% since \"v2\" %} of it\n\n{% ownFrame \"red\" %}in{% endownFrame %}\n";
    let tags = page(Marks::NUNJUCKS, text, &[]);
    assert_eq!(told(&tags), "a.md\nh2 A part v2 of it\nin\n");
    assert_eq!(faults(&tags).len(), 3, "{:?}", faults(&tags));
    let component = page(Marks::VUE, "You read <OwnLink to=\"x\" /> to learn.\n", &[]);
    assert_eq!(told(&component), "You read to learn.\n");
}

#[test]
fn scripts_within_templates() {
    let text = "---\ntitle: T\nwords: [one, two, three]\nnothing: {a: 1, b: 2}\n---\n{% if words.length > 2 && !missing %}many{% endif %}, {{ words.slice(0, 2).join(' and ') }}, {{ title.toLowerCase() }}, {{ 'a-b'.split('-').length }}{% for key, value in nothing %}, {{ key }} is {{ value }}{% endfor %}\n";
    check(Marks::NUNJUCKS, text, "many, one and two, t, 2, a is 1, b is 2\n");
}

#[test]
fn what_has_no_value_in_a_template_is_named_once() {
    let text = "---\ntitle: T\n---\n{{ title }}, {{ gone.far }} and {{ gone.far }}{{ gone or '' }}{% if gone %}{{ gone }}{% endif %}.\n";
    let page = page(Marks::NUNJUCKS, text, &[]);
    assert_eq!(told(&page), "T, and .\n");
    let said: Vec<(String, usize)> = faults(&page).into_iter().map(|(rule, line, _)| (rule, line)).collect();
    assert_eq!(said, [("template".to_owned(), 4)]);
}

#[test]
fn marks_of_vitepress() {
    let text = "---\nwho: us\n---\n<script setup>\nimport X from './X.vue'\n</script>\n\n[[toc]]\n\nBy {{ $frontmatter.who }}, <Badge text=\"new\" /> now {{ 1 + 1 }}.\n\n<<< @/a.js{2}\n\n```js\nlet b // [!code focus]\n```\n\n<!--@include: ./part.md-->\n";
    let others = [("docs/a.js", "let a;\n"), ("docs/part.md", "From *there*.\n")];
    let page = page(Marks::VUE, text, &others);
    assert_eq!(told(&page), "By us, new now {{ 1 + 1 }}.\ncode js|let a;\ncode js|let b\nFrom *there*.\n");
    let faults: Vec<(String, usize)> =
        faults(&page).into_iter().map(|(rule, line, _)| (rule, line)).collect();
    assert_eq!(faults, [("foreign-mark".to_owned(), 10)]);
}

#[test]
fn marks_of_docsify() {
    let others = [("docs/part.md", "From *there*.\n")];
    let text = "!> Mind *this*\nand that.\n?> A tip.\n\n[x](part.md ':include')\n";
    check_beside(
        Marks::HINTS,
        text,
        &others,
        "Important [-]\n  Mind *this* and that.\nTip [-]\n  A tip.\nFrom *there*.\n",
    );
}

#[test]
fn notes_within_a_line() {
    let page = page(Marks::INLINE_NOTES, "One^[a *note* with [a link](/x)] and `^[code]`.\n", &[]);
    assert_eq!(page.notes.len(), 1);
    assert!(!told(&page).contains("^[a"), "{}", told(&page));
    assert!(told(&page).contains("`^[code]`"), "{}", told(&page));
}

#[test]
fn directives_that_nobody_knows_keep_their_words() {
    let marks = Marks::DIRECTIVES | Marks::ROLES;
    let page = page(marks, "```{own-thing} Some words\n:option: x\n\nMore words.\n```\n", &[]);
    assert!(told(&page).contains("[Some words]\n  More words.\n"), "{}", told(&page));
    assert_eq!(faults(&page)[0].0, "foreign-mark");
}

#[test]
fn the_id_in_a_caption_is_the_tables() {
    let page = page(Marks::ATTRIBUTES, "| a |\n|---|\n| b |\n\n: What it shows {#tbl-x}\n", &[]);
    assert_eq!(page.blocks[0].attributes.id.as_deref(), Some("tbl-x"));
    assert_eq!(page.blocks.len(), 1);
    let words = format!("{:?}", page.blocks);
    assert!(words.contains("What it shows") && words.matches("tbl-x").count() == 1, "{words}");
}

#[test]
fn references_of_quarto_are_links_that_are_called_as_what_they_lead_to() {
    check(
        Marks::CITATIONS,
        "See @fig-plan, [@tbl-people] and -@sec-end; `@fig-code` and a@fig-x.org stay.\n",
        "See <→label: fig-plan>, <→label: tbl-people> and <→label: sec-end>; `@fig-code` and a@fig-x.org stay.\n",
    );
}

#[test]
fn schemes_of_myst_lead_to_the_web() {
    check(
        Marks::ROLES,
        "[](doi:10.1000/182), <doi:10.5281/z>, [paper](wiki:Paper_prototyping), [](wiki:Paper_prototyping), [spec](xref:python#os), `<doi:1>`\n",
        "<10.1000/182→https://doi.org/10.1000/182>, <10.5281/z→https://doi.org/10.5281/z>, \
         <paper→https://en.wikipedia.org/wiki/Paper_prototyping>, \
         <Paper prototyping→https://en.wikipedia.org/wiki/Paper_prototyping>, spec, `<doi:1>`\n",
    );
}

#[test]
fn what_would_have_a_number_is_called_by_its_name() {
    check(
        Marks::ROLES,
        "{numref}`Fig. %s <plan>` {ref}`the plan <plan>` {term}`Sprint` {term}`sprints <Sprint>`\n",
        "<→label: plan> <the plan→label: plan> Sprint sprints\n",
    );
}

#[test]
fn marks_of_other_programs_are_named_once() {
    let text = "[[a]] and [[b|c]] and [[d]]\n\nIt says {{< x >}} and `[[e]]`.\n";
    let page = page(Marks::empty(), text, &[]);
    let named: Vec<_> = faults(&page).into_iter().filter(|fault| fault.0 == "foreign-mark").collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(
        named[0].2.contains("`[[a]]` is a mark of Obsidian") && named[0].2.contains("2 more"),
        "{named:?}"
    );
    assert_eq!(named[1].1, 3);
}

#[test]
fn marked_words_are_named_where_nothing_reads_them() {
    let named = |text: &str| -> Vec<String> {
        let faults = faults(&page(Marks::empty(), text, &[]));
        faults.into_iter().filter(|fault| fault.0 == "foreign-mark").map(|fault| fault.2).collect()
    };
    let said = named("So ==two words== and (==more==).\n");
    assert!(said[0].contains("`==two words==` is a mark of Obsidian or MkDocs"), "{said:?}");
    assert!(said[0].contains("1 more"), "{said:?}");
    for size in ["{width=30%}", "{ .right }", "{alt=\"Words\" width=\"800px\"}"] {
        let said = named(&format!("![A](b.png){size}\n"));
        assert!(said[0].starts_with(&format!("`![A](b.png){size}` is a mark of Pandoc")), "{said:?}");
    }
    assert_eq!(named("![A](b.png){: width=\"30%\"}\n"), Vec::<String>::new());
    // Comparisons and rules are none.
    for text in ["if a==b and c==d\n", "a == b == c\n", "====\n", "Title\n=====\n", "`==code==`\n"] {
        assert_eq!(named(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn without_marks_every_text_stays_as_it_is() {
    let text = "a ==b== :smile: %%c%% ^d^ x[y](z)x\n";
    let page = page(Marks::empty(), text, &[]);
    assert_eq!(told(&page), "a ==b== :smile: %%c%% ^d^ x<y→z>x\n");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]
    #[test]
    fn any_text_is_taken(pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..24)) {
        let text = pieces.concat();
        let page = page(Marks::all(), &text, &[("docs/a.md", "b\n")]);
        let _ = told(&page);
    }
}

/// What marks are made of.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "    ",
    "  ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "a",
    "é",
    "\"",
    "'",
    "`",
    "```",
    "````\n",
    "~~~",
    ":::",
    "::::\n",
    "note",
    "{note}",
    "{figure} a.png\n",
    "[T]",
    "{.x}",
    "!!! note",
    "???",
    "=== \"A\"",
    "[!info]",
    "[[",
    "]]",
    "![[a]]",
    "|",
    "^a",
    "%%",
    "%",
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "/",
    " x=\"1\"",
    "{{#include a.md}}",
    "--8<-- \"a.md\"",
    "{% hint %}",
    "{% endhint %}",
    "{%",
    "%}",
    "{{",
    "}}",
    "<Tabs>",
    "</Tabs>",
    "<TabItem label=\"x\"",
    "/>",
    "<",
    ">",
    "{",
    "}",
    "{/*",
    "*/}",
    "import x from 'y'\n",
    "$CTA\n",
    "s1. a\n",
    "{button}",
    "{/button}",
    "==",
    "++",
    "^^",
    ":smile:",
    "(a)=\n",
    "{ref}`a`",
    "&",
    "\\",
    "\u{f8ff}",
    "---\n",
];
