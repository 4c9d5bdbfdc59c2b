//! Numbers on a grid, and the finding of edges finer than pixels.

/// A number for each place of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub width: usize,
    pub height: usize,
    /// Row by row.
    pub samples: Vec<f32>,
}

/// How often the edges are compared with the picture and moved.
const ROUNDS: usize = 14;

impl Field {
    /// Zero everywhere.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, samples: vec![0.0; width * height] }
    }

    /// The sample at a place; outside, that of the nearest edge.
    pub fn at(&self, x: isize, y: isize) -> f32 {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        self.samples[y * self.width + x]
    }

    fn turned(&self) -> Self {
        let mut turned = Self::new(self.height, self.width);
        for y in 0..self.height {
            for x in 0..self.width {
                turned.samples[x * self.height + y] = self.samples[y * self.width + x];
            }
        }
        turned
    }

    /// Along rows, `scale` samples for each, by Catmull and Rom's cubic.
    fn widened(&self, scale: usize) -> Self {
        let mut wide = Self::new(self.width * scale, self.height);
        for y in 0..self.height {
            for x in 0..wide.width {
                let place = (x as f32 + 0.5) / scale as f32 - 0.5;
                let (left, t) = (place.floor(), place - place.floor());
                let at = |n: isize| self.at(left as isize + n, y as isize);
                let (a, b, c, d) = (at(-1), at(0), at(1), at(2));
                wide.samples[y * wide.width + x] = b + 0.5
                    * t
                    * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
            }
        }
        wide
    }

    fn enlarged(&self, scale: usize) -> Self {
        self.widened(scale).turned().widened(scale).turned()
    }

    /// Means of squares of `scale` by `scale`.
    fn reduced(&self, scale: usize) -> Self {
        let mut small = Self::new(self.width / scale, self.height / scale);
        for (y, row) in self.samples.chunks_exact(self.width).enumerate() {
            for (x, samples) in row.chunks_exact(scale).enumerate() {
                small.samples[y / scale * small.width + x] += samples.iter().sum::<f32>();
            }
        }
        let area = (scale * scale) as f32;
        small.samples.iter_mut().for_each(|sample| *sample /= area);
        small
    }

    fn softened_along(&self) -> Self {
        let mut soft = Self::new(self.width, self.height);
        for y in 0..self.height as isize {
            for x in 0..self.width as isize {
                soft.samples[y as usize * self.width + x as usize] =
                    0.25 * self.at(x - 1, y) + 0.5 * self.at(x, y) + 0.25 * self.at(x + 1, y);
            }
        }
        soft
    }

    /// A little blurred, so that edges have no steps.
    fn softened(&self) -> Self {
        self.softened_along().turned().softened_along().turned()
    }

    /// The largest sample within `reach`, in both directions.
    pub fn spread(&self, reach: isize) -> Self {
        let along = |field: &Self| {
            let mut most = Self::new(field.width, field.height);
            for y in 0..field.height as isize {
                for x in 0..field.width as isize {
                    most.samples[y as usize * field.width + x as usize] =
                        (-reach..=reach).map(|n| field.at(x + n, y)).fold(f32::NEG_INFINITY, f32::max);
                }
            }
            most
        };
        along(&along(self).turned()).turned()
    }
}

/// Where the edges of a shape run, from how much of each pixel it covers: a
/// field with `scale` by `scale` samples for each pixel that is above one half
/// inside the shape.
///
/// Edges are drawn, their pixels compared with those given, and moved by the
/// difference ("iterative back-projection", M. Irani and S. Peleg, Improving
/// resolution by image registration, 1991): so a line that covers half of two
/// pixels comes out one pixel wide, as it was before it was drawn in pixels.
pub fn edges(coverage: &Field, scale: usize) -> Field {
    let mut field = coverage.enlarged(scale);
    for _ in 0..ROUNDS {
        let mut drawn = field.clone();
        for sample in &mut drawn.samples {
            *sample = (0.5 + 0.8 * scale as f32 * (*sample - 0.5)).clamp(0.0, 1.0);
        }
        let mut missing = drawn.reduced(scale);
        for (drawn, wanted) in missing.samples.iter_mut().zip(&coverage.samples) {
            *drawn = wanted - *drawn;
        }
        let missing = missing.enlarged(scale);
        for (sample, missing) in field.samples.iter_mut().zip(&missing.samples) {
            *sample += missing;
        }
        field = field.softened();
    }
    field
}
