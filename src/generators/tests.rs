//! What is recognised, and what is taken for a page.

use super::*;
use crate::config::{Reason, configure};
use crate::files::Memory;
use crate::source::Marks;

fn adopted(files: &[(&str, &str)]) -> Config {
    let files = Memory::new(files.iter().copied());
    let (mut config, _) = configure(&files, "");
    adopt(&files, &mut config, "");
    config
}

fn pages(files: &[(&str, &str)]) -> Vec<String> {
    adopted(files).site.pages.keys().cloned().collect()
}

const FRONT: &str = "---\ntitle: A page\n---\nWords.\n";

#[test]
fn generators_are_told_by_their_files() {
    for (file, text, generator) in [
        ("_config.yml", "title: X", "jekyll"),
        ("docs/_config.yml", "title: X", "jekyll"),
        (".gitbook.yaml", "root: ./", "gitbook"),
        (".obsidian/app.json", "{}", "obsidian"),
        ("notes.txt", "", "none"),
    ] {
        let config = adopted(&[(file, text), ("index.md", FRONT)]);
        assert_eq!(config.site.generator, generator, "{file}");
    }
    let config = adopted(&[("_config.yml", ""), ("phasebook.yaml", "generator: none"), ("a.md", "A")]);
    assert_eq!(config.site.generator, "none");
}

#[test]
fn readmes_are_pages_and_what_is_about_the_repository_is_none() {
    let files = [
        ("README.md", "# A guide"),
        ("LICENSE.md", "MIT"),
        ("CONTRIBUTING.md", "How"),
        ("guide/contributing.md", "A chapter"),
        ("guide/README.md", "The guide"),
        (".github/ISSUE_TEMPLATE/bug.md", "A form"),
    ];
    assert_eq!(pages(&files), ["README.md", "guide/README.md", "guide/contributing.md"]);
    let mut chosen = files.to_vec();
    chosen.push(("phasebook.yaml", "pages: [README.md, LICENSE.md]\nexclude: README.md"));
    assert_eq!(pages(&chosen), ["LICENSE.md"]);
}

#[test]
fn jekyll_finds_collections_posts_and_pages() {
    let files = [
        (
            "_config.yml",
            "name: The book\nurl: https://a.example\nbaseurl: /b\ncollections:\n  plays:\n    output: true\nexclude: [out.md]\ninclude: [_pages]\nplugins: [jekyll-other]\n",
        ),
        ("index.html", "---\n---\n<p>Words</p>"),
        ("_plays/two.md", FRONT),
        ("_plays/_template.md", FRONT),
        ("_pages/about.md", "---\npermalink: /about/\nredirect_from: /old/\n---\nWords"),
        ("_posts/2024-02-01-news.md", FRONT),
        ("_drafts/later.md", FRONT),
        ("_includes/x.md", "Words"),
        ("hidden.md", "---\npublished: false\n---\nWords"),
        ("moved.md", "---\nredirect_to: /about/\n---\n"),
        ("out.md", FRONT),
        ("plain.md", "No front matter"),
        ("style.css", "---\n---\n"),
    ];
    let config = adopted(&files);
    let pages: Vec<&String> = config.site.pages.keys().collect();
    assert_eq!(pages, ["_pages/about.md", "_plays/two.md", "_posts/2024-02-01-news.md", "index.html"]);
    assert_eq!(config.title.as_deref(), Some("The book"));
    assert_eq!(config.url.as_deref(), Some("https://a.example/b"));
    let addresses = |path: &str| config.site.page(path).unwrap().addresses.clone();
    assert_eq!(addresses("_pages/about.md"), ["/about/", "/old/"]);
    assert_eq!(addresses("_plays/two.md"), ["/plays/two.html"]);
    assert_eq!(addresses("_posts/2024-02-01-news.md"), ["/2024/02/01/news.html"]);
    let mut out: Vec<(&str, Reason)> =
        config.site.left_out.iter().map(|left| (left.path.as_str(), left.reason)).collect();
    out.sort_unstable();
    assert_eq!(
        out,
        [
            ("_drafts/later.md", Reason::Draft),
            ("_plays/_template.md", Reason::Form),
            ("hidden.md", Reason::Draft),
            ("moved.md", Reason::Redirect),
            ("out.md", Reason::Generator),
            ("plain.md", Reason::Static),
        ]
    );
}

