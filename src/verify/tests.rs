//! Small files, whole and spoiled.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::*;

/// The files of a small EPUB against which there is nothing to say.
const EPUB: [(&str, &str); 6] = [
    ("mimetype", "application/epub+zip"),
    (
        "META-INF/container.xml",
        r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
        <rootfile full-path="E/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#,
    ),
    (
        "E/p.opf",
        r##"<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
        <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">urn:x:1</dc:identifier>
        <dc:title>A book</dc:title><dc:language>en</dc:language>
        <meta property="dcterms:modified">2026-03-14T00:00:00Z</meta>
        <meta property="schema:accessMode">textual</meta>
        <meta property="schema:accessModeSufficient">textual</meta>
        <meta property="schema:accessibilityFeature">alternativeText</meta>
        <meta property="schema:accessibilityFeature">pageNavigation</meta>
        <meta property="schema:accessibilityHazard">none</meta>
        <meta property="pageBreakSource">urn:isbn:9783161484100</meta>
        <meta property="dcterms:conformsTo" id="c">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>
        <meta property="a11y:certifiedBy" refines="#c">The Phase Office</meta></metadata>
        <manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
        <item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/>
        <item id="s" href="sign.png" media-type="image/png"/></manifest>
        <spine><itemref idref="a"/></spine></package>"##,
    ),
    (
        "E/nav.xhtml",
        r##"<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en">
        <head><title>Contents</title></head><body><nav epub:type="toc"><ol>
        <li><a href="text/a%20b.xhtml#one">One</a></li></ol></nav>
        <nav epub:type="page-list"><ol><li><a href="text/a%20b.xhtml#p1">1</a></li></ol></nav></body></html>"##,
    ),
    (
        "E/text/a b.xhtml",
        r##"<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>One</title></head><body>
<h1 id="one">One</h1><span role="doc-pagebreak" id="p1" aria-label="1"></span>
<p><img src="../sign.png" alt="A sign"/> <a href="#one">up</a> <a href="https://example.org/x#y">out</a></p>
<h2>Two</h2></body></html>"##,
    ),
    ("E/sign.png", "not looked at"),
];

