//! What a page gives its parts in room: pictures in rows and in cells, icons, tables that are too wide,
//! running heads. Read back as places on pages.

use std::fs;

use crate::common::judges::{Built, python};

/// A word or a picture on a page, in points from the upper left.
#[derive(Debug)]
struct Placed {
    page: usize,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// The word; the width of the picture in pixels.
    what: String,
}

struct Pages {
    built: Built,
    words: Vec<Placed>,
    pictures: Vec<Placed>,
    /// Grounds in a colour.
    grounds: Vec<Placed>,
    width: f64,
}

const READ: &str = "import sys, pymupdf\n\
    for n, page in enumerate(pymupdf.open(sys.argv[1])):\n\
    \x20 print('page', n, 0, 0, page.rect.width, 0, '-')\n\
    \x20 for i in page.get_image_info(): print('picture', n, *i['bbox'], i['width'])\n\
    \x20 for w in page.get_text('words'): print('word', n, *w[:4], w[4])\n\
    \x20 for d in page.get_drawings():\n\
    \x20   if d.get('fill') and d['rect'].height > 12: print('ground', n, *d['rect'], '-')";

/// Between the texts of chapters.
const CHAPTER: &str = "\n=== chapter ===\n";

/// Chapters with pictures of pixels, each a file of its own, built as a handbook.
fn pages(text: &str, pictures: &[(&str, u32, u32)], arguments: &[&str]) -> Pages {
    let folder = tempfile::tempdir().unwrap();
    for (n, text) in text.split(CHAPTER).enumerate() {
        let text = format!("---\ntitle: Room {n}\n---\n\n{text}");
        fs::write(folder.path().join(format!("{n:02}.md")), text).unwrap();
    }
    for (n, (name, width, height)) in pictures.iter().enumerate() {
        let fill = |x: u32, y: u32| image::Rgb([(x % 256) as u8, (y % 256) as u8, n as u8]);
        image::RgbImage::from_fn(*width, *height, fill).save(folder.path().join(name)).unwrap();
    }
    let built = Built::new(folder.path(), &[&["--only", "epub,handbook"], arguments].concat());
    assert!(built.exists("handbook.pdf"), "{}", built.stderr);
    let said = python(&["-c", READ, &built.path("handbook.pdf")]);
    let mut pages = Pages { built, words: Vec::new(), pictures: Vec::new(), grounds: Vec::new(), width: 0.0 };
    for line in said.lines() {
        let parts: Vec<&str> = line.splitn(7, ' ').collect();
        let number = |at: usize| parts[at].parse::<f64>().unwrap();
        let placed = Placed {
            page: parts[1].parse().unwrap(),
            left: number(2),
            top: number(3),
            right: number(4),
            bottom: number(5),
            what: parts[6].to_owned(),
        };
        match parts[0] {
            "word" => pages.words.push(placed),
            "picture" => pages.pictures.push(placed),
            "ground" => pages.grounds.push(placed),
            _ => pages.width = placed.right,
        }
    }
    pages
}

impl Pages {
    fn word(&self, word: &str) -> &Placed {
        self.words.iter().rfind(|it| it.what == word).unwrap_or_else(|| panic!("{word}: {:#?}", self.words))
    }
}

impl Placed {
    /// In millimetres.
    fn width(&self) -> f64 {
        (self.right - self.left) / 72.0 * 25.4
    }
}

/// Whether pictures stand side by side, clear of one another.
fn in_a_row(pictures: &[Placed]) -> bool {
    pictures.windows(2).all(|pair| {
        pair[0].page == pair[1].page
            && (pair[0].bottom - pair[1].bottom).abs() < 1.0
            && pair[1].left > pair[0].right
    })
}

const NAMES: [&str; 4] = ["a.png", "b.png", "c.png", "d.png"];

