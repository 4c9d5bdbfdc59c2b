//! Names what is left of the marks of other programs, so that none is printed unnoticed.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Marks, Protect, Protected, Remark};
use crate::diagnostic::rules;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// Marks of a program that may be left in a text.
struct Foreign {
    /// The marks that would have been replaced.
    marks: Marks,
    /// What they look like.
    pattern: &'static str,
    /// Who writes them.
    program: &'static str,
    /// The setting of `generator:` that understands them; none where no generator's pages are read so.
    generator: Option<&'static str>,
}

/// Of two that fit one place, the first counts.
const FOREIGN: &[Foreign] = &[
    Foreign {
        marks: Marks::empty(),
        pattern: r"(?m)^[ \t]*:::[ \t]+(?:(?:[A-Za-z_]\w*\.)+\w+|mkdocs-(?:click|typer))[ \t]*$",
        program: "mkdocstrings",
        generator: None,
    },
    Foreign {
        marks: Marks::COLON_FENCES,
        pattern: r"(?m)^[ \t]*:{3,}[ \t]*[\[{A-Za-z][^\n]*$",
        program: "Docusaurus, MyST or Quarto",
        generator: Some("docusaurus"),
    },
    Foreign {
        marks: Marks::INDENTED,
        pattern: r"(?m)^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+[a-z]+\b",
        program: "MkDocs",
        generator: Some("mkdocs"),
    },
    Foreign {
        marks: Marks::SNIPPETS,
        pattern: r"-{2,}8<-{2,}",
        program: "MkDocs",
        generator: Some("mkdocs"),
    },
    Foreign {
        marks: Marks::SHORTCODES,
        pattern: r"\{\{[<%][^\n]*?[>%]\}\}",
        program: "Hugo",
        generator: Some("hugo"),
    },
    Foreign {
        marks: Marks::MDBOOK,
        pattern: r"\{\{\s*#[a-z_]+[^}\n]*\}\}",
        program: "mdBook",
        generator: Some("mdbook"),
    },
    Foreign {
        marks: Marks::WIKI,
        pattern: r"!?\[\[[^\[\]\n]*[A-Za-z][^\[\]\n]*\]\]",
        program: "Obsidian",
        generator: Some("obsidian"),
    },
    Foreign {
        marks: Marks::ROLES,
        pattern: r"\{[a-z]+(?::[a-z]+)?\}`",
        program: "MyST",
        generator: Some("myst"),
    },
    Foreign {
        marks: Marks::ROLES,
        pattern: r"(?m)^\([A-Za-z][\w -]*\)=[ \t]*$",
        program: "MyST",
        generator: Some("myst"),
    },
    Foreign {
        marks: Marks::GOVSPEAK,
        pattern: r"(?m)^\$(?:CTA|C|A|D|E)[ \t]*$",
        program: "Govspeak",
        generator: Some("govspeak"),
    },
    Foreign {
        marks: Marks::ICONS,
        pattern: r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:",
        program: "MkDocs Material",
        generator: Some("mkdocs"),
    },
    Foreign {
        marks: Marks::ATTRIBUTES,
        pattern: r"!\[[^\[\]\n]*\]\([^()\n]*\)\{[ \t]*(?:[.#][A-Za-z]|[a-z][\w-]*=)[^{}\n]*\}",
        program: "Pandoc or MkDocs",
        generator: Some("mkdocs"),
    },
    Foreign {
        marks: Marks::HIGHLIGHTS,
        pattern: r"\B==[\p{L}\p{N}](?:[^=\n]*[^\s=])?==\B",
        program: "Obsidian or MkDocs",
        generator: Some("obsidian"),
    },
    Foreign {
        marks: Marks::JSX,
        pattern: r"(?m)^(?:import [\w{}*, ]+ from ['\x22][^\n]+|\{/\*[^\n]*)$",
        program: "Docusaurus",
        generator: Some("docusaurus"),
    },
];

/// A name in braces that no template language of the site's stands for.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\s*[A-Za-z][\w.-]*\s*\}\}").expect("a valid pattern"));

/// What is left of formulas where nobody says that dollars stand around some: dollars around a
/// command of TeX.
static FORMULA: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$[^$\n]*\\[A-Za-z]+[^$\n]*\$").expect("a valid pattern"));

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    FOREIGN.iter().map(|foreign| Regex::new(foreign.pattern).expect("a valid pattern")).collect()
});

/// Names what is left: one remark a page for each program, at its first mark, with a count.
pub fn name(text: &Rewritten, surroundings: &mut Surroundings<'_>) {
    let mut code: Option<Protected> = None;
    let mut named: Vec<(&Foreign, usize, Range<usize>)> = Vec::new();
    let mut read: Vec<Range<usize>> = Vec::new();
    for (foreign, pattern) in FOREIGN.iter().zip(PATTERNS.iter()) {
        for found in pattern.find_iter(&text.text) {
            let code = code.get_or_insert_with(|| Protected::of(&text.text, Protect::CodeAndTags));
            if code.holds(found.end().saturating_sub(1).max(found.start()))
                || read.iter().any(|range| range.contains(&found.start()))
            {
                continue;
            }
            read.push(found.range());
            match named.iter_mut().find(|(other, ..)| other.program == foreign.program) {
                Some((_, count, _)) => *count += 1,
                None => named.push((foreign, 1, found.range())),
            }
        }
    }
    // What Nunjucks has left was to be shown as it is.
    if surroundings.settings.templates.are_words()
        && !surroundings.settings.dialect.marks.contains(Marks::NUNJUCKS)
        && let Some(found) = NAME.find(&text.text)
        && !code.get_or_insert_with(|| Protected::of(&text.text, Protect::CodeAndTags)).holds(found.start())
    {
        surroundings.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: text.span(found.range()),
            message: format!("`{}` stands for nothing here and is printed as text", found.as_str()),
            hint: "write what it stands for".to_owned(),
        });
    }
    let formulas: Vec<_> = FORMULA.find_iter(&text.text).map(|found| found.range()).collect();
    if let Some(first) = formulas.first() {
        let code = code.get_or_insert_with(|| Protected::of(&text.text, Protect::CodeAndTags));
        let others = match formulas.len() {
            1 => String::new(),
            all => format!(", and {} more on this page", all - 1),
        };
        if !code.holds(first.start) {
            surroundings.remarks.push(Remark {
                rule: &rules::FOREIGN_MARK,
                span: text.span(first.clone()),
                message: format!(
                    "`{}` is a formula in TeX and is printed as text{others}",
                    &text.text[first.clone()]
                ),
                hint: "set `math: true` in phasebook.yaml, or in the front matter of the page".to_owned(),
            });
        }
    }
    for (foreign, count, range) in named {
        let used = surroundings.settings.dialect.marks.contains(foreign.marks);
        let others = if count > 1 { format!(", and {} more on this page", count - 1) } else { String::new() };
        let mark = text.text[range.clone()].trim().lines().next().unwrap_or("").to_owned();
        let hint = match foreign.generator {
            None => "write here what the program would show".to_owned(),
            Some(_) if used => "correct it, or put it between backticks to show it as it is".to_owned(),
            Some(generator) => {
                format!("set `generator: {generator}` in phasebook.yaml to have it understood")
            }
        };
        surroundings.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: text.span(range),
            message: format!("`{mark}` is a mark of {} and is printed as text{others}", foreign.program),
            hint,
        });
    }
}
