//! Posters, laid out and measured: nothing leaves the safe area, nothing
//! overlaps, nothing is under the least size, nothing is lost in silence.

use fastrand::Rng;
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst_layout::PagedDocument;

use super::fitting::Style;
use super::fixture::{LABEL_COUNT, Page, book};
use super::measuring::Setting;
use super::*;

/// A text or a picture, where it stands on the page, in millimetres.
#[derive(Debug, Clone)]
struct Part {
    what: String,
    picture: bool,
    size: f64,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Part {
    /// By how much two parts reach into one another.
    fn overlap(&self, other: &Part) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        wide.min(high)
    }
}

fn collect(frame: &Frame, at: Transform, parts: &mut Vec<Part>) {
    let part = |what: &str, picture: bool, size: Abs, a: Point, b: Point| {
        let (a, b) = (a.transform(at), b.transform(at));
        let (a, b) = (a.min(b), a.max(b));
        let (left, top, right, bottom) = (a.x.to_mm(), a.y.to_mm(), b.x.to_mm(), b.y.to_mm());
        Part { what: what.to_owned(), picture, size: size.to_mm(), left, top, right, bottom }
    };
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let at =
                    at.pre_concat(Transform::translate(position.x, position.y)).pre_concat(group.transform);
                collect(&group.frame, at, parts);
            }
            FrameItem::Text(text) if !text.text.trim().is_empty() => {
                // The ink, measured from the baseline.
                let ink = text.bbox();
                let a = Point::new(position.x + ink.min.x, position.y + ink.min.y);
                let b = Point::new(position.x + ink.max.x, position.y + ink.max.y);
                parts.push(part(&text.text, false, text.size, a, b));
            }
            FrameItem::Image(_, size, _) => {
                parts.push(part("picture", true, size.x.min(size.y), *position, *position + size.to_point()));
            }
            _ => {}
        }
    }
}

/// Every poster of `book`, laid out but not written.
fn laid_out(book: &Book, options: &Options) -> Vec<(String, Sheet, PagedDocument)> {
    let paper = options.sheet();
    let mut all = Vec::new();
    let sheet = Sheet { paper, face: Face::of(book) };
    let drafts = drafts(book, &sheet, &options.kinds);
    let styles = styles(book, &drafts);
    let themed = themed(book);
    let common = |kind: &PosterKind, draft: &Draft| Common {
        book,
        themed: &themed,
        face: &sheet.face,
        paper: (kind.paper)(paper),
        style: &styles[&draft.language],
        press: None,
    };
    let measures = measures(&drafts, common).expect("the theme measures every poster");
    for ((kind, draft), measures) in drafts.into_iter().zip(measures) {
        let made =
            job(common(kind, &draft), kind.theme, &draft, &measures).layout().unwrap_or_else(|faults| {
                panic!("{}: {}", draft.name, faults.iter().map(ToString::to_string).collect::<String>())
            });
        assert!(made.remarks.is_empty(), "{}: {:?}", draft.name, made.remarks);
        all.push((draft.name, Sheet { paper: (kind.paper)(paper), face: Face::of(book) }, made.product));
    }
    all
}

/// What stands on the first poster of a book.
fn parts_of(book: &Book, options: &Options) -> Vec<Part> {
    let mut parts = Vec::new();
    collect(&laid_out(book, options)[0].2.pages()[0].frame, Transform::identity(), &mut parts);
    parts
}

/// Asserts that every poster of `book` is in order.
#[allow(clippy::fn_params_excessive_bools, reason = "callers try both")]
fn check(book: &Book, size: Paper, landscape: bool) {
    check_kinds(book, &Options { kinds: Kind::all().collect(), size, landscape, ..Options::default() });
}

