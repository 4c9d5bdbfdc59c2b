//! What a site is called, in what order its chapters stand, and in what language it is.

use std::fs;

use crate::common::judges::{Built, root, run};
use phasebook::build::{Project, ReadOptions, locate};
use phasebook::files::Memory;

struct Told {
    title: String,
    language: String,
    direction: String,
    chapters: Vec<String>,
    phases: Vec<String>,
    diagnostics: Vec<String>,
    words: String,
}

fn told(files: &[(&str, &str)]) -> Told {
    let files = Memory::new(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    let options = ReadOptions { folder_name: Some("garden-notes".to_owned()), ..ReadOptions::default() };
    let project = Project::read(&files, &options).unwrap();
    let book = project.book.unwrap();
    Told {
        title: book.metadata.title.clone(),
        language: book.metadata.language.clone(),
        direction: format!("{:?}", book.metadata.direction),
        chapters: book.chapters.iter().map(|chapter| chapter.title.clone()).collect(),
        phases: book.phases.iter().map(|phase| phase.slug.clone()).collect(),
        diagnostics: project.diagnostics.iter().map(|d| format!("{}: {}", d.rule.code, d.message)).collect(),
        words: serde_json::to_string(&book.chapters.iter().map(|c| &c.blocks).collect::<Vec<_>>()).unwrap(),
    }
}

#[test]
fn a_site_is_called_after_its_configuration_its_index_or_its_folder() {
    let pages = [("agile.md", "# Agile\n\nWords.\n"), ("beds/soil.md", "# Soil\n\nWords.\n")];
    let with = |more: &[(&'static str, &'static str)]| told(&[&pages[..], more].concat()).title;
    assert_eq!(with(&[]), "Garden Notes", "the first of many chapters names nothing");
    assert_eq!(with(&[("index.md", "# The garden\n\nWords.\n")]), "The garden");
    assert_eq!(
        with(&[("beds/index.md", "# Beds\n\nWords.\n")]),
        "Garden Notes",
        "an index of some pages alone"
    );
    assert_eq!(with(&[("index.md", "---\nlayout: home\n---\n\nWords.\n")]), "Garden Notes");
    assert_eq!(with(&[("index.md", "# This file sets what the home page shows.\n")]), "Garden Notes");
    assert_eq!(with(&[("index.md", "# The garden\n"), ("phasebook.yaml", "title: A year\n")]), "A year");
    let untitled = told(&[&pages[..], &[("index.md", "---\nlayout: home\n---\n\nWords.\n")]].concat());
    assert_eq!(untitled.chapters[0], "Garden Notes");
    assert!(!untitled.diagnostics.iter().any(|said| said.starts_with("title-missing")));
}

#[test]
fn known_phases_stand_in_the_themes_order_where_nothing_else_says_one() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\nWords.\n");
    let made = |names: [&str; 4]| {
        let pages: Vec<(String, String)> =
            names.iter().map(|name| (format!("{name}.md"), page(name))).collect();
        told(&pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>()).chapters
    };
    assert_eq!(made(["alpha", "beta", "discovery", "live"]), ["discovery", "alpha", "beta", "live"]);
    assert_eq!(made(["about", "beta", "alpha", "zebra"]), ["about", "alpha", "beta", "zebra"]);
    assert_eq!(made(["1-beta", "2-alpha", "3-live", "4-end"]), ["1-beta", "2-alpha", "3-live", "4-end"]);
    let linked = told(&[
        ("alpha.md", "# Alpha\n\nWords.\n\n## [Next: Discovery](discovery.md)\n"),
        ("discovery.md", "# Discovery\n\nWords.\n\n## [Weiter](live.md)\n"),
        ("live.md", "# Live\n\nWords.\n"),
    ]);
    assert_eq!(linked.chapters, ["Alpha", "Discovery", "Live"], "links say an order");
    assert_eq!(linked.phases, ["alpha", "discovery", "live"]);
}

#[test]
fn a_book_is_in_the_language_of_most_of_its_pages() {
    let arabic = told(&[
        ("a.md", "---\ntitle: أ\nlang: ar\n---\n\nكلمات.\n"),
        ("b.md", "---\ntitle: ب\nlang: ar\n---\n\nكلمات.\n"),
        ("c.md", "# C\n\nWords.\n"),
    ]);
    assert_eq!((arabic.language.as_str(), arabic.direction.as_str()), ("ar", "Rtl"));
    let mixed = told(&[("a.md", "---\ntitle: A\nlang: cy\n---\n\nGeiriau.\n"), ("b.md", "# B\n\nWords.\n")]);
    assert_eq!((mixed.language.as_str(), mixed.direction.as_str()), ("en", "Ltr"));
}

