//! The command line: the one part that touches disk, environment and terminal.

mod check;
mod fix;
mod manual;
mod new;
mod preview;
pub(crate) mod progress;
pub(crate) mod say;
#[cfg(test)]
mod shown;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::build;
use crate::paper::{Length, Paper};
use crate::parallel;
use crate::posters::Kind;
use crate::progress::Progress;
use crate::report::{Format, Style};

/// Built, and no page has an error.
pub(crate) const BUILT: u8 = 0;
/// Built, but pages have errors.
pub(crate) const FAULTY: u8 = 1;
/// Could not build, or the command was wrong.
pub(crate) const FAILED: u8 = 2;

/// Turns a folder of Markdown phase pages into a PDF handbook, an EPUB and wall posters.
#[derive(Debug, Parser)]
#[command(name = "phasebook", version, max_term_width = 100, after_help = EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  done, and no page has an error
  1  done, but pages have errors (each is printed with its place)
  2  could not be done, or the command was wrong";

const BUILD_EXAMPLES: &str = "\
Examples:
  phasebook build                            the site in this folder, into out/
  phasebook build docs --out public          another site, another folder
  phasebook build --only posters             the posters alone
  phasebook build --poster-size a1 --tile a4 posters of A1, and A4 sheets to put them together from
  phasebook build --only posters --poster-format png --pixels 1920
                                             posters as pictures, 1920 pixels wide
  phasebook build --only posters --poster-size a1 --print-shop
                                             posters for a print shop: inks, bleed, marks, preflight.txt
  phasebook build --pages beta,live          two pages, as a handbook of their own
  phasebook build pages/beta.md              a single page
  phasebook build --paper letter --two-sided a handbook for both sides of Letter paper
  phasebook build --bleed 3                  colour beyond the edge, for a print shop to trim
  phasebook build --handout booklet          A5 pages on A4 sheets, to fold and staple;
                                             print on both sides, turned over the short edge
  phasebook build --handout booklet --signature 16 --creep 0.1
                                             four sheets folded at a time, to sew or to glue
  phasebook build --worksheet --paper a5     a sheet for each phase, to tick and to write on
  phasebook build --system-fonts             Arabic, Chinese, Hindi, … with this computer's fonts
  phasebook build --handout 2up,4up          two and four pages on a side, for reading";

const CHECK_EXAMPLES: &str = "\
Examples:
  phasebook check                            every fault, with its line and what to do
  phasebook check --fix                      mend spaces and blank lines in the pages
  phasebook check --format short             one line for each, for editors
  phasebook check --format sarif > x.sarif   for services that show faults beside the code";

const PREVIEW_EXAMPLES: &str = "\
Examples:
  phasebook preview --open                   the site in this folder, in your browser
  phasebook preview docs --port 8080         another site, at another port

The preview listens on this machine alone, at an address that nobody can guess.";

const NEW_EXAMPLES: &str = "\
Examples:
  phasebook new handbook                     a small site that builds as it is
  phasebook new --theme look                 a copy of the built-in theme; with `theme: look` in
                                             phasebook.yaml the handbook, the EPUB and the posters use it";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  phasebook completions bash > ~/.local/share/bash-completion/completions/phasebook
  phasebook completions zsh > \"${fpath[1]}/_phasebook\"
  phasebook completions fish > ~/.config/fish/completions/phasebook.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  phasebook man ~/.local/share/man/man1      then `man phasebook-build` shows the page";

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the handbook, the EPUB and the posters
    #[command(after_help = BUILD_EXAMPLES)]
    Build(Box<BuildArgs>),
    /// Name what is wrong with the pages, and build nothing
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Show the book in the browser as it is written, and make handouts there
    #[command(after_help = PREVIEW_EXAMPLES)]
    Preview(PreviewArgs),
    /// Write something to start from
    #[command(after_help = NEW_EXAMPLES)]
    New(NewArgs),
    /// Print what a shell needs to complete the commands
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Write manual pages
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManArgs),
    /// Print the licences of the crates and fonts that are in this program
    #[command(alias = "licenses")]
    Licences,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write to
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// A site's folder, a folder of pages, or a single page
    #[arg(default_value = ".", value_name = "SITE")]
    pub(crate) site: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
    /// What to build
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_enum)]
    pub(crate) only: Vec<Product>,
    /// Mark the handbook's pages in the EPUB even if the EPUB alone is made, for which the handbook
    /// is laid out [default: what `epub: page-list:` in phasebook.yaml says, else whether the
    /// handbook is made too]
    #[arg(long)]
    pub(crate) page_list: bool,
    /// Build a book of these pages alone; links to the others become addresses
    #[arg(long, value_name = "SLUG", value_delimiter = ',')]
    pub(crate) pages: Vec<String>,
    #[command(flatten)]
    pub(crate) fonts: FontArgs,
    #[command(flatten)]
    pub(crate) paper: PaperArgs,
    #[command(flatten)]
    pub(crate) handout: HandoutArgs,
    /// Also write `worksheets.pdf`: for each phase a sheet with its outputs and activities to tick and
    /// its questions to answer
    #[arg(long)]
    pub(crate) worksheet: bool,
    #[command(flatten)]
    pub(crate) poster: PosterArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Posters")]
