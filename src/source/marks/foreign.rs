//! Names what is left of the marks of other programs, so that none is printed unnoticed.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::{Marks, Protect, Protected, Remark, formulas};
use crate::diagnostic::rules;
use crate::source::Surroundings;
use crate::source::rewrite::Rewritten;

/// Marks of a program that may be left in a text.
struct Foreign {
    /// The marks that would have been replaced.
    marks: Marks,
    /// One of them stands in every text with a mark.
    signs: &'static [&'static str],
    /// What they look like; the first group is the mark, where there is one.
    pattern: &'static str,
    /// Who writes them.
    program: &'static str,
    /// Who understands them here.
    read: Read,
}

/// Who understands a mark.
#[derive(Clone, Copy)]
enum Read {
    /// The pages of a generator are read so: the setting of `generator:`.
    By(&'static str),
    /// No generator's pages are read so; what to do instead.
    Nowhere(&'static str),
}

/// Of two that fit one place, the first counts.
const FOREIGN: &[Foreign] = &[
    Foreign {
        marks: Marks::empty(),
        signs: &[":::"],
        pattern: r"(?m)^[ \t]*:::[ \t]+(?:(?:[A-Za-z_]\w*\.)+\w+|mkdocs-(?:click|typer))[ \t]*$",
        program: "mkdocstrings",
        read: Read::Nowhere("write here what the program would show"),
    },
    Foreign {
        marks: Marks::COLON_FENCES,
        signs: &[":::"],
        pattern: r"(?m)^[ \t]*:{3,}[ \t]*[\[{A-Za-z][^\n]*$",
        program: "Docusaurus, MyST or Quarto",
        read: Read::By("docusaurus"),
    },
    Foreign {
        marks: Marks::INDENTED,
        signs: &["!!!", "???"],
        pattern: r"(?m)^[ \t>]*((?:!!!|\?\?\?\+?)[ \t]+[a-z]+\b)",
        program: "MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::SNIPPETS,
        signs: &["8<-"],
        pattern: r"-{2,}8<-{2,}",
        program: "MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::SHORTCODES,
        signs: &["{{<", "{{%"],
        pattern: r"\{\{[<%][^\n]*?[>%]\}\}",
        program: "Hugo",
        read: Read::By("hugo"),
    },
    Foreign {
        marks: Marks::empty(),
        signs: &["{{%"],
        pattern: r"\{\{%[ \t]*[a-z][^{}%\n]*[^{}%\n]\}\}",
        program: "a preprocessor of the site's",
        read: Read::Nowhere("write here what the program would show"),
    },
    Foreign {
        marks: Marks::MDBOOK,
        signs: &["{{"],
        pattern: r"\{\{\s*#[a-z_]+[^}\n]*\}\}",
        program: "mdBook",
        read: Read::By("mdbook"),
    },
    Foreign {
        marks: Marks::VUE,
        signs: &["[["],
        pattern: r"(?m)^[ \t]*\[\[toc\]\][ \t]*$",
        program: "VitePress",
        read: Read::By("vitepress"),
    },
    Foreign {
        marks: Marks::VUE,
        signs: &["<<<"],
        pattern: r"(?m)^[ \t]*(<<<[ \t]+(?:@|\.{0,2})/[^\s<>]+)",
        program: "VitePress",
        read: Read::By("vitepress"),
    },
    Foreign {
        marks: Marks::empty(),
        signs: &["TOC"],
        pattern: r"(?m)^[ \t]*(\[(?:TOC|\[_TOC_\])\])[ \t]*$",
        program: "Python-Markdown, GitLab or Azure DevOps",
        read: Read::Nowhere(
            "write an item `- contents` and `{:toc}` on the line below it, or take it out: the book has its contents",
        ),
    },
    Foreign {
        marks: Marks::WIKI,
        signs: &["%%"],
        pattern: r"\B%%[^\s%](?:[^%\n]*[^\s%])?%%\B|(?m)^%%[ \t]*\n[^%]*\n%%[ \t]*$",
        program: "Obsidian",
        read: Read::By("obsidian"),
    },
    Foreign {
        marks: Marks::WIKI,
        signs: &["[["],
        pattern: r"!?\[\[[^\[\]\n]*[A-Za-z][^\[\]\n]*\]\]",
        program: "Obsidian",
        read: Read::By("obsidian"),
    },
    Foreign {
        marks: Marks::ROLES,
        signs: &["}`"],
        pattern: r"\{[a-z]+(?::[a-z]+)?\}`",
        program: "MyST",
        read: Read::By("myst"),
    },
    Foreign {
        marks: Marks::ROLES,
        signs: &[")="],
        pattern: r"(?m)^\([A-Za-z][\w -]*\)=[ \t]*$",
        program: "MyST",
        read: Read::By("myst"),
    },
    Foreign {
        marks: Marks::GOVSPEAK,
        signs: &["$"],
        pattern: r"(?m)^\$(?:CTA|C|A|D|E)[ \t]*$",
        program: "Govspeak",
        read: Read::By("govspeak"),
    },
    Foreign {
        marks: Marks::ICONS,
        signs: &[":"],
        pattern: r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:",
        program: "MkDocs Material",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::ATTRIBUTES,
        signs: &["!["],
        pattern: r"!\[[^\[\]\n]*\]\([^()\n]*\)\{[ \t]*(?:[.#][A-Za-z]|[a-z][\w-]*=)[^{}\n]*\}",
        program: "Pandoc or MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::ATTRIBUTES,
        signs: &["{"],
        pattern: LISTS,
        program: "Pandoc or MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::ATTRIBUTES,
        signs: &["]("],
        pattern: r"\[[^\[\]\n]*\]\([^()\n]*\)(\{[ \t]*[a-z][\w-]*=[^{}\n]*\})",
        program: "Pandoc or MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::HIGHLIGHTS,
        signs: &["{", "^^", "++"],
        pattern: r"\{(?:\+\+[^+\n]+\+\+|--[^{}\n]+--|==[^=\n]+==|>>[^{}\n]+<<|~~[^~\n]*~>[^~\n]*~~)\}|\B\^\^[^\s^](?:[^\^\n]*[^\s^])?\^\^\B|\B\+\+[A-Za-z0-9-]+(?:\+[A-Za-z0-9-]+)*\+\+\B",
        program: "MkDocs",
        read: Read::By("mkdocs"),
    },
    Foreign {
        marks: Marks::CITATIONS,
        signs: &["@"],
        pattern: r"(?m)(?:^|[\s(\[;,])(@(?:fig|tbl|sec|eq|lst|thm)-[A-Za-z0-9][\w-]*)(?:[\s)\];,.:?!]|$)",
        program: "Quarto",
        read: Read::By("quarto"),
    },
    Foreign {
        marks: Marks::empty(),
        signs: &["@"],
        pattern: r"(?m)(\[(?:[a-z][a-z. ]* )?-?@[A-Za-z][\w:.+/-]*[0-9:][\w:.+/-]*(?:[,;] [^\[\]\n]*)?\])(?:[^(\[:]|$)",
        program: "Pandoc",
        read: Read::Nowhere("write what is cited as readers are to see it, or a note: `[^1]`"),
    },
    Foreign {
        marks: Marks::empty(),
        signs: &["\\"],
        pattern: r"(?m)^[ \t]*(\\(?:newpage|pagebreak|clearpage|cleardoublepage))[ \t]*$",
        program: "LaTeX",
        read: Read::Nowhere("take it out: the layout finds where pages end"),
    },
    Foreign {
        marks: Marks::empty(),
        signs: &["{!"],
        pattern: r"\{![ \t]*[\w./-]+[ \t]*!\}",
        program: "Markdown-Include",
        read: Read::Nowhere("write `--8<-- \"file\"` on a line of its own, and the file is taken in"),
    },
    Foreign {
        marks: Marks::HIGHLIGHTS,
        signs: &["=="],
        pattern: r"\B==[\p{L}\p{N}](?:[^=\n]*[^\s=])?==\B",
        program: "Obsidian or MkDocs",
        read: Read::By("obsidian"),
    },
    Foreign {
        marks: Marks::JSX,
        signs: &["import ", "{/*"],
        pattern: r"(?m)^(?:import [\w{}*, ]+ from ['\x22][^\n]+|\{/\*[^\n]*)$",
        program: "Docusaurus",
        read: Read::By("docusaurus"),
    },
];

/// Lists of attributes without kramdown's colon: behind a mark within a line, behind a link, on a line
/// of their own, or at the end of one that is no heading.
const LISTS: &str = concat!(
    r"(?m)(?:[\]`)*_]|^[ \t>]*|^[ \t>]*[^\s#>|][^\n]*[ \t])",
    r"(\{[ \t]*[.#][A-Za-z][\w:.-]*(?:[ \t]+(?:[.#][A-Za-z][\w:.-]*|[a-z][\w-]*=[^\s{}]+))*[ \t]*\})",
    r"(?:[^\S\n]*$|[^\w{])",
);

/// A name in braces that no template language of the site's stands for.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\s*[A-Za-z][\w.-]*\s*\}\}").expect("a valid pattern"));

/// What may be left of formulas, which nobody says that dollars or backslashes stand around. The
/// groups are what stands between brackets, parentheses and pairs of dollars.
static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
    let environments =
        "align|aligned|alignat|array|bmatrix|cases|eqnarray|equation|gather|matrix|multline|pmatrix|split";
    Regex::new(&format!(
        concat!(
            r"\\begin\{{(?:{})\*?\}}(?:[^\n]|\n[ \t]*[^\s])*?\n?[ \t]*\\end\{{[a-z]+\*?\}}",
            r"|\$\$((?:[^$\n]|\n[ \t]*[^\s$])*\n?[ \t]*)\$\$",
            r"|\\\\?\[((?:[^\n]|\n[ \t]*[^\s])*?\n?[ \t]*)\\\\?\]",
            r"|\\\\?\(([^\n]*?)\\\\?\)",
            r"|\$[^$\n]*\\[A-Za-z]+[^$\n]*\$",
        ),
        environments
    ))
    .expect("a valid pattern")
});