#[test]
fn quotation_marks_are_those_of_the_pages_language() {
    let site = told(&[
        (
            "a.md",
            "---\ntitle: Das \"Haus\"\nlang: de\n---\n\nEin \"Wort\", <em>ein \"zweites\"</em> und `\"Code\"`.\n",
        ),
        ("b.md", "---\ntitle: B\nlang: de\n---\n\n<p>Ein \"drittes\" <code>\"x\"</code></p>\n"),
        ("c.md", "---\ntitle: C\n---\n\nEin \"viertes\" sagt nichts.\n"),
        ("d.md", "---\ntitle: D\nlang: en\n---\n\nA \"fifth\" of 24\" x 36\".\n"),
        // With this one, most pages are German.
        ("e.md", "---\ntitle: E\nlang: de\n---\n\nWorte.\n"),
    ]);
    assert_eq!(site.chapters[0], "Das „Haus“");
    for words in
        ["„Wort“", "„zweites“", "\\\"Code\\\"", "„drittes“", "\\\"x\\\"", "„viertes“", "“fifth”", "24″ x 36″"]
    {
        assert!(site.words.contains(words), "{words}: {}", site.words);
    }
}

#[test]
fn what_pages_share_is_said_once() {
    let site = told(&[
        ("a.md", "# A\n\nWords.\n"),
        ("b.md", "# B\n\nWords.\n"),
        ("c.md", "# C\n\n# D\n\n# E\n\nW.\n"),
    ]);
    let said: Vec<&str> =
        site.diagnostics.iter().map(String::as_str).filter(|d| !d.starts_with("empty")).collect();
    assert_eq!(
        said,
        [
            "front-matter-missing: the page has no front matter, and 2 more pages have none",
            "title-repeated: the page has a title already, so this heading of level 1 and 1 more become sections",
        ]
    );
}

/// What a real site was taken for, its title, the number of its chapters and the first two.
const REAL: [(&str, &str, &str, usize, [&str; 2]); 12] = [
    (
        "agile",
        "jekyll",
        "Agile Principles and 18F Practices",
        7,
        ["Home", "Modern Software Product Development"],
    ),
    (
        "ddd-starter",
        "jekyll",
        "Domain-Driven Design Starter Modelling Process",
        4,
        ["Domain-Driven Design Starter Modelling Process", "Case studies"],
    ),
    (
        "engineering-playbook",
        "mkdocs",
        "Engineering Fundamentals Playbook",
        243,
        ["ISE Engineering Fundamentals Playbook", "Engineering Fundamentals Checklist"],
    ),
    (
        "green-patterns",
        "docusaurus",
        "Green Software Patterns",
        88,
        ["Green Software Patterns", "Requirements"],
    ),
    ("mdbook-guide", "mdbook", "mdBook Documentation", 31, ["Introduction", "Installation"]),
    ("methods", "jekyll", "18F Methods", 51, ["Methods", "Discover"]),
    (
        "moduk",
        "eleventy",
        "Design great digital services",
        64,
        ["Design great digital services", "Accessibility"],
    ),
    (
        "qa-of-code",
        "myst",
        "Quality Assurance of Code for Analysis and Research",
        19,
        ["Quality assurance of code for analysis and research", "Glossary of terms"],
    ),
    (
        "standard",
        "jekyll",
        "Standard for Public Code",
        28,
        ["Guidance for government open source collaboration", "Criteria"],
    ),
    (
        "todogroup-guides",
        "hugo",
        "Todogroup Guides",
        222,
        ["This file is used to pass params to the index/home.", "About us"],
    ),
    ("ux-guide", "jekyll", "18F User Experience Design Guide", 37, ["About this guide", "Our approach"]),
    ("workbench", "sandpaper", "Lesson Title", 6, ["Lesson Title", "Using Markdown"]),
];

#[test]
#[ignore = "needs the sites of ../shared/corpus; `make test` runs it where they are"]
fn real_sites_are_called_and_ordered_as_their_readers_know_them() {
    let sites = root().join("../shared/corpus/sites");
    for (name, generator, title, chapters, first) in REAL {
        let place = locate::find(&sites.join(name), None).unwrap();
        let project = Project::read(&place.files, &place.read_options().unwrap()).unwrap();
        let book = project.book.unwrap();
        let titles: Vec<&str> = book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
        assert_eq!(
            (project.config.site.generator, book.metadata.title.as_str(), book.metadata.language.as_str()),
            (generator, title, "en"),
            "{name}"
        );
        assert_eq!((titles.len(), &titles[..2]), (chapters, &first[..]), "{name}");
    }
}