pub(crate) struct PosterArgs {
    /// Which posters: one for each of the `phases`, an `overview` of them, a `wall-chart` of all
    /// pictograms with what they mean
    /// [default: what `posters: kinds:` in phasebook.yaml says, else phases,overview]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = Kind::parse)]
    pub(crate) poster_kind: Vec<Kind>,
    /// The size of a poster: a name, such as `a1`, or millimetres, such as `500x700mm`
    /// [default: what `posters: size:` in phasebook.yaml says, else a3]
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub(crate) poster_size: Option<Paper>,
    /// Lay the long side of posters across
    #[arg(long)]
    pub(crate) landscape: bool,
    /// Also cut each poster into sheets of this size, to be printed and put together
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub(crate) tile: Option<Paper>,
    /// How many millimetres neighbouring sheets have in common
    #[arg(long, value_name = "MM", default_value = "10", value_parser = parse_length)]
    pub(crate) overlap: Length,
    /// How many millimetres at a sheet's edges the printer cannot reach
    #[arg(long, value_name = "MM", default_value = "5", value_parser = parse_length)]
    pub(crate) printer_margin: Length,
    /// Leave cut marks off the sheets; they still say their row and column
    #[arg(long)]
    pub(crate) no_marks: bool,
    /// Also write the handbook and each poster for the print shop, in inks, with bleed and marks;
    /// `--bleed` says how much [default: 3]
    #[arg(long)]
    pub(crate) print_shop: bool,
    /// The kinds of file that posters are written as
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum, default_value = "pdf")]
    pub(crate) poster_format: Vec<PosterFormat>,
    /// How many pixels an inch of a PNG poster has [default: 150]
    #[arg(long, value_name = "N", conflicts_with = "pixels", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) dpi: Option<u32>,
    /// How many pixels wide a PNG poster is
    #[arg(long, value_name = "WIDTH", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) pixels: Option<u32>,
}

/// A kind of file that a poster is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PosterFormat {
    /// For printers and screen readers
    Pdf,
    /// For web pages
    Svg,
    /// For slides and chats
    Png,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The handbook")]
pub(crate) struct PaperArgs {
    /// The size of a page: a name, such as `a4`, `a5` or `letter`, or millimetres, such as `170x240mm`
    /// [default: what `paper:` in phasebook.yaml says, else a4]
    #[arg(long, value_name = "SIZE", value_parser = Paper::parse)]
    pub(crate) paper: Option<Paper>,
    /// Mirror the margins, and open chapters on right-hand pages
    #[arg(long)]
    pub(crate) two_sided: bool,
    /// How many millimetres colour at the edge goes beyond it; handouts have none
    #[arg(long, value_name = "MM", allow_negative_numbers = true, value_parser = parse_bleed)]
    pub(crate) bleed: Option<Length>,
    /// Turn colours into greys, in handouts as well
    #[arg(long)]
    pub(crate) greyscale: bool,
    /// List the pictograms after the contents, with their pages
    #[arg(long)]
    pub(crate) list_of_pictograms: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Handouts of the handbook")]
pub(crate) struct HandoutArgs {
    /// Also place the handbook's pages on office sheets: A4, or Letter for a handbook on Letter
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum)]
    pub(crate) handout: Vec<Handout>,
    /// Pages of the booklet that are folded together, a multiple of 4 [default: all of them]
    #[arg(long, value_name = "PAGES", value_parser = parse_signature)]
    pub(crate) signature: Option<u32>,
    /// How many millimetres each sheet of the booklet pushes the next one inside it outwards: the
    /// thickness of the paper, such as 0.1
    #[arg(long, value_name = "MM", default_value = "0", allow_negative_numbers = true, value_parser = parse_length)]
    pub(crate) creep: Length,
}

