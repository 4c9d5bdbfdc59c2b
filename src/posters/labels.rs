//! How high the labels of pictograms are in cells of every width, at every size that a series may
//! choose.
//!
//! The theme says of each label how wide its words are, and it on one line, on two and on three. To ask the engine
//! for every label, width and size would take most of a poster's time.

use serde::Deserialize;

use super::series::Geometry;

/// A label whose lines break between words alone. Lengths are parts of the size of its type.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Label {
    /// The widths of its words, and of the space between two of them.
    words: Vec<f64>,
    space: f64,
    /// How wide it is at least on one line, on two, on three.
    widths: [f64; 3],
    /// The height of a line.
    #[serde(rename = "high")]
    height: f64,
}

impl Label {
    /// Whether a word is wider than `room`, both as parts of the size.
    fn breaks_in(&self, room: f64) -> bool {
        self.words.iter().any(|word| *word > room)
    }

    /// On how many lines it stands where the room has the width `room`, as part of the size.
    fn lines_in(&self, room: f64) -> usize {
        if let Some(lines) = self.widths.iter().position(|width| *width <= room) {
            return lines + 1;
        }
        let (mut lines, mut end) = (0, f64::INFINITY);
        for word in &self.words {
            end += self.space + word;
            if end > room {
                (lines, end) = (lines + 1, *word);
            }
        }
        lines
    }
}

/// What is measured of the labels of a poster in cells of one width, in millimetres.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct MeasuredLabels {
    /// The height of the highest label that has a size of its own.
    own: f64,
    /// The height of the highest label whose lines break at other places than between words: at
    /// each size, none where a word is too wide. Empty where there is none.
    others: Vec<Option<f64>>,
    /// At the smallest size, with words broken: the height of the highest label with a word that is
    /// too wide; none where that was not asked for.
    broken: Option<f64>,
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
    pub fn new(geometry: &Geometry, room: f64, labels: &[Label], measured: &MeasuredLabels) -> Self {
        let lines = |label: &Label, size: f64| label.lines_in(room / size / (1.0 + geometry.slack));
        let height = |label: &Label, size: f64| {
            let count = lines(label, size) as f64;
            size * (count * label.height + (count - 1.0) * geometry.label_leading)
        };
        let breaks = |label: &Label, size: f64| label.breaks_in(room / size);
        let at = |(position, share): (usize, &f64)| {
            let size = share * geometry.far;
            let smallest = *share <= 1.0;
            if labels.iter().any(|label| breaks(label, size)) {
                return None;
            }
            // Labels on three lines are slow to read, so rather smaller than that.
            let most = 1.07 * size * (2.0 * geometry.label_line + geometry.label_leading);
            let mut highest = measured.own;
            if let Some(others) = measured.others.get(position) {
                highest = highest.max((*others)?);
            }
            for label in labels {
                if !smallest && lines(label, size) > label.widths.len() {
                    return None;
                }
                highest = highest.max(height(label, size));
            }
            (smallest || highest <= most).then_some(highest)
        };
        let sizes = geometry.labels.iter().enumerate().map(at).collect();
        let known = labels.iter().filter(|label| !breaks(label, geometry.far));
        let known = known.map(|label| height(label, geometry.far));
        let broken = measured.broken.map(|broken| known.fold(measured.own.max(broken), f64::max));
        Self { sizes, broken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A label of two words, of three and of two letters.
    fn label() -> Label {
        Label { words: vec![3.0, 2.0], space: 0.5, widths: [5.5, 3.0, 3.0], height: 0.7 }
    }

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
    fn words_fill_line_after_line() {
        let widths = [8.0, 4.5, 3.0];
        let label = Label { words: vec![1.0, 1.5, 1.0, 2.0, 0.5], space: 0.5, widths, height: 0.7 };
        let lines = [8.0, 4.5, 3.0, 2.0].map(|room| label.lines_in(room));
        assert_eq!(lines, [1, 2, 3, 5]);
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
