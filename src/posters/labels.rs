//! How high the labels of pictograms are in cells of every width, at every size that a series may
//! choose.
//!
//! The theme says of each label how wide it is on one line, on two and on three. To ask the engine
//! for every label, width and size would take most of a poster's time.

use serde::Deserialize;

use super::series::Geometry;

/// A label whose lines break between words alone. Lengths are parts of the size of its type.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Label {
    /// The width of its widest word.
    widest: f64,
    /// How wide it is at least on one line, on two, on three.
    widths: [f64; 3],
    /// The height of a line.
    height: f64,
}

/// What is measured of the labels of a poster in cells of one width, in millimetres.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct MeasuredLabels {
    /// The height of the highest label that has a size of its own.
    own: f64,
    /// The height of the highest label whose lines break at other places than between words: at
    /// each size, none where a word is too wide. Empty where there is none.
    others: Vec<Option<f64>>,
    /// At the smallest size, with words broken: the height of the highest label of more than three
    /// lines, or with a word that is too wide.
    broken: f64,
}

/// The height of the highest label of a poster in cells of one width, in millimetres.
#[derive(Debug, Clone)]
pub(super) struct LabelHeights {
    /// At each size; none where a word is too wide, or a label of more than the smallest size
    /// stands on more than two lines.
    pub sizes: Vec<Option<f64>>,
    /// At the smallest size, with words broken.
    pub broken: f64,
}

impl LabelHeights {
    /// The heights in cells whose labels have `room` millimetres.
    pub fn new(geometry: &Geometry, room: f64, labels: &[Label], measured: &MeasuredLabels) -> Self {
        let lines = |label: &Label, size: f64| {
            let fits = |width: &f64| size * width * (1.0 + geometry.slack) <= room;
            label.widths.iter().position(fits).map(|count| count as f64 + 1.0)
        };
        let height = |label: &Label, size: f64| {
            let count = lines(label, size)?;
            Some(size * (count * label.height + (count - 1.0) * geometry.label_leading))
        };
        let at = |(position, share): (usize, &f64)| {
            let size = share * geometry.far;
            let smallest = *share <= 1.0;
            if labels.iter().any(|label| size * label.widest > room) {
                return None;
            }
            // Labels on three lines are slow to read, so rather smaller than that.
            let most = 1.07 * size * (2.0 * geometry.label_line + geometry.label_leading);
            let mut highest = measured.own;
            if let Some(others) = measured.others.get(position) {
                highest = highest.max((*others)?);
            }
            for label in labels {
                highest = highest.max(match height(label, size) {
                    Some(height) => height,
                    None if smallest => measured.broken,
                    None => return None,
                });
            }
            (smallest || highest <= most).then_some(highest)
        };
        let sizes = geometry.labels.iter().enumerate().map(at).collect();
        let known = labels.iter().filter_map(|label| height(label, geometry.far));
        let broken = known.fold(measured.own.max(measured.broken), f64::max);
        Self { sizes, broken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A label of two words, of three and of two letters.
    const LABEL: Label = Label { widest: 3.0, widths: [5.5, 3.0, 3.0], height: 0.7 };

    fn rounded(heights: &LabelHeights) -> Vec<Option<i64>> {
        heights.sizes.iter().map(|height| height.map(|height| height.round() as i64)).collect()
    }

    fn heights(room: f64, measured: &MeasuredLabels) -> LabelHeights {
        let geometry: Geometry = serde_json::from_value(serde_json::json!({
            "tall": true, "unit": 3.0, "far": 10.0, "picture": 9.0, "between": 6.0, "foot": 400.0,
            "after-lead": 9.0, "after": {}, "after-last": 9.0, "cells": [], "leads": [1.0],
            "labels": [1.5, 1.0], "label-leading": 0.2, "label-line": 0.7, "slack": 0.004,
        }))
        .unwrap();
        LabelHeights::new(&geometry, room, &[LABEL], measured)
    }

    #[test]
    fn lines_follow_from_widths() {
        let none = MeasuredLabels { own: 0.0, others: Vec::new(), broken: 0.0 };
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
        let measured = MeasuredLabels { own: 12.0, others: vec![None, Some(20.0)], broken: 40.0 };
        let heights = heights(90.0, &measured);
        assert_eq!(rounded(&heights), [None, Some(20)]);
        assert!((heights.broken - 40.0).abs() < 1e-9);
    }
}
