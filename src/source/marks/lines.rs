//! The lines of a page, with what is code among them.

/// A line of a text.
#[derive(Debug, Clone, Copy)]
pub struct Line<'t> {
    /// Where it begins.
    pub start: usize,
    /// Where the next line begins.
    pub next: usize,
    /// Its text, without its end.
    pub text: &'t str,
    /// The columns of white space before its first character; a tab reaches the next multiple of 4.
    pub indent: usize,
    /// Whether it belongs to a block of code, fences included.
    pub code: bool,
}

impl<'t> Line<'t> {
    /// The text without white space around it.
    pub fn body(&self) -> &'t str {
        self.text.trim()
    }

    /// Whether nothing stands on it.
    pub fn is_blank(&self) -> bool {
        self.body().is_empty()
    }

    /// The white space before its first character.
    pub fn margin(&self) -> &'t str {
        &self.text[..self.text.len() - self.text.trim_start().len()]
    }

    /// Where its text ends, before its line end.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// A fence of a block of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The character it is made of.
    pub mark: char,
    /// How many of them.
    pub length: usize,
}

impl Fence {
    /// The fence that a line begins with, and what stands behind it.
    pub fn opening(body: &str) -> Option<(Self, &str)> {
        let mark = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let rest = body.trim_start_matches(mark);
        let length = body.len() - rest.len();
        let plain = mark == '~' || !rest.contains('`');
        (length >= 3 && plain).then_some((Self { mark, length }, rest.trim()))
    }

    /// The fence of a line, whatever marks of quotes and lists stand before it.
    pub fn begun(line: &str) -> Option<(Self, &str)> {
        let body = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let behind = body.trim_start_matches(|c: char| c.is_ascii_digit() || "-*+. ".contains(c));
        Self::opening(body).or_else(|| Self::opening(behind))
    }

    /// Whether a line ends the block that this fence began.
    pub fn is_closed_by(self, body: &str) -> bool {
        let rest = body.trim_start_matches(self.mark);
        body.len() - rest.len() >= self.length && rest.trim().is_empty()
    }
}

/// The lines of a text. Blocks of code are told by their fences, whatever stands
/// before them in the margin, and by `<pre>`.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut fence: Option<Fence> = None;
    let mut pre = false;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let body = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let mut code = fence.is_some() || pre;
        match fence {
            Some(open) if open.is_closed_by(body) => fence = None,
            Some(_) => {}
            None if pre => pre = !body.contains("</pre"),
            None => {
                if let Some((open, _)) = Fence::begun(line) {
                    fence = Some(open);
                    code = true;
                } else if body.starts_with("<pre") {
                    pre = !body.contains("</pre");
                    code = true;
                }
            }
        }
        let next = start + whole.len();
        lines.push(Line { start, next, text: line, indent: columns(line), code });
        start = next;
    }
    lines
}

/// The columns of the white space that a line begins with.
pub fn columns(line: &str) -> usize {
    let mut columns = 0;
    for character in line.chars() {
        match character {
            ' ' => columns += 1,
            '\t' => columns += 4 - columns % 4,
            _ => break,
        }
    }
    columns
}

/// How many bytes hold the first `columns` columns of white space of a line, and what
/// must stand in their place where a tab reaches beyond.
pub fn dedent(line: &str, columns: usize) -> (usize, String) {
    let mut at = 0;
    for (bytes, character) in line.char_indices() {
        if at >= columns {
            return (bytes, " ".repeat(at - columns));
        }
        match character {
            ' ' => at += 1,
            '\t' => at += 4 - at % 4,
            _ => return (bytes, String::new()),
        }
    }
    (line.len(), String::new())
}

/// Whether a line begins an item of a list; also the column of what the item says.
pub fn item(line: &str) -> Option<usize> {
    let body = line.trim_start();
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match body[digits..].chars().next()? {
        '-' | '*' | '+' if digits == 0 => 1,
        '.' | ')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let rest = &body[mark..];
    let blanks = rest.len() - rest.trim_start().len();
    (blanks > 0).then(|| columns(line) + mark + if blanks > 4 { 1 } else { blanks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_words() {
        let text = "a\n```rust\n!!! b\n``\n```\n- ```\n  c\n  ```\n<pre>\n!!!\n</pre>\nd\n~~~~\n~~~\n";
        let code: Vec<bool> = lines(text).iter().map(|line| line.code).collect();
        let expected = "-+++++++".to_owned() + "+++-++";
        let expected: Vec<bool> = expected.chars().map(|c| c == '+').collect();
        assert_eq!(code, expected);
    }

    #[test]
    fn tabs_reach_the_next_stop() {
        assert_eq!(columns(" \ta"), 4);
        assert_eq!(dedent("\t\ta", 4), (1, String::new()));
        assert_eq!(dedent("\ta", 2), (1, "  ".to_owned()));
        assert_eq!(dedent("  a", 4), (2, String::new()));
    }

    #[test]
    fn items_know_the_column_of_their_words() {
        assert_eq!(item("- a"), Some(2));
        assert_eq!(item("  10. a"), Some(6));
        assert_eq!(item("-a"), None);
        assert_eq!(item("1986"), None);
    }
}
