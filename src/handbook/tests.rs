use super::fixture;
use super::*;
use crate::model::{BlockKind, Cell, InlineKind, ListMarker, Note, Span};

/// With `PHASEBOOK_DUMP` set to a folder, tests leave there what they made and
/// what the theme was given, so that both can be looked at.
fn dump(name: &str, book: &Book, options: &Options, pdf: &[u8]) {
    let Some(folder) = std::env::var_os("PHASEBOOK_DUMP") else { return };
    let folder = std::path::Path::new(&folder).join(name);
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("handbook.pdf", pdf);
    for file in input::files(book, options) {
        write(&file.path, file.bytes.as_ref());
    }
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
    let (config, _) = crate::site::configure(&files, "");
    let settings = crate::source::Settings { variables: config.variables.clone(), ..Default::default() };
    let pages = crate::site::discover(&files, &config)
        .iter()
        .map(|path| crate::source::read(&files, path, &settings))
        .collect();
    crate::site::settle(&files, &config, pages).book.unwrap()
}

#[test]
fn our_own_handbook() {
    let made = make("own", &site("."), &Options::default());
    assert!(made.remarks.is_empty());
}

/// Pages as people left them; the folder is beside the repository where it is at all.
#[test]
fn pages_of_2013() {
    if !std::path::Path::new("/work/shared/corpus/phases-2013").exists() {
        return;
    }
    let made = make("corpus", &site("/work/shared/corpus/phases-2013"), &Options::default());
    assert!(made.remarks.is_empty());
}

#[test]
fn every_construct() {
    let book = fixture::every_construct();
    let made = make("every", &book, &Options::default());
    let remarks: Vec<_> = made.remarks.iter().map(Fault::to_string).collect();
    assert_eq!(remarks, Vec::<String>::new());
    assert!(made.pdf.starts_with(b"%PDF-"));
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let book = fixture::every_construct();
    let once = make("same", &book, &Options::default()).pdf;
    comemo::evict(0);
    assert!(once == make("same", &book, &Options::default()).pdf);
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
        let cell = Cell { blocks: vec![fixture::block(quote)], ..fixture::cell("", true, 1, 1) };
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

#[test]
#[ignore = "measures time: run it alone, with `--nocapture`"]
fn time_grows_with_the_book() {
    let one = fixture::every_construct();
    for count in [25, 50, 100, 200] {
        let chapters = (0..count).map(|n| {
            let mut chapter = one.chapters[[1, 2, 4][n % 3]].clone();
            chapter.slug = format!("chapter-{n}");
            chapter
        });
        let book = fixture::book(chapters.collect());
        comemo::evict(0);
        let start = std::time::Instant::now();
        let made = make("many", &book, &Options::default());
        eprintln!("{count} chapters: {:?}, {} bytes", start.elapsed(), made.pdf.len());
    }
}
