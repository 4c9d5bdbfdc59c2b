//! What is marked, and what is not.

use super::mark;
use crate::book::Book;
use crate::build::{Project, ReadOptions};
use crate::files::Memory;
use crate::model::{Block, BlockKind, Change, Inline, InlineKind, Resolved, plain_text};

type Pages<'a> = &'a [(&'a str, &'a str)];

fn book(pages: Pages<'_>) -> Book {
    let files = pages.iter().map(|(path, text)| (*path, text.as_bytes()));
    Project::read(&Memory::new(files), &ReadOptions::default()).unwrap().book.unwrap()
}

/// A line with its marks: `+new words+`, `-words that are gone-`, `=a new passage=`.
fn line(content: &[Inline<Resolved>], out: &mut String) {
    for inline in content {
        match &inline.kind {
            InlineKind::Changed { change: Change::Gap { gone, .. }, .. } => {
                out.push_str(&format!("-{gone}-"))
            }
            InlineKind::Changed { change, content } => {
                let sign = if *change == Change::Words { '+' } else { '=' };
                out.push(sign);
                line(content, out);
                out.push(sign);
            }
            InlineKind::Text { text } | InlineKind::Code { text } => out.push_str(text),
            InlineKind::SoftBreak => out.push(' '),
            InlineKind::Image(image) => out.push_str(&image.alt),
            other => line(other.content().unwrap_or_default(), out),
        }
    }
}

/// A line as text.
fn one(content: &[Inline<Resolved>]) -> String {
    let mut text = String::new();
    line(content, &mut text);
    text
}

/// The lines of blocks, one under another.
fn lines(blocks: &[Block<Resolved>], out: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph { content } | BlockKind::Heading { content, .. } => out.push(one(content)),
            BlockKind::List { items, .. } => items.iter().for_each(|item| lines(&item.blocks, out)),
            BlockKind::Table { head, body, .. } => {
                let cells = head.iter().chain(body).flat_map(|row| &row.cells);
                cells.for_each(|cell| lines(&cell.blocks, out));
            }
            BlockKind::Changed { change, blocks } => {
                out.push(format!("({change:?}"));
                lines(blocks, out);
                out.push(")".to_owned());
            }
            BlockKind::Code { text, .. } => out.push(text.clone()),
            BlockKind::Quote { blocks } => lines(blocks, out),
            other => panic!("{other:?}"),
        }
    }
}

/// The marked lines of each page, below its name.
fn marked(old: Pages<'_>, new: Pages<'_>) -> Vec<String> {
    let Some(book) = mark(&book(new), &book(old), "before") else { return Vec::new() };
    let mut all = Vec::new();
    for chapter in book.chapters.iter() {
        let mut own = Vec::new();
        lines(&chapter.blocks, &mut own);
        chapter.notes.iter().for_each(|note| lines(&note.blocks, &mut own));
        own.retain(|line| line.contains(['+', '-', '=', '(', ')']));
        let name = if chapter.changes.is_new { "new " } else { "" };
        if !own.is_empty() || chapter.changes.is_new {
            all.push(format!("{name}{}:", chapter.slug));
        }
        all.extend(own);
    }
    all.extend(book.revision.unwrap().removed.iter().map(|title| format!("removed {title}")));
    all
}

/// What comes of one page that became another.
fn of_page(old: &str, new: &str) -> Vec<String> {
    let head = "# Page\n\nThe words above everything stay as they were.\n\n";
    let (old, new) = (format!("{head}{old}\n"), format!("{head}{new}\n"));
    let all = marked(&[("page.md", &old)], &[("page.md", &new)]);
    all.into_iter().filter(|line| line != "page:").collect()
}

#[test]
fn words_are_marked_among_those_that_stay() {
    let before = "The team holds its reviews within thirty days of the start.";
    for (after, expected) in [
        (
            "The team holds its reviews within forty days of the start.",
            "The team holds its reviews within -thirty-+forty+ days of the start.",
        ),
        (
            "The team holds its first reviews within thirty days of the start.",
            "The team holds its +first+ reviews within thirty days of the start.",
        ),
        (
            "The team holds reviews within thirty days of the start.",
            "The team holds-its- reviews within thirty days of the start.",
        ),
        (
            "The team holds its **open** reviews within thirty *working days* of the start.",
            "The team holds its +open+ reviews within thirty +working+ days of the start.",
        ),
        (
            "The team holds its reviews within thirty days.",
            "The team holds its reviews within thirty -days of the start.-+days.+",
        ),
    ] {
        assert_eq!(of_page(before, after), [expected]);
    }
}

#[test]
fn another_way_to_type_the_same_is_no_change() {
    let before = "* One thing to do\n* Another thing\n\nSome *words* of weight, and `code`.\n\n    a block\n\n> Said once.\n";
    let after = "- One thing\n  to do\n- Another thing\n\nSome _words_ of\nweight, and ``code``.\n\n```\na block\n```\n\nSaid once.\n";
    assert_eq!(of_page(before, after), Vec::<String>::new());
}

#[test]
fn a_passage_is_new_gone_or_another() {
    let long = "A paragraph of which every word is its own and no other has it.";
    assert_eq!(of_page("Stays here.", &format!("Stays here.\n\n{long}")), [format!("={long}=")]);
    assert_eq!(of_page(&format!("Stays here.\n\n{long}"), "Stays here."), [format!("Stays here.-{long}-")]);
    let other = "Something else entirely stands in this place, about quite different matters.";
    assert_eq!(of_page(long, other), [format!("-{long}-={other}=")]);
}

