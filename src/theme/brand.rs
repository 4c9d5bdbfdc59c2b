//! A site's brand: a few colours from which a theme's tokens are made, so that all text can
//! still be read and phases are still told apart.

use super::contrast::{self, ALIKE, LEAST};
use super::{Colour, PhaseColours, Theme};
use crate::model::Span;

/// The contrast with black of the darkest ground that pages are printed on.
const PALE: f64 = 8.0;

/// A colour, and where it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The colour.
    pub value: Colour,
    /// The place in the file.
    pub span: Span,
}

/// The colours of a brand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrandColours {
    /// Text.
    pub foreground: Option<Asked>,
    /// The ground of pages.
    pub background: Option<Asked>,
    /// Covers, links, and pages that are no phase.
    pub primary: Option<Asked>,
    /// Pages that are no phase, in the place of `primary`.
    pub secondary: Option<Asked>,
    /// Links, in the place of `primary`.
    pub link: Option<Asked>,
    /// Phases: by their names, or without names in their order.
    pub phases: Vec<(Option<String>, Asked)>,
}

/// What is to be said of a brand's colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place of the colour.
    pub span: Span,
    /// What is the matter.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Whether the theme has seen to it.
    pub mended: bool,
}

/// Puts a brand's colours in the place of a theme's. Text that could not be read is darkened or
/// lightened, and what that does to the brand's own colours is told.
pub fn apply(theme: &mut Theme, brand: &BrandColours) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut dark = None;
    if let Some(background) = &brand.background {
        if background.value.contrast(Colour::BLACK) >= PALE {
            set_paper(theme, background.value);
        } else {
            dark = Some(background.value);
            findings.push(Finding {
                span: background.span,
                message: format!(
                    "`{}` is too dark a ground for printed pages, which stay {}",
                    background.value, theme.colours.paper
                ),
                hint: "covers have it unless there is a `primary`; take a pale colour for pages".to_owned(),
                mended: true,
            });
        }
    }
    if let Some(foreground) = &brand.foreground {
        let grounds = contrast::grounds(&contrast::pairs(theme), "colours.ink");
        let ink = foreground.value.readable(&grounds, LEAST);
        findings.extend(moved(foreground, ink, &grounds, "text is", "take a darker `foreground`"));
        set_ink(theme, ink);
    }
    if let Some(colour) = brand.primary.as_ref().map(|primary| primary.value).or(dark) {
        if theme.is_outlined() {
            theme.cover.on = colour;
        } else {
            theme.cover.ground = colour;
            theme.cover.on = theme.on(colour, theme.cover.on);
        }
    }
    if let Some(colour) = brand.secondary.as_ref().or(brand.primary.as_ref()) {
        theme.neutral = theme.neutral_of(colour.value);
    }
    let link = brand.link.as_ref().or(brand.primary.as_ref());
    theme.colours.link = link.map_or(theme.colours.link, |link| link.value);
    let phases = set_phases(theme, &brand.phases);
    if brand.phases.is_empty() {
        keep_apart(theme);
    }
    contrast::mend(theme);
    if let Some(link) = link {
        let grounds = contrast::grounds(&contrast::pairs(theme), "colours.link");
        let hint = "write `typography:`, `link:`, `color:` for a colour of their own";
        findings.extend(moved(link, theme.colours.link, &grounds, "links are", hint));
    }
    findings.extend(alike(&phases));
    findings
}

/// Says that text is not set in the colour that was asked for.
fn moved(asked: &Asked, set: Colour, grounds: &[Colour], what: &str, hint: &str) -> Option<Finding> {
    let worst = |text: Colour| grounds.iter().map(|ground| text.contrast(*ground)).fold(21.0, f64::min);
    (asked.value != set).then(|| Finding {
        span: asked.span,
        message: format!(
            "`{}` has a contrast of {:.1} to 1 where {LEAST} are needed (WCAG 2.2, 1.4.3); {what} set in {set}",
            asked.value,
            worst(asked.value),
        ),
        hint: hint.to_owned(),
        mended: true,
    })
}

/// Another ground of pages, and of whatever was as pages are.
fn set_paper(theme: &mut Theme, paper: Colour) {
    let before = theme.colours.paper;
    let ink = theme.colours.ink;
    let change = |colour: &mut Colour| {
        if *colour == before {
            *colour = paper;
        }
    };
    change(&mut theme.cover.ground);
    change(&mut theme.cover.on);
    theme.all_shades_mut().for_each(|shade| {
        change(&mut shade.ground);
        change(&mut shade.tint);
    });
    let colours = &mut theme.colours;
    colours.paper = paper;
    colours.wash = paper.mixed(ink, 0.05);
    colours.rule = paper.mixed(ink, 0.2);
}

