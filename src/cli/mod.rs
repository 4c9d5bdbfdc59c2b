//! The command line: the one part that touches disk, environment and terminal.

mod build;
mod check;
mod fix;
mod output;
mod place;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::{Format, Style};

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
Exit status:
  0  done, and no page has an error
  1  done, but pages have errors (each is printed with its place)
  2  could not be done, or the command was wrong";

const BUILD_EXAMPLES: &str = "\
Examples:
  phasebook build                            the site in this folder, into out/
  phasebook build docs --out public          another site, another folder
  phasebook build --only posters             the posters alone
  phasebook build --pages beta,live          two pages, as a handbook of their own
  phasebook build pages/beta.md              a single page";

const CHECK_EXAMPLES: &str = "\
Examples:
  phasebook check                            every fault, with its line and what to do
  phasebook check --fix                      mend spaces and blank lines in the pages
  phasebook check --format short             one line for each, for editors
  phasebook check --format sarif > x.sarif   for services that show faults beside the code";

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the handbook, the EPUB and the posters
    #[command(after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Name what is wrong with the pages, and build nothing
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
}

#[derive(Debug, Args)]
struct SiteArgs {
    /// A site's folder, a folder of pages, or a single page
    #[arg(default_value = ".", value_name = "SITE")]
    site: PathBuf,
}

#[derive(Debug, Args)]
struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// What to build
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_enum)]
    only: Vec<Product>,
    /// Build a book of these pages alone; links to the others become addresses
    #[arg(long, value_name = "SLUG", value_delimiter = ',')]
    pages: Vec<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The form of the report
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    format: Format,
    /// Mend what is safe to mend (spaces and blank lines), then name what remains
    #[arg(long)]
    fix: bool,
}

/// What a build makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Product {
    /// `handbook.pdf`
    Handbook,
    /// `handbook.epub`
    Epub,
    /// `posters/*.pdf`
    Posters,
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
    let status = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
    };
    ExitCode::from(status.unwrap_or_else(|message| {
        eprintln!("{}: {message}", paint("error", "1;31"));
        FAILED
    }))
}

/// How diagnostics are drawn on standard error.
fn style(prefix: &str) -> Style {
    Style { prefix: prefix.to_owned(), colour: colour() }
}

/// Colour only on a terminal, and not where `NO_COLOR` asks for none
/// (<https://no-color.org>).
fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn paint(text: &str, codes: &str) -> String {
    if colour() { format!("\u{1b}[{codes}m{text}\u{1b}[0m") } else { text.to_owned() }
}
