//! The arguments of the commands, and the request that those of `build` make.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};

use super::{BUILT, FAULTY};
use crate::build::ReadOptions;
use crate::build::editions::Languages;
use crate::build::request::{
    self, CardRequest, HandbookRequest, Handout, HandoutRequest, Offset, PosterFormat, PosterRequest,
    PressRequest, Product, Request,
};
use crate::cards;
use crate::diagnostic::{Diagnostic, Severity};
use crate::generators;
use crate::imposition::cards::Flip;
use crate::paper::{Length, Paper};
use crate::posters::{Kind, Pixels};
use crate::print::spine::Thickness;
use crate::report::Format;
use crate::report::verdicts::Form;

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder to write to
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

#[derive(Debug, Args)]
pub struct SiteArgs {
    /// A site's folder, a folder of pages, or a single page
    #[arg(default_value = ".", value_name = "SITE")]
    pub site: PathBuf,
    /// The folder that addresses such as `/images/a.png` begin at; nothing outside it is read
    /// [default: the nearest folder from SITE upwards with phasebook.yaml, a site generator's
    /// configuration or `.git`, else SITE's own]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// What counts, and what is said.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct VerdictArgs {
    /// Leave with status 1 for warnings as well
    #[arg(long)]
    pub strict: bool,
    /// Say nothing but errors, and with `--strict` warnings
    #[arg(long, short)]
    pub quiet: bool,
}

impl VerdictArgs {
    /// The least severity that counts as a failure.
    fn counts(self) -> Severity {
        if self.strict { Severity::Warning } else { Severity::Error }
    }

    /// What is said of the diagnostics.
    pub fn shown(self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let least = if self.quiet { self.counts() } else { Severity::Note };
        diagnostics.iter().filter(|diagnostic| diagnostic.severity >= least).cloned().collect()
    }

    /// The exit status for these diagnostics.
    pub fn status(self, diagnostics: &[Diagnostic]) -> u8 {
        let counts = |diagnostic: &Diagnostic| diagnostic.severity >= self.counts();
        if diagnostics.iter().any(counts) { FAULTY } else { BUILT }
    }
}

/// How a site is read, where that is not as its own files say.
#[derive(Debug, Default, Clone, Args)]
pub struct ReadArgs {
    /// The site generator whose conventions the files follow [default: what `generator:` in
    /// phasebook.yaml says, else what the files show]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(generators::names()))]
    pub generator: Option<String>,
    /// How the book looks: `plain`, `swiss`, `night`, `large-print`, or a theme's folder below the
    /// site's root [default: what `theme:` in phasebook.yaml says]
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// A book in each of these languages, such as `en,fr`, or in `each` that pages are in; what is
    /// built goes into a folder called after its language [default: what `languages:` in
    /// phasebook.yaml says, else one book of all pages]
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    pub languages: Vec<String>,
}

impl ReadArgs {
    /// The languages that are asked for. The error is a message for the user.
    pub fn languages(&self) -> Result<Languages, String> {
        Languages::parse(&self.languages)
    }
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// The folder to write to [default: out]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// One handbook in two languages, such as `en,fr`: the first on left pages, the other beside it on
    /// right pages, section by section
    #[arg(long, value_name = "TAG,TAG", value_delimiter = ',', conflicts_with = "languages")]
    pub parallel: Vec<String>,
    /// What to build
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_enum)]
    pub only: Vec<Product>,
    /// Add print page numbers to the EPUB (slower) [default: what `epub: page-list:` in
    /// phasebook.yaml says, else yes where the handbook is made too]
    #[arg(long)]
    pub page_list: bool,
    /// Also write `onix.xml`, which tells shops of the EPUB (ONIX 3.0); it needs a publisher
    #[arg(long)]
    pub onix: bool,
    /// Build a book of these pages alone; links to the others become addresses
    #[arg(long, value_name = "SLUG", value_delimiter = ',')]
    pub pages: Vec<String>,
    /// Mark what has changed since an earlier edition in the handbook and the EPUB: a tag or another
    /// revision of the git repository that the site is in, a day as YYYY-MM-DD, or a folder of older pages
    #[arg(long, value_name = "TAG|DATE|FOLDER", allow_hyphen_values = false)]
    pub since: Option<String>,
    #[command(flatten)]
    pub fonts: FontArgs,
    #[command(flatten)]
    pub paper: PaperArgs,
    #[command(flatten)]
    pub handout: HandoutArgs,
    /// Also write `worksheets.pdf`: for each phase a sheet with its outputs and activities to tick and
    /// its questions to answer
    #[arg(long)]
    pub worksheet: bool,
    /// Also write `worksheets-fillable.pdf`: the worksheets with fields to type into and boxes to tick on
    /// a screen [default: what `fillable-worksheets:` in phasebook.yaml says, where `--worksheet` is given]
    #[arg(long)]
    pub fillable: bool,
    #[command(flatten)]
    pub poster: PosterArgs,
    #[command(flatten)]
    pub card: CardArgs,
    #[command(flatten)]
    pub press: PressArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "The print shop")]
