//! The handbook's design, read back from its pages: ranks of openings, sizes, measures, places.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::common::judges::{Built, python, root};

/// A line of a page: its words, where it stands, in which type. In points, from the upper left.
#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
    font: String,
}

#[derive(Debug, Deserialize)]
struct Page {
    width: f64,
    height: f64,
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Pages {
    pages: Vec<Page>,
    bookmarks: Vec<(usize, String, usize)>,
}

impl Page {
    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn largest(&self) -> f64 {
        self.lines.iter().map(|line| line.size).fold(0.0, f64::max)
    }
}

fn read(built: &Built) -> Pages {
    serde_json::from_str(&python(&["tests/judges/lines.py", &built.path("handbook.pdf")])).unwrap()
}

fn built(pages: &[(String, String)], configuration: &str) -> Pages {
    let site = tempfile::tempdir().unwrap();
    write(site.path(), pages);
    fs::write(site.path().join("phasebook.yaml"), configuration).unwrap();
    read(&Built::new(site.path(), &["--only", "handbook"]))
}

fn write(site: &Path, pages: &[(String, String)]) {
    for (path, text) in pages {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

const PROSE: &str = "A team that meets the people it works for sees what they do, and hears what they do not say. \
     It writes down what was seen on the same day, before the first opinion is formed about it.";

/// Six folders of an index page and nineteen pages each.
fn manual() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for (folder, name) in ["Gardens", "Orchards", "Meadows", "Ponds", "Hedges", "Paths"].iter().enumerate() {
        let slug = name.to_lowercase();
        // One folder's index is a title alone.
        let text = if folder == 5 { String::new() } else { format!("\n{PROSE}\n") };
        pages.push((format!("{folder}-{slug}/index.md"), format!("# {name}\n{text}")));
        for page in 1..20 {
            let mut text = format!("# {name} task {page}\n\n");
            for section in ["Aim", "Steps"] {
                write!(text, "## {section} {page}\n\n{PROSE} {PROSE}\n\n").unwrap();
            }
            pages.push((format!("{folder}-{slug}/task-{page:02}.md"), text));
        }
    }
    pages
}

#[test]
fn a_book_of_120_chapters_has_parts_and_articles_that_run_on() {
    let made = built(&manual(), "title: Manual\n");
    let pages = &made.pages;
    // Two articles take a page and a half or less; 127 pages would be one for each.
    assert!(pages.len() <= 90, "{} pages", pages.len());
    let first = pages.iter().position(|page| page.text().contains("Gardens task 1 ")).unwrap();
    let contents: Vec<&Page> =
        pages[1..first].iter().filter(|page| page.text().contains("Contents")).collect();
    assert_eq!(contents.len(), 1);
    assert!(!contents[0].text().contains("task"), "what a part lists: {}", contents[0].text());
    for (number, part) in ["Gardens", "Orchards", "Meadows", "Ponds", "Hedges", "Paths"].iter().enumerate() {
        assert!(contents[0].text().contains(part));
        let opening = pages
            .iter()
            .find(|page| page.lines.iter().any(|line| line.text == *part && line.size > 40.0))
            .unwrap_or_else(|| panic!("{part} has a page"));
        let numeral = opening.lines.iter().find(|line| line.size > 100.0).unwrap();
        assert_eq!(numeral.text, (number + 1).to_string());
        for task in 1..20 {
            assert!(opening.text().contains(&format!("{part} task {task}")), "{}", opening.text());
        }
        assert!(!opening.text().contains("A team"), "its own text begins on the next page");
    }
    let titles: Vec<&Line> = pages
        .iter()
        .flat_map(|page| &page.lines)
        .filter(|line| line.text.contains(" task ") && (line.size - 30.0).abs() < 0.1)
        .collect();
    assert_eq!(titles.len(), 114, "each article has a title of 30 pt");
    let chapters = made.bookmarks.iter().filter(|(level, ..)| *level == 1).count();
    assert_eq!(chapters, 121, "each is in the outline, with the contents");
    // A page does not end with a title.
    for page in pages {
        let text =
            page.lines.iter().filter(|line| line.baseline < page.height - 70.0).map(|line| line.baseline);
        let lowest = text.fold(0.0, f64::max);
        for title in page.lines.iter().filter(|line| (line.size - 30.0).abs() < 0.1) {
            assert!(title.baseline < lowest, "{}", page.text());
        }
    }
}

#[test]
fn numbers_of_contents_stand_on_the_first_line_of_their_entries() {
    let many: Vec<(String, String)> = (10..60)
        .map(|n| {
            (
                format!("{n}.md"),
                format!("# Method {n} that has a name of more than one line in its column\n\n{PROSE}\n"),
            )
        })
        .collect();
    for pages in [many.clone(), many[..6].to_vec()] {
        let made = built(&pages, "title: Methods\n");
        let contents = made
            .pages
            .iter()
            .filter(|page| page.lines.iter().filter(|line| line.text.starts_with("Method ")).count() > 2);
        let mut seen = 0;
        for line in contents.flat_map(|page| page.lines.iter().map(move |line| (page, line))) {
            let (page, line) = line;
            // Running heads are smaller, titles larger.
            if !line.text.starts_with("Method ") || !(9.0..20.0).contains(&line.size) {
                continue;
            }
            let beside = page.lines.iter().any(|number| {
                number.text.chars().all(|c| c.is_ascii_digit())
                    && (number.baseline - line.baseline).abs() < 0.2
                    && number.left < line.left
            });
            assert!(beside || line.text.ends_with(char::is_numeric), "{line:?}");
            seen += 1;
        }
        assert!(seen >= pages.len(), "{seen}");
    }
}

#[test]
fn a_title_alone_takes_no_page() {
    let page =
        |title: &str, text: &str| (format!("{}.md", title.to_lowercase()), format!("# {title}\n\n{text}\n"));
    let full = [page("Alpha", PROSE), page("Beta", PROSE)];
    let with = [page("Alpha", PROSE), page("Amid", ""), page("Beta", PROSE)];
    let (full, with) = (built(&full, "title: Book\n"), built(&with, "title: Book\n"));
    assert_eq!(full.pages.len(), with.pages.len());
    assert!(with.bookmarks.iter().any(|(_, title, _)| title == "Amid"));
}

#[test]
fn a_sign_in_a_title_is_not_on_the_cover() {
    let made = built(&[("a.md".to_owned(), format!("# A\n\n{PROSE}\n"))], "title: \"🚀 Launch guide 🫠\"\n");
    let cover = made.pages[0].text();
    assert!(cover.starts_with("Launch") && !cover.contains(['🚀', '?']), "{cover}");
    assert!(made.pages[0].width > 500.0);
}

/// The body of a book of usual length is 11/16 on A4 and 10/14 on A5; a manual's is 10/14.
#[test]
fn the_body_has_its_size_its_lines_and_its_measure() {
    let chapter = |n: usize, copies: usize| {
        (format!("{n}.md"), format!("# Chapter {n}\n\n{}\n", format!("{PROSE} ").repeat(copies)))
    };
    let short = [chapter(1, 12)];
    let long: Vec<(String, String)> = (10..30).map(|n| chapter(n, 150)).collect();
    for (pages, paper, size, lines, measure) in [
        (&short[..], "a4", 11.0, 16.0, 124.0),
        (&short[..], "a5", 10.0, 14.0, 116.0),
        (&long[..], "a4", 10.0, 14.0, 128.0),
    ] {
        let made = built(pages, &format!("title: Book\npaper: {paper}\n"));
        let page = made.pages.iter().find(|page| page.text().contains("A team that meets")).unwrap();
        let body: Vec<&Line> =
            page.lines.iter().filter(|line| line.font.contains("Literata") && line.size > 9.0).collect();
        assert!(body.len() > 8, "{}", page.text());
        for pair in body.windows(2) {
            assert!((pair[0].size - size).abs() < 0.05, "{:?}", pair[0]);
            assert!((pair[1].baseline - pair[0].baseline - lines).abs() < 0.1, "{pair:?}");
        }
        let wide = body.iter().map(|line| line.right - line.left).fold(0.0, f64::max) / 72.0 * 25.4;
        assert!(wide <= measure + 1.0 && wide > measure - 9.0, "{paper}: {wide} mm");
        assert!(page.largest() > 20.0);
    }
}

#[test]
fn letters_stand_beside_each_other() {
    let overlaps = |pdf: &str| python(&["tests/judges/overlaps.py", pdf]);
    let built = Built::new(root(), &["--only", "handbook"]);
    assert_eq!(overlaps(&built.path("handbook.pdf")), "[]");
    // No office printer reaches the edge: numbers on tabs stand 6.5 mm from it.
    let pages = read(&built).pages;
    let on_tab =
        |page: &Page| page.lines.iter().find(|line| line.left > page.width - 45.0).map(|line| line.right);
    let tabs: Vec<f64> = pages.iter().filter_map(|page| Some(page.width - on_tab(page)?)).collect();
    assert!(tabs.len() > 10 && tabs.iter().all(|clear| *clear >= 6.5 / 25.4 * 72.0), "{tabs:?}");
    // The pages that links lead to stand behind them in narrow columns, too.
    let row = "| 01/25/2021 | [Retirement](b.md) | What becomes of the service, and of what it knows | [Uncharacteristically](b.md#end) or [Azure Recommendations](https://example.org/a) | 3 |\n";
    let table =
        format!("# One\n\n| Date | Phase | What it is for | Then | n |\n|---|---|---|---|--:|\n{row}{row}");
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("a.md"), table).unwrap();
    std::fs::write(site.path().join("b.md"), format!("# Two\n\n{PROSE}\n\n## End\n\n{PROSE}\n")).unwrap();
    for paper in ["a4", "a5"] {
        let built = Built::new(site.path(), &["--only", "handbook", "--paper", paper]);
        assert_eq!(overlaps(&built.path("handbook.pdf")), "[]", "{paper}");
    }
}

/// Addresses stand in the outer column of A4, each on the line of its link, on the outer side of
/// books with two sides; on A5 they stand at the foot. None leaves the page or stands on another.
#[test]
fn addresses_stand_beside_their_lines() {
    let site = tempfile::tempdir().unwrap();
    let page = format!(
        "# One\n\n{PROSE} It keeps [a diary](https://example.org/diary).\n\n## Two\n\n{PROSE} {PROSE} {PROSE}\n\n\
         Then it asks [somebody](https://example.org/ask/somebody-else-who-knows), and says so.\n"
    );
    let links: String = (0..60)
        .map(|n| format!("- [Source {n}](https://example.org/sources/number-{n}/read-on)\n"))
        .collect();
    write(site.path(), &[("a.md".into(), page), ("b.md".into(), format!("# Many\n\n{links}"))]);
    for (options, two_sided) in [(&["--paper", "a4"][..], false), (&["--paper", "a4", "--two-sided"], true)] {
        let made = Built::new(site.path(), &[&["--only", "handbook"], options].concat());
        assert_eq!(python(&["tests/judges/overlaps.py", &made.path("handbook.pdf")]), "[]");
        let mut seen = 0;
        for (at, page) in read(&made).pages.iter().enumerate().skip(2) {
            let outside = |line: &&Line| line.size < 8.0 && line.text.contains("https://");
            for address in page.lines.iter().filter(outside) {
                assert!(address.left > 30.0 && address.right < page.width - 30.0, "{address:?}");
                assert!(address.baseline > 30.0 && address.baseline < page.height - 60.0, "{address:?}");
                let left_page = two_sided && at % 2 == 1;
                assert_eq!(address.right < page.width / 2.0, left_page, "page {}: {address:?}", at + 1);
                seen += 1;
            }
            for link in ["diary", "somebody"] {
                let line = page.lines.iter().find(|line| line.text.contains(link) && line.size > 8.0);
                let Some(line) = line else { continue };
                let beside = |address: &Line| {
                    address.text.contains("https://") && (address.baseline - line.baseline).abs() < 1.0
                };
                assert!(page.lines.iter().filter(outside).any(beside), "{line:?}: {}", page.text());
                seen += 100;
            }
        }
        assert!(seen > 210, "{seen}");
    }
    let small = Built::new(site.path(), &["--only", "handbook", "--paper", "a5"]);
    let pages = read(&small).pages;
    let page = pages.iter().find(|page| page.text().contains("example.org/diary")).unwrap();
    let address = page.lines.iter().find(|line| line.text.contains("example.org/diary")).unwrap();
    assert!(address.baseline > page.height * 0.8 && address.left < page.width / 2.0, "{address:?}");
}

/// What is less than a quarter full is named at the line that it begins with, and nothing else is.
#[test]
fn thin_pages_are_named() {
    let mut named = [0, 0];
    for lines in [30, 36, 42, 48, 54, 60] {
        let site = tempfile::tempdir().unwrap();
        let items: String = (0..lines).map(|n| format!("- Item {n}\n")).collect();
        write(site.path(), &[("a.md".into(), format!("# One\n\n{items}"))]);
        let made = Built::new(site.path(), &["--only", "handbook"]);
        let pages = read(&made).pages;
        let last = pages.iter().rfind(|page| page.text().contains("Item ")).unwrap();
        let items: Vec<&Line> = last.lines.iter().filter(|line| line.text.contains("Item ")).collect();
        let lowest = items.iter().map(|line| line.baseline).fold(0.0, f64::max);
        let opens = last.largest() > 20.0;
        let thin = !opens && lowest < last.height * 0.28;
        let says = made.stderr.contains("thin-page");
        // Between the two bounds either is right.
        assert!(thin == says || (0.28..0.34).contains(&(lowest / last.height)), "{lines}: {}", made.stderr);
        if says {
            let first = items[0].text.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let line = 3 + first.trim_start_matches("Item ").parse::<usize>().unwrap();
            assert!(made.stderr.contains(&format!("a.md:{line}:")), "{first}: {}", made.stderr);
        }
        named[usize::from(says)] += 1;
    }
    assert!(named.iter().all(|count| *count > 0), "{named:?}");
}

/// A set that is too high for what is left of its page by a little is set closer; five stand in
/// one row, and what leads to a set stays with it on small paper. No label is divided.
#[test]
fn sets_of_pictograms_find_room() {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><circle cx=\"5\" cy=\"5\" r=\"4\"/></svg>";
    let set = |count: usize| -> String {
        ["Needs", "Map", "Findings", "Risk", "Limits", "Measures", "Decision", "Team"][..count]
            .iter()
            .map(|label| format!("- ![](a.svg) {label}\n"))
            .collect::<String>()
            + "{: .pictograms}\n"
    };
    let build = |text: String, paper: &str| {
        let site = tempfile::tempdir().unwrap();
        write(site.path(), &[("a.md".into(), text), ("a.svg".into(), picture.into())]);
        read(&Built::new(site.path(), &["--only", "handbook", "--paper", paper])).pages
    };
    // One row where that alone finds room, else two on the next page.
    let rows = |lines: usize| {
        let pages = build(format!("# One\n\n{PROSE}\n\n{}\n{}", "1. A line\n".repeat(lines), set(5)), "a4");
        let page = pages.iter().find(|page| page.text().contains("Needs")).unwrap();
        let place = |label: &str| page.lines.iter().find(|line| line.text.contains(label)).unwrap().baseline;
        (page.text().contains("A line"), (place("Needs") - place("Limits")).abs() < 1.0)
    };
    assert_eq!([2, 10, 16].map(rows), [(true, true), (true, true), (false, false)]);
    let pages = build(format!("# One\n\n{PROSE}\n\n## Outputs\n\n{PROSE}\n\n{}", set(8)), "a5");
    let page = pages.iter().find(|page| page.text().contains("Needs")).unwrap();
    assert!(page.text().contains("Outputs") && page.text().contains("Team"), "{}", page.text());
}

/// A phase opens with a spread where the site asks for it: its lead on the left, in larger type, its
/// pictograms and its list on the right, and its text behind, with nothing left out.
#[test]
fn phases_open_with_a_spread() {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><circle cx=\"5\" cy=\"5\" r=\"4\"/></svg>";
    let page = "---\ntitle: Beta\nphase: beta\nteam: Six people\n---\n\nBeta builds the service that alpha chose, and widens its use by steps.\n\n\
                ## Outputs\n\nThese leave the phase.\n\n- ![](a.svg) Working service\n- ![](a.svg) Cost per case\n{: .pictograms}\n\n\
                ## Before you move on\n\n- [ ] Staff can keep up\n- [ ] The old route still runs\n";
    for (options, more) in
        [(&["--two-sided"][..], ""), (&[], ""), (&["--paper", "a5", "--two-sided"], ""), (&[], "off")]
    {
        let site = tempfile::tempdir().unwrap();
        let first = "---\ntitle: Phases\norder: 1\n---\n\nAll of them.\n";
        write(
            site.path(),
            &[
                ("a.md".into(), first.into()),
                ("beta.md".into(), page.into()),
                ("a.svg".into(), picture.into()),
            ],
        );
        let on = more.is_empty();
        fs::write(
            site.path().join("phasebook.yaml"),
            format!("title: T\nlanguage: en\nphase-spread: {on}\n"),
        )
        .unwrap();
        let made = Built::new(site.path(), &[&["--only", "handbook,epub"], options].concat());
        assert_eq!(made.status, 0, "{}", made.stderr);
        let verdict = python(&["tests/judges/pdf_ua.py", &made.path("handbook.pdf")]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{options:?}");
        let pages = read(&made).pages;
        let lead = pages.iter().position(|page| page.text().contains("Beta builds")).unwrap();
        let size = pages[lead].lines.iter().find(|line| line.text.contains("Beta builds")).unwrap().size;
        let times = |words: &str| pages.iter().filter(|page| page.text().contains(words)).count();
        if !on {
            assert_eq!((times("Cost per case"), times("Staff can keep up")), (1, 1));
            continue;
        }
        let text = if options.contains(&"a5") { 12.0 } else { 14.0 };
        assert!((size - text).abs() < 0.1, "{options:?}: {size}");
        let right = pages[lead + 1].text();
        for words in ["Working service", "Cost per case", "Staff can keep up", "The old route still runs"] {
            assert!(right.contains(words), "{options:?}: {words} in {right}");
            assert_eq!(times(words), 2, "{options:?}: {words}");
        }
        assert!(!right.contains("These leave the phase") && times("These leave the phase") == 1, "{right}");
        assert!(options.is_empty() || lead % 2 == 1, "{options:?}: the lead is on page {lead}, from 0");
        // The list is a page of the phase to those who have the EPUB.
        let said = python(&["tests/judges/epub_check.py", &made.path("handbook.epub")]);
        assert!(said.trim().ends_with("0 fatal 0 errors 0 warnings"), "{said}");
    }
}

/// Lines that would be a page of their own find room where the chapter's pages can be a line longer.
#[test]
fn a_few_last_lines_are_no_page() {
    let mut gone = 0;
    for more in 0..12 {
        let site = tempfile::tempdir().unwrap();
        // Items of a line each, so that a page more or less is a matter of lines.
        let items: String = (0..150 + more).map(|n| format!("1. Item {n}\n")).collect();
        write(site.path(), &[("a.md".into(), format!("# One\n\n{items}"))]);
        let made = Built::new(site.path(), &["--only", "handbook"]);
        let pages = read(&made).pages;
        let last = pages.iter().rfind(|page| page.text().contains("Item ")).unwrap();
        let count = last.lines.iter().filter(|line| line.text.contains("Item ")).count();
        // Four pages gain a line each, so what remains is more than that.
        let of_text = pages.iter().filter(|page| page.text().contains("Item ")).count();
        assert!(count + 1 >= of_text, "{more}: {count} lines on the last of {of_text} pages");
        let folio = |page: &Page| page.lines.iter().map(|line| line.baseline).fold(0.0, f64::max);
        let (first, other) = (folio(&pages[2]), folio(&pages[3]));
        assert!((first - other).abs() < 0.5, "numbers stand where they stood: {first} {other}");
        let text = |page: &Page| {
            let items = page.lines.iter().filter(|line| line.text.contains("Item "));
            items.map(|line| line.baseline).fold(0.0, f64::max)
        };
        gone += usize::from(text(&pages[3]) > pages[3].height - 27.0 * 72.0 / 25.4 + 2.0);
    }
    assert!(gone > 0, "no chapter's pages are longer");
}

/// The contents of a chapter stay on one page, and what would leave an entry or two for a last page
/// is set closer.
#[test]
fn the_contents_end_on_a_page_that_holds_more_than_two_entries() {
    let mut closer = 0;
    for chapters in [5, 7, 8] {
        let page = |chapter: usize| {
            let sections: String = (0..7).map(|n| format!("## Section {chapter}.{n}\n\nText.\n\n")).collect();
            (format!("{chapter}.md"), format!("# Chapter {chapter}\n\n{sections}"))
        };
        // Chapters of a title alone, as a glossary and an index are at the end of a book.
        let ends = (0..2).map(|n| (format!("9{n}.md"), format!("# End {n}\n\nText.\n")));
        let pages: Vec<(String, String)> = (0..chapters).map(page).chain(ends).collect();
        let site = tempfile::tempdir().unwrap();
        write(site.path(), &pages);
        let read = read(&Built::new(site.path(), &["--only", "handbook", "--paper", "a5"])).pages;
        let opens = read.iter().rposition(|page| page.text().contains("Chapter 0")).unwrap();
        let contents: Vec<&Page> = read[1..opens].iter().collect();
        let on = |words: &str| {
            contents.iter().position(|page| page.lines.iter().any(|line| line.text.trim_end() == words))
        };
        for chapter in 0..chapters {
            let name = on(&format!("Chapter {chapter}"));
            assert!(name.is_some());
            for section in 0..7 {
                assert_eq!(on(&format!("Section {chapter}.{section}")), name, "{chapters}: {chapter}");
            }
        }
        let last = contents.last().unwrap();
        let entries = |page: &Page| {
            page.lines
                .iter()
                .filter(|line| ["Chapter", "Section", "End"].iter().any(|kind| line.text.starts_with(kind)))
                .count()
        };
        assert!(entries(last) > 2, "{chapters}: {}", last.text());
        let between = |page: &Page| {
            let place = |words: &str| page.lines.iter().find(|line| line.text.trim_end() == words);
            place("Section 0.1").unwrap().baseline - place("Section 0.0").unwrap().baseline
        };
        closer += usize::from(between(contents[0]) < 13.9);
    }
    assert!((1..3).contains(&closer), "{closer} of 3");
}

/// The last line of a list is not alone on a page where a little less space between items keeps it.
#[test]
fn items_stand_closer_rather_than_one_alone_on_a_page() {
    let task = "- [ ] A task of more words than one line of a small page can hold, so that it takes two\n";
    let mut closer = 0;
    for tasks in 22..26 {
        let site = tempfile::tempdir().unwrap();
        write(site.path(), &[("a.md".into(), format!("# One\n\n{}- [ ] The last\n", task.repeat(tasks)))]);
        let pages = read(&Built::new(site.path(), &["--only", "handbook", "--paper", "a5"])).pages;
        let last = pages.iter().rfind(|page| page.text().contains("The last")).unwrap();
        let above = last.lines.iter().filter(|line| line.text.contains("A task of"));
        let baselines: Vec<f64> = above.map(|line| line.baseline).collect();
        assert!(baselines.len() > 1, "{tasks}: {}", last.text());
        closer += usize::from((baselines[1] - baselines[0] - 29.5).abs() < 0.3);
    }
    assert_eq!(closer, 1);
}

/// Words of the contents are divided only where one is wider than its place.
#[test]
fn words_of_the_contents_stay_whole() {
    let title = |n: usize| {
        let words = ["responsible", "communication", "engineering", "understanding", "accessibility"];
        format!(
            "How we {} and share our {} (for {})",
            "plan ".repeat(n % 7),
            words[n % 5],
            words[(n + 2) % 5]
        )
    };
    let long = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen";
    for chapters in [6, 45] {
        let mut pages: Vec<(String, String)> = (0..chapters)
            .map(|n| (format!("{n:02}.md"), format!("# {}\n\n## {}\n\nText.\n", title(n), title(n + 3))))
            .collect();
        pages.push(("99.md".into(), format!("# {long}\n\nText.\n")));
        let pages = built(&pages, "title: T\nlanguage: en\npaper: a5\n").pages;
        let opens = pages.iter().skip(2).position(|page| page.largest() > 20.0).unwrap() + 2;
        let lines: Vec<&Line> = pages[1..opens].iter().flat_map(|page| &page.lines).collect();
        let divided: Vec<&str> = lines
            .iter()
            .map(|line| line.text.trim_end())
            .filter(|text| text.ends_with(['-', '\u{ad}', '\u{2010}']) && !text.starts_with("Donau"))
            .collect();
        assert!(lines.iter().any(|line| line.text.contains("accessibility")), "{chapters}");
        assert!(
            divided.iter().all(|text| long.contains(text.trim_end_matches(['-', '\u{ad}', '\u{2010}']))),
            "{divided:?}"
        );
        let width = pages[1].width;
        assert!(lines.iter().all(|line| line.right < width - 20.0), "{chapters}");
    }
}
