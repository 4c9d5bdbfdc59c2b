//! What the handbook is, read back from its PDF by poppler.

use super::constructs;
use super::fixture;
use super::*;
use crate::model::{
    Block, BlockKind, Cell, Direction, Inline, InlineKind, ListMarker, Note, Resolved, Span, visit,
};
use crate::typeset::{Earlier, Memory};

/// With `PHASEBOOK_DUMP` set to a folder, tests leave there what they made and
/// what the theme was given, so that both can be looked at.
#[allow(clippy::disallowed_methods, reason = "only tests ask for the folder")]
fn dump(name: &str, book: &Book, options: &Options, pdf: &[u8]) {
    let Some(folder) = std::env::var_os("PHASEBOOK_DUMP") else { return };
    let folder = std::path::Path::new(&folder).join(name);
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("handbook.pdf", pdf);
    for file in input::all(book, options).0.files {
        write(&file.path, file.bytes.as_ref());
    }
}

/// A pictogram.
const SQUARE: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M1 1h7v7z\"/></svg>";

/// The book that files are, by their paths.
fn book_of(files: impl Iterator<Item = (String, String)>) -> Book {
    let project =
        crate::build::Project::read(&crate::files::Memory::new(files), &crate::build::ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("the site has pages")
}

#[track_caller]
fn make(name: &str, book: &Book, options: &Options) -> Handbook {
    match handbook(book, options) {
        Ok(made) => {
            dump(name, book, options, &made.pdf);
            made
        }
        Err(faults) => {
            dump(name, book, options, &[]);
            let faults: Vec<_> = faults.iter().map(Fault::to_string).collect();
            panic!("{}", faults.join("\n"));
        }
    }
}

/// The book of a site on disk, as the command line would settle it.
fn site(root: &str) -> Book {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let files = crate::files::Folder::new(&root).unwrap();
    let project = crate::build::Project::read(&files, &crate::build::ReadOptions::default());
    project.ok().and_then(|project| project.book).expect("the site has pages")
}

#[test]
fn our_own_handbook() {
    let made = make("own", &site("."), &Options::default());
    assert!(made.remarks.is_empty());
}

/// Each set of pictograms and each column of addresses depends on where others stand. All are settled
/// within the rounds that the engine makes, in a book of a few chapters and in one of many that run on.
#[test]
fn many_sets_and_addresses_settle() {
    for chapters in [6, 45] {
        let page = |number: usize| {
            let mut page = format!("---\ntitle: Chapter {number}\n---\n");
            for set in 0..4 {
                let words = "The team asks [its users](https://example.org/users) what they need. "
                    .repeat(4 + (number * 7 + set * 5) % 13);
                page += &format!("\n## Step {set}\n\n{words}\n\nWhat we make:\n\n");
                for picture in 0..3 + (number + set) % 5 {
                    page += &format!("- ![](p.svg) Product {picture}\n");
                }
                page += "{: .pictograms}\n";
            }
            (format!("page-{number:02}.md"), page)
        };
        let book = book_of((0..chapters).map(page).chain([("p.svg".to_owned(), SQUARE.to_owned())]));
        let made = make("settled", &book, &Options::default());
        let remarks: Vec<_> = made.remarks.iter().map(Fault::to_string).collect();
        assert_eq!(remarks, Vec::<String>::new(), "{chapters} chapters");
    }
}

/// Pages as people left them.
#[test]
#[ignore = "needs the sample pages of ../shared/corpus; `make test` runs it where they are"]
fn pages_of_2013() {
    let made = make("corpus", &site("../shared/corpus/phases-2013"), &Options::default());
    assert!(made.remarks.is_empty());
}

/// What no font has is shown as `?`, and the names of places stay apart all the same.
#[test]
fn pages_in_a_script_without_a_font_are_laid_out() {
    let headings = || vec![fixture::heading(2, "從協", "從協"), fixture::heading(2, "混合", "混合")];
    let mut second = headings();
    second.push(fixture::par_of(vec![fixture::cross(0, "領域", Some("混合"), "there")]));
    let book = fixture::book(vec![
        fixture::chapter("領域", "領域", headings()),
        fixture::chapter("核心", "核心", second),
    ]);
    let made = make("unshown", &book, &Options::default());
    assert!(made.pdf.starts_with(b"%PDF-"));
}

#[test]
fn every_construct() {
    let book = constructs::every_construct();
    let made = make("every", &book, &Options::default());
    let remarks: Vec<_> = made.remarks.iter().map(Fault::to_string).collect();
    assert_eq!(remarks, Vec::<String>::new());
    assert!(made.pdf.starts_with(b"%PDF-"));
}

/// What is read of a page can be changed of it: a link that one walk does not meet would lead to another
/// page in a part of the book.
#[test]
fn both_walks_meet_the_same() {
    #[derive(Default, PartialEq, Eq, Debug)]
    struct Met(Vec<Span>, usize, usize);
    impl visit::Visit<Resolved> for Met {
        fn line(&mut self, _: visit::Line, _: &[Inline<Resolved>]) {
            self.1 += 1;
        }
        fn block(&mut self, block: &Block<Resolved>) {
            self.0.push(block.span);
        }
        fn inline(&mut self, _: &Inline<Resolved>) {
            self.2 += 1;
        }
    }
    impl visit::VisitMut<Resolved> for Met {
        fn line(&mut self, _: visit::Line, _: &mut Vec<Inline<Resolved>>) {
            self.1 += 1;
        }
        fn block(&mut self, block: &mut Block<Resolved>) {
            self.0.push(block.span);
        }
        fn inline(&mut self, _: &mut Inline<Resolved>) {
            self.2 += 1;
        }
    }
    for chapter in constructs::every_construct().chapters_mut() {
        let (mut read, mut changed) = (Met::default(), Met::default());
        visit::blocks(&chapter.blocks, &mut read);
        visit::blocks_mut(&mut chapter.blocks, &mut changed);
        assert_eq!(read, changed, "{}", chapter.slug);
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let book = constructs::every_construct();
    let once = make("same", &book, &Options::default()).pdf;
    comemo::evict(0);
    assert!(once == make("same", &book, &Options::default()).pdf);
}

#[test]
fn for_a_print_shop() {
    let bleed = Length::whole_mm(3);
    let options = Options { two_sided: true, bleed, greyscale: true, ..Options::default() };
    make("shop", &constructs::every_construct(), &options);
}

#[test]
fn right_to_left() {
    let mut book = constructs::every_construct();
    book.metadata.direction = Direction::Rtl;
    book.metadata.language = "he".to_owned();
    for chapter in book.chapters_mut() {
        chapter.direction = Direction::Rtl;
        chapter.language = "he".to_owned();
    }
    make("rtl", &book, &Options::default());
    make("rtl-two-sided", &book, &Options { two_sided: true, ..Options::default() });
}

/// A word with the box that holds it: left, top, right, bottom, in points.
type Placed = ([f64; 4], String);

/// The words of each page with their boxes (`xMin`, `yMin`, `xMax`, `yMax`, in
/// points), as poppler reads them. None where poppler is not installed.
fn words(pdf: &[u8]) -> Option<Vec<Vec<Placed>>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, pdf).unwrap();
    let read =
        std::process::Command::new("pdftotext").arg("-bbox").arg(file.path()).arg("-").output().ok()?;
    let text = String::from_utf8(read.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        let rest = line.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let mut pages = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(Vec::new());
        } else if line.starts_with("<word ") {
            let place = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name));
            let word = line.split_once('>').unwrap().1.trim_end_matches("</word>");
            pages.last_mut().unwrap().push((place, word.to_owned()));
        }
    }
    Some(pages)
}

