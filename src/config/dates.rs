//! Days of the calendar, as `YYYY-MM-DD`.

/// Whether text is a date of the form `YYYY-MM-DD`, and nothing more.
pub(crate) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && crate::source::is_date(text)
}

/// The date, `YYYY-MM-DD`, of a count of seconds since 1970
/// (`SOURCE_DATE_EPOCH`). None before 1970 and after 9999.
pub fn date_from_epoch(seconds: i64) -> Option<String> {
    if seconds < 0 {
        return None;
    }
    // Civil-from-days, after Howard Hinnant.
    let z = seconds.div_euclid(86_400) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year <= 9999).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_real_days() {
        for (text, date) in [
            ("2013-03-01", true),
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("2023-13-01", false),
            ("2023-1-1", false),
            ("yesterday", false),
            ("+023-01-01", false),
        ] {
            assert_eq!(is_date(text), date, "{text}");
        }
        for (seconds, date) in [
            (0, Some("1970-01-01")),
            (951_782_400, Some("2000-02-29")),
            (1_362_096_000, Some("2013-03-01")),
            (4_102_444_799, Some("2099-12-31")),
            (-1, None),
            (i64::MAX, None),
        ] {
            assert_eq!(date_from_epoch(seconds).as_deref(), date, "{seconds}");
        }
    }
}