fn epub(files: &[(&str, String)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        let method = if *path == "mimetype" { CompressionMethod::Stored } else { method };
        writer.start_file(*path, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The EPUB with the file at `path` changed.
fn changed(path: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let file = |(name, text): &(&'static str, &str)| {
        (*name, if *name == path { change(text) } else { (*text).to_owned() })
    };
    epub(&EPUB.iter().map(file).collect::<Vec<_>>(), CompressionMethod::Deflated)
}

/// The rules that a file breaks, by the claim.
fn broken(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
    let claims = examine(bytes).expect("an examination").claims.into_iter();
    let rules = |outcome| match outcome {
        Outcome::Fails(findings) => findings.into_iter().map(|finding: Finding| finding.rule).collect(),
        _ => Vec::new(),
    };
    claims.map(|claim| (claim.name, rules(claim.outcome))).collect()
}

#[test]
fn a_good_epub_has_nothing_against_it() {
    let examined = examine(&changed("", str::to_owned)).unwrap();
    let names: Vec<&str> = examined.claims.iter().map(|claim| claim.name.as_str()).collect();
    assert_eq!(names, ["EPUB 3", CONFORMANCE, "accessibility metadata"]);
    assert!(!examined.fails() && !examined.is_untold(), "{examined:#?}");
}

#[test]
fn each_fault_of_an_epub_is_named_by_its_rule() {
    const TEXT: &str = "E/text/a b.xhtml";
    const OPF: &str = "E/p.opf";
    let cases: [(&str, &str, &str, &str); 22] = [
        ("mimetype", "epub+zip", "zip", "epub-mimetype"),
        ("META-INF/container.xml", "E/p.opf", "E/q.opf", "epub-package"),
        ("META-INF/container.xml", "rootfile ", "file ", "epub-container"),
        (OPF, "</manifest>", "", "epub-package-xml"),
        (OPF, "<dc:title>A book", "<dc:title>", "epub-package-metadata"),
        (OPF, "sign.png", "other.png", "epub-manifest"),
        (OPF, "idref=\"a\"", "idref=\"b\"", "epub-spine"),
        (OPF, "properties=\"nav\"", "", "epub-navigation"),
        (TEXT, "</p>", "", "epub-xhtml"),
        (TEXT, "<h2>", "<h2 id=\"one\">", "epub-repeated-id"),
        (TEXT, "../sign.png", "sign.png", "epub-resource"),
        (TEXT, "href=\"#one\"", "href=\"#two\"", "epub-link"),
        (TEXT, "id=\"p1\"", "", "epub-page-list"),
        (OPF, "accessMode\"", "x\"", "access-metadata"),
        (OPF, "a11y:certifiedBy", "a11y:x", "access-certifier"),
        (OPF, "Sufficient\">textual", "Sufficient\">textual,visual", "access-sufficient"),
        (OPF, "Hazard\">none", "Hazard\">flashing", "access-hazard"),
        (TEXT, "alt=\"A sign\"", "", "access-alt"),
        (TEXT, " lang=\"en\"", "", "access-language"),
        (TEXT, "<h2>Two</h2>", "<h3>Two</h3>", "access-headings"),
        (TEXT, ">up</a>", "></a>", "access-link-text"),
        (OPF, ">alternativeText<", ">MathML<", "access-promise"),
    ];
    for (path, from, to, rule) in cases {
        let found = broken(&changed(path, |text| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        }));
        assert!(found.iter().any(|(_, rules)| rules.iter().any(|one| one == rule)), "{rule}: {found:?}");
    }
    // A picture without words breaks the promise of words for all, too.
    let found = broken(&changed(TEXT, |text| text.replace("alt=\"A sign\"", "")));
    assert_eq!(found[2].1, ["access-promise"]);
}

#[test]
fn faults_of_one_rule_are_counted_with_their_lines() {
    let bytes =
        changed("E/text/a b.xhtml", |text| text.replace("<h2>", &"<img src=\"../sign.png\"/>\n".repeat(300)));
    let claims = examine(&bytes);
    // Without its start tag the heading's end is no XML.
    assert!(claims.is_ok());
    let bytes = changed("E/text/a b.xhtml", |text| {
        text.replace("<h2>", &format!("{}<h2>", "<img src=\"../sign.png\"/>\n".repeat(300)))
    });
    let claims = examine(&bytes).unwrap().claims;
    let Outcome::Fails(findings) = &claims[1].outcome else { panic!("{claims:?}") };
    assert_eq!((findings.len(), findings[0].count, findings[0].places.len()), (1, Some(300), PLACES));
    let line = |line| Place::File { path: "E/text/a b.xhtml".into(), line: Some(line) };
    assert_eq!(findings[0].places[..2], [line(5), line(6)]);
}

#[test]
fn what_is_no_such_file_is_told() {
    for bytes in [&b""[..], b"PK", b"%PDF-", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"hello", &[0; 2000]] {
        assert!(examine(bytes).is_err(), "{bytes:?}");
    }
    let other = epub(&[("a.txt", "a".to_owned())], CompressionMethod::Deflated);
    assert_eq!(examine(&other), Err("is an archive, and no EPUB".to_owned()));
    let old = changed("E/p.opf", |text| text.replace("version=\"3.0\"", "version=\"2.0\""));
    assert!(examine(&old).unwrap().is_untold());
}

#[test]
fn hostile_archives_end() {
    const TEXT: &str = "E/text/a b.xhtml";
    let deep = changed(TEXT, |text| text.replace("<h2>", &format!("{}<h2>", "<p>".repeat(200_000))));
    assert!(examine(&deep).unwrap().fails());
    let nested = changed(TEXT, |text| {
        text.replace("<h2>Two</h2>", &format!("{}{}", "<b>".repeat(100_000), "</b>".repeat(100_000)))
    });
    assert!(examine(&nested).is_ok());
    let entities: String = (1..30).map(|n| format!("<!ENTITY e{n} \"&e{0};&e{0};\">", n - 1)).collect();
    let laughs = changed(TEXT, |text| {
        let text =
            text.replace("<!DOCTYPE html>", &format!("<!DOCTYPE html [<!ENTITY e0 \"ha\">{entities}]>"));
        text.replace("Two", "&e29;")
    });
    assert!(examine(&laughs).unwrap().fails());
    let large = changed(TEXT, |text| text.replace("Two", &" ".repeat(40 << 20)));
    assert!(large.len() < 1 << 20, "{}", large.len());
    assert!(examine(&large).unwrap_err().contains("more than can be examined"));
}

#[test]
fn truncated_and_spoiled_archives_end() {
    let whole = changed("", str::to_owned);
    for end in 0..whole.len() {
        let _ = examine(&whole[..end]);
    }
    let mut random = fastrand::Rng::with_seed(23);
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
        }
        let _ = examine(&bytes);
    }
}

/// A PDF of one page with one figure, with metadata that claim PDF/UA-1.
fn pdf(figure: &str, more: &str) -> Vec<u8> {
    pdf_of(figure, "", vec![more.to_owned()])
}

