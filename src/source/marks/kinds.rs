//! The names that programs give to passages set apart, and what sort each is.

use crate::model::AdmonitionSort::{self, Caution, Important, Note, Tip, Warning};

/// What a name of a passage means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The sort of the model that comes nearest.
    pub sort: AdmonitionSort,
    /// The title where the page gives none; nothing where the sort's own word says it.
    pub title: Option<&'static str>,
}

/// The table: names as pages write them, in small letters.
const KINDS: &[(&str, AdmonitionSort, Option<&str>)] = &[
    ("note", Note, None),
    ("notes", Note, None),
    ("info", Note, Some("Info")),
    ("information", Note, Some("Info")),
    ("primary", Note, Some("")),
    ("secondary", Note, Some("")),
    ("seealso", Note, Some("See also")),
    ("abstract", Note, Some("Abstract")),
    ("summary", Note, Some("Summary")),
    ("tldr", Note, Some("TL;DR")),
    ("todo", Note, Some("Todo")),
    ("question", Note, Some("Question")),
    ("help", Note, Some("Help")),
    ("faq", Note, Some("FAQ")),
    ("example", Note, Some("Example")),
    ("quote", Note, Some("Quote")),
    ("cite", Note, Some("Quote")),
    ("admonition", Note, Some("")),
    ("hint", Tip, Some("Hint")),
    ("tip", Tip, None),
    ("tips", Tip, None),
    ("success", Tip, Some("Success")),
    ("check", Tip, Some("Success")),
    ("done", Tip, Some("Success")),
    ("important", Important, None),
    ("warning", Warning, None),
    ("warn", Warning, None),
    ("attention", Warning, Some("Attention")),
    ("caution", Caution, None),
    ("danger", Caution, Some("Danger")),
    ("error", Caution, Some("Error")),
    ("failure", Caution, Some("Failure")),
    ("fail", Caution, Some("Failure")),
    ("missing", Caution, Some("Failure")),
    ("bug", Caution, Some("Bug")),
    ("alert", Warning, Some("")),
    ("callout", Note, Some("")),
    ("notice", Note, Some("")),
    ("box", Note, Some("")),
];

/// The names of The Carpentries' lessons.
const LESSON: &[(&str, AdmonitionSort, Option<&str>)] = &[
    ("callout", Note, Some("Callout")),
    ("challenge", Note, Some("Challenge")),
    ("checklist", Note, Some("Checklist")),
    ("discussion", Note, Some("Discussion")),
    ("instructor", Note, Some("Instructor Note")),
    ("keypoints", Important, Some("Key Points")),
    ("objectives", Note, Some("Objectives")),
    ("overview", Note, Some("Overview")),
    ("prereq", Note, Some("Prerequisite")),
    ("questions", Note, Some("Questions")),
    ("testimonial", Note, Some("Testimonial")),
    ("hint", Tip, Some("Hint")),
    ("solution", Note, Some("Solution")),
    ("spoiler", Note, Some("Show details")),
];

/// The names of statements in mathematics and in lessons, which are titles themselves.
const STATEMENTS: &[&str] = &[
    "theorem",
    "lemma",
    "corollary",
    "proposition",
    "conjecture",
    "definition",
    "remark",
    "proof",
    "algorithm",
    "axiom",
    "criterion",
    "observation",
    "property",
    "assumption",
    "exercise",
    "solution",
    "problem",
];

fn among(table: &'static [(&'static str, AdmonitionSort, Option<&'static str>)], name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    let found = table.iter().find(|(known, _, _)| *known == name)?;
    Some(Kind { sort: found.1, title: found.2 })
}

/// What a name means; none where no program has it.
pub fn known(name: &str) -> Option<Kind> {
    among(KINDS, name)
}

/// What a name means in a lesson of The Carpentries.
pub fn lesson(name: &str) -> Option<Kind> {
    among(LESSON, name)
}

/// What a name means where any name may be one: an unknown one is its own title.
pub fn any(name: &str) -> (Kind, Option<String>) {
    match known(name) {
        Some(kind) => (kind, None),
        None => (Kind { sort: Note, title: None }, Some(titled(name))),
    }
}

/// Whether a name is that of a theorem, an exercise or alike.
pub fn statement(name: &str) -> bool {
    STATEMENTS.contains(&name)
}

/// A name as a title: `best-practice` is "Best practice".
pub fn titled(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
