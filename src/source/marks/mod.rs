//! The marks of other programs: what site generators and note takers write beside Markdown.
//!
//! Each family is a pass over the text of a page. A pass replaces marks by Markdown, or by
//! the elements that [`blocks`] writes, and the text keeps the place of each byte, so that
//! what is found wrong later is named where it was typed. One table, [`PASSES`], says which
//! passes there are and in what order they run; [`Marks`] says which of them a site uses.

pub(super) mod blocks;
mod callouts;
mod components;
mod diagrams;
mod fences;
mod foreign;
pub(in crate::source) mod formulas;
mod gitbook;
mod go_template;
mod govspeak;
mod hugo;
mod includes;
mod indented;
mod inline;
mod javascript;
mod jsx;
pub(super) mod kinds;
mod lines;
mod macros;
mod mdbook;
mod myst;
mod notes;
mod nunjucks;
mod pairs;
mod pandoc;
mod references;
mod vue;
mod wiki;

pub(super) use lines::{columns, item};
pub use myst::LABEL_SCHEME;
pub use wiki::Names;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Surroundings;
use super::rewrite::Rewritten;
use crate::diagnostic::rules::Rule;
use crate::model::Span;

bitflags::bitflags! {
    /// Which marks a page's text may hold.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Marks: u32 {
        /// Pictures alone in a paragraph are figures, `{=html}` is HTML: Quarto, sandpaper.
        const PANDOC = 1;
        /// `> [!info] Title`: Obsidian, Quarto, mdBook.
        const CALLOUTS = 1 << 1;
        /// `!!! note`, `??? note`, `=== "Tab"`: MkDocs.
        const INDENTED = 1 << 2;
        /// `:::note … :::`: Docusaurus, MyST, Pandoc, Quarto, VuePress, sandpaper.
        const COLON_FENCES = 1 << 3;
        /// ```` ```{note} ````: MyST; ```` ```admonish ````: mdBook.
        const DIRECTIVES = 1 << 4;
        /// `{role}` before code, `(label)=`, `% comment`, `{{ substitution }}`: MyST.
        const ROLES = 1 << 5;
        /// `--8<-- "file"`: MkDocs.
        const SNIPPETS = 1 << 6;
        /// `{ .class width="300" }` without kramdown's colon: MkDocs, Pandoc, Zola.
        const ATTRIBUTES = 1 << 7;
        /// `==marked==`, `^^inserted^^`, `++ctrl+c++`: MkDocs, Obsidian.
        const HIGHLIGHTS = 1 << 8;
        /// `:material-check:` and `:smile:`.
        const ICONS = 1 << 9;
        /// Imports, components and expressions of MDX.
        const JSX = 1 << 10;
        /// `{{< shortcode >}}` and `{{% shortcode %}}`: Hugo; Quarto has the first.
        const SHORTCODES = 1 << 11;
        /// `{{ shortcode(…) }}` and `{% shortcode(…) %}`: Zola.
        const ZOLA = 1 << 12;
        /// `{{#include file}}` and alike, and hidden lines of Rust: mdBook.
        const MDBOOK = 1 << 13;
        /// `[[page]]`, `![[picture]]`, `%%comment%%`, `^block`: Obsidian.
        const WIKI = 1 << 14;
        /// `{% hint %}`, `{% tabs %}`: GitBook.
        const GITBOOK = 1 << 15;
        /// `$CTA`, `%warning%`, `^note^`: Govspeak.
        const GOVSPEAK = 1 << 16;
        /// The template language Nunjucks: Eleventy.
        const NUNJUCKS = 1 << 17;
        /// Titles of passages are the headings in them: sandpaper, Quarto.
        const LESSONS = 1 << 18;
        /// `# (1)!` in code: MkDocs Material.
        const ANNOTATIONS = 1 << 19;
        /// `@fig-name`: references to figures, tables, sections and formulas, of Quarto.
        const CITATIONS = 1 << 21;
        /// `/// note | Title … ///`: MkDocs with pymdownx.blocks.
        const BLOCKS = 1 << 22;
        /// Components of Vue, `<<< file`, `[[toc]]`: VitePress.
        const VUE = 1 << 23;
        /// `^[words]`: notes within a line, of Pandoc, Quarto and Obsidian.
        const INLINE_NOTES = 1 << 24;
        /// `!> words` and `?> words`: Docsify.
        const HINTS = 1 << 25;
        /// `$$…$$`: formulas.
        const FORMULAS = 1 << 26;
        /// `$…$`: formulas, where dollars are no money.
        const DOLLARS = 1 << 27;
        /// `\(…\)` and `\[…\]`, with one backslash or two: formulas.
        const BRACKETS = 1 << 28;
        /// `` `#!python code` ``: MkDocs with pymdownx.inlinehilite.
        const CODE_LANGUAGES = 1 << 29;
        /// Includes and shortcodes count within code as well.
        const IN_CODE = 1 << 20;
        /// `(c)`, `+/-`, `-->`: MkDocs with pymdownx.smartsymbols.
        const SYMBOLS = 1 << 30;
    }
}

