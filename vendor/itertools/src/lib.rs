//! The one function of itertools that Liquid's crates use.

use std::fmt::Display;

/// Joins what an iterator gives with a separator.
pub fn join<I>(items: I, separator: &str) -> String
where
    I: IntoIterator,
    I::Item: Display,
{
    let mut joined = String::new();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            joined.push_str(separator);
        }
        joined.push_str(&item.to_string());
    }
    joined
}
