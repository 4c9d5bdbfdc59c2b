//! Pictures as people bring them: photographs in inks and on their side, drawings of other programs,
//! damaged files. Whatever they are, the book is made, and what is amiss is named at its line.

use std::fs;
use std::path::Path;
use std::process::Output;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::common::judges::{Built, phasebook, python, root};

/// A site of files in a folder.
fn site(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A page of a phase with a pictogram and a picture alone for each file.
fn page(names: &[&str]) -> Vec<u8> {
    let mut page = "---\ntitle: Beta\nclass: beta-phase\n---\n\nWhat we do.\n\n".to_owned();
    for name in names {
        page.push_str(&format!("![Shown]({name})\n\n"));
    }
    page.push_str("<ul class=\"phase-activities\">\n");
    for name in names {
        page.push_str(&format!("<li><img src=\"{name}\" alt=\"Sign\" /> Label</li>\n"));
    }
    page.push_str("</ul>\n");
    page.into_bytes()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/pictures").join(name)).unwrap()
}

fn check(folder: &Path) -> Output {
    phasebook(&["check", folder.to_str().unwrap(), "--format", "short"])
}

/// The rules that a report names.
fn rules(report: &str) -> Vec<&str> {
    let rule = |line: &'_ str| {
        let at =
            ["error[", "warning[", "note["].iter().find_map(|level| Some(line.find(level)? + level.len()))?;
        Some(at..at + line[at..].find("]:")?)
    };
    let mut rules: Vec<&str> = report.lines().filter_map(|line| Some(&line[rule(line)?])).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The colours of an EPUB's picture at places along its middle, and its size.
fn colours(epub: &str, picture: &str) -> String {
    let script = "import sys, zipfile, io\nfrom PIL import Image\n\
        z = zipfile.ZipFile(sys.argv[1])\n\
        name = next(n for n in z.namelist() if n.endswith(sys.argv[2]))\n\
        i = Image.open(io.BytesIO(z.read(name)))\n\
        print(i.mode, i.size, i.getexif().get(0x112))\n\
        i = i.convert('RGB')\n\
        w, h = i.size\n\
        print(*[''.join('0' if c < 80 else '1' for c in i.getpixel((w * k // 8, h * m // 8))) for k, m in ((1, 4), (3, 4), (5, 4), (7, 4), (4, 1), (4, 7))])";
    python(&["-c", script, epub, picture])
}

#[test]
fn photographs_in_inks_are_shown_in_every_product_and_named() {
    let folder = site(&[
        ("a.md", page(&["inks.jpg", "ycck.jpg"])),
        ("inks.jpg", fixture("inks.jpg")),
        ("ycck.jpg", fixture("ycck.jpg")),
    ]);
    let built = Built::new(folder.path(), &["--print-shop"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    for product in
        ["handbook.pdf", "handbook-print.pdf", "handbook.epub", "posters/a.pdf", "posters/a-print.pdf"]
    {
        assert!(built.exists(product), "{product}: {}", built.stderr);
    }
    // Cyan, magenta, yellow and black of full ink.
    for picture in ["inks.jpg", "ycck.jpg"] {
        let said = colours(&built.path("handbook.epub"), picture);
        assert!(said.starts_with("RGB (32, 16) None\n011 101 110 000"), "{picture}: {said}");
    }
    let checked = String::from_utf8(check(folder.path()).stderr).unwrap();
    assert_eq!(rules(&checked).iter().filter(|rule| **rule == "picture-colours").count(), 1, "{checked}");
    assert!(checked.contains("a.md:8:"), "{checked}");
}

#[test]
fn photographs_stand_the_right_way_up_in_every_product() {
    let folder = site(&[("a.md", page(&["turned.jpg"])), ("turned.jpg", fixture("turned.jpg"))]);
    let built = Built::new(folder.path(), &["--only", "epub,handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    // Blue above, red below, and nothing more to turn.
    let said = colours(&built.path("handbook.epub"), "turned.jpg");
    assert!(said.starts_with("RGB (20, 40) None\n") && said.trim_end().ends_with("001 100"), "{said}");
    let script = "import sys, pymupdf\n\
        page = next(p for p in pymupdf.open(sys.argv[1]) if p.get_image_info())\n\
        print([(i['width'], i['height']) for i in page.get_image_info()][0])";
    assert_eq!(python(&["-c", script, &built.path("handbook.pdf")]).trim(), "(20, 40)");
}

#[test]
fn what_is_not_read_is_named_with_what_to_save_it_as() {
    let whole = fixture("turned.jpg");
    let folder = site(&[
        ("a.md", page(&["a.heic", "b.tif", "cut.jpg", "lfs.png"])),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("b.tif", b"II*\0\x08\0\0\0".to_vec()),
        ("cut.jpg", whole[..whole.len() - 60].to_vec()),
        ("lfs.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n".to_vec()),
    ]);
    let report = String::from_utf8(check(folder.path()).stderr).unwrap();
    for said in [
        "`a.heic` is a picture of type HEIC, which is not read; save it as JPEG",
        "`b.tif` is a picture of type TIFF, which is not read; save it as PNG",
        "the picture `cut.jpg` ends before its last line",
        "run `git lfs pull`",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
}

const DRAWING: &str = r##"<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>
<svg xmlns="&ns;" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="60"><script>alert(1)</script>
<linearGradient id="1 a"><stop offset="0" stop-color="#123456"/><stop offset="1" stop-color="#fff"/></linearGradient>
<g id=""/><g id="two"/><g id="two"/><a href="https://a.example/"><rect width="120" height="60" fill="url(#1 a)"/></a>
<foreignObject width="120" height="60"><div xmlns="http://www.w3.org/1999/xhtml" style="text-align: center">Deploy <b>often</b></div></foreignObject></svg>"##;

#[test]
fn drawings_are_cleaned_and_keep_their_words() {
    let inline = "<svg viewBox=\"0 0 40 20\"><title>A bridge</title><text x=\"2\" y=\"12\" font-size=\"8\">Arch</text></svg>";
    let text = format!("---\ntitle: T\n---\n\nA ![Flow](flow.svg)\n\n{inline}\n");
    let folder = site(&[("a.md", text.into_bytes()), ("flow.svg", DRAWING.as_bytes().to_vec())]);
    let built = Built::new(folder.path(), &["--only", "epub,handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert_eq!(rules(&built.stderr), ["simplified-drawing", "unsafe-svg"], "{}", built.stderr);
    let words = built.pdf_text("handbook.pdf");
    assert!(words.contains("Deploy often") && words.contains("Arch"), "{words}");
    let judged = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert!(judged.trim().ends_with("0 fatal 0 errors 0 warnings"), "{judged}");
}

/// A drawing with a bar that is three times as wide as its box, and words beside it.
const WIDE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="#00ff00"/>
<rect x="-400" y="20" width="1000" height="20" fill="#ff0000"/><text x="260" y="60" font-size="20">Parked</text></svg>"##;

#[test]
fn drawings_are_clipped_to_their_box_as_in_browsers() {
    let text = "---\ntitle: T\nclass: alpha-phase\n---\n\n![Wide](wide.svg)\n\n<ul class=\"phase-activities\"><li><img src=\"wide.svg\" /> Wide</li></ul>\n";
    let folder = site(&[("a.md", text.as_bytes().to_vec()), ("wide.svg", WIDE.as_bytes().to_vec())]);
    let built = Built::new(folder.path(), &[]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    // Red stands in the columns of green alone.
    let script = "import sys, pymupdf\n\
        seen = 0\n\
        for path in sys.argv[1:]:\n\
        \x20 for page in pymupdf.open(path):\n\
        \x20   p = page.get_pixmap(dpi=72, alpha=False); s = p.samples; at = {'red': set(), 'green': set()}\n\
        \x20   for i in range(0, len(s), 3):\n\
        \x20     r, g, b = s[i:i + 3]\n\
        \x20     name = 'red' if r > 200 and g < 60 and b < 60 else 'green' if g > 200 and r < 60 and b < 60 else None\n\
        \x20     if name: at[name].add(i // 3 % p.width)\n\
        \x20   seen += bool(at['red']); print(len(at['red'] - at['green'])) if at['red'] else None\n\
        print('seen', seen > 1)";
    let posters: Vec<String> = fs::read_dir(built.path("posters"))
        .unwrap()
        .map(|it| it.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".pdf"))
        .collect();
    let handbook = built.path("handbook.pdf");
    let mut arguments = vec!["-c", script, handbook.as_str()];
    arguments.extend(posters.iter().map(String::as_str));
    let said = python(&arguments);
    assert!(said.trim().ends_with("seen True"), "{said}");
    // Edges between two columns are of both.
    let beyond = said.lines().filter_map(|line| line.parse::<u32>().ok()).max();
    assert!(beyond.is_some_and(|columns| columns <= 2), "{said}");
    let mut archive = zip::ZipArchive::new(fs::File::open(built.path("handbook.epub")).unwrap()).unwrap();
    let drawing = std::io::read_to_string(archive.by_name("OEBPS/images/wide.svg").unwrap()).unwrap();
    assert!(drawing.contains("clip-path=\"url(#box-of-the-drawing)\""), "{drawing}");
    assert!(!built.pdf_text("handbook.pdf").is_empty());
}

/// Boxes as draw.io writes them: colours for light and dark, labels in HTML with a way out for those who have
/// none, and a note that it was not drawn.
const BOXES: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="241px" height="121px" viewBox="-0.5 -0.5 241 121" style="cursor:pointer;max-width:100%;background: #ffffff; background-color: light-dark(#ffffff, var(--ge-dark-color, #121212)); color-scheme: light dark;" content="&lt;mxfile/&gt;"><defs/><g><g data-cell-id="1"><rect x="0" y="0" width="240" height="120" fill="#dae8fc" stroke="#6c8ebf" pointer-events="all" style="fill: light-dark(rgb(218, 232, 252), rgb(29, 41, 59)); stroke: light-dark(rgb(108, 142, 191), rgb(92, 121, 163));"/></g>
<g><switch><foreignObject style="overflow: visible; text-align: left;" pointer-events="none" width="100%" height="100%" requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"><div xmlns="http://www.w3.org/1999/xhtml" style="display: flex; align-items: unsafe flex-start; justify-content: unsafe flex-end; width: 230px; height: 1px; padding-top: 5px; margin-left: 5px;"><div style="box-sizing: border-box; font-size: 0; text-align: right; color: #000000;"><div style="display: inline-block; font-size: 12px; font-family: Helvetica; color: light-dark(#000000, #ffffff); line-height: 1.2; white-space: normal;"><b>Gateway</b><br/>at the top</div></div></div></foreignObject><text x="235" y="17" fill="light-dark(#000000, #ffffff)" font-size="12px" text-anchor="end">Gate...</text></switch></g></g>
<switch><g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Extensibility"/><a transform="translate(0,-5)" xlink:href="https://a.example/" target="_blank"><text text-anchor="middle" font-size="10px" x="50%" y="100%">Text is not SVG - cannot display</text></a></switch></svg>"##;

#[test]
fn labels_of_drawings_stand_where_a_browser_sets_them() {
    let text = "---\ntitle: T\n---\n\n![Boxes](boxes.svg)\n";
    let folder = site(&[("a.md", text.as_bytes().to_vec()), ("boxes.svg", BOXES.as_bytes().to_vec())]);
    let built = Built::new(folder.path(), &["--only", "epub,handbook"]);
    assert_eq!(rules(&built.stderr), ["simplified-drawing"], "{}", built.stderr);
    let words = built.pdf_text("handbook.pdf");
    assert!(words.contains("Gateway") && words.contains("at the top"), "{words}");
    assert!(!words.contains("Gate...") && !words.contains("cannot display"), "{words}");
    // Both lines end 5 units from the right edge of the box, and are in its upper third.
    let script = "import sys, pymupdf\n\
        for page in pymupdf.open(sys.argv[1]):\n\
        \x20 boxes = [d['rect'] for d in page.get_drawings() if d.get('fill') and abs(d['fill'][0] - 218 / 255) < 0.01 and abs(d['fill'][1] - 232 / 255) < 0.01]\n\
        \x20 for box in boxes:\n\
        \x20   for words in ['Gateway', 'at the top']:\n\
        \x20     at = page.search_for(words)[0]; unit = box.width / 240\n\
        \x20     print(round((box.x1 - at.x1) / unit), at.y1 < box.y0 + 40 * unit and at.y0 > box.y0 - 1)";
    assert_eq!(python(&["-c", script, &built.path("handbook.pdf")]).trim(), "5 True\n5 True");
    let judged = python(&["tests/judges/epub_check.py", &built.path("handbook.epub")]);
    assert!(judged.trim().ends_with("0 fatal 0 errors 0 warnings"), "{judged}");
}

#[test]
fn a_picture_in_an_address_does_not_make_a_page_too_large() {
    let mut noise = fastrand::Rng::with_seed(1);
    let pixels =
        image::RgbImage::from_fn(500, 300, |_, _| image::Rgb([noise.u8(..), noise.u8(..), noise.u8(..)]));
    let mut png = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let data = STANDARD.encode(png.into_inner());
    assert!(data.len() > 480_000);
    let text = format!(
        "---\ntitle: Note\n---\n\nSaid on Monday.\n\n![Board](data:image/png;base64,{data})\n\n[a](gone.md)\n"
    );
    let folder = site(&[("a.md", text.into_bytes())]);
    let built = Built::new(folder.path(), &["--only", "epub"]);
    assert_eq!(rules(&built.stderr), ["dead-link"], "{:.2000}", built.stderr);
    assert!(built.stderr.lines().all(|line| line.len() < 1_000));
    let said = colours(&built.path("handbook.epub"), "picture.png");
    assert!(said.starts_with("RGB (500, 300)"), "{said}");
}

#[test]
fn a_picture_has_its_own_size_wherever_it_stands() {
    let mut png = std::io::Cursor::new(Vec::new());
    let fill = |x: u32, y: u32| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]);
    image::RgbImage::from_fn(600, 300, fill).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let (large, mut small) = (png.into_inner(), std::io::Cursor::new(Vec::new()));
    image::RgbImage::from_fn(20, 20, fill).write_to(&mut small, image::ImageFormat::Png).unwrap();
    let text = "---\ntitle: T\n---\n\n1. Open the form\n   ![Form](a.png)\n\nFigure 1: ![One](b.png)\n\n\
        | Part | Picture |\n|---|---|\n| A | ![Cell](c.png) |\n\nPress ![Icon](icon.png) now.\n\n\
        ![Half](d.png){: width=\"50%\"}\n\n<img src=\"e.png\" alt=\"Inch\" style=\"width: 96px\">\n\n\
        ![Left](f.png){: width=\"100\"} ![Right](g.png){: width=\"100\"}\n";
    let mut files = vec![("a.md", text.as_bytes().to_vec()), ("icon.png", small.into_inner())];
    // Each with a byte of its own, so that no two are one picture.
    for (n, name) in ["a.png", "b.png", "c.png", "d.png", "e.png", "f.png", "g.png"].into_iter().enumerate() {
        files.push((name, [large.as_slice(), &[n as u8]].concat()));
    }
    let folder = site(&files);
    let built = Built::new(folder.path(), &["--only", "epub,handbook"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    let script = "import sys, pymupdf\n\
        for page in pymupdf.open(sys.argv[1]):\n\
        \x20 for i in page.get_image_info():\n\
        \x20   x0, y0, x1, y1 = i['bbox']; print(round(x1 - x0), round(y1 - y0), round(y1))";
    let said = python(&["-c", script, &built.path("handbook.pdf")]);
    let boxes: Vec<Vec<i32>> =
        said.lines().map(|line| line.split(' ').map(|number| number.parse().unwrap()).collect()).collect();
    assert_eq!(boxes.len(), 8, "{said}");
    // 150 pixels to the inch: 600 of them are 288 points.
    assert_eq!(boxes[0][..2], [288, 144], "{said}");
    assert_eq!(boxes[1][..2], [288, 144], "{said}");
    // A cell has less room, and an icon is part of its line.
    assert!((100..=288).contains(&boxes[2][0]), "{said}");
    assert_eq!(boxes[3][..2], [15, 15], "{said}");
    assert!((150..=260).contains(&boxes[4][0]), "{said}");
    assert_eq!(boxes[5][0], 72, "{said}");
    // Side by side.
    assert!(boxes[6][0] == 75 && boxes[6][2] == boxes[7][2], "{said}");
}

/// Bytes spoiled in a few places.
fn spoiled(bytes: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut new = bytes.to_vec();
    for _ in 0..random.usize(1..6) {
        if new.is_empty() {
            break;
        }
        let at = random.usize(..new.len());
        match random.u8(..5) {
            0 => new[at] = random.u8(..),
            1 => new[at] ^= 1 << random.u8(..8),
            2 => new.truncate(at.max(8)),
            3 => {
                drop(new.splice(at..at, std::iter::repeat_with(|| random.u8(..)).take(4).collect::<Vec<_>>()))
            }
            _ => {
                let to = (at + random.usize(1..40)).min(new.len());
                new.drain(at..to);
            }
        }
    }
    new
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let image =
        image::RgbaImage::from_fn(24, 24, |x, y| image::Rgba([(x * 9) as u8, (y * 9) as u8, 60, 255]));
    let encoded = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let image = image::DynamicImage::ImageRgba8(image.clone());
        let image = if format == image::ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    vec![
        ("png", encoded(image::ImageFormat::Png)),
        ("jpg", encoded(image::ImageFormat::Jpeg)),
        ("inks.jpg", fixture("inks.jpg")),
        ("gif", encoded(image::ImageFormat::Gif)),
        ("webp", encoded(image::ImageFormat::WebP)),
        ("svg", DRAWING.as_bytes().to_vec()),
    ]
}

/// How many spoiled files of each kind are tried: a few with the other tests, and as many as
/// `PHASEBOOK_SPOILED` says.
fn count(usual: usize) -> usize {
    std::env::var("PHASEBOOK_SPOILED").ok().and_then(|said| said.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_damaged_picture_ends_a_build() {
    for (kind, seed) in seeds() {
        let mut random = fastrand::Rng::with_seed(kind.len() as u64 * 31 + seed.len() as u64);
        let mut left = count(20);
        while left > 0 {
            let some = left.min(50);
            left -= some;
            let names: Vec<String> = (0..some).map(|n| format!("p{n}.{kind}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut files = vec![("a.md", page(&names))];
            files.extend(names.iter().map(|name| (*name, spoiled(&seed, &mut random))));
            let folder = site(&files);
            let built = Built::new(folder.path(), &["--print-shop"]);
            assert!(matches!(built.status, 0 | 1), "{kind}: {}", built.stderr);
            assert!(!built.stderr.contains("panicked"), "{kind}: {}", built.stderr);
            for product in [
                "handbook.pdf",
                "handbook-print.pdf",
                "handbook.epub",
                "posters/a.pdf",
                "posters/a-print.pdf",
            ] {
                assert!(built.exists(product), "{kind} {product}: {}", built.stderr);
            }
        }
    }
}

#[test]
fn no_damaged_font_ends_a_build() {
    let font = fs::read(root().join("fonts/noto-signs/NotoEmoji-Signs.ttf")).unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..count(6) {
        let files = [("a.md", page(&[])), ("fonts/Own.ttf", spoiled_font(&font, &mut random))];
        let folder = site(&files);
        let built = Built::new(folder.path(), &[]);
        assert!(matches!(built.status, 0 | 1), "{}", built.stderr);
        assert!(!built.stderr.contains("panicked"), "{}", built.stderr);
        assert!(built.exists("handbook.pdf") && built.exists("handbook.epub"), "{}", built.stderr);
    }
}

/// A font spoiled in the directory and the small tables that stand before its outlines.
fn spoiled_font(font: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut new = font.to_vec();
    let first = 12 + 16 * usize::from(u16::from_be_bytes([font[4], font[5]]));
    for _ in 0..random.usize(1..5) {
        let at = if random.bool() { random.usize(..first + 4_000) } else { random.usize(..new.len()) };
        new[at] = random.u8(..);
    }
    new
}

#[test]
fn a_font_whose_characters_have_no_end_is_named() {
    let mut font = fs::read(root().join("fonts/noto-signs/NotoEmoji-Signs.ttf")).unwrap();
    // The table of characters, and in it the first range of one of format 12.
    let record = (0..usize::from(u16::from_be_bytes([font[4], font[5]]))).map(|n| 12 + 16 * n);
    let cmap = record.clone().find(|at| &font[*at..at + 4] == b"cmap").unwrap();
    let number = |at: usize| u32::from_be_bytes(font[at..at + 4].try_into().unwrap()) as usize;
    let (start, length) = (number(cmap + 8), number(cmap + 12));
    let table = (start..start + length - 16).find(|at| font[*at..at + 4] == [0, 12, 0, 0]).unwrap();
    font[table + 20..table + 24].copy_from_slice(&0x3fff_ffff_u32.to_be_bytes());
    let folder = site(&[("a.md", b"---\ntitle: T\n---\n\nWords.\n".to_vec()), ("fonts/Own.ttf", font)]);
    let built = Built::new(folder.path(), &[]);
    assert_eq!((built.status, rules(&built.stderr)), (1, vec!["broken-font"]), "{}", built.stderr);
    assert!(built.stderr.contains("fonts/Own.ttf") && built.exists("handbook.pdf"), "{}", built.stderr);
}

#[test]
fn a_missing_pictogram_costs_no_poster() {
    let folder = site(&[("a.md", page(&["gone.svg"]))]);
    let built = Built::new(folder.path(), &["--print-shop"]);
    assert_eq!(built.status, 1, "{}", built.stderr);
    assert_eq!(rules(&built.stderr), ["missing-image"], "{}", built.stderr);
    assert!(built.exists("posters/a.pdf") && built.exists("posters/a-print.pdf"), "{}", built.stderr);
}

/// The engine's reader of JavaScript has no end where a comment stands behind an expression.
#[test]
fn code_that_its_grammar_would_never_end_to_read_is_printed() {
    let code = "{\n  \"a\": \"b\"\n  /* why */\n}";
    let languages = ["javascript", "js", "jsx", "html", "vue", "svelte", "ruby", "php", "help"];
    let fence = |language: &str| format!("```{language}\n<script>\n{code}\n</script>\n\n```\n\n");
    let page: String = languages.iter().map(|language| fence(language)).collect();
    let site = site(&[("a.md", format!("---\ntitle: Code\n---\n\n{page}").into_bytes())]);
    let built = Built::new(site.path(), &[]);
    assert_eq!(built.pdf_text("handbook.pdf").matches("/* why */").count(), languages.len());
}
