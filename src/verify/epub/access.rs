//! Accessibility: what documents have to have, and whether they have what the metadata promise.

use super::documents::Documents;
use super::metadata::Metadata;
use super::package::Package;
use super::rules::{self, Found, Rule};

/// Holds documents against what a program can tell of WCAG and of pages.
pub fn check(documents: &Documents, found: &mut Found) {
    for (path, facts) in documents.iter() {
        for (rule, line) in &facts.breaches {
            found.add(rule, path, Some(*line));
        }
    }
    let marked = documents.iter().find(|(_, facts)| facts.page_breaks > 0);
    if let Some((path, _)) = marked.filter(|_| !documents.page_list) {
        found.add(&rules::PAGE_BREAKS, path, None);
    }
}

/// Holds what the metadata promise against what is there.
pub fn check_features(metadata: &Metadata, package: &Package, documents: &Documents, found: &mut Found) {
    let sum =
        |count: fn(&super::documents::Facts) -> usize| documents.iter().map(|(_, facts)| count(facts)).sum();
    let breaks: usize = sum(|facts| facts.page_breaks);
    let formulas: usize = sum(|facts| facts.formulas);
    let described: usize = sum(|facts| facts.long_descriptions);
    let silent = |facts: &super::documents::Facts| {
        facts.breaches.iter().any(|(rule, _): &(&Rule, usize)| rule.code == rules::ALT.code)
    };
    let silent = documents.iter().any(|(_, facts)| silent(facts));
    for feature in metadata.values("schema:accessibilityFeature") {
        let kept = match feature {
            "alternativeText" => package.has_pictures() && !silent,
            "longDescription" => described > 0,
            "MathML" | "describedMath" => formulas > 0,
            "pageBreakMarkers" => breaks > 0,
            "pageNavigation" => documents.page_list,
            "printPageNumbers" => breaks > 0 || documents.page_list,
            _ => true,
        };
        if !kept {
            found.add(&rules::PROMISE, &format!("{}: `{feature}`", package.path), None);
        }
    }
    let sources = ["pageBreakSource", "source-of", "dcterms:source"];
    if documents.page_list && !sources.iter().any(|name| metadata.values(name).next().is_some()) {
        found.add(&rules::PAGE_SOURCE, &package.path, None);
    }
}
