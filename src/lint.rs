//! The table of rules: what phasebook finds wrong with pages.

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
}

// the site's rules

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $reason:literal)*) => {
        $(
            #[doc = $reason]
            pub static $name: Rule = Rule { code: $code, severity: Severity::$severity, reason: $reason };
        )*
        /// The rules about the site as a whole: its configuration, order, links and pictures.
        pub static SITE: [&Rule; [$(stringify!($name)),*].len()] = [$(&$name),*];
    };
}

rules! {
    CONFIG_SYNTAX "config-syntax" Error "a configuration that cannot be read is not followed"
    CONFIG_VALUE "config-value" Error "a setting of the wrong kind is not followed"
    CONFIG_KEY "config-key" Warning "a setting nobody knows is probably a typing error"
    UNKNOWN_PAGE "unknown-page" Warning "an order that names pages which are not there is out of date"
    NAVIGATION_ORDER "navigation-order" Warning "readers follow the previous and next links, and they should agree with the book"
    PHASE_WITHOUT_NEIGHBOUR "phase-without-neighbour" Warning "a phase without previous and next links is a dead end for readers on the web"
    SAME_ADDRESS "same-address" Warning "of two pages with one address, links can reach only the first"
    TITLE_MISSING "title-missing" Warning "a chapter without a title is called after its file"
    TITLE_REPEATED "title-repeated" Warning "a page has one title, and other headings of level 1 become sections"
    TITLE_PLAIN "title-plain" Warning "titles are plain words, so links, notes and pictures in them are lost"
    SKIPPED_HEADING "skipped-heading" Warning "people who listen to a page find their way by its heading levels"
    DUPLICATE_ID "duplicate-id" Warning "links to an id that stands twice reach only the first place"
    DRAFT_PAGE "draft-page" Note "a draft in a printed book should be there on purpose"
    DEAD_LINK "dead-link" Error "a link to a page that is not there helps nobody"
    LINK_OUTSIDE "link-outside" Warning "a page outside the book cannot be turned to, so print shows its address"
    LINK_CASE "link-case" Warning "most web servers tell capitals from small letters"
    DEAD_FRAGMENT "dead-fragment" Error "a link to a place that is not there opens the page at its top"
    EMPTY_LINK "empty-link" Error "a link without a target leads nowhere"
    UNSAFE_LINK "unsafe-link" Error "only web, mail and telephone addresses may leave the book"
    UNDEFINED_REFERENCE "undefined-reference" Error "words in brackets that refer to nothing print as plain words"
    MISSING_IMAGE "missing-image" Error "a picture that is not there leaves a gap"
    IMAGE_CASE "image-case" Warning "most web servers tell capitals from small letters"
    REMOTE_IMAGE "remote-image" Error "nothing is fetched while building, so a picture on the web cannot be shown"
    PICTURE_TYPE "picture-type" Warning "programs that trust a file's ending fail on a picture of another type"
    BROKEN_IMAGE "broken-image" Error "a picture that cannot be read leaves a gap"
    HUGE_IMAGE "huge-image" Error "a picture of this size would exhaust memory"
    UNSAFE_SVG "unsafe-svg" Error "a drawing that runs scripts or names other files is not safe to pass on"
    THEME_SYNTAX "theme-syntax" Error "a theme that cannot be read is not followed"
    LANGUAGE_TAG "language-tag" Warning "hyphenation and screen readers go by the language's tag"
}