/// The same for some kinds.
fn check_kinds(book: &Book, options: &Options) {
    let landscape = options.landscape;
    for (name, sheet, document) in laid_out(book, options) {
        let name = format!("{name} on {} {}", sheet.paper, if landscape { "landscape" } else { "portrait" });
        assert_eq!(document.pages().len(), 1, "{name}");
        let mut parts = Vec::new();
        collect(&document.pages()[0].frame, Transform::identity(), &mut parts);
        let least = legibility::least(sheet.paper, sheet.face.cap_height());
        let (width, height) = (sheet.paper.width().to_mm(), sheet.paper.height().to_mm());
        let margin = MARGIN * width.min(height);
        // Letters may overshoot the line they stand on by a hair.
        let hair = 0.004 * width.min(height);
        for part in &parts {
            let inside = part.left >= margin - hair
                && part.top >= margin - hair
                && part.right <= width - margin + hair
                && part.bottom <= height - margin + hair;
            assert!(inside, "{name}: outside the safe area: {part:?}");
            // Things are looked up in the chart from close by.
            let picture = if name.starts_with("wall-chart") { least.picture / 2.0 } else { least.picture };
            let floor = if part.picture { picture } else { least.near };
            assert!(part.size >= floor - 0.01, "{name}: smaller than {floor}: {part:?}");
        }
        for (i, a) in parts.iter().enumerate() {
            for b in &parts[i + 1..] {
                assert!(a.overlap(b) <= hair, "{name}: {a:?} and {b:?}");
            }
        }
    }
}

const TITLES: [&str; 8] = [
    "Run",
    "Discovery",
    "Private beta",
    "Business-as-usual",
    "Preparing for the service assessment",
    "Donaudampfschifffahrtsgesellschaft",
    "Understanding what people need and what stands in their way!",
    "Rindfleischetikettierungsueberwachungsaufgabenuebertragungs",
];

#[test]
fn any_number_of_pictograms_fits() {
    for landscape in [false, true] {
        for pictograms in 1..=16 {
            let pages: Vec<_> = [0, pictograms / 2]
                .iter()
                .map(|list| Page {
                    title: TITLES[pictograms % TITLES.len()],
                    pictograms,
                    list: *list,
                    ..Page::default()
                })
                .collect();
            check(&book("en", &pages), Paper::A3, landscape);
        }
    }
}

#[test]
fn any_title_fits_on_any_sheet() {
    let sizes = ["a4", "a3", "a1", "a0", "letter", "tabloid", "300x300mm", "200x700mm", "120x120mm"];
    for (i, size) in sizes.iter().enumerate() {
        let pages: Vec<_> = TITLES
            .iter()
            .enumerate()
            .map(|(j, title)| Page {
                title,
                pictograms: 1 + (5 * i + 3 * j) % 16,
                list: j,
                ..Page::default()
            })
            .collect();
        for landscape in [false, true] {
            check(&book("de", &pages), Paper::parse(size).unwrap(), landscape);
        }
    }
}

#[test]
fn any_number_of_phases_fits() {
    for phases in [1, 2, 4, 6, 7, 9, 12, 16, 24] {
        let pages: Vec<_> = (0..phases)
            .map(|i| Page { title: TITLES[i % 5], pictograms: 1 + i % 7, ..Page::default() })
            .collect();
        for landscape in [false, true] {
            check(&book("en", &pages), Paper::A3, landscape);
        }
    }
}

#[test]
fn sparse_and_strange_pages_fit() {
    let bare = Page { front: "", text: "", list: 0, pictograms: 3, ..Page::default() };
    let long = "word ".repeat(300);
    let wordy = Page { front: "", text: &long, ..Page::default() };
    let unbroken = "a".repeat(200);
    let solid = Page { front: "", text: &unbroken, title: &unbroken, ..Page::default() };
    let front = format!("team: {unbroken}\nduration: {long}\nsubtitle: {unbroken}\n");
    let boastful = Page { front: &front, ..Page::default() };
    for page in [bare, wordy, solid, boastful] {
        let book = book("en", &[page]);
        for landscape in [false, true] {
            check(&book, Paper::A3, landscape);
        }
    }
}

#[test]
fn words_too_wide_for_any_cell_are_broken_and_shown() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverordnung";
    let labels = [long];
    let page = || Page { pictograms: 8, labels: &labels, ..Page::default() };
    let book = book("de", &[page(), Page { pictograms: 3, ..Page::default() }, page()]);
    check(&book, Paper::A3, false);
    let parts = parts_of(&book, &Options::default());
    assert_eq!(parts.iter().filter(|part| part.picture).count(), 8);
    let letters: String =
        parts.iter().flat_map(|part| part.what.chars()).filter(|letter| letter.is_alphabetic()).collect();
    assert_eq!(letters.matches(long).count(), 8, "{letters}");
}

