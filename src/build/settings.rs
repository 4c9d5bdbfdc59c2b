//! Settings of the configuration that only whoever makes a product understands: sheets and posters.
//!
//! They are held against what can be made when the site is read, so that `check` and `build` say
//! the same of them.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rules;
use crate::paper::Paper;
use crate::posters::Kind;
use crate::source::Spanned;

/// Takes settings out of a configuration that cannot be followed, and names them.
pub(super) fn check(config: &mut Config, diagnostics: &mut Vec<Diagnostic>) {
    let Some(source) = config.source.clone() else { return };
    let mut follows = |setting: &str, written: &Spanned<String>, fault: Option<String>| {
        let Some(fault) = fault else { return true };
        let message = format!("`{setting}` is not followed: {fault}");
        diagnostics.push(
            Diagnostic::new(&rules::CONFIG_VALUE, &source, written.span, message)
                .hint("mend the value; until then the usual one counts"),
        );
        false
    };
    config.paper = config.paper.take().filter(|size| follows("paper", size, Paper::parse(&size.value).err()));
    let posters = &mut config.posters;
    posters.size =
        posters.size.take().filter(|size| follows("posters: size", size, Paper::parse(&size.value).err()));
    posters.kinds.retain(|kind| follows("posters: kinds", kind, Kind::parse(&kind.value).err()));
}
