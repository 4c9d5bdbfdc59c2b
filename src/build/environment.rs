//! What the environment says of a build: the day that it is to carry, and whose it is.

use std::path::PathBuf;

use crate::config;

/// The day that `SOURCE_DATE_EPOCH` names
/// (<https://reproducible-builds.org/specs/source-date-epoch/>), in UTC; none where it names none.
/// The error is a message for the user: a build that passes over a date it cannot read makes files
/// that are not the same again.
#[allow(clippy::disallowed_methods, reason = "the specification names a variable of the environment")]
pub fn source_date() -> Result<Option<String>, String> {
    let Some(written) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let seconds = written.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(config::date_from_epoch).map(Some).ok_or_else(|| {
        format!("`SOURCE_DATE_EPOCH` is {written:?}; expected seconds since 1970, such as `1735689600`")
    })
}

/// The home folder of whoever runs the program, without symbolic links.
#[allow(clippy::disallowed_methods, reason = "the home folder is no site, whatever lies in it")]
pub fn home() -> Option<PathBuf> {
    std::env::home_dir().and_then(|home| home.canonicalize().ok())
}
