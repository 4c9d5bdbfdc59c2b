//! A theme's tokens: the colours, families and fonts that the handbook, the
//! EPUB's stylesheet and the posters are all made from.

pub mod files;

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The built-in tokens.
const TOKENS: &str = include_str!("../assets/theme/tokens.json");

/// The fonts that come with the program, under the SIL Open Font License. Four
/// hold signs alone: arrows, ticks, enclosed numbers, operators and emoji in one ink, which
/// the engine takes where the theme's families lack a character. The last sets formulas.
pub const FONTS: [&[u8]; 14] = [
    include_bytes!("../fonts/literata/Literata-Regular.ttf"),
    include_bytes!("../fonts/literata/Literata-Italic.ttf"),
    include_bytes!("../fonts/literata/Literata-Bold.ttf"),
    include_bytes!("../fonts/literata/Literata-BoldItalic.ttf"),
    include_bytes!("../fonts/bricolage-grotesque/BricolageGrotesque-Regular.ttf"),
    include_bytes!("../fonts/bricolage-grotesque/BricolageGrotesque-SemiBold.ttf"),
    include_bytes!("../fonts/bricolage-grotesque/BricolageGrotesque-ExtraBold.ttf"),
    include_bytes!("../fonts/jetbrains-mono/JetBrainsMono-Regular.ttf"),
    include_bytes!("../fonts/jetbrains-mono/JetBrainsMono-Bold.ttf"),
    include_bytes!("../fonts/noto-signs/NotoSansSymbols2-Signs.ttf"),
    include_bytes!("../fonts/noto-signs/NotoSansSymbols-Signs.ttf"),
    include_bytes!("../fonts/noto-signs/NotoSansMath-Signs.ttf"),
    include_bytes!("../fonts/noto-signs/NotoEmoji-Signs.ttf"),
    include_bytes!("../fonts/stix-two-math/STIXTwoMath-Regular.ttf"),
];

/// A theme's tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Colours that do not depend on a phase.
    pub colours: Colours,
    /// Font families.
    pub fonts: Families,
    /// The colours of pages that are no phase.
    pub neutral: PhaseColours,
    /// The colours of phases by name.
    pub phases: IndexMap<String, PhaseColours>,
    /// The colours of phases whose names the theme does not know, in turn.
    pub sequence: Vec<PhaseColours>,
    /// What a press prints for a colour, of the theme or of a pictogram.
    #[serde(default, skip_serializing)]
    pub inks: IndexMap<Colour, Ink>,
    /// The files that lay pages out.
    #[serde(skip)]
    pub files: files::Files,
}

/// Colours that do not depend on a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text.
    pub ink: Colour,
    /// The ground of text.
    pub paper: Colour,
    /// Text of less weight, such as running headers.
    pub muted: Colour,
    /// Lines.
    pub rule: Colour,
    /// The ground of code and notes.
    pub wash: Colour,
    /// Links.
    pub link: Colour,
}

/// Font families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Families {
    /// For running text.
    pub text: String,
    /// For headings, labels and posters.
    pub display: String,
    /// For code.
    pub code: String,
}

/// The four colours of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseColours {
    /// The phase's own colour, as a ground.
    pub ground: Colour,
    /// Text on the ground.
    pub on: Colour,
    /// A pale ground for passages.
    pub tint: Colour,
    /// Text in the phase's colour, on paper and on the tint.
    pub ink: Colour,
}

