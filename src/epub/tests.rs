//! What a reader notices in an EPUB's pages.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use roxmltree::{Document, Node, ParsingOptions};

use super::fixture::{CONSTRUCTS, book, page};
use super::{chapter_file, glossary, navigation, pages, printed};
use crate::book::Book;

/// No pages of a printed book.
fn none() -> VecDeque<printed::Mark> {
    VecDeque::new()
}

const AROUND: navigation::Around =
    navigation::Around { cover: true, changes: false, glossary: true, index: false };

/// Every page with its path.
fn files(book: &Book) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("title.xhtml".to_owned(), pages::title(book, none())),
        ("cover.xhtml".to_owned(), pages::cover(book, none())),
        ("colophon.xhtml".to_owned(), pages::colophon(book, none())),
        ("nav.xhtml".to_owned(), navigation::navigation(book, AROUND, none(), &[])),
        ("toc.ncx".to_owned(), navigation::ncx(book, AROUND, &[], &|_| (0, 0))),
    ]);
    let mut explained = Vec::new();
    for (position, chapter) in book.chapters.iter().enumerate() {
        let path = format!("chapters/{}", chapter_file(position, &chapter.slug));
        let written = pages::chapter(book, position, none());
        files.insert(path, written.text);
        explained.push(written.explained);
    }
    let words = glossary::glossary(book, explained.iter().map(Vec::as_slice), none());
    files.insert("glossary.xhtml".to_owned(), words.expect("the book explains words"));
    files
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The page of every construct.
fn constructs() -> String {
    pages::chapter(&book(""), CONSTRUCTS, none()).text
}

fn words(node: Node<'_, '_>) -> String {
    let all: String = node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all<'a>(document: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.tag_name().name() == name).collect()
}

/// The elements that have this class.
fn classed<'a>(document: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    let has = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    };
    document.descendants().filter(has).collect()
}

fn ids(document: &Document<'_>) -> Vec<String> {
    document.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_place_that_are_there() {
    let files = files(&book(""));
    let documents: BTreeMap<&str, Document<'_>> =
        files.iter().map(|(path, text)| (path.as_str(), parse(text))).collect();
    let mut followed = 0;
    for (path, document) in &documents {
        let all = ids(document);
        let unique: BTreeSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len(), "an id stands twice in {path}: {all:?}");
        for node in document.descendants() {
            for name in ["aria-labelledby", "aria-describedby"] {
                if let Some(id) = node.attribute(name) {
                    assert!(all.iter().any(|one| one == id), "{name} {id} in {path}");
                }
            }
            let Some(href) = node.attribute("href").or_else(|| node.attribute("src")) else { continue };
            assert!(!href.contains("javascript"), "{href}");
            if href.contains(':')
                || href.ends_with(".css")
                || href.contains("images/")
                || href == pages::COVER
            {
                continue;
            }
            let (file, id) = href.split_once('#').map_or((href, None), |(file, id)| (file, Some(id)));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match file {
                "" => (*path).to_owned(),
                file if folder.is_empty() => file.to_owned(),
                file => format!("{folder}/{file}"),
            };
            let there = documents.get(target.as_str()).unwrap_or_else(|| panic!("no {href} from {path}"));
            if let Some(id) = id {
                assert!(ids(there).iter().any(|one| one == id), "no place {href} from {path}");
            }
            followed += 1;
        }
    }
    assert!(followed > 30, "only {followed} links");
}

#[test]
fn every_document_has_a_language_a_title_and_one_main_heading() {
    for (path, text) in files(&book("language: ar\ndirection: rtl")) {
        if !path.ends_with(".xhtml") {
            continue;
        }
        let document = parse(&text);
        let root = document.root_element();
        assert_eq!(root.attribute("lang"), Some("ar"), "{path}");
        assert_eq!(root.attribute(("http://www.w3.org/XML/1998/namespace", "lang")), Some("ar"), "{path}");
        assert_eq!(root.attribute("dir"), Some("rtl"), "{path}");
        assert!(all(&document, "title").iter().all(|title| !words(*title).is_empty()), "{path}");
        let main = usize::from(path != "cover.xhtml");
        assert_eq!(all(&document, "h1").len(), main, "{path}");
        let mut above = 1;
        for node in document.descendants() {
            let name = node.tag_name().name();
            let level = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
            if let Some(level) = level {
                assert!(level <= above + 1, "{name} under h{above} in {path}");
                above = level;
            }
        }
        assert!(!text.contains("<!--"), "a comment in {path}");
    }
}

