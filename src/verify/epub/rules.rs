//! What an EPUB may do wrong, as one table, and what was found of it.

use indexmap::IndexMap;

use crate::verify::{Finding, PLACES, Place};

/// A rule: its name, what is wrong where it is broken, and what to do.
pub struct Rule {
    pub code: &'static str,
    message: &'static str,
    hint: &'static str,
}

macro_rules! rules {
    ($($name:ident $code:literal $message:literal => $hint:literal;)*) => {
        $(pub const $name: Rule = Rule { code: $code, message: $message, hint: $hint };)*
    };
}

rules! {
    MIMETYPE "epub-mimetype"
        "the archive does not begin with a stored file `mimetype` that says `application/epub+zip`"
        => "put it first, without compression and extra fields";
    CONTAINER "epub-container"
        "`META-INF/container.xml` does not say where the package document is"
        => "write it anew";
    PACKAGE "epub-package"
        "the package document is not in the archive"
        => "put it where `META-INF/container.xml` says";
    PACKAGE_XML "epub-package-xml"
        "the package document is not well-formed XML"
        => "mend it at its line";
    PACKAGE_METADATA "epub-package-metadata"
        "the package has no identifier, title, language or time of its last change"
        => "add what is missing";
    MANIFEST "epub-manifest"
        "a file that the package lists is not in the archive"
        => "add it, or take it off the list";
    UNLISTED "epub-unlisted"
        "a file in the archive is not listed in the package"
        => "list it, or take it out";
    SPINE "epub-spine"
        "the reading order is empty, or names what is not listed"
        => "name listed files, at least one";
    NAVIGATION "epub-navigation"
        "there is no navigation document with contents"
        => "add one, with `epub:type=\"toc\"`";
    XHTML "epub-xhtml"
        "a document is not well-formed XML"
        => "mend it at its line";
    REPEATED_ID "epub-repeated-id"
        "two elements of a document have one id"
        => "give each its own";
    RESOURCE "epub-resource"
        "a picture, font or other file that a document uses is not in the archive"
        => "add it, or take out what uses it";
    LINK "epub-link"
        "a link leads nowhere"
        => "mend its address";
    PAGE_LIST "epub-page-list"
        "an entry of the list of pages leads nowhere"
        => "mend its address";
    METADATA "access-metadata"
        "the metadata do not say how the book is read, what it offers, or whether it can harm"
        => "add `schema:accessMode`, `schema:accessibilityFeature` and `schema:accessibilityHazard`";
    CERTIFIER "access-certifier"
        "nobody is named who has assessed the book"
        => "add `a11y:certifiedBy`, or claim nothing";
    SUFFICIENT "access-sufficient"
        "the metadata say that words alone are not enough to read the book"
        => "put every picture in words";
    HAZARD "access-hazard"
        "the metadata say that the book flashes, moves or sounds"
        => "take out what does (WCAG 2.3.1)";
    ALT "access-alt"
        "a picture has no alternative text"
        => "put it in words with `alt`; `alt=\"\"` says that it only decorates";
    LANGUAGE "access-language"
        "a document does not say its language"
        => "add `xml:lang` and `lang`";
    TITLE "access-title"
        "a document has no title"
        => "add `title` to its head";
    HEADINGS "access-headings"
        "a heading skips a level"
        => "use the level below that of the heading that it stands under";
    LINK_TEXT "access-link-text"
        "a link has no words"
        => "say where it leads";
    PAGE_BREAKS "access-page-breaks"
        "pages of a printed book are marked, and there is no list of them"
        => "add a list with `epub:type=\"page-list\"` to the navigation document";
    PAGE_SOURCE "access-page-source"
        "there is a list of pages, and the metadata do not say of which printed book they are"
        => "add `pageBreakSource`";
    PROMISE "access-promise"
        "the metadata promise something that was not found"
        => "add it, or do not promise it";
}

/// What was found, by the rule and in the order in which it was found first.
#[derive(Default)]
pub struct Found(IndexMap<&'static str, Finding>);

impl Found {
    /// Notes that a rule is broken in a file.
    pub fn add(&mut self, rule: &Rule, path: &str, line: Option<usize>) {
        self.add_at(rule, path, || line);
    }

    /// The same; the line is asked for only where the place is kept.
    pub fn add_at(&mut self, rule: &Rule, path: &str, line: impl FnOnce() -> Option<usize>) {
        let finding = self.0.entry(rule.code).or_insert_with(|| Finding {
            rule: rule.code.to_owned(),
            message: rule.message.to_owned(),
            hint: Some(rule.hint.to_owned()),
            count: Some(0),
            places: Vec::new(),
        });
        finding.count = finding.count.map(|count| count + 1);
        if finding.places.len() < PLACES {
            finding.places.push(Place::File { path: path.chars().take(200).collect(), line: line() });
        }
    }

    pub fn findings(self) -> Vec<Finding> {
        self.0.into_values().collect()
    }
}
