//! What is asked for the lines of code: numbers, and lines that are marked.
//!
//! Fences say it behind their language: `linenums="1" hl_lines="2 3-4"` (MkDocs), `{linenos=true,hl_lines=[2,"3-4"]}`
//! (Hugo), `{1,3-4} showLineNumbers` (Docusaurus), `{1,3-4}:line-numbers=2` (VitePress), `.numberLines startFrom="5"`
//! (Pandoc), `code-line-numbers="1,3"` (Quarto). Docusaurus and VitePress also have comments within the code.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::CodeLines;

/// A line has no higher number, so that nothing is counted forever.
const MOST: usize = 100_000;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

/// What the words behind a fence's language say of its lines.
pub(super) fn of_info(info: &str) -> CodeLines {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:^|[\s{,:.])(?:linenos(?:\s*=\s*"?(?:true|table|inline|1)"?)?|number-?lines|showlinenumbers|line-numbers|linenums|code-line-numbers\s*=\s*"?true"?)(?:[\s},=]|$)"#,
        )
    });
    static FIRST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:linenums|linenostart|startfrom|showlinenumbers|line-numbers|lineno-start)\s*=\s*["'{]?(\d{1,6})"#,
        )
    });
    static MARKED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#"(?i)(?:hl_lines|mark_lines|emphasize-lines|code-line-numbers)\s*=\s*(?:"([^"]*)"|'([^']*)'|\[([^\]]*)\]|(\d+(?:-\d+)?(?:[ ,]\d+(?:-\d+)?)*))|\{\s*(\d[\d\s,-]*)\}"#,
        )
    });
    let off = ["linenos=false", "linenums=false", ":no-line-numbers"].iter().any(|off| info.contains(off));
    let first = FIRST.captures(info).and_then(|found| found[1].parse().ok());
    let numbered = !off && (first.is_some() || NUMBERED.is_match(info));
    let lists = MARKED.captures_iter(info).filter_map(|found| (1..6).find_map(|group| found.get(group)));
    let marked = lists.flat_map(|list| listed(list.as_str())).collect::<BTreeSet<usize>>();
    CodeLines { first: numbered.then(|| first.unwrap_or(1)), marked: marked.into_iter().collect() }
}

/// The same of the options of a tag or shortcode (`linenos mark_lines="1 2"`, `linenos=table,hl_lines=2 4-6`), as words
/// behind a fence's language; empty where they say nothing.
pub(super) fn as_info(options: &str) -> String {
    let CodeLines { first, marked } = of_info(options);
    let first = first.map(|first| format!(" linenums=\"{first}\"")).unwrap_or_default();
    let marked: Vec<String> = marked.iter().map(|line| (line + 1).to_string()).collect();
    let marked =
        if marked.is_empty() { String::new() } else { format!(" hl_lines=\"{}\"", marked.join(" ")) };
    first + &marked
}

/// The lines of a list such as `2 4-6` or `2,"4-6"`, counted from 0.
fn listed(list: &str) -> Vec<usize> {
    let parts = list.split([' ', ',', '"', '\'']).filter(|part| !part.is_empty());
    parts.filter_map(range).flatten().map(|line| line - 1).collect()
}

fn range(part: &str) -> Option<RangeInclusive<usize>> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let (from, to) = (from.parse::<usize>().ok()?, to.parse::<usize>().ok()?);
    (from >= 1 && to <= MOST).then_some(from..=to)
}

