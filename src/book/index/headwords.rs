//! What of headings and labels is a headword, and which headwords are one term.
//!
//! `docs/indexes.md` has the rules as a table.

/// What opens a heading that leads on rather than names something.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "about", "according", "additional", "after", "all", "also", "and", "another", "any", "as", "at",
    "before", "both", "by", "each", "every", "few", "fewer", "for", "from", "further", "here", "how",
    "if", "in", "into", "its", "later", "like", "many", "more", "most", "my", "next", "no", "not",
    "now", "of", "off", "on", "once", "or", "other", "our", "out", "over", "per", "previous",
    "previously", "related", "same", "see", "several", "should", "since", "so", "some", "specific",
    "than", "that", "their", "then", "there", "these", "this", "those", "through", "to", "toward",
    "towards", "under", "until", "up", "very", "was", "what", "when", "where", "whether", "which",
    "while", "who", "whom", "whose", "why", "with", "within", "without", "you", "your", "zero", "one",
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third",
    "last", "half", "step",
];

/// What makes a sentence of a heading, wherever it stands.
#[rustfmt::skip]
const CLAUSE: &[&str] = &[
    "am", "are", "be", "been", "being", "can", "cannot", "could", "did", "do", "does", "had", "has",
    "have", "he", "how", "i", "if", "is", "it", "may", "might", "must", "shall", "she", "should",
    "than", "that", "them", "they", "us", "was", "we", "were", "what", "when", "where", "whether",
    "which", "who", "why", "will", "would", "you",
];

/// Verbs that lead to something and name nothing by themselves.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "accept", "add", "agree", "apply", "ask", "avoid", "be", "become", "begin", "bring", "build", "buy",
    "call", "check", "choose", "clarify", "clean", "come", "configure", "consider", "continue", "copy",
    "create", "decide", "define", "delete", "describe", "determine", "develop", "discover", "do",
    "download", "edit", "enable", "end", "ensure", "enter", "establish", "explain", "explore", "find",
    "finish", "follow", "gather", "get", "give", "go", "have", "hold", "identify", "improve", "include",
    "install", "invite", "join", "keep", "know", "learn", "leave", "let", "list", "listen", "look",
    "make", "meet", "move", "open", "pick", "prepare", "proceed", "provide", "put", "reach", "read",
    "recruit", "reduce", "remove", "replace", "run", "save", "say", "see", "select", "send", "set",
    "sort", "speak", "start", "stay", "stop", "take", "talk", "tell", "think", "try", "turn",
    "understand", "update", "use", "validate", "wait", "watch", "work", "write",
];

/// What makes a verb of two words, such as "go back".
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "ahead", "away", "back", "down", "forward", "in", "into", "off", "on", "out", "over", "through",
    "together", "up",
];

/// What stands before the thing that an order is about.
#[rustfmt::skip]
const DETERMINERS: &[&str] = &[
    "a", "an", "any", "each", "every", "it", "my", "our", "the", "their", "this", "to", "your",
];

/// Headings that every other page has.
#[rustfmt::skip]
const GENERIC: &[&str] = &[
    "additional information", "background", "conclusion", "contents", "detail", "example", "footnote",
    "further reading", "general", "information", "introduction", "key point", "link", "note", "other",
    "overview", "reading", "reference", "resource", "summary", "table of contents", "tip", "useful link", "welcome", "wrap up",
];

/// Singular words that look like plurals.
#[rustfmt::skip]
const SINGULAR: &[&str] = &[
    "always", "lens", "means", "news", "series", "species", "thus", "yes",
];

/// The words of a headword at most, in English and in other languages, whose sentences nothing
/// here tells.
const ENGLISH: usize = 5;
const OTHER: usize = 2;
/// The characters of a headword at most where no space parts words.
const UNSPACED: usize = 12;

/// Whether a language tag is of English.
pub(super) fn is_english(language: &str) -> bool {
    language.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
}

/// What a heading or a label is called in the index; none where it names nothing.
pub(super) fn headword(words: &str, language: &str) -> Option<String> {
    let words = without_aside(words);
    let stops = |c: char| {
        matches!(
            c,
            '.' | '?'
                | '!'
                | ':'
                | ';'
                | ','
                | '…'
                | '='
                | '<'
                | '>'
                | '{'
                | '['
                | '？'
                | '。'
                | '、'
                | '：'
                | '؟'
                | '،'
        )
    };
    if words.contains(stops) || [" – ", " / ", "—"].iter().any(|mark| words.contains(mark)) {
        return None;
    }
    if !words.chars().next().is_some_and(char::is_alphabetic) {
        return None;
    }
    let english = is_english(language);
    let bare = if english { without_article(words) } else { words };
    let parts: Vec<String> = bare.split_whitespace().map(plain).collect();
    let fits = if english {
        (1..=ENGLISH).contains(&parts.len()) && names_something(&parts)
    } else {
        (1..=OTHER).contains(&parts.len())
            && (words.is_ascii()
                || bare.contains(' ')
                || bare.chars().count() <= UNSPACED
                || has_small_letters(bare))
    };
    (fits && bare.chars().filter(|c| c.is_alphabetic()).count() > 1).then(|| capitalised(bare))
}

