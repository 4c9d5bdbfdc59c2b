//! `phasebook check`: the faults, and nothing else.

use super::{BUILT, CheckArgs, FAULTY, fix, progress, say, style};
use crate::build;
use crate::diagnostic::Severity;
use crate::report::{self, Format};

/// Reads the site and reports. Drawn reports go to standard error, those for
/// programs to standard output.
pub fn run(args: &CheckArgs) -> Result<u8, String> {
    let read = || progress::watched(|progress| build::read(&args.site.site, &args.fonts, progress));
    let mut site = read()?;
    if args.fix {
        let (edits, files) = fix::fix(&site.root, &site.diagnostics)?;
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
    let drawn = report::render(&site.diagnostics, args.format, &style);
    match args.format {
        Format::Human | Format::Short => {
            say::stderr(format_args!("{}\n", site.config.site.summary()));
            say::stderr(drawn);
            let summary = report::summary(&site.diagnostics);
            if !summary.is_empty() && args.format == Format::Human {
                say::stderr(format_args!("{summary}\n"));
            }
        }
        Format::Json | Format::Sarif => say::stdout(drawn)?,
    }
    let faulty = site.diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}
