//! Which text stands on which ground in any format, and whether it can be read there
//! (WCAG 2.2, success criterion 1.4.3).

use super::{Colour, Colours, PhaseColours, Theme};

/// The least contrast of text.
pub const LEAST: f64 = 4.5;

/// Grounds that are nearer to one another look alike: see [`Colour::distance`].
pub const ALIKE: f64 = 0.04;

/// A text and the ground that it stands on, each the path of its token and its colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The text's token, such as `colours.link`.
    pub text: (String, Colour),
    /// The ground's token.
    pub ground: (String, Colour),
}

impl Pair {
    /// The contrast that it has.
    pub fn ratio(&self) -> f64 {
        self.text.1.contrast(self.ground.1)
    }
}

/// Every pair that the handbook, the posters, the worksheets and the EPUB set.
pub fn pairs(theme: &Theme) -> Vec<Pair> {
    let Colours { ink, paper, muted, wash, link, card, mark, .. } = theme.colours;
    let own = |name: &str, colour: Colour| (format!("colours.{name}"), colour);
    let pair = |text, ground| Pair { text, ground };
    // The EPUB's text stands on what its reader has, which is white unless it is dark.
    let white = || ("a white screen".to_owned(), Colour::WHITE);
    let mut pairs =
        vec![pair(("cover.on".to_owned(), theme.cover.on), ("cover.ground".to_owned(), theme.cover.ground))];
    for (name, text) in [("ink", ink), ("muted", muted), ("link", link)] {
        pairs.push(pair(own(name, text), own("paper", paper)));
        pairs.push(pair(own(name, text), own("wash", wash)));
    }
    pairs.push(pair(own("link", link), white()));
    pairs.push(pair(own("ink", ink), own("card", card)));
    pairs.push(pair(own("ink", ink), own("mark", mark)));
    pairs.push(pair(own("muted", muted), own("card", card)));
    for (path, shade) in shades(theme) {
        let PhaseColours { ground, on, tint, ink: phase_ink, .. } = shade;
        let of = |name: &str, colour: Colour| (format!("{path}.{name}"), colour);
        pairs.push(pair(of("on", on), of("ground", ground)));
        for ground in [own("paper", paper), own("wash", wash), of("tint", tint), white()] {
            pairs.push(pair(of("ink", phase_ink), ground));
        }
        for text in [own("ink", ink), own("link", link), own("muted", muted)] {
            pairs.push(pair(text, of("tint", tint)));
        }
    }
    pairs
}

/// The colours of every kind of page, with the paths of their tokens.
pub(super) fn shades(theme: &Theme) -> impl Iterator<Item = (String, PhaseColours)> {
    let phases = theme.phases.iter().map(|(name, shade)| (format!("phases.{name}"), *shade));
    let sequence = theme.sequence.iter().enumerate().map(|(at, shade)| (format!("sequence.{at}"), *shade));
    phases.chain(sequence).chain([("neutral".to_owned(), theme.neutral)])
}

/// The grounds that the text of a token stands on.
pub(super) fn grounds(pairs: &[Pair], path: &str) -> Vec<Colour> {
    pairs.iter().filter(|pair| pair.text.0 == path).map(|pair| pair.ground.1).collect()
}

/// Darkens or lightens each text to the least step at which it is read on all its grounds.
pub(super) fn mend(theme: &mut Theme) {
    let pairs = pairs(theme);
    let mended = |path: &str, text: Colour| text.readable(&grounds(&pairs, path), LEAST);
    let colours = &mut theme.colours;
    for (name, colour) in
        [("ink", &mut colours.ink), ("muted", &mut colours.muted), ("link", &mut colours.link)]
    {
        *colour = mended(&format!("colours.{name}"), *colour);
    }
    theme.cover.on = mended("cover.on", theme.cover.on);
    let paths: Vec<String> = shades(theme).map(|(path, _)| path).collect();
    for (path, shade) in paths.iter().zip(theme.all_shades_mut()) {
        shade.on = mended(&format!("{path}.on"), shade.on);
        shade.ink = mended(&format!("{path}.ink"), shade.ink);
    }
}
