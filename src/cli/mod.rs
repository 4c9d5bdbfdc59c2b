//! The command line: arguments, the terminal, exit status.

mod args;
mod build;
mod check;
mod fix;
mod limits;
mod manual;
mod new;
mod preview;
mod progress;
mod say;
#[cfg(test)]
mod shown;
mod verify;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::build::ReadOptions;
use crate::build::editions::{self, Edition, Languages};
use crate::build::locate::{self, Place};
use crate::files::ReadOnce;
use crate::report::Style;
use crate::source;
use args::{
    BuildArgs, CheckArgs, CompletionsArgs, FontArgs, ManArgs, NewArgs, PreviewArgs, ReadArgs, SiteArgs,
    VerifyArgs,
};

/// Built, and no page has an error.
const BUILT: u8 = 0;
/// Built, but pages have errors.
const FAULTY: u8 = 1;
/// Could not build, or the command was wrong.
const FAILED: u8 = 2;

/// Turns a folder of Markdown phase pages into a PDF handbook, an EPUB and wall posters.
#[derive(Debug, Parser)]
#[command(name = "phasebook", version, max_term_width = 100, after_help = EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
Your first book:
  phasebook new my-book              pages to start from
  phasebook preview my-book --open   see it in the browser as you write
  phasebook build my-book            handbook.pdf, handbook.epub and posters/, in out/

Your own look:
  phasebook new --brand              colours, logo and fonts; write `brand: _brand.yml` in phasebook.yaml
  phasebook build --theme plain      built-in themes: plain, swiss, night, large-print
  phasebook new --theme look         a copy of the theme; write `theme: look` in phasebook.yaml
  look/tokens.json                   its colours, sizes and fonts
  fonts/                             font files beside phasebook.yaml, which themes and pages may name

Exit status:
  0  done, and no page has an error
  1  done, but pages have errors (each is printed with its place), or with `--strict` warnings
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
  phasebook build --print-shop --wrap-cover --paper-thickness 0.1 --icc press.icc
                                             a book to be glued: leaves, and a cover around them, as PDF/X-4
  phasebook build --theme large-print        large type, no divided words; also plain, swiss, night
  phasebook build --languages each           a book in each language of the pages: out/en/, out/fr/, …
  phasebook build --parallel en,fr           one handbook: English on left pages, French on right ones
  phasebook build --pages beta,live          two pages, as a handbook of their own
  phasebook build pages/beta.md              a single page
  phasebook build --since v1.0               what has changed since the tag v1.0: bars in the margin, a list
  phasebook build --since 2026-05-01         the same since that day; also a folder of older pages
  phasebook build --paper letter --two-sided a handbook for both sides of Letter paper
  phasebook build --bleed 3                  colour beyond the edge, for a print shop to trim
  phasebook build --handout booklet          A5 pages on A4 sheets, to fold and staple;
                                             print on both sides, turned over the short edge
  phasebook build --handout booklet --signature 16 --creep 0.1
                                             four sheets folded at a time, to sew or to glue
  phasebook build --worksheet --paper a5     a sheet for each phase, to tick and to write on
  phasebook build --fillable                 the same sheets, to fill in on a screen
  phasebook build --system-fonts             Arabic, Chinese, Hindi, … with this computer's fonts
  phasebook build --handout 2up,4up          two and four pages on a side, for reading";

const CHECK_EXAMPLES: &str = "\
Examples:
  phasebook check                            every fault, with its line and what to do
  phasebook check --fix                      mend spaces and blank lines in the pages
  phasebook check --strict --quiet           for a build server: status 1 for errors and warnings
  phasebook check --format short             one line for each, for editors
  phasebook check --format sarif > x.sarif   for services that show faults beside the code";

const VERIFY_EXAMPLES: &str = "\
Examples:
  phasebook verify out/handbook.pdf          what it claims (PDF/UA-1, PDF/A-2a), and whether that holds
  phasebook verify out/*.pdf out/*.epub      several files, of whatever program
  phasebook verify --format json book.epub   the same for programs

Exit status:
  0  all that the files claim holds, as far as this program can tell
  1  something does not hold
  2  a file or a claim could not be examined

PDFs are held against the rules of veraPDF's profiles. EPUBs are held against less than epubcheck
looks at; whether words say what pictures show, no program can tell.";

const PREVIEW_EXAMPLES: &str = "\
Examples:
  phasebook preview --open                   the site in this folder, in your browser
  phasebook preview docs --port 8080         another site, at another port

The preview listens on this machine alone, at an address that nobody can guess.";

const NEW_EXAMPLES: &str = "\
Examples:
  phasebook new handbook                     a small site that builds as it is
  phasebook new --brand                      _brand.yml: colours, logo and fonts, explained
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
    /// Tell whether PDFs and EPUBs are what they claim to be, such as PDF/UA-1
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
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
    let run = || match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::New(args) => new::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
        Command::Licences => manual::licences(),
    };
    ExitCode::from(limits::within(run).unwrap_or_else(|message| {
        say::stderr(format_args!("{}: {message}\n", paint("error", "1;31")));
        FAILED
    }))
}

/// Reads the site that is named: one book, or one in each language that is asked for. The error is a
/// message for the user.
fn read(
    site: &SiteArgs,
    args: &ReadArgs,
    fonts: FontArgs,
    languages: &Languages,
) -> Result<(Place, Vec<Edition>), String> {
    let place = locate::find(&site.site, site.root.as_deref())?;
    let options = read_options(&place, args, fonts)?;
    let files = ReadOnce::new(&place.files);
    let page = |path: &str, settings: &source::Settings| source::read(&files, path, settings);
    let read = progress::watched(|progress| editions::read(&files, &options, languages, &page, progress));
    let editions = read.map_err(|none| none.to_message(&site.site.display().to_string()))?;
    Ok((place, editions))
}

/// How a site is read. The error is a message for the user.
fn read_options(place: &Place, args: &ReadArgs, fonts: FontArgs) -> Result<ReadOptions, String> {
    let options = fonts.apply(place.read_options()?);
    Ok(ReadOptions { generator: args.generator.clone(), theme: args.theme.clone(), ..options })
}

/// How diagnostics are drawn on standard error.
fn style(prefix: &str) -> Style {
    Style { prefix: prefix.to_owned(), colour: colour() }
}

/// Colour only on a terminal, and not where `NO_COLOR` asks for none
/// (<https://no-color.org>).
#[allow(clippy::disallowed_methods, reason = "the convention names a variable of the environment")]
fn colour() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether standard error is a terminal that knows what marks of colour and movement
/// are. A `dumb` one prints them (terminfo(5)).
#[allow(clippy::disallowed_methods, reason = "the terminal says what it is in the environment")]
fn is_terminal() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn paint(text: &str, codes: &str) -> String {
    if colour() { format!("\u{1b}[{codes}m{text}\u{1b}[0m") } else { text.to_owned() }
}