#[test]
fn a_screenshot_in_a_cell_has_a_fair_share_of_the_room() {
    let sentence = "Open the form, fill in the name and the address of the person that you write to, and press \
        the button at the end of the page.";
    let table = |before: &str| {
        format!("{before}| Step | Screen |\n{before}|---|---|\n{before}| {sentence} | ![s](a.png) |\n")
    };
    let picture = [("a.png", 1200, 800)];
    for (text, paper, least) in [
        (table(""), "a4", 60.0),
        (table(""), "a5", 45.0),
        (format!("1. List\n\n{}", table("   ")), "a5", 40.0),
        // Long words leave less, and none of them is divided.
        (table("").replace("Step", "Verantwortungsbereiche"), "a5", 40.0),
    ] {
        let pages = pages(&text, &picture, &["--paper", paper]);
        let [picture] = &pages.pictures[..] else { panic!("{:?}", pages.pictures) };
        assert!(picture.width() >= least, "{paper}: {picture:?}");
        // The words beside keep a column that can be read.
        let beside = picture.left - pages.word("Open").left;
        assert!(beside > 100.0 && picture.right < pages.width - 20.0, "{paper}: {beside} {picture:?}");
    }
    // A small one has its own size, and takes no room from the words.
    let pages = pages(&table(""), &[("a.png", 100, 100)], &[]);
    assert!((pages.pictures[0].width() - 16.9).abs() < 0.5, "{:?}", pages.pictures);
    assert!(pages.pictures[0].left - pages.word("Open").left > 300.0, "{:?}", pages.pictures);
}

/// The widths of pictures in hundredths of the line, as the EPUB's stylesheet has them.
fn hundredths(built: &Built) -> Vec<u32> {
    let mut archive = zip::ZipArchive::new(fs::File::open(built.path("handbook.epub")).unwrap()).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let mut all = |end: &str| -> String {
        let of_kind = names.iter().filter(|name| name.ends_with(end));
        of_kind.map(|name| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()).collect()
    };
    let (pages, css) = (all(".xhtml"), all(".css"));
    let classes =
        pages.match_indices("picture-").map(|(at, _)| pages[at..].split(['"', ' ']).next().unwrap());
    let width = |class: &str| {
        let rule = format!(".{class} {{ width: ");
        let at = css.find(&rule).unwrap_or_else(|| panic!("{class}")) + rule.len();
        css[at..].split('%').next().unwrap().parse().unwrap()
    };
    classes.map(width).collect()
}

#[test]
fn pictures_that_ask_for_parts_of_a_line_share_it() {
    let rows = [vec![49, 49], vec![45, 45], vec![50, 50], vec![33, 33, 33], vec![25, 25, 25, 25]];
    let mut chapters = Vec::new();
    for parts in &rows {
        let tag = |(part, name): (&u32, &str)| match parts.len() {
            2 => format!("![x]({name}){{: width=\"{part}%\"}}"),
            _ => format!("<img src=\"{name}\" alt=\"x\" width=\"{part}%\">"),
        };
        let tags: Vec<String> = parts.iter().zip(NAMES).map(tag).collect();
        for text in [
            tags.join(" "),
            tags.join("\n"),
            format!("Lead. {} And more.", tags.join(" ")),
            format!("* Item\n  {}", tags.join("\n  ")),
        ] {
            chapters.push((parts, text));
        }
    }
    let text: Vec<&str> = chapters.iter().map(|(_, text)| text.as_str()).collect();
    let files: Vec<_> = NAMES.iter().map(|name| (*name, 1600, 800)).collect();
    for paper in ["a4", "a5"] {
        let pages = pages(&text.join(CHAPTER), &files, &["--paper", paper]);
        let (mut pictures, shown) = (&pages.pictures[..], hundredths(&pages.built));
        let mut shown = &shown[..];
        for (parts, text) in &chapters {
            let (row, rest) = pictures.split_at(parts.len());
            assert!(in_a_row(row), "{paper} {text}: {row:?}");
            assert!(row.iter().all(|it| it.right < pages.width - 20.0), "{paper} {text}: {row:?}");
            // In the EPUB too there is room for the spaces between them.
            let (own, others) = shown.split_at(parts.len());
            assert!(own.iter().sum::<u32>() + 2 * (own.len() as u32 - 1) <= 100, "{text}: {own:?}");
            assert!(own.iter().zip(*parts).all(|(own, part)| own + 3 > *part), "{text}: {own:?}");
            (pictures, shown) = (rest, others);
        }
        assert!(pictures.is_empty() && shown.is_empty());
    }
}

