//! Drawings: an SVG made safe to pass on, what it costs to draw, and how large it is.

mod clean;
mod cost;
mod css;
mod frame;
mod looks;
mod raster;
mod setting;
mod text;
mod words;

use std::borrow::Cow;
use std::collections::HashSet;

use usvg::roxmltree::{Document, Node, NodeType};

pub(crate) use clean::Report;

/// Why a drawing is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It does what a picture must not; what, in words.
    Unsafe(String),
    /// It cannot be read; why, in words.
    Broken(String),
    /// It would take too long to draw, or too much memory; why, in words.
    Costly(String),
}

/// A drawing within a drawing, which was cleaned as well.
const NESTED: &str = "data:image/svg+xml;base64,";
/// Elements that run programs or bring other documents in.
const FORBIDDEN: [&str; 9] =
    ["script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "audio", "video"];
/// Filters that mix what is near.
const BLURS: [&str; 3] = ["fegaussianblur", "femorphology", "fedropshadow"];
/// How far they may reach, in user units.
const MOST_BLUR: f64 = 1000.0;
/// Elements that change attributes while the drawing is shown.
const ANIMATIONS: [&str; 3] = ["set", "animate", "animatetransform"];
/// Pictures that may stand within a drawing.
const INLINE: [&str; 5] =
    ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp"];

/// Whether bytes look like the beginning of an SVG file.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && (head.contains("<svg") || head.contains(":svg") || head.starts_with("<?xml"))
}

/// A drawing that every format can show.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// The file, as it came where nothing had to be changed.
    pub bytes: Vec<u8>,
    /// Width in user units.
    pub width: u32,
    /// Height in user units.
    pub height: u32,
    /// What was left out or put otherwise.
    pub report: Report,
}