#[test]
fn on_github_pages_need_no_front_matter_and_a_readme_is_the_index() {
    let files =
        [("_config.yml", "theme: jekyll-theme-cayman"), ("README.md", "# Start"), ("one.md", "Words")];
    let config = adopted(&files);
    assert_eq!(config.site.page("README.md").unwrap().addresses, ["/"]);
    assert_eq!(config.site.page("one.md").unwrap().addresses, ["/one.html"]);
}

#[test]
fn menus_give_order_and_titles() {
    let files = [
        ("_config.yml", "permalink: pretty"),
        (
            "_data/navigation.yml",
            "- title: Second first\n  url: /b/\n- text: Then\n  links:\n  - {title: A, url: /a/}\n",
        ),
        ("a.md", FRONT),
        ("b.md", "---\n---\nWords"),
    ];
    let config = adopted(&files);
    assert_eq!(config.site.order, ["b.md", "a.md"]);
    assert_eq!(config.site.page("b.md").unwrap().title.as_deref(), Some("Second first"));
}

#[test]
fn a_summary_orders_a_gitbook() {
    let files = [
        (".gitbook.yaml", "root: ./docs/\n"),
        ("docs/README.md", "# Start"),
        (
            "docs/SUMMARY.md",
            "# Table of contents\n\n* [Start](README.md)\n* [Two](two.md)\n* [One](one.md)\n",
        ),
        ("docs/one.md", "Words"),
        ("docs/two.md", "Words"),
        ("docs/three.md", "Words"),
    ];
    let config = adopted(&files);
    assert_eq!(config.site.order, ["docs/README.md", "docs/two.md", "docs/one.md"]);
    assert_eq!(config.site.left_out[0].reason, Reason::Unlisted);
}

#[test]
fn mkdocs_has_the_marks_of_its_extensions() {
    for (extension, marks) in [
        ("pymdownx.inlinehilite", Marks::CODE_LANGUAGES),
        ("pymdownx.arithmatex", Marks::ALL_FORMULAS),
        ("pymdownx.keys", Marks::HIGHLIGHTS),
        ("pymdownx.smartsymbols", Marks::SYMBOLS),
    ] {
        let all = format!("site_name: M\nmarkdown_extensions:\n  - {extension}\n");
        let marks_of = |settings: &str| {
            adopted(&[("mkdocs.yml", settings), ("docs/index.md", FRONT)]).site.marks.unwrap_or_default()
        };
        assert!(marks_of(&all).contains(marks), "{extension}");
        assert!(!marks_of("site_name: M\n").intersects(marks), "{extension}");
    }
}

#[test]
fn html_in_mdx_holds_markdown() {
    for (config, holds) in [("docusaurus.config.js", true), ("mkdocs.yml", false)] {
        let text = if holds { "module.exports = {title: 'X'};\n" } else { "site_name: X\n" };
        let settings = adopted(&[(config, text), ("docs/index.md", FRONT)]).page_settings();
        assert_eq!(settings.dialect.markdown_in_html, holds, "{config}");
    }
}

/// Two links of a folder to itself have 2ⁿ ways to a file.
#[cfg(unix)]
#[test]
fn links_of_a_folder_to_itself_lead_to_no_page() {
    use std::os::unix::fs::symlink;

    for (config, text, folders) in [
        ("mkdocs.yml", "site_name: X\n", ["docs"].as_slice()),
        ("docusaurus.config.js", "module.exports = {title: 'X'};\n", &["docs"]),
        ("book.toml", "[book]\ntitle = \"X\"\n", &["src"]),
        ("hugo.toml", "title = \"X\"\n", &["content", "data"]),
        (".eleventy.js", "module.exports = {};\n", &["_data", "docs"]),
        ("_config.yml", "title: X\n", &["_data", "docs"]),
    ] {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        std::fs::write(at(config), text).unwrap();
        for folder in folders {
            std::fs::create_dir(at(folder)).unwrap();
            std::fs::write(at(folder).join("page.md"), FRONT).unwrap();
            symlink(".", at(folder).join("a")).unwrap();
            symlink(".", at(folder).join("b")).unwrap();
        }
        let files = crate::files::Folder::new(place.path()).unwrap();
        let (mut configured, _) = configure(&files, "");
        adopt(&files, &mut configured, "");
        let linked: Vec<_> = configured
            .site
            .pages
            .keys()
            .filter(|path| path.contains("/a/") || path.contains("/b/"))
            .collect();
        assert!(linked.is_empty() && !configured.site.pages.is_empty(), "{config}: {linked:?}");
    }
}