/// Takes comments that mark lines out of code: `// highlight-next-line`, lines between
/// `# highlight-start` and `# highlight-end`, and `// [!code highlight]` within a line. Comments for
/// code that moves on a screen (`[!code word:…]`) go too.
pub(super) fn take_marks(text: &str, lines: &mut CodeLines) -> Option<String> {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^\s*(?://|#|--|%|;|/\*|\{/\*|<!--)\s*highlight-(next-line|start|end)\s*(?:\*/\}?|-->)?\s*$")
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[ \t]*(?://|#|--|%|;|/\*|<!--)[ \t]*\[!code[ \t]+(?:((?:highlight|hl|focus|warning|error|\+\+|--)(?::\d+)?)|[^\]\n]*)\][ \t]*(?:\*/|-->)?",
        )
    });
    if !text.contains("highlight-") && !text.contains("[!code") {
        return None;
    }
    let (mut kept, mut marked, mut open, mut next) = (Vec::new(), BTreeSet::new(), false, false);
    // Lines that are listed are those of the text as it is written.
    let mut places = Vec::new();
    for line in text.split('\n') {
        match WHOLE.captures(line).map(|found| found[1].to_owned()).as_deref() {
            Some("next-line") => next = true,
            Some(word) => open = word == "start",
            None => {
                if open || next || BEHIND.captures_iter(line).any(|found| found.get(1).is_some()) {
                    marked.insert(kept.len());
                }
                next = false;
                kept.push(BEHIND.replace_all(line, "").into_owned());
            }
        }
        places.push(kept.len().saturating_sub(1));
    }
    let kept = kept.join("\n");
    if kept == text {
        return None;
    }
    marked.extend(lines.marked.iter().filter_map(|line| places.get(*line)));
    lines.marked = marked.into_iter().collect();
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_ask_for_numbers_and_marks() {
        for (info, first, marked) in [
            ("python", None, vec![]),
            ("py linenums=\"1\" hl_lines=\"2 3-4\"", Some(1), vec![1, 2, 3]),
            ("{ .py linenums=\"12\" title=\"a.py\" }", Some(12), vec![]),
            ("go {linenos=true,hl_lines=[2,\"3-4\"],linenostart=5}", Some(5), vec![1, 2, 3]),
            ("go {linenos=false}", None, vec![]),
            ("js {1,3-4} showLineNumbers", Some(1), vec![0, 2, 3]),
            ("js{2} showLineNumbers=7", Some(7), vec![1]),
            ("ts:line-numbers=2 {1}", Some(2), vec![0]),
            ("{.haskell .numberLines startFrom=\"100\"}", Some(100), vec![]),
            ("{#code .haskell .number-lines}", Some(1), vec![]),
            ("ruby linenos mark_lines=\"1 2\"", Some(1), vec![0, 1]),
            ("rust,ignore", None, vec![]),
            ("py hl_lines=\"99999999999999999999 4-2 0\"", None, vec![]),
        ] {
            assert_eq!(of_info(info), CodeLines { first, marked }, "{info}");
        }
    }

    #[test]
    fn options_of_tags_become_words_of_a_fence() {
        for (options, info) in [
            ("ruby linenos mark_lines=\"1 2\"", " linenums=\"1\" hl_lines=\"1 2\""),
            ("linenos=table,hl_lines=2 4-5,linenostart=199", " linenums=\"199\" hl_lines=\"2 4 5\""),
            ("ruby", ""),
        ] {
            assert_eq!(as_info(options), info);
        }
    }

    #[test]
    fn comments_that_mark_lines_are_no_code() {
        let mut lines = CodeLines { first: None, marked: vec![4] };
        let text =
            "a\n// highlight-next-line\nb\n# highlight-start\nc\nd\n# highlight-end\ne\nf // [!code ++]";
        assert_eq!(take_marks(text, &mut lines).as_deref(), Some("a\nb\nc\nd\ne\nf"));
        assert_eq!(lines.marked, [1, 2, 3, 5]);
        assert_eq!(take_marks("// highlight-everything", &mut lines), None);
    }

    #[test]
    fn comments_in_a_line_mark_it_or_go() {
        for (line, bare, marked) in [
            ("a /* [!code hl] */ b", "a b", vec![0]),
            ("let b // [!code focus:2]", "let b", vec![0]),
            ("a // [!code word:b]", "a", vec![]),
            ("<a> <!-- [!code --] -->", "<a>", vec![0]),
        ] {
            let mut lines = CodeLines::default();
            assert_eq!(take_marks(line, &mut lines).as_deref(), Some(bare), "{line}");
            assert_eq!(lines.marked, marked, "{line}");
        }
    }
}
