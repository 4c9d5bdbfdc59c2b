//! Decks of cards: laid over each other, read by other readers, cut short in plain words.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::common::judges::{self, Built, python};
use serde_json::Value;

/// Names of cards, each with a word of its own.
const NAMES: [&str; 7] =
    ["Affinity map", "Bodystorm", "Card sort", "Dot vote", "Empathy walk", "Five whys", "Group interview"];

/// A method page as teams keep them: fields in front matter, and a section with steps.
fn method(at: usize, more: &str, steps: usize) -> String {
    let name = NAMES[at];
    let word = name.split(' ').next().unwrap();
    let mut page = format!(
        "---\ntitle: {name}\ncategory: {}\nwhat: What {word} is, said in one sentence.\n\
         why: To learn {word} things. To tell them on.\ntimeRequired: {} hours of {word}\n{more}---\n\n## How to do it\n\n",
        ["Discover", "Decide", "Make"][at % 3],
        at + 1,
    );
    for step in 1..=steps {
        let _ = writeln!(page, "{step}. Step {word}{step} is taken by all.");
    }
    page
}

/// A site of methods in three categories. The steps of the first are so many.
fn site(folder: &Path, config: &str, steps: usize) {
    fs::write(folder.join("phasebook.yaml"), format!("title: Methods\n{config}")).unwrap();
    for (at, name) in NAMES.iter().enumerate() {
        let slug = name.to_lowercase().replace(' ', "-");
        let steps = if at == 0 { steps } else { 3 };
        fs::write(folder.join(format!("{slug}.md")), method(at, "", steps)).unwrap();
    }
}

fn build(folder: &Path, options: &[&str]) -> Built {
    let built = Built::new(folder, &[&["--only", "cards"][..], options].concat());
    assert_eq!(built.status, 0, "{}", built.stderr);
    built
}

#[test]
fn backs_fall_on_their_fronts() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "", 3);
    for (at, name) in NAMES.iter().enumerate() {
        // Each front has words that no other side has.
        let page = method(at, &format!("card: {{sentence: In short number {at}.}}\n"), 3);
        fs::write(folder.path().join(format!("{}.md", name.to_lowercase().replace(' ', "-"))), page).unwrap();
    }
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    // The size, its sides, and how many sheets 7 cards need.
    for (size, sides, sheets) in [
        ("poker", ["63", "88"], 1),
        ("tarot", ["70", "120"], 2),
        ("business", ["85", "55"], 1),
        ("a6", ["105", "148"], 4),
        ("a5", ["148", "210"], 7),
        ("3x5in", ["76.2", "127"], 2),
        ("60x90mm", ["60", "90"], 1),
    ] {
        for flip in ["long", "short"] {
            let options = ["--card-size", size, "--flip", flip, "--card-kind", "pages", "--out", &at("")];
            let site = folder.path().to_str().unwrap();
            let built = judges::phasebook(&[&["build", site, "--only", "cards"][..], &options].concat());
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            let (deck, made) = (at("cards/deck.pdf"), at("cards/sheets.pdf"));
            let said = python(&["tests/judges/cards.py", "laid", flip, sides[0], sides[1], &deck, &made]);
            let [furthest, pairs, count] = said.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{size} {flip}: {said}");
            };
            assert!(furthest.parse::<f64>().unwrap() < 0.05, "{size} {flip}: {said}");
            assert_eq!((pairs, count), ("7", sheets.to_string().as_str()), "{size} {flip}: {said}");
        }
    }
    let built =
        build(folder.path(), &["--back-offset", "0.5,-1.25", "--card-landscape", "--card-sheet", "letter"]);
    let (deck, made) = (built.path("cards/deck.pdf"), built.path("cards/sheets.pdf"));
    let said = python(&["tests/judges/cards.py", "laid", "long", "120", "70", &deck, &made, "0.5", "-1.25"]);
    assert!(said.starts_with("0.0") && said.lines().count() == 1, "{said}");
    assert!(judges::run("pdfinfo", &[&made]).contains("letter"), "{said}");
}

