//! Which things of one sequence correspond to which of another, in the order of both.

/// Pairs of positions in two sequences: those that correspond, and those of either that nothing in
/// the other does. The sum of likenesses is as large as it can be; a likeness of 0 or less pairs
/// nothing (Needleman and Wunsch, 1970).
pub(super) fn aligned<T>(
    first: &[T],
    second: &[T],
    likeness: impl Fn(&T, &T) -> f64,
) -> Vec<(Option<usize>, Option<usize>)> {
    let width = second.len() + 1;
    let mut best = vec![0.0_f64; (first.len() + 1) * width];
    let mut like = vec![0.0_f64; first.len() * second.len()];
    for a in (0..first.len()).rev() {
        for b in (0..second.len()).rev() {
            let own = likeness(&first[a], &second[b]);
            like[a * second.len() + b] = own;
            let with = if own > 0.0 { own + best[(a + 1) * width + b + 1] } else { f64::MIN };
            best[a * width + b] = with.max(best[(a + 1) * width + b]).max(best[a * width + b + 1]);
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::with_capacity(first.len().max(second.len()));
    while a < first.len() && b < second.len() {
        let here = best[a * width + b];
        let own = like[a * second.len() + b];
        if own > 0.0 && here <= own + best[(a + 1) * width + b + 1] {
            pairs.push((Some(a), Some(b)));
            (a, b) = (a + 1, b + 1);
        } else if here <= best[(a + 1) * width + b] {
            pairs.push((Some(a), None));
            a += 1;
        } else {
            pairs.push((None, Some(b)));
            b += 1;
        }
    }
    pairs.extend((a..first.len()).map(|a| (Some(a), None)));
    pairs.extend((b..second.len()).map(|b| (None, Some(b))));
    pairs
}

/// The headings of two pages that correspond, by their levels: pairs of positions.
pub fn levels(first: &[u8], second: &[u8]) -> Vec<(usize, usize)> {
    let pairs = aligned(first, second, |a, b| if a == b { 1.0 } else { 0.0 });
    pairs.into_iter().filter_map(|(a, b)| Some((a?, b?))).collect()
}
