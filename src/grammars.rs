//! Which of the layout engine's grammars colours code, in print and in the EPUB alike.
//!
//! The engine's reader of grammars (syntect 5.3) has no end where two rules that read nothing send
//! each other to and fro: its guard sees a `push` with a `pop` behind it, and no `set`. Two of the
//! grammars have such rules. That of JavaScript turns round before a `/*` behind an expression
//! (`"a": "b" /* why`), that of help texts on an empty line. So JavaScript is coloured by the grammar of
//! TypeScript, which has each of its words; help texts are not coloured; and where a grammar can lead
//! into that of JavaScript, as that of HTML does in a `<script>`, code that could do so stays plain.

use std::sync::LazyLock;

use regex::Regex;
use syntect::parsing::SyntaxReference;
use typst::text::RAW_SYNTAXES;

/// Code of more bytes, and code with a longer line, stays plain: grammars take their time.
const MOST_BYTES: usize = 1 << 16;
const MOST_OF_A_LINE: usize = 2_000;

/// Names of languages that the engine does not know, or that another grammar reads better.
const OTHER_NAMES: [(&str, &str); 12] = [
    ("javascript", "ts"),
    ("js", "ts"),
    ("mjs", "ts"),
    ("cjs", "ts"),
    ("node", "ts"),
    ("htc", "ts"),
    ("jsx", "tsx"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("console", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
];

/// The engine's own language, which it reads itself.
const OWN: [&str; 4] = ["typ", "typst", "typc", "typm"];

/// Grammars that never come to an end.
const ENDLESS: [&str; 2] = ["Command Help", "JavaScript"];

/// Grammars that read expressions as JavaScript's does, wherever these stand.
const OF_EXPRESSIONS: [&str; 8] = [
    "CFML",
    "CFML Script",
    "CFML Script (Tags)",
    "JavaScript (Rails)",
    "PureScript",
    "QML",
    "Svelte",
    "Vue Component",
];

/// Grammars that lead into that of JavaScript by a word of the code: `<script>`, `onclick=`, `<<~JS`.
const BY_A_WORD: [&str; 34] = [
    "ASP",
    "Crystal",
    "Email",
    "Graphviz (DOT)",
    "Groovy",
    "HTML",
    "HTML (ASP)",
    "HTML (EEx)",
    "HTML (Erlang)",
    "HTML (Jinja2)",
    "HTML (Rails)",
    "HTML (Tcl)",
    "HTML (Twig)",
    "HTTP Request and Response",
    "Java",
    "Java Server Page (JSP)",
    "Javadoc",
    "LaTeX",
    "Literate Haskell",
    "Markdown",
    "MediaWiki",
    "MultiMarkdown",
    "PHP",
    "PHP Source",
    "Perl",
    "Rd (R Documentation)",
    "Ruby",
    "Ruby Haml",
    "Ruby Slim",
    "Ruby on Rails",
    "SQL (Rails)",
    "Textile",
    "orgmode",
    "reStructuredText",
];

/// The name by which the layout engine finds the grammar that colours this code; `None` where it
/// stays plain. `language` is what the writer calls the language, in any case.
pub fn name(language: &str, code: &str) -> Option<String> {
    let own = OWN.iter().find(|name| name.eq_ignore_ascii_case(language)).map(|name| (*name).to_owned());
    own.or_else(|| grammar(language, code).map(|(name, _)| name))
}

/// The grammar that colours this code, as [`name`] has it.
pub fn syntax(language: &str, code: &str) -> Option<&'static SyntaxReference> {
    grammar(language, code).map(|(_, syntax)| syntax)
}

fn grammar(language: &str, code: &str) -> Option<(String, &'static SyntaxReference)> {
    let language = language.to_ascii_lowercase();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == language);
    let name = other.map_or(language, |(_, name)| (*name).to_owned());
    let syntax = RAW_SYNTAXES.find_syntax_by_token(&name)?;
    let fits = code.len() <= MOST_BYTES && code.lines().all(|line| line.len() <= MOST_OF_A_LINE);
    (fits && comes_to_an_end(syntax, code)).then_some((name, syntax))
}