#[test]
fn what_stands_elsewhere_is_not_new() {
    let (one, two) = ("The first paragraph says this much.", "The second paragraph says more than that.");
    let (a, b) = (format!("{one}\n\n{two}"), format!("{two}\n\n{one}"));
    assert_eq!(of_page(&a, &b), Vec::<String>::new());
    let list = "- alpha\n- beta\n- gamma\n- delta";
    let line = "Between them stands one sentence of its own.";
    let lists = (format!("{list}\n\n{line}"), format!("{line}\n\n{list}"));
    assert_eq!(of_page(&lists.0, &lists.1), Vec::<String>::new());
    let moved = "The paragraph that goes to another page goes there whole.";
    let (left, right) =
        (format!("# Left\n\nStays left.\n\n{moved}\n"), format!("# Right\n\nStays right.\n\n{moved}\n"));
    let old: Pages = &[("left.md", &left), ("right.md", "# Right\n\nStays right.\n")];
    let new: Pages = &[("left.md", "# Left\n\nStays left.\n"), ("right.md", &right)];
    assert_eq!(marked(old, new), Vec::<String>::new());
    // A word that is another there is marked, and no more.
    let right = right.replace("goes there whole", "goes there entire");
    let new: Pages = &[("left.md", "# Left\n\nStays left.\n"), ("right.md", &right)];
    let expected = "The paragraph that goes to another page goes there -whole.-+entire.+";
    assert_eq!(marked(old, new), ["right:", expected]);
}

#[test]
fn answers_that_others_had_are_no_moves() {
    let table = |a: &str, b: &str| format!("| Ask | Say |\n|---|---|\n| First | {a} |\n| Second | {b} |\n");
    assert_eq!(of_page(&table("yes", "no"), &table("no", "no")), ["-yes-+no+"]);
    assert!(!of_page(&table("yes", "never"), &table("never", "yes")).is_empty());
}

#[test]
fn pages_are_new_removed_or_renamed() {
    let text = "# Alpha\n\nThe text of this page is long enough to be known again.\n\nAnd it has more.\n";
    let beta = "# Beta\n\nNothing of this was there.\n";
    assert_eq!(marked(&[("alpha.md", text)], &[("first.md", text)]), Vec::<String>::new());
    let found = marked(&[("alpha.md", text)], &[("alpha.md", text), ("beta.md", beta)]);
    assert_eq!(found, ["new beta:", "=Nothing of this was there.="]);
    assert_eq!(marked(&[("alpha.md", text), ("beta.md", beta)], &[("alpha.md", text)]), ["removed Beta"]);
}

#[test]
fn code_and_pictures_are_marked_as_a_whole() {
    let found = of_page("```\none\n```", "```\ntwo\n```");
    assert_eq!(found, ["(Words", ")"]);
    let found = of_page("Before it.", "Before it.\n\n```\none\n```");
    assert_eq!(found, ["(Passage", ")"]);
}

#[test]
fn a_label_is_marked_whose_picture_is_another() {
    let page = |picture: &str, label: &str| {
        format!(
            "# Page\n\nText.\n\n<ul class=\"phase-activities\">\n<li><img src=\"{picture}.svg\"> {label}</li>\n</ul>\n"
        )
    };
    let svg = |size: u32| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{size}' height='9'><path d='M0 0h{size}'/></svg>"
        )
    };
    let (a, b) = (svg(8), svg(9));
    let site = |picture: &str, label: &str| {
        let (a, b, page) = (a.clone(), b.clone(), page(picture, label));
        let files = Memory::new([("page.md", page), ("a.svg", a), ("b.svg", b)]);
        Project::read(&files, &ReadOptions::default()).unwrap().book.unwrap()
    };
    let found = |old: &Book, new: &Book| {
        let book = mark(new, old, "before")?;
        let BlockKind::Pictograms { items } = &book.chapters[0].blocks[1].kind else { panic!() };
        Some(one(&items[0].label))
    };
    let before = site("a", "A user story");
    assert_eq!(found(&before, &site("a", "A user story")), None);
    assert_eq!(found(&before, &site("b", "A user story")).as_deref(), Some("+A user story+"));
    assert_eq!(found(&before, &site("a", "A long user story")).as_deref(), Some("A +long+ user story"));
}

#[test]
fn links_notes_and_scripts_without_spaces() {
    assert_eq!(
        of_page(
            "See [the rules](https://example.org/a) of it.",
            "See [the new rules](https://example.org/a) of it."
        ),
        ["See the +new+ rules of it."]
    );
    let note = |word: &str| format!("A line.[^1]\n\n[^1]: What the {word} says of that line.");
    assert_eq!(of_page(&note("note"), &note("author")), ["What the -note-+author+ says of that line."]);
    assert_eq!(of_page("これは古い文です。", "これは新しい文です。"), ["これは-古-+新し+い文です。"]);
}

#[test]
fn the_list_has_the_words_and_leads_to_the_marks() {
    let old = book(&[("page.md", "# Page\n\n## Part\n\nThe team meets on Monday at nine.\n")]);
    let new = book(&[("page.md", "# Page\n\n## Part\n\nThe team meets on Tuesday at nine.\n")]);
    let book = mark(&new, &old, "v1").unwrap();
    let [place] = &book.chapters[0].changes.places[..] else { panic!() };
    assert_eq!(
        (place.section.as_deref(), place.words.as_str()),
        (Some("Part"), "… team meets on Tuesday at nine.")
    );
    let BlockKind::Paragraph { content } = &book.chapters[0].blocks[1].kind else { panic!() };
    assert!(content.iter().any(|inline| inline.attributes.id.as_ref() == Some(&place.id)));
    assert_eq!(plain_text(content), "The team meets on Tuesday at nine.");
}
