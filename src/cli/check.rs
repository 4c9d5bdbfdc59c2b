//! `phasebook check`: the faults, and nothing else.

use super::{CheckArgs, FAILED, fix, paint, progress, say, style};
use crate::build;
use crate::files::Folder;
use crate::report::{self, Format};

/// Reads the site and reports. Drawn reports go to standard error, those for
/// programs to standard output.
pub fn run(args: &CheckArgs) -> Result<u8, String> {
    let read = || progress::watched(|progress| build::read(&args.site, &args.fonts, progress));
    let mut site = read()?;
    let mut unmended = false;
    if args.fix {
        let folder = Folder::new(&site.root).map_err(|error| error.to_string())?;
        let fix::Mended { edits, files, failures } = fix::fix(&folder, &site.diagnostics);
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
            site = read()?;
        }
    }
    let style = style(&site.prefix);
    let shown = args.verdict.shown(&site.diagnostics);
    let drawn = report::render(&shown, args.format, &style);
    match args.format {
        Format::Human | Format::Short => {
            say::stderr(drawn);
            let summary = report::summary(&shown);
            if !summary.is_empty() && args.format == Format::Human {
                say::stderr(format_args!("{summary}\n"));
            }
        }
        Format::Json | Format::Sarif => say::stdout(drawn)?,
    }
    Ok(if unmended { FAILED } else { args.verdict.status(&site.diagnostics) })
}
