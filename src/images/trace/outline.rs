//! Outlines: the closed lines along which a field is zero.

use kurbo::Point;

use crate::images::trace::field::Field;

/// The closed lines around all places where the field is above zero, with
/// points in samples from the top left corner of the grid. What touches the
/// grid's edge ends there.
///
/// By marching squares: W. Lorensen and H. Cline, Marching cubes, 1987, in the
/// plane. Where two corners meet, the mean decides whether they join.
pub fn outlines(field: &Field) -> Vec<Vec<Point>> {
    // A rim outside, mirrored below zero, puts the line on the edge itself.
    let (width, height) = (field.width + 2, field.height + 2);
    let value = |x: usize, y: usize| {
        let (x, y) = (x as isize - 1, y as isize - 1);
        let inside = (0..field.width as isize).contains(&x) && (0..field.height as isize).contains(&y);
        let sample = field.at(x, y);
        if inside { sample } else { -sample.abs().max(1e-3) }
    };
    // Each place between two samples leads to the next one on its line.
    const NONE: u32 = u32::MAX;
    let mut next = vec![NONE; 2 * width * height];
    let across = |x: usize, y: usize| 2 * (y * width + x);
    for y in 0..height - 1 {
        for x in 0..width - 1 {
            let corners = [value(x, y), value(x + 1, y), value(x + 1, y + 1), value(x, y + 1)];
            let sides = [across(x, y), across(x + 1, y) + 1, across(x, y + 1), across(x, y) + 1];
            let leaves = |n: usize| corners[n % 4] > 0.0 && corners[(n + 1) % 4] <= 0.0;
            let enters = |n: usize| corners[n % 4] <= 0.0 && corners[(n + 1) % 4] > 0.0;
            let joined = corners.iter().sum::<f32>() > 0.0;
            for n in (0..4).filter(|n| leaves(*n)) {
                let ways = if joined { [1, 2, 3] } else { [3, 2, 1] };
                if let Some(way) = ways.into_iter().find(|way| enters(n + way)) {
                    next[sides[n]] = sides[(n + way) % 4] as u32;
                }
            }
        }
    }
    let place = |side: usize| {
        let (x, y) = (side / 2 % width, side / 2 / width);
        let (dx, dy) = if side.is_multiple_of(2) { (1, 0) } else { (0, 1) };
        let (a, b) = (value(x, y), value(x + dx, y + dy));
        let t = f64::from(a / (a - b));
        Point::new(x as f64 - 0.5 + t * dx as f64, y as f64 - 0.5 + t * dy as f64)
    };
    let mut lines = Vec::new();
    for start in 0..next.len() {
        let mut line = Vec::new();
        let mut at = start;
        while next[at] != NONE {
            line.push(place(at));
            at = std::mem::replace(&mut next[at], NONE) as usize;
        }
        if line.len() > 2 {
            lines.push(line);
        }
    }
    lines
}
