use super::fixture;
use super::*;

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