pub struct PressArgs {
    /// Also write the handbook, each poster and the cards for the print shop, in inks, with bleed and
    /// marks; `--bleed` says how much [default: 3]
    #[arg(long)]
    pub print_shop: bool,
    /// Write them as PDF/X-4 for a press: its ICC profile, for CMYK, as the print shop gives it
    /// [default: what `print-shop: icc:` in phasebook.yaml says]
    #[arg(long, value_name = "FILE", requires = "print_shop")]
    pub icc: Option<PathBuf>,
    /// Also write `handbook-cover-print.pdf`, a sheet with back, spine and front that goes around the
    /// handbook's leaves; `handbook-print.pdf` then has no covers, and is for both sides of a leaf
    #[arg(long)]
    pub wrap_cover: bool,
    /// How thick a leaf is, for the spine: millimetres, such as 0.1, or grams and volume, such as
    /// `90x1.3` [default: what `print-shop: paper-thickness:` in phasebook.yaml says, else 0.1]
    #[arg(long, value_name = "MM", value_parser = Thickness::parse)]
    pub paper_thickness: Option<Thickness>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Cards")]
pub struct CardArgs {
    /// Also write a deck of cards: `cards/deck.pdf`, and `cards/sheets.pdf` to print and cut
    #[arg(long)]
    pub cards: bool,
    /// Which cards: `title`, `contents`, `dividers`, `pages`, `pictograms`, `blank`
    /// [default: what `cards: kinds:` in phasebook.yaml says, else all but pictograms]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = cards::Kind::parse)]
    pub card_kind: Vec<cards::Kind>,
    /// The size of a card: `tarot`, `poker`, `business`, `a6`, `a5`, or sides, such as `60x90mm` or `3x5in`
    /// [default: what `cards: size:` in phasebook.yaml says, else tarot]
    #[arg(long, value_name = "SIZE", value_parser = cards::size)]
    pub card_size: Option<Paper>,
    /// Lay the long side of cards across
    #[arg(long)]
    pub card_landscape: bool,
    /// The sheets to cut cards from [default: a4, or letter for a handbook on Letter]
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub card_sheet: Option<Paper>,
    /// The edge over which the printer turns a sheet
    #[arg(long, value_name = "EDGE", value_enum, default_value = "long")]
    pub flip: Flip,
    /// How many millimetres to move backs to the right and down, such as `0.5,-1`
    #[arg(long, value_name = "MM,MM", default_value = "0,0", allow_hyphen_values = true, value_parser = Offset::parse)]
    pub back_offset: Offset,
    /// The kinds of file that cards are written as; `--dpi` or `--pixels` say how large a PNG is
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum, default_value = "pdf")]
    pub card_format: Vec<PosterFormat>,
}

impl CardArgs {
    fn request(&self) -> CardRequest {
        CardRequest {
            kinds: self.card_kind.clone(),
            size: self.card_size,
            landscape: self.card_landscape,
            sheet: self.card_sheet,
            flip: self.flip,
            back_offset: self.back_offset,
            formats: self.card_format.clone(),
        }
    }
}

impl ValueEnum for Flip {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Long, Self::Short]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Posters")]
pub struct PosterArgs {
    /// Which posters: one for each of the `phases`, an `overview` of them, a `wall-chart` of all
    /// pictograms with what they mean; of each phase its `name` (read from 10 m), its first
    /// pictogram as a `symbol`, its `questions`, its `checklist`, a `canvas` of its sections (A1 or
    /// larger); the path as a `frieze` (1189 x 297 mm)
    /// [default: what `posters: kinds:` in phasebook.yaml says, else phases,overview]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = Kind::parse)]
    pub poster_kind: Vec<Kind>,
    /// The size of a poster: a name, such as `a1`, or millimetres, such as `500x700mm`
    /// [default: what `posters: size:` in phasebook.yaml says, else a3]
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub poster_size: Option<Paper>,
    /// Lay the long side of posters across
    #[arg(long)]
    pub landscape: bool,
    /// Also cut each poster into sheets of this size, to be printed and put together
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub tile: Option<Paper>,
    /// How many millimetres neighbouring sheets have in common
    #[arg(long, value_name = "MM", default_value = "10", value_parser = parse_length)]
    pub overlap: Length,
    /// How many millimetres at a sheet's edges the printer cannot reach
    #[arg(long, value_name = "MM", default_value = "5", value_parser = parse_length)]
    pub printer_margin: Length,
    /// Leave cut marks off the sheets; they still say their row and column
    #[arg(long)]
    pub no_marks: bool,
    /// The kinds of file that posters are written as
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum, default_value = "pdf")]
    pub poster_format: Vec<PosterFormat>,
    /// How many pixels an inch of a PNG poster has [default: 150]
    #[arg(long, value_name = "N", conflicts_with = "pixels", value_parser = clap::value_parser!(u32).range(1..))]
    pub dpi: Option<u32>,
    /// How many pixels wide a PNG poster is
    #[arg(long, value_name = "WIDTH", value_parser = clap::value_parser!(u32).range(1..))]
    pub pixels: Option<u32>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The handbook")]
