//! What is too much to draw, counted before anything is drawn: the library counts nodes and lines, but
//! neither letters nor the days of a plan.

use std::sync::LazyLock;

use regex::Regex;

use super::Undrawn;

/// The longest source that is drawn, in bytes.
const LONGEST: usize = 16 << 10;
/// The most lines: what the library does for some kinds grows with their square.
const MOST_LINES: usize = 150;
/// The most days that the tasks of a plan may have together, where some days are left out of it: the
/// library looks at each of them.
const MOST_DAYS: u64 = 200_000;

static DURATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d+)(?:\.\d+)?\s*([yMwdhms])\b").ok());
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{4,}").ok());

pub(super) fn check(source: &str) -> Result<(), Undrawn> {
    if source.len() > LONGEST || source.lines().count() > MOST_LINES {
        return Err(Undrawn::Costly("text"));
    }
    // Directives may stand before the word that says what the diagram is.
    let plan = source.contains("gantt");
    if plan && source.contains("excludes") && days(source) > MOST_DAYS {
        return Err(Undrawn::Costly("days"));
    }
    Ok(())
}

/// How many days the tasks of a plan may have together, at most.
fn days(source: &str) -> u64 {
    let number = |digits: &str| digits.parse::<u64>().unwrap_or(u64::MAX);
    let lasting = DURATION.iter().flat_map(|pattern| pattern.captures_iter(source)).map(|found| {
        let days = match &found[2] {
            "y" => 366,
            "M" => 31,
            "w" => 7,
            _ => 1,
        };
        number(&found[1]).saturating_mul(days)
    });
    let lasting = lasting.fold(0_u64, u64::saturating_add);
    let years: Vec<u64> =
        YEAR.iter().flat_map(|pattern| pattern.find_iter(source)).map(|year| number(year.as_str())).collect();
    let span = years.iter().max().copied().unwrap_or(0) - years.iter().min().copied().unwrap_or(0);
    let tasks = source.lines().filter(|line| line.contains(':')).count() as u64;
    lasting.saturating_add(span.saturating_mul(366).saturating_mul(tasks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_of_some_years_are_drawn_and_those_without_end_are_not() {
        let plan = |tasks: &str| format!("gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n{tasks}");
        assert_eq!(check(&plan(&" a :a1, 2024-01-06, 2026-02-08\n b :after a1, 300d\n".repeat(50))), Ok(()));
        for endless in
            ["a :a1, 2026-01-01, 99999999d", "a :a1, 2026-01-01, 9000y", "a :a1, 0001-01-01, 9999-01-01"]
        {
            assert_eq!(check(&plan(endless)), Err(Undrawn::Costly("days")), "{endless}");
        }
        assert_eq!(check(&"flowchart\n".repeat(200)), Err(Undrawn::Costly("text")));
    }
}