impl Marks {
    /// All ways to write formulas.
    pub const ALL_FORMULAS: Self = Self::FORMULAS.union(Self::DOLLARS).union(Self::BRACKETS);
}

impl Default for Marks {
    /// The marks that cannot be mistaken for prose, for a folder of no known generator.
    fn default() -> Self {
        Self::CALLOUTS
            | Self::INDENTED
            | Self::COLON_FENCES
            | Self::DIRECTIVES
            | Self::SNIPPETS
            | Self::SHORTCODES
            | Self::MDBOOK
            | Self::GITBOOK
    }
}

/// Where the files stand that marks name. Paths are below the site root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// Where snippets and templates that pages name are looked for, in this order.
    pub snippets: Vec<String>,
    /// Where the templates of shortcodes stand.
    pub shortcodes: Vec<String>,
    /// Files that are added to each page, such as one of abbreviations.
    pub append: Vec<String>,
    /// The folder that an address with `/` at its head means.
    pub content: String,
}

/// Something that a mark asked for in vain.
#[derive(Debug, Clone)]
pub struct Remark {
    /// The rule it breaks.
    pub rule: &'static Rule,
    /// Where it was typed.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A family of marks.
struct Pass {
    /// Runs where a site uses one of these.
    marks: Marks,
    /// Runs where the text holds one of these.
    signs: &'static [&'static str],
    /// Replaces the marks.
    run: fn(Rewritten, &mut Surroundings<'_>) -> Rewritten,
}

/// What runs before any template language sees the text.
const FIRST: &[Pass] = &[
    Pass { marks: Marks::MDBOOK, signs: &["{{#"], run: mdbook::includes },
    Pass { marks: Marks::SNIPPETS, signs: &["-8<-"], run: includes::snippets },
    Pass { marks: Marks::DIRECTIVES, signs: &["{include}", "{literalinclude}"], run: includes::directives },
    Pass { marks: Marks::VUE, signs: &["<", "[[", "{{"], run: vue::read },
    Pass { marks: Marks::WIKI, signs: &["%%", "[[", "![", " ^", "#", "] "], run: wiki::read },
    Pass { marks: Marks::GITBOOK, signs: &["{%"], run: gitbook::read },
    Pass { marks: Marks::SHORTCODES, signs: &["{{<", "{{%"], run: hugo::read },
    Pass { marks: Marks::ZOLA, signs: &["{{", "{%"], run: hugo::zola },
    Pass { marks: Marks::NUNJUCKS, signs: &["{{", "{%", "{#"], run: nunjucks::read },
];

/// What runs after it.
const THEN: &[Pass] = &[
    Pass { marks: Marks::PANDOC, signs: &["{="], run: pandoc::raw },
    Pass { marks: Marks::PANDOC, signs: &["(@", "| "], run: pandoc::examples_and_lines },
    Pass { marks: Marks::PANDOC, signs: &["```{", "~~~{"], run: pandoc::cells },
    Pass { marks: Marks::all(), signs: &["$", "\\(", "\\["], run: formulas::read },
    Pass { marks: Marks::all(), signs: &["mermaid"], run: diagrams::read },
    Pass { marks: Marks::INLINE_NOTES, signs: &["^["], run: notes::read },
    Pass { marks: Marks::HINTS, signs: &["!>", "?>", ":include"], run: callouts::hints },
    Pass { marks: Marks::JSX, signs: &["<", "{", "import ", "export "], run: jsx::read },
    Pass { marks: Marks::ROLES, signs: &["% ", "%\n", ")=", "+++"], run: myst::lines },
    Pass { marks: Marks::GOVSPEAK, signs: &["$", "%", "^", "@", "{", ".", "x["], run: govspeak::read },
    Pass {
        marks: Marks::COLON_FENCES.union(Marks::DIRECTIVES).union(Marks::BLOCKS),
        signs: &[":::", "///", "```{", "~~~{", "```admonish", "```ad-"],
        run: fences::read,
    },
    // What stood in a directive was between fences until now.
    Pass { marks: Marks::ROLES, signs: &["% ", "%\n", ")=", "+++"], run: myst::lines },
    Pass { marks: Marks::INDENTED, signs: &["!!! ", "???", "=== ", "===!", "===+"], run: indented::read },
    Pass { marks: Marks::CALLOUTS, signs: &["[!"], run: callouts::read },
    Pass { marks: Marks::MDBOOK, signs: &["rust"], run: mdbook::hidden_lines },
    Pass { marks: Marks::CODE_LANGUAGES, signs: &["`#!", "`:::"], run: inline::code_languages },
    Pass { marks: Marks::ANNOTATIONS, signs: &[")!"], run: inline::annotations },
    Pass { marks: Marks::PANDOC, signs: &["!["], run: pandoc::figures },
    Pass { marks: Marks::ATTRIBUTES, signs: &["{"], run: inline::attributes },
    Pass { marks: Marks::ROLES, signs: &["}`", "{{"], run: myst::roles },
    Pass {
        marks: Marks::ROLES,
        signs: &["doi:", "wiki:", "github:", "rrid:", "ror:", "xref:"],
        run: myst::schemes,
    },
    Pass { marks: Marks::CITATIONS, signs: &["@"], run: references::read },
    Pass { marks: Marks::ROLES, signs: &["{number}", "{name}", "%s"], run: references::numbered },
    Pass { marks: Marks::ROLES, signs: &["@"], run: references::labels },
    Pass { marks: Marks::HIGHLIGHTS, signs: &["==", "^^", "++"], run: inline::highlights },
    Pass { marks: Marks::ICONS, signs: &[":"], run: inline::icons },
    Pass { marks: Marks::SYMBOLS, signs: &["(", "/", "-->", "<--"], run: inline::symbols },
];

/// Replaces what stands for other text: includes, shortcodes, embedded notes.
pub(in crate::source) fn expand(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let text = includes::append(text, surroundings);
    run(FIRST, text, surroundings)
}

/// Replaces the marks of blocks and of words.
pub(in crate::source) fn replace(text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    let text = run(THEN, text, surroundings);
    if surroundings.settings.dialect.kramdown {
        foreign::name(&text, surroundings);
    }
    text
}

fn run(passes: &[Pass], mut text: Rewritten, surroundings: &mut Surroundings<'_>) -> Rewritten {
    for pass in passes {
        let used = surroundings.settings.dialect.marks.intersects(pass.marks);
        if used && pass.signs.iter().any(|sign| text.text.contains(sign)) {
            text = (pass.run)(text, surroundings);
        }
    }
    text
}

/// What marks within a line must not touch: code, tags, comments and addresses.
#[derive(Debug, Default)]
pub(super) struct Protected {
    ranges: Vec<Range<usize>>,
}

/// What of a page is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protect {
    /// Blocks of code and code within lines.
    Code,
    /// These, tags, and the addresses of links.
    CodeAndTags,
}

