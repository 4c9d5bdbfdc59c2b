//! The `BleedBox` of pages (ISO 32000-1, 14.11.2).

use crate::typeset::objects::Table;

/// Gives each page that has a `TrimBox` a `BleedBox` that is larger by `bleed`,
/// in points, on each side. The error says that the file is not as the layout
/// engine writes it.
pub fn with_bleed_boxes(pdf: &[u8], bleed: f64) -> Result<Vec<u8>, String> {
    let table = Table::of(pdf).ok_or("the file has no table of objects")?;
    let mut additions: Vec<(usize, Vec<u8>)> = Vec::new();
    for start in &table.objects {
        let Some((at, trim)) = trim_box(&pdf[*start..]) else { continue };
        let [x0, y0, x1, y1] = trim;
        let bleed_box = format!(
            "/BleedBox[{} {} {} {}]",
            number(x0 - bleed),
            number(y0 - bleed),
            number(x1 + bleed),
            number(y1 + bleed)
        );
        additions.push((start + at, bleed_box.into_bytes()));
    }
    additions.sort();
    table.with(pdf, &additions).ok_or_else(|| "the table of objects is broken".to_owned())
}

/// The box of a page object, and the place after it.
fn trim_box(object: &[u8]) -> Option<(usize, [f64; 4])> {
    // Dictionaries of pages are short and hold no text.
    let head = &object[..object.len().min(2000)];
    let end = head.windows(6).position(|window| window == b"endobj")?;
    let head = std::str::from_utf8(&head[..end]).ok()?;
    if !head.contains("<</Type/Page/") {
        return None;
    }
    let at = head.find("/TrimBox[")? + "/TrimBox[".len();
    let close = at + head[at..].find(']')?;
    let numbers: Vec<f64> =
        head[at..close].split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    Some((close + 1, numbers.try_into().ok()?))
}

/// As PDF writes numbers: no exponent, no more places than are of use.
fn number(points: f64) -> String {
    let text = format!("{points:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::Job;

    #[test]
    fn pages_with_a_trim_box_get_a_bleed_box() {
        let mut job = Job::new("/main.typ", &[]);
        job.file(
            "/main.typ",
            b"#set page(width: 100mm, height: 200mm, bleed: 12mm)\none #pagebreak() two".as_slice(),
        );
        let pdf = job.pdf("test", &[]).unwrap().product;
        let with = with_bleed_boxes(&pdf, 3.0 * 72.0 / 25.4).unwrap();
        let text = String::from_utf8_lossy(&with);
        // 12 - 3 = 9 mm from the edge of the medium.
        assert_eq!(text.matches("/BleedBox[25.5118 25.5118 325.9843 609.4488]").count(), 2, "{text}");
        // A second time finds the table in its place.
        assert!(with_bleed_boxes(&with, 1.0).is_ok());
        // Nothing is added to pages without one.
        let mut plain = Job::new("/main.typ", &[]);
        plain.file("/main.typ", b"one".as_slice());
        let pdf = plain.pdf("test", &[]).unwrap().product;
        assert!(with_bleed_boxes(&pdf, 3.0).unwrap() == pdf);
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for other in [&b""[..], b"%PDF-1.7", b"startxref\n0\n%%EOF", b"startxref\n99999999999999999999\n"] {
            assert!(with_bleed_boxes(other, 3.0).is_err());
        }
    }
}