/// Where the words of plain prose stand, on left and on right pages: the type area
/// with the furniture.
fn type_area(options: &Options) -> Option<[[f64; 2]; 2]> {
    let prose = (0..40).map(|_| fixture::par(fixture::PROSE)).collect();
    let book = fixture::book(vec![fixture::chapter("prose", "Prose", prose)]);
    let mut area = [[f64::MAX, f64::MIN]; 2];
    for (index, page) in words(&make("prose", &book, options).pdf)?.iter().enumerate().skip(2) {
        let side = if options.two_sided { index % 2 } else { 0 };
        for ([left, _, right, _], _) in page {
            area[side] = [area[side][0].min(*left), area[side][1].max(*right)];
        }
    }
    if !options.two_sided {
        area[1] = area[0];
    }
    Some(area)
}

#[test]
fn no_word_leaves_the_type_area() {
    let book = constructs::every_construct();
    let small = Paper::parse("100x150mm").unwrap();
    for paper in [Paper::A4, Paper::A5, Paper::LETTER, Paper::parse("170x240mm").unwrap(), small] {
        for two_sided in [false, true] {
            let options = Options { paper, two_sided, ..Options::default() };
            let made =
                make(&format!("{paper}{}", if two_sided { "-two-sided" } else { "" }), &book, &options);
            let (Some(area), Some(pages)) = (type_area(&options), words(&made.pdf)) else { return };
            let mut outside = Vec::new();
            // The cover has margins of its own.
            for (index, page) in pages.iter().enumerate().skip(1) {
                let [left, right] = area[index % 2];
                for ([x0, y0, x1, y1], word) in page {
                    let on_tab = word.len() == 1 && (*x1 < left || *x0 > right);
                    let in_height = *y0 >= 0.0 && *y1 <= paper.height().to_pt();
                    if !on_tab && (*x0 < left - 1.0 || *x1 > right + 1.0 || !in_height) {
                        outside.push(format!("page {}: `{word}` from {x0} to {x1}", index + 1));
                    }
                }
            }
            assert!(outside.is_empty(), "{paper}, {two_sided}: {left:?}", left = outside);
        }
    }
}

