//! The order of chapters, and who stands beside whom.

use super::*;

fn corpus() -> Vec<Draft> {
    let at = |name: &str| format!("/service-manual/phases/{name}.html");
    let page = |name: &str, title: &str| page(&format!("service-manual/phases/{name}.md"), title);
    vec![
        page("alpha", "Alpha").previous(&at("discovery")).next(&at("beta")),
        page("beta", "Beta").previous(&at("alpha")).next(&at("live")),
        page("discovery", "Discovery").next(&at("alpha")),
        page("index", "Discovery, Alpha, Beta, Live")
            .link("Discovery", &at("discovery"))
            .link("Alpha", &at("alpha"))
            .link("Beta", &at("beta"))
            .link("Live", &at("live")),
        page("live", "Live").previous(&at("beta")),
    ]
}

#[test]
fn the_phases_come_in_their_order() {
    let (book, diagnostics) = site(corpus());
    assert_eq!(slugs(&book), ["index", "discovery", "alpha", "beta", "live"]);
    assert_eq!(diagnostics, [""; 0]);
    let phases: Vec<_> = book.phases.iter().map(|p| (p.slug.as_str(), p.name.as_str(), p.chapter)).collect();
    let expected =
        [("discovery", "Discovery", 1), ("alpha", "Alpha", 2), ("beta", "Beta", 3), ("live", "Live", 4)];
    assert_eq!(phases, expected);
    assert_eq!(book.chapters[0].phase, None);
    assert_eq!(book.chapters[3].colours, book.theme.phases["beta"]);
    let neighbours: Vec<_> = book.chapters.iter().map(|c| (c.previous, c.next)).collect();
    let expected =
        [(None, Some(1)), (Some(0), Some(2)), (Some(1), Some(3)), (Some(2), Some(4)), (Some(3), None)];
    assert_eq!(neighbours, expected);
    assert_eq!(book.chapters[1].address, "/service-manual/phases/discovery.html");
}

#[test]
fn previous_and_next_links_order_pages_without_an_index() {
    let pages = corpus().into_iter().filter(|page| !page.path.contains("index")).collect();
    assert_eq!(slugs(&site(pages).0), ["discovery", "alpha", "beta", "live"]);
}

#[test]
fn pages_that_only_say_what_follows_them_stand_before_it() {
    let pages = vec![
        page("index.md", "Home").link("b", "b.html"),
        page("z.md", "Z").next("b.html"),
        page("b.md", "B"),
        page("a.md", "A").previous("z.html"),
    ];
    let order = site(pages).0;
    let at = |slug| slugs(&order).iter().position(|s| *s == slug);
    assert_eq!(at("index"), Some(0));
    assert!(at("z") < at("b") && at("z") < at("a"), "{:?}", slugs(&order));
}

#[test]
fn file_names_order_what_nothing_else_does() {
    let pages =
        ["10-live.md", "2-beta.md", "guide/b.md", "guide/index.md", "guide/a.md", "index.md", "1-a.md"];
    let pages = pages.iter().map(|path| page(path, path)).collect();
    assert_eq!(slugs(&site(pages).0), ["index", "1-a", "2-beta", "10-live", "guide", "a", "b"]);
}

#[test]
fn front_matter_goes_before_links() {
    let weighed = |path: &str, weight: i64| {
        let mut draft = page(path, path);
        draft.front.order = Some(Spanned { span: Span::default(), value: weight });
        draft
    };
    let pages = vec![
        page("index.md", "Home").link("a", "a.html").link("c", "c.html"),
        weighed("a.md", 2),
        weighed("b.md", 1),
        page("c.md", "C"),
    ];
    assert_eq!(slugs(&site(pages).0), ["index", "b", "a", "c"]);
}

