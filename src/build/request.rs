//! What a build is asked for: which products, of which pages, on which paper.
//!
//! The command line parses into a [`Request`], and the preview's JSON is one. A request prints
//! itself as the command that writes the same bytes.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cards;
use crate::imposition::cards::Flip;
use crate::paper::{Length, Paper};
use crate::posters::{Kind, Pixels};
use crate::print::spine::Thickness;

/// What is to be made. Everything that is not said is as the site's configuration has it.
///
/// As JSON, the keys are those of the command line's options, in groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Request {
    /// The products; none means the handbook, the EPUB and the posters.
    pub only: Vec<Product>,
    /// Whether the handbook's pages are marked in the EPUB even where the EPUB alone is made.
    pub page_list: bool,
    /// Whether shops are told of the EPUB in ONIX.
    pub onix: bool,
    /// The slugs of the pages to make a book of; none means all pages.
    pub pages: Vec<String>,
    /// The earlier edition that the handbook and the EPUB show the changes since: a revision of the
    /// repository that the site is in, a day, or a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Whether fonts of this computer show what the program's own and the site's cannot.
    pub system_fonts: bool,
    /// Whether the handbook, the posters and the cards are also made for a print shop.
    pub print_shop: bool,
    /// What else is asked for of files for a print shop.
    pub press: PressRequest,
    /// Whether worksheets are made.
    pub worksheet: bool,
    /// Whether worksheets are made with fields to fill in on a screen.
    pub fillable: bool,
    /// Whether the deck of cards is made beside the other products.
    pub cards: bool,
    /// The handbook.
    pub handbook: HandbookRequest,
    /// The handbook's pages on office sheets.
    pub handout: HandoutRequest,
    /// The posters.
    pub poster: PosterRequest,
    /// The cards.
    pub card: CardRequest,
}

/// How the handbook is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HandbookRequest {
    /// The size of a page.
    #[serde(with = "paper_size")]
    pub paper: Option<Paper>,
    /// Whether pages are printed on both sides of a leaf.
    pub two_sided: bool,
    /// The bleed, at most [`MOST_BLEED`].
    #[serde(with = "bleed")]
    pub bleed: Option<Length>,
    /// Whether colours become greys.
    pub greyscale: bool,
    /// Whether a list of the pictograms follows the contents.
    pub list_of_pictograms: bool,
}

/// How files for a print shop are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PressRequest {
    /// Whether the handbook's cover is one sheet that goes around its leaves.
    pub wrap_cover: bool,
    /// How thick a leaf is; none means what the configuration says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_thickness: Option<Thickness>,
}

/// Which handouts are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HandoutRequest {
    /// The kinds.
    pub kinds: Vec<Handout>,
    /// The pages of the booklet that are folded together, a multiple of 4; none means all of them.
    #[serde(with = "signature")]
    pub signature: Option<u32>,
    /// How far each sheet of the booklet pushes the next one inside it outwards.
    #[serde(with = "length")]
    pub creep: Length,
}

/// How the posters are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PosterRequest {
    /// The kinds; none means those of the configuration.
    #[serde(with = "poster_kinds")]
    pub kinds: Vec<Kind>,
    /// The sheet.
    #[serde(with = "paper_size")]
    pub size: Option<Paper>,
    /// Whether the sheet's long side lies across.
    pub landscape: bool,
    /// The sheets that each poster is cut into.
    #[serde(with = "paper_size")]
    pub tile: Option<Paper>,
    /// What neighbouring tiles have in common.
    #[serde(with = "length")]
    pub overlap: Length,
    /// The edge of a tile that the printer cannot reach.
    #[serde(with = "length")]
    pub printer_margin: Length,
    /// Whether tiles have no cut marks.
    pub no_marks: bool,
    /// The kinds of file.
    pub formats: Vec<PosterFormat>,
    /// The size of a PNG; none means [`USUAL_DPI`].
    pub resolution: Option<Pixels>,
}

impl Default for PosterRequest {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            size: None,
            landscape: false,
            tile: None,
            overlap: Length::whole_mm(10),
            printer_margin: Length::whole_mm(5),
            no_marks: false,
            formats: vec![PosterFormat::Pdf],
            resolution: None,
        }
    }
}

/// How the cards are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CardRequest {
    /// The kinds; none means those of the configuration.
    pub kinds: Vec<cards::Kind>,
    /// The card.
    #[serde(with = "card_size")]
    pub size: Option<Paper>,
    /// Whether the card's long side lies across.
    pub landscape: bool,
    /// The sheets that cards are cut from; none means those of the handbook.
    #[serde(with = "paper_size")]
    pub sheet: Option<Paper>,
    /// The edge over which a sheet is turned.
    pub flip: Flip,
    /// How far backs are moved on their sheets.
    pub back_offset: Offset,
    /// The kinds of file.
    pub formats: Vec<PosterFormat>,
}