#[test]
fn cards_can_be_read_in_the_hand_and_lead_to_their_pages() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "url: https://example.org/methods\n", 3);
    for options in [
        &["--card-size", "tarot"][..],
        &["--card-size", "business"],
        &["--card-size", "a6", "--card-landscape", "--card-kind", "title,dividers,pages"],
    ] {
        let built = build(folder.path(), options);
        let deck = built.path("cards/deck.pdf");
        let inside = python(&["tests/judges/cards.py", "safe", "3", &deck]);
        let (codes, faults): (Vec<&str>, Vec<&str>) =
            inside.trim().lines().partition(|line| line.starts_with("code "));
        assert_eq!(faults, ["read"], "{options:?}");
        for name in NAMES {
            let address = format!("/methods/{}.html", name.to_lowercase().replace(' ', "-"));
            assert!(codes.iter().any(|code| code.ends_with(&address)), "{options:?}: {codes:?}");
        }
        assert_eq!(
            python(&["tests/judges/pdf_ua.py", &deck]).trim(),
            "PASS 0 errors 0 warnings",
            "{options:?}"
        );
        // The sides of a card are read one after the other, each from its top.
        let pages = judges::run("pdfinfo", &["-struct-text", &deck]);
        let title = pages.find("Affinity map").unwrap();
        let rest = &pages[title..];
        let order = [
            "What Affinity is",
            "Affinity map",
            "1 hours of Affinity",
            "How to do it",
            "Step Affinity1",
            "Step Affinity3",
        ];
        let mut at = 0;
        for words in order {
            let found = rest[at..].find(words);
            at += found
                .unwrap_or_else(|| panic!("{options:?}: `{words}` is not read where it should be: {rest}"));
        }
    }
}

#[test]
fn names_and_text_have_one_size_in_a_deck() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "", 5);
    let built = build(folder.path(), &["--card-kind", "pages"]);
    let sizes = python(&["tests/judges/cards.py", "sizes", &built.path("cards/deck.pdf")]);
    for side in ["front", "back"] {
        let of: Vec<&str> = sizes
            .lines()
            .filter(|line| line.starts_with(side))
            .map(|line| line.rsplit(' ').next().unwrap())
            .collect();
        assert_eq!(of.len(), NAMES.len(), "{sizes}");
        assert!(of.iter().all(|size| *size == of[0]), "{sizes}");
    }
}

#[test]
fn what_has_no_room_goes_whole_and_is_named_at_its_page() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "", 40);
    let built = build(folder.path(), &["--card-size", "poker", "--card-kind", "pages"]);
    let said = &built.stderr;
    assert_eq!(said.matches("warning[card-room]").count(), 1, "{said}");
    assert!(said.contains("affinity-map.md:1:1"), "{said}");
    let rest = said.split_once("has no room for ").unwrap_or_else(|| panic!("{said}")).1;
    let mut numbers = rest.split(' ').filter_map(|word| word.parse::<usize>().ok());
    let (gone, all) = (numbers.next().unwrap(), numbers.next().unwrap());
    assert_eq!(all, 40, "{said}");
    // Those that are left out are the last, and none is cut.
    let text = judges::words(&built.pdf_text("cards/deck.pdf")).join(" ");
    for step in 1..=40 {
        let whole = text.contains(&format!("step affinity{step} is taken by all"));
        let begun = text.contains(&format!("affinity{step} "));
        assert_eq!((whole, begun), (step <= 40 - gone, step <= 40 - gone), "{step} of {gone}: {text}");
    }
    // On a larger card there is room.
    let built = build(folder.path(), &["--card-size", "a5", "--card-kind", "pages"]);
    assert!(!built.stderr.contains("card-room"), "{}", built.stderr);
}

