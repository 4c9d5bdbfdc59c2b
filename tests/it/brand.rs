//! Built-in themes and a site's brand: every format has them, nothing of the text is lost, and
//! each is held to what the usual theme is held to.

use std::fs;
use std::path::Path;

use crate::common::judges::{Built, phasebook, python, root, run, words};

/// A site of two phases, with a table, code, a note, pictograms and a page that is no phase.
fn site(folder: &Path, settings: &str) {
    let configuration =
        format!("title: Phases\nlanguage: en\ndate: 2026-11-01\nurl: https://example.org\n{settings}");
    fs::write(folder.join("phasebook.yaml"), configuration).unwrap();
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><circle cx="48" cy="48" r="36" fill="#ffd166"/></svg>"##;
    fs::write(folder.join("sign.svg"), drawing).unwrap();
    fs::write(folder.join("index.md"), "---\ntitle: Start\n---\n\nWhere it begins: [Beta](beta.md).\n")
        .unwrap();
    for (name, title) in [("alpha", "Alpha"), ("beta", "Beta")] {
        let page = format!(
            "---\ntitle: {title}\nphase: {name}\nsubtitle: Build it\nteam: Six\n---\n\n{title} builds a representation \
             of what has been understood, ==marked== and `coded`.[^1]\n\n## Outputs\n\n\
             <ul class=\"phase-activities\">\n<li><img src=\"sign.svg\" /> The team</li>\n<li><img src=\"sign.svg\" /> \
             A working service</li>\n</ul>\n\n### What it costs\n\n| Who | What |\n|---|---|\n| Users | Time |\n\n\
             ```rust\nfn main() {{ /* words */ }}\n```\n\n> [!NOTE]\n> Mind this.\n\n- [ ] Ask\n\n[^1]: A note.\n"
        );
        fs::write(folder.join(format!("{name}.md")), page).unwrap();
    }
}

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30"><rect width="120" height="30" fill="#123abc"/></svg>"##;

fn has_colour(pdf: &str, colour: &str) -> bool {
    python(&["tests/judges/colours.py", pdf]).lines().any(|line| line == colour)
}

#[test]
fn every_theme_says_the_same_and_holds_its_claims() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "");
    let options = ["--worksheet", "--poster-kind", "phases,overview,wall-chart"];
    let usual = Built::new(folder.path(), &options);
    assert_eq!(usual.status, 0, "{}", usual.stderr);
    let said = |built: &Built| {
        let mut words = words(&built.pdf_text("handbook.pdf"));
        words.retain(|word| word.parse::<u32>().is_err());
        words.sort();
        words.dedup();
        words
    };
    for (theme, own) in
        [("plain", "#c8451f"), ("swiss", "#d90d1f"), ("night", "#6b2a17"), ("large-print", "#7d2409")]
    {
        let built = Built::new(folder.path(), &[&options[..], &["--theme", theme]].concat());
        assert_eq!((built.status, built.stderr.as_str()), (0, usual.stderr.as_str()), "{theme}");
        assert_eq!(said(&built), said(&usual), "{theme}");
        assert!(has_colour(&built.path("handbook.pdf"), own), "{theme}");
        assert!(!has_colour(&usual.path("handbook.pdf"), own), "{theme}");
        // All files are held to their claims as they are built; one judge more looks at one of each kind.
        let pdf = match theme {
            "plain" => "handbook.pdf",
            "swiss" => "posters/wall-chart.pdf",
            "night" => "posters/beta.pdf",
            _ => "worksheets.pdf",
        };
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path(pdf)]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{theme}: {pdf}");
        // A theme that a site names is the same as one that the command names.
        if theme == "plain" {
            let folder = tempfile::tempdir().unwrap();
            site(folder.path(), "theme: plain\n");
            let named = Built::new(folder.path(), &options);
            for name in ["handbook.pdf", "posters/beta.pdf"] {
                assert!(fs::read(named.path(name)).unwrap() == fs::read(built.path(name)).unwrap(), "{name}");
            }
        }
    }
}

