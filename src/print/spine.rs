//! The spine of a book that is glued: as thick as its leaves are together.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::Direction;
use crate::paper::Length;

/// How thick a leaf of paper is, exact to a millionth of a millimetre: of some hundred leaves
/// a thousandth would be too coarse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thickness {
    nanometres: u32,
}

/// The thinnest and the thickest leaf, in millimetres: bible paper and board.
const BOUNDS: [f64; 2] = [0.02, 1.0];

/// From which width on a spine has words, as those who print on demand ask for.
pub const LETTERED: Length = Length::whole_mm(6);

/// How the words of a spine are turned, of a book that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// To the right: a line that is read from left to right goes from the head to the foot.
    Right,
    /// To the left: such a line goes from the foot to the head.
    Left,
}

/// The languages whose books have the words of the spine from the foot to the head: those of the
/// continent of Europe, and with them of Latin America. Dutch and the languages of Scandinavia go
/// with ISO 6357, as English does. Italian books have both.
const FROM_THE_FOOT: [&str; 28] = [
    "be", "bg", "bs", "ca", "cs", "de", "el", "es", "et", "eu", "fr", "gl", "hr", "hu", "lb", "lt", "lv",
    "mk", "oc", "pl", "pt", "rm", "ro", "ru", "sk", "sl", "sr", "uk",
];

impl Turn {
    /// How those of a language are turned, which is read in a direction. ISO 6357 has them from the head to
    /// the foot: they can be read where the book lies on its back.
    pub fn of(language: &str, direction: Direction) -> Self {
        let first = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match direction {
            // The end of a line is its left one, and the front cover lies to the left of the spine.
            Direction::Rtl => Self::Left,
            Direction::Ltr if FROM_THE_FOOT.contains(&first.as_str()) => Self::Left,
            Direction::Ltr => Self::Right,
        }
    }
}

impl Thickness {
    /// A leaf of 0.1 mm, as many papers for books have it.
    pub const USUAL: Self = Self { nanometres: 100_000 };

    /// A thickness in millimetres, such as `0.1`, or the weight of a square metre in grams with the volume of
    /// a gram in cubic centimetres, such as `90x1.3`. The error is a message for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "expected the thickness of a leaf in millimetres, such as `0.1`, or grams and volume, such as \
                 `90x1.3`, found `{text}`"
            )
        };
        let number = |part: &str| part.trim().parse::<f64>().map_err(|_| wrong());
        let lower = text.trim().to_ascii_lowercase();
        let mm = match lower.split_once(['x', '×']) {
            Some((grams, volume)) => {
                let grams = grams.trim().trim_end_matches("gsm").trim_end_matches('g');
                number(grams)? * number(volume)? / 1000.0
            }
            None => number(lower.strip_suffix("mm").unwrap_or(&lower))?,
        };
        if !(BOUNDS[0]..=BOUNDS[1]).contains(&mm) {
            let [least, most] = BOUNDS;
            return Err(format!("expected a leaf of {least} to {most} mm, found {mm} mm"));
        }
        // In bounds, so that the conversion is exact.
        Ok(Self { nanometres: (mm * 1e6).round() as u32 })
    }

    /// In millimetres.
    pub fn to_mm(self) -> f64 {
        f64::from(self.nanometres) / 1e6
    }

    /// How wide the spine of so many leaves is.
    pub fn of(self, leaves: usize) -> Length {
        // The longest length is some ten thousand leaves of the thickest kind.
        Length::mm(self.to_mm() * leaves as f64).unwrap_or(Length::ZERO)
    }
}

impl fmt::Display for Thickness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_mm())
    }
}

impl TryFrom<String> for Thickness {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Thickness> for String {
    fn from(thickness: Thickness) -> Self {
        thickness.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_told_in_millimetres_or_by_weight_and_volume() {
        for (text, mm) in [
            ("0.1", 0.1),
            ("0.1144", 0.1144),
            ("0.12 mm", 0.12),
            ("90x1.3", 0.117),
            ("80g x 1.25", 0.1),
            ("100gsm×1", 0.1),
        ] {
            assert_eq!(Thickness::parse(text).map(Thickness::to_mm), Ok(mm), "{text}");
        }
        for text in ["", "thin", "0", "-0.1", "2", "90x", "90", "NaN", "inf", "90x1.3x2"] {
            assert!(Thickness::parse(text).is_err(), "{text}");
        }
        assert_eq!(Thickness::parse("0.1144").unwrap().of(151).to_mm(), 17.274);
    }

    #[test]
    fn the_words_of_spines_are_turned_as_the_books_of_a_language_have_them() {
        for (language, direction, turn) in [
            ("en-GB", Direction::Ltr, Turn::Right),
            ("nl", Direction::Ltr, Turn::Right),
            ("sv", Direction::Ltr, Turn::Right),
            ("de-AT", Direction::Ltr, Turn::Left),
            ("fr-CA", Direction::Ltr, Turn::Left),
            ("es-MX", Direction::Ltr, Turn::Left),
            ("ar", Direction::Rtl, Turn::Left),
        ] {
            assert_eq!(Turn::of(language, direction), turn, "{language}");
        }
    }
}
