//! Additions to a PDF as the layout engine writes it: one table of objects, which is moved with them
//! (ISO 32000-1, 7.5.4).

use std::ops::Range;

/// The length of an entry in a table of objects.
const ENTRY: usize = 20;

/// The table of objects of a file with one such table and no other.
pub struct Table {
    /// Where objects begin.
    pub objects: Vec<usize>,
    /// The entries.
    entries: Range<usize>,
    /// Where the table begins.
    pub start: usize,
    /// The number at the end of the file that says so.
    start_number: Range<usize>,
}

impl Table {
    /// Finds the table of a file; none where the file is not as the layout engine writes it.
    pub fn of(pdf: &[u8]) -> Option<Self> {
        let mark = b"startxref\n";
        let at = pdf.windows(mark.len()).rposition(|window| window == mark)? + mark.len();
        let digits = pdf[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let start: usize = std::str::from_utf8(&pdf[at..at + digits]).ok()?.parse().ok()?;
        let head = std::str::from_utf8(
            pdf.get(start..(start + 40).min(pdf.len()))?.split(|byte| *byte == b'\r').next()?,
        )
        .ok()?;
        let rest = head.strip_prefix("xref\n0 ")?;
        let (count, _) = rest.split_once('\n')?;
        let first = start + "xref\n0 ".len() + count.len() + 1;
        let entries = first..first + count.parse::<usize>().ok()?.checked_mul(ENTRY)?;
        let objects: Vec<usize> = pdf
            .get(entries.clone())?
            .chunks(ENTRY)
            .filter(|entry| entry[17] == b'n')
            .map(offset_of)
            .collect::<Option<_>>()?;
        let within = objects.iter().all(|at| *at < pdf.len());
        within.then_some(Self { objects, entries, start, start_number: at..at + digits })
    }

    /// The file with additions, each before the byte at its place, in the order of their places. What
    /// comes after an addition moves by its length, and the table with it. None where the table is
    /// broken.
    pub fn with(&self, pdf: &[u8], additions: &[(usize, Vec<u8>)]) -> Option<Vec<u8>> {
        let mut ends = Vec::with_capacity(additions.len());
        let mut sum = 0;
        for (at, bytes) in additions {
            sum += bytes.len();
            ends.push((*at, sum));
        }
        let moved = |offset: usize| {
            let before = ends.partition_point(|(at, _)| *at < offset);
            offset + before.checked_sub(1).map_or(0, |last| ends[last].1)
        };
        let mut out = Vec::with_capacity(pdf.len() + sum);
        let mut from = 0;
        for (at, bytes) in additions {
            out.extend_from_slice(pdf.get(from..*at)?);
            out.extend_from_slice(bytes);
            from = *at;
        }
        out.extend_from_slice(pdf.get(from..self.entries.start)?);
        for entry in pdf[self.entries.clone()].chunks(ENTRY) {
            let offset = offset_of(entry)?;
            let used = entry[17] == b'n';
            out.extend_from_slice(format!("{:010}", if used { moved(offset) } else { offset }).as_bytes());
            out.extend_from_slice(&entry[10..]);
        }
        out.extend_from_slice(&pdf[self.entries.end..self.start_number.start]);
        out.extend_from_slice(moved(self.start).to_string().as_bytes());
        out.extend_from_slice(&pdf[self.start_number.end..]);
        Some(out)
    }
}

fn offset_of(entry: &[u8]) -> Option<usize> {
    std::str::from_utf8(entry.get(..10)?).ok()?.parse().ok()
}