#[test]
fn notes_lead_there_and_back() {
    let text = constructs();
    let document = parse(&text);
    let by_role = |role: &str| -> Vec<Node<'_, '_>> {
        document.descendants().filter(|node| node.attribute("role") == Some(role)).collect()
    };
    let references: Vec<(&str, &str)> = by_role("doc-noteref")
        .iter()
        .map(|node| (node.attribute("id").unwrap_or(""), node.attribute("href").unwrap_or("")))
        .collect();
    assert_eq!(
        references,
        [("ref.1.1", "#note.1"), ("ref.2.1", "#note.2"), ("ref.1.2", "#note.1")],
        "one note is referred to twice"
    );
    let back: Vec<&str> = by_role("doc-backlink").iter().filter_map(|node| node.attribute("href")).collect();
    assert_eq!(back, ["#ref.1.1", "#ref.1.2", "#ref.2.1"]);
    let notes = by_role("doc-footnote");
    assert_eq!(notes.len(), 2);
    assert!(words(notes[0]).contains("A note with a link."), "{}", words(notes[0]));
    assert!(words(notes[1]).contains("The second of them."), "{}", words(notes[1]));
}

#[test]
fn items_are_paragraphs_only_where_the_list_is_loose() {
    let text = constructs();
    let document = parse(&text);
    let item = |start: &str| {
        let item = all(&document, "li").into_iter().find(|item| words(*item).starts_with(start));
        item.unwrap_or_else(|| panic!("no item {start}"))
    };
    let count = |start: &str| item(start).children().filter(|one| one.tag_name().name() == "p").count();
    assert_eq!((count("tight"), count("loose"), count("list with a second")), (0, 1, 2));
    let done = item("\u{2611} done");
    let marks: Vec<&str> = done.descendants().filter_map(|node| node.attribute("aria-label")).collect();
    assert_eq!(marks, ["Done"]);
    let down = all(&document, "ol").into_iter().find(|list| list.attribute("reversed").is_some());
    let down = down.expect("the list that counts down");
    assert_eq!((down.attribute("start"), down.attribute("type")), (Some("3"), Some("i")));
}

#[test]
fn header_cells_say_what_they_head() {
    let text = constructs();
    let document = parse(&text);
    let headers: Vec<(String, &str)> = all(&document, "th")
        .iter()
        .map(|cell| (words(*cell), cell.attribute("scope").unwrap_or("none")))
        .collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(words, scope)| (words.as_str(), *scope)).collect();
    let columns = ["Phase", "Weeks", "Cost", "Team", "Weeks"].map(|words| (words, "col"));
    let rows = ["Alpha", "Beta", "Live"].map(|words| (words, "row"));
    assert_eq!(headers, [&columns[..], &rows[..]].concat());
    let spans = |name: &str| -> Vec<&str> {
        all(&document, "td").iter().filter_map(|cell| cell.attribute(name)).collect()
    };
    assert_eq!((spans("rowspan"), spans("colspan")), (vec!["2"], vec!["3"]));
    assert_eq!(words(all(&document, "caption")[0]), "Rows and columns");
}

#[test]
fn pictures_are_shown_or_put_in_words() {
    let text = constructs();
    let document = parse(&text);
    let missing: Vec<String> = classed(&document, "missing").into_iter().map(words).collect();
    assert!(missing.contains(&"A graph of what it cost".to_owned()), "{missing:?}");
    for picture in all(&document, "img") {
        assert!(picture.attribute("alt").is_some(), "a picture is silent");
        assert_eq!(picture.attribute("src"), Some("../images/sign.svg"));
    }
    let grid = classed(&document, "pictograms")[0];
    let labels: Vec<String> =
        grid.descendants().filter(|node| node.attribute("class") == Some("label")).map(words).collect();
    assert_eq!(
        labels,
        ["Show and tell", "User story backlog", "Map of the service", "Internationalisation guidelines"]
    );
    // Where no picture of the phases is to be had, the phases stand in its place.
    let path: Vec<String> = classed(&document, "path").into_iter().map(words).collect();
    assert_eq!(path, ["Beta Live"]);
}

#[test]
fn links_that_lead_nowhere_are_words() {
    let text = constructs();
    assert!(!text.contains("javascript"), "a script is left");
    let document = parse(&text);
    let links: Vec<String> = all(&document, "a").into_iter().map(words).collect();
    for (link, is) in [("Within the book", true), ("mail", true), ("no script", false), ("elsewhere", false)]
    {
        assert_eq!(links.iter().any(|words| words == link), is, "{link}");
    }
    let body = words(document.root_element());
    assert!(body.contains("elsewhere and no script"), "the words stay");
}

#[test]
fn every_kind_of_text_is_its_own_element() {
    let text = constructs();
    let document = parse(&text);
    for (name, content) in [
        ("em", "stress"),
        ("strong", "weight"),
        ("del", "gone"),
        ("ins", "added"),
        ("mark", "marked"),
        ("sub", "2"),
        ("sup", "3"),
        ("q", "said"),
        ("kbd", "Ctrl"),
        ("code", "code -- <b>"),
        ("abbr", "SLA"),
        ("span", "bonjour"),
        ("dt", "Backlog"),
        ("dd", "A race."),
        ("blockquote", "What is not measured is not improved."),
        ("summary", "More about this"),
        ("figcaption", "A figure with a caption."),
        ("aside", "Warning Needs attention now."),
    ] {
        let found: Vec<String> = all(&document, name).into_iter().map(words).collect();
        assert!(found.iter().any(|words| words == content), "no {name} {content:?} among {found:?}");
    }
    let by_language = |language: &str| {
        document.descendants().find(|node| node.attribute("lang") == Some(language)).expect("a passage")
    };
    assert_eq!(by_language("ar").attribute("dir"), Some("rtl"));
    assert_eq!(words(by_language("ja")), "こんにちは、世界");
}

