//! Titles, headings, ids, languages and what the covers say.

use super::*;

/// The levels, ids and words of a chapter's headings.
fn headings(book: &Book) -> Vec<(u8, &str, String)> {
    book.chapters[0]
        .blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Heading { level, content } => {
                Some((*level, block.attributes.id.as_deref().unwrap_or(""), plain_text(content)))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn the_opening_heading_is_the_title() {
    for draft in [
        untitled("a.md").heading(1, "Beta").heading(2, "Team"),
        untitled("a.md").heading(2, "Beta").heading(3, "Team"),
        page("a.md", "Beta").heading(1, "beta").heading(2, "Team"),
        page("a.md", "Beta").heading(2, "Team"),
    ] {
        let (book, diagnostics) = site(vec![draft]);
        assert_eq!(book.chapters[0].title, "Beta");
        assert_eq!(headings(&book), [(2, "team", "Team".to_owned())]);
        assert_eq!(diagnostics, [""; 0]);
    }
}

#[test]
fn a_link_to_the_title_opens_the_chapter() {
    let (book, diagnostics) =
        site(vec![page("a.md", "").heading(1, "Beta"), page("b.md", "B").link("beta", "a.html#beta")]);
    assert_eq!(diagnostics, [""; 0]);
    assert!(matches!(target(&book, "b"), Target::Chapter { chapter: 0, id: None, .. }));
}

#[test]
fn a_page_without_a_title_is_called_after_its_file() {
    for (path, title) in
        [("user-needs.md", "User Needs"), ("the_team/index.md", "The Team"), ("index.md", "Index")]
    {
        let (book, diagnostics) = site(vec![untitled(path).heading(2, "X").heading(2, "Y")]);
        assert_eq!(book.chapters[0].title, title);
        assert_eq!(
            diagnostics,
            [format!(
                "{path}:1:1: title-missing: the page has no title, so it is called `{title}` after its file (add `title: {title}` to the front matter)"
            )]
        );
    }
}

#[test]
fn levels_have_no_gaps() {
    for (written, settled, said) in [
        (&[2, 3, 2][..], &[2, 3, 2][..], &[][..]),
        (&[3, 4, 3], &[2, 3, 2], &[]),
        (
            &[2, 4, 3, 4],
            &[2, 3, 3, 4],
            &["a.md:3:1: skipped-heading: heading level 4 follows level 2 (make it level 3)"],
        ),
        (
            &[3, 2],
            &[2, 2],
            &[
                "a.md:2:1: skipped-heading: the first heading is of level 3, and others are of level 2 (make it level 2)",
            ],
        ),
        (
            &[2, 1, 2],
            &[2, 2, 3],
            &[
                "a.md:2:1: skipped-heading: the first heading is of level 2, and others are of level 1 (make it level 1)",
                "a.md:3:1: title-repeated: the page has a title already, so this heading of level 1 becomes a section (make it level 2, and those below it one level lower)",
            ],
        ),
        (&[6], &[2], &[]),
    ] {
        let draft = written.iter().fold(page("a.md", "Title"), |draft, level| draft.heading(*level, "X"));
        let (book, diagnostics) = site(vec![draft]);
        let levels: Vec<u8> = headings(&book).iter().map(|(level, ..)| *level).collect();
        assert_eq!(levels, settled, "{written:?}");
        assert_eq!(diagnostics, said, "{written:?}");
    }
}

#[test]
fn headings_in_tables_and_notes_are_no_sections() {
    let text = "---\ntitle: T\n---\n\n<table><tr><td><h1>Cell</h1><h4>Deep</h4></td></tr></table>\n\n## First\n\n\
        Words.[^1]\n\n### Below\n\nWords.\n\n[^1]: # Noted\n";
    let files = crate::files::Memory::new([("page.md", text)]);
    let project = crate::build::Project::read(&files, &crate::build::ReadOptions::default()).ok().unwrap();
    let levels: Vec<u8> = headings(project.book.as_ref().unwrap()).iter().map(|(level, ..)| *level).collect();
    assert_eq!(levels, [2, 3]);
    let rules: Vec<&str> = project.diagnostics.iter().map(|diagnostic| diagnostic.rule.code).collect();
    assert!(!rules.contains(&"title-repeated") && !rules.contains(&"skipped-heading"), "{rules:?}");
}

#[test]
fn ids_are_unique_in_their_chapter() {
    let draft = page("a.md", "Title")
        .heading(2, "Team")
        .heading(2, "Team")
        .heading_with_id(2, "Who", "team-1")
        .heading_with_id(2, "Again", "team-1")
        .heading_with_id(2, "Spaced", "a b");
    let (book, diagnostics) = site(vec![draft]);
    let ids: Vec<_> = headings(&book).into_iter().map(|(_, id, _)| id.to_owned()).collect();
    assert_eq!(ids, ["team", "team-2", "team-1", "team-1-1", "a-b"]);
    assert_eq!(
        diagnostics,
        ["a.md:5:1: duplicate-id: the id `team-1` stands in this page already (give one of them another id)"]
    );
}

#[test]
fn slugs_are_told_apart() {
    let pages = ["index.md", "a/index.md", "a/team.md", "b/team.md", "b/Team!.md", "c.md"];
    let pages = pages.iter().map(|path| page(path, path)).collect();
    assert_eq!(slugs(&site(pages).0), ["index", "a", "team", "b-team", "b-team-2", "c"]);
}

#[test]
fn drafts_are_noted() {
    let draft = page("a.md", "A").front("status: draft", |front, value| front.status = Some(value));
    let (book, diagnostics) = site(vec![draft]);
    assert!(book.chapters[0].draft);
    assert_eq!(
        diagnostics,
        ["a.md:2:9: draft-page: the page is a draft (take `status: draft` out when it is done)"]
    );
}

#[test]
fn pages_carry_their_language() {
    let spoken = |path: &str, lang: &str| {
        page(path, path).front(&format!("lang: {lang}"), |front, value| front.lang = Some(value))
    };
    let (book, diagnostics) = site(vec![
        page("a.md", "A"),
        page("ar/b.md", "B"),
        spoken("c.md", "he"),
        spoken("d.md", "klingon, of course"),
    ]);
    let languages: Vec<_> =
        book.chapters.iter().map(|c| (c.slug.as_str(), c.language.as_str(), c.direction)).collect();
    assert_eq!(
        languages,
        [
            ("a", "en", Direction::Ltr),
            ("b", "ar", Direction::Rtl),
            ("c", "he", Direction::Rtl),
            ("d", "en", Direction::Ltr)
        ]
    );
    assert_eq!(
        diagnostics,
        [
            "d.md:2:7: language-tag: `klingon, of course` is not a language tag (write a tag such as `en`, `cy` or `ar-EG`)"
        ]
    );
}

#[test]
fn covers_say_what_the_index_says() {
    let index = page("index.md", "Phases")
        .front("subtitle: Four of them", |front, value| front.subtitle = Some(value));
    let (book, _) = site(vec![index, page("a.md", "A")]);
    assert_eq!(book.metadata.title, "Phases");
    assert_eq!(book.metadata.subtitle.as_deref(), Some("Four of them"));
    assert_eq!(book.metadata.language, "en");
    assert!(book.metadata.identifier.starts_with("urn:uuid:"), "{}", book.metadata.identifier);
    let (again, _) = site(vec![page("a.md", "A renamed"), page("index.md", "Phases")]);
    assert_eq!(again.metadata.identifier, book.metadata.identifier);
    let (other, _) = site(vec![page("a.md", "A"), page("b.md", "B")]);
    assert_eq!(other.metadata.title, "Handbook");
}

#[test]
fn deep_trees_settle() {
    let mut blocks = vec![];
    for _ in 0..200 {
        blocks = vec![Block::new(Span::default(), BlockKind::Quote { blocks })];
    }
    let mut draft = page("a.md", "A");
    draft.blocks = blocks;
    assert_eq!(site(vec![draft]).0.chapters.len(), 1);
}