impl Protected {
    fn of(text: &str, protect: Protect) -> Self {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => ranges.push(range),
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) if protect == Protect::CodeAndTags => {
                    ranges.extend(tags(text, range));
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) if protect == Protect::CodeAndTags => {
                    let whole = &text[range.clone()];
                    // The address of `[words](address)`; what has no parenthesis is one itself.
                    match whole.rfind("](") {
                        Some(at) => ranges.push(range.start + at..range.end),
                        None if whole.starts_with('<') || !whole.starts_with(['[', '!']) => {
                            ranges.push(range);
                        }
                        None => {}
                    }
                }
                _ => {}
            }
        }
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Self { ranges: joined }
    }

    /// Code between fences and within lines, but not by indentation, which other marks use.
    pub(super) fn fenced(text: &str) -> Self {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut run: Option<(usize, usize)> = None;
        for line in lines::lines(text) {
            if line.code {
                ranges.push(line.start..line.next);
                run = None;
                continue;
            }
            if line.is_blank() {
                run = None;
            }
            // Backticks open, and as many close.
            let mut at = 0;
            while let Some(found) = line.text[at..].find('`').map(|found| at + found) {
                let length = line.text[found..].len() - line.text[found..].trim_start_matches('`').len();
                at = found + length;
                match run {
                    Some((start, opened)) if opened == length => {
                        ranges.push(start..line.start + at);
                        run = None;
                    }
                    Some(_) => {}
                    None if line.text[..found].ends_with('\\') => {}
                    None => run = Some((line.start + found, length)),
                }
            }
        }
        ranges.sort_by_key(|range| range.start);
        Self { ranges }
    }

    /// Whether a byte is protected.
    pub(super) fn holds(&self, offset: usize) -> bool {
        let index = self.ranges.partition_point(|range| range.end <= offset);
        self.ranges.get(index).is_some_and(|range| range.start <= offset)
    }

    /// Whether a range and what is protected share a byte.
    fn meets(&self, range: &Range<usize>) -> bool {
        let index = self.ranges.partition_point(|protected| protected.end <= range.start);
        self.ranges.get(index).is_some_and(|protected| protected.start < range.end)
    }
}

/// The tags and comments within a run of HTML.
fn tags(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut from = range.start;
    while let Some(at) = text[from..range.end].find('<').map(|at| from + at) {
        let (close, length) = if text[at..].starts_with("<!--") { ("-->", 3) } else { (">", 1) };
        let end = text[at..range.end].find(close).map_or(range.end, |end| at + end + length);
        tags.push(at..end);
        from = end;
    }
    tags
}

#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod formula_tests;
#[cfg(test)]
mod hugo_tests;
#[cfg(test)]
mod jsx_tests;
#[cfg(test)]
mod mkdocs_tests;
#[cfg(test)]
mod myst_tests;
#[cfg(test)]
mod pandoc_tests;
#[cfg(test)]
mod size_tests;
#[cfg(test)]
mod tests;
