//! Curves: smooth lines with true corners through the points of an outline.

use kurbo::simplify::{SimplifyOptLevel, SimplifyOptions, simplify_bezpath};
use kurbo::{BezPath, Circle, Line, ParamCurveNearest, Point, Shape, Vec2};

/// The distance between the points that are looked at, in pixels of the picture.
const STEP: f64 = 0.25;
/// How many of them an arm of a corner has.
const ARM: usize = 5;
/// The least turn of a corner.
const CORNER: f64 = 0.6;
/// How far from its points a curve, and a straight line, may run, in pixels.
const CURVED: f64 = 0.06;
const STRAIGHT: f64 = 0.11;
/// How far from a small circle its points may lie in the mean, in pixels.
/// Those of a large one, which fewer pixels describe well, may lie further off.
const ROUND: f64 = 0.16;
/// How far off level the ends of a long side may be, and how long that is, in pixels.
const SLOPE: f64 = 0.2;
const LONG: f64 = 3.0;
/// How often points are blurred with their neighbours.
const PASSES: usize = 14;

/// Whether a run of points ends where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contour {
    /// The first point follows the last.
    Closed,
    /// It has two ends.
    Open,
}

/// The closed curve through the points of an outline, which are in pixels;
/// none for specks.
pub fn curve(outline: &[Point]) -> Option<BezPath> {
    let points = even(outline)?;
    let corners = corners(&points);
    let mut path = BezPath::new();
    if corners.is_empty() {
        if let Some(circle) = circle(&points) {
            return Some(circle.to_path(1e-3));
        }
        let points = smooth(&points, Contour::Closed);
        path.extend(fitted(&spline(&points, Contour::Closed)));
    } else {
        let mut tips: Vec<Point> = (0..corners.len()).map(|n| tip(&points, &corners, n)).collect();
        level(&mut tips);
        path.move_to(tips[0]);
        for n in 0..corners.len() {
            let (from, to) = (corners[n], corners[(n + 1) % corners.len()]);
            let count = (to + points.len() - from - 1) % points.len() + 1;
            // The blur of pixels rounds what lies next to a corner.
            let trim = 3.min(count.saturating_sub(1) / 2);
            let mut piece = vec![tips[n]];
            piece.extend(
                (trim..=count - trim)
                    .filter(|n| *n > 0 && *n < count)
                    .map(|n| points[(from + n) % points.len()]),
            );
            piece.push(tips[(n + 1) % tips.len()]);
            let ends = Line::new(piece[0], piece[piece.len() - 1]);
            let off = piece.iter().map(|p| ends.nearest(*p, 1e-6).distance_sq).fold(0.0, f64::max).sqrt();
            if off <= STRAIGHT {
                path.line_to(ends.p1);
            } else {
                let piece = smooth(&piece, Contour::Open);
                path.extend(fitted(&spline(&piece, Contour::Open)).into_iter().skip(1));
            }
        }
    }
    path.close_path();
    Some(path)
}

/// Makes sides level, or upright, that are so but for the blur: presses show
/// the slightest slope of a long side as a step.
fn level(tips: &mut [Point]) {
    for n in 0..tips.len() {
        let next = (n + 1) % tips.len();
        let way = tips[next] - tips[n];
        if way.x.abs() > LONG && way.y.abs() <= SLOPE {
            let y = (tips[n].y + tips[next].y) / 2.0;
            (tips[n].y, tips[next].y) = (y, y);
        } else if way.y.abs() > LONG && way.x.abs() <= SLOPE {
            let x = (tips[n].x + tips[next].x) / 2.0;
            (tips[n].x, tips[next].x) = (x, x);
        }
    }
}

/// Points at even distances along a closed line.
fn even(outline: &[Point]) -> Option<Vec<Point>> {
    let ends = || outline.iter().zip(outline.iter().cycle().skip(1));
    let length: f64 = ends().map(|(a, b)| a.distance(*b)).sum();
    let count = (length / STEP).round();
    // Shorter than around a third of a pixel: dust.
    if count < 8.0 {
        return None;
    }
    let step = length / count;
    let mut points = Vec::new();
    let mut walked = 0.0;
    for (a, b) in ends() {
        let long = a.distance(*b);
        while points.len() as f64 * step < walked + long && (points.len() as f64) < count {
            points.push(a.lerp(*b, (points.len() as f64 * step - walked) / long));
        }
        walked += long;
    }
    Some(points)
}

/// The turn from one arm to the other at a point, in radians.
fn turn(points: &[Point], at: usize, arm: usize) -> f64 {
    let len = points.len();
    let (before, here, after) = (points[(at + len - arm % len) % len], points[at], points[(at + arm) % len]);
    let (a, b) = (here - before, after - here);
    a.cross(b).atan2(a.dot(b)).abs()
}

/// The positions of corners. A corner turns as far over a short way as over
/// a long one; a bend does not.
fn corners(points: &[Point]) -> Vec<usize> {
    let len = points.len();
    if len < 4 * ARM {
        return Vec::new();
    }
    let turns: Vec<f64> = (0..len).map(|at| turn(points, at, ARM)).collect();
    let peak = |at: usize| {
        (1..=ARM).all(|n| turns[at] >= turns[(at + n) % len] && turns[at] > turns[(at + len - n) % len])
    };
    (0..len)
        .filter(|at| turns[*at] > CORNER && peak(*at))
        .filter(|at| turn(points, *at, 2 * ARM) < 1.45 * turns[*at] || turns[*at] > 1.2)
        .collect()
}

