//! Why something could not be made, for the user.

use crate::cli::style;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::model::Span;
use crate::report::{self, Format};
use crate::theme::Theme;
use crate::typeset::Fault;

/// Why something could not be made.
#[derive(Debug)]
pub enum Failure {
    /// A message for the user.
    Said(String),
    /// Faults that the layout engine found.
    Faults {
        /// What could not be laid out, such as "the handbook".
        what: String,
        /// All of them.
        faults: Vec<Fault>,
    },
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Said(message)
    }
}

/// What the engine found.
pub fn failed(what: &str, faults: Vec<Fault>) -> Failure {
    Failure::Faults { what: what.to_owned(), faults }
}

impl Failure {
    /// The message. Faults in files of the site's own theme are drawn at their lines;
    /// `prefix` stands before their paths.
    pub fn to_message(self, theme: &Theme, prefix: &str) -> String {
        let (what, faults) = match self {
            Self::Said(message) => return message,
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
        if diagnostics.is_empty() {
            return format!("{what} could not be laid out{list}");
        }
        let drawn = report::render(&diagnostics, Format::Human, &style(prefix));
        format!("{what} could not be laid out with the site's theme{list}\n\n{}", drawn.trim_end())
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
