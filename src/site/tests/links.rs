//! Links: what becomes of each, and what is said of it.

use super::*;

/// Settles one link in a small site and says what became of it.
fn link(words: &str, written: &str) -> (Target, Vec<String>) {
    let pages = vec![
        page("m/phases/alpha.md", "Alpha").link(words, written),
        page("m/phases/beta.md", "Project Inception")
            .heading(2, "Größe")
            .heading_with_id(2, "Team", "Who")
            .heading(2, "1. Plan - and do (again)"),
        page("m/phases/live.md", "Live"),
    ];
    let files =
        Memory::new([("m/form.pdf", "%PDF"), ("m/phases/spare.md", "# Spare"), ("m/more/index.md", "")]);
    let (book, diagnostics) = site_with(&files, &Config::default(), pages);
    (target(&book, "alpha"), diagnostics)
}

fn chapter(chapter: usize, slug: &str, id: Option<&str>, name: &str) -> Target {
    Target::Chapter { chapter, slug: slug.to_owned(), id: id.map(str::to_owned), name: name.to_owned() }
}

#[test]
fn links_to_pages_know_their_chapter() {
    for (written, expected) in [
        ("beta.html", chapter(1, "beta", None, "Project Inception")),
        ("/m/phases/beta/#gr%C3%B6%C3%9Fe", chapter(1, "beta", Some("größe"), "Project Inception")),
        ("beta#gro\u{308}ße", chapter(1, "beta", Some("größe"), "Project Inception")),
        ("beta#Who", chapter(1, "beta", Some("Who"), "Project Inception")),
        // As GitHub, MkDocs and kramdown call that heading.
        (
            "beta#1-plan---and-do-again",
            chapter(1, "beta", Some("1-plan---and-do-again"), "Project Inception"),
        ),
        ("beta#1-plan-and-do-again", chapter(1, "beta", Some("1-plan---and-do-again"), "Project Inception")),
        ("beta#plan---and-do-again", chapter(1, "beta", Some("1-plan---and-do-again"), "Project Inception")),
        ("beta#top", chapter(1, "beta", None, "Project Inception")),
        ("title:project  inception", chapter(1, "beta", None, "Project Inception")),
        ("https://a.example/", Target::Web { address: "https://a.example/".to_owned() }),
    ] {
        let (found, diagnostics) = link("x", written);
        assert_eq!(found, expected, "{written}");
        assert_eq!(diagnostics, [""; 0], "{written}");
    }
}

