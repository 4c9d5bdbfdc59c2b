//! How high the labels of pictograms are in cells of every width, at every size that a series may
//! choose.

use super::fitting::Words;
use super::series::Geometry;

/// The most lines of a label that is larger than the smallest: more are slow to read.
const MOST_LINES: usize = 3;

/// What is measured of the labels of a poster in cells of one width, in millimetres.
#[derive(Debug, Clone)]
pub(super) struct MeasuredLabels {
    /// The height of the highest label that has a size of its own.
    pub own: f64,
    /// The height of the highest label whose lines break at other places than between words: at
    /// each size, none where a word is too wide. Empty where there is none.
    pub others: Vec<Option<f64>>,
    /// At the smallest size, with words broken: the height of the highest label with a word that is
    /// too wide; none where that was not asked for.
    pub broken: Option<f64>,
}

impl MeasuredLabels {
    /// Whether all is known that is to be known.
    pub fn is_complete(&self) -> bool {
        self.broken.is_some()
    }
}

/// The height of the highest label of a poster in cells of one width, in millimetres.
#[derive(Debug, Clone)]
pub(super) struct LabelHeights {
    /// At each size; none where a word is too wide, or a label of more than the smallest size
    /// stands on more than two lines.
    pub sizes: Vec<Option<f64>>,
    /// At the smallest size, with words broken; none where that is not known.
    pub broken: Option<f64>,
}

impl LabelHeights {
    /// The heights in cells whose labels have `room` millimetres.
    pub fn new(geometry: &Geometry, room: f64, labels: &[Words], measured: &MeasuredLabels) -> Self {
        let breaks = |label: &Words, size: f64| label.widest() * size > room;
        let at = |(position, share): (usize, &f64)| {
            let size = share * geometry.far;
            let smallest = *share <= 1.0;
            if labels.iter().any(|label| breaks(label, size)) {
                return None;
            }
            let mut highest = measured.own;
            if let Some(others) = measured.others.get(position) {
                highest = highest.max((*others)?);
            }
            for label in labels {
                if !smallest && label.lines(size, room) > MOST_LINES {
                    return None;
                }
                highest = highest.max(label.height(size, room));
            }
            // Labels on three lines are slow to read, so rather smaller than that.
            let most = 1.07 * size * (2.0 * geometry.line + geometry.label_leading);
            (smallest || highest <= most).then_some(highest)
        };
        let sizes = geometry.labels.iter().enumerate().map(at).collect();
        let known = labels.iter().filter(|label| !breaks(label, geometry.far));
        let known = known.map(|label| label.height(geometry.far, room));
        let broken = measured.broken.map(|broken| known.fold(measured.own.max(broken), f64::max));
        Self { sizes, broken }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fitting::Letters;
    use super::*;

    /// A label of two words, of three and of two letters.
    fn label() -> Words {
        Words::new(&[3.0, 2.0], 0.7, Letters { space: 0.5, tracking: 0.0, leading: 0.2 })
    }

    fn rounded(heights: &LabelHeights) -> Vec<Option<i64>> {
        heights.sizes.iter().map(|height| height.map(|height| height.round() as i64)).collect()
    }

    fn heights(room: f64, measured: &MeasuredLabels) -> LabelHeights {
        let geometry: Geometry = serde_json::from_value(serde_json::json!({
            "tall": true, "unit": 3.0, "far": 10.0, "step": 7.0, "near": 5.0, "picture": 9.0, "between": 6.0,
            "margin": 15.0, "foot": 400.0, "words": 270.0, "after-lead": 9.0, "after": {}, "after-last": 9.0,
            "cells": [], "leads": [1.0], "labels": [1.5, 1.0], "label-leading": 0.2, "line": 0.7,
            "most": { "name": 110.0, "lead": 60.0, "purpose": 30.0, "facts": 40.0 },
            "name": { "size": 180.0, "hanging": 17.0, "after": 9.0 },
            "fact": { "sign": 15.0, "gutter": 4.5, "white": 20.0 },
        }))
        .unwrap();
        LabelHeights::new(&geometry, room, &[label()], measured)
    }

    #[test]
    fn lines_follow_from_widths() {
        let none = MeasuredLabels { own: 0.0, others: Vec::new(), broken: Some(0.0) };
        let rounded = |room: f64| rounded(&heights(room, &none));
        // On one line at both sizes; on two at the larger; on two at both; with a word too wide
        // for the larger, then for both.
        assert_eq!(rounded(90.0), [Some(11), Some(7)]);
        assert_eq!(rounded(60.0), [Some(24), Some(7)]);
        assert_eq!(rounded(46.0), [Some(24), Some(16)]);
        assert_eq!(rounded(40.0), [None, Some(16)]);
        assert_eq!(rounded(20.0), [None, None]);
    }

    #[test]
    fn what_is_measured_counts() {
        let measured = MeasuredLabels { own: 12.0, others: vec![None, Some(20.0)], broken: Some(40.0) };
        let heights = heights(90.0, &measured);
        assert_eq!(rounded(&heights), [None, Some(20)]);
        assert_eq!(heights.broken, Some(40.0));
        let unasked = MeasuredLabels { broken: None, ..measured };
        assert!(!unasked.is_complete());
    }
}