#[test]
fn the_configuration_has_the_first_word() {
    let files =
        Memory::new([("phasebook.yaml", "order: [live, service-manual/phases/beta.md, aplha, Discovery]\n")]);
    let (config, _) = crate::config::configure(&files, "");
    let (book, diagnostics) = site_with(&files, &config, corpus());
    assert_eq!(slugs(&book)[..4], ["index", "live", "beta", "discovery"]);
    assert!(
        diagnostics.contains(
            &"phasebook.yaml:1:46: unknown-page: no page is called `aplha` (did you mean `alpha`)".to_owned()
        ),
        "{diagnostics:#?}"
    );
}

#[test]
fn an_index_of_a_folder_brings_its_pages_along() {
    let pages = vec![
        page("index.md", "Home").link("b", "b/").link("a", "a/"),
        page("a/index.md", "A"),
        page("a/x.md", "AX"),
        page("b/index.md", "B").link("z", "z.html").link("y", "y.html").link("home", "/"),
        page("b/y.md", "Y"),
        page("b/z.md", "Z"),
    ];
    assert_eq!(slugs(&site(pages).0), ["index", "b", "z", "y", "a", "x"]);
}

#[test]
fn navigation_that_goes_in_circles_is_named_and_does_no_harm() {
    let pages = vec![
        page("a.md", "A").next("b.html").previous("c.html"),
        page("b.md", "B").next("c.html").previous("a.html"),
        page("c.md", "C").next("a.html").previous("b.html"),
        page("d.md", "D").next("d.html"),
    ];
    let (book, diagnostics) = site(pages);
    assert_eq!(slugs(&book), ["a", "b", "c", "d"]);
    assert_eq!(
        diagnostics.iter().map(|d| d.split(" (").next().unwrap_or("")).collect::<Vec<_>>(),
        [
            "a.md:3:1: navigation-order: `C` is named as the previous page, but comes after this one in the book",
            "c.md:2:1: navigation-order: `A` is named as the next page, but comes before this one in the book",
            "d.md:2:1: navigation-order: the page names itself as its next page",
        ]
    );
}

#[test]
fn neighbours_that_disagree_are_named() {
    let pages = vec![
        page("a.md", "A").next("c.html"),
        page("b.md", "B").previous("a.html").next("c.html"),
        page("c.md", "C").previous("b.html"),
    ];
    let (book, diagnostics) = site(pages);
    assert_eq!(slugs(&book), ["a", "b", "c"]);
    assert_eq!(
        diagnostics,
        [
            "a.md:2:1: navigation-order: `C` is named as the next page, but names `B` as its previous one (make the two links agree)"
        ]
    );
}

#[test]
fn a_phase_without_neighbours_stands_out() {
    let mut pages = corpus();
    pages[1].blocks.clear();
    let (_, diagnostics) = site(pages);
    assert!(
        diagnostics.iter().any(|d| d.contains("beta.md:1:1: phase-without-neighbour")),
        "{diagnostics:#?}"
    );
}

#[test]
fn phases_are_found_and_coloured() {
    let classed = |path: &str, class: &str| {
        page(path, path).front(&format!("class: {class}"), |front, value| front.class = Some(value))
    };
    let pages = vec![
        classed("a.md", "wide beta-phase"),
        classed("b.md", "pitch-phase"),
        classed("c.md", "wide"),
        page("d.md", "D").pictogram("x.png", "X"),
        page("e.md", "E").front("phase: Beta", |front, value| front.phase = Some(value)),
        page("live.md", "L").front("phase: false", |front, value| front.phase = Some(value)),
        page("index.md", "I").pictogram("x.png", "X"),
    ];
    let (book, _) = site(pages);
    let phases: Vec<_> = book.phases.iter().map(|phase| phase.slug.as_str()).collect();
    assert_eq!(phases, ["beta", "pitch", "d"]);
    let of: Vec<_> = book.chapters.iter().map(|chapter| chapter.phase).collect();
    assert_eq!(of, [None, Some(0), Some(1), None, Some(2), Some(0), None]);
    assert_eq!(book.chapters[2].colours, book.theme.sequence[0]);
    assert_eq!(book.chapters[4].colours, book.theme.sequence[1]);
    assert_eq!(book.chapters[3].colours, book.theme.neutral);
}