/// Where the lines on both sides of a corner meet, if that is near.
fn tip(points: &[Point], corners: &[usize], n: usize) -> Point {
    let len = points.len();
    let at = corners[n];
    let here = points[at];
    let room = |other: usize| if other == at { len } else { (other + len - at) % len };
    let after = room(corners[(n + 1) % corners.len()]);
    let before = (len - room(corners[(n + corners.len() - 1) % corners.len()]) % len) % len;
    let before = if before == 0 { len } else { before };
    let (forward, backward) = (1, len - 1);
    let side = |room: usize, step: usize| {
        let last = (3 * ARM).min(room.saturating_sub(4));
        let side: Vec<Point> = (4..=last).map(|n| points[(at + n * step) % len]).collect();
        (side.len() >= 3).then(|| straight(&side))
    };
    let (Some((p, d)), Some((q, e))) = (side(before, backward), side(after, forward)) else { return here };
    let cross = d.cross(e);
    if cross.abs() < 0.2 {
        return here;
    }
    let meeting = p + d * ((q - p).cross(e) / cross);
    if meeting.distance(here) <= 1.0 { meeting } else { here }
}

/// The circle that points lie on, where there is one: the least squares of
/// I. Kåsa, A circle fitting procedure and its error analysis, 1976.
fn circle(points: &[Point]) -> Option<Circle> {
    let count = points.len() as f64;
    let middle = (points.iter().map(|p| p.to_vec2()).sum::<Vec2>() / count).to_point();
    let (mut xx, mut xy, mut yy, mut xz, mut yz, mut z) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for d in points.iter().map(|p| *p - middle) {
        let square = d.hypot2();
        xx += d.x * d.x;
        xy += d.x * d.y;
        yy += d.y * d.y;
        xz += d.x * square;
        yz += d.y * square;
        z += square;
    }
    let both = 2.0 * (xx * yy - xy * xy);
    if both < 1e-9 {
        return None;
    }
    let offset = Vec2::new((xz * yy - yz * xy) / both, (yz * xx - xz * xy) / both);
    let radius = (z / count + offset.hypot2()).sqrt();
    let centre = middle + offset;
    let off = |p: &Point| (p.distance(centre) - radius).abs();
    let worst = points.iter().map(off).fold(0.0, f64::max);
    let mean = (points.iter().map(|p| off(p).powi(2)).sum::<f64>() / count).sqrt();
    let round = worst <= 2.0 * ROUND + 0.015 * radius && mean <= ROUND + 0.004 * radius;
    round.then(|| Circle::new(centre, radius))
}

/// The line that fits points best: a point on it and its direction.
fn straight(points: &[Point]) -> (Point, Vec2) {
    let count = points.len() as f64;
    let middle = (points.iter().map(|p| p.to_vec2()).sum::<Vec2>() / count).to_point();
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for d in points.iter().map(|p| *p - middle) {
        xx += d.x * d.x;
        xy += d.x * d.y;
        yy += d.y * d.y;
    }
    (middle, Vec2::from_angle(0.5 * (2.0 * xy).atan2(xx - yy)))
}

/// The points, with the trembling of the grid taken out.
fn smooth(points: &[Point], contour: Contour) -> Vec<Point> {
    let once = blurred(points.iter().map(|p| p.to_vec2()).collect(), contour);
    // A blur draws bends inwards; what it took is blurred and given back.
    let taken =
        blurred(points.iter().zip(&once).map(|(p, blurred)| p.to_vec2() - *blurred).collect(), contour);
    once.iter().zip(&taken).map(|(p, taken)| (*p + *taken).to_point()).collect()
}

fn blurred(mut points: Vec<Vec2>, contour: Contour) -> Vec<Vec2> {
    let len = points.len();
    for _ in 0..PASSES {
        let old = points.clone();
        for at in 0..len {
            if contour == Contour::Closed || (at > 0 && at + 1 < len) {
                points[at] = 0.25 * old[(at + len - 1) % len] + 0.5 * old[at] + 0.25 * old[(at + 1) % len];
            }
        }
    }
    points
}

/// A spline through points, by Catmull and Rom.
fn spline(points: &[Point], contour: Contour) -> BezPath {
    let len = points.len();
    let along = |at: usize| {
        let (before, after) = match contour {
            Contour::Closed => (points[(at + len - 1) % len], points[(at + 1) % len]),
            Contour::Open => (points[at.saturating_sub(1)], points[(at + 1).min(len - 1)]),
        };
        let way = after - before;
        if way.hypot() > 0.0 { way.normalize() } else { way }
    };
    let mut path = BezPath::new();
    path.move_to(points[0]);
    let pieces = match contour {
        Contour::Closed => len,
        Contour::Open => len - 1,
    };
    for at in 0..pieces {
        let (a, b) = (points[at], points[(at + 1) % len]);
        let third = a.distance(b) / 3.0;
        path.curve_to(a + along(at) * third, b - along((at + 1) % len) * third, b);
    }
    path
}

fn fitted(path: &BezPath) -> BezPath {
    let options = SimplifyOptions::default().angle_thresh(0.05).opt_level(SimplifyOptLevel::Subdivide);
    simplify_bezpath(path.iter(), CURVED, &options)
}