#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct FontArgs {
    /// Show what the program's fonts and those in `fonts/` cannot with fonts of this computer;
    /// other computers may then build other files
    #[arg(long)]
    pub(crate) system_fonts: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct NewArgs {
    /// A folder for a small site
    #[arg(value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
    /// A folder for a copy of the built-in theme: colours, type and layout
    #[arg(long, value_name = "DIR")]
    pub(crate) theme: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,
    #[command(flatten)]
    pub(crate) fonts: FontArgs,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    pub(crate) format: Format,
    /// Mend what is safe to mend (spaces and blank lines), then name what remains
    #[arg(long)]
    pub(crate) fix: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,
    #[command(flatten)]
    pub(crate) fonts: FontArgs,
    /// The port to listen at, or the next one that is free; 0 is any
    #[arg(long, value_name = "N", default_value = "7420")]
    pub(crate) port: u16,
    /// Open the browser
    #[arg(long)]
    pub(crate) open: bool,
}

/// What a build makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Product {
    /// `handbook.pdf`
    Handbook,
    /// `handbook.epub`
    Epub,
    /// `posters/*.pdf`
    Posters,
    /// `typst/`: what the layout engine is given for the handbook, which Typst's own
    /// compiler can take as well; made only when asked for
    Typst,
}

/// A way to place the handbook's pages on sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Handout {
    /// `handbook-booklet.pdf`: half a sheet a page, to be folded
    Booklet,
    /// `handbook-2up.pdf`: two pages on a side
    #[value(name = "2up")]
    TwoUp,
    /// `handbook-4up.pdf`: four pages on a side
    #[value(name = "4up")]
    FourUp,
}

fn parse_length(text: &str) -> Result<Length, String> {
    let number = text.strip_suffix("mm").unwrap_or(text).trim();
    number.parse().map_err(|_| "expected millimetres, such as `3`".to_owned()).and_then(Length::mm)
}

/// The most bleed that a print shop asks for is 5 mm; 20 leaves room.
const MOST_BLEED: Length = Length::whole_mm(20);

fn parse_bleed(text: &str) -> Result<Length, String> {
    let bleed = parse_length(text)?;
    if bleed <= MOST_BLEED { Ok(bleed) } else { Err(format!("expected at most {MOST_BLEED}; 3 mm is usual")) }
}

fn parse_signature(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(pages) if pages > 0 && pages % 4 == 0 => Ok(pages),
        _ => Err("expected a multiple of 4, such as 16: a folded sheet has four pages".to_owned()),
    }
}

fn parse_format(name: &str) -> Result<Format, String> {
    name.parse()
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; a broken pipe is nobody's fault.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { FAILED } else { BUILT });
        }
    };
    // Where the pool is there already, its threads are as they are.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(parallel::STACK).build_global();
    let status = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::New(args) => new::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
        Command::Licences => manual::licences(),
    };
    ExitCode::from(status.unwrap_or_else(|message| {
        say::stderr(format_args!("{}: {message}\n", paint("error", "1;31")));
        FAILED
    }))
}

/// What a `build` command would write, as paths below its output folder and
/// bytes; nothing is written. The error is a message for the user.
pub(crate) fn outputs(arguments: &[String], site: &build::Site) -> Result<Vec<(String, Vec<u8>)>, String> {
    let words = std::iter::once("phasebook").chain(arguments.iter().map(String::as_str));
    let cli = Cli::try_parse_from(words).map_err(|error| {
        let told = error.render().to_string();
        told.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })?;
    let Command::Build(args) = cli.command else { return Err("only `build` writes files".to_owned()) };
    let made = build::make(&args, site, &build::Wanted::new(&args, site)?, &Progress::default())?;
    Ok(made.outputs.into_iter().map(|output| (output.path, output.bytes)).collect())
}

/// How diagnostics are drawn on standard error.
pub(crate) fn style(prefix: &str) -> Style {
    Style { prefix: prefix.to_owned(), colour: colour() }
}

/// Colour only on a terminal, and not where `NO_COLOR` asks for none
/// (<https://no-color.org>).
fn colour() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether standard error is a terminal that knows what marks of colour and movement
/// are. A `dumb` one prints them (terminfo(5)).
fn is_terminal() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

pub(crate) fn paint(text: &str, codes: &str) -> String {
    if colour() { format!("\u{1b}[{codes}m{text}\u{1b}[0m") } else { text.to_owned() }
}