fn comes_to_an_end(syntax: &SyntaxReference, code: &str) -> bool {
    static SCRIPT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)script|\bjs\b|\bon\w+\s*=").expect("the expression is valid"));
    let named = |names: &[&str]| names.contains(&syntax.name.as_str());
    if named(&ENDLESS) {
        return false;
    }
    let comment = code.contains("/*");
    !(comment && (named(&OF_EXPRESSIONS) || named(&BY_A_WORD) && SCRIPT.is_match(code)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use syntect::parsing::ParseState;
    use syntect::parsing::syntax_definition::{Context, ContextReference, MatchOperation, Pattern};

    use super::*;

    fn references(context: &Context) -> Vec<&ContextReference> {
        let mut references = Vec::new();
        for pattern in &context.patterns {
            match pattern {
                Pattern::Include(reference) => references.push(reference),
                Pattern::Match(pattern) => {
                    if let MatchOperation::Push(to) | MatchOperation::Set(to) = &pattern.operation {
                        references.extend(to);
                    }
                    references.extend(&pattern.with_prototype);
                }
            }
        }
        references
    }

    /// The numbers of the contexts that one leads to.
    fn reached(from: &Context) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut queue = references(from);
        while let Some(reference) = queue.pop() {
            if let (Ok(id), Ok(context)) = (reference.id(), reference.resolve(&RAW_SYNTAXES))
                && found.insert(format!("{id:?}"))
            {
                queue.extend(references(context));
            }
        }
        found
    }

    #[test]
    fn every_grammar_that_leads_into_that_of_javascript_is_in_a_table() {
        let builder = RAW_SYNTAXES.clone().into_builder();
        let grammars: Vec<(String, BTreeSet<String>)> = builder
            .syntaxes()
            .iter()
            .map(|grammar| (grammar.name.clone(), reached(&grammar.contexts["main"])))
            .collect();
        let javascript = grammars.iter().position(|(name, _)| name == "JavaScript");
        let of_javascript = format!("syntax_index: {},", javascript.expect("there is one"));
        let lead: Vec<&str> = grammars
            .iter()
            .filter(|(_, contexts)| contexts.iter().any(|context| context.contains(&of_javascript)))
            .map(|(name, _)| name.as_str())
            .collect();
        let tables = [&ENDLESS[..], &OF_EXPRESSIONS, &BY_A_WORD].concat();
        let forgotten: Vec<&&str> = lead.iter().filter(|name| !tables.contains(name)).collect();
        assert!(lead.len() > 20 && forgotten.is_empty(), "{forgotten:?}");
    }

    #[test]
    fn what_would_never_end_is_read_by_another_grammar_or_stays_plain() {
        for (language, code, colours) in [
            ("javascript", "{\n  \"a\": \"b\"\n  /* why */\n}", Some("ts")),
            ("JSX", "x /* why", Some("tsx")),
            ("html", "<script>\nx /* why */\n</script>", None),
            ("html", "<style>a { } /* why */</style>", Some("html")),
            ("html", "<p onclick=\"x /* why\">", None),
            ("vue", "<b :a=\"x /* why\">", None),
            ("ruby", "a = <<~JS\nx /*\nJS", None),
            ("java", "/** Why. */ class A {}", Some("java")),
            ("help", "", None),
            ("console", "$ ls", Some("sh")),
            ("typ", "= Title", Some("typ")),
            ("no-such-language", "a b", None),
        ] {
            assert_eq!(name(language, code).as_deref(), colours, "{language} {code}");
            if let Some(syntax) = syntax(language, code) {
                let mut state = ParseState::new(syntax);
                for line in code.split('\n') {
                    state.parse_line(line, &RAW_SYNTAXES).expect("the grammar is whole");
                }
            }
        }
        assert_eq!(name("rust", &"a".repeat(3_000)), None);
    }
}
