//! Ends of streams that no reader takes for something else (ISO 32000-1, 7.3.8.1).
//!
//! The layout engine, and lopdf, write a line feed between a stream's data and `endstream`. Where the data ends
//! with a carriage return, the two look like one end of line, and readers that take that away before
//! they measure find `Length` to be wrong: PDF/A forbids that (ISO 19005-2, 6.1.7.1). Behind such data
//! the end of line is written as both characters.

use super::objects::Table;

/// The file, in which the end of line behind each stream is not a part of its data to any reader.
/// A file that is not as the layout engine or lopdf writes it stays as it is.
pub fn ended(pdf: Vec<u8>) -> Vec<u8> {
    let Some(table) = Table::of(&pdf) else { return pdf };
    let mut starts = table.objects.clone();
    starts.push(table.start);
    starts.sort_unstable();
    let additions: Vec<(usize, Vec<u8>)> = starts
        .windows(2)
        .filter_map(|object| {
            let end = end_of_data(&pdf[object[0]..object[1]])?;
            Some((object[0] + end, b"\r".to_vec()))
        })
        .collect();
    if additions.is_empty() {
        return pdf;
    }
    table.with(&pdf, &additions).unwrap_or(pdf)
}

/// Where the data of an object's stream ends, if it ends with a carriage return and a line feed alone
/// follows. The `Length` of the stream says so: data is full of chance.
fn end_of_data(object: &[u8]) -> Option<usize> {
    let word = b"stream\n";
    // lopdf leaves out the line feed before the word.
    let ends_dictionary = |at: &usize| object[..*at].ends_with(b">>\n") || object[..*at].ends_with(b">>");
    let words = object.windows(word.len()).enumerate().filter(|(_, window)| *window == word);
    let opening = words.map(|(at, _)| at).find(ends_dictionary)?;
    let key = b"/Length ";
    let number = object[..opening].windows(key.len()).rposition(|window| window == key)? + key.len();
    let digits = object[number..opening].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(&object[number..number + digits]).ok()?.parse().ok()?;
    let end = (opening + word.len()).checked_add(length)?;
    let alone = object.get(end..)?.starts_with(b"\nendstream");
    (alone && object[..end].ends_with(b"\r")).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with these streams, as the layout engine writes one.
    fn file(streams: &[&[u8]]) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut offsets = Vec::new();
        for (at, data) in streams.iter().enumerate() {
            offsets.push(pdf.len());
            pdf.extend_from_slice(
                format!("{} 0 obj\n<</Length {}>>\nstream\n", at + 1, data.len()).as_bytes(),
            );
            pdf.extend_from_slice(data);
            pdf.extend_from_slice(b"\nendstream\nendobj\n\n");
        }
        let start = pdf.len();
        pdf.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", streams.len() + 1).as_bytes());
        for offset in offsets {
            pdf.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
        }
        pdf.extend_from_slice(format!("trailer\n<<>>\nstartxref\n{start}\n%%EOF").as_bytes());
        pdf
    }

    #[test]
    fn data_that_ends_with_a_carriage_return_is_told_from_the_end_of_line() {
        let pdf = file(&[b"one\r", b"two", b"\nendstream\r\nendstream\nendobj\n", b"three\r"]);
        let ended = ended(pdf.clone());
        assert_eq!(ended.len(), pdf.len() + 2);
        let table = Table::of(&ended).expect("the table is found where the file says it is");
        for (at, start) in table.objects.iter().enumerate() {
            assert!(
                ended[*start..].starts_with(format!("{} 0 obj\n", at + 1).as_bytes()),
                "object {}",
                at + 1
            );
        }
        let text = String::from_utf8(ended).unwrap();
        assert!(text.contains("one\r\r\nendstream") && text.contains("three\r\r\nendstream"), "{text:?}");
        assert!(
            text.contains("\nendstream\r\nendstream\nendobj\n\nendstream"),
            "data is not touched: {text:?}"
        );
        assert_eq!(
            super::ended(text.clone().into_bytes()),
            text.into_bytes(),
            "a second pass changes nothing"
        );
    }

    #[test]
    fn other_files_stay_as_they_are() {
        let whole = file(&[b"one", b"two\n"]);
        for other in [&b""[..], b"%PDF-1.7", b"startxref\n0\n%%EOF", b"startxref\n9\n", &whole] {
            assert_eq!(ended(other.to_vec()), other);
        }
    }
}