/// Reads a drawing and leaves out what it must not hold. `inner` makes of a picture of pixels within
/// it what every format can show, or says what is wrong with it; `weigh` says whether the pictures
/// that it draws are too much.
pub(crate) fn read(
    bytes: Vec<u8>,
    inner: &mut clean::Inner,
    weigh: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<Drawing, Refused> {
    let mut report = Report::default();
    let clean = cleaned(&bytes, 0, &mut report, inner)?;
    let bytes = if report.changed { clean.into_bytes() } else { bytes };
    let tree = drawn(&bytes, weigh)?;
    let clipped = std::str::from_utf8(&bytes).ok().and_then(|text| frame::clipped(text, &tree));
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    Ok(Drawing { bytes: clipped.map_or(bytes, String::into_bytes), width, height, report })
}

/// The text of a drawing that stands within so many others, without what it must not hold.
fn cleaned(
    bytes: &[u8],
    depth: usize,
    report: &mut Report,
    inner: &mut clean::Inner,
) -> Result<String, Refused> {
    let decoded = text::decoded(bytes).ok_or_else(|| Refused::Broken("it is not UTF-8".to_owned()))?;
    let (text, outside) = text::without_document_type(&decoded)?;
    if outside {
        report.unsafe_part("an entity outside itself (`<!ENTITY …`)");
    }
    cost::of_text(&text).map_err(Refused::Costly)?;
    let ended = text::as_xml(Cow::Borrowed(&text));
    let whole = text::with_namespaces(Cow::Borrowed(&ended));
    let owned = |text: &Cow<str>| matches!(text, Cow::Owned(_));
    if owned(&decoded) || owned(&text) || owned(&ended) || owned(&whole) {
        report.quietly();
    }
    let document = Document::parse(&whole).map_err(|error| Refused::Broken(error.to_string()))?;
    if !document.root_element().tag_name().name().eq_ignore_ascii_case("svg") {
        return Err(Refused::Broken("its outermost element is not `svg`".to_owned()));
    }
    for instruction in document.root().children().filter(Node::is_pi) {
        clean::instruction(instruction, report);
    }
    clean::clean(&document, depth, report, inner)
}

/// What a drawing draws, if it is safe to use. `picture` says what is wrong with a picture that stands
/// within it, and is asked of each once.
fn drawn(bytes: &[u8], mut picture: impl FnMut(&[u8]) -> Result<(), String>) -> Result<usvg::Tree, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::Broken("it is not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    // Entities can name other files and grow without bound, so the whole
    // mechanism is refused before a parser sees it.
    for (mark, what) in [("<!DOCTYPE", "a document type"), ("<!ENTITY", "an entity")] {
        if contains_ignoring_case(text, mark) {
            return Err(Refused::Unsafe(format!("{what} (`{mark} …`)")));
        }
    }
    cost::of_text(text).map_err(Refused::Costly)?;
    let document = Document::parse(text).map_err(|error| Refused::Broken(error.to_string()))?;
    if !document.root_element().tag_name().name().eq_ignore_ascii_case("svg") {
        return Err(Refused::Broken("its outermost element is not `svg`".to_owned()));
    }
    for node in document.descendants() {
        check_node(node)?;
    }
    cost::of_document(&document).map_err(Refused::Costly)?;
    let mut options = usvg::Options::default();
    if text.contains("<text") {
        options.fontdb = frame::shelf();
    }
    let tree =
        usvg::Tree::from_xmltree(&document, &options).map_err(|error| Refused::Broken(error.to_string()))?;
    let mut seen = HashSet::new();
    raster::check(&tree, &mut |bytes| if seen.insert(bytes.as_ptr()) { picture(bytes) } else { Ok(()) })
        .map_err(Refused::Costly)?;
    Ok(tree)
}

/// A length as a count of pixels, at least 1.
fn pixels(length: f32) -> u32 {
    // The cast saturates.
    (length.ceil() as u32).max(1)
}

fn check_node(node: Node) -> Result<(), Refused> {
    if node.node_type() == NodeType::PI {
        let target = node.pi().map_or("", |pi| pi.target);
        return Err(Refused::Unsafe(format!("a processing instruction (`<?{target} …?>`)")));
    }
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name().name().to_ascii_lowercase();
    if FORBIDDEN.contains(&name.as_str()) {
        return Err(Refused::Unsafe(format!("the element `<{name}>`")));
    }
    if name == "style" {
        let style: String = node.descendants().filter_map(|n| n.text()).collect();
        check_style(&style)?;
    }
    if BLURS.contains(&name.as_str()) {
        check_blur(node)?;
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name().to_ascii_lowercase(), attribute.value().trim());
        if key.starts_with("on") {
            return Err(Refused::Unsafe(format!("the event handler `{key}`")));
        }
        let inline =
            INLINE.iter().any(|kind| value.get(..kind.len()).is_some_and(|v| v.eq_ignore_ascii_case(kind)))
                || value.starts_with(NESTED);
        match key.as_str() {
            "href" | "src" if !(value.is_empty() || value.starts_with('#') || inline) => {
                return Err(Refused::Unsafe(format!("an address outside itself (`{}`)", shortened(value))));
            }
            "base" => return Err(Refused::Unsafe("a base address (`xml:base`)".to_owned())),
            "attributename"
                if ANIMATIONS.contains(&name.as_str()) && value.to_ascii_lowercase().ends_with("href") =>
            {
                return Err(Refused::Unsafe("an animated address".to_owned()));
            }
            "href" | "src" => {}
            _ => check_style(value)?,
        }
    }
    Ok(())
}

/// Refuses a blur that reaches further than any drawing: it shows nothing, and takes long.
fn check_blur(node: Node) -> Result<(), Refused> {
    for name in ["stdDeviation", "radius"] {
        let numbers = node.attribute(name).unwrap_or_default().split([' ', ',']);
        if numbers.filter_map(|number| number.parse().ok()).any(|reach: f64| reach.abs() > MOST_BLUR) {
            let limit = format!("a blur that reaches further than {MOST_BLUR} units");
            return Err(Refused::Costly(limit));
        }
    }
    Ok(())
}