impl Default for CardRequest {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            size: None,
            landscape: false,
            sheet: None,
            flip: Flip::Long,
            back_offset: Offset::default(),
            formats: vec![PosterFormat::Pdf],
        }
    }
}

/// How far something is moved to the right and down, in micrometres.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct Offset {
    right: i32,
    down: i32,
}

/// The most that a back can be moved, in millimetres: no printer is further off.
const MOST_OFFSET: f64 = 10.0;

impl TryFrom<(f64, f64)> for Offset {
    type Error = String;

    fn try_from((right, down): (f64, f64)) -> Result<Self, String> {
        let part = |mm: f64| {
            // In range and whole: the conversion is exact.
            let moved = mm.abs() <= MOST_OFFSET;
            moved.then(|| (mm * 1000.0).round() as i32).ok_or_else(|| {
                format!("expected an offset of -{MOST_OFFSET} to {MOST_OFFSET} mm, found `{mm}`")
            })
        };
        Ok(Self { right: part(right)?, down: part(down)? })
    }
}

impl From<Offset> for (f64, f64) {
    fn from(offset: Offset) -> Self {
        offset.to_mm()
    }
}

impl Offset {
    /// To the right and down, in millimetres.
    pub fn to_mm(self) -> (f64, f64) {
        (f64::from(self.right) / 1000.0, f64::from(self.down) / 1000.0)
    }

    /// An offset such as `0.5,-1`. The error is a message for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("expected millimetres to the right and down, such as `0.5,-1`, found `{text}`");
        let (right, down) = text.split_once(',').ok_or_else(wrong)?;
        let mm = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        Self::try_from((mm(right)?, mm(down)?))
    }
}

/// The pixels to the inch of a PNG of which no size is asked for.
pub const USUAL_DPI: u32 = 150;

/// What a build makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// `handbook.pdf`
    Handbook,
    /// `handbook.epub`
    Epub,
    /// `posters/*.pdf`
    Posters,
    /// `cards/`
    Cards,
    /// `typst/`: the layout engine's input for the handbook
    Typst,
}

impl Product {
    /// Every product.
    pub const ALL: [Self; 5] = [Self::Handbook, Self::Epub, Self::Posters, Self::Cards, Self::Typst];
    /// The products of a build that names none.
    pub const USUAL: [Self; 3] = [Self::Handbook, Self::Epub, Self::Posters];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Handbook => "handbook",
            Self::Epub => "epub",
            Self::Posters => "posters",
            Self::Cards => "cards",
            Self::Typst => "typst",
        }
    }
}

/// A way to place the handbook's pages on sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Handout {
    /// `handbook-booklet.pdf`: half a sheet a page, to be folded
    #[serde(rename = "booklet")]
    Booklet,
    /// `handbook-2up.pdf`: two pages on a side
    #[serde(rename = "2up")]
    TwoUp,
    /// `handbook-4up.pdf`: four pages on a side
    #[serde(rename = "4up")]
    FourUp,
}

impl Handout {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Booklet, Self::TwoUp, Self::FourUp];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Booklet => "booklet",
            Self::TwoUp => "2up",
            Self::FourUp => "4up",
        }
    }
}

/// A kind of file that a poster is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PosterFormat {
    /// For printers and screen readers
    Pdf,
    /// For web pages
    Svg,
    /// For slides and chats
    Png,
}

impl PosterFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Svg, Self::Png];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// The most bleed that can be asked for. Print shops ask for 5 mm at most.
pub const MOST_BLEED: Length = Length::whole_mm(20);

/// A bleed within its bound. The error is a message for the user.
pub fn checked_bleed(bleed: Length) -> Result<Length, String> {
    if bleed <= MOST_BLEED { Ok(bleed) } else { Err(format!("expected at most {MOST_BLEED}; 3 mm is usual")) }
}

/// A number of pages that can be folded together. The error is a message for the user.
pub fn checked_signature(pages: u32) -> Result<u32, String> {
    if pages > 0 && pages.is_multiple_of(4) {
        Ok(pages)
    } else {
        Err("expected a multiple of 4, such as 16: a folded sheet has four pages".to_owned())
    }
}

impl Request {
    /// Whether a product is asked for.
    pub fn wants(&self, product: Product) -> bool {
        if product == Product::Cards && self.cards {
            return true;
        }
        if self.only.is_empty() { Product::USUAL.contains(&product) } else { self.only.contains(&product) }
    }