#[test]
fn pages_and_the_site_choose_what_is_on_a_card() {
    let folder = tempfile::tempdir().unwrap();
    let config = "cards:\n  size: a6\n  kinds: [pages]\n  front: [sentence, time]\n  back: [steps, Remarks]\n  order: name\n";
    site(folder.path(), config, 3);
    let remarks =
        method(1, "card: {number: 12, sentence: Act it out.}\n", 2) + "\n## Remarks\n\nMind the chairs.\n";
    fs::write(folder.path().join("bodystorm.md"), remarks).unwrap();
    fs::write(folder.path().join("card-sort.md"), method(2, "card: false\n", 2)).unwrap();
    fs::write(folder.path().join("empathy-walk.md"), method(4, "card: 12\n", 2)).unwrap();
    let built = build(folder.path(), &[]);
    let text = built.pdf_text("cards/deck.pdf").split_whitespace().collect::<Vec<_>>().join(" ");
    for (words, there) in [
        ("Act it out.", true),
        ("Mind the chairs.", true),
        ("What Bodystorm is", false),
        ("To learn Bodystorm", false),
        ("2 hours of Bodystorm", true),
        ("Card sort", false),
    ] {
        assert_eq!(text.contains(words), there, "{words}: {text}");
    }
    let info = judges::run("pdfinfo", &[&built.path("cards/deck.pdf")]);
    assert!(info.contains("297.638 x 419.528 pts"), "{info}");
    // Two cards of one number are named.
    assert!(built.stderr.contains("has the number 12"), "{}", built.stderr);
    fs::write(
        folder.path().join("phasebook.yaml"),
        "title: M\ncards:\n  size: a66\n  front: [face]\n  sides: x\n",
    )
    .unwrap();
    let output = judges::phasebook(&["check", folder.path().to_str().unwrap()]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    for line in ["phasebook.yaml:3:", "phasebook.yaml:4:", "phasebook.yaml:5:"] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn pictograms_have_cards_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166"/></svg>"##;
    fs::write(folder.path().join("sign.svg"), drawing).unwrap();
    let page = "---\ntitle: Beta\nphase: beta\n---\n\n<ul class=\"phase-activities\">\n<li><img src=\"sign.svg\" /> Backlog</li>\n\
                <li><img src=\"sign.svg\" alt=\"A round table seen from above.\" /> Show and tell</li>\n</ul>\n";
    fs::write(folder.path().join("beta.md"), page).unwrap();
    let built = build(folder.path(), &["--card-kind", "title,pictograms", "--card-size", "poker"]);
    let deck = built.path("cards/deck.pdf");
    let side = |number: &str| judges::run("pdftotext", &["-f", number, "-l", number, &deck, "-"]);
    assert!(side("3").contains("Backlog") && side("5").contains("Show and"), "{}", side("3"));
    // What it shows is on the back where that is more than its label; other backs are alike.
    assert_eq!(side("4").trim(), "");
    assert!(side("6").contains("A round table seen from above."), "{}", side("6"));
    assert_eq!(python(&["tests/judges/pdf_ua.py", &deck]).trim(), "PASS 0 errors 0 warnings");
}

#[test]
fn the_print_shop_gets_one_side_a_page_with_bleed_and_a_manifest() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "", 3);
    let built = build(folder.path(), &["--print-shop", "--card-size", "poker", "--card-format", "svg"]);
    assert!(!built.exists("cards/deck.pdf") && !built.exists("cards/sheets.pdf"));
    let deck = built.path("cards/deck-print.pdf");
    let boxes = judges::run("pdfinfo", &["-box", &deck]);
    let sides = |name: &str| -> [f64; 2] {
        let line = boxes.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{boxes}"));
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|part| part.parse().ok()).collect();
        [numbers[2] - numbers[0], numbers[3] - numbers[1]]
            .map(|side| (side / 72.0 * 25.4 * 10.0).round() / 10.0)
    };
    assert_eq!(
        (sides("TrimBox"), sides("BleedBox"), sides("MediaBox")),
        ([63.0, 88.0], [69.0, 94.0], [87.0, 112.0])
    );
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(built.path("cards/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["trim"]["width"], 63.0);
    assert_eq!((&manifest["bleed"], &manifest["corner-radius"]), (&Value::from(3.0), &Value::from(3.0)));
    let cards = manifest["cards"].as_array().unwrap();
    let (mut pages, mut pictures) = (Vec::new(), 0);
    for card in cards {
        for side in ["fronts", "backs"] {
            pages.extend(card[side].as_array().unwrap().iter().map(|page| page.as_u64().unwrap()));
        }
        // The same sides are there as pictures.
        for side in ["front", "back"] {
            let path = format!("cards/{}-{side}.svg", card["name"].as_str().unwrap());
            let svg = fs::read_to_string(built.path(&path)).unwrap_or_else(|_| panic!("{path}"));
            assert!(svg.contains("role=\"img\"") && svg.contains("<title"), "{path}");
            pictures += 1;
        }
    }
    pages.sort_unstable();
    assert_eq!(pages, (1..=manifest["pages"].as_u64().unwrap()).collect::<Vec<_>>());
    assert!(pictures >= 2 * NAMES.len(), "{manifest}");
    let printed = judges::run("pdfinfo", &[&deck]);
    assert!(printed.contains(&format!("Pages:           {}", pages.len())), "{printed}");
}

#[test]
fn a_site_without_methods_or_phases_has_no_cards() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("words.md"), "# Words\n\nOf another kind.\n").unwrap();
    let built = build(folder.path(), &[]);
    assert!(built.stderr.contains("there are no cards to make"), "{}", built.stderr);
    fs::write(folder.path().join("words.md"), "---\ncard: true\n---\n\n# Words\n\nOf another kind.\n")
        .unwrap();
    let built = build(folder.path(), &["--card-format", "png", "--pixels", "400"]);
    let first = fs::read(built.path("cards/words-front.png")).unwrap();
    assert_eq!(&first[16..20], 400u32.to_be_bytes());
    // Cards of pages that are gone go with the next build, and the rest is the same to the byte.
    let again = build(folder.path(), &["--card-format", "png", "--pixels", "400"]);
    assert!(first == fs::read(again.path("cards/words-front.png")).unwrap());
}