/// Whether words that a page explains are for its glossary alone: a verb such as "stop" or
/// "go back", which a book says on every page.
pub(super) fn is_verb(words: &str, language: &str) -> bool {
    if !is_english(language) {
        return false;
    }
    let parts: Vec<String> = words.split_whitespace().map(plain).collect();
    match &parts[..] {
        [one] => verb(one),
        [one, two] => verb(one) && PARTICLES.contains(&two.as_str()),
        _ => false,
    }
}

/// What terms that are one term have in common: letters of either case, hyphens and spaces, an
/// article and an English plural make no difference.
pub(super) fn key(words: &str, language: &str) -> String {
    // "APIs" ends as words do that are no plural.
    let short = words.strip_suffix('s').filter(|rest| {
        let last = rest.rsplit(' ').next().unwrap_or(rest);
        is_english(language) && capitals(last) > 1 && !has_small_letters(last)
    });
    let lower: String = short
        .unwrap_or(words)
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '-' | '\u{2010}' | '\u{2011}' | '_' => ' ',
            '\u{2019}' => '\'',
            c => c,
        })
        .filter(|c| *c != '\u{ad}')
        .collect();
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_english(language) {
        return lower;
    }
    let bare = without_article(&lower);
    match bare.rsplit_once(' ') {
        Some((before, last)) => format!("{before} {}", singular(last)),
        None => singular(bare),
    }
}

/// A long form and its short one, of words such as "Application programming interface (API)" or
/// "API (application programming interface)": the short one is in capitals.
pub(super) fn long_and_short(words: &str) -> Option<(&str, &str)> {
    let (before, inner) = words.strip_suffix(')')?.rsplit_once('(')?;
    let (before, inner) = (before.trim(), inner.trim());
    let short = |words: &str| !words.contains(' ') && capitals(words) >= 2;
    let initials = |short: &str, long: &str| {
        let first = |text: &str| {
            text.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_lowercase().collect::<String>())
        };
        first(short) == first(long) && long.contains([' ', '-'])
    };
    if short(inner) && initials(inner, before) {
        Some((before, inner.trim_end_matches('s')))
    } else if short(before) && initials(before, inner) {
        Some((inner, before.trim_end_matches('s')))
    } else {
        None
    }
}

fn capitals(words: &str) -> usize {
    words.chars().filter(|c| c.is_uppercase()).count()
}

fn has_small_letters(words: &str) -> bool {
    words.chars().any(char::is_lowercase)
}

fn names_something(parts: &[String]) -> bool {
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let Some(first) = parts.first() else { return false };
    let whole = key(&parts.join(" "), "en");
    let order = parts.get(1).is_some_and(|second| is(DETERMINERS, second));
    if is(OPENERS, first) || order || verb(first) || GENERIC.contains(&whole.as_str()) {
        return false;
    }
    // "Applied in research" tells of something, too.
    let told = first.ends_with("ed") && parts.get(1).is_some_and(|second| leads_on(second));
    let ends = parts.len() > 1 && parts.last().is_some_and(|last| leads_on(last));
    let clause = parts.iter().any(|word| is(CLAUSE, word) || word.ends_with("n't"));
    !told && !ends && !clause
}

/// Whether nothing that is named ends with a word: small ones lead to something.
fn leads_on(word: &str) -> bool {
    PARTICLES.contains(&word) && word != "up"
        || matches!(word, "to" | "of" | "for" | "the" | "and" | "with" | "by" | "from" | "as" | "include")
}

/// Whether a word is one of the verbs, or one with `-ing`.
fn verb(word: &str) -> bool {
    let known = |word: &str| VERBS.contains(&word);
    known(word)
        || word.strip_suffix("ing").is_some_and(|stem| {
            // "working" is what something is, as often as not.
            let doubled = stem.chars().rev().take(2).collect::<Vec<_>>();
            let single = doubled.len() == 2
                && doubled[0] == doubled[1]
                && known(&stem[..stem.len() - doubled[0].len_utf8()]);
            stem != "work" && (known(stem) || single || known(&format!("{stem}e")))
        })
}

/// A word without the marks around it, in small letters.
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('\u{2019}', "'")
}