#[test]
fn large_print_is_large_ragged_and_without_hyphens() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "theme: large-print\n");
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let script = "import sys, pymupdf\n\
        d = pymupdf.open(sys.argv[1])\n\
        for p in list(d)[1:]:\n\
        \x20 for b in p.get_text('dict')['blocks']:\n\
        \x20  for l in b.get('lines', []):\n\
        \x20   for s in l['spans']:\n\
        \x20    t = s['text'].strip()\n\
        \x20    if t: print(round(s['size'], 1), round((p.rect.height - s['origin'][1]) / 72 * 25.4, 1), t.replace('\\n', ' '), sep='\\t')\n";
    let said = python(&["-c", script, &built.path("handbook.pdf")]);
    let mut folios = 0;
    for line in said.lines() {
        let [size, above, text] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        // Raised figures of notes are as small as their face has them.
        let figure = text.parse::<u32>().is_ok();
        assert!(size.parse::<f64>().unwrap() >= 16.0 || figure, "{line}");
        assert!(!text.ends_with('-'), "{line}");
        if figure && (11.0..13.5).contains(&above.parse::<f64>().unwrap()) {
            folios += 1;
        }
    }
    assert!(folios >= 3, "page numbers stand 12 mm from the edge:\n{said}");
}

#[test]
fn a_brand_of_a_few_lines_is_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let brand = "brand:\n  color: {primary: \"#6b0f3a\", background: \"#fbf7ef\"}\n  \
                 logo: {light: logo.svg, alt: The office}\n  typography: {headings: Literata}\n";
    site(folder.path(), brand);
    fs::write(folder.path().join("logo.svg"), LOGO).unwrap();
    let built = Built::new(folder.path(), &["--poster-kind", "phases,overview,wall-chart"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    for name in ["handbook.pdf", "posters/overview.pdf", "posters/wall-chart.pdf"] {
        assert!(has_colour(&built.path(name), "#6b0f3a"), "{name}");
    }
    for name in ["handbook.pdf", "posters/overview.pdf", "posters/beta.pdf", "posters/wall-chart.pdf"] {
        assert!(has_colour(&built.path(name), "#123abc"), "{name}: the logo");
    }
    // The logo has its words.
    for name in ["handbook.pdf", "posters/overview.pdf"] {
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path(name)]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{name}");
    }
    assert!(has_colour(&built.path("handbook.pdf"), "#fbf7ef"), "the pages' ground");
    let fonts = run("pdffonts", &[&built.path("handbook.pdf")]);
    assert!(fonts.contains("Literata") && !fonts.contains("Bricolage"), "{fonts}");
    let style = run("unzip", &["-p", &built.path("handbook.epub"), "*.css"]);
    assert!(style.contains("a { color: #6b0f3a;") && style.contains("h5, h6 { font-family: \"Literata\""));
    let verdict = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert_eq!(verdict.lines().last(), Some("0 fatal 0 errors 0 warnings"), "{verdict}");
}

#[test]
fn what_a_brand_gets_wrong_is_named_at_its_line() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "brand: look/_brand.yml\n");
    let look = folder.path().join("look");
    fs::create_dir(&look).unwrap();
    let brand = "color:\n  primary: yellow\n  primry: red\nlogo: lgoo.svg\ntypography:\n  base: Literatta\n  \
                 fonts: [gone.woff2]\n";
    fs::write(look.join("_brand.yml"), brand).unwrap();
    fs::write(look.join("logo.svg"), LOGO).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert!(built.exists("handbook.pdf"));
    let check = phasebook(&["check", folder.path().to_str().unwrap(), "--format", "short"]);
    let said = String::from_utf8(check.stdout).unwrap() + &String::from_utf8(check.stderr).unwrap();
    for (place, rule, part) in [
        ("look/_brand.yml:2:", "contrast", "links are set in"),
        ("look/_brand.yml:3:", "config-key", "unknown setting `primry`"),
        ("look/_brand.yml:4:", "missing-image", "there is no picture at `look/lgoo.svg`"),
        ("look/_brand.yml:6:", "config-value", "no font at hand is called `Literatta`"),
        ("look/_brand.yml:7:", "broken-font", "the font cannot be used"),
    ] {
        let line = said.lines().find(|line| line.contains(place));
        assert!(
            line.is_some_and(|line| line.contains(rule) && line.contains(part)),
            "{place} {rule}: {said}"
        );
    }
    // A file that is not there.
    site(folder.path(), "brand: none.yml\n");
    let check = phasebook(&["check", folder.path().to_str().unwrap(), "--format", "short"]);
    let said = String::from_utf8(check.stdout).unwrap() + &String::from_utf8(check.stderr).unwrap();
    assert!(
        said.contains("phasebook.yaml:5:8") && said.contains("the brand `none.yml` cannot be read"),
        "{said}"
    );
}