/// The same, with more in its catalogue, and with more objects, of which the first is the eighth.
fn pdf_of(figure: &str, catalogue: &str, more: Vec<String>) -> Vec<u8> {
    let xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
        <rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\" pdfuaid:part=\"1\"><dc:title><rdf:Alt>\
        <rdf:li xml:lang=\"x-default\">A</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>";
    let objects = [
        format!(
            "<</Type/Catalog{catalogue}/Pages 2 0 R/MarkInfo<</Marked true>>/Lang(en)/StructTreeRoot 4 0 R/Metadata 7 0 R\
         /ViewerPreferences<</DisplayDocTitle true>>>>"
        ),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/StructParents 0/Contents 6 0 R/Resources<<>>/Tabs/S>>"
            .to_owned(),
        "<</Type/StructTreeRoot/K 5 0 R/ParentTree<</Nums[0[5 0 R]]>>>>".to_owned(),
        format!("<</Type/StructElem/S/Figure/P 4 0 R/Pg 3 0 R/K 0{figure}>>"),
        "<</Length 42>>stream\n/Figure<</MCID 0>>BDC 0 0 5 5 re f EMC     \nendstream".to_owned(),
        format!("<</Type/Metadata/Subtype/XML/Length {}>>stream\n{xmp}\nendstream", xmp.len()),
    ];
    let objects: Vec<String> = objects.into_iter().chain(more).collect();
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).into_bytes());
    }
    let start = bytes.len();
    let table: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let size = objects.len() + 1;
    bytes.extend(
        format!("xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
            .into_bytes(),
    );
    bytes
}

#[test]
fn a_figure_without_words_is_found_on_its_page() {
    let whole = pdf("/Alt(A square)", "null");
    let examined = examine(&whole).unwrap();
    assert_eq!(examined.kind, Kind::Pdf { pages: 1 });
    assert!(!examined.fails(), "{examined:#?}");
    let claims = examine(&pdf("", "null")).unwrap().claims;
    let Outcome::Fails(findings) = &claims[0].outcome else { panic!("{claims:?}") };
    let figure = &findings[0];
    assert_eq!(
        (figure.rule.as_str(), figure.message.as_str(), figure.count, &figure.places[..]),
        ("ISO 14289-1:2014:7.3:1", "a picture has no alternative text", Some(1), &[Place::Page(1)][..])
    );
}

#[test]
fn hostile_pdfs_end() {
    let deep = |open: &str, close: &str, times: usize| {
        pdf("/Alt(A)", &format!("{}{}", open.repeat(times), close.repeat(times)))
    };
    for bytes in [
        deep("[", "]", 100_000),
        deep("<</A", ">>", 100_000),
        deep("(", ")", 100_000),
        pdf("/Alt 8 0 R", "8 0 R"),
        pdf("/K 5 0 R", "null"),
        pdf("/K[5 0 R 5 0 R 5 0 R 4 0 R]", "null"),
        pdf("/S 5 0 R", "null"),
        pdf("/Pg 99999 0 R", &"[1 0 R] ".repeat(1000)),
        pdf("/Alt(A)", "<</Length 99999999999>>stream\nx\nendstream"),
        pdf("/Alt(A)", "<</Length 8 0 R>>stream\nx\nendstream"),
        pdf("/Alt(A)", "<</Type/ObjStm/N 100000000/First 10/Length 5>>stream\n1 0 2\nendstream"),
    ] {
        let _ = examine(&bytes);
    }
    // Each bookmark is followed by a call within the call of the one before.
    let bookmarks = (0..30_000).map(|number| format!("<</Title(A)/Parent 8 0 R/Next {} 0 R>>", number + 10));
    let outline = std::iter::once("<</First 9 0 R/Last 9 0 R>>".to_owned()).chain(bookmarks);
    let examined = examine(&pdf_of("/Alt(A)", "/Outlines 8 0 R", outline.collect())).unwrap();
    assert!(examined.is_untold(), "{examined:?}");
    let pages = |text: &str, to: &str| {
        String::from_utf8_lossy(&pdf("/Alt(A)", "null")).replace(text, to).into_bytes()
    };
    for bytes in [
        pages("/Kids[3 0 R]", "/Kids[2 0 R 2 0 R]"),
        pages("/Parent 2 0 R", "/Parent 3 0 R"),
        pages("/Pages 2 0 R", "/Pages 1 0 R"),
        pages("startxref\n", "startxref\n9"),
        pages("/Root 1 0 R", "/Root 1 0 R/Prev 0"),
        pages("<x:xmpmeta", "<x:xmpmet"),
    ] {
        let _ = examine(&bytes);
    }
}

#[test]
fn truncated_and_spoiled_pdfs_end() {
    let whole = pdf("/Alt(A)", "<</Type/Font/Subtype/Type0/DescendantFonts[8 0 R]/ToUnicode 6 0 R>>");
    for end in 0..whole.len() {
        let _ = examine(&whole[..end]);
    }
    let mut random = fastrand::Rng::with_seed(23);
    for _ in 0..1000 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            match random.u8(..3) {
                0 => bytes[at] = random.u8(..),
                1 => drop(bytes.drain(at..(at + random.usize(..40)).min(bytes.len()))),
                _ => {
                    let part = bytes[at..(at + random.usize(..40)).min(bytes.len())].to_vec();
                    drop(bytes.splice(at..at, part));
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let _ = examine(&bytes);
    }
}
