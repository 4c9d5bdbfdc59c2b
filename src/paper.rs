//! Lengths and sheets of paper, for every backend that prints.

use std::fmt;

use serde::{Serialize, Serializer};

/// A length on paper, exact to a thousandth of a millimetre.
///
/// A whole number inside, so that lengths compare and hash, and the same
/// options give the same bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length {
    micrometres: u32,
}

/// The longest length that any sheet or margin may have: ten metres.
const LONGEST: u32 = 10_000_000;

impl Length {
    /// No length at all.
    pub const ZERO: Self = Self { micrometres: 0 };

    /// A length in millimetres: finite, not negative, at most ten metres.
    pub fn mm(millimetres: f64) -> Result<Self, String> {
        let wrong = || format!("expected a length of 0 to 10000 mm, found `{millimetres}`");
        if !millimetres.is_finite() || millimetres < 0.0 {
            return Err(wrong());
        }
        let micrometres = (millimetres * 1000.0).round();
        if micrometres > f64::from(LONGEST) {
            return Err(wrong());
        }
        // In range, whole and not negative: the conversion is exact.
        Ok(Self { micrometres: micrometres as u32 })
    }

    /// A whole number of millimetres, for constants. Lengths beyond ten metres
    /// do not compile.
    pub const fn whole_mm(millimetres: u32) -> Self {
        assert!(millimetres <= LONGEST / 1000);
        Self { micrometres: millimetres * 1000 }
    }

    /// In millimetres.
    pub fn to_mm(self) -> f64 {
        f64::from(self.micrometres) / 1000.0
    }

    /// In points of 1/72 inch.
    pub fn to_pt(self) -> f64 {
        self.to_mm() * 72.0 / 25.4
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mm", self.to_mm())
    }
}

/// Themes receive lengths as numbers of millimetres.
impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_mm())
    }
}

/// A sheet of paper, or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Paper {
    width: Length,
    height: Length,
}

/// The sizes that have names.
const NAMED: [(&str, Paper); 18] = [
    ("a0", Paper::whole_mm(841, 1189)),
    ("a1", Paper::whole_mm(594, 841)),
    ("a2", Paper::whole_mm(420, 594)),
    ("a3", Paper::A3),
    ("a4", Paper::A4),
    ("a5", Paper::A5),
    ("a6", Paper::whole_mm(105, 148)),
    ("b4", Paper::whole_mm(250, 353)),
    ("b5", Paper::whole_mm(176, 250)),
    ("letter", Paper::LETTER),
    ("legal", Paper::inches_tenths(85, 140)),
    ("tabloid", Paper::inches_tenths(110, 170)),
    // A tabloid lying down; sheets are turned where their use asks for it.
    ("ledger", Paper::inches_tenths(170, 110)),
    // ANSI/ASME Y14.1. A and B are letter and tabloid by another name.
    ("ansi-a", Paper::LETTER),
    ("ansi-b", Paper::inches_tenths(110, 170)),
    ("ansi-c", Paper::inches_tenths(170, 220)),
    ("ansi-d", Paper::inches_tenths(220, 340)),
    ("ansi-e", Paper::inches_tenths(340, 440)),
];

impl Paper {
    /// ISO A1.
    pub const A1: Self = Self::whole_mm(594, 841);
    /// A strip to hang above a wall: as long as an A0 is high, as high as an A4.
    pub const STRIP: Self = Self::whole_mm(1189, 297);
    /// 297 by 420 mm.
    pub const A3: Self = Self::whole_mm(297, 420);
    /// 210 by 297 mm.
    pub const A4: Self = Self::whole_mm(210, 297);
    /// 148 by 210 mm.
    pub const A5: Self = Self::whole_mm(148, 210);
    /// 8.5 by 11 inches.
    pub const LETTER: Self = Self::inches_tenths(85, 110);

    /// The shortest side that a page may have.
    pub const SHORTEST: Length = Length::whole_mm(50);

