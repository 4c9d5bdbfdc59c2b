//! The flat colours of a picture, and how much of each pixel each of them covers.

use std::collections::BTreeMap;

use crate::images::trace::field::Field;

/// A colour with alpha, as stored: not multiplied by it, 0 to 255 each.
pub type Rgba = [u8; 4];

/// The same multiplied by its alpha, in which edges are straight mixtures.
type Mixed = [f32; 4];

/// The most flat colours that a pictogram has.
const MOST_COLOURS: usize = 8;
/// How far apart two shades of one flat colour may lie: what the makers of
/// palettes and the compression of pictures do to it.
const SAME: f32 = 22.0;
/// How far from a mixture of two colours a pixel at an edge may lie.
const MIXTURE: f32 = 30.0;
/// The least share of pixels that have one of the colours, and that are
/// explained by one of them or a mixture of two.
const LEAST_FLAT: f32 = 0.6;
const LEAST_EXPLAINED: f32 = 0.985;
/// How far the pixels of a flat colour may be from it in the mean: slopes of
/// colour are further.
const EVEN: f32 = 4.0;

/// A picture as layers of flat colour.
pub struct Layers {
    /// The colours. The first is the ground: nothing at all, or the one most seen along the edge.
    pub colours: Vec<Rgba>,
    /// For each colour, how much of each pixel it covers, 0 to 1.
    pub coverage: Vec<Field>,
}

/// Takes a picture of flat colours apart; none where it is not made of such.
pub fn layers(pixels: &[Rgba], width: usize, height: usize) -> Option<Layers> {
    let mixed: Vec<Mixed> = pixels.iter().map(|pixel| multiplied(*pixel)).collect();
    let colours = flat_colours(pixels, &mixed, width, height)?;
    let points: Vec<Mixed> = colours.iter().map(|colour| multiplied(*colour)).collect();
    let pure: Vec<Option<usize>> = mixed.iter().map(|pixel| nearest(pixel, &points)).collect();
    let flat = pure.iter().flatten().count() as f32;
    if flat < LEAST_FLAT * pixels.len() as f32 {
        return None;
    }
    let mut coverage = vec![Field::new(width, height); colours.len()];
    let mut explained = flat;
    let (mut within, mut unevenness) = (0.0, 0.0);
    for (at, pixel) in mixed.iter().enumerate() {
        let near = colours_near(&pure, width, height, at, points.len());
        // Even a pixel near to a flat colour tells, next to another, where the edge runs.
        if let (Some(colour), true) = (pure[at], near.len() < 2) {
            coverage[colour].samples[at] = 1.0;
            within += 1.0;
            unevenness += distance(pixel, &points[colour]);
            continue;
        }
        let near = if near.len() < 2 { (0..points.len()).collect() } else { near };
        let ((one, other, share), apart) = mixture(pixel, &points, &near);
        if apart <= MIXTURE && pure[at].is_none() {
            explained += 1.0;
        }
        coverage[one].samples[at] += 1.0 - share;
        coverage[other].samples[at] += share;
    }
    let even = unevenness <= EVEN * within;
    (even && explained >= LEAST_EXPLAINED * pixels.len() as f32).then_some(Layers { colours, coverage })
}

fn multiplied([r, g, b, a]: Rgba) -> Mixed {
    let alpha = f32::from(a) / 255.0;
    [f32::from(r) * alpha, f32::from(g) * alpha, f32::from(b) * alpha, f32::from(a)]
}

fn distance(a: &Mixed, b: &Mixed) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

fn nearest(pixel: &Mixed, points: &[Mixed]) -> Option<usize> {
    let apart = points.iter().map(|point| distance(pixel, point));
    let (colour, apart) = apart.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (apart <= SAME).then_some(colour)
}