pub struct PaperArgs {
    /// The size of a page: a name, such as `a4`, `a5` or `letter`, or millimetres, such as `170x240mm`
    /// [default: what `paper:` in phasebook.yaml says, else a4]
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub paper: Option<Paper>,
    /// Mirror the margins, and open chapters on right-hand pages
    #[arg(long)]
    pub two_sided: bool,
    /// Extra colour past the trim edge, in mm; handouts have none
    #[arg(long, value_name = "MM", allow_negative_numbers = true, value_parser = parse_bleed)]
    pub bleed: Option<Length>,
    /// Turn colours into greys, in handouts as well
    #[arg(long)]
    pub greyscale: bool,
    /// List the pictograms after the contents, with their pages
    #[arg(long)]
    pub list_of_pictograms: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Handouts of the handbook")]
pub struct HandoutArgs {
    /// Also place the handbook's pages on office sheets: A4, or Letter for a handbook on Letter
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum)]
    pub handout: Vec<Handout>,
    /// Pages of the booklet that are folded together, a multiple of 4 [default: all of them]
    #[arg(long, value_name = "PAGES", value_parser = parse_signature)]
    pub signature: Option<u32>,
    /// How many millimetres each sheet of the booklet pushes the next one inside it outwards: the
    /// thickness of the paper, such as 0.1
    #[arg(long, value_name = "MM", default_value = "0", allow_negative_numbers = true, value_parser = parse_length)]
    pub creep: Length,
}

#[derive(Debug, Clone, Copy, Default, Args)]
pub struct FontArgs {
    /// Use this computer's fonts for characters ours lack
    #[arg(long)]
    pub system_fonts: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct NewArgs {
    /// A folder for a small site
    #[arg(value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// A folder for a copy of the built-in theme: colours, type and layout
    #[arg(long, value_name = "DIR")]
    pub theme: Option<PathBuf>,
    /// A file for a brand that explains itself: colours, logo and fonts [default: _brand.yml]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "_brand.yml")]
    pub brand: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    #[command(flatten)]
    pub read: ReadArgs,
    #[command(flatten)]
    pub fonts: FontArgs,
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    pub format: Format,
    /// Mend what is safe to mend (spaces and blank lines), then name what remains
    #[arg(long)]
    pub fix: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The PDFs and EPUBs
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The form of the report: human, short or json
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_form)]
    pub format: Form,
}

#[derive(Debug, Args)]
pub struct PreviewArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    #[command(flatten)]
    pub fonts: FontArgs,
    /// The port to listen at, or the next one that is free; 0 is any
    #[arg(long, value_name = "N", default_value = "7420")]
    pub port: u16,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
}

fn parse_length(text: &str) -> Result<Length, String> {
    let number = text.strip_suffix("mm").unwrap_or(text).trim();
    number.parse().map_err(|_| "expected millimetres, such as `3`".to_owned()).and_then(Length::mm)
}

fn parse_bleed(text: &str) -> Result<Length, String> {
    parse_length(text).and_then(request::checked_bleed)
}

fn parse_signature(text: &str) -> Result<u32, String> {
    request::checked_signature(text.parse().unwrap_or(0))
}

fn parse_form(name: &str) -> Result<Form, String> {
    name.parse()
}

fn parse_format(name: &str) -> Result<Format, String> {
    name.parse()
}