    /// A sheet of whole millimetres, for constants.
    pub(crate) const fn whole_mm(width: u32, height: u32) -> Self {
        Self { width: Length::whole_mm(width), height: Length::whole_mm(height) }
    }

    const fn inches_tenths(width: u32, height: u32) -> Self {
        Self { width: Length { micrometres: width * 2540 }, height: Length { micrometres: height * 2540 } }
    }

    /// A sheet of any size from 50 mm a side.
    pub fn custom(width: Length, height: Length) -> Result<Self, String> {
        match [width, height].iter().find(|side| **side < Self::SHORTEST) {
            Some(side) => Err(format!("expected sides of at least {}, found one of {side}", Self::SHORTEST)),
            None => Ok(Self { width, height }),
        }
    }

    /// A size by its name, in any case, such as `a4`, `Letter` or `ansi-d`, or by
    /// its sides in millimetres, centimetres or inches, such as `170x240mm`,
    /// `60x90cm` or `24x36in`. Without a unit, millimetres.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name = text.trim().to_lowercase();
        if let Some((_, paper)) = NAMED.iter().find(|(known, _)| *known == name) {
            return Ok(*paper);
        }
        let wrong = || {
            let names: Vec<_> = NAMED.iter().map(|(name, _)| *name).collect();
            format!(
                "expected a paper size ({}) or sides such as `170x240mm` or `24x36in`, found `{text}`",
                names.join(", ")
            )
        };
        let units = [("mm", 1.0), ("cm", 10.0), ("inches", 25.4), ("in", 25.4), ("\"", 25.4)];
        let (sides, unit) = units
            .iter()
            .find_map(|(unit, mm)| Some((name.strip_suffix(unit)?, *mm)))
            .unwrap_or((name.as_str(), 1.0));
        let (width, height) = sides.split_once(['x', '×']).ok_or_else(wrong)?;
        let side = |text: &str| {
            text.trim().parse::<f64>().map_err(|_| wrong()).and_then(|number| Length::mm(number * unit))
        };
        Self::custom(side(width)?, side(height)?)
    }

    /// The width.
    pub fn width(self) -> Length {
        self.width
    }

    /// The height.
    pub fn height(self) -> Length {
        self.height
    }

    /// The same sheet with its long side across.
    pub fn landscape(self) -> Self {
        Self { width: self.width.max(self.height), height: self.width.min(self.height) }
    }

    /// The same sheet with its long side upright.
    pub fn portrait(self) -> Self {
        Self { width: self.width.min(self.height), height: self.width.max(self.height) }
    }
}

impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMED.iter().find(|(_, paper)| paper == self) {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "{}x{}mm", self.width.to_mm(), self.height.to_mm()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_refuse_nonsense() {
        for wrong in [f64::NAN, f64::INFINITY, -1.0, 10_000.1] {
            assert!(Length::mm(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Length::mm(210.0), Ok(Length::whole_mm(210)));
        assert!((Length::whole_mm(254).to_pt() - 720.0).abs() < 1e-9);
    }

    #[test]
    fn papers_are_read_by_name_and_by_size() {
        assert_eq!(Paper::parse("A4"), Ok(Paper::A4));
        assert_eq!(Paper::parse("letter").map(|p| p.height().to_mm()), Ok(279.4));
        assert_eq!(Paper::parse("170x240mm").map(|p| p.to_string()), Ok("170x240mm".to_owned()));
        assert_eq!(Paper::parse("210 × 297"), Ok(Paper::A4));
        assert_eq!(Paper::parse("34 x 44 in"), Paper::parse("ANSI-E"));
        assert_eq!(Paper::parse("11x17in").map(|p| p.to_string()), Ok("tabloid".to_owned()));
        assert_eq!(Paper::parse("21x29.7cm"), Ok(Paper::A4));
        for wrong in ["", "a44", "x", "10x297mm", "-210x297mm", "210xmm", "nanxnan"] {
            assert!(Paper::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Paper::A4.landscape().width(), Length::whole_mm(297));
    }
}