/// The colours, the ground first. A shade that is only seen where two others
/// meet is an edge, not a colour.
fn flat_colours(pixels: &[Rgba], mixed: &[Mixed], width: usize, height: usize) -> Option<Vec<Rgba>> {
    let mut counts: BTreeMap<Rgba, u32> = BTreeMap::new();
    for pixel in pixels {
        // What cannot be seen has no colour.
        let pixel = if pixel[3] == 0 { [0; 4] } else { *pixel };
        *counts.entry(pixel).or_default() += 1;
    }
    let mut shades: Vec<(Rgba, u32)> = counts.into_iter().collect();
    shades.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let few = (mixed.len() / 400).max(4);
    let mut found: Vec<(Rgba, Mixed)> = Vec::new();
    for &(shade, _) in &shades {
        let point = multiplied(shade);
        if found.iter().any(|(_, other)| distance(&point, other) <= 2.0 * SAME) {
            continue;
        }
        let near = |(other, _): &&(Rgba, u32)| distance(&multiplied(*other), &point) <= SAME;
        let count: usize = shades.iter().filter(near).map(|(_, count)| *count as usize).sum();
        if count < few {
            continue;
        }
        let alike: Vec<bool> = mixed.iter().map(|pixel| distance(pixel, &point) <= SAME).collect();
        let others: Vec<Mixed> = found.iter().map(|(_, point)| *point).collect();
        let all: Vec<usize> = (0..others.len()).collect();
        let between = others.len() > 1 && mixture(&point, &others, &all).1 <= MIXTURE;
        if (between || found.is_empty()) && kernels(&alike, width, height) < 6 {
            continue;
        }
        found.push((shade, point));
        if found.len() > MOST_COLOURS {
            return None;
        }
    }
    if found.len() < 2 {
        return None;
    }
    // Nothing at all lies behind everything; else what is seen most along the edge. A figure drawn as
    // a hole in its own colour would show that colour as a hairline around the picture.
    let clear = found.iter().position(|(colour, _)| colour[3] == 0);
    let points: Vec<Mixed> = found.iter().map(|(_, point)| *point).collect();
    let ground = clear.unwrap_or_else(|| at_the_edge(mixed, &points, width, height));
    found[..=ground].rotate_right(1);
    Some(found.into_iter().map(|(colour, _)| colour).collect())
}

/// The colour that most pixels along the picture's edge have.
fn at_the_edge(mixed: &[Mixed], points: &[Mixed], width: usize, height: usize) -> usize {
    let mut counts = vec![0_usize; points.len()];
    for (at, pixel) in mixed.iter().enumerate() {
        let (x, y) = (at % width, at / width);
        if x == 0 || y == 0 || x + 1 == width || y + 1 == height {
            nearest(pixel, points).into_iter().for_each(|colour| counts[colour] += 1);
        }
    }
    // The one seen most, which comes first, where two are alike.
    (0..points.len()).rev().max_by_key(|colour| counts[*colour]).unwrap_or(0)
}

/// How many pixels have only neighbours of their own shade.
fn kernels(alike: &[bool], width: usize, height: usize) -> usize {
    let all = |x: usize, y: usize| (0..9).all(|n| alike[(y + n / 3 - 1) * width + x + n % 3 - 1]);
    (1..height.saturating_sub(1)).map(|y| (1..width.saturating_sub(1)).filter(|x| all(*x, y)).count()).sum()
}

/// The colours that stand unmixed within two pixels; all, where there are not two.
fn colours_near(pure: &[Option<usize>], width: usize, height: usize, at: usize, count: usize) -> Vec<usize> {
    let (x, y) = (at % width, at / width);
    let mut seen = vec![false; count];
    for y in y.saturating_sub(2)..(y + 3).min(height) {
        for x in x.saturating_sub(2)..(x + 3).min(width) {
            if let Some(colour) = pure[y * width + x] {
                seen[colour] = true;
            }
        }
    }
    (0..count).filter(|colour| seen[*colour]).collect()
}

/// The mixture of two of the colours that comes nearest, with the share of
/// the second, and how far it is away.
fn mixture(pixel: &Mixed, points: &[Mixed], of: &[usize]) -> ((usize, usize, f32), f32) {
    let mut best = ((0, 0, 0.0), f32::INFINITY);
    for (n, &one) in of.iter().enumerate() {
        for &other in &of[n + 1..] {
            let (a, b) = (&points[one], &points[other]);
            let along: f32 = (0..4).map(|c| (pixel[c] - a[c]) * (b[c] - a[c])).sum();
            let share = (along / distance(a, b).powi(2)).clamp(0.0, 1.0);
            let point = std::array::from_fn(|c| a[c] + share * (b[c] - a[c]));
            let apart = distance(pixel, &point);
            if apart < best.1 {
                best = ((one, other, share), apart);
            }
        }
    }
    best
}