impl BuildArgs {
    /// What is asked for.
    pub fn request(&self) -> Request {
        let Self {
            only,
            page_list,
            onix,
            pages,
            since,
            fonts,
            paper,
            handout,
            worksheet,
            fillable,
            poster,
            card,
            press,
            ..
        } = self;
        Request {
            only: only.clone(),
            page_list: *page_list,
            onix: *onix,
            pages: pages.clone(),
            since: since.clone(),
            system_fonts: fonts.system_fonts,
            print_shop: press.print_shop,
            press: PressRequest { wrap_cover: press.wrap_cover, paper_thickness: press.paper_thickness },
            worksheet: *worksheet,
            fillable: *fillable,
            cards: card.cards,
            card: card.request(),
            handbook: HandbookRequest {
                paper: paper.paper,
                two_sided: paper.two_sided,
                bleed: paper.bleed,
                greyscale: paper.greyscale,
                list_of_pictograms: paper.list_of_pictograms,
            },
            handout: HandoutRequest {
                kinds: handout.handout.clone(),
                signature: handout.signature,
                creep: handout.creep,
            },
            poster: poster.request(),
        }
    }
}

impl PosterArgs {
    fn request(&self) -> PosterRequest {
        PosterRequest {
            kinds: self.poster_kind.clone(),
            size: self.poster_size,
            landscape: self.landscape,
            tile: self.tile,
            overlap: self.overlap,
            printer_margin: self.printer_margin,
            no_marks: self.no_marks,
            formats: self.poster_format.clone(),
            resolution: self.pixels.map(Pixels::Across).or(self.dpi.map(Pixels::PerInch)),
        }
    }
}

impl FontArgs {
    /// Reads with the fonts that are asked for.
    pub fn apply(self, options: ReadOptions) -> ReadOptions {
        ReadOptions { system_fonts: self.system_fonts, ..options }
    }
}

impl ValueEnum for Product {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Handbook => "`handbook.pdf`",
            Self::Epub => "`handbook.epub`",
            Self::Posters => "`posters/*.pdf`",
            Self::Cards => "`cards/`: a deck of cards; made only when asked for",
            Self::Typst => {
                "`typst/`: what the layout engine is given for the handbook, which Typst's own compiler can take \
                 as well; made only when asked for"
            }
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for Handout {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Booklet => "`handbook-booklet.pdf`: half a sheet a page, to be folded",
            Self::TwoUp => "`handbook-2up.pdf`: two pages on a side",
            Self::FourUp => "`handbook-4up.pdf`: four pages on a side",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for PosterFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Pdf => "For printers and screen readers",
            Self::Svg => "For web pages",
            Self::Png => "For slides and chats",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::{CommandFactory as _, Parser as _};

    use super::super::{Cli, Command};
    use super::*;

    fn parsed(words: &[String]) -> Request {
        let words = std::iter::once("phasebook").chain(words.iter().map(String::as_str));
        match Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{error}")).command {
            Command::Build(args) => args.request(),
            other => panic!("{other:?} is not a build"),
        }
    }

    fn build_command() -> clap::Command {
        let mut program = Cli::command();
        program.find_subcommand_mut("build").expect("there is a `build`").clone()
    }

    /// Every option of `build` that changes what is written.
    const EVERYTHING: &str = "build --only handbook,posters --page-list --onix --pages beta,live --since v1.0 \
        --system-fonts --print-shop --wrap-cover --paper-thickness 0.1144 \
        --worksheet --fillable --paper 170x240mm --two-sided --bleed 2.5 --greyscale --list-of-pictograms \
        --handout 2up,booklet --signature 8 --creep 0.1 --poster-kind wall-chart,overview --poster-size a1 \
        --landscape --tile a4 --overlap 12 --printer-margin 4.5 --no-marks --poster-format pdf,png --pixels 1920 \
        --cards --card-kind pages,blank --card-size 63x88mm --card-landscape --card-sheet letter --flip short \
        --back-offset -0.5,1 --card-format pdf,svg .";

    /// What says where files are and what is reported, and `--dpi`, which excludes `--pixels`.
    const ELSEWHERE: [&str; 11] = [
        "--out",
        "--dpi",
        "--help",
        "--root",
        "--icc",
        "--generator",
        "--theme",
        "--languages",
        "--parallel",
        "--strict",
        "--quiet",
    ];

    #[test]
    fn a_command_that_a_request_prints_asks_for_the_same() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let whole = parsed(&words(EVERYTHING));
        let names: Vec<String> = build_command()
            .get_arguments()
            .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
            .filter(|name| !ELSEWHERE.contains(&name.as_str()))
            .collect();
        for name in names {
            assert!(EVERYTHING.contains(&format!("{name} ")), "{name} is not in the test");
        }
        let requests = [Request::default(), whole, parsed(&words("build --poster-format png --dpi 96 ."))];
        for request in requests {
            assert_eq!(parsed(&request.arguments(Path::new("-site"))), request);
            let json = serde_json::to_string(&request).unwrap();
            assert_eq!(serde_json::from_str::<Request>(&json).unwrap(), request, "{json}");
        }
    }
}