/// Refuses CSS that names anything outside the drawing.
fn check_style(style: &str) -> Result<(), Refused> {
    let lower = style.to_ascii_lowercase();
    if lower.contains("@import") {
        return Err(Refused::Unsafe("an imported style sheet (`@import`)".to_owned()));
    }
    if lower.contains("javascript:") || lower.contains("expression(") {
        return Err(Refused::Unsafe("a program in an attribute".to_owned()));
    }
    // An escape can spell `url` so that no search finds it.
    if lower.contains('\\') && (lower.contains('(') || lower.contains('@')) {
        return Err(Refused::Unsafe("a style with escaped letters".to_owned()));
    }
    for (at, _) in lower.match_indices("url(") {
        let address =
            lower[at + 4..].trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        if !(address.starts_with('#') || INLINE.iter().any(|kind| address.starts_with(kind))) {
            return Err(Refused::Unsafe(format!(
                "an address outside itself (`{}`)",
                shortened(&lower[at..])
            )));
        }
    }
    Ok(())
}

fn contains_ignoring_case(text: &str, mark: &str) -> bool {
    text.match_indices("<!")
        .any(|(at, _)| text.get(at..at + mark.len()).is_some_and(|t| t.eq_ignore_ascii_case(mark)))
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The width and height of a drawing that is safe to use.
    fn check(bytes: &[u8], picture: impl FnMut(&[u8]) -> Result<(), String>) -> Result<(u32, u32), Refused> {
        drawn(bytes, picture).map(|tree| (pixels(tree.size().width()), pixels(tree.size().height())))
    }

    fn svg(inside: &str) -> Result<(u32, u32), Refused> {
        check(
            format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="24" height="12.5" viewBox="0 0 24 12.5">{inside}</svg>"#
            )
            .as_bytes(),
            |_| Ok(()),
        )
    }

    #[test]
    fn harmless_drawings_have_a_size() {
        for inside in [
            "",
            r##"<path d="M0 0h4v4z" fill="url(#g)"/>"##,
            r##"<use xlink:href="#a"/><style>.a { fill: url('#b'); }</style>"##,
            r#"<image href="data:image/png;base64,AAAA" width="1" height="1"/>"#,
            r#"<g style="fill: red"><title>on top</title></g>"#,
        ] {
            assert_eq!(svg(inside), Ok((24, 13)), "{inside}");
        }
        let no_size = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"/>"#;
        assert_eq!(check(no_size, |_| Ok(())), Ok((48, 48)));
    }

    #[test]
    fn drawings_that_would_take_too_long_are_refused() {
        let definitions = |element: &str, paint: &str| -> String {
            let levels = (0..6).map(|level| {
                let last =
                    if level == 0 { String::new() } else { format!("{paint}=\"url(#n{})\"", level - 1) };
                let shapes = format!(r#"<rect width="5" height="5" {last}/>"#).repeat(10);
                format!(r#"<{element} id="n{level}" width="1" height="1">{shapes}</{element}>"#)
            });
            levels.collect::<String>() + &format!(r##"<rect width="5" height="5" {paint}="url(#n5)"/>"##)
        };
        let filter = |steps: &str| {
            format!(r##"<filter id="f">{steps}</filter><rect width="9" height="9" filter="url(#f)"/>"##)
        };
        for inside in [
            definitions("pattern", "fill"),
            definitions("pattern", "stroke"),
            definitions("mask", "mask"),
            definitions("clipPath", "clip-path"),
            definitions("marker", "marker-start"),
            filter(r#"<feTurbulence numOctaves="100000"/>"#),
            filter(&r#"<feOffset dx="1"/>"#.repeat(3_000)),
            format!(
                r##"<style>.a {{ fill: url(#p) }}</style><pattern id="p">{}</pattern>{}"##,
                "<rect/>".repeat(700),
                r#"<path class="a" d="M0 0h1"/>"#.repeat(700)
            ),
            format!(
                r##"<marker id="m">{}</marker><g style="marker: url('#m')"><path d="M0 0{}"/></g>"##,
                "<rect/>".repeat(700),
                "h1".repeat(5_000)
            ),
            "<g>".repeat(300) + &"</g>".repeat(300),
            // Of two elements of one name, `use` means the first and `fill` the last.
            format!(r##"<g id="a">{}</g><g id="a"/>{}"##, "<g/>".repeat(700), r##"<use href="#a"/>"##.repeat(700)),
            format!(r##"<pattern id="a"/><pattern id="a">{}</pattern>{}"##,
                "<g/>".repeat(700), r##"<path fill="url(#a)" d="M0 0h1"/>"##.repeat(700)),
            r##"<filter id="f"><feImage href="#g"/></filter><g id="g"><rect width="9" height="9" filter="url(#f)"/></g>"##.to_owned(),
            r##"<pattern id="p"><rect mask="url(#m)"/></pattern><mask id="m"><rect fill="url(#p)"/></mask><rect fill="url(#p)"/>"##.to_owned(),
            format!("<metadata>{}</metadata>", "<a/>".repeat(300_000)),
            r#"<rect width="24" height="12"/>"#.repeat(3_000),
            r#"<g opacity="0.5"><rect width="24" height="12"/><rect width="24" height="12"/></g>"#.repeat(900),
            r#"<path d="M0 0h24v12" stroke="red" stroke-dasharray="0.00001"/>"#.to_owned(),
            r##"<pattern id="p"><rect fill="url(#q)"/></pattern><pattern id="q"><rect fill="url(#p)"/><rect fill="url(#p)"/></pattern>"##.to_owned()
                + &r##"<rect fill="url(#p)" width="1" height="1"/>"##.repeat(120_000),
            r#"<path d="M0 0A1e20 1 0 0 0 3 3z"/>"#.to_owned(),
            format!("<text>{}</text>", "a".repeat(60_000)),
        ] {
            assert!(matches!(svg(&inside), Err(Refused::Costly(_))), "{inside:.200}: {:?}", svg(&inside));
        }
    }

    #[test]
    fn drawings_with_shadows_patterns_and_circles_of_references_are_kept() {
        for inside in [
            r##"<filter id="f"><feDropShadow dx="1" stdDeviation="2"/></filter><rect width="9" height="9" filter="url(#f)"/>"##.repeat(20),
            r##"<pattern id="p" width="2" height="2"><rect width="1" height="1"/></pattern><rect fill="url(#p)" width="9" height="9"/>"##.to_owned(),
            r##"<g id="a"><use href="#a"/></g>"##.to_owned(),
            // The rule means the path within the marker, too.
            r##"<style>path { marker-end: url(#m) }</style><marker id="m"><path d="M0 0h1"/></marker><path d="M0 0h9"/>"##.to_owned(),
        ] {
            assert_eq!(svg(&inside), Ok((24, 13)), "{inside}");
        }
    }

    #[test]
    fn pictures_within_are_asked_for_once() {
        // The smallest GIF.
        let pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
        let drawing = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image id="i" width="9" height="9" href="data:image/gif;base64,{pixel}"/><use href="#i" x="1"/></svg>"##
        );
        let mut asked = 0;
        let fine = |bytes: &[u8]| {
            asked += usize::from(bytes.starts_with(b"GIF89a"));
            Ok(())
        };
        assert_eq!(check(drawing.as_bytes(), fine), Ok((9, 9)));
        assert!((1..=2).contains(&asked), "{asked}");
        let refused = Err(Refused::Costly("too large".to_owned()));
        assert_eq!(check(drawing.as_bytes(), |_| Err("too large".to_owned())), refused);
    }

    /// A drawing as it is read, each picture within it fine.
    fn made(text: &str) -> Result<Drawing, Refused> {
        read(text.as_bytes().to_vec(), &mut |_| Ok(None), |_| Ok(()))
    }

    fn framed(inside: &str) -> String {
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 12"><rect id="kept" width="3" height="3"/>{inside}</svg>"##
        )
    }

    #[test]
    fn what_is_unsafe_is_left_out_and_the_rest_is_drawn() {
        for (inside, what) in [
            ("<script>alert(1)</script>", "the element `<script>`"),
            ("<SCRIPT/>", ""),
            (r#"<g onclick="x()"/>"#, "the event handler `onclick`"),
            (
                r#"<image href="http://a.example/x.png"/>"#,
                "an address outside itself (`http://a.example/x.png`)",
            ),
            (r#"<image href="../../secret.png"/>"#, "an address outside itself (`../../secret.png`)"),
            (r##"<use href="other.svg#a"/>"##, "an address outside itself (`other.svg#a`)"),
            ("<style>@import 'x.css';</style>", "an imported style sheet (`@import`)"),
            (
                "<style>a { fill: url(http://a.example/) }</style>",
                "an address outside itself (`url(http://a.example/)`)",
            ),
            (r#"<g style="fill: u\72l(x)"/>"#, "a style with escaped letters"),
            (r#"<g fill="url( 'x.svg#a')"/>"#, "an address outside itself (`url( 'x.svg#a')`)"),
            (r#"<g><set attributeName="href" to="javascript:x()"/></g>"#, "an animated address"),
            (r#"<g xml:base="http://a.example/"/>"#, "a base address (`xml:base`)"),
            ("<?xml-stylesheet href='x.css'?>", "a style sheet outside itself (`xml-stylesheet`)"),
        ] {
            let Drawing { bytes, width, height, report } = made(&framed(inside)).unwrap();
            assert_eq!((width, height), (24, 12));
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("kept"), "{text}");
            // Nothing of it is left, nor said a second time.
            assert!(made(&text).unwrap().report.unsafe_parts.is_empty(), "{text}");
            let expected: Vec<&str> = Some(what).filter(|what| !what.is_empty()).into_iter().collect();
            assert!(
                report.unsafe_parts == expected || what.is_empty(),
                "{inside}: {:?}",
                report.unsafe_parts
            );
        }
    }

    #[test]
    fn drawings_of_other_programs_are_drawn() {
        // draw.io, Mermaid, Excalidraw, PlantUML and Illustrator write such.
        let label = r#"<foreignObject x="2" y="1" width="20" height="10"><div xmlns="http://www.w3.org/1999/xhtml" style="text-align: center; font-size: 4px; color: rgb(1, 2, 3)">Open &amp; <b>read</b><br/>twice</div></foreignObject>"#;
        for (text, there) in [
            (framed(&format!("<switch>{label}<text>Open…</text></switch>")), r#"<text x="12.00""#),
            (framed(label), r##"fill="rgb(1, 2, 3)" font-weight="bold">read</tspan>"##),
            (framed("<style>@font-face{font-family:Virgil;src:url(http://a.example/)}.a{fill:red}</style>"), ".a{fill:red}"),
            // What a browser writes of its own page, as people save Mermaid's drawings.
            (framed(r#"<foreignObject width="20" height="9"><p xmlns="http://www.w3.org/1999/xhtml">up<br>down&nbsp;here</p></foreignObject>"#), "down\u{a0}here</tspan>"),
            (framed("<?plantuml 1.2023.4?>"), "kept"),
            (framed(r#"<a href="https://a.example/"><rect width="5" height="5" fill="var(--line, #123456)"/></a>"#), r##"fill="#123456""##),
            ("<!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\"><!ENTITY w \"40\">]><svg xmlns=\"&ns;\" width=\"&w;\" height=\"9\"><g id=\"kept\"/></svg>".to_owned(), "width=\"40\""),
            ("<svg width=\"4\" height=\"3\"><use xlink:href=\"#a\"/></svg>".to_owned(), "xmlns="),
            // Illustrator's own file, beside the drawing for everybody else.
            (framed(r#"<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" width="1" height="1"/><g id="seen"/></switch>"#), "seen"),
            // A path effect of Inkscape's.
            (framed(r#"<defs><i:path-effect xmlns:i="http://www.inkscape.org/namespaces/inkscape" only_selected="false"/></defs><g id="seen"/>"#), "seen"),
            (r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4" style="width:9px;background:#EEEBDC;"><g/></svg>"#.to_owned(), r#"height="4" style="fill:rgb(238,235,220)"#),
            (framed(r##"<linearGradient id="a" href="#gone"/><use href="#kept"/><use href="#gone"/>"##), r#"<linearGradient id="a"></linearGradient>"#),
            (framed(r#"<foreignObject width="4" height="2"><p xmlns="http://www.w3.org/1999/xhtml" style="white-space: nowrap">One line of words</p></foreignObject>"#), "One line of words</tspan>"),
            (framed(r#"<image width="9" height="9" href="data:;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"/>"#), "data:image/gif;base64,R0lG"),
        ] {
            let drawing = made(&text).unwrap();
            assert_eq!(drawing.report.unsafe_parts, [""; 0], "{text}");
            let text = String::from_utf8(drawing.bytes).unwrap();
            assert!(text.contains(there), "{text}");
            assert!(!made(&text).unwrap().report.changed, "{text}");
        }
    }

    #[test]
    fn ids_become_names_and_references_follow() {
        let text = framed(
            r##"<linearGradient id="1a"><stop offset="0" stop-color="red"/><stop offset="1"/></linearGradient><g id=""/><g id="my box/2"/><g id="kept"/><rect fill="url(#1a)" width="9" height="9"/><use href="#my box/2"/><style>#1a{fill:red}</style>"##,
        );
        let text = String::from_utf8(made(&text).unwrap().bytes).unwrap();
        for part in ["id=\"_1a\"", "url(#_1a)", "id=\"my_box_2\"", "href=\"#my_box_2\"", "#_1a{"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("id=").count(), 3, "{text}");
        assert!(!made(&text).unwrap().report.changed);
    }

    #[test]
    fn pictures_within_are_made_fit_and_drawings_within_are_cleaned() {
        use base64::Engine;
        let pack = |bytes: &str| base64::engine::general_purpose::STANDARD.encode(bytes);
        let inside =
            format!(r#"<image href="data:image/jpeg;base64,{}" width="9" height="9"/>"#, pack("inks"));
        let mut seen = 0;
        let drawing = read(
            framed(&inside).into_bytes(),
            &mut |bytes| {
                seen += usize::from(bytes == b"inks");
                Ok(Some(("image/png", b"colours".to_vec())))
            },
            |_| Ok(()),
        );
        let text = String::from_utf8(drawing.unwrap().bytes).unwrap();
        assert!(seen == 1 && text.contains(&format!("data:image/png;base64,{}", pack("colours"))), "{text}");
        let nested = pack(&framed("<script/>"));
        let drawing = made(&framed(&format!(
            r#"<image href="data:image/svg+xml;base64,{nested}" width="9" height="9"/>"#
        )));
        let Drawing { report, bytes, .. } = drawing.unwrap();
        assert_eq!(report.unsafe_parts, ["the element `<script>`"]);
        assert!(String::from_utf8(bytes).unwrap().contains(NESTED));
    }

    #[test]
    fn what_is_no_drawing_is_named() {
        for text in ["<svg", "<html/>", "<svg>\u{0}</svg>", "<!DOCTYPE svg [", "<svg><!DOCTYPE svg></svg>"] {
            assert!(matches!(made(text), Err(Refused::Broken(_))), "{text}");
        }
        assert!(matches!(check(b"\xff\xfe", |_| Ok(())), Err(Refused::Broken(_))));
    }
}
