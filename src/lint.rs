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
