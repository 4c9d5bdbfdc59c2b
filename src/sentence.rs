//! The sentences of a text.

/// Short forms whose point does not end a sentence, in small letters, without
/// the last point.
const SHORT_FORMS: [&str; 40] = [
    "e.g", "i.e", "cf", "etc", "vs", "viz", "approx", "ca", "no", "nos", "p", "pp", "vol", "fig", "figs",
    "ch", "sec", "mr", "mrs", "ms", "dr", "prof", "st", "gov", "dept", "inc", "ltd", "co", "jan", "feb",
    "mar", "apr", "aug", "sept", "oct", "nov", "dec", "z.b", "d.h", "u.a",
];

/// The first sentence of `text`, or all of it where it is one sentence.
///
/// A sentence ends with `.`, `!`, `?`, `…` or their like in other scripts, and
/// whatever closes quotes and brackets after it, before a space and a word that
/// can open a sentence: anything but a small letter. The point of a short form
/// ("e.g."), of an initial ("J. Smith") and of a number in a series ("1. May")
/// ends nothing.
pub fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    for (at, c) in text.char_indices() {
        // Scripts that put no space between sentences.
        if matches!(c, '。' | '！' | '？' | '｡') {
            return &text[..closing_end(text, at + c.len_utf8())];
        }
        if !matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।') {
            continue;
        }
        let end = closing_end(text, at + c.len_utf8());
        let after = &text[end..];
        if !after.starts_with(char::is_whitespace) {
            continue;
        }
        let Some(next) = after.trim_start().chars().find(|c| c.is_alphanumeric()) else { continue };
        if next.is_lowercase() || (c == '.' && goes_on(&text[..at])) {
            continue;
        }
        return &text[..end];
    }
    text
}

/// The sentences of `text`, in order: see [`first_sentence`].
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let first = first_sentence(rest);
        rest = rest[first.len()..].trim_start();
        (!first.is_empty()).then_some(first)
    })
}

/// Past the quotes and brackets that close behind a sentence.
fn closing_end(text: &str, at: usize) -> usize {
    let closing = |c: char| {
        matches!(
            c,
            '"' | '\''
                | ')'
                | ']'
                | '\u{201d}'
                | '\u{2019}'
                | '»'
                | '“'
                | '」'
                | '』'
                | '）'
                | '.'
                | '!'
                | '?'
        )
    };
    at + text[at..].chars().take_while(|c| closing(*c)).map(char::len_utf8).sum::<usize>()
}

/// Whether the point after `before` belongs to its last word.
fn goes_on(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\u{201c}')).next();
    let word = word.unwrap_or("").trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "I";
    let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && word.len() < 3;
    initial || number || SHORT_FORMS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_found() {
        for (text, expected) in [
            ("One. Two.", "One."),
            ("  One   ", "One"),
            ("", ""),
            ("No end", "No end"),
            ("Use tools, e.g. Typst, daily. Then rest.", "Use tools, e.g. Typst, daily."),
            ("Use tools, e.g. typst. Then rest.", "Use tools, e.g. typst."),
            ("Ask Dr. Who (i.e. The Doctor). He knows.", "Ask Dr. Who (i.e. The Doctor)."),
            ("Ask J. Smith first. Then go.", "Ask J. Smith first."),
            ("It was me, not I. Then go.", "It was me, not I."),
            ("Wait! Why? Because.", "Wait!"),
            ("He said \u{201c}Stop.\u{201d} Then he left.", "He said \u{201c}Stop.\u{201d}"),
            ("Version 2.0 is out. Get it.", "Version 2.0 is out."),
            ("See gov.uk for more. It is long.", "See gov.uk for more."),
            ("Wait... what? Yes.", "Wait... what?"),
            ("Ab dem 1. Mai gilt es. Danach nicht.", "Ab dem 1. Mai gilt es."),
            ("It began in 2013. People cheered.", "It began in 2013."),
            ("これは文です。次の文です。", "これは文です。"),
            ("Это предложение. Вот ещё.", "Это предложение."),
            ("Trailing point. ", "Trailing point."),
            ("Ends (in brackets.) Next one.", "Ends (in brackets.)"),
        ] {
            assert_eq!(first_sentence(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_are_the_whole_text() {
        let of = |text| sentences(text).collect::<Vec<_>>();
        assert_eq!(of(" One. Two, e.g. this.  Three"), ["One.", "Two, e.g. this.", "Three"]);
        assert_eq!(of("これは文です。次の文です。"), ["これは文です。", "次の文です。"]);
        assert!(of("  ").is_empty());
    }

    #[test]
    fn any_text_is_survived() {
        for text in [".", "...", "。", "\u{301}.", "a.\u{a0}B", "é. É. ", "(.", ".)", "\u{201d}. \u{201d}"]
        {
            assert!(text.trim().starts_with(first_sentence(text)));
        }
    }
}