#[test]
fn a_part_of_a_navigation_heads_its_chapters_in_the_contents() {
    let site = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(site.path().join(name), text).unwrap();
    fs::create_dir(site.path().join("src")).unwrap();
    write("book.toml", "[book]\ntitle = \"Guide\"\nlanguage = \"en\"\n");
    write(
        "src/SUMMARY.md",
        "# Summary\n\n[Start](start.md)\n\n# For everybody\n\n- [One](one.md)\n- [Two](two.md)\n\n# For makers\n\n- [Three](three.md)\n",
    );
    for name in ["Start", "One", "Two", "Three"] {
        write(&format!("src/{}.md", name.to_lowercase()), &format!("# {name}\n\nWords of {name}.\n"));
    }
    let built = Built::new(site.path(), &["--only", "handbook,epub"]);
    let text = built.pdf_text("handbook.pdf");
    let mut from = 0;
    for words in ["Start", "For everybody", "One", "Two", "For makers", "Three"] {
        from += text[from..].find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    }
    let navigation = run("unzip", &["-p", &built.path("handbook.epub"), "*nav.xhtml"]);
    let flat: String = navigation.split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><");
    assert!(
        flat.contains("<li><a href=\"chapters/02-one.xhtml\">For everybody</a><ol><li><a href=\"chapters/02-one.xhtml\">One</a></li>"),
        "{flat}"
    );
    assert!(
        flat.contains("Two</a></li></ol></li><li><a href=\"chapters/04-three.xhtml\">For makers</a>"),
        "{flat}"
    );
}

/// The rules that are told of a site.
fn rules_of(files: &[(&str, &str)]) -> Vec<String> {
    let said = told(files).diagnostics.into_iter();
    said.map(|said| said.split(':').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_list_under_a_paragraph_is_named_where_the_sites_program_does_not_begin_it() {
    let text = "---\ntitle: A\n---\n\nWords come first:\n- one\n- two\n";
    for (config, page, named) in [
        (("mkdocs.yml", "site_name: X\n"), "docs/index.md", true),
        (("hugo.toml", "title = 'X'\n"), "content/a.md", false),
        (("_config.yml", "title: X\n"), "a.md", false),
        (("_config.yml", "title: X\nkramdown:\n  input: kramdown\n"), "a.md", true),
        (("other.txt", ""), "a.md", true),
    ] {
        let rules = rules_of(&[config, (page, text)]);
        assert_eq!(rules.contains(&"list-glued".to_owned()), named, "{config:?}: {rules:?}");
    }
}

#[test]
fn what_several_pages_include_is_said_once() {
    let page = |title: &str| {
        format!(
            "---\ntitle: {title}\n---\n\n{{::options toc_levels=\"2\" /}}\n\nWords.\n\n{{% include more.md %}}\n"
        )
    };
    let (a, b) = (page("A"), page("B"));
    let said = told(&[
        ("_config.yml", "title: X\n"),
        ("_includes/more.md", "More.\n\n<!-- Ann knows more about this -->\n"),
        ("a.md", &a),
        ("b.md", &b),
    ]);
    assert_eq!(
        said.diagnostics,
        [
            "comment: a comment is left out of the book",
            "unknown-extension: `{::options}` is not followed, here and in 1 more place"
        ]
    );
}

#[test]
fn a_heading_with_nothing_but_a_component_under_it_is_named_once() {
    let text = "---\ntitle: A\n---\n\nWords.\n\n## B\n\n<TeamGrid />\n\n## C\n\nWords.\n";
    let rules =
        rules_of(&[("docusaurus.config.js", "module.exports = { title: 'X' };\n"), ("docs/a.mdx", text)]);
    assert_eq!(rules, ["unknown-shortcode"]);
}

#[test]
fn a_title_is_found_in_capitals_and_printed_once() {
    assert_eq!(told(&[("a.md", "---\nTitle: The garden\n---\n\nWords.\n")]).chapters, ["The garden"]);
    let under_the_way_here =
        "---\ntitle: Beds\n---\n\n<div><ol><li>Home</li></ol></div>\n\n<div>\n\n# Beds\n\nWords.\n\n</div>\n";
    let said = told(&[("a.md", under_the_way_here)]);
    assert!(!said.words.contains("heading") && said.words.contains("Home"), "{}", said.words);
    assert_eq!(said.diagnostics, [""; 0]);
}

#[test]
fn a_jekyll_page_knows_its_folder() {
    let index = "---\ntitle: Criteria\n---\n\n{% for page in site.pages %}{% if page.dir == \"/criteria/\" %}\n* {{ page.title }}\n{% endif %}{% endfor %}\n";
    let said = told(&[
        ("_config.yml", "title: X\nremote_theme: someone/theme\n"),
        ("criteria/index.md", index),
        ("criteria/code.md", "---\norder: 2\n---\n\n# Open code\n\nWords.\n"),
        ("about.md", "---\ntitle: About us\n---\n\nWords.\n"),
    ]);
    assert!(said.words.contains("Open code") && !said.words.contains("About us"), "{}", said.words);
}