#[test]
fn linked_pictures_share_a_line_with_the_marks_of_their_addresses() {
    let linked = |name| format!("[![x]({name}){{: width=\"50%\"}}](https://{name}.example/)");
    let text = format!("{} {}\n", linked("a.png"), linked("b.png"));
    for more in [["--paper", "a4"], ["--paper", "a5"]] {
        let pages = pages(&text, &[("a.png", 1600, 800), ("b.png", 1600, 800)], &more);
        assert!(pages.pictures.len() == 2 && in_a_row(&pages.pictures), "{:?}", pages.pictures);
    }
}

#[test]
fn pictures_that_are_no_row_stand_one_under_another() {
    let files: Vec<_> = NAMES.iter().map(|name| (*name, 800, 500)).collect();
    let two = pages("![a](a.png) ![b](b.png)\n", &files[..2], &[]);
    assert!(in_a_row(&two.pictures) && two.pictures[0].width() > 50.0, "{:?}", two.pictures);
    assert!((two.pictures[0].width() - two.pictures[1].width()).abs() < 0.1, "{:?}", two.pictures);
    // Smaller than 40 mm they would be hard to see.
    let four = pages("![a](a.png) ![b](b.png) ![c](c.png) ![d](d.png)\n", &files, &["--paper", "a5"]);
    assert!(four.pictures.iter().all(|it| it.width() > 90.0), "{:?}", four.pictures);
    // Each has a line of its own in the source.
    let lines = pages("![a](a.png)\n![b](b.png)\n", &files[..2], &[]);
    assert!(lines.pictures[0].bottom < lines.pictures[1].top + 1.0, "{:?}", lines.pictures);
    // Parts that add up to more than a line.
    let more = "![a](a.png){: width=\"60%\"} ![b](b.png){: width=\"60%\"}\n";
    let more = pages(more, &files[..2], &[]);
    assert!(more.pictures[0].bottom < more.pictures[1].top + 1.0, "{:?}", more.pictures);
}

#[test]
fn a_line_that_leads_to_pictures_stays_with_them() {
    let files = [("a.png", 800, 500), ("b.png", 800, 500)];
    let text =
        |lines| format!("{}Two plain:\n\n![a](a.png) ![b](b.png)\n", "Words of a line.\n\n".repeat(lines));
    let chapters: Vec<String> = (4..22).map(text).collect();
    let pages = pages(&chapters.join(CHAPTER), &files, &["--paper", "a5"]);
    let leads: Vec<&Placed> = pages.words.iter().filter(|it| it.what == "plain:").collect();
    assert!(leads.len() == chapters.len() && pages.pictures.len() == 2 * chapters.len());
    let mut apart = 0;
    for (lead, row) in leads.iter().zip(pages.pictures.chunks(2)) {
        assert!(in_a_row(row) && lead.page == row[0].page, "{lead:?} {row:?}");
        let before = pages.words.iter().filter(|it| it.page == lead.page && it.what == "line.");
        apart += usize::from(before.count() == 0);
    }
    // Some of them begin the next page with their pictures.
    assert!(apart > 0);
}

#[test]
fn a_short_line_that_leads_to_a_list_a_table_or_code_stays_with_it() {
    let items = "- Listed one.\n- Then two.\n";
    for below in [items, "| Listed | B |\n|---|---|\n| one | two |\n", "```\nListed one\n```\n"] {
        let text = |lines| format!("{}These plain:\n\n{below}", "Words of a line.\n\n".repeat(lines));
        let chapters: Vec<String> = (14..40).map(text).collect();
        let pages = pages(&chapters.join(CHAPTER), &[], &["--paper", "a5"]);
        let found = |what: &str| {
            pages.words.iter().filter(|it| it.what == what).map(|it| it.page).collect::<Vec<_>>()
        };
        let (leads, listed) = (found("plain:"), found("Listed"));
        assert_eq!(leads.len(), chapters.len());
        assert_eq!(leads, listed, "{below}");
    }
}