#[test]
fn the_tokens_of_a_site_may_be_one_line_and_faint_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "theme: look\n");
    fs::create_dir(folder.path().join("look")).unwrap();
    let tokens = "{ \"colours\": { \"link\": \"#9fc5e8\", \"inkk\": \"#000000\" }, \"cover\": { \"ground\": \"#0a3d2e\" } }";
    fs::write(folder.path().join("look/tokens.json"), tokens).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert!(has_colour(&built.path("handbook.pdf"), "#0a3d2e"));
    let check = phasebook(&["check", folder.path().to_str().unwrap(), "--format", "short"]);
    let said = String::from_utf8(check.stdout).unwrap() + &String::from_utf8(check.stderr).unwrap();
    for part in
        ["look/tokens.json:1:24", "on `colours.paper` has a contrast of 1.8 to 1", "did you mean `ink`"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    // The name of a theme that is nearly one.
    let check =
        phasebook(&["check", folder.path().to_str().unwrap(), "--theme", "swis", "--format", "short"]);
    let said = String::from_utf8(check.stdout).unwrap() + &String::from_utf8(check.stderr).unwrap();
    assert!(said.contains("did you mean `swiss`"), "{said}");
}

#[test]
fn web_fonts_are_read() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "brand: {typography: {headings: fonts/Web.woff2, base: fonts/Text.woff}}\n");
    let fonts = folder.path().join("fonts");
    fs::create_dir(&fonts).unwrap();
    // Packed by another program, under names that the program's own fonts do not have.
    let script = "import sys\nfrom fontTools.ttLib import TTFont\n\
        for src, name, flavor, out in zip(*[iter(sys.argv[1:])] * 4):\n\
        \x20 f = TTFont(src)\n\
        \x20 for r in f['name'].names:\n\
        \x20  if r.nameID in (1, 16): r.string = name\n\
        \x20  if r.nameID in (4, 6): r.string = name.replace(' ', '')\n\
        \x20 f.flavor = flavor\n\
        \x20 f.save(out)\n";
    let font = |path: &str| root().join("fonts").join(path).to_str().unwrap().to_owned();
    let (one, two) =
        (font("bricolage-grotesque/BricolageGrotesque-ExtraBold.ttf"), font("literata/Literata-Regular.ttf"));
    let (web, text) = (fonts.join("Web.woff2"), fonts.join("Text.woff"));
    let (web, text) = (web.to_str().unwrap(), text.to_str().unwrap());
    python(&["-c", script, &one, "Web Sans", "woff2", web, &two, "Web Text", "woff", text]);
    let built = Built::new(folder.path(), &["--only", "handbook,epub"]);
    assert_eq!((built.status, built.stderr.contains("broken-font")), (0, false), "{}", built.stderr);
    let used = run("pdffonts", &[&built.path("handbook.pdf")]);
    assert!(used.contains("WebSans") && used.contains("WebText"), "{used}");
    let listed = run("unzip", &["-l", &built.path("handbook.epub")]);
    assert!(listed.contains("web-sans") && listed.contains("web-text"), "{listed}");
    // A damaged one is named and does no harm.
    let mut bytes = fs::read(web).unwrap();
    let end = bytes.len();
    bytes[end / 2..end / 2 + 40].fill(0xff);
    fs::write(web, bytes).unwrap();
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert!(built.stderr.contains("broken-font") && built.exists("handbook.pdf"), "{}", built.stderr);
}

