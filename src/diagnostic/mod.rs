//! What is wrong with a page, where, and what to do about it.
//!
//! A [`Diagnostic`] is data. [`crate::diagnostic::rules`] has the table of rules and the
//! severities that a configuration gives them; [`crate::report`] draws them.

pub mod rules;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::rules::Rule;
use crate::limits;
use crate::model::Span;

/// A text that diagnostics point into.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path below the site root, with `/` between its parts and none before it.
    pub path: String,
    /// The text, without a byte-order mark.
    pub text: String,
}

impl Source {
    /// Line and column of a byte offset, both from 1; the column counts
    /// Unicode scalar values.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The source.
    pub source: Arc<Source>,
    /// The bytes meant; [`Span::source`] does not matter here.
    pub span: Span,
}

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the book is as meant.
    Note,
    /// The book is probably not as meant.
    Warning,
    /// Something of the page could not be carried over as meant.
    Error,
}

/// A change of text that mends a fault, safe to make without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace, in the diagnostic's own source; empty to insert.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule it breaks.
    pub rule: &'static Rule,
    /// How grave it is; the rule's own severity unless the configuration says otherwise.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: String,
    /// What to do: an action.
    pub hint: Option<String>,
    /// Where.
    pub place: Place,
    /// A second place that explains the first, with what to say there.
    pub related: Option<(Place, String)>,
    /// Changes that mend it.
    pub edits: Vec<Edit>,
}

/// The diagnostics, with those of one kind in one file counted from the
/// [`limits::FAULTS`]th on: nobody reads a thousand alike. Those that can be mended by
/// themselves all stay, so that they are.
pub fn bounded(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<(String, &str), (usize, usize)> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len().min(limits::FAULTS));
    for diagnostic in diagnostics {
        if diagnostic.edits.is_empty() {
            let key = (diagnostic.place.source.path.clone(), diagnostic.rule.code);
            let (count, last) = counts.entry(key).or_default();
            *count += 1;
            if *count > limits::FAULTS {
                continue;
            }
            *last = kept.len();
        }
        kept.push(diagnostic);
    }
    for (count, last) in counts.into_values().filter(|(count, _)| *count > limits::FAULTS) {
        let more = count - limits::FAULTS;
        kept[last].message.push_str(&format!("; and {more} more of this kind follow in this file"));
    }
    kept
}

/// A text for people that quotes a site, of no more letters than [`limits::MESSAGE_LETTERS`]. Of a
/// longer one, its beginning and its end: what is quoted stands between them.
pub fn shortened(text: String) -> String {
    let letters = text.chars().count();
    if text.len() <= limits::MESSAGE_LETTERS || letters <= limits::MESSAGE_LETTERS {
        return text;
    }
    let end = limits::MESSAGE_LETTERS / 4;
    let beginning: String = text.chars().take(limits::MESSAGE_LETTERS - end - 3).collect();
    let rest: String = text.chars().skip(letters - end).collect();
    format!("{beginning} … {rest}")
}

impl Diagnostic {
    /// A diagnostic with the rule's own severity.
    pub fn new(rule: &'static Rule, source: &Arc<Source>, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: shortened(message.into()),
            hint: None,
            place: Place { source: Arc::clone(source), span },
            related: None,
            edits: Vec::new(),
        }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(shortened(hint.into()));
        self
    }

    /// Adds a change that mends the fault.
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Adds a second place.
    pub fn related(mut self, source: &Arc<Source>, span: Span, words: impl Into<String>) -> Self {
        self.related = Some((Place { source: Arc::clone(source), span }, shortened(words.into())));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules;

    #[test]
    fn a_message_quotes_a_line_of_a_long_address_and_no_more() {
        let source = Arc::new(Source { path: "one.md".to_owned(), text: String::new() });
        let long = "é".repeat(100_000);
        let fault =
            Diagnostic::new(&rules::DEAD_LINK, &source, Span::default(), format!("there is no `{long}`"))
                .hint(format!("mend `{long}`"))
                .related(&source, Span::default(), long);
        let message = fault.message;
        assert!(message.starts_with("there is no `é") && message.ends_with("é`"), "{message}");
        for text in [&message, &fault.hint.unwrap(), &fault.related.unwrap().1] {
            assert!(text.chars().count() <= limits::MESSAGE_LETTERS, "{text}");
        }
    }

    #[test]
    fn faults_that_are_alike_are_counted_and_those_that_can_be_mended_stay() {
        let source = |path: &str| Arc::new(Source { path: path.to_owned(), text: String::new() });
        let [one, two] = ["one.md", "two.md"].map(source);
        let fault = |source: &Arc<Source>, at: usize| {
            Diagnostic::new(&rules::DEAD_LINK, source, Span::new(at, at), format!("fault {at}"))
        };
        let mut all: Vec<Diagnostic> = (0..limits::FAULTS + 7).map(|at| fault(&one, at)).collect();
        all.extend((0..3).map(|at| fault(&two, at)));
        all.extend((0..limits::FAULTS * 2).map(|at| fault(&two, at).edit(Span::new(at, at), " ")));
        let kept = bounded(all);
        assert_eq!(kept.len(), limits::FAULTS + 3 + limits::FAULTS * 2);
        let last = &kept[limits::FAULTS - 1];
        assert_eq!(last.message, "fault 99; and 7 more of this kind follow in this file");
        let told = kept.iter().filter(|fault| fault.message.contains("more of this kind")).count();
        assert_eq!(told, 1);
    }
}
