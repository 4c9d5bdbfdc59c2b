//! The table of rules: what phasebook finds wrong with pages.
//!
//! Each rule is one value with its code, its severity, its reason, an example
//! and what to write instead. `phasebook check`, the JSON and SARIF reports and
//! the documentation all walk [`rules`].

use crate::diagnostic::Severity;

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name on the command line and in the configuration, such as `dead-link`.
    pub code: &'static str,
    /// How grave a breach is, unless the configuration says otherwise.
    pub severity: Severity,
    /// Why the rule is there, in one line.
    pub reason: &'static str,
    /// What a breach looks like.
    pub example: &'static str,
    /// What to write instead.
    pub instead: &'static str,
}

macro_rules! rules {
    ($(#[$table_doc:meta])* $table:ident; $($name:ident $code:literal $severity:ident $reason:literal $example:literal => $instead:literal;)*) => {
        $(
            #[doc = $reason]
            pub static $name: Rule = Rule {
                code: $code, severity: Severity::$severity, reason: $reason, example: $example, instead: $instead,
            };
        )*
        $(#[$table_doc])*
        pub static $table: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    /// The reader's rules.
    READER;

    FRONT_MATTER_MISSING "front-matter-missing" Note
        "Without front matter a page has no title of its own"
        "What happens in beta" => "---\ntitle: Beta\n---";
    FRONT_MATTER_UNCLOSED "front-matter-unclosed" Error
        "Front matter that is never closed swallows the page"
        "---\ntitle: Beta" => "---\ntitle: Beta\n---";
    FRONT_MATTER_YAML "front-matter-yaml" Error
        "What is not YAML is read as plain text, which may not be what was meant"
        "title: Beta: the build" => "title: \"Beta: the build\"";
    FRONT_MATTER_TOML "front-matter-toml" Error
        "What is not TOML is read line by line, which may not be what was meant"
        "+++\ntitle = Beta\n+++" => "+++\ntitle = \"Beta\"\n+++";
    FRONT_MATTER_DUPLICATE "front-matter-duplicate" Warning
        "Of two values only one can count"
        "title: Beta\ntitle: Build" => "title: Beta";
    FRONT_MATTER_KEY "front-matter-key" Warning
        "A misspelt key of the front matter is read by nobody"
        "titel: Beta" => "title: Beta";
    FRONT_MATTER_VALUE "front-matter-value" Warning
        "A value of the wrong kind is left out"
        "lang: English, mostly" => "lang: en";
    FRONT_MATTER_TAG "front-matter-tag" Warning
        "A tag asks a program to make something of a value, and is not followed here"
        "team: !!python/tuple [Ann, Bo]" => "team: Ann and Bo";
    ENCODING "encoding" Error
        "Text that is not UTF-8 can only be guessed at"
        "caf\\xe9" => "café, saved as UTF-8";
    CONTROL_CHARACTER "control-character" Warning
        "Control characters cannot be printed and are forbidden in EPUB"
        "a\\u{8}b" => "ab";
    PILED_MARKS "piled-marks" Warning
        "More marks on a letter than any writing has are a mistake, and may take minutes to lay out"
        "a letter with a thousand accents" => "the letter with the accents that its language has";
    PAGE_SIZE "page-size" Error
        "A page of this size is a mistake, and would hold up the whole book"
        "a page of 20 MiB" => "several pages";
    TITLE_LENGTH "title-length" Error
        "A title of more than 300 letters fits no cover, no running header and no catalogue"
        "title: A whole paragraph, and then another one …" => "title: Beta";
    PARAGRAPH_LENGTH "paragraph-length" Warning
        "A paragraph of more than 10,000 letters fills pages without a place to rest"
        "twenty thousand letters without an empty line" => "an empty line wherever a thought ends";
    UNREADABLE "unreadable" Error
        "A page that cannot be read is missing from the book"
        "a file without permission to read" => "a file that its owner may read";
    LIQUID "unknown-liquid" Error
        "Template language that is not carried out must not reach a reader"
        "{% chart sales.csv %}" => "the numbers, or a picture of them";
    FOREIGN_MARK "foreign-mark" Warning
        "A mark of a program that is not the site's own is printed as it is typed"
        "[[Beta|the second phase]]" => "generator: obsidian";
    FORMULA "formula" Error
        "A formula that cannot be read is shown as it is typed"
        "$\\fraction{1}{2}$" => "$\\frac{1}{2}$";
    DIAGRAM "diagram" Warning
        "A diagram that cannot be drawn is shown as its source"
        "~~~mermaid\nflowchart LR\nA[Start --> B\n~~~" => "~~~mermaid\nflowchart LR\nA[Start] --> B\n~~~";
    UNCLOSED_MARK "unclosed-mark" Warning
        "A passage that is never closed takes in what should stand after it"
        ":::note\nMind the gap." => ":::note\nMind the gap.\n:::";
    UNKNOWN_SHORTCODE "unknown-shortcode" Warning
        "A shortcode or component that is not known keeps its words and nothing else"
        "{{< roadmap year=\"2024\" >}}" => "the words that it shows";
    TEMPLATE "template" Error
        "What a template cannot make is missing from the book"
        "{{ collections.teams | byRegion }}" => "the teams themselves";
    MISSING_INCLUDE "missing-include" Error
        "What cannot be included is missing from the book"
        "{{#include ../steps.md}}" => "{{#include steps.md}}";
    HEADING_SPACE "heading-space" Warning
        "Most programs take a heading without a space for text"
        "##What" => "## What";
    LIST_ITEM_SPACE "list-item-space" Warning
        "Without a space it is text, not an item of a list"
        "-Refine design" => "- Refine design";
    LIST_INDENT "list-indent" Warning
        "Bullets that are indented less than the words above begin a list beside the numbers"
        "1. Plan\n  - with the team" => "1. Plan\n   - with the team";
    LINK_SPACE "link-space" Warning
        "Most programs read no link where its address has a space"
        "[plan](my plan.md)" => "[plan](my%20plan.md)";
    LINK_WORDS "link-words" Warning
        "A link without words can be neither seen nor followed"
        "[](beta.md)" => "[What happens in beta](beta.md)";
    UNCLOSED_FENCE "unclosed-fence" Warning
        "Code that is never closed swallows the rest of the page"
        "```\nmake" => "```\nmake\n```";
    PROCESSING_INSTRUCTION "processing-instruction" Note
        "What only another program understands is not printed"
        "<?php the_title(); ?>" => "the words that it would print";
    LIST_GLUED "list-glued" Warning
        "Many programs run a list on that follows a paragraph without a blank line"
        "We do:\n- research" => "We do:\n\n- research";
    LABEL_AS_HEADING "label-as-heading" Warning
        "A label above a list that is no heading is missing from the contents"
        "Activities\n- research" => "### Activities\n\n- research";
    MISSING_WORD "missing-word" Warning
        "A heading that stops short of its last word puzzles readers"
        "## What is the objective of an ?" => "## What is the objective of an alpha?";
    EMPTY_SECTION "empty-section" Warning
        "A heading with nothing under it promises what is not there"
        "## Who do I need?\n\n## Outputs" => "a sentence under the heading, or no heading";
    EMPTY_HEADING "empty-heading" Warning
        "A heading without words is a gap in the contents"
        "##" => "## Outputs";
    REPEATED_HEADING "repeated-heading" Warning
        "Two sections of one name side by side cannot be told apart in the contents"
        "## Outputs\n\nA plan.\n\n## Outputs" => "## Outputs\n\nA plan.\n\n## Measures";
    PLACEHOLDER "placeholder-text" Warning
        "Text that was only to be replaced is not for readers"
        "Lorem ipsum" => "the text itself";
    IMAGE_ALT "image-alt" Error
        "Those who cannot see a picture are told nothing of it"
        "![](team.png)" => "![Six people at a table](team.png)";
    PICTOGRAM_LABEL "pictogram-label" Error
        "A pictogram without a label can only be guessed at"
        "<li><img src=\"team.png\" /></li>" => "<li><img src=\"team.png\" /> The team</li>";
    PICTOGRAM_SHAPE "pictogram-shape" Warning
        "A grid needs one picture with a label in each item; this list is printed as a list"
        "<li>no picture</li>" => "<li><img src=\"team.png\" /> The team</li>";
    UNSAFE_HTML "unsafe-html" Error
        "Scripts and event handlers never reach a reader"
        "<script>…</script>" => "nothing, or what the script would show";
    PAGE_STYLE "page-style" Note
        "How a page looks is the theme's; a style sheet in the page is not printed"
        "<style>h2 { color: red }</style>" => "a theme of the site's own";
    INLINE_DRAWING "inline-drawing" Warning
        "A drawing inside the page cannot be carried over; its words are"
        "<svg>…</svg>" => "![What it shows](drawing.svg)";
    COMMENT "comment" Note
        "What only those see who edit a page is not printed"
        "<!-- Ann knows more about this -->" => "the words, without the marks, if readers are to see them";
    HIDDEN_CODE "hidden-code" Note
        "Lines of code that a site shows only when asked are not printed"
        "# fn main() {" => "fn main() {";
    UNKNOWN_ELEMENT "unknown-element" Note
        "A browser drops tags that it does not know, and whoever typed a word in brackets wants it read"
        "Press <Enter>" => "Press `<Enter>`";
    TABLE_CELLS "table-cells" Warning
        "Most programs drop the cells that stand under no heading"
        "| One | Two |\n|---|---|\n| 1 | 2 | 3 |" => "| One | Two | Three |\n|---|---|---|\n| 1 | 2 | 3 |";
    TABLE_FORM "table-form" Note
        "Not every program reads each form of table"
        "| Ann | Lead |\n| Bo | Cook |" => "| Name | Role |\n|---|---|\n| Ann | Lead |\n| Bo | Cook |";
    UNFINISHED_TAG "unfinished-tag" Warning
        "A tag without `>` is printed as text"
        "<div class=\"x\"" => "<div class=\"x\">";
    UNKNOWN_EXTENSION "unknown-extension" Note
        "Marks that phasebook does not carry out are taken out"
        "{::options toc_levels=\"1..3\" /}" => "nothing";
    UNCLOSED_EXTENSION "unclosed-extension" Warning
        "A mark that is never closed may have swallowed more than meant"
        "{::comment}" => "{::comment} … {:/comment}";
    ATTRIBUTE_LIST "attribute-list" Warning
        "What an attribute list says must have something to belong to"
        "{: wrong=}" => "{: .note}";
    LINES_AS_LIST "lines-as-list" Warning
        "Lines that are to be a list need a mark each"
        "{: .link-list}\nPhase 1\nPhase 2" => "{: .link-list}\n- Phase 1\n- Phase 2";
    UNDEFINED_NOTE "undefined-note" Error
        "A reference to a note that is not there leads nowhere"
        "so[^1]" => "so[^1] and, below, [^1]: the note";
    UNUSED_NOTE "unused-note" Warning
        "A note that nothing refers to is not printed where it was meant"
        "[^1]: the note" => "so[^1]";
    UNUSED_DEFINITION "unused-definition" Warning
        "Where nothing is called so, what looks like the definition of a link is not printed"
        "[Ann]: lead" => "\\[Ann]: lead";
    NESTING "nesting" Error
        "What nests deeper than 64 levels is printed without its form"
        "a list in a list in a list …" => "several lists";
}

rules! {
    /// The site's rules: its configuration, order, links and pictures.
    SITE;

    CONFIG_SYNTAX "config-syntax" Error
        "A configuration that cannot be read is not followed"
        "title: The \"Handbook" => "title: The Handbook";
    CONFIG_VALUE "config-value" Error
        "A setting of the wrong kind is not followed"
        "date: soon" => "date: 2024-03-01";
    CONFIG_KEY "config-key" Warning
        "A setting nobody knows is probably a typing error"
        "titel: Handbook" => "title: Handbook";
    GENERATOR_SYNTAX "generator-syntax" Warning
        "What a site generator's own files say is not followed where they cannot be read"
        "title: The \"Handbook\" of us" => "title: The Handbook of us";
    PAGE_LEFT_OUT "page-left-out" Note
        "Files about the repository, drafts and pages that serve a web site alone are no chapters"
        "LICENSE.md beside the pages" => "`pages: [LICENSE.md]` in phasebook.yaml, to have it in the book";
    FIELD_UNPRINTED "field-unprinted" Warning
        "Words in front matter that nothing prints are missing from the book"
        "why: To learn what users need" => "`fields: [why]` in phasebook.yaml";
    UNKNOWN_PAGE "unknown-page" Warning
        "An order that names pages which are not there is out of date"
        "order: [betta]" => "order: [beta]";
    NAVIGATION_ORDER "navigation-order" Warning
        "Readers follow the previous and next links, and they should agree with the book"
        "## [Next: Live](/live.html) on the alpha page" => "## [Next: Beta](/beta.html)";
    PHASE_WITHOUT_NEIGHBOUR "phase-without-neighbour" Warning
        "A phase without previous and next links is a dead end for readers on the web"
        "a phase page without links" => "## [Next: Live](/live.html)";
    SAME_ADDRESS "same-address" Warning
        "Of two pages with one address, links can reach only the first"
        "beta.md and beta.markdown" => "one of them under another name";
    TITLE_MISSING "title-missing" Warning
        "A chapter without a title is called after its file"
        "---\nclass: beta-phase\n---" => "---\ntitle: Beta\nclass: beta-phase\n---";
    TITLE_REPEATED "title-repeated" Note
        "A page has one title, and other headings of level 1 become sections"
        "# Beta\n\n# Outputs" => "# Beta\n\n## Outputs";
    TITLE_PLAIN "title-plain" Warning
        "Titles are plain words, so links, notes and pictures in them are lost"
        "# [Beta](beta.html)" => "# Beta";
    SKIPPED_HEADING "skipped-heading" Warning
        "People who listen to a page find their way by its heading levels"
        "## Outputs\n\n#### Stories" => "## Outputs\n\n### Stories";
    DUPLICATE_ID "duplicate-id" Warning
        "Links to an id that stands twice reach only the first place"
        "## One {#here}\n\n## Two {#here}" => "## One {#one}\n\n## Two {#two}";
    DRAFT_PAGE "draft-page" Note
        "A draft in a printed book should be there on purpose"
        "status: draft" => "nothing, once the page is ready";
    DEAD_LINK "dead-link" Error
        "A link to a page that is not there helps nobody"
        "[alpha](/phases/agile.html)" => "[alpha](/phases/alpha.html)";
    LINK_OUTSIDE "link-outside" Warning
        "A page outside the book cannot be turned to, so print shows its address"
        "[the team](/the-team)" => "a page of that address, or the whole address";
    LINK_CASE "link-case" Warning
        "Most web servers tell capitals from small letters"
        "[beta](/Phases/Beta.html)" => "[beta](/phases/beta.html)";
    DEAD_FRAGMENT "dead-fragment" Error
        "A link to a place that is not there opens the page at its top"
        "[outputs](beta.html#output)" => "[outputs](beta.html#outputs)";
    EMPTY_LINK "empty-link" Error
        "A link without a target leads nowhere"
        "[beta]()" => "[beta](beta.html)";
    UNSAFE_LINK "unsafe-link" Error
        "Only web, mail and telephone addresses may leave the book"
        "[go](javascript:go())" => "[go](https://example.org/)";
    UNDEFINED_REFERENCE "undefined-reference" Error
        "A reference without a definition is printed as it is typed; plain brackets are no error"
        "[the inception][inception]" => "[the inception](/inception.html)";
    MISSING_IMAGE "missing-image" Error
        "A picture that is not there leaves a gap"
        "![The path](path.jpg)" => "![The path](path.png)";
    IMAGE_CASE "image-case" Warning
        "Most web servers tell capitals from small letters"
        "![Team](Team.PNG)" => "![Team](team.png)";
    REMOTE_IMAGE "remote-image" Error
        "Nothing is fetched while building, so a picture on the web cannot be shown"
        "![Team](https://example.org/team.png)" => "![Team](/assets/team.png)";
    BADGE "badge" Note
        "Badges show the state of a repository on the day they are looked at, which a book cannot"
        "[![Tests](https://img.shields.io/tests.svg)](https://example.org/)" => "[Tests](https://example.org/)";
    PICTURE_TYPE "picture-type" Warning
        "Programs that trust a file's ending fail on a picture of another type"
        "a JPEG called team.png" => "team.jpg";
    BROKEN_IMAGE "broken-image" Error
        "A picture that cannot be read leaves a gap"
        "a picture of no bytes" => "the picture, saved again";
    TRUNCATED_IMAGE "truncated-image" Error
        "A picture that was cut short shows no more than its beginning"
        "half of a photograph" => "the photograph, copied again";
    PICTURE_COLOURS "picture-colours" Note
        "Colours that a screen or a press would take otherwise are changed, and may look different"
        "a JPEG in printing inks (CMYK)" => "the same in RGB";
    HUGE_IMAGE "huge-image" Error
        "A picture of this size would exhaust memory"
        "a picture of 20,000 x 20,000 px" => "the picture at the size it is printed";
    LOW_RESOLUTION "low-resolution" Warning
        "A picture of too few pixels prints soft, and its steps show"
        "a picture of 100 x 100 px, 5 cm wide on paper" => "one of 300 x 300 px, or an SVG";
    THIN_PAGE "thin-page" Note
        "A page with a few lines on it looks like a mistake, and each copy costs a sheet"
        "a chapter whose last two lines have a page of their own" => "the chapter with three lines less";
    BROKEN_FONT "broken-font" Error
        "A font that cannot be read sets nothing"
        "half of a font in `fonts/`" => "the whole file, as TTF or OTF";
    PAGE_LAYOUT "page-layout" Error
        "A page that the layout engine gives up on is missing from the book"
        "a letter under thousands of marks" => "the letter with the marks that its language has";
    LARGE_PICTURE "large-picture" Note
        "Stores refuse pictures of more than four million pixels; the EPUB has them smaller"
        "a photograph of 6000 x 4000 px" => "one of 2449 x 1632 px, where print needs no more";
    UNSAFE_SVG "unsafe-svg" Warning
        "Scripts and addresses in a drawing are not safe to pass on, and are left out"
        "<svg><script>…</script></svg>" => "the drawing saved as plain SVG";
    SIMPLIFIED_DRAWING "simplified-drawing" Note
        "What only browsers show in a drawing is put plainly, and may look different"
        "<foreignObject><p>Alpha</p></foreignObject>" => "<text>Alpha</text>";
    MISSING_GLYPH "missing-glyph" Error
        "A character that no font has cannot be printed"
        "مرحبا, with fonts for Latin alone" => "the same, with an Arabic font in `fonts/`";
    POSTER_ROOM "poster-room" Warning
        "What a poster has no room for, at a size that can be read, is not on the wall"
        "a poster of A4 with sixteen pictograms" => "a larger sheet, or less: `poster: {sections: [purpose]}`";
    POSTER_PICTOGRAMS "poster-pictograms" Note
        "A poster shows a phase's pictograms; a phase without them hangs on no wall"
        "a phase of prose alone" => "a list of the class `pictograms`, or `poster: none` in front matter";
    CARD_ROOM "card-room" Warning
        "What a card has no room for, at a size that can be read, is not in anybody's hand"
        "a card for playing with twenty steps" => "fewer steps, a larger card, or fewer fields: `card: {back: [why, steps]}`";
    EMPTY_WORKSHEET "empty-worksheet" Note
        "A worksheet with nothing to tick and nothing to answer is a sheet for notes"
        "a phase of prose alone" => "## Questions\n\n- Who is it for?";
    THEME_SYNTAX "theme-syntax" Error
        "A theme that cannot be read is not followed"
        "\"ground\": \"blue\"" => "\"ground\": \"#8fd0f5\"";
    CONTRAST "contrast" Warning
        "Text that hardly differs from its ground cannot be read by all (WCAG 2.2, 1.4.3)"
        "\"link\": \"#7fb2e5\"" => "\"link\": \"#0b5394\"";
    TRANSLATION_MISSING "translation-missing" Note
        "A page without a translation stands in the book in the language of the original"
        "`en/live.md`, and no `fr/live.md`" => "`fr/live.md`";
    TRANSLATION_BEHIND "translation-behind" Warning
        "A translation that lacks what its original says tells its readers something else"
        "three paragraphs under a heading of the original, two here" => "the third one, translated";
    LANGUAGE_TAG "language-tag" Warning
        "Hyphenation and screen readers go by the language's tag"
        "lang: english" => "lang: en";
}

/// All rules, in the order of the documentation.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    READER.iter().chain(SITE).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_rule_shows_what_to_write() {
        let mut codes: Vec<_> = rules().map(|rule| rule.code).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        for rule in rules() {
            assert!(
                !rule.example.is_empty() && !rule.instead.is_empty() && rule.example != rule.instead,
                "{}",
                rule.code
            );
        }
    }
}