    /// The arguments of the command that makes the same of `site`, without the program's name.
    pub fn arguments(&self, site: &Path) -> Vec<String> {
        let mut all = Arguments(vec!["build".to_owned()]);
        all.list("--only", self.only.iter().map(|product| product.name()));
        all.flag("--page-list", self.page_list);
        all.flag("--onix", self.onix);
        all.list("--pages", self.pages.iter().map(String::as_str));
        all.option("--since", self.since.as_ref());
        self.handout.add_to(&mut all);
        all.flag("--worksheet", self.worksheet);
        all.flag("--fillable", self.fillable);
        self.handbook.add_to(&mut all);
        self.poster.add_to(&mut all);
        all.flag("--cards", self.cards);
        self.card.add_to(&mut all);
        all.flag("--print-shop", self.print_shop);
        all.flag("--wrap-cover", self.press.wrap_cover);
        all.option("--paper-thickness", self.press.paper_thickness);
        all.flag("--system-fonts", self.system_fonts);
        // Last, so that no name of a site can be taken for an option.
        all.option("--", Some(site.to_string_lossy()));
        all.0
    }

    /// The same command as one types it in a shell.
    pub fn command(&self, site: &Path) -> String {
        let arguments = self.arguments(site);
        let plain = arguments.last().is_none_or(|site| !site.starts_with('-'));
        let words = arguments.iter().filter(|word| !(plain && *word == "--"));
        let words: Vec<String> = words.map(|word| quoted(word)).collect();
        format!("phasebook {}", words.join(" "))
    }
}

impl HandbookRequest {
    fn add_to(&self, all: &mut Arguments) {
        all.option("--paper", self.paper);
        all.option("--bleed", self.bleed.map(Length::to_mm));
        all.flag("--two-sided", self.two_sided);
        all.flag("--greyscale", self.greyscale);
        all.flag("--list-of-pictograms", self.list_of_pictograms);
    }
}

impl HandoutRequest {
    fn add_to(&self, all: &mut Arguments) {
        all.list("--handout", self.kinds.iter().map(|kind| kind.name()));
        all.option("--signature", self.signature);
        all.option("--creep", (self.creep > Length::ZERO).then(|| self.creep.to_mm()));
    }
}

impl PosterRequest {
    fn add_to(&self, all: &mut Arguments) {
        let usual = Self::default();
        let changed = |length: Length, usual| (length != usual).then(|| length.to_mm());
        all.list("--poster-kind", self.kinds.iter().map(|kind| kind.name()));
        all.option("--poster-size", self.size);
        all.option("--tile", self.tile);
        all.option("--overlap", changed(self.overlap, usual.overlap));
        all.option("--printer-margin", changed(self.printer_margin, usual.printer_margin));
        all.flag("--no-marks", self.no_marks);
        all.flag("--landscape", self.landscape);
        if self.formats != usual.formats {
            all.list("--poster-format", self.formats.iter().map(|format| format.name()));
        }
        match self.resolution {
            None => {}
            Some(Pixels::PerInch(dpi)) => all.option("--dpi", Some(dpi)),
            Some(Pixels::Across(pixels)) => all.option("--pixels", Some(pixels)),
        }
    }
}

impl CardRequest {
    fn add_to(&self, all: &mut Arguments) {
        let usual = Self::default();
        all.list("--card-kind", self.kinds.iter().map(|kind| kind.name()));
        all.option("--card-size", self.size.map(cards::size_name));
        all.flag("--card-landscape", self.landscape);
        all.option("--card-sheet", self.sheet);
        all.option("--flip", (self.flip != usual.flip).then(|| self.flip.name()));
        let offset = self.back_offset;
        let (right, down) = offset.to_mm();
        all.option("--back-offset", (offset != usual.back_offset).then(|| format!("{right},{down}")));
        if self.formats != usual.formats {
            all.list("--card-format", self.formats.iter().map(|format| format.name()));
        }
    }
}

/// The arguments of a command.
struct Arguments(Vec<String>);

impl Arguments {
    fn option(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), value.to_string()]);
        }
    }

    fn list<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        let values: Vec<&str> = values.collect();
        self.option(name, (!values.is_empty()).then(|| values.join(",")));
    }

    #[allow(clippy::fn_params_excessive_bools, reason = "each caller names the flag beside it")]
    fn flag(&mut self, name: &str, is_set: bool) {
        self.0.extend(is_set.then(|| name.to_owned()));
    }
}

/// A word as shells read it (POSIX, Shell Command Language, 2.2.2).
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=+:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// JSON of sizes of paper: by name, such as `"a4"`, or by sides, such as `"170x240mm"`.
mod paper_size {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::paper::Paper;

    pub fn serialize<S: Serializer>(paper: &Option<Paper>, to: S) -> Result<S::Ok, S::Error> {
        paper.map(|paper| paper.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Paper>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Paper::parse(&text)).transpose().map_err(D::Error::custom)
    }
}