#[test]
fn a_new_brand_explains_itself_and_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), "brand: _brand.yml\n");
    let file = folder.path().join("_brand.yml");
    let argument = format!("--brand={}", file.to_str().unwrap());
    let made = phasebook(&["new", &argument]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let built = Built::new(folder.path(), &["--only", "handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert!(has_colour(&built.path("handbook.pdf"), "#0b4f6c"));
    // It replaces nothing.
    assert_eq!(phasebook(&["new", &argument]).status.code(), Some(2));
}

const OF_THE_BOOK: &str = "publisher: The office\nrights: May be copied.\nprint-isbn: 0-306-40615-2\n\
    description: How a team finds out what people need, builds it in the open and knows when to stop.\n";

/// The words of each page of a PDF.
fn pages(pdf: &str) -> Vec<String> {
    run("pdftotext", &["-layout", pdf, "-"]).split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn the_back_cover_says_what_the_book_is_and_leads_to_the_web() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), OF_THE_BOOK);
    for (options, inside, least) in [
        (&[][..], false, 3),
        (&["--two-sided"], true, 4),
        (&["--theme", "large-print", "--paper", "a5"], true, 3),
    ] {
        let built = Built::new(folder.path(), &[&["--only", "handbook,epub"], options].concat());
        assert_eq!(built.status, 0, "{options:?}: {}", built.stderr);
        let pages = pages(&built.path("handbook.pdf"));
        let pages = &pages[..pages.len() - 1];
        let back = pages.last().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(back.contains("How a team finds out what people need"), "{options:?}: {back}");
        assert!(pages.len() >= least && (!inside || !back.contains("May be copied")), "{options:?}: {back}");
        assert!(options != ["--two-sided"] || pages.len().is_multiple_of(2), "the outside of a leaf");
        let all = pages.concat();
        for said in ["May be copied.", "The office", "ISBN 0306406152", "Open Font License"] {
            assert!(
                all.split_whitespace().collect::<Vec<_>>().join(" ").contains(said),
                "{options:?}: {said}"
            );
        }
        let (last, png) = (pages.len().to_string(), built.path("back"));
        let draw = ["-png", "-singlefile", "-r", "120", "-f", &last, "-l", &last];
        run("pdftoppm", &[&draw[..], &[&built.path("handbook.pdf"), &png]].concat());
        let read = python(&["tests/judges/qr.py", &format!("{png}.png")]);
        assert!(read.contains("https://example.org"), "{read}");
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path("handbook.pdf")]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{options:?}");
    }
}

#[test]
fn what_is_left_of_a_booklet_is_there_to_be_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut left = 0;
    for more in ["", "More words than before, and a page more.\n\n"] {
        site(folder.path(), OF_THE_BOOK);
        let text = fs::read_to_string(folder.path().join("alpha.md")).unwrap();
        fs::write(folder.path().join("alpha.md"), text + "\n\n" + &more.repeat(60)).unwrap();
        let built = Built::new(folder.path(), &["--only", "handbook", "--handout", "booklet"]);
        assert_eq!(built.status, 0, "{}", built.stderr);
        // The outside of the outermost sheet: the back cover on the left, the cover on the right.
        let sides = pages(&built.path("handbook-booklet.pdf"));
        assert!(sides[0].contains("How a team finds out"), "{}", sides[0]);
        left += sides
            .iter()
            .map(|side| side.lines().filter(|line| line.trim() == "Notes").count())
            .sum::<usize>();
    }
    assert!(left > 0, "none of the two booklets has a page for notes");
}