/// Another colour of text, and of whatever was as text is.
fn set_ink(theme: &mut Theme, ink: Colour) {
    let before = theme.colours.ink;
    let change = |colour: &mut Colour| {
        if *colour == before {
            *colour = ink;
        }
    };
    change(&mut theme.cover.ground);
    change(&mut theme.cover.on);
    theme.all_shades_mut().for_each(|shade| change(&mut shade.on));
    theme.colours.ink = ink;
    theme.colours.muted = ink.mixed(theme.colours.paper, 0.3);
    if !theme.is_outlined() {
        theme.cover.on = theme.on(theme.cover.ground, theme.cover.on);
    }
}

/// Makes the theme's own phases paler or deeper where they would not be seen on the brand's cover.
fn keep_apart(theme: &mut Theme) {
    let cover = theme.cover.ground;
    if theme.is_outlined() {
        return;
    }
    for shade in theme.phases.values_mut().chain(&mut theme.sequence) {
        let dark = shade.on.contrast(Colour::BLACK) < shade.on.contrast(Colour::WHITE);
        let end = if dark { Colour::WHITE } else { Colour::BLACK };
        let steps = (0..=6).map(|step| shade.ground.mixed(end, f64::from(step) / 10.0));
        let apart = |ground: &Colour| ground.distance(cover) >= 2.5 * ALIKE;
        if let Some(ground) = steps.into_iter().find(apart) {
            shade.ground = ground;
        }
    }
}

/// Sets the colours of phases, and gives their names with them.
fn set_phases(theme: &mut Theme, phases: &[(Option<String>, Asked)]) -> Vec<(String, Asked)> {
    let known: Vec<String> = theme.phases.keys().cloned().collect();
    let mut set = Vec::new();
    for (at, (name, colour)) in phases.iter().enumerate() {
        let shade = theme.shade_of(colour.value);
        let name = match (name, known.get(at)) {
            (Some(name), _) => crate::names::slug(name),
            (None, Some(known)) => known.clone(),
            (None, None) => String::new(),
        };
        if phases[at].0.is_none() {
            // Phases of other names take their colours from the same list.
            match theme.sequence.get_mut(at) {
                Some(place) => *place = shade,
                None => theme.sequence.push(shade),
            }
        }
        if name.is_empty() {
            set.push((format!("{}", at + 1), *colour));
            continue;
        }
        theme.phases.insert(name.clone(), shade);
        set.push((name, *colour));
    }
    set
}

/// Names phases whose colours are taken for one another.
fn alike(phases: &[(String, Asked)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, (name, colour)) in phases.iter().enumerate() {
        let near = phases[..at].iter().find(|(_, other)| other.value.distance(colour.value) < ALIKE);
        if let Some((other, _)) = near {
            findings.push(Finding {
                span: colour.span,
                message: format!("the phases `{other}` and `{name}` look alike"),
                hint: "take colours that differ more: phases are found by them".to_owned(),
                mended: false,
            });
        }
    }
    findings
}

impl Theme {
    /// The colour of text on a ground: what it was, the page's two colours, or the nearest that
    /// can be read.
    fn on(&self, ground: Colour, before: Colour) -> Colour {
        let (ink, paper) = (self.colours.ink, self.colours.paper);
        [before, paper, ink, Colour::WHITE, Colour::BLACK]
            .into_iter()
            .find(|text| text.contrast(ground) >= LEAST)
            .unwrap_or_else(|| ink.readable(&[ground], LEAST))
    }

    /// The colours of a phase, from one.
    pub(super) fn shade_of(&self, colour: Colour) -> PhaseColours {
        let (ink, paper) = (self.colours.ink, self.colours.paper);
        let shade = if self.is_outlined() {
            PhaseColours { ground: paper, on: ink, tint: paper, ink: colour, bar: colour }
        } else {
            let tint = colour.mixed(Colour::WHITE, 0.86);
            PhaseColours { ground: colour, on: self.on(colour, ink), tint, ink: colour, bar: colour }
        };
        let grounds = [paper, self.colours.wash, shade.tint, Colour::WHITE];
        PhaseColours { ink: shade.ink.readable(&grounds, LEAST), ..shade }
    }

    /// The colours of pages that are no phase, from the brand's.
    fn neutral_of(&self, colour: Colour) -> PhaseColours {
        let shade = self.shade_of(colour);
        if self.is_outlined() {
            return shade;
        }
        let ground = colour.mixed(Colour::WHITE, 0.74);
        let tint = colour.mixed(Colour::WHITE, 0.92);
        PhaseColours { ground, on: self.on(ground, self.colours.ink), tint, ..shade }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::*;

    fn spanned(value: Colour) -> Asked {
        Asked { span: Span::new(0, 0), value }
    }

    /// Colours without end, the same in every run (a linear congruential generator).
    struct Colours(u64);

    impl Colours {
        fn number(&mut self) -> u8 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 56) as u8
        }

