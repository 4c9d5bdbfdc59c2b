//! A theme's tokens: the colours, families, measures and shapes that the handbook, the
//! EPUB's stylesheet and the posters are all made from.
//!
//! The built-in tokens come first; the tokens of another theme say what differs from
//! them ([`tokens`]), and a site's brand what differs from those ([`brand`]).

pub mod brand;
mod colour;
pub mod contrast;
pub mod files;
pub mod tokens;

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

pub use colour::{Colour, Ink};

/// The built-in tokens.
const TOKENS: &str = include_str!("../assets/theme/tokens.json");

macro_rules! named {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../assets/theme/", $name, ".json")))),*]
    };
}

/// The built-in themes, each the tokens in which it differs from the usual one.
const NAMED: [(&str, &str); 4] = named! { "plain" "swiss" "night" "large-print" };

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
#[derive(Debug, Clone, Serialize)]
pub struct Theme {
    /// Colours that do not depend on a phase.
    pub colours: Colours,
    /// The colours of covers, and of posters of the whole book.
    pub cover: Cover,
    /// Font families.
    pub fonts: Families,
    /// Sizes and measures of the handbook's type.
    #[serde(rename = "type")]
    pub type_: Type,
    /// Shapes.
    pub look: Look,
    /// The colours of pages that are no phase.
    pub neutral: PhaseColours,
    /// The colours of phases by name.
    pub phases: IndexMap<String, PhaseColours>,
    /// The colours of phases whose names the theme does not know, in turn.
    pub sequence: Vec<PhaseColours>,
    /// What a press prints for a colour, of the theme or of a pictogram.
    #[serde(skip)]
    pub inks: IndexMap<Colour, Ink>,
    /// The files that lay pages out.
    #[serde(skip)]
    pub files: files::Files,
}

/// Colours that do not depend on a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// The ground of pictograms.
    pub card: Colour,
    /// The ground of words that are marked as with a highlighter.
    pub mark: Colour,
}

/// The colours of covers, and of posters of the whole book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// The sheet.
    pub ground: Colour,
    /// Text on it.
    pub on: Colour,
}

/// Font families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Families {
    /// For running text.
    pub text: String,
    /// For headings, labels and posters.
    pub display: String,
    /// For code.
    pub code: String,
}

/// A length, in thousandths of the unit that its token is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Measure {
    /// How many.
    pub thousandths: u32,
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.thousandths) / 1000.0)
    }
}

/// Sizes and measures of the handbook's type. What is not said is as the paper has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Type {
    /// Running text, in points. All other sizes of running text grow with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Measure>,
    /// From one line to the next, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Measure>,
    /// No type is smaller, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Measure>,
    /// The length of a line of text, in mm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How far page numbers stand from the paper's lower edge, in mm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folio: Option<Measure>,
    /// Whether words may be divided at the ends of lines.
    pub hyphens: bool,
}

/// Shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Look {
    /// The thickness of the lines around grounds, in points; 0 for none.
    pub outline: Measure,
    /// How round the corners of cards are: 1 as usual, 0 for none.
    pub corner: Measure,
    /// How covers draw the path of phases.
    pub path: Path,
}

/// How covers draw the path of phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Path {
    /// A ribbon that winds down the sheet.
    Ribbon,
    /// Rows, one under another.
    Rows,
}