/// Words without what stands in brackets behind them.
fn without_aside(words: &str) -> &str {
    match words.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        _ => words.trim(),
    }
}

fn without_article(words: &str) -> &str {
    let article = words.split_once(' ').filter(|(first, rest)| {
        ["the", "a", "an"].iter().any(|article| first.eq_ignore_ascii_case(article))
            && !rest.trim().is_empty()
    });
    article.map_or(words, |(_, rest)| rest.trim_start())
}

fn singular(word: &str) -> String {
    let letters = word.chars().count();
    if SINGULAR.contains(&word) || !word.ends_with('s') || letters < 3 {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|_| letters > 4) {
        return format!("{stem}y");
    }
    if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) {
        return word[..word.len() - 2].to_owned();
    }
    if ["ss", "us", "is", "'s"].iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    word[..word.len() - 1].to_owned()
}

/// The words with a capital at their beginning.
fn capitalised(words: &str) -> String {
    let mut rest = words.chars();
    // A name such as "iOS" has its capitals already.
    match rest.next() {
        Some(first) if words.split(' ').next().is_some_and(|word| capitals(word) == 0) => {
            first.to_uppercase().chain(rest).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{headword, is_verb, key, long_and_short};

    /// The rows of the tables that `docs/indexes.md` has below a line.
    fn rows(head: &str) -> Vec<[&'static str; 2]> {
        let docs = include_str!("../../../docs/indexes.md");
        let mut lines = docs.lines().skip_while(|line| *line != head).skip(2);
        let row = |line: &'static str| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            [cells[1], cells[2]]
        };
        lines.by_ref().take_while(|line| line.starts_with('|')).map(row).collect()
    }

    #[test]
    fn headings_that_name_something_are_headwords() {
        let rows = rows("| Rule | Heading or label | Entry |");
        assert!(rows.len() > 15);
        for [heading, word] in rows {
            let word = (word != "–").then_some(word);
            assert_eq!(headword(heading, "en-GB").as_deref(), word, "{heading}");
        }
        for (heading, word) in [
            ("Outputs", Some("Outputs")),
            ("Show and tell", Some("Show and tell")),
            ("Working service", Some("Working service")),
            ("Tips for remote research", Some("Tips for remote research")),
            ("code of conduct", Some("Code of conduct")),
            ("How long does it take?", None),
            ("What to beware of", None),
            ("Design is never done", None),
            ("Additional resources", None),
            ("3. System behaviour", None),
            ("Make sure to", None),
        ] {
            assert_eq!(headword(heading, "en-GB").as_deref(), word, "{heading}");
        }
        for (heading, language, word) in [
            ("Die Ergebnisse", "de", Some("Die Ergebnisse")),
            ("Wer gehört dazu", "de", None),
            ("この段階の成果", "ja", Some("この段階の成果")),
            ("この段階で出す成果とその使い方", "ja", None),
        ] {
            assert_eq!(headword(heading, language).as_deref(), word, "{heading}");
        }
    }

    #[test]
    fn common_verbs_are_for_the_glossary_alone() {
        for word in ["Build", "use", "Stop", "Go back", "Proceed", "Setting up"] {
            assert!(is_verb(word, "en"), "{word}");
        }
        for word in ["Backlog", "Use case", "Build server", "Test"] {
            assert!(!is_verb(word, "en"), "{word}");
        }
        assert!(!is_verb("Stop", "de"));
    }

    #[test]
    fn forms_of_one_term_have_one_key() {
        let rows = rows("| Difference | Terms | One entry |");
        assert!(rows.len() > 5);
        for [terms, same] in rows {
            let (one, other) = terms.split_once(", ").unwrap();
            let other = long_and_short(other).map_or(other, |(_, short)| short);
            assert_eq!(key(one, "en") == key(other, "en"), same == "yes", "{terms}");
        }
        for (one, other) in
            [("News", "New"), ("Process", "Proce"), ("Story", "Store"), ("Analysis", "Analysi")]
        {
            assert_ne!(key(one, "en"), key(other, "en"));
        }
        assert_eq!(key("Stories", "en"), key("story", "en"));
        assert_ne!(key("Gates", "de"), key("Gate", "de"));
    }

    #[test]
    fn a_short_form_in_brackets_is_told_from_a_remark() {
        let both = Some(("Application programming interface", "API"));
        assert_eq!(long_and_short("Application programming interface (API)"), both);
        assert_eq!(long_and_short("Application programming interface (APIs)"), both);
        assert_eq!(long_and_short("API (Application programming interface)"), both);
        for words in ["Warm up (4 minutes)", "Gate (UK)", "(API)", "Word"] {
            assert_eq!(long_and_short(words), None, "{words}");
        }
    }
}