/// JSON of sizes of cards: by name, such as `"tarot"`, or by sides, such as `"60x90mm"`.
mod card_size {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::paper::Paper;

    pub fn serialize<S: Serializer>(size: &Option<Paper>, to: S) -> Result<S::Ok, S::Error> {
        size.map(|size| size.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Paper>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| crate::cards::size(&text)).transpose().map_err(D::Error::custom)
    }
}

/// JSON of lengths: millimetres.
mod length {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::paper::Length;

    pub fn serialize<S: Serializer>(length: &Length, to: S) -> Result<S::Ok, S::Error> {
        length.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Length, D::Error> {
        Length::mm(f64::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// JSON of a bleed: millimetres, within the bound.
mod bleed {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::paper::Length;

    pub fn serialize<S: Serializer>(bleed: &Option<Length>, to: S) -> Result<S::Ok, S::Error> {
        bleed.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Length>, D::Error> {
        let bleed = Option::<f64>::deserialize(from)?;
        let checked = |mm| Length::mm(mm).and_then(super::checked_bleed);
        bleed.map(checked).transpose().map_err(D::Error::custom)
    }
}

/// JSON of a signature: a multiple of 4.
mod signature {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(pages: &Option<u32>, to: S) -> Result<S::Ok, S::Error> {
        pages.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
        let pages = Option::<u32>::deserialize(from)?;
        pages.map(super::checked_signature).transpose().map_err(D::Error::custom)
    }
}

/// JSON of kinds of posters: their names.
mod poster_kinds {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::posters::Kind;

    pub fn serialize<S: Serializer>(kinds: &[Kind], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(kinds.iter().map(|kind| kind.name()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Kind>, D::Error> {
        let names = Vec::<String>::deserialize(from)?;
        names.iter().map(|name| Kind::parse(name)).collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Request {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
    }

    #[test]
    fn a_request_prints_the_command_that_does_the_same() {
        let cases = [
            ("{}", "site", "phasebook build site"),
            ("{}", "-x", "phasebook build -- -x"),
            (
                r#"{"only":["handbook"],"pages":["beta","it's; rm -rf"],"handout":{"kinds":["booklet"]}}"#,
                "my site",
                r"phasebook build --only handbook --pages 'beta,it'\''s; rm -rf' --handout booklet 'my site'",
            ),
            (
                r#"{"only":["posters"],"poster":{"size":"a1","tile":"a4","landscape":true},"print-shop":true,
                   "system-fonts":true}"#,
                ".",
                "phasebook build --only posters --poster-size a1 --tile a4 --landscape --print-shop --system-fonts .",
            ),
            (
                r#"{"only":["handbook"],"worksheet":true,"handbook":{"paper":"a5","greyscale":true}}"#,
                ".",
                "phasebook build --only handbook --worksheet --paper a5 --greyscale .",
            ),
            (
                r#"{"handbook":{"paper":"170x240mm","bleed":2.5},"handout":{"kinds":["2up"],"signature":8,"creep":0.1},
                   "poster":{"formats":["png"],"resolution":{"pixels":1920},"kinds":["wall-chart"],"overlap":10}}"#,
                ".",
                "phasebook build --handout 2up --signature 8 --creep 0.1 --paper 170x240mm --bleed 2.5 \
                 --poster-kind wall-chart --poster-format png --pixels 1920 .",
            ),
        ];
        for (json, site, command) in cases {
            assert_eq!(of(json).command(Path::new(site)), command, "{json}");
        }
    }

    #[test]
    fn json_takes_what_the_command_line_takes_and_no_more() {
        for wrong in [
            r#"{"only":["book"]}"#,
            r#"{"kind":"handbook"}"#,
            r#"{"handbook":{"paper":"a44"}}"#,
            r#"{"handbook":{"bleed":21}}"#,
            r#"{"handbook":{"bleed":-1}}"#,
            r#"{"handout":{"signature":6}}"#,
            r#"{"handout":{"kinds":["3up"]}}"#,
            r#"{"poster":{"kinds":["map"]}}"#,
            r#"{"poster":{"resolution":{"dpi":72,"pixels":10}}}"#,
        ] {
            assert!(serde_json::from_str::<Request>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_request_is_read_back_as_it_was_written() {
        let request = of(r#"{"only":["typst"],"page-list":true,"handbook":{"paper":"letter","bleed":3},
            "handout":{"kinds":["4up"],"creep":0.2},"poster":{"kinds":["overview"],"resolution":{"dpi":96}}}"#);
        assert_eq!(of(&serde_json::to_string(&request).unwrap()), request);
    }
}