#[test]
fn a_title_page_and_an_imprint_say_who_made_the_book() {
    let folder = tempfile::tempdir().unwrap();
    let more = "authors: [Ada Ample]\nedition: Second edition\naddress: [1 Quay, Porthaven]\nlicence: cc by-sa 4.0\n\
                contributors: {editor: Cy Clear, illustrator: [Di Draw, Ed Etch]}\n";
    site(folder.path(), &format!("{OF_THE_BOOK}{more}title-page: true\n"));
    for (options, at) in [(&["--two-sided"][..], 2), (&[], 1), (&["--handout", "booklet"], 1)] {
        let built = Built::new(folder.path(), &[&["--only", "handbook,epub"], options].concat());
        assert_eq!(built.status, 0, "{options:?}: {}", built.stderr);
        let pages: Vec<String> = pages(&built.path("handbook.pdf"))
            .iter()
            .map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for said in ["Ada Ample", "Editing Cy Clear", "Illustrations Di Draw, Ed Etch", "Second edition"] {
            assert!(pages[at].contains(said), "{options:?}: {said} in {}", pages[at]);
        }
        for said in [
            "Porthaven",
            "Attribution-ShareAlike 4.0",
            "creativecommons.org/licenses/by-sa/4.0",
            "May be copied.",
        ] {
            assert!(pages[at + 1].contains(said), "{options:?}: {said} in {}", pages[at + 1]);
        }
        // The inside of the cover is empty, so that the title page is on the right.
        assert!(at == 1 || pages[1].is_empty(), "{}", pages[1]);
        let verdict = python(&["tests/judges/pdf_ua.py", &built.path("handbook.pdf")]);
        assert_eq!(verdict.trim(), "PASS 0 errors 0 warnings", "{options:?}");
        let marks = run("unzip", &["-p", &built.path("handbook.epub"), "OEBPS/title.xhtml"]);
        assert!(marks.contains("doc-pagebreak") && marks.contains("Editing"), "{marks}");
        let colophon = run("unzip", &["-p", &built.path("handbook.epub"), "OEBPS/colophon.xhtml"]);
        assert!(colophon.contains("Porthaven") && colophon.contains("rel=\"license\""), "{colophon}");
        let said = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
        assert!(said.trim().ends_with("0 fatal 0 errors 0 warnings"), "{said}");
    }
    // Unasked, a short book has none, also for the print shop, whose pages are those of the handbook.
    site(folder.path(), &format!("{OF_THE_BOOK}{more}"));
    for (option, file) in [("--two-sided", "handbook.pdf"), ("--print-shop", "handbook-print.pdf")] {
        let built = Built::new(folder.path(), &["--only", "handbook", option]);
        let pages = pages(&built.path(file));
        // The imprint, which says it where there is none, has a colon.
        let has =
            |page: &String| page.split_whitespace().collect::<Vec<_>>().join(" ").contains("Editing Cy");
        assert!(!pages.iter().take(4).any(has), "{option}");
    }
}

#[test]
fn chapters_of_booklets_open_on_either_side_and_leave_no_page_empty() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), OF_THE_BOOK);
    for n in 0..5 {
        let page = format!("---\ntitle: Chapter {n}\norder: {}\n---\n\nWords of chapter {n}.\n", n + 10);
        fs::write(folder.path().join(format!("more-{n}.md")), page).unwrap();
    }
    let built = Built::new(folder.path(), &["--only", "handbook", "--handout", "booklet"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let sheets = pages(&built.path("handbook-booklet.pdf"));
    // Chapters of a page each: two of them face one another.
    let both = |side: &&String| side.matches("Words of chapter").count() == 2;
    assert!(
        sheets.iter().any(|side| side.contains("Notes")) && sheets.iter().filter(both).count() >= 1,
        "{sheets:?}"
    );
    let book = Built::new(folder.path(), &["--only", "handbook", "--two-sided", "--paper", "a5"]);
    let pages = pages(&book.path("handbook.pdf"));
    assert!(2 * (sheets.len() - 1) < pages.len() - 1, "{} {}", sheets.len(), pages.len());
}