#[test]
fn right_to_left_mirrors() {
    let pages = [
        Page { title: "اكتشاف", ..Page::default() },
        Page { title: "שלום", pictograms: 5, ..Page::default() },
    ];
    for language in ["ar", "he"] {
        // No font that comes with the program has these letters, so only the places are looked at.
        let book = book(language, &pages);
        for draft in phase::drafts(&book, &Sheet { paper: Paper::A3, face: Face::of(&book) }) {
            assert_eq!(draft.direction, Direction::Rtl);
        }
    }
}

#[test]
fn text_is_never_markup() {
    let title = "'#panic() *a* _b_ $x$ <c> @d [e] https://example.org'";
    let book = book("en", &[Page { title, front: "team: '#read(\"/poster.json\")'\n", ..Page::default() }]);
    for (name, _, document) in laid_out(&book, &Options::default()) {
        let mut parts = Vec::new();
        collect(&document.pages()[0].frame, Transform::identity(), &mut parts);
        let words: String = parts.iter().map(|part| part.what.as_str()).collect();
        assert!(words.contains("#panic()") && words.contains("*a*"), "{name}: {words}");
    }
}

#[test]
fn what_is_said_is_shown_or_reported() {
    let pages =
        [Page { pictograms: 20, list: 12, ..Page::default() }, Page { title: "Live", ..Page::default() }];
    let book = book("en", &pages);
    let made = posters(&book, &Options::default()).unwrap();
    let names: Vec<_> = made.iter().map(|poster| poster.name.as_str()).collect();
    assert_eq!(names, ["page-00", "page-01", "overview"]);
    let left_out = |part| made[0].omissions.iter().filter(|omission| omission.part == part).count();
    assert!(left_out(super::Part::Pictogram) >= 4, "{:?}", made[0].omissions);
    assert!(left_out(super::Part::ListItem) >= 4, "{:?}", made[0].omissions);
    // Whatever is laid out or left out, nothing is neither.
    let parts = parts_of(&book, &Options::default());
    let pictures = parts.iter().filter(|part| part.picture).count();
    assert_eq!(pictures + left_out(super::Part::Pictogram), 20);
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let pages = [Page::default(), Page { title: "Live", ..Page::default() }];
    let bytes = || -> Vec<_> {
        posters(&book("en", &pages), &Options::default())
            .unwrap()
            .into_iter()
            .map(|poster| poster.pdf)
            .collect()
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_purpose_is_found() {
    let described = Page { front: "description: What it is for.\n", ..Page::default() };
    let plain = Page { front: "", ..Page::default() };
    let silent = Page { front: "", text: "", ..Page::default() };
    let expected = [Some("What it is for."), Some("Beta builds the real service, e.g. the forms."), None];
    for (page, expected) in [described, plain, silent].into_iter().zip(expected) {
        let book = book("en", &[page]);
        assert_eq!(content::purpose(&book.chapters[0]).as_deref(), expected);
    }
}

#[test]
fn front_matter_chooses_what_a_poster_shows() {
    let words = |front: &str| -> Option<String> {
        let book = book("en", &[Page { front, ..Page::default() }]);
        let (_, _, document) =
            laid_out(&book, &Options::default()).into_iter().find(|(name, ..)| name == "page-00")?;
        let mut parts = Vec::new();
        document.pages().iter().for_each(|page| collect(&page.frame, Transform::identity(), &mut parts));
        Some(parts.into_iter().map(|part| part.what).collect::<Vec<_>>().join(" "))
    };
    let team = "team: Six to ten people\n";
    let all = words(team).unwrap();
    assert!(all.contains("Six to ten people") && all.contains("output number 0"), "{all}");
    let some = words(&format!("{team}poster: {{motto: Open the door, sections: [motto]}}\n")).unwrap();
    assert!(
        some.contains("Open the door") && !some.contains("Six to ten") && !some.contains("output"),
        "{some}"
    );
    assert_eq!(words("poster: false\n"), None);
}

#[test]
fn front_matter_chooses_the_order() {
    let front = "team: Six to ten people\nsubtitle: The motto\n";
    let tops = |order: &str, landscape: bool| -> Vec<&'static str> {
        let front = format!("{front}poster: {{sections: [{order}]}}\n");
        let page = Page { front: &front, list: 2, ..Page::default() };
        let second = Page { title: "Elsewhere", ..Page::default() };
        let book = book("en", &[page, second]);
        check(&book, Paper::A3, landscape);
        let options = Options { landscape, ..Options::default() };
        let parts = parts_of(&book, &options);
        let top = |test: &dyn Fn(&Part) -> bool| {
            parts.iter().filter(|part| test(part)).map(|part| part.top).reduce(f64::min)
        };
        let mut found = vec![
            ("motto", top(&|part| part.what.starts_with("The motto"))),
            ("facts", top(&|part| part.what.starts_with("Six to ten"))),
            ("pictograms", top(&|part| part.picture).filter(|_| !landscape)),
            ("list", top(&|part| part.what.starts_with("output number"))),
            ("path", top(&|part| part.what == "Elsewhere")),
        ];
        found.retain(|(_, top)| top.is_some());
        found.sort_by(|a, b| a.1.partial_cmp(&b.1).unwrap());
        found.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(
        tops("motto, facts, pictograms, list, path", false),
        ["motto", "facts", "pictograms", "list", "path"]
    );
    assert_eq!(
        tops("path, list, pictograms, facts, motto", false),
        ["path", "list", "pictograms", "facts", "motto"]
    );
    assert_eq!(tops("facts, list, path", false), ["facts", "pictograms", "list", "path"]);
    assert_eq!(tops("path, facts, motto, list", true), ["path", "facts", "motto", "list"]);
}

#[test]
fn the_chart_leaves_nothing_out_in_silence() {
    for (phases, each, size) in [(1, 3, "a4"), (5, 8, "a3"), (9, 16, "a3"), (24, 16, "a4"), (2, 400, "a2")] {
        let pages: Vec<_> = (0..phases).map(|_| Page { pictograms: each, ..Page::default() }).collect();
        for landscape in [false, true] {
            let size = Paper::parse(size).unwrap();
            let options = Options { kinds: vec![Kind::Chart], size, landscape, ..Options::default() };
            let chart = posters(&book("en", &pages), &options).unwrap().remove(0);
            let mut parts = Vec::new();
            collect(&chart.document.pages()[0].frame, Transform::identity(), &mut parts);
            let shown = parts.iter().filter(|part| part.picture).count();
            let left_out = chart.omissions.iter().filter(|it| it.part == super::Part::Pictogram).count();
            // A page explains a pictogram once for each label.
            assert_eq!(shown + left_out, phases * each.min(LABEL_COUNT), "{phases} × {each} on {size}");
            assert!(
                phases * each.min(LABEL_COUNT) > 50 || left_out == 0,
                "{left_out} of {phases} × {each} on {size}"
            );
        }
    }
}

/// Words of a script, for titles, mottos and labels; those of Vietnamese carry marks on marks.
struct Words {
    language: &'static str,
    titles: [&'static str; 4],
    motto: [&'static str; 4],
    labels: [&'static str; 6],
}

const WORDS: [Words; 4] = [
    Words {
        language: "en",
        titles: ["Run", "Discovery", "Preparing for the assessment", "Donaudampfschifffahrtsgesellschaft"],
        motto: ["build", "properly", "and", "understand"],
        labels: [
            "Plan",
            "Show and tell",
            "Independent accessibility audit",
            "Research",
            "Map of today",
            "Run it",
        ],
    },
    Words {
        language: "el",
        titles: ["Αρχή", "Ανακάλυψη", "Προετοιμασία της αξιολόγησης", "Λειτουργία"],
        motto: ["μάθε", "πρόβλημα", "και", "υπηρεσία"],
        labels: ["Σχέδιο", "Έλεγχος προσβασιμότητας", "Ομάδα", "Χάρτης της υπηρεσίας", "Έρευνα", "Μέτρα"],
    },
    Words {
        language: "bg",
        titles: ["Етап", "Проучване", "Подготовка за оценката", "Експлоатация"],
        motto: ["научете", "проблема", "и", "услугата"],
        labels: ["План", "Проверка на достъпността", "Екип", "Карта на услугата", "Изследване", "Мерки"],
    },
    Words {
        language: "vi",
        titles: ["Khởi đầu", "Tìm hiểu", "Chuẩn bị đánh giá dịch vụ", "Vận hành"],
        motto: ["hiểu", "điều", "mọi người", "cần"],
        labels: ["Kế hoạch", "Nghiên cứu người dùng", "Bản đồ", "Kiểm tra trợ năng", "Đội ngũ", "Ghi chép"],
    },
];

/// Asserts that posters share their measures: the size of mottos and labels, the top of the cells,
/// the distance between them and the side of pictograms.
fn check_shared(name: &str, words: &Words, book: &Book, options: &Options) {
    let mut shared: Vec<(&str, f64, String)> = Vec::new();
    let mut share = |what: &'static str, size: f64, poster: &str| match shared
        .iter()
        .find(|(known, ..)| *known == what)
    {
        Some((_, known, first)) => {
            assert!((known - size).abs() < 0.01, "{name}: {what} is {known} on {first}, {size} on {poster}");
        }
        None => shared.push((what, size, poster.to_owned())),
    };
    let options = Options { kinds: vec![Kind::Phase], ..options.clone() };
    for (poster, _, document) in laid_out(book, &options) {
        let mut parts = Vec::new();
        collect(&document.pages()[0].frame, Transform::identity(), &mut parts);
        let pictures: Vec<&Part> = parts.iter().filter(|part| part.picture).collect();
        if let Some(first) = pictures.first() {
            share("the side of pictograms", first.size, &poster);
            share("the top of pictograms", first.top, &poster);
            share("the left of pictograms", first.left, &poster);
            for other in &pictures {
                if (other.top - first.top).abs() > 0.01 {
                    share("the distance of rows", other.top - first.top, &poster);
                    break;
                }
            }
            if let Some(second) = pictures.get(1).filter(|it| (it.top - first.top).abs() < 0.01) {
                share("the distance of columns", second.left - first.left, &poster);
            }
        }
        for part in &parts {
            let first = part.what.split(' ').next().unwrap_or_default();
            if part.what.starts_with("M ") {
                share("the size of mottos", part.size, &poster);
            } else if words.labels.iter().any(|label| *label == part.what.trim() && label.contains(first)) {
                share("the size of labels", part.size, &poster);
            }
        }
    }
}

/// Makes series of random posters and looks whether all is in order.
fn random_series(count: usize) {
    let sizes = ["a4", "a3", "a1", "letter", "300x300mm"].map(|size| Paper::parse(size).unwrap());
    let seeds: Vec<usize> = (0..count).collect();
    parallel::map(seeds, |seed| {
        let mut numbers = Rng::with_seed(seed as u64);
        let words = &WORDS[seed % WORDS.len()];
        let fronts: Vec<String> = (0..2 + numbers.usize(..3))
            .map(|_| {
                let motto: Vec<&str> =
                    (0..1 + numbers.usize(..14)).map(|_| words.motto[numbers.usize(..4)]).collect();
                let facts = if numbers.usize(..3) > 0 { "team: 6–10\nduration: 4–9\n" } else { "" };
                let motto = if numbers.usize(..5) > 0 {
                    format!("subtitle: M {}\n", motto.join(" "))
                } else {
                    String::new()
                };
                format!("{motto}{facts}")
            })
            .collect();
        let pages: Vec<Page> = fronts
            .iter()
            .map(|front| Page {
                title: words.titles[numbers.usize(..4)],
                pictograms: 1 + numbers.usize(..14),
                list: numbers.usize(..9),
                front,
                labels: &words.labels,
                text: words.motto[1],
            })
            .collect();
        let book = book(words.language, &pages);
        let options = Options {
            size: sizes[numbers.usize(..sizes.len())],
            landscape: seed / 4 % 2 == 1,
            ..Options::default()
        };
        check_kinds(&book, &Options { kinds: vec![Kind::Phase], ..options.clone() });
        check_shared(&format!("series {seed}"), words, &book, &options);
    });
}

/// `PHASEBOOK_ENDURANCE_SERIES=1000 cargo test --release --lib series_share` looks at so many.
#[test]
fn series_share_their_measures_and_have_room() {
    let more = option_env!("PHASEBOOK_ENDURANCE_SERIES").and_then(|number| number.parse().ok());
    random_series(more.unwrap_or(120));
}

#[test]
fn questions_and_tasks_are_what_the_page_has() {
    let text = "## Ask\n\n- Who is it for?\n- nothing asked\n\n## Before you move on\n\n- [ ] It is there\n- [x] It runs";
    let full = Page { text, list: 0, ..Page::default() };
    let bare = Page { title: "Live", list: 0, ..Page::default() };
    let book = book("en", &[full, bare]);
    let kinds = vec![Kind::Questions, Kind::Checklist];
    let words = |name: &str| -> Vec<String> {
        let options = Options { kinds: kinds.clone(), ..Options::default() };
        let (_, _, document) = laid_out(&book, &options).into_iter().find(|it| it.0 == name).unwrap();
        let mut parts = Vec::new();
        collect(&document.pages()[0].frame, Transform::identity(), &mut parts);
        parts.into_iter().map(|part| part.what.trim().to_owned()).collect()
    };
    let asked = words("page-00-questions");
    assert!(asked.contains(&"Ask".to_owned()) && asked.contains(&"Who is it for?".to_owned()), "{asked:?}");
    assert!(!asked.contains(&"nothing asked".to_owned()), "{asked:?}");
    let tasks = words("page-00-checklist");
    assert!(tasks.contains(&"It is there".to_owned()) && tasks.contains(&"It runs".to_owned()), "{tasks:?}");
    // A page that has none gets none, and is named.
    let all = names(&book);
    let of_bare: Vec<_> = all.iter().filter(|name| name.starts_with("page-01-")).collect();
    assert_eq!(of_bare, ["page-01-name", "page-01-symbol"]);
    for kind in kinds {
        assert_eq!(pages_without(&book, kind), ["Live"]);
    }
}

#[test]
fn the_overview_names_its_pictograms_and_sets_them_in_even_rows() {
    for (count, landscape) in [4, 5, 6].into_iter().flat_map(|count| [(count, false), (count, true)]) {
        let labels = ["Plan", "Roadmap", "Audit", "Users"];
        let page = |title| Page { title, pictograms: count, labels: &labels, ..Page::default() };
        let book = book("en", &["Alpha", "Beta", "Live"].map(page));
        let options = Options { kinds: vec![Kind::Overview], landscape, ..Options::default() };
        let parts = parts_of(&book, &options);
        let (pictures, words): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.picture);
        let named: Vec<&&Part> = words.iter().filter(|part| labels.contains(&part.what.trim())).collect();
        assert!(!pictures.is_empty() && pictures.len() == named.len(), "{count} pictograms, {landscape}");
        let sizes: Vec<f64> = named.iter().map(|part| part.size).collect();
        let least = legibility::least(options.sheet(), Face::of(&book).cap_height()).near;
        assert!(
            sizes.iter().all(|size| (size - sizes[0]).abs() < 0.01 && *size >= 0.999 * least),
            "{sizes:?}"
        );
        // The rows of the first phase.
        let of_first = &pictures[..pictures.len() / 3];
        let mut rows: Vec<(f64, usize)> = Vec::new();
        for picture in of_first {
            match rows.iter_mut().find(|(top, _)| (*top - picture.top).abs() < 0.1) {
                Some((_, count)) => *count += 1,
                None => rows.push((picture.top, 1)),
            }
        }
        let (fewest, most) = (rows.iter().map(|row| row.1).min(), rows.iter().map(|row| row.1).max());
        assert!(most.unwrap() - fewest.unwrap() <= 1, "{count} pictograms, {landscape}: {rows:?}");
    }
}

#[test]
fn a_long_label_costs_its_own_size_and_nothing_else() {
    let long = "A label of some eighty-five letters that goes on until nobody at all will read it to its end";
    for long in [long, "Rindfleischetikettierungsüberwachungsaufgabenübertragung"] {
        let labels = ["Plan", "Show and tell", "Map of today", "Run it", "Research"];
        let with = [labels[0], long, labels[2], labels[3], labels[4]];
        let series = |second: &[&str]| {
            let pages = [&labels[..], second].map(|labels| Page { pictograms: 5, labels, ..Page::default() });
            book("en", &pages)
        };
        let options = Options { kinds: vec![Kind::Phase, Kind::Overview], ..Options::default() };
        let (plain, one) = (series(&labels), series(&with));
        let omissions: Vec<_> =
            posters(&one, &options).unwrap().into_iter().flat_map(|poster| poster.omissions).collect();
        assert!(omissions.is_empty(), "{omissions:?}");
        let label = |book: &Book| {
            let found = parts_of(book, &options).into_iter().find(|part| part.what.trim() == "Plan");
            found.unwrap().size
        };
        assert!(label(&one) >= 0.8 * label(&plain), "{} beside {}", label(&one), label(&plain));
    }
}

#[test]
fn an_overview_needs_no_pictograms() {
    let page = |title| Page { title, pictograms: 0, ..Page::default() };
    let book = book("en", &["Alpha", "Beta", "Live"].map(page));
    for landscape in [false, true] {
        let options = Options { kinds: vec![Kind::Overview], landscape, ..Options::default() };
        let parts = parts_of(&book, &options);
        for said in ["Alpha", "Beta", "Live"] {
            assert!(parts.iter().any(|part| part.what.trim() == said), "{said}");
        }
    }
}

/// Texts that break between words, within them, before signs and after others, in one font and in several.
const TEXTS: [(&str, &str); 8] = [
    ("en", "Everybody watches research for 61, or a well-known team's “show and tell” (twice)"),
    ("en", "https://example.org/a/long/path/that/goes/on and input/output, 24/7 … at 100%"),
    ("fr", "Mise en service : et après ? « Oui », dit-elle ; l’équipe — toute l’équipe — écoute !"),
    ("de", "Rindfleischetikettierungsüberwachung und Qualitätssicherung für Übergänge"),
    ("el", "Ανάπτυξη και λειτουργία 4 της υπηρεσίας, με Plan B"),
    ("bg", "Проучване на услугата и подготовка за оценката"),
    ("vi", "Chuẩn bị đánh giá dịch vụ và hiểu điều mọi người cần"),
    ("ja", "利用者の必要を知るための段階"),
];

#[test]
fn what_follows_from_widths_is_what_the_engine_measures() {
    for (language, text) in TEXTS {
        let book = book(language, &[Page::default()]);
        let options = Options::default();
        let sheet = Sheet { paper: options.sheet(), face: Face::of(&book) };
        let drafts = drafts(&book, &sheet, &[Kind::Phase]);
        let (styles, themed) = (styles(&book, &drafts), themed(&book));
        let (_, draft) = &drafts[0];
        let style = &styles[&draft.language];
        let common = Common {
            book: &book,
            themed: &themed,
            face: &sheet.face,
            paper: sheet.paper,
            style,
            press: None,
        };
        let copyfit = Setting::of(common, draft).expect("the theme says how words are set").copyfit;
        for style in Style::ALL {
            for (size, width) in
                [(4.0, 90.0), (6.0, 31.0), (9.0, 120.0), (15.0, 271.0), (31.0, 271.0), (5.0, 47.3)]
            {
                let place = format!("{text} as {style:?} of {size} mm in {width} mm");
                let measured = copyfit.measured(style, text, size, width).unwrap();
                let fit = copyfit.fit(style, text, size, width).unwrap();
                // What is closer to its room than is known of it may be a line more, and never one less.
                assert!(fit.height >= measured.height - 1e-6, "{place}: {fit:?}, {measured:?}");
                assert!(fit.height <= measured.height + 1.5 * size, "{place}: {fit:?}, {measured:?}");
                assert_eq!(fit.whole, measured.whole, "{place}");
                if let Some(even) = copyfit.evened(style, text, size, width).unwrap() {
                    assert!(even <= width, "{place}: {even}");
                    let evened = copyfit.measured(style, text, size, even).unwrap();
                    assert!(
                        evened.whole && evened.height <= fit.height + 1e-6,
                        "{place}: {evened:?} in {even}"
                    );
                }
            }
        }
    }
}