#[test]
fn a_link_without_words_is_called_as_what_it_leads_to() {
    for (written, words) in [
        ("beta", "Project Inception"),
        ("beta#größe", "Größe"),
        ("beta#Who", "Team"),
        ("beta#top", "Project Inception"),
        ("https://a.example/", "https://a.example/"),
    ] {
        let link = |span| BlockKind::Paragraph {
            content: vec![Inline::new(
                span,
                InlineKind::Link { target: written.to_owned(), title: None, content: Vec::new() },
            )],
        };
        let pages = vec![
            page("alpha.md", "Alpha").block("[](x)", link),
            page("beta.md", "Project Inception").heading(2, "Größe").heading_with_id(2, "Team", "Who"),
        ];
        let (book, _) = site(pages);
        let BlockKind::Paragraph { content } = &book.chapters[0].blocks[0].kind else {
            panic!("no paragraph")
        };
        assert_eq!(crate::model::plain_text(content), words, "{written}");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn links_that_lead_astray_are_named_at_their_address() {
    let elsewhere = |address: &str| Target::Elsewhere { address: address.to_owned() };
    for (words, written, expected, said) in [
        (
            "alpha phase",
            "/m/phases/agile.html",
            elsewhere("/m/phases/agile.html"),
            "dead-link: there is no page at `/m/phases/agile.html` (did you mean `/m/phases/alpha.html`)",
        ),
        (
            "there",
            "bata.html#x",
            elsewhere("bata.html#x"),
            "dead-link: there is no page at `bata.html#x` (did you mean `beta.html#x`)",
        ),
        (
            "there",
            "nowhere-at-all",
            elsewhere("nowhere-at-all"),
            "dead-link: there is no page at `nowhere-at-all` (write the page, or take the link out)",
        ),
        (
            "the team",
            "/the-team",
            elsewhere("/the-team"),
            "link-outside: `/the-team` is not in the book, so print shows its address (set `url:` in phasebook.yaml to the site's address, so that print shows whole addresses)",
        ),
        (
            "form",
            "../form.pdf",
            elsewhere("../form.pdf"),
            "link-outside: `m/form.pdf` is a file of the site and not a page of the book, so print shows its address (say in the text what it is, for those who read on paper)",
        ),
        (
            "spare",
            "spare.html#x",
            elsewhere("spare.html#x"),
            "link-outside: the page `m/phases/spare.md` is not in this book, so print shows its address (build the whole site to have it in the book)",
        ),
        (
            "more",
            "/m/more/",
            elsewhere("/m/more/"),
            "link-outside: the page `m/more/index.md` is not in this book, so print shows its address (build the whole site to have it in the book)",
        ),
        (
            "beta",
            "Beta.html",
            chapter(1, "beta", None, "Project Inception"),
            "link-case: the page is called `beta`, in other capitals (write `beta.html`)",
        ),
        (
            "beta",
            "beta#who",
            chapter(1, "beta", Some("Who"), "Project Inception"),
            "link-case: the id is `Who`, in other capitals than `who` (write `#Who`)",
        ),
        (
            "beta",
            "beta#grösse",
            chapter(1, "beta", None, "Project Inception"),
            "dead-fragment: nothing in `Project Inception` has the id `grösse` (did you mean `#größe`)",
        ),
        (
            "here",
            "#outputs",
            chapter(0, "alpha", None, "Alpha"),
            "dead-fragment: nothing in this page has the id `outputs` (add `{: #outputs}` to the place you mean, or link to the page alone)",
        ),
        (
            "x",
            "javascript:alert(1)",
            Target::Nowhere,
            "unsafe-link: a link of the kind `javascript:` is not carried over (link to a page, or to an address with `https:`, `mailto:` or `tel:`)",
        ),
    ] {
        let (found, diagnostics) = link(words, written);
        assert_eq!(found, expected, "{written}");
        let column = words.chars().count() + 4;
        assert_eq!(diagnostics, [format!("m/phases/alpha.md:2:{column}: {said}")], "{written}");
    }
    let (found, diagnostics) = link("x", "");
    assert_eq!(found, Target::Nowhere);
    assert_eq!(
        diagnostics,
        [
            "m/phases/alpha.md:2:1: empty-link: the link has no target (write where it leads, or keep only its words)"
        ]
    );
}

#[test]
fn a_reference_that_nothing_answers_keeps_its_words() {
    let draft = page("beta.md", "Beta").block("[Project Inception]", |span| BlockKind::Paragraph {
        content: vec![Inline::new(
            span,
            InlineKind::Link {
                target: "title: Project Inception".to_owned(),
                title: None,
                content: vec![text("Project Inception")],
            },
        )],
    });
    let (book, diagnostics) = site(vec![draft]);
    let BlockKind::Paragraph { content } = &book.chapters[0].blocks[0].kind else { panic!() };
    assert!(matches!(content[0].kind, InlineKind::Span { .. }));
    assert_eq!(plain_text(content), "[Project Inception]");
    assert_eq!(
        diagnostics,
        [
            "beta.md:2:1: undefined-reference: no page and no link definition is called `Project Inception`; it is printed as typed (if it was to be a link, add `[Project Inception]: /path/to/page.html` below)"
        ]
    );
}

#[test]
fn second_brackets_without_a_definition_are_named_on_sites_of_any_generator() {
    let text = "---\ntitle: T\n---\n\nSee [a class][pkg.Foo], [other][], [known][] and a[0][1], or [sic].\n\n[known]: x.md\n";
    for config in [("mkdocs.yml", "site_name: X\n"), ("notes.txt", "")] {
        let files = crate::files::Memory::new([config, ("docs/x.md", text)]);
        let project =
            crate::build::Project::read(&files, &crate::build::ReadOptions::default()).ok().unwrap();
        let said: Vec<_> = project.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        let named =
            |name: &str| format!("no page and no link definition is called `{name}`; it is printed as typed");
        assert_eq!(said, [named("pkg.Foo"), named("other")], "{}", config.0);
    }
}

#[test]
fn the_sites_own_url_makes_addresses_whole() {
    let config = Config { url: Some("https://a.example/m".to_owned()), ..Config::default() };
    let pages = vec![
        page("alpha.md", "Alpha").link("live", "https://a.example/m/live.html"),
        page("beta.md", "Beta").link("team", "/the team#x"),
        page("live.md", "Live"),
    ];
    let (book, _) = site_with(&Memory::default(), &config, pages);
    assert_eq!(target(&book, "alpha"), chapter(2, "live", None, "Live"));
    assert_eq!(
        target(&book, "beta"),
        Target::Elsewhere { address: "https://a.example/m/the%20team#x".to_owned() }
    );
    assert_eq!(book.chapters[2].address, "https://a.example/m/live.html");
}

#[test]
fn pages_and_configurations_allow_and_deny() {
    let files = Memory::new([("phasebook.yaml", "rules:\n  link-outside: allow\n  empty-link: note\n")]);
    let (config, _) = crate::config::configure(&files, "");
    let mut allowing = page("p/a.md", "A").link("x", "javascript:x");
    allowing.front.allow = ["unsafe-link", "unsafe-lnk"]
        .map(|rule| Spanned { span: Span::default(), value: rule.to_owned() })
        .into();
    let pages = vec![allowing, page("p/b.md", "B").link("x", "javascript:x").link("y", "/y").link("z", "")];
    let (_, diagnostics) = site_with(&files, &config, pages);
    let codes: Vec<_> = diagnostics.iter().filter_map(|d| d.split(": ").nth(1)).collect();
    assert_eq!(codes, ["front-matter-value", "unsafe-link", "empty-link"]);
}

#[test]
fn a_neighbour_that_is_not_in_the_book_is_no_fault_and_a_dead_one_is() {
    let files = Memory::new([("live.md", "# Live")]);
    let draft = page("beta.md", "Beta").next("live.html").previous("alhpa.html");
    let (book, diagnostics) = site_with(&files, &Config::default(), vec![draft]);
    assert_eq!((book.chapters[0].previous, book.chapters[0].next), (None, None));
    assert_eq!(
        diagnostics,
        ["beta.md:3:22: dead-link: there is no page at `alhpa.html` (write the page, or take the link out)"]
    );
}
