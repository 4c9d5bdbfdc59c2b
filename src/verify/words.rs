//! Rules of PDF/UA and PDF/A in plain words, those that are broken most: what is wrong, and what to
//! do. page_validation's own words stand for the others.

/// Standards, each with a clause and the number of its test; what is wrong, and what to do.
type Rule = (&'static [(&'static str, &'static str)], &'static str, &'static str);

/// What stands before the clause in a rule of PDF/UA-1, and of any part of PDF/A.
const UA: &str = "14289-1";
const A: &str = "19005-";

const RULES: &[Rule] = &[
    (
        &[(UA, "6.2:1"), (A, "6.7.2.2:1")],
        "the file does not say that it has tags",
        "write it as a tagged PDF",
    ),
    (
        &[(UA, "7.1:3")],
        "something on a page has no tag, and is not marked as decoration",
        "tag what says something, and mark the rest as an artifact",
    ),
    (&[(UA, "7.1:9")], "the document has no title", "give it a title"),
    (
        &[(UA, "7.1:10")],
        "the window would show the file's name in the place of the document's title",
        "set `DisplayDocTitle` in the viewer's preferences",
    ),
    (
        &[(UA, "7.1:11")],
        "the file has no tags at all, so a screen reader finds no headings, lists or order in it",
        "write it as a tagged PDF",
    ),
    (&[(UA, "7.2:34")], "the language of a text is not said", "say the language of the document"),
    (&[(UA, "7.3:1")], "a picture has no alternative text", "put it in words, or mark it as decoration"),
    (
        &[(UA, "7.4.2:1")],
        "headings skip a level",
        "give each heading the level below the one that it stands under",
    ),
    (
        &[(UA, "7.5:1")],
        "it cannot be told which headings a cell of a table has",
        "tag the cells of headings as such, with their scope",
    ),
    (&[(UA, "7.7:1")], "a formula has no alternative text", "put it in words"),
    (&[(UA, "7.18.1:2")], "something to click on has no description", "describe it"),
    (
        &[(UA, "7.18.3:1")],
        "the order of the tabulator on a page is not that of its tags",
        "set `Tabs` to `S`",
    ),
    (&[(UA, "7.18.5:1")], "a link is not tagged as one", "tag it as a link"),
    (&[(UA, "7.18.5:2")], "a link has no description", "say in words where it leads"),
    (&[(UA, "7.21.4.1:1"), (A, "6.2.11.4.1:1")], "a font is not in the file", "embed it"),
    (
        &[(UA, "7.21.4.1:2"), (A, "6.2.11.4.1:2")],
        "a font in the file lacks a sign that is shown",
        "embed it with all signs that are used",
    ),
    (
        &[(UA, "7.21.5:1"), (A, "6.2.11.5:1")],
        "a sign is wider or narrower in its font than the file says",
        "write the widths of the font",
    ),
    (
        &[(UA, "7.21.7:1")],
        "it cannot be told which letter a sign is, so it cannot be read out or copied",
        "map the signs of the font to letters (`ToUnicode`)",
    ),
    (&[(UA, "7.21.7:2")], "a sign is mapped to no letter", "map it to the letter that it shows"),
    (
        &[(A, "6.2.4.3:2")],
        "a colour is that of a device, and the file does not say of which",
        "add the profile of the device (an output intent), or use colours of a profile",
    ),
    (
        &[(A, "6.2.4.3:4")],
        "a grey is that of a device, and the file does not say of which",
        "add the profile of the device (an output intent), or use colours of a profile",
    ),
    (
        &[(A, "6.2.11.7.2:1")],
        "it cannot be told which letter a sign is, so it cannot be copied or searched",
        "map the signs of the font to letters (`ToUnicode`)",
    ),
    (
        &[(A, "6.5.1:1")],
        "the file may do what will not work for ever, such as run a script",
        "take the action out",
    ),
    (&[(A, "6.7.3.3:1")], "the file has no tags at all", "write it as a tagged PDF"),
    (&[(A, "6.1.7.1:1")], "a stream is longer or shorter than it says", "write the file anew"),
];

/// What is wrong and what to do, of a rule such as `ISO 14289-1:2014:7.3:1`.
pub fn of(rule: &str) -> Option<(&'static str, &'static str)> {
    let (standard, clause) = parts(rule)?;
    // Clauses of the first part have other numbers.
    if standard == "19005-1" {
        return None;
    }
    let is_it = |(of, known): &(&str, &str)| standard.starts_with(of) && *known == clause;
    RULES.iter().find(|(of, ..)| of.iter().any(is_it)).map(|(_, message, hint)| (*message, *hint))
}

/// The number of the standard of such a rule, and the clause with the number of its test.
pub fn parts(rule: &str) -> Option<(&str, &str)> {
    let (standard, rest) = rule.strip_prefix("ISO ")?.split_once(':')?;
    Some((standard, rest.split_once(':')?.1))
}

#[cfg(test)]
mod tests {
    use super::{RULES, of};

    #[test]
    fn rules_have_words_by_their_standard() {
        assert_eq!(
            of("ISO 14289-1:2014:7.3:1").map(|(message, _)| message),
            Some("a picture has no alternative text")
        );
        assert_eq!(of("ISO 19005-3:2012:6.2.11.4.1:1"), Some(("a font is not in the file", "embed it")));
        assert_eq!(of("ISO 19005-1:2005:6.5.1:1"), None);
        assert_eq!(of("pdf-syntax"), None);
        for (clauses, message, hint) in RULES {
            let plain = |text: &str| !text.ends_with('.') && !text.starts_with(char::is_uppercase);
            assert!(plain(message) && plain(hint), "{clauses:?}");
        }
    }
}