/// `levels` lists in quotations in tables, with as much emphasis, and a note
/// that leads to a note and so on.
fn nested(levels: usize) -> Book {
    let mut words = fixture::texts("deep");
    let mut blocks = vec![fixture::par("deep")];
    for _ in 0..levels {
        words = vec![fixture::inline(InlineKind::Emphasis { content: words })];
        let items = vec![fixture::item(blocks, None)];
        let list = BlockKind::List { marker: ListMarker::Bullet, tight: true, items };
        let quote = BlockKind::Quote { blocks: vec![fixture::block(list), fixture::par_of(words.clone())] };
        let cell = Cell { blocks: vec![fixture::block(quote)], ..fixture::header("") };
        let body = vec![fixture::row(vec![cell])];
        let table = BlockKind::Table { caption: Vec::new(), columns: Vec::new(), head: Vec::new(), body };
        blocks = vec![fixture::block(table)];
    }
    let note = |n: usize| Note {
        span: Span::default(),
        label: n.to_string(),
        blocks: vec![
            fixture::par_of(vec![fixture::text("a note and"), fixture::note(n + 1)]),
            fixture::block(BlockKind::Quote { blocks: vec![fixture::par_of(words.clone())] }),
        ],
    };
    let notes = (0..levels).map(note).collect();
    blocks.push(fixture::par_of(vec![fixture::note(0)]));
    let mut chapter = fixture::chapter("deep", "Deep", blocks);
    chapter.notes = notes;
    fixture::book(vec![chapter])
}

#[test]
fn no_depth_is_too_deep() {
    for levels in [1, 3, 5, 8, 20] {
        make("deep", &nested(levels), &Options::default());
    }
}

/// Every key that the preparation adds is in the document that themes are written from.
#[test]
fn the_document_of_the_theme_is_complete() {
    let document = include_str!("../../docs/theme-input.md");
    let book = constructs::every_construct();
    let model: std::collections::BTreeSet<String> =
        book.chapters.iter().flat_map(|chapter| keys(&serde_json::to_value(chapter).unwrap())).collect();
    for file in input::all(&book, &Options::default()).0.files {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(file.bytes.as_ref()) else { continue };
        for key in keys(&value) {
            let is_part = |c: char| c.is_alphanumeric() || c == '-';
            let told = document.split('`').any(|word| word.split(|c| !is_part(c)).any(|word| word == key));
            assert!(told || model.contains(&key), "`{key}` of {} is not in docs/theme-input.md", file.path);
        }
    }
}

fn keys(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Array(values) => values.iter().flat_map(keys).collect(),
        serde_json::Value::Object(object) => {
            object.iter().flat_map(|(key, value)| std::iter::once(key.clone()).chain(keys(value))).collect()
        }
        _ => Vec::new(),
    }
}

/// A book of many links to pages before and behind, notes, explained words and sets of pictograms.
fn linked(chapters: usize) -> Book {
    linked_saying(chapters, "", SQUARE)
}

/// The same with more words in its third chapter, and another pictogram.
fn linked_saying(chapters: usize, more: &str, picture: &str) -> Book {
    let page = |number: usize| {
        let more = if number == 2 { more } else { "" };
        let to = |other: usize| format!("page-{:02}.md", other % chapters);
        let prose = "Words that fill a line, and then the next one. ".repeat(20 + number * 7 % 60);
        let page = format!(
            "---\ntitle: Chapter {number}\n---\n\nThe GDS asked.[^1] See [one]({}) and [two]({}#step).\n\n{more}{prose}\n\n\
             ## Step\n\nWhat the GDS wrote at [a place](https://example.org/{number}).\n\nTerm {number}\n: Means this.\n\n\
             - ![](p.svg) Product\n- ![](p.svg) Another\n{{: .pictograms}}\n\n{prose}\n\n[^1]: A note with `code`.\n\n*[GDS]: Digital Service\n",
            to(number + 1),
            to(number * 5 + 2),
        );
        (format!("page-{number:02}.md"), page)
    };
    let settings = "title: Linked\ndescription: A book\npublisher: Office\nlicence: CC0-1.0\n";
    let others =
        [("p.svg".to_owned(), picture.to_owned()), ("phasebook.yaml".to_owned(), settings.to_owned())];
    book_of((0..chapters).map(page).chain(others))
}

