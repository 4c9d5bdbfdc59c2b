//! Colours of screens and inks of presses.

use std::fmt;

use serde::{Deserialize, Serialize};

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

impl Colour {
    /// White.
    pub const WHITE: Colour = Colour { rgb: [255; 3] };
    /// Black.
    pub const BLACK: Colour = Colour { rgb: [0; 3] };

    /// The colour with `share` of another in it, from 0 to 1, as paints of screens mix.
    pub fn mixed(self, other: Colour, share: f64) -> Colour {
        let mut rgb = self.rgb;
        for (channel, with) in rgb.iter_mut().zip(other.rgb) {
            let (from, to) = (f64::from(*channel), f64::from(with));
            // Between two channels, hence from 0 to 255.
            *channel = (from + (to - from) * share).round() as u8;
        }
        Colour { rgb }
    }

    /// How unlike two colours look: the distance in Oklab, 0 to 1. Grounds below 0.04 are
    /// taken for one another.
    pub fn distance(self, other: Colour) -> f64 {
        let (a, b) = (self.oklab(), other.oklab());
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// How light it looks, 0 to 1: the lightness of Oklab.
    pub fn lightness(self) -> f64 {
        self.oklab()[0]
    }

    /// How far from grey it is: the chroma of Oklch, 0 to about 0.4.
    pub fn chroma(self) -> f64 {
        let [_, a, b] = self.oklab();
        a.hypot(b)
    }

    /// Its hue in degrees, -180 to 180, as Oklch has it; without meaning for greys.
    pub fn hue(self) -> f64 {
        let [_, a, b] = self.oklab();
        b.atan2(a).to_degrees()
    }

    /// Lightness and two axes of colour, as CSS Color 4 defines Oklab.
    fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.rgb.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    /// The colour darkened or lightened by the least step at which it reaches `least` on every
    /// one of `grounds`; where none does, the one of black and white that is read best.
    pub fn readable(self, grounds: &[Colour], least: f64) -> Colour {
        let worst = |text: Colour| grounds.iter().map(|ground| text.contrast(*ground)).fold(21.0, f64::min);
        if worst(self) >= least {
            return self;
        }
        let steps = (1..=100).flat_map(|step| {
            [Colour::BLACK, Colour::WHITE].map(|end| self.mixed(end, f64::from(step) / 100.0))
        });
        let best = if worst(Colour::BLACK) >= worst(Colour::WHITE) { Colour::BLACK } else { Colour::WHITE };
        steps.into_iter().find(|text| worst(*text) >= least).unwrap_or(best)
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
