//! What the computer says that a build is for: the day that it is to carry.

use crate::site;

/// The day that `SOURCE_DATE_EPOCH` names
/// (<https://reproducible-builds.org/specs/source-date-epoch/>), in UTC.
#[allow(clippy::disallowed_methods, reason = "the specification names a variable of the environment")]
pub fn source_date() -> Option<String> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
    site::date_from_epoch(seconds)
}
