//! Why something could not be made, for the user.

use crate::diagnostic::{Diagnostic, rules};
use crate::model::Span;
use crate::report::{self, Format, Style};
use crate::theme::Theme;
use crate::typeset::Fault;

/// Why a product could not be made.
#[derive(Debug)]
pub enum Cause {
    /// A message for the user.
    Message(String),
    /// Faults that the layout engine found.
    Faults {
        /// What could not be laid out, such as "the handbook".
        what: String,
        /// All of them.
        faults: Vec<Fault>,
    },
}

impl From<String> for Cause {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

/// What the engine found.
pub fn failed(what: &str, faults: Vec<Fault>) -> Cause {
    Cause::Faults { what: what.to_owned(), faults }
}

/// Why a build could not be made, for the user.
#[derive(Debug)]
pub struct Failure {
    /// What could not be made, and why as far as no line can be named.
    pub message: String,
    /// Faults in files of the site's own theme, each at its line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why products of a book with this theme could not be made. What several have in common is said once.
pub fn failures(causes: Vec<Cause>, theme: &Theme) -> Vec<Failure> {
    let mut messages = Vec::new();
    let mut shared: Vec<(Vec<String>, Vec<Fault>)> = Vec::new();
    for cause in causes {
        match cause {
            Cause::Message(message) => messages.push(Cause::Message(message)),
            Cause::Faults { what, faults } => match shared.iter_mut().find(|(_, same)| *same == faults) {
                Some((products, _)) => products.push(what),
                None => shared.push((vec![what], faults)),
            },
        }
    }
    let shared =
        shared.into_iter().map(|(products, faults)| Cause::Faults { what: listed(&products), faults });
    messages.into_iter().chain(shared).map(|cause| cause.in_theme(theme)).collect()
}

/// Names as a sentence lists them.
fn listed(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// All of them as one message for the user, with the diagnostics drawn in `style`.
pub fn to_message(failures: &[Failure], style: &Style) -> String {
    failures.iter().map(|failure| failure.to_message(style)).collect::<Vec<_>>().join("\n\n")
}

impl Failure {
    /// The message, with the diagnostics drawn in `style`.
    pub fn to_message(&self, style: &Style) -> String {
        if self.diagnostics.is_empty() {
            return self.message.clone();
        }
        let drawn = report::render(&self.diagnostics, Format::Human, style);
        format!("{}\n\n{}", self.message, drawn.trim_end())
    }
}

impl Cause {
    /// Whether the engine found it, and not in the site's own theme.
    pub(super) fn is_in_pages(&self, theme: &Theme) -> bool {
        match self {
            Self::Message(_) => false,
            Self::Faults { faults, .. } => faults.iter().all(|fault| diagnostic(fault, theme).is_none()),
        }
    }

    /// The failure of a book with this theme.
    pub fn in_theme(self, theme: &Theme) -> Failure {
        let (what, faults) = match self {
            Self::Message(message) => return Failure { message, diagnostics: Vec::new() },
            Self::Faults { what, faults } => (what, faults),
        };
        let mut diagnostics = Vec::new();
        let mut list = String::new();
        for fault in &faults {
            match diagnostic(fault, theme) {
                // One line may be at fault on every page.
                Some(diagnostic) if diagnostics.contains(&diagnostic) => {}
                Some(diagnostic) => diagnostics.push(diagnostic),
                None => list.push_str(&format!("\n  {fault}")),
            }
        }
        let cause = if diagnostics.is_empty() { "" } else { " with the site's theme" };
        Failure { message: format!("{what} could not be laid out{cause}{list}"), diagnostics }
    }
}

/// A fault in a file of the site's own theme, at its place.
fn diagnostic(fault: &Fault, theme: &Theme) -> Option<Diagnostic> {
    let mut parts = fault.place.as_deref()?.strip_prefix("/theme/")?.splitn(3, ':');
    let source = theme.files.own(parts.next()?)?;
    let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or(1).max(1);
    let (line, column) = (number(), number());
    let start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let text = source.text[start..].lines().next().unwrap_or_default();
    let at = text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
    let span = Span::new(start + at, start + text.trim_end().len());
    let diagnostic = Diagnostic::new(&rules::THEME_SYNTAX, source, span, fault.message.clone());
    let hint = match fault.hints.as_slice() {
        [] => "mend the line, or delete the file: the built-in one then serves".to_owned(),
        hints => hints.join("; "),
    };
    Some(diagnostic.hint(hint))
}