        fn next(&mut self) -> Asked {
            spanned(Colour { rgb: [self.number(), self.number(), self.number()] })
        }

        fn some(&mut self) -> Option<Asked> {
            let colour = self.next();
            (self.number() > 80).then_some(colour)
        }
    }

    #[test]
    fn whatever_the_brand_all_text_can_be_read() {
        let mut random = Colours(20_131_103);
        let themes = all();
        for round in 0..300 {
            let count = usize::from(random.number() % 8);
            let brand = BrandColours {
                foreground: random.some(),
                background: random.some(),
                primary: random.some(),
                secondary: random.some(),
                link: random.some(),
                phases: (0..count)
                    .map(|at| ((round % 2 == 0).then(|| format!("Phase {at}")), random.next()))
                    .collect(),
            };
            for (name, theme) in &themes {
                let mut theme = theme.clone();
                apply(&mut theme, &brand);
                for pair in contrast::pairs(&theme) {
                    assert!(pair.ratio() >= LEAST, "{name}: {brand:?}: {pair:?}: {:.2}", pair.ratio());
                }
                // The style sheet takes longer to read than to be made of any colours.
                if round % 20 != 0 {
                    continue;
                }
                let css = crate::epub::stylesheet_of(&theme);
                for (text, ground) in pairs_of(&css) {
                    assert!(
                        text.contrast(ground) >= LEAST,
                        "{name}: {text} on {ground} in the EPUB: {brand:?}"
                    );
                }
            }
        }
    }

    /// The colours of text and ground of each rule of a style sheet that says both.
    fn pairs_of(css: &str) -> Vec<(Colour, Colour)> {
        let value = |rule: &str, name: &str| {
            let declared =
                rule.split([';', '{']).find_map(|it| it.trim().strip_prefix(name)?.strip_prefix(':'));
            Colour::try_from(declared?.trim().to_owned()).ok()
        };
        let both = |rule: &str| Some((value(rule, "color")?, value(rule, "background-color")?));
        let pairs: Vec<_> = css.split('}').filter_map(both).collect();
        assert!(pairs.len() > 4, "the style sheet names colours and grounds");
        pairs
    }

    #[test]
    fn a_brand_is_seen_and_what_is_changed_of_it_is_told() {
        let yellow = Colour { rgb: [255, 210, 0] };
        let mut theme = Theme::builtin();
        let brand = BrandColours { primary: Some(spanned(yellow)), ..BrandColours::default() };
        let findings = apply(&mut theme, &brand);
        assert_eq!((theme.cover.ground, theme.neutral.bar), (yellow, yellow));
        assert!(findings.len() == 1 && findings[0].message.contains("links are set in"), "{findings:?}");
        // The phase whose colour is nearly the brand's is still seen on the cover, and in its bars.
        let (beta, before) = (theme.phases["beta"], Theme::builtin().phases["beta"]);
        assert!(beta.ground.distance(yellow) >= 2.5 * ALIKE && beta.bar == before.bar, "{beta:?}");
        // What can be read as it is stays as it is.
        let navy = Colour { rgb: [0, 20, 80] };
        let brand = BrandColours { primary: Some(spanned(navy)), ..BrandColours::default() };
        let mut theme = Theme::builtin();
        assert_eq!(apply(&mut theme, &brand), []);
        assert_eq!((theme.colours.link, theme.cover.on), (navy, Colour::WHITE));
        assert_eq!(theme.phases, Theme::builtin().phases, "phases keep their colours");
        // Phases that are taken for one another are named.
        let phases = [("a", yellow), ("b", navy), ("c", Colour { rgb: [255, 214, 4] })];
        let phases = phases.map(|(name, colour)| (Some(name.to_owned()), spanned(colour))).to_vec();
        let findings = apply(&mut theme, &BrandColours { phases, ..BrandColours::default() });
        assert!(findings.len() == 1 && findings[0].message.contains("`a` and `c`"), "{findings:?}");
    }

    #[test]
    fn a_dark_ground_is_no_page() {
        let night = Colour { rgb: [16, 20, 30] };
        let mut theme = Theme::builtin();
        let brand = BrandColours { background: Some(spanned(night)), ..BrandColours::default() };
        let findings = apply(&mut theme, &brand);
        assert_eq!((theme.colours.paper, theme.cover.ground), (Colour::WHITE, night));
        assert!(findings[0].message.contains("too dark"), "{findings:?}");
        let cream = Colour { rgb: [250, 244, 230] };
        let brand = BrandColours { background: Some(spanned(cream)), ..BrandColours::default() };
        assert_eq!(apply(&mut theme, &brand), []);
        assert_eq!(theme.colours.paper, cream);
    }
}
