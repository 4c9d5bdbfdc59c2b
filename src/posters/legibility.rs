//! How large type and pictures must be to be read from where people stand.
//!
//! # The rule
//!
//! Capitals are at least **1/400 of the reading distance** high: 5 mm for every
//! 2 m. This is the sign maker's rule of thumb "a centimetre for every three to
//! four metres", at its far end. In terms of the eye: a height of *h* at a
//! distance of *d* spans an angle of 2·atan(*h* / 2*d*), which for 1/400 is 8.6
//! minutes of arc. The letters that normal sight (6/6 on Snellen's chart) can
//! just tell apart span 5 minutes, so the rule leaves a reserve of 1.7 for
//! tired eyes, poor light and a view from the side.
//!
//! Pictograms are at least **1/100 of the distance** high, the distance factor
//! that ISO 3864-1 starts from for safety signs.
//!
//! # The distance
//!
//! An A3 sheet is made to be read from 2 m, a step closer (1.4 m), and from
//! close by (1 m): the name, the purpose, the labels, team and duration from
//! 2 m; the list and longer sentences from a step closer; the names along the
//! path, the footer and single labels that are far longer than others from close
//! by. The overview says more of each phase on less room: names from 2 m, the rest
//! from a step closer, or from close by. On other sheets the distances grow and
//! shrink with the short side, so that a poster keeps its composition: 1.4 m at
//! A4, 4 m at A1, 5.7 m at A0.

use crate::paper::Paper;

/// The reading distance of a sheet whose short side is that of A3.
const DISTANCE_AT_A3: f64 = 2000.0;

/// The height of capitals, as a part of the distance.
const CAPITALS: f64 = 1.0 / 400.0;

/// The height of a pictogram, as a part of the distance.
const PICTOGRAM: f64 = 1.0 / 100.0;

/// The least sizes for one sheet, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Least {
    /// The size of type that is read from the sheet's distance.
    pub far: f64,
    /// The size of type that is read from a step closer.
    pub step: f64,
    /// The size of type that is read from close by.
    pub near: f64,
    /// The side of a pictogram.
    pub picture: f64,
}

/// How far from a sheet its readers stand, in millimetres.
pub fn distance(paper: Paper) -> f64 {
    let short = paper.width().min(paper.height()).to_mm();
    DISTANCE_AT_A3 * short / Paper::A3.width().to_mm()
}

/// The least sizes on a sheet, with a face whose capitals are `cap_height`
/// of the size high.
pub fn least(paper: Paper, cap_height: f64) -> Least {
    let distance = distance(paper);
    let size = |distance: f64| distance * CAPITALS / cap_height;
    Least {
        far: size(distance),
        step: size(distance / std::f64::consts::SQRT_2),
        near: size(distance / 2.0),
        picture: distance * PICTOGRAM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_sheet() {
        let least_of = |name: &str| least(Paper::parse(name).unwrap(), 0.66);
        let a3 = least_of("a3");
        assert!((a3.far * 0.66 - 5.0).abs() < 1e-9, "{a3:?}");
        assert!((a3.near * 0.66 - 2.5).abs() < 1e-9, "{a3:?}");
        assert!((a3.picture - 20.0).abs() < 1e-9, "{a3:?}");
        for (name, metres) in [("a4", 1.41), ("a3", 2.0), ("a1", 4.0), ("a0", 5.66)] {
            let paper = Paper::parse(name).unwrap();
            assert!((distance(paper) / 1000.0 - metres).abs() < 0.01, "{name}");
            // Turning the sheet does not move its readers.
            assert_eq!(least(paper, 0.7), least(paper.landscape(), 0.7));
        }
        // No reader must stand closer than half a metre.
        assert!(least_of("a4").near > 2.6);
    }

    #[test]
    fn the_rule_is_seven_tenths_above_the_limit_of_sight() {
        let minutes = 2.0 * (0.5 * CAPITALS).atan().to_degrees() * 60.0;
        assert!((8.5..8.7).contains(&minutes), "{minutes}");
    }
}