/// The file of a handbook that is laid out in one piece, and of one that is laid out in parts.
fn both_ways(book: &Book, options: &Options, memory: Memory) -> (Vec<u8>, Option<Vec<u8>>) {
    let (book, job) = handbook_job(book, options);
    let write = |job: &Job, document: &PagedDocument| {
        job.write(document, &book.metadata.identifier, &STANDARDS).expect("a file")
    };
    let parts = job.by_parts(memory, None).map(|made| write(&job, &made.document));
    let whole = job.in_one_piece().expect("a document").product;
    (write(&job, &whole), parts)
}

#[test]
fn a_book_in_parts_is_the_book_in_one_piece() {
    let usual = Options { pictograms: true, ..Options::default() };
    let two_sided = Options { two_sided: true, title_page: Some(true), ..usual.clone() };
    for chapters in [5, 45] {
        let book = linked(chapters);
        for options in [&usual, &two_sided] {
            let (whole, parts) = both_ways(&book, options, Memory::Kept);
            assert!(parts.is_some_and(|parts| parts == whole), "{chapters} chapters, {}", options.two_sided);
        }
    }
}

#[test]
fn a_book_in_batches_is_the_book_in_one_piece() {
    // Links lead from each batch to those that come after it.
    let (whole, parts) = both_ways(&linked(12), &Options::default(), Memory::LetGo(1_000));
    assert!(parts.is_some_and(|parts| parts == whole));
}

#[test]
fn a_book_that_is_laid_out_again_after_a_change_is_the_book_laid_out_anew() {
    let options = Options { pictograms: true, ..Options::default() };
    let mut earlier = Earlier::default();
    let much = "More words than a page holds. ".repeat(300);
    let other = SQUARE.replace("M1 1h7v7z", "M2 2h4v4z");
    for (chapters, more, picture) in [
        (9, "", SQUARE),
        (9, "One ", SQUARE),
        (9, "One ", &other),
        (9, &much, &other),
        (9, "", SQUARE),
        (8, "*[GDS]: x\n\nGDS ", SQUARE),
    ] {
        let book = linked_saying(chapters, more, picture);
        let manuscript = Manuscript::new(Cow::Borrowed(&book), &options);
        let again = manuscript.lay_out_again(&mut earlier).and_then(LaidOut::write);
        let anew = lay_out(&book, &options).and_then(LaidOut::write);
        let pdfs = (again.map(|made| made.pdf), anew.map(|made| made.pdf));
        let (Ok(again), Ok(anew)) = pdfs else { panic!("{chapters} chapters cannot be laid out") };
        assert!(again == anew, "{chapters} chapters, {} more bytes", more.len());
    }
}

#[test]
fn a_manuscript_with_another_chapter_is_that_of_the_book_with_it() {
    let options = Options { pictograms: true, ..Options::default() };
    let before = linked(9);
    let other = SQUARE.replace("M1 1h7v7z", "M2 2h4v4z");
    for (more, picture) in [("One ", SQUARE), ("## Step\n\nTerm 3 is *new*.\n\n", SQUARE), ("", &other)] {
        let after = linked_saying(9, more, picture);
        let job = Manuscript::new(Cow::Borrowed(&before), &options).with(after.clone(), 2, &before.pictures);
        let files = |job: Job| job.files().into_iter().collect::<BTreeMap<_, _>>();
        let (with, anew) = (files(job), files(Manuscript::new(Cow::Borrowed(&after), &options).job));
        // A picture that is new has a name apart from those of the book.
        let named = |path: &str| {
            let text = String::from_utf8_lossy(&with[path]).replace("ahead-", "");
            assert!(text == String::from_utf8_lossy(&anew[path]), "{more} {path}");
        };
        named("/chapters/0002.json");
        if picture == SQUARE {
            named("/headings.json");
            let about = |files: &BTreeMap<String, Bytes>| {
                let book: serde_json::Value = serde_json::from_slice(&files["/book.json"]).unwrap();
                book["chapters"].clone()
            };
            assert_eq!(about(&with), about(&anew), "{more}");
        } else {
            assert!(with.keys().any(|path| path.starts_with("/pictures/ahead-")), "{:?}", with.keys());
        }
    }
}

#[test]
fn booklets_and_pages_that_face_each_other_are_in_one_piece() {
    let folded = Options { two_sided: true, folded: true, paper: Paper::A5, ..Options::default() };
    let (_, parts) = both_ways(&linked(3), &folded, Memory::Kept);
    assert!(parts.is_none());
}
