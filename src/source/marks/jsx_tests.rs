//! What Docusaurus has beside MDX, and what MDX has beside Markdown.

use super::Marks;
use super::tests::check;

#[test]
fn code_that_docusaurus_reads_as_mdx_is_read() {
    check(
        Marks::JSX,
        "```mdx-code-block\nimport Tabs from '@theme/Tabs';\n```\n\n````mdx-code-block\n<Tabs>\n<TabItem value=\"a\">\n\n```js\nx\n```\n\n</TabItem>\n</Tabs>\n````\n\n```md\n```mdx-code-block\n```\n",
        "tab [a]\n  code js|x\ncode md|```mdx-code-block\n",
    );
}

#[test]
fn the_head_of_a_web_page_is_not_printed_and_comments_may_be_ids() {
    check(
        Marks::JSX,
        "<head>\n  <title>Other</title>\n</head>\n\n## Own {/* #mine */}\n\nwords {/* #no */}\n",
        "#mine h2 Own\nwords\n",
    );
}

#[test]
fn tabs_have_the_labels_that_their_group_gives_to_values() {
    check(
        Marks::JSX,
        "<Tabs\n  defaultValue=\"a\"\n  values={[\n    {label: 'Apple', value: 'a'},\n    {value: 'p', label: 'A pear'},\n  ]}>\n  <TabItem value=\"a\">one</TabItem>\n  <TabItem value=\"p\">two</TabItem>\n</Tabs>\n\n<TabItem value=\"a\">three</TabItem>\n",
        "tab [Apple]\n  one\ntab [A pear]\n  two\ntab [a]\n  three\n",
    );
}

#[test]
fn headings_may_be_components() {
    check(
        Marks::JSX,
        "<Heading as=\"h2\" id=\"own\">Its *words*</Heading>\n\n<Heading\n  as={\"h3\"}\n  children={\"Request\"}\n>\n</Heading>\n\nx\n",
        "#own h2 Its *words*\nh3 Request\nx\n",
    );
}

#[test]
fn pictures_that_a_page_imports_are_shown() {
    check(
        Marks::JSX,
        "import Plan from '@site/static/img/plan.svg';\nimport photo from '@site/docs/b.png';\n\n<Plan title=\"The plan\" width=\"90\" />\n\n<img src={photo} alt=\"c\" />\n\n<img src={require('@site/static/d.png').default} alt=\"d\" />\n",
        "</img/plan.svg: The plan 90px>\n</docs/b.png: c> </d.png: d>\n",
    );
}