/// An sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("expected a colour such as `#8fd0f5`, found `{text}`");
        let digits = text.strip_prefix('#').ok_or_else(wrong)?;
        if digits.len() != 6 || !digits.is_ascii() {
            return Err(wrong());
        }
        let mut rgb = [0; 3];
        for (channel, pair) in rgb.iter_mut().zip([0..2, 2..4, 4..6]) {
            *channel = u8::from_str_radix(&digits[pair], 16).map_err(|_| wrong())?;
        }
        Ok(Self { rgb })
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.rgb;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Colour {
    /// Relative luminance, 0 to 1, as WCAG 2.2 defines it.
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.rgb.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast ratio of WCAG 2.2, 1 to 21. Text needs 4.5, large text
    /// and pictograms 3.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// What a press prints: cyan, magenta, yellow and black, each 0 to 100 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "[u8; 4]", into = "[u8; 4]")]
pub struct Ink {
    /// The four, in that order.
    pub cmyk: [u8; 4],
}

impl TryFrom<[u8; 4]> for Ink {
    type Error = String;

    fn try_from(cmyk: [u8; 4]) -> Result<Self, String> {
        match cmyk.iter().find(|part| **part > 100) {
            Some(part) => Err(format!("expected percentages such as `[40, 5, 0, 0]`, found `{part}`")),
            None => Ok(Self { cmyk }),
        }
    }
}

impl From<Ink> for [u8; 4] {
    fn from(ink: Ink) -> Self {
        ink.cmyk
    }
}

impl Ink {
    /// How much ink lies on one place, in per cent: presses take 280 to 320.
    pub fn coverage(self) -> u32 {
        self.cmyk.iter().map(|part| u32::from(*part)).sum()
    }
}

impl Theme {
    /// What a press prints for a colour: what the theme says, else by the
    /// formula of PostScript (Adobe, PostScript Language Reference, 7.2.3)
    /// with all grey printed in black.
    pub fn ink(&self, colour: Colour) -> Ink {
        if let Some(ink) = self.inks.get(&colour) {
            return *ink;
        }
        let [r, g, b] = colour.rgb.map(|channel| 1.0 - f64::from(channel) / 255.0);
        let black = r.min(g).min(b);
        let part = |part: f64| {
            let part = if black < 1.0 { (part - black) / (1.0 - black) } else { 0.0 };
            (part * 100.0).round() as u8
        };
        Ink { cmyk: [part(r), part(g), part(b), (black * 100.0).round() as u8] }
    }

    /// Every colour of the theme.
    pub fn all_colours(&self) -> Vec<Colour> {
        let Colours { ink, paper, muted, rule, wash, link } = self.colours;
        let phases = self.phases.values().chain(&self.sequence).chain([&self.neutral]);
        let of_phases = phases.flat_map(|phase| [phase.ground, phase.on, phase.tint, phase.ink]);
        [ink, paper, muted, rule, wash, link].into_iter().chain(of_phases).collect()
    }

    /// The theme that comes with the program.
    pub fn builtin() -> Self {
        Self::parse(TOKENS).expect("the built-in tokens are tested")
    }

    /// Reads tokens from JSON. The error says what was expected, with line and column.
    pub fn parse(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_readable_on_every_ground() {
        let theme = Theme::builtin();
        let Colours { ink, paper, muted, wash, link, .. } = theme.colours;
        for (text, ground) in [(ink, paper), (muted, paper), (link, paper), (ink, wash), (link, wash)] {
            assert!(text.contrast(ground) >= 4.5, "{text} on {ground}: {:.2}", text.contrast(ground));
        }
        for colours in theme.phases.values().chain(&theme.sequence).chain([&theme.neutral]) {
            let PhaseColours { ground, on, tint, ink: phase_ink } = *colours;
            for (text, ground) in
                [(on, ground), (phase_ink, paper), (phase_ink, tint), (ink, tint), (link, tint)]
            {
                assert!(text.contrast(ground) >= 4.5, "{text} on {ground}: {:.2}", text.contrast(ground));
            }
        }
    }

    #[test]
    fn the_press_has_an_ink_for_every_colour_of_the_theme() {
        let theme = Theme::builtin();
        for colour in theme.all_colours() {
            assert!(theme.inks.contains_key(&colour), "{colour}");
            assert!(theme.ink(colour).coverage() <= 280, "{colour}");
        }
        let other = |text: &str| theme.ink(Colour::try_from(text.to_owned()).unwrap()).cmyk;
        assert_eq!(other("#ff0000"), [0, 100, 100, 0]);
        assert_eq!(other("#000000"), [0, 0, 0, 100]);
        assert!(Ink::try_from([0, 101, 0, 0]).is_err());
    }

    #[test]
    fn colours_are_read_strictly() {
        assert!(Colour::try_from("#8fd0f5".to_owned()).is_ok());
        for wrong in ["8fd0f5", "#8fd0f", "#8fd0fg", "#8fd0f5f", "#é8fd0"] {
            assert!(Colour::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