/// What tells TeX from words that stand between escaped brackets.
static TEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\\[A-Za-z]{2,}|[\w)}\]]\^[\w{(\\]|\b[A-Za-z]_[\w{]|[\w)}] ?[=<>] ?[\w({\\]|^\s*[f-hj-qtuw-z]\s*$",
    )
    .expect("a valid pattern")
});

/// The formulas that are left in a text.
fn left_formulas(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['$', '\\']) {
        return Vec::new();
    }
    let found = FORMULA.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?.range();
        let tex = |at: usize| found.get(at).map(|inside| inside.as_str());
        let strict = |inside: &str| TEX.find(inside).is_some_and(|sign| sign.len() > 1);
        let meant = match (tex(1), tex(2), tex(3)) {
            (Some(inside), ..) => inside.starts_with('\n') || TEX.is_match(inside),
            // Escaped brackets are more often those of words: `\[key=value\]`.
            (_, Some(inside), _) => {
                strict(inside) && (inside.contains(['\\', '^', '\n']) || inside.contains(" = "))
            }
            (.., Some(inside)) => {
                // `file\(s\)` has a plural.
                let word = text[..whole.start].ends_with(char::is_alphanumeric);
                if inside.trim().len() == 1 { !word && TEX.is_match(inside) } else { strict(inside) }
            }
            _ => true,
        };
        meant.then_some(whole)
    });
    found.collect()
}