#[test]
fn pictograms_make_a_phase_of_pages_that_look_like_phases() {
    let of = |path: &str, layout: &str| {
        page(path, path).front(&format!("layout: {layout}"), |front, value| {
            front.all.insert("layout".into(), value.value.into());
        })
    };
    let guidance = |path: &str| of(path, "guidance").pictogram("x.png", "X");
    let alpha = of("a.md", "phase").front("class: first-phase", |front, value| front.class = Some(value));
    let alike = of("b.md", "phase").pictogram("x.png", "X");
    let (book, _) = site(vec![alpha, alike, guidance("c.md"), page("d.md", "D").pictogram("x.png", "X")]);
    let phases: Vec<_> = book.phases.iter().map(|phase| phase.slug.as_str()).collect();
    assert_eq!(phases, ["first", "b"]);
    // Where no page says its phase, pictograms are all there is to go by.
    let (book, _) = site(vec![guidance("c.md"), page("d.md", "D").pictogram("x.png", "X")]);
    assert_eq!(book.phases.len(), 2);
}

#[test]
fn no_pages_make_no_book() {
    assert!(settle(&Memory::default(), &Config::default(), Vec::new()).book.is_none());
}

#[test]
fn the_order_in_which_pages_are_read_does_not_matter() {
    let (forward, _) = site(corpus());
    let (backward, _) = site(corpus().into_iter().rev().collect());
    assert_eq!(format!("{forward:?}"), format!("{backward:?}"));
}

#[test]
fn long_chains_take_no_longer_than_they_are() {
    let number = 2_000;
    let pages =
        (0..number).map(|n| page(&format!("{n:04}.md"), "X").next(&format!("{:04}.html", (n + 7) % number)));
    let (book, _) = site(pages.collect());
    assert_eq!(book.chapters.len(), number);
}

#[test]
fn pages_are_within_the_index_of_their_folder() {
    let (book, _) = site(vec![
        page("index.md", "Home").link("Guide", "guide/index.html").link("End", "end.html"),
        page("guide/index.md", "Guide"),
        page("guide/one.md", "One").link("the end", "../end.html"),
        page("guide/deep/index.md", "Deep"),
        page("guide/deep/two.md", "Two"),
        page("loose/three.md", "Three"),
        page("end.md", "End"),
    ]);
    let all: Vec<_> = book
        .chapters
        .iter()
        .map(|chapter| (chapter.title.as_str(), chapter.within.map(|at| book.chapters[at].title.as_str())))
        .collect();
    // The root index holds the whole book, and a folder without an index nothing.
    let expected = [
        ("Home", None),
        ("Guide", None),
        ("Deep", Some("Guide")),
        ("Two", Some("Deep")),
        ("One", Some("Guide")),
        ("End", None),
        ("Three", None),
    ];
    assert_eq!(all, expected);
    let end = book.chapters.iter().find(|c| c.title == "End").unwrap();
    let from: Vec<_> = end.linked_from.iter().map(|at| book.chapters[*at].title.as_str()).collect();
    assert_eq!(from, ["Home", "One"]);
}

#[test]
fn a_title_has_no_more_letters_than_a_cover_holds() {
    let files = Memory::new([("a.md", format!("---\ntitle: {}\n---\n\nText.\n", "é".repeat(400)))]);
    let page = crate::source::read(&files, "a.md", &crate::source::Settings::default());
    let Settlement { book, diagnostics, .. } = settle(&files, &Config::default(), vec![page]);
    assert_eq!(book.unwrap().chapters[0].title, format!("{}…", "é".repeat(300)));
    assert!(diagnostics.iter().any(|fault| short(fault).starts_with("a.md:2:8: title-length: ")));
}