#[test]
fn an_icon_moves_no_word_of_its_line() {
    let text = "1. One\n2. Press ![icon](a.png) now\n3. Press ![icon](a.png) too\n\n- [ ] Tick ![icon](a.png) off\n- [x] Done\n\n\
        | A | B |\n|---|---|\n| Neighbour | Push ![icon](a.png) it |\n\nFirst\nword\\\nSecond ![icon](a.png) line\\\nThird\n";
    for paper in ["a4", "a5"] {
        let pages = pages(text, &[("a.png", 24, 24)], &["--paper", paper]);
        let bottom = |word: &str| pages.word(word).bottom;
        // Numbers are set in another font, whose letters reach as low within two points.
        let number = bottom("3.") - bottom("Press");
        assert!((number - (bottom("1.") - bottom("One"))).abs() < 0.5, "{number}");
        assert!((bottom("Neighbour") - bottom("Push")).abs() < 0.5);
        let steps = (bottom("Second") - bottom("First"), bottom("Third") - bottom("Second"));
        assert!((steps.0 - steps.1).abs() < 0.5, "{steps:?}");
        let [first, second, ..] = &pages.pictures[..] else { panic!("{:?}", pages.pictures) };
        assert!(first.bottom <= second.top, "{first:?} {second:?}");
        for icon in &pages.pictures {
            assert!((4.2..=6.5).contains(&icon.width()), "{icon:?}");
        }
    }
}

const WIDE: &str = "| Phase | Responsibilities | Accessibility | Infrastructure | Communication | Documentation \
    | Organisation | Measurement | Kraftfahrzeughaftpflichtversicherung |\n|---|---|---|---|---|---|---|---|---|\n\
    | Discovery | teams | all | none | weekly | wiki | flat | monthly | some |\n";

#[test]
fn tables_that_are_too_wide_keep_every_heading_and_divide_no_word() {
    let spans = "<table><tr><th>Phase</th><th>Responsibilities</th><th>Accessibility</th><th>Infrastructure</th>\
        <th>Communication</th></tr><tr><td colspan=\"2\">Both</td><td>x</td><td>y</td><td></td></tr></table>\n";
    let noted = "Words.[^1]\n\n[^1]: A note:\n\n    | Phase | Responsibilities | Accessibility | Infrastructure \
        | Communication |\n    |---|---|---|---|---|\n    | Alpha | b | x | y | z |\n";
    let headings = ["Phase", "Responsibilities", "Accessibility", "Infrastructure", "Communication"];
    for (text, papers, more) in [
        (
            WIDE,
            ["a5", "100x150mm"],
            vec!["Documentation", "Kraftfahrzeughaftpflichtversicherung", "Discovery"],
        ),
        (spans, ["100x150mm", "105x148mm"], vec!["Both", "x", "y"]),
        (noted, ["100x150mm", "105x148mm"], vec!["Alpha", "b", "x", "y", "z"]),
    ] {
        for paper in papers {
            let pages = pages(text, &[], &["--paper", paper]);
            for word in headings.iter().chain(&more) {
                let found = pages.word(word);
                assert!(found.right < pages.width - 15.0, "{paper}: {found:?}");
            }
        }
    }
}

#[test]
fn a_running_head_ends_within_the_measure() {
    let name = "a_very_long_function_name_that_is_longer_than_the_line(with, arguments)";
    let text = format!("## `{name}`\n\n{}", "Words of a line.\n\n".repeat(40));
    let pages = pages(&text, &[], &["--paper", "100x150mm"]);
    let heads: Vec<_> =
        pages.words.iter().filter(|it| it.top < 45.0 && it.what.starts_with("a_very")).collect();
    assert!(!heads.is_empty());
    for head in heads {
        assert!(head.right < pages.width - 25.0 && head.what.ends_with('…'), "{head:?}");
    }
}

#[test]
fn code_with_a_title_is_as_wide_as_other_code() {
    let text = "```python\nplain = 1\n```\n\n```python title=\"a.py\"\ntitled = 1\n```\n";
    let pages = pages(text, &[], &[]);
    let around = |word: &str| {
        let word = pages.word(word);
        let ground = pages.grounds.iter().find(|it| {
            it.page == word.page && it.top < word.top && it.bottom > word.bottom && it.left < word.left
        });
        ground.unwrap_or_else(|| panic!("{:?}", pages.grounds)).width()
    };
    assert!((around("plain") - around("titled")).abs() < 0.1, "{} {}", around("plain"), around("titled"));
}