/// The one chapter of a book of one page.
fn of_page(text: &str) -> String {
    pages::chapter(&page(text), 0, none()).text
}

#[test]
fn ids_of_a_page_stand_beside_those_of_its_notes() {
    let text = of_page(
        "A note[^a]. <span id=\"note.1\">one</span> <span id=\"ref.1.1\">two</span> \
         <span id=\"chapter.title\">three</span> [to one](#note.1) [to three](#chapter.title)\n\n[^a]: Words.",
    );
    let document = parse(&text);
    let all_ids = ids(&document);
    let unique: BTreeSet<&String> = all_ids.iter().collect();
    assert_eq!(unique.len(), all_ids.len(), "{all_ids:?}");
    for (link, place) in [("to one", "one"), ("to three", "three")] {
        let link = all(&document, "a").into_iter().find(|node| words(*node) == link).expect("a link");
        let id = link.attribute("href").and_then(|href| href.strip_prefix('#'));
        let there = document.descendants().find(|node| id.is_some() && node.attribute("id") == id);
        assert_eq!(there.map(words).as_deref(), Some(place));
    }
}

#[test]
fn a_note_within_a_link_stands_behind_it() {
    let text = of_page("<a href=\"https://example.org\">words[^a] more</a> end\n\n[^a]: A note.");
    let document = parse(&text);
    for link in all(&document, "a") {
        let inner = link.descendants().skip(1).filter(|node| node.tag_name().name() == "a").count();
        assert_eq!(inner, 0, "a link within a link");
    }
    assert!(words(document.root_element()).contains("words more1 end"), "{text}");
}

#[test]
fn notes_that_only_notes_refer_to_lead_back_too() {
    let text = of_page("Text[^a].\n\n[^a]: First[^b].\n[^b]: Second.");
    let document = parse(&text);
    let back: Vec<&str> = document
        .descendants()
        .filter(|node| node.attribute("role") == Some("doc-backlink"))
        .filter_map(|node| node.attribute("href"))
        .collect();
    assert_eq!(back, ["#ref.1.1", "#ref.2.1"]);
    for href in back {
        assert!(ids(&document).contains(&href[1..].to_owned()), "{href}");
    }
}

#[test]
fn what_html_does_not_allow_becomes_what_it_does() {
    let text = of_page(
        "## ![](none.png)\n\n### Real\n\n<details><summary>Fold <a href=\"http://e.org/in\">a link</a></summary><p>x</p></details>\n\n<table><tr><th><h2>Head</h2></th><td>x</td></tr></table>\n\n\
         <dl><dd>meaning</dd></dl>\n\n<dl><dt>term</dt></dl>\n\n<p lang=\"en_GB\">a</p>\n\n\
         <p lang=\"1234567890\">b</p>\n\n[odd](<http://exa mple.org>) [port](http://e.org:99999/) \
         [twice](http://e.org/#a#b)\n",
    );
    let document = parse(&text);
    for heading in ["h2", "h3"].iter().flat_map(|name| all(&document, name)) {
        assert!(!words(heading).is_empty(), "a heading says nothing");
        assert!(heading.ancestors().all(|node| node.tag_name().name() != "th"), "a heading in a header");
    }
    assert_eq!(all(&document, "th").into_iter().map(words).collect::<Vec<_>>(), ["Head"]);
    for list in all(&document, "dl") {
        let names: Vec<&str> =
            list.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        assert_eq!(names, ["dt", "dd"]);
    }
    let languages: Vec<&str> = all(&document, "p").iter().filter_map(|node| node.attribute("lang")).collect();
    assert_eq!(languages, ["en-GB"]);
    let links: Vec<&str> = all(&document, "a").iter().filter_map(|node| node.attribute("href")).collect();
    assert_eq!(links, ["http://e.org/in", "http://e.org/#a%23b"]);
    let summary = all(&document, "summary")[0];
    assert_eq!((words(summary), summary.children().count()), ("Fold a link".to_owned(), 1));
    assert_eq!(all(&document, "h2").into_iter().map(words).collect::<Vec<_>>(), ["Real"]);
    assert!(words(document.root_element()).contains("odd port twice"), "the words stay");
}

#[test]
fn the_words_that_the_book_explains_stand_at_its_end() {
    let files = files(&book(""));
    let document = parse(&files["glossary.xhtml"]);
    let terms: Vec<String> = all(&document, "dt").into_iter().map(words).collect();
    assert_eq!(terms, ["Backlog", "SLA", "Sprint"]);
    let meanings: Vec<String> = all(&document, "dd").into_iter().map(words).collect();
    assert_eq!(
        meanings,
        ["What there is to do. Beta", "service level agreement Beta", "A week or two. Beta"],
        "each with the chapter that explains it"
    );
}
