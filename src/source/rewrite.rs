//! A text that has been edited before it is parsed, and that still knows
//! where each of its bytes was typed.

use std::ops::Range;

use crate::model::Span;

/// A text with a map back to its sources.
#[derive(Debug, Clone, Default)]
pub struct Rewritten {
    /// The text as the parser sees it.
    pub text: String,
    segments: Vec<Segment>,
}

/// A run of bytes that came from one place.
#[derive(Debug, Clone)]
struct Segment {
    /// Where the run begins in the text.
    at: usize,
    /// Its length in the text.
    len: usize,
    /// Where it was typed. A run that was put in by an edit names what it stands for.
    origin: Span,
    bytes: Bytes,
}

/// What the bytes of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bytes {
    /// The source's own, one for one.
    Verbatim,
    /// Put in by an edit.
    Inserted,
}

impl Segment {
    /// Where a range of the run was typed.
    fn origin_of(&self, range: Range<usize>) -> Span {
        match self.bytes {
            Bytes::Verbatim => {
                let start = self.origin.start as usize + (range.start - self.at);
                Span { source: self.origin.source, ..Span::new(start, start + range.len()) }
            }
            Bytes::Inserted => self.origin,
        }
    }
}

impl Rewritten {
    /// The part of a source from byte `from` on, unedited.
    pub fn tail(text: &str, source: u32, from: usize) -> Self {
        let mut rewritten = Self::default();
        rewritten.push_source(&text[from..], source, from);
        rewritten
    }

    fn push_source(&mut self, text: &str, source: u32, from: usize) {
        let origin = Span { source, ..Span::new(from, from + text.len()) };
        self.push(text, origin, Bytes::Verbatim);
    }

    fn push(&mut self, text: &str, origin: Span, bytes: Bytes) {
        if !text.is_empty() {
            self.segments.push(Segment { at: self.text.len(), len: text.len(), origin, bytes });
            self.text.push_str(text);
        }
    }

    /// Adds bytes that stand for `origin`.
    pub fn push_inserted(&mut self, text: &str, origin: Span) {
        self.push(text, origin, Bytes::Inserted);
    }

    /// Adds a part of another rewritten text.
    pub fn push_part(&mut self, other: &Rewritten, range: Range<usize>) {
        let mut index = other.segment_at(range.start);
        let mut from = range.start;
        while from < range.end {
            let Some(segment) = other.segments.get(index) else { break };
            let to = range.end.min(segment.at + segment.len);
            if from < to {
                let origin = segment.origin_of(from..to);
                self.push(&other.text[from..to], origin, segment.bytes);
            }
            from = to.max(from);
            index += 1;
        }
    }

    /// The same text with ranges replaced. Edits that overlap an earlier one are left out.
    pub fn edit(&self, mut edits: Vec<(Range<usize>, String)>) -> Self {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = Self::default();
        let mut from = 0;
        for (range, text) in edits {
            if range.start < from {
                continue;
            }
            result.push_part(self, from..range.start);
            result.push_inserted(&text, self.span(range.clone()));
            from = range.end;
        }
        result.push_part(self, from..self.text.len());
        result
    }

    /// The same text with ranges replaced by other texts, which keep their places. Ranges that
    /// overlap an earlier one are left out.
    pub fn splice(&self, mut parts: Vec<(Range<usize>, Rewritten)>) -> Self {
        parts.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = Self::default();
        let mut from = 0;
        for (range, part) in parts {
            if range.start < from {
                continue;
            }
            result.push_part(self, from..range.start);
            result.push_part(&part, 0..part.text.len());
            from = range.end;
        }
        result.push_part(self, from..self.text.len());
        result
    }

    /// The same text with ranges blanked: every byte that ends no line becomes
    /// a space, so that offsets stay.
    pub fn blank(&mut self, ranges: &[Range<usize>]) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for range in ranges {
            for byte in &mut bytes[range.clone()] {
                if *byte != b'\n' && *byte != b'\r' {
                    *byte = b' ';
                }
            }
        }
        // Whole characters were blanked, since ranges lie on boundaries; if one
        // ever did not, a replacement character is better than a panic.
        self.text =
            String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    }

    /// Where something that was typed has been taken out: the bytes behind it.
    pub fn gaps(&self) -> Vec<usize> {
        let pairs = self.segments.windows(2);
        let parted = pairs.filter(|pair| {
            pair[0].origin.source == pair[1].origin.source && pair[0].origin.end < pair[1].origin.start
        });
        parted.map(|pair| pair[1].at).collect()
    }

    fn segment_at(&self, offset: usize) -> usize {
        self.segments.partition_point(|segment| segment.at + segment.len <= offset)
    }

    /// Where a range of the text was typed.
    ///
    /// Where line ends were normalised a range may be a byte or two off; it is
    /// widened to whole characters.
    pub fn span(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.text.len());
        let range = self.text.floor_char_boundary(range.start.min(end))..self.text.ceil_char_boundary(end);
        let start = self.origin(range.start..range.start);
        if range.is_empty() {
            return start;
        }
        let end = self.origin(range.end - 1..range.end);
        if start.source == end.source && end.end >= start.start {
            Span { source: start.source, start: start.start, end: end.end }
        } else {
            start
        }
    }

    /// Where a range within one run was typed.
    fn origin(&self, range: Range<usize>) -> Span {
        match self.segments.get(self.segment_at(range.start)) {
            Some(segment) => segment.origin_of(range),
            // Past the end: where the last run ended.
            None => match self.segments.last() {
                Some(segment) => Span { start: segment.origin.end, ..segment.origin },
                None => Span::default(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_through_two_edits() {
        let text = "front\n##What\n-Refine ü\n";
        let first = Rewritten::tail(text, 0, 6);
        let second = first.edit(vec![(2..2, " ".into())]);
        assert_eq!(second.text, "## What\n-Refine ü\n");
        let third = second.edit(vec![(9..9, " ".into())]);
        assert_eq!(third.text, "## What\n- Refine ü\n");
        let at = third.text.find("Refine").unwrap();
        assert_eq!(&text[third.span(at..at + 9).range()], "Refine ü");
        assert_eq!(&text[third.span(3..7).range()], "What");
    }

    #[test]
    fn blanking_keeps_offsets() {
        let mut rewritten = Rewritten::tail("a {: .ü}\nb", 0, 0);
        let mark = 2..9;
        rewritten.blank(std::slice::from_ref(&mark));
        assert_eq!(rewritten.text, "a        \nb");
    }
}