/// The five colours of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct PhaseColours {
    /// The phase's own colour, as a ground.
    pub ground: Colour,
    /// Text on the ground.
    pub on: Colour,
    /// A pale ground for passages.
    pub tint: Colour,
    /// Text in the phase's colour, on paper and on the tint.
    pub ink: Colour,
    /// Bars and lines in the phase's colour.
    pub bar: Colour,
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

    /// The colours of every kind of page, those of no phase among them.
    pub fn all_shades(&self) -> impl Iterator<Item = &PhaseColours> {
        self.phases.values().chain(&self.sequence).chain([&self.neutral])
    }

    /// The same, to be changed.
    pub fn all_shades_mut(&mut self) -> impl Iterator<Item = &mut PhaseColours> {
        self.phases.values_mut().chain(&mut self.sequence).chain([&mut self.neutral])
    }

    /// Every colour of the theme.
    pub fn all_colours(&self) -> Vec<Colour> {
        let Colours { ink, paper, muted, rule, wash, link, card, mark } = self.colours;
        let of_phases =
            self.all_shades().flat_map(|phase| [phase.ground, phase.on, phase.tint, phase.ink, phase.bar]);
        [ink, paper, muted, rule, wash, link, card, mark, self.cover.ground, self.cover.on]
            .into_iter()
            .chain(of_phases)
            .collect()
    }

    /// Whether grounds are outlined and not filled.
    pub fn is_outlined(&self) -> bool {
        self.look.outline.thousandths > 0
    }

    /// The theme that comes with the program.
    pub fn builtin() -> Self {
        static BUILTIN: LazyLock<Theme> = LazyLock::new(|| {
            let mut theme = Theme::blank();
            let read = tokens::read(&mut theme, TOKENS);
            debug_assert!(read.faults.is_empty(), "the built-in tokens are tested");
            theme
        });
        BUILTIN.clone()
    }

    /// The names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// A built-in theme by its name.
    pub fn named(name: &str) -> Option<Self> {
        let (_, differing) = NAMED.iter().find(|(known, _)| *known == name)?;
        let mut theme = Self::builtin();
        let read = tokens::read(&mut theme, differing);
        debug_assert!(read.faults.is_empty(), "the built-in tokens are tested");
        Some(theme)
    }

    /// A theme of black and white, which tokens fill.
    fn blank() -> Self {
        let (black, white) = (Colour::BLACK, Colour::WHITE);
        let one = Measure { thousandths: 1000 };
        Self {
            colours: Colours {
                ink: black,
                paper: white,
                muted: black,
                rule: black,
                wash: white,
                link: black,
                card: white,
                mark: white,
            },
            cover: Cover { ground: black, on: white },
            fonts: Families { text: String::new(), display: String::new(), code: String::new() },
            type_: Type { hyphens: true, ..Type::default() },
            look: Look { outline: Measure::default(), corner: one, path: Path::Ribbon },
            neutral: PhaseColours { ground: white, on: black, tint: white, ink: black, bar: white },
            phases: IndexMap::new(),
            sequence: Vec::new(),
            inks: IndexMap::new(),
            files: files::Files::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every built-in theme, the usual one first.
    pub(super) fn all() -> Vec<(&'static str, Theme)> {
        let named = Theme::names().map(|name| (name, Theme::named(name).unwrap()));
        std::iter::once(("usual", Theme::builtin())).chain(named).collect()
    }

    #[test]
    fn the_built_in_tokens_have_no_fault() {
        let mut theme = Theme::blank();
        for (name, text) in std::iter::once(("tokens", TOKENS)).chain(NAMED) {
            let faults = tokens::read(&mut theme, text).faults;
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
        // Nothing is left blank.
        let theme = Theme::builtin();
        assert!(!theme.fonts.text.is_empty() && theme.phases.len() == 5 && theme.sequence.len() == 5);
    }

    #[test]
    fn text_is_readable_on_every_ground_of_every_theme() {
        for (name, theme) in all() {
            for pair in contrast::pairs(&theme) {
                assert!(pair.ratio() >= contrast::LEAST, "{name}: {pair:?}: {:.2}", pair.ratio());
            }
        }
    }

    #[test]
    fn phases_are_told_apart_in_every_theme() {
        for (name, theme) in all() {
            let bars: Vec<_> = theme.phases.iter().map(|(phase, shade)| (phase, shade.bar)).collect();
            for (i, (phase, bar)) in bars.iter().enumerate() {
                for (other, second) in &bars[..i] {
                    assert!(bar.distance(*second) >= contrast::ALIKE, "{name}: {phase} and {other}");
                }
            }
        }
    }

    #[test]
    fn the_press_has_an_ink_for_every_colour_of_the_theme() {
        let theme = Theme::builtin();
        for colour in theme.all_colours() {
            assert!(theme.inks.contains_key(&colour), "{colour}");
        }
        for (name, theme) in all() {
            for colour in theme.all_colours() {
                assert!(theme.ink(colour).coverage() <= 300, "{name}: {colour}");
            }
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

    #[test]
    fn a_colour_moves_no_further_than_it_must() {
        let yellow = Colour { rgb: [255, 210, 0] };
        let mended = yellow.readable(&[Colour::WHITE], 4.5);
        let ratio = mended.contrast(Colour::WHITE);
        assert!((4.5..4.7).contains(&ratio), "{mended}: {ratio}");
        assert_eq!(Colour::BLACK.readable(&[Colour::WHITE], 4.5), Colour::BLACK);
        // On the worst of greys one of black and white is still read.
        for grey in 0..=255 {
            let ground = Colour { rgb: [grey; 3] };
            assert!(ground.readable(&[ground], 4.5).contrast(ground) >= 4.5, "{ground}");
        }
    }
}
