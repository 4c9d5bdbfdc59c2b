//! Pictures: what is found, what it is, and what is said of it.

use super::*;
use crate::book::MediaType;

fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, image::ImageFormat::Png)
}

fn encoded(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).expect("a picture in memory");
    bytes.into_inner()
}

const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 24"/>"#;

fn files() -> Memory {
    Memory::new([
        ("assets/backlog.png", png(100, 50)),
        ("assets/copy.png", png(100, 50)),
        ("assets/Team.PNG", png(3, 3)),
        ("assets/photo.png", encoded(4, 2, image::ImageFormat::Jpeg)),
        ("assets/cut.png", png(200, 200)[..100].to_vec()),
        ("assets/a.svg", SVG.to_vec()),
        ("assets/evil.svg", br#"<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>"#.to_vec()),
        ("assets/both.png", png(9, 9)),
        ("assets/both.svg", SVG.to_vec()),
        ("assets/evil.png", png(5, 5)),
        ("assets/notes.png", b"not a picture".to_vec()),
        ("assets/empty.png", Vec::new()),
        ("pages/backlog.png", png(7, 7)),
        ("pages/a b.png", png(8, 8)),
    ])
}

/// Name, kind, width and height.
type Measured = (String, MediaType, u32, u32);

/// Settles one picture: what is stored, and what is said.
fn one(path: &str) -> (Vec<Measured>, Vec<String>) {
    let (book, diagnostics) =
        site_with(&files(), &Config::default(), vec![page("pages/p.md", "P").image(path)]);
    let BlockKind::Paragraph { content } = &book.chapters[0].blocks[0].kind else { panic!() };
    let InlineKind::Image(image) = &content[0].kind else { panic!() };
    assert_eq!(image.picture == Picture::Missing, book.pictures.is_empty(), "{path}");
    (book.pictures.iter().map(|p| (p.name.clone(), p.media, p.width, p.height)).collect(), diagnostics)
}

#[test]
fn pictures_are_found_by_path() {
    for (path, name, media, width, height) in [
        ("/assets/backlog.png", "backlog.png", MediaType::Png, 100, 50),
        ("../assets/backlog.png?v=2", "backlog.png", MediaType::Png, 100, 50),
        ("backlog.png", "backlog.png", MediaType::Png, 7, 7),
        ("a%20b.png", "a-b.png", MediaType::Png, 8, 8),
        ("/assets/a.svg", "a.svg", MediaType::Svg, 48, 24),
        // A drawing beside it is sharper, if it may be used.
        ("/assets/both.png", "both.svg", MediaType::Svg, 48, 24),
        ("/assets/evil.png", "evil.png", MediaType::Png, 5, 5),
        ("../../../../assets/a.svg", "a.svg", MediaType::Svg, 48, 24),
    ] {
        let (stored, diagnostics) = one(path);
        assert_eq!(stored, [(name.to_owned(), media, width, height)], "{path}");
        assert_eq!(diagnostics, [""; 0], "{path}");
    }
}

#[test]
fn pictures_in_addresses_are_decoded() {
    use base64::Engine;
    let data = base64::engine::general_purpose::STANDARD.encode(png(5, 6));
    let (stored, diagnostics) = one(&format!("data:image/png;base64,{data}"));
    assert_eq!(stored, [("picture.png".to_owned(), MediaType::Png, 5, 6)]);
    assert_eq!(diagnostics, [""; 0]);
    let (stored, _) =
        one("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'/%3E");
    assert_eq!(stored, [("picture.svg".to_owned(), MediaType::Svg, 2, 2)]);
}

#[test]
fn pictures_that_cannot_be_shown_are_named() {
    for (path, there, said) in [
        (
            "/assets/DBD_Graph.jpg",
            false,
            "missing-image: there is no picture at `assets/DBD_Graph.jpg` (add the file, or take the picture out)",
        ),
        (
            "/assets/backlogs.png",
            false,
            "missing-image: there is no picture at `assets/backlogs.png` (did you mean `/assets/backlog.png`)",
        ),
        (
            "/img/a.svg",
            false,
            "missing-image: there is no picture at `img/a.svg` (did you mean `/assets/a.svg`)",
        ),
        (
            "/assets/team.png",
            true,
            "image-case: the picture is called `Team.PNG`, in other capitals (write `/assets/Team.PNG`)",
        ),
        (
            "/assets/photo.png",
            true,
            "picture-type: `photo.png` is a picture of type `image/jpeg` (call the file `photo.jpg`)",
        ),
        (
            "/assets/notes.png",
            false,
            "broken-image: `notes.png` is not a picture (save it as PNG, JPEG, GIF, WebP or SVG)",
        ),
        ("/assets/empty.png", false, "broken-image: `empty.png` is empty (save the picture again)"),
        (
            "/assets/evil.svg",
            true,
            "unsafe-svg: the drawing `evil.svg` holds the element `<script>`, which a picture must not; it is shown without (save it as plain SVG, without scripts and addresses)",
        ),
        (
            "https://a.example/x.png",
            false,
            "remote-image: the picture is on the web, and nothing is fetched while building (save it beside the pages and name the file here)",
        ),
        (
            "https://img.shields.io/tests.svg",
            false,
            "badge: a badge on the web is left out; its words stay (write what it says, or take it out)",
        ),
        (
            "data:text/html,x",
            false,
            "broken-image: the `data:` address is no picture (save the picture as a file and name it here)",
        ),
    ] {
        let (stored, diagnostics) = one(path);
        assert_eq!(!stored.is_empty(), there, "{path}");
        assert_eq!(diagnostics, [format!("pages/p.md:2:5: {said}")], "{path}");
    }
    // The words after this are the decoder's.
    let (stored, diagnostics) = one("/assets/cut.png");
    assert!(stored.is_empty());
    assert!(
        diagnostics[0].starts_with("pages/p.md:2:5: broken-image: the picture `cut.png` cannot be read: "),
        "{diagnostics:?}"
    );
}

#[test]
fn pictures_are_stored_once_in_the_order_of_the_book() {
    let pages = vec![
        page("b.md", "B").image("/assets/a.svg").pictogram("/assets/copy.png", "Same bytes"),
        page("a.md", "A").pictogram("pages/backlog.png", "B").image("/assets/backlog.png"),
    ];
    let (book, diagnostics) = site_with(&files(), &Config::default(), pages);
    assert_eq!(diagnostics, [""; 0]);
    let names: Vec<_> = book.pictures.iter().map(|p| (p.name.as_str(), p.path.as_str())).collect();
    assert_eq!(
        names,
        [
            ("backlog.png", "pages/backlog.png"),
            ("backlog-2.png", "assets/backlog.png"),
            ("a.svg", "assets/a.svg")
        ]
    );
    let BlockKind::Pictograms { items } = &book.chapters[1].blocks[1].kind else { panic!() };
    assert_eq!(items[0].image.picture, Picture::Stored { picture: 1 });
}