/// The patterns of [`FOREIGN`], each made when a text has one of its signs.
static PATTERNS: [OnceLock<Regex>; FOREIGN.len()] = [const { OnceLock::new() }; FOREIGN.len()];

/// Names what is left: one remark a page for each program, at its first mark, with a count.
pub fn name(text: &Rewritten, surroundings: &mut Surroundings<'_>) {
    let code = LazyCell::new(|| Protected::of(&text.text, Protect::CodeAndTags));
    let holds = |range: &Range<usize>| code.holds(range.end.saturating_sub(1).max(range.start));
    let formulas: Vec<_> = left_formulas(&text.text).into_iter().filter(|it| !holds(it)).collect();
    let mut named: Vec<(&Foreign, usize, Range<usize>)> = Vec::new();
    let mut read = formulas.clone();
    for (foreign, pattern) in FOREIGN.iter().zip(&PATTERNS) {
        if !foreign.signs.iter().any(|sign| text.text.contains(sign)) {
            continue;
        }
        let pattern = pattern.get_or_init(|| Regex::new(foreign.pattern).expect("a valid pattern"));
        for found in pattern.captures_iter(&text.text) {
            let Some(range) = found.get(1).or(found.get(0)).map(|mark| mark.range()) else { continue };
            let taken = |other: &Range<usize>| other.contains(&range.start);
            if holds(&range) || read.iter().any(taken) || is_understood(&text.text, &range) {
                continue;
            }
            read.push(range.clone());
            match named.iter_mut().find(|(other, ..)| other.program == foreign.program) {
                Some((_, count, _)) => *count += 1,
                None => named.push((foreign, 1, range)),
            }
        }
    }
    // What Nunjucks has left was to be shown as it is.
    if surroundings.settings.templates.are_words()
        && !surroundings.settings.dialect.marks.contains(Marks::NUNJUCKS)
        && let Some(found) = NAME.find(&text.text)
        && !code.holds(found.start())
    {
        surroundings.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: text.span(found.range()),
            message: format!("`{}` stands for nothing here and is printed as text", found.as_str()),
            hint: "write what it stands for".to_owned(),
        });
    }
    if let Some(first) = formulas.first() {
        let hint = match formulas::marks(surroundings).contains(Marks::ALL_FORMULAS) {
            true => "write it between `$$` on lines of its own, or between backticks to show it as it is",
            false => "set `math: true` in phasebook.yaml, or in the front matter of the page",
        };
        surroundings.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: text.span(first.clone()),
            message: format!(
                "`{}` is a formula in TeX and is printed as text{}",
                shown(&text.text[first.clone()]),
                others(formulas.len())
            ),
            hint: hint.to_owned(),
        });
    }
    for (foreign, count, range) in named {
        let used = surroundings.settings.dialect.marks.contains(foreign.marks);
        let hint = match foreign.read {
            Read::Nowhere(hint) => hint.to_owned(),
            Read::By(_) if used => "correct it, or put it between backticks to show it as it is".to_owned(),
            Read::By(generator) => {
                format!("set `generator: {generator}` in phasebook.yaml to have it understood")
            }
        };
        let mark = text.text[range.clone()].trim().lines().next().unwrap_or("").to_owned();
        let (program, others) = (foreign.program, others(count));
        surroundings.remarks.push(Remark {
            rule: &rules::FOREIGN_MARK,
            span: text.span(range),
            message: format!("`{mark}` is a mark of {program} and is printed as text{others}"),
            hint,
        });
    }
}

/// Whether Markdown itself understands what looks like a mark: brackets with a definition, and
/// attributes of a heading that is underlined.
fn is_understood(text: &str, range: &Range<usize>) -> bool {
    let mark = text[range.clone()].trim();
    let below = text[range.end..].split_once('\n').filter(|(rest, _)| rest.trim().is_empty());
    let line = below.and_then(|(_, below)| below.lines().next()).unwrap_or("").trim();
    let underlined =
        !line.is_empty() && (line.trim_matches('=').is_empty() || line.trim_matches('-').is_empty());
    mark.starts_with('{') && underlined || mark.starts_with('[') && text.contains(&format!("{mark}:"))
}

/// The words for what repeats on a page.
pub(super) fn others(count: usize) -> String {
    if count > 1 { format!(", and {} more on this page", count - 1) } else { String::new() }
}

/// A formula on one line, no longer than a message may be.
fn shown(formula: &str) -> String {
    let line = formula.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.char_indices().nth(60).map_or(line.len(), |(end, _)| end);
    if end < line.len() { format!("{}…", &line[..end]) } else { line }
}
