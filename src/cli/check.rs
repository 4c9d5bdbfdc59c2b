//! `phasebook check`: the faults, and nothing else.

use super::args::CheckArgs;
use super::{FAILED, fix, paint, read, say, style};
use crate::build::editions::Edition;
use crate::diagnostic::Diagnostic;
use crate::report::{self, Format};

/// Reads the site and reports. Drawn reports go to standard error, those for
/// programs to standard output.
pub fn run(args: &CheckArgs) -> Result<u8, String> {
    let languages = args.read.languages()?;
    let (place, mut editions) = read(&args.site, &args.read, args.fonts, &languages)?;
    let mut unmended = false;
    if args.fix {
        let fix::Mended { edits, files, failures } = fix::fix(&place.files, &all(&editions));
        for failure in &failures {
            say::stderr(format_args!("{}: {failure}\n", paint("error", "1;31")));
        }
        unmended = !failures.is_empty();
        if edits > 0 {
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            say::stderr(format_args!(
                "mended {edits} place{} in {files} file{}\n",
                plural(edits),
                plural(files)
            ));
            (_, editions) = read(&args.site, &args.read, args.fonts, &languages)?;
        }
    }
    let style = style(&place.prefix);
    let found = all(&editions);
    let shown = args.verdict.shown(&found);
    let drawn = report::render(&shown, args.format, &style);
    match args.format {
        Format::Human | Format::Short => {
            if !args.verdict.quiet {
                for Edition { language, project } in &editions {
                    let language = language.as_ref().map(|tag| format!("{tag}: ")).unwrap_or_default();
                    say::stderr(format_args!("{language}{}\n", project.config.site.summary()));
                }
            }
            say::stderr(drawn);
            let summary = report::summary(&shown);
            if !summary.is_empty() && args.format == Format::Human {
                say::stderr(format_args!("{summary}\n"));
            }
        }
        Format::Json | Format::Sarif => say::stdout(drawn)?,
    }
    Ok(if unmended { FAILED } else { args.verdict.status(&found) })
}

/// What is wrong with all books.
fn all(editions: &[Edition]) -> Vec<Diagnostic> {
    editions.iter().flat_map(|edition| edition.project.diagnostics.iter().cloned()).collect()
}
